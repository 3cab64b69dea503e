//! What-if: each warning from rules and examples whose figures can be checked by hand, and what holds for any examples.

use proptest::prelude::*;
use std::collections::BTreeMap;
use svx_scoring::{
    BidInput, Exact, Input, Rules, ValidRules,
    rules::{Award, Bound, Criterion, Marking, Method, Scale, TieBreak},
    what_if::{Warning, exchange, warnings},
};

fn criterion(id: &str, weight: i64, marking: Marking) -> Criterion {
    Criterion {
        id: id.to_owned(),
        weight: Some(Exact::whole(weight)),
        marking,
        required_by: Vec::new(),
    }
}

fn scale(threshold: Option<i64>) -> Method {
    Method::Scale(Scale {
        min: Exact::ZERO,
        max: Exact::whole(5),
        threshold: threshold.map(Exact::whole),
        labels: Vec::new(),
    })
}

fn rules(criteria: Vec<Criterion>, award: Award, settled: bool) -> ValidRules {
    let first = TieBreak::Criterion(criteria[0].id.clone());
    let rules = Rules {
        criteria,
        award,
        tie_break: if settled { vec![first] } else { Vec::new() },
        display_decimals: 2,
        contract_value: Some(Exact::whole(1_000_000)),
    };
    rules.validate().unwrap()
}

fn bid(supplier: &str, inputs: &[(&str, i64)]) -> BidInput {
    let inputs = inputs
        .iter()
        .map(|(id, number)| ((*id).to_owned(), Input::Number(Exact::whole(*number))));
    BidInput {
        supplier: supplier.to_owned(),
        inputs: inputs.collect(),
        ..BidInput::default()
    }
}

/// Example Q3 of the scoring rules: 100,000 and 90,000 have 10 and 9 of 10 points; beside 1,000,000 they have 1 and 0.9.
#[test]
fn one_outlier_takes_everyone_elses_marks_from_10_to_1() {
    let method = |method| Marking::Method(method);
    let rules = rules(
        vec![
            criterion("social-value", 10, method(Method::RelativeToHighest)),
            criterion("quality", 90, method(scale(None))),
        ],
        Award::HighestTotal,
        true,
    );
    let examples = [
        bid("A", &[("social-value", 100_000), ("quality", 3)]),
        bid("B", &[("social-value", 90_000), ("quality", 3)]),
    ];
    let found = warnings(&rules, &examples);
    let [Warning::HighOutlier(shift)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (shift.at.as_str(), &shift.amount),
        ("social-value", &Exact::whole(1_000_000))
    );
    assert_eq!((&shift.before, &shift.after), (&Exact::whole(10), &Exact::ONE));
}

/// A price of nought: W for it and 0 for the rest. Half the lowest price halves what the lowest gets.
#[test]
fn a_price_of_nought_takes_everything() {
    let rules = rules(
        vec![
            criterion("price", 40, Marking::Method(Method::RelativeToLowest)),
            criterion("quality", 60, Marking::Method(scale(Some(3)))),
        ],
        Award::HighestTotal,
        false,
    );
    let examples = [
        bid("A", &[("price", 100), ("quality", 3)]),
        bid("B", &[("price", 200), ("quality", 5)]),
    ];
    let found = warnings(&rules, &examples);
    let low = found
        .iter()
        .find_map(|warning| match warning {
            Warning::LowOutlier(shift) => Some(shift),
            _ => None,
        })
        .unwrap();
    assert_eq!(
        (&low.amount, &low.before, &low.after),
        (&Exact::whole(50), &Exact::whole(40), &Exact::whole(20))
    );
    let nought = Warning::Nought {
        at: "price".to_owned(),
        gets: Exact::whole(40),
        others: Exact::ZERO,
    };
    assert!(found.contains(&nought), "{found:?}");
    // 60 x 3 / 5 hang on the step from 2 to 3.
    let cliff = Warning::Cliff {
        at: "quality".to_owned(),
        threshold: Exact::whole(3),
        points: Exact::whole(36),
    };
    assert!(
        found.contains(&cliff) && found.contains(&Warning::Unsettled),
        "{found:?}"
    );
}

#[test]
fn a_target_that_everyone_reaches_tells_nobody_apart() {
    let rules = rules(
        vec![
            criterion(
                "social-value",
                20,
                Marking::Method(Method::Target {
                    target: Exact::whole(10),
                }),
            ),
            criterion("quality", 80, Marking::Method(scale(None))),
        ],
        Award::HighestTotal,
        true,
    );
    let examples = [
        bid("A", &[("social-value", 20), ("quality", 3)]),
        bid("B", &[("social-value", 30), ("quality", 3)]),
    ];
    let same = Warning::SameForAll {
        at: "social-value".to_owned(),
        points: Exact::whole(20),
        of: Exact::whole(20),
    };
    assert_eq!(warnings(&rules, &examples), [same]);
}

