//! What every load of a published file has in common.

use crate::{App, Error, Invalid, Result};
use std::{
    cell::Cell,
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
    str::FromStr,
};
use svx_store::places;
use thiserror::Error;

/// The most problems of a file that are listed; the rest are counted.
pub const MAX_PROBLEMS_LISTED: usize = 100;

/// The year and month of a publication, which its area codes are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vintage {
    year: u16,
    month: u8,
}

/// Why a text is not a vintage.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is not a year and month such as 2025-11")]
pub struct VintageError(String);

/// Before these years there were no such files, and after them this program will not be in use.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2100;
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];

impl Vintage {
    fn new(year: &str, month: u8) -> Option<Self> {
        let year = year.parse().ok().filter(|year| year_is_plausible(*year))?;
        (1..=12).contains(&month).then_some(Self { year, month })
    }

    /// The month and year that publishers put into the names of their files: `ONSPD_NOV_2025_UK.csv`,
    /// `LAD_DEC_2024_UK_BUC.geojson`, `Local_Authority_Districts_December_2024.geojson`.
    pub fn of_file_name(name: &str) -> Option<Self> {
        let words: Vec<&str> = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        words.windows(2).find_map(|pair| {
            let month = pair[0].get(..3)?.to_ascii_uppercase();
            let month = MONTHS.iter().position(|known| *known == month)?;
            Self::new(pair[1], u8::try_from(month + 1).ok()?).filter(|_| pair[1].len() == 4)
        })
    }
}

fn year_is_plausible(year: u16) -> bool {
    YEARS.contains(&year)
}

impl FromStr for Vintage {
    type Err = VintageError;

    fn from_str(text: &str) -> Result<Self, VintageError> {
        let parts = text
            .split_once('-')
            .filter(|(year, month)| year.len() == 4 && month.len() == 2)
            // A number may have a plus sign; a month may not.
            .filter(|(_, month)| month.bytes().all(|digit| digit.is_ascii_digit()));
        parts
            .and_then(|(year, month)| Self::new(year, month.parse().ok()?))
            .ok_or_else(|| VintageError(text.chars().take(20).collect()))
    }
}

impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// How a file is to be loaded.
pub struct ImportOptions<'a> {
    /// Of which year and month it is.
    pub vintage: Vintage,
    /// Whether to load the good rows of a file with bad ones. Otherwise such a file is refused whole.
    pub skip_bad_rows: bool,
    /// Told from time to time how many bytes have been read so far.
    pub progress: &'a dyn Fn(u64),
}

/// What a load did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many rows are kept.
    pub kept: u64,
    /// Postcodes that were left out because they are no longer in use.
    pub ended: u64,
    /// Postcodes that were left out because the file does not say where they are.
    pub without_place: u64,
    /// Rows that were left out because an earlier one has the same postcode or code.
    pub repeated: u64,
    /// What is wrong with rows that were left out: the first so many.
    pub problems: Vec<String>,
    /// How many problems there are beside these.
    pub problems_unlisted: u64,
}

impl Loaded {
    pub(super) fn problem(&mut self, problem: String) {
        if self.problems.len() < MAX_PROBLEMS_LISTED {
            self.problems.push(problem);
        } else {
            self.problems_unlisted += 1;
        }
    }

    /// How many rows were wrong.
    pub fn bad_rows(&self) -> u64 {
        self.problems.len() as u64 + self.problems_unlisted
    }

    /// The problems as the reason to refuse the file.
    pub(super) fn refused(&self) -> Error {
        let mut invalid = Invalid::new();
        for problem in &self.problems {
            invalid.add("file", problem);
        }
        if self.problems_unlisted > 0 {
            invalid.add("file", format!("and {} more", self.problems_unlisted));
        }
        invalid.into()
    }
}

/// Every file that was loaded: its source, licence and vintage, for a page that credits them.
pub async fn loads(app: &App) -> Result<Vec<places::Load>> {
    Ok(places::loads(&mut app.db.read().await?).await?)
}

/// Opens a file, or says which cannot be.
pub(super) fn open<'a>(path: &Path, read: &'a Cell<u64>, progress: &'a dyn Fn(u64)) -> Result<Counting<'a>> {
    let file = File::open(path).map_err(|error| {
        Error::from(Invalid::one(
            "file",
            format!("{} cannot be read: {error}", path.display()),
        ))
    })?;
    Ok(Counting { file, read, progress })
}

/// A file that tells how much of it was read.
pub(super) struct Counting<'a> {
    file: File,
    read: &'a Cell<u64>,
    progress: &'a dyn Fn(u64),
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        (self.progress)(self.read.get());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2025-11", Some("2025-11"))]
    #[case("2025-13", None)]
    #[case("2025-00", None)]
    #[case("25-11", None)]
    #[case("2025-1", None)]
    #[case("2025-+1", None)]
    #[case("", None)]
    fn a_vintage_is_a_year_and_month(#[case] text: &str, #[case] read: Option<&str>) {
        let vintage = text.parse::<Vintage>().ok().map(|vintage| vintage.to_string());
        assert_eq!(vintage.as_deref(), read);
    }

    #[rstest]
    #[case("ONSPD_NOV_2025_UK.csv", Some("2025-11"))]
    #[case("Local_Authority_Districts_(December_2024)_UK.geojson", Some("2024-12"))]
    #[case("ab.csv", None)]
    #[case("NOV_1066.csv", None)]
    fn a_file_name_may_say_the_vintage(#[case] name: &str, #[case] read: Option<&str>) {
        let vintage = Vintage::of_file_name(name).map(|vintage| vintage.to_string());
        assert_eq!(vintage.as_deref(), read);
    }
}
