//! Letters that were given up: somebody of the house looks at them and has them sent again.

use super::{DeadLetter, DeadLetters};
use crate::accounts::CompanyBrief;
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{CompanyId, MessageId};
use crate::keys;
use crate::op::OpContext;
use crate::rejection::Rejection;
use serde_json::json;

/// So many are shown at once; the others follow as these are dealt with.
const SHOWN: i64 = 50;
const RESEND: &str = "resend_letter";

/// The letters that were given up.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn list_dead(op: &OpContext) -> Result<DeadLetters> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let total =
        sqlx::query_scalar!(r#"select count(*) as "n!" from notifications.outbox where state = 'dead'"#)
            .fetch_one(&mut *tx)
            .await?;
    let rows = sqlx::query!(
        r#"select o.id, o.message, o.created_at, o.attempts, coalesce(o.last_error, '') as "cause!",
             c.id as "company?", c.code as "code?", c.name as "name?"
           from notifications.outbox o left join accounts.companies c on c.id = o.company_id
           where o.state = 'dead' order by o.id desc limit $1"#,
        SHOWN
    )
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let latest = rows.into_iter().map(|r| {
        let company = match (r.company, r.code, r.name) {
            (Some(id), Some(code), Some(name)) => Some(CompanyBrief { id: CompanyId(id), code, name }),
            _ => None,
        };
        DeadLetter {
            id: MessageId(r.id),
            message: serde_json::from_value(r.message).ok(),
            company,
            written_at: r.created_at,
            attempts: r.attempts.unsigned_abs(),
            cause: r.cause,
        }
    });
    Ok(DeadLetters { total: u32::try_from(total).unwrap_or(u32::MAX), latest: latest.collect() })
}

/// Has a letter that was given up tried again, for two more days.
///
/// # Errors
/// `Forbidden` for others than staff; `NotFound` for one that is not given up.
pub async fn resend(op: &OpContext, id: MessageId) -> Result<()> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.begin().await?;
    if keys::once_in_tx(&mut tx, op, keys::HOUSE, RESEND, &id.to_string()).await?.is_some() {
        return Ok(());
    }
    let found = sqlx::query!(
        "update notifications.outbox set state = 'queued', run_at = clock_timestamp(), tried_since = clock_timestamp(),
           done_at = null where id = $1 and state = 'dead' returning company_id",
        id.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Rejection::NotFound)?;
    // reaches the worker at commit, never before
    sqlx::query!("select pg_notify('outbox', '')").execute(&mut *tx).await?;
    let op_for = OpContext { company: found.company_id.map(CompanyId), ..op.clone() };
    audit::record_in_tx(&mut tx, &op_for, RESEND, ("message", id.0), json!({})).await?;
    keys::made_in_tx(&mut tx, op, keys::HOUSE, RESEND, id.0).await?;
    tx.commit().await?;
    Ok(())
}
