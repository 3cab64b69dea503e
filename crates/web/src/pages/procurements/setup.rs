//! `/procurements/{ocid}/setup`: the task list of a draft, with the parts on what is bought, the area, the register, and the
//! check before it is published.

use super::{keys, money, register_table, rules_in_words, time};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        publish::{self, Prepared},
        setup::{self, About, CATEGORIES},
        shares,
    },
};
use svx_places::{choosable_authorities, search_authorities};
use svx_scoring::policy::{Arrangement, BuyerType, FloorStatus};
use svx_ui::{
    Button, Checkboxes, Choice, Input, InputKind, InsetText, Label, Radios, Select, SelectItem, Size, SummaryList,
    SummaryRow, Task, TaskList, TaskStatus, Textarea, WarningText, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup", tasks)
        .get("/procurements/{ocid}/setup/about", about)
        .post("/procurements/{ocid}/setup/about", save_about)
        .get("/procurements/{ocid}/setup/area", area)
        .post("/procurements/{ocid}/setup/area", save_area)
        .get("/procurements/{ocid}/setup/needs", needs)
        .get("/procurements/{ocid}/setup/check", check)
        .post("/procurements/{ocid}/setup/check", publish)
}

async fn tasks(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let prepared = publish::prepared(&app, visitor.actor(), &ocid).await?;
    let p = &prepared.procurement;
    let path = |part: &str| format!("/procurements/{ocid}/setup/{part}");
    let status = |done: bool| {
        if done {
            TaskStatus::completed()
        } else {
            TaskStatus::not_started()
        }
    };
    let needs = match (prepared.area_is_done(), prepared.register.len()) {
        (false, _) => Task {
            title: "Register of needs".into(),
            status: TaskStatus::cannot_start(),
            hint: "Choose the area first".into(),
            ..Default::default()
        },
        (true, count) => Task::new(
            path("needs"),
            "Register of needs",
            TaskStatus::Text(words::plural(u64::try_from(count).unwrap_or_default(), "need", "needs").into()),
        ),
    };
    let check = if prepared.is_ready() {
        Task::new(path("check"), "Check and publish", TaskStatus::not_started())
    } else {
        Task {
            title: "Check and publish".into(),
            status: TaskStatus::cannot_start(),
            ..Default::default()
        }
    };
    let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
    let auction = match &prepared.auction {
        Some(_) => Task::new(path("auction"), "Social value auction", TaskStatus::completed()),
        None => Task::new(
            path("auction"),
            "Social value auction",
            TaskStatus::Text("Optional".into()),
        ),
    };
    let mut items = vec![
        Task::new(path("about"), "About it", status(prepared.about_is_done())),
        Task::new(
            path("area"),
            "Area where it is delivered",
            status(prepared.area_is_done()),
        ),
        Task::new(
            path("criteria"),
            "Criteria and weights",
            status(prepared.criteria_are_done()),
        ),
        Task::new(path("timetable"), "Timetable", status(prepared.timetable_is_done())),
    ];
    if prepared.setup.has_pledges() || prepared.auction.is_some() {
        items.push(auction);
    }
    let keys = Task {
        hint: keys::in_words(&holders).into(),
        ..Task::new(path("keys"), "Who opens the bids", TaskStatus::Text("Optional".into()))
    };
    items.extend([needs, keys, check]);
    Ok(Page::new(&visitor, format!("Set up: {}", p.title)).back_to("/procurements", "Procurements").show(html! {
        span class="govuk-caption-l" { "Set up a procurement" }
        h1 class="govuk-heading-l" { (p.title) }
        p class="govuk-body" { "Nobody outside your authority can see this until you publish it. What you save stays." }
        (TaskList { items, ..Default::default() })
    }))
}

async fn about(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let prepared = publish::prepared(&app, visitor.actor(), &ocid).await?;
    let p = prepared.procurement;
    let fields = Fields::from_pairs([
        ("title", p.title),
        ("description", p.description),
        ("category", p.category.unwrap_or_default()),
        ("procedure", p.procedure),
        (
            "value",
            p.value_pence.map(|value| value.to_decimal()).unwrap_or_default(),
        ),
        ("includes_vat", if p.includes_vat { "yes" } else { "no" }.to_owned()),
        ("buyer_type", p.buyer_type.unwrap_or_default()),
        ("arrangement", p.arrangement),
        ("commenced_on", p.commenced_on.map(words::date).unwrap_or_default()),
    ]);
    Ok(about_form(&visitor, &ocid, &fields, &Invalid::new()))
}

