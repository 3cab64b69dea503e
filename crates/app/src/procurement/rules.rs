//! The criteria as an officer sets them, and the rules of `svx.tender/1` that follow from them.

use crate::Invalid;
use serde::{Deserialize, Serialize};
use svx_domain::text::{ScaledError, parse_scaled};
use svx_formats::tender::{Tender, rules_sha256, tender_json};
use svx_scoring::{
    BidInput, Exact, Rules, ValidRules,
    policy::{self, Arrangement, BuyerType, PolicyReport},
    rules::{
        Award, Criterion, EARLIEST_RECEIPT, Label, Marking, Method, PRICE, Question, SOCIAL_VALUE, Scale, TieBreak,
    },
};
use svx_store::procurements::Procurement;

/// The id of the price criterion.
pub const PRICE_ID: &str = PRICE;
/// The id of the social value criterion.
pub const SOCIAL_VALUE_ID: &str = SOCIAL_VALUE;
/// The id of the quality criterion.
pub const QUALITY: &str = "quality";
/// The id of the part of social value that pledges earn.
pub const QUANTITATIVE: &str = "quantitative";
/// The id of the part of social value that an evaluator marks.
pub const QUALITATIVE: &str = "qualitative";
/// The most quality questions.
pub const MAX_QUESTIONS: usize = 10;
/// The most characters of a question.
pub const MAX_QUESTION_CHARS: usize = 1000;
/// Results are shown to this many decimal places; scoring itself never rounds.
const DISPLAY_DECIMALS: u32 = 2;
/// What the marks of the scale mean, from 0.
pub const MARK_LABELS: [&str; 6] = [
    "Not answered",
    "Poor",
    "Partly meets what is asked",
    "Meets what is asked",
    "Good",
    "Excellent",
];
/// All weights of one level, in hundredths.
const WHOLE: i64 = 10_000;

/// The criteria as an officer sets them. Weights are decimal strings in percent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// The weight of price; nought leaves it out.
    pub price: String,
    /// The weight of quality; nought leaves it out.
    pub quality: String,
    /// The quality questions, whose weights add up to 100.
    pub questions: Vec<SetupQuestion>,
    /// The weight of social value; nought leaves it out.
    pub social_value: String,
    /// The share of social value that an evaluator marks; nought leaves pledges alone.
    pub qualitative: String,
    /// What bidders are asked about how they will deliver their pledges.
    pub qualitative_question: String,
    /// Whether pledges count for nothing where that is marked 0.
    pub qualitative_required: bool,
    /// Ids of criteria, the first to settle a tie first.
    pub tie_break: Vec<String>,
    /// Whether two people may set a pledge aside in part that its supplier could not explain.
    pub pledges_may_be_set_aside: bool,
}

/// A quality question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupQuestion {
    /// What is asked.
    pub words: String,
    /// Its weight among the questions.
    pub weight: String,
}

/// A question that bidders answer in words and evaluators mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The criterion that it belongs to.
    pub criterion: &'static str,
    /// Its id: `q1`, `q2`, or `qualitative`.
    pub id: String,
    /// What is asked.
    pub words: String,
}

impl Setup {
    /// Reads what is kept with a procurement; a set-up that was never saved is empty.
    pub fn of(procurement: &Procurement) -> Self {
        serde_json::from_value(procurement.setup.clone()).unwrap_or_default()
    }

    /// Whether it is as it was before anyone set anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The questions that bidders answer and evaluators mark, in order.
    pub fn asked(&self) -> Vec<Asked> {
        let quality = has_weight(&self.quality).then_some(&self.questions);
        let questions = quality.into_iter().flatten().enumerate();
        let mut asked: Vec<Asked> = questions
            .map(|(index, question)| Asked {
                criterion: QUALITY,
                id: format!("q{}", index + 1),
                words: question.words.clone(),
            })
            .collect();
        if self.has_qualitative() {
            asked.push(Asked {
                criterion: SOCIAL_VALUE,
                id: QUALITATIVE.to_owned(),
                words: self.qualitative_question.clone(),
            });
        }
        asked
    }

    /// Whether the price counts.
    pub fn has_price(&self) -> bool {
        has_weight(&self.price)
    }

