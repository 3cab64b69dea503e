//! From the rows of the two tables to what the rules of matching take.

use crate::prices::OfflineBook;
use std::collections::HashMap;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity};
use svx_formats::sheets::{NeedRow, OfferRow, Placed};
use svx_matching::{Corpus, DAYS_NEEDED_MIN, Membership, Need, Offer, Text};

/// The reach of an offer that says none: any distance.
const ANY_DISTANCE_M: u32 = u32::MAX;
/// Organisations without a name are numbered from here on, so that no two are the same.
const NAMELESS_FROM: u64 = 1 << 40;

/// Both lists, in the order of the tables.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is needed.
    pub needs: Vec<Need>,
    /// What is to be had.
    pub offers: Vec<Offer>,
    /// What was done on the way.
    pub notes: Notes,
}

/// What a reader of the plan should know of how the tables were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes {
    /// Offers that can give less than their capacity, because of their budget.
    pub held_to_budget: usize,
    /// Offers with a budget that could not be applied, since there is no price.
    pub budget_without_price: usize,
    /// Needs and offers whose place is known to the postcode's sector alone.
    pub placed_by_postcode: usize,
    /// Offers that say no radius, and so come any distance.
    pub any_distance: usize,
}

/// Numbers for names, so that the same name is the same organisation on both sides.
#[derive(Default)]
struct Organisations(HashMap<String, u64>);

impl Organisations {
    fn named(&mut self, names: &[&str], row: u64) -> OrganisationId {
        let name = names
            .iter()
            .map(|name| name.trim().to_lowercase())
            .find(|name| !name.is_empty());
        let number = match name {
            Some(name) => {
                let next = self.0.len() as u64;
                *self.0.entry(name).or_insert(next)
            }
            None => NAMELESS_FROM + row,
        };
        OrganisationId::from_parts(number, [0; 10])
    }
}

/// Takes the rows as the rules of matching do.
pub fn prepare(needs: &[NeedRow], offers: &[OfferRow], book: &OfflineBook) -> Prepared {
    let mut notes = Notes::default();
    let mut organisations = Organisations::default();
    let texts = Texts::new(needs, offers);
    let nameless_offers = needs.len() as u64;
    let by_postcode = |place: &Option<Placed>| usize::from(matches!(place, Some(Placed::ByPostcode(..))));
    let needs = needs.iter().enumerate().map(|(at, row)| {
        notes.placed_by_postcode += by_postcode(&row.place);
        let resource = book.resource(row.resource);
        Need {
            id: NeedId::from_parts(at as u64, [0; 10]),
            community: organisations.named(&[&row.community, &row.project], at as u64),
            resource: resource.code.clone(),
            resource_name: resource.units.clone(),
            substitutes: resource.substitutes.clone(),
            quantity: row.quantity,
            divisible: row.divisible,
            priority: row.priority,
            window: row.window,
            days_needed: DAYS_NEEDED_MIN,
            place: row.place.as_ref().map(Placed::point),
            remote: row.remote,
            requires: row.requires.clone(),
            authorities: Membership::Anyone,
            declined: Vec::new(),
            conflicts: Vec::new(),
            deprivation: row.deprivation,
            text: texts.of(&row.title, &row.description),
        }
    });
    let needs = needs.collect();
    let offers = offers.iter().enumerate().map(|(at, row)| {
        notes.placed_by_postcode += by_postcode(&row.place);
        notes.any_distance += usize::from(row.radius_m.is_none() && row.place.is_some());
        let resource = book.resource(row.resource);
        Offer {
            id: OfferId::from_parts(at as u64, [0; 10]),
            supplier: organisations.named(&[&row.supplier], nameless_offers + at as u64),
            resource: resource.code.clone(),
            resource_name: resource.units.clone(),
            quantity: affordable(row, book, &mut notes),
            window: row.window,
            place: row.place.as_ref().map(Placed::point),
            radius_m: row.radius_m.unwrap_or(ANY_DISTANCE_M),
            remote: row.remote,
            provides: row.provides.clone(),
            authorities: Membership::Anyone,
            conflicts: Vec::new(),
            text: texts.of(&row.title, &row.description),
        }
    });
    let offers = offers.collect();
    Prepared { needs, offers, notes }
}

