//! An organisation's matches: what waits for it first, then what is under way, then what is done.

use super::Side;
use crate::{App, Error, Result};
use svx_domain::{
    Code as _, OrganisationId,
    access::{self, Action, Scope},
    lifecycle::MatchState::{
        self, Accepted, Closed, Confirmed, Declined, Delivered, Disputed, InProgress, Lapsed, Offered, Proposed,
        Rejected, Withdrawn,
    },
    organisation::{Actor, OrganisationKind},
};
use svx_store::matches::{self, Match, Of};

/// How many matches a page shows.
pub const PAGE: u32 = 20;

/// Which part of the list a match stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Someone of this organisation is to act.
    Waiting,
    /// Under way, or waiting for the other side.
    UnderWay,
    /// At its end, well or not.
    Done,
}

impl Part {
    /// Every part, in the order of the list.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::UnderWay, Self::Done];

    /// Its name in addresses of pages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::UnderWay => "under-way",
            Self::Done => "done",
        }
    }

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for you",
            Self::UnderWay => "Under way",
            Self::Done => "Done",
        }
    }

    /// The part that a state belongs to, as one side sees it.
    pub fn of(state: MatchState, side: Side) -> Self {
        let waiting = match side {
            Side::Supplier => matches!(state, Proposed | Rejected),
            Side::Community => matches!(state, Offered | Delivered | Disputed),
            Side::Authority => matches!(state, Disputed),
        };
        match state {
            _ if waiting => Self::Waiting,
            Proposed | Offered | Accepted | InProgress | Delivered | Disputed | Rejected => Self::UnderWay,
            Confirmed | Closed | Declined | Withdrawn | Lapsed => Self::Done,
        }
    }

    fn states(self, side: Side) -> Vec<MatchState> {
        let in_part = |state: &&MatchState| Self::of(**state, side) == self;
        MatchState::ALL.iter().filter(in_part).copied().collect()
    }
}

/// A page of an organisation's matches.
#[derive(Debug, Clone)]
pub struct List {
    /// The side that the organisation is on.
    pub side: Side,
    /// The matches of this page.
    pub matches: Vec<Match>,
    /// How many there are in each part.
    pub counts: [u32; 3],
    /// How many pages there are of what was asked for, at least 1.
    pub pages: u32,
}

/// The side of matches that a kind of organisation is on. Brokers are on the side that they were asked about.
fn side_of(kind: OrganisationKind, as_supplier: bool) -> Option<Side> {
    match kind {
        OrganisationKind::Supplier => Some(Side::Supplier),
        OrganisationKind::Community => Some(Side::Community),
        OrganisationKind::Authority => Some(Side::Authority),
        OrganisationKind::Broker if as_supplier => Some(Side::Supplier),
        OrganisationKind::Broker => Some(Side::Community),
        OrganisationKind::Referrer | OrganisationKind::Operator => None,
    }
}

/// Those for whom a list is made: the organisation, its side, and leave to see.
fn whose(actor: &Actor, as_supplier: bool) -> Result<(Side, Of)> {
    let acting = actor.acting.ok_or(Error::NotFound)?;
    let side = side_of(acting.kind, as_supplier).ok_or(Error::NotFound)?;
    let (scope, of) = match side {
        Side::Supplier => (Scope::owned_by(acting.organisation), Of::Supplier(acting.organisation)),
        Side::Community => (
            Scope::none().with_counterparty(acting.organisation),
            Of::Community(acting.organisation),
        ),
        Side::Authority => (
            Scope::none().under([acting.organisation]),
            Of::Authority(acting.organisation),
        ),
    };
    access::authorize(actor, Action::ViewMatch, &scope)?;
    Ok((side, of))
}

/// A page, from page 1, of one part or of all. A broker, who may be on either side, says on which.
pub async fn list(app: &App, actor: &Actor, as_supplier: bool, part: Option<Part>, page: u32) -> Result<List> {
    let (side, of) = whose(actor, as_supplier)?;
    let mut conn = app.db.read().await?;
    let mut counts = [0_u32; 3];
    for (state, count) in matches::counts(&mut conn, of).await? {
        let slot = Part::ALL
            .iter()
            .position(|part| *part == Part::of(state, side))
            .unwrap_or(0);
        counts[slot] = counts[slot].saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
    }
    let states = part.map_or_else(|| MatchState::ALL.to_vec(), |part| part.states(side));
    let total: u32 = Part::ALL
        .iter()
        .zip(counts)
        .filter(|(one, _)| part.is_none_or(|part| part == **one))
        .map(|(_, count)| count)
        .sum();
    let (first, last) = (Part::Waiting.states(side), Part::Done.states(side));
    let offset = page.saturating_sub(1).saturating_mul(PAGE);
    Ok(List {
        side,
        matches: matches::page(&mut conn, of, &states, &first, &last, PAGE, offset).await?,
        counts,
        pages: total.div_ceil(PAGE).max(1),
    })
}

/// So many matches of one part or of all, for a program that goes through them.
pub async fn some(
    app: &App,
    actor: &Actor,
    as_supplier: bool,
    part: Option<Part>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Match>> {
    let (side, of) = whose(actor, as_supplier)?;
    let states = part.map_or_else(|| MatchState::ALL.to_vec(), |part| part.states(side));
    let (first, last) = (Part::Waiting.states(side), Part::Done.states(side));
    let mut conn = app.db.read().await?;
    Ok(matches::page(&mut conn, of, &states, &first, &last, limit, offset).await?)
}

/// How many matches wait for an organisation, for its home page.
pub async fn waiting(app: &App, actor: &Actor) -> Result<(Vec<Match>, OrganisationId)> {
    let acting = actor.acting.ok_or(Error::NotFound)?;
    let found = list(app, actor, false, Some(Part::Waiting), 1).await?;
    Ok((found.matches, acting.organisation))
}
