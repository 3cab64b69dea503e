//! Policy packs of authorities in versions, the measures that procurements choose from them, and waivers of the rules.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{MeasureWaiverId, OrganisationId, PersonId, PolicyPackId, PolicyVersionId, ProcurementId};

/// The most packs of one authority.
pub const MAX_PACKS: u32 = 50;
/// The most versions of one pack.
pub const MAX_VERSIONS: u32 = 200;
/// The most measures of one version.
pub const MAX_MEASURES: u32 = 500;
/// The most packs of other authorities on one page.
pub const MAX_LISTED: u32 = 200;
/// The most waivers of one procurement.
pub const MAX_WAIVERS: u32 = 100;

record! {
    /// A pack of an authority.
    pub struct Pack {
        /// Its id.
        pub id: PolicyPackId,
        /// Whose it is.
        pub authority_id: OrganisationId,
        /// The authority's name.
        pub authority: String,
        /// The authority's name in addresses.
        pub authority_slug: String,
        /// Its name in addresses.
        pub slug: String,
        /// Its name.
        pub name: String,
    }

    /// A version of a pack.
    pub struct Version {
        /// Its id.
        pub id: PolicyVersionId,
        /// Its pack.
        pub pack_id: PolicyPackId,
        /// From 1.
        pub number: u32,
        /// The first day of commencement that it is for.
        pub from_on: Option<Date>,
        /// What it was decided by.
        pub source: String,
        /// How many measures may be chosen at most.
        pub most_measures: Option<u32>,
        /// The fingerprint of its measures and rules, once it is published.
        pub sha256: Option<String>,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was published.
        pub published_at: Option<Timestamp>,
    }

    /// A measure of a version.
    pub struct Measure {
        /// Unique in the version.
        pub code: String,
        /// The theme that it belongs to.
        pub theme: String,
        /// The outcome that it serves.
        pub outcome: String,
        /// What is measured.
        pub title: String,
        /// What it is counted in.
        pub unit: String,
        /// What counts and what does not.
        pub description: String,
    }

    /// How many measures of a theme must be chosen at least.
    pub struct ThemeRule {
        /// The theme.
        pub theme: String,
        /// How many.
        pub least: u32,
    }

    /// A published version in a list of packs.
    pub struct Listed {
        /// The authority's name.
        pub authority: String,
        /// The authority's name in addresses.
        pub authority_slug: String,
        /// The pack's name in addresses.
        pub slug: String,
        /// The pack's name.
        pub name: String,
        /// The version's id.
        pub version_id: PolicyVersionId,
        /// The version's number.
        pub number: u32,
        /// The first day of commencement that it is for.
        pub from_on: Date,
    }

    /// A waiver of a rule, and what became of it.
    pub struct Waiver {
        /// Its id.
        pub id: MeasureWaiverId,
        /// The procurement.
        pub procurement_id: ProcurementId,
        /// The rule.
        pub rule: String,
        /// The fingerprint of the choice that it was asked for.
        pub choice_sha256: String,
        /// Why the rule is departed from.
        pub reason: String,
        /// Who asked.
        pub asked_by: PersonId,
        /// Their name.
        pub asked_by_name: String,
        /// When they did.
        pub asked_at: Timestamp,
        /// Who decided.
        pub decided_by_name: Option<String>,
        /// When they did.
        pub decided_at: Option<Timestamp>,
        /// What they decided.
        pub approved: Option<bool>,
        /// Their reason.
        pub decision: Option<String>,
    }
}

