//! Lists in pages.

use crate::api::Problem;
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most items on a page.
const MAX_PAGE_SIZE: u32 = 100;
/// How many items a page has where the request does not say.
const PAGE_SIZE: u32 = 50;
/// The last page that can be asked for: narrow the search instead.
const MAX_PAGE: u32 = 1000;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// The page, from 1.
    #[serde(default = "first")]
    #[param(minimum = 1, maximum = 1000, default = 1)]
    pub page: u32,
    /// How many items a page has.
    #[serde(default = "usual")]
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub per_page: u32,
}

fn first() -> u32 {
    1
}

fn usual() -> u32 {
    PAGE_SIZE
}

impl Paging {
    /// How many items come before this page.
    pub fn offset(self) -> u32 {
        (self.page - 1) * self.per_page
    }

    /// How many items to load: one more than the page has, which tells whether another page follows.
    pub fn limit(self) -> u32 {
        self.per_page + 1
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Query(paging) = Query::<Self>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        if !(1..=MAX_PAGE).contains(&paging.page) {
            return Err(Problem::invalid("page", format!("page must be 1 to {MAX_PAGE}")));
        }
        if !(1..=MAX_PAGE_SIZE).contains(&paging.per_page) {
            return Err(Problem::invalid(
                "per_page",
                format!("per_page must be 1 to {MAX_PAGE_SIZE}"),
            ));
        }
        Ok(paging)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// This page, from 1.
    pub page: u32,
    /// How many items a page has.
    pub per_page: u32,
    /// The next page, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page: Option<u32>,
}

impl<T> Listing<T> {
    /// A page of what was loaded with [`Paging::limit`].
    pub fn new(paging: Paging, mut items: Vec<T>) -> Self {
        let more = items.len() > paging.per_page as usize;
        items.truncate(paging.per_page as usize);
        Self {
            items,
            page: paging.page,
            per_page: paging.per_page,
            next_page: more.then(|| paging.page + 1),
        }
    }
}
