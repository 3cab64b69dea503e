//! Who opens the bids: `/procurements/{ocid}/setup/keys` makes the key in three shares, `/procurements/{ocid}/share` hands an
//! officer theirs, and `/procurements/{ocid}/open/share` takes it back to open the bids.

use super::{show::download, time};
use crate::{Fields, Page, PageError, PageResult, Routes, Upload, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        shares::{self, Holders, Made, Outcome},
        split,
    },
};
use svx_store::key_shares::Share;
use svx_ui::{
    Button, FileUpload, Input, InsetText, Label, Select, SelectItem, Size, SummaryList, SummaryRow, WarningText, Width,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/keys", ask)
        .post("/procurements/{ocid}/setup/keys", make)
        .post("/procurements/{ocid}/setup/keys/none", unmake)
        .post("/procurements/{ocid}/setup/keys/file", echo)
        .get("/procurements/{ocid}/share", ask_share)
        .post("/procurements/{ocid}/share", collect)
        .upload("/procurements/{ocid}/open/share", split::MAX_BYTES + 16 * 1024, give)
}

async fn ask(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
    Ok(form(&visitor, &holders, &Fields::empty(), &Invalid::new()))
}

async fn make(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let outcome = match fields.text("other").parse() {
        Ok(other) => shares::make(&app, visitor.actor(), &ocid, other).await,
        Err(_) => Err(Invalid::one("other", "Choose another officer").into()),
    };
    match outcome {
        Ok(made) => Ok(shown_once(&visitor, &ocid, &made)),
        Err(Error::Invalid(invalid)) => {
            let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
            Ok(form(&visitor, &holders, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, holders: &Holders, fields: &Fields, invalid: &Invalid) -> Response {
    let (p, errors) = (&holders.procurement, form_errors(invalid));
    let items = std::iter::once(SelectItem::new("", "Choose")).chain(
        holders
            .others
            .iter()
            .map(|other| SelectItem::new(other.person_id.to_string(), other.name.as_str())),
    );
    Page::new(visitor, "Who opens the bids").back_to(format!("/procurements/{}/setup", p.ocid), "Task list").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Who opens the bids" }
        p class="govuk-body" { "Bids are sealed until they close. You choose who can open them then. Bidders see what you choose." }
        @if holders.shares.is_empty() {
            (InsetText { content: html! { p { "Now: any one officer. This service keeps the key." } }.into(), ..Default::default() })
        } @else {
            h2 class="govuk-heading-m" { "Now: two officers together" }
            (SummaryList { rows: rows(holders), ..Default::default() })
        }
        h2 class="govuk-heading-m" { "Two officers together" }
        p class="govuk-body" { "The key is cut into three shares, and any two of them open the bids. One is yours, one is another officer’s, and one is a code on a sheet of paper that somebody outside this service keeps, such as your monitoring officer. This service keeps none of them, so whoever runs it can open nothing." }
        (WarningText { content: "If two of the three shares are lost, nobody can ever open the bids.".into(), ..Default::default() })
        @if holders.others.is_empty() {
            p class="govuk-body" { "Nobody else of your authority runs procurements. An administrator can " a class="govuk-link" href="/organisation/people" { "give somebody that role" } "." }
        } @else {
            form method="post" action={ "/procurements/" (p.ocid) "/setup/keys" } novalidate {
                (Csrf(visitor.csrf()))
                (Select {
                    name: "other",
                    label: Label::sized(Size::S, "Who is the other officer?"),
                    hint: "They get an e-mail with where to download their share".into(),
                    items: items.collect(),
                    value: fields.get("other"),
                    error: errors.error("other"),
                    ..Default::default()
                })
                (Button::submit(if holders.shares.is_empty() { "Make the key" } else { "Make another key" }))
            }
        }
        @if !holders.shares.is_empty() {
            h2 class="govuk-heading-m" { "Any one officer" }
            form method="post" action={ "/procurements/" (p.ocid) "/setup/keys/none" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::secondary("Let this service keep the key"))
            }
        }
    })
}

/// The shares that are shown once. They come with the answer itself and are kept nowhere.
fn shown_once(visitor: &Visitor, ocid: &str, made: &Made) -> Response {
    Page::new(visitor, "Keep these two shares now").back_to(format!("/procurements/{ocid}/setup"), "Task list").show(html! {
        h1 class="govuk-heading-l" { "Keep these two shares now" }
        (WarningText { content: "You see this page once. If you lose it, make another key before you publish.".into(), ..Default::default() })
        h2 class="govuk-heading-m" { "1. Your share" }
        p class="govuk-body" { "Keep the file where only you can read it, until the bids are opened." }
        form method="post" action={ "/procurements/" (ocid) "/setup/keys/file" } novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="text" value=(made.own);
            (Button::submit("Download your share"))
        }
        h2 class="govuk-heading-m" { "2. The sheet for outside" }
        p class="govuk-body" { "Print this page or write the code down, put it in an envelope, and give it to somebody outside this service who will not bid or open bids. Do not keep it with your share." }
        dl class="govuk-summary-list" {
            div class="govuk-summary-list__row" { dt class="govuk-summary-list__key" { "Procurement" } dd class="govuk-summary-list__value" { (ocid) } }
            div class="govuk-summary-list__row" { dt class="govuk-summary-list__key" { "Share 3 of 3" } dd class="govuk-summary-list__value" { code class="svx-break" { (made.code) } } }
        }
        h2 class="govuk-heading-m" { "3. The share of " (made.other) }
        p class="govuk-body" { "It waits for them, and they have been sent an e-mail. It leaves this service when they download it." }
        p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/setup" } { "I have kept both: go on" } }
    })
}

