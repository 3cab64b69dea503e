//! `/figures-explained`: what the four numbers mean and how they are counted.

use super::{article, section};
use crate::{Page, PageResult, Routes, Visitor};
use maud::{Markup, html};
use svx_ui::{InsetText, SummaryList, SummaryRow};

pub(super) fn routes() -> Routes {
    Routes::new().get("/figures-explained", show)
}

async fn show(visitor: Visitor) -> PageResult {
    let body = html! {
        (section("The four numbers", four()))
        (section("Why there are four", why()))
        (section("What the pounds mean", pounds()))
        (section("How a total is reached", totals()))
        (section("How to check a number", html! {
            p class="govuk-body" {
                "Every total opens to the commitments behind it. Prices, with their sources and the numbers that they were taken from, are in the "
                a class="govuk-link" href="/prices" { "price book" } "."
            }
        }))
    };
    Ok(Page::new(&visitor, "What the figures mean").show(article(
        "What the figures mean",
        "Promised, ordered, delivered and validated are four different things. They are counted apart and never added together.",
        body,
    )))
}

fn four() -> Markup {
    let rows = [
        (
            "Promised",
            "A supplier has said that it will give this, in a bid or by offering help that was accepted. The number is kept as it was promised, for ever.",
            "the supplier",
        ),
        (
            "Ordered",
            "It is owed: the contract was awarded, or the community accepted the help.",
            "the buyer or the community",
        ),
        (
            "Delivered",
            "The supplier says that it was delivered. Claims that were rejected are taken out again.",
            "the supplier",
        ),
        (
            "Validated",
            "The community that asked for it says that it arrived. If a part arrived, only that part counts.",
            "the community",
        ),
    ];
    html! {
        (SummaryList {
            rows: rows.map(|(number, meaning, word)| SummaryRow::new(number, html! { (meaning) br; "On the word of: " (word) })).into(),
            ..Default::default()
        })
        p class="govuk-body" { "Validated is never more than delivered, and delivered is never more than ordered. The database refuses an entry that would break this." }
    }
}

fn why() -> Markup {
    html! {
        p class="govuk-body" { "Much of what is promised in bids is never seen again. A single number hides that: it shows promises as if they had been kept. Four numbers show how far each promise has come, and where it got stuck." }
    }
}

fn pounds() -> Markup {
    html! {
        p class="govuk-body" { "Things are counted in their own units first: chairs, hours, days with a van. The amount in pounds is what it would cost to buy or hire the same thing." }
        (InsetText { content: "It is what it would cost. It is not a measure of social value created, and it does not say how much better anyone’s life became.".into(), ..Default::default() })
        ul class="govuk-list govuk-list--bullet" {
            li { "The price is the one in the price book on the day of the promise. Later prices do not change it." }
            li { "Something without a price in the book is counted in its units and adds nothing to the pounds." }
            li { "Jobs, apprenticeships and placements are counted in weeks and are not turned into pounds." }
            li { "No figures for wellbeing or savings to the public purse are added. An authority that uses such figures has to show them apart." }
        }
    }
}

fn totals() -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "A total is the exact sum of its entries. Amounts are rounded only when they are shown." }
            li { "Something delivered is counted once, for one authority, even where a project is shown by several." }
            li { "A project may serve several outcomes. Totals by outcome therefore overlap, and are not to be added up." }
            li { "A mistake is corrected by another entry. No entry is changed or removed." }
            li { "What was waived, because both sides agreed that it is owed no longer, is taken out of what was ordered and is shown beside it." }
        }
    }
}
