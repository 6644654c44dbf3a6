//! Percentages against floors: what publishing asks for, and that the page and the simulation say it beforehand.

use super::house::*;
use domain::pricing::change::exceptions::exceptions;
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::{PartsBelow, draft, read, way};
use domain::rejection::Rejection;

#[tokio::test]
async fn a_percentage_below_the_floor_takes_the_right_and_a_reason_too() {
    let house = house().await;
    // 2.00 less 25 % is the floor of P-2 to the cent
    let number = house.draft_of(&[off("CON-C-1", "screws", "25")]).await;
    assert_eq!(house.foretold(&number).await, (0, 0));
    assert_eq!(house.publish(&number).await.unwrap().below_floor, 0);

    let number = house.draft_of(&[off("CON-C-1", "screws", "25.1")]).await;
    assert_eq!(house.foretold(&number).await, (1, 1));
    let page = read::find(&house.sales, &number).await.unwrap();
    assert_eq!(page.discounts[0].below, Some(PartsBelow { parts: 1, first: "P-2".into() }));
    way::submit(&house.sales, &number, "").await.unwrap();
    assert_eq!(house.foretold(&number).await, (1, 1));
    let revision = read::find(&house.sales, &number).await.unwrap().revision;
    let refused = way::publish(&house.sales, &number, revision, "because").await;
    assert_eq!(rejection(refused), Rejection::NeedsApproval { part_number: "P-2".into() });
    assert!(
        matches!(rejection(house.publish_submitted(&number, " ").await), Rejection::Fields(f) if f[0].field == "floor_reason")
    );
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.5")));
    assert!(exceptions(&house.sales, 30).await.unwrap().approved.is_empty());

    assert_eq!(house.publish_submitted(&number, "清库存").await.unwrap().below_floor, 1);
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.498")));
    let approved = exceptions(&house.sales, 30).await.unwrap().approved;
    assert_eq!((approved.len(), approved[0].lines, approved[0].reason.as_str()), (1, 1, "清库存"));
    assert_eq!((approved[0].number.as_str(), approved[0].by.name.as_str()), (number.as_str(), "Boss"));
    // what was published is said as it was then
    let page = read::find(&house.sales, &number).await.unwrap();
    assert_eq!((page.below_floor, page.discounts[0].below.as_ref()), (1, None));

    // a percentage taken away asks for nothing
    assert_eq!(house.below(&[off("CON-C-1", "screws", "-")]).await, 0);
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("2")));
}

#[tokio::test]
async fn brands_and_everything_are_held_against_the_floor_that_counts_for_a_part() {
    let house = house().await;
    house.floor("brand", "SMC", margin("18")).await;
    house.floor("category", "nuts", at_least("2.8")).await;
    // P-1 costs 8: 9.76 at least. Its own floor counts for P-2. The contract of C-1 prices P-1.
    assert_eq!(house.below(&[off("CON-C-1", "brand:SMC", "3")]).await, 0);
    let for_other = |percent: &str, target: &str| PriceRow {
        customer: "C-2".into(),
        list: String::new(),
        ..off("", target, percent)
    };
    assert_eq!(house.below(&[for_other("2.4", "brand:SMC")]).await, 0);
    assert_eq!(house.below(&[for_other("2.5", "brand:SMC")]).await, 1);
    assert_eq!(house.price(1, 0, "2026-03-10").await, Some(d("9.75")));
    // everything: nuts 2.70 is below 2.80; what is of the brand goes by the brand's percentage
    assert_eq!(house.below(&[for_other("10", "*")]).await, 1);
    assert_eq!(house.price(1, 2, "2026-03-10").await, Some(d("2.7")));
    assert_eq!(house.price(1, 0, "2026-03-10").await, Some(d("9.75")));
    // two percentages, each with a part of its own
    let both = [for_other("30", "fasteners"), for_other("30", "nuts")];
    assert_eq!(house.below(&both).await, 3);
    // below a category without floors and of no brand there is nothing to look at
    house.floor("category", "nuts", at_least("0.1")).await;
    assert_eq!(house.below(&[for_other("90", "nuts")]).await, 0);
}

