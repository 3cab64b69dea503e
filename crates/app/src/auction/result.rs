//! What comes of an auction: every bid opened at once, the pledges into the evaluation, and the file that anyone can verify.

use super::{
    bid::{self, Binding, Pledged, plain},
    hall::{self, Hall},
};
use crate::{
    App, Error, Result,
    keys::Keys,
    procurement::{bidding::moment_words, permitted},
};
use age::x25519::Identity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use svx_auction::{
    BidderId, Command, Content, Export, SignError, Signer, Stage, Total, assess, commitment, pledges_digest,
};
use svx_domain::{Id, access::Action, organisation::Actor};
use svx_formats::auction::auction_json;
use svx_store::{Tx, auctions, procurements::Procurement};
use svx_transparency::{Note, VerifyingKey};

/// Why bids cannot be opened yet, where the procurement's auction is not over.
pub(crate) async fn still_to_run(app: &App, procurement: &Procurement) -> Result<Option<String>> {
    let mut conn = app.db.read().await?;
    let Some(hall) = hall::enter(app, &mut conn, procurement.id).await? else {
        return Ok(None);
    };
    let message = match hall.auction.stage(app.now()) {
        Stage::Closed { .. } | Stage::Cancelled { .. } => return Ok(None),
        Stage::Open { closes_at, .. } => format!("The auction runs until {}.", moment_words(closes_at)),
        Stage::Waiting { opens_at, .. } => format!("The auction opens at {}.", moment_words(opens_at)),
        Stage::Paused { .. } => "The auction is paused.".to_owned(),
    };
    Ok(Some(format!("{message} Bids can be opened only after it is over.")))
}

/// Opens every bid of the auction at once, in the transaction that opens the procurement's own, and gives what each supplier
/// pledged by the bid of it that counts. Nothing where there is no auction.
pub(crate) async fn open(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    identity: &Identity,
) -> Result<Option<Pledged>> {
    let Some(hall) = hall::lock(app, tx, procurement.id).await? else {
        return Ok(None);
    };
    let sealed = auctions::bids(tx, hall.id).await?;
    let mut contents = Vec::with_capacity(sealed.len());
    for (stored, bid) in sealed.iter().zip(hall.auction.bids()) {
        let binding = Binding {
            ocid: &procurement.ocid,
            bidder: bid.bidder,
            key: bid.key,
        };
        let content = bid::open(identity, &binding, &stored.sealed)?;
        let total = total(&hall, &bid.lot, &content)?;
        let digest = pledges_digest(&content.salts.pledges, &content.pledges);
        if commitment(&content.salts.total, total, &digest) != bid.commitment {
            return Err(Error::outside("a sealed bid")("it is not what its receipt says".into()));
        }
        auctions::open_bid(tx, hall.id, stored.sequence, Kept::of(&content).to_value()?).await?;
        contents.push((total, content));
    }
    let totals: Vec<Total> = contents.iter().map(|(total, _)| *total).collect();
    let decision = hall::decide(app, tx, &hall, Command::Reveal { totals: &totals }).await?;
    let mut auction = svx_auction::Auction::clone(&hall.auction);
    for event in &decision.events {
        auction
            .apply(event)
            .map_err(|error| Error::outside("an auction")(error.into()))?;
    }
    let suppliers: BTreeMap<BidderId, _> = auctions::bidders(tx, hall.id)
        .await?
        .into_iter()
        .map(|one| (Id::from_uuid(one.bidder_id), one.supplier_id))
        .collect();
    let places = auction.result(super::rules::LOT).unwrap_or_default();
    let pledged = places.iter().filter_map(|place| {
        let index = usize::try_from(place.sequence).ok()?.checked_sub(1)?;
        let (_, content) = contents.get(index)?;
        let supplier = suppliers.get(&place.bidder)?;
        Some((*supplier, content.pledges.iter().map(plain).collect()))
    });
    Ok(Some(pledged.collect()))
}

fn total(hall: &Hall, lot: &str, content: &Content) -> Result<Total> {
    let assessed = assess(hall.rules(), lot, &content.pledges);
    let assessed = assessed.map_err(|_| Error::outside("a sealed bid")("its pledges are not by the rules".into()))?;
    Ok(assessed.total())
}

/// What was inside a bid, as it is kept once it is open.
#[derive(Serialize, Deserialize)]
struct Kept {
    total_salt: String,
    pledges_salt: String,
    pledges: Vec<crate::procurement::content::Pledge>,
}

impl Kept {
    fn of(content: &Content) -> Self {
        Self {
            total_salt: hex::encode(content.salts.total),
            pledges_salt: hex::encode(content.salts.pledges),
            pledges: content.pledges.iter().map(plain).collect(),
        }
    }

    fn to_value(&self) -> Result<serde_json::Value> {
        Ok(serde_json::to_value(self).map_err(svx_store::Error::from)?)
    }

    fn content(self) -> Result<Content> {
        let broken = || Error::outside("an opened bid")("it is not in its form".into());
        let salt = |text: &str| {
            let bytes = hex::decode(text).ok();
            bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(broken)
        };
        Ok(Content {
            salts: svx_auction::Salts {
                total: salt(&self.total_salt)?,
                pledges: salt(&self.pledges_salt)?,
            },
            pledges: self.pledges.into_iter().map(bid::pledge).collect(),
        })
    }
}

/// Signs as the installation.
struct Installation<'a>(&'a dyn Keys);

impl Signer for Installation<'_> {
    fn verifying_key(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    fn sign(&self, text: &str) -> Result<Note, SignError> {
        Ok(self.0.sign(text)?)
    }
}

/// The published file of an auction, after the award: with it anyone can check it all. The winner's pledges are in it; of the
/// others only what they came to.
pub async fn export(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    if procurement.awarded_at.is_none() {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    let hall = hall::enter(app, &mut conn, procurement.id).await?;
    let hall = hall.ok_or(Error::NotFound)?;
    let events = hall::events(app, &mut conn, hall.id).await?;
    let contents = auctions::bids(&mut conn, hall.id).await?.into_iter().map(|bid| {
        let kept: Kept = serde_json::from_value(bid.opened.unwrap_or_default()).map_err(svx_store::Error::from)?;
        kept.content()
    });
    let contents: Vec<Content> = contents.collect::<Result<_>>()?;
    let bidders = auctions::bidders(&mut conn, hall.id).await?;
    let winner = svx_store::evaluations::contract(&mut conn, procurement.id)
        .await?
        .map(|contract| contract.supplier_id);
    let is_winner = |id: BidderId| {
        let found = bidders.iter().find(|one| one.bidder_id == id.uuid());
        found.is_some_and(|one| Some(one.supplier_id) == winner)
    };
    let names = bidders
        .iter()
        .map(|one| (Id::from_uuid(one.bidder_id), one.supplier.clone()));
    let names: BTreeMap<BidderId, String> = names.collect();
    let signer = Installation(&*app.keys);
    let export = Export::build(hall.rules(), &events, &contents, &names, is_winner, &signer);
    let export = export.map_err(|error| Error::outside("publishing an auction")(error.into()))?;
    auction_json(&export, &signer).map_err(|error| Error::outside("publishing an auction")(error.into()))
}
