//! `/api/v1/matches`: a supplier's offer to a need or a community's request, the answer to it, and the talk about it.

use crate::{
    Routes,
    api::{ApiJson, ApiResult, Call, Listing, Paging, Problem, side::Asked},
};
use axum::{Json, extract::Path, http::StatusCode};
use serde::{Deserialize, Serialize};
use svx_app::matches::{
    answer,
    begin::{self, Proposal},
    list::{self, Part as Show},
    message,
    view::{self, Act, MatchView},
};
use svx_domain::{Code as _, MatchId, NeedId, OfferId, OrganisationId};
use svx_store::matches;
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(paths(list, begin, show, agree, accept, decline, withdraw, write))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/matches", list)
        .post("/api/v1/matches", begin)
        .get("/api/v1/matches/{id}", show)
        .post("/api/v1/matches/{id}/agree", agree)
        .post("/api/v1/matches/{id}/accept", accept)
        .post("/api/v1/matches/{id}/decline", decline)
        .post("/api/v1/matches/{id}/withdraw", withdraw)
        .post("/api/v1/matches/{id}/messages", write)
}

/// A match in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchLine {
    /// Its id.
    id: String,
    /// How it stands: proposed, offered, accepted, in-progress, delivered, disputed, rejected, confirmed, closed, declined,
    /// withdrawn or lapsed.
    state: &'static str,
    /// The id of the need.
    need: String,
    /// The id of the offer.
    offer: String,
    /// The title of the need's project.
    project: String,
    /// The name of who needs.
    community: String,
    /// The name of who offers.
    supplier: String,
    /// The name of the authority that it counts for.
    authority: String,
    /// The code of the resource.
    resource: String,
    /// How much, in the resource's unit.
    #[schema(example = "12")]
    quantity: String,
    /// What several of it are called.
    #[schema(example = "chairs")]
    units: String,
    /// The first day on which it is needed.
    #[schema(example = "2027-03-01")]
    from: String,
    /// The last.
    #[schema(example = "2027-03-31")]
    to: String,
    /// When it lapses without an answer.
    #[schema(example = "2026-12-07T09:00:00Z")]
    answer_by: String,
    /// When it moved last.
    #[schema(example = "2026-11-23T09:00:00Z")]
    updated_at: String,
}

impl From<matches::Match> for MatchLine {
    fn from(found: matches::Match) -> Self {
        Self {
            id: found.id.to_string(),
            state: found.state.code(),
            need: found.need_id.to_string(),
            offer: found.offer_id.to_string(),
            project: found.project_title,
            community: found.community,
            supplier: found.supplier,
            authority: found.authority,
            resource: found.resource,
            quantity: found.quantity.to_decimal(),
            units: found.units,
            from: found.from_on.to_string(),
            to: found.to_on.to_string(),
            answer_by: found.answer_by.to_string(),
            updated_at: found.updated_at.to_string(),
        }
    }
}

/// A match.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchDetail {
    #[serde(flatten)]
    line: MatchLine,
    /// What was said with the first move.
    note: String,
    /// Why it was declined or withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why the need and the offer go together, until it is answered.
    reasons: Vec<String>,
    /// What the token can do with it now: agree, accept, decline, withdraw or messages, each the end of an address.
    moves: Vec<&'static str>,
    /// What was said, oldest first.
    messages: Vec<MatchMessage>,
    /// The id of the commitment that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
}

/// A message about a match.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchMessage {
    /// The organisation that wrote it.
    from: String,
    /// What it says.
    message: String,
    /// When.
    #[schema(example = "2026-11-23T09:00:00Z")]
    at: String,
}

impl From<MatchView> for MatchDetail {
    fn from(seen: MatchView) -> Self {
        let messages = seen.messages.into_iter().map(|one| MatchMessage {
            from: one.organisation,
            message: one.body,
            at: one.at.to_string(),
        });
        Self {
            note: seen.found.note.clone(),
            reason: seen.found.reason.clone(),
            reasons: seen.reasons,
            moves: seen.acts.into_iter().filter_map(verb).collect(),
            messages: messages.collect(),
            commitment: seen.commitment.map(|one| one.id.to_string()),
            line: seen.found.into(),
        }
    }
}

/// The last part of the address that does it. Feedback is for people to give.
const fn verb(act: Act) -> Option<&'static str> {
    match act {
        Act::Agree => Some("agree"),
        Act::Accept => Some("accept"),
        Act::Decline => Some("decline"),
        Act::Withdraw => Some("withdraw"),
        Act::Write => Some("messages"),
        Act::GiveFeedback => None,
    }
}

/// Who makes the first move.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FirstMove {
    /// A supplier offers to meet the need.
    Offer,
    /// A community asks for the offer, or an authority does on its behalf.
    Propose,
}

/// A match to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MatchBody {
    /// Whether you offer, as a supplier, or propose, as a community or an authority.
    #[serde(rename = "move")]
    first: FirstMove,
    /// The id of the need.
    need: String,
    /// The id of the offer.
    offer: String,
    /// How much, in the resource's unit.
    #[schema(example = "12")]
    quantity: String,
    /// The id of the authority that it counts for, where there is a choice.
    #[serde(default)]
    authority: Option<String>,
    /// A word to the other side.
    #[serde(default)]
    note: String,
}

/// How much a supplier agrees to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreeBody {
    /// All that was asked for, or less.
    #[schema(example = "12")]
    quantity: String,
}

/// Why not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// The reason, which the other side is told.
    reason: String,
}

/// A message to the other side.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageBody {
    /// What it says.
    message: String,
}

fn id(text: &str) -> ApiResult<MatchId> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn now(call: &Call, id: MatchId) -> ApiResult<Json<MatchDetail>> {
    Ok(Json(view::view(&call.app, &call.actor, id).await?.into()))
}

