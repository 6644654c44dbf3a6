//! Keeping, renaming and deleting saved mappings; every change of one is in the audit trail.

use super::{MappingKind, SavedMapping, store};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::{Error, Result};
use crate::keys::{self, HOUSE};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// The audit trail's word for a saved mapping; kind and name are what it is known by.
const OBJECT: (&str, Uuid) = ("import_mapping", Uuid::nil());
const RENAME: &str = "rename_import_mapping";
const DELETE: &str = "delete_import_mapping";
/// Longest name, in characters.
const LONGEST: u32 = 60;

/// Whoever may bring such files may keep mappings for them.
fn require(op: &OpContext, kind: MappingKind) -> Result<()> {
    match kind {
        MappingKind::Catalogue => op.require(Permission::EditCatalogue),
        MappingKind::Prices => op.require(Permission::EditPrices),
        MappingKind::Customers => {
            op.require(Permission::EditPrices)?;
            op.require(Permission::EnterOrders)
        }
    }
}

/// Saves a mapping for the next file.
///
/// # Errors
/// `Forbidden`; `Fields` for a name that is empty or too long.
pub async fn save(op: &OpContext, kind: MappingKind, name: &str, mapping: &impl Serialize) -> Result<()> {
    let mut tx = op.begin().await?;
    save_in_tx(&mut tx, op, kind, name, mapping).await?;
    tx.commit().await?;
    Ok(())
}

/// [`save`] inside the caller's transaction.
///
/// # Errors
/// As [`save`].
pub async fn save_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    kind: MappingKind,
    name: &str,
    mapping: &impl Serialize,
) -> Result<()> {
    require(op, kind)?;
    let name = sound_name("save_as", name)?;
    // PostgreSQL keeps no NUL
    let text = serde_json::to_string(mapping)?.replace("\\u0000", "");
    store::upsert(tx, (kind, name), &serde_json::from_str(&text)?, op.person()?.0, op.now).await?;
    audit::record_in_tx(tx, op, "save_import_mapping", OBJECT, json!({ "kind": kind, "name": name })).await
}

/// A name as typed, or why it cannot be one.
fn sound_name<'a>(field: &str, typed: &'a str) -> Result<&'a str> {
    let refused = |problem| Err(Error::Rejected(Rejection::Fields(vec![FieldProblem::new(field, problem)])));
    let name = typed.trim();
    if name.is_empty() {
        return refused(Problem::Missing);
    }
    if name.chars().count() > LONGEST as usize {
        return refused(Problem::TooLong { max: LONGEST });
    }
    if name.chars().any(char::is_control) {
        return refused(Problem::Malformed { typed: name.escape_debug().to_string() });
    }
    Ok(name)
}

/// Gives a saved mapping another name. `seen` says when the one he saw was saved: [`SavedMapping::seen`].
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` for a name that cannot be one or that another mapping has.
pub async fn rename(op: &OpContext, kind: MappingKind, name: &str, seen: &str, to: &str) -> Result<()> {
    require(op, kind)?;
    let to = sound_name("to", to)?;
    let mut tx = op.begin().await?;
    let meaning = json!([kind, name, seen, to]).to_string();
    if keys::once_in_tx(&mut tx, op, HOUSE, RENAME, &meaning).await?.is_some() {
        return Ok(());
    }
    lock(&mut tx, kind, name, seen).await?;
    if to != name {
        let taken = Rejection::Fields(vec![FieldProblem::new("to", Problem::NameTaken)]);
        store::rename(&mut tx, (kind, name), to, taken).await?;
        let detail = json!({ "kind": kind, "before": { "name": name }, "after": { "name": to } });
        audit::record_in_tx(&mut tx, op, RENAME, OBJECT, detail).await?;
    }
    keys::made_in_tx(&mut tx, op, HOUSE, RENAME, OBJECT.1).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes a saved mapping; what it was stays in the audit trail.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn delete(op: &OpContext, kind: MappingKind, name: &str, seen: &str) -> Result<()> {
    require(op, kind)?;
    let mut tx = op.begin().await?;
    let meaning = json!([kind, name, seen]).to_string();
    if keys::once_in_tx(&mut tx, op, HOUSE, DELETE, &meaning).await?.is_some() {
        return Ok(());
    }
    let mapping = lock(&mut tx, kind, name, seen).await?;
    store::delete(&mut tx, (kind, name)).await?;
    let detail = json!({ "kind": kind, "before": { "name": name, "mapping": mapping } });
    audit::record_in_tx(&mut tx, op, DELETE, OBJECT, detail).await?;
    keys::made_in_tx(&mut tx, op, HOUSE, DELETE, OBJECT.1).await?;
    tx.commit().await?;
    Ok(())
}

/// The mapping as somebody saw it, locked.
async fn lock(tx: &mut Tx, kind: MappingKind, name: &str, seen: &str) -> Result<Json> {
    let (mapping, saved_at) = store::lock(tx, (kind, name)).await?.ok_or(Rejection::NotFound)?;
    let now = SavedMapping { name: name.to_owned(), who: String::new(), saved_at };
    if now.seen() == seen { Ok(mapping) } else { Err(Rejection::Stale.into()) }
}

/// A saved mapping.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn find<T: DeserializeOwned>(op: &OpContext, kind: MappingKind, name: &str) -> Result<Option<T>> {
    require(op, kind)?;
    let mut tx = op.read().await?;
    let found = find_in_tx(&mut tx, kind, name).await?;
    Ok(found)
}

/// [`find`] inside the caller's transaction; the caller has asked for the right.
///
/// # Errors
/// Database errors.
pub async fn find_in_tx<T: DeserializeOwned>(
    tx: &mut Tx,
    kind: MappingKind,
    name: &str,
) -> Result<Option<T>> {
    Ok(store::find(tx, (kind, name)).await?.map(serde_json::from_value).transpose()?)
}

/// All of a kind, by name.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn list(op: &OpContext, kind: MappingKind) -> Result<Vec<SavedMapping>> {
    require(op, kind)?;
    let mut tx = op.read().await?;
    let saved = list_in_tx(&mut tx, kind).await?;
    Ok(saved)
}

/// [`list`] inside the caller's transaction; the caller has asked for the right.
///
/// # Errors
/// Database errors.
pub async fn list_in_tx(tx: &mut Tx, kind: MappingKind) -> Result<Vec<SavedMapping>> {
    store::list(tx, kind).await
}

/// Their names alone.
///
/// # Errors
/// Database errors.
pub async fn names_in_tx(tx: &mut Tx, kind: MappingKind) -> Result<Vec<String>> {
    Ok(store::list(tx, kind).await?.into_iter().map(|saved| saved.name).collect())
}
