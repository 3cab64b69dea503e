//! What can be needed and offered: the categories of the price book, and the conditions that a need may set.

use std::collections::HashMap;

use crate::UnknownCode;

codes! {
    /// The shelves of the price book.
    pub enum ResourceCategory ("category of resource") {
        Time = "time", "Time and skills";
        Equipment = "equipment", "Equipment";
        Materials = "materials", "Materials";
        Space = "space", "Space";
        Transport = "transport", "Transport";
        Money = "money", "Money";
        Jobs = "jobs", "Jobs and training";
        Spending = "spending", "Local spending";
    }
}

codes! {
    /// What a need may ask of whoever helps, and what an offer says that it brings.
    pub enum Condition ("condition") {
        Dbs = "dbs", "A DBS check";
        Safeguarding = "safeguarding", "Safeguarding training";
        Insurance = "insurance", "Public liability insurance";
        Delivery = "delivery", "Delivery to the door";
        Installation = "installation", "Installation or assembly";
        StepFree = "step-free", "Step-free access";
        Evenings = "evenings", "Evenings";
        Weekends = "weekends", "Weekends";
        FoodHygiene = "food-hygiene", "A food hygiene certificate";
        ElectricallyTested = "pat-tested", "Electrical safety testing (PAT)";
        DataWiped = "data-wiped", "Data wiped for good";
        Welsh = "welsh", "Welsh spoken";
    }
}

impl Condition {
    /// Reads codes joined by semicolons.
    pub fn from_codes(codes: &str) -> Result<Vec<Self>, UnknownCode> {
        let codes = codes.split(';').map(str::trim).filter(|code| !code.is_empty());
        codes.map(<Self as crate::Code>::from_code).collect()
    }

    /// The codes in the order in which they are declared, each once, joined by semicolons.
    pub fn to_codes(conditions: &[Self]) -> String {
        let all = <Self as crate::Code>::ALL.iter();
        let chosen = all.filter(|condition| conditions.contains(condition));
        chosen
            .map(|condition| crate::Code::code(*condition))
            .collect::<Vec<_>>()
            .join(";")
    }
}

/// What a unit measures by. A unit names what it counts where the measure alone does not say it, so that a quantity makes
/// sense by itself: `hour of plumbing` is measured by the `hour`, a `chair` by the `chair`.
pub fn measure(unit: &str) -> &str {
    unit.split_once(" of ").map_or(unit, |(measure, _)| measure)
}

/// What resources are called, so that one is found by whatever people call it.
#[derive(Debug, Clone, Default)]
pub struct Names {
    codes: Vec<String>,
    by_code: HashMap<String, usize>,
    /// By a name or a unit, and then by a synonym; nothing where several are called so.
    called: [HashMap<String, Option<usize>>; 2],
}

impl Names {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a resource: its code, what it and its unit are called, and its synonyms joined by semicolons.
    pub fn add(&mut self, code: &str, names: &[&str], synonyms: &str) {
        let at = self.codes.len();
        self.codes.push(code.to_owned());
        self.by_code.insert(code.to_lowercase(), at);
        let [called, known_as] = &mut self.called;
        names.iter().for_each(|name| file(called, name, at));
        synonyms.split(';').for_each(|synonym| file(known_as, synonym, at));
    }

    /// The place of the resource with this code, or with this name or synonym however it is capitalised, in the order in which
    /// they were added. A name that several have, such as the unit `hour`, names none of them.
    pub fn find(&self, typed: &str) -> Option<usize> {
        let wanted = typed.trim().to_lowercase();
        let by_name = || {
            self.called
                .iter()
                .find_map(|names| names.get(&wanted).copied().flatten())
        };
        self.by_code.get(&wanted).copied().or_else(by_name)
    }

    /// The code of the one resource that is nearest to what was typed by a letter or two, to be asked about.
    pub fn near(&self, typed: &str) -> Option<&str> {
        let wanted: Vec<char> = typed.trim().to_lowercase().chars().take(NEAR_CHARS_MAX + 1).collect();
        if wanted.len() > NEAR_CHARS_MAX || wanted.len() < NEAR_CHARS_MIN {
            return None;
        }
        let names = self
            .called
            .iter()
            .flatten()
            .filter_map(|(name, at)| Some((name, (*at)?)));
        let codes = self.by_code.iter().map(|(code, at)| (code, *at));
        let near = names.chain(codes).map(|(name, at)| (edits(&wanted, name), at));
        let (far, at) = near.min()?;
        (far <= NEAR_EDITS_MAX).then(|| self.codes[at].as_str())
    }
}

/// What is shorter is near to too much, and what is longer is not a name.
const NEAR_CHARS_MIN: usize = 4;
const NEAR_CHARS_MAX: usize = 60;
/// How many letters may be wrong.
const NEAR_EDITS_MAX: usize = 2;

fn file(names: &mut HashMap<String, Option<usize>>, name: &str, at: usize) {
    let name = name.trim().to_lowercase();
    if !name.is_empty() {
        let filed = names.entry(name).or_insert(Some(at));
        *filed = filed.filter(|other| *other == at);
    }
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn edits(one: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=one.len()).collect();
    for (at, letter) in other.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, own) in one.iter().enumerate() {
            let changed = diagonal + usize::from(*own != letter);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[one.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_what_stands_before_of() {
        let measures = ["hour of plumbing", "square metre of paving", "chair"].map(measure);
        assert_eq!(measures, ["hour", "square metre", "chair"]);
    }

    #[test]
    fn conditions_come_back_in_order_and_once() {
        let read = Condition::from_codes("delivery; dbs;dbs").unwrap();
        assert_eq!(Condition::to_codes(&read), "dbs;delivery");
        assert_eq!(Condition::from_codes(""), Ok(vec![]));
        assert!(Condition::from_codes("dbs;magic").is_err());
    }

    #[test]
    fn a_resource_is_found_by_code_name_unit_or_synonym() {
        let mut names = Names::new();
        names.add(
            "laptop",
            &["Laptops", "laptop", "laptops"],
            "notebook computer;notebook",
        );
        names.add("plumbing", &["Plumbing", "hour", "hours"], "plumber;notebook");
        names.add("decorating", &["Decorating", "hour", "hours"], "painting");
        let found = [
            "LAPTOP",
            " laptops ",
            "notebook computer",
            "Painting",
            "hour",
            "notebook",
            "",
        ]
        .map(|typed| names.find(typed));
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(2), None, None, None]);
        assert_eq!(names.near("labtops"), Some("laptop"));
        assert_eq!(names.near("helicopter"), None);
    }
}
