//! Carts and orders as screens see them: plain values, safe in a browser. No cost, margin or floor is in any of them.

use super::checkout::Payment;
use super::quick_order::PasteFlag;
use super::state::{LineLedger, OrderStatus};
use crate::catalog::numbers::NumberWhy;
use crate::ids::{AttemptKey, CartId, CompanyId, OrderId, OrderLineId, SkuId};
use crate::lang::Lang;
use crate::money::{Currency, LineAmounts, UnitPrice};
use crate::pricing::explanation::BuyerReason;
use crate::quantity::{Quantity, RoundingOffer};
use crate::rejection::FieldProblem;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A document's sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Of all three.
    pub currency: Currency,
    /// Sums of the lines shown.
    pub amounts: LineAmounts,
}

/// The open cart with today's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    /// Its id.
    pub cart_id: CartId,
    /// The company it is for; every form of the page carries it.
    pub company: CompanyId,
    /// The key the order form carries.
    pub attempt_key: AttemptKey,
    /// What the person saw, in short; the order form carries it as `Checkout::seen`.
    pub seen: String,
    /// Its lines, in the order they were put in.
    pub lines: Vec<CartLineView>,
    /// Sums of the lines that have a price, in the first line's currency.
    pub totals: Totals,
    /// Lines of another currency are in no sum and cannot be ordered together.
    pub mixed_currencies: bool,
    /// Whether it can be ordered on account at all: granted and not on hold.
    pub account_open: bool,
    /// The account, for those who may see money and for clerks entering orders.
    pub credit: Option<CreditView>,
    /// Number of an order with the same lines placed within the last ten minutes.
    pub po_warning: Option<String>,
}

impl CartView {
    /// True when nothing in the lines stands against ordering.
    pub fn can_be_placed(&self) -> bool {
        !self.lines.is_empty()
            && !self.mixed_currencies
            && self.lines.iter().all(|line| line.unit_price.is_some() && line.rounding.is_none())
    }
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLineView {
    /// From 1.
    pub position: u32,
    /// The SKU; a cart has one line of each.
    pub sku_id: SkuId,
    /// 型号
    pub part_number: String,
    /// 客户料号; empty when the company has none for it.
    pub own_number: String,
    /// Code of its family, for the link.
    pub family_code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Unit it is counted in.
    pub unit: String,
    /// Wanted.
    pub quantity: Quantity,
    /// Today's price for this company at this quantity, with its basis; none: ask us.
    pub unit_price: Option<UnitPrice>,
    /// Net, tax, gross of the line.
    pub amounts: Option<LineAmounts>,
    /// The price shown before, per basis of then, when it is another one now.
    pub was: Option<Decimal>,
    /// Why this price.
    pub reason: Option<BuyerReason>,
    /// Can be had at once.
    pub available: Decimal,
    /// The day all of it can be promised for.
    pub promised_on: NaiveDate,
    /// Smallest order.
    pub moq: Decimal,
    /// Step of orders.
    pub multiple: Decimal,
    /// Units in a pack.
    pub pack_size: Decimal,
    /// Offered when the quantity does not fit minimum and step.
    pub rounding: Option<RoundingOffer>,
    /// No longer made: only what is on hand.
    pub discontinued: bool,
    /// A remark to the line.
    pub note: String,
}

impl CartLineView {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// What the account still allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditView {
    /// 授信额度; none: account trade is off.
    pub limit: Option<Decimal>,
    /// Still free.
    pub available: Decimal,
    /// Why the account is on hold, as told to the customer.
    pub hold: Option<String>,
}

/// What became of a pasted text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteResult {
    /// Lines that are in the cart now.
    pub added: Vec<PasteAdded>,
    /// Rows somebody has to choose for.
    pub choices: Vec<PasteChoice>,
    /// Rows nothing could be done with.
    pub problems: Vec<PasteProblem>,
}

