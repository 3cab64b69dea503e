//! Examples, one for each rule.

use crate::world::*;
use rstest::rstest;
use svx_auction::*;
use svx_domain::{Money, Quantity};

fn open_with(rules: Rules, bidders: u8) -> Auction {
    let mut auction = Auction::new(valid(rules));
    for number in 1..=bidders {
        join(&mut auction, number, at(-60));
    }
    auction
}

#[test]
fn bids_are_taken_from_opening_up_to_and_not_at_closing() {
    let mut auction = open_with(plain(), 1);
    let early = bid(&mut auction, 1, "a", 100, 1, at(-1)).unwrap_err();
    assert_eq!(
        early.to_string(),
        "Bids are taken from 2027-01-15T08:00:00.000000Z. It is 2027-01-15T07:59:59.000000Z now."
    );
    assert_eq!(bid(&mut auction, 1, "a", 100, 2, at(0)), Ok(Acceptance::Now(1)));
    assert_eq!(bid(&mut auction, 1, "a", 110, 3, at(599)), Ok(Acceptance::Now(2)));
    let late = bid(&mut auction, 1, "a", 120, 4, at(600)).unwrap_err();
    assert_eq!(
        late.to_string(),
        "Bidding closed at 2027-01-15T08:10:00.000000Z. Your bid came at 2027-01-15T08:10:00.000000Z and was not accepted."
    );
}

#[test]
fn a_bid_beats_the_bidders_own_last_and_nobody_elses() {
    let mut auction = open_with(plain(), 2);
    bid(&mut auction, 1, "a", 1_000, 1, at(1)).unwrap();
    // Far behind the leader, and accepted.
    bid(&mut auction, 2, "a", 50, 2, at(2)).unwrap();
    assert_eq!(
        bid(&mut auction, 2, "a", 59, 3, at(3)).unwrap_err().to_string(),
        "A new bid must come to at least 60. Yours comes to 59."
    );
    bid(&mut auction, 2, "a", 60, 4, at(4)).unwrap();
    assert!(matches!(
        bid(&mut auction, 2, "a", 40, 5, at(5)),
        Err(Refusal::NotAnImprovement { .. })
    ));
}

#[test]
fn the_reserve_is_the_least_that_is_accepted() {
    let mut auction = open_with(
        Rules {
            reserve: Some(Total::whole(500)),
            target: Some(Total::whole(900)),
            ..plain()
        },
        1,
    );
    assert_eq!(
        bid(&mut auction, 1, "a", 499, 1, at(1)).unwrap_err().to_string(),
        "A bid must come to at least 500. Yours comes to 499."
    );
    bid(&mut auction, 1, "a", 500, 2, at(1)).unwrap();
}

#[test]
fn a_late_change_of_the_leader_moves_the_closing_for_all_and_only_so_often() {
    let mut auction = open_with(
        Rules {
            extension: extension(60, 120, 2),
            ..plain()
        },
        2,
    );
    bid(&mut auction, 1, "a", 100, 1, at(10)).unwrap();
    // Not in the window; not a change of the leader; a tie does not lead.
    bid(&mut auction, 2, "a", 110, 2, at(539)).unwrap();
    bid(&mut auction, 2, "a", 200, 3, at(550)).unwrap();
    bid(&mut auction, 1, "a", 200, 4, at(551)).unwrap();
    let closes = |auction: &Auction, secs| match auction.stage(at(secs)) {
        Stage::Open { closes_at, .. } => closes_at,
        other => panic!("{other:?}"),
    };
    assert_eq!(closes(&auction, 551), at(600));
    bid(&mut auction, 1, "a", 210, 5, at(599)).unwrap();
    assert_eq!(closes(&auction, 599), at(720));
    bid(&mut auction, 2, "a", 300, 6, at(719)).unwrap();
    assert_eq!(closes(&auction, 719), at(840));
    // The third is not granted.
    bid(&mut auction, 1, "a", 400, 7, at(839)).unwrap();
    assert!(matches!(
        bid(&mut auction, 2, "a", 500, 8, at(840)),
        Err(Refusal::Late { .. })
    ));
}

