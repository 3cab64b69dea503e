//! The panels of the demonstration: one that has done its work, and one at work.

use super::stage::{Days, Stage};
use anyhow::Context as _;
use svx_app::procurement::{
    marking, moderation,
    panel::{
        appoint::{self, Typed},
        conflicts::{self, Word},
    },
};
use svx_domain::organisation::{Actor, Role};

/// The questions of every procurement of the demonstration.
pub(super) const QUESTIONS: [&str; 3] = ["quality.q1", "quality.q2", "social-value.qualitative"];
/// What evaluators give as their reasons, by mark.
const REASONS: [&str; 6] = [
    "Nothing in the answer is about what was asked.",
    "It says that it will be done, and not by whom.",
    "Some of it is named; how mistakes are put right is not.",
    "It answers what was asked, with a named manager.",
    "Clear and local, with names and dates against most parts.",
    "Clear, local, and with names and dates against each part.",
];

/// The marks of a bid, by its supplier: one for each question.
pub(super) type Marks<'a> = &'a [(&'a str, [&'a str; 3])];

/// Chooses the first evaluator as the chair, with marks due so many days from now, and invites people to mark questions.
pub(super) async fn appoint(
    stage: &Stage<'_>,
    buyer: &Actor,
    ocid: &str,
    due: i64,
    seats: &[(&Actor, &[&str])],
) -> anyhow::Result<()> {
    let (chair, _) = seats.first().context("nobody is on the panel")?;
    let id = |actor: &Actor| actor.person().map(|person| person.to_string()).context("nobody");
    let due = Days::new(stage.day(due));
    let chair = id(chair)?;
    let typed = Typed {
        chair: &chair,
        marks_min: "2",
        due: due.typed(),
    };
    appoint::set_terms(stage.app, buyer, ocid, typed).await?;
    for (who, questions) in seats {
        appoint::invite(stage.app, buyer, ocid, &id(who)?, questions).await?;
    }
    Ok(())
}

/// Declares an interest in each bidder: in none, or in the one with this name.
pub(super) async fn declare(
    stage: &Stage<'_>,
    who: &Actor,
    ocid: &str,
    conflict: Option<(&str, &str)>,
) -> anyhow::Result<()> {
    let form = conflicts::form(stage.app, who, ocid).await?;
    let words = form.bidders.iter().map(|(bidder, _, _)| {
        let nature = conflict
            .filter(|(name, _)| *name == bidder.name)
            .map(|(_, nature)| nature);
        let word = Word {
            choice: if nature.is_some() { "conflict" } else { "none" }.to_owned(),
            nature: nature.unwrap_or_default().to_owned(),
        };
        (bidder.bid, word)
    });
    conflicts::declare(stage.app, who, ocid, &words.collect()).await?;
    Ok(())
}

/// Marks every answer to a question, some marks lower by so much than those that the panel agrees later.
pub(super) async fn mark(
    stage: &Stage<'_>,
    who: &Actor,
    ocid: &str,
    (question, lower): (usize, usize),
    marks: Marks<'_>,
) -> anyhow::Result<()> {
    let desk = marking::desk(stage.app, who, ocid).await?;
    let own = desk.questions.iter().find(|own| own.key == QUESTIONS[question]);
    for (at, answer) in own.context("not theirs to mark")?.answers.iter().enumerate() {
        let given = mark_of(stage, marks, &answer.supplier, question)?;
        let given = given.saturating_sub(if at % 2 == 0 { lower } else { 0 });
        let (mark, reason) = (given.to_string(), REASONS[given]);
        marking::save(stage.app, who, ocid, answer.bid, QUESTIONS[question], &mark, reason).await?;
    }
    Ok(())
}

fn mark_of(stage: &Stage<'_>, marks: Marks<'_>, supplier: &str, question: usize) -> anyhow::Result<usize> {
    let found = marks.iter().find(|(key, _)| stage.name(key) == Some(supplier));
    let (_, given) = found.with_context(|| format!("no marks for {supplier}"))?;
    Ok(given[question].parse()?)
}

