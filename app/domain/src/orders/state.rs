//! The line ledger and the status derived from it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Where the quantity of a line is. `ordered = open + reserved + shipped + cancelled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineLedger {
    /// What was ordered, in the SKU's unit.
    pub ordered: Decimal,
    /// 占用: on hand and kept for this line.
    pub reserved: Decimal,
    /// Left the house.
    pub shipped: Decimal,
    /// Will not come.
    pub cancelled: Decimal,
}

impl LineLedger {
    /// 欠货: still to be got.
    pub fn open(&self) -> Decimal {
        self.ordered - self.reserved - self.shipped - self.cancelled
    }

    /// What has neither left nor been cancelled.
    pub fn outstanding(&self) -> Decimal {
        self.open() + self.reserved
    }

    /// Splits a cancellation: open quantity goes first, then reserved. `None` when more is asked than is outstanding.
    pub fn cancel(&self, quantity: Decimal) -> Option<Cancellation> {
        if quantity > self.outstanding() {
            return None;
        }
        let from_open = quantity.min(self.open());
        Some(Cancellation { from_open, from_reserved: quantity - from_open })
    }
}

/// Where a cancelled quantity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// Was still to be got.
    pub from_open: Decimal,
    /// Was reserved; goes back to stock.
    pub from_reserved: Decimal,
}

/// The header's status; always computed, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Nothing has left yet.
    Open,
    /// Some has left, some is outstanding.
    PartShipped,
    /// All that was not cancelled has left.
    Shipped,
    /// Nothing left and nothing will.
    Cancelled,
}

impl OrderStatus {
    /// All of them, in the order of a filter.
    pub const ALL: [OrderStatus; 4] =
        [OrderStatus::Open, OrderStatus::PartShipped, OrderStatus::Shipped, OrderStatus::Cancelled];

    /// The status of an order with these lines.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a LineLedger>) -> OrderStatus {
        let (mut shipped, mut outstanding) = (false, false);
        for line in lines {
            shipped |= line.shipped > Decimal::ZERO;
            outstanding |= line.outstanding() > Decimal::ZERO;
        }
        Self::derive(shipped, outstanding)
    }

    /// The status from its two facts: something left, something is outstanding.
    pub fn derive(shipped: bool, outstanding: bool) -> OrderStatus {
        match (shipped, outstanding) {
            (false, true) => OrderStatus::Open,
            (true, true) => OrderStatus::PartShipped,
            (true, false) => OrderStatus::Shipped,
            (false, false) => OrderStatus::Cancelled,
        }
    }

    /// Its code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            OrderStatus::Open => "open",
            OrderStatus::PartShipped => "part_shipped",
            OrderStatus::Shipped => "shipped",
            OrderStatus::Cancelled => "cancelled",
        }
    }

    /// Reads a code from an address.
    pub fn from_code(code: &str) -> Option<OrderStatus> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(ordered: i64, reserved: i64, shipped: i64, cancelled: i64) -> LineLedger {
        LineLedger {
            ordered: ordered.into(),
            reserved: reserved.into(),
            shipped: shipped.into(),
            cancelled: cancelled.into(),
        }
    }

    #[test]
    fn the_status_follows_from_the_lines() {
        assert_eq!(OrderStatus::of(&[line(5, 5, 0, 0), line(3, 0, 0, 0)]), OrderStatus::Open);
        assert_eq!(OrderStatus::of(&[line(5, 0, 5, 0), line(3, 0, 0, 0)]), OrderStatus::PartShipped);
        assert_eq!(OrderStatus::of(&[line(5, 0, 5, 0), line(3, 0, 0, 3)]), OrderStatus::Shipped);
        assert_eq!(OrderStatus::of(&[line(5, 0, 0, 5)]), OrderStatus::Cancelled);
        for status in OrderStatus::ALL {
            assert_eq!(OrderStatus::from_code(status.code()), Some(status));
        }
    }

    #[test]
    fn a_cancellation_takes_what_is_not_here_yet_first() {
        let ledger = line(10, 4, 1, 2);
        assert_eq!((ledger.open(), ledger.outstanding()), (3.into(), 7.into()));
        let split = ledger.cancel(5.into()).unwrap();
        assert_eq!((split.from_open, split.from_reserved), (3.into(), 2.into()));
        assert_eq!(ledger.cancel(8.into()), None);
    }
}
