//! Flow of the least cost: always the cheapest, always proved, in networks of every small shape.

use proptest::prelude::*;
use svx_matching::flow::{
    FlowArc, FlowCheckError, FlowError, FlowProblem, FlowSolution, check_flow, minimum_cost_flow,
};

/// An independent answer: any flow that is possible, then negative cycles in its residual network until there is none.
fn least_cost(problem: &FlowProblem) -> Option<i128> {
    let nodes = problem.supplies().len();
    let (source, sink) = (nodes, nodes + 1);
    let mut arcs: Vec<(usize, usize, i128, i128)> = Vec::new();
    let mut arc = |from, to, units: i128, cost: i128| {
        arcs.push((from, to, units, cost));
        arcs.push((to, from, 0, -cost));
    };
    let mut supplies: Vec<i128> = problem.supplies().iter().map(|&supply| supply.into()).collect();
    for each in problem.arcs() {
        supplies[each.from as usize] -= i128::from(each.low);
        supplies[each.to as usize] += i128::from(each.low);
        let units = i128::from(each.capacity) - i128::from(each.low);
        arc(each.from as usize, each.to as usize, units, each.cost.into());
    }
    let real = problem.arcs().len();
    for (node, &supply) in supplies.iter().enumerate() {
        arc(source, node, supply.max(0), 0);
        arc(node, sink, (-supply).max(0), 0);
    }
    let wanted: i128 = supplies.iter().map(|&supply| supply.max(0)).sum();
    if supplies.iter().sum::<i128>() != 0 {
        return None;
    }
    let mut sent = 0;
    // A path from source to sink by breadth, as long as there is one.
    loop {
        let mut reached = vec![None; nodes + 2];
        let mut queue = std::collections::VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for (place, &(from, to, units, _)) in arcs.iter().enumerate() {
                if from == node && units > 0 && to != source && reached[to].is_none() {
                    reached[to] = Some(place);
                    queue.push_back(to);
                }
            }
        }
        if reached[sink].is_none() {
            break;
        }
        sent += push(&mut arcs, &reached, sink, |at| at == source);
    }
    if sent != wanted {
        return None;
    }
    // From now on only the arcs of the problem: cycles by Bellman and Ford.
    arcs.truncate(2 * real);
    while let Some((cycle, reached)) = negative_cycle(&arcs, nodes) {
        let mut begun = false;
        push(&mut arcs, &reached, cycle, |at| {
            std::mem::replace(&mut begun, true) && at == cycle
        });
    }
    let on = |(each, pair): (&FlowArc, &[(usize, usize, i128, i128)])| {
        (i128::from(each.low) + pair[1].2) * i128::from(each.cost)
    };
    Some(problem.arcs().iter().zip(arcs.chunks(2)).map(on).sum())
}

/// Sends as much as goes along the arcs by which the nodes were reached, back from `end`.
fn push(
    arcs: &mut [(usize, usize, i128, i128)],
    reached: &[Option<usize>],
    end: usize,
    mut done: impl FnMut(usize) -> bool,
) -> i128 {
    let (mut path, mut at) = (Vec::new(), end);
    while !done(at) {
        let place = reached[at].expect("every node on the way was reached");
        path.push(place);
        at = arcs[place].0;
    }
    let units = path.iter().map(|&place| arcs[place].2).min().unwrap_or_default();
    for place in path {
        arcs[place].2 -= units;
        arcs[place ^ 1].2 += units;
    }
    units
}

fn negative_cycle(arcs: &[(usize, usize, i128, i128)], nodes: usize) -> Option<(usize, Vec<Option<usize>>)> {
    let (mut distance, mut reached) = (vec![0i128; nodes], vec![None; nodes]);
    let mut last = None;
    for _ in 0..=nodes {
        last = None;
        for (place, &(from, to, units, cost)) in arcs.iter().enumerate() {
            if units > 0 && distance[from] + cost < distance[to] {
                distance[to] = distance[from] + cost;
                reached[to] = Some(place);
                last = Some(to);
            }
        }
    }
    let mut at = last?;
    for _ in 0..nodes {
        at = arcs[reached[at]?].0;
    }
    Some((at, reached))
}

fn arc(from: u32, to: u32, low: i64, capacity: i64, cost: i64) -> FlowArc {
    FlowArc {
        from,
        to,
        low,
        capacity,
        cost,
    }
}

/// Solves it and checks the proof.
fn solved(problem: &FlowProblem) -> Option<FlowSolution> {
    match minimum_cost_flow(problem) {
        Ok(solution) => {
            assert_eq!(check_flow(problem, &solution), Ok(solution.cost));
            Some(solution)
        }
        Err(error) => {
            assert_eq!(error, FlowError::Infeasible);
            None
        }
    }
}

