//! The ledger in the database: entries that are only ever added, and beside them the balance of each commitment, written in
//! the same transaction. A guard in the update and CHECKs on the table keep every balance from falling below nought, whoever
//! writes at the same moment.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{
    CommitmentId, ContractId, DeliveryId, EntryId, Money, NeedId, OrganisationId, ProjectId, Quantity,
    ledger::{Account, Balances, Numbers, Posting},
};

/// The most entries of one commitment that are listed.
pub const MAX_ENTRIES: u32 = 500;
/// How many rows of a summary are read at once.
const PAGE: u32 = 2_000;

record! {
    /// An entry of one commitment.
    pub struct Entry {
        /// Its place in the ledger.
        pub seq: i64,
        /// The account that it takes from.
        pub from_account: Account,
        /// The account that it puts into.
        pub to_account: Account,
        /// How much.
        pub quantity: Quantity,
        /// The delivery that it belongs to.
        pub delivery_id: Option<DeliveryId>,
        /// When it was made.
        pub at: Timestamp,
        /// Why, where a reason was given.
        pub reason: String,
    }

    /// The balances of one commitment as they are stored.
    struct Stored {
        pub promised: Quantity,
        pub ordered: Quantity,
        pub claimed: Quantity,
        pub validated: Quantity,
        pub waived: Quantity,
    }

    /// Commitments of one resource at one frozen price, added up.
    pub struct Line {
        /// The outcome that it counts towards; empty where outcomes were not asked for.
        pub outcome: String,
        /// The code of the resource.
        pub resource: String,
        /// What it is called.
        pub resource_name: String,
        /// What one of it is called.
        pub unit: String,
        /// What several of it are called.
        pub units: String,
        /// What one unit would cost, where it has a price.
        pub unit_price_pence: Option<Money>,
        /// How many commitments there are.
        pub commitments: i64,
        /// In how many of them something was delivered.
        pub with_delivered: i64,
        /// In how many of them something was validated.
        pub with_validated: i64,
        /// What was promised.
        pub promised: Quantity,
        /// What is still to come.
        pub ordered: Quantity,
        /// What waits to be confirmed.
        pub claimed: Quantity,
        /// What was confirmed.
        pub validated: Quantity,
        /// What is owed no longer.
        pub waived: Quantity,
    }
}

impl From<Stored> for Balances {
    fn from(stored: Stored) -> Self {
        Self {
            promised: stored.promised,
            ordered: stored.ordered,
            claimed: stored.claimed,
            validated: stored.validated,
            waived: stored.waived,
        }
    }
}

impl Line {
    /// The four numbers as quantities of the resource.
    pub fn numbers(&self) -> Numbers<Quantity> {
        Balances {
            promised: self.promised,
            ordered: self.ordered,
            claimed: self.claimed,
            validated: self.validated,
            waived: self.waived,
        }
        .numbers()
    }
}

/// Whose commitments a summary adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Those that count for an authority.
    Authority(OrganisationId),
    /// Those of an authority, once for each outcome that their project serves: these overlap and are never added up.
    AuthorityByOutcome(OrganisationId),
    /// What a supplier gives.
    Supplier(OrganisationId),
    /// What a community gets.
    Community(OrganisationId),
    /// Those of one project.
    Project(ProjectId),
    /// Those of one need.
    Need(NeedId),
    /// Those of one contract.
    Contract(ContractId),
    /// All there are.
    Everyone,
}

/// Commitments added up by outcome, resource and price.
macro_rules! summed {
    ($outcome:literal, $which:literal, $limit:literal) => {
        concat!(
            "SELECT ",
            $outcome,
            " AS outcome, c.resource AS resource, r.name AS resource_name, r.unit AS unit, r.units AS units,
            c.unit_price_pence AS unit_price_pence, CAST(COUNT(*) AS BIGINT) AS commitments,
            CAST(SUM(CASE WHEN b.claimed + b.validated > 0 THEN 1 ELSE 0 END) AS BIGINT) AS with_delivered,
            CAST(SUM(CASE WHEN b.validated > 0 THEN 1 ELSE 0 END) AS BIGINT) AS with_validated,
            CAST(SUM(b.promised) AS BIGINT) AS promised, CAST(SUM(b.ordered) AS BIGINT) AS ordered,
            CAST(SUM(b.claimed) AS BIGINT) AS claimed, CAST(SUM(b.validated) AS BIGINT) AS validated,
            CAST(SUM(b.waived) AS BIGINT) AS waived
            FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id JOIN resource r ON r.code = c.resource ",
            $which,
            " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 2, 6 ",
            $limit
        )
    };
}

