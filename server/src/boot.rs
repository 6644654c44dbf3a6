//! Bringing the house up: database, schema, pools, and the operations of commands.

use crate::config::Config;
use crate::database::{Database, DatabaseError, fill, pool_options};
use domain::accounts::permission::{Actor, StaffRole};
use domain::ids::{CompanyId, PersonId};
use domain::op::{OpContext, Pools};
use domain::pricing::memory::PriceMemory;
use sqlx::PgPool;
use uuid::Uuid;

/// The schema as this binary knows it.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// Why the house does not come up; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The database cannot be reached or started.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A migration failed; nothing was half-applied.
    #[error("the schema could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The schema is another one than this binary's.
    #[error(
        "the database of DATABASE_URL does not fit: {0}. Run `tradecounter migrate`, or the binary of its schema."
    )]
    Schema(String),
    /// A service failed.
    #[error("{0}")]
    Domain(#[from] domain::error::Error),
    /// The zone in TRADECOUNTER_TIMEZONE is unknown.
    #[error("TRADECOUNTER_TIMEZONE: no such time zone")]
    Zone,
    /// A file or socket failed.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// A driver fault outside of services.
    #[error("database driver: {0}")]
    Driver(String),
    /// What was asked for does not exist or cannot be read.
    #[error("{0}")]
    Usage(String),
}

impl From<sqlx::Error> for BootError {
    fn from(error: sqlx::Error) -> Self {
        // domain::Error keeps code and constraint only
        BootError::Driver(domain::error::Error::from(error).to_string())
    }
}

/// Lets readiness see, through the gate's pool, which migrations were applied.
///
/// # Errors
/// Driver faults.
pub async fn show_schema(owner: &PgPool) -> Result<(), BootError> {
    let grants =
        "grant usage on schema public to tc_gate; grant select on public._sqlx_migrations to tc_gate";
    sqlx::raw_sql(grants).execute(owner).await?;
    Ok(())
}

/// What keeps this binary and the database's schema apart, in words for an operator; none when they fit.
///
/// # Errors
/// Driver faults, also when the schema was never migrated.
pub async fn schema_problem(gate: &PgPool) -> Result<Option<String>, sqlx::Error> {
    let applied: Vec<(i64, Vec<u8>, bool)> =
        sqlx::query_as("select version, checksum, success from public._sqlx_migrations order by version")
            .fetch_all(gate)
            .await?;
    for migration in MIGRATIONS.iter() {
        let version = migration.version;
        match applied.iter().find(|(known, _, _)| *known == version) {
            None => return Ok(Some(format!("migration {version} is not applied"))),
            Some((_, _, false)) => return Ok(Some(format!("migration {version} failed half-way"))),
            Some((_, checksum, _)) if **checksum != *migration.checksum => {
                return Ok(Some(format!("migration {version} is another one than this server's")));
            }
            Some(_) => {}
        }
    }
    let newer = applied.iter().find(|(version, _, _)| !MIGRATIONS.iter().any(|m| m.version == *version));
    Ok(newer.map(|(version, _, _)| format!("migration {version} is newer than this server")))
}

/// As [`schema_problem`], of a database that may never have been migrated.
async fn foreign_problem(owner: &PgPool) -> Result<Option<String>, sqlx::Error> {
    let known: bool = sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null")
        .fetch_one(owner)
        .await?;
    if known { schema_problem(owner).await } else { Ok(Some("it was never migrated".to_owned())) }
}

/// What a house is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// To serve: never attaches to another process's database.
    Serve,
    /// For a command beside it.
    Command,
    /// To bring the schema up to date.
    Migrate,
}

/// An opened house: schema as this binary knows it, roles let in, pools ready.
pub struct House {
    /// The database; ends with [`House::close`].
    pub database: Database,
    /// The owner's pool, for bootstrap and migration only.
    pub owner: PgPool,
    /// The pools of the roles.
    pub pools: Pools,
    /// The seller's time zone.
    pub zone: chrono_tz::Tz,
}

impl House {
    /// Opens everything. The private database is migrated on the way, one of `DATABASE_URL` only when asked to: other
    /// servers may be at work on it.
    ///
    /// # Errors
    /// [`BootError`] with the remedy.
    pub async fn open(config: &Config, purpose: Opening) -> Result<House, BootError> {
        let zone = config.timezone.parse().map_err(|_| BootError::Zone)?;
        let database = match purpose {
            Opening::Serve => Database::open_as_owner(config).await?,
            Opening::Command | Opening::Migrate => Database::open(config).await?,
        };
        let owner = sqlx::postgres::PgPoolOptions::new()
            .max_connections(2)
            .connect_with(database.owner_options())
            .await?;
        if database.is_private() || purpose == Opening::Migrate {
            MIGRATIONS.run(&owner).await?;
            show_schema(&owner).await?;
        } else if let Some(problem) = foreign_problem(&owner).await? {
            return Err(BootError::Schema(problem));
        }
        database.set_role_passwords(&owner).await?;
        let pool = |role: &str, max| pool_options(max).connect_lazy_with(database.role_options(role));
        // few questions, asked very often and always by key: to plan them anew each time costs more than to answer them
        let planned = |role: &str, max| {
            let options = database.role_options(role).options([("plan_cache_mode", "force_generic_plan")]);
            pool_options(max).connect_lazy_with(options)
        };
        let pools = Pools {
            gate: planned("tc_gate", 6),
            buyer: planned("tc_buyer", 10),
            staff: pool("tc_staff", 6),
            worker: pool("tc_worker", 4),
            prices: PriceMemory::default(),
        };
        if purpose == Opening::Serve {
            for pool in [&pools.gate, &pools.buyer, &pools.staff, &pools.worker] {
                fill(pool).await?;
            }
        }
        Ok(House { database, owner, pools, zone })
    }

    /// The operation of a command typed on the server itself: an administrator without a face.
    pub fn op(&self, company: Option<CompanyId>) -> OpContext {
        self.op_as(PersonId(Uuid::nil()), company)
    }

    /// The operation of a person of the house.
    pub fn op_as(&self, person: PersonId, company: Option<CompanyId>) -> OpContext {
        OpContext {
            actor: Actor::Staff { person, roles: vec![StaffRole::Admin] },
            company,
            now: domain::time::clock(),
            zone: self.zone,
            attempt: None,
            pools: self.pools.clone(),
        }
    }

    /// Closes pools, then the database this process started.
    pub async fn close(self) {
        for pool in [self.pools.gate, self.pools.buyer, self.pools.staff, self.pools.worker, self.owner] {
            pool.close().await;
        }
        self.database.stop().await;
    }
}
