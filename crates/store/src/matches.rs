//! Matches of a need with an offer, the messages between the two sides, and what they say of each other at the end.

use crate::{Arg, Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    Code, MatchId, MessageId, NeedId, OfferId, OrganisationId, PersonId, ProjectId, Quantity, lifecycle::MatchState,
};

/// The most matches of one page.
pub const MAX_PAGE: u32 = 200;
/// The most matches of one need or offer that are remembered as tried.
const MAX_TRIED: u32 = 1_000;
/// The most messages of one match.
pub const MAX_MESSAGES: u32 = 500;

/// A match that begins.
#[derive(Debug, Clone)]
pub struct NewMatch {
    /// Its id.
    pub id: MatchId,
    /// The need.
    pub need_id: NeedId,
    /// The offer.
    pub offer_id: OfferId,
    /// The need's project.
    pub project_id: ProjectId,
    /// Who needs.
    pub community_id: OrganisationId,
    /// Who offers.
    pub supplier_id: OrganisationId,
    /// The one authority that it counts for.
    pub authority_id: OrganisationId,
    /// How much.
    pub quantity: Quantity,
    /// Proposed or offered.
    pub state: MatchState,
    /// Who made the first move.
    pub proposed_by: OrganisationId,
    /// What they said with it.
    pub note: String,
    /// When it lapses without an answer.
    pub answer_by: Timestamp,
}

record! {
    /// A match with the words that people know it by.
    pub struct Match {
        /// Its id.
        pub id: MatchId,
        /// The need.
        pub need_id: NeedId,
        /// The offer.
        pub offer_id: OfferId,
        /// What the offer is called.
        pub offer_title: String,
        /// The need's project.
        pub project_id: ProjectId,
        /// The project's title.
        pub project_title: String,
        /// The project's name in addresses.
        pub project_slug: String,
        /// Who needs.
        pub community_id: OrganisationId,
        /// Their name.
        pub community: String,
        /// Who offers.
        pub supplier_id: OrganisationId,
        /// Their name.
        pub supplier: String,
        /// The one authority that it counts for.
        pub authority_id: OrganisationId,
        /// Its name.
        pub authority: String,
        /// The code of the resource that is offered.
        pub resource: String,
        /// What it is called.
        pub resource_name: String,
        /// What one of it is called.
        pub unit: String,
        /// What several of it are called.
        pub units: String,
        /// To how many places it is counted.
        pub decimals: u32,
        /// How much.
        pub quantity: Quantity,
        /// How it stands.
        pub state: MatchState,
        /// Who made the first move.
        pub proposed_by: OrganisationId,
        /// What they said with it.
        pub note: String,
        /// Why it was declined or withdrawn.
        pub reason: Option<String>,
        /// When it lapses without an answer.
        pub answer_by: Timestamp,
        /// When it began.
        pub created_at: Timestamp,
        /// When it moved last.
        pub updated_at: Timestamp,
        /// When it was accepted.
        pub accepted_at: Option<Timestamp>,
        /// The first day on which it is needed.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// Whether it can be done from anywhere.
        pub remote: bool,
        /// The project's postcode.
        pub postcode: Option<String>,
    }

    /// A message in a match's thread.
    pub struct Message {
        /// Its id.
        pub id: MessageId,
        /// Who wrote it; nothing where the account is gone.
        pub person: Option<String>,
        /// For which organisation.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub organisation: String,
        /// What it says.
        pub body: String,
        /// When.
        pub at: Timestamp,
    }

    /// What one side said of a match at its end.
    pub struct Feedback {
        /// Which side.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub organisation: String,
        /// From 1 to 5.
        pub rating: i64,
        /// In words.
        pub comment: String,
        /// When.
        pub at: Timestamp,
    }
}

/// Whose matches a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A supplier's.
    Supplier(OrganisationId),
    /// A community's.
    Community(OrganisationId),
    /// Those that count for an authority.
    Authority(OrganisationId),
    /// Those of one need.
    Need(NeedId),
    /// Those of one offer.
    Offer(OfferId),
}

