//! What each paper says: facts in the order of their blocks, never how they are drawn.
//!
//! Owns the fact structs of statement, commercial invoice, delivery note and order confirmation, and
//! the arithmetic each of them must satisfy before it may be printed. Knows no font, no sentence, no
//! database and no rounding: every figure arrives rounded. Amounts are plain decimals in the one
//! currency named by the document.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::lang::Lang;

/// The seller as printed at the head of every paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub name: String,
    /// 统一社会信用代码.
    pub uscc: String,
    pub address: String,
    pub phone: String,
    pub bank_name: String,
    pub bank_account: String,
    /// The paper is marked as demonstration data.
    pub demo: bool,
}

/// The company a paper is addressed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub legal_name: String,
    /// Our number for the company.
    pub code: String,
}

/// A document whose figures do not add up is never drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    #[error("line {seq}: the running balance is {printed}, the lines give {computed}")]
    Balance { seq: u32, printed: Decimal, computed: Decimal },
    #[error("the closing balance is {printed}, the lines give {computed}")]
    Closing { printed: Decimal, computed: Decimal },
    #[error("the sums per kind differ from the lines")]
    Sums,
    #[error("the ageing buckets hold {printed}, open is {computed}")]
    Ageing { printed: Decimal, computed: Decimal },
    #[error("line {line}: net and tax differ from gross")]
    Line { line: u32 },
    #[error("the totals differ from the lines")]
    Totals,
    #[error("a sum is too large")]
    TooLarge,
}

/// What moved the customer's balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    Shipment,
    Receipt,
    Return,
    Adjustment,
}

/// One movement. `amount` is signed: goods raise the balance, receipts and returns lower it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    pub seq: u32,
    pub date: NaiveDate,
    pub kind: StatementKind,
    pub document_number: String,
    pub order_number: Option<String>,
    pub po_number: Option<String>,
    pub part_number: Option<String>,
    pub customer_part_number: Option<String>,
    pub description: String,
    pub quantity: Option<Decimal>,
    pub unit: Option<String>,
    /// Gross, per `price_basis` units.
    pub unit_price: Option<Decimal>,
    pub price_basis: u32,
    pub amount: Decimal,
    /// Balance after this line.
    pub balance: Decimal,
    pub disputed: bool,
}

/// Signed sums of the lines, one per kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSums {
    pub shipments: Decimal,
    pub receipts: Decimal,
    pub returns: Decimal,
    pub adjustments: Decimal,
}

/// How late an amount is, by due date. Due today is not overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeingLabel {
    NotDue,
    /// Overdue by `from` to `to` days, both included.
    Days {
        from: u32,
        to: u32,
    },
    /// Overdue by more than so many days.
    Over {
        days: u32,
    },
    /// Received and not yet applied; negative.
    Unapplied,
}

/// One bucket of the ageing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeingBucket {
    pub label: AgeingLabel,
    pub amount: Decimal,
}

/// 对账单: opening + lines = closing, for one company, period and currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementDoc {
    pub language: Lang,
    pub seller: Seller,
    pub buyer: Buyer,
    pub number: String,
    pub version: u32,
    pub issued_on: NaiveDate,
    /// First and last day, both included.
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    pub currency: String,
    pub opening: Decimal,
    pub lines: Vec<StatementLine>,
    pub sums: StatementSums,
    pub closing: Decimal,
    /// Empty when the paper carries no ageing.
    pub ageing: Vec<AgeingBucket>,
    /// Of the closing balance: fallen due by the last day, overdue included.
    pub due: Decimal,
    pub overdue: Decimal,
}

impl StatementDoc {
    /// Proves that the figures shown add up: line by line, per kind, and in the ageing.
    ///
    /// # Errors
    /// The first figure that differs.
    pub fn verify(&self) -> Result<(), DocumentFault> {
        let mut balance = self.opening;
        let mut sums = StatementSums::default();
        for line in &self.lines {
            balance = add(balance, line.amount)?;
            if balance != line.balance {
                let (seq, printed) = (line.seq, line.balance);
                return Err(DocumentFault::Balance { seq, printed, computed: balance });
            }
            let sum = match line.kind {
                StatementKind::Shipment => &mut sums.shipments,
                StatementKind::Receipt => &mut sums.receipts,
                StatementKind::Return => &mut sums.returns,
                StatementKind::Adjustment => &mut sums.adjustments,
            };
            *sum = add(*sum, line.amount)?;
        }
        if balance != self.closing {
            return Err(DocumentFault::Closing { printed: self.closing, computed: balance });
        }
        if sums != self.sums {
            return Err(DocumentFault::Sums);
        }
        let aged = self.ageing.iter().try_fold(Decimal::ZERO, |sum, bucket| add(sum, bucket.amount))?;
        if !self.ageing.is_empty() && aged != self.closing {
            return Err(DocumentFault::Ageing { printed: aged, computed: self.closing });
        }
        Ok(())
    }
}

/// 抬头: whom the invoice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTitle {
    pub title: String,
    /// None for a private person.
    pub tax_number: Option<String>,
}

/// One shipped line as invoiced. `gross = net + tax`, `rate` as a fraction (0.13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub line: u32,
    pub part_number: String,
    pub customer_part_number: Option<String>,
    pub name: String,
    pub unit: String,
    pub quantity: Decimal,
    /// Gross, per `price_basis` units.
    pub unit_price: Decimal,
    pub price_basis: u32,
    pub net: Decimal,
    pub rate: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
    pub order_number: String,
    pub delivery_note: String,
}

/// Sums of the lines shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub net: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
}

