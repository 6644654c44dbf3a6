//! Where the quantity of each line is; cancelling what has not left.

use crate::api::desk::orders::OrderDesk;
use crate::api::form::Echo;
use crate::components::numbers::OwnNumber;
use crate::components::part::PartLink;
use crate::components::price::{Price, Why};
use crate::desk::prices::{Margin, Rules};
use crate::i18n::desk::orders::words;
use crate::i18n::{catalog, current_lang, format};
use domain::orders::{OrderLineView, OrderView};
use domain::pricing::trace::StaffTrace;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The line ledger.
#[component]
pub fn Ledger(
    /// The order and its keys.
    desk: OrderDesk,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let key = echo.key();
    let OrderDesk { order, mut traces, may_ship, may_order, .. } = desk;
    let priced = order.totals.is_some();
    let waiting = may_ship && order.lines.iter().any(|l| l.ledger.open() > Decimal::ZERO);
    let (company, id) = (order.company_id.to_string(), order.order_id.to_string());
    view! {
        <section class="block">
            <header>
                <h2>{w.lines}</h2>
                {waiting
                    .then(|| {
                        view! {
                            <form method="post" action="/api/desk_reserve">
                                <input type="hidden" name="company" value=company />
                                <input type="hidden" name="order" value=id />
                                <button class="btn s">{w.reserve}</button>
                            </form>
                        }
                    })}
            </header>
            <div class="fold scroll">
                <table class="tbl dense rows">
                    <caption class="vh">{w.lines}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.part}</th>
                            <th scope="col" class="num">{w.ordered}</th>
                            <th scope="col" class="num">{w.reserved}</th>
                            <th scope="col" class="num">{w.shipped}</th>
                            <th scope="col" class="num">{w.open}</th>
                            <th scope="col" class="num">{w.cancelled}</th>
                            <th scope="col">{w.promised}</th>
                            {priced.then(|| view! { <th scope="col" class="num">{w.price}</th> })}
                            {priced.then(|| view! { <th scope="col" class="num">{w.amount}</th> })}
                            <th scope="col">
                                <span class="vh">{w.cancel}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {order
                            .lines
                            .iter()
                            .map(|line| {
                                let cancel = (may_order && line.ledger.outstanding() > Decimal::ZERO)
                                    .then(|| cancel_form(&order, line, key.clone(), &echo));
                                let explain = explanation(&order, line, traces.remove(&line.line_id));
                                line_row(line.clone(), explain, cancel)
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

/// Why the price, as it was frozen: the whole trace for those who may know, the buyer's short reason for the others.
fn explanation(order: &OrderView, line: &OrderLineView, trace: Option<StaffTrace>) -> AnyView {
    let lang = current_lang();
    let w = words(lang);
    let Some(trace) = trace else {
        let reason = line.price.as_ref().and_then(|price| price.reason.clone());
        return reason.map(|reason| view! { <Why reason=reason /> }).into_any();
    };
    let (part, quantity) = (format::url_component(&line.part_number), line.ledger.ordered.normalize());
    let today = format!("/desk/prices?company={}&part={part}&quantity={quantity}", order.company_code);
    view! {
        <p class="sub">{w.frozen}</p>
        <Rules rules=trace.considered.clone() />
        <dl class="sum">
            <Margin trace=trace />
        </dl>
        <a href=today>{w.today_price}</a>
    }
    .into_any()
}

fn line_row(line: OrderLineView, explain: AnyView, cancel: Option<impl IntoView + 'static>) -> impl IntoView {
    let lang = current_lang();
    let ledger = line.ledger;
    let w = words(lang);
    let figures = [
        (w.ordered, ledger.ordered),
        (w.reserved, ledger.reserved),
        (w.shipped, ledger.shipped),
        (w.open, ledger.open()),
        (w.cancelled, ledger.cancelled),
    ];
    let name = line.name(lang).to_owned();
    view! {
        <tr>
            <th scope="row" class="name first all">
                <PartLink number=line.part_number />
                <OwnNumber number=line.own_number theirs=true />
                <span class="sub">{name}</span>
                {(!line.note.is_empty()).then(|| view! { <span class="sub">{line.note}</span> })}
            </th>
            {figures
                .map(|(name, value)| {
                    let text = if value.is_zero() { "–".to_owned() } else { format::quantity(value) };
                    view! { <td class="num" data-l=name>{text}</td> }
                })
                .collect_view()}
            <td data-l=w.promised>{format::date(line.promised_on, lang)}</td>
            {line
                .price
                .map(|price| {
                    view! {
                        <td class="num all" data-l=w.price>
                            <Price price=price.unit_price />
                            <details>
                                <summary class="why">{catalog::words(lang).why}</summary>
                                {explain}
                            </details>
                        </td>
                        <td class="num" data-l=w.amount>
                            <b>{format::amount(price.amounts.gross)}</b>
                        </td>
                    }
                })}
            <td class="end">{cancel}</td>
        </tr>
    }
}

fn cancel_form(order: &OrderView, line: &OrderLineView, key: String, echo: &Echo) -> impl IntoView + use<> {
    let w = words(current_lang());
    let id = line.line_id.to_string();
    let refused = echo.error.is_some() && echo.typed("cancel") == id;
    let typed = if refused { echo.typed("cancel_quantity") } else { String::new() };
    let label = format!("{} {}", w.cancel_line, line.part_number);
    let (company, order) = (order.company_id.to_string(), order.order_id.to_string());
    view! {
        <details open=refused>
            <summary class="why">{w.cancel}</summary>
            <form class="row" method="post" action="/api/desk_cancel">
                <input type="hidden" name="company" value=company />
                <input type="hidden" name="order" value=order />
                <input type="hidden" name="line" value=id />
                <input type="hidden" name="key" value=key />
                <input name="quantity" inputmode="decimal" maxlength="20" autocomplete="off" aria-label=label value=typed />
                <button class="btn s stop">{w.do_cancel}</button>
            </form>
        </details>
    }
}
