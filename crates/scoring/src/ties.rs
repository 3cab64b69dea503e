//! Ranking: by the award method, then by the published tie-break list, and never by the order of rows.

use std::cmp::Ordering;

use crate::bids::BidInput;
use crate::evaluate::BidResult;
use crate::rules::{Award, Rules, TieBreak};

/// Puts results in rank order and numbers them: 1, 1, 3 where the list leaves two level.
pub(crate) fn rank(rules: &Rules, bids: &[BidInput], results: &mut [BidResult]) {
    let breaks: Vec<_> = rules.tie_break.iter().map(|entry| Break::of(entry, rules)).collect();
    let compare = |a: &BidResult, b: &BidResult| {
        let settled = breaks.iter().map(|entry| entry.compare(a, b, bids));
        settled.fold(by_award(&rules.award, a, b), Ordering::then)
    };
    results.sort_by(compare);
    let mut start = 0;
    while start < results.len() {
        let level = results[start..]
            .iter()
            .take_while(|other| compare(&results[start], other).is_eq())
            .count();
        for result in &mut results[start..start + level] {
            result.rank = start + 1;
            result.tied = level > 1;
        }
        start += level;
    }
}

/// An entry of the list, with the criterion found.
enum Break {
    Criterion(usize),
    EarliestReceipt,
}

impl Break {
    fn of(entry: &TieBreak, rules: &Rules) -> Self {
        match entry {
            TieBreak::EarliestReceipt => Self::EarliestReceipt,
            TieBreak::Criterion(id) => {
                // Validation knows every id; one past the end compares level.
                let position = rules.criteria.iter().position(|criterion| criterion.id == *id);
                Self::Criterion(position.unwrap_or(rules.criteria.len()))
            }
        }
    }

    fn compare(&self, a: &BidResult, b: &BidResult, bids: &[BidInput]) -> Ordering {
        match self {
            Self::Criterion(index) => {
                let score = |result: &BidResult| result.criteria.get(*index).map(|mark| mark.score.clone());
                score(b).cmp(&score(a))
            }
            Self::EarliestReceipt => bids[a.bid].received_us.cmp(&bids[b.bid].received_us),
        }
    }
}

fn by_award(award: &Award, a: &BidResult, b: &BidResult) -> Ordering {
    match (award, &a.total, &b.total) {
        (Award::HighestTotal, a, b) => b.cmp(a),
        (_, Some(a), Some(b)) => a.cmp(b),
        // No figure comes after any figure.
        (_, a, b) => b.is_some().cmp(&a.is_some()),
    }
}
