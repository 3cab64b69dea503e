//! Drafts and bids that are refused, with the path and the words of every problem.

use rstest::rstest;
use svx_scoring::rules::{Award, Band, Label, Marking, Method, Rules, Scale, TieBreak};
use svx_scoring::{Problem, bid_problems, evaluate};

use crate::common::{bid, bids, by, draft, n, parts, question, required_by, rules, scale};

fn listed(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

fn refused(rules: &Rules) -> Vec<String> {
    let problems = rules.problems();
    assert_eq!(rules.clone().validate().map(|_| ()), Err(problems.clone()));
    listed(&problems)
}

fn alone(method: Method) -> Rules {
    draft(vec![by("x", "100", method)])
}

#[rstest]
#[case(draft(vec![]), "$.criteria: is empty: give at least one")]
#[case(draft(vec![by("", "100", Method::PassFail)]), "$.criteria[0].id: is empty: give an id")]
#[case(
    draft(vec![by("a", "50", Method::PassFail), by("a", "50", Method::PassFail)]),
    "$.criteria[1].id: \"a\" is the id of item 0 too: ids are unique"
)]
#[case(
    draft(vec![by("a", "50", Method::PassFail), by("b", "45.5", Method::PassFail)]),
    "$.criteria: the weights add up to 95.5: they must add up to 100"
)]
#[case(
    draft(vec![parts("a", "100", vec![by("b", "40", Method::PassFail)])]),
    "$.criteria[0].parts: the weights add up to 40: they must add up to 100"
)]
#[case(
    draft(vec![by("a", "-1", Method::PassFail), by("b", "101", Method::PassFail)]),
    "$.criteria[0].weight: is below zero"
)]
#[case(alone(Method::Target { target: n("0") }), "$.criteria[0].method.target: must be more than 0")]
#[case(
    alone(Method::Scale(scale("5", "5", None))),
    "$.criteria[0].method.max: the scale from 5 to 5 has no width: max must be more than min"
)]
#[case(
    alone(Method::Scale(scale("0", "5", Some("6")))),
    "$.criteria[0].method.threshold: the threshold 6 is outside the scale from 0 to 5"
)]
#[case(
    alone(Method::ShareOfContract { share: n("0.16") }),
    "$.value: is missing, and a method takes a share of it"
)]
#[case(
    Rules { contract_value: Some(n("1")), ..alone(Method::ShareOfContract { share: n("16") }) },
    "$.criteria[0].method.share: must be more than 0 and at most 1"
)]
#[case(alone(Method::Bands(vec![])), "$.criteria[0].method.bands: is empty: give at least one")]
#[case(
    alone(Method::Bands(vec![Band { at_least: n("1"), score: n("2") }])),
    "$.criteria[0].method.bands[0].score: is a share of the weight: it must be from 0 to 1"
)]
#[case(
    alone(Method::WeightedQuestions { scale: Some(scale("0", "5", None)), questions: vec![question("q", "60", None)] }),
    "$.criteria[0].method.questions: the weights add up to 60: they must add up to 100"
)]
#[case(
    Rules { award: Award::PricePerQualityPoint, ..alone(Method::PassFail) },
    "$.award: this award method needs a criterion with the id \"price\""
)]
#[case(
    Rules { tie_break: vec![TieBreak::Criterion("quality".to_owned())], ..alone(Method::PassFail) },
    "$.tie_break[0]: there is no criterion \"quality\""
)]
#[case(
    Rules { tie_break: vec![TieBreak::EarliestReceipt, TieBreak::Criterion("x".to_owned())], ..alone(Method::PassFail) },
    "$.tie_break[0]: \"earliest-receipt\" comes last"
)]
#[case(
    draft(vec![required_by(by("a", "50", Method::PassFail), &["b"]), by("b", "50", Method::PassFail)]),
    "$.criteria[0].required_by: is for parts: a whole criterion is not a precondition of another"
)]
#[case(Rules { display_decimals: 13, ..alone(Method::PassFail) }, "$.display_decimals: is more than 12")]
fn a_draft_is_refused(#[case] rules: Rules, #[case] expected: &str) {
    assert_eq!(refused(&rules), [expected]);
}

