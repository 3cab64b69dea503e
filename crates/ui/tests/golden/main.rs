//! Every component gives the HTML that GOV.UK Frontend gives for the same options.
//!
//! The fixtures are GOV.UK Frontend's own. Each is mapped to one of our structs, rendered, and compared element by
//! element, attribute by attribute; the order of attributes and classes and the white space between elements do not
//! count. What our structs leave out on purpose is listed in `scope`, with the reason.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

mod fields;
mod html;
mod options;
mod others;
mod scope;

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped};
use rstest::rstest;
use serde_json::Value;

use crate::options::Options;

/// One case of GOV.UK Frontend.
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

fn fixtures(component: &str) -> Vec<Fixture> {
    let path = format!("{}/tests/fixtures/{component}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    cases
        .into_iter()
        .map(|mut case| Fixture {
            name: case["name"].as_str().unwrap().to_owned(),
            html: case["html"].as_str().unwrap().to_owned(),
            options: case["options"].take(),
        })
        .collect()
}

#[rstest]
#[case("back-link", others::back_link)]
#[case("breadcrumbs", others::breadcrumbs)]
#[case("button", others::button)]
#[case("character-count", fields::character_count)]
#[case("checkboxes", fields::checkboxes)]
#[case("date-input", fields::date_input)]
#[case("details", others::details)]
#[case("error-message", fields::error_message)]
#[case("error-summary", fields::error_summary)]
#[case("fieldset", fields::fieldset)]
#[case("file-upload", fields::file_upload)]
#[case("generic-header", others::generic_header)]
#[case("hint", fields::hint)]
#[case("input", fields::input)]
#[case("inset-text", others::inset_text)]
#[case("label", fields::label)]
#[case("notification-banner", others::notification_banner)]
#[case("pagination", others::pagination)]
#[case("panel", others::panel)]
#[case("password-input", fields::password_input)]
#[case("phase-banner", others::phase_banner)]
#[case("radios", fields::radios)]
#[case("select", fields::select)]
#[case("service-navigation", others::service_navigation)]
#[case("skip-link", others::skip_link)]
#[case("summary-list", others::summary_list)]
#[case("table", others::table)]
#[case("tabs", others::tabs)]
#[case("tag", others::tag)]
#[case("task-list", others::task_list)]
#[case("textarea", fields::textarea)]
#[case("warning-text", others::warning_text)]
fn renders_as_govuk_frontend_does(#[case] component: &str, #[case] render: fn(&Options<'_>) -> Markup) {
    let out_of_scope: BTreeSet<&str> = scope::out_of_scope(component).collect();
    let fixtures = fixtures(component);
    let names: BTreeSet<&str> = fixtures.iter().map(|fixture| fixture.name.as_str()).collect();
    let unknown: Vec<_> = out_of_scope.difference(&names).collect();
    assert!(
        unknown.is_empty(),
        "{component}: listed as out of scope but not a fixture: {unknown:?}"
    );
    assert!(
        fixtures.len() > out_of_scope.len(),
        "{component}: no fixture is in scope"
    );

    let mut differing = Vec::new();
    for fixture in &fixtures {
        let PreEscaped(ours) = render(&Options(&fixture.options));
        let difference = html::difference(&fixture.html, &ours);
        match (difference, out_of_scope.contains(fixture.name.as_str())) {
            (Some(difference), false) => {
                differing.push(format!("{}: {difference}\n  {}", fixture.name, fixture.options))
            }
            (None, true) => differing.push(format!("{}: listed as out of scope, yet it matches", fixture.name)),
            _ => {}
        }
    }
    assert!(differing.is_empty(), "{component}:\n{}", differing.join("\n"));
}
