//! The ledger of a commitment: double entry in quantities, and the four numbers that come from it.
//!
//! A promise is kept as it was made, for ever. What is ordered is claimed by the supplier and validated by the community;
//! a claim that is rejected is owed again, and what is waived is owed no longer. Every entry takes a quantity from one account
//! and puts it into another, and no account but the outside may fall below nought, which is why validated never exceeds
//! delivered, nor delivered ordered.

use crate::{Money, Quantity, Value};
use std::iter::Sum;
use thiserror::Error;

codes! {
    /// Where a quantity stands.
    pub enum Account ("account") {
        /// Where promises and orders come from. It has no balance of its own.
        Outside = "outside", "Outside";
        /// Promised in a match or a bid.
        Promised = "promised", "Promised";
        /// Ordered and still to come.
        Ordered = "ordered", "Still to come";
        /// Claimed by the supplier and not yet confirmed.
        Claimed = "claimed", "Waiting to be confirmed";
        /// Confirmed by the community.
        Validated = "validated", "Validated";
        /// Owed no longer.
        Waived = "waived", "Waived";
    }
}

codes! {
    /// What can happen to a quantity.
    pub enum Posting ("ledger entry") {
        /// It is promised. Once for each commitment.
        Promise = "promise", "Promised";
        /// It is ordered.
        Order = "order", "Ordered";
        /// The supplier says that it was delivered.
        Claim = "claim", "Claimed as delivered";
        /// The community says that it arrived.
        Validate = "validate", "Confirmed";
        /// The claim does not stand: it is owed again.
        Reject = "reject", "Rejected";
        /// It is owed no longer.
        Waive = "waive", "Waived";
    }
}

impl Posting {
    /// The account that it takes from.
    pub const fn from(self) -> Account {
        match self {
            Self::Promise | Self::Order => Account::Outside,
            Self::Claim | Self::Waive => Account::Ordered,
            Self::Validate | Self::Reject => Account::Claimed,
        }
    }

    /// The account that it puts into.
    pub const fn to(self) -> Account {
        match self {
            Self::Promise => Account::Promised,
            Self::Order | Self::Reject => Account::Ordered,
            Self::Claim => Account::Claimed,
            Self::Validate => Account::Validated,
            Self::Waive => Account::Waived,
        }
    }

    /// The posting that moves a quantity between two accounts, if there is one.
    pub fn between(from: Account, to: Account) -> Option<Self> {
        use crate::Code as _;
        Self::ALL
            .iter()
            .copied()
            .find(|posting| (posting.from(), posting.to()) == (from, to))
    }
}

codes! {
    /// How a commitment stands, to choose by.
    pub enum Standing ("kind of list") {
        /// Every one.
        All = "all", "All";
        /// Those of which something waits to be confirmed.
        ToConfirm = "to-confirm", "To be confirmed";
        /// Those of which something is still to come.
        ToCome = "to-come", "Still to come";
        /// Those that are past their last day with something still to come.
        Late = "late", "Late";
        /// Those with nothing left to come or to be confirmed.
        Settled = "settled", "Settled";
        /// Those of which something was delivered, confirmed or not.
        Delivered = "delivered", "Delivered in full or in part";
        /// Those of which something was confirmed.
        Validated = "validated", "Validated in full or in part";
    }
}

/// Why an entry is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// Nothing, or less than nothing, would move.
    #[error("How many must be more than 0")]
    NotPositive,
    /// The promise has been made, and is never changed.
    #[error("The promise was made before and is never changed")]
    AlreadyPromised,
    /// More is claimed or waived than is still to come.
    #[error("Only {has} of it is still to come, so {asked} is too many")]
    MoreThanOrdered {
        /// What is still to come.
        has: Quantity,
        /// What the entry would take.
        asked: Quantity,
    },
    /// More is confirmed or rejected than waits to be confirmed.
    #[error("Only {has} of it waits to be confirmed, so {asked} is too many")]
    MoreThanClaimed {
        /// What waits.
        has: Quantity,
        /// What the entry would take.
        asked: Quantity,
    },
    /// An account would hold more than it can.
    #[error("That is more than one commitment can hold")]
    TooLarge,
}

