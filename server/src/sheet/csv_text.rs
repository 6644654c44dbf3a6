//! Splits a text into rows and cells: quotes, the delimiter of the first line, blank lines counted.
//!
//! A quote inside a cell that does not begin with one is a plain character (`G1/4"`). A quote that opens
//! and does not close costs its own row only: the rows after it are read.

use super::read::{Limits, ReadError, Row, RowFault, RowProblem};

/// A quoted cell with more line breaks than this is taken for an unclosed quote.
const MAX_BREAKS_IN_CELL: usize = 20;

pub fn read_rows(text: &str, limits: &Limits) -> Result<(Vec<Row>, Vec<RowProblem>), ReadError> {
    let mut reader = Reader::new(text);
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    while let Some(read) = reader.next_row(text, limits)? {
        match read {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push(problem),
        }
    }
    Ok((rows, problems))
}

/// Where reading stands in a text: rows one after the other, none kept.
#[derive(Debug)]
pub struct Reader {
    delimiter: char,
    /// Bytes of the text behind which it goes on.
    at: usize,
    number: u32,
    first: Option<u32>,
    any: bool,
}

impl Reader {
    pub fn new(text: &str) -> Self {
        let (delimiter, rest, number) = start(text);
        Self { delimiter, at: text.len() - rest.len(), number, first: None, any: false }
    }

    /// The next row that says anything, or one that cannot be read; nothing at the end of the text.
    pub fn next_row(
        &mut self,
        text: &str,
        limits: &Limits,
    ) -> Result<Option<Result<Row, RowProblem>>, ReadError> {
        loop {
            let rest = text.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(None);
            }
            self.number += 1;
            let number = self.number;
            let from = *self.first.get_or_insert(number);
            if number - from > limits.rows && !rest.trim().is_empty() {
                return Err(ReadError::TooManyRows { row: number, limit: limits.rows });
            }
            let Some((cells, after)) = split_row(rest, self.delimiter) else {
                self.at = text.len() - after_line(rest).len();
                return Ok(Some(Err(RowProblem { row: number, fault: RowFault::UnclosedQuote })));
            };
            self.at = text.len() - after.len();
            check_columns(&cells, number, limits)?;
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            if blank && !self.any {
                self.first = None; // blank lines above the header do not count against the limit
            }
            if let Some(column) = cells.iter().position(|cell| cell.chars().count() > limits.cell_chars) {
                let fault = RowFault::CellTooLong { column: column as u32 + 1, limit: limits.cell_chars };
                return Ok(Some(Err(RowProblem { row: number, fault })));
            }
            if !blank {
                self.any = true;
                return Ok(Some(Ok(Row { number, cells })));
            }
        }
    }
}

fn check_columns(cells: &[String], row: u32, limits: &Limits) -> Result<(), ReadError> {
    let used = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last as u32 + 1);
    if used > limits.columns {
        return Err(ReadError::TooManyColumns { row, column: used, limit: limits.columns });
    }
    Ok(())
}

/// The delimiter, the text to read and the rows already passed. Excel's `sep=;` line is obeyed.
fn start(text: &str) -> (char, &str, u32) {
    let first = text.lines().next().unwrap_or_default();
    let mut named = first.strip_prefix("sep=").unwrap_or_default().chars();
    if let (Some(delimiter), None) = (named.next(), named.next()) {
        return (delimiter, after_line(text), 1);
    }
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [('|', 0), (',', 0), (';', 0), ('\t', 0)]; // the last wins a draw
    for character in line.chars() {
        quoted ^= character == '"';
        if let Some(count) = counts.iter_mut().find(|(mark, _)| *mark == character && !quoted) {
            count.1 += 1;
        }
    }
    let (delimiter, count) = counts.into_iter().max_by_key(|(_, count)| *count).unwrap_or((',', 0));
    (if count == 0 { ',' } else { delimiter }, text, 0)
}

fn after_line(text: &str) -> &str {
    text.find('\n').and_then(|end| text.get(end + 1..)).unwrap_or_default()
}

/// One row and the text after it; nothing when a quote does not close.
fn split_row(text: &str, delimiter: char) -> Option<(Vec<String>, &str)> {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let (cell, after) = if let Some(body) = rest.strip_prefix('"') {
            quoted_cell(body, delimiter)?
        } else {
            let end = rest.find([delimiter, '\n']).unwrap_or(rest.len());
            let (cell, after) = rest.split_at(end);
            (cell.trim_end_matches('\r').to_owned(), after)
        };
        cells.push(cell);
        if let Some(next) = after.strip_prefix(delimiter) {
            rest = next;
        } else {
            return Some((cells, after.strip_prefix('\n').unwrap_or(after)));
        }
    }
}

/// The cell after its opening quote, and the text from the delimiter on.
fn quoted_cell(body: &str, delimiter: char) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = body;
    let mut breaks = 0;
    loop {
        let end = rest.find('"')?;
        let (part, after) = rest.split_at(end);
        cell.push_str(part);
        breaks += part.matches('\n').count();
        if breaks > MAX_BREAKS_IN_CELL {
            return None;
        }
        let after = after.strip_prefix('"').unwrap_or(after);
        if let Some(next) = after.strip_prefix('"') {
            cell.push('"');
            rest = next;
            continue;
        }
        // Whatever stands between the closing quote and the delimiter belongs to the cell.
        let tail = after.find([delimiter, '\n']).unwrap_or(after.len());
        let (extra, next) = after.split_at(tail);
        cell.push_str(extra.trim_end_matches('\r'));
        return Some((cell, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read_rows(text, &Limits::BUYER).unwrap().0.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn quotes_breaks_and_inch_marks_are_read_as_written() {
        assert_eq!(
            cells("a,\"b,\"\"c\"\"\nd\",G1/4\"\r\ne,,f"),
            [["a", "b,\"c\"\nd", "G1/4\""], ["e", "", "f"]]
        );
    }

    #[test]
    fn the_delimiter_is_taken_from_the_first_line() {
        assert_eq!(cells("a;b,5\n1;2"), [["a", "b,5"], ["1", "2"]]);
        assert_eq!(cells("a\tb\n"), [["a", "b"]]);
        assert_eq!(cells("sep=|\na|b,c,d"), [["a", "b,c,d"]]);
        assert_eq!(cells("single"), [["single"]]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_row_only() {
        let (rows, problems) = read_rows("a,b\n\"x,1\ny,2\n", &Limits::BUYER).unwrap();
        assert_eq!(problems, [RowProblem { row: 2, fault: RowFault::UnclosedQuote }]);
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn a_megabyte_of_quotes_is_read_in_one_pass() {
        let text = format!("a,b\n{}", "\"".repeat(1 << 20));
        let (rows, problems) = read_rows(&text, &Limits::BUYER).unwrap();
        assert_eq!((rows.len(), problems.len()), (1, 1));
    }
}
