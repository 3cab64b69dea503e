//! `/matches/{id}`: who, what, how much, when and where, why it fits, what happened, what was said, and what can be done now.

use super::{tag, thing, when};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error,
    matches::{
        MAX_MESSAGE_CHARS, MAX_NOTE_CHARS, Side, answer, feedback, message,
        view::{self, Act, MatchView},
    },
};
use svx_domain::{MatchId, lifecycle::MatchState};
use svx_ui::{
    Button, CharacterCount, Choice, Details, FormErrors, Input, InputKind, Label, Limit, Radios, Size, SummaryList,
    SummaryRow, Textarea, Thread, Timeline, TimelineEvent, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/matches/{id}", show)
        .post("/matches/{id}/agree", agree)
        .post("/matches/{id}/accept", accept)
        .post("/matches/{id}/decline", decline)
        .post("/matches/{id}/withdraw", withdraw)
        .post("/matches/{id}/message", write)
        .post("/matches/{id}/feedback", give_feedback)
}

fn id_of(path: &str) -> PageResult<MatchId> {
    path.parse().map_err(|_| PageError::NotFound)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    page(&app, &visitor, id_of(&id)?, &Fields::empty(), &FormErrors::new()).await
}

async fn agree(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = answer::agree(&app, visitor.actor(), id, fields.text("quantity")).await;
    let message = match done {
        Ok(MatchState::Accepted) => "You have both agreed. It is now a commitment",
        _ => "You have offered it. They have been asked to accept",
    };
    after(&app, &visitor, id, &fields, done.map(drop), message).await
}

async fn accept(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = answer::accept(&app, visitor.actor(), id).await.map(drop);
    after(&app, &visitor, id, &fields, done, "You have accepted this help").await
}

async fn decline(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = answer::decline(&app, visitor.actor(), id, fields.text("reason")).await;
    after(&app, &visitor, id, &fields, done, "You have declined").await
}

async fn withdraw(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = answer::withdraw(&app, visitor.actor(), id, fields.text("reason")).await;
    after(&app, &visitor, id, &fields, done, "You have withdrawn it").await
}

async fn write(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = message::write(&app, visitor.actor(), id, fields.text("message")).await;
    after(&app, &visitor, id, &fields, done, "You have sent a message").await
}

async fn give_feedback(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let done = feedback::give(&app, visitor.actor(), id, fields.text("rating"), fields.text("comment")).await;
    after(&app, &visitor, id, &fields, done, "You have given feedback").await
}

async fn after(
    app: &App,
    visitor: &Visitor,
    id: MatchId,
    fields: &Fields,
    done: svx_app::Result<()>,
    message: &str,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other_with(&format!("/matches/{id}"), message)),
        Err(Error::Invalid(invalid)) => page(app, visitor, id, fields, &form_errors(&invalid)).await,
        Err(error) => Err(error.into()),
    }
}

async fn page(app: &App, visitor: &Visitor, id: MatchId, fields: &Fields, errors: &FormErrors) -> PageResult<Response> {
    let seen = view::view(app, visitor.actor(), id).await?;
    let found = &seen.found;
    let title = format!(
        "{} for {}",
        thing(found.quantity, &found.unit, &found.units),
        found.project_title
    );
    let content = html! {
        (errors.summary())
        p class="govuk-body" { (tag(found.state)) }
        h1 class="govuk-heading-l" { (title) }
        (what_now(&seen))
        (facts(&seen))
        (reasons(&seen))
        (forms(&seen, visitor, fields, errors))
        (said(&seen, visitor, fields, errors))
        h2 class="govuk-heading-m" { "What happened" }
        (timeline(&seen))
    };
    Ok(Page::new(visitor, title)
        .back_to("/matches", "Matches")
        .errors(errors)
        .show(content))
}