/// List your matches
///
/// The matches of the organisation of the token: what waits for it first, what is done last. `show` narrows it to `waiting`,
/// `under-way` or `done`.
#[utoipa::path(get, path = "/api/v1/matches", tag = "Matches", operation_id = "list_matches", params(Asked, Paging),
    responses(
        (status = 200, description = "A page of matches", body = Listing<MatchLine>),
        (status = 422, description = "There is no such part of the list", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn list(call: Call, asked: Asked, paging: Paging) -> ApiResult<Json<Listing<MatchLine>>> {
    let part = match asked.show.as_deref() {
        None | Some("") => None,
        Some(code) => {
            let known = Show::ALL.into_iter().find(|part| part.code() == code);
            Some(known.ok_or_else(|| Problem::invalid("show", "show must be waiting, under-way or done"))?)
        }
    };
    let (app, actor) = (&call.app, &call.actor);
    let found = list::some(app, actor, asked.giving()?, part, paging.limit(), paging.offset()).await?;
    let items = found.into_iter().map(MatchLine::from).collect();
    Ok(Json(Listing::new(paging, items)))
}

/// Begin a match
///
/// A supplier offers to meet a need with one of its offers, or a community or an authority proposes a supplier's offer for a
/// need. The other side has two weeks to answer.
#[utoipa::path(post, path = "/api/v1/matches", tag = "Matches", operation_id = "begin_match", request_body = MatchBody,
    responses(
        (status = 201, description = "The match", body = MatchDetail),
        (status = 404, description = "There is no such need or offer, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The two do not go together, or have a match already", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn begin(call: Call, ApiJson(body): ApiJson<MatchBody>) -> ApiResult<(StatusCode, Json<MatchDetail>)> {
    let need: NeedId = named("need", &body.need)?;
    let offer: OfferId = named("offer", &body.offer)?;
    let authority: Option<OrganisationId> = match &body.authority {
        Some(text) => Some(named("authority", text)?),
        None => None,
    };
    let proposal = Proposal {
        need,
        offer,
        quantity: body.quantity,
        authority,
        note: body.note,
    };
    let id = match body.first {
        FirstMove::Offer => begin::offer(&call.app, &call.actor, &proposal).await?,
        FirstMove::Propose => begin::propose(&call.app, &call.actor, &proposal).await?,
    };
    Ok((StatusCode::CREATED, now(&call, id).await?))
}

/// The id in a member of a body.
fn named<T: std::str::FromStr>(field: &str, text: &str) -> ApiResult<T> {
    let wrong = |_| Problem::invalid(field, format!("{field} must be an id, as the API gives it"));
    text.parse().map_err(wrong)
}

/// Show a match
///
/// A match of your organisation with its messages and what you can do with it now.
#[utoipa::path(get, path = "/api/v1/matches/{id}", tag = "Matches", operation_id = "show_match",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn show(call: Call, Path(text): Path<String>) -> ApiResult<Json<MatchDetail>> {
    now(&call, id(&text)?).await
}

/// Agree to a request
///
/// The supplier agrees to what was asked for, or to less. Where the community itself asked and gets all of it, the match is
/// accepted at once.
#[utoipa::path(post, path = "/api/v1/matches/{id}/agree", tag = "Matches", operation_id = "agree_to_match", request_body = AgreeBody,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match as it is now", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its state does not allow this, or others were faster", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn agree(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<AgreeBody>,
) -> ApiResult<Json<MatchDetail>> {
    let id = id(&text)?;
    answer::agree(&call.app, &call.actor, id, &body.quantity).await?;
    now(&call, id).await
}

/// Accept what was offered
///
/// The community accepts. The match becomes a commitment. No body is needed.
#[utoipa::path(post, path = "/api/v1/matches/{id}/accept", tag = "Matches", operation_id = "accept_match",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match as it is now, with the id of its commitment", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its state does not allow this, or others were faster", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn accept(call: Call, Path(text): Path<String>) -> ApiResult<Json<MatchDetail>> {
    let id = id(&text)?;
    answer::accept(&call.app, &call.actor, id).await?;
    now(&call, id).await
}

/// Decline a match
///
/// The community declines what was offered, or the supplier what was asked for.
#[utoipa::path(post, path = "/api/v1/matches/{id}/decline", tag = "Matches", operation_id = "decline_match", request_body = ReasonBody,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match as it is now", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its state does not allow this", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn decline(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<ReasonBody>,
) -> ApiResult<Json<MatchDetail>> {
    let id = id(&text)?;
    answer::decline(&call.app, &call.actor, id, &body.reason).await?;
    now(&call, id).await
}

/// Withdraw a match
///
/// Takes back what your own side asked or offered, before it is answered.
#[utoipa::path(post, path = "/api/v1/matches/{id}/withdraw", tag = "Matches", operation_id = "withdraw_match", request_body = ReasonBody,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match as it is now", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Its state does not allow this, or it is the other side's", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn withdraw(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<ReasonBody>,
) -> ApiResult<Json<MatchDetail>> {
    let id = id(&text)?;
    answer::withdraw(&call.app, &call.actor, id, &body.reason).await?;
    now(&call, id).await
}

/// Write to the other side
///
/// Adds a message to the match. The other side is told by e-mail that there is one.
#[utoipa::path(post, path = "/api/v1/matches/{id}/messages", tag = "Matches", operation_id = "write_match_message", request_body = MessageBody,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The match as it is now", body = MatchDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The thread holds no more", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn write(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<MessageBody>,
) -> ApiResult<Json<MatchDetail>> {
    let id = id(&text)?;
    message::write(&call.app, &call.actor, id, &body.message).await?;
    now(&call, id).await
}
