//! An organisation's commitments: what it gives, what it gets, or what counts for it.

use crate::{App, Error, Result, matches::Side};
use svx_domain::{
    access::{self, Action, Scope},
    ledger::Standing,
    organisation::{Actor, OrganisationKind},
};
use svx_store::commitments::{self, Commitment, Filter, Of};

/// How many commitments a page shows.
pub const PAGE: u32 = 25;

/// A page of commitments.
#[derive(Debug, Clone)]
pub struct List {
    /// The side that the organisation is on.
    pub side: Side,
    /// The commitments of this page: what is not settled first, and of that what is due first.
    pub commitments: Vec<Commitment>,
    /// How many there are in all.
    pub total: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// The side that an organisation is on, its commitments, and leave to see them. Brokers are on the side that they say.
fn whose(actor: &Actor, as_supplier: bool) -> Result<(Side, Of)> {
    let acting = actor.acting.ok_or(Error::NotFound)?;
    let own = acting.organisation;
    let (side, of, scope) = match acting.kind {
        OrganisationKind::Authority => (Side::Authority, Of::Authority(own), Scope::none().under([own])),
        OrganisationKind::Supplier => (Side::Supplier, Of::Supplier(own), Scope::owned_by(own)),
        OrganisationKind::Broker if as_supplier => (Side::Supplier, Of::Supplier(own), Scope::owned_by(own)),
        OrganisationKind::Community | OrganisationKind::Broker => (
            Side::Community,
            Of::Community(own),
            Scope::none().with_counterparty(own),
        ),
        OrganisationKind::Referrer | OrganisationKind::Operator => return Err(Error::NotFound),
    };
    access::authorize(actor, Action::ViewCommitment, &scope)?;
    Ok((side, of))
}

/// A page, from page 1.
pub async fn list(app: &App, actor: &Actor, as_supplier: bool, show: Standing, page: u32) -> Result<List> {
    let (side, of) = whose(actor, as_supplier)?;
    let mut conn = app.db.read().await?;
    let filter = Filter::of(show);
    let total = commitments::count(&mut conn, of, &filter, app.today()).await?;
    let offset = page.saturating_sub(1).saturating_mul(PAGE);
    Ok(List {
        side,
        commitments: commitments::page(&mut conn, of, &filter, app.today(), PAGE, offset).await?,
        total,
        pages: total.div_ceil(PAGE).max(1),
    })
}

/// So many commitments, for a program that goes through them.
pub async fn some(
    app: &App,
    actor: &Actor,
    as_supplier: bool,
    show: Standing,
    limit: u32,
    offset: u32,
) -> Result<Vec<Commitment>> {
    let (_, of) = whose(actor, as_supplier)?;
    let mut conn = app.db.read().await?;
    Ok(commitments::page(&mut conn, of, &Filter::of(show), app.today(), limit, offset).await?)
}
