//! Saved mappings: what the columns of a supplier's file are, by name.

use crate::catalog::import::job::SavedMapping;
use crate::error::{OnConstraint, Result};
use crate::op::Tx;
use crate::rejection::Rejection;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

pub(in crate::catalog::import) async fn upsert_mapping(
    tx: &mut Tx,
    name: &str,
    mapping: &Json,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into catalog.import_mappings (name, mapping, saved_by, saved_at) values ($1, $2, $3, $4)
         on conflict (name) do update set mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = excluded.saved_at",
        name,
        mapping,
        person,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::catalog::import) async fn find_mapping(tx: &mut Tx, name: &str) -> Result<Option<Json>> {
    Ok(sqlx::query_scalar!("select mapping from catalog.import_mappings where name = $1", name)
        .fetch_optional(&mut **tx)
        .await?)
}

pub(in crate::catalog::import) async fn list_mappings(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!("select name from catalog.import_mappings order by name")
        .fetch_all(&mut **tx)
        .await?)
}

/// All of them with who saved them when, by name.
pub(in crate::catalog::import) async fn list_saved(tx: &mut Tx) -> Result<Vec<SavedMapping>> {
    let rows = sqlx::query!(
        r#"select m.name, coalesce(p.name, '') as "who!", m.saved_at
           from catalog.import_mappings m left join accounts.people p on p.id = m.saved_by order by m.name"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| SavedMapping { name: r.name, who: r.who, saved_at: r.saved_at }).collect())
}

/// A mapping and when it was saved, locked.
pub(in crate::catalog::import) async fn lock_mapping(
    tx: &mut Tx,
    name: &str,
) -> Result<Option<(Json, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select mapping, saved_at from catalog.import_mappings where name = $1 for update",
        name
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (r.mapping, r.saved_at)))
}

/// Gives a mapping another name, or `taken` when another one has it.
pub(in crate::catalog::import) async fn rename_mapping(
    tx: &mut Tx,
    name: &str,
    to: &str,
    taken: Rejection,
) -> Result<()> {
    sqlx::query!("update catalog.import_mappings set name = $2 where name = $1", name, to)
        .execute(&mut **tx)
        .await
        .on_constraint("import_mappings_pkey", taken)?;
    Ok(())
}

pub(in crate::catalog::import) async fn delete_mapping(tx: &mut Tx, name: &str) -> Result<()> {
    sqlx::query!("delete from catalog.import_mappings where name = $1", name).execute(&mut **tx).await?;
    Ok(())
}
