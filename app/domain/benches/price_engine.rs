//! What a price costs, at two sizes of the house: processor time of this process and of the database behind it.
//!
//! Run by `scripts/bench-prices`. Sizes are said in the output; nothing here is a test, and nothing fails on a figure.

#[path = "../tests/support/mod.rs"]
mod support;

use domain::accounts::permission::{MemberRole, StaffRole};
use domain::ids::{CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::pricing::change::draft::{Incoming, NewChange};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::simulate::simulate;
use domain::pricing::change::{bulk, draft, read, way};
use domain::pricing::service;
use domain::quantity::Quantity;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::TestDb;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A size of the house.
struct Size {
    skus: u32,
    companies: u32,
    groups: u32,
}

fn main() -> Outcome<()> {
    // cargo passes `--bench` too
    let parts = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // on the workers, as a server's requests are
    runtime.block_on(runtime.spawn(measure(parts)))?
}

async fn measure(skus: u32) -> Outcome<()> {
    let all = Size { skus, companies: skus / 50, groups: skus / 671 };
    let tenth = Size { skus, companies: all.companies / 10, groups: all.groups / 10 };
    for size in [tenth, all] {
        let house = House::open(&size).await?;
        house.read(5_000, 40, Who::Another).await?;
        house.read(50, 1_000, Who::Another).await?;
        house.read(50, 1_000, Who::TheSame).await?;
        if size.companies == skus / 50 {
            house.publish(100_000.min(skus)).await?;
            house.import(skus).await?;
        }
    }
    Ok(())
}

/// Who asks.
#[derive(Clone, Copy)]
enum Who {
    /// Each time a company that has not asked before.
    Another,
    /// One company, for ever other parts.
    TheSame,
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Who::Another => "another company each time",
            Who::TheSame => "one company again and again",
        })
    }
}

struct House {
    db: TestDb,
    staff: OpContext,
    companies: Vec<Uuid>,
    parts: Vec<(Uuid, String)>,
}

