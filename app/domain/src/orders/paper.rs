//! An order as a paper: 订单确认, with the prices and dates of the moment it was placed.

use super::view::{LinePrice, OrderLineView, OrderView, ShipTo};
use crate::documents::{Buyer, OrderConfirmationDoc, OrderConfirmationLine, Receiver, Seller, Totals};
use crate::error::Result;
use crate::lang::Lang;
use crate::money::{LineAmounts, TaxMode};
use crate::rejection::Rejection;
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};

/// The paper; `zone` is the seller's, for the day it was placed on.
///
/// # Errors
/// `Forbidden` for an order read by somebody who may not see its prices: it is a paper about prices.
pub fn confirmation_doc(
    order: &OrderView,
    zone: Tz,
    seller: Seller,
    language: Lang,
) -> Result<OrderConfirmationDoc> {
    let totals = order.totals.ok_or(Rejection::Forbidden)?;
    let LineAmounts { net, tax, gross } = totals.amounts;
    Ok(OrderConfirmationDoc {
        language,
        seller,
        buyer: buyer(order),
        receiver: receiver(&order.ship_to),
        number: order.number.clone(),
        po_number: said(&order.po_number),
        date: order.placed_at.with_timezone(&zone).date_naive(),
        currency: totals.currency.code().to_owned(),
        lines: order.lines.iter().map(|line| printed(line, language)).collect::<Result<_>>()?,
        totals: Totals { net, tax, gross },
    })
}

/// The company an order's papers are addressed to.
pub fn buyer(order: &OrderView) -> Buyer {
    Buyer { legal_name: order.company_name.clone(), code: order.company_code.clone() }
}

/// Who receives the goods.
pub fn receiver(ship_to: &ShipTo) -> Receiver {
    Receiver {
        name: ship_to.recipient.clone(),
        phone: ship_to.phone.clone(),
        address: format!("{} {}", ship_to.region, ship_to.street),
    }
}

/// `None` for what was left empty.
pub fn said(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}

fn printed(line: &OrderLineView, language: Lang) -> Result<OrderConfirmationLine> {
    let price = line.price.as_ref().ok_or(Rejection::Forbidden)?;
    Ok(OrderConfirmationLine {
        line: line.line_no,
        part_number: line.part_number.clone(),
        customer_part_number: said(&line.own_number),
        name: language.pick(&line.name_zh, &line.name_en).to_owned(),
        unit: line.unit.clone(),
        quantity: line.ledger.ordered,
        unit_price: gross_price(price),
        price_basis: price.unit_price.basis,
        net: price.amounts.net,
        tax: price.amounts.tax,
        gross: price.amounts.gross,
        promised_on: Some(line.promised_on),
    })
}

/// Papers show prices with VAT; a price agreed without is shown with it, to the fourth decimal.
fn gross_price(line: &LinePrice) -> Decimal {
    let price = line.unit_price.price;
    match line.unit_price.tax_mode {
        TaxMode::Gross => price,
        TaxMode::Net => (price * (Decimal::ONE + line.vat_rate))
            .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero),
    }
}
