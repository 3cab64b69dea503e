//! An auction as it is published when it is over: everything that anyone needs to work out its ranking again.

use crate::{
    Auction, BidderId, Broken, Digest, Event, Flag, Leaf, Place, Pledge, Rules, Salts, ValidRules, flags, leaf_text,
    pledges_digest, text::Lines,
};
use std::collections::BTreeMap;
use svx_transparency::{
    Checkpoint, Hash, Missing, Note, NoteError, Plan, ProofError, SigningKey, Tree, VerifyingKey, leaf_hash,
};
use thiserror::Error;

/// A published auction. That it was read says nothing about whether it holds: see [`verify`](crate::verify).
#[derive(Debug, Clone)]
pub struct Export {
    /// The key that signed receipts, the head and the export, as the file names it.
    pub key: VerifyingKey,
    /// The rules.
    pub rules: Rules,
    /// Their fingerprint, as bidders were shown it.
    pub rules_sha256: Digest,
    /// The head of the tree of events.
    pub head: Head,
    /// Who took part, in the order of joining.
    pub bidders: Vec<Participant>,
    /// Everything that happened, in order.
    pub entries: Vec<Entry>,
    /// The ranking of each lot.
    pub rankings: Vec<Ranking>,
}

/// The signed head of the tree of an auction's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many events there are.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// The line of the signature over [`head_text`].
    pub signature: String,
}

/// A bidder, and its name where the rules say that names are published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Its id in this auction.
    pub id: BidderId,
    /// Its name.
    pub name: Option<String>,
}

/// An event, its place in the tree proved, and for a bid what was opened of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub event: Event,
    /// The hashes beside the way from its leaf to the root.
    pub proof: Vec<Hash>,
    /// What was opened.
    pub opened: Option<Opened>,
}

/// What was opened of a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The salt of the commitment.
    pub salt: [u8; 16],
    /// The fingerprint of the pledges.
    pub pledges_sha256: Digest,
    /// The pledges with their salt, where they are published.
    pub pledges: Option<([u8; 16], Vec<Pledge>)>,
    /// The line of the signature over the bid's leaf.
    pub receipt: String,
}

/// The ranking of a lot, and the doubts about each place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// The lot.
    pub lot: String,
    /// The places, in order.
    pub places: Vec<(Place, Vec<&'static str>)>,
}

/// What was sealed in a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The salts.
    pub salts: Salts,
    /// The pledges.
    pub pledges: Vec<Pledge>,
}

/// Why an auction cannot be published.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Bids are still sealed.
    #[error("bids are published only after every one of them was opened")]
    Sealed,
    /// Not every bid's content is there.
    #[error("{expected} bids were accepted, but the content of {found} is there")]
    Contents {
        /// How many bids there are.
        expected: usize,
        /// How many contents there are.
        found: usize,
    },
    /// The events do not follow from one another.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The tree cannot be made.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A node of the tree is not there.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// A text cannot be in its form.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Something cannot be signed.
    #[error("{0}")]
    Sign(#[from] SignError),
}

/// What went wrong with a key.
pub type SignError = Box<dyn std::error::Error + Send + Sync>;

/// A key that signs in the name of an installation, wherever it is kept.
pub trait Signer {
    /// The key that verifies what [`Signer::sign`] signs.
    fn verifying_key(&self) -> VerifyingKey;
    /// Signs a text that ends with a line feed.
    fn sign(&self, text: &str) -> Result<Note, SignError>;
}

impl Signer for SigningKey {
    fn verifying_key(&self) -> VerifyingKey {
        Self::verifying_key(self)
    }

    fn sign(&self, text: &str) -> Result<Note, SignError> {
        Ok(self.sign_note(text)?)
    }
}

impl Flag {
    /// Its name in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AboveShare { .. } => "above-share",
            Self::Outlier { .. } => "outlier",
        }
    }
}

