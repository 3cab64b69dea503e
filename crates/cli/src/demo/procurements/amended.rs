//! A procurement with criteria of every kind, which was amended while bids are in: its bidder has yet to answer.

use super::{about, publish, typed};
use crate::demo::stage::Stage;
use anyhow::Context as _;
use std::collections::BTreeMap;
use svx_app::procurement::{
    amend, bidding,
    content::DraftPledge,
    criteria,
    rules::{Award, Condition, Formula, How, Item, Kind, Outline, Parts, Question, Questions, Setup, Step},
};
use svx_domain::organisation::Role;

pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (app, buyer) = (stage.app, stage.with_role("council", Role::Procurement)?);
    stage.days_ago(11);
    let about = about(
        "Street trees and their care, with residents",
        "Planting of 400 street trees and three years of watering, with the people who live beside them.",
        "620,000",
    );
    let ocid = publish(stage, &buyer, about, rich()?, None, (-10, 18), 60).await?;
    stage.days_ago(6);
    bid(stage, &ocid).await?;
    stage.days_ago(3);
    amend::begin(app, &buyer, &ocid).await?;
    let weights = |id: &str| match id {
        "price" => "30",
        "quality" => "35",
        "social-value" => "25",
        "environment" => "10",
        _ => "0",
    };
    let change = |setup: &mut Setup| setup.set_weights(None, &|id| weights(id).to_owned(), &|_| false);
    criteria::change(app, &buyer, &ocid, change).await?;
    let desk = amend::desk(app, &buyer, &ocid).await?;
    let reason = "Bidders asked whether care after planting counts as much as the planting. It does: quality and social value weigh more.";
    amend::publish(app, &buyer, &ocid, reason, desk.updated_at).await?;
    Ok(())
}

/// Price on a straight line, quality on the council's own scale with a minimum, pledges up to a share of the contract, an
/// environment criterion in parts, and a condition.
fn rich() -> anyhow::Result<Setup> {
    let outline = Outline {
        price: "35".to_owned(),
        quality: "35".to_owned(),
        social_value: "20".to_owned(),
        ..Outline::usual()
    };
    let mut setup = Setup::from(outline);
    let scale = [
        ("0", "Unacceptable", "No answer, or one that would harm the service"),
        ("1", "Weak", "Large parts are missing"),
        ("3", "Acceptable", "Meets what is asked, with small gaps"),
        ("5", "Strong", "Meets all of it and shows how"),
    ];
    let scale: Vec<Step> = scale
        .map(|(mark, label, descriptor)| Step {
            mark: mark.to_owned(),
            label: label.to_owned(),
            descriptor: descriptor.to_owned(),
        })
        .into();
    let question = |words: &str, weight: &str, threshold: &str| Question {
        words: words.to_owned(),
        weight: weight.to_owned(),
        threshold: threshold.to_owned(),
        ..Question::default()
    };
    let asked = |questions: Vec<Question>| {
        How::Questions(Questions {
            scale: scale.clone(),
            questions,
        })
    };
    let quality = asked(vec![
        question(
            "How will you plant so that nine trees in ten are alive after three summers?",
            "60",
            "3",
        ),
        question("How will you work with the people of each street?", "40", ""),
    ]);
    let price = Formula {
        method: "linear-range".to_owned(),
        best: "480000".to_owned(),
        worst: "700000".to_owned(),
        ..Formula::default()
    };
    let pledges = Formula {
        method: "share-of-contract".to_owned(),
        share: "10".to_owned(),
        ..Formula::default()
    };
    let environment = Item {
        id: "environment".to_owned(),
        name: "Environment".to_owned(),
        weight: "10".to_owned(),
        how: How::Parts(Parts {
            parts: vec![
                Item {
                    id: "water".to_owned(),
                    name: "Water".to_owned(),
                    weight: "70".to_owned(),
                    how: asked(vec![question(
                        "Where will the water come from in a dry summer?",
                        "100",
                        "",
                    )]),
                    ..Item::default()
                },
                Item {
                    id: "peat-free".to_owned(),
                    name: "Peat-free".to_owned(),
                    weight: "30".to_owned(),
                    how: How::PassFail(Condition {
                        words: "Show that nothing you plant is grown in peat.".to_owned(),
                    }),
                    ..Item::default()
                },
            ],
        }),
        ..Item::default()
    };
    setup.criteria.push(environment);
    let wrong = |invalid: svx_app::Invalid| anyhow::anyhow!("{:?}", invalid.iter().collect::<Vec<_>>());
    setup.set_item("quality", "Quality", quality).map_err(wrong)?;
    setup.set_item("price", "Price", How::Price(price)).map_err(wrong)?;
    setup
        .set_item("quantitative", "Pledges", How::Pledges(pledges))
        .map_err(wrong)?;
    let id = setup.add(None, Kind::PassFail, "Insurance").map_err(wrong)?;
    let cover = How::PassFail(Condition {
        words: "Show public liability cover of at least £5 million.".to_owned(),
    });
    setup.set_item(&id, "Insurance", cover).map_err(wrong)?;
    if let Some(insurance) = setup.criteria.last_mut() {
        "0".clone_into(&mut insurance.weight);
    }
    setup.award = Award::HighestTotal;
    setup.tie_break = ["social-value", "quality", "earliest-receipt"]
        .map(str::to_owned)
        .into();
    Ok(setup)
}

async fn bid(stage: &Stage<'_>, ocid: &str) -> anyhow::Result<()> {
    let (app, supplier) = (stage.app, stage.actor("trees")?);
    bidding::register(app, &supplier, ocid).await?;
    bidding::save_price(app, &supplier, ocid, "559,000").await?;
    let desk = bidding::desk(app, &supplier, ocid).await?;
    let answers = desk.setup.asked().into_iter().map(|asked| {
        let answer = "Two planters and a waterer for each ward, known by name to the street, and a log of every tree that anyone can read.";
        (asked.id, answer.to_owned())
    });
    bidding::save_answers(app, &supplier, ocid, answers.collect()).await?;
    let line = desk.register.first().context("an empty register")?;
    let pledge = DraftPledge {
        quantity: "1".to_owned(),
        by: typed(stage, 150),
        how: "With our own team, on days that suit you.".to_owned(),
        additional: "Paid hours, beyond what our staff give already.".to_owned(),
        attributed: "contract".to_owned(),
        measure: String::new(),
    };
    bidding::save_pledges(
        app,
        &supplier,
        ocid,
        BTreeMap::from([(line.need_id.to_string(), pledge)]),
    )
    .await?;
    bidding::submit(app, &supplier, ocid, 0).await?;
    Ok(())
}
