//! The rules of a tender file: criteria, methods, award and tie-break.

use svx_scoring::rules::{
    Award, Band, Bound, Criterion, EARLIEST_RECEIPT, Label, Marking, Method, PART_LEVELS_MAX, Question, Rules, Scale,
    TieBreak,
};
use svx_scoring::{Exact, Path};

use super::members::{AWARDS, BAND, CRITERION, LABEL, METHODS, Member, PART, QUESTION, SCALE};
use super::walk::{Members, Walk, excerpt, get, what};
use crate::json::Json;

/// Digits after the point where a tender does not say.
const DISPLAY_DECIMALS_DEFAULT: u32 = 2;

/// Reads as much of the rules as can be read; gaps are left where something was reported.
pub(super) fn rules(walk: &mut Walk, file: Members<'_>, contract_value: Option<Exact>) -> Rules {
    let criteria = get(file, "criteria").map_or_else(Vec::new, |json| {
        criteria(walk, &Path::ROOT.member("criteria"), json, CRITERION, 0)
    });
    let award = get(file, "award")
        .and_then(|json| award(walk, json))
        .unwrap_or(Award::HighestTotal);
    let tie_break = get(file, "tie_break").map_or_else(Vec::new, |json| tie_break(walk, json));
    let display_decimals = get(file, "display_decimals").and_then(|json| display_decimals(walk, json));
    let display_decimals = display_decimals.unwrap_or(DISPLAY_DECIMALS_DEFAULT);
    Rules {
        criteria,
        award,
        tie_break,
        display_decimals,
        contract_value,
    }
}

fn criteria(walk: &mut Walk, path: &Path<'_>, json: &Json, known: &[Member], level: usize) -> Vec<Criterion> {
    if level > PART_LEVELS_MAX {
        walk.add(path, format!("parts are split more than {PART_LEVELS_MAX} levels deep"));
        return Vec::new();
    }
    let items = walk.array(path, json).iter().enumerate();
    items
        .map(|(index, json)| criterion(walk, &path.item(index), json, known, level))
        .collect()
}

/// An empty id and an absent weight or method stand for what could not be read.
fn criterion(walk: &mut Walk, path: &Path<'_>, json: &Json, known: &[Member], level: usize) -> Criterion {
    let Some(members) = walk.object(path, json, known) else {
        walk.settle(&path.member("id"));
        walk.settle(&path.member("weight"));
        walk.settle(&path.member("method"));
        return Criterion {
            id: String::new(),
            weight: None,
            marking: Marking::Undecided,
            required_by: Vec::new(),
        };
    };
    let required_by = get(members, "required_by").filter(|_| known.iter().any(|(name, _)| *name == "required_by"));
    Criterion {
        id: id(walk, path, members),
        weight: get(members, "weight").and_then(|json| walk.decimal(&path.member("weight"), json)),
        marking: marking(walk, path, members, level),
        required_by: required_by.map_or_else(Vec::new, |json| ids(walk, &path.member("required_by"), json)),
    }
}

fn id(walk: &mut Walk, path: &Path<'_>, members: Members<'_>) -> String {
    let id = get(members, "id").and_then(|json| walk.text(&path.member("id"), json));
    id.unwrap_or_default().to_owned()
}

