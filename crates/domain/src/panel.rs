//! Evaluation panels: who has a seat for which question, when their marks may be seen, and which mark counts.
//!
//! Marks are given alone, locked, and seen by the others only when all of a question are in, so that nobody is led by
//! another's mark; then a chair records what the panel agrees. See the Cabinet Office's Bid Evaluation Guidance Note
//! (individual evaluation before moderation, conflicts declared before bids are seen).

use crate::PersonId;
use jiff::Timestamp;

/// The most marks of each answer that a procurement can ask for, and the most seats for one question.
pub const MAX_SEATS: usize = 9;

codes! {
    /// Why a person no longer has a seat.
    pub enum Leaving ("reason to leave a seat") {
        /// The evaluator withdrew.
        Withdrawn = "withdrawn", "Withdrew";
        /// A conflict of interest was decided against them: their marks do not count.
        Conflict = "conflict", "Has a conflict of interest";
        /// They were late, or could not be waited for.
        Late = "late", "Was late";
    }
}

codes! {
    /// What was done about a seat that somebody left.
    pub enum Closing ("way to close a seat") {
        /// Another evaluator has it.
        Replaced = "replaced", "Replaced";
        /// The panel goes on without one.
        Without = "without", "The panel goes on without";
    }
}

/// One evaluator's seat for one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Whose it is.
    pub person: PersonId,
    /// When their marks of every bid were locked.
    pub submitted_at: Option<Timestamp>,
    /// When and why they left it.
    pub left: Option<(Timestamp, Leaving)>,
    /// What was done about it.
    pub closed: Option<Closing>,
}

/// How a seat stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The evaluator is still marking.
    Marking,
    /// Their marks are locked, and count.
    Locked,
    /// They left it, and nobody has taken their place or decided to go on without.
    Vacant,
    /// They left it, and what was to be done about it is done.
    Closed,
}

impl Seat {
    /// How it stands.
    pub const fn standing(&self) -> Standing {
        match (self.left, self.closed, self.submitted_at) {
            (Some(_), Some(_), _) => Standing::Closed,
            (Some(_), None, _) => Standing::Vacant,
            (None, _, Some(_)) => Standing::Locked,
            (None, _, None) => Standing::Marking,
        }
    }

    /// Whether its marks count.
    pub fn counts(&self) -> bool {
        self.standing() == Standing::Locked
    }

    /// The moment at which it changed which marks there are to agree on, if it did.
    fn changed_at(&self) -> Option<Timestamp> {
        match (self.left, self.submitted_at) {
            // Marks that were set aside were there before.
            (Some((at, _)), Some(_)) => Some(at),
            (None, submitted) => submitted,
            (Some(_), None) => None,
        }
    }
}

/// How far a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nobody was ever invited to mark it.
    Unassigned,
    /// Some marks are not in, or a seat is vacant.
    Waiting {
        /// How many evaluators' marks are in.
        locked: usize,
        /// How many are still marking.
        marking: usize,
        /// How many seats are vacant.
        vacant: usize,
    },
    /// All that were waited for are in, and they are fewer than the procurement asks for.
    TooFew {
        /// How many evaluators' marks are in.
        locked: usize,
    },
    /// All marks are in.
    Complete {
        /// How many evaluators' marks there are.
        locked: usize,
    },
}

/// How far a question is, by the seats for it and the fewest marks of each answer.
pub fn progress(seats: &[Seat], marks_min: u32) -> Progress {
    let count = |standing| seats.iter().filter(|seat| seat.standing() == standing).count();
    let (locked, marking, vacant) = (
        count(Standing::Locked),
        count(Standing::Marking),
        count(Standing::Vacant),
    );
    if seats.is_empty() {
        Progress::Unassigned
    } else if marking + vacant > 0 {
        Progress::Waiting {
            locked,
            marking,
            vacant,
        }
    } else if locked < usize::try_from(marks_min.max(1)).unwrap_or(usize::MAX) {
        Progress::TooFew { locked }
    } else {
        Progress::Complete { locked }
    }
}

