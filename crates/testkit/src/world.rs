//! An exchange for one test.

use crate::database::Database;
use jiff::{SignedDuration, Timestamp};
use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::{Arc, Mutex};
pub use svx_app::system::SetClock;
use svx_app::{
    App, Settings,
    blobs::FileBlobs,
    keys::InstallationKey,
    mail::{Mail, Mailer, SendFuture},
    people::{create, sessions},
    worker,
};
use svx_domain::{
    OrganisationId, PersonId,
    organisation::{Acting, Actor, OrganisationKind, Role, Roles, Who},
    ports::Entropy,
};
use svx_store::{Db, Engine};

/// A seeded generator: the same test draws the same numbers each time.
struct Seeded(Mutex<ChaCha20Rng>);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(buffer);
    }
}

/// Mail that the worker sent.
#[derive(Clone, Default)]
pub struct SentMail(Arc<Mutex<Vec<Mail>>>);

impl SentMail {
    /// Every message so far.
    pub fn all(&self) -> Vec<Mail> {
        self.0.lock().unwrap().clone()
    }

    /// The message to an address that was sent last.
    pub fn last_to(&self, address: &str) -> Mail {
        let found = self.all().into_iter().rev().find(|mail| mail.to == address);
        found.unwrap_or_else(|| panic!("no mail to {address}"))
    }
}

impl Mailer for SentMail {
    fn send<'a>(&'a self, _from: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        self.0.lock().unwrap().push(mail.clone());
        Box::pin(async { Ok(()) })
    }
}

/// An exchange on a fresh database, at 9:00am on 23 November 2026.
pub struct World {
    /// The exchange.
    pub app: App,
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// Mail that was sent.
    pub mail: SentMail,
    /// Where its database and files are.
    pub database: Database,
}

impl World {
    /// The actor of a command of whoever runs the installation.
    pub const SYSTEM: Actor = Actor::system("test");

    /// A new exchange, or nothing where the engine's server is not at hand.
    pub async fn new(engine: Engine) -> Option<Self> {
        let database = Database::new(engine).await?;
        let clock = Arc::new(SetClock::at("2026-11-23T09:00:00Z".parse().unwrap()));
        let entropy = Arc::new(Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(23))));
        let db = Db::open(&database.url, Arc::clone(&clock) as _, entropy).await.unwrap();
        db.migrate().await.unwrap();
        let mail = SentMail::default();
        let app = App {
            db,
            blobs: Arc::new(FileBlobs::new(database.folder.path().join("files"))),
            mailer: Arc::new(mail.clone()),
            keys: Arc::new(InstallationKey::in_memory()),
            settings: Arc::new(Settings {
                base_url: "http://svx.test".to_owned(),
                mail_from: "svx <no-reply@svx.test>".to_owned(),
                contact: Some("operator@svx.test".to_owned()),
                demo: false,
                log: svx_app::LogSettings::default(),
            }),
            halls: svx_app::auction::Halls::default(),
        };
        Some(Self {
            app,
            clock,
            mail,
            database,
        })
    }

    /// Lets time pass.
    pub fn wait(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// Puts the clock at a moment.
    pub fn at(&self, moment: &str) {
        self.clock.set(moment.parse::<Timestamp>().unwrap());
    }

    /// Does everything that waits for the worker: mail and jobs.
    pub async fn work(&self) -> usize {
        worker::drain(&self.app).await.unwrap()
    }

    /// A person with a name; their address is the name in lower case with points, at example.org.
    pub async fn person(&self, name: &str) -> PersonId {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        create::person(&self.app, &Self::SYSTEM, name, &email).await.unwrap()
    }

    /// An organisation with a name.
    pub async fn organisation(&self, kind: OrganisationKind, name: &str) -> OrganisationId {
        create::organisation(&self.app, &Self::SYSTEM, kind, name)
            .await
            .unwrap()
    }

    /// A person with roles in an organisation, ready to act for it.
    pub async fn member(&self, organisation: OrganisationId, name: &str, roles: &[Role]) -> Actor {
        let person = self.person(name).await;
        let roles: Roles = roles.iter().copied().collect();
        create::membership(&self.app, &Self::SYSTEM, organisation, person, roles)
            .await
            .unwrap();
        let kind = {
            let mut conn = self.app.db.read().await.unwrap();
            svx_store::organisations::by_id(&mut conn, organisation)
                .await
                .unwrap()
                .unwrap()
                .kind
        };
        Actor {
            who: Who::Person(person),
            acting: Some(Acting {
                organisation,
                kind,
                roles,
            }),
        }
    }

    /// A new organisation and its one person, who has every role that its kind knows.
    pub async fn team(&self, kind: OrganisationKind, name: &str) -> Actor {
        let organisation = self.organisation(kind, name).await;
        self.member(organisation, &format!("Person of {name}"), kind.roles())
            .await
    }

    /// A session cookie's token for a person.
    pub async fn session(&self, actor: &Actor) -> String {
        sessions::start(&self.app, actor.person().unwrap(), "test")
            .await
            .unwrap()
    }
}
