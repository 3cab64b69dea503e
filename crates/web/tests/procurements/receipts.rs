//! The proof that a bid was received: who gets it, when, and that it holds by itself.

use super::*;
use svx_app::log::{checkpoint, receipt};

both_stores! {
    async fn a_bidder_gets_a_proof_that_holds_once_a_checkpoint_covers_it(world: World) {
        let stage = Stage::with_bids(&world).await;
        let (page, file) = (stage.path("/bid/receipts/1"), stage.path("/bid/receipts/1/receipt.json"));
        let words = stage.beck.get(&page).await.words();
        assert!(words.contains("after its next checkpoint, at 10am on 23 November 2026"), "{words}");
        assert_eq!(stage.beck.get(&file).await.status, 404);
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        assert!(stage.beck.get(&page).await.words().contains("Download the proof"));
        let kept = stage.beck.get(&file).await;
        assert_eq!(kept.headers[header::CONTENT_TYPE], "application/json");
        // The key is on the public page.
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let log = nobody.get("/log").await;
        let key = world.app.keys.verifying_key();
        assert!(log.words().contains(&key.to_text()), "{}", log.words());
        let (read, head) = receipt::check(kept.body.as_bytes(), Some(&key)).unwrap();
        let sealed = stage.beck.get(&page).await;
        assert!(sealed.words().contains(read.event.detail["sha256"].as_str().unwrap()));
        assert_eq!(nobody.get("/log/checkpoint").await.body, nobody.get(&format!("/log/checkpoints/{}", head.size)).await.body);
        // A later checkpoint changes nothing for it.
        let later = checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        assert_eq!(stage.beck.get(&file).await.body, kept.body);
        let proof = nobody.get(&format!("/log/consistency/{}/{}", head.size, later.size)).await;
        assert_eq!(proof.status, 200);
        let (earlier, later) = (head.size, later.size);
        for path in ["checkpoints/1", "checkpoints/x", &format!("consistency/1/{later}"), &format!("consistency/{later}/{earlier}")] {
            assert_eq!(nobody.get(&format!("/log/{path}")).await.status, 404, "{path}");
        }
        // Another bidder has another one; the officer and nobody have none.
        let other = stage.aire.get(&file).await;
        assert_ne!(other.body, kept.body);
        assert_eq!(stage.officer.get(&file).await.status, 404);
        assert!(nobody.get(&file).await.location().starts_with("/sign-in"));
        // Any bit of it that is changed shows, save in the key where another was given.
        let mut failed = 0;
        for bit in (0..kept.body.len() * 8).step_by(11) {
            let mut bytes = kept.body.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if serde_json::from_str::<serde_json::Value>(&text).ok() == serde_json::from_str(&kept.body).ok() {
                continue;
            }
            assert!(receipt::check(text.as_bytes(), Some(&key)).is_err(), "{text}");
            failed += 1;
        }
        assert!(failed > 500, "{failed}");
    }

    async fn the_log_shows_nothing_that_bids_change(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        stage.publish().await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert!(nobody.get("/log").await.words().contains("There is no checkpoint yet"));
        let mut sizes = Vec::new();
        for bids in [0, 2, 0] {
            if bids > 0 {
                stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
                stage.bid(&stage.beck, "100000", CANARY, "10").await;
            }
            sizes.push(checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap().size);
        }
        assert_eq!((sizes[1] - sizes[0], sizes[2] - sizes[1]), (64, 64));
    }
}
