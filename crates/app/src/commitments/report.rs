//! A supplier reports a delivery: how many, on which day, and photographs if there are any.

use super::{MAX_NOTE_CHARS, follow, permit, photo};
use crate::{
    App, Error, Invalid, Result,
    matches::notice::{TEAM, tell},
    people::fields,
};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use svx_domain::{CommitmentId, DeliveryId, Quantity, access::Action, ledger::Posting, organisation::Actor, ports};
use svx_store::{
    Event,
    commitments::{self, Commitment},
    deliveries::{self, MAX_EVIDENCE, NewDelivery, NewEvidence},
    ledger,
};

/// The most characters of what a photograph shows.
pub const MAX_DESCRIPTION_CHARS: usize = 200;
/// The most characters of the key that a form carries.
const MAX_KEY_CHARS: usize = 80;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct SentPhoto {
    /// Its name, for messages.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What it shows.
    pub description: String,
    /// The name of the field in which that was typed, for messages.
    pub field: String,
}

/// A delivery as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many.
    pub quantity: String,
    /// The day, month and year.
    pub day: [String; 3],
    /// A word on it.
    pub note: String,
    /// What makes this form or request one of its kind: sent twice, it claims once.
    pub key: String,
    /// Photographs.
    pub photos: Vec<SentPhoto>,
}

/// Reports a delivery against a commitment.
pub async fn report(app: &App, actor: &Actor, id: CommitmentId, report: Report) -> Result<DeliveryId> {
    let mut conn = app.db.read().await?;
    let found = commitments::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let permit = permit(actor, Action::ReportDelivery, &found)?;
    if report.key.is_empty() || report.key.chars().count() > MAX_KEY_CHARS {
        return Err(Invalid::one("key", "The form has lost its key. Load the page again").into());
    }
    if let Some(before) = deliveries::by_key(&mut conn, id, &report.key).await? {
        return Ok(before.id);
    }
    drop(conn);
    let (quantity, delivered_on, note) = check(app, &found, &report)?;
    let photos = clean(report.photos).await?;
    let key = report.key;
    let mut kept = Vec::new();
    for (cleaned, description) in photos {
        let evidence = NewEvidence {
            id: app.id(),
            content_type: cleaned.content_type,
            size_bytes: i64::try_from(cleaned.bytes.len()).unwrap_or(i64::MAX),
            sha256: Sha256::digest(&cleaned.bytes).to_vec(),
            description,
        };
        let put = app.blobs.put(evidence.id.uuid(), cleaned.bytes).await;
        put.map_err(|error| Error::outside("a photograph")(error.into()))?;
        kept.push(evidence);
    }
    let reported: Result<DeliveryId> = transact!(app, permit, |tx| {
        let new = NewDelivery {
            id: tx.id(),
            commitment_id: id,
            request_key: key.clone(),
            quantity,
            delivered_on,
            note: note.clone(),
        };
        deliveries::insert(tx, &new).await?;
        for evidence in &kept {
            deliveries::add_evidence(tx, new.id, evidence).await?;
        }
        let posted = ledger::post(tx, id, Posting::Claim, quantity, Some(new.id), "").await;
        posted.map_err(refused)?;
        follow(tx, &found).await?;
        let detail = serde_json::json!({"delivery": new.id.to_string(), "quantity": quantity.to_decimal()});
        tx.record(Event::new("delivery.reported", "commitment", id).with(detail))
            .await?;
        let thing = format!("{quantity} {}", found.units);
        let subject = format!("Did {thing} arrive?");
        let text = format!(
            "{} says that it delivered {thing} for ‘{}’. Say whether it arrived, here:",
            found.supplier, found.project_title
        );
        tell(
            app,
            tx,
            found.community_id,
            TEAM,
            &subject,
            &text,
            &format!("/commitments/{id}"),
        )
        .await?;
        Ok(new.id)
    });
    match reported {
        // The same form may have been sent twice at the same moment: then the other one stands.
        Err(error) => {
            let mut conn = app.db.read().await?;
            let before = deliveries::by_key(&mut conn, id, &key).await?;
            before.map_or(Err(error), |before| Ok(before.id))
        }
        done => done,
    }
}

