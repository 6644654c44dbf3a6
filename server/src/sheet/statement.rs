//! A statement as a table: the same lines and figures as on paper, for the customer's own spreadsheet.
//!
//! CSV is UTF-8 with a byte order mark, so that Excel reads Chinese; texts that a spreadsheet could run
//! are quoted. In XLSX a text cell never computes, so texts stand there as they are.

use domain::documents::{DocumentFault, StatementDoc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::guard;
use super::words::{SheetWords, words};

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("the document does not add up: {0}")]
    Fault(#[from] DocumentFault),
    #[error("the CSV could not be written")]
    Csv(#[from] csv::Error),
    #[error("the workbook could not be written")]
    Xlsx(#[from] XlsxError),
}

/// What stands in one cell.
enum Value {
    Text(String),
    Number(Decimal),
    /// A figure with two decimals.
    Money(Decimal),
    Nothing,
}

const COLUMNS: usize = 16;
/// Widths in characters, in the order of the columns.
const WIDTHS: [u16; COLUMNS] = [6, 11, 10, 15, 15, 15, 24, 16, 38, 10, 7, 12, 9, 13, 13, 9];
/// Facts above the table.
const HEAD_ROW: u32 = 6;

/// The statement as CSV: one head row, opening, lines, closing.
///
/// # Errors
/// `Fault` when the figures do not add up.
pub fn statement_csv(doc: &StatementDoc) -> Result<Vec<u8>, SheetError> {
    doc.verify()?;
    let words = words(doc.language);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    writer.write_record(words.heads)?;
    for row in rows(words, doc) {
        writer.write_record(row.iter().map(|value| match value {
            Value::Text(text) => guard(text),
            Value::Number(number) => number.normalize().to_string(),
            Value::Money(amount) => plain_money(*amount),
            Value::Nothing => String::new(),
        }))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
}

/// The statement as a workbook with one sheet.
///
/// # Errors
/// `Fault` when the figures do not add up.
pub fn statement_xlsx(doc: &StatementDoc) -> Result<Vec<u8>, SheetError> {
    doc.verify()?;
    let words = words(doc.language);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(words.sheet)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    write_facts(sheet, words, doc)?;
    let head =
        Format::new().set_bold().set_border_top(FormatBorder::Medium).set_border_bottom(FormatBorder::Thin);
    let right = head.clone().set_align(FormatAlign::Right);
    for (column, label) in (0..).zip(words.heads) {
        let numeric = matches!(column, 0 | 9 | 11..=14);
        sheet.write_string_with_format(HEAD_ROW, column, label, if numeric { &right } else { &head })?;
    }
    let mut at = HEAD_ROW;
    for row in rows(words, doc) {
        at += 1;
        write_row(sheet, at, &row)?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(workbook.save_to_buffer()?)
}

fn write_facts(sheet: &mut Worksheet, words: &SheetWords, doc: &StatementDoc) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let demo = if doc.seller.demo { words.demo } else { "" };
    let values = [
        format!("{}  {demo}", doc.seller.name).trim_end().to_owned(),
        format!("{} ({})", doc.buyer.legal_name, doc.buyer.code),
        format!("{} v{}", doc.number, doc.version),
        format!("{} – {}", doc.period_from, doc.period_to),
        doc.currency.clone(),
    ];
    for ((row, label), value) in (0..).zip(words.facts).zip(&values) {
        sheet.write_string(row, 0, label)?;
        sheet.write_string_with_format(row, 2, value, &bold)?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, at: u32, row: &[Value; COLUMNS]) -> Result<(), XlsxError> {
    let money = Format::new().set_num_format("#,##0.00");
    for (column, value) in (0..).zip(row) {
        match value {
            Value::Text(text) => sheet.write_string(at, column, text)?,
            // A workbook knows no decimal numbers; the figure arrives rounded and only changes its form.
            Value::Number(number) => sheet.write_number(at, column, number.to_f64().unwrap_or_default())?,
            Value::Money(amount) => {
                sheet.write_number_with_format(at, column, amount.to_f64().unwrap_or_default(), &money)?
            }
            Value::Nothing => continue,
        };
    }
    Ok(())
}

fn rows(words: &SheetWords, doc: &StatementDoc) -> Vec<[Value; COLUMNS]> {
    let mut rows = vec![balance_row(doc.period_from.to_string(), words.opening, doc.opening)];
    for line in &doc.lines {
        rows.push([
            Value::Number(Decimal::from(line.seq)),
            Value::Text(line.date.to_string()),
            Value::Text(words.kind(line.kind).to_owned()),
            Value::Text(line.document_number.clone()),
            text(&line.order_number),
            text(&line.po_number),
            text(&line.part_number),
            text(&line.customer_part_number),
            Value::Text(line.description.clone()),
            line.quantity.map_or(Value::Nothing, Value::Number),
            text(&line.unit),
            line.unit_price.map_or(Value::Nothing, Value::Number),
            line.unit_price.map_or(Value::Nothing, |_| Value::Number(Decimal::from(line.price_basis))),
            Value::Money(line.amount),
            Value::Money(line.balance),
            if line.disputed { Value::Text(words.disputed.to_owned()) } else { Value::Nothing },
        ]);
    }
    rows.push(balance_row(doc.period_to.to_string(), words.closing, doc.closing));
    rows
}

fn balance_row(date: String, label: &str, balance: Decimal) -> [Value; COLUMNS] {
    let mut row = [const { Value::Nothing }; COLUMNS];
    row[1] = Value::Text(date);
    row[2] = Value::Text(label.to_owned());
    row[14] = Value::Money(balance);
    row
}

fn text(value: &Option<String>) -> Value {
    value.clone().map_or(Value::Nothing, Value::Text)
}

/// Two decimals at least, without grouping.
fn plain_money(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}
