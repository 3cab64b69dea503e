//! `/api/v1/procurements`: procurements for everyone; set-up and publication for authorities; registration for suppliers. No
//! bid of anyone is here.

mod view;

use crate::{
    Routes,
    api::{ApiJson, ApiResult, Call, Listing, Paging, Problem},
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, Query},
    http::{StatusCode, request::Parts},
};
use jiff::Timestamp;
use serde::Deserialize;
use svx_app::procurement::{
    bidding,
    browse::{self, Seen},
    publish,
    rules::{Setup, SetupQuestion},
    setup::{self, About, Timetable},
    summaries,
};
use svx_domain::ports;
use svx_store::procurements::Filter;
use utoipa::{OpenApi, ToSchema};
use view::{AssessmentSummary, Needed, Procurement, ProcurementLine, line, shown, text};

#[derive(OpenApi)]
#[openapi(paths(
    list,
    show,
    create,
    about,
    area,
    criteria,
    timetable,
    publish_draft,
    register,
    summary
))]
pub(crate) struct Part;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/procurements", list)
        .post("/api/v1/procurements", create)
        .get("/api/v1/procurements/{ocid}", show)
        .put("/api/v1/procurements/{ocid}/about", about)
        .put("/api/v1/procurements/{ocid}/area", area)
        .put("/api/v1/procurements/{ocid}/criteria", criteria)
        .put("/api/v1/procurements/{ocid}/timetable", timetable)
        .post("/api/v1/procurements/{ocid}/publish", publish_draft)
        .post("/api/v1/procurements/{ocid}/register", register)
        .get("/api/v1/procurements/{ocid}/summary", summary)
}

/// What a list is narrowed to.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `open`, `upcoming`, `evaluation`, `awarded`, `cancelled` or `notice`; everything but notices where it is not given.
    #[serde(default)]
    stage: String,
    /// Words of the title.
    #[serde(default)]
    words: String,
    /// The authority's name in addresses of pages.
    #[serde(default)]
    authority: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Which {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let read = Query::<Self>::from_request_parts(parts, state).await;
        let Query(which) = read.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        Ok(which)
    }
}

/// List procurements
///
/// What everyone may see, the newest first. No token is needed.
#[utoipa::path(get, path = "/api/v1/procurements", tag = "Procurements", operation_id = "list_procurements", params(Which, Paging),
    responses((status = 200, description = "A page of procurements", body = Listing<ProcurementLine>)))]
async fn list(call: Call, which: Which, paging: Paging) -> ApiResult<Json<Listing<ProcurementLine>>> {
    let filter = Filter {
        stage: which.stage,
        words: which.words,
        authority: which.authority,
    };
    let found = browse::range(&call.app, &filter, paging.limit(), paging.offset()).await?;
    let now = found.now;
    let items = found.items.into_iter().map(|listed| line(listed, now));
    Ok(Json(Listing::new(paging, items.collect())))
}

/// Show a procurement
///
/// Its rules with their fingerprint, its register of needs, and who won. No token is needed, save for a draft.
#[utoipa::path(get, path = "/api/v1/procurements/{ocid}", tag = "Procurements", operation_id = "show_procurement",
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The procurement", body = Procurement),
        (status = 404, description = "There is none with this ocid, or not for you", body = Problem, content_type = "application/problem+json"),
    ))]
async fn show(call: Call, Path(ocid): Path<String>) -> ApiResult<Json<Procurement>> {
    load(&call, &ocid).await
}

async fn load(call: &Call, ocid: &str) -> ApiResult<Json<Procurement>> {
    if let Ok(prepared) = publish::prepared(&call.app, &call.actor, ocid).await {
        let p = prepared.procurement;
        return Ok(Json(Procurement {
            state: p.state.to_string(),
            area: prepared.area,
            rules: None,
            register: prepared.register.into_iter().map(Needed::from).collect(),
            awarded_to: None,
            standstill: None,
            updated_at: Some(p.updated_at.to_string()),
            ocid: p.ocid,
            title: p.title,
            description: p.description,
            authority: p.authority,
            value: p.value_pence.map(|value| value.to_decimal()),
            bids_from: text(p.bids_from),
            bids_until: text(p.bids_until),
            rules_sha256: None,
        }));
    }
    match browse::view(&call.app, &call.actor, ocid).await? {
        Seen::Procurement(view) => Ok(Json(shown(*view))),
        Seen::Notice {
            ocid, authority, facts, ..
        } => Ok(Json(Procurement {
            ocid,
            title: facts.title,
            description: facts.description,
            authority,
            state: "notice".to_owned(),
            value: facts
                .value_pence
                .map(|pence| svx_domain::Money::from_pence(pence).to_decimal()),
            bids_from: None,
            bids_until: text(facts.deadline),
            area: Vec::new(),
            rules: None,
            rules_sha256: None,
            register: Vec::new(),
            awarded_to: None,
            standstill: None,
            updated_at: None,
        })),
    }
}

