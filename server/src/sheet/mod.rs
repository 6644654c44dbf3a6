//! Tables that people send us and tables we hand out: CSV and XLSX.
//!
//! Owns decoding, limits and the guard against formulas. Does not know what a column means: it hands
//! out text with row numbers as Excel shows them.

mod csv_text;
mod plain;
mod portions;
mod read;
mod result;
mod statement;
mod words;
mod xlsx;

pub use plain::{plain_csv, plain_xlsx};
pub use portions::{Portion, Portions};
pub use read::{Limits, ReadError, Row, RowFault, RowProblem, Source, Table, read_table};
pub use result::ResultSheet;
pub use statement::{SheetError, statement_csv, statement_xlsx};

/// Text cells that begin so could be taken for a formula by a spreadsheet.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])
}

/// Puts a quote before a text that a spreadsheet could run.
fn guard(text: &str) -> String {
    if looks_like_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes the quote of [`guard`] away again.
fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_nasty_first_character_survives_the_round_trip() {
        for first in ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"] {
            let text = format!("{first}cmd|' /C calc'!A0");
            assert!(guard(&text).starts_with('\''), "{text:?}");
            assert_eq!(unguard(&guard(&text)), text);
        }
        assert_eq!(guard("6204-2RS1"), "6204-2RS1");
        assert_eq!(unguard("'tis"), "'tis");
    }
}
