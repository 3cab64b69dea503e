//! Whether an offer can serve a need at all, and what a match of the two would be.
//!
//! Every rule is one function that gives what it found or what rules the pair out. Asked about one pair, all rules speak,
//! so that a person learns everything that stands in the way; searching among many, the first that fails is enough.

use svx_domain::{OrganisationId, Quantity, Window};

use crate::exclusion::Exclusion;
use crate::model::{DAYS_NEEDED_MIN, Membership, Need, Offer};
use crate::reason::Reason;
use crate::words::length;

/// The priority from which a need is called pressing.
const PRESSING_FROM: u8 = 4;
/// The last tenth of areas that is called deprived.
const DEPRIVED_UP_TO: u8 = 2;
/// How alike two texts are that are called alike, in thousandths.
const ALIKE_FROM: u32 = 200;

/// Whether two go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compatibility {
    /// They do.
    Fits(Fit),
    /// They do not, for at least one reason.
    Excluded(Vec<Exclusion>),
}

/// What a match of the two would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// How much the offer could give: the smaller of what is wanted and what is to be had.
    pub quantity: Quantity,
    /// How many days both have; nothing where neither is bound to dates.
    pub overlap_days: Option<u32>,
    /// How far apart they are, in metres; nothing where both are remote.
    pub distance_m: Option<u32>,
    /// The authorities whose exchange both are on; a match belongs to one of them. Empty where membership is not in play.
    pub authorities: Vec<OrganisationId>,
    /// Why it suits: how much, where, when, then what else speaks for it.
    pub reasons: Vec<Reason>,
}

/// Whether this offer can serve this need.
pub fn compatibility(need: &Need, offer: &Offer) -> Compatibility {
    let mut exclusions = Vec::new();
    let mut hear = |verdict: Result<(), Exclusion>| exclusions.extend(verdict.err());
    hear(resource(need, offer));
    hear(quantity(need, offer).map(drop));
    hear(dates(need, offer).map(drop));
    hear(reach(need, offer).map(drop));
    hear(conditions(need, offer));
    hear(membership(need, offer));
    hear(standing(need, offer));
    match facts(need, offer) {
        Some(facts) => Compatibility::Fits(fit(need, offer, &facts)),
        None => Compatibility::Excluded(exclusions),
    }
}

/// What a pair that goes together is valued by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) quantity: Quantity,
    pub(crate) together: Option<Window>,
    pub(crate) distance_m: Option<u32>,
    pub(crate) exact: bool,
    /// How alike their texts are, in thousandths.
    pub(crate) alike: u32,
}

/// The facts of a pair, or nothing as soon as one rule fails: the cheap rules and those that rule out most come first.
pub(crate) fn facts(need: &Need, offer: &Offer) -> Option<Facts> {
    resource(need, offer).ok()?;
    let distance_m = reach(need, offer).ok()?;
    let quantity = quantity(need, offer).ok()?;
    let together = dates(need, offer).ok()?;
    standing(need, offer).ok()?;
    membership(need, offer).ok()?;
    conditions(need, offer).ok()?;
    Some(Facts {
        quantity,
        together,
        distance_m,
        exact: need.resource == offer.resource,
        alike: need.text.alike(&offer.text),
    })
}

pub(crate) fn fit(need: &Need, offer: &Offer, facts: &Facts) -> Fit {
    Fit {
        quantity: facts.quantity,
        overlap_days: facts.together.as_ref().map(length),
        distance_m: facts.distance_m,
        authorities: shared(&need.authorities, &offer.authorities),
        reasons: reasons(need, offer, facts),
    }
}

fn reasons(need: &Need, offer: &Offer, facts: &Facts) -> Vec<Reason> {
    let mut reasons = vec![Reason::Quantity {
        given: facts.quantity,
        wanted: need.quantity,
        resource_name: need.resource_name.clone(),
    }];
    if !facts.exact {
        let (offered, asked) = (offer.resource_name.clone(), need.resource_name.clone());
        reasons.push(Reason::Substitute { offered, asked });
    }
    reasons.push(
        facts
            .distance_m
            .map_or(Reason::Remote, |distance_m| Reason::Distance { distance_m }),
    );
    if let Some(together) = facts.together {
        reasons.push(Reason::Dates {
            together,
            wanted: need.window,
        });
    }
    if !need.requires.is_empty() {
        reasons.push(Reason::Conditions(need.requires.clone()));
    }
    if need.priority >= PRESSING_FROM {
        reasons.push(Reason::Pressing {
            priority: need.priority,
        });
    }
    if let Some(tenth) = need.deprivation.filter(|tenth| *tenth <= DEPRIVED_UP_TO) {
        reasons.push(Reason::Deprived { tenth });
    }
    if facts.alike >= ALIKE_FROM {
        reasons.push(Reason::Alike);
    }
    reasons
}

