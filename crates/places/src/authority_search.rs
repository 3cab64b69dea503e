//! Finding an authority by what a person types into a box.

use std::sync::OnceLock;

use crate::authority::{LocalAuthority, authorities};

/// The most that one search returns.
pub const AUTHORITY_SEARCH_RESULTS_MAX: usize = 20;
/// How much of a query is looked at.
const QUERY_CHARS_MAX: usize = 100;

/// Authorities whose name or official name has a word beginning with each word of the query, the likeliest first.
///
/// A name that is the query comes first, then those that begin with it, then those with all its words, then those whose
/// council alone has them; councils before the counties and combined authorities above them. An empty query finds none.
pub fn search_authorities(query: &str) -> Vec<&'static LocalAuthority> {
    let query = normal(&query.chars().take(QUERY_CHARS_MAX).collect::<String>());
    if query.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = index()
        .iter()
        .filter_map(|entry| Some((entry.rank(&query)?, entry.authority)))
        .collect();
    found.sort_by_key(|(rank, authority)| (*rank, !authority.kind.is_lower_tier(), authority.name.as_str()));
    found.truncate(AUTHORITY_SEARCH_RESULTS_MAX);
    found.into_iter().map(|(_, authority)| authority).collect()
}

struct Entry {
    authority: &'static LocalAuthority,
    name: String,
    official_name: String,
}

impl Entry {
    /// Smaller is likelier.
    fn rank(&self, query: &str) -> Option<u8> {
        if self.name == query || self.official_name == query {
            Some(0)
        } else if self.name.starts_with(query) {
            Some(1)
        } else if has_words(&self.name, query) {
            Some(2)
        } else if has_words(&self.official_name, query) {
            Some(3)
        } else {
            None
        }
    }
}

fn has_words(name: &str, query: &str) -> bool {
    query
        .split(' ')
        .all(|wanted| name.split(' ').any(|word| word.starts_with(wanted)))
}

fn index() -> &'static [Entry] {
    static INDEX: OnceLock<Vec<Entry>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let entries = authorities().iter().map(|authority| Entry {
            authority,
            name: normal(&authority.name),
            official_name: normal(&authority.official_name),
        });
        entries.collect()
    })
}

/// Small letters and digits in words with one space between; `&` is "and", "Saint" is "St", apostrophes are dropped.
fn normal(text: &str) -> String {
    let spelled = text.to_lowercase().replace('&', " and ").replace(['\'', '’'], "");
    let words = spelled
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| if word == "saint" { "st" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("Leeds", "Leeds")]
    #[case("leeds city council", "Leeds")]
    #[case("hull city", "Kingston upon Hull")]
    #[case("Hammersmith & Fulham", "Hammersmith and Fulham")]
    #[case("kings lynn", "King's Lynn and West Norfolk")]
    #[case("Saint Helens", "St Helens")]
    #[case("bourn christ", "Bournemouth, Christchurch and Poole")]
    #[case("newry", "Newry, Mourne and Down")]
    #[case("Comhairle nan Eilean Siar", "Na h-Eileanan Siar")]
    #[case("cambridge", "Cambridge")]
    #[case("lancashire", "Lancashire")]
    fn the_likeliest_is_first(#[case] query: &str, #[case] name: &str) {
        assert_eq!(search_authorities(query)[0].name, name);
    }

    #[test]
    fn a_common_word_finds_several_with_the_nearest_first() {
        let names: Vec<_> = search_authorities("cambridge")
            .iter()
            .map(|a| a.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "Cambridge",
                "Cambridgeshire",
                "Cambridgeshire and Peterborough",
                "East Cambridgeshire",
                "South Cambridgeshire"
            ]
        );
    }

    #[rstest]
    #[case("")]
    #[case("  -- ")]
    #[case("atlantis")]
    fn nothing_is_found_for_nothing(#[case] query: &str) {
        assert_eq!(search_authorities(query), Vec::<&LocalAuthority>::new());
    }

    proptest! {
        #[test]
        fn no_query_breaks_it(query in "\\PC{0,200}") {
            prop_assert!(search_authorities(&query).len() <= AUTHORITY_SEARCH_RESULTS_MAX);
        }
    }
}
