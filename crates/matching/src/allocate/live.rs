//! A plan that is kept optimal while needs and offers come, change and go.

use super::network::{Allotment, Arc, Graph, NEEDS, OFFERS, Prices};
use super::problem::{ALLOCATE_NEEDS_MAX, ALLOCATE_OFFERS_MAX, ProblemError, UNIT_VALUE_MAX};
use super::repair::Search;
use super::rows::SpacedRows;
use super::{Certificate, Edge, Edges, Flow, Options, Problem, Solution, solve};

/// A plan that stays the best one through every change.
///
/// Each change breaks at most the conditions of optimality around it (see the [module](super)), and the same repair that
/// ends a fresh solution mends them: the plan is worth exactly what a fresh solution would be. How long that takes depends
/// on how far the change reaches, not on how large the plan is.
///
/// Needs and offers keep their numbers. What was removed leaves its number unused.
///
/// ```
/// use svx_matching::allocate::{LivePlan, Options, ProblemBuilder};
///
/// let mut builder = ProblemBuilder::new(vec![5]);
/// builder.need(4, [(0, 30)]);
/// let mut plan = LivePlan::new(&builder.build()?, &Options::default())?;
/// assert_eq!(plan.value(), Some(4 * 30));
///
/// // Two more want it: one whom it does more good, and one whom it does less.
/// let dear = plan.insert_need(3, &[(0, 50)])?;
/// let cheap = plan.insert_need(2, &[(0, 10)])?;
/// assert_eq!((plan.given(dear), plan.given(0), plan.given(cheap)), (3, 2, 0));
///
/// // Another offer comes.
/// plan.insert_offer(2, &[(cheap, 10), (0, 30)])?;
/// assert_eq!((plan.given(dear), plan.given(0), plan.given(cheap)), (3, 4, 0));
/// # Ok::<(), svx_matching::allocate::ProblemError>(())
/// ```
#[derive(Debug)]
pub struct LivePlan {
    amounts: [Vec<u64>; 2],
    rows: Both,
    prices: Prices<i64>,
    allotment: Allotment,
    needs: Search<i64, NEEDS>,
    offers: Search<i64, OFFERS>,
    /// Nodes of either side that the change under way may have left with units at a price.
    touched: [Vec<u32>; 2],
}

/// The arcs from either side.
#[derive(Debug)]
struct Both([SpacedRows<i64>; 2]);

impl Graph<i64> for Both {
    fn nodes(&self) -> [usize; 2] {
        self.0.each_ref().map(SpacedRows::len)
    }

    #[inline]
    fn row(&self, side: usize, node: u32) -> &[Arc<i64>] {
        self.0[side].row(node)
    }
}

impl LivePlan {
    /// Solves a problem, and keeps what is needed to go on from there.
    pub fn new(problem: &Problem, options: &Options) -> Result<Self, ProblemError> {
        Ok(Self::from_solution(problem, solve(problem, options)?))
    }

    /// Goes on from the solution of a problem.
    pub(super) fn from_solution(problem: &Problem, solution: Solution) -> Self {
        let amounts = [problem.quantities.clone(), problem.capacities.clone()];
        let mut allotment = Allotment::new(amounts.clone());
        for flow in &solution.flows {
            allotment.give([flow.need, flow.offer], flow.units);
        }
        let rows = Both(SpacedRows::both(problem));
        let Certificate { offers, needs } = solution.certificate;
        Self {
            needs: Search::new(&rows),
            offers: Search::new(&rows),
            prices: Prices([needs, offers]),
            amounts,
            rows,
            allotment,
            touched: Default::default(),
        }
    }

    /// Adds a need with the offers that fit it and what a unit of each is worth: its number.
    pub fn insert_need(&mut self, quantity: u64, fits: &[(u32, i64)]) -> Result<u32, ProblemError> {
        self.insert(NEEDS, quantity, fits)
    }

    /// Adds an offer with the needs that it fits and what a unit is worth to each: its number.
    pub fn insert_offer(&mut self, capacity: u64, fits: &[(u32, i64)]) -> Result<u32, ProblemError> {
        self.insert(OFFERS, capacity, fits)
    }

    /// Takes a need out. What it was given goes where it does most good.
    pub fn remove_need(&mut self, need: u32) -> Result<(), ProblemError> {
        self.remove(NEEDS, need)
    }

    /// Takes an offer out. Those whom it gave something are met from elsewhere, as well as can be.
    pub fn remove_offer(&mut self, offer: u32) -> Result<(), ProblemError> {
        self.remove(OFFERS, offer)
    }

