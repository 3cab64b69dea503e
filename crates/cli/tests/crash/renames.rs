//! Changes by a form: each is a row and an audit event.

use crate::{Tally, server::send};
use svx_domain::PersonId;
use svx_store::{Conn, Stmt, args, people};
use svx_testkit::World;

/// Someone who changes their name to `Person 1`, `Person 2` and so on, as fast as the answers come.
pub(crate) struct Renamer {
    person: PersonId,
    session: String,
    csrf: String,
    /// The number in the last name that the server said it kept.
    pub(crate) tally: Tally,
}

impl Renamer {
    pub(crate) async fn new(world: &World, n: usize) -> Self {
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
            tally: Tally::default(),
        }
    }

    pub(crate) fn work(&mut self, address: &str) {
        let cookie = format!("svx={}", self.session);
        let headers = [
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        loop {
            let body = format!("name=Person+{}&csrf_token={}", self.tally.acknowledged + 1, self.csrf);
            match send(address, "POST /account/name", &headers, &body) {
                Ok(answer) if answer.status == 303 => self.tally.acknowledged += 1,
                Ok(answer) => return self.tally.refused = Some(answer.text),
                Err(_) => return,
            }
        }
    }

    /// The name and the audit log tell the same number, which is the acknowledged one or, where the server died between
    /// its commit and its answer, the next.
    pub(crate) async fn check(&mut self, conn: &mut Conn) {
        // In one statement: a PostgreSQL server may still be finishing what its client, now dead, had sent.
        let (name, renamed): (String, i64) = conn.one(&NAME_AND_EVENTS, args![self.person]).await.unwrap();
        let number = name.strip_prefix("Person ").map_or(0, |number| number.parse().unwrap());
        assert_eq!(
            number,
            renamed.unsigned_abs(),
            "a change is there without its audit event, or the other way round"
        );
        assert!(
            (self.tally.acknowledged..=self.tally.acknowledged + 1).contains(&number),
            "{number} is there, {} was acknowledged",
            self.tally.acknowledged
        );
        self.tally.unacknowledged += number - self.tally.acknowledged;
        self.tally.acknowledged = number;
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
