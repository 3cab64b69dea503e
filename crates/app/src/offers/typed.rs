//! What people type about an offer, checked.

use super::{MAX_DESCRIPTION_CHARS, MAX_RADIUS_KM, MAX_TITLE_CHARS, MAX_YEARS};
use crate::{
    App, Invalid, Result,
    input::{self, Place, TypedDay},
    people::fields::{line, text},
    prices,
};
use jiff::{ToSpan as _, civil::Date};
use svx_domain::{
    Code as _, Money, Quantity, Window,
    resource::Condition,
    text::{ScaledError, parse_scaled},
};
use svx_store::{
    offers::Offer,
    prices::{self as stored_prices, Resource},
};

/// An offer as it was typed.
#[derive(Debug, Clone, Default)]
pub struct OfferInput<'a> {
    /// The code or the name of the resource.
    pub resource: &'a str,
    /// How much.
    pub quantity: &'a str,
    /// What it is called; the resource's name where it is empty.
    pub title: &'a str,
    /// What exactly.
    pub description: &'a str,
    /// The first day on which it is free.
    pub from: TypedDay<'a>,
    /// The last day.
    pub to: TypedDay<'a>,
    /// The postcode that it sets out from.
    pub postcode: &'a str,
    /// The GSS code of a local authority, where the postcode is not known.
    pub local_authority: &'a str,
    /// How far it travels: a number of kilometres, or with `miles` after it, of miles.
    pub radius_km: &'a str,
    /// Whether it can be given from anywhere. Then it needs no place.
    pub remote: bool,
    /// Codes of the conditions that it meets.
    pub provides: Vec<&'a str>,
    /// The most that the supplier will spend, in pounds; it may be empty.
    pub budget: &'a str,
}

/// What was typed, in order.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What is offered.
    pub resource: Resource,
    /// How much of it.
    pub capacity: Quantity,
    /// What the offer is called.
    pub title: String,
    /// What exactly.
    pub description: String,
    /// When it is free.
    pub window: Window,
    /// Where it sets out from.
    pub place: Place,
    /// How far it travels, in metres.
    pub radius_m: u32,
    /// Whether it can be given from anywhere.
    pub remote: bool,
    /// The conditions that it meets.
    pub provides: Vec<Condition>,
    /// The most that the supplier will spend.
    pub budget: Option<Money>,
}

