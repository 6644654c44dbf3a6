//! Companies, parts, stock and placed orders for tests of money, written as the owner past all services.
#![allow(dead_code, reason = "every test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::support::{TestDb, noon};
use chrono::{DateTime, Utc};
use domain::accounts::permission::{Actor, MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{AttemptKey, CompanyId, OrderId, OrderLineId, PersonId, ShipmentId, SkuId};
use domain::money::LineAmounts;
use domain::op::{OpContext, Tx};
use domain::quantity::Quantity;
use domain::receivables::NewReceipt;
use domain::receivables::reconcile::reconcile;
use domain::rejection::Rejection;
use domain::shipping::{NewShipment, service as shipping};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Noon in Shanghai on a day.
pub fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T04:00:00Z").parse().unwrap()
}

/// Two customers, each with a member of every right, one clerk and one part.
pub struct Shop {
    pub db: TestDb,
    pub ours: CompanyId,
    pub boss: PersonId,
    pub theirs: CompanyId,
    pub stranger: PersonId,
    pub clerk: PersonId,
    pub sku: SkuId,
}

impl Shop {
    /// With `stock` on hand and a credit limit of 10 000 for both.
    pub async fn open(stock: &str) -> Shop {
        let db = TestDb::new().await;
        let [boss, stranger, clerk] = [PersonId::new(), PersonId::new(), PersonId::new()];
        let [ours, theirs] = [CompanyId::new(), CompanyId::new()];
        let sku = SkuId::new();
        let mut tx = db.owner.begin().await.unwrap();
        for (person, name) in [(boss, "王老板"), (stranger, "李老板"), (clerk, "财务小张")] {
            run(&mut tx, "insert into accounts.people (id, email, name) values ($1, $2, $3)", |q| {
                q.bind(person.0).bind(format!("{}@example.com", person.0)).bind(name)
            })
            .await;
        }
        run(&mut tx, "insert into accounts.staff_roles (person_id, role) values ($1, 'warehouse')", |q| {
            q.bind(clerk.0)
        })
        .await;
        for (company, code, member) in [(ours, "C-1", boss), (theirs, "C-2", stranger)] {
            let sql = "insert into accounts.companies (id, code, name, uscc) values ($1, $2, $3, $4)";
            let uscc = format!("91350100M000{:06}", code.len() + code.as_bytes()[2] as usize);
            run(&mut tx, sql, |q| q.bind(company.0).bind(code).bind(format!("客户 {code}")).bind(uscc)).await;
            let sql =
                "insert into accounts.memberships (company_id, person_id, role) values ($1, $2, 'owner')";
            run(&mut tx, sql, |q| q.bind(company.0).bind(member.0)).await;
            let sql = "insert into receivables.accounts (company_id, credit_limit) values ($1, 10000)";
            run(&mut tx, sql, |q| q.bind(company.0)).await;
        }
        let [category, family] = [Uuid::now_v7(), Uuid::now_v7()];
        let sql = "insert into catalog.categories (id, code, name_zh, name_en) values ($1, 'screws', '螺钉', 'Screws')";
        run(&mut tx, sql, |q| q.bind(category)).await;
        let sql = "insert into catalog.families (id, category_id, code, name_zh, name_en) values ($1, $2, 'hex', '六角', 'Hex')";
        run(&mut tx, sql, |q| q.bind(family).bind(category)).await;
        let sql = "insert into catalog.skus (id, family_id, part_number, part_key) values ($1, $2, 'M8X40', 'm8x40')";
        run(&mut tx, sql, |q| q.bind(sku.0).bind(family)).await;
        if d(stock) > Decimal::ZERO {
            let sql =
                "insert into inventory.movements (id, sku_id, delta, reason) values ($1, $2, $3, 'opening')";
            run(&mut tx, sql, |q| q.bind(Uuid::now_v7()).bind(sku.0).bind(d(stock))).await;
        }
        tx.commit().await.unwrap();
        Shop { db, ours, boss, theirs, stranger, clerk, sku }
    }

    /// The owner of our customer.
    pub fn buyer(&self) -> OpContext {
        self.db.buyer(self.boss, MemberRole::Owner, self.ours)
    }

    /// The owner of the other customer.
    pub fn other(&self) -> OpContext {
        self.db.buyer(self.stranger, MemberRole::Owner, self.theirs)
    }

    /// Staff of every role, acting for nobody.
    pub fn staff(&self) -> OpContext {
        self.staff_on("2026-03-10")
    }

    pub fn staff_on(&self, day: &str) -> OpContext {
        self.db.op(Actor::Staff { person: self.clerk, roles: vec![StaffRole::Admin] }, None, at(day))
    }

