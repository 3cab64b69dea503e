//! `/api/v1/commitments` and `/api/v1/deliveries`: what is due, what suppliers say they delivered, and what communities say of it.

use crate::{
    Routes,
    api::{ApiJson, ApiResult, Call, Listing, Paging, Problem, side::Asked},
};
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use svx_app::commitments::{
    decide::{self, Settlement, Verdict},
    list,
    report::{self, Report},
    view,
};
use svx_domain::{Code as _, CommitmentId, DeliveryId, ledger::Standing};
use svx_store::{commitments, deliveries};
use utoipa::{OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(paths(list, show, report, confirm, resolve))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/commitments", list)
        .get("/api/v1/commitments/{id}", show)
        .post("/api/v1/commitments/{id}/deliveries", report)
        .post("/api/v1/deliveries/{id}/confirm", confirm)
        .post("/api/v1/deliveries/{id}/resolve", resolve)
}

/// A commitment in a list. Quantities are in the resource's unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommitmentLine {
    /// Its id.
    id: String,
    /// The id of the match that it came from.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    match_id: Option<String>,
    /// The id of the contract that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    /// The title of the project that it is for.
    project: String,
    /// The name of who gets it.
    community: String,
    /// The name of who gives it.
    supplier: String,
    /// The name of the authority that it counts for.
    authority: String,
    /// The code of the resource.
    resource: String,
    /// What several of it are called.
    #[schema(example = "chairs")]
    units: String,
    /// What one unit would cost, in pounds, as it was when this was agreed. Left out where no price was known.
    #[schema(example = "35.00")]
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<String>,
    /// What was promised.
    #[schema(example = "12")]
    promised: String,
    /// What is to be given in all.
    #[schema(example = "12")]
    ordered: String,
    /// What the supplier says it delivered.
    #[schema(example = "7")]
    delivered: String,
    /// What the community confirmed.
    #[schema(example = "5")]
    validated: String,
    /// What is owed no longer.
    #[schema(example = "0")]
    waived: String,
    /// What is still to come.
    #[schema(example = "5")]
    to_come: String,
    /// What waits to be confirmed.
    #[schema(example = "2")]
    to_confirm: String,
    /// The first day on which it is due.
    #[schema(example = "2027-03-01")]
    due_from: String,
    /// The last.
    #[schema(example = "2027-03-31")]
    due_to: String,
}

impl From<commitments::Commitment> for CommitmentLine {
    fn from(found: commitments::Commitment) -> Self {
        let balances = found.balances();
        let numbers = balances.numbers();
        Self {
            id: found.id.to_string(),
            match_id: found.match_id.map(|id| id.to_string()),
            contract: found.contract_id.map(|id| id.to_string()),
            project: found.project_title,
            community: found.community,
            supplier: found.supplier,
            authority: found.authority,
            resource: found.resource,
            units: found.units,
            unit_price: found.unit_price_pence.map(|price| price.to_decimal()),
            promised: numbers.promised.to_decimal(),
            ordered: numbers.ordered.to_decimal(),
            delivered: numbers.delivered.to_decimal(),
            validated: numbers.validated.to_decimal(),
            waived: numbers.waived.to_decimal(),
            to_come: balances.ordered.to_decimal(),
            to_confirm: balances.claimed.to_decimal(),
            due_from: found.due_from.to_string(),
            due_to: found.due_to.to_string(),
        }
    }
}

/// A commitment and its deliveries.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommitmentDetail {
    #[serde(flatten)]
    line: CommitmentLine,
    /// How it will be given.
    how: String,
    /// Its deliveries, oldest first.
    deliveries: Vec<Delivery>,
}

/// A delivery that a supplier reported.
#[derive(Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// Its id.
    id: String,
    /// How it stands: claimed, disputed, confirmed, confirmed-in-part or rejected.
    state: &'static str,
    /// How much the supplier says it delivered.
    #[schema(example = "7")]
    quantity: String,
    /// How much of it was confirmed.
    #[schema(example = "5")]
    confirmed: String,
    /// On which day.
    #[schema(example = "2027-03-01")]
    delivered_on: String,
    /// What the supplier says of it.
    note: String,
    /// What was wrong, or why it was settled so.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<deliveries::Delivery> for Delivery {
    fn from(delivery: deliveries::Delivery) -> Self {
        Self {
            id: delivery.id.to_string(),
            state: delivery.state.code(),
            quantity: delivery.quantity.to_decimal(),
            confirmed: delivery.confirmed.to_decimal(),
            delivered_on: delivery.delivered_on.to_string(),
            note: delivery.note,
            reason: delivery.reason,
        }
    }
}

