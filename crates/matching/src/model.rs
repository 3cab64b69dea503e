//! What the rules need to know of a need and of an offer, and nothing more.

use svx_domain::{NeedId, OfferId, OrganisationId, Quantity, Window};
use svx_places::Point;

use crate::text::Text;

/// The least of the priorities of a need.
pub const PRIORITY_MIN: u8 = 1;
/// The greatest of them.
pub const PRIORITY_MAX: u8 = 5;
/// The shortest time together that can serve a need, in days.
pub const DAYS_NEEDED_MIN: u32 = 1;

/// What a community needs and has not yet been promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Which need.
    pub id: NeedId,
    /// The organisation that asks.
    pub community: OrganisationId,
    /// The price book's code of what is asked for.
    pub resource: String,
    /// What that is called in the plural, for reasons: "laptops", "hours of plumbing".
    pub resource_name: String,
    /// Codes of what the price book says will do instead.
    pub substitutes: Vec<String>,
    /// How much is still wanted.
    pub quantity: Quantity,
    /// Whether a part of it is of use. If not, one offer must give all of it.
    pub divisible: bool,
    /// From [`PRIORITY_MIN`] to [`PRIORITY_MAX`], the most pressing.
    pub priority: u8,
    /// The days on which it is wanted; nothing for any time.
    pub window: Option<Window>,
    /// How many of those days an offer must be free on, at least [`DAYS_NEEDED_MIN`].
    pub days_needed: u32,
    /// Where it is wanted.
    pub place: Option<Point>,
    /// Whether it can be served from anywhere.
    pub remote: bool,
    /// Conditions that an offer must provide, such as `dbs` or `delivery`.
    pub requires: Vec<String>,
    /// The authorities whose exchange the project is on.
    pub authorities: Membership,
    /// Offers that one side has already turned down for this need.
    pub declined: Vec<OfferId>,
    /// Suppliers with whom a conflict of interest is declared.
    pub conflicts: Vec<OrganisationId>,
    /// The tenth of small areas by deprivation that its place is in: 1 for the most deprived, 10 for the least. Nothing where
    /// that is not known.
    pub deprivation: Option<u8>,
    /// What it says of itself, to be held against what offers say.
    pub text: Text,
}

/// What a supplier can spare and has not yet promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which offer.
    pub id: OfferId,
    /// The organisation that offers.
    pub supplier: OrganisationId,
    /// The price book's code of what is offered.
    pub resource: String,
    /// What that is called in the plural.
    pub resource_name: String,
    /// How much is still to be had.
    pub quantity: Quantity,
    /// The days on which it is free; nothing for any time.
    pub window: Option<Window>,
    /// Where it sets out from.
    pub place: Option<Point>,
    /// How far it travels, in metres.
    pub radius_m: u32,
    /// Whether it can be given from anywhere.
    pub remote: bool,
    /// Conditions that it meets.
    pub provides: Vec<String>,
    /// The authorities whose exchange has approved the supplier.
    pub authorities: Membership,
    /// Communities with whom a conflict of interest is declared.
    pub conflicts: Vec<OrganisationId>,
    /// What it says of itself.
    pub text: Text,
}

/// Whose exchange something is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// No exchange in particular: two files held against each other, say. It meets every other.
    Anyone,
    /// The exchanges of these authorities.
    Of(Vec<OrganisationId>),
}

impl Need {
    /// Whether a resource is what is asked for or will do instead.
    pub fn accepts(&self, resource: &str) -> bool {
        self.resource == resource || self.substitutes.iter().any(|substitute| substitute == resource)
    }
}
