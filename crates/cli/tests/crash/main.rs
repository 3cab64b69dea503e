//! The real server, killed at random moments while clients write: what it acknowledged is there when it starts again,
//! and what it did not is there whole or not at all. The log verifies to its last event.
//!
//! `CRASH_SEED` chooses other moments.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and tells how to repeat it"
)]

mod bids;
mod offers;
mod renames;
mod server;

use bids::{Bidder, Hall};
use offers::Offerer;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use renames::Renamer;
use server::Server;
use std::{sync::Arc, thread, time::Duration};
use svx_app::system::{SystemClock, SystemEntropy};
use svx_domain::ports::Clock as _;
use svx_store::{Conn, DatabaseUrl, Db, Stmt};
use svx_testkit::{Engine, World};

/// How often the server is killed.
const ROUNDS: usize = 20;
/// How many clients of each kind write at once.
const CLIENTS: usize = 3;
/// The server lives at most so long after the clients begin.
const LONGEST_LIFE: Duration = Duration::from_millis(150);

#[tokio::test]
async fn crash_of_the_server_on_sqlite() {
    run(Engine::Sqlite).await;
}

#[tokio::test]
async fn crash_of_the_server_on_postgres() {
    run(Engine::Postgres).await;
}

async fn run(engine: Engine) {
    let Some(world) = World::new(engine).await else {
        return;
    };
    let seed = std::env::var("CRASH_SEED").map_or(23, |seed| seed.parse().unwrap());
    eprintln!("CRASH_SEED={seed}");
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    world.clock.set(SystemClock.now());
    svx_app::prices::install_default(&world.app).await.unwrap();
    let hall = Hall::new(&world).await;
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        clients.push(Client::Bidder(Box::new(Bidder::new(&world, &hall, n).await)));
        clients.push(Client::Renamer(Renamer::new(&world, n).await));
        clients.push(Client::Offerer(Offerer::new(&world, n).await));
    }
    // Only the server has the file open, so that it is the server that has to recover it.
    world.app.db.close().await;
    let (database, folder) = (&world.database.url, world.database.folder.path());
    for round in 0..ROUNDS {
        let server = Server::start(database, folder);
        check(database, &mut clients).await;
        let life = LONGEST_LIFE.mul_f64(random.random());
        let working: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let address = server.address.clone();
                thread::spawn(move || {
                    client.work(&address);
                    client
                })
            })
            .collect();
        thread::sleep(life);
        server.kill();
        clients = working.into_iter().map(|client| client.join().unwrap()).collect();
        let refused: Vec<_> = clients
            .iter()
            .filter_map(|client| client.tally().refused.as_ref())
            .collect();
        assert!(refused.is_empty(), "life {round}: {refused:?}");
    }
    let server = Server::start(database, folder);
    check(database, &mut clients).await;
    server.kill();
    hall.check(database, &clients).await;
    let (status, told) = server::verify_log(database, folder);
    assert_eq!(status, Some(0), "{told}");
    let sum = |of: fn(&Tally) -> u64| clients.iter().map(|client| of(client.tally())).sum::<u64>();
    let (acknowledged, unacknowledged) = (sum(|tally| tally.acknowledged), sum(|tally| tally.unacknowledged));
    assert!(acknowledged > 0, "no write was acknowledged, so nothing was tested");
    eprintln!("{acknowledged} changes in {ROUNDS} lives; the first answers of {unacknowledged} of them never came");
}

/// What a client knows.
#[derive(Default)]
struct Tally {
    /// How many changes the server said it had made.
    acknowledged: u64,
    /// How many changes were found, or were found when they were asked for again, though their first answer never came.
    unacknowledged: u64,
    /// An answer that was neither yes nor the end of the server.
    refused: Option<String>,
}

enum Client {
    Bidder(Box<Bidder>),
    Renamer(Renamer),
    Offerer(Offerer),
}

impl Client {
    /// Writes until the server is gone.
    fn work(&mut self, address: &str) {
        match self {
            Self::Bidder(client) => client.work(address),
            Self::Renamer(client) => client.work(address),
            Self::Offerer(client) => client.work(address),
        }
    }

    async fn check(&mut self, conn: &mut Conn) {
        match self {
            Self::Bidder(client) => client.check(conn).await,
            Self::Renamer(client) => client.check(conn).await,
            Self::Offerer(client) => client.check(conn).await,
        }
    }

    fn tally(&self) -> &Tally {
        match self {
            Self::Bidder(client) => &client.tally,
            Self::Renamer(client) => &client.tally,
            Self::Offerer(client) => &client.tally,
        }
    }
}

const INTEGRITY: Stmt = Stmt {
    name: "integrity",
    sqlite: "SELECT integrity_check AS a FROM pragma_integrity_check",
    postgres: "SELECT 'ok' AS a",
};

/// Looks at the database that the server has just recovered.
async fn check(database: &DatabaseUrl, clients: &mut [Client]) {
    let db = Db::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy))
        .await
        .unwrap();
    let mut conn = db.read().await.unwrap();
    let found: Vec<(String,)> = conn.all(&INTEGRITY, Vec::new()).await.unwrap();
    assert_eq!(found, [("ok".to_owned(),)]);
    for client in clients {
        client.check(&mut conn).await;
    }
    drop(conn);
    db.close().await;
}