impl PasteResult {
    /// The rows that were not taken, to be put back into the field as they were typed.
    pub fn left_over(&self) -> String {
        let choices = self.choices.iter().map(|c| (c.row, c.raw.as_str()));
        let problems = self.problems.iter().map(|p| (p.problem.row.unwrap_or(0), p.raw.as_str()));
        let mut rows: Vec<_> = choices.chain(problems).collect();
        rows.sort_by_key(|(row, _)| *row);
        rows.iter().map(|(_, raw)| *raw).collect::<Vec<_>>().join("\n")
    }
}

/// A pasted line that went into the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteAdded {
    /// 1-based row.
    pub row: u32,
    /// As typed.
    pub raw: String,
    /// What it matched: the whole name by the strict key.
    pub sku_id: SkuId,
    /// 型号
    pub part_number: String,
    /// Why, when it is not its part number.
    pub why: Option<NumberWhy>,
    /// How much was added.
    pub quantity: Quantity,
    /// What to look at.
    pub flags: Vec<PasteFlag>,
    /// Words behind the quantity.
    pub remark: String,
}

/// A pasted line with several meanings, or one that needs a nod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteChoice {
    /// 1-based row.
    pub row: u32,
    /// As typed.
    pub raw: String,
    /// The words naming the part.
    pub part_text: String,
    /// Unit as typed.
    pub unit: Option<String>,
    /// What to look at.
    pub flags: Vec<PasteFlag>,
    /// What it may be.
    pub candidates: Vec<PasteCandidate>,
}

/// One meaning of a pasted line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteCandidate {
    /// The SKU.
    pub sku_id: SkuId,
    /// 型号
    pub part_number: String,
    /// Why, when it is not its part number.
    pub why: Option<NumberWhy>,
    /// The discontinued part the number stood for.
    pub instead_of: Option<String>,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Unit it is counted in.
    pub unit: String,
    /// How much that would be, packs counted out.
    pub quantity: Quantity,
}

/// A pasted line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasteProblem {
    /// As typed.
    pub raw: String,
    /// What to look at.
    pub flags: Vec<PasteFlag>,
    /// Row, field and what is wrong.
    pub problem: FieldProblem,
}

/// The answer to placing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// True when this key or cart had made it before.
    pub replayed: bool,
}

/// An address as it was when the order was placed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipTo {
    /// Who takes the goods in.
    pub recipient: String,
    /// Phone for the carrier.
    pub phone: String,
    /// Province, city, district.
    pub region: String,
    /// Street and number.
    pub street: String,
}

/// An order with its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub order_id: OrderId,
    /// Such as `SO-26-482915`.
    pub number: String,
    /// Whose it is.
    pub company_id: CompanyId,
    /// Customer number.
    pub company_code: String,
    /// Legal name.
    pub company_name: String,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// By whom.
    pub placed_by: String,
    /// 手工单: one of us placed it for the company.
    pub acting_for: bool,
    /// How it is paid.
    pub payment: Payment,
    /// The buyer's own number.
    pub po_number: String,
    /// The day asked for.
    pub requested_on: Option<NaiveDate>,
    /// The buyer's remark.
    pub note: String,
    /// Where to.
    pub ship_to: ShipTo,
    /// Sums, for those who may see prices.
    pub totals: Option<Totals>,
    /// From its lines.
    pub status: OrderStatus,
    /// Its lines.
    pub lines: Vec<OrderLineView>,
}

impl OrderView {
    /// The same order for somebody who may not see prices: no sum, no price, no contract's name.
    #[must_use]
    pub fn without_prices(mut self) -> OrderView {
        self.totals = None;
        self.lines.iter_mut().for_each(|line| line.price = None);
        self
    }
}

