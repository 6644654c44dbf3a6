//! Telling the indexes of all servers that the catalogue changed by somebody's hand.

use crate::error::Result;
use crate::op::Tx;
use uuid::Uuid;

/// One writer after the other: the versions in `catalog.changes` then appear in their order.
pub(super) async fn lock_in_tx(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(7215004)").execute(&mut **tx).await?;
    Ok(())
}

/// A SKU changed; the nil id says that names or the tree did.
pub(super) async fn note_in_tx(tx: &mut Tx, sku: Uuid) -> Result<()> {
    sqlx::query!("insert into catalog.changes (sku_id) values ($1)", sku).execute(&mut **tx).await?;
    Ok(())
}
