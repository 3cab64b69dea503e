//! A reader that stops at the limits and counts lines.

use std::cell::Cell;
use std::io::{self, BufReader, Chain, Cursor, Read};
use std::rc::Rc;

/// What the reader and the code that reads from it both look at.
#[derive(Debug)]
pub(super) struct Meter {
    /// Bytes that may still be read of the file.
    file_left: Cell<u64>,
    /// Bytes that may still be read of the current release.
    part_left: Cell<u64>,
    /// The line being read, from 1.
    line: Cell<u64>,
}

impl Meter {
    pub(super) fn new(file_bytes: u64) -> Rc<Self> {
        Rc::new(Self {
            file_left: Cell::new(file_bytes),
            part_left: Cell::new(u64::MAX),
            line: Cell::new(1),
        })
    }

    /// A new release begins.
    pub(super) fn begin(&self, part_bytes: u64) {
        self.part_left.set(part_bytes);
    }

    pub(super) fn line(&self) -> u64 {
        self.line.get()
    }

    /// Whether the reader stopped at the end of what the file may have.
    pub(super) fn file_spent(&self) -> bool {
        self.file_left.get() == 0
    }

    /// Whether the reader stopped at the end of what a release may have.
    pub(super) fn part_spent(&self) -> bool {
        self.part_left.get() == 0
    }
}

pub(super) struct Bounded<R: Read> {
    inner: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    meter: Rc<Meter>,
}

impl<R: Read> Bounded<R> {
    /// `start` has already been read from `rest`.
    pub(super) fn new(start: Vec<u8>, rest: R, meter: Rc<Meter>) -> Self {
        Self {
            inner: BufReader::new(Cursor::new(start).chain(rest)),
            meter,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = self.meter.file_left.get().min(self.meter.part_left.get());
        let length = usize::try_from(allowed).unwrap_or(usize::MAX).min(buffer.len());
        // One byte more than is allowed tells a file that is too long from one that just fits.
        if length == 0 && !buffer.is_empty() {
            let mut probe = [0];
            return if self.inner.read(&mut probe)? == 0 {
                Ok(0)
            } else {
                Err(io::Error::other("limit"))
            };
        }
        let count = self.inner.read(&mut buffer[..length])?;
        let read = &buffer[..count];
        let taken = count as u64;
        self.meter.file_left.set(self.meter.file_left.get() - taken);
        self.meter.part_left.set(self.meter.part_left.get() - taken);
        let newlines = read.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.meter.line.set(self.meter.line.get() + newlines);
        Ok(count)
    }
}
