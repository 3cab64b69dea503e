//! The rules as an officer sets them, and as they are frozen when the procurement is published.

use crate::{
    App, Error, Invalid, Result,
    procurement::{
        faster, permitted,
        publish::Prepared,
        setup::{moment, must_be_draft},
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use svx_auction::{
    AuctionId, Extension, Lot, MAX_EXTENSIONS, Need, Round, Rules, Ties, Total, Unit, Visibility, Warning, warnings,
};
use svx_domain::{Money, access::Action, organisation::Actor};
use svx_formats::auction::rules_json;
use svx_scoring::Path;
use svx_store::{
    Event, Tx, auctions,
    procurements::{self, Procurement, RegisterLine},
};

/// The id of the one lot of an auction here.
pub const LOT: &str = "all";
/// The price book of a register in which nothing has a price.
const NO_PRICE_BOOK: &str = "none";
/// Most of a field as it is typed.
const MAX_TYPED_CHARS: usize = 40;

/// The rules as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What a bidder is shown: `sealed`, `own-rank` or `leading-total`.
    pub visibility: String,
    /// The day on which it opens.
    pub opens_day: String,
    /// The time of that day.
    pub opens_time: String,
    /// The day on which it closes.
    pub closes_day: String,
    /// The time of that day.
    pub closes_time: String,
    /// By how many pounds a bid must beat the bidder's own last.
    pub increment: String,
    /// The least that a bid may come to, in pounds; empty where there is no reserve.
    pub reserve: String,
    /// What the buyer hopes for, in pounds; empty where it names none.
    pub target: String,
    /// The most that one bidder may pledge, in percent of the contract's value; empty where there is no cap.
    pub cap: String,
    /// From how many percent a bid is flagged; empty where none is.
    pub realism: String,
    /// The minutes before closing in which a new leader moves it; empty where nothing does.
    pub extension_window: String,
    /// By how many minutes.
    pub extension_by: String,
    /// How often at most.
    pub extension_most: String,
    /// `earliest` or `shared`.
    pub ties: String,
    /// Whether a group of firms may bid only once.
    pub one_per_group: bool,
    /// Whether the published file names the bidders.
    pub names_published: bool,
}

impl Settings {
    /// What is suggested to an officer who begins.
    pub fn suggested() -> Self {
        let text = str::to_owned;
        Self {
            visibility: text("own-rank"),
            increment: text("500"),
            realism: text("16"),
            extension_window: text("5"),
            extension_by: text("5"),
            extension_most: text("6"),
            ties: text("earliest"),
            one_per_group: true,
            ..Self::default()
        }
    }

    /// Reads what is kept with an auction.
    pub(crate) fn of(stored: &auctions::Auction) -> Self {
        serde_json::from_value(stored.settings.clone()).unwrap_or_default()
    }

    /// What the settings say, or everything that is wrong with them, by the names of the form's fields.
    fn read(&self) -> Result<Read, Invalid> {
        let mut invalid = Invalid::new();
        let invalid_ref = &mut invalid;
        let visibility = choice(
            invalid_ref,
            "visibility",
            &self.visibility,
            Visibility::NAMES,
            "Choose what bidders see",
        );
        let ties = choice(
            invalid_ref,
            "ties",
            &self.ties,
            Ties::NAMES,
            "Choose what happens to equal bids",
        );
        let opens_at = moment(
            invalid_ref,
            "opens",
            "The auction opens",
            &self.opens_day,
            &self.opens_time,
        );
        let closes_at = moment(
            invalid_ref,
            "closes",
            "The auction closes",
            &self.closes_day,
            &self.closes_time,
        );
        let increment = pounds(invalid_ref, "increment", "The increment", &self.increment);
        if increment.is_none() && self.increment.trim().is_empty() {
            invalid.add(
                "increment",
                "Enter by how much a bid must beat the bidder’s last, like 500",
            );
        }
        let reserve = pounds(&mut invalid, "reserve", "The reserve", &self.reserve);
        let target = pounds(&mut invalid, "target", "The target", &self.target);
        let cap = percent(&mut invalid, "cap", "The cap", &self.cap);
        let realism = percent(&mut invalid, "realism", "The realism check", &self.realism);
        let extension = self.extension(&mut invalid);
        let read = visibility.zip(ties).zip(opens_at.zip(closes_at)).zip(increment);
        match read {
            Some((((visibility, ties), (opens_at, closes_at)), increment)) if invalid.is_empty() => Ok(Read {
                visibility,
                ties,
                opens_at,
                closes_at,
                increment,
                reserve,
                target,
                cap,
                realism,
                extension,
            }),
            _ => Err(invalid),
        }
    }

    fn extension(&self, invalid: &mut Invalid) -> Option<Extension> {
        let typed = [&self.extension_window, &self.extension_by, &self.extension_most];
        if typed.iter().all(|typed| typed.trim().is_empty()) {
            return None;
        }
        let window = minutes(
            invalid,
            "extension_window",
            "How long before closing",
            &self.extension_window,
        );
        let by = minutes(invalid, "extension_by", "By how much closing moves", &self.extension_by);
        let most = self.extension_most.trim().parse::<u32>().ok();
        let most = most.filter(|most| (1..=MAX_EXTENSIONS).contains(most));
        if most.is_none() {
            let message = format!("How often closing can move must be a whole number from 1 to {MAX_EXTENSIONS}");
            invalid.add("extension_most", message);
        }
        Some(Extension {
            window_secs: window? * 60,
            by_secs: by? * 60,
            most: most?,
        })
    }
}

/// What settings say.
struct Read {
    visibility: Visibility,
    ties: Ties,
    opens_at: Timestamp,
    closes_at: Timestamp,
    increment: Total,
    reserve: Option<Total>,
    target: Option<Total>,
    cap: Option<u32>,
    realism: Option<u32>,
    extension: Option<Extension>,
}

fn choice<T: Copy>(invalid: &mut Invalid, field: &str, typed: &str, names: &[(&str, T)], message: &str) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == typed);
    if found.is_none() {
        invalid.add(field, message);
    }
    found.map(|(_, value)| *value)
}

