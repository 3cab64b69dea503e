//! Builders of small tenders.

use std::collections::BTreeMap;

use svx_scoring::rules::{Award, Criterion, Marking, Method, Question, Rules, Scale, TieBreak};
use svx_scoring::{BidInput, BidResult, Evaluation, Exact, Input, ValidRules, Verdict, evaluate};

pub(crate) fn n(text: &str) -> Exact {
    match text.split_once('/') {
        Some((num, den)) => n(num).checked_div(&n(den)).unwrap(),
        None => text
            .strip_prefix('-')
            .map_or_else(|| Exact::from_decimal(text).unwrap(), |rest| -&n(rest)),
    }
}

pub(crate) fn scale(min: &str, max: &str, threshold: Option<&str>) -> Scale {
    Scale {
        min: n(min),
        max: n(max),
        threshold: threshold.map(n),
        labels: Vec::new(),
    }
}

pub(crate) fn by(id: &str, weight: &str, method: Method) -> Criterion {
    let marking = Marking::Method(method);
    Criterion {
        id: id.to_owned(),
        weight: Some(n(weight)),
        marking,
        required_by: Vec::new(),
    }
}

pub(crate) fn parts(id: &str, weight: &str, parts: Vec<Criterion>) -> Criterion {
    let marking = Marking::Parts(parts);
    Criterion {
        id: id.to_owned(),
        weight: Some(n(weight)),
        marking,
        required_by: Vec::new(),
    }
}

pub(crate) fn required_by(mut criterion: Criterion, ids: &[&str]) -> Criterion {
    criterion.required_by = ids.iter().map(|id| (*id).to_owned()).collect();
    criterion
}

pub(crate) fn question(id: &str, weight: &str, threshold: Option<&str>) -> Question {
    Question {
        id: id.to_owned(),
        weight: Some(n(weight)),
        threshold: threshold.map(n),
    }
}

pub(crate) fn draft(criteria: Vec<Criterion>) -> Rules {
    Rules {
        criteria,
        award: Award::HighestTotal,
        tie_break: Vec::new(),
        display_decimals: 2,
        contract_value: None,
    }
}

pub(crate) fn rules(criteria: Vec<Criterion>, tie_break: &[&str]) -> ValidRules {
    let tie_break = tie_break
        .iter()
        .map(|id| TieBreak::Criterion((*id).to_owned()))
        .collect();
    Rules {
        tie_break,
        ..draft(criteria)
    }
    .validate()
    .unwrap()
}

/// Inputs in the short form `price=100 quality.q1=4 gate=pass`.
pub(crate) fn bid(supplier: &str, inputs: &str) -> BidInput {
    let mut root = BTreeMap::new();
    for (path, value) in inputs.split_whitespace().map(|entry| entry.split_once('=').unwrap()) {
        let input = match value {
            "pass" => Input::Verdict(Verdict::Pass),
            "fail" => Input::Verdict(Verdict::Fail),
            number => Input::Number(n(number)),
        };
        let mut group = &mut root;
        let mut ids = path.split('.').peekable();
        while let Some(id) = ids.next() {
            if ids.peek().is_none() {
                group.insert(id.to_owned(), input.clone());
                break;
            }
            let next = group
                .entry(id.to_owned())
                .or_insert_with(|| Input::Group(BTreeMap::new()));
            let Input::Group(inner) = next else {
                panic!("{id} has a value and parts")
            };
            group = inner;
        }
    }
    BidInput {
        supplier: supplier.to_owned(),
        inputs: root,
        ..BidInput::default()
    }
}

/// Bids named A, B, C ... in the short form.
pub(crate) fn bids(inputs: &[&str]) -> Vec<BidInput> {
    inputs
        .iter()
        .zip('A'..)
        .map(|(inputs, name)| bid(&name.to_string(), inputs))
        .collect()
}

pub(crate) fn scored(rules: &ValidRules, inputs: &[&str]) -> Evaluation {
    evaluate(rules, &bids(inputs)).unwrap()
}

/// Results in the order in which the bids were given.
pub(crate) fn in_file_order(evaluation: &Evaluation) -> Vec<&BidResult> {
    let mut results: Vec<_> = evaluation.results.iter().collect();
    results.sort_by_key(|result| result.bid);
    results
}

pub(crate) fn totals(evaluation: &Evaluation) -> Vec<String> {
    in_file_order(evaluation)
        .iter()
        .map(|result| result.total.as_ref().unwrap().to_string())
        .collect()
}

pub(crate) fn ranks(evaluation: &Evaluation) -> Vec<(usize, bool)> {
    in_file_order(evaluation)
        .iter()
        .map(|result| (result.rank, result.tied))
        .collect()
}

/// Codes of the flags of each bid, in the order in which the bids were given.
pub(crate) fn flags(evaluation: &Evaluation) -> Vec<Vec<&'static str>> {
    in_file_order(evaluation)
        .iter()
        .map(|result| result.flags.iter().map(|flag| flag.kind.code()).collect())
        .collect()
}
