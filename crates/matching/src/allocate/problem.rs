//! What is to be shared out: offers, needs, and what a unit is worth where the two fit.

use thiserror::Error;

/// Most offers in one problem.
pub const ALLOCATE_OFFERS_MAX: usize = 1 << 30;
/// Most needs in one problem.
pub const ALLOCATE_NEEDS_MAX: usize = 1 << 30;
/// Most pairs of a need and an offer in one problem.
pub const ALLOCATE_EDGES_MAX: usize = u32::MAX as usize;
/// Largest value of one unit, so that sums and differences of a few of them stay within 64 bits.
pub const UNIT_VALUE_MAX: i64 = 1 << 60;
/// Largest value that is kept in 32 bits while a problem is solved.
pub(super) const NARROW_VALUE_MAX: i64 = 1 << 28;

/// A pair of a need and an offer that fit: the offer, and what one unit of it is worth to the need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge<V> {
    /// The offer, by its place in the capacities.
    pub offer: u32,
    /// The value of one unit. A pair whose value is not positive is never used.
    pub value: V,
}

/// The pairs of a problem, need by need: in 8 bytes each where values fit in 32 bits, otherwise in 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edges {
    /// Values of 32 bits.
    Narrow(Vec<Edge<i32>>),
    /// Values of 64 bits.
    Wide(Vec<Edge<i64>>),
}

impl Edges {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(edges) => edges.len(),
            Self::Wide(edges) => edges.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pair at a place that is there.
    pub(super) fn at(&self, index: usize) -> Edge<i64> {
        match self {
            Self::Narrow(edges) => {
                let edge = edges[index];
                Edge {
                    offer: edge.offer,
                    value: edge.value.into(),
                }
            }
            Self::Wide(edges) => edges[index],
        }
    }
}

/// A transportation problem: offers with a capacity, needs with a quantity, and the pairs that fit, need by need.
///
/// ```
/// use svx_matching::allocate::{Problem, ProblemBuilder};
///
/// let mut builder = ProblemBuilder::new(vec![5, 2]);
/// builder.need(4, [(0, 30), (1, 50)]);
/// builder.need(3, [(0, 20)]);
/// let problem: Problem = builder.build()?;
/// assert_eq!((problem.offers(), problem.needs(), problem.edges()), (2, 2, 3));
/// # Ok::<(), svx_matching::allocate::ProblemError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub(super) capacities: Vec<u64>,
    pub(super) quantities: Vec<u64>,
    pub(super) starts: Vec<u64>,
    pub(super) edges: Edges,
}

/// Why something is not a problem that can be solved.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProblemError {
    /// There are more of something than one problem may have.
    #[error("there are {count} {what}, more than the {most} that one problem may have")]
    TooMany {
        /// Offers, needs, or pairs of a need and an offer.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// The starts of the rows do not fit the needs or the pairs.
    #[error("the rows of {needs} needs and {edges} pairs cannot start as given: see need {need}")]
    Rows {
        /// Where it is first wrong; the number of needs, where it is the end.
        need: usize,
        /// How many needs there are.
        needs: usize,
        /// How many pairs there are.
        edges: usize,
    },
    /// A pair names an offer that is not there.
    #[error("need {need} has a pair with offer {offer}, but there are {offers} offers, counted from 0")]
    UnknownOffer {
        /// The need of the pair.
        need: usize,
        /// The offer that it names.
        offer: u32,
        /// How many offers there are.
        offers: usize,
    },
    /// Something names a need or an offer that is not there.
    #[error("there is no {what} {number}: there are {count}, counted from 0")]
    Unknown {
        /// A need or an offer.
        what: &'static str,
        /// The number that it was called by.
        number: u32,
        /// How many there are.
        count: usize,
    },
    /// A unit is worth more than is allowed.
    #[error("need {need} and offer {offer}: a value of {value} for one unit is more than {UNIT_VALUE_MAX}")]
    ValueTooLarge {
        /// The need of the pair.
        need: usize,
        /// The offer of the pair.
        offer: u32,
        /// The value given.
        value: i64,
    },
    /// The value of the whole plan is past 128 bits.
    #[error("the value of the whole plan is too large to be told exactly (it is past 2^127)")]
    TotalTooLarge,
}

impl Problem {
    /// A problem from its parts: `starts[j]..starts[j + 1]` are the places of need `j`'s pairs in `edges`, so that there
    /// is one start more than there are needs. A pair may be there more than once; the one worth most is what counts.
    pub fn new(
        capacities: Vec<u64>,
        quantities: Vec<u64>,
        starts: Vec<u64>,
        edges: Edges,
    ) -> Result<Self, ProblemError> {
        within("offers", capacities.len(), ALLOCATE_OFFERS_MAX)?;
        within("needs", quantities.len(), ALLOCATE_NEEDS_MAX)?;
        within("pairs", edges.len(), ALLOCATE_EDGES_MAX)?;
        check_rows(&starts, quantities.len(), edges.len())?;
        let problem = Self {
            capacities,
            quantities,
            starts,
            edges,
        };
        problem.check_edges()?;
        Ok(problem)
    }

