//! 调价单 on a real PostgreSQL: drafting, reviewing, publishing, taking back, simulating, and what the database refuses.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/orders_fixture.rs"]
#[allow(dead_code, reason = "shared between test programs")]
mod orders_fixture;
mod support;

use chrono::{Days, NaiveDate};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::pricing::change::bulk::{Bulk, change_all};
use domain::pricing::change::draft::{self, LineName, NewChange, NewHead};
use domain::pricing::change::floors::{self, NewFloor};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::simulate::simulate;
use domain::pricing::change::{ChangeState, Counts, Effect, read, way};
use domain::pricing::floor::Floor;
use domain::pricing::service;
use domain::pricing::terms::ListKind;
use domain::quantity::Quantity;
use domain::rejection::{Problem, Rejection};
use orders_fixture::{Line, insert_order};
use rust_decimal::Decimal;
use support::TestDb;
use uuid::Uuid;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Three parts: P-1 costs 8.00, P-2 has its floor at 1.50, P-3 is of another category. The base list prices all at 10, 2 and
/// 3; C-1 has a contract that prices P-1 at 9.
struct House {
    db: TestDb,
    sales: OpContext,
    admin: OpContext,
    parts: [SkuId; 3],
    member: PersonId,
    companies: [CompanyId; 2],
}

async fn house() -> House {
    let db = TestDb::new().await;
    let [c1, c2, member, sales, admin, base, contract] = [(); 7].map(|()| Uuid::now_v7());
    let [root, screws, nuts, f1, f2] = [(); 5].map(|()| Uuid::now_v7());
    let parts = [(); 3].map(|()| Uuid::now_v7());
    let [p1, p2, p3] = parts;
    let sql = format!(
        "insert into accounts.companies (id, code, name) values ('{c1}', 'C-1', 'One'), ('{c2}', 'C-2', 'Two');
         insert into accounts.people (id, email, name) values ('{member}', 'm@b.example', 'M'), ('{sales}', 's@b.example', 'Sales'),
           ('{admin}', 'a@b.example', 'Boss');
         insert into catalog.categories (id, parent_id, code, name_zh, name_en) values ('{root}', null, 'fasteners', '紧固件', 'Fasteners'),
           ('{screws}', '{root}', 'screws', '螺钉', 'Screws'), ('{nuts}', '{root}', 'nuts', '螺母', 'Nuts');
         insert into catalog.families (id, category_id, code, brand, name_zh, name_en) values ('{f1}', '{screws}', 'f1', 'SMC', '一', 'F1'),
           ('{f2}', '{nuts}', 'f2', '', '二', 'F2');
         insert into catalog.skus (id, family_id, part_number, part_key) values ('{p1}', '{f1}', 'P-1', 'P1'), ('{p2}', '{f1}', 'P-2', 'P2'),
           ('{p3}', '{f2}', 'P-3', 'P3');
         insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
         insert into pricing.lists (id, kind, company_id, code, name, valid_from) values
           ('{base}', 'base', null, 'BASE', '面价', '2026-01-01'), ('{contract}', 'contract', '{c1}', 'CON-C-1', 'One', '2026-01-01');
         insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from) values
           ('{base}', null, '{p1}', 10, '2026-01-01'), ('{base}', null, '{p2}', 2, '2026-01-01'), ('{base}', null, '{p3}', 3, '2026-01-01'),
           ('{contract}', '{c1}', '{p1}', 9, '2026-01-01');
         insert into pricing.costs (sku_id, cost) values ('{p1}', 8);
         insert into pricing.floors (id, sku_id, min_price) values (gen_random_uuid(), '{p2}', 1.5)"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&db.owner).await.unwrap();
    House {
        sales: db.staff(PersonId(sales), &[StaffRole::Sales]),
        admin: db.staff(PersonId(admin), &[StaffRole::Admin]),
        parts: parts.map(SkuId),
        member: PersonId(member),
        companies: [CompanyId(c1), CompanyId(c2)],
        db,
    }
}

