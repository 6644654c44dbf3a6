//! Reads an XLSX workbook cell by cell, with limits on cell positions.
//!
//! Never as a range: two cells far apart would allocate everything between them. Only the first visible
//! sheet is read. Numbers are given as Excel shows them at fifteen digits, dates as `2026-10-01`.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use rust_decimal::Decimal;

use super::read::{Limits, ReadError, Row, RowFault, RowProblem};

/// A workbook may unpack to so many times the bytes allowed for the file.
const UNPACK_FACTOR: usize = 12;
const MAX_PARTS: usize = 2_000;
/// Cells visited, empty ones included, per cell allowed.
const VISIT_FACTOR: u64 = 4;

pub fn read_rows(bytes: &[u8], limits: &Limits) -> Result<(Vec<Row>, Vec<RowProblem>), ReadError> {
    let limit = limits.bytes.saturating_mul(UNPACK_FACTOR);
    let unpacked = unpacked_size(bytes).ok_or(ReadError::Damaged)?;
    if unpacked > limit as u64 {
        return Err(ReadError::UnpacksTooLarge { limit });
    }
    // The reader trusts counts in the file and may panic on absurd ones.
    std::panic::catch_unwind(AssertUnwindSafe(|| read_cells(bytes, limits)))
        .unwrap_or(Err(ReadError::Damaged))
}

fn read_cells(bytes: &[u8], limits: &Limits) -> Result<(Vec<Row>, Vec<RowProblem>), ReadError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let name = workbook
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .ok_or(ReadError::Empty)?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(|_| ReadError::Damaged)?;
    let most_visits = u64::from(limits.rows) * u64::from(limits.columns) * VISIT_FACTOR;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut visits = 0_u64;
    while let Some(cell) = reader.next_cell().map_err(|_| ReadError::Damaged)? {
        visits += 1;
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if visits > most_visits {
            return Err(ReadError::TooManyRows { row: row.saturating_add(1), limit: limits.rows });
        }
        if text.trim().is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        let first = rows.first_key_value().map_or(number, |(first, _)| *first);
        if number.saturating_sub(first) > limits.rows {
            return Err(ReadError::TooManyRows { row: number, limit: limits.rows });
        }
        if column >= limits.columns {
            let column = column.saturating_add(1);
            return Err(ReadError::TooManyColumns { row: number, column, limit: limits.columns });
        }
        if text.chars().count() > limits.cell_chars {
            let fault = RowFault::CellTooLong { column: column + 1, limit: limits.cell_chars };
            problems.push(RowProblem { row: number, fault });
            continue;
        }
        let cells = rows.entry(number).or_default();
        let place = column as usize;
        if cells.len() <= place {
            cells.resize(place + 1, String::new());
        }
        cells[place] = text;
    }
    let bad = |number: &u32| problems.iter().any(|problem| problem.row == *number);
    let rows = rows.into_iter().filter(|(number, _)| !bad(number));
    Ok((rows.map(|(number, cells)| Row { number, cells }).collect(), problems))
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => match Decimal::try_from(*value) {
            Ok(decimal) => decimal.normalize().to_string(),
            Err(_) => value.to_string(),
        },
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    match moment.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
    }
}

/// Sum of the unpacked sizes in the archive's directory; nothing when there is no sound directory.
/// Source: PKWARE APPNOTE 4.3.12 and 4.3.16.
fn unpacked_size(bytes: &[u8]) -> Option<u64> {
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let end = bytes.get(tail..)?.windows(4).rposition(|window| window == b"PK\x05\x06")? + tail;
    let count = usize::from(u16::from_le_bytes(bytes.get(end + 10..end + 12)?.try_into().ok()?));
    let mut at = u32::from_le_bytes(bytes.get(end + 16..end + 20)?.try_into().ok()?) as usize;
    if count > MAX_PARTS {
        return None;
    }
    let mut sum = 0_u64;
    for _ in 0..count {
        let entry = bytes.get(at..at.checked_add(46)?)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        sum += u64::from(u32::from_le_bytes(entry.get(24..28)?.try_into().ok()?));
        let extra: usize = [28, 30, 32]
            .into_iter()
            .filter_map(|place| entry.get(place..place + 2)?.try_into().ok().map(u16::from_le_bytes))
            .map(usize::from)
            .sum();
        at = at.checked_add(46 + extra)?;
    }
    Some(sum)
}