impl OfferInput<'_> {
    /// Checks every field; an offer that is being changed also against what it was before.
    pub(super) async fn check(&self, app: &App, before: Option<&Offer>) -> Result<Checked> {
        let mut invalid = Invalid::new();
        let resource = self.resource(app, before, &mut invalid).await?;
        let capacity = self.capacity(resource.as_ref(), before, &mut invalid);
        let title = invalid.take_or_default("title", self.title(resource.as_ref()));
        let description = text(self.description, MAX_DESCRIPTION_CHARS, "The description");
        let description = invalid.take_or_default("description", description);
        let window = self.window(app.today(), &mut invalid);
        let place = self.place(app, &mut invalid).await?;
        let radius_m = self.radius(&mut invalid);
        let provides = self.provides(&mut invalid);
        let budget = self.budget(&mut invalid);
        match (resource, window) {
            (Some(resource), Some(window)) if invalid.is_empty() => Ok(Checked {
                resource,
                capacity,
                title,
                description,
                window,
                place,
                radius_m,
                remote: self.remote,
                provides,
                budget,
            }),
            _ => Err(invalid.into()),
        }
    }

    async fn resource(&self, app: &App, before: Option<&Offer>, invalid: &mut Invalid) -> Result<Option<Resource>> {
        let mut conn = app.db.read().await?;
        // What an offer is of already stays, even where it was taken out of the price book since.
        if let Some(kept) = before.filter(|before| before.resource == self.resource.trim()) {
            return Ok(stored_prices::resource(&mut conn, &kept.resource).await?);
        }
        let found = invalid.take("resource", prices::find(&mut conn, self.resource).await?);
        if let (Some(found), Some(before)) = (&found, before)
            && before.listed_at.is_some()
            && found.code != before.resource
        {
            invalid.add(
                "resource",
                "What you offer cannot change once the offer was listed. Withdraw this one and make another",
            );
        }
        Ok(found)
    }

    fn capacity(&self, resource: Option<&Resource>, before: Option<&Offer>, invalid: &mut Invalid) -> Quantity {
        // Without a resource the number is read as finely as any may be.
        let decimals = resource.map_or(3, |resource| u8::try_from(resource.decimals).unwrap_or(3));
        let Some(capacity) = invalid.take("quantity", Quantity::parse_messy(self.quantity, decimals)) else {
            return Quantity::ZERO;
        };
        if let Some(before) = before.filter(|before| capacity < before.committed) {
            let promised = before.committed;
            invalid.add(
                "quantity",
                format!("How many must be {promised} or more: so much is promised already"),
            );
        }
        capacity
    }

    fn title(&self, resource: Option<&Resource>) -> Result<String, String> {
        match (self.title.trim(), resource) {
            ("", Some(resource)) => Ok(resource.name.clone()),
            // What is missing then is the resource, and that is said beside it.
            ("", None) => Ok(String::new()),
            (title, _) => line(title, MAX_TITLE_CHARS, "Enter what the offer is called", "The title"),
        }
    }

    fn window(&self, today: Date, invalid: &mut Invalid) -> Option<Window> {
        let from = invalid.take("from", self.from.required("The first day"));
        let to = invalid.take("to", self.to.required("The last day"));
        let window = invalid.take("to", Window::new(from?, to?))?;
        let years = MAX_YEARS.years();
        if window.to < today {
            invalid.add("to", "The last day must be today or later");
        } else if today.checked_add(years).is_ok_and(|latest| window.to > latest) {
            invalid.add("to", format!("The last day must be within {MAX_YEARS} years"));
        }
        if today.checked_sub(years).is_ok_and(|earliest| window.from < earliest) {
            invalid.add(
                "from",
                format!("The first day must be no more than {MAX_YEARS} years ago"),
            );
        }
        Some(window)
    }

    async fn place(&self, app: &App, invalid: &mut Invalid) -> Result<Place> {
        let nothing_typed = self.postcode.trim().is_empty() && self.local_authority.trim().is_empty();
        if nothing_typed && !self.remote {
            invalid.add(
                "postcode",
                "Enter a postcode, or say that it can be given from anywhere",
            );
            return Ok(Place::default());
        }
        input::place(app, invalid, self.postcode, self.local_authority).await
    }

    fn radius(&self, invalid: &mut Invalid) -> u32 {
        if self.remote && self.radius_km.trim().is_empty() {
            return 0;
        }
        invalid.take_or_default("radius_km", radius_m(self.radius_km))
    }

    fn provides(&self, invalid: &mut Invalid) -> Vec<Condition> {
        let read: Result<Vec<_>, _> = self.provides.iter().map(|code| Condition::from_code(code)).collect();
        read.unwrap_or_else(|_| {
            invalid.add("provides", "Choose what comes with it from the list");
            Vec::new()
        })
    }

    fn budget(&self, invalid: &mut Invalid) -> Option<Money> {
        if self.budget.trim().is_empty() {
            return None;
        }
        let budget = invalid.take("budget", Money::parse_messy(self.budget))?;
        if budget == Money::ZERO {
            invalid.add(
                "budget",
                "Amount must be more than £0. Leave it empty if there is no limit",
            );
        }
        Some(budget)
    }
}

/// Tenths of a millimetre in a thousandth of a mile: a mile is exactly 1,609.344 m.
const MILE_MM: i64 = 1_609_344;
const METRES: u32 = 1000;

