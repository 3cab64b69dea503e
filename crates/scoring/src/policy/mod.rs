//! Which social value framework a procurement comes under, the floor that it sets, and the duty to set KPIs.
//!
//! A framework is chosen by the day the procurement commenced and by the kind of buyer, never by today's date, and none
//! is chosen while that day is unknown.

mod floor;
mod kpi;
mod packs;
mod selection;

pub use floor::{FloorProblem, FloorResult, clears_floor};
pub use kpi::{Arrangement, KPI_DUTY_ABOVE_GBP, kpis_required};
pub use packs::{FloorBasis, FloorStep, KpiStep, PACKS, Pack, Source, Theme, pack};
pub use selection::{BuyerType, Choice, choose};

use jiff::civil::Date;

use crate::Exact;
use crate::rules::{Award, PRICE, Rules, SOCIAL_VALUE};

/// The standard rate of VAT (Value Added Tax Act 1994, s.2(1)) as a multiplier: thresholds include VAT, so a value that
/// is stated without it is compared with VAT added.
const STANDARD_VAT_NUMERATOR: i64 = 6;
const STANDARD_VAT_DENOMINATOR: i64 = 5;

/// What the law and the frameworks look at in a procurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procurement {
    /// The kind of contracting authority.
    pub buyer_type: BuyerType,
    /// The day its tender notice was published, if that is known.
    pub commenced_on: Option<Date>,
    /// The estimated value in pounds.
    pub value_gbp: Exact,
    /// Whether that value includes VAT.
    pub includes_vat: bool,
    /// What is being bought by it: a contract, a framework, ...
    pub arrangement: Arrangement,
}

impl Procurement {
    /// The value that thresholds are compared with: VAT included.
    pub fn value_with_vat_gbp(&self) -> Exact {
        let rate = Exact::fraction(STANDARD_VAT_NUMERATOR, STANDARD_VAT_DENOMINATOR);
        match rate {
            Some(rate) if !self.includes_vat => &self.value_gbp * &rate,
            _ => self.value_gbp.clone(),
        }
    }
}

/// Whether the published weights clear the floor of the framework that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FloorStatus {
    /// The weight of social value reaches the floor.
    Clears,
    /// It is short by so many percentage points of the weights.
    Short(Exact),
    /// No framework applies, or the one that does leaves the weight to the authority.
    NotApplicable,
    /// The day of commencement is unknown, so no framework is chosen.
    Unknown,
}

/// What policy says about a procurement and its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyReport {
    /// The framework that applies, if one does.
    pub pack: Option<&'static Pack>,
    /// The least weight of social value that it asks for, in percent.
    pub floor_percent: Option<Exact>,
    /// Whether the rules reach it.
    pub status: FloorStatus,
    /// Whether key performance indicators must be set and published (Procurement Act 2023, s.52).
    pub kpis_required: bool,
    /// What a reader should know beside the figures, in sentences.
    pub notes: Vec<String>,
}

/// Chooses the framework for a procurement and holds its rules against it. The rules need not be valid: weights that
/// are missing count as nothing.
pub fn report(procurement: &Procurement, rules: &Rules) -> PolicyReport {
    let mut notes = Vec::new();
    let value = procurement.value_with_vat_gbp();
    if !procurement.includes_vat {
        notes.push(format!(
            "The value is stated without VAT; thresholds include it, so GBP {} was compared (VAT at 20%).",
            value.to_display(2)
        ));
    }
    let kpis_required = kpis_required(&value, procurement.arrangement, procurement.commenced_on);
    let choice = choose(procurement.buyer_type, procurement.commenced_on, &value);
    let (pack, floor_percent, status) = match choice {
        Choice::Unknown => {
            notes.push("The day the procurement commenced is not given, so no policy was chosen.".to_owned());
            (None, None, FloorStatus::Unknown)
        }
        Choice::None(reason) => {
            notes.push(reason.to_owned());
            (None, None, FloorStatus::NotApplicable)
        }
        Choice::Pack(pack) => {
            let floor = pack.floor_percent(&value);
            let status = floor
                .as_ref()
                .map_or(FloorStatus::NotApplicable, |floor| status_of(pack, floor, rules));
            notes.extend(kpi_note(pack, &value));
            (Some(pack), floor, status)
        }
    };
    PolicyReport {
        pack,
        floor_percent,
        status,
        kpis_required,
        notes,
    }
}

fn kpi_note(pack: &Pack, value: &Exact) -> Option<String> {
    let least = pack.social_value_kpis(value)?;
    Some(format!(
        "{} asks for at least {least} social value KPIs at this value.",
        pack.name
    ))
}

/// Holds the weights of the rules against a floor, on the basis that the framework states.
fn status_of(pack: &Pack, floor: &Exact, rules: &Rules) -> FloorStatus {
    let weight_of = |wanted: &dyn Fn(&str) -> bool| -> Exact {
        rules
            .criteria
            .iter()
            .filter(|criterion| wanted(&criterion.id))
            .filter_map(|c| c.weight.as_ref())
            .sum()
    };
    let by_quality_point = matches!(rules.award, Award::PricePerQualityPoint);
    let total = match pack.floor_basis {
        FloorBasis::NonPriceUnderPricePerQualityPoint if by_quality_point => weight_of(&|id| id != PRICE),
        _ => weight_of(&|_| true),
    };
    match clears_floor(&total, &weight_of(&|id| id == SOCIAL_VALUE), floor) {
        Ok(FloorResult::Clears) => FloorStatus::Clears,
        Ok(FloorResult::Short(by)) => FloorStatus::Short(by),
        Err(_) => FloorStatus::Unknown,
    }
}