#[test]
fn a_pause_takes_two_people_and_its_time_is_added_back() {
    let mut auction = open_with(plain(), 1);
    let propose = |by| Command::Propose {
        act: Act::Pause,
        by,
        reason: "The site is down for one bidder",
    };
    auction.run(propose(person(1)), at(100)).unwrap();
    let confirm = |by| Command::Confirm { act: Act::Pause, by };
    assert_eq!(auction.run(confirm(person(1)), at(101)), Err(Refusal::SamePerson));
    // Until the second agrees, nothing stops.
    bid(&mut auction, 1, "a", 100, 1, at(110)).unwrap();
    auction.run(confirm(person(2)), at(120)).unwrap();
    assert_eq!(bid(&mut auction, 1, "a", 200, 2, at(130)), Err(Refusal::Paused));
    // A pause does not run out, not even past the published closing.
    assert_eq!(bid(&mut auction, 1, "a", 200, 3, at(5_000)), Err(Refusal::Paused));
    together(&mut auction, Act::Resume, at(6_120)).unwrap();
    bid(&mut auction, 1, "a", 200, 4, at(6_599)).unwrap();
    assert!(matches!(
        bid(&mut auction, 1, "a", 300, 5, at(6_600)),
        Err(Refusal::Late { .. })
    ));
}

#[test]
fn what_one_person_asked_for_lapses() {
    let mut auction = open_with(
        Rules {
            rounds: vec![round(&["a"], 0, 86_400)],
            ..plain()
        },
        0,
    );
    let propose = Command::Propose {
        act: Act::Pause,
        by: person(1),
        reason: "x",
    };
    auction.run(propose, at(0)).unwrap();
    assert!(auction.for_buyer(at(PROPOSAL_SECS - 1)).incident.is_some());
    assert!(auction.for_buyer(at(PROPOSAL_SECS)).incident.is_none());
    let confirm = |act| Command::Confirm { act, by: person(2) };
    assert_eq!(auction.run(confirm(Act::Cancel), at(1)), Err(Refusal::NotProposed));
    assert_eq!(
        auction.run(confirm(Act::Pause), at(PROPOSAL_SECS)),
        Err(Refusal::NotProposed)
    );
}

#[test]
fn a_mistake_is_set_aside_and_the_bid_before_it_stands_again() {
    let mut auction = open_with(plain(), 2);
    bid(&mut auction, 1, "a", 100, 1, at(1)).unwrap();
    bid(&mut auction, 2, "a", 200, 2, at(2)).unwrap();
    bid(&mut auction, 1, "a", 100_000, 3, at(3)).unwrap();
    assert_eq!(auction.for_bidder(bidder(2), "a", at(4)).rank, Some(2));
    together(&mut auction, Act::SetAside(3), at(5)).unwrap();
    let view = auction.for_bidder(bidder(1), "a", at(6));
    assert_eq!((view.rank, view.own.map(|own| own.number)), (Some(2), Some(1)));
    assert_eq!(auction.for_bidder(bidder(2), "a", at(6)).rank, Some(1));
    assert_eq!(together(&mut auction, Act::SetAside(3), at(7)), Err(Refusal::NoBid));
    assert_eq!(together(&mut auction, Act::SetAside(9), at(7)), Err(Refusal::NoBid));
    bid(&mut auction, 1, "a", 110, 4, at(8)).unwrap();
}

#[test]
fn one_of_a_group_bids_where_the_rules_say_so() {
    let rules = valid(Rules {
        one_per_group: true,
        ..plain()
    });
    let mut auction = Auction::new(rules.clone());
    for (number, declared) in [(1, Some(group(7))), (2, Some(group(7))), (3, None), (4, None)] {
        let command = Command::Join {
            bidder: bidder(number),
            group: declared,
            rules: rules.sha256(),
        };
        auction.run(command, at(-1)).unwrap();
    }
    for (number, expected) in [(1, true), (2, false), (3, true), (4, true)] {
        let outcome = bid(&mut auction, number, "a", 100, number.into(), at(1));
        assert_eq!(outcome.is_ok(), expected, "{number}: {outcome:?}");
    }
    bid(&mut auction, 1, "a", 110, 9, at(2)).unwrap();
}

