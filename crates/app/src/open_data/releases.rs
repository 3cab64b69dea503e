//! The releases of one procurement: tender, cancellation, award, contract, and one for each time that something was confirmed
//! to have arrived.

use super::gather::{Award, Facts, Party};
use jiff::{
    Timestamp,
    civil::{Date, Time, time},
};
use std::collections::BTreeMap;
use svx_domain::{Quantity, ports};
use svx_ocds::{
    AwardCriteria, AwardCriterion, AwardCriterionNumber, Contract, DateTime, Document, Ident, Identifier,
    Implementation, Item, Json, Lot, Milestone, OrganizationReference, Period, Release, Tender, Value,
    json::{Number, Object},
};
use svx_store::{amendments::RulesVersion, evaluations::Pledge};

/// All of them, oldest first.
pub(super) fn all(facts: &Facts) -> Vec<Release> {
    let mut out: Vec<Release> = facts.versions.iter().map(|version| tender(facts, version)).collect();
    if let Some(reason) = &facts.procurement.reason {
        out.push(cancellation(facts, reason));
    }
    if let Some(award) = &facts.award {
        out.push(awarded(facts, award));
        if let Some(at) = award.contract.entered_at {
            out.push(contract(facts, award, at));
            out.extend(implementation(facts, award));
        }
    }
    out
}

fn begin(facts: &Facts, name: &str, at: Timestamp, tag: &str) -> Release {
    let ocid = &facts.procurement.ocid;
    let mut release = Release::new(ocid, &format!("{ocid}-{name}"), at.into(), &[tag]);
    release.language = Some("en".to_owned());
    release.buyer = Some(reference(&facts.buyer));
    release.parties.push(party(&facts.buyer, &["buyer"]));
    release
}

/// The tender as it was published, or as an amendment left it.
fn tender(facts: &Facts, version: &RulesVersion) -> Release {
    let p = &facts.procurement;
    let (name, tag) = match version.version {
        1 => ("tender".to_owned(), "tender"),
        later => (format!("amendment-{}", later - 1), "tenderAmendment"),
    };
    let mut release = begin(facts, &name, version.at, tag);
    let mut tender = Tender {
        id: p.ocid.as_str().into(),
        title: Some(p.title.clone()),
        description: Some(p.description.clone()).filter(|text| !text.is_empty()),
        status: Some("active".to_owned()),
        items: items(facts),
        lots: vec![lot(facts, version)],
        value: p.value_pence.map(|value| money(value.pence(), p.includes_vat)),
        procurement_method_details: Some(p.procedure.clone()).filter(|text| !text.is_empty()),
        main_procurement_category: p.category.clone(),
        award_criteria: Some(svx_ocds::TenderCriteria::Code("ratedCriteria".to_owned())),
        tender_period: period(p.bids_from, version.bids_until),
        contract_period: days(p.contract_from, p.contract_to),
        documents: vec![rules_document(facts, version)],
        date_published: Some(version.at.into()),
        ..Tender::default()
    };
    if version.version > 1 {
        tender.extra.set("amendments", Json::Array(vec![amendment(version)]));
    }
    release.tender = Some(tender);
    release
}

/// Why the rules were amended, and when.
fn amendment(version: &RulesVersion) -> Json {
    let mut amendment = Object::new();
    amendment.set("id", Json::Text((version.version - 1).to_string()));
    amendment.set("date", Json::Text(version.at.to_string()));
    amendment.set("rationale", Json::Text(version.reason.clone()));
    Json::Object(amendment)
}

/// The one lot, with the award criteria of the frozen rules.
fn lot(facts: &Facts, version: &RulesVersion) -> Lot {
    Lot {
        id: "1".into(),
        title: Some(facts.procurement.title.clone()),
        status: Some("active".to_owned()),
        award_criteria: Some(AwardCriteria {
            criteria: criteria(&version.rules),
            ..AwardCriteria::default()
        }),
        ..Lot::default()
    }
}

/// The criteria of a file of rules, which has a fixed form: `svx.tender/1`.
fn criteria(rules: &str) -> Vec<AwardCriterion> {
    let rules = Json::parse(rules).ok();
    let list = rules
        .as_ref()
        .and_then(|rules| rules.pointer("/criteria"))
        .and_then(Json::as_array);
    let text = |json: &Json, path: &str| json.pointer(path).and_then(Json::as_text).map(str::to_owned);
    let one = |criterion: &Json| {
        let id = text(criterion, "/id")?;
        let weight = text(criterion, "/weight").and_then(|weight| Number::parse(&weight));
        Some(AwardCriterion {
            kind: Some(if id == "price" { "price" } else { "quality" }.to_owned()),
            name: Some(sentence(&id)),
            numbers: vec![AwardCriterionNumber {
                number: weight,
                weight: Some("percentageExact".to_owned()),
                ..AwardCriterionNumber::default()
            }],
            ..AwardCriterion::default()
        })
    };
    list.unwrap_or_default().iter().filter_map(one).collect()
}

