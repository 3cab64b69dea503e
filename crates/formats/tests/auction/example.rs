//! An auction to publish: two lots in two rounds, a late bid that moves the closing, a pause, a mistake that is set aside, a
//! tie, and a bid too bold to be likely.

use jiff::{SignedDuration, Timestamp, civil::date};
use std::collections::BTreeMap;
use svx_auction::*;
use svx_domain::{Money, PersonId, Quantity};
use svx_formats::auction::auction_json;
use svx_scoring::Path;
use svx_transparency::SigningKey;

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed("exchange.example", &[seed; 32]).unwrap()
}

pub(crate) fn bidder(number: u8) -> BidderId {
    BidderId::from_parts(0, [number; 10])
}

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_secs(secs)
}

pub(crate) fn rules(visibility: Visibility, names_published: bool) -> Rules {
    let lot = |id: &str| Lot {
        id: id.to_owned(),
        title: format!("Lot {id}"),
        value: Money::from_pence(100_000_000),
    };
    let round = |lot: &str, from, to| Round {
        lots: vec![lot.to_owned()],
        opens_at: at(from),
        closes_at: at(to),
    };
    let need = |lot: &str| Need {
        id: format!("need-{lot}"),
        lot: lot.to_owned(),
        asked: Quantity::from_units(200_000),
        price: Some(Money::from_pence(150)),
        points: None,
    };
    Rules {
        auction: AuctionId::from_parts(0, [9; 10]),
        ocid: "ocds-svx000-1".to_owned(),
        unit: Unit::Pounds,
        price_book: "2026-10".to_owned(),
        visibility,
        increment: Total::whole(10),
        reserve: Some(Total::whole(100)),
        target: Some(Total::whole(28_000)),
        cap_basis_points: Some(2_000),
        realism_basis_points: Some(1_600),
        extension: (visibility != Visibility::Sealed).then_some(Extension {
            window_secs: 60,
            by_secs: 120,
            most: 2,
        }),
        ties: Ties::Shared,
        one_per_group: true,
        names_published,
        lots: vec![lot("a"), lot("b")],
        rounds: vec![round("a", 0, 600), round("b", 600, 1_200)],
        needs: vec![need("a"), need("b")],
    }
}

/// An auction as it goes, with what is sealed in each bid.
struct Stage {
    auction: Auction,
    events: Vec<Event>,
    contents: Vec<Content>,
    totals: Vec<Total>,
}

impl Stage {
    fn run(&mut self, command: Command<'_>, secs: i64) {
        let decision = self.auction.run(command, at(secs)).unwrap();
        self.events.extend(decision.events);
    }

    fn join(&mut self, number: u8, group: Option<GroupId>) {
        let rules = self.auction.rules().sha256();
        let bidder = bidder(number);
        self.run(Command::Join { bidder, group, rules }, -60);
    }

    fn bid(&mut self, number: u8, lot: &str, units: i64, secs: i64) {
        let serial = u8::try_from(self.contents.len()).unwrap();
        let pledges = vec![Pledge {
            need: format!("need-{lot}"),
            quantity: Quantity::from_units(units),
            by: date(2027, 3, 31),
            how: "By van".to_owned(),
        }];
        let salts = Salts {
            total: [serial; 16],
            pledges: [100 + serial; 16],
        };
        let assessed = assess(self.auction.rules(), lot, &pledges).unwrap();
        let digest = pledges_digest(&salts.pledges, &pledges);
        let command = Command::Bid {
            bidder: bidder(number),
            assessed: &assessed,
            commitment: commitment(&salts.total, assessed.total(), &digest),
            sealed: [serial; 32],
            key: IdempotencyKey([serial; 16]),
        };
        self.run(command, secs);
        self.contents.push(Content { salts, pledges });
        self.totals.push(assessed.total());
    }

    fn together(&mut self, act: Act, secs: i64) {
        let [one, two] = [1, 2].map(|number| PersonId::from_parts(0, [number; 10]));
        let reason = "The site was down for one bidder";
        self.run(Command::Propose { act, by: one, reason }, secs);
        self.run(Command::Confirm { act, by: two }, secs + 5);
    }
}

/// The auction with everything in it, signed by a key.
pub(crate) fn export(visibility: Visibility, names_published: bool, signer: &SigningKey) -> Export {
    let rules = rules(visibility, names_published).validate(&Path::ROOT).unwrap();
    let mut stage = Stage {
        auction: Auction::new(rules.clone()),
        events: Vec::new(),
        contents: Vec::new(),
        totals: Vec::new(),
    };
    stage.join(1, Some(GroupId::from_parts(0, [5; 10])));
    stage.join(2, None);
    stage.join(3, None);
    stage.bid(1, "a", 10_000, 10);
    stage.bid(2, "a", 12_000, 20);
    stage.together(Act::Pause, 100);
    stage.together(Act::Resume, 200);
    // A mistake, set aside.
    stage.bid(1, "a", 130_000, 320);
    stage.together(Act::SetAside(3), 330);
    // Late, and the new leader.
    stage.bid(3, "a", 111_000, 680);
    stage.bid(2, "b", 500, 900);
    stage.bid(3, "b", 500, 910);
    let totals = stage.totals.clone();
    stage.run(Command::Reveal { totals: &totals }, 5_000);
    let names = (1..=3).map(|number| (bidder(number), format!("Supplier {number}")));
    let names: BTreeMap<BidderId, String> = names.collect();
    let winner = |who| who == bidder(3);
    Export::build(&rules, &stage.events, &stage.contents, &names, winner, signer).unwrap()
}

/// The file of it.
pub(crate) fn file(visibility: Visibility, names_published: bool, signer: &SigningKey) -> String {
    auction_json(&export(visibility, names_published, signer), signer).unwrap()
}
