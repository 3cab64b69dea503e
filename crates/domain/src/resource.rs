//! What can be needed and offered: the categories of the price book, and the conditions that a need may set.

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
}