    /// Changes what a need asks for.
    pub fn change_quantity(&mut self, need: u32, quantity: u64) -> Result<(), ProblemError> {
        self.change(NEEDS, need, quantity)
    }

    /// Changes what an offer has.
    pub fn change_capacity(&mut self, offer: u32, capacity: u64) -> Result<(), ProblemError> {
        self.change(OFFERS, offer, capacity)
    }

    /// Takes units that both sides have agreed on out of the plan: the need asks for so much less, and the offer has so
    /// much less. It need not be what the plan says. More than either has is as much as there is.
    pub fn accept(&mut self, need: u32, offer: u32, units: u64) -> Result<(), ProblemError> {
        self.known(NEEDS, need)?;
        self.known(OFFERS, offer)?;
        let ends = [need, offer];
        let amount = |side: usize| self.amounts[side][ends[side] as usize];
        let units = units.min(amount(NEEDS)).min(amount(OFFERS));
        // What the plan gives anyway goes without anyone else noticing.
        let planned = self.allotment.take_between(ends, units);
        for side in [NEEDS, OFFERS] {
            self.allotment.left[side][ends[side] as usize] -= planned;
            self.amounts[side][ends[side] as usize] -= planned;
            let amount = self.amounts[side][ends[side] as usize] - (units - planned);
            self.shrink(side, ends[side], amount);
        }
        self.mend();
        Ok(())
    }

    /// Takes a pair out: the offer does not fit the need any more.
    pub fn forbid(&mut self, need: u32, offer: u32) -> Result<(), ProblemError> {
        self.known(NEEDS, need)?;
        self.known(OFFERS, offer)?;
        let ends = [need, offer];
        self.allotment.take_between(ends, u64::MAX);
        for side in [NEEDS, OFFERS] {
            self.rows.0[side].remove(ends[side], ends[NEEDS + OFFERS - side]);
            self.touched[side].push(ends[side]);
        }
        self.mend();
        Ok(())
    }

    /// What an offer has, less what was accepted of it.
    pub(super) fn capacity(&self, offer: u32) -> u64 {
        self.amounts[OFFERS][offer as usize]
    }

    /// The needs that an offer fits.
    pub(super) fn fits_of_offer(&self, offer: u32) -> Vec<u32> {
        self.rows.row(OFFERS, offer).iter().map(|arc| arc.to).collect()
    }

    /// What each offer has left.
    pub(super) fn unused(&self) -> &[u64] {
        &self.allotment.left[OFFERS]
    }

    /// What a need is given in all.
    ///
    /// # Panics
    ///
    /// Where there never was such a need.
    pub fn given(&self, need: u32) -> u64 {
        self.amounts[NEEDS][need as usize] - self.allotment.left[NEEDS][need as usize]
    }

    /// What a need is given, offer by offer.
    pub fn offers_of(&self, need: u32) -> impl Iterator<Item = (u32, u64)> {
        let lots = self.known(NEEDS, need).is_ok().then(|| self.allotment.of(NEEDS, need));
        lots.into_iter().flatten().map(|at| {
            let lot = self.allotment.lot(at);
            (lot.ends[OFFERS], lot.units)
        })
    }

    /// The value of the whole plan, unless it is past 128 bits. Adds up the prices of all that there is.
    pub fn value(&self) -> Option<i128> {
        [NEEDS, OFFERS].into_iter().try_fold(0i128, |total, side| {
            let mut each = self.amounts[side].iter().zip(&self.prices.0[side]);
            each.try_fold(total, |total, (&amount, &price)| {
                total.checked_add(i128::from(amount) * i128::from(price))
            })
        })
    }

    /// The problem as it stands, and its solution, for [`check_certificate`](super::check_certificate) or for keeping.
    pub fn snapshot(&self) -> Result<(Problem, Solution), ProblemError> {
        let (mut edges, mut starts, mut flows) = (Vec::new(), vec![0], Vec::new());
        for need in 0..self.amounts[NEEDS].len() as u32 {
            let (start, first) = (edges.len(), flows.len());
            edges.extend(self.rows.row(NEEDS, need).iter().map(|arc| Edge {
                offer: arc.to,
                value: arc.value,
            }));
            flows.extend(self.offers_of(need).map(|(offer, units)| Flow {
                edge: usize::MAX,
                need,
                offer,
                units,
            }));
            super::place_in_row(&mut flows[first..], &edges[start..], start);
            starts.push(edges.len() as u64);
        }
        let [needs, offers] = self.prices.0.clone();
        let [quantities, capacities] = self.amounts.clone();
        let problem = Problem::new(capacities, quantities, starts, Edges::Wide(edges))?;
        let value = self.value().ok_or(ProblemError::TotalTooLarge)?;
        Ok((
            problem,
            Solution {
                flows,
                value,
                certificate: Certificate { offers, needs },
            },
        ))
    }

