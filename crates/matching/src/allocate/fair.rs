//! Fairness between communities: floors that each is to reach, and the fairest floors there are.
//!
//! A community's needs hang together by a node of their own, through which at least so many units must flow: that is a
//! flow of the least cost with a lower bound, which [`flow`](crate::flow) solves exactly. What communities can get
//! together is a polymatroid, so that the fairest shares are found greedily: all rise together, and one that cannot rise
//! any more, whatever is exchanged, never can later.

use thiserror::Error;

use super::{Edge, Flow, Problem, ProblemError};
use crate::flow::{FlowArc, FlowError, FlowProblem, FlowSolution, minimum_cost_flow};

mod level;

pub use level::{FAIR_STEPS, fairest_floors};

/// The best plan in which every community gets its floor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairPlan {
    /// What flows, in the order of the problem's pairs.
    pub flows: Vec<Flow>,
    /// The value of all that flows: exactly the most that there can be with these floors.
    pub value: i128,
    /// What each community gets.
    pub served: Vec<u64>,
    /// The proof.
    pub certificate: FairCertificate,
}

/// A dual solution: where no number is negative and `offers[i] + needs[j] - communities[c]` is at least the value of a
/// unit on every pair, with `c` the community of need `j`, no plan that keeps the floors can be worth more than capacity
/// times price over offers, and quantity times price over needs, less floor times price over communities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FairCertificate {
    /// A price for each offer.
    pub offers: Vec<i128>,
    /// A price for each need.
    pub needs: Vec<i128>,
    /// What the last unit of each community's floor costs all others together.
    pub communities: Vec<i128>,
}

/// Why there is no plan with these floors.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FairError {
    /// There is not one community for each need.
    #[error("{given} needs have a community, but there are {needs} needs")]
    Length {
        /// How many communities were given.
        given: usize,
        /// How many needs there are.
        needs: usize,
    },
    /// A need is of a community that has no floor.
    #[error("need {need} is of community {community}, but there are {communities}, counted from 0")]
    UnknownCommunity {
        /// The need.
        need: usize,
        /// Its community.
        community: u32,
        /// How many there are.
        communities: usize,
    },
    /// The floors are more than can be met together.
    #[error("no plan gives every community its floor")]
    Floors,
    /// The amounts add up to more than 63 bits hold.
    #[error("the amounts are too large to be planned with floors (they add up to 2^63 or more)")]
    TooLarge,
    /// The value of the plan cannot be told.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// Finds the plan of the greatest value in which each community gets at least its floor. `communities` has the community
/// of each need, `floors` the units that each community is to get.
///
/// ```
/// use svx_matching::allocate::{ProblemBuilder, fairest_floors, solve_with_floors};
///
/// // 4 units, and two communities that ask for 4 each. The first makes more of them.
/// let mut builder = ProblemBuilder::new(vec![4]);
/// builder.need(4, [(0, 50)]).need(4, [(0, 30)]);
/// let problem = builder.build()?;
/// let best = solve_with_floors(&problem, &[0, 1], &[0, 0])?;
/// assert_eq!((best.value, best.served), (4 * 50, vec![4, 0]));
/// let floors = fairest_floors(&problem, &[0, 1], 2)?;
/// let fair = solve_with_floors(&problem, &[0, 1], &floors)?;
/// assert_eq!((fair.value, fair.served), (2 * 50 + 2 * 30, vec![2, 2]));
/// # Ok::<(), svx_matching::allocate::FairError>(())
/// ```
pub fn solve_with_floors(problem: &Problem, communities: &[u32], floors: &[u64]) -> Result<FairPlan, FairError> {
    check_communities(problem, communities, floors.len())?;
    let network = Network::new(problem, communities, floors)?;
    match minimum_cost_flow(&network.problem) {
        Ok(solution) => network.plan(problem, communities, floors.len(), &solution),
        Err(FlowError::Infeasible) => Err(FairError::Floors),
        Err(FlowError::TooLarge) => Err(ProblemError::TotalTooLarge.into()),
        Err(_) => Err(FairError::TooLarge),
    }
}

fn check_communities(problem: &Problem, of: &[u32], communities: usize) -> Result<(), FairError> {
    if of.len() != problem.needs() {
        return Err(FairError::Length {
            given: of.len(),
            needs: problem.needs(),
        });
    }
    match of.iter().position(|&community| community as usize >= communities) {
        None => Ok(()),
        Some(need) => Err(FairError::UnknownCommunity {
            need,
            community: of[need],
            communities,
        }),
    }
}

/// Offers, needs and communities, and a sink to which everything goes that an offer has.
#[derive(Debug)]
struct Network {
    problem: FlowProblem,
    /// The pair of each of the first arcs.
    pairs: Vec<(u32, usize)>,
    /// The numbers of the first need, the first community and the sink.
    first_need: usize,
    first_community: usize,
    sink: usize,
}

