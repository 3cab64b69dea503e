//! The evaluation panel of a procurement: who marks which question, who may see what of it, and which mark counts.
//!
//! Nothing of a bid opens to an evaluator before they have declared their interest in every bidder; nobody sees another's mark
//! of a question before all are in; prices and pledges are covered for everyone until every mark is agreed.

pub mod appoint;
pub mod conflicts;
pub mod leave;
pub(crate) mod notice;
pub mod overview;
pub mod remind;

use super::rules::{Asked, Setup};
use crate::{App, Error, Result};
use svx_domain::{
    BidId, OrganisationId, PersonId,
    access::{self, Action, Permit},
    lifecycle::ProcurementState,
    organisation::Actor,
    panel::{self, Interest, Progress, Standing},
};
use svx_scoring::rules::{Criterion, Marking, Method, Scale};
use svx_store::{
    Conn, Event, Tx, bids,
    evaluations::{self, Mark},
    panels::{self, Agreed, Declaration, Seat, Terms, Waiver},
    procurements::{self, Procurement},
};

/// The most characters of a reason, of the nature of a conflict, and of what is done about it.
pub const MAX_REASON_CHARS: usize = 2000;

/// A mark that can be given, with the buyer's words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The mark, as a decimal string.
    pub mark: String,
    /// A word or two.
    pub label: String,
    /// What earns it.
    pub descriptor: Option<String>,
}

/// A mark that counts, and why it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The mark, as a decimal string.
    pub mark: String,
    /// Why, in the words of the panel, or of the evaluator where the panel is of one.
    pub reason: String,
    /// When it was recorded.
    pub at: jiff::Timestamp,
    /// Whether a panel agreed it.
    pub is_agreed: bool,
}

/// A bidder whose bid was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bidder {
    /// Its bid.
    pub bid: BidId,
    /// The supplier.
    pub supplier_id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// The name of a question in addresses and forms.
pub fn key(asked: &Asked) -> String {
    format!("{}.{}", asked.criterion, asked.id)
}

/// The marks that can be given for a question, the lowest first, by the scale of the published rules.
pub fn steps(setup: &Setup, asked: &Asked) -> Vec<Step> {
    fn scale_of<'a>(criteria: &'a [Criterion], criterion: &str, question: &str) -> Option<&'a Scale> {
        let found = criteria.iter().find(|found| found.id == criterion)?;
        match &found.marking {
            Marking::Method(Method::Scale(scale)) => Some(scale),
            Marking::Method(Method::WeightedQuestions { scale, .. }) => scale.as_ref(),
            Marking::Parts(parts) => scale_of(parts, question, question),
            _ => None,
        }
    }
    let rules = setup.rules();
    let Some(scale) = scale_of(&rules.criteria, asked.criterion, &asked.id) else {
        return Vec::new();
    };
    let mut steps: Vec<_> = scale.labels.iter().collect();
    steps.sort_by(|a, b| a.mark.cmp(&b.mark));
    let steps = steps.into_iter().map(|label| Step {
        mark: label
            .mark
            .to_canonical_decimal()
            .unwrap_or_else(|| label.mark.to_words()),
        label: label.label.clone(),
        descriptor: label.descriptor.clone(),
    });
    steps.collect()
}

/// Everything that is recorded of a panel. It is for use cases alone: what of it a person may see, they decide.
pub(crate) struct Record {
    pub(crate) procurement: Procurement,
    pub(crate) setup: Setup,
    pub(crate) asked: Vec<Asked>,
    pub(crate) terms: Option<Terms>,
    pub(crate) seats: Vec<Seat>,
    pub(crate) bidders: Vec<Bidder>,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) waivers: Vec<Waiver>,
    marks: Vec<Mark>,
    agreed: Vec<Agreed>,
}

impl Record {
    pub(crate) async fn load(conn: &mut Conn, procurement: Procurement) -> Result<Self> {
        let opened = bids::opened(conn, procurement.id).await?;
        let bidders = opened.into_iter().map(|bid| Bidder {
            bid: bid.id,
            supplier_id: bid.supplier_id,
            name: bid.supplier,
        });
        Self::load_with(conn, procurement, bidders.collect()).await
    }