/// The seller's own commercial invoice; the tax authority's invoice is another paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDoc {
    pub language: Lang,
    pub seller: Seller,
    pub buyer: InvoiceTitle,
    pub number: String,
    pub date: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub currency: String,
    pub lines: Vec<InvoiceLine>,
    pub totals: Totals,
}

impl InvoiceDoc {
    /// Proves that every line and the totals add up.
    ///
    /// # Errors
    /// The first figure that differs.
    pub fn verify(&self) -> Result<(), DocumentFault> {
        for line in &self.lines {
            if add(line.net, line.tax)? != line.gross {
                return Err(DocumentFault::Line { line: line.line });
            }
        }
        totals_match(&self.totals, self.lines.iter().map(|line| (line.net, line.tax, line.gross)))
    }
}

/// Who receives the goods, where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    pub name: String,
    pub phone: String,
    pub address: String,
}

/// One line in the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    pub line: u32,
    pub part_number: String,
    pub customer_part_number: Option<String>,
    pub name: String,
    pub unit: String,
    pub quantity: Decimal,
    pub order_number: String,
    pub po_number: Option<String>,
    pub remark: String,
    /// Gross price and its basis; None where the buyer wants no prices in the parcel.
    pub price: Option<(Decimal, u32)>,
}

/// 送货单: the paper in the parcel, signed by the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryNoteDoc {
    pub language: Lang,
    pub seller: Seller,
    pub buyer: Buyer,
    pub receiver: Receiver,
    pub number: String,
    pub date: NaiveDate,
    pub currency: String,
    pub carrier: String,
    pub tracking_numbers: Vec<String>,
    pub packages: Option<u32>,
    pub weight_g: Option<u64>,
    /// Who packed and who checked.
    pub made_by: String,
    pub checked_by: String,
    /// Days after signing within which quantity and visible defects are to be objected to.
    pub objection_days: u32,
    pub lines: Vec<DeliveryLine>,
}

/// One line of an order as accepted, with the date promised when it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderConfirmationLine {
    pub line: u32,
    pub part_number: String,
    pub customer_part_number: Option<String>,
    pub name: String,
    pub unit: String,
    pub quantity: Decimal,
    /// Gross, per `price_basis` units.
    pub unit_price: Decimal,
    pub price_basis: u32,
    pub net: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
    pub promised_on: Option<NaiveDate>,
}

/// 订单确认: what was ordered, at which price, promised for when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderConfirmationDoc {
    pub language: Lang,
    pub seller: Seller,
    pub buyer: Buyer,
    pub receiver: Receiver,
    pub number: String,
    pub po_number: Option<String>,
    pub date: NaiveDate,
    pub currency: String,
    pub lines: Vec<OrderConfirmationLine>,
    pub totals: Totals,
}

impl OrderConfirmationDoc {
    /// Proves that every line and the totals add up.
    ///
    /// # Errors
    /// The first figure that differs.
    pub fn verify(&self) -> Result<(), DocumentFault> {
        for line in &self.lines {
            if add(line.net, line.tax)? != line.gross {
                return Err(DocumentFault::Line { line: line.line });
            }
        }
        totals_match(&self.totals, self.lines.iter().map(|line| (line.net, line.tax, line.gross)))
    }
}

fn totals_match(
    totals: &Totals,
    mut lines: impl Iterator<Item = (Decimal, Decimal, Decimal)>,
) -> Result<(), DocumentFault> {
    let sums = lines.try_fold(Totals::default(), |sum, (net, tax, gross)| {
        Ok(Totals { net: add(sum.net, net)?, tax: add(sum.tax, tax)?, gross: add(sum.gross, gross)? })
    })?;
    if sums == *totals { Ok(()) } else { Err(DocumentFault::Totals) }
}

fn add(left: Decimal, right: Decimal) -> Result<Decimal, DocumentFault> {
    left.checked_add(right).ok_or(DocumentFault::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice(gross: Decimal) -> InvoiceDoc {
        let (net, tax) = (Decimal::new(30973, 2), Decimal::new(4027, 2));
        InvoiceDoc {
            language: Lang::Zh,
            seller: Seller {
                name: "卖方".into(),
                uscc: "91350100M000100Y43".into(),
                address: String::new(),
                phone: String::new(),
                bank_name: String::new(),
                bank_account: String::new(),
                demo: true,
            },
            buyer: InvoiceTitle { title: "买方".into(), tax_number: None },
            number: "CI-26-1".into(),
            date: NaiveDate::default(),
            due_on: None,
            currency: "CNY".into(),
            lines: vec![InvoiceLine {
                line: 1,
                part_number: "6204".into(),
                customer_part_number: None,
                name: "轴承".into(),
                unit: "件".into(),
                quantity: Decimal::new(1000, 0),
                unit_price: Decimal::new(35, 2),
                price_basis: 1,
                net,
                rate: Decimal::new(13, 2),
                tax,
                gross,
                order_number: "SO-26-1".into(),
                delivery_note: "DN-26-1".into(),
            }],
            totals: Totals { net, tax, gross: Decimal::new(35000, 2) },
        }
    }

    #[test]
    fn an_invoice_that_adds_up_is_accepted_and_survives_the_wire() {
        let doc = invoice(Decimal::new(35000, 2));
        assert_eq!(doc.verify(), Ok(()));
        let text = serde_json::to_string(&doc).unwrap();
        assert_eq!(serde_json::from_str::<InvoiceDoc>(&text).unwrap(), doc);
    }

    #[test]
    fn an_invoice_off_by_a_cent_is_refused() {
        assert_eq!(invoice(Decimal::new(35001, 2)).verify(), Err(DocumentFault::Line { line: 1 }));
    }
}
