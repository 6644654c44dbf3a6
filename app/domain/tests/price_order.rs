//! The order by own price worked out for the whole index at once against the one in which each price is looked up by
//! itself: random lists, groups, promotions, percentages, tiers and contracts, in and out of their time.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;
#[path = "numbers/world.rs"]
mod world;

use domain::catalog::query::PAGE_ROWS;
use domain::catalog::{Catalog, SearchQuery};
use domain::ids::SkuId;
use domain::op::OpContext;
use domain::pricing::book::PriceBook;
use domain::pricing::selection;
use sqlx::AssertSqlSafe;
use world::World;

/// Some hundred parts in families of several makers and categories, sold from one, from ten and by the dozen.
const PARTS: &str = "
    insert into catalog.families (id, category_id, code, brand, name_zh, name_en)
      select gen_random_uuid(), c.id, 'f-' || n, (array['', 'SMC', 'SKF'])[n % 3 + 1], 'f', 'f'
      from generate_series(1, 9) n join lateral (select id from catalog.categories order by md5(code || n) limit 1) c on true;
    insert into catalog.skus (id, family_id, part_number, part_key, moq, multiple)
      select gen_random_uuid(), f.id, f.code || '-' || n, upper(replace(f.code, '-', '')) || n,
        (array[1, 1, 10, 12])[n % 4 + 1], (array[1, 5, 10, 12])[n % 4 + 1]
      from catalog.families f, generate_series(1, 30) n;
    insert into accounts.price_groups (id, code, name_zh, name_en) values (gen_random_uuid(), 'A', 'A', 'A');
    insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');";

/// Lists of every kind, some over, some to come; their lines and percentages; a contract of each company.
fn prices(seed: u32) -> String {
    format!(
        "select setseed(0.{seed:03});
         update accounts.companies set price_group_id = (select id from accounts.price_groups) where code = 'C-1';
         create temporary table l on commit drop as
           select gen_random_uuid() as id, k.kind, null::uuid as company, case k.kind when 'group' then g.id end as grp, k.kind || n as code
             from (values ('base', 2), ('group', 2), ('promotion', 3)) k (kind, many), generate_series(1, k.many) n, accounts.price_groups g
           union all select gen_random_uuid(), 'contract', id, null, 'contract' || code from accounts.companies;
         insert into pricing.lists (id, kind, company_id, group_id, code, name, tax_mode, allows_promotion, valid_from, valid_to)
           select id, kind, company, grp, code, code, case when random() < 0.5 then 'net' else 'gross' end, random() < 0.7,
             date '2020-01-01' + (random() * 3)::int, case when random() < 0.1 then date '2021-01-01' end from l;
         insert into pricing.lines (list_id, company_id, sku_id, min_qty, unit_price, price_basis, valid_from)
           select l.id, l.company, s.id, t.tier, round((random() * 60)::numeric, (random() * 6)::int),
             (array[1, 10, 100, 1000])[ceil(random() * 4)::int], case when random() < 0.05 then date '2090-01-01' else date '2020-01-01' end
           from l, catalog.skus s, (values (1), (10), (100)) t (tier)
           where random() < case l.kind when 'base' then 0.5 when 'contract' then 0.05 else 0.15 end;
         insert into pricing.discounts (list_id, company_id, category_id, brand, min_qty, percent, valid_from)
           select l.id, l.company, w.category, w.brand, t.tier, round((random() * 40)::numeric, (random() * 3)::int), '2020-01-01'
           from l, (values (1), (10)) t (tier),
             (select id as category, null as brand from catalog.categories union all select null, 'SMC' union all select null, null) w
           where l.kind <> 'base' and random() < 0.2;"
    )
}

async fn change(world: &World, sql: String) {
    let mut tx = world.db.owner.begin().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// All that is found, in its order.
async fn all(op: &OpContext, catalog: &Catalog, book: &PriceBook, query: &SearchQuery) -> Vec<SkuId> {
    let (mut found, mut page, mut pages) = (Vec::new(), 1, 1);
    while page <= pages {
        let one = selection::search(op, catalog, book, &query.on_page(page)).await.unwrap();
        assert!(one.page.rows.len() <= PAGE_ROWS as usize);
        found.extend(one.page.rows.iter().map(|row| row.sku_id));
        (pages, page) = (one.page.pages, page + 1);
    }
    found
}

#[tokio::test]
async fn the_order_of_all_is_the_order_of_each() {
    let world = World::open().await;
    change(&world, PARTS.to_owned()).await;
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let queries = [
        ("sort", "price"),
        ("sort", "-price"),
        ("price", "0.5..3"),
        ("price", ">= 0.0123456"),
        ("price", "< 1"),
    ];
    for seed in [1, 345, 890] {
        change(
            &world,
            "delete from pricing.discounts; delete from pricing.lines; delete from pricing.lists".into(),
        )
        .await;
        change(&world, prices(seed)).await;
        let (alone, aligned) = (PriceBook::default(), PriceBook::default());
        for book in [&alone, &aligned] {
            book.refresh_if_changed(&world.db.pools.worker).await.unwrap();
        }
        let (ours, theirs) = (world.ours(), world.theirs());
        assert!(aligned.align(&catalog.snapshot(), ours.today()).await.unwrap());
        assert!(!aligned.align(&catalog.snapshot(), ours.today()).await.unwrap());
        for op in [&ours, &theirs] {
            for (key, value) in queries {
                let query = SearchQuery::from_pairs(&[(key.to_owned(), value.to_owned())]);
                let expected = all(op, &catalog, &alone, &query).await;
                assert!(key == "price" || expected.len() > 250);
                assert_eq!(all(op, &catalog, &aligned, &query).await, expected, "{seed} {key}={value}");
            }
        }
    }
    // a part that was numbered anew after the sheet was made stands where it belongs
    let (alone, aligned) = (PriceBook::default(), PriceBook::default());
    for book in [&alone, &aligned] {
        book.refresh_if_changed(&world.db.pools.worker).await.unwrap();
    }
    aligned.align(&catalog.snapshot(), world.ours().today()).await.unwrap();
    change(&world, "update catalog.skus set moq = 100, multiple = 100 where part_number like 'f-1-%';
         insert into catalog.changes (kind, sku_id) select 'sku', id from catalog.skus where part_number like 'f-1-%'".into())
        .await;
    assert!(catalog.refresh_if_changed(&world.db.pools.buyer).await.unwrap());
    let query = SearchQuery::from_pairs(&[("sort".to_owned(), "price".to_owned())]);
    let expected = all(&world.ours(), &catalog, &alone, &query).await;
    assert_eq!(all(&world.ours(), &catalog, &aligned, &query).await, expected);
}
