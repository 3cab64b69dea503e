//! A reader that stops at the limit of the file and of a line, and knows which line each byte is on.
//!
//! The line numbers of the csv crate are one too low after CRLF and wrong after blank lines.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, Read};
use std::rc::Rc;

/// How far the reader may go, which whoever reads lines moves on.
#[derive(Debug)]
pub(crate) struct Meter {
    file_bytes: u64,
    line_bytes: u64,
    /// Bytes handed out.
    read: Cell<u64>,
    /// Where the line may not go beyond.
    line_end: Cell<u64>,
    spent: Cell<Option<Spent>>,
    /// The line being read, from 1.
    line: Cell<u64>,
    /// Whether nothing but line breaks has been read of that line.
    blank: Cell<bool>,
    /// For lines that are not blank: the byte where they begin and their number.
    starts: RefCell<VecDeque<(u64, u64)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spent {
    File,
    Line,
}

impl Meter {
    pub(crate) fn new(file_bytes: u64, line_bytes: u64) -> Rc<Self> {
        Rc::new(Self {
            file_bytes,
            line_bytes,
            read: Cell::new(0),
            line_end: Cell::new(line_bytes),
            spent: Cell::new(None),
            line: Cell::new(1),
            blank: Cell::new(true),
            starts: RefCell::new(VecDeque::new()),
        })
    }

    /// A line begins at this byte. What has been read ahead of it counts towards it.
    pub(crate) fn begin_line(&self, byte: u64) {
        self.line_end.set(byte.saturating_add(self.line_bytes));
    }

    /// The number of the first line that is not blank at or after this byte. Bytes before it are not asked about again.
    pub(crate) fn line_at(&self, byte: u64) -> u64 {
        let mut starts = self.starts.borrow_mut();
        while starts.front().is_some_and(|(start, _)| *start < byte) {
            starts.pop_front();
        }
        starts.front().map_or(self.line.get(), |(_, line)| *line)
    }

    fn took(&self, bytes: &[u8]) {
        for (offset, byte) in (self.read.get()..).zip(bytes) {
            if *byte == b'\n' {
                self.line.set(self.line.get() + 1);
                self.blank.set(true);
            } else if *byte != b'\r' && self.blank.replace(false) {
                self.starts.borrow_mut().push_back((offset, self.line.get()));
            }
        }
        self.read.set(self.read.get() + bytes.len() as u64);
    }

    pub(crate) fn file_spent(&self) -> bool {
        self.spent.get() == Some(Spent::File)
    }

    pub(crate) fn line_spent(&self) -> bool {
        self.spent.get() == Some(Spent::Line)
    }
}

pub(crate) struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R> Metered<R> {
    pub(crate) fn new(inner: R, meter: Rc<Meter>) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.meter.read.get();
        let (end, spent) = [
            (self.meter.file_bytes, Spent::File),
            (self.meter.line_end.get(), Spent::Line),
        ]
        .into_iter()
        .min_by_key(|(end, _)| *end)
        .unwrap_or((read, Spent::File));
        let length = usize::try_from(end.saturating_sub(read))
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        // One byte more than is allowed tells what is too long from what just fits.
        if length == 0 && !buffer.is_empty() {
            if self.inner.read(&mut [0])? == 0 {
                return Ok(0);
            }
            self.meter.spent.set(Some(spent));
            return Err(io::Error::other("limit"));
        }
        let count = self.inner.read(&mut buffer[..length])?;
        self.meter.took(&buffer[..count]);
        Ok(count)
    }
}