    /// Whether pledges count.
    pub fn has_pledges(&self) -> bool {
        has_weight(&self.social_value) && hundredths(&self.qualitative) != Some(WHOLE)
    }

    /// Whether an evaluator marks a part of social value.
    pub fn has_qualitative(&self) -> bool {
        has_weight(&self.social_value) && has_weight(&self.qualitative)
    }

    /// The same with weights in their shortest form, or everything that is wrong, by the names of the form's fields.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let mut total = 0;
        for (field, name, weight) in [
            ("price", "price", &mut self.price),
            ("quality", "quality", &mut self.quality),
            ("social_value", "social value", &mut self.social_value),
        ] {
            total += check_weight(&mut invalid, field, name, weight);
        }
        if invalid.is_empty() && total != WHOLE {
            invalid.add(
                "price",
                format!(
                    "The weights of price, quality and social value must add up to 100. They add up to {}",
                    percent(total)
                ),
            );
        }
        self.check_questions(&mut invalid);
        self.check_social_value(&mut invalid);
        let known = [PRICE, QUALITY, SOCIAL_VALUE];
        let weighed = [&self.price, &self.quality, &self.social_value];
        let counts = |id: &str| {
            known
                .iter()
                .zip(weighed)
                .any(|(known, weight)| *known == id && has_weight(weight))
        };
        let tie_break = std::mem::take(&mut self.tie_break);
        for (index, id) in tie_break.iter().enumerate() {
            if id != EARLIEST_RECEIPT && !counts(id) {
                invalid.add("tie_break", "Choose only criteria that have a weight to settle a tie");
            } else if tie_break[..index].contains(id) {
                invalid.add("tie_break", "Choose each criterion only once to settle a tie");
            }
        }
        self.tie_break = tie_break;
        if invalid.is_empty() { Ok(self) } else { Err(invalid) }
    }

    fn check_questions(&mut self, invalid: &mut Invalid) {
        if !has_weight(&self.quality) {
            self.questions.clear();
            return;
        }
        self.questions
            .retain(|question| !(question.words.trim().is_empty() && question.weight.trim().is_empty()));
        if self.questions.is_empty() {
            invalid.add(
                "question-1",
                "Enter at least one quality question, or give quality a weight of 0",
            );
        } else if self.questions.len() > MAX_QUESTIONS {
            invalid.add("question-1", format!("Enter at most {MAX_QUESTIONS} questions"));
        }
        let (before, mut total) = (invalid.iter().count(), 0);
        for (index, question) in self.questions.iter_mut().enumerate() {
            let number = index + 1;
            question.words = question.words.trim().to_owned();
            if question.words.is_empty() {
                invalid.add(
                    format!("question-{number}"),
                    format!("Enter what question {number} asks"),
                );
            } else if question.words.chars().count() > MAX_QUESTION_CHARS {
                invalid.add(
                    format!("question-{number}"),
                    format!("Question {number} must have at most {MAX_QUESTION_CHARS} characters"),
                );
            }
            total += check_weight(
                invalid,
                &format!("weight-{number}"),
                &format!("question {number}"),
                &mut question.weight,
            );
        }
        if invalid.iter().count() == before && total != WHOLE {
            invalid.add(
                "weight-1",
                format!(
                    "The weights of the questions must add up to 100. They add up to {}",
                    percent(total)
                ),
            );
        }
    }

    fn check_social_value(&mut self, invalid: &mut Invalid) {
        if !has_weight(&self.social_value) {
            (self.qualitative, self.qualitative_required) = ("0".to_owned(), false);
            self.qualitative_question.clear();
            return;
        }
        let share = check_weight(
            invalid,
            "qualitative",
            "how pledges will be delivered",
            &mut self.qualitative,
        );
        if share > WHOLE {
            invalid.add(
                "qualitative",
                "The weight of how pledges will be delivered must be 100 or less",
            );
        }
        self.qualitative_question = self.qualitative_question.trim().to_owned();
        if share > 0 && self.qualitative_question.is_empty() {
            invalid.add(
                "qualitative_question",
                "Enter what you ask bidders about how they will deliver their pledges",
            );
        } else if self.qualitative_question.chars().count() > MAX_QUESTION_CHARS {
            invalid.add(
                "qualitative_question",
                format!("The question must have at most {MAX_QUESTION_CHARS} characters"),
            );
        }
        if share == 0 || share == WHOLE {
            self.qualitative_required = false;
        }
    }

    /// The rules that follow, to be validated. Weights that cannot be read are missing.
    pub fn rules(&self) -> Rules {
        let mut criteria = Vec::new();
        if has_weight(&self.price) {
            criteria.push(criterion(PRICE, &self.price, Marking::Method(Method::RelativeToLowest)));
        }
        if has_weight(&self.quality) {
            let questions = self.questions.iter().enumerate().map(|(index, question)| Question {
                id: format!("q{}", index + 1),
                weight: Exact::from_decimal(&question.weight).ok(),
                threshold: None,
            });
            let method = Method::WeightedQuestions {
                scale: Some(scale()),
                questions: questions.collect(),
            };
            criteria.push(criterion(QUALITY, &self.quality, Marking::Method(method)));
        }
        if has_weight(&self.social_value) {
            criteria.push(criterion(SOCIAL_VALUE, &self.social_value, self.social_value_marking()));
        }
        let tie_break = self.tie_break.iter().map(|id| match id.as_str() {
            EARLIEST_RECEIPT => TieBreak::EarliestReceipt,
            other => TieBreak::Criterion(other.to_owned()),
        });
        Rules {
            criteria,
            award: Award::HighestTotal,
            tie_break: tie_break.collect(),
            display_decimals: DISPLAY_DECIMALS,
            contract_value: None,
        }
    }

    fn social_value_marking(&self) -> Marking {
        let pledges = Marking::Method(Method::RelativeToHighest);
        let words = Marking::Method(Method::Scale(scale()));
        match hundredths(&self.qualitative).unwrap_or_default() {
            0 => pledges,
            WHOLE => words,
            share => {
                let mut part = criterion(QUALITATIVE, &percent(share), words);
                if self.qualitative_required {
                    part.required_by.push(QUANTITATIVE.to_owned());
                }
                Marking::Parts(vec![criterion(QUANTITATIVE, &percent(WHOLE - share), pledges), part])
            }
        }
    }
}

