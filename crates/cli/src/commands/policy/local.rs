//! Policy packs as files, and tenders held against policy.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use svx_formats::{
    pack::{self, Pack},
    tender::{TENDER_BYTES_MAX, parse_tender, policy_json, policy_text},
};
use svx_scoring::{
    measures::{MeasureRule, check_measures},
    policy::report,
};

use crate::commands::evaluate::{read, refusal};
use crate::output::{Format, answer, answer_json, bad_input, failure, verdict};

/// Shows a policy pack.
pub(super) fn show(file: &Path, format: Format) -> ExitCode {
    with_pack(file, |pack| match format {
        Format::Text => answer(&text(pack)),
        Format::Json => answer_json(&to_json(pack)),
    })
}

/// Checks a policy pack and a choice of its measures, or a tender.
pub(super) fn check(file: &Path, measures: &[String], format: Format) -> ExitCode {
    let bytes = match read(file, TENDER_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&format!("{} cannot be read: {error}", file.display())),
    };
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if start.trim_ascii_start().starts_with(b"{") {
        if measures.is_empty() {
            return check_tender(file, &bytes, format);
        }
        return bad_input("--measures goes with a policy pack, and this is a tender.");
    }
    match parsed(file, &bytes) {
        Ok(pack) => check_choice(&pack, measures, format),
        Err(refused) => refused,
    }
}

fn with_pack(file: &Path, then: impl FnOnce(&Pack) -> ExitCode) -> ExitCode {
    match read(file, TENDER_BYTES_MAX) {
        Ok(bytes) => parsed(file, &bytes).map_or_else(|refused| refused, |pack| then(&pack)),
        Err(error) => failure(&format!("{} cannot be read: {error}", file.display())),
    }
}

fn parsed(file: &Path, bytes: &[u8]) -> Result<Pack, ExitCode> {
    pack::read(bytes).map_err(|problems| {
        let mut message = format!("{} is not a policy pack:\n", file.display());
        for problem in &problems.0 {
            let _ = writeln!(message, "  {problem}");
        }
        bad_input(&message)
    })
}

fn check_choice(pack: &Pack, codes: &[String], format: Format) -> ExitCode {
    let choice = match pack.choice(codes.iter().map(|code| code.trim())) {
        Ok(choice) => choice,
        Err(unknown) => {
            let names: Vec<String> = unknown.iter().map(|code| code.escape_debug().to_string()).collect();
            return bad_input(&format!("The policy pack has no measure {}.", names.join(", ")));
        }
    };
    let problems = if codes.is_empty() {
        Vec::new()
    } else {
        check_measures(&pack.rules(), &choice, &[])
    };
    let good = problems.is_empty();
    match format {
        Format::Json => {
            let list: Value = problems.iter().map(ToString::to_string).collect();
            let view = json!({"measures": pack.measures.len(), "chosen": choice.len(), "problems": list});
            verdict(&format!("{view:#}\n"), good)
        }
        Format::Text => {
            let mut text = format!(
                "{} measures in {} themes. Nothing is wrong with the file.\n",
                pack.measures.len(),
                pack.themes().len()
            );
            if !codes.is_empty() {
                let _ = writeln!(text, "{} measures are chosen.", choice.len());
            }
            for problem in &problems {
                let _ = writeln!(text, "  {problem}");
            }
            if good && !codes.is_empty() {
                text.push_str("They break no rule of the pack.\n");
            }
            verdict(&text, good)
        }
    }
}

/// The policy section of an evaluation, without evaluating.
fn check_tender(file: &Path, bytes: &[u8], format: Format) -> ExitCode {
    let tender = match parse_tender(bytes) {
        Ok(tender) => tender,
        Err(problems) => {
            return bad_input(&refusal(&file.display().to_string(), "tender", &problems));
        }
    };
    let report = report(&tender.procurement, tender.rules.rules());
    match format {
        Format::Text => answer(&policy_text(&report)),
        Format::Json => match policy_json(&report) {
            Ok(json) => answer(&json),
            Err(error) => failure(&format!("The result cannot be written: {error}")),
        },
    }
}

fn rule_words(rule: &MeasureRule) -> String {
    match rule {
        MeasureRule::AtMost(most) => format!("at most {most} measures"),
        MeasureRule::AtLeastOf { theme, count } => format!("at least {count} of \"{theme}\""),
    }
}

fn text(pack: &Pack) -> String {
    let mut text = String::new();
    for rule in pack.rules() {
        let _ = writeln!(text, "Rule  {}", rule_words(&rule));
    }
    for theme in pack.themes() {
        let _ = writeln!(text, "\n{theme}");
        for measure in pack.measures.iter().filter(|measure| measure.theme == theme) {
            let _ = writeln!(text, "  {:<20} {} ({})", measure.code, measure.title, measure.unit);
        }
    }
    text.trim_start().to_owned()
}

fn to_json(pack: &Pack) -> Value {
    let rule = |rule: &MeasureRule| match rule {
        MeasureRule::AtMost(most) => json!({"kind": "at-most", "count": most}),
        MeasureRule::AtLeastOf { theme, count } => json!({"kind": "at-least", "theme": theme, "count": count}),
    };
    let measure = |measure: &pack::Measure| {
        json!({
            "code": measure.code, "theme": measure.theme, "outcome": measure.outcome, "measure": measure.title,
            "unit": measure.unit, "description": measure.description,
        })
    };
    json!({
        "rules": pack.rules().iter().map(rule).collect::<Value>(),
        "measures": pack.measures.iter().map(measure).collect::<Value>(),
    })
}
