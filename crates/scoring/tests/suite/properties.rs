//! What holds for every tender, over random ones.

use proptest::prelude::*;
use svx_scoring::rules::{Band, Bound, Criterion, Method, Rules};
use svx_scoring::{BidInput, BidResult, Evaluation, Exact, Mark, Outcome, ValidRules, evaluate};

use crate::common::{bid, by, draft, n, parts, question, required_by, scale};

/// Weights that add up to 100.
fn weights(count: usize) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(0_i64..=100, count - 1).prop_map(|mut cuts| {
        cuts.sort_unstable();
        cuts.push(100);
        let mut last = 0;
        cuts.iter()
            .map(|cut| cut - std::mem::replace(&mut last, *cut))
            .collect()
    })
}

/// A method that takes an amount, rising or falling.
fn amount_method() -> impl Strategy<Value = Method> {
    let number = (0_i64..2_000).prop_map(Exact::whole);
    prop_oneof![
        Just(Method::RelativeToLowest),
        Just(Method::RelativeToHighest),
        Just(Method::LinearRange {
            best: Bound::Lowest,
            worst: Bound::Highest
        }),
        (number.clone(), number.clone()).prop_map(|(best, worst)| Method::LinearRange {
            best: Bound::Fixed(best),
            worst: Bound::Fixed(worst)
        }),
        (number.clone(), number).prop_map(|(base, slope)| Method::DeviationFromMean {
            base: &base * &n("1/1000"),
            slope: &slope * &n("1/500"),
        }),
        (1_i64..2_000).prop_map(|target| Method::Target {
            target: Exact::whole(target)
        }),
        Just(Method::ShareOfContract { share: n("0.16") }),
        prop::collection::btree_map(0_i64..2_000, 0_i64..=10, 1..4).prop_map(|bands| {
            let band = |(at_least, tenths)| Band {
                at_least: Exact::whole(at_least),
                score: &Exact::whole(tenths) * &n("1/10"),
            };
            Method::Bands(bands.into_iter().map(band).collect())
        }),
    ]
}

/// Price by any method, quality by questions, social value in two parts, one a precondition of the other.
fn any_rules() -> impl Strategy<Value = Rules> {
    let shares = (weights(3), weights(3), weights(2));
    (amount_method(), amount_method(), shares, 0_i64..=5).prop_map(|(price, offer, (top, three, two), threshold)| {
        let w = |weight: i64| weight.to_string();
        let threshold = threshold.to_string();
        let ask = |(id, weight): (usize, &i64)| question(&format!("q{id}"), &w(*weight), Some(&threshold));
        let questions = three.iter().enumerate().map(ask).collect();
        let qualitative = by("qualitative", &w(two[1]), Method::Scale(scale("0", "5", None)));
        let halves = vec![
            by("quantitative", &w(two[0]), offer),
            required_by(qualitative, &["quantitative"]),
        ];
        let quality = Method::WeightedQuestions {
            scale: Some(scale("0", "5", None)),
            questions,
        };
        let criteria = vec![
            by("price", &w(top[0]), price),
            by("quality", &w(top[1]), quality),
            parts("social-value", &w(top[2]), halves),
        ];
        Rules {
            contract_value: Some(n("8000")),
            ..draft(criteria)
        }
    })
}

/// Amounts and marks of one bid: price, offer, three marks, and the mark of the qualitative part if it was answered.
type Figures = (i64, i64, [i64; 3], Option<i64>);

fn any_figures() -> impl Strategy<Value = Vec<Figures>> {
    prop::collection::vec(
        (
            0_i64..2_000,
            0_i64..2_000,
            [0_i64..=5, 0..=5, 0..=5],
            prop::option::weighted(0.8, 0_i64..=5),
        ),
        1..12,
    )
}

fn to_bid(index: usize, (price, offer, marks, qualitative): &Figures) -> BidInput {
    let mut text = format!("price={price} social-value.quantitative={offer}");
    for (question, mark) in marks.iter().enumerate() {
        text.push_str(&format!(" quality.q{question}={mark}"));
    }
    if let Some(mark) = qualitative {
        text.push_str(&format!(" social-value.qualitative={mark}"));
    }
    bid(&format!("bidder {index}"), &text)
}

fn to_bids(figures: &[Figures]) -> Vec<BidInput> {
    figures
        .iter()
        .enumerate()
        .map(|(index, figures)| to_bid(index, figures))
        .collect()
}

fn valid(rules: &Rules) -> ValidRules {
    rules.clone().validate().unwrap()
}

fn run(rules: &Rules, bids: &[BidInput]) -> Evaluation {
    evaluate(&valid(rules), bids).unwrap()
}

/// The results by supplier, without the position of the bid: what must not depend on the order of rows.
fn by_supplier(evaluation: &Evaluation) -> Vec<BidResult> {
    let mut results = evaluation.results.clone();
    results.iter_mut().for_each(|result| result.bid = 0);
    results.sort_by(|a, b| a.supplier.cmp(&b.supplier));
    results
}

