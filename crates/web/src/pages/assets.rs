//! `/assets/{hash}/{name}`: styles, script and mark, which may be kept for ever because their address has their hash.

use crate::{PageError, PageResult, Routes};
use axum::{extract::OriginalUri, http::header, response::IntoResponse};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/assets/{hash}/{name}", show)
}

async fn show(OriginalUri(uri): OriginalUri) -> PageResult {
    let asset = svx_ui::assets::find(uri.path()).ok_or(PageError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes).into_response())
}
