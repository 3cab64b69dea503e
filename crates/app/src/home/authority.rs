//! What waits for an officer, by their roles. Nothing here says whether or how many bids there are.

use super::{Act, Gather, Stage, When};
use crate::Result;
use svx_domain::{
    Code as _, OrganisationId,
    access::{self, Action, Scope},
    lifecycle::ProcurementState,
    organisation::Actor,
};
use svx_store::home::{self, Item, List};

pub(super) async fn gather(gather: &mut Gather, actor: &Actor, organisation: OrganisationId) -> Result<()> {
    let (own, under) = (Scope::owned_by(organisation), Scope::none().under([organisation]));
    let may = |action: Action, scope: &Scope| access::authorize(actor, action, scope).is_ok();
    if may(Action::DecideApplication, &under) {
        gather
            .waiting(List::ApplicationsToReview, organisation, Act::ReviewApplication)
            .await?;
    }
    if may(Action::ReviewProject, &under) {
        gather
            .waiting(List::ProjectsToReview, organisation, Act::ReviewProject)
            .await?;
    }
    if may(Action::ResolveDispute, &under) {
        gather
            .waiting(List::DisputesOfAuthority, organisation, Act::SettleDispute)
            .await?;
    }
    if may(Action::ManageContract, &under) {
        let late = home::late(&mut gather.conn, organisation, gather.today).await?;
        for item in gather.cut(late) {
            let when = item.day.map_or(When::Any, When::UntilDay);
            gather.task(Act::ChaseLate, Some(item), when);
        }
    }
    let runs = may(Action::RunProcurement, &own);
    let marks = may(Action::MarkBids, &own);
    if may(Action::DecideAward, &own) {
        gather.waiting(List::DoubtsOf, organisation, Act::ResolveDoubt).await?;
        gather.waiting(List::ChallengesOf, organisation, Act::ResolveChallenge).await?;
        for item in gather.read(List::StandstillsOf, organisation).await? {
            if let Some(ended) = item.moment.filter(|ends| *ends <= gather.now) {
                gather.task(Act::Award, Some(item), When::Since(ended));
            }
        }
    }
    for item in gather.read(List::ProcurementsOf, organisation).await? {
        procurement(gather, item, runs, marks);
    }
    Ok(())
}

fn procurement(gather: &mut Gather, item: Item, runs: bool, marks: bool) {
    let Ok(state) = ProcurementState::from_code(&item.state) else {
        return;
    };
    let closed = item.moment.is_some_and(|until| until <= gather.now);
    let since = item.moment.map_or(When::Any, When::Since);
    let task = match state {
        ProcurementState::Draft if runs => Some((Act::SetUpProcurement, When::Any)),
        ProcurementState::Bidding if runs && closed => Some((Act::OpenBids, since)),
        ProcurementState::Evaluation if marks => Some((Act::MarkBids, since)),
        ProcurementState::Evaluation if runs => Some((Act::Evaluate, since)),
        ProcurementState::Evaluated if runs => Some((Act::Decide, since)),
        ProcurementState::Summaries if runs => Some((Act::IssueSummaries, When::Any)),
        ProcurementState::Awarded if runs => Some((Act::EnterContract, When::Any)),
        _ => None,
    };
    match task {
        Some((act, when)) => gather.task(act, Some(item), when),
        None if state == ProcurementState::Draft => {}
        None => gather.home.under_way.push((Stage::Procurement, item)),
    }
}
