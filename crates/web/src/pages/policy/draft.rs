//! `/organisation/policy/{pack}`: drafting a version of a policy pack, by form or by file, and publishing it.

use super::{counted, measures, own::may_edit, rules};
use crate::{
    Fields, Page, PageError, PageResult, Routes, Upload, Visitor, fields::file_errors, pages::procurements::download,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, Error, Invalid,
    policies::{
        draft::{self, Terms, TypedMeasure},
        packs::{self, OwnPack},
    },
};
use svx_formats::{
    pack::{Measure, Pack as Content},
    table,
};
use svx_store::policies::Version;
use svx_ui::{
    Button, Details, FileUpload, FormErrors, Input, InputKind, InsetText, Label, Size, SummaryList, SummaryRow,
    Textarea, WarningText, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/policy/{pack}", show)
        .post("/organisation/policy/{pack}/begin", begin)
        .upload(
            "/organisation/policy/{pack}/import",
            table::MAX_BYTES + 64 * 1024,
            import,
        )
        .get("/organisation/policy/{pack}/measures.csv", file)
        .post("/organisation/policy/{pack}/terms", save_terms)
        .post("/organisation/policy/{pack}/measures", add_measure)
        .post("/organisation/policy/{pack}/measures/remove", remove_measure)
        .get("/organisation/policy/{pack}/check", check)
        .post("/organisation/policy/{pack}/check", publish)
}

fn home(slug: &str) -> String {
    format!("/organisation/policy/{slug}")
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    again(&app, &visitor, &slug, &Fields::empty(), &Invalid::new()).await
}

/// The page with what was typed and what is wrong with it.
async fn again(app: &App, visitor: &Visitor, slug: &str, fields: &Fields, invalid: &Invalid) -> PageResult {
    let (own, content) = packs::one(app, visitor.actor(), slug).await?;
    Ok(match (own.draft(), &content) {
        (Some(version), Some(content)) => draft_page(visitor, &own, version, content, fields, invalid),
        _ => published_page(visitor, &own),
    })
}

