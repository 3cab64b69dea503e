//! Whether the exchange can work: the database is reached and its schema is current.

use crate::{App, Result};

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