    /// An order of our customer over one line; `reserved` of it is held in stock.
    pub async fn order(&self, payment: &str, ordered: &str, reserved: &str, gross: &str) -> Placed {
        let mut tx = self.db.owner.begin().await.unwrap();
        let line = Line { ordered: d(ordered), reserved: d(reserved), gross: d(gross) };
        let placed = insert_order(&mut tx, (self.ours, self.boss, self.sku), payment, line).await;
        let sql = "update inventory.levels set reserved = reserved + $2 where sku_id = $1";
        run(&mut tx, sql, |q| q.bind(self.sku.0).bind(d(reserved))).await;
        tx.commit().await.unwrap();
        placed
    }

    pub async fn ship(&self, placed: &Placed, quantity: &str, day: &str) -> Result<ShipmentId, Error> {
        shipping::ship(&self.staff_on(day), placed.shipment(quantity)).await
    }

    /// Every stored sum is what it claims to be.
    pub async fn reconciles(&self) {
        assert_eq!(reconcile(&self.db.owner).await.unwrap(), []);
        // and the staff's role sees enough to say so
        assert_eq!(reconcile(&self.db.pools.staff).await.unwrap(), []);
    }
}

/// An order with one line.
pub struct Placed {
    pub order: OrderId,
    pub line: OrderLineId,
}

impl Placed {
    pub fn shipment(&self, quantity: &str) -> NewShipment {
        NewShipment {
            order_id: self.order,
            carrier: "shunfeng".into(),
            tracking_number: "SF1234567890".into(),
            lines: vec![(self.line, Quantity::parse(quantity).unwrap())],
            key: AttemptKey::new(),
        }
    }
}

/// Figures of an order's line.
pub struct Line {
    pub ordered: Decimal,
    pub reserved: Decimal,
    pub gross: Decimal,
}

/// Inserts cart, order and line; works under the buyer's role too.
pub async fn insert_order(
    conn: &mut PgConnection,
    (company, person, sku): (CompanyId, PersonId, SkuId),
    payment: &str,
    line: Line,
) -> Placed {
    let placed = Placed { order: OrderId::new(), line: OrderLineId::new() };
    let cart = Uuid::now_v7();
    let money = LineAmounts::from_gross(line.gross, d("0.13"));
    let sql = "insert into orders.carts (id, company_id, owner_id, attempt_key, order_id) values ($1, $2, $3, $1, $4)";
    run(conn, sql, |q| q.bind(cart).bind(company.0).bind(person.0).bind(placed.order.0)).await;
    let sql = "insert into orders.orders (id, company_id, number, cart_id, placed_at, placed_by, acting_for, payment, po_number,
        ship_to, net, tax, gross) values ($1, $2, $3, $4, $5, $6, false, $7, 'PO-7', '{}', $8, $9, $10)";
    run(conn, sql, |q| {
        q.bind(placed.order.0)
            .bind(company.0)
            .bind(format!("SO-{}", placed.order.0.simple()))
            .bind(cart)
            .bind(noon())
            .bind(person.0)
            .bind(payment.to_owned())
            .bind(money.net)
            .bind(money.tax)
            .bind(money.gross)
    })
    .await;
    let sql = "insert into orders.order_lines (id, company_id, order_id, line_no, sku_id, part_number, name_zh, name_en, unit,
        ordered, reserved, unit_price, price_basis, tax_mode, vat_rate, net, tax, gross, explanation, promised_on)
        values ($1, $2, $3, 1, $4, 'M8X40', '六角螺栓', 'Hex bolt', 'piece', $5, $6, $7, 1, 'gross', 0.13, $8, $9, $10, '{}',
        '2026-03-20')";
    run(conn, sql, |q| {
        q.bind(placed.line.0)
            .bind(company.0)
            .bind(placed.order.0)
            .bind(sku.0)
            .bind(line.ordered)
            .bind(line.reserved)
            .bind(line.gross / line.ordered)
            .bind(money.net)
            .bind(money.tax)
            .bind(money.gross)
    })
    .await;
    placed
}

pub fn receipt(amount: &str, reference: &str, day: &str) -> NewReceipt {
    NewReceipt {
        received_on: day.parse().unwrap(),
        amount: d(amount),
        bank_reference: reference.into(),
        note: String::new(),
        key: AttemptKey::new(),
    }
}

pub fn rejection<T: std::fmt::Debug>(result: Result<T, Error>) -> Rejection {
    match result {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("expected a rejection, got {other:?}"),
    }
}

/// The name of the constraint that refused a statement.
pub fn refused_by(result: Result<impl std::fmt::Debug, sqlx::Error>) -> String {
    match result {
        Err(sqlx::Error::Database(error)) => error.constraint().unwrap_or(error.message()).to_owned(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub async fn count(tx: &mut Tx, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut **tx).await.unwrap()
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

pub async fn run<'q>(conn: &mut PgConnection, sql: &'static str, bind: impl FnOnce(Query<'q>) -> Query<'q>) {
    bind(sqlx::query(sql)).execute(conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
