//! Regenerates every generated file and compares it with the committed one, and holds the source to its invariants.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{invariants, places_table, root, say};

/// A generated file and what its contents should be. A generator that cannot run here says why.
pub(crate) struct Generated {
    /// From the root of the workspace.
    pub(crate) path: PathBuf,
    /// What it should contain.
    pub(crate) contents: Vec<u8>,
}

/// Makes its files afresh without writing them.
type Generator = fn() -> Result<Vec<Generated>>;

const GENERATORS: &[(&str, Generator)] = &[("places-table", || places_table::generate(None))];

pub(crate) fn run(args: &[String]) -> Result<()> {
    invariants::run(args)?;
    let root = root()?;
    let mut stale = Vec::new();
    for (task, generate) in GENERATORS {
        for file in generate().with_context(|| format!("cargo xtask {task}"))? {
            let committed = std::fs::read(root.join(&file.path)).unwrap_or_default();
            if committed != file.contents {
                stale.push(format!("{} (run cargo xtask {task})", file.path.display()));
            }
        }
    }
    if stale.is_empty() {
        say("Every generated file is current");
        return Ok(());
    }
    bail!("not current: {}", stale.join(", "))
}
