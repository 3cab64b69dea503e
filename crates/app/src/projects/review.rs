//! An authority's review: what waits, what is worth a second look, and the decision.

use super::load::{addresses, changed_meanwhile, load};
use crate::{App, Error, Invalid, Result, mail::Mail, people::fields::text};
use jiff::SignedDuration;
use svx_domain::{
    Code as _, OrganisationId, Quantity,
    access::{self, Action, Scope},
    lifecycle::{ProjectMove, State as _},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    Event, applications, needs, organisations,
    projects::{self, Summary},
};

/// The most characters of what an authority says of its decision.
const MAX_NOTE_CHARS: usize = 1000;
/// The most projects that are decided at once.
const MAX_AT_ONCE: usize = 100;
/// An organisation is new for this long.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Quantities from these on are worth a second look: so many whole units, or so many in a unit with fractions.
const UNUSUAL_COUNT: Quantity = Quantity::from_units(1000);

/// Sentences that an authority may begin its answer with.
pub const REASONS: [(&str, &str); 4] = [
    (
        "more-detail",
        "Please say in more detail what the project is and who benefits.",
    ),
    (
        "quantities",
        "Please check the quantities: some are higher than we would expect.",
    ),
    ("elsewhere", "The project is outside the area that we serve."),
    ("not-eligible", "The project is not one that our exchange can list."),
];

/// What makes an approver look twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The organisation joined less than 30 days ago.
    NewOrganisation,
    /// A need asks for unusually much.
    UnusualQuantity,
    /// Only a local authority is known, no postcode.
    NoPlace,
}

impl Signal {
    /// What the approver reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NewOrganisation => "New organisation",
            Self::UnusualQuantity => "Unusual quantity",
            Self::NoPlace => "No postcode",
        }
    }
}

/// A project that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The project.
    pub project: Summary,
    /// What it needs.
    pub needs: Vec<needs::Line>,
    /// What to look twice at.
    pub signals: Vec<Signal>,
}

/// What waits for the authority that someone acts for, sent first first.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<Waiting>> {
    // Only an authority has a queue.
    let authority = actor
        .organisation()
        .filter(|_| actor.acts_for(OrganisationKind::Authority));
    let authority = authority.ok_or(Error::NotFound)?;
    access::authorize(actor, Action::ReviewProject, &Scope::none().under([authority]))?;
    let mut conn = app.db.read().await?;
    let waiting = projects::waiting_for(&mut conn, authority).await?;
    let ids: Vec<_> = waiting.iter().map(|project| project.id).collect();
    let all = needs::of_projects(&mut conn, &ids).await?;
    let waiting = waiting.into_iter().map(|project| {
        let own: Vec<_> = all
            .iter()
            .filter(|need| need.project_id == project.id)
            .cloned()
            .collect();
        let mut signals = Vec::new();
        if app.now().duration_since(project.organisation_created_at) < NEW_FOR {
            signals.push(Signal::NewOrganisation);
        }
        if own.iter().any(|need| need.quantity >= UNUSUAL_COUNT) {
            signals.push(Signal::UnusualQuantity);
        }
        if project.postcode.is_none() {
            signals.push(Signal::NoPlace);
        }
        Waiting {
            project,
            needs: own,
            signals,
        }
    });
    Ok(waiting.collect())
}

/// What an authority may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Put it on the public list.
    List,
    /// Give it back for changes.
    Return,
    /// Decline it for good.
    Decline,
}

impl Decision {
    /// The decision that a form sent.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "list" => Some(Self::List),
            "return" => Some(Self::Return),
            "decline" => Some(Self::Decline),
            _ => None,
        }
    }

    const fn step(self) -> (ProjectMove, &'static str, &'static str) {
        match self {
            Self::List => (ProjectMove::List, "project.listed", "is listed"),
            Self::Return => (
                ProjectMove::Return,
                "project.returned",
                "was returned to you for changes",
            ),
            Self::Decline => (ProjectMove::Decline, "project.declined", "was declined"),
        }
    }
}

