//! How often somebody tried: counted per account, per address and per browser, in the database, in statements of their own,
//! so that no rollback gives a try back. A try is counted before it is looked at: two at once are two.
//!
//! Invariant: failures of strangers never close an account. They make strangers wait, longer and longer; a browser somebody
//! signed in with before has tries of its own.

use super::secret::Secret;
use crate::error::Result;
use crate::ids::PersonId;
use crate::op::OpContext;
use crate::rejection::Rejection;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tokio::sync::Semaphore;

/// Failures on an account without a wait; the next waits a second, each one more twice as long (security §1).
const ACCOUNT_FREE: i32 = 10;
/// Longest wait, in seconds.
const LONGEST: u32 = 60;
/// Those who wait at the same time; the rest is asked to come back.
static WAITING: Semaphore = Semaphore::const_new(64);
/// A browser is known this long after it was last signed in with.
const BROWSER_KNOWN: Duration = Duration::days(90);

/// From where somebody tries: his address, and what his browser brings along.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// The client's address; of IPv6 the network.
    pub address: &'a str,
    /// The browser's own secret, from signing in before.
    pub browser: Option<&'a Secret>,
    /// The session its cookie names; a new one takes its place.
    pub session: Option<&'a Secret>,
}

impl<'a> From<&'a str> for Caller<'a> {
    /// A browser never seen before.
    fn from(address: &'a str) -> Self {
        Caller { address, browser: None, session: None }
    }
}

/// Whether this browser was signed in with by whoever has this e-mail address.
pub(super) async fn is_known(
    gate: &PgPool,
    now: DateTime<Utc>,
    browser: &Secret,
    email: &str,
) -> Result<bool> {
    let known = sqlx::query_scalar!(
        r#"select exists (select from accounts.known_browsers b join accounts.people p on p.id = b.person_id
             where b.token_hash = $1 and p.email = $2 and b.expires_at > $3) as "known!""#,
        browser.hash(),
        email,
        now
    )
    .fetch_one(gate)
    .await?;
    Ok(known)
}

/// Knows the browser again for ninety days; answers the secret its cookie keeps.
///
/// # Errors
/// Database errors.
pub async fn remember(
    gate: &PgPool,
    now: DateTime<Utc>,
    person: PersonId,
    browser: Option<Secret>,
) -> Result<Secret> {
    let browser = match browser {
        Some(browser) => browser,
        None => Secret::random()?,
    };
    sqlx::query!(
        "insert into accounts.known_browsers (token_hash, person_id, expires_at) values ($1, $2, $3)
         on conflict (token_hash, person_id) do update set expires_at = excluded.expires_at",
        browser.hash(),
        person.0,
        now + BROWSER_KNOWN
    )
    .execute(gate)
    .await?;
    Ok(browser)
}

/// How long the try after so many failures waits, in seconds.
fn wait_after(failures: i32) -> u32 {
    match failures - ACCOUNT_FREE {
        ..0 => 0,
        doublings => {
            1_u32.checked_shl(doublings.unsigned_abs()).filter(|s| *s > 0).map_or(LONGEST, |s| s.min(LONGEST))
        }
    }
}

/// Lets a stranger wait for what others failed before him. The wait is his answer's, not a refusal: the right password
/// counts after it.
///
/// # Errors
/// `TooMany` when too many wait already.
pub(super) async fn wait(failures: i32) -> Result<()> {
    let seconds = wait_after(failures);
    if seconds > 0 {
        let too_many = |_| Rejection::TooMany { retry_after_seconds: seconds };
        let _place = WAITING.try_acquire().map_err(too_many)?;
        tokio::time::sleep(std::time::Duration::from_secs(u64::from(seconds))).await;
    }
    Ok(())
}

/// Kept this long after it was counted; longer than any window.
const KEPT: Duration = Duration::hours(2);

/// What is counted, such as the tries on one account. Of names only a hash is stored: they may be of any length.
pub(super) struct Meter(String);

