//! Times the evaluation of a large tender: `evaluate_large [BIDS] [QUESTIONS] [FILE]`.
//!
//! Invents bids from a fixed seed, writes the tender to FILE where one is named, and prints a line of microseconds and one
//! of memory: reading and checking the file, scoring and ranking, writing the result.

#![expect(clippy::print_stdout, reason = "this is a command")]

use std::time::Instant;

use serde_json::{Value, json};
use svx_formats::tender::{parse_tender, result_json};

/// A generator that is good enough to spread figures (Knuth, MMIX).
struct Figures(u64);

impl Figures {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Weights of as many questions that add up to 100.
fn weights(count: u64) -> impl Iterator<Item = String> {
    let each = 10_000 / count;
    (0..count).map(move |index| {
        let hundredths = if index == 0 { 10_000 - each * (count - 1) } else { each };
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    })
}

fn tender(bids: u64, questions: u64) -> Vec<u8> {
    let mut figures = Figures(2026);
    let asked: Value = weights(questions)
        .zip(1..)
        .map(|(weight, number): (String, u64)| json!({"id": format!("q{number}"), "weight": weight}))
        .collect();
    let mut bid = |number: u64| {
        let marks: serde_json::Map<_, _> = (1..=questions)
            .map(|number| (format!("q{number}"), json!(figures.below(6).to_string())))
            .collect();
        let price = format!("{}.{:02}", 90_000 + figures.below(60_000), figures.below(100));
        let offer = figures.below(200_000).to_string();
        json!({"supplier": format!("Supplier {number}"), "inputs": {"price": price, "quality": marks,
            "social-value": {"quantitative": offer, "qualitative": figures.below(6).to_string()}}})
    };
    let file = json!({
        "format": "svx.tender/1", "ocid": "ocds-svx000-large", "title": "A large tender", "authority": "Example Council",
        "buyer_type": "local-government", "commenced_on": "2026-10-01", "arrangement": "contract",
        "value": {"amount": "2400000.00", "currency": "GBP", "includes_vat": true},
        "criteria": [
            {"id": "price", "weight": "40", "method": {"kind": "relative-to-lowest"}},
            {"id": "quality", "weight": "40", "method":
                {"kind": "weighted-questions", "scale": {"min": "0", "max": "5"}, "questions": asked}},
            {"id": "social-value", "weight": "20", "parts": [
                {"id": "quantitative", "weight": "50", "method": {"kind": "relative-to-highest"}},
                {"id": "qualitative", "weight": "50", "method": {"kind": "scale", "min": "0", "max": "5"},
                    "required_by": ["quantitative"]}]},
        ],
        "tie_break": ["social-value", "quality", "price"],
        "bids": (1..=bids).map(&mut bid).collect::<Value>(),
    });
    file.to_string().into_bytes()
}

/// The most memory that the process has had, in KiB, where the system says so.
fn peak_kib() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| args.get(at).map_or(Ok(default), |text| text.parse());
    let (bids, questions) = (number(0, 10_000)?, number(1, 50)?);
    let file = tender(bids, questions);
    if let Some(path) = args.get(2) {
        std::fs::write(path, &file)?;
    }
    let refused = |problems: Vec<svx_scoring::Problem>| format!("{} problems, first {}", problems.len(), problems[0]);
    let began = Instant::now();
    let parsed = parse_tender(&file).map_err(refused)?;
    let read = began.elapsed();
    let evaluated = parsed.evaluate().map_err(refused)?;
    let scored = began.elapsed() - read;
    let result = result_json(&evaluated, false)?;
    let written = began.elapsed() - read - scored;
    println!(
        "read {} score {} write {} us, {} MiB in, {} MiB out, at most {}",
        read.as_micros(),
        scored.as_micros(),
        written.as_micros(),
        file.len() >> 20,
        result.len() >> 20,
        peak_kib()
    );
    Ok(())
}
