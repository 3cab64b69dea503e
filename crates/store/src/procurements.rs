//! Procurements, the areas they deliver to, the register of needs that bidders pledge to, and imported notices.

use crate::{Arg, Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    Money, NeedId, OrganisationId, PriceBookVersionId, ProcurementId, ProjectId, Quantity, lifecycle::ProcurementState,
};

/// The most needs in one register.
pub const MAX_REGISTER: u32 = 300;
/// The most local authorities in the area of one procurement.
pub const MAX_AREA: u32 = 400;
/// The most procurements on one page of a list, and one more, which tells whether another page follows.
pub const MAX_PAGE: u32 = 101;
/// The most releases of one contracting process.
pub const MAX_RELEASES: u32 = 1000;

record! {
    /// A procurement.
    pub struct Procurement {
        /// Its id.
        pub id: ProcurementId,
        /// Its open contracting id, by which addresses name it.
        pub ocid: String,
        /// The authority that buys.
        pub authority_id: OrganisationId,
        /// The authority's name.
        pub authority: String,
        /// The authority's name in addresses.
        pub authority_slug: String,
        /// Its title.
        pub title: String,
        /// What is bought.
        pub description: String,
        /// `goods`, `services` or `works`.
        pub category: Option<String>,
        /// The procedure, in the authority's words.
        pub procedure: String,
        /// The estimated value.
        pub value_pence: Option<Money>,
        /// Whether that includes VAT.
        pub includes_vat: bool,
        /// The kind of buyer, as tender files name it.
        pub buyer_type: Option<String>,
        /// The kind of arrangement, as tender files name it.
        pub arrangement: String,
        /// The publication of the tender notice.
        pub commenced_on: Option<Date>,
        /// When bids are first taken.
        pub bids_from: Option<Timestamp>,
        /// When bids are no longer taken.
        pub bids_until: Option<Timestamp>,
        /// The contract's first day.
        pub contract_from: Option<Date>,
        /// The contract's last day.
        pub contract_to: Option<Date>,
        /// The state as it was last written; the clock may be ahead of it.
        pub state: ProcurementState,
        /// The criteria as the officer set them.
        pub setup: serde_json::Value,
        /// The frozen rules: a `svx.tender/1` file without bids.
        pub rules: Option<String>,
        /// Their fingerprint.
        pub rules_sha256: Option<String>,
        /// The version of the price book that pledges are valued at.
        pub price_version_id: Option<PriceBookVersionId>,
        /// What its notices say, where it was imported.
        pub notice: Option<serde_json::Value>,
        /// The title that they give it.
        pub notice_title: Option<String>,
        /// Why it was cancelled.
        pub reason: Option<String>,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was published.
        pub published_at: Option<Timestamp>,
        /// When its bids were opened.
        pub opened_at: Option<Timestamp>,
        /// When it was awarded.
        pub awarded_at: Option<Timestamp>,
    }

    /// A procurement in a list.
    pub struct Listed {
        /// Its open contracting id.
        pub ocid: String,
        /// The title that everyone may see.
        pub title: String,
        /// The authority's name.
        pub authority: String,
        /// The estimated value.
        pub value_pence: Option<Money>,
        /// The state as it was last written.
        pub state: ProcurementState,
        /// When bids are first taken.
        pub bids_from: Option<Timestamp>,
        /// When bids are no longer taken.
        pub bids_until: Option<Timestamp>,
        /// Whether it stands here as a notice alone.
        pub is_notice: bool,
    }