impl Meter {
    /// Counts this kind of try of this name.
    pub fn new(kind: &str, name: &str) -> Meter {
        let hash: String = Sha256::digest(name.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        Meter(format!("{kind}:{hash}"))
    }

    /// Counts a try; how many there were within the window, this one included.
    pub async fn count(&self, gate: &PgPool, now: DateTime<Utc>, window: Duration) -> Result<i32> {
        let hits = sqlx::query_scalar!(
            r#"with this as (
                 insert into accounts.rate_windows (key, window_start) values ($1, date_trunc('minute', $2::timestamptz))
                 on conflict (key, window_start) do update set hits = accounts.rate_windows.hits + 1 returning hits)
               select (select hits from this) + coalesce(sum(w.hits), 0)::int as "hits!" from accounts.rate_windows w
               where w.key = $1 and w.window_start > $3 and w.window_start <> date_trunc('minute', $2::timestamptz)"#,
            self.0,
            now,
            now - window
        )
        .fetch_one(gate)
        .await?;
        Ok(hits)
    }

    /// Takes a try back that was counted at this instant: it was none.
    pub async fn give_back(&self, gate: &PgPool, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!(
            "update accounts.rate_windows set hits = hits - 1
             where key = $1 and window_start = date_trunc('minute', $2::timestamptz) and hits > 0",
            self.0,
            now
        )
        .execute(gate)
        .await?;
        Ok(())
    }

    /// Counts a try unless there were too many; one that is refused does not count. True: go on.
    pub async fn allows(
        &self,
        gate: &PgPool,
        now: DateTime<Utc>,
        window: Duration,
        most: i32,
    ) -> Result<bool> {
        let fits = self.count(gate, now, window).await? <= most;
        if !fits {
            self.give_back(gate, now).await?;
        }
        Ok(fits)
    }
}

/// Files of whole results within an hour: one person's, and all those of an address without a session.
const PERSONS_FILES: i32 = 30;
const ADDRESS_FILES: i32 = 10;

/// Counts a file of a whole result against who takes it: nobody carries the catalogue away piece by piece, or keeps the
/// server writing.
///
/// # Errors
/// `TooMany`, database errors.
pub async fn count_file(op: &OpContext, address: &str) -> Result<()> {
    let (meter, most) = match op.actor.person() {
        Some(person) => (Meter::new("files", &person.to_string()), PERSONS_FILES),
        None => (Meter::new("files-from", address), ADDRESS_FILES),
    };
    let hour = Duration::hours(1);
    if meter.allows(&op.pools.gate, op.now, hour, most).await? {
        return Ok(());
    }
    Err(Rejection::TooMany { retry_after_seconds: 3600 }.into())
}

/// Questions for prices by programs within a minute, of one person.
const PRICE_QUESTIONS: i32 = 120;

/// Counts a program's question for prices against who asks.
///
/// # Errors
/// `TooMany`, database errors.
pub async fn count_price_question(op: &OpContext) -> Result<()> {
    let meter = Meter::new("prices", &op.person()?.to_string());
    if meter.allows(&op.pools.gate, op.now, Duration::minutes(1), PRICE_QUESTIONS).await? {
        return Ok(());
    }
    Err(Rejection::TooMany { retry_after_seconds: 60 }.into())
}

/// Forgets tries that count no longer and browsers nobody came back with; how many rows went.
///
/// # Errors
/// Database errors.
pub async fn sweep(worker: &PgPool, now: DateTime<Utc>) -> Result<u64> {
    let tries = sqlx::query!("delete from accounts.rate_windows where window_start < $1", now - KEPT)
        .execute(worker)
        .await?;
    let browsers = sqlx::query!("delete from accounts.known_browsers where expires_at < $1", now)
        .execute(worker)
        .await?;
    Ok(tries.rows_affected() + browsers.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_a_second_to_a_minute() {
        let waits: Vec<u32> = (8..20).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(wait_after(i32::MAX), 60);
    }
}
