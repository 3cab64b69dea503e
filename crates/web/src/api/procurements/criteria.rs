//! The criteria of a draft as programs set them and see them.

use super::{Procurement, load};
use crate::api::{ApiJson, ApiResult, Call, Problem};
use axum::{Json, extract::Path};
use serde::{Deserialize, Serialize};
use svx_app::procurement::{
    rules::{self, Outline, OutlineQuestion, Setup, USUAL_DECIMALS},
    setup,
};
use utoipa::ToSchema;

/// Criteria, weights in percent as decimal strings, and how the scores make a ranking.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Criteria {
    /// The criteria; their weights add up to 100.
    criteria: Vec<Criterion>,
    /// How the scores make a ranking; the highest total where it is not given.
    #[serde(default)]
    award: Award,
    /// What settles a tie, the first first: ids of criteria, and `earliest-receipt` at the end.
    #[serde(default)]
    tie_break: Vec<String>,
    /// To how many decimal places results are shown.
    #[serde(default = "usual_decimals")]
    display_decimals: u32,
    /// Whether two people may set a pledge aside in part that its supplier could not explain.
    #[serde(default)]
    pledges_may_be_set_aside: bool,
}

const fn usual_decimals() -> u32 {
    USUAL_DECIMALS
}

/// How the scores make a ranking.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Award {
    /// By the sum of the points, highest first.
    #[default]
    HighestTotal,
    /// By price less what the quality is worth, lowest first.
    ValueForMoney {
        /// What a point of quality is worth, in pounds.
        willingness_to_pay: String,
    },
    /// By price for each point of quality, lowest first.
    PricePerQualityPoint,
}

/// A criterion, or a part of one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Criterion {
    /// Its id: `price` for the price, `social-value` for social value, otherwise small letters, digits and hyphens. Made of the name
    /// where it is not given.
    #[serde(default)]
    id: String,
    /// What it is called.
    name: String,
    /// Its share of its parent, in percent.
    weight: String,
    /// How it is marked.
    how: How,
    /// Siblings of a part that earn nothing where this one earns nothing.
    #[serde(default)]
    required_by: Vec<String>,
}

/// How a criterion is marked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum How {
    /// By the price that is bid.
    Price(Formula),
    /// By what the pledges to the register would cost: social value, or a part of it.
    Pledges(Formula),
    /// By evaluators, who mark answers on a scale.
    Questions {
        /// The marks that can be given, the lowest first; 0 to 5 where it is not given.
        #[serde(default)]
        scale: Vec<Step>,
        /// The questions; their weights add up to 100.
        questions: Vec<Question>,
    },
    /// By evaluators, who say whether an answer passes. With a weight of 0 a bid that fails is not evaluated.
    PassFail {
        /// What bidders must show.
        words: String,
    },
    /// By its parts.
    Parts {
        /// The parts; their weights add up to 100.
        #[schema(no_recursion)]
        parts: Vec<Criterion>,
    },
}

/// A method with those of its parameters that it has.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Formula {
    /// `relative-to-lowest`, `relative-to-highest`, `linear-range`, `deviation-from-mean`, `target`, `share-of-contract` or `bands`.
    method: String,
    /// Linear range: where all the points are earned: pounds, or `lowest` or `highest`.
    #[serde(skip_serializing_if = "String::is_empty")]
    best: String,
    /// Linear range: where none are.
    #[serde(skip_serializing_if = "String::is_empty")]
    worst: String,
    /// Deviation from the mean: the percentage of the points at the mean.
    #[serde(skip_serializing_if = "String::is_empty")]
    base: String,
    /// Deviation from the mean: how many percent of the points each percent above the mean costs.
    #[serde(skip_serializing_if = "String::is_empty")]
    slope: String,
    /// Target: in pounds.
    #[serde(skip_serializing_if = "String::is_empty")]
    target: String,
    /// Share of the contract: in percent of its estimated value.
    #[serde(skip_serializing_if = "String::is_empty")]
    share: String,
    /// Bands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bands: Vec<Band>,
}

/// A band.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Band {
    /// From how many pounds on.
    at_least: String,
    /// The percentage of the points.
    percent: String,
}

/// A mark that evaluators can give.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The mark.
    mark: String,
    /// A word or two.
    #[serde(default)]
    label: String,
    /// What earns it.
    #[serde(default)]
    descriptor: String,
}

/// A question.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// What is asked.
    words: String,
    /// Its weight among the questions, in percent.
    weight: String,
    /// A lower mark than this earns nothing.
    #[serde(default)]
    threshold: String,
}

/// The usual three criteria by the usual methods: price relative to the lowest, quality marked from 0 to 5, pledges relative to the
/// highest. A weight of 0 leaves a criterion out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortCriteria {
    /// The weight of price.
    price: String,
    /// The weight of quality.
    quality: String,
    /// The quality questions.
    #[serde(default)]
    questions: Vec<ShortQuestion>,
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

