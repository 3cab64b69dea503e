//! Needs that must be served whole by one offer.
//!
//! The plan as if everything were divisible bounds every plan. From it the needs that came out whole are kept, the others are
//! placed whole where their value is at least what the capacity would bring elsewhere, and what is divisible is solved again
//! on what is left. Then exchanges that gain are made until there are none. The gap to the bound is part of the answer.

use std::cmp::Reverse;

use super::pairs::given;
use super::{Given, PlanError, Solved, Work};
use crate::allocate::{Options, ProblemBuilder};

/// Times that every need that goes without is looked at again.
const PASSES_MAX: usize = 8;

/// Makes a plan in which needs that must be served whole are, or go without.
pub(super) fn settle(work: &Work<'_>, solved: Solved) -> Result<Solved, PlanError> {
    let whole: Vec<bool> = work
        .order
        .ranked_needs()
        .map(|(_, need)| !work.needs[need].divisible)
        .collect();
    let quantities = solved.problem.quantities();
    let split = |given: &Given| whole[given.need as usize] && given.units < quantities[given.need as usize];
    if !solved.given.iter().any(split) {
        return Ok(solved);
    }
    let mut floor = Floor::new(&solved, &whole);
    floor.keep_whole(&solved);
    floor.place_split(&solved);
    let divisible = floor.solve_divisible(work, &solved)?;
    floor.take_divisible(&divisible);
    floor.exchange(&solved);
    let mut given: Vec<Given> = divisible;
    given.extend(floor.placed.iter().flatten());
    given.sort_unstable();
    Ok(Solved { given, ..solved })
}

/// What is where: capacities left, and the needs that are served whole.
struct Floor<'a> {
    whole: &'a [bool],
    left: Vec<u64>,
    /// By the rank of the need.
    placed: Vec<Option<Given>>,
    /// Needs served whole, by the rank of the offer.
    at_offer: Vec<Vec<u32>>,
    /// Needs that must be served whole and came out split, the most valuable first.
    split: Vec<u32>,
}

impl<'a> Floor<'a> {
    fn new(solved: &Solved, whole: &'a [bool]) -> Self {
        Self {
            whole,
            left: solved.problem.capacities().to_vec(),
            placed: vec![None; whole.len()],
            at_offer: vec![Vec::new(); solved.problem.offers()],
            split: Vec::new(),
        }
    }

    fn place(&mut self, given: Given) {
        self.left[given.offer as usize] -= given.units;
        self.placed[given.need as usize] = Some(given);
        self.at_offer[given.offer as usize].push(given.need);
    }

    fn lift(&mut self, need: u32) -> Option<Given> {
        let given = self.placed[need as usize].take()?;
        self.left[given.offer as usize] += given.units;
        self.at_offer[given.offer as usize].retain(|other| *other != need);
        Some(given)
    }

    fn keep_whole(&mut self, solved: &Solved) {
        for given in &solved.given {
            if self.whole[given.need as usize] && given.units == solved.problem.quantities()[given.need as usize] {
                self.place(*given);
            }
        }
        let mut met = vec![0_i128; self.whole.len()];
        for given in &solved.given {
            met[given.need as usize] += i128::from(given.units) * i128::from(given.value);
        }
        let open = |need: &u32| self.whole[*need as usize] && self.placed[*need as usize].is_none();
        self.split = (0..self.whole.len() as u32).filter(open).collect();
        self.split.sort_by_key(|need| (Reverse(met[*need as usize]), *need));
    }

    /// Whole where the value is not below what the capacity would bring otherwise, the best first.
    fn place_split(&mut self, solved: &Solved) {
        for need in self.split.clone() {
            let fits = self.fits(solved, need);
            let best = fits
                .filter(|given| given.value >= solved.prices[given.offer as usize])
                .max_by_key(|given| (given.value - solved.prices[given.offer as usize], Reverse(given.offer)));
            if let Some(given) = best {
                self.place(given);
            }
        }
    }

