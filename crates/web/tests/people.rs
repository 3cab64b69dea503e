//! Signing up and in as people meet it.

use jiff::SignedDuration;
use std::sync::Arc;
use svx_app::people::{password, sign_in};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{Event, people};
use svx_testkit::{Answer, Client, World, both_stores};

const PASSWORD: &str = "seven green teapots";

fn browser(world: &World) -> Client {
    Client::new(svx_web::router(world.app.clone()))
}

/// A person of a lunch club who has a password.
async fn ada(world: &World) -> Actor {
    let id = world
        .organisation(OrganisationKind::Community, "Holbeck Lunch Club")
        .await;
    let actor = world
        .member(id, "Ada Lovelace", OrganisationKind::Community.roles())
        .await;
    set_password(world, &actor, PASSWORD).await;
    actor
}

async fn set_password(world: &World, actor: &Actor, password: &str) {
    let hash = password::hash(&world.app, password).await.unwrap();
    let permit = access::authorize(actor, Action::UseOwnAccount, &Scope::none()).unwrap();
    let id = actor.person().unwrap();
    svx_store::transact!(world.app.db.attempts(&permit), svx_store::Error, |tx| {
        people::set_password(tx, id, &hash).await?;
        tx.record(Event::new("person.password-changed", "person", id)).await
    })
    .unwrap();
}

async fn sign_in_as(client: &Client, email: &str, password: &str) -> Answer {
    client
        .post_form("/sign-in", &[("email", email), ("password", password)])
        .await
}

both_stores! {
    async fn a_password_signs_in(world: World) {
        ada(&world).await;
        let client = browser(&world);
        let answer = sign_in_as(&client, " Ada.Lovelace@Example.org ", PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/home"));
        assert!(client.get("/").await.body.contains("Ada Lovelace"));
        assert_eq!(client.get("/sign-in").await.location(), "/home");
    }

    async fn one_comes_back_to_where_one_was_going_but_never_elsewhere(world: World) {
        ada(&world).await;
        for (next, to) in [("/needs?near=LS11", "/needs?near=LS11"), ("//evil.example", "/home"), ("https://evil.example", "/home")] {
            let client = browser(&world);
            let fields = [("email", "ada.lovelace@example.org"), ("password", PASSWORD), ("next", next)];
            assert_eq!(client.post_form("/sign-in", &fields).await.location(), to);
        }
    }

    async fn a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) {
        ada(&world).await;
        let client = browser(&world);
        let wrong = sign_in_as(&client, "ada.lovelace@example.org", "something else").await;
        let unknown = sign_in_as(&client, "nobody@example.org", "something else").await;
        assert_eq!((wrong.status, unknown.status.as_u16()), (unknown.status, 422));
        assert_eq!(wrong.words(), unknown.words());
        assert!(wrong.words().contains("Error: The e-mail address or the password is not right"), "{}", wrong.words());
    }

    async fn too_many_attempts_are_refused_for_a_while_and_by_account(world: World) {
        let actor = ada(&world).await;
        let client = browser(&world);
        for _ in 0..10 {
            assert_eq!(sign_in_as(&client, "ada.lovelace@example.org", "guess").await.status, 422);
        }
        let refused = sign_in_as(&client, "ada.lovelace@example.org", PASSWORD).await;
        assert_eq!(refused.status, 429);
        assert!(refused.words().contains("Try again in 15 minutes"), "{}", refused.words());
        assert_eq!(sign_in_as(&client, "someone.else@example.org", "guess").await.status, 422);
        world.wait(SignedDuration::from_mins(15));
        assert_eq!(sign_in_as(&client, "ada.lovelace@example.org", PASSWORD).await.status, 303);
        drop(actor);
    }

    async fn what_is_malformed_or_oversized_is_refused(world: World) {
        ada(&world).await;
        assert_eq!(sign_in_as(&browser(&world), "ada.lovelace@example.org", &PASSWORD.repeat(2000)).await.status, 413);
        assert_eq!(sign_in_as(&browser(&world), "ada.lovelace@example.org", &PASSWORD.repeat(100)).await.status, 422);
        assert_eq!(sign_in_as(&browser(&world), "not an address", PASSWORD).await.status, 422);
        assert_eq!(sign_in_as(&browser(&world), "", "").await.status, 422);
    }

    async fn the_demonstration_signs_in_with_one_click_and_only_there(world: World) {
        let person = svx_app::people::create::person(&world.app, &World::SYSTEM, "Rose", "rose@demo.example").await.unwrap();
        let other = world.person("Ada Lovelace").await;
        let club = world.organisation(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let roles = OrganisationKind::Community.roles().iter().copied().collect();
        svx_app::people::create::membership(&world.app, &World::SYSTEM, club, person, roles).await.unwrap();
        let id = person.to_string();

        let real = browser(&world);
        assert_eq!(real.get("/demo").await.status, 404);
        assert_eq!(real.post_form("/demo", &[("person", &id)]).await.status, 404);
        assert!(sign_in::as_demo_person(&world.app, person, &Default::default()).await.is_err());

        let mut app = world.app.clone();
        app.settings = Arc::new(svx_app::Settings { demo: true, ..(*app.settings).clone() });
        let demo = Client::new(svx_web::router(app));
        let page = demo.get("/demo").await;
        assert!(page.words().contains("Sign in as Rose, administrator and member at Holbeck Lunch Club"), "{}", page.words());
        assert_eq!(demo.post_form("/demo", &[("person", &other.to_string())]).await.status, 404);
        assert_eq!(demo.post_form("/demo", &[("person", "1")]).await.status, 404);
        assert_eq!(demo.post_form("/demo", &[("person", &id)]).await.location(), "/home");
        assert!(demo.get("/").await.body.contains("Rose"));
    }
}
