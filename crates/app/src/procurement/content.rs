//! What is in a bid: the draft as it was typed, the bid once everything in it is sound, and what its pledges add up to.

use super::rules::{Asked, Setup};
use crate::Invalid;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use svx_domain::{Money, NeedId, Quantity, Value};
use svx_store::procurements::{Procurement, RegisterLine};

/// The most characters of an answer.
pub const MAX_ANSWER_CHARS: usize = 4000;
/// The most characters that say how a pledge will be kept.
pub const MAX_HOW_CHARS: usize = 300;
/// The most characters of a number or a date as it is typed.
pub const MAX_CELL_CHARS: usize = 40;

/// A bid as its supplier typed it. Anything in it may still be wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The price.
    pub price: String,
    /// Answers by the id of the question.
    pub answers: BTreeMap<String, String>,
    /// Pledges by the id of the need.
    pub pledges: BTreeMap<String, DraftPledge>,
}

/// A pledge as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPledge {
    /// How much.
    pub quantity: String,
    /// By when.
    pub by: String,
    /// How.
    pub how: String,
}

impl DraftPledge {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.quantity, &self.by, &self.how]
            .iter()
            .all(|typed| typed.trim().is_empty())
    }
}

/// A bid that can be sealed. Numbers are decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bid {
    /// The price in pounds; empty where price is no criterion.
    pub price: String,
    /// Answers by the id of the question.
    pub answers: BTreeMap<String, String>,
    /// Pledges in the order of the register; the first has the number 1.
    pub pledges: Vec<Pledge>,
}

/// A pledge to a need of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// The need.
    pub need: String,
    /// How much, in the unit of the need.
    pub quantity: String,
    /// By when.
    pub by: Date,
    /// How.
    pub how: String,
}

impl Bid {
    /// The price.
    pub fn price(&self) -> Money {
        Money::parse_decimal(&self.price).unwrap_or(Money::ZERO)
    }

    /// What its pledges would cost at the frozen prices of the register, exactly. Needs without a price add nothing.
    pub fn pledged(&self, register: &[RegisterLine]) -> Value {
        self.lines(register)
            .filter_map(|(pledge, line)| Some(pledge.quantity().at(line.unit_price_pence?)))
            .sum()
    }

    /// Each pledge with the need that it is to.
    pub fn lines<'a>(&'a self, register: &'a [RegisterLine]) -> impl Iterator<Item = (&'a Pledge, &'a RegisterLine)> {
        self.pledges.iter().filter_map(move |pledge| {
            let line = register.iter().find(|line| Some(line.need_id) == pledge.need_id())?;
            Some((pledge, line))
        })
    }
}

impl Pledge {
    /// How much.
    pub fn quantity(&self) -> Quantity {
        Quantity::parse_decimal(&self.quantity).unwrap_or(Quantity::ZERO)
    }

    /// The need.
    pub fn need_id(&self) -> Option<NeedId> {
        self.need.parse().ok()
    }
}

/// An exact value in pounds as a decimal string: a thousandth of a penny is the fifth digit after the point.
pub fn pounds(value: Value) -> String {
    const SCALE: i128 = 100_000;
    let (whole, rest) = (value.0 / SCALE, value.0 % SCALE);
    let decimals = format!("{rest:05}");
    let decimals = decimals.trim_end_matches('0');
    format!("{whole}.{decimals:0<2}")
}

/// What a draft's pledges add up to as far as they can be read, and how many of them there are.
pub fn running_total(draft: &Draft, register: &[RegisterLine]) -> (Value, usize) {
    let pledged = register.iter().filter_map(|line| {
        let pledge = draft.pledges.get(&line.need_id.to_string())?;
        let quantity = Quantity::parse_messy(&pledge.quantity, decimals(line)).ok()?;
        Some(line.unit_price_pence.map_or(Value(0), |price| quantity.at(price)))
    });
    let values: Vec<Value> = pledged.collect();
    (values.iter().copied().sum(), values.len())
}

pub(super) fn decimals(line: &RegisterLine) -> u8 {
    u8::try_from(line.decimals.min(3)).unwrap_or(3)
}

/// The bid that a draft makes, or everything that is wrong with it: `price`, `answer-q1`, and `quantity-`, `by-` and `how-`
/// with the id of the need.
pub fn check(
    draft: &Draft,
    procurement: &Procurement,
    setup: &Setup,
    register: &[RegisterLine],
) -> Result<Bid, Invalid> {
    let mut invalid = Invalid::new();
    let price = if setup.has_price() {
        check_price(&mut invalid, &draft.price)
    } else {
        String::new()
    };
    let asked = setup.asked();
    let answers = asked
        .iter()
        .filter_map(|asked| check_answer(&mut invalid, asked, draft))
        .collect();
    let pledges = if setup.has_pledges() {
        check_pledges(&mut invalid, &draft.pledges, procurement, register)
    } else {
        Vec::new()
    };
    if invalid.is_empty() {
        Ok(Bid {
            price,
            answers,
            pledges,
        })
    } else {
        Err(invalid)
    }
}

/// The pledges that are sound, in the order of the register; what is wrong with others is noted.
pub(crate) fn check_pledges(
    invalid: &mut Invalid,
    typed: &BTreeMap<String, DraftPledge>,
    procurement: &Procurement,
    register: &[RegisterLine],
) -> Vec<Pledge> {
    let mut pledges = Vec::new();
    for line in register {
        let typed = typed.get(&line.need_id.to_string()).filter(|pledge| !pledge.is_empty());
        pledges.extend(typed.and_then(|typed| check_pledge(invalid, typed, line, procurement)));
    }
    pledges
}

