//! Names that registers write in capitals, made readable. The name as registered is always kept beside.

/// Words that stay small inside a name.
const SMALL: [&str; 28] = [
    "a", "ac", "an", "and", "ar", "as", "at", "by", "de", "du", "for", "from", "i", "in", "into", "la", "le", "o",
    "of", "on", "or", "the", "to", "upon", "with", "y", "yn", "yr",
];

/// Abbreviations that read as words by their letters and stay in capitals.
const CAPITALS: [&str; 45] = [
    "AIDS", "BAME", "BBC", "BME", "CAB", "CAMHS", "CIC", "CIO", "CODA", "COPD", "HIV", "IT", "LGBT", "LGBTQ",
    "LGBTQIA", "MENCAP", "MOD", "NATO", "NACRO", "NHS", "PFA", "PICU", "PSA", "PTA", "PTFA", "RAF", "RAOB", "RASC",
    "REME", "RNIB", "RNLI", "RSPCA", "SCIO", "SEN", "SENCO", "SSAFA", "UK", "UN", "USA", "WI", "WRVS", "WWF", "YFC",
    "YMCA", "YWCA",
];

/// Most letters beside digits that make a code, like 9F or U3A, and not a word.
const CODE_LETTERS_MAX: usize = 3;

/// Words without a vowel that are words all the same.
const WORDS: [&str; 10] = ["BRYN", "DR", "LTD", "MR", "MRS", "MSGR", "MT", "REVD", "ST", "STS"];

/// A name for display: as it is if it has small letters, otherwise with capitals where a reader expects them.
///
/// Abbreviations are known from a list or by having no vowel, so a rare one may come out as a word.
#[must_use]
pub fn tidy_name(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let mut out = String::with_capacity(name.len());
    let mut begins = true;
    let words: Vec<&str> = name.split(' ').collect();
    for (at, &word) in words.iter().enumerate() {
        if !out.is_empty() {
            out.push(' ');
        }
        // A letter beside a letter is an initial, not the article.
        let beside = [at.checked_sub(1), at.checked_add(1)]
            .into_iter()
            .flatten()
            .filter_map(|at| words.get(at));
        if is_initial(word) && beside.into_iter().any(|other| is_initial(other)) {
            out.push_str(word);
            begins = false;
        } else if word.chars().any(char::is_alphanumeric) {
            out.push_str(&tidy_word(word, begins));
            begins = word.ends_with(':');
        } else {
            out.push_str(word);
            // What follows a dash begins again; what follows an ampersand does not.
            begins = matches!(word, "-" | "–" | "—" | "/" | ":");
        }
    }
    out
}

/// A word between spaces, which may hold others between hyphens, brackets and the like.
fn tidy_word(word: &str, begins: bool) -> String {
    // Letters with points between them: P.T.A.
    let pointed = word.split('.').filter(|part| !part.is_empty());
    if word.contains('.') && pointed.clone().count() > 1 && pointed.clone().all(|part| letters(part) <= 1) {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut begins = begins || word.starts_with(['(', '"', '“']);
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(is_divider).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        out.push_str(&tidy_piece(piece, begins));
        let divider = after.chars().next().map_or(0, char::len_utf8);
        out.push_str(&after[..divider]);
        rest = &after[divider..];
        // Pre-school, Stoke-on-Trent: small words stay small after a hyphen, not after a slash or a bracket.
        begins = !after.starts_with('-') && (begins && piece.is_empty() || after.starts_with(['/', '(', ',', '.']));
    }
    out
}

fn is_initial(word: &str) -> bool {
    let word = word.strip_suffix('.').unwrap_or(word);
    letters(word) == 1 && word.chars().count() == 1
}

