//! `/api/v1/offers`: a supplier's own offers, made, changed and moved by its programs.

use crate::{
    Routes,
    api::{ApiJson, ApiResult, Call, Listing, Paging, Problem},
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, Query},
    http::{StatusCode, request::Parts},
};
use serde::{Deserialize, Serialize};
use svx_app::{
    input::TypedDay,
    offers::{self, OfferInput, Shown},
};
use svx_domain::{Code as _, OfferId, lifecycle::OfferMove, lifecycle::OfferState};
use svx_store::offers::Line;
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(paths(list, create, show, change, put_on_list, pause, resume, take_back, withdraw))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/offers", list)
        .post("/api/v1/offers", create)
        .get("/api/v1/offers/{id}", show)
        .put("/api/v1/offers/{id}", change)
        .post("/api/v1/offers/{id}/list", put_on_list)
        .post("/api/v1/offers/{id}/pause", pause)
        .post("/api/v1/offers/{id}/resume", resume)
        .post("/api/v1/offers/{id}/take-back", take_back)
        .post("/api/v1/offers/{id}/withdraw", withdraw)
}

/// An offer in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferLine {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
    /// The code of what is offered.
    resource: String,
    /// How much there is, in the resource's unit.
    #[schema(example = "40")]
    quantity: String,
    /// How much of it accepted matches have taken.
    #[schema(example = "12")]
    promised: String,
    /// The first day on which it is free.
    #[schema(example = "2027-03-01")]
    from: String,
    /// The last.
    #[schema(example = "2027-03-31")]
    to: String,
    /// How it stands: draft, listed, paused, exhausted, expired or withdrawn.
    state: &'static str,
}

impl From<Line> for OfferLine {
    fn from(line: Line) -> Self {
        Self {
            id: line.id.to_string(),
            title: line.title,
            resource: line.resource,
            quantity: line.capacity.to_decimal(),
            promised: line.committed.to_decimal(),
            from: line.from_on.to_string(),
            to: line.to_on.to_string(),
            state: line.state.code(),
        }
    }
}

/// An offer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offer {
    /// Its id.
    id: String,
    /// The supplier's name.
    supplier: String,
    /// What it is called.
    title: String,
    /// What exactly.
    description: String,
    /// The code of what is offered.
    resource: String,
    /// How much there is, in the resource's unit.
    quantity: String,
    /// How much of it accepted matches have taken.
    promised: String,
    /// The first day on which it is free.
    from: String,
    /// The last.
    to: String,
    /// The postcode that it sets out from. For the supplier alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    /// The GSS code of the local authority where that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    local_authority: Option<String>,
    /// How far it travels, in kilometres.
    #[schema(example = "25")]
    radius_km: String,
    /// Whether it can be given from anywhere.
    remote: bool,
    /// Codes of the conditions that it meets.
    provides: Vec<String>,
    /// The most that the supplier will spend, in pounds. For the supplier alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<String>,
    /// How it stands: draft, listed, paused, exhausted, expired or withdrawn.
    state: &'static str,
    /// What the token can do with it now.
    moves: Vec<&'static str>,
}

impl From<Shown> for Offer {
    fn from(shown: Shown) -> Self {
        let offer = shown.offer;
        let kilometres = svx_domain::Quantity::from_thousandths(i64::from(offer.radius_m));
        let codes = offer.provides.split(';').filter(|code| !code.is_empty());
        Self {
            id: offer.id.to_string(),
            supplier: shown.supplier.name,
            provides: codes.map(str::to_owned).collect(),
            title: offer.title,
            description: offer.description,
            resource: offer.resource,
            quantity: offer.capacity.to_decimal(),
            promised: offer.committed.to_decimal(),
            from: offer.from_on.to_string(),
            to: offer.to_on.to_string(),
            postcode: offer.postcode.filter(|_| shown.own),
            local_authority: offer.local_authority,
            radius_km: kilometres.to_decimal(),
            remote: offer.remote,
            budget: offer.budget_pence.map(|budget| budget.to_decimal()),
            state: offer.state.code(),
            moves: shown.moves.iter().map(|step| verb(*step)).collect(),
        }
    }
}

