//! How text becomes tokens, the same for both engines: ASCII letters and digits in lower case, accents folded away.

use super::{MAX_QUERY_CHARS, Search};
use crate::Engine;
use std::collections::BTreeSet;
use svx_domain::OrganisationId;

/// The most tokens that are kept of one project.
const MAX_TOKENS: usize = 5000;
/// The most words of a query that count.
const MAX_QUERY_WORDS: usize = 10;
/// A word is cut to this many characters.
const MAX_WORD_CHARS: usize = 30;
/// Words of a query with fewer characters are looked up whole, not by how they begin.
const MIN_PREFIX_CHARS: usize = 4;
/// Words that say nothing about a project.
const STOP: [&str; 24] = [
    "a", "an", "and", "are", "at", "be", "by", "for", "from", "in", "is", "it", "need", "needs", "of", "on", "or",
    "our", "some", "the", "to", "we", "who", "with",
];
/// Endings that are cut from a word of a query, so that “gardening” finds “garden” and “charities” finds “charity”.
const ENDINGS: [&str; 7] = ["ings", "ing", "ies", "ed", "es", "s", "y"];

/// Cuts text into words.
fn cut(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.chars().flat_map(char::to_lowercase) {
        let Some(word) = words.last_mut() else { break };
        match fold(character) {
            Some(plain) => word.push(plain),
            // An apostrophe is inside a word: “St Mary’s” is st, marys.
            None if matches!(character, '\'' | '’') => {}
            // A letter of another script becomes its number, which both engines treat alike.
            None if character.is_alphanumeric() => word.push_str(&format!("x{:x}", u32::from(character))),
            None if word.is_empty() => {}
            None => words.push(String::new()),
        }
    }
    let cut = |word: String| word.chars().take(MAX_WORD_CHARS).collect::<String>();
    words.into_iter().map(cut).filter(|word| !word.is_empty()).collect()
}

fn fold(character: char) -> Option<char> {
    Some(match character {
        'a'..='z' | '0'..='9' => character,
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ŵ' => 'w',
        _ => return None,
    })
}

/// The tokens of one project.
#[derive(Default)]
pub(super) struct Words(BTreeSet<String>);

impl Words {
    pub(super) fn text(&mut self, text: &str) {
        for word in cut(text) {
            self.add(word);
        }
    }

    pub(super) fn resource(&mut self, code: &str) {
        self.add(resource(code));
    }

    pub(super) fn authority(&mut self, id: OrganisationId) {
        self.add(authority(id));
    }

    pub(super) fn outcome(&mut self, id: OrganisationId, code: &str) {
        self.add(outcome(id, code));
    }

    pub(super) fn join(self) -> String {
        self.0.into_iter().collect::<Vec<_>>().join(" ")
    }

    fn add(&mut self, token: String) {
        if self.0.len() < MAX_TOKENS {
            self.0.insert(token);
        }
    }
}

// No word of a text has an underscore, so nobody can write these.
fn resource(code: &str) -> String {
    format!("r_{}", cut(code).join("_"))
}

fn authority(id: OrganisationId) -> String {
    format!("a_{}", id.uuid().simple())
}

fn outcome(id: OrganisationId, code: &str) -> String {
    format!("o_{}_{}", id.uuid().simple(), cut(code).join("_"))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Exactly(String),
    OneOf(Vec<String>),
    Beginning(String),
}

/// What the index is asked for.
pub(super) struct Query(Vec<Term>);

impl Query {
    pub(super) fn of(search: &Search) -> Self {
        let text: String = search.words.chars().take(MAX_QUERY_CHARS).collect();
        let words = cut(&text);
        let telling: Vec<String> = words
            .iter()
            .filter(|word| !STOP.contains(&word.as_str()))
            .cloned()
            .collect();
        let words = if telling.is_empty() { words } else { telling };
        let mut terms: Vec<Term> = words.into_iter().take(MAX_QUERY_WORDS).map(term).collect();
        terms.extend(search.resource.iter().map(|code| Term::Exactly(resource(code))));
        terms.extend(search.authority.map(|id| Term::Exactly(authority(id))));
        let named = search.authority.zip(search.outcome.as_ref());
        terms.extend(named.map(|(id, code)| Term::Exactly(outcome(id, code))));
        Self(terms)
    }

