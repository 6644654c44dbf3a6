//! Statements of account and invoices: what the customer is shown in black and white, and his answer to it.
//!
//! Owns the schema `billing`. Invariants: a statement is a range of the account's gapless numbers, so it cannot disagree with
//! the account; opening(n+1) = closing(n); what is confirmed is locked; a delivered line is invoiced once. The figures are
//! the ledger's: nothing here adds one of its own.

pub mod invoice;
#[cfg(feature = "ssr")]
pub mod service;
pub mod statement;
#[cfg(feature = "ssr")]
mod store;

pub use crate::receivables::terms;

use crate::ids::{CompanyId, DisputeId, StatementId};
use crate::money::Currency;
use crate::receivables::EntryKind;
use crate::receivables::ageing::AgedAmount;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A statement, issued or drawn up on the spot: opening + Σ lines = closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// Whose.
    pub company_id: CompanyId,
    /// Customer number.
    pub company_code: String,
    /// Legal name.
    pub company_name: String,
    /// None: a preview.
    pub issued: Option<Issued>,
    /// First day of the period.
    pub period_from: NaiveDate,
    /// Last day, included.
    pub period_to: NaiveDate,
    /// Its currency.
    pub currency: Currency,
    /// Balance before the first line.
    pub opening: Decimal,
    /// The movements.
    pub lines: Vec<StatementLineView>,
    /// Balance after the last line.
    pub closing: Decimal,
    /// The day the ageing counts from.
    pub as_of: NaiveDate,
    /// By due date; adds up to `closing`.
    pub ageing: Vec<AgedAmount>,
    /// Fallen due by `as_of`, overdue included.
    pub due: Decimal,
    /// Past its due date on `as_of`.
    pub overdue: Decimal,
}

/// What issuing adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Its id.
    pub id: StatementId,
    /// Number such as `ST-26-482915`.
    pub number: String,
    /// Version.
    pub version: u32,
    /// First entry of the account on it.
    pub from_seq: i64,
    /// Last entry of the account on it.
    pub to_seq: i64,
    /// When, the seller's day.
    pub issued_on: NaiveDate,
    /// SHA-256 of the content, chained to the statement before; hexadecimal.
    pub content_hash: String,
    /// When the customer confirmed it, and who.
    pub confirmed: Option<(DateTime<Utc>, String)>,
    /// What the customer disputed on it, newest first.
    pub disputes: Vec<DisputeView>,
}

/// One movement on a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLineView {
    /// Number in the account.
    pub seq: i64,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// What it was.
    pub kind: EntryKind,
    /// Delivery note or receipt.
    pub document_number: String,
    /// Our order.
    pub order_number: Option<String>,
    /// The customer's own number for it.
    pub po_number: Option<String>,
    /// The part.
    pub part_number: Option<String>,
    /// The customer's own number for it as it was ordered.
    pub own_number: Option<String>,
    /// Chinese name.
    pub name_zh: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// Delivered.
    pub quantity: Option<Decimal>,
    /// In this unit.
    pub unit: Option<String>,
    /// Gross, per `price_basis` units.
    pub unit_price: Option<Decimal>,
    /// Units the price is for.
    pub price_basis: u32,
    /// Signed.
    pub amount: Decimal,
    /// Balance after it.
    pub balance: Decimal,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// The customer disputes it and no answer was given yet.
    pub disputed: bool,
}

/// A statement in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementBrief {
    /// Its id.
    pub id: StatementId,
    /// Whose.
    pub company_id: CompanyId,
    /// Legal name.
    pub company_name: String,
    /// Number.
    pub number: String,
    /// Version.
    pub version: u32,
    /// First day.
    pub period_from: NaiveDate,
    /// Last day, included.
    pub period_to: NaiveDate,
    /// Balance before.
    pub opening: Decimal,
    /// Balance after.
    pub closing: Decimal,
    /// The account's currency.
    pub currency: Currency,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Disputes without an answer.
    pub open_disputes: u32,
}

/// Why a line is disputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeReason {
    /// Another quantity arrived.
    Quantity,
    /// Another price was agreed.
    Price,
    /// Never arrived.
    NotReceived,
    /// Was sent back.
    Returned,
    /// See the note.
    Other,
}

impl DisputeReason {
    /// All of them, in the order forms offer them.
    pub const ALL: [DisputeReason; 5] = [
        DisputeReason::Quantity,
        DisputeReason::Price,
        DisputeReason::NotReceived,
        DisputeReason::Returned,
        DisputeReason::Other,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            DisputeReason::Quantity => "quantity",
            DisputeReason::Price => "price",
            DisputeReason::NotReceived => "not_received",
            DisputeReason::Returned => "returned",
            DisputeReason::Other => "other",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<DisputeReason> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The customer is right; a correction follows in the ledger.
    Upheld,
    /// The line stands.
    Rejected,
    /// The customer took it back.
    Withdrawn,
}

impl Resolution {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Resolution::Upheld => "upheld",
            Resolution::Rejected => "rejected",
            Resolution::Withdrawn => "withdrawn",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<Resolution> {
        [Resolution::Upheld, Resolution::Rejected, Resolution::Withdrawn]
            .into_iter()
            .find(|resolution| resolution.as_str() == text)
    }
}

/// A disputed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeView {
    /// Its id.
    pub id: DisputeId,
    /// The account's entry.
    pub seq: i64,
    /// Why.
    pub reason: DisputeReason,
    /// In his words.
    pub note: String,
    /// Who raised it.
    pub raised_by: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// How it ended.
    pub resolution: Option<Resolution>,
    /// The answer's words.
    pub resolution_note: String,
    /// When it ended.
    pub resolved_at: Option<DateTime<Utc>>,
}
