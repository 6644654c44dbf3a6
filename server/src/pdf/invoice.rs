//! 商业发票: the seller's own invoice for shipped lines.

use domain::documents::{InvoiceDoc, InvoiceLine};

use super::fonts::{Face, Fonts};
use super::sheet::{Ink, Metadata, Sheet, Style};
use super::statement::marked;
use super::table::{CELL, CELL_BOLD, CELL_DIM, Cell, Column, Table};
use super::words::{Words, words};
use super::{PdfError, blocks, capitals, format};

/// Draws a commercial invoice.
///
/// # Errors
/// `Fault` when a line or the totals do not add up.
pub fn render_invoice(fonts: &Fonts, doc: &InvoiceDoc) -> Result<Vec<u8>, PdfError> {
    doc.verify()?;
    let words = words(doc.language);
    let mut sheet = Sheet::new(
        fonts,
        &Metadata {
            title: format!("{} {}", words.invoice, doc.number),
            author: doc.seller.name.clone(),
            subject: doc.buyer.title.clone(),
            identifier: doc.number.clone(),
            date: doc.date,
        },
    )?;
    blocks::letterhead(&mut sheet, words, &doc.seller);
    blocks::title(&mut sheet, words.invoice, &doc.number);
    blocks::facts(
        &mut sheet,
        &[
            (words.customer, doc.buyer.title.clone()),
            (words.tax_number, doc.buyer.tax_number.clone().unwrap_or_default()),
            (words.currency, doc.currency.clone()),
        ],
        &[
            (words.date, doc.date.to_string()),
            (words.due_on, doc.due_on.map(|date| date.to_string()).unwrap_or_default()),
            (words.bank, doc.seller.bank_name.clone()),
            (words.bank_account, doc.seller.bank_account.clone()),
        ],
    );
    sheet.y += 6.0;
    lines(&mut sheet, words, doc);
    ending(&mut sheet, words, doc);
    let foot = marked(words, doc.seller.demo, format!("{}   {}", doc.seller.name, doc.number));
    sheet.finish(&foot, |page, pages| words.page_of(page, pages))
}

fn lines(sheet: &mut Sheet, words: &Words, doc: &InvoiceDoc) {
    let running = format!("{} {}   {}", words.invoice, doc.number, doc.buyer.title);
    let columns = vec![
        Column::left("#", 20.0),
        Column::left(words.part, 138.0),
        Column::left(words.order, 74.0),
        Column::right(words.quantity, 46.0),
        Column::right(words.gross_price, 50.0),
        Column::right(words.net, 58.0),
        Column::right(words.rate, 28.0),
        Column::right(words.tax, 48.0),
        Column::right(words.gross, 62.0),
    ];
    let table = Table::open(sheet, columns, running);
    for line in &doc.lines {
        table.row(sheet, row(words, line));
    }
    table.close(sheet);
}

fn row(words: &Words, line: &InvoiceLine) -> Vec<Cell> {
    vec![
        Cell::new(CELL_DIM, line.line.to_string()),
        Cell::new(CELL_BOLD, &line.part_number)
            .then(CELL, words.own_number(line.customer_part_number.as_deref()))
            .then(CELL_DIM, &line.name),
        Cell::new(CELL, &line.order_number).then(CELL_DIM, &line.delivery_note),
        Cell::new(CELL, format::quantity(line.quantity)).then(CELL_DIM, &line.unit),
        Cell::new(CELL, format::price(line.unit_price)).then(CELL_DIM, format::basis(line.price_basis)),
        Cell::new(CELL, format::money(line.net)),
        Cell::new(CELL, format::percent(line.rate)),
        Cell::new(CELL, format::money(line.tax)),
        Cell::new(CELL_BOLD, format::money(line.gross)),
    ]
}

fn ending(sheet: &mut Sheet, words: &Words, doc: &InvoiceDoc) {
    blocks::keep(sheet, 160.0);
    sheet.y += 8.0;
    blocks::sums(
        sheet,
        &[
            (words.net, format::money(doc.totals.net)),
            (words.tax, format::money(doc.totals.tax)),
            (words.gross, format!("{} {}", doc.currency, format::money(doc.totals.gross))),
        ],
    );
    if let Some(text) = capitals(doc.language, &doc.currency, doc.totals.gross) {
        let style = Style::new(Face::Regular, 8.0, Ink::Black);
        blocks::note(sheet, style, &format!("{}{}:{text}", words.gross, words.in_capitals));
    }
    sheet.y += 6.0;
    blocks::note(sheet, Style::new(Face::Regular, 7.6, Ink::Dim), words.not_a_tax_invoice);
    blocks::signatures(sheet, &[words.seller_seal, words.date]);
}
