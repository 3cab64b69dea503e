//! The table of prices.

use super::estimate;
use jiff::civil::Date;
use std::{collections::BTreeMap, str::FromStr};
use svx_domain::Money;
use svx_formats::table::{Line, Problems, amount, count, day, table};
use svx_store::prices::{MAX_POINTS, MAX_PRICES};

/// How a price came from its data points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// A rate that somebody publishes.
    PublishedRate,
    /// The median of the data points that are not far out.
    Median,
    /// What it is by definition: a pound costs a pound.
    Definition,
    /// There is no price.
    None,
}

impl Statistic {
    const ALL: [(&'static str, Self); 4] = [
        ("published-rate", Self::PublishedRate),
        ("median", Self::Median),
        ("definition", Self::Definition),
        ("none", Self::None),
    ];

    /// The code in the file and in the database.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, each)| *each == self)
            .map_or("none", |(code, _)| code)
    }
}

impl FromStr for Statistic {
    type Err = String;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(each, _)| *each == code);
        found
            .map(|(_, statistic)| *statistic)
            .ok_or_else(|| "Use published-rate, median, definition or none".to_owned())
    }
}

/// A line of the table of prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// The line of the file.
    pub line: u64,
    /// The resource's code.
    pub resource: String,
    /// `UK`, or the GSS code of a region.
    pub region: String,
    /// For one unit.
    pub unit_price: Option<Money>,
    /// How it came from the data points.
    pub statistic: Statistic,
    /// How many data points the source says that it rests on.
    pub data_points: u32,
    /// Who published it.
    pub source: String,
    /// Where it can be read.
    pub source_url: Option<String>,
    /// The licence.
    pub licence: String,
    /// The first day.
    pub valid_from: Date,
    /// The last.
    pub valid_to: Option<Date>,
    /// What a reader should know.
    pub note: String,
    /// Each observation: what, when and where.
    pub points: Vec<(Money, Option<Date>, String)>,
}

/// Reads the table of prices.
pub fn read_prices(text: &[u8]) -> Result<Vec<PriceRow>, Problems> {
    const REQUIRED: [&str; 9] = [
        "resource",
        "region",
        "unit_price",
        "statistic",
        "data_points",
        "source",
        "licence",
        "valid_from",
        "valid_to",
    ];
    let mut problems = Problems::default();
    let table = table(text, &REQUIRED, MAX_PRICES, &mut problems);
    let mut rows = Vec::new();
    for (line, cells) in &table.rows {
        let mut row = Line {
            line: *line,
            cells,
            problems: &mut problems,
        };
        rows.extend(price_row(&mut row));
    }
    check_overlaps(&rows, &mut problems);
    problems.check(rows)
}

fn price_row(row: &mut Line<'_>) -> Option<PriceRow> {
    let resource = row.code("resource");
    let region = row.parse("region", region);
    let statistic = row.parse("statistic", str::parse);
    let unit_price = row.optional("unit_price", amount);
    let data_points = row.parse("data_points", count);
    let valid_from = row.parse("valid_from", day);
    let valid_to = row.optional("valid_to", day);
    let points = row.optional("points", points).unwrap_or_default();
    let (source, licence) = (row.required("source"), row.required("licence"));
    let source_url = row.optional("source_url", web_address);
    let price = PriceRow {
        line: row.line,
        resource,
        region: region?,
        unit_price,
        statistic: statistic?,
        data_points: data_points?,
        source,
        source_url,
        licence,
        valid_from: valid_from?,
        valid_to,
        note: row.text("note"),
        points,
    };
    check_price(&price, row.problems);
    Some(price)
}

/// A price must be there where the statistic says so, rest on its data points, and end after it began.
fn check_price(price: &PriceRow, problems: &mut Problems) {
    let line = price.line;
    match (price.statistic, price.unit_price) {
        (Statistic::None, Some(_)) => problems.add(line, "unit_price", "There is a price, so say how it was made"),
        (Statistic::None, None) | (_, Some(_)) => {}
        (_, None) => problems.add(line, "unit_price", "Give the price, or say ‘none’ as its statistic"),
    }
    if price.statistic == Statistic::Median {
        let values: Vec<Money> = price.points.iter().map(|(value, ..)| *value).collect();
        match estimate(&values) {
            None => problems.add(line, "points", "A median needs its data points"),
            Some(found) if Some(found.median) != price.unit_price => {
                let median = found.median.to_decimal();
                problems.add(
                    line,
                    "unit_price",
                    format_args!("The median of the data points is {median}"),
                );
            }
            Some(_) if price.data_points as usize != values.len() => {
                problems.add(
                    line,
                    "data_points",
                    format_args!("There are {} data points", values.len()),
                );
            }
            Some(_) => {}
        }
    } else if !price.points.is_empty() && price.data_points as usize != price.points.len() {
        problems.add(
            line,
            "data_points",
            format_args!("There are {} data points", price.points.len()),
        );
    }
    if price.valid_to.is_some_and(|last| last < price.valid_from) {
        problems.add(line, "valid_to", "The last day is before the first");
    }
}

fn check_overlaps(rows: &[PriceRow], problems: &mut Problems) {
    let mut by_key: BTreeMap<(&str, &str), Vec<&PriceRow>> = BTreeMap::new();
    for row in rows {
        by_key.entry((&row.resource, &row.region)).or_default().push(row);
    }
    for mut periods in by_key.into_values() {
        periods.sort_by_key(|row| (row.valid_from, row.line));
        for pair in periods.windows(2) {
            if pair[0].valid_to.is_none_or(|last| last >= pair[1].valid_from) {
                let message = format!("This overlaps with line {}", pair[0].line);
                problems.add(pair[1].line, "valid_from", message);
            }
        }
    }
}

fn region(text: &str) -> Result<String, String> {
    let gss = text.len() == 9
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if text == "UK" || gss {
        Ok(text.to_owned())
    } else {
        Err("Use UK, or the code of a region such as E12000007".to_owned())
    }
}

fn web_address(text: &str) -> Result<String, String> {
    if text.starts_with("https://") && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err("A web address must begin with https://".to_owned())
    }
}

/// `13.45@2025-10-22@Where it was seen`, joined by semicolons. The day may be left out.
fn points(text: &str) -> Result<Vec<(Money, Option<Date>, String)>, String> {
    let mut points = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let mut pieces = part.splitn(3, '@').map(str::trim);
        let value = amount(pieces.next().unwrap_or_default())?;
        let seen = pieces.next().filter(|text| !text.is_empty()).map(day).transpose()?;
        let source = pieces.next().filter(|text| !text.is_empty());
        let source = source.ok_or("Write each data point as 13.45@2025-10-22@source")?;
        points.push((value, seen, source.to_owned()));
    }
    if points.len() > MAX_POINTS as usize {
        return Err(format!("Give {MAX_POINTS} data points or fewer"));
    }
    Ok(points)
}
