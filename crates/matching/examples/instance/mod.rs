//! Reads a problem in the binary form `SVXI0001`, for benchmarks: plainly, and without much of a check.

use svx_matching::allocate::{Edge, Edges, Problem};

/// Reads the problem in a file.
pub(crate) fn read(file: &str) -> Result<Problem, Box<dyn std::error::Error>> {
    parse(&std::fs::read(file)?)
}

fn parse(bytes: &[u8]) -> Result<Problem, Box<dyn std::error::Error>> {
    let counts: Vec<usize> = (0..3).map(|at| number(bytes, 8 + 8 * at)).collect::<Result<_, _>>()?;
    let [offers, needs, pairs] = counts[..] else {
        return Err("no counts".into());
    };
    let mut at = 40;
    let mut take = |count: usize, width: usize| {
        let from = at;
        at += count * width;
        bytes.get(from..at).ok_or("the file is too short")
    };
    let narrow = |bytes: &[u8]| -> Vec<u64> {
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|&four| u32::from_le_bytes(four).into())
            .collect()
    };
    let capacities = narrow(take(offers, 4)?);
    let quantities = narrow(take(needs, 4)?);
    take(needs, 4)?;
    let starts = take(needs + 1, 8)?
        .as_chunks()
        .0
        .iter()
        .map(|&eight| u64::from_le_bytes(eight))
        .collect();
    let (offer, value) = (take(pairs, 4)?.as_chunks().0, take(pairs, 4)?.as_chunks().0);
    let edge = |(&offer, &value)| Edge {
        offer: u32::from_le_bytes(offer),
        value: i32::from_le_bytes(value),
    };
    let edges = Edges::Narrow(offer.iter().zip(value).map(edge).collect());
    Ok(Problem::new(capacities, quantities, starts, edges)?)
}

fn number(bytes: &[u8], at: usize) -> Result<usize, Box<dyn std::error::Error>> {
    let mut number = [0; 8];
    number.copy_from_slice(bytes.get(at..at + 8).ok_or("the file is too short")?);
    Ok(u64::from_le_bytes(number).try_into()?)
}
