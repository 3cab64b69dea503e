//! A need and an offer as the rules of matching see them.

use crate::{Error, Result};
use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window, lifecycle::OfferState, lifecycle::ProjectState};
use svx_matching::{self as matching, Compatibility, Membership};
use svx_places::{DistanceUnit, Point};
use svx_store::{
    Conn, applications, matches,
    needs::{self, Need},
    offers::{self, Offer},
    prices::{self, Resource},
    projects::{self, Project},
};

/// A need and an offer with all that the rules ask about them.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The need.
    pub need: Need,
    /// Its project.
    pub project: Project,
    /// The offer.
    pub offer: Offer,
    /// What is offered.
    pub resource: Resource,
    /// What the rules say.
    pub verdict: Compatibility,
    /// Why it suits, in words: empty where it does not.
    pub reasons: Vec<String>,
}

impl Pair {
    /// What is still needed.
    pub fn open(&self) -> Quantity {
        self.need.quantity.saturating_sub(self.need.matched)
    }

    /// What is still to be had.
    pub fn left(&self) -> Quantity {
        self.offer.capacity.saturating_sub(self.offer.committed)
    }

    /// The authorities for which a match of the two could count.
    pub fn authorities(&self) -> &[OrganisationId] {
        match &self.verdict {
            Compatibility::Fits(fit) => &fit.authorities,
            Compatibility::Excluded(_) => &[],
        }
    }

    /// Why the two do not go together, in one sentence.
    pub fn refusal(&self) -> Option<String> {
        match &self.verdict {
            Compatibility::Fits(_) => None,
            Compatibility::Excluded(why) => {
                let why: Vec<String> = why.iter().map(ToString::to_string).collect();
                Some(format!("This offer does not fit the need: {}", why.join("; ")))
            }
        }
    }

