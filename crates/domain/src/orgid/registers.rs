//! The shape of each register's numbers, and the one way to write each.

use super::Register;

/// Prefixes of Companies House numbers other than those of eight digits.
/// Source: Companies House, "Uniform Resource Identifiers (URI) customer guide" and its list of prefixes.
const COMPANY_PREFIXES: [&str; 43] = [
    "AC", "BR", "CE", "CS", "EN", "ES", "FC", "FE", "GE", "GN", "GS", "IC", "IP", "LP", "NA", "NC", "NF", "NI", "NL",
    "NO", "NP", "NR", "NV", "NZ", "OC", "OE", "PC", "R0", "RC", "RS", "SA", "SC", "SE", "SF", "SG", "SI", "SL", "SO",
    "SP", "SR", "SZ", "UC", "ZC",
];

/// What a number of the register is called in a sentence, with its article.
pub(super) fn noun(register: Register) -> &'static str {
    match register {
        Register::Company => "a company number",
        Register::CharityEnglandWales => "a charity number",
        Register::CharityScotland => "a Scottish charity number",
        Register::CharityNorthernIreland => "a Northern Ireland charity number",
        Register::Ppon => "a public procurement organisation number (PPON)",
        Register::LearningProvider => "a UK provider reference number (UKPRN)",
        Register::School => "a school’s unique reference number (URN)",
        Register::Nhs => "an NHS organisation code",
        Register::LocalAuthorityEngland => "an English local authority code",
        Register::LocalAuthorityScotland => "a Scottish local authority code",
        Register::LocalAuthorityWales => "a Welsh local authority code",
        Register::LocalAuthorityNorthernIreland => "a Northern Ireland local authority code",
    }
}

/// What a number of the register looks like, as the end of a sentence.
pub(super) fn shape(register: Register) -> &'static str {
    match register {
        Register::Company => "8 digits, or 2 letters and 6 digits, like 01234567 or SC123456",
        Register::CharityEnglandWales => "6 or 7 digits, like 1234567",
        Register::CharityScotland => "SC and 6 digits, like SC012345",
        Register::CharityNorthernIreland => "6 digits that begin with 1, like 100012",
        Register::Ppon => "P and 3 letters, 4 digits and 4 letters, like PABC-1234-DEFG",
        Register::LearningProvider => "8 digits that begin with 1, like 10012345",
        Register::School => "6 digits, like 123456",
        Register::Nhs => "3 to 10 letters and digits, like RA1",
        Register::LocalAuthorityEngland
        | Register::LocalAuthorityScotland
        | Register::LocalAuthorityWales
        | Register::LocalAuthorityNorthernIreland => "2 to 5 letters, like ABC",
    }
}

/// The number as the register writes it; `None` if it has not the register's shape.
pub(super) fn normal(register: Register, number: &str) -> Option<String> {
    let number = number.to_ascii_uppercase();
    match register {
        Register::Company => company(&number),
        Register::CharityEnglandWales => charity_england_wales(&number),
        Register::CharityScotland => {
            let digits = number.strip_prefix("SC").unwrap_or(&number);
            padded(digits, 6).map(|digits| format!("SC{digits}"))
        }
        Register::CharityNorthernIreland => {
            let digits = number
                .strip_prefix("NIC")
                .or_else(|| number.strip_prefix("NI"))
                .unwrap_or(&number);
            (digits.len() == 6 && digits.starts_with('1') && is_digits(digits)).then(|| digits.to_owned())
        }
        Register::Ppon => ppon(&number),
        Register::LearningProvider => {
            (number.len() == 8 && number.starts_with('1') && is_digits(&number)).then_some(number)
        }
        Register::School => (number.len() == 6 && is_digits(&number)).then_some(number),
        Register::Nhs => {
            let alphanumeric = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (alphanumeric && (3..=10).contains(&number.len())).then_some(number)
        }
        Register::LocalAuthorityEngland
        | Register::LocalAuthorityScotland
        | Register::LocalAuthorityWales
        | Register::LocalAuthorityNorthernIreland => {
            let letters = number.bytes().all(|byte| byte.is_ascii_uppercase());
            (letters && (2..=5).contains(&number.len())).then_some(number)
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits with zeros before them up to the width; `None` for none, too many, or zero itself.
fn padded(digits: &str, width: usize) -> Option<String> {
    let fits = is_digits(digits) && digits.len() <= width && digits.bytes().any(|byte| byte != b'0');
    fits.then(|| format!("{digits:0>width$}"))
}

/// Eight characters: digits, or a prefix and six more, of which the last ones may be letters in the older registers of
/// societies.
fn company(number: &str) -> Option<String> {
    if is_digits(number) {
        return padded(number, 8);
    }
    // Northern Irish companies from before 1922 are R and seven digits, the first of them 0.
    if let Some(digits) = number.strip_prefix('R').filter(|rest| is_digits(rest)) {
        return padded(digits, 7)
            .filter(|digits| digits.starts_with('0'))
            .map(|digits| format!("R{digits}"));
    }
    let (prefix, rest) = number.split_at_checked(2)?;
    if !COMPANY_PREFIXES.contains(&prefix) {
        return None;
    }
    if is_digits(rest) {
        return padded(rest, 6).map(|rest| format!("{prefix}{rest}"));
    }
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let society = rest.len() == 6 && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    society.then(|| number.to_owned())
}

/// Six or seven digits, and for a charity that is linked to another a hyphen and its number there.
fn charity_england_wales(number: &str) -> Option<String> {
    let (main, linked) = number
        .split_once('-')
        .map_or((number, None), |(main, linked)| (main, Some(linked)));
    let main = main.trim_start_matches('0');
    // Six-digit numbers begin at 200000: lower ones would be Northern Irish.
    let main_ok = is_digits(main) && (main.len() == 7 || (main.len() == 6 && !main.starts_with('1')));
    let linked_ok = linked.is_none_or(|linked| is_digits(linked) && linked.len() <= 4);
    (main_ok && linked_ok).then(|| linked.map_or_else(|| main.to_owned(), |linked| format!("{main}-{linked}")))
}

/// `PABC-1234-DEFG`, which people write without the hyphens too.
fn ppon(number: &str) -> Option<String> {
    let bare: String = number.chars().filter(|c| *c != '-').collect();
    let bytes = bare.as_bytes();
    let ok = bytes.len() == 12
        && bytes[0] == b'P'
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4..8 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase(),
        });
    ok.then(|| format!("{}-{}-{}", &bare[..4], &bare[4..8], &bare[8..]))
}
