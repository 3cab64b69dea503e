//! `/organisation`: one's own organisation: details, people, invitations.

use super::parts::{day, identifier, paragraphs};
use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{
    App,
    organisations::{
        invitations,
        view::{self, OwnPage},
    },
};
use svx_domain::{
    Code,
    organisation::{OrganisationKind, Role},
};
use svx_ui::{Action, Button, Cell, SummaryList, SummaryRow, Table, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation", show)
        .post("/organisation/invitations/withdraw", withdraw)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let page = view::own(&app, visitor.actor(), visitor.organisation()?).await?;
    let administers = visitor
        .acting()
        .is_some_and(|acting| acting.roles.has(Role::Administrator));
    let organisation = &page.public.organisation;
    let is_authority = organisation.kind == OrganisationKind::Authority;
    Ok(Page::new(&visitor, organisation.name.clone()).show(html! {
        h1 class="govuk-heading-l" { (organisation.name) }
        p class="govuk-body" { a class="govuk-link" href={ "/organisations/" (organisation.slug) } { "See your public page" } }
        @if administers && is_authority {
            p class="govuk-body" { a class="govuk-link" href="/organisation/outcomes" { "Change your outcomes" } }
        }
        @if is_authority {
            p class="govuk-body" { a class="govuk-link" href="/organisation/policy" { "Your policy packs" } }
            p class="govuk-body" { a class="govuk-link" href="/organisation/proxies" { "Proxy values that you have a licence for" } }
        }
        h2 class="govuk-heading-m" { "Details" }
        (details(&page, administers))
        h2 class="govuk-heading-m" { "People" }
        (people(&page, administers))
        @if administers {
            (Button::link("/organisation/people/invite", "Invite someone"))
            (open_invitations(&visitor, &page))
            h2 class="govuk-heading-m" { "Programs" }
            p class="govuk-body" { a class="govuk-link" href="/organisation/tokens" { "API tokens" } " let your own programs read and write on the exchange." }
        }
    }))
}

fn details(page: &OwnPage, administers: bool) -> Markup {
    let organisation = &page.public.organisation;
    let numbers: Vec<String> = page.public.identifiers.iter().map(identifier).collect();
    let change = |row: SummaryRow<'static>, about: &'static str| {
        if administers {
            row.action(Action::change("/organisation/edit", about))
        } else {
            row
        }
    };
    html! {
        (SummaryList {
            rows: vec![
                SummaryRow::new("Kind", organisation.kind.label()),
                SummaryRow::new("Numbers in registers", if numbers.is_empty() { "None".to_owned() } else { numbers.join("; ") }),
                change(SummaryRow::new("What it does", paragraphs(&organisation.description)), "what it does"),
                change(SummaryRow::new("Website", organisation.website.clone().unwrap_or_default()), "the website"),
                change(SummaryRow::new("Postcode", organisation.postcode.clone().unwrap_or_default()), "the postcode"),
                SummaryRow::new("Local authority", page.public.area.unwrap_or_default()),
            ],
            ..Default::default()
        })
    }
}

fn people(page: &OwnPage, administers: bool) -> Markup {
    let mut head: Vec<Cell<'_>> = ["Name", "E-mail address", "Roles"]
        .into_iter()
        .map(Cell::from)
        .collect();
    if administers {
        head.push("Change".into());
    }
    let rows = page.members.iter().map(|member| {
        let roles = invitations::role_labels(member.roles).join(", ");
        let mut row = vec![Cell::from(&member.name), Cell::from(&member.email), Cell::from(roles)];
        if administers {
            row.push(Cell::new(html! {
                a class="govuk-link" href={ "/organisation/people/" (member.person_id) } {
                    "Change" span class="govuk-visually-hidden" { " the roles of " (member.name) }
                }
            }));
        }
        row
    });
    html! {
        (Table {
            caption: "People of the organisation".into(),
            caption_hidden: true,
            head,
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn open_invitations(visitor: &Visitor, page: &OwnPage) -> Markup {
    html! {
        @if !page.invitations.is_empty() {
            h2 class="govuk-heading-m" { "Invitations that were not answered yet" }
            ul class="govuk-list govuk-list--spaced" {
                @for invitation in &page.invitations {
                    li {
                        (invitation.email) ", " (invitations::role_labels(invitation.roles).join(", ")) ", until " (day(invitation.expires_at))
                        form method="post" action="/organisation/invitations/withdraw" {
                            (Csrf(visitor.csrf()))
                            input type="hidden" name="invitation" value=(hex(&invitation.token_sha256));
                            (Button::secondary(html! { "Withdraw" span class="govuk-visually-hidden" { " the invitation of " (invitation.email) } }))
                        }
                    }
                }
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn withdraw(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    invitations::withdraw(&app, visitor.actor(), id, fields.text("invitation")).await?;
    Ok(see_other_with("/organisation", "You have withdrawn the invitation"))
}
