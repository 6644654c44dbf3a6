//! What the database promises by itself, read from its own catalogue: row policies, composite keys, grants.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::TestDb;

/// Tables with a company column where several companies meet; each needs a forced policy.
const COMPANY_TABLES: &str = "select c.oid, n.nspname || '.' || c.relname as name, c.relrowsecurity, c.relforcerowsecurity
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('app', 'accounts', 'pricing', 'inventory', 'orders', 'receivables', 'shipping', 'billing', 'notifications', 'numbers', 'searches')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped)";

#[tokio::test]
async fn every_table_with_a_company_forces_its_row_policy() {
    let db = TestDb::new().await;
    let open: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "select name from ({COMPANY_TABLES}) t where not (relrowsecurity and relforcerowsecurity) order by 1"
    )))
    .fetch_all(&db.owner)
    .await
    .unwrap();
    // sessions belong to the gate, whose role is the only one with a grant
    assert_eq!(open, ["accounts.sessions"]);
}

#[tokio::test]
async fn every_key_between_company_tables_carries_the_company() {
    let db = TestDb::new().await;
    let loose: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "with t as ({COMPANY_TABLES})
         select k.conname from pg_constraint k join t a on a.oid = k.conrelid join t b on b.oid = k.confrelid
         where k.contype = 'f' and not exists (
           select from unnest(k.conkey) c join pg_attribute x on x.attrelid = k.conrelid and x.attnum = c and x.attname = 'company_id')
         order by 1"
    )))
    .fetch_all(&db.owner)
    .await
    .unwrap();
    // discounts of base and group lists have no company: a second key with the company holds the contracts
    assert_eq!(loose, ["discounts_list_id_fkey"]);
}

#[tokio::test]
async fn a_price_stands_on_a_list_and_is_its_companys() {
    let db = TestDb::new().await;
    let run = async |sql: &'static str| sqlx::raw_sql(sql).execute(&db.owner).await.map(|_| ());
    run("insert into catalog.categories (id, code, name_zh, name_en) values (gen_random_uuid(), 'c', 'c', 'c');
         insert into catalog.families (id, category_id, code, name_zh, name_en) select gen_random_uuid(), id, 'f', 'f', 'f' from catalog.categories;
         insert into catalog.skus (id, family_id, part_number, part_key) select gen_random_uuid(), id, 'P', 'P' from catalog.families;
         insert into accounts.companies (id, code, name) values (gen_random_uuid(), 'C-1', 'one'), (gen_random_uuid(), 'C-2', 'two');
         insert into pricing.lists (id, kind, company_id, code, name, valid_from)
           select gen_random_uuid(), 'contract', id, 'CON-' || code, 'c', '2026-01-01' from accounts.companies;
         insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from)
           select l.id, l.company_id, s.id, 1, '2026-01-01' from pricing.lists l, catalog.skus s where l.code = 'CON-C-1'")
        .await
        .unwrap();
    for sql in [
        "update pricing.lines set company_id = (select id from accounts.companies where code = 'C-2')",
        "update pricing.lines set company_id = null",
        "update pricing.lines set list_id = (select id from pricing.lists where code = 'CON-C-2')",
        "update pricing.lines set list_id = gen_random_uuid()",
        "insert into pricing.lines (list_id, sku_id, unit_price, valid_from) select gen_random_uuid(), id, 1, '2026-01-01' from catalog.skus",
        "insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from)
           select l.id, c.id, s.id, 1, '2026-01-01' from pricing.lists l, accounts.companies c, catalog.skus s
           where l.code = 'CON-C-1' and c.code = 'C-2'",
        "delete from pricing.lists where code = 'CON-C-1'",
        "delete from catalog.skus",
        "update catalog.skus set id = gen_random_uuid()",
        "update pricing.lines set sku_id = gen_random_uuid()",
        "insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from)
           select id, company_id, gen_random_uuid(), 1, '2026-01-01' from pricing.lists where code = 'CON-C-1'",
        "update pricing.lists set company_id = (select id from accounts.companies where code = 'C-2') where code = 'CON-C-1'",
    ] {
        assert!(run(sql).await.is_err(), "{sql}");
    }
    run("delete from pricing.lists where code = 'CON-C-2'").await.unwrap();
    run("delete from pricing.lines").await.unwrap();
    run("delete from catalog.skus").await.unwrap();
}

