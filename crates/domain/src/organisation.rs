//! Organisations, what people may be in them, and who is acting.

use crate::{ApiTokenId, Code, OrganisationId, PersonId};
use std::fmt;

codes! {
    /// What an organisation is in the exchange.
    pub enum OrganisationKind ("kind of organisation") {
        /// A public buyer: council, combined authority, housing association, NHS body, university, department.
        Authority = "authority", "Authority";
        /// A bidder, a contractor or any business with something to spare.
        Supplier = "supplier", "Supplier";
        /// A charity, community group, social enterprise or school.
        Community = "community", "Community organisation";
        /// A team that puts candidates forward for placements.
        Referrer = "referrer", "Referrer";
        /// A council for voluntary service or a business alliance that acts for small groups.
        Broker = "broker", "Broker";
        /// Who runs the installation.
        Operator = "operator", "Operator";
    }
}

codes! {
    /// What a person may do in an organisation. A person may have several.
    pub enum Role ("role") {
        /// Manages the organisation's people, details and tokens.
        Administrator = "administrator", "Administrator";
        /// Acts for the organisation in its daily work: projects, offers, matches, bids, deliveries.
        Member = "member", "Member";
        /// Approves organisations and projects (authorities).
        Approver = "approver", "Approving officer";
        /// Runs procurements (authorities).
        Procurement = "procurement", "Procurement officer";
        /// Marks bids (authorities).
        Evaluator = "evaluator", "Evaluator";
        /// Follows delivery (authorities).
        ContractManager = "contract-manager", "Contract manager";
    }
}

codes! {
    /// What a link that was sent by e-mail lets its receiver do, once.
    pub enum LinkPurpose ("kind of link") {
        /// Show that the address is theirs.
        Verify = "verify", "Verify your e-mail address";
        /// Sign in without a password.
        SignIn = "sign-in", "Sign in";
        /// Choose a new password.
        Reset = "reset", "Choose a new password";
    }
}

impl OrganisationKind {
    /// The roles that make sense in this kind of organisation.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Authority => &[
                Role::Administrator,
                Role::Approver,
                Role::Procurement,
                Role::Evaluator,
                Role::ContractManager,
            ],
            _ => &[Role::Administrator, Role::Member],
        }
    }
}

/// A set of roles.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Roles(u16);

impl Roles {
    /// No role at all.
    pub const NONE: Self = Self(0);

    /// The set with one more role in it.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | (1 << role as u16))
    }

    /// Whether the role is in the set.
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// Whether any of the roles is in the set.
    pub fn has_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// The roles, in the order in which they are declared.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    /// The codes, joined by semicolons.
    pub fn to_codes(self) -> String {
        self.iter().map(Code::code).collect::<Vec<_>>().join(";")
    }

    /// Reads codes joined by semicolons.
    pub fn from_codes(codes: &str) -> Result<Self, crate::UnknownCode> {
        codes
            .split(';')
            .filter(|code| !code.is_empty())
            .map(Role::from_code)
            .collect()
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Who is doing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Someone who has not signed in.
    Nobody,
    /// A person who has signed in.
    Person(PersonId),
    /// A program with an organisation's token.
    Token(ApiTokenId),
    /// The exchange itself: a job or a command of whoever runs it, by name.
    System(&'static str),
}

/// The organisation that someone is acting for, and what they may do in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// The organisation.
    pub organisation: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// The person's roles in it.
    pub roles: Roles,
}

/// Who is doing something, and for which organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Who it is.
    pub who: Who,
    /// The organisation that they act for at this moment.
    pub acting: Option<Acting>,
}

impl Actor {
    /// Someone who has not signed in.
    pub const NOBODY: Self = Self {
        who: Who::Nobody,
        acting: None,
    };

    /// A job or a command of the exchange itself.
    pub const fn system(name: &'static str) -> Self {
        Self {
            who: Who::System(name),
            acting: None,
        }
    }

    /// The person, where it is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self.who {
            Who::Person(id) => Some(id),
            _ => None,
        }
    }

    /// The organisation that they act for.
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.acting.map(|acting| acting.organisation)
    }

    /// Whether someone has signed in, as a person or with a token.
    pub const fn is_signed_in(&self) -> bool {
        matches!(self.who, Who::Person(_) | Who::Token(_))
    }

    /// Whether they act for an organisation of this kind.
    pub fn acts_for(&self, kind: OrganisationKind) -> bool {
        self.acting.is_some_and(|acting| acting.kind == kind)
    }
}