/// One sentence on where it stands, for the side that reads it.
fn what_now(seen: &MatchView) -> Markup {
    let found = &seen.found;
    let by = when(found.answer_by);
    let words = match (found.state, seen.side) {
        (MatchState::Proposed, Side::Supplier) => format!("{} asks you for this. Answer by {by}.", asker(seen)),
        (MatchState::Proposed, _) => format!("{} has been asked, and has until {by} to answer.", found.supplier),
        (MatchState::Offered, Side::Community) => format!("{} offers you this. Answer by {by}.", found.supplier),
        (MatchState::Offered, _) => format!("{} has until {by} to accept or decline.", found.community),
        (MatchState::Accepted | MatchState::InProgress, Side::Supplier) => {
            "Agreed. Report each delivery when you have made it.".to_owned()
        }
        (MatchState::Accepted | MatchState::InProgress, _) => "Agreed, and still to be delivered.".to_owned(),
        (MatchState::Delivered, Side::Community) => "Reported as delivered. Say whether it arrived.".to_owned(),
        (MatchState::Delivered, _) => format!("Reported as delivered. {} has still to confirm it.", found.community),
        (MatchState::Disputed, _) => "There is a problem with a delivery that has to be settled.".to_owned(),
        (MatchState::Rejected, _) => "A delivery was not counted, so it is still owed.".to_owned(),
        (MatchState::Confirmed | MatchState::Closed, _) => "All of it arrived.".to_owned(),
        (MatchState::Declined | MatchState::Withdrawn | MatchState::Lapsed, _) => {
            found.reason.clone().unwrap_or_default()
        }
    };
    html! {
        @if !words.is_empty() { p class="govuk-body-l" { (words) } }
        @if let Some(commitment) = &seen.commitment {
            p class="govuk-body" {
                a class="govuk-link" href={ "/commitments/" (commitment.id) } { "See what is due and what arrived" }
            }
        }
    }
}

fn asker(seen: &MatchView) -> &str {
    if seen.found.proposed_by == seen.found.authority_id {
        &seen.found.authority
    } else {
        &seen.found.community
    }
}

fn facts(seen: &MatchView) -> Markup {
    let found = &seen.found;
    let where_to = match (&found.postcode, found.remote) {
        (_, true) => "Can be done from anywhere".to_owned(),
        (Some(postcode), false) => postcode.clone(),
        (None, false) => "Not said yet".to_owned(),
    };
    let project = html! { a class="govuk-link" href={ "/projects/" (found.project_slug) } { (found.project_title) } };
    let mut rows = vec![
        SummaryRow::new("From", found.supplier.clone()),
        SummaryRow::new("For", found.community.clone()),
        SummaryRow::new("Project", project),
        SummaryRow::new("Offer", found.offer_title.clone()),
        SummaryRow::new("How much", thing(found.quantity, &found.unit, &found.units)),
        SummaryRow::new("When", words::date_range(found.from_on, found.to_on)),
        SummaryRow::new("Where", where_to),
        SummaryRow::new("Counts for", found.authority.clone()),
    ];
    if let Some(commitment) = &seen.commitment {
        let price = commitment.unit_price_pence.map_or_else(
            || "No price is known".to_owned(),
            |price| words::money(found.quantity.at(price).to_money_rounded().pence()),
        );
        rows.push(SummaryRow::new("What it would cost", price));
    }
    if !found.note.is_empty() {
        rows.push(SummaryRow::new("Note", found.note.clone()));
    }
    html! { (SummaryList { rows, ..Default::default() }) }
}

fn reasons(seen: &MatchView) -> Markup {
    html! {
        @if !seen.reasons.is_empty() {
            h2 class="govuk-heading-m" { "Why it fits" }
            ul class="govuk-list govuk-list--bullet" { @for reason in &seen.reasons { li { (reason) } } }
        }
    }
}

fn forms(seen: &MatchView, visitor: &Visitor, fields: &Fields, errors: &FormErrors) -> Markup {
    let path = |verb: &str| format!("/matches/{}/{verb}", seen.found.id);
    let csrf = || Csrf(visitor.csrf());
    let may = |act| seen.acts.contains(&act);
    html! {
        @if may(Act::Agree) {
            h2 class="govuk-heading-m" { "Your answer" }
            form method="post" action=(path("agree")) novalidate {
                (csrf())
                (quantity_input(seen, fields, errors))
                (Button::submit("Yes, we can give this"))
            }
        }
        @if may(Act::Accept) {
            h2 class="govuk-heading-m" { "Your answer" }
            p class="govuk-body" { "When you accept, it counts as promised to your project, and " (seen.found.supplier) " can begin." }
            form method="post" action=(path("accept")) novalidate { (csrf()) (Button::submit("Accept this help")) }
        }
        @if may(Act::Decline) { (with_reason(visitor, &path("decline"), "Decline", "Decline instead", fields, errors)) }
        @if may(Act::Withdraw) { (with_reason(visitor, &path("withdraw"), "Withdraw", "Withdraw it", fields, errors)) }
        @if may(Act::GiveFeedback) { (feedback_form(visitor, &path("feedback"), fields, errors)) }
        @if !seen.feedback.is_empty() {
            h2 class="govuk-heading-m" { "Feedback" }
            @for one in &seen.feedback {
                p class="govuk-body" { strong { (one.organisation) } ": " (one.rating) " out of 5" }
                @if !one.comment.is_empty() { p class="govuk-body" { (one.comment) } }
            }
        }
    }
}

