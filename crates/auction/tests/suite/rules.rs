//! Rules are checked, worded for warnings, and have one fingerprint.

use crate::world::*;
use jiff::Timestamp;
use svx_auction::*;
use svx_domain::{Money, Quantity};
use svx_scoring::Path;

#[test]
fn every_problem_is_found_at_once_with_its_place() {
    let broken = Rules {
        ocid: " x".to_owned(),
        price_book: String::new(),
        visibility: Visibility::Sealed,
        increment: Total::ZERO,
        reserve: Some(Total::whole(10)),
        target: Some(Total::whole(5)),
        cap_basis_points: Some(100),
        realism_basis_points: Some(10_001),
        extension: extension(0, 99_999, 3),
        lots: vec![
            lot("a"),
            lot("a"),
            Lot {
                value: Money::ZERO,
                ..lot("B")
            },
        ],
        rounds: vec![round(&["a", "z"], 0, 10), round(&["a"], 5, 9_000_000)],
        needs: vec![
            need("a"),
            Need {
                asked: Quantity::ZERO,
                points: Some(1),
                ..need("z")
            },
        ],
        ..plain()
    };
    let problems = broken.validate(&Path::ROOT.member("rules")).unwrap_err();
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    $.rules.ocid: has blanks at its start or end, or control characters in it
    $.rules.price_book: is empty
    $.rules.increment: must be more than 0: a bid that adds nothing is not a new bid
    $.rules.target: is below the reserve
    $.rules.realism: must be more than 0 and at most 100 percent of the lot's value
    $.rules.realism: is above the cap, so it could never be reached
    $.rules.extension: must be null in a sealed auction: nobody may know who leads, so no bid can be seen to change it
    $.rules.extension.window_seconds: is 0: it must be from 1 to 3600
    $.rules.extension.by_seconds: is 99999: it must be from 1 to 3600
    $.rules.lots[1].id: is the id of another entry too
    $.rules.lots[2].id: must be 1 to 64 lower-case letters, digits and hyphens
    $.rules.lots[2].value: must be more than 0
    $.rules.rounds[0].lots[1]: is not the id of a lot
    $.rules.rounds[0].closes_at: must be at least a minute after the round opens
    $.rules.rounds[1].lots[0]: is contested more than once
    $.rules.rounds[1].closes_at: must be at most 90 days after the round opens
    $.rules.rounds[1].opens_at: must not be before the round before it closes
    $.rules.lots[2]: is in no round
    $.rules.needs[1].lot: is not the id of a lot
    $.rules.needs[1].asked: must be more than 0 and at most 10,000,000
    $.rules.needs[1].points: must be null: points are not what is compared
    ");
}

#[test]
fn what_is_empty_is_a_problem() {
    let empty = Rules {
        lots: vec![],
        rounds: vec![],
        needs: vec![],
        ..plain()
    };
    assert_eq!(empty.problems(&Path::ROOT).len(), 3);
}

