//! Small exact helpers for numbers as text.

/// Why a text is not a scaled number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScaledError {
    /// Something other than digits and one point between digits.
    NotANumber,
    /// More digits after the point than the scale holds.
    TooPrecise,
    /// Larger than 64 bits hold.
    TooLarge,
}

/// Reads `12.5` at scale 3 as `12500`: digits, and at most one point with digits on both sides.
pub fn parse_scaled(text: &str, scale: u32) -> Result<i64, ScaledError> {
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || fraction.is_some_and(|part| !all_digits(part)) {
        return Err(ScaledError::NotANumber);
    }
    let fraction = fraction.unwrap_or("").trim_end_matches('0');
    let Some(missing) = (scale as usize).checked_sub(fraction.len()) else {
        return Err(ScaledError::TooPrecise);
    };
    format!("{whole}{fraction}{}", "0".repeat(missing))
        .parse()
        .map_err(|_| ScaledError::TooLarge)
}

/// `1234567` as `1,234,567`.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
