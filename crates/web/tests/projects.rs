//! Projects, needs and offers over HTTP: from an empty list to the public search, and who may not.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use http::Method;
use rstest::rstest;
use serde_json::json;
use svx_app::{organisations::tokens, prices, projects};
use svx_domain::{
    OrganisationId,
    lifecycle::ApplicationState,
    organisation::{Actor, OrganisationKind},
};
use svx_store::{Event, applications, transact};
use svx_testkit::{Client, Engine, World, both_stores};

/// An authority, a community and a supplier that it approved, each with somebody signed in.
struct Scene {
    authority: Actor,
    community: Actor,
    council: Client,
    club: Client,
    firm: Client,
    anyone: Client,
}

async fn approve(world: &World, organisation: OrganisationId, authority: OrganisationId) {
    transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
        let id = applications::insert(tx, organisation, authority, "We work here", "").await?;
        let (from, to) = (ApplicationState::Submitted, ApplicationState::Approved);
        applications::step(tx, id, from, to, None).await?;
        tx.record(Event::new("application.approved", "application", id)).await
    })
    .unwrap();
}

async fn scene(world: &World) -> Scene {
    prices::install_default(&world.app).await.unwrap();
    let authority = world.team(OrganisationKind::Authority, "Leeds Council").await;
    let community = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
    let supplier = world.team(OrganisationKind::Supplier, "Fairbank Interiors").await;
    for member in [&community, &supplier] {
        approve(world, member.organisation().unwrap(), authority.organisation().unwrap()).await;
    }
    let router = svx_web::router(world.app.clone());
    let client = |token: String| Client::new(router.clone()).with_session(&token);
    Scene {
        council: client(world.session(&authority).await),
        club: client(world.session(&community).await),
        firm: client(world.session(&supplier).await),
        anyone: Client::new(router.clone()),
        authority,
        community,
    }
}

const DAYS: [(&str, &str); 6] = [
    ("starts-day", "1"),
    ("starts-month", "12"),
    ("starts-year", "2026"),
    ("ends-day", "31"),
    ("ends-month", "3"),
    ("ends-year", "2027"),
];

/// Fills in a project and gives its path. It is not sent.
async fn draft(scene: &Scene) -> String {
    let about = [
        ("title", "Chairs and company"),
        ("summary", "Our chairs are thirty years old."),
    ];
    let answer = scene.club.submit("/projects/new", "/projects/new", &about).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let path = answer.location().strip_suffix("/who").unwrap().to_owned();
    let who = [("beneficiaries", "Older people"), ("beneficiary_count", "1,045")];
    let place: Vec<(&str, &str)> = [("postcode", "ls11 5dl")].into_iter().chain(DAYS).collect();
    let id = scene.authority.organisation().unwrap().to_string();
    let need = [("resource", "chair"), ("quantity", "12"), ("requires", "delivery")];
    for (part, fields) in [
        ("who", &who[..]),
        ("where", &place),
        ("exchanges", &[("authorities", id.as_str())]),
        ("needs/new", &need),
    ] {
        let page = format!("{path}/{part}");
        let answer = scene.club.submit(&page, &page, fields).await;
        assert_eq!(answer.status, 303, "{part}: {}", answer.words());
    }
    path
}

async fn listed(scene: &Scene) -> String {
    let path = draft(scene).await;
    let check = format!("{path}/check");
    assert_eq!(scene.club.submit(&check, &check, &[]).await.location(), path);
    let slug = path.rsplit('/').next().unwrap();
    let decision = [("projects", slug), ("decision", "list")];
    let answer = scene
        .council
        .submit("/review/projects", "/review/projects", &decision)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    path
}

