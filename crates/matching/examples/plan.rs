//! Makes a country of needs and offers from a seed, and says how long each step of the best plan takes.
//!
//! `cargo run --release -p svx-matching --example plan -- OFFERS NEEDS [THREADS] [RADIUS_TIMES] [WHOLE_IN_PERCENT]`

#![expect(clippy::print_stdout, reason = "an example tells whoever runs it what it did")]

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use jiff::ToSpan as _;
use jiff::civil::date;
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window};
use svx_matching::{
    Index, Membership, Need, Offer, PlanOptions, Progress, Text, Weights, plan, recommend_needs, recommend_offers,
};
use svx_places::{Point, sectors};

/// Kinds of things, the first of them the commonest.
const RESOURCES: u64 = 24;
const TAGS: [&str; 12] = [
    "dbs",
    "delivery",
    "insurance",
    "welsh",
    "weekends",
    "evenings",
    "pat",
    "food",
    "step-free",
    "installation",
    "wiped",
    "safeguarding",
];

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(most)) >> 64) as u64
    }

    fn place(&mut self) -> Point {
        let all = sectors();
        let near = all[self.below(all.len() as u64) as usize].point;
        let moved = |metres: i32, by: u64| metres + by as i32 - 1_500;
        Point {
            easting_m: moved(near.easting_m, self.below(3_000)),
            northing_m: moved(near.northing_m, self.below(3_000)),
        }
    }

    fn resource(&mut self) -> String {
        let kind = self.below(RESOURCES).min(self.below(RESOURCES));
        format!("resource-{kind}")
    }

    fn window(&mut self, days: u64) -> Option<Window> {
        let from = date(2027, 1, 1).saturating_add((self.below(300) as i64).days());
        let to = from.saturating_add((7 + self.below(days) as i64).days());
        Some(Window { from, to })
    }

    fn tags(&mut self, count: u64) -> Vec<String> {
        (0..count)
            .map(|_| TAGS[self.below(TAGS.len() as u64) as usize].to_owned())
            .collect()
    }
}

fn need(random: &mut Random, at: u64, whole: u64) -> Need {
    let resource = random.resource();
    let tags = random.below(4).saturating_sub(1);
    Need {
        id: NeedId::from_parts(at, [0; 10]),
        community: OrganisationId::from_parts(at, [0; 10]),
        resource_name: resource.clone(),
        resource,
        substitutes: Vec::new(),
        quantity: Quantity::from_units(1 + random.below(5).min(random.below(24)) as i64),
        divisible: random.below(100) >= whole,
        priority: 1 + random.below(5) as u8,
        window: random.window(90),
        days_needed: 7,
        place: Some(random.place()),
        remote: false,
        requires: random.tags(tags),
        authorities: Membership::Anyone,
        declined: Vec::new(),
        conflicts: Vec::new(),
        deprivation: Some(1 + random.below(10) as u8),
        text: Text::default(),
    }
}

fn offer(random: &mut Random, at: u64, times: u64, ratio: u64) -> Offer {
    let resource = random.resource();
    let tags = 2 + random.below(5);
    let far = random.below(1_000) * random.below(1_000) * 140 / 1_000;
    Offer {
        id: OfferId::from_parts(at, [0; 10]),
        supplier: OrganisationId::from_parts((1 << 40) + at, [0; 10]),
        resource_name: resource.clone(),
        resource,
        quantity: Quantity::from_units(1 + random.below(4 * ratio).min(random.below(4 * ratio)) as i64),
        window: random.window(180),
        place: Some(random.place()),
        radius_m: ((8_000 + far) * times / 10) as u32,
        remote: false,
        provides: random.tags(tags),
        authorities: Membership::Anyone,
        conflicts: Vec::new(),
        text: Text::default(),
    }
}

fn number(at: usize, otherwise: u64) -> u64 {
    std::env::args()
        .nth(at)
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

fn main() {
    let (offers, needs) = (number(1, 10_000), number(2, 50_000));
    let threads = NonZeroUsize::new(number(3, 1) as usize).unwrap_or(NonZeroUsize::MIN);
    let (times, whole) = (number(4, 10), number(5, 0));
    let mut random = Random(20_261_127);
    let needs: Vec<Need> = (0..needs).map(|at| need(&mut random, at, whole)).collect();
    let ratio = (needs.len() as u64 / offers).max(1);
    let offers: Vec<Offer> = (0..offers).map(|at| offer(&mut random, at, times, ratio)).collect();
    let options = PlanOptions {
        threads,
        ..PlanOptions::default()
    };
    let began = (Instant::now(), processor());
    let taken = || {
        format!(
            "{:.3} s, {:.3} s of this thread",
            began.0.elapsed().as_secs_f64(),
            processor() - began.1
        )
    };
    let step = |progress: Progress| {
        if let Progress::Solving { pairs } = progress {
            println!("{pairs} pairs after {}", taken());
        }
    };
    match plan(&needs, &offers, &Weights::default(), &options, &step) {
        Ok(plan) => println!(
            "value {} of at most {} ({} millionths), {} proposals after {}",
            plan.value.to_decimal(),
            plan.bound.to_decimal(),
            plan.gap_millionths(),
            plan.proposals.len(),
            taken()
        ),
        Err(error) => println!("{error}"),
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status
            .lines()
            .filter(|line| line.starts_with("VmHWM"))
            .for_each(|line| println!("{line}"));
    }
    recommend(needs, offers);
}

/// Seconds that the processor has spent on this thread, which others that want it as well do not lengthen; nought where the
/// system does not say.
fn processor() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = spent.split(' ').next().and_then(|text| text.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}

/// How long the best 20 take, one at a time, each the median of five.
fn recommend(needs: Vec<Need>, offers: Vec<Offer>) {
    let weights = Weights::default();
    let asked: Vec<Need> = needs.iter().step_by((needs.len() / 1_000).max(1)).cloned().collect();
    let offered: Vec<Offer> = offers.iter().step_by((offers.len() / 1_000).max(1)).cloned().collect();
    let offers: Index<Offer> = offers.into_iter().collect();
    let needs: Index<Need> = needs.into_iter().collect();
    let time = |work: &dyn Fn()| {
        let mut times = [Duration::ZERO; 5].map(|_| {
            let began = Instant::now();
            work();
            began.elapsed()
        });
        times.sort_unstable();
        times[2]
    };
    let said = |what: &str, mut times: Vec<Duration>| {
        times.sort_unstable();
        let at = |percent: usize| {
            times
                .get(times.len() * percent / 100)
                .map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        println!("best 20 {what}: p50 {:.3} ms, p99 {:.3} ms", at(50), at(99));
    };
    let for_need = |need| time(&|| drop(recommend_offers(need, &offers, 20, &weights)));
    said("offers for a need", asked.iter().map(for_need).collect());
    let for_offer = |offer| time(&|| drop(recommend_needs(offer, &needs, 20, &weights)));
    said("needs for an offer", offered.iter().map(for_offer).collect());
}