/// The last part of the address that makes a move.
const fn verb(step: OfferMove) -> &'static str {
    match step {
        OfferMove::List => "list",
        OfferMove::Pause => "pause",
        OfferMove::Resume => "resume",
        OfferMove::Release => "take-back",
        OfferMove::Withdraw => "withdraw",
        OfferMove::Exhaust => "exhaust",
        OfferMove::Expire => "expire",
    }
}

/// An offer to make, or what it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferBody {
    /// The code or the name of what is offered, in the price book. It cannot change once the offer was listed.
    #[schema(example = "chair")]
    resource: String,
    /// How much there is, in the resource's unit.
    #[schema(example = "40")]
    quantity: String,
    /// What it is called; the resource's name where it is left out.
    #[serde(default)]
    title: String,
    /// What exactly.
    #[serde(default)]
    description: String,
    /// The first day on which it is free.
    #[schema(example = "2027-03-01")]
    from: String,
    /// The last.
    #[schema(example = "2027-03-31")]
    to: String,
    /// The postcode that it sets out from.
    #[serde(default)]
    postcode: String,
    /// The GSS code of a local authority, where the postcode is not known, as in Northern Ireland.
    #[serde(default)]
    local_authority: String,
    /// How far it travels, in kilometres.
    #[serde(default)]
    #[schema(example = "25")]
    radius_km: String,
    /// Whether it can be given from anywhere. Then it needs no place.
    #[serde(default)]
    remote: bool,
    /// Codes of the conditions that it meets, such as `delivery`.
    #[serde(default)]
    provides: Vec<String>,
    /// The most that the supplier will spend, in pounds.
    #[serde(default)]
    budget: String,
    /// Whether a new offer is put on the list at once. It is a draft otherwise.
    #[serde(default)]
    list: bool,
}

impl OfferBody {
    fn input(&self) -> OfferInput<'_> {
        OfferInput {
            resource: &self.resource,
            quantity: &self.quantity,
            title: &self.title,
            description: &self.description,
            from: day(&self.from),
            to: day(&self.to),
            postcode: &self.postcode,
            local_authority: &self.local_authority,
            radius_km: &self.radius_km,
            remote: self.remote,
            provides: self.provides.iter().map(String::as_str).collect(),
            budget: &self.budget,
        }
    }
}

/// The parts of an ISO 8601 day. What has fewer parts is said to be no day where it is checked.
fn day(text: &str) -> TypedDay<'_> {
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().unwrap_or("?");
    let (year, month, day) = (next(), next(), next());
    TypedDay { day, month, year }
}

fn id(text: &str) -> ApiResult<OfferId> {
    text.parse().map_err(|_| Problem::not_found())
}

/// Which offers are asked for.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only those in this state: draft, listed, paused, exhausted, expired or withdrawn.
    state: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Which {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read = Query::<Self>::from_request_parts(parts, state).await;
        let Query(which) = read.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        Ok(which)
    }
}

/// List your offers
///
/// The offers of the organisation of the token: listed ones first, those that are over last.
#[utoipa::path(get, path = "/api/v1/offers", tag = "Offers", operation_id = "list_offers", params(Which, Paging),
    responses((status = 200, description = "A page of offers", body = Listing<OfferLine>)), security(("token" = [])))]
async fn list(call: Call, which: Which, paging: Paging) -> ApiResult<Json<Listing<OfferLine>>> {
    let state = match which.state.as_deref() {
        None | Some("") => None,
        Some(code) => {
            let state = OfferState::from_code(code);
            Some(state.map_err(|error| Problem::invalid("state", error.to_string()))?)
        }
    };
    let found = offers::own(&call.app, &call.actor, state, paging.limit(), paging.offset()).await?;
    let items = found.offers.into_iter().map(OfferLine::from);
    Ok(Json(Listing::new(paging, items.collect())))
}

