//! Whatever officers try in whatever order, no contract is awarded or entered into before its standstill is over or while something
//! is unresolved, and every assessed supplier has one summary that holds.

use super::{steps::DECIDED, *};
use jiff::{SignedDuration, Timestamp};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use svx_app::procurement::{award, decision, evaluation, realism, standstill, summaries};
use svx_domain::{
    ChallengeId, FlagId,
    lifecycle::{ChallengeState, DecisionState, FlagState, ProcurementState},
};
use svx_store::{bids, challenges, decisions, doubts};

/// What somebody tries next, and which of two people does.
#[derive(Debug, Clone, Copy)]
enum Try {
    Propose(usize),
    Second(bool),
    Issue,
    Publish(u32),
    Challenge,
    Outcome(usize),
    Confirm(bool),
    Doubt,
    Resolve,
    SetAside,
    Award,
    Enter,
    Reopen,
    Days(i64),
}

fn any_try() -> impl Strategy<Value = (bool, Try)> {
    let what = prop_oneof![
        3 => (0..2_usize).prop_map(Try::Propose),
        4 => prop::bool::weighted(0.8).prop_map(Try::Second),
        3 => Just(Try::Issue),
        4 => (7..10_u32).prop_map(Try::Publish),
        1 => Just(Try::Challenge),
        4 => (0..3_usize).prop_map(Try::Outcome),
        4 => prop::bool::weighted(0.7).prop_map(Try::Confirm),
        1 => Just(Try::Doubt),
        5 => Just(Try::Resolve),
        1 => Just(Try::SetAside),
        5 => Just(Try::Award),
        3 => Just(Try::Enter),
        1 => Just(Try::Reopen),
        8 => (0..9_i64).prop_map(Try::Days),
    ];
    (any::<bool>(), what)
}

struct Model {
    world: World,
    stage: Stage,
    people: [Actor; 2],
    now: Timestamp,
}