    /// A line of the register: a need as it stood, and what one unit of it would cost.
    pub struct RegisterLine {
        /// The need.
        pub need_id: NeedId,
        /// Its project.
        pub project_id: ProjectId,
        /// The project's title.
        pub project: String,
        /// The project's name in addresses.
        pub project_slug: String,
        /// The community that needs it.
        pub community_id: OrganisationId,
        /// Its name.
        pub community: String,
        /// The code of the resource.
        pub resource: String,
        /// Its name.
        pub resource_name: String,
        /// One of it.
        pub unit: String,
        /// Several of it.
        pub units: String,
        /// How many digits after the point a quantity may have.
        pub decimals: u32,
        /// The need in the community's words.
        pub description: String,
        /// How much is still needed.
        pub quantity: Quantity,
        /// What one unit would cost, where the register is frozen and a price is known.
        pub unit_price_pence: Option<Money>,
        /// The first day on which it is needed.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// Whether it can be given from anywhere.
        pub remote: bool,
        /// The local authority where it is needed.
        pub local_authority: Option<String>,
    }

    /// A release as it was imported.
    pub struct ImportedRelease {
        /// Its process.
        pub ocid: String,
        /// Its id.
        pub release_id: String,
        /// The whole of it.
        pub release: String,
    }
}

/// What a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `open`, `upcoming`, `evaluation`, `awarded`, `cancelled`, `notice`, or empty for all but notices.
    pub stage: String,
    /// Words of the title.
    pub words: String,
    /// The slug of an authority.
    pub authority: String,
}