/// Make an offer
///
/// An offer of the organisation of the token: a draft, or on the list at once. Only suppliers and brokers that an authority
/// has approved may list.
#[utoipa::path(post, path = "/api/v1/offers", tag = "Offers", operation_id = "create_offer", request_body = OfferBody,
    responses(
        (status = 201, description = "The offer", body = Offer),
        (status = 409, description = "It cannot be listed now", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn create(call: Call, ApiJson(body): ApiJson<OfferBody>) -> ApiResult<(StatusCode, Json<Offer>)> {
    let id = offers::create(&call.app, &call.actor, &body.input(), body.list).await?;
    let shown = offers::show(&call.app, &call.actor, id).await?;
    Ok((StatusCode::CREATED, Json(shown.into())))
}

/// Show an offer
///
/// An offer of your own, or a listed one of a member of the same exchange.
#[utoipa::path(get, path = "/api/v1/offers/{id}", tag = "Offers", operation_id = "show_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer", body = Offer),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn show(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    Ok(Json(offers::show(&call.app, &call.actor, id(&text)?).await?.into()))
}

/// Change an offer
///
/// Replaces what the offer says, while it is not over. There can never be less of it than is promised. The member `list` has no
/// effect here.
#[utoipa::path(put, path = "/api/v1/offers/{id}", tag = "Offers", operation_id = "change_offer", request_body = OfferBody,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is over, or was changed by someone else meanwhile", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn change(call: Call, Path(text): Path<String>, ApiJson(body): ApiJson<OfferBody>) -> ApiResult<Json<Offer>> {
    let id = id(&text)?;
    offers::change(&call.app, &call.actor, id, &body.input()).await?;
    Ok(Json(offers::show(&call.app, &call.actor, id).await?.into()))
}

async fn step(call: Call, text: &str, step: OfferMove) -> ApiResult<Json<Offer>> {
    let id = id(text)?;
    offers::step(&call.app, &call.actor, id, step).await?;
    Ok(Json(offers::show(&call.app, &call.actor, id).await?.into()))
}

/// List an offer
///
/// Puts a draft on the list, where members of your exchanges see it.
#[utoipa::path(post, path = "/api/v1/offers/{id}/list", tag = "Offers", operation_id = "list_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 409, description = "Its state does not allow this, or no authority has approved you", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn put_on_list(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    step(call, &text, OfferMove::List).await
}

/// Pause an offer
///
/// Takes an offer off the list for a while.
#[utoipa::path(post, path = "/api/v1/offers/{id}/pause", tag = "Offers", operation_id = "pause_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn pause(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    step(call, &text, OfferMove::Pause).await
}

/// Resume an offer
///
/// Puts a paused offer back on the list.
#[utoipa::path(post, path = "/api/v1/offers/{id}/resume", tag = "Offers", operation_id = "resume_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn resume(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    step(call, &text, OfferMove::Resume).await
}

/// Take an offer back into use
///
/// Puts an offer of which all was promised back on the list, once there is more of it.
#[utoipa::path(post, path = "/api/v1/offers/{id}/take-back", tag = "Offers", operation_id = "take_back_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn take_back(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    step(call, &text, OfferMove::Release).await
}

/// Withdraw an offer
///
/// Takes an offer back for good, and ends the matches that wait for an answer. What it promised stays promised.
#[utoipa::path(post, path = "/api/v1/offers/{id}/withdraw", tag = "Offers", operation_id = "withdraw_offer",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The offer as it is now", body = Offer),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn withdraw(call: Call, Path(text): Path<String>) -> ApiResult<Json<Offer>> {
    step(call, &text, OfferMove::Withdraw).await
}
