//! Saved mappings: kept for the next file of a supplier, renamed, deleted. An import has its own copy of what it was read by,
//! so none of it changes one that was made.

use super::job::SavedMapping;
use super::jobs::refused;
use super::shape::Shape;
use super::store;
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::keys::{self, HOUSE};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;
use uuid::Uuid;

/// The audit trail's word for a saved mapping; its name is what it is known by.
const KIND: (&str, Uuid) = ("import_mapping", Uuid::nil());
const RENAME: &str = "rename_import_mapping";
const DELETE: &str = "delete_import_mapping";
/// Longest name, in characters.
const LONGEST: u32 = 60;

/// Saves a mapping for the next file.
///
/// # Errors
/// `Forbidden`; `Fields` for a name that is empty or too long.
pub async fn save_mapping(op: &OpContext, name: &str, shape: &Shape) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    save_in_tx(&mut tx, op, name, &serde_json::to_value(shape)?).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn save_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    name: &str,
    shape: &serde_json::Value,
) -> Result<()> {
    let name = sound_name("save_as", name)?;
    store::upsert_mapping(tx, name, shape, op.person()?.0, op.now).await?;
    audit::record_in_tx(tx, op, "save_import_mapping", KIND, json!({ "name": name })).await
}

/// A name as typed, or why it cannot be one.
fn sound_name<'a>(field: &str, typed: &'a str) -> Result<&'a str> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(refused(field, Problem::Missing));
    }
    if name.chars().count() > LONGEST as usize {
        return Err(refused(field, Problem::TooLong { max: LONGEST }));
    }
    if name.chars().any(char::is_control) {
        return Err(refused(field, Problem::Malformed { typed: name.escape_debug().to_string() }));
    }
    Ok(name)
}

/// Gives a saved mapping another name. `seen` says when the one he saw was saved: [`SavedMapping::seen`].
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` for a name that cannot be one or that another mapping has.
pub async fn rename_mapping(op: &OpContext, name: &str, seen: &str, to: &str) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let to = sound_name("to", to)?;
    let mut tx = op.begin().await?;
    let meaning = json!([name, seen, to]).to_string();
    if keys::once_in_tx(&mut tx, op, HOUSE, RENAME, &meaning).await?.is_some() {
        return Ok(());
    }
    lock(&mut tx, name, seen).await?;
    if to != name {
        let taken = Rejection::Fields(vec![FieldProblem::new("to", Problem::CodeTaken)]);
        store::rename_mapping(&mut tx, name, to, taken).await?;
        let detail = json!({ "before": { "name": name }, "after": { "name": to } });
        audit::record_in_tx(&mut tx, op, RENAME, KIND, detail).await?;
    }
    keys::made_in_tx(&mut tx, op, HOUSE, RENAME, KIND.1).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes a saved mapping; what it was stays in the audit trail.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn delete_mapping(op: &OpContext, name: &str, seen: &str) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let meaning = json!([name, seen]).to_string();
    if keys::once_in_tx(&mut tx, op, HOUSE, DELETE, &meaning).await?.is_some() {
        return Ok(());
    }
    let mapping = lock(&mut tx, name, seen).await?;
    store::delete_mapping(&mut tx, name).await?;
    let detail = json!({ "before": { "name": name, "mapping": mapping } });
    audit::record_in_tx(&mut tx, op, DELETE, KIND, detail).await?;
    keys::made_in_tx(&mut tx, op, HOUSE, DELETE, KIND.1).await?;
    tx.commit().await?;
    Ok(())
}

/// The mapping as somebody saw it, locked.
async fn lock(tx: &mut Tx, name: &str, seen: &str) -> Result<serde_json::Value> {
    let (mapping, saved_at) = store::lock_mapping(tx, name).await?.ok_or(Rejection::NotFound)?;
    let now = SavedMapping { name: name.to_owned(), who: String::new(), saved_at };
    if now.seen() == seen { Ok(mapping) } else { Err(Rejection::Stale.into()) }
}

/// A saved mapping.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn find_mapping(op: &OpContext, name: &str) -> Result<Option<Shape>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let found = store::find_mapping(&mut tx, name).await?;
    tx.commit().await?;
    Ok(found.map(serde_json::from_value).transpose()?)
}

/// Names of the saved mappings.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn list_mappings(op: &OpContext) -> Result<Vec<String>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let names = store::list_mappings(&mut tx).await?;
    tx.commit().await?;
    Ok(names)
}