statements! {
    INSERT = "INSERT INTO procurement (id, ocid, authority_id, title, description, category, procedure, value_pence, includes_vat,
            buyer_type, arrangement, commenced_on, bids_from, bids_until, contract_from, contract_to, state, setup, notice,
            notice_title, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21)";
    // Only a draft is ever written again.
    SAVE = "UPDATE procurement SET title = $2, description = $3, category = $4, procedure = $5, value_pence = $6, includes_vat = $7,
            buyer_type = $8, arrangement = $9, commenced_on = $10, bids_from = $11, bids_until = $12, contract_from = $13,
            contract_to = $14, setup = $15, updated_at = $16 WHERE id = $1 AND state = 'draft'";
    SAVE_NOTICE = "UPDATE procurement SET notice = $2, notice_title = $3, updated_at = $4 WHERE id = $1";
    BY_OCID = "SELECT p.id AS id, p.ocid AS ocid, p.authority_id AS authority_id, o.name AS authority, o.slug AS authority_slug,
            p.title AS title, p.description AS description, p.category AS category, p.procedure AS procedure,
            p.value_pence AS value_pence, p.includes_vat AS includes_vat, p.buyer_type AS buyer_type, p.arrangement AS arrangement,
            p.commenced_on AS commenced_on, p.bids_from AS bids_from, p.bids_until AS bids_until, p.contract_from AS contract_from,
            p.contract_to AS contract_to, p.state AS state, p.setup AS setup, p.rules AS rules, p.rules_sha256 AS rules_sha256,
            p.price_version_id AS price_version_id, p.notice AS notice, p.notice_title AS notice_title, p.reason AS reason,
            p.created_at AS created_at, p.updated_at AS updated_at, p.published_at AS published_at, p.opened_at AS opened_at,
            p.awarded_at AS awarded_at
        FROM procurement p JOIN organisation o ON o.id = p.authority_id WHERE p.ocid = $1";
    ID_OF_OCID = "SELECT id AS a FROM procurement WHERE ocid = $1";
    MOVE = "UPDATE procurement SET state = $3, updated_at = $4 WHERE id = $1 AND state = $2";
    PUBLISH = "UPDATE procurement SET state = $2, rules = $3, rules_sha256 = $4, price_version_id = $5, commenced_on = $6,
            published_at = $7, updated_at = $7 WHERE id = $1 AND state = 'draft' AND updated_at = $8";
    OPENED = "UPDATE procurement SET state = $2, opened_at = $3, updated_at = $3
        WHERE id = $1 AND opened_at IS NULL AND bids_until <= $3 AND state IN ('published', 'bidding', 'evaluation')";
    AWARDED = "UPDATE procurement SET state = $2, awarded_at = $3, updated_at = $3 WHERE id = $1 AND state = 'standstill'
            AND EXISTS (SELECT 1 FROM award_notice n JOIN award_decision d ON d.procurement_id = n.procurement_id AND d.version = n.decision_version
                WHERE n.procurement_id = $1 AND d.state = 'approved' AND n.ends_at <= $3)
            AND NOT EXISTS (SELECT 1 FROM challenge c WHERE c.procurement_id = $1 AND c.state <> 'resolved')";
    CANCEL = "UPDATE procurement SET state = $3, reason = $4, updated_at = $5 WHERE id = $1 AND state = $2";
    LIST = "SELECT l.ocid AS ocid, l.title AS title, l.authority AS authority, l.value_pence AS value_pence, l.state AS state,
            l.bids_from AS bids_from, l.bids_until AS bids_until, l.is_notice AS is_notice
        FROM (SELECT p.ocid AS ocid, CASE WHEN p.state = 'draft' THEN p.notice_title ELSE p.title END AS title, o.name AS authority,
                o.slug AS slug, p.value_pence AS value_pence, p.state AS state, p.bids_from AS bids_from, p.bids_until AS bids_until,
                p.state = 'draft' AS is_notice, COALESCE(p.published_at, p.created_at) AS at,
                CASE WHEN p.state = 'draft' THEN 'notice'
                    WHEN p.state IN ('published', 'bidding') AND p.bids_from > $1 THEN 'upcoming'
                    WHEN p.state IN ('published', 'bidding') AND p.bids_until > $1 THEN 'open'
                    WHEN p.state IN ('published', 'bidding', 'evaluation', 'evaluated', 'assessment-summaries', 'standstill') THEN 'evaluation'
                    WHEN p.state = 'cancelled' THEN 'cancelled' ELSE 'awarded' END AS stage
            FROM procurement p JOIN organisation o ON o.id = p.authority_id
            WHERE p.state <> 'draft' OR p.notice_title IS NOT NULL) l
        WHERE (l.stage = $2 OR ($2 = '' AND l.stage <> 'notice')) AND ($3 = '' OR l.slug = $3)
            AND LOWER(l.title) LIKE $4 ESCAPE '!'
        ORDER BY l.at DESC, l.ocid LIMIT $5 OFFSET $6";
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) AS a
        FROM (SELECT CASE WHEN p.state = 'draft' THEN p.notice_title ELSE p.title END AS title, o.slug AS slug,
                CASE WHEN p.state = 'draft' THEN 'notice'
                    WHEN p.state IN ('published', 'bidding') AND p.bids_from > $1 THEN 'upcoming'
                    WHEN p.state IN ('published', 'bidding') AND p.bids_until > $1 THEN 'open'
                    WHEN p.state IN ('published', 'bidding', 'evaluation', 'evaluated', 'assessment-summaries', 'standstill') THEN 'evaluation'
                    WHEN p.state = 'cancelled' THEN 'cancelled' ELSE 'awarded' END AS stage
            FROM procurement p JOIN organisation o ON o.id = p.authority_id
            WHERE p.state <> 'draft' OR p.notice_title IS NOT NULL) l
        WHERE (l.stage = $2 OR ($2 = '' AND l.stage <> 'notice')) AND ($3 = '' OR l.slug = $3)
            AND LOWER(l.title) LIKE $4 ESCAPE '!'";
    OF_AUTHORITY = "SELECT p.ocid AS ocid, p.title AS title, o.name AS authority, p.value_pence AS value_pence, p.state AS state,
            p.bids_from AS bids_from, p.bids_until AS bids_until, p.notice_title IS NOT NULL AS is_notice
        FROM procurement p JOIN organisation o ON o.id = p.authority_id
        WHERE p.authority_id = $1 ORDER BY p.updated_at DESC, p.ocid LIMIT $2 OFFSET $3";
    CLEAR_AREA = "DELETE FROM procurement_area WHERE procurement_id = $1";
    ADD_AREA = "INSERT INTO procurement_area (procurement_id, local_authority) VALUES ($1, $2)";
    AREA = "SELECT local_authority AS a FROM procurement_area WHERE procurement_id = $1 ORDER BY local_authority LIMIT $2";
    AREA_OF_AUTHORITY = "SELECT local_authority AS a FROM authority_area WHERE authority_id = $1 ORDER BY local_authority LIMIT $2";
    // What is still needed in an area on a day.
    NEEDED = ["SELECT n.id AS need_id, pr.id AS project_id, pr.title AS project, pr.slug AS project_slug, o.id AS community_id,
            o.name AS community, n.resource AS resource, r.name AS resource_name, r.unit AS unit, r.units AS units, r.decimals AS decimals,
            n.description AS description, n.quantity - n.matched AS quantity, CAST(NULL AS BIGINT) AS unit_price_pence,
            n.from_on AS from_on, n.to_on AS to_on, n.remote AS remote, pr.local_authority AS local_authority
        FROM project pr JOIN need n ON n.project_id = pr.id JOIN organisation o ON o.id = pr.organisation_id
            JOIN resource r ON r.code = n.resource
        WHERE pr.state = 'listed' AND pr.local_authority IN (SELECT value FROM json_each($1)) AND n.removed_at IS NULL
            AND n.matched < n.quantity AND n.to_on >= $2
        ORDER BY r.name, pr.title, n.id LIMIT $3",
        "SELECT n.id AS need_id, pr.id AS project_id, pr.title AS project, pr.slug AS project_slug, o.id AS community_id,
            o.name AS community, n.resource AS resource, r.name AS resource_name, r.unit AS unit, r.units AS units, r.decimals AS decimals,
            n.description AS description, n.quantity - n.matched AS quantity, CAST(NULL AS BIGINT) AS unit_price_pence,
            n.from_on AS from_on, n.to_on AS to_on, n.remote AS remote, pr.local_authority AS local_authority
        FROM project pr JOIN need n ON n.project_id = pr.id JOIN organisation o ON o.id = pr.organisation_id
            JOIN resource r ON r.code = n.resource
        WHERE pr.state = 'listed' AND pr.local_authority = ANY($1) AND n.removed_at IS NULL
            AND n.matched < n.quantity AND n.to_on >= $2
        ORDER BY r.name, pr.title, n.id LIMIT $3"];
    FREEZE_NEED = "INSERT INTO procurement_need (procurement_id, need_id, position, quantity, unit_price_pence) VALUES ($1, $2, $3, $4, $5)";
    REGISTER = "SELECT n.id AS need_id, pr.id AS project_id, pr.title AS project, pr.slug AS project_slug, o.id AS community_id,
            o.name AS community, n.resource AS resource, r.name AS resource_name, r.unit AS unit, r.units AS units, r.decimals AS decimals,
            n.description AS description, f.quantity AS quantity, f.unit_price_pence AS unit_price_pence, n.from_on AS from_on,
            n.to_on AS to_on, n.remote AS remote, pr.local_authority AS local_authority
        FROM procurement_need f JOIN need n ON n.id = f.need_id JOIN project pr ON pr.id = n.project_id
            JOIN organisation o ON o.id = pr.organisation_id JOIN resource r ON r.code = n.resource
        WHERE f.procurement_id = $1 ORDER BY f.position LIMIT $2";
    ADD_RELEASE = "INSERT INTO ocds_release (ocid, release_id, procurement_id, release, imported_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (ocid, release_id) DO NOTHING";
    RELEASES = "SELECT ocid, release_id, release FROM ocds_release WHERE ocid = $1 ORDER BY release_id LIMIT $2";
    RELEASES_TO = "UPDATE ocds_release SET procurement_id = $2 WHERE ocid = $1";
}

