//! Where a postcode is, and loading the published files that know every postcode and outline.

mod boundaries;
mod load;
mod locate;
mod postcodes;

pub use boundaries::import_boundaries;
pub use load::{ImportOptions, Loaded, MAX_PROBLEMS_LISTED, Vintage, VintageError, loads};
pub use locate::{Located, Precision, locate};
pub use postcodes::{PostcodeFile, import_postcodes};
