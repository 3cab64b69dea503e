//! Needs that must be served whole by one offer.
//!
//! The plan as if everything were divisible bounds every plan. Where it splits a need that must be served whole, the plan is
//! made again by [`solve_whole`], and the gap to the bound is part of the answer.

use super::pairs::given;
use super::{Given, PlanError, Solved, Work};
use crate::allocate::{Options, solve_whole};

/// Makes a plan in which needs that must be served whole are, or go without.
pub(super) fn settle(work: &Work<'_>, solved: Solved) -> Result<Solved, PlanError> {
    let needs = work.order.ranked_needs();
    let whole: Vec<bool> = needs.map(|(_, need)| !work.needs[need].divisible).collect();
    let quantities = solved.problem.quantities();
    let split = |given: &Given| whole[given.need as usize] && given.units < quantities[given.need as usize];
    if !solved.given.iter().any(split) {
        return Ok(solved);
    }
    let threads = work.options.threads;
    let plan = solve_whole(&solved.problem, &whole, &Options { threads })?;
    Ok(Solved {
        given: given(&solved.problem, &plan.flows),
        ..solved
    })
}
