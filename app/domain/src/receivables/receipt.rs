//! Which money pays what: oldest debt first, oldest money first.

use crate::ids::ReceiptId;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// An account entry not yet paid in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Its number in the account.
    pub seq: i64,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// What is left to pay.
    pub open: Decimal,
}

/// Money not yet used in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Where it came from.
    pub receipt: ReceiptId,
    /// What is left of it.
    pub left: Decimal,
}

/// This much of this money pays this entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The money.
    pub receipt: ReceiptId,
    /// The entry.
    pub seq: i64,
    /// How much.
    pub amount: Decimal,
}

/// Pays the items in the order given with the funds in the order given, until one of them ends.
pub fn allocate(items: &[OpenItem], funds: &[Fund]) -> Vec<Allocation> {
    let mut allocations = Vec::new();
    let mut funds = funds.iter().copied().filter(|f| f.left > Decimal::ZERO);
    let mut fund = funds.next();
    for item in items {
        let mut open = item.open;
        while let Some(money) = fund.as_mut().filter(|_| open > Decimal::ZERO) {
            let amount = open.min(money.left);
            allocations.push(Allocation { receipt: money.receipt, seq: item.seq, amount });
            open -= amount;
            money.left -= amount;
            if money.left.is_zero() {
                fund = funds.next();
            }
        }
    }
    allocations
}

/// The same money in the same order, but no more than this of it.
pub fn at_most(funds: &[Fund], most: Decimal) -> Vec<Fund> {
    let mut rest = most.max(Decimal::ZERO);
    let part = |fund: &Fund| {
        let left = fund.left.min(rest);
        rest -= left;
        Fund { left, ..*fund }
    };
    funds.iter().map(part).filter(|fund| fund.left > Decimal::ZERO).collect()
}

/// What the allocations add up to.
pub fn total(allocations: &[Allocation]) -> Decimal {
    allocations.iter().map(|a| a.amount).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fund(n: u128, left: i64) -> Fund {
        Fund { receipt: ReceiptId(uuid::Uuid::from_u128(n)), left: Decimal::new(left, 2) }
    }

    fn item(seq: i64, open: i64) -> OpenItem {
        OpenItem { seq, due_on: None, open: Decimal::new(open, 2) }
    }

    #[test]
    fn money_runs_down_the_list() {
        let paid = allocate(&[item(1, 300), item(2, 500)], &[fund(1, 400), fund(2, 1000)]);
        let rows: Vec<_> =
            paid.iter().map(|a| (a.receipt.0.as_u128(), a.seq, a.amount * Decimal::ONE_HUNDRED)).collect();
        assert_eq!(rows, [(1, 1, 300.into()), (1, 2, 100.into()), (2, 2, 400.into())]);
    }

    #[test]
    fn a_limit_is_taken_from_the_oldest_money() {
        let cut = |most: i64| -> Vec<i64> {
            let funds = at_most(&[fund(1, 400), fund(2, 1000)], Decimal::new(most, 2));
            funds.iter().map(|f| (f.left * Decimal::ONE_HUNDRED).try_into().unwrap()).collect()
        };
        assert_eq!((cut(-5), cut(0), cut(300)), (vec![], vec![], vec![300]));
        assert_eq!((cut(700), cut(9000)), (vec![400, 300], vec![400, 1000]));
    }

    proptest! {
        #[test]
        fn nothing_is_paid_twice_and_nothing_is_left_on_both_sides(
            items in prop::collection::vec(1i64..10_000, 0..8), funds in prop::collection::vec(1i64..10_000, 0..8),
        ) {
            let items: Vec<_> = items.iter().enumerate().map(|(i, v)| item(i as i64, *v)).collect();
            let funds: Vec<_> = funds.iter().enumerate().map(|(i, v)| fund(i as u128, *v)).collect();
            let paid = allocate(&items, &funds);
            let (owed, had): (Decimal, Decimal) =
                (items.iter().map(|i| i.open).sum(), funds.iter().map(|f| f.left).sum());
            prop_assert_eq!(total(&paid), owed.min(had));
            for i in &items {
                prop_assert!(paid.iter().filter(|a| a.seq == i.seq).map(|a| a.amount).sum::<Decimal>() <= i.open);
            }
            let mut pairs: Vec<_> = paid.iter().map(|a| (a.receipt, a.seq)).collect();
            pairs.dedup();
            prop_assert_eq!(pairs.len(), paid.len());
        }
    }
}
