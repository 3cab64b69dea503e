//! English words brought to a common stem: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980.

use std::borrow::Cow;

/// Shorter words are left as they are.
const LETTERS_MIN: usize = 3;

const STEP_2: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];
const STEP_3: &[(&str, &str)] = &[
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];
const STEP_4: &[(&str, &str)] = &[
    ("al", ""),
    ("ance", ""),
    ("ence", ""),
    ("er", ""),
    ("ic", ""),
    ("able", ""),
    ("ible", ""),
    ("ant", ""),
    ("ement", ""),
    ("ment", ""),
    ("ent", ""),
    ("sion", "s"),
    ("tion", "t"),
    ("ou", ""),
    ("ism", ""),
    ("ate", ""),
    ("iti", ""),
    ("ous", ""),
    ("ive", ""),
    ("ize", ""),
];

/// The stem of a word in small letters. What is not plain English letters is left as it is.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < LETTERS_MIN || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let mut word = word.to_owned();
    plural(&mut word);
    past_and_present(&mut word);
    if word.ends_with('y') && has_vowel(&word[..word.len() - 1]) {
        word.replace_range(word.len() - 1.., "i");
    }
    replace(&mut word, STEP_2, 0);
    replace(&mut word, STEP_3, 0);
    replace(&mut word, STEP_4, 1);
    last_e(&mut word);
    if measure(&word) > 1 && word.ends_with("ll") {
        word.pop();
    }
    Cow::Owned(word)
}

/// Step 1a.
fn plural(word: &mut String) {
    if word.ends_with("sses") || word.ends_with("ies") {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
}

/// Step 1b.
fn past_and_present(word: &mut String) {
    if word.ends_with("eed") {
        if measure(&word[..word.len() - 3]) > 0 {
            word.pop();
        }
        return;
    }
    let Some(base) = ["ed", "ing"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|base| has_vowel(base))
    else {
        return;
    };
    word.truncate(base.len());
    if ["at", "bl", "iz"].iter().any(|ending| word.ends_with(ending)) {
        word.push('e');
    } else if doubled(word) && !word.ends_with(['l', 's', 'z']) {
        word.pop();
    } else if measure(word) == 1 && short(word) {
        word.push('e');
    }
}

/// Steps 2 to 4: the longest ending that the word has is replaced, where what stands before it is long enough.
fn replace(word: &mut String, endings: &[(&str, &str)], more_than: usize) {
    let found = endings
        .iter()
        .filter(|(ending, _)| word.ends_with(ending))
        .max_by_key(|(ending, _)| ending.len());
    let Some((ending, replacement)) = found else {
        return;
    };
    let base = word.len() - ending.len();
    let kept = base + if more_than > 0 { replacement.len() } else { 0 };
    if measure(&word[..kept]) > more_than {
        word.truncate(base);
        word.push_str(replacement);
    }
}

/// Step 5a.
fn last_e(word: &mut String) {
    if let Some(base) = word.strip_suffix('e') {
        let measure = measure(base);
        if measure > 1 || (measure == 1 && !short(base)) {
            word.pop();
        }
    }
}

/// How many times vowels are followed by consonants: the `m` of the paper.
fn measure(word: &str) -> usize {
    let mut runs = 0;
    let mut after_vowel = false;
    for at in 0..word.len() {
        let vowel = is_vowel(word.as_bytes(), at);
        runs += usize::from(after_vowel && !vowel);
        after_vowel = vowel;
    }
    runs
}

fn has_vowel(word: &str) -> bool {
    (0..word.len()).any(|at| is_vowel(word.as_bytes(), at))
}

/// A `y` is a vowel after a consonant.
fn is_vowel(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' | b'u' => true,
        b'y' => at > 0 && !is_vowel(word, at - 1),
        _ => false,
    }
}

fn doubled(word: &str) -> bool {
    let bytes = word.as_bytes();
    let length = bytes.len();
    length >= 2 && bytes[length - 1] == bytes[length - 2] && !is_vowel(bytes, length - 1)
}

/// Ends in consonant, vowel, consonant, the last of which is not w, x or y.
fn short(word: &str) -> bool {
    let bytes = word.as_bytes();
    let length = bytes.len();
    length >= 3
        && !is_vowel(bytes, length - 3)
        && is_vowel(bytes, length - 2)
        && !is_vowel(bytes, length - 1)
        && !matches!(bytes[length - 1], b'w' | b'x' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// The examples of the paper, and words of this field.
    #[rstest]
    #[case("caresses", "caress")]
    #[case("ponies", "poni")]
    #[case("cats", "cat")]
    #[case("agreed", "agre")]
    #[case("plastered", "plaster")]
    #[case("motoring", "motor")]
    #[case("sing", "sing")]
    #[case("conflated", "conflat")]
    #[case("hopping", "hop")]
    #[case("falling", "fall")]
    #[case("filing", "file")]
    #[case("happy", "happi")]
    #[case("sky", "sky")]
    #[case("relational", "relat")]
    #[case("conditional", "condit")]
    #[case("hopefulness", "hope")]
    #[case("adoption", "adopt")]
    #[case("replacement", "replac")]
    #[case("probate", "probat")]
    #[case("controlling", "control")]
    #[case("laptops", "laptop")]
    #[case("gardening", "garden")]
    #[case("volunteers", "volunt")]
    #[case("café", "café")]
    #[case("as", "as")]
    fn words_come_to_their_stems(#[case] word: &str, #[case] expected: &str) {
        assert_eq!(stem(word), expected);
    }

    proptest! {
        #[test]
        fn no_word_breaks_it(word in "\\PC{0,20}", plain in "[a-z]{0,20}") {
            let _ = stem(&word);
            prop_assert!(stem(&plain).len() <= plain.len() + 1);
        }
    }
}
