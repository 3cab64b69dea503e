//! Rows of text from CSV or XLSX, each with its number as a spreadsheet or an editor shows it.

use std::rc::Rc;

use csv::ByteRecord;

use super::header::Header;
use super::{Limits, SheetError, xlsx};
use crate::metered::{Meter, Metered};

/// How a ZIP archive begins, which an XLSX file is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How a compound file begins, which an XLS file is.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0";

/// A row as it stands in the file. A cell is nothing where it is not text in UTF-8.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) cells: Vec<Option<String>>,
}

/// The rows of a file after its header.
pub(super) enum Rows<'a> {
    Csv(Box<CsvRows<'a>>),
    Xlsx(std::vec::IntoIter<Row>),
}

/// Opens a file of either kind and reads its header.
pub(super) fn open<'a>(
    bytes: &'a [u8],
    sheet: &str,
    names: &'static [&'static str],
    needed: &[&[&str]],
    limits: &Limits,
) -> Result<(Header, Rows<'a>), SheetError> {
    if bytes.len() > limits.file_bytes {
        return Err(SheetError::File(limits.file_bytes));
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(SheetError::OldSpreadsheet);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(SheetError::Utf16);
    }
    let mut rows = if bytes.starts_with(ZIP) {
        Rows::Xlsx(xlsx::rows(bytes, sheet, limits)?.into_iter())
    } else {
        Rows::Csv(Box::new(CsvRows::new(bytes, limits)))
    };
    let first = rows.next_row()?.ok_or(SheetError::Empty)?;
    let cells: Option<Vec<String>> = first.cells.into_iter().collect();
    let header = Header::read(&cells.ok_or(SheetError::Encoding)?, names, needed)?;
    Ok((header, rows))
}

impl Rows<'_> {
    /// The next row that holds anything.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, SheetError> {
        match self {
            Self::Csv(rows) => rows.next_row(),
            Self::Xlsx(rows) => Ok(rows.next()),
        }
    }
}

pub(super) struct CsvRows<'a> {
    reader: csv::Reader<Metered<&'a [u8]>>,
    meter: Rc<Meter>,
    record: ByteRecord,
    row_bytes: u64,
}

impl<'a> CsvRows<'a> {
    fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        // The csv crate takes a mark at the beginning for part of the first quoted cell.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let meter = Meter::new(u64::MAX, limits.row_bytes);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Metered::new(bytes, Rc::clone(&meter)));
        Self {
            reader,
            meter,
            record: ByteRecord::new(),
            row_bytes: limits.row_bytes,
        }
    }

    fn next_row(&mut self) -> Result<Option<Row>, SheetError> {
        loop {
            let start = self.reader.position().byte();
            self.meter.begin_line(start);
            let more = self.reader.read_byte_record(&mut self.record);
            let number = self.meter.line_at(start);
            match more {
                Ok(false) => return Ok(None),
                Ok(true) => {}
                // Bytes in memory fail to be read at our own limit alone.
                Err(_) => {
                    return Err(SheetError::Row {
                        line: number,
                        bytes: self.row_bytes,
                    });
                }
            }
            // A row of separators alone, as spreadsheets leave at the end, says nothing.
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                let text = |cell| std::str::from_utf8(cell).ok().map(|text| text.trim().to_owned());
                return Ok(Some(Row {
                    number,
                    cells: self.record.iter().map(text).collect(),
                }));
            }
        }
    }
}
