//! `/evidence/{id}`: a photograph, by itself and able to do nothing else.

use crate::{PageError, PageResult, Routes, Visitor};
use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use svx_app::{App, commitments::evidence};
use svx_domain::EvidenceId;

/// Whatever is in the file, a browser that opens it by itself runs nothing.
const SANDBOX: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox";

pub(crate) fn routes() -> Routes {
    Routes::new().get("/evidence/{id}", show)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let id: EvidenceId = id.parse().map_err(|_| PageError::NotFound)?;
    let (content_type, bytes) = evidence::open(&app, visitor.actor(), id).await?;
    let ending = if content_type == "image/png" { "png" } else { "jpg" };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"evidence-{id}.{ending}\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}
