//! Checking a published auction: the first thing that does not hold, and where in the file it is.

use crate::{
    Acceptance, Accepted, Act, Assessed, Auction, Command, Digest, Event, Export, IdempotencyKey, Leaf, Opened,
    Ranking, Total, ValidRules, assess, commitment, export::rankings, export_text, head_text, leaf_text,
    pledges_digest,
};
use svx_scoring::{Path, Problem};
use svx_transparency::{Note, VerifyingKey, leaf_hash, verify_inclusion};

/// What was checked, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who took part.
    pub bidders: usize,
    /// Accepted bids, each with its receipt.
    pub bids: usize,
    /// Bids whose pledges are in the file and were added up again.
    pub with_pledges: usize,
    /// Bids that were set aside as mistakes.
    pub set_aside: usize,
    /// Events, each proved to be in the tree.
    pub events: usize,
    /// Closings that a late bid moved.
    pub extensions: usize,
    /// Pauses.
    pub pauses: usize,
}

/// Checks everything that an export says: rules and their fingerprint, the signed head, every event's place under it, every
/// receipt and commitment, the whole course of the auction by its own rules, the ranking, and the signature over the whole.
/// `body` is the fingerprint of the file without its signature. Without a `trusted` key the file is held to the key that it
/// names itself: that shows that it was not changed by anyone else, and not whose it is.
pub fn verify(
    export: &Export,
    body: &Digest,
    signature: &str,
    trusted: Option<&VerifyingKey>,
) -> Result<Account, Problem> {
    let root = Path::ROOT;
    if trusted.is_some_and(|trusted| *trusted != export.key) {
        return Err(root.member("key").problem("is not the key that was given to check by"));
    }
    let rules = export.rules.clone().validate(&root.member("rules"));
    let rules = rules.map_err(|mut problems| problems.swap_remove(0))?;
    if rules.sha256() != export.rules_sha256 {
        let found = hex::encode(rules.sha256());
        let message = format!("is not the fingerprint of the rules, which is {found}");
        return Err(root.member("rules_sha256").problem(message));
    }
    check_head(export, &rules)?;
    check_entries(export, &rules)?;
    check_participants(export)?;
    let auction = check_course(export, &rules)?;
    check_ranking(&export.rankings, &rankings(&auction))?;
    signed(&root.member("signature"), export, &export_text(&rules, body), signature)?;
    Ok(account(export, &auction))
}

fn account(export: &Export, auction: &Auction) -> Account {
    let events = || export.entries.iter().map(|entry| &entry.event);
    let opened = export.entries.iter().filter_map(|entry| entry.opened.as_ref());
    let pause = |event: &&Event| matches!(event, Event::Confirmed { act: Act::Pause, .. });
    Account {
        bidders: export.bidders.len(),
        bids: auction.bids().len(),
        with_pledges: opened.filter(|opened| opened.pledges.is_some()).count(),
        set_aside: auction.set_aside().len(),
        events: export.entries.len(),
        extensions: events().filter(|event| matches!(event, Event::Extended { .. })).count(),
        pauses: events().filter(pause).count(),
    }
}

/// Whether one signature line under a text is by the file's key.
fn signed(at: &Path<'_>, export: &Export, text: &str, line: &str) -> Result<(), Problem> {
    let note = Note::parse(&format!("{text}\n{line}\n"));
    let checked = note.and_then(|note| note.verify(std::slice::from_ref(&export.key)));
    checked.map_err(|error| at.problem(format!("does not hold: {error}")))
}

fn check_head(export: &Export, rules: &ValidRules) -> Result<(), Problem> {
    let at = Path::ROOT;
    let at = at.member("head");
    let head = &export.head;
    if u64::try_from(export.entries.len()) != Ok(head.size) {
        let count = export.entries.len();
        let message = format!("is {}, but there are {count} events", head.size);
        return Err(at.member("size").problem(message));
    }
    let text = head_text(export.key.name(), rules, head.size, head.root);
    let text = text.map_err(|error| at.problem(error.to_string()))?;
    signed(&at.member("signature"), export, &text, &head.signature)
}

