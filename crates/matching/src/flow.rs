//! Flow of the least cost through any network: nodes that supply or demand, and arcs with bounds and a cost per unit.
//!
//! [`allocate`](crate::allocate) is the faster way where offers meet needs directly. This is for everything else: arcs
//! through other nodes, costs of either sign, lower bounds, and demand that must be met or else there is no answer.
//!
//! # How it is solved, and why the answer is exact
//!
//! By the network simplex method. A spanning tree carries the flow; every other arc is at one of its bounds. The tree gives
//! each node a potential such that its arcs have no reduced cost (`cost + potential[from] - potential[to]`). An arc outside
//! of the tree whose reduced cost says that moving off its bound would pay enters the tree, units move around the cycle it
//! closes, and the arc that first reaches a bound leaves. When no arc pays, the flow is optimal: the potentials are the
//! proof, which [`check_flow`] checks by code of its own.
//!
//! The tree begins with an arc from every node to a root outside of the network, at a cost above that of every path; if
//! one of them still carries units in the end, there is no flow that meets all demand. Trees are kept strongly feasible
//! (units can be sent from every node to the root), by which the method cannot run in circles. (R. K. Ahuja,
//! T. L. Magnanti and J. B. Orlin, "Network Flows", 1993, chapter 11.)
//!
//! All is done in integers: of 64 bits where amounts and costs allow it, otherwise of 128.

mod check;
mod problem;
mod simplex;
mod tree;

pub use check::{FlowCheckError, check_flow};
pub use problem::{FLOW_ARCS_MAX, FLOW_NODES_MAX, FlowArc, FlowError, FlowProblem, FlowSolution};

use problem::Used;
use simplex::{Integer, Simplex};

/// Finds a flow of the least cost that meets every supply and demand within the bounds of the arcs.
///
/// The same problem gives the same flow.
///
/// ```
/// use svx_matching::flow::{FlowArc, FlowProblem, minimum_cost_flow};
///
/// // 4 units from node 0 to node 2, directly or by way of node 1.
/// let arc = |from, to, capacity, cost| FlowArc { from, to, low: 0, capacity, cost };
/// let arcs = vec![arc(0, 1, 3, 1), arc(1, 2, 3, 1), arc(0, 2, 9, 5)];
/// let problem = FlowProblem::new(vec![4, 0, -4], arcs)?;
/// let solution = minimum_cost_flow(&problem)?;
/// assert_eq!((solution.cost, solution.flows), (3 * 2 + 5, vec![3, 3, 1]));
/// # Ok::<(), svx_matching::flow::FlowError>(())
/// ```
pub fn minimum_cost_flow(problem: &FlowProblem) -> Result<FlowSolution, FlowError> {
    if problem.supplies.iter().map(|&supply| i128::from(supply)).sum::<i128>() != 0 {
        return Err(FlowError::Infeasible);
    }
    let used = Used::new(problem);
    if used.isolated_supply {
        return Err(FlowError::Infeasible);
    }
    if used.fits_64_bits(problem) {
        solve::<i64>(problem, &used)
    } else {
        solve::<i128>(problem, &used)
    }
}

fn solve<I: Integer>(problem: &FlowProblem, used: &Used) -> Result<FlowSolution, FlowError> {
    let mut simplex = Simplex::<I>::new(problem, used);
    simplex.run();
    if !simplex.is_feasible() {
        return Err(FlowError::Infeasible);
    }
    let mut cost: i128 = 0;
    let mut flows = vec![0; problem.arcs.len()];
    for (place, moved) in simplex.moved() {
        let arc = &problem.arcs[place];
        // At least low and at most the capacity, which are both of 64 bits.
        flows[place] = (i128::from(arc.low) + moved) as i64;
        let worth = i128::from(flows[place]) * i128::from(arc.cost);
        cost = cost.checked_add(worth).ok_or(FlowError::TooLarge)?;
    }
    let mut potentials = vec![0; problem.supplies.len()];
    for (node, potential) in used.nodes.iter().zip(simplex.potentials()) {
        potentials[*node as usize] = potential;
    }
    Ok(FlowSolution {
        flows,
        cost,
        potentials,
    })
}
