//! The borough's own policy pack, and how its procurements choose from it.

use super::stage::{Days, Stage};
use anyhow::Context as _;
use std::collections::BTreeMap;
use svx_app::{
    policies::{
        draft::{self, Terms},
        packs,
    },
    procurement::{
        measures::{self, Standing},
        waivers,
    },
};
use svx_domain::{
    PolicyVersionId,
    organisation::{Actor, Role},
};

const MEASURES: &[u8] = include_bytes!("policy.csv");

/// The version that is in use.
pub(super) struct Policy {
    version: PolicyVersionId,
}

/// Publishes the first version, from well before the first procurement.
pub(super) async fn publish(stage: &Stage<'_>) -> anyhow::Result<Policy> {
    stage.days_ago(140);
    let officer = stage.with_role("council", Role::Procurement)?;
    let app = stage.app;
    let slug = draft::create(app, &officer, "Social value policy").await?;
    draft::import(app, &officer, &slug, MEASURES).await?;
    let from = Days::new(stage.day(-130)).into_parts().join(" ");
    let terms = Terms {
        from_on: &from,
        source: "Cabinet, item 7: Buying for the valley",
        most: "6",
        least: BTreeMap::from([("Employment and skills".to_owned(), "1".to_owned())]),
    };
    draft::save_terms(app, &officer, &slug, &terms).await?;
    let (own, _) = packs::one(app, &officer, &slug).await?;
    let draft = own.draft().context("no draft")?;
    draft::publish(app, &officer, &slug, draft.updated_at).await?;
    Ok(Policy { version: draft.id })
}

impl Policy {
    /// Chooses measures. Where they break a rule, the buyer asks for a waiver and a colleague agrees.
    pub(super) async fn choose(
        &self,
        stage: &Stage<'_>,
        buyer: &Actor,
        ocid: &str,
        codes: &[&str],
    ) -> anyhow::Result<()> {
        let app = stage.app;
        measures::choose(app, buyer, ocid, Some(self.version)).await?;
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        measures::save(app, buyer, ocid, &codes).await?;
        let desk = waivers::desk(app, buyer, ocid).await?;
        for broken in desk.chosen.context("no choice")?.broken() {
            if broken.standing != Standing::Open {
                continue;
            }
            let reason = "The kitchens take on nobody new: the staff move over with the contract.";
            waivers::ask(app, buyer, ocid, &broken.rule, reason).await?;
            let second = stage.with_role("council", Role::Approver)?;
            let waiting = waivers::desk(app, &second, ocid)
                .await?
                .chosen
                .context("no choice")?
                .broken();
            let waiver = waiting.into_iter().find(|one| one.rule == broken.rule);
            let waiver = waiver.and_then(|one| one.waiver).context("no waiver")?;
            let agreed = "Agreed: jobs are protected by the transfer, and food and rooms matter more here.";
            waivers::decide(app, &second, ocid, waiver.id, true, agreed).await?;
        }
        Ok(())
    }
}
