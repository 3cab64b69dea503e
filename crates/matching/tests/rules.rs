//! What fits and what does not, rule by rule, from a pair that fits.

use jiff::civil::date;
use rstest::rstest;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window};
use svx_matching::{
    Compatibility, Corpus, Exclusion, Fit, Membership, Need, Offer, Text, Weights, compatibility, score,
};
use svx_places::Point;

fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from_parts(u64::from(number), [0; 10])
}

fn march(from: i8, to: i8) -> Option<Window> {
    Some(Window {
        from: date(2026, 3, from),
        to: date(2026, 3, to),
    })
}

fn need() -> Need {
    Need {
        id: NeedId::from_parts(1, [0; 10]),
        community: organisation(1),
        resource: "laptop".to_owned(),
        resource_name: "laptops".to_owned(),
        substitutes: vec!["tablet".to_owned()],
        quantity: Quantity::from_units(15),
        divisible: true,
        priority: 3,
        window: march(1, 21),
        days_needed: 1,
        place: Some(Point {
            easting_m: 430_000,
            northing_m: 433_000,
        }),
        remote: false,
        requires: vec!["delivery".to_owned()],
        authorities: Membership::Of(vec![organisation(8), organisation(9)]),
        declined: Vec::new(),
        conflicts: Vec::new(),
        deprivation: None,
        text: Text::default(),
    }
}

fn offer() -> Offer {
    Offer {
        id: OfferId::from_parts(2, [0; 10]),
        supplier: organisation(2),
        resource: "laptop".to_owned(),
        resource_name: "laptops".to_owned(),
        quantity: Quantity::from_units(12),
        window: march(1, 31),
        place: Some(Point {
            easting_m: 430_000,
            northing_m: 437_230,
        }),
        radius_m: 10_000,
        remote: false,
        provides: vec!["dbs".to_owned(), "delivery".to_owned()],
        authorities: Membership::Of(vec![organisation(9)]),
        conflicts: Vec::new(),
        text: Text::default(),
    }
}

fn fit(need: &Need, offer: &Offer) -> Fit {
    match compatibility(need, offer) {
        Compatibility::Fits(fit) => fit,
        Compatibility::Excluded(exclusions) => panic!("excluded: {exclusions:?}"),
    }
}

fn codes(need: &Need, offer: &Offer) -> Vec<&'static str> {
    match compatibility(need, offer) {
        Compatibility::Fits(_) => Vec::new(),
        Compatibility::Excluded(exclusions) => exclusions.iter().map(Exclusion::code).collect(),
    }
}

#[test]
fn a_pair_that_fits_says_how_much_when_where_and_why() {
    let fit = fit(&need(), &offer());
    assert_eq!(fit.quantity, Quantity::from_units(12));
    assert_eq!(fit.overlap_days, Some(21));
    assert_eq!(fit.distance_m, Some(4_230));
    assert_eq!(fit.authorities, [organisation(9)]);
    let reasons: Vec<_> = fit.reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "12 of the 15 laptops",
            "4.2 km away",
            "free from 1 to 21 March 2026, the same three weeks",
            "provides delivery"
        ]
    );
}

type Change = fn(&mut Need, &mut Offer);

#[rstest]
#[case::another_resource(|_: &mut Need, offer: &mut Offer| "desk".clone_into(&mut offer.resource), "different-resource")]
#[case::nothing_wanted(|need: &mut Need, _: &mut Offer| need.quantity = Quantity::ZERO, "nothing-wanted")]
#[case::nothing_left(|_: &mut Need, offer: &mut Offer| offer.quantity = Quantity::ZERO, "nothing-left")]
#[case::all_or_none(|need: &mut Need, _: &mut Offer| need.divisible = false, "too-little")]
#[case::other_dates(|_: &mut Need, offer: &mut Offer| offer.window = march(22, 31), "dates-apart")]
#[case::too_short(|need: &mut Need, offer: &mut Offer| { need.days_needed = 8; offer.window = march(15, 31) }, "too-few-days")]
#[case::too_far(|_: &mut Need, offer: &mut Offer| offer.radius_m = 4_229, "out-of-reach")]
#[case::one_side_remote(|need: &mut Need, offer: &mut Offer| { need.remote = true; offer.place = None }, "offer-has-no-place")]
#[case::need_nowhere(|need: &mut Need, _: &mut Offer| need.place = None, "need-has-no-place")]
#[case::condition(|_: &mut Need, offer: &mut Offer| offer.provides.clear(), "conditions-not-met")]
#[case::no_authority(|_: &mut Need, offer: &mut Offer| offer.authorities = Membership::Of(vec![organisation(7)]), "no-shared-authority")]
#[case::approved_nowhere(|_: &mut Need, offer: &mut Offer| offer.authorities = Membership::Of(Vec::new()), "no-shared-authority")]
#[case::declined(|need: &mut Need, offer: &mut Offer| need.declined = vec![offer.id], "declined")]
#[case::conflict_here(|need: &mut Need, offer: &mut Offer| need.conflicts = vec![offer.supplier], "conflict")]
#[case::conflict_there(|need: &mut Need, offer: &mut Offer| offer.conflicts = vec![need.community], "conflict")]
#[case::oneself(|need: &mut Need, offer: &mut Offer| offer.supplier = need.community, "same-organisation")]
fn each_rule_alone_rules_a_pair_out(#[case] change: Change, #[case] code: &str) {
    let (mut need, mut offer) = (need(), offer());
    change(&mut need, &mut offer);
    assert_eq!(codes(&need, &offer), [code]);
    assert_eq!(score(&need, &offer, &Weights::default()), None);
}

