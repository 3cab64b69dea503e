//! Who may do what: one table, denied by default, and the permits that only it can make.
//!
//! A use case asks [`authorize`] first and hands the [`Permit`] to the store, which writes nothing without one.
//! [`matrix`] prints the whole table; its committed snapshot shows every change of it in review.

use crate::{
    Code, OrganisationId,
    organisation::{Acting, Actor, OrganisationKind, Role, Roles, Who},
};
use Grant::{Anyone, IfPublic, Org, OrgOf, SignedIn};
use Relation::{Authority, Counterparty, Owner, Unrelated};
use Role::{Administrator, Approver, ContractManager, Evaluator, Member, Procurement};
use thiserror::Error;

/// How the organisation that someone acts for stands to the thing in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The thing is its own.
    Owner,
    /// It is the other side of a match or contract.
    Counterparty,
    /// It is the authority on whose exchange the thing stands.
    Authority,
    /// None of these.
    Unrelated,
}

impl Relation {
    const ALL: [Self; 4] = [Owner, Counterparty, Authority, Unrelated];
}

/// Whom an action is open to.
#[derive(Debug, Clone, Copy)]
pub enum Grant {
    /// Anyone, signed in or not.
    Anyone,
    /// Anyone, where the thing is public.
    IfPublic,
    /// Anyone who has signed in.
    SignedIn,
    /// People of an organisation that stands to the thing in this way, with any of these roles.
    Org(Relation, &'static [Role]),
    /// People of an organisation of this kind, whatever its relation, with any of these roles.
    OrgOf(OrganisationKind, &'static [Role]),
}

/// What the answer depends on: whose the thing is.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The organisation whose thing it is.
    pub owner: Option<OrganisationId>,
    /// The other side, where there is one.
    pub counterparty: Option<OrganisationId>,
    /// The authorities on whose exchanges it stands.
    pub authorities: Vec<OrganisationId>,
    /// Whether everyone may see it.
    pub public: bool,
}

impl Scope {
    /// A thing that belongs to no one.
    pub fn none() -> Self {
        Self::default()
    }

    /// A thing of one organisation.
    pub fn owned_by(owner: OrganisationId) -> Self {
        Self {
            owner: Some(owner),
            ..Self::default()
        }
    }

    /// With the other side.
    #[must_use]
    pub fn with_counterparty(mut self, counterparty: OrganisationId) -> Self {
        self.counterparty = Some(counterparty);
        self
    }

    /// With the authorities on whose exchanges it stands.
    #[must_use]
    pub fn under(mut self, authorities: impl IntoIterator<Item = OrganisationId>) -> Self {
        self.authorities.extend(authorities);
        self
    }

    /// Marked as public or not.
    #[must_use]
    pub fn public(mut self, public: bool) -> Self {
        self.public = public;
        self
    }

    fn relations(&self, organisation: OrganisationId) -> impl Iterator<Item = Relation> {
        let own = (self.owner == Some(organisation)).then_some(Owner);
        let other = (self.counterparty == Some(organisation)).then_some(Counterparty);
        let authority = self.authorities.contains(&organisation).then_some(Authority);
        own.into_iter().chain(other).chain(authority)
    }
}

/// Leave to do one action, which only [`authorize`] gives.
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    actor: Actor,
    action: Action,
}

impl Permit {
    /// Who has it.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What it allows.
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// Why an action is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Denied {
    /// The person may not know that the thing exists.
    #[error("not found")]
    NotFound,
    /// The person may see the thing, but not do this.
    #[error("You do not have the role that this needs")]
    Forbidden,
    /// Nobody has signed in, and someone who has might be allowed.
    #[error("Sign in first")]
    SignIn,
}

/// Asks whether an actor may do something to a thing.
pub fn authorize(actor: &Actor, action: Action, scope: &Scope) -> Result<Permit, Denied> {
    let permit = Permit { actor: *actor, action };
    if allowed(actor, action, scope) {
        Ok(permit)
    } else if matches!(actor.who, Who::Nobody) {
        Err(if allowed(actor, action.view(), scope) {
            Denied::SignIn
        } else {
            Denied::NotFound
        })
    } else if action.view() != action && allowed(actor, action.view(), scope) {
        Err(Denied::Forbidden)
    } else {
        Err(Denied::NotFound)
    }
}

fn allowed(actor: &Actor, action: Action, scope: &Scope) -> bool {
    if matches!(actor.who, Who::System(_)) {
        return true;
    }
    action.grants().iter().any(|grant| match grant {
        Anyone => true,
        IfPublic => scope.public,
        SignedIn => actor.is_signed_in(),
        Org(relation, roles) => actor.acting.is_some_and(|acting| {
            acting.roles.has_any(roles) && scope.relations(acting.organisation).any(|own| own == *relation)
        }),
        OrgOf(kind, roles) => actor
            .acting
            .is_some_and(|acting| acting.kind == *kind && acting.roles.has_any(roles)),
    })
}

