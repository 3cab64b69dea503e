//! Offers so packed that every need of a country can be held against all that could serve it.
//!
//! The rules are those of [`crate::compatibility`]; here they are asked of plain numbers, in the order in which they rule out
//! most, and only over ground that is within reach. A test holds the two against each other.

use std::collections::HashMap;

use svx_domain::OrganisationId;

use crate::compatibility::facts;
use crate::discs::{Disc, Discs};
use crate::model::{DAYS_NEEDED_MIN, Membership, Need, Offer};
use crate::weights::{Measures, Score, Weights};
use crate::words::{day_number, is_open, length};

/// Tags that needs require have a bit each, as far as there are bits; the last stands for any other.
const OTHER_TAGS: u64 = 1 << 63;
const TAG_BITS: u32 = 63;

/// An offer in plain numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed {
    pub(crate) east: i32,
    pub(crate) north: i32,
    pub(crate) radius_m: u32,
    /// The place in the list of offers.
    offer: u32,
    from: i32,
    to: i32,
    remote: bool,
    /// Whether something of it is beyond plain numbers: conflicts, or the exchanges it is on.
    special: bool,
    tags: u64,
    quantity: i64,
    supplier: OrganisationId,
}

/// How far the offers of the right kind got for one need, rule by rule: each count is of those that passed all before it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Offers of what is asked for, or of a substitute.
    pub kind: u32,
    /// Within reach.
    pub reach: u32,
    /// Free long enough on the days it is wanted.
    pub dates: u32,
    /// Providing every condition.
    pub conditions: u32,
    /// Large enough, where the need must be served whole.
    pub size: u32,
    /// Not ruled out between the two organisations.
    pub standing: u32,
}

/// What there is of one resource.
#[derive(Debug, Default)]
struct Shelf {
    discs: Discs,
    remote: Vec<Packed>,
    count: u32,
}

/// All offers, by resource and place.
#[derive(Debug)]
pub(crate) struct Shelves<'a> {
    offers: &'a [Offer],
    codes: HashMap<&'a str, u32>,
    shelves: Vec<Shelf>,
    tags: HashMap<&'a str, u64>,
}

impl<'a> Shelves<'a> {
    /// Packs the offers for these needs.
    pub(crate) fn new(needs: &'a [Need], offers: &'a [Offer]) -> Self {
        let tags = tag_bits(needs);
        let mut codes = HashMap::new();
        let mut shelves: Vec<Shelf> = Vec::new();
        let mut placed: Vec<Vec<Packed>> = Vec::new();
        for (at, offer) in offers.iter().enumerate() {
            let next = codes.len() as u32;
            let shelf = *codes.entry(offer.resource.as_str()).or_insert(next) as usize;
            if shelf == shelves.len() {
                shelves.push(Shelf::default());
                placed.push(Vec::new());
            }
            let packed = pack(offer, at, &tags);
            shelves[shelf].count += 1;
            if offer.remote {
                shelves[shelf].remote.push(packed);
            }
            if offer.place.is_some() {
                placed[shelf].push(packed);
            }
        }
        for (shelf, placed) in shelves.iter_mut().zip(placed) {
            shelf.discs = Discs::new(placed);
        }
        Self {
            offers,
            codes,
            shelves,
            tags,
        }
    }

    /// The number of a resource's shelf; nothing where nobody offers it.
    pub(crate) fn shelf(&self, resource: &str) -> Option<u32> {
        self.codes.get(resource).copied()
    }

    /// Hands over every offer that fits the need, with what one unit is worth, and says how far the others got.
    pub(crate) fn fits(&self, need: &Need, weights: &Weights, mut found: impl FnMut(u32, Score)) -> Tally {
        let wanted = Wanted::new(need, &self.tags);
        let mut tally = Tally::default();
        for code in crate::index::Indexed::resources(need) {
            let Some(shelf) = self.shelf(code).map(|at| &self.shelves[at as usize]) else {
                continue;
            };
            tally.kind += shelf.count;
            let exact = code == need.resource;
            let mut hold = |packed: &Packed, distance_m: Option<u32>| {
                let offer = &self.offers[packed.offer as usize];
                if wanted.fits(packed, offer, &mut tally) {
                    found(packed.offer, wanted.score(packed, offer, distance_m, exact, weights));
                }
            };
            if need.remote {
                shelf.remote.iter().for_each(|packed| hold(packed, None));
            }
            if let Some(at) = need.place {
                shelf.discs.reaching(at, |packed, distance_m| {
                    if !(need.remote && packed.remote) {
                        hold(packed, Some(distance_m));
                    }
                });
            }
        }
        tally
    }
}