fn criterion(id: &str, weight: &str, marking: Marking) -> Criterion {
    Criterion {
        id: id.to_owned(),
        weight: Exact::from_decimal(weight).ok(),
        marking,
        required_by: Vec::new(),
    }
}

/// 0 to 5, with words for each mark.
fn scale() -> Scale {
    let labels = (0..).zip(MARK_LABELS).map(|(mark, label)| Label {
        mark: Exact::whole(mark),
        label: label.to_owned(),
        descriptor: None,
    });
    Scale {
        min: Exact::ZERO,
        max: Exact::whole(5),
        threshold: None,
        labels: labels.collect(),
    }
}

fn hundredths(weight: &str) -> Option<i64> {
    parse_scaled(weight, 2).ok()
}

fn has_weight(weight: &str) -> bool {
    hundredths(weight).is_some_and(|weight| weight > 0)
}

fn percent(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{}", format!("{rest:02}").trim_end_matches('0'))
    }
}

/// The weight in hundredths; what was typed is put into its shortest form.
fn check_weight(invalid: &mut Invalid, field: &str, name: &str, weight: &mut String) -> i64 {
    let typed = weight.trim().trim_end_matches('%').trim();
    let typed = if typed.is_empty() { "0" } else { typed };
    match parse_scaled(typed, 2) {
        Ok(hundredths) if hundredths <= WHOLE => {
            *weight = percent(hundredths);
            hundredths
        }
        Ok(_) | Err(ScaledError::TooLarge) => {
            invalid.add(field, format!("The weight of {name} must be 100 or less"));
            0
        }
        Err(ScaledError::TooPrecise) => {
            invalid.add(
                field,
                format!("The weight of {name} must have no more than 2 digits after the decimal point"),
            );
            0
        }
        Err(ScaledError::NotANumber) => {
            invalid.add(field, format!("The weight of {name} must be a number, like 20"));
            0
        }
    }
}