#[test]
fn parts_cannot_require_each_other_in_a_circle_or_the_unknown() {
    let circle = vec![
        required_by(by("a", "50", Method::PassFail), &["b"]),
        required_by(by("b", "50", Method::PassFail), &["a", "c", "b"]),
    ];
    assert_eq!(
        refused(&draft(vec![parts("x", "100", circle)])),
        [
            "$.criteria[0].parts[1].required_by[1]: there is no part \"c\" beside this one",
            "$.criteria[0].parts[1].required_by[2]: \"b\" cannot be required by itself",
            "$.criteria[0].parts: parts are required by each other in a circle",
        ]
    );
}

#[test]
fn gaps_in_a_draft_are_named_and_do_not_hide_other_problems() {
    let mut undecided = by("a", "60", Method::PassFail);
    undecided.marking = Marking::Undecided;
    let mut unweighted = by("b", "40", Method::Scale(scale("5", "0", None)));
    unweighted.weight = None;
    assert_eq!(
        refused(&draft(vec![undecided, unweighted])),
        [
            "$.criteria[1].weight: is missing: give a weight in percent",
            "$.criteria[0].method: is missing: say how this is marked, or split it into parts",
            "$.criteria[1].method.max: the scale from 5 to 0 has no width: max must be more than min",
        ]
    );
}

#[test]
fn a_mark_has_one_label_within_the_scale() {
    let label = |mark: &str| Label {
        mark: n(mark),
        label: "Good".to_owned(),
        descriptor: None,
    };
    let labels = vec![label("3"), label("3.0"), label("9")];
    assert_eq!(
        refused(&alone(Method::Scale(Scale {
            labels,
            ..scale("0", "5", None)
        }))),
        [
            "$.criteria[0].method.labels: the mark 3 has two labels",
            "$.criteria[0].method.labels: the label for 9 is outside the scale from 0 to 5",
        ]
    );
}

#[test]
fn parts_are_split_only_so_deep() {
    let mut criterion = by("x", "100", Method::PassFail);
    for _ in 0..4 {
        criterion = parts("x", "100", vec![criterion]);
    }
    assert_eq!(draft(vec![criterion.clone()]).problems(), []);
    let problems = draft(vec![parts("x", "100", vec![criterion])]).problems();
    assert!(problems[0].message.contains("more than 4 levels"), "{problems:?}");
}

#[test]
fn every_problem_of_every_bid_is_listed() {
    let questions = vec![question("q1", "100", None)];
    let criteria = vec![
        by("price", "40", Method::RelativeToLowest),
        by(
            "quality",
            "40",
            Method::WeightedQuestions {
                scale: Some(scale("0", "5", None)),
                questions,
            },
        ),
        by("gate", "20", Method::PassFail),
    ];
    let rules = rules(criteria, &[]);
    let bids = [
        bid("Alder", "price=-1 quality.q1=6 gate=1"),
        bid("Alder", "price=pass quality=4 other=1"),
        bid("", "price=1 quality.q2=1 gate=pass"),
    ];
    assert_eq!(
        listed(&evaluate(&rules, &bids).unwrap_err()),
        [
            "$.bids[0].inputs.price: is below zero",
            "$.bids[0].inputs.quality.q1: the mark 6 is outside the scale from 0 to 5",
            "$.bids[0].inputs.gate: must be \"pass\" or \"fail\"",
            "$.bids[1].supplier: \"Alder\" has bid 0 too: each supplier has one bid in a tender",
            "$.bids[1].inputs.price: must be a number",
            "$.bids[1].inputs.quality: must be an object with a mark for each question",
            "$.bids[1].inputs.gate: is missing",
            "$.bids[1].inputs.other: the rules have nothing with this id",
            "$.bids[2].supplier: is empty: say whose bid this is",
            "$.bids[2].inputs.quality.q1: is missing",
            "$.bids[2].inputs.quality.q2: the rules have nothing with this id",
        ]
    );
}

#[test]
fn bids_are_needed_and_so_is_their_receipt_where_ties_go_by_it() {
    let by_receipt = Rules {
        tie_break: vec![TieBreak::EarliestReceipt],
        ..alone(Method::PassFail)
    };
    assert_eq!(
        listed(&bid_problems(&by_receipt, &[])),
        ["$.bids: is empty: give at least one bid"]
    );
    assert_eq!(
        listed(&bid_problems(&by_receipt, &bids(&["x=pass"]))),
        ["$.bids[0].received_at: is missing, and the tie-break list goes by earliest receipt"]
    );
}
