//! Whatever the input, reading ends with an outcome, and what it accepts keeps to its own rules.

use crate::common::{RELEASE, package};
use proptest::prelude::*;
use svx_ocds::check::check_release;
use svx_ocds::{Json, Release, Severity, compile, drafts, read_package};

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,4})?",
        any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
        Just(r#""2026-10-05T09:00:00Z""#.to_owned()),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let name = prop_oneof![Just("id"), Just("amount"), Just("currency"), Just("date"), Just("x")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map(name, inner, 0..5).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn pointers(json: &Json, at: &str, out: &mut Vec<String>) {
    match json {
        Json::Object(object) => object.iter().for_each(|(name, value)| {
            out.push(format!("{at}/{name}"));
            pointers(value, &format!("{at}/{name}"), out);
        }),
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), out));
        }
        _ => {}
    }
}

/// A pointer to any member of the invented release.
fn pointer() -> impl Strategy<Value = String> {
    let mut all = Vec::new();
    pointers(&Json::parse(RELEASE).unwrap(), "", &mut all);
    prop::sample::select(all)
}

fn run(bytes: &[u8]) {
    let outcome = read_package(bytes).unwrap();
    for release in &outcome.releases {
        let json = release.to_json();
        let errors = check_release(&json, "")
            .into_iter()
            .filter(|p| p.severity == Severity::Error)
            .count();
        assert_eq!(errors, 0, "an accepted release has no errors");
        assert_eq!(
            Release::from_json(&json).as_ref(),
            Ok(release),
            "writing and reading gives it back"
        );
    }
    outcome
        .report
        .problems
        .iter()
        .for_each(|problem| drop(problem.to_string()));
    assert_eq!(outcome.report.accepted, outcome.releases.len());
    if let Some(first) = outcome.releases.first() {
        assert_eq!(compile(std::slice::from_ref(first)).unwrap().ocid, first.ocid);
    }
    drop(drafts(outcome.releases));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        run(&bytes);
    }

    #[test]
    fn a_package_with_bytes_changed(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: prop::sample::Index) {
        let mut bytes = package(&[RELEASE.to_owned()]).into_bytes();
        for (index, byte) in changes {
            let place = index.index(bytes.len());
            bytes[place] = byte;
        }
        run(&bytes);
        run(&bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn a_release_with_members_changed(changes in prop::collection::vec((pointer(), json()), 1..3)) {
        let mut text = RELEASE.to_owned();
        for (pointer, value) in changes {
            let parent = pointer.rsplit_once('/').unwrap().0;
            let reachable = matches!(Json::parse(&text).unwrap().pointer(parent), Some(Json::Object(_)));
            if reachable {
                text = crate::common::change(&text, &pointer, Some(&value));
            }
        }
        run(package(&[text]).as_bytes());
    }
}
