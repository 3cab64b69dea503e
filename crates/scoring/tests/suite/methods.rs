//! Every method against figures worked out by hand. Ids in brackets are those of the project's worked examples.

use crate::common::{bids, by, draft, flags, n, parts, question, ranks, required_by, rules, scale, scored, totals};
use rstest::rstest;
use svx_scoring::evaluate;
use svx_scoring::rules::{Award, Band, Bound, Method, Rules, TieBreak};

/// One criterion of weight W and a filler at full marks, so that totals less the filler are its scores.
fn one(method: Method, weight: &str, value: Option<&str>, answers: &[&str]) -> Vec<String> {
    let rest = (&n("100") - &n(weight)).to_string();
    let criteria = vec![by("x", weight, method), by("rest", &rest, Method::PassFail)];
    let rules = Rules {
        contract_value: value.map(n),
        ..draft(criteria)
    }
    .validate()
    .unwrap();
    let inputs: Vec<_> = answers.iter().map(|answer| format!("x={answer} rest=fail")).collect();
    totals(&scored(&rules, &inputs.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn fixed(text: &str) -> Bound {
    Bound::Fixed(n(text))
}

fn linear(best: Bound, worst: Bound) -> Method {
    Method::LinearRange { best, worst }
}

fn deviation(base: &str, slope: &str) -> Method {
    Method::DeviationFromMean {
        base: n(base),
        slope: n(slope),
    }
}

fn bands(bands: &[(&str, &str)]) -> Method {
    Method::Bands(
        bands
            .iter()
            .map(|(at_least, score)| Band {
                at_least: n(at_least),
                score: n(score),
            })
            .collect(),
    )
}

#[rstest]
#[case::p1(Method::RelativeToLowest, "40", &["100", "105", "108"], &["40", "800/21", "1000/27"])]
#[case::lowest_of_0(Method::RelativeToLowest, "40", &["0", "5", "0"], &["40", "0", "40"])]
#[case::q1(Method::RelativeToHighest, "10", &["150000", "100000", "0"], &["10", "20/3", "0"])]
#[case::q2(Method::RelativeToHighest, "10", &["0", "0", "0"], &["0", "0", "0"])]
#[case::q3_before(Method::RelativeToHighest, "10", &["100000", "90000"], &["10", "9"])]
#[case::q3_after(Method::RelativeToHighest, "10", &["100000", "90000", "1000000"], &["1", "9/10", "10"])]
#[case::line_down(linear(fixed("100"), fixed("200")), "20", &["50", "100", "150", "200", "900"], &["20", "20", "10", "0", "0"])]
#[case::line_up(linear(fixed("30"), fixed("10")), "20", &["5", "15", "30"], &["0", "5", "20"])]
#[case::line_from_bids(linear(Bound::Lowest, Bound::Highest), "30", &["1", "2", "4"], &["30", "20", "0"])]
#[case::line_of_equals(linear(Bound::Lowest, Bound::Highest), "30", &["7", "7"], &["30", "30"])]
#[case::line_without_width(linear(fixed("5"), fixed("5")), "30", &["1", "9"], &["30", "30"])]
#[case::mean(deviation("0.5", "1"), "40", &["80", "100", "120"], &["28", "20", "12"])]
#[case::mean_clamped(deviation("0.5", "5"), "40", &["50", "100", "150"], &["40", "20", "0"])]
#[case::mean_of_0(deviation("0.5", "1"), "40", &["0", "0"], &["20", "20"])]
#[case::target(Method::Target { target: n("40") }, "10", &["10", "40", "80"], &["5/2", "10", "10"])]
#[case::marks(Method::Scale(scale("1", "5", None)), "20", &["1", "2", "5", "2.5"], &["0", "5", "20", "15/2"])]
#[case::verdicts(Method::PassFail, "15", &["pass", "fail"], &["15", "0"])]
#[case::steps(bands(&[("10", "0.25"), ("100", "1"), ("50", "0.5")]), "20", &["9", "10", "75", "100"], &["0", "5", "10", "20"])]
fn a_method_gives(#[case] method: Method, #[case] weight: &str, #[case] answers: &[&str], #[case] expected: &[&str]) {
    assert_eq!(one(method, weight, None, answers), expected);
}

#[test]
fn a_share_of_the_contract_is_capped() {
    let method = Method::ShareOfContract { share: n("0.16") };
    let scores = one(method, "10", Some("1000000"), &["40000", "160000", "500000"]);
    assert_eq!(scores, ["5/2", "10", "10"]);
}

#[test]
fn q3_the_outlier_is_flagged_and_keeps_its_score() {
    let rules = rules(vec![by("x", "100", Method::RelativeToHighest)], &[]);
    let evaluation = scored(&rules, &["x=100000", "x=90000", "x=1000000"]);
    assert_eq!(totals(&evaluation), ["10", "9", "100"]);
    assert_eq!(flags(&evaluation), [vec![], vec![], vec!["realism"]]);
}

#[rstest]
#[case::q1(&["x=150000", "x=100000", "x=0"])]
#[case::two_bids_cannot_tell(&["x=1", "x=1000"])]
#[case::nothing_else_offered(&["x=0", "x=0", "x=500"])]
fn offers_that_do_not_stand_out_are_not_flagged(#[case] inputs: &[&str]) {
    let rules = rules(vec![by("x", "100", Method::RelativeToHighest)], &[]);
    assert!(flags(&scored(&rules, inputs)).iter().all(Vec::is_empty));
}

#[test]
fn social_value_above_the_usual_share_of_the_contract_is_flagged() {
    let criteria = vec![by("social-value", "100", Method::RelativeToHighest)];
    let rules = Rules {
        contract_value: Some(n("1000000")),
        ..draft(criteria)
    }
    .validate()
    .unwrap();
    let evaluation = scored(&rules, &["social-value=160000", "social-value=160000.01"]);
    assert_eq!(flags(&evaluation), [vec![], vec!["realism"]]);
}

#[test]
fn an_offer_beyond_stated_capacity_is_flagged() {
    let rules = rules(vec![by("x", "100", Method::RelativeToHighest)], &[]);
    let mut bids = bids(&["x=40", "x=41"]);
    for bid in &mut bids {
        bid.capacity.insert("x".to_owned(), n("40"));
    }
    let evaluation = evaluate(&rules, &bids).unwrap();
    assert_eq!(flags(&evaluation), [vec![], vec!["realism"]]);
}

#[test]
fn weighted_questions_add_up_and_respect_thresholds() {
    let questions = vec![question("q1", "60", None), question("q2", "40", Some("2"))];
    let method = Method::WeightedQuestions {
        scale: Some(scale("0", "5", None)),
        questions,
    };
    let rules = rules(vec![by("quality", "100", method)], &[]);
    let evaluation = scored(&rules, &["quality.q1=4 quality.q2=3", "quality.q1=5 quality.q2=1"]);
    assert_eq!(totals(&evaluation), ["72", "60"]);
    assert_eq!(flags(&evaluation), [vec![], vec!["below-threshold"]]);
}

/// R1: a quantitative and a qualitative half, of 10 points each.
fn r1(tie_break: &[&str]) -> svx_scoring::ValidRules {
    let halves = vec![
        by("quantitative", "50", Method::RelativeToHighest),
        required_by(
            by("qualitative", "50", Method::Scale(scale("0", "5", None))),
            &["quantitative"],
        ),
    ];
    let price = by("price", "80", Method::RelativeToLowest);
    rules(vec![parts("social-value", "20", halves), price], tie_break)
}

const R1_BIDS: [&str; 3] = [
    "price=100 social-value.quantitative=200000 social-value.qualitative=3",
    "price=100 social-value.quantitative=120000 social-value.qualitative=5",
    "price=100 social-value.quantitative=50000 social-value.qualitative=4",
];

#[test]
fn r1_a_tie_that_the_list_does_not_settle_is_reported() {
    let evaluation = scored(&r1(&["social-value", "price"]), &R1_BIDS);
    assert_eq!(totals(&evaluation), ["96", "96", "181/2"]);
    assert_eq!(ranks(&evaluation), [(1, true), (1, true), (3, false)]);
}

#[test]
fn r1_a_tie_is_settled_by_the_published_list() {
    // The same totals by another road: B earns 2 points less on social value and 2 more on price.
    let criteria = vec![
        by("social-value", "20", Method::Scale(scale("0", "10", None))),
        by("price", "80", Method::Scale(scale("0", "40", None))),
    ];
    let inputs = ["social-value=8 price=39", "social-value=9 price=38"];
    let settled = |list: &[&str]| ranks(&scored(&rules(criteria.clone(), list), &inputs));
    assert_eq!(settled(&["price"]), [(1, false), (2, false)]);
    assert_eq!(settled(&["social-value"]), [(2, false), (1, false)]);
    assert_eq!(settled(&[]), [(1, true), (1, true)]);
}

#[test]
fn the_last_resort_is_the_earliest_receipt() {
    let criteria = vec![by("price", "100", Method::RelativeToLowest)];
    let rules = Rules {
        tie_break: vec![TieBreak::EarliestReceipt],
        ..draft(criteria)
    }
    .validate()
    .unwrap();
    let mut bids = bids(&["price=5", "price=5", "price=5"]);
    for (bid, received_us) in bids.iter_mut().zip([300, 100, 100]) {
        bid.received_us = Some(received_us);
    }
    assert_eq!(
        ranks(&evaluate(&rules, &bids).unwrap()),
        [(3, false), (1, true), (1, true)]
    );
}

#[rstest]
#[case::no_answer("price=100 social-value.quantitative=400000", "has no answer")]
#[case::an_answer_worth_nothing(
    "price=100 social-value.quantitative=400000 social-value.qualitative=0",
    "scores nothing"
)]
fn a_quantitative_offer_without_its_precondition_is_disregarded(#[case] hollow: &str, #[case] why: &str) {
    let evaluation = scored(&r1(&[]), &[R1_BIDS[0], hollow]);
    // Disregarded altogether: it scores 0 and does not push the others down either.
    assert_eq!(totals(&evaluation), ["96", "80"]);
    assert_eq!(flags(&evaluation), [vec![], vec!["precondition"]]);
    assert!(evaluation.results[1].flags[0].reason.contains(why));
}

/// V1, with price worth no points: only its amount counts.
fn whole_tender(award: Award) -> svx_scoring::ValidRules {
    let quality = by("quality", "100", Method::Scale(scale("0", "100", None)));
    let criteria = vec![by("price", "0", Method::RelativeToLowest), quality];
    Rules {
        award,
        ..draft(criteria)
    }
    .validate()
    .unwrap()
}

#[test]
fn v1_value_for_money_sets_quality_against_cost() {
    let rules = whole_tender(Award::ValueForMoney {
        willingness_to_pay: n("2000"),
    });
    let evaluation = scored(&rules, &["price=900000 quality=20", "price=1000000 quality=80"]);
    assert_eq!(totals(&evaluation), ["860000", "840000"]);
    assert_eq!(ranks(&evaluation), [(2, false), (1, false)]);
}

#[test]
fn price_per_quality_point_goes_lowest_first_and_no_quality_last() {
    let rules = whole_tender(Award::PricePerQualityPoint);
    let evaluation = scored(
        &rules,
        &["price=1 quality=0", "price=900 quality=60", "price=800 quality=50"],
    );
    assert_eq!(ranks(&evaluation), [(3, false), (1, false), (2, false)]);
    assert_eq!(flags(&evaluation), [vec!["no-quality"], vec![], vec![]]);
    let figures: Vec<_> = evaluation
        .results
        .iter()
        .map(|result| result.total.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(figures, [Some("15".to_owned()), Some("16".to_owned()), None]);
}

#[test]
fn every_mark_comes_with_its_working() {
    let questions = vec![question("q1", "60", None), question("q2", "40", Some("2"))];
    let method = Method::WeightedQuestions {
        scale: Some(scale("0", "5", None)),
        questions,
    };
    let halves = vec![
        by("quantitative", "50", Method::RelativeToHighest),
        by("qualitative", "50", Method::Scale(scale("0", "5", None))),
    ];
    let criteria = vec![
        by("price", "40", Method::RelativeToLowest),
        by("quality", "40", method),
        parts("social-value", "20", halves),
    ];
    let rules = rules(criteria, &[]);
    let evaluation = scored(
        &rules,
        &[
            "price=100000 quality.q1=4 quality.q2=3 social-value.quantitative=90000 social-value.qualitative=3",
            "price=105000 quality.q1=5 quality.q2=1 social-value.quantitative=100000 social-value.qualitative=5",
        ],
    );
    let text: String = evaluation
        .results
        .iter()
        .map(|result| evaluation.explain(&rules, result).to_text(2))
        .collect();
    insta::assert_snapshot!(text, @r"
    total: 83.80 = 40.00 + 28.80 + 15.00
      price: 40.00 = 40 x 100,000 / 100,000
      quality: 28.80 = 19.20 + 9.60
        q1: 19.20 = 24 x 4 / 5
        q2: 9.60 = 16 x 3 / 5
      social-value: 15.00 = 9.00 + 6.00
        quantitative: 9.00 = 10 x 90,000 / 100,000
        qualitative: 6.00 = 10 x 3 / 5
    total: 82.10 (1724/21) = 38.10 + 24.00 + 20.00
      price: 38.10 (800/21) = 40 x 100,000 / 105,000
      quality: 24.00 = 24.00 + 0.00
        q1: 24.00 = 24 x 5 / 5
        q2: 0.00 = 16 x 0, because the mark of 1 is below the minimum of 2
      social-value: 20.00 = 10.00 + 10.00
        quantitative: 10.00 = 10 x 100,000 / 100,000
        qualitative: 10.00 = 10 x 5 / 5
    ");
}