statements! {
    INSERT_PACK = "INSERT INTO policy_pack (id, authority_id, slug, name, created_at) VALUES ($1, $2, $3, $4, $5)";
    OWN = "SELECT p.id AS id, p.authority_id AS authority_id, o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name
        FROM policy_pack p JOIN organisation o ON o.id = p.authority_id WHERE p.authority_id = $1 ORDER BY p.name, p.id LIMIT $2";
    BY_SLUG = "SELECT p.id AS id, p.authority_id AS authority_id, o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name
        FROM policy_pack p JOIN organisation o ON o.id = p.authority_id WHERE o.slug = $1 AND p.slug = $2";
    BY_OWNER = "SELECT p.id AS id, p.authority_id AS authority_id, o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name
        FROM policy_pack p JOIN organisation o ON o.id = p.authority_id WHERE p.authority_id = $1 AND p.slug = $2";
    OF_VERSION = "SELECT p.id AS id, p.authority_id AS authority_id, o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name
        FROM policy_version v JOIN policy_pack p ON p.id = v.pack_id JOIN organisation o ON o.id = p.authority_id WHERE v.id = $1";
    VERSIONS = "SELECT id, pack_id, number, from_on, source, most_measures, sha256, updated_at, published_at
        FROM policy_version WHERE pack_id = $1 ORDER BY number DESC LIMIT $2";
    VERSION = "SELECT id, pack_id, number, from_on, source, most_measures, sha256, updated_at, published_at
        FROM policy_version WHERE id = $1";
    BEGIN = "INSERT INTO policy_version (id, pack_id, number, from_on, source, most_measures, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    SAVE_DRAFT = "UPDATE policy_version SET from_on = $2, source = $3, most_measures = $4, updated_at = $5
        WHERE id = $1 AND published_at IS NULL";
    PUBLISH = "UPDATE policy_version SET sha256 = $2, published_at = $3, updated_at = $3
        WHERE id = $1 AND published_at IS NULL AND updated_at = $4";
    CLEAR_MEASURES = "DELETE FROM policy_measure WHERE version_id = $1
        AND version_id IN (SELECT id FROM policy_version WHERE published_at IS NULL)";
    CLEAR_RULES = "DELETE FROM policy_theme_rule WHERE version_id = $1
        AND version_id IN (SELECT id FROM policy_version WHERE published_at IS NULL)";
    ADD_MEASURE = "INSERT INTO policy_measure (version_id, code, position, theme, outcome, title, unit, description)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_RULE = "INSERT INTO policy_theme_rule (version_id, theme, least) VALUES ($1, $2, $3)";
    MEASURES = "SELECT code, theme, outcome, title, unit, description FROM policy_measure WHERE version_id = $1 ORDER BY position LIMIT $2";
    RULES = "SELECT theme, least FROM policy_theme_rule WHERE version_id = $1 ORDER BY theme LIMIT $2";
    LISTED = "SELECT o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name, v.id AS version_id, v.number AS number, v.from_on AS from_on
        FROM policy_version v JOIN policy_pack p ON p.id = v.pack_id JOIN organisation o ON o.id = p.authority_id
        WHERE v.published_at IS NOT NULL AND v.number = (SELECT MAX(l.number) FROM policy_version l WHERE l.pack_id = v.pack_id AND l.published_at IS NOT NULL)
        ORDER BY o.name, p.name, v.id LIMIT $1";
    // Every published version of an authority, the newest of each pack first.
    CHOOSABLE = "SELECT o.name AS authority, o.slug AS authority_slug, p.slug AS slug, p.name AS name, v.id AS version_id, v.number AS number, v.from_on AS from_on
        FROM policy_version v JOIN policy_pack p ON p.id = v.pack_id JOIN organisation o ON o.id = p.authority_id
        WHERE v.published_at IS NOT NULL AND p.authority_id = $1 ORDER BY p.name, p.id, v.number DESC LIMIT $2";
    CHOSEN = "SELECT version_id AS a FROM procurement_policy WHERE procurement_id = $1";
    CHOOSE = "INSERT INTO procurement_policy (procurement_id, version_id) VALUES ($1, $2)
        ON CONFLICT (procurement_id) DO UPDATE SET version_id = $2";
    CHOOSE_NONE = "DELETE FROM procurement_policy WHERE procurement_id = $1";
    CHOSEN_MEASURES = "SELECT code AS a FROM procurement_measure WHERE procurement_id = $1 ORDER BY code LIMIT $2";
    CLEAR_CHOICE = "DELETE FROM procurement_measure WHERE procurement_id = $1";
    ADD_CHOICE = "INSERT INTO procurement_measure (procurement_id, code) VALUES ($1, $2)";
    ASK = "INSERT INTO measure_waiver (id, procurement_id, rule, choice_sha256, reason, asked_by, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DECIDE = "UPDATE measure_waiver SET decided_by = $2, decided_at = $3, approved = $4, decision = $5
        WHERE id = $1 AND decided_at IS NULL AND asked_by <> $2";
    WAIVERS = "SELECT w.id AS id, w.procurement_id AS procurement_id, w.rule AS rule, w.choice_sha256 AS choice_sha256, w.reason AS reason,
            w.asked_by AS asked_by, a.name AS asked_by_name, w.asked_at AS asked_at, d.name AS decided_by_name,
            w.decided_at AS decided_at, w.approved AS approved, w.decision AS decision
        FROM measure_waiver w JOIN person a ON a.id = w.asked_by LEFT JOIN person d ON d.id = w.decided_by
        WHERE w.procurement_id = $1 ORDER BY w.asked_at, w.id LIMIT $2";
}

