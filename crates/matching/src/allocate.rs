//! The best whole plan: which offer gives how much to which need.
//!
//! Offers have a capacity, needs a quantity, and each pair that fits has a value for one unit; all are integers. [`solve`]
//! finds integer flows of the greatest total value, together with a [`Certificate`] that proves that there is no better
//! plan, which [`check_certificate`] checks by code of its own.
//!
//! # How it is solved, and why the answer is exact
//!
//! Prices of offers `p` and of needs `u` that are not negative, and with `p[i] + u[j] ≥ value` on every pair, bound every
//! plan: its value is at most `Σ capacity·p + Σ quantity·u`. A plan reaches that bound exactly where
//!
//! 1. units flow only on pairs that are *tight* (`p[i] + u[j] = value`),
//! 2. an offer with units left has price 0, and
//! 3. a need that lacks units has price 0.
//!
//! The solver keeps prices that bound every plan and flows that are tight, and works off what breaks the third condition:
//! from a need that lacks units it looks for the cheapest chain of exchanges (the need takes from an offer, which takes
//! back from another need, which takes from another offer …) that ends at an offer with units left or at a need that goes
//! without. Costs along the chain are reduced by the prices, so that none is negative and Dijkstra's algorithm finds it.
//! Prices within reach then move by as much as makes the chain tight, which keeps the bound, and units move along it.
//!
//! Everything that is not connected by pairs of positive value is solved apart. The same problem always has the same
//! plan.

mod certificate;
mod network;
mod number;
mod problem;
mod repair;
mod solution;
mod split;

pub use certificate::{CertificateError, check_certificate};
pub use problem::{
    ALLOCATE_EDGES_MAX, ALLOCATE_NEEDS_MAX, ALLOCATE_OFFERS_MAX, Edge, Edges, Problem, ProblemBuilder, ProblemError,
    UNIT_VALUE_MAX,
};
pub use solution::{Certificate, Flow, Solution};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use network::{Allotment, Network};
use number::Number;
use problem::NARROW_VALUE_MAX;
use repair::{NeedSearch, Prices};
use split::Parts;

/// How a problem is to be solved. None of it changes the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How many threads may work at once.
    pub threads: NonZeroUsize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: NonZeroUsize::MIN,
        }
    }
}

/// Finds a plan of the greatest value, and its proof.
///
/// The same problem gives the same plan, whatever the number of threads. Fails only where the value of the plan is past
/// 128 bits.
///
/// ```
/// use svx_matching::allocate::{Options, ProblemBuilder, solve};
///
/// // Two offers: five laptops and two. Need 0 would rather have the second, need 1 can only have the first.
/// let mut builder = ProblemBuilder::new(vec![5, 2]);
/// builder.need(4, [(0, 30), (1, 50)]);
/// builder.need(3, [(0, 20)]);
/// let problem = builder.build()?;
///
/// let plan = solve(&problem, &Options::default())?;
/// assert_eq!(plan.value, 2 * 30 + 2 * 50 + 3 * 20);
/// assert_eq!((plan.units(0), plan.units(1), plan.units(2)), (2, 2, 3));
/// # Ok::<(), svx_matching::allocate::ProblemError>(())
/// ```
pub fn solve(problem: &Problem, options: &Options) -> Result<Solution, ProblemError> {
    match &problem.edges {
        Edges::Narrow(edges) if edges.iter().all(|edge| i64::from(edge.value) <= NARROW_VALUE_MAX) => {
            solve_as::<i32, i32>(problem, edges, options)
        }
        Edges::Narrow(edges) => solve_as::<i32, i64>(problem, edges, options),
        Edges::Wide(edges) => solve_as::<i64, i64>(problem, edges, options),
    }
}

