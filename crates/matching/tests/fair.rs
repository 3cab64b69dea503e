//! Floors for communities: the best plan that keeps them, and the fairest there are.

use proptest::prelude::*;
use svx_matching::allocate::{
    FairError, FairPlan, Options, Problem, ProblemBuilder, fairest_floors, solve, solve_with_floors,
};

type Needs = Vec<(u64, Vec<(u32, i64)>)>;

fn problem(capacities: &[u64], needs: &Needs) -> Problem {
    let mut builder = ProblemBuilder::new(capacities.to_vec());
    for (quantity, fits) in needs {
        builder.need(*quantity, fits.iter().copied());
    }
    builder.build().expect("it is a problem")
}

/// That the plan is possible, keeps the floors, and is proved to be worth the most by its prices.
fn check(problem: &Problem, communities: &[u32], floors: &[u64], plan: &FairPlan) {
    let (mut left, mut unmet) = (problem.capacities().to_vec(), problem.quantities().to_vec());
    let (mut value, mut served) = (0i128, vec![0; floors.len()]);
    for flow in &plan.flows {
        let edge = problem.edge(flow.edge);
        assert!(problem.row(flow.need as usize).contains(&flow.edge) && edge.offer == flow.offer);
        left[flow.offer as usize] -= flow.units;
        unmet[flow.need as usize] -= flow.units;
        value += i128::from(edge.value) * i128::from(flow.units);
        served[communities[flow.need as usize] as usize] += flow.units;
    }
    assert_eq!((value, &served), (plan.value, &plan.served));
    assert!(
        served.iter().zip(floors).all(|(served, floor)| served >= floor),
        "{served:?} {floors:?}"
    );
    let prices = &plan.certificate;
    let all = prices.offers.iter().chain(&prices.needs).chain(&prices.communities);
    assert!(all.into_iter().all(|&price| price >= 0));
    for (need, &community) in communities.iter().enumerate() {
        for edge in problem.row(need).map(|place| problem.edge(place)) {
            let pair = prices.offers[edge.offer as usize] + prices.needs[need];
            assert!(pair - prices.communities[community as usize] >= i128::from(edge.value));
        }
    }
    let sum = |amounts: &[u64], prices: &[i128]| -> i128 {
        amounts
            .iter()
            .zip(prices)
            .map(|(&amount, &price)| i128::from(amount) * price)
            .sum()
    };
    let bound = sum(problem.capacities(), &prices.offers) + sum(problem.quantities(), &prices.needs);
    assert_eq!(bound - sum(floors, &prices.communities), value);
}

/// Every way in which communities can be served together, by trying every number of units on every pair.
fn ways(
    capacities: &mut [u64],
    needs: &Needs,
    communities: &[u32],
    at: (usize, usize),
    served: &mut Vec<u64>,
) -> Vec<Vec<u64>> {
    let (need, pair) = at;
    if need == needs.len() {
        return vec![served.clone()];
    }
    let (quantity, fits) = &needs[need];
    if pair == fits.len() {
        return ways(capacities, needs, communities, (need + 1, 0), served);
    }
    let (offer, value) = fits[pair];
    let most = if value > 0 {
        capacities[offer as usize].min(*quantity)
    } else {
        0
    };
    let mut all = Vec::new();
    for units in 0..=most {
        capacities[offer as usize] -= units;
        served[communities[need] as usize] += units;
        let mut rest = needs.clone();
        rest[need].0 -= units;
        all.extend(ways(capacities, &rest, communities, (need, pair + 1), served));
        served[communities[need] as usize] -= units;
        capacities[offer as usize] += units;
    }
    all
}

fn any_communities() -> impl Strategy<Value = (Vec<u64>, Needs, Vec<u32>)> {
    (1..4usize, 1..5usize).prop_flat_map(|(offers, needs)| {
        let fits = prop::collection::vec((0..offers as u32, -1..9i64), 0..3);
        (
            prop::collection::vec(0..4u64, offers),
            prop::collection::vec((0..4u64, fits), needs),
            prop::collection::vec(0..3u32, needs),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_fairest_floors_are_the_fairest_there_are((capacities, needs, communities) in any_communities()) {
        let problem = problem(&capacities, &needs);
        let floors = fairest_floors(&problem, &communities, 3)?;
        check(&problem, &communities, &floors, &solve_with_floors(&problem, &communities, &floors)?);
        let asked: Vec<u64> = (0..3).map(|community| {
            needs.iter().zip(&communities).filter(|(_, of)| **of == community).map(|(need, _)| need.0).sum()
        }).collect();
        // Shares as twelfths of what is asked for, which is never more than 12: the worst first.
        let shares = |served: &[u64]| {
            let mut shares: Vec<u64> = served.iter().zip(&asked).filter(|(_, asked)| **asked > 0)
                .map(|(served, asked)| served * 27_720 / asked).collect();
            shares.sort_unstable();
            shares
        };
        let all = ways(&mut capacities.clone(), &needs, &communities, (0, 0), &mut vec![0; 3]);
        let fairest = all.iter().map(|served| shares(served)).max();
        prop_assert_eq!(Some(shares(&floors)), fairest);
    }

    #[test]
    fn floors_that_can_be_met_are_met_at_the_least_price((capacities, needs, communities) in any_communities(), floors in prop::collection::vec(0..3u64, 3)) {
        let problem = problem(&capacities, &needs);
        let all = ways(&mut capacities.clone(), &needs, &communities, (0, 0), &mut vec![0; 3]);
        let within = |served: &Vec<u64>| served.iter().zip(&floors).all(|(served, floor)| served >= floor);
        match solve_with_floors(&problem, &communities, &floors) {
            Ok(plan) => check(&problem, &communities, &floors, &plan),
            Err(error) => {
                prop_assert_eq!(error, FairError::Floors);
                prop_assert!(!all.iter().any(within));
            }
        }
        let free = solve_with_floors(&problem, &communities, &[0; 3])?;
        prop_assert_eq!(free.value, solve(&problem, &Options::default())?.value);
    }
}

#[test]
fn communities_that_do_not_fit_the_needs_are_refused() {
    let problem = problem(&[1], &vec![(1, vec![(0, 1)])]);
    assert_eq!(
        solve_with_floors(&problem, &[], &[0]),
        Err(FairError::Length { given: 0, needs: 1 })
    );
    let unknown = FairError::UnknownCommunity {
        need: 0,
        community: 1,
        communities: 1,
    };
    assert_eq!(fairest_floors(&problem, &[1], 1), Err(unknown.clone()));
    assert_eq!(solve_with_floors(&problem, &[1], &[0]), Err(unknown));
    assert_eq!(solve_with_floors(&problem, &[0], &[2]), Err(FairError::Floors));
}
