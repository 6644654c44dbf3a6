//! Ageing by due date: seven buckets that nothing falls outside of, and one row for money not yet used.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How late an amount is. Due today is not overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// 未到期
    NotDue,
    /// Overdue by `from` to `to` days, both included.
    Days {
        /// First day.
        from: u32,
        /// Last day.
        to: u32,
    },
    /// Overdue by more than so many days.
    Over {
        /// Days.
        days: u32,
    },
    /// Received and not yet used; negative.
    Unapplied,
}

/// The buckets by due date, in the order they are shown. Source: facts 2.5.
pub const BUCKETS: [Bucket; 7] = [
    Bucket::NotDue,
    Bucket::Days { from: 1, to: 30 },
    Bucket::Days { from: 31, to: 60 },
    Bucket::Days { from: 61, to: 90 },
    Bucket::Days { from: 91, to: 180 },
    Bucket::Days { from: 181, to: 365 },
    Bucket::Over { days: 365 },
];

/// A bucket and what lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgedAmount {
    /// Which.
    pub bucket: Bucket,
    /// How much.
    pub amount: Decimal,
}

/// The bucket of something due on `due`; what has no due date is not due.
pub fn bucket_of(as_of: NaiveDate, due: Option<NaiveDate>) -> Bucket {
    let late = due.map_or(0, |due| (as_of - due).num_days());
    BUCKETS
        .into_iter()
        .find(|bucket| match bucket {
            Bucket::NotDue => late <= 0,
            Bucket::Days { to, .. } => late <= i64::from(*to),
            Bucket::Over { .. } | Bucket::Unapplied => true,
        })
        .unwrap_or(Bucket::NotDue)
}

/// All buckets in order with the open amounts in them.
pub fn age(as_of: NaiveDate, open: &[(Option<NaiveDate>, Decimal)]) -> Vec<AgedAmount> {
    let mut aged: Vec<AgedAmount> =
        BUCKETS.into_iter().map(|bucket| AgedAmount { bucket, amount: Decimal::ZERO }).collect();
    for (due, amount) in open {
        let bucket = bucket_of(as_of, *due);
        if let Some(row) = aged.iter_mut().find(|row| row.bucket == bucket) {
            row.amount += *amount;
        }
    }
    aged
}

/// [`age`] with what the open items leave of `balance` in a row of its own: the rows always add up to the balance.
pub fn age_balance(
    as_of: NaiveDate,
    open: &[(Option<NaiveDate>, Decimal)],
    balance: Decimal,
) -> Vec<AgedAmount> {
    let mut aged = age(as_of, open);
    let rest = balance - open.iter().map(|(_, amount)| *amount).sum::<Decimal>();
    if !rest.is_zero() {
        aged.push(AgedAmount { bucket: Bucket::Unapplied, amount: rest });
    }
    aged
}

/// What of it is past its due date.
pub fn overdue(aged: &[AgedAmount]) -> Decimal {
    let late = |bucket| matches!(bucket, Bucket::Days { .. } | Bucket::Over { .. });
    aged.iter().filter(|row| late(row.bucket)).map(|row| row.amount).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Source: facts 2.5, the trade's ageing vector as of 2026-11-30.
    #[test]
    fn every_row_of_the_vector_lies_in_its_bucket() {
        let as_of = day("2026-11-30");
        let rows = [
            ("2026-12-15", "1000.00", BUCKETS[0]),
            ("2026-11-30", "200.00", BUCKETS[0]),
            ("2026-11-29", "300.00", BUCKETS[1]),
            ("2026-10-31", "400.00", BUCKETS[1]),
            ("2026-10-30", "500.00", BUCKETS[2]),
            ("2026-09-01", "600.00", BUCKETS[3]),
            ("2026-08-31", "700.00", BUCKETS[4]),
            ("2025-11-29", "800.00", BUCKETS[6]),
            ("2026-11-10", "-150.00", BUCKETS[1]),
        ];
        for (due, _, bucket) in rows {
            assert_eq!(bucket_of(as_of, Some(day(due))), bucket, "{due}");
        }
        let open: Vec<_> = rows.iter().map(|(due, amount, _)| (Some(day(due)), d(amount))).collect();
        let aged: Vec<Decimal> = age(as_of, &open).iter().map(|row| row.amount).collect();
        let expected = ["1200", "550", "500", "600", "700", "0", "800"].map(d);
        assert_eq!(aged, expected);
        assert_eq!(aged.iter().sum::<Decimal>(), d("4350.00"));
        assert_eq!(overdue(&age(as_of, &open)), d("3150.00"));
    }

    #[test]
    fn unused_money_has_its_own_row_and_the_rows_add_up() {
        let aged = age_balance(day("2026-03-10"), &[(Some(day("2026-03-01")), d("100"))], d("40"));
        assert_eq!(aged.last().unwrap(), &AgedAmount { bucket: Bucket::Unapplied, amount: d("-60") });
        assert_eq!(aged.iter().map(|row| row.amount).sum::<Decimal>(), d("40"));
    }
}