async fn unmake(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    shares::unmake(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/setup"),
        "This service keeps the key: any one officer can open the bids after they close",
    ))
}

/// Gives the text that came with a page back as a file: pages have no scripts to do it.
async fn echo(visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let text = fields.get("text");
    if text.is_empty() || text.len() > split::MAX_BYTES {
        return Err(PageError::NotFound);
    }
    Ok(share_file(&ocid, text.to_owned()))
}

fn share_file(ocid: &str, text: String) -> Response {
    download(
        text.into_bytes(),
        "text/plain; charset=utf-8",
        &format!("{ocid}-share.txt"),
    )
}

async fn ask_share(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
    let p = &holders.procurement;
    let own = holders.share_of(visitor.actor().person()).ok_or(PageError::NotFound)?;
    Ok(Page::new(&visitor, "Your share of the key").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        h1 class="govuk-heading-l" { "Your share of the key" }
        p class="govuk-body" { "You hold one of three shares of the key that opens the bids for " (p.title) ". Two shares open them, after they close at " (p.bids_until.map(time).unwrap_or_default()) "." }
        @if own.waits {
            p class="govuk-body" { "Download it and keep it where only you can read it. It is then kept nowhere here, and you cannot download it again." }
            form method="post" action={ "/procurements/" (ocid) "/share" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Download your share"))
            }
        } @else {
            (InsetText { content: html! { p { "You have it since " (own.collected_at.map(time).unwrap_or_default()) ". It is kept nowhere here." } }.into(), ..Default::default() })
            (if_lost())
        }
    }))
}

async fn collect(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let text = shares::collect(&app, visitor.actor(), &ocid).await?;
    Ok(share_file(&ocid, text))
}

