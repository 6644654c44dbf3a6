//! Choosing among what was found, on a real PostgreSQL: the whole result for a file, parts side by side, a family's page.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;
#[path = "numbers/world.rs"]
mod world;

use domain::catalog::numbers::{NewOwnNumber, own};
use domain::catalog::query::{MOST_COMPARED, MOST_EXPORTED};
use domain::catalog::{Catalog, SearchQuery};
use domain::error::Error;
use domain::ids::{CompanyId, ListId};
use domain::op::OpContext;
use domain::pricing::book::PriceBook;
use domain::pricing::export::{Export, ExportRow};
use domain::pricing::selection;
use domain::rejection::Rejection;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use world::{M6_STAINLESS, M6_STEEL, M6_THIN, M10_STEEL, World, rejected};

fn query(pairs: &[(&str, &str)]) -> SearchQuery {
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    SearchQuery::from_pairs(&pairs)
}

/// A common list with two tiers for every part, and a contract price on one of them for each company.
async fn priced() -> (World, Catalog, PriceBook) {
    let world = World::open().await;
    let (base, ours, theirs) = (ListId::new(), ListId::new(), ListId::new());
    let (our, their) = (world.our_company, world.their_company);
    let contract = |list: ListId, company: CompanyId, code: &str, price: &str| {
        format!(
            "insert into pricing.lists (id, kind, company_id, code, name, valid_from) values ('{list}', 'contract', '{company}', '{code}', '{code}', '2020-01-01');
             insert into pricing.lines (list_id, company_id, sku_id, unit_price, price_basis, valid_from)
               select '{list}', '{company}', id, {price}, 100, '2020-01-01' from catalog.skus where part_number = '{M6_STEEL}';"
        )
    };
    let sql = format!(
        "insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
         insert into pricing.lists (id, kind, code, name, valid_from) values ('{base}', 'base', 'BASE', '面价', '2020-01-01');
         insert into pricing.lines (list_id, sku_id, min_qty, unit_price, price_basis, valid_from)
           select '{base}', id, tier, 90.1234 / tier, 100, '2020-01-01'
           from catalog.skus, (values (1), (1000)) t (tier) where part_number <> '{M6_THIN}';
         {} {}",
        contract(ours, our, "CT-OURS", "53.19"),
        contract(theirs, their, "CT-THEIRS", "47.77"),
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&world.db.owner).await.unwrap();
    let number = NewOwnNumber {
        number: "=4711".into(),
        part_number: M6_STEEL.into(),
        note: String::new(),
        printed: true,
    };
    own::save(&world.ours(), None, &number).await.unwrap();
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let book = PriceBook::default();
    book.refresh_if_changed(&world.db.pools.worker).await.unwrap();
    (world, catalog, book)
}

async fn exported(
    op: &OpContext,
    catalog: &Catalog,
    book: &PriceBook,
    query: &SearchQuery,
) -> Vec<ExportRow> {
    let mut export = Export::open(op, catalog, book, query).await.unwrap();
    let mut rows = Vec::new();
    while let Some(batch) = export.next().await.unwrap() {
        rows.extend(batch);
    }
    assert_eq!(rows.len(), export.total() as usize);
    export.close().await.unwrap();
    rows
}

#[tokio::test]
async fn a_file_holds_the_rows_of_the_result_with_the_prices_of_its_pages() {
    let (world, catalog, book) = priced().await;
    let searches: [&[(&str, &str)]; 5] = [
        &[],
        &[("q", "M6"), ("sort", "-part")],
        &[("sort", "price"), ("page", "7")],
        &[("price", "≤ 0.9"), ("sort", "-price")],
        &[("q", "4711")],
    ];
    for op in [world.ours(), world.theirs(), world.db.visitor()] {
        for pairs in searches {
            let query = query(pairs);
            let mut page = query.on_page(1);
            let (mut shown, mut pages) = (Vec::new(), 1);
            while page.page <= pages {
                let found = selection::search(&op, &catalog, &book, &page).await.unwrap();
                pages = found.page.pages;
                shown.extend(found.page.rows.into_iter().map(|row| {
                    let price = found.prices.get(&row.sku_id).cloned();
                    let own = found.beside.own.get(&row.sku_id).cloned();
                    (row, price, own)
                }));
                page.page += 1;
            }
            let file = exported(&op, &catalog, &book, &query).await;
            let file: Vec<_> = file.into_iter().map(|r| (r.row, r.price, r.own)).collect();
            assert_eq!(file, shown, "{pairs:?}");
        }
    }
}

#[tokio::test]
async fn each_company_reads_its_own_prices_in_a_file_and_a_visitor_none() {
    let (world, catalog, book) = priced().await;
    let all = query(&[]);
    let price_of = |rows: &[ExportRow], number: &str| {
        let row = rows.iter().find(|r| r.row.part_number == number).unwrap();
        row.price.as_ref().map(|p| (p.unit_price.price, p.basis, p.tiers.len()))
    };
    let d = |text: &str| text.parse::<Decimal>().unwrap();
    let ours = exported(&world.ours(), &catalog, &book, &all).await;
    assert_eq!(price_of(&ours, M6_STEEL), Some((d("53.19"), 100, 1)));
    assert_eq!(price_of(&ours, M10_STEEL), Some((d("90.1234"), 100, 2)));
    assert_eq!(price_of(&ours, M6_THIN), None);
    let with_stock: Vec<_> = ours.iter().filter(|r| r.row.on_hand_available > Decimal::ZERO).collect();
    assert_eq!(with_stock.len(), 1);
    assert_eq!(with_stock[0].own.as_deref(), Some("=4711"));
    let theirs = exported(&world.theirs(), &catalog, &book, &all).await;
    assert_eq!(price_of(&theirs, M6_STEEL), Some((d("47.77"), 100, 1)));
    assert!(theirs.iter().all(|row| row.own.is_none()) && !format!("{theirs:?}").contains("53.19"));
    // who only looks has no company, and neither has a clerk who acts for none
    for op in [world.db.visitor(), world.desk(None)] {
        let export = Export::open(&op, &catalog, &book, &all).await.unwrap();
        assert!(!export.is_priced());
        let rows = exported(&op, &catalog, &book, &all).await;
        assert_eq!(rows.len(), ours.len());
        assert!(rows.iter().all(|row| row.price.is_none() && row.own.is_none()));
    }
    let export = Export::open(&world.ours(), &catalog, &book, &query(&[("q", "M10")])).await.unwrap();
    let columns: Vec<_> = export.columns().iter().map(|c| c.code.as_str()).collect();
    let has = |code: &str| columns.contains(&code);
    assert!(has("thread") && has("material"), "{columns:?}");
}

