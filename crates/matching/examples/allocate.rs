//! Solves a problem in the binary form `SVXI0001` a number of times and says how long each part took, for benchmarks:
//! `allocate FILE [THREADS [RUNS]]`. A line of JSON for each run.

#![expect(clippy::print_stdout, reason = "this is what a benchmark is for")]

mod instance;

use std::num::NonZeroUsize;
use std::time::Instant;

use svx_matching::allocate::{Options, check_certificate, solve};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("allocate FILE [THREADS [RUNS]]")?;
    let threads = args.get(1).map_or(Ok(NonZeroUsize::MIN), |text| text.parse())?;
    let runs: usize = args.get(2).map_or(Ok(1), |text| text.parse())?;
    let start = Instant::now();
    let problem = instance::read(file)?;
    let read = start.elapsed().as_secs_f64();
    for _ in 0..runs {
        let (start, start_cpu) = (Instant::now(), cpu_seconds());
        let solution = solve(&problem, &Options { threads })?;
        let (solve, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - start_cpu);
        let start = Instant::now();
        check_certificate(&problem, &solution)?;
        let certify = start.elapsed().as_secs_f64();
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap_or_default();
        let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or(file);
        println!(
            "{{\"peer\":\"svx_t{threads}\",\"inst\":\"{name}\",\"read_s\":{read:.4},\"solve_s\":{solve:.5},\"solve_cpu_s\":{cpu:.5},\"cert_s\":{certify:.5},\"peak_mb\":{},\"obj\":{}}}",
            peak / 1024,
            solution.value
        );
    }
    Ok(())
}

/// Seconds that this thread has run, where the system tells.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|nanoseconds| nanoseconds.parse::<f64>().ok())
        .unwrap_or_default()
        * 1e-9
}
