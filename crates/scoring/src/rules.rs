//! The rules of a tender as a buyer sets them: criteria, methods, award and tie-break.
//!
//! A draft may have gaps; [`Rules::validate`] says what is wrong with it or turns it into [`ValidRules`].

use crate::Exact;
use crate::plan::Plan;
use crate::problem::Problem;

/// The id of the criterion whose input is the price, for whole-tender methods.
pub const PRICE: &str = "price";
/// The id of the criterion that frameworks' floors are held against.
pub const SOCIAL_VALUE: &str = "social-value";
/// The last entry that a tie-break list may have beside ids of criteria.
pub const EARLIEST_RECEIPT: &str = "earliest-receipt";

/// The most criteria in a tender, and the most parts in one criterion.
pub const CRITERIA_MAX: usize = 100;
/// The most questions in one criterion.
pub const QUESTIONS_MAX: usize = 500;
/// The most bands of a method, and the most labels of a scale.
pub const STEPS_MAX: usize = 200;
/// The most that is marked in one tender: criteria, parts and questions that have no parts of their own.
pub const ITEMS_MAX: usize = 5_000;
/// How deep parts may be split into parts.
pub const PART_LEVELS_MAX: usize = 4;
/// The longest id of a criterion, part or question, in characters.
pub const ID_CHARS_MAX: usize = 80;

/// All that is published about how bids are scored and ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The award criteria; their weights add up to 100.
    pub criteria: Vec<Criterion>,
    /// How the scores of the criteria make a ranking.
    pub award: Award,
    /// What settles a tie, first entry first.
    pub tie_break: Vec<TieBreak>,
    /// How many digits after the point are shown; scoring itself never rounds.
    pub display_decimals: u32,
    /// The value of the contract in pounds, as the tender states it.
    pub contract_value: Option<Exact>,
}

/// An award criterion, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Unique among its siblings.
    pub id: String,
    /// Its share of its parent, in percent; a draft may not have one yet.
    pub weight: Option<Exact>,
    /// How it is marked.
    pub marking: Marking,
    /// Siblings that are disregarded for a bid to which this one gives nothing.
    pub required_by: Vec<String>,
}

/// How a criterion is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marking {
    /// Not chosen yet: a draft may have it, valid rules may not.
    Undecided,
    /// By one method.
    Method(Method),
    /// By its parts, whose weights add up to 100.
    Parts(Vec<Criterion>),
}

/// How an input becomes a share of the weight W.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// W x lowest / own; if the lowest is 0, W for each bid at 0 and 0 for the rest.
    RelativeToLowest,
    /// W x own / highest; 0 for everyone if the highest is 0.
    RelativeToHighest,
    /// W at `best`, 0 at `worst`, a straight line between them, clamped; W for all if the two are equal.
    LinearRange {
        /// Where the full weight is earned.
        best: Bound,
        /// Where nothing is.
        worst: Bound,
    },
    /// W x (base - (own - mean) / mean x slope), clamped to 0 and W. A mean of 0 counts as no deviation.
    DeviationFromMean {
        /// The share of W at the mean.
        base: Exact,
        /// How much of W a deviation as large as the mean costs.
        slope: Exact,
    },
    /// W x own / target, at most W.
    Target {
        /// More than 0.
        target: Exact,
    },
    /// W x own / (contract value x share), at most W.
    ShareOfContract {
        /// The cap as a share of the contract value, above 0 and at most 1.
        share: Exact,
    },
    /// W x (mark - min) / (max - min).
    Scale(Scale),
    /// The sum of questions marked on one scale, each with its own weight.
    WeightedQuestions {
        /// The scale of every mark; a draft may not have one yet.
        scale: Option<Scale>,
        /// The questions; their weights add up to 100.
        questions: Vec<Question>,
    },
    /// W or nothing.
    PassFail,
    /// W x the score of the highest threshold that is reached, else 0.
    Bands(Vec<Band>),
}

/// An end of a linear range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Fixed in the rules.
    Fixed(Exact),
    /// The lowest of the bids.
    Lowest,
    /// The highest of the bids.
    Highest,
}

/// A scale on which evaluators give marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The mark that earns nothing.
    pub min: Exact,
    /// The mark that earns everything.
    pub max: Exact,
    /// A lower mark than this earns nothing and is flagged.
    pub threshold: Option<Exact>,
    /// The buyer's words for marks.
    pub labels: Vec<Label>,
}

/// The buyer's words for one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The mark, within the scale.
    pub mark: Exact,
    /// A word or two: `Good`.
    pub label: String,
    /// What earns that mark.
    pub descriptor: Option<String>,
}

/// A question of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Unique within the criterion.
    pub id: String,
    /// Its share of the criterion, in percent; a draft may not have one yet.
    pub weight: Option<Exact>,
    /// A lower mark than this earns nothing and is flagged; the scale's own threshold if absent.
    pub threshold: Option<Exact>,
}

/// A step of the bands method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The least input that reaches it.
    pub at_least: Exact,
    /// The share of W that it earns, from 0 to 1.
    pub score: Exact,
}

/// How bids are ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Award {
    /// By the sum of the weighted scores, highest first.
    HighestTotal,
    /// By price less quality x willingness to pay, lowest first, where quality is the sum of the non-price scores.
    ValueForMoney {
        /// What a point of quality is worth to the buyer, in pounds.
        willingness_to_pay: Exact,
    },
    /// By price / quality, lowest first, where quality is the sum of the non-price scores.
    PricePerQualityPoint,
}

/// An entry of the tie-break list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieBreak {
    /// The higher score on this criterion goes first.
    Criterion(String),
    /// The bid that was received earlier goes first.
    EarliestReceipt,
}

/// Rules that can be scored by: [`Rules::validate`] alone makes them.
#[derive(Clone, Debug)]
pub struct ValidRules {
    rules: Rules,
    pub(crate) plan: Plan,
}

impl Rules {
    /// Checks everything and lists all that is wrong, each with the path it would have in a tender file.
    pub fn validate(self) -> Result<ValidRules, Vec<Problem>> {
        let problems = self.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let plan = Plan::of(&self);
        Ok(ValidRules { rules: self, plan })
    }

    /// How many criteria, parts and questions are marked: those that have no parts of their own.
    pub fn items(&self) -> usize {
        items(&self.criteria)
    }

    /// All that is wrong with a draft.
    pub fn problems(&self) -> Vec<Problem> {
        crate::validate::problems(self)
    }
}

fn items(criteria: &[Criterion]) -> usize {
    let count = |criterion: &Criterion| match &criterion.marking {
        Marking::Parts(parts) => items(parts),
        Marking::Method(Method::WeightedQuestions { questions, .. }) => questions.len(),
        Marking::Method(_) | Marking::Undecided => 1,
    };
    criteria.iter().map(count).sum()
}

impl ValidRules {
    /// The rules as they were given.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}
