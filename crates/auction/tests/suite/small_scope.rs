//! Every history of a small scope: two bidders, a round of three minutes, one extension, pauses, a clock that stands still,
//! goes on or is set back. Each state is compared with a reference that is written in another way.

use crate::world::*;
use std::collections::{HashSet, VecDeque};
use svx_auction::*;

const MINUTE: i64 = 60;
const LENGTH: i64 = 3;
const LAST_MINUTE: i64 = 8;
const MOST: i64 = 3;

/// The reference: minutes and pounds, and no events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Reference {
    now: i64,
    /// The latest minute at which something happened.
    latest: i64,
    closes: i64,
    /// Whether the opening and the closing were written down, which keeps the clock from going back behind them.
    noted: [bool; 2],
    extended: bool,
    paused_at: Option<i64>,
    /// What each bids, and how many bids came before it.
    totals: [i64; 2],
    order: [usize; 2],
    bids: usize,
}

#[derive(Debug, Clone, Copy)]
enum Move {
    Bid(usize),
    Pause,
    Resume,
    Tick,
}

impl Reference {
    fn leader(&self) -> Option<usize> {
        let having: Vec<usize> = (0..2).filter(|who| self.totals[*who] > 0).collect();
        having
            .into_iter()
            .max_by_key(|who| (self.totals[*who], std::cmp::Reverse(self.order[*who])))
    }

    /// Whether the move is allowed, and then what it leads to.
    fn step(&mut self, step: Move) -> bool {
        let now = self.now.max(self.latest);
        let open = now >= 0 && self.paused_at.is_none() && now < self.closes;
        let allowed = match step {
            Move::Bid(_) | Move::Pause => open,
            Move::Resume => self.paused_at.is_some(),
            Move::Tick => true,
        };
        if !allowed {
            return false;
        }
        match step {
            Move::Bid(who) => {
                let before = self.leader();
                self.totals[who] += 1;
                self.order[who] = self.bids;
                self.bids += 1;
                // The last two minutes of the round; by one minute; once.
                if self.leader() != before && self.closes - now <= 2 && !self.extended {
                    self.extended = true;
                    self.closes += 1;
                }
                self.latest = now;
            }
            Move::Pause => {
                self.paused_at = Some(now);
                self.latest = now;
            }
            Move::Resume => {
                self.closes += now - self.paused_at.take().unwrap();
                self.latest = now;
            }
            Move::Tick if self.paused_at.is_none() => {
                for (index, passed) in [now >= 0, now >= self.closes].into_iter().enumerate() {
                    if passed && !self.noted[index] {
                        self.noted[index] = true;
                        self.latest = now;
                    }
                }
            }
            Move::Tick => {}
        }
        self.noted[0] |= matches!(step, Move::Bid(_) | Move::Pause);
        true
    }
}

fn scope() -> Rules {
    Rules {
        increment: Total::whole(1),
        extension: extension(120, 60, 1),
        rounds: vec![round(&["a"], 0, LENGTH * MINUTE)],
        ..plain()
    }
}

fn take(auction: &mut Auction, step: Move, reference: &Reference, number: u16) -> bool {
    let now = at(reference.now * MINUTE);
    match step {
        Move::Bid(who) => {
            let amount = reference.totals[who] + 1;
            bid(auction, u8::try_from(who).unwrap() + 1, "a", amount, number, now).is_ok()
        }
        Move::Pause => together(auction, Act::Pause, now).is_ok(),
        Move::Resume => together(auction, Act::Resume, now).is_ok(),
        Move::Tick => auction.run(Command::Tick, now).is_ok(),
    }
}

fn compare(auction: &Auction, reference: &Reference) {
    let now = reference.now.max(reference.latest);
    let expected = match reference.paused_at {
        Some(since) => Stage::Paused {
            round: 0,
            since: at(since * MINUTE),
        },
        None if now < 0 => Stage::Waiting {
            round: 0,
            opens_at: at(0),
        },
        None if now < reference.closes => Stage::Open {
            round: 0,
            closes_at: at(reference.closes * MINUTE),
        },
        None => Stage::Closed {
            at: at(reference.closes * MINUTE),
        },
    };
    assert_eq!(auction.stage(at(reference.now * MINUTE)), expected, "{reference:?}");
    let leader = reference.leader();
    for who in 0..2 {
        let number = u8::try_from(who).unwrap() + 1;
        let rank = auction.for_bidder(bidder(number), "a", at(0)).rank;
        let place = (reference.totals[who] > 0).then(|| if leader == Some(who) { 1 } else { 2 });
        assert_eq!(rank, place, "{reference:?}");
    }
}

#[test]
fn every_interleaving_is_as_the_reference_has_it() {
    let mut start = Auction::new(valid(scope()));
    for number in [1, 2] {
        join(&mut start, number, at(-MINUTE));
    }
    let reference = Reference {
        now: -1,
        latest: -1,
        closes: LENGTH,
        noted: [false; 2],
        extended: false,
        paused_at: None,
        totals: [0; 2],
        order: [0; 2],
        bids: 0,
    };
    let mut seen = HashSet::from([reference.clone()]);
    let mut next = VecDeque::from([(start, reference)]);
    let (mut steps, mut closed, mut extended) = (0_u32, 0_u32, 0_u32);
    while let Some((auction, reference)) = next.pop_front() {
        for moved in [-1, 0, 1] {
            for step in [Move::Bid(0), Move::Bid(1), Move::Pause, Move::Resume, Move::Tick] {
                let (mut auction, mut reference) = (auction.clone(), reference.clone());
                reference.now += moved;
                let over = matches!(step, Move::Bid(who) if reference.totals[who] >= MOST);
                if reference.now > LAST_MINUTE || reference.now < -1 || over {
                    continue;
                }
                steps += 1;
                let number = u16::try_from(reference.bids).unwrap();
                let taken = take(&mut auction, step, &reference, number);
                let was = reference.clone();
                assert_eq!(taken, reference.step(step), "{step:?} in {was:?}");
                compare(&auction, &reference);
                closed += u32::from(matches!(
                    auction.stage(at(reference.now * MINUTE)),
                    Stage::Closed { .. }
                ));
                extended += u32::from(reference.extended);
                if seen.insert(reference.clone()) {
                    next.push_back((auction, reference));
                }
            }
        }
    }
    // The scope is not empty of what it is about.
    assert!(
        steps > 20_000 && closed > 1_000 && extended > 1_000,
        "{steps} {closed} {extended}"
    );
}
