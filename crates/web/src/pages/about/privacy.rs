//! `/privacy`: what is kept about people, why, for how long, and what they can ask for.

use super::{article, contact, section};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{App, people::sessions};
use svx_ui::{SummaryList, SummaryRow};

pub(super) fn routes() -> Routes {
    Routes::new().get("/privacy", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let body = html! {
        (section("What is kept, and why", kept()))
        (section("For how long", how_long()))
        (section("What is never kept", never()))
        (section("Who sees it", who_sees()))
        (section("Cookies", cookies()))
        (section("What you can ask for", html! {
            p class="govuk-body" {
                "You can ask for a copy of what is kept about you, have it corrected, have it erased where no law says that it must stay, or object to how it is used. "
                (contact(&app))
            }
            p class="govuk-body" {
                "If you are not content with the answer, you can complain to the "
                a class="govuk-link" href="https://ico.org.uk/make-a-complaint/" { "Information Commissioner’s Office" } "."
            }
        }))
    };
    Ok(Page::new(&visitor, "Privacy").show(article(
        "Privacy",
        "The service keeps as little about people as it can. It is about what organisations promise, and what arrives.",
        body,
    )))
}

fn kept() -> Markup {
    let rows = [
        (
            "Your name and e-mail address",
            "So that you can sign in, and so that the people you deal with know who did what for your organisation",
        ),
        (
            "Your password, where you chose one",
            "Kept only as a hash, from which it cannot be read",
        ),
        (
            "What you did, when, and for which organisation",
            "Public money follows from it, so it has to be possible to show who decided what",
        ),
        (
            "Messages between organisations",
            "So that both sides can see later what was agreed",
        ),
        (
            "Photographs of deliveries",
            "So that a claim can be checked. Where and with what a photograph was taken is removed when it arrives",
        ),
        ("Complaints, with a name and an address", "So that they can be answered"),
        (
            "The name of your browser, for each session",
            "So that you can recognise your own sessions and end the others",
        ),
    ];
    html! {
        (SummaryList { rows: rows.map(|(what, why)| SummaryRow::new(what, why)).into(), ..Default::default() })
        p class="govuk-body" {
            "Organisations use the service to meet duties in public procurement and grants, and public authorities use it to carry out a public task. Nothing is sold, and nothing is used for advertising."
        }
    }
}

fn how_long() -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "A session ends " (sessions::IDLE.as_hours()) " hours after you last used it, and after " (sessions::LONGEST.as_hours() / 24) " days in any case." }
            li { "Records of a procurement and of what suppliers were told in it are kept for at least 3 years after the contract is entered into or awarded. The law asks for that, and it comes before a request to erase." }
            li { "What was promised, delivered and confirmed stays as a record of public spending. It is about organisations." }
            li { "An account stays until you or your organisation ask for it to be closed. The log of what was done refers to people by a number, so it still proves that nothing was changed when a name and an address are gone." }
        }
    }
}

fn never() -> Markup {
    html! {
        p class="govuk-body" {
            "Nobody may enter the names of people who benefit from a project, or anything about their health, their faith or their past. Organisations that help somebody refer to them by a number of their own."
        }
    }
}

fn who_sees() -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "Everyone sees public pages. They name organisations, and no people. The place of a project is shown by its area, not by its full postcode." }
            li { "The organisations on both sides of a match, and the authority that it counts for, see its messages and its deliveries." }
            li { "A bid is sealed when it is submitted. Nobody but the bidder can read it before all bids are opened, and those who run the installation cannot read it at all through the service." }
            li { "Nothing is sent to another service, except e-mail to the address that you gave." }
        }
    }
}

fn cookies() -> Markup {
    html! {
        p class="govuk-body" {
            "There are two cookies: one that keeps you signed in, and one that lasts a minute and carries a message to the next page. Both are necessary for what you asked for, so there is nothing to agree to. No page loads anything from another site."
        }
    }
}