fn check_entries(export: &Export, rules: &ValidRules) -> Result<(), Problem> {
    let list = Path::ROOT;
    let list = list.member("events");
    for (index, entry) in export.entries.iter().enumerate() {
        let at = list.item(index);
        let text = leaf_text(Leaf { rules }, &entry.event);
        let leaf = leaf_hash(text.as_bytes());
        let place = u64::try_from(index).unwrap_or(u64::MAX);
        verify_inclusion(&leaf, place, export.head.size, &export.head.root, &entry.proof)
            .map_err(|error| at.problem(format!("is not in the tree under the signed head: {error}")))?;
        match (&entry.event, &entry.opened) {
            (Event::Bid(bid), Some(opened)) => {
                signed(&at.member("receipt"), export, &text, &opened.receipt)?;
                check_commitment(&at, bid, opened, rules)?;
            }
            (Event::Bid(_), None) => return Err(at.problem("was not opened")),
            (_, Some(_)) => return Err(at.problem("is no bid, and yet something was opened")),
            (_, None) => {}
        }
    }
    Ok(())
}

fn check_commitment(at: &Path<'_>, bid: &Accepted, opened: &Opened, rules: &ValidRules) -> Result<(), Problem> {
    let total = bid.total.ok_or_else(|| at.member("total").problem("is missing"))?;
    if commitment(&opened.salt, total, &opened.pledges_sha256) != bid.commitment {
        let message = "is not what salt, total and pledges_sha256 come to: one of these was changed";
        return Err(at.member("commitment").problem(message));
    }
    let Some((salt, pledges)) = &opened.pledges else {
        return Ok(());
    };
    let place = at.member("pledges");
    if pledges_digest(salt, pledges) != opened.pledges_sha256 {
        return Err(place.problem("are not those that pledges_sha256 is the fingerprint of"));
    }
    match assess(rules, &bid.lot, pledges) {
        Ok(assessed) if assessed.total() == total => Ok(()),
        Ok(assessed) => {
            let message = format!("come to {}, not to {total}", assessed.total());
            Err(place.problem(message))
        }
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Err(place.problem(format!("are not allowed by the rules: {first}")))
        }
    }
}

fn check_participants(export: &Export) -> Result<(), Problem> {
    let list = Path::ROOT;
    let list = list.member("bidders");
    let joined = export.entries.iter().filter_map(|entry| match &entry.event {
        Event::Joined { bidder, .. } => Some(*bidder),
        _ => None,
    });
    if !joined.eq(export.bidders.iter().map(|bidder| bidder.id)) {
        return Err(list.problem("are not those who joined, in that order"));
    }
    for (index, bidder) in export.bidders.iter().enumerate() {
        if bidder.name.is_some() != export.rules.names_published {
            let message = if export.rules.names_published {
                "is missing: the rules say that names are published"
            } else {
                "is given, but the rules say that names are not published"
            };
            return Err(list.item(index).member("name").problem(message));
        }
    }
    Ok(())
}

/// Holds the auction again: at every event, the rules must lead to just what happened.
fn check_course(export: &Export, rules: &ValidRules) -> Result<Auction, Problem> {
    let list = Path::ROOT;
    let list = list.member("events");
    let mut auction = Auction::new(rules.clone());
    let totals: Vec<Total> = export.entries.iter().filter_map(|entry| total(&entry.event)).collect();
    let mut index = 0;
    while let Some(entry) = export.entries.get(index) {
        let at = list.item(index);
        let led = hold(&auction, &entry.event, &totals).map_err(|message| at.problem(message))?;
        for expected in led {
            let at = list.item(index);
            let found = export.entries.get(index).map(|entry| &entry.event);
            if found.is_none_or(|found| live(found, rules, index) != live(&expected, rules, index)) {
                return Err(at.problem(format!("is not what the rules lead to, which is {}", name(&expected))));
            }
            let event = live(&expected, rules, index);
            auction.apply(&event).map_err(|error| at.problem(error.to_string()))?;
            index += 1;
        }
    }
    if auction.is_revealed() {
        Ok(auction)
    } else {
        Err(list.problem("end before every bid was opened"))
    }
}

