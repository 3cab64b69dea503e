//! An object of an auction file with its place, read member by member. Values have one form each, so that a file cannot say
//! the same thing in two ways.

use jiff::{Timestamp, civil::Date};
use svx_auction::{Digest, Total};
use svx_domain::{Id, Money, Quantity};
use svx_scoring::Path;

use crate::json::Json;
use crate::tender::members::Member;
use crate::tender::walk::{Members, Walk, excerpt, get, what};

/// An object; a member that is missing was reported when it was made.
pub(super) struct Object<'a> {
    path: Path<'a>,
    members: Members<'a>,
}

impl<'a> Object<'a> {
    pub(super) fn of(walk: &mut Walk, path: Path<'a>, json: &'a Json, known: &[Member]) -> Option<Self> {
        let members = walk.object(&path, json, known)?;
        Some(Self { path, members })
    }

    /// Notes what is wrong with a member.
    pub(super) fn wrong(&self, walk: &mut Walk, name: &str, message: &str) {
        walk.add(&self.path.member(name), message);
    }

    pub(super) fn object<'b>(&'b self, walk: &mut Walk, name: &'b str, known: &[Member]) -> Option<Object<'b>> {
        Object::of(walk, self.path.member(name), get(self.members, name)?, known)
    }

    /// A member that may be null.
    pub(super) fn optional<T>(
        &self,
        walk: &mut Walk,
        name: &str,
        read: impl FnOnce(&Self, &mut Walk, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        match get(self.members, name)? {
            Json::Null => Some(None),
            _ => read(self, walk, name).map(Some),
        }
    }

    pub(super) fn list<T>(
        &self,
        walk: &mut Walk,
        name: &str,
        mut read: impl FnMut(&mut Walk, &Path<'_>, &Json) -> Option<T>,
    ) -> Option<Vec<T>> {
        let path = self.path.member(name);
        let Json::Array(items) = get(self.members, name)? else {
            walk.add(&path, "must be an array");
            return None;
        };
        let read = items
            .iter()
            .enumerate()
            .map(|(index, json)| read(walk, &path.item(index), json));
        // Every item is read, so that every problem is found.
        let read: Vec<Option<T>> = read.collect();
        read.into_iter().collect()
    }

    pub(super) fn text(&self, walk: &mut Walk, name: &str) -> Option<String> {
        walk.text(&self.path.member(name), get(self.members, name)?)
            .map(str::to_owned)
    }

    pub(super) fn choice<T: Copy>(&self, walk: &mut Walk, name: &str, names: &[(&str, T)]) -> Option<T> {
        walk.choice(&self.path.member(name), get(self.members, name)?, names)
    }

    /// A text that has one form only: `read` takes it, and `write` must give it again.
    pub(super) fn exact<T>(
        &self,
        walk: &mut Walk,
        name: &str,
        is: &str,
        read: impl FnOnce(&str) -> Option<T>,
        write: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let text = self.text(walk, name)?;
        let found = read(&text);
        if found.as_ref().map(write).as_deref() == Some(&text) {
            return found;
        }
        let message = format!("\"{}\" is not {is}", excerpt(&text));
        walk.add(&self.path.member(name), message);
        None
    }

    pub(super) fn id<T>(&self, walk: &mut Walk, name: &str) -> Option<Id<T>> {
        self.exact(walk, name, "an id", |text| text.parse().ok(), Id::to_string)
    }

    pub(super) fn moment(&self, walk: &mut Walk, name: &str) -> Option<Timestamp> {
        let is = "a time in UTC, as 2026-10-01T12:00:00Z";
        self.exact(walk, name, is, |text| text.parse().ok(), Timestamp::to_string)
    }

    pub(super) fn date(&self, walk: &mut Walk, name: &str) -> Option<Date> {
        let is = "a date that exists, as 2026-10-01";
        self.exact(walk, name, is, |text| text.parse().ok(), Date::to_string)
    }

    pub(super) fn digest(&self, walk: &mut Walk, name: &str) -> Option<Digest> {
        self.bytes(walk, name)
    }

    /// So many bytes in lower-case hexadecimal.
    pub(super) fn bytes<const N: usize>(&self, walk: &mut Walk, name: &str) -> Option<[u8; N]> {
        let is = format!("{N} bytes in lower-case hexadecimal");
        let read = |text: &str| hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        self.exact(walk, name, &is, read, |bytes| hex::encode(bytes))
    }

    pub(super) fn total(&self, walk: &mut Walk, name: &str) -> Option<Total> {
        let is = "a number in its shortest form with at most 5 digits after the point, as 1200.5";
        self.exact(
            walk,
            name,
            is,
            |text| Total::parse_decimal(text).ok(),
            |total| total.to_decimal(),
        )
    }

    pub(super) fn quantity(&self, walk: &mut Walk, name: &str) -> Option<Quantity> {
        let is = "a quantity in its shortest form with at most 3 digits after the point, as 12.5";
        let write = |quantity: &Quantity| quantity.to_decimal();
        self.exact(walk, name, is, |text| Quantity::parse_decimal(text).ok(), write)
    }

    pub(super) fn money(&self, walk: &mut Walk, name: &str) -> Option<Money> {
        let is = "an amount with two digits after the point, as 1200.50";
        let write = |money: &Money| money.to_decimal();
        self.exact(walk, name, is, |text| Money::parse_decimal(text).ok(), write)
    }

    /// A number with two digits after the point, as hundredths.
    pub(super) fn hundredths(&self, walk: &mut Walk, name: &str) -> Option<u32> {
        let money = self.money(walk, name)?;
        let found = u32::try_from(money.pence()).ok();
        if found.is_none() {
            walk.add(&self.path.member(name), "is too large");
        }
        found
    }

    /// A whole JSON number: a count or a place, not a quantity.
    pub(super) fn whole(&self, walk: &mut Walk, name: &str) -> Option<u64> {
        match get(self.members, name)? {
            Json::Whole(number) => Some(*number),
            other => {
                let message = format!("{}: it must be a whole JSON number", what(other));
                walk.add(&self.path.member(name), message);
                None
            }
        }
    }

    pub(super) fn small<T: TryFrom<u64>>(&self, walk: &mut Walk, name: &str) -> Option<T> {
        let found = T::try_from(self.whole(walk, name)?).ok();
        if found.is_none() {
            walk.add(&self.path.member(name), "is too large");
        }
        found
    }

    pub(super) fn flag(&self, walk: &mut Walk, name: &str) -> Option<bool> {
        match get(self.members, name)? {
            Json::Bool(flag) => Some(*flag),
            other => {
                let message = format!("{}: it must be true or false", what(other));
                walk.add(&self.path.member(name), message);
                None
            }
        }
    }
}
