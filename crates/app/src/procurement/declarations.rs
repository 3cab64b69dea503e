//! What a bidder declares with its pledges: how each is more than it would do anyway, whether it is given for this contract alone
//! or is a part of what the company gives as a whole, and what it can give at most.
//!
//! Giving that would happen anyway is not scored. Of company-wide giving, only the share of this contract in the company's
//! turnover counts: giving x contract value / turnover ([`svx_scoring::measures::attributable`]).

use super::content::{Bid, Draft, DraftPledge, Pledge};
use crate::Invalid;
use serde::{Deserialize, Serialize};
use svx_domain::{Money, Quantity, Value};
use svx_store::procurements::{Procurement, RegisterLine};

/// The most characters that say how a pledge is additional.
pub const MAX_ADDITIONAL_CHARS: usize = 500;

/// For whom a pledge is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attribution {
    /// Nobody asked: the bid was made before this was a question. It counts whole.
    #[default]
    NotAsked,
    /// For this contract alone. It counts whole.
    Contract,
    /// A part of what the company gives as a whole. It counts for the share of the contract in the company's turnover.
    Company,
}

impl Attribution {
    /// What can be chosen, with its code in forms and spreadsheets.
    pub const CHOICES: [(Self, &'static str, &'static str); 2] = [
        (Self::Contract, "contract", "For this contract alone"),
        (Self::Company, "company", "A part of what our company gives as a whole"),
    ];

    /// What was chosen.
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.trim().to_lowercase();
        Self::CHOICES
            .iter()
            .find(|(_, known, _)| *known == code)
            .map(|(it, ..)| *it)
    }

    /// What it is in words, for those who read the bid.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked when this bid was made",
            Self::Contract => "Given for this contract alone",
            Self::Company => {
                "A part of company-wide giving: it counts for the share of this contract in the company’s turnover"
            }
        }
    }
}

/// What a draft declares of a pledge, or what is wrong with it: `additional-` and `attributed-` with the id of the need.
pub(super) fn check_pledge(
    invalid: &mut Invalid,
    typed: &DraftPledge,
    line: &RegisterLine,
    what: &str,
) -> Option<(String, Attribution)> {
    let (id, additional) = (line.need_id, typed.additional.trim());
    let before = invalid.iter().count();
    if additional.is_empty() {
        let message = format!("Say how it is more than you would do without this contract ({what})");
        invalid.add(format!("additional-{id}"), message);
    } else if additional.chars().count() > MAX_ADDITIONAL_CHARS {
        let message = format!("How it is additional must have at most {MAX_ADDITIONAL_CHARS} characters ({what})");
        invalid.add(format!("additional-{id}"), message);
    }
    let attributed = Attribution::from_code(&typed.attributed);
    if attributed.is_none() {
        let message = format!("Say whether it is for this contract alone or a part of company-wide giving ({what})");
        invalid.add(format!("attributed-{id}"), message);
    }
    (invalid.iter().count() == before).then(|| (additional.to_owned(), attributed.unwrap_or_default()))
}

/// The turnover and the capacity that a draft states, as decimal strings, or what is wrong with them.
pub(super) fn check_company(
    invalid: &mut Invalid,
    draft: &Draft,
    pledges: &[Pledge],
    procurement: &Procurement,
) -> (String, String) {
    let company_wide = pledges.iter().any(|pledge| pledge.attribution == Attribution::Company);
    let mut read = |field: &str, name: &str, typed: &str| match typed.trim() {
        "" => String::new(),
        typed => match Money::parse_messy(typed) {
            Ok(Money::ZERO) => {
                invalid.add(field, format!("{name} must be more than £0"));
                String::new()
            }
            Ok(amount) => amount.to_decimal(),
            Err(error) => {
                invalid.add(field, error.to_string().replace("Amount", name));
                String::new()
            }
        },
    };
    let turnover = read("turnover", "Your turnover", &draft.turnover);
    let capacity = read("capacity", "What you can give at most", &draft.capacity);
    if company_wide && draft.turnover.trim().is_empty() {
        invalid.add(
            "turnover",
            "Enter your company’s turnover in a year, since a pledge is a part of company-wide giving",
        );
    } else if company_wide
        && let (Ok(turnover), Some(value)) = (Money::parse_decimal(&turnover), procurement.value_pence)
        && turnover < value
    {
        invalid.add(
            "turnover",
            "Your turnover must be at least the value of this contract, which is a part of it",
        );
    }
    (turnover, capacity)
}

impl Bid {
    /// What so much of a pledge adds to the bid's social value: its cost at the frozen price, or the share of it that can be put
    /// down to this contract, down to a thousandth of a penny.
    fn counted(
        &self,
        pledge: &Pledge,
        quantity: Quantity,
        line: &RegisterLine,
        contract_value: Option<Money>,
    ) -> Option<Value> {
        let whole = quantity.at(line.unit_price_pence?);
        if pledge.attribution != Attribution::Company {
            return Some(whole);
        }
        let turnover = Money::parse_decimal(&self.turnover)
            .ok()
            .filter(|turnover| *turnover > Money::ZERO)?;
        Some(attributed(whole, contract_value?, turnover))
    }

    /// What its pledges count for where some are set aside in part: at most `counts` of those to a need.
    pub fn scored(
        &self,
        register: &[RegisterLine],
        contract_value: Option<Money>,
        counts: impl Fn(&RegisterLine) -> Option<Quantity>,
    ) -> Value {
        self.lines(register)
            .filter_map(|(pledge, line)| {
                let quantity = counts(line).map_or(pledge.quantity(), |counts| counts.min(pledge.quantity()));
                self.counted(pledge, quantity, line, contract_value)
            })
            .sum()
    }
}

/// Giving x contract value / turnover, down to a thousandth of a penny.
fn attributed(giving: Value, contract_value: Money, turnover: Money) -> Value {
    let (value, turnover) = (i128::from(contract_value.pence()), i128::from(turnover.pence()));
    giving
        .0
        .checked_mul(value)
        .and_then(|product| product.checked_div(turnover))
        .map_or(Value(0), Value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use svx_scoring::{Exact, measures::attributable};

    /// Example A1 of the scoring rules: company giving of 120,000, a contract of 2m in a turnover of 40m.
    #[test]
    fn of_company_wide_giving_the_contracts_share_counts() {
        let pounds = |pounds: i64| Money::from_pence(pounds * 100);
        let counted = attributed(Value(120_000 * 100_000), pounds(2_000_000), pounds(40_000_000));
        assert_eq!(counted.to_money_rounded(), pounds(6_000));
    }

    #[test]
    fn codes_come_back() {
        for (attribution, code, _) in Attribution::CHOICES {
            assert_eq!(
                Attribution::from_code(&format!(" {} ", code.to_uppercase())),
                Some(attribution)
            );
        }
        assert_eq!(Attribution::from_code("somebody"), None);
    }

    proptest! {
        /// The whole number of thousandths of a penny below what the scoring rules say.
        #[test]
        fn it_is_what_the_scoring_rules_say(giving in 0_i64..1_000_000_000, value in 1_i64..1_000_000, more in 0_i64..1_000_000_000) {
            let turnover = value + more;
            let counted = attributed(Value(i128::from(giving)), Money::from_pence(value), Money::from_pence(turnover));
            let exact = attributable(&Exact::whole(giving), &Exact::whole(value), &Exact::whole(turnover)).unwrap();
            let counted = Exact::whole(i64::try_from(counted.0).unwrap());
            prop_assert!(counted <= exact && exact < &counted + &Exact::ONE);
        }
    }
}
