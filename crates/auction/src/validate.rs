//! Checking rules: every problem is found at once, each with its place.

use crate::{
    Digest, Extension, Lot, MAX_EXTENSION_SECS, MAX_EXTENSION_WINDOW_SECS, MAX_EXTENSIONS, MAX_ID_CHARS, MAX_LOTS,
    MAX_NEEDS, MAX_ROUND_SECS, MAX_TITLE_CHARS, MIN_ROUND_SECS, Need, Rules, Total, Unit, Visibility,
    WHOLE_BASIS_POINTS, rules_text,
};
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use svx_domain::{Money, Quantity};
use svx_scoring::{Path, Problem};

/// Rules that hold together, with their fingerprint. Copies are cheap.
#[derive(Debug, Clone)]
pub struct ValidRules(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rules: Rules,
    sha256: Digest,
    round_of: HashMap<String, usize>,
    need_at: HashMap<String, usize>,
}

impl PartialEq for ValidRules {
    fn eq(&self, other: &Self) -> bool {
        self.0.sha256 == other.0.sha256
    }
}
impl Eq for ValidRules {}

impl ValidRules {
    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// The SHA-256 of [`rules_text`].
    pub fn sha256(&self) -> Digest {
        self.0.sha256
    }

    /// The round in which a lot is contested.
    pub fn round_of(&self, lot: &str) -> Option<usize> {
        self.0.round_of.get(lot).copied()
    }

    /// A lot.
    pub fn lot(&self, id: &str) -> Option<&Lot> {
        self.rules().lots.iter().find(|lot| lot.id == id)
    }

    /// A need of the register.
    pub fn need(&self, id: &str) -> Option<&Need> {
        self.0.need_at.get(id).map(|index| &self.rules().needs[*index])
    }

    /// Whether totals may be held while the auction runs.
    pub fn holds_totals(&self) -> bool {
        self.rules().visibility != Visibility::Sealed
    }
}

impl Rules {
    /// The rules with their fingerprint, or everything that is wrong with them. `at` is where they stand in a file.
    pub fn validate(self, at: &Path<'_>) -> Result<ValidRules, Vec<Problem>> {
        let problems = self.problems(at);
        if !problems.is_empty() {
            return Err(problems);
        }
        let rounds = self.rounds.iter().enumerate();
        let round_of = rounds.flat_map(|(index, round)| round.lots.iter().map(move |lot| (lot.clone(), index)));
        let needs = self.needs.iter().enumerate();
        Ok(ValidRules(Arc::new(Inner {
            sha256: Sha256::digest(rules_text(&self)).into(),
            round_of: round_of.collect(),
            need_at: needs.map(|(index, need)| (need.id.clone(), index)).collect(),
            rules: self,
        })))
    }

    /// Everything that is wrong.
    pub fn problems(&self, at: &Path<'_>) -> Vec<Problem> {
        let mut check = Check(Vec::new());
        check.title(&at.member("ocid"), &self.ocid);
        check.title(&at.member("price_book"), &self.price_book);
        self.amounts(&mut check, at);
        self.extension(&mut check, at);
        self.lots(&mut check, at);
        self.rounds(&mut check, at);
        self.needs(&mut check, at);
        check.0
    }

    fn amounts(&self, check: &mut Check, at: &Path<'_>) {
        let sealed = self.visibility == Visibility::Sealed;
        if self.increment == Total::ZERO {
            check.add(
                &at.member("increment"),
                "must be more than 0: a bid that adds nothing is not a new bid",
            );
        }
        if self.reserve == Some(Total::ZERO) {
            check.add(
                &at.member("reserve"),
                "must be more than 0, or null where there is no reserve",
            );
        }
        if self.target == Some(Total::ZERO) {
            check.add(
                &at.member("target"),
                "must be more than 0, or null where there is no target",
            );
        } else if let (Some(reserve), Some(target)) = (self.reserve, self.target)
            && target < reserve
        {
            check.add(&at.member("target"), "is below the reserve");
        }
        for (name, share) in [("cap", self.cap_basis_points), ("realism", self.realism_basis_points)] {
            if share.is_some_and(|share| share == 0 || share > WHOLE_BASIS_POINTS) {
                check.add(
                    &at.member(name),
                    "must be more than 0 and at most 100 percent of the lot's value",
                );
            }
        }
        if let (Some(cap), Some(realism)) = (self.cap_basis_points, self.realism_basis_points)
            && realism > cap
        {
            check.add(&at.member("realism"), "is above the cap, so it could never be reached");
        }
        if sealed && self.extension.is_some() {
            let message =
                "must be null in a sealed auction: nobody may know who leads, so no bid can be seen to change it";
            check.add(&at.member("extension"), message);
        }
    }

    fn extension(&self, check: &mut Check, at: &Path<'_>) {
        let Some(Extension {
            window_secs,
            by_secs,
            most,
        }) = self.extension
        else {
            return;
        };
        let at = at.member("extension");
        for (name, value, max) in [
            ("window_seconds", window_secs, MAX_EXTENSION_WINDOW_SECS),
            ("by_seconds", by_secs, MAX_EXTENSION_SECS),
            ("most", most, MAX_EXTENSIONS),
        ] {
            if value == 0 || value > max {
                check.add(&at.member(name), format!("is {value}: it must be from 1 to {max}"));
            }
        }
    }

