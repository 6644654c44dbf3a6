//! Checking, making and undoing an import of customers.

use super::columns::Columns;
use super::plan::{Known, Plan, Planned, Row, State, plan};
use super::{ErrorRows, ImportList, ImportView, MOST_ROWS, Report, store};
use crate::accounts::permission::Permission;
use crate::accounts::standing::put::{self, CustomerState};
use crate::audit;
use crate::error::Result;
use crate::ids::{CompanyId, CustomerImportId};
use crate::mappings::{MappingKind, service as mappings};
use crate::op::{OpContext, Tx};
use crate::receivables::many::{self, ManyTerms};
use crate::rejection::{FieldProblem, FileFault, Problem, Rejection};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// Rows written with one statement.
const PORTION: usize = 5_000;

/// A file that was read: its table, and rows that could not be read.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub file_name: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows with their numbers.
    pub rows: Vec<(u32, Vec<String>)>,
    /// What could not be read.
    pub unread: Vec<FieldProblem>,
}

/// Takes a file in and says what it would do; nothing is changed yet.
///
/// # Errors
/// `Forbidden`; `Fields` for a file with too many rows; database errors.
pub async fn receive(op: &OpContext, upload: Upload) -> Result<CustomerImportId> {
    require(op, None)?;
    check_size(&upload)?;
    let columns = Columns::guess(&upload.header);
    let mut tx = op.begin().await?;
    let id = CustomerImportId::new();
    let name: String = upload.file_name.chars().take(255).collect();
    let name = if name.is_empty() { "-".to_owned() } else { name };
    store::insert_import(&mut tx, op, id, (&name, &upload.header, &upload.rows), &columns).await?;
    check_in_tx(&mut tx, id, (&upload.header, &columns), &upload.rows, &upload.unread).await?;
    tx.commit().await?;
    Ok(id)
}

