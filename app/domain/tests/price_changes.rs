//! 调价单 on a real PostgreSQL: drafting, reviewing, publishing, taking back, simulating, and what the database refuses.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "price_changes/files.rs"]
mod files;
#[path = "price_changes/filled.rs"]
mod filled;
#[path = "price_changes/house.rs"]
mod house;
#[path = "price_changes/lowered.rs"]
mod lowered;
#[path = "support/orders_fixture.rs"]
mod orders_fixture;
#[path = "price_changes/percents.rs"]
mod percents;
#[path = "price_changes/said.rs"]
mod said;
mod support;

use chrono::Days;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::pricing::change::draft::{self, NewChange};
use domain::pricing::change::floors::{self, NewFloor};
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::simulate::simulate;
use domain::pricing::change::{ChangeState, Counts, Effect, read, way};
use domain::pricing::floor::Floor;
use domain::pricing::service;
use domain::quantity::Quantity;
use domain::rejection::{Problem, Rejection};
use house::*;

#[tokio::test]
async fn a_draft_changes_nothing_and_its_publication_everything_at_once() {
    let house = house().await;
    let number = house.draft("2026-03-10").await;
    let rows = [row("BASE", "P-3", "3.60"), row("base", "P-2", "2"), row("CON-C-1", "P-1", "-")];
    let taken = draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    assert_eq!((taken.rows, taken.problems), (3, vec![]));
    assert_eq!((house.shown(0).await, house.shown(2).await), (d("9"), d("3")));
    let change = read::find(&house.sales, &number).await.unwrap();
    assert_eq!(change.counts, Counts { lines: 3, new: 0, changed: 1, same: 1, ended: 1 });
    let lines = read::lines(&house.sales, &number, Some(Effect::Changed), "", 1).await.unwrap();
    assert_eq!((lines.len(), lines[0].now, lines[0].price), (1, Some(d("3")), Some(d("3.6"))));

    let published = house.publish(&number).await.unwrap();
    // what is the same is not written again
    assert_eq!((published.lists, published.steps, published.below_floor), (2, 2, 0));
    assert_eq!((house.shown(0).await, house.shown(2).await), (d("10"), d("3.6")));
    let trace = service::explain_by_code(
        &house.sales,
        "C-1",
        "P-3",
        Quantity::parse("1").unwrap(),
        day("2026-05-01"),
    );
    assert_eq!(
        trace.await.unwrap().written.map(|w| (w.number, w.reason, w.by.name)),
        Some((number.clone(), "铜价".into(), "Boss".into()))
    );
    // the past stays as it was
    assert_eq!(
        (house.price(0, 0, "2026-03-09").await, house.price(0, 2, "2026-03-09").await),
        (Some(d("9")), Some(d("3")))
    );
    // the document still says what it changed, and who: its own rows are not what it compares itself with
    let lines = read::lines(&house.sales, &number, None, "", 1).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| line.effect).collect::<Vec<_>>(),
        [Effect::Same, Effect::Changed, Effect::Ended]
    );
    let list = read::price_list(&house.sales, "BASE", "P-3", day("2026-03-10"), 1).await.unwrap();
    assert_eq!((list.lines.len(), list.lines[0].change.as_deref()), (1, Some(number.as_str())));
    assert_eq!(list.changes[0].number, number);
}