fn quantity_input(seen: &MatchView, fields: &Fields, errors: &FormErrors) -> Markup {
    let asked = seen.found.quantity.to_decimal();
    html! {
        (Input {
            name: "quantity",
            label: "How many you can give".into(),
            hint: format!("They asked for {}", thing(seen.found.quantity, &seen.found.unit, &seen.found.units)).into(),
            error: errors.error("quantity"),
            value: fields.optional("quantity").unwrap_or(&asked),
            kind: InputKind::Decimal,
            width: Width::Chars5,
            suffix: (&seen.found.units).into(),
            ..Default::default()
        })
    }
}

fn with_reason(
    visitor: &Visitor,
    path: &str,
    act: &str,
    summary: &str,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    html! {
        (Details {
            summary: summary.to_owned().into(),
            open: errors.error("reason").is_some(),
            content: html! {
                form method="post" action=(path) novalidate {
                    (Csrf(visitor.csrf()))
                    (Textarea {
                        name: "reason",
                        label: "Say why".into(),
                        hint: "The other side will read this".into(),
                        error: errors.error("reason"),
                        value: fields.get("reason"),
                        rows: Some(3),
                        ..Default::default()
                    })
                    (Button::warning(act.to_owned()))
                }
            }.into(),
            ..Default::default()
        })
    }
}

fn feedback_form(visitor: &Visitor, path: &str, fields: &Fields, errors: &FormErrors) -> Markup {
    let items = vec![
        Choice::new("5", "5 – very well"),
        Choice::new("4", "4 – well"),
        Choice::new("3", "3 – all right"),
        Choice::new("2", "2 – not well"),
        Choice::new("1", "1 – badly"),
    ];
    html! {
        h2 class="govuk-heading-m" { "How did it go?" }
        form method="post" action=(path) novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "rating",
                legend: Label::sized(Size::S, "How did it go with the other side?"),
                error: errors.error("rating"),
                items,
                value: fields.get("rating"),
                ..Default::default()
            })
            (CharacterCount {
                limit: Limit::Characters(MAX_NOTE_CHARS as u32),
                threshold: Some(75),
                textarea: Textarea {
                    name: "comment",
                    label: "Comment (optional)".into(),
                    error: errors.error("comment"),
                    value: fields.get("comment"),
                    rows: Some(3),
                    ..Default::default()
                },
            })
            (Button::submit("Give feedback"))
        }
    }
}

fn said(seen: &MatchView, visitor: &Visitor, fields: &Fields, errors: &FormErrors) -> Markup {
    let own = visitor.actor().organisation();
    let messages = seen.messages.iter().map(|message| svx_ui::Message {
        author: message.person.clone().unwrap_or_else(|| "Somebody".to_owned()).into(),
        organisation: (&message.organisation).into(),
        when: when(message.at).into(),
        datetime: message.at.to_string().into(),
        own: own == Some(message.organisation_id),
        content: (&message.body).into(),
        id: format!("message-{}", message.id).into(),
        ..Default::default()
    });
    html! {
        h2 class="govuk-heading-m" { "Messages" }
        @if seen.messages.is_empty() {
            p class="govuk-body" { "No messages yet." }
        } @else {
            (Thread { messages: messages.collect() })
        }
        @if seen.acts.contains(&Act::Write) {
            form method="post" action={ "/matches/" (seen.found.id) "/message" } novalidate {
                (Csrf(visitor.csrf()))
                (CharacterCount {
                    limit: Limit::Characters(MAX_MESSAGE_CHARS as u32),
                    threshold: Some(75),
                    textarea: Textarea {
                        name: "message",
                        label: "Write a message".into(),
                        error: errors.error("message"),
                        value: fields.get("message"),
                        rows: Some(4),
                        ..Default::default()
                    },
                })
                (Button::secondary("Send message"))
            }
        }
    }
}

fn timeline(seen: &MatchView) -> Markup {
    html! { (Timeline { events: events(&seen.timeline), heading_level: 3 }) }
}

/// What happened, as a timeline shows it.
pub(in crate::pages) fn events(timeline: &[view::Happened]) -> Vec<TimelineEvent<'static>> {
    let event = |one: &view::Happened| TimelineEvent {
        title: one.what.clone().into(),
        when: when(one.at).into(),
        datetime: one.at.to_string().into(),
        by: one.by.clone().into(),
        content: one.reason.clone().unwrap_or_default().into(),
        planned: false,
    };
    timeline.iter().map(event).collect()
}
