//! How long each part of solving took, and how much memory the whole did.

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::time::Instant;

use serde_json::{Value, json};

/// Seconds of each part, in the order of the work.
#[derive(Debug)]
pub(super) struct Stats {
    since: Instant,
    threads: NonZeroUsize,
    read: f64,
    prepare: f64,
    solve: f64,
    certify: f64,
}

impl Stats {
    pub(super) fn start() -> Self {
        Self {
            since: Instant::now(),
            threads: NonZeroUsize::MIN,
            read: 0.0,
            prepare: 0.0,
            solve: 0.0,
            certify: 0.0,
        }
    }

    pub(super) fn read(&mut self) {
        self.read = self.lap();
    }

    pub(super) fn prepared(&mut self) {
        self.prepare = self.lap();
    }

    pub(super) fn solved(&mut self) {
        self.solve = self.lap();
    }

    pub(super) fn certified(&mut self) {
        self.certify = self.lap();
    }

    fn lap(&mut self) -> f64 {
        let now = Instant::now();
        (now - std::mem::replace(&mut self.since, now)).as_secs_f64()
    }

    /// Notes how many threads there were to work with.
    pub(super) fn on(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// Says it all on standard error, if that was asked for.
    pub(super) fn tell(&self, asked: bool) -> io::Result<()> {
        if asked {
            writeln!(io::stderr(), "{}", self.json())
        } else {
            Ok(())
        }
    }

    fn json(&self) -> Value {
        json!({
            "threads": self.threads,
            "read_s": self.read,
            "prepare_s": self.prepare,
            "solve_s": self.solve,
            "certify_s": self.certify,
            "peak_mb": peak_memory_mb(),
        })
    }
}

/// The most memory that this process ever held, in MiB, where the system tells.
fn peak_memory_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}
