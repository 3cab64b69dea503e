//! Changing a set-up piece by piece, as its pages do. Each piece is checked by itself; the whole is checked before it is
//! published, so that a set-up can be saved while something in it is still to come.

use super::{
    Award, Condition, Formula, How, Item, MAX_CRITERIA, MAX_DECIMALS, MAX_LEVELS, MAX_NAME_CHARS, MAX_PARTS, Parts,
    QUANTITATIVE, Question, Questions, Setup, Step, check, model::is_numbered, numbers, usual_scale,
};
use crate::Invalid;
use std::collections::BTreeSet;
use svx_scoring::rules::{EARLIEST_RECEIPT, PRICE, SOCIAL_VALUE};

/// The most characters of an id that is made of a name.
const MAX_SLUG_CHARS: usize = 40;

/// A kind of criterion or part that can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The price.
    Price,
    /// Social value, which is split into pledges and questions.
    SocialValue,
    /// What pledges would cost.
    Pledges,
    /// Questions that are marked.
    Questions,
    /// A condition, or what earns all or nothing.
    PassFail,
    /// A criterion that is split into parts.
    Parts,
}

impl Kind {
    /// Every kind, with its name in forms.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("price", Self::Price),
        ("social-value", Self::SocialValue),
        ("pledges", Self::Pledges),
        ("questions", Self::Questions),
        ("pass-fail", Self::PassFail),
        ("parts", Self::Parts),
    ];

    /// Whether it has a name of its own.
    pub const fn is_named(self) -> bool {
        matches!(self, Self::Questions | Self::PassFail | Self::Parts)
    }

    fn item(self, name: &str) -> Item {
        let (id, name, how) = match self {
            Self::Price => (PRICE, "Price", How::Price(Formula::usual_for_price())),
            Self::SocialValue => (SOCIAL_VALUE, "Social value", How::Parts(Parts::default())),
            Self::Pledges => (QUANTITATIVE, "Pledges", How::Pledges(Formula::usual_for_pledges())),
            Self::Questions => {
                let questions = Questions {
                    scale: usual_scale(),
                    questions: vec![Question::default()],
                };
                ("", name, How::Questions(questions))
            }
            Self::PassFail => ("", name, How::PassFail(Condition::default())),
            Self::Parts => ("", name, How::Parts(Parts::default())),
        };
        Item {
            id: id.to_owned(),
            name: name.to_owned(),
            weight: String::new(),
            how,
            required_by: Vec::new(),
        }
    }
}

