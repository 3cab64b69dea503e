//! Bids as they are given to the scorer, and the checks that they answer what the rules ask.

use std::collections::{BTreeMap, HashMap};

use crate::Exact;
use crate::problem::{PROBLEMS_MAX, Path, Problem};
use crate::rules::{Criterion, ITEMS_MAX, Marking, Method, Rules, Scale, TieBreak};

/// The most bids that one tender is scored for.
pub const BIDS_MAX: usize = 20_000;
/// The most marks of one evaluation: what is marked times the bids. It bounds the memory that an evaluation takes.
pub const MARKS_MAX: usize = 2_000_000;
/// The longest name of a supplier, in characters.
pub const SUPPLIER_CHARS_MAX: usize = 200;

/// One supplier's bid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BidInput {
    /// The supplier's name or id, unique in the tender.
    pub supplier: String,
    /// When the bid was received, in microseconds since 1970 UTC; needed only where ties go to the earliest receipt.
    pub received_us: Option<i64>,
    /// What was offered or marked, by id of the criterion.
    pub inputs: BTreeMap<String, Input>,
    /// What the supplier stated it can do at most, by the ids of a criterion and its part joined by points.
    pub capacity: BTreeMap<String, Exact>,
}

/// What a bid has under one id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A price, a quantity or a mark.
    Number(Exact),
    /// Pass or fail.
    Verdict(Verdict),
    /// Inputs of parts or questions, by their ids.
    Group(BTreeMap<String, Input>),
}

/// The outcome of a pass or fail criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Passed.
    Pass,
    /// Failed.
    Fail,
}

/// All that is wrong with bids under rules that may themselves be a draft: what cannot be judged because of a gap in
/// the rules is passed over. After [`PROBLEMS_MAX`] problems no further bid is looked at.
pub fn bid_problems(rules: &Rules, bids: &[BidInput]) -> Vec<Problem> {
    let list = Path::ROOT.member("bids");
    let mut problems = Vec::new();
    if bids.is_empty() {
        problems.push(list.problem("is empty: give at least one bid"));
    } else if bids.len() > BIDS_MAX {
        problems.push(list.problem(format!(
            "has {} bids: at most {BIDS_MAX} are scored together",
            bids.len()
        )));
    }
    let items = rules.items();
    if items > ITEMS_MAX {
        // The rules are refused for it.
        return problems;
    }
    if bids.len() <= BIDS_MAX && items * bids.len() > MARKS_MAX {
        let count = bids.len();
        problems.push(list.problem(format!(
            "has {count} bids with {items} marks each: at most {MARKS_MAX} marks are given together"
        )));
        return problems;
    }
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(bids.len());
    for (index, bid) in bids.iter().enumerate() {
        if problems.len() >= PROBLEMS_MAX {
            problems.truncate(PROBLEMS_MAX);
            break;
        }
        let path = list.item(index);
        supplier(&path.member("supplier"), bid, index, &mut seen, &mut problems);
        if rules.tie_break.contains(&TieBreak::EarliestReceipt) && bid.received_us.is_none() {
            let message = "is missing, and the tie-break list goes by earliest receipt";
            problems.push(path.member("received_at").problem(message));
        }
        group(&path.member("inputs"), &rules.criteria, &bid.inputs, &mut problems);
    }
    problems
}

fn supplier<'b>(
    path: &Path<'_>,
    bid: &'b BidInput,
    index: usize,
    seen: &mut HashMap<&'b str, usize>,
    problems: &mut Vec<Problem>,
) {
    if bid.supplier.is_empty() {
        problems.push(path.problem("is empty: say whose bid this is"));
    } else if bid.supplier.chars().count() > SUPPLIER_CHARS_MAX {
        problems.push(path.problem(format!("is longer than {SUPPLIER_CHARS_MAX} characters")));
    } else if let Some(first) = seen.get(bid.supplier.as_str()) {
        problems.push(path.problem(format!(
            "\"{}\" has bid {first} too: each supplier has one bid in a tender",
            bid.supplier
        )));
    } else {
        seen.insert(&bid.supplier, index);
    }
}

