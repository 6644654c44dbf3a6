//! 订单确认书: what was ordered, at which price, promised for when.

use domain::documents::{OrderConfirmationDoc, OrderConfirmationLine};

use super::fonts::{Face, Fonts};
use super::sheet::{Ink, Metadata, Sheet, Style};
use super::statement::marked;
use super::table::{CELL, CELL_BOLD, CELL_DIM, Cell, Column, Table};
use super::words::words;
use super::{PdfError, blocks, capitals, format};

/// Draws an order confirmation.
///
/// # Errors
/// `Fault` when a line or the totals do not add up.
pub fn render_order_confirmation(fonts: &Fonts, doc: &OrderConfirmationDoc) -> Result<Vec<u8>, PdfError> {
    doc.verify()?;
    let words = words(doc.language);
    let title = format!("{} {}", words.order_confirmation, doc.number);
    let metadata = Metadata {
        title: title.clone(),
        author: doc.seller.name.clone(),
        subject: doc.buyer.legal_name.clone(),
        identifier: doc.number.clone(),
        date: doc.date,
    };
    let mut sheet = Sheet::new(fonts, &metadata)?;
    blocks::letterhead(&mut sheet, words, &doc.seller);
    blocks::title(&mut sheet, words.order_confirmation, &doc.number);
    blocks::facts(
        &mut sheet,
        &[
            (words.customer, doc.buyer.legal_name.clone()),
            (words.customer_code, doc.buyer.code.clone()),
            (words.receiver, format!("{}   {}", doc.receiver.name, doc.receiver.phone)),
            (words.delivery_address, doc.receiver.address.clone()),
        ],
        &[
            (words.date, doc.date.to_string()),
            (words.po, doc.po_number.clone().unwrap_or_default()),
            (words.currency, doc.currency.clone()),
        ],
    );
    sheet.y += 6.0;
    let columns = vec![
        Column::left("#", 20.0),
        Column::left(words.part, 170.0),
        Column::left(words.customer_part, 80.0),
        Column::right(words.quantity, 52.0),
        Column::right(words.gross_price, 56.0),
        Column::right(words.gross, 64.0),
        Column::right(words.promised, 58.0),
    ];
    let table = Table::open(&mut sheet, columns, format!("{title}   {}", doc.buyer.legal_name));
    for line in &doc.lines {
        table.row(&mut sheet, row(line));
    }
    table.close(&mut sheet);
    ending(&mut sheet, doc);
    let foot = marked(words, doc.seller.demo, format!("{}   {}", doc.seller.name, doc.number));
    sheet.finish(&foot, |page, pages| words.page_of(page, pages))
}

fn row(line: &OrderConfirmationLine) -> Vec<Cell> {
    vec![
        Cell::new(CELL_DIM, line.line.to_string()),
        Cell::new(CELL_BOLD, &line.part_number).then(CELL_DIM, &line.name),
        Cell::new(CELL, line.customer_part_number.clone().unwrap_or_default()),
        Cell::new(CELL, format::quantity(line.quantity)).then(CELL_DIM, &line.unit),
        Cell::new(CELL, format::price(line.unit_price)).then(CELL_DIM, format::basis(line.price_basis)),
        Cell::new(CELL_BOLD, format::money(line.gross)),
        Cell::new(CELL, line.promised_on.map(|date| date.to_string()).unwrap_or_default()),
    ]
}

fn ending(sheet: &mut Sheet, doc: &OrderConfirmationDoc) {
    let words = words(doc.language);
    blocks::keep(sheet, 90.0);
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
}
