//! Which properties of a feature are its code and its name.

use super::boundaries::BoundaryFileError;

/// The properties that hold the code and the name.
pub(super) struct Properties {
    pub(super) code: String,
    pub(super) name: Option<String>,
}

impl Properties {
    /// Among the properties of the first feature, the one that is wanted or else the only one that looks like a code.
    pub(super) fn find(keys: &[&str], wanted: Option<&str>) -> Result<Self, BoundaryFileError> {
        let code = match wanted {
            Some(wanted) => Self::named(keys, wanted)?,
            None => Self::guess(keys)?,
        };
        let name = name_key(code).filter(|name| keys.contains(&name.as_str()));
        Ok(Self {
            code: code.to_owned(),
            name,
        })
    }

    fn named<'a>(keys: &[&'a str], wanted: &str) -> Result<&'a str, BoundaryFileError> {
        let found = keys.iter().find(|key| key.eq_ignore_ascii_case(wanted));
        found
            .copied()
            .ok_or_else(|| BoundaryFileError::CodeProperty(format!("The first feature has no property {wanted}")))
    }

    fn guess<'a>(keys: &[&'a str]) -> Result<&'a str, BoundaryFileError> {
        let codes: Vec<&str> = keys.iter().copied().filter(|key| is_code_key(key)).collect();
        match codes.as_slice() {
            [code] => Ok(code),
            [] => {
                let message = "The first feature has no property for its code, such as LAD24CD";
                Err(BoundaryFileError::CodeProperty(message.to_owned()))
            }
            several => {
                let message = format!("Say which property is the code: {}", several.join(", "));
                Err(BoundaryFileError::CodeProperty(message))
            }
        }
    }
}

/// `code`, or letters, two digits for the year and `CD`: `LAD24CD`, `ctyua23cd`.
fn is_code_key(key: &str) -> bool {
    let key = key.to_ascii_uppercase();
    let dated = key
        .strip_suffix("CD")
        .and_then(|rest| rest.split_at_checked(rest.len().checked_sub(2)?));
    let is_dated = |(area, year): (&str, &str)| {
        !area.is_empty() && area.bytes().all(|b| b.is_ascii_alphabetic()) && year.bytes().all(|b| b.is_ascii_digit())
    };
    key == "CODE" || dated.is_some_and(is_dated)
}

/// The property of the name beside that of the code: `LAD24NM` for `LAD24CD`.
fn name_key(code: &str) -> Option<String> {
    let (stem, last) = code.split_at_checked(code.len().checked_sub(2)?)?;
    match last {
        "CD" => Some(format!("{stem}NM")),
        "cd" => Some(format!("{stem}nm")),
        "de" => Some("name".to_owned()),
        _ => None,
    }
}
