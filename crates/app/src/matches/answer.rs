//! Answers: a supplier agrees to what was asked, a community accepts what was offered; either side declines or withdraws.

use super::{
    ANSWER_WITHIN, MAX_NOTE_CHARS, Side,
    notice::{FOLLOWERS, TEAM, tell},
    pair::Ends,
    permit, side,
};
use crate::{App, Error, Invalid, Result, people::fields, prices};
use svx_domain::{
    CommitmentId, MatchId, OfferId, Quantity,
    access::Action,
    lifecycle::{MatchMove, MatchState, OfferMove, State as _},
    organisation::Actor,
};
use svx_store::{
    Event, Tx, applications,
    commitments::{self, NewCommitment, Source},
    matches::{self, Change, Match, Of},
    needs, offers,
};

/// The supplier agrees to what was asked, or to less of it. Where the community itself asked and gets all that it asked for,
/// both have agreed and the match is accepted at once; otherwise the community is asked.
pub async fn agree(app: &App, actor: &Actor, id: MatchId, quantity: &str) -> Result<MatchState> {
    let (found, pair) = load(app, id).await?;
    let permit = permit(actor, Action::OfferMatch, &found)?;
    found.state.apply(MatchMove::Offer)?;
    let quantity = agreed(&found, &pair, quantity)?;
    transact!(app, permit, |tx| {
        let answer_by = found.answer_by.max(tx.now() + ANSWER_WITHIN);
        let change = Change {
            quantity: Some(quantity),
            answer_by: Some(answer_by),
            ..Change::default()
        };
        step(tx, &found, MatchState::Offered, &change).await?;
        super::lapse::schedule(tx, id, answer_by).await?;
        tx.record(
            Event::new("match.offered", "match", id).with(serde_json::json!({"quantity": quantity.to_decimal()})),
        )
        .await?;
        let offered = matches::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        if found.proposed_by == found.community_id && quantity == found.quantity {
            take_on(app, tx, &offered, &pair).await?;
            return Ok(MatchState::Accepted);
        }
        let subject = format!("{} offers {} {}", found.supplier, quantity, found.units);
        let text = format!(
            "{} can help ‘{}’ with {quantity} {}. Accept or decline it here:",
            found.supplier, found.project_title, found.units
        );
        tell(app, tx, found.community_id, TEAM, &subject, &text, &path(id)).await?;
        Ok(MatchState::Offered)
    })
}

/// The community accepts what was offered: it becomes a commitment, promised and ordered.
pub async fn accept(app: &App, actor: &Actor, id: MatchId) -> Result<CommitmentId> {
    let (found, pair) = load(app, id).await?;
    let permit = permit(actor, Action::AnswerMatch, &found)?;
    found.state.apply(MatchMove::Accept)?;
    transact!(app, permit, |tx| { take_on(app, tx, &found, &pair).await })
}

/// Says no: the community to an offer, the supplier to a request.
pub async fn decline(app: &App, actor: &Actor, id: MatchId, reason: &str) -> Result<()> {
    let found = find(app, id).await?;
    let (action, other) = match found.state {
        MatchState::Proposed => (Action::OfferMatch, found.community_id),
        _ => (Action::AnswerMatch, found.supplier_id),
    };
    let permit = permit(actor, action, &found)?;
    let to = found.state.apply(MatchMove::Decline)?;
    let reason = said(reason, "Say why, so that they know")?;
    transact!(app, permit, |tx| {
        end(tx, &found, to, "match.declined", &reason).await?;
        let subject = format!("Declined: {} {}", found.quantity, found.units);
        let text = format!(
            "The match for ‘{}’ was declined. The reason given: {reason}",
            found.project_title
        );
        Ok(tell(app, tx, other, TEAM, &subject, &text, &path(id)).await?)
    })
}

