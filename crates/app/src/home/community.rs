//! What waits for a community organisation, and what it is to get.

use super::{Act, Gather, Stage, When};
use crate::Result;
use svx_domain::{Code as _, OrganisationId, lifecycle::ProjectState};
use svx_store::home::List;

pub(super) async fn gather(gather: &mut Gather, organisation: OrganisationId) -> Result<()> {
    gather
        .waiting(List::ToConfirm, organisation, Act::ConfirmDelivery)
        .await?;
    gather.due(List::OffersToAnswer, organisation, Act::AnswerOffer).await?;
    gather
        .waiting(List::DisputesOfCommunity, organisation, Act::SettleDispute)
        .await?;
    for item in gather.read(List::ProjectsToFinish, organisation).await? {
        let returned = item.state == ProjectState::Returned.code();
        let act = if returned {
            Act::ReviseProject
        } else {
            Act::FinishProject
        };
        gather.task(act, Some(item), When::Any);
    }
    for item in gather.read(List::ThanksOfCommunity, organisation).await? {
        gather.task(Act::GiveFeedback, Some(item), When::Any);
    }
    gather
        .under_way(List::DueToCommunity, organisation, Stage::Coming)
        .await?;
    gather.under_way(List::AsksSent, organisation, Stage::AskSent).await?;
    gather
        .under_way(List::ProjectsListed, organisation, Stage::Project)
        .await
}
