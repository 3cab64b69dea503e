//! What waits for a supplier, and what it has offered.

use super::{Act, Gather, Stage, When};
use crate::Result;
use svx_domain::{
    Code as _, OrganisationId,
    lifecycle::{BidState, ProcurementState},
};
use svx_store::home::List;

pub(super) async fn gather(gather: &mut Gather, organisation: OrganisationId) -> Result<()> {
    gather.due(List::AsksToAnswer, organisation, Act::AnswerAsk).await?;
    gather.due(List::DueFromSupplier, organisation, Act::Deliver).await?;
    gather
        .waiting(List::DisputesOfSupplier, organisation, Act::AnswerDispute)
        .await?;
    for item in gather.read(List::ClarificationsToAnswer, organisation).await? {
        if let Some(until) = item.moment.filter(|until| *until > gather.now) {
            gather.task(Act::AnswerClarification, Some(item), When::Until(until));
        }
    }
    for item in gather.read(List::SummariesTo, organisation).await? {
        gather.task(Act::ReadSummary, Some(item), When::Any);
    }
    bids(gather, organisation).await?;
    for item in gather.read(List::ThanksOfSupplier, organisation).await? {
        gather.task(Act::GiveFeedback, Some(item), When::Any);
    }
    gather
        .under_way(List::Unconfirmed, organisation, Stage::Unconfirmed)
        .await?;
    gather.under_way(List::OffersSent, organisation, Stage::OfferSent).await
}

/// A draft waits to be finished while bids are taken; after that there is nothing to do with it.
async fn bids(gather: &mut Gather, organisation: OrganisationId) -> Result<()> {
    let now = gather.now;
    for item in gather.read(List::BidsOf, organisation).await? {
        match item.moment {
            _ if item.state == BidState::Submitted.code() => gather.home.under_way.push((Stage::Bid, item)),
            Some(until) if until > now => gather.task(Act::FinishBid, Some(item), When::Until(until)),
            _ => {}
        }
    }
    for item in gather.read(List::RegistrationsOf, organisation).await? {
        match item.moment {
            Some(until) if until > now && item.state == ProcurementState::Bidding.code() => {
                gather.task(Act::StartBid, Some(item), When::Until(until));
            }
            _ => gather.home.under_way.push((Stage::Procurement, item)),
        }
    }
    Ok(())
}
