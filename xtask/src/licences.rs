//! Holds every crate we depend on to the licences, bans and sources of `deny.toml`. It reads what cargo knows already,
//! so it needs neither the network nor cargo-deny; security advisories are what only cargo-deny looks for.

use anyhow::{Context, bail};
use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

use crate::metadata::{Metadata, Package};
use crate::root;

/// How cargo names the one registry that crates may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The part of `deny.toml` that is held here.
#[derive(Debug, Deserialize)]
struct Policy {
    licenses: Licences,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// Fails with one line for each crate that does not fit.
pub(crate) fn run(_args: &[String]) -> anyhow::Result<()> {
    let root = &root()?;
    let policy: Policy = Figment::from(Toml::file_exact(root.join("deny.toml")))
        .extract()
        .context("deny.toml")?;
    let metadata = Metadata::load(root)?;
    let problems = problems(&policy, metadata.outsiders())?;
    if !problems.is_empty() {
        bail!(
            "the dependency tree does not fit deny.toml\n\n{}\n",
            problems.join("\n")
        );
    }
    Ok(())
}

fn problems<'a>(policy: &Policy, packages: impl Iterator<Item = &'a Package>) -> anyhow::Result<Vec<String>> {
    let allowed = (policy.licenses.allow.iter())
        .map(|licence| Licensee::parse(licence).with_context(|| format!("deny.toml allows {licence:?}")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut problems = Vec::new();
    for package in packages {
        let what = format!("{} {}", package.name, package.version);
        if let Some(problem) = licence_problem(&allowed, package.license.as_deref()) {
            problems.push(format!("{what}: {problem}"));
        }
        if let Some(ban) = policy.bans.deny.iter().find(|ban| ban.name == package.name) {
            problems.push(format!("{what}: is banned: {}", ban.reason));
        }
        if package.source.as_deref() != Some(REGISTRY) {
            problems.push(format!(
                "{what}: comes from {:?}",
                package.source.as_deref().unwrap_or("nowhere")
            ));
        }
    }
    Ok(problems)
}

fn licence_problem(allowed: &[Licensee], licence: Option<&str>) -> Option<String> {
    let Some(licence) = licence else {
        return Some("names no licence".to_owned());
    };
    match Expression::parse_mode(licence, ParseMode::LAX) {
        Ok(expression) if expression.evaluate(|needed| allowed.iter().any(|have| have.satisfies(needed))) => None,
        Ok(_) => Some(format!("{licence} is not among the licences allowed")),
        Err(error) => Some(format!("{licence:?} is not a licence expression: {}", error.reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy {
            licenses: Licences {
                allow: ["MIT", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into(),
            },
            bans: Bans {
                deny: vec![Ban {
                    name: "native-tls".to_owned(),
                    reason: "TLS is rustls".to_owned(),
                }],
            },
        }
    }

    fn crate_from(name: &str, licence: Option<&str>, source: &str) -> Package {
        let package = Package::member(name, &[]);
        Package {
            license: licence.map(str::to_owned),
            source: Some(source.to_owned()),
            ..package
        }
    }

    fn found(package: &Package) -> Vec<String> {
        problems(&policy(), std::iter::once(package)).unwrap()
    }

    #[test]
    fn a_choice_needs_one_licence_and_a_sum_needs_all() {
        for licence in [
            "MIT",
            "MIT/GPL-3.0",
            "GPL-3.0-only OR MIT",
            "MIT AND Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(found(&crate_from("a", Some(licence), REGISTRY)), [""; 0], "{licence}");
        }
        for licence in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0", "of my own making"] {
            assert_eq!(found(&crate_from("a", Some(licence), REGISTRY)).len(), 1, "{licence}");
        }
        assert_eq!(found(&crate_from("a", None, REGISTRY)), ["a 0.1.0: names no licence"]);
    }

    #[test]
    fn a_banned_crate_is_named_with_the_reason() {
        let found = found(&crate_from("native-tls", Some("MIT"), REGISTRY));
        assert_eq!(found, ["native-tls 0.1.0: is banned: TLS is rustls"]);
    }

    #[test]
    fn a_crate_from_anywhere_but_the_registry_is_named() {
        let found = found(&crate_from("a", Some("MIT"), "git+https://example.org/a"));
        assert_eq!(found, [r#"a 0.1.0: comes from "git+https://example.org/a""#]);
    }
}
