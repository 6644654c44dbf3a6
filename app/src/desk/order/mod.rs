//! One order at the desk: the ledger of its lines, shipping, parcels and their events.

mod ledger;
mod parcels;
mod ship;

use super::company::company_param;
use crate::api::desk::orders::{OrderDesk, load_order_desk};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::once::once;
use crate::components::waits::answered;
use crate::i18n::desk::customers;
use crate::i18n::desk::orders::words;
use crate::i18n::orders::{payment, status, words as order_words};
use crate::i18n::{current_lang, format};
use domain::orders::OrderView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The order of the address.
#[component]
pub fn OrderPage() -> impl IntoView {
    let company = company_param();
    let params = use_params_map();
    let id = params.read_untracked().get("id").unwrap_or_default();
    let desk = load_order_desk(company(), id);
    view! {
        <div class="stack" data-density="dense">
            {answered(desk, move |desk, echo| view! { <Drawn desk=desk echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(desk: OrderDesk, echo: Echo) -> impl IntoView {
    let company = desk.order.company_id;
    view! {
        <Head order=desk.order.clone() may_order=desk.may_order echo=echo.clone() />
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            <Facts order=desk.order.clone() />
            <ledger::Ledger desk=desk.clone() echo=echo.clone() />
            {desk.may_ship.then(|| view! { <ship::ShipForm desk=desk.clone() echo=echo.clone() /> })}
            <parcels::Parcels
                company=company
                shipments=desk.shipments
                now=desk.may_ship.then_some(desk.now)
                echo=echo
            />
        </div>
    }
}

#[component]
fn Head(order: OrderView, may_order: bool, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, c) = (words(lang), customers::words(lang));
    let (shape, word) = status(order.status, lang);
    let company = format!("/desk/c/{}", order.company_id);
    let paper = format!("/documents/orders/{}.pdf?company={}", order.order_id, order.company_id);
    let again = may_order.then(|| again(&order, &echo, w.again));
    view! {
        <Title text=order.number.clone() />
        <nav class="crumbs">
            <ol>
                <li>
                    <a href="/desk/customers">{c.title}</a>
                </li>
                <li>
                    <a href=company.clone()>{order.company_name}</a>
                </li>
                <li>
                    <a href=format!("{company}/orders")>{w.orders}</a>
                </li>
            </ol>
        </nav>
        <div class="pagehead">
            <h1 class="sku">{order.number}</h1>
            <p>
                <span class=shape>{word}</span>
                " · "
                {order.company_code}
                {order.acting_for.then(|| format!(" · {}", w.by_clerk))}
            </p>
            <div class="end row">
                {order
                    .totals
                    .map(|_| {
                        view! {
                            <a class="btn" rel="external" href=paper>
                                {order_words(lang).confirmation}
                            </a>
                        }
                    })}
                {again}
            </div>
        </div>
    }
}

/// The same lines into the clerk's cart for the customer.
fn again(order: &OrderView, echo: &Echo, label: &'static str) -> impl IntoView + use<> {
    let rows = order.lines.iter().enumerate().map(|(at, line)| {
        let quantity = line.ledger.ordered.normalize().to_string();
        view! {
            <input type="hidden" name=format!("lines[{at}][sku]") value=line.sku_id.to_string() />
            <input type="hidden" name=format!("lines[{at}][quantity]") value=quantity />
        }
    });
    view! {
        <form method="post" action=once("/api/add_to_cart", echo)>
            <input type="hidden" name="company" value=order.company_id.to_string() />
            <input type="hidden" name="back" value=format!("/desk/c/{}/order", order.company_id) />
            {rows.collect_view()}
            <button class="btn">{label}</button>
        </form>
    }
}

#[component]
fn Facts(order: OrderView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let to = order.ship_to;
    let facts = [
        (w.po_number, order.po_number),
        (w.requested_on, order.requested_on.map(|day| format::date(day, lang)).unwrap_or_default()),
        (w.payment, payment(order.payment, lang).to_owned()),
        (w.note, order.note),
        (w.total, order.totals.map(|sum| format::money(sum.amounts.gross, sum.currency)).unwrap_or_default()),
    ];
    view! {
        <dl class="title">
            <div>
                <dt>{w.placed}</dt>
                <dd>{format::minute(order.placed_at, lang)} <small class="sub">{order.placed_by}</small></dd>
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
