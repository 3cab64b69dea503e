//! How a price, or what pledges would cost, becomes points: the methods that an officer can choose, and their parameters.

use super::numbers::{self, exact};
use crate::Invalid;
use serde::{Deserialize, Serialize};
use svx_scoring::{
    Exact,
    rules::{self, Bound, Method},
};

/// The most bands of one criterion.
pub const MAX_BANDS: usize = 20;

/// A method with its parameters as they were typed; those that it does not have are left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Formula {
    /// Its name in tender files.
    pub method: String,
    /// Linear range: where all the points are earned, in pounds, or `lowest` or `highest` of the bids.
    pub best: String,
    /// Linear range: where none are.
    pub worst: String,
    /// Deviation from the mean: the percentage of the points at the mean.
    pub base: String,
    /// Deviation from the mean: how many percent of the points 1% above the mean costs.
    pub slope: String,
    /// Target: in pounds.
    pub target: String,
    /// Share of the contract: in percent of its estimated value.
    pub share: String,
    /// Bands.
    pub bands: Vec<Band>,
}

/// A band: what is reached from some amount on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Band {
    /// From how many pounds on.
    pub at_least: String,
    /// The percentage of the points.
    pub percent: String,
}

/// What earns more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A lower amount: a price.
    Lower,
    /// A higher amount: pledges.
    Higher,
}

impl Better {
    /// The methods that make sense, by their names in tender files.
    pub const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Lower => &["relative-to-lowest", "linear-range", "deviation-from-mean", "bands"],
            Self::Higher => &[
                "relative-to-highest",
                "target",
                "share-of-contract",
                "linear-range",
                "bands",
            ],
        }
    }
}

impl Formula {
    fn named(method: &str) -> Self {
        Self {
            method: method.to_owned(),
            ..Self::default()
        }
    }

    /// The lowest price gets all the points, others in proportion.
    pub fn usual_for_price() -> Self {
        Self::named("relative-to-lowest")
    }

    /// The highest total of pledges gets all the points, others in proportion.
    pub fn usual_for_pledges() -> Self {
        Self::named("relative-to-highest")
    }

    /// Puts the numbers in their shortest form and empties what the method does not have, or adds what is wrong.
    pub(super) fn check(&mut self, invalid: &mut Invalid, path: &str, better: Better) {
        if !better.methods().contains(&self.method.as_str()) {
            invalid.add(format!("{path}.method"), "Choose how points are given");
            return;
        }
        let typed = std::mem::replace(self, Self::named(&self.method));
        match self.method.as_str() {
            "linear-range" => {
                (self.best, self.worst) = (typed.best, typed.worst);
                self.check_range(invalid, path, better);
            }
            "deviation-from-mean" => {
                (self.base, self.slope) = (typed.base, typed.slope);
                self.check_deviation(invalid, path);
            }
            "target" => {
                self.target = typed.target;
                let field = format!("{path}.target");
                numbers::amount(invalid, &field, "The target", &mut self.target, true);
            }
            "share-of-contract" => {
                self.share = typed.share;
                let field = format!("{path}.share");
                numbers::share(
                    invalid,
                    &field,
                    "The share of the contract’s value",
                    &mut self.share,
                    true,
                );
            }
            "bands" => {
                self.bands = typed.bands;
                self.check_bands(invalid, path, better);
            }
            _ => {}
        }
    }

