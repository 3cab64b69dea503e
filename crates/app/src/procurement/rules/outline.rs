//! The three usual criteria in their shortest form: what an officer begins with, and how set-ups were kept once.

use super::{
    Formula, How, Item, Parts, QUALITATIVE, QUALITY, QUANTITATIVE, Question, Questions, Setup, WHOLE, has_weight,
    hundredths, percent, usual_scale,
};
use serde::{Deserialize, Serialize};
use svx_scoring::rules::{PRICE, SOCIAL_VALUE};

/// Price, quality and social value by the usual methods. Weights are decimal strings in percent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outline {
    /// The weight of price, relative to the lowest; nought leaves it out.
    pub price: String,
    /// The weight of quality, marked from 0 to 5; nought leaves it out.
    pub quality: String,
    /// The quality questions, whose weights add up to 100.
    pub questions: Vec<OutlineQuestion>,
    /// The weight of social value; nought leaves it out.
    pub social_value: String,
    /// The share of social value that an evaluator marks; nought leaves pledges, relative to the highest, alone.
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
pub struct OutlineQuestion {
    /// What is asked.
    pub words: String,
    /// Its weight among the questions.
    pub weight: String,
}

impl Outline {
    /// 40, 40 and 20, with one question each for quality and for how pledges are delivered, to be changed at will.
    pub fn usual() -> Self {
        let text = str::to_owned;
        Self {
            price: text("40"),
            quality: text("40"),
            questions: vec![OutlineQuestion {
                words: text("How will you staff, run and improve the service?"),
                weight: text("100"),
            }],
            social_value: text("20"),
            qualitative: text("50"),
            qualitative_question: text("How will you deliver your pledges, and how will the communities know?"),
            qualitative_required: true,
            tie_break: vec![text(SOCIAL_VALUE), text(QUALITY), text(PRICE)],
            pledges_may_be_set_aside: false,
        }
    }

    fn questions(&self) -> Item {
        let questions = self.questions.iter().enumerate().map(|(index, question)| Question {
            id: format!("q{}", index + 1),
            words: question.words.clone(),
            weight: question.weight.clone(),
            threshold: String::new(),
        });
        let how = Questions {
            scale: usual_scale(),
            questions: questions.collect(),
        };
        item(QUALITY, "Quality", &self.quality, How::Questions(how))
    }

    fn social_value(&self) -> Item {
        let pledges = How::Pledges(Formula::usual_for_pledges());
        let words = How::Questions(Questions {
            scale: usual_scale(),
            questions: vec![Question {
                id: QUALITATIVE.to_owned(),
                words: self.qualitative_question.clone(),
                weight: percent(WHOLE),
                threshold: String::new(),
            }],
        });
        let how = match hundredths(&self.qualitative).unwrap_or_default() {
            0 => pledges,
            WHOLE => words,
            share => {
                let mut part = item(QUALITATIVE, "How pledges will be delivered", &percent(share), words);
                if self.qualitative_required {
                    part.required_by.push(QUANTITATIVE.to_owned());
                }
                let first = item(QUANTITATIVE, "Pledges", &percent(WHOLE - share), pledges);
                How::Parts(Parts {
                    parts: vec![first, part],
                })
            }
        };
        item(SOCIAL_VALUE, "Social value", &self.social_value, how)
    }
}

fn item(id: &str, name: &str, weight: &str, how: How) -> Item {
    Item {
        id: id.to_owned(),
        name: name.to_owned(),
        weight: weight.to_owned(),
        how,
        required_by: Vec::new(),
    }
}

impl From<Outline> for Setup {
    fn from(outline: Outline) -> Self {
        // What is no number stays, to be refused where it is checked.
        let counts =
            |weight: &String| has_weight(weight) || (!weight.trim().is_empty() && hundredths(weight).is_none());
        let mut criteria = Vec::new();
        if counts(&outline.price) {
            let how = How::Price(Formula::usual_for_price());
            criteria.push(item(PRICE, "Price", &outline.price, how));
        }
        if counts(&outline.quality) {
            criteria.push(outline.questions());
        }
        if counts(&outline.social_value) {
            criteria.push(outline.social_value());
        }
        Self {
            criteria,
            tie_break: outline.tie_break,
            pledges_may_be_set_aside: outline.pledges_may_be_set_aside,
            ..Self::default()
        }
    }
}
