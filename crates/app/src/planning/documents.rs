//! The plan for other programs: as a table and as JSON.

use super::weights::weights_json;
use super::{Planned, Source, WEIGHTS_NAME, summary};
use serde_json::{Value as Json, json};
use svx_formats::sheets::LineProblem;
use svx_matching::{Fit, Proposal};
use svx_report::table::{Table, Value};

/// The columns of a plan that are always there, in this order.
const PLAN_COLUMNS: [&str; 6] = ["need", "offer", "quantity", "unit_value", "distance_km", "reasons"];
/// What is between reasons in a cell.
const BETWEEN_REASONS: &str = "; ";

/// What a proposal would be. The plan's own proposals always have a fit.
pub(super) fn fit_of(planned: &Planned, proposal: &Proposal) -> Option<Fit> {
    proposal.fit(&planned.prepared.needs, &planned.prepared.offers)
}

/// Kilometres to the metre, without needless noughts.
fn kilometres(metres: u32) -> String {
    svx_domain::Quantity::from_thousandths(metres.into()).to_decimal()
}

/// The plan as a table: a row for each proposal, with names and the columns that were not ours beside it.
pub fn plan_table(planned: &Planned) -> Table {
    let (needs, offers) = (&planned.needs.sheet, &planned.offers.sheet);
    let has_project = needs.rows.iter().any(|row| !row.project.is_empty());
    let has_community = needs.rows.iter().any(|row| !row.community.is_empty());
    let has_supplier = offers.rows.iter().any(|row| !row.supplier.is_empty());
    let named = [
        ("project", has_project),
        ("community", has_community),
        ("supplier", has_supplier),
    ];
    let mut columns: Vec<String> = PLAN_COLUMNS.map(str::to_owned).to_vec();
    columns.extend(
        named
            .iter()
            .filter(|(_, there)| *there)
            .map(|(name, _)| (*name).to_owned()),
    );
    columns.push("resource".to_owned());
    columns.push("unit".to_owned());
    columns.extend(needs.extra_columns.iter().map(|name| format!("need: {name}")));
    columns.extend(offers.extra_columns.iter().map(|name| format!("offer: {name}")));
    let row = |proposal: &Proposal| {
        let (need, offer) = (&needs.rows[proposal.need], &offers.rows[proposal.offer]);
        let fit = fit_of(planned, proposal);
        let distance_m = fit.as_ref().and_then(|fit| fit.distance_m);
        let reasons: Vec<String> = fit
            .iter()
            .flat_map(|fit| &fit.reasons)
            .map(|reason| reason.to_string())
            .collect();
        let resource = planned.book.resource(offer.resource);
        let mut cells = vec![
            Value::text(&need.id),
            Value::text(&offer.id),
            Value::number(proposal.quantity.to_decimal()),
            Value::number(proposal.unit_value.0),
            distance_m.map_or(Value::Empty, |metres| Value::number(kilometres(metres))),
            Value::text(reasons.join(BETWEEN_REASONS)),
        ];
        let names = [&need.project, &need.community, &offer.supplier];
        let there = names.iter().zip(named).filter(|(_, (_, there))| *there);
        cells.extend(there.map(|(name, _)| Value::text(name.as_str())));
        cells.extend([Value::text(&resource.code), Value::text(&resource.unit)]);
        cells.extend(need.extra.iter().chain(&offer.extra).map(Value::text));
        cells
    };
    Table {
        name: "Plan".to_owned(),
        columns,
        rows: planned.plan.proposals.iter().map(row).collect(),
    }
}

/// The plan as JSON (`svx.plan/1`).
pub fn plan_json(planned: &Planned) -> Json {
    let plan = &planned.plan;
    let all = summary(planned).all;
    let need_rows = &planned.needs.sheet.rows;
    let offer_rows = &planned.offers.sheet.rows;
    let proposals = plan.proposals.iter().map(|proposal| {
        let fit = fit_of(planned, proposal);
        let reasons = fit.iter().flat_map(|fit| &fit.reasons).map(|reason| reason.to_string());
        json!({
            "need": need_rows[proposal.need].id,
            "offer": offer_rows[proposal.offer].id,
            "quantity": proposal.quantity.to_decimal(),
            "unit_value": proposal.unit_value.0,
            "distance_km": fit.as_ref().and_then(|fit| fit.distance_m).map(kilometres),
            "reasons": reasons.collect::<Vec<_>>(),
        })
    });
    let unmet = need_rows.iter().zip(&plan.outcomes).filter_map(|(row, outcome)| {
        let unmet = outcome.unmet?;
        Some(json!({
            "need": row.id,
            "quantity": unmet.quantity.to_decimal(),
            "reason": unmet.reason.code(),
            "offers": {
                "of_this_kind": unmet.tally.kind,
                "within_reach": unmet.tally.reach,
                "on_these_dates": unmet.tally.dates,
                "meeting_conditions": unmet.tally.conditions,
                "that_fit": unmet.tally.standing,
            },
        }))
    });
    let left = offer_rows.iter().zip(&plan.left).filter(|(_, left)| !left.is_zero());
    json!({
        "format": "svx.plan/1",
        "status": if plan.is_optimal() { "optimal" } else { "bounded" },
        "value": plan.value.to_decimal(),
        "bound": plan.bound.to_decimal(),
        "gap_millionths": plan.gap_millionths(),
        "pairs": plan.pairs,
        "needs": {"total": all.needs, "met": all.met, "part": all.part, "none": all.none()},
        "weights": weights_json(&planned.weights),
        "inputs": {
            "sha256": planned.inputs_sha256(),
            "needs": source_json(&planned.needs),
            "offers": source_json(&planned.offers),
            "resources_sha256": planned.book.sha256(),
            "weights": WEIGHTS_NAME,
        },
        "proposals": proposals.collect::<Vec<_>>(),
        "unmet": unmet.collect::<Vec<_>>(),
        "left": left.map(|(row, left)| json!({"offer": row.id, "quantity": left.to_decimal()})).collect::<Vec<_>>(),
        "problems": {
            "needs": problems_json(&planned.needs.sheet.problems),
            "offers": problems_json(&planned.offers.sheet.problems),
        },
    })
}

fn source_json<T>(source: &Source<T>) -> Json {
    json!({
        "name": source.name,
        "sha256": source.sha256,
        "rows_used": source.sheet.rows.len(),
        "rows_left_out": source.sheet.left_out(),
    })
}

/// Problems of rows, each by line and column.
fn problems_json(problems: &[LineProblem]) -> Json {
    let problems = problems.iter();
    problems
        .map(|one| json!({"line": one.line, "column": one.column, "message": one.message}))
        .collect()
}
