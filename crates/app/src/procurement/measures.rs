//! The policy pack that a procurement chooses, the measures that it takes from it, and where they break the pack's rules.
//!
//! The choice is frozen at publication with everything else: the version that is chosen never changes.

use super::{faster, permitted, publish, setup};
use crate::{App, Error, Invalid, Result, policies::packs};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use svx_domain::{PolicyVersionId, ProcurementId, access::Action, organisation::Actor};
use svx_formats::pack::{Measure, Pack as Content};
use svx_scoring::measures::{MeasureProblem, MeasureRule, Waiver as Covered, check_measures};
use svx_store::{
    Conn, Event, Tx,
    policies::{self, Listed, Pack, Version, Waiver},
    procurements::{self, Procurement},
    proxies::InUse,
};

/// A pack's version, and what a procurement takes from it.
pub struct Chosen {
    /// The pack.
    pub pack: Pack,
    /// Its version.
    pub version: Version,
    /// All its measures and rules.
    pub content: Content,
    /// The codes of the measures that were chosen.
    pub codes: Vec<String>,
    /// Every waiver that was asked for.
    pub waivers: Vec<Waiver>,
}

/// How a broken rule stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody asked for a waiver of it.
    Open,
    /// A second person is to decide.
    Waiting,
    /// It is waived.
    Waived,
    /// A second person refused to waive it.
    Refused,
}

/// A rule that the choice breaks.
pub struct Broken {
    /// The rule, as waivers name it.
    pub rule: String,
    /// What is wrong.
    pub problem: MeasureProblem,
    /// How it stands.
    pub standing: Standing,
    /// The waiver that was asked for last, for this very choice.
    pub waiver: Option<Waiver>,
}

/// A rule as waivers name it.
fn rule_name(rule: &MeasureRule) -> String {
    match rule {
        MeasureRule::AtMost(most) => format!("at most {most}"),
        MeasureRule::AtLeastOf { theme, count } => format!("at least {count} of {theme}"),
    }
}

/// A rule in a sentence.
pub fn rule_words(rule: &MeasureRule) -> String {
    match rule {
        MeasureRule::AtMost(1) => "At most one measure".to_owned(),
        MeasureRule::AtMost(most) => format!("At most {most} measures"),
        MeasureRule::AtLeastOf { theme, count: 1 } => format!("At least one measure of ‘{theme}’"),
        MeasureRule::AtLeastOf { theme, count } => format!("At least {count} measures of ‘{theme}’"),
    }
}

impl Chosen {
    /// The measures that were chosen, in the order of the pack.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        let is_chosen = |measure: &&Measure| self.codes.contains(&measure.code);
        self.content.measures.iter().filter(is_chosen)
    }

    /// The fingerprint of the choice: a waiver is for this and for no other.
    pub fn sha256(&self) -> String {
        let mut codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        codes.sort_unstable();
        hex::encode(Sha256::digest(format!("{}\n{}", self.version.id, codes.join("\n"))))
    }

    /// Every rule that the choice breaks, waived or not.
    pub fn broken(&self) -> Vec<Broken> {
        let choice = self.sha256();
        let codes = self.codes.iter().map(String::as_str);
        let chosen = self.content.choice(codes).unwrap_or_default();
        let broken = self.content.rules().into_iter().filter_map(|rule| {
            let name = rule_name(&rule);
            let asked = |waiver: &&Waiver| waiver.rule == name && waiver.choice_sha256 == choice;
            let waiver = self.waivers.iter().rev().find(asked).cloned();
            let problem = check_measures(std::slice::from_ref(&rule), &chosen, &[])
                .into_iter()
                .next()?;
            let approved = waiver.iter().filter(|waiver| waiver.approved == Some(true));
            let covered: Vec<Covered> = approved
                .map(|waiver| Covered {
                    rule: rule.clone(),
                    reason: waiver.reason.clone(),
                })
                .collect();
            let standing = match waiver.as_ref().map(|waiver| waiver.approved) {
                _ if check_measures(&[rule], &chosen, &covered).is_empty() => Standing::Waived,
                Some(None) => Standing::Waiting,
                Some(Some(_)) => Standing::Refused,
                None => Standing::Open,
            };
            Some(Broken {
                rule: name,
                problem,
                standing,
                waiver,
            })
        });
        broken.collect()
    }

    /// Everything that stands in the way of publishing with this choice, as sentences.
    pub fn problems(&self, commenced_on: Option<Date>) -> Vec<String> {
        let mut problems = Vec::new();
        let (name, number) = (&self.pack.name, self.version.number);
        if commenced_on.is_none() {
            problems.push(
                "Say in ‘About it’ when the tender notice is published: which version of a policy pack is used depends on that day"
                    .to_owned(),
            );
        } else if !packs::is_for(self.version.from_on, commenced_on) {
            problems.push(format!(
                "Version {number} of ‘{name}’ is for tender notices from a later day: choose another"
            ));
        }
        if self.codes.is_empty() {
            problems.push(format!("Choose measures from ‘{name}’, or choose no policy pack"));
        }
        for broken in self.broken() {
            match broken.standing {
                Standing::Waived => {}
                Standing::Waiting => problems.push(format!(
                    "A second person has to decide whether this rule is waived: {}",
                    broken.rule
                )),
                Standing::Open | Standing::Refused => problems.push(first_upper(&broken.problem.to_string())),
            }
        }
        problems
    }

    /// What the audit log keeps of the choice that was published.
    pub(super) fn detail(&self) -> serde_json::Value {
        serde_json::json!({
            "pack": self.pack.name, "version": self.version.number, "sha256": self.version.sha256, "measures": self.codes,
        })
    }
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// What a procurement chose, if it chose a pack.
pub(super) async fn chosen(conn: &mut Conn, id: ProcurementId) -> Result<Option<Chosen>> {
    let Some((version, codes)) = policies::chosen(conn, id).await? else {
        return Ok(None);
    };
    let (pack, version, content) = packs::by_id(conn, version).await?;
    let waivers = policies::waivers(conn, id).await?;
    Ok(Some(Chosen {
        pack,
        version,
        content,
        codes,
        waivers,
    }))
}

