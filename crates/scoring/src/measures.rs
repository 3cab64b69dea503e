//! Small sums that social value pledges need, each with its rule: posts, validation, attribution, choice of measures.

use std::collections::BTreeSet;

use crate::Exact;

/// Posts of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posts {
    /// How many people.
    pub count: Exact,
    /// How much of full time each works: 1 for full time, one half for half time.
    pub full_time_share: Exact,
    /// For how many years.
    pub years: Exact,
}

/// FTE-years: people x share of full time x years, over all kinds of posts.
pub fn fte_years(posts: &[Posts]) -> Exact {
    let years: Vec<_> = posts
        .iter()
        .map(|posts| &(&posts.count * &posts.full_time_share) * &posts.years)
        .collect();
    years.iter().sum()
}

/// How much of what was ordered has been validated, in percent; nothing where nothing was ordered.
pub fn validated_percent(validated: &Exact, ordered: &Exact) -> Option<Exact> {
    (validated * &Exact::whole(100)).checked_div(ordered)
}

/// The part of company-wide giving that can be put down to one contract: giving x contract value / turnover. Nothing
/// where there is no turnover or the contract is more than all of it.
pub fn attributable(giving: &Exact, contract_value: &Exact, turnover: &Exact) -> Option<Exact> {
    let share = contract_value.checked_div(turnover)?;
    (share <= Exact::ONE).then(|| giving * &share)
}

/// A limit on the choice of measures in a tender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeasureRule {
    /// No more measures than this.
    AtMost(usize),
    /// At least so many of one theme.
    AtLeastOf {
        /// The theme that is asked for.
        theme: String,
        /// How many of it.
        count: usize,
    },
}

/// A measure that a buyer chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What it is called, unique in the tender.
    pub id: String,
    /// The theme that it belongs to.
    pub theme: String,
}

/// A recorded decision to depart from a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule that is departed from.
    pub rule: MeasureRule,
    /// Why; an empty reason waives nothing.
    pub reason: String,
}

/// A rule that a choice of measures breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureProblem {
    /// More measures than the rule allows.
    #[error("{chosen} measures are chosen, and at most {most} are allowed: drop some or record a waiver")]
    TooMany {
        /// How many are chosen.
        chosen: usize,
        /// How many may be.
        most: usize,
    },
    /// Fewer measures of a theme than the rule asks for.
    #[error("{chosen} measures of \"{theme}\" are chosen, and at least {least} must be: add one or record a waiver")]
    TooFew {
        /// The theme that is asked for.
        theme: String,
        /// How many of it are chosen.
        chosen: usize,
        /// How many must be.
        least: usize,
    },
    /// A measure is listed twice.
    #[error("the measure \"{0}\" is listed twice")]
    Twice(String),
}

/// Every rule that the chosen measures break and no waiver covers.
pub fn check_measures(rules: &[MeasureRule], chosen: &[Measure], waivers: &[Waiver]) -> Vec<MeasureProblem> {
    let mut seen = BTreeSet::new();
    let repeated = chosen.iter().filter(|measure| !seen.insert(&measure.id));
    let mut problems: Vec<_> = repeated
        .map(|measure| MeasureProblem::Twice(measure.id.clone()))
        .collect();
    let is_waived = |rule: &MeasureRule| waivers.iter().any(|w| w.rule == *rule && !w.reason.trim().is_empty());
    problems.extend(
        rules
            .iter()
            .filter(|rule| !is_waived(rule))
            .filter_map(|rule| broken(rule, chosen)),
    );
    problems
}

fn broken(rule: &MeasureRule, chosen: &[Measure]) -> Option<MeasureProblem> {
    match rule {
        MeasureRule::AtMost(most) => (chosen.len() > *most).then_some(MeasureProblem::TooMany {
            chosen: chosen.len(),
            most: *most,
        }),
        MeasureRule::AtLeastOf { theme, count } => {
            let of_theme = chosen.iter().filter(|measure| measure.theme == *theme).count();
            let problem = MeasureProblem::TooFew {
                theme: theme.clone(),
                chosen: of_theme,
                least: *count,
            };
            (of_theme < *count).then_some(problem)
        }
    }
}
