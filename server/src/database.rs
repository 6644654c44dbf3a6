//! The way to PostgreSQL: the private one this installation starts for itself, or the one of `DATABASE_URL`.
//!
//! Owns connection options, the passwords of the login roles and what every connection of a pool is told.
//! Starting and stopping the private server is `cluster`. Refuses to know tables, migrations and scopes.
//!
//! Invariants: the owner's password never leaves this module except inside connection options; a role's password
//! follows from it, so nothing else has to be stored. A connection goes back to its pool outside any transaction.

mod cluster;
mod secret;

use crate::config::{Config, limits};
use cluster::{Cluster, Grip};
use secret::OwnerPassword;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The superuser of the private server; migrates and is used by nothing else.
pub const OWNER: &str = "tc_owner";
/// The database of the shop on the private server.
pub const NAME: &str = "tradecounter";
/// The login roles. Migrations create them, `set_role_passwords` lets them in.
pub const LOGIN_ROLES: [&str; 4] = ["tc_gate", "tc_buyer", "tc_staff", "tc_worker"];

const SETTLE: Duration = Duration::from_secs(60);

/// Why there is no database, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No usable PostgreSQL programs.
    #[error("no PostgreSQL found ({0}). Install it (apt install postgresql) or set DATABASE_URL.")]
    NoPostgres(String),
    /// The operating system has no name for the user we run as.
    #[error(
        "user id {0} has no entry in the user database and initdb refuses it. Add one or set DATABASE_URL."
    )]
    NoAccount(u32),
    /// A folder above the data folder is closed to the user PostgreSQL runs as.
    #[error(
        "user id {uid} cannot pass through {folder}, so PostgreSQL cannot reach its files. Open that folder (chmod o+x) or set TRADECOUNTER_DATA."
    )]
    Closed { folder: PathBuf, uid: u32 },
    /// The cluster is there and its password is not.
    #[error("{0} is missing although a database exists. Restore it from the backup.")]
    SecretMissing(PathBuf),
    /// Another process holds the data folder and does not let go.
    #[error("process {holder} uses this data folder. Stop it first.")]
    InUse { holder: String },
    /// `initdb` failed.
    #[error("initdb failed: {0}")]
    Init(String),
    /// `postgres` ended or did not become ready.
    #[error("PostgreSQL did not start: {0}")]
    Start(String),
    /// `DATABASE_URL` has no password to derive the roles' passwords from.
    #[error("DATABASE_URL names no password. Write it as postgres://owner:password@…")]
    NoPassword,
    /// A login role is missing.
    #[error("the login roles are missing. Run the migrations first.")]
    NoRoles,
    /// A file or folder could not be used.
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    /// A server needs all its connections from the beginning.
    #[error(
        "the database gave {had} of {wanted} connections of one kind ({why}). A server needs 26 in all: raise max_connections, or stop who else holds some."
    )]
    TooFew { had: usize, wanted: u32, why: sqlx::Error },
    /// The database answered with an error; only its code is kept, messages carry data.
    #[error("the database refused ({0})")]
    Refused(String),
    /// A part of this process ended early.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        let what = match &error {
            sqlx::Error::Database(db) => format!("SQLSTATE {}", db.code().unwrap_or_default()),
            sqlx::Error::Io(io) => io.kind().to_string(),
            sqlx::Error::PoolTimedOut => "no connection in time".to_owned(),
            _ => "connection".to_owned(),
        };
        Self::Refused(what)
    }
}

/// An open way to the database. While it lives the private server runs; `stop` ends what this process started.
pub struct Database {
    base: PgConnectOptions,
    password: OwnerPassword,
    hold: Hold,
}

enum Hold {
    /// We started the private server and stop it.
    Owned(Cluster),
    /// Another process of this installation runs it.
    Attached,
    /// Somebody else's server, from `DATABASE_URL`.
    External,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hold = match self.hold {
            Hold::Owned(_) => "owned",
            Hold::Attached => "attached",
            Hold::External => "external",
        };
        f.debug_struct("Database").field("hold", &hold).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens the database of `DATABASE_URL`, or the private one: starts it, or attaches when another process of the
    /// same data folder runs it.
    ///
    /// # Errors
    /// With the remedy in the message.
    pub async fn open(config: &Config) -> Result<Self, DatabaseError> {
        Self::open_with(config, true).await
    }

    /// Like `open`, but never attaches: for the serving process, which must not lose its database when a command
    /// that happened to start it ends.
    ///
    /// # Errors
    /// `InUse` when another process keeps the data folder for 15 seconds.
    pub async fn open_as_owner(config: &Config) -> Result<Self, DatabaseError> {
        Self::open_with(config, false).await
    }

