//! The outbox: written by business transactions, emptied by the worker, at least once.
//!
//! A claim is a lease on the database's clock; `attempts` is its fencing number: whoever lost the lease changes nothing.

use super::{Message, backoff_seconds};
use crate::error::Result;
use crate::ids::{CompanyId, MessageId};
use crate::op::{OpContext, Tx};
use sqlx::PgPool;
use uuid::Uuid;

/// Puts a message beside the fact it is about. The same `dedupe` is sent once for ever.
///
/// # Errors
/// Database errors.
pub async fn enqueue_in_tx(tx: &mut Tx, op: &OpContext, message: &Message, dedupe: &str) -> Result<()> {
    enqueue_at_gate_in_tx(tx, op.company, message, dedupe).await
}

/// The same for somebody who has no session yet.
///
/// # Errors
/// Database errors.
pub async fn enqueue_at_gate_in_tx(
    tx: &mut Tx,
    company: Option<CompanyId>,
    message: &Message,
    dedupe: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into notifications.outbox (id, company_id, message, dedupe) values ($1, $2, $3, $4) on conflict do nothing",
        MessageId::new().0,
        company.map(|c| c.0),
        serde_json::to_value(message)?,
        dedupe
    )
    .execute(&mut **tx)
    .await?;
    // reaches the worker at commit, never before
    sqlx::query!("select pg_notify('outbox', '')").execute(&mut **tx).await?;
    Ok(())
}

/// What waits counts as sent: nobody is written to about what was invented.
///
/// # Errors
/// Database errors.
pub async fn settle(op: &OpContext) -> Result<()> {
    let mut tx = op.begin().await?;
    sqlx::query!(
        "update notifications.outbox set state = 'sent', done_at = clock_timestamp() where state = 'queued'"
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// A message this worker may send now.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its id, for the mail's `Message-ID`: equal on every try.
    pub id: MessageId,
    /// The company it concerns.
    pub company: Option<CompanyId>,
    /// The facts.
    pub message: Message,
    /// Fencing number.
    pub attempts: i32,
    /// Whom an earlier try reached: he is not written to again.
    pub told: Vec<Uuid>,
}

/// Takes so many due messages and those whose sender died, under a lease of five minutes. Messages nobody can read are dead at
/// once. Whoever works them one by one takes one: what he leases and does not work on, nobody sends.
///
/// # Errors
/// Database errors.
pub async fn claim(worker: &PgPool, most: i64) -> Result<Vec<Claimed>> {
    let rows = sqlx::query!(
        "update notifications.outbox set state = 'sending', attempts = attempts + 1,
           locked_until = clock_timestamp() + interval '5 minutes'
         where id in (
           select id from notifications.outbox
           where (state = 'queued' and run_at <= clock_timestamp()) or (state = 'sending' and locked_until < clock_timestamp())
           order by run_at limit $1 for update skip locked)
         returning id, company_id, message, attempts, told",
        most
    )
    .fetch_all(worker)
    .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = MessageId(row.id);
        match serde_json::from_value(row.message) {
            Ok(message) => {
                let company = row.company_id.map(CompanyId);
                claimed.push(Claimed { id, company, message, attempts: row.attempts, told: row.told });
            }
            Err(_) => {
                fail(worker, id, row.attempts, "unreadable message", true).await?;
            }
        }
    }
    Ok(claimed)
}

/// One of the message's recipients has his letter; the lease is kept. False: somebody else has the message, drop the work.
///
/// # Errors
/// Database errors.
pub async fn mark_told(worker: &PgPool, claimed: &Claimed, who: Uuid) -> Result<bool> {
    let done = sqlx::query!(
        "update notifications.outbox set told = array_append(told, $3), locked_until = clock_timestamp() + interval '5 minutes'
         where id = $1 and attempts = $2 and state = 'sending'",
        claimed.id.0,
        claimed.attempts,
        who
    )
    .execute(worker)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The message left the house. False: somebody else had it meanwhile.
///
/// # Errors
/// Database errors.
pub async fn mark_sent(worker: &PgPool, claimed: &Claimed) -> Result<bool> {
    let done = sqlx::query!(
        "update notifications.outbox set state = 'sent', done_at = clock_timestamp(), locked_until = null, last_error = null
         where id = $1 and attempts = $2 and state = 'sending'",
        claimed.id.0,
        claimed.attempts
    )
    .execute(worker)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It did not leave: again later, or dead when `permanent` or two days old. `cause` must hold no address and no content.
///
/// # Errors
/// Database errors.
pub async fn mark_failed(worker: &PgPool, claimed: &Claimed, cause: &str, permanent: bool) -> Result<bool> {
    fail(worker, claimed.id, claimed.attempts, cause, permanent).await
}

async fn fail(worker: &PgPool, id: MessageId, attempts: i32, cause: &str, permanent: bool) -> Result<bool> {
    let cause: String = cause.chars().take(500).collect();
    let done = sqlx::query!(
        "update notifications.outbox set
           state = case when $4 or tried_since < clock_timestamp() - interval '48 hours' then 'dead' else 'queued' end,
           -- half of the wait is drawn by lot, so that a returning server is not met by all at once
           run_at = clock_timestamp() + $5::bigint * interval '1 second' * (0.5 + random() / 2),
           locked_until = null, last_error = $3,
           done_at = case when $4 then clock_timestamp() end
         where id = $1 and attempts = $2 and state = 'sending'",
        id.0,
        attempts,
        cause,
        permanent,
        backoff_seconds(attempts)
    )
    .execute(worker)
    .await?;
    Ok(done.rows_affected() == 1)
}