#[tokio::test]
async fn what_is_taken_back_holds_no_more_and_what_came_later_stays() {
    let house = house().await;
    let first = house.draft("2026-03-01").await;
    let mut bounded = row("BASE", "P-2", "2.20");
    bounded.until = "2026-03-20".into();
    let rows = [row("BASE", "P-1", "10.50"), bounded, row("BASE", "P-3", "3.30")];
    draft::put_rows(&house.sales, &first, &rows).await.unwrap();
    house.publish(&first).await.unwrap();
    let second = house.draft("2026-03-15").await;
    draft::put_rows(&house.sales, &second, &[row("BASE", "P-3", "3.90")]).await.unwrap();
    house.publish(&second).await.unwrap();
    assert_eq!(house.price(1, 2, "2026-03-14").await, Some(d("3.3")));

    assert!(matches!(rejection(way::take_back(&house.sales, &first, " ").await), Rejection::Fields(_)));
    way::take_back(&house.sales, &first, "客户投诉").await.unwrap();
    for (part, on, price) in [
        // days before today are not rewritten: a price that began before the document was published began on that day
        (0, "2026-03-09", "10"),
        (0, "2026-03-10", "10"),
        (0, "2026-06-01", "10"),
        (1, "2026-03-10", "2"),
        (1, "2026-03-21", "2"),
        (2, "2026-03-14", "3"),
        (2, "2026-03-15", "3.9"),
    ] {
        assert_eq!(house.price(1, part, on).await, Some(d(price)), "P-{} on {on}", part + 1);
    }
    assert_eq!(rejection(way::take_back(&house.sales, &first, "again").await), Rejection::Stale);
    assert_eq!(read::find(&house.sales, &first).await.unwrap().row.state, ChangeState::RolledBack);
    way::take_back(&house.sales, &second, "too").await.unwrap();
    assert_eq!(house.price(1, 2, "2026-03-15").await, Some(d("3")));
}

#[tokio::test]
async fn what_another_document_says_too_stays_when_the_first_is_taken_back() {
    let house = house().await;
    let mut numbers = Vec::new();
    for (from, price) in [("2026-03-10", "2.50"), ("2026-03-12", "2.50"), ("2026-03-11", "2.60")] {
        let number = house.draft(from).await;
        draft::put_rows(&house.sales, &number, &[row("BASE", "P-2", price)]).await.unwrap();
        house.publish(&number).await.unwrap();
        numbers.push(number);
    }
    let on_days = async |days: [&str; 3]| {
        let mut found = Vec::new();
        for on in days {
            found.push(house.price(1, 1, on).await.unwrap());
        }
        found
    };
    let days = ["2026-03-10", "2026-03-11", "2026-03-12"];
    assert_eq!(on_days(days).await, [d("2.5"), d("2.6"), d("2.6")]);
    way::take_back(&house.sales, &numbers[0], "wrong").await.unwrap();
    // without the first, the second plans a new price, and the third, open to the end, gives way to what is planned
    assert_eq!(on_days(days).await, [d("2"), d("2.6"), d("2.5")]);
    way::take_back(&house.sales, &numbers[2], "wrong").await.unwrap();
    // the second said nothing new when it was published; now it is the only one that does
    assert_eq!(on_days(days).await, [d("2"), d("2"), d("2.5")]);
    let list = read::price_list(&house.sales, "BASE", "P-2", day("2026-03-12"), 1).await.unwrap();
    assert_eq!(list.lines[0].change.as_deref(), Some(numbers[1].as_str()));
    // each still says what it changed on its day
    let mut was = Vec::new();
    for number in &numbers {
        was.push(read::lines(&house.sales, number, None, "", 1).await.unwrap()[0].now);
    }
    assert_eq!(was, [Some(d("2")), Some(d("2.5")), Some(d("2.5"))]);
    way::take_back(&house.sales, &numbers[1], "wrong").await.unwrap();
    assert_eq!(on_days(days).await, [d("2"), d("2"), d("2")]);
}

#[tokio::test]
async fn a_publication_that_began_is_taken_back_from_today_on_only() {
    let mut house = house().await;
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("BASE", "P-1", "12"), row("CON-C-1", "P-2", "1.9")])
        .await
        .unwrap();
    house.publish(&number).await.unwrap();
    house.sales.now = house.sales.now + Days::new(5);
    way::take_back(&house.sales, &number, "wrong").await.unwrap();
    for (company, part, on, price) in [
        (1, 0, "2026-03-14", "12"),
        (1, 0, "2026-03-15", "10"),
        (0, 1, "2026-03-14", "1.9"),
        (0, 1, "2026-03-15", "2"),
    ] {
        assert_eq!(house.price(company, part, on).await, Some(d(price)), "P-{} on {on}", part + 1);
    }
}

