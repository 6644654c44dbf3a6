//! How often somebody tried: counted per account, per address, in the database, in statements of their own, so that no
//! rollback gives a try back. A try is counted before it is looked at: two at once are two.

use crate::error::Result;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

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
    pub async fn allows(&self, gate: &PgPool, now: DateTime<Utc>, window: Duration, most: i32) -> Result<bool> {
        let fits = self.count(gate, now, window).await? <= most;
        if !fits {
            self.give_back(gate, now).await?;
        }
        Ok(fits)
    }
}

/// Forgets tries that count no longer; how many rows went.
///
/// # Errors
/// Database errors.
pub async fn sweep(worker: &PgPool, now: DateTime<Utc>) -> Result<u64> {
    let done = sqlx::query!("delete from accounts.rate_windows where window_start < $1", now - KEPT)
        .execute(worker)
        .await?;
    Ok(done.rows_affected())
}
