//! What an officer sees of a panel: who has what to do, and how far they are. No mark is in it.

use super::{Bidder, Record, key, permitted};
use crate::{
    App, Result,
    home::{Act, When},
    procurement::rules::Asked,
};
use svx_domain::{
    PersonId,
    access::Action,
    lifecycle::ProcurementState,
    organisation::Actor,
    panel::{Interest, Progress, Standing},
};
use svx_store::{
    Conn,
    panels::{self, Declaration, Reopening, Seat, Terms, Waiver},
    procurements::Procurement,
};

/// A panel at work.
pub struct Overview {
    /// The procurement.
    pub procurement: Procurement,
    /// The chair and the terms, once they are set.
    pub terms: Option<Terms>,
    /// Whether the chair may not see bids, so that another has to be chosen.
    pub chair_has_conflict: bool,
    /// Each question with its seats.
    pub questions: Vec<Question>,
    /// Each person with a seat or the chair, with how far their declaration is. Empty before bids are opened.
    pub people: Vec<Person>,
    /// Every conflict that was declared.
    pub conflicts: Vec<Declaration>,
    /// Every proposal to go on without someone, with the seat.
    pub waivers: Vec<(Waiver, Seat)>,
    /// Whether every mark is agreed.
    pub is_moderated: bool,
    /// Whether the panel can be changed.
    pub is_at_work: bool,
    /// Why evaluations were opened again.
    pub reopenings: Vec<Reopening>,
}

/// A question and who marks it.
pub struct Question {
    /// The question.
    pub asked: Asked,
    /// Its name in addresses and forms.
    pub key: String,
    /// How far it is.
    pub progress: Progress,
    /// Whether every answer has a mark that counts.
    pub is_settled: bool,
    /// Whether the panel has to meet about it.
    pub needs_meeting: bool,
    /// Its seats, with whether they are late.
    pub seats: Vec<(Seat, Standing, bool)>,
}

/// How far somebody's declaration is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What matters most of what they declared.
    pub interest: Interest,
}

