//! What a plan comes to, counted by what is asked for, by who asks, by distance and by what is lacking.

use super::Planned;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use svx_domain::Quantity;
use svx_matching::{Outcome, Plan, UnmetReason};
use svx_report::plan::{Band, Fared};

/// What stands for a need whose community is not given.
const NO_COMMUNITY: &str = "(not given)";
/// The upper ends of the bands of distance, in metres.
const BANDS_M: [u32; 5] = [2_000, 5_000, 10_000, 25_000, 50_000];

/// How many needs fare how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Needs in all.
    pub needs: u64,
    /// Needs that get all they ask for.
    pub met: u64,
    /// Needs that get a part.
    pub part: u64,
}

impl Reach {
    /// Needs that get nothing.
    pub fn none(&self) -> u64 {
        self.needs - self.met - self.part
    }

    fn count(&mut self, outcome: &Outcome) {
        self.needs += 1;
        match outcome.unmet {
            None => self.met += 1,
            Some(_) if !outcome.given.is_zero() => self.part += 1,
            Some(_) => {}
        }
    }
}

/// So much that is lacking for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    /// What of: the place in the price book.
    pub resource: usize,
    /// Why.
    pub reason: UnmetReason,
    /// How many needs lack it.
    pub needs: u64,
    /// How much they lack.
    pub quantity: Quantity,
}

/// A plan in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Over all needs.
    pub all: Reach,
    /// By what is asked for, with the most needs first.
    pub resources: Vec<Fared>,
    /// By who asks, the worst served first.
    pub communities: Vec<Fared>,
    /// Proposals by distance, the nearest first.
    pub distances: Vec<Band>,
    /// What is lacking and why, the most needs first.
    pub shortfalls: Vec<Shortfall>,
    /// Offers of which nothing is used.
    pub offers_unused: u64,
}

#[derive(Default)]
struct Group {
    reach: Reach,
    wanted: i128,
    given: i128,
    /// Over its needs, the sum of the shares that are given, in thousandths.
    shares: u64,
}

impl Group {
    fn count(&mut self, wanted: Quantity, outcome: &Outcome) {
        self.reach.count(outcome);
        self.wanted += i128::from(wanted.thousandths());
        self.given += i128::from(outcome.given.thousandths());
        self.shares += u64::from(share(outcome.given.thousandths().into(), wanted.thousandths().into()));
    }

    fn fared(&self, name: String, by_quantity: bool) -> Fared {
        let quantity = |sum: i128| Quantity::from_thousandths(i64::try_from(sum).unwrap_or(i64::MAX));
        let mean = self.shares / self.reach.needs.max(1);
        Fared {
            name,
            needs: self.reach.needs,
            met: self.reach.met,
            part: self.reach.part,
            // A mean of shares is a share.
            share: if by_quantity {
                share(self.given, self.wanted)
            } else {
                mean as u32
            },
            quantities: by_quantity.then(|| (quantity(self.wanted), quantity(self.given))),
        }
    }
}

fn share(part: i128, whole: i128) -> u32 {
    // Between nought and a thousand.
    (part.max(0) * 1_000 / whole.max(1)).min(1_000) as u32
}

/// Counts a plan.
pub fn summary(planned: &Planned) -> Summary {
    summary_of(planned, &planned.plan)
}

/// Counts another plan for the same tables.
pub(super) fn summary_of(planned: &Planned, plan: &Plan) -> Summary {
    let mut all = Reach::default();
    let mut resources: BTreeMap<usize, Group> = BTreeMap::new();
    let mut communities: BTreeMap<&str, Group> = BTreeMap::new();
    let mut shortfalls: BTreeMap<(usize, UnmetReason), (u64, i64)> = BTreeMap::new();
    for (row, outcome) in planned.needs.sheet.rows.iter().zip(&plan.outcomes) {
        all.count(outcome);
        resources.entry(row.resource).or_default().count(row.quantity, outcome);
        let community = [row.community.as_str(), row.project.as_str()]
            .into_iter()
            .find(|name| !name.is_empty());
        communities
            .entry(community.unwrap_or(NO_COMMUNITY))
            .or_default()
            .count(row.quantity, outcome);
        if let Some(unmet) = outcome.unmet {
            let (needs, quantity) = shortfalls.entry((row.resource, unmet.reason)).or_default();
            *needs += 1;
            *quantity = quantity.saturating_add(unmet.quantity.thousandths());
        }
    }
    let name = |at: &usize| planned.book.resource(*at).name.clone();
    let mut resources: Vec<Fared> = resources
        .iter()
        .map(|(at, group)| group.fared(name(at), true))
        .collect();
    resources.sort_by_key(|fared| Reverse(fared.needs));
    let mut communities: Vec<Fared> = communities
        .iter()
        .map(|(name, group)| group.fared((*name).to_owned(), false))
        .collect();
    communities.sort_by_key(|fared| fared.share);
    let mut shortfalls: Vec<Shortfall> = shortfalls
        .into_iter()
        .map(|((resource, reason), (needs, quantity))| Shortfall {
            resource,
            reason,
            needs,
            quantity: Quantity::from_thousandths(quantity),
        })
        .collect();
    shortfalls.sort_by_key(|shortfall| Reverse(shortfall.needs));
    let unused = planned.prepared.offers.iter().zip(&plan.left);
    Summary {
        all,
        resources,
        communities,
        distances: distances(planned, plan),
        shortfalls,
        offers_unused: unused.filter(|(offer, left)| offer.quantity == **left).count() as u64,
    }
}

fn distances(planned: &Planned, plan: &Plan) -> Vec<Band> {
    let mut counts = [0_u64; BANDS_M.len() + 2];
    for proposal in &plan.proposals {
        let (need, offer) = (
            &planned.prepared.needs[proposal.need],
            &planned.prepared.offers[proposal.offer],
        );
        let band = match (need.place, offer.place) {
            _ if need.remote && offer.remote => BANDS_M.len() + 1,
            (Some(to), Some(from)) => BANDS_M.partition_point(|end| *end < from.distance_m(to)),
            _ => BANDS_M.len() + 1,
        };
        counts[band] += 1;
    }
    let mut labels: Vec<String> = Vec::new();
    for (at, end) in BANDS_M.iter().enumerate() {
        let km = |metres: u32| metres / 1_000;
        labels.push(match at {
            0 => format!("Up to {} km", km(*end)),
            _ => format!("{} to {} km", km(BANDS_M[at - 1]), km(*end)),
        });
    }
    labels.push(format!("More than {} km", BANDS_M[BANDS_M.len() - 1] / 1_000));
    labels.push("From anywhere".to_owned());
    let bands = labels.into_iter().zip(counts);
    bands.map(|(label, count)| Band { label, count }).collect()
}