macro_rules! listed {
    ($which:literal) => {
        concat!(
            "SELECT m.id AS id, m.need_id AS need_id, m.offer_id AS offer_id, f.title AS offer_title, m.project_id AS project_id,
            p.title AS project_title, p.slug AS project_slug, m.community_id AS community_id, co.name AS community,
            m.supplier_id AS supplier_id, su.name AS supplier, m.authority_id AS authority_id, au.name AS authority,
            r.code AS resource, r.name AS resource_name, r.unit AS unit, r.units AS units, r.decimals AS decimals, m.quantity AS quantity,
            m.state AS state, m.proposed_by AS proposed_by, m.note AS note, m.reason AS reason, m.answer_by AS answer_by,
            m.created_at AS created_at, m.updated_at AS updated_at, m.accepted_at AS accepted_at, n.from_on AS from_on, n.to_on AS to_on,
            n.remote AS remote, p.postcode AS postcode
            FROM match m JOIN need n ON n.id = m.need_id JOIN offer f ON f.id = m.offer_id JOIN project p ON p.id = m.project_id
            JOIN resource r ON r.code = f.resource JOIN organisation co ON co.id = m.community_id
            JOIN organisation su ON su.id = m.supplier_id JOIN organisation au ON au.id = m.authority_id WHERE ",
            $which
        )
    };
    (sqlite $which:literal) => {
        concat!(
            listed!($which),
            " AND m.state IN (SELECT value FROM json_each($2))
            ORDER BY CASE WHEN m.state IN (SELECT value FROM json_each($3)) THEN 0
                WHEN m.state IN (SELECT value FROM json_each($4)) THEN 2 ELSE 1 END, m.updated_at DESC, m.id LIMIT $5 OFFSET $6"
        )
    };
    (postgres $which:literal) => {
        concat!(
            listed!($which),
            " AND m.state = ANY($2)
            ORDER BY CASE WHEN m.state = ANY($3) THEN 0 WHEN m.state = ANY($4) THEN 2 ELSE 1 END, m.updated_at DESC, m.id LIMIT $5 OFFSET $6"
        )
    };
}