/// Says what the columns are, and looks again at what the file would do. With a name what they are is saved under it for
/// the next file.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Stale` when it was changed since; `Fields` for columns of which no row can be known, and for a
/// name that cannot be one.
pub async fn map(
    op: &OpContext,
    id: CustomerImportId,
    revision: i32,
    columns: Columns,
    save_as: &str,
) -> Result<()> {
    require(op, Some(&columns))?;
    let mut tx = op.begin().await?;
    let stored = waiting(&mut tx, id, revision).await?;
    if columns.fields.len() != stored.header.len() || !columns.is_usable() {
        return Err(Rejection::Fields(vec![FieldProblem::new("columns", Problem::Missing)]).into());
    }
    let unread = unread_of(&mut tx, id).await?;
    check_in_tx(&mut tx, id, (&stored.header, &columns), &stored.rows, &unread).await?;
    if !save_as.trim().is_empty() {
        let said = columns.said(&stored.header);
        mappings::save_in_tx(&mut tx, op, MappingKind::Customers, save_as, &said).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The columns as a saved mapping has them, and what the file would do by it.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Stale` when it was changed since.
pub async fn use_saved(op: &OpContext, id: CustomerImportId, revision: i32, name: &str) -> Result<()> {
    require(op, None)?;
    let mut tx = op.begin().await?;
    let stored = waiting(&mut tx, id, revision).await?;
    let saved: Option<BTreeMap<String, String>> =
        mappings::find_in_tx(&mut tx, MappingKind::Customers, name).await?;
    let fitted = Columns::fitted(&stored.header, &saved.ok_or(Rejection::NotFound)?);
    let columns = Columns { keep_uscc: stored.columns.keep_uscc, ..fitted };
    require(op, Some(&columns))?;
    let unread = unread_of(&mut tx, id).await?;
    check_in_tx(&mut tx, id, (&stored.header, &columns), &stored.rows, &unread).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a checked import.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Stale` when it was changed since or is made already; `Fields` when nothing in it can be taken.
pub async fn confirm(op: &OpContext, id: CustomerImportId, revision: i32) -> Result<Report> {
    require(op, None)?;
    let mut tx = op.begin().await?;
    let stored = waiting(&mut tx, id, revision).await?;
    require(op, Some(&stored.columns))?;
    let unread = unread_of(&mut tx, id).await?;
    let source = (stored.file_name.as_str(), stored.version);
    let report =
        make_in_tx(&mut tx, op, id, source, (&stored.header, &stored.columns), (&stored.rows, &unread))
            .await?;
    tx.commit().await?;
    Ok(report)
}

/// Puts a checked import away.
///
/// # Errors
/// As [`confirm`].
pub async fn discard(op: &OpContext, id: CustomerImportId, revision: i32) -> Result<()> {
    require(op, None)?;
    let mut tx = op.begin().await?;
    waiting(&mut tx, id, revision).await?;
    store::end_import(&mut tx, id, "discarded", op.now).await?;
    tx.commit().await?;
    Ok(())
}

/// A whole file at once, for programs; a dry run keeps nothing. Also what stood in the rows that could not be taken.
///
/// # Errors
/// `Forbidden`; `Fields`; database errors.
pub async fn import_at_once(
    op: &OpContext,
    upload: Upload,
    columns: &Columns,
    dry_run: bool,
) -> Result<(Report, ErrorRows)> {
    require(op, Some(columns))?;
    check_size(&upload)?;
    if !columns.is_usable() {
        return Err(Rejection::Fields(vec![FieldProblem::new("columns", Problem::Missing)]).into());
    }
    let mut tx = op.begin().await?;
    let report = if dry_run {
        let known = known_in_tx(&mut tx, false).await?;
        plan(&known, (&upload.header, columns), &upload.rows, &upload.unread).report
    } else {
        let id = CustomerImportId::new();
        let file = (upload.file_name.as_str(), upload.header.as_slice(), upload.rows.as_slice());
        let version = store::insert_import(&mut tx, op, id, file, columns).await?;
        let source = (upload.file_name.as_str(), version);
        make_in_tx(&mut tx, op, id, source, (&upload.header, columns), (&upload.rows, &upload.unread)).await?
    };
    tx.commit().await?;
    let rows = with_cells(&report, &upload.rows);
    Ok((report, ErrorRows { header: upload.header, rows }))
}

/// Puts back what an import changed and withdraws the customers it brought; who was changed since, or has ordered, is left
/// alone and named.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Stale` when it is not done or undone already.
pub async fn undo(op: &OpContext, id: CustomerImportId) -> Result<(usize, Vec<String>)> {
    require(op, None)?;
    let mut tx = op.begin().await?;
    let stored = store::lock_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    require(op, Some(&stored.columns))?;
    if stored.state != "done" {
        return Err(Rejection::Stale.into());
    }
    let now: BTreeMap<CompanyId, State> = known_in_tx(&mut tx, true).await?.companies.into_iter().collect();
    let effects = store::list_effects(&mut tx, id).await?;
    let made: Vec<CompanyId> = effects.iter().filter(|e| e.1.is_none()).map(|e| e.0).collect();
    let ordered: HashSet<CompanyId> = store::list_with_orders(&mut tx, &made).await?.into_iter().collect();
    let (mut back, mut kept) = (Vec::new(), Vec::new());
    for (company, before, after) in effects {
        let Some(is) = now.get(&company) else { continue };
        if *is != after || ordered.contains(&company) {
            kept.push(is.customer.code.clone());
            continue;
        }
        let customer =
            CustomerState { status: "suspended".to_owned(), parent: None, ..after.customer.clone() };
        let to = before.unwrap_or(State { customer, ..after.clone() });
        back.push(Planned { row: 0, id: Some(company), before: Some(after), after: to });
    }
    let reason = format!("undo of import {}", stored.version);
    write_in_tx(&mut tx, op, &mut back, &reason).await?;
    store::end_import(&mut tx, id, "undone", op.now).await?;
    store::put_undone(&mut tx, id, back.len(), &kept).await?;
    let detail = json!({ "version": stored.version, "restored": back.len(), "kept": kept });
    audit::record_in_tx(&mut tx, op, "undo_customer_import", ("customer_import", id.0), detail).await?;
    tx.commit().await?;
    Ok((back.len(), kept))
}

/// The import of the number people see.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn find_version(op: &OpContext, version: i64) -> Result<CustomerImportId> {
    require(op, None)?;
    let mut tx = op.read().await?;
    let found = store::find_version(&mut tx, version).await?;
    Ok(found.ok_or(Rejection::NotFound)?)
}

/// The latest imports.
///
/// # Errors
/// `Forbidden`.
pub async fn list_imports(op: &OpContext) -> Result<ImportList> {
    require(op, None)?;
    let mut tx = op.read().await?;
    let rows = store::list_imports(&mut tx).await?;
    let saved = mappings::list_in_tx(&mut tx, MappingKind::Customers).await?;
    Ok(ImportList { rows, saved })
}

/// One import.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_import(op: &OpContext, id: CustomerImportId) -> Result<ImportView> {
    require(op, None)?;
    let mut tx = op.read().await?;
    let view = store::find_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    let saved = mappings::names_in_tx(&mut tx, MappingKind::Customers).await?;
    Ok(ImportView { saved, ..view })
}

/// The rows that could not be taken.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_errors(op: &OpContext, id: CustomerImportId) -> Result<ErrorRows> {
    require(op, None)?;
    let mut tx = op.read().await?;
    let rows = store::find_problems(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    Ok(rows)
}

/// Customers and their prices are somebody's who may do both; terms are of the accounts besides.
fn require(op: &OpContext, columns: Option<&Columns>) -> Result<()> {
    op.require(Permission::EditPrices)?;
    op.require(Permission::EnterOrders)?;
    if columns.is_some_and(Columns::speak_of_terms) {
        op.require(Permission::KeepAccounts)?;
    }
    Ok(())
}

fn check_size(upload: &Upload) -> Result<()> {
    if upload.rows.len() > MOST_ROWS as usize {
        let fault = Problem::File(FileFault::TooManyRows { limit: MOST_ROWS });
        return Err(Rejection::Fields(vec![FieldProblem::new("file", fault)]).into());
    }
    Ok(())
}