#[tokio::test]
async fn runtime_roles_own_nothing_and_bypass_nothing() {
    let db = TestDb::new().await;
    let strong: i64 = sqlx::query_scalar(
        "select count(*) from pg_roles where rolname in ('tc_gate', 'tc_buyer', 'tc_staff', 'tc_worker')
         and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole)",
    )
    .fetch_one(&db.owner)
    .await
    .unwrap();
    assert_eq!(strong, 0);
    let owned: i64 = sqlx::query_scalar(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'tc\\_%' and r.rolname <> 'tc_owner'",
    )
    .fetch_one(&db.owner)
    .await
    .unwrap();
    assert_eq!(owned, 0);
}

#[tokio::test]
async fn a_buyer_cannot_even_ask_for_cost_floor_trace_or_password() {
    let db = TestDb::new().await;
    for table in [
        "pricing.costs",
        "pricing.floors",
        "orders.line_traces",
        "accounts.sessions",
        "accounts.staff_roles",
        "accounts.audit",
    ] {
        let question = format!("select has_table_privilege('tc_buyer', '{table}', 'select')");
        let may: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(question)).fetch_one(&db.owner).await.unwrap();
        assert!(!may, "{table}");
    }
    let hash: bool = sqlx::query_scalar(
        "select has_column_privilege('tc_buyer', 'accounts.people', 'password_hash', 'select')",
    )
    .fetch_one(&db.owner)
    .await
    .unwrap();
    assert!(!hash);
}

#[tokio::test]
async fn posted_facts_can_be_neither_changed_nor_removed() {
    let db = TestDb::new().await;
    for table in [
        "accounts.audit",
        "inventory.movements",
        "receivables.transactions",
        "receivables.entries",
        "receivables.allocations",
        "receivables.receipts",
        "shipping.tracking_events",
        "searches.answers",
    ] {
        for verb in [format!("delete from {table}"), format!("truncate {table} cascade")] {
            let refused = sqlx::query(sqlx::AssertSqlSafe(verb.clone())).execute(&db.owner).await;
            assert!(refused.is_err(), "{verb}");
        }
    }
}

#[tokio::test]
async fn document_numbers_never_repeat_and_nobody_can_undo_them() {
    let db = TestDb::new().await;
    let ask = |sql: &'static str| {
        let owner = db.owner.clone();
        async move { sqlx::query_scalar::<_, i64>(sql).fetch_one(&owner).await.unwrap() }
    };
    let distinct = "select count(distinct app.scattered('key', n)) from generate_series(0, 19999) n";
    assert_eq!(ask(distinct).await, 20_000);
    let outside = "select count(*) from generate_series(880000, 899999) n where app.scattered('key', n) not between 0 and 899999";
    assert_eq!(ask(outside).await, 0);
    let next = "select app.next_number('SO', 2026)";
    let mut given = Vec::new();
    for _ in 0..50 {
        given.push(sqlx::query_scalar::<_, i64>(next).fetch_one(&db.pools.buyer).await.unwrap());
    }
    let unique: std::collections::BTreeSet<_> = given.iter().collect();
    assert_eq!(unique.len(), 50);
    // one step is never the same twice, as it was when numbers only ran in strides
    let steps: std::collections::BTreeSet<_> =
        given.windows(2).map(|w| (w[1] - w[0]).rem_euclid(900_000)).collect();
    assert!(steps.len() > 45, "{steps:?}");
    assert!(given.iter().all(|n| (100_000..1_000_000).contains(n)));
    // another installation counts another way
    let first = "select app.next_number('SO', 2030)";
    let one = sqlx::query_scalar::<_, i64>(first).fetch_one(&db.owner).await.unwrap();
    let other =
        "update app.number_secret set secret = sha256('other'); delete from app.counters where year = 2030";
    sqlx::raw_sql(other).execute(&db.owner).await.unwrap();
    assert_ne!(sqlx::query_scalar::<_, i64>(first).fetch_one(&db.owner).await.unwrap(), one);
    // a year that began before goes on in a block of its own
    sqlx::raw_sql("update app.counters set next = 900001 where year = 2030")
        .execute(&db.owner)
        .await
        .unwrap();
    let n = sqlx::query_scalar::<_, i64>(first).fetch_one(&db.owner).await.unwrap();
    assert!((1_100_000..2_000_000).contains(&n), "{n}");
    for role in ["tc_gate", "tc_buyer", "tc_staff", "tc_worker"] {
        let may = format!("select has_table_privilege('{role}', 'app.number_secret', 'select')");
        assert!(
            !sqlx::query_scalar::<_, bool>(sqlx::AssertSqlSafe(may)).fetch_one(&db.owner).await.unwrap(),
            "{role}"
        );
    }
}
