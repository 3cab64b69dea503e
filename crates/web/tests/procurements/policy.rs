//! A local policy pack from a file to a procurement; rules, waivers and the second person; licensed proxy values, which
//! nobody else sees.

use super::*;

const PACK: &[u8] = "code,theme,outcome,measure,unit,description,theme_least,most_measures\n\
ES-1,Employment and skills,Good work,People taken on,FTE-years,,1,2\n\
GR-1,Greener places,Clean air,Trees planted,trees,,,\n\
GR-2,Greener places,Less waste,Goods passed on,tonnes,,,\n\
CO-1,Communities,Groups that last,=Hours of help,hours,,,\n"
    .as_bytes();
const HOME: &str = "/organisation/policy";
/// What nobody but the authority's officers may find.
const PROXY_CANARY: &str = "8,765,432.10";

/// An officer of the stage's authority with a role.
async fn officer(world: &World, stage: &Stage, name: &str, role: Role) -> Client {
    let authority = stage.exchange.authority.organisation().unwrap();
    let actor = world.member(authority, name, &[role]).await;
    client(world, &actor).await
}

/// Publishes a version of a pack from a file, and gives the pack's page.
async fn published(stage: &Stage) -> String {
    let begun = stage.officer.submit(HOME, HOME, &[("name", "Our policy")]).await;
    let pack = begun.location().to_owned();
    let loaded = upload(&stage.officer, &pack, &format!("{pack}/import"), PACK).await;
    assert_eq!(loaded.status, 303, "{}", loaded.words());
    let terms = [
        ("sent", "yes"),
        ("from_on", "1 4 2026"),
        ("source", "Cabinet, 3 March 2026"),
        ("most", "2"),
        ("theme_name", "Employment and skills"),
        ("theme_name", "Greener places"),
        ("theme_name", "Communities"),
        ("least-0", "1"),
    ];
    let saved = stage.officer.submit(&pack, &format!("{pack}/terms"), &terms).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    publish_draft(stage, &pack).await;
    pack
}

async fn publish_draft(stage: &Stage, pack: &str) {
    let check = format!("{pack}/check");
    let page = stage.officer.get(&check).await;
    let sent = stage
        .officer
        .submit(&check, &check, &[("seen", &hidden(&page, "seen"))])
        .await;
    assert_eq!(sent.location(), pack, "{}", sent.words());
}

/// Tries to publish the procurement, and gives the answer.
async fn try_publish(stage: &Stage) -> Answer {
    let seen = hidden(&stage.officer.get(&stage.path("/setup/check")).await, "seen");
    stage.send(&stage.officer, "/setup/check", &[("seen", &seen)]).await
}

