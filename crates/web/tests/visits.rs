//! What is around every page: who is there, forms from elsewhere, errors as pages, and headers.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use svx_domain::organisation::OrganisationKind;
use svx_testkit::{Client, World, both_stores};

both_stores! {
    async fn a_page_that_is_not_there_says_so(world: World) {
        let client = Client::new(svx_web::router(world.app.clone()));
        let answer = client.get("/no-such-page").await;
        assert_eq!(answer.status, 404);
        assert!(answer.words().contains("Page not found"), "{}", answer.body);
        assert!(answer.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    }

    async fn signing_out_ends_the_session(world: World) {
        let actor = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let token = world.session(&actor).await;
        let client = Client::new(svx_web::router(world.app.clone())).with_session(&token);
        assert!(client.get("/").await.body.contains("Holbeck Lunch Club"));
        let answer = client.submit("/", "/sign-out", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/"));
        let same_token = Client::new(svx_web::router(world.app.clone())).with_session(&token);
        assert!(!same_token.get("/").await.body.contains("Holbeck Lunch Club"));
    }

    async fn a_form_without_its_token_changes_nothing(world: World) {
        let actor = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let token = world.session(&actor).await;
        let client = Client::new(svx_web::router(world.app.clone())).with_session(&token);
        assert_eq!(client.post_form("/sign-out", &[]).await.status, 403);
        assert_eq!(client.post_form("/sign-out", &[("csrf_token", "guess")]).await.status, 403);
        assert!(client.get("/").await.body.contains("Holbeck Lunch Club"));
    }
}
