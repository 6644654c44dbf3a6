//! Payment terms (账期): when a delivery falls due. `月结30天` has three readings; the parts are stored and the date is shown.
//!
//! Source: facts 2.6.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// What the days are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The day the goods left.
    #[default]
    Shipment,
    /// The end of the statement month the goods left in.
    Statement,
}

impl Anchor {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Shipment => "shipment",
            Anchor::Statement => "statement",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Anchor {
        if text == "statement" { Anchor::Statement } else { Anchor::Shipment }
    }
}

/// Anchor, months, then a fixed day of that month or a number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Terms {
    /// What the days are counted from.
    pub anchor: Anchor,
    /// Last day of a statement month; None: the month's own end.
    pub cutoff_day: Option<u32>,
    /// Whole months after the anchor.
    pub month_offset: u32,
    /// Days after that.
    pub day_offset: u32,
    /// Paid on this day of the month reached; wins over `day_offset`.
    pub fixed_day: Option<u32>,
}

impl Default for Terms {
    /// 货到30天
    fn default() -> Self {
        Terms { anchor: Anchor::Shipment, cutoff_day: None, month_offset: 0, day_offset: 30, fixed_day: None }
    }
}

impl Terms {
    /// True when the database takes them.
    pub fn is_valid(&self) -> bool {
        self.cutoff_day.is_none_or(|day| (1..=28).contains(&day))
            && self.month_offset <= 12
            && self.day_offset <= 365
            && self.fixed_day.is_none_or(|day| (1..=31).contains(&day))
    }

    /// The day a delivery of `shipped_on` is due. A fixed day past a month's end is its last day.
    pub fn due_on(&self, shipped_on: NaiveDate) -> NaiveDate {
        let from_end = self.anchor == Anchor::Statement;
        let anchor = if from_end { statement_end(shipped_on, self.cutoff_day) } else { shipped_on };
        let later = anchor.checked_add_months(Months::new(self.month_offset)).unwrap_or(anchor);
        // the end of a month plus a month is the end of the next, also when it is longer
        let month_end = from_end && self.cutoff_day.is_none();
        let reached = if month_end { end_of_month(later) } else { later };
        match self.fixed_day {
            // never before the goods left
            Some(day) if on_day(reached, day) < shipped_on => {
                on_day(reached.checked_add_months(Months::new(1)).unwrap_or(reached), day)
            }
            Some(day) => on_day(reached, day),
            None => reached.checked_add_days(Days::new(u64::from(self.day_offset))).unwrap_or(reached),
        }
    }
}

/// The last day of the statement month a day belongs to: with cutoff 25, the 26th belongs to the next month.
pub fn statement_end(on: NaiveDate, cutoff_day: Option<u32>) -> NaiveDate {
    match cutoff_day {
        Some(cutoff) if on.day() > cutoff => {
            on_day(on.checked_add_months(Months::new(1)).unwrap_or(on), cutoff)
        }
        Some(cutoff) => on_day(on, cutoff),
        None => end_of_month(on),
    }
}

fn end_of_month(on: NaiveDate) -> NaiveDate {
    on_day(on, 31)
}

fn on_day(month_of: NaiveDate, day: u32) -> NaiveDate {
    (1..=day).rev().find_map(|day| month_of.with_day(day)).unwrap_or(month_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn terms(anchor: Anchor, month_offset: u32, day_offset: u32, fixed_day: Option<u32>) -> Terms {
        Terms { anchor, cutoff_day: None, month_offset, day_offset, fixed_day }
    }

    /// Source: facts 2.6, the trade's payment-term vectors. Columns: shipped, invoice received, then the due dates.
    #[test]
    fn every_reading_of_the_vectors_comes_out() {
        use Anchor::{Shipment, Statement};
        let cases = [
            [
                "2026-03-10",
                "2026-03-12",
                "2026-03-10",
                "2026-04-09",
                "2026-04-11",
                "2026-04-30",
                "2026-04-30",
                "2026-04-25",
                "2026-05-30",
                "2026-03",
            ],
            [
                "2026-01-31",
                "2026-02-05",
                "2026-01-31",
                "2026-03-02",
                "2026-03-07",
                "2026-03-02",
                "2026-02-28",
                "2026-02-25",
                "2026-04-01",
                "2026-02",
            ],
            [
                "2026-02-28",
                "2026-03-02",
                "2026-02-28",
                "2026-03-30",
                "2026-04-01",
                "2026-03-30",
                "2026-03-31",
                "2026-03-25",
                "2026-04-29",
                "2026-03",
            ],
            [
                "2026-12-26",
                "2026-12-30",
                "2026-12-26",
                "2027-01-25",
                "2027-01-29",
                "2027-01-30",
                "2027-01-31",
                "2027-01-25",
                "2027-03-01",
                "2027-01",
            ],
        ];
        for [shipped, invoiced, cod, net30, invoice30, eom30, next_end, next_25, eom60, month] in cases {
            let (shipped, invoiced) = (day(shipped), day(invoiced));
            assert_eq!(terms(Shipment, 0, 0, None).due_on(shipped), day(cod), "COD");
            assert_eq!(terms(Shipment, 0, 30, None).due_on(shipped), day(net30), "货到30天");
            assert_eq!(terms(Shipment, 0, 30, None).due_on(invoiced), day(invoice30), "票到30天");
            assert_eq!(terms(Statement, 0, 30, None).due_on(shipped), day(eom30), "月结30天, 30 days");
            assert_eq!(terms(Statement, 1, 0, None).due_on(shipped), day(next_end), "月结30天, next month");
            assert_eq!(terms(Statement, 1, 0, Some(25)).due_on(shipped), day(next_25), "次月25日");
            assert_eq!(terms(Statement, 0, 60, None).due_on(shipped), day(eom60), "月结60天");
            assert_eq!(statement_end(shipped, Some(25)).format("%Y-%m").to_string(), month, "cutoff 25");
        }
    }

    #[test]
    fn a_fixed_day_past_the_end_of_a_month_is_its_last() {
        let paid_31st = terms(Anchor::Statement, 1, 0, Some(31));
        assert_eq!(paid_31st.due_on(day("2026-01-10")), day("2026-02-28"));
        assert_eq!(paid_31st.due_on(day("2026-02-10")), day("2026-03-31"));
        assert_eq!(terms(Anchor::Statement, 0, 0, Some(5)).due_on(day("2026-02-10")), day("2026-03-05"));
    }
}
