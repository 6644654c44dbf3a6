//! Quotes: what is offered prices nothing until it is accepted, then goes before everything until its last day.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use chrono::{Days, NaiveDate};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::error::Error;
use domain::ids::{AttemptKey, CompanyId, ListId, PersonId, SkuId};
use domain::op::OpContext;
use domain::pricing::explanation::BuyerRule;
use domain::pricing::quotes::service::{accept_quote, list_quotes, load_quote, offer_quote, withdraw_quote};
use domain::pricing::quotes::{NewQuote, QuoteState};
use domain::pricing::service;
use domain::quantity::Quantity;
use domain::rejection::{Problem, Rejection};
use rust_decimal::Decimal;
use sqlx::AssertSqlSafe;
use support::TestDb;
use uuid::Uuid;

struct House {
    db: TestDb,
    sales: OpContext,
    person: PersonId,
    company: CompanyId,
    below: CompanyId,
    sku: SkuId,
}

/// A part at 10.00 on the base list, 9.00 in the company's contract, 5.00 in a promotion, never below 6.00.
async fn house() -> House {
    let db = TestDb::new().await;
    let [person, company, below, sku] = [(); 4].map(|()| Uuid::now_v7());
    let sql = format!(
        "insert into accounts.people (id, email, name) values ('{person}', 'a@b.example', 'A');
         insert into accounts.companies (id, code, name) values ('{company}', 'C-1', 'Ours');
         insert into accounts.companies (id, code, name, parent_id) values ('{below}', 'C-2', 'Below', '{company}');
         insert into catalog.categories (id, code, name_zh, name_en) values (gen_random_uuid(), 'c', '类', 'c');
         insert into catalog.families (id, category_id, code, name_zh, name_en) select gen_random_uuid(), id, 'f', '系', 'F' from catalog.categories;
         insert into catalog.skus (id, family_id, part_number, part_key, price_basis) select '{sku}', id, 'P-1', 'P1', 1 from catalog.families;
         insert into catalog.skus (id, family_id, part_number, part_key, price_basis) select gen_random_uuid(), id, 'P-100', 'P100', 100 from catalog.families;
         insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
         insert into pricing.floors (id, sku_id, min_price) values (gen_random_uuid(), '{sku}', 6);
         insert into pricing.lists (id, kind, company_id, code, name, valid_from) values
           (gen_random_uuid(), 'base', null, 'BASE', 'base', '2020-01-01'), (gen_random_uuid(), 'contract', '{company}', 'CON', 'con', '2020-01-01'),
           (gen_random_uuid(), 'promotion', null, 'PRO', 'pro', '2020-01-01');
         insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from)
           select l.id, l.company_id, '{sku}', case l.kind when 'base' then 10 when 'contract' then 9 else 5 end, '2020-01-01'
           from pricing.lists l"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&db.owner).await.unwrap();
    let (person, company) = (PersonId(person), CompanyId(company));
    let sales = OpContext { company: Some(company), ..db.staff(person, &[StaffRole::Sales]) };
    House { sales, person, company, below: CompanyId(below), sku: SkuId(sku), db }
}

impl House {
    fn buyer(&self, role: MemberRole) -> OpContext {
        self.db.buyer(self.person, role, self.company)
    }

    fn typed(&self, lines: &str) -> NewQuote {
        // tests happen on the tenth of March
        NewQuote { lines: lines.into(), last_day: "2026-03-12".into(), ..NewQuote::default() }
    }

    async fn offer(&self, lines: &str) -> ListId {
        offer_quote(&self.sales, &self.typed(lines)).await.unwrap()
    }

    async fn price(&self, company: CompanyId, quantity: &str, days: u64) -> (Decimal, BuyerRule) {
        let mut op = self.db.buyer(self.person, MemberRole::Buyer, company);
        op.now += chrono::Duration::days(i64::try_from(days).unwrap());
        let wanted = [(self.sku, Quantity::parse(quantity).unwrap())];
        let view = service::prices_for(&op, &wanted).await.unwrap().remove(&self.sku).unwrap();
        (view.unit_price.price.normalize(), view.reason.rule)
    }

