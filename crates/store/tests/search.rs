//! The public search: both engines find the same in the same order, and neither reads a table through.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use jiff::civil::date;
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha20Rng;
use svx_domain::{
    Id, OrganisationId, Quantity, lifecycle::ProjectState, organisation::OrganisationKind, resource::ResourceCategory,
};
use svx_store::{
    Tx,
    needs::{self, Need},
    prices::{self, Resource},
    projects::{self, Project},
    search::{self, Near, Search},
    transact,
};
use svx_testkit::{Engine, World, both_stores};

const WORDS: [&str; 12] = [
    "garden",
    "gardening",
    "chairs",
    "lunch",
    "café",
    "repairs",
    "van",
    "buses",
    "youth",
    "St Mary’s",
    "paint",
    "canal",
];

async fn add_resources(tx: &mut Tx) -> svx_store::Result<()> {
    for code in ["chair", "van-hire", "paint"] {
        let resource = Resource {
            code: code.to_owned(),
            category: ResourceCategory::Equipment,
            name: code.to_owned(),
            unit: "one".to_owned(),
            units: "some".to_owned(),
            decimals: 0,
            description: "A thing".to_owned(),
            synonyms: String::new(),
            retired_at: None,
        };
        prices::put_resource(tx, &resource).await?;
    }
    Ok(())
}

/// A listed project with one need, drawn from a seeded generator.
async fn add_project(
    tx: &mut Tx,
    rng: &mut ChaCha20Rng,
    at: u64,
    owner: OrganisationId,
    authority: OrganisationId,
) -> svx_store::Result<()> {
    let mut word = || WORDS[rng.random_range(0..WORDS.len())];
    let title = format!("{} and {}", word(), word());
    let summary = format!("For {} {}.", word(), word());
    let id: [u8; 10] = [0, 0, (at >> 8) as u8, at as u8, 1, 2, 3, 4, 5, 6];
    let project = Project {
        id: Id::from_parts(at, id),
        slug: format!("project-{at}"),
        organisation_id: owner,
        title,
        summary,
        beneficiaries: String::new(),
        beneficiary_count: None,
        starts_on: Some(date(2026, 12, 1)),
        ends_on: Some(date(2027, 6, 1)),
        postcode: None,
        easting_m: Some(400_000 + rng.random_range(0..40_000)),
        northing_m: Some(400_000 + rng.random_range(0..40_000)),
        local_authority: None,
        state: ProjectState::Listed,
        review_note: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        submitted_at: None,
        listed_at: Some(tx.now()),
        closed_at: None,
    };
    projects::insert(tx, &project).await?;
    if at.is_multiple_of(2) {
        projects::set_authorities(tx, project.id, &[authority]).await?;
    }
    let month = rng.random_range(1..=5);
    let need = Need {
        id: Id::from_parts(at, id),
        project_id: project.id,
        position: 0,
        resource: ["chair", "van-hire", "paint"][rng.random_range(0..3)].to_owned(),
        description: String::new(),
        quantity: Quantity::from_units(10),
        matched: Quantity::ZERO,
        priority: 3,
        from_on: date(2027, month, 1),
        to_on: date(2027, month, 20),
        remote: false,
        requires: String::new(),
        divisible: true,
        removed_at: None,
    };
    needs::insert(tx, &need).await
}

async fn filled(world: &World, count: u64) -> OrganisationId {
    let owner = world
        .organisation(OrganisationKind::Community, "Holbeck Lunch Club")
        .await;
    let authority = world.organisation(OrganisationKind::Authority, "Leeds Council").await;
    transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        add_resources(tx).await?;
        for at in 1..=count {
            add_project(tx, &mut rng, at, owner, authority).await?;
        }
        Ok(())
    })
    .unwrap();
    authority
}

