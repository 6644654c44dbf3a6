//! Lines of a quote as somebody types or pastes them: part number, from quantity, price.

use crate::quantity::{Quantity, read_number};
use crate::rejection::{FieldProblem, Problem};
use rust_decimal::Decimal;

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// Row of the text, from one.
    pub row: u32,
    /// As typed.
    pub part_number: String,
    /// From this quantity on; one unless it is said.
    pub min_qty: Quantity,
    /// The price as typed.
    pub price: Decimal,
    /// How many units it is for, when it is said: `85.00/1000`.
    pub basis: Option<u32>,
}

/// Reads every line; what cannot be read is named by its row. Cells stand between tabs, `;` or `,`, else between spaces; the
/// last is the price, the one before the quantity.
pub fn read_lines(text: &str) -> (Vec<TypedLine>, Vec<FieldProblem>) {
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for (row, text) in (1u32..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match read_line(row, text) {
            Ok(line) => lines.push(line),
            Err(problem) => problems.push(FieldProblem::in_row("lines", row, problem)),
        }
    }
    (lines, problems)
}

fn read_line(row: u32, text: &str) -> Result<TypedLine, Problem> {
    let mark = ['\t', ';', '；', ',', '，'].into_iter().find(|mark| text.contains(*mark));
    let cells: Vec<&str> = match mark {
        Some(mark) => text.split(mark).map(str::trim).filter(|cell| !cell.is_empty()).collect(),
        None => text.split_whitespace().collect(),
    };
    let malformed = || Problem::Malformed { typed: text.trim().to_owned() };
    let (part, quantity, price) = match cells.as_slice() {
        [part, price] => (*part, "1", *price),
        [part, quantity, price] => (*part, *quantity, *price),
        _ => return Err(malformed()),
    };
    let min_qty =
        Quantity::parse(quantity).map_err(|_| Problem::NotANumber { typed: quantity.to_owned() })?;
    let (typed, basis) = match price.split_once('/') {
        Some((price, basis)) => (price, Some(basis)),
        None => (price, None),
    };
    let plain = typed.trim().trim_start_matches(['\u{a5}', '\u{ffe5}']);
    let price = read_number(plain).ok_or_else(|| Problem::NotANumber { typed: typed.to_owned() })?;
    let range = || Problem::OutOfRange { typed: typed.to_owned() };
    if price <= Decimal::ZERO || price >= Decimal::from(1_000_000_000) || price.normalize().scale() > 6 {
        return Err(range());
    }
    let basis = match basis.map(|basis| basis.trim().parse::<u32>()) {
        None => None,
        Some(Ok(basis)) if matches!(basis, 1 | 10 | 100 | 1000) => Some(basis),
        Some(_) => return Err(malformed()),
    };
    Ok(TypedLine { row, part_number: part.to_owned(), min_qty, price, basis })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_from_sheets_and_from_chat() {
        let (lines, problems) = read_lines(
            "P-1\t100\t¥1,250.50\n\nP-2 5 8.4/100\nP-3，7\nP-4;2;x\nP-5 1 2 3\nP-6 1 0\nP-7 1 1/7",
        );
        let read: Vec<_> = lines
            .iter()
            .map(|l| {
                (l.row, l.part_number.as_str(), l.min_qty.get().to_string(), l.price.to_string(), l.basis)
            })
            .collect();
        assert_eq!(
            read,
            [
                (1, "P-1", "100".to_owned(), "1250.50".to_owned(), None),
                (3, "P-2", "5".to_owned(), "8.4".to_owned(), Some(100)),
                (4, "P-3", "1".to_owned(), "7".to_owned(), None),
            ]
        );
        let rows: Vec<_> = problems.iter().map(|p| p.row.unwrap()).collect();
        assert_eq!(rows, [5, 6, 7, 8]);
    }
}
