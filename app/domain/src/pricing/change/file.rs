//! A file of prices that waits until somebody has said what its columns are, as the desk sees it.

use crate::ids::PriceFileId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a column of a file of prices can be.
pub const FIELDS: [&str; 12] = [
    "list", "customer", "group", "part", "target", "min_qty", "price", "basis", "percent", "from", "until",
    "to",
];

/// One file with what its columns are taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceFile {
    /// Its id.
    pub id: PriceFileId,
    /// As it was called.
    pub file_name: String,
    /// Rows below the headings.
    pub rows: u64,
    /// Its headings.
    pub header: Vec<String>,
    /// The first of its rows.
    pub sample: Vec<Vec<String>>,
    /// One of [`FIELDS`] or empty, for every heading.
    pub fields: Vec<String>,
    /// Code of the list of rows that name none.
    pub list: String,
    /// First day of rows that name none.
    pub starts_on: NaiveDate,
    /// The saved mapping the columns are told by; empty when they are guessed.
    pub mapping: String,
    /// Names of the saved mappings.
    pub saved: Vec<String>,
    /// The document it became.
    pub number: Option<String>,
}

/// A file in the list of those that wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingFile {
    /// Its id.
    pub id: PriceFileId,
    /// As it was called.
    pub file_name: String,
    /// Who brought it.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
}
