//! Assessment summaries: one for every assessed supplier after the decision is approved and before the contract award notice.
//! What was issued never changes; a correction is a further version, and the last one is the one that holds.

use super::{
    check_words, decision, evaluation, faster, permitted,
    sealing::fingerprint,
    summary::{self, Content},
};
use crate::{
    App, Error, Result,
    matches::notice::{TEAM, tell},
};
use svx_domain::{
    BidId, OrganisationId, ProcurementId,
    access::{self, Action, Scope},
    lifecycle::{DecisionState, ProcurementState},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    Conn, Event, Tx, bids,
    decisions::{self, Decision, NewSummary, Notice, Summary},
    procurements::{self, Procurement},
};

/// A summary that was issued, as it is shown.
pub struct Issued {
    /// The procurement.
    pub procurement: Procurement,
    /// The record.
    pub summary: Summary,
    /// What it says.
    pub content: Content,
    /// Earlier versions, the last first.
    pub earlier: Vec<Summary>,
    /// Whether the decision that it is about stands.
    pub stands: bool,
    /// The contract award notice, once it is published.
    pub notice: Option<Notice>,
}

/// One line of the officers' list.
pub struct Line {
    /// The bid.
    pub bid: BidId,
    /// The supplier.
    pub supplier: String,
    /// The summary that holds, where one was issued under this decision.
    pub current: Option<Summary>,
}

/// The summaries of a procurement, for officers.
pub struct List {
    /// The procurement.
    pub procurement: Procurement,
    /// The decision that stands.
    pub decision: Decision,
    /// Every assessed supplier.
    pub lines: Vec<Line>,
}

impl List {
    /// Whether every assessed supplier has one.
    pub fn is_complete(&self) -> bool {
        self.lines.iter().all(|line| line.current.is_some())
    }
}

/// Every assessed supplier with its summary, under the decision that stands.
pub async fn list(app: &App, actor: &Actor, ocid: &str) -> Result<List> {
    let (_, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    let mut conn = app.db.read().await?;
    let decision = standing(&mut conn, procurement.id).await?;
    let issued = decisions::summaries(&mut conn, procurement.id).await?;
    let opened = bids::opened(&mut conn, procurement.id).await?;
    let lines = opened.into_iter().map(|bid| Line {
        current: issued
            .iter()
            .find(|one| one.bid_id == bid.id && one.decision_version == decision.version)
            .cloned(),
        bid: bid.id,
        supplier: bid.supplier,
    });
    Ok(List {
        lines: lines.collect(),
        procurement,
        decision,
    })
}

async fn standing(conn: &mut Conn, id: ProcurementId) -> Result<Decision> {
    decisions::standing(conn, id)
        .await?
        .ok_or_else(|| Error::Conflict("The decision is not approved yet.".to_owned()))
}

/// Whether every assessed supplier has a summary under a decision.
pub(super) async fn all_issued(conn: &mut Conn, id: ProcurementId, decision: u32) -> Result<bool> {
    let issued = decisions::summaries(conn, id).await?;
    let opened = bids::opened(conn, id).await?;
    let has = |bid: BidId| {
        issued
            .iter()
            .any(|one| one.bid_id == bid && one.decision_version == decision)
    };
    Ok(!opened.is_empty() && opened.iter().all(|bid| has(bid.id)))
}

/// The officer's view of one supplier's summary: as it was issued last, or as it would be issued now.
pub enum Seen {
    /// It was issued.
    Issued(Box<Issued>),
    /// It would say this.
    Preview(Box<Content>),
}

/// One supplier's summary, for officers.
pub async fn seen(app: &App, actor: &Actor, ocid: &str, bid: BidId) -> Result<Seen> {
    let (_, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    let mut conn = app.db.read().await?;
    let all = decisions::summaries(&mut conn, procurement.id).await?;
    let of_bid: Vec<Summary> = all.into_iter().filter(|one| one.bid_id == bid).collect();
    let decision = decisions::standing(&mut conn, procurement.id).await?;
    let version = decision.as_ref().map(|decision| decision.version);
    if of_bid
        .first()
        .is_some_and(|last| version.is_none() || Some(last.decision_version) == version)
    {
        return Ok(Seen::Issued(Box::new(issued(&mut conn, procurement, of_bid).await?)));
    }
    let decision = decision.ok_or(Error::NotFound)?;
    let desk = evaluation::load_at(&mut conn, procurement, decision.evaluation_version).await?;
    desk.must_be_clear(actor)?;
    let opened = desk
        .bids
        .iter()
        .find(|opened| opened.id == bid)
        .ok_or(Error::NotFound)?;
    Ok(Seen::Preview(Box::new(
        summary::content(&mut conn, &desk, &decision, opened, "").await?,
    )))
}

/// The summary for the supplier that the actor acts for: the version that holds.
pub async fn own(app: &App, actor: &Actor, ocid: &str) -> Result<Issued> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    if !actor.acts_for(OrganisationKind::Supplier) {
        return Err(Error::NotFound);
    }
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    access::authorize(actor, Action::ViewSummary, &Scope::owned_by(supplier))?;
    let mut conn = app.db.read().await?;
    let all = decisions::summaries_of(&mut conn, procurement.id, supplier).await?;
    issued(&mut conn, procurement, all).await
}

async fn issued(conn: &mut Conn, procurement: Procurement, mut all: Vec<Summary>) -> Result<Issued> {
    if all.is_empty() {
        return Err(Error::NotFound);
    }
    let summary = all.remove(0);
    let content = serde_json::from_str(&summary.content).map_err(svx_store::Error::from)?;
    let decisions = decisions::all(conn, procurement.id).await?;
    let decision = decisions.iter().find(|one| one.version == summary.decision_version);
    Ok(Issued {
        stands: decision.is_some_and(|one| one.state == DecisionState::Approved),
        notice: decisions::notice(conn, procurement.id, summary.decision_version).await?,
        procurement,
        content,
        earlier: all,
        summary,
    })
}

/// Issues every summary that the decision still asks for, and writes to each supplier. Gives how many were issued.
pub async fn issue(app: &App, actor: &Actor, ocid: &str) -> Result<usize> {
    let (permit, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    must_be_due(&procurement)?;
    transact!(app, permit, |tx| {
        if !decisions::hold(tx, procurement.id, ProcurementState::Summaries).await? {
            return Err(faster());
        }
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        decision::must_be_settled(tx, &fresh).await?;
        let decision = standing(tx, procurement.id).await?;
        let desk = evaluation::load_at(tx, fresh, decision.evaluation_version).await?;
        desk.must_be_clear(actor)?;
        let before = decisions::summaries(tx, procurement.id).await?;
        let mut count = 0;
        for bid in &desk.bids {
            let last = before.iter().find(|one| one.bid_id == bid.id);
            if last.is_some_and(|last| last.decision_version == decision.version) {
                continue;
            }
            let version = last.map_or(1, |last| last.version + 1);
            let correction = if version == 1 {
                ""
            } else {
                "The earlier decision was set aside, and the contract was decided anew."
            };
            put(
                app,
                tx,
                &desk,
                &decision,
                bid,
                Wording {
                    version,
                    note: "",
                    correction,
                },
            )
            .await?;
            count += 1;
        }
        if count == 0 {
            return Err(Error::Conflict(
                "Every assessed supplier has its summary already.".to_owned(),
            ));
        }
        let event = Event::new("procurement.summaries-issued", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"decision": decision.version, "summaries": count})))
            .await?;
        Ok(count)
    })
}

