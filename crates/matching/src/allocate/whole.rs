//! Needs that are met wholly by one offer or not at all.
//!
//! That makes it an integer problem that no quick method solves exactly. What can be had quickly is a bound, which is the
//! best value if every need could be shared after all, and a plan close to it. The plan is found by diving: the shared
//! problem is solved exactly and kept so ([`LivePlan`]); a need that must not be shared but is, is given to the one offer
//! that has most of it, or given up where that is little; and what is no longer possible is taken out. Few needs are
//! shared in the first place: in a network no more than there are offers. At the end, what was given up is put where there
//! is room for it, or where it does more good than what is there.

use super::live::LivePlan;
use super::{Certificate, Flow, Options, Problem, ProblemError, solve};

/// How often what was given up is tried against what is there.
const SWAP_ROUNDS_MAX: usize = 20;

/// A plan in which some needs are met wholly by one offer or not at all, and how far it can be from the best.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WholePlan {
    /// What flows, in the order of the problem's pairs.
    pub flows: Vec<Flow>,
    /// The value of all that flows.
    pub value: i128,
    /// No plan of this kind is worth more: the value of the best plan in which every need can be shared.
    pub bound: i128,
    /// The proof of the bound: prices as of a plan in which every need can be shared, among pairs where an offer has
    /// enough for a need that must not be.
    pub certificate: Certificate,
}

/// Finds a good plan in which each need that is marked as `whole` is met wholly by one offer or not at all, and a bound on
/// the value of the best. Needs that are not marked may be shared as ever.
///
/// The same problem gives the same plan, whatever the number of threads.
///
/// ```
/// use svx_matching::allocate::{Options, ProblemBuilder, solve_whole};
///
/// // 5 and 4 are there. All 4 or none, all 3 or none, and 3 that may be shared.
/// let mut builder = ProblemBuilder::new(vec![5, 4]);
/// builder.need(4, [(0, 50), (1, 40)]).need(3, [(0, 30), (1, 30)]).need(3, [(0, 20), (1, 10)]);
/// let plan = solve_whole(&builder.build()?, &[true, true, false], &Options::default())?;
/// assert_eq!((plan.value, plan.bound), (4 * 50 + 3 * 30 + 20 + 10, 4 * 50 + 3 * 30 + 20 + 10));
/// # Ok::<(), svx_matching::allocate::ProblemError>(())
/// ```
///
/// # Panics
///
/// Unless there is one mark for each need.
pub fn solve_whole(problem: &Problem, whole: &[bool], options: &Options) -> Result<WholePlan, ProblemError> {
    assert_eq!(whole.len(), problem.needs(), "there is one mark for each need");
    let possible = possible(problem, whole)?;
    let relaxed = solve(&possible, options)?;
    let bound = relaxed.value;
    let certificate = relaxed.certificate.clone();
    let mut dive = Dive {
        problem: &possible,
        plan: LivePlan::from_solution(&possible, relaxed),
        whole,
        chosen: vec![None; problem.needs()],
        given_up: vec![false; problem.needs()],
    };
    dive.run()?;
    let mut flows = dive.flows();
    flows.sort_by_key(|flow| flow.need);
    for row in flows.chunk_by_mut(|one, other| one.need == other.need) {
        let places = problem.row(row[0].need as usize);
        let edges: Vec<_> = places.clone().map(|place| problem.edge(place)).collect();
        super::place_in_row(row, &edges, places.start);
    }
    let mut value: i128 = 0;
    for flow in &flows {
        let worth = i128::from(problem.edge(flow.edge).value) * i128::from(flow.units);
        value = value.checked_add(worth).ok_or(ProblemError::TotalTooLarge)?;
    }
    Ok(WholePlan {
        flows,
        value,
        bound,
        certificate,
    })
}

/// The problem without the pairs in which an offer never has enough for a need that must not be shared.
fn possible(problem: &Problem, whole: &[bool]) -> Result<Problem, ProblemError> {
    let mut builder = super::ProblemBuilder::new(problem.capacities().to_vec());
    for (need, &quantity) in problem.quantities().iter().enumerate() {
        let fits = problem.row(need).map(|place| problem.edge(place));
        let enough = |offer: u32| !whole[need] || problem.capacities()[offer as usize] >= quantity;
        let fits = fits
            .filter(|edge| enough(edge.offer))
            .map(|edge| (edge.offer, edge.value));
        builder.need(quantity, fits);
    }
    builder.build()
}