async fn save_about(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = |name: &str| fields.text(name).to_owned();
    let about = About {
        title: typed("title"),
        description: typed("description"),
        category: typed("category"),
        procedure: typed("procedure"),
        value: typed("value"),
        includes_vat: fields.text("includes_vat") != "no",
        buyer_type: typed("buyer_type"),
        arrangement: typed("arrangement"),
        commenced_on: typed("commenced_on"),
    };
    saved(
        setup::save_about(&app, visitor.actor(), &ocid, &about).await,
        &ocid,
        |invalid| about_form(&visitor, &ocid, &fields, invalid),
    )
}

/// Back to the task list, or the form again.
pub(super) fn saved(outcome: svx_app::Result<()>, ocid: &str, again: impl FnOnce(&Invalid) -> Response) -> PageResult {
    match outcome {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/setup"),
            "You have saved this part",
        )),
        Err(Error::Invalid(invalid)) => Ok(again(&invalid)),
        Err(error) => Err(error.into()),
    }
}

/// A part of the set-up as a page with a form.
pub(super) fn part(
    visitor: &Visitor,
    ocid: &str,
    title: &str,
    part: &str,
    invalid: &Invalid,
    fields: Markup,
) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, title)
        .back_to(format!("/procurements/{ocid}/setup"), "Task list")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { (title) }
            form method="post" action={ "/procurements/" (ocid) "/setup/" (part) } novalidate {
                (Csrf(visitor.csrf()))
                (fields)
                (Button::submit("Save and go back to the task list"))
            }
        })
}

fn buyer_words(name: &str) -> &'static str {
    match name {
        "central-government" => "Central government",
        "local-government" => "Local government",
        "housing-association" => "Housing association",
        "nhs" => "NHS body",
        "education" => "School, college or university",
        _ => "Another kind of authority",
    }
}

fn arrangement_words(name: &str) -> &'static str {
    match name {
        "framework" => "A framework",
        "light-touch" => "A light-touch contract",
        "concession" => "A concession",
        _ => "A contract",
    }
}

fn about_form(visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let markup = html! {
        (Input { name: "title", label: Label::sized(Size::S, "Title"), value: fields.get("title"), error: errors.error("title"), ..Default::default() })
        (Textarea {
            name: "description",
            label: Label::sized(Size::S, "What is bought"),
            hint: "In words that a small business understands".into(),
            value: fields.get("description"),
            error: errors.error("description"),
            rows: Some(6),
            ..Default::default()
        })
        (Radios {
            name: "category",
            legend: Label::sized(Size::S, "Services, goods or works?"),
            items: CATEGORIES.iter().map(|(code, text)| Choice::new(*code, *text)).collect(),
            value: fields.get("category"),
            error: errors.error("category"),
            inline: true,
            ..Default::default()
        })
        (Input {
            name: "value",
            label: Label::sized(Size::S, "Estimated value"),
            kind: InputKind::Decimal,
            prefix: "£".into(),
            width: Width::Chars10,
            value: fields.get("value"),
            error: errors.error("value"),
            ..Default::default()
        })
        (Radios {
            name: "includes_vat",
            legend: Label::sized(Size::S, "Does that include VAT?"),
            items: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
            value: if fields.get("includes_vat").is_empty() { "yes" } else { fields.get("includes_vat") },
            inline: true,
            ..Default::default()
        })
        (Select {
            name: "buyer_type",
            label: Label::sized(Size::S, "Who buys?"),
            hint: "National policy differs by the kind of authority".into(),
            items: std::iter::once(SelectItem::new("", "Choose")).chain(BuyerType::NAMES.iter().map(|(name, _)| SelectItem::new(*name, buyer_words(name)))).collect(),
            value: fields.get("buyer_type"),
            error: errors.error("buyer_type"),
            ..Default::default()
        })
        (Select {
            name: "arrangement",
            label: Label::sized(Size::S, "What does it set up?"),
            items: Arrangement::NAMES.iter().map(|(name, _)| SelectItem::new(*name, arrangement_words(name))).collect(),
            value: fields.get("arrangement"),
            error: errors.error("arrangement"),
            ..Default::default()
        })
        (Input {
            name: "procedure",
            label: Label::sized(Size::S, "Procedure (optional)"),
            hint: "Like ‘open procedure’".into(),
            value: fields.get("procedure"),
            error: errors.error("procedure"),
            ..Default::default()
        })
        (Input {
            name: "commenced_on",
            label: Label::sized(Size::S, "When was or will the tender notice be published? (optional)"),
            hint: "That day decides which national policy applies. Leave it empty if it is not known. For example, 27 3 2027".into(),
            width: Width::Chars20,
            value: fields.get("commenced_on"),
            error: errors.error("commenced_on"),
            ..Default::default()
        })
    };
    part(visitor, ocid, "About it", "about", invalid, markup)
}

