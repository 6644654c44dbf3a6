//! Whole files at once, for programs: the catalogue and opening stock.

use super::job::{Proposal, SkuChange};
use super::mapping::Mapping;
use super::plan::Table;
use super::run::{PORTION, Run};
use super::store;
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::op::OpContext;
use crate::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The number to undo it by; 0 when nothing was kept.
    pub version: i64,
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
    /// Rows that could not be taken.
    pub refused: usize,
    /// Families created or changed.
    pub families: usize,
    /// Nothing was kept.
    pub dry_run: bool,
    /// What could not be taken.
    pub problems: Vec<FieldProblem>,
    /// The first changes, field by field; of a dry run only.
    pub changes: Vec<SkuChange>,
    /// Parameters nobody knows, with what they could be in the schema.
    pub unknown: Vec<Proposal>,
    /// What stood in the rows that could not be taken.
    #[serde(skip)]
    pub cells: BTreeMap<u32, Vec<String>>,
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
    let (name, mapping) = (mapping.name.clone(), mapping.clone());
    let mut run = match dry_run {
        true => Run::check(op, None, mapping, &table.header, cross).await?,
        false => Run::begin(op, &name, mapping, &table.header, cross).await?,
    };
    for rows in table.rows.chunks(PORTION) {
        run.take(rows, &[]).await?;
    }
    run.finish().await
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
