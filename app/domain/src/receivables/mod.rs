//! What customers owe: the double-entry ledger, credit, receipts, ageing.
//!
//! Owns the schema `receivables`. Invariants: every posting balances; entries are only ever added; a customer's entries are
//! numbered without gaps under the lock of his account; balance = receivable − advances = the sum of his entries.

pub mod ageing;
pub mod credit;
pub mod ledger;
#[cfg(feature = "ssr")]
pub mod many;
pub mod receipt;
#[cfg(feature = "ssr")]
pub mod reconcile;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
pub mod terms;

use crate::ids::{AttemptKey, OrderId};
use crate::money::Currency;
use ageing::AgedAmount;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use terms::Terms;

/// What moved a customer's balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Goods left for him.
    Shipment,
    /// Money came from him.
    Receipt,
    /// Goods came back.
    Return,
    /// A correction.
    Adjustment,
}

impl EntryKind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Shipment => "shipment",
            EntryKind::Receipt => "receipt",
            EntryKind::Return => "return",
            EntryKind::Adjustment => "adjustment",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<EntryKind> {
        [EntryKind::Shipment, EntryKind::Receipt, EntryKind::Return, EntryKind::Adjustment]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}

/// One line of a customer's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Gapless number in the account.
    pub seq: i64,
    /// What it was.
    pub kind: EntryKind,
    /// When it happened, the seller's day.
    pub occurred_on: NaiveDate,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// Signed: goods raise, money lowers.
    pub amount: Decimal,
    /// Balance after it.
    pub balance: Decimal,
    /// Delivery note or receipt.
    pub document_number: String,
    /// The order it belongs to.
    pub order_id: Option<OrderId>,
    /// Its number.
    pub order_number: Option<String>,
    /// The part delivered.
    pub part_number: Option<String>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// How much of it is paid.
    pub settled: Decimal,
}

/// A customer's account at a glance; every figure from one snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its currency.
    pub currency: Currency,
    /// Receivable − advances.
    pub balance: Decimal,
    /// Delivered and not paid.
    pub receivable: Decimal,
    /// Received and not yet used.
    pub advances: Decimal,
    /// Ordered on account and not yet delivered.
    pub open_orders: Decimal,
    /// None: account trade is off.
    pub credit_limit: Option<Decimal>,
    /// What counts against the limit.
    pub exposure: Decimal,
    /// Limit − exposure; negative when over.
    pub available: Option<Decimal>,
    /// Why the account is on hold.
    pub hold_reason: Option<String>,
    /// When deliveries fall due.
    pub terms: Terms,
    /// Limit, terms and hold in short; the terms form carries it as [`NewTerms::seen`].
    pub terms_seen: String,
    /// Past its due date.
    pub overdue: Decimal,
    /// By due date, all buckets.
    pub ageing: Vec<AgedAmount>,
    /// The next day something falls due, and how much.
    pub next_due: Option<(NaiveDate, Decimal)>,
}

/// Money that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReceipt {
    /// The bank's day.
    pub received_on: NaiveDate,
    /// In the account's currency.
    pub amount: Decimal,
    /// The bank's own number; one receipt each.
    pub bank_reference: String,
    /// Free words.
    pub note: String,
    /// Makes it happen once.
    pub key: AttemptKey,
}

/// What finance grants a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTerms {
    /// None: account trade is off.
    pub credit_limit: Option<Decimal>,
    /// When deliveries fall due.
    pub terms: Terms,
    /// Told to the customer; None lifts the hold.
    pub hold_reason: Option<String>,
    /// Kept in the audit trail.
    pub reason: String,
    /// [`AccountView::terms_seen`] of the page: what the change was made from. Empty: not checked.
    pub seen: String,
}
