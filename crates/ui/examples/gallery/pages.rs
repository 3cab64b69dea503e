//! Pieces of whole pages: a front page, a dashboard, a search.

use maud::{Markup, html};
use svx_ui::*;

pub(crate) fn front() -> Markup {
    html! {
        div class="svx-hero" {
            h1 class="govuk-heading-xl" { "What is needed near you?" }
            p class="svx-lead" {
                "Councils buy with social value in mind. Here suppliers promise what communities have asked for, "
                "and communities say what arrived."
            }
            form class="svx-inline-form" method="get" action="#" novalidate {
                (Input {
                    name: "place",
                    label: "Postcode".into(),
                    width: Width::Chars10,
                    autocomplete: "postal-code",
                    ..Default::default()
                })
                (Button { content: "Show needs".into(), style: ButtonStyle::Inverse, ..Default::default() })
            }
        }
    }
}

pub(crate) fn dashboard() -> Markup {
    html! {
        div class="svx-page-head" {
            h2 class="govuk-heading-l" { "So far" }
            (Button::link("#download", "Download the data"))
        }
        (Figures {
            items: vec![
                Figure::new("Promised", words::money(48_250_000)).note("by 31 suppliers").href("#p").tone(BarTone::Promised),
                Figure::new("Ordered", words::money(31_400_000)).note("65% of what was promised").href("#o").tone(BarTone::Ordered),
                Figure::new("Delivered", words::money(20_120_050)).note("12 deliveries wait for an answer").href("#d").tone(BarTone::Delivered),
                Figure::new("Validated", words::money(18_977_500)).note("confirmed by the community").href("#v").tone(BarTone::Validated),
            ],
            ..Default::default()
        })
        h2 class="govuk-heading-m" { "Waiting for you" }
        (TaskList {
            id_prefix: "waiting",
            items: vec![
                Task::new("#1", "Approve Holbeck Lunch Club", TaskStatus::Tag(Tag::new(TagColour::Yellow, "Due today")))
                    .hint("Asked on 20 November 2026"),
                Task::new("#2", "Mark quality answers for Grounds maintenance", TaskStatus::in_progress())
                    .hint("4 of 9 done, due 30 November 2026"),
                Task::new("#3", "Freeze the rules of Street cleaning", TaskStatus::not_started()),
                Task { title: "Publish the award notice".into(), status: TaskStatus::cannot_start(), ..Default::default() },
                Task::new("#5", "Name the contract manager", TaskStatus::completed()),
            ],
            ..Default::default()
        })
        (funnel())
        (Progress {
            label: "Your pledges".into(),
            value: "£14,250 of £20,000".into(),
            thousandths: Bar::share(14_250, 20_000),
            target: Some(800),
            note: "The line marks what the authority is hoping for, £16,000".into(),
            tone: BarTone::Plain,
        })
    }
}

fn funnel() -> Markup {
    let stages = [
        ("Promised", 48_250_000, BarTone::Promised),
        ("Ordered", 31_400_000, BarTone::Ordered),
        ("Delivered", 20_120_050, BarTone::Delivered),
        ("Validated", 18_977_500, BarTone::Validated),
    ];
    let bars =
        stages.map(|(name, pence, tone)| Bar::new(name, words::money(pence), Bar::share(pence, 48_250_000)).tone(tone));
    let rows = stages.map(|(name, pence, _)| vec![name.into(), Cell::numeric(words::money_exact(pence))]);
    html! {
        (ChartFrame {
            title: "From promise to proof".into(),
            summary: "Of every £100 promised, £65 has been ordered, £42 delivered and £39 confirmed.".into(),
            picture: html! { (BarChart { bars: bars.into(), label: "Value by stage" }) }.into(),
            table: html! {
                (Table {
                    caption: "Value by stage".into(),
                    head: vec!["Stage".into(), Cell::numeric("Value")],
                    rows: rows.into(),
                    first_cell_is_header: true,
                    narrow: Narrow::Table,
                    ..Default::default()
                })
            }
            .into(),
            data_href: "#csv".into(),
        })
    }
}

pub(crate) fn search() -> Markup {
    html! {
        h2 class="govuk-heading-xl" { "Needs" }
        (FilterLayout {
            action: "#".into(),
            fields: filters(),
            chosen: vec![
                ChosenFilter { text: "Within 5 miles of LS11 9AA".into(), remove_href: "#a".into() },
                ChosenFilter { text: "Furniture".into(), remove_href: "#b".into() },
            ],
            clear_href: "#clear".into(),
            count: words::plural(43, "need", "needs").into(),
            results: html! {
                (CardList { cards: needs(), ..Default::default() })
                (Pagination::pages(4, 12, |page| format!("#page-{page}")))
            },
            ..Default::default()
        })
        (EmptyState {
            title: "No needs match these filters".into(),
            content: html! { p class="govuk-body" { a class="govuk-link" href="#" { "Clear all filters" } " or look further away." } }.into(),
        })
    }
}

fn filters() -> Markup {
    html! {
        (Input { name: "what", label: "What".into(), value: "chairs", kind: InputKind::Search, ..Default::default() })
        (Input { name: "near", label: "Postcode".into(), value: "LS11 9AA", width: Width::Chars10, ..Default::default() })
        (Select {
            name: "within",
            label: "Distance".into(),
            items: ["1", "5", "10", "25"].map(|miles| SelectItem::new(miles, format!("{miles} miles"))).into(),
            value: "5",
            ..Default::default()
        })
        (Checkboxes {
            name: "theme",
            legend: Label::sized(Size::S, "Kind"),
            items: vec![
                Choice::new("furniture", "Furniture (12)"),
                Choice::new("transport", "Transport (8)"),
                Choice::new("skills", "Skills and advice (23)"),
            ],
            values: vec!["furniture"],
            small: true,
            ..Default::default()
        })
    }
}

fn needs() -> Vec<Card<'static>> {
    vec![
        Card {
            tags: vec![Tag::new(TagColour::Teal, "New")],
            facts: vec![
                "Holbeck Lunch Club".into(),
                "0.8 miles away".into(),
                "by 12 December 2026".into(),
            ],
            content: "Twelve stacking chairs for the new dining room, ground floor, no steps.".into(),
            ..Card::new("#1", "12 stacking chairs")
        },
        Card {
            tags: vec![Tag::new(TagColour::Green, "Half met")],
            facts: vec!["Beeston Toy Library".into(), "2.1 miles away".into()],
            content: html! {
                (Progress {
                    label: "Promised".into(),
                    value: "3 of 6 Saturdays".into(),
                    thousandths: 500,
                    ..Default::default()
                })
            }
            .into(),
            actions: html! { (Button::secondary("Offer help")) }.into(),
            ..Card::new("#2", "A van with a driver on Saturday mornings")
        },
    ]
}
