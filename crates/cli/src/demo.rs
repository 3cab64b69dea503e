//! The demonstration's data: an invented borough and housing association set in a real place.
//!
//! Everything is made through the use cases that people's clicks run, at a clock that moves from the past to now.

mod cast;
mod decisions;
mod matches;
mod panels;
mod policy;
mod procurements;
mod projects;
mod stage;

use stage::Stage;
use svx_app::{App, system::SetClock};

/// What a made-up person keeps outside the exchange: the name of a file, and what is in it.
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Builds the demonstration, and gives what its people keep at home. The clock stands at the present when it begins, and again
/// when it ends.
pub(crate) async fn build(app: &App, clock: &SetClock) -> anyhow::Result<Vec<Kept>> {
    let mut stage = Stage::new(app, clock);
    stage.days_ago(180);
    cast::enter(&mut stage).await?;
    stage.days_ago(150);
    projects::play(&mut stage).await?;
    let policy = policy::publish(&stage).await?;
    let kept = procurements::play(&stage, &policy).await?;
    matches::play(&stage).await?;
    stage.to_present();
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, exchange::open_with};
    use std::{collections::BTreeMap, sync::Arc};
    use svx_app::procurement::{browse, recompute};
    use svx_domain::{
        lifecycle::{FlagState, ProcurementState},
        organisation::Actor,
    };
    use svx_formats::tender::{parse_tender, result_json};
    use svx_store::{bids, decisions, doubts, procurements};

    /// At a moment that is after Christmas, so that standstills have run over bank holidays.
    async fn built(folder: &std::path::Path) -> App {
        let clock = Arc::new(SetClock::at("2027-01-20T10:00:00Z".parse().unwrap()));
        let config = Config {
            data: folder.to_owned(),
            ..Config::default()
        };
        let app = open_with(&config, clock.clone(), true).await.unwrap();
        app.db.migrate().await.unwrap();
        build(&app, &clock).await.unwrap();
        app
    }

    #[tokio::test]
    async fn every_result_of_the_demonstration_is_worked_out_again_to_the_last_fraction() {
        let folder = tempfile::tempdir().unwrap();
        let app = built(folder.path()).await;
        let system = Actor::system("a test");
        let mut states = BTreeMap::new();
        for listed in browse::range(&app, &procurements::Filter::default(), 100, 0)
            .await
            .unwrap()
            .items
        {
            let mut conn = app.db.read().await.unwrap();
            let found = procurements::by_ocid(&mut conn, &listed.ocid).await.unwrap().unwrap();
            *states.entry(found.state.to_string()).or_insert(0) += 1;
            let decided = matches!(
                found.state,
                ProcurementState::Standstill | ProcurementState::Awarded | ProcurementState::InContract
            );
            let flags = doubts::flags(&mut conn, found.id).await.unwrap();
            assert!(!decided || flags.iter().all(|flag| flag.state == FlagState::Resolved));
            let outcome = recompute::reproduce(&app, &system, &listed.ocid).await;
            let Ok(reproduced) = outcome else {
                assert!(!decided, "{} has no result", listed.title);
                continue;
            };
            let whole = parse_tender(reproduced.tender.as_bytes()).unwrap().evaluate().unwrap();
            assert_eq!(
                result_json(&whole, false).unwrap(),
                reproduced.result,
                "{}",
                listed.title
            );
            // The same by the procurement's id.
            let again = recompute::reproduce(&app, &system, &found.id.to_string())
                .await
                .unwrap();
            assert_eq!(again.tender, reproduced.tender);
            // Every assessed supplier has one summary that holds, and its own copy gives its own marks.
            let summaries = decisions::summaries(&mut conn, found.id).await.unwrap();
            for bid in bids::opened(&mut conn, found.id).await.unwrap() {
                let own: Vec<_> = summaries.iter().filter(|summary| summary.bid_id == bid.id).collect();
                assert_eq!(own.len(), usize::from(decided), "{}: {}", listed.title, bid.supplier);
                let Some(own) = own.first() else { continue };
                let copy = parse_tender(own.own_copy.as_bytes()).unwrap().evaluate().unwrap();
                let marks = |of: &svx_formats::tender::Evaluated| {
                    let result = of
                        .evaluation
                        .results
                        .iter()
                        .find(|result| result.supplier == bid.supplier)
                        .unwrap()
                        .clone();
                    (result.criteria, result.total)
                };
                assert_eq!(marks(&copy), marks(&whole), "{}: {}", listed.title, bid.supplier);
            }
        }
        for state in ["in-contract", "standstill", "evaluation", "bidding"] {
            assert!(states.contains_key(state), "{states:?}");
        }
        app.db.close().await;
    }
}