    fn lots(&self, check: &mut Check, at: &Path<'_>) {
        let list = at.member("lots");
        check.count(&list, self.lots.len(), MAX_LOTS);
        let mut seen = HashSet::new();
        for (index, lot) in self.lots.iter().enumerate() {
            let at = list.item(index);
            check.id(&at.member("id"), &lot.id, &mut seen);
            check.title(&at.member("title"), &lot.title);
            if lot.value <= Money::ZERO || lot.value > Money::MAX {
                check.add(&at.member("value"), "must be more than 0");
            }
        }
    }

    fn rounds(&self, check: &mut Check, at: &Path<'_>) {
        let list = at.member("rounds");
        check.count(&list, self.rounds.len(), MAX_LOTS);
        let mut placed = HashSet::new();
        let mut before = None;
        for (index, round) in self.rounds.iter().enumerate() {
            let at = list.item(index);
            check.count(&at.member("lots"), round.lots.len(), MAX_LOTS);
            for (index, lot) in round.lots.iter().enumerate() {
                let lots = at.member("lots");
                if !self.lots.iter().any(|known| known.id == *lot) {
                    check.add(&lots.item(index), "is not the id of a lot");
                } else if !placed.insert(lot) {
                    check.add(&lots.item(index), "is contested more than once");
                }
            }
            for (name, moment) in [("opens_at", round.opens_at), ("closes_at", round.closes_at)] {
                if moment.subsec_nanosecond() % 1_000 != 0 {
                    check.add(&at.member(name), "must be a whole number of microseconds");
                }
            }
            let secs = round.closes_at.duration_since(round.opens_at).as_secs();
            if secs < MIN_ROUND_SECS {
                check.add(
                    &at.member("closes_at"),
                    "must be at least a minute after the round opens",
                );
            } else if secs > MAX_ROUND_SECS {
                check.add(&at.member("closes_at"), "must be at most 90 days after the round opens");
            }
            if before.is_some_and(|before| round.opens_at < before) {
                check.add(&at.member("opens_at"), "must not be before the round before it closes");
            }
            before = Some(round.closes_at);
        }
        for (index, lot) in self.lots.iter().enumerate() {
            if !placed.contains(&lot.id) {
                check.add(&at.member("lots").item(index), "is in no round");
            }
        }
    }

    fn needs(&self, check: &mut Check, at: &Path<'_>) {
        let list = at.member("needs");
        check.count(&list, self.needs.len(), MAX_NEEDS);
        let mut seen = HashSet::new();
        for (index, need) in self.needs.iter().enumerate() {
            let at = list.item(index);
            check.id(&at.member("id"), &need.id, &mut seen);
            if !self.lots.iter().any(|lot| lot.id == need.lot) {
                check.add(&at.member("lot"), "is not the id of a lot");
            }
            if need.asked <= Quantity::ZERO || need.asked > Quantity::MAX {
                check.add(&at.member("asked"), "must be more than 0 and at most 10,000,000");
            }
            if need
                .price
                .is_some_and(|price| price < Money::ZERO || price > Money::MAX)
            {
                check.add(&at.member("price"), "must be from 0 to 100,000,000,000");
            }
            match (self.unit, need.points, need.price) {
                (Unit::Points, None, _) => check.add(&at.member("points"), "is missing: points are what is compared"),
                (Unit::Pounds | Unit::Rate, Some(_), _) => {
                    check.add(&at.member("points"), "must be null: points are not what is compared");
                }
                (Unit::Rate, _, Some(_)) => {
                    check.add(&at.member("price"), "must be null: a rate is pledged in pounds already");
                }
                _ => {}
            }
        }
    }
}

struct Check(Vec<Problem>);

impl Check {
    fn add(&mut self, at: &Path<'_>, message: impl Into<String>) {
        self.0.push(at.problem(message));
    }

    fn count(&mut self, at: &Path<'_>, count: usize, most: usize) {
        if count == 0 {
            self.add(at, "is empty");
        } else if count > most {
            self.add(at, format!("has {count} entries: at most {most} are allowed"));
        }
    }

    fn id<'i>(&mut self, at: &Path<'_>, id: &'i str, seen: &mut HashSet<&'i str>) {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if id.is_empty() || id.len() > MAX_ID_CHARS || !id.bytes().all(fits) {
            self.add(
                at,
                format!("must be 1 to {MAX_ID_CHARS} lower-case letters, digits and hyphens"),
            );
        } else if !seen.insert(id) {
            self.add(at, "is the id of another entry too");
        }
    }

    fn title(&mut self, at: &Path<'_>, title: &str) {
        if title.trim().is_empty() {
            self.add(at, "is empty");
        } else if title.trim() != title || title.chars().any(char::is_control) {
            self.add(at, "has blanks at its start or end, or control characters in it");
        } else if title.chars().count() > MAX_TITLE_CHARS {
            self.add(at, format!("is longer than {MAX_TITLE_CHARS} characters"));
        }
    }
}
