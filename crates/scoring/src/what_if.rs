//! What rules would do, before anyone is bound by them: how much a difference in one thing is worth in another, and what a buyer
//! should know of a method before it is published. Everything is worked out from the rules and from example bids, by the very
//! engine that scores real ones.

use crate::Exact;
use crate::bids::{BidInput, Input};
use crate::evaluate::{BidResult, Evaluation, Mark, evaluate};
use crate::methods::{Reference, Rule};
use crate::plan::{Group, Kind, Leaf, Node};
use crate::rules::{Award, Bound, ValidRules};

/// An outlier in these trials is so many times the highest of the examples.
pub const OUTLIER_TIMES: i64 = 10;
/// A low outlier in these trials is the lowest of the examples divided by this.
pub const LOW_OUTLIER_DIVISOR: i64 = 2;
/// Amounts that are rewarded are compared by so many pounds.
pub const AMOUNT_STEP: i64 = 1000;
/// The name of a bid that is added for a trial.
const TRIAL: &str = "(a trial bid of the what-if)";

/// Something that a buyer should know before publishing. `at` names the criterion and its part by ids joined by points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// One very high offer changes what the best of the others gets.
    HighOutlier(Shift),
    /// One very low offer changes what the best of the others gets.
    LowOutlier(Shift),
    /// An offer of nought takes all the points, and the others keep so much.
    Nought {
        /// Where.
        at: String,
        /// What it gets.
        gets: Exact,
        /// What the best of the others is left with.
        others: Exact,
    },
    /// The order of the examples changes when one outlier is added, though nothing in them did.
    LeaderChanges {
        /// Where the outlier is.
        at: String,
        /// Who led before.
        from: String,
        /// Who leads among the same bids after.
        to: String,
    },
    /// A mark just below the minimum earns nothing: so much hangs on one mark.
    Cliff {
        /// Where.
        at: String,
        /// The minimum mark.
        threshold: Exact,
        /// What that mark earns.
        points: Exact,
    },
    /// Where one part earns nothing, another earns nothing either.
    Precondition {
        /// The part that must earn something.
        at: String,
        /// The part that depends on it.
        dependent: String,
        /// What it is worth.
        points: Exact,
    },
    /// Examples that differ all get the same.
    SameForAll {
        /// Where.
        at: String,
        /// What they get.
        points: Exact,
        /// The whole of it.
        of: Exact,
    },
    /// Nothing settles a tie.
    Unsettled,
}

/// What one added offer does to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Where.
    pub at: String,
    /// The offer that was added.
    pub amount: Exact,
    /// What the best of the others had.
    pub before: Exact,
    /// What it has then.
    pub after: Exact,
    /// The whole of it.
    pub of: Exact,
}

/// What differences are worth, seen from one of the examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// From whose bid it is seen.
    pub supplier: String,
    /// Its price.
    pub price: Exact,
    /// The points that a price higher by 1% loses; nothing where the ranking does not add points.
    pub percent: Option<Exact>,
    /// What one step elsewhere is worth.
    pub steps: Vec<Worth>,
}

/// What one step is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Where.
    pub at: String,
    /// How large the step is: in marks, or in pounds.
    pub step: Exact,
    /// Whether it is a step of a scale.
    pub is_mark: bool,
    /// In points.
    pub points: Exact,
    /// As how many percent of the price it counts; nothing where the price does not answer.
    pub percent_of_price: Option<Exact>,
}

/// A leaf of the plan, with the way to it.
struct Site<'p> {
    path: Vec<&'p str>,
    places: Vec<usize>,
    leaf: &'p Leaf,
    weight: &'p Exact,
}

