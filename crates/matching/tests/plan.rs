//! A whole plan keeps to every rule, adds up, and is the best there is.
#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

mod common;

use std::num::NonZeroUsize;

use common::{any_need, any_offer};
use proptest::collection::vec;
use proptest::prelude::*;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity};
use svx_matching::{
    Compatibility, Exclusion, Membership, Need, Offer, Plan, PlanOptions, Reason, Text, UnmetReason, Weights, Worth,
    compatibility, plan, score,
};

fn made(needs: &[Need], offers: &[Offer], options: PlanOptions) -> Plan {
    plan(needs, offers, &Weights::default(), &options, &|_| ()).unwrap()
}

/// A need that can be served from anywhere at any time.
fn laptops_wanted(quantity: i64) -> Need {
    Need {
        id: NeedId::from_parts(1, [0; 10]),
        community: OrganisationId::from_parts(1, [0; 10]),
        resource: "laptop".to_owned(),
        resource_name: "laptops".to_owned(),
        substitutes: Vec::new(),
        quantity: Quantity::from_units(quantity),
        divisible: true,
        priority: 3,
        window: None,
        days_needed: 1,
        place: None,
        remote: true,
        requires: Vec::new(),
        authorities: Membership::Anyone,
        declined: Vec::new(),
        conflicts: Vec::new(),
        deprivation: None,
        text: Text::default(),
    }
}

/// An offer that can be given from anywhere at any time.
fn laptops_offered(quantity: i64) -> Offer {
    Offer {
        id: OfferId::from_parts(2, [0; 10]),
        supplier: OrganisationId::from_parts(2, [0; 10]),
        resource: "laptop".to_owned(),
        resource_name: "laptops".to_owned(),
        quantity: Quantity::from_units(quantity),
        window: None,
        place: None,
        radius_m: 0,
        remote: true,
        provides: Vec::new(),
        authorities: Membership::Anyone,
        conflicts: Vec::new(),
        text: Text::default(),
    }
}

fn fits(need: &Need, offer: &Offer) -> bool {
    matches!(compatibility(need, offer), Compatibility::Fits(_))
}

fn exclusions(need: &Need, offer: &Offer) -> Vec<&'static str> {
    match compatibility(need, offer) {
        Compatibility::Fits(_) => Vec::new(),
        Compatibility::Excluded(why) => why.iter().map(Exclusion::code).collect(),
    }
}

fn divisible(mut needs: Vec<Need>) -> Vec<Need> {
    needs.iter_mut().for_each(|need| need.divisible = true);
    needs
}

fn check_rules(needs: &[Need], offers: &[Offer], plan: &Plan) -> Result<(), TestCaseError> {
    let mut given = vec![Quantity::ZERO; needs.len()];
    let mut taken = vec![Quantity::ZERO; offers.len()];
    let mut worth = 0;
    for proposal in &plan.proposals {
        let (need, offer) = (&needs[proposal.need], &offers[proposal.offer]);
        prop_assert!(fits(need, offer));
        prop_assert!(proposal.quantity > Quantity::ZERO);
        prop_assert!(need.divisible || proposal.quantity == need.quantity);
        prop_assert_eq!(Some(proposal.unit_value), score(need, offer, &Weights::default()));
        let fit = proposal.fit(needs, offers).unwrap();
        let said_first = matches!(&fit.reasons[0], Reason::Quantity { given, .. } if *given == proposal.quantity);
        prop_assert!(said_first);
        given[proposal.need] = given[proposal.need].checked_add(proposal.quantity).unwrap();
        taken[proposal.offer] = taken[proposal.offer].checked_add(proposal.quantity).unwrap();
        worth += i128::from(proposal.quantity.thousandths()) * i128::from(proposal.unit_value.0);
    }
    prop_assert_eq!(plan.value, Worth(worth));
    prop_assert!(plan.value <= plan.bound);
    for (at, need) in needs.iter().enumerate() {
        prop_assert!(given[at] <= need.quantity);
        prop_assert_eq!(plan.outcomes[at].given, given[at]);
        let lacks = plan.outcomes[at].unmet.map_or(Quantity::ZERO, |unmet| unmet.quantity);
        prop_assert_eq!(lacks, need.quantity.saturating_sub(given[at]));
    }
    for (at, offer) in offers.iter().enumerate() {
        prop_assert!(taken[at] <= offer.quantity);
        prop_assert_eq!(plan.left[at], offer.quantity.saturating_sub(taken[at]));
    }
    Ok(())
}

