//! Readers of the published postcode and boundary files, for an installation that wants every postcode or outlines.
//!
//! They stream, stop at named limits, and say of each bad row or feature where it is and what is wrong with it. What to
//! do with the good ones is the caller's to decide.

mod boundaries;
mod code_point;
mod directory;
mod geometry;
mod properties;
mod rows;

pub use boundaries::{
    BOUNDARY_BYTES_MAX, BOUNDARY_FEATURES_MAX, Boundaries, Boundary, BoundaryFileError, FeatureError, Polygon, Ring,
    read_boundaries,
};
pub use code_point::read_code_point_open;
pub use directory::{HeaderError, read_postcode_directory};
pub use rows::{PostcodeRow, PostcodeRows, ROW_BYTES_MAX, ROWS_MAX, RowError, YearMonth};
