//! `/commitments/{id}/report`: a supplier says what it delivered, and shows it.

use super::id_of;
use crate::{
    Fields, Page, PageError, PageResult, Routes, Upload, Visitor, fields::form_errors, pages::matches::thing,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error,
    commitments::{
        MAX_NOTE_CHARS,
        photo::MAX_BYTES,
        report::{self, MAX_DESCRIPTION_CHARS, Report, SentPhoto},
        view,
    },
};
use svx_domain::{CommitmentId, DeliveryId};
use svx_store::deliveries::MAX_EVIDENCE;
use svx_ui::{
    Button, CharacterCount, DateInput, FileUpload, FormErrors, Input, InputKind, Label, Limit, Size, Textarea, Width,
    layout::Csrf,
};

/// The largest form: five photographs and what is said of them.
const MAX_UPLOAD_BYTES: usize = MAX_EVIDENCE as usize * MAX_BYTES + 1024 * 1024;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/commitments/{id}/report", show)
        .upload("/commitments/{id}/report", MAX_UPLOAD_BYTES, send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let key: DeliveryId = app.id();
    form(
        &app,
        &visitor,
        id,
        &key.to_string(),
        &Fields::empty(),
        &FormErrors::new(),
    )
    .await
}

async fn send(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, upload: Upload) -> PageResult {
    visitor.require()?;
    let id = id_of(&id)?;
    let fields = &upload.fields;
    let part = |part: &str| fields.get(&format!("day-{part}")).to_owned();
    let photos = upload.files.iter().map(|file| {
        let number = file.field.rsplit('-').next().unwrap_or_default();
        SentPhoto {
            name: file.name.clone(),
            bytes: file.bytes.to_vec(),
            description: fields.get(&format!("description-{number}")).to_owned(),
            field: format!("description-{number}"),
        }
    });
    let sent = Report {
        quantity: fields.get("quantity").to_owned(),
        day: [part("day"), part("month"), part("year")],
        note: fields.get("note").to_owned(),
        key: fields.text("key").to_owned(),
        photos: photos.collect(),
    };
    match report::report(&app, visitor.actor(), id, sent).await {
        Ok(_) => Ok(see_other_with(
            &format!("/commitments/{id}"),
            "You have reported a delivery. They have been asked to confirm it",
        )),
        Err(Error::Invalid(invalid)) => {
            form(&app, &visitor, id, fields.text("key"), fields, &form_errors(&invalid)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    app: &App,
    visitor: &Visitor,
    id: CommitmentId,
    key: &str,
    fields: &Fields,
    errors: &FormErrors,
) -> PageResult<Response> {
    let seen = view::view(app, visitor.actor(), id).await?;
    if !seen.may_report && errors.is_empty() {
        return Err(if seen.found.ordered.is_zero() {
            PageError::Conflict("All of it has been delivered".to_owned())
        } else {
            PageError::Forbidden
        });
    }
    let found = &seen.found;
    let still = thing(found.ordered, &found.unit, &found.units);
    let content = html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Report a delivery" }
        p class="govuk-body-l" { (still) " still to be delivered to " (found.community) " for " (found.project_title) "." }
        form method="post" action={ "/commitments/" (id) "/report" } enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="key" value=(key);
            (Input {
                name: "quantity",
                label: "How many were delivered".into(),
                error: errors.error("quantity"),
                value: fields.get("quantity"),
                kind: InputKind::Decimal,
                width: Width::Chars5,
                suffix: (&found.units).into(),
                ..Default::default()
            })
            (DateInput {
                name: "day",
                legend: Label::sized(Size::S, "On which day"),
                hint: "For example 27 3 2027".into(),
                error: errors.error("day"),
                day: fields.get("day-day"),
                month: fields.get("day-month"),
                year: fields.get("day-year"),
                ..Default::default()
            })
            (CharacterCount {
                limit: Limit::Characters(MAX_NOTE_CHARS as u32),
                threshold: Some(75),
                textarea: Textarea {
                    name: "note",
                    label: "Note (optional)".into(),
                    hint: "For example who took delivery. Do not name people who benefit".into(),
                    error: errors.error("note"),
                    value: fields.get("note"),
                    rows: Some(3),
                    ..Default::default()
                },
            })
            (photos(fields, errors))
            (Button::submit("Report the delivery"))
        }
    };
    Ok(Page::new(visitor, "Report a delivery")
        .back_to(format!("/commitments/{id}"), "The commitment")
        .errors(errors)
        .show(content))
}

fn photos(fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" id="photos" { "Photographs (optional)" }
        @if let Some(error) = errors.error("photos") {
            p class="govuk-error-message" { span class="govuk-visually-hidden" { "Error:" } " " (error) }
        }
        p class="govuk-body" {
            "Up to " (MAX_EVIDENCE) " JPEG, PNG or WebP files of up to 10 MB each. Where and with what they were taken is removed. Both sides and the authority can see them."
        }
        @for number in 1..=MAX_EVIDENCE {
            @let (file, description) = (format!("photo-{number}"), format!("description-{number}"));
            (FileUpload {
                name: &file,
                label: format!("Photograph {number}").into(),
                accept: "image/jpeg,image/png,image/webp",
                ..Default::default()
            })
            (Input {
                name: &description,
                label: format!("What photograph {number} shows").into(),
                hint: if number == 1 { format!("For people who cannot see it, in up to {MAX_DESCRIPTION_CHARS} characters").into() } else { "".into() },
                error: errors.error(&description),
                value: fields.get(&description),
                ..Default::default()
            })
        }
    }
}
