//! The first move: a community or an authority asks for a supplier's offer, or a supplier offers it to a need.

use super::{
    ANSWER_WITHIN, MAX_NOTE_CHARS, MAX_UNANSWERED, Pair,
    notice::{TEAM, tell},
};
use crate::{App, Error, Invalid, Result, people::fields};
use jiff::{Timestamp, ToSpan as _};
use svx_domain::{
    MatchId, NeedId, OfferId, OrganisationId, Quantity,
    access::{self, Action, Scope},
    lifecycle::MatchState,
    organisation::Actor,
    ports,
};
use svx_store::{
    Event,
    matches::{self, NewMatch, Of},
    organisations, projects,
};

/// What is asked for or offered, as it was typed.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The need.
    pub need: NeedId,
    /// The offer.
    pub offer: OfferId,
    /// How many.
    pub quantity: String,
    /// The authority for which it counts, where there is a choice.
    pub authority: Option<OrganisationId>,
    /// A word to the other side.
    pub note: String,
}

/// What a page needs to show before the first move.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The need and the offer.
    pub pair: Pair,
    /// Who needs.
    pub community: String,
    /// Who offers.
    pub supplier: String,
    /// The authorities for which it could count, and their names.
    pub authorities: Vec<(OrganisationId, String)>,
}

/// What the two sides of a need and an offer would agree on, for whoever may make the first move.
pub async fn preview(app: &App, actor: &Actor, need: NeedId, offer: OfferId) -> Result<Preview> {
    let mut conn = app.db.read().await?;
    let pair = Pair::load(&mut conn, need, offer).await?;
    first_mover(actor, &pair)?;
    let tags = projects::authorities(&mut conn, pair.project.id).await?;
    let community = organisations::by_id(&mut conn, pair.project.organisation_id).await?;
    let supplier = organisations::by_id(&mut conn, pair.offer.organisation_id).await?;
    let name = |found: Option<organisations::Organisation>| found.map(|found| found.name).unwrap_or_default();
    Ok(Preview {
        authorities: tags
            .into_iter()
            .filter(|tag| pair.authorities().contains(&tag.authority_id))
            .map(|tag| (tag.authority_id, tag.name))
            .collect(),
        community: name(community),
        supplier: name(supplier),
        pair,
    })
}

/// A community asks a supplier for what it offers, or an authority suggests it on the community's behalf.
pub async fn propose(app: &App, actor: &Actor, proposal: &Proposal) -> Result<MatchId> {
    begin(app, actor, proposal, Action::ProposeMatch, MatchState::Proposed).await
}

/// A supplier offers to meet a need.
pub async fn offer(app: &App, actor: &Actor, proposal: &Proposal) -> Result<MatchId> {
    begin(app, actor, proposal, Action::OfferMatch, MatchState::Offered).await
}

/// Which first move is open to someone: to offer, or to propose.
fn first_mover(actor: &Actor, pair: &Pair) -> Result<access::Permit> {
    let scope = scope(pair);
    match access::authorize(actor, Action::OfferMatch, &scope) {
        Ok(permit) => Ok(permit),
        Err(_) => Ok(access::authorize(actor, Action::ProposeMatch, &scope)?),
    }
}

fn scope(pair: &Pair) -> Scope {
    Scope::owned_by(pair.offer.organisation_id)
        .with_counterparty(pair.project.organisation_id)
        .under(pair.authorities().iter().copied())
}

