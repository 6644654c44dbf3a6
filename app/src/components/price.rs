//! Prices: per how many, from which quantity on, and why.

use crate::i18n::catalog::{next_tier, per, rule, standing, words};
use crate::i18n::{current_lang, format};
use domain::money::{TaxMode, UnitPrice};
use domain::pricing::explanation::{BuyerReason, PriceView};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A price with its basis: `24.10 /100`.
#[component]
pub fn Price(
    /// The price.
    price: UnitPrice,
) -> impl IntoView {
    view! {
        <span class="amount">
            <span class="cur">{price.currency.sign()}</span>
            {format::price(price.price)}
            <span class="unit">{per(price.basis)}</span>
        </span>
    }
}

/// A step of the ladder of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The quantity it begins at; the lowest begins at the smallest order.
    pub from: Decimal,
    /// Its price.
    pub price: UnitPrice,
    /// Whether the quantity asked for is on it.
    pub reached: bool,
}

/// The ladder from the smallest order on; what can only hold for less than that is left out.
pub fn ladder(price: &PriceView, smallest: Decimal) -> Vec<Rung> {
    let below = price.tiers.iter().filter(|(from, _)| *from <= smallest).count();
    let rung = |&(from, unit): &(Decimal, UnitPrice)| Rung {
        from: from.max(smallest),
        price: unit,
        reached: from == price.reason.tier_from,
    };
    price.tiers.iter().skip(below.saturating_sub(1)).map(rung).collect()
}

/// The ladder of prices; the rung reached is marked.
#[component]
pub fn Tiers(
    /// Its rungs, ascending.
    rungs: Vec<Rung>,
) -> impl IntoView {
    let decimals = format::decimals(rungs.iter().map(|rung| rung.price.price));
    view! {
        <dl class="tiers">
            {rungs
                .into_iter()
                .map(|Rung { from, price, reached }| {
                    view! {
                        <div class=if reached { "won" } else { "" }>
                            <dt>"≥" {format::quantity(from)}</dt>
                            <dd class="num">
                                {format::price_to(price.price, decimals)} <span class="unit">{per(price.basis)}</span>
                            </dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// Why a price is what it is, in words.
#[component]
pub fn Why(
    /// The facts.
    reason: BuyerReason,
) -> impl IntoView {
    let lang = current_lang();
    let more = reason.next_tier.map(|tier| next_tier(&tier, lang));
    view! {
        <ol class="reasons">
            <li class="won">
                <span>{rule(reason.rule, lang)}</span>
                <span class="sub">{standing(&reason, lang)}</span>
            </li>
            {more.map(|text| view! { <li><span>{text}</span></li> })}
        </ol>
    }
}

/// With or without VAT, and its rate: `含税 13%`.
pub fn tax_note(price: &PriceView) -> String {
    let w = words(current_lang());
    let mode = match price.tax_mode {
        TaxMode::Gross => w.incl_vat,
        TaxMode::Net => w.excl_vat,
    };
    format!("{mode} {}", format::percent(price.vat_rate))
}
