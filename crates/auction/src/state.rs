//! Where an auction stands, and how events move it.

use crate::{
    Accepted, Act, BidderId, Event, GroupId, IdempotencyKey, Notice, Place, ValidRules,
    standing::{self, Standing},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use svx_domain::PersonId;
use thiserror::Error;

/// Where an auction stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A round is to come.
    Waiting {
        /// Which one, from 0.
        round: usize,
        /// When it opens.
        opens_at: Timestamp,
    },
    /// Bids are taken.
    Open {
        /// For the lots of this round.
        round: usize,
        /// Until, and not at, this moment.
        closes_at: Timestamp,
    },
    /// The clock is stopped.
    Paused {
        /// In which round.
        round: usize,
        /// Since when.
        since: Timestamp,
    },
    /// Every round is over.
    Closed {
        /// Since when.
        at: Timestamp,
    },
    /// It was ended without a result.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// An event that cannot follow those before it: the log was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the event does not follow from those before it: {0}")]
pub struct Broken(pub &'static str);

/// An exceptional act that waits for its second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) act: Act,
    pub(crate) by: PersonId,
    pub(crate) at: Timestamp,
}

/// An auction: the frozen rules and everything that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auction {
    pub(crate) rules: ValidRules,
    /// The moment of the last event. Time never runs backwards from it.
    pub(crate) latest: Timestamp,
    /// What pauses and extensions added to each round.
    pub(crate) added: Vec<SignedDuration>,
    pub(crate) extensions: Vec<u32>,
    /// How many rounds were written down as opened and as closed.
    pub(crate) opened: usize,
    pub(crate) closed: usize,
    pub(crate) paused: Option<(usize, Timestamp)>,
    pub(crate) cancelled: Option<Timestamp>,
    pub(crate) revealed: bool,
    pub(crate) bidders: BTreeMap<BidderId, Option<GroupId>>,
    pub(crate) bids: Vec<Accepted>,
    pub(crate) set_aside: BTreeSet<u32>,
    pub(crate) keys: HashMap<(BidderId, IdempotencyKey), u32>,
    pub(crate) proposal: Option<Proposal>,
    /// What counts, by lot. It follows from the bids; it is kept so that a bid need not read all of them.
    pub(crate) standings: BTreeMap<String, BTreeMap<BidderId, Standing>>,
    pub(crate) numbers: HashMap<(String, BidderId), u32>,
    pub(crate) notices: Vec<Notice>,
}

impl Auction {
    /// An auction in which nothing has happened yet.
    pub fn new(rules: ValidRules) -> Self {
        let rounds = rules.rules().rounds.len();
        Self {
            latest: Timestamp::MIN,
            added: vec![SignedDuration::ZERO; rounds],
            extensions: vec![0; rounds],
            opened: 0,
            closed: 0,
            paused: None,
            cancelled: None,
            revealed: false,
            bidders: BTreeMap::new(),
            bids: Vec::new(),
            set_aside: BTreeSet::new(),
            keys: HashMap::new(),
            proposal: None,
            standings: BTreeMap::new(),
            numbers: HashMap::new(),
            notices: Vec::new(),
            rules,
        }
    }

