//! The whole trace of a price, for staff: every rule considered, cost, margin, floor. Never part of a buyer's view.

use crate::money::UnitPrice;
use crate::pricing::change::Hand;
use crate::pricing::floor::{self, Cost, Floor, FloorCheck};
use crate::pricing::resolve::{Considered, ListRef, Resolved, Rule, Tier};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Why a price is what it is, and what it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffTrace {
    /// 型号
    pub part_number: String,
    /// The quantity asked for.
    pub quantity: Decimal,
    /// The day asked for.
    pub on: NaiveDate,
    /// The price that holds.
    pub unit_price: UnitPrice,
    /// The rule that won.
    pub rule: Rule,
    /// Its list.
    pub list: ListRef,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// The next quantity at which the price is lower.
    pub next_tier: Option<Tier>,
    /// Every rule looked at, most specific first.
    pub considered: Vec<Considered>,
    /// VAT rate, such as `0.13`.
    pub vat_rate: Decimal,
    /// What the part costs; none when unknown or when the reader may not know.
    pub cost: Option<Cost>,
    /// Margin on the selling price in percent.
    pub margin_percent: Option<Decimal>,
    /// Where the price stands against the floor.
    pub floor: Option<FloorCheck>,
    /// The document that set the price that holds; none for what was set up, and on traces of before there were documents.
    #[serde(default)]
    pub written: Option<Written>,
}

/// The document that set a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Who published it, and when.
    pub by: Hand,
}

/// The trace of a price where costs cannot be read: an order placed by a buyer runs without a grant on them.
pub fn trace_without_cost(resolved: &Resolved) -> StaffTrace {
    StaffTrace {
        part_number: resolved.part_number.clone(),
        quantity: resolved.quantity.get(),
        on: resolved.on,
        unit_price: resolved.unit_price,
        rule: resolved.rule,
        list: resolved.list.clone(),
        valid_to: resolved.valid_to,
        next_tier: resolved.next_tier,
        considered: resolved.considered.clone(),
        vat_rate: resolved.vat_rate,
        cost: None,
        margin_percent: None,
        floor: None,
        written: None,
    }
}

/// The whole trace, with what the part costs and where its floor lies.
pub fn trace_with_cost(resolved: &Resolved, cost: Option<Cost>, floor: Option<Floor>) -> StaffTrace {
    let (price, vat) = (&resolved.unit_price, resolved.vat_rate);
    StaffTrace {
        cost,
        margin_percent: cost.as_ref().and_then(|cost| floor::margin_percent(price, vat, cost)),
        floor: Some(floor::check(price, vat, cost.as_ref(), floor.as_ref())),
        ..trace_without_cost(resolved)
    }
}