/// Ids in their places: an empty one stands for what could not be read.
fn ids(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Vec<String> {
    let items = walk.array(path, json).iter().enumerate();
    items
        .map(|(index, json)| walk.text(&path.item(index), json).unwrap_or_default().to_owned())
        .collect()
}

fn marking(walk: &mut Walk, path: &Path<'_>, members: Members<'_>, level: usize) -> Marking {
    let method_path = path.member("method");
    match (get(members, "method"), get(members, "parts")) {
        (Some(_), Some(_)) => {
            walk.add(path, "has both a method and parts: give one of the two");
            walk.settle(&method_path);
            Marking::Undecided
        }
        (None, Some(json)) => Marking::Parts(criteria(walk, &path.member("parts"), json, PART, level + 1)),
        (Some(json), None) => {
            let before = walk.count();
            let method = method(walk, &method_path, json);
            if walk.count() > before {
                walk.settle(&method_path);
            }
            method.map_or(Marking::Undecided, Marking::Method)
        }
        (None, None) => Marking::Undecided,
    }
}

/// An object with a `kind` that decides which members it has.
fn kinded<'j>(
    walk: &mut Walk,
    path: &Path<'_>,
    json: &'j Json,
    kinds: &'static [(&'static str, &'static [Member])],
) -> Option<(&'static str, Members<'j>)> {
    let members = walk.any_object(path, json)?;
    let Some(kind) = get(members, "kind") else {
        walk.add(&path.member("kind"), "is missing");
        return None;
    };
    let names: Vec<_> = kinds.iter().map(|entry| (entry.0, *entry)).collect();
    let (kind, known) = walk.choice(&path.member("kind"), kind, &names)?;
    for (name, _) in members {
        if !known.iter().any(|(known, _)| known == name) {
            walk.add(&path.member(name), format!("is not a member that \"{kind}\" has"));
        }
    }
    for (name, _) in known
        .iter()
        .filter(|(name, required)| *required && get(members, name).is_none())
    {
        walk.add(&path.member(name), "is missing");
    }
    Some((kind, members))
}

