//! The four numbers of an authority, an organisation or a project: promised, ordered, delivered and validated, added up from
//! the ledger and valued at what each commitment's price was when it was made. They are public.

use crate::{App, Result};
use svx_domain::{
    ContractId, OrganisationId, ProjectId, Quantity, Value,
    access::{self, Action, Scope},
    ledger::Numbers,
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    commitments::{self, Commitment, Filter},
    ledger::{self, Line, Of},
};

/// How many commitments a page of entries shows.
pub const PAGE: u32 = 50;

/// Commitments added up.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// What they would cost. Those without a price count for nothing here.
    pub values: Numbers<Value>,
    /// How many commitments there are.
    pub commitments: u64,
    /// In how many of them something was delivered.
    pub with_delivered: u64,
    /// In how many of them something was validated.
    pub with_validated: u64,
    /// How many of them have no price.
    pub unpriced: u64,
    /// The same by resource, in the order of their names.
    pub resources: Vec<ResourceFigures>,
}

/// Commitments of one resource added up.
#[derive(Debug, Clone)]
pub struct ResourceFigures {
    /// Its code.
    pub resource: String,
    /// What it is called.
    pub name: String,
    /// What one of it is called.
    pub unit: String,
    /// What several of it are called.
    pub units: String,
    /// How much.
    pub quantities: Numbers<Quantity>,
    /// What it would cost, where it has a price.
    pub values: Numbers<Value>,
    /// How many commitments there are.
    pub commitments: u64,
    /// How many of them have no price.
    pub unpriced: u64,
}

/// Commitments of the projects that serve one outcome. A project may serve several, so these are never added up.
#[derive(Debug, Clone)]
pub struct OutcomeFigures {
    /// The outcome's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What they would cost.
    pub figures: Figures,
}

impl Figures {
    fn add_up(lines: &[Line]) -> Self {
        let mut figures = Self::default();
        for line in lines {
            figures.add(line);
        }
        figures
    }

    fn add(&mut self, line: &Line) {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        let quantities = line.numbers();
        let values = line
            .unit_price_pence
            .map_or_else(Numbers::default, |price| quantities.at(price));
        let unpriced = if line.unit_price_pence.is_none() {
            count(line.commitments)
        } else {
            0
        };
        self.values = plus(self.values, values);
        self.commitments += count(line.commitments);
        self.with_delivered += count(line.with_delivered);
        self.with_validated += count(line.with_validated);
        self.unpriced += unpriced;
        match self.resources.last_mut() {
            Some(last) if last.resource == line.resource => {
                last.quantities = plus(last.quantities, quantities);
                last.values = plus(last.values, values);
                last.commitments += count(line.commitments);
                last.unpriced += unpriced;
            }
            _ => self.resources.push(ResourceFigures {
                resource: line.resource.clone(),
                name: line.resource_name.clone(),
                unit: line.unit.clone(),
                units: line.units.clone(),
                quantities,
                values,
                commitments: count(line.commitments),
                unpriced,
            }),
        }
    }

    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.commitments == 0
    }
}

fn plus<T: std::iter::Sum + Copy>(one: Numbers<T>, other: Numbers<T>) -> Numbers<T> {
    [one, other].into_iter().sum()
}

async fn summary(app: &App, of: Of) -> Result<Figures> {
    let mut conn = app.db.read().await?;
    Ok(Figures::add_up(&ledger::summary(&mut conn, of).await?))
}

/// What counts for an authority.
pub async fn for_authority(app: &App, actor: &Actor, id: OrganisationId) -> Result<Figures> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    summary(app, Of::Authority(id)).await
}

/// What an organisation gave, where it is a supplier; what counts for it, where it is an authority; else what it got.
pub async fn for_organisation(app: &App, actor: &Actor, id: OrganisationId, kind: OrganisationKind) -> Result<Figures> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let of = match kind {
        OrganisationKind::Supplier => Of::Supplier(id),
        OrganisationKind::Authority => Of::Authority(id),
        OrganisationKind::Operator => Of::Everyone,
        OrganisationKind::Community | OrganisationKind::Broker | OrganisationKind::Referrer => Of::Community(id),
    };
    summary(app, of).await
}

/// What a project got.
pub async fn for_project(app: &App, actor: &Actor, id: ProjectId) -> Result<Figures> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    summary(app, Of::Project(id)).await
}

/// What was committed to in a contract. The caller has seen to it that the actor may see the contract.
pub async fn for_contract(app: &App, actor: &Actor, id: ContractId) -> Result<Figures> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    summary(app, Of::Contract(id)).await
}

/// Everything on the installation.
pub async fn for_everyone(app: &App, actor: &Actor) -> Result<Figures> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    summary(app, Of::Everyone).await
}

/// What counts for an authority, by the outcome that the projects serve, in the authority's own order.
pub async fn by_outcome(app: &App, actor: &Actor, id: OrganisationId) -> Result<Vec<OutcomeFigures>> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let titles = ledger::outcomes(&mut conn, id).await?;
    let lines = ledger::summary(&mut conn, Of::AuthorityByOutcome(id)).await?;
    let figures = |(code, title): (String, String)| {
        let own: Vec<Line> = lines.iter().filter(|line| line.outcome == code).cloned().collect();
        OutcomeFigures {
            figures: Figures::add_up(&own),
            code,
            title,
        }
    };
    Ok(titles
        .into_iter()
        .map(figures)
        .filter(|outcome| !outcome.figures.is_empty())
        .collect())
}

/// A page of the commitments behind an authority's figures, from page 1, and how many there are in all.
pub async fn entries(
    app: &App,
    actor: &Actor,
    id: OrganisationId,
    filter: &Filter,
    page: u32,
) -> Result<(Vec<Commitment>, u32)> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let of = commitments::Of::Authority(id);
    let total = commitments::count(&mut conn, of, filter, app.today()).await?;
    let offset = page.saturating_sub(1).saturating_mul(PAGE);
    let found = commitments::page(&mut conn, of, filter, app.today(), PAGE, offset).await?;
    Ok((found, total))
}
