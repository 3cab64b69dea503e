//! `/api/v1/needs`: what is needed, for anyone to search.

use crate::{
    Routes,
    api::{ApiResult, Call, Listing, Paging, Problem},
};
use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, Serialize};
use svx_app::projects::{self, Hit};
use svx_store::{needs::Line, search::MAX_COUNTED};
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(paths(search))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/api/v1/needs", search)
}

/// Something that a project needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Need {
    /// Its id.
    id: String,
    /// The code of what is needed.
    resource: String,
    /// What that is called.
    resource_name: String,
    /// What exactly, and what for.
    description: String,
    /// How much, in the resource's unit.
    #[schema(example = "12")]
    quantity: String,
    /// How much of it is still open.
    #[schema(example = "4.5")]
    open: String,
    /// One of its unit.
    #[schema(example = "hour")]
    unit: String,
    /// How pressing it is: 1 to 5, the most pressing.
    priority: u32,
    /// The first day on which it is wanted.
    #[schema(example = "2027-03-01")]
    from: String,
    /// The last.
    #[schema(example = "2027-03-31")]
    to: String,
    /// Whether it can be served from anywhere.
    remote: bool,
    /// Whether a part of it is of use.
    divisible: bool,
    /// Codes of conditions, such as `dbs` or `delivery`.
    requires: Vec<String>,
}

impl From<Line> for Need {
    fn from(line: Line) -> Self {
        let codes = line.requires.split(';').filter(|code| !code.is_empty());
        Self {
            requires: codes.map(str::to_owned).collect(),
            id: line.id.to_string(),
            quantity: line.quantity.to_decimal(),
            open: line.open().to_decimal(),
            resource: line.resource,
            resource_name: line.resource_name,
            description: line.description,
            unit: line.unit,
            priority: line.priority,
            from: line.from_on.to_string(),
            to: line.to_on.to_string(),
            remote: line.remote,
            divisible: line.divisible,
        }
    }
}

/// A listed project that was found, and what it still needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundProject {
    /// Its id.
    id: String,
    /// Its name in addresses of pages.
    slug: String,
    /// What it is called.
    title: String,
    /// What it is and why.
    summary: String,
    /// The organisation that asks.
    organisation: String,
    /// The GSS code of the local authority where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    local_authority: Option<String>,
    /// How far it is in metres, where a place was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<u32>,
    /// What it still needs.
    needs: Vec<Need>,
}

impl From<Hit> for FoundProject {
    fn from(hit: Hit) -> Self {
        Self {
            id: hit.project.id.to_string(),
            slug: hit.project.slug,
            title: hit.project.title,
            summary: hit.project.summary,
            organisation: hit.project.organisation_name,
            local_authority: hit.project.local_authority,
            distance_m: hit.distance_m,
            needs: hit.needs.into_iter().map(Need::from).collect(),
        }
    }
}

/// What to find. Everything that is given must hold.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filters {
    /// Words of the story or of the needs.
    #[serde(default)]
    words: String,
    /// The code of a resource that is still wanted.
    #[serde(default)]
    resource: String,
    /// A postcode.
    #[serde(default)]
    near: String,
    /// How far from it in kilometres: 2, 5, 10, 25, 50 or 100.
    #[serde(default)]
    within: String,
    /// An authority, by its name in addresses of pages.
    #[serde(default)]
    authority: String,
    /// The code of an outcome of that authority.
    #[serde(default)]
    outcome: String,
    /// Wanted on this day or later.
    from: Option<String>,
    /// Wanted on this day or before.
    to: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Filters {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read = Query::<Self>::from_request_parts(parts, state).await;
        let Query(filters) = read.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        Ok(filters)
    }
}

fn day(name: &'static str, text: Option<&String>) -> ApiResult<Option<jiff::civil::Date>> {
    let wrong = |_| Problem::invalid(name, "Write the day as 2027-03-01");
    text.filter(|text| !text.is_empty())
        .map(|text| text.parse().map_err(wrong))
        .transpose()
}

/// Search what is needed
///
/// Listed projects that still need something: the nearest first where a postcode is given, otherwise the newest. The first
/// 1,000 can be paged through. No token is needed.
#[utoipa::path(get, path = "/api/v1/needs", tag = "Needs", operation_id = "search_needs", params(Filters, Paging),
    responses(
        (status = 200, description = "A page of projects", body = Listing<FoundProject>),
        (status = 422, description = "What cannot be searched for", body = Problem, content_type = "application/problem+json"),
    ))]
async fn search(call: Call, filters: Filters, paging: Paging) -> ApiResult<Json<Listing<FoundProject>>> {
    if paging.offset() >= MAX_COUNTED {
        return Err(Problem::invalid(
            "page",
            format!("Only the first {MAX_COUNTED} can be paged through"),
        ));
    }
    let query = projects::Query {
        from: day("from", filters.from.as_ref())?,
        to: day("to", filters.to.as_ref())?,
        words: filters.words,
        resource: filters.resource,
        near: filters.near,
        within: filters.within,
        authority: filters.authority,
        outcome: filters.outcome,
        page: paging.page,
    };
    let found = projects::find_from(&call.app, &call.actor, &query, paging.limit(), paging.offset()).await?;
    // A program is told what it asked for wrongly, where a page for people leaves it aside.
    found.problems.check()?;
    Ok(Json(Listing::new(
        paging,
        found.hits.into_iter().map(FoundProject::from).collect(),
    )))
}
