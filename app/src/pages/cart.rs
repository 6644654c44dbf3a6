//! Cart and checkout on one page: lines with today's prices, and everything it takes to order them.

use crate::api::form::Echo;
use crate::api::orders::{CartPage, load_cart};
use crate::components::cart::{BUYER, CheckoutForm, Lines};
use crate::components::echo::EchoNote;
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::orders::words;
use leptos::prelude::*;
use leptos_meta::Title;

/// The open cart of the person in his company.
#[component]
pub fn Cart() -> impl IntoView {
    let w = words(current_lang());
    let cart = load_cart();
    view! {
        <Title text=w.cart />
        {answered(cart, move |page, echo| view! { <Drawn page=page echo=echo /> })}
    }
}

#[component]
fn Drawn(page: CartPage, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let empty = page.cart.lines.is_empty();
    let company = page.company.clone();
    view! {
        <div class="pagehead">
            <h1>{w.cart}</h1>
            {company.map(|name| view! { <p>{w.drawn_for} " " {name}</p> })}
        </div>
        <EchoNote echo=echo.clone() />
        {if empty {
            view! { <Empty /> }.into_any()
        } else {
            view! {
                <div class="split">
                    <Lines cart=page.cart.clone() forms=&BUYER echo=echo.clone() />
                    <aside class="stack side">
                        <CheckoutForm page=page echo=echo forms=&BUYER />
                    </aside>
                </div>
            }
                .into_any()
        }}
    }
}

#[component]
fn Empty() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <div class="empty">
            <b>{w.cart_empty}</b>
            <p>{w.cart_empty_lead}</p>
            <div class="row">
                <a href="/search" class="btn go">
                    {w.to_search}
                </a>
                <a href="/quick-order" class="btn">
                    {w.to_quick_order}
                </a>
            </div>
        </div>
    }
}
