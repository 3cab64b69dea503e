//! What the scenes of the demonstration share: the exchange, its clock, and who is who.

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::collections::HashMap;
use svx_app::{App, input::TypedDay, system::SetClock};
use svx_domain::{
    NeedId, OfferId,
    organisation::{Actor, Role},
    ports,
};
use svx_store::organisations;

/// Organisations that no authority has let in so far, so that an officer has something to decide.
const NOT_MEMBERS: &[&str] = &["band", "energy", "allot"];

/// The exchange while its past is played.
pub(super) struct Stage<'a> {
    pub(super) app: &'a App,
    clock: &'a SetClock,
    now: Timestamp,
    cast: HashMap<String, Vec<Actor>>,
    needs: HashMap<String, NeedId>,
    offers: HashMap<String, OfferId>,
    names: HashMap<String, String>,
}

impl<'a> Stage<'a> {
    /// Commands of whoever runs the installation, as far as the audit log is concerned.
    pub(super) const SYSTEM: Actor = Actor::system("svx demo");

    pub(super) fn new(app: &'a App, clock: &'a SetClock) -> Self {
        Self {
            app,
            clock,
            now: app.now(),
            cast: HashMap::new(),
            needs: HashMap::new(),
            offers: HashMap::new(),
            names: HashMap::new(),
        }
    }

    /// Goes to 9:00am, so many days before the present; after it where the number is negative.
    pub(super) fn days_ago(&self, days: i64) {
        let day = self.now - SignedDuration::from_hours(24 * days);
        let morning = ports::uk_date(day).at(9, 0, 0, 0).to_zoned_datetime(ports::uk());
        let morning = morning.map_or(day, |morning| morning.timestamp());
        self.clock.set(morning.min(self.now));
    }

    /// Comes back to the present.
    pub(super) fn to_present(&self) {
        self.clock.set(self.now);
    }

    /// Lets hours pass, but never beyond the present.
    pub(super) fn pass_hours(&self, hours: i64) {
        self.clock
            .set((self.app.now() + SignedDuration::from_hours(hours)).min(self.now));
    }

    /// The day on which the scene plays.
    pub(super) fn today(&self) -> Date {
        self.app.today()
    }

    /// The postcode of the organisation that somebody acts for.
    pub(super) async fn postcode(&self, actor: &Actor) -> anyhow::Result<String> {
        let id = actor.organisation().context("nobody's organisation")?;
        let found = organisations::by_id(&mut self.app.db.read().await?, id).await?;
        found
            .and_then(|found| found.postcode)
            .context("an organisation without a postcode")
    }

    /// Whether an organisation was let onto the council's exchange.
    pub(super) fn is_member(&self, key: &str) -> bool {
        !NOT_MEMBERS.contains(&key)
    }

    /// A day, counted from the present one.
    pub(super) fn day(&self, days: i64) -> Date {
        ports::uk_date(self.now + SignedDuration::from_hours(24 * days))
    }

    /// Somebody comes on.
    pub(super) fn enter(&mut self, key: &str, actor: Actor) {
        self.cast.entry(key.to_owned()).or_default().push(actor);
    }

    /// Remembers what an organisation is called.
    pub(super) fn keep_name(&mut self, key: &str, name: &str) {
        self.names.insert(key.to_owned(), name.to_owned());
    }

    /// What an organisation is called.
    pub(super) fn name(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    /// The first person of an organisation.
    pub(super) fn actor(&self, key: &str) -> anyhow::Result<Actor> {
        let people = self.cast.get(key).with_context(|| format!("nobody is {key}"))?;
        people.first().copied().with_context(|| format!("nobody is {key}"))
    }

    /// Remembers a need by its community, project and resource.
    pub(super) fn keep_need(&mut self, community: &str, project: &str, resource: &str, id: NeedId) {
        self.needs.insert(format!("{community}/{project}/{resource}"), id);
    }

    /// The need of a community's project for a resource.
    pub(super) fn need(&self, community: &str, project: &str, resource: &str) -> anyhow::Result<NeedId> {
        let key = format!("{community}/{project}/{resource}");
        self.needs
            .get(&key)
            .copied()
            .with_context(|| format!("there is no need {key}"))
    }

    /// Remembers an offer by its supplier and resource.
    pub(super) fn keep_offer(&mut self, supplier: &str, resource: &str, id: OfferId) {
        self.offers.insert(format!("{supplier}/{resource}"), id);
    }

    /// The offer of a resource by a supplier.
    pub(super) fn offer(&self, supplier: &str, resource: &str) -> anyhow::Result<OfferId> {
        let key = format!("{supplier}/{resource}");
        self.offers
            .get(&key)
            .copied()
            .with_context(|| format!("there is no offer {key}"))
    }

    /// Everyone of an organisation who has a role.
    pub(super) fn all_with_role(&self, key: &str, role: Role) -> anyhow::Result<Vec<Actor>> {
        let people = self.cast.get(key).with_context(|| format!("nobody is {key}"))?;
        let with = |actor: &&Actor| actor.acting.is_some_and(|acting| acting.roles.has(role));
        Ok(people.iter().filter(with).copied().collect())
    }

    /// The person of an organisation who has a role.
    pub(super) fn with_role(&self, key: &str, role: Role) -> anyhow::Result<Actor> {
        let people = self.cast.get(key).with_context(|| format!("nobody is {key}"))?;
        let found = people
            .iter()
            .find(|actor| actor.acting.is_some_and(|acting| acting.roles.has(role)));
        found.copied().with_context(|| format!("nobody at {key} is {role}"))
    }
}

/// A day as a person types it into three boxes.
pub(super) struct Days([String; 3]);

impl Days {
    pub(super) fn new(day: Date) -> Self {
        Self([day.day().to_string(), day.month().to_string(), day.year().to_string()])
    }

    pub(super) fn into_parts(self) -> [String; 3] {
        self.0
    }

    pub(super) fn typed(&self) -> TypedDay<'_> {
        let [day, month, year] = &self.0;
        TypedDay { day, month, year }
    }
}

/// The rows of a table of the demonstration.
pub(super) fn rows(text: &'static str) -> anyhow::Result<Vec<csv::StringRecord>> {
    Ok(csv::Reader::from_reader(text.as_bytes())
        .records()
        .collect::<Result<_, _>>()?)
}
