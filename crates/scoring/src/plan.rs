//! Valid rules worked out for scoring: weights as points of the whole tender, questions as parts, methods with their
//! constants computed once.

use std::sync::Arc;

use crate::Exact;
use crate::methods::Rule;
use crate::rules::{Criterion, Marking, Method, PRICE, Question, Rules, SOCIAL_VALUE, Scale};
use crate::validate::order;

/// The whole tender.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) criteria: Group,
    /// How many leaves there are.
    pub(crate) leaves: usize,
    /// Which criterion holds the price.
    pub(crate) price: Option<usize>,
}

/// Siblings.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) nodes: Vec<Node>,
    /// An order in which every node comes after those it depends on.
    pub(crate) order: Vec<usize>,
}

/// A criterion, a part or a question.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) id: String,
    /// Ids from the criterion down, joined by points.
    pub(crate) name: String,
    /// In points of the whole.
    pub(crate) weight: Exact,
    /// Siblings that are disregarded where this one earns nothing, by position.
    pub(crate) required_by: Vec<usize>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Leaf(Leaf),
    Group(Group),
}

/// What is marked by one rule.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// Its position among all leaves.
    pub(crate) index: usize,
    /// Ids from the criterion down, joined by points.
    pub(crate) name: String,
    pub(crate) rule: Rule,
    /// The value of the contract, in pounds.
    pub(crate) contract_value: Option<Exact>,
    /// Whether it belongs to the criterion that holds social value.
    pub(crate) social_value: bool,
}

impl Plan {
    /// Of rules that were validated.
    pub(crate) fn of(rules: &Rules) -> Self {
        let mut builder = Builder { rules, leaves: 0 };
        let criteria = builder.group(&rules.criteria, &Exact::whole(100), "");
        let price = rules.criteria.iter().position(|criterion| criterion.id == PRICE);
        Self {
            criteria,
            leaves: builder.leaves,
            price,
        }
    }
}

struct Builder<'r> {
    rules: &'r Rules,
    leaves: usize,
}

/// A percentage of some points.
fn percent_of(percent: Option<&Exact>, points: &Exact) -> Exact {
    let share = percent.and_then(|percent| percent.checked_div(&Exact::whole(100)));
    &share.unwrap_or(Exact::ZERO) * points
}

fn joined(parent: &str, id: &str) -> String {
    if parent.is_empty() {
        id.to_owned()
    } else {
        format!("{parent}.{id}")
    }
}

impl Builder<'_> {
    fn group(&mut self, criteria: &[Criterion], points: &Exact, parent: &str) -> Group {
        let nodes = criteria
            .iter()
            .map(|criterion| self.node(criterion, criteria, points, parent))
            .collect();
        Group {
            nodes,
            order: order(criteria).unwrap_or_default(),
        }
    }

    fn node(&mut self, criterion: &Criterion, siblings: &[Criterion], points: &Exact, parent: &str) -> Node {
        let weight = percent_of(criterion.weight.as_ref(), points);
        let name = joined(parent, &criterion.id);
        let kind = match &criterion.marking {
            Marking::Parts(parts) => Kind::Group(self.group(parts, &weight, &name)),
            Marking::Method(Method::WeightedQuestions {
                scale: Some(scale),
                questions,
            }) => Kind::Group(self.questions(scale, questions, &weight, &name)),
            Marking::Method(method) => self.leaf(&name, Rule::of(method, &weight, self.rules.contract_value.as_ref())),
            // Validation leaves no undecided criterion.
            Marking::Undecided => self.leaf(&name, Rule::PassFail),
        };
        let position = |id: &String| siblings.iter().position(|sibling| sibling.id == *id);
        let required_by = criterion.required_by.iter().filter_map(position).collect();
        Node {
            id: criterion.id.clone(),
            name,
            weight,
            required_by,
            kind,
        }
    }

    fn questions(&mut self, scale: &Scale, questions: &[Question], points: &Exact, parent: &str) -> Group {
        let shared = Arc::new(scale.clone());
        let mut nodes = Vec::with_capacity(questions.len());
        for question in questions {
            let weight = percent_of(question.weight.as_ref(), points);
            let threshold = question.threshold.clone().or_else(|| scale.threshold.clone());
            let rule = Rule::scale(&shared, threshold, &weight);
            let name = joined(parent, &question.id);
            let kind = self.leaf(&name, rule);
            nodes.push(Node {
                id: question.id.clone(),
                name,
                weight,
                required_by: Vec::new(),
                kind,
            });
        }
        Group {
            order: (0..nodes.len()).collect(),
            nodes,
        }
    }

    fn leaf(&mut self, name: &str, rule: Rule) -> Kind {
        let index = self.leaves;
        self.leaves += 1;
        let social_value = name.split('.').next() == Some(SOCIAL_VALUE);
        Kind::Leaf(Leaf {
            index,
            name: name.to_owned(),
            rule,
            contract_value: self.rules.contract_value.clone(),
            social_value,
        })
    }
}
