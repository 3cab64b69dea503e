//! `svx openapi`: the description of the API, as the server gives it at `/api/v1/openapi.json`.

use crate::output::{answer, failure};
use std::process::ExitCode;

/// Print the description of the API (OpenAPI 3.1)
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: Args) -> ExitCode {
    match serde_json::to_string_pretty(&svx_web::api::document()) {
        Ok(document) => answer(&format!("{document}\n")),
        Err(error) => failure(&error.to_string()),
    }
}
