//! Deciding what a command leads to at a moment.

use crate::{
    Acceptance, Accepted, Act, Assessed, Auction, BidderId, Command, Decision, Digest, Event, GroupId, IdempotencyKey,
    MAX_BIDDERS, MAX_BIDS_EACH, MAX_REASON_CHARS, PROPOSAL_SECS, Refusal, Stage, Total,
    standing::{self, Standing},
    state::later,
};
use jiff::{SignedDuration, Timestamp};
use svx_domain::PersonId;

/// What a bid comes with.
struct Bid<'a> {
    bidder: BidderId,
    assessed: &'a Assessed,
    commitment: Digest,
    sealed: Digest,
    key: IdempotencyKey,
}

impl Auction {
    /// What a command leads to at this moment of the server's clock. What the clock itself says is written down first. A
    /// clock that was set back does no harm: time never runs behind the last event.
    pub fn decide(&self, command: Command<'_>, now: Timestamp) -> Result<Decision, Refusal> {
        let now = self.moment(whole_micros(now));
        let (mut bid, mut events) = (None, self.due(now));
        match command {
            Command::Tick => {}
            Command::Join { bidder, group, rules } => events.extend(self.join(bidder, group, rules, now)?),
            Command::Bid {
                bidder,
                assessed,
                commitment,
                sealed,
                key,
            } => {
                let new = Bid {
                    bidder,
                    assessed,
                    commitment,
                    sealed,
                    key,
                };
                let (caused, outcome) = self.bid(&new, now)?;
                events.extend(caused);
                bid = Some(outcome);
            }
            Command::Propose { act, by, reason } => events.push(self.propose(act, by, reason, now)?),
            Command::Confirm { act, by } => events.push(self.confirm(act, by, now)?),
            Command::Reveal { totals } => events.push(self.open_all(totals, now)?),
        }
        Ok(Decision { events, bid })
    }

    /// Decides and applies.
    pub fn run(&mut self, command: Command<'_>, now: Timestamp) -> Result<Decision, Refusal> {
        let decision = self.decide(command, now)?;
        for event in &decision.events {
            // What was decided on this state follows from it; a test holds that over random histories.
            if self.apply(event).is_err() {
                return Err(Refusal::NotNow);
            }
        }
        Ok(decision)
    }

    /// The openings and closings that the clock has passed and nobody has written down.
    fn due(&self, now: Timestamp) -> Vec<Event> {
        let mut events = Vec::new();
        if self.cancelled.is_some() || self.paused.is_some() {
            return events;
        }
        for round in self.closed..self.added.len() {
            let Some((opens, closes)) = self.window(round) else {
                break;
            };
            if round >= self.opened && now >= opens {
                events.push(Event::Opened { round, at: now });
            }
            if now < closes {
                break;
            }
            events.push(Event::Closed { round, at: now });
        }
        events
    }

    fn join(
        &self,
        bidder: BidderId,
        group: Option<GroupId>,
        rules: Digest,
        at: Timestamp,
    ) -> Result<Option<Event>, Refusal> {
        if rules != self.rules.sha256() {
            return Err(Refusal::OtherRules);
        }
        match (self.bidders.get(&bidder), self.stage(at)) {
            (Some(declared), _) if *declared == group => Ok(None),
            (Some(_), _) => Err(Refusal::JoinedOtherwise),
            (None, Stage::Cancelled { .. }) => Err(Refusal::Cancelled),
            (None, Stage::Closed { at: closed_at }) => Err(Refusal::Late { closed_at, now: at }),
            (None, _) if self.bidders.len() >= MAX_BIDDERS => Err(Refusal::Full),
            (None, _) => Ok(Some(Event::Joined {
                bidder,
                group,
                rules,
                at,
            })),
        }
    }

    fn bid(&self, bid: &Bid<'_>, now: Timestamp) -> Result<(Vec<Event>, Acceptance), Refusal> {
        let (lot, total) = (bid.assessed.lot(), bid.assessed.total());
        if let Some(sequence) = self.keys.get(&(bid.bidder, bid.key)) {
            return self.again(*sequence, bid);
        }
        let round = self.rules.round_of(lot).ok_or(Refusal::NoLot)?;
        let closes_at = self.open_until(round, now)?;
        let group = self.bidders.get(&bid.bidder).ok_or(Refusal::NotJoined)?;
        if self.rules.rules().one_per_group && group.is_some_and(|group| self.group_has_bid(group, bid.bidder, lot)) {
            return Err(Refusal::GroupHasBid);
        }
        let number = self.number(lot, bid.bidder) + 1;
        if number > MAX_BIDS_EACH {
            return Err(Refusal::TooManyBids);
        }
        self.is_enough(bid.bidder, lot, total)?;
        let sequence = u32::try_from(self.bids.len() + 1).map_err(|_| Refusal::TooManyBids)?;
        let accepted = Accepted {
            sequence,
            lot: lot.to_owned(),
            bidder: bid.bidder,
            number,
            total: self.rules.holds_totals().then_some(total),
            commitment: bid.commitment,
            sealed: bid.sealed,
            key: bid.key,
            at: now,
        };
        let mut events = Vec::with_capacity(2);
        if self.extends(round, closes_at, &accepted, now) {
            events.push(Event::Extended {
                round,
                sequence,
                at: now,
            });
        }
        events.insert(0, Event::Bid(accepted));
        Ok((events, Acceptance::Now(sequence)))
    }