/// A distance in metres from what was typed: `25`, `25 km` or `15.5 miles`.
pub fn radius_m(typed: &str) -> Result<u32, String> {
    let typed = typed.trim().to_lowercase();
    let unit = typed.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let number = typed.strip_suffix(unit).unwrap_or(&typed).replace([',', ' '], "");
    let too_far = || format!("How far it travels must be {MAX_RADIUS_KM} km (310 miles) or less");
    let not_a_number = || "How far it travels must be a number, like 25".to_owned();
    if number.is_empty() {
        let empty = unit.is_empty() || matches!(unit, "km" | "miles");
        return Err(if empty {
            "Enter how far it travels, or 0 if it must be fetched".to_owned()
        } else {
            not_a_number()
        });
    }
    let thousandths = parse_scaled(&number, 3).map_err(|error| match error {
        ScaledError::NotANumber => not_a_number(),
        ScaledError::TooPrecise => {
            "How far it travels must have no more than 3 digits after the decimal point".to_owned()
        }
        ScaledError::TooLarge => too_far(),
    })?;
    let metres = match unit.trim() {
        "" | "km" => thousandths,
        "mile" | "miles" => thousandths.saturating_mul(MILE_MM).saturating_add(500_000) / 1_000_000,
        _ => return Err(not_a_number()),
    };
    u32::try_from(metres)
        .ok()
        .filter(|metres| *metres <= MAX_RADIUS_KM * METRES)
        .ok_or_else(too_far)
}

/// A distance in metres as a number and its unit, `km` or `miles`, which [`radius_m`] reads as the same metres.
pub fn radius_text(metres: u32) -> (String, &'static str) {
    let tenths_of_miles = (i64::from(metres) * 10_000 + MILE_MM / 2) / MILE_MM;
    let miles = Quantity::from_thousandths(tenths_of_miles * 100).to_decimal();
    if !metres.is_multiple_of(METRES) && radius_m(&format!("{miles} miles")) == Ok(metres) {
        (miles, "miles")
    } else {
        (Quantity::from_thousandths(i64::from(metres)).to_decimal(), "km")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("25", Ok(25_000))]
    #[case(" 25 km ", Ok(25_000))]
    #[case("2.5km", Ok(2_500))]
    #[case("0", Ok(0))]
    #[case("500", Ok(500_000))]
    #[case("10 miles", Ok(16_093))]
    #[case("1 mile", Ok(1_609))]
    #[case("310 miles", Ok(498_897))]
    #[case("500.001", Err("500 km"))]
    #[case("311 miles", Err("500 km"))]
    #[case("99999999999999999999999", Err("500 km"))]
    #[case("9223372036854775 miles", Err("500 km"))]
    #[case("", Err("Enter how far"))]
    #[case(" miles", Err("Enter how far"))]
    #[case("-1", Err("must be a number"))]
    #[case("far", Err("must be a number"))]
    #[case("10 leagues", Err("must be a number"))]
    #[case("1.2.3", Err("must be a number"))]
    #[case("1.2345", Err("3 digits"))]
    fn distances(#[case] typed: &str, #[case] expected: Result<u32, &str>) {
        match (radius_m(typed), expected) {
            (Ok(metres), Ok(expected)) => assert_eq!(metres, expected),
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            (read, expected) => panic!("{read:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn a_distance_is_shown_in_the_unit_that_it_was_likely_typed_in() {
        assert_eq!(radius_text(16_093), ("10".to_owned(), "miles"));
        assert_eq!(radius_text(25_000), ("25".to_owned(), "km"));
    }

    proptest! {
        #[test]
        fn a_distance_comes_back(metres in 0..=MAX_RADIUS_KM * METRES) {
            let (number, unit) = radius_text(metres);
            prop_assert_eq!(radius_m(&format!("{number} {unit}")), Ok(metres));
        }

        #[test]
        fn no_distance_panics(typed in "\\PC{0,30}") {
            let _ = radius_m(&typed);
        }
    }
}