/// A procurement to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProcurement {
    /// Its title.
    title: String,
}

/// Begin a procurement
///
/// A draft with a title, which only your authority sees. Fill in its parts, then publish it.
#[utoipa::path(post, path = "/api/v1/procurements", tag = "Procurements", operation_id = "create_procurement", request_body = NewProcurement,
    responses(
        (status = 201, description = "The draft", body = Procurement),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn create(call: Call, ApiJson(body): ApiJson<NewProcurement>) -> ApiResult<(StatusCode, Json<Procurement>)> {
    let ocid = setup::create(&call.app, &call.actor, &body.title).await?;
    Ok((StatusCode::CREATED, load(&call, &ocid).await?))
}

/// What is bought.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AboutBody {
    /// The title.
    title: String,
    /// What is bought.
    #[serde(default)]
    description: String,
    /// `goods`, `services` or `works`.
    category: String,
    /// The procedure, in the authority's words.
    #[serde(default)]
    procedure: String,
    /// The estimated value in pounds.
    #[schema(example = "2400000.00")]
    value: String,
    /// Whether that includes VAT.
    includes_vat: bool,
    /// `central-government`, `local-government`, `housing-association`, `nhs`, `education` or `other`.
    buyer_type: String,
    /// `contract`, `framework`, `light-touch` or `concession`.
    arrangement: String,
    /// The day on which the tender notice was or will be published, where it is known.
    #[serde(default)]
    #[schema(example = "2026-11-23")]
    commenced_on: String,
}

/// Say what is bought
///
/// Replaces that part of a draft.
#[utoipa::path(put, path = "/api/v1/procurements/{ocid}/about", tag = "Procurements", operation_id = "set_procurement_about", request_body = AboutBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The draft as it is now", body = Procurement),
        (status = 409, description = "It is published: nothing of it can change", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn about(
    call: Call,
    Path(ocid): Path<String>,
    ApiJson(body): ApiJson<AboutBody>,
) -> ApiResult<Json<Procurement>> {
    let about = About {
        title: body.title,
        description: body.description,
        category: body.category,
        procedure: body.procedure,
        value: body.value,
        includes_vat: body.includes_vat,
        buyer_type: body.buyer_type,
        arrangement: body.arrangement,
        commenced_on: body.commenced_on,
    };
    setup::save_about(&call.app, &call.actor, &ocid, &about).await?;
    load(&call, &ocid).await
}

/// Where the contract is delivered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaBody {
    /// GSS codes of local authorities.
    #[schema(example = json!(["E08000035"]))]
    area: Vec<String>,
}

/// Say where it is delivered
///
/// Replaces that part of a draft. The needs of the area become the register.
#[utoipa::path(put, path = "/api/v1/procurements/{ocid}/area", tag = "Procurements", operation_id = "set_procurement_area", request_body = AreaBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The draft as it is now", body = Procurement),
        (status = 409, description = "It is published: nothing of it can change", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn area(call: Call, Path(ocid): Path<String>, ApiJson(body): ApiJson<AreaBody>) -> ApiResult<Json<Procurement>> {
    setup::save_area(&call.app, &call.actor, &ocid, &body.area).await?;
    load(&call, &ocid).await
}

/// A quality question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionBody {
    /// What is asked.
    words: String,
    /// Its weight among the questions, in percent.
    weight: String,
}

/// Criteria and weights, in percent as decimal strings. A weight of 0 leaves a criterion out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriteriaBody {
    /// The weight of price.
    price: String,
    /// The weight of quality.
    quality: String,
    /// The quality questions.
    #[serde(default)]
    questions: Vec<QuestionBody>,
    /// The weight of social value.
    social_value: String,
    /// The share of social value that is a mark for how pledges will be delivered.
    #[serde(default)]
    qualitative: String,
    /// What bidders are asked about that.
    #[serde(default)]
    qualitative_question: String,
    /// Whether pledges get nothing where that is marked 0.
    #[serde(default)]
    qualitative_required: bool,
    /// What settles a tie: `price`, `quality` or `social-value`, the first first.
    #[serde(default)]
    tie_break: Vec<String>,
    /// Whether two people may set a pledge aside in part that its supplier could not explain.
    #[serde(default)]
    pledges_may_be_set_aside: bool,
}

