//! Random histories: what many people ask of an auction, by a clock that also jumps.

use crate::world::*;
use jiff::Timestamp;
use proptest::prelude::*;
use svx_auction::*;
use svx_domain::PersonId;

/// What somebody does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Join(u8, Option<u8>),
    Bid { who: u8, lot: bool, amount: u32, key: u16 },
    Propose(Act, u8),
    Confirm(Act, u8),
    Tick,
}

/// A history: rules, and steps with the seconds that the clock moved before each, back too.
#[derive(Debug, Clone)]
pub(crate) struct History {
    pub(crate) rules: Rules,
    pub(crate) steps: Vec<(i32, Step)>,
}

pub(crate) const BIDDERS: u8 = 5;

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => Just(Act::Pause),
        4 => Just(Act::Resume),
        2 => (1..12_u32).prop_map(Act::SetAside),
        1 => Just(Act::Cancel),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..BIDDERS, prop::option::of(0..2_u8)).prop_map(|(who, group)| Step::Join(who, group)),
        12 => (0..BIDDERS, any::<bool>(), 1..100_u32, 0..60_u16)
            .prop_map(|(who, lot, amount, key)| Step::Bid { who, lot, amount, key }),
        1 => (act(), 0..3_u8).prop_map(|(act, who)| Step::Propose(act, who)),
        1 => (act(), 0..3_u8).prop_map(|(act, who)| Step::Confirm(act, who)),
        1 => Just(Step::Tick),
    ]
}

/// Exceptional acts come in pairs more often than chance would have it.
fn steps() -> impl Strategy<Value = Vec<(i32, Step)>> {
    let moved = prop_oneof![12 => 0..20_i32, 3 => 20..80_i32, 1 => -60..0_i32];
    let one = (moved.clone(), step()).prop_map(|step| vec![step]);
    let pair = (moved.clone(), moved, act())
        .prop_map(|(before, between, act)| vec![(before, Step::Propose(act, 0)), (between, Step::Confirm(act, 1))]);
    prop::collection::vec(prop_oneof![10 => one, 1 => pair], 1..60).prop_map(|steps| {
        // Most are there from the start.
        let first = (1..BIDDERS).map(|who| (1, Step::Join(who, (who < 3).then_some(0))));
        let steps = first.chain(steps.concat()).enumerate();
        steps
            .map(|(index, (moved, step))| (moved, rising(step, index)))
            .collect()
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let visibility = prop_oneof![
        Just(Visibility::Sealed),
        Just(Visibility::OwnRank),
        Just(Visibility::LeadingTotal)
    ];
    let ties = prop_oneof![Just(Ties::Earliest), Just(Ties::Shared)];
    let longer = prop::option::of((60..240_u32, 1..120_u32, 1..4_u32));
    let flags = (any::<bool>(), any::<bool>());
    (visibility, ties, longer, flags, 1..20_u32, prop::option::of(1..60_u32)).prop_map(
        |(visibility, ties, longer, (two, grouped), increment, reserve)| Rules {
            visibility,
            ties,
            extension: longer
                .filter(|_| visibility != Visibility::Sealed)
                .and_then(|(window, by, most)| extension(window, by, most)),
            one_per_group: grouped,
            increment: Total::whole(increment),
            reserve: reserve.map(Total::whole),
            rounds: match two {
                true => vec![round(&["a"], 0, 240), round(&["b"], 240, 480)],
                false => vec![round(&["a"], 0, 240)],
            },
            ..if two { two_rounds() } else { plain() }
        },
    )
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    (rules(), steps()).prop_map(|(rules, steps)| History { rules, steps })
}

/// Who stands behind the numbers of a history.
pub(crate) struct Cast {
    pub(crate) bidders: Vec<BidderId>,
    pub(crate) people: Vec<PersonId>,
}

impl Cast {
    pub(crate) fn usual() -> Self {
        Self {
            bidders: (0..BIDDERS).map(bidder).collect(),
            people: (0..3).map(person).collect(),
        }
    }
}

/// An auction, what happened in it, and what each step was answered.
pub(crate) struct Played {
    pub(crate) auction: Auction,
    pub(crate) events: Vec<Event>,
    pub(crate) answers: Vec<Result<Decision, Refusal>>,
    pub(crate) ended: Timestamp,
}

pub(crate) fn play(history: &History, cast: &Cast) -> Played {
    play_checked(history, cast, |_, _| {})
}

/// Plays a history and calls `each` with the auction after every step and the moment of it.
pub(crate) fn play_checked(history: &History, cast: &Cast, mut each: impl FnMut(&Auction, Timestamp)) -> Played {
    let rules = valid(history.rules.clone());
    let mut played = Played {
        auction: Auction::new(rules.clone()),
        events: Vec::new(),
        answers: Vec::new(),
        ended: at(-60),
    };
    let mut secs = -60;
    for (moved, step) in &history.steps {
        secs += i64::from(*moved);
        let now = at(secs);
        let answer = take(&mut played.auction, &rules, cast, step, now);
        if let Ok(decision) = &answer {
            played.events.extend(decision.events.iter().cloned());
        }
        played.answers.push(answer);
        played.ended = now;
        each(&played.auction, now);
    }
    played
}

/// Later bids are larger, so that many of them are improvements.
fn rising(mut step: Step, index: usize) -> Step {
    if let Step::Bid { amount, .. } = &mut step {
        *amount += u32::try_from(index).unwrap() * 8;
    }
    step
}

fn take(
    auction: &mut Auction,
    rules: &ValidRules,
    cast: &Cast,
    step: &Step,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let who = |number: u8| cast.bidders[usize::from(number)];
    let by = |number: u8| cast.people[usize::from(number)];
    match step {
        Step::Join(number, declared) => {
            let group = declared.map(group);
            let rules = rules.sha256();
            let bidder = who(*number);
            auction.run(Command::Join { bidder, group, rules }, now)
        }
        Step::Bid {
            who: number,
            lot,
            amount,
            key: under,
        } => {
            let lot = if *lot && rules.rules().lots.len() > 1 { "b" } else { "a" };
            let assessed = pounds(rules, lot, i64::from(*amount));
            let command = Command::Bid {
                bidder: who(*number),
                assessed: &assessed,
                commitment: [7; 32],
                sealed: [8; 32],
                key: key(*under),
            };
            auction.run(command, now)
        }
        Step::Propose(act, number) => {
            let (act, by, reason) = (*act, by(*number), "An incident");
            auction.run(Command::Propose { act, by, reason }, now)
        }
        Step::Confirm(act, number) => {
            let (act, by) = (*act, by(*number));
            auction.run(Command::Confirm { act, by }, now)
        }
        Step::Tick => auction.run(Command::Tick, now),
    }
}
