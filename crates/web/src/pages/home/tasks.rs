//! The list of what waits: what to do, where, and by when.

use maud::{Markup, html};
use svx_app::home::{Act, Counted, Home, Item, Task, When};
use svx_domain::ports;
use svx_ui::{Tag, TagColour, TaskList, TaskStatus, words};

pub(super) fn list(home: &Home) -> Markup {
    let counted = home.counted.iter().map(|(what, count)| counted_task(*what, *count));
    let items = counted.chain(home.waiting.iter().map(task)).collect();
    html! {
        (TaskList { items, id_prefix: "waiting", ..Default::default() })
    }
}

fn counted_task(what: Counted, count: u64) -> svx_ui::Task<'static> {
    let (href, title) = match what {
        Counted::Complaints => (
            "/operator/complaints",
            format!("Answer {}", words::plural(count, "complaint", "complaints")),
        ),
        Counted::Claims => (
            "/review/claims",
            format!(
                "Decide {}",
                words::plural(count, "claim of an organisation", "claims of organisations")
            ),
        ),
        Counted::Failures => (
            "/operator#failed",
            format!(
                "Look at {}",
                words::plural(count, "job or message that failed", "jobs and messages that failed")
            ),
        ),
    };
    let colour = if what == Counted::Failures {
        TagColour::Red
    } else {
        TagColour::Yellow
    };
    svx_ui::Task::new(href, title, TaskStatus::Tag(Tag::new(colour, count.to_string())))
}

fn task(task: &Task) -> svx_ui::Task<'static> {
    let Some(item) = &task.item else {
        return begin(task.act);
    };
    let (href, title) = sentence(task.act, item);
    let hint = match task.act {
        Act::GiveFeedback
        | Act::ConfirmDelivery
        | Act::Deliver
        | Act::ChaseLate
        | Act::AnswerOffer
        | Act::AnswerAsk => {
            format!("For {}", item.title)
        }
        Act::FinishBid | Act::StartBid => item.who.clone(),
        _ => String::new(),
    };
    svx_ui::Task {
        hint: hint.into(),
        ..svx_ui::Task::new(href, title, status(task))
    }
}

/// What is not about one thing: the first step.
fn begin(act: Act) -> svx_ui::Task<'static> {
    let not_started = TaskStatus::Tag(Tag::new(TagColour::Blue, "To begin"));
    if act == Act::JoinExchange {
        svx_ui::Task::new(
            "/authorities",
            "Join the exchange of an authority that you work with",
            not_started,
        )
        .hint("An authority lets you in before you can give or get anything on its exchange")
    } else {
        svx_ui::Task::new("/organisations/new", "Set up your organisation", not_started)
            .hint("A charity or company number fills in most of it")
    }
}

fn how_much(item: &Item) -> String {
    item.quantity.map_or_else(
        || item.what.clone(),
        |quantity| words::quantity(quantity.thousandths(), &item.unit, &item.units),
    )
}

