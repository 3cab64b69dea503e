//! Where a procurement stands by the clock, whether or not anyone has written it down yet.

use crate::lifecycle::ProcurementState;
use jiff::Timestamp;

/// The state at a moment: bids are taken from the opening time up to, and not at, the closing time, however late the job
/// that writes it down.
pub fn state_at(
    written: ProcurementState,
    bids_from: Option<Timestamp>,
    bids_until: Option<Timestamp>,
    now: Timestamp,
) -> ProcurementState {
    let past = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= now);
    match written {
        ProcurementState::Published | ProcurementState::Bidding if past(bids_until) => ProcurementState::Evaluation,
        ProcurementState::Published if past(bids_from) => ProcurementState::Bidding,
        other => other,
    }
}

codes! {
    /// What two people decide about a doubt.
    pub enum FlagOutcome ("outcome") {
        Explained = "explained", "Accepted as explained";
        SetAside = "set-aside", "A pledge is set aside in part";
        NoAction = "no-action", "No action";
    }
}

codes! {
    /// In what form a decision is challenged.
    pub enum ChallengeKind ("kind of challenge") {
        Representation = "representation", "A letter or complaint to the authority";
        Proceedings = "proceedings", "Court proceedings that the authority was notified of";
    }
}

codes! {
    /// How a challenge ended.
    pub enum ChallengeOutcome ("outcome of a challenge") {
        Dismissed = "dismissed", "Dismissed: the decision stands";
        Withdrawn = "withdrawn", "Withdrawn: the decision stands";
        Upheld = "upheld", "Upheld: the decision is set aside";
    }
}

impl ChallengeKind {
    /// Whether the contract may not be entered into because the law says so: proceedings that begin during the standstill and of
    /// which the authority is notified suspend automatically (Procurement Act 2023 s.101(1)).
    pub const fn suspends(self) -> bool {
        matches!(self, Self::Proceedings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(ProcurementState::Published, 9, ProcurementState::Published)]
    #[case(ProcurementState::Published, 10, ProcurementState::Bidding)]
    #[case(ProcurementState::Bidding, 19, ProcurementState::Bidding)]
    #[case(ProcurementState::Bidding, 20, ProcurementState::Evaluation)]
    #[case(ProcurementState::Published, 20, ProcurementState::Evaluation)]
    #[case(ProcurementState::Draft, 20, ProcurementState::Draft)]
    #[case(ProcurementState::Cancelled, 15, ProcurementState::Cancelled)]
    fn opens_and_closes_on_the_second(
        #[case] written: ProcurementState,
        #[case] second: i64,
        #[case] expected: ProcurementState,
    ) {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(state_at(written, Some(at(10)), Some(at(20)), at(second)), expected);
    }
}
