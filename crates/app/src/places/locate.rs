//! From a postcode to a point and a local authority: from the loaded file first, then from the table in the binary.

use crate::{App, Result};
use svx_places::{AuthorityShare, LocalAuthority, LookupError, Point, Postcode};
use svx_store::places;

/// How near a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// To the postcode: the file that was loaded has it.
    Postcode,
    /// To the postcode's sector: a few streets in a town, a few villages elsewhere.
    Sector,
}

/// Where a postcode is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Which postcode.
    pub postcode: Postcode,
    /// Where it is, or the middle of its sector.
    pub point: Point,
    /// The authority that it is in, or the one that most of its sector is in.
    pub authority: &'static LocalAuthority,
    /// How near this is.
    pub precision: Precision,
    /// The authorities that it may be in, the likeliest first: more than one where only the sector is known and a
    /// boundary runs through it, and then the person should be asked which is theirs.
    pub shares: Vec<AuthorityShare>,
}

impl Located {
    /// Whether the person should be asked which authority they are in.
    pub const fn is_doubtful(&self) -> bool {
        self.shares.len() > 1
    }
}

/// Where a postcode is. The inner error says in words for the person who typed it why that is not known, such as that it
/// is in Northern Ireland; let them choose their local authority then.
pub async fn locate(app: &App, postcode: Postcode) -> Result<Result<Located, LookupError>> {
    let loaded = places::locate(&mut app.db.read().await?, &postcode.to_string()).await?;
    let sector = svx_places::locate(postcode);
    let Some(loaded) = loaded else {
        return Ok(sector.map(|place| Located {
            postcode,
            point: place.point,
            authority: place.authority,
            precision: Precision::Sector,
            shares: place.shares.clone(),
        }));
    };
    // A file may be of a vintage whose codes this program does not know, or may not say the authority at all.
    let code = loaded.local_authority.and_then(|code| code.parse().ok());
    let known = code.and_then(svx_places::authority);
    let point = Point {
        easting_m: loaded.easting_m,
        northing_m: loaded.northing_m,
    };
    Ok(match known {
        Some(authority) => Ok(Located {
            postcode,
            point,
            authority,
            precision: Precision::Postcode,
            shares: vec![AuthorityShare {
                authority,
                postcodes: 1,
            }],
        }),
        None => sector.map(|place| Located {
            postcode,
            point,
            authority: place.authority,
            precision: Precision::Postcode,
            shares: place.shares.clone(),
        }),
    })
}
