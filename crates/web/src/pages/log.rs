//! `/log`: the checkpoints of the audit log, for anyone to keep and to compare.

use super::procurements::time;
use crate::{Page, PageResult, Routes, Visitor};
use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse as _,
};
use maud::html;
use svx_app::{
    App, Error,
    log::view::{self, Published},
};
use svx_ui::{Cell, EmptyState, SummaryList, SummaryRow, Table, words};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/log", show)
        .get("/log/checkpoint", last)
        .get("/log/checkpoints/{size}", one)
        .get("/log/consistency/{old}/{new}", consistency)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let log = view::overview(&app, visitor.actor()).await?;
    let last = log.checkpoints.first();
    Ok(Page::new(&visitor, "The log").show(html! {
        h1 class="govuk-heading-l" { "The log" }
        p class="govuk-body-l" { "Whatever is done on this exchange is written to a log. Nobody can change what is in it, the exchange included, without anyone noticing who kept a checkpoint." }
        p class="govuk-body" {
            "A checkpoint says how many events the log has and sums them all up in one number, its root. It is signed. "
            "Whoever has one can show later that something was in the log, or that the log was changed."
        }
        (SummaryList {
            rows: vec![
                SummaryRow::new("Name of the log", log.key.name().to_owned()),
                SummaryRow::new("Key that verifies it", html! { code class="svx-break" { (log.key.to_text()) } }),
                SummaryRow::new("Next checkpoint", time(log.next)),
            ],
            ..Default::default()
        })
        @match last {
            Some(last) => {
                h2 class="govuk-heading-m" { "The last checkpoint" }
                pre class="svx-break" tabindex="0" role="region" aria-label="The last checkpoint" { code { (last.note) } }
                p class="govuk-body" { a class="govuk-link" href="/log/checkpoint" { "Download the last checkpoint" } }
                (Table {
                    caption: "Checkpoints".into(),
                    head: vec!["Signed".into(), Cell::numeric("Events"), "Root".into()],
                    rows: log.checkpoints.iter().map(row).collect(),
                    first_cell_is_header: true,
                    ..Default::default()
                })
            },
            None => (EmptyState {
                title: "There is no checkpoint yet".into(),
                content: html! { p class="govuk-body" { "The first one is signed at " (time(log.next)) "." } }.into(),
            }),
        }
        h2 class="govuk-heading-m" { "How to check it" }
        ul class="govuk-list govuk-list--bullet" {
            li { "Bidders download a proof with the receipt of their bid. " code { "svx audit receipt FILE --key KEY" } " checks it, with nothing else." }
            li { "Keep checkpoints. " code { "/log/consistency/OLD/NEW" } " gives the proof that the log at one checkpoint is the beginning of the log at a later one." }
            li { "Whoever has the whole log checks it with " code { "svx audit verify" } "." }
            li { "The forms are those of other public logs: trees of RFC 6962, checkpoints of c2sp.org/tlog-checkpoint, proofs of c2sp.org/tlog-proof." }
        }
        p class="govuk-body" { "The number of events says little on purpose: events that mean nothing fill the log up to each checkpoint, so that nobody can tell from its growth whether somebody bid." }
    }))
}

fn row(checkpoint: &Published) -> Vec<Cell<'static>> {
    let size = checkpoint.size;
    vec![
        Cell::new(time(checkpoint.at)),
        Cell::numeric(
            html! { a class="govuk-link" href={ "/log/checkpoints/" (size) } { (words::number(i64::try_from(size).unwrap_or(i64::MAX))) } },
        ),
        Cell::new(html! { code class="svx-break" { (checkpoint.root.to_base64()) } }),
    ]
}

async fn last(State(app): State<App>, visitor: Visitor) -> PageResult {
    let found = view::checkpoint(&app, visitor.actor(), None).await?;
    Ok(plain(found.note))
}

async fn one(State(app): State<App>, visitor: Visitor, Path(size): Path<String>) -> PageResult {
    let found = view::checkpoint(&app, visitor.actor(), Some(number(&size)?)).await?;
    Ok(plain(found.note))
}

async fn consistency(State(app): State<App>, visitor: Visitor, Path((old, new)): Path<(String, String)>) -> PageResult {
    let proof = view::consistency(&app, visitor.actor(), number(&old)?, number(&new)?).await?;
    Ok(plain(
        proof.iter().map(|hash| format!("{}\n", hash.to_base64())).collect(),
    ))
}

fn number(text: &str) -> Result<u64, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

fn plain(text: String) -> axum::response::Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
