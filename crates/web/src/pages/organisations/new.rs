//! `/organisations/new`: from numbers in registers to details, to the answers shown, to an organisation.

use super::parts::{DETAILS, details_fields, hidden, typed};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    organisations::{
        details::{Details, area_name},
        set_up::{self, KINDS, Known, Numbers},
    },
    people::sessions,
};
use svx_domain::{Code, organisation::OrganisationKind, orgid::OrgId};
use svx_store::organisations::Organisation;
use svx_ui::{Button, Choice, Input, InsetText, Label, Radios, Size, SummaryList, SummaryRow, Width, layout::Csrf};

const NUMBERS: [&str; 3] = ["kind", "charity", "company"];

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisations/new", show)
        .post("/organisations/new", send)
}

async fn show(visitor: Visitor) -> PageResult {
    visitor.require()?;
    Ok(numbers_form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    let signed_in = visitor.require()?;
    let actor = visitor.actor();
    let numbers = Numbers {
        kind: fields.text("kind"),
        charity: fields.text("charity"),
        company: fields.text("company"),
    };
    // Numbers are looked up at every step: what was free a moment ago may have been set up since.
    match set_up::look_up(&app, actor, numbers).await {
        Ok(Known::Unclaimed(known)) => return Ok(unclaimed(&visitor, &known)),
        Ok(Known::New(..)) => {}
        Err(Error::Invalid(invalid)) => return Ok(numbers_form(&visitor, &fields, &invalid)),
        Err(error) => return Err(error.into()),
    }
    match fields.text("step") {
        "check" => match set_up::check(actor, numbers, typed(&fields)) {
            Ok((kind, found, details)) => Ok(answers(&visitor, &fields, kind, &found, &details)),
            Err(Error::Invalid(invalid)) => Ok(details_form(&visitor, &fields, &invalid)),
            Err(error) => Err(error.into()),
        },
        "create" => match set_up::set_up(&app, actor, numbers, typed(&fields)).await {
            Ok(id) => {
                sessions::switch(&app, signed_in, id).await?;
                let message = "You have set up your organisation. Next, choose whose exchange to join";
                Ok(see_other_with("/authorities", message))
            }
            Err(Error::Invalid(invalid)) => Ok(details_form(&visitor, &fields, &invalid)),
            Err(error) => Err(error.into()),
        },
        "numbers" => Ok(numbers_form(&visitor, &fields, &Invalid::new())),
        _ => Ok(details_form(&visitor, &fields, &Invalid::new())),
    }
}

fn numbers_form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let kinds = KINDS
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()).hint(kind_hint(*kind)));
    Page::new(visitor, "Set up an organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Set up an organisation" }
        p class="govuk-body" { "If your organisation is here already, ask someone who administers it to invite you instead." }
        form method="post" action="/organisations/new" novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields, &DETAILS))
            (Radios {
                name: "kind",
                legend: Label::sized(Size::M, "What kind of organisation is it?"),
                items: kinds.collect(),
                value: fields.get("kind"),
                error: errors.error("kind"),
                ..Default::default()
            })
            (Input {
                name: "charity",
                label: "Charity number, if it has one".into(),
                hint: "Such as 1000003, SC001234 or NIC100123".into(),
                width: Width::Chars20,
                spellcheck: Some(false),
                value: fields.get("charity"),
                error: errors.error("charity"),
                ..Default::default()
            })
            (Input {
                name: "company",
                label: "Company number, if it has one".into(),
                hint: "Such as 01234567 or SC123456, from Companies House".into(),
                width: Width::Chars20,
                spellcheck: Some(false),
                value: fields.get("company"),
                error: errors.error("company"),
                ..Default::default()
            })
            (Button { name: "step", value: "details", ..Button::submit("Continue") })
        }
    })
}

const fn kind_hint(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Community => "A charity, community group, social enterprise or school",
        OrganisationKind::Supplier => "A business with something to spare, or one that bids for contracts",
        OrganisationKind::Broker => "A council for voluntary service or an alliance that acts for small groups",
        OrganisationKind::Referrer => "A team that puts people forward for placements",
        OrganisationKind::Authority | OrganisationKind::Operator => "",
    }
}

fn details_form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "About the organisation")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "About the organisation" }
            form method="post" action="/organisations/new" novalidate {
                (Csrf(visitor.csrf()))
                (hidden(fields, &NUMBERS))
                (details_fields(fields, &errors))
                (Button { name: "step", value: "check", ..Button::submit("Continue") })
            }
        })
}

fn answers(visitor: &Visitor, fields: &Fields, kind: OrganisationKind, found: &[OrgId], details: &Details) -> Response {
    let area = details
        .place
        .local_authority
        .as_deref()
        .and_then(area_name)
        .unwrap_or_default();
    let numbers: Vec<&str> = found.iter().map(OrgId::as_str).collect();
    let none = |text: &str| {
        if text.is_empty() {
            "None given".to_owned()
        } else {
            text.to_owned()
        }
    };
    let rows = vec![
        SummaryRow::new("Kind", kind.label()),
        SummaryRow::new("Numbers in registers", none(&numbers.join(", "))),
        SummaryRow::new("Name", details.name.as_str()),
        SummaryRow::new("What it does", super::parts::paragraphs(&details.description)),
        SummaryRow::new("Website", none(details.website.as_deref().unwrap_or_default())),
        SummaryRow::new("Postcode", none(details.place.postcode.as_deref().unwrap_or_default())),
        SummaryRow::new("Local authority", area),
    ];
    Page::new(visitor, "Check your answers").show(html! {
        h1 class="govuk-heading-l" { "Check your answers" }
        (SummaryList { rows, ..Default::default() })
        (again(visitor, fields, "numbers", "Change the kind or the numbers"))
        (again(visitor, fields, "details", "Change the details"))
        form method="post" action="/organisations/new" novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields, &NUMBERS))
            (hidden(fields, &DETAILS))
            (Button { name: "step", value: "create", ..Button::submit("Set up the organisation") })
        }
    })
}

fn again(visitor: &Visitor, fields: &Fields, step: &str, text: &str) -> Markup {
    html! {
        form method="post" action="/organisations/new" novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields, &NUMBERS))
            (hidden(fields, &DETAILS))
            (Button { name: "step", value: step, ..Button::secondary(text) })
        }
    }
}

/// What the register says of an organisation that nobody has claimed.
fn unclaimed(visitor: &Visitor, known: &Organisation) -> Response {
    let area = known.local_authority.as_deref().and_then(area_name).unwrap_or_default();
    let claim = format!("/organisations/{}/claim", known.slug);
    Page::new(visitor, "Is this your organisation?").back("/organisations/new").show(html! {
        h1 class="govuk-heading-l" { "Is this your organisation?" }
        p class="govuk-body" { "The register has an organisation with this number, and nobody looks after its page here yet." }
        (SummaryList {
            rows: vec![
                SummaryRow::new("Name", known.name.as_str()),
                SummaryRow::new("What the register says it does", known.activities.as_str()),
                SummaryRow::new("Postcode", known.postcode.clone().unwrap_or_default()),
                SummaryRow::new("Local authority", area),
            ],
            ..Default::default()
        })
        (InsetText { content: "Someone at an authority checks each claim before the page is handed over.".into(), ..Default::default() })
        (Button::link(&claim, "This is us"))
    })
}