    /// The auction that events make.
    pub fn replay<'e>(rules: ValidRules, events: impl IntoIterator<Item = &'e Event>) -> Result<Self, Broken> {
        let mut auction = Self::new(rules);
        for event in events {
            auction.apply(event)?;
        }
        Ok(auction)
    }

    /// The frozen rules.
    pub const fn rules(&self) -> &ValidRules {
        &self.rules
    }

    /// Every accepted bid, in the order of their sequence numbers.
    pub fn bids(&self) -> &[Accepted] {
        &self.bids
    }

    /// The sequence numbers of bids that were set aside as mistakes.
    pub const fn set_aside(&self) -> &BTreeSet<u32> {
        &self.set_aside
    }

    /// Whether every bid was opened.
    pub const fn is_revealed(&self) -> bool {
        self.revealed
    }

    /// Whether a bidder has joined.
    pub fn has_joined(&self, bidder: BidderId) -> bool {
        self.bidders.contains_key(&bidder)
    }

    /// The ranking of a lot, once every bid was opened.
    pub fn result(&self, lot: &str) -> Option<Vec<Place>> {
        self.revealed.then(|| self.places(lot))
    }

    pub(crate) fn places(&self, lot: &str) -> Vec<Place> {
        let none = BTreeMap::new();
        standing::places(&self.rules, self.standings.get(lot).unwrap_or(&none))
    }

    /// The moment that counts: the clock's, unless it was set back behind something that happened already.
    pub fn moment(&self, now: Timestamp) -> Timestamp {
        now.max(self.latest)
    }

    /// When a round opens and closes, as far as is known by what happened up to now.
    pub fn window(&self, round: usize) -> Option<(Timestamp, Timestamp)> {
        let mut before = Timestamp::MIN;
        for (index, planned) in self.rules.rules().rounds.iter().enumerate() {
            let opens = planned.opens_at.max(before);
            let length = planned.closes_at.duration_since(planned.opens_at);
            let closes = later(later(opens, length), self.added[index]);
            if index == round {
                return Some((opens, closes));
            }
            before = closes;
        }
        None
    }

    /// Where it stands at a moment.
    pub fn stage(&self, now: Timestamp) -> Stage {
        let now = self.moment(now);
        if let Some(at) = self.cancelled {
            return Stage::Cancelled { at };
        }
        if let Some((round, since)) = self.paused {
            return Stage::Paused { round, since };
        }
        let mut last = Timestamp::MIN;
        for round in 0..self.added.len() {
            let Some((opens_at, closes_at)) = self.window(round) else {
                break;
            };
            if now < opens_at {
                return Stage::Waiting { round, opens_at };
            }
            if now < closes_at {
                return Stage::Open { round, closes_at };
            }
            last = closes_at;
        }
        Stage::Closed { at: last }
    }

    /// Takes an event. After one that cannot follow, the auction is of no use any more.
    pub fn apply(&mut self, event: &Event) -> Result<(), Broken> {
        if event.at() < self.latest {
            return Err(Broken("it is earlier than the event before it"));
        }
        match event {
            Event::Joined { bidder, group, .. } => {
                if self.bidders.insert(*bidder, *group).is_some() {
                    return Err(Broken("the bidder had joined before"));
                }
            }
            Event::Opened { round, .. } if *round == self.opened && self.opened == self.closed => self.opened += 1,
            Event::Closed { round, .. } if *round == self.closed && self.opened > self.closed => self.closed += 1,
            Event::Opened { .. } | Event::Closed { .. } => return Err(Broken("rounds follow one another")),
            Event::Bid(bid) => self.accept(bid)?,
            Event::Extended { round, sequence, at } => self.extend(*round, *sequence, *at)?,
            Event::Proposed { act, by, at, .. } => {
                let (act, by, at) = (*act, *by, *at);
                self.proposal = Some(Proposal { act, by, at });
            }
            Event::Confirmed { act, at, .. } => {
                let asked = self.proposal.take().is_some_and(|proposal| proposal.act == *act);
                if !asked {
                    return Err(Broken("nobody asked for what was confirmed"));
                }
                self.perform(*act, *at)?;
            }
            Event::Revealed { totals, .. } => self.reveal(totals)?,
        }
        self.latest = event.at();
        Ok(())
    }

    fn accept(&mut self, bid: &Accepted) -> Result<(), Broken> {
        if u32::try_from(self.bids.len() + 1) != Ok(bid.sequence) {
            return Err(Broken("bids are numbered without a gap"));
        }
        let number = self.numbers.entry((bid.lot.clone(), bid.bidder)).or_insert(0);
        if bid.number != *number + 1 {
            return Err(Broken("a bidder's bids are numbered without a gap"));
        }
        *number += 1;
        self.keys.insert((bid.bidder, bid.key), bid.sequence);
        if let Some(total) = bid.total {
            let sequence = bid.sequence;
            let lot = self.standings.entry(bid.lot.clone()).or_default();
            lot.insert(bid.bidder, Standing { total, sequence });
        }
        self.bids.push(bid.clone());
        Ok(())
    }

    fn extend(&mut self, round: usize, sequence: u32, at: Timestamp) -> Result<(), Broken> {
        let rule = self
            .rules
            .rules()
            .extension
            .ok_or(Broken("the rules have no extension"))?;
        if self.bids.last().map(|bid| bid.sequence) != Some(sequence) || round >= self.added.len() {
            return Err(Broken("an extension follows the bid that caused it"));
        }
        self.extensions[round] += 1;
        self.added[round] += SignedDuration::from_secs(rule.by_secs.into());
        let (_, closes_at) = self.window(round).ok_or(Broken("there is no such round"))?;
        self.notices.push(Notice::Extended { at, closes_at });
        Ok(())
    }

    fn perform(&mut self, act: Act, at: Timestamp) -> Result<(), Broken> {
        match (act, self.paused) {
            (Act::Pause, None) => {
                let Stage::Open { round, .. } = self.stage(at) else {
                    return Err(Broken("only what is open can be paused"));
                };
                self.paused = Some((round, at));
                self.notices.push(Notice::Paused { at });
            }
            (Act::Resume, Some((round, since))) => {
                self.paused = None;
                self.added[round] += at.duration_since(since);
                let (_, closes_at) = self.window(round).ok_or(Broken("there is no such round"))?;
                self.notices.push(Notice::Resumed { at, closes_at });
            }
            (Act::Pause | Act::Resume, _) => return Err(Broken("the clock was stopped or running already")),
            (Act::SetAside(sequence), _) => {
                let place = usize::try_from(sequence).unwrap_or(0).checked_sub(1);
                if place.and_then(|place| self.bids.get(place)).is_none() || !self.set_aside.insert(sequence) {
                    return Err(Broken("there is no such bid to set aside"));
                }
                self.count_again();
            }
            (Act::Cancel, _) => {
                self.cancelled = Some(at);
                self.notices.push(Notice::Cancelled { at });
            }
        }
        Ok(())
    }

    fn reveal(&mut self, totals: &[crate::Total]) -> Result<(), Broken> {
        if totals.len() != self.bids.len() || self.revealed {
            return Err(Broken("all bids are opened at once, and once"));
        }
        for (bid, total) in self.bids.iter_mut().zip(totals) {
            if bid.total.is_some_and(|held| held != *total) {
                return Err(Broken("a bid does not add up to what it was ranked by"));
            }
            bid.total = Some(*total);
        }
        self.revealed = true;
        self.count_again();
        Ok(())
    }

    fn count_again(&mut self) {
        let lots = self.rules.rules().lots.iter();
        let counted = lots.map(|lot| {
            let standings = standing::standings(&self.rules, &self.bids, &self.set_aside, &lot.id);
            (lot.id.clone(), standings)
        });
        self.standings = counted.filter(|(_, standings)| !standings.is_empty()).collect();
    }
}

/// A moment so much later, or the last that there is.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
