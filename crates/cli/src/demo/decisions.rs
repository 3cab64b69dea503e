//! From an evaluation of the demonstration to its award: doubts are asked about, two people decide, everyone is told, and the
//! standstill runs.

use super::{procurements::BidLine, stage::Stage};
use anyhow::Context as _;
use jiff::ToSpan as _;
use svx_app::procurement::{award, decision, evaluation, realism, standstill, summaries};
use svx_domain::{
    organisation::{Actor, Role},
    standstill::{MIN_WORKING_DAYS, Standstill},
};

/// The second person of whoever buys.
fn second(stage: &Stage<'_>) -> anyhow::Result<Actor> {
    stage.with_role("council", Role::Administrator)
}

/// Asks the supplier about each doubt, which explains it, and two people accept that.
pub(super) async fn settle_doubts(
    stage: &Stage<'_>,
    buyer: &Actor,
    ocid: &str,
    lines: &[BidLine],
    days_ago: i64,
) -> anyhow::Result<()> {
    let app = stage.app;
    for doubt in realism::desk(app, buyer, ocid).await?.doubts {
        let flag = doubt.flag.id;
        stage.days_ago(days_ago);
        let until = stage.today().checked_add(5.days())?;
        let question = "Your pledges stand out beside the other bids. Who will do this work, and in which weeks?";
        realism::ask(app, buyer, ocid, flag, question, Some(until)).await?;
        stage.days_ago(days_ago - 2);
        let line = lines
            .iter()
            .find(|line| stage.name(line.supplier) == Some(doubt.flag.supplier.as_str()));
        let supplier = stage.actor(line.context("a doubt about nobody's bid")?.supplier)?;
        for asked in realism::own(app, &supplier, ocid).await?.questions {
            if asked.answer.is_none() {
                let answer = "Two of our gangs of four are free from November to February, when nothing grows. Their weeks are in our plan.";
                realism::answer(app, &supplier, ocid, asked.id, answer).await?;
            }
        }
        stage.days_ago(days_ago - 3);
        let proposal = realism::Typed {
            outcome: "explained".to_owned(),
            reason: "The hours fit what two gangs can do in four winter months.".to_owned(),
            ..realism::Typed::default()
        };
        realism::propose(app, buyer, ocid, flag, &proposal).await?;
        realism::decide(
            app,
            &second(stage)?,
            ocid,
            flag,
            true,
            "The plan shows the weeks. I agree.",
        )
        .await?;
    }
    Ok(())
}

/// Two people decide for the bid that ranks first, every bidder gets its summary, and the notice is published.
pub(super) async fn decide_and_publish(
    stage: &Stage<'_>,
    buyer: &Actor,
    ocid: &str,
    days_ago: i64,
) -> anyhow::Result<()> {
    let app = stage.app;
    stage.days_ago(days_ago + 1);
    let desk = evaluation::desk(app, buyer, ocid).await?;
    let ranked = desk.latest.as_ref().context("no ranking")?;
    let first = ranked.evaluated.evaluation.results.first().context("no result")?;
    let winner = desk.bid(&first.supplier).context("no winner")?.id;
    decision::propose(app, buyer, ocid, winner, "").await?;
    stage.pass_hours(3);
    decision::decide(
        app,
        &second(stage)?,
        ocid,
        1,
        true,
        "I read the marks and their reasons, and agree.",
    )
    .await?;
    stage.days_ago(days_ago);
    summaries::issue(app, buyer, ocid).await?;
    // Where bank holidays are not known, nobody publishes a notice.
    if Standstill::from_publication(app.now(), MIN_WORKING_DAYS).is_ok() {
        standstill::publish(app, buyer, ocid, &MIN_WORKING_DAYS.to_string()).await?;
    }
    Ok(())
}

/// Awards after the standstill. `false` where it cannot be known whether that is over.
pub(super) async fn award(stage: &Stage<'_>, buyer: &Actor, ocid: &str, days_ago: i64) -> anyhow::Result<bool> {
    stage.days_ago(days_ago);
    if standstill::view(stage.app, buyer, ocid).await?.notice.is_none() {
        return Ok(false);
    }
    award::award(stage.app, buyer, ocid).await?;
    Ok(true)
}
