//! Problems of allocation in their binary form, which is read as a stream, in memory that grows with what is there and not
//! with what a header claims.
//!
//! All numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `SVXI0001` |
//! | 4 × 8 | how many offers, needs, pairs and communities there are |
//! | 4 an offer | its capacity |
//! | 4 a need | its quantity |
//! | 4 a need | its community, from 0 (not looked at where the number of communities is 0) |
//! | 8 a need, and 8 more | where each need's pairs start, and the end |
//! | 4 a pair | its offer, from 0 |
//! | 4 a pair | the value of one unit, signed; a pair whose value is not positive is never used |

use std::io::{self, Read};

use svx_matching::allocate::{
    ALLOCATE_EDGES_MAX, ALLOCATE_NEEDS_MAX, ALLOCATE_OFFERS_MAX, Edge, Edges, Problem, ProblemError,
};
use thiserror::Error;

/// What a file in the binary form begins with.
pub const INSTANCE_MAGIC: &[u8; 8] = b"SVXI0001";
/// How much is read at a time, in bytes: a multiple of every number's length.
const CHUNK_BYTES: usize = 1 << 16;

/// Why a file is not a problem in the binary form.
#[derive(Debug, Error)]
pub enum InstanceError {
    /// It cannot be read.
    #[error("it cannot be read after byte {at}: {error}")]
    Io {
        /// How much could be read.
        at: u64,
        /// What went wrong.
        error: io::Error,
    },
    /// It ends too soon.
    #[error("it ends at byte {at}, within {what}")]
    Short {
        /// How long it is.
        at: u64,
        /// What should have been there.
        what: &'static str,
    },
    /// It does not begin as it should.
    #[error("byte 0: it does not begin with SVXI0001")]
    Magic,
    /// A number is not possible where it is.
    #[error("byte {at}: {problem}")]
    Number {
        /// Where the number begins.
        at: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// There is more than the numbers at its head say.
    #[error("byte {at}: there is more after the last value")]
    Long {
        /// Where it should have ended.
        at: u64,
    },
}

/// What a file in the binary form holds.
#[derive(Debug)]
pub struct Instance {
    capacities: Vec<u64>,
    quantities: Vec<u64>,
    starts: Vec<u64>,
    edges: Vec<Edge<i32>>,
}

impl Instance {
    /// The problem that it describes.
    pub fn into_problem(self) -> Result<Problem, ProblemError> {
        Problem::new(self.capacities, self.quantities, self.starts, Edges::Narrow(self.edges))
    }
}

/// Reads a file in the binary form.
pub fn read_instance(reader: impl Read) -> Result<Instance, InstanceError> {
    let mut source = Source {
        reader,
        at: 0,
        buffer: vec![0; CHUNK_BYTES],
    };
    source.magic()?;
    let offers = source.count("the number of offers", ALLOCATE_OFFERS_MAX)?;
    let needs = source.count("the number of needs", ALLOCATE_NEEDS_MAX)?;
    let pairs = source.count("the number of pairs", ALLOCATE_EDGES_MAX)?;
    let communities = source.count("the number of communities", u32::MAX as usize)?;
    let mut capacities = Vec::new();
    source.each(offers, "the capacities of offers", |_, bytes| {
        capacities.push(u64::from(u32::from_le_bytes(bytes)));
        Ok(())
    })?;
    let mut quantities = Vec::new();
    source.each(needs, "the quantities of needs", |_, bytes| {
        quantities.push(u64::from(u32::from_le_bytes(bytes)));
        Ok(())
    })?;
    source.each(needs, "the communities of needs", |need, bytes| {
        let community = u32::from_le_bytes(bytes) as usize;
        if communities > 0 && community >= communities {
            return Err(format!(
                "need {need} is of community {community}, but there are {communities}, from 0"
            ));
        }
        Ok(())
    })?;
    let starts = read_starts(&mut source, needs, pairs)?;
    let edges = read_edges(&mut source, offers, pairs)?;
    source.end()?;
    Ok(Instance {
        capacities,
        quantities,
        starts,
        edges,
    })
}

fn read_starts<R: Read>(source: &mut Source<R>, needs: usize, pairs: usize) -> Result<Vec<u64>, InstanceError> {
    let mut starts = Vec::new();
    let mut before = 0;
    source.each(needs + 1, "the starts of rows", |row, bytes| {
        let start = u64::from_le_bytes(bytes);
        if row == 0 && start != 0 {
            return Err(format!("the first row starts at {start}, not at 0"));
        }
        if start < before {
            return Err(format!(
                "row {row} starts at {start}, before the row before it at {before}"
            ));
        }
        if start > pairs as u64 || (row == needs && start != pairs as u64) {
            let what = if row == needs {
                "the last row ends"
            } else {
                "a row starts"
            };
            return Err(format!("{what} at {start}, but there are {pairs} pairs"));
        }
        before = start;
        starts.push(start);
        Ok(())
    })?;
    Ok(starts)
}

fn read_edges<R: Read>(source: &mut Source<R>, offers: usize, pairs: usize) -> Result<Vec<Edge<i32>>, InstanceError> {
    let mut edges: Vec<Edge<i32>> = Vec::new();
    source.each(pairs, "the offers of pairs", |pair, bytes| {
        let offer = u32::from_le_bytes(bytes);
        if offer as usize >= offers {
            return Err(format!(
                "pair {pair} is with offer {offer}, but there are {offers}, from 0"
            ));
        }
        edges.push(Edge { offer, value: 0 });
        Ok(())
    })?;
    source.each(pairs, "the values of pairs", |pair, bytes| {
        edges[pair].value = i32::from_le_bytes(bytes);
        Ok(())
    })?;
    Ok(edges)
}

/// A reader that knows where it is.
#[derive(Debug)]
struct Source<R> {
    reader: R,
    at: u64,
    buffer: Vec<u8>,
}

impl<R: Read> Source<R> {
    /// Fills the first bytes of the buffer.
    fn fill(&mut self, bytes: usize, what: &'static str) -> Result<(), InstanceError> {
        let mut filled = 0;
        while filled < bytes {
            match self.reader.read(&mut self.buffer[filled..bytes]) {
                Ok(0) => return Err(InstanceError::Short { at: self.at, what }),
                Ok(read) => {
                    filled += read;
                    self.at += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(InstanceError::Io { at: self.at, error }),
            }
        }
        Ok(())
    }

    fn magic(&mut self) -> Result<(), InstanceError> {
        self.fill(INSTANCE_MAGIC.len(), "the first eight bytes")?;
        if self.buffer.starts_with(INSTANCE_MAGIC) {
            Ok(())
        } else {
            Err(InstanceError::Magic)
        }
    }

    fn count(&mut self, what: &'static str, most: usize) -> Result<usize, InstanceError> {
        let mut count = 0;
        self.each(1, what, |_, bytes| {
            let given = u64::from_le_bytes(bytes);
            count = usize::try_from(given)
                .ok()
                .filter(|&count| count <= most)
                .ok_or_else(|| format!("{what} is {given}, more than the {most} that there may be"))?;
            Ok(())
        })?;
        Ok(count)
    }

    /// Reads so many numbers and hands each on with its place among them.
    fn each<const N: usize>(
        &mut self,
        count: usize,
        what: &'static str,
        mut take: impl FnMut(usize, [u8; N]) -> Result<(), String>,
    ) -> Result<(), InstanceError> {
        let mut done = 0;
        while done < count {
            let now = (count - done).min(CHUNK_BYTES / N);
            let start = self.at;
            self.fill(now * N, what)?;
            let (numbers, _) = self.buffer[..now * N].as_chunks::<N>();
            for (place, &bytes) in numbers.iter().enumerate() {
                take(done + place, bytes).map_err(|problem| {
                    let at = start + (place * N) as u64;
                    InstanceError::Number { at, problem }
                })?;
            }
            done += now;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), InstanceError> {
        let at = self.at;
        match self.fill(1, "nothing") {
            Err(InstanceError::Short { .. }) => Ok(()),
            Ok(()) => Err(InstanceError::Long { at }),
            Err(error) => Err(error),
        }
    }
}
