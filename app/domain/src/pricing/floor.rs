//! The floor (红线): the distributor's own rule for its own price. Below it a price needs approval with a reason.
//!
//! Staff only. Costs and floor prices are kept with VAT, as the trade quotes them (含税), in the house currency.

use crate::money::{Currency, UnitPrice};
use crate::pricing::resolve::with_vat;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// What a part costs the house, with VAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// For `basis` units.
    pub cost: Decimal,
    /// How many units it is for.
    pub basis: u32,
}

impl Cost {
    /// For one unit.
    pub fn per_one(&self) -> Decimal {
        self.cost / Decimal::from(self.basis.max(1))
    }
}

/// One floor: a smallest price, a smallest margin, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Smallest price with VAT for `basis` units.
    pub min_price: Option<Decimal>,
    /// How many units `min_price` is for.
    pub basis: u32,
    /// Smallest margin on the selling price, in percent.
    pub min_margin_percent: Option<Decimal>,
}

/// Where a price stands against the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No floor, or none that can be reckoned without a cost.
    NoFloor,
    /// At the floor or above.
    Holds,
    /// Needs approval.
    Below,
}

/// The floor of one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorCheck {
    /// Lowest price that needs no approval: with VAT, for the price's own basis; six decimals, rounded up.
    pub lowest: Option<Decimal>,
    /// Where the price stands.
    pub standing: Standing,
}

/// Margin on the selling price, in percent, both with VAT; two decimals half-up. None for a price of nothing.
pub fn margin_percent(price: &UnitPrice, vat_rate: Decimal, cost: &Cost) -> Option<Decimal> {
    let gross = with_vat(price, vat_rate);
    let share = (gross - cost.per_one()).checked_div(gross)? * Decimal::ONE_HUNDRED;
    let mut share = share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    share.rescale(2);
    Some(share)
}

/// Holds a price against its floor. Prices in a foreign currency are not held against a floor in house currency: they
/// always need a look, and so count as below when there is a floor.
pub fn check(price: &UnitPrice, vat_rate: Decimal, cost: Option<&Cost>, floor: Option<&Floor>) -> FloorCheck {
    let Some(floor) = floor else { return FloorCheck { lowest: None, standing: Standing::NoFloor } };
    if price.currency != Currency::Cny {
        return FloorCheck { lowest: None, standing: Standing::Below };
    }
    let by_price = floor.min_price.map(|min| min / Decimal::from(floor.basis.max(1)));
    let by_margin = match (floor.min_margin_percent, cost) {
        // a margin of 100 % or more is reached by no price
        (Some(margin), _) if margin >= Decimal::ONE_HUNDRED => {
            return FloorCheck { lowest: None, standing: Standing::Below };
        }
        (Some(margin), Some(cost)) => {
            Some(cost.per_one() * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED - margin))
        }
        _ => None,
    };
    let Some(per_one) = by_price.into_iter().chain(by_margin).max() else {
        return FloorCheck { lowest: None, standing: Standing::NoFloor };
    };
    let lowest = (per_one * Decimal::from(price.basis.max(1)))
        .round_dp_with_strategy(6, RoundingStrategy::ToPositiveInfinity)
        .normalize();
    let standing = if with_vat(price, vat_rate) < per_one { Standing::Below } else { Standing::Holds };
    FloorCheck { lowest: Some(lowest), standing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::TaxMode;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn price(text: &str, basis: u32, tax_mode: TaxMode) -> UnitPrice {
        UnitPrice { price: d(text), basis, tax_mode, currency: Currency::Cny }
    }

    #[test]
    fn a_price_at_the_floor_holds_and_a_hair_below_needs_approval() {
        let floor = Floor { min_price: Some(d("35.00")), basis: 100, min_margin_percent: None };
        let at =
            |text: &str| check(&price(text, 100, TaxMode::Gross), d("0.13"), None, Some(&floor)).standing;
        assert_eq!((at("35.00"), at("34.9999")), (Standing::Holds, Standing::Below));
        let per_thousand = check(&price("350", 1000, TaxMode::Gross), d("0.13"), None, Some(&floor));
        assert_eq!((per_thousand.lowest, per_thousand.standing), (Some(d("350")), Standing::Holds));
    }

    #[test]
    fn the_stricter_of_price_and_margin_counts() {
        let floor = Floor { min_price: Some(d("0.50")), basis: 1, min_margin_percent: Some(d("20")) };
        let cost = Cost { cost: d("80"), basis: 100 };
        let found = check(&price("0.99", 1, TaxMode::Gross), d("0.13"), Some(&cost), Some(&floor));
        assert_eq!((found.lowest, found.standing), (Some(d("1")), Standing::Below));
        assert_eq!(margin_percent(&price("1.00", 1, TaxMode::Gross), d("0.13"), &cost), Some(d("20.00")));
    }

    #[test]
    fn net_prices_are_compared_with_their_vat() {
        let floor = Floor { min_price: Some(d("1.13")), basis: 1, min_margin_percent: None };
        let found = check(&price("1.00", 1, TaxMode::Net), d("0.13"), None, Some(&floor));
        assert_eq!(found.standing, Standing::Holds);
    }

    #[test]
    fn without_a_floor_or_a_cost_nothing_is_claimed() {
        let by_margin = Floor { min_price: None, basis: 1, min_margin_percent: Some(d("20")) };
        let p = price("1", 1, TaxMode::Gross);
        assert_eq!(check(&p, d("0.13"), None, None).standing, Standing::NoFloor);
        assert_eq!(check(&p, d("0.13"), None, Some(&by_margin)).standing, Standing::NoFloor);
        assert_eq!(
            margin_percent(&price("0", 1, TaxMode::Gross), d("0.13"), &Cost { cost: d("1"), basis: 1 }),
            None
        );
        let never = Floor { min_price: None, basis: 1, min_margin_percent: Some(d("100")) };
        assert_eq!(check(&p, d("0.13"), None, Some(&never)).standing, Standing::Below);
    }
}
