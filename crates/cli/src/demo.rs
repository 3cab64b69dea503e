//! The demonstration's data: an invented borough and housing association set in a real place.
//!
//! Everything is made through the use cases that people's clicks run, at a clock that moves from the past to now.

mod cast;
mod matches;
mod procurements;
mod projects;
mod stage;

use stage::Stage;
use svx_app::{App, system::SetClock};

/// What a made-up person keeps outside the exchange: the name of a file, and what is in it.
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Builds the demonstration, and gives what its people keep at home. The clock stands at the present when it begins, and again
/// when it ends.
pub(crate) async fn build(app: &App, clock: &SetClock) -> anyhow::Result<Vec<Kept>> {
    let mut stage = Stage::new(app, clock);
    stage.days_ago(180);
    cast::enter(&mut stage).await?;
    stage.days_ago(150);
    projects::play(&mut stage).await?;
    let kept = procurements::play(&stage).await?;
    matches::play(&stage).await?;
    stage.to_present();
    Ok(kept)
}
