//! An exchange with one authority, a lunch club that needs chairs and an office fitter that can spare some.

use crate::World;
use jiff::civil::Date;
use svx_app::Error;
use svx_domain::{
    NeedId, OfferId, OrganisationId, PriceBookVersionId, ProjectId, Quantity,
    access::{self, Action, Permit, Scope},
    lifecycle::{ApplicationState, OfferState, ProjectState},
    organisation::{Actor, OrganisationKind},
    resource::ResourceCategory,
};
use svx_store::{
    Event, applications,
    needs::{self, Need},
    offers::{self, Offer},
    prices::{self, Price, Resource, Version},
    projects::{self, Project},
    transact,
};

/// One authority on whose exchange a community needs chairs that a supplier can spare, both approved.
pub struct Exchange {
    /// The authority.
    pub authority: Actor,
    /// The community.
    pub community: Actor,
    /// The supplier.
    pub supplier: Actor,
    /// The community's listed project.
    pub project: ProjectId,
    /// Its name in addresses.
    pub slug: String,
    /// Its need of 12 chairs, of which a part is of use.
    pub need: NeedId,
    /// The supplier's listed offer of 20 chairs, 2 km away.
    pub offer: OfferId,
}

/// A permit of a command of whoever runs the installation, to set up what a test needs.
pub fn permit() -> Permit {
    access::authorize(&World::SYSTEM, Action::ImportRegister, &Scope::none()).unwrap()
}

fn organisation(actor: &Actor) -> OrganisationId {
    actor.organisation().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Exchange {
    /// Sets one up.
    pub async fn new(world: &World) -> Self {
        let authority = world.team(OrganisationKind::Authority, "Leeds City Council").await;
        let community = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let supplier = world.team(OrganisationKind::Supplier, "Aire Office Fitters").await;
        price_book(world).await;
        approve(world, &community, &authority).await;
        approve(world, &supplier, &authority).await;
        let (project, slug) = list_project(world, &community, &[organisation(&authority)]).await;
        let need = add_need(world, project, 12, true).await;
        let offer = list_offer(world, &supplier, 20).await;
        Self {
            authority,
            community,
            supplier,
            project,
            slug,
            need,
            offer,
        }
    }
}

/// Chairs at £35 each and hours of plumbing without a price.
pub async fn price_book(world: &World) {
    let resource = |code: &str, unit: &str, units: &str, decimals: u32| Resource {
        code: code.to_owned(),
        category: ResourceCategory::Equipment,
        name: units.to_owned(),
        unit: unit.to_owned(),
        units: units.to_owned(),
        decimals,
        description: String::new(),
        synonyms: String::new(),
        retired_at: None,
    };
    let price = |resource: &str, pence: Option<i64>| Price {
        resource: resource.to_owned(),
        region: "UK".to_owned(),
        unit_price_pence: pence.map(svx_domain::Money::from_pence),
        statistic: "median".to_owned(),
        data_points: 3,
        source: "A shop".to_owned(),
        source_url: None,
        licence: "OGL-UK-3.0".to_owned(),
        valid_from: day("2026-04-01"),
        valid_to: None,
        note: String::new(),
    };
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        prices::put_resource(tx, &resource("chairs", "chair", "chairs", 0)).await?;
        prices::put_resource(tx, &resource("plumbing", "hour of plumbing", "hours of plumbing", 1)).await?;
        let id: PriceBookVersionId = tx.id();
        let version = Version {
            id,
            number: 1,
            title: "First".to_owned(),
            valid_from: day("2026-04-01"),
            published_at: tx.now(),
            sha256: "0".repeat(64),
        };
        prices::publish(
            tx,
            &version,
            &[price("chairs", Some(3_500)), price("plumbing", None)],
            &[],
        )
        .await?;
        tx.record(Event::general("prices.published")).await?;
        Ok(())
    })
    .unwrap();
}

