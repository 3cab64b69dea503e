//! Auctions: their frozen rules, who takes part, what happened, and the sealed bids. Nothing here is readable without keys that
//! are not in the database.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{Id, OrganisationId, ProcurementId};
use uuid::Uuid;

/// The most bidders of one auction.
pub const MAX_BIDDERS: u32 = 500;
/// The most events that are read at once.
pub const MAX_EVENTS: u32 = 200_000;

record! {
    /// An auction.
    pub struct Auction {
        /// Its id.
        pub id: Uuid,
        /// The procurement.
        pub procurement_id: ProcurementId,
        /// What the officer set.
        pub settings: serde_json::Value,
        /// The frozen rules, as the published file has them.
        pub rules: Option<String>,
        /// Their fingerprint, in hexadecimal.
        pub rules_sha256: Option<String>,
        /// How many events there are.
        pub events: i64,
    }

    /// A supplier that takes part.
    pub struct Bidder {
        /// The supplier.
        pub supplier_id: OrganisationId,
        /// Its name.
        pub supplier: String,
        /// The id under which it takes part.
        pub bidder_id: Uuid,
        /// The pledges that it is making, sealed to the installation's key.
        pub draft: Option<Vec<u8>>,
        /// When it joined.
        pub joined_at: Timestamp,
    }

    /// Something that happened.
    pub struct Happened {
        /// Its place, from 1.
        pub seq: i64,
        /// What it was, sealed to the installation's key.
        pub event: Vec<u8>,
    }

    /// A bid that was accepted.
    pub struct Bid {
        /// Its place among all bids.
        pub sequence: u32,
        /// Whose it is.
        pub bidder_id: Uuid,
        /// Which of this bidder's bids, from 1.
        pub number: u32,
        /// What was sealed.
        pub sealed: Vec<u8>,
        /// The signed receipt.
        pub receipt: String,
        /// When it was accepted.
        pub at: Timestamp,
        /// What was inside, once all bids were opened.
        pub opened: Option<serde_json::Value>,
    }
}

statements! {
    OF_PROCUREMENT = "SELECT id, procurement_id, settings, rules, rules_sha256, events FROM auction WHERE procurement_id = $1";
    PUT_SETTINGS = "INSERT INTO auction (id, procurement_id, settings, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (procurement_id) DO UPDATE SET settings = excluded.settings WHERE auction.rules IS NULL";
    DROP_SETTINGS = "DELETE FROM auction WHERE procurement_id = $1 AND rules IS NULL";
    FREEZE = "UPDATE auction SET rules = $2, rules_sha256 = $3, frozen_at = $4 WHERE procurement_id = $1 AND rules IS NULL";
    LOCK = "UPDATE auction SET events = events WHERE id = $1 AND rules IS NOT NULL RETURNING events AS a";
    COUNT_EVENTS = "UPDATE auction SET events = $3 WHERE id = $1 AND events = $2";
    EVENTS = "SELECT seq, event FROM auction_event WHERE auction_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    ADD_EVENT = "INSERT INTO auction_event (auction_id, seq, event, at) VALUES ($1, $2, $3, $4)";
    ADD_BIDDER = "INSERT INTO auction_bidder (auction_id, supplier_id, bidder_id, joined_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (auction_id, supplier_id) DO NOTHING";
    BIDDER = "SELECT b.supplier_id AS supplier_id, o.name AS supplier, b.bidder_id AS bidder_id, b.draft AS draft, b.joined_at AS joined_at
        FROM auction_bidder b JOIN organisation o ON o.id = b.supplier_id WHERE b.auction_id = $1 AND b.supplier_id = $2";
    BIDDERS = "SELECT b.supplier_id AS supplier_id, o.name AS supplier, b.bidder_id AS bidder_id, b.draft AS draft, b.joined_at AS joined_at
        FROM auction_bidder b JOIN organisation o ON o.id = b.supplier_id WHERE b.auction_id = $1 ORDER BY b.joined_at, b.bidder_id LIMIT $2";
    PUT_DRAFT = "UPDATE auction_bidder SET draft = $3 WHERE auction_id = $1 AND supplier_id = $2";
    ADD_BID = "INSERT INTO auction_bid (auction_id, sequence, bidder_id, number, request_key, sealed, receipt, person_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OWN_BID = "SELECT sequence, bidder_id, number, sealed, receipt, at, opened FROM auction_bid
        WHERE auction_id = $1 AND bidder_id = $2 AND number = $3";
    BY_KEY = "SELECT sequence, bidder_id, number, sealed, receipt, at, opened FROM auction_bid
        WHERE auction_id = $1 AND bidder_id = $2 AND request_key = $3";
    BIDS = "SELECT sequence, bidder_id, number, sealed, receipt, at, opened FROM auction_bid
        WHERE auction_id = $1 ORDER BY sequence LIMIT $2";
    OPEN_BID = "UPDATE auction_bid SET opened = $3 WHERE auction_id = $1 AND sequence = $2 AND opened IS NULL";
}

