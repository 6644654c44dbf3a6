//! A PostgreSQL database for one test: cloned from a template that carries the migrations, dropped afterwards.
//!
//! `TEST_DATABASE_URL` names a superuser of the cluster (`scripts/test` starts one). The template is named by a hash of
//! the migrations, so it is built once per cluster and never stale. The four pools act as the four roles: grants and row
//! policies are those of the real process. The module above names the migrations: their path differs by crate.
#![allow(dead_code, reason = "every test binary uses its own part")]

use super::MIGRATIONS;
use chrono::{DateTime, Utc};
use domain::accounts::permission::{Actor, MemberRole, StaffRole};
use domain::ids::{CompanyId, PersonId};
use domain::op::{OpContext, Pools};
use domain::pricing::memory::PriceMemory;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use std::sync::atomic::{AtomicU32, Ordering};

/// Serialises building and cloning of templates over all test processes of the cluster.
const TEMPLATE_LOCK: i64 = 7_215_003;
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of its own. Dropped with the value.
pub struct TestDb {
    /// Its name in the cluster.
    pub name: String,
    /// As the owner: to arrange and to look, past all policies.
    pub owner: PgPool,
    /// As the roles of the process.
    pub pools: Pools,
    cluster: PgConnectOptions,
}

impl TestDb {
    /// Clones the template, building it first when this cluster has none for these migrations.
    pub async fn new() -> Self {
        let url = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL is not set: use scripts/test");
        let cluster: PgConnectOptions = url.parse().expect("TEST_DATABASE_URL is no address");
        let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect_with(&cluster).await.expect("test cluster");
        run(&mut admin, format!("select pg_advisory_lock({TEMPLATE_LOCK})")).await;
        let template = ensure_template(&mut admin, &cluster).await;
        run(&mut admin, format!("drop database if exists {name} with (force)")).await;
        run(&mut admin, format!("create database {name} template {template}")).await;
        run(&mut admin, format!("select pg_advisory_unlock({TEMPLATE_LOCK})")).await;
        admin.close().await.expect("close");
        let options = cluster.clone().database(&name);
        let pools = Pools {
            gate: pool_as(&options, Some("tc_gate")),
            buyer: pool_as(&options, Some("tc_buyer")),
            staff: pool_as(&options, Some("tc_staff")),
            worker: pool_as(&options, Some("tc_worker")),
            prices: PriceMemory::default(),
        };
        Self { name, owner: pool_as(&options, None), pools, cluster }
    }

    /// An operation of this actor, for this company.
    pub fn op(&self, actor: Actor, company: Option<CompanyId>, now: DateTime<Utc>) -> OpContext {
        OpContext {
            actor,
            company,
            now,
            zone: chrono_tz::Asia::Shanghai,
            attempt: None,
            pools: self.pools.clone(),
        }
    }

    /// Somebody not signed in.
    pub fn visitor(&self) -> OpContext {
        self.op(Actor::Visitor, None, noon())
    }

    /// A member of a company.
    pub fn buyer(&self, person: PersonId, role: MemberRole, company: CompanyId) -> OpContext {
        self.op(Actor::Buyer { person, role }, Some(company), noon())
    }

    /// A member of staff under these roles, for no company.
    pub fn staff(&self, person: PersonId, roles: &[StaffRole]) -> OpContext {
        self.op(Actor::Staff { person, roles: roles.to_vec() }, None, noon())
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        // a thread with a runtime of its own: the test's runtime may be ending
        let dropper = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            runtime.block_on(async {
                if let Ok(mut admin) = PgConnection::connect_with(&cluster).await {
                    run(&mut admin, format!("drop database if exists {name} with (force)")).await;
                }
            });
        });
        let _ = dropper.join();
    }
}

/// The instant tests happen at unless they say otherwise: noon in Shanghai, 2026-03-10.
pub fn noon() -> DateTime<Utc> {
    "2026-03-10T04:00:00Z".parse().expect("instant")
}

async fn ensure_template(admin: &mut PgConnection, cluster: &PgConnectOptions) -> String {
    let name = format!("tc_template_{:016x}", fingerprint());
    let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .expect("look for template");
    if !known {
        // under another name until it is whole: a failed migration must not leave a half template behind
        let raw = format!("{name}_raw");
        run(admin, format!("drop database if exists {raw} with (force)")).await;
        run(admin, format!("create database {raw}")).await;
        let mut connection =
            PgConnection::connect_with(&cluster.clone().database(&raw)).await.expect("template");
        MIGRATIONS.run_direct(None, &mut connection, false).await.expect("migrations");
        connection.close().await.expect("close");
        run(admin, format!("alter database {raw} rename to {name}")).await;
    }
    name
}

/// FNV-1a over the migrations' checksums; only has to differ when they do.
fn fingerprint() -> u64 {
    MIGRATIONS
        .iter()
        .flat_map(|migration| migration.checksum.iter())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn pool_as(options: &PgConnectOptions, role: Option<&'static str>) -> PgPool {
    PgPoolOptions::new()
        .max_connections(8)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if let Some(role) = role {
                    connection.execute(AssertSqlSafe(format!("set role {role}"))).await?;
                }
                Ok(())
            })
        })
        .connect_lazy_with(options.clone())
}

async fn run(connection: &mut PgConnection, statement: String) {
    let shown = statement.clone();
    connection.execute(AssertSqlSafe(statement)).await.unwrap_or_else(|error| panic!("{shown}: {error}"));
}
