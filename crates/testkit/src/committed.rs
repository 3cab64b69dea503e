//! Generated files that are committed, so that a change of them shows in review.

use std::path::Path;

/// Compares what was generated with the committed file, given from the root of the workspace. With `SVX_UPDATE=1` the file
/// is written instead.
///
/// # Panics
/// Where they differ, with how to bring the file up to date.
pub fn assert_committed(path: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("SVX_UPDATE").is_some() {
        std::fs::write(&file, generated).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = committed.lines().zip(generated.lines()).find(|(old, new)| old != new);
    assert!(
        committed == generated,
        "{path} is not current: look at the change, then run the tests with SVX_UPDATE=1 to accept it. First difference: {differs:?}"
    );
}
