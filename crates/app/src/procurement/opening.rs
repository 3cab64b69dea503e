//! Opening: after the closing time, every bid at once. Where two officers hold shares of the key it takes both; see
//! [`super::shares`].

use super::{
    content::Bid,
    permitted,
    sealing::{self, Binding},
    state_now,
};
use crate::{App, Error, Result, auction, mail::Mail};
use age::x25519::Identity;
use svx_domain::{
    BidId, OrganisationId,
    access::{Action, Permit},
    lifecycle::ProcurementState,
    organisation::{Actor, Role},
};
use svx_store::{Event, bids, key_shares, people, procurements};

/// Opens every bid that is in, where the installation keeps the key, and gives how many there were. Before the closing time it
/// is refused, recorded and reported.
pub async fn open(app: &App, actor: &Actor, ocid: &str) -> Result<usize> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    in_time(app, permit, &procurement).await?;
    let mut conn = app.db.read().await?;
    let key = bids::key(&mut conn, procurement.id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    if key.sealed_identity.is_empty() {
        return Err(Error::Conflict(
            "Two officers open these bids, each with their share of the key.".to_owned(),
        ));
    }
    let identity = sealing::open_key(&*app.keys, &key.sealed_identity)?;
    open_all(app, actor, &procurement, &identity, serde_json::Value::Null).await
}

/// Refuses an attempt before bids close, records it and tells the authority's administrators.
pub(super) async fn in_time(app: &App, permit: Permit, procurement: &procurements::Procurement) -> Result<()> {
    if procurement.opened_at.is_some() {
        return Err(Error::Conflict("The bids have been opened already.".to_owned()));
    }
    let auction = auction::result::still_to_run(app, procurement).await?;
    if state_now(app, procurement) == ProcurementState::Evaluation && auction.is_none() {
        return Ok(());
    }
    transact!(app, permit, |tx| {
        let who = match permit.actor().person() {
            Some(person) => people::by_id(tx, person).await?.map(|person| person.name),
            None => None,
        };
        let who = who.unwrap_or_else(|| "A program of your authority".to_owned());
        for member in people::members(tx, procurement.authority_id).await? {
            if !member.roles.has_any(&[Role::Administrator]) {
                continue;
            }
            let mail = Mail {
                to: member.email,
                subject: format!("Attempt to open bids early: {}", procurement.title),
                text: format!(
                    "{who} tried to open the bids for {} before they close.\n\nNothing was opened, and the attempt was recorded. If you do not know why it was made, find out.\n\n{}/procurements/{}\n",
                    procurement.title, app.settings.base_url, procurement.ocid
                ),
            };
            mail.queue(tx).await?;
        }
        tx.record(Event::new("procurement.opening-refused", "procurement", procurement.id))
            .await?;
        Ok::<_, Error>(())
    })?;
    let why = auction.unwrap_or_else(|| "Bids can be opened only after they close.".to_owned());
    Err(Error::Conflict(format!(
        "{why} Nothing was opened, this attempt was recorded, and your administrators were told."
    )))
}

/// Opens every bid that is in with the private key. `by` are those who gave shares of it.
pub(super) async fn open_all(
    app: &App,
    actor: &Actor,
    procurement: &procurements::Procurement,
    identity: &Identity,
    by: serde_json::Value,
) -> Result<usize> {
    let (permit, _) = permitted(app, actor, Action::RunProcurement, &procurement.ocid).await?;
    let opened = unseal(app, procurement, identity).await?;
    transact!(app, permit, |tx| {
        if !procurements::opened(tx, procurement.id).await? {
            return Err(super::faster());
        }
        key_shares::forget_parts(tx, procurement.id).await?;
        let mut pledged = auction::result::open(app, tx, procurement, identity).await?;
        for (id, supplier, content) in &opened {
            let mut content = content.clone();
            if let Some(pledged) = &mut pledged {
                content.pledges = pledged.remove(supplier).unwrap_or_default();
            }
            let content = serde_json::to_value(content).map_err(svx_store::Error::from)?;
            bids::open(tx, *id, content).await?;
        }
        let event = Event::new("procurement.bids-opened", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"bids": opened.len(), "shares_of": by})))
            .await?;
        Ok(opened.len())
    })
}

/// A bid, whose it is, and what was inside.
type Opened = (BidId, OrganisationId, Bid);

async fn unseal(app: &App, procurement: &procurements::Procurement, identity: &Identity) -> Result<Vec<Opened>> {
    let mut conn = app.db.read().await?;
    let sealed = bids::to_open(&mut conn, procurement.id).await?;
    drop(conn);
    let opened = sealed.into_iter().map(|bid| {
        let binding = Binding {
            ocid: &procurement.ocid,
            supplier: bid.supplier_id,
            version: bid.version,
        };
        let content = sealing::open_bid(identity, binding, &bid.sealed)?;
        Ok((bid.id, bid.supplier_id, content))
    });
    opened.collect()
}

/// The content of a bid that was opened.
pub(super) fn content(bid: &bids::Bid) -> Result<Bid> {
    let opened = bid.opened.clone().ok_or(Error::NotFound)?;
    Ok(serde_json::from_value(opened).map_err(svx_store::Error::from)?)
}
