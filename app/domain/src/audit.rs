//! The audit trail: who did what, for whom, why. Written inside the transaction that did it.

use crate::error::Result;
use crate::op::{OpContext, Tx};
use serde_json::Value;
use uuid::Uuid;

/// Records one fact beside the change it is about.
///
/// # Errors
/// Database errors.
pub async fn record_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    operation: &str,
    object: (&str, Uuid),
    detail: Value,
) -> Result<()> {
    let actor = op.person()?.0;
    sqlx::query!(
        "insert into accounts.audit (at, actor, company_id, acting_for, operation, object_kind, object_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        op.now,
        actor,
        op.company.map(|c| c.0),
        op.acting_for(),
        operation,
        object.0,
        object.1,
        detail
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