fn pounds(invalid: &mut Invalid, field: &str, what: &str, typed: &str) -> Option<Total> {
    if typed.trim().is_empty() {
        return None;
    }
    match Money::parse_messy(typed) {
        Ok(Money::ZERO) => invalid.add(field, format!("{what} must be more than £0")),
        Ok(money) => return Total::from_parts(i128::from(money.pence()) * 1_000),
        Err(error) => invalid.add(field, error.to_string().replace("Amount", what)),
    }
    None
}

/// Hundredths of a percent.
fn percent(invalid: &mut Invalid, field: &str, what: &str, typed: &str) -> Option<u32> {
    let typed = typed.trim().trim_end_matches('%').trim_end();
    if typed.is_empty() {
        return None;
    }
    let hundredths = svx_domain::text::parse_scaled(typed, 2).ok();
    let found = hundredths.and_then(|hundredths| u32::try_from(hundredths).ok());
    let found = found.filter(|found| (1..=10_000).contains(found));
    if found.is_none() {
        invalid.add(field, format!("{what} must be a percentage from 0.01 to 100, like 16"));
    }
    found
}

fn minutes(invalid: &mut Invalid, field: &str, what: &str, typed: &str) -> Option<u32> {
    let found = typed
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|minutes| (1..=60).contains(minutes));
    if found.is_none() {
        invalid.add(field, format!("{what} must be a whole number of minutes from 1 to 60"));
    }
    found
}

/// The rules that settings make of a procurement and its register, and everything that stands in their way.
fn rules(
    settings: &Settings,
    id: AuctionId,
    procurement: &Procurement,
    register: &[RegisterLine],
    price_book: Option<&str>,
) -> Result<Rules, Invalid> {
    let read = settings.read()?;
    let needs = register.iter().map(|line| Need {
        id: line.need_id.to_string(),
        lot: LOT.to_owned(),
        asked: line.quantity,
        price: line.unit_price_pence,
        points: None,
    });
    let rules = Rules {
        auction: id,
        ocid: procurement.ocid.clone(),
        unit: Unit::Pounds,
        price_book: price_book.unwrap_or(NO_PRICE_BOOK).to_owned(),
        visibility: read.visibility,
        increment: read.increment,
        reserve: read.reserve,
        target: read.target,
        cap_basis_points: read.cap,
        realism_basis_points: read.realism,
        extension: read.extension,
        ties: read.ties,
        one_per_group: settings.one_per_group,
        names_published: settings.names_published,
        lots: vec![Lot {
            id: LOT.to_owned(),
            title: procurement.title.clone(),
            value: procurement.value_pence.unwrap_or(Money::ZERO),
        }],
        rounds: vec![Round {
            lots: vec![LOT.to_owned()],
            opens_at: read.opens_at,
            closes_at: read.closes_at,
        }],
        needs: needs.collect(),
    };
    let mut invalid = Invalid::new();
    for problem in rules.problems(&Path::ROOT) {
        let (field, what) = place(&problem.path);
        invalid.add(field, format!("{what} {}", problem.message));
    }
    if procurement.bids_from.is_some_and(|from| read.opens_at < from) {
        invalid.add("opens_day", "The auction must not open before bids are taken");
    }
    if invalid.is_empty() { Ok(rules) } else { Err(invalid) }
}

/// The field of the form, and its name, of a place in the rules.
fn place(path: &str) -> (&'static str, &'static str) {
    const PLACES: [(&str, &str, &str); 9] = [
        ("$.increment", "increment", "The increment"),
        ("$.reserve", "reserve", "The reserve"),
        ("$.target", "target", "The target"),
        ("$.cap", "cap", "The cap"),
        ("$.realism", "realism", "The realism check"),
        ("$.extension", "extension_window", "The extension"),
        ("$.rounds", "closes_day", "The closing time"),
        ("$.lots", "visibility", "The value of the contract, under ‘About it’,"),
        ("$.needs", "visibility", "The register of needs"),
    ];
    let found = PLACES.iter().find(|(begin, _, _)| path.starts_with(begin));
    found.map_or(("visibility", "The auction"), |(_, field, what)| (*field, *what))
}

