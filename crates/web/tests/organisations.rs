//! Organisations, authorities, applications and claims as people meet them.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use svx_app::{
    authorities::bring::{self, NewAuthority},
    organisations::invitations,
};
use svx_domain::organisation::{Actor, OrganisationKind, Role};
use svx_store::{applications, organisations, people};
use svx_testkit::{Answer, Client, World, both_stores};

fn browser(world: &World) -> Client {
    Client::new(svx_web::router(world.app.clone()))
}

async fn signed_in(world: &World, actor: &Actor) -> Client {
    browser(world).with_session(&world.session(actor).await)
}

async fn slug(world: &World, actor: &Actor) -> String {
    let mut conn = world.app.db.read().await.unwrap();
    organisations::by_id(&mut conn, actor.organisation().unwrap())
        .await
        .unwrap()
        .unwrap()
        .slug
}

/// The path of the link in the mail that was sent last to an address.
async fn mailed_link(world: &World, address: &str) -> String {
    world.work().await;
    let text = world.mail.last_to(address).text;
    let start = text.find("http://svx.test/").unwrap() + "http://svx.test".len();
    text[start..].split_whitespace().next().unwrap().to_owned()
}

const ANSWERS: [(&str, &str); 6] = [
    ("kind", "community"),
    ("charity", "Registered charity no. 1 000 116"),
    ("name", "Holbeck Lunch Club"),
    ("description", "Hot meals on Thursdays."),
    ("website", "www.example.org"),
    ("postcode", "ls11 8pg"),
];

async fn set_up(client: &Client, step: &str, changed: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("step", step)];
    for (name, value) in ANSWERS {
        if !changed.iter().any(|(other, _)| *other == name) {
            fields.push((name, value));
        }
    }
    fields.extend_from_slice(changed);
    client.submit("/organisations/new", "/organisations/new", &fields).await
}

async fn join(client: &Client, authority: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/authorities/{authority}/join");
    client.submit(&path, &path, fields).await
}

/// A charity of a register that nobody has claimed.
async fn imported(world: &World) -> String {
    let id = world.organisation(OrganisationKind::Community, "Ryedale Choir").await;
    let permit = svx_domain::access::authorize(
        &World::SYSTEM,
        svx_domain::access::Action::ImportRegister,
        &svx_domain::access::Scope::none(),
    )
    .unwrap();
    svx_store::transact!(world.app.db.attempts(&permit), svx_store::Error, |tx| {
        let found = organisations::by_id(tx, id).await?.unwrap();
        let unclaimed = organisations::Organisation {
            unclaimed: true,
            ..found.clone()
        };
        organisations::update(tx, &unclaimed).await?;
        organisations::add_identifier(tx, id, "GB-CHC", "1000116").await?;
        tx.record(svx_store::Event::new("test.imported", "organisation", id))
            .await?;
        Ok(found.slug)
    })
    .unwrap()
}

