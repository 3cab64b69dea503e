//! Starting a project, and filling it in page by page while it is a draft or was returned.

use super::{
    MAX_BENEFICIARIES, MAX_LINE_CHARS, MAX_OPEN_PROJECTS, MAX_SUMMARY_CHARS, MAX_TITLE_CHARS, MAX_YEARS_AHEAD,
    load::{changed_meanwhile, load},
};
use crate::{
    App, Error, Invalid, Result,
    input::{self, TypedDay},
    people::{
        create::slug,
        fields::{line, some_text},
    },
};
use svx_domain::{
    OrganisationId, ProjectId,
    access::{self, Action, Permit, Scope},
    lifecycle::{ProjectMove, ProjectState, State as _},
    organisation::Actor,
};
use svx_store::{
    Event, applications, authorities,
    projects::{self, Project},
};

/// What a project is and why.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What it is and why.
    pub summary: &'a str,
}

/// Who benefits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beneficiaries<'a> {
    /// Who they are, in words. No names.
    pub who: &'a str,
    /// About how many; it may be empty.
    pub count: &'a str,
}

/// Where and when.
#[derive(Debug, Clone, Copy, Default)]
pub struct When<'a> {
    /// The postcode.
    pub postcode: &'a str,
    /// The GSS code of the local authority, where the postcode is not known.
    pub local_authority: &'a str,
    /// The first day.
    pub starts: TypedDay<'a>,
    /// The last day.
    pub ends: TypedDay<'a>,
}

/// On whose exchanges, and for which of their outcomes.
#[derive(Debug, Clone, Default)]
pub struct Exchanges {
    /// The authorities.
    pub authorities: Vec<OrganisationId>,
    /// Outcomes of theirs, by code.
    pub outcomes: Vec<(OrganisationId, String)>,
}

impl About<'_> {
    fn check(&self) -> Result<(String, String)> {
        let mut invalid = Invalid::new();
        let title = line(
            self.title,
            MAX_TITLE_CHARS,
            "Enter what the project is called",
            "The title",
        );
        let title = invalid.take_or_default("title", title);
        let empty = "Enter what the project is and why it matters";
        let summary = some_text(self.summary, MAX_SUMMARY_CHARS, empty, "The story");
        let summary = invalid.take_or_default("summary", summary);
        invalid.check()?;
        Ok((title, summary))
    }
}

/// Starts a project as a draft, and gives its slug.
pub async fn create(app: &App, actor: &Actor, about: About<'_>) -> Result<String> {
    let permit = access::authorize(actor, Action::CreateProject, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let (title, summary) = about.check()?;
    transact!(app, permit, |tx| {
        let own = projects::of_organisation(tx, organisation).await?;
        let open = own.iter().filter(|project| !project.state.open_moves().is_empty());
        if open.count() >= MAX_OPEN_PROJECTS {
            return Err(Error::Conflict(format!(
                "Your organisation has {MAX_OPEN_PROJECTS} projects that are not closed. Close some first."
            )));
        }
        let id: ProjectId = tx.id();
        let project = Project {
            id,
            slug: slug(&title, &id.to_string()),
            organisation_id: organisation,
            title: title.clone(),
            summary: summary.clone(),
            beneficiaries: String::new(),
            beneficiary_count: None,
            starts_on: None,
            ends_on: None,
            postcode: None,
            easting_m: None,
            northing_m: None,
            local_authority: None,
            state: ProjectState::Draft,
            review_note: None,
            created_at: tx.now(),
            updated_at: tx.now(),
            submitted_at: None,
            listed_at: None,
            closed_at: None,
        };
        projects::insert(tx, &project).await?;
        tx.record(Event::new("project.started", "project", id)).await?;
        Ok(project.slug)
    })
}

/// A project that may be filled in: a draft, or one that was returned.
pub(super) async fn editable(app: &App, actor: &Actor, slug: &str) -> Result<(Project, Permit)> {
    let (project, _, permit) = load(app, actor, Action::EditProject, slug).await?;
    // What cannot be sent any more cannot be changed: the answer says what can be done instead.
    project.state.apply(ProjectMove::Submit)?;
    Ok((project, permit))
}

async fn save(app: &App, permit: Permit, project: Project) -> Result<()> {
    transact!(app, permit, |tx| {
        if !projects::update(tx, &project).await? {
            return Err(changed_meanwhile());
        }
        tx.record(Event::new("project.changed", "project", project.id)).await?;
        Ok(())
    })
}

/// Says anew what a project is and why.
pub async fn set_about(app: &App, actor: &Actor, slug: &str, about: About<'_>) -> Result<()> {
    let (mut project, permit) = editable(app, actor, slug).await?;
    (project.title, project.summary) = about.check()?;
    save(app, permit, project).await
}

/// Says anew who benefits.
pub async fn set_beneficiaries(app: &App, actor: &Actor, slug: &str, given: Beneficiaries<'_>) -> Result<()> {
    let (mut project, permit) = editable(app, actor, slug).await?;
    let mut invalid = Invalid::new();
    let who = line(given.who, MAX_LINE_CHARS, "Enter who benefits", "Who benefits");
    project.beneficiaries = invalid.take_or_default("beneficiaries", who);
    project.beneficiary_count = invalid.take_or_default("beneficiary_count", people(given.count));
    invalid.check()?;
    save(app, permit, project).await
}

fn people(text: &str) -> Result<Option<u32>, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if digits.is_empty() {
        return Ok(None);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("How many people must be a whole number, like 40".to_owned());
    }
    match digits.parse() {
        Ok(count) if count <= MAX_BENEFICIARIES => Ok(Some(count)),
        _ => Err("How many people must be 10,000,000 or fewer".to_owned()),
    }
}