/// What policy looks at, as far as it is known. Nothing without a kind of buyer or a value.
pub fn policy_facts(procurement: &Procurement) -> Option<policy::Procurement> {
    let named = |wanted: &str| BuyerType::NAMES.into_iter().find(|(name, _)| *name == wanted);
    let (_, buyer_type) = named(procurement.buyer_type.as_deref()?)?;
    let (_, arrangement) = Arrangement::NAMES
        .into_iter()
        .find(|(name, _)| *name == procurement.arrangement)?;
    Some(policy::Procurement {
        buyer_type,
        commenced_on: procurement.commenced_on,
        value_gbp: Exact::from_decimal(&procurement.value_pence?.to_decimal()).ok()?,
        includes_vat: procurement.includes_vat,
        arrangement,
    })
}

/// What policy says about a procurement and its criteria, where enough is known to ask.
pub fn policy_report(procurement: &Procurement, setup: &Setup) -> Option<PolicyReport> {
    Some(policy::report(&policy_facts(procurement)?, &setup.rules()))
}

/// The tender file's content with these bids, from rules that are valid.
pub fn tender(procurement: &Procurement, rules: ValidRules, bids: Vec<BidInput>) -> Option<Tender> {
    Some(Tender {
        ocid: procurement.ocid.clone(),
        title: procurement.title.clone(),
        authority: procurement.authority.clone(),
        procurement: policy_facts(procurement)?,
        rules,
        bids,
    })
}

/// The frozen file, and its fingerprint.
pub fn frozen(tender: &Tender) -> (String, String) {
    (format!("{:#}\n", tender_json(tender)), rules_sha256(tender))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn sound() -> Setup {
        Setup {
            price: "40".to_owned(),
            quality: "40%".to_owned(),
            questions: vec![
                SetupQuestion {
                    words: "How?".to_owned(),
                    weight: "60".to_owned(),
                },
                SetupQuestion {
                    words: "Who?".to_owned(),
                    weight: "40".to_owned(),
                },
            ],
            social_value: "20".to_owned(),
            qualitative: "50".to_owned(),
            qualitative_question: "How will you deliver?".to_owned(),
            qualitative_required: true,
            tie_break: vec![SOCIAL_VALUE.to_owned(), EARLIEST_RECEIPT.to_owned()],
            ..Setup::default()
        }
    }

    #[test]
    fn what_passes_the_form_makes_valid_rules() {
        let setup = sound().checked().unwrap();
        assert_eq!(setup.quality, "40");
        assert!(setup.rules().validate().is_ok());
        let pledges_alone = Setup {
            qualitative: "0".to_owned(),
            ..sound()
        }
        .checked()
        .unwrap();
        assert!(pledges_alone.rules().validate().is_ok());
        let words_alone = Setup {
            qualitative: "100".to_owned(),
            ..sound()
        }
        .checked()
        .unwrap();
        assert!(words_alone.rules().validate().is_ok() && !words_alone.has_pledges());
    }

    #[rstest]
    #[case(Setup { price: "41".to_owned(), ..sound() }, "price", "The weights of price, quality and social value must add up to 100. They add up to 101")]
    #[case(Setup { price: "forty".to_owned(), ..sound() }, "price", "The weight of price must be a number, like 20")]
    #[case(Setup { price: "40.005".to_owned(), ..sound() }, "price", "The weight of price must have no more than 2 digits after the decimal point")]
    #[case(Setup { questions: Vec::new(), ..sound() }, "question-1", "Enter at least one quality question, or give quality a weight of 0")]
    #[case(Setup { questions: vec![SetupQuestion { words: "How?".to_owned(), weight: "99.5".to_owned() }], ..sound() }, "weight-1", "The weights of the questions must add up to 100. They add up to 99.5")]
    #[case(Setup { tie_break: vec![PRICE.to_owned(), PRICE.to_owned()], ..sound() }, "tie_break", "Choose each criterion only once to settle a tie")]
    #[case(Setup { qualitative_question: String::new(), ..sound() }, "qualitative_question", "Enter what you ask bidders about how they will deliver their pledges")]
    fn says_which_field_is_wrong_and_how(#[case] setup: Setup, #[case] field: &str, #[case] message: &str) {
        let invalid = setup.checked().unwrap_err();
        assert_eq!(invalid.iter().next(), Some((field, message)));
    }
}
