//! Networks in the format of the DIMACS challenge for flow of the least cost: one thing a line, told by its first letter.
//!
//! | line | what |
//! |---|---|
//! | `c …` | a comment |
//! | `p min NODES ARCS` | the problem: once, before all that follows |
//! | `n NODE SUPPLY` | what a node supplies, or demands where it is negative; nothing where there is no line |
//! | `a FROM TO LOW CAPACITY COST` | an arc with the bounds of its flow and the cost of a unit |
//!
//! Nodes are numbered from 1. Amounts and costs are whole numbers of 64 bits; lower bounds and costs may be negative.

use std::io::{self, BufRead, Read as _};

use svx_matching::flow::{FLOW_ARCS_MAX, FLOW_NODES_MAX, FlowArc, FlowError, FlowProblem};
use thiserror::Error;

/// Longest line, in bytes.
pub const DIMACS_LINE_BYTES_MAX: usize = 64 * 1024;
/// How much of a word that is not understood is repeated.
const REPEATED_MAX: usize = 40;

/// Why a file is not a network.
#[derive(Debug, Error)]
pub enum DimacsError {
    /// It cannot be read.
    #[error("line {line} cannot be read: {error}")]
    Io {
        /// The line, from 1.
        line: u64,
        /// What went wrong.
        error: io::Error,
    },
    /// A line is not right.
    #[error("line {line}: {problem}")]
    Line {
        /// The line, from 1; where something is missing, the one after the last.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

/// Reads a network.
pub fn read_dimacs(mut reader: impl BufRead) -> Result<FlowProblem, DimacsError> {
    let mut network = Network::default();
    let mut text = Vec::new();
    let mut line = 1;
    loop {
        text.clear();
        let limit = DIMACS_LINE_BYTES_MAX as u64 + 1;
        let read = reader.by_ref().take(limit).read_until(b'\n', &mut text);
        if read.map_err(|error| DimacsError::Io { line, error })? == 0 {
            break;
        }
        let understood = if text.len() > DIMACS_LINE_BYTES_MAX {
            Err(format!("it is longer than {DIMACS_LINE_BYTES_MAX} bytes"))
        } else {
            network.line(&text)
        };
        understood.map_err(|problem| DimacsError::Line { line, problem })?;
        line += 1;
    }
    network.finish().map_err(|problem| DimacsError::Line { line, problem })
}

/// What the lines so far say.
#[derive(Debug, Default)]
struct Network {
    /// How many nodes and arcs there are to be, once the line that says so was read.
    counts: Option<(usize, usize)>,
    supplies: Vec<(u32, i64)>,
    arcs: Vec<FlowArc>,
}

impl Network {
    fn line(&mut self, text: &[u8]) -> Result<(), String> {
        let mut words = Words { rest: text };
        match words.next() {
            None | Some(b"c") => return Ok(()),
            Some(b"p") => self.problem(&mut words)?,
            Some(b"n") => self.node(&mut words)?,
            Some(b"a") => self.arc(&mut words)?,
            // Some comments have no space after the letter.
            Some(word) if word.starts_with(b"c") => return Ok(()),
            Some(word) => return Err(format!("it begins with {}, not with c, p, n or a", shown(word))),
        }
        match words.next() {
            None => Ok(()),
            Some(word) => Err(format!("there is more than there should be: {}", shown(word))),
        }
    }

    fn problem(&mut self, words: &mut Words) -> Result<(), String> {
        if self.counts.is_some() {
            return Err("this is the second p line".to_owned());
        }
        match words.next() {
            Some(b"min") => {}
            Some(word) => return Err(format!("the problem is {}, not min", shown(word))),
            None => return Err("the kind of problem is missing (it should be min)".to_owned()),
        }
        let nodes = words.count("the number of nodes", FLOW_NODES_MAX)?;
        let arcs = words.count("the number of arcs", FLOW_ARCS_MAX)?;
        self.counts = Some((nodes, arcs));
        Ok(())
    }

    fn node(&mut self, words: &mut Words) -> Result<(), String> {
        let (nodes, _) = self.counts()?;
        let node = words.node("the node", nodes)?;
        let supply = words.number("the supply")?;
        self.supplies.push((node, supply));
        if self.supplies.len() > nodes {
            return Err(format!("there are more n lines than the {nodes} nodes"));
        }
        Ok(())
    }

    fn arc(&mut self, words: &mut Words) -> Result<(), String> {
        let (nodes, arcs) = self.counts()?;
        if self.arcs.len() == arcs {
            return Err(format!("there are more arcs than the {arcs} that the p line says"));
        }
        let (from, to) = (
            words.node("the arc's beginning", nodes)?,
            words.node("the arc's end", nodes)?,
        );
        let (low, capacity) = (words.number("the lower bound")?, words.number("the capacity")?);
        let cost = words.number("the cost")?;
        if low > capacity {
            return Err(format!(
                "the lower bound of {low} is more than the capacity of {capacity}"
            ));
        }
        self.arcs.push(FlowArc {
            from,
            to,
            low,
            capacity,
            cost,
        });
        Ok(())
    }

    fn counts(&self) -> Result<(usize, usize), String> {
        self.counts
            .ok_or_else(|| "there should be a p line before this".to_owned())
    }

    fn finish(mut self) -> Result<FlowProblem, String> {
        let (nodes, arcs) = self.counts.ok_or("there is no p line")?;
        if self.arcs.len() < arcs {
            return Err(format!(
                "there are {} arcs, fewer than the {arcs} that the p line says",
                self.arcs.len()
            ));
        }
        self.supplies.sort_by_key(|&(node, _)| node);
        if let Some(twice) = self.supplies.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(format!("there is more than one n line for node {}", twice[0].0 + 1));
        }
        let mut supplies = vec![0; nodes];
        for (node, supply) in self.supplies {
            supplies[node as usize] = supply;
        }
        FlowProblem::new(supplies, self.arcs).map_err(|error: FlowError| error.to_string())
    }
}

/// The words of a line.
#[derive(Debug)]
struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.trim_ascii_start();
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn number(&mut self, what: &str) -> Result<i64, String> {
        let word = self.next().ok_or_else(|| format!("{what} is missing"))?;
        whole_number(word).ok_or_else(|| format!("{what} is {}, not a whole number of 64 bits", shown(word)))
    }

