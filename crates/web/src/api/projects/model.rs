//! What a project is in JSON, and what can be said of it.

use crate::api::needs::Need;
use serde::{Deserialize, Serialize};
use svx_app::{
    input::TypedDay,
    projects::{NeedInput, Shown},
};
use svx_domain::Code as _;
use svx_store::projects::Summary;
use utoipa::ToSchema;

/// A project in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectLine {
    /// Its name in addresses of pages.
    pub(super) slug: String,
    /// What it is called.
    pub(super) title: String,
    /// How it stands: draft, submitted, listed, returned, declined, paused, closed or expired.
    pub(super) state: &'static str,
    /// How many needs it has.
    pub(super) needs: u32,
    /// How many of them are promised in full.
    pub(super) needs_met: u32,
}

impl From<Summary> for ProjectLine {
    fn from(project: Summary) -> Self {
        Self {
            slug: project.slug,
            title: project.title,
            state: project.state.code(),
            needs: project.needs,
            needs_met: project.needs_met,
        }
    }
}

/// A project.
#[derive(Serialize, ToSchema)]
pub(crate) struct Project {
    /// Its id.
    pub(super) id: String,
    /// Its name in addresses of pages.
    pub(super) slug: String,
    /// The organisation that asks.
    pub(super) organisation: String,
    /// What it is called.
    pub(super) title: String,
    /// What it is and why.
    pub(super) summary: String,
    /// Who benefits.
    pub(super) beneficiaries: String,
    /// About how many people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beneficiary_count: Option<u32>,
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) starts: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ends: Option<String>,
    /// The postcode. For the organisation and its authorities alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) postcode: Option<String>,
    /// The GSS code of the local authority where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) local_authority: Option<String>,
    /// The ids of the authorities on whose exchanges it stands.
    pub(super) authorities: Vec<String>,
    /// Which of their outcomes it serves.
    pub(super) outcomes: Vec<OutcomeOf>,
    /// What it needs.
    pub(super) needs: Vec<Need>,
    /// How it stands: draft, submitted, listed, returned, declined, paused, closed or expired.
    pub(super) state: &'static str,
    /// What it lacks before it can be sent. For the organisation alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<&'static str>,
}

/// An outcome of an authority.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomeOf {
    /// The authority's id.
    pub(super) authority: String,
    /// The outcome's code.
    pub(super) code: String,
}

impl From<Shown> for Project {
    fn from(shown: Shown) -> Self {
        let inside = shown.may_edit || shown.may_review;
        let project = shown.project;
        let outcomes = shown.outcomes.into_iter().map(|outcome| OutcomeOf {
            authority: outcome.authority_id.to_string(),
            code: outcome.code,
        });
        Self {
            id: project.id.to_string(),
            slug: project.slug,
            organisation: shown.organisation_name,
            title: project.title,
            summary: project.summary,
            beneficiaries: project.beneficiaries,
            beneficiary_count: project.beneficiary_count,
            starts: project.starts_on.map(|day| day.to_string()),
            ends: project.ends_on.map(|day| day.to_string()),
            postcode: project.postcode.filter(|_| inside),
            local_authority: project.local_authority,
            authorities: shown
                .authorities
                .iter()
                .map(|tag| tag.authority_id.to_string())
                .collect(),
            outcomes: outcomes.collect(),
            needs: shown.needs.into_iter().map(Need::from).collect(),
            state: project.state.code(),
            missing: shown.missing.into_iter().map(|(_, sentence)| sentence).collect(),
        }
    }
}

/// What a project is and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AboutBody {
    /// What it is called.
    pub(super) title: String,
    /// What it is and why.
    pub(super) summary: String,
}

/// Who benefits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BeneficiariesBody {
    /// A group, not names.
    pub(super) beneficiaries: String,
    /// About how many people.
    pub(super) beneficiary_count: Option<u32>,
}

/// Where and when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenBody {
    /// The postcode.
    #[serde(default)]
    pub(super) postcode: String,
    /// The GSS code of the local authority, where the postcode is not known.
    #[serde(default)]
    pub(super) local_authority: String,
    /// The first day.
    #[schema(example = "2027-03-01")]
    pub(super) starts: String,
    /// The last day.
    #[schema(example = "2027-06-30")]
    pub(super) ends: String,
}

/// On whose exchanges, and for which outcomes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangesBody {
    /// Ids of authorities that approved the organisation.
    pub(super) authorities: Vec<String>,
    /// Outcomes of theirs.
    #[serde(default)]
    pub(super) outcomes: Vec<OutcomeOf>,
}

/// Something that a project needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeedBody {
    /// The code of what is needed, in the price book.
    #[schema(example = "chair")]
    pub(super) resource: String,
    /// How much, in the resource's unit.
    #[schema(example = "12")]
    pub(super) quantity: String,
    /// What exactly, and what for.
    #[serde(default)]
    pub(super) description: String,
    /// How pressing it is: 1 to 5; 3 where it is left out.
    pub(super) priority: Option<u8>,
    /// The first day; that of the project where it is left out.
    #[serde(default)]
    pub(super) from: String,
    /// The last day; that of the project where it is left out.
    #[serde(default)]
    pub(super) to: String,
    /// Whether it can be served from anywhere.
    #[serde(default)]
    pub(super) remote: bool,
    /// Whether all of it must come from one helper.
    #[serde(default)]
    pub(super) all_or_nothing: bool,
    /// Codes of conditions, such as `dbs`.
    #[serde(default)]
    pub(super) requires: Vec<String>,
}

impl NeedBody {
    pub(super) fn input<'a>(&'a self, priority: &'a str) -> NeedInput<'a> {
        NeedInput {
            resource: &self.resource,
            quantity: &self.quantity,
            description: &self.description,
            priority,
            from: day(&self.from),
            to: day(&self.to),
            remote: self.remote,
            all_or_nothing: self.all_or_nothing,
            requires: self.requires.iter().map(String::as_str).collect(),
        }
    }

    pub(super) fn priority(&self) -> String {
        self.priority.map(|priority| priority.to_string()).unwrap_or_default()
    }
}

/// The parts of an ISO 8601 day. What has fewer parts is said to be no day where it is checked.
pub(super) fn day(text: &str) -> TypedDay<'_> {
    if text.is_empty() {
        return TypedDay::default();
    }
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().unwrap_or("?");
    let (year, month, day) = (next(), next(), next());
    TypedDay { day, month, year }
}
