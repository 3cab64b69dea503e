//! `/needs`: what is needed, with filters that the address carries.

use crate::{Page, PageResult, Routes, Visitor, fields::form_errors, pages::parts};
use axum::{
    extract::State,
    http::{StatusCode, Uri},
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, prices,
    projects::{self, Found, Hit, Query, WITHIN_KM},
};
use svx_places::{DistanceUnit, distance_text};
use svx_store::{organisations, prices::Resource};
use svx_ui::{
    Card, CardList, ChosenFilter, EmptyState, FilterLayout, FormErrors, Input, InputKind, Pagination, Select,
    SelectItem, Width, words,
};

/// The most characters of a story in the list.
const MAX_EXCERPT_CHARS: usize = 180;
/// The most characters of one part of the address that are read.
const MAX_PART_CHARS: usize = 200;
/// The most needs of one project in the list.
const MAX_NEEDS: usize = 4;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/needs", show)
}

/// The parts of the address that are filters, in the order of the form.
const PARTS: [&str; 8] = [
    "words",
    "resource",
    "near",
    "within",
    "authority",
    "outcome",
    "from",
    "to",
];

async fn show(State(app): State<App>, visitor: Visitor, uri: Uri) -> PageResult {
    let given = read(&uri);
    let get = |name: &str| given.get(name).cloned().unwrap_or_default();
    let query = Query {
        words: get("words"),
        resource: get("resource"),
        near: get("near"),
        within: get("within"),
        authority: get("authority"),
        outcome: get("outcome"),
        from: get("from").parse().ok(),
        to: get("to").parse().ok(),
        page: get("page").parse().unwrap_or(1).max(1),
    };
    let found = projects::find(&app, visitor.actor(), &query).await?;
    let mut errors = form_errors(&found.problems);
    for name in ["from", "to"] {
        if !get(name).is_empty() && get(name).parse::<jiff::civil::Date>().is_err() {
            errors.add(name, "Enter a day like 2026-11-23");
        }
    }
    let resources = prices::catalogue(&app).await?;
    let authorities = {
        let mut conn = app.db.read().await?;
        organisations::authorities(&mut conn).await?
    };
    let authority_items: Vec<(String, String)> = authorities.into_iter().map(|a| (a.slug, a.name)).collect();
    let chosen = chosen(&given, &resources, &authority_items);
    let count = counted(&found);
    let page = u64::from(query.page.min(found.pages.max(1)));
    let pagination = Pagination::pages(page, u64::from(found.pages.max(1)), |page| {
        address(&given, None, Some(page))
    });
    let results = html! {
        @if let Some(km) = found.within_km { p class="govuk-body" { (format!("Within {km} km, nearest first.")) } }
        @else if !found.hits.is_empty() { p class="govuk-body" { "Newest first." } }
        @if found.hits.is_empty() { (nothing(&given)) } @else {
            (CardList { cards: found.hits.iter().map(card).collect(), heading_level: 3, ..Default::default() })
        }
        @if pagination.is_needed() { (pagination) }
        @if found.more { p class="govuk-body" { "There are more than can be paged through. Narrow the search to see them." } }
    };
    // A search with a word that cannot be read still finds what the rest of it finds.
    let page = Page::new(&visitor, "What is needed")
        .wide()
        .errors(&errors)
        .status(StatusCode::OK);
    Ok(page.show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "What is needed" }
        p class="govuk-body-l" { "Community organisations ask for these. If you can spare something, offer it." }
        (FilterLayout {
            action: "/needs".into(),
            fields: fields(&given, &errors, &resources, &authority_items),
            chosen,
            clear_href: if given.is_empty() { "".into() } else { "/needs".into() },
            count: count.into(),
            results,
            ..Default::default()
        })
    }))
}

/// The parts of the address that are known and not empty, each cut to a length.
fn read(uri: &Uri) -> BTreeMap<String, String> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut given = BTreeMap::new();
    for (name, value) in pairs {
        let value: String = value.trim().chars().take(MAX_PART_CHARS).collect();
        if !value.is_empty() && (PARTS.contains(&&*name) || name == "page") {
            given.entry(name.into_owned()).or_insert(value);
        }
    }
    given
}

/// The address of the same search without one part, or on another page.
fn address(given: &BTreeMap<String, String>, without: Option<&str>, page: Option<u64>) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for name in PARTS.iter().filter(|name| Some(**name) != without) {
        if let Some(value) = given.get(*name) {
            pairs.append_pair(name, value);
        }
    }
    if let Some(page) = page.filter(|page| *page > 1) {
        pairs.append_pair("page", &page.to_string());
    }
    let query = pairs.finish();
    if query.is_empty() {
        "/needs".to_owned()
    } else {
        format!("/needs?{query}")
    }
}

fn counted(found: &Found) -> String {
    if found.more {
        format!("More than {} projects", words::number(i64::from(found.count)))
    } else {
        words::plural(u64::from(found.count), "project", "projects")
    }
}

