//! Prices on a real PostgreSQL: loading, row policies between customers, editing, the staff trace.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use chrono::NaiveDate;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{CompanyId, ListId, PersonId, PriceGroupId, SkuId};
use domain::money::{Currency, TaxMode};
use domain::op::{OpContext, Pools};
use domain::pricing::edit::{self, NewDiscount, NewLine, NewList};
use domain::pricing::explanation::BuyerRule;
use domain::pricing::floor::{Cost, Floor, Standing};
use domain::pricing::memory::PriceMemory;
use domain::pricing::resolve::{Outcome, Reason, Rule};
use domain::pricing::service;
use domain::pricing::terms::{DiscountTarget, ListKind, Validity, VatRate};
use domain::quantity::Quantity;
use domain::rejection::Rejection;
use rust_decimal::Decimal;
use support::TestDb;
use uuid::Uuid;

/// What another company's prices are marked with: must appear in nothing this company reads.
const CANARY: &str = "4477.7331";
const CANARY_NAME: &str = "CANARY-CONTRACT";

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn q(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A small house: one SKU of a brand three categories deep, one without a price, two companies in two groups.
struct House {
    db: TestDb,
    staff: OpContext,
    ours: CompanyId,
    theirs: CompanyId,
    our_group: PriceGroupId,
    their_group: PriceGroupId,
    categories: [Uuid; 3],
    sku: SkuId,
    unpriced: SkuId,
    person: PersonId,
}

async fn run(db: &TestDb, sql: &str, ids: &[Uuid]) {
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
    for id in ids {
        query = query.bind(*id);
    }
    query.execute(&db.owner).await.unwrap();
}

async fn house() -> House {
    let db = TestDb::new().await;
    let [ours, theirs, our_group, their_group, person, family, sku, unpriced] =
        [(); 8].map(|()| Uuid::now_v7());
    let categories = [(); 3].map(|()| Uuid::now_v7());
    run(
        &db,
        "insert into accounts.price_groups values ($1, 'g1', '甲', 'G1'), ($2, 'g2', '乙', 'G2')",
        &[our_group, their_group],
    )
    .await;
    run(&db, "insert into accounts.companies (id, code, name, price_group_id) values ($1, 'C-1', 'Ours', $3), ($2, 'C-2', 'Theirs', $4)",
        &[ours, theirs, our_group, their_group]).await;
    run(&db, "insert into accounts.people (id, email, name) values ($1, 'a@b.example', 'A')", &[person])
        .await;
    run(&db, "insert into catalog.categories (id, parent_id, code, name_zh, name_en)
        values ($1, null, 'root', '根', 'root'), ($2, $1, 'mid', '中', 'mid'), ($3, $2, 'leaf', '叶', 'leaf')", &categories).await;
    run(&db, "insert into catalog.families (id, category_id, code, brand, name_zh, name_en) values ($1, $2, 'f', 'SMC', '系', 'F')",
        &[family, categories[2]]).await;
    run(&db, "insert into catalog.skus (id, family_id, part_number, part_key) values ($1, $3, 'P-1', 'P1'), ($2, $3, 'P-2', 'P2')",
        &[sku, unpriced, family]).await;
    let staff = db.staff(PersonId(person), &[StaffRole::Sales]);
    let set_up = service::set_up(&staff).unwrap();
    let mut tx = set_up.begin().await.unwrap();
    let validity = Validity { from: day("2019-04-01"), to: None };
    set_up.ensure_vat(&mut tx, &VatRate { rate: d("0.13"), validity }).await.unwrap();
    tx.commit().await.unwrap();
    House {
        staff,
        ours: CompanyId(ours),
        theirs: CompanyId(theirs),
        our_group: PriceGroupId(our_group),
        their_group: PriceGroupId(their_group),
        categories,
        sku: SkuId(sku),
        unpriced: SkuId(unpriced),
        person: PersonId(person),
        db,
    }
}

impl House {
    fn buyer(&self) -> OpContext {
        self.db.buyer(self.person, MemberRole::Buyer, self.ours)
    }

    async fn list(
        &self,
        kind: ListKind,
        code: &str,
        company: Option<CompanyId>,
        group: Option<PriceGroupId>,
    ) -> ListId {
        let new = NewList {
            kind,
            company,
            group,
            code: code.into(),
            name: code.into(),
            currency: Currency::Cny,
            tax_mode: TaxMode::Gross,
            allows_promotion: true,
            valid_from: day("2026-01-01"),
            valid_to: None,
        };
        edit::create_list(&self.staff, new).await.unwrap()
    }

    fn line(&self, list: ListId, min_qty: &str, price: &str) -> NewLine {
        NewLine {
            list,
            sku: self.sku,
            min_qty: q(min_qty),
            unit_price: d(price),
            price_basis: 1,
            valid_from: day("2026-01-01"),
            valid_to: None,
        }
    }

    async fn put(&self, list: ListId, min_qty: &str, price: &str) {
        edit::put_line(&self.staff, self.line(list, min_qty, price)).await.unwrap();
    }

    async fn off(&self, list: ListId, target: DiscountTarget, percent: &str) {
        let (valid_from, percent) = (day("2026-01-01"), d(percent));
        let new = NewDiscount { list, target, min_qty: q("1"), percent, valid_from, valid_to: None };
        edit::put_discount(&self.staff, new).await.unwrap();
    }

    async fn base(&self) -> ListId {
        let base = self.list(ListKind::Base, "BASE", None, None).await;
        self.put(base, "1", "10.00").await;
        self.put(base, "100", "9.00").await;
        base
    }

    async fn price(&self, op: &OpContext, quantity: &str) -> Option<(Decimal, BuyerRule)> {
        let found = service::prices_for(op, &[(self.sku, q(quantity))]).await.unwrap();
        found.get(&self.sku).map(|view| (view.unit_price.price, view.reason.rule))
    }
}

#[tokio::test]
async fn an_edit_is_visible_to_the_next_request_and_precedence_holds_in_the_database() {
    let house = house().await;
    let op = house.buyer();
    assert_eq!(house.price(&op, "1").await, None);
    house.base().await;
    assert_eq!(house.price(&op, "99").await, Some((d("10.00"), BuyerRule::ListPrice)));
    assert_eq!(house.price(&op, "100").await, Some((d("9.00"), BuyerRule::ListPrice)));
    let group = house.list(ListKind::Group, "G1", None, Some(house.our_group)).await;
    house.off(group, DiscountTarget::Category(domain::ids::CategoryId(house.categories[0])), "10").await;
    assert_eq!(house.price(&op, "100").await, Some((d("8.1"), BuyerRule::GroupRate)));
    house.put(group, "1", "8.50").await;
    assert_eq!(house.price(&op, "1").await, Some((d("8.50"), BuyerRule::GroupPrice)));
    let contract = house.list(ListKind::Contract, "CON", Some(house.ours), None).await;
    house.off(contract, DiscountTarget::Brand("SMC".into()), "20").await;
    assert_eq!(house.price(&op, "1").await, Some((d("8.0"), BuyerRule::ContractRate)));
    house.off(contract, DiscountTarget::Category(domain::ids::CategoryId(house.categories[2])), "5").await;
    assert_eq!(house.price(&op, "1").await, Some((d("9.5"), BuyerRule::ContractRate)));
    house.put(contract, "1", "9.90").await;
    assert_eq!(house.price(&op, "1").await, Some((d("9.90"), BuyerRule::ContractPrice)));
    let promotion = house.list(ListKind::Promotion, "PRO", None, None).await;
    house.put(promotion, "1", "7.77").await;
    assert_eq!(house.price(&op, "1").await, Some((d("7.77"), BuyerRule::Promotion)));
    let wanted = [(house.sku, q("1")), (house.unpriced, q("1"))];
    assert_eq!(service::prices_for(&op, &wanted).await.unwrap().len(), 1);
    // staff who act for the company are told the same
    let acting = OpContext { company: Some(house.ours), ..house.staff.clone() };
    assert_eq!(house.price(&acting, "1").await, Some((d("7.77"), BuyerRule::Promotion)));
}

#[tokio::test]
async fn a_category_that_moves_leaves_discounts_behind_and_finds_others() {
    let house = house().await;
    let op = house.buyer();
    house.base().await;
    let [root, middle, leaf] = house.categories;
    let other = Uuid::now_v7();
    run(
        &house.db,
        "insert into catalog.categories (id, code, name_zh, name_en) values ($1, 'other', '别', 'other')",
        &[other],
    )
    .await;
    let group = house.list(ListKind::Group, "G1", None, Some(house.our_group)).await;
    house.off(group, DiscountTarget::Category(domain::ids::CategoryId(root)), "10").await;
    house.off(group, DiscountTarget::Category(domain::ids::CategoryId(other)), "30").await;
    assert_eq!(house.price(&op, "1").await, Some((d("9"), BuyerRule::GroupRate)));
    // two levels above the part
    run(&house.db, "update catalog.categories set parent_id = $2 where id = $1", &[middle, other]).await;
    assert_eq!(house.price(&op, "1").await, Some((d("7"), BuyerRule::GroupRate)));
    let path: Vec<Uuid> = sqlx::query_scalar("select path from catalog.categories where id = $1")
        .bind(leaf)
        .fetch_one(&house.db.owner)
        .await
        .unwrap();
    assert_eq!(path, [leaf, middle, other]);
    run(&house.db, "update catalog.categories set parent_id = null where id = $1", &[middle]).await;
    assert_eq!(house.price(&op, "1").await, Some((d("10.00"), BuyerRule::ListPrice)));
}

#[tokio::test]
async fn another_companys_prices_reach_a_buyer_by_no_way() {
    let house = house().await;
    house.base().await;
    let contract = house.list(ListKind::Contract, CANARY_NAME, Some(house.theirs), None).await;
    let group = house.list(ListKind::Group, "CANARY-GROUP", None, Some(house.their_group)).await;
    for list in [contract, group] {
        house.put(list, "1", CANARY).await;
        house.off(list, DiscountTarget::All, "47.733").await;
    }
    let op = house.buyer();
    let views = service::prices_for(&op, &[(house.sku, q("1"))]).await.unwrap();
    let mut tx = op.begin().await.unwrap();
    let wanted = [(house.sku, q("1"))];
    let own = service::price_set_in_tx(&mut tx, &op, house.ours, &wanted, op.today()).await.unwrap();
    // even when a wrong caller names the other company, the row policy answers
    let foreign = service::price_set_in_tx(&mut tx, &op, house.theirs, &wanted, op.today()).await.unwrap();
    let shown = [
        serde_json::to_string(&views).unwrap(),
        serde_json::to_string(&own).unwrap(),
        serde_json::to_string(&foreign).unwrap(),
    ];
    for text in shown {
        assert!(text.contains("\"10\"") || text.contains("10.0000"), "{text}");
        for canary in [CANARY, "CANARY", "47.733"] {
            assert!(!text.contains(canary), "{canary} in {text}");
        }
    }
    for (table, open) in [("lists", 1), ("lines", 2), ("discounts", 0)] {
        let sql = format!("select count(*) from pricing.{table}");
        let seen: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(seen, open, "{table}");
    }
    drop(tx);
    // the other side does see its own
    let they = house.db.buyer(house.person, MemberRole::Buyer, house.theirs);
    assert_eq!(house.price(&they, "1").await, Some((d(CANARY), BuyerRule::ContractPrice)));
    // and without a company nothing but what is open to everybody
    let nobody = OpContext { company: None, ..house.buyer() };
    let mut tx = nobody.begin().await.unwrap();
    let lists: Vec<String> =
        sqlx::query_scalar("select code from pricing.lists").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(lists, ["BASE"]);
}

#[tokio::test]
async fn costs_and_floors_are_closed_to_buyers_and_explained_to_staff() {
    let house = house().await;
    house.base().await;
    let set_up = service::set_up(&house.staff).unwrap();
    let mut tx = set_up.begin().await.unwrap();
    let cost = Cost { cost: d("850"), basis: 100 };
    set_up.put_costs(&mut tx, &[(house.sku, cost)]).await.unwrap();
    let floor = |percent| Floor { min_price: None, basis: 1, min_margin_percent: Some(d(percent)) };
    let [root, mid, _] = house.categories.map(domain::ids::CategoryId);
    set_up.put_category_floor(&mut tx, root, &floor("50")).await.unwrap();
    set_up.put_category_floor(&mut tx, mid, &floor("10")).await.unwrap();
    tx.commit().await.unwrap();
    let today = day("2026-03-10");
    let trace = service::explain(&house.staff, house.ours, "P-1", q("1"), today).await.unwrap();
    let standing = trace.floor.map(|f| (f.lowest, f.standing));
    assert_eq!((trace.margin_percent, trace.cost), (Some(d("15.00")), Some(cost)));
    assert_eq!(standing, Some((Some(d("9.444445")), Standing::Holds)));
    let bulk = service::explain_by_code(&house.staff, "C-1", "P-1", q("100"), today).await.unwrap();
    assert_eq!(bulk.floor.unwrap().standing, Standing::Below);
    // as people say it; who is meant must be one, and what is not there is named
    let said = service::explain_by_code(&house.staff, "our", "p1", q("100"), today).await.unwrap();
    assert_eq!(said.unit_price, bulk.unit_price);
    for (company, part, field) in
        [("r", "P-1", "company"), ("C-9", "P-1", "company"), ("c-1", "P-99", "part")]
    {
        let refused = service::explain_by_code(&house.staff, company, part, q("1"), today).await;
        assert!(
            matches!(refused, Err(Error::Rejected(Rejection::Fields(f))) if f[0].field == field),
            "{company} {part}"
        );
    }
    let op = house.buyer();
    let asked = service::explain(&op, house.ours, "P-1", q("1"), today).await;
    assert!(matches!(asked, Err(Error::Rejected(Rejection::Forbidden))));
    let mut tx = op.begin().await.unwrap();
    let found =
        service::price_set_in_tx(&mut tx, &op, house.ours, &[(house.sku, q("1"))], today).await.unwrap();
    let frozen = service::trace_without_cost(&found[&house.sku]);
    assert_eq!((frozen.cost, frozen.margin_percent, frozen.floor), (None, None, None));
    assert!(matches!(service::staff_trace_in_tx(&mut tx, &found[&house.sku]).await, Err(Error::Internal(_))));
    drop(tx);
    for table in ["costs", "floors"] {
        let mut tx = op.begin().await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from pricing.{table}"));
        assert!(sqlx::query(sql).fetch_one(&mut *tx).await.is_err(), "{table}");
    }
    let mut tx = house.staff.begin().await.unwrap();
    let all = service::staff_traces_in_tx(&mut tx, &found).await.unwrap();
    assert_eq!(all[&house.sku].margin_percent, Some(d("15.00")));
}

#[tokio::test]
async fn a_bounded_price_steps_in_and_the_old_one_goes_on_after_it() {
    let house = house().await;
    let base = house.base().await;
    let march = NewLine {
        valid_from: day("2026-03-01"),
        valid_to: Some(day("2026-04-01")),
        ..house.line(base, "1", "8.00")
    };
    edit::put_line(&house.staff, march.clone()).await.unwrap();
    let mut tx = house.staff.begin().await.unwrap();
    for (on, price) in [("2026-02-28", "10"), ("2026-03-01", "8"), ("2026-03-31", "8"), ("2026-04-01", "10")]
    {
        let set =
            service::price_set_in_tx(&mut tx, &house.staff, house.ours, &[(house.sku, q("1"))], day(on))
                .await
                .unwrap();
        assert_eq!(set[&house.sku].unit_price.price, d(price), "{on}");
    }
    tx.commit().await.unwrap();
    // a price planned for later is not pushed aside
    let early = NewLine { valid_from: day("2025-12-01"), ..house.line(base, "1", "5.00") };
    edit::put_line(&house.staff, early).await.unwrap();
    assert_eq!(house.price(&house.buyer(), "1").await.unwrap().0, d("8.00"));
    // the same day again replaces
    edit::put_line(&house.staff, NewLine { unit_price: d("7.00"), ..march }).await.unwrap();
    assert_eq!(house.price(&house.buyer(), "1").await.unwrap().0, d("7.00"));
    let (version, audits): (i32, i64) = sqlx::query_as(
        "select version, (select count(*) from accounts.audit where object_id = l.id) from pricing.lists l where code = 'BASE'",
    )
    .fetch_one(&house.db.owner)
    .await
    .unwrap();
    assert_eq!((version, audits), (6, 6));
}

#[tokio::test]
async fn edits_that_cannot_be_taken_say_which_field() {
    let house = house().await;
    let base = house.base().await;
    let field = |result: Result<(), Error>| match result {
        Err(Error::Rejected(Rejection::Fields(fields))) => fields[0].field.clone(),
        Err(Error::Rejected(Rejection::NotFound)) => "not found".into(),
        other => panic!("{other:?}"),
    };
    let put = |line| edit::put_line(&house.staff, line);
    let good = house.line(base, "1", "1");
    assert_eq!(field(put(NewLine { unit_price: d("-1"), ..good.clone() }).await), "unit_price");
    assert_eq!(field(put(NewLine { unit_price: d("0.0000001"), ..good.clone() }).await), "unit_price");
    assert_eq!(field(put(NewLine { price_basis: 7, ..good.clone() }).await), "price_basis");
    assert_eq!(field(put(NewLine { valid_to: Some(good.valid_from), ..good.clone() }).await), "valid_to");
    assert_eq!(field(put(NewLine { sku: SkuId(Uuid::nil()), ..good.clone() }).await), "not found");
    assert_eq!(field(put(NewLine { list: ListId(Uuid::nil()), ..good.clone() }).await), "not found");
    let mut discount = NewDiscount {
        list: base,
        target: DiscountTarget::All,
        min_qty: q("1"),
        percent: d("10"),
        valid_from: good.valid_from,
        valid_to: None,
    };
    assert_eq!(field(edit::put_discount(&house.staff, discount.clone()).await), "list");
    discount.percent = d("100");
    assert_eq!(field(edit::put_discount(&house.staff, discount.clone()).await), "percent");
    let group = house.list(ListKind::Group, "G", None, Some(house.our_group)).await;
    house.off(group, DiscountTarget::All, "5").await;
    for op in [house.buyer(), house.db.staff(house.person, &[StaffRole::CustomerService])] {
        let refused = edit::put_line(&op, good.clone()).await;
        assert!(matches!(refused, Err(Error::Rejected(Rejection::Forbidden))));
        assert!(service::set_up(&op).is_err());
    }
    let viewer = house.db.buyer(house.person, MemberRole::Viewer, house.ours);
    assert!(service::prices_for(&viewer, &[(house.sku, q("1"))]).await.is_err());
    assert!(service::prices_for(&house.db.visitor(), &[(house.sku, q("1"))]).await.is_err());
}

#[tokio::test]
async fn a_contract_that_just_ended_is_in_the_trace_and_a_missing_vat_rate_is_no_silent_zero() {
    let house = house().await;
    house.base().await;
    let contract = house.list(ListKind::Contract, "CON", Some(house.ours), None).await;
    let ended = NewLine { valid_to: Some(day("2026-03-10")), ..house.line(contract, "1", "7.00") };
    edit::put_line(&house.staff, ended).await.unwrap();
    let on = |text: &str| service::explain(&house.staff, house.ours, "P-1", q("1"), day(text));
    assert_eq!(on("2026-03-09").await.unwrap().rule, Rule::ContractLine);
    let after = on("2026-03-10").await.unwrap();
    assert_eq!(after.rule, Rule::Base);
    let traced = after.considered.iter().find(|c| c.rule == Rule::ContractLine).unwrap();
    assert_eq!(traced.outcome, Outcome::Lost(Reason::Expired));
    sqlx::query("update pricing.vat_rates set valid_to = '2026-03-10'")
        .execute(&house.db.owner)
        .await
        .unwrap();
    assert!(on("2026-03-09").await.is_ok());
    assert!(matches!(on("2026-03-10").await, Err(Error::Internal(_))));
}

#[tokio::test]
async fn what_a_process_remembers_of_lists_is_never_older_than_the_database() {
    let house = house().await;
    let pools = Pools { prices: PriceMemory::default(), ..house.db.pools.clone() };
    // a second process; it only reads
    let other = OpContext { pools, ..house.buyer() };
    let expect = async |price: &str, rule: BuyerRule| {
        for op in [&house.buyer(), &other] {
            assert_eq!(house.price(op, "1").await, Some((d(price), rule)));
        }
    };
    house.base().await;
    expect("10.00", BuyerRule::ListPrice).await;
    let group = house.list(ListKind::Group, "G1", None, Some(house.our_group)).await;
    expect("10.00", BuyerRule::ListPrice).await;
    house.off(group, DiscountTarget::All, "10").await;
    expect("9", BuyerRule::GroupRate).await;
    let [ours, theirs, our_group, their_group] =
        [house.ours.0, house.theirs.0, house.our_group.0, house.their_group.0];
    run(&house.db, "update accounts.companies set price_group_id = $2 where id = $1", &[ours, their_group])
        .await;
    expect("10.00", BuyerRule::ListPrice).await;
    run(&house.db, "update accounts.companies set price_group_id = $2 where id = $1", &[ours, our_group])
        .await;
    expect("9", BuyerRule::GroupRate).await;
    let contract = house.list(ListKind::Contract, "CON", Some(house.theirs), None).await;
    house.put(contract, "1", "7.00").await;
    expect("9", BuyerRule::GroupRate).await;
    run(&house.db, "update accounts.companies set parent_id = $2 where id = $1", &[ours, theirs]).await;
    expect("7.00", BuyerRule::ContractPrice).await;
    run(&house.db, "update pricing.lists set valid_to = '2026-02-01' where id = $1", &[contract.0]).await;
    expect("9", BuyerRule::GroupRate).await;
    house.off(group, DiscountTarget::Brand("SMC".into()), "20").await;
    expect("8", BuyerRule::GroupRate).await;
    run(&house.db, "update catalog.families set brand = 'NSK'", &[]).await;
    expect("9", BuyerRule::GroupRate).await;
    run(&house.db, "delete from pricing.discounts where list_id = $1", &[group.0]).await;
    expect("10.00", BuyerRule::ListPrice).await;
}

#[tokio::test]
async fn who_changes_lists_sees_his_change_and_nobody_remembers_it_before_it_is_committed() {
    let house = house().await;
    let base = house.base().await;
    let acting = OpContext { company: Some(house.ours), ..house.staff.clone() };
    let edition = async || -> i64 {
        sqlx::query_scalar("select n from pricing.editions").fetch_one(&house.db.owner).await.unwrap()
    };
    let at_1 = [(house.sku, q("1"))];
    assert_eq!(house.price(&acting, "1").await.map(|(price, _)| price), Some(d("10.00")));
    let before = edition().await;
    let mut tx = acting.begin().await.unwrap();
    let end = sqlx::query("update pricing.lists set valid_to = '2026-01-02' where id = $1").bind(base.0);
    end.execute(&mut *tx).await.unwrap();
    let found = service::price_set_in_tx(&mut tx, &acting, house.ours, &at_1, acting.today()).await.unwrap();
    assert!(found.is_empty(), "he ended the list");
    assert_eq!(house.price(&acting, "1").await.map(|(price, _)| price), Some(d("10.00")), "not committed");
    tx.rollback().await.unwrap();
    assert_eq!(house.price(&acting, "1").await.map(|(price, _)| price), Some(d("10.00")), "taken back");
    assert_eq!(edition().await, before);
    // a commit makes an edition nobody has seen, however many rows and statements it has
    let mut tx = house.db.owner.begin().await.unwrap();
    for percent in [3, 4] {
        let sql = format!(
            "insert into pricing.discounts (list_id, brand, percent, valid_from)
             select id, b, {percent}, '2026-01-01' from pricing.lists, unnest(array['X{percent}', 'Y{percent}']) b"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_ne!(edition().await, before);
}
