//! The fairest shares: everybody rises together until they cannot.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use super::super::network::{Allotment, NEEDS, NONE, OFFERS};
use super::super::problem::Problem;
use super::{FairError, check_communities};

/// In how many steps, at most, a community rises from nothing to all that it asks for.
pub const FAIR_STEPS: u64 = 1_000;

/// What each community gets where the one that is served worst is served as well as can be, then the next, and so on: by
/// its share of what it asks for. A community rises unit by unit; one that asks for more than [`FAIR_STEPS`] units, by
/// that part of what it asks for. Pairs of no value do not count.
///
/// Given as floors to [`solve_with_floors`](super::solve_with_floors), the best plan that is so fair comes out.
pub fn fairest_floors(problem: &Problem, communities: &[u32], count: usize) -> Result<Vec<u64>, FairError> {
    check_communities(problem, communities, count)?;
    let mut asked = vec![0u64; count];
    for (&community, &quantity) in communities.iter().zip(problem.quantities()) {
        let asked = &mut asked[community as usize];
        *asked = asked.checked_add(quantity).ok_or(FairError::TooLarge)?;
    }
    let mut level = Level::new(problem, communities, count);
    let rising = (0..count as u32).zip(&asked).filter(|&(_, &asked)| asked > 0);
    let mut rising: BinaryHeap<Share> = rising
        .map(|(community, &asked)| Share {
            served: 0,
            asked,
            community,
        })
        .collect();
    let mut served = vec![0; count];
    while let Some(Share {
        served: before,
        asked,
        community,
    }) = rising.pop()
    {
        let step = asked.div_ceil(FAIR_STEPS).min(asked - before);
        let units = level.raise(community, step);
        let now = before + units;
        served[community as usize] = now;
        if units > 0 && now < asked {
            rising.push(Share {
                served: now,
                asked,
                community,
            });
        }
    }
    Ok(served)
}

/// What a community has of what it asks for. The one to rise next is the greatest: that with the least share; of several,
/// the one that a unit helps most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    served: u64,
    asked: u64,
    community: u32,
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let this = u128::from(self.served) * u128::from(other.asked);
        let that = u128::from(other.served) * u128::from(self.asked);
        let rank = |share: &Self| (share.asked, share.community);
        that.cmp(&this).then_with(|| rank(other).cmp(&rank(self)))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A node of the residual network, as it is reached in a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Community(u32),
    Need(u32),
    Offer(u32),
}

/// What communities have so far, whoever of them has it.
#[derive(Debug)]
struct Level<'a> {
    problem: &'a Problem,
    communities: &'a [u32],
    /// The needs of each community.
    needs: Vec<Vec<u32>>,
    allotment: Allotment,
    round: u64,
    seen_community: Vec<u64>,
    seen_need: Vec<u64>,
    seen_offer: Vec<u64>,
    /// From where a need was reached: by the lot that it would give up, or by its community where there is none.
    need_from: Vec<u32>,
    /// The need by which an offer was reached.
    offer_from: Vec<u32>,
    /// The need that would be given less, by which its community was reached.
    community_from: Vec<u32>,
}

impl<'a> Level<'a> {
    fn new(problem: &'a Problem, communities: &'a [u32], count: usize) -> Self {
        let mut needs = vec![Vec::new(); count];
        for (need, &community) in communities.iter().enumerate() {
            needs[community as usize].push(need as u32);
        }
        Self {
            problem,
            communities,
            needs,
            allotment: Allotment::new([problem.quantities.clone(), problem.capacities.clone()]),
            round: 0,
            seen_community: vec![0; count],
            seen_need: vec![0; problem.needs()],
            seen_offer: vec![0; problem.offers()],
            need_from: vec![NONE; problem.needs()],
            offer_from: vec![NONE; problem.offers()],
            community_from: vec![NONE; count],
        }
    }

    /// Gives a community more, by whatever exchanges leave every other community with as much: how many units, 0 where
    /// nothing can be done.
    fn raise(&mut self, community: u32, most: u64) -> u64 {
        self.round += 1;
        let mut queue = VecDeque::new();
        self.seen_community[community as usize] = self.round;
        self.community_from[community as usize] = NONE;
        queue.push_back(Node::Community(community));
        while let Some(node) = queue.pop_front() {
            match node {
                Node::Community(community) => self.leave_community(community, &mut queue),
                Node::Need(need) => {
                    if let Some(offer) = self.leave_need(need, &mut queue) {
                        return self.exchange(offer, most);
                    }
                }
                Node::Offer(offer) => self.leave_offer(offer, &mut queue),
            }
        }
        0
    }

    /// Any need of the community that lacks something could be given more.
    fn leave_community(&mut self, community: u32, queue: &mut VecDeque<Node>) {
        for &need in &self.needs[community as usize] {
            if self.allotment.left[NEEDS][need as usize] > 0 && self.seen_need[need as usize] != self.round {
                self.seen_need[need as usize] = self.round;
                self.need_from[need as usize] = NONE;
                queue.push_back(Node::Need(need));
            }
        }
    }

    /// The need could be given by any offer that fits: the first that has something left, if there is one.
    fn leave_need(&mut self, need: u32, queue: &mut VecDeque<Node>) -> Option<u32> {
        for edge in self.problem.row(need as usize).map(|place| self.problem.edge(place)) {
            if edge.value <= 0 || self.seen_offer[edge.offer as usize] == self.round {
                continue;
            }
            self.seen_offer[edge.offer as usize] = self.round;
            self.offer_from[edge.offer as usize] = need;
            if self.allotment.left[OFFERS][edge.offer as usize] > 0 {
                return Some(edge.offer);
            }
            queue.push_back(Node::Offer(edge.offer));
        }
        None
    }

    /// Whoever has something of the offer could get it elsewhere, or another need of the same community could.
    fn leave_offer(&mut self, offer: u32, queue: &mut VecDeque<Node>) {
        for at in self.allotment.of(OFFERS, offer) {
            let need = self.allotment.lot(at).ends[NEEDS];
            if self.seen_need[need as usize] == self.round {
                continue;
            }
            self.seen_need[need as usize] = self.round;
            self.need_from[need as usize] = at;
            queue.push_back(Node::Need(need));
            let community = self.communities[need as usize];
            if self.seen_community[community as usize] != self.round {
                self.seen_community[community as usize] = self.round;
                self.community_from[community as usize] = need;
                queue.push_back(Node::Community(community));
            }
        }
    }

    /// Moves as many units along the way to the offer as it bears.
    fn exchange(&mut self, offer: u32, most: u64) -> u64 {
        let mut units = most.min(self.allotment.left[OFFERS][offer as usize]);
        let mut moves: Vec<([u32; 2], Option<u32>)> = Vec::new();
        let mut end = Some(offer);
        while let Some(offer) = end {
            let need = self.offer_from[offer as usize];
            let mut instead = self.need_from[need as usize];
            if instead == NONE {
                units = units.min(self.allotment.left[NEEDS][need as usize]);
                // Another need of the community gives up as much, unless this is where it begins.
                match self.community_from[self.communities[need as usize] as usize] {
                    NONE => {}
                    other => instead = self.need_from[other as usize],
                }
            }
            let given_up = (instead != NONE).then_some(instead);
            units = given_up.map_or(units, |at| units.min(self.allotment.lot(at).units));
            end = given_up.map(|at| self.allotment.lot(at).ends[OFFERS]);
            moves.push(([need, offer], given_up));
        }
        for (ends, given_up) in moves {
            if let Some(at) = given_up {
                self.allotment.take(at, units);
            }
            self.allotment.give(ends, units);
        }
        units
    }
}
