//! SQL of the catalogue's desk: what every change does besides, here; the rest by subject.

pub(in crate::catalog) mod completeness;
pub(super) mod families;
pub(super) mod parameters;
pub(super) mod schema;
pub(super) mod skus;

pub(in crate::catalog) use schema::stale_unless;

use super::{Change, HistoryRow};
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::Tx;
use serde_json::Value as Json;
use uuid::Uuid;

/// Writers of the catalogue one after the other: the versions in `catalog.changes` then appear in their order.
pub(in crate::catalog) async fn lock_catalogue(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(7215004)").execute(&mut **tx).await?;
    Ok(())
}

/// Tells the indexes that names, the tree, a parameter or a family changed.
pub(super) async fn insert_schema_change(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind, sku_id) values ('schema', null)")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Tells the indexes to read everything: values are to be taken for something else than they were.
pub(super) async fn insert_all_changed(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind) values ('all')").execute(&mut **tx).await?;
    Ok(())
}

/// Tells the indexes which SKUs changed.
pub(super) async fn insert_sku_changes(tx: &mut Tx, skus: &[SkuId]) -> Result<()> {
    let ids: Vec<Uuid> = skus.iter().map(|id| id.0).collect();
    sqlx::query!("insert into catalog.changes (kind, sku_id) select 'sku', unnest($1::uuid[])", &ids)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The last changes of a record, newest first.
pub(in crate::catalog) async fn list_history(tx: &mut Tx, kind: &str, id: Uuid) -> Result<Vec<HistoryRow>> {
    let rows = sqlx::query!(
        r#"select a.at, coalesce(p.name, '') as "who!", a.operation, a.detail
           from accounts.audit a left join accounts.people p on p.id = a.actor
           where a.object_kind = $1 and a.object_id = $2 order by a.id desc limit 30"#,
        kind,
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    let row = |at, who, operation, detail: Json| HistoryRow { at, who, operation, changes: changes(&detail) };
    Ok(rows.into_iter().map(|r| row(r.at, r.who, r.operation, r.detail)).collect())
}

/// The two states an audit row keeps, field by field.
fn changes(detail: &Json) -> Vec<Change> {
    let part = |name: &str| detail.get(name).and_then(Json::as_object).cloned().unwrap_or_default();
    let (before, after) = (part("before"), part("after"));
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| Change {
            field: field.clone(),
            before: shown(before.get(field)),
            after: shown(after.get(field)),
        })
        .collect()
}

fn shown(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(list)) => list.iter().map(|v| shown(Some(v))).collect::<Vec<_>>().join("; "),
        Some(other) => other.to_string(),
    }
}

/// What an audit row keeps of a change: only fields that differ. Nothing when none does.
pub(in crate::catalog) fn difference(before: &Json, after: &Json) -> Option<Json> {
    let empty = serde_json::Map::new();
    let (old, new) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    let differs = |key: &&String| old.get(*key) != new.get(*key);
    let pick = |from: &serde_json::Map<String, Json>| -> serde_json::Map<String, Json> {
        from.iter().filter(|(key, _)| differs(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let (was, is) = (pick(old), pick(new));
    (!was.is_empty() || !is.is_empty()).then(|| serde_json::json!({ "before": was, "after": is }))
}

/// A page's offset.
pub(super) fn offset(page: u32) -> i64 {
    i64::from(page.max(1) - 1) * i64::from(super::PAGE)
}

/// A count as screens have it.
pub(super) fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_kept_and_read_back() {
        let before = json!({ "name": "a", "aliases": ["x"], "unit": "mm" });
        let after = json!({ "name": "b", "aliases": ["x", "y"], "unit": "mm" });
        let kept = difference(&before, &after).unwrap();
        let shown: Vec<_> = changes(&kept).into_iter().map(|c| (c.field, c.before, c.after)).collect();
        let text = |t: &str| t.to_owned();
        assert_eq!(shown, [(text("aliases"), text("x"), text("x; y")), (text("name"), text("a"), text("b"))]);
        assert_eq!(difference(&before, &before), None);
    }
}