    async fn ask(&self, sql: &str) -> String {
        let sql = format!("select coalesce((({sql})::text), 'null')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.db.owner).await.unwrap()
    }
}

fn problems<T: std::fmt::Debug>(outcome: domain::error::Result<T>) -> Vec<(String, Option<u32>, Problem)> {
    match outcome.unwrap_err() {
        Error::Rejected(Rejection::Fields(problems)) => {
            problems.into_iter().map(|p| (p.field, p.row, p.problem)).collect()
        }
        other => panic!("fields expected, {other:?}"),
    }
}

fn closed(outcome: domain::error::Result<()>) -> bool {
    matches!(outcome, Err(Error::Rejected(Rejection::QuoteClosed)))
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[tokio::test]
async fn only_an_accepted_quote_prices_before_all_else_and_until_its_last_day() {
    let house = house().await;
    let quote = house.offer("P-1 10 8\nP-1 100 7.5").await;
    assert_eq!(house.price(house.company, "10", 0).await, (d("5"), BuyerRule::Promotion));
    accept_quote(&house.buyer(MemberRole::Buyer), quote).await.unwrap();
    for (quantity, days, expected) in [
        ("10", 0, (d("8"), BuyerRule::QuotePrice)),
        ("100", 2, (d("7.5"), BuyerRule::QuotePrice)),
        // below its first quantity, and from the day after its last
        ("9", 0, (d("5"), BuyerRule::Promotion)),
        ("10", 3, (d("5"), BuyerRule::Promotion)),
    ] {
        assert_eq!(house.price(house.company, quantity, days).await, expected, "{quantity} after {days}");
    }
    // it is nobody else's, not even of a company below
    assert_eq!(house.price(house.below, "10", 0).await, (d("5"), BuyerRule::Promotion));
    let mut tx = house.db.buyer(house.person, MemberRole::Owner, house.below).begin().await.unwrap();
    let seen = "select count(*) from pricing.lines n where n.list_id = $1";
    let seen: i64 = sqlx::query_scalar(seen).bind(quote.0).fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seen, 0, "a quote is read by nobody below either");
    let list = list_quotes(&house.buyer(MemberRole::Finance)).await.unwrap();
    assert_eq!((list.len(), list[0].state, list[0].lines), (1, QuoteState::Accepted, 2));
    // in the past it did not hold yet
    let day: NaiveDate = "2026-03-09".parse().unwrap();
    let trace = service::explain(&house.sales, house.company, "P-1", Quantity::parse("10").unwrap(), day);
    assert_eq!(trace.await.unwrap().unit_price.price.normalize(), d("5"));
}

#[tokio::test]
async fn an_offer_is_answered_once_by_those_who_may_and_not_after_its_last_day() {
    let house = house().await;
    let quote = house.offer("P-1\t1\t8.80").await;
    let viewer = house.buyer(MemberRole::Viewer);
    assert!(matches!(load_quote(&viewer, quote).await, Err(Error::Rejected(Rejection::Forbidden))));
    let finance = accept_quote(&house.buyer(MemberRole::Finance), quote).await;
    assert!(matches!(finance, Err(Error::Rejected(Rejection::Forbidden))));
    let strangers = house.db.buyer(house.person, MemberRole::Owner, house.below);
    assert!(matches!(load_quote(&strangers, quote).await, Err(Error::Rejected(Rejection::NotFound))));
    assert!(matches!(accept_quote(&strangers, quote).await, Err(Error::Rejected(Rejection::NotFound))));
    let mut late = house.buyer(MemberRole::Owner);
    late.now += chrono::Duration::days(3);
    assert!(closed(accept_quote(&late, quote).await));
    assert_eq!(load_quote(&late, quote).await.unwrap().0.brief.state, QuoteState::Lapsed);
    accept_quote(&house.buyer(MemberRole::Owner), quote).await.unwrap();
    assert!(closed(accept_quote(&house.buyer(MemberRole::Owner), quote).await));
    // a price that was agreed is not taken back
    assert!(closed(withdraw_quote(&house.sales, quote).await));
    let other = house.offer("P-1 1 8.70").await;
    withdraw_quote(&house.sales, other).await.unwrap();
    assert!(closed(accept_quote(&house.buyer(MemberRole::Owner), other).await));
    let trail = "select string_agg(operation || ' ' || acting_for, ', ' order by id) from accounts.audit where object_kind = 'quote'";
    let expected = "offer_quote true, accept_quote false, offer_quote true, withdraw_quote true";
    assert_eq!(house.ask(trail).await, expected);
}

#[tokio::test]
async fn an_offer_below_the_floor_needs_a_reason_that_no_buyer_can_read() {
    let house = house().await;
    let boss = house.db.staff(house.person, &[StaffRole::Admin]);
    let boss = OpContext { company: Some(house.company), ..boss };
    let missing = problems(offer_quote(&boss, &house.typed("P-1 1 5.99")).await);
    let below = |problem| ("lines".to_owned(), Some(1), problem);
    assert_eq!(missing, [below(Problem::BelowFloor), ("reason".to_owned(), None, Problem::Missing)]);
    let new = NewQuote { reason: "KEEPS-THE-LINE-BUSY".into(), ..house.typed("P-1 1 5.99") };
    assert_eq!(problems(offer_quote(&house.sales, &new).await), [below(Problem::NeedsApproval)]);
    let quote = offer_quote(&boss, &new).await.unwrap();
    let (_, desk) = load_quote(&house.sales, quote).await.unwrap();
    assert_eq!(desk.unwrap().below_floor_reason, "KEEPS-THE-LINE-BUSY");
    let (view, desk) = load_quote(&house.buyer(MemberRole::Owner), quote).await.unwrap();
    assert!(desk.is_none() && !serde_json::to_string(&view).unwrap().contains("KEEPS"));
    let mut tx = house.buyer(MemberRole::Owner).begin().await.unwrap();
    let read = sqlx::query("select below_floor_reason from pricing.quotes").fetch_all(&mut *tx).await;
    assert!(read.is_err());
    drop(tx);
    // and no member may offer himself anything, nor change what was offered, past every service
    let buyer = house.buyer(MemberRole::Owner);
    assert!(matches!(offer_quote(&buyer, &new).await, Err(Error::Rejected(Rejection::Forbidden))));
    for sql in [
        "update pricing.quotes set last_day = last_day + 100",
        "update pricing.quotes set state = 'withdrawn', closed_at = now(), closed_by = gen_random_uuid()",
        "update pricing.lines set unit_price = 0.01",
        "insert into pricing.quotes select * from pricing.quotes",
    ] {
        let mut tx = buyer.begin().await.unwrap();
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn every_line_that_cannot_be_taken_is_named_and_the_same_form_twice_is_one_quote_and_one_letter() {
    let house = house().await;
    let bad = problems(offer_quote(&house.sales, &house.typed("P-1 1 8\nNO-SUCH 1 8\nP-1 1 9")).await);
    let rows: Vec<_> = bad.iter().map(|(_, row, _)| row.unwrap()).collect();
    assert_eq!(rows, [2, 3]);
    // what cannot be read, what nobody knows, what stands twice, what is too cheap, and the day: all at once, by its line
    let text = "P-1 x 8\nNO-SUCH 1 8\n\nP-1 1 9\nP-1 1 9\nP-1 50 5.99\nP-1";
    let all =
        problems(offer_quote(&house.sales, &NewQuote { last_day: String::new(), ..house.typed(text) }).await);
    let told: Vec<_> = all.iter().map(|(field, row, _)| (field.as_str(), *row)).collect();
    let line = |row| ("lines", Some(row));
    assert_eq!(told, [line(1), line(2), line(5), line(6), line(7), ("last_day", None)]);
    assert_eq!(all[3].2, Problem::NeedsApproval);
    let past = NewQuote { last_day: "2026-03-09".into(), ..house.typed("P-1 x 8") };
    let fields: Vec<_> = problems(offer_quote(&house.sales, &past).await).into_iter().map(|p| p.0).collect();
    assert_eq!(fields, ["lines", "last_day"]);
    let once = OpContext { attempt: Some(AttemptKey::new()), ..house.sales.clone() };
    let new = house.typed("P-100 200 42.5\nP-1 5 80/10");
    let first = offer_quote(&once, &new).await.unwrap();
    assert_eq!(offer_quote(&once, &new).await.unwrap(), first);
    assert_eq!(house.ask("select count(*) from pricing.quotes").await, "1");
    let letters = "select count(*) from notifications.outbox where message ->> 'kind' = 'quote_offered'";
    assert_eq!(house.ask(letters).await, "1");
    // a price is for the part's own basis unless another is said
    let (view, _) = load_quote(&house.buyer(MemberRole::Buyer), first).await.unwrap();
    let bases: Vec<_> = view.lines.iter().map(|l| (l.part_number.as_str(), l.price.basis)).collect();
    assert_eq!(bases, [("P-1", 10), ("P-100", 100)]);
    assert_eq!(view.brief.last_day, view.brief.offered_on + Days::new(2));
}
