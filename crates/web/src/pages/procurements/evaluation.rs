//! `/procurements/{ocid}/evaluation`: the opened bids, their marks and how they rank, with every number explained.

use super::{moment, money, result, show::download, value};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::evaluation::{self, Desk, Ranked},
};
use svx_domain::lifecycle::{ProcurementMove, ProcurementState, State as _};

use svx_ui::{
    Button, Cell, Details, InsetText, Label, Size, Table, Tag, TagColour, Textarea, WarningText, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/evaluation", show)
        .post("/procurements/{ocid}/evaluation", run)
        .get("/procurements/{ocid}/evaluation/reopen", ask_reopen)
        .post("/procurements/{ocid}/evaluation/reopen", reopen)
        .get("/procurements/{ocid}/evaluation/tender.json", tender)
        .get("/procurements/{ocid}/evaluation/result.json", outcome)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
    let undecided = matches!(
        desk.procurement.state,
        ProcurementState::Evaluation | ProcurementState::Evaluated
    );
    Ok(Page::new(&visitor, "Bids and evaluation")
        .back_to(format!("/procurements/{ocid}"), "The procurement")
        .wide()
        .show(html! {
            span class="govuk-caption-xl" { (desk.procurement.title) }
            h1 class="govuk-heading-xl" { "Bids and evaluation" }
            @if let Some(latest) = &desk.latest { (ranking(&desk, latest, undecided)) }
            @if undecided { (next(&visitor, &desk)) }
            (disregarded(&desk))
            @if !desk.lapsed.is_empty() {
                h2 class="govuk-heading-l" { "Bids that were not opened" }
                p class="govuk-body" { "They were submitted before an amendment, and neither confirmed nor submitted again. They stay sealed." }
                ul class="govuk-list govuk-list--bullet" { @for lapsed in &desk.lapsed { li { (lapsed.supplier) } } }
            }
            @if !desk.bids.is_empty() {
                p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/realism" } { "Doubts about bids" } ": ask suppliers, and decide what follows" }
            }
            (bids(&desk))
            (agreed(&desk))
            (marks(&desk))
        }))
}

/// What has to happen before an evaluation can be run, or the button to run it.
fn next(visitor: &Visitor, desk: &Desk) -> Markup {
    let ocid = &desk.procurement.ocid;
    let path = |rest: &str| format!("/procurements/{ocid}/{rest}");
    let label = if desk.latest.is_some() {
        "Run the evaluation again"
    } else {
        "Run the evaluation"
    };
    html! {
        @if desk.procurement.state == ProcurementState::Evaluated {
            p class="govuk-body" { a class="govuk-link" href=(path("evaluation/reopen")) { "Open the evaluation again" } }
        } @else if desk.bids.is_empty() {
            (InsetText { content: html! { p { "No bids were submitted. You can cancel the procurement with a reason." } }.into(), ..Default::default() })
        } @else if !desk.unsettled.is_empty() {
            h2 class="govuk-heading-m" { "Waiting for the panel" }
            @if desk.has_panel {
                p class="govuk-body" { "These are not settled: not every answer has a mark that counts." }
                ul class="govuk-list govuk-list--bullet" { @for missing in &desk.unsettled { li { (missing) } } }
            } @else {
                p class="govuk-body" { "The answers are marked by a panel, and there is none yet." @if !desk.marks.is_empty() { " Marks from before do not count; whoever gave them finds them as drafts." } }
            }
            (Button::link(&path("panel"), if desk.has_panel { "The panel at work" } else { "Set up the panel" }))
        } @else {
            form method="post" action=(path("evaluation")) novalidate {
                (Csrf(visitor.csrf()))
                (if desk.latest.is_some() { Button::secondary(label) } else { Button::submit(label) })
            }
        }
    }
}