#[test]
fn joining_is_under_the_rules_that_were_shown_and_is_not_changed() {
    let rules = valid(plain());
    let mut auction = Auction::new(rules.clone());
    let join = |group, rules| Command::Join {
        bidder: bidder(1),
        group,
        rules,
    };
    assert_eq!(auction.run(join(None, [0; 32]), at(0)), Err(Refusal::OtherRules));
    auction.run(join(None, rules.sha256()), at(0)).unwrap();
    assert!(
        auction
            .run(join(None, rules.sha256()), at(1))
            .unwrap()
            .events
            .is_empty()
    );
    assert_eq!(
        auction.run(join(Some(group(1)), rules.sha256()), at(1)),
        Err(Refusal::JoinedOtherwise)
    );
    assert_eq!(bid(&mut auction, 2, "a", 100, 1, at(1)), Err(Refusal::NotJoined));
}

#[test]
fn rounds_follow_one_another_even_when_one_runs_over() {
    let mut auction = open_with(two_rounds(), 1);
    assert!(matches!(
        bid(&mut auction, 1, "b", 100, 1, at(1)),
        Err(Refusal::TooEarly { .. })
    ));
    together(&mut auction, Act::Pause, at(500)).unwrap();
    together(&mut auction, Act::Resume, at(800)).unwrap();
    bid(&mut auction, 1, "a", 100, 2, at(899)).unwrap();
    assert!(matches!(
        bid(&mut auction, 1, "b", 100, 3, at(899)),
        Err(Refusal::TooEarly { .. })
    ));
    bid(&mut auction, 1, "b", 100, 4, at(900)).unwrap();
    assert!(matches!(
        bid(&mut auction, 1, "a", 200, 5, at(900)),
        Err(Refusal::Late { .. })
    ));
    bid(&mut auction, 1, "b", 200, 6, at(1_499)).unwrap();
    assert_eq!(auction.stage(at(1_500)), Stage::Closed { at: at(1_500) });
}

#[test]
fn equals_are_ordered_or_share_a_rank() {
    for (ties, expected) in [(Ties::Earliest, [1, 2, 3]), (Ties::Shared, [1, 1, 3])] {
        let mut auction = open_with(Rules { ties, ..plain() }, 3);
        bid(&mut auction, 3, "a", 50, 1, at(1)).unwrap();
        bid(&mut auction, 2, "a", 100, 2, at(2)).unwrap();
        bid(&mut auction, 1, "a", 100, 3, at(2)).unwrap();
        let ranks = [2, 1, 3].map(|number| auction.for_bidder(bidder(number), "a", at(3)).rank.unwrap());
        assert_eq!(ranks, expected, "{ties:?}");
    }
}

#[test]
fn each_visibility_shows_what_it_says_and_no_more() {
    for (visibility, rank, leading) in [
        (Visibility::Sealed, None, None),
        (Visibility::OwnRank, Some(2), None),
        (Visibility::LeadingTotal, Some(2), Some(Total::whole(200))),
    ] {
        let mut auction = open_with(Rules { visibility, ..plain() }, 2);
        bid(&mut auction, 1, "a", 100, 1, at(1)).unwrap();
        bid(&mut auction, 2, "a", 200, 2, at(1)).unwrap();
        let view = auction.for_bidder(bidder(1), "a", at(2));
        assert_eq!((view.rank, view.leading_total), (rank, leading));
        let holds = visibility != Visibility::Sealed;
        assert_eq!(view.own.unwrap().total.is_some(), holds);
        assert_eq!(auction.bids().iter().all(|bid| bid.total.is_some()), holds);
        assert_eq!(auction.result("a"), None);
    }
}

