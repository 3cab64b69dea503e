//! Who holds the key that opens the bids: making its shares, handing them out, and giving them to open the bids.

use super::{
    opening, permitted,
    setup::must_be_draft,
    split::{self, ESCROW, Given, NEEDED},
};
use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    PersonId,
    access::Action,
    lifecycle::ProcurementState,
    organisation::{Actor, Role},
};
use svx_store::{
    Conn, Event, bids,
    key_shares::{self, Part, Share},
    people::{self, Member},
    procurements::Procurement,
};

/// The roles with which an officer may hold a share: those that run procurements.
const HOLDERS: [Role; 2] = [Role::Administrator, Role::Procurement];

/// The shares of a procurement's key, for those who run it.
pub struct Holders {
    /// The procurement.
    pub procurement: Procurement,
    /// The shares; none where this service keeps the key and any one officer opens the bids.
    pub shares: Vec<Share>,
    /// The shares that were given to open the bids.
    pub parts: Vec<Part>,
    /// Who may hold one, besides the one who asks.
    pub others: Vec<Member>,
    /// Whether bids are closed and not opened yet.
    pub may_open: bool,
}

impl Holders {
    /// The share of a person.
    pub fn share_of(&self, person: Option<PersonId>) -> Option<&Share> {
        self.shares
            .iter()
            .find(|share| share.person_id.is_some() && share.person_id == person)
    }

    /// Whether a person gave a share.
    pub fn gave(&self, person: Option<PersonId>) -> bool {
        self.parts.iter().any(|part| Some(part.person_id) == person)
    }
}

/// Who holds the key.
pub async fn holders(app: &App, actor: &Actor, ocid: &str) -> Result<Holders> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    let others = officers(&mut conn, &procurement).await?;
    Ok(Holders {
        shares: key_shares::of(&mut conn, procurement.id).await?,
        parts: key_shares::parts(&mut conn, procurement.id).await?,
        others: others
            .into_iter()
            .filter(|other| Some(other.person_id) != actor.person())
            .collect(),
        may_open: super::state_now(app, &procurement) == ProcurementState::Evaluation
            && procurement.opened_at.is_none(),
        procurement,
    })
}

async fn officers(conn: &mut Conn, procurement: &Procurement) -> Result<Vec<Member>> {
    let members = people::members(conn, procurement.authority_id).await?;
    Ok(members
        .into_iter()
        .filter(|member| member.roles.has_any(&HOLDERS))
        .collect())
}

/// What is shown once, to the officer who makes the key. It is kept nowhere.
pub struct Made {
    /// The officer's own share, as a file.
    pub own: String,
    /// The code of the share that is kept outside.
    pub code: String,
    /// The name of the other officer, whose share waits for them.
    pub other: String,
}

/// Makes the key of a draft in three shares: one for the officer who asks, one for another, one to be kept outside. Doing it
/// again makes another key, and the earlier shares are worth nothing.
///
/// The installation keeps only the second until its officer collects it, so it never has two.
pub async fn make(app: &App, actor: &Actor, ocid: &str, other: PersonId) -> Result<Made> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&procurement)?;
    let own = person(actor)?;
    let mut conn = app.db.read().await?;
    let officers = officers(&mut conn, &procurement).await?;
    drop(conn);
    let named = |id: PersonId| officers.iter().find(|officer| officer.person_id == id);
    let invalid = || {
        Error::from(Invalid::one(
            "other",
            "Choose another officer of your authority who runs procurements",
        ))
    };
    let other = named(other)
        .filter(|found| found.person_id != own)
        .ok_or_else(invalid)?;
    let name = named(own).map_or("", |officer| officer.name.as_str());
    let (recipient, shares) = split::new_key(app.entropy())?;
    let first = split::seal(&*app.keys, ocid, own, 1, &shares[0])?;
    let second = split::seal(&*app.keys, ocid, other.person_id, 2, &shares[1])?;
    let id = procurement.id;
    transact!(app, permit, |tx| {
        key_shares::forget(tx, id).await?;
        bids::add_key(tx, id, &recipient, &[]).await?;
        key_shares::add(tx, id, 1, Some(own), None).await?;
        key_shares::add(tx, id, 2, Some(other.person_id), Some(second.clone())).await?;
        key_shares::add(tx, id, ESCROW, None, None).await?;
        let mail = Mail {
            to: other.email.clone(),
            subject: format!("Your share of the key: {}", procurement.title),
            text: format!(
                "You hold one of three shares of the key that opens the bids for {}.\n\nDownload it and keep it until the bids are opened:\n{}/procurements/{ocid}/share\n",
                procurement.title, app.settings.base_url
            ),
        };
        mail.queue(tx).await?;
        let event = Event::new("procurement.key-split", "procurement", id);
        let holders = [own.to_string(), other.person_id.to_string()];
        tx.record(event.with(serde_json::json!({"holders": holders, "recipient": recipient})))
            .await?;
        Ok::<_, Error>(())
    })?;
    Ok(Made {
        own: split::file(&procurement.title, ocid, name, &first),
        code: split::code(&shares[2]),
        other: other.name.clone(),
    })
}