/// A quality question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortQuestion {
    /// What is asked.
    words: String,
    /// Its weight among the questions, in percent.
    weight: String,
}

/// Criteria in full, or the usual three in short.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes the body, which is read by what it has in it")]
pub(crate) enum CriteriaBody {
    /// In full.
    Full(Criteria),
    /// In short.
    Short(ShortCriteria),
}

/// Set criteria and weights
///
/// Replaces that part of a draft.
#[utoipa::path(put, path = "/api/v1/procurements/{ocid}/criteria", tag = "Procurements", operation_id = "set_procurement_criteria", request_body = CriteriaBody,
    params(("ocid" = String, Path, description = "Its open contracting id")),
    responses(
        (status = 200, description = "The draft as it is now", body = Procurement),
        (status = 409, description = "It is published: change it by an amendment", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is wrong, member by member", body = Problem, content_type = "application/problem+json"),
    ), security(("token" = [])))]
pub(super) async fn set(
    call: Call,
    Path(ocid): Path<String>,
    ApiJson(body): ApiJson<serde_json::Value>,
) -> ApiResult<Json<Procurement>> {
    let unreadable = |error: serde_json::Error| Problem::bad_request(error.to_string());
    let setup = if body.get("criteria").is_some() {
        serde_json::from_value::<Criteria>(body).map_err(unreadable)?.into()
    } else {
        serde_json::from_value::<ShortCriteria>(body)
            .map_err(unreadable)?
            .into()
    };
    setup::save_criteria(&call.app, &call.actor, &ocid, setup).await?;
    load(&call, &ocid).await
}

impl From<ShortCriteria> for Setup {
    fn from(body: ShortCriteria) -> Self {
        let questions = body.questions.into_iter().map(|question| OutlineQuestion {
            words: question.words,
            weight: question.weight,
        });
        Outline {
            price: body.price,
            quality: body.quality,
            questions: questions.collect(),
            social_value: body.social_value,
            qualitative: body.qualitative,
            qualitative_question: body.qualitative_question,
            qualitative_required: body.qualitative_required,
            tie_break: body.tie_break,
            pledges_may_be_set_aside: body.pledges_may_be_set_aside,
        }
        .into()
    }
}

/// What both sides write in the same words.
fn same<A: Serialize, B: for<'de> Deserialize<'de> + Default>(from: &A) -> B {
    serde_json::to_value(from)
        .and_then(serde_json::from_value)
        .unwrap_or_default()
}

impl From<Criteria> for Setup {
    fn from(body: Criteria) -> Self {
        Self {
            criteria: body.criteria.into_iter().map(item).collect(),
            award: same(&body.award),
            tie_break: body.tie_break,
            decimals: body.display_decimals,
            pledges_may_be_set_aside: body.pledges_may_be_set_aside,
        }
    }
}

fn item(criterion: Criterion) -> rules::Item {
    let how = match criterion.how {
        How::Questions { scale, questions } if scale.is_empty() => rules::How::Questions(rules::Questions {
            scale: rules::usual_scale(),
            questions: same(&questions),
        }),
        How::Parts { parts } => rules::How::Parts(rules::Parts {
            parts: parts.into_iter().map(item).collect(),
        }),
        other => same(&other),
    };
    rules::Item {
        id: criterion.id,
        name: criterion.name,
        weight: criterion.weight,
        how,
        required_by: criterion.required_by,
    }
}

impl From<&Setup> for Criteria {
    fn from(setup: &Setup) -> Self {
        Self {
            criteria: setup.criteria.iter().map(criterion).collect(),
            award: same(&setup.award),
            tie_break: setup.tie_break.clone(),
            display_decimals: setup.decimals,
            pledges_may_be_set_aside: setup.pledges_may_be_set_aside,
        }
    }
}

fn criterion(item: &rules::Item) -> Criterion {
    let formula = |formula: &rules::Formula| same::<_, Formula>(formula);
    let how = match &item.how {
        rules::How::Price(kept) => How::Price(formula(kept)),
        rules::How::Pledges(kept) => How::Pledges(formula(kept)),
        rules::How::PassFail(condition) => How::PassFail {
            words: condition.words.clone(),
        },
        rules::How::Parts(parts) => How::Parts {
            parts: parts.parts.iter().map(criterion).collect(),
        },
        rules::How::Questions(asked) => How::Questions {
            scale: same(&asked.scale),
            questions: asked
                .questions
                .iter()
                .map(|question| Question {
                    words: question.words.clone(),
                    weight: question.weight.clone(),
                    threshold: question.threshold.clone(),
                })
                .collect(),
        },
    };
    Criterion {
        id: item.id.clone(),
        name: item.name.clone(),
        weight: item.weight.clone(),
        how,
        required_by: item.required_by.clone(),
    }
}