both_stores! {
    async fn a_project_goes_from_an_empty_list_to_the_public_one_and_back(world: World) {
        let scene = scene(&world).await;
        assert!(scene.club.get("/projects").await.words().contains("You have no projects yet"));
        assert!(scene.anyone.get("/needs").await.words().contains("No projects match"));
        let path = draft(&scene).await;
        insta::assert_snapshot!(scene.club.get(&path).await.words(), @"Success You have added a need Chairs and company Draft Everything is kept as you go. You can stop and come back. What it is and why Completed Who benefits Completed Where and when Completed Who should see it Completed What you need 1 thing so far Completed Check your answers and send Not yet started");
        // Nobody else knows of it.
        for client in [&scene.anyone, &scene.firm, &scene.council] {
            assert_eq!(client.get(&path).await.status, 404);
        }
        let check = format!("{path}/check");
        let words = scene.club.get(&check).await.words();
        assert!(words.contains("LS11 5DL, Leeds") && words.contains("1 December 2026 to 31 March 2027"), "{words}");
        assert!(scene.club.submit(&check, &check, &[]).await.status.is_redirection());
        world.work().await;
        assert!(world.mail.last_to("person.of.leeds.council@example.org").text.contains("waits for review"));
        // It cannot be changed while it waits, and it is not public.
        assert_eq!(scene.club.get(&format!("{path}/about")).await.status, 409);
        assert_eq!(scene.anyone.get(&path).await.status, 404);
        let queue = scene.council.get("/review/projects").await.words();
        assert!(queue.contains("New organisation") && queue.contains("Chairs: 12 chairs"), "{queue}");
        let slug = path.rsplit('/').next().unwrap();
        let page = format!("/review/projects/{slug}");
        assert_eq!(scene.council.submit(&page, &page, &[("decision", "return")]).await.status, 422);
        let returned = [("decision", "return"), ("reason", "more-detail"), ("note", "Who are they?")];
        assert_eq!(scene.council.submit(&page, &page, &returned).await.location(), "/review/projects");
        world.work().await;
        assert!(world.mail.last_to("person.of.holbeck.lunch.club@example.org").text.contains("Who are they?"));
        assert!(scene.club.get(&path).await.words().contains("It was returned to you"));
        assert!(scene.club.submit(&check, &check, &[]).await.status.is_redirection());
        let listing = [("projects", slug), ("decision", "list")];
        assert_eq!(scene.council.submit("/review/projects", "/review/projects", &listing).await.status, 303);
        let needs = scene.anyone.get("/needs?near=LS11+5DL&within=5&resource=chair&words=lunch").await.words();
        assert!(needs.contains("1 project") && needs.contains("Chairs: 12 chairs"), "{needs}");
        let public = scene.anyone.get(&path).await.words();
        assert!(public.contains("Leeds") && !public.contains("LS11"), "{public}");
        for (step, listed) in [("pause", false), ("resume", true), ("close", false)] {
            let page = if step == "close" { format!("{path}/close") } else { path.clone() };
            assert_eq!(scene.club.submit(&page, &format!("{path}/{step}"), &[]).await.location(), path);
            assert_eq!(scene.anyone.get("/needs").await.words().contains("Chairs and company"), listed, "{step}");
        }
    }

    async fn the_wrong_organisation_learns_nothing(world: World) {
        let scene = scene(&world).await;
        let path = draft(&scene).await;
        let other = world.team(OrganisationKind::Community, "Somebody Else").await;
        let other = Client::new(svx_web::router(world.app.clone())).with_session(&world.session(&other).await);
        for part in ["", "/about", "/who", "/where", "/exchanges", "/needs", "/needs/new", "/check", "/close"] {
            assert_eq!(other.get(&format!("{path}{part}")).await.status, 404, "{part}");
            let answer = scene.anyone.get(&format!("{path}{part}")).await;
            assert!(answer.status == 404 || answer.location().starts_with("/sign-in"), "{part}");
        }
        for part in ["about", "who", "where", "exchanges", "needs/new", "check", "pause", "resume", "close"] {
            let answer = other.submit("/projects", &format!("{path}/{part}"), &[("title", "x"), ("summary", "y")]).await;
            assert_eq!(answer.status, 404, "{part}");
        }
        // A supplier cannot start a project, nor a community make an offer or review.
        assert_eq!(scene.firm.get("/projects/new").await.status, 404);
        assert_eq!(scene.club.get("/offers/new").await.status, 404);
        assert_eq!(scene.club.get("/review/projects").await.status, 404);
        // An officer of another authority does not see it either.
        let elsewhere = world.team(OrganisationKind::Authority, "Elsewhere Council").await;
        let elsewhere = Client::new(svx_web::router(world.app.clone())).with_session(&world.session(&elsewhere).await);
        let check = format!("{path}/check");
        scene.club.submit(&check, &check, &[]).await;
        let slug = path.rsplit('/').next().unwrap();
        assert_eq!(elsewhere.get(&format!("/review/projects/{slug}")).await.status, 404);
        let listing = [("projects", slug), ("decision", "list")];
        assert_eq!(elsewhere.submit("/review/projects", "/review/projects", &listing).await.status, 404);
    }

    async fn an_offer_is_made_seen_by_its_exchange_changed_and_withdrawn(world: World) {
        let scene = scene(&world).await;
        assert!(scene.firm.get("/offers").await.words().contains("You have offered nothing yet"));
        let fields = [
            ("resource", "chair"), ("quantity", "60"), ("title", ""), ("radius", "25"), ("radius_unit", "km"), ("postcode", "LS1 4AP"),
            ("from-day", "1"), ("from-month", "dec"), ("from-year", "2026"),
            ("to-day", "1"), ("to-month", "3"), ("to-year", "2027"), ("provides", "delivery"), ("budget", "£1,200"), ("step", "list"),
        ];
        let answer = scene.firm.submit("/offers/new", "/offers/new", &fields).await;
        let path = answer.location().to_owned();
        assert!(path.starts_with("/offers/"), "{}", answer.summary());
        assert!(scene.firm.get(&path).await.words().contains("£1,200"));
        let seen = scene.club.get(&path).await.words();
        assert!(seen.contains("How much 60 chairs") && !seen.contains("£1,200"), "{seen}");
        assert_eq!(scene.anyone.get(&path).await.location().split('?').next(), Some("/sign-in"));
        let stranger = world.team(OrganisationKind::Community, "Not Approved").await;
        let stranger = Client::new(svx_web::router(world.app.clone())).with_session(&world.session(&stranger).await);
        assert_eq!(stranger.get(&path).await.status, 404);
        assert_eq!(scene.club.submit("/projects", &format!("{path}/withdraw"), &[]).await.status, 403);
        let edit = format!("{path}/edit");
        let mut changed = fields;
        changed[1].1 = "0";
        assert_eq!(scene.firm.submit(&edit, &edit, &changed).await.status, 422);
        changed[1].1 = "40";
        assert_eq!(scene.firm.submit(&edit, &edit, &changed).await.location(), path);
        for step in ["pause", "resume", "withdraw"] {
            assert_eq!(scene.firm.submit(&path, &format!("{path}/{step}"), &[]).await.location(), path, "{step}");
        }
        assert_eq!(scene.firm.submit("/offers", &format!("{path}/resume"), &[]).await.status, 409);
        assert_eq!(scene.club.get(&path).await.status, 404);
    }

    async fn what_has_ended_leaves_the_list(world: World) {
        let scene = scene(&world).await;
        let path = listed(&scene).await;
        world.at("2027-04-01T09:00:00Z");
        svx_app::worker::schedule(&world.app).await.unwrap();
        world.work().await;
        assert!(!scene.anyone.get("/needs").await.words().contains("Chairs and company"));
        assert!(scene.anyone.get(&path).await.words().contains("Expired"));
        let mail = world.mail.last_to("person.of.holbeck.lunch.club@example.org");
        assert!(mail.text.contains("The last day of"), "{}", mail.text);
    }
}

