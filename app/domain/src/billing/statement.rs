//! What a statement says, as text to be hashed and as facts to be printed.

use super::{StatementLineView, StatementView};
use crate::documents::{
    AgeingBucket, AgeingLabel, Buyer, Seller, StatementDoc, StatementKind, StatementLine, StatementSums,
};
use crate::lang::Lang;
use crate::receivables::EntryKind;
use crate::receivables::ageing::Bucket;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::fmt::Write;

/// The content as one text, led by the hash of the statement before. Only what can never change is in it: no dispute, no
/// payment that came later, no name that may be corrected.
pub fn canonical(view: &StatementView, number: &str, version: u32, hash_before: &str) -> String {
    let mut text = format!(
        "statement 1\n{hash_before}\n{}\n{number} {version}\n{} {}\n{}\n{}\n",
        view.company_id,
        view.period_from,
        view.period_to,
        view.currency.code(),
        cents(view.opening)
    );
    for line in &view.lines {
        // writing to a string cannot fail
        let _ = writeln!(text, "{}", canonical_line(line));
    }
    text.push_str(&cents(view.closing));
    text
}

fn canonical_line(line: &StatementLineView) -> String {
    let plain = |value: Option<Decimal>| value.map(|v| v.normalize().to_string()).unwrap_or_default();
    format!(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
        line.seq,
        line.occurred_on,
        line.kind.as_str(),
        line.document_number,
        line.order_number.as_deref().unwrap_or_default(),
        line.part_number.as_deref().unwrap_or_default(),
        plain(line.quantity),
        plain(line.unit_price),
        line.price_basis,
        cents(line.amount),
        cents(line.balance),
        line.due_on.map(|d| d.to_string()).unwrap_or_default()
    )
}

fn cents(amount: Decimal) -> String {
    crate::money::round2(amount).to_string()
}

/// The paper. A preview has no number.
pub fn statement_doc(view: &StatementView, seller: Seller, language: Lang) -> StatementDoc {
    let issued = view.issued.as_ref();
    let mut sums = StatementSums::default();
    for line in &view.lines {
        *match line.kind {
            EntryKind::Shipment => &mut sums.shipments,
            EntryKind::Receipt => &mut sums.receipts,
            EntryKind::Return => &mut sums.returns,
            EntryKind::Adjustment => &mut sums.adjustments,
        } += line.amount;
    }
    StatementDoc {
        language,
        seller,
        buyer: Buyer { legal_name: view.company_name.clone(), code: view.company_code.clone() },
        number: issued.map(|i| i.number.clone()).unwrap_or_default(),
        version: issued.map_or(1, |i| i.version),
        issued_on: issued.map_or(view.as_of, |i| i.issued_on),
        period_from: view.period_from,
        period_to: view.period_to,
        currency: view.currency.code().to_owned(),
        opening: view.opening,
        lines: view.lines.iter().map(|line| printed_line(line, language)).collect(),
        sums,
        closing: view.closing,
        ageing: view
            .ageing
            .iter()
            .map(|row| AgeingBucket { label: label(row.bucket), amount: row.amount })
            .collect(),
        due: view.due,
        overdue: view.overdue,
    }
}

fn printed_line(line: &StatementLineView, language: Lang) -> StatementLine {
    let names = (line.name_zh.as_deref().unwrap_or_default(), line.name_en.as_deref().unwrap_or_default());
    StatementLine {
        seq: u32::try_from(line.seq).unwrap_or(u32::MAX),
        date: line.occurred_on,
        kind: match line.kind {
            EntryKind::Shipment => StatementKind::Shipment,
            EntryKind::Receipt => StatementKind::Receipt,
            EntryKind::Return => StatementKind::Return,
            EntryKind::Adjustment => StatementKind::Adjustment,
        },
        document_number: line.document_number.clone(),
        order_number: line.order_number.clone(),
        po_number: line.po_number.clone().filter(|text| !text.is_empty()),
        part_number: line.part_number.clone(),
        customer_part_number: line.own_number.clone(),
        description: language.pick(names.0, names.1).to_owned(),
        quantity: line.quantity,
        unit: line.unit.clone(),
        unit_price: line.unit_price,
        price_basis: line.price_basis,
        amount: line.amount,
        balance: line.balance,
        disputed: line.disputed,
    }
}

fn label(bucket: Bucket) -> AgeingLabel {
    match bucket {
        Bucket::NotDue => AgeingLabel::NotDue,
        Bucket::Days { from, to } => AgeingLabel::Days { from, to },
        Bucket::Over { days } => AgeingLabel::Over { days },
        Bucket::Unapplied => AgeingLabel::Unapplied,
    }
}

/// The period the next statement is offered for: from the day after the last one, or from the first movement, to the end of
/// the month before this one, or to today when that is too early. None: every day up to today is on a statement.
pub fn next_period(
    last: Option<NaiveDate>,
    first_movement: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<(NaiveDate, NaiveDate)> {
    let from = match last {
        Some(day) => day.succ_opt()?,
        None => first_movement.unwrap_or(today),
    };
    let month_end = today.with_day(1)?.pred_opt()?;
    let to = if month_end >= from { month_end } else { today };
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_statement_goes_on_where_the_last_one_ended() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let offered = |last, first| next_period(day(last), day(first), today);
        let both = |from, to| day(from).zip(day(to));
        assert_eq!(offered("2026-01-31", ""), both("2026-02-01", "2026-02-28"));
        assert_eq!(offered("2026-02-28", ""), both("2026-03-01", "2026-03-10"));
        assert_eq!(offered("2026-03-10", ""), None);
        assert_eq!(offered("", "2026-01-07"), both("2026-01-07", "2026-02-28"));
        assert_eq!(offered("", ""), both("2026-03-10", "2026-03-10"));
    }
}