fn total(event: &Event) -> Option<Total> {
    match event {
        Event::Bid(bid) => bid.total,
        _ => None,
    }
}

/// An event as it was while the auction ran: without what was only opened afterwards, and with a key of our own, since
/// clients' keys are nobody else's affair.
fn live(event: &Event, rules: &ValidRules, index: usize) -> Event {
    let mut event = event.clone();
    if let Event::Bid(bid) = &mut event {
        if !rules.holds_totals() {
            bid.total = None;
        }
        bid.key = own_key(index);
    }
    event
}

fn own_key(index: usize) -> IdempotencyKey {
    IdempotencyKey(u128::try_from(index).unwrap_or(u128::MAX).to_be_bytes())
}

/// What the rules lead to at the moment of an event, when what it stands for is asked for.
fn hold(auction: &Auction, event: &Event, totals: &[Total]) -> Result<Vec<Event>, String> {
    let assessed;
    let command = match event {
        Event::Joined {
            bidder, group, rules, ..
        } => Command::Join {
            bidder: *bidder,
            group: *group,
            rules: *rules,
        },
        Event::Bid(bid) => {
            assessed = Assessed::opened(&bid.lot, bid.total.unwrap_or(Total::ZERO));
            Command::Bid {
                bidder: bid.bidder,
                assessed: &assessed,
                commitment: bid.commitment,
                sealed: bid.sealed,
                key: IdempotencyKey([0xff; 16]),
            }
        }
        Event::Opened { .. } | Event::Closed { .. } => Command::Tick,
        Event::Extended { .. } => return Err("moves the closing, but no bid before it does by the rules".to_owned()),
        Event::Proposed { act, by, reason, .. } => Command::Propose {
            act: *act,
            by: *by,
            reason,
        },
        Event::Confirmed { act, by, .. } => Command::Confirm { act: *act, by: *by },
        Event::Revealed { .. } => Command::Reveal { totals },
    };
    if event.at() < auction.moment(event.at()) {
        return Err("is earlier than the event before it".to_owned());
    }
    let decision = auction.decide(command, event.at());
    let decision = decision.map_err(|refusal| format!("would have been refused by the rules: {refusal}"))?;
    if decision.events.is_empty() || matches!(decision.bid, Some(Acceptance::Before(_))) {
        return Err("is not what the rules lead to, which is nothing".to_owned());
    }
    Ok(decision.events)
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Joined { .. } => "a bidder joining",
        Event::Opened { .. } => "the opening of a round",
        Event::Bid(_) => "this bid under another number, or another bid",
        Event::Extended { .. } => "an extension",
        Event::Proposed { .. } => "a request by one person",
        Event::Confirmed { .. } => "a confirmation by a second person",
        Event::Closed { .. } => "the closing of a round",
        Event::Revealed { .. } => "the opening of every bid",
    }
}

fn check_ranking(given: &[Ranking], found: &[Ranking]) -> Result<(), Problem> {
    let list = Path::ROOT;
    let list = list.member("ranking");
    if given.len() != found.len() {
        return Err(list.problem("does not have each lot of the rules once"));
    }
    for (index, (given, found)) in given.iter().zip(found).enumerate() {
        let at = list.item(index);
        if given.lot != found.lot {
            return Err(at.member("lot").problem(format!("must be {}", found.lot)));
        }
        let places = at.member("places");
        if given.places.len() != found.places.len() {
            let message = format!("has {} places: {} bids count", given.places.len(), found.places.len());
            return Err(places.problem(message));
        }
        let mut pairs = given.places.iter().zip(&found.places).enumerate();
        if let Some((place, _)) = pairs.find(|(_, (given, found))| given != found) {
            return Err(places.item(place).problem("is not what the bids and the rules come to"));
        }
    }
    Ok(())
}
