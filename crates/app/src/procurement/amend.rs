//! Amendments: while bids can still be made, an authority can change the rules, lower or raise what the register asks for, and give
//! more time, by publishing a new version with a reason (Procurement Act 2023, section 31). Nothing that was published is edited.

use super::{
    changes::{self, Asks, Change},
    clock, content, faster, permitted,
    rules::{self, Setup},
    setup, state_now,
};
use crate::{App, Error, Invalid, Result, mail::to_members};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use svx_domain::{
    NeedId, OrganisationId, Quantity,
    access::{Action, Permit},
    lifecycle::ProcurementState,
    organisation::Actor,
    ports,
};
use svx_store::{
    Conn, Event, Tx,
    amendments::{self, Draft, NewVersion, RulesVersion},
    bids,
    procurements::{self, Procurement, RegisterLine},
};

/// The most characters of a reason.
pub const MAX_REASON_CHARS: usize = 2000;
/// What bidders have at least, after an amendment to which they must answer. Section 54(1) of the Procurement Act 2023 asks for time
/// limits that take account of modifications and names no figure for them.
pub const MIN_TIME_TO_ANSWER: SignedDuration = SignedDuration::from_hours(72);

/// An amendment that is being written, beside what is published.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The criteria as they are published.
    pub published: Setup,
    /// The criteria as they would be.
    pub setup: Setup,
    /// The register as it is published.
    pub register: Vec<RegisterLine>,
    /// New quantities.
    pub quantities: BTreeMap<NeedId, Quantity>,
    /// A later moment until which bids are taken.
    pub bids_until: Option<Timestamp>,
    /// The number that it would have among the versions of the rules.
    pub version: u32,
    /// What would change.
    pub changes: Vec<Change>,
    /// What it would ask of those who have submitted a bid.
    pub asks: Asks,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Desk {
    /// Everything that stands in the way of its publication.
    pub fn problems(&self, now: Timestamp) -> Invalid {
        let mut invalid = Invalid::new();
        if let Err(wrong) = self.setup.clone().checked() {
            for (_, message) in wrong.iter() {
                invalid.add("criteria", message);
            }
        }
        if self.changes.is_empty() {
            invalid.add("criteria", "Nothing is changed yet");
        }
        let until = self.bids_until.or(self.procurement.bids_until);
        let left = until.map(|until| until.duration_since(now));
        if self.asks != Asks::Nothing && left.is_some_and(|left| left < MIN_TIME_TO_ANSWER) {
            invalid.add(
                "until_day",
                format!(
                    "Bidders need at least {} hours to answer: give more time until bids close",
                    MIN_TIME_TO_ANSWER.as_hours()
                ),
            );
        }
        if self.setup.has_pledges() && self.register.iter().all(|line| self.quantity(line).is_zero()) {
            invalid.add("needs", "Pledges count, but nothing would be left in the register");
        }
        invalid
    }

    /// How much of a need the register would ask for.
    pub fn quantity(&self, line: &RegisterLine) -> Quantity {
        self.quantities.get(&line.need_id).copied().unwrap_or(line.quantity)
    }
}

/// Whether a procurement can be amended now: it is published, and bids are not closed.
pub fn is_open(app: &App, procurement: &Procurement) -> bool {
    matches!(
        state_now(app, procurement),
        ProcurementState::Published | ProcurementState::Bidding
    )
}

fn must_be_open(app: &App, procurement: &Procurement) -> Result<()> {
    if is_open(app, procurement) {
        return Ok(());
    }
    Err(Error::Conflict(
        "An amendment is possible from publication until bids close.".to_owned(),
    ))
}

/// The amendment that is being written, where one is begun.
pub async fn find(app: &App, actor: &Actor, ocid: &str) -> Result<Option<Desk>> {
    Ok(look(app, actor, ocid).await?.1)
}

/// The amendment that is being written. Without one there is nothing to see.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    Ok(load(app, actor, ocid).await?.1)
}

async fn look(app: &App, actor: &Actor, ocid: &str) -> Result<(Permit, Option<Desk>)> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_open(app, &procurement)?;
    let mut conn = app.db.read().await?;
    let desk = match amendments::draft(&mut conn, procurement.id).await? {
        Some(draft) => Some(of_draft(&mut conn, procurement, &draft).await?),
        None => None,
    };
    Ok((permit, desk))
}