/// What the page of the set-up shows.
pub struct Desk {
    /// The draft, with what policy says of it.
    pub prepared: publish::Prepared,
    /// Every published version of the authority's packs, the newest of each pack first.
    pub choosable: Vec<Listed>,
    /// The proxy values that the authority has in use. They are shown apart from prices.
    pub proxies: Vec<InUse>,
}

impl Desk {
    /// The proxy value for a measure: the first of the latest year with its code as reference.
    pub fn proxy(&self, measure: &Measure) -> Option<&InUse> {
        self.proxies
            .iter()
            .find(|proxy| proxy.reference.eq_ignore_ascii_case(&measure.code))
    }
}

/// The page of the set-up, for those who set it up.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let prepared = publish::prepared(app, actor, ocid).await?;
    let proxies = crate::policies::proxies::in_use(app, actor).await?;
    let mut conn = app.db.read().await?;
    let choosable = policies::choosable(&mut conn, prepared.procurement.authority_id).await?;
    Ok(Desk {
        prepared,
        choosable,
        proxies,
    })
}

/// Chooses a version of a pack of the authority, or none. Measures that the version has too stay chosen.
pub async fn choose(app: &App, actor: &Actor, ocid: &str, version: Option<PolicyVersionId>) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    setup::must_be_draft(&draft)?;
    transact!(app, permit, |tx| {
        let draft = touch(tx, ocid).await?;
        let before = policies::chosen(tx, draft.id).await?;
        match version {
            None => policies::choose(tx, draft.id, None).await?,
            Some(id) => {
                let (pack, version, content) = packs::by_id(tx, id).await?;
                if pack.authority_id != draft.authority_id {
                    return Err(Error::NotFound);
                }
                may_use(&draft, &version)?;
                let kept = before.into_iter().flat_map(|(_, codes)| codes);
                let kept: Vec<String> = kept.filter(|code| content.measure(code).is_some()).collect();
                policies::choose(tx, draft.id, Some((id, &kept))).await?;
            }
        }
        saved(tx, &draft, "policy").await
    })
}

/// A version is used from its first day of commencement, and none while the day of the notice is unknown.
fn may_use(draft: &Procurement, version: &Version) -> Result<(), Invalid> {
    let message = match (draft.commenced_on, version.from_on) {
        (None, _) => {
            "Say first in ‘About it’ when the tender notice is published: which version is used depends on that day"
        }
        (Some(day), Some(from)) if from <= day => return Ok(()),
        _ => "This version is for tender notices from a later day. Choose another",
    };
    Err(Invalid::one("version", message))
}

/// Saves which measures of the chosen version are used. A choice that breaks a rule can be saved, but not published
/// without a waiver.
pub async fn save(app: &App, actor: &Actor, ocid: &str, codes: &[String]) -> Result<()> {
    let (permit, draft) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    setup::must_be_draft(&draft)?;
    transact!(app, permit, |tx| {
        let draft = touch(tx, ocid).await?;
        let chosen = chosen(tx, draft.id).await?;
        let chosen = chosen.ok_or_else(|| Invalid::one("version", "Choose a policy pack first"))?;
        let known = chosen.content.choice(codes.iter().map(String::as_str));
        let known = known.map_err(|unknown| {
            let code: String = unknown.concat().chars().take(40).collect();
            Invalid::one("measure", format!("The policy pack has no measure ‘{code}’"))
        })?;
        if known.is_empty() {
            return Err(Invalid::one("measure", "Choose at least one measure").into());
        }
        let mut codes: Vec<String> = known.into_iter().map(|measure| measure.id).collect();
        codes.sort();
        codes.dedup();
        policies::choose(tx, draft.id, Some((chosen.version.id, &codes))).await?;
        saved(tx, &draft, "measures").await
    })
}

async fn saved(tx: &mut Tx, draft: &Procurement, part: &str) -> Result<()> {
    let event = Event::new("procurement.saved", "procurement", draft.id);
    tx.record(event.with(serde_json::json!({"part": part}))).await?;
    Ok(())
}

/// Writes the draft again as it is now: that it was published meanwhile is noticed, and so is this change by whoever is
/// about to publish it.
pub(super) async fn touch(tx: &mut Tx, ocid: &str) -> Result<Procurement> {
    let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
    if procurements::save(tx, &fresh).await? {
        Ok(fresh)
    } else {
        Err(faster())
    }
}
