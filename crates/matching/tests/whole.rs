//! Needs that are met wholly by one offer or not at all: plans that keep to it, and bounds that hold.

use proptest::prelude::*;
use svx_matching::allocate::{
    CertificateError, Flow, Options, Problem, ProblemBuilder, WholePlan, check_whole, solve, solve_whole,
};

type Needs = Vec<(u64, Vec<(u32, i64)>)>;

fn problem(capacities: &[u64], needs: &Needs) -> Problem {
    let mut builder = ProblemBuilder::new(capacities.to_vec());
    for (quantity, fits) in needs {
        builder.need(*quantity, fits.iter().copied());
    }
    builder.build().expect("it is a problem")
}

/// The best value by trying every offer, and none, for every whole need; what may be shared is shared afterwards.
fn best_value(capacities: &mut [u64], needs: &Needs, whole: &[bool], at: usize) -> i128 {
    if at == needs.len() {
        let rest = needs
            .iter()
            .zip(whole)
            .map(|(need, &whole)| if whole { (0, vec![]) } else { need.clone() });
        let rest = problem(capacities, &rest.collect());
        return solve(&rest, &Options::default()).expect("it can be solved").value;
    }
    let mut best = best_value(capacities, needs, whole, at + 1);
    let (quantity, fits) = &needs[at];
    for &(offer, value) in fits.iter().filter(|_| whole[at]) {
        if capacities[offer as usize] >= *quantity {
            capacities[offer as usize] -= quantity;
            let this = i128::from(value) * i128::from(*quantity);
            best = best.max(this + best_value(capacities, needs, whole, at + 1));
            capacities[offer as usize] += quantity;
        }
    }
    best
}

fn planned(problem: &Problem, whole: &[bool]) -> WholePlan {
    let plan = solve_whole(problem, whole, &Options::default()).expect("it can be solved");
    assert_eq!(check_whole(problem, whole, &plan), Ok(plan.bound - plan.value));
    plan
}

fn any_needs() -> impl Strategy<Value = (Vec<u64>, Needs, Vec<bool>)> {
    (1..4usize, 0..6usize).prop_flat_map(|(offers, needs)| {
        let fits = prop::collection::vec((0..offers as u32, -1..20i64), 0..4);
        (
            prop::collection::vec(0..9u64, offers),
            prop::collection::vec((0..6u64, fits), needs),
            prop::collection::vec(prop::bool::weighted(0.8), needs),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_best_is_between_the_plan_and_its_bound((capacities, needs, whole) in any_needs()) {
        let plan = planned(&problem(&capacities, &needs), &whole);
        let best = best_value(&mut capacities.clone(), &needs, &whole, 0);
        prop_assert!(plan.value <= best && best <= plan.bound, "{} {best} {}", plan.value, plan.bound);
        // Where all may be shared, or nothing is scarce, there is nothing to choose.
        if !whole.contains(&true) {
            prop_assert_eq!(plan.value, plan.bound);
        }
    }
}

#[test]
fn a_plan_for_a_town_is_close_to_its_bound() {
    // 60 offers of 12 or so, and 400 needs of 1 to 8 for twice as much, each near a few of the offers.
    let draw = |need: u64, salt: u64, most: u64| (need * 7_919 + salt * 104_729) * 48_271 % 65_537 % most;
    let capacities: Vec<u64> = (0..60).map(|offer| 8 + draw(offer, 1, 10)).collect();
    let needs = (0..400).map(|need| {
        let offer = |salt| ((need * 60 / 400 + draw(need, salt, 8)) % 60) as u32;
        let fits = (2..8).map(|salt| (offer(salt), 1_000 + draw(need, salt + 9, 4_000) as i64));
        (1 + draw(need, 0, 8), fits.collect())
    });
    let plan = planned(&problem(&capacities, &needs.collect()), &[true; 400]);
    assert!(
        (plan.bound - plan.value) * 100 <= plan.bound * 2,
        "{} of {}",
        plan.value,
        plan.bound
    );
}

#[test]
fn a_plan_that_was_tampered_with_is_found_out() {
    let problem = problem(&[5, 4], &vec![(4, vec![(0, 50), (1, 40)]), (3, vec![(0, 30), (1, 30)])]);
    let whole = [true, true];
    let good = planned(&problem, &whole);
    let changed = |change: fn(&mut WholePlan)| {
        let mut plan = good.clone();
        change(&mut plan);
        check_whole(&problem, &whole, &plan).expect_err("it was tampered with")
    };
    use CertificateError as E;
    assert_eq!(
        good.flows,
        [
            Flow {
                edge: 0,
                need: 0,
                offer: 0,
                units: 4
            },
            Flow {
                edge: 3,
                need: 1,
                offer: 1,
                units: 3
            }
        ]
    );
    assert_eq!(changed(|plan| plan.flows[0].units = 3), E::Shared { need: 0 });
    assert!(matches!(changed(|plan| plan.flows[1].edge = 2), E::Flow { flow: 1 }));
    assert!(matches!(changed(|plan| plan.value += 1), E::Value { .. }));
    assert!(matches!(changed(|plan| plan.bound -= 1), E::Value { .. }));
    assert!(matches!(
        changed(|plan| plan.certificate.needs[0] = 0),
        E::Pair { need: 0, .. }
    ));
}
