//! What must hold before criteria can be published. Every problem is named by the path of its field: `criteria.1.questions.0.words`.

use super::{
    Award, Better, How, Item, MAX_CRITERIA, MAX_DECIMALS, MAX_LEVELS, MAX_NAME_CHARS, MAX_PARTS, MAX_QUESTION_CHARS,
    MAX_QUESTIONS, MAX_STEPS, MAX_WORDS_CHARS, Questions, Setup, Step,
    numbers::{self, WHOLE, has_weight, percent},
};
use crate::Invalid;
use std::collections::BTreeSet;
use svx_scoring::rules::{EARLIEST_RECEIPT, PRICE, SOCIAL_VALUE};

impl Setup {
    /// The same with numbers in their shortest form and ids where there were none, or everything that is wrong.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        if self.criteria.is_empty() {
            invalid.add("criteria", "Add at least one criterion");
        }
        self.give_ids();
        let price_may_be_nought = self.award != Award::HighestTotal;
        check_group(&mut invalid, "criteria", &mut self.criteria, 0, price_may_be_nought);
        self.check_once(&mut invalid);
        self.check_award(&mut invalid);
        self.check_tie_break(&mut invalid);
        if self.decimals > MAX_DECIMALS {
            invalid.add("decimals", format!("Choose at most {MAX_DECIMALS} decimal places"));
        }
        // Whatever else scoring asks: it names the place in a tender file.
        if invalid.is_empty() {
            for problem in self.rules(Some(&svx_scoring::Exact::ONE)).problems() {
                invalid.add("criteria", problem.to_string());
            }
        }
        if invalid.is_empty() { Ok(self) } else { Err(invalid) }
    }

    /// What can be there only once, and only in some places.
    fn check_once(&self, invalid: &mut Invalid) {
        let mut seen = BTreeSet::new();
        let mut questions = 0;
        for (top, item) in self.items() {
            if !seen.insert(item.id.as_str()) {
                invalid.add("criteria", format!("Two criteria have the id ‘{}’", item.id));
            }
            let is_top = std::ptr::eq(top, item);
            let misplaced = match &item.how {
                How::Price(_) => !is_top || item.id != PRICE,
                How::Pledges(_) => top.id != SOCIAL_VALUE,
                _ => item.id == PRICE,
            };
            let is_tidy = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if !item.id.chars().all(is_tidy) {
                let message = format!("The id ‘{}’ must be of small letters, digits and hyphens", item.id);
                invalid.add("criteria", message);
            }
            if misplaced || (item.id == SOCIAL_VALUE && !is_top) || item.id == EARLIEST_RECEIPT {
                invalid.add("criteria", format!("‘{}’ cannot stand where it is", item.name));
            }
            questions += match &item.how {
                How::Questions(asked) => asked.questions.len(),
                How::PassFail(_) => 1,
                _ => 0,
            };
        }
        let pledges = self
            .items()
            .into_iter()
            .filter(|(_, item)| matches!(item.how, How::Pledges(_)));
        if pledges.count() > 1 {
            invalid.add("criteria", "Pledges can be counted only once");
        }
        if questions > MAX_QUESTIONS {
            invalid.add("criteria", format!("Ask at most {MAX_QUESTIONS} questions in all"));
        }
        let asked = self.asked();
        let ids: BTreeSet<&str> = asked.iter().map(|asked| asked.id.as_str()).collect();
        if ids.len() < asked.len() {
            invalid.add("criteria", "Two questions have the same id");
        }
    }

    fn check_award(&mut self, invalid: &mut Invalid) {
        if let Award::ValueForMoney { willingness_to_pay } = &mut self.award {
            let what = "What a point of quality is worth";
            numbers::amount(invalid, "willingness_to_pay", what, willingness_to_pay, true);
        }
        if self.award == Award::HighestTotal {
            return;
        }
        if !self.has_price() {
            invalid.add("award", "This way of ranking needs a price among the criteria");
        } else if !self
            .criteria
            .iter()
            .any(|item| item.id != PRICE && has_weight(&item.weight))
        {
            invalid.add(
                "award",
                "This way of ranking needs a criterion with a weight beside price",
            );
        }
    }

    pub(super) fn check_tie_break(&self, invalid: &mut Invalid) {
        for (index, id) in self.tie_break.iter().enumerate() {
            let counts = |item: &Item| item.id == *id && !item.is_condition();
            if id == EARLIEST_RECEIPT && index + 1 < self.tie_break.len() {
                invalid.add(
                    "tie_break",
                    "The bid received first settles every tie, so it must come last",
                );
            } else if id != EARLIEST_RECEIPT && !self.criteria.iter().any(counts) {
                invalid.add("tie_break", "Choose only criteria that have a weight to settle a tie");
            } else if self.tie_break[..index].contains(id) {
                invalid.add("tie_break", "Choose each criterion only once to settle a tie");
            }
        }
    }
}

