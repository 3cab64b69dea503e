//! Pages that are read.

use super::*;

both_stores! {
    async fn the_status_says_that_it_is_up_and_nothing_secret(world: World) {
        let answer = client(&world).get("/status").await;
        let summary = answer.summary().replace(env!("CARGO_PKG_VERSION"), "[version]");
        insta::assert_snapshot!(summary, @r"
        200 OK
        Status The service is up. Pages Answering Database Answering Database schema Up to date Version [version] Checked at 9am on 23 November 2026 Programs can ask /readyz , which answers in JSON.
        ");
        assert!(!answer.body.contains(&world.database.folder.path().display().to_string()));
    }
}

#[tokio::test]
async fn every_link_at_the_foot_leads_to_a_page() {
    let world = World::new(svx_testkit::Engine::Sqlite).await.unwrap();
    let client = client(&world);
    for path in [
        "/accessibility",
        "/api",
        "/open-data",
        "/stories",
        "/privacy",
        "/complaints",
        "/places",
        "/figures-explained",
        "/status",
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn the_credits_are_as_the_licences_ask() {
    let world = World::new(svx_testkit::Engine::Sqlite).await.unwrap();
    let words = client(&world).get("/places").await.words();
    for credit in svx_places::attribution() {
        assert!(words.contains(credit.statement), "{}", credit.statement);
    }
}

#[tokio::test]
async fn what_the_api_answers_with_is_explained_and_what_is_open_is_listed() {
    let world = World::new(svx_testkit::Engine::Sqlite).await.unwrap();
    let client = client(&world);
    let explained = client.get("/api").await;
    let ended = Client::new(svx_web::router(world.app.clone()))
        .with_token("ended")
        .get("/api/v1/authorities")
        .await;
    for problem in [client.get("/api/v1/authorities/nothing").await, ended] {
        let kind = problem.json()["type"].as_str().unwrap().to_owned();
        let (page, anchor) = kind.split_once('#').unwrap();
        assert!(
            page == "/api" && explained.body.contains(&format!("id=\"{anchor}\"")),
            "{kind}"
        );
    }
    assert!(explained.body.contains("http://svx.test/api/v1"));
    let open = client.get("/open-data").await;
    assert!(open.body.contains("href=\"/api/v1/authorities\""));
}
