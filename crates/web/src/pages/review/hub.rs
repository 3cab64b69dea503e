//! `/review`: the queues of an authority.

use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::html;
use svx_app::{App, projects};
use svx_domain::lifecycle::ApplicationState;
use svx_store::applications;
use svx_ui::{Figure, Figures, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/review", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let authority = visitor.organisation()?;
    let waiting = projects::waiting(&app, visitor.actor()).await?;
    let organisations = {
        let mut conn = app.db.read().await?;
        applications::count(&mut conn, authority, ApplicationState::Submitted).await?
    };
    let count = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    Ok(Page::new(&visitor, "Review").show(html! {
        h1 class="govuk-heading-l" { "Review" }
        p class="govuk-body-l" { "What waits for a decision of your authority." }
        (Figures {
            items: vec![
                Figure::new("Projects to review", words::number(count)).href("/review/projects"),
                Figure::new("Organisations to approve", words::number(organisations)).href("/review/organisations"),
            ],
            ..Default::default()
        })
    }))
}
