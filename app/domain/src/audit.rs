//! The audit trail: who did what, for whom, why. Written inside the transaction that did it.

use crate::error::Result;
use crate::ids::{CompanyId, PersonId};
use crate::op::{OpContext, Tx};
use chrono::{DateTime, Utc};
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
    let who = Who { actor: op.person()?, company: op.company, acting_for: op.acting_for(), at: op.now };
    insert(tx, &who, operation, object, detail).await
}

/// Records what somebody did at the gate, before he had a session.
///
/// # Errors
/// Database errors.
pub async fn record_entry_in_tx(
    tx: &mut Tx,
    (actor, at): (PersonId, DateTime<Utc>),
    company: Option<CompanyId>,
    operation: &str,
    object: (&str, Uuid),
    detail: Value,
) -> Result<()> {
    insert(tx, &Who { actor, company, acting_for: false, at }, operation, object, detail).await
}

/// Records a fact of one kind about each of these companies, in their order.
///
/// # Errors
/// Database errors.
pub async fn record_all_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    operation: &str,
    object_kind: &str,
    facts: &[(CompanyId, Value)],
) -> Result<()> {
    let Some((first, _)) = facts.first() else { return Ok(()) };
    let acting_for = OpContext { company: Some(*first), ..op.clone() }.acting_for();
    let companies: Vec<Uuid> = facts.iter().map(|(company, _)| company.0).collect();
    let details: Vec<Value> = facts.iter().map(|(_, detail)| detail.clone()).collect();
    sqlx::query!(
        "insert into accounts.audit (at, actor, company_id, acting_for, operation, object_kind, object_id, detail)
         select $1, $2, f.company, $3, $4, $5, f.company, f.detail
         from unnest($6::uuid[], $7::jsonb[]) with ordinality as f(company, detail, at) order by f.at",
        op.now,
        op.person()?.0,
        acting_for,
        operation,
        object_kind,
        &companies,
        &details
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct Who {
    actor: PersonId,
    company: Option<CompanyId>,
    acting_for: bool,
    at: DateTime<Utc>,
}

async fn insert(tx: &mut Tx, who: &Who, operation: &str, object: (&str, Uuid), detail: Value) -> Result<()> {
    sqlx::query!(
        "insert into accounts.audit (at, actor, company_id, acting_for, operation, object_kind, object_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        who.at,
        who.actor.0,
        who.company.map(|c| c.0),
        who.acting_for,
        operation,
        object.0,
        object.1,
        detail
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
