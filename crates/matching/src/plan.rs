//! The best whole plan for a council, a network or the country: every need held against every offer that could serve it,
//! and the allocation of the greatest value, with its proof.
//!
//! Values are those of [`Weights`]: what one unit of a pair is worth. The plan is by [`crate::allocate`]; nothing is cut
//! from the pairs that fit, since cutting loses value. Where there are more pairs than memory should hold, the best of each
//! need go first and the others are priced out: the plan is solved again until no pair that was left out could better it.

mod indivisible;
mod order;
mod pairs;
mod parallel;
mod price_out;
mod unmet;

pub use unmet::{Outcome, Unmet, UnmetReason};

use std::num::NonZeroUsize;

use svx_domain::Quantity;
use thiserror::Error;

use crate::allocate::{self, Problem, ProblemError};
use crate::compatibility::{Fit, facts, fit};
use crate::model::{Need, Offer};
use crate::reason::Reason;
use crate::shelves::{Shelves, Tally};
use crate::weights::{Score, Weights};
use order::Order;

/// Most pairs that are kept at once, at eight bytes each.
pub const PLAN_PAIRS_MAX: usize = 120_000_000;
/// Most needs, and most offers, of one plan.
const PLAN_ROWS_MAX: usize = 1 << 30;

/// How a plan is to be made. None of it changes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanOptions {
    /// How many threads may work at once.
    pub threads: NonZeroUsize,
    /// See [`PLAN_PAIRS_MAX`].
    pub pairs_max: usize,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            threads: NonZeroUsize::MIN,
            pairs_max: PLAN_PAIRS_MAX,
        }
    }
}

/// How far the making of a plan has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Needs are held against offers.
    Comparing {
        /// Needs that have been.
        done: usize,
        /// Of so many.
        of: usize,
    },
    /// The best plan of so many pairs is being found.
    Solving {
        /// Pairs of a need and an offer.
        pairs: usize,
    },
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// There are too many needs or offers, or the plan's value cannot be told exactly.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The proof of the plan does not hold, which is a fault of this program.
    #[error("the plan could not be proved, which is a fault in this program: {0}")]
    Unproved(#[from] allocate::CertificateError),
}

/// So much of an offer for a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// The need, by its place in the list.
    pub need: usize,
    /// The offer, by its place in the list.
    pub offer: usize,
    /// How much.
    pub quantity: Quantity,
    /// What one unit is worth by the weights.
    pub unit_value: Score,
}

/// The best allocation of the offers to the needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Who gives how much to whom, by need and then by offer.
    pub proposals: Vec<Proposal>,
    /// What each need gets and why it lacks the rest.
    pub outcomes: Vec<Outcome>,
    /// What each offer has left.
    pub left: Vec<Quantity>,
    /// What the plan is worth: unit values times quantities.
    pub value: Worth,
    /// What no plan can be worth more than. Where everything is divisible it is the plan's value.
    pub bound: Worth,
    /// Pairs of a need and an offer that fit.
    pub pairs: u64,
}

/// A sum of unit values times quantities, exactly, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Worth(pub i128);

impl Worth {
    /// The decimal string, without needless noughts.
    pub fn to_decimal(self) -> String {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{}", format!("{:03}", rest.abs()).trim_end_matches('0'))
        }
    }
}

impl Plan {
    /// Whether it is proved that no plan is better.
    pub fn is_optimal(&self) -> bool {
        self.value == self.bound
    }

    /// How far from the bound it is at most, in millionths of the bound, rounded up.
    pub fn gap_millionths(&self) -> u64 {
        let (gap, bound) = (self.bound.0 - self.value.0, self.bound.0.max(1));
        // The value is not negative and never above the bound, so this is at most a million.
        ((gap.saturating_mul(1_000_000) + bound - 1) / bound) as u64
    }
}

impl Proposal {
    /// What the match would be and why it suits, for the quantity proposed. Nothing for lists other than those it was made
    /// from.
    pub fn fit(&self, needs: &[Need], offers: &[Offer]) -> Option<Fit> {
        let (need, offer) = (needs.get(self.need)?, offers.get(self.offer)?);
        let mut fit = fit(need, offer, &facts(need, offer)?);
        fit.quantity = self.quantity;
        for reason in &mut fit.reasons {
            if let Reason::Quantity { given, .. } = reason {
                *given = self.quantity;
            }
        }
        Some(fit)
    }
}

/// Makes the best plan. The same lists give the same plan, whatever the number of threads; the order of the lists does not
/// change its value.
pub fn plan(
    needs: &[Need],
    offers: &[Offer],
    weights: &Weights,
    options: &PlanOptions,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Plan, PlanError> {
    within("needs", needs.len())?;
    within("offers", offers.len())?;
    let shelves = Shelves::new(needs, offers);
    let order = Order::new(needs, offers);
    let work = Work {
        needs,
        offers,
        weights,
        shelves: &shelves,
        order: &order,
        options,
        watch,
    };
    let (solved, tallies) = price_out::solve(&work)?;
    let solved = indivisible::settle(&work, solved)?;
    Ok(work.plan(solved, &tallies))
}

fn within(what: &'static str, count: usize) -> Result<(), ProblemError> {
    if count > PLAN_ROWS_MAX {
        let most = PLAN_ROWS_MAX;
        return Err(ProblemError::TooMany { what, count, most });
    }
    Ok(())
}

/// Everything that a plan is made from.
struct Work<'a> {
    needs: &'a [Need],
    offers: &'a [Offer],
    weights: &'a Weights,
    shelves: &'a Shelves<'a>,
    order: &'a Order,
    options: &'a PlanOptions,
    watch: &'a (dyn Fn(Progress) + Sync),
}

/// Units that an offer gives to a need, both by their rank, and what one unit is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    need: u32,
    offer: u32,
    units: u64,
    value: i64,
}

/// A plan by ranks and units.
#[derive(Debug)]
struct Solved {
    problem: Problem,
    given: Vec<Given>,
    bound: Worth,
    pairs: u64,
}

impl Work<'_> {
    fn plan(&self, solved: Solved, tallies: &[Tally]) -> Plan {
        let mut left: Vec<Quantity> = self.offers.iter().map(|offer| offer.quantity).collect();
        let mut given = vec![Quantity::ZERO; self.needs.len()];
        let mut value = 0_i128;
        let mut proposals = Vec::with_capacity(solved.given.len());
        for flow in &solved.given {
            let (need, offer) = (
                self.order.needs[flow.need as usize],
                self.order.offers[flow.offer as usize],
            );
            let (need, offer) = (need as usize, offer as usize);
            let quantity = self.order.quantity(flow.need, flow.units);
            left[offer] = left[offer].saturating_sub(quantity);
            given[need] = Quantity::from_thousandths(given[need].thousandths() + quantity.thousandths());
            value += i128::from(quantity.thousandths()) * i128::from(flow.value);
            // Scores are what edges are valued by, so it fits.
            let unit_value = Score(flow.value as u32);
            proposals.push(Proposal {
                need,
                offer,
                quantity,
                unit_value,
            });
        }
        proposals.sort_unstable_by_key(|proposal| (proposal.need, proposal.offer));
        let outcomes = self.order.ranked_needs().map(|(rank, need)| {
            let outcome = Outcome::new(&self.needs[need], given[need], &tallies[rank]);
            (need, outcome)
        });
        let mut placed = vec![Outcome::default(); self.needs.len()];
        outcomes.for_each(|(need, outcome)| placed[need] = outcome);
        Plan {
            proposals,
            outcomes: placed,
            left,
            value: Worth(value),
            bound: solved.bound,
            pairs: solved.pairs,
        }
    }
}
