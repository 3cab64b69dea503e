//! Setting up a procurement: a draft, saved part by part.

use super::{faster, permitted, rules::Setup};
use crate::{App, Error, Invalid, Result};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use svx_domain::{
    Money, ProcurementId,
    access::{self, Action, Scope},
    lifecycle::ProcurementState,
    organisation::Actor,
    ports,
};
use svx_places::AuthorityCode;
use svx_scoring::policy::{Arrangement, BuyerType};
use svx_store::{
    Event, organisations,
    procurements::{self, MAX_AREA, Procurement},
};

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 200;
/// The most characters of a description.
pub const MAX_DESCRIPTION_CHARS: usize = 5000;
/// The most characters of a procedure's name.
const MAX_PROCEDURE_CHARS: usize = 200;
/// What begins the ocid of a procurement that is set up here. An installation that publishes to others registers its own.
const OCID_PREFIX: &str = "ocds-svx000";
/// What can be bought.
pub const CATEGORIES: [(&str, &str); 3] = [("services", "Services"), ("goods", "Goods"), ("works", "Works")];

/// What is asked first, and under “About it”: as it was typed.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The title.
    pub title: String,
    /// What is bought.
    pub description: String,
    /// `goods`, `services` or `works`.
    pub category: String,
    /// The procedure, in the authority's words.
    pub procedure: String,
    /// The estimated value.
    pub value: String,
    /// Whether that includes VAT.
    pub includes_vat: bool,
    /// The kind of buyer.
    pub buyer_type: String,
    /// The kind of arrangement.
    pub arrangement: String,
    /// The day on which the tender notice was or will be published; empty where it is not known.
    pub commenced_on: String,
}

/// The timetable as it was typed: days like `31 3 2027`, times like `17:00` or `5pm`.
#[derive(Debug, Clone, Default)]
pub struct Timetable {
    /// The day from which bids are taken.
    pub from_day: String,
    /// The time of that day.
    pub from_time: String,
    /// The day until which bids are taken.
    pub until_day: String,
    /// The time of that day.
    pub until_time: String,
    /// The contract's first day.
    pub contract_from: String,
    /// The contract's last day.
    pub contract_to: String,
}

/// Begins a procurement with a title, and gives its ocid.
pub async fn create(app: &App, actor: &Actor, title: &str) -> Result<String> {
    let permit = access::authorize(actor, Action::CreateProcurement, &Scope::none())?;
    let authority_id = actor.organisation().ok_or(Error::NotFound)?;
    let mut invalid = Invalid::new();
    let title = check_title(&mut invalid, title);
    invalid.check()?;
    let mut random = [0; 8];
    app.entropy().fill(&mut random);
    let ocid = format!("{OCID_PREFIX}-{}", hex::encode(random));
    transact!(app, permit, |tx| {
        let id: ProcurementId = tx.id();
        let authority = organisations::by_id(tx, authority_id).await?.ok_or(Error::NotFound)?;
        let new = empty(id, &ocid, &authority, title.clone(), tx.now());
        procurements::insert(tx, &new).await?;
        let area = procurements::area_of_authority(tx, authority_id).await?;
        procurements::set_area(tx, id, &area).await?;
        tx.record(Event::new("procurement.begun", "procurement", id)).await?;
        Ok(ocid.clone())
    })
}

/// A draft with a title and nothing else.
pub(super) fn empty(
    id: ProcurementId,
    ocid: &str,
    authority: &organisations::Organisation,
    title: String,
    now: Timestamp,
) -> Procurement {
    Procurement {
        id,
        ocid: ocid.to_owned(),
        authority_id: authority.id,
        authority: authority.name.clone(),
        authority_slug: authority.slug.clone(),
        title,
        description: String::new(),
        category: None,
        procedure: String::new(),
        value_pence: None,
        includes_vat: true,
        buyer_type: None,
        arrangement: "contract".to_owned(),
        commenced_on: None,
        bids_from: None,
        bids_until: None,
        contract_from: None,
        contract_to: None,
        state: ProcurementState::Draft,
        setup: serde_json::json!({}),
        rules: None,
        rules_sha256: None,
        price_version_id: None,
        notice: None,
        notice_title: None,
        reason: None,
        created_at: now,
        updated_at: now,
        published_at: None,
        opened_at: None,
        awarded_at: None,
    }
}

fn check_title(invalid: &mut Invalid, title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        invalid.add("title", "Enter a title, like ‘Grounds maintenance in four wards’");
    } else if title.chars().count() > MAX_TITLE_CHARS {
        invalid.add(
            "title",
            format!("The title must have at most {MAX_TITLE_CHARS} characters"),
        );
    }
    title
}

