//! An order as a paper: 订单确认, with the prices and dates of the moment it was placed.

use super::view::{OrderLineView, OrderView, ShipTo};
use crate::documents::{Buyer, OrderConfirmationDoc, OrderConfirmationLine, Receiver, Seller, Totals};
use crate::lang::Lang;
use crate::money::{LineAmounts, TaxMode};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};

/// The paper; `zone` is the seller's, for the day it was placed on.
pub fn confirmation_doc(order: &OrderView, zone: Tz, seller: Seller, language: Lang) -> OrderConfirmationDoc {
    let LineAmounts { net, tax, gross } = order.totals.amounts;
    OrderConfirmationDoc {
        language,
        seller,
        buyer: buyer(order),
        receiver: receiver(&order.ship_to),
        number: order.number.clone(),
        po_number: said(&order.po_number),
        date: order.placed_at.with_timezone(&zone).date_naive(),
        currency: order.totals.currency.code().to_owned(),
        lines: order.lines.iter().map(|line| printed(line, language)).collect(),
        totals: Totals { net, tax, gross },
    }
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

fn printed(line: &OrderLineView, language: Lang) -> OrderConfirmationLine {
    OrderConfirmationLine {
        line: line.line_no,
        part_number: line.part_number.clone(),
        customer_part_number: said(&line.own_number),
        name: language.pick(&line.name_zh, &line.name_en).to_owned(),
        unit: line.unit.clone(),
        quantity: line.ledger.ordered,
        unit_price: gross_price(line),
        price_basis: line.unit_price.basis,
        net: line.amounts.net,
        tax: line.amounts.tax,
        gross: line.amounts.gross,
        promised_on: Some(line.promised_on),
    }
}

/// Papers show prices with VAT; a price agreed without is shown with it, to the fourth decimal.
fn gross_price(line: &OrderLineView) -> Decimal {
    let price = line.unit_price.price;
    match line.unit_price.tax_mode {
        TaxMode::Gross => price,
        TaxMode::Net => (price * (Decimal::ONE + line.vat_rate))
            .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero),
    }
}
