//! The tender: what is to be bought, by when, where it goes and how bids are judged.

use super::{
    Address, Classification, DateTime, Document, Ident, Milestone, OrganizationReference, Period, Value, Wire, wire,
};
use crate::json::{Json, Number};

wire! {
    /// The tender section of a release.
    #[derive(Default)]
    pub struct Tender {
        /// The buyer's own reference.
        id: Ident = "id",
        /// Its title.
        title: Option<String> = "title",
        /// What is wanted.
        description: Option<String> = "description",
        /// tenderStatus.csv (closed codelist).
        status: Option<String> = "status",
        /// Who runs it, where that is not the buyer.
        procuring_entity: Option<OrganizationReference> = "procuringEntity",
        /// What is to be bought, and where it goes.
        items: Vec<Item> = "items",
        /// The lots (lots extension).
        lots: Vec<Lot> = "lots",
        /// The estimated value, or the most of it.
        value: Option<Value> = "value",
        /// The least that it may come to.
        min_value: Option<Value> = "minValue",
        /// method.csv (closed codelist).
        procurement_method: Option<String> = "procurementMethod",
        /// The procedure in the law's or the buyer's words.
        procurement_method_details: Option<String> = "procurementMethodDetails",
        /// procurementCategory.csv (closed codelist): `goods`, `works` or `services`.
        main_procurement_category: Option<String> = "mainProcurementCategory",
        /// How bids are judged.
        award_criteria: Option<TenderCriteria> = "awardCriteria",
        /// How bids are judged, in words.
        award_criteria_details: Option<String> = "awardCriteriaDetails",
        /// How to bid.
        submission_method_details: Option<String> = "submissionMethodDetails",
        /// When bids may be made.
        tender_period: Option<Period> = "tenderPeriod",
        /// When questions may be asked.
        enquiry_period: Option<Period> = "enquiryPeriod",
        /// When the award is expected.
        award_period: Option<Period> = "awardPeriod",
        /// When the contract is expected to run.
        contract_period: Option<Period> = "contractPeriod",
        /// For whom it is suitable (suitability and UK extensions).
        suitability: Option<Suitability> = "suitability",
        /// What is bought, by CPV.
        classification: Option<Classification> = "classification",
        /// Notices and papers.
        documents: Vec<Document> = "documents",
        /// What is due.
        milestones: Vec<Milestone> = "milestones",
        /// When the notice was published.
        date_published: Option<DateTime> = "datePublished",
        /// Whether it is above the threshold of the Procurement Act 2023 (UK extension).
        above_threshold: Option<bool> = "aboveThreshold",
    }
}

/// How bids are judged: a code by the standard, or stated in full by the award criteria extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenderCriteria {
    /// awardCriteria.csv (open codelist).
    Code(String),
    /// The criteria themselves.
    Stated(AwardCriteria),
}

impl Wire for TenderCriteria {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Text(code) => Some(Self::Code(code.clone())),
            other => AwardCriteria::read(other).map(Self::Stated),
        }
    }
    fn write(&self) -> Json {
        match self {
            Self::Code(code) => Json::Text(code.clone()),
            Self::Stated(criteria) => criteria.write(),
        }
    }
}

wire! {
    /// Stated award criteria (award criteria extension).
    #[derive(Default)]
    pub struct AwardCriteria {
        /// In words.
        description: Option<String> = "description",
        /// The weighting in words.
        weighting_description: Option<String> = "weightingDescription",
        /// One by one.
        criteria: Vec<AwardCriterion> = "criteria",
    }
}

wire! {
    /// One award criterion.
    #[derive(Default)]
    pub struct AwardCriterion {
        /// `price`, `quality` or `cost`.
        kind: Option<String> = "type",
        /// Its name.
        name: Option<String> = "name",
        /// What it is.
        description: Option<String> = "description",
        /// Weights and thresholds.
        numbers: Vec<AwardCriterionNumber> = "numbers",
    }
}

wire! {
    /// A number of an award criterion.
    #[derive(Default)]
    pub struct AwardCriterionNumber {
        /// The number.
        number: Option<Number> = "number",
        /// What kind of weight it is, such as `percentageExact`.
        weight: Option<String> = "weight",
    }
}

wire! {
    /// A part of the tender that is awarded by itself.
    #[derive(Default)]
    pub struct Lot {
        /// Its id among the lots.
        id: Ident = "id",
        /// Its title.
        title: Option<String> = "title",
        /// What is wanted.
        description: Option<String> = "description",
        /// Where it stands.
        status: Option<String> = "status",
        /// The estimated value.
        value: Option<Value> = "value",
        /// When the contract is expected to run.
        contract_period: Option<Period> = "contractPeriod",
        /// For whom it is suitable.
        suitability: Option<Suitability> = "suitability",
        /// How bids are judged.
        award_criteria: Option<AwardCriteria> = "awardCriteria",
    }
}

wire! {
    /// For whom a tender is thought suitable.
    #[derive(Default)]
    pub struct Suitability {
        /// Small and medium-sized enterprises.
        sme: Option<bool> = "sme",
        /// Voluntary, community and social enterprises.
        vcse: Option<bool> = "vcse",
    }
}

wire! {
    /// Something that is bought.
    #[derive(Default)]
    pub struct Item {
        /// Its id among the items.
        id: Ident = "id",
        /// What it is.
        description: Option<String> = "description",
        /// What it is, by a classification.
        classification: Option<Classification> = "classification",
        /// Further classifications.
        additional_classifications: Vec<Classification> = "additionalClassifications",
        /// How many.
        quantity: Option<Number> = "quantity",
        /// Of what unit.
        unit: Option<Unit> = "unit",
        /// The lot that it belongs to.
        related_lot: Option<Ident> = "relatedLot",
        /// Where it goes (location extension).
        delivery_address: Option<Address> = "deliveryAddress",
        /// Where it goes, if to several places.
        delivery_addresses: Vec<Address> = "deliveryAddresses",
    }
}

wire! {
    /// A unit of quantity.
    #[derive(Default)]
    pub struct Unit {
        /// The list of units that the id is from.
        scheme: Option<String> = "scheme",
        /// Its code.
        id: Option<String> = "id",
        /// Its name.
        name: Option<String> = "name",
        /// The price of one.
        value: Option<Value> = "value",
    }
}
