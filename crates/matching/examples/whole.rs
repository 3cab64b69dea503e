//! Plans every need of a problem in the binary form `SVXI0001` wholly or not at all, and says how close it came, for
//! benchmarks: `whole FILE [RUNS]`.

#![expect(clippy::print_stdout, reason = "this is what a benchmark is for")]

mod instance;

use std::time::Instant;

use svx_matching::allocate::{Options, check_whole, solve_whole};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("whole FILE [RUNS]")?;
    let runs: usize = args.get(1).map_or(Ok(1), |text| text.parse())?;
    let problem = instance::read(file)?;
    let whole = vec![true; problem.needs()];
    for _ in 0..runs {
        let start = Instant::now();
        let plan = solve_whole(&problem, &whole, &Options::default())?;
        let seconds = start.elapsed().as_secs_f64();
        let gap = check_whole(&problem, &whole, &plan)?;
        // In millionths of the bound.
        let gap = gap * 1_000_000 / plan.bound.max(1);
        println!(
            "{{\"solve_s\":{seconds:.4},\"obj\":{},\"bound\":{},\"gap_ppm\":{gap}}}",
            plan.value, plan.bound
        );
    }
    Ok(())
}
