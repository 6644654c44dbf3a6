//! Imports as jobs: brought by a person, checked and run by the worker, undone as one action.
//!
//! Invariants: whoever changes where an import stands names the revision he saw; the worker acts as the person who asked, with
//! the rights he has then; an undo never touches what somebody changed after the import.

use super::columns::{ColumnPlan, NEW};
use super::guess;
use super::job::{CheckReport, ImportDesk, ImportList, ImportState, PAGE, Proposal, Sample};
use super::mapping::Mapping;
use super::shape::Shape;
use super::store::{self, NewImport, StoredImport};
pub use super::work::{Claimed, ErrorRows, claim, fail, load_errors, load_work, release, undo_step};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::edit::{parameters, schema};
use crate::error::{Error, Result};
use crate::ids::ImportId;
use crate::mappings::{MappingKind, service as mappings};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;

/// Problems and part numbers shown on an import's page; the file of errors has them all.
const SHOWN: i64 = 50;
/// A file as it came.
pub struct Upload<'a> {
    /// As it was called.
    pub file_name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Names of its columns.
    pub header: Vec<String>,
    /// Rows to guess by.
    pub rows: Vec<Vec<String>>,
    /// How many rows it has.
    pub total: usize,
}

/// Rows kept to be looked at while columns are told.
const KEPT: usize = 5;

/// Takes a file in; somebody then says what its columns are.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn receive(op: &OpContext, upload: Upload<'_>) -> Result<ImportId> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let (known, _) = store::load_known(&mut tx).await?;
    let plan = guess::propose(&upload.header, &upload.rows, &known);
    let id = ImportId::new();
    let name: String = upload.file_name.chars().filter(|c| !c.is_control()).take(255).collect();
    let rows: Vec<&Vec<String>> = upload.rows.iter().take(KEPT).collect();
    let sample = without_nul(json!({ "header": upload.header, "rows": rows }))?;
    let new = NewImport {
        id,
        person: op.person()?,
        file_name: if name.is_empty() { "?" } else { &name },
        mapping: &without_nul(serde_json::to_value(Shape::Columns(plan))?)?,
        sample: &sample,
        state: ImportState::Mapping,
        rows: i32::try_from(upload.total).unwrap_or(i32::MAX),
        now: op.now,
    };
    store::insert_import(&mut tx, &new).await?;
    store::insert_file(&mut tx, id, upload.bytes).await?;
    tx.commit().await?;
    Ok(id)
}

/// PostgreSQL keeps no NUL.
pub(super) fn without_nul(value: serde_json::Value) -> Result<serde_json::Value> {
    let text = value.to_string();
    if text.contains("\\u0000") { Ok(serde_json::from_str(&text.replace("\\u0000", ""))?) } else { Ok(value) }
}

/// What the columns of a file look like.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn propose_columns(op: &OpContext, header: &[String], rows: &[Vec<String>]) -> Result<ColumnPlan> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let (known, _) = store::load_known(&mut tx).await?;
    Ok(guess::propose(header, rows, &known))
}

/// The plan with what its category decides; and of each column that stays undecided its heading with what it may be.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn decide_columns(
    op: &OpContext,
    mut plan: ColumnPlan,
) -> Result<(ColumnPlan, Vec<(String, Vec<String>)>)> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let (known, _) = store::load_known(&mut tx).await?;
    guess::decide(&mut plan, &known);
    let open = plan.undecided().into_iter().map(|at| {
        let header = plan.columns[at].header.clone();
        let codes = guess::may_be(&header, &known).to_vec();
        (header, codes)
    });
    let open = open.collect();
    Ok((plan, open))
}

/// The mapping rows are read by, with what the catalogue knows now.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn compile(op: &OpContext, shape: &Shape) -> Result<Mapping> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let (known, _) = store::load_known(&mut tx).await?;
    Ok(shape.mapping(&known))
}

/// Newest first.
///
/// # Errors
/// `Forbidden`, database errors.
pub async fn list_imports(op: &OpContext, page: u32) -> Result<ImportList> {
    op.require(Permission::EditCatalogue)?;
    let page = page.clamp(1, 1_000_000);
    let mut tx = op.read().await?;
    let offset = i64::from(page - 1) * i64::from(PAGE);
    let (rows, total) = store::list_imports(&mut tx, i64::from(PAGE), offset).await?;
    let saved = mappings::list_in_tx(&mut tx, MappingKind::Catalogue).await?;
    Ok(ImportList { rows, total: u64::try_from(total).unwrap_or(0), page, saved })
}

