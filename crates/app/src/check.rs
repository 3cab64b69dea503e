//! Whether the exchange can work: the database is reached and its schema is current.

use crate::{App, Result};
use svx_store::{jobs, outbox};

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// The database answered.
    pub database: bool,
    /// Every migration has been applied.
    pub migrations: bool,
}

/// Asks the database.
pub async fn readiness(app: &App) -> Result<Readiness> {
    match app.db.is_current().await {
        Ok(migrations) => Ok(Readiness {
            database: true,
            migrations,
        }),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            Ok(Readiness {
                database: false,
                migrations: false,
            })
        }
    }
}

/// The name of the file that [`storage`] writes: no evidence ever has it.
const PROBE: uuid::Uuid = uuid::Uuid::nil();

/// Whether a file can be kept and read back.
pub async fn storage(app: &App) -> bool {
    let written = app.now().to_string().into_bytes();
    let kept = app.blobs.put(PROBE, written).await;
    let back = app.blobs.get(PROBE).await;
    match (kept, back) {
        (Ok(()), Ok(back)) => !back.is_empty(),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "files cannot be kept");
            false
        }
    }
}

/// How many jobs and messages wait or were given up. Anyone who reaches the address for metrics may know.
pub async fn backlogs(app: &App) -> Result<(jobs::Backlog, outbox::Backlog)> {
    let mut conn = app.db.read().await?;
    Ok((jobs::backlog(&mut conn).await?, outbox::backlog(&mut conn).await?))
}
