//! Quantities: positive decimals in the SKU's unit, and the ordering rule minimum + multiple.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A positive quantity in the SKU's own unit, at most four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(Decimal);

/// The largest quantity one line may carry.
pub const MAX_QUANTITY: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

/// Why a text is not a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// Zero, negative, too large or with more than four decimals.
    #[error("out of range")]
    OutOfRange,
}

impl Quantity {
    /// Checks the range: `0 < quantity ≤ 100 000 000`, at most four decimals.
    ///
    /// # Errors
    /// [`QuantityError::OutOfRange`]
    pub fn new(value: Decimal) -> Result<Self, QuantityError> {
        let value = value.normalize();
        if value > Decimal::ZERO && value <= MAX_QUANTITY && value.scale() <= 4 {
            Ok(Self(value))
        } else {
            Err(QuantityError::OutOfRange)
        }
    }

    /// Reads what a person typed: full-width digits, spaces and thousands commas are understood.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number or out of range.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        Self::new(read_number(text).ok_or(QuantityError::NotANumber)?)
    }

    /// The number itself.
    pub fn get(self) -> Decimal {
        self.0
    }
}

/// Reads a number as people type it: full-width digits and spaces are understood, commas only between thousands.
pub fn read_number(text: &str) -> Option<Decimal> {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    without_thousands_commas(&folded)?.parse().ok()
}

/// `1,000` and `12,345.5` are numbers; `1,5` is not taken for one thousand and five, nor `1.250,00` for one and a quarter.
fn without_thousands_commas(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains(',') {
        return None;
    }
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next()?;
        if first.is_empty() || first.len() > 3 || groups.any(|g| g.len() != 3) {
            return None;
        }
    }
    Some(text.replace(',', ""))
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

/// How a SKU may be ordered: at least `moq`, then in steps of `multiple`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityRule {
    /// Smallest quantity, in the SKU's unit.
    pub moq: Decimal,
    /// Step, in the SKU's unit.
    pub multiple: Decimal,
}

/// An offer to round, never a silent change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundingOffer {
    /// The next lower quantity that is allowed, if any.
    pub down: Option<Decimal>,
    /// The next higher quantity that is allowed.
    pub up: Decimal,
}

impl QuantityRule {
    /// The smallest quantity that satisfies both parts: `moq` rounded up to the step.
    pub fn minimum(&self) -> Decimal {
        round_up(self.moq, self.multiple)
    }

    /// A rule whose minimum is above one step must be whole steps (facts 2.10); entry screens refuse others.
    pub fn is_consistent(&self) -> bool {
        self.moq > Decimal::ZERO
            && self.multiple > Decimal::ZERO
            && (self.moq < self.multiple || (self.moq % self.multiple).is_zero())
    }

    /// Accepts the quantity or offers the nearest allowed ones.
    ///
    /// # Errors
    /// The [`RoundingOffer`] when the quantity is below the minimum or between two steps.
    pub fn check(&self, quantity: Quantity) -> Result<(), RoundingOffer> {
        let (q, minimum) = (quantity.get(), self.minimum());
        if q < minimum {
            return Err(RoundingOffer { down: None, up: minimum });
        }
        if (q % self.multiple).is_zero() {
            return Ok(());
        }
        let up = round_up(q, self.multiple);
        Err(RoundingOffer { down: Some(up - self.multiple).filter(|d| *d >= minimum), up })
    }
}

fn round_up(value: Decimal, step: Decimal) -> Decimal {
    if step <= Decimal::ZERO {
        return value;
    }
    (value / step).ceil() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn rounding_is_offered_in_both_directions() {
        let rule = QuantityRule { moq: d("48"), multiple: d("24") };
        assert_eq!(rule.check(Quantity::parse("72").unwrap()), Ok(()));
        let offer = rule.check(Quantity::parse("50").unwrap()).unwrap_err();
        assert_eq!(offer, RoundingOffer { down: Some(d("48")), up: d("72") });
        let offer = rule.check(Quantity::parse("24").unwrap()).unwrap_err();
        assert_eq!(offer, RoundingOffer { down: None, up: d("48") });
    }

    #[test]
    fn a_pack_is_sold_unbroken() {
        let rule = QuantityRule { moq: d("1"), multiple: d("100") };
        assert_eq!(rule.check(Quantity::parse("1").unwrap()).unwrap_err().up, d("100"));
        assert_eq!(rule.check(Quantity::parse("150").unwrap()).unwrap_err().up, d("200"));
        assert!(!QuantityRule { moq: d("50"), multiple: d("20") }.is_consistent());
    }

    #[test]
    fn typed_quantities_are_read_as_people_type_them() {
        assert_eq!(Quantity::parse("５００").unwrap().get(), d("500"));
        assert_eq!(Quantity::parse(" 1,000 ").unwrap().get(), d("1000"));
        assert_eq!(Quantity::parse("10.5").unwrap().get(), d("10.5"));
        for bad in ["", "abc", "1,5", "-3", "0", "1e9", "999999999999", "0.00001"] {
            assert!(Quantity::parse(bad).is_err(), "{bad}");
        }
    }
}
