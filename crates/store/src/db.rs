//! Opening a database, bringing its schema up to date, and running work in transactions.

use crate::{Conn, Engine, Error, Result, Transient, Tx, audit, conn::Inner, idempotency};
use sqlx::{
    Executor, PgPool, SqlitePool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};
use svx_domain::{
    access::Permit,
    organisation::Actor,
    ports::{Clock, Entropy},
};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How often work is tried again after a conflict with another writer.
const MAX_ATTEMPTS: u32 = 8;
/// How many connections read at once on SQLite.
const SQLITE_READERS: u32 = 4;
/// How many connections are held to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a request waits for a connection before it is told that the exchange is busy.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long SQLite waits for another process that holds the write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`: a file, made where it is not there.
    Sqlite(PathBuf),
    /// `postgres://...`.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = Error;
    fn from_str(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if !path.is_empty() {
                return Ok(Self::Sqlite(PathBuf::from(path)));
            }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        // A password may be in it: only the scheme is repeated.
        Err(Error::Url(
            url.split(':').next().unwrap_or_default().chars().take(40).collect(),
        ))
    }
}

/// A database that is open.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    key: Option<Arc<idempotency::Key>>,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Opens the database. The schema may be out of date: see [`Db::migrate`].
    pub async fn open(url: &DatabaseUrl, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
        let pools = match url {
            DatabaseUrl::Sqlite(path) => open_sqlite(path).await,
            DatabaseUrl::Postgres(url) => open_postgres(url).await,
        }
        .map_err(Error::Open)?;
        Ok(Self {
            pools,
            clock,
            entropy,
            key: None,
        })
    }

    /// The same database for one request with an idempotency key: the first change that it makes claims the key.
    #[must_use]
    pub fn for_request(&self, key: idempotency::Key) -> Self {
        Self {
            key: Some(Arc::new(key)),
            ..self.clone()
        }
    }

    /// Which engine this is.
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// The clock that transactions read.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The randomness that transactions draw from.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE_MIGRATIONS.run(writer).await?,
            Pools::Postgres(pool) => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        audit::tree::adopt(self).await
    }

    /// Whether every migration of this program has been applied.
    pub async fn is_current(&self) -> Result<bool> {
        let latest = |migrator: &Migrator| migrator.iter().map(|migration| migration.version).max().unwrap_or(0);
        const APPLIED: &str = "SELECT MAX(version) FROM _sqlx_migrations WHERE success";
        let (applied, expected) = match &self.pools {
            Pools::Sqlite { readers, .. } => (
                sqlx::query_scalar::<_, Option<i64>>(APPLIED).fetch_one(readers).await,
                latest(&SQLITE_MIGRATIONS),
            ),
            Pools::Postgres(pool) => (
                sqlx::query_scalar::<_, Option<i64>>(APPLIED).fetch_one(pool).await,
                latest(&POSTGRES_MIGRATIONS),
            ),
        };
        match applied {
            Ok(applied) => Ok(applied == Some(expected)),
            // The table of migrations itself is not there yet.
            Err(sqlx::Error::Database(_)) => Ok(false),
            Err(error) => Err(Error::Open(error)),
        }
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<Conn> {
        let inner = match &self.pools {
            Pools::Sqlite { readers, .. } => readers.acquire().await.map(Inner::SqliteRead),
            Pools::Postgres(pool) => pool.acquire().await.map(Inner::PostgresRead),
        };
        Ok(Conn(inner.map_err(Error::Transaction)?))
    }

    /// Attempts at the work of a use case, each in a transaction of its own: see [`transact!`](crate::transact).
    pub fn attempts(&self, permit: &Permit) -> Attempts<'_> {
        Attempts {
            db: self,
            actor: *permit.actor(),
            audited: true,
            made: 0,
        }
    }

    /// Attempts at work that changes nothing a user would call data: sessions, job leases, mail sent, rate limits. It is
    /// not audited.
    pub fn housekeeping(&self) -> Attempts<'_> {
        Attempts {
            db: self,
            actor: Actor::system("housekeeping"),
            audited: false,
            made: 0,
        }
    }

    async fn begin(&self, actor: Actor, audited: bool) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.begin_with("BEGIN IMMEDIATE").await.map(Inner::SqliteTx),
            Pools::Postgres(pool) => pool.begin().await.map(Inner::PostgresTx),
        };
        let inner = inner.map_err(Error::Transaction)?;
        Ok(Tx::new(
            inner,
            actor,
            self.clock.now(),
            Arc::clone(&self.entropy),
            audited,
        ))
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Attempts at the same work, until one is not in another writer's way.
pub struct Attempts<'a> {
    db: &'a Db,
    actor: Actor,
    audited: bool,
    made: u32,
}