/// One import with everything its page shows.
///
/// # Errors
/// `Forbidden`, `NotFound`, database errors.
pub async fn load_import(op: &OpContext, id: ImportId) -> Result<ImportDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let stored = store::find_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    let problems = store::list_problems(&mut tx, id, (i32::MIN, 0), SHOWN).await?;
    let kept = store::list_kept(&mut tx, id, SHOWN).await?;
    let (left, all_left) = match stored.row.state {
        ImportState::Undone => store::list_left(&mut tx, id, SHOWN).await?,
        _ => Default::default(),
    };
    let saved = mappings::names_in_tx(&mut tx, MappingKind::Catalogue).await?;
    drop(tx);
    let tells = matches!(stored.row.state, ImportState::Mapping | ImportState::Waiting | ImportState::Failed);
    let (parameters, tree) = match tells {
        true => {
            let all = parameters::list_parameters(op, "").await?;
            (all.into_iter().map(|row| row.parameter).collect(), schema::list_categories(op).await?)
        }
        false => (Vec::new(), Vec::new()),
    };
    let plan = match serde_json::from_value(stored.mapping)? {
        Shape::Columns(plan) => Some(plan),
        Shape::Templates(_) => None,
    };
    Ok(ImportDesk {
        sample: serde_json::from_value::<Sample>(stored.sample)?,
        report: serde_json::from_value::<CheckReport>(stored.report)?,
        problems: problems.into_iter().map(|(_, problem, _)| problem).collect(),
        has_file: stored.has_file,
        row: stored.row,
        plan,
        kept,
        left,
        all_left,
        parameters,
        tree,
        saved,
    })
}

/// The import as somebody saw it, locked.
async fn seen(tx: &mut Tx, id: ImportId, revision: i32, allowed: &[ImportState]) -> Result<StoredImport> {
    let stored = store::lock_import(tx, id).await?.ok_or(Rejection::NotFound)?;
    let fits = stored.row.revision == revision && allowed.contains(&stored.row.state);
    if fits { Ok(stored) } else { Err(Rejection::Stale.into()) }
}

