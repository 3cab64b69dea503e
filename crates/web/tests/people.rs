//! Signing up and in as people meet it.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

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

/// The path of the one link in the mail that was sent last to an address.
async fn mailed_link(world: &World, address: &str) -> String {
    world.work().await;
    let text = world.mail.last_to(address).text;
    let start = text.find("http://svx.test/").unwrap() + "http://svx.test".len();
    text[start..].split_whitespace().next().unwrap().to_owned()
}

async fn sign_up(client: &Client, name: &str, email: &str, password: &str) -> Answer {
    client
        .post_form("/sign-up", &[("name", name), ("email", email), ("password", password)])
        .await
}

both_stores! {
    async fn one_signs_up_and_verifies_by_a_link_that_works_once(world: World) {
        let client = browser(&world);
        assert_eq!(sign_up(&client, "Grace Hopper", "Grace@Example.org", PASSWORD).await.location(), "/sign-up/sent");
        let early = sign_in_as(&client, "grace@example.org", PASSWORD).await;
        assert!(early.words().contains("Verify your e-mail address first"), "{}", early.words());

        let link = mailed_link(&world, "grace@example.org").await;
        let page = client.get(&link).await;
        assert!(page.words().contains("Grace Hopper with the address grace@example.org"), "{}", page.words());
        // A scanner that follows the link changes nothing.
        assert!(!client.get("/").await.body.contains("Grace Hopper"));
        assert_eq!(client.post_form(&link, &[]).await.location(), "/organisations/new");
        assert!(client.get("/account").await.words().contains("You sign in as grace@example.org"));
        assert_eq!(browser(&world).get(&link).await.status, 410);
        assert_eq!(browser(&world).post_form(&link, &[]).await.status, 410);
        assert_eq!(sign_in_as(&browser(&world), "grace@example.org", PASSWORD).await.status, 303);
    }

    async fn signing_up_says_the_same_whether_or_not_the_address_is_known(world: World) {
        ada(&world).await;
        let client = browser(&world);
        let known = sign_up(&client, "Eve", "ada.lovelace@example.org", "another long password of hers").await;
        let fresh = sign_up(&client, "Eve", "eve@example.org", "another long password of hers").await;
        assert_eq!((known.status, known.location()), (fresh.status, fresh.location()));
        world.work().await;
        assert_eq!(world.mail.last_to("ada.lovelace@example.org").subject, "You already have an account");
        assert_eq!(world.mail.last_to("eve@example.org").subject, "Verify your e-mail address");
        assert_eq!(sign_in_as(&browser(&world), "ada.lovelace@example.org", PASSWORD).await.status, 303);
    }

    async fn a_form_that_is_not_right_comes_back_with_what_was_typed(world: World) {
        let client = browser(&world);
        let answer = sign_up(&client, "", "grace@", "short").await;
        assert_eq!(answer.status, 422);
        insta::allow_duplicates! { insta::assert_snapshot!(answer.words(), @"There is a problem Enter your name Enter an e-mail address in the right form, like name@example.org Your password must have at least 12 characters. Three words of your own are a good start Sign up An account is yours alone. You can join several organisations with it, or set up a new one. Your name People you work with here will see it Error: Enter your name E-mail address We will send a link to it Error: Enter an e-mail address in the right form, like name@example.org Choose a password At least 12 characters. Three words of your own are a good start Error: Your password must have at least 12 characters. Three words of your own are a good start Show Sign up If you have an account, sign in .") };
        assert!(answer.body.contains("value=\"grace@\"") && !answer.body.contains("short"));
        let long = "x".repeat(20_001);
        assert_eq!(sign_up(&client, &long, "grace@example.org", PASSWORD).await.status, 413);
        assert_eq!(sign_up(&client, &"x".repeat(101), "grace@example.org", PASSWORD).await.status, 422);
        assert_eq!(world.work().await, 0);
    }

    async fn links_grow_old(world: World) {
        let client = browser(&world);
        sign_up(&client, "Grace Hopper", "grace@example.org", PASSWORD).await;
        let link = mailed_link(&world, "grace@example.org").await;
        world.wait(SignedDuration::from_hours(24));
        assert_eq!(client.get(&link).await.status, 410);
        assert_eq!(client.post_form(&link, &[]).await.status, 410);
        // Signing in with the right password brings another.
        sign_in_as(&client, "grace@example.org", PASSWORD).await;
        let second = mailed_link(&world, "grace@example.org").await;
        assert_ne!(link, second);
        assert_eq!(client.post_form(&second, &[]).await.status, 303);
    }

    async fn a_link_signs_in_once_and_within_a_quarter_of_an_hour(world: World) {
        ada(&world).await;
        let ask = async |email: &str| browser(&world).post_form("/sign-in", &[("email", email), ("by", "link")]).await;
        assert_eq!(ask("nobody@example.org").await.location(), "/sign-in/sent");
        assert_eq!(ask("ada.lovelace@example.org").await.location(), "/sign-in/sent");
        let first = mailed_link(&world, "ada.lovelace@example.org").await;
        assert_eq!(world.mail.last_to("nobody@example.org").subject, "There is no account with this address");
        // A newer link ends the one before, and a link for one purpose is no link for another.
        ask("ada.lovelace@example.org").await;
        let second = mailed_link(&world, "ada.lovelace@example.org").await;
        assert_eq!(browser(&world).get(&first).await.status, 410);
        let other_purpose = second.replace("/sign-in/link/", "/reset-password/");
        assert_eq!(browser(&world).get(&other_purpose).await.status, 410);
        let client = browser(&world);
        assert!(client.get(&second).await.words().contains("You are about to sign in as Ada Lovelace"));
        assert_eq!(client.post_form(&second, &[]).await.location(), "/home");
        assert_eq!(browser(&world).post_form(&second, &[]).await.status, 410);

        ask("ada.lovelace@example.org").await;
        let third = mailed_link(&world, "ada.lovelace@example.org").await;
        world.wait(SignedDuration::from_mins(15));
        assert_eq!(browser(&world).post_form(&third, &[]).await.status, 410);
    }

    async fn mail_is_not_sent_without_end(world: World) {
        ada(&world).await;
        for email in ["ada.lovelace@example.org", "nobody@example.org"] {
            for _ in 0..5 {
                assert_eq!(browser(&world).post_form("/forgotten-password", &[("email", email)]).await.status, 303);
            }
            assert_eq!(browser(&world).post_form("/forgotten-password", &[("email", email)]).await.status, 429);
        }
    }

    async fn a_forgotten_password_is_replaced_and_every_session_ends(world: World) {
        let actor = ada(&world).await;
        let elsewhere = browser(&world).with_session(&world.session(&actor).await);
        browser(&world).post_form("/forgotten-password", &[("email", "ada.lovelace@example.org")]).await;
        let link = mailed_link(&world, "ada.lovelace@example.org").await;
        let client = browser(&world);
        assert_eq!(client.get(&link).await.status, 200);
        assert_eq!(client.post_form(&link, &[("new_password", "password1234")]).await.status, 422);
        assert_eq!(client.post_form(&link, &[("new_password", "nine blue kettles")]).await.location(), "/home");
        assert_eq!(elsewhere.get("/account").await.status, 303);
        assert_eq!(client.get("/account").await.status, 200);
        assert_eq!(sign_in_as(&browser(&world), "ada.lovelace@example.org", PASSWORD).await.status, 422);
        assert_eq!(sign_in_as(&browser(&world), "ada.lovelace@example.org", "nine blue kettles").await.status, 303);
        assert_eq!(browser(&world).post_form(&link, &[("new_password", "ten red saucepans")]).await.status, 410);
    }

    async fn an_account_is_kept_by_its_owner(world: World) {
        let actor = ada(&world).await;
        let client = browser(&world).with_session(&world.session(&actor).await);
        let other = browser(&world).with_session(&world.session(&actor).await);
        assert!(browser(&world).get("/account").await.location().starts_with("/sign-in?next=%2Faccount"));
        assert!(client.get("/account").await.words().contains("Holbeck Lunch Club Community organisation: Administrator, Member"));

        assert_eq!(client.submit("/account", "/account/name", &[("name", " ")]).await.status, 422);
        assert_eq!(client.submit("/account", "/account/name", &[("name", "Ada King")]).await.location(), "/account");
        assert!(client.get("/").await.body.contains("Ada King"));

        let change = async |current: &str, new: &str| {
            client.submit("/account", "/account/password", &[("current_password", current), ("new_password", new)]).await.status
        };
        assert_eq!(change("not it", "nine blue kettles").await, 422);
        assert_eq!(change(PASSWORD, "kettle").await, 422);
        assert_eq!(change(PASSWORD, "nine blue kettles").await, 303);
        assert_eq!(client.get("/account").await.status, 200);
        assert_eq!(other.get("/account").await.status, 303);
    }

    async fn sessions_are_ended_by_whose_they_are(world: World) {
        let actor = ada(&world).await;
        let stranger = world.team(OrganisationKind::Supplier, "Fitters").await;
        let token = world.session(&stranger).await;
        let signed_in = svx_app::people::sessions::find(&world.app, &token).await.unwrap().unwrap();
        let client = browser(&world).with_session(&world.session(&actor).await);
        let second = world.session(&actor).await;

        let id = signed_in.session.id.to_string();
        assert_eq!(client.submit("/account", "/account/sessions/end", &[("session", &id)]).await.status, 404);
        assert_eq!(client.submit("/account", "/account/sessions/end", &[("session", "x")]).await.status, 404);
        assert!(svx_app::people::sessions::find(&world.app, &token).await.unwrap().is_some());
        assert_eq!(client.submit("/account", "/account/sessions/end-others", &[]).await.location(), "/account");
        assert!(svx_app::people::sessions::find(&world.app, &second).await.unwrap().is_none());
        assert_eq!(client.get("/account").await.status, 200);
    }

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
        ada(&world).await;
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
