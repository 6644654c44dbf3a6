//! Postings: double entry, debit positive, credit negative. A [`Posting`] can only be built balanced.
//!
//! Source: facts 2.16, 小企业会计准则 account codes.

use crate::money::LineAmounts;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The ledger's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LedgerAccount {
    /// 银行存款
    Bank,
    /// 应收账款
    Receivable,
    /// 预收账款
    Advances,
    /// 应交税费-应交增值税(销项税额)
    OutputVat,
    /// 主营业务收入
    Revenue,
    /// 财务费用
    FinanceCost,
}

impl LedgerAccount {
    /// The code in the chart of accounts.
    pub fn code(self) -> &'static str {
        match self {
            LedgerAccount::Bank => "1002",
            LedgerAccount::Receivable => "1122",
            LedgerAccount::Advances => "2203",
            LedgerAccount::OutputVat => "222101",
            LedgerAccount::Revenue => "6001",
            LedgerAccount::FinanceCost => "6603",
        }
    }
}

/// What a transaction was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TransactionKind {
    /// Goods left.
    Shipment,
    /// Money came.
    Receipt,
    /// An advance was used.
    Application,
    /// Goods came back.
    Return,
    /// A correction.
    Adjustment,
    /// The opposite of an earlier one.
    Reversal,
}

impl TransactionKind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            TransactionKind::Shipment => "shipment",
            TransactionKind::Receipt => "receipt",
            TransactionKind::Application => "application",
            TransactionKind::Return => "return",
            TransactionKind::Adjustment => "adjustment",
            TransactionKind::Reversal => "reversal",
        }
    }
}

/// Entries that sum to zero, one per account, none of them zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    entries: Vec<(LedgerAccount, Decimal)>,
}

impl Posting {
    /// Moves `amount` out of `from` into `to`; the step every posting is made of.
    fn moved(mut self, to: LedgerAccount, from: LedgerAccount, amount: Decimal) -> Self {
        for (account, part) in [(to, amount), (from, -amount)] {
            match self.entries.iter_mut().find(|(a, _)| *a == account) {
                Some((_, sum)) => *sum += part,
                None => self.entries.push((account, part)),
            }
        }
        self.entries.retain(|(_, sum)| !sum.is_zero());
        self
    }

    fn empty() -> Self {
        Self { entries: Vec::new() }
    }

    /// Goods delivered: debit receivable, credit revenue and output VAT.
    pub fn shipment(amounts: LineAmounts) -> Self {
        Self::empty()
            .moved(LedgerAccount::Receivable, LedgerAccount::Revenue, amounts.gross - amounts.tax)
            .moved(LedgerAccount::Receivable, LedgerAccount::OutputVat, amounts.tax)
    }

    /// Money received: debit bank, credit receivable for what it pays and advances for the rest.
    pub fn receipt(applied: Decimal, advance: Decimal) -> Self {
        Self::empty().moved(LedgerAccount::Bank, LedgerAccount::Receivable, applied).moved(
            LedgerAccount::Bank,
            LedgerAccount::Advances,
            advance,
        )
    }

    /// An advance used: debit advances, credit receivable. The customer's balance stays.
    pub fn application(amount: Decimal) -> Self {
        Self::empty().moved(LedgerAccount::Advances, LedgerAccount::Receivable, amount)
    }

    /// Goods returned or a price corrected: the opposite of a delivery.
    pub fn credit_note(amounts: LineAmounts) -> Self {
        Self::shipment(amounts).reversed()
    }

    /// Money short by an approved fee: the fee is ours.
    pub fn short_receipt(received: Decimal, fee: Decimal) -> Self {
        Self::empty().moved(LedgerAccount::Bank, LedgerAccount::Receivable, received).moved(
            LedgerAccount::FinanceCost,
            LedgerAccount::Receivable,
            fee,
        )
    }

