//! Marks every bid by the rules, flags what needs a second look, and ranks.

use std::collections::BTreeMap;

use crate::Exact;
use crate::bids::{BidInput, Input, bid_problems};
use crate::methods::{Answer, Reference, Rule};
use crate::plan::{Group, Kind, Leaf, Node, Plan};
use crate::problem::Problem;
use crate::realism;
use crate::rules::{Award, ValidRules};
use crate::ties;

/// The result of a tender.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// In rank order, tied bids in the order they were given.
    pub results: Vec<BidResult>,
    /// By position of the leaf; what each answer was compared with.
    pub(crate) references: Vec<Option<Reference>>,
}

/// How one bid came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BidResult {
    /// Its position among the bids that were given.
    pub bid: usize,
    /// Whose bid it is.
    pub supplier: String,
    /// Competition ranking after the tie-break list: 1, 1, 3.
    pub rank: usize,
    /// Whether the tie-break list left it level with another bid.
    pub tied: bool,
    /// The figure that bids are ranked by: the sum of scores, price less the worth of quality, or price per quality
    /// point. Absent only where there is no quality to divide a price by; such bids come last.
    pub total: Option<Exact>,
    /// The mark for each criterion, in the order of the rules.
    pub criteria: Vec<Mark>,
    /// What a person should look at.
    pub flags: Vec<Flag>,
}

/// The mark of a criterion, part or question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In points of the whole tender, from 0 to the weight.
    pub score: Exact,
    /// What the bid answered; nothing for what has parts.
    pub answer: Answer,
    /// How the score came about.
    pub outcome: Outcome,
    /// Marks of the parts or questions, in the order of the rules.
    pub parts: Vec<Mark>,
}

/// How a score came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// By the method.
    Scored,
    /// 0, because the mark is below its threshold.
    BelowThreshold,
    /// 0, because a precondition is not met.
    Disregarded,
    /// 0, because there is no answer.
    Unanswered,
}

/// Something for people to look at; a flag never changes a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What kind of thing.
    pub kind: FlagKind,
    /// The ids of the criterion and its part, joined by points; empty for the bid as a whole.
    pub at: String,
    /// What was seen, with its figures.
    pub reason: String,
}

/// The kinds of flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// An offer that may be more than can be delivered: it opens a clarification.
    Realism,
    /// A mark below its threshold, which scores 0.
    BelowThreshold,
    /// A part that was disregarded for want of another.
    Precondition,
    /// No quality at all where price is divided by quality.
    NoQuality,
}

impl FlagKind {
    /// The code that results carry.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Realism => "realism",
            Self::BelowThreshold => "below-threshold",
            Self::Precondition => "precondition",
            Self::NoQuality => "no-quality",
        }
    }
}

/// Scores and ranks bids. The same rules and bids always give the same result, and the order in which bids are given
/// changes nothing but the order of tied bids.
pub fn evaluate(rules: &ValidRules, bids: &[BidInput]) -> Result<Evaluation, Vec<Problem>> {
    let problems = bid_problems(rules.rules(), bids);
    if !problems.is_empty() {
        return Err(problems);
    }
    let plan = &rules.plan;
    let mut run = Run {
        bids,
        references: vec![None; plan.leaves],
        flags: vec![Vec::new(); bids.len()],
    };
    let inputs: Vec<_> = bids.iter().map(|bid| Some(&bid.inputs)).collect();
    let marks = run.group(&plan.criteria, &inputs, &vec![false; bids.len()]);
    let Run { references, flags, .. } = run;
    let rows = bids.iter().zip(marks).zip(flags).enumerate();
    let mut results: Vec<_> = rows
        .map(|(index, ((bid, criteria), flags))| result(rules, index, bid, criteria, flags))
        .collect();
    ties::rank(rules.rules(), bids, &mut results);
    Ok(Evaluation { results, references })
}

/// The figure for one bid, not ranked yet.
fn result(rules: &ValidRules, bid: usize, input: &BidInput, criteria: Vec<Mark>, mut flags: Vec<Flag>) -> BidResult {
    let total = figure(rules, &criteria);
    if total.is_none() {
        let reason = "the non-price criteria score 0, so there is no price per quality point: ranked last".to_owned();
        flags.push(Flag {
            kind: FlagKind::NoQuality,
            at: String::new(),
            reason,
        });
    }
    BidResult {
        bid,
        supplier: input.supplier.clone(),
        rank: 0,
        tied: false,
        total,
        criteria,
        flags,
    }
}

