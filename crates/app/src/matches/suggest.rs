//! What could go together: offers for the needs of a project, and needs for an offer, the best first and each with its reasons.

use super::{
    MAX_CANDIDATES, MAX_SUGGESTIONS,
    pair::{Context, offer_of, point, tags, words},
};
use crate::{App, Error, Result};
use svx_domain::{
    NeedId, OfferId, ProjectId, Quantity, Window,
    access::{self, Action, Scope},
    lifecycle::{OfferState, ProjectState},
    organisation::Actor,
};
use svx_matching::{self as matching, Index, Membership, Weights};
use svx_store::{
    Conn, applications, matches,
    needs::{self, Candidate},
    offers, prices, projects,
};

/// An offer that fits a need.
#[derive(Debug, Clone)]
pub struct SuggestedOffer {
    /// The offer.
    pub offer: offers::Line,
    /// How much it could give.
    pub quantity: Quantity,
    /// Why it suits, the weightiest first.
    pub reasons: Vec<String>,
}

/// A need and the offers that fit it.
#[derive(Debug, Clone)]
pub struct SuggestionsForNeed {
    /// The need.
    pub need: needs::Line,
    /// What fits, the best first.
    pub offers: Vec<SuggestedOffer>,
}

/// A need that an offer fits.
#[derive(Debug, Clone)]
pub struct SuggestedNeed {
    /// The need.
    pub need: Candidate,
    /// How much the offer could give.
    pub quantity: Quantity,
    /// Why it suits, the weightiest first.
    pub reasons: Vec<String>,
}

