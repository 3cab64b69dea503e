//! `/api/v1/openapi.json`: the API described in OpenAPI 3.1.

use crate::{
    Routes,
    api::{authorities, commitments, matches, needs, offers, problem::Problem, procurements, projects},
};
use axum::{Json, response::IntoResponse};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/api/v1/openapi.json", show)
}

/// The description: the part of each resource's file, one line each.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let parts = [
        authorities::Part::openapi(),
        needs::Part::openapi(),
        offers::Part::openapi(),
        procurements::Part::openapi(),
        projects::Part::openapi(),
        matches::Part::openapi(),
        commitments::Part::openapi(),
    ];
    for part in parts {
        document.merge(part);
    }
    document
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "svx",
        version = "1",
        description = "The social value exchange for programs: what communities need, what suppliers can spare, what was agreed and what arrived. Amounts of money are decimal strings in pounds, quantities are decimal strings in the resource's unit, dates are ISO 8601 and times are UTC.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Problem)),
    modifiers(&Token),
)]
struct Document;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

async fn show() -> impl IntoResponse {
    Json(document())
}
