//! Companies below companies: whose contract counts, what a row policy lets through, and what the database refuses.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use chrono::NaiveDate;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::accounts::standing::service::{NewStanding, change_standing, load_standing};
use domain::accounts::standing::{NewGroup, groups};
use domain::accounts::{NewCompany, service::create_company};
use domain::error::Error;
use domain::ids::{AttemptKey, CompanyId, ListId, PersonId, PriceGroupId, SkuId};
use domain::money::{Currency, TaxMode};
use domain::op::OpContext;
use domain::pricing::edit::{self, NewDiscount, NewLine, NewList};
use domain::pricing::explanation::PriceView;
use domain::pricing::resolve::{Outcome, Reason, Rule};
use domain::pricing::service;
use domain::pricing::terms::{DiscountTarget, ListKind, Validity, VatRate};
use domain::quantity::Quantity;
use domain::rejection::{Problem, Rejection, Thing};
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use support::TestDb;
use uuid::Uuid;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A group of companies: head, two subsidiaries, one below the first of them, and an uncle below nobody.
struct House {
    db: TestDb,
    staff: OpContext,
    person: PersonId,
    sku: SkuId,
    head: CompanyId,
    first: CompanyId,
    second: CompanyId,
    below: CompanyId,
    stranger: CompanyId,
}

async fn house() -> House {
    let db = TestDb::new().await;
    let [person, family, category, sku, head, first, second, below, stranger] =
        [(); 9].map(|()| Uuid::now_v7());
    let bind = |sql: &str, ids: &[Uuid]| {
        let (sql, ids, owner) = (sql.to_owned(), ids.to_vec(), db.owner.clone());
        async move {
            let query = sqlx::query(AssertSqlSafe(sql));
            ids.into_iter().fold(query, |q, id| q.bind(id)).execute(&owner).await.unwrap();
        }
    };
    bind("insert into accounts.people (id, email, name) values ($1, 'a@b.example', 'A')", &[person]).await;
    bind(
        "insert into catalog.categories (id, code, name_zh, name_en) values ($1, 'c', '类', 'c')",
        &[category],
    )
    .await;
    bind("insert into catalog.families (id, category_id, code, brand, name_zh, name_en) values ($1, $2, 'f', 'SMC', '系', 'F')",
        &[family, category]).await;
    bind(
        "insert into catalog.skus (id, family_id, part_number, part_key) values ($1, $2, 'P-1', 'P1')",
        &[sku, family],
    )
    .await;
    let companies = [
        (head, "HEAD", None),
        (first, "FIRST", Some(head)),
        (second, "SECOND", Some(head)),
        (below, "BELOW", Some(first)),
        (stranger, "STRANGER", None),
    ];
    for (id, code, parent) in companies {
        sqlx::query("insert into accounts.companies (id, code, name, parent_id) values ($1, $2, $2, $3)")
            .bind(id)
            .bind(code)
            .bind(parent)
            .execute(&db.owner)
            .await
            .unwrap();
    }
    let staff = db.staff(PersonId(person), &[StaffRole::Sales]);
    let book = service::set_up(&staff).unwrap();
    let mut tx = book.begin().await.unwrap();
    let validity = Validity { from: day("2019-04-01"), to: None };
    book.ensure_vat(&mut tx, &VatRate { rate: d("0.13"), validity }).await.unwrap();
    tx.commit().await.unwrap();
    let [head, first, second, below, stranger] = [head, first, second, below, stranger].map(CompanyId);
    let house =
        House { staff, person: PersonId(person), sku: SkuId(sku), head, first, second, below, stranger, db };
    let base = house.list(ListKind::Base, "BASE", None, None).await;
    house.put(base, "10.00").await;
    house
}

impl House {
    async fn list(
        &self,
        kind: ListKind,
        code: &str,
        company: Option<CompanyId>,
        valid_to: Option<&str>,
    ) -> ListId {
        let new = NewList {
            kind,
            company,
            group: None,
            code: code.into(),
            name: format!("name of {code}"),
            currency: Currency::Cny,
            tax_mode: TaxMode::Gross,
            allows_promotion: true,
            valid_from: day("2026-01-01"),
            valid_to: valid_to.map(day),
        };
        edit::create_list(&self.staff, new).await.unwrap()
    }

    async fn put(&self, list: ListId, price: &str) {
        let line = NewLine {
            list,
            sku: self.sku,
            min_qty: Quantity::parse("1").unwrap(),
            unit_price: d(price),
            price_basis: 1,
            valid_from: day("2026-01-01"),
            valid_to: None,
        };
        edit::put_line(&self.staff, line).await.unwrap();
    }

