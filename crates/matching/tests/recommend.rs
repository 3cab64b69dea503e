//! The index finds exactly what looking at everything would find, in the same order.

mod common;

use common::{any_need, any_offer};
use proptest::collection::vec;
use proptest::prelude::*;
use svx_domain::{NeedId, OfferId, Quantity};
use svx_matching::{
    Compatibility, Index, Need, Offer, RECOMMENDATIONS_MAX, Weights, compatibility, recommend_needs, recommend_offers,
    score,
};

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
