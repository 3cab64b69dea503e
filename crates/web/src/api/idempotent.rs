//! The layer around the API: finds who calls, and gives a retry with the same idempotency key its first answer again.

use crate::{
    api::{Call, Problem},
    layers::MAX_API_BYTES,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use svx_app::App;
use svx_store::{
    idempotency::{self, Kept, Key},
    transact,
};

/// The most characters of a key.
const MAX_KEY_CHARS: usize = 200;

/// The header that says that the answer is the first one again.
const REPLAYED: &str = "idempotency-replayed";

pub(crate) async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let call = match Call::find(&app, request.headers(), request.method()).await {
        Ok(call) => call,
        Err(problem) => return problem.into_response(),
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match (request.headers().get("idempotency-key"), call.actor.organisation()) {
        (Some(value), Some(owner)) if !reads => {
            let text = value.to_str().unwrap_or_default().to_owned();
            with_key(call, owner.uuid(), text, request, next)
                .await
                .unwrap_or_else(Problem::into_response)
        }
        _ => {
            request.extensions_mut().insert(call);
            next.run(request).await
        }
    }
}

async fn with_key(
    mut call: Call,
    owner: uuid::Uuid,
    key: String,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if key.is_empty() || key.chars().count() > MAX_KEY_CHARS {
        return Err(Problem::bad_request(format!(
            "Idempotency-Key must have 1 to {MAX_KEY_CHARS} characters"
        )));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_API_BYTES).await.map_err(|_| Problem::too_large())?;
    let request_sha256 = request_sha256(&parts.method, parts.uri.path(), &body);
    let key = Key {
        owner,
        key,
        request_sha256,
    };
    if let Some(kept) = find(&call.app, &key).await? {
        return replay(&key, kept);
    }
    let app = call.app.clone();
    call.app.db = app.db.for_request(key.clone());
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(call);
    let response = next.run(request).await;
    if !response.status().is_success() {
        // Nothing was changed, or a retry at the same moment was faster and its answer is the one to give.
        return match find(&app, &key).await? {
            Some(kept) => replay(&key, kept),
            None => Ok(response),
        };
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .map_err(|_| Problem::conflict("The answer was lost"))?;
    let text = String::from_utf8_lossy(&body);
    transact!(app.db.housekeeping(), svx_store::Error, |tx| {
        idempotency::answer(tx, &key, parts.status.as_u16(), &text).await
    })?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn find(app: &App, key: &Key) -> Result<Option<Kept>, Problem> {
    let mut conn = app.db.read().await?;
    Ok(idempotency::find(&mut conn, key.owner, &key.key).await?)
}

fn replay(key: &Key, kept: Kept) -> Result<Response, Problem> {
    if kept.request_sha256 != key.request_sha256 {
        return Err(Problem::invalid(
            "Idempotency-Key",
            "This key was used for another request: choose a new one",
        ));
    }
    let (Some(status), Some(body)) = (kept.status, kept.body) else {
        return Err(Problem::conflict(
            "This request was carried out, but its answer was lost. Read what it changed.",
        ));
    };
    let status = u16::try_from(status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut response = (status.unwrap_or(StatusCode::OK), headers, body).into_response();
    response
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

fn request_sha256(method: &Method, path: &str, body: &Bytes) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [method.as_str().as_bytes(), path.as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}