/// Networks of every small shape. Supplies are what some flow within the bounds leaves, so that most are feasible.
fn any_network() -> impl Strategy<Value = FlowProblem> {
    let cost = prop_oneof![
        Just(-3..10i64),
        Just(-50..50),
        Just(0..1),
        Just(-1_000_000_000_000..1_000_000_000_000)
    ];
    let ends = (1..9u32).prop_flat_map(move |nodes| {
        let arc = (
            0..nodes,
            0..nodes,
            -3..4i64,
            0..12i64,
            0..12i64,
            cost.clone().prop_flat_map(|cost| cost),
        );
        (
            Just(nodes),
            prop::collection::vec(arc, 0..24),
            prop::option::weighted(0.2, 0..nodes),
        )
    });
    ends.prop_map(|(nodes, drawn, spoil)| {
        let mut supplies = vec![0; nodes as usize];
        let mut arcs = Vec::new();
        for (from, to, low, width, within, cost) in drawn {
            let units = low + within.min(width);
            supplies[from as usize] += units;
            supplies[to as usize] -= units;
            arcs.push(arc(from, to, low, low + width, cost));
        }
        if let Some(node) = spoil {
            supplies[node as usize] += 2;
            supplies[0] -= 2;
        }
        FlowProblem::new(supplies, arcs).expect("it is a network")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_flow_is_the_cheapest_and_proves_it(problem in any_network()) {
        prop_assert_eq!(solved(&problem).map(|solution| solution.cost), least_cost(&problem));
    }
}

#[test]
fn nothing_flows_through_nothing() {
    let nothing = FlowProblem::new(vec![], vec![]).expect("it is a network");
    assert_eq!(solved(&nothing).map(|solution| solution.cost), Some(0));
    let alone = |supplies: Vec<i64>| FlowProblem::new(supplies, vec![]).expect("it is a network");
    assert_eq!(solved(&alone(vec![0, 0])).map(|solution| solution.cost), Some(0));
    assert_eq!(solved(&alone(vec![1, -1])), None);
    assert_eq!(solved(&alone(vec![1])), None);
}

#[test]
fn amounts_and_costs_past_64_bits_are_told_exactly() {
    let most = i64::MAX;
    let arcs = vec![
        arc(0, 1, 0, most, most),
        arc(0, 1, -most, most, -most),
        arc(1, 0, 0, most, 1),
        arc(1, 1, 0, most, -most),
    ];
    let problem = FlowProblem::new(vec![most, -most], arcs).expect("it is a network");
    let solution = solved(&problem).expect("it is feasible");
    assert_eq!(solution.flows, [0, most, 0, most]);
    assert_eq!(solution.cost, -2 * i128::from(most) * i128::from(most));
}

#[test]
fn what_is_not_a_network_is_refused_with_its_place() {
    let refused = |arcs| FlowProblem::new(vec![0, 0], arcs).expect_err("it is not a network");
    assert_eq!(
        refused(vec![arc(0, 1, 0, 1, 0), arc(0, 2, 0, 1, 0)]),
        FlowError::UnknownNode {
            arc: 1,
            node: 2,
            nodes: 2
        }
    );
    assert_eq!(
        refused(vec![arc(0, 1, 2, 1, 0)]),
        FlowError::Bounds {
            arc: 0,
            low: 2,
            capacity: 1
        }
    );
}

#[test]
fn a_flow_that_was_tampered_with_is_found_out() {
    let arcs = vec![arc(0, 1, 0, 3, 1), arc(1, 2, 0, 3, 1), arc(0, 2, 0, 9, 5)];
    let problem = FlowProblem::new(vec![4, 0, -4], arcs).expect("it is a network");
    let good = solved(&problem).expect("it is feasible");
    let changed = |change: fn(&mut FlowSolution)| {
        let mut solution = good.clone();
        change(&mut solution);
        check_flow(&problem, &solution).expect_err("it was tampered with")
    };
    use FlowCheckError as E;
    assert_eq!(changed(|s| s.flows[0] = 4), E::Bounds { arc: 0, units: 4 });
    assert!(matches!(
        changed(|s| s.flows = vec![2, 2, 2]),
        E::NotBest { units: 2, .. }
    ));
    assert_eq!(changed(|s| s.flows[2] = 2), E::Balance { node: 0 });
    assert_eq!(changed(|s| s.cost -= 1), E::Cost { cost: 11, claimed: 10 });
    assert_eq!(changed(|s| s.potentials.clear()), E::Lengths);
    assert!(matches!(changed(|s| s.potentials[2] -= 100), E::NotBest { .. }));
}