    async fn open_with(config: &Config, attach: bool) -> Result<Self, DatabaseError> {
        if let Some(url) = &config.database_url {
            return Self::external(url.reveal()).await;
        }
        let until = tokio::time::Instant::now() + SETTLE;
        loop {
            let (data, bin) = (config.data.clone(), config.postgres_bin.clone());
            let (grip, password, socket) =
                tokio::task::spawn_blocking(move || cluster::take(&data, bin.as_deref(), attach))
                    .await
                    .map_err(|_| DatabaseError::Internal("the launcher ended early"))??;
            let base = PgConnectOptions::new_without_pgpass()
                .socket(socket)
                .port(5432)
                .username(OWNER)
                .password(password.reveal())
                .application_name("tradecounter")
                .disable_statement_logging();
            let attached = matches!(grip, Grip::Attached);
            let result =
                if attached { probe(&base.clone().database(NAME)).await } else { create(&base).await };
            match result {
                Ok(()) => {
                    let hold = match grip {
                        Grip::Owned(cluster) => Hold::Owned(cluster),
                        Grip::Attached => Hold::Attached,
                    };
                    return Ok(Self { base: base.database(NAME), password, hold });
                }
                // The owner is still creating the database, or just leaving.
                Err(_) if attached && tokio::time::Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn external(url: &str) -> Result<Self, DatabaseError> {
        let password = OwnerPassword::of_url(url).ok_or(DatabaseError::NoPassword)?;
        let base: PgConnectOptions = url.parse().map_err(DatabaseError::from)?;
        let base = base.application_name("tradecounter").disable_statement_logging();
        probe(&base).await?;
        Ok(Self { base, password, hold: Hold::External })
    }

    /// Whether this process started the private server and will stop it.
    pub fn is_owner(&self) -> bool {
        matches!(self.hold, Hold::Owned(_))
    }

    /// Whether the database is the private one.
    pub fn is_private(&self) -> bool {
        !matches!(self.hold, Hold::External)
    }

    /// Options of the owner, for migrations. Their `{:?}` prints the password: do not log them.
    pub fn owner_options(&self) -> PgConnectOptions {
        self.base.clone()
    }

    /// Options of a login role. Their `{:?}` prints the password: do not log them.
    pub fn role_options(&self, role: &str) -> PgConnectOptions {
        self.base.clone().username(role).password(&self.password.of_role(role))
    }

    /// Lets the login roles in. Sends verifiers, never the passwords; servers starting together wait for each other.
    ///
    /// # Errors
    /// `NoRoles` before the migrations.
    pub async fn set_role_passwords(&self, owner: &PgPool) -> Result<(), DatabaseError> {
        let mut tx = owner.begin().await?;
        tx.execute("select pg_advisory_xact_lock(hashtext('tradecounter role passwords'))").await?;
        let found: i64 = sqlx::query_scalar("select count(*) from pg_roles where rolname = any($1)")
            .bind(&LOGIN_ROLES[..])
            .fetch_one(&mut *tx)
            .await?;
        if found != LOGIN_ROLES.len() as i64 {
            return Err(DatabaseError::NoRoles);
        }
        for role in LOGIN_ROLES {
            let verifier = secret::scram_verifier(&self.password.of_role(role))?;
            // Role names are constants above and a verifier is base64, so nothing needs quoting.
            tx.execute(AssertSqlSafe(format!("alter role {role} login password '{verifier}'"))).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends the private server if this process started it: no new connections, running ones are cut, everything is
    /// written. Close the pools first.
    pub async fn stop(self) {
        if let Hold::Owned(cluster) = self.hold {
            // The join error can only be a panic of the launcher, which has logged itself.
            let _ = tokio::task::spawn_blocking(move || cluster.stop()).await;
        }
    }
}

/// Connects once as a check.
async fn probe(options: &PgConnectOptions) -> Result<(), DatabaseError> {
    let mut connection = tokio::time::timeout(Duration::from_secs(10), options.connect())
        .await
        .map_err(|_| DatabaseError::Refused("no answer in 10 s".to_owned()))??;
    connection.ping().await?;
    connection.close().await?;
    Ok(())
}

/// Creates the shop's database on the private server unless it is there.
async fn create(base: &PgConnectOptions) -> Result<(), DatabaseError> {
    let mut connection = base.clone().database("postgres").connect().await?;
    let there = connection
        .fetch_optional(sqlx::query("select 1 from pg_database where datname = $1").bind(NAME))
        .await?
        .is_some();
    if !there {
        connection.execute(AssertSqlSafe(format!("create database {NAME}"))).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Opens all connections of a pool, one after the other, before there is work.
///
/// # Errors
/// `TooFew` when the database does not give that many.
pub async fn fill(pool: &PgPool) -> Result<(), DatabaseError> {
    let wanted = pool.options().get_max_connections();
    let mut held = Vec::new();
    while pool.size() < wanted {
        let had = held.len();
        held.push(pool.acquire().await.map_err(|why| DatabaseError::TooFew { had, wanted, why })?);
    }
    Ok(())
}

/// A pool for web transactions: short waits, short statements.
pub fn pool_options(max: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max)
        .acquire_timeout(limits::ACQUIRE)
        // Kept for good. sqlx works out SCRAM's key in hundreds of small steps and stands at the back of the queue after
        // each: a busy server needs longer for one sign-in to the database than a request may wait. See `fill`.
        .idle_timeout(None)
        .max_lifetime(None)
        // a connection used a moment ago is there still; one that lay idle is asked first
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < limits::ASK_AFTER || connection.ping().await.is_ok()) })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute(AssertSqlSafe(format!(
                        "set jit = off; set statement_timeout = {}; set lock_timeout = {}; \
                         set idle_in_transaction_session_timeout = {}",
                        limits::STATEMENT.as_millis(),
                        limits::LOCK.as_millis(),
                        limits::IDLE_IN_TRANSACTION.as_millis(),
                    )))
                    .await?;
                let row = connection.fetch_one("select pg_is_in_recovery()").await?;
                if row.try_get::<bool, _>(0)? {
                    return Err(sqlx::Error::Configuration("the database is a standby".into()));
                }
                Ok(())
            })
        })
}