both_stores! {
    async fn a_program_posts_a_project_and_anyone_finds_it(world: World) {
        let scene = scene(&world).await;
        let owner = scene.community.organisation().unwrap();
        let token = tokens::make(&world.app, &scene.community, owner, "Sheet", true).await.unwrap();
        let program = Client::new(svx_web::router(world.app.clone())).with_token(&token);
        let begun = json!({"title": "A van on Thursdays", "summary": "To fetch what shops give."});
        let answer = program.json(Method::POST, "/api/v1/projects", &begun).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let path = format!("/api/v1/projects/{}", answer.json()["slug"].as_str().unwrap());
        let missing = program.json(Method::POST, &format!("{path}/submit"), &json!({})).await;
        assert_eq!((missing.status.as_u16(), answer.json()["missing"].as_array().unwrap().len()), (422, 4));
        let authority = scene.authority.organisation().unwrap().to_string();
        let when = json!({"postcode": "LS11 5DL", "starts": "2026-12-01", "ends": "2027-03-31"});
        let need = json!({"resource": "van-hire", "quantity": "10.5", "requires": ["delivery"], "priority": 5});
        for (method, part, body) in [
            (Method::PUT, "beneficiaries", json!({"beneficiaries": "Families", "beneficiary_count": 90})),
            (Method::PUT, "when", when),
            (Method::PUT, "exchanges", json!({"authorities": [authority]})),
            (Method::POST, "needs", need),
            (Method::POST, "submit", json!({})),
        ] {
            let answer = program.json(method, &format!("{path}/{part}"), &body).await;
            assert!(answer.status.is_success(), "{part}: {}", answer.body);
        }
        assert_eq!(program.get(&path).await.json()["state"], "submitted");
        assert_eq!(scene.anyone.get(&path).await.status, 404);
        let slug = path.rsplit('/').next().unwrap();
        scene.council.submit("/review/projects", "/review/projects", &[("projects", slug), ("decision", "list")]).await;
        let shown = scene.anyone.get(&path).await.json();
        assert_eq!((&shown["state"], shown.get("postcode")), (&json!("listed"), None));
        let found = scene.anyone.get("/api/v1/needs?near=LS11+5DL&within=2&words=van").await.json();
        assert_eq!(found["items"][0]["slug"], slug);
        assert_eq!(found["items"][0]["needs"][0]["open"], "10.5");
        assert_eq!(found["items"][0]["distance_m"], 0);
        assert_eq!(scene.anyone.get("/api/v1/needs?near=nowhere").await.status, 422);
        assert_eq!(scene.anyone.get("/api/v1/needs?from=soon").await.status, 422);
        assert_eq!(scene.anyone.get("/api/v1/needs?page=999").await.status, 422);
        let changed = program.json(Method::PUT, &format!("{path}/about"), &begun).await;
        assert_eq!(changed.status, 409);
        let wrong = program.json(Method::POST, "/api/v1/projects", &json!({"title": "x", "sumary": "y"})).await;
        assert!(wrong.status.is_client_error(), "{}", wrong.body);
    }
}