fn sites(rules: &ValidRules) -> Vec<Site<'_>> {
    fn walk<'p>(group: &'p Group, path: &[&'p str], places: &[usize], out: &mut Vec<Site<'p>>) {
        for (place, node) in group.nodes.iter().enumerate() {
            let path: Vec<&str> = path.iter().copied().chain([node.id.as_str()]).collect();
            let places: Vec<usize> = places.iter().copied().chain([place]).collect();
            match &node.kind {
                Kind::Group(group) => walk(group, &path, &places, out),
                Kind::Leaf(leaf) => out.push(Site {
                    path,
                    places,
                    leaf,
                    weight: &node.weight,
                }),
            }
        }
    }
    let mut out = Vec::new();
    walk(&rules.plan.criteria, &[], &[], &mut out);
    out
}

impl Site<'_> {
    fn at(&self) -> String {
        self.path.join(".")
    }

    fn mark<'r>(&self, result: &'r BidResult) -> Option<&'r Mark> {
        let (first, rest) = self.places.split_first()?;
        rest.iter()
            .try_fold(result.criteria.get(*first)?, |mark, place| mark.parts.get(*place))
    }

    fn number(&self, bid: &BidInput) -> Option<Exact> {
        let (first, rest) = self.path.split_first()?;
        let found = rest.iter().try_fold(bid.inputs.get(*first)?, |input, id| match input {
            Input::Group(inputs) => inputs.get(*id),
            _ => None,
        })?;
        match found {
            Input::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    /// The same bid with another number here.
    fn with(&self, bid: &BidInput, number: Exact) -> BidInput {
        let mut changed = bid.clone();
        let Some((first, rest)) = self.path.split_first() else {
            return changed;
        };
        let mut input = changed.inputs.get_mut(*first);
        for id in rest {
            input = match input {
                Some(Input::Group(inputs)) => inputs.get_mut(*id),
                _ => None,
            };
        }
        if let Some(input) = input {
            *input = Input::Number(number);
        }
        changed
    }
}

/// What a buyer should know, by the order of the rules. Nothing where the examples cannot be scored.
pub fn warnings(rules: &ValidRules, examples: &[BidInput]) -> Vec<Warning> {
    let Ok(base) = evaluate(rules, examples) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut leaders = Vec::new();
    for site in sites(rules) {
        if let Rule::Scale {
            scale,
            per_mark,
            threshold,
        } = &site.leaf.rule
        {
            cliff(&site, threshold.as_ref(), &scale.min, per_mark, &mut found);
        } else {
            outliers(rules, examples, &base, &site, &mut found, &mut leaders);
            same_for_all(&base, &site, &mut found);
        }
    }
    preconditions(&rules.plan.criteria, &mut found);
    // One change of the leader says enough.
    found.extend(leaders.into_iter().take(1));
    if rules.rules().tie_break.is_empty() {
        found.push(Warning::Unsettled);
    }
    found
}

fn cliff(site: &Site<'_>, threshold: Option<&Exact>, min: &Exact, per_mark: &Exact, found: &mut Vec<Warning>) {
    let Some(threshold) = threshold else { return };
    let points = &(threshold - min) * per_mark;
    if !points.is_zero() {
        found.push(Warning::Cliff {
            at: site.at(),
            threshold: threshold.clone(),
            points,
        });
    }
}

fn preconditions(group: &Group, found: &mut Vec<Warning>) {
    for node in &group.nodes {
        for &dependent in &node.required_by {
            let dependent: &Node = &group.nodes[dependent];
            found.push(Warning::Precondition {
                at: node.name.clone(),
                dependent: dependent.name.clone(),
                points: dependent.weight.clone(),
            });
        }
        if let Kind::Group(group) = &node.kind {
            preconditions(group, found);
        }
    }
}

fn same_for_all(base: &Evaluation, site: &Site<'_>, found: &mut Vec<Warning>) {
    let marks: Vec<&Mark> = base.results.iter().filter_map(|result| site.mark(result)).collect();
    let Some((first, rest)) = marks.split_first() else {
        return;
    };
    let differ = rest.iter().any(|mark| mark.answer != first.answer);
    if differ && rest.iter().all(|mark| mark.score == first.score) {
        found.push(Warning::SameForAll {
            at: site.at(),
            points: first.score.clone(),
            of: site.weight.clone(),
        });
    }
}

/// Tries what one more bid would do.
fn outliers(
    rules: &ValidRules,
    examples: &[BidInput],
    base: &Evaluation,
    site: &Site<'_>,
    found: &mut Vec<Warning>,
    leaders: &mut Vec<Warning>,
) {
    let Some(reference) = &base.references[site.leaf.index] else {
        return;
    };
    let best = best_at(base, site, examples.len());
    let rule = &site.leaf.rule;
    if rewards_more(rule, reference) && depends_on_highest(rule) {
        let amount = &reference.highest * &Exact::whole(OUTLIER_TIMES);
        if let Some(trial) = with_trial(rules, examples, site, &amount) {
            let after = best_at(&trial, site, examples.len());
            if after != best {
                found.push(Warning::HighOutlier(shift(site, amount, &best, after)));
            }
            leaders.extend(leader_changes(site, base, &trial, examples.len()));
        }
    }
    if depends_on_lowest(rule) {
        let amount = reference
            .lowest
            .checked_div(&Exact::whole(LOW_OUTLIER_DIVISOR))
            .unwrap_or(Exact::ZERO);
        if let Some(trial) = with_trial(rules, examples, site, &amount) {
            let after = best_at(&trial, site, examples.len());
            if after != best {
                found.push(Warning::LowOutlier(shift(site, amount, &best, after)));
            }
            leaders.extend(leader_changes(site, base, &trial, examples.len()));
        }
    }
    if matches!(rule, Rule::Lowest)
        && !reference.lowest.is_zero()
        && let Some(trial) = with_trial(rules, examples, site, &Exact::ZERO)
    {
        let own = trial.results.iter().find(|result| result.bid == examples.len());
        found.push(Warning::Nought {
            at: site.at(),
            gets: own
                .and_then(|own| site.mark(own))
                .map_or(Exact::ZERO, |mark| mark.score.clone()),
            others: best_at(&trial, site, examples.len()),
        });
    }
}

fn shift(site: &Site<'_>, amount: Exact, before: &Exact, after: Exact) -> Shift {
    Shift {
        at: site.at(),
        amount,
        before: before.clone(),
        after,
        of: site.weight.clone(),
    }
}

fn rewards_more(rule: &Rule, reference: &Reference) -> bool {
    rule.rewards_more(reference)
}

fn depends_on_highest(rule: &Rule) -> bool {
    matches!(rule, Rule::Highest) || has_bound(rule, &Bound::Highest)
}

fn depends_on_lowest(rule: &Rule) -> bool {
    match rule {
        Rule::Lowest | Rule::Deviation { .. } => true,
        Rule::Linear { best, .. } => *best == Bound::Lowest,
        _ => false,
    }
}

fn has_bound(rule: &Rule, wanted: &Bound) -> bool {
    matches!(rule, Rule::Linear { best, worst } if best == wanted || worst == wanted)
}

/// The most that any of the first `count` bids gets here.
fn best_at(evaluation: &Evaluation, site: &Site<'_>, count: usize) -> Exact {
    let marks = evaluation.results.iter().filter(|result| result.bid < count);
    let scores = marks
        .filter_map(|result| site.mark(result))
        .map(|mark| mark.score.clone());
    scores.max().unwrap_or(Exact::ZERO)
}

/// The examples and one more, which is like the last of them but for one number.
fn with_trial(rules: &ValidRules, examples: &[BidInput], site: &Site<'_>, amount: &Exact) -> Option<Evaluation> {
    let mut bids = examples.to_vec();
    let mut trial = site.with(examples.last()?, amount.clone());
    TRIAL.clone_into(&mut trial.supplier);
    bids.push(trial);
    evaluate(rules, &bids).ok()
}

fn leader_changes(site: &Site<'_>, base: &Evaluation, trial: &Evaluation, count: usize) -> Option<Warning> {
    let leader = |evaluation: &Evaluation| {
        let mut bids = evaluation.results.iter().filter(|result| result.bid < count);
        let first = bids.next()?;
        let is_alone = bids.next().is_none_or(|next| next.rank > first.rank);
        is_alone.then(|| first.supplier.clone())
    };
    let (from, to) = (leader(base)?, leader(trial)?);
    (from != to).then(|| Warning::LeaderChanges {
        at: site.at(),
        from,
        to,
    })
}

/// What differences are worth beside each other, seen from the bid in the middle by price; nothing where no price is bid.
pub fn exchange(rules: &ValidRules, examples: &[BidInput]) -> Option<Exchange> {
    let sites = sites(rules);
    let price_place = rules.plan.price?;
    let price_site = sites.iter().find(|site| site.places == [price_place])?;
    let mut order: Vec<(Exact, &BidInput)> = examples
        .iter()
        .filter_map(|bid| Some((price_site.number(bid)?, bid)))
        .collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.supplier.cmp(&b.1.supplier)));
    let (price, own) = order.get(order.len() / 2)?.clone();
    let index = examples.iter().position(|bid| bid.supplier == own.supplier)?;
    let trial = |site: &Site<'_>, number: Exact| -> Option<(Exact, Exact)> {
        let mut bids = examples.to_vec();
        bids[index] = site.with(own, number);
        let evaluation = evaluate(rules, &bids).ok()?;
        let result = evaluation.results.iter().find(|result| result.bid == index)?;
        Some((points(result), quality(result, price_place)))
    };
    let (now, quality_now) = trial(price_site, price.clone())?;
    let dearer = &price * &Exact::fraction(101, 100)?;
    let lost = &now - &trial(price_site, dearer)?.0;
    let award = &rules.rules().award;
    let as_price = |points: &Exact| in_percent_of_price(award, points, &lost, &price, &quality_now);
    let mut steps = Vec::new();
    for site in sites.iter().filter(|site| site.places != [price_place]) {
        if let Rule::Scale { scale, per_mark, .. } = &site.leaf.rule {
            let step = step(scale);
            let points = &step * per_mark;
            steps.push(Worth {
                at: site.at(),
                is_mark: true,
                percent_of_price: as_price(&points),
                step,
                points,
            });
        } else if let Some(number) = site.number(own) {
            let step = Exact::whole(AMOUNT_STEP);
            let (more, _) = trial(site, &number + &step)?;
            let points = &more - &now;
            steps.push(Worth {
                at: site.at(),
                is_mark: false,
                percent_of_price: as_price(&points),
                step,
                points,
            });
        }
    }
    Some(Exchange {
        supplier: own.supplier.clone(),
        percent: (*award == Award::HighestTotal).then_some(lost),
        price,
        steps,
    })
}