impl House {
    async fn open(size: &Size) -> Outcome<House> {
        let db = TestDb::new().await;
        let begun = Instant::now();
        let sql = include_str!("price_engine.sql")
            .replace("{skus}", &size.skus.to_string())
            .replace("{families}", &(size.skus / 50).to_string())
            .replace("{companies}", &size.companies.to_string())
            .replace("{groups}", &size.groups.to_string());
        let mut conn = db.owner.acquire().await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *conn).await?;
        sqlx::raw_sql("vacuum analyze").execute(&mut *conn).await?;
        let lines: i64 =
            sqlx::query_scalar("select count(*) from pricing.lines").fetch_one(&mut *conn).await?;
        let contracts: i64 =
            sqlx::query_scalar("select count(*) from pricing.lines where company_id is not null")
                .fetch_one(&mut *conn)
                .await?;
        println!(
            "=== {} parts, {} companies, {} lists of groups, {contracts} contract lines, {lines} lines in all ({} s to set up)",
            size.skus,
            size.companies,
            size.groups,
            begun.elapsed().as_secs()
        );
        let companies = sqlx::query_scalar("select id from accounts.companies order by md5(code)")
            .fetch_all(&mut *conn)
            .await?;
        let parts = sqlx::query_as("select id, part_number from catalog.skus order by md5(part_number)")
            .fetch_all(&mut *conn)
            .await?;
        let staff = db.staff(PersonId(Uuid::nil()), &[StaffRole::Admin]);
        drop(conn);
        Ok(House { db, staff, companies, parts })
    }

    /// Processor time so far: of this process, and of every backend of the database.
    async fn cpu(&self) -> Outcome<[Duration; 2]> {
        let pids: Vec<i32> =
            sqlx::query_scalar("select pid from pg_stat_activity where datname = current_database()")
                .fetch_all(&self.db.owner)
                .await?;
        let spent = |pid: i32| {
            // a backend may have ended meanwhile
            let ticks =
                std::fs::read_to_string(format!("/proc/{pid}/stat")).map_or(0, |stat| ticks_in(&stat));
            Duration::from_millis(ticks * 10)
        };
        Ok([spent(i32::try_from(std::process::id())?), pids.into_iter().map(spent).sum()])
    }

    /// The prices of so many random parts, over and over, as a buyer's page asks for them.
    async fn read(&self, parts: usize, times: usize, who: Who) -> Outcome<()> {
        let mut wall = Vec::with_capacity(times);
        let (mut from, mut found) = ([Duration::ZERO; 2], 0);
        for at in 0..times + times / 10 {
            // the first tenth warms up
            if at == times / 10 {
                from = self.cpu().await?;
            }
            let company = match who {
                Who::Another => CompanyId(self.companies[at * 7919 % self.companies.len()]),
                Who::TheSame => CompanyId(self.companies[1]),
            };
            let op = self.db.buyer(PersonId(Uuid::nil()), MemberRole::Buyer, company);
            let one = Quantity::parse("1").map_err(|e| format!("{e:?}"))?;
            let pick = |n: usize| SkuId(self.parts[(at * 104_729 + n * 7) % self.parts.len()].0);
            let wanted: Vec<_> = (0..parts).map(|n| (pick(n), one)).collect();
            let begun = Instant::now();
            found += service::prices_for(&op, &wanted).await?.len();
            wall.push(begun.elapsed());
        }
        let to = self.cpu().await?;
        let [own, database] = [0, 1].map(|of| (to[of] - from[of]).as_secs_f64() * 1e3 / times as f64);
        wall.sort();
        println!(
            "{parts} parts for {who}: {:.2} ms of processor ({own:.2} here, {database:.2} in the database), {:.2} ms in the middle, {:.2} ms at p95 ({found} prices)",
            own + database,
            wall[wall.len() / 2].as_secs_f64() * 1e3,
            wall[wall.len() * 95 / 100].as_secs_f64() * 1e3
        );
        Ok(())
    }

    /// Raises so many prices of the base list by 3 %, publishes, reads meanwhile, takes back.
    async fn publish(&self, lines: u32) -> Outcome<()> {
        let new = NewChange { title: "bench".into(), reason: "bench".into(), starts_on: self.staff.today() };
        let number = draft::create(&self.staff, new).await?;
        let begun = Instant::now();
        let raise = bulk::Bulk {
            list: "BASE".into(),
            category: if self.parts.len() > lines as usize { "c1".into() } else { String::new() },
            percent: 3.into(),
            decimals: 2,
            ..bulk::Bulk::default()
        };
        let mut done = bulk::change_all(&self.staff, &number, &raise).await?.lines;
        for n in 2.. {
            if done >= lines as usize || raise.category.is_empty() {
                break;
            }
            let more = bulk::Bulk { category: format!("c{n}"), ..raise.clone() };
            done += bulk::change_all(&self.staff, &number, &more).await?.lines;
        }
        println!("draft of {done} lines, +3 %: {:.1} s", begun.elapsed().as_secs_f64());
        way::submit(&self.staff, &number, "").await?;
        let begun = Instant::now();
        let change = read::find(&self.staff, &number).await?;
        println!("its page's counts: {:.1} s", begun.elapsed().as_secs_f64());
        self.order(200_000).await?;
        let begun = Instant::now();
        let found = simulate(&self.staff, &number).await?;
        println!("simulated over {} order lines: {:.1} s", found.lines, begun.elapsed().as_secs_f64());
        let slowest = self.read_meanwhile(way::publish(&self.staff, &number, change.revision, "")).await?;
        println!("published: {:.1} s; slowest reader meanwhile {:.0} ms", slowest.0, slowest.1);
        let begun = Instant::now();
        let steps = way::take_back(&self.staff, &number, "bench").await?;
        println!("taken back, {steps} steps: {:.1} s", begun.elapsed().as_secs_f64());
        Ok(())
    }

    /// Order lines of the last months, ten to an order: any company, any part.
    async fn order(&self, lines: u32) -> Outcome<()> {
        let sql = include_str!("orders.sql").replace("{orders}", &(lines / 10).to_string());
        let mut conn = self.db.owner.acquire().await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *conn).await?;
        Ok(())
    }

    /// Seconds until done, and the longest somebody who asked for 50 prices waited meanwhile, in ms.
    async fn read_meanwhile<T>(
        &self,
        work: impl Future<Output = domain::error::Result<T>>,
    ) -> Outcome<(f64, f64)> {
        let company = CompanyId(self.companies[0]);
        let op = self.db.buyer(PersonId(Uuid::nil()), MemberRole::Buyer, company);
        let one = Quantity::parse("1").map_err(|e| format!("{e:?}"))?;
        let wanted: Vec<_> = self.parts.iter().take(50).map(|(id, _)| (SkuId(*id), one)).collect();
        let stop: Arc<AtomicBool> = Arc::default();
        let reader = {
            let stop = stop.clone();
            tokio::spawn(async move {
                let mut slowest = Duration::ZERO;
                while !stop.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    if service::prices_for(&op, &wanted).await.is_err() {
                        return None;
                    }
                    slowest = slowest.max(begun.elapsed());
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Some(slowest)
            })
        };
        let begun = Instant::now();
        let done = work.await;
        let took = begun.elapsed().as_secs_f64();
        stop.store(true, Ordering::Relaxed);
        let slowest = reader.await?.ok_or("a reader was refused")?;
        done?;
        Ok((took, slowest.as_secs_f64() * 1e3))
    }

    /// A price row for every part, into a draft and published.
    async fn import(&self, rows: u32) -> Outcome<()> {
        let begun = Instant::now();
        let from = self.staff.today().checked_add_days(chrono::Days::new(30)).ok_or("day")?;
        let new = NewChange { title: "bench import".into(), reason: "bench".into(), starts_on: from };
        let mut incoming = Incoming::begin(&self.staff, new).await?;
        for portion in self.parts[..rows as usize].chunks(20_000) {
            let row = |(at, (_, part)): (usize, &(Uuid, String))| PriceRow {
                row: u32::try_from(at).unwrap_or(0),
                customer: format!("C-{}", 10_001 + at % self.companies.len()),
                part: part.clone(),
                min_qty: "10".into(),
                price: format!("{}.{:02}", 7 + at % 5, at % 100),
                ..PriceRow::default()
            };
            let rows: Vec<PriceRow> = portion.iter().enumerate().map(row).collect();
            incoming.take(&rows, &[]).await?;
        }
        let (number, taken, refused) = incoming.finish(&[]).await?;
        let drafted = begun.elapsed().as_secs_f64();
        way::submit(&self.staff, &number, "").await?;
        let revision = read::find(&self.staff, &number).await?.revision;
        let begun = Instant::now();
        way::publish(&self.staff, &number, revision, "bench").await?;
        let published = begun.elapsed().as_secs_f64();
        println!(
            "{taken} contract rows ({refused} refused): drafted in {drafted:.1} s, published in {published:.1} s"
        );
        Ok(())
    }
}

/// User and system time of a process, in ticks of 10 ms: fields 14 and 15, counted behind the name in brackets.
fn ticks_in(stat: &str) -> u64 {
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    behind.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum()
}
