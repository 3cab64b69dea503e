//! Flow of the least cost through a network in the DIMACS format.

use std::process::ExitCode;

use anyhow::Context as _;
use svx_matching::flow::{FlowError, FlowProblem, FlowSolution, check_flow, minimum_cost_flow};

use super::stats::Stats;
use super::{Args, print, refuse, write_certificate};
use crate::output::{answer, finish};

/// The status when no flow meets every supply and demand.
const INFEASIBLE: u8 = 3;

pub(super) fn run(args: &Args, problem: &FlowProblem, mut stats: Stats) -> ExitCode {
    stats.prepared();
    match minimum_cost_flow(problem) {
        Ok(solution) => {
            stats.solved();
            finish(tell(args, problem, &solution, stats))
        }
        Err(FlowError::Infeasible) => match answer("s INFEASIBLE\n") {
            ExitCode::SUCCESS => ExitCode::from(INFEASIBLE),
            failure => failure,
        },
        Err(error) => refuse(args, &error),
    }
}

fn tell(args: &Args, problem: &FlowProblem, solution: &FlowSolution, mut stats: Stats) -> anyhow::Result<ExitCode> {
    check_flow(problem, solution).context("the flow did not prove to be the cheapest")?;
    stats.certified();
    write_certificate(args, solution.potentials.iter())?;
    let arcs = problem
        .arcs()
        .iter()
        .zip(&solution.flows)
        .filter(|&(_, &units)| units != 0);
    let lines = arcs.map(|(arc, &units)| (arc.from as usize + 1, arc.to as usize + 1, units));
    print(args, solution.cost, lines)?;
    stats.tell(args.stats)?;
    Ok(ExitCode::SUCCESS)
}
