//! `/projects/{slug}/exchanges`: on whose exchanges, and for which of their outcomes.

use super::{for_change, onward};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    projects::{self, Exchange, Exchanges},
};
use svx_ui::{Button, Checkboxes, Choice, EmptyState, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/exchanges", show)
        .post("/projects/{slug}/exchanges", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let shown = for_change(&app, &visitor, &slug).await?;
    let exchanges = projects::exchanges(&app, visitor.actor()).await?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for tag in &shown.authorities {
        pairs.push(("authorities".to_owned(), tag.authority_id.to_string()));
    }
    for outcome in &shown.outcomes {
        pairs.push((
            "outcomes".to_owned(),
            format!("{} {}", outcome.authority_id, outcome.code),
        ));
    }
    Ok(form(
        &visitor,
        &slug,
        &exchanges,
        &Fields::from_pairs(pairs),
        &Invalid::new(),
    ))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let wrong = |_| PageError::BadRequest("Choose from the list.".to_owned());
    let mut given = Exchanges::default();
    for id in fields.all("authorities") {
        given.authorities.push(id.parse().map_err(wrong)?);
    }
    for pair in fields.all("outcomes") {
        let (id, code) = pair.split_once(' ').unwrap_or((pair, ""));
        given.outcomes.push((id.parse().map_err(wrong)?, code.to_owned()));
    }
    match projects::set_exchanges(&app, visitor.actor(), &slug, given).await {
        Ok(()) => onward(&app, &visitor, &slug).await,
        Err(Error::Invalid(invalid)) => {
            let exchanges = projects::exchanges(&app, visitor.actor()).await?;
            Ok(form(&visitor, &slug, &exchanges, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, slug: &str, exchanges: &[Exchange], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let title = "Who should see it?";
    let page = Page::new(visitor, title)
        .back(format!("/projects/{slug}"))
        .errors(&errors);
    if exchanges.is_empty() {
        return page.show(html! {
            h1 class="govuk-heading-l" { (title) }
            (EmptyState {
                title: "No authority has approved your organisation yet".into(),
                content: html! {
                    p class="govuk-body" { "A project stands on the exchange of at least one authority. Apply to join one, and come back: what you have written so far is kept." }
                    p class="govuk-body" { a class="govuk-link" href="/authorities" { "Find an authority to apply to" } }
                }.into(),
            })
        });
    }
    let authorities = exchanges
        .iter()
        .map(|exchange| Choice::new(exchange.id.to_string(), exchange.name.as_str()));
    let outcomes = exchanges.iter().filter(|exchange| !exchange.outcomes.is_empty());
    page.show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        form method="post" action={ "/projects/" (slug) "/exchanges" } novalidate {
            (Csrf(visitor.csrf()))
            (Checkboxes {
                name: "authorities",
                legend: "On whose exchanges should it stand?".into(),
                hint: "These authorities approved your organisation. One of their officers looks at the project before it is listed".into(),
                error: errors.error("authorities"),
                items: authorities.collect(),
                values: fields.all("authorities").collect(),
                ..Default::default()
            })
            @for (at, exchange) in outcomes.enumerate() {
                @let legend = format!("What {} wants to achieve (optional)", exchange.name);
                @let id = if at == 0 { "outcomes".to_owned() } else { format!("outcomes-{at}") };
                (Checkboxes {
                    name: "outcomes",
                    id: &id,
                    legend: legend.into(),
                    hint: "Tick what the project helps with".into(),
                    error: errors.error("outcomes").filter(|_| at == 0),
                    items: exchange.outcomes.iter()
                        .map(|(code, title)| Choice::new(format!("{} {code}", exchange.id), title.as_str())).collect(),
                    values: fields.all("outcomes").collect(),
                    small: true,
                    ..Default::default()
                })
            }
            (Button::submit("Save and continue"))
        }
    })
}