#[test]
fn a_sealed_auction_is_ranked_when_every_bid_is_opened() {
    let mut auction = open_with(
        Rules {
            visibility: Visibility::Sealed,
            ..plain()
        },
        2,
    );
    bid(&mut auction, 1, "a", 100, 1, at(1)).unwrap();
    bid(&mut auction, 2, "a", 90, 2, at(2)).unwrap();
    // A bid never goes down: this one counts for nothing.
    bid(&mut auction, 1, "a", 50, 3, at(3)).unwrap();
    let reveal = |totals| Command::Reveal { totals };
    let totals = [100, 90, 50].map(Total::whole);
    assert_eq!(auction.run(reveal(&totals), at(599)), Err(Refusal::NotNow));
    assert!(matches!(
        auction.run(reveal(&totals[..2]), at(600)),
        Err(Refusal::NotAll { .. })
    ));
    auction.run(reveal(&totals), at(600)).unwrap();
    let places: Vec<_> = auction.result("a").unwrap();
    assert_eq!(
        places
            .iter()
            .map(|place| (place.bidder, place.sequence))
            .collect::<Vec<_>>(),
        [(bidder(1), 1), (bidder(2), 2)]
    );
    assert_eq!(auction.run(reveal(&totals), at(601)), Err(Refusal::NotNow));
}

#[test]
fn what_is_opened_must_be_what_was_ranked() {
    let mut auction = open_with(plain(), 1);
    bid(&mut auction, 1, "a", 100, 1, at(1)).unwrap();
    let refused = auction.run(
        Command::Reveal {
            totals: &[Total::whole(99)],
        },
        at(600),
    );
    assert_eq!(refused, Err(Refusal::NotWhatWasBid { sequence: 1 }));
}

#[test]
fn a_clock_that_is_set_back_opens_nothing_again() {
    let mut auction = open_with(plain(), 1);
    bid(&mut auction, 1, "a", 100, 1, at(599)).unwrap();
    auction.run(Command::Tick, at(600)).unwrap();
    assert!(matches!(
        bid(&mut auction, 1, "a", 200, 2, at(300)),
        Err(Refusal::Late { .. })
    ));
    assert!(auction.bids().iter().map(|bid| bid.at).is_sorted());
}

#[test]
fn a_request_that_arrives_again_is_accepted_once() {
    let mut auction = open_with(plain(), 2);
    assert_eq!(bid(&mut auction, 1, "a", 100, 7, at(1)), Ok(Acceptance::Now(1)));
    assert_eq!(bid(&mut auction, 2, "a", 100, 7, at(1)), Ok(Acceptance::Now(2)));
    assert_eq!(bid(&mut auction, 1, "a", 100, 7, at(2)), Ok(Acceptance::Before(1)));
    // Even after closing: the answer had been lost, not the bid.
    assert_eq!(bid(&mut auction, 1, "a", 100, 7, at(900)), Ok(Acceptance::Before(1)));
    assert_eq!(bid(&mut auction, 1, "a", 200, 7, at(3)), Err(Refusal::KeyReused));
}

#[test]
fn a_cancelled_auction_takes_nothing_more() {
    let mut auction = open_with(plain(), 1);
    together(&mut auction, Act::Cancel, at(5)).unwrap();
    assert_eq!(bid(&mut auction, 1, "a", 100, 1, at(6)), Err(Refusal::Cancelled));
    assert_eq!(together(&mut auction, Act::Pause, at(7)), Err(Refusal::Cancelled));
    assert_eq!(
        auction.run(Command::Reveal { totals: &[] }, at(900)),
        Err(Refusal::NotNow)
    );
}

#[rstest]
#[case(Unit::Pounds, Some(100), None, "12.5", "12.50")]
#[case(Unit::Points, Some(100), Some(250), "4", "10")]
#[case(Unit::Rate, None, None, "12.5", "12.50")]
fn totals_by_unit(
    #[case] unit: Unit,
    #[case] pence: Option<i64>,
    #[case] points: Option<u32>,
    #[case] quantity: &str,
    #[case] expected: &str,
) {
    let rules = valid(Rules {
        unit,
        needs: vec![Need {
            price: pence.map(Money::from_pence),
            points,
            ..need("a")
        }],
        ..plain()
    });
    let quantity = Quantity::parse_decimal(quantity).unwrap();
    let assessed = assess(
        &rules,
        "a",
        &[Pledge {
            quantity,
            ..pledge("need-a", 0)
        }],
    )
    .unwrap();
    assert_eq!(assessed.total().to_string(), expected);
}

