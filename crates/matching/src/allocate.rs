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

use auction::Auction;
use network::{NEEDS, Network, OFFERS};
use number::Number;
use problem::NARROW_VALUE_MAX;
use repair::Search;
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
            solved.push((part, solve_part(problem, edges, &parts, part, network)));
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
    mut network: Network<W>,
) -> SolvedPart {
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
        for at in allotment.of(NEEDS, number as u32) {
            let lot = allotment.lot(at);
            let offer = parts.offers(part)[lot.ends[OFFERS] as usize];
            let edge = best_of(offer, &edges[row.clone()]) + row.start;
            flows.push(Flow {
                edge,
                need,
                offer,
                units: lot.units,
            });
        }
        flows[first..].sort_unstable_by_key(|flow| flow.edge);
    }
    let [needs, offers] = prices.0.map(|side| side.into_iter().map(Into::into).collect());
    SolvedPart { flows, offers, needs }
}

/// The place in a row of its best pair with an offer; of several that are as good, the first.
fn best_of<V: Number>(offer: u32, row: &[Edge<V>]) -> usize {
    let of_offer = row.iter().enumerate().filter(|(_, edge)| edge.offer == offer);
    let best = of_offer.min_by_key(|(_, edge)| std::cmp::Reverse(edge.value));
    best.expect("units flow on a pair of the problem").0
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
