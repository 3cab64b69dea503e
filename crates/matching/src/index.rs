//! Many offers or needs, so arranged that those which could fit are found without looking at the rest.
//!
//! Everything is filed by resource, and under that by place in grids of several sizes: a thing that reaches far lies in a
//! grid of large squares, so that from any point only the squares around it need be searched in each.

use std::collections::{BTreeMap, HashMap};

use svx_domain::{NeedId, OfferId, Window};
use svx_places::Point;

use crate::grid::{Entry, Grid};
use crate::model::{Need, Offer};
use crate::words::day_number;

/// What can be put into an [`Index`]: a [`Need`] or an [`Offer`].
pub trait Indexed {
    /// What it is told apart by.
    type Id: Copy + Ord + std::hash::Hash;
    /// Its id.
    fn id(&self) -> Self::Id;
    /// The codes it is looked for under.
    fn resources(&self) -> impl Iterator<Item = &str>;
    /// Where it is.
    fn place(&self) -> Option<Point>;
    /// How far it reaches out from there, in metres.
    fn reach_m(&self) -> u32;
    /// Whether it is to be found from anywhere by what is remote too.
    fn remote(&self) -> bool;
    /// The days on which it is wanted or free; nothing for any time.
    fn window(&self) -> Option<Window>;
}

impl Indexed for Offer {
    type Id = OfferId;

    fn id(&self) -> OfferId {
        self.id
    }

    fn resources(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.resource.as_str())
    }

    fn place(&self) -> Option<Point> {
        self.place
    }

    fn reach_m(&self) -> u32 {
        self.radius_m
    }

    fn remote(&self) -> bool {
        self.remote
    }

    fn window(&self) -> Option<Window> {
        self.window
    }
}

impl Indexed for Need {
    type Id = NeedId;

    fn id(&self) -> NeedId {
        self.id
    }

    /// Each code once, though a price book may list a resource among its own substitutes.
    fn resources(&self) -> impl Iterator<Item = &str> {
        let others =
            self.substitutes.iter().enumerate().filter(|(at, substitute)| {
                **substitute != self.resource && !self.substitutes[..*at].contains(substitute)
            });
        std::iter::once(self.resource.as_str()).chain(others.map(|(_, substitute)| substitute.as_str()))
    }

    fn place(&self) -> Option<Point> {
        self.place
    }

    fn reach_m(&self) -> u32 {
        0
    }

    fn remote(&self) -> bool {
        self.remote
    }

    fn window(&self) -> Option<Window> {
        self.window
    }
}

/// The side of the smallest squares. Smaller ones would mostly be empty.
const SMALLEST_SIDE_M: u32 = 4_000;

/// Needs or offers, found by resource and place.
#[derive(Debug, Clone)]
pub struct Index<T: Indexed> {
    items: Vec<Option<T>>,
    vacant: Vec<u32>,
    slots: HashMap<T::Id, u32>,
    shelves: HashMap<String, Shelf>,
}

/// What there is of one resource.
#[derive(Debug, Clone, Default)]
struct Shelf {
    /// By the side of the squares, which is at least the reach of everything in them.
    grids: BTreeMap<u32, Grid>,
    remote: Vec<u32>,
}

impl<T: Indexed> Default for Index<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            vacant: Vec::new(),
            slots: HashMap::new(),
            shelves: HashMap::new(),
        }
    }
}

impl<T: Indexed> FromIterator<T> for Index<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut index = Self::default();
        items.into_iter().for_each(|item| drop(index.insert(item)));
        index
    }
}

