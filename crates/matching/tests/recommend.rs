//! The index finds exactly what looking at everything would find, in the same order.

use jiff::civil::Date;
use jiff::{ToSpan, civil::date};
use proptest::collection::vec;
use proptest::prelude::*;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window};
use svx_matching::{
    Compatibility, Corpus, Index, Membership, Need, Offer, RECOMMENDATIONS_MAX, Text, Weights, compatibility,
    recommend_needs, recommend_offers, score,
};
use svx_places::Point;

fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from_parts(u64::from(number), [0; 10])
}

fn any_window() -> impl Strategy<Value = Option<Window>> {
    let window = (0_i32..60, 0_i32..30).prop_map(|(from, days)| {
        let from: Date = date(2026, 1, 1).saturating_add(from.days());
        Window {
            from,
            to: from.saturating_add(days.days()),
        }
    });
    proptest::option::of(window)
}

fn any_place() -> impl Strategy<Value = Option<Point>> {
    let coordinate = prop_oneof![400_000_i32..440_000, 0_i32..1_000_000];
    proptest::option::weighted(
        0.9,
        (coordinate.clone(), coordinate).prop_map(|(easting_m, northing_m)| Point { easting_m, northing_m }),
    )
}

fn any_resource() -> impl Strategy<Value = String> {
    prop_oneof![Just("laptop"), Just("tablet"), Just("desk")].prop_map(str::to_owned)
}

fn any_tags() -> impl Strategy<Value = Vec<String>> {
    vec(prop_oneof![Just("dbs"), Just("delivery")].prop_map(str::to_owned), 0..2)
}

fn any_membership() -> impl Strategy<Value = Membership> {
    prop_oneof![
        Just(Membership::Anyone),
        vec((0_u8..3).prop_map(organisation), 0..3).prop_map(Membership::Of)
    ]
}

/// One of a few texts that have words in common.
fn words(number: u64) -> Text {
    const TEXTS: [&str; 4] = ["", "chairs for a hall", "stacking chairs", "a hall to meet in"];
    let mut corpus = Corpus::new();
    TEXTS.iter().for_each(|text| corpus.add(text));
    corpus.text(TEXTS[number as usize % TEXTS.len()])
}

prop_compose! {
    fn any_need()(
        id in 0_u64..1_000, community in 10_u8..14, resource in any_resource(), substitutes in vec(any_resource(), 0..3),
        quantity in 0_i64..20, divisible: bool, priority in 0_u8..7, window in any_window(), days_needed in 0_u32..5,
        (place, remote) in (any_place(), any::<bool>()), requires in any_tags(), authorities in any_membership(),
    ) -> Need {
        Need {
            id: NeedId::from_parts(id, [0; 10]), community: organisation(community), resource_name: resource.clone(),
            resource, substitutes, quantity: Quantity::from_units(quantity), divisible, priority, window, days_needed,
            place, remote, requires, authorities, declined: vec![OfferId::from_parts(id % 50, [0; 10])],
            conflicts: vec![organisation(20)], deprivation: (id % 3 == 0).then_some((id % 10) as u8 + 1),
            text: words(id),
        }
    }
}

prop_compose! {
    fn any_offer()(
        id in 0_u64..1_000, supplier in 12_u8..22, resource in any_resource(), quantity in 0_i64..20,
        window in any_window(), place in any_place(), radius_m in prop_oneof![0_u32..60_000, any::<u32>()], remote: bool,
        provides in any_tags(), authorities in any_membership(),
    ) -> Offer {
        Offer {
            id: OfferId::from_parts(id, [0; 10]), supplier: organisation(supplier), resource_name: resource.clone(),
            resource, quantity: Quantity::from_units(quantity), window, place, radius_m, remote, provides, authorities,
            conflicts: Vec::new(),
        }
    }
}

