//! What a buyer hands in to place his cart, and the pure checks on it.

use crate::ids::{AddressId, AttemptKey, CartId, CompanyId};
use crate::rejection::{FieldProblem, Problem};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How an order is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// 账期: on account, within the credit limit.
    #[default]
    Account,
    /// 款到发货: bank transfer first.
    Transfer,
}

impl Payment {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Payment::Account => "account",
            Payment::Transfer => "transfer",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Payment {
        if text == "transfer" { Payment::Transfer } else { Payment::Account }
    }
}

/// An address typed for this order only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddress {
    /// Who takes the goods in.
    pub recipient: String,
    /// Phone for the carrier.
    pub phone: String,
    /// Province, city, district.
    pub region: String,
    /// Street and number.
    pub street: String,
}

/// Where the goods go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// One of the company's addresses.
    Known(AddressId),
    /// Typed for this order.
    New(NewAddress),
}

/// The form of the checkout page, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// The company the page was drawn for.
    pub company: CompanyId,
    /// The cart on the page.
    pub cart_id: CartId,
    /// The cart's key when the page was drawn.
    pub key: AttemptKey,
    /// `CartView::seen` of the page: which lines at which prices the person saw. Empty: not checked.
    #[serde(default)]
    pub seen: String,
    /// Where to.
    pub destination: Destination,
    /// The buyer's own order number.
    #[serde(default)]
    pub po_number: String,
    /// `YYYY-MM-DD` or empty.
    #[serde(default)]
    pub requested_on: String,
    /// A remark to us.
    #[serde(default)]
    pub note: String,
    /// How it is paid.
    #[serde(default)]
    pub payment: Payment,
    /// Only what is on hand: refuse the order rather than let a line wait.
    #[serde(default)]
    pub from_stock_only: bool,
    /// Why a line may be sold below its floor: typed by somebody of the house who may say so.
    #[serde(default)]
    pub floor_reason: String,
    /// "Yes, order it again": the tick beside the warning about an equal order.
    #[serde(default)]
    pub again: bool,
}

/// A checkout whose fields were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedOut {
    pub po_number: String,
    pub requested_on: Option<NaiveDate>,
    pub note: String,
    pub floor_reason: String,
}

impl Checkout {
    /// Reads the typed fields.
    ///
    /// # Errors
    /// Every field that cannot be taken.
    pub fn check(&self, today: NaiveDate) -> Result<CheckedOut, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut text = |field: &str, typed: &str, max: usize| {
            let typed = typed.trim().replace('\0', "");
            if typed.chars().count() > max {
                problems.push(FieldProblem::new(field, Problem::TooLong { max: max as u32 }));
            }
            typed
        };
        let po_number = text("po_number", &self.po_number, 60);
        let note = text("note", &self.note, 2000);
        let floor_reason = text("floor_reason", &self.floor_reason, 500);
        let requested_on = match self.requested_on.trim() {
            "" => None,
            typed => match NaiveDate::parse_from_str(typed, "%Y-%m-%d") {
                Ok(day) if day >= today && Some(day) <= today.checked_add_days(Days::new(730)) => Some(day),
                Ok(_) => {
                    let typed = typed.to_owned();
                    problems.push(FieldProblem::new("requested_on", Problem::OutOfRange { typed }));
                    None
                }
                Err(_) => {
                    let typed = typed.to_owned();
                    problems.push(FieldProblem::new("requested_on", Problem::NotADate { typed }));
                    None
                }
            },
        };
        if let Destination::New(address) = &self.destination {
            problems.extend(address.problems());
        }
        if problems.is_empty() {
            Ok(CheckedOut { po_number, requested_on, note, floor_reason })
        } else {
            Err(problems)
        }
    }

    /// The meaning of the attempt in one canonical text: what a key stands for. Who asks and in which language is no part
    /// of it, nor is the tick for ordering again.
    pub fn meaning(&self) -> String {
        let to = match &self.destination {
            Destination::Known(id) => id.to_string(),
            Destination::New(a) => {
                [&a.recipient, &a.phone, &a.region, &a.street].map(|t| t.trim()).join("\u{1f}")
            }
        };
        let parts = [
            "place_order".to_owned(),
            self.cart_id.to_string(),
            self.seen.clone(),
            to,
            self.po_number.trim().to_owned(),
            self.requested_on.trim().to_owned(),
            self.note.trim().to_owned(),
            self.payment.as_str().to_owned(),
            self.from_stock_only.to_string(),
            self.floor_reason.trim().to_owned(),
        ];
        parts.join("\u{1e}")
    }
}

impl NewAddress {
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let texts = [
            ("recipient", &self.recipient, 100),
            ("region", &self.region, 100),
            ("street", &self.street, 300),
            ("phone", &self.phone, 30),
        ];
        for (field, text, max) in texts {
            let length = text.trim().chars().count();
            if length == 0 {
                problems.push(FieldProblem::new(field, Problem::Missing));
            } else if length > max {
                problems.push(FieldProblem::new(field, Problem::TooLong { max: max as u32 }));
            }
        }
        let phone = self.phone.trim();
        let readable = phone.len() >= 5 && phone.chars().all(|c| c.is_ascii_digit() || "+- ()".contains(c));
        if !phone.is_empty() && !readable {
            problems.push(FieldProblem::new("phone", Problem::Malformed { typed: self.phone.clone() }));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn checkout() -> Checkout {
        Checkout {
            company: CompanyId(Uuid::nil()),
            cart_id: CartId(Uuid::nil()),
            key: AttemptKey(Uuid::nil()),
            seen: "abc".into(),
            destination: Destination::Known(AddressId(Uuid::nil())),
            po_number: " PO-7 ".into(),
            requested_on: "2026-03-20".into(),
            note: String::new(),
            payment: Payment::Account,
            from_stock_only: false,
            floor_reason: String::new(),
            again: false,
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
    }

    #[test]
    fn every_field_that_cannot_be_taken_is_named_at_once() {
        assert_eq!(checkout().check(today()).unwrap().po_number, "PO-7");
        let bad = Checkout {
            po_number: "x".repeat(61),
            requested_on: "2026-02-30".into(),
            destination: Destination::New(NewAddress { phone: "abc".into(), ..Default::default() }),
            ..checkout()
        };
        let fields: Vec<_> = bad.check(today()).unwrap_err().into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["po_number", "requested_on", "recipient", "region", "street", "phone"]);
        let past = Checkout { requested_on: "2026-03-09".into(), ..checkout() };
        assert!(matches!(past.check(today()).unwrap_err()[0].problem, Problem::OutOfRange { .. }));
    }

    #[test]
    fn blanks_and_the_tick_do_not_change_the_meaning_but_everything_else_does() {
        let same = Checkout { po_number: "PO-7".into(), again: true, ..checkout() };
        assert_eq!(same.meaning(), checkout().meaning());
        let others = [
            Checkout { po_number: "PO-8".into(), ..checkout() },
            Checkout { payment: Payment::Transfer, ..checkout() },
            Checkout { seen: "abd".into(), ..checkout() },
            Checkout { from_stock_only: true, ..checkout() },
            Checkout { floor_reason: "clearance".into(), ..checkout() },
        ];
        for other in others {
            assert_ne!(other.meaning(), checkout().meaning());
        }
    }
}
