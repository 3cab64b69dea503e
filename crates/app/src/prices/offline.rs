//! The price book that comes with the program, for those who have no database.

use super::{
    file::{PriceRow, read_prices},
    import::{PRICES, RESOURCES},
    resources::{ResourceRow, read_resources},
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use svx_domain::{Money, resource::Names};
use svx_formats::table::Problems;

/// The region whose prices hold everywhere.
const UK: &str = "UK";

/// What resources there are, what they are called, and what one unit costs.
#[derive(Debug, Clone)]
pub struct OfflineBook {
    resources: Vec<ResourceRow>,
    names: Names,
    decimals: Vec<u8>,
    prices: HashMap<String, Money>,
    sha256: String,
}

impl OfflineBook {
    /// The book that comes with the program.
    ///
    /// # Errors
    /// Never: a test reads it.
    pub fn shipped() -> Result<Self, Problems> {
        Self::read(RESOURCES)
    }

    /// A table of resources, with the prices that come with the program where it has the same codes.
    ///
    /// # Errors
    /// [`Problems`] with every line that is wrong.
    pub fn read(resources: &[u8]) -> Result<Self, Problems> {
        let rows = read_resources(resources)?;
        let mut newest: HashMap<String, PriceRow> = HashMap::new();
        for price in read_prices(PRICES)?.into_iter().filter(|price| price.region == UK) {
            let known = newest.get(&price.resource);
            if known.is_none_or(|known| known.valid_from < price.valid_from) {
                newest.insert(price.resource.clone(), price);
            }
        }
        let mut names = Names::new();
        for row in &rows {
            names.add(&row.code, &[&row.name, &row.unit, &row.units], &row.synonyms);
        }
        let prices = newest
            .into_iter()
            .filter_map(|(code, price)| Some((code, price.unit_price?)));
        Ok(Self {
            // At most three.
            decimals: rows.iter().map(|row| row.decimals as u8).collect(),
            names,
            prices: prices.collect(),
            sha256: hex::encode(Sha256::digest(resources)),
            resources: rows,
        })
    }

    /// What resources are called, in the order of the table.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Digits after the point that each is counted to, in the same order.
    pub fn decimals(&self) -> &[u8] {
        &self.decimals
    }

    /// The resource at a place in that order.
    ///
    /// # Panics
    /// Where there is none; places come from [`OfflineBook::names`].
    pub fn resource(&self, at: usize) -> &ResourceRow {
        &self.resources[at]
    }

    /// What one unit costs anywhere in the country, where that is known.
    pub fn price(&self, code: &str) -> Option<Money> {
        self.prices.get(code).copied()
    }

    /// The SHA-256 of the table of resources.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_that_comes_with_the_program_can_be_read() {
        let book = OfflineBook::shipped().expect("it is checked here");
        let laptop = book.names().find("Laptops").expect("there are laptops");
        assert_eq!(book.resource(laptop).code, "laptop");
        assert!(book.price("volunteering").is_some());
        assert!(book.price("laptop").is_none());
    }
}