    /// The query in the language of the engine, or nothing where nothing is asked for.
    pub(super) fn text(&self, engine: Engine) -> Option<String> {
        let terms: Vec<String> = self.0.iter().map(|term| term.text(engine)).collect();
        let and = match engine {
            Engine::Sqlite => " AND ",
            Engine::Postgres => " & ",
        };
        (!terms.is_empty()).then(|| terms.join(and))
    }
}

fn term(word: String) -> Term {
    let stem = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.len() >= MIN_PREFIX_CHARS);
    match stem {
        Some(stem) => Term::Beginning(stem.to_owned()),
        None if word.len() >= MIN_PREFIX_CHARS && !word.ends_with('s') => Term::Beginning(word),
        None => {
            let one = word.strip_suffix('s').filter(|one| one.len() > 1).map(str::to_owned);
            let (several, more) = (format!("{word}s"), format!("{word}es"));
            Term::OneOf([word, several, more].into_iter().chain(one).collect())
        }
    }
}

impl Term {
    fn text(&self, engine: Engine) -> String {
        match (self, engine) {
            (Self::Exactly(word), Engine::Sqlite) => format!("\"{word}\""),
            (Self::Exactly(word), Engine::Postgres) => format!("'{word}'"),
            (Self::OneOf(words), Engine::Sqlite) => format!("(\"{}\")", words.join("\" OR \"")),
            (Self::OneOf(words), Engine::Postgres) => format!("('{}')", words.join("' | '")),
            (Self::Beginning(stem), Engine::Sqlite) => format!("\"{stem}\" *"),
            (Self::Beginning(stem), Engine::Postgres) => format!("'{stem}':*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn query(words: &str) -> Option<String> {
        let search = Search {
            words: words.to_owned(),
            ..Search::default()
        };
        Query::of(&search).text(Engine::Sqlite)
    }

    #[rstest]
    #[case("St Mary’s lunch-club, café", &["st", "marys", "lunch", "club", "cafe"])]
    #[case("  ", &[])]
    #[case("Tŷ Hafan", &["ty", "hafan"])]
    fn cuts_words(#[case] text: &str, #[case] words: &[&str]) {
        assert_eq!(cut(text), words);
    }

    #[rstest]
    #[case("gardening", Some("\"garden\" *"))]
    #[case("charities", Some("\"charit\" *"))]
    #[case("the van", Some("(\"van\" OR \"vans\" OR \"vanes\")"))]
    #[case("bus", Some("(\"bus\" OR \"buss\" OR \"buses\" OR \"bu\")"))]
    #[case("chairs and tables", Some("\"chair\" * AND \"tabl\" *"))]
    #[case("the", Some("(\"the\" OR \"thes\" OR \"thees\")"))]
    #[case("\" OR * NEAR(", Some("\"near\" *"))]
    #[case("", None)]
    fn asks_for_words(#[case] words: &str, #[case] expected: Option<&str>) {
        assert_eq!(query(words).as_deref(), expected);
    }

    proptest! {
        #[test]
        fn tokens_are_plain(text in "\\PC*") {
            for word in cut(&text) {
                prop_assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
                prop_assert!(word.len() <= MAX_WORD_CHARS);
            }
        }
        #[test]
        fn a_word_finds_itself(word in "[a-z]{1,20}") {
            let found = match term(word.clone()) {
                Term::Exactly(term) => term == word,
                Term::OneOf(words) => words.contains(&word),
                Term::Beginning(stem) => word.starts_with(&stem),
            };
            prop_assert!(found);
        }
    }
}