/// Takes back what one's own side asked or offered.
pub async fn withdraw(app: &App, actor: &Actor, id: MatchId, reason: &str) -> Result<()> {
    let found = find(app, id).await?;
    let permit = permit(actor, Action::WithdrawMatch, &found)?;
    let to = found.state.apply(MatchMove::Withdraw)?;
    let (own, other) = match found.state {
        MatchState::Proposed => (Side::Community, found.supplier_id),
        _ => (Side::Supplier, found.community_id),
    };
    if side(&found, actor.organisation()) != Some(own) {
        return Err(Error::Conflict(
            "It is the other side’s to withdraw. You can decline it".to_owned(),
        ));
    }
    let reason = said(reason, "Say why, so that they know")?;
    transact!(app, permit, |tx| {
        end(tx, &found, to, "match.withdrawn", &reason).await?;
        let subject = format!("Withdrawn: {} {}", found.quantity, found.units);
        let text = format!(
            "The match for ‘{}’ was withdrawn. The reason given: {reason}",
            found.project_title
        );
        Ok(tell(app, tx, other, TEAM, &subject, &text, &path(id)).await?)
    })
}

pub(super) fn path(id: MatchId) -> String {
    format!("/matches/{id}")
}

pub(super) async fn find(app: &App, id: MatchId) -> Result<Match> {
    let mut conn = app.db.read().await?;
    matches::by_id(&mut conn, id).await?.ok_or(Error::NotFound)
}

/// The match, and its need and offer as they stand now.
async fn load(app: &App, id: MatchId) -> Result<(Match, Ends)> {
    let mut conn = app.db.read().await?;
    let found = matches::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let ends = Ends::load(&mut conn, &found).await?;
    Ok((found, ends))
}

fn said(reason: &str, empty: &str) -> Result<String> {
    let mut invalid = Invalid::new();
    let reason = invalid.take_or_default("reason", fields::some_text(reason, MAX_NOTE_CHARS, empty, "The reason"));
    invalid.check()?;
    Ok(reason)
}

fn agreed(found: &Match, ends: &Ends, typed: &str) -> Result<Quantity> {
    let decimals = u8::try_from(found.decimals).unwrap_or(0);
    let mut invalid = Invalid::new();
    let quantity = invalid.take_or_default("quantity", Quantity::parse_messy(typed, decimals));
    if invalid.is_empty() {
        let units = &found.units;
        if quantity > found.quantity {
            invalid.add("quantity", format!("They asked for {} {units} at most", found.quantity));
        } else if quantity > ends.left() {
            invalid.add("quantity", format!("Your offer has only {} {units} left", ends.left()));
        } else if !ends.need.divisible && quantity != found.quantity {
            let message = format!("A part is of no use to them: it must be all {} {units}", found.quantity);
            invalid.add("quantity", message);
        }
    }
    invalid.check()?;
    Ok(quantity)
}

async fn step(tx: &mut Tx, found: &Match, to: MatchState, change: &Change) -> Result<()> {
    if matches::set_state(tx, found.id, found.state, to, change).await? {
        Ok(())
    } else {
        Err(Error::Conflict(
            "Somebody else has moved this match in the meantime. Look at it again".to_owned(),
        ))
    }
}

pub(super) async fn end(tx: &mut Tx, found: &Match, to: MatchState, action: &'static str, reason: &str) -> Result<()> {
    let change = Change {
        reason: Some(reason.to_owned()),
        ..Change::default()
    };
    step(tx, found, to, &change).await?;
    Ok(tx.record(Event::new(action, "match", found.id).because(reason)).await?)
}

