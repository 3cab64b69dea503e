//! `/policy/{name}`: a national policy with its dates, floors, duties and sources.

use super::address;
use crate::{Page, PageError, PageResult, Routes, Visitor};
use axum::extract::Path;
use maud::{Markup, html};
use svx_scoring::{
    Exact,
    policy::{FloorBasis, PACKS, Pack},
};
use svx_ui::{SummaryList, SummaryRow, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/policy/{name}", show)
}

async fn show(visitor: Visitor, Path(name): Path<String>) -> PageResult {
    let wanted = format!("/policy/{name}");
    let national = PACKS.iter().filter(|pack| pack.central_government);
    let pack = national
        .into_iter()
        .find(|pack| address(pack.name) == wanted)
        .ok_or(PageError::NotFound)?;
    Ok(Page::new(&visitor, pack.name)
        .back_to("/policy", "Social value policies")
        .show(html! {
            span class="govuk-caption-l" { "National policy" }
            h1 class="govuk-heading-l" { (pack.name) }
            p class="govuk-body-l" { (pack.title) }
            (facts(pack))
            (themes(pack))
            h2 class="govuk-heading-m" { "Sources" }
            ul class="govuk-list govuk-list--bullet" {
                @for source in pack.sources { li { (source.title) ". " (source.published) } }
            }
        }))
}

fn pounds(amount: i64) -> String {
    format!("£{}", Exact::whole(amount).to_words())
}

fn facts(pack: &'static Pack) -> SummaryList<'static> {
    let day = |day: Option<jiff::civil::Date>, none: &str| day.map_or_else(|| none.to_owned(), words::date);
    let from = |amount: i64| match amount {
        0 => "at any value".to_owned(),
        amount => format!("from {} with VAT", pounds(amount)),
    };
    let floors = html! {
        ul class="govuk-list" { @for step in pack.floors { li { (step.percent) "% " (from(step.from_gbp)) } } }
        @match pack.floor_basis {
            FloorBasis::Total => "Of the total of the weights.",
            FloorBasis::NonPriceUnderPricePerQualityPoint => "Of the total of the weights, or of the criteria other than price where the award is by price per quality point.",
        }
    };
    let mut rows = vec![
        SummaryRow::new("Applies to", pack.applies_to),
        SummaryRow::new("Tender notices from", day(pack.from, "Any day")),
        SummaryRow::new("Tender notices until", day(pack.until, "No end is set")),
        SummaryRow::new("Least weight of social value", floors),
    ];
    for step in pack.kpis {
        let kpis = format!(
            "At least {} on social value, from {} with VAT",
            step.least,
            pounds(step.from_gbp)
        );
        rows.push(SummaryRow::new("Key performance indicators", kpis));
    }
    let counts = [
        ("Outcomes", pack.outcome_count),
        ("Standard metrics", pack.metric_count),
    ];
    rows.extend(
        counts
            .into_iter()
            .filter_map(|(key, count)| Some(SummaryRow::new(key, count?.to_string()))),
    );
    SummaryList {
        rows,
        ..Default::default()
    }
}

fn themes(pack: &'static Pack) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Themes" }
        @for theme in pack.themes {
            h3 class="govuk-heading-s" { (theme.name) }
            @if !theme.outcomes.is_empty() {
                ul class="govuk-list govuk-list--bullet" { @for outcome in theme.outcomes { li { (outcome) } } }
            }
        }
        @if pack.themes.iter().any(|theme| theme.outcomes.is_empty()) {
            p class="govuk-body" { "Their outcomes and metrics are in the source." }
        }
    }
}
