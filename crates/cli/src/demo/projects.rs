//! What the communities of the demonstration need, and what its suppliers can spare.

use super::stage::{Days, Stage, rows};
use anyhow::Context as _;
use svx_app::{
    offers, prices,
    projects::{self, About, Beneficiaries, Decision, Exchanges, NeedInput, When},
};
use svx_domain::organisation::{Actor, Role};

/// Titles of projects that go no further than this, so that every state has one. The others are listed.
const DRAFT: &[&str] = &["Bees", "Seed to plate"];
const WAITING: &[&str] = &[
    "Insulated loft",
    "Story-time shelves",
    "Breakfast club",
    "Radio training",
];
const RETURNED: &[&str] = &["Adapted bikes"];
const DECLINED: &[&str] = &["Dust extraction"];
const PAUSED: &[&str] = &["Minibus to camp"];

/// Organisations whose projects are on the housing association's exchange as well.
const BOTH: &[&str] = &["garden", "refuge", "hub"];

/// Publishes the price book, lets every supplier offer, and every community ask.
pub(super) async fn play(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    prices::install_default(stage.app).await?;
    for row in &rows(include_str!("offers.csv"))? {
        stage.pass_hours(4);
        offer(stage, row)
            .await
            .with_context(|| row.iter().collect::<Vec<_>>().join(", "))?;
    }
    for row in &rows(include_str!("projects.csv"))? {
        stage.pass_hours(3);
        project(stage, row)
            .await
            .with_context(|| row.iter().take(2).collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

async fn offer(stage: &mut Stage<'_>, row: &csv::StringRecord) -> anyhow::Result<()> {
    let cell = |index: usize| row.get(index).unwrap_or_default();
    let (from, to) = (Days::new(stage.today()), Days::new(stage.day(210)));
    let actor = stage.actor(cell(0))?;
    let input = offers::OfferInput {
        resource: cell(1),
        quantity: cell(4),
        title: cell(2),
        description: cell(3),
        from: from.typed(),
        to: to.typed(),
        postcode: &stage.postcode(&actor).await?,
        local_authority: "",
        radius_km: cell(5),
        remote: cell(6) == "true",
        provides: vec![],
        budget: "",
    };
    let id = offers::create(stage.app, &actor, &input, stage.is_member(cell(0))).await?;
    stage.keep_offer(cell(0), cell(1), id);
    Ok(())
}

async fn project(stage: &mut Stage<'_>, row: &csv::StringRecord) -> anyhow::Result<()> {
    let cell = |index: usize| row.get(index).unwrap_or_default();
    let (key, title) = (cell(0), cell(1));
    let actor = stage.actor(key)?;
    let app = stage.app;
    let slug = projects::create(
        app,
        &actor,
        About {
            title,
            summary: cell(2),
        },
    )
    .await?;
    projects::set_beneficiaries(
        app,
        &actor,
        &slug,
        Beneficiaries {
            who: cell(3),
            count: cell(4),
        },
    )
    .await?;
    let (starts, ends) = (Days::new(stage.today()), Days::new(stage.day(240)));
    let postcode = stage.postcode(&actor).await?;
    let when = When {
        postcode: &postcode,
        local_authority: "",
        starts: starts.typed(),
        ends: ends.typed(),
    };
    projects::set_when(app, &actor, &slug, when).await?;
    if stage.is_member(key) {
        projects::set_exchanges(app, &actor, &slug, exchanges(stage, key, cell(5))?).await?;
    }
    let latest = Days::new(stage.day(200));
    for (index, need) in cell(6).split(';').enumerate() {
        let (resource, quantity) = need.split_once(':').context("a need without a quantity")?;
        let input = NeedInput {
            resource,
            quantity,
            description: "",
            priority: ["4", "3", "2"].get(index).copied().unwrap_or("3"),
            from: starts.typed(),
            to: latest.typed(),
            remote: matches!(resource, "accountancy" | "web-development" | "legal-advice"),
            all_or_nothing: false,
            requires: vec![],
        };
        let id = projects::add_need(app, &actor, &slug, &input)
            .await
            .with_context(|| need.to_owned())?;
        stage.keep_need(key, title, resource, id);
    }
    settle(stage, key, title, &actor, &slug).await
}

fn exchanges(stage: &Stage<'_>, key: &str, outcome: &str) -> anyhow::Result<Exchanges> {
    let mut authorities = vec![stage.actor("council")?.organisation().context("an authority")?];
    if BOTH.contains(&key) {
        authorities.push(stage.actor("homes")?.organisation().context("an authority")?);
    }
    let outcomes = authorities
        .iter()
        .map(|authority| (*authority, outcome.to_uppercase()))
        .collect();
    Ok(Exchanges { authorities, outcomes })
}

/// Takes the project to the state in which its story stands.
async fn settle(stage: &Stage<'_>, key: &str, title: &str, actor: &Actor, slug: &str) -> anyhow::Result<()> {
    let app = stage.app;
    if DRAFT.contains(&title) || !stage.is_member(key) {
        return Ok(());
    }
    projects::submit(app, actor, slug).await?;
    if WAITING.contains(&title) {
        return Ok(());
    }
    stage.pass_hours(2);
    let officer = stage.with_role("council", Role::Approver)?;
    let (decision, note) = if RETURNED.contains(&title) {
        (
            Decision::Return,
            "Please say how many people would ride, and where the bikes would be kept.",
        )
    } else if DECLINED.contains(&title) {
        (
            Decision::Decline,
            "This is for the council’s small grants, which open in April.",
        )
    } else {
        (Decision::List, "")
    };
    projects::decide(app, &officer, &[slug], decision, note).await?;
    if PAUSED.contains(&title) {
        projects::pause(app, actor, slug).await?;
    }
    Ok(())
}