/// Adds a procurement with its area. An ocid that is taken is refused as a duplicate.
pub async fn insert(tx: &mut Tx, p: &Procurement) -> Result<()> {
    let values = args![
        p.id,
        &p.ocid,
        p.authority_id,
        &p.title,
        &p.description,
        p.category.clone(),
        &p.procedure,
        p.value_pence,
        p.includes_vat,
        p.buyer_type.clone(),
        &p.arrangement,
        p.commenced_on,
        p.bids_from,
        p.bids_until,
        p.contract_from,
        p.contract_to,
        p.state,
        p.setup.clone(),
        p.notice.clone(),
        p.notice_title.clone(),
        p.created_at,
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// Writes a draft again. `false` where it is no longer a draft.
pub async fn save(tx: &mut Tx, p: &Procurement) -> Result<bool> {
    let now = tx.now();
    let values = args![
        p.id,
        &p.title,
        &p.description,
        p.category.clone(),
        &p.procedure,
        p.value_pence,
        p.includes_vat,
        p.buyer_type.clone(),
        &p.arrangement,
        p.commenced_on,
        p.bids_from,
        p.bids_until,
        p.contract_from,
        p.contract_to,
        p.setup.clone(),
        now,
    ];
    Ok(tx.execute(&SAVE, values).await? == 1)
}

/// Writes what the notices of a process say.
pub async fn save_notice(tx: &mut Tx, id: ProcurementId, notice: serde_json::Value, title: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(&SAVE_NOTICE, args![id, notice, title, now]).await?;
    Ok(())
}

/// The procurement with an ocid.
pub async fn by_ocid(conn: &mut Conn, ocid: &str) -> Result<Option<Procurement>> {
    conn.optional(&BY_OCID, args![ocid]).await
}

/// The id of the procurement with an ocid.
pub async fn id_of(conn: &mut Conn, ocid: &str) -> Result<Option<ProcurementId>> {
    let found: Option<(ProcurementId,)> = conn.optional(&ID_OF_OCID, args![ocid]).await?;
    Ok(found.map(|(id,)| id))
}

/// Writes the next state. `false` where the state was no longer `from`.
pub async fn to_state(tx: &mut Tx, id: ProcurementId, from: ProcurementState, to: ProcurementState) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&MOVE, args![id, from, to, now]).await? == 1)
}