/// Says what the columns are, and has the file checked. With a name the plan is saved under it for the next file.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` when no column is the part number, a column may be one of several parameters and
/// nobody said which, or a name is too long.
pub async fn map_columns(
    op: &OpContext,
    id: ImportId,
    revision: i32,
    mut plan: ColumnPlan,
    save_as: &str,
) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    if !plan.has("part_number") {
        return Err(refused("part_number", Problem::Missing));
    }
    let mut tx = op.begin().await?;
    if !plan.undecided().is_empty() {
        guess::decide(&mut plan, &store::load_known(&mut tx).await?.0);
        let open: Vec<FieldProblem> = plan
            .undecided()
            .iter()
            .map(|at| FieldProblem::new(&format!("columns[{at}]"), Problem::Missing))
            .collect();
        if !open.is_empty() {
            return Err(Rejection::Fields(open).into());
        }
    }
    let allowed = [ImportState::Mapping, ImportState::Waiting, ImportState::Failed];
    let stored = seen(&mut tx, id, revision, &allowed).await?;
    if !stored.has_file
        || stored.row.state == ImportState::Failed && stored.row.added + stored.row.changed > 0
    {
        return Err(Rejection::Stale.into());
    }
    if let Shape::Columns(before) = serde_json::from_value(stored.mapping)? {
        // what was to be created stays, unless its column became something else
        let still = |p: &Proposal| plan.columns.iter().all(|c| c.header != p.said || c.is == NEW);
        plan.create = before.create.into_iter().filter(still).collect();
    }
    let shape = without_nul(serde_json::to_value(Shape::Columns(plan))?)?;
    store::update_to_check(&mut tx, id, &shape).await?;
    store::update_from_start(&mut tx, id).await?;
    if !save_as.trim().is_empty() {
        mappings::save_in_tx(&mut tx, op, MappingKind::Catalogue, save_as, &shape).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The columns as a saved mapping has them; nothing is checked yet.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn use_saved(op: &OpContext, id: ImportId, revision: i32, name: &str) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let stored = seen(&mut tx, id, revision, &[ImportState::Mapping, ImportState::Waiting]).await?;
    let saved: Option<Shape> = mappings::find_in_tx(&mut tx, MappingKind::Catalogue, name).await?;
    let shape = match (saved.ok_or(Rejection::NotFound)?, serde_json::from_value(stored.mapping)?) {
        (Shape::Columns(saved), Shape::Columns(now)) => Shape::Columns(saved.fitted(now)),
        (other, _) => other,
    };
    store::update_to_check(&mut tx, id, &serde_json::to_value(&shape)?).await?;
    store::update_from_start(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Says the word: the worker writes.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn confirm(op: &OpContext, id: ImportId, revision: i32) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    seen(&mut tx, id, revision, &[ImportState::Waiting]).await?;
    store::update_from_start(&mut tx, id).await?;
    store::update_state(&mut tx, id, ImportState::Running, None, "").await?;
    tx.commit().await?;
    Ok(())
}

/// Adds parameters to those the import creates. The file is checked once more, so that nobody imports what he has not seen.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` when there are none, or some that cannot be created so.
pub async fn add_parameters(
    op: &OpContext,
    id: ImportId,
    revision: i32,
    create: Vec<Proposal>,
) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    if create.is_empty() {
        return Err(refused("take", Problem::Missing));
    }
    sound(&create)?;
    let mut tx = op.begin().await?;
    let stored = seen(&mut tx, id, revision, &[ImportState::Waiting]).await?;
    let shape = with_created(serde_json::from_value(stored.mapping)?, create);
    let shape = without_nul(serde_json::to_value(&shape)?)?;
    store::update_to_check(&mut tx, id, &shape).await?;
    store::update_from_start(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// A shape that also creates these parameters.
pub fn with_created(shape: Shape, create: Vec<Proposal>) -> Shape {
    match shape {
        Shape::Columns(mut plan) => {
            plan.create.retain(|old| !create.iter().any(|new| new.said == old.said));
            plan.create.extend(create);
            Shape::Columns(plan)
        }
        templates => templates,
    }
}

fn sound(create: &[Proposal]) -> Result<()> {
    let mut problems = Vec::new();
    for made in create {
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if made.code.is_empty() || made.code.len() > 60 || !made.code.chars().all(code) {
            problems.push(FieldProblem::new(&made.said, Problem::Malformed { typed: made.code.clone() }));
        }
        if made.name_zh.trim().is_empty() || made.name_en.trim().is_empty() {
            problems.push(FieldProblem::new(&made.said, Problem::Missing));
        }
        if create.iter().filter(|other| other.code == made.code).count() > 1 {
            problems.push(FieldProblem::new(&made.said, Problem::CodeTaken));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}

/// Gives up an import of which nothing was written.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn discard(op: &OpContext, id: ImportId, revision: i32) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let allowed = [ImportState::Mapping, ImportState::Waiting, ImportState::Failed];
    let stored = seen(&mut tx, id, revision, &allowed).await?;
    let (added, changed) = store::update_effects(&mut tx, id).await?;
    if stored.row.state == ImportState::Failed && added + changed > 0 {
        return Err(Rejection::Stale.into());
    }
    store::delete_file(&mut tx, id).await?;
    store::update_state(&mut tx, id, ImportState::Discarded, Some(op.now), "").await?;
    tx.commit().await?;
    Ok(())
}

/// Has an import that broke off go on behind its last rows.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale` when its file is gone.
pub async fn go_on(op: &OpContext, id: ImportId, revision: i32) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let stored = seen(&mut tx, id, revision, &[ImportState::Failed]).await?;
    if !stored.has_file {
        return Err(Rejection::Stale.into());
    }
    store::update_state(&mut tx, id, ImportState::Running, None, "").await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for an import to be taken back; [`undo_step`] does it.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn undo(op: &OpContext, id: ImportId, revision: i32) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    seen(&mut tx, id, revision, &[ImportState::Done, ImportState::Failed]).await?;
    begin_undo(&mut tx, op, id).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`undo`], by the number people see. The caller does the steps.
///
/// # Errors
/// As [`undo`].
pub async fn undo_version(op: &OpContext, version: i64) -> Result<ImportId> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let id = store::find_by_version(&mut tx, version).await?.ok_or(Rejection::NotFound)?;
    let stored = store::lock_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    match stored.row.state {
        ImportState::Done | ImportState::Failed => begin_undo(&mut tx, op, id).await?,
        ImportState::Undoing => {}
        _ => return Err(Rejection::Stale.into()),
    }
    store::update_undone(&mut tx, id, 0, 0).await?;
    tx.commit().await?;
    Ok(id)
}

async fn begin_undo(tx: &mut Tx, op: &OpContext, id: ImportId) -> Result<()> {
    store::update_state(tx, id, ImportState::Undoing, None, "").await?;
    audit::record_in_tx(tx, op, "undo_import", ("import", id.0), json!({})).await
}

fn refused(field: &str, problem: Problem) -> Error {
    Rejection::Fields(vec![FieldProblem::new(field, problem)]).into()
}