fn method(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Method> {
    let (kind, members) = kinded(walk, path, json, METHODS)?;
    let mut number = |name: &'static str| get(members, name).and_then(|json| walk.decimal(&path.member(name), json));
    match kind {
        "relative-to-lowest" => Some(Method::RelativeToLowest),
        "relative-to-highest" => Some(Method::RelativeToHighest),
        "pass-fail" => Some(Method::PassFail),
        "target" => number("target").map(|target| Method::Target { target }),
        "share-of-contract" => number("share").map(|share| Method::ShareOfContract { share }),
        "deviation-from-mean" => {
            let (base, slope) = (number("base"), number("slope"));
            Some(Method::DeviationFromMean {
                base: base?,
                slope: slope?,
            })
        }
        "linear-range" => {
            let mut end = |name| get(members, name).and_then(|json| bound(walk, &path.member(name), json));
            let (best, worst) = (end("best"), end("worst"));
            Some(Method::LinearRange {
                best: best?,
                worst: worst?,
            })
        }
        "scale" => scale(walk, path, members).map(Method::Scale),
        "weighted-questions" => Some(weighted_questions(walk, path, members)),
        _ => bands(walk, &path.member("bands"), get(members, "bands")?).map(Method::Bands),
    }
}

fn bound(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Bound> {
    match json {
        Json::Text(text) if text == "lowest" => Some(Bound::Lowest),
        Json::Text(text) if text == "highest" => Some(Bound::Highest),
        Json::Text(text) if text.starts_with(|c: char| c.is_alphabetic()) => {
            walk.add(
                path,
                format!(
                    "is \"{}\": it must be a number, \"lowest\" or \"highest\"",
                    excerpt(text)
                ),
            );
            None
        }
        _ => walk.decimal(path, json).map(Bound::Fixed),
    }
}

fn scale(walk: &mut Walk, path: &Path<'_>, members: Members<'_>) -> Option<Scale> {
    let mut number = |name: &'static str| get(members, name).and_then(|json| walk.decimal(&path.member(name), json));
    let (min, max, threshold) = (number("min"), number("max"), number("threshold"));
    let place = path.member("labels");
    let labels = get(members, "labels").map_or_else(Vec::new, |json| labels(walk, &place, json, min.as_ref()));
    Some(Scale {
        min: min?,
        max: max?,
        threshold,
        labels,
    })
}

/// Labels by their marks, `{"0": "No answer", "5": {"label": "Excellent", "descriptor": "..."}}`, or in an array, one
/// for each whole step from the lowest mark.
fn labels(walk: &mut Walk, path: &Path<'_>, json: &Json, min: Option<&Exact>) -> Vec<Label> {
    if let Json::Array(items) = json {
        let mut mark = min.cloned().unwrap_or(Exact::ZERO);
        let steps = items.iter().enumerate().filter_map(|(index, json)| {
            let step = label(walk, &path.item(index), Some(mark.clone()), json);
            mark += &Exact::ONE;
            step
        });
        return steps.collect();
    }
    let members = walk.any_object(path, json).unwrap_or(&[]);
    let entries = members.iter().filter_map(|(mark, json)| {
        let path = path.member(mark);
        let mark = walk.decimal(&path, &Json::Text(mark.clone()));
        label(walk, &path, mark, json)
    });
    entries.collect()
}

fn label(walk: &mut Walk, path: &Path<'_>, mark: Option<Exact>, json: &Json) -> Option<Label> {
    let (label, descriptor) = match json {
        Json::Object(_) => {
            let members = walk.object(path, json, LABEL)?;
            let mut text = |name| get(members, name).and_then(|json| walk.text(&path.member(name), json));
            (text("label"), text("descriptor"))
        }
        _ => (walk.text(path, json), None),
    };
    Some(Label {
        mark: mark?,
        label: label?.to_owned(),
        descriptor: descriptor.map(str::to_owned),
    })
}

fn weighted_questions(walk: &mut Walk, path: &Path<'_>, members: Members<'_>) -> Method {
    let scale_path = path.member("scale");
    let before = walk.count();
    let object = get(members, "scale").and_then(|json| walk.object(&scale_path, json, SCALE));
    let scale = object.and_then(|members| scale(walk, &scale_path, members));
    if walk.count() > before {
        walk.settle(&scale_path);
    }
    let list = path.member("questions");
    let items = get(members, "questions")
        .map_or(&[][..], |json| walk.array(&list, json))
        .iter()
        .enumerate();
    let questions = items
        .map(|(index, json)| question(walk, &list.item(index), json))
        .collect();
    Method::WeightedQuestions { scale, questions }
}

fn question(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Question {
    let Some(members) = walk.object(path, json, QUESTION) else {
        walk.settle(&path.member("id"));
        walk.settle(&path.member("weight"));
        return Question {
            id: String::new(),
            weight: None,
            threshold: None,
        };
    };
    let mut number = |name: &'static str| get(members, name).and_then(|json| walk.decimal(&path.member(name), json));
    let (weight, threshold) = (number("weight"), number("threshold"));
    Question {
        id: id(walk, path, members),
        weight,
        threshold,
    }
}

fn bands(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Vec<Band>> {
    let items = walk.array(path, json).iter().enumerate();
    let bands: Vec<_> = items
        .map(|(index, json)| {
            let path = path.item(index);
            let members = walk.object(&path, json, BAND)?;
            let mut number =
                |name: &'static str| get(members, name).and_then(|json| walk.decimal(&path.member(name), json));
            let (at_least, score) = (number("at_least"), number("score"));
            Some(Band {
                at_least: at_least?,
                score: score?,
            })
        })
        .collect();
    bands.into_iter().collect()
}

fn award(walk: &mut Walk, json: &Json) -> Option<Award> {
    let path = Path::ROOT.member("award");
    let (kind, members) = kinded(walk, &path, json, AWARDS)?;
    match kind {
        "value-for-money" => {
            let json = get(members, "willingness_to_pay")?;
            let willingness_to_pay = walk.money(&path.member("willingness_to_pay"), json)?;
            Some(Award::ValueForMoney { willingness_to_pay })
        }
        "price-per-quality-point" => Some(Award::PricePerQualityPoint),
        _ => Some(Award::HighestTotal),
    }
}

fn tie_break(walk: &mut Walk, json: &Json) -> Vec<TieBreak> {
    let entry = |id: String| {
        if id == EARLIEST_RECEIPT {
            TieBreak::EarliestReceipt
        } else {
            TieBreak::Criterion(id)
        }
    };
    ids(walk, &Path::ROOT.member("tie_break"), json)
        .into_iter()
        .map(entry)
        .collect()
}

/// The one JSON number of the format: a count of digits, not a quantity.
fn display_decimals(walk: &mut Walk, json: &Json) -> Option<u32> {
    let Json::Whole(places) = json else {
        let path = Path::ROOT.member("display_decimals");
        walk.add(
            &path,
            format!("{}: it must be a whole JSON number, such as 2", what(json)),
        );
        return None;
    };
    Some(u32::try_from(*places).unwrap_or(u32::MAX))
}