fn check_price(invalid: &mut Invalid, typed: &str) -> String {
    match Money::parse_messy(typed) {
        Ok(Money::ZERO) => invalid.add("price", "The price must be more than £0"),
        Ok(price) => return price.to_decimal(),
        Err(svx_domain::money::MoneyError::Empty) => invalid.add("price", "Enter your price, like 98,500 or 98500.50"),
        Err(error) => invalid.add("price", error.to_string().replace("Amount", "The price")),
    }
    String::new()
}

fn check_answer(invalid: &mut Invalid, asked: &Asked, draft: &Draft) -> Option<(String, String)> {
    let (field, what) = (format!("answer-{}", asked.id), question_name(asked));
    let answer = draft.answers.get(&asked.id).map_or("", |answer| answer.trim());
    let length = answer.chars().count();
    if answer.is_empty() {
        invalid.add(field, format!("Answer {what}"));
    } else if length > MAX_ANSWER_CHARS {
        invalid.add(
            field,
            format!("Your answer to {what} has {length} characters: it must have {MAX_ANSWER_CHARS} or fewer"),
        );
    } else {
        return Some((asked.id.clone(), answer.to_owned()));
    }
    None
}

/// `question 2`, or the question of how pledges will be delivered.
pub fn question_name(asked: &Asked) -> String {
    match asked
        .id
        .strip_prefix('q')
        .filter(|number| number.bytes().all(|b| b.is_ascii_digit()))
    {
        Some(number) => format!("question {number}"),
        None => "the question on how you will deliver your pledges".to_owned(),
    }
}

fn check_pledge(
    invalid: &mut Invalid,
    typed: &DraftPledge,
    line: &RegisterLine,
    procurement: &Procurement,
) -> Option<Pledge> {
    let (id, what) = (
        line.need_id,
        format!("{} for {}", line.resource_name.to_lowercase(), line.project),
    );
    let quantity = match Quantity::parse_messy(&typed.quantity, decimals(line)) {
        Ok(quantity) if quantity > line.quantity => {
            invalid.add(
                format!("quantity-{id}"),
                format!(
                    "Only {} of {what} is needed, so you cannot pledge {quantity}",
                    line.quantity
                ),
            );
            None
        }
        Ok(quantity) => Some(quantity),
        Err(error) => {
            invalid.add(format!("quantity-{id}"), format!("{error} ({what})"));
            None
        }
    };
    let by = match check_by(&typed.by, procurement) {
        Ok(by) => Some(by),
        Err(message) => {
            invalid.add(format!("by-{id}"), format!("{message} ({what})"));
            None
        }
    };
    let how = typed.how.trim();
    if how.is_empty() {
        invalid.add(format!("how-{id}"), format!("Say how you will provide it ({what})"));
    } else if how.chars().count() > MAX_HOW_CHARS {
        invalid.add(
            format!("how-{id}"),
            format!("How you will provide it must have at most {MAX_HOW_CHARS} characters ({what})"),
        );
    }
    Some(Pledge {
        need: id.to_string(),
        quantity: quantity?.to_decimal(),
        by: by?,
        how: how.to_owned(),
    })
}

fn check_by(typed: &str, procurement: &Procurement) -> Result<Date, String> {
    if typed.trim().is_empty() {
        return Err("Enter the day by which you will provide it, like 31 3 2027".to_owned());
    }
    let by = day(typed).ok_or("The day by which you will provide it must be a real date, like 31 3 2027")?;
    match (procurement.contract_from, procurement.contract_to) {
        (Some(from), _) if by < from => {
            Err("The day by which you will provide it must not be before the contract starts".to_owned())
        }
        (_, Some(to)) if by > to => {
            Err("The day by which you will provide it must not be after the contract ends".to_owned())
        }
        _ => Ok(by),
    }
}

/// A date as people type it: `31 3 2027`, `31/03/2027`, `31 March 2027`, `2027-03-31`.
pub fn day(typed: &str) -> Option<Date> {
    if let Ok(date) = typed.trim().parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<String> = typed
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-' | ','))
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = match month.parse::<i8>() {
        Ok(month) => month,
        Err(_) => {
            let place = names.iter().position(|name| month.starts_with(name))?;
            i8::try_from(place).ok()? + 1
        }
    };
    let year: i16 = year.parse().ok().filter(|year| (1900..=2999).contains(year))?;
    Date::new(year, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("31 3 2027", Some(date(2027, 3, 31)))]
    #[case("31/03/2027", Some(date(2027, 3, 31)))]
    #[case("31 March 2027", Some(date(2027, 3, 31)))]
    #[case(" 2027-03-31 ", Some(date(2027, 3, 31)))]
    #[case("31 2 2027", None)]
    #[case("soon", None)]
    #[case("3/31/2027", None)]
    #[case("1 1 27", None)]
    fn dates_as_people_type_them(#[case] typed: &str, #[case] expected: Option<Date>) {
        assert_eq!(day(typed), expected);
    }

    #[test]
    fn pounds_are_exact() {
        assert_eq!(pounds(Value(123_456_789)), "1234.56789");
        assert_eq!(pounds(Value(120_000_000)), "1200.00");
        assert_eq!(pounds(Value(0)), "0.00");
    }

    proptest! {
        #[test]
        fn no_text_panics(typed in "\\PC{0,40}") {
            let _ = day(&typed);
        }
    }
}