/// Solves with values given as `V` and prices kept as `W`.
fn solve_as<V: Number, W: Number>(
    problem: &Problem,
    edges: &[Edge<V>],
    options: &Options,
) -> Result<Solution, ProblemError> {
    let parts = Parts::new(problem, edges);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut solved = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts.count() {
                return solved;
            }
            let network = parts.network::<V, W>(problem, edges, part);
            solved.push((part, solve_part(problem, edges, &parts, part, &network)));
        }
    };
    let helpers = options.threads.get().min(parts.count()).saturating_sub(1);
    let solved: Vec<(usize, SolvedPart)> = std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        // A thread that cannot be had is done without: this one does the work.
        let threads: Vec<_> = (0..helpers).map_while(spawn).collect();
        let mut solved = work();
        for thread in threads {
            solved.extend(thread.join().expect("solving does not panic"));
        }
        solved
    });
    assemble(problem, &parts, solved)
}

/// The plan of a connected part: flows by the problem's numbers, prices by the part's.
#[derive(Debug)]
struct SolvedPart {
    flows: Vec<Flow>,
    offers: Vec<i64>,
    needs: Vec<i64>,
}

fn solve_part<V: Number, W: Number>(
    problem: &Problem,
    edges: &[Edge<V>],
    parts: &Parts,
    part: usize,
    network: &Network<W>,
) -> SolvedPart {
    let mut prices = Prices::from_offers(network, vec![W::default(); network.capacity.len()]);
    let mut allotment = Allotment::new(network);
    let mut search = NeedSearch::new(network);
    for need in 0..network.quantity.len() as u32 {
        search.meet(network, &mut prices, &mut allotment, need);
    }
    let mut flows = Vec::new();
    for (number, &need) in parts.needs(part).iter().enumerate() {
        let row = problem.row(need as usize);
        let first = flows.len();
        flows.extend(allotment.of_need(number as u32).map(|at| {
            let lot = allotment.lot(at);
            let within = lot.edge - network.starts[number];
            Flow {
                edge: within as usize,
                need,
                offer: parts.offers(part)[lot.offer as usize],
                units: lot.units,
            }
        }));
        flows[first..].sort_unstable_by_key(|flow| flow.edge);
        place_in_row(&mut flows[first..], &edges[row.clone()], row.start);
    }
    SolvedPart {
        flows,
        offers: prices.offer.into_iter().map(Into::into).collect(),
        needs: prices.need.into_iter().map(Into::into).collect(),
    }
}

/// Turns the number of each flow's pair among those of positive value in its row into its place in the problem.
fn place_in_row<V: Number>(flows: &mut [Flow], row: &[Edge<V>], start: usize) {
    let mut useful = (start..).zip(row).filter(|(_, edge)| edge.value > V::default());
    let mut passed = 0;
    for flow in flows {
        let (place, _) = useful
            .nth(flow.edge - passed)
            .expect("every flow is on a pair of positive value");
        passed = flow.edge + 1;
        flow.edge = place;
    }
}

/// Puts the plans of the parts together.
fn assemble(problem: &Problem, parts: &Parts, solved: Vec<(usize, SolvedPart)>) -> Result<Solution, ProblemError> {
    let mut certificate = Certificate {
        offers: vec![0; problem.offers()],
        needs: vec![0; problem.needs()],
    };
    let mut starts = vec![0usize; problem.needs() + 1];
    for (part, plan) in &solved {
        for (&offer, &price) in parts.offers(*part).iter().zip(&plan.offers) {
            certificate.offers[offer as usize] = price;
        }
        for (&need, &price) in parts.needs(*part).iter().zip(&plan.needs) {
            certificate.needs[need as usize] = price;
        }
        for flow in &plan.flows {
            starts[flow.need as usize + 1] += 1;
        }
    }
    for need in 0..problem.needs() {
        starts[need + 1] += starts[need];
    }
    let mut flows = vec![
        Flow {
            edge: 0,
            need: 0,
            offer: 0,
            units: 0
        };
        starts[problem.needs()]
    ];
    let mut value: i128 = 0;
    for flow in solved.into_iter().flat_map(|(_, plan)| plan.flows) {
        let worth = i128::from(problem.edge(flow.edge).value) * i128::from(flow.units);
        value = value.checked_add(worth).ok_or(ProblemError::TotalTooLarge)?;
        let next = &mut starts[flow.need as usize];
        flows[*next] = flow;
        *next += 1;
    }
    Ok(Solution {
        flows,
        value,
        certificate,
    })
}