#[rstest]
// Two percent of £1,000,000 is £20,000.
#[case(Unit::Pounds, Some(100), None, "20000", true)]
#[case(Unit::Pounds, Some(100), None, "20000.001", false)]
// Points are capped by what the pledges cost.
#[case(Unit::Points, Some(100), Some(1), "20000", true)]
#[case(Unit::Points, Some(100), Some(1), "20001", false)]
// Two percent of each £1,000 is £20.
#[case(Unit::Rate, None, None, "20", true)]
#[case(Unit::Rate, None, None, "20.001", false)]
fn the_cap_is_a_share_of_the_contract(
    #[case] unit: Unit,
    #[case] pence: Option<i64>,
    #[case] points: Option<u32>,
    #[case] quantity: &str,
    #[case] fits: bool,
) {
    let rules = valid(Rules {
        unit,
        cap_basis_points: Some(200),
        needs: vec![Need {
            price: pence.map(Money::from_pence),
            points,
            ..need("a")
        }],
        ..plain()
    });
    let quantity = Quantity::parse_decimal(quantity).unwrap();
    let outcome = assess(
        &rules,
        "a",
        &[Pledge {
            quantity,
            ..pledge("need-a", 0)
        }],
    );
    assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
    if let Err(faults) = outcome {
        assert_eq!(
            faults[0].to_string(),
            "Your pledges come to more than this auction allows one bidder: 2 percent of the value of the contract"
        );
    }
}

#[test]
fn everything_that_is_wrong_with_pledges_is_said() {
    let rules = valid(Rules {
        needs: vec![
            Need {
                asked: Quantity::from_units(5),
                ..need("a")
            },
            Need {
                id: "free".to_owned(),
                price: None,
                ..need("a")
            },
        ],
        ..plain()
    });
    let no_words = Pledge {
        how: " ".to_owned(),
        ..pledge("free", 1)
    };
    let faults = assess(
        &rules,
        "a",
        &[
            pledge("need-a", 5_001),
            pledge("nowhere", 1),
            no_words,
            pledge("need-a", 0),
        ],
    );
    let words: Vec<String> = faults.unwrap_err().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    Only 5 is asked for, so you cannot pledge 5.001 to the need need-a
    The need nowhere is not in the register of this lot
    Say in one line of at most 300 characters how you will provide it (need free)
    There is more than one pledge to the need need-a
    The pledge to the need need-a must be more than 0
    ");
    assert_eq!(
        assess(&rules, "a", &[pledge("free", 1_000)]),
        Err(vec![Fault::WorthNothing])
    );
    assert_eq!(assess(&rules, "a", &[]), Err(vec![Fault::Nothing]));
    assert_eq!(assess(&rules, "z", &[]), Err(vec![Fault::NoLot]));
}

#[test]
fn bold_bids_are_flagged_and_keep_their_rank() {
    let mut auction = open_with(
        Rules {
            realism_basis_points: Some(1_600),
            ..plain()
        },
        4,
    );
    for (number, amount) in [(1, 30_000), (2, 40_000), (3, 50_000), (4, 200_000)] {
        bid(&mut auction, number, "a", amount, number.into(), at(1)).unwrap();
    }
    let totals: Vec<Total> = auction.bids().iter().filter_map(|bid| bid.total).collect();
    auction.run(Command::Reveal { totals: &totals }, at(600)).unwrap();
    let places = auction.result("a").unwrap();
    let flags = flags(auction.rules(), "a", &places);
    assert_eq!(places[0].bidder, bidder(4));
    assert!(matches!(
        flags[0].as_slice(),
        [Flag::AboveShare { .. }, Flag::Outlier { .. }]
    ));
    assert!(flags[1..].iter().all(Vec::is_empty));
}
