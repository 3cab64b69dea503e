//! Conflicts of interest: each evaluator declares for each bidder before anything of a bid is seen, and an officer decides on
//! what was declared (Procurement Act 2023, sections 81 to 83: identify, mitigate, and keep a record).

use super::{appoint::read_reason, must_be_marking, notice, permitted};
use crate::{App, Error, Invalid, Result};
use std::collections::BTreeMap;
use svx_domain::{
    BidId, DeclarationId,
    access::Action,
    organisation::Actor,
    panel::{Interest, Leaving},
};
use svx_store::{
    Event,
    panels::{self, Declaration},
    procurements::Procurement,
};

/// What a person says of one bidder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// `none` or `conflict`; empty where nothing was chosen.
    pub choice: String,
    /// What the conflict is.
    pub nature: String,
}

/// A declaration that is to be made.
pub struct Form {
    /// The procurement.
    pub procurement: Procurement,
    /// Each bidder with what this person declared about it last, and what became of it.
    pub bidders: Vec<(super::Bidder, Option<Declaration>, Interest)>,
}

/// What there is to declare. The names of bidders are all that it shows.
pub async fn form(app: &App, actor: &Actor, ocid: &str) -> Result<Form> {
    let (_, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let bidders = record.bidders.iter().map(|bidder| {
        let declared = record
            .declarations
            .iter()
            .find(|declared| declared.person_id == person && declared.supplier_id == bidder.supplier_id);
        (
            bidder.clone(),
            declared.cloned(),
            record.interest(person, bidder.supplier_id),
        )
    });
    Ok(Form {
        bidders: bidders.collect(),
        procurement: record.procurement,
    })
}

/// Declares for every bidder. What is as it was declared last is not declared again; a conflict goes to the officers.
pub async fn declare(app: &App, actor: &Actor, ocid: &str, words: &BTreeMap<BidId, Word>) -> Result<bool> {
    let (permit, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let mut invalid = Invalid::new();
    let empty = Word::default();
    for bidder in &record.bidders {
        let word = words.get(&bidder.bid).unwrap_or(&empty);
        let field = format!("nature-{}", bidder.bid);
        match word.choice.as_str() {
            "none" => {}
            "conflict" => {
                let missing = format!("Say what your conflict of interest with {} is", bidder.name);
                read_reason(&mut invalid, &field, &word.nature, &missing);
            }
            _ => invalid.add(
                format!("interest-{}", bidder.bid),
                format!("Say whether you have a conflict of interest with {}", bidder.name),
            ),
        }
    }
    invalid.check()?;
    let conflicts = transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        let (mut declared, mut conflicts) = (0_usize, 0_usize);
        for bidder in &record.bidders {
            let word = words.get(&bidder.bid).ok_or_else(crate::procurement::faster)?;
            let nature = (word.choice == "conflict").then(|| word.nature.trim());
            let last = record
                .declarations
                .iter()
                .find(|last| last.person_id == person && last.supplier_id == bidder.supplier_id);
            if last
                .is_some_and(|last| last.has_conflict == nature.is_some() && last.nature == nature.unwrap_or_default())
            {
                continue;
            }
            // What an officer decided against cannot be declared away.
            if record.interest(person, bidder.supplier_id) == Interest::Replaced {
                continue;
            }
            panels::declare(tx, record.procurement.id, bidder.supplier_id, nature).await?;
            declared += 1;
            conflicts += usize::from(nature.is_some());
        }
        if conflicts > 0 {
            let text = "An evaluator has declared a conflict of interest. Decide whether they may go on, and what is done about it.";
            notice::officers(
                app,
                tx,
                &record.procurement,
                "Conflict of interest declared",
                text,
                "panel",
            )
            .await?;
        }
        let event = Event::new("panel.interests-declared", "procurement", record.procurement.id);
        tx.record(event.with(serde_json::json!({"bidders": declared, "conflicts": conflicts})))
            .await?;
        Ok::<_, Error>(conflicts)
    })?;
    Ok(conflicts > 0)
}

/// A declared conflict that an officer decides on.
pub struct ToDecide {
    /// The procurement.
    pub procurement: Procurement,
    /// What was declared.
    pub declaration: Declaration,
}

/// A declared conflict.
pub async fn to_decide(app: &App, actor: &Actor, ocid: &str, id: DeclarationId) -> Result<ToDecide> {
    let (_, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    let declaration = record
        .declarations
        .iter()
        .find(|declared| declared.id == id && declared.has_conflict)
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok(ToDecide {
        procurement: record.procurement,
        declaration,
    })
}

/// A decision as it was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decision<'a> {
    /// `goes-on` or `replaced`.
    pub choice: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What is done so that it does no harm, where they go on.
    pub mitigation: &'a str,
}

/// Decides on a declared conflict: the evaluator goes on, with what is done about it, or leaves the panel.
pub async fn decide(app: &App, actor: &Actor, ocid: &str, id: DeclarationId, typed: Decision<'_>) -> Result<()> {
    let (permit, _) = permitted(app, actor, Action::RunPanel, ocid).await?;
    let declared = to_decide(app, actor, ocid, id).await?.declaration;
    if actor.person() == Some(declared.person_id) {
        return Err(Error::Conflict(
            "Nobody decides on a conflict of interest of their own. Ask another officer.".to_owned(),
        ));
    }
    let mut invalid = Invalid::new();
    let goes_on = match typed.choice {
        "goes-on" => true,
        "replaced" => false,
        _ => {
            invalid.add("choice", "Choose whether they may go on");
            false
        }
    };
    let reason = read_reason(
        &mut invalid,
        "reason",
        typed.reason,
        "Give the reason for your decision",
    );
    let mitigation = if goes_on {
        read_reason(
            &mut invalid,
            "mitigation",
            typed.mitigation,
            "Say what is done so that the conflict does no harm",
        )
    } else {
        String::new()
    };
    invalid.check()?;
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        must_be_marking(app, &record.procurement)?;
        let current = record.declarations.iter().any(|declared| declared.id == id);
        if !current || !panels::decide(tx, id, goes_on, &reason, &mitigation).await? {
            return Err(crate::procurement::faster());
        }
        let own = record
            .seats
            .iter()
            .filter(|seat| seat.person_id == declared.person_id && seat.left_at.is_none());
        for seat in own.filter(|_| !goes_on) {
            panels::leave(tx, seat.id, Leaving::Conflict, &reason).await?;
        }
        let text = if goes_on {
            format!("You may go on as an evaluator. What is done about the conflict you declared: {mitigation}")
        } else {
            "You leave the panel because of the conflict you declared. Thank you for declaring it.".to_owned()
        };
        let mail = ("Your declaration was decided", text.as_str(), "");
        notice::person(app, tx, &record.procurement, declared.person_id, mail).await?;
        let event = Event::new("panel.conflict-decided", "procurement", record.procurement.id).because(reason.clone());
        let detail = serde_json::json!({
            "declaration": id.to_string(), "person": declared.person_id.to_string(), "goes_on": goes_on,
        });
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}
