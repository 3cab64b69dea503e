//! What people type about themselves: addresses and names, tidied and checked.

use crate::Invalid;

/// The most characters of an e-mail address (RFC 5321, section 4.5.3.1: a path has at most 256, brackets included).
pub const MAX_EMAIL_CHARS: usize = 254;
/// The most characters of a person's name.
pub const MAX_NAME_CHARS: usize = 100;

/// An e-mail address as it is kept: without space around it and in lower case; or what is wrong with it.
pub fn email(text: &str) -> Result<String, String> {
    let tidy: String = text.trim().trim_start_matches("mailto:").to_lowercase();
    if tidy.is_empty() {
        return Err("Enter an e-mail address".to_owned());
    }
    let example = "Enter an e-mail address in the right form, like name@example.org";
    if tidy.chars().count() > MAX_EMAIL_CHARS {
        return Err(format!("An e-mail address has at most {MAX_EMAIL_CHARS} characters"));
    }
    let parsed: Result<lettre::Address, _> = tidy.parse();
    let domain_ok = tidy
        .rsplit_once('@')
        .is_some_and(|(_, domain)| domain.contains('.') && !domain.starts_with('[') && !domain.ends_with('.'));
    if parsed.is_ok() && domain_ok && !tidy.contains(['<', '>', '"', ' ']) {
        Ok(tidy)
    } else {
        Err(example.to_owned())
    }
}

/// A person's name: on one line, not too long.
pub fn name(text: &str) -> Result<String, String> {
    line(text, MAX_NAME_CHARS, "Enter your name", "Your name")
}

/// One line of text: white space put right, control characters refused, not empty and not too long.
pub fn line(text: &str, max_chars: usize, empty: &str, what: &str) -> Result<String, String> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.is_empty() {
        return Err(empty.to_owned());
    }
    if tidy.chars().any(char::is_control) {
        return Err(format!("{what} has a character that cannot be shown"));
    }
    if tidy.chars().count() > max_chars {
        return Err(format!("{what} must have at most {max_chars} characters"));
    }
    Ok(tidy)
}

/// Several lines of text: line ends put right, other control characters dropped, not too long; it may be empty.
pub fn text(text: &str, max_chars: usize, what: &str) -> Result<String, String> {
    let tidy: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let tidy = tidy.trim().to_owned();
    if tidy.chars().count() > max_chars {
        return Err(format!("{what} must have at most {max_chars} characters"));
    }
    Ok(tidy)
}

/// The same, and not empty.
pub fn some_text(given: &str, max_chars: usize, empty: &str, what: &str) -> Result<String, String> {
    let tidy = text(given, max_chars, what)?;
    if tidy.is_empty() {
        Err(empty.to_owned())
    } else {
        Ok(tidy)
    }
}

impl Invalid {
    /// The value, or an empty one and a problem with the field.
    pub fn take_or_default<T: Default, E: std::fmt::Display>(&mut self, field: &str, outcome: Result<T, E>) -> T {
        self.take(field, outcome).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(" Ada@Example.ORG ", Some("ada@example.org"))]
    #[case("ada+svx@mail.example.co.uk", Some("ada+svx@mail.example.co.uk"))]
    #[case("mailto:ada@example.org", Some("ada@example.org"))]
    #[case("", None)]
    #[case("ada", None)]
    #[case("ada@example", None)]
    #[case("ada@@example.org", None)]
    #[case("a da@example.org", None)]
    #[case("Ada <ada@example.org>", None)]
    #[case("ada@example.org\r\nBcc: eve@example.org", None)]
    #[case("ada@[127.0.0.1]", None)]
    fn addresses(#[case] typed: &str, #[case] kept: Option<&str>) {
        assert_eq!(email(typed).ok().as_deref(), kept);
    }

    #[test]
    fn names_are_put_on_one_line() {
        assert_eq!(name("  Ada \n Lovelace ").unwrap(), "Ada Lovelace");
        assert_eq!(name(" ").unwrap_err(), "Enter your name");
        assert!(name(&"a".repeat(101)).unwrap_err().contains("at most 100"));
        assert!(name("Ada\u{0}").unwrap_err().contains("cannot be shown"));
    }

    proptest::proptest! {
        #[test]
        fn what_is_kept_of_an_address_is_kept_again(typed in "\\PC{0,300}") {
            if let Ok(kept) = email(&typed) {
                proptest::prop_assert_eq!(email(&kept), Ok(kept.clone()));
                proptest::prop_assert!(!kept.contains(['\r', '\n', ' ', '<']));
            }
        }

        #[test]
        fn lines_and_texts_keep_to_their_limits(typed in "[\\PC\\n\\t ]{0,80}") {
            if let Ok(kept) = line(&typed, 40, "Enter", "It") {
                proptest::prop_assert!(!kept.is_empty() && kept.chars().count() <= 40 && !kept.contains('\n'));
            }
            if let Ok(kept) = text(&typed, 40, "It") {
                proptest::prop_assert!(kept.chars().count() <= 40);
            }
        }
    }
}
