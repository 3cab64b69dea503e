//! `/api/v1/projects`: a community's own projects, filled in part by part, sent, paused and closed by its programs.

mod model;

use crate::{
    Routes,
    api::{ApiJson, ApiResult, Call, Listing, Paging, Problem},
};
use axum::{Json, extract::Path, http::StatusCode};
use model::{AboutBody, BeneficiariesBody, ExchangesBody, NeedBody, Project, ProjectLine, WhenBody, day};
use svx_app::projects::{self, About, Beneficiaries, Exchanges, When};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    list,
    create,
    show,
    set_about,
    set_beneficiaries,
    set_when,
    set_exchanges,
    add_need,
    change_need,
    remove_need,
    submit,
    pause,
    resume,
    close
))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/projects", list)
        .post("/api/v1/projects", create)
        .get("/api/v1/projects/{slug}", show)
        .put("/api/v1/projects/{slug}/about", set_about)
        .put("/api/v1/projects/{slug}/beneficiaries", set_beneficiaries)
        .put("/api/v1/projects/{slug}/when", set_when)
        .put("/api/v1/projects/{slug}/exchanges", set_exchanges)
        .post("/api/v1/projects/{slug}/needs", add_need)
        .put("/api/v1/projects/{slug}/needs/{id}", change_need)
        .delete("/api/v1/projects/{slug}/needs/{id}", remove_need)
        .post("/api/v1/projects/{slug}/submit", submit)
        .post("/api/v1/projects/{slug}/pause", pause)
        .post("/api/v1/projects/{slug}/resume", resume)
        .post("/api/v1/projects/{slug}/close", close)
}

async fn shown(call: &Call, slug: &str) -> ApiResult<Json<Project>> {
    Ok(Json(projects::show(&call.app, &call.actor, slug).await?.into()))
}

/// List your projects
///
/// The projects of the organisation of the token, changed last first.
#[utoipa::path(get, path = "/api/v1/projects", tag = "Projects", operation_id = "list_projects", params(Paging),
    responses((status = 200, description = "A page of projects", body = Listing<ProjectLine>)), security(("token" = [])))]
async fn list(call: Call, paging: Paging) -> ApiResult<Json<Listing<ProjectLine>>> {
    let own = projects::own(&call.app, &call.actor).await?;
    let page = own
        .projects
        .into_iter()
        .skip(paging.offset() as usize)
        .take(paging.limit() as usize);
    Ok(Json(Listing::new(paging, page.map(ProjectLine::from).collect())))
}

/// Start a project
///
/// A draft of the organisation of the token. Fill in its parts, add needs, and send it.
#[utoipa::path(post, path = "/api/v1/projects", tag = "Projects", operation_id = "create_project", request_body = AboutBody,
    responses(
        (status = 201, description = "The project", body = Project),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn create(call: Call, ApiJson(body): ApiJson<AboutBody>) -> ApiResult<(StatusCode, Json<Project>)> {
    let about = About {
        title: &body.title,
        summary: &body.summary,
    };
    let slug = projects::create(&call.app, &call.actor, about).await?;
    Ok((StatusCode::CREATED, shown(&call, &slug).await?))
}

/// Show a project
///
/// A listed project, which needs no token, or one of your own.
#[utoipa::path(get, path = "/api/v1/projects/{slug}", tag = "Projects", operation_id = "show_project",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses(
        (status = 200, description = "The project", body = Project),
        (status = 404, description = "There is none with this name, or not for you", body = Problem, content_type = "application/problem+json"),
    ))]
