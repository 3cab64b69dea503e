//! Waivers of the rules on the choice of measures: one person asks and says why, another decides and says why.

use super::{
    measures::{self, Chosen, Standing},
    permitted, setup,
};
use crate::{App, Error, Invalid, Result, mail::Mail, people::fields};
use svx_domain::{
    MeasureWaiverId, PersonId,
    access::Action,
    organisation::{Actor, Role},
};
use svx_store::{
    Event, Tx, people,
    policies::{self, Asked, MAX_WAIVERS},
    procurements::Procurement,
};

/// The most characters of a reason.
pub const MAX_REASON_CHARS: usize = 1000;
/// The most people who are told that something waits for them.
const MAX_TOLD: usize = 20;
/// Who may decide.
const DECIDERS: &[Role] = &[Role::Administrator, Role::Approver, Role::Procurement];

/// A draft with its choice of measures, for those who may ask and decide.
pub struct Desk {
    /// The draft.
    pub procurement: Procurement,
    /// Its choice.
    pub chosen: Option<Chosen>,
}

/// The page on which waivers are asked for and decided.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::DecideWaiver, ocid).await?;
    setup::must_be_draft(&procurement)?;
    let mut conn = app.db.read().await?;
    let chosen = measures::chosen(&mut conn, procurement.id).await?;
    Ok(Desk { procurement, chosen })
}

fn reason(typed: &str) -> Result<String> {
    let reason = fields::some_text(typed, MAX_REASON_CHARS, "Enter the reason", "The reason");
    reason.map_err(|message| Invalid::one("reason", message).into())
}

/// Asks for a waiver of a rule that the choice breaks.
pub async fn ask(app: &App, actor: &Actor, ocid: &str, rule: &str, typed: &str) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::DecideWaiver, ocid).await?;
    setup::must_be_draft(&draft)?;
    let by = actor.person().ok_or(Error::NotFound)?;
    let reason = reason(typed)?;
    transact!(app, permit, |tx| {
        measures::touch(tx, ocid).await?;
        let chosen = measures::chosen(tx, draft.id).await?.ok_or(Error::NotFound)?;
        let broken = chosen.broken().into_iter().find(|broken| broken.rule == rule);
        let broken =
            broken.ok_or_else(|| Error::Conflict("The measures do not break this rule any more.".to_owned()))?;
        if matches!(broken.standing, Standing::Waiting | Standing::Waived) {
            let message = "A waiver of this rule was asked for already.";
            return Err(Error::Conflict(message.to_owned()));
        }
        if chosen.waivers.len() >= MAX_WAIVERS as usize {
            return Err(Error::Conflict(format!(
                "At most {MAX_WAIVERS} waivers can be asked for"
            )));
        }
        let id: MeasureWaiverId = tx.id();
        let asked = Asked {
            procurement: draft.id,
            rule,
            choice_sha256: &chosen.sha256(),
            reason: &reason,
            by,
        };
        policies::ask(tx, id, &asked).await?;
        tell(app, tx, &draft, by, rule).await?;
        let event = Event::new("waiver.asked", "procurement", draft.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"waiver": id.to_string(), "rule": rule, "measures": chosen.codes})))
            .await?;
        Ok(())
    })
}

/// Decides a waiver that another person asked for.
pub async fn decide(
    app: &App,
    actor: &Actor,
    ocid: &str,
    id: MeasureWaiverId,
    approved: bool,
    typed: &str,
) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::DecideWaiver, ocid).await?;
    setup::must_be_draft(&draft)?;
    let by = actor.person().ok_or(Error::NotFound)?;
    let reason = reason(typed)?;
    transact!(app, permit, |tx| {
        measures::touch(tx, ocid).await?;
        let waivers = policies::waivers(tx, draft.id).await?;
        let waiver = waivers.iter().find(|waiver| waiver.id == id).ok_or(Error::NotFound)?;
        if waiver.asked_by == by {
            let message = "You asked for this waiver, so another person has to decide it.";
            return Err(Error::Conflict(message.to_owned()));
        }
        if !policies::decide(tx, id, by, approved, &reason).await? {
            return Err(Error::Conflict("This waiver was decided already.".to_owned()));
        }
        let action = if approved { "waiver.approved" } else { "waiver.refused" };
        let event = Event::new(action, "procurement", draft.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"waiver": id.to_string(), "rule": waiver.rule})))
            .await?;
        Ok(())
    })
}

/// One mail to each other person who can decide.
async fn tell(app: &App, tx: &mut Tx, draft: &Procurement, asker: PersonId, rule: &str) -> Result<()> {
    let members = people::members(tx, draft.authority_id).await?.into_iter();
    let others = members.filter(|member| member.person_id != asker && member.roles.has_any(DECIDERS));
    for member in others.take(MAX_TOLD) {
        let text = format!(
            "Hello {},\n\na colleague asks to waive a rule of your policy pack for ‘{}’: {rule}. A second person has to decide.\n\n{}/procurements/{}/waivers\n",
            member.name, draft.title, app.settings.base_url, draft.ocid
        );
        let mail = Mail {
            to: member.email,
            subject: "A waiver waits for a second person".to_owned(),
            text,
        };
        mail.queue(tx).await?;
    }
    Ok(())
}