/// Lets an authority approve an organisation for its exchange.
pub async fn approve(world: &World, who: &Actor, authority: &Actor) {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let id = applications::insert(tx, organisation(who), organisation(authority), "To help", "").await?;
        applications::step(tx, id, ApplicationState::Submitted, ApplicationState::Approved, None).await?;
        tx.record(Event::new("application.approved", "application", id)).await?;
        Ok(())
    })
    .unwrap();
}

/// Lists a project of a community in Holbeck on the exchanges of some authorities.
pub async fn list_project(world: &World, community: &Actor, authorities: &[OrganisationId]) -> (ProjectId, String) {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let id: ProjectId = tx.id();
        let project = Project {
            id,
            slug: format!("lunch-{}", &id.to_string()[24..]),
            organisation_id: organisation(community),
            title: "Lunch for fifty".to_owned(),
            summary: "A hot lunch every Thursday".to_owned(),
            beneficiaries: "Older people".to_owned(),
            beneficiary_count: Some(50),
            starts_on: Some(day("2026-11-01")),
            ends_on: Some(day("2027-10-31")),
            postcode: Some("LS11 9RQ".to_owned()),
            easting_m: Some(429_300),
            northing_m: Some(432_100),
            local_authority: Some("E08000035".to_owned()),
            state: ProjectState::Listed,
            review_note: None,
            created_at: tx.now(),
            updated_at: tx.now(),
            submitted_at: Some(tx.now()),
            listed_at: Some(tx.now()),
            closed_at: None,
        };
        projects::insert(tx, &project).await?;
        projects::set_authorities(tx, id, authorities).await?;
        tx.record(Event::new("project.listed", "project", id)).await?;
        Ok((id, project.slug))
    })
    .unwrap()
}

/// Adds a need of so many chairs to a project.
pub async fn add_need(world: &World, project: ProjectId, chairs: i64, divisible: bool) -> NeedId {
    add_need_until(world, project, chairs, divisible, day("2027-03-31")).await
}

/// Adds a need of so many chairs until a day to a project.
pub async fn add_need_until(world: &World, project: ProjectId, chairs: i64, divisible: bool, to_on: Date) -> NeedId {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let need = Need {
            id: tx.id(),
            project_id: project,
            position: needs::next_position(tx, project).await?,
            resource: "chairs".to_owned(),
            description: "That stack".to_owned(),
            quantity: Quantity::from_units(chairs),
            matched: Quantity::ZERO,
            priority: 3,
            from_on: day("2026-11-01"),
            to_on,
            remote: false,
            requires: String::new(),
            divisible,
            removed_at: None,
        };
        needs::insert(tx, &need).await?;
        tx.record(Event::new("need.added", "need", need.id)).await?;
        Ok(need.id)
    })
    .unwrap()
}

/// Lists an offer of so many chairs.
pub async fn list_offer(world: &World, supplier: &Actor, chairs: i64) -> OfferId {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let offer = Offer {
            id: tx.id(),
            organisation_id: organisation(supplier),
            resource: "chairs".to_owned(),
            title: "Stacking chairs".to_owned(),
            description: "From a refit".to_owned(),
            capacity: Quantity::from_units(chairs),
            committed: Quantity::ZERO,
            from_on: day("2026-11-20"),
            to_on: day("2027-01-31"),
            postcode: Some("LS12 1BB".to_owned()),
            easting_m: Some(428_000),
            northing_m: Some(433_600),
            local_authority: Some("E08000035".to_owned()),
            radius_m: 20_000,
            remote: false,
            provides: "delivery".to_owned(),
            budget_pence: None,
            state: OfferState::Listed,
            created_at: tx.now(),
            updated_at: tx.now(),
            listed_at: Some(tx.now()),
        };
        offers::insert(tx, &offer).await?;
        tx.record(Event::new("offer.listed", "offer", offer.id)).await?;
        Ok(offer.id)
    })
    .unwrap()
}
