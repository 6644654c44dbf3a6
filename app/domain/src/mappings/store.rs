//! SQL of saved mappings. Staff only.

use super::{MappingKind, SavedMapping};
use crate::error::{OnConstraint, Result};
use crate::op::Tx;
use crate::rejection::Rejection;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

/// What a mapping is known by.
type Of<'a> = (MappingKind, &'a str);

pub(super) async fn upsert(
    tx: &mut Tx,
    (kind, name): Of<'_>,
    mapping: &Json,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into app.import_mappings (kind, name, mapping, saved_by, saved_at) values ($1, $2, $3, $4, $5)
         on conflict (kind, name) do update set mapping = excluded.mapping, saved_by = excluded.saved_by,
           saved_at = excluded.saved_at",
        kind.as_str(),
        name,
        mapping,
        person,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, (kind, name): Of<'_>) -> Result<Option<Json>> {
    Ok(sqlx::query_scalar!(
        "select mapping from app.import_mappings where kind = $1 and name = $2",
        kind.as_str(),
        name
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// All of a kind with who saved them when, by name.
pub(super) async fn list(tx: &mut Tx, kind: MappingKind) -> Result<Vec<SavedMapping>> {
    let rows = sqlx::query!(
        r#"select m.name, coalesce(p.name, '') as "who!", m.saved_at
           from app.import_mappings m left join accounts.people p on p.id = m.saved_by
           where m.kind = $1 order by m.name"#,
        kind.as_str()
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| SavedMapping { name: r.name, who: r.who, saved_at: r.saved_at }).collect())
}

/// A mapping and when it was saved, locked.
pub(super) async fn lock(tx: &mut Tx, (kind, name): Of<'_>) -> Result<Option<(Json, DateTime<Utc>)>> {
    let row = sqlx::query!(
        "select mapping, saved_at from app.import_mappings where kind = $1 and name = $2 for update",
        kind.as_str(),
        name
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (r.mapping, r.saved_at)))
}

/// Gives a mapping another name, or `taken` when another one has it.
pub(super) async fn rename(tx: &mut Tx, (kind, name): Of<'_>, to: &str, taken: Rejection) -> Result<()> {
    sqlx::query!(
        "update app.import_mappings set name = $3 where kind = $1 and name = $2",
        kind.as_str(),
        name,
        to
    )
    .execute(&mut **tx)
    .await
    .on_constraint("import_mappings_pkey", taken)?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, (kind, name): Of<'_>) -> Result<()> {
    sqlx::query!("delete from app.import_mappings where kind = $1 and name = $2", kind.as_str(), name)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