#[tokio::test]
async fn a_fixed_price_keeps_a_percentage_away_only_as_long_as_it_holds() {
    let house = house().await;
    house.floor("sku", "P-1", at_least("8.5")).await;
    assert_eq!(house.below(&[off("CON-C-1", "screws", "20")]).await, 0);
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("9")));
    // the price ends in the very document that gives more off
    let mut ends = row("CON-C-1", "P-1", "-");
    ends.from = "2026-06-01".into();
    assert_eq!(house.below(&[off("CON-C-1", "screws", "21"), ends]).await, 1);
    assert_eq!(house.price(0, 0, "2026-06-01").await, Some(d("7.9")));
    // one that ends with it does keep it away
    let bounded = PriceRow { until: "2026-05-31".into(), ..off("CON-C-1", "screws", "22") };
    assert_eq!(house.below(&[bounded]).await, 0);
    // from 50 pieces on: at fewer the percentage counts
    let rung = from_qty("50", row("CON-C-1", "P-1", "9"));
    assert_eq!(house.below(&[row("CON-C-1", "P-1", "-"), rung, off("CON-C-1", "screws", "23")]).await, 1);
}

#[tokio::test]
async fn the_base_price_is_that_of_the_base_list_that_counts_at_the_quantity() {
    let house = house().await;
    // a rung of the base list above that of the percentage: 1.60 less 10 %
    assert_eq!(house.below(&[from_qty("100", row("BASE", "P-2", "1.6"))]).await, 0);
    assert_eq!(house.below(&[off("CON-C-1", "screws", "10")]).await, 1);
    // less off from there on: 1.80 and 1.52
    let both = [off("CON-C-1", "screws", "10"), from_qty("100", off("CON-C-1", "screws", "5"))];
    assert_eq!(house.below(&both).await, 0);
    // but only while that holds
    let ending = PriceRow { until: "2026-03-31".into(), ..both[1].clone() };
    assert_eq!(house.below(&[from_qty("100", off("CON-C-1", "screws", "-"))]).await, 1);
    assert_eq!(house.below(&[both[0].clone(), ending]).await, 1);
    // a base price of the same document counts as it will be
    let lower = [row("BASE", "P-2", "1.7"), from_qty("100", row("BASE", "P-2", "-"))];
    assert_eq!(house.below(&[&lower[..], &[off("CON-C-1", "*", "12")]].concat()).await, 0);
    assert_eq!(house.below(&[off("CON-C-1", "screws", "12")]).await, 1);

    // a newer base list goes before, and is without VAT: 1.40 less 5 % is 1.5029 with it, less 6 % is 1.4871
    let sql = "with l as (insert into pricing.lists (id, kind, code, name, tax_mode, valid_from)
         values (gen_random_uuid(), 'base', 'NET', '净价', 'net', '2026-02-01') returning id)
       insert into pricing.lines (list_id, sku_id, unit_price, valid_from) select l.id, s.id, 1.4, '2026-02-01'
       from l, catalog.skus s where s.part_number = 'P-2'";
    sqlx::query(sql).execute(&house.db.owner).await.unwrap();
    assert_eq!(house.below(&[off("CON-C-1", "screws", "5")]).await, 0);
    assert_eq!(house.below(&[off("CON-C-1", "screws", "6")]).await, 1);
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.316")));
    // until it begins, the older one holds; a percentage for later is looked at on its day
    let sql = "update pricing.lists set valid_from = '2026-05-01' where code = 'NET'";
    sqlx::query(sql).execute(&house.db.owner).await.unwrap();
    let later = |percent: &str| PriceRow { from: "2026-05-01".into(), ..off("CON-C-1", "screws", percent) };
    assert_eq!(house.below(&[later("5")]).await, 0);
    assert_eq!(house.below(&[later("7")]).await, 1);
    // in another currency it needs a look whatever it comes to
    let sql = "update pricing.lists set currency = 'USD' where code = 'NET'";
    sqlx::query(sql).execute(&house.db.owner).await.unwrap();
    assert_eq!(house.below(&[later("1")]).await, 1);
}