    async fn contract(&self, company: CompanyId, code: &str, price: &str) -> ListId {
        let list = self.list(ListKind::Contract, code, Some(company), None).await;
        self.put(list, price).await;
        list
    }

    fn buyer(&self, company: CompanyId) -> OpContext {
        self.db.buyer(self.person, MemberRole::Buyer, company)
    }

    async fn view(&self, company: CompanyId) -> PriceView {
        let wanted = [(self.sku, Quantity::parse("1").unwrap())];
        service::prices_for(&self.buyer(company), &wanted).await.unwrap().remove(&self.sku).unwrap()
    }

    async fn price(&self, company: CompanyId) -> Decimal {
        self.view(company).await.unit_price.price
    }

    fn desk(&self, company: CompanyId) -> OpContext {
        OpContext { company: Some(company), ..self.staff.clone() }
    }

    async fn stand(&self, company: CompanyId, parent: &str) -> domain::error::Result<()> {
        let new = NewStanding { kind: "end_user".into(), group: None, parent: parent.into() };
        change_standing(&self.desk(company), &new, "merged in March").await
    }

    async fn audits(&self) -> i64 {
        let sql = "select count(*) from accounts.audit where operation = 'change_standing'";
        sqlx::query_scalar(sql).fetch_one(&self.db.owner).await.unwrap()
    }
}

fn problem<T: std::fmt::Debug>(outcome: domain::error::Result<T>) -> Problem {
    match outcome.unwrap_err() {
        Error::Rejected(Rejection::Fields(mut problems)) => problems.remove(0).problem,
        other => panic!("fields expected, {other:?}"),
    }
}

#[tokio::test]
async fn a_subsidiary_has_the_contract_of_its_group_until_it_has_its_own() {
    let house = house().await;
    assert_eq!(house.price(house.below).await, d("10.00"));
    house.contract(house.head, "CON-HEAD", "8.00").await;
    for company in [house.head, house.first, house.second, house.below] {
        assert_eq!(house.price(company).await, d("8.00"));
    }
    assert_eq!(house.price(house.stranger).await, d("10.00"));
    // a dearer own contract is still the own contract, for itself and for whom stands below it
    house.contract(house.first, "CON-FIRST", "9.00").await;
    assert_eq!([house.price(house.first).await, house.price(house.below).await], [d("9.00"); 2]);
    assert_eq!(house.price(house.second).await, d("8.00"));
    // the buyer reads the list's name as ever, nothing of whose it is
    let reason = house.view(house.second).await.reason;
    assert_eq!(reason.list_name, "name of CON-HEAD");
    let told = serde_json::to_string(&reason).unwrap();
    assert!(!told.contains(&house.head.to_string()) && !told.contains("inherited"));
}

#[tokio::test]
async fn an_own_contract_without_the_part_still_keeps_the_groups_away() {
    let house = house().await;
    house.contract(house.head, "CON-HEAD", "8.00").await;
    house.list(ListKind::Contract, "CON-FIRST", Some(house.first), None).await;
    assert_eq!(house.price(house.first).await, d("10.00"));
    let quantity = Quantity::parse("1").unwrap();
    let trace =
        service::explain(&house.staff, house.first, "P-1", quantity, day("2026-03-10")).await.unwrap();
    let above = trace.considered.iter().find(|c| c.rule == Rule::ContractLine).unwrap();
    assert_eq!(above.outcome, Outcome::Lost(Reason::NearerContract));
}

#[tokio::test]
async fn an_own_contract_that_ended_leaves_the_groups_in_force_and_staff_see_whose_it_is() {
    let house = house().await;
    house.contract(house.head, "CON-HEAD", "8.00").await;
    let own = house.list(ListKind::Contract, "CON-FIRST", Some(house.first), Some("2026-03-10")).await;
    house.put(own, "7.00").await;
    // tests happen on the tenth
    assert_eq!(house.price(house.first).await, d("8.00"));
    let quantity = Quantity::parse("1").unwrap();
    let on = |text: &str| service::explain(&house.staff, house.first, "P-1", quantity, day(text));
    let before = on("2026-03-09").await.unwrap();
    assert_eq!((before.unit_price.price, before.list.inherited_from), (d("7.00"), None));
    let after = on("2026-03-10").await.unwrap();
    let whose = after.list.inherited_from.unwrap();
    assert_eq!((whose.company, whose.known_as), (house.head, Some(("HEAD".into(), "HEAD".into()))));
    let ended = after.considered.iter().find(|c| c.list.code == "CON-FIRST").unwrap();
    assert_eq!(ended.outcome, Outcome::Lost(Reason::Expired));
}