/// The best value there is, by trying everything in whole units.
fn best(needs: &[Need], offers: &[Offer], at: usize, left: &mut Vec<i64>) -> i128 {
    let Some(need) = needs.get(at) else {
        return 0;
    };
    let values: Vec<i64> = offers
        .iter()
        .map(|offer| score(need, offer, &Weights::default()).map_or(0, |score| i64::from(score.0)))
        .collect();
    best_of(needs, offers, at, 0, need.quantity.thousandths() / 1000, &values, left)
}

fn best_of(
    needs: &[Need],
    offers: &[Offer],
    at: usize,
    offer: usize,
    wanted: i64,
    values: &[i64],
    left: &mut Vec<i64>,
) -> i128 {
    if offer == offers.len() {
        return best(needs, offers, at + 1, left);
    }
    let whole = needs[at].quantity.thousandths() / 1000;
    let mut most = 0;
    for units in 0..=wanted.min(left[offer]) {
        if units > 0 && (values[offer] == 0 || (!needs[at].divisible && units != whole)) {
            continue;
        }
        left[offer] -= units;
        let rest = best_of(needs, offers, at, offer + 1, wanted - units, values, left);
        left[offer] += units;
        most = most.max(rest + i128::from(units) * i128::from(values[offer]) * 1000);
    }
    most
}

fn small(mut needs: Vec<Need>, mut offers: Vec<Offer>) -> (Vec<Need>, Vec<Offer>) {
    let few = |quantity: Quantity| Quantity::from_units(quantity.thousandths() / 1000 % 4);
    needs.iter_mut().for_each(|need| need.quantity = few(need.quantity));
    offers.iter_mut().for_each(|offer| {
        offer.quantity = few(offer.quantity);
        offer.radius_m = offer.radius_m.max(40_000);
    });
    (needs, offers)
}

