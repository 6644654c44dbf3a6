//! Quotes (报价): prices offered to one company by part and quantity, with a last day. An accepted quote goes before every
//! other price and no promotion undercuts it; until it is accepted, and after its last day, it prices nothing.
//!
//! A quote is a price list of its own kind, so that one engine reads it; what stands in it never changes. It is the
//! company's that was asked, not that of those below it.

pub mod typed;

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

use crate::ids::ListId;
use crate::money::UnitPrice;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Most lines of one quote.
pub const MOST_LINES: usize = 500;
/// Longest note or reason.
pub const TEXT_MAX: u32 = 500;

/// Where a quote stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteState {
    /// It waits for an answer.
    Offered,
    /// Its prices hold.
    Accepted,
    /// Its last day passed without an answer.
    Lapsed,
    /// It was accepted, and its last day has passed.
    Ended,
    /// The house took it back.
    Withdrawn,
}

/// A quote as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteBrief {
    /// Its id, that of its list.
    pub id: ListId,
    /// Its number, such as `QU-26-482915`.
    pub number: String,
    /// Where it stands.
    pub state: QuoteState,
    /// The day it was offered.
    pub offered_on: NaiveDate,
    /// The last day it can be accepted, and its prices hold.
    pub last_day: NaiveDate,
    /// The day it was accepted.
    pub accepted_on: Option<NaiveDate>,
    /// How many lines it has.
    pub lines: u32,
}

/// A quote with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    /// As in the list.
    pub brief: QuoteBrief,
    /// What the house says to it.
    pub note: String,
    /// By part number, then quantity.
    pub lines: Vec<QuoteLine>,
}

/// A price of a part from a quantity on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// 型号
    pub part_number: String,
    /// 中文 name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// From this quantity on.
    pub min_qty: Decimal,
    /// Its unit.
    pub unit: String,
    /// The price, for the whole quantity.
    pub price: UnitPrice,
}

/// What staff know of a quote besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteDesk {
    /// Who offered it.
    pub offered_by: String,
    /// Why it goes below a floor.
    pub below_floor_reason: String,
}

/// A quote to be offered, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewQuote {
    /// Lines of part number, from quantity, price.
    #[serde(default)]
    pub lines: String,
    /// `YYYY-MM-DD`
    #[serde(default)]
    pub last_day: String,
    /// Told to the customer.
    #[serde(default)]
    pub note: String,
    /// Why it goes below a floor; never told to the customer.
    #[serde(default)]
    pub reason: String,
}
