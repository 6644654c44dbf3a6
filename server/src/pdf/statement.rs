//! 对账单: head, summary, one row per movement, closing, ageing, signatures.

use domain::documents::{StatementDoc, StatementLine};

use super::fonts::{Face, Fonts};
use super::sheet::{Ink, Metadata, Sheet, Style};
use super::table::{CELL, CELL_BOLD, CELL_DIM, Cell, Column, Table};
use super::words::{Words, words};
use super::{PdfError, blocks, capitals, format};

/// Draws a statement.
///
/// # Errors
/// `Fault` when opening + lines is not closing, or a sum differs.
pub fn render_statement(fonts: &Fonts, doc: &StatementDoc) -> Result<Vec<u8>, PdfError> {
    doc.verify()?;
    let words = words(doc.language);
    let mut sheet = Sheet::new(
        fonts,
        &Metadata {
            title: format!("{} {}", words.statement, doc.number),
            author: doc.seller.name.clone(),
            subject: doc.buyer.legal_name.clone(),
            identifier: format!("{}-v{}", doc.number, doc.version),
            date: doc.issued_on,
        },
    )?;
    head(&mut sheet, words, doc);
    lines(&mut sheet, words, doc);
    ending(&mut sheet, words, doc);
    let foot = format!("{}   {}   {} {}", doc.seller.name, doc.number, words.version, doc.version);
    sheet.finish(&marked(words, doc.seller.demo, foot), |page, pages| words.page_of(page, pages))
}

/// The foot names demonstration data on every page.
pub(super) fn marked(words: &Words, demo: bool, foot: String) -> String {
    if demo { format!("{}   {foot}", words.demo_mark) } else { foot }
}

fn head(sheet: &mut Sheet, words: &Words, doc: &StatementDoc) {
    blocks::letterhead(sheet, words, &doc.seller);
    blocks::title(sheet, words.statement, &doc.number);
    blocks::facts(
        sheet,
        &[
            (words.customer, doc.buyer.legal_name.clone()),
            (words.customer_code, doc.buyer.code.clone()),
            (words.period, words.period_text(&doc.period_from.to_string(), &doc.period_to.to_string())),
            (words.currency, doc.currency.clone()),
        ],
        &[
            (words.issued_on, doc.issued_on.to_string()),
            (words.version, doc.version.to_string()),
            (words.bank, doc.seller.bank_name.clone()),
            (words.bank_account, doc.seller.bank_account.clone()),
        ],
    );
    let mut figures = vec![(words.opening, doc.opening), (words.shipped, doc.sums.shipments)];
    figures.push((words.returned, doc.sums.returns));
    if !doc.sums.adjustments.is_zero() {
        figures.push((words.adjusted, doc.sums.adjustments));
    }
    figures.push((words.received, doc.sums.receipts));
    figures.push((words.closing, doc.closing));
    let figures: Vec<_> =
        figures.into_iter().map(|(label, amount)| (label.to_owned(), format::money(amount))).collect();
    blocks::strip(sheet, &figures);
    sheet.y += 12.0;
}

fn lines(sheet: &mut Sheet, words: &Words, doc: &StatementDoc) {
    let running = format!("{} {}   {}", words.statement, doc.number, doc.buyer.legal_name);
    let known = doc.lines.iter().any(|line| line.customer_part_number.is_some());
    let columns = vec![
        Column::left(words.date, 50.0),
        Column::left(words.document, 70.0),
        Column::left(words.order, 66.0),
        Column::left(if known { words.part_with_own } else { words.part }, 154.0),
        Column::right(words.quantity, 42.0),
        Column::right(words.gross_price, 46.0),
        Column::right(words.amount, 55.0),
        Column::right(words.balance, 53.0),
    ];
    let table = Table::open(sheet, columns, running);
    table.row(sheet, balance_row(&doc.period_from.to_string(), words.opening, format::money(doc.opening)));
    for line in &doc.lines {
        table.row(sheet, movement(words, line));
    }
    table.row(sheet, balance_row(&doc.period_to.to_string(), words.closing, format::money(doc.closing)));
    table.close(sheet);
}

fn balance_row(date: &str, label: &str, amount: String) -> Vec<Cell> {
    let mut cells = vec![Cell::new(CELL_BOLD, date), Cell::new(CELL_BOLD, label)];
    cells.extend((0..5).map(|_| Cell::default()));
    cells.push(Cell::new(CELL_BOLD, amount));
    cells
}

fn movement(words: &Words, line: &StatementLine) -> Vec<Cell> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let item = match &line.part_number {
        // the customer's own number stands before the name: a line of its own would make long statements longer
        Some(part) => Cell::new(CELL_BOLD, part).then(CELL_DIM, described(line)),
        None => Cell::new(CELL, &line.description),
    };
    let item = if line.disputed { item.then(CELL_BOLD, words.disputed) } else { item };
    vec![
        Cell::new(CELL, line.date.to_string()),
        Cell::new(CELL, words.kind(line.kind)).then(CELL_DIM, &line.document_number),
        Cell::default().then(CELL, text(&line.order_number)).then(CELL_DIM, text(&line.po_number)),
        item,
        Cell::default()
            .then(CELL, line.quantity.map(format::quantity).unwrap_or_default())
            .then(CELL_DIM, text(&line.unit)),
        Cell::default().then(CELL, line.unit_price.map(format::price).unwrap_or_default()).then(
            CELL_DIM,
            if line.unit_price.is_some() { format::basis(line.price_basis) } else { String::new() },
        ),
        Cell::new(CELL_BOLD, format::money(line.amount)),
        Cell::new(CELL, format::money(line.balance)),
    ]
}

/// The name of what moved, led by the customer's own number for it.
fn described(line: &StatementLine) -> String {
    match &line.customer_part_number {
        Some(number) => format!("[{number}] {}", line.description),
        None => line.description.clone(),
    }
}

fn ending(sheet: &mut Sheet, words: &Words, doc: &StatementDoc) {
    blocks::keep(sheet, if doc.ageing.is_empty() { 170.0 } else { 220.0 });
    sheet.y += 8.0;
    blocks::sums(
        sheet,
        &[
            (words.due, format::money(doc.due)),
            (words.overdue, format::money(doc.overdue)),
            (words.closing, format!("{} {}", doc.currency, format::money(doc.closing))),
        ],
    );
    let plain = Style::new(Face::Regular, 8.0, Ink::Black);
    if let Some(text) = capitals(doc.language, &doc.currency, doc.closing) {
        blocks::note(sheet, plain, &format!("{}{}:{text}", words.closing, words.in_capitals));
    }
    if !doc.ageing.is_empty() {
        sheet.y += 8.0;
        blocks::note(sheet, Style::new(Face::Bold, 8.0, Ink::Black), words.ageing);
        sheet.y += 4.0;
        let figures: Vec<_> = doc
            .ageing
            .iter()
            .map(|bucket| (words.bucket(bucket.label), format::money(bucket.amount)))
            .collect();
        for row in figures.chunks(6) {
            blocks::strip(sheet, row);
        }
    }
    sheet.y += 8.0;
    blocks::note(sheet, plain, words.confirm_and_pay);
    blocks::signatures(sheet, &[words.seller_seal, words.buyer_seal, words.date]);
}
