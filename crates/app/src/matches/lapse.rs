//! A match that nobody answers in time lapses.

use super::{
    answer,
    notice::{TEAM, tell},
};
use crate::{App, Error, Result};
use svx_domain::{
    MatchId,
    access::{self, Action, Scope},
    lifecycle::{MatchMove, MatchState, State as _},
    organisation::Actor,
};
use svx_store::{jobs, matches};

/// The kind of job that lapses what was not answered.
pub const JOB: &str = "matches.lapse";
/// Who does it.
const SYSTEM: Actor = Actor::system("matches.lapse");
/// How many matches one job lapses.
const BATCH: u32 = 100;

/// Lapses every match whose time for an answer has passed, and tells both sides.
pub async fn run(app: &App) -> Result<()> {
    let due = {
        let mut conn = app.db.read().await?;
        matches::unanswered(&mut conn, app.now(), BATCH).await?
    };
    for id in due {
        lapse(app, id).await?;
    }
    Ok(())
}

async fn lapse(app: &App, id: MatchId) -> Result<()> {
    let permit = access::authorize(&SYSTEM, Action::WithdrawMatch, &Scope::none())?;
    let found = answer::find(app, id).await?;
    if !matches!(found.state, MatchState::Proposed | MatchState::Offered) {
        return Ok(());
    }
    if found.answer_by > app.now() {
        return Ok(());
    }
    let to = found.state.apply(MatchMove::Lapse)?;
    let lapsed = transact!(app, permit, |tx| {
        answer::end(tx, &found, to, "match.lapsed", "Nobody answered in time").await?;
        let subject = format!("No answer in time: {} {}", found.quantity, found.units);
        let text = format!(
            "The match of {} with {} for ‘{}’ has lapsed because it was not answered in time.",
            found.supplier, found.community, found.project_title
        );
        for organisation in [found.supplier_id, found.community_id] {
            tell(app, tx, organisation, TEAM, &subject, &text, &answer::path(id)).await?;
        }
        Ok::<_, Error>(())
    });
    match lapsed {
        // It was answered at the last moment.
        Err(Error::Conflict(_)) => Ok(()),
        other => other,
    }
}

/// Puts the job off to when a match's new time for an answer passes.
pub(super) async fn schedule(tx: &mut svx_store::Tx, id: MatchId, at: jiff::Timestamp) -> svx_store::Result<()> {
    let payload = serde_json::json!({"match": id.to_string()});
    jobs::put(tx, JOB, payload, Some(&format!("lapse {id} {at}")), at).await
}
