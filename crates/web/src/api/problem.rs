//! Errors of the API as problem details (RFC 9457).

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use svx_app::Error;
use svx_domain::access::Denied;
use utoipa::ToSchema;

/// What a handler of the API gives.
pub type ApiResult<T> = Result<T, Problem>;

/// A problem, as `application/problem+json`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: a path on this exchange that stays the same.
    #[serde(rename = "type")]
    #[schema(example = "/api#invalid")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is wrong with the request, part by part.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldProblem>,
}

/// What is wrong with one part of a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The member of the request's body.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &str, detail: Option<String>) -> Self {
        Self {
            kind: format!("/api#{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            errors: Vec::new(),
        }
    }

    /// There is no such thing, or the token may not know of it.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", None)
    }

    /// The request needs a token, or the one it has does not work.
    pub fn unauthorized(detail: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "A token is needed",
            Some(detail.to_owned()),
        )
    }

    /// The token may not do this.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "The token may not do this",
            Some(detail.to_owned()),
        )
    }

    /// Something stands in the way.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "Not possible now",
            Some(detail.into()),
        )
    }

    /// The request cannot be read.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request cannot be read",
            Some(detail.into()),
        )
    }

    /// The request can be read, but this member of it is wrong.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "The request is not valid",
            None,
        );
        problem.errors.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
        problem
    }

    /// The same problem, where a form's field has another name as a member of a body.
    #[must_use]
    pub(crate) fn renamed(mut self, field: &str, member: &str) -> Self {
        for error in self.errors.iter_mut().filter(|error| error.field == field) {
            member.clone_into(&mut error.field);
        }
        self
    }

    /// The body is larger than the API takes.
    pub fn too_large() -> Self {
        let detail = format!("A request may have {} bytes", crate::layers::MAX_API_BYTES);
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The request is too large",
            Some(detail),
        )
    }

    fn internal() -> Self {
        let detail = "Nothing was changed. Try again later.".to_owned();
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "There is a problem with the service",
            Some(detail),
        )
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(Denied::SignIn) => Self::unauthorized("Send a token of your organisation"),
            Error::Denied(Denied::Forbidden) => Self::forbidden("The organisation of this token may not do this"),
            Error::Denied(Denied::NotFound) | Error::NotFound => Self::not_found(),
            Error::IllegalMove(refused) => Self::conflict(refused.to_string()),
            Error::Conflict(message) => Self::conflict(message),
            Error::Invalid(invalid) => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "invalid",
                    "The request is not valid",
                    None,
                );
                problem.errors = invalid
                    .iter()
                    .map(|(field, message)| FieldProblem {
                        field: field.to_owned(),
                        message: message.to_owned(),
                    })
                    .collect();
                problem
            }
            Error::TooOften { .. } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-often",
                "Too many attempts",
                Some(error.to_string()),
            ),
            Error::Store(_) | Error::Outside { .. } => {
                tracing::error!(%error, "an API request failed");
                Self::internal()
            }
        }
    }
}

impl From<svx_store::Error> for Problem {
    fn from(error: svx_store::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        Error::from(denied).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
