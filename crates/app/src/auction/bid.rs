//! Taking part: joining, making pledges, bidding, receipts.

use super::hall::{self, Hall};
use crate::{
    App, Error, Invalid, Result,
    keys::seal_to,
    procurement::{
        bidding::{Registered, registered},
        content::{self, DraftPledge, MAX_CELL_CHARS, MAX_HOW_CHARS},
        faster,
        sealing::{self, not_ours, padded},
    },
};
use age::x25519::{Identity, Recipient};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use svx_auction::{
    Acceptance, Assessed, BidderId, BidderView, Command, Event as Happened, Fault, GroupId, IdempotencyKey, Leaf,
    Pledge, Salts, ValidRules, assess, commitment, leaf_text, pledges_digest,
};
use svx_domain::{Id, OrganisationId, access::Action, organisation::Actor};
use svx_store::{
    Event, auctions, bids,
    procurements::{self, Procurement, RegisterLine},
};
use uuid::Uuid;

/// What the format member of a sealed bid says.
const BID_FORMAT: &str = "svx.auction-bid/1";
/// Most of what names the parent of a group of firms.
const MAX_PARENT_CHARS: usize = 40;

/// A bidder's own place in an auction.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The frozen rules.
    pub rules: ValidRules,
    /// The register.
    pub register: Vec<RegisterLine>,
    /// Whether the supplier takes part.
    pub has_joined: bool,
    /// What it sees.
    pub view: BidderView,
    /// The pledges that it is making, by the id of the need.
    pub draft: BTreeMap<String, DraftPledge>,
    /// This moment, by the server's clock.
    pub now: Timestamp,
}

impl Desk {
    /// The pledges that the draft makes, with what they add up to, or everything that is wrong with them.
    pub fn checked(&self) -> Result<(Vec<Pledge>, Assessed), Invalid> {
        let mut invalid = Invalid::new();
        let sound = content::check_pledges(&mut invalid, &self.draft, &self.procurement, &self.register);
        if !invalid.is_empty() {
            return Err(invalid);
        }
        let pledges: Vec<Pledge> = sound.into_iter().map(pledge).collect();
        let assessed = assess(&self.rules, super::rules::LOT, &pledges).map_err(|faults| {
            let mut invalid = Invalid::new();
            for fault in &faults {
                invalid.add("pledges", fault_words(fault));
            }
            invalid
        })?;
        Ok((pledges, assessed))
    }
}

fn fault_words(fault: &Fault) -> String {
    match fault {
        Fault::AboveCap { percent } => format!(
            "Your pledges come to more than {percent}% of the value of the contract, which is the most that the rules allow"
        ),
        other => other.to_string(),
    }
}