#[tokio::test]
async fn a_contract_ends_and_is_renamed_by_a_document_too() {
    let house = house().await;
    let ends = |end: Option<&str>| Wanted { end: Some(end.map(day)), ..Wanted::default() };
    let number = house.draft("2026-03-10").await;
    for (code, wanted, field) in [
        ("NONE", ends(None), "list"),
        ("CON-C-1", Wanted::default(), "name"),
        ("CON-C-1", ends(Some("2026-03-09")), "until"),
        ("CON-C-1", Wanted { name: Some("x".repeat(201)), ..Wanted::default() }, "name"),
    ] {
        let refused = rejection(heads::set(&house.sales, &number, code, wanted).await);
        assert!(matches!(&refused, Rejection::Fields(f) if f[0].field == field), "{code}: {refused:?}");
    }
    let both =
        Wanted { name: Some("框架合同".into()), end: Some(Some(day("2026-03-20"))), promotions: None };
    heads::set(&house.sales, &number, "CON-C-1", both).await.unwrap();
    assert_eq!(house.price(0, 0, "2026-03-20").await, Some(d("9")), "a draft changes nothing");
    assert_eq!(house.publish(&number).await.unwrap().lists, 1);
    assert_eq!(
        (house.price(0, 0, "2026-03-19").await, house.price(0, 0, "2026-03-20").await),
        (Some(d("9")), Some(d("10")))
    );
    let later = house.draft("2026-03-10").await;
    heads::set(&house.sales, &later, "CON-C-1", ends(Some("2026-03-30"))).await.unwrap();
    house.publish(&later).await.unwrap();
    // the first is taken back: its name goes, the end the later one set stays
    way::take_back(&house.sales, &number, "wrong").await.unwrap();
    let list = read::price_list(&house.sales, "CON-C-1", "", day("2026-03-10"), 1).await.unwrap().list;
    assert_eq!((list.name.as_str() != "框架合同", list.validity.to), (true, Some(day("2026-03-30"))));
    let shown = read::find(&house.sales, &later).await.unwrap();
    assert_eq!(
        (shown.heads[0].end_before, shown.heads[0].end, shown.lists[0].lines),
        (Some(day("2026-03-20")), Some(day("2026-03-30")), 0)
    );
    way::take_back(&house.sales, &later, "wrong").await.unwrap();
    assert_eq!(house.price(0, 0, "2026-06-01").await, Some(d("9")));
    // what ended today holds again; what ended on a day that is over does not, and taking it back says so
    let mut house = house;
    let last = house.draft("2026-03-10").await;
    heads::set(&house.sales, &last, "CON-C-1", ends(Some("2026-03-10"))).await.unwrap();
    heads::set(&house.sales, &last, "CON-C-1", Wanted { name: Some("二".into()), ..Wanted::default() })
        .await
        .unwrap();
    house.publish(&last).await.unwrap();
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("10")));
    let list = read::price_list(&house.sales, "CON-C-1", "", day("2026-03-10"), 1).await.unwrap().list;
    assert_eq!((list.name.as_str(), list.validity.to), ("二", Some(day("2026-03-10"))));
    way::take_back(&house.sales, &last, "wrong").await.unwrap();
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("9")));
    let last = house.draft("2026-03-10").await;
    heads::set(&house.sales, &last, "CON-C-1", ends(Some("2026-03-12"))).await.unwrap();
    house.publish(&last).await.unwrap();
    house.sales.now = house.sales.now + Days::new(5);
    let again = house.draft("2026-03-15").await;
    let ended = Problem::ListEnded { list: "CON-C-1".into() };
    for refused in [
        rejection(heads::set(&house.sales, &again, "CON-C-1", ends(None)).await),
        rejection(way::take_back(&house.sales, &last, "wrong").await),
    ] {
        assert!(matches!(&refused, Rejection::Fields(f) if f[0].problem == ended), "{refused:?}");
    }
    assert_eq!(read::find(&house.sales, &last).await.unwrap().row.state, ChangeState::Published);
    // a file that names the customer makes him another contract
    let mut for_customer = row("", "P-1", "9.9");
    for_customer.customer = "C-1".into();
    draft::put_rows(&house.sales, &again, &[for_customer]).await.unwrap();
    house.publish(&again).await.unwrap();
    assert_eq!(house.price(0, 0, "2026-03-15").await, Some(d("9.9")));
}