statements! {
    INSERT = "INSERT INTO match (id, need_id, offer_id, project_id, community_id, supplier_id, authority_id, quantity, state, proposed_by,
            note, answer_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)";
    BY_ID = (listed!("m.id = $1"));
    OF_SUPPLIER = [(listed!(sqlite "m.supplier_id = $1")), (listed!(postgres "m.supplier_id = $1"))];
    OF_COMMUNITY = [(listed!(sqlite "m.community_id = $1")), (listed!(postgres "m.community_id = $1"))];
    OF_AUTHORITY = [(listed!(sqlite "m.authority_id = $1")), (listed!(postgres "m.authority_id = $1"))];
    OF_NEED = [(listed!(sqlite "m.need_id = $1")), (listed!(postgres "m.need_id = $1"))];
    OF_OFFER = [(listed!(sqlite "m.offer_id = $1")), (listed!(postgres "m.offer_id = $1"))];
    COUNT_OF_SUPPLIER = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM match WHERE supplier_id = $1 GROUP BY state ORDER BY state";
    COUNT_OF_COMMUNITY = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM match WHERE community_id = $1 GROUP BY state ORDER BY state";
    COUNT_OF_AUTHORITY = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM match WHERE authority_id = $1 GROUP BY state ORDER BY state";
    COUNT_OF_NEED = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM match WHERE need_id = $1 GROUP BY state ORDER BY state";
    COUNT_OF_OFFER = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM match WHERE offer_id = $1 GROUP BY state ORDER BY state";
    SET_STATE = "UPDATE match SET state = $3, updated_at = $4, reason = COALESCE($5, reason), quantity = COALESCE($6, quantity), answer_by = COALESCE($7, answer_by),
            accepted_at = CASE WHEN CAST($3 AS TEXT) = 'accepted' THEN $4 ELSE accepted_at END
        WHERE id = $1 AND state = $2";
    FOLLOW = "UPDATE match SET state = $2, updated_at = $3
        WHERE id = $1 AND state IN ('accepted', 'in-progress', 'delivered', 'disputed', 'rejected', 'confirmed')";
    UNANSWERED = "SELECT id AS a FROM match WHERE answer_by <= $1 AND state IN ('proposed', 'offered') ORDER BY answer_by, id LIMIT $2";
    TRIED_OFFERS = "SELECT DISTINCT offer_id AS a FROM match WHERE need_id = $1 AND state IN ('proposed', 'offered', 'declined') ORDER BY offer_id LIMIT $2";
    TRIED_NEEDS = "SELECT DISTINCT need_id AS a FROM match WHERE offer_id = $1 AND state IN ('proposed', 'offered', 'declined') ORDER BY need_id LIMIT $2";
    ADD_MESSAGE = "INSERT INTO message (id, match_id, organisation_id, person_id, body, at) VALUES ($1, $2, $3, $4, $5, $6)";
    COUNT_MESSAGES = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM message WHERE match_id = $1";
    MESSAGES = "SELECT g.id AS id, p.name AS person, g.organisation_id AS organisation_id, o.name AS organisation, g.body AS body, g.at AS at
        FROM message g JOIN organisation o ON o.id = g.organisation_id LEFT JOIN person p ON p.id = g.person_id
        WHERE g.match_id = $1 ORDER BY g.at, g.id LIMIT $2";
    ADD_FEEDBACK = "INSERT INTO feedback (match_id, organisation_id, rating, comment, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (match_id, organisation_id) DO NOTHING";
    FEEDBACK = "SELECT f.organisation_id AS organisation_id, o.name AS organisation, f.rating AS rating, f.comment AS comment, f.at AS at
        FROM feedback f JOIN organisation o ON o.id = f.organisation_id WHERE f.match_id = $1 ORDER BY f.at, f.organisation_id";
    FEEDBACK_ON = "SELECT CAST(COUNT(*) AS BIGINT) AS a, CAST(COALESCE(SUM(f.rating), 0) AS BIGINT) AS b
        FROM match m JOIN feedback f ON f.match_id = m.id AND f.organisation_id <> $1 WHERE m.supplier_id = $1 OR m.community_id = $1";
}

/// Begins a match. Where the same need and offer have one that is not yet answered, it is refused as a duplicate.
pub async fn insert(tx: &mut Tx, new: &NewMatch) -> Result<()> {
    let now = tx.now();
    let values = args![
        new.id,
        new.need_id,
        new.offer_id,
        new.project_id,
        new.community_id,
        new.supplier_id,
        new.authority_id,
        new.quantity,
        new.state,
        new.proposed_by,
        &new.note,
        new.answer_by,
        now
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// The match with an id.
pub async fn by_id(conn: &mut Conn, id: MatchId) -> Result<Option<Match>> {
    conn.optional(&BY_ID, args![id]).await
}

fn codes(states: &[MatchState]) -> Arg {
    Arg::Texts(states.iter().map(|state| state.code().to_owned()).collect())
}

/// A page of the matches in some states: those in the states `first` first, those in the states `last` last, and in each
/// part the one that moved last first.
pub async fn page(
    conn: &mut Conn,
    of: Of,
    states: &[MatchState],
    first: &[MatchState],
    last: &[MatchState],
    limit: u32,
    offset: u32,
) -> Result<Vec<Match>> {
    let (stmt, id) = match of {
        Of::Supplier(id) => (&OF_SUPPLIER, id.uuid()),
        Of::Community(id) => (&OF_COMMUNITY, id.uuid()),
        Of::Authority(id) => (&OF_AUTHORITY, id.uuid()),
        Of::Need(id) => (&OF_NEED, id.uuid()),
        Of::Offer(id) => (&OF_OFFER, id.uuid()),
    };
    let limit = limit.min(MAX_PAGE);
    let values = vec![
        id.into(),
        codes(states),
        codes(first),
        codes(last),
        limit.into(),
        offset.into(),
    ];
    conn.all(stmt, values).await
}

/// How many matches there are in each state that has any.
pub async fn counts(conn: &mut Conn, of: Of) -> Result<Vec<(MatchState, i64)>> {
    let (stmt, id) = match of {
        Of::Supplier(id) => (&COUNT_OF_SUPPLIER, id.uuid()),
        Of::Community(id) => (&COUNT_OF_COMMUNITY, id.uuid()),
        Of::Authority(id) => (&COUNT_OF_AUTHORITY, id.uuid()),
        Of::Need(id) => (&COUNT_OF_NEED, id.uuid()),
        Of::Offer(id) => (&COUNT_OF_OFFER, id.uuid()),
    };
    conn.all(stmt, args![id]).await
}

/// What changes with a match's state. What is nothing stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Why.
    pub reason: Option<String>,
    /// Another quantity.
    pub quantity: Option<Quantity>,
    /// Another day on which it lapses.
    pub answer_by: Option<Timestamp>,
}

/// Moves a match from one state to another. Gives whether it was in the first.
pub async fn set_state(tx: &mut Tx, id: MatchId, from: MatchState, to: MatchState, change: &Change) -> Result<bool> {
    let now = tx.now();
    let values = args![
        id,
        from,
        to,
        now,
        change.reason.clone(),
        change.quantity,
        change.answer_by
    ];
    Ok(tx.execute(&SET_STATE, values).await? == 1)
}

/// Lets an accepted match follow its deliveries: see [`MatchState::of_deliveries`].
pub async fn follow(tx: &mut Tx, id: MatchId, to: MatchState) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&FOLLOW, args![id, to, now]).await? == 1)
}

