//! Loading a project for someone who may do something with it.

use crate::{App, Error, Result};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Permit, Scope},
    lifecycle::ProjectState,
    organisation::Actor,
};
use svx_store::{
    Conn, people,
    projects::{self, Project, Tag},
};

/// The project with a slug, its authorities, and leave to do something with it.
pub(super) async fn load(app: &App, actor: &Actor, action: Action, slug: &str) -> Result<(Project, Vec<Tag>, Permit)> {
    let mut conn = app.db.read().await?;
    let project = projects::by_slug(&mut conn, slug).await?.ok_or(Error::NotFound)?;
    let tags = projects::authorities(&mut conn, project.id).await?;
    let permit = access::authorize(actor, action, &scope(&project, &tags))?;
    Ok((project, tags, permit))
}

/// A draft is its owner's alone; what was sent is also its authorities'; what was listed is everyone's.
pub(super) fn scope(project: &Project, tags: &[Tag]) -> Scope {
    let scope = Scope::owned_by(project.organisation_id).public(is_public(project.state));
    if project.state == ProjectState::Draft {
        scope
    } else {
        scope.under(tags.iter().map(|tag| tag.authority_id))
    }
}

pub(super) const fn is_public(state: ProjectState) -> bool {
    matches!(
        state,
        ProjectState::Listed | ProjectState::Paused | ProjectState::Closed | ProjectState::Expired
    )
}

/// What is said where a project changed between the page and the click.
pub(super) fn changed_meanwhile() -> Error {
    Error::Conflict("This project was changed by someone else meanwhile. Look at it again.".to_owned())
}

/// The addresses of everyone in an organisation.
pub(super) async fn addresses(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<String>> {
    let members = people::members(conn, organisation).await?;
    Ok(members.into_iter().map(|member| member.email).collect())
}