#[tokio::test]
async fn prices_below_the_floor_do_not_hold_longer_without_leave() {
    let house = house().await;
    let end = |end: Option<&str>| Wanted { end: Some(end.map(day)), ..Wanted::default() };
    let low = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &low, &[row("CON-C-1", "P-2", "1.49")]).await.unwrap();
    heads::set(&house.sales, &low, "CON-C-1", end(Some("2026-03-20"))).await.unwrap();
    way::submit(&house.sales, &low, "").await.unwrap();
    house.publish_submitted(&low, "清库存").await.unwrap();
    let longer = house.draft("2026-03-10").await;
    heads::set(&house.sales, &longer, "CON-C-1", end(None)).await.unwrap();
    way::submit(&house.sales, &longer, "").await.unwrap();
    let revision = read::find(&house.sales, &longer).await.unwrap().revision;
    let refused = way::publish(&house.sales, &longer, revision, "because").await;
    assert_eq!(rejection(refused), Rejection::NeedsApproval { part_number: "P-2".into() });
    assert_eq!(house.publish_submitted(&longer, "续约").await.unwrap().below_floor, 1);
    assert_eq!(house.price(0, 1, "2027-03-20").await, Some(d("1.49")));
}

#[tokio::test]
async fn below_the_floor_it_takes_the_right_and_a_reason() {
    let house = house().await;
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("CON-C-1", "P-2", "1.49")]).await.unwrap();
    assert!(read::lines(&house.sales, &number, None, "", 1).await.unwrap()[0].below_floor);
    way::submit(&house.sales, &number, "").await.unwrap();
    let revision = read::find(&house.sales, &number).await.unwrap().revision;
    let refused = way::publish(&house.sales, &number, revision, "because").await;
    assert_eq!(rejection(refused), Rejection::NeedsApproval { part_number: "P-2".into() });
    assert!(
        matches!(rejection(house.publish_submitted(&number, " ").await), Rejection::Fields(f) if f[0].field == "floor_reason")
    );
    assert_eq!(rejection(way::publish(&house.admin, &number, revision + 1, "x").await), Rejection::Stale);
    assert_eq!(house.publish_submitted(&number, "清库存").await.unwrap().below_floor, 1);
    assert_eq!(read::find(&house.sales, &number).await.unwrap().floor_reason, "清库存");

    // a floor of a brand holds where part and category have none
    let brand = |margin: &str| NewFloor {
        scope: "brand".into(),
        of: "SMC".into(),
        floor: Floor { min_price: None, basis: 1, min_margin_percent: Some(d(margin)) },
        reason: String::new(),
    };
    assert_eq!(rejection(floors::set(&house.sales, brand("30")).await), Rejection::Forbidden);
    floors::set(&house.admin, brand("30")).await.unwrap();
    floors::set(&house.admin, brand("15")).await.unwrap();
    let (set, parts) = floors::list(&house.sales, "").await.unwrap();
    assert_eq!((set.len(), parts, set[0].brand.as_deref()), (2, 1, Some("SMC")));
    let trace = service::explain_by_code(
        &house.sales,
        "C-1",
        "P-1",
        Quantity::parse("1").unwrap(),
        day("2026-03-10"),
    );
    let floor = trace.await.unwrap().floor.unwrap();
    assert_eq!(floor.lowest, Some(d("9.411765")));
    floors::remove(&house.admin, set[0].id).await.unwrap();
    assert_eq!(rejection(floors::remove(&house.admin, set[0].id).await), Rejection::NotFound);
}

