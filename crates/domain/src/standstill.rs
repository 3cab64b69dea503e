//! Working days in England, and the standstill between a contract award notice and the contract.
//!
//! Sources: Procurement Act 2023 s.51 (the mandatory standstill is the period of eight working days beginning with the day on
//! which the contract award notice is published; the notice may name a later end) and s.123 (working days). Bank holidays are
//! those of England: Banking and Financial Dealings Act 1971 s.1 and Schedule 1, and the yearly proclamations under s.1(2) and
//! (3), as gov.uk lists them for 2025 to 2028. A day that the list does not cover is not guessed.

use crate::ports::uk;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday, date},
};
use thiserror::Error;

/// The fewest working days of a standstill: Procurement Act 2023 s.51(2).
pub const MIN_WORKING_DAYS: u32 = 8;
/// The most working days that a notice may name here.
pub const MAX_WORKING_DAYS: u32 = 60;
/// The first day whose bank holidays are known.
pub const KNOWN_FROM: Date = date(2025, 1, 1);
/// The last day whose bank holidays are known.
pub const KNOWN_TO: Date = date(2028, 12, 31);

/// The bank holidays of England from [`KNOWN_FROM`] to [`KNOWN_TO`], Christmas Day and Good Friday among them, with the day that
/// stands in for one that falls on a weekend.
const BANK_HOLIDAYS: [Date; 32] = [
    date(2025, 1, 1),
    date(2025, 4, 18),
    date(2025, 4, 21),
    date(2025, 5, 5),
    date(2025, 5, 26),
    date(2025, 8, 25),
    date(2025, 12, 25),
    date(2025, 12, 26),
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 4),
    date(2026, 5, 25),
    date(2026, 8, 31),
    date(2026, 12, 25),
    // Boxing Day is a Saturday.
    date(2026, 12, 28),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
    date(2027, 5, 3),
    date(2027, 5, 31),
    date(2027, 8, 30),
    // Christmas Day is a Saturday and Boxing Day a Sunday.
    date(2027, 12, 27),
    date(2027, 12, 28),
    // New Year's Day is a Saturday.
    date(2028, 1, 3),
    date(2028, 4, 14),
    date(2028, 4, 17),
    date(2028, 5, 1),
    date(2028, 5, 29),
    date(2028, 8, 28),
    date(2028, 12, 25),
    date(2028, 12, 26),
];

/// A day for which it is not known whether it is a bank holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "Bank holidays are known here from 1 January 2025 to 31 December 2028, so what is a working day outside those years is not known"
)]
pub struct Unknown;

/// Whether a day is a working day in England: no Saturday, Sunday, Christmas Day, Good Friday or bank holiday.
pub fn is_working_day(day: Date) -> Result<bool, Unknown> {
    if !(KNOWN_FROM..=KNOWN_TO).contains(&day) {
        return Err(Unknown);
    }
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    Ok(!weekend && !BANK_HOLIDAYS.contains(&day))
}

/// A standstill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// The last working day that counts.
    pub last_day: Date,
    /// The first moment at which the contract may be entered into: midnight at the end of the last day, in the United Kingdom.
    pub ends_at: Timestamp,
}

impl Standstill {
    /// So many working days, beginning with the day of publication in the United Kingdom.
    pub fn from_publication(published_at: Timestamp, working_days: u32) -> Result<Self, Unknown> {
        let mut day = crate::ports::uk_date(published_at);
        let mut left = working_days.max(MIN_WORKING_DAYS);
        loop {
            left -= u32::from(is_working_day(day)?);
            let next = day.checked_add(1.day()).map_err(|_| Unknown)?;
            if left == 0 {
                let ends_at = next
                    .at(0, 0, 0, 0)
                    .to_zoned_datetime(uk())
                    .map_err(|_| Unknown)?
                    .timestamp();
                return Ok(Self { last_day: day, ends_at });
            }
            day = next;
        }
    }

