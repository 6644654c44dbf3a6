//! A part number, never cut and free to wrap, and what there is of the part.

use crate::i18n::format;
use crate::i18n::{catalog, current_lang};
use leptos::prelude::*;
use leptos_router::components::A;
use rust_decimal::Decimal;

/// The part number with places to wrap.
#[component]
pub fn PartNumber(
    /// 型号
    #[prop(into)]
    number: String,
) -> impl IntoView {
    let pieces: Vec<String> = number.split_inclusive('-').map(str::to_owned).collect();
    view! {
        <span class="sku">
            {pieces
                .into_iter()
                .map(|piece| {
                    view! {
                        {piece}
                        <wbr />
                    }
                })
                .collect_view()}
        </span>
    }
}

/// The part number, leading to its page.
#[component]
pub fn PartLink(
    /// 型号
    #[prop(into)]
    number: String,
) -> impl IntoView {
    view! {
        <A href=part_href(&number) attr:class="plain">
            <PartNumber number=number />
        </A>
    }
}

/// Address of a part's page.
pub fn part_href(number: &str) -> String {
    format!("/parts/{}", format::url_component(number))
}

/// What there is of a part: in stock, or to order with its lead time.
#[component]
pub fn Supply(
    /// What can still be promised, in the part's unit.
    available: Decimal,
    /// How long the rest takes.
    lead_time_days: u32,
    /// What is wanted; nothing means any.
    #[prop(optional)]
    wanted: Decimal,
) -> impl IntoView {
    let w = catalog::words(current_lang());
    let rest = view! { <span class="dim">{lead_time_days} " " {w.days}</span> };
    if available <= Decimal::ZERO {
        return view! { <span class="st open">{w.to_order} " " {rest}</span> }.into_any();
    }
    let figure = format::quantity(available);
    if available < wanted {
        return view! {
            <span class="st half">{w.in_stock} " " <b>{figure}</b></span>
            " "
            <span class="dim">{w.rest} " " {lead_time_days} " " {w.days}</span>
        }
        .into_any();
    }
    view! { <span class="st full">{w.in_stock} " " <b>{figure}</b></span> }.into_any()
}
