//! The company's orders: a list to find one in, and one with all that became of it.

mod order;

pub use order::Order;

use crate::api::orders::{filter_of, list_orders};
use crate::components::frame::may;
use crate::components::pager::Pager;
use crate::components::waits::waits;
use crate::i18n::orders::{status, words};
use crate::i18n::{current_lang, format};
use domain::accounts::permission::Permission;
use domain::orders::{OrderFilter, OrderPage, OrderRow, OrderStatus};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The address of a list.
pub fn href(filter: &OrderFilter) -> String {
    let mut pairs = Vec::new();
    if let Some(status) = filter.status {
        pairs.push(format!("status={}", status.code()));
    }
    if !filter.text.is_empty() {
        pairs.push(format!("q={}", format::url_component(&filter.text)));
    }
    if filter.page > 1 {
        pairs.push(format!("page={}", filter.page));
    }
    if pairs.is_empty() { "/orders".to_owned() } else { format!("/orders?{}", pairs.join("&")) }
}

/// Newest first.
#[component]
pub fn Orders() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let page = list_orders(search.get_untracked());
    view! {
        <Title text=w.orders />
        {waits(async move {
            let filter = filter_of(&search.get_untracked());
            match page.await {
                Ok(page) => view! { <List page=page filter=filter /> }.into_any(),
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}

#[component]
fn List(page: OrderPage, filter: OrderFilter) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let OrderPage { page: at, pages, rows, .. } = page;
    let chosen = filter.status;
    let tabs = [None].into_iter().chain(OrderStatus::ALL.map(Some));
    let base = filter.clone();
    let paged = filter.clone();
    let nothing = rows.is_empty();
    let state = filter.status.map(|s| s.code());
    view! {
        <div class="pagehead">
            <h1>{w.orders}</h1>
            {may(Permission::SeePrices)
                .then(|| view! { <p><a href="/account/quotes">{crate::i18n::quotes::words(lang).title}</a></p> })}
        </div>
        <nav class="tabs" aria-label=w.status>
            <ul class="links">
                {tabs
                    .map(|tab| {
                        let to = href(&OrderFilter { status: tab, page: 1, ..base.clone() });
                        let name = tab.map_or(w.all, |s| status(s, lang).1);
                        let current = (tab == chosen).then_some("page");
                        view! {
                            <li>
                                <a href=to aria-current=current>
                                    {name}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
        <div class="stack">
            <form method="get" action="/orders" class="row" role="search">
                {state.map(|code| view! { <input type="hidden" name="status" value=code /> })}
                <input type="search" name="q" value=filter.text aria-label=w.search_orders placeholder=w.search_orders />
                <button class="btn">{w.to_search}</button>
            </form>
            {if nothing {
                view! { <Nothing /> }.into_any()
            } else {
                view! { <OrderTable rows=rows /> }.into_any()
            }}
            <Pager
                page=at
                pages=pages
                href=Callback::new(move |n: u32| href(&OrderFilter { page: n, ..paged.clone() }))
                label=(w.pages, w.previous, w.next)
            />
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <div class="empty">
            <b>{w.orders_empty}</b>
            <p>{w.orders_empty_lead}</p>
            <a href="/search" class="btn go">
                {w.to_search}
            </a>
        </div>
    }
}

/// Orders as rows; also on the front page.
#[component]
pub fn OrderTable(
    /// The rows.
    rows: Vec<OrderRow>,
) -> impl IntoView {
    let w = words(current_lang());
    let priced = rows.iter().any(|row| row.totals.is_some());
    view! {
        <div class="fold">
            <table class="tbl rows">
                <thead>
                    <tr>
                        <th scope="col">{w.number}</th>
                        <th scope="col">{w.status}</th>
                        <th scope="col">{w.placed}</th>
                        <th scope="col">{w.promised}</th>
                        <th scope="col">{w.po_number}</th>
                        <th scope="col">{w.part_number}</th>
                        {priced.then(|| view! { <th scope="col" class="num">{w.amount}</th> })}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row=row /> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: OrderRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, word) = status(row.status, lang);
    let more = row.lines.saturating_sub(1);
    view! {
        <tr>
            <th scope="row" class="name first">
                <a href=format!("/orders/{}", row.order_id)>
                    <span class="sku">{row.number}</span>
                </a>
                {row.acting_for.then(|| view! { <span class="sub">{w.by_clerk}</span> })}
            </th>
            <td class="first end">
                <span class=shape>{word}</span>
            </td>
            <td data-l=w.placed>{format::minute(row.placed_at, lang)}</td>
            <td data-l=w.promised>{row.promised_on.map(|day| format::date(day, lang))}</td>
            <td class="sku dim" data-l=w.po_number>
                {row.po_number}
            </td>
            <td class="low">
                <span class="sku">{row.first_part}</span>
                {(more > 0).then(|| view! { <span class="dim">" +" {more}</span> })}
            </td>
            {row.totals
                .map(|sum| {
                    view! {
                        <td class="num end">
                            <b>{format::money(sum.amounts.gross, sum.currency)}</b>
                        </td>
                    }
                })}
        </tr>
    }
}