statements! {
    OPEN = "INSERT INTO ledger_balance (commitment_id) VALUES ($1)";
    ADD = "INSERT INTO ledger_entry (id, commitment_id, from_account, to_account, quantity, delivery_id, at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    MOVE = "UPDATE ledger_balance SET promised = promised + $2, ordered = ordered + $3, claimed = claimed + $4,
            validated = validated + $5, waived = waived + $6
        WHERE commitment_id = $1 AND ($2 = 0 OR promised = 0) AND ordered + $3 >= 0 AND claimed + $4 >= 0
        RETURNING promised, ordered, claimed, validated, waived";
    BALANCES = "SELECT promised, ordered, claimed, validated, waived FROM ledger_balance WHERE commitment_id = $1";
    ENTRIES = "SELECT seq, from_account, to_account, quantity, delivery_id, at, reason FROM ledger_entry
        WHERE commitment_id = $1 ORDER BY seq LIMIT $2";
    OUTCOMES = "SELECT code AS a, title AS b FROM outcome WHERE authority_id = $1 ORDER BY position, code LIMIT $2";
    OF_AUTHORITY = (summed!("''", "WHERE c.authority_id = $1", "LIMIT $2 OFFSET $3"));
    OF_AUTHORITY_BY_OUTCOME = (summed!(
        "o.outcome",
        "JOIN project_outcome o ON o.project_id = c.project_id AND o.authority_id = c.authority_id WHERE c.authority_id = $1",
        "LIMIT $2 OFFSET $3"
    ));
    OF_SUPPLIER = (summed!("''", "WHERE c.supplier_id = $1", "LIMIT $2 OFFSET $3"));
    OF_COMMUNITY = (summed!("''", "WHERE c.community_id = $1", "LIMIT $2 OFFSET $3"));
    OF_PROJECT = (summed!("''", "WHERE c.project_id = $1", "LIMIT $2 OFFSET $3"));
    OF_NEED = (summed!("''", "WHERE c.need_id = $1", "LIMIT $2 OFFSET $3"));
    OF_CONTRACT = (summed!("''", "WHERE c.contract_id = $1", "LIMIT $2 OFFSET $3"));
    OF_EVERYONE = (summed!("''", "", "LIMIT $1 OFFSET $2"));
}

/// The codes and titles of an authority's outcomes, in its own order.
pub async fn outcomes(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<(String, String)>> {
    conn.all(&OUTCOMES, args![authority, MAX_ENTRIES]).await
}

/// Gives a new commitment its accounts, all at nought.
pub(crate) async fn open(tx: &mut Tx, commitment: CommitmentId) -> Result<()> {
    tx.execute(&OPEN, args![commitment]).await?;
    Ok(())
}

/// Adds an entry and moves the balances. What the rules refuse is [`Error::Ledger`], and nothing is written.
pub async fn post(
    tx: &mut Tx,
    commitment: CommitmentId,
    posting: Posting,
    quantity: Quantity,
    delivery: Option<DeliveryId>,
    reason: &str,
) -> Result<Balances> {
    let before = balances(tx, commitment).await?;
    before.apply(posting, quantity)?;
    let by = |account: Account| {
        if posting.from() == account {
            -quantity.thousandths()
        } else if posting.to() == account {
            quantity.thousandths()
        } else {
            0
        }
    };
    let moved: Option<Stored> = tx
        .optional(
            &MOVE,
            args![
                commitment,
                by(Account::Promised),
                by(Account::Ordered),
                by(Account::Claimed),
                by(Account::Validated),
                by(Account::Waived)
            ],
        )
        .await?;
    let Some(moved) = moved else {
        // Another writer was faster: the rules say why this one comes too late.
        balances(tx, commitment).await?.apply(posting, quantity)?;
        return Err(Error::Missing(MOVE.name));
    };
    let (id, now): (EntryId, _) = (tx.id(), tx.now());
    tx.execute(
        &ADD,
        args![
            id,
            commitment,
            posting.from(),
            posting.to(),
            quantity,
            delivery,
            now,
            reason
        ],
    )
    .await?;
    Ok(moved.into())
}

/// The balances of a commitment.
pub async fn balances(conn: &mut Conn, commitment: CommitmentId) -> Result<Balances> {
    Ok(conn.one::<Stored>(&BALANCES, args![commitment]).await?.into())
}

/// The entries of a commitment, oldest first.
pub async fn entries(conn: &mut Conn, commitment: CommitmentId) -> Result<Vec<Entry>> {
    conn.all(&ENTRIES, args![commitment, MAX_ENTRIES]).await
}

/// Commitments added up by resource and frozen price. Values are left to the caller, who multiplies without loss: a quantity
/// times a price may be larger than a column holds.
pub async fn summary(conn: &mut Conn, of: Of) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let seen = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let page: Vec<Line> = match of {
            Of::Authority(id) => conn.all(&OF_AUTHORITY, args![id, PAGE, seen]).await?,
            Of::AuthorityByOutcome(id) => conn.all(&OF_AUTHORITY_BY_OUTCOME, args![id, PAGE, seen]).await?,
            Of::Supplier(id) => conn.all(&OF_SUPPLIER, args![id, PAGE, seen]).await?,
            Of::Community(id) => conn.all(&OF_COMMUNITY, args![id, PAGE, seen]).await?,
            Of::Project(id) => conn.all(&OF_PROJECT, args![id, PAGE, seen]).await?,
            Of::Need(id) => conn.all(&OF_NEED, args![id, PAGE, seen]).await?,
            Of::Contract(id) => conn.all(&OF_CONTRACT, args![id, PAGE, seen]).await?,
            Of::Everyone => conn.all(&OF_EVERYONE, args![PAGE, seen]).await?,
        };
        let last = page.len() < PAGE as usize;
        lines.extend(page);
        if last {
            return Ok(lines);
        }
    }
}
