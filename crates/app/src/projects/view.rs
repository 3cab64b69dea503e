//! What people see of projects.

use super::{load::load, moves};
use crate::{App, Error, Result};
use svx_domain::{
    Code as _, OrganisationId,
    access::{self, Action, Scope},
    lifecycle::{ProjectState, State as _},
    organisation::Actor,
};
use svx_store::{
    applications, authorities, needs, organisations,
    projects::{self, Project, Summary, Tag},
};

/// The most suggestions of projects that are alike.
const MAX_ALIKE: usize = 5;
/// The most projects that are compared.
const MAX_COMPARED: u32 = 100;
/// Two projects are alike where they share at least this many telling words.
const MIN_SHARED_WORDS: usize = 2;

/// A project with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The project.
    pub project: Project,
    /// The organisation's name.
    pub organisation_name: String,
    /// The organisation's name in addresses of pages.
    pub organisation_slug: String,
    /// Its needs.
    pub needs: Vec<needs::Line>,
    /// On whose exchanges it stands.
    pub authorities: Vec<Tag>,
    /// Which of their outcomes it serves.
    pub outcomes: Vec<projects::Outcome>,
    /// Whether the viewer may change it.
    pub may_edit: bool,
    /// Whether the viewer may decide on it.
    pub may_review: bool,
    /// What it still lacks before it can be sent, for whoever may change it.
    pub missing: Vec<(&'static str, &'static str)>,
}

/// One project, for whoever may see it.
pub async fn show(app: &App, actor: &Actor, slug: &str) -> Result<Shown> {
    let (project, tags, _) = load(app, actor, Action::ViewProject, slug).await?;
    let scope = super::load::scope(&project, &tags);
    let may = |action| access::authorize(actor, action, &scope).is_ok();
    let (may_edit, may_review) = (may(Action::EditProject), may(Action::ReviewProject));
    let mut conn = app.db.read().await?;
    let organisation = organisations::by_id(&mut conn, project.organisation_id)
        .await?
        .ok_or(Error::NotFound)?;
    let missing = if may_edit {
        moves::missing(&mut conn, &project, &tags).await?
    } else {
        Vec::new()
    };
    Ok(Shown {
        organisation_name: organisation.name,
        organisation_slug: organisation.slug,
        needs: needs::of_project(&mut conn, project.id).await?,
        outcomes: projects::outcomes(&mut conn, project.id).await?,
        authorities: tags,
        may_edit,
        may_review,
        missing,
        project,
    })
}

/// An organisation's own projects.
#[derive(Debug, Clone)]
pub struct Own {
    /// The projects, changed last first.
    pub projects: Vec<Summary>,
}

/// The projects of the organisation that someone acts for.
pub async fn own(app: &App, actor: &Actor) -> Result<Own> {
    access::authorize(actor, Action::CreateProject, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let projects = projects::of_organisation(&mut conn, organisation).await?;
    Ok(Own { projects })
}

/// An authority on whose exchange a project may stand, with its outcomes.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The authority.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it wants to achieve: code and title.
    pub outcomes: Vec<(String, String)>,
}

/// The exchanges that approved the organisation that someone acts for.
pub async fn exchanges(app: &App, actor: &Actor) -> Result<Vec<Exchange>> {
    access::authorize(actor, Action::CreateProject, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let approved = applications::approved_authorities(&mut conn, organisation).await?;
    let all = organisations::authorities(&mut conn).await?;
    let mut exchanges = Vec::new();
    for authority in all.into_iter().filter(|authority| approved.contains(&authority.id)) {
        let outcomes = authorities::outcomes(&mut conn, authority.id).await?;
        exchanges.push(Exchange {
            id: authority.id,
            name: authority.name,
            outcomes: outcomes
                .into_iter()
                .map(|outcome| (outcome.code, outcome.title))
                .collect(),
        });
    }
    Ok(exchanges)
}

/// Live projects of the same organisation, or listed at the same postcode, with words in common: perhaps the same.
pub async fn alike(app: &App, actor: &Actor, slug: &str) -> Result<Vec<Project>> {
    let (project, _, _) = load(app, actor, Action::ViewProject, slug).await?;
    let mut conn = app.db.read().await?;
    let (organisation, postcode) = (project.organisation_id, project.postcode.as_deref());
    let others = projects::alike(&mut conn, project.id, organisation, postcode, MAX_COMPARED).await?;
    let words = telling_words(&project);
    let shares = |other: &Project| {
        let theirs = telling_words(other);
        words.iter().filter(|word| theirs.contains(word)).count() >= MIN_SHARED_WORDS
    };
    Ok(others.into_iter().filter(shares).take(MAX_ALIKE).collect())
}

/// The words of a title and of the beginning of a story with five letters or more, each once.
fn telling_words(project: &Project) -> Vec<String> {
    const MIN_CHARS: usize = 5;
    const MAX_WORDS: usize = 60;
    let text = format!("{} {}", project.title, project.summary).to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<String> = words
        .filter(|word| word.chars().count() >= MIN_CHARS)
        .take(MAX_WORDS)
        .map(|word| word.trim_end_matches('s').to_owned())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

impl Shown {
    /// Whether the owner may send it now or after filling in what is missing.
    pub fn is_open_for_changes(&self) -> bool {
        matches!(self.project.state, ProjectState::Draft | ProjectState::Returned)
    }

    /// The codes of the moves that are open.
    pub fn moves(&self) -> Vec<&'static str> {
        let moves = self.project.state.open_moves();
        moves
            .into_iter()
            .map(svx_domain::lifecycle::ProjectMove::code)
            .collect()
    }
}