/// Siblings: their number, their weights, and each in turn.
fn check_group(invalid: &mut Invalid, path: &str, items: &mut [Item], level: usize, price_may_be_nought: bool) {
    let most = if level == 0 { MAX_CRITERIA } else { MAX_PARTS };
    if items.len() > most {
        invalid.add(path, format!("There can be at most {most} here"));
    }
    check_weights(invalid, path, items, price_may_be_nought);
    for (index, item) in items.iter_mut().enumerate() {
        let path = format!("{path}.{index}");
        let field = format!("{path}.name");
        check_text(invalid, &field, "A name", &mut item.name, MAX_NAME_CHARS, true);
        check_how(invalid, &format!("{path}.how"), &mut item.how, level);
    }
}

/// The weights of siblings add up to 100.
pub(super) fn check_weights(invalid: &mut Invalid, path: &str, items: &mut [Item], price_may_be_nought: bool) {
    let before = invalid.iter().count();
    let mut total = 0;
    for (index, item) in items.iter_mut().enumerate() {
        let what = format!("The weight of {}", item.name.trim().to_lowercase());
        let may_be_nought = match item.how {
            How::PassFail(_) => true,
            How::Price(_) => price_may_be_nought,
            _ => false,
        };
        let field = format!("{path}.{index}.weight");
        total += numbers::share(invalid, &field, &what, &mut item.weight, !may_be_nought);
    }
    if !items.is_empty() && invalid.iter().count() == before && total != WHOLE {
        let message = format!("The weights must add up to 100. They add up to {}", percent(total));
        invalid.add(format!("{path}.0.weight"), message);
    }
}

/// How one criterion is marked; its parts in turn.
pub(super) fn check_how(invalid: &mut Invalid, path: &str, how: &mut How, level: usize) {
    match how {
        How::Price(formula) => formula.check(invalid, path, Better::Lower),
        How::Pledges(formula) => formula.check(invalid, path, Better::Higher),
        How::Questions(questions) => check_questions(invalid, path, questions),
        How::PassFail(condition) => {
            let field = format!("{path}.words");
            let what = "What bidders must show";
            check_text(invalid, &field, what, &mut condition.words, MAX_QUESTION_CHARS, true);
        }
        How::Parts(parts) if level >= MAX_LEVELS => {
            parts.parts.clear();
            invalid.add(
                format!("{path}.parts"),
                format!("Parts can be split at most {MAX_LEVELS} levels deep"),
            );
        }
        How::Parts(parts) => {
            let path = format!("{path}.parts");
            if parts.parts.is_empty() {
                invalid.add(path.as_str(), "Add at least one part");
            }
            check_group(invalid, &path, &mut parts.parts, level + 1, false);
        }
    }
}

/// Trims a text and refuses one that is too long, or missing where it is asked for.
fn check_text(invalid: &mut Invalid, field: &str, what: &str, text: &mut String, most: usize, needed: bool) {
    *text = text.trim().to_owned();
    if needed && text.is_empty() {
        invalid.add(field, format!("{what} is missing"));
    } else if text.chars().count() > most {
        invalid.add(field, format!("{what} must have at most {most} characters"));
    }
}

