//! What an amendment changes, in words that can be read side by side, and what it asks of those who had submitted a bid.

use super::rules::{Asked, How, Item, Question, Setup, Step};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub what: String,
    /// What it was; empty where it is new.
    pub before: String,
    /// What it is; empty where it is gone.
    pub after: String,
}

/// What an amendment asks of those who had submitted a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// Nothing: their bids stand.
    Nothing,
    /// To confirm that their bids stand under the new rules, or to submit again.
    Confirm,
    /// To submit again, since something is asked that their bids do not answer.
    Submit,
}

impl Asks {
    /// Every kind with its code.
    pub const CODES: [(&'static str, Self); 3] = [
        ("nothing", Self::Nothing),
        ("confirm", Self::Confirm),
        ("submit", Self::Submit),
    ];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Confirm => "confirm",
            Self::Submit => "submit",
        }
    }

    /// The kind with a code; the strictest where there is none.
    pub fn of(code: &str) -> Self {
        let found = Self::CODES.iter().find(|(known, _)| *known == code);
        found.map_or(Self::Submit, |(_, asks)| *asks)
    }
}

/// Collects what differs.
struct Differences(Vec<Change>);

impl Differences {
    fn note(&mut self, what: impl Into<String>, before: impl Into<String>, after: impl Into<String>) {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.0.push(Change {
                what: what.into(),
                before,
                after,
            });
        }
    }
}

/// What differs between two set-ups, in the order of the new one.
pub fn of_rules(before: &Setup, after: &Setup) -> Vec<Change> {
    let mut out = Differences(Vec::new());
    group(&mut out, &before.criteria, &after.criteria);
    out.note("Which bid ranks first", before.award.in_words(), after.award.in_words());
    out.note("What settles a tie", before.ties_in_words(), after.ties_in_words());
    let places = |setup: &Setup| format!("{} decimal places", setup.decimals);
    out.note("How results are shown", places(before), places(after));
    let aside = |setup: &Setup| {
        if setup.pledges_may_be_set_aside {
            "Two people may set it aside in part"
        } else {
            "It counts as it was bid"
        }
    };
    out.note("A pledge that its supplier cannot explain", aside(before), aside(after));
    out.0
}

fn group(out: &mut Differences, before: &[Item], after: &[Item]) {
    for item in after {
        match before.iter().find(|old| old.id == item.id) {
            Some(old) => items(out, old, item),
            None => out.note(
                item.name.clone(),
                "",
                format!("New, with a weight of {}%: {}", item.weight, how(item)),
            ),
        }
    }
    for gone in before.iter().filter(|old| !after.iter().any(|item| item.id == old.id)) {
        out.note(
            gone.name.clone(),
            format!("A weight of {}%: {}", gone.weight, how(gone)),
            "",
        );
    }
}

fn items(out: &mut Differences, before: &Item, after: &Item) {
    let name = &after.name;
    out.note(format!("Name of {}", before.name.to_lowercase()), &before.name, name);
    let percent = |item: &Item| format!("{}%", item.weight);
    out.note(
        format!("Weight of {}", name.to_lowercase()),
        percent(before),
        percent(after),
    );
    let depends = |item: &Item| {
        if item.required_by.is_empty() {
            "The other parts do not depend on it".to_owned()
        } else {
            format!(
                "A bid that gets no points for this gets none for {}",
                item.required_by.join(", ")
            )
        }
    };
    out.note(
        format!("What depends on {}", name.to_lowercase()),
        depends(before),
        depends(after),
    );
    match (&before.how, &after.how) {
        (How::Parts(old), How::Parts(new)) => group(out, &old.parts, &new.parts),
        (How::Questions(old), How::Questions(new)) => {
            questions(out, name, &old.questions, &new.questions);
            out.note(
                format!("Scale of {}", name.to_lowercase()),
                scale(&old.scale),
                scale(&new.scale),
            );
        }
        _ => out.note(
            format!("How points for {} are given", name.to_lowercase()),
            how(before),
            how(after),
        ),
    }
}

fn questions(out: &mut Differences, name: &str, before: &[Question], after: &[Question]) {
    for (index, question) in after.iter().enumerate() {
        let what = |what: &str| format!("{what} {} of {}", index + 1, name.to_lowercase());
        match before.iter().find(|old| old.id == question.id) {
            None => out.note(
                what("Question"),
                "",
                format!("{} ({}%)", question.words, question.weight),
            ),
            Some(old) => {
                out.note(what("Question"), &old.words, &question.words);
                out.note(
                    what("Weight of question"),
                    format!("{}%", old.weight),
                    format!("{}%", question.weight),
                );
                let least = |question: &Question| {
                    if question.threshold.is_empty() {
                        "None".to_owned()
                    } else {
                        question.threshold.clone()
                    }
                };
                out.note(what("Minimum mark of question"), least(old), least(question));
            }
        }
    }
    for gone in before
        .iter()
        .filter(|old| !after.iter().any(|question| question.id == old.id))
    {
        out.note(format!("A question of {}", name.to_lowercase()), &gone.words, "");
    }
}

