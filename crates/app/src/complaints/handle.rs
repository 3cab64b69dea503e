//! Reading complaints and closing them.

use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Event,
    complaints::{self, Complaint},
};

/// The longest note of what was done.
pub const MAX_NOTE_CHARS: usize = 2000;

/// The complaints that there are, each list cut to what the store lists at most.
#[derive(Debug, Clone)]
pub struct Complaints {
    /// Those to be answered, oldest first.
    pub open: Vec<Complaint>,
    /// Those that were closed, newest first.
    pub closed: Vec<Complaint>,
}

/// Every complaint.
pub async fn list(app: &App, actor: &Actor) -> Result<Complaints> {
    access::authorize(actor, Action::HandleComplaints, &Scope::none())?;
    let mut conn = app.db.read().await?;
    Ok(Complaints {
        open: complaints::open(&mut conn).await?,
        closed: complaints::closed(&mut conn).await?,
    })
}

/// One complaint.
pub async fn find(app: &App, actor: &Actor, reference: &str) -> Result<Complaint> {
    access::authorize(actor, Action::HandleComplaints, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let found = complaints::by_reference(&mut conn, reference).await?;
    found.ok_or(Error::NotFound)
}

/// Closes a complaint with a note of what was done about it.
pub async fn close(app: &App, actor: &Actor, reference: &str, note: &str) -> Result<()> {
    let permit = access::authorize(actor, Action::HandleComplaints, &Scope::none())?;
    let note = fields::some_text(
        note,
        MAX_NOTE_CHARS,
        "Enter what was done about the complaint",
        "What was done",
    )
    .map_err(|problem| Invalid::one("note", problem))?;
    transact!(app, permit, |tx| {
        let found = complaints::by_reference(tx, reference).await?;
        let complaint = found.ok_or(Error::NotFound)?;
        if !complaints::close(tx, complaint.id, &note).await? {
            return Err(Error::Conflict("This complaint was closed already".to_owned()));
        }
        tx.record(Event::new("complaint.closed", "complaint", complaint.id).because(&note))
            .await?;
        Ok(())
    })
}