/// The panel of a procurement, for the officers who run it.
pub async fn overview(app: &App, actor: &Actor, ocid: &str) -> Result<Overview> {
    let (_, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    let reopenings = {
        let mut conn = app.db.read().await?;
        panels::reopenings(&mut conn, record.procurement.id).await?
    };
    let is_overdue = record.terms.as_ref().is_some_and(|terms| app.today() > terms.due_on);
    let unsettled: Vec<String> = record.unsettled().into_iter().map(key).collect();
    let questions = record.asked.iter().map(|asked| Question {
        asked: asked.clone(),
        key: key(asked),
        progress: record.progress(asked),
        is_settled: !record.bidders.is_empty() && !unsettled.contains(&key(asked)),
        needs_meeting: record.needs_meeting(asked),
        seats: record
            .seats_for(asked)
            .map(|seat| {
                let standing = seat.facts().standing();
                (seat.clone(), standing, is_overdue && standing == Standing::Marking)
            })
            .collect(),
    });
    let waivers = record.waivers.iter().filter_map(|waiver| {
        let seat = record.seats.iter().find(|seat| seat.id == waiver.seat_id)?;
        Some((waiver.clone(), seat.clone()))
    });
    Ok(Overview {
        questions: questions.collect(),
        people: people(&record),
        conflicts: record
            .declarations
            .iter()
            .filter(|declared| declared.has_conflict)
            .cloned()
            .collect(),
        waivers: waivers.collect(),
        chair_has_conflict: record
            .terms
            .as_ref()
            .is_some_and(|terms| worst(&record, terms.chair_id) == Interest::Replaced),
        is_moderated: !record.bidders.is_empty() && unsettled.is_empty(),
        is_at_work: super::must_be_at_work(app, &record.procurement).is_ok(),
        terms: record.terms,
        reopenings,
        procurement: record.procurement,
    })
}

fn people(record: &Record) -> Vec<Person> {
    if record.procurement.opened_at.is_none() {
        return Vec::new();
    }
    let seated = record
        .seats
        .iter()
        .filter(|seat| seat.left_at.is_none())
        .map(|seat| (seat.person_id, seat.person.clone()));
    let chair = record.terms.iter().map(|terms| (terms.chair_id, terms.chair.clone()));
    let mut people: Vec<Person> = Vec::new();
    for (id, name) in seated.chain(chair) {
        if !people.iter().any(|person| person.id == id) {
            people.push(Person {
                id,
                name,
                interest: worst(record, id),
            });
        }
    }
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people
}

/// What matters most of what a person declared: what stands against them, then what is open.
fn worst(record: &Record, person: PersonId) -> Interest {
    let interests: Vec<Interest> = record
        .bidders
        .iter()
        .map(|bidder: &Bidder| record.interest(person, bidder.supplier_id))
        .collect();
    [
        Interest::Replaced,
        Interest::Undecided,
        Interest::Undeclared,
        Interest::GoesOn,
    ]
    .into_iter()
    .find(|interest| interests.contains(interest))
    .unwrap_or(Interest::None)
}

/// What waits in a procurement whose bids are opened and that is not evaluated, for one person by their roles.
pub(crate) async fn waits(
    conn: &mut Conn,
    procurement: Procurement,
    person: PersonId,
    (runs, marks): (bool, bool),
) -> Result<Vec<(Act, When)>> {
    let record = Record::load(conn, procurement).await?;
    let mut out = Vec::new();
    if record.procurement.state != ProcurementState::Evaluation {
        return Ok(out);
    }
    let due = record
        .terms
        .as_ref()
        .map_or(When::Any, |terms| When::UntilDay(terms.due_on));
    if marks {
        out.extend(evaluators(&record, person).map(|act| (act, due)));
    }
    if runs {
        let since = record.procurement.opened_at.map_or(When::Any, When::Since);
        out.extend(officers(&record, person).into_iter().map(|act| (act, since)));
    }
    Ok(out)
}

fn evaluators(record: &Record, person: PersonId) -> impl Iterator<Item = Act> {
    let is_chair = record.is_chair(person);
    let is_marking = record
        .seats
        .iter()
        .any(|seat| seat.person_id == person && seat.facts().standing() == Standing::Marking);
    let is_clear = record.is_clear(person);
    let may_declare = worst(record, person) == Interest::Undeclared;
    let to_agree = record.unsettled().into_iter().any(|asked| record.is_complete(asked));
    let declare = ((is_chair || is_marking) && may_declare).then_some(Act::DeclareInterests);
    let mark = (is_marking && is_clear).then_some(Act::MarkBids);
    let moderate = (is_chair && is_clear && to_agree).then_some(Act::Moderate);
    declare.into_iter().chain(mark).chain(moderate)
}

fn officers(record: &Record, person: PersonId) -> Vec<Act> {
    let mut acts = Vec::new();
    let undecided = record
        .declarations
        .iter()
        .any(|declared| declared.has_conflict && declared.goes_on.is_none() && declared.person_id != person);
    if undecided {
        acts.push(Act::DecideConflict);
    }
    let proposed = record
        .waivers
        .iter()
        .any(|waiver| waiver.decided_at.is_none() && waiver.proposed_by != person);
    if proposed {
        acts.push(Act::DecideWaiver);
    }
    let lacks = |asked: &Asked| match record.progress(asked) {
        Progress::Unassigned | Progress::TooFew { .. } => true,
        Progress::Waiting { vacant, .. } => vacant > 0,
        Progress::Complete { .. } => false,
    };
    if record.bidders.is_empty() || record.unsettled().is_empty() {
        acts.push(Act::Evaluate);
    } else if record.asked.iter().any(lacks) {
        acts.push(Act::FillPanel);
    }
    acts
}
