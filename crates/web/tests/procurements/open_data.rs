//! What is published of a procurement as open contracting data, and when.

use super::*;
use svx_ocds::{PackageOutcome, read_package};

async fn published(client: &Client, path: &str) -> PackageOutcome {
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    let outcome = read_package(answer.body.as_bytes()).unwrap();
    assert_eq!(outcome.report.problems, [], "{}", answer.body);
    outcome
}

both_stores! {
    async fn a_draft_is_not_published_and_a_tender_is(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        let public = Client::new(svx_web::router(world.app.clone()));
        let path = stage.path("/releases.json");
        assert_eq!(public.get(&path).await.status, 404);
        assert_eq!(stage.officer.get(&path).await.status, 404, "a draft is not even its own officer’s to publish so");

        stage.publish().await;
        let before = published(&public, &path).await;
        let [release] = &before.releases[..] else { panic!("{:?}", before.releases) };
        let tender = release.tender.as_ref().unwrap();
        assert_eq!((release.tag.as_slice(), tender.status.as_deref()), (&["tender".to_owned()][..], Some("active")));
        let svx_ocds::Lot { award_criteria: Some(criteria), .. } = &tender.lots[0] else { panic!("{tender:?}") };
        let weights: Vec<_> = criteria.criteria.iter().map(|one| (one.name.as_deref().unwrap(), one.numbers[0].number.as_ref().unwrap().as_str())).collect();
        assert_eq!(weights, [("Price", "40"), ("Quality", "40"), ("Social value", "20")]);
        assert_eq!(tender.value.as_ref().unwrap().gross_minor_units().unwrap(), Some(240_000_000));

        // Sealed bids change nothing of it, to the byte.
        let file = public.get(&path).await.body;
        stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        assert_eq!(public.get(&path).await.body, file);
        // The record says the same once more.
        let record = public.get(&stage.path("/record.json")).await.json();
        assert_eq!(record["records"][0]["compiledRelease"]["tender"]["title"], "Grounds maintenance");
    }

    async fn a_cancelled_tender_says_why(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        stage.publish().await;
        let first = Client::new(svx_web::router(world.app.clone())).get(&stage.path("/releases.json")).await.json();
        let answer = stage.send(&stage.officer, "/cancel", &[("reason", "The depot is closing")]).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        let then = Client::new(svx_web::router(world.app.clone())).get(&stage.path("/releases.json")).await.json();
        assert_eq!(then["releases"][0], first["releases"][0], "what was published stays as it was");
        assert_eq!(then["releases"][1]["tag"], json!(["tenderCancellation"]));
        assert_eq!(then["releases"][1]["tender"]["documents"][0]["description"], "The depot is closing");
    }
}
