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

/// The ladder of prices; the rung reached is marked.
#[component]
pub fn Tiers(
    /// Quantity and price, ascending.
    tiers: Vec<(Decimal, UnitPrice)>,
    /// The rung the quantity reached begins here.
    reached: Decimal,
) -> impl IntoView {
    view! {
        <dl class="tiers">
            {tiers
                .into_iter()
                .map(|(from, price)| {
                    view! {
                        <div class=if from == reached { "won" } else { "" }>
                            <dt>"≥" {format::quantity(from)}</dt>
                            <dd class="num">
                                {format::price(price.price)} <span class="unit">{per(price.basis)}</span>
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
