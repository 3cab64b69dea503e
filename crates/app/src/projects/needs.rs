//! What a project needs, line by line.

use super::{MAX_LINE_CHARS, MAX_YEARS_AHEAD, details::editable, load::changed_meanwhile};
use crate::{App, Error, Invalid, Result, input::TypedDay, people::fields::text};
use svx_domain::{Code as _, NeedId, Quantity, organisation::Actor, resource::Condition};
use svx_store::{
    Event, Tx,
    needs::{self, MAX_PER_PROJECT, Need},
    prices, projects,
    projects::Project,
};

/// A need as it was typed.
#[derive(Debug, Clone, Default)]
pub struct NeedInput<'a> {
    /// The code of the resource.
    pub resource: &'a str,
    /// How much.
    pub quantity: &'a str,
    /// What exactly, and what for.
    pub description: &'a str,
    /// 1 to 5; 3 where it is empty.
    pub priority: &'a str,
    /// The first day on which it is wanted; that of the project where it is empty.
    pub from: TypedDay<'a>,
    /// The last day; that of the project where it is empty.
    pub to: TypedDay<'a>,
    /// Whether it can be served from anywhere.
    pub remote: bool,
    /// Whether all of it must come from one helper.
    pub all_or_nothing: bool,
    /// Codes of conditions.
    pub requires: Vec<&'a str>,
}

impl NeedInput<'_> {
    async fn check(&self, app: &App, project: &Project) -> Result<Need> {
        let mut invalid = Invalid::new();
        let resource = match self.resource {
            "" => None,
            code => {
                let mut conn = app.db.read().await?;
                let known = prices::resource(&mut conn, code).await?;
                known.filter(|resource| resource.retired_at.is_none())
            }
        };
        if resource.is_none() {
            invalid.add("resource", "Choose what you need from the list");
        }
        let decimals = resource.as_ref().map_or(3, |resource| resource.decimals);
        let quantity = Quantity::parse_messy(self.quantity, u8::try_from(decimals).unwrap_or(3));
        let quantity = invalid.take_or_default("quantity", quantity);
        let description = text(self.description, MAX_LINE_CHARS, "The description");
        let description = invalid.take_or_default("description", description);
        let priority = match self.priority.trim() {
            "" => Some(3),
            text => text.parse().ok().filter(|priority| (1..=5).contains(priority)),
        };
        if priority.is_none() {
            invalid.add("priority", "Choose how pressing it is");
        }
        let from = invalid
            .take("from", self.from.read("The first day"))
            .flatten()
            .or(project.starts_on);
        let to = invalid
            .take("to", self.to.read("The last day"))
            .flatten()
            .or(project.ends_on);
        if from.is_none() {
            invalid.add("from", "Enter the first day on which you need it");
        }
        if to.is_none() {
            invalid.add("to", "Enter the last day on which you need it");
        }
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                invalid.add("to", "The last day must be the same as or after the first day");
            } else if to < app.today() {
                invalid.add("to", "The last day must be today or later");
            } else if to.year() > app.today().year() + MAX_YEARS_AHEAD {
                invalid.add("to", format!("The last day must be within {MAX_YEARS_AHEAD} years"));
            }
        }
        let requires: Option<Vec<Condition>> = self
            .requires
            .iter()
            .map(|code| Condition::from_code(code).ok())
            .collect();
        if requires.is_none() {
            invalid.add("requires", "Choose conditions from the list");
        }
        let (Some(resource), Some(priority), Some(from_on), Some(to_on), true) =
            (resource, priority, from, to, invalid.is_empty())
        else {
            return Err(invalid.into());
        };
        Ok(Need {
            id: app.id(),
            project_id: project.id,
            position: 0,
            resource: resource.code,
            description,
            quantity,
            matched: Quantity::ZERO,
            priority,
            from_on,
            to_on,
            remote: self.remote,
            requires: Condition::to_codes(&requires.unwrap_or_default()),
            divisible: !self.all_or_nothing,
            removed_at: None,
        })
    }
}

/// Makes sure in the transaction that the project may still be changed.
async fn still_open(tx: &mut Tx, project: &Project) -> Result<()> {
    if projects::update(tx, project).await? {
        Ok(())
    } else {
        Err(changed_meanwhile())
    }
}

/// Adds a need to a project.
pub async fn add_need(app: &App, actor: &Actor, slug: &str, input: &NeedInput<'_>) -> Result<NeedId> {
    let (project, permit) = editable(app, actor, slug).await?;
    let need = input.check(app, &project).await?;
    transact!(app, permit, |tx| {
        still_open(tx, &project).await?;
        if needs::of_project(tx, project.id).await?.len() >= MAX_PER_PROJECT as usize {
            return Err(Error::Conflict(format!(
                "A project has {MAX_PER_PROJECT} needs or fewer. Remove one first, or start another project."
            )));
        }
        let mut need = need.clone();
        need.position = needs::next_position(tx, project.id).await?;
        needs::insert(tx, &need).await?;
        tx.record(Event::new("need.added", "need", need.id)).await?;
        Ok(need.id)
    })
}

/// Writes a need again.
pub async fn change_need(app: &App, actor: &Actor, slug: &str, id: NeedId, input: &NeedInput<'_>) -> Result<()> {
    let (project, permit) = editable(app, actor, slug).await?;
    let before = of_project(app, &project, id).await?;
    let mut need = input.check(app, &project).await?;
    (need.id, need.position) = (before.id, before.position);
    transact!(app, permit, |tx| {
        still_open(tx, &project).await?;
        if !needs::update(tx, &need).await? {
            return Err(Error::Conflict(
                "Part of this need is promised already, so it cannot become smaller than that or something else."
                    .to_owned(),
            ));
        }
        tx.record(Event::new("need.changed", "need", need.id)).await?;
        Ok(())
    })
}

/// Takes a need off a project's list.
pub async fn remove_need(app: &App, actor: &Actor, slug: &str, id: NeedId) -> Result<()> {
    let (project, permit) = editable(app, actor, slug).await?;
    let need = of_project(app, &project, id).await?;
    transact!(app, permit, |tx| {
        still_open(tx, &project).await?;
        if !needs::remove(tx, &need).await? {
            return Err(Error::Conflict(
                "Part of this need is promised already, so it cannot be removed.".to_owned(),
            ));
        }
        tx.record(Event::new("need.removed", "need", need.id)).await?;
        Ok(())
    })
}

async fn of_project(app: &App, project: &Project, id: NeedId) -> Result<Need> {
    let mut conn = app.db.read().await?;
    let need = needs::by_id(&mut conn, id).await?;
    need.filter(|need| need.project_id == project.id && need.removed_at.is_none())
        .ok_or(Error::NotFound)
}
