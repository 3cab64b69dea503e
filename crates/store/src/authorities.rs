//! What an authority's exchange is about: its outcomes, and the areas that it serves.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use svx_domain::OrganisationId;

/// The most outcomes of one authority.
pub const MAX_OUTCOMES: u32 = 100;
/// The most areas of one authority.
pub const MAX_AREAS: u32 = 400;

record! {
    /// What an authority wants its exchange to achieve, in its own words.
    pub struct Outcome {
        /// Its code, unique within the authority.
        pub code: String,
        /// Its title.
        pub title: String,
        /// What it means.
        pub description: String,
        /// Its place in the list, from 1.
        pub position: u32,
    }
}

statements! {
    OUTCOMES = "SELECT code, title, description, position FROM outcome WHERE authority_id = $1 ORDER BY position, code LIMIT $2";
    OUTCOME = "SELECT code, title, description, position FROM outcome WHERE authority_id = $1 AND code = $2";
    ADD_OUTCOME = "INSERT INTO outcome (authority_id, code, title, description, position)
        SELECT $1, $2, $3, $4, COALESCE(MAX(x.position), 0) + 1 FROM outcome x WHERE x.authority_id = $1";
    UPDATE_OUTCOME = "UPDATE outcome SET title = $3, description = $4 WHERE authority_id = $1 AND code = $2";
    REMOVE_OUTCOME = "DELETE FROM outcome WHERE authority_id = $1 AND code = $2";
    AREAS = "SELECT local_authority AS a FROM authority_area WHERE authority_id = $1 ORDER BY local_authority LIMIT $2";
    ADD_AREA = "INSERT INTO authority_area (authority_id, local_authority) VALUES ($1, $2) ON CONFLICT (authority_id, local_authority) DO NOTHING";
    CLEAR_AREAS = "DELETE FROM authority_area WHERE authority_id = $1";
    SERVING = "SELECT authority_id AS a FROM authority_area WHERE local_authority = $1 ORDER BY authority_id LIMIT $2";
}

/// The outcomes of an authority, in its order.
pub async fn outcomes(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<Outcome>> {
    conn.all(&OUTCOMES, args![authority, MAX_OUTCOMES]).await
}

/// One outcome by its code.
pub async fn outcome(conn: &mut Conn, authority: OrganisationId, code: &str) -> Result<Option<Outcome>> {
    conn.optional(&OUTCOME, args![authority, code]).await
}

/// Adds an outcome after the others. A code that the authority has is refused as a duplicate.
pub async fn add_outcome(tx: &mut Tx, authority: OrganisationId, code: &str, title: &str, text: &str) -> Result<()> {
    tx.execute(&ADD_OUTCOME, args![authority, code, title, text]).await?;
    Ok(())
}

/// Changes the words of an outcome. Says whether there is one with the code.
pub async fn update_outcome(
    tx: &mut Tx,
    authority: OrganisationId,
    code: &str,
    title: &str,
    text: &str,
) -> Result<bool> {
    Ok(tx.execute(&UPDATE_OUTCOME, args![authority, code, title, text]).await? > 0)
}

/// Removes an outcome. One that a project names is refused.
pub async fn remove_outcome(tx: &mut Tx, authority: OrganisationId, code: &str) -> Result<bool> {
    Ok(tx.execute(&REMOVE_OUTCOME, args![authority, code]).await? > 0)
}

/// The GSS codes of the areas that an authority serves.
pub async fn areas(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = conn.all(&AREAS, args![authority, MAX_AREAS]).await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// Says which areas an authority serves, in place of what was said before.
pub async fn set_areas(tx: &mut Tx, authority: OrganisationId, codes: &[String]) -> Result<()> {
    tx.execute(&CLEAR_AREAS, args![authority]).await?;
    for code in codes {
        tx.execute(&ADD_AREA, args![authority, code]).await?;
    }
    Ok(())
}

/// The authorities of the installation that serve an area.
pub async fn serving(conn: &mut Conn, local_authority: &str) -> Result<Vec<OrganisationId>> {
    let rows: Vec<(OrganisationId,)> = conn
        .all(&SERVING, args![local_authority, crate::organisations::MAX_AUTHORITIES])
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
