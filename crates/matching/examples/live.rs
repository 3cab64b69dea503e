//! Keeps a plan up through invented events and says how long each kind took, for benchmarks: `live FILE [EVENTS]` of each
//! kind on a problem in the binary form `SVXI0001`. Afterwards the plan is proved to be the best one still.

#![expect(clippy::print_stdout, reason = "this is what a benchmark is for")]

mod instance;

use std::num::NonZeroUsize;
use std::time::Instant;

use svx_matching::allocate::{LivePlan, Options, Problem, ProblemError, check_certificate};

/// Draws from a seed: the multiplier is that of Knuth's MMIX.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(self.0 >> 16) * most as u128) >> 48) as usize
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("live FILE [EVENTS]")?;
    let events: usize = args.get(1).map_or(Ok(1_000), |text| text.parse())?;
    let problem = instance::read(file)?;
    let threads = NonZeroUsize::MIN;
    let start = Instant::now();
    let mut plan = LivePlan::new(&problem, &Options { threads })?;
    println!(
        "{{\"kind\":\"start\",\"seconds\":{:.3}}}",
        start.elapsed().as_secs_f64()
    );
    let mut draw = Draw(20_261_127);
    let kinds = [
        "insert need",
        "insert offer",
        "accept",
        "remove need",
        "remove offer",
        "more capacity",
        "less capacity",
    ];
    for kind in kinds {
        let mut micros: Vec<u128> = Vec::new();
        for _ in 0..events {
            let need = draw.below(problem.needs());
            let fits = like(&problem, need, &mut draw);
            let Some(&(offer, _)) = fits.first() else {
                continue;
            };
            let sharers = sharers(&problem, offer, need, &mut draw);
            let start = Instant::now();
            event(&mut plan, kind, need as u32, offer, &fits, &sharers, &problem)?;
            micros.push(start.elapsed().as_micros());
        }
        micros.sort_unstable();
        let at = |share: usize| micros.get(micros.len() * share / 100).copied().unwrap_or_default();
        println!(
            "{{\"kind\":\"{kind}\",\"events\":{},\"p50_us\":{},\"p99_us\":{}}}",
            micros.len(),
            at(50),
            at(99)
        );
    }
    let (problem, solution) = plan.snapshot()?;
    println!(
        "{{\"kind\":\"end\",\"obj\":{}}}",
        check_certificate(&problem, &solution)?
    );
    Ok(())
}

fn event(
    plan: &mut LivePlan,
    kind: &str,
    need: u32,
    offer: u32,
    fits: &[(u32, i64)],
    sharers: &[(u32, i64)],
    problem: &Problem,
) -> Result<(), ProblemError> {
    let capacity = problem.capacities()[offer as usize];
    match kind {
        "insert need" => plan.insert_need(problem.quantities()[need as usize], fits).map(drop),
        "insert offer" => plan.insert_offer(capacity, sharers).map(drop),
        "accept" => plan.accept(need, offer, 1),
        "remove need" => plan.remove_need(need),
        "remove offer" => plan.remove_offer(offer),
        "more capacity" => plan.change_capacity(offer, capacity + 10),
        _ => plan.change_capacity(offer, capacity / 2),
    }
}

/// The pairs of a need with other values: those of a neighbour that comes later.
fn like(problem: &Problem, need: usize, draw: &mut Draw) -> Vec<(u32, i64)> {
    let edges = problem.row(need).map(|place| problem.edge(place));
    edges
        .map(|edge| (edge.offer, (edge.value + draw.below(401) as i64 - 200).max(1)))
        .collect()
}

/// Up to a hundred needs near a need that share the offer, as an offer that comes later would fit.
fn sharers(problem: &Problem, offer: u32, need: usize, draw: &mut Draw) -> Vec<(u32, i64)> {
    let row = |need: usize| problem.row(need).map(|place| problem.edge(place));
    let mut found = Vec::new();
    for step in 0..20_000 {
        let near = (need + step) % problem.needs();
        if row(near).any(|edge| edge.offer == offer) {
            found.push((near as u32, 2_000 + draw.below(3_000) as i64));
        }
        if found.len() == 100 {
            break;
        }
    }
    found
}