    async fn load_with(conn: &mut Conn, procurement: Procurement, bidders: Vec<Bidder>) -> Result<Self> {
        let id = procurement.id;
        let setup = Setup::of(&procurement);
        Ok(Self {
            asked: setup.asked(),
            terms: panels::terms(conn, id).await?,
            seats: panels::seats(conn, id).await?,
            declarations: panels::declarations(conn, id).await?,
            waivers: panels::waivers(conn, id).await?,
            marks: evaluations::marks(conn, id).await?,
            agreed: panels::agreed(conn, id).await?,
            bidders,
            setup,
            procurement,
        })
    }

    /// The question with a name from an address or a form.
    pub(crate) fn question(&self, name: &str) -> Result<&Asked> {
        self.asked
            .iter()
            .find(|asked| key(asked) == name)
            .ok_or(Error::NotFound)
    }

    pub(crate) fn bidder(&self, bid: BidId) -> Result<&Bidder> {
        self.bidders
            .iter()
            .find(|bidder| bidder.bid == bid)
            .ok_or(Error::NotFound)
    }

    pub(crate) fn marks_min(&self) -> u32 {
        self.terms.as_ref().map_or(1, |terms| terms.marks_min)
    }

    /// The seats for a question, past ones too.
    pub(crate) fn seats_for(&self, asked: &Asked) -> impl Iterator<Item = &Seat> {
        self.seats
            .iter()
            .filter(move |seat| seat.criterion == asked.criterion && seat.question == asked.id)
    }

    fn facts(&self, asked: &Asked) -> Vec<panel::Seat> {
        self.seats_for(asked).map(Seat::facts).collect()
    }

    /// A person's own seat for a question, which they have not left.
    pub(crate) fn own_seat(&self, person: PersonId, asked: &Asked) -> Option<&Seat> {
        self.seats_for(asked)
            .find(|seat| seat.person_id == person && seat.left_at.is_none())
    }

    pub(crate) fn progress(&self, asked: &Asked) -> Progress {
        panel::progress(&self.facts(asked), self.marks_min())
    }

    /// Whether all marks of a question are in, so that the panel sees them.
    pub(crate) fn is_complete(&self, asked: &Asked) -> bool {
        panel::all_are_in(&self.facts(asked), self.marks_min())
    }

    /// Whether the panel may go on without a seat.
    pub(crate) fn may_do_without(&self, seat: &Seat) -> bool {
        let asked = self
            .asked
            .iter()
            .find(|asked| asked.criterion == seat.criterion && asked.id == seat.question);
        asked.is_some_and(|asked| panel::may_go_on_without(&self.facts(asked), seat.person_id, self.marks_min()))
    }

    /// What one person declared about a bidder, and what became of it.
    pub(crate) fn interest(&self, person: PersonId, supplier: OrganisationId) -> Interest {
        let declared = self
            .declarations
            .iter()
            .find(|declared| declared.person_id == person && declared.supplier_id == supplier);
        match declared.map(|declared| (declared.has_conflict, declared.goes_on)) {
            None => Interest::Undeclared,
            Some((false, _)) => Interest::None,
            Some((true, None)) => Interest::Undecided,
            Some((true, Some(true))) => Interest::GoesOn,
            Some((true, Some(false))) => Interest::Replaced,
        }
    }

    /// Whether nothing keeps bids from a person: they declared for each bidder, and nothing stands against them.
    pub(crate) fn is_clear(&self, person: PersonId) -> bool {
        panel::is_clear(
            self.bidders
                .iter()
                .map(|bidder| self.interest(person, bidder.supplier_id)),
        )
    }

