//! Fills a database with invented projects and their needs, for measuring: `fill DATABASE PROJECTS [SEED]`.
//!
//! Straight through the store and not by the use cases, so that 100,000 take a minute or two. The same seed gives the same
//! projects. They stand on one authority's exchange, at points spread over Great Britain as its postcodes are.

#![expect(clippy::print_stdout, reason = "this is a command")]

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan as _, civil::Date};
use rand::{Rng as _, RngExt as _, SeedableRng as _, seq::IndexedRandom as _};
use rand_chacha::ChaCha20Rng;
use std::sync::{Arc, Mutex};
use svx_app::{
    App, Settings, blobs::FileBlobs, keys::InstallationKey, mail::FileMailer, people::create, prices, system::SetClock,
};
use svx_domain::{
    OrganisationId, Quantity,
    access::{self, Action, Scope},
    lifecycle::ProjectState,
    organisation::{Actor, OrganisationKind},
    ports::Entropy,
};
use svx_places::{Place, sectors};
use svx_store::{
    Db, Event, Tx,
    needs::{self, Need},
    projects::{self, Project},
    transact,
};

const ACTOR: Actor = Actor::system("fill");
const PROJECTS_MAX: usize = 1_000_000;
/// How many projects one transaction adds.
const BATCH: usize = 1_000;
const COMMUNITIES: usize = 2_000;
const NOW: &str = "2026-11-23T09:00:00Z";

const WHAT: [&str; 16] = [
    "lunch club",
    "garden",
    "repair cafe",
    "choir",
    "toy library",
    "food pantry",
    "youth club",
    "walking group",
    "workshop",
    "playground",
    "allotment",
    "advice desk",
    "digital lessons",
    "warm space",
    "bike shed",
    "orchard",
];
const WHOM: [&str; 12] = [
    "older people",
    "carers",
    "families",
    "young people",
    "refugees",
    "veterans",
    "neighbours",
    "job seekers",
    "toddlers",
    "newcomers",
    "patients",
    "tenants",
];
const WHY: [&str; 14] = [
    "so that nobody eats alone",
    "after the old hall closed",
    "to learn a trade",
    "to share tools",
    "to grow vegetables",
    "in the school holidays",
    "because the roof leaks",
    "to cut heating bills",
    "to meet each other",
    "for the summer fair",
    "to keep bicycles on the road",
    "to make the park safe",
    "to read together",
    "to repair what would be thrown away",
];

struct Seeded(Mutex<ChaCha20Rng>);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .fill_bytes(buffer);
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [database, count, rest @ ..] = args.as_slice() else {
        anyhow::bail!("usage: fill DATABASE PROJECTS [SEED]");
    };
    let count: usize = count.parse().context("PROJECTS is a number")?;
    anyhow::ensure!(count <= PROJECTS_MAX, "at most {PROJECTS_MAX} projects");
    let seed = rest
        .first()
        .map_or(Ok(23), |seed| seed.parse())
        .context("SEED is a number")?;
    let app = open(database, seed).await?;
    app.db.migrate().await?;
    prices::install_default(&app).await?;
    let resources: Vec<String> = prices::catalogue(&app)
        .await?
        .into_iter()
        .map(|resource| resource.code)
        .collect();
    let authority = create::organisation(&app, &ACTOR, OrganisationKind::Authority, "Great Borough").await?;
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let communities = communities(&app, COMMUNITIES.min(count)).await?;
    for from in (0..count).step_by(BATCH) {
        let numbers: Vec<usize> = (from..count.min(from + BATCH)).collect();
        let batch: Vec<(Project, Vec<Need>)> = numbers
            .iter()
            .map(|number| invent(&app, &mut random, *number, &communities, &resources))
            .collect();
        let permit = access::authorize(&ACTOR, Action::ImportRegister, &Scope::none())?;
        transact!(app.db.attempts(&permit), svx_store::Error, |tx| {
            for (project, wanted) in &batch {
                add(tx, project, wanted, authority).await?;
            }
            tx.record(Event::general("projects.filled")).await
        })?;
    }
    app.db.close().await;
    println!("{count} projects of {} communities, seed {seed}", communities.len());
    Ok(())
}

