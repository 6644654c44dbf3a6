//! Figures and dates as people read them. The same code on both sides, so hydration finds what the server wrote.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::lang::Lang;
use domain::money::Currency;
use rust_decimal::Decimal;

/// `1234567.5` → `1,234,567.50`; a real minus sign.
pub fn amount(value: Decimal) -> String {
    let text = format!("{:.2}", domain::money::round2(value).abs());
    signed(value, group(&text))
}

/// An amount with its currency: `¥1,280.50`.
pub fn money(value: Decimal, currency: Currency) -> String {
    let text = group(&format!("{:.2}", domain::money::round2(value).abs()));
    signed(value, format!("{}{text}", currency.sign()))
}

/// A unit price: two decimals at least, as many as it has at most.
pub fn price(value: Decimal) -> String {
    price_to(value, decimals([value]))
}

/// How many decimals prices beside each other have: two at least, as many as the longest needs.
pub fn decimals(prices: impl IntoIterator<Item = Decimal>) -> u32 {
    prices.into_iter().map(|price| price.normalize().scale()).fold(2, u32::max)
}

/// A unit price with so many decimals.
pub fn price_to(value: Decimal, decimals: u32) -> String {
    group(&format!("{value:.*}", decimals as usize))
}

/// A quantity without trailing zeros: `12,000`, `10.5`.
pub fn quantity(value: Decimal) -> String {
    let text = value.abs().normalize().to_string();
    signed(value, group(&text))
}

/// A count of things.
pub fn count(value: usize) -> String {
    group(&value.to_string())
}

/// `0.13` → `13%`.
pub fn percent(rate: Decimal) -> String {
    format!("{}%", (rate * Decimal::from(100)).normalize())
}

/// `2026-11-22` in Chinese documents, `22 Nov 2026` in English ones.
pub fn date(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => day.format("%Y-%m-%d").to_string(),
        Lang::En => day.format("%-d %b %Y").to_string(),
    }
}

/// A day soon to come: without its year where that is this one.
pub fn near(day: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    use chrono::Datelike;
    match lang {
        _ if day.year() != today.year() => date(day, lang),
        Lang::Zh => day.format("%m-%d").to_string(),
        Lang::En => day.format("%-d %b").to_string(),
    }
}

/// An instant to the minute, where the seller is. China keeps one offset all year.
pub fn minute(at: DateTime<Utc>, lang: Lang) -> String {
    let Some(zone) = FixedOffset::east_opt(8 * 3600) else { return String::new() };
    let local = at.with_timezone(&zone);
    match lang {
        Lang::Zh => local.format("%m-%d %H:%M").to_string(),
        Lang::En => local.format("%-d %b %H:%M").to_string(),
    }
}

/// A text as one component of a URL.
pub fn url_component(text: &str) -> String {
    leptos_router::location::Url::escape(text)
}

fn signed(value: Decimal, text: String) -> String {
    if value.is_sign_negative() && !value.is_zero() { format!("−{text}") } else { text }
}

fn group(text: &str) -> String {
    let (whole, rest) = text.split_once('.').map_or((text, None), |(w, r)| (w, Some(r)));
    let mut grouped = String::with_capacity(text.len() + 4);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    if let Some(rest) = rest {
        grouped.push('.');
        grouped.push_str(rest);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_signed() {
        let d = |t: &str| t.parse::<Decimal>().unwrap();
        assert_eq!(amount(d("1234567.5")), "1,234,567.50");
        assert_eq!(amount(d("-48.2")), "−48.20");
        assert_eq!(money(d("-48.2"), Currency::Cny), "−¥48.20");
        assert_eq!(price(d("0.035500")), "0.0355");
        assert_eq!(price(d("24.1")), "24.10");
        let ladder = [d("10.22"), d("9.740"), d("9.3350")];
        let shown = ladder.map(|price| price_to(price, decimals(ladder)));
        assert_eq!(shown, ["10.220", "9.740", "9.335"]);
        assert_eq!(quantity(d("12000.0000")), "12,000");
        assert_eq!(percent(d("0.1300")), "13%");
    }

    #[test]
    fn a_day_of_another_year_has_its_year() {
        let day = |t: &str| t.parse::<NaiveDate>().unwrap();
        assert_eq!(near(day("2026-12-01"), day("2026-11-22"), Lang::Zh), "12-01");
        assert_eq!(near(day("2026-12-01"), day("2026-11-22"), Lang::En), "1 Dec");
        assert_eq!(near(day("2027-01-01"), day("2026-11-22"), Lang::En), "1 Jan 2027");
    }
}
