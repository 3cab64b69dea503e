//! Holds the source to the rules that the architecture rests on, where the compiler cannot: who may depend on what,
//! where the clock and chance come in, and what no tracked file may say.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail, ensure};

use crate::metadata::{Metadata, Package};
use crate::root;

/// Crates of others that only some of ours may use.
struct Reserved {
    rule: &'static str,
    dependencies: &'static [&'static str],
    only_in: &'static [&'static str],
}

const RESERVED: &[Reserved] = &[
    Reserved {
        rule: "only the store speaks SQL (and the test kit, to make databases for it)",
        dependencies: &[
            "sqlx",
            "sqlx-core",
            "sqlx-postgres",
            "sqlx-sqlite",
            "rusqlite",
            "tokio-postgres",
        ],
        only_in: &["svx-store", "svx-testkit"],
    },
    Reserved {
        rule: "only the web crate knows HTTP (the binary serves it, the test kit calls it)",
        dependencies: &[
            "axum",
            "axum-extra",
            "http",
            "http-body-util",
            "hyper",
            "hyper-util",
            "tower-http",
            "utoipa",
            "utoipa-axum",
        ],
        only_in: &["svx", "svx-testkit", "svx-web"],
    },
];

/// The crates that are plain types and rules. None of them speaks a wire format or draws a random number itself, and none
/// reaches the outside, directly or through another of ours.
const PURE: &[&str] = &[
    "svx-auction",
    "svx-domain",
    "svx-matching",
    "svx-scoring",
    "svx-transparency",
];
const IMPURE: &[&str] = &["getrandom", "rand", "serde", "serde_json"];
const OUTSIDE: &[&str] = &[
    "futures-util",
    "lettre",
    "svx-app",
    "svx-store",
    "svx-ui",
    "svx-web",
    "tokio",
];
const PURE_RULE: &str =
    "domain, scoring, matching, auction and transparency are pure: no storage, no runtime, no wire formats, no chance";

/// Where the time of day and chance enter the program; everything else is handed a clock, ids or a generator.
const ENTRANCES: &[&str] = &["crates/app/src/system.rs"];
const AMBIENT: &[&str] = &[
    concat!("Timestamp::", "now("),
    concat!("ZonedDateTime::", "now("),
    concat!("SystemTime::", "now("),
    concat!("Uuid::", "now_v7("),
    concat!("Uuid::", "new_v4("),
    concat!("rand::", "rng("),
    concat!("clippy::", "disallowed_methods"),
];
const AMBIENT_RULE: &str = "the clock and chance are read in one place and passed on from there";

/// Folders of one machine or another, which mean nothing elsewhere.
const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/t", "mp/"),
];
const MACHINE_PATHS_RULE: &str = "no tracked file names a folder of one machine";

/// Addresses that lock files record unless told not to, and that tie a build to one registry's servers.
const REGISTRIES: &[&str] = &[
    concat!("registry.npm", "js.org"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("files.python", "hosted.org"),
];
const REGISTRIES_RULE: &str = "no tracked file names a package registry's server";

/// Longer than this, a file holds more than one thing.
const SOURCE_LINES_MAX: usize = 500;
const SOURCE_LINES_RULE: &str = "no source file is longer than 500 lines";

/// Fails with one line for each breach of each rule.
pub(crate) fn run(_args: &[String]) -> anyhow::Result<()> {
    let root = &root()?;
    let metadata = Metadata::load(root)?;
    let members: Vec<&Package> = metadata.members().collect();
    let mut breaches = reserved(&members);
    breaches.extend(pure(&members));
    for (path, text) in tracked_texts(root)? {
        breaches.extend(in_text(&path, &text));
    }
    if !breaches.is_empty() {
        bail!("the architecture's invariants do not hold\n\n{}\n", breaches.join("\n"));
    }
    Ok(())
}

fn reserved(members: &[&Package]) -> Vec<String> {
    let mut breaches = Vec::new();
    for Reserved {
        rule,
        dependencies,
        only_in,
    } in RESERVED
    {
        for package in members
            .iter()
            .filter(|package| !only_in.contains(&package.name.as_str()))
        {
            for dependency in package
                .dependencies
                .iter()
                .filter(|one| dependencies.contains(&one.name.as_str()))
            {
                breaches.push(format!("{}: depends on {}: {rule}", package.name, dependency.name));
            }
        }
    }
    breaches
}

fn pure(members: &[&Package]) -> Vec<String> {
    let mut breaches = Vec::new();
    for name in PURE {
        let mut path = vec![*name];
        reach(members, &mut path, &mut breaches);
    }
    breaches
}

/// Follows ordinary dependencies through our own crates; `path` is the way taken so far. Cargo allows no cycle here.
fn reach<'a>(members: &[&'a Package], path: &mut Vec<&'a str>, breaches: &mut Vec<String>) {
    let Some(package) = path
        .last()
        .and_then(|name| members.iter().find(|member| member.name == *name))
    else {
        return;
    };
    for dependency in package
        .dependencies
        .iter()
        .filter(|one| one.kind.as_deref() != Some("dev"))
    {
        let name = dependency.name.as_str();
        path.push(name);
        if OUTSIDE.contains(&name) || (path.len() == 2 && IMPURE.contains(&name)) {
            breaches.push(format!(
                "{}: depends on {}: {PURE_RULE}",
                path[0],
                path[1..].join(", which depends on ")
            ));
        } else {
            reach(members, path, breaches);
        }
        path.pop();
    }
}