    /// Why the two ends of a match that waits for an answer go together; nothing where they no longer do.
    pub(super) async fn reasons_for(conn: &mut Conn, found: &matches::Match) -> Result<Vec<String>> {
        match Self::load_beside(conn, found.need_id, found.offer_id, Some(found.offer_id)).await {
            Ok(pair) => Ok(pair.reasons),
            Err(Error::NotFound) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Loads both. Nothing where the need or the offer is not there, or neither is to be seen on an exchange.
    pub(super) async fn load(conn: &mut Conn, need: NeedId, offer: OfferId) -> Result<Self> {
        Self::load_beside(conn, need, offer, None).await
    }

    /// The same, without minding that one offer has been tried before.
    async fn load_beside(conn: &mut Conn, need: NeedId, offer: OfferId, but: Option<OfferId>) -> Result<Self> {
        let need = needs::by_id(conn, need).await?.ok_or(Error::NotFound)?;
        let project = projects::by_id(conn, need.project_id).await?.ok_or(Error::NotFound)?;
        let offer = offers::by_id(conn, offer).await?.ok_or(Error::NotFound)?;
        if need.removed_at.is_some() || project.state != ProjectState::Listed || offer.state != OfferState::Listed {
            return Err(Error::NotFound);
        }
        let resource = prices::resource(conn, &offer.resource).await?.ok_or(Error::NotFound)?;
        let mut context = Context::of_need(conn, &need, &project).await?;
        context.tried.retain(|tried| Some(*tried) != but);
        let approved = applications::approved_authorities(conn, offer.organisation_id).await?;
        let theirs = context.need(&need, &project, &resource.units);
        let ours = offer_of(&offer, &resource.units, approved);
        let verdict = matching::compatibility(&theirs, &ours);
        let reasons = match &verdict {
            Compatibility::Fits(fit) => words(&fit.reasons),
            Compatibility::Excluded(_) => Vec::new(),
        };
        Ok(Self {
            need,
            project,
            offer,
            resource,
            verdict,
            reasons,
        })
    }
}

/// The two ends of a match that is not yet accepted, as they stand now.
pub(super) struct Ends {
    pub(super) need: Need,
    pub(super) project: Project,
    pub(super) offer: Offer,
}

impl Ends {
    pub(super) async fn load(conn: &mut Conn, found: &matches::Match) -> Result<Self> {
        Ok(Self {
            need: needs::by_id(conn, found.need_id).await?.ok_or(Error::NotFound)?,
            project: projects::by_id(conn, found.project_id).await?.ok_or(Error::NotFound)?,
            offer: offers::by_id(conn, found.offer_id).await?.ok_or(Error::NotFound)?,
        })
    }

    /// What is still to be had.
    pub(super) fn left(&self) -> Quantity {
        self.offer.capacity.saturating_sub(self.offer.committed)
    }

    /// When it is due: the days on which both sides can.
    pub(super) fn due(&self) -> Window {
        let needed = Window {
            from: self.need.from_on,
            to: self.need.to_on,
        };
        let free = Window {
            from: self.offer.from_on,
            to: self.offer.to_on,
        };
        needed.overlap(&free).unwrap_or(needed)
    }

    /// Whether both are still open to a match.
    pub(super) fn still_stand(&self) -> Result<()> {
        if self.project.state != ProjectState::Listed || self.need.removed_at.is_some() {
            return Err(Error::Conflict("The project no longer asks for this".to_owned()));
        }
        if self.offer.state != OfferState::Listed {
            return Err(Error::Conflict("The supplier no longer offers this".to_owned()));
        }
        Ok(())
    }
}

/// Reasons as a page shows them, the weightiest first.
pub(super) fn words(reasons: &[matching::Reason]) -> Vec<String> {
    reasons.iter().map(|reason| reason.text(DistanceUnit::Miles)).collect()
}

/// What the rules ask about a need beside itself.
pub(super) struct Context {
    substitutes: Vec<String>,
    authorities: Vec<OrganisationId>,
    tried: Vec<OfferId>,
}

impl Context {
    pub(super) async fn of_need(conn: &mut Conn, need: &Need, project: &Project) -> Result<Self> {
        let substitutes = prices::substitutes(conn).await?;
        let tags = projects::authorities(conn, project.id).await?;
        let approved = applications::approved_authorities(conn, project.organisation_id).await?;
        Ok(Self {
            substitutes: substitutes
                .into_iter()
                .filter(|pair| pair.resource == need.resource)
                .map(|pair| pair.substitute)
                .collect(),
            authorities: tags
                .into_iter()
                .map(|tag| tag.authority_id)
                .filter(|authority| approved.contains(authority))
                .collect(),
            tried: matches::tried_offers(conn, need.id).await?,
        })
    }

    pub(super) fn need(&self, need: &Need, project: &Project, units: &str) -> matching::Need {
        matching::Need {
            id: need.id,
            community: project.organisation_id,
            resource: need.resource.clone(),
            resource_name: units.to_owned(),
            substitutes: self.substitutes.clone(),
            quantity: need.quantity.saturating_sub(need.matched),
            divisible: need.divisible,
            priority: u8::try_from(need.priority).unwrap_or(matching::PRIORITY_MAX),
            window: Window::new(need.from_on, need.to_on).ok(),
            days_needed: matching::DAYS_NEEDED_MIN,
            place: point(project.easting_m, project.northing_m),
            remote: need.remote,
            requires: tags(&need.requires),
            authorities: Membership::Of(self.authorities.clone()),
            declined: self.tried.clone(),
            conflicts: Vec::new(),
            deprivation: None,
            text: matching::Text::default(),
        }
    }
}

pub(super) fn offer_of(offer: &Offer, units: &str, approved: Vec<OrganisationId>) -> matching::Offer {
    matching::Offer {
        id: offer.id,
        supplier: offer.organisation_id,
        resource: offer.resource.clone(),
        resource_name: units.to_owned(),
        quantity: offer.capacity.saturating_sub(offer.committed),
        window: Window::new(offer.from_on, offer.to_on).ok(),
        place: point(offer.easting_m, offer.northing_m),
        radius_m: offer.radius_m,
        remote: offer.remote,
        provides: tags(&offer.provides),
        authorities: Membership::Of(approved),
        conflicts: Vec::new(),
        text: matching::Text::default(),
    }
}

pub(super) fn point(easting_m: Option<i32>, northing_m: Option<i32>) -> Option<Point> {
    Point::on_grid(i64::from(easting_m?), i64::from(northing_m?)).ok()
}

pub(super) fn tags(codes: &str) -> Vec<String> {
    codes
        .split(';')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect()
}