#[tokio::test]
async fn discounts_of_the_groups_contract_are_inherited_too() {
    let house = house().await;
    let list = house.list(ListKind::Contract, "CON-HEAD", Some(house.head), None).await;
    let new = NewDiscount {
        list,
        target: DiscountTarget::All,
        min_qty: Quantity::parse("1").unwrap(),
        percent: d("15"),
        valid_from: day("2026-01-01"),
        valid_to: None,
    };
    edit::put_discount(&house.staff, new).await.unwrap();
    assert_eq!(house.price(house.below).await, d("8.5"));
    assert_eq!(house.price(house.stranger).await, d("10.00"));
}

#[tokio::test]
async fn moving_a_company_changes_the_prices_of_the_next_request_for_all_below_it() {
    let house = house().await;
    house.contract(house.head, "CON-HEAD", "8.00").await;
    house.contract(house.stranger, "CON-STRANGER", "6.00").await;
    assert_eq!(house.price(house.below).await, d("8.00"));
    house.stand(house.first, "stranger").await.unwrap();
    assert_eq!([house.price(house.first).await, house.price(house.below).await], [d("6.00"); 2]);
    assert_eq!(house.price(house.second).await, d("8.00"));
    let standing = load_standing(&house.desk(house.below)).await.unwrap();
    let above: Vec<&str> = standing.above.iter().map(|c| c.code.as_str()).collect();
    assert_eq!(above, ["FIRST", "STRANGER"]);
    assert_eq!(standing.inherits_from.unwrap().code, "STRANGER");
    house.stand(house.first, "").await.unwrap();
    assert_eq!([house.price(house.first).await, house.price(house.below).await], [d("10.00"); 2]);
    let standing = load_standing(&house.desk(house.first)).await.unwrap();
    assert_eq!(standing.below.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["BELOW"]);
    let [last, before] = &standing.changes[..] else { panic!("two changes") };
    assert_eq!((last.before.parent.as_deref(), last.after.parent.as_deref()), (Some("STRANGER"), None));
    assert_eq!((before.reason.as_str(), before.who.as_str()), ("merged in March", "A"));
}

#[tokio::test]
async fn circles_and_depths_are_refused_by_the_database_and_told_beside_the_field() {
    let house = house().await;
    assert_eq!(problem(house.stand(house.head, "HEAD").await), Problem::Circular);
    assert_eq!(problem(house.stand(house.head, "below").await), Problem::Circular);
    let unknown = Problem::NoSuch { thing: Thing::Customer, typed: "C-NONE".into() };
    assert_eq!(problem(house.stand(house.head, "C-NONE").await), unknown);
    // past every service
    for (sql, constraint) in [
        ("update accounts.companies set parent_id = id where code = 'STRANGER'", "companies_circle_check"),
        (
            "update accounts.companies set parent_id = (select id from accounts.companies where code = 'BELOW') where code = 'HEAD'",
            "companies_circle_check",
        ),
    ] {
        let refused = sqlx::query(sql).execute(&house.db.owner).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().constraint(), Some(constraint), "{sql}");
    }
    let chain = "insert into accounts.companies (id, code, name, parent_id)
        select gen_random_uuid(), $1, $1, id from accounts.companies where code = $2";
    for (code, above) in [("L4", "BELOW"), ("L5", "L4"), ("L6", "L5"), ("L7", "L6"), ("L8", "L7")] {
        sqlx::query(chain).bind(code).bind(above).execute(&house.db.owner).await.unwrap();
    }
    let refused = sqlx::query(chain).bind("L9").bind("L8").execute(&house.db.owner).await.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().constraint(), Some("companies_path_check"));
    // the whole branch would be too deep, not the company that is moved
    assert_eq!(problem(house.stand(house.head, "STRANGER").await), Problem::TooDeep { most: 8 });
}

#[tokio::test]
async fn two_moves_at_once_close_no_circle() {
    let house = house().await;
    let (first, stranger) = (house.desk(house.head), house.desk(house.stranger));
    let below = |parent: &str| NewStanding { kind: "end_user".into(), group: None, parent: parent.into() };
    let (one, other) = (below("STRANGER"), below("HEAD"));
    let (one, other) =
        tokio::join!(change_standing(&first, &one, "x"), change_standing(&stranger, &other, "x"));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|ok| **ok).count(), 1);
}