/// What a line costs and why, as frozen when it was ordered. One value, so that it is seen whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePrice {
    /// The price.
    pub unit_price: UnitPrice,
    /// VAT rate, such as `0.13`.
    pub vat_rate: Decimal,
    /// Net, tax, gross.
    pub amounts: LineAmounts,
    /// Why this price.
    pub reason: Option<BuyerReason>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineView {
    /// Its id.
    pub line_id: OrderLineId,
    /// From 1.
    pub line_no: u32,
    /// The SKU.
    pub sku_id: SkuId,
    /// 型号 as ordered.
    pub part_number: String,
    /// 客户料号 as it was then; empty when there was none.
    pub own_number: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// Where the quantity is.
    pub ledger: LineLedger,
    /// For those who may see prices.
    pub price: Option<LinePrice>,
    /// The day promised when it was ordered.
    pub promised_on: NaiveDate,
    /// A remark to the line.
    pub note: String,
}

impl OrderLineView {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// Its id.
    pub order_id: OrderId,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub company_id: CompanyId,
    /// Legal name.
    pub company_name: String,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// 手工单
    pub acting_for: bool,
    /// The buyer's own number.
    pub po_number: String,
    /// How many lines.
    pub lines: u32,
    /// Part number of the first.
    pub first_part: String,
    /// Sums, for those who may see prices.
    pub totals: Option<Totals>,
    /// From its lines.
    pub status: OrderStatus,
    /// Latest day promised among lines that are outstanding.
    pub promised_on: Option<NaiveDate>,
}

/// Which orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderFilter {
    /// Of this status only.
    pub status: Option<OrderStatus>,
    /// In number, PO number or a line's part number.
    pub text: String,
    /// From 1.
    pub page: u32,
}

/// One page of orders, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPage {
    /// All that match.
    pub total: u32,
    /// From 1, never beyond `pages`.
    pub page: u32,
    /// At least 1.
    pub pages: u32,
    /// This page's.
    pub rows: Vec<OrderRow>,
}

/// An order somebody of us has to do something about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// The order as in lists.
    pub order: OrderRow,
    /// Customer number.
    pub company_code: String,
    /// Whole hours since it was placed.
    pub age_hours: u32,
    /// Lines with something reserved: can be shipped now.
    pub ready_lines: u32,
    /// Lines with something still to be got.
    pub waiting_lines: u32,
}

/// Which orders of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueShow {
    /// All of them.
    #[default]
    All,
    /// Something can be shipped now.
    Ready,
    /// Nothing can.
    Waiting,
    /// Past the last day promised.
    Late,
}

impl QueueShow {
    /// All of them, in the order of the counts.
    pub const ALL: [QueueShow; 4] = [QueueShow::All, QueueShow::Ready, QueueShow::Waiting, QueueShow::Late];

    /// The word in addresses and queries.
    pub fn as_str(self) -> &'static str {
        match self {
            QueueShow::All => "",
            QueueShow::Ready => "ready",
            QueueShow::Waiting => "waiting",
            QueueShow::Late => "late",
        }
    }

    /// Reads an address's word; anything else is all.
    pub fn parse(word: &str) -> QueueShow {
        Self::ALL.into_iter().find(|show| show.as_str() == word).unwrap_or_default()
    }
}

/// How many orders of a kind wait, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCount {
    /// How many.
    pub orders: u32,
    /// Whole hours since the oldest was placed; none when there is none.
    pub oldest_hours: Option<u32>,
}

/// One page of the queue, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePage {
    /// Of all there are, in the order of [`QueueShow::ALL`].
    pub counts: [QueueCount; 4],
    /// What the rows are.
    pub show: QueueShow,
    /// From 1, never beyond `pages`.
    pub page: u32,
    /// At least 1.
    pub pages: u32,
    /// This page's.
    pub rows: Vec<QueueRow>,
}

impl QueuePage {
    /// The count of a kind.
    pub fn count(&self, show: QueueShow) -> QueueCount {
        QueueShow::ALL
            .iter()
            .zip(self.counts)
            .find(|(of, _)| **of == show)
            .map(|(_, c)| c)
            .unwrap_or_default()
    }
}