impl House {
    async fn draft(&self, on: &str) -> String {
        let new = NewChange { title: "2026 调价".into(), reason: "铜价".into(), starts_on: day(on) };
        draft::create(&self.sales, new).await.unwrap()
    }

    /// Submits and publishes as the boss; what of it was refused is the answer.
    async fn publish(&self, number: &str) -> Result<way::Published, Error> {
        way::submit(&self.sales, number).await.unwrap();
        self.publish_submitted(number, "").await
    }

    async fn publish_submitted(&self, number: &str, reason: &str) -> Result<way::Published, Error> {
        let revision = read::find(&self.admin, number).await.unwrap().revision;
        way::publish(&self.admin, number, revision, reason).await
    }

    /// What a company pays for one of a part on a day.
    async fn price(&self, company: usize, part: usize, on: &str) -> Option<Decimal> {
        let mut tx = self.sales.begin().await.unwrap();
        let wanted = [(self.parts[part], Quantity::parse("1").unwrap())];
        let found =
            service::price_set_in_tx(&mut tx, self.companies[company], &wanted, day(on)).await.unwrap();
        found.get(&self.parts[part]).map(|resolved| resolved.unit_price.price.normalize())
    }

    /// What the buyer of the first company is shown for one of a part now.
    async fn shown(&self, part: usize) -> Decimal {
        let buyer = self.db.buyer(self.member, MemberRole::Buyer, self.companies[0]);
        let wanted = [(self.parts[part], Quantity::parse("1").unwrap())];
        service::prices_for(&buyer, &wanted).await.unwrap()[&self.parts[part]].unit_price.price.normalize()
    }
}

fn row(list: &str, part: &str, price: &str) -> PriceRow {
    PriceRow { row: 1, list: list.into(), part: part.into(), price: price.into(), ..PriceRow::default() }
}