/// Offers that fit the open needs of a project. Shown to the project's own people and to its authorities.
pub async fn for_project(app: &App, actor: &Actor, id: ProjectId) -> Result<Vec<SuggestionsForNeed>> {
    let mut conn = app.db.read().await?;
    let project = projects::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let authorities = projects::authorities(&mut conn, id).await?;
    let scope = Scope::owned_by(project.organisation_id)
        .with_counterparty(project.organisation_id)
        .under(authorities.iter().map(|tag| tag.authority_id));
    access::authorize(actor, Action::ProposeMatch, &scope)?;
    if project.state != ProjectState::Listed {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for line in needs::of_project(&mut conn, id).await? {
        if line.open().is_zero() {
            continue;
        }
        let offers = for_need(&mut conn, &project, &line).await?;
        out.push(SuggestionsForNeed { need: line, offers });
    }
    Ok(out)
}

async fn for_need(conn: &mut Conn, project: &projects::Project, line: &needs::Line) -> Result<Vec<SuggestedOffer>> {
    let need = needs::by_id(conn, line.id).await?.ok_or(Error::NotFound)?;
    let context = Context::of_need(conn, &need, project).await?;
    let wanted = context.need(&need, project, &line.units);
    let candidates = offers::candidates_for(conn, line.id, MAX_CANDIDATES).await?;
    let mut index = Index::default();
    for candidate in &candidates {
        // The query has seen to it that the supplier is approved by one of the project's authorities, which is as much as a
        // suggestion needs; the first move asks again which.
        index.insert(matching::Offer {
            id: candidate.id,
            supplier: candidate.organisation_id,
            resource: candidate.resource.clone(),
            resource_name: candidate.units.clone(),
            quantity: candidate.left(),
            window: Window::new(candidate.from_on, candidate.to_on).ok(),
            place: point(candidate.easting_m, candidate.northing_m),
            radius_m: candidate.radius_m,
            remote: candidate.remote,
            provides: tags(&candidate.provides),
            authorities: Membership::Anyone,
            conflicts: Vec::new(),
            text: matching::Text::default(),
        });
    }
    let best = matching::recommend_offers(&wanted, &index, MAX_SUGGESTIONS, &Weights::default());
    Ok(best
        .into_iter()
        .filter_map(|one| {
            let offer = candidates.iter().find(|candidate| candidate.id == one.id)?.clone();
            Some(SuggestedOffer {
                offer,
                quantity: one.fit.quantity,
                reasons: words(&one.fit.reasons),
            })
        })
        .collect())
}

/// Needs that an offer fits. Shown to the offer's own people.
pub async fn for_offer(app: &App, actor: &Actor, id: OfferId) -> Result<(offers::Offer, Vec<SuggestedNeed>)> {
    let mut conn = app.db.read().await?;
    let offer = offers::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    access::authorize(actor, Action::OfferMatch, &Scope::owned_by(offer.organisation_id))?;
    if offer.state != OfferState::Listed {
        return Ok((offer, Vec::new()));
    }
    let resource = prices::resource(&mut conn, &offer.resource)
        .await?
        .ok_or(Error::NotFound)?;
    let approved = applications::approved_authorities(&mut conn, offer.organisation_id).await?;
    let ours = offer_of(&offer, &resource.units, approved);
    let tried = matches::tried_needs(&mut conn, id).await?;
    let candidates = needs::candidates_for(&mut conn, id, MAX_CANDIDATES).await?;
    let mut index = Index::default();
    for candidate in &candidates {
        index.insert(need_of(candidate, &offer.resource, &tried, id));
    }
    let best = matching::recommend_needs(&ours, &index, MAX_SUGGESTIONS, &Weights::default());
    let found = best
        .into_iter()
        .filter_map(|one| {
            let need = candidates.iter().find(|candidate| candidate.id == one.id)?.clone();
            Some(SuggestedNeed {
                need,
                quantity: one.fit.quantity,
                reasons: words(&one.fit.reasons),
            })
        })
        .collect();
    Ok((offer, found))
}

/// A candidate as the rules see it: the query has seen to the resource or its substitute, and to the exchange.
fn need_of(candidate: &Candidate, offered: &str, tried: &[NeedId], offer: OfferId) -> matching::Need {
    matching::Need {
        id: candidate.id,
        community: candidate.community_id,
        resource: candidate.resource.clone(),
        resource_name: candidate.units.clone(),
        substitutes: vec![offered.to_owned()],
        quantity: candidate.open,
        divisible: candidate.divisible,
        priority: u8::try_from(candidate.priority).unwrap_or(matching::PRIORITY_MAX),
        window: Window::new(candidate.from_on, candidate.to_on).ok(),
        days_needed: matching::DAYS_NEEDED_MIN,
        place: point(candidate.easting_m, candidate.northing_m),
        remote: candidate.remote,
        requires: tags(&candidate.requires),
        authorities: Membership::Anyone,
        declined: if tried.contains(&candidate.id) {
            vec![offer]
        } else {
            Vec::new()
        },
        conflicts: Vec::new(),
        deprivation: None,
        text: matching::Text::default(),
    }
}

/// A supplier's own offers that fit one need, the best first, and whether it has offered any of them already.
pub async fn own_offers(
    app: &App,
    actor: &Actor,
    need: NeedId,
) -> Result<(needs::Line, projects::Project, Vec<SuggestedOffer>)> {
    let own = actor.organisation().ok_or(Error::NotFound)?;
    access::authorize(actor, Action::OfferMatch, &Scope::owned_by(own))?;
    let mut conn = app.db.read().await?;
    let found = needs::by_id(&mut conn, need).await?.ok_or(Error::NotFound)?;
    let project = projects::by_id(&mut conn, found.project_id)
        .await?
        .ok_or(Error::NotFound)?;
    if project.state != ProjectState::Listed {
        return Err(Error::NotFound);
    }
    let lines = needs::of_project(&mut conn, project.id).await?;
    let line = lines.into_iter().find(|line| line.id == need).ok_or(Error::NotFound)?;
    let mut offers = for_need(&mut conn, &project, &line).await?;
    offers.retain(|suggested| suggested.offer.organisation_id == own);
    Ok((line, project, offers))
}
