//! Numbers as officers type them, and how they are said again.

use crate::Invalid;
use svx_domain::{
    Money,
    money::MoneyError,
    text::{ScaledError, parse_scaled},
};
use svx_scoring::Exact;

/// All weights of one level, in hundredths of a percent.
pub(super) const WHOLE: i64 = 10_000;

/// A checked number.
pub(super) fn exact(text: &str) -> Option<Exact> {
    Exact::from_decimal(text).ok()
}

pub(super) fn hundredths(weight: &str) -> Option<i64> {
    parse_scaled(weight, 2).ok()
}

pub(super) fn has_weight(weight: &str) -> bool {
    hundredths(weight).is_some_and(|weight| weight > 0)
}

/// Hundredths in their shortest form: `12.5`.
pub(super) fn percent(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{}", format!("{rest:02}").trim_end_matches('0'))
    }
}

/// A percentage from 0 to 100 in its shortest form, in hundredths; nought where it is wrong.
pub(super) fn share(invalid: &mut Invalid, field: &str, what: &str, typed: &mut String, positive: bool) -> i64 {
    let tidy = typed.trim().trim_end_matches('%').trim().to_owned();
    let message = match parse_scaled(&tidy, 2) {
        Ok(0) if positive => format!("{what} must be more than 0"),
        Ok(hundredths) if hundredths <= WHOLE => {
            *typed = percent(hundredths);
            return hundredths;
        }
        Ok(_) | Err(ScaledError::TooLarge) => format!("{what} must be 100 or less"),
        Err(ScaledError::TooPrecise) => format!("{what} must have no more than 2 digits after the decimal point"),
        Err(ScaledError::NotANumber) if tidy.is_empty() => format!("{what} is missing: enter a number, like 20"),
        Err(ScaledError::NotANumber) => format!("{what} must be a number, like 20"),
    };
    invalid.add(field, message);
    0
}

/// An amount of pounds in its shortest form.
pub(super) fn amount(invalid: &mut Invalid, field: &str, what: &str, typed: &mut String, positive: bool) {
    match Money::parse_messy(typed) {
        Ok(Money::ZERO) if positive => invalid.add(field, format!("{what} must be more than £0")),
        Ok(money) => *typed = percent(money.pence()),
        Err(MoneyError::Empty) => invalid.add(field, format!("{what} is missing: enter an amount, like 12,500")),
        Err(error) => invalid.add(field, error.to_string().replace("Amount", what)),
    }
}

/// A mark of at most two decimal places in its shortest form, in hundredths.
pub(super) fn mark(invalid: &mut Invalid, field: &str, what: &str, typed: &mut String) -> Option<i64> {
    match parse_scaled(typed.trim(), 2) {
        Ok(hundredths) if hundredths <= 100 * WHOLE => {
            *typed = percent(hundredths);
            Some(hundredths)
        }
        Ok(_) | Err(ScaledError::TooLarge) => {
            invalid.add(field, format!("{what} is too large"));
            None
        }
        Err(_) => {
            invalid.add(
                field,
                format!("{what} must be a number with no more than 2 decimal places, like 5"),
            );
            None
        }
    }
}
