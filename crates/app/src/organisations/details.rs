//! What people type about an organisation, checked: name, what it does, website, and where it is.

use crate::{
    App, Invalid, Result,
    people::fields,
    places::{self, Precision},
};
use svx_domain::orgid::{OrgId, Register};
use svx_places::{AuthorityCode, LocalAuthority, Postcode, authority, locate};

/// The most characters of an organisation's name.
pub const MAX_NAME_CHARS: usize = 200;
/// The most characters of what an organisation says that it does.
pub const MAX_DESCRIPTION_CHARS: usize = 2000;
/// The most characters of the address of a website.
pub const MAX_WEBSITE_CHARS: usize = 200;

/// The details of an organisation as they were typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it does.
    pub description: &'a str,
    /// Its website.
    pub website: &'a str,
    /// Its postcode.
    pub postcode: &'a str,
    /// The GSS code of its local authority, chosen where the postcode is not known.
    pub local_authority: &'a str,
}

/// The details of an organisation.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Its website, with `https://` or `http://`.
    pub website: Option<String>,
    /// Where it is.
    pub place: Where,
}

/// Where something is, as near as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    /// The postcode in canonical form.
    pub postcode: Option<String>,
    /// Metres of the British National Grid.
    pub easting_m: Option<i32>,
    /// Metres of the British National Grid.
    pub northing_m: Option<i32>,
    /// The GSS code of the local authority.
    pub local_authority: Option<String>,
}

impl Where {
    /// The same to the postcode itself, where a file that knows it was loaded.
    pub async fn precise(self, app: &App) -> Result<Self> {
        let Some(postcode) = self.postcode.as_deref().and_then(|text| text.parse().ok()) else {
            return Ok(self);
        };
        match places::locate(app, postcode).await? {
            Ok(found) if found.precision == Precision::Postcode => Ok(Self {
                easting_m: Some(found.point.easting_m),
                northing_m: Some(found.point.northing_m),
                local_authority: if found.is_doubtful() {
                    self.local_authority
                } else {
                    Some(found.authority.code.to_string())
                },
                postcode: self.postcode,
            }),
            _ => Ok(self),
        }
    }
}

impl Typed<'_> {
    /// Checks the details.
    pub fn check(&self, invalid: &mut Invalid) -> Details {
        let name = fields::line(self.name, MAX_NAME_CHARS, "Enter the organisation’s name", "The name");
        let description = fields::some_text(
            self.description,
            MAX_DESCRIPTION_CHARS,
            "Say in a sentence or two what the organisation does",
            "What the organisation does",
        );
        Details {
            name: invalid.take_or_default("name", name),
            description: invalid.take_or_default("description", description),
            website: invalid.take_or_default("website", website(self.website)),
            place: place(self.postcode, self.local_authority, invalid),
        }
    }
}

/// The address of a website, with its scheme put in where it was left out.
pub(crate) fn website(typed: &str) -> Result<Option<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed.chars().count() > MAX_WEBSITE_CHARS {
        return Err(format!(
            "The website’s address must have at most {MAX_WEBSITE_CHARS} characters"
        ));
    }
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let host = whole
        .strip_prefix("https://")
        .or_else(|| whole.strip_prefix("http://"))
        .map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let good = host.is_some_and(|host| {
        host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && host
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'))
    });
    if good && !whole.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>')) {
        Ok(Some(whole))
    } else {
        Err("Enter the website’s address in the right form, like www.example.org".to_owned())
    }
}

/// Where a postcode is; where it is not known, the middle of the local authority that was chosen instead.
pub fn place(postcode: &str, local_authority: &str, invalid: &mut Invalid) -> Where {
    let chosen = match local_authority.trim() {
        "" => None,
        code => match chosen(code) {
            Some(found) => Some(found),
            None => {
                invalid.add("local_authority", "Choose a local authority from the list");
                return Where::default();
            }
        },
    };
    let typed = postcode.trim();
    if typed.is_empty() {
        let Some(authority) = chosen else {
            invalid.add("postcode", "Enter a postcode");
            return Where::default();
        };
        return middle(authority, None);
    }
    let postcode: Postcode = match typed.parse() {
        Ok(postcode) => postcode,
        Err(error) => {
            invalid.add("postcode", format!("{error}"));
            return Where::default();
        }
    };
    match (locate(postcode), chosen) {
        (Ok(place), chosen) => {
            // Where a boundary runs through the sector, a choice among its authorities is better than a guess.
            let of_sector =
                chosen.filter(|chosen| place.shares.iter().any(|share| share.authority.code == chosen.code));
            let authority = of_sector.unwrap_or(place.authority);
            Where {
                postcode: Some(postcode.to_string()),
                easting_m: Some(place.point.easting_m),
                northing_m: Some(place.point.northing_m),
                local_authority: Some(authority.code.to_string()),
            }
        }
        (Err(_), Some(authority)) => middle(authority, Some(postcode.to_string())),
        (Err(error), None) => {
            invalid.add("postcode", error.to_string());
            Where::default()
        }
    }
}