/// What the award method ranks by.
fn figure(rules: &ValidRules, criteria: &[Mark]) -> Option<Exact> {
    let award = &rules.rules().award;
    let Some((price, quality)) = price_and_quality(&rules.plan, criteria) else {
        return Some(sum(criteria));
    };
    match award {
        Award::HighestTotal => Some(sum(criteria)),
        Award::ValueForMoney { willingness_to_pay } => Some(price - &(&quality * willingness_to_pay)),
        Award::PricePerQualityPoint => price.checked_div(&quality),
    }
}

fn sum(marks: &[Mark]) -> Exact {
    marks.iter().map(|mark| &mark.score).sum()
}

/// The price as it was bid, and the sum of the scores of all other criteria.
pub(crate) fn price_and_quality<'m>(plan: &Plan, criteria: &'m [Mark]) -> Option<(&'m Exact, Exact)> {
    let price = plan.price?;
    let Answer::Number(amount) = &criteria.get(price)?.answer else {
        return None;
    };
    let others = criteria.iter().enumerate().filter(|(index, _)| *index != price);
    Some((amount, others.map(|(_, mark)| &mark.score).sum()))
}

/// Works through the plan criterion by criterion, each for all bids at once.
struct Run<'b> {
    bids: &'b [BidInput],
    references: Vec<Option<Reference>>,
    flags: Vec<Vec<Flag>>,
}

type Inputs = BTreeMap<String, Input>;

impl Run<'_> {
    /// The marks of siblings, by bid and then in the order of the rules.
    fn group(&mut self, group: &Group, inputs: &[Option<&Inputs>], disregarded: &[bool]) -> Vec<Vec<Mark>> {
        let mut columns: Vec<Vec<Mark>> = vec![Vec::new(); group.nodes.len()];
        let mut masks: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        let answered = by_node(group, inputs);
        for &index in &group.order {
            let node = &group.nodes[index];
            let mask = masks.get(&index).map_or(disregarded, Vec::as_slice);
            let column = self.node(node, &answered[index], mask);
            for &dependent in &node.required_by {
                let mask = masks.entry(dependent).or_insert_with(|| disregarded.to_vec());
                self.disregard(node, &column, &group.nodes[dependent], mask);
            }
            columns[index] = column;
        }
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        let row = |_| columns.iter_mut().filter_map(Iterator::next).collect();
        inputs.iter().map(row).collect()
    }

    /// Marks a dependent part as disregarded for every bid to which its precondition gives nothing.
    fn disregard(&mut self, required: &Node, column: &[Mark], dependent: &Node, mask: &mut [bool]) {
        for (bid, mark) in column.iter().enumerate() {
            if mask[bid] || self.earns(required, mark) {
                continue;
            }
            mask[bid] = true;
            let why = if mark.outcome == Outcome::Unanswered {
                "has no answer"
            } else {
                "scores nothing"
            };
            let reason = format!(
                "{} is disregarded and scores 0, because {} {why}",
                dependent.id, required.id
            );
            self.flags[bid].push(Flag {
                kind: FlagKind::Precondition,
                at: dependent.name.clone(),
                reason,
            });
        }
    }

    /// Whether an answer earns anything of its own, whatever its weight.
    fn earns(&self, node: &Node, mark: &Mark) -> bool {
        match &node.kind {
            _ if mark.outcome != Outcome::Scored => false,
            Kind::Group(group) => group
                .nodes
                .iter()
                .zip(&mark.parts)
                .any(|(node, mark)| self.earns(node, mark)),
            Kind::Leaf(leaf) => match (&leaf.rule, &mark.answer) {
                (Rule::Scale { scale, .. }, Answer::Number(own)) => *own > scale.min,
                (rule, answer) => !rule
                    .score(&Exact::ONE, answer, self.references[leaf.index].as_ref())
                    .is_zero(),
            },
        }
    }

    fn node(&mut self, node: &Node, inputs: &[Option<&Input>], disregarded: &[bool]) -> Vec<Mark> {
        match &node.kind {
            Kind::Leaf(leaf) => self.leaf(leaf, &node.weight, inputs, disregarded),
            Kind::Group(group) => {
                let groups: Vec<_> = inputs.iter().map(|input| as_group(*input)).collect();
                let rows = self.group(group, &groups, disregarded).into_iter();
                let whole = |(bid, parts): (usize, Vec<Mark>)| {
                    let outcome = match groups[bid] {
                        _ if disregarded[bid] => Outcome::Disregarded,
                        None => Outcome::Unanswered,
                        Some(_) => Outcome::Scored,
                    };
                    Mark {
                        score: sum(&parts),
                        answer: Answer::None,
                        outcome,
                        parts,
                    }
                };
                rows.enumerate().map(whole).collect()
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, weight: &Exact, inputs: &[Option<&Input>], disregarded: &[bool]) -> Vec<Mark> {
        let answers: Vec<_> = inputs.iter().map(|input| as_answer(*input)).collect();
        let counted = answers
            .iter()
            .zip(disregarded)
            .filter_map(|(answer, disregarded)| match answer {
                Answer::Number(number) if !disregarded => Some(number),
                _ => None,
            });
        let reference = Reference::of(&leaf.rule, counted);
        if let Some(reference) = &reference {
            self.flag_realism(leaf, &answers, disregarded, reference);
        }
        let mut column = Vec::with_capacity(answers.len());
        for (bid, answer) in answers.into_iter().enumerate() {
            let outcome = outcome(&leaf.rule, &answer, disregarded[bid]);
            if outcome == Outcome::BelowThreshold {
                self.flags[bid].push(below_threshold(leaf, &answer));
            }
            let score = match outcome {
                Outcome::Scored => leaf.rule.score(weight, &answer, reference.as_ref()),
                _ => Exact::ZERO,
            };
            column.push(Mark {
                score,
                answer,
                outcome,
                parts: Vec::new(),
            });
        }
        self.references[leaf.index] = reference;
        column
    }

    fn flag_realism(&mut self, leaf: &Leaf, answers: &[Answer], disregarded: &[bool], reference: &Reference) {
        if !leaf.rule.rewards_more(reference) {
            return;
        }
        let offers: Vec<_> = answers
            .iter()
            .zip(disregarded)
            .enumerate()
            .filter_map(|(bid, (answer, disregarded))| match answer {
                Answer::Number(number) if !disregarded => Some((bid, number)),
                _ => None,
            })
            .collect();
        for (bid, reason) in realism::doubts(leaf, &offers, self.bids) {
            self.flags[bid].push(Flag {
                kind: FlagKind::Realism,
                at: leaf.name.clone(),
                reason,
            });
        }
    }
}

/// What each bid has for each of a group's nodes, by node and then by bid. Ids and inputs are walked in step, both in
/// order: looking up one by one is what would take the time in a large tender.
fn by_node<'b>(group: &Group, inputs: &[Option<&'b Inputs>]) -> Vec<Vec<Option<&'b Input>>> {
    let mut order: Vec<usize> = (0..group.nodes.len()).collect();
    order.sort_by(|a, b| group.nodes[*a].id.cmp(&group.nodes[*b].id));
    let mut columns = vec![vec![None; inputs.len()]; group.nodes.len()];
    for (bid, inputs) in inputs.iter().enumerate() {
        let mut entries = inputs.iter().flat_map(|inputs| inputs.iter()).peekable();
        for &index in &order {
            let id = &group.nodes[index].id;
            while entries.next_if(|(name, _)| *name < id).is_some() {}
            columns[index][bid] = entries.next_if(|(name, _)| *name == id).map(|(_, input)| input);
        }
    }
    columns
}