#[tokio::test]
async fn a_promotion_counts_beside_prices_and_a_list_that_is_made_as_if_it_were_there() {
    let house = house().await;
    let promotion = draft::NewHead {
        kind: domain::pricing::terms::ListKind::Promotion,
        code: "PROMO".into(),
        name: "Spring".into(),
        valid_from: day("2026-03-20"),
        ..draft::NewHead::default()
    };
    let number = house.draft("2026-03-10").await;
    draft::add_list(&house.sales, &number, promotion, "").await.unwrap();
    // the lowest of a promotion counts, not the price before the percentage
    let rows = [row("PROMO", "P-2", "1.9"), off("PROMO", "fasteners", "40"), off("BASE", "*", "90")];
    draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    assert_eq!(house.foretold(&number).await, (1, 1));
    way::submit(&house.sales, &number, "").await.unwrap();
    assert_eq!(house.publish_submitted(&number, "清库存").await.unwrap().below_floor, 1);
    assert_eq!(house.price(1, 1, "2026-03-19").await, Some(d("2")));
    assert_eq!(house.price(1, 1, "2026-03-20").await, Some(d("1.2")));
}

#[tokio::test]
async fn a_percentage_below_the_floor_does_not_hold_longer_without_leave() {
    let house = house().await;
    let ends = |end: Option<&str>| Wanted { end: Some(end.map(day)), ..Wanted::default() };
    let number = house.draft("2026-03-10").await;
    heads::set(&house.sales, &number, "CON-C-1", ends(Some("2026-03-20"))).await.unwrap();
    house.publish(&number).await.unwrap();
    let later = PriceRow { from: "2026-04-01".into(), ..off("CON-C-1", "nuts", "50") };
    house.floor("category", "nuts", at_least("2")).await;
    // the one for April never holds: the list has ended by then
    assert_eq!(house.below(&[off("CON-C-1", "screws", "30"), later]).await, 1);

    let longer = house.draft("2026-03-10").await;
    heads::set(&house.sales, &longer, "CON-C-1", ends(None)).await.unwrap();
    assert_eq!(house.foretold(&longer).await, (2, 2));
    way::submit(&house.sales, &longer, "").await.unwrap();
    let revision = read::find(&house.sales, &longer).await.unwrap().revision;
    let refused = way::publish(&house.sales, &longer, revision, "because").await;
    assert!(matches!(rejection(refused), Rejection::NeedsApproval { part_number } if part_number == "P-2"));
    // what is said anew in the same document is not counted twice
    draft_again(&house, &longer).await;
    assert_eq!(house.foretold(&longer).await, (2, 2));
    way::submit(&house.sales, &longer, "").await.unwrap();
    assert_eq!(house.publish_submitted(&longer, "续约").await.unwrap().below_floor, 2);
    assert_eq!(house.price(0, 1, "2026-03-20").await, Some(d("1.4")));

    // an earlier end asks for nothing
    let shorter = house.draft("2026-03-10").await;
    heads::set(&house.sales, &shorter, "CON-C-1", ends(Some("2026-05-01"))).await.unwrap();
    assert_eq!(house.foretold(&shorter).await, (0, 0));
    assert_eq!(house.publish(&shorter).await.unwrap().below_floor, 0);
}

async fn draft_again(house: &House, number: &str) {
    way::send_back(&house.sales, number).await.unwrap();
    draft::put_rows(&house.sales, number, &[off("CON-C-1", "screws", "30")]).await.unwrap();
}
