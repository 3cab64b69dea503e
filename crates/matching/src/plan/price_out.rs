//! Solving over every pair that fits; where they are too many to keep, over the best of each need and then again with every
//! pair that would still be worth more than its two prices, until there is none.

use super::pairs::{Pairs, given, keep_best};
use super::parallel::in_blocks;
use super::{PlanError, Progress, Solved, Work, Worth};
use crate::allocate::{Certificate, Edge, Edges, Options, Problem, check_certificate};
use crate::shelves::Tally;

/// Fewest pairs of a need that are kept.
const EACH_MIN: usize = 8;
/// How many times more pairs than may be kept at first there may be at last.
const GROWTH_MAX: usize = 4;
/// Times that pairs are added before the plan is taken with the bound that it has.
const ROUNDS_MAX: usize = 40;

/// The best plan of everything as if it were divisible, and how far the offers got for each need, by its rank.
pub(super) fn solve(work: &Work<'_>) -> Result<(Solved, Vec<Tally>), PlanError> {
    match work.all_pairs() {
        Some(pairs) => {
            let tallies = pairs.tallies;
            let found = pairs.found;
            let (solved, certificate) = solve_pairs(work, pairs.starts, pairs.edges)?;
            let bound = bound(work, &solved.problem, &certificate, &[]);
            Ok((solved.with(bound, found), tallies))
        }
        None => by_rounds(work),
    }
}

fn by_rounds(work: &Work<'_>) -> Result<(Solved, Vec<Tally>), PlanError> {
    let mut each = (work.options.pairs_max / work.needs.len().max(1) / 4).max(EACH_MIN);
    let Pairs {
        mut starts,
        mut edges,
        tallies,
        found,
    } = work.best_pairs(each);
    let mut best: Option<Worth> = None;
    for round in 1.. {
        let (solved, certificate) = solve_pairs(work, starts, edges)?;
        let missed = missed(work, &certificate, each);
        let bound = bound(work, &solved.problem, &certificate, &missed.excess);
        let bound = best.map_or(bound, |best| best.min(bound));
        best = Some(bound);
        let too_many = missed.count + solved.problem.edges() > work.options.pairs_max.saturating_mul(GROWTH_MAX);
        if missed.count == 0 || too_many || round == ROUNDS_MAX {
            return Ok((solved.with(bound, found), tallies));
        }
        (starts, edges) = merged(&solved.problem, &missed.rows);
        // A need that takes a little from very many would else need very many rounds.
        each = each.saturating_mul(2);
    }
    unreachable!("the rounds end with an answer")
}

/// A plan without its bound.
struct Unbounded {
    problem: Problem,
    given: Vec<super::Given>,
}

impl Unbounded {
    fn with(self, bound: Worth, pairs: u64) -> Solved {
        Solved {
            problem: self.problem,
            given: self.given,
            bound,
            pairs,
        }
    }
}

fn solve_pairs(
    work: &Work<'_>,
    starts: Vec<u64>,
    edges: Vec<Edge<i32>>,
) -> Result<(Unbounded, Certificate), PlanError> {
    (work.watch)(Progress::Solving { pairs: edges.len() });
    let capacities = work.order.capacities(work.offers);
    let quantities = work.order.quantities(work.needs);
    let problem = Problem::new(capacities, quantities, starts, Edges::Narrow(edges))?;
    let threads = work.options.threads;
    let solution = crate::allocate::solve(&problem, &Options { threads })?;
    check_certificate(&problem, &solution)?;
    let given = given(&problem, &solution.flows);
    Ok((Unbounded { problem, given }, solution.certificate))
}

/// What no plan can be worth more than: every unit at its price, and needs dearer by what they may miss.
fn bound(work: &Work<'_>, problem: &Problem, certificate: &Certificate, excess: &[i64]) -> Worth {
    let mut bound = 0_i128;
    for (rank, price) in certificate.needs.iter().enumerate() {
        let price = i128::from(*price) + i128::from(excess.get(rank).copied().unwrap_or(0));
        let unit = i128::from(work.order.need_unit(rank));
        bound += price * i128::from(problem.quantities()[rank]) * unit;
    }
    for (rank, price) in certificate.offers.iter().enumerate() {
        let unit = i128::from(work.order.offer_unit(rank));
        bound += i128::from(*price) * i128::from(problem.capacities()[rank]) * unit;
    }
    Worth(bound)
}

/// Pairs that are worth more than their two prices, by the rank of the need.
struct Missed {
    rows: Vec<Vec<Edge<i32>>>,
    /// By how much the most of each need's pairs is worth more.
    excess: Vec<i64>,
    count: usize,
}

fn missed(work: &Work<'_>, prices: &Certificate, each: usize) -> Missed {
    let mut missed = Missed {
        rows: Vec::with_capacity(work.needs.len()),
        excess: Vec::with_capacity(work.needs.len()),
        count: 0,
    };
    let excess =
        |rank: usize, edge: &Edge<i32>| i64::from(edge.value) - prices.offers[edge.offer as usize] - prices.needs[rank];
    let look = |needs: std::ops::Range<usize>| {
        let rows = needs.map(|rank| {
            let mut row = Vec::new();
            let mut most = 0;
            work.fits(rank, |edge| {
                let over = excess(rank, &edge);
                if over > 0 {
                    most = most.max(over);
                    row.push(edge);
                }
                if row.len() >= each.saturating_mul(2) {
                    keep_best(&mut row, each, |edge| excess(rank, edge));
                }
            });
            keep_best(&mut row, each, |edge| excess(rank, edge));
            (row, most)
        });
        rows.collect::<Vec<_>>()
    };
    in_blocks(work.needs.len(), work.options.threads, look, |done, rows| {
        for (row, most) in rows {
            missed.count += row.len();
            missed.rows.push(row);
            missed.excess.push(most);
        }
        let of = work.needs.len();
        (work.watch)(Progress::Comparing { done, of });
        true
    });
    missed
}

fn merged(problem: &Problem, rows: &[Vec<Edge<i32>>]) -> (Vec<u64>, Vec<Edge<i32>>) {
    let added: usize = rows.iter().map(Vec::len).sum();
    let mut starts = Vec::with_capacity(rows.len() + 1);
    let mut edges = Vec::with_capacity(problem.edges() + added);
    starts.push(0);
    for (rank, row) in rows.iter().enumerate() {
        for at in problem.row(rank) {
            let edge = problem.edge(at);
            // Values came from 32 bits.
            edges.push(Edge {
                offer: edge.offer,
                value: edge.value as i32,
            });
        }
        edges.extend_from_slice(row);
        starts.push(edges.len() as u64);
    }
    (starts, edges)
}
