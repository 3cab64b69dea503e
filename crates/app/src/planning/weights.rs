//! Weights as a file that a person can change and hold beside the published ones.

use serde::Deserialize;
use serde_json::{Value, json};
use svx_matching::Weights;
use thiserror::Error;

/// What the weights are called, with their version.
pub const WEIGHTS_NAME: &str = "svx.weights/2";
/// The largest file of weights, in bytes.
pub const WEIGHTS_BYTES_MAX: usize = 64 * 1024;

const _: () = assert!(
    svx_matching::WEIGHTS_VERSION == 2,
    "the name of the weights carries their version"
);

/// Why a file is not weights.
#[derive(Debug, Error)]
pub enum WeightsError {
    /// Larger than it may be.
    #[error("The file of weights is larger than {WEIGHTS_BYTES_MAX} bytes")]
    TooLarge,
    /// Not JSON, or a member that is not known or not a whole number from 0 to 65535.
    #[error("The file of weights cannot be used: {0}")]
    Json(#[from] serde_json::Error),
    /// Another version.
    #[error("The file of weights is of “{0}”, and this program has {WEIGHTS_NAME}")]
    Version(String),
    /// Nothing counts.
    #[error("Every weight is 0, so nothing would be worth more than anything else")]
    Nothing,
    /// The distance that counts as far is nothing.
    #[error("far_m is the distance in metres that counts as far, and must be at least 1")]
    Far,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Option<String>,
    completes: Option<u16>,
    time: Option<u16>,
    near: Option<u16>,
    priority: Option<u16>,
    exact: Option<u16>,
    deprived: Option<u16>,
    alike: Option<u16>,
    far_m: Option<u32>,
}

/// Reads weights; what the file leaves out is as published.
///
/// # Errors
/// [`WeightsError`] in words for whoever wrote the file.
pub fn read_weights(bytes: &[u8]) -> Result<Weights, WeightsError> {
    if bytes.len() > WEIGHTS_BYTES_MAX {
        return Err(WeightsError::TooLarge);
    }
    let file: File = serde_json::from_slice(bytes)?;
    if let Some(other) = file.format.filter(|format| format != WEIGHTS_NAME) {
        return Err(WeightsError::Version(other.chars().take(40).collect()));
    }
    let published = Weights::default();
    let weights = Weights {
        completes: file.completes.unwrap_or(published.completes),
        time: file.time.unwrap_or(published.time),
        near: file.near.unwrap_or(published.near),
        priority: file.priority.unwrap_or(published.priority),
        exact: file.exact.unwrap_or(published.exact),
        deprived: file.deprived.unwrap_or(published.deprived),
        alike: file.alike.unwrap_or(published.alike),
        far_m: file.far_m.unwrap_or(published.far_m),
    };
    if weights.far_m == 0 {
        return Err(WeightsError::Far);
    }
    if weights.best().0 == 0 {
        return Err(WeightsError::Nothing);
    }
    Ok(weights)
}

/// The weights in a line, in the order of the file.
pub(super) fn weights_line(weights: &Weights) -> String {
    let all = weights_json(weights);
    let numbers = [
        "completes",
        "time",
        "near",
        "priority",
        "exact",
        "deprived",
        "alike",
        "far_m",
    ];
    numbers.map(|name| format!("{name} {}", all[name])).join(", ")
}

/// The weights as such a file.
pub(super) fn weights_json(weights: &Weights) -> Value {
    json!({
        "format": WEIGHTS_NAME,
        "completes": weights.completes,
        "time": weights.time,
        "near": weights.near,
        "priority": weights.priority,
        "exact": weights.exact,
        "deprived": weights.deprived,
        "alike": weights.alike,
        "far_m": weights.far_m,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn weights_come_back_and_what_is_left_out_is_as_published() {
        let published = weights_json(&Weights::default()).to_string();
        assert_eq!(read_weights(published.as_bytes()).ok(), Some(Weights::default()));
        let near = Weights {
            near: 900,
            ..Weights::default()
        };
        assert_eq!(read_weights(br#"{"near": 900}"#).ok(), Some(near));
    }

    #[rstest]
    #[case(r#"{"nearness": 1}"#, "unknown field `nearness`")]
    #[case(r#"{"near": -1}"#, "invalid value")]
    #[case(r#"{"near": 1.5}"#, "invalid type")]
    #[case(r#"{"far_m": 0}"#, "at least 1")]
    #[case(r#"{"format": "svx.weights/1"}"#, "svx.weights/1")]
    #[case(
        r#"{"completes":0,"time":0,"near":0,"priority":0,"exact":0,"deprived":0,"alike":0}"#,
        "Every weight is 0"
    )]
    fn what_is_wrong_is_said(#[case] text: &str, #[case] said: &str) {
        let error = read_weights(text.as_bytes()).expect_err("it is wrong").to_string();
        assert!(error.contains(said), "{error}");
    }
}
