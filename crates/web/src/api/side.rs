//! What lists of matches and of commitments can be narrowed to.

use crate::api::{ApiResult, Problem};
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of a list is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only this part of the list. Left out, all of it.
    pub(crate) show: Option<String>,
    /// For brokers, who may be on either side: `getting`, which is for projects, or `giving`, which is from offers.
    side: Option<String>,
}

impl Asked {
    /// Whether the list is of what is given.
    pub(crate) fn giving(&self) -> ApiResult<bool> {
        match self.side.as_deref() {
            None | Some("" | "getting") => Ok(false),
            Some("giving") => Ok(true),
            Some(_) => Err(Problem::invalid("side", "side must be getting or giving")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read = Query::<Self>::from_request_parts(parts, state).await;
        let Query(asked) = read.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        Ok(asked)
    }
}
