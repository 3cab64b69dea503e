//! Everything else: messages, lists, tables, sections.

use maud::{Markup, html};
use svx_ui::*;

pub(crate) fn all() -> Markup {
    html! {
        (NotificationBanner::success("Your need is saved"))
        (NotificationBanner {
            title_id: "banner-2",
            content: html! {
                p class="govuk-notification-banner__heading" {
                    "3 offers near you fit. " a class="govuk-notification-banner__link" href="#" { "See the offers" } "."
                }
            }
            .into(),
            ..Default::default()
        })
        (Panel {
            title: "Bid submitted".into(),
            content: html! { "Your receipt is" br; strong { "7F3A-91C0" } }.into(),
            heading_level: 2,
            ..Default::default()
        })
        (WarningText { content: "You cannot change a pledge after the auction has closed.".into(), ..Default::default() })
        (InsetText { content: "The price book of 1 April 2026 is used for this tender.".into(), ..Default::default() })
        (Details {
            summary: "How is this worked out?".into(),
            content: "The quantity that arrived, at the price frozen in the tender.".into(),
            ..Default::default()
        })
        (tags())
        (answers())
        (tables())
        (sections())
        (people())
        (Breadcrumbs {
            items: vec![Crumb::new("#", "Ashdale"), Crumb::new("#", "Procurements"), Crumb::new("", "Grounds maintenance")],
            ..Default::default()
        })
    }
}

fn tags() -> Markup {
    let tags = [
        (TagColour::Blue, "Ordered"),
        (TagColour::Grey, "Withdrawn"),
        (TagColour::Green, "Validated"),
        (TagColour::Teal, "Delivered"),
        (TagColour::Purple, "Received"),
        (TagColour::Magenta, "Sent"),
        (TagColour::Red, "Disputed"),
        (TagColour::Orange, "Late"),
        (TagColour::Yellow, "Waiting"),
    ];
    html! { p class="govuk-body" { @for (colour, word) in tags { (Tag::new(colour, word)) " " } } }
}

fn answers() -> Markup {
    let rows = || {
        vec![
            SummaryRow::new("What", "12 stacking chairs").action(Action::change("#what", "what you need")),
            SummaryRow::new("Where", html! { "14 Domestic Street" br; "Leeds LS11 9SG" })
                .action(Action::change("#where", "where it is needed"))
                .action(Action::new("#map", "Show map", "of where it is needed")),
            SummaryRow::new("Worth", words::money(42_000)),
        ]
    };
    html! {
        (SummaryList { rows: rows(), ..Default::default() })
        (SummaryList {
            rows: rows(),
            card: Some(SummaryCard {
                title: "Holbeck Lunch Club".into(),
                actions: vec![Action::new("#remove", "Remove", "")],
                ..Default::default()
            }),
            ..Default::default()
        })
    }
}

fn tables() -> Markup {
    let rows = vec![
        vec![
            "Greenacre Grounds Ltd".into(),
            html! { (Tag::new(TagColour::Green, "Validated")) }.into(),
            Cell::numeric("40"),
            Cell::numeric("£12,400.00"),
        ],
        vec![
            "Northern Parks Co-operative".into(),
            html! { (Tag::new(TagColour::Orange, "Late")) }.into(),
            Cell::numeric("12"),
            Cell::numeric("£3,150.50"),
        ],
    ];
    let head = || {
        vec![
            "Supplier".into(),
            "Status".into(),
            Cell::numeric("Hours"),
            Cell::numeric("Worth"),
        ]
    };
    html! {
        (Table {
            caption: "Commitments".into(),
            caption_size: Size::M,
            head: head(),
            rows: rows.clone(),
            first_cell_is_header: true,
            ..Default::default()
        })
        (Table {
            caption: "The same, to be scrolled".into(),
            caption_size: Size::S,
            head: head(),
            rows,
            narrow: Narrow::Scroll,
            ..Default::default()
        })
    }
}

fn sections() -> Markup {
    html! {
        (Tabs {
            items: vec![
                Tab::new("by-ward", "By ward", html! { h2 class="govuk-heading-m" { "By ward" } p class="govuk-body" { "Beeston has the most." } }),
                Tab::new("by-supplier", "By supplier", "Greenacre Grounds has the most."),
            ],
            ..Default::default()
        })
    }
}

fn people() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "What happened" }
        (Timeline {
            events: vec![
                TimelineEvent {
                    title: "Delivered, 10 of 12 chairs".into(),
                    when: "10:15am on 23 November 2026".into(),
                    datetime: "2026-11-23T10:15Z".into(),
                    by: "Greenacre Grounds Ltd".into(),
                    content: "Two more follow on Thursday.".into(),
                    ..Default::default()
                },
                TimelineEvent { title: "Accepted".into(), when: "2 November 2026".into(), by: "Holbeck Lunch Club".into(), ..Default::default() },
                TimelineEvent { title: "Due".into(), when: "12 December 2026".into(), planned: true, ..Default::default() },
            ],
            ..Default::default()
        })
        h2 class="govuk-heading-m" { "Messages" }
        (Thread {
            messages: vec![
                Message {
                    author: "Sam Okafor".into(),
                    organisation: "Greenacre Grounds Ltd".into(),
                    when: "22 November 2026, 4:05pm".into(),
                    content: "We can bring ten tomorrow morning.\nIs there parking at the back?".into(),
                    foot: html! { a class="govuk-link" href="#report" { "Report this message" } }.into(),
                    ..Default::default()
                },
                Message {
                    author: "You".into(),
                    when: "22 November 2026, 5:30pm".into(),
                    own: true,
                    content: "Yes, come in from Domestic Street.".into(),
                    ..Default::default()
                },
            ],
        })
    }
}
