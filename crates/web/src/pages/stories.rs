//! `/stories`: every public project that something arrived for.

use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;
use svx_app::{
    App,
    stories::{self, PAGE, Told},
};
use svx_domain::ports;
use svx_ui::{Card, CardList, Content, EmptyState, Pagination, words};

/// How much of a project's own words a card shows.
const MAX_SUMMARY_CHARS: usize = 180;

pub(super) fn routes() -> Routes {
    Routes::new().get("/stories", show)
}

#[derive(Deserialize)]
struct Asked {
    page: Option<String>,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let asked = asked.page.and_then(|page| page.parse().ok()).unwrap_or(1);
    let page = u32::clamp(asked, 1, 10_000);
    let (told, total) = stories::page(&app, visitor.actor(), page).await?;
    let pages = u64::from(total.div_ceil(PAGE));
    let pagination = Pagination::pages(u64::from(page), pages, |page| format!("/stories?page={page}"));
    Ok(Page::new(&visitor, "Stories").wide().show(html! {
        h1 class="govuk-heading-xl" { "Stories" }
        p class="svx-lead" { "Projects for which something arrived, and the community says so." }
        @if told.is_empty() {
            (EmptyState {
                title: "There is no story here yet".into(),
                content: html! { p class="govuk-body" { a class="govuk-link" href="/needs" { "See what is needed" } " and help to begin the first." } }.into(),
            })
        } @else {
            p class="govuk-body" { (words::plural(u64::from(total), "project", "projects")) }
            (cards(&told, 2))
            @if pagination.is_needed() { (pagination) }
        }
    }))
}

/// The stories as cards; titles are headings of a level.
pub(super) fn cards(told: &[Told], heading_level: u8) -> CardList<'static> {
    CardList {
        cards: told.iter().map(card).collect(),
        grid: true,
        heading_level,
    }
}

fn card(told: &Told) -> Card<'static> {
    let story = &told.story;
    let mut facts: Vec<Content<'static>> = vec![story.community.clone().into()];
    facts.extend(place(story.local_authority.as_deref()).map(Content::from));
    facts.push(words::date(ports::uk_date(story.confirmed_at)).into());
    let arrived: Vec<String> = told
        .arrived
        .iter()
        .map(|one| words::quantity(one.quantity.thousandths(), &one.unit, &one.units))
        .collect();
    Card {
        facts,
        content: html! {
            p { (shortened(&story.summary)) }
            @if !arrived.is_empty() { p { strong { "Arrived: " } (words::list(&arrived)) } }
        }
        .into(),
        ..Card::new(format!("/projects/{}", story.slug), story.title.clone())
    }
}

/// The name of the local authority, where its code is known.
fn place(code: Option<&str>) -> Option<&'static str> {
    let authority = svx_places::authority(code?.parse().ok()?)?;
    Some(&authority.name)
}

/// The first sentences, cut at a word.
fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_SUMMARY_CHARS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MAX_SUMMARY_CHARS).collect();
    let whole = cut
        .rsplit_once(char::is_whitespace)
        .map_or(cut.as_str(), |(before, _)| before);
    format!("{whole} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_of_others_are_cut_at_a_word() {
        assert_eq!(shortened("We cook."), "We cook.");
        let long = "lunch ".repeat(60);
        let cut = shortened(&long);
        assert!(cut.ends_with("lunch …") && cut.chars().count() <= MAX_SUMMARY_CHARS + 2);
    }
}