/// What the ledger refuses, as a conflict that a person can read.
pub(super) fn refused(error: svx_store::Error) -> Error {
    match error {
        svx_store::Error::Ledger(refused) => Error::Conflict(refused.to_string()),
        error => error.into(),
    }
}

fn check(app: &App, found: &Commitment, report: &Report) -> Result<(Quantity, Date, String)> {
    let mut invalid = Invalid::new();
    let decimals = u8::try_from(found.decimals).unwrap_or(0);
    let quantity = invalid.take_or_default("quantity", Quantity::parse_messy(&report.quantity, decimals));
    if invalid.is_empty() && quantity > found.ordered {
        let units = &found.units;
        let message = match found.ordered {
            Quantity::ZERO => "Nothing is still to be delivered".to_owned(),
            left => format!("Only {left} {units} are still to be delivered"),
        };
        invalid.add("quantity", message);
    }
    let day = invalid.take("day", day(&report.day));
    if let Some(day) = day {
        if day > app.today() {
            invalid.add("day", "The day of the delivery must be today or in the past");
        } else if day < ports::uk_date(found.created_at) {
            let agreed = ports::uk_date(found.created_at).strftime("%-d %B %Y");
            invalid.add(
                "day",
                format!("The day of the delivery must not be before {agreed}, when it was agreed"),
            );
        }
    }
    let note = invalid.take_or_default("note", fields::text(&report.note, MAX_NOTE_CHARS, "Your note"));
    check_photos(&report.photos, &mut invalid);
    invalid.check()?;
    Ok((quantity, day.unwrap_or_default(), note))
}

/// The day that three fields say.
pub fn day([day, month, year]: &[String; 3]) -> Result<Date, String> {
    if [day, month, year].iter().all(|part| part.trim().is_empty()) {
        return Err("Enter the day of the delivery".to_owned());
    }
    let number = |part: &str| part.trim().parse::<i16>().ok();
    let small = |part: &str| number(part).and_then(|number| i8::try_from(number).ok());
    let parts = (number(year), small(month), small(day));
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err("The day of the delivery must be a real date, like 27 3 2027".to_owned());
    };
    Date::new(year, month, day).map_err(|_| "The day of the delivery must be a real date, like 27 3 2027".to_owned())
}

fn check_photos(photos: &[SentPhoto], invalid: &mut Invalid) {
    if photos.len() > MAX_EVIDENCE as usize {
        invalid.add("photos", format!("Send at most {MAX_EVIDENCE} photographs"));
    }
    for photo in photos {
        let empty = format!("Say what ‘{}’ shows", photo.name);
        let outcome = fields::some_text(
            &photo.description,
            MAX_DESCRIPTION_CHARS,
            &empty,
            "What a photograph shows",
        );
        invalid.take(&photo.field, outcome);
        if photo.bytes.len() > photo::MAX_BYTES {
            invalid.add("photos", format!("‘{}’ {}", photo.name, photo::PhotoError::TooLarge));
        }
    }
}

/// Cleans every photograph, away from the threads that answer requests.
async fn clean(photos: Vec<SentPhoto>) -> Result<Vec<(photo::Photo, String)>> {
    let cleaned = tokio::task::spawn_blocking(move || {
        let one = |sent: SentPhoto| match photo::clean(&sent.bytes) {
            Ok(cleaned) => Ok((cleaned, sent.description.trim().to_owned())),
            Err(error) => Err(Invalid::one("photos", format!("‘{}’ {error}", sent.name))),
        };
        photos.into_iter().map(one).collect::<Result<Vec<_>, Invalid>>()
    });
    let cleaned = cleaned
        .await
        .map_err(|error| Error::outside("a photograph")(error.into()))?;
    Ok(cleaned?)
}
