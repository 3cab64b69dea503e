//! What an officer sets: a tree of criteria, how each is marked, and how the marks make a ranking. Numbers are kept as they
//! were typed until they are checked, and then in their shortest form.

use super::{Formula, Outline};
use serde::{Deserialize, Serialize};
use svx_scoring::rules::{PRICE, SOCIAL_VALUE};
use svx_store::procurements::Procurement;

/// Results are shown to this many decimal places where nobody chose; scoring itself never rounds.
pub const USUAL_DECIMALS: u32 = 2;

/// The criteria as an officer sets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    /// The criteria; their weights add up to 100.
    pub criteria: Vec<Item>,
    /// How the scores make a ranking.
    pub award: Award,
    /// What settles a tie, the first first: ids of criteria, and `earliest-receipt` at the end.
    pub tie_break: Vec<String>,
    /// To how many decimal places results are shown.
    pub decimals: u32,
    /// Whether two people may set a pledge aside in part that its supplier could not explain.
    pub pledges_may_be_set_aside: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            criteria: Vec::new(),
            award: Award::default(),
            tie_break: Vec::new(),
            decimals: USUAL_DECIMALS,
            pledges_may_be_set_aside: false,
        }
    }
}

/// How the scores of the criteria make a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Award {
    /// By the sum of the points, highest first.
    #[default]
    HighestTotal,
    /// By price less what the quality is worth, lowest first.
    ValueForMoney {
        /// What one point of quality is worth to the buyer, in pounds.
        willingness_to_pay: String,
    },
    /// By price for each point of quality, lowest first.
    PricePerQualityPoint,
}

/// A criterion, or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// Its id in tender files: unique in the whole set-up, and it stays when the name changes.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its share of its parent, in percent.
    pub weight: String,
    /// How it is marked.
    pub how: How,
    /// Siblings that earn nothing where this one earns nothing.
    pub required_by: Vec<String>,
}

/// How a criterion is marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum How {
    /// By the price that is bid.
    Price(Formula),
    /// By what the pledges to the register of needs would cost.
    Pledges(Formula),
    /// By evaluators, who mark the answers to questions on a scale.
    Questions(Questions),
    /// By evaluators, who say whether an answer passes.
    PassFail(Condition),
    /// By its parts.
    Parts(Parts),
}

impl Default for How {
    fn default() -> Self {
        Self::Parts(Parts::default())
    }
}

/// The parts of a criterion; their weights add up to 100.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parts {
    /// The parts, in order.
    pub parts: Vec<Item>,
}

/// What has to be met, and is not a matter of more or less.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Condition {
    /// What bidders are asked to show.
    pub words: String,
}

/// Questions that are marked on one scale; their weights add up to 100.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Questions {
    /// The marks that can be given, the lowest first.
    pub scale: Vec<Step>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

/// A mark that evaluators can give.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// The mark.
    pub mark: String,
    /// A word or two.
    pub label: String,
    /// What earns it.
    pub descriptor: String,
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Its id, by which answers and marks are kept: unique in the whole set-up.
    pub id: String,
    /// What is asked.
    pub words: String,
    /// Its weight among the questions, in percent.
    pub weight: String,
    /// A lower mark than this earns nothing; empty where there is no minimum.
    pub threshold: String,
}

/// A question that bidders answer in words, and how evaluators judge the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The id of the criterion that it belongs to.
    pub criterion: String,
    /// What that criterion is called.
    pub criterion_name: String,
    /// Its own id.
    pub id: String,
    /// Its place among all questions, from 1.
    pub number: usize,
    /// What is asked.
    pub words: String,
    /// The marks that can be given, the lowest first; `pass` and `fail` for a condition.
    pub marks: Vec<Step>,
    /// A lower mark than this earns nothing.
    pub threshold: Option<String>,
    /// Whether a bid that fails this is not evaluated at all.
    pub is_condition: bool,
}

impl Asked {
    /// The mark in the form in which it is kept, or what is wrong with it.
    pub fn mark(&self, typed: &str) -> Result<String, String> {
        let typed = typed.trim();
        if self.marks.iter().any(|step| step.mark == typed) {
            return Ok(typed.to_owned());
        }
        Err(match (self.marks.first(), self.marks.last()) {
            (Some(first), Some(last)) if first.mark != "pass" => {
                format!("Choose a mark from {} to {}", first.mark, last.mark)
            }
            _ => "Choose whether it passes".to_owned(),
        })
    }

