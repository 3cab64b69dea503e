//! Writing tenders: the whole file, and the part of it that is frozen.
//!
//! Numbers are written in their shortest decimal form. Rules and bids that were read from a file, or that hold money,
//! weights and marks as people enter them, always have one; any other number is written as a fraction, which the
//! reader of this format refuses.

use serde_json::{Map, Value, json};
use svx_scoring::policy::{Arrangement, BuyerType};
use svx_scoring::rules::{
    Award, Bound, Criterion, EARLIEST_RECEIPT, Label, Marking, Method, Question, Rules, Scale, TieBreak,
};
use svx_scoring::{BidInput, Exact, Input, Verdict};

use super::{CURRENCY, TENDER_FORMAT, Tender};

/// A tender file that [`super::parse_tender`] reads back as this tender.
pub fn tender_json(tender: &Tender) -> Value {
    let mut file = frozen(tender);
    file.insert("format".to_owned(), json!(TENDER_FORMAT));
    file.insert("ocid".to_owned(), json!(tender.ocid));
    file.insert("title".to_owned(), json!(tender.title));
    file.insert("authority".to_owned(), json!(tender.authority));
    file.insert("bids".to_owned(), tender.bids.iter().map(bid).collect());
    Value::Object(file)
}

/// The members that are frozen at publication: all that bears on scores, ranks and policy, with defaults filled in.
pub(super) fn frozen(tender: &Tender) -> Map<String, Value> {
    let (procurement, rules) = (&tender.procurement, tender.rules.rules());
    let value = json!({
        "amount": number(&procurement.value_gbp),
        "currency": CURRENCY,
        "includes_vat": procurement.includes_vat,
    });
    let members = [
        (
            "arrangement",
            json!(name_of(&Arrangement::NAMES, procurement.arrangement)),
        ),
        ("award", award(&rules.award)),
        ("buyer_type", json!(name_of(&BuyerType::NAMES, procurement.buyer_type))),
        (
            "commenced_on",
            json!(procurement.commenced_on.map(|day| day.to_string())),
        ),
        ("criteria", rules.criteria.iter().map(criterion).collect()),
        ("display_decimals", json!(rules.display_decimals)),
        ("tie_break", tie_break(rules)),
        ("value", value),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn number(value: &Exact) -> Value {
    Value::String(value.to_canonical_decimal().unwrap_or_else(|| value.to_string()))
}

/// The name of a choice in tender files.
pub(super) fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    names.iter().find(|(_, known)| *known == value).map(|(name, _)| *name)
}

fn tie_break(rules: &Rules) -> Value {
    let entry = |entry: &TieBreak| match entry {
        TieBreak::Criterion(id) => id.clone(),
        TieBreak::EarliestReceipt => EARLIEST_RECEIPT.to_owned(),
    };
    rules.tie_break.iter().map(entry).collect()
}

fn award(award: &Award) -> Value {
    match award {
        Award::HighestTotal => json!({"kind": "highest-total"}),
        Award::PricePerQualityPoint => json!({"kind": "price-per-quality-point"}),
        Award::ValueForMoney { willingness_to_pay } => {
            json!({"kind": "value-for-money", "willingness_to_pay": number(willingness_to_pay)})
        }
    }
}

fn criterion(criterion: &Criterion) -> Value {
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(criterion.id));
    members.insert(
        "weight".to_owned(),
        criterion.weight.as_ref().map_or(Value::Null, number),
    );
    match &criterion.marking {
        // Valid rules have no undecided criterion.
        Marking::Undecided => {}
        Marking::Method(value) => {
            members.insert("method".to_owned(), method(value));
        }
        Marking::Parts(parts) => {
            members.insert("parts".to_owned(), parts.iter().map(self::criterion).collect());
        }
    }
    if !criterion.required_by.is_empty() {
        members.insert("required_by".to_owned(), json!(criterion.required_by));
    }
    Value::Object(members)
}

fn method(method: &Method) -> Value {
    match method {
        Method::RelativeToLowest => json!({"kind": "relative-to-lowest"}),
        Method::RelativeToHighest => json!({"kind": "relative-to-highest"}),
        Method::PassFail => json!({"kind": "pass-fail"}),
        Method::LinearRange { best, worst } => {
            json!({"kind": "linear-range", "best": bound(best), "worst": bound(worst)})
        }
        Method::DeviationFromMean { base, slope } => {
            json!({"kind": "deviation-from-mean", "base": number(base), "slope": number(slope)})
        }
        Method::Target { target } => json!({"kind": "target", "target": number(target)}),
        Method::ShareOfContract { share } => json!({"kind": "share-of-contract", "share": number(share)}),
        Method::Scale(value) => {
            let mut members = scale(value);
            members.insert("kind".to_owned(), json!("scale"));
            Value::Object(members)
        }
        Method::WeightedQuestions {
            scale: shared,
            questions,
        } => json!({
            "kind": "weighted-questions",
            "scale": shared.as_ref().map(scale),
            "questions": questions.iter().map(question).collect::<Value>(),
        }),
        Method::Bands(bands) => {
            let band = |band: &svx_scoring::rules::Band| json!({"at_least": number(&band.at_least), "score": number(&band.score)});
            json!({"kind": "bands", "bands": bands.iter().map(band).collect::<Value>()})
        }
    }
}

fn bound(bound: &Bound) -> Value {
    match bound {
        Bound::Fixed(value) => number(value),
        Bound::Lowest => json!("lowest"),
        Bound::Highest => json!("highest"),
    }
}

fn scale(scale: &Scale) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("min".to_owned(), number(&scale.min));
    members.insert("max".to_owned(), number(&scale.max));
    if let Some(threshold) = &scale.threshold {
        members.insert("threshold".to_owned(), number(threshold));
    }
    if !scale.labels.is_empty() {
        members.insert(
            "labels".to_owned(),
            Value::Object(scale.labels.iter().map(label).collect()),
        );
    }
    members
}

fn label(label: &Label) -> (String, Value) {
    let mark = label
        .mark
        .to_canonical_decimal()
        .unwrap_or_else(|| label.mark.to_string());
    let words = match &label.descriptor {
        Some(descriptor) => json!({"label": label.label, "descriptor": descriptor}),
        None => json!(label.label),
    };
    (mark, words)
}

fn question(question: &Question) -> Value {
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(question.id));
    members.insert(
        "weight".to_owned(),
        question.weight.as_ref().map_or(Value::Null, number),
    );
    if let Some(threshold) = &question.threshold {
        members.insert("threshold".to_owned(), number(threshold));
    }
    Value::Object(members)
}

fn bid(bid: &BidInput) -> Value {
    let mut members = Map::new();
    members.insert("supplier".to_owned(), json!(bid.supplier));
    if let Some(instant) = bid
        .received_us
        .and_then(|us| jiff::Timestamp::from_microsecond(us).ok())
    {
        members.insert("received_at".to_owned(), json!(instant.to_string()));
    }
    let inputs = bid
        .inputs
        .iter()
        .map(|(id, value)| (id.clone(), input(value)))
        .collect();
    members.insert("inputs".to_owned(), Value::Object(inputs));
    Value::Object(members)
}

fn input(value: &Input) -> Value {
    match value {
        Input::Number(value) => number(value),
        Input::Verdict(Verdict::Pass) => json!("pass"),
        Input::Verdict(Verdict::Fail) => json!("fail"),
        Input::Group(inputs) => inputs.iter().map(|(id, value)| (id.clone(), input(value))).collect(),
    }
}