fn rejection<T: std::fmt::Debug>(result: Result<T, Error>) -> Rejection {
    match result {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("{other:?}"),
    }
}

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
async fn good_rows_are_kept_and_each_bad_one_says_what_is_wrong() {
    let house = house().await;
    let number = house.draft("2026-04-01").await;
    let with = |edit: fn(&mut PriceRow)| {
        let mut row = row("BASE", "P-1", "11");
        edit(&mut row);
        row
    };
    let mut rows = vec![
        with(|_| {}),
        with(|r| r.part = "P-9".into()),
        with(|r| r.price = "abc".into()),
        with(|r| r.price = "-1".into()),
        with(|r| r.price = String::new()),
        with(|r| r.list = "NONE".into()),
        with(|r| r.list = String::new()),
        with(|r| r.basis = "7".into()),
        with(|r| r.from = "2026-02-30".into()),
        with(|r| r.until = "2026-03-31".into()),
        with(|r| r.price = "12".into()),
        with(|r| (r.min_qty, r.price, r.until) = ("100".into(), "¥1,234.5".into(), "2026/12/31".into())),
        PriceRow {
            list: "CON-C-1".into(),
            target: "screws".into(),
            percent: "12%".into(),
            ..PriceRow::default()
        },
        PriceRow {
            list: "CON-C-1".into(),
            target: "bolts".into(),
            percent: "12".into(),
            ..PriceRow::default()
        },
    ];
    rows.iter_mut().zip(1..).for_each(|(row, at)| row.row = at);
    let taken = draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    assert_eq!(taken.rows, 3);
    let mut wrong: Vec<_> = taken.problems.iter().map(|p| (p.row.unwrap(), p.field.as_str())).collect();
    wrong.sort_unstable();
    assert_eq!(
        wrong,
        [
            (2, "part"),
            (3, "price"),
            (4, "price"),
            (5, "price"),
            (6, "list"),
            (7, "list"),
            (8, "basis"),
            (9, "from"),
            (10, "until"),
            (11, "part"),
            (14, "target")
        ]
    );
    assert!(matches!(
        taken.problems.iter().find(|p| p.row == Some(11)).unwrap().problem,
        Problem::Twice { .. }
    ));
    house.publish(&number).await.unwrap();
    assert_eq!(house.price(1, 0, "2026-03-31").await, Some(d("10")));
    assert_eq!(house.price(1, 0, "2026-04-01").await, Some(d("11")));
    // the percentage of the contract holds where it names no price: 2.00 less 12 %
    assert_eq!(house.price(0, 1, "2026-04-01").await, Some(d("1.76")));
    let names =
        [LineName { list: "BASE".into(), part: "P-1".into(), min_qty: d("1"), from: day("2026-04-01") }];
    let refused = draft::remove_lines(&house.sales, &number, &names).await;
    assert_eq!(rejection(refused), Rejection::Stale);
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
async fn below_the_floor_it_takes_the_right_and_a_reason() {
    let house = house().await;
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("CON-C-1", "P-2", "1.49")]).await.unwrap();
    assert!(read::lines(&house.sales, &number, None, "", 1).await.unwrap()[0].below_floor);
    way::submit(&house.sales, &number).await.unwrap();
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
    way::submit(&house.sales, &number).await.unwrap();
    let change = read::find(&house.sales, &number).await.unwrap();
    assert!(change.needs_other_eyes);
    assert_eq!(
        rejection(way::publish(&house.sales, &number, change.revision, "").await),
        Rejection::Forbidden
    );
    // the database itself refuses it, whatever the program thinks
    let person = house.sales.actor.person().unwrap();
    let forced = sqlx::query(
        "update pricing.changes set state = 'published', published_by = $1, published_at = now()",
    )
    .bind(person.0)
    .execute(&house.db.owner)
    .await;
    assert!(forced.unwrap_err().to_string().contains("another pair of eyes"));
    // who sends it back and changes it has his hand on it too
    way::send_back(&house.admin, &number).await.unwrap();
    draft::put_rows(&house.admin, &number, &[row("BASE", "P-3", "3.2")]).await.unwrap();
    way::submit(&house.sales, &number).await.unwrap();
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
            "update pricing.changes set state = 'published', published_at = now(), published_by = created_by"
        )
        .await
        .is_err()
    );
    house.publish(&number).await.unwrap();
    for sql in [
        "update pricing.change_lines set unit_price = 1",
        "delete from pricing.change_lines",
        "insert into pricing.change_lines (change_id, list_id, sku_id, min_qty, valid_from) select change_id, list_id, sku_id, 5, valid_from from pricing.change_lines",
        "insert into pricing.change_discounts (change_id, list_id, valid_from) select change_id, list_id, valid_from from pricing.change_lines",
        "update pricing.changes set state = 'draft'",
        "insert into pricing.lines (list_id, sku_id, unit_price, valid_from) select list_id, sku_id, 7, valid_from from pricing.lines",
        "update pricing.displaced_lines set unit_price = 1",
        "delete from pricing.displaced_lines",
    ] {
        assert!(run(sql).await.is_err(), "{sql}");
    }
    for right in ["insert", "update", "delete", "select"] {
        let sql = format!("select bool_or(has_table_privilege('tc_buyer', c.oid, '{right}')) from pg_class c
            where c.relnamespace = 'pricing'::regnamespace and c.relkind = 'r' and (c.relname like 'change%' or c.relname like 'displaced%')");
        let may: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&house.db.owner).await.unwrap();
        assert!(!may, "{right}");
    }
    let gone: Result<_, sqlx::Error> =
        sqlx::query("delete from pricing.changes").execute(&house.db.pools.staff).await;
    assert!(gone.is_err());
}