    fn count(&mut self, what: &str, most: usize) -> Result<usize, String> {
        let number = self.number(what)?;
        let count = usize::try_from(number).ok().filter(|&count| count <= most);
        count.ok_or_else(|| format!("{what} is {number}, which is not from 0 to {most}"))
    }

    /// A node, which is numbered from 0 from here on.
    fn node(&mut self, what: &str, nodes: usize) -> Result<u32, String> {
        let number = self.number(what)?;
        let node = usize::try_from(number).ok().filter(|&node| node >= 1 && node <= nodes);
        let node = node.ok_or_else(|| format!("{what} is node {number}, but nodes are numbered from 1 to {nodes}"))?;
        Ok((node - 1) as u32)
    }
}

/// A whole number, with a sign or without.
fn whole_number(word: &[u8]) -> Option<i64> {
    let (negative, digits) = match word {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0i64, |number, &digit| {
        let digit = i64::from(digit.checked_sub(b'0').filter(|&digit| digit <= 9)?);
        let shifted = number.checked_mul(10)?;
        if negative {
            shifted.checked_sub(digit)
        } else {
            shifted.checked_add(digit)
        }
    })
}

/// A word as it can be shown: not too long, and as text.
fn shown(word: &[u8]) -> String {
    let text = String::from_utf8_lossy(word);
    let short: String = text
        .chars()
        .filter(|each| !each.is_control())
        .take(REPEATED_MAX)
        .collect();
    format!("\"{short}\"")
}
