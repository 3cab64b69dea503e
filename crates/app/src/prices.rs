//! The price book: what resources there are, what one unit would cost, where and when, and how that is known.
//!
//! It is brought in from two tables, checked whole before anything is written, and published in versions that never change.

mod estimate;
mod file;
mod find;
mod import;
mod offline;
mod resources;
mod view;

pub use estimate::{Estimate, estimate};
pub use file::{PriceRow, Statistic, read_prices};
pub use find::find;
pub use import::{Imported, import, import_resources, install_default};
pub use offline::OfflineBook;
pub use resources::{ResourceRow, read_resources};
pub use svx_formats::table::{MAX_BYTES, Problem, Problems};
pub use view::{Book, Entry, LONDON, book, catalogue, entry, price_at, region_of};
