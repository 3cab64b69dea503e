//! What waits for somebody without an organisation, and for an organisation that is on no exchange yet.

use super::{Act, Gather, Stage, When};
use crate::Result;
use svx_domain::{Code as _, OrganisationId, lifecycle::ApplicationState, organisation::Actor};
use svx_store::home::{self, List};

pub(super) async fn gather(gather: &mut Gather, actor: &Actor) -> Result<()> {
    if let Some(person) = actor.person() {
        let invitations = home::invitations(&mut gather.conn, person, gather.now).await?;
        for item in gather.cut(invitations) {
            let when = item.moment.map_or(When::Any, When::Until);
            gather.task(Act::AcceptInvitation, Some(item), when);
        }
    }
    gather.task(Act::SetUpOrganisation, None, When::Any);
    Ok(())
}

/// Applications to join: a question to answer, one that waits, or none at all yet.
pub(super) async fn applications(gather: &mut Gather, organisation: OrganisationId) -> Result<()> {
    let items = gather.read(List::ApplicationsOf, organisation).await?;
    if items.is_empty() {
        gather.task(Act::JoinExchange, None, When::Any);
    }
    for item in items {
        match ApplicationState::from_code(&item.state) {
            Ok(ApplicationState::MoreInformation) => gather.task(Act::AnswerQuestion, Some(item), When::Any),
            Ok(ApplicationState::Submitted) => gather.home.under_way.push((Stage::Application, item)),
            _ => {}
        }
    }
    Ok(())
}
