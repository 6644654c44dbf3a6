//! Reading a desk's form: every field that cannot be taken is named at once, nothing is guessed.

use crate::error::Result;
use crate::quantity::MAX_QUANTITY;
use crate::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;

/// Collects the problems of one form.
#[derive(Debug, Default)]
pub(super) struct Typed {
    problems: Vec<FieldProblem>,
    row: Option<u32>,
}

impl Typed {
    /// Notes the row that is read from here on.
    pub(super) fn in_row(&mut self, row: u32) {
        self.row = Some(row);
    }

    pub(super) fn note(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem { row: self.row, ..FieldProblem::new(field, problem) });
    }

    /// A text of one line that may be empty.
    pub(super) fn text(&mut self, field: &str, typed: &str, max: u32) -> String {
        let text = typed.trim();
        if text.chars().any(|c| c.is_control()) {
            self.note(field, Problem::Malformed { typed: text.escape_debug().to_string() });
        } else if text.chars().count() > max as usize {
            self.note(field, Problem::TooLong { max });
        }
        text.to_owned()
    }

    /// A text of several lines that may be empty.
    pub(super) fn lines(&mut self, field: &str, typed: &str, max: u32) -> String {
        let text = typed.trim().replace("\r\n", "\n");
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.note(field, Problem::Malformed { typed: text.escape_debug().to_string() });
        } else if text.chars().count() > max as usize {
            self.note(field, Problem::TooLong { max });
        }
        text
    }

    /// A text of one line that must be there.
    pub(super) fn needed(&mut self, field: &str, typed: &str, max: u32) -> String {
        let text = self.text(field, typed, max);
        if text.is_empty() {
            self.note(field, Problem::Missing);
        }
        text
    }

    /// A code: small letters, figures and one kind of joint.
    pub(super) fn code(&mut self, field: &str, typed: &str, joint: char) -> String {
        let code = self.needed(field, typed, 60);
        if !code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint) {
            self.note(field, Problem::Malformed { typed: code.clone() });
        }
        code
    }

    /// A whole number within bounds; `otherwise` when nothing was typed.
    pub(super) fn whole(&mut self, field: &str, typed: &str, otherwise: i32, within: (i32, i32)) -> i32 {
        let text = typed.trim();
        if text.is_empty() {
            return otherwise;
        }
        match text.parse::<i32>() {
            Ok(number) if (within.0..=within.1).contains(&number) => number,
            Ok(_) => {
                self.note(field, Problem::OutOfRange { typed: text.to_owned() });
                otherwise
            }
            Err(_) => {
                self.note(field, Problem::NotANumber { typed: text.to_owned() });
                otherwise
            }
        }
    }

    /// An amount of goods above zero; one when nothing was typed.
    pub(super) fn amount(&mut self, field: &str, typed: &str) -> Decimal {
        let text = typed.trim().replace([',', ','], "");
        if text.is_empty() {
            return Decimal::ONE;
        }
        match text.parse::<Decimal>() {
            Ok(n) if n > Decimal::ZERO && n <= MAX_QUANTITY && n.normalize().scale() <= 4 => n.normalize(),
            Ok(_) => {
                self.note(field, Problem::OutOfRange { typed: typed.trim().to_owned() });
                Decimal::ONE
            }
            Err(_) => {
                self.note(field, Problem::NotANumber { typed: typed.trim().to_owned() });
                Decimal::ONE
            }
        }
    }

    /// One of a few words.
    pub(super) fn choice(&mut self, field: &str, typed: &str, allowed: &[&str]) -> String {
        let text = typed.trim();
        if !allowed.contains(&text) {
            self.note(field, Problem::UnknownChoice { typed: text.to_owned() });
        }
        text.to_owned()
    }

    /// Refuses when anything was noted.
    pub(super) fn done(self) -> Result<()> {
        if self.problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(self.problems).into()) }
    }
}

/// A refusal for one field.
pub(super) fn refused(field: &str, problem: Problem) -> Rejection {
    Rejection::Fields(vec![FieldProblem::new(field, problem)])
}

/// Other names as typed: `;` of both widths and line ends between them, each once, the code itself left out.
pub(super) fn aliases(typed: &str, code: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for alias in typed.split([';', ';', '\n']).map(str::trim).filter(|a| !a.is_empty() && *a != code) {
        if !found.iter().any(|f| f == alias) {
            found.push(alias.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_parted_by_semicolons_of_both_widths() {
        assert_eq!(aliases("304; SUS304;不锈钢304;304;A2;", "A2"), ["304", "SUS304", "不锈钢304"]);
        assert!(aliases(" ; ", "A2").is_empty());
    }

    #[test]
    fn every_field_that_cannot_be_taken_is_named() {
        let mut typed = Typed::default();
        typed.code("code", "Hex Bolts", '-');
        typed.needed("name_zh", " ", 200);
        typed.whole("position", "x", 0, (0, 9));
        typed.amount("moq", "0");
        let Err(crate::error::Error::Rejected(Rejection::Fields(problems))) = typed.done() else {
            panic!("taken");
        };
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["code", "name_zh", "position", "moq"]);
    }
}