impl Export {
    /// What is published of an auction whose bids were all opened. `contents` are those of its bids, in the order of their
    /// sequence; `shows` says whose pledges are published with the totals.
    pub fn build(
        rules: &ValidRules,
        events: &[Event],
        contents: &[Content],
        names: &BTreeMap<BidderId, String>,
        shows: impl Fn(BidderId) -> bool,
        key: &dyn Signer,
    ) -> Result<Self, ExportError> {
        let auction = Auction::replay(rules.clone(), events)?;
        if !auction.is_revealed() {
            return Err(ExportError::Sealed);
        }
        if contents.len() != auction.bids().len() {
            return Err(ExportError::Contents {
                expected: auction.bids().len(),
                found: contents.len(),
            });
        }
        let leaf = Leaf { rules };
        let mut tree = Tree::default();
        for event in events {
            tree.push(leaf_hash(leaf_text(leaf, event).as_bytes()))?;
        }
        let mut entries = Vec::with_capacity(events.len());
        let mut bids = auction.bids().iter().zip(contents);
        for (index, event) in (0..).zip(events) {
            let plan = Plan::inclusion(index, tree.size())?;
            let mut entry = Entry {
                event: event.clone(),
                proof: plan.prove(|node| tree.node(node))?,
                opened: None,
            };
            if let (Event::Bid(bid), Some((known, content))) = (&mut entry.event, bids.next_if_bid(event)) {
                let shown = shows(bid.bidder).then(|| (content.salts.pledges, content.pledges.clone()));
                entry.opened = Some(Opened {
                    salt: content.salts.total,
                    pledges_sha256: pledges_digest(&content.salts.pledges, &content.pledges),
                    pledges: shown,
                    receipt: signature(key, &leaf_text(leaf, event))?,
                });
                bid.total = known.total;
            }
            entries.push(entry);
        }
        let (size, root) = (tree.size(), tree.root());
        let own = key.verifying_key();
        let text = head_text(own.name(), rules, size, root)?;
        Ok(Self {
            key: own,
            rules: rules.rules().clone(),
            rules_sha256: rules.sha256(),
            head: Head {
                size,
                root,
                signature: signature(key, &text)?,
            },
            bidders: participants(events, names, rules.rules().names_published),
            rankings: rankings(&auction),
            entries,
        })
    }
}

/// Takes the next bid where the event is one.
trait NextIfBid: Iterator {
    fn next_if_bid(&mut self, event: &Event) -> Option<Self::Item>;
}
impl<I: Iterator> NextIfBid for I {
    fn next_if_bid(&mut self, event: &Event) -> Option<Self::Item> {
        matches!(event, Event::Bid(_)).then(|| self.next()).flatten()
    }
}

fn participants(events: &[Event], names: &BTreeMap<BidderId, String>, published: bool) -> Vec<Participant> {
    let joined = events.iter().filter_map(|event| match event {
        Event::Joined { bidder, .. } => Some(*bidder),
        _ => None,
    });
    joined
        .map(|id| Participant {
            id,
            name: names.get(&id).filter(|_| published).cloned(),
        })
        .collect()
}

/// The ranking of every lot that the rules name, with the doubts about each place.
pub(crate) fn rankings(auction: &Auction) -> Vec<Ranking> {
    let rules = auction.rules();
    let of = |lot: &crate::Lot| {
        let places = auction.places(&lot.id);
        let flags = flags(rules, &lot.id, &places).into_iter();
        let codes = flags.map(|found| found.iter().map(Flag::code).collect());
        Ranking {
            lot: lot.id.clone(),
            places: places.into_iter().zip(codes).collect(),
        }
    };
    rules.rules().lots.iter().map(of).collect()
}

/// The text of the head of an auction's tree: a checkpoint (c2sp.org/tlog-checkpoint) whose origin is the key's name and
/// the auction, with the fingerprint of the rules as its one extension line.
pub fn head_text(key_name: &str, rules: &ValidRules, size: u64, root: Hash) -> Result<String, NoteError> {
    let origin = format!("{key_name}/auction/{}", rules.rules().auction);
    let line = format!("rules {}", hex::encode(rules.sha256()));
    Ok(Checkpoint::new(&origin, size, root)?.with_extension(&line)?.to_text())
}

/// The text whose signature vouches for a whole export, names included, by the fingerprint of everything else in it.
pub fn export_text(rules: &ValidRules, body: &Digest) -> String {
    Lines::new("svx.auction-export/1")
        .line("auction", rules.rules().auction)
        .line("rules", hex::encode(rules.sha256()))
        .line("body", hex::encode(body))
        .text()
}

/// The signature over a text, as the one line that a signed note (c2sp.org/signed-note) has under it.
pub fn signature(key: &dyn Signer, text: &str) -> Result<String, SignError> {
    let note = key.sign(text)?.to_text();
    let line = note.strip_prefix(text).and_then(|rest| rest.strip_prefix('\n'));
    Ok(line.unwrap_or_default().trim_end_matches('\n').to_owned())
}
