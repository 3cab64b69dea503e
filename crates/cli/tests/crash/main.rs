//! The real server, killed at random moments while clients write: what it acknowledged is there when it starts again,
//! and what it did not is there whole or not at all.
//!
//! `CRASH_SEED` chooses other moments.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and tells how to repeat it"
)]

mod server;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use server::{Server, send};
use std::{sync::Arc, thread, time::Duration};
use svx_app::system::{SystemClock, SystemEntropy};
use svx_domain::{PersonId, ports::Clock as _};
use svx_store::{Conn, DatabaseUrl, Db, Stmt, args, people};
use svx_testkit::{Engine, World};

/// How often the server is killed.
const ROUNDS: usize = 20;
/// How many clients write at once.
const CLIENTS: usize = 6;
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
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        clients.push(Renamer::new(&world, n).await);
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
        assert!(
            clients.iter().all(|client| client.refused.is_none()),
            "round {round}: {:?}",
            clients[0].refused
        );
    }
    let server = Server::start(database, folder);
    check(database, &mut clients).await;
    server.kill();
    let acknowledged: u64 = clients.iter().map(|client| client.acknowledged).sum();
    assert!(acknowledged > 0, "no write was acknowledged, so nothing was tested");
    let unacknowledged: u64 = clients.iter().map(|client| client.unacknowledged).sum();
    eprintln!("{acknowledged} changes in {ROUNDS} lives; the answers of {unacknowledged} of them never came");
}

/// Someone who changes their name to `Person 1`, `Person 2` and so on, as fast as the answers come.
struct Renamer {
    person: PersonId,
    session: String,
    csrf: String,
    /// The number in the last name that the server said it kept.
    acknowledged: u64,
    /// How many changes were kept whose answer never came.
    unacknowledged: u64,
    /// An answer that was neither yes nor the end of the server.
    refused: Option<String>,
}

impl Renamer {
    async fn new(world: &World, n: usize) -> Self {
        let person = world.person(&format!("Client {n}")).await;
        let session = svx_app::people::sessions::start(&world.app, person, "test")
            .await
            .unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        let now = world.app.now();
        let sessions = people::sessions(&mut conn, person, now, now - jiff::SignedDuration::from_hours(1))
            .await
            .unwrap();
        Self {
            person,
            session,
            csrf: sessions[0].csrf.clone(),
            acknowledged: 0,
            unacknowledged: 0,
            refused: None,
        }
    }

    fn work(&mut self, address: &str) {
        let cookie = format!("svx={}", self.session);
        let headers = [
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        loop {
            let body = format!("name=Person+{}&csrf_token={}", self.acknowledged + 1, self.csrf);
            match send(address, "POST /account/name", &headers, &body) {
                Ok(answer) if answer.status == 303 => self.acknowledged += 1,
                Ok(answer) => return self.refused = Some(answer.text),
                Err(_) => return,
            }
        }
    }

    /// The name and the audit log tell the same number, which is the acknowledged one or, where the server died between
    /// its commit and its answer, the next.
    async fn check(&mut self, conn: &mut Conn) {
        // In one statement: a PostgreSQL server may still be finishing what its client, now dead, had sent.
        let (name, renamed): (String, i64) = conn.one(&NAME_AND_EVENTS, args![self.person]).await.unwrap();
        let number = name.strip_prefix("Person ").map_or(0, |number| number.parse().unwrap());
        assert_eq!(
            number,
            renamed.unsigned_abs(),
            "a change is there without its audit event, or the other way round"
        );
        assert!(
            (self.acknowledged..=self.acknowledged + 1).contains(&number),
            "{number} is there, {} was acknowledged",
            self.acknowledged
        );
        self.unacknowledged += number - self.acknowledged;
        self.acknowledged = number;
    }
}

const NAME_AND_EVENTS: Stmt = {
    let text = "SELECT name AS a, CAST((SELECT COUNT(*) FROM audit_event WHERE subject_id = $1 AND action = 'person.renamed') AS BIGINT) AS b
        FROM person WHERE id = $1";
    Stmt {
        name: "name and events",
        sqlite: text,
        postgres: text,
    }
};
const INTEGRITY: Stmt = Stmt {
    name: "integrity",
    sqlite: "SELECT integrity_check AS a FROM pragma_integrity_check",
    postgres: "SELECT 'ok' AS a",
};

/// Looks at the database that the server has just recovered.
async fn check(database: &DatabaseUrl, clients: &mut [Renamer]) {
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