#[rstest]
#[case("about", &[("title", ""), ("summary", "")], "Enter what the project is called")]
#[case("who", &[("beneficiaries", "People"), ("beneficiary_count", "lots")], "How many people must be a whole number")]
#[case("who", &[("beneficiaries", "People"), ("beneficiary_count", "99999999999")], "10,000,000 or fewer")]
#[case("where", &[("postcode", "nowhere")], "Enter the first day")]
#[case("where", &[("postcode", "BT1 5GS")], "is in Northern Ireland")]
#[case("where", &[("local_authority", "E99999999")], "Choose a local authority from the list")]
#[case("exchanges", &[], "Choose at least one authority")]
#[case("needs/new", &[("resource", "unicorn"), ("quantity", "1")], "Choose what you need from the list")]
#[case("needs/new", &[("resource", "chair"), ("quantity", "1.5")], "How many must be a whole number")]
#[case("needs/new", &[("resource", "chair"), ("quantity", "1"), ("requires", "magic")], "Choose conditions from the list")]
#[case("needs/new", &[("resource", "chair"), ("quantity", "1"), ("priority", "9")], "Choose how pressing it is")]
#[case("needs/new", &[("resource", "chair"), ("quantity", "1"), ("to-day", "1"), ("to-month", "1"), ("to-year", "2099")], "within 10 years")]
#[tokio::test]
async fn what_is_wrong_is_said_beside_what_was_typed(
    #[case] part: &str,
    #[case] fields: &[(&str, &str)],
    #[case] message: &str,
) {
    let world = World::new(Engine::Sqlite).await.unwrap();
    let scene = scene(&world).await;
    let path = draft(&scene).await;
    let page = format!("{path}/{part}");
    let answer = scene.club.submit(&page, &page, fields).await;
    assert_eq!(answer.status, 422, "{}", answer.words());
    assert!(
        answer.words().contains("There is a problem") && answer.words().contains(message),
        "{}",
        answer.words()
    );
    assert!(answer.body.contains("<title>Error: "));
}

#[tokio::test]
async fn too_much_text_is_refused_and_kept() {
    let world = World::new(Engine::Sqlite).await.unwrap();
    let scene = scene(&world).await;
    let long = "x".repeat(projects::MAX_SUMMARY_CHARS + 1);
    let fields = [("title", "A title"), ("summary", long.as_str())];
    let answer = scene.club.submit("/projects/new", "/projects/new", &fields).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(&long));
    // An authority that did not approve the organisation cannot be chosen by editing the form.
    let path = draft(&scene).await;
    let other = world
        .organisation(OrganisationKind::Authority, "Elsewhere")
        .await
        .to_string();
    let page = format!("{path}/exchanges");
    let answer = scene.club.submit(&page, &page, &[("authorities", &other)]).await;
    assert!(
        answer
            .words()
            .contains("Choose from the authorities that approved your organisation")
    );
    let _ = scene.community;
}

#[tokio::test]
async fn the_price_book_is_open_to_all_and_dated() {
    let world = World::new(Engine::Sqlite).await.unwrap();
    let scene = scene(&world).await;
    let list = scene.anyone.get("/prices?words=volunteer").await.words();
    assert!(
        list.contains("£13.45 per hour") && list.contains("£14.80 per hour, London"),
        "{list}"
    );
    let one = scene.anyone.get("/prices/volunteering").await.words();
    assert!(
        one.contains("Living Wage Foundation") && one.contains("22 October 2025"),
        "{one}"
    );
    assert!(
        scene
            .anyone
            .get("/prices?on=2020-01-01")
            .await
            .words()
            .contains("No price book was in use")
    );
    assert_eq!(scene.anyone.get("/prices?on=yesterday").await.status, 400);
    assert_eq!(scene.anyone.get("/prices/unicorn").await.status, 404);
}