/// Lets the installation keep the key of a draft after all, so that any one officer opens the bids.
pub async fn unmake(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&procurement)?;
    transact!(app, permit, |tx| {
        key_shares::forget(tx, procurement.id).await?;
        tx.record(Event::new("procurement.key-kept", "procurement", procurement.id))
            .await?;
        Ok(())
    })
}

/// The share that waits for the actor, as a file. It is forgotten here.
pub async fn collect(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    let own = person(actor)?;
    let mut conn = app.db.read().await?;
    let sealed = key_shares::waiting(&mut conn, procurement.id, own).await?;
    let name = people::by_id(&mut conn, own).await?.map(|person| person.name);
    drop(conn);
    let gone = || {
        Error::Conflict("You have downloaded your share already: it is kept nowhere here. If you cannot find it, the other officer and the sheet that is kept outside open the bids.".to_owned())
    };
    let sealed = sealed.ok_or_else(gone)?;
    transact!(app, permit, |tx| {
        if !key_shares::collected(tx, procurement.id, own).await? {
            return Err(gone());
        }
        tx.record(Event::new("procurement.share-collected", "procurement", procurement.id))
            .await?;
        Ok(())
    })?;
    Ok(split::file(
        &procurement.title,
        ocid,
        name.as_deref().unwrap_or_default(),
        &sealed,
    ))
}

/// What giving a share led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is the first: another officer gives the second.
    Waiting,
    /// It was the second, and so many bids were opened.
    Opened(usize),
}

/// Gives a share. The second one opens every bid at once. Before bids close it is refused, recorded and reported.
pub async fn give(app: &App, actor: &Actor, ocid: &str, text: &str) -> Result<Outcome> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    opening::in_time(app, permit, &procurement).await?;
    let own = person(actor)?;
    let mut conn = app.db.read().await?;
    let key = bids::key(&mut conn, procurement.id).await?.ok_or(Error::NotFound)?;
    let parts = key_shares::parts(&mut conn, procurement.id).await?;
    drop(conn);
    if !key.sealed_identity.is_empty() {
        return Err(Error::NotFound);
    }
    // Two were given, and the process ended before the bids were opened.
    if parts.len() >= usize::from(NEEDED) {
        return finish(app, actor, procurement, &key.recipient, &parts).await;
    }
    let given = split::read(&*app.keys, ocid, text)?;
    check(&given, own, &parts)?;
    let sealed = app.keys.seal(&given.share)?;
    let parts = transact!(app, permit, |tx| {
        let parts = match key_shares::give(tx, procurement.id, given.number, own, &sealed).await {
            Err(error) if error.is_duplicate() => return Err(super::faster()),
            outcome => outcome?,
        };
        let event = Event::new("procurement.share-given", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"share": given.number})))
            .await?;
        Ok(parts)
    })?;
    if parts.len() < usize::from(NEEDED) {
        return Ok(Outcome::Waiting);
    }
    finish(app, actor, procurement, &key.recipient, &parts).await
}

fn check(given: &Given, own: PersonId, parts: &[Part]) -> Result<()> {
    let wrong = |message: &str| Err(Error::from(Invalid::one("share", message)));
    if given.holder.is_some_and(|holder| holder != own) {
        return wrong("This is another officer’s share. Each officer gives their own, signed in as themselves");
    }
    if parts.iter().any(|part| part.person_id == own) {
        return wrong("You have given a share already. Another officer has to give the second one");
    }
    if parts.iter().any(|part| part.number == i64::from(given.number)) {
        return wrong("This share was given already. Give another one of the three");
    }
    Ok(())
}

async fn finish(
    app: &App,
    actor: &Actor,
    procurement: Procurement,
    recipient: &str,
    parts: &[Part],
) -> Result<Outcome> {
    let shares = parts.iter().map(|part| app.keys.open(&part.sealed));
    let shares = shares.collect::<Result<Vec<_>>>()?;
    let Some(identity) = split::recover(recipient, &shares) else {
        return start_over(app, actor, &procurement).await;
    };
    let by: Vec<String> = parts.iter().map(|part| part.person_id.to_string()).collect();
    let count = opening::open_all(app, actor, &procurement, &identity, serde_json::json!(by)).await?;
    Ok(Outcome::Opened(count))
}

/// Two shares that do not make the key: one of them is from before the key was made anew.
async fn start_over(app: &App, actor: &Actor, procurement: &Procurement) -> Result<Outcome> {
    let (permit, _) = permitted(app, actor, Action::RunProcurement, &procurement.ocid).await?;
    transact!(app, permit, |tx| {
        key_shares::forget_parts(tx, procurement.id).await?;
        tx.record(Event::new("procurement.shares-refused", "procurement", procurement.id))
            .await?;
        Ok::<_, Error>(())
    })?;
    Err(Error::Conflict(
        "These two shares do not open the bids: one of them is of an earlier key. Nothing was opened. Give the shares of the key with which this procurement was published."
            .to_owned(),
    ))
}

fn person(actor: &Actor) -> Result<PersonId> {
    actor
        .person()
        .ok_or_else(|| Error::Conflict("Only a person who has signed in can hold a share, not a program.".to_owned()))
}