/// A draft's auction, for the officer who sets it up.
pub struct Form {
    /// The procurement.
    pub procurement: Procurement,
    /// What was set; nothing where there is no auction.
    pub settings: Option<Settings>,
}

/// The auction of a draft as it is set.
pub async fn form(app: &App, actor: &Actor, ocid: &str) -> Result<Form> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&procurement)?;
    let mut conn = app.db.read().await?;
    let stored = auctions::of_procurement(&mut conn, procurement.id).await?;
    Ok(Form {
        settings: stored.as_ref().map(Settings::of),
        procurement,
    })
}

/// Keeps the settings of a draft's auction. What is unwise about them, in plain words, is given back.
pub async fn save(app: &App, actor: &Actor, ocid: &str, mut settings: Settings) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&draft)?;
    settings.cut();
    let read = settings.read()?;
    let mut invalid = Invalid::new();
    if read.closes_at <= read.opens_at {
        invalid.add("closes_day", "The auction must close after it opens");
    } else if read.closes_at <= app.now() {
        invalid.add("closes_day", "The auction must close in the future");
    }
    if read.visibility == Visibility::Sealed && read.extension.is_some() {
        invalid.add(
            "extension_window",
            "Leave the extension empty: in a sealed auction nobody may know who leads, so no bid can be seen to change it",
        );
    }
    invalid.check()?;
    let value = serde_json::to_value(&settings).map_err(svx_store::Error::from)?;
    transact!(app, permit, |tx| {
        // The draft is written too, so that nobody publishes what they did not see.
        let id: AuctionId = tx.id();
        let saved =
            procurements::save(tx, &draft).await? && auctions::put_settings(tx, id, draft.id, value.clone()).await?;
        if !saved {
            return Err(faster());
        }
        let event = Event::new("procurement.saved", "procurement", draft.id);
        tx.record(event.with(serde_json::json!({"part": "auction"}))).await?;
        Ok(())
    })
}

/// Leaves a draft without an auction.
pub async fn remove(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&draft)?;
    transact!(app, permit, |tx| {
        if !procurements::save(tx, &draft).await? {
            return Err(faster());
        }
        auctions::drop_settings(tx, draft.id).await?;
        let event = Event::new("procurement.saved", "procurement", draft.id);
        tx.record(event.with(serde_json::json!({"part": "auction"}))).await?;
        Ok(())
    })
}

impl Settings {
    fn cut(&mut self) {
        for typed in [
            &mut self.opens_day,
            &mut self.opens_time,
            &mut self.closes_day,
            &mut self.closes_time,
            &mut self.increment,
            &mut self.reserve,
            &mut self.target,
            &mut self.cap,
            &mut self.realism,
            &mut self.extension_window,
            &mut self.extension_by,
            &mut self.extension_most,
        ] {
            *typed = typed.trim().chars().take(MAX_TYPED_CHARS).collect();
        }
    }

    /// What an officer should know before these settings are frozen, as far as they can be read.
    pub fn warnings(&self, prepared: &Prepared) -> Vec<Warning> {
        let id = AuctionId::from_parts(0, [0; 10]);
        let found = rules(self, id, &prepared.procurement, &prepared.register, None);
        found.map(|rules| warnings(&rules)).unwrap_or_default()
    }
}

/// Freezes the rules of a draft's auction with the procurement's own, in the same transaction, and gives their fingerprint.
pub(crate) async fn freeze(tx: &mut Tx, prepared: &Prepared) -> Result<Option<String>> {
    let procurement = &prepared.procurement;
    let Some(stored) = auctions::of_procurement(tx, procurement.id).await? else {
        return Ok(None);
    };
    if !prepared.setup.has_pledges() {
        let message =
            "There is an auction, but pledges do not count in your criteria. Change the criteria or remove the auction";
        return Err(Invalid::one("auction", message).into());
    }
    let price_book = prepared.prices.as_ref().map(|version| version.title.as_str());
    let id = AuctionId::from_uuid(stored.id);
    let in_task_list = |found: Invalid| {
        let mut invalid = Invalid::new();
        for (_, message) in found.iter() {
            invalid.add("auction", message);
        }
        Error::Invalid(invalid)
    };
    let settings = Settings::of(&stored);
    let rules = rules(&settings, id, procurement, &prepared.register, price_book).map_err(in_task_list)?;
    let closes = rules.rounds.last().map(|round| round.closes_at);
    if closes.is_some_and(|closes| closes <= tx.now()) {
        return Err(Invalid::one("auction", "The auction must close in the future: change its times").into());
    }
    let text = rules_json(&rules).to_string();
    let valid = rules.validate(&Path::ROOT);
    let valid = valid.map_err(|mut problems| Error::outside("freezing an auction")(problems.swap_remove(0).into()))?;
    let sha256 = hex::encode(valid.sha256());
    if !auctions::freeze(tx, procurement.id, &text, &sha256).await? {
        return Err(faster());
    }
    for round in &valid.rules().rounds {
        super::clock::at(tx, &procurement.ocid, round.opens_at).await?;
        super::clock::at(tx, &procurement.ocid, round.closes_at).await?;
    }
    Ok(Some(sha256))
}
