//! The working behind every mark, in the form a losing bidder can check by hand: `18.00 = 20 x 90,000 / 100,000`.

use crate::Exact;
use crate::bids::Verdict;
use crate::evaluate::{BidResult, Evaluation, Mark, Outcome, price_and_quality};
use crate::methods::{Answer, Reference, Rule, bound, reached};
use crate::plan::{Kind, Leaf, Node};
use crate::rules::{Award, Scale, ValidRules};

/// How a figure came about, with the figures that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The id of the criterion, part or question; `total` for the bid.
    pub name: String,
    /// The figure; absent only for a total that cannot be worked out.
    pub score: Option<Exact>,
    /// What it equals: `20 x 90,000 / 100,000`.
    pub working: String,
    /// The figures that it is the sum of, or is worked out from.
    pub parts: Vec<Explanation>,
}

impl Explanation {
    /// One line: name, figure at so many places (and exactly, where rounding hides something), working.
    pub fn line(&self, decimals: u32) -> String {
        let Some(score) = &self.score else {
            return format!("{}: {}", self.name, self.working);
        };
        let exact = score.to_string();
        let shown = score.to_decimal(decimals);
        let is_rounded = Exact::from_decimal(shown.trim_start_matches('-')).as_ref() != Ok(&magnitude(score));
        let exactly = if is_rounded {
            format!(" ({exact})")
        } else {
            String::new()
        };
        format!(
            "{}: {}{exactly} = {}",
            self.name,
            score.to_display(decimals),
            self.working
        )
    }

    /// The tree as lines with their depth.
    pub fn lines(&self, decimals: u32) -> Vec<(usize, String)> {
        let mut lines = vec![(0, self.line(decimals))];
        for part in &self.parts {
            lines.extend(part.lines(decimals).into_iter().map(|(depth, line)| (depth + 1, line)));
        }
        lines
    }

    /// The tree as indented text.
    pub fn to_text(&self, decimals: u32) -> String {
        let lines = self.lines(decimals).into_iter();
        lines
            .map(|(depth, line)| format!("{}{line}\n", "  ".repeat(depth)))
            .collect()
    }
}

fn magnitude(number: &Exact) -> Exact {
    if number.is_negative() { -number } else { number.clone() }
}

impl Evaluation {
    /// The working for one result. `rules` are those that the evaluation was made with.
    pub fn explain(&self, rules: &ValidRules, result: &BidResult) -> Explanation {
        let decimals = rules.rules().display_decimals;
        let nodes = rules.plan.criteria.nodes.iter().zip(&result.criteria);
        let parts: Vec<_> = nodes
            .map(|(node, mark)| self.explain_node(node, mark, decimals))
            .collect();
        let working = match (&rules.rules().award, price_and_quality(&rules.plan, &result.criteria)) {
            (Award::ValueForMoney { willingness_to_pay }, Some((price, quality))) => {
                format!(
                    "{} - {} x {}",
                    price.to_words(),
                    quality.to_words(),
                    willingness_to_pay.to_words()
                )
            }
            (Award::PricePerQualityPoint, Some((price, quality))) if quality.is_zero() => {
                format!("{} / 0 cannot be worked out", price.to_words())
            }
            (Award::PricePerQualityPoint, Some((price, quality))) => {
                format!("{} / {}", price.to_words(), quality.to_words())
            }
            _ => sum_of(&parts, decimals),
        };
        Explanation {
            name: "total".to_owned(),
            score: result.total.clone(),
            working,
            parts,
        }
    }

    fn explain_node(&self, node: &Node, mark: &Mark, decimals: u32) -> Explanation {
        let (working, parts) = match &node.kind {
            Kind::Leaf(leaf) => (self.leaf_working(leaf, &node.weight, mark), Vec::new()),
            Kind::Group(group) => {
                let nodes = group.nodes.iter().zip(&mark.parts);
                let parts: Vec<_> = nodes
                    .map(|(node, mark)| self.explain_node(node, mark, decimals))
                    .collect();
                (sum_of(&parts, decimals), parts)
            }
        };
        Explanation {
            name: node.id.clone(),
            score: Some(mark.score.clone()),
            working,
            parts,
        }
    }

