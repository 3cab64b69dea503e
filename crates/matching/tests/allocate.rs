//! The allocation solver: always the best plan, always proved, whatever the shape of the problem.

use std::num::NonZeroUsize;

use proptest::prelude::*;
use svx_matching::allocate::{
    CertificateError, Edge, Edges, Options, Problem, ProblemBuilder, ProblemError, Solution, UNIT_VALUE_MAX,
    check_certificate, solve,
};

/// An independent answer: shortest paths by Bellman and Ford on the residual network, one unit path after the other.
fn best_value(problem: &Problem) -> i128 {
    let (offers, needs) = (problem.offers(), problem.needs());
    let (source, sink) = (offers + needs, offers + needs + 1);
    let mut arcs: Vec<(usize, usize, u64, i128)> = Vec::new();
    let mut arc = |from, to, units, cost: i128| {
        arcs.push((from, to, units, cost));
        arcs.push((to, from, 0, -cost));
    };
    for (offer, &capacity) in problem.capacities().iter().enumerate() {
        arc(source, offer, capacity, 0);
    }
    for (need, &quantity) in problem.quantities().iter().enumerate() {
        arc(offers + need, sink, quantity, 0);
        for edge in problem.row(need).map(|place| problem.edge(place)) {
            arc(edge.offer as usize, offers + need, quantity, -i128::from(edge.value));
        }
    }
    let mut value = 0;
    loop {
        let mut reach: Vec<Option<(i128, usize)>> = vec![None; sink + 1];
        reach[source] = Some((0, usize::MAX));
        let mut moved = true;
        while moved {
            moved = false;
            for (place, &(from, to, units, cost)) in arcs.iter().enumerate() {
                let Some((distance, _)) = reach[from].filter(|_| units > 0) else {
                    continue;
                };
                if reach[to].is_none_or(|(known, _)| distance + cost < known) {
                    reach[to] = Some((distance + cost, place));
                    moved = true;
                }
            }
        }
        let Some((cost, _)) = reach[sink].filter(|&(cost, _)| cost < 0) else {
            return value;
        };
        let mut path = Vec::new();
        let mut at = sink;
        while at != source {
            let (_, place) = reach[at].expect("the sink was reached through it");
            path.push(place);
            at = arcs[place].0;
        }
        let units = path.iter().map(|&place| arcs[place].2).min().expect("a path has arcs");
        for place in path {
            arcs[place].2 -= units;
            arcs[place ^ 1].2 += units;
        }
        value -= cost * i128::from(units);
    }
}

fn problem(capacities: &[u64], needs: &[(u64, Vec<(u32, i64)>)]) -> Problem {
    let mut builder = ProblemBuilder::new(capacities.to_vec());
    for (quantity, fits) in needs {
        builder.need(*quantity, fits.iter().copied());
    }
    builder.build().expect("it is a problem")
}

fn threads(count: usize) -> Options {
    Options {
        threads: NonZeroUsize::new(count).expect("at least one thread"),
    }
}

/// Solves, checks the proof, and that neither the run nor the number of threads matters.
fn solved(problem: &Problem) -> Solution {
    let solution = solve(problem, &threads(1)).expect("the total is told exactly");
    assert_eq!(check_certificate(problem, &solution), Ok(solution.value));
    assert_eq!(
        solve(problem, &threads(3)).expect("the total is told exactly"),
        solution
    );
    solution
}