fn check_sums(mark: &Mark) {
    if !mark.parts.is_empty() {
        assert_eq!(mark.score, mark.parts.iter().map(|part| &part.score).sum());
    }
    mark.parts.iter().for_each(check_sums);
}

fn score_of(evaluation: &Evaluation, bid: usize, criterion: usize) -> Exact {
    evaluation
        .results
        .iter()
        .find(|result| result.bid == bid)
        .unwrap()
        .criteria[criterion]
        .score
        .clone()
}

/// Methods of the quantitative part under which a larger offer is never worth less.
fn rewards_more(criteria: &[Criterion]) -> bool {
    let svx_scoring::rules::Marking::Parts(halves) = &criteria[2].marking else {
        return false;
    };
    let svx_scoring::rules::Marking::Method(method) = &halves[0].marking else {
        return false;
    };
    matches!(
        method,
        Method::RelativeToHighest | Method::Target { .. } | Method::ShareOfContract { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_order_of_bids_changes_nothing(rules in any_rules(), figures in any_figures(), turn in 0_usize..12) {
        let bids = to_bids(&figures);
        let mut turned = bids.clone();
        turned.rotate_left(turn % bids.len());
        prop_assert_eq!(by_supplier(&run(&rules, &bids)), by_supplier(&run(&rules, &turned)));
        turned.reverse();
        prop_assert_eq!(by_supplier(&run(&rules, &bids)), by_supplier(&run(&rules, &turned)));
    }

    #[test]
    fn marks_stay_within_their_weight_and_parts_add_up(rules in any_rules(), figures in any_figures()) {
        let evaluation = run(&rules, &to_bids(&figures));
        for result in &evaluation.results {
            for (criterion, mark) in rules.criteria.iter().zip(&result.criteria) {
                prop_assert!(mark.score >= Exact::ZERO && Some(&mark.score) <= criterion.weight.as_ref());
                check_sums(mark);
            }
            prop_assert_eq!(result.total.clone(), Some(result.criteria.iter().map(|mark| &mark.score).sum()));
        }
    }

    #[test]
    fn ranks_follow_totals(rules in any_rules(), figures in any_figures()) {
        let evaluation = run(&rules, &to_bids(&figures));
        for (index, result) in evaluation.results.iter().enumerate() {
            let better = evaluation.results.iter().filter(|other| other.total > result.total).count();
            let level = evaluation.results.iter().filter(|other| other.total == result.total).count();
            prop_assert_eq!((result.rank, result.tied), (better + 1, level > 1));
            prop_assert!(result.rank <= index + 1);
        }
    }

    #[test]
    fn scaling_every_price_changes_no_relative_score(
        figures in any_figures(),
        factor in 1_i64..1_000,
        method in prop_oneof![
            Just(Method::RelativeToLowest),
            Just(Method::RelativeToHighest),
            Just(Method::LinearRange { best: Bound::Lowest, worst: Bound::Highest }),
            Just(Method::DeviationFromMean { base: n("0.5"), slope: n("1.5") }),
        ],
    ) {
        let rules = draft(vec![by("price", "100", method)]);
        let at = |factor: i64| -> Vec<_> {
            let bid = |(index, (price, ..)): (usize, &Figures)| {
                bid(&format!("bidder {index}"), &format!("price={}", price * factor))
            };
            figures.iter().enumerate().map(bid).collect()
        };
        let scores = |bids: &[BidInput]| -> Vec<_> {
            (0..bids.len()).map(|bid| score_of(&run(&rules, bids), bid, 0)).collect()
        };
        prop_assert_eq!(scores(&at(1)), scores(&at(factor)));
    }

    #[test]
    fn raising_ones_social_value_never_lowers_ones_score(
        rules in any_rules().prop_filter("a larger offer is worth more", |rules| rewards_more(&rules.criteria)),
        figures in any_figures(),
        more in 1_i64..5_000,
        mark in 0_i64..=5,
    ) {
        let before = run(&rules, &to_bids(&figures));
        let mut raised = figures.clone();
        raised[0].1 += more;
        raised[0].3 = raised[0].3.max(Some(mark));
        let after = run(&rules, &to_bids(&raised));
        prop_assert!(score_of(&after, 0, 2) >= score_of(&before, 0, 2));
    }

    #[test]
    fn what_is_disregarded_counts_for_nobody(rules in any_rules(), figures in any_figures()) {
        let all = run(&rules, &to_bids(&figures));
        for result in &all.results {
            let halves = &result.criteria[2].parts;
            let hollow = halves[1].outcome == Outcome::Unanswered || halves[1].answer == svx_scoring::Answer::Number(Exact::ZERO);
            prop_assert_eq!(halves[0].outcome == Outcome::Disregarded, hollow);
            prop_assert!(!hollow || halves[0].score.is_zero());
        }
        // The offers of others score as if the hollow ones had not been made.
        let kept: Vec<_> = figures.iter().filter(|figures| figures.3.unwrap_or(0) > 0).copied().collect();
        if !kept.is_empty() {
            let alone = run(&rules, &to_bids(&kept));
            let places = figures.iter().enumerate().filter(|(_, figures)| figures.3.unwrap_or(0) > 0);
            for (place, (bid, _)) in places.enumerate() {
                prop_assert_eq!(score_of(&all, bid, 2), score_of(&alone, place, 2));
            }
        }
    }

    #[test]
    fn every_working_can_be_written(rules in any_rules(), figures in any_figures()) {
        let rules = valid(&rules);
        let evaluation = evaluate(&rules, &to_bids(&figures)).unwrap();
        for result in &evaluation.results {
            let lines = evaluation.explain(&rules, result).lines(2);
            // Total, three criteria, three questions, two parts.
            prop_assert_eq!(lines.len(), 9);
            prop_assert!(lines.iter().all(|(_, line)| line.contains(" = ")));
        }
    }

    #[test]
    fn any_number_of_bids_up_to_500_is_ranked(
        offers in prop::collection::vec((0_i64..50, 0_i64..2_000_000), 1..=500),
    ) {
        let criteria = vec![
            by("price", "60", Method::RelativeToLowest),
            by("social-value", "40", Method::RelativeToHighest),
        ];
        let bids: Vec<_> = offers
            .iter()
            .enumerate()
            .map(|(index, (price, offer))| bid(&format!("S{index}"), &format!("price={price} social-value={offer}")))
            .collect();
        let evaluation = run(&draft(criteria), &bids);
        prop_assert_eq!(evaluation.results.len(), bids.len());
        for result in &evaluation.results {
            // Competition ranking: one more than how many are better.
            let better = evaluation.results.iter().filter(|other| other.total > result.total).count();
            let level = evaluation.results.iter().filter(|other| other.total == result.total).count();
            prop_assert_eq!((result.rank, result.tied), (better + 1, level > 1));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_bidders_own_copy_gives_its_own_marks_and_the_winners(rules in any_rules(), figures in any_figures(), own in 0_usize..12) {
        let (rules, bids) = (valid(&rules), to_bids(&figures));
        let evaluation = evaluate(&rules, &bids).unwrap();
        let (own, winner) = (own % bids.len(), evaluation.results[0].bid);
        let kept: Vec<usize> = if own == winner { vec![own] } else { vec![own, winner] };
        let copy = svx_scoring::own_copy(&rules, &bids, &evaluation, &kept).unwrap();
        prop_assert_eq!(copy.len(), bids.len());
        let again = evaluate(&rules, &copy).unwrap();
        for (place, index) in kept.iter().enumerate() {
            let before = evaluation.results.iter().find(|result| result.bid == *index).unwrap();
            let now = again.results.iter().find(|result| result.bid == place).unwrap();
            prop_assert_eq!(&now.supplier, &before.supplier);
            prop_assert_eq!(&now.criteria, &before.criteria);
            prop_assert_eq!(&now.total, &before.total);
        }
        for bid in &copy[kept.len()..] {
            prop_assert!(bid.supplier.starts_with("Other bidder "));
        }
    }
}

#[test]
fn an_own_copy_tells_no_more_of_rivals_than_the_marks_depend_on() {
    let rules = crate::common::rules(
        vec![
            by("price", "40", Method::RelativeToLowest),
            by("quality", "40", Method::Scale(scale("0", "5", None))),
            parts(
                "social-value",
                "20",
                vec![
                    by("quantitative", "50", Method::RelativeToHighest),
                    required_by(
                        by("qualitative", "50", Method::Scale(scale("0", "5", None))),
                        &["quantitative"],
                    ),
                ],
            ),
        ],
        &[],
    );
    let bid = |price: &str, quality: &str, offer: &str, how: &str| {
        format!("price={price} quality={quality} social-value.quantitative={offer} social-value.qualitative={how}")
    };
    let texts = [
        bid("103", "5", "70", "4"),
        bid("105", "5", "90", "5"),
        bid("100", "2", "20", "3"),
        bid("117", "3", "95", "2"),
        bid("109", "1", "200", "0"),
    ];
    let bids = crate::common::bids(&texts.each_ref().map(String::as_str));
    let evaluation = evaluate(&rules, &bids).unwrap();
    let copy = svx_scoring::own_copy(&rules, &bids, &evaluation, &[0, 1]).unwrap();
    // The lowest price and the highest offer that counts; one of the three met the precondition's minimum too little.
    let others = |offer: &str, how: Option<&str>| {
        let how = how.map_or_else(String::new, |how| format!(" social-value.qualitative={how}"));
        format!("price=100 quality=0 social-value.quantitative={offer}{how}")
    };
    let expected = [others("95", Some("5")), others("95", Some("5")), others("95", None)];
    for ((bid, number), expected) in copy[2..].iter().zip(1..).zip(&expected) {
        assert_eq!(*bid, crate::common::bid(&format!("Other bidder {number}"), expected));
    }
}
