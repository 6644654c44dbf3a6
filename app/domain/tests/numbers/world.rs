//! Nuts in two materials, two customers and the desk.
#![allow(dead_code, reason = "every test binary uses its own part")]

use crate::support::TestDb;
use domain::accounts::permission::{Actor, MemberRole, StaffRole};
use domain::catalog::import::{Table, builtin, import_catalogue, import_opening_stock};
use domain::error::Error;
use domain::ids::{CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::rejection::Rejection;
use sqlx::AssertSqlSafe;

pub const M6_STEEL: &str = "ISO4032-M6-8-zinc";
pub const M6_STAINLESS: &str = "ISO4032-M6-A2-70-plain";
pub const M6_THIN: &str = "ISO4035-M6-8-zinc";
pub const M10_STEEL: &str = "ISO4032-M10-8-zinc";

const NUTS: &str = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm
ISO4032-M6,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M6,1,5.2,10
ISO4032-M10,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M10,1.5,8.4,16
ISO4035-M6,ISO 4035,GB/T 6172.1,nut,六角薄螺母,Hexagon thin nut,M6,1,3.2,10";
const FINISHES: &str = "applies_to,material_code,material_zh,material_en,finish_code,finish_zh,finish_en
nut,8,8级碳钢,Steel class 8,zinc,镀锌,Zinc plated
nut,A2-70,304不锈钢 A2-70,Stainless A2-70,plain,本色,Plain";

pub struct World {
    pub db: TestDb,
    pub our_company: CompanyId,
    pub our_person: PersonId,
    pub their_company: CompanyId,
    pub their_person: PersonId,
    pub clerk: PersonId,
}

pub fn rejected<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Rejection {
    match outcome {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("expected a rejection, got {other:?}"),
    }
}

impl World {
    pub async fn open() -> World {
        let db = TestDb::new().await;
        let [our_company, their_company] = [CompanyId::new(), CompanyId::new()];
        let [our_person, their_person, clerk] = [PersonId::new(), PersonId::new(), PersonId::new()];
        let mut sql = String::new();
        for (person, name, language) in
            [(our_person, "王老板", "zh"), (their_person, "Li Lei", "en"), (clerk, "陈露", "zh")]
        {
            sql += &format!(
                "insert into accounts.people (id, email, name, language) values ('{person}', '{person}@example.com', '{name}', '{language}');"
            );
        }
        for (company, code, person) in
            [(our_company, "C-1", our_person), (their_company, "C-2", their_person)]
        {
            sql += &format!(
                "insert into accounts.companies (id, code, name) values ('{company}', '{code}', '客户 {code}');
                 insert into accounts.memberships (company_id, person_id, role) values ('{company}', '{person}', 'owner');"
            );
        }
        sql += &format!(
            "insert into accounts.staff_roles (person_id, role) values ('{clerk}', 'customer_service');"
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&db.owner).await.unwrap();
        let admin = db.staff(PersonId::new(), &[StaffRole::Admin]);
        let mapping = builtin::mapping("nuts", true).unwrap();
        import_catalogue(&admin, &mapping, &table(NUTS), Some(&table(FINISHES)), false).await.unwrap();
        let stock = [(M6_STEEL.to_owned(), 500.into())];
        assert_eq!(import_opening_stock(&admin, &stock).await.unwrap(), 1);
        World { db, our_company, our_person, their_company, their_person, clerk }
    }

    /// The same nuts in more materials, ten of each on hand.
    pub async fn stocked_in(&self, finishes: &str, parts: &[&str]) {
        let admin = self.db.staff(PersonId::new(), &[StaffRole::Admin]);
        let mapping = builtin::mapping("nuts", true).unwrap();
        let head = FINISHES.lines().next().unwrap();
        let finishes = table(&format!("{head}\n{finishes}"));
        import_catalogue(&admin, &mapping, &table(NUTS), Some(&finishes), false).await.unwrap();
        let stock: Vec<_> = parts.iter().map(|part| ((*part).to_owned(), 10.into())).collect();
        assert_eq!(import_opening_stock(&admin, &stock).await.unwrap(), parts.len());
    }

    pub fn ours(&self) -> OpContext {
        self.db.buyer(self.our_person, MemberRole::Owner, self.our_company)
    }

    pub fn theirs(&self) -> OpContext {
        self.db.buyer(self.their_person, MemberRole::Owner, self.their_company)
    }

    /// Customer service, acting for a company or for nobody.
    pub fn desk(&self, company: Option<CompanyId>) -> OpContext {
        let actor = Actor::Staff { person: self.clerk, roles: vec![StaffRole::CustomerService] };
        self.db.op(actor, company, crate::support::noon())
    }

    pub async fn sku(&self, part_number: &str) -> SkuId {
        let sql = "select id from catalog.skus where part_number = $1";
        sqlx::query_scalar(sql).bind(part_number).fetch_one(&self.db.owner).await.unwrap()
    }

    /// How often something stands in the audit.
    pub async fn audited(&self, operation: &str) -> i64 {
        let sql = "select count(*) from accounts.audit where operation = $1";
        sqlx::query_scalar(sql).bind(operation).fetch_one(&self.db.owner).await.unwrap()
    }

    /// One text out of the database, as the owner sees it.
    pub async fn ask(&self, sql: &str) -> String {
        let sql = format!("select coalesce((({sql})::text), 'null')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.db.owner).await.unwrap()
    }
}

fn table(text: &str) -> Table {
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
    Table::new(lines.next().unwrap(), lines.collect())
}
