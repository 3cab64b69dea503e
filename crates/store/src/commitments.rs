//! Commitments: what was agreed in a match or a contract, frozen. What became of it is in the [ledger](crate::ledger).

use crate::{Conn, Result, Tx, args, ledger, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    Code as _, CommitmentId, ContractId, MatchId, Money, NeedId, OrganisationId, PriceBookVersionId, ProjectId,
    Quantity, Window,
    ledger::{Balances, Posting, Standing},
};

/// What a commitment came from: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A match that was accepted.
    Match(MatchId),
    /// A pledge of the winning bid, by its number in the bid.
    Pledge {
        /// The contract.
        contract: ContractId,
        /// The pledge's number, from 1.
        number: u32,
    },
}

/// What is committed to.
#[derive(Debug, Clone)]
pub struct NewCommitment {
    /// Its id.
    pub id: CommitmentId,
    /// What it came from.
    pub source: Source,
    /// The need that it is for.
    pub need_id: NeedId,
    /// The need's project.
    pub project_id: ProjectId,
    /// Who gets it.
    pub community_id: OrganisationId,
    /// Who gives it.
    pub supplier_id: OrganisationId,
    /// The one authority that it counts for.
    pub authority_id: OrganisationId,
    /// The resource that is given.
    pub resource: String,
    /// How much.
    pub quantity: Quantity,
    /// What one unit would cost, frozen; nothing where no price is known.
    pub unit_price_pence: Option<Money>,
    /// The version of the price book that the price is from.
    pub price_version_id: Option<PriceBookVersionId>,
    /// When it is due.
    pub due: Window,
    /// How it will be given.
    pub how: String,
}

record! {
    /// A commitment with the words that people know it by, and where it stands.
    pub struct Commitment {
        /// Its id.
        pub id: CommitmentId,
        /// The match that it came from.
        pub match_id: Option<MatchId>,
        /// The contract that it came from.
        pub contract_id: Option<ContractId>,
        /// The number of the pledge in the bid.
        pub pledge: Option<u32>,
        /// The need that it is for.
        pub need_id: NeedId,
        /// The need's project.
        pub project_id: ProjectId,
        /// The project's title.
        pub project_title: String,
        /// The project's name in addresses.
        pub project_slug: String,
        /// Who gets it.
        pub community_id: OrganisationId,
        /// Their name.
        pub community: String,
        /// Who gives it.
        pub supplier_id: OrganisationId,
        /// Their name.
        pub supplier: String,
        /// The one authority that it counts for.
        pub authority_id: OrganisationId,
        /// Its name.
        pub authority: String,
        /// The code of the resource.
        pub resource: String,
        /// What it is called.
        pub resource_name: String,
        /// What one of it is called.
        pub unit: String,
        /// What several of it are called.
        pub units: String,
        /// To how many places it is counted.
        pub decimals: u32,
        /// How much was committed.
        pub quantity: Quantity,
        /// What one unit would cost, frozen.
        pub unit_price_pence: Option<Money>,
        /// The first day on which it is due.
        pub due_from: Date,
        /// The last.
        pub due_to: Date,
        /// How it will be given.
        pub how: String,
        /// When it was made.
        pub created_at: Timestamp,
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

impl Commitment {
    /// What its accounts hold.
    pub fn balances(&self) -> Balances {
        Balances {
            promised: self.promised,
            ordered: self.ordered,
            claimed: self.claimed,
            validated: self.validated,
            waived: self.waived,
        }
    }

