//! The formulas: what each method gives for one answer, seen against the answers of all bids.

use std::sync::Arc;

use crate::Exact;
use crate::bids::Verdict;
use crate::rules::{Band, Bound, Method, Scale};

/// A method with its constants worked out for a weight.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    Lowest,
    Highest,
    Linear {
        best: Bound,
        worst: Bound,
    },
    Deviation {
        base: Exact,
        slope: Exact,
    },
    Target {
        target: Exact,
    },
    ShareOfContract {
        contract_value: Exact,
        share: Exact,
        cap: Exact,
    },
    Scale {
        /// Shared by the questions of a criterion, since its labels can be long.
        scale: Arc<Scale>,
        /// A lower mark earns nothing.
        threshold: Option<Exact>,
        per_mark: Exact,
    },
    PassFail,
    /// Highest threshold first.
    Bands(Vec<Band>),
}

/// What a bid answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing, where that is allowed.
    None,
    /// A price, a quantity or a mark.
    Number(Exact),
    /// Pass or fail.
    Verdict(Verdict),
}

/// What all bids that count answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The lowest answer.
    pub lowest: Exact,
    /// The highest answer.
    pub highest: Exact,
    /// The mean of the answers.
    pub mean: Exact,
}

impl Reference {
    /// Of the answers that count; nothing when there are none.
    pub(crate) fn of<'a>(rule: &Rule, numbers: impl Iterator<Item = &'a Exact> + Clone) -> Option<Self> {
        if matches!(rule, Rule::Scale { .. } | Rule::PassFail) {
            return None;
        }
        let lowest = numbers.clone().min()?.clone();
        let highest = numbers.clone().max()?.clone();
        // A mean over many denominators can be a very long fraction, so it is worked out only where it is used.
        let mean = match rule {
            Rule::Deviation { .. } => {
                let count = i64::try_from(numbers.clone().count()).unwrap_or(i64::MAX);
                numbers.sum::<Exact>().checked_div(&Exact::whole(count))?
            }
            _ => Exact::ZERO,
        };
        Some(Self { lowest, highest, mean })
    }
}

impl Rule {
    /// The rule for a method other than weighted questions, which are rules of their own.
    pub(crate) fn of(method: &Method, weight: &Exact, contract_value: Option<&Exact>) -> Self {
        match method {
            Method::RelativeToLowest => Self::Lowest,
            Method::RelativeToHighest => Self::Highest,
            Method::LinearRange { best, worst } => Self::Linear {
                best: best.clone(),
                worst: worst.clone(),
            },
            Method::DeviationFromMean { base, slope } => Self::Deviation {
                base: base.clone(),
                slope: slope.clone(),
            },
            Method::Target { target } => Self::Target { target: target.clone() },
            Method::ShareOfContract { share } => {
                let contract_value = contract_value.cloned().unwrap_or(Exact::ZERO);
                Self::ShareOfContract {
                    cap: &contract_value * share,
                    contract_value,
                    share: share.clone(),
                }
            }
            Method::Scale(scale) => Self::scale(&Arc::new(scale.clone()), scale.threshold.clone(), weight),
            Method::Bands(bands) => {
                let mut bands = bands.clone();
                bands.sort_by(|a, b| b.at_least.cmp(&a.at_least));
                Self::Bands(bands)
            }
            // Weighted questions without a scale are refused by validation.
            Method::PassFail | Method::WeightedQuestions { .. } => Self::PassFail,
        }
    }

    /// The rule for a mark on a scale.
    pub(crate) fn scale(scale: &Arc<Scale>, threshold: Option<Exact>, weight: &Exact) -> Self {
        let per_mark = weight.checked_div(&(&scale.max - &scale.min)).unwrap_or(Exact::ZERO);
        Self::Scale {
            scale: Arc::clone(scale),
            threshold,
            per_mark,
        }
    }

    /// Whether a mark is too low to count.
    pub(crate) fn is_below_threshold(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::Scale { threshold, .. }, Answer::Number(mark)) => {
                threshold.as_ref().is_some_and(|threshold| mark < threshold)
            }
            _ => false,
        }
    }

    /// The score for an answer that counts. Thresholds and preconditions are not its concern.
    pub(crate) fn score(&self, weight: &Exact, answer: &Answer, reference: Option<&Reference>) -> Exact {
        match answer {
            Answer::None => Exact::ZERO,
            Answer::Verdict(verdict) => {
                if *verdict == Verdict::Pass {
                    weight.clone()
                } else {
                    Exact::ZERO
                }
            }
            Answer::Number(own) => match (self, reference) {
                (Self::Scale { scale, per_mark, .. }, _) => &(own - &scale.min) * per_mark,
                (_, Some(reference)) => weight * &self.share(own, reference),
                (_, None) => Exact::ZERO,
            },
        }
    }

    /// The share of the weight, from 0 to 1, that a number earns.
    fn share(&self, own: &Exact, reference: &Reference) -> Exact {
        match self {
            Self::Lowest => relative_to_lowest(own, &reference.lowest),
            Self::Highest => own.checked_div(&reference.highest).unwrap_or(Exact::ZERO),
            Self::Linear { best, worst } => linear(own, bound(best, reference), bound(worst, reference)),
            Self::Deviation { base, slope } => clamped(base - &(&deviation(own, &reference.mean) * slope)),
            Self::Target { target } => clamped(own.checked_div(target).unwrap_or(Exact::ZERO)),
            Self::ShareOfContract { cap, .. } => clamped(own.checked_div(cap).unwrap_or(Exact::ZERO)),
            Self::Bands(bands) => reached(bands, own).map_or(Exact::ZERO, |band| band.score.clone()),
            Self::Scale { .. } | Self::PassFail => Exact::ZERO,
        }
    }

    /// Whether a larger number can only earn more: what over-promising would exploit.
    pub(crate) fn rewards_more(&self, reference: &Reference) -> bool {
        match self {
            Self::Highest | Self::Target { .. } | Self::ShareOfContract { .. } => true,
            Self::Linear { best, worst } => bound(best, reference) > bound(worst, reference),
            _ => false,
        }
    }
}

/// The value of an end of a linear range.
pub(crate) fn bound<'a>(bound: &'a Bound, reference: &'a Reference) -> &'a Exact {
    match bound {
        Bound::Fixed(value) => value,
        Bound::Lowest => &reference.lowest,
        Bound::Highest => &reference.highest,
    }
}

/// The band of the highest threshold that is reached, of bands with the highest first.
pub(crate) fn reached<'b>(bands: &'b [Band], own: &Exact) -> Option<&'b Band> {
    bands.iter().find(|band| *own >= band.at_least)
}

/// How far from the mean, as a share of the mean.
fn deviation(own: &Exact, mean: &Exact) -> Exact {
    (own - mean).checked_div(mean).unwrap_or(Exact::ZERO)
}

fn relative_to_lowest(own: &Exact, lowest: &Exact) -> Exact {
    match lowest.checked_div(own) {
        Some(share) => share,
        // Dividing by an own answer of 0 is possible only where 0 is the lowest.
        None => Exact::ONE,
    }
}

fn linear(own: &Exact, best: &Exact, worst: &Exact) -> Exact {
    match (own - worst).checked_div(&(best - worst)) {
        Some(share) => clamped(share),
        None => Exact::ONE,
    }
}

fn clamped(share: Exact) -> Exact {
    share.clamp(Exact::ZERO, Exact::ONE)
}
