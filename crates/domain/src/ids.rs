//! Typed identifiers: UUID version 7, so that they sort by the time they were made and never repeat.

use std::{fmt, marker::PhantomData, str::FromStr};
use uuid::Uuid;

/// An identifier of one kind of thing. Two kinds do not mix: a project's id is not accepted where a need's is wanted.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Makes the id of a moment, in milliseconds since 1970, and ten random bytes.
    pub fn from_parts(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(
            uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid(),
            PhantomData,
        )
    }

    /// Wraps a UUID that is known to identify this kind of thing.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from_uuid)
    }
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident / $tag:ident;)+) => {$(
        #[doc(hidden)]
        #[derive(Debug, Clone, Copy)]
        pub enum $tag {}
        $(#[$meta])*
        pub type $name = Id<$tag>;
    )+};
}

ids! {
    /// A person who signs in.
    PersonId / PersonTag;
    /// A signed-in session of a person.
    SessionId / SessionTag;
    /// An organisation of any kind, authorities included.
    OrganisationId / OrganisationTag;
    /// A token with which an organisation uses the API.
    ApiTokenId / ApiTokenTag;
    /// An application of an organisation to join an authority's exchange.
    ApplicationId / ApplicationTag;
    /// A claim by a person that an imported, unclaimed organisation is theirs.
    ClaimId / ClaimTag;
    /// A dated version of the price book.
    PriceBookVersionId / PriceBookVersionTag;
    /// A resource of the taxonomy.
    ResourceId / ResourceTag;
    /// A price in one version of the price book.
    PriceId / PriceTag;
    /// A community's project.
    ProjectId / ProjectTag;
    /// A need of a project.
    NeedId / NeedTag;
    /// A supplier's offer of spare capacity.
    OfferId / OfferTag;
    /// A match of one need with one offer or pledge.
    MatchId / MatchTag;
    /// A message in the thread of a match.
    MessageId / MessageTag;
    /// A file kept as evidence.
    EvidenceId / EvidenceTag;
    /// A procurement: an authority's tender.
    ProcurementId / ProcurementTag;
    /// A supplier's bid in a procurement.
    BidId / BidTag;
    /// An evaluator's mark of a bid.
    MarkId / MarkTag;
    /// An evaluator's seat for a question on the panel of a procurement.
    SeatId / SeatTag;
    /// An evaluator's declaration of their interest in a bidder.
    DeclarationId / DeclarationTag;
    /// A proposal to go on without an evaluator.
    WaiverId / WaiverTag;
    /// A mark that a panel agreed.
    AgreedMarkId / AgreedMarkTag;
    /// A doubt about whether a bid can be kept.
    FlagId / FlagTag;
    /// A question to a supplier about its bid.
    ClarificationId / ClarificationTag;
    /// A challenge of a proposed award.
    ChallengeId / ChallengeTag;
    /// A contract that followed an award.
    ContractId / ContractTag;
    /// A commitment: a quantity of a resource owed to a need.
    CommitmentId / CommitmentTag;
    /// A supplier's claim that it delivered against a commitment.
    DeliveryId / DeliveryTag;
    /// A policy pack of an authority.
    PolicyPackId / PolicyPackTag;
    /// A version of an authority's policy pack.
    PolicyVersionId / PolicyVersionTag;
    /// A waiver of a rule on the choice of measures.
    MeasureWaiverId / MeasureWaiverTag;
    /// A file of proxy values that an authority has a licence for.
    ProxySetId / ProxySetTag;
    /// A complaint about the exchange.
    ComplaintId / ComplaintTag;
    /// An entry in the ledger.
    EntryId / EntryTag;
    /// An event in the audit log.
    EventId / EventTag;
    /// A job of the background worker.
    JobId / JobTag;
    /// A message on its way out: mail, an event or a webhook.
    OutboxId / OutboxTag;
}