    /// When it is due.
    pub fn due(&self) -> Window {
        Window {
            from: self.due_from,
            to: self.due_to,
        }
    }
}

/// Which commitments a list shows, and which resource and outcome.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Which.
    pub show: Standing,
    /// Of this resource alone.
    pub resource: Option<String>,
    /// Of projects that serve this outcome of the authority alone.
    pub outcome: Option<String>,
}

impl Filter {
    /// Every commitment of a kind.
    pub const fn of(show: Standing) -> Self {
        Self {
            show,
            resource: None,
            outcome: None,
        }
    }
}

/// Whose commitments a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// What a supplier gives.
    Supplier(OrganisationId),
    /// What a community gets.
    Community(OrganisationId),
    /// What counts for an authority.
    Authority(OrganisationId),
    /// What one project gets.
    Project(ProjectId),
}

/// The most commitments of one page.
pub const MAX_PAGE: u32 = 200;

macro_rules! listed {
    ($which:literal) => {
        concat!(
            "SELECT c.id AS id, c.match_id AS match_id, c.contract_id AS contract_id, c.pledge AS pledge, c.need_id AS need_id,
            c.project_id AS project_id, p.title AS project_title, p.slug AS project_slug, c.community_id AS community_id, co.name AS community,
            c.supplier_id AS supplier_id, su.name AS supplier, c.authority_id AS authority_id, au.name AS authority, c.resource AS resource,
            r.name AS resource_name, r.unit AS unit, r.units AS units, r.decimals AS decimals, c.quantity AS quantity,
            c.unit_price_pence AS unit_price_pence, c.due_from AS due_from, c.due_to AS due_to, c.how AS how, c.created_at AS created_at,
            b.promised AS promised, b.ordered AS ordered, b.claimed AS claimed, b.validated AS validated, b.waived AS waived
            FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id JOIN project p ON p.id = c.project_id
            JOIN organisation co ON co.id = c.community_id JOIN organisation su ON su.id = c.supplier_id
            JOIN organisation au ON au.id = c.authority_id JOIN resource r ON r.code = c.resource WHERE ",
            $which
        )
    };
    (page $which:literal) => {
        concat!(
            listed!($which),
            shown!(),
            " ORDER BY CASE WHEN b.ordered + b.claimed > 0 THEN 0 ELSE 1 END, c.due_to, c.id LIMIT $6 OFFSET $7"
        )
    };
    (count $which:literal) => {
        concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id WHERE ",
            $which,
            shown!()
        )
    };
}

macro_rules! shown {
    () => {
        " AND (CAST($2 AS TEXT) = 'all'
            OR (CAST($2 AS TEXT) = 'to-confirm' AND b.claimed > 0)
            OR (CAST($2 AS TEXT) = 'to-come' AND b.ordered > 0)
            OR (CAST($2 AS TEXT) = 'late' AND b.ordered > 0 AND c.due_to < $3)
            OR (CAST($2 AS TEXT) = 'settled' AND b.ordered = 0 AND b.claimed = 0)
            OR (CAST($2 AS TEXT) = 'delivered' AND b.claimed + b.validated > 0)
            OR (CAST($2 AS TEXT) = 'validated' AND b.validated > 0))
        AND (CAST($4 AS TEXT) IS NULL OR c.resource = $4)
        AND (CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM project_outcome x
            WHERE x.project_id = c.project_id AND x.authority_id = c.authority_id AND x.outcome = $5))"
    };
}

statements! {
    INSERT = "INSERT INTO commitment (id, match_id, contract_id, pledge, need_id, project_id, community_id, supplier_id, authority_id,
            resource, quantity, unit_price_pence, price_version_id, due_from, due_to, how, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    BY_ID = (listed!("c.id = $1"));
    OF_MATCH = (listed!("c.match_id = $1"));
    OF_CONTRACT = (concat!(listed!("c.contract_id = $1"), " ORDER BY c.pledge LIMIT $2"));
    OF_SUPPLIER = (listed!(page "c.supplier_id = $1"));
    OF_COMMUNITY = (listed!(page "c.community_id = $1"));
    OF_AUTHORITY = (listed!(page "c.authority_id = $1"));
    OF_PROJECT = (listed!(page "c.project_id = $1"));
    COUNT_OF_SUPPLIER = (listed!(count "c.supplier_id = $1"));
    COUNT_OF_COMMUNITY = (listed!(count "c.community_id = $1"));
    COUNT_OF_AUTHORITY = (listed!(count "c.authority_id = $1"));
    COUNT_OF_PROJECT = (listed!(count "c.project_id = $1"));
}

