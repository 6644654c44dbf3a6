//! Customers brought in from a file: who they are, in which group, below whom, and on what terms. Above accounts and
//! receivables, whose rows it changes through them.
//!
//! A row is one customer, known by his number or his tax number. The same file twice changes nothing; an empty cell says
//! nothing; `-` takes a group or a company above away. Good rows go in, bad rows come back with row, field and problem. An
//! import is one transaction and is undone as one.

pub mod columns;

#[cfg(feature = "ssr")]
mod plan;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

use crate::ids::CustomerImportId;
use crate::mappings::SavedMapping;
use crate::rejection::FieldProblem;
use chrono::{DateTime, Utc};
use columns::Columns;
use serde::{Deserialize, Serialize};

/// Most rows of one file.
pub const MOST_ROWS: u32 = 20_000;

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number to undo it by; 0 when nothing was kept.
    pub version: i64,
    /// Rows of the file.
    pub rows: usize,
    /// New customers.
    pub added: usize,
    /// Customers with something different.
    pub changed: usize,
    /// As they were.
    pub unchanged: usize,
    /// Rows that could not be taken.
    pub refused: usize,
    /// The first differences, row by row.
    pub differences: Vec<Difference>,
    /// What could not be taken.
    pub problems: Vec<FieldProblem>,
}

/// What a row would change of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Row of the file, as a spreadsheet counts.
    pub row: u32,
    /// Customer number; empty until a new one is given.
    pub code: String,
    /// Legal name.
    pub name: String,
    /// Not a customer yet.
    pub is_new: bool,
    /// Field, before, after.
    pub fields: Vec<(String, String, String)>,
}

/// An import as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its id.
    pub id: CustomerImportId,
    /// The number people see.
    pub version: i64,
    /// waiting, done, undone or discarded.
    pub state: String,
    /// The file.
    pub file_name: String,
    /// Who brought it; empty at the command line.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Figures.
    pub report: Report,
}

/// The latest imports, and what is saved for the next file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportList {
    /// Newest first.
    pub rows: Vec<ImportRow>,
    /// Saved mappings, by name.
    pub saved: Vec<SavedMapping>,
}

/// An import with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// As in the list.
    pub row: ImportRow,
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// What each of them is.
    pub columns: Columns,
    /// Names of the saved mappings.
    pub saved: Vec<String>,
    /// Counts what people did to it.
    pub revision: i32,
    /// Customers an undo put back.
    pub restored: usize,
    /// Numbers of customers an undo left alone: changed since.
    pub kept: Vec<String>,
}

/// Rows that could not be taken, with what stood in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorRows {
    /// Names of the file's columns.
    pub header: Vec<String>,
    /// Problem and cells.
    pub rows: Vec<(FieldProblem, Vec<String>)>,
}
