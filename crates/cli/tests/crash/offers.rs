//! Changes by the API with an idempotency key: each is a row, an audit event and the claim of a key.

use crate::{Tally, server::send};
use svx_app::organisations::tokens;
use svx_domain::{OrganisationId, organisation::OrganisationKind};
use svx_store::{Conn, Stmt, args};
use svx_testkit::World;

/// A program that makes offers `Offer 1`, `Offer 2` and so on. A request whose answer did not come is sent again with its
/// key when the server is back.
pub(crate) struct Offerer {
    organisation: OrganisationId,
    token: String,
    /// The day of every offer.
    day: String,
    /// Whether the offer after the acknowledged ones was found, though its answer never came.
    in_doubt: bool,
    pub(crate) tally: Tally,
}

/// An organisation has at most 200 offers that are open.
const MOST: u64 = 190;

impl Offerer {
    pub(crate) async fn new(world: &World, n: usize) -> Self {
        let actor = world.team(OrganisationKind::Supplier, &format!("Supplier {n}")).await;
        let organisation = actor.organisation().unwrap();
        let token = tokens::make(&world.app, &actor, organisation, "Stock", true)
            .await
            .unwrap();
        Self {
            organisation,
            token,
            day: (world.app.today() + jiff::Span::new().days(30)).to_string(),
            in_doubt: false,
            tally: Tally::default(),
        }
    }

    pub(crate) fn work(&mut self, address: &str) {
        let bearer = format!("Bearer {}", self.token);
        while self.tally.acknowledged < MOST {
            let number = self.tally.acknowledged + 1;
            let key = format!("offer-{number}");
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
                ("idempotency-key", key.as_str()),
            ];
            let day = &self.day;
            let body = format!(
                r#"{{"resource":"Chairs","quantity":"4","title":"Offer {number}","from":"{day}","to":"{day}","remote":true}}"#
            );
            match send(address, "POST /api/v1/offers", &headers, &body) {
                Ok(answer) if answer.status == 201 => {}
                // It was carried out, and the server died before it had kept its answer.
                Ok(answer) if answer.status == 409 && self.in_doubt => {}
                Ok(answer) => return self.tally.refused = Some(answer.text),
                Err(_) => return,
            }
            self.tally.unacknowledged += u64::from(self.in_doubt);
            self.in_doubt = false;
            self.tally.acknowledged = number;
        }
    }

    /// There are as many offers as titles, audit events and keys: what was acknowledged and at most the one whose answer
    /// is still to come. As offers are made in order, a request that was carried out twice would show.
    pub(crate) async fn check(&mut self, conn: &mut Conn) {
        let (found,): (String,) = conn.one(&OFFERS, args![self.organisation]).await.unwrap();
        let numbers: Vec<u64> = found.split(' ').map(|number| number.parse().unwrap()).collect();
        assert!(
            numbers.iter().all(|number| *number == numbers[0]),
            "offers, titles, events and keys: {found}"
        );
        let acknowledged = self.tally.acknowledged;
        assert!(
            (acknowledged..=acknowledged + 1).contains(&numbers[0]),
            "{found} are there, {acknowledged} were acknowledged"
        );
        self.in_doubt = numbers[0] > acknowledged;
    }
}

/// In one statement: a PostgreSQL server may still be finishing what its client, now dead, had sent.
const OFFERS: Stmt = {
    let text = "SELECT CAST((SELECT COUNT(*) FROM offer WHERE organisation_id = $1) AS TEXT) || ' ' ||
            CAST((SELECT COUNT(DISTINCT title) FROM offer WHERE organisation_id = $1) AS TEXT) || ' ' ||
            CAST((SELECT COUNT(*) FROM audit_event WHERE subject_id IN (SELECT id FROM offer WHERE organisation_id = $1)) AS TEXT) || ' ' ||
            CAST((SELECT COUNT(*) FROM idempotency WHERE owner_id = $1) AS TEXT) AS a";
    Stmt {
        name: "offers",
        sqlite: text,
        postgres: text,
    }
};