impl<T: Indexed> Index<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The one with this id.
    pub fn get(&self, id: T::Id) -> Option<&T> {
        self.slots.get(&id).and_then(|slot| self.items[*slot as usize].as_ref())
    }

    /// Puts one in and gives back the one it replaces, which had the same id.
    pub fn insert(&mut self, item: T) -> Option<T> {
        let replaced = self.remove(item.id());
        let slot = self.vacant.pop().unwrap_or_else(|| {
            self.items.push(None);
            u32::try_from(self.items.len() - 1).expect("four thousand million needs or offers do not fit in memory")
        });
        for code in item.resources() {
            self.shelves.entry(code.to_owned()).or_default().insert(&item, slot);
        }
        self.slots.insert(item.id(), slot);
        self.items[slot as usize] = Some(item);
        replaced
    }

    /// Takes one out.
    pub fn remove(&mut self, id: T::Id) -> Option<T> {
        let slot = self.slots.remove(&id)?;
        let item = self.items[slot as usize].take()?;
        for code in item.resources() {
            if let Some(shelf) = self.shelves.get_mut(code) {
                shelf.remove(&item, slot);
            }
        }
        self.vacant.push(slot);
        Some(item)
    }

    /// Hands over, each once, everything under this code that may meet one at this place with this reach on these days.
    /// `remote` asks for what is remote as well. Some of it will not fit; nothing that does is left out.
    pub(crate) fn candidates<'a>(&'a self, code: &str, seeker: &Seeker, mut visit: impl FnMut(&'a T)) {
        let Some(shelf) = self.shelves.get(code) else {
            return;
        };
        if seeker.remote {
            shelf
                .remote
                .iter()
                .filter_map(|slot| self.items[*slot as usize].as_ref())
                .for_each(&mut visit);
        }
        let Some(at) = seeker.place else {
            return;
        };
        for (side_m, grid) in &shelf.grids {
            grid.near(at, seeker.reach_m.max(*side_m), |entry| {
                let apart = entry.days.1 < seeker.days.0 || seeker.days.1 < entry.days.0;
                if apart || at.distance_m(entry.at) > seeker.reach_m.max(entry.reach_m) {
                    return;
                }
                let item = self.items[entry.slot as usize].as_ref();
                if let Some(item) = item.filter(|item| !(seeker.remote && item.remote())) {
                    visit(item);
                }
            });
        }
    }
}

/// One that looks for others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeker {
    place: Option<Point>,
    reach_m: u32,
    remote: bool,
    days: (i32, i32),
}

impl Seeker {
    pub(crate) fn new<S: Indexed>(one: &S) -> Self {
        Self {
            place: one.place(),
            reach_m: one.reach_m(),
            remote: one.remote(),
            days: days(one.window()),
        }
    }
}

/// The first and the last day by number.
fn days(window: Option<Window>) -> (i32, i32) {
    window.map_or((i32::MIN, i32::MAX), |window| {
        (day_number(window.from), day_number(window.to))
    })
}

impl Shelf {
    fn insert<T: Indexed>(&mut self, item: &T, slot: u32) {
        if item.remote() {
            self.remote.push(slot);
        }
        if let Some(at) = item.place() {
            let side_m = side_m(item.reach_m());
            self.grids
                .entry(side_m)
                .or_insert_with(|| Grid::new(side_m))
                .insert(Entry {
                    slot,
                    at,
                    reach_m: item.reach_m(),
                    days: days(item.window()),
                });
        }
    }

    fn remove<T: Indexed>(&mut self, item: &T, slot: u32) {
        if item.remote() {
            self.remote.retain(|other| *other != slot);
        }
        if let Some(grid) = item
            .place()
            .and_then(|at| Some((at, self.grids.get_mut(&side_m(item.reach_m()))?)))
        {
            grid.1.remove(grid.0, slot);
        }
    }
}

/// The side of the squares for things of this reach: it is doubled from the smallest until it is not less.
fn side_m(reach_m: u32) -> u32 {
    let doublings = (0..u32::BITS).map(|doublings| SMALLEST_SIDE_M.saturating_mul(1_u32 << doublings));
    doublings
        .into_iter()
        .find(|side_m| *side_m >= reach_m)
        .unwrap_or(u32::MAX)
}