    /// The label of a mark.
    pub fn label(&self, mark: &str) -> Option<&str> {
        let step = self.marks.iter().find(|step| step.mark == mark)?;
        Some(step.label.as_str()).filter(|label| !label.is_empty())
    }
}

impl Questions {
    /// Whether there is one question that is marked as a whole, without questions of its own in the rules.
    pub fn is_plain(&self) -> bool {
        matches!(self.questions.as_slice(), [only] if !is_numbered(&only.id))
    }
}

/// Whether an id of a question is `q` and a number.
pub(super) fn is_numbered(id: &str) -> bool {
    id.strip_prefix('q')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Item {
    /// Its parts; none where it is marked by itself.
    pub fn parts(&self) -> &[Self] {
        match &self.how {
            How::Parts(Parts { parts }) => parts,
            _ => &[],
        }
    }

    /// It, its parts and theirs.
    fn walk<'a>(&'a self, found: &mut Vec<&'a Self>) {
        found.push(self);
        for part in self.parts() {
            part.walk(found);
        }
    }

    /// Whether a bid that fails this is not evaluated: a criterion to pass that earns no points.
    pub fn is_condition(&self) -> bool {
        matches!(self.how, How::PassFail(_)) && self.weight == "0"
    }
}

impl Setup {
    /// Reads what is kept with a procurement; a set-up that was never saved is empty.
    pub fn of(procurement: &Procurement) -> Self {
        Self::read(&procurement.setup)
    }

    /// Reads a set-up that was kept, also one of the three usual criteria alone as it was kept once.
    pub fn read(kept: &serde_json::Value) -> Self {
        if kept.get("price").is_some() {
            return serde_json::from_value::<Outline>(kept.clone()).map_or_else(|_| Self::default(), Self::from);
        }
        serde_json::from_value(kept.clone()).unwrap_or_default()
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.criteria.is_empty()
    }

    /// Every criterion and part, with the criterion at the top of it, in order.
    pub fn items(&self) -> Vec<(&Item, &Item)> {
        let mut out = Vec::new();
        for top in &self.criteria {
            let mut found = Vec::new();
            top.walk(&mut found);
            out.extend(found.into_iter().map(|item| (top, item)));
        }
        out
    }

    /// The criterion or part with an id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items()
            .into_iter()
            .map(|(_, item)| item)
            .find(|item| item.id == id)
    }

    /// The questions that bidders answer and evaluators judge, in order.
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for (top, item) in self.items() {
            let new = |id: &str, words: &str, marks: Vec<Step>, threshold: &str| Asked {
                criterion: top.id.clone(),
                criterion_name: top.name.clone(),
                id: id.to_owned(),
                number: 0,
                words: words.to_owned(),
                marks,
                threshold: Some(threshold.to_owned()).filter(|threshold| !threshold.is_empty()),
                is_condition: top.is_condition(),
            };
            match &item.how {
                How::Questions(questions) => asked.extend(questions.questions.iter().map(|question| {
                    new(
                        &question.id,
                        &question.words,
                        questions.scale.clone(),
                        &question.threshold,
                    )
                })),
                How::PassFail(condition) => asked.push(new(&item.id, &condition.words, verdicts(), "")),
                How::Price(_) | How::Pledges(_) | How::Parts(_) => {}
            }
        }
        for (index, question) in asked.iter_mut().enumerate() {
            question.number = index + 1;
        }
        asked
    }

    /// Whether bidders name a price.
    pub fn has_price(&self) -> bool {
        self.criteria.iter().any(|item| item.id == PRICE)
    }

    /// Whether pledges count.
    pub fn has_pledges(&self) -> bool {
        self.items()
            .into_iter()
            .any(|(_, item)| matches!(item.how, How::Pledges(_)))
    }

    /// Whether social value is a criterion.
    pub fn has_social_value(&self) -> bool {
        self.criteria.iter().any(|item| item.id == SOCIAL_VALUE)
    }
}

/// The verdicts on a condition, as marks.
fn verdicts() -> Vec<Step> {
    [("fail", "Fail"), ("pass", "Pass")]
        .map(|(mark, label)| Step {
            mark: mark.to_owned(),
            label: label.to_owned(),
            descriptor: String::new(),
        })
        .into()
}
