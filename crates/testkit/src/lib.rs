//! For tests alone: an exchange on a fresh database of either engine with a clock that is set and a seeded generator,
//! and a client that speaks HTTP to a router without a socket.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot be set up fails, and says why"
)]

mod client;
mod committed;
mod database;
pub mod exchange;
mod world;

pub use client::{Answer, Client};
pub use committed::assert_committed;
pub use database::Database;
pub use exchange::Exchange;
pub use svx_store::Engine;
pub use world::{SentMail, SetClock, World};

/// Declares tests that run on both engines: `both_stores! { async fn a_need_is_met(world: World) { ... } }` becomes
/// `a_need_is_met::sqlite` and `a_need_is_met::postgres`. Without `SVX_TEST_POSTGRES` the latter says that it was skipped.
#[macro_export]
macro_rules! both_stores {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: $type:ty) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every test uses what is imported around it")]
            use super::*;
            async fn run($world: $type) $body

            #[test]
            fn sqlite() {
                $crate::block_on(async {
                    run($crate::World::new($crate::Engine::Sqlite).await.expect("SQLite needs nothing")).await;
                });
            }

            #[test]
            fn postgres() {
                $crate::block_on(async {
                    if let Some(world) = $crate::World::new($crate::Engine::Postgres).await {
                        run(world).await;
                    }
                });
            }
        }
    )+};
}

/// Runs a test to its end. It may compare with the same snapshot as another test in this process: both engines do.
pub fn block_on(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    insta::allow_duplicates! { runtime.block_on(test) }
}
