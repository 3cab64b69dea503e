//! From a postcode to a point and a local authority.

use std::sync::OnceLock;

use crate::authority::{LocalAuthority, authority};
use crate::point::Point;
use crate::postcode::Postcode;
use crate::sector::Sector;
use crate::table::sector_table;

/// Where a postcode is, as near as its sector says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The sector this is known for.
    pub sector: Sector,
    /// The middle of the sector's postcodes.
    pub point: Point,
    /// The authority that most of the sector's postcodes are in.
    pub authority: &'static LocalAuthority,
    /// Every authority with postcodes in the sector, the commonest first. More than one means that the boundary runs
    /// through it, and that the person should be asked which is theirs.
    pub shares: Vec<AuthorityShare>,
}

/// How much of a sector is in an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorityShare {
    /// The authority.
    pub authority: &'static LocalAuthority,
    /// Postcodes of the sector that are in it, counting those no longer in use.
    pub postcodes: u32,
}

impl Place {
    /// Postcodes of the sector, counting those no longer in use.
    pub fn postcodes(&self) -> u32 {
        self.shares.iter().map(|share| share.postcodes).sum()
    }

    /// The share of the sector's postcodes in its commonest authority, in whole per cent rounded down.
    pub fn authority_percent(&self) -> u32 {
        let most = self.shares.first().map_or(0, |share| u64::from(share.postcodes));
        (most * 100 / u64::from(self.postcodes()).max(1)) as u32
    }
}

/// Why a postcode has no place in the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The licence of Northern Ireland's postcodes does not let us carry them.
    #[error(
        "{postcode} is in Northern Ireland, whose postcodes we cannot look up. Choose your local authority instead"
    )]
    NorthernIreland {
        /// What was asked for.
        postcode: Postcode,
    },
    /// Guernsey, Jersey and the Isle of Man.
    #[error("{postcode} is in {island}, which is outside the United Kingdom and has no local authority here")]
    CrownDependency {
        /// What was asked for.
        postcode: Postcode,
        /// Its name.
        island: &'static str,
    },
    /// No postcode of the sector was in use when the table was made.
    #[error("We know of no postcode that begins {sector}. Check it, or choose your local authority instead")]
    UnknownSector {
        /// The beginning that is not known.
        sector: Sector,
    },
}

/// Where a postcode is.
///
/// # Errors
/// [`LookupError`], in words for the person who typed it.
pub fn locate(postcode: Postcode) -> Result<&'static Place, LookupError> {
    match postcode.area() {
        "BT" => return Err(LookupError::NorthernIreland { postcode }),
        "GY" => {
            return Err(LookupError::CrownDependency {
                postcode,
                island: "Guernsey",
            });
        }
        "JE" => {
            return Err(LookupError::CrownDependency {
                postcode,
                island: "Jersey",
            });
        }
        "IM" => {
            return Err(LookupError::CrownDependency {
                postcode,
                island: "the Isle of Man",
            });
        }
        _ => {}
    }
    let sector = postcode.sector();
    let places = sectors();
    match places.binary_search_by_key(&sector, |place| place.sector) {
        Ok(at) => Ok(&places[at]),
        Err(_) => Err(LookupError::UnknownSector { sector }),
    }
}

/// Every sector of the table, in order.
pub fn sectors() -> &'static [Place] {
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let known = |code| authority(code).expect("a test finds every authority of the sector table");
        let places = sector_table().rows.iter().map(|row| Place {
            sector: row.sector,
            point: row.point,
            authority: known(row.authorities[0].0),
            shares: row
                .authorities
                .iter()
                .map(|(code, postcodes)| AuthorityShare {
                    authority: known(*code),
                    postcodes: *postcodes,
                })
                .collect(),
        });
        places.collect()
    })
}

/// The sectors that are mostly in this authority, or in one that lies in it: the grains of a map of it.
/// None in Northern Ireland, whose postcodes the table does not have.
pub fn authority_cells(authority: &LocalAuthority) -> impl Iterator<Item = &'static Place> {
    sectors().iter().filter(move |place| authority.covers(place.authority))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::{AuthorityKind, Nation, authorities};
    use crate::search_authorities;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Well-known places, with the grid references of the buildings to the kilometre.
    #[rstest]
    #[case("SW1A 1AA", "Westminster", 529_000, 179_700)]
    #[case("LS1 1UR", "Leeds", 430_000, 433_800)]
    #[case("CF10 4UW", "Cardiff", 318_300, 175_900)]
    #[case("EH1 1YZ", "City of Edinburgh", 325_800, 673_700)]
    #[case("TR21 0LW", "Isles of Scilly", 90_300, 10_600)]
    #[case("ZE1 0HB", "Shetland Islands", 447_600, 1_141_400)]
    fn finds_well_known_places(
        #[case] postcode: &str,
        #[case] name: &str,
        #[case] easting_m: i32,
        #[case] northing_m: i32,
    ) {
        let place = locate(postcode.parse().unwrap()).unwrap();
        assert_eq!(place.authority.name, name);
        assert!(
            place.point.distance_m(Point { easting_m, northing_m }) < 3_000,
            "{place:?}"
        );
    }

    #[rstest]
    #[case(
        "BT1 5GS",
        "BT1 5GS is in Northern Ireland, whose postcodes we cannot look up. Choose your local authority instead"
    )]
    #[case(
        "JE2 3AB",
        "JE2 3AB is in Jersey, which is outside the United Kingdom and has no local authority here"
    )]
    #[case(
        "IM1 1AG",
        "IM1 1AG is in the Isle of Man, which is outside the United Kingdom and has no local authority here"
    )]
    #[case(
        "ZZ1 1AA",
        "We know of no postcode that begins ZZ1 1. Check it, or choose your local authority instead"
    )]
    fn says_why_a_postcode_has_no_place(#[case] postcode: &str, #[case] message: &str) {
        assert_eq!(locate(postcode.parse().unwrap()).unwrap_err().to_string(), message);
    }

    #[test]
    fn a_sector_across_a_boundary_names_both_sides() {
        let split = sectors().iter().find(|place| place.authority_percent() < 60).unwrap();
        assert!(split.shares.len() > 1);
        assert_eq!(split.shares[0].authority, split.authority);
        assert!(split.shares[0].postcodes >= split.shares[1].postcodes);
    }

    #[test]
    fn every_authority_of_great_britain_has_cells_around_its_point() {
        for authority in authorities() {
            let cells: Vec<_> = authority_cells(authority).collect();
            assert_eq!(
                cells.is_empty(),
                authority.nation == Nation::NorthernIreland,
                "{authority:?}"
            );
            let nearest = cells.iter().map(|place| place.point.distance_m(authority.point)).min();
            assert!(
                nearest.is_none_or(|metres| metres < 25_000),
                "{authority:?} is {nearest:?} from its nearest cell"
            );
        }
        let london = search_authorities("Greater London Authority")[0];
        assert_eq!(london.kind, AuthorityKind::GreaterLondonAuthority);
        assert!(authority_cells(london).count() > 1_000);
    }

    proptest! {
        #[test]
        fn no_postcode_breaks_it(text in "[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}") {
            let postcode: Postcode = text.parse().unwrap();
            if let Ok(place) = locate(postcode) {
                prop_assert_eq!(place.sector, postcode.sector());
                prop_assert!((1..=100).contains(&place.authority_percent()));
            }
        }
    }
}
