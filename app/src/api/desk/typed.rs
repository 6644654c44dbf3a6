//! Reading what a clerk typed into fields: every field that cannot be read is named at once.

use crate::api::AppError;
use crate::api::backend::reject;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use domain::op::OpContext;
use domain::quantity::{Quantity, QuantityError, read_number};
use domain::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;

/// Signs of yuan, of both widths.
const YUAN: [char; 2] = ['\u{a5}', '\u{ffe5}'];

/// Collects the problems of one form.
#[derive(Default)]
pub struct Reader {
    problems: Vec<FieldProblem>,
}

impl Reader {
    /// An amount; commas between thousands are understood, a decimal comma is not a number. Zero after a problem was noted.
    pub fn amount(&mut self, field: &str, typed: &str) -> Decimal {
        self.optional_amount(field, typed).unwrap_or_else(|| {
            self.missing(field, typed);
            Decimal::ZERO
        })
    }

    /// An amount or nothing.
    pub fn optional_amount(&mut self, field: &str, typed: &str) -> Option<Decimal> {
        let plain = typed.trim().trim_start_matches(YUAN);
        if plain.trim().is_empty() {
            return None;
        }
        match read_number(plain) {
            Some(amount) => Some(amount),
            None => {
                self.note(field, Problem::NotANumber { typed: typed.to_owned() });
                Some(Decimal::ZERO)
            }
        }
    }

    /// A quantity in the part's unit; none after a problem was noted.
    pub fn quantity(&mut self, field: &str, typed: &str) -> Option<Quantity> {
        let problem = match Quantity::parse(typed) {
            Ok(quantity) => return Some(quantity),
            Err(_) if typed.trim().is_empty() => Problem::Missing,
            Err(QuantityError::NotANumber) => Problem::NotANumber { typed: typed.to_owned() },
            Err(QuantityError::OutOfRange) => Problem::OutOfRange { typed: typed.to_owned() },
        };
        self.note(field, problem);
        None
    }

    /// A quantity in a row of a form, counted from one.
    pub fn row_quantity(&mut self, row: u32, typed: &str) -> Option<Quantity> {
        let known = self.problems.len();
        let quantity = self.quantity("quantity", typed);
        self.problems.iter_mut().skip(known).for_each(|p| p.row = Some(row));
        quantity
    }

    /// Notes a field as missing unless something is there.
    pub fn needed(&mut self, field: &str, there: bool) {
        if !there {
            self.note(field, Problem::Missing);
        }
    }

    /// An instant on the seller's clock, written `2026-11-30T09:15`; now when nothing was typed.
    pub fn instant(&mut self, field: &str, typed: &str, op: &OpContext) -> DateTime<Utc> {
        let typed = typed.trim();
        if typed.is_empty() {
            return op.now;
        }
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
        match local.and_then(|local| op.zone.from_local_datetime(&local).earliest()) {
            Some(at) => at.with_timezone(&Utc),
            None => {
                self.note(field, Problem::NotADate { typed: typed.to_owned() });
                op.now
            }
        }
    }

    /// A day written `2026-11-30`; the day given when nothing was typed.
    pub fn day(&mut self, field: &str, typed: &str, otherwise: NaiveDate) -> NaiveDate {
        let typed = typed.trim();
        if typed.is_empty() {
            return otherwise;
        }
        NaiveDate::parse_from_str(typed, "%Y-%m-%d").unwrap_or_else(|_| {
            self.note(field, Problem::NotADate { typed: typed.to_owned() });
            otherwise
        })
    }

    /// A whole number or nothing.
    pub fn whole(&mut self, field: &str, typed: &str) -> Option<u32> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let read = typed.parse().ok();
        if read.is_none() {
            self.note(field, Problem::NotANumber { typed: typed.to_owned() });
        }
        read
    }

    /// An id the page itself had written; a foreign text is refused as not found.
    pub fn id<T: std::str::FromStr>(typed: &str) -> Result<T, AppError> {
        typed.trim().parse().map_err(|_| reject(Rejection::NotFound))
    }

    /// Everything read, or all that could not be.
    pub fn done<T>(self, value: T) -> Result<T, AppError> {
        if self.problems.is_empty() { Ok(value) } else { Err(reject(Rejection::Fields(self.problems))) }
    }

    fn missing(&mut self, field: &str, typed: &str) {
        if typed.trim().is_empty() {
            self.note(field, Problem::Missing);
        }
    }

    fn note(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }
}

/// The seller's clock as a `datetime-local` field takes it.
pub fn field_time(op: &OpContext) -> String {
    op.now.with_timezone(&op.zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// A quantity (one when empty) and a day (today when empty).
///
/// # Errors
/// `Fields` naming what cannot be read.
pub fn quantity_and_day(
    quantity: &str,
    on: &str,
    today: NaiveDate,
) -> Result<(Quantity, NaiveDate), AppError> {
    let mut reader = Reader::default();
    let quantity = if quantity.trim().is_empty() { "1" } else { quantity };
    let (quantity, on) = (reader.quantity("quantity", quantity), reader.day("on", on, today));
    let quantity = reader.done(quantity)?.ok_or_else(|| reject(Rejection::NotFound))?;
    Ok((quantity, on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_separates_thousands_or_makes_no_number() {
        for (typed, amount) in
            [("1,250.00", "1250.00"), ("￥１２，３４５", "12345"), ("¥ 12.50", "12.50"), ("7", "7")]
        {
            let mut read = Reader::default();
            assert_eq!(read.amount("amount", typed).to_string(), amount);
            assert!(read.problems.is_empty(), "{typed}");
        }
        for typed in ["12,50", "1,2500", ",5", "1.250,00", "12，50"] {
            let mut read = Reader::default();
            read.amount("amount", typed);
            let problem = Problem::NotANumber { typed: typed.to_owned() };
            assert_eq!(read.problems, [FieldProblem::new("amount", problem)]);
        }
    }
}
