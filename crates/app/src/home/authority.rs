//! What waits for an officer, by their roles. Nothing here says whether or how many bids there are.

use super::{Act, Gather, Stage, When};
use crate::{Result, procurement::panel::overview::waits};
use svx_domain::{
    Code as _, OrganisationId,
    access::{self, Action, Scope},
    lifecycle::ProcurementState,
    organisation::{Actor, Role},
};
use svx_store::{
    home::{self, Item, List},
    procurements,
};

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
    // Whoever has the role may have a seat: the panels say whether they do.
    let marks = actor.acting.is_some_and(|acting| acting.roles.has(Role::Evaluator));
    if may(Action::DecideAward, &own) {
        gather.waiting(List::DoubtsOf, organisation, Act::ResolveDoubt).await?;
        gather
            .waiting(List::ChallengesOf, organisation, Act::ResolveChallenge)
            .await?;
        for item in gather.read(List::StandstillsOf, organisation).await? {
            if let Some(ended) = item.moment.filter(|ends| *ends <= gather.now) {
                gather.task(Act::Award, Some(item), When::Since(ended));
            }
        }
    }
    for item in gather.read(List::ProcurementsOf, organisation).await? {
        if item.state == ProcurementState::Evaluation.code() {
            panel(gather, item, actor, (runs, marks)).await?;
        } else {
            procurement(gather, item, runs);
        }
    }
    Ok(())
}

/// What waits for somebody while bids are marked: what is theirs alone.
async fn panel(gather: &mut Gather, item: Item, actor: &Actor, roles: (bool, bool)) -> Result<()> {
    let found = procurements::by_ocid(&mut gather.conn, &item.slug).await?;
    let waits = match (found, actor.person()) {
        (Some(found), Some(person)) => waits(&mut gather.conn, found, person, roles).await?,
        _ => Vec::new(),
    };
    if waits.is_empty() {
        gather.home.under_way.push((Stage::Procurement, item));
        return Ok(());
    }
    for (act, when) in waits {
        gather.task(act, Some(item.clone()), when);
    }
    Ok(())
}

fn procurement(gather: &mut Gather, item: Item, runs: bool) {
    let Ok(state) = ProcurementState::from_code(&item.state) else {
        return;
    };
    let closed = item.moment.is_some_and(|until| until <= gather.now);
    let since = item.moment.map_or(When::Any, When::Since);
    let task = match state {
        ProcurementState::Draft if runs => Some((Act::SetUpProcurement, When::Any)),
        ProcurementState::Bidding if runs && closed => Some((Act::OpenBids, since)),
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
