//! A small house for tests of ordering: parts with prices and stock, companies with buyers, accounts and addresses.

use crate::support::TestDb;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{AddressId, CartId, CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::orders::{CartView, Checkout, Destination, Payment};
use domain::quantity::Quantity;
use domain::rejection::Rejection;
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub struct House {
    pub db: TestDb,
    list: Uuid,
    family: Uuid,
}

/// A company with one buyer.
pub struct Customer {
    pub company: CompanyId,
    pub person: PersonId,
    pub address: AddressId,
}

pub fn q(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn rejected<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Rejection {
    match outcome {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("expected a rejection, got {other:?}"),
    }
}

impl House {
    pub async fn new() -> House {
        let (list, family) = (Uuid::now_v7(), Uuid::now_v7());
        let house = House { db: TestDb::new().await, list, family };
        let category = Uuid::now_v7();
        house
            .arrange(format!(
                "insert into catalog.categories (id, code, name_zh, name_en) values ('{category}', 'bearings', '轴承', 'Bearings');
                 insert into catalog.families (id, category_id, code, name_zh, name_en)
                 values ('{family}', '{category}', 'deep-groove', '深沟球轴承', 'Deep groove ball bearings');
                 insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
                 insert into pricing.lists (id, kind, code, name, valid_from) values ('{list}', 'base', 'BASE', '面价', '2020-01-01')"
            ))
            .await;
        house
    }

    pub async fn arrange(&self, sql: String) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.db.owner).await.unwrap();
    }

    /// One text out of the database, as the owner sees it.
    pub async fn ask(&self, sql: &str) -> String {
        let sql = format!("select coalesce((({sql})::text), 'null')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.db.owner).await.unwrap()
    }

    /// A part at a gross price per piece with this much on hand.
    pub async fn part(&self, number: &str, price: &str, on_hand: u32) -> SkuId {
        let sku = SkuId::new();
        let key = domain::catalog::part_number::strict_key(number);
        self.arrange(format!(
            "insert into catalog.skus (id, family_id, part_number, part_key) values ('{sku}', '{}', '{number}', '{key}');
             insert into pricing.lines (list_id, sku_id, unit_price, valid_from)
             values ('{}', '{sku}', {price}, '2020-01-01')",
            self.family, self.list
        ))
        .await;
        if on_hand > 0 {
            self.arrange(format!(
                "insert into inventory.movements (id, sku_id, delta, reason) values (gen_random_uuid(), '{sku}', {on_hand}, 'opening')"
            ))
            .await;
        }
        sku
    }

    /// Another price from this quantity on.
    pub async fn rung(&self, sku: SkuId, from: &str, price: &str) {
        self.arrange(format!(
            "insert into pricing.lines (list_id, sku_id, min_qty, unit_price, valid_from)
             values ('{}', '{sku}', {from}, {price}, '2020-01-01')",
            self.list
        ))
        .await;
    }

    pub async fn set_price(&self, sku: SkuId, price: &str) {
        self.arrange(format!("update pricing.lines set unit_price = {price} where sku_id = '{sku}'")).await;
    }

    /// A company with this credit limit, `null` for none.
    pub async fn customer(&self, code: &str, limit: &str) -> Customer {
        let company = CompanyId::new();
        let address = AddressId::new();
        self.arrange(format!(
            "insert into accounts.companies (id, code, name) values ('{company}', '{code}', '{code} 公司');
             insert into receivables.accounts (company_id, credit_limit) values ('{company}', {limit});
             insert into accounts.addresses (id, company_id, recipient, phone, region, street, is_default)
             values ('{address}', '{company}', '王', '13800000000', '江苏', '路 1 号', true)"
        ))
        .await;
        let person = self.person(&format!("{}@buyer.example", code.to_lowercase())).await;
        Customer { company, person, address }
    }

    pub async fn person(&self, email: &str) -> PersonId {
        let person = PersonId::new();
        self.arrange(format!(
            "insert into accounts.people (id, email, name) values ('{person}', '{email}', '{email}')"
        ))
        .await;
        person
    }

    pub fn buyer(&self, customer: &Customer) -> OpContext {
        self.db.buyer(customer.person, MemberRole::Owner, customer.company)
    }

    /// A clerk acting for a company.
    pub async fn clerk_for(&self, customer: &Customer) -> OpContext {
        let clerk = self.person("clerk@desk.example").await;
        self.arrange(format!(
            "insert into accounts.staff_roles values ('{clerk}', 'customer_service') on conflict do nothing"
        ))
        .await;
        let op = self.db.staff(clerk, &[StaffRole::CustomerService]);
        OpContext { company: Some(customer.company), ..op }
    }
}

/// The form as the page would fill it in.
pub fn form(cart: &CartView, address: AddressId) -> Checkout {
    Checkout {
        company: cart.company,
        cart_id: cart.cart_id,
        key: cart.attempt_key,
        seen: cart.seen.clone(),
        destination: Destination::Known(address),
        po_number: String::new(),
        requested_on: String::new(),
        note: String::new(),
        payment: Payment::Account,
        from_stock_only: false,
        floor_reason: String::new(),
        again: false,
    }
}

/// Puts parts into a fresh cart, looks at it, and returns the form.
pub async fn filled(op: &OpContext, address: AddressId, wanted: &[(SkuId, &str)]) -> Checkout {
    let wanted = wanted.iter().map(|(sku, quantity)| (*sku, q(quantity))).collect();
    let id: CartId = domain::orders::service::add_to_cart(op, wanted).await.unwrap();
    let cart = domain::orders::service::cart(op).await.unwrap();
    assert_eq!(cart.cart_id, id);
    form(&cart, address)
}
