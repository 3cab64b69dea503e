//! A plan for a council or a country from two tables, without a database: what is needed and what is to be had.
//!
//! Pure: tables and weights in, the plan and its documents out.

mod documents;
mod page;
mod prepare;
mod summary;
mod weights;
mod what_if;

pub use documents::{plan_json, plan_table};
pub use page::plan_page;
pub use prepare::{Notes, Prepared, prepare};
pub use summary::{Reach, Shortfall, Summary, summary};
pub use weights::{WEIGHTS_BYTES_MAX, WEIGHTS_NAME, WeightsError, read_weights};
pub use what_if::{WhatIf, what_if};

use weights::weights_line;

use crate::prices::OfflineBook;
use sha2::{Digest, Sha256};
use svx_formats::sheets::{Limits, NeedRow, OfferRow, Sheet, SheetError, read_needs, read_offers};
use svx_matching::{Plan, PlanError, PlanOptions, Progress, Weights, plan};

/// A table as it was read, and what identifies it.
#[derive(Debug, Clone)]
pub struct Source<T> {
    /// What the file is called.
    pub name: String,
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Its rows.
    pub sheet: Sheet<T>,
}

/// A plan and all that it was made from.
#[derive(Debug)]
pub struct Planned {
    /// The table of needs.
    pub needs: Source<NeedRow>,
    /// The table of offers.
    pub offers: Source<OfferRow>,
    /// Both as the rules take them, in the order of the tables.
    pub prepared: Prepared,
    /// What counts, and how much.
    pub weights: Weights,
    /// What resources are called.
    pub book: OfflineBook,
    /// The plan.
    pub plan: Plan,
}

/// Reads the table of needs.
///
/// # Errors
/// [`SheetError`] where it cannot be read at all.
pub fn needs_of(name: &str, bytes: &[u8], book: &OfflineBook) -> Result<Source<NeedRow>, SheetError> {
    let sheet = read_needs(bytes, book.names(), book.decimals(), &Limits::default())?;
    Ok(source(name, bytes, sheet))
}

/// Reads the table of offers.
///
/// # Errors
/// [`SheetError`] where it cannot be read at all.
pub fn offers_of(name: &str, bytes: &[u8], book: &OfflineBook) -> Result<Source<OfferRow>, SheetError> {
    let sheet = read_offers(bytes, book.names(), book.decimals(), &Limits::default())?;
    Ok(source(name, bytes, sheet))
}

fn source<T>(name: &str, bytes: &[u8], sheet: Sheet<T>) -> Source<T> {
    Source {
        name: name.to_owned(),
        sha256: hex::encode(Sha256::digest(bytes)),
        sheet,
    }
}

/// Makes the plan.
///
/// # Errors
/// [`PlanError`] where there are more rows than one plan may have.
pub fn planned(
    needs: Source<NeedRow>,
    offers: Source<OfferRow>,
    book: OfflineBook,
    weights: Weights,
    options: &PlanOptions,
    watch: &(dyn Fn(Progress) + Sync),
) -> Result<Planned, PlanError> {
    let prepared = prepare(&needs.sheet.rows, &offers.sheet.rows, &book);
    let plan = plan(&prepared.needs, &prepared.offers, &weights, options, watch)?;
    Ok(Planned {
        needs,
        offers,
        prepared,
        weights,
        book,
        plan,
    })
}

impl Planned {
    /// What identifies everything that the plan was made from: the same gives the same plan.
    pub fn inputs_sha256(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(WEIGHTS_NAME);
        for part in [&self.needs.sha256, &self.offers.sha256, self.book.sha256()] {
            hash.update(part);
        }
        hash.update(weights::weights_json(&self.weights).to_string());
        hex::encode(hash.finalize())
    }
}
