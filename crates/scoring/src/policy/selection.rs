//! The framework for a kind of buyer on a day.

use jiff::civil::Date;

use super::packs::{PACKS, Pack};
use crate::Exact;

/// The kind of contracting authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuyerType {
    /// A department, an executive agency or a non-departmental public body.
    CentralGovernment,
    /// A council or a combined authority.
    LocalGovernment,
    /// A housing association.
    HousingAssociation,
    /// An NHS body.
    Nhs,
    /// A school, college or university.
    Education,
    /// Any other authority.
    Other,
}

impl BuyerType {
    /// Every kind with its name in tender files.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("central-government", Self::CentralGovernment),
        ("local-government", Self::LocalGovernment),
        ("housing-association", Self::HousingAssociation),
        ("nhs", Self::Nhs),
        ("education", Self::Education),
        ("other", Self::Other),
    ];
}

/// The outcome of choosing a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one applies.
    Pack(&'static Pack),
    /// None applies, and why.
    None(&'static str),
    /// The day of commencement is unknown, so nothing can be chosen.
    Unknown,
}

/// Chooses by the day of commencement (publication of the tender notice), the kind of buyer and, where a framework has
/// a threshold, the value in pounds with VAT.
pub fn choose(buyer_type: BuyerType, commenced_on: Option<Date>, value_with_vat_gbp: &Exact) -> Choice {
    let Some(day) = commenced_on else {
        return Choice::Unknown;
    };
    let central = buyer_type == BuyerType::CentralGovernment;
    let Some(pack) = PACKS
        .iter()
        .find(|pack| pack.central_government == central && pack.covers(day))
    else {
        return Choice::None("No framework for central government is on file for the day the procurement commenced.");
    };
    match pack.value_from_gbp {
        Some(least) if *value_with_vat_gbp < Exact::whole(least) => {
            Choice::None("The value is below the threshold of the framework in force on that day.")
        }
        _ => Choice::Pack(pack),
    }
}
