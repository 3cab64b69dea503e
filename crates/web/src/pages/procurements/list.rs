//! `/procurements`: every procurement that everyone may see, with filters in the address; an officer's own above it.

use super::money;
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Query, State};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App,
    procurement::browse::{self, PAGE, STAGES},
};
use svx_domain::{access, lifecycle::ProcurementState};
use svx_store::procurements::{Filter, Listed};
use svx_ui::{
    Button, Card, CardList, ChosenFilter, EmptyState, FilterLayout, Input, InputKind, Label, Pagination, Select,
    SelectItem, Tag, TagColour, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/procurements", show)
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    authority: String,
    #[serde(default)]
    page: String,
}

impl Wanted {
    fn address(&self, stage: &str, text: &str, authority: &str, page: u64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("stage", stage), ("words", text), ("authority", authority)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        match query.finish() {
            none if none.is_empty() => "/procurements".to_owned(),
            query => format!("/procurements?{query}"),
        }
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Query(wanted): Query<Wanted>) -> PageResult {
    let page: u32 = wanted.page.parse().unwrap_or(1).clamp(1, 10_000);
    let filter = Filter {
        stage: wanted.stage.clone(),
        words: wanted.words.clone(),
        authority: wanted.authority.clone(),
    };
    let listing = browse::list(&app, &filter, page).await?;
    let may_create = access::authorize(
        visitor.actor(),
        access::Action::CreateProcurement,
        &access::Scope::none(),
    )
    .is_ok();
    let own = if may_create {
        browse::own(&app, visitor.actor()).await?
    } else {
        Vec::new()
    };
    let pages = listing.total.div_ceil(u64::from(PAGE));
    let pagination = Pagination::pages(u64::from(page), pages, |page| {
        wanted.address(&wanted.stage, &wanted.words, &wanted.authority, page)
    });
    let results = html! {
        @if listing.items.is_empty() { (nothing(&wanted)) } @else { (cards(&listing.items, listing.now)) }
        @if pages > 1 { (pagination) }
    };
    Ok(Page::new(&visitor, "Procurements").wide().show(html! {
        h1 class="govuk-heading-xl" { "Procurements" }
        p class="svx-lead" { "What public buyers are letting, by which rules, and how each award was reached." }
        @if may_create { (officer(&own, listing.now)) }
        (FilterLayout {
            action: "/procurements".into(),
            fields: fields(&wanted),
            submit: "Show".into(),
            chosen: chosen(&wanted),
            clear_href: "/procurements".into(),
            count: words::plural(listing.total, "procurement", "procurements").into(),
            results,
        })
    }))
}

fn officer(own: &[Listed], now: Timestamp) -> Markup {
    html! {
        div class="govuk-button-group" {
            (Button::link("/procurements/new", "Start a procurement"))
            a class="govuk-link" href="/procurements/import" { "Import notices" }
        }
        @if !own.is_empty() {
            h2 class="govuk-heading-m" { "Yours" }
            (cards(&own.iter().take(10).cloned().collect::<Vec<_>>(), now))
            h2 class="govuk-heading-m" { "Everyone’s" }
        }
    }
}

fn fields(wanted: &Wanted) -> Markup {
    let stages = STAGES.into_iter().map(|(stage, text)| SelectItem::new(stage, text));
    html! {
        (Input {
            name: "words",
            label: Label::from("Words in the title"),
            kind: InputKind::Search,
            value: &wanted.words,
            ..Default::default()
        })
        (Select {
            name: "stage",
            label: "Stage".into(),
            items: std::iter::once(SelectItem::new("", "All run here")).chain(stages).collect(),
            value: &wanted.stage,
            ..Default::default()
        })
        @if !wanted.authority.is_empty() { input type="hidden" name="authority" value=(wanted.authority); }
    }
}

fn chosen<'a>(wanted: &'a Wanted) -> Vec<ChosenFilter<'a>> {
    let mut chosen = Vec::new();
    if let Some((_, text)) = STAGES.iter().find(|(stage, _)| *stage == wanted.stage) {
        chosen.push(ChosenFilter {
            text: (*text).into(),
            remove_href: wanted.address("", &wanted.words, &wanted.authority, 1).into(),
        });
    }
    if !wanted.words.is_empty() {
        chosen.push(ChosenFilter {
            text: (&wanted.words).into(),
            remove_href: wanted.address(&wanted.stage, "", &wanted.authority, 1).into(),
        });
    }
    if !wanted.authority.is_empty() {
        chosen.push(ChosenFilter {
            text: "One authority".into(),
            remove_href: wanted.address(&wanted.stage, &wanted.words, "", 1).into(),
        });
    }
    chosen
}

fn nothing(wanted: &Wanted) -> EmptyState<'static> {
    let narrowed = !wanted.stage.is_empty() || !wanted.words.is_empty() || !wanted.authority.is_empty();
    EmptyState {
        title: "No procurements".into(),
        content: html! {
            @if narrowed {
                p class="govuk-body" { a class="govuk-link" href="/procurements" { "Show all procurements" } }
            } @else {
                p class="govuk-body" { "None has been published here yet. You can look at " a class="govuk-link" href="/procurements?stage=notice" { "notices from elsewhere" } " or at " a class="govuk-link" href="/needs" { "what is needed" } "." }
            }
        }
        .into(),
    }
}

fn cards(items: &[Listed], now: Timestamp) -> CardList<'_> {
    let card = |item: &'_ Listed| {
        let state = svx_domain::procurement::state_at(item.state, item.bids_from, item.bids_until, now);
        let tag = match (item.is_notice, state) {
            (true, ProcurementState::Draft) => Tag::new(TagColour::Grey, "Notice"),
            _ => super::state_tag(state),
        };
        let mut facts = vec![item.authority.clone().into()];
        facts.extend(
            item.value_pence
                .map(|value| format!("Estimated value {}", money(value)).into()),
        );
        match state {
            ProcurementState::Published => facts.extend(
                item.bids_from
                    .map(|at| format!("Opens at {}", super::moment(at)).into()),
            ),
            ProcurementState::Bidding => facts.extend(
                item.bids_until
                    .map(|at| format!("Closes at {}", super::moment(at)).into()),
            ),
            _ => {}
        }
        Card {
            title: item.title.clone().into(),
            href: format!("/procurements/{}", item.ocid).into(),
            tags: vec![tag],
            facts,
            ..Default::default()
        }
    };
    CardList {
        cards: items.iter().map(card).collect(),
        heading_level: 3,
        ..Default::default()
    }
}
