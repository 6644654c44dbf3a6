//! Money: amounts with their currency, unit prices with their basis, and the only rounding there is.
//!
//! Source: facts 2.3. Half-up to two decimals, once per line; gross prices give net by division, net prices give tax.

use crate::quantity::Quantity;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A currency the house invoices in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// 人民币
    #[default]
    #[serde(rename = "CNY")]
    Cny,
    /// US dollar
    #[serde(rename = "USD")]
    Usd,
    /// Euro
    #[serde(rename = "EUR")]
    Eur,
}

impl Currency {
    /// ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Cny => "CNY",
            Currency::Usd => "USD",
            Currency::Eur => "EUR",
        }
    }

    /// Sign in front of an amount.
    pub fn sign(self) -> &'static str {
        match self {
            Currency::Cny => "¥",
            Currency::Usd => "$",
            Currency::Eur => "€",
        }
    }

    /// Reads an ISO 4217 code the house knows.
    pub fn from_code(code: &str) -> Option<Currency> {
        [Currency::Cny, Currency::Usd, Currency::Eur].into_iter().find(|c| c.code() == code)
    }
}

/// Two currencies met in one sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} and {} do not add", left.code(), right.code())]
pub struct MixedCurrencies {
    /// Currency of the left side.
    pub left: Currency,
    /// Currency of the right side.
    pub right: Currency,
}

/// An amount of money, always two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// Rounds half-up to two decimals.
    pub fn rounded(amount: Decimal, currency: Currency) -> Money {
        Money { amount: round2(amount), currency }
    }

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Money {
        Money { amount: Decimal::new(0, 2), currency }
    }

    /// The figure, two decimals.
    pub fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MixedCurrencies`]
    pub fn plus(self, other: Money) -> Result<Money, MixedCurrencies> {
        if self.currency == other.currency {
            Ok(Money { amount: self.amount + other.amount, currency: self.currency })
        } else {
            Err(MixedCurrencies { left: self.currency, right: other.currency })
        }
    }

    /// The same amount with the other sign.
    pub fn negated(self) -> Money {
        Money { amount: -self.amount, currency: self.currency }
    }
}

/// Whether a price contains VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxMode {
    /// 含税: the trade's habit in China.
    #[default]
    Gross,
    /// 不含税
    Net,
}

impl TaxMode {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            TaxMode::Gross => "gross",
            TaxMode::Net => "net",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> TaxMode {
        if text == "net" { TaxMode::Net } else { TaxMode::Gross }
    }
}

/// A price for `basis` units (1, 10, 100 or 1000).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitPrice {
    /// Price of `basis` units, up to six decimals.
    pub price: Decimal,
    /// How many units the price is for.
    pub basis: u32,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// Its currency.
    pub currency: Currency,
}

impl UnitPrice {
    /// Price × quantity ÷ basis, rounded once: the only way from a price to an amount.
    pub fn extend(&self, quantity: Quantity) -> Money {
        Money::rounded(self.price * quantity.get() / Decimal::from(self.basis.max(1)), self.currency)
    }

    /// The price of one unit, for comparing prices of different bases.
    pub fn per_one(&self) -> Decimal {
        if self.basis > 1 { self.price / Decimal::from(self.basis) } else { self.price }
    }

    /// Amounts of a line at this price under a VAT rate such as `0.13`.
    pub fn line(&self, quantity: Quantity, vat_rate: Decimal) -> LineAmounts {
        let extended = self.extend(quantity).amount();
        match self.tax_mode {
            TaxMode::Gross => LineAmounts::from_gross(extended, vat_rate),
            TaxMode::Net => LineAmounts::from_net(extended, vat_rate),
        }
    }
}

/// What a line adds to a document; `net + tax = gross` exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAmounts {
    /// 不含税金额
    pub net: Decimal,
    /// 税额
    pub tax: Decimal,
    /// 价税合计
    pub gross: Decimal,
}

impl LineAmounts {
    /// `net = round(gross / (1 + rate), 2)`, tax is the rest.
    pub fn from_gross(gross: Decimal, rate: Decimal) -> LineAmounts {
        let gross = round2(gross);
        let net = round2(gross / (Decimal::ONE + rate));
        LineAmounts { net, tax: gross - net, gross }
    }

    /// `tax = round(net × rate, 2)`.
    pub fn from_net(net: Decimal, rate: Decimal) -> LineAmounts {
        let net = round2(net);
        let tax = round2(net * rate);
        LineAmounts { net, tax, gross: net + tax }
    }

    /// The part of this line that belongs to `part` of `whole` when `before` of it was taken already. Cumulative, so the
    /// parts of a line always add up to the line and the last part takes the rounding rest.
    pub fn share(&self, before: Decimal, part: Decimal, whole: Decimal) -> LineAmounts {
        let upto = |done: Decimal| {
            let of = |amount: Decimal| if done >= whole { amount } else { round2(amount * done / whole) };
            (of(self.net), of(self.gross))
        };
        let ((net0, gross0), (net1, gross1)) = (upto(before), upto(before + part));
        let (net, gross) = (net1 - net0, gross1 - gross0);
        LineAmounts { net, tax: gross - net, gross }
    }
}

impl std::ops::AddAssign for LineAmounts {
    fn add_assign(&mut self, other: LineAmounts) {
        self.net += other.net;
        self.tax += other.tax;
        self.gross += other.gross;
    }
}

/// Half-up to cents.
pub fn round2(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn half_a_cent_goes_up() {
        assert_eq!(round2(d("0.50") * d("0.13")), d("0.07"));
        assert_eq!(round2(d("-0.065")), d("-0.07"));
    }

    #[test]
    fn prices_per_thousand_extend_to_cents() {
        let price =
            UnitPrice { price: d("85.00"), basis: 1000, tax_mode: TaxMode::Gross, currency: Currency::Cny };
        assert_eq!(price.extend(Quantity::parse("250").unwrap()).amount(), d("21.25"));
    }

    #[test]
    fn every_vat_vector_of_the_trade_holds() {
        let cases = [
            ("1000", "0.35", "0.13", "350.00", "309.73", "40.27"),
            ("500", "1.28", "0.13", "640.00", "566.37", "73.63"),
            ("200", "0.0355", "0.13", "7.10", "6.28", "0.82"),
            ("7", "123.456", "0.13", "864.19", "764.77", "99.42"),
        ];
        for (qty, price, rate, gross, net, tax) in cases {
            let price =
                UnitPrice { price: d(price), basis: 1, tax_mode: TaxMode::Gross, currency: Currency::Cny };
            let line = price.line(Quantity::parse(qty).unwrap(), d(rate));
            assert_eq!((line.gross, line.net, line.tax), (d(gross), d(net), d(tax)));
        }
    }

    #[test]
    fn parts_of_a_line_add_up_to_the_line() {
        let line = LineAmounts::from_gross(d("350.00"), d("0.13"));
        let whole = d("100");
        let first = line.share(d("0"), d("33"), whole);
        let second = line.share(d("33"), d("33"), whole);
        let third = line.share(d("66"), d("34"), whole);
        assert_eq!(first.net + second.net + third.net, line.net);
        assert_eq!(first.gross + second.gross + third.gross, line.gross);
        assert_eq!(first.tax + second.tax + third.tax, line.tax);
    }
}
