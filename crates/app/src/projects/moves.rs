//! Sending a project for review, pausing, resuming and closing it.

use super::load::{addresses, changed_meanwhile, load};
use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    access::Action,
    lifecycle::{ProjectMove, State as _},
    organisation::Actor,
};
use svx_store::{
    Conn, Event, applications, needs,
    projects::{self, Project, Tag},
};

/// What a project still lacks before it can be sent: the part, and a sentence.
pub async fn missing(conn: &mut Conn, project: &Project, tags: &[Tag]) -> Result<Vec<(&'static str, &'static str)>> {
    let mut missing = Vec::new();
    if project.beneficiaries.is_empty() {
        missing.push(("who", "Say who benefits"));
    }
    if project.local_authority.is_none() || project.starts_on.is_none() || project.ends_on.is_none() {
        missing.push(("where", "Say where and when it is"));
    }
    let approved = applications::approved_authorities(conn, project.organisation_id).await?;
    if tags.is_empty() || !tags.iter().all(|tag| approved.contains(&tag.authority_id)) {
        missing.push(("exchanges", "Choose authorities that approved your organisation"));
    }
    if needs::of_project(conn, project.id).await?.is_empty() {
        missing.push(("needs", "Add at least one thing that you need"));
    }
    Ok(missing)
}

/// Sends a project to its authorities for review.
pub async fn submit(app: &App, actor: &Actor, slug: &str) -> Result<()> {
    let (project, tags, permit) = load(app, actor, Action::EditProject, slug).await?;
    let next = project.state.apply(ProjectMove::Submit)?;
    transact!(app, permit, |tx| {
        let mut invalid = Invalid::new();
        for (part, message) in missing(tx, &project, &tags).await? {
            invalid.add(part, message);
        }
        if project.ends_on.is_some_and(|last| last < app.today()) {
            invalid.add("where", "The last day has passed: choose a later one");
        }
        invalid.check()?;
        if !projects::set_state(tx, project.id, project.state, next, None).await? {
            return Err(changed_meanwhile());
        }
        for tag in &tags {
            for to in addresses(tx, tag.authority_id).await? {
                let text = format!(
                    "‘{}’ waits for review.\n\n{}/review/projects\n",
                    project.title, app.settings.base_url
                );
                let subject = "A project waits for review".to_owned();
                Mail { to, subject, text }.queue(tx).await?;
            }
        }
        tx.record(Event::new("project.submitted", "project", project.id))
            .await?;
        Ok(())
    })
}

async fn step(app: &App, actor: &Actor, slug: &str, step: ProjectMove, event: &'static str) -> Result<()> {
    let (project, _, permit) = load(app, actor, Action::EditProject, slug).await?;
    let next = project.state.apply(step)?;
    transact!(app, permit, |tx| {
        if !projects::set_state(tx, project.id, project.state, next, None).await? {
            return Err(changed_meanwhile());
        }
        tx.record(Event::new(event, "project", project.id)).await?;
        Ok::<_, Error>(())
    })
}

/// Takes a listed project out of the search for a while.
pub async fn pause(app: &App, actor: &Actor, slug: &str) -> Result<()> {
    step(app, actor, slug, ProjectMove::Pause, "project.paused").await
}

/// Puts a paused project back into the search.
pub async fn resume(app: &App, actor: &Actor, slug: &str) -> Result<()> {
    step(app, actor, slug, ProjectMove::Resume, "project.resumed").await
}

/// Closes a project for good. What was promised to it stays promised.
pub async fn close(app: &App, actor: &Actor, slug: &str) -> Result<()> {
    step(app, actor, slug, ProjectMove::Close, "project.closed").await
}