/// The chair records what the panel agrees on each answer to a question, up to so many of them.
pub(super) async fn agree(
    stage: &Stage<'_>,
    chair: &Actor,
    ocid: &str,
    (question, answers): (usize, usize),
    marks: Marks<'_>,
) -> anyhow::Result<()> {
    let sheet = moderation::sheet(stage.app, chair, ocid, QUESTIONS[question]).await?;
    let present: Vec<String> = sheet.members.iter().map(|(id, _)| id.to_string()).collect();
    for answer in sheet.answers.iter().take(answers) {
        let mark = mark_of(stage, marks, &answer.supplier, question)?;
        let text = mark.to_string();
        let typed = moderation::Typed {
            mark: &text,
            reason: REASONS[mark],
            correction: "",
            present: present.iter().map(String::as_str).collect(),
        };
        moderation::agree(stage.app, chair, ocid, QUESTIONS[question], answer.bid, typed).await?;
    }
    Ok(())
}

/// A panel of three marks everything, with marks due so many days from now, and agrees within four days.
pub(super) async fn whole(
    stage: &Stage<'_>,
    buyer: &Actor,
    ocid: &str,
    due: i64,
    marks: Marks<'_>,
) -> anyhow::Result<()> {
    let panel = stage.all_with_role("council", Role::Evaluator)?;
    let [grace, ravi, megan, ..] = panel.as_slice() else {
        anyhow::bail!("the council has too few evaluators");
    };
    appoint(
        stage,
        buyer,
        ocid,
        due,
        &[(grace, &QUESTIONS), (ravi, &QUESTIONS), (megan, &QUESTIONS)],
    )
    .await?;
    for (lower, who) in [grace, ravi, megan].into_iter().enumerate() {
        stage.pass_hours(20);
        declare(stage, who, ocid, None).await?;
        for (question, key) in QUESTIONS.iter().enumerate() {
            mark(stage, who, ocid, (question, lower % 2), marks).await?;
            marking::submit(stage.app, who, ocid, key).await?;
        }
    }
    stage.pass_hours(24);
    for question in 0..QUESTIONS.len() {
        agree(stage, grace, ocid, (question, usize::MAX), marks).await?;
    }
    Ok(())
}

/// A panel at work: one question is in and partly agreed, one has drafts, and a conflict waits for the officer.
pub(super) async fn at_work(stage: &Stage<'_>, buyer: &Actor, ocid: &str, marks: Marks<'_>) -> anyhow::Result<()> {
    let panel = stage.all_with_role("council", Role::Evaluator)?;
    let [grace, ravi, megan, joan] = panel.as_slice() else {
        anyhow::bail!("the council has another number of evaluators");
    };
    let quality = &QUESTIONS[..2];
    let seats: [(&Actor, &[&str]); 4] = [
        (grace, quality),
        (ravi, &QUESTIONS),
        (megan, quality),
        (joan, &QUESTIONS[2..]),
    ];
    appoint(stage, buyer, ocid, 4, &seats).await?;
    stage.pass_hours(4);
    for who in [grace, ravi, joan] {
        declare(stage, who, ocid, None).await?;
    }
    let (supplier, _) = marks.first().context("no bids")?;
    let bidder = stage.name(supplier).context("no name")?;
    let nature = "My brother-in-law has run one of their kitchens since the spring. We see each other most weekends.";
    declare(stage, megan, ocid, Some((bidder, nature))).await?;
    stage.pass_hours(20);
    for (who, question, lower) in [(grace, 0, 0), (ravi, 0, 1), (ravi, 2, 0), (joan, 2, 1)] {
        mark(stage, who, ocid, (question, lower), marks).await?;
        marking::submit(stage.app, who, ocid, QUESTIONS[question]).await?;
    }
    mark(stage, grace, ocid, (1, 0), marks).await?;
    stage.pass_hours(4);
    agree(stage, grace, ocid, (2, 1), marks).await
}