pub(super) fn pledge(sound: content::Pledge) -> Pledge {
    Pledge {
        quantity: sound.quantity(),
        need: sound.need,
        by: sound.by,
        // One line, as the commitment has it.
        how: sound.how.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

struct Loaded {
    registered: Registered,
    hall: Hall,
    bidder: Option<auctions::Bidder>,
}

async fn load(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<Loaded> {
    let registered = registered(app, actor, action, ocid).await?;
    let mut conn = app.db.read().await?;
    let hall = hall::enter(app, &mut conn, registered.procurement.id).await?;
    let hall = hall.ok_or(Error::NotFound)?;
    let bidder = auctions::bidder(&mut conn, hall.id, registered.supplier).await?;
    Ok(Loaded {
        registered,
        hall,
        bidder,
    })
}

/// A supplier's own place in an auction.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let loaded = load(app, actor, Action::ViewBid, ocid).await?;
    desk_of(app, loaded).await
}

async fn desk_of(app: &App, loaded: Loaded) -> Result<Desk> {
    let Loaded {
        registered,
        hall,
        bidder,
    } = loaded;
    let mut conn = app.db.read().await?;
    let now = app.now();
    let draft = match bidder.as_ref().and_then(|bidder| bidder.draft.as_ref()) {
        Some(sealed) => sealing::open_draft(&*app.keys, sealed)?,
        None => BTreeMap::new(),
    };
    // Someone who has not joined sees what a bidder without a bid sees.
    let id = bidder.as_ref().map_or(BidderId::from_uuid(Uuid::nil()), |bidder| {
        Id::from_uuid(bidder.bidder_id)
    });
    Ok(Desk {
        rules: hall.rules().clone(),
        register: procurements::register(&mut conn, registered.procurement.id).await?,
        has_joined: hall.auction.has_joined(id),
        view: hall.auction.for_bidder(id, super::rules::LOT, now),
        draft,
        now,
        procurement: registered.procurement,
    })
}

/// Takes part, under the rules with this fingerprint, which the page showed. `parent` names the parent of the group that the
/// supplier belongs to, such as its company number; it is empty where there is none.
pub async fn join(app: &App, actor: &Actor, ocid: &str, shown: &str, parent: &str) -> Result<()> {
    let Loaded {
        registered,
        hall,
        bidder,
    } = load(app, actor, Action::EditBid, ocid).await?;
    if bidder.is_some() {
        return Ok(());
    }
    let mut rules = [0; 32];
    hex::decode_to_slice(shown, &mut rules)
        .map_err(|_| Error::Conflict("Look at the rules again and then join.".to_owned()))?;
    if parent.chars().count() > MAX_PARENT_CHARS {
        let message = format!("The company number must have at most {MAX_PARENT_CHARS} characters");
        return Err(Invalid::one("parent", message).into());
    }
    let group = group(hall.id, parent);
    let (permit, supplier) = (registered.permit, registered.supplier);
    transact!(app, permit, |tx| {
        let hall = hall::lock(app, tx, registered.procurement.id)
            .await?
            .ok_or(Error::NotFound)?;
        // Drawn, and not numbered: it says neither who this is nor when it joined.
        let bidder = BidderId::from_uuid(uuid::Builder::from_random_bytes(tx.random()).into_uuid());
        if !auctions::add_bidder(tx, hall.id, supplier, bidder).await? {
            return Err(faster());
        }
        hall::decide(app, tx, &hall, Command::Join { bidder, group, rules }).await?;
        // The subject is the supplier, so that nobody who reads the procurement's log can count bidders.
        let event = Event::new("auction.joined", "organisation", supplier);
        tx.record(event.with(serde_json::json!({"ocid": ocid}))).await?;
        Ok(())
    })
}

/// The group of those who name the same parent in this auction.
fn group(auction: Uuid, parent: &str) -> Option<GroupId> {
    let plain: String = parent.chars().filter(|c| c.is_alphanumeric()).collect();
    if plain.is_empty() {
        return None;
    }
    let digest = Sha256::digest(format!("{auction} {}", plain.to_uppercase()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Some(GroupId::from_uuid(uuid::Builder::from_random_bytes(bytes).into_uuid()))
}

/// Saves the pledges that a bidder is making.
pub async fn save(app: &App, actor: &Actor, ocid: &str, pledges: BTreeMap<String, DraftPledge>) -> Result<()> {
    let Loaded {
        registered,
        hall,
        bidder,
    } = load(app, actor, Action::EditBid, ocid).await?;
    if bidder.is_none() {
        return Err(super::refused(svx_auction::Refusal::NotJoined));
    }
    let short = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let known = pledges
        .into_iter()
        .filter(|(need, pledge)| !pledge.is_empty() && hall.rules().need(need).is_some());
    let kept = known.map(|(need, pledge)| {
        let pledge = DraftPledge {
            quantity: short(&pledge.quantity, MAX_CELL_CHARS),
            by: short(&pledge.by, MAX_CELL_CHARS),
            how: short(&pledge.how, MAX_HOW_CHARS * 2),
        };
        (need, pledge)
    });
    let kept: BTreeMap<String, DraftPledge> = kept.collect();
    let sealed = sealing::seal_draft(&*app.keys, &kept)?;
    let (permit, supplier) = (registered.permit, registered.supplier);
    transact!(app, permit, |tx| {
        auctions::put_draft(tx, hall.id, supplier, &sealed).await?;
        let event = Event::new("auction.draft-saved", "organisation", supplier);
        tx.record(event.with(serde_json::json!({"ocid": ocid}))).await?;
        Ok(())
    })
}

/// What is inside a sealed bid: JSON, followed by line feeds up to the size.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: String,
    procurement: String,
    bidder: String,
    request: String,
    total_salt: String,
    pledges_salt: String,
    pledges: Vec<content::Pledge>,
}

/// What a sealed bid belongs to.
pub(super) struct Binding<'a> {
    pub(super) ocid: &'a str,
    pub(super) bidder: BidderId,
    pub(super) key: IdempotencyKey,
}

fn seal(recipient: &str, binding: &Binding<'_>, salts: &Salts, pledges: &[Pledge]) -> Result<Vec<u8>> {
    let envelope = Envelope {
        format: BID_FORMAT.to_owned(),
        procurement: binding.ocid.to_owned(),
        bidder: binding.bidder.to_string(),
        request: hex::encode(binding.key.0),
        total_salt: hex::encode(salts.total),
        pledges_salt: hex::encode(salts.pledges),
        pledges: pledges.iter().map(plain).collect(),
    };
    let recipient: Recipient = recipient.parse().map_err(not_ours)?;
    let plain = serde_json::to_vec(&envelope).map_err(svx_store::Error::from)?;
    seal_to(&recipient, &padded(plain)?)
}

/// Opens a bid and checks what it belongs to.
pub(super) fn open(identity: &Identity, binding: &Binding<'_>, sealed: &[u8]) -> Result<svx_auction::Content> {
    let plain = crate::keys::open_with(identity, sealed)?;
    let envelope: Envelope = serde_json::from_slice(&plain).map_err(svx_store::Error::from)?;
    let same = envelope.format == BID_FORMAT
        && envelope.procurement == binding.ocid
        && envelope.bidder == binding.bidder.to_string()
        && envelope.request == hex::encode(binding.key.0);
    let salts = salt(&envelope.total_salt).zip(salt(&envelope.pledges_salt));
    let Some((total, pledges)) = salts.filter(|_| same) else {
        return Err(not_ours("it was sealed for another auction, bidder or request"));
    };
    Ok(svx_auction::Content {
        salts: Salts { total, pledges },
        pledges: envelope.pledges.into_iter().map(pledge).collect(),
    })
}

fn salt(text: &str) -> Option<[u8; 16]> {
    hex::decode(text).ok()?.try_into().ok()
}

/// Bids what the draft pledges. `key` names the request: 32 hexadecimal digits that the page carries. The same request sent
/// again is accepted once. `seen` is the total that the page showed: pledges that were changed since are not bid unseen. Gives
/// which of the bidder's bids it is, once it is on disk.
pub async fn submit(app: &App, actor: &Actor, ocid: &str, key: &str, seen: &str) -> Result<u32> {
    let key = hex::decode(key).ok().and_then(|bytes| bytes.try_into().ok());
    let key =
        IdempotencyKey(key.ok_or_else(|| Error::Conflict("Look at your pledges again and then bid.".to_owned()))?);
    let loaded = load(app, actor, Action::EditBid, ocid).await?;
    let Some(bidder) = &loaded.bidder else {
        return Err(super::refused(svx_auction::Refusal::NotJoined));
    };
    let (auction, bidder) = (loaded.hall.id, BidderId::from_uuid(bidder.bidder_id));
    if let Some(before) = before(app, auction, bidder, key).await? {
        return Ok(before);
    }
    let (permit, supplier) = (loaded.registered.permit, loaded.registered.supplier);
    let desk = desk_of(app, loaded).await?;
    let (pledges, assessed) = desk.checked()?;
    if assessed.total().to_decimal() != seen {
        let message = "Your pledges were changed since you checked them. Check them again, and then bid.";
        return Err(Error::Conflict(message.to_owned()));
    }
    let salts = Salts {
        total: random(app),
        pledges: random(app),
    };
    let recipient = {
        let mut conn = app.db.read().await?;
        let key = bids::key(&mut conn, desk.procurement.id).await?;
        key.ok_or(Error::NotFound)?.recipient
    };
    let sealed = seal(&recipient, &Binding { ocid, bidder, key }, &salts, &pledges)?;
    let digest = pledges_digest(&salts.pledges, &pledges);
    let command = Command::Bid {
        bidder,
        assessed: &assessed,
        commitment: commitment(&salts.total, assessed.total(), &digest),
        sealed: Sha256::digest(&sealed).into(),
        key,
    };
    let outcome = transact!(app, permit, |tx| {
        let hall = hall::lock(app, tx, desk.procurement.id).await?.ok_or(Error::NotFound)?;
        let decision = hall::decide(app, tx, &hall, command).await?;
        if let Some(Acceptance::Before(_)) = decision.bid {
            // It came in while this one was on its way: see below.
            return Err(Error::Conflict(ALREADY_IN.to_owned()));
        }
        let accepted = decision.events.iter().find_map(|event| match event {
            Happened::Bid(bid) => Some((event, bid)),
            _ => None,
        });
        let (event, bid) = accepted.ok_or(Error::NotFound)?;
        let text = leaf_text(Leaf { rules: hall.rules() }, event);
        let new = auctions::New {
            sequence: bid.sequence,
            bidder: bidder.uuid(),
            number: bid.number,
            key: &key.0,
            sealed: &sealed,
            receipt: &app.keys.sign(&text)?.to_text(),
            at: bid.at,
        };
        auctions::add_bid(tx, hall.id, new).await?;
        let event = Event::new("auction.bid", "organisation", supplier);
        let leaf = svx_transparency::leaf_hash(text.as_bytes()).to_string();
        tx.record(event.with(serde_json::json!({"ocid": ocid, "number": bid.number, "leaf": leaf})))
            .await?;
        Ok(bid.number)
    });
    match outcome {
        Err(Error::Conflict(message)) if message == ALREADY_IN => {
            before(app, auction, bidder, key).await?.ok_or(Error::NotFound)
        }
        outcome => outcome,
    }
}

const ALREADY_IN: &str = "This bid has been accepted already: your receipt is on the page of the auction.";

/// Which bid a request with this key made, where it made one.
async fn before(app: &App, auction: Uuid, bidder: BidderId, key: IdempotencyKey) -> Result<Option<u32>> {
    let mut conn = app.db.read().await?;
    let found = auctions::by_key(&mut conn, auction, bidder.uuid(), &key.0).await?;
    Ok(found.map(|bid| bid.number))
}

fn random<const N: usize>(app: &App) -> [u8; N] {
    let mut bytes = [0; N];
    app.entropy().fill(&mut bytes);
    bytes
}

/// A name for the next request, which a page carries.
pub fn new_key(app: &App) -> String {
    hex::encode(random::<16>(app))
}

/// What a bidder keeps as proof of a bid.
pub struct Receipt {
    /// The procurement.
    pub procurement: Procurement,
    /// Which of its bids.
    pub number: u32,
    /// When it was accepted.
    pub at: Timestamp,
    /// The signed note.
    pub note: String,
    /// The key that verifies it.
    pub key: String,
    /// The sealed file, as the stock age tool reads it.
    pub sealed: Vec<u8>,
}

/// The receipt of one of the supplier's own bids.
pub async fn receipt(app: &App, actor: &Actor, ocid: &str, number: u32) -> Result<Receipt> {
    let loaded = load(app, actor, Action::ViewBid, ocid).await?;
    let bidder = loaded.bidder.ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let bid = auctions::own_bid(&mut conn, loaded.hall.id, bidder.bidder_id, number).await?;
    let bid = bid.ok_or(Error::NotFound)?;
    Ok(Receipt {
        procurement: loaded.registered.procurement,
        number,
        at: bid.at,
        note: bid.receipt,
        key: app.keys.verifying_key().to_text(),
        sealed: bid.sealed,
    })
}

/// What was opened of each supplier: what it pledged.
pub(super) type Pledged = BTreeMap<OrganisationId, Vec<content::Pledge>>;

/// A pledge as bids have it.
pub(super) fn plain(pledge: &Pledge) -> content::Pledge {
    content::Pledge {
        need: pledge.need.clone(),
        quantity: pledge.quantity.to_decimal(),
        by: pledge.by,
        how: pledge.how.clone(),
    }
}
