//! Offers as people and programs meet them: making one, changing it, its moves, and who sees it.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use axum::http::{Method, Request, header};
use serde_json::json;
use svx_app::organisations::tokens;
use svx_domain::organisation::{Actor, OrganisationKind};
use svx_testkit::{
    Client, World, both_stores,
    exchange::{Exchange, approve, list_offer, price_book},
};

async fn browser(world: &World, actor: &Actor) -> Client {
    Client::new(svx_web::router(world.app.clone())).with_session(&world.session(actor).await)
}

const GOOD: [(&str, &str); 14] = [
    ("resource", "chairs"),
    ("quantity", "40"),
    ("title", "Grey chairs"),
    ("description", "They stack"),
    ("from-day", "1"),
    ("from-month", "12"),
    ("from-year", "2026"),
    ("to-day", "31"),
    ("to-month", "January"),
    ("to-year", "2027"),
    ("postcode", "ls11 8pg"),
    ("radius", "10"),
    ("radius_unit", "miles"),
    ("provides", "delivery"),
];

/// The good form with some fields in place of others.
fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD
        .iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes).copied().collect()
}

/// A supplier that an authority has approved, its browser, and the authority.
async fn supplier(world: &World) -> (Actor, Client, Actor) {
    price_book(world).await;
    let supplier = world.team(OrganisationKind::Supplier, "Aire Office Fitters").await;
    let authority = world.team(OrganisationKind::Authority, "Leeds City Council").await;
    approve(world, &supplier, &authority).await;
    let client = browser(world, &supplier).await;
    (supplier, client, authority)
}

