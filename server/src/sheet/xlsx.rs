//! Reads an XLSX workbook cell by cell, with limits on cell positions.
//!
//! Never as a range: two cells far apart would allocate everything between them. Only the first visible
//! sheet is read. Numbers are given as Excel shows them at fifteen digits, dates as `2026-10-01`.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::AssertUnwindSafe;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use rust_decimal::Decimal;

use super::read::{Limits, ReadError, Row, RowFault, RowProblem};

/// A workbook may unpack to so many times the bytes allowed for the file.
const UNPACK_FACTOR: usize = 12;
/// And its texts, which the reader holds all at once, to so many times.
const STRINGS_FACTOR: usize = 4;
const MAX_PARTS: usize = 2_000;
/// `<si/>`: a table of shared strings cannot hold more of them than its bytes divided by this.
const SHORTEST_STRING: usize = 5;
/// Cells visited, empty ones included, per cell allowed.
const VISIT_FACTOR: u64 = 4;

pub fn read_rows(bytes: &[u8], limits: &Limits) -> Result<(Vec<Row>, Vec<RowProblem>), ReadError> {
    check_parts(bytes, limits)?;
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

/// Unpacks every part once, into nothing, before the reader sees the file: what the archive's directory says of sizes and
/// what the table of shared strings says of their number are claims, and the reader takes memory by the latter.
fn check_parts(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let limit = limits.bytes.saturating_mul(UNPACK_FACTOR);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(ReadError::Damaged);
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| ReadError::Damaged)?;
        let is_strings =
            part.name().map_err(|_| ReadError::Damaged)?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let most = if is_strings { left.min(limits.bytes.saturating_mul(STRINGS_FACTOR)) } else { left };
        let (size, claimed) = measure(part.take(most as u64 + 1), is_strings)?;
        if size > most {
            return Err(ReadError::UnpacksTooLarge { limit });
        }
        if claimed.saturating_mul(SHORTEST_STRING) > size {
            return Err(ReadError::Damaged);
        }
        left -= size;
    }
    Ok(())
}

/// Bytes of a part, and the largest number of strings it claims anywhere, comments and all.
fn measure(mut part: impl Read, claims: bool) -> Result<(usize, usize), ReadError> {
    const OVERLAP: usize = 64;
    let (mut size, mut claimed, mut kept) = (0, 0, 0);
    let mut buffer = vec![0; OVERLAP + (64 << 10)];
    loop {
        let room = buffer.get_mut(kept..).unwrap_or_default();
        let read = part.read(room).map_err(|_| ReadError::Damaged)?;
        if read == 0 {
            return Ok((size, claimed));
        }
        size += read;
        if !claims {
            continue;
        }
        let filled = kept + read;
        let seen = buffer.get(..filled).unwrap_or_default();
        // a text of two bytes a character would hide the word that is looked for
        if seen.contains(&0) {
            return Err(ReadError::Damaged);
        }
        claimed = claimed.max(most_claimed(seen));
        let tail = filled.min(OVERLAP);
        buffer.copy_within(filled - tail..filled, 0);
        kept = tail;
    }
}

/// The largest value of `uniqueCount="…"` in a piece of XML; one that is too long for a number counts as endless.
fn most_claimed(xml: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    let starts = xml.windows(NAME.len()).enumerate().filter(|(_, word)| *word == NAME).map(|(at, _)| at);
    let values = starts.map(|at| {
        let rest = xml.get(at + NAME.len()..).unwrap_or_default();
        let digits = rest.iter().skip_while(|b| b.is_ascii_whitespace() || b"='\"+".contains(b));
        digits
            .take_while(|b| b.is_ascii_digit())
            .fold(0_usize, |value, digit| value.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
    });
    values.max().unwrap_or(0)
}
