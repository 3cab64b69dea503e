//! A fresh database of either engine.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, types::Uuid};
use std::sync::atomic::{AtomicU32, Ordering};
use svx_domain::{BidId, PersonId, ProcurementId};
use svx_store::{DatabaseUrl, Engine};
use tempfile::TempDir;

/// Where tests find a PostgreSQL server on which they may create databases.
const POSTGRES_ENV: &str = "SVX_TEST_POSTGRES";

/// A database that nobody else uses. A SQLite file goes with it; a PostgreSQL database stays until its server goes.
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// A folder for the files of the test.
    pub folder: TempDir,
}

impl Database {
    /// A new, empty database, or nothing where the engine's server is not at hand.
    pub async fn new(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = match engine {
            Engine::Sqlite => DatabaseUrl::Sqlite(folder.path().join("svx.db")),
            Engine::Postgres => DatabaseUrl::Postgres(create_postgres().await?),
        };
        Some(Self { url, folder })
    }

    /// Writes a mark of the first question of quality as it was written before there were panels.
    pub async fn add_old_mark(&self, procurement: ProcurementId, bid: BidId, mark: &str, evaluator: PersonId) {
        let ids = [bid.uuid(), procurement.uuid(), bid.uuid(), evaluator.uuid()];
        let statement = |literal: fn(Uuid) -> String, at: &str| {
            let [id, procurement, bid, evaluator] = ids.map(literal);
            AssertSqlSafe(format!(
                "INSERT INTO mark (id, procurement_id, bid_id, criterion, question, mark, reason, evaluator_id, at)
                VALUES ({id}, {procurement}, {bid}, 'quality', 'q1', '{mark}', 'It says how', {evaluator}, {at})"
            ))
        };
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let url = format!("sqlite:{}", path.display());
                let mut conn = SqliteConnection::connect(&url).await.unwrap();
                let literal = |id: Uuid| format!("X'{}'", id.simple());
                conn.execute(statement(literal, "1795000000000000")).await.unwrap();
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                let literal = |id: Uuid| format!("'{id}'");
                conn.execute(statement(literal, "'2026-11-18T12:00:00Z'"))
                    .await
                    .unwrap();
            }
        }
    }
}

async fn create_postgres() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var(POSTGRES_ENV) else {
        eprintln!("skipped: set {POSTGRES_ENV} to run this on PostgreSQL (script/test does)");
        return None;
    };
    let name = format!(
        "svx_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let mut admin = PgConnection::connect(&server).await.unwrap();
    admin
        .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
        .await
        .unwrap();
    admin
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    let (address, query) = server
        .split_once('?')
        .map_or((server.as_str(), ""), |(address, query)| (address, query));
    let (before, _) = address.rsplit_once('/').unwrap();
    Some(format!("{before}/{name}?{query}"))
}
