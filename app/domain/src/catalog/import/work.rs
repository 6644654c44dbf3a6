//! The work at an import: taking it from the list as the person who asked, reading its file, putting things back, noting
//! why it broke off.

use super::job::{ImportState, Sample};
use super::mapping::Mapping;
use super::run::MOST_NOTICES;
use super::shape::Shape;
use super::store;
use crate::accounts::permission::{Actor, Permission, StaffRole};
use crate::accounts::sessions::staff_actor;
use crate::error::Result;
use crate::ids::ImportId;
use crate::op::{OpContext, Pools};
use crate::rejection::{FieldProblem, Rejection};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// SKUs put back at a time.
const UNDONE: i64 = 5_000;

/// Puts the next SKUs back. False when all is done.
///
/// # Errors
/// `Forbidden`; `Stale` when nobody asked for it; database errors.
pub async fn undo_step(op: &OpContext, id: ImportId) -> Result<bool> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    store::lock_catalogue(&mut tx).await?;
    let stored = store::lock_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    if stored.row.state != ImportState::Undoing {
        return Err(Rejection::Stale.into());
    }
    let (back, kept) = store::undo_skus(&mut tx, op.now, id, UNDONE).await?;
    let restored = stored.row.restored as usize + back.len();
    if restored <= MOST_NOTICES && !back.is_empty() {
        store::insert_sku_changes(&mut tx, &back).await?;
    }
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    store::update_undone(&mut tx, id, number(back.len()), i32::try_from(kept).unwrap_or(i32::MAX)).await?;
    let more = !back.is_empty() || kept > 0;
    if !more {
        if store::undo_families(&mut tx, id).await? > 0 {
            store::insert_schema_change(&mut tx).await?;
        }
        let removed = store::undo_added(&mut tx, id).await?;
        store::update_removed(&mut tx, id, removed).await?;
        if restored > MOST_NOTICES || !removed.is_nothing() {
            store::insert_all_changed(&mut tx).await?;
        }
        store::delete_file(&mut tx, id).await?;
        store::update_state(&mut tx, id, ImportState::Undone, Some(op.now), "").await?;
    }
    tx.commit().await?;
    Ok(more)
}

/// Rows that could not be taken, with what stood in them, and the header they stood under.
pub struct ErrorRows {
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// In the order of the file.
    pub rows: Vec<(FieldProblem, Vec<String>)>,
    /// As the file was called.
    pub file_name: String,
}

/// Problems read at a time.
const PROBLEMS: i64 = 5_000;

/// Everything that could not be taken, for a file.
///
/// # Errors
/// `Forbidden`, `NotFound`, database errors.
pub async fn load_errors(op: &OpContext, id: ImportId) -> Result<ErrorRows> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let stored = store::find_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    let (mut rows, mut after) = (Vec::new(), (i32::MIN, 0));
    loop {
        let found = store::list_problems(&mut tx, id, after, PROBLEMS).await?;
        let Some((last, ..)) = found.last() else { break };
        after = *last;
        rows.extend(found.into_iter().map(|(_, problem, cells)| (problem, cells)));
    }
    drop(tx);
    let header = serde_json::from_value::<Sample>(stored.sample)?.header;
    Ok(ErrorRows { header, rows, file_name: stored.row.file_name })
}

/// Something for the worker to do, as the person who asked for it.
pub struct Claimed {
    /// Who asks, with the rights he has now.
    pub op: OpContext,
    /// Which.
    pub id: ImportId,
    /// What is to be done.
    pub state: ImportState,
}

/// Takes the next import that wants work. Nobody else takes it for two minutes after every portion.
///
/// # Errors
/// Database errors.
pub async fn claim(pools: &Pools, zone: Tz, now: DateTime<Utc>) -> Result<Option<Claimed>> {
    let Some((id, person, state)) = store::claim(&pools.worker).await? else { return Ok(None) };
    let actor = match person.0.is_nil() {
        true => Actor::Staff { person, roles: vec![StaffRole::Admin] },
        false => staff_actor(pools, person).await?,
    };
    let op = OpContext { actor, company: None, now, zone, attempt: None, pools: pools.clone() };
    Ok(Some(Claimed { op, id, state }))
}

/// Lets the next worker take it at once: this one is stopping.
///
/// # Errors
/// Database errors.
pub async fn release(claimed: &Claimed) -> Result<()> {
    store::release(&claimed.op.pools.worker, claimed.id).await
}

/// What is to be read: bytes, name, mapping. None when the file was at the command line and is not here.
///
/// # Errors
/// `Forbidden`, `NotFound`, database errors.
pub async fn load_work(op: &OpContext, id: ImportId) -> Result<Option<(Vec<u8>, String, Mapping)>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let stored = store::find_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    if !stored.has_file {
        return Ok(None);
    }
    if stored.row.state == ImportState::Checking {
        store::update_from_start(&mut tx, id).await?;
    }
    let bytes = store::load_file(&mut tx, id).await?;
    let (known, _) = store::load_known(&mut tx).await?;
    tx.commit().await?;
    let shape: Shape = serde_json::from_value(stored.mapping)?;
    Ok(Some((bytes, stored.row.file_name, shape.mapping(&known))))
}

/// Notes why an import broke off. What it wrote is there: the indexes are told. Needs no right: the person may have lost his.
///
/// # Errors
/// Database errors.
pub async fn fail(pools: &Pools, id: ImportId, failure: &str) -> Result<()> {
    store::fail(&pools.staff, id, failure).await
}
