//! A list of texts as a table to take away: one heading row, then a row each. What is written can be read back by `read`.

use super::{SheetError, guard};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};

/// Widest column, in characters.
const WIDEST: usize = 48;

/// The list as CSV, with the mark that makes Excel read Chinese; texts a spreadsheet could run are quoted.
///
/// # Errors
/// `Csv`
pub fn plain_csv(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, SheetError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(heads)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guard(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
}

/// The list as a workbook with one sheet; a text cell never computes.
///
/// # Errors
/// `Xlsx`
pub fn plain_xlsx(name: &str, heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, label) in (0u16..).zip(heads) {
        let cells = rows.iter().filter_map(|row| row.get(usize::from(column)));
        let longest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0).clamp(10, WIDEST);
        sheet.set_column_width(column, u16::try_from(longest + 2).unwrap_or(u16::MAX))?;
        sheet.write_string_with_format(0, column, *label, &head)?;
    }
    for (at, row) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(row) {
            sheet.write_string(at, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}