#[tokio::test]
async fn so_many_percent_on_a_category_ends_where_the_old_price_ended() {
    let house = house().await;
    let number = house.draft("2026-04-01").await;
    let mut ending = row("BASE", "P-2", "2.05");
    (ending.from, ending.until) = ("2026-03-20".into(), "2026-04-30".into());
    draft::put_rows(&house.sales, &number, &[ending]).await.unwrap();
    house.publish(&number).await.unwrap();

    let number = house.draft("2026-04-01").await;
    let bulk = Bulk {
        list: "BASE".into(),
        category: "screws".into(),
        percent: d("3"),
        decimals: 2,
        ..Bulk::default()
    };
    let done = change_all(&house.sales, &number, &bulk).await.unwrap();
    assert_eq!((done.lines, done.planned), (2, 1));
    for (bad, field) in [
        (Bulk { percent: d("-100"), ..bulk.clone() }, "percent"),
        (Bulk { list: "NONE".into(), ..bulk.clone() }, "list"),
        (Bulk { category: "bolts".into(), ..bulk.clone() }, "category"),
        (Bulk { brand: "NSK".into(), ..bulk.clone() }, "list"),
    ] {
        let refused = rejection(change_all(&house.sales, &number, &bad).await);
        assert!(matches!(refused, Rejection::Fields(f) if f[0].field == field), "{field}");
    }
    house.publish(&number).await.unwrap();
    for (part, on, price) in [
        (0, "2026-03-31", "10"),
        (0, "2026-04-01", "10.3"),
        (1, "2026-03-31", "2.05"),
        (1, "2026-04-30", "2.11"),
        (1, "2026-05-01", "2"),
        (2, "2026-04-01", "3"),
    ] {
        assert_eq!(house.price(1, part, on).await, Some(d(price)), "P-{} on {on}", part + 1);
    }
}

#[tokio::test]
async fn rows_for_customers_make_the_contracts_they_need_when_published() {
    let house = house().await;
    let customer = |code: &str, part: &str, price: &str| PriceRow {
        customer: code.into(),
        list: String::new(),
        ..row("", part, price)
    };
    let rows = [customer("C-1", "P-3", "2.8"), customer("c-2", "P-1", "9.5"), customer("C-7", "P-1", "1")];
    let new = NewChange { title: "合同价".into(), reason: String::new(), starts_on: day("2026-03-10") };
    let mut incoming = draft::Incoming::begin(&house.sales, new).await.unwrap();
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row.customer.clone(), row.part.clone(), row.price.clone()]).collect();
    let rows: Vec<PriceRow> =
        rows.into_iter().zip(2..).map(|(row, at)| PriceRow { row: at, ..row }).collect();
    incoming.take(&rows, &cells).await.unwrap();
    let (number, taken, refused) =
        incoming.finish(&["customer".into(), "sku".into(), "price".into()]).await.unwrap();
    assert_eq!((taken, refused), (2, 1));
    let (heading, refused) = read::refused(&house.sales, &number).await.unwrap();
    assert_eq!((heading.len(), refused[0].0.row, refused[0].1[0].as_str()), (3, Some(4), "C-7"));
    let change = read::find(&house.sales, &number).await.unwrap();
    let lists: Vec<_> =
        change.lists.iter().map(|list| (list.code.as_str(), list.is_new, list.whose.as_str())).collect();
    assert_eq!(lists, [("CON-C-1", false, "One"), ("CON-C-2", true, "Two")]);
    // a list that is being made can be named in the same document
    draft::put_rows(&house.sales, &number, &[row("CON-C-2", "P-3", "2.7")]).await.unwrap();
    let taken_code = NewHead {
        code: "CON-C-2".into(),
        name: "x".into(),
        valid_from: day("2026-01-01"),
        ..NewHead::default()
    };
    let refused = draft::add_list(&house.sales, &number, taken_code, "C-2").await;
    assert!(matches!(rejection(refused), Rejection::Fields(f) if f[0].field == "code"));
    let quote = NewHead { kind: ListKind::Quote, code: "Q".into(), name: "x".into(), ..NewHead::default() };
    let refused = draft::add_list(&house.sales, &number, quote, "C-2").await;
    assert!(matches!(rejection(refused), Rejection::Fields(f) if f[0].field == "kind"));
    let promotion = NewHead {
        kind: ListKind::Promotion,
        code: "PROMO".into(),
        name: "Spring".into(),
        valid_from: day("2026-03-01"),
        ..NewHead::default()
    };
    draft::add_list(&house.sales, &number, promotion, "").await.unwrap();
    draft::put_rows(&house.sales, &number, &[row("PROMO", "P-2", "1.8")]).await.unwrap();
    assert_eq!(house.price(1, 0, "2026-03-10").await, Some(d("10")));
    house.publish(&number).await.unwrap();
    for (company, part, price) in [(0, 2, "2.8"), (1, 0, "9.5"), (1, 2, "2.7"), (0, 1, "1.8"), (1, 1, "1.8")]
    {
        assert_eq!(
            house.price(company, part, "2026-03-10").await,
            Some(d(price)),
            "C-{} P-{}",
            company + 1,
            part + 1
        );
    }
}