impl Setup {
    /// The siblings under a criterion, or the criteria themselves, and how deep they are.
    fn group_mut(&mut self, id: Option<&str>) -> Option<(&mut Vec<Item>, usize)> {
        fn find<'a>(items: &'a mut [Item], id: &str, level: usize) -> Option<(&'a mut Vec<Item>, usize)> {
            for item in items {
                let is_it = item.id == id;
                if let How::Parts(parts) = &mut item.how {
                    if is_it {
                        return Some((&mut parts.parts, level + 1));
                    }
                    if let Some(found) = find(&mut parts.parts, id, level + 1) {
                        return Some(found);
                    }
                }
            }
            None
        }
        match id {
            None => Some((&mut self.criteria, 0)),
            Some(id) => find(&mut self.criteria, id, 0),
        }
    }

    fn level(&self, id: &str) -> usize {
        fn depth(items: &[Item], id: &str) -> Option<usize> {
            items.iter().find_map(|item| {
                if item.id == id {
                    Some(0)
                } else {
                    depth(item.parts(), id).map(|below| below + 1)
                }
            })
        }
        depth(&self.criteria, id).unwrap_or(0)
    }

    /// The kinds that can be added under a criterion, or as criteria.
    pub fn kinds(&self, to: Option<&str>) -> Vec<Kind> {
        let mut kinds = Vec::new();
        let top = to
            .and_then(|id| self.items().into_iter().find(|(_, item)| item.id == id))
            .map(|(top, _)| top);
        if to.is_none() && !self.has_price() {
            kinds.push(Kind::Price);
        }
        if to.is_none() && !self.has_social_value() {
            kinds.push(Kind::SocialValue);
        }
        if top.is_some_and(|top| top.id == SOCIAL_VALUE) && !self.has_pledges() {
            kinds.push(Kind::Pledges);
        }
        kinds.extend([Kind::Questions, Kind::PassFail]);
        if to.is_none_or(|id| self.level(id) + 1 < MAX_LEVELS) {
            kinds.push(Kind::Parts);
        }
        kinds
    }

    /// Adds a criterion, or a part of one, and gives its id.
    pub fn add(&mut self, to: Option<&str>, kind: Kind, name: &str) -> Result<String, Invalid> {
        let name = name.trim();
        if !self.kinds(to).contains(&kind) {
            return Err(Invalid::one("kind", "Choose one of these"));
        }
        if kind.is_named() && (name.is_empty() || name.chars().count() > MAX_NAME_CHARS) {
            let message = format!("Enter a name of at most {MAX_NAME_CHARS} characters");
            return Err(Invalid::one("name", message));
        }
        let mut item = kind.item(name);
        if item.id.is_empty() {
            item.id = self.free_id(name);
        }
        let id = item.id.clone();
        let Some((group, level)) = self.group_mut(to) else {
            return Err(Invalid::one("kind", "It cannot be added here"));
        };
        let most = if level == 0 { MAX_CRITERIA } else { MAX_PARTS };
        if group.len() >= most {
            return Err(Invalid::one("kind", format!("There can be at most {most} here")));
        }
        group.push(item);
        self.give_ids();
        Ok(id)
    }

    /// An id made of a name that nothing else has.
    fn free_id(&self, name: &str) -> String {
        let mut slug = String::new();
        for character in name.to_lowercase().chars() {
            if character.is_ascii_alphanumeric() {
                slug.push(character);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug: String = slug.chars().take(MAX_SLUG_CHARS).collect();
        let slug = match slug.trim_matches('-') {
            "" => "criterion",
            slug => slug,
        };
        let asked = self.asked();
        let taken = |id: &str| {
            [PRICE, SOCIAL_VALUE, EARLIEST_RECEIPT].contains(&id)
                || is_numbered(id)
                || self.item(id).is_some()
                || asked.iter().any(|asked| asked.id == id)
        };
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let mut ids = std::iter::once(slug.to_owned()).chain(numbered);
        ids.find(|id| !taken(id)).unwrap_or_default()
    }

    /// Takes a criterion or part away, and every mention of it. `false` where there is none.
    pub fn remove(&mut self, id: &str) -> bool {
        fn remove(items: &mut Vec<Item>, id: &str) -> bool {
            let before = items.len();
            items.retain(|item| item.id != id);
            let mut removed = items.len() < before;
            for item in items {
                item.required_by.retain(|required| required != id);
                if let How::Parts(parts) = &mut item.how {
                    removed |= remove(&mut parts.parts, id);
                }
            }
            removed
        }
        self.tie_break.retain(|entry| entry != id);
        remove(&mut self.criteria, id)
    }

    /// Sets the weights of siblings, and which of them the others depend on.
    pub fn set_weights(
        &mut self,
        group: Option<&str>,
        weight: &dyn Fn(&str) -> String,
        required: &dyn Fn(&str) -> bool,
    ) -> Result<(), Invalid> {
        let price_may_be_nought = group.is_none() && self.award != Award::HighestTotal;
        let Some((items, level)) = self.group_mut(group) else {
            return Err(Invalid::one("weights", "There are no such parts"));
        };
        let depends: Vec<String> = items
            .iter()
            .map(|item| item.id.clone())
            .filter(|id| !required(id))
            .collect();
        for item in items.iter_mut() {
            item.weight = weight(&item.id);
            item.required_by = if level > 0 && required(&item.id) {
                depends.clone()
            } else {
                Vec::new()
            };
        }
        let mut invalid = Invalid::new();
        check::check_weights(&mut invalid, "weights", items, price_may_be_nought);
        if invalid.is_empty() { Ok(()) } else { Err(invalid) }
    }

    /// Sets how a criterion is marked, and what it is called.
    pub fn set_item(&mut self, id: &str, name: &str, how: How) -> Result<(), Invalid> {
        let Some(item) = self.item_mut(id) else {
            return Err(Invalid::one("name", "There is no such criterion any more"));
        };
        let mut invalid = Invalid::new();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            invalid.add("name", format!("Enter a name of at most {MAX_NAME_CHARS} characters"));
        }
        item.name = name.to_owned();
        item.how = how;
        if !matches!(item.how, How::Parts(_)) {
            check::check_how(&mut invalid, "how", &mut item.how, 0);
        }
        if invalid.is_empty() { Ok(()) } else { Err(invalid) }
    }

    /// Sets the scale on which the questions of a criterion are marked. Minimum marks that it does not have are taken away.
    pub fn set_scale(&mut self, id: &str, scale: Vec<Step>) -> Result<(), Invalid> {
        let kept = self.item(id).cloned();
        let Some((item, How::Questions(kept))) = kept.map(|item| (item.name, item.how)) else {
            return Err(Invalid::one("how.scale.0.mark", "There is no such criterion any more"));
        };
        let mut asked = Questions { scale, ..kept };
        let mut invalid = Invalid::new();
        check::check_scale(&mut invalid, "how", &mut asked.scale);
        if !invalid.is_empty() {
            return Err(invalid);
        }
        for question in &mut asked.questions {
            if !asked.scale.iter().any(|step| step.mark == question.threshold) {
                question.threshold.clear();
            }
        }
        if let Some(found) = self.item_mut(id) {
            (found.name, found.how) = (item, How::Questions(asked));
        }
        Ok(())
    }

    fn item_mut(&mut self, id: &str) -> Option<&mut Item> {
        fn find<'a>(items: &'a mut [Item], id: &str) -> Option<&'a mut Item> {
            for item in items {
                if item.id == id {
                    return Some(item);
                }
                if let How::Parts(parts) = &mut item.how
                    && let Some(found) = find(&mut parts.parts, id)
                {
                    return Some(found);
                }
            }
            None
        }
        find(&mut self.criteria, id)
    }

    /// Sets how the scores make a ranking.
    pub fn set_award(&mut self, award: Award, tie_break: Vec<String>, decimals: u32) -> Result<(), Invalid> {
        (self.award, self.tie_break, self.decimals) = (award, tie_break, decimals);
        let mut invalid = Invalid::new();
        if let Award::ValueForMoney { willingness_to_pay } = &mut self.award {
            let what = "What a point of quality is worth";
            numbers::amount(&mut invalid, "willingness_to_pay", what, willingness_to_pay, true);
        }
        if self.award != Award::HighestTotal && !self.has_price() {
            invalid.add("award", "This way of ranking needs a price among the criteria");
        }
        self.check_tie_break(&mut invalid);
        if decimals > MAX_DECIMALS {
            invalid.add("decimals", format!("Choose at most {MAX_DECIMALS} decimal places"));
        }
        if invalid.is_empty() { Ok(()) } else { Err(invalid) }
    }

    /// Gives an id to every criterion and question that has none.
    pub fn give_ids(&mut self) {
        self.give_ids_beside(&BTreeSet::new());
    }

    /// The same, with none of those ids that questions had once: an answer or a mark that was given to one must never be taken
    /// for that of another.
    pub fn give_ids_beside(&mut self, used: &BTreeSet<String>) {
        while let Some(index) = self.criteria.iter().position(|item| item.id.is_empty()) {
            let id = match self.criteria[index].how {
                How::Price(_) => PRICE.to_owned(),
                How::Pledges(_) => SOCIAL_VALUE.to_owned(),
                _ => self.free_id(&self.criteria[index].name.clone()),
            };
            self.criteria[index].id = id;
        }
        let nameless: Vec<(String, bool)> = self.nameless_parts();
        for (name, is_pledges) in nameless {
            let id = if is_pledges {
                QUANTITATIVE.to_owned()
            } else {
                self.free_id(&name)
            };
            let mut left = Some(id);
            for item in &mut self.criteria {
                name_part(item, &mut left);
            }
        }
        let mut taken: BTreeSet<String> = self.asked().into_iter().map(|asked| asked.id).collect();
        taken.extend(used.iter().cloned());
        for item in &mut self.criteria {
            number(item, 0, &mut taken);
        }
    }

    fn nameless_parts(&self) -> Vec<(String, bool)> {
        let items = self.items().into_iter().map(|(_, item)| item);
        items
            .filter(|item| item.id.is_empty())
            .map(|item| (item.name.clone(), matches!(item.how, How::Pledges(_))))
            .collect()
    }

    /// Numbers the questions that are new: all but those with a kept id, and none with an id that was used once.
    pub fn renumber_new(&mut self, kept: &BTreeSet<String>, used: &BTreeSet<String>) {
        fn clear(item: &mut Item, kept: &BTreeSet<String>) {
            match &mut item.how {
                How::Questions(questions) => {
                    let new = questions
                        .questions
                        .iter_mut()
                        .filter(|question| !kept.contains(&question.id));
                    new.for_each(|question| question.id.clear());
                }
                How::Parts(parts) => parts.parts.iter_mut().for_each(|part| clear(part, kept)),
                _ => {}
            }
        }
        self.criteria.iter_mut().for_each(|item| clear(item, kept));
        self.give_ids_beside(used);
    }

    /// Numbers all questions afresh, in order: a draft's questions have the ids that their places give them, however they came to
    /// be there.
    pub fn renumber(&mut self) {
        fn clear(item: &mut Item) {
            match &mut item.how {
                How::Questions(questions) => {
                    for question in &mut questions.questions {
                        question.id.clear();
                    }
                }
                How::Parts(parts) => parts.parts.iter_mut().for_each(clear),
                _ => {}
            }
        }
        self.criteria.iter_mut().for_each(clear);
        self.give_ids();
    }
}

/// Gives the first part without an id that id.
fn name_part(item: &mut Item, id: &mut Option<String>) {
    if item.id.is_empty()
        && let Some(id) = id.take()
    {
        item.id = id;
    }
    if let How::Parts(parts) = &mut item.how {
        for part in &mut parts.parts {
            name_part(part, id);
        }
    }
}

/// One question of a part, or of social value, is marked as a whole and has the id of the part; all others are `q1`, `q2` and so on.
fn number(item: &mut Item, level: usize, taken: &mut BTreeSet<String>) {
    let is_whole = level > 0 || item.id == SOCIAL_VALUE;
    match &mut item.how {
        How::Questions(questions) => {
            let is_plain = is_whole && questions.questions.len() == 1 && !taken.contains(&item.id);
            for question in &mut questions.questions {
                if !question.id.is_empty() {
                    continue;
                }
                question.id = if is_plain {
                    item.id.clone()
                } else {
                    let mut ids = (1..).map(|number| format!("q{number}"));
                    ids.find(|id| !taken.contains(id)).unwrap_or_default()
                };
                taken.insert(question.id.clone());
            }
        }
        How::Parts(parts) => {
            for part in &mut parts.parts {
                number(part, level + 1, taken);
            }
        }
        _ => {}
    }
}
