//! Who is in the demonstration: its organisations and their people, and who joined whose exchange.

use super::stage::{Stage, rows};
use anyhow::Context as _;
use svx_app::{
    applications::{apply, decide},
    authorities::{bring, outcomes},
    organisations::{details, set_up},
    people::create,
};
use svx_domain::{
    Code, OrganisationId,
    lifecycle::ApplicationMove,
    organisation::{Acting, Actor, OrganisationKind, Role, Roles, Who},
};

/// One line of `organisations.csv`.
pub(super) struct Line<'a> {
    key: &'a str,
    kind: OrganisationKind,
    name: &'a str,
    postcode: &'a str,
    description: &'a str,
    people: Vec<(&'a str, Roles)>,
}

/// The areas that both authorities serve: the real district in which the invented borough lies.
const AREA: &str = "E08000033";

/// What both authorities want to achieve.
const OUTCOMES: &[(&str, &str, &str)] = &[
    (
        "communities",
        "Stronger communities",
        "Places to meet, and groups that last.",
    ),
    (
        "skills",
        "Skills and work",
        "People learn, and young people find a first job.",
    ),
    (
        "health",
        "Health and wellbeing",
        "People live well at home and look after each other.",
    ),
    (
        "climate",
        "A greener valley",
        "Less waste, more trees, and ready for floods.",
    ),
];

/// Organisations that have not been let in yet, so that an officer has something to decide.
const WAITING: &[&str] = &["band", "energy"];
/// Organisations that were asked for more.
const ASKED: &[&str] = &["allot"];
/// Organisations that joined the housing association's exchange too.
const BOTH: &[&str] = &[
    "lunch", "youth", "foodbank", "garden", "carers", "refuge", "hub", "offices", "vans", "books", "grounds", "build",
    "tech", "paint", "food",
];

fn parse(row: &csv::StringRecord) -> anyhow::Result<Line<'_>> {
    let cell = |index: usize| row.get(index).unwrap_or_default();
    let kind = OrganisationKind::from_code(cell(1))?;
    let people = cell(5).split(';').map(|person| {
        let (name, roles) = person.split_once('/').context("a person without a role")?;
        let mut roles: Roles = roles.split('+').map(Role::from_code).collect::<Result<_, _>>()?;
        if kind != OrganisationKind::Authority {
            roles = roles.with(Role::Member);
        }
        anyhow::Ok((name, roles))
    });
    Ok(Line {
        key: cell(0),
        kind,
        name: cell(2),
        postcode: cell(3),
        description: cell(4),
        people: people.collect::<Result<_, _>>()?,
    })
}

