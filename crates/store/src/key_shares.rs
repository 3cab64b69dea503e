//! Shares of the keys of procurements: who holds them, which one waits to be collected, and which were given to open bids.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{PersonId, ProcurementId};

record! {
    /// A share, without what is in it.
    pub struct Share {
        /// Which one, from 1 to 3.
        pub number: i64,
        /// The officer whose it is; none for the one that is kept outside.
        pub person_id: Option<PersonId>,
        /// Their name.
        pub name: Option<String>,
        /// Whether it waits to be collected.
        pub waits: bool,
        /// When it was collected.
        pub collected_at: Option<Timestamp>,
    }

    /// A share that was given.
    pub struct Part {
        /// Which one.
        pub number: i64,
        /// Who gave it.
        pub person_id: PersonId,
        /// Their name.
        pub name: String,
        /// The share, sealed.
        pub sealed: Vec<u8>,
        /// When.
        pub at: Timestamp,
    }
}

statements! {
    FORGET_SHARES = "DELETE FROM key_share WHERE procurement_id = $1";
    FORGET_KEY = "DELETE FROM procurement_key WHERE procurement_id = $1";
    ADD_SHARE = "INSERT INTO key_share (procurement_id, number, person_id, waiting, collected_at) VALUES ($1, $2, $3, $4, $5)";
    SHARES = "SELECT s.number AS number, s.person_id AS person_id, p.name AS name, s.waiting IS NOT NULL AS waits, s.collected_at AS collected_at
        FROM key_share s LEFT JOIN person p ON p.id = s.person_id WHERE s.procurement_id = $1 ORDER BY s.number";
    WAITING = "SELECT waiting AS a FROM key_share WHERE procurement_id = $1 AND person_id = $2 AND waiting IS NOT NULL";
    COLLECTED = "UPDATE key_share SET waiting = NULL, collected_at = $3
        WHERE procurement_id = $1 AND person_id = $2 AND waiting IS NOT NULL";
    LOCK = "UPDATE procurement_key SET recipient = recipient WHERE procurement_id = $1";
    ADD_PART = "INSERT INTO key_part (procurement_id, number, person_id, sealed, at) VALUES ($1, $2, $3, $4, $5)";
    PARTS = "SELECT k.number AS number, k.person_id AS person_id, p.name AS name, k.sealed AS sealed, k.at AS at
        FROM key_part k JOIN person p ON p.id = k.person_id WHERE k.procurement_id = $1 ORDER BY k.at, k.number";
    FORGET_PARTS = "DELETE FROM key_part WHERE procurement_id = $1";
}

/// Forgets the key of a draft, so that another can be made.
pub async fn forget(tx: &mut Tx, id: ProcurementId) -> Result<()> {
    tx.execute(&FORGET_SHARES, args![id]).await?;
    tx.execute(&FORGET_KEY, args![id]).await?;
    Ok(())
}

/// Adds a share: one that waits to be collected, or one that was handed out at once.
pub async fn add(
    tx: &mut Tx,
    id: ProcurementId,
    number: u8,
    person: Option<PersonId>,
    waiting: Option<Vec<u8>>,
) -> Result<()> {
    let collected_at = waiting.is_none().then_some(tx.now());
    let values = args![id, u32::from(number), person, waiting_arg(waiting), collected_at];
    tx.execute(&ADD_SHARE, values).await?;
    Ok(())
}

fn waiting_arg(waiting: Option<Vec<u8>>) -> crate::Arg {
    crate::Arg::Bytes(waiting)
}

/// The shares of a procurement's key; none where the installation keeps the key.
pub async fn of(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Share>> {
    conn.all(&SHARES, args![id]).await
}

/// The share that waits for a person.
pub async fn waiting(conn: &mut Conn, id: ProcurementId, person: PersonId) -> Result<Option<Vec<u8>>> {
    let found: Option<(Vec<u8>,)> = conn.optional(&WAITING, args![id, person]).await?;
    Ok(found.map(|(sealed,)| sealed))
}

/// Forgets a share that its person collects. `false` where it was collected before.
pub async fn collected(tx: &mut Tx, id: ProcurementId, person: PersonId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&COLLECTED, args![id, person, now]).await? == 1)
}

/// Keeps a share that a person gives, and gives all that were given so far. Others who give one wait for the end of this.
pub async fn give(tx: &mut Tx, id: ProcurementId, number: u8, person: PersonId, sealed: &[u8]) -> Result<Vec<Part>> {
    tx.execute(&LOCK, args![id]).await?;
    let now = tx.now();
    tx.execute(&ADD_PART, args![id, u32::from(number), person, sealed, now])
        .await?;
    parts(tx, id).await
}

/// The shares that were given, the first first.
pub async fn parts(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Part>> {
    conn.all(&PARTS, args![id]).await
}

/// Forgets what was given: the bids are open.
pub async fn forget_parts(tx: &mut Tx, id: ProcurementId) -> Result<()> {
    tx.execute(&FORGET_PARTS, args![id]).await?;
    Ok(())
}
