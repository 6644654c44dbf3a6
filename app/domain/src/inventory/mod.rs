//! Stock: what is on hand, what of it is promised, and when the rest can be here.
//!
//! Owns the schema `inventory`. Knows SKUs and quantities, no companies and no prices. `0 ≤ reserved ≤ on hand` is held by
//! the database; a reservation is one conditional update per SKU, in the order of their ids.

#[cfg(feature = "ssr")]
pub mod store;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Stock of one SKU, in its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// In the warehouse.
    pub on_hand: Decimal,
    /// Of it, promised to open orders.
    pub reserved: Decimal,
}

impl Level {
    /// What can still be promised.
    pub fn available(&self) -> Decimal {
        (self.on_hand - self.reserved).max(Decimal::ZERO)
    }
}

/// The day a line can be promised for: today when all of it is available, else after the lead time. Calendar days; nothing
/// is skipped.
pub fn promise_date(today: NaiveDate, wanted: Decimal, available: Decimal, lead_time_days: u32) -> NaiveDate {
    if wanted <= available {
        return today;
    }
    today.checked_add_days(Days::new(u64::from(lead_time_days))).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_stock_is_today_and_the_rest_after_the_lead_time() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 30).unwrap();
        assert_eq!(promise_date(today, Decimal::from(5), Decimal::from(5), 15), today);
        let later = NaiveDate::from_ymd_opt(2027, 1, 14).unwrap();
        assert_eq!(promise_date(today, Decimal::from(6), Decimal::from(5), 15), later);
    }

    #[test]
    fn nothing_is_available_below_zero() {
        let level = Level { on_hand: Decimal::ONE, reserved: Decimal::TWO };
        assert_eq!(level.available(), Decimal::ZERO);
    }
}
