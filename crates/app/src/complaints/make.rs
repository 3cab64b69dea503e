//! Making a complaint.

use crate::{
    App, Invalid, Result,
    mail::Mail,
    people::{
        attempts::{Caller, Limit},
        fields,
    },
};
use jiff::SignedDuration;
use svx_domain::{
    Code as _,
    access::{self, Action, Scope},
    complaint::ComplaintAbout,
    organisation::Actor,
};
use svx_store::{Event, complaints};

/// The longest complaint.
pub const MAX_STATEMENT_CHARS: u32 = 4000;
/// How often complaints are taken.
const LIMIT: Limit = Limit {
    what: "complaint",
    per_account: 5,
    per_network: 20,
    window: SignedDuration::from_hours(24),
};
/// What references are spelt with: nothing that is mistaken for something else when read aloud.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A complaint as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Complaint {
    /// What it is about, as a code.
    pub about: String,
    /// The complaint itself.
    pub statement: String,
    /// Who makes it.
    pub name: String,
    /// Where to answer.
    pub email: String,
}

/// Keeps a complaint, tells whoever runs the installation and the person themselves, and gives the reference.
pub async fn make(app: &App, actor: &Actor, caller: &Caller<'_>, complaint: &Complaint) -> Result<String> {
    let permit = access::authorize(actor, Action::Complain, &Scope::none())?;
    let checked = check(complaint)?;
    LIMIT.count(app, &checked.email, caller).await?;
    transact!(app, permit, |tx| {
        let made = complaints::Complaint {
            id: tx.id(),
            reference: reference(tx.random()),
            about: checked.about,
            statement: checked.statement.clone(),
            name: checked.name.clone(),
            email: checked.email.clone(),
            person_id: actor.person(),
            created_at: tx.now(),
            closed_at: None,
            closed_by: None,
            note: None,
        };
        complaints::insert(tx, &made).await?;
        for mail in letters(app, &made) {
            mail.queue(tx).await?;
        }
        let event = Event::new("complaint.made", "complaint", made.id);
        tx.record(event.with(serde_json::json!({"about": checked.about.code()})))
            .await?;
        Ok(made.reference)
    })
}

struct Checked {
    about: ComplaintAbout,
    statement: String,
    name: String,
    email: String,
}

fn check(complaint: &Complaint) -> Result<Checked> {
    let mut invalid = Invalid::new();
    let about = ComplaintAbout::from_code(&complaint.about).map_err(|_| "Select what your complaint is about");
    let about = invalid.take("about", about).unwrap_or(ComplaintAbout::Service);
    let statement = fields::some_text(
        &complaint.statement,
        MAX_STATEMENT_CHARS as usize,
        "Enter what went wrong",
        "What went wrong",
    );
    let checked = Checked {
        about,
        statement: invalid.take_or_default("statement", statement),
        name: invalid.take_or_default("name", fields::name(&complaint.name)),
        email: invalid.take_or_default("email", fields::email(&complaint.email)),
    };
    invalid.check()?;
    Ok(checked)
}

fn reference(random: [u8; 8]) -> String {
    let spelt = random.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    let (first, second) = spelt.split_at(4);
    format!("C-{}-{}", String::from_iter(first), String::from_iter(second))
}

/// To whoever runs the installation, and to the person. The latter repeats nothing that was typed, so that nobody can use
/// it to send words of their own to somebody else.
fn letters(app: &App, complaint: &complaints::Complaint) -> Vec<Mail> {
    let reference = &complaint.reference;
    let base_url = &app.settings.base_url;
    let receipt = Mail {
        to: complaint.email.clone(),
        subject: format!("Your complaint {reference}"),
        text: format!(
            "We have received your complaint. Its reference is {reference}.\n\nHow complaints are handled: {base_url}/complaints\n\nIf you did not complain to us, somebody typed your address by mistake. You need not do anything.\n"
        ),
    };
    let notice = app.settings.contact.clone().map(|to| Mail {
        to,
        subject: format!("Complaint {reference}: {}", complaint.about.label()),
        text: format!(
            "{} has made a complaint.\n\nRead and answer it: {base_url}/operator/complaints/{reference}\n",
            complaint.name
        ),
    });
    notice.into_iter().chain([receipt]).collect()
}
