//! What forms of several areas have in common: days in three boxes, and places by postcode or local authority.

use crate::{App, Invalid, Result, places};
use jiff::civil::Date;
use svx_places::{AuthorityCode, Postcode};

/// No day before this year is accepted in a form, and none after [`LAST_YEAR`].
const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2100;
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A day as it was typed into three boxes.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedDay<'a> {
    /// 1 to 31.
    pub day: &'a str,
    /// 1 to 12, or a name.
    pub month: &'a str,
    /// Four digits.
    pub year: &'a str,
}

impl TypedDay<'_> {
    /// The day, nothing where all three boxes are empty, or what is wrong. `what` begins the sentence: “The first day”.
    pub fn read(&self, what: &str) -> Result<Option<Date>, String> {
        let parts = [("day", self.day), ("month", self.month), ("year", self.year)];
        let missing: Vec<&str> = parts
            .iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(name, _)| *name)
            .collect();
        match missing.as_slice() {
            [] => {}
            [_, _, _] => return Ok(None),
            [one] => return Err(format!("{what} must include a {one}")),
            some => return Err(format!("{what} must include a {}", some.join(" and a "))),
        }
        let month = self.month.trim().to_lowercase();
        let named = MONTHS.iter().position(|name| month.starts_with(name));
        let month = named.map_or_else(|| month.parse().ok(), |at| i8::try_from(at + 1).ok());
        let date = month
            .and_then(|month| Date::new(self.year.trim().parse().ok()?, month, self.day.trim().parse().ok()?).ok());
        let date = date.ok_or_else(|| format!("{what} must be a real date, like 27 3 2027"))?;
        if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
            Ok(Some(date))
        } else {
            Err(format!("{what} must be between {FIRST_YEAR} and {LAST_YEAR}"))
        }
    }

    /// The day, or what is wrong with it or that it is not there.
    pub fn required(&self, what: &str) -> Result<Date, String> {
        self.read(what)?.ok_or_else(|| format!("Enter {}", lower_first(what)))
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// Where something is, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The postcode, in canonical form.
    pub postcode: Option<String>,
    /// In metres of the British National Grid.
    pub easting_m: Option<i32>,
    /// In metres of the British National Grid.
    pub northing_m: Option<i32>,
    /// The GSS code of the local authority.
    pub local_authority: Option<String>,
}

/// Reads a place from a postcode, or from a local authority where the postcode is not known (as in Northern Ireland) or
/// not given. Both may be empty. An authority that is chosen beside a good postcode is the one that counts.
pub async fn place(app: &App, invalid: &mut Invalid, postcode: &str, local_authority: &str) -> Result<Place> {
    let mut place = Place::default();
    let chosen = local_authority.trim();
    if !chosen.is_empty() {
        let code: Option<AuthorityCode> = chosen.parse().ok();
        match code.and_then(svx_places::authority) {
            Some(authority) => {
                place.local_authority = Some(authority.code.to_string());
                place.easting_m = Some(authority.point.easting_m);
                place.northing_m = Some(authority.point.northing_m);
            }
            None => invalid.add("local_authority", "Choose a local authority from the list"),
        }
    }
    if postcode.trim().is_empty() {
        return Ok(place);
    }
    let Some(postcode) = invalid.take("postcode", postcode.parse::<Postcode>()) else {
        return Ok(place);
    };
    place.postcode = Some(postcode.to_string());
    match places::locate(app, postcode).await? {
        Ok(found) => {
            place.easting_m = Some(found.point.easting_m);
            place.northing_m = Some(found.point.northing_m);
            let code = place
                .local_authority
                .take()
                .unwrap_or_else(|| found.authority.code.to_string());
            place.local_authority = Some(code);
        }
        // The middle of the authority that was chosen has to do.
        Err(_) if place.local_authority.is_some() => {}
        Err(unknown) => invalid.add("postcode", unknown.to_string()),
    }
    Ok(place)
}

/// The name of a local authority's area by its GSS code.
pub fn area_name(code: Option<&str>) -> Option<&'static str> {
    let code: AuthorityCode = code?.parse().ok()?;
    svx_places::authority(code).map(|authority| authority.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("27", "3", "2027", Ok(Some(date(2027, 3, 27))))]
    #[case(" 1 ", "March", "2027", Ok(Some(date(2027, 3, 1))))]
    #[case("", "", "", Ok(None))]
    #[case("", "3", "2027", Err("The first day must include a day"))]
    #[case("", "", "2027", Err("The first day must include a day and a month"))]
    #[case("31", "2", "2027", Err("The first day must be a real date, like 27 3 2027"))]
    #[case("1", "1", "27", Err("The first day must be between 2000 and 2100"))]
    #[case("one", "1", "2027", Err("The first day must be a real date, like 27 3 2027"))]
    fn reads_days(
        #[case] day: &str,
        #[case] month: &str,
        #[case] year: &str,
        #[case] expected: Result<Option<Date>, &str>,
    ) {
        let read = TypedDay { day, month, year }.read("The first day");
        assert_eq!(read, expected.map_err(str::to_owned));
    }

    proptest! {
        #[test]
        fn no_text_panics(day in "\\PC{0,12}", month in "\\PC{0,12}", year in "\\PC{0,12}") {
            let _ = TypedDay { day: &day, month: &month, year: &year }.read("The day");
        }
    }
}
