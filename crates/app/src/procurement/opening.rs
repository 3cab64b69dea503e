//! Opening: after the closing time, by an officer's act, every bid at once.

use super::{
    content::Bid,
    permitted,
    sealing::{self, Binding},
    state_now,
};
use crate::{App, Error, Result, auction};
use age::x25519::Identity;
use svx_domain::{BidId, OrganisationId, access::Action, lifecycle::ProcurementState, organisation::Actor};
use svx_store::{Event, bids, procurements};

/// Opens every bid that is in, and gives how many there were. Before the closing time it is refused, and the attempt is recorded.
pub async fn open(app: &App, actor: &Actor, ocid: &str) -> Result<usize> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    if procurement.opened_at.is_some() {
        return Err(Error::Conflict("The bids have been opened already.".to_owned()));
    }
    if state_now(app, &procurement) != ProcurementState::Evaluation {
        transact!(app, permit, |tx| {
            tx.record(Event::new("procurement.opening-refused", "procurement", procurement.id))
                .await?;
            Ok::<_, Error>(())
        })?;
        return Err(Error::Conflict(
            "Bids can be opened only after they close. Nothing was opened, and this attempt was recorded.".to_owned(),
        ));
    }
    auction::result::must_be_over(app, &procurement).await?;
    let (identity, opened) = unseal(app, &procurement).await?;
    transact!(app, permit, |tx| {
        if !procurements::opened(tx, procurement.id).await? {
            return Err(super::faster());
        }
        let mut pledged = auction::result::open(app, tx, &procurement, &identity).await?;
        for (id, supplier, content) in &opened {
            let mut content = content.clone();
            if let Some(pledged) = &mut pledged {
                content.pledges = pledged.remove(supplier).unwrap_or_default();
            }
            let content = serde_json::to_value(content).map_err(svx_store::Error::from)?;
            bids::open(tx, *id, content).await?;
        }
        let event = Event::new("procurement.bids-opened", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"bids": opened.len()}))).await?;
        Ok(opened.len())
    })
}

/// A bid, whose it is, and what was inside.
type Opened = (BidId, OrganisationId, Bid);

async fn unseal(app: &App, procurement: &procurements::Procurement) -> Result<(Identity, Vec<Opened>)> {
    let mut conn = app.db.read().await?;
    let key = bids::key(&mut conn, procurement.id).await?.ok_or(Error::NotFound)?;
    let sealed = bids::to_open(&mut conn, procurement.id).await?;
    drop(conn);
    let identity = sealing::open_key(&*app.keys, &key.sealed_identity)?;
    let opened = sealed.into_iter().map(|bid| {
        let binding = Binding {
            ocid: &procurement.ocid,
            supplier: bid.supplier_id,
            version: bid.version,
        };
        let content = sealing::open_bid(&identity, binding, &bid.sealed)?;
        Ok((bid.id, bid.supplier_id, content))
    });
    let opened = opened.collect::<Result<_>>()?;
    Ok((identity, opened))
}

/// The content of a bid that was opened.
pub(super) fn content(bid: &bids::Bid) -> Result<Bid> {
    let opened = bid.opened.clone().ok_or(Error::NotFound)?;
    Ok(serde_json::from_value(opened).map_err(svx_store::Error::from)?)
}
