//! What is under way: nothing to do here, but good to know.

use maud::{Markup, html};
use svx_app::home::{Home, Item, Stage};
use svx_domain::{
    Code as _,
    lifecycle::{ProcurementState, ProjectState},
    organisation::OrganisationKind,
    ports,
};
use svx_ui::{Cell, EmptyState, Table, words};

pub(super) fn section(home: &Home, kind: Option<OrganisationKind>) -> Markup {
    let Some(empty) = next_step(kind) else {
        return html! {};
    };
    html! {
        h2 class="govuk-heading-l" { "Under way" }
        @if home.under_way.is_empty() {
            (EmptyState { title: "Nothing is under way".into(), content: empty.into() })
        } @else {
            (Table {
                caption: "What is under way".into(),
                caption_hidden: true,
                head: vec!["What".into(), "With".into(), "How it stands".into()],
                rows: home.under_way.iter().map(|(stage, item)| row(*stage, item)).collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

/// What to do where nothing is under way; nothing for those who have nothing under way by their nature.
fn next_step(kind: Option<OrganisationKind>) -> Option<Markup> {
    let (href, link, after) = match kind? {
        OrganisationKind::Community | OrganisationKind::Broker => {
            ("/projects/new", "Start a project", " and say what it needs.")
        }
        OrganisationKind::Supplier => ("/needs", "See what is needed", ", or offer what you can spare."),
        OrganisationKind::Authority => (
            "/needs",
            "See what is needed",
            " in your area. Your procurements are listed here until the contract begins.",
        ),
        OrganisationKind::Operator | OrganisationKind::Referrer => return None,
    };
    Some(html! {
        p class="govuk-body" { a class="govuk-link" href=(href) { (link) } (after) }
    })
}

fn row(stage: Stage, item: &Item) -> Vec<Cell<'static>> {
    let what = html! { a class="govuk-link" href=(href(stage, item)) { (title(stage, item)) } };
    let with = match stage {
        Stage::Project => "The authorities that it is for".to_owned(),
        _ => item.who.clone(),
    };
    vec![what.into(), with.into(), standing(stage, item).into()]
}

fn href(stage: Stage, item: &Item) -> String {
    match stage {
        Stage::Project => format!("/projects/{}", item.slug),
        Stage::AskSent | Stage::OfferSent => format!("/matches/{}", item.id),
        Stage::Coming | Stage::Unconfirmed => format!("/commitments/{}", item.id),
        Stage::Bid => format!("/procurements/{}/bid", item.slug),
        Stage::Procurement => format!("/procurements/{}", item.slug),
        Stage::Application => "/applications".to_owned(),
    }
}

fn title(stage: Stage, item: &Item) -> String {
    match stage {
        Stage::Application => "Application to join".to_owned(),
        Stage::AskSent | Stage::OfferSent | Stage::Coming | Stage::Unconfirmed => {
            let amount = item.quantity.map_or_else(String::new, |quantity| {
                words::quantity(quantity.thousandths(), &item.unit, &item.units)
            });
            format!("{amount} for {}", item.title)
        }
        Stage::Project | Stage::Bid | Stage::Procurement => item.title.clone(),
    }
}

fn standing(stage: Stage, item: &Item) -> String {
    let day = item.day.map(words::date);
    let moment = item
        .moment
        .map(|moment| words::date_time(moment.to_zoned_datetime(ports::uk()).datetime()));
    let since = item.moment.map(|moment| words::date(ports::uk_date(moment)));
    let with = |words: &str, when: Option<String>| when.map_or_else(String::new, |when| format!("{words} {when}"));
    match stage {
        Stage::AskSent => with("Waits for their answer until", moment),
        Stage::OfferSent => with("Waits for their answer until", moment),
        Stage::Coming => with("To come by", day),
        Stage::Unconfirmed => with("Waits to be confirmed since", since),
        Stage::Bid => with("Submitted and sealed until", moment),
        Stage::Application => with("Waits for a decision since", since),
        Stage::Project => {
            ProjectState::from_code(&item.state).map_or_else(|_| String::new(), |state| state.label().to_owned())
        }
        Stage::Procurement => match ProcurementState::from_code(&item.state) {
            Ok(ProcurementState::Bidding) => with("Open for bids until", moment),
            Ok(state) => state.label().to_owned(),
            Err(_) => String::new(),
        },
    }
}