impl Disc for Packed {
    fn place(&self) -> (i32, i32) {
        (self.east, self.north)
    }

    fn radius_m(&self) -> u32 {
        self.radius_m
    }
}

/// A need in plain numbers.
struct Wanted<'n> {
    need: &'n Need,
    from: i64,
    to: i64,
    days_needed: i64,
    /// The days it is wanted on, where they count for the value.
    days: Option<u32>,
    tags: u64,
    quantity: i64,
    special: bool,
}

impl<'n> Wanted<'n> {
    fn new(need: &'n Need, bits: &HashMap<&str, u64>) -> Self {
        let (from, to) = need.window.as_ref().map_or((i32::MIN, i32::MAX), |window| {
            (day_number(window.from), day_number(window.to))
        });
        let tags = need
            .requires
            .iter()
            .map(|tag| bits.get(tag.as_str()).copied().unwrap_or(OTHER_TAGS));
        Self {
            need,
            from: from.into(),
            to: to.into(),
            days_needed: need.days_needed.max(DAYS_NEEDED_MIN).into(),
            days: need.window.as_ref().filter(|window| !is_open(window)).map(length),
            tags: tags.fold(0, |all, tag| all | tag),
            quantity: need.quantity.thousandths(),
            special: !need.declined.is_empty() || !need.conflicts.is_empty() || need.authorities != Membership::Anyone,
        }
    }

    fn fits(&self, packed: &Packed, offer: &Offer, tally: &mut Tally) -> bool {
        tally.reach += 1;
        if self.overlap(packed) < self.days_needed {
            return false;
        }
        tally.dates += 1;
        if !self.provided(packed, offer) {
            return false;
        }
        tally.conditions += 1;
        let enough = packed.quantity > 0 && (self.need.divisible || packed.quantity >= self.quantity);
        if !enough || self.quantity <= 0 {
            return false;
        }
        tally.size += 1;
        let plain = !self.special && !packed.special && packed.supplier != self.need.community;
        if !plain && facts(self.need, offer).is_none() {
            return false;
        }
        tally.standing += 1;
        true
    }

    fn overlap(&self, packed: &Packed) -> i64 {
        self.to.min(packed.to.into()) - self.from.max(packed.from.into()) + 1
    }

    fn provided(&self, packed: &Packed, offer: &Offer) -> bool {
        if self.tags & OTHER_TAGS == 0 {
            return self.tags & !packed.tags == 0;
        }
        self.need.requires.iter().all(|tag| offer.provides.contains(tag))
    }

    fn score(&self, packed: &Packed, offer: &Offer, distance_m: Option<u32>, exact: bool, weights: &Weights) -> Score {
        let together = u32::try_from(self.overlap(packed)).unwrap_or(u32::MAX);
        weights.total(
            self.need,
            &Measures {
                given: packed.quantity.min(self.quantity),
                days: self.days.map(|wanted| (together, wanted)),
                distance_m,
                exact,
                alike: self.need.text.alike(&offer.text),
            },
        )
    }
}

fn pack(offer: &Offer, at: usize, bits: &HashMap<&str, u64>) -> Packed {
    let place = offer.place.map_or((0, 0), |at| (at.easting_m, at.northing_m));
    let (from, to) = offer.window.as_ref().map_or((i32::MIN, i32::MAX), |window| {
        (day_number(window.from), day_number(window.to))
    });
    let tags = offer.provides.iter().filter_map(|tag| bits.get(tag.as_str()));
    Packed {
        east: place.0,
        north: place.1,
        radius_m: offer.radius_m,
        offer: at as u32,
        from,
        to,
        remote: offer.remote,
        special: !offer.conflicts.is_empty() || offer.authorities != Membership::Anyone,
        tags: tags.fold(0, |all, tag| all | tag),
        quantity: offer.quantity.thousandths(),
        supplier: offer.supplier,
    }
}

/// A bit for each tag that is required anywhere, in the order in which they are met.
fn tag_bits(needs: &[Need]) -> HashMap<&str, u64> {
    let mut bits = HashMap::new();
    for tag in needs.iter().flat_map(|need| &need.requires) {
        let next = bits.len() as u32;
        if next < TAG_BITS {
            bits.entry(tag.as_str()).or_insert(1 << next);
        }
    }
    bits
}
