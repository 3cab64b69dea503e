//! `/api/v1/authorities`: the public buyers whose exchanges these are.

use crate::{
    Routes,
    api::{ApiResult, Call, Listing, Paging, Problem},
};
use axum::{Json, extract::Path};
use serde::Serialize;
use svx_store::organisations::{self, Organisation};
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(paths(list, show))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/authorities", list)
        .get("/api/v1/authorities/{slug}", show)
}

/// An authority.
#[derive(Serialize, ToSchema)]
pub(crate) struct Authority {
    /// Its id.
    id: String,
    /// Its name in addresses of pages.
    slug: String,
    /// Its name.
    name: String,
    /// What it says of itself.
    description: String,
}

impl From<Organisation> for Authority {
    fn from(authority: Organisation) -> Self {
        Self {
            id: authority.id.to_string(),
            slug: authority.slug,
            name: authority.name,
            description: authority.description,
        }
    }
}

/// List authorities
///
/// Every authority with an exchange here, by name. No token is needed.
#[utoipa::path(get, path = "/api/v1/authorities", tag = "Authorities", operation_id = "list_authorities", params(Paging),
    responses((status = 200, description = "A page of authorities", body = Listing<Authority>)))]
async fn list(call: Call, paging: Paging) -> ApiResult<Json<Listing<Authority>>> {
    let mut conn = call.app.db.read().await?;
    let all = organisations::authorities(&mut conn).await?;
    let page = all
        .into_iter()
        .skip(paging.offset() as usize)
        .take(paging.limit() as usize);
    Ok(Json(Listing::new(paging, page.map(Authority::from).collect())))
}

/// Show an authority
///
/// One authority by its name in addresses of pages. No token is needed.
#[utoipa::path(get, path = "/api/v1/authorities/{slug}", tag = "Authorities", operation_id = "show_authority",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses(
        (status = 200, description = "The authority", body = Authority),
        (status = 404, description = "There is none with this name", body = Problem, content_type = "application/problem+json"),
    ))]
async fn show(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Authority>> {
    let mut conn = call.app.db.read().await?;
    let found = organisations::by_slug(&mut conn, &slug).await?;
    let authority = found.filter(|o| o.kind == svx_domain::organisation::OrganisationKind::Authority && !o.unclaimed);
    Ok(Json(authority.ok_or_else(Problem::not_found)?.into()))
}