/// Takes the quantity from the need and the offer, freezes the price, and makes the commitment.
async fn take_on(app: &App, tx: &mut Tx, found: &Match, ends: &Ends) -> Result<CommitmentId> {
    ends.still_stand()?;
    for organisation in [found.community_id, found.supplier_id] {
        if !applications::is_approved(tx, organisation, found.authority_id).await? {
            return Err(Error::Conflict(format!(
                "{} has not approved both sides for its exchange, so the match cannot go ahead",
                found.authority
            )));
        }
    }
    step(tx, found, MatchState::Accepted, &Change::default()).await?;
    let units = &found.units;
    if !needs::take(tx, found.need_id, found.quantity).await? {
        return Err(Error::Conflict(format!(
            "Fewer than {} {units} are still needed: others have promised the rest",
            found.quantity
        )));
    }
    if !offers::take(tx, found.offer_id, found.quantity).await? {
        return Err(Error::Conflict(format!(
            "Fewer than {} {units} are left of this offer: others have taken the rest",
            found.quantity
        )));
    }
    let today = tx.today();
    let region = prices::region_of(ends.project.local_authority.as_deref());
    let price = prices::price_at(tx, &found.resource, region, today).await?;
    let commitment = NewCommitment {
        id: tx.id(),
        source: Source::Match(found.id),
        need_id: found.need_id,
        project_id: found.project_id,
        community_id: found.community_id,
        supplier_id: found.supplier_id,
        authority_id: found.authority_id,
        resource: found.resource.clone(),
        quantity: found.quantity,
        unit_price_pence: price.as_ref().map(|(_, price)| *price),
        price_version_id: price.map(|(version, _)| version.id),
        due: ends.due(),
        how: found.note.clone(),
    };
    commitments::insert(tx, &commitment).await?;
    tx.record(Event::new("match.accepted", "match", found.id)).await?;
    tx.record(
        Event::new("commitment.made", "commitment", commitment.id).with(serde_json::json!({
            "match": found.id.to_string(),
            "quantity": found.quantity.to_decimal(),
        })),
    )
    .await?;
    close_others(tx, found).await?;
    let subject = format!("Agreed: {} {units} for {}", found.quantity, found.community);
    let text = format!(
        "{} gives {} {units} to {} for ‘{}’. What is due and when is here:",
        found.supplier, found.quantity, found.community, found.project_title
    );
    let page = format!("/commitments/{}", commitment.id);
    tell(app, tx, found.supplier_id, TEAM, &subject, &text, &page).await?;
    tell(app, tx, found.community_id, TEAM, &subject, &text, &page).await?;
    tell(app, tx, found.authority_id, FOLLOWERS, &subject, &text, &page).await?;
    Ok(commitment.id)
}

/// Where nothing is left of the offer or nothing more is needed, says so to the matches that can no longer be accepted.
async fn close_others(tx: &mut Tx, found: &Match) -> Result<()> {
    let offer = offers::by_id(tx, found.offer_id).await?.ok_or(Error::NotFound)?;
    if offer.committed == offer.capacity {
        let to = offer.state.apply(OfferMove::Exhaust)?;
        offers::set_state(tx, offer.id, offer.state, to).await?;
        tx.record(Event::new("offer.exhausted", "offer", offer.id)).await?;
        lapse_rest(tx, Of::Offer(offer.id), "All of the offer is taken").await?;
    }
    let need = needs::by_id(tx, found.need_id).await?.ok_or(Error::NotFound)?;
    if need.matched == need.quantity {
        lapse_rest(tx, Of::Need(need.id), "The need is met in full").await?;
    }
    Ok(())
}

async fn lapse_rest(tx: &mut Tx, of: Of, reason: &str) -> Result<()> {
    let open = [MatchState::Proposed, MatchState::Offered];
    for other in matches::page(tx, of, &open, &open, &[], matches::MAX_PAGE, 0).await? {
        let to = other.state.apply(MatchMove::Lapse)?;
        end(tx, &other, to, "match.lapsed", reason).await?;
    }
    Ok(())
}

/// Ends the matches of an offer that wait for an answer, because nothing of it can be had any more.
pub(crate) async fn lapse_of_offer(tx: &mut Tx, offer: OfferId, reason: &str) -> Result<()> {
    lapse_rest(tx, Of::Offer(offer), reason).await
}