async fn open(database: &str, seed: u64) -> anyhow::Result<App> {
    let clock = Arc::new(SetClock::at(NOW.parse()?));
    let entropy = Arc::new(Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(seed))));
    Ok(App {
        db: Db::open(&database.parse()?, clock, entropy).await?,
        blobs: Arc::new(FileBlobs::new(std::env::temp_dir())),
        mailer: Arc::new(FileMailer::new(std::env::temp_dir())),
        keys: Arc::new(InstallationKey::in_memory()),
        settings: Arc::new(Settings {
            base_url: "http://localhost".to_owned(),
            mail_from: "svx <no-reply@localhost.localdomain>".to_owned(),
            demo: false,
            log: svx_app::LogSettings::default(),
            contact: None,
        }),
        halls: svx_app::auction::Halls::default(),
    })
}

async fn communities(app: &App, count: usize) -> anyhow::Result<Vec<OrganisationId>> {
    let mut made = Vec::with_capacity(count);
    for number in 0..count {
        let name = format!("{} {number}", capital(WHAT[number % WHAT.len()]));
        made.push(create::organisation(app, &ACTOR, OrganisationKind::Community, &name).await?);
    }
    Ok(made)
}

fn invent(
    app: &App,
    random: &mut ChaCha20Rng,
    number: usize,
    communities: &[OrganisationId],
    resources: &[String],
) -> (Project, Vec<Need>) {
    let now: Timestamp = app.now();
    let today = app.today();
    let pick = |list: &[&'static str], random: &mut ChaCha20Rng| *list.choose(random).unwrap_or(&"");
    let (what, whom) = (pick(&WHAT, random), pick(&WHOM, random));
    let place: &Place = &sectors()[random.random_range(0..sectors().len())];
    let story: Vec<String> = (0..6)
        .map(|_| {
            format!(
                "A {} for {} {}.",
                pick(&WHAT, random),
                pick(&WHOM, random),
                pick(&WHY, random)
            )
        })
        .collect();
    let ends_on = later(today, random.random_range(90..600));
    let project = Project {
        id: app.id(),
        slug: format!("project-{number}"),
        organisation_id: communities[random.random_range(0..communities.len())],
        title: format!("{} for {whom} in {}", capital(what), place.authority.name),
        summary: story.join(" "),
        beneficiaries: capital(whom),
        beneficiary_count: Some(random.random_range(5..500)),
        starts_on: Some(today),
        ends_on: Some(ends_on),
        postcode: None,
        easting_m: Some(place.point.easting_m + random.random_range(-400..400)),
        northing_m: Some(place.point.northing_m + random.random_range(-400..400)),
        local_authority: Some(place.authority.code.to_string()),
        state: ProjectState::Draft,
        review_note: None,
        created_at: now,
        updated_at: now,
        submitted_at: None,
        listed_at: None,
        closed_at: None,
    };
    let needs = (0..random.random_range(1..5_u32)).map(|position| Need {
        id: app.id(),
        project_id: project.id,
        position,
        resource: resources[random.random_range(0..resources.len())].clone(),
        description: format!("For the {what}, {}", pick(&WHY, random)),
        quantity: Quantity::from_thousandths(1_000 * random.random_range(1..40_i64)),
        matched: Quantity::from_thousandths(0),
        priority: random.random_range(1..=5),
        from_on: later(today, random.random_range(0..60)),
        to_on: ends_on,
        remote: random.random_bool(0.1),
        requires: String::new(),
        divisible: true,
        removed_at: None,
    });
    let needs = needs.collect();
    (project, needs)
}

/// Drafts are not indexed, so the index is written once, at the end.
async fn add(tx: &mut Tx, project: &Project, wanted: &[Need], authority: OrganisationId) -> svx_store::Result<()> {
    projects::insert(tx, project).await?;
    projects::set_authorities(tx, project.id, &[authority]).await?;
    for need in wanted {
        needs::insert(tx, need).await?;
    }
    projects::set_state(tx, project.id, ProjectState::Draft, ProjectState::Listed, None).await?;
    Ok(())
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
