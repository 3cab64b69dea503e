//! The checks that make a draft into rules that can be scored by.

use std::collections::{BTreeMap, BTreeSet};

use crate::Exact;
use crate::exact::DISPLAY_DECIMALS_MAX;
use crate::problem::{Path, Problem};
use crate::rules::{
    Award, Band, CRITERIA_MAX, Criterion, EARLIEST_RECEIPT, ID_CHARS_MAX, ITEMS_MAX, Marking, Method, PART_LEVELS_MAX,
    PRICE, QUESTIONS_MAX, Question, Rules, STEPS_MAX, Scale, TieBreak,
};

/// All that is wrong with a draft, in the order of the file.
pub(crate) fn problems(rules: &Rules) -> Vec<Problem> {
    let mut check = Check {
        rules,
        problems: Vec::new(),
    };
    let criteria = Path::ROOT.member("criteria");
    check.siblings(&criteria, &rules.criteria, 0);
    let items = rules.items();
    if items > ITEMS_MAX {
        check.add(
            &criteria,
            format!("{items} things are marked: at most {ITEMS_MAX} are allowed"),
        );
    }
    check.award();
    check.tie_break();
    if rules.display_decimals > DISPLAY_DECIMALS_MAX {
        check.add(
            &Path::ROOT.member("display_decimals"),
            format!("is more than {DISPLAY_DECIMALS_MAX}"),
        );
    }
    check.problems
}

