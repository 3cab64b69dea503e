//! How alike two short texts are, by the words they share: the rarer a word is, the more it says.
//!
//! Words are brought to their stems, so that "chairs" meets "chair". Weights are whole numbers throughout, so the same texts
//! are as alike on every machine.

use std::collections::HashMap;

use crate::stem::stem;

/// A text as alike as can be, in thousandths.
pub(crate) const ALIKE_FULL: u32 = 1_000;
/// The length to which the weights of a text are brought.
const UNIT: u64 = 1 << 12;
/// Most different words of a text that count, the rarest first.
const WORDS_MAX: usize = 64;
/// Words of one letter say nothing.
const LETTERS_MIN: usize = 2;

/// Words that hold a sentence together and say nothing of what it is about.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "do", "each", "for", "from", "get", "give", "had", "has", "have", "help", "if", "in", "into", "is", "it", "its",
    "like", "may", "more", "most", "need", "needed", "needs", "no", "not", "of", "off", "offer", "on", "one", "or",
    "other", "our", "out", "over", "please", "so", "some", "such", "than", "that", "the", "their", "them", "there",
    "these", "they", "this", "to", "up", "us", "use", "want", "was", "we", "were", "what", "when", "which", "who",
    "will", "with", "would", "you", "your",
];

/// A text as the words that weigh in it. The empty text is like no other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(Box<[(u32, u16)]>);

/// How often each word is used among many texts.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    texts: u64,
    uses: HashMap<u32, u64>,
}

impl Corpus {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the words of a text.
    pub fn add(&mut self, text: &str) {
        self.texts += 1;
        for word in words(text) {
            *self.uses.entry(word).or_default() += 1;
        }
    }

    /// The text with each word weighed by how rare it is here.
    pub fn text(&self, text: &str) -> Text {
        let mut weighed: Vec<(u32, u64)> = words(text).into_iter().map(|word| (word, self.rarity(word))).collect();
        weighed.sort_by_key(|(word, weight)| (std::cmp::Reverse(*weight), *word));
        weighed.truncate(WORDS_MAX);
        let squares: u64 = weighed.iter().map(|(_, weight)| weight * weight).sum();
        let length = squares.isqrt().max(1);
        // A part is at most the whole, so it fits.
        let mut brought: Vec<(u32, u16)> = weighed
            .into_iter()
            .map(|(word, weight)| (word, (weight * UNIT / length) as u16))
            .collect();
        brought.sort_unstable();
        Text(brought.into())
    }

    /// The binary logarithm of how many texts there are to one with the word, in 256ths, and at least one 256th.
    fn rarity(&self, word: u32) -> u64 {
        let uses = self.uses.get(&word).copied().unwrap_or(0);
        log2_256(self.texts + 1) - log2_256(uses.max(1)).min(log2_256(self.texts + 1)) + 1
    }
}

impl Text {
    /// Whether it has no word that says anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How alike they are in thousandths: the cosine of the angle between the two. Nothing where one says nothing.
    pub fn alike(&self, other: &Self) -> u32 {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut product = 0;
        while let (Some((word, weight)), Some((met, other))) = (ours.peek(), theirs.peek()) {
            match word.cmp(met) {
                std::cmp::Ordering::Less => drop(ours.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    product += u64::from(*weight) * u64::from(*other);
                    ours.next();
                    theirs.next();
                }
            }
        }
        // At most full, so it fits.
        (product * u64::from(ALIKE_FULL) / (UNIT * UNIT)).min(u64::from(ALIKE_FULL)) as u32
    }
}

/// The stems of a text that say something, each once, as numbers.
fn words(text: &str) -> Vec<u32> {
    let lower = text.to_lowercase();
    let tokens = lower.split(|letter: char| !letter.is_alphanumeric());
    let telling = tokens.filter(|token| token.len() >= LETTERS_MIN && STOP_WORDS.binary_search(token).is_err());
    let mut words: Vec<u32> = telling.map(|token| hash(stem(token).as_bytes())).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// FNV-1a. Of a few hundred thousand words a handful share a number, and are then taken for the same.
fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// The binary logarithm of a number that is not nought, in 256ths, rounded down.
fn log2_256(number: u64) -> u64 {
    let number = number.max(1);
    let whole = u64::from(number.ilog2());
    // Between one and two, with 30 bits after the point.
    let mut rest = ((u128::from(number) << 30) >> whole) as u64;
    let mut fraction = 0;
    for _ in 0..8 {
        rest = (rest * rest) >> 30;
        fraction <<= 1;
        if rest >= 2 << 30 {
            rest >>= 1;
            fraction |= 1;
        }
    }
    whole << 8 | fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn corpus() -> Corpus {
        let mut corpus = Corpus::new();
        [
            "Laptops for a homework club",
            "Chairs for the community hall",
            "Refurbished laptop computers, wiped and tested",
            "Stacking chairs from an office that is closing",
            "Garden tools for the allotment",
        ]
        .iter()
        .for_each(|text| corpus.add(text));
        corpus
    }

    #[test]
    fn the_list_of_stop_words_can_be_searched() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[rstest]
    #[case(1, 0)]
    #[case(2, 256)]
    #[case(3, 405)]
    #[case(1000, 2551)]
    fn logarithms_are_to_a_256th(#[case] number: u64, #[case] expected: u64) {
        assert_eq!(log2_256(number), expected);
    }

    #[test]
    fn texts_are_alike_by_the_words_they_share() {
        let corpus = corpus();
        let alike = |one, other| corpus.text(one).alike(&corpus.text(other));
        assert!(alike("Laptops for pupils", "ten refurbished laptops") > 200);
        assert_eq!(alike("Laptops for pupils", "stacking chairs"), 0);
        assert_eq!(alike("for the and", "for the and"), 0);
        assert!(alike("garden tools", "Garden tools!") >= 990);
        assert!(alike("garden chairs", "garden tools") < alike("garden tools", "garden tools and gloves"));
    }

    #[test]
    fn a_text_is_like_another_as_the_other_is_like_it() {
        let corpus = corpus();
        let (one, other) = (
            corpus.text("closing office chairs"),
            corpus.text("chairs and tables for an office"),
        );
        assert_eq!(one.alike(&other), other.alike(&one));
    }
}