#[rstest]
#[case::substitute(|_: &mut Need, offer: &mut Offer| "tablet".clone_into(&mut offer.resource))]
#[case::whole(|need: &mut Need, offer: &mut Offer| { need.divisible = false; offer.quantity = need.quantity })]
#[case::last_day(|_: &mut Need, offer: &mut Offer| offer.window = march(21, 31))]
#[case::just_in_reach(|_: &mut Need, offer: &mut Offer| offer.radius_m = 4_230)]
#[case::any_time(|need: &mut Need, offer: &mut Offer| { need.window = None; offer.window = None })]
#[case::remote_without_places(|need: &mut Need, offer: &mut Offer| {
    (need.remote, offer.remote, need.place, offer.place) = (true, true, None, None);
})]
#[case::no_exchange(|need: &mut Need, _: &mut Offer| need.authorities = Membership::Anyone)]
#[case::another_offer_declined(|need: &mut Need, _: &mut Offer| need.declined = vec![OfferId::from_parts(9, [0; 10])])]
fn these_do_not(#[case] change: Change) {
    let (mut need, mut offer) = (need(), offer());
    change(&mut need, &mut offer);
    assert_eq!(codes(&need, &offer), Vec::<&str>::new());
}

#[test]
fn everything_that_stands_in_the_way_is_said_at_once() {
    let (mut need, mut offer) = (need(), offer());
    need.divisible = false;
    offer.radius_m = 1_000;
    offer.window = march(30, 31);
    let Compatibility::Excluded(exclusions) = compatibility(&need, &offer) else {
        panic!("it fits")
    };
    let sentences: Vec<_> = exclusions.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "only 12 can be had, and all 15 are needed together",
            "it is wanted from 1 to 21 March 2026 and free from 30 to 31 March 2026",
            "4.2 km away, and the offer travels up to 1 km"
        ]
    );
}

/// The default weights by hand: 300 x 800 for 12 of 15, 200 x 1000 for all 21 days, 250 x 915 for 4.23 of 50 km,
/// 150 x 500 for priority 3 of 5, 100 x 1000 for the thing itself.
#[test]
fn the_score_is_the_sum_that_the_weights_say() {
    let weights = Weights::default();
    let score = score(&need(), &offer(), &weights).map(|score| score.0);
    assert_eq!(
        score,
        Some(280 * 800 + 180 * 1_000 + 220 * 915 + 140 * 500 + 80 * 1_000)
    );
    assert_eq!(weights.best().0, 1_000_000);
    assert_eq!(
        weights
            .published()
            .iter()
            .map(|(_, weight)| u32::from(*weight))
            .sum::<u32>(),
        1_000
    );
}

#[rstest]
#[case::more(|_: &mut Need, offer: &mut Offer| offer.quantity = Quantity::from_units(13))]
#[case::nearer(|need: &mut Need, offer: &mut Offer| offer.place = need.place)]
#[case::pressing(|need: &mut Need, _: &mut Offer| need.priority = 4)]
#[case::deprived(|need: &mut Need, _: &mut Offer| need.deprivation = Some(2))]
#[case::alike(|need: &mut Need, offer: &mut Offer| {
    let corpus = Corpus::new();
    need.text = corpus.text("laptops for a homework club");
    offer.text = corpus.text("refurbished laptops");
})]
fn doing_better_on_one_thing_is_worth_more(#[case] change: Change) {
    let (mut need, mut offer) = (need(), offer());
    let before = score(&need, &offer, &Weights::default());
    change(&mut need, &mut offer);
    assert!(score(&need, &offer, &Weights::default()) > before);
}