    pub(crate) fn is_chair(&self, person: PersonId) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.chair_id == person)
    }

    /// Whether an officer finds bids closed, because they are on the panel and not clear, or were found to have a conflict.
    pub(crate) fn is_closed_to(&self, person: PersonId) -> bool {
        let sits = self
            .seats
            .iter()
            .any(|seat| seat.person_id == person && seat.left_at.is_none());
        let has_conflict = self.bidders.iter().any(|bidder| {
            matches!(
                self.interest(person, bidder.supplier_id),
                Interest::Undecided | Interest::Replaced
            )
        });
        has_conflict || ((sits || self.is_chair(person)) && !self.is_clear(person))
    }

    /// Whether prices and pledges are covered: for everyone until every mark is agreed, and for whoever is marking.
    pub(crate) fn is_covered(&self, person: Option<PersonId>) -> bool {
        let is_marking = self
            .seats
            .iter()
            .any(|seat| Some(seat.person_id) == person && seat.facts().standing() == Standing::Marking);
        match &self.terms {
            _ if self.asked.is_empty() => false,
            Some(terms) => terms.moderated_at.is_none() || is_marking,
            // From before there were panels: what was evaluated then is seen.
            None => self.procurement.state == ProcurementState::Evaluation,
        }
    }

    /// The locked marks of an answer by those whose marks count, by their names.
    pub(crate) fn locked(&self, bid: BidId, asked: &Asked) -> Vec<&Mark> {
        let seats = self.seats_for(asked).filter(|seat| seat.facts().counts());
        seats.filter_map(|seat| self.mark_of(seat, bid)).collect()
    }

    /// The locked mark of a seat, whether it counts or not.
    pub(crate) fn mark_of(&self, seat: &Seat, bid: BidId) -> Option<&Mark> {
        self.marks
            .iter()
            .find(|mark| mark.seat_id == Some(seat.id) && mark.bid_id == bid)
    }

    /// The marks that anyone who may see the evaluation may see: of questions whose marks are all in.
    pub(crate) fn shown(&self) -> Vec<Mark> {
        let of = |mark: &Mark| {
            let seat = self.seats.iter().find(|seat| mark.seat_id == Some(seat.id))?;
            let asked = self
                .asked
                .iter()
                .find(|asked| asked.criterion == seat.criterion && asked.id == seat.question)?;
            Some(self.is_complete(asked))
        };
        // A mark without a seat is from before there were panels, when everyone saw it.
        let shown = self
            .marks
            .iter()
            .filter(|mark| of(mark).unwrap_or(mark.seat_id.is_none()));
        shown.cloned().collect()
    }

    /// The mark of an answer that somebody gave before there were panels.
    pub(crate) fn earlier(&self, person: Option<PersonId>, bid: BidId, asked: &Asked) -> Option<&Mark> {
        self.marks.iter().rev().find(|mark| {
            mark.seat_id.is_none()
                && mark.bid_id == bid
                && mark.criterion == asked.criterion
                && mark.question == asked.id
                && person.is_none_or(|person| mark.evaluator_id == person)
        })
    }

    /// Every mark that was agreed for an answer, the earliest first.
    pub(crate) fn agreed(&self, bid: BidId, asked: &Asked) -> Vec<&Agreed> {
        let mut found: Vec<_> = self
            .agreed
            .iter()
            .filter(|agreed| agreed.bid_id == bid && agreed.criterion == asked.criterion && agreed.question == asked.id)
            .collect();
        found.sort_by_key(|agreed| agreed.version);
        found
    }

    /// Whether the panel has to meet about a question, since more than one was to mark it.
    pub(crate) fn needs_meeting(&self, asked: &Asked) -> bool {
        !panel::is_of_one(&self.facts(asked))
    }

    /// Whether the mark that was agreed last rests on the marks that there are now.
    pub(crate) fn rests(&self, asked: &Asked, agreed: &Agreed) -> bool {
        panel::still_rests(&self.facts(asked), agreed.at)
    }

    /// The mark of an answer that counts, once there is one.
    pub(crate) fn counted(&self, bid: BidId, asked: &Asked) -> Option<Counted> {
        let alone = |mark: &Mark| Counted {
            mark: mark.mark.clone(),
            reason: mark.reason.clone(),
            at: mark.at,
            is_agreed: false,
        };
        if self.terms.is_none() {
            let is_past = self.procurement.state != ProcurementState::Evaluation;
            return self.earlier(None, bid, asked).filter(|_| is_past).map(alone);
        }
        if !self.is_complete(asked) {
            return None;
        }
        match self.agreed(bid, asked).last() {
            Some(agreed) => self.rests(asked, agreed).then(|| Counted {
                mark: agreed.mark.clone(),
                reason: agreed.reason.clone(),
                at: agreed.at,
                is_agreed: true,
            }),
            None if self.needs_meeting(asked) => None,
            None => self.locked(bid, asked).first().map(|mark| alone(mark)),
        }
    }

    /// When a mark that counts was recorded last.
    pub(crate) fn last_at(&self) -> Option<jiff::Timestamp> {
        let bids = self.bidders.iter();
        let counted = bids.flat_map(|bidder| self.asked.iter().filter_map(|asked| self.counted(bidder.bid, asked)));
        counted.map(|counted| counted.at).max()
    }

    /// The questions without a mark that counts for each bid.
    pub(crate) fn unsettled(&self) -> Vec<&Asked> {
        let settled = |asked: &Asked| {
            self.bidders
                .iter()
                .all(|bidder| self.counted(bidder.bid, asked).is_some())
        };
        self.asked.iter().filter(|asked| !settled(asked)).collect()
    }
}