/// What the accounts of one commitment hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balances {
    /// What was promised.
    pub promised: Quantity,
    /// What was ordered and is still to come.
    pub ordered: Quantity,
    /// What the supplier claims and nobody has confirmed yet.
    pub claimed: Quantity,
    /// What the community confirmed.
    pub validated: Quantity,
    /// What is owed no longer.
    pub waived: Quantity,
}

impl Balances {
    /// The balances after an entry, or why it is refused.
    pub fn apply(mut self, posting: Posting, quantity: Quantity) -> Result<Self, Refused> {
        if quantity <= Quantity::ZERO {
            return Err(Refused::NotPositive);
        }
        if posting == Posting::Promise && !self.promised.is_zero() {
            return Err(Refused::AlreadyPromised);
        }
        if let Some(from) = self.account(posting.from()) {
            let has = *from;
            if quantity > has {
                let asked = quantity;
                return Err(match posting.from() {
                    Account::Claimed => Refused::MoreThanClaimed { has, asked },
                    _ => Refused::MoreThanOrdered { has, asked },
                });
            }
            *from = has.saturating_sub(quantity);
        }
        if let Some(to) = self.account(posting.to()) {
            *to = to
                .checked_add(quantity)
                .filter(|sum| *sum <= Quantity::MAX)
                .ok_or(Refused::TooLarge)?;
        }
        Ok(self)
    }

    fn account(&mut self, account: Account) -> Option<&mut Quantity> {
        match account {
            Account::Outside => None,
            Account::Promised => Some(&mut self.promised),
            Account::Ordered => Some(&mut self.ordered),
            Account::Claimed => Some(&mut self.claimed),
            Account::Validated => Some(&mut self.validated),
            Account::Waived => Some(&mut self.waived),
        }
    }

    /// The four numbers, and beside them what was waived.
    pub fn numbers(&self) -> Numbers<Quantity> {
        let delivered = Quantity::from_thousandths(self.claimed.thousandths() + self.validated.thousandths());
        Numbers {
            promised: self.promised,
            ordered: Quantity::from_thousandths(self.ordered.thousandths() + delivered.thousandths()),
            delivered,
            validated: self.validated,
            waived: self.waived,
        }
    }

    /// Whether nothing is still to come and nothing waits to be confirmed.
    pub fn is_settled(&self) -> bool {
        self.ordered.is_zero() && self.claimed.is_zero()
    }
}

/// The four numbers that are never mixed, and beside them what was waived: as quantities of one resource, or as values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers<T> {
    /// Promised in a match or a bid.
    pub promised: T,
    /// Ordered by acceptance, contract or call-off, without what was waived since.
    pub ordered: T,
    /// Claimed by the supplier, confirmed or not.
    pub delivered: T,
    /// Confirmed by the community.
    pub validated: T,
    /// Ordered once and owed no longer.
    pub waived: T,
}

impl<T> Numbers<T> {
    /// Each number turned into something else.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Numbers<U> {
        Numbers {
            promised: change(self.promised),
            ordered: change(self.ordered),
            delivered: change(self.delivered),
            validated: change(self.validated),
            waived: change(self.waived),
        }
    }
}

impl Numbers<Quantity> {
    /// What it would cost at a price for one unit, exactly.
    pub fn at(self, unit_price: Money) -> Numbers<Value> {
        self.map(|quantity| quantity.at(unit_price))
    }
}