async fn saved(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    fields: &Fields,
    outcome: svx_app::Result<String>,
) -> PageResult {
    match outcome {
        Ok(message) => Ok(see_other_with(&home(slug), &message)),
        Err(Error::Invalid(invalid)) => again(app, visitor, slug, fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

async fn begin(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    draft::begin(&app, visitor.actor(), &slug).await?;
    Ok(see_other_with(&home(&slug), "You have begun the next version"))
}

async fn import(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, upload: Upload) -> PageResult {
    visitor.require()?;
    let outcome = match upload.files.iter().find(|file| file.field == "file") {
        Some(file) => draft::import(&app, visitor.actor(), &slug, &file.bytes).await,
        None => Err(Invalid::one("file", "Choose a file").into()),
    };
    let outcome = outcome.map(|count| {
        format!(
            "You have loaded {} from the file",
            counted(count, "measure", "measures")
        )
    });
    saved(&app, &visitor, &slug, &Fields::empty(), outcome).await
}

async fn file(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    let (_, content) = packs::one(&app, visitor.actor(), &slug).await?;
    let content = content.ok_or(PageError::NotFound)?;
    Ok(download(
        packs::csv(&content)?,
        "text/csv; charset=utf-8",
        &format!("{slug}-draft.csv"),
    ))
}

async fn save_terms(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let themes = fields.all("theme_name").enumerate();
    let least: BTreeMap<String, String> = themes
        .map(|(index, theme)| (theme.to_owned(), fields.text(&format!("least-{index}")).to_owned()))
        .collect();
    let terms = Terms {
        from_on: fields.text("from_on"),
        source: fields.get("source"),
        most: fields.text("most"),
        least,
    };
    let outcome = draft::save_terms(&app, visitor.actor(), &slug, &terms).await;
    let outcome = outcome.map(|()| "You have saved the rules and the first day".to_owned());
    saved(&app, &visitor, &slug, &fields, outcome).await
}

async fn add_measure(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = TypedMeasure {
        code: fields.text("code"),
        theme: fields.get("theme"),
        outcome: fields.get("outcome"),
        title: fields.get("title"),
        unit: fields.get("unit"),
        description: fields.get("description"),
    };
    let outcome = draft::add_measure(&app, visitor.actor(), &slug, typed).await;
    let outcome = outcome.map(|()| "You have added a measure".to_owned());
    saved(&app, &visitor, &slug, &fields, outcome).await
}

async fn remove_measure(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    draft::remove_measure(&app, visitor.actor(), &slug, fields.text("code")).await?;
    Ok(see_other_with(&home(&slug), "You have removed the measure"))
}

fn published_page(visitor: &Visitor, own: &OwnPack) -> Response {
    let pack = &own.pack;
    Page::new(visitor, pack.name.as_str()).back_to("/organisation/policy", "Your policy packs").show(html! {
        h1 class="govuk-heading-l" { (pack.name) }
        (versions(own))
        @if may_edit(visitor) {
            p class="govuk-body" { "What is published cannot be changed. The next version begins as a copy of the newest." }
            form method="post" action={ (home(&pack.slug)) "/begin" } {
                (Csrf(visitor.csrf()))
                (Button::submit("Begin the next version"))
            }
        }
    })
}

fn versions(own: &OwnPack) -> Markup {
    let pack = &own.pack;
    html! {
        @if own.published().is_some() {
            h2 class="govuk-heading-m" { "Published" }
            ul class="govuk-list" {
                @for version in own.versions.iter().filter(|version| version.published_at.is_some()) {
                    li {
                        a class="govuk-link" href={ "/authorities/" (pack.authority_slug) "/policy/" (pack.slug) "/" (version.number) } { "Version " (version.number) }
                        ", for tender notices from " (version.from_on.map(words::date).unwrap_or_default())
                    }
                }
            }
        }
    }
}

fn draft_page(
    visitor: &Visitor,
    own: &OwnPack,
    version: &Version,
    content: &Content,
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let pack = &own.pack;
    let (errors, of_file) = file_errors(invalid);
    let remove = |measure: &Measure| {
        html! {
            form method="post" action={ (home(&pack.slug)) "/measures/remove" } {
                (Csrf(visitor.csrf()))
                input type="hidden" name="code" value=(measure.code);
                (Button::secondary(html! { "Remove" span class="govuk-visually-hidden" { " the measure " (measure.code) } }))
            }
        }
    };
    let edits = may_edit(visitor);
    Page::new(visitor, format!("{}: draft", pack.name))
        .back_to("/organisation/policy", "Your policy packs")
        .wide()
        .errors(&errors)
        .show(html! {
            (errors.summary())
            span class="govuk-caption-l" { "Draft of version " (version.number) }
            h1 class="govuk-heading-l" { (pack.name) }
            p class="govuk-body" { "Nobody outside your authority can see this draft until you publish it." }
            @if edits {
                @if !content.measures.is_empty() {
                    p { (Button::link(&format!("{}/check", home(&pack.slug)), "Check and publish")) }
                }
                (by_file(visitor, &pack.slug, content, of_file))
            }
            h2 class="govuk-heading-m" { (counted(content.measures.len(), "measure", "measures")) }
            @if content.measures.is_empty() {
                p class="govuk-body" { "Load them from a file, or add them one by one." }
            } @else {
                (measures(content, edits.then_some(("Remove", &remove as &dyn Fn(&Measure) -> Markup))))
            }
            @if edits {
                (one_by_one(visitor, &pack.slug, content, fields, &errors))
                (terms(visitor, &pack.slug, version, content, fields, &errors))
            }
            (versions(own))
        })
}

fn by_file(visitor: &Visitor, slug: &str, content: &Content, error: Option<&str>) -> Markup {
    let columns = html! {
        p class="govuk-body" { "The first line names the columns, in any order:" }
        ul class="govuk-list govuk-list--bullet" {
            li { code { "code" } ", " code { "theme" } ", " code { "outcome" } ", " code { "measure" } " and " code { "unit" } " must be there" }
            li { code { "description" } " says what counts, and may be left out" }
            li { code { "theme_least" } " says how many measures of the theme must be chosen at least" }
            li { code { "most_measures" } " says how many measures may be chosen at most" }
        }
        p class="govuk-body" { "The file is in UTF-8. A rule may stand in one line or in each, but must be the same everywhere." }
    };
    html! {
        h2 class="govuk-heading-m" { "Load measures from a file" }
        form method="post" action={ (home(slug)) "/import" } enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            (FileUpload {
                name: "file",
                label: "Measures as a CSV file".into(),
                hint: "It takes the place of all measures and rules of this draft".into(),
                accept: ".csv,text/csv",
                error,
                ..Default::default()
            })
            (Details { summary: "What the file looks like".into(), content: columns.into(), ..Default::default() })
            (Button::secondary("Load the file"))
        }
        @if !content.measures.is_empty() {
            p class="govuk-body" { a class="govuk-link" href={ (home(slug)) "/measures.csv" } { "Download this draft (CSV)" } }
        }
    }
}

fn one_by_one(visitor: &Visitor, slug: &str, content: &Content, fields: &Fields, errors: &FormErrors) -> Markup {
    let wrong = ["code", "theme", "outcome", "title", "unit", "description"];
    let open = wrong.iter().any(|field| errors.error(field).is_some());
    let themes = content.themes().join("; ");
    let input = |name: &'static str, label: &'static str, hint: String, width| Input {
        name,
        label: label.into(),
        hint: hint.into(),
        width,
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    };
    let theme_hint = if themes.is_empty() {
        "For example, Employment and skills".to_owned()
    } else {
        format!("One of these, or a new one: {themes}")
    };
    let form = html! {
        form method="post" action={ (home(slug)) "/measures" } novalidate {
            (Csrf(visitor.csrf()))
            (input("code", "Code", "Short and unique, such as ES-1".to_owned(), Width::Chars10))
            (input("theme", "Theme", theme_hint, Width::TwoThirds))
            (input("outcome", "Outcome", "What it should lead to".to_owned(), Width::TwoThirds))
            (input("title", "What is measured", String::new(), Width::TwoThirds))
            (input("unit", "Counted in", "For example, hours".to_owned(), Width::Chars20))
            (Textarea { name: "description", label: "What counts, and what does not (optional)".into(), rows: Some(3), value: fields.get("description"), error: errors.error("description"), ..Default::default() })
            (Button::secondary("Add the measure"))
        }
    };
    html! { (Details { summary: "Add a measure".into(), content: form.into(), open, ..Default::default() }) }
}

fn terms(
    visitor: &Visitor,
    slug: &str,
    version: &Version,
    content: &Content,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    let typed = |name: &str, stored: String| {
        let sent = fields.all("sent").next().is_some();
        if sent { fields.get(name).to_owned() } else { stored }
    };
    let from = typed("from_on", version.from_on.map(words::date).unwrap_or_default());
    let source = typed("source", version.source.clone());
    let count = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    let most = typed("most", count(content.most_measures));
    let themes = content.themes();
    let least = themes.iter().enumerate().map(|(index, theme)| {
        let name = format!("least-{index}");
        let value = typed(&name, count(content.theme_least.get(*theme).copied()));
        html! {
            input type="hidden" name="theme_name" value=(theme);
            (Input {
                name: &name,
                label: format!("At least so many measures of ‘{theme}’ (optional)").into(),
                kind: InputKind::WholeNumber,
                width: Width::Chars3,
                value: &value,
                error: errors.error(&name),
                ..Default::default()
            })
        }
    });
    html! {
        h2 class="govuk-heading-m" { "Rules and first day" }
        form method="post" action={ (home(slug)) "/terms" } novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="sent" value="yes";
            (Input {
                name: "from_on",
                label: Label::sized(Size::S, "For tender notices from"),
                hint: "For example, 1 4 2027".into(),
                width: Width::Chars20,
                value: &from,
                error: errors.error("from_on"),
                ..Default::default()
            })
            (Input {
                name: "source",
                label: Label::sized(Size::S, "What was it decided by?"),
                hint: "For example, Cabinet, 3 March 2026, item 7".into(),
                width: Width::TwoThirds,
                value: &source,
                error: errors.error("source"),
                ..Default::default()
            })
            (Input {
                name: "most",
                label: Label::sized(Size::S, "A procurement chooses at most so many measures (optional)"),
                kind: InputKind::WholeNumber,
                width: Width::Chars3,
                value: &most,
                error: errors.error("most"),
                ..Default::default()
            })
            @for input in least { (input) }
            (Button::secondary("Save the rules and the first day"))
        }
    }
}

async fn check(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    check_again(&app, &visitor, &slug).await
}

async fn check_again(app: &App, visitor: &Visitor, slug: &str) -> PageResult {
    if !may_edit(visitor) {
        return Err(PageError::NotFound);
    }
    let (own, content) = packs::one(app, visitor.actor(), slug).await?;
    let (Some(version), Some(content)) = (own.draft(), content) else {
        return Err(PageError::NotFound);
    };
    let problems = draft::problems(version, &content, own.published());
    let rows = vec![
        SummaryRow::new("Version", version.number.to_string()),
        SummaryRow::new(
            "For tender notices from",
            version.from_on.map_or_else(|| "Not set".to_owned(), words::date),
        ),
        SummaryRow::new("Decided by", version.source.as_str()),
        SummaryRow::new("Measures", content.measures.len().to_string()),
    ];
    let page = Page::new(visitor, "Check and publish")
        .back_to(home(slug), "The draft")
        .wide();
    Ok(page.show(html! {
        span class="govuk-caption-l" { (own.pack.name) }
        h1 class="govuk-heading-l" { "Check and publish" }
        (SummaryList { rows, ..Default::default() })
        (rules(&content))
        (measures(&content, None))
        @if problems.is_empty() {
            (WarningText { content: "When you publish, everyone can see this version, and nobody can change it afterwards.".into(), ..Default::default() })
            form method="post" action={ (home(slug)) "/check" } novalidate {
                (Csrf(visitor.csrf()))
                input type="hidden" name="seen" value=(version.updated_at);
                (Button::submit("Publish this version"))
            }
        } @else {
            (InsetText { content: html! {
                p { "Before you can publish:" }
                ul class="govuk-list govuk-list--bullet" { @for (_, message) in problems.iter() { li { (message) } } }
                p { a class="govuk-link" href=(home(slug)) { "Go back to the draft" } }
            }.into(), ..Default::default() })
        }
    }))
}

async fn publish(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let seen = fields.text("seen").parse().map_err(|_| PageError::NotFound)?;
    match draft::publish(&app, visitor.actor(), &slug, seen).await {
        Ok(number) => Ok(see_other_with(
            &home(&slug),
            &format!("You have published version {number}"),
        )),
        Err(Error::Invalid(_)) => check_again(&app, &visitor, &slug).await,
        Err(error) => Err(error.into()),
    }
}