/// What is frozen at publication.
pub struct Frozen<'a> {
    /// The rules, as a tender file.
    pub rules: &'a str,
    /// Their fingerprint.
    pub rules_sha256: &'a str,
    /// The version of the price book.
    pub price_version: Option<PriceBookVersionId>,
    /// The day on which it commenced.
    pub commenced_on: Option<Date>,
}

/// Publishes a draft that was last changed at `seen`, with its register. `false` where it was changed since.
pub async fn publish(
    tx: &mut Tx,
    id: ProcurementId,
    frozen: Frozen<'_>,
    register: &[RegisterLine],
    seen: Timestamp,
) -> Result<bool> {
    let now = tx.now();
    let values = args![
        id,
        ProcurementState::Published,
        frozen.rules,
        frozen.rules_sha256,
        frozen.price_version,
        frozen.commenced_on,
        now,
        seen
    ];
    if tx.execute(&PUBLISH, values).await? == 0 {
        return Ok(false);
    }
    for (position, line) in (0_i64..).zip(register) {
        let values = args![id, line.need_id, position, line.quantity, line.unit_price_pence];
        tx.execute(&FREEZE_NEED, values).await?;
    }
    Ok(true)
}

/// Marks that the bids were opened. `false` before the closing time by the clock of this transaction, or a second time.
pub async fn opened(tx: &mut Tx, id: ProcurementId) -> Result<bool> {
    let now = tx.now();
    Ok(tx
        .execute(&OPENED, args![id, ProcurementState::Evaluation, now])
        .await?
        == 1)
}

/// Marks a procurement as awarded. `false` where its standstill is not over, or a challenge is not resolved.
pub async fn awarded(tx: &mut Tx, id: ProcurementId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&AWARDED, args![id, ProcurementState::Awarded, now]).await? == 1)
}

