//! The bids of a tender file.

use std::collections::BTreeMap;

use svx_scoring::exact::DecimalError;
use svx_scoring::rules::PRICE;
use svx_scoring::{BidInput, Exact, Input, Path, Verdict};

use super::members::BID;
use super::walk::{Members, Walk, excerpt, get, what};
use crate::json::Json;

/// Reads as many of the inputs as can be read.
pub(super) fn bids(walk: &mut Walk, file: Members<'_>) -> Vec<BidInput> {
    let path = Path::ROOT.member("bids");
    let items = get(file, "bids")
        .map_or(&[][..], |json| walk.array(&path, json))
        .iter()
        .enumerate();
    items.map(|(index, json)| bid(walk, &path.item(index), json)).collect()
}

fn bid(walk: &mut Walk, path: &Path<'_>, json: &Json) -> BidInput {
    let Some(members) = walk.object(path, json, BID) else {
        walk.settle(&path.member("supplier"));
        return BidInput::default();
    };
    let supplier = get(members, "supplier").and_then(|json| walk.text(&path.member("supplier"), json));
    let received_us = get(members, "received_at").and_then(|json| walk.instant_us(&path.member("received_at"), json));
    let place = path.member("inputs");
    let inputs = get(members, "inputs")
        .and_then(|json| walk.any_object(&place, json))
        .unwrap_or(&[]);
    if let Some(price) = get(inputs, PRICE) {
        walk.pence(&place.member(PRICE), price);
    }
    BidInput {
        supplier: supplier.unwrap_or_default().to_owned(),
        received_us,
        inputs: group(walk, &place, inputs),
        capacity: BTreeMap::new(),
    }
}

/// Inputs by id. Null stands for no answer, like an id that is not there.
fn group(walk: &mut Walk, path: &Path<'_>, members: Members<'_>) -> BTreeMap<String, Input> {
    let inputs = members.iter().filter_map(|(id, json)| {
        let input = match json {
            Json::Null => None,
            Json::Text(text) => leaf(walk, &path.member(id), text),
            Json::Object(_) => {
                let place = path.member(id);
                walk.any_object(&place, json)
                    .map(|members| Input::Group(group(walk, &place, members)))
            }
            Json::Whole(_) | Json::Number => {
                let message = "is a JSON number: numbers are written as decimal strings, such as \"4\"";
                walk.add(&path.member(id), message);
                None
            }
            _ => {
                walk.add(
                    &path.member(id),
                    format!("{}: it must be a decimal string or an object", what(json)),
                );
                None
            }
        };
        Some((id.clone(), input?))
    });
    inputs.collect()
}

fn leaf(walk: &mut Walk, path: &Path<'_>, text: &str) -> Option<Input> {
    match text {
        "pass" => Some(Input::Verdict(Verdict::Pass)),
        "fail" => Some(Input::Verdict(Verdict::Fail)),
        _ => match Exact::from_decimal(text) {
            Ok(number) => Some(Input::Number(number)),
            Err(DecimalError::NotDigits) => {
                let text = excerpt(text);
                walk.add(
                    path,
                    format!("\"{text}\" is neither a number in digits nor \"pass\" or \"fail\""),
                );
                None
            }
            Err(error) => {
                walk.add(path, format!("\"{}\" {error}", excerpt(text)));
                None
            }
        },
    }
}