fn chosen(
    given: &BTreeMap<String, String>,
    resources: &[Resource],
    authorities: &[(String, String)],
) -> Vec<ChosenFilter<'static>> {
    let parts = PARTS.iter().filter_map(|name| Some((*name, given.get(*name)?)));
    parts
        .filter(|(name, _)| *name != "within" || given.contains_key("near"))
        .map(|(name, value)| {
            let known = |list: &[(String, String)]| {
                list.iter()
                    .find(|(code, _)| code == value)
                    .map_or_else(|| value.clone(), |(_, text)| text.clone())
            };
            let text = match name {
                "resource" => resources
                    .iter()
                    .find(|resource| resource.code == *value)
                    .map_or_else(|| value.clone(), |resource| resource.name.clone()),
                "authority" => known(authorities),
                "near" => format!("Near {value}"),
                "within" => format!("Within {value} km"),
                "from" => format!("From {value}"),
                "to" => format!("Until {value}"),
                _ => format!("“{value}”"),
            };
            ChosenFilter {
                text: text.into(),
                remove_href: address(given, Some(name), None).into(),
            }
        })
        .collect()
}

fn fields(
    given: &BTreeMap<String, String>,
    errors: &FormErrors,
    resources: &[Resource],
    authorities: &[(String, String)],
) -> Markup {
    let get = |name: &str| given.get(name).map_or("", String::as_str);
    let within = WITHIN_KM
        .iter()
        .map(|km| SelectItem::new(km.to_string(), format!("{km} km")))
        .collect();
    let within_value = Some(get("within")).filter(|text| !text.is_empty()).unwrap_or("25");
    let mut all = vec![SelectItem::new("", "Any authority")];
    all.extend(
        authorities
            .iter()
            .map(|(slug, name)| SelectItem::new(slug.as_str(), name.as_str())),
    );
    html! {
        (Input { name: "words", label: "Words".into(), value: get("words"), kind: InputKind::Search, ..Default::default() })
        (Select { name: "resource", label: "What you can spare".into(), items: parts::resource_items(resources, "Anything"),
            value: get("resource"), ..Default::default() })
        (Input { name: "near", label: "Near a postcode".into(), value: get("near"), width: Width::Chars10,
            error: errors.error("near"), autocomplete: "postal-code", ..Default::default() })
        (Select { name: "within", label: "Within".into(), items: within, value: within_value, ..Default::default() })
        (Select { name: "authority", label: "Authority".into(), items: all, value: get("authority"),
            error: errors.error("authority"), ..Default::default() })
        @if !get("outcome").is_empty() { input type="hidden" name="outcome" value=(get("outcome")); }
        (Input { name: "from", label: "Wanted from".into(), hint: "For example, 2026-11-23".into(), value: get("from"),
            width: Width::Chars10, error: errors.error("from"), ..Default::default() })
        (Input { name: "to", label: "Wanted until".into(), value: get("to"), width: Width::Chars10,
            error: errors.error("to"), ..Default::default() })
    }
}

fn card(hit: &Hit) -> Card<'_> {
    let project = &hit.project;
    let place = match (hit.distance_m, hit.area) {
        (Some(far), Some(area)) => format!("{area}, {} away", distance_text(far, DistanceUnit::Miles)),
        (Some(far), None) => format!("{} away", distance_text(far, DistanceUnit::Miles)),
        (None, Some(area)) => area.to_owned(),
        (None, None) => "No one place".to_owned(),
    };
    let excerpt = excerpt_of(&project.summary);
    let content = html! {
        p class="govuk-body" { (excerpt) }
        ul class="govuk-list govuk-list--bullet" {
            @for need in hit.needs.iter().take(MAX_NEEDS) { li { (parts::need_line(need)) } }
            @if hit.needs.len() > MAX_NEEDS { li { (format!("and {} more", hit.needs.len() - MAX_NEEDS)) } }
        }
    };
    Card {
        facts: vec![project.organisation_name.as_str().into(), place.into()],
        content: content.into(),
        ..Card::new(format!("/projects/{}", project.slug), project.title.as_str())
    }
}

/// The beginning of a text, cut between words.
fn excerpt_of(text: &str) -> String {
    if text.chars().count() <= MAX_EXCERPT_CHARS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MAX_EXCERPT_CHARS).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ' ']))
}

fn nothing(given: &BTreeMap<String, String>) -> Markup {
    html! {
        (EmptyState {
            title: "No projects match".into(),
            content: html! {
                @if given.is_empty() {
                    p class="govuk-body" { "Nothing is on the list at the moment. Community organisations can " a class="govuk-link" href="/projects/new" { "start a project" } "." }
                } @else {
                    p class="govuk-body" { "Try fewer words, a wider distance, or " a class="govuk-link" href="/needs" { "see everything that is needed" } "." }
                }
            }.into(),
        })
    }
}