/// A delivery to report. Photographs are added by people, in the browser.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryBody {
    /// How much, in the resource's unit.
    #[schema(example = "7")]
    quantity: String,
    /// On which day: today or before, and not before it was agreed.
    #[schema(example = "2027-03-01")]
    delivered_on: String,
    /// A word on it.
    #[serde(default)]
    note: String,
}

/// Whether a delivery arrived.
#[derive(Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Arrived {
    /// All of it arrived.
    All,
    /// A part of it arrived: the rest is owed again.
    Part,
    /// Something is wrong.
    Problem,
}

/// What the community says of a delivery.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmBody {
    /// Whether it arrived.
    arrived: Arrived,
    /// How much arrived, where a part of it did.
    #[serde(default)]
    #[schema(example = "5")]
    part: Option<String>,
    /// What the problem is, where there is one.
    #[serde(default)]
    problem: Option<String>,
}

/// How much of a delivery counts.
#[derive(Clone, Copy, PartialEq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Counts {
    /// All of it.
    All,
    /// A part of it: the rest is owed again.
    Part,
    /// None of it: it is owed again.
    None,
}

/// How a problem is settled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveBody {
    /// How much of it counts.
    counts: Counts,
    /// How much, where a part of it counts.
    #[serde(default)]
    #[schema(example = "5")]
    part: Option<String>,
    /// Why it is settled so.
    reason: String,
}

fn id(text: &str) -> ApiResult<CommitmentId> {
    text.parse().map_err(|_| Problem::not_found())
}

fn delivery_id(text: &str) -> ApiResult<DeliveryId> {
    text.parse().map_err(|_| Problem::not_found())
}

/// What a member says that belongs to one choice alone.
fn only(field: &str, given: Option<String>, chosen: bool) -> ApiResult<String> {
    match given {
        Some(_) if !chosen => Err(Problem::invalid(
            field,
            format!("Leave {field} out: it belongs to another choice"),
        )),
        given => Ok(given.unwrap_or_default()),
    }
}

async fn now(call: &Call, id: CommitmentId) -> ApiResult<Json<CommitmentDetail>> {
    let seen = view::view(&call.app, &call.actor, id).await?;
    Ok(Json(CommitmentDetail {
        how: seen.found.how.clone(),
        deliveries: seen.deliveries.into_iter().map(Delivery::from).collect(),
        line: seen.found.into(),
    }))
}

