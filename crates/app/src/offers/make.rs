//! Making an offer, changing it, and its moves.

use super::{MAX_DESCRIPTION_CHARS, MAX_OPEN_OFFERS, MAX_RADIUS_KM, MAX_TITLE_CHARS, view::load};
use crate::{
    App, Error, Invalid, Result,
    input::{self, TypedDay},
    people::fields::{line, text},
    projects::MAX_YEARS_AHEAD,
};
use svx_domain::{
    Code as _, Money, OfferId, OrganisationId, Quantity,
    access::{self, Action, Scope},
    lifecycle::{OfferMove, OfferState, State as _},
    organisation::Actor,
    resource::Condition,
};
use svx_store::{
    Event,
    offers::{self, Offer},
    prices,
};

const METRES: u32 = 1000;

/// An offer as it was typed.
#[derive(Debug, Clone, Default)]
pub struct OfferInput<'a> {
    /// The code of the resource.
    pub resource: &'a str,
    /// How much.
    pub quantity: &'a str,
    /// What it is called; the resource's name where it is empty.
    pub title: &'a str,
    /// What exactly.
    pub description: &'a str,
    /// The first day on which it is free.
    pub from: TypedDay<'a>,
    /// The last day.
    pub to: TypedDay<'a>,
    /// The postcode that it sets out from.
    pub postcode: &'a str,
    /// The GSS code of a local authority, where the postcode is not known.
    pub local_authority: &'a str,
    /// How far it travels, in kilometres.
    pub radius_km: &'a str,
    /// Whether it can be given from anywhere.
    pub remote: bool,
    /// Codes of the conditions that it meets.
    pub provides: Vec<&'a str>,
    /// The most that the supplier will spend, in pounds; it may be empty.
    pub budget: &'a str,
}

impl OfferInput<'_> {
    /// What was typed as an offer in `state`, of an organisation.
    async fn check(&self, app: &App, organisation_id: OrganisationId, state: OfferState) -> Result<Offer> {
        let mut invalid = Invalid::new();
        let resource = {
            let mut conn = app.db.read().await?;
            let known = prices::resource(&mut conn, self.resource).await?;
            known.filter(|resource| resource.retired_at.is_none())
        };
        if resource.is_none() {
            invalid.add("resource", "Choose what you can spare from the list");
        }
        let decimals = resource.as_ref().map_or(3, |resource| resource.decimals);
        let quantity = Quantity::parse_messy(self.quantity, u8::try_from(decimals).unwrap_or(3));
        let capacity = invalid.take_or_default("quantity", quantity);
        let named = match (self.title.trim(), &resource) {
            ("", Some(resource)) => Ok(resource.name.clone()),
            (title, _) => line(title, MAX_TITLE_CHARS, "Enter what the offer is called", "The title"),
        };
        let title = invalid.take_or_default("title", named);
        let description = text(self.description, MAX_DESCRIPTION_CHARS, "The description");
        let description = invalid.take_or_default("description", description);
        let from = invalid.take("from", self.from.required("The first day"));
        let to = invalid.take("to", self.to.required("The last day"));
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                invalid.add("to", "The last day must be the same as or after the first day");
            } else if to < app.today() {
                invalid.add("to", "The last day must be today or later");
            } else if to.year() > app.today().year() + MAX_YEARS_AHEAD {
                invalid.add("to", format!("The last day must be within {MAX_YEARS_AHEAD} years"));
            }
        }
        let place = input::place(app, &mut invalid, self.postcode, self.local_authority).await?;
        if !self.remote && place == input::Place::default() && invalid.is_empty() {
            invalid.add(
                "postcode",
                "Enter a postcode, or say that it can be given from anywhere",
            );
        }
        let radius_m = invalid.take_or_default("radius_km", self.radius_m());
        let provides: Option<Vec<Condition>> = self
            .provides
            .iter()
            .map(|code| Condition::from_code(code).ok())
            .collect();
        if provides.is_none() {
            invalid.add("provides", "Choose from the list");
        }
        let budget = match self.budget.trim() {
            "" => None,
            typed => invalid.take("budget", Money::parse_messy(typed)),
        };
        let (Some(resource), Some(from_on), Some(to_on), true) = (resource, from, to, invalid.is_empty()) else {
            return Err(invalid.into());
        };
        Ok(Offer {
            id: app.id(),
            organisation_id,
            resource: resource.code,
            title,
            description,
            capacity,
            committed: Quantity::ZERO,
            from_on,
            to_on,
            postcode: place.postcode,
            easting_m: place.easting_m,
            northing_m: place.northing_m,
            local_authority: place.local_authority,
            radius_m,
            remote: self.remote,
            provides: Condition::to_codes(&provides.unwrap_or_default()),
            budget_pence: budget,
            state,
            created_at: app.now(),
            updated_at: app.now(),
            listed_at: (state == OfferState::Listed).then(|| app.now()),
        })
    }

    fn radius_m(&self) -> Result<u32, String> {
        let typed: String = self.radius_km.trim().trim_end_matches("km").trim().to_owned();
        match typed.parse::<u32>() {
            Ok(km) if km <= MAX_RADIUS_KM => Ok(km * METRES),
            Ok(_) => Err(format!("How far it travels must be {MAX_RADIUS_KM} km or less")),
            Err(_) if typed.is_empty() && self.remote => Ok(0),
            Err(_) if typed.is_empty() => Err("Enter how far it travels, in kilometres".to_owned()),
            Err(_) => Err("How far it travels must be a whole number of kilometres, like 25".to_owned()),
        }
    }
}

