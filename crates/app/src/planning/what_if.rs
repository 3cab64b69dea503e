//! What other weights would do, side by side with the plan.

use super::summary::{Reach, summary_of};
use super::{Planned, weights_line};
use std::collections::HashSet;
use svx_matching::{Plan, PlanError, PlanOptions, Progress, Weights, plan};

/// A plan by other weights, in numbers that can be held beside those of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// What the weights are called.
    pub name: String,
    /// The weights in a line.
    pub weights: String,
    /// How needs fare.
    pub all: Reach,
    /// The share of its needs that the worst served community gets, in thousandths.
    pub worst_share: u32,
    /// How far it is for the proposal in the middle, in metres; nothing where none has a distance.
    pub median_m: Option<u32>,
    /// Proposals.
    pub proposals: usize,
    /// How many of them the first plan does not have, whatever the quantity.
    pub new: usize,
}

/// The plan itself, and then what each of the others would do.
///
/// # Errors
/// As for the plan itself.
pub fn what_if(
    planned: &Planned,
    others: &[(String, Weights)],
    options: &PlanOptions,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<WhatIf>, PlanError> {
    let mut lines = vec![line(planned, &planned.plan, "this plan", &planned.weights)];
    for (name, weights) in others {
        let other = plan(
            &planned.prepared.needs,
            &planned.prepared.offers,
            weights,
            options,
            watch,
        )?;
        lines.push(line(planned, &other, name, weights));
    }
    Ok(lines)
}

fn line(planned: &Planned, plan: &Plan, name: &str, weights: &Weights) -> WhatIf {
    let counted = summary_of(planned, plan);
    let first: HashSet<(usize, usize)> = planned
        .plan
        .proposals
        .iter()
        .map(|proposal| (proposal.need, proposal.offer))
        .collect();
    let new = plan
        .proposals
        .iter()
        .filter(|proposal| !first.contains(&(proposal.need, proposal.offer)));
    WhatIf {
        name: name.to_owned(),
        weights: weights_line(weights),
        all: counted.all,
        worst_share: counted
            .communities
            .iter()
            .map(|community| community.share)
            .min()
            .unwrap_or(0),
        median_m: median_m(planned, plan),
        proposals: plan.proposals.len(),
        new: new.count(),
    }
}

fn median_m(planned: &Planned, plan: &Plan) -> Option<u32> {
    let metres = plan.proposals.iter().filter_map(|proposal| {
        let (need, offer) = (
            &planned.prepared.needs[proposal.need],
            &planned.prepared.offers[proposal.offer],
        );
        (!(need.remote && offer.remote)).then_some(())?;
        Some(offer.place?.distance_m(need.place?))
    });
    let mut metres: Vec<u32> = metres.collect();
    metres.sort_unstable();
    metres.get(metres.len() / 2).copied()
}
