//! Checks a solution against its problem by the definition of optimality alone: nothing here is shared with the solver.

use thiserror::Error;

use super::{Certificate, Flow, Problem, Solution, WholePlan};

/// What is wrong with a solution. Offers, needs and pairs are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// A flow names a pair that is not there, or not of this need and offer, or is not in order.
    #[error("flow {flow} is not on a pair of the problem, in the order of its pairs")]
    Flow {
        /// Which flow.
        flow: usize,
    },
    /// A need is given more than it asks for.
    #[error("need {need} is given more than it asks for")]
    Need {
        /// Which need.
        need: usize,
    },
    /// An offer gives more than it has.
    #[error("offer {offer} gives more than it has")]
    Offer {
        /// Which offer.
        offer: usize,
    },
    /// The dual solution is of the wrong length, or has a negative number.
    #[error("there must be a price of at least 0 for each offer and each need")]
    Prices,
    /// A unit is worth more than the two prices of its pair.
    #[error("a unit of offer {offer} is worth more to need {need} than their prices together")]
    Pair {
        /// The need of the pair.
        need: usize,
        /// The offer of the pair.
        offer: usize,
    },
    /// A need that is to be met wholly or not at all is met in part, or by several offers.
    #[error("need {need} is met in part, though it should be met wholly by one offer or not at all")]
    Shared {
        /// Which need.
        need: usize,
    },
    /// The value of the plan, or its bound, is not what it says.
    #[error("it comes to {value}, but the plan says {claimed}")]
    Value {
        /// What it comes to.
        value: i128,
        /// What the plan says.
        claimed: i128,
    },
    /// The dual solution does not reach the plan's value, so that it does not prove that the plan is best.
    #[error("the plan is worth {value}, but its certificate only proves that no plan is worth more than {bound}")]
    Gap {
        /// What the plan is worth.
        value: i128,
        /// What the certificate proves.
        bound: i128,
    },
    /// A sum is past 128 bits.
    #[error("the sums are too large to be told exactly")]
    TooLarge,
}

/// Proves that a solution is optimal, or says what is wrong with it: that it gives no more than there is and no more than
/// is asked for, that its prices bound every plan's value, and that the bound is what it is worth.
///
/// The value that was proved is returned.
///
/// ```
/// use svx_matching::allocate::{Options, ProblemBuilder, check_certificate, solve};
///
/// let mut builder = ProblemBuilder::new(vec![5, 2]);
/// builder.need(4, [(0, 30), (1, 50)]);
/// builder.need(3, [(0, 20)]);
/// let problem = builder.build()?;
/// let mut solution = solve(&problem, &Options::default())?;
/// assert_eq!(check_certificate(&problem, &solution), Ok(220));
/// solution.flows.pop();
/// assert!(check_certificate(&problem, &solution).is_err());
/// # Ok::<(), svx_matching::allocate::ProblemError>(())
/// ```
pub fn check_certificate(problem: &Problem, solution: &Solution) -> Result<i128, CertificateError> {
    let value = check_flows(problem, &solution.flows)?;
    let bound = check_prices(problem, &solution.certificate, |_, _| true)?;
    if value != solution.value {
        let claimed = solution.value;
        return Err(CertificateError::Value { value, claimed });
    }
    if value != bound {
        return Err(CertificateError::Gap { value, bound });
    }
    Ok(value)
}

/// Proves that a plan keeps to what is asked of it, needs that are met wholly or not at all included, and that no such plan
/// is worth more than its bound; or says what is wrong with it.
///
/// How far the plan can be from the best is returned.
///
/// # Panics
///
/// Unless there is one mark for each need.
pub fn check_whole(problem: &Problem, whole: &[bool], plan: &WholePlan) -> Result<i128, CertificateError> {
    assert_eq!(whole.len(), problem.needs(), "there is one mark for each need");
    let value = check_flows(problem, &plan.flows)?;
    let in_part = |flow: &&Flow| whole[flow.need as usize] && flow.units != problem.quantities()[flow.need as usize];
    if let Some(flow) = plan.flows.iter().find(in_part) {
        let need = flow.need as usize;
        return Err(CertificateError::Shared { need });
    }
    let bound = check_prices(problem, &plan.certificate, |need, offer| {
        !whole[need] || problem.capacities()[offer] >= problem.quantities()[need]
    })?;
    for (sum, claimed) in [(value, plan.value), (bound, plan.bound)] {
        if sum != claimed {
            return Err(CertificateError::Value { value: sum, claimed });
        }
    }
    Ok(bound - value)
}

/// That the plan is possible: what it is worth.
fn check_flows(problem: &Problem, flows: &[Flow]) -> Result<i128, CertificateError> {
    let mut left: Vec<u64> = problem.capacities().to_vec();
    let mut unmet: Vec<u64> = problem.quantities().to_vec();
    let mut next = 0;
    let mut total: i128 = 0;
    for (place, flow) in flows.iter().enumerate() {
        let (need, offer) = (flow.need as usize, flow.offer as usize);
        let known = need < unmet.len() && problem.row(need).contains(&flow.edge) && flow.edge >= next;
        if !known || problem.edge(flow.edge).offer != flow.offer {
            return Err(CertificateError::Flow { flow: place });
        }
        next = flow.edge + 1;
        unmet[need] = unmet[need]
            .checked_sub(flow.units)
            .ok_or(CertificateError::Need { need })?;
        left[offer] = left[offer]
            .checked_sub(flow.units)
            .ok_or(CertificateError::Offer { offer })?;
        let worth = i128::from(problem.edge(flow.edge).value) * i128::from(flow.units);
        total = total.checked_add(worth).ok_or(CertificateError::TooLarge)?;
    }
    Ok(total)
}

/// That the prices bound every plan on the pairs that count: by how much.
fn check_prices(
    problem: &Problem,
    certificate: &Certificate,
    counts: impl Fn(usize, usize) -> bool,
) -> Result<i128, CertificateError> {
    let (offers, needs) = (&certificate.offers, &certificate.needs);
    let counted = offers.len() == problem.offers() && needs.len() == problem.needs();
    if !counted || offers.iter().chain(needs).any(|&price| price < 0) {
        return Err(CertificateError::Prices);
    }
    for (need, &price) in needs.iter().enumerate() {
        for place in problem.row(need) {
            let edge = problem.edge(place);
            let offer = edge.offer as usize;
            if counts(need, offer) && i128::from(offers[offer]) + i128::from(price) < i128::from(edge.value) {
                return Err(CertificateError::Pair { need, offer });
            }
        }
    }
    let amounts = problem.capacities().iter().chain(problem.quantities());
    let mut bound: i128 = 0;
    for (&amount, &price) in amounts.zip(offers.iter().chain(needs)) {
        let worth = i128::from(amount) * i128::from(price);
        bound = bound.checked_add(worth).ok_or(CertificateError::TooLarge)?;
    }
    Ok(bound)
}