#[tokio::test]
async fn a_simulation_says_what_a_year_would_have_come_to() {
    let house = house().await;
    let mut tx = house.db.owner.begin().await.unwrap();
    for (company, part, quantity) in [(0, 0, "10"), (1, 0, "10"), (1, 1, "100"), (1, 2, "5")] {
        let line = Line { ordered: d(quantity), reserved: d("0"), gross: d("1") };
        let who = (house.companies[company], house.member, house.parts[part]);
        insert_order(&mut tx, who, "transfer", line).await;
    }
    tx.commit().await.unwrap();
    let number = house.draft("2026-03-10").await;
    let rows = [row("BASE", "P-1", "10.30"), row("BASE", "P-2", "1.40"), row("CON-C-1", "P-1", "-")];
    draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.reach, found.customers, found.parts), (None, 2, 2));
    assert_eq!((found.lines, found.changed_lines), (3, 3));
    // 10 × 9 + 10 × 10 + 100 × 2, and 10 × 10.30 + 10 × 10.30 + 100 × 1.40
    assert_eq!((found.before, found.after), (d("390"), d("346")));
    assert_eq!((found.margin_before, found.margin_after, found.without_cost), (d("30"), d("46"), 1));
    assert_eq!((found.below_floor, found.newly_below), (1, 1));
    let who = |moved: &[domain::pricing::change::views::Moved]| {
        moved.iter().map(|m| (m.code.clone(), m.more())).collect::<Vec<_>>()
    };
    assert_eq!(who(&found.losers), [("C-1".to_owned(), d("13"))]);
    assert_eq!(who(&found.winners), [("C-2".to_owned(), d("-57"))]);
    assert_eq!(who(&found.most_moved)[0], ("P-2".to_owned(), d("-60")));
    // nothing was written, and a document for one customer reaches one
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("9")));
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("CON-C-1", "P-1", "8.50")]).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.reach, found.customers, found.before, found.after), (Some(1), 1, d("90"), d("85")));
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
        way::submit(&house.sales, &number).await.unwrap();
        numbers.push(number);
    }
    let (a, b) =
        tokio::join!(house.publish_submitted(&numbers[0], ""), house.publish_submitted(&numbers[1], ""));
    (a.unwrap(), b.unwrap());
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
        assert_eq!(rejection(way::submit(op, &number).await), Rejection::Forbidden);
        assert_eq!(rejection(way::publish(op, &number, 1, "").await), Rejection::Forbidden);
        assert_eq!(rejection(way::take_back(op, &number, "x").await), Rejection::Forbidden);
        assert_eq!(rejection(way::discard(op, &number).await), Rejection::Forbidden);
    }
    assert!(read::find(&clerk, &number).await.is_ok());
    assert_eq!(rejection(read::find(&buyer, &number).await), Rejection::Forbidden);
    assert_eq!(rejection(simulate(&buyer, &number).await), Rejection::Forbidden);
    assert_eq!(rejection(way::submit(&house.sales, "PC-0").await), Rejection::NotFound);
    assert!(matches!(rejection(way::submit(&house.sales, &number).await), Rejection::Fields(_)));
    way::discard(&house.sales, &number).await.unwrap();
    assert_eq!(
        rejection(draft::put_rows(&house.sales, &number, &[row("BASE", "P-1", "1")]).await),
        Rejection::Stale
    );
}