/// Problems of every small shape: values that tie or not, amounts that are tight or not, duplicates, and nothing at all.
fn any_problem() -> impl Strategy<Value = Problem> {
    let amount = || prop_oneof![0..4u64, 0..40u64, 1..1_000_000u64];
    let worth = prop_oneof![
        Just(-5..3i64),
        Just(1..5),
        Just(-100..1_000),
        Just(90..110),
        Just(0..1_000_000_000_000)
    ];
    (0..9usize, 0..12usize, worth).prop_flat_map(move |(offers, needs, worth)| {
        let fits = prop::collection::vec((0..offers.max(1) as u32, worth), if offers == 0 { 0..1 } else { 0..8 });
        (
            prop::collection::vec(amount(), offers),
            prop::collection::vec((amount(), fits), needs),
        )
            .prop_map(|(capacities, needs)| problem(&capacities, &needs))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_plan_is_the_best_and_proves_it(problem in any_problem()) {
        prop_assert_eq!(solved(&problem).value, best_value(&problem));
    }
}

#[test]
fn nothing_to_share_is_a_plan_of_no_value() {
    assert_eq!(solved(&problem(&[], &[])), Solution::default());
    assert_eq!(solved(&problem(&[5], &[(3, vec![])])).value, 0);
    assert_eq!(
        solved(&problem(&[5], &[(3, vec![(0, 0)]), (3, vec![(0, -4)])])).flows,
        []
    );
    assert_eq!(
        solved(&problem(&[0], &[(3, vec![(0, 9)]), (0, vec![(0, 9)])])).flows,
        []
    );
}

#[test]
fn amounts_past_64_bits_in_total_are_told_exactly() {
    let huge = u64::MAX;
    let plan = solved(&problem(
        &[huge, huge, huge],
        &[
            (huge, vec![(0, 7), (1, 5)]),
            (huge, vec![(0, 9)]),
            (huge, vec![(0, 2), (1, 3), (2, 1)]),
        ],
    ));
    assert_eq!(plan.value, i128::from(huge) * (9 + 5 + 1));
}

#[test]
fn a_total_past_128_bits_is_refused() {
    let many = vec![
        (
            u64::MAX,
            vec![(0, UNIT_VALUE_MAX), (1, UNIT_VALUE_MAX), (2, UNIT_VALUE_MAX)]
        );
        20
    ];
    let capacities = [u64::MAX; 20];
    let mut builder = ProblemBuilder::new(capacities.to_vec());
    for (need, (quantity, _)) in many.iter().enumerate() {
        builder.need(*quantity, [(need as u32, UNIT_VALUE_MAX)]);
    }
    assert_eq!(
        solve(&builder.build().expect("the total is told exactly"), &threads(1)),
        Err(ProblemError::TotalTooLarge)
    );
}

#[test]
fn the_largest_values_do_not_overflow() {
    let most = UNIT_VALUE_MAX;
    let plan = solved(&problem(
        &[1, 1, 1],
        &[
            (1, vec![(0, most), (1, most - 1)]),
            (1, vec![(0, most), (1, 1)]),
            (2, vec![(0, most), (1, most), (2, 1)]),
        ],
    ));
    assert_eq!(plan.value, i128::from(most) * 2 + 1);
}

#[test]
fn one_offer_of_enormous_capacity_serves_everyone() {
    let needs: Vec<_> = (0..3_000)
        .map(|need| (1_000_000 + need, vec![(0, 1_000 + (need % 7) as i64)]))
        .collect();
    let plan = solved(&problem(&[u64::MAX], &needs));
    assert_eq!(plan.flows.len(), needs.len());
    let scarce = solved(&problem(&[1_000_000_000], &needs));
    assert_eq!(scarce.certificate.offers.len(), 1);
}

#[test]
fn one_need_that_everyone_fits_is_met_from_everywhere() {
    let offers = 3_000;
    let fits: Vec<_> = (0..offers)
        .map(|offer| (offer, 1 + i64::from(offer * 7_919 % 1_000)))
        .collect();
    let capacities: Vec<u64> = (0..offers).map(|offer| u64::from(1 + offer % 5)).collect();
    let plenty = solved(&problem(&capacities, &[(u64::MAX, fits.clone())]));
    assert_eq!(plenty.flows.len(), fits.len());
    let most: u64 = capacities.iter().sum::<u64>() / 2;
    let mut needs = vec![(most, fits)];
    needs.extend((0..offers * 2).map(|need| (2, vec![(need / 2, 300 + i64::from(need % 100)), (need % 50, 250)])));
    assert!(solved(&problem(&capacities, &needs)).value > 0);
}

#[test]
fn many_units_take_no_longer_than_few() {
    // Everyone likes everything about as much, so that units would change hands one by one.
    let fits = |need: i64| {
        (0..20)
            .map(move |offer| (offer, 1_000 + (i64::from(offer) * need) % 3))
            .collect()
    };
    let needs: Vec<_> = (0..60)
        .map(|need| (1_000_000_000_000 + need as u64, fits(need)))
        .collect();
    let capacities: Vec<u64> = (0..20).map(|offer| 2_999_999_999_983 - offer).collect();
    assert!(solved(&problem(&capacities, &needs)).value > 0);
}

#[test]
fn what_is_not_a_problem_is_refused_with_its_place() {
    let edges = |offer, value| Edges::Wide(vec![Edge { offer, value }]);
    let make = |starts: &[u64], edges| Problem::new(vec![1], vec![1, 1], starts.to_vec(), edges).unwrap_err();
    assert_eq!(
        make(&[0, 0, 1], edges(1, 5)),
        ProblemError::UnknownOffer {
            need: 1,
            offer: 1,
            offers: 1
        }
    );
    let value = UNIT_VALUE_MAX + 1;
    assert_eq!(
        make(&[0, 1, 1], edges(0, value)),
        ProblemError::ValueTooLarge {
            need: 0,
            offer: 0,
            value
        }
    );
    for (starts, need) in [
        (&[0, 1][..], 2),
        (&[1, 1, 1], 0),
        (&[0, 2, 1], 1),
        (&[0, 0, 0], 2),
        (&[], 0),
    ] {
        assert_eq!(
            make(starts, edges(0, 5)),
            ProblemError::Rows {
                need,
                needs: 2,
                edges: 1
            }
        );
    }
}

#[test]
fn a_certificate_that_was_tampered_with_is_found_out() {
    let problem = problem(&[5, 2], &[(4, vec![(0, 30), (1, 50)]), (3, vec![(0, 20)])]);
    let good = solved(&problem);
    let changed = |change: fn(&mut Solution)| {
        let mut solution = good.clone();
        change(&mut solution);
        check_certificate(&problem, &solution).unwrap_err()
    };
    use CertificateError as E;
    assert!(matches!(changed(|s| s.flows.swap(0, 1)), E::Flow { flow: 1 }));
    assert!(matches!(changed(|s| s.flows[0].edge = 9), E::Flow { flow: 0 }));
    assert!(matches!(changed(|s| s.flows[0].offer = 1), E::Flow { flow: 0 }));
    assert!(matches!(changed(|s| s.flows[0].units = 9), E::Need { need: 0 }));
    assert!(matches!(
        changed(|s| s.flows[1].units = 4),
        E::Offer { offer: 1 } | E::Need { need: 0 }
    ));
    assert!(matches!(
        changed(|s| s.certificate.needs[0] -= 1),
        E::Pair { need: 0, .. } | E::Prices
    ));
    assert!(matches!(changed(|s| s.certificate.offers[0] = -1), E::Prices));
    assert!(matches!(changed(|s| s.certificate.offers.truncate(1)), E::Prices));
    assert!(matches!(changed(|s| s.value += 1), E::Value { .. }));
    assert!(matches!(changed(|s| s.certificate.needs[1] += 1), E::Gap { .. }));
    assert!(matches!(changed(|s| s.flows[2].units = 2), E::Value { .. }));
}
