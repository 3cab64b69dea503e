//! Days, dates and lists in plain English.

use jiff::civil::{Date, date};
use svx_domain::Window;

const SMALL: [&str; 11] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];
const DAYS_IN_WEEK: u32 = 7;

/// "one day", "five days", "three weeks", "19 days".
pub(crate) fn days(count: u32) -> String {
    if count >= 2 * DAYS_IN_WEEK && count.is_multiple_of(DAYS_IN_WEEK) {
        counted(count / DAYS_IN_WEEK, "week")
    } else {
        counted(count, "day")
    }
}

fn counted(count: u32, noun: &str) -> String {
    let number = SMALL
        .get(count as usize)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned());
    let plural = if count == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// "on 3 March 2026", "from 3 to 21 March 2026", "from 28 February to 21 March 2026".
pub(crate) fn range(window: &Window) -> String {
    let Window { from, to } = window;
    let last = to.strftime("%-d %B %Y");
    if *to == Date::MAX {
        format!("from {} on", from.strftime("%-d %B %Y"))
    } else if *from == Date::MIN {
        format!("until {last}")
    } else if from == to {
        format!("on {last}")
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("from {} to {last}", from.day())
    } else if from.year() == to.year() {
        format!("from {} to {last}", from.strftime("%-d %B"))
    } else {
        format!("from {} to {last}", from.strftime("%-d %B %Y"))
    }
}

/// "dbs", "dbs and delivery", "dbs, delivery and parking".
pub(crate) fn series(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Whether an end of it is left open.
pub(crate) fn is_open(window: &Window) -> bool {
    window.from == Date::MIN || window.to == Date::MAX
}

/// Days since the first of 1970, which is day nought.
pub(crate) fn day_number(day: Date) -> i32 {
    const FIRST: Date = date(1970, 1, 1);
    const HOURS_IN_DAY: i64 = 24;
    // Every day that can be written is within four million of it.
    (day.duration_since(FIRST).as_hours() / HOURS_IN_DAY) as i32
}

/// Days from the first to the last, both counted.
pub(crate) fn length(window: &Window) -> u32 {
    u32::try_from(window.days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "no days")]
    #[case(1, "one day")]
    #[case(7, "seven days")]
    #[case(19, "19 days")]
    #[case(21, "three weeks")]
    #[case(84, "12 weeks")]
    fn says_how_long(#[case] count: u32, #[case] text: &str) {
        assert_eq!(days(count), text);
    }

    #[rstest]
    #[case(date(2026, 3, 3), date(2026, 3, 3), "on 3 March 2026")]
    #[case(date(2026, 3, 3), date(2026, 3, 21), "from 3 to 21 March 2026")]
    #[case(date(2026, 2, 28), date(2026, 3, 21), "from 28 February to 21 March 2026")]
    #[case(date(2025, 12, 30), date(2026, 1, 2), "from 30 December 2025 to 2 January 2026")]
    #[case(date(2026, 3, 3), Date::MAX, "from 3 March 2026 on")]
    #[case(Date::MIN, date(2026, 3, 3), "until 3 March 2026")]
    fn says_when(#[case] from: Date, #[case] to: Date, #[case] text: &str) {
        assert_eq!(range(&Window { from, to }), text);
    }
}