/// Everyone who does daily work in an organisation that is not an authority.
const TEAM: &[Role] = &[Administrator, Member];
/// Everyone in an authority.
const OFFICERS: &[Role] = &[Administrator, Approver, Procurement, Evaluator, ContractManager];
/// Everyone in any organisation.
const EVERYONE: &[Role] = &[Administrator, Member, Approver, Procurement, Evaluator, ContractManager];

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $label:literal, view $view:ident: [$($grant:expr),* $(,)?];)+) => {
        codes! {
            /// Everything that anyone can do.
            pub enum Action ("action") { $($(#[$meta])* $name = $code, $label;)+ }
        }
        impl Action {
            /// Whom it is open to.
            pub const fn grants(self) -> &'static [Grant] {
                match self { $(Self::$name => &[$($grant),*],)+ }
            }
            /// The action that shows the thing: who may not do even that is not told that it exists.
            pub const fn view(self) -> Self {
                match self { $(Self::$name => Self::$view,)+ }
            }
        }
    };
}

actions! {
    // Accounts and organisations
    UseOwnAccount = "account.use", "Use one's own account", view UseOwnAccount: [SignedIn];
    SignUp = "account.sign-up", "Sign up", view SignUp: [Anyone];
    CreateOrganisation = "organisation.create", "Set up an organisation", view CreateOrganisation: [SignedIn];
    ViewOrganisation = "organisation.view", "See an organisation's public page", view ViewOrganisation: [Anyone];
    ViewOrganisationPrivate = "organisation.view-private", "See an organisation's own details and people", view ViewOrganisationPrivate: [Org(Owner, EVERYONE), OrgOf(OrganisationKind::Operator, TEAM)];
    EditOrganisation = "organisation.edit", "Change an organisation's details", view ViewOrganisationPrivate: [Org(Owner, &[Administrator])];
    ManagePeople = "organisation.people", "Invite and remove people, change their roles", view ViewOrganisationPrivate: [Org(Owner, &[Administrator])];
    ManageTokens = "organisation.tokens", "Make and end API tokens", view ViewOrganisationPrivate: [Org(Owner, &[Administrator])];
    ClaimOrganisation = "organisation.claim", "Claim an unclaimed organisation", view ViewOrganisation: [SignedIn];
    DecideClaim = "organisation.claim.decide", "Decide a claim", view ViewOrganisation: [OrgOf(OrganisationKind::Operator, TEAM), OrgOf(OrganisationKind::Authority, &[Administrator, Approver])];
    CreateAuthority = "authority.create", "Bring an authority onto the installation", view CreateAuthority: [OrgOf(OrganisationKind::Operator, TEAM)];
    Operate = "installation.operate", "See jobs, mail waiting and the health of the installation", view Operate: [OrgOf(OrganisationKind::Operator, TEAM)];
    Complain = "complaint.make", "Make a complaint", view Complain: [Anyone];
    HandleComplaints = "complaint.handle", "Read complaints and close them", view HandleComplaints: [OrgOf(OrganisationKind::Operator, TEAM)];
    ViewAudit = "audit.view", "See an organisation's own audit events", view ViewAudit: [Org(Owner, &[Administrator])];
    ViewLog = "log.view", "See the checkpoints of the audit log", view ViewLog: [Anyone];
    KeepLog = "log.keep", "Sign checkpoints of the audit log, export it and erase from it, by command", view KeepLog: [];
    ImportRegister = "register.import", "Import charities, places, prices and notices by command", view ImportRegister: [];

    // Joining an exchange: owner = applicant, authority = the one applied to
    ViewApplication = "application.view", "See an application to join", view ViewApplication: [Org(Owner, EVERYONE), Org(Authority, OFFICERS)];
    Apply = "application.send", "Apply to join an exchange, answer questions, leave", view ViewApplication: [Org(Owner, TEAM)];
    DecideApplication = "application.decide", "Approve, decline, ask for more, suspend, reinstate", view ViewApplication: [Org(Authority, &[Administrator, Approver])];

    // Price book
    ViewPrices = "prices.view", "See the price book", view ViewPrices: [Anyone];

    // Projects and needs: owner = the community, authority = those it is tagged with
    ViewProject = "project.view", "See a project", view ViewProject: [IfPublic, Org(Owner, EVERYONE), Org(Authority, OFFICERS)];
    CreateProject = "project.create", "Start a project", view CreateProject: [OrgOf(OrganisationKind::Community, TEAM), OrgOf(OrganisationKind::Broker, TEAM)];
    EditProject = "project.edit", "Change a project and its needs, send it, pause it, close it", view ViewProject: [Org(Owner, TEAM)];
    ReviewProject = "project.review", "List, return or decline a project, change its authority tags", view ViewProject: [Org(Authority, &[Administrator, Approver])];

    // Offers: owner = the supplier; a listed offer is shown to approved members of the same exchange, not to the public
    ViewOffer = "offer.view", "See an offer", view ViewOffer: [Org(Owner, EVERYONE), Org(Authority, OFFICERS), Org(Counterparty, EVERYONE)];
    CreateOffer = "offer.create", "Make an offer", view CreateOffer: [OrgOf(OrganisationKind::Supplier, TEAM), OrgOf(OrganisationKind::Broker, TEAM)];
    EditOffer = "offer.edit", "Change, list, pause or withdraw an offer", view ViewOffer: [Org(Owner, TEAM)];

    // Matches: owner = the supplier, counterparty = the community, authority = the match's one authority
    ViewMatch = "match.view", "See a match and its messages", view ViewMatch: [Org(Owner, EVERYONE), Org(Counterparty, EVERYONE), Org(Authority, &[Administrator, Approver, ContractManager])];
    ProposeMatch = "match.propose", "Propose a match to a supplier", view ViewMatch: [Org(Counterparty, TEAM), Org(Authority, &[Administrator, Approver])];
    OfferMatch = "match.offer", "Offer help to a need", view ViewMatch: [Org(Owner, TEAM)];
    AnswerMatch = "match.answer", "Accept or decline help", view ViewMatch: [Org(Counterparty, TEAM)];
    WithdrawMatch = "match.withdraw", "Withdraw what one proposed or offered", view ViewMatch: [Org(Owner, TEAM), Org(Counterparty, TEAM)];
    WriteMessage = "match.message", "Write in a match's thread", view ViewMatch: [Org(Owner, TEAM), Org(Counterparty, TEAM)];
    GiveFeedback = "match.feedback", "Give feedback on a match", view ViewMatch: [Org(Owner, TEAM), Org(Counterparty, TEAM)];

    // Commitments and deliveries: owner = the supplier, counterparty = the community, authority
    ViewCommitment = "commitment.view", "See a commitment and its deliveries", view ViewCommitment: [Org(Owner, EVERYONE), Org(Counterparty, EVERYONE), Org(Authority, &[Administrator, Approver, Procurement, ContractManager])];
    ReportDelivery = "delivery.report", "Report a delivery with evidence", view ViewCommitment: [Org(Owner, TEAM)];
    ConfirmDelivery = "delivery.confirm", "Confirm a delivery in full or in part, or dispute it", view ViewCommitment: [Org(Counterparty, TEAM)];
    ResolveDispute = "delivery.resolve", "Resolve a dispute", view ViewCommitment: [Org(Counterparty, TEAM), Org(Authority, &[Administrator, ContractManager])];
    ViewEvidence = "evidence.view", "See a photograph given as evidence", view ViewEvidence: [Org(Owner, EVERYONE), Org(Counterparty, EVERYONE), Org(Authority, &[Administrator, Approver, ContractManager])];

    // Procurements: owner = the authority
    ViewProcurement = "procurement.view", "See a procurement and its rules", view ViewProcurement: [IfPublic, Org(Owner, OFFICERS)];
    CreateProcurement = "procurement.create", "Create or import a procurement", view CreateProcurement: [OrgOf(OrganisationKind::Authority, &[Administrator, Procurement])];
    RunProcurement = "procurement.run", "Set up, publish, open, close or cancel a procurement", view ViewProcurement: [Org(Owner, &[Administrator, Procurement])];
    RegisterForProcurement = "procurement.register", "Register as a bidder", view ViewProcurement: [OrgOf(OrganisationKind::Supplier, TEAM)];
    MarkBids = "procurement.mark", "Enter quality marks after closing", view ViewProcurement: [Org(Owner, &[Evaluator])];
    ViewEvaluation = "evaluation.view", "See the bids after opening and how they rank", view ViewProcurement: [Org(Owner, &[Administrator, Procurement])];
    Award = "procurement.award", "Award the contract", view ViewProcurement: [Org(Owner, &[Administrator, Procurement])];

    // Bids: owner = the supplier; nobody else sees one before opening
    ViewBid = "bid.view", "See one's own bid", view ViewBid: [Org(Owner, TEAM)];
    EditBid = "bid.edit", "Draft, submit or withdraw a bid", view ViewBid: [Org(Owner, TEAM)];

    // Contracts: owner = the supplier, authority = the buyer
    ViewContract = "contract.view", "See a contract's schedule", view ViewContract: [Org(Owner, EVERYONE), Org(Authority, OFFICERS)];
    ManageContract = "contract.manage", "Follow a contract's delivery", view ViewContract: [Org(Authority, &[Administrator, ContractManager])];
}

/// The whole table as text: a line for each action, a column for each kind of person. Snapshot it.
pub fn matrix() -> String {
    let id = OrganisationId::from_parts(1, [1; 10]);
    let mut out = String::from(
        "action | public thing: nobody | nobody | signed in | then, for each relation: the roles that may\n",
    );
    let yes = |allowed: bool| if allowed { "yes" } else { "-" };
    for action in Action::ALL {
        let nobody = |public| allowed(&Actor::NOBODY, *action, &Scope::none().public(public));
        let person = Actor {
            who: Who::Person(crate::PersonId::from_parts(1, [2; 10])),
            acting: None,
        };
        out.push_str(&format!(
            "{} | {} | {} | {}",
            action.code(),
            yes(nobody(true)),
            yes(nobody(false)),
            yes(allowed(&person, *action, &Scope::none()))
        ));
        for relation in Relation::ALL {
            let mut who = Vec::new();
            for kind in OrganisationKind::ALL {
                for role in kind.roles() {
                    let acting = Acting {
                        organisation: id,
                        kind: *kind,
                        roles: Roles::NONE.with(*role),
                    };
                    let actor = Actor {
                        acting: Some(acting),
                        ..person
                    };
                    if allowed(&actor, *action, &scope_for(relation, id)) {
                        who.push(format!("{}/{}", kind.code(), role.code()));
                    }
                }
            }
            let label = format!("{relation:?}").to_lowercase();
            let who = if who.is_empty() { "-".to_owned() } else { who.join(" ") };
            out.push_str(&format!("\n    {label}: {who}"));
        }
        out.push('\n');
    }
    out
}

fn scope_for(relation: Relation, id: OrganisationId) -> Scope {
    match relation {
        Owner => Scope::owned_by(id),
        Counterparty => Scope::none().with_counterparty(id),
        Authority => Scope::none().under([id]),
        Unrelated => Scope::none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;

    fn member(kind: OrganisationKind, role: Role, organisation: OrganisationId) -> Actor {
        let acting = Acting {
            organisation,
            kind,
            roles: Roles::NONE.with(role),
        };
        Actor {
            who: Who::Person(PersonId::from_parts(1, [7; 10])),
            acting: Some(acting),
        }
    }

    #[test]
    fn a_stranger_is_not_told_that_a_draft_exists() {
        let (owner, other) = (
            OrganisationId::from_parts(1, [1; 10]),
            OrganisationId::from_parts(1, [2; 10]),
        );
        let draft = Scope::owned_by(owner);
        let stranger = member(OrganisationKind::Community, Member, other);
        assert_eq!(
            authorize(&stranger, Action::EditProject, &draft).unwrap_err(),
            Denied::NotFound
        );
        assert_eq!(
            authorize(&stranger, Action::EditProject, &draft.clone().public(true)).unwrap_err(),
            Denied::Forbidden
        );
        assert_eq!(
            authorize(&Actor::NOBODY, Action::EditProject, &draft.clone().public(true)).unwrap_err(),
            Denied::SignIn
        );
        assert!(
            authorize(
                &member(OrganisationKind::Community, Member, owner),
                Action::EditProject,
                &draft
            )
            .is_ok()
        );
    }

    #[test]
    fn nobody_but_its_supplier_sees_a_bid() {
        let (supplier, authority) = (
            OrganisationId::from_parts(1, [1; 10]),
            OrganisationId::from_parts(1, [2; 10]),
        );
        let scope = Scope::owned_by(supplier).under([authority]);
        for kind in OrganisationKind::ALL {
            for role in kind.roles() {
                assert!(authorize(&member(*kind, *role, authority), Action::ViewBid, &scope).is_err());
            }
        }
    }

    #[test]
    fn the_operator_sees_no_bids_matches_or_evaluations() {
        let operator = member(
            OrganisationKind::Operator,
            Administrator,
            OrganisationId::from_parts(1, [9; 10]),
        );
        let scope = Scope::owned_by(OrganisationId::from_parts(1, [1; 10]));
        for action in [
            Action::ViewBid,
            Action::ViewMatch,
            Action::ViewEvaluation,
            Action::MarkBids,
        ] {
            assert_eq!(authorize(&operator, action, &scope).unwrap_err(), Denied::NotFound);
        }
    }
}