fn ranking(desk: &Desk, latest: &Ranked, undecided: bool) -> Markup {
    let evaluated = &latest.evaluated;
    let results = &evaluated.evaluation.results;
    let names = results
        .first()
        .map(|first| result::scores(first, evaluated))
        .unwrap_or_default();
    let mut head = vec![Cell::new("Rank"), Cell::new("Supplier")];
    head.extend(names.into_iter().map(|(name, _)| Cell::numeric(name)));
    let rows = results.iter().map(|bid| {
        let mut row = vec![
            Cell::new(html! { (bid.rank) @if bid.tied { " " (Tag::new(TagColour::Yellow, "Tied")) } }),
            Cell::new(bid.supplier.as_str()),
        ];
        row.extend(
            result::scores(bid, evaluated)
                .into_iter()
                .map(|(_, points)| Cell::numeric(points)),
        );
        row
    });
    let ocid = &desk.procurement.ocid;
    html! {
        h2 class="govuk-heading-l" { "Ranking" }
        @if latest.is_stale && undecided {
            (WarningText { content: "Agreed marks or pledges have changed since this evaluation. Run it again before you decide.".into(), ..Default::default() })
        }
        (Table {
            caption: html! { "Evaluation " (latest.version) ", run at " (moment(latest.at)) }.into(),
            head,
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        (flags(latest))
        h3 class="govuk-heading-m" { "How every number came about" }
        @for bid in results {
            (Details {
                summary: bid.supplier.as_str().into(),
                content: result::working(&evaluated.evaluation.explain(&evaluated.tender.rules, bid), evaluated).into(),
                ..Default::default()
            })
        }
        p class="govuk-body" {
            "Anyone who has the file can work this out again with " code { "svx evaluate" } ": "
            a class="govuk-link" href={ "/procurements/" (ocid) "/evaluation/tender.json" } { "download the tender with bids and marks" } ", "
            a class="govuk-link" href={ "/procurements/" (ocid) "/evaluation/result.json" } { "download the result" } "."
        }
        @if desk.procurement.state == ProcurementState::Evaluated && !latest.is_stale {
            (Button::link(&format!("/procurements/{ocid}/decision"), "Decide to whom to award"))
        } @else if !undecided {
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/decision" } { "The decision" } }
        }
        @if desk.contract.is_some() {
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/award" } { "The award and the contract" } }
        }
    }
}

fn flags(latest: &Ranked) -> Markup {
    let results = &latest.evaluated.evaluation.results;
    let flags: Vec<(&str, &str)> = results
        .iter()
        .flat_map(|bid| {
            bid.flags
                .iter()
                .map(|flag| (bid.supplier.as_str(), flag.reason.as_str()))
        })
        .collect();
    html! {
        @if !flags.is_empty() {
            h3 class="govuk-heading-m" { "Look at these before you decide" }
            ul class="govuk-list govuk-list--bullet" { @for (supplier, reason) in flags { li { (supplier) ": " (reason) } } }
        }
    }
}

/// Bids that fail a condition, and which.
fn disregarded(desk: &Desk) -> Markup {
    let failed = desk.bids.iter().map(|bid| (bid, desk.failed(bid)));
    let failed: Vec<_> = failed.filter(|(_, conditions)| !conditions.is_empty()).collect();
    html! {
        @if !failed.is_empty() {
            h2 class="govuk-heading-l" { "Bids that fail a condition" }
            p class="govuk-body" { "They are not evaluated, and change nothing in the points of others (Procurement Act 2023, section 19(3)(a))." }
            ul class="govuk-list govuk-list--bullet" {
                @for (bid, conditions) in failed {
                    @let names: Vec<&str> = conditions.iter().map(|asked| asked.criterion_name.as_str()).collect();
                    li { (bid.name) ": " (words::list(&names)) }
                }
            }
        }
    }
}

fn bids(desk: &Desk) -> Markup {
    let rows = desk.bids.iter().map(|bid| {
        let mut row = vec![Cell::new(bid.name.as_str())];
        if !desk.is_covered {
            row.extend([
                Cell::numeric(if desk.setup.has_price() {
                    money(bid.content.price())
                } else {
                    String::new()
                }),
                Cell::numeric(bid.content.pledges.len().to_string()),
                Cell::numeric(value(bid.content.pledged(&desk.register))),
                Cell::numeric(value(desk.scored(bid))),
            ]);
        }
        row
    });
    let mut head = vec!["Supplier".into()];
    if !desk.is_covered {
        head.extend([
            Cell::numeric("Price"),
            Cell::numeric("Pledges"),
            Cell::numeric("What they would cost"),
            Cell::numeric("What counts"),
        ]);
    }
    html! {
        h2 class="govuk-heading-l" { "Bids" }
        @if !desk.bids.is_empty() {
            @if desk.is_covered {
                (InsetText { content: html! { p { "Prices and pledges are covered for everyone until every mark is agreed, so that no mark is led by them." } }.into(), ..Default::default() })
            }
            (Table {
                caption: "Bids as they were opened".into(),
                caption_hidden: true,
                head,
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
            @for bid in &desk.bids {
                (Details {
                    summary: html! { @if desk.is_covered { "Answers of " } @else { "Pledges and answers of " } (bid.name) }.into(),
                    content: content(desk, bid).into(),
                    ..Default::default()
                })
            }
        }
    }
}

fn content(desk: &Desk, bid: &evaluation::Opened) -> Markup {
    html! {
        (super::pledges::company(&bid.content))
        @if !bid.content.pledges.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for (pledge, line) in bid.content.lines(&desk.register) {
                    li { (super::amount(pledge.quantity(), line)) " for " (line.project) " by " (words::date(pledge.by)) ": " (pledge.how) @if !pledge.measure.is_empty() { " (measure " (pledge.measure) ")" } (super::pledges::declared(pledge)) }
                }
            }
        }
        @for asked in desk.setup.asked() {
            p class="govuk-body govuk-!-font-weight-bold" { (asked.words) }
            @for line in bid.content.answers.get(&asked.id).map_or("", String::as_str).lines() { p class="govuk-body" { (line) } }
        }
    }
}

/// The marks that count, of questions that are settled.
fn agreed(desk: &Desk) -> Markup {
    let asked = desk.setup.asked();
    let rows = desk.bids.iter().flat_map(|bid| {
        asked.iter().filter_map(|asked| {
            let counted = desk
                .counted(bid.id, &asked.criterion, &asked.id)
                .filter(|counted| counted.is_agreed)?;
            Some(vec![
                Cell::new(bid.name.as_str()),
                Cell::new(asked.words.clone()),
                Cell::numeric(counted.mark),
                Cell::new(counted.reason),
                Cell::new(moment(counted.at)),
            ])
        })
    });
    let rows: Vec<_> = rows.collect();
    html! {
        @if !rows.is_empty() {
            h2 class="govuk-heading-l" { "Agreed marks" }
            (Table {
                caption: "Marks that the panel agreed".into(),
                caption_hidden: true,
                head: vec!["Supplier".into(), "Question".into(), Cell::numeric("Mark"), "Reason".into(), "Recorded".into()],
                rows,
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

fn marks(desk: &Desk) -> Markup {
    let asked = desk.setup.asked();
    let rows = desk.marks.iter().map(|mark| {
        let bid = desk.bids.iter().find(|bid| bid.id == mark.bid_id);
        let asked = asked.iter().find(|asked| asked.id == mark.question);
        let question = asked.map_or_else(
            || mark.question.clone(),
            |asked| format!("{}, question {}", asked.criterion_name, asked.number),
        );
        let given = asked.and_then(|asked| asked.label(&mark.mark)).unwrap_or_default();
        let given = match mark.mark.as_str() {
            "pass" | "fail" => given.to_owned(),
            number if given.is_empty() => number.to_owned(),
            number => format!("{number} ({})", given.to_lowercase()),
        };
        vec![
            Cell::new(bid.map_or("", |bid| bid.name.as_str())),
            Cell::new(question),
            Cell::new(mark.evaluator.as_str()),
            Cell::numeric(given),
            Cell::new(mark.reason.as_str()),
            Cell::new(moment(mark.at)),
        ]
    });
    html! {
        @if !desk.marks.is_empty() {
            h2 class="govuk-heading-l" { "Individual marks" }
            p class="govuk-body" { "Each evaluator’s own marks, of questions whose marks are all in. What counts is the mark that the panel agreed; where one evaluator marks a question, it is theirs." }
            (Table {
                caption: "Marks and their reasons".into(),
                caption_hidden: true,
                head: vec!["Supplier".into(), "Question".into(), "Evaluator".into(), Cell::numeric("Mark"), "Reason".into(), "Entered".into()],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

async fn run(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let version = evaluation::run(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/evaluation"),
        &format!("You have run evaluation {version}"),
    ))
}

async fn ask_reopen(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
    desk.procurement
        .state
        .apply(ProcurementMove::Reopen)
        .map_err(Error::from)?;
    Ok(reopen_page(&visitor, &ocid, &Fields::empty(), &Invalid::new()))
}

fn reopen_page(visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, back) = (form_errors(invalid), format!("/procurements/{ocid}/evaluation"));
    Page::new(visitor, "Open the evaluation again").back_to(back, "Bids and evaluation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Open the evaluation again" }
        p class="govuk-body" { "The panel can then correct agreed marks, each with a reason, and you run the evaluation again. What was worked out until now stays on record." }
        form method="post" action={ "/procurements/" (ocid) "/evaluation/reopen" } novalidate {
            (Csrf(visitor.csrf()))
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "Why do you open it again?"),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (Button::submit("Open the evaluation again"))
        }
    })
}

async fn reopen(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match evaluation::reopen(&app, visitor.actor(), &ocid, fields.text("reason")).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/evaluation"),
            "You have opened the evaluation again",
        )),
        Err(Error::Invalid(invalid)) => Ok(reopen_page(&visitor, &ocid, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn tender(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let file = evaluation::tender(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        file.into_bytes(),
        "application/json",
        &format!("{ocid}-tender.json"),
    ))
}

async fn outcome(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let file = evaluation::result(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        file.into_bytes(),
        "application/json",
        &format!("{ocid}-result.json"),
    ))
}
