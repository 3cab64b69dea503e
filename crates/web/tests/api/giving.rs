//! Matches, commitments and deliveries by programs alone: what works, what is refused, and who gets it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use axum::body::Body;
use http::{Method, Request, header};
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};
use svx_app::{organisations::tokens, sweep};
use svx_domain::organisation::{Actor, OrganisationKind};
use svx_testkit::{Answer, Client, Exchange, World, both_stores};

async fn program(world: &World, actor: &Actor, may_write: bool) -> Client {
    let organisation = actor.organisation().unwrap();
    let token = tokens::make(&world.app, actor, organisation, "A program", may_write).await;
    Client::new(svx_web::router(world.app.clone())).with_token(&token.unwrap())
}

async fn post(client: &Client, path: &str, body: Value) -> Answer {
    client.json(Method::POST, path, &body).await
}

async fn post_with_key(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key);
    client.send(request.body(Body::from(body.to_string())).unwrap()).await
}

/// The answer as JSON, where it is a success.
fn done(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{}: {}", answer.status, answer.body);
    answer.json()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The field of the one problem that is named.
fn wrong_field(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.body);
    text(&answer.json()["errors"][0]["field"])
}

fn chairs(exchange: &Exchange, first: &str, quantity: &str) -> Value {
    json!({"move": first, "need": exchange.need.to_string(), "offer": exchange.offer.to_string(), "quantity": quantity})
}

/// A commitment of 12 chairs: its address, the supplier's program and the community's.
async fn agreed(world: &World) -> (Exchange, String, Client, Client) {
    let exchange = Exchange::new(world).await;
    let supplier = program(world, &exchange.supplier, true).await;
    let community = program(world, &exchange.community, true).await;
    let begun = done(&post(&supplier, "/api/v1/matches", chairs(&exchange, "offer", "12")).await);
    let accept = format!("/api/v1/matches/{}/accept", text(&begun["id"]));
    let accepted = done(&post(&community, &accept, json!({})).await);
    let commitment = format!("/api/v1/commitments/{}", text(&accepted["commitment"]));
    (exchange, commitment, supplier, community)
}

const TODAY: &str = "2026-11-23";

