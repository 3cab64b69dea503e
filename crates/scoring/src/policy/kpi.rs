//! The duty to set and publish key performance indicators.

use jiff::civil::{Date, date};

use crate::Exact;

/// Procurement Act 2023, s.52(1): the duty is for an estimated value of more than this, VAT included.
pub const KPI_DUTY_ABOVE_GBP: i64 = 5_000_000;

/// The Act governs procurements commenced on or after this day (PPN 002, paragraph 5).
const ACT_IN_FORCE: Date = date(2025, 2, 24);

/// What a procurement sets up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// A public contract.
    Contract,
    /// A framework, under which contracts are called off.
    Framework,
    /// A light-touch contract (Procurement Act 2023, s.9).
    LightTouch,
    /// A concession contract (s.8).
    Concession,
}

impl Arrangement {
    /// Every arrangement with its name in tender files.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("contract", Self::Contract),
        ("framework", Self::Framework),
        ("light-touch", Self::LightTouch),
        ("concession", Self::Concession),
    ];
}

/// Whether KPIs must be set and published for a contract: value strictly above the threshold, and not a framework, a
/// light-touch contract or a concession (Procurement Act 2023, s.52). A procurement that commenced before the Act
/// was in force is outside it; one whose day is unknown is taken to be inside.
pub fn kpis_required(value_with_vat_gbp: &Exact, arrangement: Arrangement, commenced_on: Option<Date>) -> bool {
    arrangement == Arrangement::Contract
        && *value_with_vat_gbp > Exact::whole(KPI_DUTY_ABOVE_GBP)
        && commenced_on.is_none_or(|day| day >= ACT_IN_FORCE)
}
