//! The result as JSON, `svx.evaluation/1`: results in rank order, exact fractions beside rounded decimals.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use svx_scoring::policy::{FloorStatus, PolicyReport};
use svx_scoring::rules::{Criterion, Marking, Method};
use svx_scoring::{BidResult, Exact, Explanation, Flag, Mark};

use super::{EVALUATION_FORMAT, Evaluated, rules_sha256};

/// The result, indented; with `explain`, each bid has its working as `explanation`.
pub fn result_json(evaluated: &Evaluated, explain: bool) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&View { evaluated, explain }).map(|text| text + "\n")
}

/// The `policy` member of a result on its own, indented.
pub fn policy_json(report: &PolicyReport) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Policy(report)).map(|text| text + "\n")
}

struct View<'e> {
    evaluated: &'e Evaluated,
    explain: bool,
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Evaluation", 4)?;
        object.serialize_field("format", EVALUATION_FORMAT)?;
        object.serialize_field("rules_sha256", &rules_sha256(&self.evaluated.tender))?;
        object.serialize_field("policy", &Policy(&self.evaluated.policy))?;
        let view = |result| ResultView {
            evaluated: self.evaluated,
            explain: self.explain,
            result,
        };
        let results: Vec<_> = self.evaluated.evaluation.results.iter().map(view).collect();
        object.serialize_field("results", &results)?;
        object.end()
    }
}

struct Policy<'e>(&'e PolicyReport);

impl Serialize for Policy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (status, short_by) = match &self.0.status {
            FloorStatus::Clears => ("clears", None),
            FloorStatus::Short(by) => ("short", Some(decimal(by))),
            FloorStatus::NotApplicable => ("not-applicable", None),
            FloorStatus::Unknown => ("unknown", None),
        };
        let mut object = serializer.serialize_struct("Policy", 5)?;
        object.serialize_field("pack", &self.0.pack.map(|pack| pack.name))?;
        object.serialize_field("floor", &self.0.floor_percent.as_ref().map(decimal))?;
        object.serialize_field("status", status)?;
        object.serialize_field("short_by", &short_by)?;
        object.serialize_field("kpis_required", &self.0.kpis_required)?;
        object.end()
    }
}

/// Floors and the weights they are compared with are decimals.
fn decimal(value: &Exact) -> String {
    value.to_canonical_decimal().unwrap_or_else(|| value.to_string())
}

struct ResultView<'e> {
    evaluated: &'e Evaluated,
    explain: bool,
    result: &'e BidResult,
}

impl Serialize for ResultView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rules = &self.evaluated.tender.rules;
        let decimals = rules.rules().display_decimals;
        let mut object = serializer.serialize_struct("Result", 7)?;
        object.serialize_field("supplier", &self.result.supplier)?;
        object.serialize_field("rank", &self.result.rank)?;
        object.serialize_field("tied", &self.result.tied)?;
        object.serialize_field(
            "total",
            &self.result.total.as_ref().map(|total| Figure(total, decimals)),
        )?;
        let criteria = named(&rules.rules().criteria, &self.result.criteria);
        object.serialize_field(
            "criteria",
            &Marks {
                marks: &criteria,
                decimals,
            },
        )?;
        let flags: Vec<_> = self.result.flags.iter().map(FlagView).collect();
        object.serialize_field("flags", &flags)?;
        if self.explain {
            let explanation = self.evaluated.evaluation.explain(rules, self.result);
            object.serialize_field("explanation", &Working(&explanation, decimals))?;
        }
        object.end()
    }
}

/// A number exactly and as it is shown.
struct Figure<'e>(&'e Exact, u32);

impl Serialize for Figure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Figure", 2)?;
        object.serialize_field("exact", &self.0.to_string())?;
        object.serialize_field("display", &self.0.to_decimal(self.1))?;
        object.end()
    }
}

struct FlagView<'e>(&'e Flag);

impl Serialize for FlagView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Flag", 2)?;
        object.serialize_field("code", self.0.kind.code())?;
        object.serialize_field("reason", &self.0.reason)?;
        object.end()
    }
}

/// A mark with its id and the ids of its parts or questions.
struct Named<'e> {
    id: &'e str,
    mark: &'e Mark,
    parts: Vec<Named<'e>>,
}

fn named<'e>(criteria: &'e [Criterion], marks: &'e [Mark]) -> Vec<Named<'e>> {
    let pair = |(criterion, mark): (&'e Criterion, &'e Mark)| {
        let parts = match &criterion.marking {
            Marking::Parts(parts) => named(parts, &mark.parts),
            Marking::Method(Method::WeightedQuestions { questions, .. }) => {
                let pairs = questions.iter().zip(&mark.parts);
                pairs
                    .map(|(question, mark)| Named {
                        id: &question.id,
                        mark,
                        parts: Vec::new(),
                    })
                    .collect()
            }
            _ => Vec::new(),
        };
        Named {
            id: &criterion.id,
            mark,
            parts,
        }
    };
    criteria.iter().zip(marks).map(pair).collect()
}

/// Marks by id.
struct Marks<'e> {
    marks: &'e [Named<'e>],
    decimals: u32,
}

impl Serialize for Marks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.marks.iter().map(|named| {
            (
                named.id,
                MarkView {
                    named,
                    decimals: self.decimals,
                },
            )
        }))
    }
}

struct MarkView<'e> {
    named: &'e Named<'e>,
    decimals: u32,
}

impl Serialize for MarkView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let score = &self.named.mark.score;
        let mut object = serializer.serialize_struct("Mark", 3)?;
        object.serialize_field("exact", &score.to_string())?;
        object.serialize_field("display", &score.to_decimal(self.decimals))?;
        object.serialize_field(
            "parts",
            &Marks {
                marks: &self.named.parts,
                decimals: self.decimals,
            },
        )?;
        object.end()
    }
}

struct Working<'e>(&'e Explanation, u32);

impl Serialize for Working<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(explanation, decimals) = self;
        let mut object = serializer.serialize_struct("Explanation", 4)?;
        object.serialize_field("name", &explanation.name)?;
        object.serialize_field(
            "score",
            &explanation.score.as_ref().map(|score| Figure(score, *decimals)),
        )?;
        object.serialize_field("working", &explanation.working)?;
        let parts: Vec<_> = explanation.parts.iter().map(|part| Working(part, *decimals)).collect();
        object.serialize_field("parts", &parts)?;
        object.end()
    }
}