    /// How many offers there are.
    pub fn offers(&self) -> usize {
        self.capacities.len()
    }

    /// How many needs there are.
    pub fn needs(&self) -> usize {
        self.quantities.len()
    }

    /// How many pairs there are.
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// What each offer can give.
    pub fn capacities(&self) -> &[u64] {
        &self.capacities
    }

    /// What each need asks for.
    pub fn quantities(&self) -> &[u64] {
        &self.quantities
    }

    /// The pair at a place, counted through all needs.
    ///
    /// # Panics
    ///
    /// Where there is no such pair.
    pub fn edge(&self, index: usize) -> Edge<i64> {
        self.edges.at(index)
    }

    /// The places of a need's pairs.
    ///
    /// # Panics
    ///
    /// Where there is no such need.
    pub fn row(&self, need: usize) -> std::ops::Range<usize> {
        self.starts[need] as usize..self.starts[need + 1] as usize
    }

    fn check_edges(&self) -> Result<(), ProblemError> {
        match &self.edges {
            Edges::Narrow(edges) => self.check_each(edges),
            Edges::Wide(edges) => self.check_each(edges),
        }
    }

    fn check_each<V: Copy + Into<i64>>(&self, edges: &[Edge<V>]) -> Result<(), ProblemError> {
        let offers = self.offers();
        let bad = |edge: &Edge<V>| edge.offer as usize >= offers || edge.value.into() > UNIT_VALUE_MAX;
        let Some(place) = edges.iter().position(bad) else {
            return Ok(());
        };
        let edge = edges[place];
        let need = self.starts.partition_point(|&start| start as usize <= place) - 1;
        Err(if edge.offer as usize >= offers {
            ProblemError::UnknownOffer {
                need,
                offer: edge.offer,
                offers,
            }
        } else {
            ProblemError::ValueTooLarge {
                need,
                offer: edge.offer,
                value: edge.value.into(),
            }
        })
    }
}

fn within(what: &'static str, count: usize, most: usize) -> Result<(), ProblemError> {
    if count > most {
        return Err(ProblemError::TooMany { what, count, most });
    }
    Ok(())
}

fn check_rows(starts: &[u64], needs: usize, edges: usize) -> Result<(), ProblemError> {
    let wrong = |need| Err(ProblemError::Rows { need, needs, edges });
    if starts.len() != needs + 1 {
        return wrong(starts.len().min(needs));
    }
    if starts[0] != 0 {
        return wrong(0);
    }
    if let Some(need) = starts.windows(2).position(|pair| pair[0] > pair[1]) {
        return wrong(need);
    }
    if starts[needs] != edges as u64 {
        return wrong(needs);
    }
    Ok(())
}

/// Builds a [`Problem`] need by need.
#[derive(Debug, Clone)]
pub struct ProblemBuilder {
    capacities: Vec<u64>,
    quantities: Vec<u64>,
    starts: Vec<u64>,
    edges: Edges,
}

impl ProblemBuilder {
    /// With the capacities of all offers; needs refer to an offer by its place among them.
    pub fn new(capacities: Vec<u64>) -> Self {
        Self {
            capacities,
            quantities: Vec::new(),
            starts: vec![0],
            edges: Edges::Narrow(Vec::new()),
        }
    }

    /// Adds the next need: what it asks for, and the offers that fit it with what one unit of each is worth.
    pub fn need(&mut self, quantity: u64, fits: impl IntoIterator<Item = (u32, i64)>) -> &mut Self {
        for (offer, value) in fits {
            self.push(offer, value);
        }
        self.quantities.push(quantity);
        self.starts.push(self.edges.len() as u64);
        self
    }

    /// The problem, where it is one that can be solved.
    pub fn build(self) -> Result<Problem, ProblemError> {
        Problem::new(self.capacities, self.quantities, self.starts, self.edges)
    }

    fn push(&mut self, offer: u32, value: i64) {
        if let Edges::Narrow(edges) = &mut self.edges {
            if let Ok(value) = i32::try_from(value) {
                edges.push(Edge { offer, value });
                return;
            }
            let wider = |edge: &Edge<i32>| Edge {
                offer: edge.offer,
                value: edge.value.into(),
            };
            self.edges = Edges::Wide(edges.iter().map(wider).collect());
        }
        if let Edges::Wide(edges) = &mut self.edges {
            edges.push(Edge { offer, value });
        }
    }
}
