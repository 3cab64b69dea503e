//! Frameworks, floors and duties. Ids in brackets are those of the project's worked examples.

use crate::common::{by, draft, n};
use jiff::civil::Date;
use rstest::rstest;
use svx_scoring::measures::{
    Measure, MeasureProblem, MeasureRule, Posts, Waiver, attributable, check_measures, fte_years, validated_percent,
};
use svx_scoring::policy::{
    Arrangement, BuyerType, FloorProblem, FloorResult, FloorStatus, PACKS, PolicyReport, Procurement, clears_floor,
    report,
};
use svx_scoring::rules::{Award, Method, Rules};

#[rstest]
#[case("100", "10", Ok(FloorResult::Clears))]
#[case("80", "8", Ok(FloorResult::Clears))]
#[case("80", "5", Ok(FloorResult::Short(n("3"))))]
#[case("10", "12", Err(FloorProblem::MoreThanTotal))]
fn m1_a_weight_is_held_against_the_floor(
    #[case] total: &str,
    #[case] social_value: &str,
    #[case] expected: Result<FloorResult, FloorProblem>,
) {
    assert_eq!(clears_floor(&n(total), &n(social_value), &n("10")), expected);
}

fn procurement(buyer_type: BuyerType, commenced_on: Option<&str>, value: &str) -> Procurement {
    Procurement {
        buyer_type,
        commenced_on: commenced_on.map(|day| day.parse::<Date>().unwrap()),
        value_gbp: n(value),
        includes_vat: true,
        arrangement: Arrangement::Contract,
    }
}

/// Rules with this weight for social value, the same for quality and the rest for price.
fn weights(social_value: &str, award: Award) -> Rules {
    let rest = (&n("100") - &(&n(social_value) + &n(social_value))).to_string();
    let criteria = vec![
        by("price", &rest, Method::RelativeToLowest),
        by("quality", social_value, Method::PassFail),
        by("social-value", social_value, Method::PassFail),
    ];
    Rules {
        award,
        ..draft(criteria)
    }
}

fn reported(buyer_type: BuyerType, commenced_on: Option<&str>, value: &str) -> PolicyReport {
    report(
        &procurement(buyer_type, commenced_on, value),
        &weights("15", Award::HighestTotal),
    )
}

#[rstest]
#[case::n1_last_day("2026-12-31", "8000000", Some("PPN 002"), Some("10"), FloorStatus::Clears)]
#[case::n1_first_day("2027-01-01", "8000000", Some("PPN 026"), Some("20"), FloorStatus::Short(n("5")))]
#[case::step_is_inclusive("2027-01-01", "5000000", Some("PPN 026"), Some("20"), FloorStatus::Short(n("5")))]
#[case::below_the_step("2027-01-01", "4999999.99", Some("PPN 026"), Some("10"), FloorStatus::Clears)]
#[case::threshold_is_inclusive("2027-01-01", "1000000", Some("PPN 026"), Some("10"), FloorStatus::Clears)]
#[case::below_the_threshold("2027-01-01", "999999.99", None, None, FloorStatus::NotApplicable)]
#[case::legacy("2024-06-01", "8000000", Some("PPN 06/20"), Some("10"), FloorStatus::Clears)]
#[case::first_day_of_the_act("2025-02-24", "8000000", Some("PPN 002"), Some("10"), FloorStatus::Clears)]
#[case::before_any("2020-12-31", "8000000", None, None, FloorStatus::NotApplicable)]
fn central_government_comes_under(
    #[case] day: &str,
    #[case] value: &str,
    #[case] pack: Option<&str>,
    #[case] floor: Option<&str>,
    #[case] status: FloorStatus,
) {
    let report = reported(BuyerType::CentralGovernment, Some(day), value);
    assert_eq!(report.pack.map(|pack| pack.name), pack);
    assert_eq!(report.floor_percent, floor.map(n));
    assert_eq!(report.status, status);
}

#[rstest]
#[case(BuyerType::LocalGovernment)]
#[case(BuyerType::HousingAssociation)]
#[case(BuyerType::Nhs)]
#[case(BuyerType::Education)]
#[case(BuyerType::Other)]
fn other_buyers_state_their_own(#[case] buyer_type: BuyerType) {
    let report = reported(buyer_type, Some("2027-01-01"), "8000000");
    assert_eq!(report.pack.map(|pack| pack.name), Some("local"));
    assert_eq!(
        (report.floor_percent, report.status),
        (None, FloorStatus::NotApplicable)
    );
}

#[rstest]
fn n2_nothing_is_chosen_while_the_day_is_unknown(
    #[values(BuyerType::CentralGovernment, BuyerType::LocalGovernment)] buyer_type: BuyerType,
) {
    let report = reported(buyer_type, None, "8000000");
    assert_eq!(
        (report.pack, report.floor_percent, report.status),
        (None, None, FloorStatus::Unknown)
    );
    assert!(report.notes.iter().any(|note| note.contains("not given")));
}