fn chosen(code: &str) -> Option<&'static LocalAuthority> {
    let code: AuthorityCode = code.parse().ok()?;
    authority(code).filter(|authority| authority.kind.is_lower_tier())
}

fn middle(authority: &LocalAuthority, postcode: Option<String>) -> Where {
    Where {
        postcode,
        easting_m: Some(authority.point.easting_m),
        northing_m: Some(authority.point.northing_m),
        local_authority: Some(authority.code.to_string()),
    }
}

/// The name of a local authority by its GSS code.
pub fn area_name(code: &str) -> Option<&'static str> {
    let code: AuthorityCode = code.parse().ok()?;
    authority(code).map(|authority| authority.name.as_str())
}

/// The identifiers that people typed: a charity number of any register of the United Kingdom, and a company number.
pub fn identifiers(charity: &str, company: &str, invalid: &mut Invalid) -> Vec<OrgId> {
    let mut found = Vec::new();
    if !charity.trim().is_empty() {
        found.extend(invalid.take("charity", OrgId::parse_charity(charity)));
    }
    if !company.trim().is_empty() {
        found.extend(invalid.take("company", OrgId::parse_messy(Register::Company, company)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("", Ok(None))]
    #[case("www.example.org", Ok(Some("https://www.example.org")))]
    #[case("http://example.org/a?b=c", Ok(Some("http://example.org/a?b=c")))]
    #[case("javascript:alert(1)", Err(()))]
    #[case("javascript://example.org/%0aalert(1)", Err(()))]
    #[case("ftp://example.org", Err(()))]
    #[case("example", Err(()))]
    #[case("https://exa mple.org", Err(()))]
    #[case("https://user@example.org", Err(()))]
    fn websites(#[case] typed: &str, #[case] kept: Result<Option<&str>, ()>) {
        assert_eq!(
            website(typed).map_err(drop).as_ref().map(Option::as_deref),
            kept.as_ref().map(|k| *k)
        );
    }

    fn said(postcode: &str, chosen: &str) -> (Where, String) {
        let mut invalid = Invalid::new();
        let place = place(postcode, chosen, &mut invalid);
        let said = invalid
            .iter()
            .map(|(field, message)| format!("{field}: {message}"))
            .collect();
        (place, said)
    }

    #[test]
    fn a_postcode_is_found_however_it_is_typed() {
        let (place, problem) = said(" ls11 8pg", "");
        assert_eq!((place.postcode.as_deref(), problem.as_str()), (Some("LS11 8PG"), ""));
        assert_eq!(place.local_authority.as_deref().and_then(area_name), Some("Leeds"));
        assert!(place.easting_m.is_some());
    }

    #[test]
    fn a_postcode_of_northern_ireland_needs_a_choice() {
        assert!(
            said("BT1 5GS", "")
                .1
                .contains("postcode: BT1 5GS is in Northern Ireland")
        );
        let (place, problem) = said("BT1 5GS", "N09000003");
        assert_eq!((place.postcode.as_deref(), problem.as_str()), (Some("BT1 5GS"), ""));
        assert_eq!(place.local_authority.as_deref(), Some("N09000003"));
    }

    #[rstest]
    #[case("", "", "postcode: Enter a postcode")]
    #[case("LS11", "", "only part of a postcode")]
    #[case("nonsense", "", "is not a postcode")]
    #[case("LS11 8PG", "E99999999", "local_authority: Choose a local authority from the list")]
    #[case("LS11 8PG", "somewhere", "local_authority: Choose a local authority from the list")]
    fn what_is_not_a_place_is_said(#[case] postcode: &str, #[case] chosen: &str, #[case] message: &str) {
        assert!(
            said(postcode, chosen).1.contains(message),
            "{}",
            said(postcode, chosen).1
        );
    }

    proptest! {
        #[test]
        fn any_typing_is_answered(a in "\\PC{0,30}", b in "\\PC{0,12}") {
            let mut invalid = Invalid::new();
            let found = place(&a, &b, &mut invalid);
            prop_assert_eq!(found.easting_m.is_some(), found.northing_m.is_some());
            prop_assert_eq!(found.local_authority.is_some(), invalid.is_empty());
            let _ = (website(&a), identifiers(&a, &b, &mut invalid));
        }

        #[test]
        fn a_charity_number_is_read_through_spaces_and_words(number in 200_000_u32..9_999_999, gap in 0_usize..6) {
            let digits = number.to_string();
            let at = gap.min(digits.len());
            let typed = format!(" Registered charity no. {} {} ", &digits[..at], &digits[at..]);
            let mut invalid = Invalid::new();
            let found = identifiers(&typed, "", &mut invalid);
            prop_assert_eq!(found.first().map(ToString::to_string), Some(format!("GB-CHC-{number}")));
        }
    }
}