fn is_divider(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘' | '`')
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

fn tidy_piece(piece: &str, begins: bool) -> String {
    let lower = piece.to_lowercase();
    if !begins && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    if is_ordinal(&lower) {
        return lower;
    }
    let code = piece.chars().any(|c| c.is_ascii_digit()) && letters(piece) <= CODE_LETTERS_MAX;
    if code || CAPITALS.contains(&piece) || is_roman(piece) || is_abbreviation(piece) {
        return piece.to_owned();
    }
    capitalised(&lower)
}

/// `1st`, `22nd`.
fn is_ordinal(lower: &str) -> bool {
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(&lower[digits.len()..], "st" | "nd" | "rd" | "th")
}

/// Numbers of kings, popes and classes, up to twenty or so; single letters stay as they are anyway.
fn is_roman(piece: &str) -> bool {
    let rest = piece.trim_start_matches('X');
    piece.len() - rest.len() <= 2
        && !piece.is_empty()
        && matches!(
            rest,
            "" | "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX"
        )
}

/// Letters alone, none of them a vowel (Welsh counts W and Y), and not one of the words like that.
fn is_abbreviation(piece: &str) -> bool {
    letters(piece) > 1
        && piece.chars().all(|c| c.is_ascii_uppercase())
        && !piece.contains(['A', 'E', 'I', 'O', 'U', 'W', 'Y'])
        && !WORDS.contains(&piece)
}

/// `o'neill` as `O'Neill`, `women's` as `Women's`, `mcdonald` as `McDonald`.
fn capitalised(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut before: Option<usize> = None;
    for part in lower.split_inclusive(['\'', '’', '‘', '`']) {
        let length = part.trim_end_matches(['\'', '’', '‘', '`']).chars().count();
        // A capital begins the word, and what follows one letter and an apostrophe: O'Neill, D'Arcy, but I'r.
        let capital = before.is_none_or(|before| before == 0 || (before == 1 && length > 2));
        if capital {
            push_capital(&mut out, part)
        } else {
            out.push_str(part)
        }
        before = Some(if before == Some(0) || before.is_none() {
            length
        } else {
            usize::MAX
        });
    }
    out
}

fn push_capital(out: &mut String, part: &str) {
    if let Some(rest) = part.strip_prefix("mc").filter(|rest| letters(rest) > 2) {
        out.push_str("Mc");
        return push_capital(out, rest);
    }
    // 4eden begins with its e.
    let first = part.find(char::is_alphabetic).unwrap_or(0);
    out.push_str(&part[..first]);
    let mut chars = part[first..].chars();
    if let Some(first) = chars.next() {
        out.extend(first.to_uppercase());
        out.push_str(chars.as_str());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("EXAMPLETON AND DISTRICT LUNCH CLUB", "Exampleton and District Lunch Club")]
    #[case("THE FRIENDS OF ST MARY'S SCHOOL", "The Friends of St Mary's School")]
    #[case("WOMEN'S AID (EXAMPLETON)", "Women's Aid (Exampleton)")]
    #[case("SEA WATCH: THE WHALE TRUST", "Sea Watch: The Whale Trust")]
    #[case("RIVERSIDE HALL - THE GARDEN PROJECT", "Riverside Hall - The Garden Project")]
    #[case("STOKE-ON-EXAMPLE PRE-SCHOOL", "Stoke-on-Example Pre-School")]
    #[case("KINGFISHER SCHOOL P.T.A.", "Kingfisher School P.T.A.")]
    #[case("NHS FRIENDS UK LTD", "NHS Friends UK Ltd")]
    #[case("FRIENDS OF K C S", "Friends of K C S")]
    #[case("THE A D TRUST AND J A EXAMPLE FUND", "The A D Trust and J A Example Fund")]
    #[case("A HOME FOR A CAT", "A Home for a Cat")]
    #[case("RCCG HOUSE OF HOPE (CIO)", "RCCG House of Hope (CIO)")]
    #[case("1ST EXAMPLETON SCOUTS", "1st Exampleton Scouts")]
    #[case("9F LOCOMOTIVE SOCIETY", "9F Locomotive Society")]
    #[case("KING HENRY VIII AND GEORGE V FUND", "King Henry VIII and George V Fund")]
    #[case("O'NEILL AND MCDONALD TRUST", "O'Neill and McDonald Trust")]
    #[case("CANOLFAN I'R TEULU", "Canolfan I'r Teulu")]
    #[case("AGE CONCERN EXAMPLETON", "Age Concern Exampleton")]
    #[case("EXAMPLE U3A", "Example U3A")]
    #[case("4EXAMPLE", "4Example")]
    #[case("ÉCOLE EXEMPLE", "École Exemple")]
    #[case("PARENTS,FRIENDS AND STAFF", "Parents,Friends and Staff")]
    #[case("CHWARAEON Y CWM", "Chwaraeon y Cwm")]
    #[case("Already Mixed CASE", "Already Mixed CASE")]
    #[case("  TOO   MANY SPACES ", "Too Many Spaces")]
    #[case("", "")]
    fn names_read_well(#[case] name: &str, #[case] expect: &str) {
        assert_eq!(tidy_name(name), expect);
    }

    proptest! {
        #[test]
        fn only_case_and_spaces_change(name in "[A-Z0-9 '(),.&/:’-]{0,60}") {
            let tidy = tidy_name(&name);
            let spaced = name.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(tidy.to_uppercase(), spaced);
        }

        #[test]
        fn no_name_panics(name in any::<String>()) {
            prop_assert!(tidy_name(&name).split(' ').count() <= name.split(' ').count().max(1) + name.len());
        }
    }
}