/// The inputs of siblings: each that is asked for, and no other.
fn group(path: &Path<'_>, criteria: &[Criterion], inputs: &BTreeMap<String, Input>, problems: &mut Vec<Problem>) {
    let mut found = 0;
    for criterion in criteria.iter().filter(|criterion| !criterion.id.is_empty()) {
        let path = path.member(&criterion.id);
        let input = inputs.get(&criterion.id);
        found += usize::from(input.is_some());
        match (input, &criterion.marking) {
            (_, Marking::Undecided) => {}
            // A part that others depend on may be left unanswered: they are then disregarded.
            (None, _) if !criterion.required_by.is_empty() => {}
            (None, _) => problems.push(path.problem("is missing")),
            (Some(Input::Group(inputs)), Marking::Parts(parts)) => group(&path, parts, inputs, problems),
            (Some(_), Marking::Parts(_)) => {
                problems.push(path.problem("must be an object with an input for each part"));
            }
            (Some(input), Marking::Method(method)) => leaf(&path, method, input, problems),
        }
    }
    if found < inputs.len() {
        unknown(
            path,
            inputs,
            criteria.iter().map(|criterion| criterion.id.as_str()),
            problems,
        );
    }
}

/// Names the inputs that nothing asks for.
fn unknown<'i>(
    path: &Path<'_>,
    inputs: &BTreeMap<String, Input>,
    known: impl Iterator<Item = &'i str> + Clone,
    problems: &mut Vec<Problem>,
) {
    // Where the ids of siblings are not all there yet, any input may be meant for one of them.
    if known.clone().next().is_none() || known.clone().any(str::is_empty) {
        return;
    }
    for id in inputs
        .keys()
        .filter(|id| !known.clone().any(|known| known == id.as_str()))
    {
        problems.push(path.member(id).problem("the rules have nothing with this id"));
    }
}

fn leaf(path: &Path<'_>, method: &Method, input: &Input, problems: &mut Vec<Problem>) {
    match (method, input) {
        (Method::WeightedQuestions { scale, questions }, Input::Group(inputs)) => {
            let mut found = 0;
            for question in questions.iter().filter(|question| !question.id.is_empty()) {
                let path = path.member(&question.id);
                let input = inputs.get(&question.id);
                found += usize::from(input.is_some());
                match input {
                    Some(input) => mark(&path, scale.as_ref(), input, problems),
                    None => problems.push(path.problem("is missing")),
                }
            }
            if found == inputs.len() {
                return;
            }
            unknown(
                path,
                inputs,
                questions.iter().map(|question| question.id.as_str()),
                problems,
            );
        }
        (Method::WeightedQuestions { .. }, _) => {
            problems.push(path.problem("must be an object with a mark for each question"));
        }
        (Method::PassFail, Input::Verdict(_)) => {}
        (Method::PassFail, _) => problems.push(path.problem("must be \"pass\" or \"fail\"")),
        (Method::Scale(scale), input) => mark(path, Some(scale), input, problems),
        (_, Input::Number(number)) if number.is_negative() => problems.push(path.problem("is below zero")),
        (_, Input::Number(_)) => {}
        _ => problems.push(path.problem("must be a number")),
    }
}

fn mark(path: &Path<'_>, scale: Option<&Scale>, input: &Input, problems: &mut Vec<Problem>) {
    let Input::Number(mark) = input else {
        return problems.push(path.problem("must be a mark, as a number"));
    };
    let Some(scale) = scale.filter(|scale| scale.min < scale.max) else {
        return;
    };
    if *mark < scale.min || *mark > scale.max {
        let (mark, min, max) = (mark.to_words(), scale.min.to_words(), scale.max.to_words());
        problems.push(path.problem(format!("the mark {mark} is outside the scale from {min} to {max}")));
    }
}