    /// Both ends are fixed, or both are taken from the bids: a mixed range would turn round where all bids lie beyond its fixed end.
    fn check_range(&mut self, invalid: &mut Invalid, path: &str, better: Better) {
        let before = invalid.iter().count();
        let mut end = |name: &str, what: &str, end: &mut String| {
            let tidy = end.trim().to_lowercase();
            if tidy == "lowest" || tidy == "highest" {
                *end = tidy;
            } else {
                numbers::amount(invalid, &format!("{path}.{name}"), what, end, false);
            }
        };
        end("best", "Where all the points are earned", &mut self.best);
        end("worst", "Where no points are earned", &mut self.worst);
        if invalid.iter().count() > before {
            return;
        }
        let is_right = match (self.best.as_str(), self.worst.as_str()) {
            ("lowest", "highest") => better == Better::Lower,
            ("highest", "lowest") => better == Better::Higher,
            (best, worst) => match (exact(best), exact(worst)) {
                (Some(best), Some(worst)) if better == Better::Lower => best < worst,
                (Some(best), Some(worst)) => best > worst,
                _ => {
                    let message = "Give amounts for both ends, or take both from the bids: the lowest and the highest";
                    return invalid.add(format!("{path}.worst"), message);
                }
            },
        };
        if !is_right {
            let message = match better {
                Better::Lower => "All the points must be earned at a lower price than none",
                Better::Higher => "All the points must be earned at a higher amount than none",
            };
            invalid.add(format!("{path}.worst"), message);
        }
    }

    fn check_deviation(&mut self, invalid: &mut Invalid, path: &str) {
        let what = "The share of the points at the mean";
        numbers::share(invalid, &format!("{path}.base"), what, &mut self.base, true);
        let what = "How many percent of the points each percent costs";
        numbers::share(invalid, &format!("{path}.slope"), what, &mut self.slope, true);
    }

    fn check_bands(&mut self, invalid: &mut Invalid, path: &str, better: Better) {
        self.bands
            .retain(|band| !(band.at_least.trim().is_empty() && band.percent.trim().is_empty()));
        if self.bands.is_empty() {
            invalid.add(format!("{path}.bands.0.at_least"), "Enter at least one band");
        } else if self.bands.len() > MAX_BANDS {
            invalid.add(
                format!("{path}.bands.0.at_least"),
                format!("Enter at most {MAX_BANDS} bands"),
            );
        }
        let before = invalid.iter().count();
        for (index, band) in self.bands.iter_mut().enumerate() {
            let field = |name: &str| format!("{path}.bands.{index}.{name}");
            let what = format!("Where band {} begins", index + 1);
            numbers::amount(invalid, &field("at_least"), &what, &mut band.at_least, false);
            let what = format!("The share of the points of band {}", index + 1);
            numbers::share(invalid, &field("percent"), &what, &mut band.percent, false);
        }
        if invalid.iter().count() > before {
            return;
        }
        self.bands.sort_by_key(|band| exact(&band.at_least));
        for (index, pair) in self.bands.windows(2).enumerate() {
            let field = format!("{path}.bands.{}.at_least", index + 1);
            let (low, high) = (exact(&pair[0].percent), exact(&pair[1].percent));
            if pair[0].at_least == pair[1].at_least {
                invalid.add(field, format!("Two bands begin at £{}", pair[0].at_least));
            } else if better == Better::Lower && high > low {
                invalid.add(field, "A band of higher prices must not earn more points");
            } else if better == Better::Higher && high < low {
                invalid.add(field, "A band of higher amounts must not earn fewer points");
            }
        }
    }

    /// The method that follows; nothing while a parameter is missing or is no number.
    pub fn method(&self) -> Option<Method> {
        let hundredth = |percent: &str| exact(percent)?.checked_div(&Exact::whole(100));
        let bound = |end: &str| match end {
            "lowest" => Some(Bound::Lowest),
            "highest" => Some(Bound::Highest),
            amount => exact(amount).map(Bound::Fixed),
        };
        Some(match self.method.as_str() {
            "relative-to-lowest" => Method::RelativeToLowest,
            "relative-to-highest" => Method::RelativeToHighest,
            "linear-range" => Method::LinearRange {
                best: bound(&self.best)?,
                worst: bound(&self.worst)?,
            },
            "deviation-from-mean" => Method::DeviationFromMean {
                base: hundredth(&self.base)?,
                slope: exact(&self.slope)?,
            },
            "target" => Method::Target {
                target: exact(&self.target)?,
            },
            "share-of-contract" => Method::ShareOfContract {
                share: hundredth(&self.share)?,
            },
            "bands" => {
                let bands = self.bands.iter().map(|band| {
                    Some(rules::Band {
                        at_least: exact(&band.at_least)?,
                        score: hundredth(&band.percent)?,
                    })
                });
                Method::Bands(bands.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}
