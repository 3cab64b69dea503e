//! What holds in every history.

use crate::histories::*;
use crate::world::*;
use jiff::{SignedDuration, Timestamp};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use svx_auction::*;

const CASES: u32 = 2_000;

/// The ranking worked out again, in the plainest way: what counts of each bidder, then a sort.
fn plain_ranking(auction: &Auction, lot: &str) -> Vec<(BidderId, Total)> {
    let mut counts: BTreeMap<BidderId, (Total, u32)> = BTreeMap::new();
    let rules = auction.rules().rules();
    for bid in auction.bids() {
        let Some(total) = bid.total else { continue };
        if bid.lot != lot || auction.set_aside().contains(&bid.sequence) {
            continue;
        }
        let enough = match counts.get(&bid.bidder) {
            Some((own, _)) => total >= own.plus(rules.increment),
            None => total >= rules.reserve.unwrap_or(Total::LEAST),
        };
        if enough {
            counts.insert(bid.bidder, (total, bid.sequence));
        }
    }
    let mut order: Vec<_> = counts.into_iter().collect();
    order.sort_by(|(_, a), (_, b)| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(bidder, (total, _))| (bidder, total)).collect()
}

/// When bidding for the lots of the first round closes, worked out from the events alone.
fn first_closing(history: &History, events: &[Event]) -> Timestamp {
    let mut closes = history.rules.rounds[0].closes_at;
    let mut paused = None;
    for event in events {
        match event {
            Event::Extended { round: 0, .. } => {
                let by = history.rules.extension.unwrap().by_secs;
                closes += SignedDuration::from_secs(by.into());
            }
            Event::Confirmed {
                act: Act::Pause, at, ..
            } if *at < closes => paused = Some(*at),
            Event::Confirmed {
                act: Act::Resume, at, ..
            } => {
                if let Some(since) = paused.take() {
                    closes += at.duration_since(since);
                }
            }
            _ => {}
        }
    }
    closes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn replay_gives_the_state_after_every_step(history in history()) {
        let played = play(&history, &Cast::usual());
        let rules = played.auction.rules();
        let mut again = Auction::new(rules.clone());
        for (index, event) in played.events.iter().enumerate() {
            again.apply(event).unwrap();
            prop_assert_eq!(&again, &Auction::replay(rules.clone(), &played.events[..=index]).unwrap());
        }
        prop_assert_eq!(&again, &played.auction);
    }

    #[test]
    fn accepted_bids_have_a_total_order(history in history()) {
        let played = play(&history, &Cast::usual());
        let sequences: Vec<u32> = played.auction.bids().iter().map(|bid| bid.sequence).collect();
        prop_assert_eq!(sequences, (1..).take(played.auction.bids().len()).collect::<Vec<u32>>());
        prop_assert!(played.events.iter().map(Event::at).is_sorted());
    }

    #[test]
    fn own_totals_only_rise_while_totals_are_held(history in history()) {
        let played = play(&history, &Cast::usual());
        let mut last: BTreeMap<(BidderId, String), Total> = BTreeMap::new();
        let mut before: BTreeSet<u32> = BTreeSet::new();
        for event in &played.events {
            match event {
                Event::Bid(bid) => if let Some(total) = bid.total {
                    let own = last.insert((bid.bidder, bid.lot.clone()), total);
                    prop_assert!(own.is_none_or(|own| total >= own.plus(history.rules.increment)));
                },
                // What was set aside is the one thing that lets a bidder go back.
                Event::Confirmed { act: Act::SetAside(sequence), .. } => {
                    prop_assert!(before.insert(*sequence));
                    last.clear();
                }
                _ => {}
            }
        }
    }

    #[test]
    fn ranking_is_a_function_of_bids_and_rules(history in history()) {
        play_checked(&history, &Cast::usual(), |auction, _| {
            for lot in ["a", "b"] {
                let places = ranking(auction.rules(), auction.bids(), auction.set_aside(), lot);
                let plain: Vec<_> = places.iter().map(|place| (place.bidder, place.total)).collect();
                assert_eq!(plain, plain_ranking(auction, lot));
                // What the auction keeps up to date is what working it out again gives.
                for place in &places {
                    let shown = auction.for_bidder(place.bidder, lot, at(0)).rank;
                    let sealed = auction.rules().rules().visibility == Visibility::Sealed;
                    assert_eq!(shown, (!sealed).then_some(place.rank));
                }
            }
        });
    }

    #[test]
    fn who_someone_is_makes_no_difference(history in history(), turn in 1..usize::from(BIDDERS), high in any::<bool>()) {
        let usual = Cast::usual();
        let mut other = Cast::usual();
        other.bidders.rotate_left(turn);
        other.people.reverse();
        if high {
            other.bidders = (0..BIDDERS).rev().map(|number| bidder(200 + number)).collect();
        }
        let (first, second) = (play(&history, &usual), play(&history, &other));
        let renamed = |id: BidderId| other.bidders[usual.bidders.iter().position(|one| *one == id).unwrap()];
        prop_assert_eq!(first.answers.len(), second.answers.len());
        for (one, two) in first.answers.iter().zip(&second.answers) {
            let outcome = |answer: &Result<Decision, Refusal>| answer.as_ref().map(|decision| (decision.bid, decision.events.len())).map_err(Clone::clone);
            prop_assert_eq!(outcome(one), outcome(two));
        }
        for lot in ["a", "b"] {
            let places = |played: &Played| ranking(played.auction.rules(), played.auction.bids(), played.auction.set_aside(), lot);
            let expected: Vec<_> = places(&first).into_iter().map(|place| Place { bidder: renamed(place.bidder), ..place }).collect();
            prop_assert_eq!(places(&second), expected);
        }
    }

    #[test]
    fn what_arrives_again_is_accepted_once(history in history(), later in 0..2_000_i64) {
        let mut played = play(&history, &Cast::usual());
        let before = played.auction.clone();
        let again = after(played.ended, later);
        for bid in before.bids().to_vec() {
            let Some(total) = bid.total else { continue };
            let assessed = pounds(before.rules(), &bid.lot, total.parts() / Total::whole(1).parts());
            let command = Command::Bid { bidder: bid.bidder, assessed: &assessed, commitment: [1; 32], sealed: [2; 32], key: bid.key };
            let decision = played.auction.run(command, again).unwrap();
            prop_assert_eq!(decision.bid, Some(Acceptance::Before(bid.sequence)));
        }
        prop_assert_eq!(played.auction.bids(), before.bids());
    }

    #[test]
    fn bids_are_within_the_clock_and_extensions_before_the_deadline(history in history()) {
        let played = play(&history, &Cast::usual());
        let mut extended = 0;
        for (index, event) in played.events.iter().enumerate() {
            match event {
                Event::Bid(bid) if bid.lot == "a" => {
                    prop_assert!(bid.at >= history.rules.rounds[0].opens_at);
                    prop_assert!(bid.at < first_closing(&history, &played.events[..index]));
                }
                Event::Extended { round: 0, at, .. } => {
                    let rule = history.rules.extension.unwrap();
                    let closes = first_closing(&history, &played.events[..index]);
                    extended += 1;
                    prop_assert!(*at < closes && extended <= rule.most);
                    prop_assert!(closes.duration_since(*at) <= SignedDuration::from_secs(rule.window_secs.into()));
                }
                _ => {}
            }
        }
    }

    /// Nothing that others bid shows in a sealed auction: a bidder who is alone sees the very same.
    #[test]
    fn a_sealed_auction_tells_a_bidder_nothing_of_others(history in history()) {
        let rules = Rules { visibility: Visibility::Sealed, extension: None, one_per_group: false, ..history.rules.clone() };
        let all = History { rules, ..history };
        let of_others = |step: &Step| matches!(step, Step::Bid { who, .. } | Step::Join(who, _) if *who != 0);
        let alone = without(&all, |step| of_others(step) || matches!(step, Step::Propose(Act::SetAside(_), _) | Step::Confirm(Act::SetAside(_), _)));
        let all = without(&all, |step| matches!(step, Step::Propose(Act::SetAside(_), _) | Step::Confirm(Act::SetAside(_), _)));
        let (full, lone) = (play(&all, &Cast::usual()), play(&alone, &Cast::usual()));
        let end = after(full.ended.max(lone.ended), 0);
        for lot in ["a", "b"] {
            prop_assert_eq!(full.auction.for_bidder(bidder(0), lot, end), lone.auction.for_bidder(bidder(0), lot, end));
        }
    }

    /// Nothing that anyone bids shows to the buyer, the public or a watcher, but for an extension that the rules publish.
    #[test]
    fn nobody_but_bidders_learns_of_bids(history in history()) {
        let rules = Rules { extension: None, ..history.rules.clone() };
        let all = History { rules, ..history };
        let no_set_aside = |step: &Step| matches!(step, Step::Propose(Act::SetAside(_), _) | Step::Confirm(Act::SetAside(_), _));
        let silent = without(&all, |step| no_set_aside(step) || matches!(step, Step::Bid { .. } | Step::Join(..)));
        let all = without(&all, no_set_aside);
        let (full, none) = (play(&all, &Cast::usual()), play(&silent, &Cast::usual()));
        let end = full.ended.max(none.ended);
        prop_assert_eq!(full.auction.for_buyer(end), none.auction.for_buyer(end));
        prop_assert_eq!(full.auction.for_public(end), none.auction.for_public(end));
        prop_assert_eq!(full.auction.for_watcher(end), none.auction.for_watcher(end));
    }
}

