//! A plan that is kept up: after every change it is worth exactly what a fresh solution is.

use proptest::prelude::*;
use svx_matching::allocate::{LivePlan, Options, Problem, ProblemBuilder, ProblemError, check_certificate, solve};

#[derive(Debug, Clone)]
enum Change {
    InsertNeed(u64, Vec<(u32, i64)>),
    InsertOffer(u64, Vec<(u32, i64)>),
    RemoveNeed(u32),
    RemoveOffer(u32),
    Quantity(u32, u64),
    Capacity(u32, u64),
    Accept(u32, u32, u64),
}

/// What there should be, kept in the plainest way.
#[derive(Debug, Clone)]
struct Model {
    capacities: Vec<u64>,
    needs: Vec<(u64, Vec<(u32, i64)>)>,
}

impl Model {
    fn problem(&self) -> Problem {
        let mut builder = ProblemBuilder::new(self.capacities.clone());
        for (quantity, fits) in &self.needs {
            builder.need(*quantity, fits.iter().copied());
        }
        builder.build().expect("it is a problem")
    }

    /// Makes the change here and in the plan. Numbers are drawn from anywhere and brought within what there is.
    fn apply(&mut self, plan: &mut LivePlan, change: &Change) -> Result<(), ProblemError> {
        let (offers, needs) = (self.capacities.len().max(1) as u32, self.needs.len().max(1) as u32);
        match change {
            Change::InsertNeed(quantity, fits) => {
                let fits: Vec<_> = self.within(fits, offers, self.capacities.is_empty());
                self.needs.push((*quantity, fits.clone()));
                plan.insert_need(*quantity, &fits)?;
            }
            Change::InsertOffer(capacity, fits) => {
                let fits: Vec<_> = self.within(fits, needs, self.needs.is_empty());
                let offer = self.capacities.len() as u32;
                self.capacities.push(*capacity);
                for &(need, value) in &fits {
                    self.needs[need as usize].1.push((offer, value));
                }
                plan.insert_offer(*capacity, &fits)?;
            }
            Change::RemoveNeed(need) if !self.needs.is_empty() => {
                self.needs[(need % needs) as usize] = (0, Vec::new());
                plan.remove_need(need % needs)?;
            }
            Change::RemoveOffer(offer) if !self.capacities.is_empty() => {
                self.capacities[(offer % offers) as usize] = 0;
                self.needs
                    .iter_mut()
                    .for_each(|need| need.1.retain(|&(other, _)| other != offer % offers));
                plan.remove_offer(offer % offers)?;
            }
            Change::Quantity(need, quantity) if !self.needs.is_empty() => {
                self.needs[(need % needs) as usize].0 = *quantity;
                plan.change_quantity(need % needs, *quantity)?;
            }
            Change::Capacity(offer, capacity) if !self.capacities.is_empty() => {
                self.capacities[(offer % offers) as usize] = *capacity;
                plan.change_capacity(offer % offers, *capacity)?;
            }
            Change::Accept(need, offer, units) if !self.needs.is_empty() && !self.capacities.is_empty() => {
                let (need, offer) = ((need % needs) as usize, (offer % offers) as usize);
                let units = (*units).min(self.needs[need].0).min(self.capacities[offer]);
                self.needs[need].0 -= units;
                self.capacities[offer] -= units;
                plan.accept(need as u32, offer as u32, units)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn within(&self, fits: &[(u32, i64)], most: u32, none: bool) -> Vec<(u32, i64)> {
        if none {
            Vec::new()
        } else {
            fits.iter().map(|&(to, value)| (to % most, value)).collect()
        }
    }
}

fn any_change() -> impl Strategy<Value = Change> {
    let amount = || prop_oneof![0..6u64, 0..1_000_000u64];
    let fits = || prop::collection::vec((any::<u32>(), prop_oneof![-2..6i64, 0..1_000i64]), 0..6);
    prop_oneof![
        3 => (amount(), fits()).prop_map(|(amount, fits)| Change::InsertNeed(amount, fits)),
        3 => (amount(), fits()).prop_map(|(amount, fits)| Change::InsertOffer(amount, fits)),
        1 => any::<u32>().prop_map(Change::RemoveNeed),
        1 => any::<u32>().prop_map(Change::RemoveOffer),
        1 => (any::<u32>(), amount()).prop_map(|(node, amount)| Change::Quantity(node, amount)),
        1 => (any::<u32>(), amount()).prop_map(|(node, amount)| Change::Capacity(node, amount)),
        2 => (any::<u32>(), any::<u32>(), amount()).prop_map(|(need, offer, units)| Change::Accept(need, offer, units)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_plan_that_is_kept_up_is_worth_what_a_fresh_one_is(
        capacities in prop::collection::vec(0..8u64, 0..6),
        changes in prop::collection::vec(any_change(), 0..30),
    ) {
        let mut model = Model { capacities, needs: Vec::new() };
        let mut plan = LivePlan::new(&model.problem(), &Options::default())?;
        for change in &changes {
            model.apply(&mut plan, change)?;
            let fresh = solve(&model.problem(), &Options::default())?;
            prop_assert_eq!(plan.value(), Some(fresh.value));
        }
        let (problem, solution) = plan.snapshot()?;
        prop_assert_eq!(problem.capacities(), model.capacities);
        prop_assert_eq!(check_certificate(&problem, &solution), Ok(solution.value));
    }
}

#[test]
fn what_is_not_there_is_refused_and_changes_nothing() {
    let model = Model {
        capacities: vec![5],
        needs: vec![(4, vec![(0, 30)])],
    };
    let mut plan = LivePlan::new(&model.problem(), &Options::default()).expect("it can be solved");
    let unknown = |what, number| ProblemError::Unknown { what, number, count: 1 };
    assert_eq!(plan.insert_need(1, &[(0, 2), (1, 2)]), Err(unknown("offer", 1)));
    assert_eq!(plan.insert_offer(1, &[(3, 2)]), Err(unknown("need", 3)));
    assert_eq!(plan.remove_need(1), Err(unknown("need", 1)));
    assert_eq!(plan.change_capacity(7, 1), Err(unknown("offer", 7)));
    assert_eq!(plan.accept(0, 1, 1), Err(unknown("offer", 1)));
    assert!(matches!(
        plan.insert_need(1, &[(0, i64::MAX)]),
        Err(ProblemError::ValueTooLarge { .. })
    ));
    assert_eq!(plan.snapshot().map(|(problem, _)| problem.needs()), Ok(1));
}
