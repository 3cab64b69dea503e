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
//! That is all that "optimal" means here, and it is what the solver ends with, whatever it did before:
//!
//! - **Parts.** What no pair of positive value connects is solved apart, on as many threads as there may be.
//! - **Auction.** Within a part, needs bid for units of offers until nobody is left who would. This is fast, and comes
//!   close: every need has what is best for it at the prices, give or take an *epsilon*. Its prices are kept; of its flows,
//!   those that are tight.
//! - **Repair.** A need that lacks units at a price breaks condition 3. The cheapest chain of exchanges is found (it takes
//!   from an offer, which takes back from another need, which takes from another offer …) that ends at an offer with units
//!   left or at a need that goes without. Costs along a chain are `p[i] + u[j] - value`, so none is negative and Dijkstra's
//!   algorithm finds it, mostly among a few neighbours. Prices nearer than the end move by as much as makes the chain tight,
//!   which keeps every bound and every tight pair, and units move along it. The same from the side of the offers works off
//!   what breaks condition 2. Neither breaks what the other has mended, so that in the end all three hold.
//!
//! Everything is done in integers, and the same problem always has the same plan, whatever the number of threads.

mod auction;
mod certificate;
mod live;
mod network;
mod number;
mod problem;
mod repair;
mod rows;
mod solution;
mod split;
mod whole;

pub use certificate::{CertificateError, check_certificate, check_whole};
pub use live::LivePlan;
pub use problem::{
    ALLOCATE_EDGES_MAX, ALLOCATE_NEEDS_MAX, ALLOCATE_OFFERS_MAX, Edge, Edges, Problem, ProblemBuilder, ProblemError,
    UNIT_VALUE_MAX,
};
pub use solution::{Certificate, Flow, Solution};
pub use whole::{WholePlan, solve_whole};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use auction::Auction;
use network::{NEEDS, Network, OFFERS};
use number::Number;
use problem::NARROW_VALUE_MAX;
use repair::Search;
use split::Parts;

/// A thread more is begun only where it has so many edges to work on: fewer are done in the time that it takes to begin.
const EDGES_PER_THREAD: usize = 1 << 16;

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
            solved.push((part, solve_part(problem, edges, &parts, part, network)));
        }
    };
    let worthwhile = edges.len() / EDGES_PER_THREAD + 1;
    let helpers = options
        .threads
        .get()
        .min(parts.count())
        .min(worthwhile)
        .saturating_sub(1);
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
    mut network: Network<W>,
) -> SolvedPart {
    // The side with more nodes bids: its rows are the shorter ones.
    let swap = network.amounts[OFFERS].len() > network.amounts[NEEDS].len();
    let needs = if swap { OFFERS } else { NEEDS };
    let offers = if swap { NEEDS } else { OFFERS };
    if swap {
        network = network.swapped();
    }
    let (mut prices, mut allotment) = Auction::run(&network);
    Search::<W, NEEDS>::new(&network).settle_all(&network, &mut prices, &mut allotment);
    let unsold = |offer: usize| allotment.left[OFFERS][offer] > 0 && prices.0[OFFERS][offer] > W::default();
    if (0..network.amounts[OFFERS].len()).any(unsold) {
        network.turn();
        Search::<W, OFFERS>::new(&network).settle_all(&network, &mut prices, &mut allotment);
    }
    let mut flows = Vec::new();
    for (number, &need) in parts.needs(part).iter().enumerate() {
        let first = flows.len();
        let row = problem.row(need as usize);
        flows.extend(allotment.of(needs, number as u32).map(|at| {
            let lot = allotment.lot(at);
            let offer = parts.offers(part)[lot.ends[offers] as usize];
            Flow {
                edge: usize::MAX,
                need,
                offer,
                units: lot.units,
            }
        }));
        place_in_row(&mut flows[first..], &edges[row.clone()], row.start);
    }
    let mut prices = prices.0.map(|side| side.into_iter().map(Into::into).collect());
    let (offers, needs) = (std::mem::take(&mut prices[offers]), std::mem::take(&mut prices[needs]));
    SolvedPart { flows, offers, needs }
}

/// Puts the flows of a row on its best pair with each offer, of several that are as good the first, and in order.
fn place_in_row<V: Number>(flows: &mut [Flow], row: &[Edge<V>], start: usize) {
    flows.sort_unstable_by_key(|flow| flow.offer);
    for (place, edge) in row.iter().enumerate() {
        if let Ok(at) = flows.binary_search_by_key(&edge.offer, |flow| flow.offer) {
            let known = flows[at].edge;
            if known == usize::MAX || row[known - start].value < edge.value {
                flows[at].edge = start + place;
            }
        }
    }
    flows.sort_unstable_by_key(|flow| flow.edge);
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