#[test]
fn the_text_of_rules_is_fixed() {
    let rules = Rules {
        reserve: Some(Total::whole(500)),
        cap_basis_points: Some(1_650),
        extension: extension(300, 120, 5),
        ..two_rounds()
    };
    insta::assert_snapshot!(rules_text(&rules), @r"
    svx.auction-rules/1
    auction 00000000-0000-7909-8909-090909090909
    ocid ocds-svx000-1
    unit pounds
    price-book 2026-10
    visibility own-rank
    increment 10
    reserve 500
    target -
    cap 1650
    realism -
    extension 300 120 5
    ties earliest
    one-per-group false
    names-published false
    lot a 100000000 Lot a
    lot b 100000000 Lot b
    round 2027-01-15T08:00:00.000000Z 2027-01-15T08:10:00.000000Z a
    round 2027-01-15T08:10:00.000000Z 2027-01-15T08:20:00.000000Z b
    need need-a a 10000000000 100 -
    need need-b b 10000000000 100 -
    ");
}

type Change = Box<dyn Fn(&mut Rules)>;

/// Every field counts: changing any one of them changes the fingerprint.
#[test]
fn every_field_is_in_the_fingerprint() {
    let base = two_rounds();
    let changes: Vec<Change> = vec![
        Box::new(|r| r.auction = AuctionId::from_parts(1, [1; 10])),
        Box::new(|r| r.ocid.push('2')),
        Box::new(|r| r.price_book.push('2')),
        Box::new(|r| r.visibility = Visibility::LeadingTotal),
        Box::new(|r| r.increment = Total::whole(11)),
        Box::new(|r| r.reserve = Some(Total::whole(1))),
        Box::new(|r| r.target = Some(Total::whole(1))),
        Box::new(|r| r.cap_basis_points = Some(100)),
        Box::new(|r| r.realism_basis_points = Some(100)),
        Box::new(|r| r.extension = extension(1, 1, 1)),
        Box::new(|r| r.ties = Ties::Shared),
        Box::new(|r| r.one_per_group = true),
        Box::new(|r| r.names_published = true),
        Box::new(|r| r.lots[0].title.push('2')),
        Box::new(|r| r.lots[0].value = Money::from_pence(1)),
        Box::new(|r| r.rounds[1].closes_at = at(1_300)),
        Box::new(|r| r.rounds[0].opens_at = at(-1)),
        Box::new(|r| r.rounds = vec![round(&["a", "b"], 0, 600)]),
        Box::new(|r| r.needs[0].id.push('2')),
        Box::new(|r| r.needs[0].asked = Quantity::from_units(1)),
        Box::new(|r| r.needs[0].price = None),
        Box::new(|r| r.needs[1].lot = "a".to_owned()),
    ];
    let mut seen = vec![valid(base.clone()).sha256()];
    for change in changes {
        let mut rules = base.clone();
        change(&mut rules);
        let sha256 = valid(rules).sha256();
        assert!(!seen.contains(&sha256));
        seen.push(sha256);
    }
}

#[test]
fn unwise_rules_are_warned_of_in_plain_words() {
    assert_eq!(
        warnings(&plain()),
        [Warning::NoExtension, Warning::NoCap, Warning::GroupsMayBidTwice]
    );
    let bold = Rules {
        visibility: Visibility::LeadingTotal,
        reserve: Some(Total::whole(50)),
        extension: extension(60, 30, 3),
        cap_basis_points: Some(1_000),
        one_per_group: true,
        needs: vec![Need {
            price: None,
            ..need("a")
        }],
        ..plain()
    };
    assert_eq!(
        warnings(&bold),
        [
            Warning::ShowsLeadingTotal,
            Warning::ShortExtension,
            Warning::LargeIncrement,
            Warning::NeedsWithoutPrice(1)
        ]
    );
    let sealed = Rules {
        visibility: Visibility::Sealed,
        ..bold
    };
    assert!(warnings(&sealed).contains(&Warning::Sealed));
    assert!(warnings(&sealed).iter().all(|warning| !warning.text().is_empty()));
}

/// What a leaf says, word for word: receipts are signed over it.
#[test]
fn the_text_of_a_leaf_is_fixed_and_says_neither_total_nor_sequence() {
    let rules = valid(plain());
    let mut auction = Auction::new(rules.clone());
    join(&mut auction, 1, at(-1));
    bid(&mut auction, 1, "a", 123_456, 1, at(5)).unwrap();
    let accepted = auction.bids()[0].clone();
    let text = leaf_text(Leaf { rules: &rules }, &Event::Bid(accepted.clone()));
    insta::assert_snapshot!(text, @r"
    svx.auction-event/1
    auction 00000000-0000-7909-8909-090909090909
    rules 2a4953e7175d366e4a5e57050bfdb50323d456b335b559c210e4d8f2b3657aeb
    event bid
    at 2027-01-15T08:00:05.000000Z
    lot a
    bidder 00000000-0000-7101-8101-010101010101
    number 1
    commitment 0101010101010101010101010101010101010101010101010101010101010101
    sealed 0101010101010101010101010101010101010101010101010101010101010101
    ");
    let other = Accepted {
        sequence: 77,
        total: None,
        key: key(99),
        ..accepted
    };
    assert_eq!(leaf_text(Leaf { rules: &rules }, &Event::Bid(other)), text);
}

/// The farthest moments that a calendar has do not bring it down.
#[test]
fn the_end_of_time_is_no_panic() {
    let end = Timestamp::from_second(Timestamp::MAX.as_second()).unwrap();
    let rules = Rules {
        rounds: vec![Round {
            lots: vec!["a".to_owned()],
            opens_at: end - jiff::SignedDuration::from_secs(120),
            closes_at: end,
        }],
        extension: extension(60, 60, 9),
        ..plain()
    };
    let mut auction = Auction::new(valid(rules));
    join(&mut auction, 1, at(0));
    let last = Timestamp::MAX - jiff::SignedDuration::from_secs(1);
    let _ = bid(&mut auction, 1, "a", 100, 1, last);
    let _ = auction.stage(Timestamp::MAX);
}