/// Saves “About it”.
pub async fn save_about(app: &App, actor: &Actor, ocid: &str, about: &About) -> Result<()> {
    save(app, actor, ocid, "about", |invalid, draft| {
        draft.title = check_title(invalid, &about.title);
        draft.description = about.description.trim().to_owned();
        if draft.description.chars().count() > MAX_DESCRIPTION_CHARS {
            invalid.add(
                "description",
                format!("The description must have at most {MAX_DESCRIPTION_CHARS} characters"),
            );
        }
        draft.procedure = about.procedure.trim().to_owned();
        if draft.procedure.chars().count() > MAX_PROCEDURE_CHARS {
            invalid.add(
                "procedure",
                format!("The procedure must have at most {MAX_PROCEDURE_CHARS} characters"),
            );
        }
        let chosen = |typed: &str, mut known: Box<dyn Iterator<Item = &'static str>>| {
            known.find(|name| *name == typed).map(str::to_owned)
        };
        draft.category = chosen(&about.category, Box::new(CATEGORIES.into_iter().map(|(code, _)| code)));
        if draft.category.is_none() {
            invalid.add("category", "Choose whether you buy services, goods or works");
        }
        draft.value_pence = match Money::parse_messy(&about.value) {
            Ok(value) => Some(value),
            Err(svx_domain::money::MoneyError::Empty) => {
                invalid.add("value", "Enter the estimated value, like 240,000");
                None
            }
            Err(error) => {
                invalid.add("value", error.to_string().replace("Amount", "The estimated value"));
                None
            }
        };
        draft.includes_vat = about.includes_vat;
        draft.buyer_type = chosen(
            &about.buyer_type,
            Box::new(BuyerType::NAMES.into_iter().map(|(name, _)| name)),
        );
        if draft.buyer_type.is_none() {
            invalid.add("buyer_type", "Choose the kind of authority that buys");
        }
        match chosen(
            &about.arrangement,
            Box::new(Arrangement::NAMES.into_iter().map(|(name, _)| name)),
        ) {
            Some(arrangement) => draft.arrangement = arrangement,
            None => invalid.add("arrangement", "Choose what the procurement sets up"),
        }
        draft.commenced_on = optional_day(
            invalid,
            "commenced_on",
            "The day of the tender notice",
            &about.commenced_on,
        );
    })
    .await
}

/// Saves the criteria.
pub async fn save_criteria(app: &App, actor: &Actor, ocid: &str, setup: Setup) -> Result<()> {
    let setup = setup.checked()?;
    let value = serde_json::to_value(&setup).map_err(svx_store::Error::from)?;
    save(app, actor, ocid, "criteria", |invalid, draft| {
        draft.setup = value.clone();
        for problem in setup.rules().problems() {
            invalid.add("price", format!("{problem}"));
        }
    })
    .await
}

/// Saves the timetable.
pub async fn save_timetable(app: &App, actor: &Actor, ocid: &str, typed: &Timetable) -> Result<()> {
    let now = app.now();
    save(app, actor, ocid, "timetable", |invalid, draft| {
        let from = moment(invalid, "from", "Bids open", &typed.from_day, &typed.from_time);
        let until = moment(invalid, "until", "Bids close", &typed.until_day, &typed.until_time);
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            invalid.add("until_day", "Bids must close after they open");
        } else if until.is_some_and(|until| until <= now) {
            invalid.add("until_day", "Bids must close in the future");
        }
        let first = required_day(
            invalid,
            "contract_from",
            "The contract’s first day",
            &typed.contract_from,
        );
        let last = required_day(invalid, "contract_to", "The contract’s last day", &typed.contract_to);
        if first.zip(last).is_some_and(|(first, last)| last < first) {
            invalid.add(
                "contract_to",
                "The contract’s last day must be the same as or after its first day",
            );
        }
        if first
            .zip(until)
            .is_some_and(|(first, until)| first < ports::uk_date(until))
        {
            invalid.add("contract_from", "The contract must start after bids close");
        }
        (draft.bids_from, draft.bids_until) = (from, until);
        (draft.contract_from, draft.contract_to) = (first, last);
    })
    .await
}