impl Network {
    fn new(problem: &Problem, communities: &[u32], floors: &[u64]) -> Result<Self, FairError> {
        let amount = |units: u64| i64::try_from(units).map_err(|_| FairError::TooLarge);
        let (first_need, first_community) = (problem.offers(), problem.offers() + problem.needs());
        let sink = first_community + floors.len();
        let (mut pairs, mut arcs) = (Vec::new(), Vec::new());
        let mut wanted = vec![0u64; problem.offers()];
        let mut asked = vec![0u64; floors.len()];
        for (need, &quantity) in problem.quantities().iter().enumerate() {
            let mut edges: Vec<(usize, Edge<i64>)> = problem.row(need).map(|at| (at, problem.edge(at))).collect();
            // Units flow on the best of several pairs, and on one that does harm only for a floor.
            edges.sort_by_key(|(_, edge)| (edge.offer, std::cmp::Reverse(edge.value)));
            edges.dedup_by_key(|(_, edge)| edge.offer);
            for (at, edge) in edges {
                wanted[edge.offer as usize] = wanted[edge.offer as usize].saturating_add(quantity);
                pairs.push((need as u32, at));
                // More than can come, so that the pair itself is never what limits it.
                let room = amount(quantity.saturating_add(1))?;
                arcs.push(arc(edge.offer as usize, first_need + need, 0, room, -edge.value));
            }
            let asked = &mut asked[communities[need] as usize];
            *asked = asked.saturating_add(quantity);
        }
        for (need, &quantity) in problem.quantities().iter().enumerate() {
            let to = first_community + communities[need] as usize;
            arcs.push(arc(first_need + need, to, 0, amount(quantity)?, 0));
        }
        for (community, (&floor, asked)) in floors.iter().zip(asked).enumerate() {
            if floor > asked {
                return Err(FairError::Floors);
            }
            arcs.push(arc(
                first_community + community,
                sink,
                amount(floor)?,
                amount(asked)?,
                0,
            ));
        }
        let mut supplies = vec![0; sink + 1];
        let mut total: i64 = 0;
        for (offer, (&capacity, wanted)) in problem.capacities().iter().zip(wanted).enumerate() {
            // One more than could be wanted, so that an offer that has enough for all always keeps something.
            let useful = amount(capacity.min(wanted.saturating_add(1)))?;
            supplies[offer] = useful;
            total = total.checked_add(useful).ok_or(FairError::TooLarge)?;
            arcs.push(arc(offer, sink, 0, useful, 0));
        }
        supplies[sink] = -total;
        let problem = FlowProblem::new(supplies, arcs).map_err(|_| FairError::TooLarge)?;
        Ok(Self {
            problem,
            pairs,
            first_need,
            first_community,
            sink,
        })
    }

    fn plan(
        &self,
        problem: &Problem,
        communities: &[u32],
        count: usize,
        solution: &FlowSolution,
    ) -> Result<FairPlan, FairError> {
        let mut flows = Vec::new();
        let mut served = vec![0; count];
        for (&(need, edge), &units) in self.pairs.iter().zip(&solution.flows).filter(|(_, units)| **units > 0) {
            let units = units as u64;
            flows.push(Flow {
                edge,
                need,
                offer: problem.edge(edge).offer,
                units,
            });
            served[communities[need as usize] as usize] += units;
        }
        flows.sort_unstable_by_key(|flow| flow.edge);
        Ok(FairPlan {
            flows,
            value: -solution.cost,
            served,
            certificate: self.certificate(communities, solution),
        })
    }

    /// Prices from potentials. What an offer keeps goes to the sink, so that the sink's potential is where prices begin.
    fn certificate(&self, communities: &[u32], solution: &FlowSolution) -> FairCertificate {
        let above_sink = |node: usize| solution.potentials[node] - solution.potentials[self.sink];
        let price = |community: usize| above_sink(community).max(0);
        let floors: Vec<i128> = (self.first_community..self.sink).map(price).collect();
        let need = |(need, &community): (usize, &u32)| {
            (floors[community as usize] - above_sink(self.first_need + need)).max(0)
        };
        FairCertificate {
            offers: (0..self.first_need).map(|offer| above_sink(offer).max(0)).collect(),
            needs: communities.iter().enumerate().map(need).collect(),
            communities: floors.clone(),
        }
    }
}

fn arc(from: usize, to: usize, low: i64, capacity: i64, cost: i64) -> FlowArc {
    FlowArc {
        from: from as u32,
        to: to as u32,
        low,
        capacity,
        cost,
    }
}