/// Brings everybody onto the exchange.
pub(super) async fn enter(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let records = rows(include_str!("organisations.csv"))?;
    let lines = records.iter().map(parse).collect::<anyhow::Result<Vec<_>>>()?;
    for line in &lines {
        stage.keep_name(line.key, line.name);
    }
    let of_kind = |kind| lines.iter().filter(move |line: &&Line<'_>| line.kind == kind);
    for line in of_kind(OrganisationKind::Operator) {
        let id = create::organisation(stage.app, &Stage::SYSTEM, line.kind, line.name).await?;
        join(stage, line, id).await?;
    }
    for line in of_kind(OrganisationKind::Authority) {
        authority(stage, line).await?;
    }
    let others = lines
        .iter()
        .filter(|line| !matches!(line.kind, OrganisationKind::Operator | OrganisationKind::Authority));
    for line in others {
        stage.pass_hours(5);
        organisation(stage, line).await.with_context(|| line.key.to_owned())?;
    }
    in_two_places(stage).await
}

/// The broker's worker helps to run a small group too: one person with two organisations to act for.
async fn in_two_places(stage: &Stage<'_>) -> anyhow::Result<()> {
    let person = stage.actor("broker")?.person().context("a person")?;
    let group = stage.actor("lunch")?.organisation().context("an organisation")?;
    create::membership(stage.app, &Stage::SYSTEM, group, person, Roles::NONE.with(Role::Member)).await?;
    Ok(())
}

async fn authority(stage: &mut Stage<'_>, line: &Line<'_>) -> anyhow::Result<()> {
    let operator = stage.actor("operator")?;
    let (first, _) = line.people.first().context("nobody")?;
    let administrator = email(first);
    let new = bring::NewAuthority {
        name: line.name,
        description: line.description,
        areas: vec![AREA],
        administrator: &administrator,
    };
    let id = bring::bring(stage.app, &operator, new).await?;
    join(stage, line, id).await?;
    let administrator = stage.with_role(line.key, Role::Administrator)?;
    for (code, title, description) in OUTCOMES {
        let outcome = outcomes::Typed {
            code,
            title,
            description,
        };
        outcomes::add(stage.app, &administrator, id, outcome).await?;
    }
    Ok(())
}

async fn organisation(stage: &mut Stage<'_>, line: &Line<'_>) -> anyhow::Result<()> {
    let (first, roles) = line.people.first().context("nobody")?;
    let person = create::person(stage.app, &Stage::SYSTEM, first, &email(first)).await?;
    let alone = Actor {
        who: Who::Person(person),
        acting: None,
    };
    let numbers = set_up::Numbers {
        kind: line.kind.code(),
        ..Default::default()
    };
    let typed = details::Typed {
        name: line.name,
        description: line.description,
        postcode: line.postcode,
        ..Default::default()
    };
    let id = set_up::set_up(stage.app, &alone, numbers, typed).await?;
    let acting = Acting {
        organisation: id,
        kind: line.kind,
        roles: *roles,
    };
    stage.enter(
        line.key,
        Actor {
            acting: Some(acting),
            ..alone
        },
    );
    for (name, roles) in &line.people[1..] {
        add(stage, line, id, name, *roles).await?;
    }
    apply_to(stage, line.key, "council").await?;
    if BOTH.contains(&line.key) {
        apply_to(stage, line.key, "homes").await?;
    }
    Ok(())
}

async fn apply_to(stage: &mut Stage<'_>, key: &str, authority: &str) -> anyhow::Result<()> {
    let (applicant, officer) = (stage.actor(key)?, stage.with_role(authority, Role::Approver)?);
    let exchange = officer.organisation().context("an authority")?;
    let reason = "We work in the valley every week, and want to give and to ask where our neighbours can see it.";
    let typed = apply::Typed { reason, funders: "" };
    let application = apply::apply(stage.app, &applicant, exchange, typed).await?;
    if WAITING.contains(&key) {
        return Ok(());
    }
    stage.pass_hours(3);
    let (step, note) = if ASKED.contains(&key) {
        (
            ApplicationMove::Ask,
            "How many plots are let to people who live in the borough?",
        )
    } else {
        (ApplicationMove::Approve, "Known to us")
    };
    decide::decide(stage.app, &officer, application, step, note).await?;
    Ok(())
}

async fn join(stage: &mut Stage<'_>, line: &Line<'_>, id: OrganisationId) -> anyhow::Result<()> {
    for (name, roles) in &line.people {
        add(stage, line, id, name, *roles).await?;
    }
    Ok(())
}

async fn add(
    stage: &mut Stage<'_>,
    line: &Line<'_>,
    organisation: OrganisationId,
    name: &str,
    roles: Roles,
) -> anyhow::Result<()> {
    let person = create::person(stage.app, &Stage::SYSTEM, name, &email(name)).await?;
    create::membership(stage.app, &Stage::SYSTEM, organisation, person, roles).await?;
    let acting = Acting {
        organisation,
        kind: line.kind,
        roles,
    };
    stage.enter(
        line.key,
        Actor {
            who: Who::Person(person),
            acting: Some(acting),
        },
    );
    Ok(())
}

fn email(name: &str) -> String {
    format!("{}@demo.example", name.to_lowercase().replace(' ', "."))
}
