//! 送货单: what is in the parcel, without prices where the buyer wants none, and the receiver's signature.

use domain::documents::{DeliveryLine, DeliveryNoteDoc};

use super::fonts::{Face, Fonts};
use super::sheet::{Ink, Metadata, Sheet, Style};
use super::statement::marked;
use super::table::{CELL, CELL_BOLD, CELL_DIM, Cell, Column, Table};
use super::words::{Words, words};
use super::{PdfError, blocks, format};

/// Draws a delivery note.
///
/// # Errors
/// `Date` or `Writer`; a delivery note has no sums that could differ.
pub fn render_delivery_note(fonts: &Fonts, doc: &DeliveryNoteDoc) -> Result<Vec<u8>, PdfError> {
    let words = words(doc.language);
    let mut sheet = Sheet::new(
        fonts,
        &Metadata {
            title: format!("{} {}", words.delivery_note, doc.number),
            author: doc.seller.name.clone(),
            subject: doc.buyer.legal_name.clone(),
            identifier: doc.number.clone(),
            date: doc.date,
        },
    )?;
    head(&mut sheet, words, doc);
    lines(&mut sheet, words, doc);
    blocks::keep(&mut sheet, 130.0);
    sheet.y += 8.0;
    blocks::facts(
        &mut sheet,
        &[(words.made_by, doc.made_by.clone()), (words.checked_by, doc.checked_by.clone())],
        &[
            (words.packages, doc.packages.map(|count| count.to_string()).unwrap_or_default()),
            (words.weight, doc.weight_g.map(format::weight).unwrap_or_default()),
        ],
    );
    blocks::note(
        &mut sheet,
        Style::new(Face::Regular, 8.0, Ink::Black),
        &words.objection(doc.objection_days),
    );
    blocks::signatures(&mut sheet, &[words.signed_by, words.signed_on]);
    let foot = marked(words, doc.seller.demo, format!("{}   {}", doc.seller.name, doc.number));
    sheet.finish(&foot, |page, pages| words.page_of(page, pages))
}

fn head(sheet: &mut Sheet, words: &Words, doc: &DeliveryNoteDoc) {
    blocks::letterhead(sheet, words, &doc.seller);
    blocks::title(sheet, words.delivery_note, &doc.number);
    blocks::facts(
        sheet,
        &[
            (words.customer, doc.buyer.legal_name.clone()),
            (words.customer_code, doc.buyer.code.clone()),
            (words.receiver, format!("{}   {}", doc.receiver.name, doc.receiver.phone)),
            (words.delivery_address, doc.receiver.address.clone()),
        ],
        &[
            (words.date, doc.date.to_string()),
            (words.carrier, doc.carrier.clone()),
            (words.tracking, doc.tracking_numbers.join(", ")),
        ],
    );
    sheet.y += 6.0;
}

fn lines(sheet: &mut Sheet, words: &Words, doc: &DeliveryNoteDoc) {
    let priced = doc.lines.iter().any(|line| line.price.is_some());
    let mut columns = vec![
        Column::left("#", 20.0),
        Column::left(words.part, 160.0),
        Column::left(words.customer_part, 84.0),
        Column::left(words.order, 84.0),
        Column::right(words.quantity, 50.0),
        Column::left(words.unit, 34.0),
    ];
    if priced {
        columns.push(Column::right(words.gross_price, 54.0));
    }
    columns.push(Column::left(words.remark, 84.0));
    let running = format!("{} {}   {}", words.delivery_note, doc.number, doc.buyer.legal_name);
    let table = Table::open(sheet, columns, running);
    for line in &doc.lines {
        table.row(sheet, row(line, priced));
    }
    table.close(sheet);
}

fn row(line: &DeliveryLine, priced: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::new(CELL_DIM, line.line.to_string()),
        Cell::new(CELL_BOLD, &line.part_number).then(CELL_DIM, &line.name),
        Cell::new(CELL, line.customer_part_number.clone().unwrap_or_default()),
        Cell::new(CELL, &line.order_number).then(CELL_DIM, line.po_number.clone().unwrap_or_default()),
        Cell::new(CELL_BOLD, format::quantity(line.quantity)),
        Cell::new(CELL, &line.unit),
    ];
    if priced {
        cells.push(match line.price {
            Some((price, basis)) => {
                Cell::new(CELL, format::price(price)).then(CELL_DIM, format::basis(basis))
            }
            None => Cell::default(),
        });
    }
    cells.push(Cell::new(CELL, &line.remark));
    cells
}