fn in_text(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let is_rust = path.ends_with(".rs");
    let is_source = is_rust || path.ends_with(".ts") || path.ends_with(".sh");
    if is_source && !path.contains("/generated/") && text.lines().count() > SOURCE_LINES_MAX {
        breaches.push(format!(
            "{path}: has {} lines: {SOURCE_LINES_RULE}",
            text.lines().count()
        ));
    }
    for (index, line) in text.lines().enumerate() {
        let at = index + 1;
        let is_code = is_rust && !line.trim_start().starts_with("//") && !ENTRANCES.contains(&path);
        if let Some(call) = AMBIENT.iter().find(|call| is_code && line.contains(**call)) {
            breaches.push(format!("{path}:{at}: {call}: {AMBIENT_RULE}"));
        }
        if let Some(folder) = MACHINE_PATHS.iter().find(|folder| names_folder(line, folder)) {
            breaches.push(format!("{path}:{at}: {folder}: {MACHINE_PATHS_RULE}"));
        }
        if let Some(host) = REGISTRIES.iter().find(|host| line.contains(**host)) {
            breaches.push(format!("{path}:{at}: {host}: {REGISTRIES_RULE}"));
        }
    }
    breaches
}

/// Whether a line names the folder itself, and not one of the same name inside another folder or address.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || "._-/}".contains(character))
    })
}

/// Every file that git tracks or would add, with its text. What is not text is left out.
fn tracked_texts(root: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git could not be started")?;
    ensure!(
        output.status.success(),
        "git ls-files failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut texts = Vec::new();
    for path in String::from_utf8_lossy(&output.stdout).split_terminator('\0') {
        // A file that has been removed but not yet committed cannot be read; nor is a binary one text.
        if let Ok(bytes) = fs::read(root.join(path))
            && let Ok(text) = String::from_utf8(bytes)
        {
            texts.push((path.to_owned(), text));
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_the_store_is_a_breach() {
        let store = Package::member("svx-store", &["sqlx"]);
        let app = Package::member("svx-app", &["sqlx", "svx-store"]);
        assert_eq!(reserved(&[&store]), [""; 0]);
        assert_eq!(
            reserved(&[&store, &app]),
            [format!("svx-app: depends on sqlx: {}", RESERVED[0].rule)]
        );
    }

    #[test]
    fn http_outside_the_web_crate_is_a_breach() {
        let web = Package::member("svx-web", &["axum", "http"]);
        let app = Package::member("svx-app", &["http"]);
        assert_eq!(reserved(&[&web]), [""; 0]);
        assert_eq!(reserved(&[&web, &app]).len(), 1);
    }

    #[test]
    fn a_pure_crate_may_not_reach_the_outside_even_through_another() {
        let domain = Package::member("svx-domain", &["thiserror"]);
        let places = Package::member("svx-places", &["serde", "tokio"]);
        let matching = Package::member("svx-matching", &["svx-domain", "svx-places"]);
        let app = Package::member("svx-app", &["tokio"]);
        assert_eq!(pure(&[&domain, &app]), [""; 0]);
        let expected = format!("svx-matching: depends on svx-places, which depends on tokio: {PURE_RULE}");
        assert_eq!(pure(&[&domain, &places, &matching, &app]), [expected]);
    }

    #[test]
    fn a_pure_crate_speaks_no_wire_format_itself() {
        let scoring = Package::member("svx-scoring", &["serde"]);
        assert_eq!(
            pure(&[&scoring]),
            [format!("svx-scoring: depends on serde: {PURE_RULE}")]
        );
    }

    #[test]
    fn what_a_pure_crate_uses_in_its_tests_is_its_own_affair() {
        let mut domain = Package::member("svx-domain", &["serde_json"]);
        domain.dependencies[0].kind = Some("dev".to_owned());
        assert_eq!(pure(&[&domain]), [""; 0]);
    }

    #[test]
    fn the_clock_is_read_at_the_entrance_only() {
        for call in AMBIENT {
            let line = format!("let value = {call}");
            assert_eq!(
                in_text("crates/web/src/a.rs", &line),
                [format!("crates/web/src/a.rs:1: {call}: {AMBIENT_RULE}")]
            );
            assert_eq!(in_text(ENTRANCES[0], &line), [""; 0]);
            assert_eq!(in_text("crates/web/src/a.rs", &format!("    // {line}")), [""; 0]);
            assert_eq!(in_text("clippy.toml", &line), [""; 0]);
        }
    }

    #[test]
    fn machine_paths_are_a_breach_in_any_text() {
        for folder in MACHINE_PATHS {
            let text = format!("first\nsee `{folder}x`");
            assert_eq!(
                in_text("README.md", &text),
                [format!("README.md:2: {folder}: {MACHINE_PATHS_RULE}")]
            );
            assert_eq!(in_text("README.md", &format!("https://example.org{folder}x")), [""; 0]);
            assert_eq!(in_text("README.md", &format!("docs{folder}x")), [""; 0]);
        }
    }

    #[test]
    fn registry_servers_are_a_breach_in_any_text() {
        for host in REGISTRIES {
            let text = format!(r#""resolved": "https://{host}/a.tgz""#);
            assert_eq!(
                in_text("package-lock.json", &text),
                [format!("package-lock.json:1: {host}: {REGISTRIES_RULE}")]
            );
        }
    }

    #[test]
    fn a_long_source_file_is_a_breach_unless_it_is_generated() {
        let long = "\n".repeat(SOURCE_LINES_MAX + 1);
        assert_eq!(in_text("crates/a/src/a.rs", &long).len(), 1);
        assert_eq!(in_text("e2e/tests/a.ts", &long).len(), 1);
        assert_eq!(in_text("crates/a/src/generated/a.rs", &long), [""; 0]);
        assert_eq!(in_text("crates/a/data/prices.csv", &long), [""; 0]);
        assert_eq!(in_text("crates/a/src/a.rs", &"\n".repeat(SOURCE_LINES_MAX)), [""; 0]);
    }
}