/// Pledges of a part that depends on words: all its points are at stake.
#[test]
fn a_precondition_is_named_with_what_it_is_worth() {
    let mut words = criterion("qualitative", 50, Marking::Method(scale(None)));
    words.required_by.push("quantitative".to_owned());
    let parts = vec![
        criterion(
            "quantitative",
            50,
            Marking::Method(Method::ShareOfContract {
                share: Exact::fraction(16, 100).unwrap(),
            }),
        ),
        words,
    ];
    let rules = rules(
        vec![criterion("social-value", 100, Marking::Parts(parts))],
        Award::HighestTotal,
        true,
    );
    let group = |pledged: i64, mark: i64| {
        let inputs = [("quantitative", pledged), ("qualitative", mark)]
            .map(|(id, number)| (id.to_owned(), Input::Number(Exact::whole(number))));
        Input::Group(BTreeMap::from(inputs))
    };
    let examples = [("A", 40_000, 3), ("B", 80_000, 4)].map(|(supplier, pledged, mark)| BidInput {
        supplier: supplier.to_owned(),
        inputs: BTreeMap::from([("social-value".to_owned(), group(pledged, mark))]),
        ..BidInput::default()
    });
    let expected = Warning::Precondition {
        at: "social-value.qualitative".to_owned(),
        dependent: "social-value.quantitative".to_owned(),
        points: Exact::whole(50),
    };
    assert_eq!(warnings(&rules, &examples), [expected]);
}

/// An outlier at the top narrows the gap in social value, and with it the lead.
#[test]
fn an_outlier_can_change_who_leads() {
    let rules = rules(
        vec![
            criterion("social-value", 50, Marking::Method(Method::RelativeToHighest)),
            criterion("quality", 50, Marking::Method(scale(None))),
        ],
        Award::HighestTotal,
        true,
    );
    // A: 50 + 20 = 70; B: 25 + 40 = 65. Beside 1,000: A: 5 + 20 = 25; B: 2.5 + 40 = 42.5.
    let examples = [
        bid("A", &[("social-value", 100), ("quality", 2)]),
        bid("B", &[("social-value", 50), ("quality", 4)]),
    ];
    let change = Warning::LeaderChanges {
        at: "social-value".to_owned(),
        from: "A".to_owned(),
        to: "B".to_owned(),
    };
    assert!(warnings(&rules, &examples).contains(&change));
}

#[test]
fn differences_are_worth_what_a_sum_by_hand_says() {
    // A straight line from 100 to 200 for 40 points: 1% of 150 is 1.5, which is 0.6 points; one mark of 60 / 5 = 12 points is 20% of
    // the price.
    let linear = Method::LinearRange {
        best: Bound::Fixed(Exact::whole(100)),
        worst: Bound::Fixed(Exact::whole(200)),
    };
    let criteria = |method: &Method| {
        vec![
            criterion("price", 40, Marking::Method(method.clone())),
            criterion("quality", 60, Marking::Method(scale(None))),
        ]
    };
    let examples = [bid("A", &[("price", 150), ("quality", 2)])];
    let found = exchange(&rules(criteria(&linear), Award::HighestTotal, true), &examples).unwrap();
    assert_eq!(found.percent, Exact::fraction(3, 5));
    assert_eq!(
        (&found.steps[0].points, &found.steps[0].percent_of_price),
        (&Exact::whole(12), &Some(Exact::whole(20)))
    );
    // Under value for money a point is worth 3 pounds: 12 points are 36 pounds, 24% of 150.
    let award = Award::ValueForMoney {
        willingness_to_pay: Exact::whole(3),
    };
    let found = exchange(&rules(criteria(&linear), award, true), &examples).unwrap();
    assert_eq!(
        (&found.percent, &found.steps[0].percent_of_price),
        (&None, &Some(Exact::whole(24)))
    );
    // Under price per quality point, 12 more on 24 points allow a price half as high again.
    let found = exchange(&rules(criteria(&linear), Award::PricePerQualityPoint, true), &examples).unwrap();
    assert_eq!(found.steps[0].percent_of_price, Some(Exact::whole(50)));
    assert_eq!(
        exchange(
            &rules(
                vec![criterion("quality", 100, Marking::Method(scale(None)))],
                Award::HighestTotal,
                true
            ),
            &[bid("A", &[("quality", 2)])]
        ),
        None
    );
}

proptest! {
    /// Whatever the examples: no outlier raises what relative marks give the others, nothing is outside its weight, and the order
    /// in which examples are given changes neither what differences are worth nor what is warned of.
    #[test]
    fn warnings_hold_for_any_examples(offers in prop::collection::vec((1_i64..1_000_000, 1_i64..1_000_000, 0_i64..6), 1..6), turn in 0_usize..6) {
        let rules = rules(
            vec![
                criterion("price", 40, Marking::Method(Method::RelativeToLowest)),
                criterion("quality", 40, Marking::Method(scale(Some(2)))),
                criterion("social-value", 20, Marking::Method(Method::RelativeToHighest)),
            ],
            Award::HighestTotal,
            true,
        );
        let mut examples: Vec<BidInput> = offers.iter().enumerate().map(|(index, (price, pledged, mark))| {
            bid(&format!("S{index}"), &[("price", *price), ("social-value", *pledged), ("quality", *mark)])
        }).collect();
        let found = warnings(&rules, &examples);
        for warning in &found {
            if let Warning::HighOutlier(shift) | Warning::LowOutlier(shift) = warning {
                prop_assert!(shift.after <= shift.before && shift.before <= shift.of, "{shift:?}");
            }
        }
        let worth = exchange(&rules, &examples).unwrap();
        prop_assert!(worth.percent.as_ref().is_some_and(|lost| !lost.is_negative()));
        prop_assert!(worth.steps.iter().all(|step| !step.points.is_negative()));
        let count = examples.len();
        examples.rotate_left(turn % count);
        prop_assert_eq!(exchange(&rules, &examples).unwrap(), worth);
        let shifts = |warnings: &[Warning]| warnings.iter().filter(|warning| matches!(warning, Warning::HighOutlier(_) | Warning::LowOutlier(_) | Warning::Nought { .. })).cloned().collect::<Vec<_>>();
        prop_assert_eq!(shifts(&warnings(&rules, &examples)), shifts(&found));
    }
}