#[test]
fn under_price_per_quality_point_the_floor_is_of_the_non_price_criteria() {
    let procurement = procurement(BuyerType::CentralGovernment, Some("2026-10-01"), "8000000");
    // Social value 6, quality 6, price 88: short of 10% of the whole, half of what is not price.
    let whole = report(&procurement, &weights("6", Award::HighestTotal));
    assert_eq!(whole.status, FloorStatus::Short(n("4")));
    let by_quality = report(&procurement, &weights("6", Award::PricePerQualityPoint));
    assert_eq!(by_quality.status, FloorStatus::Clears);
}

#[rstest]
#[case::k1_at_the_line("5000000.00", Arrangement::Contract, Some("2026-10-01"), false)]
#[case::k1_above_it("5000000.01", Arrangement::Contract, Some("2026-10-01"), true)]
#[case::framework("9000000", Arrangement::Framework, Some("2026-10-01"), false)]
#[case::light_touch("9000000", Arrangement::LightTouch, Some("2026-10-01"), false)]
#[case::concession("9000000", Arrangement::Concession, Some("2026-10-01"), false)]
#[case::unknown_day("9000000", Arrangement::Contract, None, true)]
#[case::before_the_act("9000000", Arrangement::Contract, Some("2025-02-23"), false)]
fn kpi_duty(#[case] value: &str, #[case] arrangement: Arrangement, #[case] day: Option<&str>, #[case] expected: bool) {
    let procurement = Procurement {
        arrangement,
        ..procurement(BuyerType::LocalGovernment, day, value)
    };
    assert_eq!(report(&procurement, &draft(Vec::new())).kpis_required, expected);
}

#[test]
fn a_value_without_vat_is_compared_with_it() {
    let without = Procurement {
        includes_vat: false,
        ..procurement(BuyerType::CentralGovernment, Some("2027-01-01"), "4500000")
    };
    let report = report(&without, &weights("20", Award::HighestTotal));
    assert_eq!((report.floor_percent, report.kpis_required), (Some(n("20")), true));
    assert!(report.notes[0].contains("5,400,000.00"));
}

#[test]
fn packs_for_central_government_follow_one_another_without_gap_or_overlap() {
    let packs: Vec<_> = PACKS.iter().filter(|pack| pack.central_government).collect();
    for pair in packs.windows(2) {
        assert_eq!(pair[0].until.unwrap().tomorrow().unwrap(), pair[1].from.unwrap());
    }
    for pack in &PACKS {
        assert!(!pack.sources.is_empty(), "{} names no source", pack.name);
        let named: usize = pack.themes.iter().map(|theme| theme.outcomes.len()).sum();
        assert!(
            named == 0 || Some(named) == pack.outcome_count.map(|count| count as usize),
            "{}",
            pack.name
        );
    }
}

#[test]
fn t1_posts_are_counted_in_fte_years() {
    let posts = |count: &str, share: &str| Posts {
        count: n(count),
        full_time_share: n(share),
        years: n("2"),
    };
    assert_eq!(fte_years(&[posts("10", "1"), posts("5", "0.5")]), n("25"));
}

#[test]
fn d1_validation_is_a_share_of_what_was_ordered() {
    assert_eq!(validated_percent(&n("37"), &n("50")), Some(n("74")));
    assert_eq!(validated_percent(&n("0"), &n("0")), None);
}

#[test]
fn a1_company_giving_is_attributed_by_turnover() {
    assert_eq!(
        attributable(&n("120000"), &n("2000000"), &n("40000000")),
        Some(n("6000"))
    );
    assert_eq!(attributable(&n("120000"), &n("2"), &n("1")), None);
}

fn chosen(themes: &[&str]) -> Vec<Measure> {
    let measure = |(id, theme): (usize, &&str)| Measure {
        id: id.to_string(),
        theme: (*theme).to_owned(),
    };
    themes.iter().enumerate().map(measure).collect()
}

#[test]
fn b1_measures_are_limited_unless_a_waiver_is_recorded() {
    let theme = "employment and skills";
    let rules = [
        MeasureRule::AtMost(6),
        MeasureRule::AtLeastOf {
            theme: theme.to_owned(),
            count: 1,
        },
    ];
    let seven = [&[theme][..], &["other"; 6][..]].concat();
    assert_eq!(
        check_measures(&rules, &chosen(&seven), &[]),
        [MeasureProblem::TooMany { chosen: 7, most: 6 }]
    );
    assert_eq!(
        check_measures(&rules, &chosen(&["other"; 6]), &[]),
        [MeasureProblem::TooFew {
            theme: theme.to_owned(),
            chosen: 0,
            least: 1
        }]
    );
    assert_eq!(check_measures(&rules, &chosen(&seven[..6]), &[]), []);
    let waiver = |reason: &str| {
        [Waiver {
            rule: rules[0].clone(),
            reason: reason.to_owned(),
        }]
    };
    assert_eq!(
        check_measures(&rules, &chosen(&seven), &waiver("agreed by the board on 3 March")),
        []
    );
    assert_eq!(check_measures(&rules, &chosen(&seven), &waiver(" ")).len(), 1);
}
