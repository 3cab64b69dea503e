//! What the exchange needs to know of a procurement, taken from the releases of one process.

mod parts;

use crate::amount::AmountError;
use crate::json::Json;
use crate::merge::{MergeError, compile, in_date_order};
use crate::types::Release;
use jiff::Timestamp;
use parts::{buyer_identifier, buyer_name, category, contract_start, cpv, delivery, end, filled, lots, to_value};
use std::collections::HashMap;
use std::fmt;

/// A procurement as its notices describe it, to be looked at before it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcurementDraft {
    /// The contracting process.
    pub ocid: String,
    /// Its title.
    pub title: String,
    /// What is wanted.
    pub description: Option<String>,
    /// Who buys.
    pub buyer: DraftBuyer,
    /// Goods, services or works.
    pub category: Option<Category>,
    /// CPV code of what is bought.
    pub cpv: Option<String>,
    /// The estimated value, or the most of it.
    pub value: Option<DraftValue>,
    /// The least that it may come to.
    pub min_value: Option<DraftValue>,
    /// tenderStatus.csv, as published.
    pub status: Option<String>,
    /// method.csv, as published.
    pub method: Option<String>,
    /// The procedure in the law's or the buyer's words.
    pub method_details: Option<String>,
    /// Last moment for bids.
    pub tender_deadline: Option<Timestamp>,
    /// Last moment for questions.
    pub enquiry_deadline: Option<Timestamp>,
    /// When the contract is expected to begin.
    pub contract_start: Option<Timestamp>,
    /// When the contract is expected to end.
    pub contract_end: Option<Timestamp>,
    /// Where it is delivered, each place once, in the order of the notices.
    pub delivery: Vec<DeliveryPlace>,
    /// Whether it is called suitable for small and medium-sized enterprises.
    pub suits_sme: Option<bool>,
    /// Whether it is called suitable for voluntary, community and social enterprises.
    pub suits_vcse: Option<bool>,
    /// The lots, if there are any.
    pub lots: Vec<DraftLot>,
    /// The ids of the releases that it was made from, oldest first.
    pub source_release_ids: Vec<String>,
    /// Everything that the releases say, merged.
    pub raw: Json,
    /// What is not known, or could not be used.
    pub gaps: Vec<Gap>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftBuyer {
    /// Its name.
    pub name: String,
    /// The register of its identifier, such as `GB-LAE`.
    pub scheme: Option<String>,
    /// Its identifier in that register.
    pub id: Option<String>,
}

/// What is bought (procurementCategory.csv).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// Things.
    Goods,
    /// Work done.
    Services,
    /// Building and civil engineering.
    Works,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftValue {
    /// Minor units: pence for GBP.
    pub minor_units: i64,
    /// The same with VAT, where it is given (UK extension).
    pub gross_minor_units: Option<i64>,
    /// ISO 4217.
    pub currency: String,
}

/// A place of delivery, as far as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPlace {
    /// Postcode, as published.
    pub postcode: Option<String>,
    /// A region's name or code.
    pub region: Option<String>,
    /// Town.
    pub locality: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// A lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLot {
    /// Its id among the lots.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// The estimated value.
    pub value: Option<DraftValue>,
}

/// Something that a draft would be better for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// No estimated value.
    Value,
    /// The amount cannot be used.
    Amount(AmountError),
    /// Not said whether goods, services or works.
    Category,
    /// No last moment for bids.
    TenderDeadline,
    /// No start or no end of the contract.
    ContractPeriod,
    /// No place of delivery with a postcode or a region.
    Delivery,
    /// The buyer has no identifier in a register.
    BuyerIdentifier,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => f.write_str("no estimated value is given"),
            Self::Amount(error) => write!(f, "the estimated value cannot be used: it {error}"),
            Self::Category => f.write_str("it does not say whether goods, services or works are bought"),
            Self::TenderDeadline => f.write_str("no last moment for bids is given"),
            Self::ContractPeriod => f.write_str("the start or the end of the contract is not given"),
            Self::Delivery => f.write_str("no postcode or region of delivery is given"),
            Self::BuyerIdentifier => f.write_str("the buyer has no identifier in a register"),
        }
    }
}