/// A dive that is under way.
#[derive(Debug)]
struct Dive<'a> {
    problem: &'a Problem,
    plan: LivePlan,
    whole: &'a [bool],
    /// The offer that each need has been given to for good.
    chosen: Vec<Option<u32>>,
    given_up: Vec<bool>,
}

impl Dive<'_> {
    /// Decides needs that are shared and must not be, until there is none.
    fn run(&mut self) -> Result<(), ProblemError> {
        loop {
            let mut shared: Vec<(u32, u64)> = (0..self.whole.len() as u32)
                .filter_map(|need| self.largest_share(need).map(|(_, units)| (need, units)))
                .collect();
            if shared.is_empty() {
                return Ok(());
            }
            let asked = |need: u32| u128::from(self.problem.quantities()[need as usize]);
            shared.sort_by(|&(one, part), &(other, part_of_other)| {
                let this = u128::from(part) * asked(other);
                (u128::from(part_of_other) * asked(one))
                    .cmp(&this)
                    .then(one.cmp(&other))
            });
            for (need, _) in shared {
                self.decide(need)?;
            }
        }
    }

    /// The offer that gives most to a need that is shared and must not be.
    fn largest_share(&self, need: u32) -> Option<(u32, u64)> {
        let place = need as usize;
        if !self.whole[place] || self.chosen[place].is_some() || self.given_up[place] {
            return None;
        }
        let asked = self.problem.quantities()[place];
        let lots = self
            .plan
            .offers_of(need)
            .map(|(offer, units)| (units, std::cmp::Reverse(offer)));
        let (units, std::cmp::Reverse(offer)) = lots.max()?;
        (units < asked).then_some((offer, units))
    }

    /// Gives a need that is shared wholly to one offer, or gives it up.
    fn decide(&mut self, need: u32) -> Result<(), ProblemError> {
        let Some((offer, _)) = self.largest_share(need) else {
            return Ok(());
        };
        let asked = self.problem.quantities()[need as usize];
        if u128::from(self.plan.given(need)) * 2 < u128::from(asked) {
            self.given_up[need as usize] = true;
            return self.plan.remove_need(need);
        }
        self.plan.accept(need, offer, asked)?;
        self.chosen[need as usize] = Some(offer);
        for other in self.plan.fits_of_offer(offer) {
            let place = other as usize;
            let open = self.whole[place] && self.chosen[place].is_none() && !self.given_up[place];
            if open && self.problem.quantities()[place] > self.plan.capacity(offer) {
                self.plan.forbid(other, offer)?;
            }
        }
        Ok(())
    }

    /// The plan that is left, with what was given up put where there is room.
    fn flows(mut self) -> Vec<Flow> {
        let mut flows = Vec::new();
        let mut free = self.plan.unused().to_vec();
        for need in 0..self.whole.len() as u32 {
            let lots: Vec<_> = self.plan.offers_of(need).collect();
            match lots[..] {
                [(offer, _)] if self.whole[need as usize] => self.chosen[need as usize] = Some(offer),
                _ => flows.extend(lots.into_iter().map(|(offer, units)| flow(need, offer, units))),
            }
        }
        let mut swaps = Swaps::new(self.problem, self.whole, self.chosen, &mut free);
        for _ in 0..SWAP_ROUNDS_MAX {
            if !swaps.round() {
                break;
            }
        }
        let quantity = |need: usize| self.problem.quantities()[need];
        flows.extend(
            swaps
                .chosen
                .iter()
                .enumerate()
                .filter_map(|(need, offer)| offer.map(|offer| flow(need as u32, offer, quantity(need)))),
        );
        flows.retain(|flow| flow.units > 0);
        flows
    }
}

fn flow(need: u32, offer: u32, units: u64) -> Flow {
    Flow {
        edge: usize::MAX,
        need,
        offer,
        units,
    }
}

/// Exchanges among needs that are met wholly or not at all.
#[derive(Debug)]
struct Swaps<'a> {
    problem: &'a Problem,
    whole: &'a [bool],
    chosen: Vec<Option<u32>>,
    free: &'a mut [u64],
    held: Vec<Vec<u32>>,
}

/// What would be better: a need to an offer, in place of another need, which goes elsewhere or without.
#[derive(Debug, Clone, Copy, Default)]
struct Swap {
    gain: i128,
    offer: u32,
    out: Option<(u32, Option<u32>)>,
}

