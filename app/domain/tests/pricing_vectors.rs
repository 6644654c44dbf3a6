//! The trade's own examples: VAT of lines, quantity rules, prices per thousand. Read from `../shared/data` beside the
//! workspace when it is there; the most telling ones stand here as well.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use domain::money::{Currency, LineAmounts, TaxMode, UnitPrice};
use domain::quantity::{Quantity, QuantityRule, RoundingOffer};
use rust_decimal::Decimal;
use serde_json::Value;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn vectors(name: &str) -> Option<Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let path = format!("{root}/../shared/data/vectors/{name}");
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn price(price: &str, basis: u32, tax_mode: TaxMode) -> UnitPrice {
    UnitPrice { price: d(price), basis, tax_mode, currency: Currency::Cny }
}

fn line(price: UnitPrice, quantity: &str, rate: &str) -> (Decimal, Decimal, Decimal) {
    let LineAmounts { net, tax, gross } = price.line(Quantity::parse(quantity).unwrap(), d(rate));
    (net, tax, gross)
}

#[test]
fn lines_are_taxed_as_the_trade_taxes_them() {
    let gross = |p: &str, q: &str, rate: &str| line(price(p, 1, TaxMode::Gross), q, rate);
    assert_eq!(gross("0.35", "1000", "0.13"), (d("309.73"), d("40.27"), d("350.00")));
    assert_eq!(gross("88.80", "12", "0.09"), (d("977.61"), d("87.99"), d("1065.60")));
    let net = line(price("0.50", 1, TaxMode::Net), "1", "0.13");
    assert_eq!(net, (d("0.50"), d("0.07"), d("0.57")));
    let per_thousand = line(price("85.00", 1000, TaxMode::Gross), "250", "0.13");
    assert_eq!(per_thousand.2, d("21.25"));
}

#[test]
fn every_line_of_the_vat_file_holds() {
    let Some(file) = vectors("vat_lines.json") else { return };
    let lines = file["lines"].as_array().unwrap();
    for case in lines {
        let found = match case["unit_price_incl"].as_str() {
            Some(p) => line(price(p, 1, TaxMode::Gross), text(case, "qty"), text(case, "rate")),
            None => line(
                price(text(case, "unit_price_excl"), 1, TaxMode::Net),
                text(case, "qty"),
                text(case, "rate"),
            ),
        };
        let expected = (d(text(case, "amount_excl")), d(text(case, "tax")), d(text(case, "amount_incl")));
        assert_eq!(found, expected, "{case}");
    }
    assert!(lines.len() >= 16);
    let mut sum = LineAmounts::default();
    (0..10)
        .for_each(|_| sum += price("1.00", 1, TaxMode::Gross).line(Quantity::parse("1").unwrap(), d("0.13")));
    let expected = &file["aggregation"]["per_line_sum"];
    assert_eq!((sum.net, sum.tax), (d(text(expected, "excl")), d(text(expected, "tax"))));
}

#[test]
fn quantities_are_offered_to_be_rounded() {
    let rule = |moq: &str, multiple: &str| QuantityRule { moq: d(moq), multiple: d(multiple) };
    let check = |r: QuantityRule, q: &str| r.check(Quantity::parse(q).unwrap());
    assert_eq!(check(rule("1", "100"), "150"), Err(RoundingOffer { down: Some(d("100")), up: d("200") }));
    assert_eq!(check(rule("10", "0.5"), "10.5"), Ok(()));
}

#[test]
fn every_case_of_the_quantity_file_holds() {
    let Some(file) = vectors("quantity_rules.json") else { return };
    let mut seen = 0;
    for case in file["cases"].as_array().unwrap() {
        if let Some(basis) = case.get("price_basis") {
            let per = u32::try_from(basis["per"].as_u64().unwrap()).unwrap();
            let amount = line(price(text(basis, "price"), per, TaxMode::Gross), text(case, "qty"), "0.13").2;
            assert_eq!(amount, d(text(case, "line_amount")));
        }
        let (Some(moq), Some(multiple)) = (case["moq"].as_str(), case["multiple"].as_str()) else { continue };
        let rule = QuantityRule { moq: d(moq), multiple: d(multiple) };
        assert_eq!(rule.is_consistent(), case.get("invalid_rule").is_none(), "{case}");
        for ok in case["ok"].as_array().into_iter().flatten() {
            assert_eq!(rule.check(Quantity::parse(ok.as_str().unwrap()).unwrap()), Ok(()), "{case} {ok}");
        }
        for (refused, advice) in case["refused"].as_object().into_iter().flatten() {
            seen += 1;
            let Ok(quantity) = Quantity::parse(refused) else { continue };
            let offer = rule.check(quantity).unwrap_err();
            let offered = |q: &Decimal| advice.as_str().unwrap().contains(&q.normalize().to_string());
            assert!(offered(&offer.up), "{case} {offer:?}");
        }
    }
    assert!(seen >= 7);
}
