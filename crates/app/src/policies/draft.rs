//! Drafting a version of a pack and publishing it. What is published stays: a change is a new version.

use super::{own, packs};
use crate::{App, Error, Invalid, Result, people::create, people::fields, procurement::content::day};
use jiff::Timestamp;
use std::collections::BTreeMap;
use svx_domain::{
    OrganisationId, PolicyPackId, PolicyVersionId,
    access::{Action, Permit},
    organisation::Actor,
};
use svx_formats::pack::{
    self as table, DESCRIPTION_CHARS_MAX, MEASURES_MAX, OUTCOME_CHARS_MAX, Pack as Content, THEME_CHARS_MAX,
    TITLE_CHARS_MAX, UNIT_CHARS_MAX,
};
use svx_store::{
    Event, Tx,
    policies::{self, MAX_PACKS, MAX_VERSIONS, Pack, Version},
};

/// The most characters of a pack's name.
pub const MAX_NAME_CHARS: usize = 120;
/// The most characters that say what a version was decided by.
pub const MAX_SOURCE_CHARS: usize = 300;

/// What holds for a whole version, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Terms<'a> {
    /// The first day of commencement that it is for.
    pub from_on: &'a str,
    /// What it was decided by.
    pub source: &'a str,
    /// How many measures may be chosen at most; empty for any number.
    pub most: &'a str,
    /// How many measures of each theme must be chosen, by theme; empty for none.
    pub least: BTreeMap<String, String>,
}

/// A measure as it was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedMeasure<'a> {
    /// Its code.
    pub code: &'a str,
    /// The theme that it belongs to.
    pub theme: &'a str,
    /// The outcome that it serves.
    pub outcome: &'a str,
    /// What is measured.
    pub title: &'a str,
    /// What it is counted in.
    pub unit: &'a str,
    /// What counts and what does not.
    pub description: &'a str,
}

/// Begins a pack with an empty draft of its first version, and gives its name in addresses.
pub async fn create(app: &App, actor: &Actor, name: &str) -> Result<String> {
    let (permit, authority) = own(actor, Action::EditPolicies)?;
    let mut invalid = Invalid::new();
    let name = fields::line(
        name,
        MAX_NAME_CHARS,
        "Enter a name, like ‘Our social value policy’",
        "The name",
    );
    let name = invalid.take_or_default("name", name);
    invalid.check()?;
    transact!(app, permit, |tx| {
        if policies::own(tx, authority).await?.len() >= MAX_PACKS as usize {
            return Err(Error::Conflict(format!(
                "There can be at most {MAX_PACKS} policy packs"
            )));
        }
        let id: PolicyPackId = tx.id();
        let slug = create::slug(&name, &id.to_string());
        policies::insert_pack(tx, id, authority, &slug, &name).await?;
        policies::begin(tx, &empty(tx.id(), id, 1, tx.now())).await?;
        let event = Event::new("policy.begun", "policy-pack", id);
        tx.record(event.with(serde_json::json!({"name": name}))).await?;
        Ok(slug)
    })
}

fn empty(id: PolicyVersionId, pack_id: PolicyPackId, number: u32, now: Timestamp) -> Version {
    Version {
        id,
        pack_id,
        number,
        from_on: None,
        source: String::new(),
        most_measures: None,
        sha256: None,
        updated_at: now,
        published_at: None,
    }
}

/// Begins the next version as a copy of the newest.
pub async fn begin(app: &App, actor: &Actor, slug: &str) -> Result<()> {
    let (permit, authority) = own(actor, Action::EditPolicies)?;
    let outcome = transact!(app, permit, |tx| {
        let pack = of_slug(tx, authority, slug).await?;
        let versions = policies::versions(tx, pack.id).await?;
        if versions.iter().any(|version| version.published_at.is_none()) {
            return Err(Error::Conflict("The next version is being drafted already".to_owned()));
        }
        let last = versions.into_iter().next().ok_or(Error::NotFound)?;
        if last.number >= MAX_VERSIONS {
            return Err(Error::Conflict(format!("A pack has at most {MAX_VERSIONS} versions")));
        }
        let content = packs::content(tx, &last).await?;
        let next = Version {
            most_measures: last.most_measures,
            ..empty(tx.id(), pack.id, last.number + 1, tx.now())
        };
        policies::begin(tx, &next).await?;
        write(tx, &next, &content).await?;
        record(tx, "policy.version-begun", &pack, &next).await
    });
    match outcome {
        Err(Error::Store(error)) if error.is_duplicate() => Err(Error::Conflict(
            "Somebody began the next version at the same moment".to_owned(),
        )),
        outcome => outcome,
    }
}