fn must_be_due(procurement: &Procurement) -> Result<()> {
    if procurement.state == ProcurementState::Summaries {
        return Ok(());
    }
    Err(Error::Conflict(
        "Assessment summaries are issued after the decision is approved and before the contract award notice."
            .to_owned(),
    ))
}

struct Wording<'a> {
    version: u32,
    note: &'a str,
    correction: &'a str,
}

async fn put(
    app: &App,
    tx: &mut Tx,
    desk: &evaluation::Desk,
    decision: &Decision,
    bid: &evaluation::Opened,
    words: Wording<'_>,
) -> Result<()> {
    let content = summary::content(tx, desk, decision, bid, words.note).await?;
    let content = serde_json::to_string_pretty(&content).map_err(svx_store::Error::from)?;
    let new = NewSummary {
        bid_id: bid.id,
        version: words.version,
        decision_version: decision.version,
        supplier_id: bid.supplier_id,
        sha256: &fingerprint(content.as_bytes()),
        content: &content,
        own_copy: &summary::own_copy(desk, decision, bid)?,
        correction: words.correction,
    };
    let procurement = &desk.procurement;
    decisions::issue(tx, procurement.id, &new).await?;
    let (subject, what) = if words.version == 1 {
        (
            format!("Your assessment summary: {}", procurement.title),
            "has assessed your bid",
        )
    } else {
        (
            format!("Your assessment summary, corrected: {}", procurement.title),
            "has corrected the assessment summary of your bid",
        )
    };
    let text = format!(
        "{} {what} for {}. The summary has your marks with their reasons, how every number came about, and a file with which you can \
         check them yourself:",
        procurement.authority, procurement.title
    );
    Ok(tell(
        app,
        tx,
        bid.supplier_id,
        TEAM,
        &subject,
        &text,
        &format!("/procurements/{}/summary", procurement.ocid),
    )
    .await?)
}

/// Issues a further version for one supplier, with what is corrected and what the authority adds.
pub async fn correct(app: &App, actor: &Actor, ocid: &str, bid: BidId, correction: &str, note: &str) -> Result<u32> {
    let (permit, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    let correction = check_words("correction", correction, "Say what is corrected", "What is corrected")?;
    let note = crate::people::fields::text(note, super::MAX_REASON_CHARS, "What you add")
        .map_err(|message| crate::Invalid::one("note", message))?;
    transact!(app, permit, |tx| {
        let decision = standing(tx, procurement.id).await?;
        let all = decisions::summaries(tx, procurement.id).await?;
        let last = all.iter().find(|one| one.bid_id == bid).ok_or(Error::NotFound)?;
        if last.decision_version != decision.version {
            return Err(Error::Conflict(
                "Issue the summaries of the new decision first.".to_owned(),
            ));
        }
        let version = last.version + 1;
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let desk = evaluation::load_at(tx, fresh, decision.evaluation_version).await?;
        let opened = desk
            .bids
            .iter()
            .find(|opened| opened.id == bid)
            .ok_or(Error::NotFound)?;
        let words = Wording {
            version,
            note: &note,
            correction: &correction,
        };
        put(app, tx, &desk, &decision, opened, words).await?;
        let event =
            Event::new("procurement.summary-corrected", "procurement", procurement.id).because(correction.clone());
        tx.record(event.with(serde_json::json!({"bid": bid.to_string(), "version": version})))
            .await?;
        Ok(version)
    })
}

/// Whether a supplier was given a summary: its own page leads there.
pub(super) async fn has(conn: &mut Conn, id: ProcurementId, supplier: OrganisationId) -> Result<bool> {
    Ok(!decisions::summaries_of(conn, id, supplier).await?.is_empty())
}
