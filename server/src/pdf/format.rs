//! Figures as they stand on paper: grouped, with a point, never in scientific notation, never rounded.

use rust_decimal::Decimal;

/// `-1234.5` → `-1,234.50`. More than two decimals are shown rather than hidden.
pub fn money(amount: Decimal) -> String {
    grouped(amount, 2)
}

/// A price per basis; at least two decimals.
pub fn price(amount: Decimal) -> String {
    grouped(amount, 2)
}

/// A quantity without idle zeros.
pub fn quantity(amount: Decimal) -> String {
    grouped(amount, 0)
}

/// `0.13` → `13%`.
pub fn percent(rate: Decimal) -> String {
    match rate.checked_mul(Decimal::ONE_HUNDRED) {
        Some(percent) => format!("{}%", grouped(percent, 0)),
        None => rate.to_string(),
    }
}

/// `/100`; nothing for a price of one.
pub fn basis(basis: u32) -> String {
    if basis <= 1 { String::new() } else { format!("/{}", grouped(Decimal::from(basis), 0)) }
}

/// Grams as kilograms: `1250` → `1.25 kg`.
pub fn weight(grams: u64) -> String {
    format!("{} kg", grouped(Decimal::from(grams) / Decimal::ONE_THOUSAND, 0))
}

fn grouped(amount: Decimal, decimals: usize) -> String {
    let plain = amount.abs().normalize().to_string();
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    if amount.is_sign_negative() && !amount.is_zero() {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if rest.len().max(decimals) > 0 {
        text.push('.');
        text.push_str(&format!("{rest:0<decimals$}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn figures_are_grouped_and_keep_every_decimal() {
        assert_eq!(money(decimal("-1234567.5")), "-1,234,567.50");
        assert_eq!(money(decimal("0")), "0.00");
        assert_eq!(money(decimal("-0.00")), "0.00");
        assert_eq!(price(decimal("0.0355")), "0.0355");
        assert_eq!(quantity(decimal("12000.000")), "12,000");
        assert_eq!(quantity(decimal("-2.50")), "-2.5");
        assert_eq!(percent(decimal("0.1300")), "13%");
        assert_eq!(basis(1000), "/1,000");
        assert_eq!(weight(1250), "1.25 kg");
    }
}