fn searches(authority: OrganisationId) -> Vec<(&'static str, Search)> {
    let near = Some(Near {
        easting_m: 420_000,
        northing_m: 420_000,
        within_m: 10_000,
    });
    let words = |words: &str| Search {
        words: words.to_owned(),
        ..Search::default()
    };
    vec![
        ("everything", Search::default()),
        ("gardening", words("gardening")),
        ("Cafe vans", words("Cafe vans")),
        ("bus", words("bus")),
        ("quotes", words("\"garden' OR * ) NEAR(")),
        ("no such", words("zebra")),
        (
            "resource",
            Search {
                resource: Some("van-hire".to_owned()),
                ..Search::default()
            },
        ),
        (
            "authority",
            Search {
                authority: Some(authority),
                ..words("lunch")
            },
        ),
        (
            "near",
            Search {
                near,
                ..Search::default()
            },
        ),
        ("near and words", Search { near, ..words("paint") }),
        (
            "when",
            Search {
                from: Some(date(2027, 3, 1)),
                to: Some(date(2027, 3, 31)),
                ..Search::default()
            },
        ),
        (
            "all",
            Search {
                near,
                authority: Some(authority),
                resource: Some("chair".to_owned()),
                from: Some(date(2027, 2, 1)),
                ..words("lunch")
            },
        ),
    ]
}

async fn found(engine: Engine) -> Option<Vec<(&'static str, u32, Vec<String>)>> {
    let world = World::new(engine).await?;
    let authority = filled(&world, 120).await;
    let mut conn = world.app.db.read().await.unwrap();
    let mut out = Vec::new();
    for (name, search) in searches(authority) {
        let found = search::find(&mut conn, &search, 20, 0).await.unwrap();
        out.push((name, found.count, found.hits.into_iter().map(|hit| hit.slug).collect()));
    }
    Some(out)
}

#[tokio::test]
async fn both_engines_find_the_same() {
    let sqlite = found(Engine::Sqlite).await.unwrap();
    let counts: Vec<_> = sqlite.iter().map(|(name, count, _)| (*name, *count)).collect();
    assert!(
        counts
            .iter()
            .all(|(name, count)| (*count > 0) != ["quotes", "no such"].contains(name)),
        "{counts:?}"
    );
    if let Some(postgres) = found(Engine::Postgres).await {
        assert_eq!(sqlite, postgres);
    }
}

both_stores! {
    async fn a_need_that_is_met_leaves_the_search_and_comes_back(world: World) {
        filled(&world, 1).await;
        let count = async |world: &World| {
            let mut conn = world.app.db.read().await.unwrap();
            search::find(&mut conn, &Search::default(), 20, 0).await.unwrap().count
        };
        let id: svx_domain::NeedId = Id::from_parts(1, [0, 0, 0, 1, 1, 2, 3, 4, 5, 6]);
        let all = Quantity::from_units(10);
        assert_eq!(count(&world).await, 1);
        let taken = transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
            let more = needs::take(tx, id, Quantity::from_units(11)).await?;
            Ok((more, needs::take(tx, id, all).await?, needs::take(tx, id, Quantity::from_thousandths(1)).await?))
        });
        assert_eq!(taken.unwrap(), (false, true, false));
        assert_eq!(count(&world).await, 0);
        let released = transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
            Ok((needs::release(tx, id, all).await?, needs::release(tx, id, all).await?))
        });
        assert_eq!(released.unwrap(), (true, false));
        assert_eq!(count(&world).await, 1);
    }
}

#[tokio::test]
async fn no_search_reads_a_table_through() {
    let world = World::new(Engine::Sqlite).await.unwrap();
    let authority = filled(&world, 5).await;
    let mut conn = world.app.db.read().await.unwrap();
    for (name, search) in searches(authority) {
        let plan = search::explain(&mut conn, &search).await.unwrap();
        let through = plan
            .lines()
            .filter(|line| line.starts_with("SCAN") && !line.contains("INDEX") && *line != "SCAN s");
        assert_eq!(through.count(), 0, "{name}:\n{plan}");
        if search.words.is_empty() && search.resource.is_none() && search.authority.is_none() {
            assert!(
                plan.contains("COVERING INDEX project_search") || plan.contains("INDEX project_search"),
                "{name}:\n{plan}"
            );
        }
    }
}