/// Decides on projects, all of them or none. Returning and declining need a reason that the community reads.
pub async fn decide(app: &App, actor: &Actor, slugs: &[&str], decision: Decision, note: &str) -> Result<usize> {
    let mut invalid = Invalid::new();
    let note = invalid.take_or_default("note", text(note, MAX_NOTE_CHARS, "The reason"));
    if note.is_empty() && decision != Decision::List && invalid.is_empty() {
        invalid.add("note", "Enter a reason: the organisation will read it");
    }
    if slugs.is_empty() {
        invalid.add("projects", "Choose at least one project");
    }
    if slugs.len() > MAX_AT_ONCE {
        invalid.add("projects", format!("Choose {MAX_AT_ONCE} projects or fewer"));
    }
    let mut loaded = Vec::new();
    for slug in slugs.iter().take(MAX_AT_ONCE) {
        let (project, _, permit) = load(app, actor, Action::ReviewProject, slug).await?;
        let next = project.state.apply(decision.step().0)?;
        loaded.push((project, next, permit));
    }
    invalid.check()?;
    let Some((_, _, permit)) = loaded.first().cloned() else {
        return Ok(0);
    };
    let (_, event, words) = decision.step();
    let said = Some(note.as_str()).filter(|note| !note.is_empty());
    transact!(app, permit, |tx| {
        for (project, next, _) in &loaded {
            if !projects::set_state(tx, project.id, project.state, *next, said).await? {
                return Err(changed_meanwhile());
            }
            let reason = said.map_or_else(String::new, |note| format!("\n{note}\n"));
            for to in addresses(tx, project.organisation_id).await? {
                let (base, slug) = (&app.settings.base_url, &project.slug);
                let text = format!("‘{}’ {words}.\n{reason}\n{base}/projects/{slug}\n", project.title);
                let subject = format!("Your project {words}");
                Mail { to, subject, text }.queue(tx).await?;
            }
            let logged = Event::new(event, "project", project.id);
            tx.record(said.map_or(logged.clone(), |note| logged.because(note)))
                .await?;
        }
        Ok(loaded.len())
    })
}

/// Changes on whose exchanges a project stands, at review. It stays on at least one, and each must have approved the
/// community; an authority may take away or add itself and others of them.
pub async fn set_tags(app: &App, actor: &Actor, slug: &str, wanted: &[OrganisationId]) -> Result<()> {
    let (project, _, permit) = load(app, actor, Action::ReviewProject, slug).await?;
    if project.state.code() != "submitted" {
        return Err(changed_meanwhile());
    }
    let mut invalid = Invalid::new();
    if wanted.is_empty() {
        invalid.add("authorities", "Choose at least one authority");
    }
    {
        let mut conn = app.db.read().await?;
        let approved = applications::approved_authorities(&mut conn, project.organisation_id).await?;
        let all = organisations::authorities(&mut conn).await?;
        let known = |id: &OrganisationId| approved.contains(id) && all.iter().any(|authority| authority.id == *id);
        if !wanted.iter().all(known) {
            invalid.add(
                "authorities",
                "Choose from the authorities that approved the organisation",
            );
        }
    }
    invalid.check()?;
    transact!(app, permit, |tx| {
        if !projects::update(tx, &project).await? {
            return Err(changed_meanwhile());
        }
        let kept = projects::outcomes(tx, project.id).await?;
        let kept = kept
            .into_iter()
            .filter(|outcome| wanted.contains(&outcome.authority_id));
        let kept: Vec<_> = kept.map(|outcome| (outcome.authority_id, outcome.code)).collect();
        projects::set_outcomes(tx, project.id, &[]).await?;
        projects::set_authorities(tx, project.id, wanted).await?;
        projects::set_outcomes(tx, project.id, &kept).await?;
        tx.record(Event::new("project.tags-changed", "project", project.id))
            .await?;
        Ok(())
    })
}
