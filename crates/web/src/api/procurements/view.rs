//! Procurements as programs see them.

use jiff::Timestamp;
use serde::Serialize;
use svx_app::procurement::{
    browse::{self, View},
    summaries::Issued,
};
use svx_store::procurements::{Listed, RegisterLine};
use utoipa::ToSchema;

/// A procurement in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcurementLine {
    /// Its open contracting id.
    pub(super) ocid: String,
    /// Its title.
    pub(super) title: String,
    /// The authority's name.
    pub(super) authority: String,
    /// The estimated value in pounds.
    pub(super) value: Option<String>,
    /// Where it stands now, in words.
    pub(super) stage: &'static str,
    /// When bids are first taken.
    pub(super) bids_from: Option<String>,
    /// When bids are no longer taken.
    pub(super) bids_until: Option<String>,
}

/// A procurement.
#[derive(Serialize, ToSchema)]
pub(crate) struct Procurement {
    /// Its open contracting id.
    pub(super) ocid: String,
    /// Its title.
    pub(super) title: String,
    /// What is bought.
    pub(super) description: String,
    /// The authority's name.
    pub(super) authority: String,
    /// Its state by the clock: draft, published, bidding, evaluation, evaluated, assessment-summaries, standstill, awarded,
    /// in-contract, closed or cancelled;
    /// `notice` where it is a notice from elsewhere.
    pub(super) state: String,
    /// The estimated value in pounds.
    pub(super) value: Option<String>,
    /// When bids are first taken.
    pub(super) bids_from: Option<String>,
    /// When bids are no longer taken.
    pub(super) bids_until: Option<String>,
    /// GSS codes of the local authorities where it is delivered.
    pub(super) area: Vec<String>,
    /// The frozen rules as a tender file without bids; nothing before publication.
    pub(super) rules: Option<serde_json::Value>,
    /// The SHA-256 of the frozen rules.
    pub(super) rules_sha256: Option<String>,
    /// The register of needs as it was frozen.
    pub(super) register: Vec<Needed>,
    /// The supplier that won, after the award.
    pub(super) awarded_to: Option<String>,
    /// The contract award notice, once it is published and while its decision stands.
    pub(super) standstill: Option<Standstill>,
    /// When a draft was changed last: publication asks for it.
    pub(super) updated_at: Option<String>,
}

/// A contract award notice with its standstill.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standstill {
    /// The supplier with which the authority intends to enter into the contract.
    pub(super) supplier: String,
    /// When the notice was published.
    pub(super) published_at: String,
    /// The last working day of the standstill.
    #[schema(example = "2026-12-09")]
    pub(super) last_day: String,
    /// The first moment at which the contract may be entered into.
    pub(super) ends_at: String,
    /// Whether a challenge is not resolved: the contract is then not entered into whatever the time.
    pub(super) is_challenged: bool,
}

impl From<browse::Intended> for Standstill {
    fn from(intended: browse::Intended) -> Self {
        Self {
            supplier: intended.supplier,
            published_at: intended.notice.published_at.to_string(),
            last_day: intended.notice.last_day.to_string(),
            ends_at: intended.notice.ends_at.to_string(),
            is_challenged: intended.is_challenged,
        }
    }
}

/// An assessment summary as it was issued.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssessmentSummary {
    /// Which version, from 1. A correction is a further one.
    pub(super) version: u32,
    /// What this version corrects; empty in the first.
    pub(super) correction: String,
    /// When it was issued.
    pub(super) issued_at: String,
    /// Whether the decision that it is about stands.
    pub(super) stands: bool,
    /// What it says: an `svx.assessment-summary/1` object.
    pub(super) content: serde_json::Value,
    /// The SHA-256 of the text that was issued.
    pub(super) sha256: String,
    /// The tender file with which the supplier can check its own marks: `svx.tender/1`.
    pub(super) own_copy: serde_json::Value,
}

impl From<Issued> for AssessmentSummary {
    fn from(issued: Issued) -> Self {
        let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
        let summary = issued.summary;
        Self {
            version: summary.version,
            issued_at: summary.issued_at.to_string(),
            stands: issued.stands,
            content: json(&summary.content),
            own_copy: json(&summary.own_copy),
            correction: summary.correction,
            sha256: summary.sha256,
        }
    }
}

/// A need of a register.
#[derive(Serialize, ToSchema)]
pub(crate) struct Needed {
    /// The need's id.
    pub(super) need: String,
    /// The code of what is needed.
    pub(super) resource: String,
    /// The project.
    pub(super) project: String,
    /// How much, in the resource's unit.
    pub(super) quantity: String,
    /// What one unit would cost, in pounds.
    pub(super) unit_price: Option<String>,
}

impl From<RegisterLine> for Needed {
    fn from(line: RegisterLine) -> Self {
        Self {
            need: line.need_id.to_string(),
            resource: line.resource,
            project: line.project,
            quantity: line.quantity.to_decimal(),
            unit_price: line.unit_price_pence.map(|price| price.to_decimal()),
        }
    }
}

/// A moment in the form of the API.
pub(super) fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

/// A line of the list at a moment.
pub(super) fn line(listed: Listed, now: Timestamp) -> ProcurementLine {
    ProcurementLine {
        stage: browse::state_words(&listed, now),
        ocid: listed.ocid,
        title: listed.title,
        authority: listed.authority,
        value: listed.value_pence.map(|value| value.to_decimal()),
        bids_from: text(listed.bids_from),
        bids_until: text(listed.bids_until),
    }
}

/// A procurement as a program sees it.
pub(super) fn shown(view: View) -> Procurement {
    let p = view.procurement;
    Procurement {
        state: view.state.to_string(),
        area: view.area,
        rules: p.rules.as_deref().and_then(|rules| serde_json::from_str(rules).ok()),
        register: view.register.into_iter().map(Needed::from).collect(),
        awarded_to: view.award.map(|award| award.contract.supplier),
        standstill: view.notice.map(Standstill::from),
        updated_at: p.published_at.is_none().then(|| p.updated_at.to_string()),
        ocid: p.ocid,
        title: p.title,
        description: p.description,
        authority: p.authority,
        value: p.value_pence.map(|value| value.to_decimal()),
        bids_from: text(p.bids_from),
        bids_until: text(p.bids_until),
        rules_sha256: p.rules_sha256,
    }
}