/// Questions and their scale. Rows that were left empty are dropped.
pub(super) fn check_questions(invalid: &mut Invalid, path: &str, questions: &mut Questions) {
    check_scale(invalid, path, &mut questions.scale);
    let left_empty = |question: &super::Question| question.words.trim().is_empty() && question.weight.trim().is_empty();
    questions.questions.retain(|question| !left_empty(question));
    if questions.questions.is_empty() {
        invalid.add(format!("{path}.questions.0.words"), "Enter at least one question");
    } else if questions.questions.len() > MAX_QUESTIONS {
        invalid.add(
            format!("{path}.questions.0.words"),
            format!("Enter at most {MAX_QUESTIONS} questions"),
        );
    }
    // One question has all the weight; nobody has to type it.
    if let [only] = questions.questions.as_mut_slice()
        && only.weight.trim().is_empty()
    {
        only.weight = percent(WHOLE);
    }
    let (before, mut total) = (invalid.iter().count(), 0);
    for (index, question) in questions.questions.iter_mut().enumerate() {
        let field = |name: &str| format!("{path}.questions.{index}.{name}");
        let number = index + 1;
        let what = format!("What question {number} asks");
        check_text(
            invalid,
            &field("words"),
            &what,
            &mut question.words,
            MAX_QUESTION_CHARS,
            true,
        );
        let what = format!("The weight of question {number}");
        total += numbers::share(invalid, &field("weight"), &what, &mut question.weight, true);
        check_threshold(
            invalid,
            &field("threshold"),
            number,
            &mut question.threshold,
            &questions.scale,
        );
    }
    if invalid.iter().count() == before && total != WHOLE {
        let message = format!(
            "The weights of the questions must add up to 100. They add up to {}",
            percent(total)
        );
        invalid.add(format!("{path}.questions.0.weight"), message);
    }
}

fn check_threshold(invalid: &mut Invalid, field: &str, number: usize, threshold: &mut String, scale: &[Step]) {
    *threshold = threshold.trim().to_owned();
    if !threshold.is_empty() && !scale.iter().any(|step| step.mark == *threshold) {
        invalid.add(
            field,
            format!("The minimum mark of question {number} must be a mark of the scale"),
        );
    }
}

/// The marks of a scale, the lowest first. Rows that were left empty are dropped.
pub(super) fn check_scale(invalid: &mut Invalid, path: &str, scale: &mut Vec<Step>) {
    scale.retain(|step| {
        ![&step.mark, &step.label, &step.descriptor]
            .iter()
            .all(|text| text.trim().is_empty())
    });
    if scale.len() < 2 {
        invalid.add(format!("{path}.scale.0.mark"), "A scale needs at least two marks");
    } else if scale.len() > MAX_STEPS {
        invalid.add(
            format!("{path}.scale.0.mark"),
            format!("A scale has at most {MAX_STEPS} marks"),
        );
    }
    let mut last = None;
    for (index, step) in scale.iter_mut().enumerate() {
        let field = |name: &str| format!("{path}.scale.{index}.{name}");
        let what = format!("Mark {} of the scale", index + 1);
        let mark = numbers::mark(invalid, &field("mark"), &what, &mut step.mark);
        if mark.zip(last).is_some_and(|(mark, last)| mark <= last) {
            invalid.add(field("mark"), "Each mark must be higher than the one before it");
        }
        last = mark.or(last);
        check_text(
            invalid,
            &field("label"),
            "A label",
            &mut step.label,
            MAX_NAME_CHARS,
            false,
        );
        check_text(
            invalid,
            &field("descriptor"),
            "What earns a mark",
            &mut step.descriptor,
            MAX_WORDS_CHARS,
            false,
        );
        if step.label.is_empty() && !step.descriptor.is_empty() {
            invalid.add(field("label"), "Enter a label for the mark, like ‘Good’");
        }
    }
}
