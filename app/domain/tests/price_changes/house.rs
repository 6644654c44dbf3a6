//! A small house with prices, and the steps the tests share.

use super::support::TestDb;
use chrono::NaiveDate;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::pricing::change::draft::{self, NewChange};
use domain::pricing::change::floors::{self, NewFloor};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::simulate::simulate;
use domain::pricing::change::{read, way};
use domain::pricing::floor::Floor;
use domain::pricing::service;
use domain::quantity::Quantity;
use domain::rejection::Rejection;
use rust_decimal::Decimal;
use uuid::Uuid;

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Three parts: P-1 costs 8.00, P-2 has its floor at 1.50, P-3 is of another category. The base list prices all at 10, 2 and
/// 3; C-1 has a contract that prices P-1 at 9.
pub struct House {
    pub db: TestDb,
    pub sales: OpContext,
    pub admin: OpContext,
    pub parts: [SkuId; 3],
    pub member: PersonId,
    pub companies: [CompanyId; 2],
}

pub async fn house() -> House {
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
    pub async fn draft(&self, on: &str) -> String {
        let new = NewChange { title: "2026 调价".into(), reason: "铜价".into(), starts_on: day(on) };
        draft::create(&self.sales, new).await.unwrap()
    }

    /// Submits and publishes as the boss; what of it was refused is the answer.
    pub async fn publish(&self, number: &str) -> Result<way::Published, Error> {
        way::submit(&self.sales, number, "").await.unwrap();
        self.publish_submitted(number, "").await
    }

    pub async fn publish_submitted(&self, number: &str, reason: &str) -> Result<way::Published, Error> {
        let revision = read::find(&self.admin, number).await.unwrap().revision;
        way::publish(&self.admin, number, revision, reason).await
    }

    /// What a company pays for one of a part on a day.
    pub async fn price(&self, company: usize, part: usize, on: &str) -> Option<Decimal> {
        let company = self.companies[company];
        // acting for him, as at the order desk: what this process remembers of his lists is asked too
        let op = OpContext { company: Some(company), ..self.sales.clone() };
        let mut tx = op.begin().await.unwrap();
        let wanted = [(self.parts[part], Quantity::parse("1").unwrap())];
        let found = service::price_set_in_tx(&mut tx, &op, company, &wanted, day(on)).await.unwrap();
        found.get(&self.parts[part]).map(|resolved| resolved.unit_price.price.normalize())
    }

    /// What the buyer of the first company is shown for one of a part now.
    pub async fn shown(&self, part: usize) -> Decimal {
        let buyer = self.db.buyer(self.member, MemberRole::Buyer, self.companies[0]);
        let wanted = [(self.parts[part], Quantity::parse("1").unwrap())];
        service::prices_for(&buyer, &wanted).await.unwrap()[&self.parts[part]].unit_price.price.normalize()
    }
}

pub fn row(list: &str, part: &str, price: &str) -> PriceRow {
    PriceRow { row: 1, list: list.into(), part: part.into(), price: price.into(), ..PriceRow::default() }
}

pub fn rejection<T: std::fmt::Debug>(result: Result<T, Error>) -> Rejection {
    match result {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("{other:?}"),
    }
}

/// A percentage of a list, from quantity 1 and the document's day on.
pub fn off(list: &str, target: &str, percent: &str) -> PriceRow {
    PriceRow {
        row: 1,
        list: list.into(),
        target: target.into(),
        percent: percent.into(),
        ..PriceRow::default()
    }
}

pub fn from_qty(min_qty: &str, row: PriceRow) -> PriceRow {
    PriceRow { min_qty: min_qty.into(), ..row }
}

impl House {
    /// A draft for today with these rows.
    pub async fn draft_of(&self, rows: &[PriceRow]) -> String {
        let number = self.draft("2026-03-10").await;
        let taken = draft::put_rows(&self.sales, &number, rows).await.unwrap();
        assert_eq!(taken.problems, vec![]);
        number
    }

    /// What the page says of percentages and ends, and the simulation of all; both before publication.
    pub async fn foretold(&self, number: &str) -> (u64, u64) {
        let page = read::find(&self.sales, number).await.unwrap().foretold_below();
        (page, simulate(&self.sales, number).await.unwrap().below_floor)
    }

    /// How many percentages take parts below the floor: said by page, simulation and publication alike.
    pub async fn below(&self, rows: &[PriceRow]) -> u64 {
        let number = self.draft_of(rows).await;
        let foretold = self.foretold(&number).await;
        way::submit(&self.sales, &number, "").await.unwrap();
        let published = self.publish_submitted(&number, "清库存").await.unwrap().below_floor as u64;
        assert_eq!(foretold, (published, published));
        published
    }

    pub async fn floor(&self, scope: &str, of: &str, floor: Floor) {
        let (scope, of) = (scope.into(), of.into());
        floors::set(&self.admin, NewFloor { scope, of, floor, reason: String::new() }).await.unwrap();
    }
}

pub fn at_least(price: &str) -> Floor {
    Floor { min_price: Some(d(price)), basis: 1, min_margin_percent: None }
}

pub fn margin(percent: &str) -> Floor {
    Floor { min_price: None, basis: 1, min_margin_percent: Some(d(percent)) }
}
