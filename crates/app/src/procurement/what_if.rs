//! What-if: example bids, scored by rules before anyone is bound by them. Nothing of it is kept.

use super::{
    criteria, permitted,
    rules::{self, Asked, Brought, Setup},
};
use crate::{App, Invalid, Result};
use std::collections::BTreeMap;
use svx_domain::{Money, access::Action, money::MoneyError, organisation::Actor};
use svx_formats::tender::Evaluated;
use svx_scoring::{
    BidInput, Exact,
    policy::PolicyReport,
    what_if::{self, Exchange, Warning},
};
use svx_store::procurements::Procurement;

/// The most example bids.
pub const MAX_EXAMPLES: usize = 6;
/// The most characters of an example's name.
const MAX_NAME_CHARS: usize = 60;
/// Where the estimated value is not known, the examples are about a contract of this many pounds.
const USUAL_VALUE: i64 = 100_000;
/// The examples to begin with: name, price and pledges in percent of the estimated value, and how good the answers are, in percent of
/// the scale. Pledges are within what suppliers usually commit, 3% to 16%.
const EXAMPLES: [(&str, i64, i64, i64); 3] = [
    ("A cheap bid", 88, 3, 50),
    ("A middling bid", 95, 6, 70),
    ("A dear and good bid", 102, 9, 95),
];

/// An example bid as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// What it is called.
    pub name: String,
    /// Its price, in pounds.
    pub price: String,
    /// What its pledges would cost, in pounds.
    pub pledged: String,
    /// Its marks by the id of the question; `pass` or `fail` for a condition.
    pub marks: BTreeMap<String, String>,
}

impl Example {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.name, &self.price, &self.pledged]
            .iter()
            .all(|typed| typed.trim().is_empty())
    }
}

/// The rules that are tried, and whose they are.
pub struct Trial {
    /// The procurement.
    pub procurement: Procurement,
    /// The criteria: the draft where the visitor sets them, otherwise what is published.
    pub setup: Setup,
    /// Whether they are not published yet.
    pub is_draft: bool,
    /// What policy says, where enough is known to ask.
    pub policy: Option<PolicyReport>,
}

/// What came of the examples.
pub struct Outcome {
    /// The result with its working; bids that fail a condition are not in it.
    pub evaluated: Evaluated,
    /// The names of bids that fail a condition.
    pub failed: Vec<String>,
    /// What a buyer should know.
    pub warnings: Vec<Warning>,
    /// What differences are worth.
    pub exchange: Option<Exchange>,
}

/// The rules that a visitor can try: those that they are setting, or those that are published.
pub async fn trial(app: &App, actor: &Actor, ocid: &str) -> Result<Trial> {
    let (procurement, setup, is_draft) = match criteria::desk(app, actor, ocid).await {
        Ok(desk) => (desk.procurement, desk.setup, true),
        Err(_) => {
            let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
            (procurement.clone(), Setup::of(&procurement), false)
        }
    };
    Ok(Trial {
        policy: rules::policy_report(&procurement, &setup),
        procurement,
        setup,
        is_draft,
    })
}

impl Trial {
    /// The value that examples are made from, in pounds.
    fn value(&self) -> i64 {
        let pounds = self.procurement.value_pence.map(|value| value.pence() / 100);
        pounds.filter(|value| *value > 0).unwrap_or(USUAL_VALUE)
    }

    /// Examples to begin with.
    pub fn examples(&self) -> Vec<Example> {
        let asked = self.setup.asked();
        let examples = EXAMPLES.map(|(name, price, pledged, good)| {
            let of_value = |percent: i64| (self.value() / 100).max(1).saturating_mul(percent).to_string();
            Example {
                name: name.to_owned(),
                price: of_value(price),
                pledged: of_value(pledged),
                marks: asked
                    .iter()
                    .map(|asked| (asked.id.clone(), near(asked, good)))
                    .collect(),
            }
        });
        examples.into()
    }

    /// Scores the examples, or says what is wrong with them: `bids.0.price`, `bids.1.mark.q1`.
    pub fn score(&self, examples: &[Example]) -> Result<Outcome, Invalid> {
        let setup = self.setup.clone().checked()?;
        let asked = setup.asked();
        let mut invalid = Invalid::new();
        let mut bids = Vec::new();
        let mut failed = Vec::new();
        for (index, example) in examples.iter().enumerate().filter(|(_, example)| !example.is_empty()) {
            let bid = read(&mut invalid, index, example, &setup, &asked);
            if bids.iter().any(|other: &BidInput| other.supplier == bid.supplier) || failed.contains(&bid.supplier) {
                invalid.add(format!("bids.{index}.name"), "Give each bid a name of its own");
            }
            let fails =
                |asked: &&Asked| asked.is_condition && example.marks.get(&asked.id).is_some_and(|mark| mark == "fail");
            if asked.iter().any(|asked| fails(&asked)) {
                failed.push(bid.supplier);
            } else {
                bids.push(bid);
            }
        }
        if bids.is_empty() && invalid.is_empty() {
            invalid.add("bids.0.name", "Enter at least one bid that fails no condition");
        }
        if !invalid.is_empty() {
            return Err(invalid);
        }
        self.evaluate(&setup, bids, failed)
    }