async fn load(app: &App, actor: &Actor, ocid: &str) -> Result<(Permit, Desk)> {
    let (permit, desk) = look(app, actor, ocid).await?;
    Ok((permit, desk.ok_or(Error::NotFound)?))
}

async fn of_draft(conn: &mut Conn, procurement: Procurement, draft: &Draft) -> Result<Desk> {
    let register = procurements::register(conn, procurement.id).await?;
    let quantities: BTreeMap<NeedId, Quantity> = draft
        .quantities
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(need, quantity)| Some((need.parse().ok()?, Quantity::parse_decimal(quantity.as_str()?).ok()?)))
        .collect();
    let (published, setup) = (Setup::of(&procurement), Setup::read(&draft.setup));
    let differ = |line: &&RegisterLine| quantities.get(&line.need_id).is_some_and(|new| *new != line.quantity);
    let changed: Vec<&RegisterLine> = register.iter().filter(differ).collect();
    let mut changes = changes::of_rules(&published, &setup);
    changes.extend(changed.iter().map(|line| Change {
        what: format!("{} for {}", line.resource_name, line.project),
        before: amount(line, line.quantity),
        after: amount(line, quantities.get(&line.need_id).copied().unwrap_or(line.quantity)),
    }));
    if draft.bids_until.is_some() && draft.bids_until != procurement.bids_until {
        let words = |at: Option<Timestamp>| at.map(content::moment_words).unwrap_or_default();
        changes.push(Change {
            what: "When bids close".to_owned(),
            before: words(procurement.bids_until),
            after: words(draft.bids_until),
        });
    }
    let print = |setup: &Setup| {
        let valid = setup
            .rules(rules::contract_value(&procurement).as_ref())
            .validate()
            .ok()?;
        Some(rules::frozen(&rules::tender(&procurement, valid, Vec::new())?).1)
    };
    let lowered = |line: &&RegisterLine| quantities.get(&line.need_id).is_some_and(|new| *new < line.quantity);
    let mut asks = changes::asks(
        &published,
        &setup,
        print(&setup) != print(&published),
        changed.iter().any(lowered),
    );
    if !changed.is_empty() {
        asks = asks.max(Asks::Confirm);
    }
    Ok(Desk {
        version: procurement.rules_version + 1,
        bids_until: draft.bids_until,
        updated_at: draft.updated_at,
        procurement,
        published,
        setup,
        register,
        quantities,
        changes,
        asks,
    })
}

fn amount(line: &RegisterLine, quantity: Quantity) -> String {
    if quantity.is_zero() {
        return "None".to_owned();
    }
    let unit = if quantity == Quantity::from_units(1) {
        &line.unit
    } else {
        &line.units
    };
    format!("{quantity} {unit}")
}

/// Begins an amendment from what is published. One that is begun already is gone on with.
pub async fn begin(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_open(app, &procurement)?;
    let mut conn = app.db.read().await?;
    if amendments::draft(&mut conn, procurement.id).await?.is_some() {
        return Ok(());
    }
    drop(conn);
    let draft = Draft {
        setup: procurement.setup.clone(),
        quantities: serde_json::json!({}),
        bids_until: None,
        updated_at: app.now(),
    };
    put(app, permit, &procurement, &draft, "begun").await
}

/// Gives an amendment up.
pub async fn discard(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, desk) = load(app, actor, ocid).await?;
    let id = desk.procurement.id;
    transact!(app, permit, |tx| {
        amendments::drop_draft(tx, id).await?;
        tx.record(Event::new("amendment.discarded", "procurement", id)).await?;
        Ok(())
    })
}

async fn put(app: &App, permit: Permit, procurement: &Procurement, draft: &Draft, part: &str) -> Result<()> {
    transact!(app, permit, |tx| {
        amendments::put_draft(tx, procurement.id, draft).await?;
        let event = Event::new("amendment.saved", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"part": part}))).await?;
        Ok(())
    })
}

impl Desk {
    fn draft(&self) -> Result<Draft> {
        let quantities: BTreeMap<String, String> = self
            .quantities
            .iter()
            .map(|(need, quantity)| (need.to_string(), quantity.to_decimal()))
            .collect();
        Ok(Draft {
            setup: serde_json::to_value(&self.setup).map_err(svx_store::Error::from)?,
            quantities: serde_json::to_value(quantities).map_err(svx_store::Error::from)?,
            bids_until: self.bids_until,
            updated_at: self.updated_at,
        })
    }
}