/// Cancels a procurement. `false` where the state was no longer `from`.
pub async fn cancel(tx: &mut Tx, id: ProcurementId, from: ProcurementState, reason: &str) -> Result<bool> {
    let now = tx.now();
    let values = args![id, from, ProcurementState::Cancelled, reason, now];
    Ok(tx.execute(&CANCEL, values).await? == 1)
}

/// A pattern for LIKE that finds these words anywhere, with `!` as its escape.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for character in words.trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern + "%"
}

/// A page of what everyone may see, the newest first, by the clock of `now`.
pub async fn list(conn: &mut Conn, filter: &Filter, now: Timestamp, limit: u32, offset: u32) -> Result<Vec<Listed>> {
    let values = args![
        now,
        &filter.stage,
        &filter.authority,
        containing(&filter.words),
        limit.min(MAX_PAGE),
        offset
    ];
    conn.all(&LIST, values).await
}

/// How many [`list`] would list in all.
pub async fn count(conn: &mut Conn, filter: &Filter, now: Timestamp) -> Result<u64> {
    let values = args![now, &filter.stage, &filter.authority, containing(&filter.words)];
    let (count,): (i64,) = conn.one(&COUNT, values).await?;
    u64::try_from(count).map_err(|_| Error::Missing(COUNT.name))
}

/// A page of an authority's own procurements, drafts included, the last changed first.
pub async fn of_authority(conn: &mut Conn, authority: OrganisationId, limit: u32, offset: u32) -> Result<Vec<Listed>> {
    conn.all(&OF_AUTHORITY, args![authority, limit.min(MAX_PAGE), offset])
        .await
}

/// Writes the area again.
pub async fn set_area(tx: &mut Tx, id: ProcurementId, codes: &[String]) -> Result<()> {
    tx.execute(&CLEAR_AREA, args![id]).await?;
    for code in codes.iter().take(MAX_AREA as usize) {
        tx.execute(&ADD_AREA, args![id, code]).await?;
    }
    Ok(())
}

/// The codes of the local authorities in its area.
pub async fn area(conn: &mut Conn, id: ProcurementId) -> Result<Vec<String>> {
    let codes: Vec<(String,)> = conn.all(&AREA, args![id, MAX_AREA]).await?;
    Ok(codes.into_iter().map(|(code,)| code).collect())
}

/// The codes of the local authorities that an authority serves.
pub async fn area_of_authority(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<String>> {
    let codes: Vec<(String,)> = conn.all(&AREA_OF_AUTHORITY, args![authority, MAX_AREA]).await?;
    Ok(codes.into_iter().map(|(code,)| code).collect())
}

/// What is still needed in an area on a day, without prices: at most [`MAX_REGISTER`] and one more.
pub async fn needed(conn: &mut Conn, area: &[String], on: Date) -> Result<Vec<RegisterLine>> {
    let values = args![Arg::Texts(area.to_vec()), on, MAX_REGISTER + 1];
    conn.all(&NEEDED, values).await
}

/// The register as it was frozen.
pub async fn register(conn: &mut Conn, id: ProcurementId) -> Result<Vec<RegisterLine>> {
    conn.all(&REGISTER, args![id, MAX_REGISTER]).await
}

/// Keeps a release. `false` where it was there already.
pub async fn add_release(
    tx: &mut Tx,
    ocid: &str,
    release_id: &str,
    procurement: Option<ProcurementId>,
    release: &str,
) -> Result<bool> {
    let now = tx.now();
    let values = args![ocid, release_id, procurement, release, now];
    Ok(tx.execute(&ADD_RELEASE, values).await? == 1)
}

/// Every release of a process.
pub async fn releases(conn: &mut Conn, ocid: &str) -> Result<Vec<ImportedRelease>> {
    conn.all(&RELEASES, args![ocid, MAX_RELEASES]).await
}

/// Notes to which procurement the releases of a process belong.
pub async fn releases_belong_to(tx: &mut Tx, ocid: &str, id: ProcurementId) -> Result<()> {
    tx.execute(&RELEASES_TO, args![ocid, id]).await?;
    Ok(())
}
