//! What a plain form post answered: kept for ten minutes, so that the page it came from can show it without JavaScript.

use super::sessions::SessionToken;
use crate::error::Result;
use crate::op::Pools;
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use uuid::Uuid;

const KEPT: Duration = Duration::minutes(10);
/// Answers kept for one session, or for one address of strangers; the oldest go. Pages show theirs within a second.
const MOST: i64 = 20;

/// Keeps an answer for the browser that posted; returns the id that goes into the URL. A cookie is no proof of a session:
/// of whoever has none the caller says from which address he comes.
///
/// # Errors
/// Database errors.
pub async fn keep(
    pools: &Pools,
    now: DateTime<Utc>,
    token: Option<&SessionToken>,
    stranger: Option<&str>,
    payload: Value,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let hash = token.map(SessionToken::hash);
    let sender = match stranger {
        Some(address) => address.to_owned(),
        None => hash.iter().flatten().map(|byte| format!("{byte:02x}")).collect(),
    };
    sqlx::query!("delete from accounts.echoes where expires_at < $1", now).execute(&pools.gate).await?;
    sqlx::query!(
        "insert into accounts.echoes (id, token_hash, sender, payload, expires_at) values ($1, $2, $3, $4, $5)",
        id,
        hash,
        &sender,
        payload,
        now + KEPT
    )
    .execute(&pools.gate)
    .await?;
    sqlx::query!(
        "delete from accounts.echoes where sender = $1 and id < (
           select id from accounts.echoes where sender = $1 order by id desc offset $2 limit 1)",
        &sender,
        MOST - 1
    )
    .execute(&pools.gate)
    .await?;
    Ok(id)
}

/// Hands everything kept for one session to the next of the same browser: who has to sign in again finds what he typed.
///
/// # Errors
/// Database errors.
pub async fn hand_over(
    pools: &Pools,
    now: DateTime<Utc>,
    before: &SessionToken,
    after: &SessionToken,
) -> Result<()> {
    sqlx::query!(
        "with kept as (delete from accounts.echoes where token_hash = $1 and expires_at > $2 returning id, sender, payload, expires_at)
         insert into accounts.echoes (id, token_hash, sender, payload, expires_at) select id, $3, sender, payload, expires_at from kept",
        before.hash(),
        now,
        after.hash()
    )
    .execute(&pools.gate)
    .await?;
    Ok(())
}

/// Reads an answer back; another session's, an old or an invented id is none.
///
/// # Errors
/// Database errors.
pub async fn read(
    pools: &Pools,
    now: DateTime<Utc>,
    token: Option<&SessionToken>,
    id: Uuid,
) -> Result<Option<Value>> {
    let payload = sqlx::query_scalar!(
        "select payload from accounts.echoes where id = $1 and expires_at > $2 and token_hash is not distinct from $3",
        id,
        now,
        token.map(SessionToken::hash)
    )
    .fetch_optional(&pools.gate)
    .await?;
    Ok(payload)
}
