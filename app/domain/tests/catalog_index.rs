//! The index of two processes over one database: what is changed is found by both, also while one is built anew; order and
//! bounds by the own price.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use domain::accounts::permission::{MemberRole, StaffRole};
use domain::catalog::import::{Table, builtin, import_catalogue};
use domain::catalog::{Catalog, SearchQuery};
use domain::ids::{CompanyId, PersonId};
use domain::pricing::book::PriceBook;
use domain::pricing::selection;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use support::TestDb;
use uuid::Uuid;

const NUTS: &str = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm
ISO4032-M6,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M6,1,5.2,10
ISO4032-M10,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M10,1.5,8.4,16
ISO4032-M8,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M8,1.25,6.8,13
ISO4035-M6,ISO 4035,GB/T 6172.1,nut,六角薄螺母,Hexagon thin nut,M6,1,3.2,10";

struct House {
    db: TestDb,
    one: Catalog,
    two: Catalog,
}

async fn house() -> House {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let mut lines = NUTS.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
    let table = Table::new(lines.next().unwrap(), lines.collect());
    import_catalogue(&op, &builtin::mapping("nuts", false).unwrap(), &table, None, false).await.unwrap();
    let (one, two) =
        (Catalog::load(&db.pools.worker).await.unwrap(), Catalog::load(&db.pools.worker).await.unwrap());
    House { db, one, two }
}

impl House {
    /// As the owner, in one transaction, with a notice.
    async fn change(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(format!("begin; {sql}; commit"))).execute(&self.db.owner).await.unwrap();
    }

    async fn found(&self, catalog: &Catalog, address: &str) -> Vec<String> {
        let pairs: Vec<_> = address
            .split('&')
            .filter_map(|p| p.split_once('='))
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        let query = SearchQuery::from_pairs(&pairs);
        let found =
            selection::search(&self.db.visitor(), catalog, &PriceBook::default(), &query).await.unwrap();
        found.page.rows.into_iter().map(|row| row.part_number).collect()
    }

    /// Both processes look, and both find this.
    async fn both_find(&self, address: &str, expected: &[&str]) {
        for catalog in [&self.one, &self.two] {
            catalog.refresh_if_changed(&self.db.pools.worker).await.unwrap();
            assert_eq!(self.found(catalog, address).await, expected, "{address}");
        }
    }
}

const NOTE: &str = "insert into catalog.changes (sku_id) select id from catalog.skus where part_number =";

#[tokio::test]
async fn what_is_changed_is_found_by_every_process_where_it_belongs() {
    let house = house().await;
    house.both_find("q=M8", &["ISO4032-M8"]).await;
    house.change(&format!("update catalog.skus set parameters = parameters || '{{\"height\": \"7.5\"}}' where part_number = 'ISO4032-M8'; {NOTE} 'ISO4032-M8'")).await;
    house.both_find("is.height=7.5", &["ISO4032-M8"]).await;
    // it stands where it stood: M6, M8, M10, thin M6
    house.both_find("", &["ISO4032-M6", "ISO4032-M8", "ISO4032-M10", "ISO4035-M6"]).await;
    house.both_find("sort=-height", &["ISO4032-M10", "ISO4032-M8", "ISO4032-M6", "ISO4035-M6"]).await;
    house.change(&format!("update catalog.skus set status = 'discontinued' where part_number = 'ISO4032-M6'; {NOTE} 'ISO4032-M6'")).await;
    house.both_find("q=M6", &["ISO4035-M6"]).await;
    house
        .change(&format!(
            "update catalog.skus set status = 'active' where part_number = 'ISO4032-M6'; {NOTE} 'ISO4032-M6'"
        ))
        .await;
    house.both_find("q=M6", &["ISO4032-M6", "ISO4035-M6"]).await;
}

#[tokio::test]
async fn a_new_alias_and_stock_that_comes_and_goes_are_found() {
    let house = house().await;
    house.both_find("q=小薄帽", &[]).await;
    house.change("update catalog.parameter_values set aliases = aliases || '{小薄帽}' where code = 'ISO 4035'; insert into catalog.changes (kind) values ('schema')").await;
    house.both_find("q=小薄帽", &["ISO4035-M6"]).await;
    house.both_find("stock=1", &[]).await;
    // no notice by hand: the level itself tells
    house.change("insert into inventory.movements (id, sku_id, delta, reason) select gen_random_uuid(), id, 5, 'opening' from catalog.skus where part_number = 'ISO4032-M8'").await;
    house.both_find("stock=1", &["ISO4032-M8"]).await;
    house.change("update inventory.levels set reserved = on_hand").await;
    house.both_find("stock=1", &[]).await;
    let noted: i64 = sqlx::query_scalar("select count(*) from catalog.changes where kind = 'stock'")
        .fetch_one(&house.db.owner)
        .await
        .unwrap();
    assert_eq!(noted, 2, "noted when it turns, and only then");
}

