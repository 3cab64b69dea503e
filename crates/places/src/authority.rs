//! The local authorities of the United Kingdom, with the codes that other data knows them by.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::code::AuthorityCode;
use crate::point::Point;

/// A council, a combined authority or the Greater London Authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAuthority {
    /// Its GSS code in the table's vintage.
    pub code: AuthorityCode,
    /// The name of its area, as one would say it: "Bristol".
    pub name: String,
    /// The name of the council itself: "Bristol City Council".
    pub official_name: String,
    /// What kind of authority it is.
    pub kind: AuthorityKind,
    /// Where in the United Kingdom it is.
    pub nation: Nation,
    /// The English region, or the name of the nation outside England.
    pub region: String,
    /// Its identifier in the org-id register, such as `GB-LAE-ADU`, where the register has one.
    pub org_id: Option<String>,
    /// GSS codes it had before, oldest first.
    pub former_codes: Vec<AuthorityCode>,
    /// The mean of its postcodes in Great Britain; the middle of its area in Northern Ireland.
    pub point: Point,
    pub(crate) county: Option<AuthorityCode>,
    pub(crate) combined: Option<AuthorityCode>,
}

/// The kinds of local authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorityKind {
    /// English unitary authority.
    Unitary,
    /// English non-metropolitan district, which has a county above it.
    District,
    /// English metropolitan district.
    MetropolitanDistrict,
    /// London borough.
    LondonBorough,
    /// The City of London.
    CityCorporation,
    /// Scottish council area.
    ScottishCouncil,
    /// Welsh principal area.
    WelshCouncil,
    /// District of Northern Ireland.
    NorthernIrelandDistrict,
    /// English county council, above its districts.
    County,
    /// Combined authority or combined county authority.
    CombinedAuthority,
    /// The Greater London Authority.
    GreaterLondonAuthority,
}

impl AuthorityKind {
    /// What it is called on a page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unitary => "Unitary authority",
            Self::District => "District",
            Self::MetropolitanDistrict => "Metropolitan district",
            Self::LondonBorough => "London borough",
            Self::CityCorporation => "City corporation",
            Self::ScottishCouncil => "Scottish council",
            Self::WelshCouncil => "Welsh council",
            Self::NorthernIrelandDistrict => "Northern Ireland district",
            Self::County => "County",
            Self::CombinedAuthority => "Combined authority",
            Self::GreaterLondonAuthority => "Greater London Authority",
        }
    }

    /// Whether every place is in exactly one authority of these kinds: they are what a person chooses from.
    pub fn is_lower_tier(self) -> bool {
        !matches!(
            self,
            Self::County | Self::CombinedAuthority | Self::GreaterLondonAuthority
        )
    }
}

impl FromStr for AuthorityKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "unitary" => Self::Unitary,
            "district" => Self::District,
            "metropolitan-district" => Self::MetropolitanDistrict,
            "london-borough" => Self::LondonBorough,
            "city-corporation" => Self::CityCorporation,
            "scottish-council" => Self::ScottishCouncil,
            "welsh-council" => Self::WelshCouncil,
            "northern-ireland-district" => Self::NorthernIrelandDistrict,
            "county" => Self::County,
            "combined-authority" => Self::CombinedAuthority,
            "greater-london-authority" => Self::GreaterLondonAuthority,
            other => return Err(format!("{other} is not a kind of authority")),
        })
    }
}

/// The nations of the United Kingdom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nation {
    /// England.
    England,
    /// Scotland.
    Scotland,
    /// Wales.
    Wales,
    /// Northern Ireland.
    NorthernIreland,
}

impl FromStr for Nation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "England" => Self::England,
            "Scotland" => Self::Scotland,
            "Wales" => Self::Wales,
            "Northern Ireland" => Self::NorthernIreland,
            other => return Err(format!("{other} is not a nation of the United Kingdom")),
        })
    }
}

impl LocalAuthority {
    /// The county council above a district.
    pub fn county(&self) -> Option<&'static Self> {
        self.county.and_then(authority)
    }

    /// The combined authority, or the Greater London Authority, that it or its county belongs to.
    pub fn combined_authority(&self) -> Option<&'static Self> {
        self.combined.and_then(authority)
    }

    /// The authorities of one tier that lie in this one: a county's districts, or what makes up a combined authority.
    pub fn members(&self) -> impl Iterator<Item = &'static Self> {
        let code = self.code;
        lower_tier().filter(move |other| other.county == Some(code) || other.combined == Some(code))
    }

    /// Whether the area of `other` is this one or lies in it.
    pub fn covers(&self, other: &Self) -> bool {
        self.code == other.code || other.county == Some(self.code) || other.combined == Some(self.code)
    }
}

/// Every authority of the table, in the order of their codes.
pub fn authorities() -> &'static [LocalAuthority] {
    &table().authorities
}

/// The authority with this code, whether it has it now or had it before.
pub fn authority(code: AuthorityCode) -> Option<&'static LocalAuthority> {
    let table = table();
    table.by_code.get(&code).map(|at| &table.authorities[*at])
}

/// What a person chooses their own authority from: one for every place in the United Kingdom, by name.
pub fn choosable_authorities() -> Vec<&'static LocalAuthority> {
    let mut choosable: Vec<_> = lower_tier().collect();
    choosable.sort_by(|a, b| a.name.cmp(&b.name));
    choosable
}