/// `social-value` as `Social value`.
fn sentence(id: &str) -> String {
    let spaced = id.replace('-', " ");
    let mut letters = spaced.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Where it is delivered: an item for each place.
fn items(facts: &Facts) -> Vec<Item> {
    let place = |(number, name): (usize, &String)| Item {
        id: (number + 1).to_string().into(),
        description: Some(facts.procurement.title.clone()),
        related_lot: Some("1".into()),
        delivery_address: Some(svx_ocds::Address {
            region: Some(name.clone()),
            country_name: Some("United Kingdom".to_owned()),
            ..svx_ocds::Address::default()
        }),
        ..Item::default()
    };
    facts.area.iter().enumerate().map(place).collect()
}

fn rules_document(facts: &Facts, version: &RulesVersion) -> Document {
    let (ocid, number) = (&facts.procurement.ocid, version.version);
    Document {
        id: format!("rules-{number}").into(),
        document_type: Some("evaluationCriteria".to_owned()),
        title: Some(format!("Rules of the evaluation, version {number}")),
        description: Some(format!("SHA-256 of the rules: {}", version.rules_sha256)),
        url: Some(format!("{}/procurements/{ocid}/rules/{number}", facts.base_url)),
        date_published: Some(version.at.into()),
        format: Some("application/json".to_owned()),
        language: Some("en".to_owned()),
        ..Document::default()
    }
}

fn cancellation(facts: &Facts, reason: &str) -> Release {
    let p = &facts.procurement;
    let mut release = begin(facts, "cancelled", p.updated_at, "tenderCancellation");
    release.tender = Some(Tender {
        id: p.ocid.as_str().into(),
        status: Some("cancelled".to_owned()),
        documents: vec![Document {
            id: "cancellation".into(),
            document_type: Some("cancellationDetails".to_owned()),
            title: Some("Why it was cancelled".to_owned()),
            description: Some(reason.to_owned()),
            url: Some(format!("{}/procurements/{}", facts.base_url, p.ocid)),
            date_published: Some(p.updated_at.into()),
            format: Some("text/html".to_owned()),
            ..Document::default()
        }],
        ..Tender::default()
    });
    release
}

fn awarded(facts: &Facts, award: &Award) -> Release {
    let (p, contract) = (&facts.procurement, &award.contract);
    let mut release = begin(facts, "award", contract.awarded_at, "award");
    release.parties.push(party(&award.supplier, &["tenderer", "supplier"]));
    release.tender = Some(Tender {
        id: p.ocid.as_str().into(),
        status: Some("complete".to_owned()),
        ..Tender::default()
    });
    release.awards.push(svx_ocds::Award {
        id: award_id(facts),
        title: Some(p.title.clone()),
        status: Some("active".to_owned()),
        date: Some(contract.awarded_at.into()),
        value: Some(money(contract.price_pence.pence(), false)),
        suppliers: vec![reference(&award.supplier)],
        related_lots: vec!["1".to_owned()],
        contract_period: days(p.contract_from, p.contract_to),
        ..svx_ocds::Award::default()
    });
    release
}

fn award_id(facts: &Facts) -> Ident {
    format!("{}-award", facts.procurement.ocid).into()
}

/// The contract with nothing in it but what every release of it says.
fn contract_head(facts: &Facts) -> Contract {
    Contract {
        id: format!("{}-contract", facts.procurement.ocid).into(),
        award_id: award_id(facts),
        status: Some("active".to_owned()),
        ..Contract::default()
    }
}

fn contract(facts: &Facts, award: &Award, at: Timestamp) -> Release {
    let mut release = begin(facts, "contract", at, "contract");
    release.parties.push(party(&award.supplier, &["supplier"]));
    let mut contract = Contract {
        title: Some(facts.procurement.title.clone()),
        period: days(award.contract.from_on, award.contract.to_on),
        value: Some(money(award.contract.price_pence.pence(), false)),
        date_signed: Some(at.into()),
        milestones: award
            .pledges
            .iter()
            .map(|pledge| milestone(pledge, "scheduled"))
            .collect(),
        ..contract_head(facts)
    };
    let metric = |pledge: &Pledge| metric(pledge, &[("promised", pledge.quantity), ("ordered", pledge.taken)]);
    let metrics: Vec<Json> = award.pledges.iter().map(metric).collect();
    if !metrics.is_empty() {
        contract.extra.set("agreedMetrics", Json::Array(metrics));
    }
    release.contracts.push(contract);
    release
}

/// One release for each moment at which something was confirmed, with what had arrived by then.
fn implementation(facts: &Facts, award: &Award) -> Vec<Release> {
    let mut arrived: BTreeMap<u32, Quantity> = BTreeMap::new();
    let mut out: Vec<Release> = Vec::new();
    for (number, confirmed) in (1..).zip(&award.confirmed) {
        let Some(pledge) = award.pledges.iter().find(|pledge| pledge.number == confirmed.pledge) else {
            continue;
        };
        let total = arrived.entry(pledge.number).or_insert(Quantity::ZERO);
        *total = total.checked_add(confirmed.quantity).unwrap_or(*total);
        out.push(arrival(facts, award, pledge, *total, number, confirmed.at));
    }
    out
}

fn arrival(facts: &Facts, award: &Award, pledge: &Pledge, total: Quantity, number: u32, at: Timestamp) -> Release {
    let mut release = begin(facts, &format!("implementation-{number}"), at, "implementationUpdate");
    release.parties.push(party(&award.supplier, &["supplier"]));
    let status = if total >= pledge.taken { "met" } else { "partiallyMet" };
    let mut milestone = milestone(pledge, status);
    milestone.date_met = (status == "met").then(|| at.into());
    let mut implementation = Implementation {
        milestones: vec![milestone],
        ..Implementation::default()
    };
    let metrics = Json::Array(vec![metric(pledge, &[("validated", total)])]);
    implementation.extra.set("metrics", metrics);
    release.contracts.push(Contract {
        implementation: Some(implementation),
        ..contract_head(facts)
    });
    release
}

fn milestone(pledge: &Pledge, status: &str) -> Milestone {
    Milestone {
        id: pledge.number.to_string().into(),
        title: Some(format!("{} for {}", pledge.resource_name, pledge.project)),
        kind: Some("delivery".to_owned()),
        due_date: end_of(pledge.due_to),
        status: Some(status.to_owned()),
        ..Milestone::default()
    }
}

/// A pledge as a metric, with an observation for each of its numbers. Quantities are decimals, written as text.
fn metric(pledge: &Pledge, numbers: &[(&str, Quantity)]) -> Json {
    let text = |text: &str| Json::Text(text.to_owned());
    let object = |members: Vec<(&str, Json)>| {
        let mut object = Object::new();
        for (name, value) in members {
            object.set(name, value);
        }
        Json::Object(object)
    };
    let observation = |(name, quantity): &(&str, Quantity)| {
        object(vec![
            ("id", text(&format!("{}-{name}", pledge.number))),
            ("measure", text(&quantity.to_decimal())),
            ("unit", object(vec![("name", text(&pledge.unit))])),
            ("notes", text(name)),
        ])
    };
    object(vec![
        ("id", text(&pledge.number.to_string())),
        (
            "title",
            text(&format!("{} for {}", pledge.resource_name, pledge.project)),
        ),
        ("observations", Json::Array(numbers.iter().map(observation).collect())),
    ])
}

fn party(of: &Party, roles: &[&str]) -> svx_ocds::Party {
    let mut identifiers = of.identifiers.iter().map(|known| Identifier {
        scheme: Some(known.scheme.clone()),
        id: Some(known.identifier.clone().into()),
        ..Identifier::default()
    });
    svx_ocds::Party {
        id: Some(party_id(of)),
        name: Some(of.organisation.name.clone()),
        identifier: identifiers.next(),
        additional_identifiers: identifiers.collect(),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        ..svx_ocds::Party::default()
    }
}

/// The organisation's identifier in the first register that knows it, otherwise its id here.
fn party_id(of: &Party) -> String {
    of.identifiers.first().map_or_else(
        || of.organisation.id.to_string(),
        |known| format!("{}-{}", known.scheme, known.identifier),
    )
}

fn reference(of: &Party) -> OrganizationReference {
    OrganizationReference {
        id: Some(party_id(of).into()),
        name: Some(of.organisation.name.clone()),
        ..OrganizationReference::default()
    }
}

/// An amount in pounds. One that includes VAT goes where the UK profile puts it.
fn money(pence: i64, includes_vat: bool) -> Value {
    let value = Value::from_minor_units(pence, "GBP");
    if includes_vat {
        Value {
            amount_gross: value.amount,
            amount: None,
            ..value
        }
    } else {
        value
    }
}

fn period(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Period> {
    (from.is_some() || to.is_some()).then(|| Period {
        start_date: from.map(DateTime::from),
        end_date: to.map(DateTime::from),
        ..Period::default()
    })
}

/// From the first moment of a day to the last second of another, in the United Kingdom.
fn days(from: Option<Date>, to: Option<Date>) -> Option<Period> {
    let start = from.and_then(|day| at_clock(day, Time::midnight()));
    let end = to.and_then(end_of);
    (start.is_some() || end.is_some()).then(|| Period {
        start_date: start,
        end_date: end,
        ..Period::default()
    })
}

fn end_of(day: Date) -> Option<DateTime> {
    at_clock(day, time(23, 59, 59, 0))
}

fn at_clock(day: Date, time: Time) -> Option<DateTime> {
    let zoned = day.to_datetime(time).to_zoned_datetime(ports::uk()).ok()?;
    Some(zoned.timestamp().into())
}
