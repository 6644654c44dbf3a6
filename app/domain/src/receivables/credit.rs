//! Credit: what counts against the limit, and the one comparison that decides.

use crate::rejection::Rejection;
use rust_decimal::Decimal;

/// Delivered and not paid + ordered on account and not delivered − received and not used. Source: product.md, Credit.
pub fn exposure(receivable: Decimal, open_orders: Decimal, advances: Decimal) -> Decimal {
    receivable + open_orders - advances
}

/// Whether `this_order` still fits. Exactly the limit fits.
///
/// # Errors
/// `OverCredit` with what is missing.
pub fn check(limit: Decimal, exposure: Decimal, this_order: Decimal) -> Result<(), Rejection> {
    let missing = exposure + this_order - limit;
    if missing > Decimal::ZERO { Err(Rejection::OverCredit { missing }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_cent_of_the_limit_may_be_used() {
        let used = exposure(Decimal::from(700), Decimal::from(250), Decimal::from(50));
        assert_eq!(used, Decimal::from(900));
        assert_eq!(check(Decimal::from(1000), used, Decimal::from(100)), Ok(()));
        let refused = check(Decimal::from(1000), used, Decimal::new(10001, 2));
        assert_eq!(refused, Err(Rejection::OverCredit { missing: Decimal::new(1, 2) }));
    }
}