/// Changes a piece of the criteria in the amendment. Questions that stay keep their ids, and a new one never has an id that another
/// question had: an answer to one must not be taken for an answer to the other.
pub(super) async fn change_criteria(
    app: &App,
    actor: &Actor,
    ocid: &str,
    change: impl FnOnce(&mut Setup) -> Result<(), Invalid>,
) -> Result<()> {
    let (permit, mut desk) = load(app, actor, ocid).await?;
    let ids = |setup: &Setup| -> BTreeSet<String> { setup.asked().into_iter().map(|asked| asked.id).collect() };
    let kept = ids(&desk.setup);
    let mut used = kept.clone();
    {
        let mut conn = app.db.read().await?;
        for version in amendments::versions(&mut conn, desk.procurement.id).await? {
            used.extend(ids(&Setup::read(&version.setup)));
        }
    }
    change(&mut desk.setup)?;
    desk.setup.renumber_new(&kept, &used);
    let draft = desk.draft()?;
    put(app, permit, &desk.procurement, &draft, "criteria").await
}

/// Saves new quantities by the id of the need, as they were typed; an empty one leaves a need as it is.
pub async fn save_quantities(app: &App, actor: &Actor, ocid: &str, typed: &BTreeMap<String, String>) -> Result<()> {
    let (permit, mut desk) = load(app, actor, ocid).await?;
    let mut invalid = Invalid::new();
    desk.quantities.clear();
    for line in &desk.register {
        let id = line.need_id.to_string();
        let text = typed.get(&id).map_or("", |text| text.trim());
        if text.is_empty() {
            continue;
        }
        if text == "0" {
            desk.quantities.insert(line.need_id, Quantity::ZERO);
            continue;
        }
        match Quantity::parse_messy(text, content::decimals(line)) {
            Ok(quantity) if quantity != line.quantity => {
                desk.quantities.insert(line.need_id, quantity);
            }
            Ok(_) => {}
            Err(error) => invalid.add(
                format!("quantity-{id}"),
                format!("{error} ({} for {})", line.resource_name.to_lowercase(), line.project),
            ),
        }
    }
    invalid.check()?;
    let draft = desk.draft()?;
    put(app, permit, &desk.procurement, &draft, "needs").await
}

/// Saves a later closing time, as it was typed; nothing typed leaves it as it is.
pub async fn save_closing(app: &App, actor: &Actor, ocid: &str, day: &str, time: &str) -> Result<()> {
    let (permit, mut desk) = load(app, actor, ocid).await?;
    let p = &desk.procurement;
    let mut invalid = Invalid::new();
    desk.bids_until = if day.trim().is_empty() && time.trim().is_empty() {
        None
    } else {
        setup::moment(&mut invalid, "until", "Bids close", day, time)
    };
    if let Some(until) = desk.bids_until {
        if p.bids_until.is_some_and(|now| until <= now) {
            invalid.add("until_day", "Bids can only close later than was published");
        } else if p.contract_from.is_some_and(|first| first < ports::uk_date(until)) {
            invalid.add("until_day", "Bids must close before the contract starts");
        }
    }
    invalid.check()?;
    let draft = desk.draft()?;
    put(app, permit, &desk.procurement, &draft, "closing").await
}

/// Publishes the amendment as the officer saw it at `seen`, and writes to every bidder.
pub async fn publish(app: &App, actor: &Actor, ocid: &str, reason: &str, seen: Timestamp) -> Result<u32> {
    let (permit, desk) = load(app, actor, ocid).await?;
    let mut invalid = desk.problems(app.now());
    let reason = reason.trim();
    if reason.is_empty() {
        invalid.add("reason", "Give the reason for the amendment");
    } else if reason.chars().count() > MAX_REASON_CHARS {
        invalid.add(
            "reason",
            format!("The reason must have at most {MAX_REASON_CHARS} characters"),
        );
    }
    invalid.check()?;
    if desk.updated_at != seen {
        return Err(faster());
    }
    transact!(app, permit, |tx| {
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let draft = amendments::draft(tx, fresh.id).await?.ok_or_else(faster)?;
        let desk = of_draft(tx, fresh, &draft).await?;
        desk.problems(tx.now()).check()?;
        if draft.updated_at != seen || !put_in_force(tx, &desk, reason).await? {
            return Err(faster());
        }
        if let Some(until) = desk.bids_until {
            clock::at(tx, ocid, until).await?;
        }
        for supplier in amendments::registered_suppliers(tx, desk.procurement.id).await? {
            tell(app, tx, &desk, supplier, reason).await?;
        }
        Ok(desk.version)
    })
}