struct Check<'r> {
    rules: &'r Rules,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn add(&mut self, path: &Path<'_>, message: impl Into<String>) {
        self.problems.push(path.problem(message));
    }

    /// A list of criteria or of parts: ids, weights, preconditions, then each in turn.
    fn siblings(&mut self, path: &Path<'_>, criteria: &[Criterion], level: usize) {
        if level > PART_LEVELS_MAX {
            return self.add(path, format!("parts are split more than {PART_LEVELS_MAX} levels deep"));
        }
        self.count(path, criteria.len(), CRITERIA_MAX);
        self.ids(path, criteria.iter().map(|criterion| criterion.id.as_str()));
        self.weights(path, criteria.iter().map(|criterion| criterion.weight.as_ref()));
        // Preconditions are looked at pair by pair, which a list that is refused for its length is not worth.
        if criteria.len() <= CRITERIA_MAX {
            self.preconditions(path, criteria, level);
        }
        for (index, criterion) in criteria.iter().enumerate() {
            let path = path.item(index);
            match &criterion.marking {
                Marking::Undecided => {
                    self.add(
                        &path.member("method"),
                        "is missing: say how this is marked, or split it into parts",
                    );
                }
                Marking::Method(method) => self.method(&path.member("method"), method),
                Marking::Parts(parts) => self.siblings(&path.member("parts"), parts, level + 1),
            }
        }
    }

    fn count(&mut self, path: &Path<'_>, count: usize, most: usize) {
        if count == 0 {
            self.add(path, "is empty: give at least one");
        } else if count > most {
            self.add(path, format!("has {count} entries: at most {most} are allowed"));
        }
    }

    fn ids<'i>(&mut self, path: &Path<'_>, ids: impl Iterator<Item = &'i str>) {
        let mut seen = BTreeMap::new();
        for (index, id) in ids.enumerate() {
            let item = path.item(index);
            let path = item.member("id");
            if id.is_empty() {
                self.add(&path, "is empty: give an id");
            } else if id.chars().count() > ID_CHARS_MAX {
                self.add(&path, format!("is longer than {ID_CHARS_MAX} characters"));
            } else if id == EARLIEST_RECEIPT {
                self.add(
                    &path,
                    format!("\"{id}\" is kept for the tie-break list: choose another id"),
                );
            } else if let Some(first) = seen.insert(id, index) {
                seen.insert(id, first);
                self.add(&path, format!("\"{id}\" is the id of item {first} too: ids are unique"));
            }
        }
    }

    /// Weights are percentages of the parent and add up to 100.
    fn weights<'w>(&mut self, path: &Path<'_>, weights: impl Iterator<Item = Option<&'w Exact>>) {
        let (mut sum, mut complete, mut empty) = (Exact::ZERO, true, true);
        for (index, weight) in weights.enumerate() {
            empty = false;
            let item = path.item(index);
            match weight {
                Some(weight) if weight.is_negative() => self.add(&item.member("weight"), "is below zero"),
                Some(weight) => sum += weight,
                None => self.add(&item.member("weight"), "is missing: give a weight in percent"),
            }
            complete &= weight.is_some_and(|weight| !weight.is_negative());
        }
        if complete && !empty && sum != Exact::whole(100) {
            self.add(
                path,
                format!("the weights add up to {}: they must add up to 100", sum.to_words()),
            );
        }
    }

    fn preconditions(&mut self, path: &Path<'_>, siblings: &[Criterion], level: usize) {
        for (index, criterion) in siblings.iter().enumerate() {
            let item = path.item(index);
            let list = item.member("required_by");
            if level == 0 && !criterion.required_by.is_empty() {
                self.add(
                    &list,
                    "is for parts: a whole criterion is not a precondition of another",
                );
            }
            if criterion.required_by.len() > CRITERIA_MAX {
                self.count(&list, criterion.required_by.len(), CRITERIA_MAX);
                return;
            }
            let mut seen = BTreeSet::new();
            for (place, id) in criterion.required_by.iter().enumerate() {
                let path = list.item(place);
                if *id == criterion.id {
                    self.add(&path, format!("\"{id}\" cannot be required by itself"));
                } else if !siblings.iter().any(|sibling| sibling.id == *id) {
                    self.add(&path, format!("there is no part \"{id}\" beside this one"));
                } else if !seen.insert(id) {
                    self.add(&path, format!("\"{id}\" is listed twice"));
                }
            }
        }
        if order(siblings).is_none() {
            self.add(path, "parts are required by each other in a circle");
        }
    }

    fn method(&mut self, path: &Path<'_>, method: &Method) {
        match method {
            Method::RelativeToLowest
            | Method::RelativeToHighest
            | Method::LinearRange { .. }
            | Method::DeviationFromMean { .. }
            | Method::PassFail => {}
            Method::Target { target } => {
                if *target <= Exact::ZERO {
                    self.add(&path.member("target"), "must be more than 0");
                }
            }
            Method::ShareOfContract { share } => self.share_of_contract(path, share),
            Method::Scale(scale) => self.scale(path, scale),
            Method::WeightedQuestions { scale, questions } => self.questions(path, scale.as_ref(), questions),
            Method::Bands(bands) => self.bands(&path.member("bands"), bands),
        }
    }

    fn share_of_contract(&mut self, path: &Path<'_>, share: &Exact) {
        if *share <= Exact::ZERO || *share > Exact::ONE {
            self.add(&path.member("share"), "must be more than 0 and at most 1");
        }
        let value = Path::ROOT.member("value");
        match &self.rules.contract_value {
            Some(value) if *value > Exact::ZERO => {}
            Some(_) => self.add(
                &value.member("amount"),
                "must be more than 0, because a method takes a share of it",
            ),
            None => self.add(&value, "is missing, and a method takes a share of it"),
        }
    }

    fn scale(&mut self, path: &Path<'_>, scale: &Scale) {
        if scale.max <= scale.min {
            let (min, max) = (scale.min.to_words(), scale.max.to_words());
            let message = format!("the scale from {min} to {max} has no width: max must be more than min");
            return self.add(&path.member("max"), message);
        }
        if let Some(threshold) = &scale.threshold {
            self.within(&path.member("threshold"), "the threshold", threshold, scale);
        }
        let labels = path.member("labels");
        if scale.labels.len() > STEPS_MAX {
            self.count(&labels, scale.labels.len(), STEPS_MAX);
        }
        let mut seen = BTreeSet::new();
        for label in &scale.labels {
            self.within(&labels, "the label for", &label.mark, scale);
            if !seen.insert(&label.mark) {
                self.add(&labels, format!("the mark {} has two labels", label.mark.to_words()));
            }
        }
    }

    fn within(&mut self, path: &Path<'_>, what: &str, mark: &Exact, scale: &Scale) {
        if scale.min < scale.max && (*mark < scale.min || *mark > scale.max) {
            let (mark, min, max) = (mark.to_words(), scale.min.to_words(), scale.max.to_words());
            self.add(path, format!("{what} {mark} is outside the scale from {min} to {max}"));
        }
    }

    fn questions(&mut self, path: &Path<'_>, scale: Option<&Scale>, questions: &[Question]) {
        match scale {
            Some(scale) => self.scale(&path.member("scale"), scale),
            None => self.add(
                &path.member("scale"),
                "is missing: give the scale that questions are marked on",
            ),
        }
        let list = path.member("questions");
        self.count(&list, questions.len(), QUESTIONS_MAX);
        self.ids(&list, questions.iter().map(|question| question.id.as_str()));
        self.weights(&list, questions.iter().map(|question| question.weight.as_ref()));
        for (index, question) in questions.iter().enumerate() {
            if let (Some(threshold), Some(scale)) = (&question.threshold, scale) {
                let item = list.item(index);
                self.within(&item.member("threshold"), "the threshold", threshold, scale);
            }
        }
    }

    fn bands(&mut self, path: &Path<'_>, bands: &[Band]) {
        self.count(path, bands.len(), STEPS_MAX);
        let mut seen = BTreeSet::new();
        for (index, band) in bands.iter().enumerate() {
            let item = path.item(index);
            if band.score.is_negative() || band.score > Exact::ONE {
                self.add(
                    &item.member("score"),
                    "is a share of the weight: it must be from 0 to 1",
                );
            }
            if !seen.insert(&band.at_least) {
                self.add(
                    &item.member("at_least"),
                    format!("two bands begin at {}", band.at_least.to_words()),
                );
            }
        }
    }

    /// Whole-tender methods take the price from the criterion with the id `price`.
    fn award(&mut self) {
        let path = Path::ROOT.member("award");
        let criteria = &self.rules.criteria;
        if self.rules.award == Award::HighestTotal || criteria.iter().any(|criterion| criterion.id.is_empty()) {
            return;
        }
        if let Award::ValueForMoney { willingness_to_pay } = &self.rules.award
            && willingness_to_pay.is_negative()
        {
            self.add(&path.member("willingness_to_pay"), "is below zero");
        }
        let Some((index, price)) = criteria.iter().enumerate().find(|(_, criterion)| criterion.id == PRICE) else {
            return self.add(&path, "this award method needs a criterion with the id \"price\"");
        };
        if !takes_amount(&price.marking) {
            let list = Path::ROOT.member("criteria");
            self.add(
                &list.item(index),
                "this award method needs \"price\" to take one amount, not marks or parts",
            );
        }
        if criteria.len() == 1 {
            self.add(&path, "this award method needs a criterion beside \"price\"");
        }
    }

    fn tie_break(&mut self) {
        let list = Path::ROOT.member("tie_break");
        let entries = self.rules.tie_break.len();
        if entries > CRITERIA_MAX + 1 {
            return self.count(&list, entries, CRITERIA_MAX + 1);
        }
        let mut seen = BTreeSet::new();
        // Where the ids of criteria are not all there yet, any entry may be meant for one of them.
        let criteria = &self.rules.criteria;
        let unread_ids = criteria.is_empty() || criteria.iter().any(|criterion| criterion.id.is_empty());
        for (index, entry) in self.rules.tie_break.iter().enumerate() {
            let path = list.item(index);
            let name = match entry {
                TieBreak::Criterion(id) => id,
                TieBreak::EarliestReceipt => EARLIEST_RECEIPT,
            };
            let known = self.rules.criteria.iter().any(|criterion| criterion.id == name) || unread_ids;
            if !seen.insert(name) {
                self.add(&path, format!("\"{name}\" is listed twice"));
            } else if *entry == TieBreak::EarliestReceipt {
                if index + 1 < self.rules.tie_break.len() {
                    self.add(&path, format!("\"{name}\" comes last"));
                }
            } else if !known {
                self.add(&path, format!("there is no criterion \"{name}\""));
            }
        }
    }
}

/// Whether a price can be read from the one input of a criterion.
fn takes_amount(marking: &Marking) -> bool {
    match marking {
        Marking::Undecided => true,
        Marking::Parts(_) => false,
        Marking::Method(method) => !matches!(
            method,
            Method::Scale(_) | Method::WeightedQuestions { .. } | Method::PassFail
        ),
    }
}

/// An order of siblings in which each comes after those it depends on, or nothing when they depend in a circle.
pub(crate) fn order(siblings: &[Criterion]) -> Option<Vec<usize>> {
    let requires = |required: &Criterion, index: usize| required.required_by.contains(&siblings[index].id);
    let mut ordered: Vec<usize> = Vec::with_capacity(siblings.len());
    let mut left: Vec<usize> = (0..siblings.len()).collect();
    while !left.is_empty() {
        let is_free = |index: &usize| {
            left.iter()
                .all(|other| other == index || !requires(&siblings[*other], *index))
        };
        let free: Vec<usize> = left.iter().copied().filter(is_free).collect();
        if free.is_empty() {
            return None;
        }
        left.retain(|index| !free.contains(index));
        ordered.extend(free);
    }
    Some(ordered)
}
