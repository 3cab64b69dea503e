//! The release itself, and its sections other than the tender.

use super::{
    Classification, DateTime, Document, Ident, Item, Milestone, OrganizationReference, Party, Period, Tender, Value,
    Wire, wire,
};
use crate::json::Json;

wire! {
    /// One release: what was said of a contracting process at one moment.
    pub struct Release {
        /// The contracting process.
        ocid: String = "ocid",
        /// This release among those of the process.
        id: String = "id",
        /// When it was released.
        date: DateTime = "date",
        /// releaseTag.csv (closed codelist): what kind of news it is.
        tag: Vec<String> = "tag",
        /// Always `tender`.
        initiation_type: String = "initiationType",
        /// The organisations that it speaks of.
        parties: Vec<Party> = "parties",
        /// Who buys.
        buyer: Option<OrganizationReference> = "buyer",
        /// Before the tender.
        planning: Option<Planning> = "planning",
        /// The tender.
        tender: Option<Tender> = "tender",
        /// Who was chosen.
        awards: Vec<Award> = "awards",
        /// What was signed.
        contracts: Vec<Contract> = "contracts",
        /// The language that it is written in.
        language: Option<String> = "language",
        /// Other processes that it has to do with.
        related_processes: Vec<RelatedProcess> = "relatedProcesses",
    }
}

/// A JSON value that lacks what every release has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a release needs ocid, id, date and initiationType")]
pub struct NotARelease;

impl Release {
    /// A release with nothing in it yet.
    #[must_use]
    pub fn new(ocid: &str, id: &str, date: DateTime, tag: &[&str]) -> Self {
        Self {
            ocid: ocid.to_owned(),
            id: id.to_owned(),
            date,
            tag: tag.iter().map(|&tag| tag.to_owned()).collect(),
            initiation_type: "tender".to_owned(),
            parties: Vec::new(),
            buyer: None,
            planning: None,
            tender: None,
            awards: Vec::new(),
            contracts: Vec::new(),
            language: None,
            related_processes: Vec::new(),
            extra: crate::json::Object::new(),
        }
    }

    /// Reads a release without checking it any further: see [`crate::check::check_release`] for that.
    ///
    /// # Errors
    /// If ocid, id, date or initiationType are not there in their types.
    pub fn from_json(json: &Json) -> Result<Self, NotARelease> {
        Self::read(json).ok_or(NotARelease)
    }

    /// The release as JSON, with everything that was read.
    #[must_use]
    pub fn to_json(&self) -> Json {
        self.write()
    }

    /// The party with this id.
    #[must_use]
    pub fn party(&self, id: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.id.as_deref() == Some(id))
    }
}

wire! {
    /// What comes before the tender.
    #[derive(Default)]
    pub struct Planning {
        /// Why.
        rationale: Option<String> = "rationale",
        /// From what money.
        budget: Option<Budget> = "budget",
        /// Papers.
        documents: Vec<Document> = "documents",
        /// What is due.
        milestones: Vec<Milestone> = "milestones",
    }
}

wire! {
    /// The money that is set aside.
    #[derive(Default)]
    pub struct Budget {
        /// The budget line.
        id: Option<Ident> = "id",
        /// In words.
        description: Option<String> = "description",
        /// How much.
        amount: Option<Value> = "amount",
        /// For which project.
        project: Option<String> = "project",
    }
}

wire! {
    /// A decision to buy from somebody.
    #[derive(Default)]
    pub struct Award {
        /// Its id among the awards.
        id: Ident = "id",
        /// Its title.
        title: Option<String> = "title",
        /// What it is.
        description: Option<String> = "description",
        /// awardStatus.csv (closed codelist).
        status: Option<String> = "status",
        /// When it was decided.
        date: Option<DateTime> = "date",
        /// For how much.
        value: Option<Value> = "value",
        /// From whom.
        suppliers: Vec<OrganizationReference> = "suppliers",
        /// What.
        items: Vec<Item> = "items",
        /// The lots that it covers (lots extension).
        related_lots: Vec<String> = "relatedLots",
        /// When the contract is expected to run.
        contract_period: Option<Period> = "contractPeriod",
        /// Standstill before the contract (UK extension).
        standstill_period: Option<Period> = "standstillPeriod",
        /// Notices and papers.
        documents: Vec<Document> = "documents",
        /// When the notice was published.
        date_published: Option<DateTime> = "datePublished",
    }
}

wire! {
    /// A signed contract.
    #[derive(Default)]
    pub struct Contract {
        /// Its id among the contracts.
        id: Ident = "id",
        /// The award that it follows.
        award_id: Ident = "awardID",
        /// Its title.
        title: Option<String> = "title",
        /// What it is.
        description: Option<String> = "description",
        /// contractStatus.csv (closed codelist).
        status: Option<String> = "status",
        /// When it runs.
        period: Option<Period> = "period",
        /// For how much.
        value: Option<Value> = "value",
        /// What.
        items: Vec<Item> = "items",
        /// When it was signed.
        date_signed: Option<DateTime> = "dateSigned",
        /// Notices and papers.
        documents: Vec<Document> = "documents",
        /// What is due.
        milestones: Vec<Milestone> = "milestones",
        /// What became of it.
        implementation: Option<Implementation> = "implementation",
        /// Why it was ended early (UK extension).
        termination_rationale: Option<Classification> = "terminationRationaleClassification",
        /// Why no key performance indicators were agreed (UK extension).
        no_agreed_metrics_rationale: Option<String> = "noAgreedMetricsRationale",
    }
}

wire! {
    /// What became of a contract.
    #[derive(Default)]
    pub struct Implementation {
        /// What was due, and whether it was met.
        milestones: Vec<Milestone> = "milestones",
        /// Papers.
        documents: Vec<Document> = "documents",
    }
}

wire! {
    /// Another process that this one has to do with.
    #[derive(Default)]
    pub struct RelatedProcess {
        /// Its id in this list.
        id: Option<String> = "id",
        /// relatedProcess.csv (open codelist).
        relationship: Vec<String> = "relationship",
        /// Its title.
        title: Option<String> = "title",
        /// What the identifier is: `ocid`.
        scheme: Option<String> = "scheme",
        /// Its identifier.
        identifier: Option<String> = "identifier",
        /// Where it is published.
        uri: Option<String> = "uri",
    }
}
