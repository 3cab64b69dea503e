//! What an assessment summary says: Procurement Act 2023 s.50(3) to (5) and Procurement Regulations 2024 reg. 31. For each
//! criterion its weight and how it was assessed, the supplier's own score with its explanation, the same of the most advantageous
//! tender, the totals, and why the contract does not go to this supplier. Nothing of any other bid is in it.

use super::{
    award::result_of,
    content,
    evaluation::{Desk, Opened, Ranked},
    rules::MARK_LABELS,
};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use svx_formats::tender::tender_json;
use svx_scoring::{BidResult, Exact, Explanation};
use svx_store::{Conn, decisions::Decision, organisations};

/// What `format` says in a summary.
pub const FORMAT: &str = "svx.assessment-summary/1";

/// An assessment summary, complete in itself: nothing that changes later changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// [`FORMAT`].
    pub format: String,
    /// The open contracting id.
    pub ocid: String,
    /// The title.
    pub title: String,
    /// The contracting authority.
    pub authority: String,
    /// The fingerprint of the frozen rules.
    pub rules_sha256: String,
    /// How many bids were assessed.
    pub bids: usize,
    /// Which evaluation it rests on.
    pub evaluation: u32,
    /// The supplier to whom it is given.
    pub supplier: Party,
    /// The supplier to whom the contract is to go.
    pub winner: Party,
    /// The decision in the authority's words.
    pub decision: String,
    /// Why the contract does not go to this supplier; nothing where it does.
    pub why_not: Option<String>,
    /// How this supplier's bid was assessed.
    pub own: Assessed,
    /// How the most advantageous tender was assessed; nothing where that is this supplier's own.
    pub most_advantageous: Option<Assessed>,
    /// What the authority adds for this supplier; empty where it adds nothing.
    pub note: String,
}

/// A supplier, as the summary names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The name.
    pub name: String,
    /// Its identifiers, such as `GB-COH-01234567`.
    pub identifiers: Vec<String>,
    /// Its postcode, where it is known.
    pub postcode: Option<String>,
}

/// How a bid was assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    /// Its rank.
    pub rank: usize,
    /// Whether the tie-break list left it level with another.
    pub tied: bool,
    /// The total.
    pub total: Option<Figure>,
    /// The criteria, in the order of the rules.
    pub criteria: Vec<Line>,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Exactly, as a fraction in lowest terms.
    pub exact: String,
    /// At the places that were published.
    pub display: String,
}

/// One criterion of a bid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id.
    pub criterion: String,
    /// The most points that it can earn.
    pub of: String,
    /// What it earned.
    pub score: Figure,
    /// How that came about: lines with their depth.
    pub working: Vec<(usize, String)>,
    /// The answers that were marked.
    pub answers: Vec<Answer>,
}

/// An answer that was marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was asked.
    pub question: String,
    /// The mark.
    pub mark: String,
    /// The highest mark.
    pub of: String,
    /// What the mark means in the published scale.
    pub meaning: String,
    /// Why it was given.
    pub reason: String,
}

/// What the summary for one bid says under a decision.
pub(super) async fn content(
    conn: &mut Conn,
    desk: &Desk,
    decision: &Decision,
    bid: &Opened,
    note: &str,
) -> Result<Content> {
    let latest = desk.latest.as_ref().ok_or(Error::NotFound)?;
    let winner = desk
        .bids
        .iter()
        .find(|opened| opened.id == decision.bid_id)
        .ok_or(Error::NotFound)?;
    let is_winner = winner.id == bid.id;
    let own = result_of(desk, bid).ok_or(Error::NotFound)?;
    Ok(Content {
        format: FORMAT.to_owned(),
        ocid: desk.procurement.ocid.clone(),
        title: desk.procurement.title.clone(),
        authority: desk.procurement.authority.clone(),
        rules_sha256: desk.procurement.rules_sha256.clone().unwrap_or_default(),
        bids: desk.bids.len(),
        evaluation: latest.version,
        supplier: party(conn, bid).await?,
        winner: party(conn, winner).await?,
        decision: decision.reason.clone(),
        why_not: (!is_winner).then(|| why_not(desk, own)),
        own: assessed(desk, latest, bid, own),
        most_advantageous: if is_winner {
            None
        } else {
            result_of(desk, winner).map(|result| assessed(desk, latest, winner, result))
        },
        note: note.to_owned(),
    })
}