/// Set criteria and weights
///
/// Replaces that part of a draft.
#[utoipa::path(put, path = "/api/v1/procurements/{ocid}/criteria", tag = "Procurements", operation_id = "set_procurement_criteria", request_body = CriteriaBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The draft as it is now", body = Procurement),
        (status = 409, description = "It is published: nothing of it can change", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn criteria(
    call: Call,
    Path(ocid): Path<String>,
    ApiJson(body): ApiJson<CriteriaBody>,
) -> ApiResult<Json<Procurement>> {
    let questions = body.questions.into_iter().map(|question| SetupQuestion {
        words: question.words,
        weight: question.weight,
    });
    let setup = Setup {
        price: body.price,
        quality: body.quality,
        questions: questions.collect(),
        social_value: body.social_value,
        qualitative: body.qualitative,
        qualitative_question: body.qualitative_question,
        qualitative_required: body.qualitative_required,
        tie_break: body.tie_break,
        pledges_may_be_set_aside: body.pledges_may_be_set_aside,
    };
    setup::save_criteria(&call.app, &call.actor, &ocid, setup).await?;
    load(&call, &ocid).await
}

/// When bids are taken, and the contract's days.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimetableBody {
    /// When bids are first taken.
    #[schema(example = "2026-11-23T09:00:00Z")]
    bids_from: String,
    /// When bids are no longer taken.
    #[schema(example = "2026-12-07T12:00:00Z")]
    bids_until: String,
    /// The contract's first day.
    #[schema(example = "2027-01-01")]
    contract_from: String,
    /// The contract's last day.
    #[schema(example = "2027-12-31")]
    contract_to: String,
}

/// Set the timetable
///
/// Replaces that part of a draft. Times are to the minute.
#[utoipa::path(put, path = "/api/v1/procurements/{ocid}/timetable", tag = "Procurements", operation_id = "set_procurement_timetable", request_body = TimetableBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The draft as it is now", body = Procurement),
        (status = 409, description = "It is published: nothing of it can change", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn timetable(
    call: Call,
    Path(ocid): Path<String>,
    ApiJson(body): ApiJson<TimetableBody>,
) -> ApiResult<Json<Procurement>> {
    let moment = |member: &str, typed: &str| -> ApiResult<(String, String)> {
        let at: Timestamp = typed
            .parse()
            .map_err(|_| Problem::invalid(member, "Give a time like 2026-11-23T09:00:00Z".to_owned()))?;
        let civil = at.to_zoned_datetime(ports::uk()).datetime();
        let clock = format!("{:02}:{:02}", civil.time().hour(), civil.time().minute());
        Ok((civil.date().to_string(), clock))
    };
    let (from_day, from_time) = moment("bids_from", &body.bids_from)?;
    let (until_day, until_time) = moment("bids_until", &body.bids_until)?;
    let typed = Timetable {
        from_day,
        from_time,
        until_day,
        until_time,
        contract_from: body.contract_from,
        contract_to: body.contract_to,
    };
    setup::save_timetable(&call.app, &call.actor, &ocid, &typed).await?;
    load(&call, &ocid).await
}

/// The draft that is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishBody {
    /// `updated_at` of the draft as you saw it: one that was changed since is not published.
    updated_at: String,
}

/// Publish a draft
///
/// Freezes its rules, its register of needs with prices, and its timetable.
#[utoipa::path(post, path = "/api/v1/procurements/{ocid}/publish", tag = "Procurements", operation_id = "publish_procurement", request_body = PublishBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The procurement as it is published", body = Procurement),
        (status = 409, description = "It is published already, or was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is missing, part by part", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn publish_draft(
    call: Call,
    Path(ocid): Path<String>,
    ApiJson(body): ApiJson<PublishBody>,
) -> ApiResult<Json<Procurement>> {
    let seen = body.updated_at.parse().map_err(|_| {
        Problem::invalid(
            "updated_at",
            "Give updated_at of the draft, like 2026-11-23T09:00:00Z".to_owned(),
        )
    })?;
    publish::publish(&call.app, &call.actor, &ocid, seen).await?;
    load(&call, &ocid).await
}

/// Register as a bidder
///
/// For suppliers. Doing it again changes nothing. Bids are made on the pages, where people check them.
#[utoipa::path(post, path = "/api/v1/procurements/{ocid}/register", tag = "Procurements", operation_id = "register_for_procurement",
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 204, description = "Your organisation is registered"),
        (status = 409, description = "Registration is closed", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn register(call: Call, Path(ocid): Path<String>) -> ApiResult<StatusCode> {
    bidding::register(&call.app, &call.actor, &ocid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show your assessment summary
///
/// How your bid was assessed, beside the most advantageous tender, and the tender file with which you can check your own marks.
#[utoipa::path(get, path = "/api/v1/procurements/{ocid}/summary", tag = "Procurements", operation_id = "show_assessment_summary",
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The version that holds", body = AssessmentSummary),
        (status = 404, description = "There is none with this ocid, or you were given no summary", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
async fn summary(call: Call, Path(ocid): Path<String>) -> ApiResult<Json<AssessmentSummary>> {
    Ok(Json(summaries::own(&call.app, &call.actor, &ocid).await?.into()))
}