async fn area(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let prepared = publish::prepared(&app, visitor.actor(), &ocid).await?;
    Ok(area_form(&visitor, &ocid, &prepared.area, "", &Invalid::new()))
}

async fn save_area(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let mut codes: Vec<String> = fields.all("area").map(str::to_owned).collect();
    let more = fields.text("more");
    let mut unknown = Invalid::new();
    for name in more.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        match search_authorities(name).first() {
            Some(found) => codes.push(found.code.to_string()),
            None => unknown.add(
                "more",
                format!(
                    "There is no local authority called ‘{}’",
                    name.chars().take(60).collect::<String>()
                ),
            ),
        }
    }
    if !unknown.is_empty() {
        // Asked first, so that a stranger learns nothing from the form.
        publish::prepared(&app, visitor.actor(), &ocid).await?;
        return Ok(area_form(&visitor, &ocid, &codes, more, &unknown));
    }
    saved(
        setup::save_area(&app, visitor.actor(), &ocid, &codes).await,
        &ocid,
        |invalid| area_form(&visitor, &ocid, &codes, more, invalid),
    )
}

fn area_form(visitor: &Visitor, ocid: &str, chosen: &[String], more: &str, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let markup = html! {
        p class="govuk-body" { "The needs of this area become the register that bidders pledge to." }
        @if !chosen.is_empty() {
            (Checkboxes {
                name: "area",
                legend: Label::sized(Size::S, "Chosen local authorities"),
                items: chosen.iter().map(|code| Choice::new(code.as_str(), super::area_name(code)).checked(true)).collect(),
                error: errors.error("area"),
                ..Default::default()
            })
        }
        (Textarea {
            name: "more",
            id: if chosen.is_empty() && errors.error("area").is_some() { "area" } else { "more" },
            label: Label::sized(Size::S, if chosen.is_empty() { "Local authorities" } else { "Add more (optional)" }),
            hint: html! { "Names of councils or their areas, one on each line, like Leeds. There are " (choosable_authorities().len()) "." }.into(),
            value: more,
            error: errors.error("more").or_else(|| errors.error("area").filter(|_| chosen.is_empty())),
            rows: Some(3),
            ..Default::default()
        })
    };
    part(visitor, ocid, "Area where it is delivered", "area", invalid, markup)
}

async fn needs(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let prepared = publish::prepared(&app, visitor.actor(), &ocid).await?;
    Ok(Page::new(&visitor, "Register of needs").back_to(format!("/procurements/{ocid}/setup"), "Task list").wide().show(html! {
        h1 class="govuk-heading-l" { "Register of needs" }
        p class="govuk-body" { "This is what listed projects in your area need now. When you publish, it is frozen as it stands then, with its prices, and every bidder sees the same." }
        (prices(&prepared))
        @if prepared.register.is_empty() {
            (InsetText { content: html! { p { "Nothing is needed in this area now. You can add local authorities to the area, or publish without pledges." } }.into(), ..Default::default() })
        } @else {
            (register_table(&prepared.register, "What is needed in the area now"))
        }
        @if prepared.register_is_cut {
            (WarningText { content: "More is needed than one register holds. The first 300 needs by name are attached.".into(), ..Default::default() })
        }
    }))
}

fn prices(prepared: &Prepared) -> Markup {
    html! {
        @match &prepared.prices {
            Some(version) => p class="govuk-body" { "Prices are those of version " (version.number) " of the " a class="govuk-link" href="/prices" { "price book" } ": " (version.title) "." },
            None => p class="govuk-body" { "There is no price book yet, so pledges have no value in pounds." },
        }
    }
}