impl<T: Sum + Copy> Sum for Numbers<T> {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        let all: Vec<Self> = numbers.collect();
        Self {
            promised: all.iter().map(|one| one.promised).sum(),
            ordered: all.iter().map(|one| one.ordered).sum(),
            delivered: all.iter().map(|one| one.delivered).sum(),
            validated: all.iter().map(|one| one.validated).sum(),
            waived: all.iter().map(|one| one.waived).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code as _;
    use proptest::prelude::*;

    fn units(units: i64) -> Quantity {
        Quantity::from_units(units)
    }

    /// Any history, sensible or not: small quantities, so that accounts run short often.
    fn history() -> impl Strategy<Value = Vec<(Posting, Quantity)>> {
        let entry = (0..Posting::ALL.len(), -1..40_i64);
        prop::collection::vec(
            entry.prop_map(|(posting, quantity)| (Posting::ALL[posting], Quantity::from_thousandths(quantity))),
            0..60,
        )
    }

    proptest! {
        #[test]
        fn no_history_breaks_the_order_of_the_numbers(history in history()) {
            let (mut balances, mut kept) = (Balances::default(), Vec::new());
            for (posting, quantity) in history {
                let before = balances;
                match balances.apply(posting, quantity) {
                    Ok(after) => {
                        balances = after;
                        kept.push((posting, quantity));
                        if !before.promised.is_zero() {
                            prop_assert_eq!(after.promised, before.promised);
                        }
                    }
                    Err(_) => prop_assert_eq!(balances, before),
                }
                let numbers = balances.numbers();
                prop_assert!(Quantity::ZERO <= numbers.validated);
                prop_assert!(numbers.validated <= numbers.delivered);
                prop_assert!(numbers.delivered <= numbers.ordered);
                prop_assert!(Quantity::ZERO <= balances.ordered);
                prop_assert!(Quantity::ZERO <= balances.waived);
            }
            // What is ordered or waived is all that was ever ordered; each account is the sum of what went in, less what came out.
            let total = |wanted: Posting| kept.iter().filter(|(p, _)| *p == wanted).map(|(_, q)| *q).sum::<Quantity>();
            let numbers = balances.numbers();
            prop_assert_eq!(
                numbers.ordered.thousandths() + numbers.waived.thousandths(),
                total(Posting::Order).thousandths()
            );
            prop_assert_eq!(balances.validated, total(Posting::Validate));
            prop_assert_eq!(balances.promised, total(Posting::Promise));
        }

        #[test]
        fn a_total_is_the_sum_of_its_parts(quantities in prop::collection::vec((0..=Quantity::MAX.thousandths(), 0..=Money::MAX.pence()), 0..20)) {
            let each = quantities.iter().map(|(quantity, price)| {
                let promised = Quantity::from_thousandths(*quantity);
                Numbers { promised, ..Numbers::default() }.at(Money::from_pence(*price))
            });
            let exact: i128 = quantities.iter().map(|(quantity, price)| i128::from(*quantity) * i128::from(*price)).sum();
            prop_assert_eq!(each.sum::<Numbers<Value>>().promised, Value(exact));
        }
    }

    #[test]
    fn a_rejected_claim_is_owed_again() {
        let ordered = Balances::default()
            .apply(Posting::Promise, units(12))
            .and_then(|b| b.apply(Posting::Order, units(12)))
            .and_then(|b| b.apply(Posting::Claim, units(8)))
            .and_then(|b| b.apply(Posting::Reject, units(3)))
            .and_then(|b| b.apply(Posting::Validate, units(5)))
            .unwrap();
        let numbers = ordered.numbers();
        assert_eq!((numbers.promised, numbers.ordered), (units(12), units(12)));
        assert_eq!((numbers.delivered, numbers.validated), (units(5), units(5)));
        assert_eq!(ordered.ordered, units(7));
        assert!(!ordered.is_settled());
    }

    #[test]
    fn what_is_refused_is_said_in_words() {
        let ordered = Balances::default().apply(Posting::Order, units(5)).unwrap();
        let refused = ordered.apply(Posting::Claim, units(6)).unwrap_err();
        assert_eq!(refused.to_string(), "Only 5 of it is still to come, so 6 is too many");
        let promised = Balances::default().apply(Posting::Promise, units(5)).unwrap();
        assert_eq!(
            promised.apply(Posting::Promise, units(1)),
            Err(Refused::AlreadyPromised)
        );
        assert_eq!(ordered.apply(Posting::Order, Quantity::MAX), Err(Refused::TooLarge));
    }

    #[test]
    fn no_two_postings_join_the_same_accounts() {
        for posting in Posting::ALL {
            assert_eq!(Posting::between(posting.from(), posting.to()), Some(*posting));
        }
        assert_eq!(Posting::between(Account::Validated, Account::Ordered), None);
    }
}
