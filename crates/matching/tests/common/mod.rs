//! Needs and offers of every kind, few enough in their resources, places and tags that many fit.

use jiff::civil::Date;
use jiff::{ToSpan, civil::date};
use proptest::collection::vec;
use proptest::prelude::*;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window};
use svx_matching::{Corpus, Membership, Need, Offer, Text};
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
    pub(crate) fn any_need()(
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
    pub(crate) fn any_offer()(
        id in 0_u64..1_000, supplier in 12_u8..22, resource in any_resource(), quantity in 0_i64..20,
        window in any_window(), place in any_place(), radius_m in prop_oneof![0_u32..60_000, any::<u32>()], remote: bool,
        provides in any_tags(), authorities in any_membership(),
    ) -> Offer {
        Offer {
            id: OfferId::from_parts(id, [0; 10]), supplier: organisation(supplier), resource_name: resource.clone(),
            resource, quantity: Quantity::from_units(quantity), window, place, radius_m, remote, provides, authorities,
            conflicts: Vec::new(), text: words(id),
        }
    }
}
