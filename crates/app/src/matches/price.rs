//! What one unit would cost, at the moment when it is agreed.

use jiff::civil::Date;
use svx_domain::{Money, PriceBookVersionId};
use svx_places::{AuthorityCode, authority};
use svx_store::{Conn, Result, prices};

/// The code of the region that holds for the whole of the United Kingdom.
const EVERYWHERE: &str = "UK";

/// GSS codes of the English regions and of the other nations, by the names that the table of authorities gives them.
const REGIONS: [(&str, &str); 12] = [
    ("North East", "E12000001"),
    ("North West", "E12000002"),
    ("Yorkshire and The Humber", "E12000003"),
    ("East Midlands", "E12000004"),
    ("West Midlands", "E12000005"),
    ("East of England", "E12000006"),
    ("London", "E12000007"),
    ("South East", "E12000008"),
    ("South West", "E12000009"),
    ("Northern Ireland", "N92000002"),
    ("Scotland", "S92000003"),
    ("Wales", "W92000004"),
];

fn region(local_authority: Option<&str>) -> &'static str {
    local_authority
        .and_then(|code| code.parse::<AuthorityCode>().ok())
        .and_then(authority)
        .and_then(|found| {
            REGIONS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(&found.region))
        })
        .map_or(EVERYWHERE, |(_, code)| code)
}

/// The price in force on a day where a need is, and the version of the price book that it is from; nothing where the book
/// has no price.
pub(super) async fn frozen(
    conn: &mut Conn,
    resource: &str,
    local_authority: Option<&str>,
    day: Date,
) -> Result<Option<(Money, PriceBookVersionId)>> {
    let Some(version) = prices::version_at(conn, day).await? else {
        return Ok(None);
    };
    let price = prices::price_of(conn, version.id, resource, region(local_authority), day).await?;
    Ok(price
        .and_then(|price| price.unit_price_pence)
        .map(|price| (price, version.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_authority_has_a_region_with_prices_of_its_own() {
        for authority in svx_places::authorities() {
            assert_ne!(
                region(Some(&authority.code.to_string())),
                EVERYWHERE,
                "{}",
                authority.name
            );
        }
        assert_eq!(region(None), EVERYWHERE);
        assert_eq!(region(Some("nowhere")), EVERYWHERE);
    }
}