    fn leaf_working(&self, leaf: &Leaf, weight: &Exact, mark: &Mark) -> String {
        let w = weight.to_words();
        match (mark.outcome, &mark.answer, &leaf.rule) {
            (Outcome::Unanswered, ..) => format!("{w} x 0, no answer"),
            (Outcome::Disregarded, ..) => format!("{w} x 0, disregarded because a precondition is not met"),
            (_, Answer::Verdict(Verdict::Pass), _) => format!("{w} x 1, pass"),
            (_, Answer::Verdict(Verdict::Fail), _) => format!("{w} x 0, fail"),
            (outcome, Answer::Number(own), Rule::Scale { scale, threshold, .. }) => {
                let least = threshold.as_ref().filter(|_| outcome == Outcome::BelowThreshold);
                scale_working(&w, own, scale, least)
            }
            (_, Answer::Number(own), rule) => match &self.references[leaf.index] {
                Some(reference) => relative_working(&w, own, rule, reference),
                None => format!("{w} x 0"),
            },
            (_, Answer::None, _) => format!("{w} x 0, no answer"),
        }
    }
}

/// The parts added up as they are shown, so that a reader can follow them down the page.
fn sum_of(parts: &[Explanation], decimals: u32) -> String {
    let scores = parts.iter().filter_map(|part| part.score.as_ref());
    scores
        .map(|score| score.to_display(decimals))
        .collect::<Vec<_>>()
        .join(" + ")
}

/// `missed` is the least mark that counts, where the mark is below it.
fn scale_working(w: &str, own: &Exact, scale: &Scale, missed: Option<&Exact>) -> String {
    let label = scale.labels.iter().find(|label| label.mark == *own);
    let label = label.map_or_else(String::new, |label| format!(" ({})", label.label));
    let (mark, min, max) = (own.to_words(), scale.min.to_words(), scale.max.to_words());
    if let Some(least) = missed {
        let least = least.to_words();
        return format!("{w} x 0, because the mark of {mark}{label} is below the minimum of {least}");
    }
    if scale.min.is_zero() {
        format!("{w} x {mark} / {max}{label}")
    } else {
        format!("{w} x ({mark} - {min}) / ({max} - {min}){label}")
    }
}

fn relative_working(w: &str, own: &Exact, rule: &Rule, reference: &Reference) -> String {
    let o = own.to_words();
    match rule {
        Rule::Lowest if reference.lowest.is_zero() => {
            let share = if own.is_zero() {
                "1, the lowest is 0 and so is this"
            } else {
                "0, because the lowest is 0"
            };
            format!("{w} x {share}")
        }
        Rule::Lowest => format!("{w} x {} / {o}", reference.lowest.to_words()),
        Rule::Highest if reference.highest.is_zero() => format!("{w} x 0, because every bid is at 0"),
        Rule::Highest => format!("{w} x {o} / {}", reference.highest.to_words()),
        Rule::Linear { best, worst } => linear_working(w, own, bound(best, reference), bound(worst, reference)),
        Rule::Deviation { base, slope } => {
            let (base, slope, mean) = (base.to_words(), slope.to_words(), reference.mean.to_words());
            if reference.mean.is_zero() {
                return format!("{w} x {base}, at most {w}: every bid is at 0");
            }
            format!("{w} x ({base} - ({o} - {mean}) / {mean} x {slope}), from 0 to {w}")
        }
        Rule::Target { target } if own >= target => format!("{w} x 1, {o} reaches the target of {}", target.to_words()),
        Rule::Target { target } => format!("{w} x {o} / {}", target.to_words()),
        Rule::ShareOfContract { cap, .. } if own >= cap => {
            format!("{w} x 1, {o} reaches the cap of {}", cap.to_words())
        }
        Rule::ShareOfContract {
            contract_value, share, ..
        } => {
            format!("{w} x {o} / ({} x {})", contract_value.to_words(), share.to_words())
        }
        Rule::Bands(bands) => match reached(bands, own) {
            Some(band) => format!(
                "{w} x {}, {o} reaches {}",
                band.score.to_words(),
                band.at_least.to_words()
            ),
            None => format!("{w} x 0, {o} reaches no band"),
        },
        Rule::Scale { .. } | Rule::PassFail => format!("{w} x 0"),
    }
}

fn linear_working(w: &str, own: &Exact, best: &Exact, worst: &Exact) -> String {
    let (o, b, z) = (own.to_words(), best.to_words(), worst.to_words());
    let (is_past_best, is_past_worst) = if best >= worst {
        (own >= best, own <= worst)
    } else {
        (own <= best, own >= worst)
    };
    if best == worst {
        format!("{w} x 1, best and worst are both {b}")
    } else if is_past_best {
        format!("{w} x 1, {o} is at or beyond the best, {b}")
    } else if is_past_worst {
        format!("{w} x 0, {o} is at or beyond the worst, {z}")
    } else {
        format!("{w} x ({o} - {z}) / ({b} - {z})")
    }
}