fn outcome(rule: &Rule, answer: &Answer, disregarded: bool) -> Outcome {
    match answer {
        _ if disregarded => Outcome::Disregarded,
        Answer::None => Outcome::Unanswered,
        _ if rule.is_below_threshold(answer) => Outcome::BelowThreshold,
        _ => Outcome::Scored,
    }
}

fn below_threshold(leaf: &Leaf, answer: &Answer) -> Flag {
    let threshold = match &leaf.rule {
        Rule::Scale { threshold, .. } => threshold.as_ref(),
        _ => None,
    };
    let words = |number: Option<&Exact>| number.map_or_else(String::new, Exact::to_words);
    let mark = match answer {
        Answer::Number(mark) => Some(mark),
        _ => None,
    };
    let (mark, least) = (words(mark), words(threshold));
    let reason = format!(
        "{} has a mark of {mark}, below the minimum of {least}, and scores 0",
        leaf.name
    );
    Flag {
        kind: FlagKind::BelowThreshold,
        at: leaf.name.clone(),
        reason,
    }
}

fn as_group(input: Option<&Input>) -> Option<&Inputs> {
    match input {
        Some(Input::Group(inputs)) => Some(inputs),
        _ => None,
    }
}

fn as_answer(input: Option<&Input>) -> Answer {
    match input {
        Some(Input::Number(number)) => Answer::Number(number.clone()),
        Some(Input::Verdict(verdict)) => Answer::Verdict(*verdict),
        Some(Input::Group(_)) | None => Answer::None,
    }
}