impl Model {
    async fn flag(&self, state: FlagState) -> Option<FlagId> {
        let mut conn = self.world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &self.stage.ocid).await.unwrap().unwrap();
        let flags = doubts::flags(&mut conn, id).await.unwrap();
        flags.into_iter().find(|flag| flag.state == state).map(|flag| flag.id)
    }

    async fn challenge(&self, state: ChallengeState) -> Option<ChallengeId> {
        let mut conn = self.world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &self.stage.ocid).await.unwrap().unwrap();
        let all = challenges::all(&mut conn, id).await.unwrap();
        all.into_iter().find(|one| one.state == state).map(|one| one.id)
    }

    /// Tries it. Whether it is refused does not matter here.
    async fn step(&mut self, (who, what): (bool, Try)) {
        let (app, ocid, actor) = (&self.world.app, &self.stage.ocid, &self.people[usize::from(who)]);
        match what {
            Try::Propose(place) => {
                let desk = evaluation::desk(app, actor, ocid).await.unwrap();
                let bid = desk.bids[place.min(desk.bids.len() - 1)].id;
                let _ = decision::propose(app, actor, ocid, bid, "By the published rules").await;
            }
            Try::Second(approve) => {
                let view = decision::view(app, actor, ocid).await.unwrap();
                let version = view.current().map_or(1, |current| current.version);
                let _ = decision::decide(app, actor, ocid, version, approve, "I read it").await;
            }
            Try::Issue => drop(summaries::issue(app, actor, ocid).await),
            Try::Publish(days) => drop(standstill::publish(app, actor, ocid, &days.to_string()).await),
            Try::Challenge => {
                let typed = standstill::Typed {
                    challenger: "Beck Grounds".to_owned(),
                    kind: "proceedings".to_owned(),
                    grounds: "The marks".to_owned(),
                };
                let _ = standstill::challenge(app, actor, ocid, &typed, Some(app.today())).await;
            }
            Try::Outcome(which) => {
                if let Some(id) = self.challenge(ChallengeState::Open).await {
                    let outcome = ["dismissed", "withdrawn", "upheld"][which];
                    let _ = standstill::propose_outcome(app, actor, ocid, id, outcome, "So it ended").await;
                }
            }
            Try::Confirm(confirm) => {
                if let Some(id) = self.challenge(ChallengeState::Proposed).await {
                    let _ = standstill::decide_outcome(app, actor, ocid, id, confirm).await;
                }
            }
            Try::Doubt => {
                let desk = evaluation::desk(app, actor, ocid).await.unwrap();
                let reason = format!("Is this so at {}?", self.now);
                let _ = realism::raise(app, actor, ocid, desk.bids[0].id, &reason).await;
            }
            Try::Resolve => {
                if let Some(flag) = self.flag(FlagState::Proposed).await {
                    let _ = realism::decide(app, actor, ocid, flag, true, "Agreed").await;
                } else if let Some(flag) = self.flag(FlagState::Raised).await {
                    let typed = realism::Typed {
                        outcome: "no-action".to_owned(),
                        reason: "It is plain".to_owned(),
                        ..realism::Typed::default()
                    };
                    let _ = realism::propose(app, actor, ocid, flag, &typed).await;
                }
            }
            Try::SetAside => drop(decision::set_aside(app, actor, ocid, "A fault was found").await),
            Try::Award => drop(award::award(app, actor, ocid).await),
            Try::Enter => drop(award::enter(app, actor, ocid, "1 1 2027", "31 12 2027").await),
            Try::Reopen => {
                let _ = evaluation::reopen(app, actor, ocid, "Look again").await;
                let _ = evaluation::run(app, actor, ocid).await;
            }
            Try::Days(days) => {
                self.now += SignedDuration::from_hours(24 * days + 1);
                self.world.at(&self.now.to_string());
            }
        }
    }

    /// What must hold after every step, by the records alone.
    async fn check(&self, before: ProcurementState) -> ProcurementState {
        let mut conn = self.world.app.db.read().await.unwrap();
        let found = procurements::by_ocid(&mut conn, &self.stage.ocid)
            .await
            .unwrap()
            .unwrap();
        let standing = decisions::standing(&mut conn, found.id).await.unwrap();
        let all = decisions::all(&mut conn, found.id).await.unwrap();
        let current = all
            .iter()
            .filter(|one| matches!(one.state, DecisionState::Proposed | DecisionState::Approved));
        assert!(current.count() <= 1);
        assert!(all.iter().all(|one| one.decider.as_ref() != Some(&one.proposer)));
        let decided = matches!(
            found.state,
            ProcurementState::Summaries
                | ProcurementState::Standstill
                | ProcurementState::Awarded
                | ProcurementState::InContract
        );
        assert_eq!(standing.is_some(), decided, "{:?}", found.state);
        let summaries = decisions::summaries(&mut conn, found.id).await.unwrap();
        let Some(standing) = standing else { return found.state };
        if found.state != ProcurementState::Summaries {
            for bid in bids::opened(&mut conn, found.id).await.unwrap() {
                let of_bid: Vec<_> = summaries.iter().filter(|one| one.bid_id == bid.id).collect();
                let last = of_bid.iter().map(|one| one.version).max().unwrap();
                let holds: Vec<_> = of_bid.iter().filter(|one| one.version == last).collect();
                assert_eq!(holds.len(), 1);
                assert_eq!(holds[0].decision_version, standing.version);
            }
        }
        let moved = before != found.state;
        if moved && matches!(found.state, ProcurementState::Awarded | ProcurementState::InContract) {
            let notice = decisions::notice(&mut conn, found.id, standing.version)
                .await
                .unwrap()
                .unwrap();
            assert!(notice.ends_at <= self.now, "awarded before the standstill ended");
            assert_eq!(challenges::unresolved(&mut conn, found.id).await.unwrap(), 0);
            assert_eq!(doubts::unresolved(&mut conn, found.id).await.unwrap(), 0);
        }
        found.state
    }
}

#[tokio::test]
async fn no_path_leads_to_a_contract_too_early() {
    let mut runner = TestRunner::deterministic();
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..6 {
        let world = World::new(Engine::Sqlite).await.unwrap();
        let stage = Stage::evaluated(&world).await.at(&world, DECIDED).await;
        let people = [stage.officer_actor, stage.exchange.authority];
        let mut model = Model {
            now: DECIDED.parse().unwrap(),
            people,
            stage,
            world,
        };
        let mut state = ProcurementState::Evaluated;
        for _ in 0..120 {
            let next = any_try().new_tree(&mut runner).unwrap().current();
            model.step(next).await;
            state = model.check(state).await;
            reached.insert(state.to_string());
            if state == ProcurementState::InContract {
                break;
            }
        }
    }
    assert!(reached.contains("standstill"), "{reached:?}");
}