/// Makes an offer: on the list at once, or as a draft.
pub async fn create(app: &App, actor: &Actor, input: &OfferInput<'_>, listed: bool) -> Result<OfferId> {
    let permit = access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let state = if listed { OfferState::Listed } else { OfferState::Draft };
    let offer = input.check(app, organisation, state).await?;
    transact!(app, permit, |tx| {
        let own = offers::of_organisation(tx, organisation).await?;
        let open = own.iter().filter(|offer| !offer.state.open_moves().is_empty());
        if open.count() >= MAX_OPEN_OFFERS {
            return Err(Error::Conflict(format!(
                "Your organisation has {MAX_OPEN_OFFERS} offers that are not over. Withdraw some first."
            )));
        }
        offers::insert(tx, &offer).await?;
        let event = if listed { "offer.listed" } else { "offer.drafted" };
        tx.record(Event::new(event, "offer", offer.id)).await?;
        Ok(offer.id)
    })
}

/// Writes an offer again, while it is a draft, listed or paused.
pub async fn change(app: &App, actor: &Actor, id: OfferId, input: &OfferInput<'_>) -> Result<()> {
    let (before, permit) = load(app, actor, Action::EditOffer, id).await?;
    // What cannot be withdrawn any more cannot be changed.
    before.state.apply(OfferMove::Withdraw)?;
    let mut offer = input.check(app, before.organisation_id, before.state).await?;
    offer.id = before.id;
    if offer.capacity < before.committed {
        let message = format!(
            "How many must be {} or more: so much is promised already",
            before.committed
        );
        return Err(Invalid::one("quantity", message).into());
    }
    if offer.resource != before.resource && !before.committed.is_zero() {
        let message = "Part of this offer is promised already, so it cannot become something else";
        return Err(Invalid::one("resource", message).into());
    }
    transact!(app, permit, |tx| {
        if !offers::update(tx, &offer).await? {
            return Err(changed_meanwhile());
        }
        tx.record(Event::new("offer.changed", "offer", id)).await?;
        Ok(())
    })
}

fn changed_meanwhile() -> Error {
    Error::Conflict("This offer was changed by someone else meanwhile. Look at it again.".to_owned())
}

async fn step(app: &App, actor: &Actor, id: OfferId, step: OfferMove, event: &'static str) -> Result<()> {
    let (offer, permit) = load(app, actor, Action::EditOffer, id).await?;
    let next = offer.state.apply(step)?;
    transact!(app, permit, |tx| {
        if !offers::set_state(tx, id, offer.state, next).await? {
            return Err(changed_meanwhile());
        }
        tx.record(Event::new(event, "offer", id)).await?;
        Ok::<_, Error>(())
    })
}

/// Puts a draft on the list.
pub async fn list(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::List, "offer.listed").await
}

/// Takes an offer off the list for a while.
pub async fn pause(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Pause, "offer.paused").await
}

/// Puts a paused offer back on the list.
pub async fn resume(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Resume, "offer.resumed").await
}

/// Takes an offer back for good. What it promised stays promised.
pub async fn withdraw(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Withdraw, "offer.withdrawn").await
}
