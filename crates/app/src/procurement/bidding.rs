//! A supplier's side: registering, drafting, submitting, withdrawing, receipts. What is in a bid never leaves this module
//! unsealed, save to the supplier whose bid it is.

use super::{
    content::{self, Bid, Draft, DraftPledge},
    permitted,
    rules::Setup,
    sealing::{self, Binding},
    sheet, state_now,
};
use crate::{
    App, Error, Invalid, Result,
    log::{self, receipt::Proof},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use svx_domain::{
    OrganisationId,
    access::{self, Action, Permit, Scope},
    lifecycle::{BidMove, BidState, ProcurementState, State as _},
    organisation::{Actor, OrganisationKind},
    ports,
};
use svx_store::{
    Event, auctions,
    bids::{self, Own, Submission},
    procurements::{self, Procurement, RegisterLine},
};

/// A form that was sent this long ago at most counts as the same submission when it arrives again.
const SAME_SUBMISSION: SignedDuration = SignedDuration::from_mins(10);
/// The event of a submission.
const SUBMITTED: &str = "bid.submitted";
/// The most submissions of one bid.
const MAX_SUBMISSIONS: u32 = bids::MAX_VERSIONS;

/// A supplier's own bid with everything that its pages show.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// Where it stands by the clock.
    pub state: ProcurementState,
    /// The criteria.
    pub setup: Setup,
    /// The frozen register.
    pub register: Vec<RegisterLine>,
    /// Whether pledges are made in an auction, and not here.
    pub has_auction: bool,
    /// The draft.
    pub draft: Draft,
    /// Where the bid stands; nothing before the first draft.
    pub bid_state: Option<BidState>,
    /// How often it was submitted.
    pub version: u32,
    /// When it was submitted last.
    pub submitted_at: Option<Timestamp>,
    /// When the draft was saved last.
    pub saved_at: Option<Timestamp>,
}

impl Desk {
    /// Whether bids are taken now.
    pub fn is_open(&self) -> bool {
        self.state == ProcurementState::Bidding
    }

    /// Whether a draft can be changed now.
    pub fn may_draft(&self) -> bool {
        matches!(self.state, ProcurementState::Published | ProcurementState::Bidding)
    }

    /// The bid that the draft makes, or everything that is wrong with it.
    pub fn checked(&self) -> Result<Bid, Invalid> {
        // Where there is an auction, pledges are what was bid there: they are added when all bids are opened.
        let register = if self.has_auction {
            &[]
        } else {
            self.register.as_slice()
        };
        content::check(&self.draft, &self.procurement, &self.setup, register)
    }
}

struct Loaded {
    permit: Permit,
    supplier: OrganisationId,
    bid: Option<bids::Bid>,
    desk: Desk,
}

/// Registers the actor's organisation as a bidder. Doing it again changes nothing.
pub async fn register(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RegisterForProcurement, ocid).await?;
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    match state_now(app, &procurement) {
        ProcurementState::Published | ProcurementState::Bidding => {}
        _ => {
            return Err(Error::Conflict(format!(
                "Registration is closed. {}",
                closed_words(&procurement)
            )));
        }
    }
    let mut conn = app.db.read().await?;
    if bids::registered(&mut conn, procurement.id, supplier).await?.is_some() {
        return Ok(());
    }
    drop(conn);
    transact!(app, permit, |tx| {
        bids::register(tx, procurement.id, supplier).await?;
        // The subject is the supplier, so that nobody who reads the procurement's log can count bidders.
        let event = Event::new("bidder.registered", "organisation", supplier);
        tx.record(event.with(serde_json::json!({"ocid": procurement.ocid})).among_blanks())
            .await?;
        Ok(())
    })
}

/// The procurements for which the actor's organisation registered.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Own>> {
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    access::authorize(actor, Action::ViewBid, &Scope::owned_by(supplier))?;
    let mut conn = app.db.read().await?;
    Ok(bids::own(&mut conn, supplier).await?)
}

