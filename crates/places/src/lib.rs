//! Where things are: postcodes of Great Britain to a point and a local authority, from a table inside the binary.
//!
//! Points are metres on the British National Grid, so distances are integers. A postcode is known to the precision of
//! its sector ("SW1A 1"), which is a few streets in a town and a few villages elsewhere. Full loads of the published
//! postcode and boundary files are read by [`import`].

mod attribution;
mod authority;
mod authority_search;
mod code;
mod distance;
pub mod import;
mod lat_long;
mod lookup;
mod point;
mod postcode;
mod sector;
mod table;

pub use attribution::{Attribution, attribution};
pub use authority::{AuthorityKind, LocalAuthority, Nation, authorities, authority, choosable_authorities};
pub use authority_search::{AUTHORITY_SEARCH_RESULTS_MAX, search_authorities};
pub use code::{AuthorityCode, CodeError};
pub use distance::{DistanceUnit, distance_text};
pub use lat_long::{LatLong, LatLongError};
pub use lookup::{AuthorityShare, LookupError, Place, authority_cells, locate, sectors};
pub use point::{Point, PointError};
pub use postcode::{Postcode, PostcodeError};
pub use sector::{Sector, SectorError};
pub use table::{SectorRow, SectorTable, TableError, sector_table};
