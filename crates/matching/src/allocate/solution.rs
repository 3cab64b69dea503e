//! What a solver answers: who gives how much to whom, and why nothing can be better.

/// Units that one offer gives to one need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// The place of the pair in the problem.
    pub edge: usize,
    /// The need that is given to.
    pub need: u32,
    /// The offer that gives.
    pub offer: u32,
    /// How many units: never 0.
    pub units: u64,
}

/// A dual solution: what one more unit at each offer, and one more unit asked for by each need, would be worth.
///
/// Where no number is negative and `offers[i] + needs[j]` is at least the value of a unit on every pair, no plan can be
/// worth more than the sum of capacity times price over offers and quantity times price over needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// A price for each offer.
    pub offers: Vec<i64>,
    /// A price for each need.
    pub needs: Vec<i64>,
}

/// An optimal plan and its proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solution {
    /// What flows, in the order of the problem's pairs; a pair that is not listed carries nothing.
    pub flows: Vec<Flow>,
    /// The value of all that flows.
    pub value: i128,
    /// The dual solution of the same value.
    pub certificate: Certificate,
}

impl Solution {
    /// The units on a pair, by its place in the problem.
    pub fn units(&self, edge: usize) -> u64 {
        match self.flows.binary_search_by_key(&edge, |flow| flow.edge) {
            Ok(at) => self.flows[at].units,
            Err(_) => 0,
        }
    }
}