/// Whether everyone on the panel may see every mark of a question. Before that, each sees their own alone.
pub fn all_are_in(seats: &[Seat], marks_min: u32) -> bool {
    matches!(progress(seats, marks_min), Progress::Complete { .. })
}

/// Whether only one evaluator was ever to mark a question. Their mark counts without a meeting.
pub fn is_of_one(seats: &[Seat]) -> bool {
    let meant = seats.iter().filter(|seat| seat.closed != Some(Closing::Replaced));
    meant.count() == 1
}

/// Whether a mark that was agreed at this moment still rests on the marks that there are: none came or was set aside since.
pub fn still_rests(seats: &[Seat], agreed_at: Timestamp) -> bool {
    seats
        .iter()
        .filter_map(Seat::changed_at)
        .all(|changed| changed <= agreed_at)
}

/// Whether the panel may go on without a seat: enough others have marked or are marking.
pub fn may_go_on_without(seats: &[Seat], seat: PersonId, marks_min: u32) -> bool {
    let others = seats
        .iter()
        .filter(|other| other.person != seat && matches!(other.standing(), Standing::Locked | Standing::Marking));
    others.count() >= usize::try_from(marks_min.max(1)).unwrap_or(usize::MAX)
}

/// One evaluator's word on one bidder, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Nothing was said yet.
    Undeclared,
    /// No conflict.
    None,
    /// A conflict that nobody has decided on.
    Undecided,
    /// A conflict with which the officer lets them go on.
    GoesOn,
    /// A conflict for which they were replaced.
    Replaced,
}

/// Whether an evaluator may see bids: they spoke for every bidder, and nothing stands against them or is undecided.
pub fn is_clear(interests: impl IntoIterator<Item = Interest>) -> bool {
    interests
        .into_iter()
        .all(|interest| matches!(interest, Interest::None | Interest::GoesOn))
}