/// Saves the area: codes of local authorities.
pub async fn save_area(app: &App, actor: &Actor, ocid: &str, codes: &[String]) -> Result<()> {
    let mut known = Vec::new();
    let mut invalid = Invalid::new();
    for code in codes {
        let found = code.parse::<AuthorityCode>().ok().and_then(svx_places::authority);
        match found {
            Some(found) => known.push(found.code.to_string()),
            None => invalid.add(
                "area",
                format!(
                    "There is no local authority with the code ‘{}’",
                    code.chars().take(20).collect::<String>()
                ),
            ),
        }
    }
    known.sort();
    known.dedup();
    if known.is_empty() && invalid.is_empty() {
        invalid.add("area", "Choose at least one local authority");
    } else if known.len() > MAX_AREA as usize {
        invalid.add("area", format!("Choose at most {MAX_AREA} local authorities"));
    }
    invalid.check()?;
    let (permit, draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&draft)?;
    transact!(app, permit, |tx| {
        if !procurements::save(tx, &draft).await? {
            return Err(faster());
        }
        procurements::set_area(tx, draft.id, &known).await?;
        let event = Event::new("procurement.saved", "procurement", draft.id);
        tx.record(event.with(serde_json::json!({"part": "area"}))).await?;
        Ok(())
    })
}

/// Loads the draft, lets `change` write into it, and saves it where nothing is wrong.
async fn save(
    app: &App,
    actor: &Actor,
    ocid: &str,
    part: &str,
    change: impl FnOnce(&mut Invalid, &mut Procurement),
) -> Result<()> {
    let (permit, mut draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&draft)?;
    let mut invalid = Invalid::new();
    change(&mut invalid, &mut draft);
    invalid.check()?;
    transact!(app, permit, |tx| {
        if !procurements::save(tx, &draft).await? {
            return Err(faster());
        }
        let event = Event::new("procurement.saved", "procurement", draft.id);
        tx.record(event.with(serde_json::json!({"part": part}))).await?;
        Ok(())
    })
}

pub(crate) fn must_be_draft(procurement: &Procurement) -> Result<()> {
    if procurement.state == ProcurementState::Draft {
        return Ok(());
    }
    Err(Error::Conflict(
        "This procurement is published: its rules, its register and its timetable are frozen and cannot be changed."
            .to_owned(),
    ))
}

fn optional_day(invalid: &mut Invalid, field: &str, what: &str, typed: &str) -> Option<Date> {
    if typed.trim().is_empty() {
        return None;
    }
    required_day(invalid, field, what, typed)
}

fn required_day(invalid: &mut Invalid, field: &str, what: &str, typed: &str) -> Option<Date> {
    let day = super::content::day(typed);
    if day.is_none() {
        invalid.add(field, format!("{what} must be a real date, like 31 3 2027"));
    }
    day
}

pub(crate) fn moment(invalid: &mut Invalid, name: &str, what: &str, day: &str, time: &str) -> Option<Timestamp> {
    let date = super::content::day(day);
    if date.is_none() {
        invalid.add(
            format!("{name}_day"),
            format!("{what}: enter a real date, like 31 3 2027"),
        );
    }
    let clock = time_of_day(time);
    if clock.is_none() {
        invalid.add(
            format!("{name}_time"),
            format!("{what}: enter a time, like 5pm or 17:00"),
        );
    }
    let civil = DateTime::from_parts(date?, clock?);
    civil.to_zoned_datetime(ports::uk()).map(|zoned| zoned.timestamp()).ok()
}

/// A time as people type it: `17:00`, `5pm`, `5:30 pm`, `midday`.
fn time_of_day(typed: &str) -> Option<jiff::civil::Time> {
    let tidy: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    match tidy.as_str() {
        "midday" | "noon" => return jiff::civil::Time::new(12, 0, 0, 0).ok(),
        "midnight" => return jiff::civil::Time::new(0, 0, 0, 0).ok(),
        _ => {}
    }
    let (clock, half) = match (tidy.strip_suffix("am"), tidy.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (tidy.as_str(), None),
    };
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        Some(_) => return None,
        None if half.is_some() => (clock, 0),
        None => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    jiff::civil::Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case("17:00", Some((17, 0)))]
    #[case("5pm", Some((17, 0)))]
    #[case("5.30 pm", Some((17, 30)))]
    #[case("12am", Some((0, 0)))]
    #[case("12pm", Some((12, 0)))]
    #[case("midday", Some((12, 0)))]
    #[case("17", None)]
    #[case("25:00", None)]
    #[case("13pm", None)]
    #[case("5:3", None)]
    #[case("", None)]
    fn times_as_people_type_them(#[case] typed: &str, #[case] expected: Option<(i8, i8)>) {
        let found = super::time_of_day(typed).map(|time| (time.hour(), time.minute()));
        assert_eq!(found, expected);
    }
}
