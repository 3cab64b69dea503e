//! A network with supplies and demands.

use thiserror::Error;

/// Most nodes in one network.
pub const FLOW_NODES_MAX: usize = 50_000_000;
/// Most arcs in one network.
pub const FLOW_ARCS_MAX: usize = 1 << 31;
/// Half of what 64 bits hold, less a margin: what is below it may be added up in 64 bits.
const HALF_64_BITS: i128 = 1 << 61;
/// "None" where the number of a node is expected.
const NONE: u32 = u32::MAX;

/// An arc that units can flow along, in its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowArc {
    /// The node where it begins.
    pub from: u32,
    /// The node where it ends.
    pub to: u32,
    /// The fewest units that flow on it.
    pub low: i64,
    /// The most units that flow on it.
    pub capacity: i64,
    /// What one unit costs.
    pub cost: i64,
}

/// A network: what each node supplies (or demands, where it is negative), and its arcs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowProblem {
    pub(super) supplies: Vec<i64>,
    pub(super) arcs: Vec<FlowArc>,
}

/// A flow of the least cost, and its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowSolution {
    /// The units on each arc.
    pub flows: Vec<i64>,
    /// What all of it costs.
    pub cost: i128,
    /// A potential for each node: an arc carries no more than it must where `cost + potential[from] - potential[to]` is
    /// positive, and all that it can where that is negative.
    pub potentials: Vec<i128>,
}

/// Why there is no flow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FlowError {
    /// There are more of something than one network may have.
    #[error("there are {count} {what}, more than the {most} that one network may have")]
    TooMany {
        /// Nodes or arcs.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// An arc begins or ends at a node that is not there.
    #[error("arc {arc} has an end at node {node}, but there are {nodes} nodes, counted from 0")]
    UnknownNode {
        /// The arc, from 0.
        arc: usize,
        /// The node that it names.
        node: u32,
        /// How many nodes there are.
        nodes: usize,
    },
    /// An arc can carry less than it must.
    #[error("arc {arc} must carry at least {low}, but can carry no more than {capacity}")]
    Bounds {
        /// The arc, from 0.
        arc: usize,
        /// Its lower bound.
        low: i64,
        /// Its upper bound.
        capacity: i64,
    },
    /// No flow meets every supply and demand.
    #[error("no flow meets every supply and demand within the bounds of the arcs")]
    Infeasible,
    /// The cost is past 128 bits.
    #[error("the cost is too large to be told exactly (it is past 2^127)")]
    TooLarge,
}

impl FlowProblem {
    /// A network from its parts.
    pub fn new(supplies: Vec<i64>, arcs: Vec<FlowArc>) -> Result<Self, FlowError> {
        for (what, count, most) in [
            ("nodes", supplies.len(), FLOW_NODES_MAX),
            ("arcs", arcs.len(), FLOW_ARCS_MAX),
        ] {
            if count > most {
                return Err(FlowError::TooMany { what, count, most });
            }
        }
        let nodes = supplies.len();
        for (place, arc) in arcs.iter().enumerate() {
            if let Some(node) = [arc.from, arc.to].into_iter().find(|&node| node as usize >= nodes) {
                return Err(FlowError::UnknownNode {
                    arc: place,
                    node,
                    nodes,
                });
            }
            let (low, capacity) = (arc.low, arc.capacity);
            if low > capacity {
                return Err(FlowError::Bounds {
                    arc: place,
                    low,
                    capacity,
                });
            }
        }
        Ok(Self { supplies, arcs })
    }

    /// What each node supplies.
    pub fn supplies(&self) -> &[i64] {
        &self.supplies
    }

    /// The arcs.
    pub fn arcs(&self) -> &[FlowArc] {
        &self.arcs
    }
}

/// The nodes that have an arc, numbered anew.
#[derive(Debug)]
pub(super) struct Used {
    /// The nodes, by their number in the problem.
    pub(super) nodes: Vec<u32>,
    /// The new number of each node of the problem.
    pub(super) number: Vec<u32>,
    /// Whether a node without any arc supplies or demands something.
    pub(super) isolated_supply: bool,
}

impl Used {
    pub(super) fn new(problem: &FlowProblem) -> Self {
        let mut number = vec![NONE; problem.supplies.len()];
        for arc in &problem.arcs {
            number[arc.from as usize] = 0;
            number[arc.to as usize] = 0;
        }
        let mut nodes = Vec::new();
        for (node, number) in number.iter_mut().enumerate().filter(|(_, number)| **number == 0) {
            *number = nodes.len() as u32;
            nodes.push(node as u32);
        }
        let mut supplies = number.iter().zip(&problem.supplies);
        let isolated_supply = supplies.any(|(&number, &supply)| number == NONE && supply != 0);
        Self {
            nodes,
            number,
            isolated_supply,
        }
    }

    /// Whether no amount and no potential on the way to the answer can be past 64 bits.
    pub(super) fn fits_64_bits(&self, problem: &FlowProblem) -> bool {
        let supplied: i128 = problem.supplies.iter().map(|&supply| i128::from(supply).abs()).sum();
        let lows: i128 = problem.arcs.iter().map(|arc| i128::from(arc.low).abs()).sum();
        let widest = problem
            .arcs
            .iter()
            .map(|arc| i128::from(arc.capacity) - i128::from(arc.low))
            .max();
        let dearest = problem
            .arcs
            .iter()
            .map(|arc| i128::from(arc.cost).abs())
            .max()
            .unwrap_or_default();
        let potential = (dearest + 1) * (self.nodes.len() as i128 + 1);
        // A potential is at most that of an artificial arc and of a path; a reduced cost takes two of them.
        supplied + lows + widest.unwrap_or_default() < HALF_64_BITS && potential < HALF_64_BITS / 4
    }
}
