//! Auctions to test with: pledges of pounds to one need of each lot, where one unit costs one pound.

use jiff::{SignedDuration, Timestamp, civil::date};
use svx_auction::*;
use svx_domain::{Money, PersonId, Quantity};
use svx_scoring::Path;

pub(crate) const START_SECS: i64 = 1_800_000_000;

pub(crate) fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(START_SECS + secs).unwrap()
}

pub(crate) fn bidder(number: u8) -> BidderId {
    BidderId::from_parts(0, [number; 10])
}

pub(crate) fn person(number: u8) -> PersonId {
    PersonId::from_parts(0, [number; 10])
}

pub(crate) fn group(number: u8) -> GroupId {
    GroupId::from_parts(0, [number; 10])
}

pub(crate) fn key(number: u16) -> IdempotencyKey {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    IdempotencyKey(bytes)
}

/// One lot of £1,000,000, one round of ten minutes, own rank, an increment of £10, no extension.
pub(crate) fn plain() -> Rules {
    Rules {
        auction: AuctionId::from_parts(0, [9; 10]),
        ocid: "ocds-svx000-1".to_owned(),
        unit: Unit::Pounds,
        price_book: "2026-10".to_owned(),
        visibility: Visibility::OwnRank,
        increment: Total::whole(10),
        reserve: None,
        target: None,
        cap_basis_points: None,
        realism_basis_points: None,
        extension: None,
        ties: Ties::Earliest,
        one_per_group: false,
        names_published: false,
        lots: vec![lot("a")],
        rounds: vec![round(&["a"], 0, 600)],
        needs: vec![need("a")],
    }
}

/// With two lots in two rounds, the second right after the first.
pub(crate) fn two_rounds() -> Rules {
    Rules {
        lots: vec![lot("a"), lot("b")],
        rounds: vec![round(&["a"], 0, 600), round(&["b"], 600, 1_200)],
        needs: vec![need("a"), need("b")],
        ..plain()
    }
}

pub(crate) fn extension(window_secs: u32, by_secs: u32, most: u32) -> Option<Extension> {
    Some(Extension {
        window_secs,
        by_secs,
        most,
    })
}

pub(crate) fn lot(id: &str) -> Lot {
    Lot {
        id: id.to_owned(),
        title: format!("Lot {id}"),
        value: Money::from_pence(100_000_000),
    }
}

pub(crate) fn round(lots: &[&str], from: i64, to: i64) -> Round {
    Round {
        lots: lots.iter().map(|id| (*id).to_owned()).collect(),
        opens_at: at(from),
        closes_at: at(to),
    }
}

pub(crate) fn need(lot: &str) -> Need {
    Need {
        id: format!("need-{lot}"),
        lot: lot.to_owned(),
        asked: Quantity::MAX,
        price: Some(Money::from_pence(100)),
        points: None,
    }
}

pub(crate) fn valid(rules: Rules) -> ValidRules {
    rules.validate(&Path::ROOT.member("rules")).unwrap()
}

pub(crate) fn pledge(need: &str, thousandths: i64) -> Pledge {
    Pledge {
        need: need.to_owned(),
        quantity: Quantity::from_thousandths(thousandths),
        by: date(2027, 3, 31),
        how: "By van".to_owned(),
    }
}

pub(crate) fn pounds(rules: &ValidRules, lot: &str, pounds: i64) -> Assessed {
    assess(rules, lot, &[pledge(&format!("need-{lot}"), pounds * 1_000)]).unwrap()
}

pub(crate) fn join(auction: &mut Auction, number: u8, now: Timestamp) {
    let rules = auction.rules().sha256();
    let command = Command::Join {
        bidder: bidder(number),
        group: None,
        rules,
    };
    auction.run(command, now).unwrap();
}

/// Bids so many pounds under a key.
pub(crate) fn bid(
    auction: &mut Auction,
    number: u8,
    lot: &str,
    amount: i64,
    under: u16,
    now: Timestamp,
) -> Result<Acceptance, Refusal> {
    let assessed = pounds(auction.rules(), lot, amount);
    let command = Command::Bid {
        bidder: bidder(number),
        assessed: &assessed,
        commitment: [number; 32],
        sealed: [number; 32],
        key: key(under),
    };
    Ok(auction.run(command, now)?.bid.unwrap())
}

/// Two people do it, the second right after the first.
pub(crate) fn together(auction: &mut Auction, act: Act, now: Timestamp) -> Result<(), Refusal> {
    let reason = "Power cut at the depot";
    let by = person(1);
    auction.run(Command::Propose { act, by, reason }, now)?;
    let by = person(2);
    auction.run(Command::Confirm { act, by }, now)?;
    Ok(())
}

pub(crate) fn after(from: Timestamp, secs: i64) -> Timestamp {
    from + SignedDuration::from_secs(secs)
}