both_stores! {
    async fn someone_sets_up_an_organisation_and_acts_for_it(world: World) {
        let person = world.person("Ada Lovelace").await;
        let actor = svx_app::people::sign_in::person(person);
        let client = signed_in(&world, &actor).await;
        assert!(set_up(&client, "details", &[]).await.words().starts_with("About the organisation"));
        let answers = set_up(&client, "check", &[]).await;
        insta::allow_duplicates! { insta::assert_snapshot!(answers.words(), @"Check your answers Kind Community organisation Numbers in registers GB-CHC-1000116 Name Holbeck Lunch Club What it does Hot meals on Thursdays. Website https://www.example.org Postcode LS11 8PG Local authority Leeds Change the kind or the numbers Change the details Set up the organisation") };
        assert_eq!(set_up(&client, "create", &[]).await.location(), "/authorities");
        let own = client.get("/organisation").await;
        assert!(own.words().contains("Holbeck Lunch Club") && own.words().contains("Charity number (England and Wales): 1000116"), "{}", own.words());
        // The number is taken now, whoever comes.
        let other = signed_in(&world, &svx_app::people::sign_in::person(world.person("Eve").await)).await;
        let again = set_up(&other, "create", &[("charity", "GB-CHC-1000116")]).await;
        assert_eq!(again.status, 422);
        assert!(again.words().contains("Holbeck Lunch Club is on the exchange with this number already"));
    }

    async fn what_is_not_right_is_said_and_nothing_is_lost(world: World) {
        let client = signed_in(&world, &svx_app::people::sign_in::person(world.person("Ada Lovelace").await)).await;
        assert!(browser(&world).get("/organisations/new").await.location().starts_with("/sign-in?next="));
        for (field, value, said) in [
            ("kind", "authority", "Choose what kind"),
            ("kind", "operator", "Choose what kind"),
            ("kind", "", "Choose what kind"),
            ("charity", "12", "is not a charity number"),
            ("company", "ABC", "is not a company number"),
            ("name", " ", "Enter the organisation’s name"),
            ("name", &"x".repeat(201), "at most 200 characters"),
            ("description", "", "Say in a sentence or two"),
            ("description", &"x".repeat(2001), "at most 2000 characters"),
            ("website", "javascript:alert(1)", "Enter the website’s address"),
            ("postcode", "BT1 5GS", "Northern Ireland"),
            ("postcode", "XX99 9XX", "We know of no postcode that begins"),
            ("local_authority", "nowhere", "Choose a local authority from the list"),
        ] {
            let answer = set_up(&client, "create", &[(field, value)]).await;
            assert_eq!(answer.status, 422, "{field} {value}");
            assert!(answer.words().contains(said), "{field} {value}: {}", answer.words());
        }
        let chosen = set_up(&client, "check", &[("postcode", "BT1 5GS"), ("local_authority", "N09000003")]).await;
        assert!(chosen.words().contains("Local authority Belfast"), "{}", chosen.words());
        assert_eq!(set_up(&client, "create", &[("name", &"x".repeat(20_001))]).await.status, 413);
    }

    async fn a_page_of_the_register_is_claimed(world: World) {
        let slug = imported(&world).await;
        let person = world.person("Ada Lovelace").await;
        let ada = signed_in(&world, &svx_app::people::sign_in::person(person)).await;
        assert!(set_up(&ada, "details", &[]).await.words().contains("Is this your organisation?"));
        assert_eq!(set_up(&ada, "create", &[]).await.status, 200);
        assert!(browser(&world).get(&format!("/organisations/{slug}")).await.words().contains("This is us"));

        let path = format!("/organisations/{slug}/claim");
        assert!(browser(&world).get(&path).await.location().starts_with("/sign-in"));
        assert_eq!(ada.submit(&path, &path, &[("statement", " ")]).await.status, 422);
        assert!(ada.submit(&path, &path, &[("statement", "I conduct it")]).await.words().contains("Check your claim"));
        assert_eq!(ada.submit(&path, &path, &[("statement", "I conduct it"), ("step", "send")]).await.status, 303);
        assert_eq!(ada.submit(&path, &path, &[("statement", "I conduct it"), ("step", "send")]).await.status, 409);
        world.wait(jiff::SignedDuration::from_mins(1));
        let eve_person = world.person("Eve").await;
        let eve = signed_in(&world, &svx_app::people::sign_in::person(eve_person)).await;
        eve.submit(&path, &path, &[("statement", "No, I do"), ("step", "send")]).await;

        let supplier = signed_in(&world, &world.team(OrganisationKind::Supplier, "Fitters").await).await;
        assert_eq!(supplier.get("/review/claims").await.status, 404);
        let officer = signed_in(&world, &world.team(OrganisationKind::Authority, "Leeds").await).await;
        let list = officer.get("/review/claims").await;
        let claim = list.body.split("/review/claims/").nth(1).unwrap().split('"').next().unwrap();
        let page = format!("/review/claims/{claim}");
        assert!(officer.get(&page).await.words().contains("I conduct it"));
        assert_eq!(officer.submit(&page, &page, &[("step", "decline")]).await.status, 422);
        assert_eq!(officer.submit(&page, &page, &[("step", "explode")]).await.status, 404);
        assert_eq!(officer.submit(&page, &page, &[("step", "approve")]).await.status, 303);
        assert_eq!(officer.submit(&page, &page, &[("step", "approve")]).await.status, 409);
        world.work().await;
        assert_eq!(world.mail.last_to("ada.lovelace@example.org").subject, "You now look after Ryedale Choir");
        assert_eq!(world.mail.last_to("eve@example.org").subject, "Your claim of Ryedale Choir was declined");
        assert!(!browser(&world).get(&format!("/organisations/{slug}")).await.words().contains("This is us"));
        let mut conn = world.app.db.read().await.unwrap();
        assert_eq!(people::memberships(&mut conn, person).await.unwrap()[0].name, "Ryedale Choir");
        assert!(people::memberships(&mut conn, eve_person).await.unwrap().is_empty());
    }

    async fn an_organisation_applies_is_asked_answers_and_is_approved(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let council = world.team(OrganisationKind::Authority, "Leeds").await;
        let (applicant, officer) = (signed_in(&world, &club).await, signed_in(&world, &council).await);
        let authority = slug(&world, &council).await;
        assert_eq!(join(&applicant, &authority, &[("reason", "")]).await.status, 422);
        assert!(join(&applicant, &authority, &[("reason", "We feed people")]).await.words().contains("Check your answers"));
        let send = [("reason", "We feed people"), ("funders", "The lottery"), ("step", "send")];
        assert_eq!(join(&applicant, &authority, &send).await.location(), "/applications");
        assert_eq!(join(&applicant, &authority, &send).await.status, 409);
        world.work().await;
        let mail = world.mail.last_to("person.of.leeds@example.org");
        assert!(mail.text.contains("Holbeck Lunch Club asks to join"), "{}", mail.text);

        let queue = officer.get("/review/organisations").await;
        assert!(queue.words().contains("New on the exchange; No charity or company number"), "{}", queue.words());
        let page = mail.text.split("http://svx.test").nth(1).unwrap().trim().to_owned();
        assert_eq!(officer.submit(&page, &page, &[("step", "ask")]).await.status, 422);
        assert_eq!(officer.submit(&page, &page, &[("step", "leave"), ("note", "Go")]).await.status, 404);
        assert_eq!(officer.submit(&page, &page, &[("step", "ask"), ("note", "Where do you cook?")]).await.status, 303);
        assert!(applicant.get("/applications").await.words().contains("Where do you cook?"));
        join(&applicant, &authority, &[("reason", "In the church hall"), ("step", "send")]).await;
        assert_eq!(officer.submit(&page, &page, &[("step", "approve")]).await.status, 303);
        assert_eq!(officer.submit(&page, &page, &[("step", "approve")]).await.status, 409);
        world.work().await;
        assert_eq!(world.mail.last_to("person.of.holbeck.lunch.club@example.org").subject, "You have been approved: Leeds");
        let history = officer.get(&page).await;
        for said in ["Application sent", "More information asked for", "Where do you cook?", "In the church hall", "Approved"] {
            assert!(history.words().contains(said), "{said}: {}", history.words());
        }
        let (organisation, authority_id) = (club.organisation().unwrap(), council.organisation().unwrap());
        let approved = async || {
            let mut conn = world.app.db.read().await.unwrap();
            applications::is_approved(&mut conn, organisation, authority_id).await.unwrap()
        };
        assert!(approved().await);
        assert_eq!(officer.submit(&page, &page, &[("step", "suspend"), ("note", "A complaint")]).await.status, 303);
        assert!(!approved().await);
        assert_eq!(officer.submit(&page, &page, &[("step", "reinstate")]).await.status, 303);
        let id = page.rsplit('/').next().unwrap();
        assert_eq!(applicant.submit("/applications", "/applications/leave", &[("application", id)]).await.status, 303);
        assert!(!approved().await);
        assert_eq!(join(&applicant, &authority, &send).await.location(), "/applications");
    }

    async fn applications_are_seen_by_both_sides_and_by_nobody_else(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let council = world.team(OrganisationKind::Authority, "Leeds").await;
        let authority = slug(&world, &council).await;
        let applicant = signed_in(&world, &club).await;
        join(&applicant, &authority, &[("reason", "We feed people"), ("step", "send")]).await;
        let id = {
            let mut conn = world.app.db.read().await.unwrap();
            let found = applications::of_pair(&mut conn, club.organisation().unwrap(), council.organisation().unwrap()).await.unwrap();
            found.unwrap().id.to_string()
        };
        let page = format!("/review/organisations/{id}");
        let other_council = signed_in(&world, &world.team(OrganisationKind::Authority, "York").await).await;
        let other_club = signed_in(&world, &world.team(OrganisationKind::Community, "Choir").await).await;
        for stranger in [&other_council, &other_club, &applicant] {
            assert_eq!(stranger.get(&page).await.status, 404);
            assert_eq!(stranger.submit("/", &page, &[("step", "approve")]).await.status, 404);
        }
        assert_eq!(other_council.submit("/", "/review/organisations", &[("applications", &id), ("step", "approve")]).await.status, 404);
        assert_eq!(other_club.get("/review/organisations").await.status, 404);
        assert_eq!(other_club.submit("/", "/applications/leave", &[("application", &id)]).await.status, 404);
        assert!(browser(&world).get(&page).await.location().starts_with("/sign-in"));
        // An evaluator sees it and does not decide.
        let evaluator = world.member(council.organisation().unwrap(), "Evan", &[Role::Evaluator]).await;
        let evaluator = signed_in(&world, &evaluator).await;
        assert_eq!(evaluator.get(&page).await.status, 200);
        assert_eq!(evaluator.submit("/", &page, &[("step", "approve")]).await.status, 403);
        // An authority joins nothing.
        assert_eq!(other_council.get(&format!("/authorities/{authority}/join")).await.status, 409);
    }

    async fn many_applications_are_decided_at_once(world: World) {
        let council = world.team(OrganisationKind::Authority, "Leeds").await;
        let authority = slug(&world, &council).await;
        for name in ["Choir", "Garden", "Kitchen"] {
            let team = world.team(OrganisationKind::Community, name).await;
            join(&signed_in(&world, &team).await, &authority, &[("reason", "Us too"), ("step", "send")]).await;
        }
        let officer = signed_in(&world, &council).await;
        let queue = officer.get("/review/organisations").await.body;
        let ids: Vec<&str> = queue.split("href=\"/review/organisations/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(ids.len(), 3);
        let decide = async |chosen: &[&str], step: &str, reason: &str| {
            let mut fields: Vec<(&str, &str)> = chosen.iter().map(|id| ("applications", *id)).collect();
            fields.extend([("step", step), ("reason", reason)]);
            officer.submit("/review/organisations", "/review/organisations", &fields).await
        };
        assert_eq!(decide(&[], "approve", "").await.status, 422);
        assert_eq!(decide(&ids[..1], "decline", "").await.status, 422);
        assert_eq!(decide(&["nothing"], "approve", "").await.status, 404);
        assert_eq!(decide(&ids[..2], "approve", "").await.status, 303);
        assert!(officer.get("/review/organisations").await.words().contains("You have decided 2 applications"));
        decide(&ids, "decline", "You do not work in our area, as far as we can see.").await;
        assert!(officer.get("/review/organisations").await.words().contains("You have decided 1 application. 2 could not be decided"));
        assert!(officer.get("/review/organisations?state=approved&kind=community").await.words().contains("2 applications"));
        assert!(officer.get("/review/organisations?state=approved&kind=supplier").await.words().contains("0 applications"));
    }

    async fn people_are_invited_and_there_is_always_an_administrator(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let admin = signed_in(&world, &club).await;
        let invite = async |email: &str, roles: &[&str]| {
            let mut fields = vec![("email", email)];
            fields.extend(roles.iter().map(|role| ("roles", *role)));
            admin.submit("/organisation/people/invite", "/organisation/people/invite", &fields).await
        };
        assert_eq!(invite("not an address", &["member"]).await.status, 422);
        assert_eq!(invite("grace@example.org", &[]).await.status, 422);
        assert_eq!(invite("grace@example.org", &["approver"]).await.status, 422);
        assert_eq!(invite("person.of.holbeck.lunch.club@example.org", &["member"]).await.status, 422);
        assert_eq!(invite("grace@example.org", &["member"]).await.location(), "/organisation");
        let link = mailed_link(&world, "grace@example.org").await;

        // Somebody else who got hold of the link cannot use it while signed in with another address.
        let eve = signed_in(&world, &svx_app::people::sign_in::person(world.person("Eve").await)).await;
        assert_eq!(eve.submit(&link, &link, &[]).await.status, 409);
        let grace = browser(&world);
        assert_eq!(grace.post_form(&link, &[("name", "Grace"), ("password", "short")]).await.status, 422);
        assert_eq!(grace.post_form(&link, &[("name", "Grace"), ("password", "seven green teapots")]).await.location(), "/organisation");
        assert_eq!(browser(&world).get(&link).await.status, 410);
        assert_eq!(browser(&world).post_form(&link, &[("name", "Eve"), ("password", "seven green teapots")]).await.status, 410);
        let own = grace.get("/organisation").await;
        assert!(own.words().contains("grace@example.org Roles Member"), "{}", own.words());
        for path in ["/organisation/people/invite", "/organisation/edit", "/organisation/tokens"] {
            assert_eq!(grace.get(path).await.status, 403, "{path}");
        }

        let me = format!("/organisation/people/{}", club.person().unwrap());
        let refused = admin.submit(&me, &me, &[("roles", "member")]).await;
        assert!(refused.words().contains("This is the only administrator"), "{}", refused.words());
        assert_eq!(admin.submit(&me, &format!("{me}/remove"), &[]).await.status, 422);
        let them = {
            let mut conn = world.app.db.read().await.unwrap();
            format!("/organisation/people/{}", people::by_email(&mut conn, "grace@example.org").await.unwrap().unwrap().id)
        };
        assert_eq!(admin.submit(&them, &them, &[("roles", "administrator"), ("roles", "member")]).await.status, 303);
        assert_eq!(grace.submit(&me, &format!("{me}/remove"), &[]).await.status, 303);
        assert_eq!(admin.get("/organisation").await.location(), "/organisations/new");
        // People of another organisation are nobody here.
        let other = world.team(OrganisationKind::Supplier, "Fitters").await;
        assert_eq!(grace.get(&format!("/organisation/people/{}", other.person().unwrap())).await.status, 404);
        assert_eq!(signed_in(&world, &other).await.submit("/organisation", &format!("{them}/remove"), &[]).await.status, 404);
    }

    async fn invitations_are_withdrawn_and_grow_old(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let own = club.organisation().unwrap();
        invitations::invite(&world.app, &club, own, "grace@example.org", &["member"]).await.unwrap();
        let first = mailed_link(&world, "grace@example.org").await;
        let admin = signed_in(&world, &club).await;
        let page = admin.get("/organisation").await.body;
        let hash = page.split("name=\"invitation\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let other = signed_in(&world, &world.team(OrganisationKind::Supplier, "Fitters").await).await;
        let withdraw = async |client: &Client| client.submit("/organisation", "/organisation/invitations/withdraw", &[("invitation", &hash)]).await.status;
        assert_eq!(withdraw(&other).await, 404);
        assert_eq!(withdraw(&admin).await, 303);
        assert_eq!(browser(&world).get(&first).await.status, 410);
        invitations::invite(&world.app, &club, own, "grace@example.org", &["member"]).await.unwrap();
        let second = mailed_link(&world, "grace@example.org").await;
        world.wait(invitations::LIFE);
        assert_eq!(browser(&world).get(&second).await.status, 410);
    }

    async fn tokens_are_shown_once_and_ended(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let client = signed_in(&world, &club).await;
        let path = "/organisation/tokens";
        assert_eq!(client.submit(path, path, &[("name", "")]).await.status, 422);
        let made = client.submit(path, path, &[("name", "Stock program"), ("may", "write")]).await;
        let token = made.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(token.starts_with("svx_"));
        assert_eq!(made.headers["cache-control"], "no-store");
        let list = client.get(path).await;
        assert!(list.words().contains("Stock program") && !list.body.contains(&token));
        let sha256 = svx_app::people::sessions::token_sha256(&token);
        let find = async || {
            let mut conn = world.app.db.read().await.unwrap();
            svx_store::api_tokens::find(&mut conn, &sha256).await.unwrap()
        };
        let live = find().await.unwrap();
        assert!(live.may_write && live.organisation_id == club.organisation().unwrap());
        let other = signed_in(&world, &world.team(OrganisationKind::Supplier, "Fitters").await).await;
        let id = live.id.to_string();
        assert_eq!(other.submit(path, "/organisation/tokens/end", &[("token", &id)]).await.status, 404);
        assert_eq!(client.submit(path, "/organisation/tokens/end", &[("token", &id)]).await.status, 303);
        assert!(find().await.is_none());
    }

    async fn the_operator_brings_an_authority_on_and_it_says_what_it_wants(world: World) {
        let operator = world.team(OrganisationKind::Operator, "Runners").await;
        let client = signed_in(&world, &operator).await;
        let path = "/operator/authorities/new";
        let bad = client.submit(path, path, &[("name", ""), ("areas", "X"), ("administrator", "")]).await;
        assert_eq!(bad.status, 422);
        let good = [("name", "Leeds City Council"), ("areas", "E08000035"), ("administrator", "grace@example.org")];
        assert_eq!(client.submit(path, path, &good).await.location(), "/authorities");
        let club = signed_in(&world, &world.team(OrganisationKind::Community, "Choir").await).await;
        assert_eq!(club.get(path).await.status, 404);
        assert_eq!(club.submit("/", path, &good).await.status, 404);

        let link = mailed_link(&world, "grace@example.org").await;
        let grace = browser(&world);
        grace.post_form(&link, &[("name", "Grace"), ("password", "seven green teapots")]).await;
        let outcomes = "/organisation/outcomes";
        assert_eq!(grace.submit(outcomes, outcomes, &[("code", "no spaces"), ("title", "")]).await.status, 422);
        assert_eq!(grace.submit(outcomes, outcomes, &[("code", "jobs"), ("title", "Good jobs")]).await.status, 303);
        assert_eq!(grace.submit(outcomes, outcomes, &[("code", "JOBS"), ("title", "Again")]).await.status, 422);
        let one = "/organisation/outcomes/JOBS";
        assert_eq!(grace.submit(one, one, &[("title", "Good jobs near home")]).await.status, 303);
        let list = browser(&world).get("/authorities").await;
        let page = list.body.split("href=\"/authorities/").nth(1).unwrap().split('"').next().unwrap();
        let public = browser(&world).get(&format!("/authorities/{page}")).await;
        assert!(public.words().contains("It serves Leeds") && public.words().contains("Good jobs near home"), "{}", public.words());
        assert_eq!(browser(&world).get(&format!("/organisations/{page}")).await.location(), format!("/authorities/{page}"));
        assert_eq!(club.get(outcomes).await.status, 404);
        assert_eq!(grace.submit(one, &format!("{one}/remove"), &[]).await.status, 303);
        assert_eq!(grace.get(one).await.status, 404);
        assert!(bring::bring(&world.app, &Actor::NOBODY, NewAuthority::default()).await.is_err());
    }

    async fn an_organisation_changes_its_details(world: World) {
        let club = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let client = signed_in(&world, &club).await;
        let path = "/organisation/edit";
        assert_eq!(client.submit(path, path, &[("name", "Lunch Club")]).await.status, 422);
        let fields = [("name", "Lunch Club"), ("description", "Meals"), ("postcode", "LS11 8PG")];
        assert_eq!(client.submit(path, path, &fields).await.location(), "/organisation");
        assert!(browser(&world).get(&format!("/organisations/{}", slug(&world, &club).await)).await.words().contains("Lunch Club"));
        assert_eq!(browser(&world).get("/organisations/nothing").await.status, 404);
    }
}
