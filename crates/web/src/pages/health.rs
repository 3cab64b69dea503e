//! `/healthz`: the process answers. `/readyz`: the database is reached and its schema is current.

use crate::{PageResult, Routes};
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde_json::json;
use svx_app::{App, check};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/healthz", live).get("/readyz", ready)
}

async fn live() -> &'static str {
    "ok"
}

async fn ready(State(app): State<App>) -> PageResult {
    let found = check::readiness(&app).await?;
    let status = if found.database && found.migrations {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = |ok: bool| if ok { "ok" } else { "failed" };
    let body = json!({"database": word(found.database), "migrations": word(found.migrations)});
    Ok((status, Json(body)).into_response())
}
