//! `/organisation/people/...`: inviting someone, changing roles, removing someone.

use super::parts;
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    organisations::{invitations, members},
};
use svx_domain::{
    Code,
    access::{self, Action, Scope},
    organisation::Role,
};
use svx_store::people::Member;
use svx_ui::{Button, Checkboxes, Choice, FormErrors, Input, InputKind, Label, Size, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/people/invite", show_invite)
        .post("/organisation/people/invite", invite)
        .get("/organisation/people/{person}", show)
        .post("/organisation/people/{person}", change)
        .post("/organisation/people/{person}/remove", remove)
}

async fn show_invite(visitor: Visitor) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    access::authorize(visitor.actor(), Action::ManagePeople, &Scope::owned_by(id))?;
    Ok(invite_form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn invite(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let codes: Vec<&str> = fields.all("roles").collect();
    match invitations::invite(
        &app,
        visitor.actor(),
        visitor.organisation()?,
        fields.text("email"),
        &codes,
    )
    .await
    {
        Ok(()) => Ok(see_other_with("/organisation", "You have sent an invitation")),
        Err(Error::Invalid(invalid)) => Ok(invite_form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(person): Path<String>) -> PageResult {
    visitor.require()?;
    let person = parts::id(&person)?;
    let member = members::one(&app, visitor.actor(), visitor.organisation()?, person).await?;
    let codes: Vec<&str> = member.roles.iter().map(Code::code).collect();
    Ok(change_form(&visitor, &member, &codes, &Invalid::new()))
}

async fn change(State(app): State<App>, visitor: Visitor, Path(person): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let (person, organisation) = (parts::id(&person)?, visitor.organisation()?);
    let member = members::one(&app, visitor.actor(), organisation, person).await?;
    let codes: Vec<&str> = fields.all("roles").collect();
    match members::change_roles(&app, visitor.actor(), organisation, person, &codes).await {
        Ok(()) => Ok(see_other_with(
            "/organisation",
            &format!("You have changed the roles of {}", member.name),
        )),
        Err(Error::Invalid(invalid)) => Ok(change_form(&visitor, &member, &codes, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn remove(State(app): State<App>, visitor: Visitor, Path(person): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let (person, organisation) = (parts::id(&person)?, visitor.organisation()?);
    let member = members::one(&app, visitor.actor(), organisation, person).await?;
    match members::remove(&app, visitor.actor(), organisation, person).await {
        Ok(()) => Ok(see_other_with(
            "/organisation",
            &format!("You have removed {}", member.name),
        )),
        Err(Error::Invalid(invalid)) => {
            let codes: Vec<&str> = member.roles.iter().map(Code::code).collect();
            Ok(change_form(&visitor, &member, &codes, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn invite_form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let codes: Vec<&str> = fields.all("roles").collect();
    Page::new(visitor, "Invite someone")
        .back("/organisation")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Invite someone" }
            p class="govuk-body" { "They get a link by e-mail. It works once, for 14 days." }
            form method="post" action="/organisation/people/invite" novalidate {
                (Csrf(visitor.csrf()))
                (Input {
                    name: "email",
                    label: "Their e-mail address".into(),
                    kind: InputKind::Email,
                    spellcheck: Some(false),
                    width: Width::TwoThirds,
                    value: fields.get("email"),
                    error: errors.error("email"),
                    ..Default::default()
                })
                (role_boxes(visitor, &codes, &errors))
                (Button::submit("Send the invitation"))
            }
        })
}

fn change_form(visitor: &Visitor, member: &Member, codes: &[&str], invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let action = format!("/organisation/people/{}", member.person_id);
    Page::new(visitor, member.name.clone()).back("/organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (member.name) }
        p class="govuk-body" { (member.email) }
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (role_boxes(visitor, codes, &errors))
            (Button::submit("Save the roles"))
        }
        h2 class="govuk-heading-m" { "Remove " (member.name) }
        p class="govuk-body" { "They will no longer see anything of the organisation that is not public. What they did stays." }
        form method="post" action={ (action) "/remove" } novalidate {
            (Csrf(visitor.csrf()))
            (Button::warning("Remove from the organisation"))
        }
    })
}

fn role_boxes(visitor: &Visitor, codes: &[&str], errors: &FormErrors) -> Markup {
    let roles: &[Role] = visitor.acting().map_or(&[], |acting| acting.kind.roles());
    let items = roles
        .iter()
        .map(|role| Choice::new(role.code(), role.label()).hint(role_hint(*role)));
    html! {
        (Checkboxes {
            name: "roles",
            legend: Label::sized(Size::S, "What they may do"),
            items: items.collect(),
            values: codes.to_vec(),
            error: errors.error("roles"),
            ..Default::default()
        })
    }
}

const fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Manages people, details and API tokens",
        Role::Member => "Acts for the organisation in its daily work",
        Role::Approver => "Approves organisations and projects",
        Role::Procurement => "Runs procurements",
        Role::Evaluator => "Marks bids",
        Role::ContractManager => "Follows delivery",
    }
}