#[tokio::test]
async fn where_the_house_wants_four_eyes_nobody_publishes_his_own() {
    let house = house().await;
    assert_eq!(rejection(way::set_four_eyes(&house.sales, true).await), Rejection::Forbidden);
    way::set_four_eyes(&house.admin, true).await.unwrap();
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("BASE", "P-3", "3.1")]).await.unwrap();
    way::submit(&house.sales, &number, "").await.unwrap();
    let change = read::find(&house.sales, &number).await.unwrap();
    assert!(change.needs_other_eyes);
    assert_eq!(
        rejection(way::publish(&house.sales, &number, change.revision, "").await),
        Rejection::Forbidden
    );
    // the database itself refuses it, whatever the program thinks
    let person = house.sales.actor.person().unwrap();
    let forced = sqlx::query(
        "update pricing.changes set state = 'published', published_by = $1, published_at = now(), publication = 1",
    )
    .bind(person.0)
    .execute(&house.db.owner)
    .await;
    assert!(forced.unwrap_err().to_string().contains("another pair of eyes"));
    // who sends it back and changes it has his hand on it too
    way::send_back(&house.admin, &number).await.unwrap();
    draft::put_rows(&house.admin, &number, &[row("BASE", "P-3", "3.2")]).await.unwrap();
    way::submit(&house.sales, &number, "").await.unwrap();
    assert_eq!(rejection(house.publish_submitted(&number, "").await), Rejection::Forbidden);
    way::set_four_eyes(&house.admin, false).await.unwrap();
    house.publish_submitted(&number, "").await.unwrap();
}

#[tokio::test]
async fn the_database_keeps_the_way_and_what_was_published() {
    let house = house().await;
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("BASE", "P-3", "3.1")]).await.unwrap();
    let run = async |sql: &'static str| {
        sqlx::query(sql).execute(&house.db.owner).await.map(|done| done.rows_affected())
    };
    assert!(
        run(
            "update pricing.changes set state = 'published', published_at = now(), published_by = created_by, publication = 1"
        )
        .await
        .unwrap_err()
        .to_string()
        .contains("cannot go from draft to published")
    );
    house.publish(&number).await.unwrap();
    for sql in [
        "update pricing.change_lines set unit_price = 1",
        "delete from pricing.change_lines",
        "insert into pricing.change_lines (change_id, list_id, sku_id, min_qty, valid_from) select change_id, list_id, sku_id, 5, valid_from from pricing.change_lines",
        "insert into pricing.change_discounts (change_id, list_id, valid_from) select change_id, list_id, valid_from from pricing.change_lines",
        "update pricing.changes set state = 'draft', published_at = null, published_by = null, publication = null",
        "insert into pricing.change_heads (change_id, list_id, name, changes_end) select change_id, list_id, 'x', false from pricing.change_lines",
        "insert into pricing.change_lists (change_id, list_id, head) select change_id, gen_random_uuid(), '{}' from pricing.change_lines",
        "insert into pricing.heads_before (change_id, list_id, name) select change_id, list_id, 'x' from pricing.change_lines",
        "insert into pricing.lines_before (change_id, list_id, sku_id, min_qty, valid_from, price_basis)
           select change_id, list_id, sku_id, 77, valid_from, 1 from pricing.change_lines",
        "delete from pricing.changes",
        "update pricing.lines_before set unit_price = 1",
        "delete from pricing.lines_before",
    ] {
        assert!(run(sql).await.is_err(), "{sql}");
    }
    for right in ["insert", "update", "delete", "select"] {
        let sql = format!("select bool_or(has_table_privilege('tc_buyer', c.oid, '{right}')) from pg_class c
            where c.relnamespace = 'pricing'::regnamespace and c.relkind = 'r' and (c.relname like 'change%' or c.relname like '%before')");
        let may: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&house.db.owner).await.unwrap();
        assert!(!may, "{right}");
    }
    let gone: Result<_, sqlx::Error> =
        sqlx::query("delete from pricing.changes").execute(&house.db.pools.staff).await;
    assert!(gone.is_err());
}