    /// A node more, at the lowest price that goes with those of the other side.
    fn insert(&mut self, side: usize, amount: u64, fits: &[(u32, i64)]) -> Result<u32, ProblemError> {
        let other = NEEDS + OFFERS - side;
        let node = self.amounts[side].len() as u32;
        let (what, most) = [("needs", ALLOCATE_NEEDS_MAX), ("offers", ALLOCATE_OFFERS_MAX)][side];
        if node as usize >= most {
            return Err(ProblemError::TooMany {
                what,
                count: node as usize + 1,
                most,
            });
        }
        for &(to, value) in fits {
            self.known(other, to)?;
            if value > UNIT_VALUE_MAX {
                let (need, offer) = if side == NEEDS { (node, to) } else { (to, node) };
                return Err(ProblemError::ValueTooLarge {
                    need: need as usize,
                    offer,
                    value,
                });
            }
        }
        let mut price = 0;
        let arcs = fits
            .iter()
            .filter(|&&(_, value)| value > 0)
            .map(|&(to, value)| Arc { to, value });
        self.rows.0[side].add(arcs.clone());
        for arc in arcs {
            self.rows.0[other].push(
                arc.to,
                Arc {
                    to: node,
                    value: arc.value,
                },
            );
            price = price.max(arc.value - self.prices.0[other][arc.to as usize]);
        }
        self.amounts[side].push(amount);
        self.prices.0[side].push(price);
        self.allotment.add_node(side, amount);
        self.needs.add_node(side);
        self.offers.add_node(side);
        self.touched[side].push(node);
        self.mend();
        Ok(node)
    }

    fn remove(&mut self, side: usize, node: u32) -> Result<(), ProblemError> {
        self.known(side, node)?;
        self.shrink(side, node, 0);
        let other = NEEDS + OFFERS - side;
        for arc in self.rows.0[side].clear(node) {
            self.rows.0[other].remove(arc.to, node);
        }
        self.prices.0[side][node as usize] = 0;
        self.mend();
        Ok(())
    }

    fn change(&mut self, side: usize, node: u32, amount: u64) -> Result<(), ProblemError> {
        self.known(side, node)?;
        let before = self.amounts[side][node as usize];
        if amount > before {
            self.amounts[side][node as usize] = amount;
            self.allotment.left[side][node as usize] += amount - before;
            self.touched[side].push(node);
        } else {
            self.shrink(side, node, amount);
        }
        self.mend();
        Ok(())
    }

    /// Lowers an amount, and takes back what is given of it beyond that.
    fn shrink(&mut self, side: usize, node: u32, amount: u64) {
        let less = self.amounts[side][node as usize] - amount;
        self.amounts[side][node as usize] = amount;
        let other = NEEDS + OFFERS - side;
        while self.allotment.left[side][node as usize] < less {
            let short = less - self.allotment.left[side][node as usize];
            let at = self
                .allotment
                .of(side, node)
                .next()
                .expect("what is not left was given");
            let lot = *self.allotment.lot(at);
            self.allotment.take(at, lot.units.min(short));
            self.touched[other].push(lot.ends[other]);
        }
        self.allotment.left[side][node as usize] -= less;
    }

    /// Works off what the change has broken.
    fn mend(&mut self) {
        for need in std::mem::take(&mut self.touched[NEEDS]) {
            self.needs
                .settle(&self.rows, &mut self.prices, &mut self.allotment, need);
        }
        for offer in std::mem::take(&mut self.touched[OFFERS]) {
            self.offers
                .settle(&self.rows, &mut self.prices, &mut self.allotment, offer);
        }
    }

    fn known(&self, side: usize, node: u32) -> Result<(), ProblemError> {
        let count = self.amounts[side].len();
        if (node as usize) < count {
            return Ok(());
        }
        let what = if side == NEEDS { "need" } else { "offer" };
        Err(ProblemError::Unknown {
            what,
            number: node,
            count,
        })
    }
}
