//! Procurements from the first draft to the contract: set-up, publication with frozen rules, sealed bids, opening, marks,
//! evaluation, award, and what becomes of the winner's pledges.

pub mod amend;
pub mod award;
pub mod bidding;
pub mod browse;
pub mod changes;
pub mod clock;
pub mod content;
pub mod criteria;
pub mod decision;
pub mod declarations;
pub mod evaluation;
pub mod import;
pub mod marking;
pub mod measures;
pub mod moderation;
pub mod opening;
pub mod panel;
pub mod publish;
pub mod realism;
pub mod recompute;
pub mod rules;
pub mod sealing;
pub mod setup;
pub mod shares;
pub mod sheet;
pub mod split;
pub mod standstill;
pub mod summaries;
pub mod summary;
pub mod waivers;
pub mod what_if;

use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    access::{self, Action, Permit, Scope},
    lifecycle::ProcurementState,
    organisation::{Actor, Role},
    procurement::state_at,
};
use svx_store::{
    Tx, people,
    procurements::{self, Procurement},
};

/// The longest ocid that is looked up.
const MAX_OCID_CHARS: usize = 200;

/// Whose a procurement is. A draft is its authority's alone; everything later is everyone's to see.
fn scope(procurement: &Procurement) -> Scope {
    Scope::owned_by(procurement.authority_id).public(procurement.state != ProcurementState::Draft)
}

/// Loads a procurement and asks whether the actor may do this to it.
async fn permitted(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<(Permit, Procurement)> {
    if ocid.chars().count() > MAX_OCID_CHARS {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    let found = procurements::by_ocid(&mut conn, ocid).await?.ok_or(Error::NotFound)?;
    let permit = access::authorize(actor, action, &scope(&found))?;
    Ok((permit, found))
}

/// Where it stands by the clock of this moment.
pub fn state_now(app: &App, procurement: &Procurement) -> ProcurementState {
    state_at(
        procurement.state,
        procurement.bids_from,
        procurement.bids_until,
        app.now(),
    )
}

/// The most characters of a reason, a question or an answer between an authority and a bidder.
pub const MAX_REASON_CHARS: usize = 2000;

/// Words that are asked for, tidied, or why they will not do.
fn check_words(field: &str, words: &str, missing: &str, what: &str) -> Result<String> {
    let read = crate::people::fields::some_text(words, MAX_REASON_CHARS, missing, what);
    read.map_err(|message| Invalid::one(field, message).into())
}

/// Writes to those officers of an authority who decide awards, save to the one who acts.
async fn tell_officers(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    subject: &str,
    text: &str,
    path: &str,
) -> Result<()> {
    let own = tx.actor().person();
    let deciders = [Role::Administrator, Role::Procurement];
    for member in people::members(tx, procurement.authority_id).await? {
        if Some(member.person_id) == own || !member.roles.has_any(&deciders) {
            continue;
        }
        let mail = Mail {
            to: member.email,
            subject: subject.to_owned(),
            text: format!(
                "Hello {},\n\n{text}\n\n{}/procurements/{}{path}\n",
                member.name, app.settings.base_url, procurement.ocid
            ),
        };
        mail.queue(tx).await?;
    }
    Ok(())
}

fn faster() -> Error {
    Error::Conflict(
        "Somebody changed this procurement at the same moment. Look at it again and repeat what you did.".to_owned(),
    )
}
