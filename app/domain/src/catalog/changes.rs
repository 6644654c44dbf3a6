//! Telling the indexes of all servers that the catalogue changed by somebody's hand.

use crate::error::Result;
use crate::op::Tx;
use uuid::Uuid;

/// One writer of the schema after the other.
pub(super) async fn lock_in_tx(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(7215004)").execute(&mut **tx).await?;
    Ok(())
}

/// A SKU changed.
pub(super) async fn note_sku_in_tx(tx: &mut Tx, sku: Uuid) -> Result<()> {
    sqlx::query!("insert into catalog.changes (sku_id) values ($1)", sku).execute(&mut **tx).await?;
    Ok(())
}

/// Names, values or the tree changed.
pub(super) async fn note_schema_in_tx(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind) values ('schema')").execute(&mut **tx).await?;
    Ok(())
}
