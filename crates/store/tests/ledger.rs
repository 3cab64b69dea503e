//! The ledger in the database is the ledger of the rules: whatever is posted, by however many at once, the stored balances are
//! the sum of the entries and never break the order of the four numbers.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use svx_domain::{
    Code as _, CommitmentId, ContractId, Money, Quantity, Value, Window,
    ledger::{Balances, Posting},
};
use svx_store::{
    Error, Event,
    commitments::{self, NewCommitment, Source},
    ledger::{self, Of},
    transact,
};
use svx_testkit::{Exchange, World, both_stores, exchange::permit};

fn new(world: &World, exchange: &Exchange, contract: ContractId, number: u32, quantity: Quantity) -> NewCommitment {
    NewCommitment {
        id: world.app.id(),
        source: Source::Pledge { contract, number },
        need_id: exchange.need,
        project_id: exchange.project,
        community_id: exchange.community.organisation().unwrap(),
        supplier_id: exchange.supplier.organisation().unwrap(),
        authority_id: exchange.authority.organisation().unwrap(),
        resource: "chairs".to_owned(),
        quantity,
        unit_price_pence: Some(Money::from_pence(3_500)),
        price_version_id: None,
        due: Window {
            from: "2026-12-01".parse().unwrap(),
            to: "2026-12-31".parse().unwrap(),
        },
        how: String::new(),
    }
}

async fn commit(world: &World, new: &NewCommitment) -> Result<Balances, Error> {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let balances = commitments::insert(tx, new).await?;
        tx.record(Event::new("commitment.made", "commitment", new.id)).await?;
        Ok(balances)
    })
}

async fn post(world: &World, id: CommitmentId, posting: Posting, quantity: Quantity) -> Result<Balances, Error> {
    transact!(world.app.db.attempts(&permit()), Error, |tx| {
        let balances = ledger::post(tx, id, posting, quantity, None, "").await?;
        tx.record(Event::new("ledger.posted", "commitment", id)).await?;
        Ok(balances)
    })
}

/// The balances that the entries alone give.
async fn recomputed(world: &World, id: CommitmentId) -> Balances {
    let mut conn = world.app.db.read().await.unwrap();
    let entries = ledger::entries(&mut conn, id).await.unwrap();
    entries.iter().fold(Balances::default(), |balances, entry| {
        let posting = Posting::between(entry.from_account, entry.to_account).unwrap();
        balances.apply(posting, entry.quantity).unwrap()
    })
}

async fn stored(world: &World, id: CommitmentId) -> Balances {
    let mut conn = world.app.db.read().await.unwrap();
    ledger::balances(&mut conn, id).await.unwrap()
}

both_stores! {
    async fn any_history_leaves_what_the_rules_say(world: World) {
        let exchange = Exchange::new(&world).await;
        let contract = world.app.id();
        let entry = (0..Posting::ALL.len(), -1..15_i64);
        let histories = prop::collection::vec(prop::collection::vec(entry, 0..12), 12..=12);
        let histories = histories.new_tree(&mut TestRunner::deterministic()).unwrap().current();
        let mut expected = Vec::new();
        for (number, history) in (1..).zip(histories) {
            let made = new(&world, &exchange, contract, number, Quantity::from_units(10));
            let mut balances = commit(&world, &made).await.unwrap();
            for (posting, units) in history {
                let (posting, quantity) = (Posting::ALL[posting], Quantity::from_units(units));
                match (balances.apply(posting, quantity), post(&world, made.id, posting, quantity).await) {
                    (Ok(after), Ok(kept)) => {
                        assert_eq!(after, kept);
                        balances = after;
                    }
                    (Err(refused), Err(Error::Ledger(said))) => assert_eq!(refused, said),
                    (rules, store) => panic!("{posting} of {quantity}: the rules say {rules:?}, the store {store:?}"),
                }
            }
            assert_eq!(stored(&world, made.id).await, balances);
            assert_eq!(recomputed(&world, made.id).await, balances);
            expected.push(balances);
        }
        // Totals are the sums of their parts, by whomever they are asked for.
        let authority = exchange.authority.organisation().unwrap();
        let supplier = exchange.supplier.organisation().unwrap();
        let community = exchange.community.organisation().unwrap();
        let of = [
            Of::Authority(authority),
            Of::Supplier(supplier),
            Of::Community(community),
            Of::Project(exchange.project),
            Of::Need(exchange.need),
            Of::Contract(contract),
            Of::Everyone,
        ];
        let total: svx_domain::ledger::Numbers<Quantity> = expected.iter().map(Balances::numbers).sum();
        let mut conn = world.app.db.read().await.unwrap();
        for of in of {
            let lines = ledger::summary(&mut conn, of).await.unwrap();
            assert_eq!(lines.len(), 1, "{of:?}");
            assert_eq!(lines[0].numbers(), total, "{of:?}");
            assert_eq!(lines[0].commitments, 12);
        }
    }

    async fn sixteen_writers_claim_ten_chairs_once_each(world: World) {
        let exchange = Exchange::new(&world).await;
        let made = new(&world, &exchange, world.app.id(), 1, Quantity::from_units(10));
        commit(&world, &made).await.unwrap();
        for (posting, from) in [(Posting::Claim, 10), (Posting::Validate, 10)] {
            let world = std::sync::Arc::new(&world);
            let tries = (0..16).map(|_| {
                let app = world.app.clone();
                let id = made.id;
                tokio::spawn(async move {
                    transact!(app.db.attempts(&permit()), Error, |tx| {
                        ledger::post(tx, id, posting, Quantity::from_units(1), None, "").await?;
                        tx.record(Event::new("ledger.posted", "commitment", id)).await?;
                        Ok(())
                    })
                })
            });
            let tries: Vec<_> = tries.collect();
            let mut done = 0;
            for one in tries {
                match one.await.unwrap() {
                    Ok(()) => done += 1,
                    Err(Error::Ledger(_)) => {}
                    Err(other) => panic!("{other}"),
                }
            }
            assert_eq!(done, from, "{posting}");
        }
        let balances = stored(&world, made.id).await;
        assert_eq!(balances.validated, Quantity::from_units(10));
        assert!(balances.is_settled());
        assert_eq!(recomputed(&world, made.id).await, balances);
    }

    async fn a_pledge_is_committed_to_once(world: World) {
        let exchange = Exchange::new(&world).await;
        let contract = world.app.id();
        commit(&world, &new(&world, &exchange, contract, 1, Quantity::from_units(1))).await.unwrap();
        let again = commit(&world, &new(&world, &exchange, contract, 1, Quantity::from_units(1))).await;
        assert!(again.unwrap_err().is_duplicate());
    }

    async fn the_largest_values_add_up_exactly(world: World) {
        let exchange = Exchange::new(&world).await;
        let contract = world.app.id();
        for number in 1..=3 {
            let largest = NewCommitment {
                unit_price_pence: Some(Money::MAX),
                ..new(&world, &exchange, contract, number, Quantity::MAX)
            };
            commit(&world, &largest).await.unwrap();
        }
        let mut conn = world.app.db.read().await.unwrap();
        let lines = ledger::summary(&mut conn, Of::Contract(contract)).await.unwrap();
        let exact = 3 * i128::from(Quantity::MAX.thousandths()) * i128::from(Money::MAX.pence());
        assert_eq!(lines[0].numbers().at(lines[0].unit_price_pence.unwrap()).promised, Value(exact));
    }
}
