//! The report of a plan stands by itself and says everything that it was given.

use svx_domain::Quantity;
use svx_places::Point;
use svx_report::map::{Map, Mark};
use svx_report::page::Shown;
use svx_report::plan::{Band, Fared, OtherWeights, PlanPage, ProposalLine, Shortfall, Source, UnmetLine};

fn point(east: i32, north: i32) -> Point {
    Point {
        easting_m: 430_000 + east,
        northing_m: 433_000 + north,
    }
}

fn map(count: i32) -> Map {
    let kinds = [Mark::Met, Mark::Part, Mark::Unmet, Mark::Offer];
    let marks = (0..count).map(|at| {
        (
            point(at * 37 % 9_000, at * 53 % 7_000),
            kinds[at as usize % kinds.len()],
        )
    });
    Map {
        description: "A map of some needs & offers.".to_owned(),
        marks: marks.collect(),
        lines: vec![(point(0, 0), point(9_000, 7_000)); count as usize / 4],
        key: vec![(Mark::Met, "need met in full".to_owned())],
        ..Map::default()
    }
}

fn page() -> PlanPage {
    let fared = |name: &str| Fared {
        name: name.to_owned(),
        needs: 3,
        met: 1,
        part: 1,
        share: 666,
        quantities: Some((Quantity::from_units(30), Quantity::from_thousandths(20_500))),
    };
    PlanPage {
        summary: vec!["Of 3 needs, 1 is met.".to_owned()],
        figures: vec![("Met in full".to_owned(), "1".to_owned(), "of 3 needs".to_owned())],
        map: map(8),
        resources: vec![fared("Laptops <b>")],
        communities: Shown::first(std::iter::once(fared("Hall Trust")), 70, 60),
        distances: vec![Band {
            label: "Up to 2 km".to_owned(),
            count: 1_234,
        }],
        shortfalls: Shown::first(
            std::iter::once(Shortfall {
                resource: "Laptops".to_owned(),
                quantity: "9 laptops".to_owned(),
                needs: 2,
                reason: "Nobody comes so far".to_owned(),
            }),
            1,
            60,
        ),
        proposals: Shown::first(
            std::iter::once(ProposalLine {
                need: ("N1".to_owned(), "For a \"club\"".to_owned()),
                community: "Hall Trust".to_owned(),
                offer: ("O1".to_owned(), String::new()),
                supplier: "Co".to_owned(),
                quantity: "2 laptops".to_owned(),
                reasons: vec!["3 km away".to_owned()],
            }),
            1,
            500,
        ),
        unmet: Shown::first(
            std::iter::once(UnmetLine {
                need: ("N2".to_owned(), String::new()),
                community: String::new(),
                lacks: "9 laptops".to_owned(),
                reason: "Nobody comes so far".to_owned(),
                detail: "1 offer of this kind, none near enough.".to_owned(),
            }),
            1,
            500,
        ),
        other_weights: vec![OtherWeights {
            name: ("Near first".to_owned(), "near 600".to_owned()),
            needs: [1, 1, 1],
            worst_share: 333,
            median: "3 km".to_owned(),
            proposals: (4, 2),
        }],
        bad_rows: Shown::first(
            std::iter::once("needs.csv, line 4, id: there is no id".to_owned()),
            1,
            200,
        ),
        weights: vec![("How near it is".to_owned(), 220)],
        weights_version: "svx.weights/2".to_owned(),
        method: vec!["Every need was held against every offer.".to_owned()],
        sources: vec![Source {
            name: "needs.csv".to_owned(),
            sha256: "ab".repeat(32),
            rows: (3, 1),
        }],
        attribution: vec!["Contains OS data".to_owned()],
    }
}

#[test]
fn everything_is_there_and_what_was_typed_is_not_markup() {
    let html = page().document();
    for said in [
        "Of 3 needs, 1 is met.",
        "Laptops &lt;b&gt;",
        "67%",
        "20.5",
        "1,234",
        "9 laptops",
        "For a &quot;club&quot;",
        "3 km away",
        "none near enough",
        "needs.csv, line 4, id: there is no id",
        "svx.weights/2",
        "3 rows used, 1 left out",
        "Contains OS data",
        "Near first",
        "The first 1 line of 70",
        "A map of some needs &amp; offers.",
    ] {
        assert!(html.contains(said), "{said} is not in the page");
    }
    assert!(!html.contains("Laptops <b>"));
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = page().document();
    for outside in [
        "<script", "<link", "<img", "<iframe", " src=", "@import", "url(h", "url(/", "url(\"", "onclick",
    ] {
        assert!(!html.contains(outside), "the page holds {outside}");
    }
}

#[test]
fn a_page_of_nothing_says_so() {
    let html = PlanPage::default().document();
    for said in [
        "so there is no map",
        "no offer fits any need",
        "every need gets all that it asks for",
        "Nothing is lacking",
    ] {
        assert!(html.contains(said), "{said} is not in the page");
    }
    assert!(!html.contains("Rows that were left out"));
}

#[test]
fn a_map_of_very_many_marks_stays_small_and_says_that_they_stand_for_more() {
    let large = PlanPage {
        map: map(40_000),
        ..PlanPage::default()
    };
    let html = large.document();
    assert!(html.contains("A mark stands for all the needs around it"));
    assert!(html.contains("too many to tell apart"));
    assert!(html.matches("<circle").count() < 2_500);
}

#[test]
fn what_lies_far_from_what_matters_is_counted_and_not_shown() {
    let mut far = page();
    far.map.marks.push((point(200_000, 0), Mark::Offer));
    far.map.around = vec![point(0, 0), point(9_000, 7_000)];
    assert!(far.document().contains("1 mark lies outside the map."));
}
