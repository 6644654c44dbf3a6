//! A table read portion by portion: of a text file only the portion at hand is held as cells.

use super::csv_text::Reader;
use super::read::{Limits, ReadError, Row, RowProblem, Source, clean, decode, kind, read_table};
use std::borrow::Cow;

/// A file being read.
#[derive(Debug)]
pub struct Portions<'a> {
    header: Vec<String>,
    limits: Limits,
    rest: Rest<'a>,
}

#[derive(Debug)]
enum Rest<'a> {
    Text(Cow<'a, str>, Reader, Vec<RowProblem>),
    Rows(std::vec::IntoIter<Row>, Vec<RowProblem>),
}

/// Some rows, and those among them that could not be read.
#[derive(Debug, Default)]
pub struct Portion {
    /// At least as many cells each as the header has.
    pub rows: Vec<Row>,
    pub problems: Vec<RowProblem>,
}

impl<'a> Portions<'a> {
    /// Opens a text of any size within `limits`, or a workbook within those of an upload.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn open(bytes: &'a [u8], filename: &str, limits: Limits) -> Result<Self, ReadError> {
        if kind(bytes, filename, &limits)? == Source::Xlsx {
            let table = read_table(bytes, filename, &Limits::STAFF)?;
            let rest = Rest::Rows(table.rows.into_iter(), table.problems);
            return Ok(Self { header: table.header, limits, rest });
        }
        let (text, _) = decode(bytes)?;
        let (mut reader, mut unread) = (Reader::new(&text), Vec::new());
        while let Some(read) = reader.next_row(&text, &limits)? {
            match read.map(clean) {
                Ok(row) if row.cells.is_empty() => {}
                Ok(row) => {
                    let rest = Rest::Text(text, reader, unread);
                    return Ok(Self { header: row.cells, limits, rest });
                }
                Err(problem) => unread.push(problem),
            }
        }
        Err(ReadError::Empty)
    }

    /// Names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next rows, this many at most; none at the end.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn next(&mut self, most: usize) -> Result<Option<Portion>, ReadError> {
        let mut portion = Portion::default();
        match &mut self.rest {
            Rest::Rows(rows, problems) => {
                portion.rows = rows.by_ref().take(most).collect();
                portion.problems = std::mem::take(problems);
            }
            Rest::Text(text, reader, unread) => {
                portion.problems = std::mem::take(unread);
                while portion.rows.len() < most {
                    match reader.next_row(text, &self.limits)? {
                        None => break,
                        Some(Err(problem)) => portion.problems.push(problem),
                        Some(Ok(row)) => {
                            let mut row = clean(row);
                            let width = row.cells.len().max(self.header.len());
                            if !row.cells.is_empty() {
                                row.cells.resize(width, String::new());
                                portion.rows.push(row);
                            }
                        }
                    }
                }
            }
        }
        Ok((!portion.rows.is_empty() || !portion.problems.is_empty()).then_some(portion))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_the_rows_of_the_whole() {
        let mut text = "\n a ,b\n".to_owned();
        (0..25).for_each(|n| text.push_str(&format!("{n},\"x\ny\"\n\n")));
        text.push_str("\"open,1\n26");
        let whole = read_table(text.as_bytes(), "t.csv", &Limits::STAFF).unwrap();
        let mut portions = Portions::open(text.as_bytes(), "t.csv", Limits::COMMAND).unwrap();
        assert_eq!(portions.header(), whole.header);
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        while let Some(portion) = portions.next(10).unwrap() {
            assert!(portion.rows.len() <= 10);
            rows.extend(portion.rows);
            problems.extend(portion.problems);
        }
        assert_eq!((rows, problems), (whole.rows, whole.problems));
        assert_eq!(Portions::open(b"\n\n", "t.csv", Limits::COMMAND).unwrap_err(), ReadError::Empty);
    }
}
