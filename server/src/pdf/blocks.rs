//! Blocks shared by every paper: letterhead, title, facts in two columns, strips of figures, signatures.

use domain::documents::Seller;

use super::fonts::Face;
use super::sheet::{HAIR, HEAVY, Ink, LEFT, MEDIUM, RIGHT, Sheet, Style};
use super::words::Words;
use super::wrap::wrap;

const NAME: Style = Style::new(Face::Bold, 11.5, Ink::Black);
const SMALL: Style = Style::new(Face::Regular, 7.2, Ink::Dim);
const TITLE: Style = Style::new(Face::Bold, 18.0, Ink::Black);
const NUMBER: Style = Style::new(Face::Bold, 10.5, Ink::Black);
const LABEL: Style = Style::new(Face::Regular, 7.4, Ink::Dim);
const VALUE: Style = Style::new(Face::Regular, 8.2, Ink::Black);
const STRONG: Style = Style::new(Face::Bold, 8.2, Ink::Black);
const FIGURE: Style = Style::new(Face::Bold, 9.2, Ink::Black);
const FACT_LEADING: f32 = 11.6;

/// Seller, address and number; the mark of demonstration data at the right.
pub fn letterhead(sheet: &mut Sheet, words: &Words, seller: &Seller) {
    let mut width = RIGHT - LEFT;
    if seller.demo {
        let style = Style::new(Face::Bold, 7.6, Ink::Black);
        let wide = sheet.fonts.width(words.demo_mark, style.face, style.size) + 12.0;
        sheet.frame(RIGHT - wide, sheet.y - 4.0, wide, 15.0);
        sheet.text(RIGHT - wide + 6.0, sheet.y + 6.3, style, words.demo_mark);
        width -= wide + 12.0;
    }
    sheet.y += paragraph(sheet, LEFT, sheet.y + 7.5, width, NAME, 14.0, &seller.name);
    let contact = [("", &seller.address), (words.phone, &seller.phone), (words.uscc, &seller.uscc)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label} {value}").trim().to_owned())
        .collect::<Vec<_>>()
        .join("    ");
    sheet.y += paragraph(sheet, LEFT, sheet.y + 6.5, RIGHT - LEFT, SMALL, 9.6, &contact) + 5.0;
}

/// The heavy rule, the kind of paper and its number.
pub fn title(sheet: &mut Sheet, title: &str, number: &str) {
    sheet.rule(LEFT, RIGHT, sheet.y, HEAVY, Ink::Black);
    sheet.y += 23.0;
    sheet.text(LEFT, sheet.y, TITLE, title);
    sheet.text_right(RIGHT, sheet.y, NUMBER, number);
    sheet.y += 9.0;
}

/// Labels and values, side by side. The first value of the left column is set strong.
pub fn facts(sheet: &mut Sheet, left: &[(&str, String)], right: &[(&str, String)]) {
    let middle = LEFT + (RIGHT - LEFT) * 0.54;
    let start = sheet.y;
    let left_end = fact_column(sheet, LEFT, middle - 16.0, left, true);
    sheet.y = start;
    let right_end = fact_column(sheet, middle, RIGHT, right, false);
    sheet.y = left_end.max(right_end) + 6.0;
}

fn fact_column(sheet: &mut Sheet, from: f32, to: f32, facts: &[(&str, String)], strong: bool) -> f32 {
    let shown = || facts.iter().filter(|(_, value)| !value.is_empty());
    let label_width =
        shown().map(|(label, _)| sheet.fonts.width(label, LABEL.face, LABEL.size)).fold(40.0, f32::max)
            + 10.0;
    for (index, (label, value)) in shown().enumerate() {
        sheet.text(from, sheet.y + 9.0, LABEL, label);
        let style = if strong && index == 0 { STRONG } else { VALUE };
        let x = from + label_width;
        sheet.y += paragraph(sheet, x, sheet.y + 9.0, to - x, style, FACT_LEADING, value);
    }
    sheet.y
}

/// Figures side by side between two rules: label above, figure under it, all right-aligned.
pub fn strip(sheet: &mut Sheet, figures: &[(String, String)]) {
    let width = (RIGHT - LEFT) / figures.len().max(1) as f32;
    sheet.rule(LEFT, RIGHT, sheet.y, MEDIUM, Ink::Black);
    for (index, (label, figure)) in figures.iter().enumerate() {
        let right = LEFT + width * (index + 1) as f32 - if index + 1 == figures.len() { 0.0 } else { 10.0 };
        sheet.text_right(right, sheet.y + 10.5, LABEL, label);
        sheet.text_right(right, sheet.y + 22.5, FIGURE, figure);
    }
    sheet.y += 28.5;
    sheet.rule(LEFT, RIGHT, sheet.y, HAIR, Ink::Black);
}

/// Sums at the right edge under a table; the last one is the one that counts.
pub fn sums(sheet: &mut Sheet, figures: &[(&str, String)]) {
    let left = RIGHT - 230.0;
    for (index, (label, figure)) in figures.iter().enumerate() {
        if index + 1 < figures.len() {
            sheet.text(left, sheet.y + 11.5, LABEL, label);
            sheet.text_right(RIGHT, sheet.y + 11.5, VALUE, figure);
            sheet.y += 14.5;
            sheet.rule(left, RIGHT, sheet.y, HAIR, Ink::Faint);
        } else {
            sheet.rule(left, RIGHT, sheet.y, MEDIUM, Ink::Black);
            sheet.text(left, sheet.y + 15.0, Style::new(Face::Bold, 9.0, Ink::Black), label);
            sheet.text_right(RIGHT, sheet.y + 15.5, Style::new(Face::Bold, 13.0, Ink::Black), figure);
            sheet.y += 22.0;
            sheet.rule(left, RIGHT, sheet.y, HEAVY, Ink::Black);
        }
    }
    sheet.y += 4.0;
}

/// A paragraph over the whole width; moves the pen below it.
pub fn note(sheet: &mut Sheet, style: Style, text: &str) {
    sheet.y +=
        paragraph(sheet, LEFT, sheet.y + style.size + 2.0, RIGHT - LEFT, style, style.size * 1.45, text);
}

/// Lines to sign on, side by side, with room for a seal above.
pub fn signatures(sheet: &mut Sheet, labels: &[&str]) {
    let width = (RIGHT - LEFT) / labels.len().max(1) as f32;
    sheet.y += 46.0;
    for (index, label) in labels.iter().enumerate() {
        let from = LEFT + width * index as f32;
        sheet.rule(from, from + width - 18.0, sheet.y, HAIR, Ink::Black);
        sheet.text(from, sheet.y + 10.0, LABEL, label);
    }
    sheet.y += 16.0;
}

/// Starts a new page unless so many points are left.
pub fn keep(sheet: &mut Sheet, points: f32) {
    if sheet.room() < points {
        sheet.next_page();
    }
}

/// Sets wrapped lines from a base line on; answers the height used.
fn paragraph(sheet: &mut Sheet, x: f32, y: f32, width: f32, style: Style, leading: f32, text: &str) -> f32 {
    let lines = wrap(sheet.fonts, text, style.face, style.size, width);
    for (index, line) in lines.iter().enumerate() {
        sheet.text(x, y + leading * index as f32, style, line);
    }
    leading * lines.len() as f32
}