/// Adds a pack. A slug that the authority has is refused as a duplicate.
pub async fn insert_pack(
    tx: &mut Tx,
    id: PolicyPackId,
    authority: OrganisationId,
    slug: &str,
    name: &str,
) -> Result<()> {
    let now = tx.now();
    tx.execute(&INSERT_PACK, args![id, authority, slug, name, now]).await?;
    Ok(())
}

/// The packs of an authority, by name.
pub async fn own(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<Pack>> {
    conn.all(&OWN, args![authority, MAX_PACKS]).await
}

/// A pack by its authority's name and its own in addresses.
pub async fn by_slug(conn: &mut Conn, authority: &str, slug: &str) -> Result<Option<Pack>> {
    conn.optional(&BY_SLUG, args![authority, slug]).await
}

/// A pack of an authority by its name in addresses.
pub async fn by_owner(conn: &mut Conn, authority: OrganisationId, slug: &str) -> Result<Option<Pack>> {
    conn.optional(&BY_OWNER, args![authority, slug]).await
}

/// The pack of a version.
pub async fn of_version(conn: &mut Conn, version: PolicyVersionId) -> Result<Option<Pack>> {
    conn.optional(&OF_VERSION, args![version]).await
}

/// The versions of a pack, the newest first.
pub async fn versions(conn: &mut Conn, pack: PolicyPackId) -> Result<Vec<Version>> {
    conn.all(&VERSIONS, args![pack, MAX_VERSIONS]).await
}

/// One version.
pub async fn version(conn: &mut Conn, id: PolicyVersionId) -> Result<Option<Version>> {
    conn.optional(&VERSION, args![id]).await
}

/// Begins a version as a draft. A second draft of a pack is refused as a duplicate.
pub async fn begin(tx: &mut Tx, version: &Version) -> Result<()> {
    let now = tx.now();
    let values = args![
        version.id,
        version.pack_id,
        version.number,
        version.from_on,
        &version.source,
        version.most_measures.map(i64::from),
        now
    ];
    tx.execute(&BEGIN, values).await?;
    Ok(())
}

/// Writes a draft again, with its measures and rules. `false` where it is published: then nothing is written.
pub async fn save_draft(tx: &mut Tx, version: &Version, measures: &[Measure], rules: &[ThemeRule]) -> Result<bool> {
    let (now, id) = (tx.now(), version.id);
    let values = args![
        id,
        version.from_on,
        &version.source,
        version.most_measures.map(i64::from),
        now
    ];
    if tx.execute(&SAVE_DRAFT, values).await? == 0 {
        return Ok(false);
    }
    tx.execute(&CLEAR_MEASURES, args![id]).await?;
    tx.execute(&CLEAR_RULES, args![id]).await?;
    for (position, measure) in (0_i64..).zip(measures.iter().take(MAX_MEASURES as usize)) {
        let values = args![
            id,
            &measure.code,
            position,
            &measure.theme,
            &measure.outcome,
            &measure.title,
            &measure.unit,
            &measure.description
        ];
        tx.execute(&ADD_MEASURE, values).await?;
    }
    for rule in rules.iter().take(MAX_MEASURES as usize) {
        tx.execute(&ADD_RULE, args![id, &rule.theme, rule.least]).await?;
    }
    Ok(true)
}

/// Publishes a draft that was last changed at `seen`. `false` where it was changed or published since.
pub async fn publish(tx: &mut Tx, id: PolicyVersionId, sha256: &str, seen: Timestamp) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&PUBLISH, args![id, sha256, now, seen]).await? == 1)
}