async fn party(conn: &mut Conn, bid: &Opened) -> Result<Party> {
    let known = organisations::by_id(conn, bid.supplier_id).await?;
    let identifiers = organisations::identifiers(conn, bid.supplier_id).await?;
    Ok(Party {
        name: bid.name.clone(),
        identifiers: identifiers
            .into_iter()
            .map(|id| format!("{}-{}", id.scheme, id.identifier))
            .collect(),
        postcode: known.and_then(|known| known.postcode),
    })
}

fn why_not(desk: &Desk, own: &BidResult) -> String {
    let of = desk.bids.len();
    let flags: Vec<&str> = own
        .flags
        .iter()
        .filter(|flag| flag.kind != svx_scoring::FlagKind::Realism)
        .map(|flag| flag.reason.as_str())
        .collect();
    let mut words = format!(
        "It ranked {} of {of}{}.",
        own.rank,
        if own.tied { ", level with another bid" } else { "" }
    );
    for reason in flags {
        words.push_str(&format!(" {reason}."));
    }
    words
}

fn figure(exact: &Exact, decimals: u32) -> Figure {
    Figure {
        exact: exact.to_string(),
        display: exact.to_display(decimals),
    }
}

fn assessed(desk: &Desk, latest: &Ranked, bid: &Opened, result: &BidResult) -> Assessed {
    let (rules, evaluation) = (&latest.evaluated.tender.rules, &latest.evaluated.evaluation);
    let decimals = rules.rules().display_decimals;
    let explanation = evaluation.explain(rules, result);
    let criteria = rules
        .rules()
        .criteria
        .iter()
        .zip(&result.criteria)
        .zip(&explanation.parts);
    Assessed {
        rank: result.rank,
        tied: result.tied,
        total: result.total.as_ref().map(|total| figure(total, decimals)),
        criteria: criteria
            .map(|((criterion, mark), working)| Line {
                of: criterion.weight.as_ref().map(Exact::to_words).unwrap_or_default(),
                score: figure(&mark.score, decimals),
                working: Explanation::lines(working, decimals),
                answers: answers(desk, bid, &criterion.id),
                criterion: criterion.id.clone(),
            })
            .collect(),
    }
}

fn answers(desk: &Desk, bid: &Opened, criterion: &str) -> Vec<Answer> {
    let asked = desk
        .setup
        .asked()
        .into_iter()
        .filter(|asked| asked.criterion == criterion);
    asked
        .filter_map(|asked| {
            let counted = desk.counted(bid.id, asked.criterion, &asked.id)?;
            let meaning = counted
                .mark
                .parse()
                .ok()
                .and_then(|mark: usize| MARK_LABELS.get(mark))
                .copied();
            Some(Answer {
                question: if asked.words.is_empty() {
                    content::question_name(&asked)
                } else {
                    asked.words
                },
                mark: counted.mark,
                of: (MARK_LABELS.len() - 1).to_string(),
                meaning: meaning.unwrap_or_default().to_owned(),
                reason: counted.reason,
            })
        })
        .collect()
}

/// The tender file with which one bidder can check its own marks and the winner's: its rivals are in it without their names, and
/// with no more of what they bid than those marks depend on.
pub(super) fn own_copy(desk: &Desk, decision: &Decision, bid: &Opened) -> Result<String> {
    let latest = desk.latest.as_ref().ok_or(Error::NotFound)?;
    let place = |bid: &Opened| result_of(desk, bid).map(|result| result.bid);
    let winner = desk.bids.iter().find(|opened| opened.id == decision.bid_id);
    let mut kept: Vec<usize> = [Some(bid), winner].into_iter().flatten().filter_map(place).collect();
    kept.dedup();
    let mut tender = latest.evaluated.tender.clone();
    let copy = svx_scoring::own_copy(&tender.rules, &tender.bids, &latest.evaluated.evaluation, &kept);
    tender.bids = copy.map_err(|problems| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::outside("a bidder's own copy")(list.join("; ").into())
    })?;
    Ok(format!("{:#}\n", tender_json(&tender)))
}
