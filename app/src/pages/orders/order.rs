//! One order: the ledger of each line, its parcels, and how to have the same again.

use crate::api::form::Echo;
use crate::api::orders::{OrderAndParcels, load_order};
use crate::components::echo::EchoNote;
use crate::components::numbers::OwnNumber;
use crate::components::once::once;
use crate::components::parcels::Parcels;
use crate::components::part::PartLink;
use crate::components::price::{Price, Why};
use crate::components::waits::answered;
use crate::i18n::orders::{payment, status, words};
use crate::i18n::{current_lang, format};
use domain::orders::{LinePrice, OrderLineView, OrderView, Totals};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use rust_decimal::Decimal;

/// The order of the address.
#[component]
pub fn Order() -> impl IntoView {
    let params = use_params_map();
    let order = load_order(params.read_untracked().get("id").unwrap_or_default());
    view! {
        {answered(order, move |found, echo| view! { <Shown found=found echo=echo /> })}
    }
}

#[component]
fn Shown(found: OrderAndParcels, echo: Echo) -> impl IntoView {
    let OrderAndParcels { order, parcels } = found;
    let lang = current_lang();
    let w = words(lang);
    let (shape, word) = status(order.status, lang);
    let priced = order.totals.is_some();
    view! {
        <Title text=order.number.clone() />
        <nav class="crumbs" aria-label=w.orders>
            <ol>
                <li>
                    <a href="/orders">{w.orders}</a>
                </li>
            </ol>
        </nav>
        <div class="pagehead">
            <h1 class="sku">{order.number.clone()}</h1>
            <p>
                <span class=shape>{word}</span>
                " · "
                {order.company_name.clone()}
            </p>
            <div class="end row">
                {priced
                    .then(|| {
                        view! {
                            <a class="btn" rel="external" href=format!("/documents/orders/{}.pdf", order.order_id)>
                                {w.confirmation}
                            </a>
                        }
                    })}
                <Again order=order.clone() echo=echo.clone() />
            </div>
        </div>
        <div class="stack l">
            <EchoNote echo=echo />
            <Head order=order.clone() />
            <Ledger lines=order.lines.clone() />
            {order.totals.map(|totals| view! { <Sums totals=totals /> })}
            <Parcels parcels=parcels />
        </div>
    }
}

/// The title block: who, when, where to, how it is paid.
#[component]
fn Head(order: OrderView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let to = order.ship_to;
    let facts = [
        (w.po_number, order.po_number),
        (w.requested_on, order.requested_on.map(|d| format::date(d, lang)).unwrap_or_default()),
        (w.payment, payment(order.payment, lang).to_owned()),
        (w.note, order.note),
    ];
    view! {
        <dl class="title">
            <div>
                <dt>{w.placed}</dt>
                <dd>
                    {format::minute(order.placed_at, lang)} <small class="sub">
                        {order.placed_by} {order.acting_for.then(|| view! { " · " {w.by_clerk} })}
                    </small>
                </dd>
            </div>
            {facts
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| {
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    }
                })
                .collect_view()}
            <div class="full">
                <dt>{w.ship_to}</dt>
                <dd>
                    {to.recipient} " " {to.phone} <small class="sub">{to.region} " " {to.street}</small>
                </dd>
            </div>
        </dl>
    }
}

/// Where the quantity of each line is.
#[component]
fn Ledger(lines: Vec<OrderLineView>) -> impl IntoView {
    let w = words(current_lang());
    let priced = lines.iter().any(|l| l.price.is_some());
    let any_cancelled = lines.iter().any(|l| !l.ledger.cancelled.is_zero());
    let figures = [w.ordered, w.reserved, w.shipped, w.still_open];
    view! {
        <section class="block">
            <div class="fold">
                <table class="tbl rows">
                    <thead>
                        <tr>
                            <th scope="col">{w.part_number}</th>
                            {figures.map(|name| view! { <th scope="col" class="num">{name}</th> }).collect_view()}
                            {any_cancelled.then(|| view! { <th scope="col" class="num">{w.cancelled}</th> })}
                            <th scope="col">{w.promised}</th>
                            {priced.then(|| view! { <th scope="col" class="num">{w.unit_price}</th> })}
                            {priced.then(|| view! { <th scope="col" class="num">{w.amount}</th> })}
                        </tr>
                    </thead>
                    <tbody>
                        {lines
                            .into_iter()
                            .map(|line| view! { <Line line=line any_cancelled=any_cancelled /> })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Line(line: OrderLineView, any_cancelled: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let ledger = line.ledger;
    let figure = |value: Decimal| if value.is_zero() { "–".to_owned() } else { format::quantity(value) };
    let cells = [
        (w.ordered, ledger.ordered),
        (w.reserved, ledger.reserved),
        (w.shipped, ledger.shipped),
        (w.still_open, ledger.open()),
    ]
    .map(|(name, value)| view! { <td class="num" data-l=name>{figure(value)}</td> })
    .collect_view();
    let name = line.name(lang).to_owned();
    view! {
        <tr>
            <th scope="row" class="name first">
                <PartLink number=line.part_number />
                <OwnNumber number=line.own_number />
                <span class="sub">{name}</span>
                {(!line.note.is_empty()).then(|| view! { <span class="sub">{line.note}</span> })}
            </th>
            {cells}
            {any_cancelled
                .then(|| view! { <td class="num" data-l=w.cancelled>{figure(ledger.cancelled)}</td> })}
            <td data-l=w.promised>{format::date(line.promised_on, lang)}</td>
            {line.price.map(price_cells)}
        </tr>
    }
}

/// What the line costs, and why.
fn price_cells(price: LinePrice) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <td class="num" data-l=w.unit_price>
            <Price price=price.unit_price />
            {price
                .reason
                .map(|reason| {
                    view! {
                        <details>
                            <summary class="why">{w.why}</summary>
                            <Why reason=reason />
                        </details>
                    }
                })}
        </td>
        <td class="num end" data-l=w.amount>
            <b>{format::amount(price.amounts.gross)}</b>
        </td>
    }
}

#[component]
fn Sums(totals: Totals) -> impl IntoView {
    let w = words(current_lang());
    let amounts = totals.amounts;
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
                <dd class="num">{format::money(amounts.gross, totals.currency)}</dd>
            </div>
        </dl>
    }
}

/// The same lines into the cart.
#[component]
fn Again(order: OrderView, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let lines = order
        .lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            view! {
                <input type="hidden" name=format!("lines[{at}][sku]") value=line.sku_id.to_string() />
                <input
                    type="hidden"
                    name=format!("lines[{at}][quantity]")
                    value=line.ledger.ordered.normalize().to_string()
                />
            }
        })
        .collect_view();
    view! {
        <form method="post" action=once("/api/add_to_cart", &echo)>
            <input type="hidden" name="company" value=order.company_id.to_string() />
            <input type="hidden" name="back" value="/cart" />
            {lines}
            <button class="btn go">{w.reorder}</button>
        </form>
    }
}