/// The measures of a version, in its order.
pub async fn measures(conn: &mut Conn, version: PolicyVersionId) -> Result<Vec<Measure>> {
    conn.all(&MEASURES, args![version, MAX_MEASURES]).await
}

/// The rules of a version on its themes.
pub async fn theme_rules(conn: &mut Conn, version: PolicyVersionId) -> Result<Vec<ThemeRule>> {
    conn.all(&RULES, args![version, MAX_MEASURES]).await
}

/// The newest published version of every pack.
pub async fn listed(conn: &mut Conn) -> Result<Vec<Listed>> {
    conn.all(&LISTED, args![MAX_LISTED]).await
}

/// Every published version of an authority's packs.
pub async fn choosable(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<Listed>> {
    conn.all(&CHOOSABLE, args![authority, MAX_LISTED]).await
}

/// The version that a procurement chose, and the codes of its measures.
pub async fn chosen(conn: &mut Conn, id: ProcurementId) -> Result<Option<(PolicyVersionId, Vec<String>)>> {
    let found: Option<(PolicyVersionId,)> = conn.optional(&CHOSEN, args![id]).await?;
    let Some((version,)) = found else {
        return Ok(None);
    };
    let codes: Vec<(String,)> = conn.all(&CHOSEN_MEASURES, args![id, MAX_MEASURES]).await?;
    Ok(Some((version, codes.into_iter().map(|(code,)| code).collect())))
}

/// Writes the choice of a procurement: a version with measures, or none.
pub async fn choose(tx: &mut Tx, id: ProcurementId, choice: Option<(PolicyVersionId, &[String])>) -> Result<()> {
    tx.execute(&CLEAR_CHOICE, args![id]).await?;
    let Some((version, codes)) = choice else {
        tx.execute(&CHOOSE_NONE, args![id]).await?;
        return Ok(());
    };
    tx.execute(&CHOOSE, args![id, version]).await?;
    for code in codes.iter().take(MAX_MEASURES as usize) {
        tx.execute(&ADD_CHOICE, args![id, code]).await?;
    }
    Ok(())
}

/// What is asked for with a waiver.
pub struct Asked<'a> {
    /// The procurement.
    pub procurement: ProcurementId,
    /// The rule.
    pub rule: &'a str,
    /// The fingerprint of the choice.
    pub choice_sha256: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who asks.
    pub by: PersonId,
}

/// Records that somebody asks for a waiver.
pub async fn ask(tx: &mut Tx, id: MeasureWaiverId, asked: &Asked<'_>) -> Result<()> {
    let now = tx.now();
    let values = args![
        id,
        asked.procurement,
        asked.rule,
        asked.choice_sha256,
        asked.reason,
        asked.by,
        now
    ];
    tx.execute(&ASK, values).await?;
    Ok(())
}

/// Records what a second person decided. `false` where it was decided before, or they asked themselves.
pub async fn decide(tx: &mut Tx, id: MeasureWaiverId, by: PersonId, approved: bool, decision: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&DECIDE, args![id, by, now, approved, decision]).await? == 1)
}

/// Every waiver of a procurement, the oldest first.
pub async fn waivers(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Waiver>> {
    conn.all(&WAIVERS, args![id, MAX_WAIVERS]).await
}
