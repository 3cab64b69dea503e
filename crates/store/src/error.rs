//! What can go wrong in the store.

use thiserror::Error;

/// An error of the store. None of its messages holds a value that a user typed.
#[derive(Debug, Error)]
pub enum Error {
    /// The database could not be reached or opened.
    #[error("the database cannot be opened: {0}")]
    Open(#[source] sqlx::Error),
    /// The URL is neither `sqlite:PATH` nor `postgres://...`.
    #[error("‘{0}’ is not a database: use sqlite:PATH or postgres://USER@HOST/NAME")]
    Url(String),
    /// The schema is newer than this program.
    #[error("the database schema cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("{statement} failed: {source}")]
    Statement {
        /// Which statement.
        statement: &'static str,
        /// What the driver said.
        #[source]
        source: sqlx::Error,
    },
    /// Beginning or committing failed.
    #[error("the transaction failed: {0}")]
    Transaction(#[source] sqlx::Error),
    /// A stored value is not what its column should hold.
    #[error("column {column} holds what it should not: {message}")]
    Corrupt {
        /// The column.
        column: String,
        /// What is wrong with it.
        message: String,
    },
    /// A row that must be there is not.
    #[error("{0} found no row")]
    Missing(&'static str),
    /// A write that recorded no audit event. A fault of the program: nothing was written.
    #[error("a change was not recorded in the audit log, so it was not made")]
    NotAudited,
    /// The ledger's rules refuse an entry.
    #[error(transparent)]
    Ledger(#[from] svx_domain::ledger::Refused),
    /// The value is not one that JSON can hold.
    #[error("a value could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Errors after which the same work may succeed when it is tried again.
pub trait Transient {
    /// Whether trying again may help.
    fn is_transient(&self) -> bool;
}

impl Transient for Error {
    /// PostgreSQL's serialisation failure (40001) and deadlock (40P01), SQLite's BUSY (5) and LOCKED (6) and their kinds.
    fn is_transient(&self) -> bool {
        let (Self::Statement { source, .. } | Self::Transaction(source)) = self else {
            return false;
        };
        let code = source.as_database_error().and_then(|error| error.code());
        let sqlite = |code: &str| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6));
        code.is_some_and(|code| matches!(&*code, "40001" | "40P01") || (code.len() < 5 && sqlite(&code)))
    }
}

impl Error {
    /// The name of the constraint that refused the write, or of the table and columns on SQLite.
    pub fn constraint(&self) -> Option<String> {
        let Self::Statement { source, .. } = self else {
            return None;
        };
        let database = source.as_database_error()?;
        if database.is_unique_violation() || database.is_check_violation() || database.is_foreign_key_violation() {
            return Some(
                database
                    .constraint()
                    .map_or_else(|| database.message().to_owned(), str::to_owned),
            );
        }
        None
    }

    /// Whether a unique constraint refused the write: the thing is there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Statement { source, .. } if source.as_database_error().is_some_and(|e| e.is_unique_violation()))
    }

    /// Whether a CHECK constraint refused the write.
    pub fn is_check(&self) -> bool {
        matches!(self, Self::Statement { source, .. } if source.as_database_error().is_some_and(|e| e.is_check_violation()))
    }
}