/// The step from one labelled mark to the next, or one mark.
fn step(scale: &crate::rules::Scale) -> Exact {
    let gaps = i64::try_from(scale.labels.len()).unwrap_or(i64::MAX) - 1;
    let each = (&scale.max - &scale.min).checked_div(&Exact::whole(gaps));
    each.filter(|_| gaps > 0).unwrap_or(Exact::ONE)
}

fn points(result: &BidResult) -> Exact {
    result.criteria.iter().map(|mark| &mark.score).sum()
}

fn quality(result: &BidResult, price: usize) -> Exact {
    let others = result.criteria.iter().enumerate().filter(|(place, _)| *place != price);
    others.map(|(_, mark)| &mark.score).sum()
}

/// By how many percent a price could be higher for so many points, and rank the same.
fn in_percent_of_price(award: &Award, points: &Exact, lost: &Exact, price: &Exact, quality: &Exact) -> Option<Exact> {
    let hundred = Exact::whole(100);
    match award {
        // Measured where the price stands: a straight line laid along a curve.
        Award::HighestTotal => points.checked_div(lost),
        Award::ValueForMoney { willingness_to_pay } => (&(points * willingness_to_pay) * &hundred).checked_div(price),
        Award::PricePerQualityPoint => (points * &hundred).checked_div(quality),
    }
}
