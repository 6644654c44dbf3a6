//! The house's own commercial invoice over delivered lines. The tax authority's invoice is another paper.

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

use crate::documents::{InvoiceDoc, InvoiceLine, InvoiceTitle, Seller, Totals};
use crate::ids::{CompanyId, InvoiceId, ShipmentId};
use crate::lang::Lang;
use crate::money::{Currency, LineAmounts};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// Its id.
    pub id: InvoiceId,
    /// Whose.
    pub company_id: CompanyId,
    /// Number such as `CI-26-482915`.
    pub number: String,
    /// The seller's day.
    pub issued_on: NaiveDate,
    /// 抬头: name.
    pub title_name: String,
    /// 纳税人识别号; empty when unknown.
    pub title_tax_number: String,
    /// Currency of the amounts.
    pub currency: Currency,
    /// Sums of the lines.
    pub totals: LineAmounts,
    /// The last day any of it is due.
    pub due_on: Option<NaiveDate>,
    /// Delivered lines.
    pub lines: Vec<InvoiceLineView>,
}

/// A delivered line on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLineView {
    /// Its number.
    pub line_no: u32,
    /// Part number.
    pub part_number: String,
    /// The customer's own number as it was ordered; empty when there was none.
    pub own_number: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Unit.
    pub unit: String,
    /// Delivered.
    pub quantity: Decimal,
    /// Gross, per `price_basis` units.
    pub unit_price: Decimal,
    /// Units the price is for.
    pub price_basis: u32,
    /// As a fraction.
    pub vat_rate: Decimal,
    /// Its money.
    pub amounts: LineAmounts,
    /// The order.
    pub order_number: String,
    /// The delivery note.
    pub delivery_note: String,
}

/// An invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceBrief {
    /// Its id.
    pub id: InvoiceId,
    /// Whose.
    pub company_id: CompanyId,
    /// Legal name.
    pub company_name: String,
    /// Number.
    pub number: String,
    /// The seller's day.
    pub issued_on: NaiveDate,
    /// Sums.
    pub totals: LineAmounts,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// A shipment with lines on no invoice yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UninvoicedView {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// Delivery note number.
    pub number: String,
    /// When it left.
    pub shipped_at: DateTime<Utc>,
    /// Gross not invoiced.
    pub gross: Decimal,
}

/// The paper.
pub fn invoice_doc(view: &InvoiceView, seller: Seller, language: Lang) -> InvoiceDoc {
    let tax_number = Some(view.title_tax_number.clone()).filter(|text| !text.is_empty());
    let LineAmounts { net, tax, gross } = view.totals;
    InvoiceDoc {
        language,
        seller,
        buyer: InvoiceTitle { title: view.title_name.clone(), tax_number },
        number: view.number.clone(),
        date: view.issued_on,
        due_on: view.due_on,
        currency: view.currency.code().to_owned(),
        lines: view.lines.iter().map(|line| printed_line(line, language)).collect(),
        totals: Totals { net, tax, gross },
    }
}

fn printed_line(line: &InvoiceLineView, language: Lang) -> InvoiceLine {
    InvoiceLine {
        line: line.line_no,
        part_number: line.part_number.clone(),
        customer_part_number: Some(line.own_number.clone()).filter(|number| !number.is_empty()),
        name: language.pick(&line.name_zh, &line.name_en).to_owned(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        price_basis: line.price_basis,
        net: line.amounts.net,
        rate: line.vat_rate,
        tax: line.amounts.tax,
        gross: line.amounts.gross,
        order_number: line.order_number.clone(),
        delivery_note: line.delivery_note.clone(),
    }
}