impl<'a> Swaps<'a> {
    fn new(problem: &'a Problem, whole: &'a [bool], chosen: Vec<Option<u32>>, free: &'a mut [u64]) -> Self {
        let mut held = vec![Vec::new(); problem.offers()];
        for (need, offer) in chosen.iter().enumerate() {
            if let Some(offer) = offer {
                held[*offer as usize].push(need as u32);
            }
        }
        Self {
            problem,
            whole,
            chosen,
            free,
            held,
        }
    }

    /// Tries every need: whether anything became better.
    fn round(&mut self) -> bool {
        let mut better = false;
        for need in (0..self.whole.len() as u32).filter(|&need| self.whole[need as usize]) {
            while let Some(swap) = self.best(need) {
                self.make(need, swap);
                better = true;
            }
        }
        better
    }

    fn best(&self, need: u32) -> Option<Swap> {
        let asked = self.problem.quantities()[need as usize];
        let now = self.chosen[need as usize].map_or(0, |offer| self.worth(need, offer));
        let mut best = Swap::default();
        for edge in self
            .fits(need)
            .filter(|edge| Some(edge.offer) != self.chosen[need as usize])
        {
            let gain = i128::from(edge.value) * i128::from(asked) - now;
            let room = self.free[edge.offer as usize];
            if gain <= best.gain {
                continue;
            }
            if room >= asked {
                best = Swap {
                    gain,
                    offer: edge.offer,
                    out: None,
                };
                continue;
            }
            for &other in &self.held[edge.offer as usize] {
                let freed = self.problem.quantities()[other as usize];
                if room.saturating_add(freed) < asked {
                    continue;
                }
                let (elsewhere, loss) = self.loss(need, other, edge.offer);
                if gain - loss > best.gain {
                    best = Swap {
                        gain: gain - loss,
                        offer: edge.offer,
                        out: Some((other, elsewhere)),
                    };
                }
            }
        }
        (best.gain > 0).then_some(best)
    }

    /// What is lost where a need leaves an offer: and where it goes, if anywhere. It may have what the other gives up.
    fn loss(&self, coming: u32, leaving: u32, from: u32) -> (Option<u32>, i128) {
        let asked = self.problem.quantities()[leaving as usize];
        let vacated = self.chosen[coming as usize].map(|offer| (offer, self.problem.quantities()[coming as usize]));
        let room = |offer: u32| {
            let more = vacated
                .filter(|&(vacated, _)| vacated == offer)
                .map_or(0, |(_, units)| units);
            self.free[offer as usize].saturating_add(more)
        };
        let other = self
            .fits(leaving)
            .filter(|edge| edge.offer != from && room(edge.offer) >= asked);
        let best = other.max_by_key(|edge| (edge.value, std::cmp::Reverse(edge.offer)));
        let kept = best.map_or(0, |edge| i128::from(edge.value) * i128::from(asked));
        (best.map(|edge| edge.offer), self.worth(leaving, from) - kept)
    }

    fn make(&mut self, need: u32, swap: Swap) {
        if let Some((out, _)) = swap.out {
            self.put(out, None);
        }
        self.put(need, Some(swap.offer));
        if let Some((out, elsewhere)) = swap.out {
            self.put(out, elsewhere);
        }
    }

    fn put(&mut self, need: u32, offer: Option<u32>) {
        let asked = self.problem.quantities()[need as usize];
        if let Some(from) = std::mem::replace(&mut self.chosen[need as usize], offer) {
            self.free[from as usize] += asked;
            self.held[from as usize].retain(|&other| other != need);
        }
        if let Some(to) = offer {
            self.free[to as usize] -= asked;
            self.held[to as usize].push(need);
        }
    }

    fn fits(&self, need: u32) -> impl Iterator<Item = super::Edge<i64>> {
        let edges = self.problem.row(need as usize).map(|place| self.problem.edge(place));
        edges.filter(|edge| edge.value > 0)
    }

    fn worth(&self, need: u32, offer: u32) -> i128 {
        let value = self
            .fits(need)
            .filter(|edge| edge.offer == offer)
            .map(|edge| edge.value)
            .max();
        i128::from(value.unwrap_or_default()) * i128::from(self.problem.quantities()[need as usize])
    }
}
