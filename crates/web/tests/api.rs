//! What all of the API shares: tokens, problem details, lists, idempotency keys, and its description.

#[path = "api/giving.rs"]
mod giving;

use insta::assert_snapshot;
use svx_domain::organisation::OrganisationKind;
use svx_testkit::{Client, World, both_stores};

#[test]
fn every_route_of_the_api_is_described() {
    let document = serde_json::to_value(svx_web::api::document()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for (method, path) in svx_web::api::routes().list() {
        if *path != "/api/v1/openapi.json" {
            let operation = &document["paths"][path][method.to_lowercase()];
            assert!(operation["operationId"].is_string(), "{method} {path} is not described");
            assert!(operation["tags"][0].is_string(), "{method} {path} has no tag");
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
        }
    }
}

both_stores! {
    async fn anyone_may_list_authorities(world: World) {
        world.organisation(OrganisationKind::Authority, "Example Borough Council").await;
        world.organisation(OrganisationKind::Authority, "Another Council").await;
        world.organisation(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let client = Client::new(svx_web::router(world.app.clone()));
        let answer = client.get("/api/v1/authorities?per_page=1").await;
        assert_eq!(answer.json()["items"][0]["name"], "Another Council");
        assert_eq!(answer.json()["next_page"], 2);
        let answer = client.get("/api/v1/authorities?per_page=1&page=2").await;
        assert_eq!(answer.json()["items"][0]["name"], "Example Borough Council");
        assert!(answer.json()["next_page"].is_null());
    }

    async fn problems_are_told_as_problem_details(world: World) {
        let client = Client::new(svx_web::router(world.app.clone()));
        let answer = client.get("/api/v1/authorities?per_page=9999").await;
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_snapshot!(answer.body, @r#"{"type":"/api#invalid","title":"The request is not valid","status":422,"errors":[{"field":"per_page","message":"per_page must be 1 to 100"}]}"#);
        let answer = client.get("/api/v1/no-such-thing").await;
        assert_snapshot!(answer.body, @r#"{"type":"/api#not-found","title":"Not found","status":404}"#);
        let answer = client.with_token("not a token").get("/api/v1/authorities").await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}
