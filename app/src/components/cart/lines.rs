//! The lines of the cart: quantity, price then and now, what fits.

use super::{CHECKOUT, CartForms};
use crate::api::form::Echo;
use crate::components::echo::beside_field;
use crate::components::icon::Icon;
use crate::components::numbers::OwnNumber;
use crate::components::part::PartLink;
use crate::components::price::{Price, Why};
use crate::components::quantity::{QuantityInput, QuantityProblem};
use crate::i18n::desk::order_entry as desk;
use crate::i18n::orders::{lines, words};
use crate::i18n::{catalog, current_lang, format};
use domain::orders::{CartLineView, CartView};
use domain::quantity::RoundingOffer;
use leptos::prelude::*;

/// All lines.
#[component]
pub fn Lines(
    /// The cart they are in.
    cart: CartView,
    /// Where their forms go.
    forms: &'static CartForms,
    /// Customer number for the staff's explanation of a price; empty for buyers.
    #[prop(optional, into)]
    explain: String,
    /// What the page's last post said: a quantity that was refused stays in its field.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let count = cart.lines.len();
    view! {
        <section class="block">
            <header>
                <h2>{format::count(count)} " " {lines(count, lang)}</h2>
            </header>
            <div class="fold">
                <table class="tbl rows settled">
                    <thead>
                        <tr>
                            <th scope="col">{w.part_number}</th>
                            <th scope="col">{w.supply}</th>
                            <th scope="col" class="num">
                                {w.unit_price}
                            </th>
                            <th scope="col" class="num">
                                {w.quantity}
                            </th>
                            <th scope="col" class="num">
                                {w.amount}
                            </th>
                            <th scope="col">
                                <span class="vh">{w.remove}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {cart
                            .lines
                            .into_iter()
                            .enumerate()
                            .map(|(at, line)| {
                                let field = format!("q {}", line.sku_id);
                                let kept = (echo.typed(&field), beside_field(&echo, &field, lang));
                                view! { <Line at=at line=line forms=forms explain=explain.clone() kept=kept /> }
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Line(
    at: usize,
    line: CartLineView,
    forms: &'static CartForms,
    explain: String,
    kept: (String, Option<String>),
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (typed, refused) = kept;
    let why = refused.as_ref().map(|_| format!("refused-{}", line.position)).unwrap_or_default();
    let class = if line.unit_price.is_none() || line.rounding.is_some() || refused.is_some() {
        "bad"
    } else if line.was.is_some() {
        "warn"
    } else {
        ""
    };
    let sku = line.sku_id.to_string();
    let field = move |name: &str| format!("lines[{at}][{name}]");
    let amount = line.amounts.map(|a| format::amount(a.gross)).unwrap_or_default();
    let remove = format!("{} {}", w.remove, line.part_number);
    view! {
        <tr class=class>
            <th scope="row" class="name first">
                <PartLink number=line.part_number.clone() />
                <OwnNumber number=line.own_number.clone() theirs=!explain.is_empty() />
                <span class="sub">{line.name(lang).to_owned()}</span>
            </th>
            <td data-l=w.supply>
                <Availability line=line.clone() />
            </td>
            <td class="num" data-l=w.unit_price>
                <Then line=line.clone() explain=explain />
            </td>
            <td class="num">
                <input type="hidden" form=CHECKOUT name=field("sku") value=sku.clone() />
                <input type="hidden" form=CHECKOUT name=field("was") value=line.quantity.to_string() />
                <div class="row">
                    <QuantityInput
                        name=field("quantity")
                        label=format!("{} {}", w.quantity, line.part_number)
                        step=line.multiple
                        value=if typed.is_empty() { line.quantity.to_string() } else { typed }
                        problem=why.clone()
                        form=CHECKOUT.to_owned()
                    />
                    <button class="btn s" form=CHECKOUT formaction=forms.change formnovalidate>
                        {w.set}
                    </button>
                </div>
                <QuantityProblem id=why said=refused />
                {line.rounding.map(|offer| view! { <Offer offer=offer line=line.clone() forms=forms /> })}
            </td>
            <td class="num end" data-l=w.amount>
                <b>{amount}</b>
            </td>
            <td class="end">
                <button
                    class="btn s quiet"
                    form=CHECKOUT
                    formaction=forms.change
                    formnovalidate
                    name="remove"
                    value=sku
                    aria-label=remove
                >
                    <Icon name="x" />
                </button>
            </td>
        </tr>
    }
}

/// In stock, or the day all of it can be here.
#[component]
fn Availability(line: CartLineView) -> impl IntoView {
    let lang = current_lang();
    let c = catalog::words(lang);
    let wanted = line.quantity.get();
    let day = format::date(line.promised_on, lang);
    if line.available >= wanted {
        return view! { <span class="st full">{c.in_stock} " " <b>{format::quantity(line.available)}</b></span> }.into_any();
    }
    if line.discontinued {
        return view! { <span class="st hold">{c.discontinued} " " <b>{format::quantity(line.available)}</b></span> }.into_any();
    }
    if line.available > rust_decimal::Decimal::ZERO {
        return view! {
            <span class="st half">{c.in_stock} " " <b>{format::quantity(line.available)}</b></span>
            " "
            <span class="dim">{c.rest} " " {day}</span>
        }
        .into_any();
    }
    view! { <span class="st open">{c.to_order} " " <span>{day}</span></span> }.into_any()
}

/// The price now, the one shown before when it moved, and why.
#[component]
fn Then(line: CartLineView, explain: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let trace = (!explain.is_empty()).then(|| {
        let (part, quantity) = (format::url_component(&line.part_number), line.quantity);
        format!("/desk/prices?company={explain}&part={part}&quantity={quantity}")
    });
    let was = line.was.map(|was| {
        view! {
            <s class="was">{format::price(was)}</s>
            <span class="sub">{w.price_changed}</span>
        }
    });
    match line.unit_price {
        Some(price) => view! {
            {was}
            <Price price=price />
            {line
                .reason
                .map(|reason| {
                    view! {
                        <details>
                            <summary class="why">{w.why}</summary>
                            <Why reason=reason />
                            {trace
                                .map(|href| {
                                    view! {
                                        <a class="sub" href=href>
                                            {desk::words(lang).whole_trace}
                                        </a>
                                    }
                                })}
                        </details>
                    }
                })}
        }
        .into_any(),
        None => view! { <span class="st bad">{w.no_price}</span> }.into_any(),
    }
}

/// Rounding is offered, one click each, never done silently.
#[component]
fn Offer(offer: RoundingOffer, line: CartLineView, forms: &'static CartForms) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let rule = catalog::ordering(line.moq, line.multiple, lang);
    let choices: Vec<_> = offer.down.into_iter().chain([offer.up]).collect();
    view! {
        <p class="st bad">{rule}</p>
        <div class="row">
            {choices
                .into_iter()
                .map(|quantity| {
                    view! {
                        <button
                            class="btn s"
                            form=CHECKOUT
                            formaction=forms.change
                            formnovalidate
                            name="round"
                            value=format!("{} {}", line.sku_id, quantity.normalize())
                        >
                            {w.make_it}
                            " "
                            {format::quantity(quantity)}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
