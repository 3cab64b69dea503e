//! The price book: bringing it in, versions that never change, and what it says on a day.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;
use svx_app::{
    Error,
    prices::{self, Imported, read_prices, read_resources},
};
use svx_domain::organisation::Actor;
use svx_testkit::{World, both_stores};

const HEADER: &str = "resource,region,unit_price,statistic,data_points,source,licence,valid_from,valid_to,points";

fn table(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

const CHAIR: &str = "chair,UK,10.00,published-rate,1,A shop,Quoted,2026-04-01,,";

async fn import(world: &World, rows: &[&str], from: Date) -> Result<Imported, Error> {
    prices::import(&world.app, &World::SYSTEM, &table(rows), "Test", from).await
}

both_stores! {
    async fn the_book_that_comes_with_the_program_is_whole_and_installed_once(world: World) {
        assert!(prices::install_default(&world.app).await.unwrap());
        assert!(!prices::install_default(&world.app).await.unwrap());
        let today = world.app.today();
        let book = prices::book(&world.app, &Actor::NOBODY, today, "").await.unwrap();
        assert_eq!(book.version.unwrap().number, 1);
        assert_eq!(book.categories.len(), 8);
        assert!(book.categories.iter().flat_map(|(_, entries)| entries).all(|entry| !entry.prices.is_empty()));
        let mut conn = world.app.db.read().await.unwrap();
        let uk = prices::price_at(&mut conn, "volunteering", "UK", today).await.unwrap().unwrap().1;
        let london = prices::price_at(&mut conn, "volunteering", prices::LONDON, today).await.unwrap().unwrap().1;
        assert_eq!((uk.pence(), london.pence()), (1345, 1480));
        assert!(prices::price_at(&mut conn, "volunteering", "UK", date(2026, 3, 31)).await.unwrap().is_none());
        assert!(prices::price_at(&mut conn, "job", "UK", today).await.unwrap().is_none());
        let found = prices::book(&world.app, &Actor::NOBODY, today, "IPADS").await.unwrap();
        assert_eq!(found.categories[0].1[0].resource.code, "tablet");
    }

    async fn a_version_is_published_only_where_something_changed(world: World) {
        prices::install_default(&world.app).await.unwrap();
        let later = "chair,UK,12.00,published-rate,1,A shop,Quoted,2026-12-01,,";
        let ended = CHAIR.replace(",,", ",2026-11-30,");
        let first = import(&world, &[CHAIR], date(2026, 11, 1)).await.unwrap();
        assert!(matches!(first, Imported::Published { number: 2, changed: 1, .. }), "{first:?}");
        assert_eq!(import(&world, &[CHAIR], date(2026, 11, 2)).await.unwrap(), Imported::Unchanged { number: 2 });
        let second = import(&world, &[&ended, later], date(2026, 12, 1)).await.unwrap();
        assert!(matches!(second, Imported::Published { number: 3, .. }), "{second:?}");
        let mut conn = world.app.db.read().await.unwrap();
        for (day, pence) in [(date(2026, 11, 30), 1000), (date(2026, 12, 1), 1200)] {
            let price = prices::price_at(&mut conn, "chair", "UK", day).await.unwrap().unwrap().1;
            assert_eq!(price.pence(), pence);
        }
    }

    async fn what_was_in_force_is_not_changed_afterwards(world: World) {
        prices::install_default(&world.app).await.unwrap();
        import(&world, &[CHAIR], date(2026, 11, 1)).await.unwrap();
        let dearer = CHAIR.replace("10.00", "11.00");
        let earlier = CHAIR.replace("2026-04-01", "2026-03-01");
        for row in [dearer.as_str(), earlier.as_str()] {
            let refused = import(&world, &[row], date(2026, 12, 1)).await.unwrap_err();
            assert!(refused.to_string().contains("line 2, valid_from: A price from 2026-04-01 was published"), "{refused}");
        }
        let refused = import(&world, &["unicorn,UK,1.00,definition,0,Us,None,2026-04-01,,"], date(2026, 12, 1)).await;
        assert_eq!(refused.unwrap_err().to_string(), "line 2, resource: There is no resource ‘unicorn’");
        assert!(import(&world, &[CHAIR], date(2026, 10, 1)).await.is_err());
    }

    async fn only_a_command_brings_prices_in(world: World) {
        let refused = prices::import(&world.app, &Actor::NOBODY, &table(&[CHAIR]), "Test", date(2026, 4, 1)).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
    }
}

#[rstest]
#[case(
    "chair,UK,10,published-rate,1,A,B,2026-04-01,,\nchair,UK,11,published-rate,1,A,B,2026-05-01,,",
    "line 3, valid_from: This overlaps with line 2"
)]
#[case(
    "chair,UK,ten,published-rate,1,A,B,2026-04-01,,",
    "line 2, unit_price: Amount must be a number, like 1200 or 1,200.50"
)]
#[case(
    "chair,Mars,10,published-rate,1,A,B,2026-04-01,,",
    "line 2, region: Use UK, or the code of a region such as E12000007"
)]
#[case(
    "chair,UK,10,published-rate,1,A,B,1 April,,",
    "line 2, valid_from: A date must be written as 2026-04-01"
)]
#[case(
    "chair,UK,10,published-rate,1,A,B,2026-04-02,2026-04-01,",
    "line 2, valid_to: The last day is before the first"
)]
#[case(
    "chair,UK,,median,0,A,B,2026-04-01,,",
    "line 2, unit_price: Give the price, or say ‘none’ as its statistic"
)]
#[case(
    "chair,UK,11,median,3,A,B,2026-04-01,,9@@x;10@@y;11@@z",
    "line 2, unit_price: The median of the data points is 10.00"
)]
#[case(
    "chair,UK,10,median,2,A,B,2026-04-01,,9@@x;10@@y;11@@z",
    "line 2, data_points: There are 3 data points"
)]
#[case(
    "chair,UK,10,guess,1,A,B,2026-04-01,,",
    "line 2, statistic: Use published-rate, median, definition or none"
)]
#[case("chair,UK", "line 2: This line has 2 cells and the header has 10")]
fn says_where_and_what(#[case] rows: &str, #[case] expected: &str) {
    let problems = read_prices(format!("{HEADER}\n{rows}\n").as_bytes()).unwrap_err();
    assert!(problems.to_string().lines().any(|line| line == expected), "{problems}");
}

#[test]
fn a_column_that_is_missing_is_named() {
    let problems = read_prices(b"resource,region\nchair,UK\n").unwrap_err();
    assert!(
        problems
            .to_string()
            .starts_with("line 1, unit_price: This column is missing"),
        "{problems}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_table_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), rows in "[a-z0-9,\"\\n@;.-]{0,200}") {
        let _ = (read_prices(&bytes), read_resources(&bytes));
        let _ = read_prices(format!("{HEADER}\n{rows}").as_bytes());
    }
}