async fn waiting(tx: &mut Tx, id: CustomerImportId, revision: i32) -> Result<store::Stored> {
    let stored = store::lock_import(tx, id).await?.ok_or(Rejection::NotFound)?;
    if stored.state != "waiting" || stored.revision != revision {
        return Err(Rejection::Stale.into());
    }
    Ok(stored)
}

/// Rows the file's reader could not read: they are in no row that was kept.
async fn unread_of(tx: &mut Tx, id: CustomerImportId) -> Result<Vec<FieldProblem>> {
    let found = store::find_problems(tx, id).await?.map(|found| found.rows).unwrap_or_default();
    Ok(found.into_iter().filter(|(_, cells)| cells.is_empty()).map(|(problem, _)| problem).collect())
}

async fn known_in_tx(tx: &mut Tx, locked: bool) -> Result<Known> {
    let states = if locked { put::lock_states_in_tx(tx).await? } else { put::list_states_in_tx(tx).await? };
    let mut terms = many::list_terms_in_tx(tx).await?;
    let state = |(id, customer): (CompanyId, CustomerState)| {
        let (credit_limit, terms) = terms.remove(&id).unwrap_or_default();
        (id, State { customer, credit_limit, terms })
    };
    Ok(Known {
        companies: states.into_iter().map(state).collect(),
        groups: put::list_groups_in_tx(tx).await?,
        kind_groups: put::list_kind_groups_in_tx(tx).await?.into_iter().collect(),
        withdrawn: store::list_withdrawn(tx).await?.into_iter().collect(),
    })
}

/// Compares and keeps what was found; nothing else is written.
async fn check_in_tx(
    tx: &mut Tx,
    id: CustomerImportId,
    (header, columns): (&[String], &Columns),
    rows: &[Row],
    unread: &[FieldProblem],
) -> Result<()> {
    let report = if columns.is_usable() {
        let known = known_in_tx(tx, false).await?;
        plan(&known, (header, columns), rows, unread).report
    } else {
        let problems = unread.to_vec();
        Report { rows: rows.len() + unread.len(), refused: problems.len(), problems, ..Report::default() }
    };
    let problems = with_cells(&report, rows);
    store::put_report(tx, id, columns, &report, &problems).await
}

async fn make_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    id: CustomerImportId,
    (file_name, version): (&str, i64),
    (header, columns): (&[String], &Columns),
    (rows, unread): (&[Row], &[FieldProblem]),
) -> Result<Report> {
    let known = known_in_tx(tx, true).await?;
    let Plan { mut entries, mut report } = plan(&known, (header, columns), rows, unread);
    report.version = version;
    let reason = format!("import {version}: {file_name}");
    write_in_tx(tx, op, &mut entries, &reason).await?;
    for portion in entries.chunks(PORTION) {
        store::insert_effects(tx, id, portion).await?;
    }
    store::put_report(tx, id, columns, &report, &with_cells(&report, rows)).await?;
    store::end_import(tx, id, "done", op.now).await?;
    let detail = json!({ "version": version, "file": file_name, "added": report.added, "changed": report.changed,
        "refused": report.refused });
    audit::record_in_tx(tx, op, "import_customers", ("customer_import", id.0), detail).await?;
    Ok(report)
}

/// Writes what was planned: new customers first, then everybody in his place in the tree, then the terms. A few statements
/// for thousands of rows.
async fn write_in_tx(tx: &mut Tx, op: &OpContext, entries: &mut [Planned], reason: &str) -> Result<()> {
    let fresh: Vec<&mut Planned> = entries.iter_mut().filter(|entry| entry.id.is_none()).collect();
    let (mut ids, mut states) = (Vec::new(), Vec::new());
    for Planned { id, after, .. } in fresh {
        ids.push(id);
        states.push(&mut after.customer);
    }
    let made = put::insert_in_tx(tx, op, &mut states).await?;
    ids.into_iter().zip(made).for_each(|(id, made)| *id = Some(made));

    let (mut changed, mut terms) = (Vec::new(), Vec::new());
    for entry in entries.iter() {
        let (Some(company), after) = (entry.id, &entry.after) else { continue };
        let before = entry.before.as_ref();
        if before.map(|before| &before.customer) != Some(&after.customer) {
            let before = before.map(|before| &before.customer);
            changed.push(put::Changed { company, before, after: &after.customer });
        }
        let was = before.map_or(Default::default(), |before| (before.credit_limit, before.terms));
        if was != (after.credit_limit, after.terms) {
            terms.push(ManyTerms { company, credit_limit: after.credit_limit, terms: after.terms });
        }
    }
    put::update_in_tx(tx, op, &changed, reason).await?;
    many::set_terms_in_tx(tx, op, &terms, reason).await
}

fn with_cells(report: &Report, rows: &[Row]) -> Vec<(FieldProblem, Vec<String>)> {
    let cells: BTreeMap<u32, &Vec<String>> = rows.iter().map(|(number, cells)| (*number, cells)).collect();
    let stood = |problem: &FieldProblem| problem.row.and_then(|row| cells.get(&row)).map(|c| (*c).clone());
    report.problems.iter().map(|problem| (problem.clone(), stood(problem).unwrap_or_default())).collect()
}
