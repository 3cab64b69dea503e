//! Connections and transactions of either engine, and the few ways to run a statement.

use crate::{Arg, Engine, Error, Event, Record, Result, Row, Stmt, audit};
use jiff::{Timestamp, civil::Date};
use sqlx::{
    AssertSqlSafe, Postgres, Sqlite, SqliteConnection, Transaction,
    pool::PoolConnection,
    postgres::{PgArguments, PgConnection},
    sqlite::SqliteArguments,
};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};
use svx_domain::{
    Id,
    organisation::Actor,
    ports::{self, Entropy},
};

/// A connection that reads. Reads outside a transaction see each statement's own moment.
pub struct Conn(pub(crate) Inner);

pub(crate) enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

enum Target<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Conn {
    fn target(&mut self) -> Target<'_> {
        match &mut self.0 {
            Inner::SqliteRead(conn) => Target::Sqlite(conn),
            Inner::SqliteTx(tx) => Target::Sqlite(tx),
            Inner::PostgresRead(conn) => Target::Postgres(conn),
            Inner::PostgresTx(tx) => Target::Postgres(tx),
        }
    }

    /// Which engine this is.
    pub const fn engine(&self) -> Engine {
        match self.0 {
            Inner::SqliteRead(_) | Inner::SqliteTx(_) => Engine::Sqlite,
            Inner::PostgresRead(_) | Inner::PostgresTx(_) => Engine::Postgres,
        }
    }

    /// Every row that the statement gives.
    pub async fn all<T: Record>(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<Vec<T>> {
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source,
        };
        match self.target() {
            Target::Sqlite(conn) => {
                let query = sqlx::query_with(stmt.sqlite, sqlite_args(stmt, args)?);
                let rows = query.fetch_all(conn).await.map_err(failed)?;
                rows.into_iter().map(|row| T::read(&Row::Sqlite(row))).collect()
            }
            Target::Postgres(conn) => {
                let query = sqlx::query_with(stmt.postgres, postgres_args(stmt, args)?);
                let rows = query.fetch_all(conn).await.map_err(failed)?;
                rows.into_iter().map(|row| T::read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// The row that the statement gives, if it gives one.
    pub async fn optional<T: Record>(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<Option<T>> {
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source,
        };
        match self.target() {
            Target::Sqlite(conn) => {
                let query = sqlx::query_with(stmt.sqlite, sqlite_args(stmt, args)?);
                let row = query.fetch_optional(conn).await.map_err(failed)?;
                row.map(|row| T::read(&Row::Sqlite(row))).transpose()
            }
            Target::Postgres(conn) => {
                let query = sqlx::query_with(stmt.postgres, postgres_args(stmt, args)?);
                let row = query.fetch_optional(conn).await.map_err(failed)?;
                row.map(|row| T::read(&Row::Postgres(row))).transpose()
            }
        }
    }

    /// The one row that the statement must give.
    pub async fn one<T: Record>(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<T> {
        self.optional(stmt, args).await?.ok_or(Error::Missing(stmt.name))
    }

    /// Runs one statement and says how many rows it changed.
    async fn run(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<u64> {
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source,
        };
        match self.target() {
            Target::Sqlite(conn) => {
                let query = sqlx::query_with(stmt.sqlite, sqlite_args(stmt, args)?);
                Ok(query.execute(conn).await.map_err(failed)?.rows_affected())
            }
            Target::Postgres(conn) => {
                let query = sqlx::query_with(stmt.postgres, postgres_args(stmt, args)?);
                Ok(query.execute(conn).await.map_err(failed)?.rows_affected())
            }
        }
    }

    /// Asks the engine to prepare a statement, and gives the number of its parameters and the names of its columns.
    pub async fn describe(&mut self, stmt: &Stmt) -> Result<(usize, Vec<String>)> {
        use sqlx::{Column, Either, Executor, SqlSafeStr};
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source,
        };
        let count = |parameters: Option<Either<usize, usize>>| match parameters {
            Some(Either::Left(count) | Either::Right(count)) => count,
            None => 0,
        };
        match self.target() {
            Target::Sqlite(conn) => {
                let d = conn
                    .describe(AssertSqlSafe(stmt.sqlite).into_sql_str())
                    .await
                    .map_err(failed)?;
                let parameters = d.parameters.map(|either| either.map_left(|list| list.len()));
                Ok((
                    count(parameters),
                    d.columns.iter().map(|column| column.name().to_owned()).collect(),
                ))
            }
            Target::Postgres(conn) => {
                let d = conn
                    .describe(AssertSqlSafe(stmt.postgres).into_sql_str())
                    .await
                    .map_err(failed)?;
                let parameters = d.parameters.map(|either| either.map_left(|list| list.len()));
                Ok((
                    count(parameters),
                    d.columns.iter().map(|column| column.name().to_owned()).collect(),
                ))
            }
        }
    }

    /// The engine's plan for a statement, as text, with every parameter NULL.
    pub async fn explain(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<String> {
        use sqlx::Row as _;
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source,
        };
        let lines: Vec<String> = match self.target() {
            Target::Sqlite(conn) => {
                let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", stmt.sqlite));
                let rows = sqlx::query_with(text, sqlite_args(stmt, args)?)
                    .fetch_all(conn)
                    .await
                    .map_err(failed)?;
                rows.iter().map(|row| row.get::<String, _>("detail")).collect()
            }
            Target::Postgres(conn) => {
                let text = AssertSqlSafe(format!("EXPLAIN {}", stmt.postgres));
                let rows = sqlx::query_with(text, postgres_args(stmt, args)?)
                    .fetch_all(conn)
                    .await
                    .map_err(failed)?;
                rows.iter().map(|row| row.get::<String, _>(0)).collect()
            }
        };
        Ok(lines.join("\n"))
    }
}

fn sqlite_args(stmt: &Stmt, args: Vec<Arg>) -> Result<SqliteArguments> {
    let mut bound = SqliteArguments::default();
    for arg in args {
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source: sqlx::Error::Encode(source),
        };
        arg.bind_sqlite(&mut bound).map_err(failed)?;
    }
    Ok(bound)
}

fn postgres_args(stmt: &Stmt, args: Vec<Arg>) -> Result<PgArguments> {
    let mut bound = PgArguments::default();
    for arg in args {
        let failed = |source| Error::Statement {
            statement: stmt.name,
            source: sqlx::Error::Encode(source),
        };
        arg.bind_postgres(&mut bound).map_err(failed)?;
    }
    Ok(bound)
}

/// A transaction that writes. It reads too, and sees its own writes.
///
/// Dropping it undoes everything. Committing one that was opened for a use case fails unless it recorded an audit event.
pub struct Tx {
    conn: Conn,
    actor: Actor,
    now: Timestamp,
    entropy: Arc<dyn Entropy>,
    unrecorded: bool,
    /// Events that are added to the log when the transaction commits.
    events: Vec<Event>,
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Tx {
    pub(crate) fn new(inner: Inner, actor: Actor, now: Timestamp, entropy: Arc<dyn Entropy>, audited: bool) -> Self {
        Self {
            conn: Conn(inner),
            actor,
            now,
            entropy,
            unrecorded: audited,
            events: Vec::new(),
        }
    }

    /// The moment of this transaction: everything in it happens then.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The day of this transaction in the United Kingdom.
    pub fn today(&self) -> Date {
        ports::uk_date(self.now)
    }

    /// Who is doing this.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// A new id.
    pub fn id<T>(&self) -> Id<T> {
        ports::new_id(self.now, &*self.entropy)
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// Runs one statement and says how many rows it changed.
    pub async fn execute(&mut self, stmt: &Stmt, args: Vec<Arg>) -> Result<u64> {
        self.conn.run(stmt, args).await
    }

    /// Writes an audit event in this transaction. It takes its place in the log when the transaction commits.
    // There is one order of all events, so whoever adds one keeps everyone else from it until the end of the transaction.
    // That is why it is the last thing that a transaction does.
    #[expect(clippy::unused_async, reason = "a use case awaits every write")]
    pub async fn record(&mut self, event: Event) -> Result<()> {
        self.unrecorded = false;
        self.events.push(event);
        Ok(())
    }

    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        if self.unrecorded {
            return Err(Error::NotAudited);
        }
        audit::tree::append_recorded(&mut self).await?;
        match self.conn.0 {
            Inner::SqliteTx(tx) => tx.commit().await,
            Inner::PostgresTx(tx) => tx.commit().await,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(()),
        }
        .map_err(Error::Transaction)
    }

    pub(crate) async fn rollback(self) {
        let undone = match self.conn.0 {
            Inner::SqliteTx(tx) => tx.rollback().await,
            Inner::PostgresTx(tx) => tx.rollback().await,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(()),
        };
        if let Err(error) = undone {
            tracing::warn!(%error, "rollback failed; the connection is dropped");
        }
    }
}
