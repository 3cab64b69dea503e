//! The social value auction: an ascending contest between suppliers on what they pledge to the needs of an area.
//!
//! A pure state machine. [`Auction::decide`] takes a [`Command`] and a moment and gives [`Event`]s or a [`Refusal`];
//! [`Auction::apply`] takes an event; replaying every event gives the state, always. All rules are data ([`Rules`]), checked
//! and hashed before anything opens. Nothing here does I/O, reads a clock, draws a random number or knows a file format.

mod command;
mod decide;
mod event;
mod export;
mod pledge;
mod rules;
mod standing;
mod state;
mod text;
mod total;
mod validate;
mod verify;
mod view;
mod warn;

pub use command::{Accepted as Acceptance, Command, Decision, Refusal};
pub use event::{Accepted, Act, Digest, Event, IdempotencyKey};
pub use export::{
    Content, Entry, Export, ExportError, Head, Opened, Participant, Ranking, SignError, Signer, export_text, head_text,
    signature,
};
pub use pledge::{Assessed, Fault, MAX_HOW_CHARS, Pledge, Salts, assess, commitment, pledges_digest};
pub use rules::*;
pub use standing::{Flag, Place, Standing, flags, places, ranking};
pub use state::{Auction, Broken, Stage};
pub use text::{Leaf, leaf_text, rules_text};
pub use total::{Total, TotalError};
pub use validate::ValidRules;
pub use verify::{Account, verify};
pub use view::{BidderView, BuyerView, Incident, Notice, Own, PublicView, WatcherView};
pub use warn::{Warning, warnings};

/// Marks the ids of auctions.
#[derive(Debug, Clone, Copy)]
pub enum AuctionTag {}
/// An auction.
pub type AuctionId = svx_domain::Id<AuctionTag>;
/// Marks the ids under which bidders take part.
#[derive(Debug, Clone, Copy)]
pub enum BidderTag {}
/// A bidder in one auction. It is drawn for that auction alone, so that it says nothing of the organisation behind it.
pub type BidderId = svx_domain::Id<BidderTag>;
/// Marks the ids of groups of suppliers.
#[derive(Debug, Clone, Copy)]
pub enum GroupTag {}
/// A group of suppliers under one ownership, as its members declared it for one auction.
pub type GroupId = svx_domain::Id<GroupTag>;
