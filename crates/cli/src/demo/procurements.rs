//! The procurements of the demonstration: one with a contract half delivered, one under evaluation, one open for bids.

use super::{
    Kept,
    stage::{Days, Stage},
};
use anyhow::Context as _;
use std::collections::BTreeMap;
use svx_app::{
    commitments::{
        decide::{Verdict, confirm},
        report::{Report, report},
    },
    procurement::{
        award, bidding,
        content::DraftPledge,
        evaluation, marking, opening, publish,
        rules::{Setup, SetupQuestion},
        setup::{self, About, Timetable},
        shares,
    },
};
use svx_domain::{
    ContractId,
    organisation::{Actor, Role},
};
use svx_store::commitments;

/// One bid: the supplier, its price, and its pledges as community, project, resource and quantity.
struct BidLine {
    supplier: &'static str,
    price: &'static str,
    marks: [&'static str; 3],
    pledges: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

const GROUNDS: &[BidLine] = &[
    BidLine {
        supplier: "grounds",
        price: "418,000",
        marks: ["4", "4", "5"],
        pledges: &[
            ("canal", "Towpath resurfaced", "groundworks", "40"),
            ("refuge", "Somewhere to play", "groundworks", "30"),
            ("school", "Reading friends", "volunteering", "80"),
            ("youth", "First jobs club", "mentoring", "40"),
        ],
    },
    BidLine {
        supplier: "trees",
        price: "436,500",
        marks: ["5", "4", "3"],
        pledges: &[
            ("canal", "Towpath resurfaced", "groundworks", "24"),
            ("school", "Reading friends", "volunteering", "40"),
        ],
    },
    BidLine {
        supplier: "mow",
        price: "398,000",
        marks: ["3", "3", "2"],
        pledges: &[("school", "Reading friends", "volunteering", "20")],
    },
];

const MEALS: &[BidLine] = &[
    BidLine {
        supplier: "food",
        price: "1,140,000",
        marks: ["4", "3", "4"],
        pledges: &[
            ("youth", "First jobs club", "work-experience", "4"),
            ("lunch", "A kitchen that passes", "decorating", "24"),
        ],
    },
    BidLine {
        supplier: "clean",
        price: "1,196,000",
        marks: ["3", "4", "3"],
        pledges: &[("garden", "A polytunnel", "labouring", "16")],
    },
];

/// Plays all three up to the present, and gives what officers keep of the keys.
pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<Vec<Kept>> {
    in_contract(stage).await.context("the procurement in contract")?;
    under_evaluation(stage)
        .await
        .context("the procurement under evaluation")?;
    let kept = open_for_bids(stage).await.context("the procurement that is open")?;
    stage.to_present();
    Ok(kept)
}

async fn in_contract(stage: &Stage<'_>) -> anyhow::Result<()> {
    let buyer = stage.with_role("council", Role::Procurement)?;
    stage.days_ago(112);
    let about = about(
        "Grounds maintenance in four wards",
        "Parks, verges and playing fields, four years.",
        "440,000",
    );
    let ocid = publish(stage, &buyer, about, (-111, -90), -60).await?;
    for line in GROUNDS {
        stage.days_ago(100);
        bid(stage, &ocid, line).await.with_context(|| line.supplier)?;
    }
    stage.days_ago(89);
    open_and_mark(stage, &buyer, &ocid, GROUNDS).await?;
    stage.days_ago(80);
    evaluation::run(stage.app, &buyer, &ocid).await?;
    let desk = evaluation::desk(stage.app, &buyer, &ocid).await?;
    let ranked = desk.latest.as_ref().context("no ranking")?;
    let first = ranked.evaluated.evaluation.results.first().context("no result")?;
    let winner = desk.bid(&first.supplier).context("no winner")?.id;
    award::award(stage.app, &buyer, &ocid, winner, "").await?;
    stage.days_ago(66);
    let (from, to) = (typed(stage, -60), typed(stage, 1400));
    award::enter(stage.app, &buyer, &ocid, &from, &to).await?;
    let contract = evaluation::desk(stage.app, &buyer, &ocid)
        .await?
        .contract
        .context("no contract")?;
    deliver_half(stage, contract.id).await
}

/// The winner delivers one pledge whole and half of another; the rest is still to come.
async fn deliver_half(stage: &Stage<'_>, contract: ContractId) -> anyhow::Result<()> {
    let supplier = stage.actor("grounds")?;
    let commitments = commitments::of_contract(&mut stage.app.db.read().await?, contract).await?;
    for (days_ago, community, project, resource, quantity) in [
        (40, "canal", "Towpath resurfaced", "groundworks", "40"),
        (25, "refuge", "Somewhere to play", "groundworks", "14"),
        (9, "school", "Reading friends", "volunteering", "37"),
    ] {
        stage.days_ago(days_ago);
        let need = stage.need(community, project, resource)?;
        let owed = commitments
            .iter()
            .find(|one| one.need_id == need)
            .context("no commitment")?
            .id;
        let [day, month, year] = Days::new(stage.today()).into_parts();
        let claim = Report {
            quantity: quantity.to_owned(),
            day: [day, month, year],
            note: "Our team of two, with the small digger where it was needed.".to_owned(),
            key: format!("{owed}-{quantity}"),
            photos: Vec::new(),
        };
        let delivery = report(stage.app, &supplier, owed, claim).await?;
        stage.pass_hours(26);
        if community != "school" {
            confirm(stage.app, &stage.actor(community)?, delivery, &Verdict::All).await?;
        }
    }
    Ok(())
}

async fn under_evaluation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let buyer = stage.with_role("council", Role::Procurement)?;
    stage.days_ago(32);
    let about = about(
        "School meals in eleven primary schools",
        "Hot lunches in term time, three years.",
        "1,200,000",
    );
    let ocid = publish(stage, &buyer, about, (-31, -4), 60).await?;
    for line in MEALS {
        stage.days_ago(12);
        bid(stage, &ocid, line).await.with_context(|| line.supplier)?;
    }
    stage.days_ago(3);
    // The second bid still waits for its marks.
    open_and_mark(stage, &buyer, &ocid, &MEALS[..1]).await
}

/// Two officers hold the key of this one, so what the first of them keeps comes with it.
async fn open_for_bids(stage: &Stage<'_>) -> anyhow::Result<Vec<Kept>> {
    let buyer = stage.with_role("homes", Role::Procurement)?;
    stage.days_ago(6);
    let about = About {
        buyer_type: "housing-association".to_owned(),
        ..about(
            "Cleaning of stairwells and community rooms",
            "Forty blocks and six community rooms, three years.",
            "690,000",
        )
    };
    let ocid = prepare(stage, &buyer, about, (-5, 12), 60).await?;
    let other = stage.with_role("homes", Role::Administrator)?;
    let other = other.person().context("an administrator who is a person")?;
    let made = shares::make(stage.app, &buyer, &ocid, other).await?;
    publish_prepared(stage, &buyer, &ocid).await?;
    stage.days_ago(2);
    let supplier = stage.actor("build")?;
    bidding::register(stage.app, &supplier, &ocid).await?;
    bidding::save_price(stage.app, &supplier, &ocid, "655,000").await?;
    let sheet = format!(
        "Share 3 of 3 of the key that opens the bids for {ocid}, which somebody outside keeps on paper:\n\n{}\n",
        made.code
    );
    Ok(vec![
        Kept {
            name: format!("{ocid}-share.txt"),
            text: made.own,
        },
        Kept {
            name: format!("{ocid}-sheet.txt"),
            text: sheet,
        },
    ])
}

fn about(title: &str, description: &str, value: &str) -> About {
    About {
        title: title.to_owned(),
        description: description.to_owned(),
        category: "services".to_owned(),
        procedure: "Open procedure".to_owned(),
        value: value.to_owned(),
        includes_vat: true,
        buyer_type: "local-government".to_owned(),
        arrangement: "contract".to_owned(),
        commenced_on: String::new(),
    }
}

fn criteria() -> Setup {
    let question = |words: &str, weight: &str| SetupQuestion {
        words: words.to_owned(),
        weight: weight.to_owned(),
    };
    Setup {
        price: "40".to_owned(),
        quality: "40".to_owned(),
        questions: vec![
            question("How will you staff and run the service?", "60"),
            question("How will you put things right when they go wrong?", "40"),
        ],
        social_value: "20".to_owned(),
        qualitative: "50".to_owned(),
        qualitative_question: "How will you deliver your pledges, and how will the communities know?".to_owned(),
        qualitative_required: true,
        tie_break: vec!["social-value".to_owned(), "quality".to_owned(), "price".to_owned()],
    }
}

async fn publish(
    stage: &Stage<'_>,
    buyer: &Actor,
    about: About,
    bids: (i64, i64),
    contract_from: i64,
) -> anyhow::Result<String> {
    let ocid = prepare(stage, buyer, about, bids, contract_from).await?;
    publish_prepared(stage, buyer, &ocid).await?;
    Ok(ocid)
}

async fn publish_prepared(stage: &Stage<'_>, buyer: &Actor, ocid: &str) -> anyhow::Result<()> {
    let prepared = publish::prepared(stage.app, buyer, ocid).await?;
    Ok(publish::publish(stage.app, buyer, ocid, prepared.procurement.updated_at).await?)
}

/// Sets up a draft, ready to be published.
async fn prepare(
    stage: &Stage<'_>,
    buyer: &Actor,
    mut about: About,
    bids: (i64, i64),
    contract_from: i64,
) -> anyhow::Result<String> {
    let app = stage.app;
    let ocid = setup::create(app, buyer, &about.title).await?;
    about.commenced_on = typed(stage, bids.0);
    setup::save_about(app, buyer, &ocid, &about).await?;
    setup::save_criteria(app, buyer, &ocid, criteria()).await?;
    let timetable = Timetable {
        from_day: typed(stage, bids.0),
        from_time: "9am".to_owned(),
        until_day: typed(stage, bids.1),
        until_time: "noon".to_owned(),
        contract_from: typed(stage, contract_from),
        contract_to: typed(stage, contract_from + 1460),
    };
    let timetable = Timetable {
        until_time: "12:00".to_owned(),
        ..timetable
    };
    setup::save_timetable(app, buyer, &ocid, &timetable).await?;
    Ok(ocid)
}

async fn bid(stage: &Stage<'_>, ocid: &str, line: &BidLine) -> anyhow::Result<()> {
    let (app, supplier) = (stage.app, stage.actor(line.supplier)?);
    bidding::register(app, &supplier, ocid).await?;
    bidding::save_price(app, &supplier, ocid, line.price).await?;
    let answer = |text: &str| text.to_owned();
    let answers = BTreeMap::from([
        (
            "q1".to_owned(),
            answer("A local team with one named manager, seen on site each week."),
        ),
        (
            "q2".to_owned(),
            answer("One number to call, an answer the same day, and a visit within two."),
        ),
        (
            "qualitative".to_owned(),
            answer("Each pledge has a person who owns it and a date that the community chose."),
        ),
    ]);
    bidding::save_answers(app, &supplier, ocid, answers).await?;
    let mut pledges = BTreeMap::new();
    for (community, project, resource, quantity) in line.pledges {
        let pledge = DraftPledge {
            quantity: (*quantity).to_owned(),
            by: typed(stage, 150),
            how: "With our own team, on days that suit you.".to_owned(),
        };
        pledges.insert(stage.need(community, project, resource)?.to_string(), pledge);
    }
    bidding::save_pledges(app, &supplier, ocid, pledges).await?;
    bidding::submit(app, &supplier, ocid, 0).await?;
    Ok(())
}

async fn open_and_mark(stage: &Stage<'_>, buyer: &Actor, ocid: &str, lines: &[BidLine]) -> anyhow::Result<()> {
    let app = stage.app;
    opening::open(app, buyer, ocid).await?;
    let evaluator = stage.with_role("council", Role::Evaluator)?;
    for question in marking::desk(app, &evaluator, ocid).await?.questions {
        for answer in &question.answers {
            let line = lines
                .iter()
                .find(|line| stage.name(line.supplier) == Some(answer.supplier.as_str()));
            let Some(line) = line else { continue };
            let index = ["q1", "q2", "qualitative"]
                .iter()
                .position(|id| *id == question.asked.id);
            let mark = line.marks[index.context("a question that was not asked")?];
            let reason = "Clear, local, and with names and dates against each part.";
            marking::mark(app, &evaluator, ocid, answer.bid, &question.asked.id, mark, reason).await?;
        }
    }
    Ok(())
}

/// A day, counted from the present, as a person types it.
fn typed(stage: &Stage<'_>, days: i64) -> String {
    Days::new(stage.day(days)).into_parts().join(" ")
}
