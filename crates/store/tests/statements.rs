//! Every statement prepares on both engines, with the same number of parameters and the same columns.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use svx_testkit::{Engine, World};

async fn described(engine: Engine) -> Option<Vec<(&'static str, usize, Vec<String>)>> {
    let world = World::new(engine).await?;
    let mut conn = world.app.db.read().await.unwrap();
    let mut out = Vec::new();
    for stmt in svx_store::statements() {
        let (parameters, columns) = conn
            .describe(stmt)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", stmt.name));
        out.push((stmt.name, parameters, columns));
    }
    Some(out)
}

#[tokio::test]
async fn every_statement_prepares_on_sqlite() {
    assert!(!described(Engine::Sqlite).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_statement_prepares_on_postgres_with_the_same_shape() {
    let Some(postgres) = described(Engine::Postgres).await else {
        return;
    };
    assert_eq!(postgres, described(Engine::Sqlite).await.unwrap());
}

#[test]
fn no_two_statements_share_a_name() {
    let mut names: Vec<_> = svx_store::statements().iter().map(|stmt| stmt.name).collect();
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    assert_eq!(before, names.len());
}
