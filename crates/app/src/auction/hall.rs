//! Where auctions stand, held in memory and brought up to date from what is stored.

use super::event;
use crate::{App, Error, Result};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use svx_auction::{Auction, Command, Decision, Event, ValidRules};
use svx_domain::ProcurementId;
use svx_formats::auction::parse_rules;
use svx_scoring::Path;
use svx_store::{Conn, Tx, auctions};
use uuid::Uuid;

/// The most auctions that are held in memory. One that is asked for beyond that takes the place of another.
const MAX_HELD: usize = 256;

/// Auctions as they stand by what was committed. Only this process sees them; what is stored is what counts.
#[derive(Clone, Default)]
pub struct Halls(Arc<Mutex<HashMap<Uuid, Held>>>);

#[derive(Clone)]
struct Held {
    auction: Arc<Auction>,
    events: i64,
}

impl Halls {
    fn get(&self, id: Uuid) -> Option<Held> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&id).cloned()
    }

    /// Keeps a later state in the place of an earlier one.
    fn put(&self, id: Uuid, new: &Held) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.get(&id).is_some_and(|old| old.events >= new.events) {
            return;
        }
        if held.len() >= MAX_HELD
            && !held.contains_key(&id)
            && let Some(other) = held.keys().next().copied()
        {
            held.remove(&other);
        }
        held.insert(id, new.clone());
    }
}

/// An auction whose rules are frozen, as it stands.
pub(crate) struct Hall {
    /// Its id.
    pub(super) id: Uuid,
    /// Where it stands.
    pub(super) auction: Arc<Auction>,
    /// How many events made it so.
    events: i64,
}

impl Hall {
    /// The rules.
    pub(super) fn rules(&self) -> &ValidRules {
        self.auction.rules()
    }
}

/// The auction of a procurement as it stands, where it has one whose rules are frozen.
pub(crate) async fn enter(app: &App, conn: &mut Conn, procurement: ProcurementId) -> Result<Option<Hall>> {
    let Some(stored) = auctions::of_procurement(conn, procurement).await? else {
        return Ok(None);
    };
    let Some(rules) = &stored.rules else {
        return Ok(None);
    };
    let mut held = match app.halls.get(stored.id) {
        Some(held) => held,
        None => Held {
            auction: Arc::new(Auction::new(frozen(rules)?)),
            events: 0,
        },
    };
    let new = auctions::events(conn, stored.id, held.events).await?;
    if !new.is_empty() {
        let mut auction = Auction::clone(&held.auction);
        for happened in &new {
            let event = event::open(&*app.keys, &happened.event)?;
            auction.apply(&event).map_err(|error| broken(error.into()))?;
            held.events = happened.seq;
        }
        held.auction = Arc::new(auction);
    }
    Ok(Some(Hall {
        id: stored.id,
        auction: held.auction,
        events: held.events,
    }))
}

/// Every event of an auction, in order.
pub(super) async fn events(app: &App, conn: &mut Conn, id: Uuid) -> Result<Vec<Event>> {
    let stored = auctions::events(conn, id, 0).await?;
    stored.iter().map(|one| event::open(&*app.keys, &one.event)).collect()
}

fn frozen(text: &str) -> Result<ValidRules> {
    let rules = parse_rules(text).and_then(|rules| rules.validate(&Path::ROOT));
    rules.map_err(|mut problems| broken(problems.swap_remove(0).into()))
}

fn broken(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::outside("an auction as it is stored")(error)
}

/// Keeps everyone else out until the transaction is over, and gives the auction as everyone before has left it.
pub(crate) async fn lock(app: &App, tx: &mut Tx, procurement: ProcurementId) -> Result<Option<Hall>> {
    let Some(stored) = auctions::of_procurement(tx, procurement).await? else {
        return Ok(None);
    };
    if stored.rules.is_none() {
        return Ok(None);
    }
    auctions::lock(tx, stored.id).await?;
    let hall = enter(app, tx, procurement).await?;
    if let Some(hall) = &hall {
        // What is read behind the lock was committed by others, and is kept for those who come after.
        let held = Held {
            auction: Arc::clone(&hall.auction),
            events: hall.events,
        };
        app.halls.put(hall.id, &held);
    }
    Ok(hall)
}

/// What a command leads to at this moment, written down. The clock is read behind the lock, so that a bid that had to wait
/// for it is as late as it is.
pub(crate) async fn decide(app: &App, tx: &mut Tx, hall: &Hall, command: Command<'_>) -> Result<Decision> {
    let decision = hall.auction.decide(command, app.now()).map_err(super::refused)?;
    let sealed = decision
        .events
        .iter()
        .map(|event| Ok((event::seal(&*app.keys, event)?, event.at())));
    let sealed: Vec<_> = sealed.collect::<Result<_>>()?;
    auctions::add_events(tx, hall.id, hall.events, sealed).await?;
    Ok(decision)
}
