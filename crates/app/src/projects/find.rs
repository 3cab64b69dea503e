//! The public search: what is needed, where and when.

use crate::{App, Invalid, Result, input, places};
use jiff::civil::Date;
use std::str::FromStr as _;
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_places::{Point, Postcode};
use svx_store::{
    needs, organisations,
    search::{self, MAX_COUNTED, Near, Search},
};

/// How many projects a page shows.
pub const PAGE_SIZE: u32 = 50;
/// The distances that can be chosen, in kilometres.
pub const WITHIN_KM: [u32; 6] = [2, 5, 10, 25, 50, 100];
const DEFAULT_WITHIN_KM: u32 = 25;

/// What was asked for, as it stands in the address.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words.
    pub words: String,
    /// The code of a resource.
    pub resource: String,
    /// A postcode.
    pub near: String,
    /// How far from it, in kilometres.
    pub within: String,
    /// The slug of an authority.
    pub authority: String,
    /// The code of an outcome of that authority.
    pub outcome: String,
    /// The first and the last day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The page, from 1.
    pub page: u32,
}

/// A project that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The project.
    pub project: search::Hit,
    /// The name of its local authority's area.
    pub area: Option<&'static str>,
    /// How far it is, in metres, where a place was given.
    pub distance_m: Option<u32>,
    /// What it still needs.
    pub needs: Vec<needs::Line>,
}

/// A page of what was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The projects.
    pub hits: Vec<Hit>,
    /// How many there are, up to the most that are counted.
    pub count: u32,
    /// Whether there are more than that.
    pub more: bool,
    /// How many pages can be looked at.
    pub pages: u32,
    /// What of the query could not be used, by field.
    pub problems: Invalid,
    /// How far was searched, in kilometres, where a place was given.
    pub within_km: Option<u32>,
}

/// Finds listed projects, a page of [`PAGE_SIZE`]. What cannot be read in a query is named and left aside: a public link
/// always shows something.
pub async fn find(app: &App, actor: &Actor, query: &Query) -> Result<Found> {
    let page = query.page.clamp(1, MAX_COUNTED / PAGE_SIZE);
    find_from(app, actor, query, PAGE_SIZE, (page - 1) * PAGE_SIZE).await
}

/// Finds listed projects, so many from a place in the list on. Nothing is beyond the most that are counted.
pub async fn find_from(app: &App, actor: &Actor, query: &Query, limit: u32, offset: u32) -> Result<Found> {
    access::authorize(actor, Action::ViewProject, &Scope::none().public(true))?;
    let mut problems = Invalid::new();
    let origin = origin(app, &query.near, &mut problems).await?;
    let within_km = origin.map(|_| {
        let asked = query.within.trim().parse().ok().filter(|km| WITHIN_KM.contains(km));
        asked.unwrap_or(DEFAULT_WITHIN_KM)
    });
    let mut conn = app.db.read().await?;
    let mut authority: Option<OrganisationId> = None;
    if !query.authority.is_empty() {
        authority = organisations::by_slug(&mut conn, &query.authority)
            .await?
            .map(|found| found.id);
        if authority.is_none() {
            problems.add("authority", "Choose an authority from the list");
        }
    }
    let search = Search {
        words: query.words.clone(),
        resource: Some(query.resource.clone()).filter(|code| !code.is_empty()),
        authority,
        outcome: Some(query.outcome.clone()).filter(|code| !code.is_empty()),
        near: origin.zip(within_km).map(|(point, km)| Near {
            easting_m: point.easting_m,
            northing_m: point.northing_m,
            within_m: km * 1000,
        }),
        from: query.from,
        to: query.to,
    };
    let last_page = MAX_COUNTED / PAGE_SIZE;
    let found = search::find(&mut conn, &search, limit, offset).await?;
    let ids: Vec<_> = found.hits.iter().map(|hit| hit.id).collect();
    let mut all = needs::of_projects(&mut conn, &ids).await?;
    all.retain(|need| !need.open().is_zero());
    let hits = found.hits.into_iter().map(|project| {
        let place = project.easting_m.zip(project.northing_m);
        let point = place.map(|(easting_m, northing_m)| Point { easting_m, northing_m });
        Hit {
            area: input::area_name(project.local_authority.as_deref()),
            distance_m: origin.zip(point).map(|(from, to)| from.distance_m(to)),
            needs: all
                .iter()
                .filter(|need| need.project_id == project.id)
                .cloned()
                .collect(),
            project,
        }
    });
    let hits = hits.collect();
    let count = found.count.min(MAX_COUNTED);
    Ok(Found {
        hits,
        count,
        more: found.count > MAX_COUNTED,
        pages: count.div_ceil(PAGE_SIZE).min(last_page),
        problems,
        within_km,
    })
}

async fn origin(app: &App, near: &str, problems: &mut Invalid) -> Result<Option<Point>> {
    if near.trim().is_empty() {
        return Ok(None);
    }
    let Some(postcode) = problems.take("near", Postcode::from_str(near)) else {
        return Ok(None);
    };
    Ok(problems
        .take("near", places::locate(app, postcode).await?)
        .map(|found| found.point))
}