/// Matches whose time for an answer has passed.
pub async fn unanswered(conn: &mut Conn, now: Timestamp, limit: u32) -> Result<Vec<MatchId>> {
    let rows: Vec<(MatchId,)> = conn.all(&UNANSWERED, args![now, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The offers that were tried for a need: those that wait for an answer and those that were declined.
pub async fn tried_offers(conn: &mut Conn, need: NeedId) -> Result<Vec<OfferId>> {
    let rows: Vec<(OfferId,)> = conn.all(&TRIED_OFFERS, args![need, MAX_TRIED]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The needs for which an offer was tried.
pub async fn tried_needs(conn: &mut Conn, offer: OfferId) -> Result<Vec<NeedId>> {
    let rows: Vec<(NeedId,)> = conn.all(&TRIED_NEEDS, args![offer, MAX_TRIED]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Adds a message to a thread.
pub async fn add_message(
    tx: &mut Tx,
    id: MatchId,
    organisation: OrganisationId,
    person: Option<PersonId>,
    body: &str,
) -> Result<MessageId> {
    let (message, now): (MessageId, _) = (tx.id(), tx.now());
    tx.execute(&ADD_MESSAGE, args![message, id, organisation, person, body, now])
        .await?;
    Ok(message)
}

/// How many messages a thread has.
pub async fn count_messages(conn: &mut Conn, id: MatchId) -> Result<u32> {
    let (count,): (u32,) = conn.one(&COUNT_MESSAGES, args![id]).await?;
    Ok(count)
}

/// A thread, oldest first.
pub async fn messages(conn: &mut Conn, id: MatchId) -> Result<Vec<Message>> {
    conn.all(&MESSAGES, args![id, MAX_MESSAGES]).await
}

/// Keeps what one side says of a match. Not done, and `false`, where it has said something before.
pub async fn add_feedback(
    tx: &mut Tx,
    id: MatchId,
    organisation: OrganisationId,
    rating: u32,
    comment: &str,
) -> Result<bool> {
    let now = tx.now();
    Ok(tx
        .execute(&ADD_FEEDBACK, args![id, organisation, rating, comment, now])
        .await?
        == 1)
}

/// What the two sides said.
pub async fn feedback(conn: &mut Conn, id: MatchId) -> Result<Vec<Feedback>> {
    conn.all(&FEEDBACK, args![id]).await
}

/// How often others gave feedback on an organisation, and the sum of their ratings.
pub async fn feedback_on(conn: &mut Conn, organisation: OrganisationId) -> Result<(i64, i64)> {
    conn.one(&FEEDBACK_ON, args![organisation]).await
}
