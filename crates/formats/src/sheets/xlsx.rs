//! Rows of an XLSX file. A formula counts as the value that the spreadsheet last gave it.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};

use super::table::Row;
use super::{COLUMNS_MAX, Limits, SheetError};

/// The rows of the sheet with this name, or else of the first.
pub(super) fn rows(bytes: &[u8], sheet: &str, limits: &Limits) -> Result<Vec<Row>, SheetError> {
    check_unpacked(bytes, limits)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let named = names.iter().find(|name| name.trim().eq_ignore_ascii_case(sheet));
    let name = named.or(names.first()).ok_or(SheetError::Empty)?.clone();
    let mut reader = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let column = column as usize;
        if column >= COLUMNS_MAX {
            return Err(SheetError::Columns);
        }
        let number = u64::from(row) + 1;
        if rows.last().is_none_or(|last| last.number != number) {
            // The header is a row as well.
            if rows.len() as u64 > limits.rows {
                return Err(SheetError::Rows(limits.rows));
            }
            rows.push(Row {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Some(String::new()));
            }
            row.cells[column] = Some(text);
        }
    }
    Ok(rows)
}

/// Unpacks every part once into nothing: what the archive says of its own sizes is not to be believed.
fn check_unpacked(bytes: &[u8], limits: &Limits) -> Result<(), SheetError> {
    let broken = |error: &dyn std::fmt::Display| SheetError::Spreadsheet(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = limits.unpacked_bytes;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let taken = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink());
        let taken = taken.map_err(|error| broken(&error))?;
        left = left
            .checked_sub(taken)
            .ok_or(SheetError::Unpacked(limits.unpacked_bytes))?;
    }
    Ok(())
}

fn unreadable(error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Spreadsheet("it has a password".to_owned()),
        other => SheetError::Spreadsheet(other.to_string()),
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date as we write it; the time of day is left out where there is none.
fn day(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}