/// List your commitments
///
/// What the organisation of the token gives, gets, or has counted for it: what is not settled first, and of that what is due
/// first. `show` narrows it to `to-confirm`, `to-come`, `late`, `settled`, `delivered` or `validated`.
#[utoipa::path(get, path = "/api/v1/commitments", tag = "Commitments", operation_id = "list_commitments", params(Asked, Paging),
    responses(
        (status = 200, description = "A page of commitments", body = Listing<CommitmentLine>),
        (status = 422, description = "There is no such part of the list", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn list(call: Call, asked: Asked, paging: Paging) -> ApiResult<Json<Listing<CommitmentLine>>> {
    let show = match asked.show.as_deref() {
        None | Some("") => Standing::All,
        Some(code) => Standing::from_code(code).map_err(|error| Problem::invalid("show", error.to_string()))?,
    };
    let (app, actor) = (&call.app, &call.actor);
    let found = list::some(app, actor, asked.giving()?, show, paging.limit(), paging.offset()).await?;
    let items = found.into_iter().map(CommitmentLine::from).collect();
    Ok(Json(Listing::new(paging, items)))
}

/// Show a commitment
///
/// A commitment of your organisation and its deliveries.
#[utoipa::path(get, path = "/api/v1/commitments/{id}", tag = "Commitments", operation_id = "show_commitment",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The commitment", body = CommitmentDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn show(call: Call, Path(text): Path<String>) -> ApiResult<Json<CommitmentDetail>> {
    now(&call, id(&text)?).await
}

/// Report a delivery
///
/// The supplier says what it delivered, and the community is asked whether it arrived. Send an `Idempotency-Key`, so that a
/// retry never reports the same delivery twice.
#[utoipa::path(post, path = "/api/v1/commitments/{id}/deliveries", tag = "Commitments", operation_id = "report_delivery", request_body = DeliveryBody,
    params(
        ("id" = String, Path, description = "The id of the commitment"),
        ("Idempotency-Key" = Option<String>, Header, description = "What makes this request one of its kind"),
    ),
    responses(
        (status = 201, description = "The commitment as it is now", body = CommitmentDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Less is still to be delivered", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn report(
    call: Call,
    headers: HeaderMap,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<DeliveryBody>,
) -> ApiResult<(StatusCode, Json<CommitmentDetail>)> {
    let id = id(&text)?;
    let day: Date = body
        .delivered_on
        .parse()
        .map_err(|_| Problem::invalid("delivered_on", "The day must be a real date, like 2027-03-27"))?;
    // A retry after the first answer was forgotten still finds the delivery.
    let key = match headers.get("idempotency-key") {
        Some(key) => format!("api {}", hex::encode(Sha256::digest(key.as_bytes()))),
        None => {
            let fresh: DeliveryId = call.app.id();
            fresh.to_string()
        }
    };
    let report = Report {
        quantity: body.quantity,
        day: [day.day().to_string(), day.month().to_string(), day.year().to_string()],
        note: body.note,
        key,
        photos: Vec::new(),
    };
    let reported = report::report(&call.app, &call.actor, id, report).await;
    reported.map_err(|error| Problem::from(error).renamed("day", "delivered_on"))?;
    Ok((StatusCode::CREATED, now(&call, id).await?))
}

/// Say whether a delivery arrived
///
/// The community confirms all or a part of a delivery, or says that there is a problem.
#[utoipa::path(post, path = "/api/v1/deliveries/{id}/confirm", tag = "Commitments", operation_id = "confirm_delivery", request_body = ConfirmBody,
    params(("id" = String, Path, description = "The id of the delivery")),
    responses(
        (status = 200, description = "The commitment as it is now", body = CommitmentDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was decided already, or has a problem to settle first", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn confirm(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<ConfirmBody>,
) -> ApiResult<Json<CommitmentDetail>> {
    let id = delivery_id(&text)?;
    let part = only("part", body.part, body.arrived == Arrived::Part)?;
    let problem = only("problem", body.problem, body.arrived == Arrived::Problem)?;
    let verdict = match body.arrived {
        Arrived::All => Verdict::All,
        Arrived::Part => Verdict::Part(part),
        Arrived::Problem => Verdict::Problem(problem),
    };
    let of = decide::confirm(&call.app, &call.actor, id, &verdict).await?;
    now(&call, of).await
}

/// Settle a problem with a delivery
///
/// The community or the authority says how much of a delivery with a problem counts, and why.
#[utoipa::path(post, path = "/api/v1/deliveries/{id}/resolve", tag = "Commitments", operation_id = "resolve_delivery", request_body = ResolveBody,
    params(("id" = String, Path, description = "The id of the delivery")),
    responses(
        (status = 200, description = "The commitment as it is now", body = CommitmentDetail),
        (status = 404, description = "There is none with this id, or not for you", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is no open problem with it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn resolve(
    call: Call,
    Path(text): Path<String>,
    ApiJson(body): ApiJson<ResolveBody>,
) -> ApiResult<Json<CommitmentDetail>> {
    let id = delivery_id(&text)?;
    let part = only("part", body.part, body.counts == Counts::Part)?;
    let settlement = match body.counts {
        Counts::All => Settlement::All,
        Counts::Part => Settlement::Part(part),
        Counts::None => Settlement::Reject,
    };
    let of = decide::resolve(&call.app, &call.actor, id, &settlement, &body.reason).await?;
    now(&call, of).await
}