/// The capacity, or as much of it as the budget buys at the price book's price, in steps that the resource is counted in.
fn affordable(row: &OfferRow, book: &OfflineBook, notes: &mut Notes) -> Quantity {
    let Some(budget) = row.budget else {
        return row.capacity;
    };
    let resource = book.resource(row.resource);
    let Some(price) = book.price(&resource.code).filter(|price| price.pence() > 0) else {
        notes.budget_without_price += 1;
        return row.capacity;
    };
    let step = 10_i64.pow(3 - resource.decimals.min(3));
    let bought = i128::from(budget.pence()) * 1_000 / i128::from(price.pence());
    let bought = i64::try_from(bought).unwrap_or(i64::MAX) / step * step;
    if bought >= row.capacity.thousandths() {
        return row.capacity;
    }
    notes.held_to_budget += 1;
    Quantity::from_thousandths(bought)
}

/// What rows say of themselves, where both sides say something.
struct Texts(Option<Corpus>);

impl Texts {
    fn new(needs: &[NeedRow], offers: &[OfferRow]) -> Self {
        let asked = needs.iter().map(|row| (&row.title, &row.description));
        let offered = offers.iter().map(|row| (&row.title, &row.description));
        let says = |(title, description): (&String, &String)| !title.is_empty() || !description.is_empty();
        if !asked.clone().any(says) || !offered.clone().any(says) {
            return Self(None);
        }
        let mut corpus = Corpus::new();
        asked
            .chain(offered)
            .filter(|row| says(*row))
            .for_each(|(title, description)| {
                corpus.add(&joined(title, description));
            });
        Self(Some(corpus))
    }

    fn of(&self, title: &str, description: &str) -> Text {
        self.0
            .as_ref()
            .map(|corpus| corpus.text(&joined(title, description)))
            .unwrap_or_default()
    }
}

fn joined(title: &str, description: &str) -> String {
    format!("{title} {description}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::{needs_of, offers_of};

    fn prepared(needs: &str, offers: &str) -> Prepared {
        let book = OfflineBook::shipped().expect("it is checked elsewhere");
        let needs = needs_of("needs.csv", needs.as_bytes(), &book).expect("it is a table");
        let offers = offers_of("offers.csv", offers.as_bytes(), &book).expect("it is a table");
        assert!(needs.sheet.problems.is_empty() && offers.sheet.problems.is_empty());
        prepare(&needs.sheet.rows, &offers.sheet.rows, &book)
    }

    #[test]
    fn a_budget_holds_an_offer_to_what_it_buys_in_whole_steps() {
        let book = OfflineBook::shipped().expect("it is checked elsewhere");
        let pence = book.price("volunteering").expect("an hour has a price").pence();
        let budget = svx_domain::Money::from_pence(pence * 3 + pence / 2).to_decimal();
        let offers = format!(
            "id,resource,capacity,remote,budget\nA,volunteering,9,true,{budget}\nB,volunteering,2,true,{budget}\n"
        );
        let prepared = prepared("id,resource,quantity,remote\n", &offers);
        let quantities: Vec<Quantity> = prepared.offers.iter().map(|offer| offer.quantity).collect();
        assert_eq!(quantities, [3_490, 2_000].map(Quantity::from_thousandths));
        assert_eq!(prepared.notes.held_to_budget, 1);
    }

    #[test]
    fn the_same_name_is_the_same_organisation_and_no_name_is_nobody_else() {
        let prepared = prepared(
            "id,resource,quantity,remote,community\n1,laptop,1,true,Hall Trust\n2,laptop,1,true,\n3,laptop,1,true,\n",
            "id,resource,capacity,remote,supplier\n1,laptop,1,true,hall trust\n2,laptop,1,true,\n",
        );
        let communities: Vec<OrganisationId> = prepared.needs.iter().map(|need| need.community).collect();
        let suppliers: Vec<OrganisationId> = prepared.offers.iter().map(|offer| offer.supplier).collect();
        assert_eq!(communities[0], suppliers[0]);
        let nameless = [communities[1], communities[2], suppliers[1]];
        assert!(
            nameless
                .iter()
                .all(|one| nameless.iter().filter(|other| *other == one).count() == 1)
        );
    }

    #[test]
    fn texts_are_held_against_each_other_where_both_sides_say_something() {
        let needs = "id,resource,quantity,remote,description\n1,laptop,1,true,for a homework club\n";
        let said = prepared(
            needs,
            "id,resource,capacity,remote,title\n1,laptop,1,true,Homework laptops\n",
        );
        assert!(said.needs[0].text.alike(&said.offers[0].text) > 0);
        let unsaid = prepared(needs, "id,resource,capacity,remote\n1,laptop,1,true\n");
        assert!(unsaid.needs[0].text.is_empty());
    }
}