/// Adds a commitment and its accounts, promised and ordered in full at once. A second one from the same match or pledge is
/// refused as a duplicate.
pub async fn insert(tx: &mut Tx, new: &NewCommitment) -> Result<Balances> {
    promise(tx, new).await?;
    ledger::post(tx, new.id, Posting::Order, new.quantity, None, "").await
}

/// Adds a commitment that is promised and not ordered yet, as a pledge is between the award and the contract. What is
/// ordered later is posted to the ledger.
pub async fn promise(tx: &mut Tx, new: &NewCommitment) -> Result<Balances> {
    let (match_id, contract_id, pledge) = match new.source {
        Source::Match(id) => (Some(id), None, None),
        Source::Pledge { contract, number } => (None, Some(contract), Some(number)),
    };
    let now = tx.now();
    let values = args![
        new.id,
        match_id,
        contract_id,
        pledge,
        new.need_id,
        new.project_id,
        new.community_id,
        new.supplier_id,
        new.authority_id,
        &new.resource,
        new.quantity,
        new.unit_price_pence,
        new.price_version_id,
        new.due.from,
        new.due.to,
        &new.how,
        now
    ];
    tx.execute(&INSERT, values).await?;
    ledger::open(tx, new.id).await?;
    ledger::post(tx, new.id, Posting::Promise, new.quantity, None, "").await
}

/// The commitment with an id.
pub async fn by_id(conn: &mut Conn, id: CommitmentId) -> Result<Option<Commitment>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The commitment that a match became.
pub async fn of_match(conn: &mut Conn, id: MatchId) -> Result<Option<Commitment>> {
    conn.optional(&OF_MATCH, args![id]).await
}

/// The commitments of a contract, by the number of their pledge.
pub async fn of_contract(conn: &mut Conn, id: ContractId) -> Result<Vec<Commitment>> {
    conn.all(&OF_CONTRACT, args![id, MAX_PAGE]).await
}

/// A page of commitments, what is not settled first and then by the last day on which it is due.
pub async fn page(
    conn: &mut Conn,
    of: Of,
    filter: &Filter,
    today: Date,
    limit: u32,
    offset: u32,
) -> Result<Vec<Commitment>> {
    let (stmt, id) = match of {
        Of::Supplier(id) => (&OF_SUPPLIER, id.uuid()),
        Of::Community(id) => (&OF_COMMUNITY, id.uuid()),
        Of::Authority(id) => (&OF_AUTHORITY, id.uuid()),
        Of::Project(id) => (&OF_PROJECT, id.uuid()),
    };
    let values = args![
        id,
        filter.show.code(),
        today,
        filter.resource.clone(),
        filter.outcome.clone(),
        limit.min(MAX_PAGE),
        offset
    ];
    conn.all(stmt, values).await
}

/// How many commitments [`page`] would list in all.
pub async fn count(conn: &mut Conn, of: Of, filter: &Filter, today: Date) -> Result<u32> {
    let (stmt, id) = match of {
        Of::Supplier(id) => (&COUNT_OF_SUPPLIER, id.uuid()),
        Of::Community(id) => (&COUNT_OF_COMMUNITY, id.uuid()),
        Of::Authority(id) => (&COUNT_OF_AUTHORITY, id.uuid()),
        Of::Project(id) => (&COUNT_OF_PROJECT, id.uuid()),
    };
    let values = args![
        id,
        filter.show.code(),
        today,
        filter.resource.clone(),
        filter.outcome.clone()
    ];
    let (count,): (u32,) = conn.one(stmt, values).await?;
    Ok(count)
}