#[tokio::test]
async fn a_notice_of_a_writer_that_commits_late_is_not_missed() {
    let house = house().await;
    let mut slow = house.db.owner.begin().await.unwrap();
    let edit = |part: &str| {
        format!(
            "update catalog.skus set part_number = part_number || '-X' where part_number = '{part}'; {NOTE} '{part}-X'"
        )
    };
    sqlx::raw_sql(AssertSqlSafe(edit("ISO4032-M6"))).execute(&mut *slow).await.unwrap();
    // a later writer is done first, and its notice is read
    house.change(&edit("ISO4032-M8")).await;
    house.both_find("q=M8-X", &["ISO4032-M8-X"]).await;
    slow.commit().await.unwrap();
    house.both_find("q=M6-X", &["ISO4032-M6-X"]).await;
    assert!(!house.one.refresh_if_changed(&house.db.pools.worker).await.unwrap());
}

#[tokio::test]
async fn building_anew_takes_nothing_away() {
    let house = house().await;
    house.change("insert into catalog.changes (kind) values ('all')").await;
    let reading = async {
        for _ in 0..200 {
            assert_eq!(house.found(&house.one, "q=M8").await, ["ISO4032-M8"]);
        }
    };
    let building = async {
        for _ in 0..10 {
            house.one.rebuild(&house.db.pools.worker).await.unwrap();
        }
    };
    tokio::join!(reading, building);
    house.both_find("q=M8", &["ISO4032-M8"]).await;
}

/// The order of the page is the order of the prices beside its rows, and so are its bounds.
#[tokio::test]
async fn rows_stand_in_the_order_of_the_prices_shown() {
    let house = house().await;
    let company = Uuid::now_v7();
    house.change(&format!(
        "insert into accounts.companies (id, code, name) values ('{company}', 'C-1', 'Ours');
         insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
         insert into pricing.lists (id, kind, company_id, code, name, valid_from) values
           (gen_random_uuid(), 'base', null, 'BASE', 'Base', '2020-01-01'),
           (gen_random_uuid(), 'contract', '{company}', 'CON', 'Contract', '2020-01-01');
         insert into pricing.lines (list_id, sku_id, unit_price, price_basis, valid_from)
           select l.id, s.id, case s.part_number when 'ISO4032-M6' then 30 when 'ISO4032-M8' then 2 else 25 end,
             case s.part_number when 'ISO4032-M8' then 10 else 100 end, '2020-01-01'
           from pricing.lists l, catalog.skus s where l.code = 'BASE' and s.part_number <> 'ISO4035-M6';
         insert into pricing.lines (list_id, company_id, sku_id, unit_price, price_basis, valid_from)
           select l.id, l.company_id, s.id, 10, 100, '2020-01-01'
           from pricing.lists l, catalog.skus s where l.code = 'CON' and s.part_number = 'ISO4032-M6'"
    )).await;
    let book = PriceBook::default();
    assert!(book.refresh_if_changed(&house.db.pools.worker).await.unwrap());
    assert!(!book.refresh_if_changed(&house.db.pools.worker).await.unwrap());
    let op = house.db.buyer(PersonId::new(), MemberRole::Buyer, CompanyId(company));
    let found = async |key: &str, value: &str| {
        let query = SearchQuery::from_pairs(&[(key.to_owned(), value.to_owned())]);
        selection::search(&op, &house.one, &book, &query).await.unwrap()
    };
    // 0.10 in the contract, 0.20, 0.25, and one nothing prices
    for (value, order) in [
        ("price", ["ISO4032-M6", "ISO4032-M8", "ISO4032-M10", "ISO4035-M6"]),
        ("-price", ["ISO4032-M10", "ISO4032-M8", "ISO4032-M6", "ISO4035-M6"]),
    ] {
        let found = found("sort", value).await;
        let rows: Vec<&str> = found.page.rows.iter().map(|row| row.part_number.as_str()).collect();
        assert_eq!(rows, order);
        let shown: Vec<Decimal> = found
            .page
            .rows
            .iter()
            .filter_map(|row| Some(found.prices.get(&row.sku_id)?.unit_price.per_one()))
            .collect();
        let mut sorted = shown.clone();
        sorted.sort();
        if value.starts_with('-') {
            sorted.reverse();
        }
        assert_eq!(shown, sorted);
    }
    let within = found("price", "0.15..0.22").await;
    assert_eq!((within.page.total, within.page.rows[0].part_number.as_str()), (1, "ISO4032-M8"));
    // who sees no prices learns nothing from their order
    let query = SearchQuery::from_pairs(&[("price".into(), "0.15..0.22".into())]);
    let visitor = selection::search(&house.db.visitor(), &house.one, &book, &query).await.unwrap();
    assert_eq!(visitor.page.total, 4);
}
