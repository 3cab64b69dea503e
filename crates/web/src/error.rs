//! What a page answers when it cannot do what was asked.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use svx_app::Error;
use svx_domain::access::Denied;

/// What a page's handler gives.
pub type PageResult<T = Response> = Result<T, PageError>;

/// Why a page cannot be shown or a form not be taken.
#[derive(Debug)]
pub enum PageError {
    /// There is no such page, or the visitor may not know of it.
    NotFound,
    /// The visitor may see the thing, but not do this.
    Forbidden,
    /// The visitor has to sign in first.
    SignIn,
    /// The visitor has to set up or join an organisation first.
    NoOrganisation,
    /// The thing is in a state that does not allow this, or something else stands in the way: said in a sentence.
    Conflict(String),
    /// The request itself is wrong: said in a sentence.
    BadRequest(String),
    /// The form came from elsewhere, or its token is old.
    Forged,
    /// The body is larger than this page takes.
    TooLarge,
    /// Tried too often: said in a sentence.
    TooOften(String),
    /// A fault of ours; the log says which.
    Internal,
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(Denied::SignIn) => Self::SignIn,
            Error::Denied(Denied::Forbidden) => Self::Forbidden,
            Error::Denied(Denied::NotFound) | Error::NotFound => Self::NotFound,
            Error::IllegalMove(refused) => Self::Conflict(refused.to_string()),
            Error::Conflict(message) => Self::Conflict(message),
            Error::Invalid(_) => Self::BadRequest(error.to_string()),
            Error::TooOften { .. } => Self::TooOften(error.to_string()),
            Error::Store(_) | Error::Outside { .. } => {
                tracing::error!(%error, "a request failed");
                Self::Internal
            }
        }
    }
}

impl From<svx_store::Error> for PageError {
    fn from(error: svx_store::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        Error::from(denied).into()
    }
}

/// What the outer layer turns into a whole page, with the visitor's header around it.
#[derive(Debug, Clone)]
pub(crate) struct ErrorPage {
    pub(crate) title: &'static str,
    pub(crate) message: String,
}

impl PageError {
    fn parts(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page not found",
                "If you typed the web address, check it is correct. If you followed a link, what it led to may have been removed, or your account may not be able to see it."
                    .to_owned(),
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "You cannot do this",
                "Your role in this organisation does not include this. Someone who administers the organisation can change your role."
                    .to_owned(),
            ),
            Self::Conflict(message) => (StatusCode::CONFLICT, "That is not possible now", message),
            Self::BadRequest(message) => (StatusCode::BAD_REQUEST, "There is a problem with what was sent", message),
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "This form is out of date",
                "Nothing was changed. Go back, reload the page and send the form again.".to_owned(),
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "That is too large",
                "What you sent is larger than this page accepts. Nothing was changed.".to_owned(),
            ),
            Self::TooOften(message) => (StatusCode::TOO_MANY_REQUESTS, "Too many attempts", message),
            Self::SignIn | Self::NoOrganisation | Self::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sorry, there is a problem with the service",
                "Nothing was changed. Try again later.".to_owned(),
            ),
        }
    }
}

/// Marks a response as one that leads to the sign-in page; the outer layer knows the path to come back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeadToSignIn;

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => {
                let mut response = StatusCode::UNAUTHORIZED.into_response();
                response.extensions_mut().insert(LeadToSignIn);
                response
            }
            Self::NoOrganisation => crate::see_other("/organisations/new"),
            other => {
                let (status, title, message) = other.parts();
                let mut response = (status, message.clone()).into_response();
                response.extensions_mut().insert(ErrorPage { title, message });
                response
            }
        }
    }
}