    /// Whether it has ended at a moment.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn ends(published: &str, days: u32) -> Result<(Date, String), Unknown> {
        let standstill = Standstill::from_publication(published.parse().unwrap(), days)?;
        Ok((standstill.last_day, standstill.ends_at.to_string()))
    }

    /// The first column is gov.uk's guidance on contract award notices: publication counts as day one.
    #[rstest]
    // A plain fortnight: Monday to the Wednesday of the week after.
    #[case::plain("2026-06-01T09:00:00Z", 8, date(2026, 6, 10), "2026-06-10T23:00:00Z")]
    // Published late in the evening in British Summer Time: it is the same day in London.
    #[case::late_evening("2026-06-01T22:30:00Z", 8, date(2026, 6, 10), "2026-06-10T23:00:00Z")]
    // Half an hour after midnight in London is still the day before in UTC.
    #[case::after_midnight("2026-06-01T23:30:00Z", 8, date(2026, 6, 11), "2026-06-11T23:00:00Z")]
    // On a Saturday the first working day is Monday.
    #[case::saturday("2026-06-06T09:00:00Z", 8, date(2026, 6, 17), "2026-06-17T23:00:00Z")]
    // Easter 2026: Good Friday 3 April, Easter Monday 6 April.
    #[case::easter("2026-03-31T09:00:00Z", 8, date(2026, 4, 13), "2026-04-13T23:00:00Z")]
    // Easter 2027: 26 and 29 March; the clocks go forward on 28 March.
    #[case::easter_and_clocks("2027-03-22T09:00:00Z", 8, date(2027, 4, 2), "2027-04-02T23:00:00Z")]
    // The clocks go back on 25 October 2026: the end is midnight in London, which is then midnight in UTC.
    #[case::end_of_summer_time("2026-10-19T09:00:00Z", 8, date(2026, 10, 28), "2026-10-29T00:00:00Z")]
    // Christmas 2025: 25 and 26 December, 1 January.
    #[case::christmas("2025-12-18T09:00:00Z", 8, date(2025, 12, 31), "2026-01-01T00:00:00Z")]
    // Christmas 2026: Boxing Day is a Saturday, so Monday 28 December stands in.
    #[case::substitute("2026-12-18T09:00:00Z", 8, date(2026, 12, 31), "2027-01-01T00:00:00Z")]
    // Christmas 2027 is on a weekend: 27 and 28 December stand in, and 3 January 2028 for New Year's Day.
    #[case::both_substitutes("2027-12-20T09:00:00Z", 8, date(2027, 12, 31), "2028-01-01T00:00:00Z")]
    #[case::over_new_year("2027-12-22T09:00:00Z", 8, date(2028, 1, 5), "2028-01-06T00:00:00Z")]
    // Early May and spring bank holidays.
    #[case::may("2026-05-01T09:00:00Z", 8, date(2026, 5, 13), "2026-05-13T23:00:00Z")]
    // Fewer than the Act asks are not to be had; more are.
    #[case::too_few("2026-06-01T09:00:00Z", 3, date(2026, 6, 10), "2026-06-10T23:00:00Z")]
    #[case::more("2026-06-01T09:00:00Z", 10, date(2026, 6, 12), "2026-06-12T23:00:00Z")]
    fn standstills(#[case] published: &str, #[case] days: u32, #[case] last: Date, #[case] until: &str) {
        assert_eq!(ends(published, days), Ok((last, until.to_owned())));
    }

    #[rstest]
    #[case("2028-12-19T09:00:00Z")]
    #[case("2029-03-01T09:00:00Z")]
    #[case("2024-12-30T09:00:00Z")]
    fn beyond_the_list_nothing_is_guessed(#[case] published: &str) {
        assert_eq!(ends(published, 8), Err(Unknown));
    }

    #[test]
    fn the_last_standstill_that_is_known_ends_with_the_year() {
        // 18, 19, 20, 21, 22, 27, 28 and 29 December 2028.
        assert_eq!(ends("2028-12-18T09:00:00Z", 8).unwrap().0, date(2028, 12, 29));
    }

    #[test]
    fn no_bank_holiday_is_on_a_weekend_and_all_are_in_order() {
        assert!(BANK_HOLIDAYS.is_sorted());
        assert!(
            BANK_HOLIDAYS
                .iter()
                .all(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        );
    }

    proptest! {
        #[test]
        fn there_are_exactly_as_many_working_days_as_were_asked(second in 1_735_700_000_i64..1_850_000_000, days in 8_u32..20) {
            let published = Timestamp::from_second(second).unwrap();
            if let Ok(standstill) = Standstill::from_publication(published, days) {
                let first = crate::ports::uk_date(published);
                let counted = first
                    .series(1.day())
                    .take_while(|day| *day <= standstill.last_day)
                    .filter(|day| is_working_day(*day) == Ok(true))
                    .count();
                prop_assert_eq!(u32::try_from(counted).unwrap(), days);
                prop_assert_eq!(is_working_day(standstill.last_day), Ok(true));
                prop_assert!(!standstill.is_over(published));
                prop_assert_eq!(crate::ports::uk_date(standstill.ends_at), standstill.last_day.tomorrow().unwrap());
            }
        }
    }
}
