//! The least weight that social value may have among the award criteria.

use crate::Exact;

/// How a weight stands against a floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FloorResult {
    /// The weight is at or above the floor.
    Clears,
    /// The weight is below the floor by so many points of the scale that the weights are given in.
    Short(Exact),
}

/// Weights that no floor can be held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FloorProblem {
    /// The weights add up to nothing.
    #[error("the weights add up to nothing")]
    NothingWeighed,
    /// A part is larger than its whole.
    #[error("the weight of social value is more than the weights add up to")]
    MoreThanTotal,
    /// A weight is below zero.
    #[error("a weight is below zero")]
    Negative,
}

/// Holds the weight of social value against a floor, in percent of the total of the weights.
///
/// A total of 80 and a floor of 10% need 8 points: a weight of 5 is short by 3.
pub fn clears_floor(total: &Exact, social_value: &Exact, floor_percent: &Exact) -> Result<FloorResult, FloorProblem> {
    if total.is_negative() || social_value.is_negative() || floor_percent.is_negative() {
        return Err(FloorProblem::Negative);
    }
    if total.is_zero() {
        return Err(FloorProblem::NothingWeighed);
    }
    if social_value > total {
        return Err(FloorProblem::MoreThanTotal);
    }
    let hundredth = Exact::fraction(1, 100).unwrap_or(Exact::ZERO);
    let needed = &(total * floor_percent) * &hundredth;
    Ok(if *social_value >= needed {
        FloorResult::Clears
    } else {
        FloorResult::Short(&needed - social_value)
    })
}
