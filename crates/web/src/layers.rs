//! What is around every route: who is there, where a form came from, headers, limits, and the page for each error.

mod headers;
mod origin;
mod visit;

use crate::api;
use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, middleware, routing::any};
use std::time::Duration;
use svx_app::App;
use tower_http::{compression::CompressionLayer, timeout::TimeoutLayer};

/// The largest form without a file.
pub const MAX_FORM_BYTES: usize = 512 * 1024;
/// The largest body of an API request.
pub const MAX_API_BYTES: usize = 1024 * 1024;
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Around the pages.
pub(crate) fn for_pages(router: Router<App>, app: &App) -> Router<App> {
    router
        .fallback(visit::not_found)
        .layer(middleware::from_fn(origin::check))
        .layer(middleware::from_fn_with_state(app.clone(), visit::visit))
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
}

/// Around the API.
pub(crate) fn for_api(router: Router<App>, app: &App) -> Router<App> {
    router
        .route("/api/v1/{*path}", any(api::not_found))
        .layer(middleware::from_fn_with_state(app.clone(), api::idempotency_layer))
        .layer(DefaultBodyLimit::max(MAX_API_BYTES))
}

/// Around everything.
pub(crate) fn for_everything(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(middleware::from_fn(visit::on_own_task))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            REQUEST_TIMEOUT,
        ))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), headers::secure))
}
