//! The rules of `svx.tender/1` that follow from what an officer set, and the inputs of a bid for them.

use super::{Award, How, Item, Questions, Setup, numbers::exact};
use std::collections::BTreeMap;
use svx_scoring::{
    Exact, Input, Rules, Verdict,
    rules::{self, Criterion, EARLIEST_RECEIPT, Label, Marking, Method, Scale, TieBreak},
};

/// What a bid brings to the criteria.
pub struct Brought<'a> {
    /// The price in pounds.
    pub price: &'a str,
    /// What its pledges would cost, in pounds.
    pub pledged: &'a str,
    /// The mark of the answer to a question, by its id, or `pass` or `fail`.
    pub mark: &'a dyn Fn(&str) -> Option<String>,
}

impl Setup {
    /// The rules that follow, to be validated: weights that cannot be read are missing. `contract_value` is in pounds.
    pub fn rules(&self, contract_value: Option<&Exact>) -> Rules {
        let tie_break = self.tie_break.iter().map(|id| match id.as_str() {
            EARLIEST_RECEIPT => TieBreak::EarliestReceipt,
            other => TieBreak::Criterion(other.to_owned()),
        });
        let award = match &self.award {
            Award::HighestTotal => rules::Award::HighestTotal,
            Award::PricePerQualityPoint => rules::Award::PricePerQualityPoint,
            Award::ValueForMoney { willingness_to_pay } => rules::Award::ValueForMoney {
                willingness_to_pay: exact(willingness_to_pay).unwrap_or(Exact::ZERO),
            },
        };
        Rules {
            criteria: self.criteria.iter().map(criterion).collect(),
            award,
            tie_break: tie_break.collect(),
            display_decimals: self.decimals,
            contract_value: contract_value.cloned(),
        }
    }

    /// What a bid has under each criterion.
    pub fn inputs(&self, brought: &Brought<'_>) -> BTreeMap<String, Input> {
        let inputs = self.criteria.iter().map(|item| (item.id.clone(), input(item, brought)));
        inputs.collect()
    }
}

fn criterion(item: &Item) -> Criterion {
    let marking = match &item.how {
        How::Price(formula) | How::Pledges(formula) => formula.method().map_or(Marking::Undecided, Marking::Method),
        How::Questions(questions) => Marking::Method(asked(questions)),
        How::PassFail(_) => Marking::Method(Method::PassFail),
        How::Parts(parts) => Marking::Parts(parts.parts.iter().map(criterion).collect()),
    };
    Criterion {
        id: item.id.clone(),
        weight: exact(&item.weight),
        marking,
        required_by: item.required_by.clone(),
    }
}

fn asked(questions: &Questions) -> Method {
    if let ([only], true) = (questions.questions.as_slice(), questions.is_plain()) {
        return Method::Scale(Scale {
            threshold: exact(&only.threshold),
            ..scale(questions)
        });
    }
    let each = questions.questions.iter().map(|question| rules::Question {
        id: question.id.clone(),
        weight: exact(&question.weight),
        threshold: exact(&question.threshold),
    });
    Method::WeightedQuestions {
        scale: Some(scale(questions)),
        questions: each.collect(),
    }
}

fn scale(questions: &Questions) -> Scale {
    let mark = |step: Option<&super::Step>| step.and_then(|step| exact(&step.mark)).unwrap_or(Exact::ZERO);
    let labels = questions
        .scale
        .iter()
        .filter(|step| !step.label.is_empty())
        .map(|step| Label {
            mark: mark(Some(step)),
            label: step.label.clone(),
            descriptor: Some(step.descriptor.clone()).filter(|descriptor| !descriptor.is_empty()),
        });
    Scale {
        min: mark(questions.scale.first()),
        max: mark(questions.scale.last()),
        threshold: None,
        labels: labels.collect(),
    }
}

fn input(item: &Item, brought: &Brought<'_>) -> Input {
    let number = |text: &str| Input::Number(exact(text).unwrap_or(Exact::ZERO));
    let mark = |id: &str| number(&(brought.mark)(id).unwrap_or_default());
    match &item.how {
        How::Price(_) => number(brought.price),
        How::Pledges(_) => number(brought.pledged),
        How::PassFail(_) if (brought.mark)(&item.id).as_deref() == Some("pass") => Input::Verdict(Verdict::Pass),
        How::PassFail(_) => Input::Verdict(Verdict::Fail),
        How::Questions(questions) => match questions.questions.as_slice() {
            [only] if questions.is_plain() => mark(&only.id),
            all => Input::Group(
                all.iter()
                    .map(|question| (question.id.clone(), mark(&question.id)))
                    .collect(),
            ),
        },
        How::Parts(parts) => {
            let parts = parts.parts.iter().map(|part| (part.id.clone(), input(part, brought)));
            Input::Group(parts.collect())
        }
    }
}