    /// The offers that have enough left for the whole of a need.
    fn fits<'s>(&'s self, solved: &'s Solved, need: u32) -> impl Iterator<Item = Given> + 's {
        let units = solved.problem.quantities()[need as usize];
        let pairs = solved.problem.row(need as usize).map(|at| solved.problem.edge(at));
        pairs
            .filter(move |pair| self.left[pair.offer as usize] >= units)
            .map(move |pair| Given {
                need,
                offer: pair.offer,
                units,
                value: pair.value,
            })
    }

    /// The best plan of what is divisible on what is left, by ranks.
    fn solve_divisible(&self, work: &Work<'_>, solved: &Solved) -> Result<Vec<Given>, PlanError> {
        let problem = &solved.problem;
        let mut builder = ProblemBuilder::new(self.left.clone());
        let mut ranks = Vec::new();
        for (rank, whole) in self.whole.iter().enumerate() {
            if !whole {
                let pairs = problem.row(rank).map(|at| problem.edge(at));
                builder.need(problem.quantities()[rank], pairs.map(|pair| (pair.offer, pair.value)));
                ranks.push(rank as u32);
            }
        }
        let rest = builder.build()?;
        let threads = work.options.threads;
        let solution = crate::allocate::solve(&rest, &Options { threads })?;
        let mut given = given(&rest, &solution);
        given
            .iter_mut()
            .for_each(|given| given.need = ranks[given.need as usize]);
        Ok(given)
    }

    fn take_divisible(&mut self, divisible: &[Given]) {
        divisible
            .iter()
            .for_each(|given| self.left[given.offer as usize] -= given.units);
    }

    /// Places whom there is room for, and puts one in another's place where both together gain.
    fn exchange(&mut self, solved: &Solved) {
        for _ in 0..PASSES_MAX {
            let mut changed = false;
            for need in self.split.clone() {
                if self.placed[need as usize].is_none() {
                    changed |= self.place_or_exchange(solved, need);
                }
            }
            let lifted = |need: &u32| self.whole[*need as usize] && self.placed[*need as usize].is_none();
            self.split = (0..self.whole.len() as u32).filter(lifted).collect();
            if !changed {
                return;
            }
        }
    }

    fn place_or_exchange(&mut self, solved: &Solved, need: u32) -> bool {
        let room = self
            .fits(solved, need)
            .max_by_key(|given| (given.value, Reverse(given.offer)));
        if let Some(given) = room {
            self.place(given);
            return true;
        }
        let units = solved.problem.quantities()[need as usize];
        let worth = |given: &Given| i128::from(given.units) * i128::from(given.value);
        let mut best: Option<(i128, Given, u32)> = None;
        for pair in solved.problem.row(need as usize).map(|at| solved.problem.edge(at)) {
            let given = Given {
                need,
                offer: pair.offer,
                units,
                value: pair.value,
            };
            for other in &self.at_offer[pair.offer as usize] {
                let Some(held) = &self.placed[*other as usize] else {
                    continue;
                };
                if self.left[pair.offer as usize] + held.units < units {
                    continue;
                }
                let elsewhere = self.fits(solved, *other).filter(|given| given.offer != pair.offer);
                let elsewhere = elsewhere.map(|given| worth(&given)).max().unwrap_or(0);
                let gain = worth(&given) - worth(held) + elsewhere;
                if gain > 0 && best.as_ref().is_none_or(|(most, ..)| gain > *most) {
                    best = Some((gain, given, *other));
                }
            }
        }
        let Some((_, given, other)) = best else {
            return false;
        };
        self.lift(other);
        self.place(given);
        let elsewhere = self
            .fits(solved, other)
            .max_by_key(|given| (given.value, Reverse(given.offer)));
        if let Some(given) = elsewhere {
            self.place(given);
        }
        true
    }
}
