//! Stories: public projects that something arrived for, and what it was.

use crate::{App, Result};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Conn,
    stories::{self, Arrived},
};

pub use svx_store::stories::{PAGE, Story};

/// How many stories the front page tells.
pub const ON_THE_FRONT: u32 = 3;

/// A story with what arrived.
#[derive(Debug, Clone)]
pub struct Told {
    /// The project.
    pub story: Story,
    /// What was confirmed for it, by resource.
    pub arrived: Vec<Arrived>,
}

/// The latest stories.
pub async fn latest(app: &App, actor: &Actor) -> Result<Vec<Told>> {
    access::authorize(actor, Action::ViewProject, &Scope::none().public(true))?;
    let mut conn = app.db.read().await?;
    let found = stories::latest(&mut conn, ON_THE_FRONT).await?;
    tell(&mut conn, found).await
}

/// A page of all stories from page 1, and how many there are.
pub async fn page(app: &App, actor: &Actor, page: u32) -> Result<(Vec<Told>, u32)> {
    access::authorize(actor, Action::ViewProject, &Scope::none().public(true))?;
    let mut conn = app.db.read().await?;
    let total = stories::count(&mut conn).await?;
    let found = stories::page(&mut conn, page).await?;
    Ok((tell(&mut conn, found).await?, total))
}

async fn tell(conn: &mut Conn, found: Vec<Story>) -> Result<Vec<Told>> {
    let arrived = stories::arrived(conn, &found).await?;
    let of = |story: &Story| {
        arrived
            .iter()
            .filter(|one| one.project_id == story.id)
            .cloned()
            .collect()
    };
    Ok(found
        .into_iter()
        .map(|story| Told {
            arrived: of(&story),
            story,
        })
        .collect())
}
