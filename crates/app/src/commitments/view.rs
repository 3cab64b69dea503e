//! One commitment for whoever may see it: how much of it came, delivery by delivery, and what can be done now.

use super::{permit, scope};
use crate::{
    App, Error, Result,
    matches::view::{Happened, happened},
};
use svx_domain::{
    CommitmentId,
    access::{self, Action},
    organisation::Actor,
};
use svx_store::{
    audit,
    commitments::{self, Commitment},
    deliveries::{self, Delivery, Evidence},
};

/// The most events of a timeline.
const MAX_EVENTS: u32 = 500;

/// A commitment as someone sees it.
#[derive(Debug, Clone)]
pub struct CommitmentView {
    /// The commitment.
    pub found: Commitment,
    /// Its deliveries, oldest first.
    pub deliveries: Vec<Delivery>,
    /// Their photographs. Empty for whoever may not see them.
    pub evidence: Vec<Evidence>,
    /// What happened, oldest first.
    pub timeline: Vec<Happened>,
    /// Whether they can report a delivery.
    pub may_report: bool,
    /// Whether they can say what arrived.
    pub may_confirm: bool,
    /// Whether they can settle a problem.
    pub may_resolve: bool,
}

/// Shows a commitment.
pub async fn view(app: &App, actor: &Actor, id: CommitmentId) -> Result<CommitmentView> {
    let mut conn = app.db.read().await?;
    let found = commitments::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    permit(actor, Action::ViewCommitment, &found)?;
    let may = |action| access::authorize(actor, action, &scope(&found)).is_ok();
    let evidence = if may(Action::ViewEvidence) {
        deliveries::evidence(&mut conn, id).await?
    } else {
        Vec::new()
    };
    let parties = [
        (found.supplier_id, found.supplier.as_str()),
        (found.community_id, found.community.as_str()),
        (found.authority_id, found.authority.as_str()),
    ];
    let events = audit::of_subject(&mut conn, id, MAX_EVENTS).await?;
    let timeline = events
        .iter()
        .filter_map(|event| happened(event, &parties, &found.units))
        .collect();
    Ok(CommitmentView {
        deliveries: deliveries::of_commitment(&mut conn, id).await?,
        evidence,
        timeline,
        may_report: may(Action::ReportDelivery) && !found.ordered.is_zero(),
        may_confirm: may(Action::ConfirmDelivery),
        may_resolve: may(Action::ResolveDispute),
        found,
    })
}