    fn evaluate(&self, setup: &Setup, bids: Vec<BidInput>, failed: Vec<String>) -> Result<Outcome, Invalid> {
        let refused = |problems: Vec<svx_scoring::Problem>| {
            let mut invalid = Invalid::new();
            for problem in problems {
                invalid.add("bids.0.name", problem.to_string());
            }
            invalid
        };
        let value = rules::contract_value(&self.procurement).unwrap_or_else(|| Exact::whole(USUAL_VALUE));
        let valid = setup.rules(Some(&value)).validate().map_err(refused)?;
        let warnings = what_if::warnings(&valid, &bids);
        let exchange = what_if::exchange(&valid, &bids);
        let tender = rules::tender_for_trial(&self.procurement, valid, bids, value);
        Ok(Outcome {
            evaluated: tender.evaluate().map_err(refused)?,
            failed,
            warnings,
            exchange,
        })
    }
}

/// The mark that is nearest to so many percent of the scale; a condition is passed.
fn near(asked: &Asked, percent: i64) -> String {
    let last = i64::try_from(asked.marks.len()).unwrap_or(1) - 1;
    let is_verdict = asked.marks.first().is_some_and(|step| step.mark == "fail");
    let place = if is_verdict { last } else { (last * percent + 50) / 100 };
    let step = usize::try_from(place).ok().and_then(|place| asked.marks.get(place));
    step.map(|step| step.mark.clone()).unwrap_or_default()
}

fn read(invalid: &mut Invalid, index: usize, example: &Example, setup: &Setup, asked: &[Asked]) -> BidInput {
    let name = example.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        let message = format!("Enter a name of at most {MAX_NAME_CHARS} characters");
        invalid.add(format!("bids.{index}.name"), message);
    }
    let mut amount = |field: &str, what: &str, typed: &str, wanted: bool| match Money::parse_messy(typed) {
        _ if !wanted => String::new(),
        Ok(money) => money.to_decimal(),
        Err(MoneyError::Empty) => {
            invalid.add(format!("bids.{index}.{field}"), format!("Enter {what} in pounds"));
            String::new()
        }
        Err(error) => {
            let message = error.to_string().replace("Amount", what);
            invalid.add(format!("bids.{index}.{field}"), message);
            String::new()
        }
    };
    let price = amount("price", "the price", &example.price, setup.has_price());
    let pledged = amount(
        "pledged",
        "what the pledges would cost",
        &example.pledged,
        setup.has_pledges(),
    );
    for asked in asked {
        let typed = example.marks.get(&asked.id).map_or("", String::as_str);
        if let Err(message) = asked.mark(typed) {
            invalid.add(format!("bids.{index}.mark.{}", asked.id), message);
        }
    }
    let mark = |id: &str| example.marks.get(id).map(|mark| mark.trim().to_owned());
    BidInput {
        supplier: name.to_owned(),
        // In the order in which they are given, which is as good as any.
        received_us: i64::try_from(index).ok(),
        inputs: setup.inputs(&Brought {
            price: &price,
            pledged: &pledged,
            mark: &mark,
        }),
        ..BidInput::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procurement::{rules::Outline, setup::tests::draft};

    fn trial() -> Trial {
        Trial {
            procurement: draft(),
            setup: Outline::usual().into(),
            is_draft: true,
            policy: None,
        }
    }

    #[test]
    fn the_examples_are_scored_as_they_come() {
        let trial = trial();
        let examples = trial.examples();
        assert_eq!(
            (examples[1].price.as_str(), examples[1].pledged.as_str()),
            ("2280000", "144000")
        );
        let outcome = trial.score(&examples).unwrap();
        assert_eq!(outcome.evaluated.evaluation.results.len(), 3);
        assert!(
            outcome
                .warnings
                .iter()
                .any(|warning| matches!(warning, Warning::HighOutlier(_)))
        );
        // Quality: one mark of five of 40 points.
        let steps = outcome.exchange.unwrap().steps;
        assert_eq!(
            (steps[0].at.as_str(), &steps[0].points),
            ("quality.q1", &Exact::whole(8))
        );
    }

    #[test]
    fn what_is_typed_wrongly_is_named() {
        let trial = trial();
        let mut examples = trial.examples();
        examples[0].price = "cheap".to_owned();
        examples[1].name = examples[2].name.clone();
        examples[2].marks.insert("q1".to_owned(), "7".to_owned());
        let invalid = trial.score(&examples).err().unwrap();
        let fields: Vec<&str> = invalid.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["bids.0.price", "bids.2.mark.q1", "bids.2.name"]);
        assert!(trial.score(&[]).is_err());
    }

    #[test]
    fn a_bid_that_fails_a_condition_is_set_apart() {
        let mut trial = trial();
        let id = trial.setup.add(None, rules::Kind::PassFail, "Insurance").unwrap();
        let how = rules::How::PassFail(rules::Condition {
            words: "Show it".to_owned(),
        });
        trial.setup.set_item(&id, "Insurance", how).unwrap();
        trial.setup.criteria[3].weight = "0".to_owned();
        let mut examples = trial.examples();
        examples[0].marks.insert(id, "fail".to_owned());
        let outcome = trial.score(&examples).unwrap();
        assert_eq!(outcome.failed, ["A cheap bid"]);
        assert_eq!(outcome.evaluated.evaluation.results.len(), 2);
    }
}
