//! Bringing files into the catalogue: mapping, plan, one transaction.
//!
//! The same file twice changes nothing. Good rows go in, bad rows come back with row, field and problem. A dry run does
//! everything and then takes it back, so its figures are those of the real one.

pub mod builtin;
pub mod mapping;
pub mod plan;
mod store;

pub use mapping::Mapping;
pub use plan::{Plan, Table, plan};

use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::op::OpContext;
use crate::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Rows of the file.
    pub rows: usize,
    /// SKUs the good rows describe.
    pub skus: usize,
    /// New in the catalogue.
    pub inserted: usize,
    /// Changed.
    pub updated: usize,
    /// As they were.
    pub unchanged: usize,
    /// Families created or changed.
    pub families: usize,
    /// Nothing was kept.
    pub dry_run: bool,
    /// What could not be taken.
    pub problems: Vec<FieldProblem>,
}

/// Brings a file into the catalogue.
///
/// # Errors
/// `Forbidden`; `Fields` when a parameter exists with another kind or unit; database errors.
pub async fn import_catalogue(
    op: &OpContext,
    mapping: &Mapping,
    table: &Table,
    cross: Option<&Table>,
    dry_run: bool,
) -> Result<ImportReport> {
    op.require(Permission::EditCatalogue)?;
    let plan = plan(mapping, table, cross);
    let mut report =
        ImportReport { rows: plan.rows, skus: plan.skus.len(), dry_run, ..ImportReport::default() };
    if !plan.skus.is_empty() {
        let mut tx = op.begin().await?;
        store::lock_catalogue(&mut tx).await?;
        let structure = store::upsert_structure(&mut tx, mapping, &plan).await?;
        report.families = structure.changed_families;
        let (inserted, updated) = store::upsert_skus(&mut tx, op.now, &plan.skus, &structure).await?;
        (report.inserted, report.updated) = (inserted, updated);
        report.unchanged = plan.skus.len() - inserted - updated;
        if structure.changed {
            store::insert_schema_change(&mut tx).await?;
        }
        if dry_run {
            tx.rollback().await?;
        } else {
            store::record_import(&mut tx, op, mapping, &report).await?;
            tx.commit().await?;
        }
    }
    report.problems = plan.problems;
    Ok(report)
}

/// Books opening stock for SKUs that never had a movement; others are left as they are. Returns how many were booked.
///
/// # Errors
/// `Forbidden`; `Fields` for part numbers that do not exist or quantities below zero; database errors.
pub async fn import_opening_stock(op: &OpContext, stock: &[(String, Decimal)]) -> Result<usize> {
    op.require(Permission::EditCatalogue)?;
    let bad: Vec<FieldProblem> = (1u32..)
        .zip(stock)
        .filter(|(_, (_, quantity))| *quantity < Decimal::ZERO)
        .map(|(row, (_, q))| {
            FieldProblem::in_row("quantity", row, Problem::OutOfRange { typed: q.to_string() })
        })
        .collect();
    if !bad.is_empty() {
        return Err(Rejection::Fields(bad).into());
    }
    let mut tx = op.begin().await?;
    let unknown = store::list_unknown(&mut tx, stock).await?;
    if !unknown.is_empty() {
        let problem = |(row, typed)| FieldProblem::in_row("part_number", row, Problem::UnknownPart { typed });
        return Err(Rejection::Fields(unknown.into_iter().map(problem).collect()).into());
    }
    let booked = store::insert_opening(&mut tx, op, stock).await?;
    tx.commit().await?;
    Ok(booked)
}
