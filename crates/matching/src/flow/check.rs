//! Checks a flow by the definition of optimality alone: nothing here is shared with the solver.

use thiserror::Error;

use super::{FlowProblem, FlowSolution};

/// What is wrong with a flow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FlowCheckError {
    /// There is not one flow for each arc and one potential for each node.
    #[error("there must be a flow for each arc and a potential for each node")]
    Lengths,
    /// More or less flows on an arc than may.
    #[error("arc {arc} carries {units}, which is not within its bounds")]
    Bounds {
        /// The arc, from 0.
        arc: usize,
        /// What flows on it.
        units: i64,
    },
    /// A node does not pass on what it gets and supplies.
    #[error("node {node} does not pass on what it gets and supplies")]
    Balance {
        /// The node, from 0.
        node: usize,
    },
    /// An arc has a reduced cost at which it should carry more, or less.
    #[error("arc {arc} carries {units}, which its reduced cost says is not best")]
    NotBest {
        /// The arc, from 0.
        arc: usize,
        /// What flows on it.
        units: i64,
    },
    /// The cost is not what it says.
    #[error("the flow costs {cost}, but it says {claimed}")]
    Cost {
        /// What it costs.
        cost: i128,
        /// What it says.
        claimed: i128,
    },
    /// A sum is past 128 bits.
    #[error("the sums are too large to be told exactly")]
    TooLarge,
}

/// Proves that a flow is possible and of the least cost, or says what is wrong with it: it meets every supply and demand
/// within the bounds of the arcs, and every arc whose reduced cost is not 0 is at the bound where that is best.
///
/// The cost that was proved is returned.
pub fn check_flow(problem: &FlowProblem, solution: &FlowSolution) -> Result<i128, FlowCheckError> {
    let potentials = &solution.potentials;
    if solution.flows.len() != problem.arcs().len() || potentials.len() != problem.supplies().len() {
        return Err(FlowCheckError::Lengths);
    }
    let mut left: Vec<i128> = problem.supplies().iter().map(|&supply| supply.into()).collect();
    let mut cost: i128 = 0;
    for (place, (arc, &units)) in problem.arcs().iter().zip(&solution.flows).enumerate() {
        if units < arc.low || units > arc.capacity {
            return Err(FlowCheckError::Bounds { arc: place, units });
        }
        left[arc.from as usize] -= i128::from(units);
        left[arc.to as usize] += i128::from(units);
        let difference = potentials[arc.from as usize].checked_sub(potentials[arc.to as usize]);
        let reduced = difference.and_then(|difference| difference.checked_add(arc.cost.into()));
        let reduced = reduced.ok_or(FlowCheckError::TooLarge)?;
        if (reduced > 0 && units > arc.low) || (reduced < 0 && units < arc.capacity) {
            return Err(FlowCheckError::NotBest { arc: place, units });
        }
        let worth = i128::from(units) * i128::from(arc.cost);
        cost = cost.checked_add(worth).ok_or(FlowCheckError::TooLarge)?;
    }
    if let Some(node) = left.iter().position(|&left| left != 0) {
        return Err(FlowCheckError::Balance { node });
    }
    if cost != solution.cost {
        let claimed = solution.cost;
        return Err(FlowCheckError::Cost { cost, claimed });
    }
    Ok(cost)
}
