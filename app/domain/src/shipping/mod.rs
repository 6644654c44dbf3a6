//! Shipments: what left, with which carrier, and where it is.
//!
//! Owns the schema `shipping`. Invariants: no more leaves than was ordered; a delivered part of a line is charged its share
//! of the line, so the parts add up to the line; goods, stock, ledger and delivery note change in one transaction.

pub mod carrier;
#[cfg(feature = "ssr")]
pub mod paper;
pub mod plan;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
pub mod tracking;

use crate::ids::{AttemptKey, CompanyId, OrderId, OrderLineId, ShipmentId, ShipmentLineId};
use crate::money::Currency;
use crate::quantity::Quantity;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tracking::TrackingState;

/// What the warehouse sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewShipment {
    /// The order.
    pub order_id: OrderId,
    /// Code of a [`carrier::Carrier`].
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: String,
    /// Lines and quantities, each line once.
    pub lines: Vec<(OrderLineId, Quantity)>,
    /// Makes it happen once.
    pub key: AttemptKey,
}

/// Something that happened to a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    /// Which shipment.
    pub shipment_id: ShipmentId,
    /// When, by the carrier's word.
    pub happened_at: DateTime<Utc>,
    /// What it means.
    pub state: TrackingState,
    /// Where.
    pub place: String,
    /// The carrier's words.
    pub description: String,
}

/// A shipment as both sides see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentView {
    /// Its id.
    pub id: ShipmentId,
    /// Delivery note number.
    pub number: String,
    /// Whose.
    pub company_id: CompanyId,
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
    /// When it left.
    pub shipped_at: DateTime<Utc>,
    /// The seller's day of it.
    pub shipped_on: NaiveDate,
    /// Who sent it.
    pub shipped_by: String,
    /// Code of a [`carrier::Carrier`].
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: String,
    /// The currency of the amounts.
    pub currency: Currency,
    /// The state its events give, by the time they happened; None before the first.
    pub state: Option<TrackingState>,
    /// What is in it.
    pub lines: Vec<ShipmentLineView>,
    /// Newest first.
    pub events: Vec<EventView>,
}

/// A line of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentLineView {
    /// Its id.
    pub id: ShipmentLineId,
    /// The order's line.
    pub order_line_id: OrderLineId,
    /// Its number in the order.
    pub line_no: u32,
    /// Part number.
    pub part_number: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// How much left.
    pub quantity: Decimal,
}

/// One event of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// When, by the carrier's word.
    pub happened_at: DateTime<Utc>,
    /// What it means.
    pub state: TrackingState,
    /// Where.
    pub place: String,
    /// The carrier's words.
    pub description: String,
}
