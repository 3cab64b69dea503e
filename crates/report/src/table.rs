//! Tables for other programs: CSV (RFC 4180) and XLSX.
//!
//! A spreadsheet takes a cell that begins with certain characters for a formula and runs it. What people typed is written
//! so that it does not (OWASP ASVS 5.0, 1.2.10).

use std::borrow::Cow;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use thiserror::Error;

/// Most rows of an XLSX sheet, the header not counted: a limit of the format.
pub const XLSX_ROWS_MAX: usize = 1_048_575;
/// Most characters of an XLSX cell: a limit of the format.
const XLSX_CELL_CHARS_MAX: usize = 32_767;
/// Digits that a number keeps in a spreadsheet, which holds it as a double.
const XLSX_DIGITS_MAX: usize = 15;
/// The width of a column in characters.
const COLUMN_WIDTH_MIN: usize = 8;
const COLUMN_WIDTH_MAX: usize = 60;
/// Rows that are looked at for the width of a column.
const WIDTH_ROWS_MAX: usize = 200;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// What somebody typed, or words of ours.
    Text(String),
    /// A number that we reckoned, as a decimal string.
    Number(String),
}

impl Value {
    /// Text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number as a decimal string.
    pub fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }

    fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => neutralised(text),
            Self::Number(number) => Cow::Borrowed(number),
        }
    }
}

/// Rows under a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What the sheet is called.
    pub name: String,
    /// What each column is called.
    pub columns: Vec<String>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Value>>,
}

/// Why a table cannot be written.
#[derive(Debug, Error)]
pub enum TableError {
    /// There are more rows than the format has.
    #[error("there are {0} rows, more than the {XLSX_ROWS_MAX} that an XLSX file can hold. Write it as CSV")]
    TooManyRows(usize),
    /// The writer refused.
    #[error("the spreadsheet cannot be written: {0}")]
    Spreadsheet(#[from] XlsxError),
}

/// A text that no spreadsheet takes for a formula: with an apostrophe before what would begin one.
pub fn neutralised(text: &str) -> Cow<'_, str> {
    const BEGIN_FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];
    if text.starts_with(BEGIN_FORMULAS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl Table {
    /// The table as CSV in UTF-8, lines ended by CR LF.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut out = Vec::new();
        csv_line(&mut out, self.columns.iter().map(|name| neutralised(name)));
        for row in &self.rows {
            csv_line(&mut out, row.iter().map(Value::written));
        }
        out
    }

    /// The table as an XLSX file with one sheet, whose header stays in view. The same table gives the same bytes.
    ///
    /// # Errors
    /// [`TableError`] where the format cannot hold it.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, TableError> {
        if self.rows.len() > XLSX_ROWS_MAX {
            return Err(TableError::TooManyRows(self.rows.len()));
        }
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0_u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, cut(&neutralised(name)), &bold)?;
            // At most the greatest width, so it is exact.
            sheet.set_column_width(column, self.width(usize::from(column)) as f64)?;
        }
        for (line, row) in (1_u32..).zip(&self.rows) {
            for (column, value) in (0_u16..).zip(row) {
                match value {
                    Value::Empty => {}
                    Value::Number(number) if number.len() <= XLSX_DIGITS_MAX => {
                        match number.parse::<f64>() {
                            Ok(number) => sheet.write_number(line, column, number)?,
                            Err(_) => sheet.write_string(line, column, number)?,
                        };
                    }
                    Value::Number(number) => drop(sheet.write_string(line, column, number)?),
                    Value::Text(text) => drop(sheet.write_string(line, column, cut(&neutralised(text)))?),
                }
            }
        }
        if !self.rows.is_empty() && !self.columns.is_empty() {
            // Both fit: they were counted above.
            sheet.autofilter(0, 0, self.rows.len() as u32, self.columns.len() as u16 - 1)?;
        }
        Ok(book.save_to_buffer()?)
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().take(WIDTH_ROWS_MAX).filter_map(|row| row.get(column));
        let longest = cells.map(|cell| cell.written().chars().count()).max().unwrap_or(0);
        (longest.max(self.columns[column].chars().count()) + 2).clamp(COLUMN_WIDTH_MIN, COLUMN_WIDTH_MAX)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(XLSX_CELL_CHARS_MAX).collect()
}

fn csv_line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = Cow<'a, str>>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if cell.contains([',', '"', '\r', '\n']) || cell.trim().len() < cell.len() {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("=1+1", "'=1+1")]
    #[case("+44 20 7946 0000", "'+44 20 7946 0000")]
    #[case("-2", "'-2")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("\t=1", "'\t=1")]
    #[case("＝1", "'＝1")]
    #[case("a=b", "a=b")]
    #[case("", "")]
    fn what_would_be_a_formula_is_not(#[case] text: &str, #[case] written: &str) {
        assert_eq!(neutralised(text), written);
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let table = Table {
            name: "Plan".to_owned(),
            columns: vec!["need".to_owned(), "=x".to_owned()],
            rows: vec![
                vec![Value::text("a, \"b\""), Value::number("-1.5")],
                vec![Value::text("two\nlines"), Value::Empty],
            ],
        };
        let csv = String::from_utf8(table.to_csv()).expect("it is made of text");
        assert_eq!(csv, "need,'=x\r\n\"a, \"\"b\"\"\",-1.5\r\n\"two\nlines\",\r\n");
        assert_eq!(table.to_xlsx().expect("it fits"), table.to_xlsx().expect("it fits"));
    }

    proptest! {
        #[test]
        fn no_text_begins_a_formula_in_a_cell(text in "\\PC{0,20}|[=+@\\-].{0,5}") {
            let table = Table { name: "t".to_owned(), columns: vec!["c".to_owned()], rows: vec![vec![Value::text(text)]] };
            let csv = String::from_utf8(table.to_csv()).expect("it is made of text");
            let cell = csv.trim_start_matches("c\r\n").trim_start_matches('"');
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t']));
        }
    }
}
