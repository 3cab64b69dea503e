//! A copy of a tender with which one bidder can check its own marks, and those of the winner, without being told what its
//! rivals bid.
//!
//! What a mark depends on of the bids of others is at most a figure for each criterion: the lowest price, the highest offer, a
//! mean. So in the place of each rival stands a bid without a name that carries these figures and nothing else: marks and
//! answers that nobody else's marks depend on are set to the least there is. Where that does not give the same marks to the
//! last fraction, as with several preconditions within one another, the rivals' figures stay as they are, without their names.

use std::collections::BTreeMap;

use crate::bids::{BidInput, Input, Verdict};
use crate::evaluate::{BidResult, Evaluation, Mark, Outcome, evaluate};
use crate::methods::Answer;
use crate::rules::{Bound, Criterion, Marking, Method, ValidRules};
use crate::{Exact, Problem};

type Inputs = BTreeMap<String, Input>;

/// The bids of `kept`, by their positions, as they are, and one without a name for each other. `evaluation` is the result of
/// `bids` by `rules`. The marks of the kept bids come out the same.
pub fn own_copy(
    rules: &ValidRules,
    bids: &[BidInput],
    evaluation: &Evaluation,
    kept: &[usize],
) -> Result<Vec<BidInput>, Vec<Problem>> {
    let is_kept = |index: &usize| kept.contains(index);
    let results: BTreeMap<usize, &BidResult> = evaluation.results.iter().map(|result| (result.bid, result)).collect();
    let others: Vec<&[Mark]> = results
        .iter()
        .filter(|(index, _)| !is_kept(index))
        .map(|(_, result)| result.criteria.as_slice())
        .collect();
    let figures = group(&rules.rules().criteria, &others);
    let copy = with_others(bids, kept, figures);
    if same_marks(rules, &copy, kept, &results)? {
        return Ok(copy);
    }
    let figures = bids
        .iter()
        .enumerate()
        .filter(|(index, _)| !is_kept(index))
        .map(|(_, bid)| bid.inputs.clone());
    let copy = with_others(bids, kept, figures.collect());
    debug_assert_eq!(same_marks(rules, &copy, kept, &results), Ok(true));
    Ok(copy)
}

/// The kept bids in their order, then the others by number.
fn with_others(bids: &[BidInput], kept: &[usize], others: Vec<Inputs>) -> Vec<BidInput> {
    let mut copy: Vec<BidInput> = kept.iter().map(|index| bids[*index].clone()).collect();
    // When others were received decides ties alone, and is theirs to know.
    let latest = copy.iter().filter_map(|bid| bid.received_us).max();
    let mut number = 0;
    for inputs in others {
        let supplier = loop {
            number += 1;
            let name = format!("Other bidder {number}");
            if !copy.iter().any(|bid| bid.supplier == name) {
                break name;
            }
        };
        copy.push(BidInput {
            supplier,
            received_us: latest.map(|at| at.saturating_add(1)),
            inputs,
            capacity: BTreeMap::new(),
        });
    }
    copy
}

fn same_marks(
    rules: &ValidRules,
    copy: &[BidInput],
    kept: &[usize],
    results: &BTreeMap<usize, &BidResult>,
) -> Result<bool, Vec<Problem>> {
    let again = evaluate(rules, copy)?;
    Ok(kept.iter().enumerate().all(|(place, index)| {
        let now = again.results.iter().find(|result| result.bid == place);
        let before = results.get(index);
        now.zip(before)
            .is_some_and(|(now, before)| now.criteria == before.criteria && now.total == before.total)
    }))
}

/// For each of the others, in no order of theirs, what it carries under these criteria.
fn group(criteria: &[Criterion], others: &[&[Mark]]) -> Vec<Inputs> {
    let mut out = vec![Inputs::new(); others.len()];
    for (place, criterion) in criteria.iter().enumerate() {
        let marks: Vec<&Mark> = others.iter().filter_map(|marks| marks.get(place)).collect();
        for (inputs, input) in out.iter_mut().zip(column(criterion, &marks)) {
            inputs.extend(input.map(|input| (criterion.id.clone(), input)));
        }
    }
    out
}

/// What each carries under one criterion; nothing where an answer is to be left out.
fn column(criterion: &Criterion, marks: &[&Mark]) -> Vec<Option<Input>> {
    let inputs = match &criterion.marking {
        Marking::Undecided => return vec![None; marks.len()],
        Marking::Parts(parts) => {
            let rows: Vec<&[Mark]> = marks.iter().map(|mark| mark.parts.as_slice()).collect();
            group(parts, &rows).into_iter().map(Input::Group).collect()
        }
        Marking::Method(method) => leaves(method, marks, !criterion.required_by.is_empty()),
    };
    if criterion.required_by.is_empty() {
        return inputs.into_iter().map(Some).collect();
    }
    // As many meet the precondition as met it, so that as many offers are counted.
    let met = marks.iter().filter(|mark| !mark.score.is_zero()).count();
    let place = inputs.into_iter().enumerate();
    place.map(|(place, input)| (place < met).then_some(input)).collect()
}

fn leaves(method: &Method, marks: &[&Mark], is_precondition: bool) -> Vec<Input> {
    let mut offers: Vec<&Exact> = marks
        .iter()
        .filter(|mark| mark.outcome != Outcome::Disregarded)
        .filter_map(|mark| match &mark.answer {
            Answer::Number(number) => Some(number),
            _ => None,
        })
        .collect();
    offers.sort();
    let none = Exact::ZERO;
    let (least, most) = (*offers.first().unwrap_or(&&none), *offers.last().unwrap_or(&&none));
    let number = |number: &Exact| Input::Number(number.clone());
    let input = |place: usize| match method {
        Method::RelativeToLowest => number(least),
        Method::RelativeToHighest => number(most),
        Method::LinearRange { best, worst } if [best, worst].iter().any(|bound| !matches!(bound, Bound::Fixed(_))) => {
            number(if place == 0 { least } else { most })
        }
        Method::DeviationFromMean { .. } => number(offers.get(place).unwrap_or(&&none)),
        Method::Scale(scale) => number(if is_precondition { &scale.max } else { &scale.min }),
        Method::WeightedQuestions { scale, questions } => {
            let mark = scale
                .as_ref()
                .map_or(&none, |scale| if is_precondition { &scale.max } else { &scale.min });
            let questions = questions.iter().map(|question| (question.id.clone(), number(mark)));
            Input::Group(questions.collect())
        }
        Method::PassFail => Input::Verdict(if is_precondition { Verdict::Pass } else { Verdict::Fail }),
        Method::LinearRange { .. } | Method::Target { .. } | Method::ShareOfContract { .. } | Method::Bands(_) => {
            number(&none)
        }
    };
    (0..marks.len()).map(input).collect()
}
