//! Everything it takes to order the cart: where to, when, how it is paid; the button says the amount.

use super::{CHECKOUT, CartForms};
use crate::api::AppError;
use crate::api::form::Echo;
use crate::api::orders::CartPage;
use crate::components::echo::field_error;
use crate::components::field::{TextArea, TextField};
use crate::i18n::orders::{Words, words};
use crate::i18n::{current_lang, format};
use domain::accounts::AddressView;
use domain::orders::{CartView, CreditView};
use domain::rejection::Rejection;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The form.
#[component]
pub fn CheckoutForm(
    /// The cart and the addresses to choose from.
    page: CartPage,
    /// The page's echo.
    echo: Echo,
    /// Where it goes.
    forms: &'static CartForms,
    /// Another label for the company's own order number.
    #[prop(optional)]
    po_label: &'static str,
) -> impl IntoView {
    let w = words(current_lang());
    let CartPage { cart, addresses, .. } = page;
    let amount = format::money(cart.totals.amounts.gross, cart.totals.currency);
    let ready = cart.can_be_placed();
    let hidden = [
        ("company", cart.company.to_string()),
        ("cart", cart.cart_id.to_string()),
        ("key", cart.attempt_key.to_string()),
        ("seen", cart.seen.clone()),
    ];
    let po_label = if po_label.is_empty() { w.po_number } else { po_label };
    let repeat = equal_order(&cart, &echo).map(|number| {
        view! {
            <label class="check">
                <input type="checkbox" name="again" value="yes" />
                <span>{w.again} " " <span class="sku">{number}</span></span>
            </label>
        }
    });
    let stock_only = echo.typed("stock_only") == "yes";
    // asked for only once it is needed, and of whoever may give it
    let below = field_error(&echo, "floor_reason", current_lang()).is_some()
        || !echo.typed("floor_reason").is_empty();
    let floor_reason = below.then(|| {
        let echo = echo.clone();
        view! { <TextField name="floor_reason" label=w.floor_reason hint=w.floor_hint required=true echo=echo /> }
    });
    view! {
        <form id=CHECKOUT method="post" action=forms.place>
            <div class="form">
                {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()}
                <ShipTo addresses=addresses echo=echo.clone() />
                <fieldset>
                    <legend>{w.checkout}</legend>
                    <div class="stack">
                        <TextField name="po_number" label=po_label echo=echo.clone() />
                        <TextField name="requested_on" label=w.requested_on kind="date" echo=echo.clone() />
                        <TextArea name="note" label=w.note echo=echo.clone() rows=2 />
                        {floor_reason}
                        <label class="check">
                            <input type="checkbox" name="stock_only" value="yes" checked=stock_only />
                            <span>{w.stock_only}</span>
                        </label>
                    </div>
                </fieldset>
                <Payments cart=cart.clone() chosen=echo.typed("payment") />
                <Sums cart=cart w=w />
                {repeat}
            </div>
            <div class="deal">
                {(!ready).then(|| view! { <p class="st bad">{w.not_ready}</p> })}
                <button class="btn go fill" disabled=!ready>
                    {w.place}
                    " "
                    {amount}
                </button>
            </div>
        </form>
    }
}

/// An order like this one, found with the cart or by the attempt just refused.
fn equal_order(cart: &CartView, echo: &Echo) -> Option<String> {
    match &echo.error {
        Some(AppError::Rejected(Rejection::AlreadyDone { document })) => Some(document.clone()),
        _ => cart.po_warning.clone(),
    }
}

/// One of the company's addresses, or another for this order.
#[component]
fn ShipTo(addresses: Vec<AddressView>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let typed = echo.typed("ship_to");
    let default = addresses.iter().find(|a| a.is_default).or(addresses.first()).map(|a| a.id.to_string());
    let chosen = if typed.is_empty() { default.unwrap_or_else(|| "new".to_owned()) } else { typed };
    let other = chosen == "new";
    view! {
        <fieldset>
            <legend>{w.ship_to}</legend>
            <div class="options">
                {addresses
                    .into_iter()
                    .map(|a| {
                        let id = a.id.to_string();
                        let here = id == chosen;
                        view! {
                            <label class="check">
                                <input type="radio" name="ship_to" value=id checked=here />
                                <span>
                                    {a.recipient}
                                    " "
                                    {a.phone}
                                    <small class="sub">{a.region} " " {a.street}</small>
                                </span>
                            </label>
                        }
                    })
                    .collect_view()} <label class="check">
                    <input type="radio" name="ship_to" value="new" checked=other />
                    <span>{w.another_address}</span>
                </label>
                <div class="stack its">
                    <TextField name="recipient" label=w.recipient echo=echo.clone() autocomplete="name" />
                    <TextField name="phone" label=w.phone kind="tel" echo=echo.clone() autocomplete="tel" />
                    <TextField name="region" label=w.region echo=echo.clone() />
                    <TextField name="street" label=w.street echo=echo autocomplete="street-address" />
                </div>
            </div>
        </fieldset>
    }
}

/// On account within the limit, or transfer first.
#[component]
fn Payments(cart: CartView, chosen: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let open = cart.account_open;
    let transfer = chosen == "transfer" || !open;
    let note = cart.credit.map(|credit| credit_note(&credit, cart.totals.amounts.gross, w));
    view! {
        <fieldset>
            <legend>{w.payment}</legend>
            <div class="options">
                <label class="check">
                    <input type="radio" name="payment" value="account" checked=!transfer disabled=!open />
                    <span>
                        {w.on_account} {note.map(|n| view! { <small class="sub">{n}</small> })}
                    </span>
                </label>
                <label class="check">
                    <input type="radio" name="payment" value="transfer" checked=transfer />
                    <span>{w.by_transfer}</span>
                </label>
            </div>
        </fieldset>
    }
}

/// What is left of the credit after this order, or why there is none.
fn credit_note(credit: &CreditView, gross: Decimal, w: &Words) -> String {
    match (&credit.hold, credit.limit) {
        (Some(reason), _) => format!("{} {reason}", w.account_on_hold),
        (None, None) => w.account_off.to_owned(),
        (None, Some(_)) => format!("{} {}", w.credit_left, format::amount(credit.available - gross)),
    }
}

#[component]
fn Sums(cart: CartView, w: &'static Words) -> impl IntoView {
    let amounts = cart.totals.amounts;
    view! {
        <dl class="sum">
            <div>
                <dt>{w.net}</dt>
                <dd class="num">{format::amount(amounts.net)}</dd>
            </div>
            <div>
                <dt>{w.tax}</dt>
                <dd class="num">{format::amount(amounts.tax)}</dd>
            </div>
            <div class="total">
                <dt>{w.gross}</dt>
                <dd class="num">{format::money(amounts.gross, cart.totals.currency)}</dd>
            </div>
        </dl>
    }
}
