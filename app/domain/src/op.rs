//! `OpContext`: who acts, for whom, when, and the only way to a database transaction.
//!
//! Invariant: every transaction of a request opens with its company in force, on the pool of its kind of actor. Without a
//! company no buyer-side row is visible.

use crate::accounts::permission::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{AttemptKey, CompanyId, PersonId};
use crate::pricing::memory::PriceMemory;
use crate::rejection::Rejection;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};

/// A database transaction with its scope set.
pub type Tx = Transaction<'static, Postgres>;

/// One pool per kind of actor; the roles behind them own nothing. And what this process remembers of their answers.
#[derive(Clone, Debug)]
pub struct Pools {
    /// `tc_gate`: signing in, sessions.
    pub gate: PgPool,
    /// `tc_buyer`: members of companies.
    pub buyer: PgPool,
    /// `tc_staff`: the distributor's people.
    pub staff: PgPool,
    /// `tc_worker`: mail and jobs.
    pub worker: PgPool,
    /// Lists open to companies.
    pub prices: PriceMemory,
}

/// Everything a service needs to know about the one who asks.
#[derive(Clone, Debug)]
pub struct OpContext {
    /// Who acts.
    pub actor: Actor,
    /// The company in force: a buyer's own, or the one a clerk acts for.
    pub company: Option<CompanyId>,
    /// Read once per operation.
    pub now: DateTime<Utc>,
    /// The seller's time zone: validity dates and document dates are his.
    pub zone: Tz,
    /// The key of the form that asks; none for reads and for whoever asks once only. See `keys::once_in_tx`.
    pub attempt: Option<AttemptKey>,
    /// The pools.
    pub pools: Pools,
}

impl OpContext {
    /// The seller's calendar day of this operation.
    pub fn today(&self) -> NaiveDate {
        crate::time::day_at(self.now, self.zone)
    }

    /// The person acting.
    ///
    /// # Errors
    /// `SignedOut` for visitors.
    pub fn person(&self) -> Result<PersonId> {
        self.actor.person().ok_or(Error::Rejected(Rejection::SignedOut))
    }

    /// The company in force.
    ///
    /// # Errors
    /// `SignedOut` for visitors, `NotFound` for staff without a company chosen.
    pub fn company(&self) -> Result<CompanyId> {
        self.company.ok_or(match self.actor {
            Actor::Visitor => Error::Rejected(Rejection::SignedOut),
            _ => Error::Rejected(Rejection::NotFound),
        })
    }

    /// True when a clerk acts for the company.
    pub fn acting_for(&self) -> bool {
        matches!(self.actor, Actor::Staff { .. }) && self.company.is_some()
    }

    /// Checks a permission.
    ///
    /// # Errors
    /// `SignedOut` or `Forbidden`.
    pub fn require(&self, permission: Permission) -> Result<()> {
        match &self.actor {
            actor if actor.may(permission) => Ok(()),
            Actor::Visitor => Err(Rejection::SignedOut.into()),
            _ => Err(Rejection::Forbidden.into()),
        }
    }

    /// Opens the operation's transaction: right pool, company in force for this transaction only.
    ///
    /// # Errors
    /// `Unavailable` when the pool is exhausted or the database is away.
    pub async fn begin(&self) -> Result<Tx> {
        self.begun_with("begin").await
    }

    /// As [`begin`](Self::begin), for who only reads: the database refuses to write in it. Nothing is to be committed, so it is
    /// simply let go of; its end travels with the round trip by which the pool takes a connection back.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub async fn read(&self) -> Result<Tx> {
        self.begun_with("begin read only").await
    }

    async fn begun_with(&self, begin: &'static str) -> Result<Tx> {
        let pool = match self.actor {
            Actor::Staff { .. } => &self.pools.staff,
            Actor::System => &self.pools.worker,
            Actor::Buyer { .. } | Actor::Visitor => &self.pools.buyer,
        };
        // a uuid's own hex is the only text that reaches this literal
        let company = self.company.map(|c| c.0.hyphenated().to_string()).unwrap_or_default();
        begin_on(pool, format!("{begin}; set local app.company = '{company}'")).await
    }
}

/// Opens a transaction with this statement, which must begin one, in a task of its own: wholly or not at all.
///
/// When the future that begins one is dropped half way, sqlx 0.9.0 hands the connection back inside it (transact-rs/sqlx
/// #4393): the next borrower would inherit its scope, and his writes would never be committed. A task is not dropped.
///
/// # Errors
/// `Unavailable` when the pool is exhausted or the database is away.
pub async fn begin_on(pool: &PgPool, statement: impl Into<String>) -> Result<Tx> {
    let (pool, statement) = (pool.clone(), AssertSqlSafe(statement.into()));
    let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
    Ok(begun.map_err(|stopped| Error::Internal(stopped.to_string()))??)
}
