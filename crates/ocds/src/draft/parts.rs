//! The parts of a draft, each from the place in a release where notices say it.

use super::{Category, DeliveryPlace, DraftLot, DraftValue};
use crate::amount::AmountError;
use crate::types::{Address, Ident, Lot, Party, Period, Release, Tender, Value};
use jiff::Timestamp;

/// The text without space around it, if anything is left.
pub(super) fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The buyer's name: as the release refers to it, or as its party with the role of a buyer has it.
pub(super) fn buyer_name(release: &Release) -> Option<String> {
    let referred = release.buyer.as_ref().and_then(|buyer| filled(buyer.name.as_deref()));
    referred.or_else(|| filled(buyer_party(release)?.name.as_deref()))
}

pub(super) fn buyer_party(release: &Release) -> Option<&Party> {
    let referred = release
        .buyer
        .as_ref()
        .and_then(|buyer| buyer.id.as_ref())
        .map(Ident::as_str);
    referred.and_then(|id| release.party(id)).or_else(|| {
        release
            .parties
            .iter()
            .find(|party| party.roles.iter().any(|role| role == "buyer"))
    })
}

/// The buyer's identifier, or failing that its id in the release where that has the form of an org-id.
pub(super) fn buyer_identifier(release: &Release) -> (Option<String>, Option<String>) {
    let party = buyer_party(release);
    let identifier = party.and_then(|party| party.identifier.as_ref());
    let scheme = identifier.and_then(|identifier| filled(identifier.scheme.as_deref()));
    let id = identifier.and_then(|identifier| filled(identifier.id.as_ref().map(Ident::as_str)));
    if scheme.is_some() && id.is_some() {
        return (scheme, id);
    }
    let local = party.and_then(|party| party.id.as_deref());
    let local = local.or_else(|| release.buyer.as_ref()?.id.as_ref().map(Ident::as_str));
    match local.and_then(split_org_id) {
        Some((scheme, id)) => (Some(scheme.to_owned()), Some(id.to_owned())),
        None => (scheme, id),
    }
}

/// `GB-LAE-DER` as `GB-LAE` and `DER`.
pub(super) fn split_org_id(text: &str) -> Option<(&str, &str)> {
    let second = text.match_indices('-').nth(1)?.0;
    let (scheme, id) = (&text[..second], &text[second + 1..]);
    let (country, list) = scheme.split_once('-')?;
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase());
    (letters(country) && country.len() == 2 && letters(list) && !id.is_empty()).then_some((scheme, id))
}

pub(super) fn category(tender: &Tender) -> Option<Category> {
    match tender.main_procurement_category.as_deref()? {
        "goods" => Some(Category::Goods),
        "services" => Some(Category::Services),
        "works" => Some(Category::Works),
        _ => None,
    }
}

pub(super) fn cpv(tender: &Tender) -> Option<String> {
    let items = tender.items.iter().filter_map(|item| item.classification.as_ref());
    let found = tender
        .classification
        .iter()
        .chain(items)
        .find(|c| c.scheme.as_deref() == Some("CPV"))?;
    filled(found.id.as_ref().map(Ident::as_str))
}

pub(super) fn to_value(value: &Value) -> Result<Option<DraftValue>, AmountError> {
    let Some(minor_units) = value.minor_units()? else {
        return Ok(None);
    };
    let currency = value.currency.clone().unwrap_or_default();
    Ok(Some(DraftValue {
        minor_units,
        gross_minor_units: value.gross_minor_units()?,
        currency,
    }))
}

pub(super) fn end(period: Option<&Period>) -> Option<Timestamp> {
    period
        .and_then(|period| period.end_date.as_ref())
        .map(|date| date.instant())
}

pub(super) fn contract_start(tender: &Tender) -> Option<Timestamp> {
    Some(tender.contract_period.as_ref()?.start_date.as_ref()?.instant())
}

pub(super) fn delivery(tender: &Tender) -> Vec<DeliveryPlace> {
    let mut places: Vec<DeliveryPlace> = Vec::new();
    for address in tender
        .items
        .iter()
        .flat_map(|item| item.delivery_address.iter().chain(&item.delivery_addresses))
    {
        let place = to_place(address);
        let known = place.postcode.is_some() || place.region.is_some() || place.locality.is_some();
        if (known || place.country.is_some()) && !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

pub(super) fn to_place(address: &Address) -> DeliveryPlace {
    DeliveryPlace {
        postcode: filled(address.postal_code.as_deref()),
        region: filled(address.region.as_deref()),
        locality: filled(address.locality.as_deref()),
        country: filled(address.country_name.as_deref()).or_else(|| filled(address.country.as_deref())),
    }
}

pub(super) fn lots(tender: &Tender) -> Vec<DraftLot> {
    let lot = |lot: &Lot| DraftLot {
        id: lot.id.to_string(),
        title: filled(lot.title.as_deref()),
        value: lot.value.as_ref().and_then(|value| to_value(value).ok().flatten()),
    };
    tender.lots.iter().map(lot).collect()
}