#[tokio::test]
async fn two_that_publish_on_one_list_wait_for_each_other_and_both_count() {
    let house = house().await;
    let mut numbers = Vec::new();
    for price in ["10.1", "10.2"] {
        let number = house.draft("2026-03-10").await;
        draft::put_rows(&house.sales, &number, &[row("BASE", "P-1", price), row("BASE", "P-3", price)])
            .await
            .unwrap();
        way::submit(&house.sales, &number, "").await.unwrap();
        numbers.push(number);
    }
    let (a, b) =
        tokio::join!(house.publish_submitted(&numbers[0], ""), house.publish_submitted(&numbers[1], ""));
    a.unwrap();
    b.unwrap();
    let pair = (house.price(1, 0, "2026-03-10").await, house.price(1, 2, "2026-03-10").await);
    assert_eq!(pair.0, pair.1, "one whole document or the other");
    let version: i32 = sqlx::query_scalar("select version from pricing.lists where code = 'BASE'")
        .fetch_one(&house.db.owner)
        .await
        .unwrap();
    assert_eq!(version, 3);
}

#[tokio::test]
async fn only_who_may_drafts_and_publishes() {
    let house = house().await;
    let number = house.draft("2026-03-10").await;
    let clerk = house.db.staff(house.member, &[StaffRole::CustomerService]);
    let buyer = house.db.buyer(house.member, MemberRole::Owner, house.companies[0]);
    let new = || NewChange { title: "x".into(), reason: String::new(), starts_on: day("2026-03-10") };
    for op in [&clerk, &buyer] {
        assert_eq!(rejection(draft::create(op, new()).await), Rejection::Forbidden);
        assert_eq!(
            rejection(draft::put_rows(op, &number, &[row("BASE", "P-1", "1")]).await),
            Rejection::Forbidden
        );
        let ended = Wanted { end: Some(None), ..Wanted::default() };
        assert_eq!(rejection(heads::set(op, &number, "BASE", ended).await), Rejection::Forbidden);
        assert_eq!(rejection(heads::remove(op, &number, "BASE").await), Rejection::Forbidden);
        assert_eq!(rejection(way::submit(op, &number, "").await), Rejection::Forbidden);
        assert_eq!(rejection(way::publish(op, &number, 1, "").await), Rejection::Forbidden);
        assert_eq!(rejection(way::take_back(op, &number, "x").await), Rejection::Forbidden);
        assert_eq!(rejection(way::discard(op, &number).await), Rejection::Forbidden);
    }
    assert!(read::find(&clerk, &number).await.is_ok());
    assert_eq!(rejection(read::find(&buyer, &number).await), Rejection::Forbidden);
    assert_eq!(rejection(simulate(&buyer, &number).await), Rejection::Forbidden);
    assert_eq!(rejection(way::submit(&house.sales, "PC-0", "").await), Rejection::NotFound);
    let refused = rejection(way::submit(&house.sales, &number, "").await);
    assert!(matches!(refused, Rejection::Fields(f) if f[0].field == "rows"), "nothing is in it");
    way::discard(&house.sales, &number).await.unwrap();
    assert_eq!(
        rejection(draft::put_rows(&house.sales, &number, &[row("BASE", "P-1", "1")]).await),
        Rejection::Stale
    );
}