    /// The same with every sign turned; the only correction there is.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { entries: self.entries.iter().map(|(account, amount)| (*account, -*amount)).collect() }
    }

    /// The entries, debit positive.
    pub fn entries(&self) -> &[(LedgerAccount, Decimal)] {
        &self.entries
    }

    /// True when nothing moves.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What it adds to one account.
    pub fn on(&self, account: LedgerAccount) -> Decimal {
        self.entries.iter().find(|(a, _)| *a == account).map_or(Decimal::ZERO, |(_, amount)| *amount)
    }

    /// What it adds to the customer's balance.
    pub fn customer(&self) -> Decimal {
        self.on(LedgerAccount::Receivable) + self.on(LedgerAccount::Advances)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn amounts(net: &str, tax: &str, gross: &str) -> LineAmounts {
        LineAmounts { net: d(net), tax: d(tax), gross: d(gross) }
    }

    fn entries(posting: &Posting) -> Vec<(&'static str, Decimal)> {
        let mut list: Vec<_> = posting.entries().iter().map(|(a, v)| (a.code(), *v)).collect();
        list.sort();
        list
    }

    /// Source: the ten worked examples of facts 2.16.
    #[test]
    fn the_trade_s_ten_examples_come_out() {
        let goods = amounts("1000.00", "130.00", "1130.00");
        let cases: [(Posting, &[(&str, &str)]); 10] = [
            (
                Posting::shipment(amounts("309.73", "40.27", "350.00")),
                &[("1122", "350.00"), ("222101", "-40.27"), ("6001", "-309.73")],
            ),
            (Posting::receipt(d("350.00"), d("0")), &[("1002", "350.00"), ("1122", "-350.00")]),
            (Posting::receipt(d("0"), d("1130.00")), &[("1002", "1130.00"), ("2203", "-1130.00")]),
            (Posting::shipment(goods), &[("1122", "1130.00"), ("222101", "-130.00"), ("6001", "-1000.00")]),
            (Posting::application(d("1130.00")), &[("1122", "-1130.00"), ("2203", "1130.00")]),
            (
                Posting::credit_note(amounts("123.89", "16.11", "140.00")),
                &[("1122", "-140.00"), ("222101", "16.11"), ("6001", "123.89")],
            ),
            (
                Posting::short_receipt(d("33899.00"), d("1.00")),
                &[("1002", "33899.00"), ("1122", "-33900.00"), ("6603", "1.00")],
            ),
            (
                Posting::receipt(d("5650.00"), d("50.00")),
                &[("1002", "5700.00"), ("1122", "-5650.00"), ("2203", "-50.00")],
            ),
            (Posting::receipt(d("1130.00"), d("0")).reversed(), &[("1002", "-1130.00"), ("1122", "1130.00")]),
            (Posting::receipt(d("5650.00"), d("0")).reversed(), &[("1002", "-5650.00"), ("1122", "5650.00")]),
        ];
        for (posting, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(code, amount)| (*code, d(amount))).collect();
            assert_eq!(entries(&posting), expected);
        }
    }

    #[test]
    fn what_is_free_moves_nothing() {
        assert!(Posting::shipment(LineAmounts::default()).is_empty());
    }

    proptest! {
        #[test]
        fn every_posting_sums_to_zero(a in 0i64..1_000_000_000, b in 0i64..1_000_000_000) {
            let (a, b) = (Decimal::new(a, 2), Decimal::new(b, 2));
            let goods = LineAmounts { net: a, tax: b, gross: a + b };
            for posting in [
                Posting::shipment(goods), Posting::credit_note(goods), Posting::receipt(a, b), Posting::application(a),
                Posting::short_receipt(a, b), Posting::receipt(a, b).reversed(),
            ] {
                let sum: Decimal = posting.entries().iter().map(|(_, amount)| *amount).sum();
                prop_assert_eq!(sum, Decimal::ZERO);
                prop_assert!(posting.is_empty() || posting.entries().len() > 1);
            }
            prop_assert_eq!(Posting::application(a).customer(), Decimal::ZERO);
        }
    }
}