proptest! {
    #[test]
    fn a_plan_keeps_to_every_rule_and_adds_up(needs in vec(any_need(), 0..25), offers in vec(any_offer(), 0..25)) {
        let plan = made(&needs, &offers, PlanOptions::default());
        check_rules(&needs, &offers, &plan)?;
        let pairs = needs.iter().flat_map(|need| offers.iter().filter(move |offer| fits(need, offer))).count();
        prop_assert_eq!(plan.pairs, pairs as u64);
    }

    #[test]
    fn why_a_need_lacks_something_is_what_the_rules_say(needs in vec(any_need(), 1..8), offers in vec(any_offer(), 0..12)) {
        let plan = made(&needs, &offers, PlanOptions::default());
        for (need, outcome) in needs.iter().zip(&plan.outcomes) {
            let Some(unmet) = outcome.unmet else { continue };
            let passing = |failing: &[&str]| {
                let passes = |offer: &&Offer| !exclusions(need, offer).iter().any(|code| failing.contains(code));
                offers.iter().filter(passes).count() as u32
            };
            let far = ["different-resource", "out-of-reach", "need-has-no-place", "offer-has-no-place"];
            let dates = [&far[..], &["dates-apart", "too-few-days"]].concat();
            let conditions = [&dates[..], &["conditions-not-met"]].concat();
            let tally = unmet.tally;
            prop_assert_eq!(tally.kind, passing(&far[..1]));
            prop_assert_eq!(tally.reach, passing(&far));
            prop_assert_eq!(tally.dates, passing(&dates));
            prop_assert_eq!(tally.conditions, passing(&conditions));
            let none_fits = !offers.iter().any(|offer| fits(need, offer));
            prop_assert_eq!(unmet.reason != UnmetReason::NotEnough, none_fits);
        }
    }

    #[test]
    fn the_order_of_rows_and_the_number_of_threads_do_not_change_the_value(
        needs in vec(any_need(), 0..25).prop_map(divisible), offers in vec(any_offer(), 0..25),
    ) {
        let plan = made(&needs, &offers, PlanOptions::default());
        prop_assert!(plan.is_optimal());
        let threads = NonZeroUsize::new(3).unwrap();
        prop_assert_eq!(&made(&needs, &offers, PlanOptions { threads, ..PlanOptions::default() }), &plan);
        let (mut needs, mut offers) = (needs, offers);
        needs.reverse();
        let half = offers.len() / 2;
        offers.rotate_left(half);
        prop_assert_eq!(made(&needs, &offers, PlanOptions::default()).value, plan.value);
    }

    #[test]
    fn what_does_not_fit_in_memory_is_priced_out_with_a_bound_that_holds(
        needs in vec(any_need(), 0..40).prop_map(divisible), offers in vec(any_offer(), 0..60),
    ) {
        let whole = made(&needs, &offers, PlanOptions::default());
        let priced = made(&needs, &offers, PlanOptions { pairs_max: 150, ..PlanOptions::default() });
        check_rules(&needs, &offers, &priced)?;
        prop_assert!(priced.value <= whole.value && whole.value <= priced.bound);
        prop_assert_eq!(priced.pairs, whole.pairs);
    }

    #[test]
    fn nothing_that_can_be_tried_is_better(needs in vec(any_need(), 0..4), offers in vec(any_offer(), 0..4)) {
        let (needs, offers) = small(needs, offers);
        let plan = made(&needs, &offers, PlanOptions::default());
        let mut left = offers.iter().map(|offer| offer.quantity.thousandths() / 1000).collect();
        let best = Worth(best(&needs, &offers, 0, &mut left));
        prop_assert!(plan.value <= best && best <= plan.bound);
        if needs.iter().all(|need| need.divisible) {
            prop_assert_eq!(plan.value, best);
        }
    }
}

#[test]
fn a_need_that_very_many_could_serve_is_served_in_bounded_memory() {
    let offers = vec![laptops_offered(1); 3_000];
    let options = PlanOptions {
        pairs_max: 800,
        ..PlanOptions::default()
    };
    let plan = made(&[laptops_wanted(2_000)], &offers, options);
    assert_eq!(plan.pairs, 3_000);
    assert_eq!(plan.outcomes[0].given, Quantity::from_units(2_000));
    assert!(plan.is_optimal());
}

#[test]
fn what_is_counted_in_halves_is_shared_out_in_halves_and_chairs_stay_whole() {
    let half = Need {
        quantity: Quantity::from_thousandths(2_500),
        ..laptops_wanted(0)
    };
    let plan = made(&[half.clone(), half], &[laptops_offered(4)], PlanOptions::default());
    let units: Vec<i64> = plan
        .proposals
        .iter()
        .map(|proposal| proposal.quantity.thousandths())
        .collect();
    assert_eq!(units.iter().sum::<i64>(), 4_000);
    assert!(units.iter().all(|units| units % 500 == 0));
}

#[test]
fn quantities_past_what_64_bits_can_add_up_are_refused_or_exact() {
    let needs = vec![laptops_wanted(9_000_000_000_000_000); 3];
    let offers = vec![laptops_offered(9_000_000_000_000_000); 4];
    let plan = made(&needs, &offers, PlanOptions::default());
    let all: i128 = plan
        .proposals
        .iter()
        .map(|proposal| i128::from(proposal.quantity.thousandths()))
        .sum();
    assert_eq!(all, 3 * 9_000_000_000_000_000_000);
}