async fn make(client: &Client, changes: &[(&str, &str)]) -> String {
    let mut fields = form(changes);
    fields.push(("step", "list"));
    let answer = client.submit("/offers/new", "/offers/new", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    answer.location().to_owned()
}

both_stores! {
    async fn an_offer_is_made_checked_and_listed(world: World) {
        let (_, client, _) = supplier(&world).await;
        assert!(client.get("/offers").await.words().contains("You have offered nothing yet"));
        let mut fields = form(&[]);
        fields.push(("step", "check"));
        let answers = client.submit("/offers/new", "/offers/new", &fields).await;
        insta::allow_duplicates! { insta::assert_snapshot!(answers.words(), @"Check your answers What chairs How much 40 chairs Title Grey chairs More about it They stack When 1 December 2026 to 31 January 2027 Postcode LS11 8PG Where Up to 10 miles from Leeds Comes with Delivery to the door The most to spend None given List the offer Save as a draft Change the answers") };
        let changed = client.submit("/offers/new", "/offers/new", &form(&[("step", "change")])).await;
        assert_eq!(changed.status, 200);
        assert!(changed.body.contains("value=\"Grey chairs\""));

        let path = make(&client, &[]).await;
        let page = client.get(&path).await;
        insta::allow_duplicates! { insta::assert_snapshot!(page.words(), @"Success You have made an offer. It is on the list now Aire Office Fitters Grey chairs Listed Organisations on your exchanges can ask for this. What chairs More about it They stack How much 40 chairs When 1 December 2026 to 31 January 2027 Where Up to 10 miles from Leeds Postcode LS11 8PG (only you see this) Comes with Delivery to the door Promised so far 0 chairs See needs that fit this offer Pause the offer Change the offer Withdraw the offer Matches Nobody has asked for this yet, and you have not offered it to anyone. What happened Listed 9am on 23 November 2026 by Person of Aire Office Fitters") };
        assert!(client.get("/offers").await.words().contains("Listed (1)"));
    }

    async fn an_offer_goes_through_its_life(world: World) {
        let (_, client, _) = supplier(&world).await;
        let draft = client.submit("/offers/new", "/offers/new", &form(&[("step", "draft")])).await;
        let path = draft.location().to_owned();
        let step = async |end: &str| {
            let answer = client.submit(&path, &format!("{path}/{end}"), &[]).await;
            (answer.status.as_u16(), client.get(&path).await.words())
        };
        assert!(client.get(&path).await.words().contains("Only your organisation sees this draft"));
        assert!(step("pause").await.0 == 409);
        assert!(step("list").await.1.contains("can ask for this"));
        assert!(step("pause").await.1.contains("Nobody is shown this"));
        assert!(step("resume").await.1.contains("can ask for this"));
        assert!(step("take-back").await.0 == 409);
        assert!(client.get(&format!("{path}/withdraw")).await.words().contains("Withdraw the offer?"));
        assert!(step("withdraw").await.1.contains("You took this back"));
        assert_eq!(step("list").await.0, 409);
        assert_eq!(client.get(&format!("{path}/edit")).await.status, 409);
        assert_eq!(client.get(&format!("{path}/withdraw")).await.status, 404);
    }

    async fn the_form_says_what_is_wrong_and_keeps_what_was_typed(world: World) {
        let (_, client, _) = supplier(&world).await;
        let long = "x".repeat(1001);
        let cases: [(&[(&str, &str)], &str); 18] = [
            (&[("resource", "")], "Choose something from the price book"),
            (&[("resource", "moon dust")], "This is not in the price book"),
            (&[("quantity", "a dozen")], "How many must be a number"),
            (&[("quantity", "1.5")], "How many must be a whole number"),
            (&[("quantity", "0")], "How many must be more than 0"),
            (&[("quantity", "99999999999999999999")], "10,000,000 or less"),
            (&[("from-day", "")], "The first day must include a day"),
            (&[("from-month", "13")], "The first day must be a real date"),
            (&[("from-year", "2022")], "The first day must be no more than 3 years ago"),
            (&[("to-month", "10"), ("to-year", "2026"), ("from-month", "9")], "The last day must be today or later"),
            (&[("to-year", "2030")], "The last day must be within 3 years"),
            (&[("to-month", "11"), ("to-day", "30"), ("to-year", "2026")], "The last day must be the same as or after"),
            (&[("postcode", "")], "Enter a postcode, or say that it can be given from anywhere"),
            (&[("postcode", "BT1 5GS")], "is in Northern Ireland"),
            (&[("postcode", "nonsense")], "is not a postcode"),
            (&[("radius", "400")], "must be 500 km (310 miles) or less"),
            (&[("provides", "magic")], "Choose what comes with it from the list"),
            (&[("description", &long)], "The description must have at most 1000 characters"),
        ];
        for (changes, message) in cases {
            for step in ["check", "list"] {
                let mut fields = form(changes);
                fields.push(("step", step));
                let answer = client.submit("/offers/new", "/offers/new", &fields).await;
                assert_eq!(answer.status, 422, "{changes:?}: {}", answer.words());
                assert!(answer.words().contains(message), "{changes:?}: {}", answer.words());
                let again = GOOD.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
                for (name, value) in again.filter(|(name, _)| !matches!(*name, "resource" | "description" | "provides" | "radius_unit")) {
                    assert!(answer.body.contains(&format!("value=\"{value}\"")), "{name} is lost: {changes:?}");
                }
            }
        }
        let typed = client.submit("/offers/new", "/offers/new", &form(&[("quantity", "\"><script>"), ("budget", "lots")])).await;
        assert!(typed.body.contains("value=\"&quot;&gt;&lt;script&gt;\"") && typed.body.contains("value=\"lots\""));
        let huge = "x".repeat(20_001);
        assert_eq!(client.submit("/offers/new", "/offers/new", &form(&[("title", &huge)])).await.status, 413);
        assert!(client.get("/offers").await.words().contains("You have offered nothing yet"));
    }

    async fn a_place_in_northern_ireland_is_chosen(world: World) {
        let (_, client, _) = supplier(&world).await;
        let path = make(&client, &[("postcode", "BT1 5GS"), ("local_authority", "N09000003")]).await;
        assert!(client.get(&path).await.words().contains("Up to 10 miles from Belfast"));
        let edit = client.get(&format!("{path}/edit")).await;
        assert!(edit.body.contains("value=\"BT1 5GS\""));
        let remote = make(&client, &[("postcode", ""), ("radius", ""), ("remote", "yes")]).await;
        assert!(client.get(&remote).await.words().contains("From anywhere, by telephone or online"));
    }

    async fn an_offer_is_changed_but_never_to_less_than_is_promised(world: World) {
        let exchange = Exchange::new(&world).await;
        let client = browser(&world, &exchange.supplier).await;
        let path = format!("/offers/{}", exchange.offer);
        let (match_id, _) = {
            let proposal = svx_app::matches::begin::Proposal {
                need: exchange.need,
                offer: exchange.offer,
                quantity: "12".to_owned(),
                authority: None,
                note: String::new(),
            };
            let id = svx_app::matches::begin::offer(&world.app, &exchange.supplier, &proposal).await.unwrap();
            (id, svx_app::matches::answer::accept(&world.app, &exchange.community, id).await.unwrap())
        };
        let edit = format!("{path}/edit");
        let less = client.submit(&edit, &edit, &form(&[("quantity", "11")])).await;
        assert!(less.words().contains("How many must be 12 or more"), "{}", less.words());
        let other = client.submit(&edit, &edit, &form(&[("resource", "plumbing")])).await;
        assert!(other.words().contains("cannot change once the offer was listed"), "{}", other.words());
        assert_eq!(client.submit(&edit, &edit, &form(&[("quantity", "12")])).await.location(), path);
        let page = client.get(&path).await;
        assert!(page.words().contains("All of it is promised"), "{}", page.words());
        assert!(client.get(&edit).await.words().contains("In chairs. Promised already: 12 chairs"));
        assert!(page.body.contains(&format!("/matches/{match_id}")));
        assert_eq!(client.submit(&path, &format!("{path}/take-back"), &[]).await.status, 409);
        assert_eq!(client.submit(&edit, &edit, &form(&[("quantity", "15")])).await.location(), path);
        assert_eq!(client.submit(&path, &format!("{path}/take-back"), &[]).await.status, 303);
        assert!(client.get(&path).await.words().contains("3 of 15 chairs left"));
        // The community goes on seeing what it has a match from, and nothing that is the supplier's own affair.
        assert_eq!(client.submit(&path, &format!("{path}/withdraw"), &[]).await.status, 303);
        let theirs = browser(&world, &exchange.community).await.get(&path).await;
        assert_eq!(theirs.status, 200);
        assert!(!theirs.words().contains("What happened") && !theirs.words().contains("only you see this"));
    }

    async fn only_those_of_the_same_exchange_see_an_offer(world: World) {
        let exchange = Exchange::new(&world).await;
        let path = format!("/offers/{}", exchange.offer);
        let stranger = world.team(OrganisationKind::Supplier, "Elsewhere Ltd").await;
        let elsewhere = world.team(OrganisationKind::Authority, "Bradford Council").await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert_eq!(nobody.get(&path).await.status, 303);
        for actor in [&exchange.supplier, &exchange.community, &exchange.authority] {
            assert_eq!(browser(&world, actor).await.get(&path).await.status, 200);
        }
        for actor in [&stranger, &elsewhere] {
            assert_eq!(browser(&world, actor).await.get(&path).await.status, 404);
        }
        for (actor, status) in [(&stranger, 404), (&exchange.community, 403), (&exchange.authority, 403)] {
            let client = browser(&world, actor).await;
            for end in ["edit", "pause", "withdraw"] {
                let answer = client.submit("/account", &format!("{path}/{end}"), &form(&[])).await;
                assert_eq!(answer.status, status, "{end}");
            }
        }
        // What is paused is for its own people and the authority alone.
        svx_app::offers::pause(&world.app, &exchange.supplier, exchange.offer).await.unwrap();
        assert_eq!(browser(&world, &exchange.community).await.get(&path).await.status, 404);
        assert_eq!(browser(&world, &exchange.authority).await.get(&path).await.status, 200);
        assert_eq!(browser(&world, &exchange.community).await.get("/offers/new").await.status, 404);
    }

    async fn who_is_not_approved_keeps_drafts(world: World) {
        price_book(&world).await;
        let supplier = world.team(OrganisationKind::Supplier, "Aire Office Fitters").await;
        let client = browser(&world, &supplier).await;
        assert!(client.get("/offers/new").await.words().contains("An authority must approve your organisation"));
        let listed = client.submit("/offers/new", "/offers/new", &form(&[("step", "list")])).await;
        assert_eq!(listed.status, 409);
        assert!(listed.words().contains("Apply to join"), "{}", listed.words());
        let draft = client.submit("/offers/new", "/offers/new", &form(&[("step", "draft")])).await;
        let path = draft.location().to_owned();
        assert!(client.get(&path).await.words().contains("See the authorities and apply to one"));
        assert_eq!(client.submit(&path, &format!("{path}/list"), &[]).await.status, 409);
        let authority = world.team(OrganisationKind::Authority, "Leeds City Council").await;
        assert_eq!(browser(&world, &authority).await.get(&path).await.status, 404);
        approve(&world, &supplier, &authority).await;
        assert_eq!(browser(&world, &authority).await.get(&path).await.status, 404);
        assert_eq!(client.submit(&path, &format!("{path}/list"), &[]).await.status, 303);
        assert_eq!(browser(&world, &authority).await.get(&path).await.status, 200);
    }

    async fn an_offer_expires_on_the_day_after_its_last(world: World) {
        let exchange = Exchange::new(&world).await;
        let path = format!("/offers/{}", exchange.offer);
        let client = browser(&world, &exchange.supplier).await;
        world.at("2027-01-31T23:30:00Z");
        svx_app::offers::expire::run(&world.app).await.unwrap();
        let client = { drop(client); browser(&world, &exchange.supplier).await };
        assert!(client.get(&path).await.words().contains("can ask for this"));
        world.at("2027-02-01T00:30:00Z");
        svx_app::offers::expire::run(&world.app).await.unwrap();
        assert!(client.get(&path).await.words().contains("Its last day has passed"));
        svx_app::offers::expire::run(&world.app).await.unwrap();
    }

    async fn a_long_list_comes_in_pages(world: World) {
        let (actor, client, _) = supplier(&world).await;
        for _ in 0..21 {
            list_offer(&world, &actor, 5).await;
        }
        let first = client.get("/offers").await;
        assert!(first.words().contains("21 offers") && first.body.contains("/offers?show=all&amp;page=2"), "{}", first.words());
        assert_eq!(client.get("/offers?page=2").await.body.matches("Stacking chairs").count(), 1);
        assert!(client.get("/offers?show=paused").await.words().contains("There are no offers here"));
        assert_eq!(client.get("/offers?show=%00&page=-1").await.status, 200);
    }

    async fn programs_make_and_move_offers(world: World) {
        let (actor, _, _) = supplier(&world).await;
        let token = tokens::make(&world.app, &actor, actor.organisation().unwrap(), "Stock", true).await.unwrap();
        let program = Client::new(svx_web::router(world.app.clone())).with_token(&token);
        let body = json!({"resource": "Chairs", "quantity": "40", "from": "2026-12-01", "to": "2027-01-31",
            "postcode": "LS11 8PG", "radius_km": "25", "provides": ["delivery"], "budget": "150.00", "list": true});
        let send = async || {
            let request = Request::post("/api/v1/offers").header(header::CONTENT_TYPE, "application/json").header("idempotency-key", "one");
            program.send(request.body(body.to_string().into()).unwrap()).await
        };
        let first = send().await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = send().await;
        assert_eq!((again.status.as_u16(), &again.body), (201, &first.body));
        assert_eq!(again.headers["idempotency-replayed"], "true");
        let made = first.json();
        let path = format!("/api/v1/offers/{}", made["id"].as_str().unwrap());
        let mut shown = program.get(&path).await.json();
        assert_eq!(shown, made);
        shown["id"] = "(id)".into();
        insta::allow_duplicates! { insta::assert_snapshot!(shown, @r#"{"budget":"150.00","description":"","from":"2026-12-01","id":"(id)","local_authority":"E08000035","moves":["pause","withdraw"],"postcode":"LS11 8PG","promised":"0","provides":["delivery"],"quantity":"40","radius_km":"25","remote":false,"resource":"chairs","state":"listed","supplier":"Aire Office Fitters","title":"chairs","to":"2027-01-31"}"#) };
        assert_eq!(program.get("/api/v1/offers?state=listed").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(program.get("/api/v1/offers?state=odd").await.status, 422);

        let mut other = body.clone();
        other["quantity"] = "30".into();
        assert_eq!(program.json(Method::PUT, &path, &other).await.json()["quantity"], "30");
        other["to"] = "soon".into();
        other["quantity"] = "-1".into();
        let wrong = program.json(Method::PUT, &path, &other).await;
        insta::allow_duplicates! { insta::assert_snapshot!(wrong.body, @r#"{"type":"/api#invalid","title":"The request is not valid","status":422,"errors":[{"field":"quantity","message":"How many must be a number, like 12"},{"field":"to","message":"The last day must be a real date, like 27 3 2027"}]}"#) };
        other["colour"] = "grey".into();
        assert_eq!(program.json(Method::PUT, &path, &other).await.status, 422);

        let step = async |end: &str| program.json(Method::POST, &format!("{path}/{end}"), &json!({})).await;
        assert_eq!(step("pause").await.json()["state"], "paused");
        assert_eq!(step("resume").await.json()["state"], "listed");
        assert_eq!(step("list").await.status, 409);
        assert_eq!(step("withdraw").await.json()["state"], "withdrawn");

        let stranger = world.team(OrganisationKind::Supplier, "Elsewhere Ltd").await;
        let token = tokens::make(&world.app, &stranger, stranger.organisation().unwrap(), "Stock", true).await.unwrap();
        let other = Client::new(svx_web::router(world.app.clone())).with_token(&token);
        assert_eq!(other.get(&path).await.status, 404);
        assert_eq!(other.json(Method::PUT, &path, &body).await.status, 404);
        assert_eq!(Client::new(svx_web::router(world.app.clone())).get("/api/v1/offers").await.status, 404);
    }
}
