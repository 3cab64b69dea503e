//! Dates, times, money, quantities and lists as people read them.

use jiff::civil::{Date, DateTime, Time};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// 23 November 2026.
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// 23 Nov 2026, for tables only.
pub fn short_date(date: Date) -> String {
    format!("{} {} {}", date.day(), &month(date)[..3], date.year())
}

/// Monday 23 November 2026.
pub fn weekday_date(day: Date) -> String {
    let weekday = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
    format!("{weekday} {}", date(day))
}

/// 5:30pm, 5pm, midday, midnight.
pub fn time(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match (hour, minute) {
        (0, 0) => return "midnight".to_owned(),
        (12, 0) => return "midday".to_owned(),
        _ => {}
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let clock_hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 {
        format!("{clock_hour}{half}")
    } else {
        format!("{clock_hour}:{minute:02}{half}")
    }
}

/// 5:30pm on 23 November 2026.
pub fn date_time(moment: DateTime) -> String {
    format!("{} on {}", time(moment.time()), date(moment.date()))
}

/// 1 to 30 November 2026; 28 November to 3 December 2026; 1 December 2026 to 3 January 2027.
pub fn date_range(first: Date, last: Date) -> String {
    if first == last {
        date(first)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} to {}", first.day(), date(last))
    } else if first.year() == last.year() {
        format!("{} {} to {}", first.day(), month(first), date(last))
    } else {
        format!("{} to {}", date(first), date(last))
    }
}

/// £1,200.50 from 120050 pence; whole pounds without pence, as £1,200.
pub fn money(pence: i64) -> String {
    if pence % 100 == 0 {
        pounds(pence)
    } else {
        money_exact(pence)
    }
}

/// £1,200.00 from 120000 pence: always with pence, for columns of figures.
pub fn money_exact(pence: i64) -> String {
    format!("{}.{:02}", pounds(pence), pence.unsigned_abs() % 100)
}

/// 1,200,000.
pub fn number(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs()))
}

/// A quantity held in thousandths with its unit: 12 chairs, 2.5 hours, 1 chair. Give both forms of the unit.
pub fn quantity(thousandths: i64, one: &str, many: &str) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let decimals = format!("{rest:03}");
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let unit = if thousandths == 1000 { one } else { many };
    format!("{sign}{}{point}{decimals} {unit}", grouped(whole))
}

/// 1 need, 2 needs.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// "chairs", "chairs and tables", "chairs, tables and lamps".
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "and")
}

/// "chairs", "chairs or tables", "chairs, tables or lamps".
pub fn list_or<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "or")
}

fn joined<S: AsRef<str>>(items: &[S], word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}£{}", grouped(pence.unsigned_abs() / 100))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as day, time as clock};
    use rstest::rstest;

    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date(day(2026, 11, 23)), "23 November 2026");
        assert_eq!(short_date(day(2026, 9, 3)), "3 Sep 2026");
        assert_eq!(weekday_date(day(2026, 11, 23)), "Monday 23 November 2026");
        assert_eq!(weekday_date(day(2026, 11, 22)), "Sunday 22 November 2026");
    }

    #[test]
    fn moments() {
        assert_eq!(
            date_time(day(2026, 11, 23).at(17, 30, 0, 0)),
            "5:30pm on 23 November 2026"
        );
    }

    #[rstest]
    #[case((2026, 11, 1), (2026, 11, 30), "1 to 30 November 2026")]
    #[case((2026, 11, 28), (2026, 12, 3), "28 November to 3 December 2026")]
    #[case((2026, 12, 1), (2027, 1, 3), "1 December 2026 to 3 January 2027")]
    #[case((2026, 12, 1), (2026, 12, 1), "1 December 2026")]
    fn ranges(#[case] first: (i16, i8, i8), #[case] last: (i16, i8, i8), #[case] words: &str) {
        assert_eq!(
            date_range(day(first.0, first.1, first.2), day(last.0, last.1, last.2)),
            words
        );
    }

    #[rstest]
    #[case(0, 0, "midnight")]
    #[case(0, 5, "12:05am")]
    #[case(9, 0, "9am")]
    #[case(12, 0, "midday")]
    #[case(12, 30, "12:30pm")]
    #[case(17, 30, "5:30pm")]
    #[case(23, 59, "11:59pm")]
    fn times(#[case] hour: i8, #[case] minute: i8, #[case] words: &str) {
        assert_eq!(time(clock(hour, minute, 0, 0)), words);
    }

    #[rstest]
    #[case(0, "£0", "£0.00")]
    #[case(5, "£0.05", "£0.05")]
    #[case(120_000, "£1,200", "£1,200.00")]
    #[case(120_050, "£1,200.50", "£1,200.50")]
    #[case(-120_050, "-£1,200.50", "-£1,200.50")]
    #[case(i64::MIN, "-£92,233,720,368,547,758.08", "-£92,233,720,368,547,758.08")]
    fn amounts(#[case] pence: i64, #[case] short: &str, #[case] exact: &str) {
        assert_eq!(money(pence), short);
        assert_eq!(money_exact(pence), exact);
    }

    #[rstest]
    #[case(1_000, "1 chair")]
    #[case(12_000, "12 chairs")]
    #[case(2_500, "2.5 chairs")]
    #[case(0, "0 chairs")]
    #[case(1_234_050, "1,234.05 chairs")]
    #[case(1, "0.001 chairs")]
    fn quantities(#[case] thousandths: i64, #[case] words: &str) {
        assert_eq!(quantity(thousandths, "chair", "chairs"), words);
    }

    #[test]
    fn counts_and_lists() {
        assert_eq!(plural(1, "need", "needs"), "1 need");
        assert_eq!(plural(1_000, "need", "needs"), "1,000 needs");
        assert_eq!(number(-1_234_567), "-1,234,567");
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["chairs"]), "chairs");
        assert_eq!(list(&["chairs", "tables"]), "chairs and tables");
        assert_eq!(list_or(&["chairs", "tables", "lamps"]), "chairs, tables or lamps");
    }
}