/// What the properties speak of does happen in these histories.
#[test]
fn histories_hold_what_the_properties_are_about() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..CASES / 4 {
        let history = history().new_tree(&mut runner).unwrap().current();
        let played = play(&history, &Cast::usual());
        for event in &played.events {
            *seen.entry(kind(event)).or_default() += 1;
        }
        for refusal in played.answers.iter().filter_map(|answer| answer.as_ref().err()) {
            *seen.entry(refused(refusal)).or_default() += 1;
        }
    }
    let expected = [
        "bid",
        "cancel",
        "closed",
        "extended",
        "group",
        "late",
        "opened",
        "paused",
        "resume",
        "set aside",
    ];
    let missing: Vec<_> = expected
        .iter()
        .filter(|kind| seen.get(*kind).is_none_or(|count| *count < 20))
        .collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Bid(_) => "bid",
        Event::Extended { .. } => "extended",
        Event::Opened { .. } => "opened",
        Event::Closed { .. } => "closed",
        Event::Confirmed { act, .. } => match act {
            Act::Pause => "pause",
            Act::Resume => "resume",
            Act::SetAside(_) => "set aside",
            Act::Cancel => "cancel",
        },
        _ => "other",
    }
}

fn refused(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Late { .. } => "late",
        Refusal::Paused => "paused",
        Refusal::GroupHasBid => "group",
        _ => "refused",
    }
}

/// A history without some of its steps. The clock moves as before, and never back: a clock that was set back stands still
/// until the last event, and what is left out would be such an event.
fn without(history: &History, gone: impl Fn(&Step) -> bool) -> History {
    let mut carried = 0;
    let mut steps = Vec::new();
    for (moved, step) in &history.steps {
        carried += moved.abs();
        if !gone(step) {
            steps.push((carried, step.clone()));
            carried = 0;
        }
    }
    // The last moment is the same in both.
    steps.push((carried, Step::Tick));
    History {
        rules: history.rules.clone(),
        steps,
    }
}
