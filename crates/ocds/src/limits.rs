//! The limits on what is read, each a named constant, together so that a test or a caller can lower them.

/// Largest input, in bytes.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Most releases in one input.
pub const RELEASES_MAX: usize = 100_000;
/// Largest single release or record, in bytes as written.
pub const RELEASE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Deepest nesting of arrays and objects inside a release.
pub const DEPTH_MAX: usize = 32;
/// Longest text, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Most members of one object.
pub const MEMBERS_MAX: usize = 2_000;
/// Longest name of a member, in bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 200;
/// Most elements of one array.
pub const ELEMENTS_MAX: usize = 50_000;
/// Longest number, in characters as written.
pub const NUMBER_CHARS_MAX: usize = 64;
/// Most problems listed for one input; the rest are counted.
pub const PROBLEMS_MAX: usize = 10_000;

/// The limits that one reading keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// See [`FILE_BYTES_MAX`].
    pub file_bytes: u64,
    /// See [`RELEASES_MAX`].
    pub releases: usize,
    /// See [`RELEASE_BYTES_MAX`].
    pub release_bytes: u64,
    /// See [`DEPTH_MAX`].
    pub depth: usize,
    /// See [`TEXT_BYTES_MAX`].
    pub text_bytes: usize,
    /// See [`PROBLEMS_MAX`].
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES_MAX,
            releases: RELEASES_MAX,
            release_bytes: RELEASE_BYTES_MAX,
            depth: DEPTH_MAX,
            text_bytes: TEXT_BYTES_MAX,
            problems: PROBLEMS_MAX,
        }
    }
}
