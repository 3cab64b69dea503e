//! What the program says of itself while it runs: on standard error, by `SVX_LOG`, never with personal data.

use std::io::IsTerminal as _;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// What is logged where `SVX_LOG` does not say otherwise.
const DEFAULT: &str = "info,sqlx=warn,hyper=warn";

/// Begins logging.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("SVX_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    tracing_subscriber::registry()
        .with(filter)
        .with(
            fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal()),
        )
        .init();
}
