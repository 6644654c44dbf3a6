//! The only clock. Everything else takes `now` or `today` as an argument.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

/// This instant. Read once per operation, by the edge that builds the `OpContext`.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn clock() -> DateTime<Utc> {
    Utc::now()
}

/// The calendar day of an instant where the seller is.
pub fn day_at(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    now.with_timezone(&zone).date_naive()
}

/// A day somebody could mean; what a calendar can count beyond it, the database cannot.
pub fn is_plausible(day: NaiveDate) -> bool {
    (1900..=2999).contains(&day.year())
}