/// Loads a procurement with its panel and asks whether the actor may do this.
pub(crate) async fn permitted(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<(Permit, Record)> {
    let (_, procurement) = super::permitted(app, actor, Action::ViewProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    let (seats, terms) = (
        panels::seats(&mut conn, procurement.id).await?,
        panels::terms(&mut conn, procurement.id).await?,
    );
    let scope = super::scope(&procurement).marked_by(
        seats.iter().map(|seat| seat.person_id),
        terms.map(|terms| terms.chair_id),
    );
    let permit = access::authorize(actor, action, &scope)?;
    Ok((permit, Record::load(&mut conn, procurement).await?))
}

/// Whether the actor is on the panel of a procurement, or chairs it.
pub(crate) async fn sits(conn: &mut Conn, procurement: &Procurement, actor: &Actor) -> Result<bool> {
    // Nobody from elsewhere is on it.
    if actor.organisation() != Some(procurement.authority_id) {
        return Ok(false);
    }
    let seats = panels::seats(conn, procurement.id).await?;
    let terms = panels::terms(conn, procurement.id).await?;
    let seated = seats
        .iter()
        .filter(|seat| seat.left_at.is_none())
        .map(|seat| seat.person_id);
    let chair = terms.map(|terms| terms.chair_id);
    let scope = super::scope(procurement).marked_by(seated, chair);
    Ok(access::authorize(actor, Action::MarkBids, &scope).is_ok())
}

/// The panel as this transaction finds it. No other changes it until the transaction ends.
pub(crate) async fn held(tx: &mut Tx, ocid: &str) -> Result<Record> {
    let id = procurements::id_of(tx, ocid).await?.ok_or(Error::NotFound)?;
    panels::hold(tx, id).await?;
    let procurement = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
    // It may have been evaluated or cancelled while this waited.
    match procurement.state {
        ProcurementState::Published | ProcurementState::Bidding | ProcurementState::Evaluation => {
            Record::load(tx, procurement).await
        }
        _ => Err(super::faster()),
    }
}

/// Where every mark is agreed for the first time: writes it down, and tells the officers.
pub(crate) async fn settle(app: &App, tx: &mut Tx, ocid: &str) -> Result<()> {
    let procurement = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
    let record = Record::load(tx, procurement).await?;
    if record.bidders.is_empty()
        || !record.unsettled().is_empty()
        || !panels::moderated(tx, record.procurement.id).await?
    {
        return Ok(());
    }
    tx.record(Event::new("panel.moderated", "procurement", record.procurement.id))
        .await?;
    notice::officers(
        app,
        tx,
        &record.procurement,
        "Every mark is agreed",
        "Every mark is agreed. You can run the evaluation.",
        "evaluation",
    )
    .await
}

/// Whether a panel can be changed: after publication and before the evaluation was run.
pub(crate) fn must_be_at_work(app: &App, procurement: &Procurement) -> Result<()> {
    match super::state_now(app, procurement) {
        ProcurementState::Published | ProcurementState::Bidding | ProcurementState::Evaluation => Ok(()),
        ProcurementState::Draft => Err(Error::Conflict(
            "A panel is set up once the procurement is published.".to_owned(),
        )),
        ProcurementState::Evaluated => Err(Error::Conflict(
            "The evaluation was run. An officer can open it again, with a reason.".to_owned(),
        )),
        _ => Err(Error::Conflict(
            "This procurement is decided: its panel has done its work.".to_owned(),
        )),
    }
}

/// Whether bids are open and being marked.
pub(crate) fn must_be_marking(app: &App, procurement: &Procurement) -> Result<()> {
    must_be_at_work(app, procurement)?;
    if procurement.opened_at.is_none() {
        return Err(Error::Conflict(
            "Bids are sealed until they close and an officer opens them. Then you can declare your interests, and mark."
                .to_owned(),
        ));
    }
    Ok(())
}