fn resource(need: &Need, offer: &Offer) -> Result<(), Exclusion> {
    if need.accepts(&offer.resource) {
        Ok(())
    } else {
        Err(Exclusion::DifferentResource)
    }
}

fn quantity(need: &Need, offer: &Offer) -> Result<Quantity, Exclusion> {
    if need.quantity <= Quantity::ZERO {
        Err(Exclusion::NothingWanted)
    } else if offer.quantity <= Quantity::ZERO {
        Err(Exclusion::NothingLeft)
    } else if !need.divisible && offer.quantity < need.quantity {
        Err(Exclusion::TooLittle {
            offered: offer.quantity,
            wanted: need.quantity,
        })
    } else {
        Ok(need.quantity.min(offer.quantity))
    }
}

/// The days that both have; nothing where neither is bound to dates.
fn dates(need: &Need, offer: &Offer) -> Result<Option<Window>, Exclusion> {
    let together = match (need.window, offer.window) {
        (None, None) => return Ok(None),
        (Some(window), None) | (None, Some(window)) => window,
        (Some(wanted), Some(free)) => wanted.overlap(&free).ok_or(Exclusion::DatesApart { wanted, free })?,
    };
    let (days, needed) = (length(&together), need.days_needed.max(DAYS_NEEDED_MIN));
    if days < needed {
        Err(Exclusion::TooFewDays { together: days, needed })
    } else {
        Ok(Some(together))
    }
}

/// The distance in metres; nothing where both are remote, and so need no place.
fn reach(need: &Need, offer: &Offer) -> Result<Option<u32>, Exclusion> {
    if need.remote && offer.remote {
        return Ok(None);
    }
    let to = need.place.ok_or(Exclusion::NeedHasNoPlace)?;
    let from = offer.place.ok_or(Exclusion::OfferHasNoPlace)?;
    let distance_m = from.distance_m(to);
    if distance_m > offer.radius_m {
        return Err(Exclusion::OutOfReach {
            distance_m,
            radius_m: offer.radius_m,
        });
    }
    Ok(Some(distance_m))
}

fn conditions(need: &Need, offer: &Offer) -> Result<(), Exclusion> {
    if need.requires.iter().all(|condition| offer.provides.contains(condition)) {
        return Ok(());
    }
    let missing = need
        .requires
        .iter()
        .filter(|condition| !offer.provides.contains(condition));
    Err(Exclusion::ConditionsNotMet(missing.cloned().collect()))
}

fn membership(need: &Need, offer: &Offer) -> Result<(), Exclusion> {
    match (&need.authorities, &offer.authorities) {
        (Membership::Of(theirs), Membership::Of(ours)) if !theirs.iter().any(|authority| ours.contains(authority)) => {
            Err(Exclusion::NoSharedAuthority)
        }
        _ => Ok(()),
    }
}

fn shared(need: &Membership, offer: &Membership) -> Vec<OrganisationId> {
    match (need, offer) {
        (Membership::Of(theirs), Membership::Of(ours)) => theirs
            .iter()
            .filter(|authority| ours.contains(authority))
            .copied()
            .collect(),
        (Membership::Of(some), Membership::Anyone) | (Membership::Anyone, Membership::Of(some)) => some.clone(),
        (Membership::Anyone, Membership::Anyone) => Vec::new(),
    }
}

/// What stands between the two organisations, whatever they ask and offer.
fn standing(need: &Need, offer: &Offer) -> Result<(), Exclusion> {
    if need.community == offer.supplier {
        Err(Exclusion::SameOrganisation)
    } else if need.conflicts.contains(&offer.supplier) || offer.conflicts.contains(&need.community) {
        Err(Exclusion::Conflict)
    } else if need.declined.contains(&offer.id) {
        Err(Exclusion::Declined)
    } else {
        Ok(())
    }
}