#[tokio::test]
async fn what_is_too_large_for_one_file_is_refused_with_the_limit() {
    let (world, _, book) = priced().await;
    let sql = format!(
        "insert into catalog.skus (id, family_id, part_number, part_key)
         select gen_random_uuid(), family_id, 'BULK-' || n, 'BULK' || n
         from (select family_id from catalog.skus limit 1) f, generate_series(1, {MOST_EXPORTED}) n"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&world.db.owner).await.unwrap();
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let rows = u32::try_from(catalog.snapshot().len()).unwrap();
    assert!(rows > MOST_EXPORTED);
    let refused = Export::open(&world.ours(), &catalog, &book, &query(&[])).await.map(|_| ());
    assert_eq!(rejected(refused), Rejection::TooLarge { rows, limit: MOST_EXPORTED });
    assert_eq!(exported(&world.ours(), &catalog, &book, &query(&[("q", "M10")])).await.len(), 2);
}

#[tokio::test]
async fn parts_stand_side_by_side_in_the_order_asked_for() {
    let (world, catalog, _) = priced().await;
    sqlx::raw_sql(AssertSqlSafe(format!(
        "update catalog.skus set status = 'discontinued' where part_number = '{M10_STEEL}'"
    )))
    .execute(&world.db.owner)
    .await
    .unwrap();
    let named = [M6_STAINLESS, "iso4032 m6 8 zinc", "NO-SUCH", M10_STEEL, M6_STEEL].map(str::to_owned);
    let (found, prices) = selection::compare(&world.ours(), &catalog, &named).await.unwrap();
    let numbers: Vec<_> = found.parts.iter().map(|p| p.row.part_number.as_str()).collect();
    assert_eq!(numbers, [M6_STAINLESS, M6_STEEL, M10_STEEL], "one part in two spellings is one part");
    assert_eq!((found.unknown, found.left_out), (vec!["NO-SUCH".to_owned()], vec![]));
    assert_eq!(found.parts[1].own.as_deref(), Some("=4711"));
    assert_eq!(found.parts[1].row.on_hand_available, 500.into());
    assert_eq!(prices[&found.parts[1].row.sku_id].unit_price.price, "53.19".parse().unwrap());
    let of_all: Vec<_> = found.parts[0].row.parameters.iter().map(|(code, _, _)| code.clone()).collect();
    let columns: Vec<_> = found.columns.iter().map(|c| c.code.clone()).collect();
    assert_eq!(columns, of_all);
    let many: Vec<String> = (0..MOST_COMPARED + 2).map(|n| format!("X-{n}")).collect();
    let (found, prices) = selection::compare(&world.db.visitor(), &catalog, &many).await.unwrap();
    assert_eq!(
        (found.unknown.len(), found.left_out),
        (MOST_COMPARED, vec!["X-8".to_owned(), "X-9".to_owned()])
    );
    assert!(prices.is_empty());
}

#[tokio::test]
async fn a_family_has_its_own_table_with_the_columns_asked_for() {
    let (world, catalog, book) = priced().await;
    let code = world.ask("select f.code from catalog.families f join catalog.skus s on s.family_id = f.id where s.part_number = 'ISO4032-M6-8-zinc'").await;
    let (op, none) = (world.ours(), SearchQuery::default());
    let (family, prices, beside) = selection::family(&op, &catalog, &book, &code, &none).await.unwrap();
    assert_eq!((family.standard.as_str(), family.page.total), ("ISO 4032", 4));
    assert_eq!((prices.len(), beside.own.len()), (4, 1));
    assert!(family.page.rows.iter().all(|row| row.family_code == code));
    assert!(!family.page.crumbs.is_empty());
    let codes =
        |page: &domain::catalog::SearchPage| page.columns.iter().map(|c| c.code.clone()).collect::<Vec<_>>();
    let (usual, choices) = (codes(&family.page), family.page.choices.clone());
    let fixed = choices.iter().find(|c| !usual.contains(&c.code)).expect("something all parts share");
    assert!(family.page.common.iter().any(|c| c.column.code == fixed.code));
    let chosen = query(&[("col", &fixed.code), ("col", "thread"), ("col", "no_such")]);
    let (family, ..) = selection::family(&op, &catalog, &book, &code, &chosen).await.unwrap();
    assert_eq!(codes(&family.page).len(), 2);
    assert!(family.page.common.iter().all(|c| c.column.code != fixed.code), "said once");
    // columns nothing has: the usual ones
    let stale = query(&[("col", "no_such")]);
    let (family, ..) = selection::family(&op, &catalog, &book, &code, &stale).await.unwrap();
    assert_eq!(codes(&family.page), usual);
    let missing = selection::family(&op, &catalog, &book, "no-such", &none).await;
    assert!(matches!(missing, Err(Error::Rejected(Rejection::NotFound))));
}
