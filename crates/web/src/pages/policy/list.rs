//! `/policy`: which social value policies there are, national and of authorities.

use super::address;
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{App, policies::packs};
use svx_scoring::policy::{PACKS, Pack};
use svx_store::policies::Listed;
use svx_ui::{Cell, EmptyState, Table, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/policy", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let local = packs::published(&app, visitor.actor()).await?;
    Ok(Page::new(&visitor, "Social value policies").wide().show(html! {
        h1 class="govuk-heading-l" { "Social value policies" }
        p class="govuk-body-l" { "A policy says what social value an authority asks for, how much it has to weigh, and by which measures it is counted." }
        p class="govuk-body" { "Which national policy a procurement comes under depends on the kind of authority and on the day its tender notice was published, never on today’s date. Where that day is not known, none is chosen." }
        (national())
        h2 class="govuk-heading-m" { "Policy packs of authorities" }
        p class="govuk-body" { "Councils, housing associations, NHS bodies and others set their own. A version that is published never changes." }
        (own(&local))
    }))
}

fn national() -> Markup {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "No date set".to_owned(), words::date);
    let row = |pack: &'static Pack| {
        let floors: Vec<String> = pack.floors.iter().map(|step| format!("{}%", step.percent)).collect();
        let name = html! { a class="govuk-link" href=(address(pack.name)) { (pack.name) } };
        vec![
            Cell::new(name),
            Cell::from(pack.applies_to),
            Cell::from(day(pack.from)),
            Cell::from(day(pack.until)),
            Cell::from(words::list_or(&floors)),
        ]
    };
    html! {
        (Table {
            caption: "National policies".into(),
            caption_size: svx_ui::Size::M,
            head: ["Policy", "Applies to", "Notices from", "Notices until", "Least weight of social value"].into_iter().map(Cell::from).collect(),
            rows: PACKS.iter().filter(|pack| pack.central_government).map(row).collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn own(list: &[Listed]) -> Markup {
    let row = |listed: &Listed| {
        let href = format!("/authorities/{}/policy/{}", listed.authority_slug, listed.slug);
        vec![
            Cell::new(html! { a class="govuk-link" href=(href) { (listed.name) } }),
            Cell::from(listed.authority.clone()),
            Cell::from(listed.number.to_string()),
            Cell::from(words::date(listed.from_on)),
        ]
    };
    html! {
        @if list.is_empty() {
            (EmptyState { title: "No authority has published a policy pack yet".into(), content: "Officers of an authority make one from the page of their organisation.".into() })
        } @else {
            (Table {
                caption: "Policy packs of authorities".into(),
                caption_hidden: true,
                head: ["Policy pack", "Authority", "Version", "Notices from"].into_iter().map(Cell::from).collect(),
                rows: list.iter().map(row).collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}