/// The value of the first choice of a radio button.
fn first_choice(page: &Answer, name: &str) -> String {
    let (_, rest) = page.body.split_once(&format!("name=\"{name}\"")).unwrap();
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The address of the form that decides a waiver.
fn decision_form(page: &Answer) -> String {
    let rest = page.body.split("/waivers/").nth(1).expect("a form to decide");
    rest.split('"').next().unwrap().to_owned()
}

both_stores! {
    async fn a_pack_is_imported_published_and_superseded_and_never_changed(world: World) {
        let stage = Stage::new(&world).await;
        let begun = stage.officer.submit(HOME, HOME, &[("name", "Our policy")]).await;
        let pack = begun.location().to_owned();
        let bad = "code,theme,outcome,measure,unit\nE 1,,x,y,z\nE2,T,x,,z\n";
        let refused = upload(&stage.officer, &pack, &format!("{pack}/import"), bad.as_bytes()).await;
        let words = refused.words();
        assert_eq!(refused.status, 422);
        for place in ["line 2, code: Use up to 20 letters", "line 2, theme: This cell is empty", "line 3, measure: This cell is empty"] {
            assert!(words.contains(place), "{place}: {words}");
        }
        assert!(stage.officer.get(&format!("{pack}/check")).await.words().contains("Add at least one measure"));
        let anyone = Client::new(svx_web::router(world.app.clone()));
        assert!(anyone.get("/policy").await.words().contains("No authority has published a policy pack yet"));

        let pack = published(&stage).await;
        let list = anyone.get("/policy").await;
        let public = list.body.split("/authorities/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let public = format!("/authorities/{public}");
        let words = anyone.get(&public).await.words();
        assert!(words.contains("At most 2 measures") && words.contains("At least one measure of ‘Employment and skills’"), "{words}");
        let file = anyone.get(&format!("{public}/1/measures.csv")).await;
        assert!(file.body.contains("'=Hours of help") && !file.body.contains(",=Hours"), "{}", file.body);
        assert_eq!(svx_formats::pack::read(file.body.as_bytes()).unwrap().measures.len(), 4);

        // What is published takes no change, by any of the forms.
        for (form, fields) in [
            ("/measures/remove", &[("code", "ES-1")][..]),
            ("/measures", &[("code", "X"), ("theme", "T"), ("outcome", "O"), ("title", "M"), ("unit", "u")][..]),
            ("/terms", &[("from_on", "1 1 2027"), ("source", "Nobody"), ("most", "9")][..]),
        ] {
            let refused = stage.officer.submit(&pack, &format!("{pack}{form}"), fields).await;
            assert_eq!(refused.status, 409, "{form}: {}", refused.words());
        }
        assert_eq!(upload(&stage.officer, &pack, &format!("{pack}/import"), PACK).await.status, 409);

        // The same again is no new version; a changed one supersedes, and the first stays as it was.
        stage.officer.submit(&pack, &format!("{pack}/begin"), &[]).await;
        let terms = [("sent", "yes"), ("from_on", "1 12 2026"), ("source", "Cabinet"), ("most", "2"), ("theme_name", "Employment and skills"), ("least-0", "1")];
        stage.officer.submit(&pack, &format!("{pack}/terms"), &terms).await;
        let check = format!("{pack}/check");
        let seen = hidden(&stage.officer.get(&check).await, "seen");
        let same = stage.officer.submit(&check, &check, &[("seen", &seen)]).await;
        assert!(same.status == 409 && same.words().contains("nothing new to publish"), "{}", same.words());
        stage.officer.submit(&pack, &format!("{pack}/measures/remove"), &[("code", "GR-2")]).await;
        publish_draft(&stage, &pack).await;
        assert!(anyone.get(&public).await.words().contains("3 measures"));
        let first = anyone.get(&format!("{public}/1")).await.words();
        assert!(first.contains("4 measures") && first.contains("Version 2 takes its place"), "{first}");

        // Others neither see the drafts nor write them.
        for other in [&stage.aire, &stage.beck] {
            assert_eq!(other.get(HOME).await.status, 404);
            assert_eq!(other.get(&pack).await.status, 404);
        }
        let evaluator = officer(&world, &stage, "Eva Reader", Role::Evaluator).await;
        assert_eq!(evaluator.get(&pack).await.status, 200);
        assert_eq!(evaluator.submit(&pack, &format!("{pack}/begin"), &[]).await.status, 403);
    }

    async fn a_broken_rule_needs_a_reason_and_a_second_person(world: World) {
        let stage = Stage::new(&world).await;
        published(&stage).await;
        let policy = stage.path("/setup/policy");
        // Nothing is chosen while the day of the notice is unknown.
        let page = stage.officer.get(&policy).await;
        assert!(page.words().contains("Say when it is published") && !page.body.contains("name=\"version\""), "{}", page.words());
        stage.set_up().await;
        let page = stage.officer.get(&policy).await;
        let version = first_choice(&page, "version");
        let chosen = stage.officer.submit(&policy, &policy, &[("version", &version)]).await;
        assert_eq!(chosen.status, 303, "{}", chosen.words());
        let measures = format!("{policy}/measures");
        let three = [("measure", "GR-1"), ("measure", "GR-2"), ("measure", "CO-1")];
        let saved = stage.officer.submit(&policy, &measures, &three).await;
        assert_eq!(saved.status, 303, "{}", saved.words());
        let words = stage.officer.get(&policy).await.words();
        assert!(words.contains("Your choice breaks 2 rules") && words.contains("3 measures are chosen, and at most 2 are allowed"), "{words}");
        assert!(stage.officer.get(&stage.path("/setup")).await.words().contains("Policy and measures Incomplete"));
        let blocked = try_publish(&stage).await;
        assert!(blocked.status == 422 && blocked.words().contains("3 measures are chosen"), "{}", blocked.words());

        // Two measures break one rule only. The one who asks cannot decide.
        stage.officer.submit(&policy, &measures, &three[..2]).await;
        let waivers = stage.path("/waivers");
        let silent = stage.officer.submit(&waivers, &waivers, &[("rule", "at least 1 of Employment and skills"), ("reason", " ")]).await;
        assert!(silent.status == 422 && silent.words().contains("Enter the reason"), "{}", silent.words());
        let reason = "The staff transfer with the contract";
        let asked = stage.officer.submit(&waivers, &waivers, &[("rule", "at least 1 of Employment and skills"), ("reason", reason)]).await;
        assert_eq!(asked.status, 303, "{}", asked.words());
        let own = stage.officer.get(&waivers).await;
        assert!(own.words().contains("another person has to decide") && !own.body.contains("name=\"decision\""), "{}", own.words());
        let approver = officer(&world, &stage, "Ada Approver", Role::Approver).await;
        let theirs = approver.get(&waivers).await;
        let decide = format!("{waivers}/{}", decision_form(&theirs));
        let forced = stage.officer.submit(&waivers, &decide, &[("decision", "waive"), ("reason", "Because")]).await;
        assert!(forced.status == 409 && forced.words().contains("another person has to decide"), "{}", forced.words());
        assert_eq!(try_publish(&stage).await.status, 422);
        let evaluator = officer(&world, &stage, "Eva Reader", Role::Evaluator).await;
        assert_eq!(evaluator.submit("/home", &decide, &[("decision", "waive"), ("reason", "Because")]).await.status, 403);
        let agreed = approver.submit(&waivers, &decide, &[("decision", "waive"), ("reason", "Agreed")]).await;
        assert_eq!(agreed.status, 303, "{}", agreed.words());
        assert_eq!(approver.submit(&waivers, &decide, &[("decision", "refuse"), ("reason", "No")]).await.status, 409);

        // Another choice needs another waiver; the first again is covered.
        stage.officer.submit(&policy, &measures, &[("measure", "CO-1"), ("measure", "GR-1")]).await;
        assert_eq!(try_publish(&stage).await.status, 422);
        assert!(stage.officer.get(&waivers).await.words().contains("No longer: the measures were changed"));
        stage.officer.submit(&policy, &measures, &three[..2]).await;
        let done = try_publish(&stage).await;
        assert_eq!(done.location(), stage.path(""), "{}", done.words());

        // Frozen, and open to all: the measures, the version and the waived rule with its reason.
        let public = stage.aire.get(&stage.path("")).await.words();
        for text in ["version 1 of Our policy", "Trees planted", "A rule of the policy pack was waived", reason] {
            assert!(public.contains(text), "{text}: {public}");
        }
        // A pledge may say which of the measures it counts towards.
        stage.aire.submit(&stage.path(""), &stage.path("/register"), &[]).await;
        let need = stage.exchange.need;
        let [quantity, by, how, measure] = ["quantity", "by", "how", "measure"].map(|name| format!("{name}-{need}"));
        let pledge = |code| [(quantity.as_str(), "4"), (by.as_str(), "31 3 2027"), (how.as_str(), "By van"), (measure.as_str(), code)];
        stage.send(&stage.aire, "/bid/pledges", &pledge("ZZ")).await;
        let words = stage.aire.get(&stage.path("/bid/pledges")).await.words();
        assert!(words.contains("This procurement has no measure ‘ZZ’") && words.contains("GR-1: Trees planted"), "{words}");
        stage.send(&stage.aire, "/bid/pledges", &pledge("GR-1")).await;
        stage.send(&stage.aire, "/bid/price", &[("price", "100000")]).await;
        stage.send(&stage.aire, "/bid/answers", &[("answer-q1", "We mow.")]).await;
        let words = stage.aire.get(&stage.path("/bid/check")).await.words();
        assert!(words.contains("(measure GR-1)"), "{words}");
        let changed = stage.officer.submit(&stage.path(""), &measures, &[("measure", "ES-1")]).await;
        assert_eq!(changed.status, 409, "{}", changed.words());
        assert_eq!(stage.officer.submit(&stage.path(""), &policy, &[("version", "none")]).await.status, 409);
    }

    async fn licensed_values_are_for_the_eyes_of_the_authority_alone(world: World) {
        let stage = Stage::new(&world).await;
        let pack = published(&stage).await;
        let proxies = "/organisation/proxies";
        let file = "ref,theme,outcome,measure,unit,proxy value\nGR-1,Made up,Leaves,Trees planted,trees,\"£8,765,432.10\"\nZZ-9,Made up,Leaves,Nothing,each,n/a\n";
        let send = async |client: &Client, fields: &[(&str, &str)], file: &str| {
            let csrf = hidden(&client.get(proxies).await, "csrf_token");
            let mut body = String::new();
            for (name, value) in fields.iter().chain(&[("csrf_token", csrf.as_str())]) {
                body.push_str(&format!("--svx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
            }
            body.push_str(&format!("--svx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n{file}\r\n--svx--\r\n"));
            let request = Request::post(proxies).header(header::CONTENT_TYPE, "multipart/form-data; boundary=svx").header("sec-fetch-site", "same-origin");
            client.send(request.body(Body::from(body)).unwrap()).await
        };
        let refused = send(&stage.officer, &[("layout", "toms")], "ref,measure,unit,proxy value\nA,B,C,ten\n").await;
        let words = refused.words();
        for text in ["Enter what you call this file", "Enter the licence", "line 2, proxy value: Amount must be a number", "Confirm that your licence allows this use"] {
            assert!(words.contains(text), "{text}: {words}");
        }
        let facts = [("title", "Made-up values"), ("layout", "toms"), ("source", "Nobody"), ("licence", "Licence 12"), ("year", "2026"), ("confirmed", "yes")];
        let imported = send(&stage.officer, &facts, file).await;
        assert_eq!(imported.status, 303, "{}", imported.words());
        let list = stage.officer.get(proxies).await;
        let set = list.body.split("/organisation/proxies/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let set = format!("{proxies}/{set}");
        let shown = stage.officer.get(&set).await.words();
        assert!(shown.contains(PROXY_CANARY) && shown.contains("Licence 12") && shown.contains("never added to prices"), "{shown}");

        // Beside a measure in the officer's set-up, as what it is; nowhere that others look.
        stage.set_up().await;
        let policy = stage.path("/setup/policy");
        let version = first_choice(&stage.officer.get(&policy).await, "version");
        stage.officer.submit(&policy, &policy, &[("version", &version)]).await;
        stage.officer.submit(&policy, &format!("{policy}/measures"), &[("measure", "GR-1"), ("measure", "ES-1")]).await;
        let beside = stage.officer.get(&policy).await.words();
        assert!(beside.contains(&format!("Proxy value, not a price: £{PROXY_CANARY}")), "{beside}");
        assert_eq!(try_publish(&stage).await.status, 303);

        let evaluator = officer(&world, &stage, "Eva Reader", Role::Evaluator).await;
        assert_eq!(evaluator.get(&set).await.status, 200);
        assert_eq!(evaluator.submit(&set, &format!("{set}/retire"), &[]).await.status, 403);
        let other_authority = world.team(OrganisationKind::Authority, "Another Council").await;
        let operator = world.team(OrganisationKind::Operator, "Operator").await;
        let strangers = [client(&world, &other_authority).await, client(&world, &operator).await, Client::new(svx_web::router(world.app.clone()))];
        let pages = [
            stage.path(""), stage.path("/rules.json"), "/policy".to_owned(), proxies.to_owned(), set.clone(), pack.clone(),
            "/api/v1/openapi.json".to_owned(), format!("/api/v1/procurements/{}", stage.ocid), "/procurements".to_owned(),
        ];
        for client in strangers.iter().chain([&stage.aire, &stage.beck]) {
            for page in &pages {
                let answer = client.get(page).await;
                assert!(!answer.body.contains(PROXY_CANARY) && !answer.body.contains("8765432"), "{page}: {}", answer.words());
            }
            assert_ne!(client.get(&set).await.status, 200);
        }
        assert_eq!(strangers[0].get(&set).await.status, 404);
        assert_eq!(strangers[0].submit(proxies, &format!("{set}/retire"), &[]).await.status, 404);
        // What is published for everyone, and the log, hold no value.
        let public = stage.officer.get(&stage.path("")).await;
        assert!(!public.body.contains(PROXY_CANARY), "{}", public.words());
        let retired = stage.officer.submit(&set, &format!("{set}/retire"), &[]).await;
        assert_eq!(retired.status, 303, "{}", retired.words());
    }
}