/// All that fit among everything in the index, sorted by the rule in words: score, then distance, then id.
fn all_offers(need: &Need, offers: &[Offer], weights: &Weights) -> Vec<OfferId> {
    let mut fits: Vec<_> = offers
        .iter()
        .filter_map(|offer| match compatibility(need, offer) {
            Compatibility::Fits(fit) => Some((score(need, offer, weights)?, fit.distance_m.unwrap_or(0), offer.id)),
            Compatibility::Excluded(_) => None,
        })
        .collect();
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    fits.into_iter().map(|(_, _, id)| id).collect()
}

fn all_needs(offer: &Offer, needs: &[Need], weights: &Weights) -> Vec<NeedId> {
    let mut fits: Vec<_> = needs
        .iter()
        .filter_map(|need| match compatibility(need, offer) {
            Compatibility::Fits(fit) => Some((score(need, offer, weights)?, fit.distance_m.unwrap_or(0), need.id)),
            Compatibility::Excluded(_) => None,
        })
        .collect();
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    fits.into_iter().map(|(_, _, id)| id).collect()
}

/// As the index keeps them: the last with an id stands.
fn distinct<T, I: Ord>(items: Vec<T>, id: impl Fn(&T) -> I) -> Vec<T> {
    let by_id: std::collections::BTreeMap<I, T> = items.into_iter().map(|item| (id(&item), item)).collect();
    by_id.into_values().collect()
}

proptest! {
    #[test]
    fn offers_are_all_that_fit_best_first(need in any_need(), offers in vec(any_offer(), 0..40), count in 0_usize..12) {
        let weights = Weights::default();
        let index: Index<Offer> = offers.iter().cloned().collect();
        let expect = all_offers(&need, &distinct(offers, |offer| offer.id), &weights);
        let ids = |count| recommend_offers(&need, &index, count, &weights).into_iter().map(|found| found.id).collect::<Vec<_>>();
        prop_assert_eq!(ids(RECOMMENDATIONS_MAX), expect.clone());
        prop_assert_eq!(ids(count), expect.into_iter().take(count).collect::<Vec<_>>());
    }

    #[test]
    fn needs_are_all_that_fit_best_first(offer in any_offer(), needs in vec(any_need(), 0..40)) {
        let weights = Weights::default();
        let index: Index<Need> = needs.iter().cloned().collect();
        let expect = all_needs(&offer, &distinct(needs, |need| need.id), &weights);
        let found = recommend_needs(&offer, &index, RECOMMENDATIONS_MAX, &weights);
        prop_assert_eq!(found.into_iter().map(|found| found.id).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn what_was_taken_out_is_not_found(need in any_need(), offers in vec(any_offer(), 1..40), gone in vec(any::<prop::sample::Index>(), 0..20)) {
        let weights = Weights::default();
        let mut index: Index<Offer> = offers.iter().cloned().collect();
        let mut left = distinct(offers.clone(), |offer| offer.id);
        for gone in gone {
            let id = gone.get(&offers).id;
            prop_assert_eq!(index.remove(id).is_some(), left.iter().any(|offer| offer.id == id));
            left.retain(|offer| offer.id != id);
        }
        prop_assert_eq!(index.len(), left.len());
        let found = recommend_offers(&need, &index, RECOMMENDATIONS_MAX, &weights);
        prop_assert_eq!(found.into_iter().map(|found| found.id).collect::<Vec<_>>(), all_offers(&need, &left, &weights));
    }

    #[test]
    fn what_fits_is_within_every_limit(need in any_need(), offer in any_offer()) {
        let weights = Weights::default();
        match compatibility(&need, &offer) {
            Compatibility::Fits(fit) => {
                prop_assert!(fit.quantity > Quantity::ZERO && fit.quantity <= need.quantity && fit.quantity <= offer.quantity);
                prop_assert!(fit.distance_m.is_none_or(|distance_m| distance_m <= offer.radius_m));
                prop_assert!(score(&need, &offer, &weights).is_some_and(|score| score <= weights.best()));
                prop_assert!(!fit.reasons.is_empty());
            }
            Compatibility::Excluded(exclusions) => {
                prop_assert!(!exclusions.is_empty());
                prop_assert_eq!(score(&need, &offer, &weights), None);
            }
        }
    }
}