fn scale(scale: &[Step]) -> String {
    let steps = scale.iter().map(|step| {
        let mut words = step.mark.clone();
        if !step.label.is_empty() {
            words = format!("{words} {}", step.label);
        }
        if !step.descriptor.is_empty() {
            words = format!("{words} ({})", step.descriptor);
        }
        words
    });
    steps.collect::<Vec<_>>().join("; ")
}

fn how(item: &Item) -> String {
    match &item.how {
        How::Price(formula) => formula.in_words("price"),
        How::Pledges(formula) => formula.in_words("total"),
        How::PassFail(condition) => format!("To pass: {}", condition.words),
        How::Questions(asked) => {
            let words: Vec<&str> = asked.questions.iter().map(|question| question.words.as_str()).collect();
            words.join(" / ")
        }
        How::Parts(parts) => {
            let parts = parts
                .parts
                .iter()
                .map(|part| format!("{} {}%: {}", part.name, part.weight, how(part)));
            parts.collect::<Vec<_>>().join("; ")
        }
    }
}

/// What the rules ask of those who had submitted: to submit again where something is asked that they have not answered, to confirm
/// where bids would count in another way, nothing otherwise. `scores_differ` tells whether the fingerprint changed.
pub fn asks(before: &Setup, after: &Setup, scores_differ: bool, needs_differ: bool) -> Asks {
    let words = |setup: &Setup| -> BTreeMap<String, String> {
        setup
            .asked()
            .into_iter()
            .map(|asked: Asked| (asked.id, asked.words))
            .collect()
    };
    let (old, new) = (words(before), words(after));
    let is_new = new.iter().any(|(id, words)| old.get(id) != Some(words));
    let starts = |has: fn(&Setup) -> bool| has(after) && !has(before);
    if is_new || needs_differ || starts(Setup::has_price) || starts(Setup::has_pledges) {
        Asks::Submit
    } else if scores_differ || old != new {
        Asks::Confirm
    } else {
        Asks::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procurement::rules::Outline;

    fn usual() -> Setup {
        Setup::from(Outline::usual()).checked().unwrap()
    }

    fn lines(after: &Setup) -> Vec<String> {
        let changes = of_rules(&usual(), after).into_iter();
        changes
            .map(|change| format!("{}: {} -> {}", change.what, change.before, change.after))
            .collect()
    }

    #[test]
    fn a_change_is_told_by_what_it_was_and_is() {
        let mut after = usual();
        assert!(lines(&after).is_empty());
        after.criteria[0].weight = "30".to_owned();
        after.criteria[1].weight = "50".to_owned();
        after.tie_break.truncate(1);
        assert_eq!(
            lines(&after),
            [
                "Weight of price: 40% -> 30%",
                "Weight of quality: 40% -> 50%",
                "What settles a tie: If bids come out level, the higher score on these settles it, in this order: social value, then quality, then price. If none does, it is reported as a tie. -> If bids come out level, the higher score on these settles it, in this order: social value. If none does, it is reported as a tie.",
            ]
        );
    }

    #[test]
    fn what_is_new_and_what_is_gone_is_told() {
        let mut after = usual();
        after.remove("qualitative");
        let told = lines(&after);
        assert_eq!(
            told,
            [
                "How pledges will be delivered: A weight of 50%: How will you deliver your pledges, and how will the communities know? -> "
            ]
        );
        let How::Questions(asked) = &mut after.criteria[1].how else {
            panic!()
        };
        asked.questions[0].words = "How will you keep the parks?".to_owned();
        assert!(lines(&after)[0].starts_with("Question 1 of quality: How will you staff"));
    }

    #[test]
    fn only_what_bears_on_a_bid_asks_something_of_its_bidder() {
        let before = usual();
        let mut after = before.clone();
        after.criteria[1].name = "Delivery".to_owned();
        assert_eq!(asks(&before, &after, false, false), Asks::Nothing);
        assert_eq!(asks(&before, &after, true, false), Asks::Confirm);
        assert_eq!(asks(&before, &after, false, true), Asks::Submit);
        let mut fewer = before.clone();
        fewer.remove("qualitative");
        assert_eq!(asks(&before, &fewer, true, false), Asks::Confirm);
        assert_eq!(asks(&fewer, &before, true, false), Asks::Submit);
        let How::Questions(asked) = &mut after.criteria[1].how else {
            panic!()
        };
        asked.questions[0].words.push('!');
        assert_eq!(asks(&before, &after, false, false), Asks::Submit);
    }
}
