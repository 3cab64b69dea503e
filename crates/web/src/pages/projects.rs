//! Projects: an organisation's own, the pages that fill one in, and what anyone sees of it.

mod about;
mod check;
mod exchanges;
mod moves;
mod needs;
mod own;
mod place;
mod show;
mod tasks;
mod who;

use crate::{PageResult, Routes, Visitor, see_other};
use axum::response::Response;
use svx_app::{App, Error, projects};
use svx_domain::lifecycle::ProjectState;
use svx_ui::{Tag, TagColour};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(own::routes())
        .and(about::routes())
        .and(who::routes())
        .and(place::routes())
        .and(exchanges::routes())
        .and(needs::routes())
        .and(check::routes())
        .and(moves::routes())
        .and(show::routes())
}

/// On to the first part that is still missing; to the answers where nothing is.
async fn onward(app: &App, visitor: &Visitor, slug: &str) -> PageResult<Response> {
    let shown = projects::show(app, visitor.actor(), slug).await?;
    let part = shown.missing.first().map_or("check", |(part, _)| part);
    Ok(see_other(&format!("/projects/{slug}/{part}")))
}

/// A project for one of the pages that change it: not found unless the visitor may, and it is still open for changes.
async fn for_change(app: &App, visitor: &Visitor, slug: &str) -> PageResult<projects::Shown> {
    visitor.require()?;
    let shown = projects::show(app, visitor.actor(), slug).await?;
    if !shown.may_edit {
        return Err(Error::NotFound.into());
    }
    if !shown.is_open_for_changes() {
        let message = "This project was sent, so its answers cannot be changed now.".to_owned();
        return Err(Error::Conflict(message).into());
    }
    Ok(shown)
}

fn state_tag(state: ProjectState) -> Tag<'static> {
    let colour = match state {
        ProjectState::Draft => TagColour::Grey,
        ProjectState::Submitted => TagColour::Blue,
        ProjectState::Listed => TagColour::Green,
        ProjectState::Returned => TagColour::Orange,
        ProjectState::Declined => TagColour::Red,
        ProjectState::Paused => TagColour::Yellow,
        ProjectState::Closed | ProjectState::Expired => TagColour::Grey,
    };
    Tag::new(colour, svx_domain::Code::label(state))
}