/// Says anew where and when a project is.
pub async fn set_when(app: &App, actor: &Actor, slug: &str, given: When<'_>) -> Result<()> {
    let (mut project, permit) = editable(app, actor, slug).await?;
    let mut invalid = Invalid::new();
    let place = input::place(app, &mut invalid, given.postcode, given.local_authority).await?;
    if place == input::Place::default() && invalid.is_empty() {
        invalid.add("postcode", "Enter a postcode, or choose a local authority");
    }
    let starts = invalid.take("starts", given.starts.required("The first day"));
    let ends = invalid.take("ends", given.ends.required("The last day"));
    if let (Some(starts), Some(ends)) = (starts, ends) {
        let today = app.today();
        if ends < starts {
            invalid.add("ends", "The last day must be the same as or after the first day");
        } else if ends < today {
            invalid.add("ends", "The last day must be today or later");
        } else if ends.year() > today.year() + MAX_YEARS_AHEAD {
            invalid.add("ends", format!("The last day must be within {MAX_YEARS_AHEAD} years"));
        }
    }
    invalid.check()?;
    (project.starts_on, project.ends_on) = (starts, ends);
    (project.postcode, project.local_authority) = (place.postcode, place.local_authority);
    (project.easting_m, project.northing_m) = (place.easting_m, place.northing_m);
    save(app, permit, project).await
}

/// Says anew on whose exchanges a project is to stand, of those that approved the organisation, and for which outcomes.
pub async fn set_exchanges(app: &App, actor: &Actor, slug: &str, given: Exchanges) -> Result<()> {
    let (project, permit) = editable(app, actor, slug).await?;
    let mut invalid = Invalid::new();
    if given.authorities.is_empty() {
        invalid.add("authorities", "Choose at least one authority");
    }
    {
        let mut conn = app.db.read().await?;
        let approved = applications::approved_authorities(&mut conn, project.organisation_id).await?;
        if given.authorities.iter().any(|id| !approved.contains(id)) {
            invalid.add(
                "authorities",
                "Choose from the authorities that approved your organisation",
            );
        }
        for (authority, code) in &given.outcomes {
            let known = authorities::outcome(&mut conn, *authority, code).await?.is_some();
            if !known || !given.authorities.contains(authority) {
                invalid.add("outcomes", "Choose outcomes of the authorities that you chose");
                break;
            }
        }
    }
    invalid.check()?;
    transact!(app, permit, |tx| {
        // The write that finds the project still open for changes; the tags follow it.
        if !projects::update(tx, &project).await? {
            return Err(changed_meanwhile());
        }
        projects::set_outcomes(tx, project.id, &[]).await?;
        projects::set_authorities(tx, project.id, &given.authorities).await?;
        projects::set_outcomes(tx, project.id, &given.outcomes).await?;
        tx.record(Event::new("project.exchanges-chosen", "project", project.id))
            .await?;
        Ok(())
    })
}
