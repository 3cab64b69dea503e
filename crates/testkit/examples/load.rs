//! Asks a server on this machine for pages and tells how long it took: `load ADDRESS REQUESTS PATH...`.
//!
//! One request after the other on one connection, so that what is measured is the server's time and not a queue. The paths
//! are taken in turn. Prints the median, the 95th and the 99th hundredth and the bytes of an answer, as one line.

#![expect(clippy::print_stdout, reason = "this is a command")]

use anyhow::Context as _;
use std::{
    io::{BufRead, BufReader, Read, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

const REQUESTS_MAX: usize = 100_000;
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);
/// These are asked first and not counted.
const WARM_UP: usize = 20;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [address, requests, paths @ ..] = args.as_slice() else {
        anyhow::bail!("usage: load ADDRESS REQUESTS PATH...");
    };
    anyhow::ensure!(!paths.is_empty(), "usage: load ADDRESS REQUESTS PATH...");
    let address: SocketAddr = address.parse().context("ADDRESS is such as 127.0.0.1:8080")?;
    anyhow::ensure!(address.ip().is_loopback(), "only a server on this machine is asked");
    let requests: usize = requests.parse().context("REQUESTS is a number")?;
    anyhow::ensure!((1..=REQUESTS_MAX).contains(&requests), "1 to {REQUESTS_MAX} requests");

    let mut writer = TcpStream::connect(address)?;
    writer.set_nodelay(true)?;
    writer.set_read_timeout(Some(TIMEOUT))?;
    let mut reader = BufReader::new(writer.try_clone()?);
    let mut times = Vec::with_capacity(requests);
    let mut bytes = 0;
    for (number, path) in paths.iter().cycle().take(WARM_UP + requests).enumerate() {
        let began = Instant::now();
        write!(writer, "GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n")?;
        bytes = answer(&mut reader).with_context(|| path.clone())?;
        if number >= WARM_UP {
            times.push(began.elapsed());
        }
    }
    times.sort_unstable();
    let at = |hundredth: usize| times[(times.len() - 1) * hundredth / 100].as_micros();
    println!("{} {} {} {bytes}", at(50), at(95), at(99));
    Ok(())
}

/// Reads one answer whole and gives the length of its body.
fn answer(reader: &mut impl BufRead) -> anyhow::Result<usize> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    anyhow::ensure!(line.split(' ').nth(1) == Some("200"), "the answer is {}", line.trim());
    let (mut length, mut chunked) = (0, false);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let lower = line.trim().to_ascii_lowercase();
        match lower.split_once(": ") {
            None if lower.is_empty() => break,
            Some(("content-length", value)) => length = value.parse()?,
            Some(("transfer-encoding", "chunked")) => chunked = true,
            _ => {}
        }
    }
    if !chunked {
        skip(reader, length)?;
        return Ok(length);
    }
    let mut total = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let size = usize::from_str_radix(line.trim(), 16)?;
        skip(reader, size + 2)?;
        total += size;
        anyhow::ensure!(total <= ANSWER_BYTES_MAX, "the answer is too long");
        if size == 0 {
            return Ok(total);
        }
    }
}

fn skip(reader: &mut impl BufRead, length: usize) -> anyhow::Result<()> {
    anyhow::ensure!(length <= ANSWER_BYTES_MAX, "the answer is too long");
    let skipped = std::io::copy(&mut reader.take(length as u64), &mut std::io::sink())?;
    anyhow::ensure!(skipped == length as u64, "the answer broke off");
    Ok(())
}
