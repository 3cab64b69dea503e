//! The criteria as an officer sets them, and the rules of `svx.tender/1` that follow from them.

mod build;
mod check;
mod edit;
mod formula;
mod model;
mod numbers;
mod outline;
#[cfg(test)]
mod tests;
mod words;

pub use build::Brought;
pub use edit::Kind;
pub use formula::{Band, Better, Formula, MAX_BANDS};
pub use model::{Asked, Award, Condition, How, Item, Parts, Question, Questions, Setup, Step, USUAL_DECIMALS};
use numbers::{WHOLE, has_weight, hundredths, percent};
pub use outline::{Outline, OutlineQuestion};
pub use words::pounds;

use svx_formats::tender::{Tender, rules_sha256, tender_json};
use svx_scoring::{
    BidInput, Exact, ValidRules,
    policy::{self, Arrangement, BuyerType, PolicyReport},
    rules::{PRICE, SOCIAL_VALUE},
};
use svx_store::procurements::Procurement;

/// The id of the price criterion.
pub const PRICE_ID: &str = PRICE;
/// The id of the social value criterion.
pub const SOCIAL_VALUE_ID: &str = SOCIAL_VALUE;
/// The id of the usual quality criterion.
pub const QUALITY: &str = "quality";
/// The id of the part of social value that pledges earn.
pub const QUANTITATIVE: &str = "quantitative";
/// The id of the usual part of social value that an evaluator marks.
pub const QUALITATIVE: &str = "qualitative";
/// The most criteria of a procurement.
pub const MAX_CRITERIA: usize = 12;
/// The most parts of one criterion.
pub const MAX_PARTS: usize = 10;
/// How deep criteria can be split into parts.
pub const MAX_LEVELS: usize = 2;
/// The most questions of a procurement, conditions included.
pub const MAX_QUESTIONS: usize = 40;
/// The most marks of a scale.
pub const MAX_STEPS: usize = 21;
/// The most decimal places that results are shown to.
pub const MAX_DECIMALS: u32 = 6;
/// The most characters of the name of a criterion, or of the label of a mark.
pub const MAX_NAME_CHARS: usize = 80;
/// The most characters of a question.
pub const MAX_QUESTION_CHARS: usize = 1000;
/// The most characters that say what earns a mark.
pub const MAX_WORDS_CHARS: usize = 500;

/// The usual scale, with words for each mark from 0 to 5.
pub fn usual_scale() -> Vec<Step> {
    let labels = [
        "Not answered",
        "Poor",
        "Partly meets what is asked",
        "Meets what is asked",
        "Good",
        "Excellent",
    ];
    let steps = labels.iter().enumerate().map(|(mark, label)| Step {
        mark: mark.to_string(),
        label: (*label).to_owned(),
        descriptor: String::new(),
    });
    steps.collect()
}

/// The estimated value of the contract in pounds, where it is known.
pub fn contract_value(procurement: &Procurement) -> Option<Exact> {
    Exact::from_decimal(&procurement.value_pence?.to_decimal()).ok()
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
        value_gbp: contract_value(procurement)?,
        includes_vat: procurement.includes_vat,
        arrangement,
    })
}

/// What policy says about a procurement and its criteria, where enough is known to ask.
pub fn policy_report(procurement: &Procurement, setup: &Setup) -> Option<PolicyReport> {
    Some(policy::report(
        &policy_facts(procurement)?,
        &setup.rules(contract_value(procurement).as_ref()),
    ))
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

/// The same for a trial, in which the kind of buyer may not be known yet and does not matter.
pub(super) fn tender_for_trial(
    procurement: &Procurement,
    rules: ValidRules,
    bids: Vec<BidInput>,
    value_gbp: Exact,
) -> Tender {
    let facts = policy_facts(procurement).unwrap_or(policy::Procurement {
        buyer_type: BuyerType::Other,
        commenced_on: procurement.commenced_on,
        value_gbp,
        includes_vat: procurement.includes_vat,
        arrangement: Arrangement::Contract,
    });
    Tender {
        ocid: procurement.ocid.clone(),
        title: procurement.title.clone(),
        authority: procurement.authority.clone(),
        procurement: facts,
        rules,
        bids,
    }
}

/// The frozen file, and its fingerprint.
pub fn frozen(tender: &Tender) -> (String, String) {
    (format!("{:#}\n", tender_json(tender)), rules_sha256(tender))
}