/// The distance between the highest and the lowest of some marks, as decimals; nothing where there are fewer than two.
pub fn spread(marks: impl IntoIterator<Item = i64>) -> Option<i64> {
    let mut marks: Vec<i64> = marks.into_iter().collect();
    marks.sort_unstable();
    match marks.as_slice() {
        [lowest, .., highest] => Some(highest - lowest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn person(number: u8) -> PersonId {
        PersonId::from_parts(1, [number; 10])
    }

    fn seat(number: u8, submitted: Option<i64>, left: Option<(i64, Leaving)>, closed: Option<Closing>) -> Seat {
        Seat {
            person: person(number),
            submitted_at: submitted.map(at),
            left: left.map(|(second, why)| (at(second), why)),
            closed,
        }
    }

    const MARKING: fn(u8) -> Seat = |number| seat(number, None, None, None);
    const LOCKED: fn(u8) -> Seat = |number| seat(number, Some(i64::from(number)), None, None);

    #[rstest]
    #[case(vec![], 1, Progress::Unassigned)]
    #[case(vec![MARKING(1), LOCKED(2)], 1, Progress::Waiting { locked: 1, marking: 1, vacant: 0 })]
    #[case(vec![LOCKED(1), LOCKED(2)], 2, Progress::Complete { locked: 2 })]
    #[case(vec![LOCKED(1), LOCKED(2)], 3, Progress::TooFew { locked: 2 })]
    #[case(vec![LOCKED(1), seat(2, None, Some((3, Leaving::Withdrawn)), None)], 1, Progress::Waiting { locked: 1, marking: 0, vacant: 1 })]
    #[case(vec![LOCKED(1), seat(2, None, Some((3, Leaving::Late)), Some(Closing::Without))], 1, Progress::Complete { locked: 1 })]
    // Marks that were in are set aside with whoever has a conflict.
    #[case(vec![LOCKED(1), seat(2, Some(2), Some((3, Leaving::Conflict)), None)], 1, Progress::Waiting { locked: 1, marking: 0, vacant: 1 })]
    // Nothing at all is never enough.
    #[case(vec![seat(2, None, Some((3, Leaving::Late)), Some(Closing::Without))], 0, Progress::TooFew { locked: 0 })]
    fn how_far_a_question_is(#[case] seats: Vec<Seat>, #[case] marks_min: u32, #[case] expected: Progress) {
        assert_eq!(progress(&seats, marks_min), expected);
    }

    #[test]
    fn one_replaced_by_another_is_still_a_panel_of_one() {
        let replaced = seat(1, None, Some((2, Leaving::Conflict)), Some(Closing::Replaced));
        assert!(is_of_one(&[LOCKED(1)]));
        assert!(is_of_one(&[replaced, LOCKED(2)]));
        let left_out = seat(3, None, Some((2, Leaving::Late)), Some(Closing::Without));
        assert!(!is_of_one(&[LOCKED(1), left_out]), "two were to mark it");
    }

    #[test]
    fn what_was_agreed_before_a_mark_came_or_was_set_aside_is_agreed_again() {
        assert!(still_rests(&[LOCKED(1), LOCKED(2)], at(2)));
        assert!(!still_rests(&[LOCKED(1), LOCKED(9)], at(2)));
        let aside = seat(2, Some(2), Some((5, Leaving::Conflict)), Some(Closing::Replaced));
        assert!(!still_rests(&[LOCKED(1), aside], at(3)));
        // Someone who left without a mark changed nothing.
        let gone = seat(2, None, Some((5, Leaving::Late)), Some(Closing::Without));
        assert!(still_rests(&[LOCKED(1), gone], at(3)));
    }

    #[test]
    fn nobody_who_has_not_spoken_for_every_bidder_is_clear() {
        use Interest::{GoesOn, None, Replaced, Undecided, Undeclared};
        for interest in [Undeclared, Undecided, Replaced] {
            assert!(!is_clear([None, interest, GoesOn]), "{interest:?}");
        }
        assert!(is_clear([None, GoesOn]));
    }

    #[test]
    fn a_spread_needs_two() {
        assert_eq!(spread([3]), None);
        assert_eq!(spread([3, 5, 2]), Some(3));
    }

    fn any_seat() -> impl Strategy<Value = Seat> {
        let why = prop_oneof![Just(Leaving::Withdrawn), Just(Leaving::Conflict), Just(Leaving::Late)];
        let how = prop_oneof![Just(Closing::Replaced), Just(Closing::Without)];
        (
            0_u8..20,
            prop::option::of(0_i64..100),
            prop::option::of((0_i64..100, why)),
            prop::option::of(how),
        )
            .prop_map(|(number, submitted, left, closed)| seat(number, submitted, left, left.and(closed)))
    }

    proptest! {
        /// While anyone is still to mark, or too few have, nobody sees another's mark, whoever else is in or has left.
        #[test]
        fn no_mark_shows_while_one_is_out(mut seats in prop::collection::vec(any_seat(), 0..9), marks_min in 0_u32..9) {
            let locked = seats.iter().filter(|seat| seat.counts()).count();
            let shown = all_are_in(&seats, marks_min);
            prop_assert!(!shown || locked >= marks_min.max(1) as usize);
            prop_assert!(!shown || seats.iter().all(|seat| seat.left.is_some() || seat.submitted_at.is_some()));
            seats.push(MARKING(30));
            prop_assert!(!all_are_in(&seats, marks_min));
        }

        /// A mark that counts was locked by someone who is still on the panel.
        #[test]
        fn only_locked_marks_of_members_count(seat in any_seat()) {
            prop_assert_eq!(seat.counts(), seat.submitted_at.is_some() && seat.left.is_none());
        }
    }
}