/// Where the act is done, and what to do in words that make sense alone.
fn sentence(act: Act, item: &Item) -> (String, String) {
    let Item {
        id, slug, title, who, ..
    } = item;
    match act {
        Act::FinishProject => (
            format!("/projects/{slug}"),
            format!("Finish ‘{title}’ and send it for review"),
        ),
        Act::ReviseProject => (
            format!("/projects/{slug}"),
            format!("Change ‘{title}’, which was returned to you"),
        ),
        Act::AnswerOffer => (
            format!("/matches/{id}"),
            format!("Answer the offer of {} from {who}", how_much(item)),
        ),
        Act::AnswerAsk => (
            format!("/matches/{id}"),
            format!("Answer {who}, who asks for {}", how_much(item)),
        ),
        Act::ConfirmDelivery => (
            format!("/commitments/{id}"),
            format!("Say whether {} arrived from {who}", how_much(item)),
        ),
        Act::GiveFeedback => (format!("/matches/{id}"), format!("Say how it went with {who}")),
        Act::Deliver => (
            format!("/commitments/{id}/report"),
            format!("Deliver {} to {who}", how_much(item)),
        ),
        Act::AnswerDispute => (
            format!("/commitments/{id}"),
            format!("Look at the problem that {who} reported with {}", how_much(item)),
        ),
        Act::SettleDispute => (
            format!("/commitments/{id}"),
            format!("Settle the problem with {} from {who}", how_much(item)),
        ),
        Act::ChaseLate => (
            format!("/commitments/{id}"),
            format!("Ask {who} about {}", how_much(item)),
        ),
        Act::ReviewApplication => (
            format!("/review/organisations/{id}"),
            format!("Decide whether {who} may join"),
        ),
        Act::ReviewProject => (
            format!("/review/projects/{slug}"),
            format!("Review ‘{title}’ from {who}"),
        ),
        Act::SetUpProcurement => (format!("/procurements/{slug}"), format!("Finish setting up {title}")),
        Act::OpenBids => (
            format!("/procurements/{slug}/open"),
            format!("Open the bids for {title}"),
        ),
        Act::MarkBids => (
            format!("/procurements/{slug}/mark"),
            format!("Mark the answers for {title}"),
        ),
        Act::DeclareInterests => (
            format!("/procurements/{slug}/mark/declare"),
            format!("Declare your interests in the bidders for {title}"),
        ),
        Act::Moderate => (
            format!("/procurements/{slug}/moderation"),
            format!("Record what the panel agrees for {title}"),
        ),
        Act::DecideConflict => (
            format!("/procurements/{slug}/panel"),
            format!("Decide on a conflict of interest for {title}"),
        ),
        Act::DecideWaiver => (
            format!("/procurements/{slug}/panel"),
            format!("Decide whether the panel goes on without somebody for {title}"),
        ),
        Act::FillPanel => (
            format!("/procurements/{slug}/panel"),
            format!("Find evaluators for {title}"),
        ),
        Act::Evaluate => (
            format!("/procurements/{slug}/evaluation"),
            format!("Work out the result of {title}"),
        ),
        Act::Decide => (
            format!("/procurements/{slug}/decision"),
            format!("Decide to whom to award {title}"),
        ),
        Act::ResolveDoubt => (
            format!("/procurements/{slug}/realism/{id}"),
            format!("Resolve a doubt about the bid of {who} for {title}"),
        ),
        Act::IssueSummaries => (
            format!("/procurements/{slug}/summaries"),
            format!("Issue assessment summaries and publish the award notice for {title}"),
        ),
        Act::ResolveChallenge => (
            format!("/procurements/{slug}/standstill"),
            format!("Resolve the challenge by {who} of the decision on {title}"),
        ),
        Act::Award => (
            format!("/procurements/{slug}/standstill"),
            format!("Award {title}: its standstill is over"),
        ),
        Act::AnswerClarification => (
            format!("/procurements/{slug}/bid/clarifications"),
            format!("Answer a question about your bid for {title}"),
        ),
        Act::ReadSummary => (
            format!("/procurements/{slug}/summary"),
            format!("Read your assessment summary for {title}"),
        ),
        Act::EnterContract => (
            format!("/procurements/{slug}/award"),
            format!("Enter into the contract for {title}"),
        ),
        Act::StartBid => (
            format!("/procurements/{slug}/bid"),
            format!("Begin your bid for {title}"),
        ),
        Act::FinishBid => (
            format!("/procurements/{slug}/bid"),
            format!("Finish and submit your bid for {title}"),
        ),
        Act::AnswerQuestion => (
            format!("/authorities/{slug}"),
            format!("Answer what {who} asked about your application"),
        ),
        Act::AcceptInvitation => (
            "/account".to_owned(),
            format!("Join {who}: follow the link in the e-mail that invited you"),
        ),
        Act::JoinExchange | Act::SetUpOrganisation => ("/organisations/new".to_owned(), title.clone()),
    }
}

fn status(task: &Task) -> TaskStatus<'static> {
    let tag = |colour, words: String| TaskStatus::Tag(Tag::new(colour, words));
    let colour = if task.late { TagColour::Red } else { TagColour::Yellow };
    let word = if task.late { "Was due" } else { "Due" };
    match task.when {
        When::UntilDay(day) => tag(colour, format!("{word} {}", words::short_date(day))),
        When::Until(moment) => {
            let local = moment.to_zoned_datetime(ports::uk());
            tag(
                colour,
                format!(
                    "{word} {}, {}",
                    words::short_date(local.date()),
                    words::time(local.time())
                ),
            )
        }
        When::Since(moment) => tag(
            TagColour::Blue,
            format!("Since {}", words::short_date(ports::uk_date(moment))),
        ),
        When::Any => tag(TagColour::Grey, "No deadline".to_owned()),
    }
}