/// The supplier's own bid.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    Ok(load(app, actor, Action::ViewBid, ocid).await?.desk)
}

/// A supplier that is registered as a bidder, and may do this in its bid.
pub(crate) struct Registered {
    /// Leave to do it.
    pub(crate) permit: Permit,
    /// The procurement.
    pub(crate) procurement: Procurement,
    /// The supplier.
    pub(crate) supplier: OrganisationId,
}

/// Asks whether the actor may do this for a supplier that is registered as a bidder.
pub(crate) async fn registered(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<Registered> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    if !actor.acts_for(OrganisationKind::Supplier) {
        return Err(if actor.is_signed_in() {
            Error::NotFound
        } else {
            access::Denied::SignIn.into()
        });
    }
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    let permit = access::authorize(actor, action, &Scope::owned_by(supplier))?;
    let mut conn = app.db.read().await?;
    if bids::registered(&mut conn, procurement.id, supplier).await?.is_none() {
        return Err(Error::Conflict(
            "Register as a bidder first: the button is on the page of the procurement.".to_owned(),
        ));
    }
    Ok(Registered {
        permit,
        procurement,
        supplier,
    })
}

async fn load(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<Loaded> {
    let Registered {
        permit,
        procurement,
        supplier,
    } = registered(app, actor, action, ocid).await?;
    let mut conn = app.db.read().await?;
    let auction = auctions::of_procurement(&mut conn, procurement.id).await?;
    let bid = bids::of_supplier(&mut conn, procurement.id, supplier).await?;
    let draft = match bid.as_ref().and_then(|bid| bid.draft.as_ref()) {
        Some(sealed) => sealing::open_draft(&*app.keys, sealed)?,
        None => Draft::default(),
    };
    let desk = Desk {
        state: state_now(app, &procurement),
        setup: Setup::of(&procurement),
        register: procurements::register(&mut conn, procurement.id).await?,
        has_auction: auction.is_some_and(|auction| auction.rules.is_some()),
        draft,
        bid_state: bid.as_ref().map(|bid| bid.state),
        version: bid.as_ref().map_or(0, |bid| bid.version),
        submitted_at: bid.as_ref().and_then(|bid| bid.submitted_at),
        saved_at: bid.as_ref().map(|bid| bid.updated_at),
        procurement,
    };
    Ok(Loaded {
        permit,
        supplier,
        bid,
        desk,
    })
}

/// Saves the price.
pub async fn save_price(app: &App, actor: &Actor, ocid: &str, price: &str) -> Result<()> {
    let price = short(price, content::MAX_CELL_CHARS);
    save(app, actor, ocid, |draft| draft.price = price).await
}

/// Saves answers by the id of the question.
pub async fn save_answers(app: &App, actor: &Actor, ocid: &str, answers: BTreeMap<String, String>) -> Result<()> {
    // A little more than is allowed is kept, so that nobody loses words to a limit.
    let answers = answers
        .into_iter()
        .map(|(id, answer)| (id, short(&answer, content::MAX_ANSWER_CHARS * 2)));
    let answers = answers.collect();
    save(app, actor, ocid, |draft| draft.answers = answers).await
}

/// Saves pledges by the id of the need.
pub async fn save_pledges(app: &App, actor: &Actor, ocid: &str, pledges: BTreeMap<String, DraftPledge>) -> Result<()> {
    let kept = pledges
        .into_iter()
        .filter(|(_, pledge)| !pledge.is_empty())
        .map(|(need, pledge)| {
            let pledge = DraftPledge {
                quantity: short(&pledge.quantity, content::MAX_CELL_CHARS),
                by: short(&pledge.by, content::MAX_CELL_CHARS),
                how: short(&pledge.how, content::MAX_HOW_CHARS * 2),
            };
            (need, pledge)
        });
    let kept: BTreeMap<String, DraftPledge> = kept.collect();
    save(app, actor, ocid, |draft| draft.pledges = kept).await
}

/// Loads pledges from a filled-in spreadsheet into the draft; gives how many there are. Nothing changes where a line is wrong.
pub async fn load_sheet(app: &App, actor: &Actor, ocid: &str, file: &[u8]) -> Result<usize> {
    let loaded = load(app, actor, Action::EditBid, ocid).await?;
    let known = sheet::read(file, &loaded.desk.register).map_err(|faults| {
        let mut invalid = Invalid::new();
        for fault in faults {
            invalid.add("file", fault);
        }
        Error::Invalid(invalid)
    })?;
    let count = known.len();
    save_pledges(app, actor, ocid, known).await?;
    Ok(count)
}

/// The register with the draft's pledges as a spreadsheet.
pub async fn sheet(app: &App, actor: &Actor, ocid: &str) -> Result<Vec<u8>> {
    let desk = desk(app, actor, ocid).await?;
    sheet::write(&desk.register, &desk.draft.pledges)
}

fn short(text: &str, max_chars: usize) -> String {
    text.trim().chars().take(max_chars).collect()
}

async fn save(app: &App, actor: &Actor, ocid: &str, change: impl FnOnce(&mut Draft)) -> Result<()> {
    let Loaded {
        permit,
        supplier,
        mut desk,
        ..
    } = load(app, actor, Action::EditBid, ocid).await?;
    if !desk.may_draft() {
        return Err(Error::Conflict(closed_words(&desk.procurement)));
    }
    change(&mut desk.draft);
    let known = |id: &String| desk.register.iter().any(|line| line.need_id.to_string() == *id);
    desk.draft.pledges.retain(|need, _| known(need));
    let asked = desk.setup.asked();
    desk.draft
        .answers
        .retain(|id, _| asked.iter().any(|asked| asked.id == *id));
    let sealed = sealing::seal_draft(&*app.keys, &desk.draft)?;
    let id = desk.procurement.id;
    transact!(app, permit, |tx| {
        if !bids::put_draft(tx, id, supplier, &sealed).await? {
            return Err(Error::Conflict(closed_words(&desk.procurement)));
        }
        let event = Event::new("bid.draft-saved", "organisation", supplier);
        tx.record(
            event
                .with(serde_json::json!({"ocid": desk.procurement.ocid}))
                .among_blanks(),
        )
        .await?;
        Ok(())
    })
}

/// Seals the draft and submits it as the version after `version`, which the form carries: the same form sent twice is one
/// submission. Gives its number.
pub async fn submit(app: &App, actor: &Actor, ocid: &str, version: u32) -> Result<u32> {
    let Loaded {
        permit,
        supplier,
        bid,
        desk,
    } = load(app, actor, Action::EditBid, ocid).await?;
    let sent_before = |bid: &bids::Bid, now: Timestamp| {
        let recent = bid
            .submitted_at
            .is_some_and(|at| now.duration_since(at) < SAME_SUBMISSION);
        bid.version == version + 1 && bid.state == BidState::Submitted && recent
    };
    if bid.as_ref().is_some_and(|bid| sent_before(bid, app.now())) {
        return Ok(version + 1);
    }
    if !desk.is_open() {
        return Err(late(app, &desk.procurement));
    }
    let content = desk.checked()?;
    let bid = bid.ok_or(Error::NotFound)?;
    bid.state.apply(BidMove::Submit)?;
    if version >= MAX_SUBMISSIONS {
        return Err(Error::Conflict(format!(
            "A bid can be submitted at most {MAX_SUBMISSIONS} times."
        )));
    }
    let key = {
        let mut conn = app.db.read().await?;
        bids::key(&mut conn, desk.procurement.id)
            .await?
            .ok_or(Error::NotFound)?
    };
    let binding = Binding {
        ocid,
        supplier,
        version: version + 1,
    };
    let sealed = sealing::seal_bid(&key.recipient, binding, &content)?;
    let sha256 = sealing::fingerprint(&sealed);
    let outcome = transact!(app, permit, |tx| {
        if !bids::submit(tx, bid.id, version, &sealed, &sha256).await? {
            if desk.procurement.bids_until.is_some_and(|until| until <= tx.now()) {
                return Err(late(app, &desk.procurement));
            }
            let now = bids::of_supplier(tx, desk.procurement.id, supplier).await?;
            // The same form arrived a moment before.
            return match now {
                Some(now) if sent_before(&now, tx.now()) => Err(Error::Conflict(ALREADY_IN.to_owned())),
                _ => Err(Error::Conflict(
                    "Your bid was changed at the same moment. Check it again and submit it.".to_owned(),
                )),
            };
        }
        let event = Event::new(SUBMITTED, "bid", bid.id);
        tx.record(
            event
                .with(serde_json::json!({"version": version + 1, "sha256": sha256}))
                .among_blanks(),
        )
        .await?;
        Ok(version + 1)
    });
    match outcome {
        Err(Error::Conflict(message)) if message == ALREADY_IN => Ok(version + 1),
        outcome => outcome,
    }
}

const ALREADY_IN: &str = "This bid has been submitted already: your receipt is on the page of your bid.";

/// Withdraws the bid. It can be submitted again before bids close.
pub async fn withdraw(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let Loaded { permit, bid, desk, .. } = load(app, actor, Action::EditBid, ocid).await?;
    let bid = bid.ok_or(Error::NotFound)?;
    if !desk.is_open() {
        return Err(late(app, &desk.procurement));
    }
    bid.state.apply(BidMove::Withdraw)?;
    transact!(app, permit, |tx| {
        if !bids::withdraw(tx, bid.id).await? {
            return Err(late(app, &desk.procurement));
        }
        tx.record(Event::new("bid.withdrawn", "bid", bid.id).among_blanks())
            .await?;
        Ok(())
    })
}

/// What a supplier keeps as proof of a submission.
pub struct Receipt {
    /// The procurement.
    pub procurement: Procurement,
    /// The submission with the sealed file.
    pub submission: Submission,
    /// Whether a later one stands in its place.
    pub is_replaced: bool,
    /// Where the bid stands.
    pub bid_state: BidState,
    /// Whether bids are still taken.
    pub is_open: bool,
    /// The proof that the submission is in the public log.
    pub proof: Proof,
}

/// The receipt of a submission.
pub async fn receipt(app: &App, actor: &Actor, ocid: &str, version: u32) -> Result<Receipt> {
    let Loaded { bid, desk, .. } = load(app, actor, Action::ViewBid, ocid).await?;
    let bid = bid.ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let submission = bids::submission(&mut conn, bid.id, version)
        .await?
        .ok_or(Error::NotFound)?;
    let is_this = |facts: &serde_json::Value| facts["version"] == version;
    let proof = log::receipt::of(app, &mut conn, bid.id.uuid(), SUBMITTED, is_this).await?;
    Ok(Receipt {
        proof,
        is_replaced: bid.version > version,
        bid_state: bid.state,
        is_open: desk.is_open(),
        procurement: desk.procurement,
        submission,
    })
}

/// The moment in the United Kingdom, as `17:00 on 2026-12-01`, for sentences of refusal.
pub(crate) fn moment_words(at: Timestamp) -> String {
    at.to_zoned_datetime(ports::uk())
        .strftime("%H:%M on %-d %B %Y")
        .to_string()
}

fn late(app: &App, procurement: &Procurement) -> Error {
    let state = state_now(app, procurement);
    Error::Conflict(match state {
        ProcurementState::Published => {
            let from = procurement.bids_from.map(moment_words).unwrap_or_default();
            format!("Bids are taken from {from}. Your draft is saved.")
        }
        _ => format!(
            "{} It is {} now. Nothing was submitted.",
            closed_words(procurement),
            moment_words(app.now())
        ),
    })
}

fn closed_words(procurement: &Procurement) -> String {
    match (procurement.state, procurement.bids_until) {
        (ProcurementState::Cancelled, _) => "This procurement was cancelled.".to_owned(),
        (_, Some(until)) => format!("Bids closed at {}.", moment_words(until)),
        _ => "Bids are not taken.".to_owned(),
    }
}
