//! Help that was offered outside any tender: matches in every state, from a question that waits to one that is closed.

use super::stage::{Stage, rows};
use anyhow::Context as _;
use svx_app::{
    commitments::{
        decide::{Settlement, Verdict, confirm, resolve},
        report::{Report, SentPhoto, report},
    },
    matches::{
        answer::{accept, decline, withdraw},
        begin::{Proposal, offer, propose},
        feedback, message,
    },
    worker,
};
use svx_domain::{CommitmentId, DeliveryId, MatchId, organisation::Actor};

/// A drawing of stacked chairs: evidence that hides nobody's face.
const PHOTO: &[u8] = include_bytes!("chairs.png");

/// One line of `matches.csv` with the two sides.
struct Scene<'a> {
    supplier: Actor,
    community: Actor,
    quantity: &'a str,
    unit_count: i64,
    proposal: Proposal,
    story: &'a str,
}

/// Plays every match up to the point where its story stands.
pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<()> {
    let records = rows(include_str!("matches.csv"))?;
    let mut lines: Vec<&csv::StringRecord> = records.iter().collect();
    let days_ago = |row: &csv::StringRecord| row.get(5).unwrap_or_default().parse::<i64>().unwrap_or_default();
    lines.sort_by_key(|row| std::cmp::Reverse(days_ago(row)));
    for row in lines {
        stage.days_ago(days_ago(row));
        let scene = scene(stage, row)?;
        tell(stage, &scene)
            .await
            .with_context(|| row.iter().collect::<Vec<_>>().join(", "))?;
    }
    stage.to_present();
    worker::drain(stage.app).await?;
    Ok(())
}

fn scene<'a>(stage: &Stage<'_>, row: &'a csv::StringRecord) -> anyhow::Result<Scene<'a>> {
    let cell = |index: usize| row.get(index).unwrap_or_default();
    let proposal = Proposal {
        need: stage.need(cell(2), cell(3), cell(1))?,
        offer: stage.offer(cell(0), cell(1))?,
        quantity: cell(4).to_owned(),
        authority: Some(stage.actor("council")?.organisation().context("an authority")?),
        note: "We have this to spare, and you are on our way.".to_owned(),
    };
    Ok(Scene {
        supplier: stage.actor(cell(0))?,
        community: stage.actor(cell(2))?,
        quantity: cell(4),
        unit_count: cell(4).parse()?,
        proposal,
        story: cell(6),
    })
}

async fn tell(stage: &Stage<'_>, scene: &Scene<'_>) -> anyhow::Result<()> {
    let app = stage.app;
    if matches!(scene.story, "proposed" | "lapsed") {
        let asked = Proposal {
            note: "Could you help us with this?".to_owned(),
            ..scene.proposal.clone()
        };
        propose(app, &scene.community, &asked).await?;
        return Ok(());
    }
    let id = offer(app, &scene.supplier, &scene.proposal).await?;
    stage.pass_hours(20);
    match scene.story {
        "offered" => return Ok(()),
        "declined" => {
            return Ok(decline(app, &scene.community, id, "We have found a place nearer by. Thank you.").await?);
        }
        "withdrawn" => {
            return Ok(withdraw(
                app,
                &scene.supplier,
                id,
                "The timber went to a job that could not wait.",
            )
            .await?);
        }
        _ => {}
    }
    message::write(app, &scene.supplier, id, "Which day would suit you best?").await?;
    stage.pass_hours(2);
    message::write(app, &scene.community, id, "Tuesdays or Thursdays, any time after ten.").await?;
    let commitment = accept(app, &scene.community, id).await?;
    deliver(stage, scene, id, commitment).await
}

async fn deliver(stage: &Stage<'_>, scene: &Scene<'_>, id: MatchId, commitment: CommitmentId) -> anyhow::Result<()> {
    let app = stage.app;
    let half = (scene.unit_count / 2).max(1).to_string();
    stage.pass_hours(24 * 6);
    match scene.story {
        "accepted" | "late" => {}
        "part" => {
            let delivery = claim(stage, scene, commitment, &half).await?;
            confirm(app, &scene.community, delivery, &Verdict::All).await?;
        }
        "delivered" => drop(claim(stage, scene, commitment, scene.quantity).await?),
        "disputed" | "rejected" => {
            let delivery = claim(stage, scene, commitment, scene.quantity).await?;
            stage.pass_hours(20);
            let problem = Verdict::Problem("What came is not what we agreed: please look at it with us.".to_owned());
            confirm(app, &scene.community, delivery, &problem).await?;
            if scene.story == "rejected" {
                stage.pass_hours(20);
                let reason = "Both agree that it has to be done again.";
                resolve(app, &scene.community, delivery, &Settlement::Reject, reason).await?;
            }
        }
        "confirmed" | "closed" => {
            let delivery = claim(stage, scene, commitment, scene.quantity).await?;
            stage.pass_hours(20);
            confirm(app, &scene.community, delivery, &Verdict::All).await?;
            if scene.story == "closed" {
                stage.pass_hours(20);
                feedback::give(
                    app,
                    &scene.community,
                    id,
                    "5",
                    "On time, kind, and just what we needed. Thank you!",
                )
                .await?;
                feedback::give(app, &scene.supplier, id, "5", "A warm welcome and a cup of tea.").await?;
            }
        }
        other => anyhow::bail!("there is no story called {other}"),
    }
    Ok(())
}

async fn claim(
    stage: &Stage<'_>,
    scene: &Scene<'_>,
    commitment: CommitmentId,
    quantity: &str,
) -> anyhow::Result<DeliveryId> {
    let day = stage.app.today();
    let photos = match quantity.parse::<i64>().is_ok_and(|count| count == 12) {
        true => vec![SentPhoto {
            field: "photo".to_owned(),
            name: "chairs.png".to_owned(),
            bytes: PHOTO.to_vec(),
            description: "Stacked chairs beside the door of the hall".to_owned(),
        }],
        false => Vec::new(),
    };
    let sent = Report {
        quantity: quantity.to_owned(),
        day: [day.day().to_string(), day.month().to_string(), day.year().to_string()],
        note: "Left with the person in charge.".to_owned(),
        key: format!("{commitment}-{quantity}"),
        photos,
    };
    Ok(report(stage.app, &scene.supplier, commitment, sent).await?)
}
