//! `/review/projects`: the projects that wait, and one decision for several at once.

use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, pages::parts::need_line, see_other_with};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid, input,
    projects::{self, Decision, REASONS, Waiting},
};
use svx_ui::{
    Button, Checkboxes, Choice, EmptyState, FormErrors, Radios, Select, SelectItem, Tag, TagColour, Textarea,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/review/projects", show)
        .post("/review/projects", decide)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let waiting = projects::waiting(&app, visitor.actor()).await?;
    Ok(page(&visitor, &waiting, &Fields::empty(), &Invalid::new()))
}

async fn decide(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let slugs: Vec<&str> = fields.all("projects").collect();
    match given(&app, &visitor, &slugs, &fields).await {
        Ok((count, words)) => {
            let projects = words::plural(count as u64, "project", "projects");
            Ok(see_other_with(
                "/review/projects",
                &format!("You have {words} {projects}"),
            ))
        }
        Err(Error::Invalid(invalid)) => {
            let waiting = projects::waiting(&app, visitor.actor()).await?;
            Ok(page(&visitor, &waiting, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

/// Decides as a form says: its choice, and the reason that was chosen or written.
pub(super) async fn given(
    app: &App,
    visitor: &Visitor,
    slugs: &[&str],
    fields: &Fields,
) -> Result<(usize, &'static str), Error> {
    let Some(decision) = Decision::from_code(fields.text("decision")) else {
        return Err(Invalid::one("decision", "Choose what to do").into());
    };
    let template = REASONS.iter().find(|(code, _)| *code == fields.text("reason"));
    let note = [template.map_or("", |(_, text)| text), fields.text("note")].join(" ");
    let count = projects::decide(app, visitor.actor(), slugs, decision, note.trim()).await?;
    let words = match decision {
        Decision::List => "listed",
        Decision::Return => "returned",
        Decision::Decline => "declined",
    };
    Ok((count, words))
}

/// The decision, a reason to begin with, and room for words of one's own.
pub(super) fn decision_fields(fields: &Fields, errors: &FormErrors) -> Markup {
    let mut reasons = vec![SelectItem::new("", "No reason from the list")];
    reasons.extend(REASONS.iter().map(|(code, text)| SelectItem::new(*code, *text)));
    html! {
        (Radios {
            name: "decision",
            legend: "What is your decision?".into(),
            error: errors.error("decision"),
            items: vec![
                Choice::new("list", "List").hint("Everyone can find it and offer help"),
                Choice::new("return", "Return for changes").hint("The organisation can change it and send it again"),
                Choice::new("decline", "Decline").hint("It cannot be sent again"),
            ],
            value: fields.text("decision"),
            ..Default::default()
        })
        (Select {
            name: "reason",
            label: "A reason to return or decline".into(),
            items: reasons,
            value: fields.text("reason"),
            ..Default::default()
        })
        (Textarea {
            name: "note",
            label: "In your own words (optional if you chose a reason)".into(),
            hint: "The organisation reads this".into(),
            value: fields.get("note"),
            error: errors.error("note"),
            rows: Some(3),
            ..Default::default()
        })
    }
}

/// The tags of what to look twice at.
pub(super) fn signals(waiting: &Waiting) -> Markup {
    html! { @for signal in &waiting.signals { (Tag::new(TagColour::Orange, signal.label())) " " } }
}

fn choice(waiting: &Waiting) -> Choice<'_> {
    let project = &waiting.project;
    let area = input::area_name(project.local_authority.as_deref()).unwrap_or("No one place");
    let needs: Vec<String> = waiting.needs.iter().map(need_line).collect();
    Choice::new(project.slug.as_str(), html! { (project.title) " " (signals(waiting)) }).hint(html! {
        (project.organisation_name) ", " (area) ". " (needs.join("; ")) ". "
    })
}

fn page(visitor: &Visitor, waiting: &[Waiting], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let title = "Projects to review";
    Page::new(visitor, title).back_to("/review", "Review").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        @if waiting.is_empty() {
            (EmptyState {
                title: "No projects wait for review".into(),
                content: html! { p class="govuk-body" { "You will have a message when one is sent. " a class="govuk-link" href="/needs" { "See what is listed now" } } }.into(),
            })
        } @else {
            h2 class="govuk-heading-m" { "Read them" }
            ul class="govuk-list govuk-list--bullet" {
                @for each in waiting {
                    li { a class="govuk-link" href={ "/review/projects/" (each.project.slug) } { (each.project.title) } " " (signals(each)) }
                }
            }
            form method="post" action="/review/projects" novalidate {
                (Csrf(visitor.csrf()))
                (Checkboxes {
                    name: "projects",
                    legend: "Decide on several at once".into(),
                    hint: "One decision for all that you tick".into(),
                    error: errors.error("projects"),
                    items: waiting.iter().map(choice).collect(),
                    values: fields.all("projects").collect(),
                    ..Default::default()
                })
                (decision_fields(fields, &errors))
                (Button::submit("Decide"))
            }
        }
    })
}
