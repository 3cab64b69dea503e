//! Importing a register of charities, limits on attempts, and people who are added by command.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it lacked"
)]

use jiff::SignedDuration;
use std::{fs::File, net::IpAddr, path::Path};
use svx_app::{
    Error,
    organisations::{
        claims,
        import::{self, Imported},
    },
    people::{
        attempts::{Caller, PASSWORD},
        operate::{self, NewPerson},
        sign_in,
    },
};
use svx_domain::{
    lifecycle::ClaimMove,
    organisation::{Actor, OrganisationKind, Role},
};
use svx_formats::charities::{Charities, Charity};
use svx_store::{organisations, people};
use svx_testkit::{World, both_stores};

const REGISTER: &str = "org_id,name,postcode,active,activities,web,company_number\n\
    GB-CHC-1000116,RYEDALE CHOIR,YO18 8NX,True,Singing,http://www.example.org,\n\
    GB-CHC-1000117,HOLBECK LUNCH CLUB,LS11 8PG,True,Hot meals,,01234567\n\
    GB-NIC-100123,BELFAST GARDENS,BT1 5GS,True,Gardens,javascript:alert(1),01234567\n\
    GB-CHC-1000118,GONE,LS1 1UR,False,Nothing,,\n";

fn read(text: &str) -> Vec<Charity> {
    Charities::new(text.as_bytes())
        .unwrap()
        .filter_map(|line| line.unwrap().charity)
        .collect()
}

async fn load(world: &World, text: &str) -> Imported {
    import::charities(&world.app, &World::SYSTEM, &read(text), &|_| ())
        .await
        .unwrap()
}

async fn find(world: &World, number: &str) -> organisations::Organisation {
    let mut conn = world.app.db.read().await.unwrap();
    organisations::by_identifier(&mut conn, "GB-CHC", number)
        .await
        .unwrap()
        .unwrap()
}

both_stores! {
    async fn a_register_is_imported_and_imported_again(world: World) {
        let first = load(&world, REGISTER).await;
        assert_eq!(first, Imported { added: 3, removed: 1, ..Imported::default() });
        let choir = find(&world, "1000116").await;
        assert_eq!((choir.name.as_str(), choir.postcode.as_deref(), choir.unclaimed), ("Ryedale Choir", Some("YO18 8NX"), true));
        assert!(choir.easting_m.is_some() && choir.local_authority.is_some());
        {
            let mut conn = world.app.db.read().await.unwrap();
            let belfast = organisations::by_identifier(&mut conn, "GB-NIC", "100123").await.unwrap().unwrap();
            assert_eq!((belfast.website, belfast.easting_m), (None, None));
            let lunch = organisations::by_identifier(&mut conn, "GB-COH", "01234567").await.unwrap().unwrap();
            assert_eq!(lunch.name, "Holbeck Lunch Club");
        }

        assert_eq!(load(&world, REGISTER).await, Imported { unchanged: 3, removed: 1, ..Imported::default() });
        let changed = REGISTER.replace("Singing", "Singing and dancing");
        assert_eq!(load(&world, &changed).await, Imported { updated: 1, unchanged: 2, removed: 1, ..Imported::default() });
        let after = find(&world, "1000116").await;
        assert_eq!((after.id, after.slug, after.activities.as_str()), (choir.id, choir.slug, "Singing and dancing"));
    }

    async fn what_was_claimed_is_left_alone(world: World) {
        load(&world, REGISTER).await;
        let choir = find(&world, "1000116").await;
        let person = sign_in::person(world.person("Ada").await);
        let officer = world.team(OrganisationKind::Authority, "Leeds").await;
        let claim = claims::claim(&world.app, &person, &choir.slug, "I conduct it").await.unwrap();
        claims::decide(&world.app, &officer, claim, ClaimMove::Approve, "").await.unwrap();
        let changed = REGISTER.replace("Singing", "Shouting");
        assert_eq!(load(&world, &changed).await, Imported { claimed: 1, unchanged: 2, removed: 1, ..Imported::default() });
        assert_eq!(find(&world, "1000116").await.activities, "Singing");
    }

    async fn only_a_command_imports(world: World) {
        let operator = world.team(OrganisationKind::Operator, "Runners").await;
        for actor in [Actor::NOBODY, operator] {
            assert!(matches!(import::charities(&world.app, &actor, &read(REGISTER), &|_| ()).await, Err(Error::Denied(_))));
        }
    }

    async fn attempts_from_one_network_are_limited_whatever_the_account(world: World) {
        let caller = |address: &str| Caller { network: Some(address.parse::<IpAddr>().unwrap()), agent: "test" };
        for n in 0..PASSWORD.per_network {
            PASSWORD.count(&world.app, &format!("{n}@example.org"), &caller("203.0.113.9")).await.unwrap();
        }
        let refused = PASSWORD.count(&world.app, "one.more@example.org", &caller("203.0.113.9")).await;
        assert!(matches!(refused, Err(Error::TooOften { minutes: 15 })));
        PASSWORD.count(&world.app, "one.more@example.org", &caller("203.0.113.10")).await.unwrap();
        world.wait(SignedDuration::from_mins(15));
        PASSWORD.count(&world.app, "one.more@example.org", &caller("203.0.113.9")).await.unwrap();
        // One customer of IPv6 has a whole block of addresses.
        for n in 0..PASSWORD.per_network {
            PASSWORD.count(&world.app, &format!("v6.{n}@example.org"), &caller(&format!("2001:db8::{n:x}"))).await.unwrap();
        }
        assert!(PASSWORD.count(&world.app, "v6@example.org", &caller("2001:db8::ffff")).await.is_err());
    }

    async fn the_first_operator_is_added_by_command(world: World) {
        let new = NewPerson { name: "Olive", email: " Olive@Example.org", operator: true };
        let link = operate::add(&world.app, &World::SYSTEM, new).await.unwrap();
        assert!(link.starts_with("http://svx.test/reset-password/"));
        assert!(operate::add(&world.app, &World::SYSTEM, new).await.is_err());
        operate::add(&world.app, &World::SYSTEM, NewPerson { email: "second@example.org", ..new }).await.unwrap();
        let listed = operate::list(&world.app, &World::SYSTEM).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].memberships[0].organisation_id, listed[1].memberships[0].organisation_id);
        assert!(listed[0].memberships[0].roles.has(Role::Administrator));
        assert!(operate::new_password(&world.app, &World::SYSTEM, "nobody@example.org").await.is_err());
        assert!(operate::list(&world.app, &Actor::NOBODY).await.is_err());
    }

    async fn the_real_register_is_imported(world: World) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/charities/charities_sample.csv");
        let Ok(file) = File::open(path) else {
            eprintln!("skipped: the sample of the register is not at hand");
            return;
        };
        let charities: Vec<Charity> = Charities::new(file).unwrap().filter_map(|line| line.unwrap().charity).collect();
        assert!(charities.len() > 4000);
        let imported = import::charities(&world.app, &World::SYSTEM, &charities, &|_| ()).await.unwrap();
        assert_eq!(imported.added, charities.len() as u64);
        let mut conn = world.app.db.read().await.unwrap();
        let first = organisations::by_identifier(&mut conn, "GB-CHC", "1000003").await.unwrap().unwrap();
        assert_eq!(first.name, "Southern Africa Resources Centre");
        assert!(people::members(&mut conn, first.id).await.unwrap().is_empty());
    }
}