    /// The same request again, as far as can be told from what is held.
    fn again(&self, sequence: u32, bid: &Bid<'_>) -> Result<(Vec<Event>, Acceptance), Refusal> {
        let place = usize::try_from(sequence).unwrap_or(0).saturating_sub(1);
        let before = self.bids.get(place).ok_or(Refusal::NoBid)?;
        let same_total = before.total.is_none_or(|held| held == bid.assessed.total());
        if before.lot == bid.assessed.lot() && same_total {
            Ok((Vec::new(), Acceptance::Before(sequence)))
        } else {
            Err(Refusal::KeyReused)
        }
    }

    /// Until when bids are taken in a round, where they are taken now.
    fn open_until(&self, round: usize, now: Timestamp) -> Result<Timestamp, Refusal> {
        let (opens_at, closed_at) = self.window(round).ok_or(Refusal::NoLot)?;
        match self.stage(now) {
            Stage::Cancelled { .. } => Err(Refusal::Cancelled),
            Stage::Paused { round: paused, .. } if paused <= round => Err(Refusal::Paused),
            Stage::Open { round: open, closes_at } if open == round => Ok(closes_at),
            _ if now < opens_at => Err(Refusal::TooEarly { opens_at, now }),
            _ => Err(Refusal::Late { closed_at, now }),
        }
    }

    fn group_has_bid(&self, group: GroupId, bidder: BidderId, lot: &str) -> bool {
        let related = |other: &BidderId| *other != bidder && self.bidders.get(other) == Some(&Some(group));
        self.bidders
            .keys()
            .filter(|other| related(other))
            .any(|other| self.number(lot, *other) > 0)
    }

    /// How many bids for a lot a bidder has made.
    pub(crate) fn number(&self, lot: &str, bidder: BidderId) -> u32 {
        let found = self.numbers.get(&(lot.to_owned(), bidder));
        found.copied().unwrap_or(0)
    }

    fn is_enough(&self, bidder: BidderId, lot: &str, total: Total) -> Result<(), Refusal> {
        let own = self.own(lot, bidder);
        let least = standing::least(&self.rules, own);
        match own {
            Some(_) if total < least => Err(Refusal::NotAnImprovement { least, total }),
            None if total < least => Err(Refusal::BelowReserve { reserve: least, total }),
            _ => Ok(()),
        }
    }

    pub(crate) fn own(&self, lot: &str, bidder: BidderId) -> Option<&Standing> {
        self.standings.get(lot).and_then(|lot| lot.get(&bidder))
    }

    fn extends(&self, round: usize, closes_at: Timestamp, bid: &Accepted, now: Timestamp) -> bool {
        let (Some(rule), Some(total)) = (self.rules.rules().extension, bid.total) else {
            return false;
        };
        if self.extensions[round] >= rule.most
            || closes_at.duration_since(now) > SignedDuration::from_secs(rule.window_secs.into())
        {
            return false;
        }
        match self.standings.get(&bid.lot).and_then(standing::leader) {
            // A bid as large as the leader's comes after it.
            Some((leader, standing)) => leader != bid.bidder && total > standing.total,
            None => true,
        }
    }

    fn propose(&self, act: Act, by: PersonId, reason: &str, at: Timestamp) -> Result<Event, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        if reason.chars().count() > MAX_REASON_CHARS {
            return Err(Refusal::ReasonTooLong);
        }
        self.is_possible(act, at)?;
        Ok(Event::Proposed {
            act,
            by,
            reason: reason.to_owned(),
            at,
        })
    }

    fn confirm(&self, act: Act, by: PersonId, at: Timestamp) -> Result<Event, Refusal> {
        let asked = self.proposal.as_ref().filter(|proposal| {
            proposal.act == act && at < later(proposal.at, SignedDuration::from_secs(PROPOSAL_SECS))
        });
        let asked = asked.ok_or(Refusal::NotProposed)?;
        if asked.by == by {
            return Err(Refusal::SamePerson);
        }
        self.is_possible(act, at)?;
        Ok(Event::Confirmed { act, by, at })
    }

    fn is_possible(&self, act: Act, now: Timestamp) -> Result<(), Refusal> {
        let possible = match (act, self.stage(now)) {
            (_, Stage::Cancelled { .. }) => return Err(Refusal::Cancelled),
            (Act::Pause, Stage::Open { .. }) | (Act::Resume, Stage::Paused { .. }) => true,
            (Act::Pause | Act::Resume, _) => false,
            (Act::SetAside(sequence), _) => {
                let known = (1..=self.bids.len()).contains(&usize::try_from(sequence).unwrap_or(usize::MAX));
                if !known || self.set_aside.contains(&sequence) {
                    return Err(Refusal::NoBid);
                }
                !self.revealed
            }
            (Act::Cancel, _) => !self.revealed,
        };
        if possible { Ok(()) } else { Err(Refusal::NotNow) }
    }

    fn open_all(&self, totals: &[Total], at: Timestamp) -> Result<Event, Refusal> {
        if self.revealed || !matches!(self.stage(at), Stage::Closed { .. }) {
            return Err(Refusal::NotNow);
        }
        if totals.len() != self.bids.len() {
            return Err(Refusal::NotAll {
                expected: self.bids.len(),
                found: totals.len(),
            });
        }
        let differs = |(bid, total): (&Accepted, &Total)| bid.total.is_some_and(|held| held != *total);
        if let Some(bid) = self.bids.iter().zip(totals).find(|pair| differs(*pair)) {
            return Err(Refusal::NotWhatWasBid {
                sequence: bid.0.sequence,
            });
        }
        Ok(Event::Revealed {
            totals: totals.to_vec(),
            at,
        })
    }
}

/// Moments are counted in whole microseconds, as they are stored and signed.
fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
