//! Lists, floors and simulations as the desk shows them. Staff only.

use super::{ChangeRow, ChangeState, Hand};
use crate::ids::ListId;
use crate::money::{Currency, TaxMode, UnitPrice};
use crate::pricing::floor::Floor;
use crate::pricing::terms::{ListKind, Validity};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A list among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// Its id.
    pub id: ListId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whom it is for.
    pub kind: ListKind,
    /// The customer or group it is for, by name; empty for everybody.
    pub whose: String,
    /// The customer's code, for links.
    pub company: Option<String>,
    /// Counts its edits.
    pub version: i32,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// Its currency.
    pub currency: Currency,
    /// Whether a promotion may undercut it.
    pub allows_promotion: bool,
    /// The days it holds.
    pub validity: Validity,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

/// A price of a list over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLine {
    /// 型号
    pub part_number: String,
    /// From this quantity on.
    pub min_qty: Decimal,
    /// For `basis` units.
    pub price: Decimal,
    /// How many units it is for.
    pub basis: u32,
    /// The days it holds.
    pub validity: Validity,
    /// The document that wrote it.
    pub change: Option<String>,
    /// Margin in percent, both with VAT.
    pub margin: Option<Decimal>,
    /// Below the floor.
    pub below_floor: bool,
}

/// A percentage of a list over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDiscount {
    /// Code of the category it is off.
    pub category: Option<String>,
    /// The brand it is off.
    pub brand: Option<String>,
    /// From this quantity on.
    pub min_qty: Decimal,
    /// Percent off.
    pub percent: Decimal,
    /// The days it holds.
    pub validity: Validity,
    /// The document that wrote it.
    pub change: Option<String>,
}

/// A list with some of its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// Its head.
    pub list: ListRow,
    /// Lines that hold on the day or will, by part number.
    pub lines: Vec<ListLine>,
    /// How many parts it prices, those of the past too.
    pub parts: i64,
    /// Its percentages.
    pub discounts: Vec<ListDiscount>,
    /// The documents that touched it, the newest first.
    pub changes: Vec<ChangeRow>,
}

/// What a document would have done. Amounts are with VAT, in the house currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// The day whose prices are compared.
    pub on: NaiveDate,
    /// Customers who can see a list it touches; none means all of them.
    pub reach: Option<u64>,
    /// Customers who would have paid another price.
    pub customers: u64,
    /// Parts they would have paid another price for.
    pub parts: u64,
    /// Order lines of the twelve months it concerns.
    pub lines: i64,
    /// Of those, lines that would have had another price.
    pub changed_lines: i64,
    /// What those twelve months would have come to at today's prices.
    pub before: Decimal,
    /// What they would have come to with the document.
    pub after: Decimal,
    /// Margin at today's prices, of lines whose cost is known.
    pub margin_before: Decimal,
    /// Margin with the document, of the same lines.
    pub margin_after: Decimal,
    /// Order lines whose cost is not known.
    pub without_cost: i64,
    /// Order lines of parts that would have no price any more.
    pub without_price: i64,
    /// Prices of the document below the floor: its lines, the parts its percentages concern, and those it lowers without
    /// naming them.
    pub below_floor: u64,
    /// Order lines that would have been below the floor and are not today.
    pub newly_below: i64,
    /// Customers who would have paid most more.
    pub losers: Vec<Moved>,
    /// Customers who would have paid most less.
    pub winners: Vec<Moved>,
    /// Parts with the largest difference, whichever way.
    pub most_moved: Vec<Moved>,
}

/// A customer or part, and what it would have come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Customer number, or 型号.
    pub code: String,
    /// Name; empty for parts.
    pub name: String,
    /// At today's prices.
    pub before: Decimal,
    /// With the document.
    pub after: Decimal,
}

/// A floor as the desk shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorRow {
    /// Its id.
    pub id: Uuid,
    /// The part it is for.
    pub part: Option<String>,
    /// The category it is for, by code.
    pub category: Option<String>,
    /// The brand it is for.
    pub brand: Option<String>,
    /// The floor.
    pub floor: Floor,
    /// Why.
    pub reason: String,
    /// Who set it; empty for what was set up.
    pub set_by: String,
}

impl Moved {
    /// How much more.
    pub fn more(&self) -> Decimal {
        self.after - self.before
    }
}

/// A document that let prices go below the floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedBelow {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where it stands now.
    pub state: ChangeState,
    /// How many of its prices were below the floor.
    pub lines: u64,
    /// Why.
    pub reason: String,
    /// Who let them.
    pub by: Hand,
}

/// An order line sold below the floor as it is today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldBelow {
    /// Id of the order, for links.
    pub order_id: Uuid,
    /// Its number.
    pub order: String,
    /// Id of the customer, for links.
    pub company_id: Uuid,
    /// The customer.
    pub company: String,
    /// 型号
    pub part_number: String,
    /// How much.
    pub quantity: Decimal,
    /// The price, for `basis` units.
    pub price: UnitPrice,
    /// The lowest that needs no approval, with VAT, for the same basis.
    pub lowest: Option<Decimal>,
    /// What it leaves.
    pub margin: Option<Decimal>,
    /// Who placed it, and when.
    pub by: Hand,
    /// A clerk placed it for the customer.
    pub acting_for: bool,
}

/// Prices below the floor, granted and sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceptions {
    /// Documents that let them.
    pub approved: Vec<ApprovedBelow>,
    /// Order lines.
    pub sold: Vec<SoldBelow>,
    /// How many order lines were looked at.
    pub looked_at: u64,
    /// There were more than are looked at: the oldest are left out.
    pub more: bool,
}