async fn give(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, upload: Upload) -> PageResult {
    visitor.require()?;
    let file = upload.files.iter().find(|file| file.field == "share");
    let text = match file {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => upload.fields.text("code").to_owned(),
    };
    match shares::give(&app, visitor.actor(), &ocid, &text).await {
        Ok(Outcome::Waiting) => Ok(see_other_with(
            &format!("/procurements/{ocid}/open"),
            "You have given your share. Another officer gives the second one",
        )),
        Ok(Outcome::Opened(count)) => {
            let count = words::plural(u64::try_from(count).unwrap_or_default(), "bid", "bids");
            Ok(see_other_with(
                &format!("/procurements/{ocid}/evaluation"),
                &format!("You have opened {count}"),
            ))
        }
        Err(Error::Invalid(invalid)) => {
            let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
            Ok(opening(&visitor, &holders, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page on which officers give their shares.
pub(super) fn opening(visitor: &Visitor, holders: &Holders, invalid: &Invalid) -> Response {
    let (p, errors) = (&holders.procurement, form_errors(invalid));
    let gave = holders.gave(visitor.actor().person());
    let enough = holders.parts.len() >= usize::from(split::NEEDED);
    Page::new(visitor, "Open the bids").back_to(format!("/procurements/{}", p.ocid), "The procurement").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Open the bids" }
        p class="govuk-body" { "Bids for " (p.title) " close at " (p.bids_until.map(time).unwrap_or_default()) ". After that two officers open them, all at once: each gives one of the three shares of the key." }
        (SummaryList { rows: rows(holders), ..Default::default() })
        @if !holders.may_open {
            (WarningText { content: "An attempt to open bids before they close is refused and recorded, and your administrators are told.".into(), ..Default::default() })
        }
        @if enough {
            p class="govuk-body" { "Two shares were given. The bids can be opened." }
        } @else if gave {
            (InsetText { content: html! { p { "You have given a share. Another officer, signed in as themselves, gives the second one." } }.into(), ..Default::default() })
        }
        @if enough || !gave {
            form method="post" action={ "/procurements/" (p.ocid) "/open/share" } enctype="multipart/form-data" novalidate {
                (Csrf(visitor.csrf()))
                @if !enough {
                    (FileUpload { name: "share", label: Label::sized(Size::S, "Your share"), hint: "The file that you downloaded, whose name ends with -share.txt".into(),
                        accept: ".txt,text/plain", error: errors.error("share"), ..Default::default() })
                    (Input { name: "code", label: Label::sized(Size::S, "Or the code from the sheet that was kept outside"),
                        hint: "Only where an officer’s share cannot be found. Small letters and missing hyphens do not matter".into(),
                        width: Width::Full, ..Default::default() })
                }
                (Button::submit(if holders.parts.is_empty() { "Give this share" } else { "Open every bid" }))
            }
        }
        (if_lost())
    })
}

fn if_lost() -> Markup {
    html! {
        details class="govuk-details" {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { "If a share cannot be found" } }
            div class="govuk-details__text" {
                ul class="govuk-list govuk-list--bullet" {
                    li { "One officer’s share is lost, or its officer has left: the other officer gives theirs, and any other officer who runs procurements enters the code from the sheet that was kept outside." }
                    li { "The sheet is lost: the two officers give their shares." }
                    li { "Two of the three are lost: nobody can open the bids, those who run this service included. Cancel the procurement and say why." }
                }
            }
        }
    }
}

fn rows(holders: &Holders) -> Vec<SummaryRow<'static>> {
    let row = |share: &Share| {
        let part = holders.parts.iter().find(|part| part.number == share.number);
        let who = share
            .name
            .clone()
            .unwrap_or_else(|| "Sheet that is kept outside".to_owned());
        let state = match part {
            Some(part) => html! { "Given by " (part.name) " at " (time(part.at)) },
            None if share.waits => html! { "Not downloaded yet" },
            None if share.person_id.is_some() => {
                html! { "Holds it since " (share.collected_at.map(time).unwrap_or_default()) }
            }
            None => html! { "Shown once, at " (share.collected_at.map(time).unwrap_or_default()) },
        };
        SummaryRow::new(who, state)
    };
    holders.shares.iter().map(row).collect()
}

/// Who opens the bids, in a few words, for the task list and before publication.
pub(super) fn in_words(holders: &Holders) -> String {
    let names: Vec<&str> = holders
        .shares
        .iter()
        .filter_map(|share| share.name.as_deref())
        .collect();
    if names.is_empty() {
        "Any one officer: this service keeps the key".to_owned()
    } else {
        format!("{} together", words::list(&names))
    }
}