/// Puts the measures and rules of a table in place of the draft's, and gives how many measures it has.
pub async fn import(app: &App, actor: &Actor, slug: &str, file: &[u8]) -> Result<usize> {
    let permit = own(actor, Action::EditPolicies)?;
    let read = table::read(file).map_err(|problems| {
        let mut invalid = Invalid::new();
        for problem in problems.0 {
            invalid.add("file", problem.to_string());
        }
        invalid
    })?;
    let count = read.measures.len();
    edit(app, permit, slug, "policy.imported", |_, version, content| {
        version.most_measures = read.most_measures;
        *content = read.clone();
    })
    .await?;
    Ok(count)
}

/// Saves what holds for the whole version.
pub async fn save_terms(app: &App, actor: &Actor, slug: &str, terms: &Terms<'_>) -> Result<()> {
    let permit = own(actor, Action::EditPolicies)?;
    edit(app, permit, slug, "policy.saved", |invalid, version, content| {
        version.from_on = day(terms.from_on);
        if version.from_on.is_none() {
            invalid.add("from_on", "The first day must be a real date, like 1 4 2027");
        }
        let source = fields::line(
            terms.source,
            MAX_SOURCE_CHARS,
            "Enter what it was decided by, like ‘Cabinet, 3 March 2026’",
            "What it was decided by",
        );
        version.source = invalid.take_or_default("source", source);
        version.most_measures = number(invalid, "most", terms.most);
        content.most_measures = version.most_measures;
        content.theme_least.clear();
        let themes: Vec<String> = content.themes().into_iter().map(str::to_owned).collect();
        for (index, theme) in themes.into_iter().enumerate() {
            let typed = terms.least.get(&theme).map_or("", String::as_str);
            if let Some(least) = number(invalid, &format!("least-{index}"), typed) {
                content.theme_least.insert(theme, least);
            }
        }
        for problem in content.rule_problems() {
            invalid.add("most", problem);
        }
    })
    .await
}

/// A whole number of measures; nothing where it is empty or nought.
fn number(invalid: &mut Invalid, field: &str, typed: &str) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    match typed.parse::<u32>() {
        Ok(number) if number <= MEASURES_MAX => Some(number).filter(|number| *number > 0),
        _ => {
            invalid.add(
                field,
                format!("Enter a whole number of measures, at most {MEASURES_MAX}"),
            );
            None
        }
    }
}

/// Adds a measure to the draft, after the others.
pub async fn add_measure(app: &App, actor: &Actor, slug: &str, typed: TypedMeasure<'_>) -> Result<()> {
    let permit = own(actor, Action::EditPolicies)?;
    edit(app, permit, slug, "policy.measure-added", |invalid, _, content| {
        let measure = measure(invalid, typed, content);
        if content.measures.len() >= MEASURES_MAX as usize {
            invalid.add("code", format!("A pack has at most {MEASURES_MAX} measures"));
        } else if content.measure(&measure.code).is_some() {
            invalid.add(
                "code",
                format!("There is a measure with the code {} already", measure.code),
            );
        }
        content.measures.push(measure);
    })
    .await
}

fn measure(invalid: &mut Invalid, typed: TypedMeasure<'_>, content: &Content) -> table::Measure {
    let mut line = |field: &str, text: &str, most: usize, empty: &str, what: &str| {
        let read = fields::line(text, most, empty, what);
        invalid.take_or_default(field, read)
    };
    let theme = line("theme", typed.theme, THEME_CHARS_MAX, "Enter the theme", "The theme");
    let outcome = line(
        "outcome",
        typed.outcome,
        OUTCOME_CHARS_MAX,
        "Enter the outcome",
        "The outcome",
    );
    let title = line(
        "title",
        typed.title,
        TITLE_CHARS_MAX,
        "Enter what is measured",
        "What is measured",
    );
    let unit = line(
        "unit",
        typed.unit,
        UNIT_CHARS_MAX,
        "Enter what it is counted in, like hours",
        "The unit",
    );
    let description = fields::text(typed.description, DESCRIPTION_CHARS_MAX, "What counts");
    // A theme is written as it was written first.
    let known = content
        .themes()
        .into_iter()
        .find(|known| known.to_lowercase() == theme.to_lowercase());
    table::Measure {
        theme: known.map_or(theme, str::to_owned),
        code: invalid.take_or_default("code", table::code(typed.code)),
        outcome,
        title,
        unit,
        description: invalid.take_or_default("description", description),
    }
}

