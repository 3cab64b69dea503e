//! What waits for an organisation, and what is under way: one bounded list for each kind of thing, oldest or most urgent first.

use crate::{Conn, Result, Stmt, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{OrganisationId, PersonId, Quantity};
use uuid::Uuid;

/// The most things of one kind on a home page. One more is read, to know that there are more.
pub const MAX_ITEMS: u32 = 10;

record! {
    /// A thing that waits or is under way, with the words that people know it by. What does not apply is empty.
    pub struct Item {
        /// Its id.
        pub id: Uuid,
        /// Its name in addresses of pages.
        pub slug: String,
        /// What it is called, or what its project or procurement is called.
        pub title: String,
        /// The resource.
        pub what: String,
        /// The other side.
        pub who: String,
        /// How much.
        pub quantity: Option<Quantity>,
        /// What one of it is called.
        pub unit: String,
        /// What several of it are called.
        pub units: String,
        /// Until when, or since when, to the second.
        pub moment: Option<Timestamp>,
        /// Until which day.
        pub day: Option<Date>,
        /// Its state, as a code.
        pub state: String,
    }
}

macro_rules! plain {
    ($id:literal, $slug:literal, $title:literal, $who:literal, $moment:literal, $day:literal, $state:literal) => {
        concat!(
            "SELECT ",
            $id,
            " AS id, ",
            $slug,
            " AS slug, ",
            $title,
            " AS title, '' AS what, ",
            $who,
            " AS who,
            CAST(NULL AS BIGINT) AS quantity, '' AS unit, '' AS units, ",
            $moment,
            " AS moment, ",
            $day,
            " AS day, ",
            $state,
            " AS state "
        )
    };
}

macro_rules! of_project {
    ($where:literal) => {
        concat!(
            plain!(
                "p.id",
                "p.slug",
                "p.title",
                "o.name",
                "p.submitted_at",
                "p.ends_on",
                "p.state"
            ),
            "FROM project p JOIN organisation o ON o.id = p.organisation_id WHERE ",
            $where,
            " LIMIT $2"
        )
    };
}

macro_rules! of_match {
    ($other:literal, $where:literal) => {
        concat!(
            "SELECT m.id AS id, p.slug AS slug, p.title AS title, r.name AS what, o.name AS who, m.quantity AS quantity, r.unit AS unit,
            r.units AS units, m.answer_by AS moment, CAST(NULL AS DATE) AS day, m.state AS state
            FROM match m JOIN project p ON p.id = m.project_id JOIN offer f ON f.id = m.offer_id
            JOIN resource r ON r.code = f.resource JOIN organisation o ON o.id = m.", $other, " WHERE ", $where, " LIMIT $2"
        )
    };
}

// A commitment of which something is still to come.
macro_rules! of_commitment {
    ($other:literal, $where:literal) => {
        concat!(
            "SELECT c.id AS id, p.slug AS slug, p.title AS title, r.name AS what, o.name AS who, b.ordered AS quantity, r.unit AS unit,
            r.units AS units, CAST(NULL AS TIMESTAMPTZ) AS moment, c.due_to AS day, '' AS state
            FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id JOIN project p ON p.id = c.project_id
            JOIN resource r ON r.code = c.resource JOIN organisation o ON o.id = c.", $other, "
            WHERE b.ordered > 0 AND ", $where, " ORDER BY c.due_to, c.id LIMIT $2"
        )
    };
}

// A delivery; the id is that of its commitment.
macro_rules! of_delivery {
    ($other:literal, $where:literal) => {
        concat!(
            "SELECT c.id AS id, p.slug AS slug, p.title AS title, r.name AS what, o.name AS who, d.quantity AS quantity, r.unit AS unit,
            r.units AS units, d.claimed_at AS moment, CAST(NULL AS DATE) AS day, d.state AS state
            FROM delivery d JOIN commitment c ON c.id = d.commitment_id JOIN project p ON p.id = c.project_id
            JOIN resource r ON r.code = c.resource JOIN organisation o ON o.id = c.", $other, "
            WHERE ", $where, " ORDER BY d.claimed_at, d.id LIMIT $2"
        )
    };
}

macro_rules! of_application {
    ($other:literal, $where:literal) => {
        concat!(
            plain!(
                "a.id",
                "o.slug",
                "o.name",
                "o.name",
                "a.submitted_at",
                "CAST(NULL AS DATE)",
                "a.state"
            ),
            "FROM application a JOIN organisation o ON o.id = a.",
            $other,
            " WHERE ",
            $where,
            " LIMIT $2"
        )
    };
}

macro_rules! of_procurement {
    ($where:literal) => {
        concat!(
            plain!(
                "q.id",
                "q.ocid",
                "q.title",
                "o.name",
                "q.bids_until",
                "q.contract_from",
                // Until an officer opens the bids, there is nothing to mark or to evaluate.
                "CASE WHEN q.state = 'evaluation' AND q.opened_at IS NULL THEN 'bidding' ELSE q.state END"
            ),
            "FROM procurement q JOIN organisation o ON o.id = q.authority_id WHERE ",
            $where,
            " LIMIT $2"
        )
    };
}

statements! {
    PROJECTS_TO_FINISH = (of_project!("p.organisation_id = $1 AND p.state IN ('draft', 'returned') ORDER BY p.updated_at DESC, p.id"));
    PROJECTS_LISTED = (of_project!("p.organisation_id = $1 AND p.state IN ('submitted', 'listed', 'paused') ORDER BY p.ends_on, p.id"));
    PROJECTS_TO_REVIEW = (of_project!("p.state = 'submitted' AND EXISTS (SELECT 1 FROM project_authority t
        WHERE t.authority_id = $1 AND t.project_id = p.id) ORDER BY p.submitted_at, p.id"));
    OFFERS_TO_ANSWER = (of_match!("supplier_id", "m.community_id = $1 AND m.state = 'offered' ORDER BY m.answer_by, m.id"));
    ASKS_TO_ANSWER = (of_match!("community_id", "m.supplier_id = $1 AND m.state = 'proposed' ORDER BY m.answer_by, m.id"));
    ASKS_SENT = (of_match!("supplier_id", "m.community_id = $1 AND m.state = 'proposed' ORDER BY m.answer_by, m.id"));
    OFFERS_SENT = (of_match!("community_id", "m.supplier_id = $1 AND m.state = 'offered' ORDER BY m.answer_by, m.id"));
    THANKS_OF_COMMUNITY = (of_match!("supplier_id", "m.community_id = $1 AND m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM feedback k
        WHERE k.match_id = m.id AND k.organisation_id = m.community_id) ORDER BY m.updated_at, m.id"));
    THANKS_OF_SUPPLIER = (of_match!("community_id", "m.supplier_id = $1 AND m.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM feedback k
        WHERE k.match_id = m.id AND k.organisation_id = m.supplier_id) ORDER BY m.updated_at, m.id"));
    DUE_TO_COMMUNITY = (of_commitment!("supplier_id", "c.community_id = $1"));
    DUE_FROM_SUPPLIER = (of_commitment!("community_id", "c.supplier_id = $1"));
    LATE_FOR_AUTHORITY = (of_commitment!("supplier_id", "c.authority_id = $1 AND c.due_to < $3"));
    TO_CONFIRM = (of_delivery!("supplier_id", "c.community_id = $1 AND d.state = 'claimed'"));
    UNCONFIRMED = (of_delivery!("community_id", "c.supplier_id = $1 AND d.state = 'claimed'"));
    DISPUTES_OF_SUPPLIER = (of_delivery!("community_id", "c.supplier_id = $1 AND d.state = 'disputed'"));
    DISPUTES_OF_COMMUNITY = (of_delivery!("supplier_id", "c.community_id = $1 AND d.state = 'disputed'"));
    DISPUTES_OF_AUTHORITY = (of_delivery!("supplier_id", "c.authority_id = $1 AND d.state = 'disputed'"));
    APPLICATIONS_TO_REVIEW = (of_application!("organisation_id", "a.authority_id = $1 AND a.state = 'submitted' ORDER BY a.submitted_at, a.id"));
    APPLICATIONS_OF = (of_application!("authority_id", "a.organisation_id = $1 ORDER BY o.name, a.id"));
    PROCUREMENTS_OF = (of_procurement!("q.authority_id = $1 AND q.state IN ('draft', 'published', 'bidding', 'evaluation', 'evaluated', 'assessment-summaries', 'standstill', 'awarded')
        ORDER BY q.bids_until, q.id"));
    // A standstill that nothing holds up: from when the contract may be awarded.
    STANDSTILLS_OF = (concat!(
        plain!("q.id", "q.ocid", "q.title", "o.name", "n.ends_at", "CAST(NULL AS DATE)", "q.state"),
        "FROM procurement q JOIN organisation o ON o.id = q.authority_id JOIN award_decision d ON d.procurement_id = q.id AND d.state = 'approved'
            JOIN award_notice n ON n.procurement_id = q.id AND n.decision_version = d.version
        WHERE q.authority_id = $1 AND q.state = 'standstill'
            AND NOT EXISTS (SELECT 1 FROM challenge c WHERE c.procurement_id = q.id AND c.state <> 'resolved')
        ORDER BY n.ends_at, q.id LIMIT $2"
    ));
    DOUBTS_OF = (concat!(
        plain!("f.id", "q.ocid", "q.title", "s.name", "f.raised_at", "CAST(NULL AS DATE)", "f.state"),
        "FROM procurement q JOIN flag f ON f.procurement_id = q.id JOIN bid b ON b.id = f.bid_id JOIN organisation s ON s.id = b.supplier_id
        WHERE q.authority_id = $1 AND q.state IN ('evaluation', 'evaluated') AND f.state <> 'resolved' ORDER BY f.raised_at, f.id LIMIT $2"
    ));
    CHALLENGES_OF = (concat!(
        plain!("c.id", "q.ocid", "q.title", "c.challenger", "c.recorded_at", "CAST(NULL AS DATE)", "c.state"),
        "FROM procurement q JOIN challenge c ON c.procurement_id = q.id
        WHERE q.authority_id = $1 AND c.state <> 'resolved' ORDER BY c.recorded_at, c.id LIMIT $2"
    ));
    CLARIFICATIONS_TO_ANSWER = (concat!(
        plain!("c.id", "q.ocid", "q.title", "o.name", "c.answer_by", "CAST(NULL AS DATE)", "''"),
        "FROM clarification c JOIN flag f ON f.id = c.flag_id JOIN procurement q ON q.id = f.procurement_id
            JOIN organisation o ON o.id = q.authority_id
        WHERE c.supplier_id = $1 AND c.answered_at IS NULL AND f.state = 'raised' ORDER BY c.answer_by, c.id LIMIT $2"
    ));
    // What was told to a supplier of a decision that is not carried out yet.
    SUMMARIES_TO = (concat!(
        plain!("q.id", "q.ocid", "q.title", "o.name", "CAST(NULL AS TIMESTAMPTZ)", "CAST(NULL AS DATE)", "q.state"),
        "FROM procurement q JOIN organisation o ON o.id = q.authority_id
        WHERE q.state IN ('assessment-summaries', 'standstill')
            AND EXISTS (SELECT 1 FROM assessment_summary s JOIN award_decision d ON d.procurement_id = s.procurement_id AND d.version = s.decision_version
                WHERE s.procurement_id = q.id AND s.supplier_id = $1 AND d.state = 'approved')
        ORDER BY q.ocid LIMIT $2"
    ));
    BIDS_OF = (concat!(
        plain!("q.id", "q.ocid", "q.title", "o.name", "q.bids_until", "CAST(NULL AS DATE)", "b.state"),
        "FROM bid b JOIN procurement q ON q.id = b.procurement_id JOIN organisation o ON o.id = q.authority_id
        WHERE b.supplier_id = $1 AND b.state IN ('draft', 'submitted') AND q.state IN ('published', 'bidding', 'evaluation', 'evaluated')
        ORDER BY q.bids_until, b.id LIMIT $2"
    ));
    REGISTRATIONS_OF = (concat!(
        plain!("q.id", "q.ocid", "q.title", "o.name", "q.bids_until", "CAST(NULL AS DATE)", "q.state"),
        "FROM registration g JOIN procurement q ON q.id = g.procurement_id JOIN organisation o ON o.id = q.authority_id
        WHERE g.supplier_id = $1 AND q.state IN ('published', 'bidding')
            AND NOT EXISTS (SELECT 1 FROM bid b WHERE b.procurement_id = q.id AND b.supplier_id = $1) ORDER BY q.bids_until, q.id LIMIT $2"
    ));
    INVITATIONS = (concat!(
        plain!("o.id", "o.slug", "o.name", "o.name", "i.expires_at", "CAST(NULL AS DATE)", "''"),
        "FROM person h JOIN invitation i ON i.email = h.email JOIN organisation o ON o.id = i.organisation_id
        WHERE h.id = $1 AND i.used_at IS NULL AND i.expires_at > $3 ORDER BY i.expires_at, o.id LIMIT $2"
    ));
}

macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident = $code:ident;)+) => {
        /// A list of an organisation's things.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum List { $($(#[$meta])* $name,)+ }

        impl List {
            const fn statement(self) -> &'static Stmt {
                match self { $(Self::$name => &$code,)+ }
            }
        }
    };
}

lists! {
    /// A community's projects that are drafts or were returned.
    ProjectsToFinish = PROJECTS_TO_FINISH;
    /// A community's projects that wait for review, are listed or are paused.
    ProjectsListed = PROJECTS_LISTED;
    /// Projects that an authority has to review.
    ProjectsToReview = PROJECTS_TO_REVIEW;
    /// Offers that a community has to answer.
    OffersToAnswer = OFFERS_TO_ANSWER;
    /// What a supplier was asked for.
    AsksToAnswer = ASKS_TO_ANSWER;
    /// What a community asked for.
    AsksSent = ASKS_SENT;
    /// What a supplier offered.
    OffersSent = OFFERS_SENT;
    /// Confirmed matches of which a community has not said how they went.
    ThanksOfCommunity = THANKS_OF_COMMUNITY;
    /// Confirmed matches of which a supplier has not said how they went.
    ThanksOfSupplier = THANKS_OF_SUPPLIER;
    /// What a community is still to get.
    DueToCommunity = DUE_TO_COMMUNITY;
    /// What a supplier is still to give.
    DueFromSupplier = DUE_FROM_SUPPLIER;
    /// Deliveries that a community has to confirm.
    ToConfirm = TO_CONFIRM;
    /// Deliveries of a supplier that nobody has confirmed yet.
    Unconfirmed = UNCONFIRMED;
    /// Deliveries of a supplier that are disputed.
    DisputesOfSupplier = DISPUTES_OF_SUPPLIER;
    /// Deliveries that a community disputes.
    DisputesOfCommunity = DISPUTES_OF_COMMUNITY;
    /// Disputed deliveries that count for an authority.
    DisputesOfAuthority = DISPUTES_OF_AUTHORITY;
    /// Applications that an authority has to decide.
    ApplicationsToReview = APPLICATIONS_TO_REVIEW;
    /// An organisation's applications in every state.
    ApplicationsOf = APPLICATIONS_OF;
    /// An authority's procurements that are not yet in contract.
    ProcurementsOf = PROCUREMENTS_OF;
    /// Standstills that no challenge holds up, by their end.
    StandstillsOf = STANDSTILLS_OF;
    /// Doubts about bids that an authority has to resolve.
    DoubtsOf = DOUBTS_OF;
    /// Challenges that are not resolved.
    ChallengesOf = CHALLENGES_OF;
    /// Questions about its bids that a supplier has to answer.
    ClarificationsToAnswer = CLARIFICATIONS_TO_ANSWER;
    /// Procurements of which a supplier was given its assessment summary, up to the award.
    SummariesTo = SUMMARIES_TO;
    /// A supplier's bids that are not decided.
    BidsOf = BIDS_OF;
    /// Procurements that a supplier registered for and has not begun to bid in.
    RegistrationsOf = REGISTRATIONS_OF;
}

/// A list of an organisation's things, one longer than [`MAX_ITEMS`] where there are more.
pub async fn list(conn: &mut Conn, list: List, organisation: OrganisationId) -> Result<Vec<Item>> {
    conn.all(list.statement(), args![organisation, MAX_ITEMS + 1]).await
}

/// Commitments that count for an authority and are past their last day with something still to come.
pub async fn late(conn: &mut Conn, authority: OrganisationId, today: Date) -> Result<Vec<Item>> {
    conn.all(&LATE_FOR_AUTHORITY, args![authority, MAX_ITEMS + 1, today])
        .await
}

/// Invitations to a person's address that are open. The link itself is only in their mail.
pub async fn invitations(conn: &mut Conn, person: PersonId, now: Timestamp) -> Result<Vec<Item>> {
    conn.all(&INVITATIONS, args![person, MAX_ITEMS + 1, now]).await
}
