//! Any bytes as a tender file: refused with problems that have a path, or evaluated to a result for which the invariants
//! of the engine hold and which is read back as it was written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use svx_formats::tender::{parse_tender, result_json, result_text, rules_sha256, tender_json};
use svx_scoring::{Exact, Mark, PROBLEMS_MAX};

fn check(mark: &Mark) {
    assert!(!mark.score.is_negative());
    if !mark.parts.is_empty() {
        let sum: Exact = mark.parts.iter().map(|part| &part.score).sum();
        assert_eq!(sum, mark.score);
    }
    mark.parts.iter().for_each(check);
}

fuzz_target!(|bytes: &[u8]| {
    let tender = match parse_tender(bytes) {
        Ok(tender) => tender,
        Err(problems) => {
            assert!(!problems.is_empty() && problems.len() <= PROBLEMS_MAX);
            assert!(problems.iter().all(|problem| problem.path.starts_with('$')));
            return;
        }
    };
    let written = tender_json(&tender).to_string();
    let again = parse_tender(written.as_bytes()).expect("what is written is read");
    assert_eq!(rules_sha256(&tender), rules_sha256(&again));
    let count = tender.bids.len();
    let evaluated = tender.evaluate().expect("what was read can be evaluated");
    let results = &evaluated.evaluation.results;
    assert_eq!(results.len(), count);
    let mut before = 0;
    for result in results {
        assert!(result.rank >= before && result.rank <= count);
        before = result.rank;
        let points: Exact = result.criteria.iter().map(|mark| &mark.score).sum();
        assert!(points <= Exact::whole(100));
        result.criteria.iter().for_each(check);
    }
    let json = result_json(&evaluated, true).expect("a result is written");
    serde_json::from_str::<serde_json::Value>(&json).expect("a result is JSON");
    let text = result_text(&evaluated, true);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
});
