//! Reads what a person uploads: one table, as text, with the row numbers the person sees.
//!
//! Limits are on bytes, unpacked size, rows, columns and the length of a cell; going over one is an
//! error that names it, never a silent cut. A single broken row is handed back beside the good ones.
//! What an XLSX file claims of itself is checked against what it holds before anything believes it.

use std::borrow::Cow;

use super::{csv_text, unguard, xlsx};

/// How much is read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    /// Rows below the header, and the last row number less the header's.
    pub rows: u32,
    pub columns: u32,
    pub cell_chars: usize,
}

impl Limits {
    /// For a buyer's upload.
    pub const BUYER: Self = Self { bytes: 10 << 20, rows: 5_000, columns: 64, cell_chars: 2_000 };
    /// For imports by staff.
    pub const STAFF: Self = Self { bytes: 64 << 20, rows: 300_000, columns: 256, cell_chars: 8_000 };
    /// For text files at the command line, which are read portion by portion.
    pub const COMMAND: Self = Self { bytes: 1 << 30, rows: 5_000_000, columns: 256, cell_chars: 8_000 };
}

/// How the file was understood; a wrong guess shows in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Xlsx,
    Utf8,
    Utf16,
    Gb18030,
}

/// One row of text; `number` counts from 1 as a spreadsheet does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub cells: Vec<String>,
}

/// A row that could not be read; the others were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    pub row: u32,
    pub fault: RowFault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// A quote opens and does not close.
    UnclosedQuote,
    /// `column` counts from 1.
    CellTooLong { column: u32, limit: usize },
}

/// The first row that says anything, and the rows under it. Empty rows are left out, their numbers kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub source: Source,
    pub header: Vec<String>,
    /// At least as many cells each as the header has.
    pub rows: Vec<Row>,
    pub problems: Vec<RowProblem>,
}

/// Why a file was refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file holds more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the file unpacks to more than {limit} bytes")]
    UnpacksTooLarge { limit: usize },
    #[error("row {row} is beyond the limit of {limit} rows")]
    TooManyRows { row: u32, limit: u32 },
    #[error("row {row} uses column {column}, the limit is {limit}")]
    TooManyColumns { row: u32, column: u32, limit: u32 },
    #[error("the file holds no table")]
    Empty,
    #[error("the workbook is of the old format or has a password")]
    OldOrLocked,
    #[error("the file is neither a text table nor an XLSX workbook")]
    NotATable,
    #[error("the text is neither UTF-8 nor GB18030")]
    Encoding,
    #[error("the workbook is damaged")]
    Damaged,
}

/// Reads a CSV text or the first visible sheet of an XLSX workbook; the bytes decide, not the name.
///
/// # Errors
/// See [`ReadError`].
pub fn read_table(bytes: &[u8], filename: &str, limits: &Limits) -> Result<Table, ReadError> {
    let (source, rows, problems) = match kind(bytes, filename, limits)? {
        Source::Xlsx => {
            let (rows, problems) = xlsx::read_rows(bytes, limits)?;
            (Source::Xlsx, rows, problems)
        }
        _ => {
            let (text, source) = decode(bytes)?;
            let (rows, problems) = csv_text::read_rows(&text, limits)?;
            (source, rows, problems)
        }
    };
    assemble(source, rows, problems, limits)
}

/// Workbook or text; the encoding of a text is told by [`decode`].
pub(super) fn kind(bytes: &[u8], filename: &str, limits: &Limits) -> Result<Source, ReadError> {
    if bytes.len() > limits.bytes {
        Err(ReadError::TooLarge { limit: limits.bytes })
    } else if bytes.starts_with(b"PK\x03\x04") {
        Ok(Source::Xlsx)
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        Err(ReadError::OldOrLocked)
    } else if has_workbook_name(filename) {
        Err(ReadError::Damaged)
    } else {
        Ok(Source::Utf8)
    }
}

fn has_workbook_name(filename: &str) -> bool {
    let lower = filename.to_ascii_lowercase();
    [".xlsx", ".xlsm"].iter().any(|ending| lower.ends_with(ending))
}

fn assemble(
    source: Source,
    rows: Vec<Row>,
    problems: Vec<RowProblem>,
    limits: &Limits,
) -> Result<Table, ReadError> {
    let mut rows = rows.into_iter().map(clean).filter(|row| !row.cells.is_empty());
    let header = rows.next().ok_or(ReadError::Empty)?;
    let width = header.cells.len();
    let rows: Vec<Row> = rows
        .map(|mut row| {
            row.cells.resize(row.cells.len().max(width), String::new());
            row
        })
        .collect();
    match rows.get(limits.rows as usize) {
        Some(row) => Err(ReadError::TooManyRows { row: row.number, limit: limits.rows }),
        None => Ok(Table { source, header: header.cells, rows, problems }),
    }
}

/// Trims every cell, strips the export's quote and drops empty cells at the end.
pub(super) fn clean(mut row: Row) -> Row {
    for cell in &mut row.cells {
        let trimmed = unguard(cell.trim_matches([' ', '\u{A0}', '\u{3000}', '\r', '\n', '\t'])).trim();
        if trimmed.len() != cell.len() {
            *cell = trimmed.to_owned();
        }
    }
    while row.cells.last().is_some_and(String::is_empty) {
        row.cells.pop();
    }
    row
}

pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Source), ReadError> {
    let (encoding, source, skip) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => (encoding, Source::Utf8, length),
        Some((encoding, length)) => (encoding, Source::Utf16, length),
        None if std::str::from_utf8(bytes).is_ok() => (encoding_rs::UTF_8, Source::Utf8, 0),
        None => (encoding_rs::GB18030, Source::Gb18030, 0),
    };
    let rest = bytes.get(skip..).unwrap_or_default();
    if source != Source::Utf16 && rest.contains(&0) {
        return Err(ReadError::NotATable);
    }
    encoding
        .decode_without_bom_handling_and_without_replacement(rest)
        .map(|text| (text, source))
        .ok_or(ReadError::Encoding)
}
