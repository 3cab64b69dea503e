//! The pages, a file each.

mod about;
mod applications;
mod assets;
mod authorities;
mod commitments;
mod figures;
mod health;
mod home;
mod log;
mod matches;
mod needs;
mod offers;
mod operator;
mod organisations;
mod parts;
mod people;
mod prices;
mod procurements;
mod projects;
mod review;
mod session;
mod start;
mod stories;

mod four_numbers;

use crate::Routes;

/// Every page's routes. The test that walks them reads the same list.
pub fn routes() -> Routes {
    Routes::new()
        .and(about::routes())
        .and(applications::routes())
        .and(assets::routes())
        .and(authorities::routes())
        .and(commitments::routes())
        .and(figures::routes())
        .and(health::routes())
        .and(home::routes())
        .and(log::routes())
        .and(matches::routes())
        .and(needs::routes())
        .and(offers::routes())
        .and(operator::routes())
        .and(organisations::routes())
        .and(people::routes())
        .and(procurements::routes())
        .and(prices::routes())
        .and(projects::routes())
        .and(review::routes())
        .and(session::routes())
        .and(start::routes())
        .and(stories::routes())
}