/// Why there is no draft of a process.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDraft {
    /// The releases cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// Something is missing without which there is nothing to set up.
    #[error("{ocid} {}", reasons(.missing))]
    Missing {
        /// The process.
        ocid: String,
        /// All that is missing.
        missing: Vec<Missing>,
    },
}

/// What a procurement cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No tender section: it may be a plan or an award alone.
    Tender,
    /// No title.
    Title,
    /// No name of a buyer.
    Buyer,
}

fn reasons(missing: &[Missing]) -> String {
    let each = missing.iter().map(|missing| match missing {
        Missing::Tender => "has no tender section",
        Missing::Title => "has no title",
        Missing::Buyer => "does not name its buyer",
    });
    each.collect::<Vec<_>>().join(", and ")
}

/// One draft, or the reason why there is none, for each process among the releases, in order of first appearance.
#[must_use]
pub fn drafts(releases: Vec<Release>) -> Vec<Result<ProcurementDraft, NoDraft>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<Release>> = Vec::new();
    for release in releases {
        let place = *places.entry(release.ocid.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(release);
    }
    groups.iter().map(|group| draft(group)).collect()
}

/// The draft of one process from all its releases: where they differ, the newest counts, as the standard merges them.
///
/// # Errors
/// If the releases cannot be merged, or say too little.
pub fn draft(releases: &[Release]) -> Result<ProcurementDraft, NoDraft> {
    let compiled = compile(releases)?;
    let name = buyer_name(&compiled);
    let title = compiled
        .tender
        .as_ref()
        .and_then(|tender| filled(tender.title.as_deref()));
    let missing: Vec<_> = [
        compiled.tender.is_none().then_some(Missing::Tender),
        (compiled.tender.is_some() && title.is_none()).then_some(Missing::Title),
        name.is_none().then_some(Missing::Buyer),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (Some(tender), Some(title), Some(name)) = (&compiled.tender, title, name) else {
        return Err(NoDraft::Missing {
            ocid: compiled.ocid,
            missing,
        });
    };
    let mut gaps = Vec::new();
    let value = match tender.value.as_ref().map(to_value) {
        Some(Ok(Some(value))) => Some(value),
        Some(Err(error)) => {
            gaps.push(Gap::Amount(error));
            None
        }
        _ => {
            gaps.push(Gap::Value);
            None
        }
    };
    let (scheme, id) = buyer_identifier(&compiled);
    let mut draft = ProcurementDraft {
        ocid: compiled.ocid.clone(),
        title,
        description: filled(tender.description.as_deref()),
        buyer: DraftBuyer { name, scheme, id },
        category: category(tender),
        cpv: cpv(tender),
        value,
        min_value: tender
            .min_value
            .as_ref()
            .and_then(|value| to_value(value).ok().flatten()),
        status: tender.status.clone(),
        method: tender.procurement_method.clone(),
        method_details: filled(tender.procurement_method_details.as_deref()),
        tender_deadline: end(tender.tender_period.as_ref()),
        enquiry_deadline: end(tender.enquiry_period.as_ref()),
        contract_start: contract_start(tender),
        contract_end: end(tender.contract_period.as_ref()),
        delivery: delivery(tender),
        suits_sme: tender.suitability.as_ref().and_then(|suits| suits.sme),
        suits_vcse: tender.suitability.as_ref().and_then(|suits| suits.vcse),
        lots: lots(tender),
        source_release_ids: in_date_order(releases)
            .into_iter()
            .map(|release| release.id.clone())
            .collect(),
        raw: compiled.to_json(),
        gaps,
    };
    note_gaps(&mut draft);
    Ok(draft)
}

fn note_gaps(draft: &mut ProcurementDraft) {
    let placed = draft
        .delivery
        .iter()
        .any(|place| place.postcode.is_some() || place.region.is_some());
    let gaps = [
        draft.category.is_none().then_some(Gap::Category),
        draft.tender_deadline.is_none().then_some(Gap::TenderDeadline),
        (draft.contract_start.is_none() || draft.contract_end.is_none()).then_some(Gap::ContractPeriod),
        (!placed).then_some(Gap::Delivery),
        (draft.buyer.scheme.is_none() || draft.buyer.id.is_none()).then_some(Gap::BuyerIdentifier),
    ];
    draft.gaps.extend(gaps.into_iter().flatten());
}
