//! What a buyer may know about his own price: which kind of rule, which list, until when, and what more would bring.
//!
//! Refuses to know what a part costs the house, what it earns, where it stops, and every rule that did not win. The
//! serialised [`BuyerReason`] stands on the order line for ever.

use crate::money::{Currency, TaxMode, UnitPrice};
use crate::pricing::resolve::{Resolved, Rule};
use crate::quantity::Quantity;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The kind of rule that gives a buyer his price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuyerRule {
    /// A quote he accepted names a price for this part.
    QuotePrice,
    /// His contract names a price for this part.
    ContractPrice,
    /// His contract gives him a rate on parts like this one.
    ContractRate,
    /// The list of his group names a price.
    GroupPrice,
    /// His group has a rate on parts like this one.
    GroupRate,
    /// 面价
    ListPrice,
    /// A promotion.
    Promotion,
}

impl From<Rule> for BuyerRule {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::QuoteLine => BuyerRule::QuotePrice,
            Rule::ContractLine => BuyerRule::ContractPrice,
            Rule::ContractCategory | Rule::ContractBrand | Rule::ContractAll => BuyerRule::ContractRate,
            Rule::GroupLine => BuyerRule::GroupPrice,
            Rule::GroupCategory | Rule::GroupBrand | Rule::GroupAll => BuyerRule::GroupRate,
            Rule::Base => BuyerRule::ListPrice,
            Rule::Promotion => BuyerRule::Promotion,
        }
    }
}

/// "`more` more and the price is `price`."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextTier {
    /// How many more than now, in the SKU's unit.
    pub more: Decimal,
    /// The quantity at which it begins.
    pub min_qty: Decimal,
    /// The price from there on.
    pub price: UnitPrice,
}

/// Why this price, in facts; the sentence is made of them where the language is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyerReason {
    /// The kind of rule that gives it.
    pub rule: BuyerRule,
    /// The list or contract it stands on.
    pub list_name: String,
    /// That list's version.
    pub list_version: i32,
    /// The quantity it was asked for.
    pub quantity: Decimal,
    /// The tier that was reached begins here.
    pub tier_from: Decimal,
    /// The day it was asked for.
    pub on: NaiveDate,
    /// First day on which it no longer holds; none when open-ended.
    pub valid_to: Option<NaiveDate>,
    /// What more would bring.
    pub next_tier: Option<NextTier>,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// VAT rate, such as `0.13`.
    pub vat_rate: Decimal,
}

impl BuyerReason {
    /// The buyer's part of a resolved price.
    pub fn of(resolved: &Resolved) -> BuyerReason {
        BuyerReason {
            rule: resolved.rule.into(),
            list_name: resolved.list.name.clone(),
            list_version: resolved.list.version,
            quantity: resolved.quantity.get(),
            tier_from: resolved.tier_from,
            on: resolved.on,
            valid_to: resolved.valid_to,
            next_tier: resolved.next_tier.map(|tier| NextTier {
                more: (tier.min_qty - resolved.quantity.get()).normalize(),
                min_qty: tier.min_qty,
                price: tier.price,
            }),
            tax_mode: resolved.unit_price.tax_mode,
            vat_rate: resolved.vat_rate,
        }
    }
}

/// A price as a buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceView {
    /// The price.
    pub unit_price: UnitPrice,
    /// How many units it is for.
    pub basis: u32,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// Its currency.
    pub currency: Currency,
    /// VAT rate, such as `0.13`.
    pub vat_rate: Decimal,
    /// The quantity it was asked for.
    pub quantity: Quantity,
    /// The price at every quantity at which it changes.
    pub tiers: Vec<(Decimal, UnitPrice)>,
    /// Why.
    pub reason: BuyerReason,
}

impl PriceView {
    /// The buyer's view of a resolved price.
    pub fn of(resolved: &Resolved) -> PriceView {
        PriceView {
            unit_price: resolved.unit_price,
            basis: resolved.unit_price.basis,
            tax_mode: resolved.unit_price.tax_mode,
            currency: resolved.unit_price.currency,
            vat_rate: resolved.vat_rate,
            quantity: resolved.quantity,
            tiers: resolved.tiers.clone(),
            reason: BuyerReason::of(resolved),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ListId, SkuId};
    use crate::pricing::resolve::{Considered, ListRef, Outcome, Reason, Tier};
    use serde_json::Value;
    use uuid::Uuid;

    fn price(text: &str) -> UnitPrice {
        UnitPrice {
            price: text.parse().unwrap(),
            basis: 100,
            tax_mode: TaxMode::Gross,
            currency: Currency::Cny,
        }
    }

    fn resolved() -> Resolved {
        let list = |name: &str| ListRef {
            id: ListId(Uuid::nil()),
            code: "L".into(),
            name: name.into(),
            version: 3,
            inherited_from: None,
        };
        Resolved {
            sku: SkuId(Uuid::nil()),
            part_number: "ISO4762-M8x40".into(),
            quantity: Quantity::parse("60").unwrap(),
            on: "2026-03-10".parse().unwrap(),
            unit_price: price("42.00"),
            rule: Rule::ContractCategory,
            list: list("年度框架"),
            tier_from: Decimal::ONE,
            valid_to: None,
            next_tier: Some(Tier { min_qty: Decimal::from(100), price: price("39.90") }),
            tiers: vec![(Decimal::ONE, price("42.00")), (Decimal::from(100), price("39.90"))],
            considered: vec![Considered {
                rule: Rule::Base,
                list: list("面价"),
                percent: None,
                price: Some(price("50.00")),
                outcome: Outcome::Lost(Reason::MoreSpecificRule),
            }],
            vat_rate: "0.13".parse().unwrap(),
        }
    }

    fn keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, inner)| {
                found.push(key.to_lowercase());
                keys(inner, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }

    #[test]
    fn nothing_a_buyer_gets_has_a_key_of_cost_margin_or_floor() {
        let mut found = Vec::new();
        keys(&serde_json::to_value(PriceView::of(&resolved())).unwrap(), &mut found);
        assert!(found.contains(&"next_tier".to_owned()));
        for word in ["cost", "margin", "floor", "considered", "percent"] {
            assert!(found.iter().all(|key| !key.contains(word)), "{word} in {found:?}");
        }
    }

    #[test]
    fn the_buyer_is_told_how_many_more_bring_the_next_price() {
        let next = BuyerReason::of(&resolved()).next_tier.unwrap();
        assert_eq!((next.more, next.price.price), (Decimal::from(40), "39.90".parse().unwrap()));
    }

    #[test]
    fn a_reason_survives_being_written_on_the_order_line() {
        let reason = BuyerReason::of(&resolved());
        let back: BuyerReason = serde_json::from_value(serde_json::to_value(&reason).unwrap()).unwrap();
        assert_eq!(back, reason);
    }
}
