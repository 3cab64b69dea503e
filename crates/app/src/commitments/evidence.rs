//! A photograph for whoever may see it.

use crate::{App, Error, Result};
use svx_domain::{
    EvidenceId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::deliveries;

/// The kind of file and what is in it.
pub async fn open(app: &App, actor: &Actor, id: EvidenceId) -> Result<(String, Vec<u8>)> {
    let found = {
        let mut conn = app.db.read().await?;
        deliveries::evidence_scope(&mut conn, id)
            .await?
            .ok_or(Error::NotFound)?
    };
    let scope = Scope::owned_by(found.supplier_id)
        .with_counterparty(found.community_id)
        .under([found.authority_id]);
    access::authorize(actor, Action::ViewEvidence, &scope)?;
    let bytes = app.blobs.get(id.uuid()).await;
    Ok((
        found.content_type,
        bytes.map_err(|error| Error::outside("a photograph")(error.into()))?,
    ))
}