async fn put_in_force(tx: &mut Tx, desk: &Desk, reason: &str) -> Result<bool> {
    let (p, setup) = (&desk.procurement, desk.setup.clone().checked()?);
    let valid = setup
        .rules(rules::contract_value(p).as_ref())
        .validate()
        .map_err(|problems| {
            let mut invalid = Invalid::new();
            for problem in problems {
                invalid.add("criteria", problem.to_string());
            }
            Error::Invalid(invalid)
        })?;
    let tender = rules::tender(p, valid, Vec::new()).ok_or(Error::NotFound)?;
    let (file, sha256) = rules::frozen(&tender);
    let changes = serde_json::to_value(&desk.changes).map_err(svx_store::Error::from)?;
    let new = NewVersion {
        version: desk.version,
        setup: serde_json::to_value(&setup).map_err(svx_store::Error::from)?,
        rules: &file,
        rules_sha256: &sha256,
        bids_until: desk.bids_until.or(p.bids_until),
        reason,
        changes,
        asks: desk.asks.code(),
    };
    let quantities: Vec<(NeedId, Quantity)> = desk.quantities.iter().map(|(need, new)| (*need, *new)).collect();
    if !amendments::amend(tx, p.id, &new, &quantities).await? {
        return Ok(false);
    }
    let event = Event::new("procurement.amended", "procurement", p.id).because(reason);
    tx.record(event.with(serde_json::json!({"version": desk.version, "rules_sha256": sha256})))
        .await?;
    Ok(true)
}

/// Writes to the people of one registered supplier. Each message goes to one address, and names no other bidder.
async fn tell(app: &App, tx: &mut Tx, desk: &Desk, supplier: OrganisationId, reason: &str) -> Result<()> {
    let p = &desk.procurement;
    let has_bid = bids::of_supplier(tx, p.id, supplier)
        .await?
        .is_some_and(|bid| bid.state == svx_domain::lifecycle::BidState::Submitted);
    let until = desk
        .bids_until
        .or(p.bids_until)
        .map(content::moment_words)
        .unwrap_or_default();
    let act = match (has_bid, desk.asks) {
        (false, _) => format!("You have not submitted a bid. Bids close at {until}."),
        (true, Asks::Nothing) => "Your bid stands. You need do nothing.".to_owned(),
        (true, Asks::Confirm) => format!(
            "You submitted your bid before this amendment. It counts only if you confirm that it stands, or submit it again, before bids close at {until}."
        ),
        (true, Asks::Submit) => format!(
            "You submitted your bid before this amendment, which asks for something new. It counts only if you submit it again before bids close at {until}."
        ),
    };
    let list: Vec<String> = desk.changes.iter().map(|change| format!("- {}", change.what)).collect();
    let text = format!(
        "{} has amended {}.\n\nReason: {reason}\n\nWhat changed:\n{}\n\n{act}\n\n{}/procurements/{}\n",
        p.authority,
        p.title,
        list.join("\n"),
        app.settings.base_url,
        p.ocid
    );
    Ok(to_members(tx, supplier, &format!("Amended: {}", p.title), &text).await?)
}

/// Every version of a published procurement's rules, for whoever may see it.
pub async fn versions(app: &App, actor: &Actor, ocid: &str) -> Result<Vec<RulesVersion>> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    Ok(amendments::versions(&mut conn, procurement.id).await?)
}

/// What changed with a version, from what is kept with it.
pub fn changes_of(version: &RulesVersion) -> Vec<Change> {
    serde_json::from_value(version.changes.clone()).unwrap_or_default()
}

/// What the amendments since a version ask of a bid that was made under it.
pub fn asked_since(versions: &[RulesVersion], made_under: u32) -> Asks {
    let later = versions.iter().filter(|version| version.version > made_under);
    later
        .map(|version| Asks::of(&version.asks))
        .max()
        .unwrap_or(Asks::Nothing)
}