/// Takes a measure out of the draft, and the rule of its theme where it was the last.
pub async fn remove_measure(app: &App, actor: &Actor, slug: &str, code: &str) -> Result<()> {
    let permit = own(actor, Action::EditPolicies)?;
    edit(app, permit, slug, "policy.measure-removed", |_, _, content| {
        content.measures.retain(|measure| measure.code != code);
        let themes: Vec<String> = content.themes().into_iter().map(str::to_owned).collect();
        content.theme_least.retain(|theme, _| themes.contains(theme));
    })
    .await
}

/// Everything that stands in the way of publication, by the fields of the draft's page.
pub fn problems(version: &Version, content: &Content, last: Option<&Version>) -> Invalid {
    let mut invalid = Invalid::new();
    if content.measures.is_empty() {
        invalid.add("file", "Add at least one measure");
    }
    match (version.from_on, last.and_then(|last| last.from_on)) {
        (None, _) => invalid.add("from_on", "Say from when it is used, and what it was decided by"),
        (Some(from), Some(before)) if from < before => invalid.add(
            "from_on",
            "The first day must not be before the first day of the version that it supersedes",
        ),
        _ => {}
    }
    for problem in content.rule_problems() {
        invalid.add("most", problem);
    }
    invalid
}

/// Publishes the draft as the officer saw it at `seen`. From then on nobody can change it.
pub async fn publish(app: &App, actor: &Actor, slug: &str, seen: Timestamp) -> Result<u32> {
    let (permit, authority) = own(actor, Action::EditPolicies)?;
    transact!(app, permit, |tx| {
        let pack = of_slug(tx, authority, slug).await?;
        let versions = policies::versions(tx, pack.id).await?;
        let draft = versions.iter().find(|version| version.published_at.is_none());
        let draft = draft.ok_or_else(changed)?;
        let last = versions.iter().find(|version| version.published_at.is_some());
        let content = packs::content(tx, draft).await?;
        problems(draft, &content, last).check()?;
        let sha256 = content
            .sha256()
            .map_err(|error| Error::outside("a table")(error.into()))?;
        if let Some(last) = last.filter(|last| last.sha256.as_ref() == Some(&sha256)) {
            return Err(Error::Conflict(format!(
                "The measures and rules are those of version {}, so there is nothing new to publish",
                last.number
            )));
        }
        if !policies::publish(tx, draft.id, &sha256, seen).await? {
            return Err(changed());
        }
        let event = Event::new("policy.published", "policy-pack", pack.id);
        let detail = serde_json::json!({"number": draft.number, "sha256": sha256, "measures": content.measures.len()});
        tx.record(event.with(detail)).await?;
        Ok(draft.number)
    })
}

/// Loads the draft, lets `change` write into it, and saves it where nothing is wrong.
async fn edit(
    app: &App,
    (permit, authority): (Permit, OrganisationId),
    slug: &str,
    action: &'static str,
    change: impl Fn(&mut Invalid, &mut Version, &mut Content),
) -> Result<()> {
    transact!(app, permit, |tx| {
        let pack = of_slug(tx, authority, slug).await?;
        let versions = policies::versions(tx, pack.id).await?;
        let draft = versions.into_iter().find(|version| version.published_at.is_none());
        let mut draft = draft.ok_or_else(changed)?;
        let mut content = packs::content(tx, &draft).await?;
        let mut invalid = Invalid::new();
        change(&mut invalid, &mut draft, &mut content);
        invalid.check()?;
        write(tx, &draft, &content).await?;
        record(tx, action, &pack, &draft).await
    })
}

async fn of_slug(tx: &mut Tx, authority: OrganisationId, slug: &str) -> Result<Pack> {
    policies::by_owner(tx, authority, slug).await?.ok_or(Error::NotFound)
}

async fn write(tx: &mut Tx, version: &Version, content: &Content) -> Result<()> {
    let measures = content.measures.iter().cloned().map(|measure| policies::Measure {
        code: measure.code,
        theme: measure.theme,
        outcome: measure.outcome,
        title: measure.title,
        unit: measure.unit,
        description: measure.description,
    });
    let rules = content.theme_least.iter().map(|(theme, least)| policies::ThemeRule {
        theme: theme.clone(),
        least: *least,
    });
    let (measures, rules): (Vec<_>, Vec<_>) = (measures.collect(), rules.collect());
    if policies::save_draft(tx, version, &measures, &rules).await? {
        Ok(())
    } else {
        Err(changed())
    }
}

async fn record(tx: &mut Tx, action: &'static str, pack: &Pack, version: &Version) -> Result<()> {
    let event = Event::new(action, "policy-pack", pack.id);
    tx.record(event.with(serde_json::json!({"number": version.number})))
        .await?;
    Ok(())
}

fn changed() -> Error {
    Error::Conflict(
        "This version is published or was changed meanwhile. What is published cannot be changed: begin the next version."
            .to_owned(),
    )
}
