//! Nothing of a sealed bid gets out before all are opened: not into the database's files, its log, a dump, a log, mail, numbers,
//! files, or what anyone but its bidder can look at. Each place is first shown to be one where a thing that is not sealed is
//! found.

use super::*;
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use svx_app::log::{checkpoint, export};
use svx_domain::Code as _;
use svx_store::{DatabaseUrl, Record, Row, Stmt};
use svx_web::{Metrics, metrics_router};

/// What is not sealed, and is where the canary must not be.
const CONTROL: &str = "Grounds maintenance";

/// The places that were searched.
struct Search {
    needles: Vec<Vec<u8>>,
    found_control: Vec<String>,
}

impl Search {
    fn new() -> Self {
        let percent: String = CANARY.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let mut needles = forms(CANARY);
        needles.extend([percent.to_lowercase().into_bytes(), percent.into_bytes()]);
        Self {
            needles,
            found_control: Vec::new(),
        }
    }

    /// Fails where the canary is in it; notes where the control is.
    fn look(&mut self, place: &str, bytes: &[u8]) {
        // The search of texts is quick, and what is not text is not what is looked for.
        let text = String::from_utf8_lossy(bytes);
        for needle in &self.needles {
            let needle = str::from_utf8(needle).unwrap();
            assert!(!text.contains(needle), "{place} holds the canary as {needle}");
        }
        if text.contains(CONTROL) {
            self.found_control.push(place.to_owned());
        }
    }

    fn files(&mut self, kind: &str, folder: &Path, since: std::time::SystemTime) -> usize {
        let mut count = 0;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                // A file of a running server may go while we look.
                let Ok(about) = std::fs::metadata(&path) else { continue };
                if about.is_dir() {
                    folders.push(path);
                } else if about.modified().is_ok_and(|at| at >= since)
                    && let Ok(bytes) = std::fs::read(&path)
                {
                    self.look(&format!("{kind} {}", path.display()), &bytes);
                    count += 1;
                }
            }
        }
        count
    }

    fn saw_control(&self, kind: &str) {
        let found = self.found_control.iter().any(|place| place.starts_with(kind));
        assert!(
            found,
            "{kind}: what is not sealed is not found either: {:?}",
            self.found_control
        );
    }
}

/// Everything that is logged, however chatty.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Text(String);

impl Record for Text {
    fn read(row: &Row) -> svx_store::Result<Self> {
        Ok(Self(row.get("a")?))
    }
}

async fn asked(world: &World, postgres: &'static str) -> String {
    let stmt = Stmt {
        name: "canary",
        sqlite: "",
        postgres,
    };
    let mut conn = world.app.db.read().await.unwrap();
    conn.one::<Text>(&stmt, Vec::new()).await.unwrap().0
}

/// The files of this database and the log of the server, and a dump.
#[expect(clippy::print_stdout, reason = "it says what it cannot search")]
async fn database(world: &World, search: &mut Search, since: std::time::SystemTime) {
    match &world.database.url {
        DatabaseUrl::Sqlite(path) => {
            assert!(
                search.files("database", path.parent().unwrap(), since) >= 2,
                "the database and its log"
            );
        }
        DatabaseUrl::Postgres(url) => {
            let dump = std::process::Command::new("pg_dump").arg("--dbname").arg(url).output();
            match dump {
                Ok(dump) if dump.status.success() => search.look("database dump", &dump.stdout),
                _ => println!("skipped: pg_dump is not there, or older than the server"),
            }
            let data = PathBuf::from(asked(world, "SELECT current_setting('data_directory') AS a").await);
            let oid = asked(
                world,
                "SELECT CAST(oid AS TEXT) AS a FROM pg_database WHERE datname = current_database()",
            )
            .await;
            let wal = search.files("wal", &data.join("pg_wal"), since);
            if wal == 0 {
                println!("skipped: the server's files cannot be read from here");
                return;
            }
            search.saw_control("wal");
            search.files("database", &data.join("base").join(oid), since);
            search.files("log", &data.join("log"), since);
        }
    }
}