both_stores! {
    async fn a_community_asks_and_a_supplier_agrees(world: World) {
        let exchange = Exchange::new(&world).await;
        let supplier = program(&world, &exchange.supplier, true).await;
        let community = program(&world, &exchange.community, true).await;

        let answer = post(&community, "/api/v1/matches", chairs(&exchange, "propose", "12")).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let asked = answer.json();
        assert_eq!((&asked["state"], &asked["moves"]), (&json!("proposed"), &json!(["withdraw", "messages"])));
        let path = format!("/api/v1/matches/{}", text(&asked["id"]));

        let waiting = done(&supplier.get("/api/v1/matches?show=waiting").await);
        assert_eq!(waiting["items"][0]["id"], asked["id"]);
        assert_eq!(done(&community.get("/api/v1/matches?show=waiting").await)["items"], json!([]));
        done(&post(&supplier, &format!("{path}/messages"), json!({"message": "Shall we bring them on Friday?"})).await);
        let seen = done(&community.get(&path).await);
        assert_eq!(seen["messages"][0]["message"], "Shall we bring them on Friday?");
        assert_eq!(seen["messages"][0]["from"], "Aire Office Fitters");

        let agreed = done(&post(&supplier, &format!("{path}/agree"), json!({"quantity": "12"})).await);
        assert_eq!(agreed["state"], "accepted");
        let owed = done(&supplier.get("/api/v1/commitments?show=to-come").await);
        assert_eq!((&owed["items"][0]["id"], &owed["items"][0]["match"]), (&agreed["commitment"], &asked["id"]));
        let again = post(&supplier, &format!("{path}/agree"), json!({"quantity": "12"})).await;
        assert_eq!(again.status, 409);
    }

    async fn a_match_is_declined_and_another_withdrawn(world: World) {
        let exchange = Exchange::new(&world).await;
        let supplier = program(&world, &exchange.supplier, true).await;
        let community = program(&world, &exchange.community, true).await;
        let path = |begun: &Value, last: &str| format!("/api/v1/matches/{}/{last}", text(&begun["id"]));

        let asked = done(&post(&community, "/api/v1/matches", chairs(&exchange, "propose", "12")).await);
        assert_eq!(post(&supplier, &path(&asked, "withdraw"), json!({"reason": "No"})).await.status, 409);
        let withdrawn = done(&post(&community, &path(&asked, "withdraw"), json!({"reason": "We found some"})).await);
        assert_eq!((&withdrawn["state"], &withdrawn["reason"]), (&json!("withdrawn"), &json!("We found some")));

        let offered = done(&post(&supplier, "/api/v1/matches", chairs(&exchange, "offer", "5")).await);
        assert_eq!(wrong_field(&post(&community, &path(&offered, "decline"), json!({"reason": " "})).await), "reason");
        let declined = done(&post(&community, &path(&offered, "decline"), json!({"reason": "Too few"})).await);
        assert_eq!(declined["state"], "declined");
        let done_with = done(&supplier.get("/api/v1/matches?show=done&per_page=1").await);
        assert_eq!((done_with["items"].as_array().unwrap().len(), &done_with["next_page"]), (1, &json!(2)));
    }

    async fn a_delivery_is_confirmed_in_part_disputed_and_settled(world: World) {
        let (_, commitment, supplier, community) = agreed(&world).await;
        let deliveries = format!("{commitment}/deliveries");

        let first = post(&supplier, &deliveries, json!({"quantity": "7", "delivered_on": TODAY, "note": "By van"})).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let delivery = |seen: &Value, at: usize| text(&seen["deliveries"][at]["id"]);
        let confirm = format!("/api/v1/deliveries/{}/confirm", delivery(&first.json(), 0));
        assert_eq!(wrong_field(&post(&community, &confirm, json!({"arrived": "part"})).await), "part");
        assert_eq!(wrong_field(&post(&community, &confirm, json!({"arrived": "part", "part": "8"})).await), "part");
        assert_eq!(wrong_field(&post(&community, &confirm, json!({"arrived": "all", "part": "7"})).await), "part");
        let part = done(&post(&community, &confirm, json!({"arrived": "part", "part": "5"})).await);
        assert_eq!(part["deliveries"][0]["state"], "confirmed-in-part");

        let second = done(&post(&supplier, &deliveries, json!({"quantity": "7", "delivered_on": TODAY})).await);
        let of_second = format!("/api/v1/deliveries/{}", delivery(&second, 1));
        let problem = json!({"arrived": "problem", "problem": "Two are broken"});
        done(&post(&community, &format!("{of_second}/confirm"), problem).await);
        let settle = json!({"counts": "part", "part": "5", "reason": "Two were taken back"});
        let settled = done(&post(&community, &format!("{of_second}/resolve"), settle).await);
        let numbers: Vec<String> = ["promised", "ordered", "delivered", "validated", "to_come", "unit_price"]
            .iter()
            .map(|name| format!("{name} {}", text(&settled[name])))
            .collect();
        assert_snapshot!(numbers.join(", "), @"promised 12, ordered 12, delivered 10, validated 10, to_come 2, unit_price 35.00");
        let closed = post(&community, &format!("{of_second}/resolve"), json!({"counts": "none", "reason": "No"})).await;
        assert_eq!(closed.status, 409);
    }

    async fn a_delivery_that_is_sent_twice_is_claimed_once(world: World) {
        let (_, commitment, supplier, _) = agreed(&world).await;
        let deliveries = format!("{commitment}/deliveries");
        let body = json!({"quantity": "5", "delivered_on": TODAY});
        let first = post_with_key(&supplier, &deliveries, "van 1", &body).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = post_with_key(&supplier, &deliveries, "van 1", &body).await;
        assert_eq!((again.status.as_u16(), &again.body), (201, &first.body));
        assert!(again.headers.contains_key("idempotency-replayed"));

        // Long after the first answer was forgotten, the key still names the one delivery.
        world.wait(sweep::KEYS_KEPT + SignedDuration::from_hours(1));
        sweep::schedule(&world.app).await.unwrap();
        world.work().await;
        let late = post_with_key(&supplier, &deliveries, "van 1", &body).await;
        assert!(!late.headers.contains_key("idempotency-replayed"));
        assert_eq!(late.status, 201, "{}", late.body);
        assert_eq!((late.json()["deliveries"].as_array().unwrap().len(), &late.json()["delivered"]), (1, &json!("5")));
    }

    async fn others_are_told_that_there_is_nothing(world: World) {
        let (exchange, commitment, supplier, _) = agreed(&world).await;
        let deliveries = format!("{commitment}/deliveries");
        let reported = done(&post(&supplier, &deliveries, json!({"quantity": "5", "delivered_on": TODAY})).await);
        let delivery = format!("/api/v1/deliveries/{}", text(&reported["deliveries"][0]["id"]));
        let of_match = format!("/api/v1/matches/{}", text(&reported["match"]));
        for kind in [OrganisationKind::Supplier, OrganisationKind::Community, OrganisationKind::Authority] {
            let stranger = program(&world, &world.team(kind, &format!("Another {kind:?}")).await, true).await;
            for path in [&commitment, &of_match] {
                assert_eq!(stranger.get(path).await.status, 404, "{path} as {kind:?}");
            }
            let tries = [
                (format!("{of_match}/messages"), json!({"message": "Hello"})),
                (format!("{of_match}/decline"), json!({"reason": "No"})),
                (format!("{of_match}/accept"), json!({})),
                (deliveries.clone(), json!({"quantity": "5", "delivered_on": TODAY})),
                (format!("{delivery}/confirm"), json!({"arrived": "all"})),
                (format!("{delivery}/resolve"), json!({"counts": "all", "reason": "It is there"})),
            ];
            for (path, body) in tries {
                let answer = post(&stranger, &path, body).await;
                assert_eq!(answer.status, 404, "{path} as {kind:?}: {}", answer.body);
            }
            for path in ["/api/v1/matches", "/api/v1/commitments"] {
                assert_eq!(done(&stranger.get(path).await)["items"], json!([]), "{path} as {kind:?}");
            }
        }
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert_eq!(nobody.get(&commitment).await.status, 404);
        // The authority that it counts for sees it, and cannot say what arrived.
        let authority = program(&world, &exchange.authority, true).await;
        assert_eq!(done(&authority.get(&commitment).await)["id"], reported["id"]);
        assert_eq!(post(&authority, &format!("{delivery}/confirm"), json!({"arrived": "all"})).await.status, 403);
    }

    async fn a_token_that_may_read_only_changes_nothing(world: World) {
        let (exchange, commitment, _, _) = agreed(&world).await;
        let reader = program(&world, &exchange.supplier, false).await;
        assert_eq!(done(&reader.get(&commitment).await)["to_come"], "12");
        let report = json!({"quantity": "5", "delivered_on": TODAY});
        assert_eq!(post(&reader, &format!("{commitment}/deliveries"), report).await.status, 403);
        assert_eq!(post(&reader, "/api/v1/matches", chairs(&exchange, "offer", "1")).await.status, 403);
        assert_eq!(done(&reader.get(&commitment).await)["deliveries"], json!([]));
    }

    async fn what_is_wrong_with_a_body_is_named(world: World) {
        let (exchange, commitment, supplier, community) = agreed(&world).await;
        let deliveries = format!("{commitment}/deliveries");
        for (body, field) in [
            (json!({"quantity": "a few", "delivered_on": TODAY}), "quantity"),
            (json!({"quantity": "13", "delivered_on": TODAY}), "quantity"),
            (json!({"quantity": 5, "delivered_on": TODAY}), "quantity"),
            (json!({"quantity": "5", "delivered_on": "23/11/2026"}), "delivered_on"),
            (json!({"quantity": "5", "delivered_on": "2026-11-24"}), "delivered_on"),
            (json!({"quantity": "5", "delivered_on": "2026-11-22"}), "delivered_on"),
            (json!({"quantity": "5", "delivered_on": TODAY, "photo": "x"}), "photo"),
        ] {
            assert_eq!(wrong_field(&post(&supplier, &deliveries, body).await), field);
        }
        let lacking = post(&supplier, &deliveries, json!({"quantity": "5"})).await;
        assert_eq!(lacking.status, 400);
        assert!(text(&lacking.json()["detail"]).contains("delivered_on"), "{}", lacking.body);

        for (member, value, field) in [
            ("need", json!("chairs"), "need"),
            ("move", json!("take"), "move"),
            ("authority", json!("Leeds"), "authority"),
            ("colour", json!("red"), "colour"),
        ] {
            let mut body = chairs(&exchange, "offer", "1");
            body[member] = value;
            assert_eq!(wrong_field(&post(&supplier, "/api/v1/matches", body).await), field);
        }
        assert_eq!(wrong_field(&supplier.get("/api/v1/matches?show=new").await), "show");
        assert_eq!(wrong_field(&community.get("/api/v1/commitments?side=left").await), "side");
        assert_eq!(community.get("/api/v1/commitments/12").await.status, 404);
    }
}