/// The auction of a procurement, where it has one.
pub async fn of_procurement(conn: &mut Conn, id: ProcurementId) -> Result<Option<Auction>> {
    conn.optional(&OF_PROCUREMENT, args![id]).await
}

/// Keeps what the officer set. `false` where the rules are frozen.
pub async fn put_settings<T>(
    tx: &mut Tx,
    id: Id<T>,
    procurement: ProcurementId,
    settings: serde_json::Value,
) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&PUT_SETTINGS, args![id, procurement, settings, now]).await? == 1)
}

/// Leaves a procurement without an auction. `false` where there is none, or its rules are frozen.
pub async fn drop_settings(tx: &mut Tx, procurement: ProcurementId) -> Result<bool> {
    Ok(tx.execute(&DROP_SETTINGS, args![procurement]).await? == 1)
}

/// Freezes the rules. `false` where they were frozen already.
pub async fn freeze(tx: &mut Tx, procurement: ProcurementId, rules: &str, sha256: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&FREEZE, args![procurement, rules, sha256, now]).await? == 1)
}

/// Keeps everyone else from adding events until this transaction is over, and gives how many there are.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<i64> {
    let (events,): (i64,) = tx.one(&LOCK, args![id]).await?;
    Ok(events)
}

/// The events after so many.
pub async fn events(conn: &mut Conn, id: Uuid, after: i64) -> Result<Vec<Happened>> {
    conn.all(&EVENTS, args![id, after, MAX_EVENTS]).await
}

/// Adds events after the `count` that there are. The auction is locked.
pub async fn add_events(tx: &mut Tx, id: Uuid, count: i64, events: Vec<(Vec<u8>, Timestamp)>) -> Result<()> {
    let mut seq = count;
    for (event, at) in events {
        seq += 1;
        tx.execute(&ADD_EVENT, args![id, seq, event, at]).await?;
    }
    if tx.execute(&COUNT_EVENTS, args![id, count, seq]).await? == 0 {
        return Err(Error::Missing(COUNT_EVENTS.name));
    }
    Ok(())
}

/// Writes down under which id a supplier takes part. `false` where it does already.
pub async fn add_bidder<T>(tx: &mut Tx, id: Uuid, supplier: OrganisationId, bidder: Id<T>) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&ADD_BIDDER, args![id, supplier, bidder, now]).await? == 1)
}

/// A supplier that takes part.
pub async fn bidder(conn: &mut Conn, id: Uuid, supplier: OrganisationId) -> Result<Option<Bidder>> {
    conn.optional(&BIDDER, args![id, supplier]).await
}

/// Everyone who takes part.
pub async fn bidders(conn: &mut Conn, id: Uuid) -> Result<Vec<Bidder>> {
    conn.all(&BIDDERS, args![id, MAX_BIDDERS]).await
}

/// Keeps the pledges that a supplier is making. `false` where it does not take part.
pub async fn put_draft(tx: &mut Tx, id: Uuid, supplier: OrganisationId, sealed: &[u8]) -> Result<bool> {
    Ok(tx.execute(&PUT_DRAFT, args![id, supplier, sealed]).await? == 1)
}

/// A bid that is accepted.
pub struct New<'a> {
    /// Its place among all bids.
    pub sequence: u32,
    /// Whose it is.
    pub bidder: Uuid,
    /// Which of this bidder's bids.
    pub number: u32,
    /// What the client named the request.
    pub key: &'a [u8],
    /// What was sealed.
    pub sealed: &'a [u8],
    /// The signed receipt.
    pub receipt: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Adds a bid. The auction is locked.
pub async fn add_bid(tx: &mut Tx, id: Uuid, bid: New<'_>) -> Result<()> {
    let person = tx.actor().person();
    let values = args![
        id,
        bid.sequence,
        bid.bidder,
        bid.number,
        bid.key,
        bid.sealed,
        bid.receipt,
        person,
        bid.at
    ];
    tx.execute(&ADD_BID, values).await?;
    Ok(())
}

/// One of a bidder's bids.
pub async fn own_bid(conn: &mut Conn, id: Uuid, bidder: Uuid, number: u32) -> Result<Option<Bid>> {
    conn.optional(&OWN_BID, args![id, bidder, number]).await
}

/// The bid that a request with this key made.
pub async fn by_key(conn: &mut Conn, id: Uuid, bidder: Uuid, key: &[u8]) -> Result<Option<Bid>> {
    conn.optional(&BY_KEY, args![id, bidder, key]).await
}

/// Every bid, in the order of their sequence.
pub async fn bids(conn: &mut Conn, id: Uuid) -> Result<Vec<Bid>> {
    conn.all(&BIDS, args![id, MAX_EVENTS]).await
}

/// Writes what was inside a bid.
pub async fn open_bid(tx: &mut Tx, id: Uuid, sequence: u32, content: serde_json::Value) -> Result<()> {
    if tx.execute(&OPEN_BID, args![id, sequence, content]).await? == 0 {
        return Err(Error::Missing(OPEN_BID.name));
    }
    Ok(())
}