/// Every page and every list of the API that can be read, with what the procurement's addresses hold.
async fn pages(world: &World, stage: &Stage, bid: &str, search: &mut Search) {
    let authority = stage.exchange.authority.organisation().unwrap();
    let mut who = vec![("nobody".to_owned(), Client::new(svx_web::router(world.app.clone())))];
    for role in OrganisationKind::Authority.roles() {
        let officer = world.member(authority, &format!("Officer {role:?}"), &[*role]).await;
        who.push((format!("{role:?} of the authority"), client(world, &officer).await));
    }
    for kind in OrganisationKind::ALL {
        let stranger = world.team(*kind, &format!("A {kind:?}")).await;
        who.push((format!("a {kind:?}"), client(world, &stranger).await));
    }
    let program = token(world, &stage.exchange.authority).await;
    let program = Client::new(svx_web::router(world.app.clone())).with_token(&program);
    who.push(("a program of the authority".to_owned(), program));
    who.push((
        "another bidder".to_owned(),
        client(world, &stage.exchange.supplier).await,
    ));
    let (all, api) = (svx_web::pages::routes(), svx_web::api::routes());
    for (method, path) in all.list().iter().chain(api.list()) {
        if *method != "GET" {
            continue;
        }
        let path = path
            .replace("{ocid}", &stage.ocid)
            .replace("{version}", "1")
            .replace("{question}", "q1")
            .replace("{bid}", bid)
            .replace("{size}", "64");
        let path = if path.contains('{') {
            path.split('/')
                .map(|part| if part.starts_with('{') { bid } else { part })
                .collect::<Vec<_>>()
                .join("/")
        } else {
            path
        };
        for (name, client) in &who {
            let answer = client.get(&path).await;
            search.look(&format!("page {path} as {name}"), answer.body.as_bytes());
            search.look(
                &format!("headers of {path} as {name}"),
                format!("{:?}", answer.headers).as_bytes(),
            );
        }
    }
}

both_stores! {
    async fn nothing_of_a_sealed_bid_gets_out(world: World) {
        // The clock of the machine, since it is what files are dated by.
        let since = std::fs::metadata(world.database.folder.path()).unwrap().modified().unwrap();
        let logged = Captured::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer({
                let logged = logged.clone();
                move || logged.clone()
            })
            .finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        tracing::info!("{CONTROL} is logged");

        let stage = Stage::with_bids(&world).await;
        // A bid that was changed, one that was sent with a mistake, and a draft that was never submitted.
        stage.send(&stage.beck, "/bid/answers", &[("answer-q1", &format!("{CANARY} in a later draft"))]).await;
        stage.send(&stage.beck, "/bid/price", &[("price", &format!("{CANARY} is no price"))]).await;
        stage.submit(&stage.beck).await;
        let early = stage.send(&stage.officer, "/open", &[]).await;
        assert_eq!(early.status, 409);
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        world.work().await;

        let mut search = Search::new();
        let supplier: OrganisationId = stage.beck_actor.organisation().unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let bid = svx_store::bids::of_supplier(&mut conn, id, supplier).await.unwrap().unwrap();
        drop(conn);
        // What is searched for is there: the bidder sees it, and the key that is not in the database opens it.
        assert!(stage.beck.get(&stage.path("/bid/answers")).await.body.contains(CANARY));
        let draft = String::from_utf8(world.app.keys.open(&bid.draft.unwrap()).unwrap()).unwrap();
        assert!(draft.contains(CANARY));

        pages(&world, &stage, &bid.id.to_string(), &mut search).await;
        search.saw_control("page");
        let metrics = Metrics::new();
        let numbers = Client::new(metrics_router(world.app.clone(), metrics)).get("/metrics").await;
        assert_eq!(numbers.status, 200);
        search.look("metrics", numbers.body.as_bytes());
        for mail in world.mail.all() {
            search.look("mail", format!("{}\n{}\n{}", mail.to, mail.subject, mail.text).as_bytes());
        }
        search.saw_control("mail");
        let mut out = Vec::new();
        export::export(&world.app, &World::SYSTEM, &mut out).await.unwrap();
        search.look("export of the log", &out);
        database(&world, &mut search, since).await;
        search.saw_control("database");
        search.look("log of the program", &logged.0.lock().unwrap());
        search.saw_control("log of the program");
        // The same search finds it once the bids are open.
        world.at("2026-11-23T17:00:00Z");
        stage.send(&stage.officer, "/open", &[]).await;
        let mut conn = world.app.db.read().await.unwrap();
        let opened = svx_store::bids::opened(&mut conn, id).await.unwrap();
        assert!(opened.iter().any(|bid| bid.opened.as_ref().unwrap().to_string().contains(CANARY)));
    }
}