async fn show(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Project>> {
    shown(&call, &slug).await
}

/// Say what a project is and why
///
/// While it is a draft or was returned.
#[utoipa::path(put, path = "/api/v1/projects/{slug}/about", tag = "Projects", operation_id = "set_project_about",
    request_body = AboutBody, params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn set_about(
    call: Call,
    Path(slug): Path<String>,
    ApiJson(body): ApiJson<AboutBody>,
) -> ApiResult<Json<Project>> {
    let about = About {
        title: &body.title,
        summary: &body.summary,
    };
    projects::set_about(&call.app, &call.actor, &slug, about).await?;
    shown(&call, &slug).await
}

/// Say who benefits from a project
///
/// While it is a draft or was returned. Never name anyone.
#[utoipa::path(put, path = "/api/v1/projects/{slug}/beneficiaries", tag = "Projects", operation_id = "set_project_beneficiaries",
    request_body = BeneficiariesBody, params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn set_beneficiaries(
    call: Call,
    Path(slug): Path<String>,
    ApiJson(body): ApiJson<BeneficiariesBody>,
) -> ApiResult<Json<Project>> {
    let count = body
        .beneficiary_count
        .map(|count| count.to_string())
        .unwrap_or_default();
    let given = Beneficiaries {
        who: &body.beneficiaries,
        count: &count,
    };
    projects::set_beneficiaries(&call.app, &call.actor, &slug, given).await?;
    shown(&call, &slug).await
}

/// Say where and when a project is
///
/// While it is a draft or was returned.
#[utoipa::path(put, path = "/api/v1/projects/{slug}/when", tag = "Projects", operation_id = "set_project_when",
    request_body = WhenBody, params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn set_when(call: Call, Path(slug): Path<String>, ApiJson(body): ApiJson<WhenBody>) -> ApiResult<Json<Project>> {
    let given = When {
        postcode: &body.postcode,
        local_authority: &body.local_authority,
        starts: day(&body.starts),
        ends: day(&body.ends),
    };
    projects::set_when(&call.app, &call.actor, &slug, given).await?;
    shown(&call, &slug).await
}

/// Say on whose exchanges a project stands
///
/// While it is a draft or was returned. Each authority must have approved the organisation.
#[utoipa::path(put, path = "/api/v1/projects/{slug}/exchanges", tag = "Projects", operation_id = "set_project_exchanges",
    request_body = ExchangesBody, params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn set_exchanges(
    call: Call,
    Path(slug): Path<String>,
    ApiJson(body): ApiJson<ExchangesBody>,
) -> ApiResult<Json<Project>> {
    let mut given = Exchanges::default();
    let id = |field: &'static str, text: &str| {
        text.parse()
            .map_err(|_| Problem::invalid(field, "This is not the id of an authority"))
    };
    for text in &body.authorities {
        given.authorities.push(id("authorities", text)?);
    }
    for outcome in body.outcomes {
        given.outcomes.push((id("outcomes", &outcome.authority)?, outcome.code));
    }
    projects::set_exchanges(&call.app, &call.actor, &slug, given).await?;
    shown(&call, &slug).await
}

/// Add a need to a project
///
/// While it is a draft or was returned.
#[utoipa::path(post, path = "/api/v1/projects/{slug}/needs", tag = "Projects", operation_id = "add_need",
    request_body = NeedBody, params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses(
        (status = 201, description = "The project as it is now", body = Project),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn add_need(
    call: Call,
    Path(slug): Path<String>,
    ApiJson(body): ApiJson<NeedBody>,
) -> ApiResult<(StatusCode, Json<Project>)> {
    projects::add_need(&call.app, &call.actor, &slug, &body.input(&body.priority())).await?;
    Ok((StatusCode::CREATED, shown(&call, &slug).await?))
}

/// Change a need of a project
///
/// While the project is a draft or was returned.
#[utoipa::path(put, path = "/api/v1/projects/{slug}/needs/{id}", tag = "Projects", operation_id = "change_need",
    request_body = NeedBody, params(("slug" = String, Path, description = "The project"), ("id" = String, Path, description = "The need")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn change_need(
    call: Call,
    Path((slug, id)): Path<(String, String)>,
    ApiJson(body): ApiJson<NeedBody>,
) -> ApiResult<Json<Project>> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    projects::change_need(&call.app, &call.actor, &slug, id, &body.input(&body.priority())).await?;
    shown(&call, &slug).await
}

/// Remove a need from a project
///
/// While the project is a draft or was returned, and nothing of the need is promised.
#[utoipa::path(delete, path = "/api/v1/projects/{slug}/needs/{id}", tag = "Projects", operation_id = "remove_need",
    params(("slug" = String, Path, description = "The project"), ("id" = String, Path, description = "The need")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn remove_need(call: Call, Path((slug, id)): Path<(String, String)>) -> ApiResult<Json<Project>> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    projects::remove_need(&call.app, &call.actor, &slug, id).await?;
    shown(&call, &slug).await
}

/// Send a project for review
///
/// Its authorities look at it before it is listed.
#[utoipa::path(post, path = "/api/v1/projects/{slug}/submit", tag = "Projects", operation_id = "submit_project",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses(
        (status = 200, description = "The project as it is now", body = Project),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What it lacks", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn submit(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Project>> {
    projects::submit(&call.app, &call.actor, &slug).await?;
    shown(&call, &slug).await
}

/// Pause a project
///
/// Takes a listed project off the public list for a while.
#[utoipa::path(post, path = "/api/v1/projects/{slug}/pause", tag = "Projects", operation_id = "pause_project",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn pause(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Project>> {
    projects::pause(&call.app, &call.actor, &slug).await?;
    shown(&call, &slug).await
}

/// Resume a project
///
/// Puts a paused project back on the public list.
#[utoipa::path(post, path = "/api/v1/projects/{slug}/resume", tag = "Projects", operation_id = "resume_project",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn resume(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Project>> {
    projects::resume(&call.app, &call.actor, &slug).await?;
    shown(&call, &slug).await
}

/// Close a project
///
/// For good. What was promised to it stays promised.
#[utoipa::path(post, path = "/api/v1/projects/{slug}/close", tag = "Projects", operation_id = "close_project",
    params(("slug" = String, Path, description = "Its name in addresses of pages")),
    responses((status = 200, description = "The project as it is now", body = Project)), security(("token" = [])))]
async fn close(call: Call, Path(slug): Path<String>) -> ApiResult<Json<Project>> {
    projects::close(&call.app, &call.actor, &slug).await?;
    shown(&call, &slug).await
}