impl Attempts<'_> {
    /// Begins the next attempt.
    pub async fn begin(&mut self) -> Result<Tx> {
        if self.made > 0 {
            tokio::time::sleep(Duration::from_millis(u64::from(self.made * self.made))).await;
        }
        self.made += 1;
        let mut tx = self.db.begin(self.actor, self.audited).await?;
        if let Some(key) = self.db.key.as_deref().filter(|_| self.audited) {
            idempotency::claim(&mut tx, key).await?;
        }
        Ok(tx)
    }

    /// Commits what the work did, or undoes it where it failed. Nothing where it is to be tried again.
    pub async fn finish<T, E: From<Error> + Transient>(
        &mut self,
        tx: Tx,
        outcome: Result<T, E>,
    ) -> Option<Result<T, E>> {
        let outcome = match outcome {
            Ok(value) => tx.commit().await.map(|()| value).map_err(E::from),
            Err(error) => {
                tx.rollback().await;
                Err(error)
            }
        };
        match outcome {
            Err(error) if error.is_transient() && self.made < MAX_ATTEMPTS => {
                tracing::debug!(
                    attempt = self.made,
                    "a transaction met another writer and is tried again"
                );
                None
            }
            outcome => Some(outcome),
        }
    }
}

/// Does work in one transaction, again where it met another writer, and commits it.
///
/// `transact!(attempts, Error, |tx| { ... })` gives a `Result<_, Error>`. The block may run several times, so it must have
/// no effect outside the transaction. For a use case ([`Db::attempts`]) it must record at least one audit event; otherwise
/// nothing is committed and [`Error::NotAudited`] is the answer. It is a macro because the future of an async closure that
/// borrows is not known to be `Send`.
#[macro_export]
macro_rules! transact {
    ($attempts:expr, $error:ty, |$tx:ident| $work:block) => {{
        let mut attempts = $attempts;
        loop {
            let mut begun = match attempts.begin().await {
                Ok(begun) => begun,
                Err(error) => break Err(<$error>::from(error)),
            };
            let outcome: ::std::result::Result<_, $error> = async {
                let $tx = &mut begun;
                $work
            }
            .await;
            if let Some(done) = attempts.finish(begun, outcome).await {
                break done;
            }
        }
    }};
}

async fn open_sqlite(path: &std::path::Path) -> sqlx::Result<Pools> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, None);
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    // The writer first: it makes the file and puts it in WAL mode, which a read-only connection cannot.
    let writer = pool().max_connections(1).connect_with(options.clone()).await?;
    let readers = pool()
        .max_connections(SQLITE_READERS)
        .connect_lazy_with(options.create_if_missing(false).read_only(true));
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_postgres(url: &str) -> sqlx::Result<Pools> {
    let options = PgConnectOptions::from_str(url)?.options([("client_min_messages", "error")]);
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A client that hangs up while `begin` is under way gives its connection back inside a transaction, and the
        // next user's writes would be lost with it. Ending whatever is open costs one short round trip.
        .after_release(|conn, _| {
            Box::pin(async move {
                conn.execute("ROLLBACK").await?;
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}
