//! Over-promising is a matter for a conversation: these checks find what to ask about, with the figures to ask with,
//! and never change a score.

use crate::Exact;
use crate::bids::BidInput;
use crate::methods::Rule;
use crate::plan::Leaf;

/// An offer of more than so many times the middle of the others is an outlier. Offers in a council's pilot spread over
/// less than three times one another.
pub const OUTLIER_TIMES: i64 = 3;
/// An outlier needs at least so many other offers to be told by.
pub const OUTLIER_OTHERS_MIN: usize = 2;
/// Suppliers usually commit from this much of the contract value, in percent, ...
pub const USUAL_PERCENT_MIN: i64 = 3;
/// ... to this much.
pub const USUAL_PERCENT_MAX: i64 = 16;

/// What the others offered, for an offer that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlier {
    /// The median of the other offers.
    pub others_median: Exact,
    /// How many times as much this one is.
    pub times: Exact,
}

/// For each offer, whether it stands out against the others: more than [`OUTLIER_TIMES`] their median. An offer of
/// nothing is no basis to judge by, so a median of 0 makes nobody an outlier.
pub fn outliers(offers: &[&Exact]) -> Vec<Option<Outlier>> {
    if offers.len() <= OUTLIER_OTHERS_MIN {
        return vec![None; offers.len()];
    }
    let mut order: Vec<usize> = (0..offers.len()).collect();
    order.sort_by(|a, b| offers[*a].cmp(offers[*b]));
    let mut found = vec![None; offers.len()];
    for (place, &offer) in order.iter().enumerate() {
        // The others in order are the whole order without this place.
        let other = |rank: usize| offers[order[if rank < place { rank } else { rank + 1 }]];
        let others = offers.len() - 1;
        let twice = other((others - 1) / 2) + other(others / 2);
        let median = twice.checked_div(&Exact::whole(2)).unwrap_or(Exact::ZERO);
        found[offer] = offers[offer]
            .checked_div(&median)
            .filter(|times| *times > Exact::whole(OUTLIER_TIMES))
            .map(|times| Outlier {
                others_median: median,
                times,
            });
    }
    found
}

/// The share of the contract value that an offer comes to, in percent, where that is above `most_percent`.
pub fn above_share(offer: &Exact, contract_value: &Exact, most_percent: &Exact) -> Option<Exact> {
    let percent = (offer * &Exact::whole(100)).checked_div(contract_value)?;
    (percent > *most_percent).then_some(percent)
}

/// The doubts about the offers under one leaf, as bid and reason.
pub(crate) fn doubts(leaf: &Leaf, offers: &[(usize, &Exact)], bids: &[BidInput]) -> Vec<(usize, String)> {
    let numbers: Vec<&Exact> = offers.iter().map(|(_, offer)| *offer).collect();
    let found = outliers(&numbers);
    let mut doubts = Vec::new();
    for ((bid, offer), outlier) in offers.iter().zip(found) {
        let mut reasons = Vec::new();
        if let Some(Outlier { others_median, times }) = outlier {
            let (times, median) = (times.to_display(1), others_median.to_words());
            reasons.push(format!("{times} times the middle of the other bids ({median})"));
        }
        reasons.extend(share_doubt(leaf, offer));
        if let Some(capacity) = bids[*bid]
            .capacity
            .get(&leaf.name)
            .filter(|capacity| *offer > *capacity)
        {
            reasons.push(format!(
                "more than the supplier's stated capacity of {}",
                capacity.to_words()
            ));
        }
        if !reasons.is_empty() {
            doubts.push((
                *bid,
                format!("{}: {} is {}", leaf.name, offer.to_words(), reasons.join(", and ")),
            ));
        }
    }
    doubts
}

/// A doubt about the size of an offer beside the contract: under the method that caps it, above the cap; for social
/// value otherwise, above what is usual. A quantity in another unit than pounds that is as large as that deserves the
/// same question.
fn share_doubt(leaf: &Leaf, offer: &Exact) -> Option<String> {
    let hundred = Exact::whole(100);
    let (value, most_percent) = match &leaf.rule {
        Rule::ShareOfContract {
            contract_value, share, ..
        } => (contract_value, share * &hundred),
        _ if leaf.social_value => (leaf.contract_value.as_ref()?, Exact::whole(USUAL_PERCENT_MAX)),
        _ => return None,
    };
    let percent = above_share(offer, value, &most_percent)?;
    let usual = format!("{USUAL_PERCENT_MIN}% to {USUAL_PERCENT_MAX}% is usual");
    Some(format!("{}% of the contract value ({usual})", percent.to_display(1)))
}