async fn check(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    check_page(&app, &visitor, &ocid, &Invalid::new()).await
}

async fn check_page(app: &App, visitor: &Visitor, ocid: &str, invalid: &Invalid) -> PageResult {
    let prepared = &publish::prepared(app, visitor.actor(), ocid).await?;
    let opened_by = keys::in_words(&shares::holders(app, visitor.actor(), ocid).await?);
    let p = &prepared.procurement;
    let errors = form_errors(invalid);
    let change = |part: &str, about: &'static str| {
        svx_ui::Action::change(format!("/procurements/{}/setup/{part}", p.ocid), about)
    };
    let text = |text: Option<String>| html! { (text.unwrap_or_else(|| "Not set".to_owned())) };
    let names: Vec<String> = prepared.area.iter().map(|code| super::area_name(code)).collect();
    let rows = vec![
        SummaryRow::new("Title", p.title.as_str()).action(change("about", "title")),
        SummaryRow::new("Estimated value", text(p.value_pence.map(money))).action(change("about", "estimated value")),
        SummaryRow::new(
            "Who buys",
            text(p.buyer_type.as_deref().map(|name| buyer_words(name).to_owned())),
        )
        .action(change("about", "who buys")),
        SummaryRow::new("Area", words::list(&names)).action(change("area", "area")),
        SummaryRow::new("Bids open", p.bids_from.map_or_else(|| text(None), time))
            .action(change("timetable", "when bids open")),
        SummaryRow::new("Bids close", p.bids_until.map_or_else(|| text(None), time))
            .action(change("timetable", "when bids close")),
        SummaryRow::new(
            "Contract",
            text(
                p.contract_from
                    .zip(p.contract_to)
                    .map(|(from, to)| words::date_range(from, to)),
            ),
        )
        .action(change("timetable", "contract dates")),
        SummaryRow::new(
            "Register",
            words::plural(
                u64::try_from(prepared.register.len()).unwrap_or_default(),
                "need",
                "needs",
            ),
        ),
        SummaryRow::new("Who opens the bids", opened_by).action(change("keys", "who opens the bids")),
    ];
    Ok(Page::new(visitor, "Check and publish").back_to(format!("/procurements/{}/setup", p.ocid), "Task list").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Check and publish" }
        (SummaryList { rows, ..Default::default() })
        h2 class="govuk-heading-m" { "Rules" }
        (rules_in_words(&prepared.setup))
        (policy(prepared))
        (prices(prepared))
        (super::auction::before_publication(prepared))
        (WarningText { content: "When you publish, the rules, the register, its prices and the timetable are frozen. Nobody can change them afterwards.".into(), ..Default::default() })
        form method="post" action={ "/procurements/" (p.ocid) "/setup/check" } novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="seen" value=(p.updated_at);
            (Button::submit("Publish"))
        }
    }))
}

/// What policy says. It reports whether a floor is reached, and claims nothing more.
fn policy(prepared: &Prepared) -> Markup {
    let Some(report) = &prepared.policy else {
        return html! {};
    };
    let status = match &report.status {
        FloorStatus::Clears => "The weight of social value clears the floor.".to_owned(),
        FloorStatus::Short(by) => format!("The weight of social value is short of the floor by {}.", by.to_words()),
        FloorStatus::NotApplicable => "No national floor applies to the weight of social value.".to_owned(),
        FloorStatus::Unknown => "Which policy applies is not known.".to_owned(),
    };
    html! {
        h2 class="govuk-heading-m" { "National policy" }
        p class="govuk-body" {
            @if let Some(pack) = report.pack { (pack.name) ": " (pack.title) ". " }
            @if let Some(floor) = &report.floor_percent { "Its floor for social value is " (floor.to_words()) "%. " }
            (status)
        }
        @for note in &report.notes { p class="govuk-body" { (note) } }
        @if report.kpis_required { p class="govuk-body" { "Key performance indicators must be set and published (Procurement Act 2023, section 52)." } }
    }
}

async fn publish(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let seen = fields.text("seen").parse().map_err(|_| PageError::NotFound)?;
    match publish::publish(&app, visitor.actor(), &ocid, seen).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}"),
            "You have published this procurement",
        )),
        Err(Error::Invalid(invalid)) => check_page(&app, &visitor, &ocid, &invalid).await,
        Err(error) => Err(error.into()),
    }
}
