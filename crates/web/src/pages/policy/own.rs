//! `/organisation/policy`: the policy packs of one's own authority.

use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    policies::{
        draft,
        packs::{self, OwnPack},
    },
};
use svx_domain::organisation::Role;
use svx_ui::{Button, Cell, EmptyState, Input, Table, Tag, TagColour, Width, layout::Csrf, words};

/// The roles that draft and publish.
pub(super) const EDITORS: &[Role] = &[Role::Administrator, Role::Procurement];

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/policy", show)
        .post("/organisation/policy", create)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let list = packs::list(&app, visitor.actor()).await?;
    Ok(page(&visitor, &list, &Fields::empty(), &Invalid::new()))
}

async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    match draft::create(&app, visitor.actor(), fields.get("name")).await {
        Ok(slug) => Ok(see_other_with(
            &format!("/organisation/policy/{slug}"),
            "You have begun a policy pack",
        )),
        Err(Error::Invalid(invalid)) => {
            let list = packs::list(&app, visitor.actor()).await?;
            Ok(page(&visitor, &list, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn may_edit(visitor: &Visitor) -> bool {
    visitor.acting().is_some_and(|acting| acting.roles.has_any(EDITORS))
}

fn page(visitor: &Visitor, list: &[OwnPack], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Your policy packs").back("/organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Your policy packs" }
        p class="govuk-body" { "Your themes, outcomes and measures of social value, and the rules by which a procurement chooses from them. A version that is published never changes; a new one takes its place." }
        @if list.is_empty() {
            (EmptyState { title: "There are no policy packs yet".into(), content: "Begin the first below, or see what others have published.".into() })
        } @else {
            (table(list))
        }
        p class="govuk-body" { a class="govuk-link" href="/policy" { "Policies that are published" } }
        p class="govuk-body" { a class="govuk-link" href="/organisation/proxies" { "Proxy values that you have a licence for" } }
        @if may_edit(visitor) {
            h2 class="govuk-heading-m" { "Begin a policy pack" }
            form method="post" action="/organisation/policy" novalidate {
                (Csrf(visitor.csrf()))
                (Input {
                    name: "name",
                    label: "What is it called?".into(),
                    hint: "For example, Social value policy".into(),
                    width: Width::TwoThirds,
                    value: fields.get("name"),
                    error: errors.error("name"),
                    ..Default::default()
                })
                (Button::submit("Begin the policy pack"))
            }
        }
    })
}

fn table(list: &[OwnPack]) -> Markup {
    let rows = list.iter().map(|own| {
        let published = own.published().map_or_else(
            || "None yet".to_owned(),
            |version| {
                let from = version.from_on.map(words::date).unwrap_or_default();
                format!("Version {}, from {from}", version.number)
            },
        );
        let draft = html! {
            @if let Some(draft) = own.draft() { (Tag::new(TagColour::Yellow, format!("Version {}", draft.number))) } @else { "None" }
        };
        let name = html! { a class="govuk-link" href={ "/organisation/policy/" (own.pack.slug) } { (own.pack.name) } };
        vec![Cell::new(name), Cell::from(published), Cell::new(draft)]
    });
    html! {
        (Table {
            caption: "Your policy packs".into(),
            caption_hidden: true,
            head: ["Policy pack", "Published", "Draft"].into_iter().map(Cell::from).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}