fn lower_tier() -> impl Iterator<Item = &'static LocalAuthority> {
    authorities().iter().filter(|authority| authority.kind.is_lower_tier())
}

struct Table {
    authorities: Vec<LocalAuthority>,
    by_code: HashMap<AuthorityCode, usize>,
}

/// Kept by hand; `data/README.md` says where its facts come from.
const AUTHORITIES_CSV: &str = include_str!("../data/authorities.csv");

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let authorities = read(AUTHORITIES_CSV).expect("a test reads the embedded authorities");
        let mut by_code = HashMap::new();
        for (at, authority) in authorities.iter().enumerate() {
            by_code.extend(
                authority
                    .former_codes
                    .iter()
                    .chain([&authority.code])
                    .map(|code| (*code, at)),
            );
        }
        Table { authorities, by_code }
    })
}

#[derive(serde::Deserialize)]
struct Row {
    code: String,
    name: String,
    official_name: String,
    kind: String,
    nation: String,
    region: String,
    county: Option<String>,
    combined: Option<String>,
    org_id: Option<String>,
    former_codes: String,
    easting: i64,
    northing: i64,
}

fn read(text: &str) -> Result<Vec<LocalAuthority>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<Row>();
    rows.map(|row| {
        row.map_err(|error| error.to_string())
            .and_then(LocalAuthority::try_from)
    })
    .collect()
}

impl TryFrom<Row> for LocalAuthority {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        let code = |text: &str| text.parse::<AuthorityCode>().map_err(|error| error.to_string());
        Ok(Self {
            code: code(&row.code)?,
            kind: row.kind.parse()?,
            nation: row.nation.parse()?,
            county: row.county.as_deref().map(code).transpose()?,
            combined: row.combined.as_deref().map(code).transpose()?,
            former_codes: row
                .former_codes
                .split(';')
                .filter(|text| !text.is_empty())
                .map(code)
                .collect::<Result<_, _>>()?,
            point: Point::on_grid(row.easting, row.northing).map_err(|error| error.to_string())?,
            name: row.name,
            official_name: row.official_name,
            region: row.region,
            org_id: row.org_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, HashSet};

    fn get(code: &str) -> &'static LocalAuthority {
        authority(code.parse().unwrap()).unwrap()
    }

    /// The counts that ONS gives for December 2025: 296 in England, 32, 22 and 11 elsewhere; 21 counties.
    #[test]
    fn there_are_as_many_as_there_should_be() {
        let mut counts = BTreeMap::new();
        for authority in authorities() {
            *counts
                .entry((authority.nation, authority.kind.is_lower_tier()))
                .or_insert(0) += 1;
        }
        let lower: Vec<_> = counts
            .iter()
            .filter(|((_, lower), _)| *lower)
            .map(|(key, count)| (key.0, *count))
            .collect();
        assert_eq!(
            lower,
            [
                (Nation::England, 296),
                (Nation::Scotland, 32),
                (Nation::Wales, 22),
                (Nation::NorthernIreland, 11)
            ]
        );
        let counties = authorities()
            .iter()
            .filter(|authority| authority.kind == AuthorityKind::County);
        assert_eq!(counties.count(), 21);
        assert_eq!(choosable_authorities().len(), 361);
    }

    #[test]
    fn no_code_or_name_stands_for_two() {
        let codes: Vec<_> = authorities()
            .iter()
            .flat_map(|a| a.former_codes.iter().chain([&a.code]))
            .collect();
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        let names: HashSet<_> = choosable_authorities().iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names.len(), 361);
        let org_ids: Vec<_> = authorities().iter().filter_map(|a| a.org_id.as_deref()).collect();
        assert_eq!(org_ids.iter().collect::<HashSet<_>>().len(), org_ids.len());
    }

    #[test]
    fn every_district_has_its_county_and_nothing_else_does() {
        for authority in authorities() {
            let county = authority.county();
            assert_eq!(
                county.is_some(),
                authority.kind == AuthorityKind::District,
                "{authority:?}"
            );
            assert_eq!(county.is_some(), authority.county.is_some(), "{authority:?}");
            assert!(
                county.is_none_or(|county| county.kind == AuthorityKind::County && county.region == authority.region)
            );
            assert_eq!(
                authority.combined_authority().is_some(),
                authority.combined.is_some(),
                "{authority:?}"
            );
        }
    }

    #[test]
    fn districts_counties_and_combined_authorities_nest() {
        let fenland = get("E07000010");
        let county = fenland.county().unwrap();
        assert_eq!(county.official_name, "Cambridgeshire County Council");
        let combined = fenland.combined_authority().unwrap();
        assert_eq!(combined.name, "Cambridgeshire and Peterborough");
        assert!(combined.covers(fenland) && combined.covers(county) && !fenland.covers(county));
        assert_eq!(county.members().count(), 5);
        assert_eq!(get("E61000001").members().count(), 33);
    }

    /// Barnsley and Sheffield changed their codes with their boundary in 2025.
    #[test]
    fn a_former_code_finds_the_authority() {
        assert_eq!(get("E08000019"), get("E08000039"));
        assert_eq!(get("e08000016").org_id.as_deref(), Some("GB-LAE-BNS"));
        assert_eq!(authority("E99999999".parse().unwrap()), None);
    }
}