#[tokio::test]
async fn a_buyers_role_reads_the_contracts_on_his_way_up_and_no_others() {
    let house = house().await;
    for (company, code) in [
        (house.head, "HEAD"),
        (house.first, "FIRST"),
        (house.second, "SECOND"),
        (house.below, "BELOW"),
        (house.stranger, "STRANGER"),
    ] {
        house.contract(company, &format!("CON-{code}"), "5.00").await;
    }
    let reads = async |company: CompanyId, sql: &str| -> Vec<String> {
        let mut tx = house.buyer(company).begin().await.unwrap();
        let found = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        found
    };
    let lists = "select code from pricing.lists where company_id is not null order by code";
    let lines = "select l.code from pricing.lines n join pricing.lists l on l.id = n.list_id where n.company_id is not null order by 1";
    let raw = "select c from (select count(*)::text as c from pricing.lines where company_id is not null) x";
    for (company, expected) in [
        (house.head, vec!["CON-HEAD"]),
        (house.first, vec!["CON-FIRST", "CON-HEAD"]),
        (house.second, vec!["CON-HEAD", "CON-SECOND"]),
        (house.below, vec!["CON-BELOW", "CON-FIRST", "CON-HEAD"]),
        (house.stranger, vec!["CON-STRANGER"]),
    ] {
        assert_eq!(reads(company, lists).await, expected);
        assert_eq!(reads(company, lines).await, expected);
        assert_eq!(reads(company, raw).await, [expected.len().to_string()]);
        assert_eq!(reads(company, "select code from accounts.companies").await.len(), 1);
    }
}

#[tokio::test]
async fn a_customer_joins_the_group_of_his_kind_and_a_change_is_what_his_next_request_sees() {
    let house = house().await;
    let group = async |code: &str, percent: &str| -> PriceGroupId {
        let new = NewGroup { code: code.into(), name_zh: code.into(), name_en: code.into() };
        let id = groups::create_group(&house.staff, &new).await.unwrap();
        let list = NewList {
            kind: ListKind::Group,
            company: None,
            group: Some(id),
            code: format!("G-{code}"),
            name: code.into(),
            currency: Currency::Cny,
            tax_mode: TaxMode::Gross,
            allows_promotion: true,
            valid_from: day("2026-01-01"),
            valid_to: None,
        };
        let list = edit::create_list(&house.staff, list).await.unwrap();
        let min_qty = Quantity::parse("1").unwrap();
        let (target, percent, valid_from) = (DiscountTarget::All, d(percent), day("2026-01-01"));
        let off = NewDiscount { list, target, min_qty, percent, valid_from, valid_to: None };
        edit::put_discount(&house.staff, off).await.unwrap();
        id
    };
    let (dealers, shops) = (group("dealers", "20").await, group("shops", "10").await);
    groups::put_kind_groups(&house.staff, &[("dealer".into(), Some(dealers))]).await.unwrap();
    let new = NewCompany {
        name: "新客户".into(),
        kind: "dealer".into(),
        recipient: "收货人".into(),
        phone: "13800000000".into(),
        region: "江苏省苏州市".into(),
        street: "演示路 1 号".into(),
        ..NewCompany::default()
    };
    let made = create_company(&house.staff, new.clone()).await.unwrap().id;
    assert_eq!(house.price(made).await, d("8"));
    // who may not set prices takes the group of the kind
    let clerk = house.db.staff(house.person, &[StaffRole::CustomerService]);
    let chosen = NewCompany { group: shops.to_string(), ..new.clone() };
    assert!(matches!(
        create_company(&clerk, chosen.clone()).await,
        Err(Error::Rejected(Rejection::Forbidden))
    ));
    let other = create_company(&house.staff, chosen).await.unwrap().id;
    assert_eq!(house.price(other).await, d("9"));

    let to_shops = NewStanding { kind: "hardware_store".into(), group: Some(shops), parent: String::new() };
    assert_eq!(problem(change_standing(&house.desk(made), &to_shops, " ").await), Problem::Missing);
    let refused = change_standing(&OpContext { company: Some(made), ..clerk }, &to_shops, "x").await;
    assert!(matches!(refused, Err(Error::Rejected(Rejection::Forbidden))));
    let once = OpContext { attempt: Some(AttemptKey::new()), ..house.desk(made) };
    for _ in 0..2 {
        change_standing(&once, &to_shops, "became a shop").await.unwrap();
    }
    assert_eq!(house.audits().await, 1);
    assert_eq!(house.price(made).await, d("9"));
    let standing = load_standing(&house.desk(made)).await.unwrap();
    assert_eq!((standing.kind.as_str(), standing.group), ("hardware_store", Some(shops)));
    assert_eq!(standing.changes[0].before.group.as_deref(), Some("dealers"));
    let counts: Vec<_> = groups::list_groups(&house.staff)
        .await
        .unwrap()
        .iter()
        .map(|g| (g.code.clone(), g.companies))
        .collect();
    assert_eq!(counts, [("dealers".to_owned(), 0), ("shops".to_owned(), 2)]);
}