async fn begin(app: &App, actor: &Actor, proposal: &Proposal, action: Action, state: MatchState) -> Result<MatchId> {
    let mut conn = app.db.read().await?;
    let pair = Pair::load(&mut conn, proposal.need, proposal.offer).await?;
    let permit = access::authorize(actor, action, &scope(&pair))?;
    let own = actor.organisation().ok_or(Error::NotFound)?;
    if let Some(refusal) = pair.refusal() {
        return Err(Error::Conflict(refusal));
    }
    let (quantity, authority, note) = check(&pair, own, proposal)?;
    let of = if own == pair.offer.organisation_id {
        Of::Supplier(own)
    } else {
        Of::Community(pair.project.organisation_id)
    };
    let waiting = |counts: Vec<(MatchState, i64)>| {
        counts
            .into_iter()
            .filter(|(state, _)| matches!(state, MatchState::Proposed | MatchState::Offered))
            .map(|(_, count)| count)
            .sum::<i64>()
    };
    if waiting(matches::counts(&mut conn, of).await?) >= MAX_UNANSWERED {
        return Err(Error::Conflict(format!(
            "You have {MAX_UNANSWERED} matches that wait for an answer. Withdraw some before you begin more"
        )));
    }
    drop(conn);
    transact!(app, permit, |tx| {
        let new = NewMatch {
            id: tx.id(),
            need_id: pair.need.id,
            offer_id: pair.offer.id,
            project_id: pair.project.id,
            community_id: pair.project.organisation_id,
            supplier_id: pair.offer.organisation_id,
            authority_id: authority,
            quantity,
            state,
            proposed_by: own,
            note: note.clone(),
            answer_by: answer_by(tx.now(), &pair),
        };
        matches::insert(tx, &new).await.map_err(|error| {
            if error.is_duplicate() {
                Error::Conflict("This offer and this need have a match that waits for an answer already".to_owned())
            } else {
                error.into()
            }
        })?;
        let action = if state == MatchState::Offered {
            "match.offered"
        } else {
            "match.proposed"
        };
        tx.record(Event::new(action, "match", new.id).with(serde_json::json!({"quantity": quantity.to_decimal()})))
            .await?;
        super::lapse::schedule(tx, new.id, new.answer_by).await?;
        let found = matches::by_id(tx, new.id).await?.ok_or(Error::NotFound)?;
        let thing = format!("{} {}", found.quantity, found.units);
        let (to, subject, text) = if state == MatchState::Offered {
            (
                found.community_id,
                format!("{} offers {thing}", found.supplier),
                format!(
                    "{} offers {thing} for ‘{}’. See when and where, and accept or decline it here:",
                    found.supplier, found.project_title
                ),
            )
        } else {
            (
                found.supplier_id,
                format!("{} asks for {thing}", found.community),
                format!(
                    "{} asks for {thing} of what you offer, for ‘{}’. See when and where, and answer here:",
                    found.community, found.project_title
                ),
            )
        };
        tell(app, tx, to, TEAM, &subject, &text, &format!("/matches/{}", found.id)).await?;
        Ok(new.id)
    })
}

fn check(pair: &Pair, own: OrganisationId, proposal: &Proposal) -> Result<(Quantity, OrganisationId, String)> {
    let mut invalid = Invalid::new();
    let quantity = quantity(pair, &proposal.quantity, &mut invalid);
    let possible = pair.authorities();
    let authority = match (proposal.authority, possible) {
        _ if possible.contains(&own) => Some(own),
        (Some(chosen), _) if possible.contains(&chosen) => Some(chosen),
        (None, [only]) => Some(*only),
        _ => {
            invalid.add("authority", "Choose the authority that it counts for");
            None
        }
    };
    let note = invalid.take("note", fields::text(&proposal.note, MAX_NOTE_CHARS, "Your note"));
    match (quantity, authority, note) {
        (Some(quantity), Some(authority), Some(note)) if invalid.is_empty() => Ok((quantity, authority, note)),
        _ => Err(invalid.into()),
    }
}

/// How many, within what is needed and what is to be had; all of it, where a part is of no use.
fn quantity(pair: &Pair, typed: &str, invalid: &mut Invalid) -> Option<Quantity> {
    let decimals = u8::try_from(pair.resource.decimals).unwrap_or(0);
    let quantity = invalid.take("quantity", Quantity::parse_messy(typed, decimals))?;
    let units = &pair.resource.units;
    let problem = if quantity > pair.open() {
        format!("Only {} {units} are still needed", pair.open())
    } else if quantity > pair.left() {
        format!("Only {} {units} are still to be had", pair.left())
    } else if !pair.need.divisible && quantity != pair.open() {
        format!("A part is of no use to them: it must be all {} {units}", pair.open())
    } else {
        return Some(quantity);
    };
    invalid.add("quantity", problem);
    None
}

/// Two weeks from now, or the end of the last day on which it is needed, if that is sooner.
fn answer_by(now: Timestamp, pair: &Pair) -> Timestamp {
    let after = pair.need.to_on.saturating_add(1.day()).at(0, 0, 0, 0);
    let last = ports::uk().to_timestamp(after);
    let within = now.saturating_add(ANSWER_WITHIN).unwrap_or(now);
    last.map_or(within, |last| within.min(last))
}
