//! A customer's orders.

use super::company::{CompanyHead, company_param};
use crate::api::desk::customers::load_customer;
use crate::api::desk::orders::list_customer_orders;
use crate::api::orders::filter_of;
use crate::components::pager::Pager;
use crate::components::waits::waits;
use crate::i18n::desk::orders::words;
use crate::i18n::orders::{status, words as shared};
use crate::i18n::{current_lang, format};
use crate::pages::error::Failed;
use domain::orders::OrderRow;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Newest first.
#[component]
pub fn CustomerOrders() -> impl IntoView {
    let company = company_param();
    let search = use_location().search;
    let customer = load_customer(company());
    let page = list_customer_orders(company(), search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let filter = filter_of(&search.get_untracked());
                match (customer.await, page.await) {
                    (Ok(customer), Ok(page)) => {
                        view! {
                            <CompanyHead brief=customer.brief />
                            <List page=page filter=filter base=format!("/desk/c/{}/orders", company()) />
                        }
                            .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}

#[component]
fn List(page: domain::orders::OrderPage, filter: domain::orders::OrderFilter, base: String) -> impl IntoView {
    let w = words(current_lang());
    let s = shared(current_lang());
    let empty = page.rows.is_empty();
    let text = format::url_component(&filter.text);
    let here = base.clone();
    view! {
        <form class="row" method="get" action=base.clone() role="search">
            <input type="search" name="q" aria-label=s.search_orders placeholder=s.search_orders value=filter.text />
            <button class="btn">{s.to_search}</button>
        </form>
        {empty.then(|| view! { <section class="empty"><h2>{w.no_orders}</h2></section> })}
        {(!empty).then(|| view! { <OrderTable rows=page.rows /> })}
        <Pager
            page=page.page
            pages=page.pages
            href=Callback::new(move |n: u32| format!("{here}?q={text}&page={n}"))
            label=(s.pages, s.previous, s.next)
        />
    }
}

/// Orders in rows.
#[component]
pub fn OrderTable(
    /// Which.
    rows: Vec<OrderRow>,
    /// Whether they are of several customers.
    #[prop(optional)]
    companies: bool,
) -> impl IntoView {
    let w = words(current_lang());
    let priced = rows.iter().any(|row| row.totals.is_some());
    view! {
        <div class="fold scroll">
            <table class="tbl dense rows">
                <caption class=if companies { "" } else { "vh" }>{w.orders}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.order}</th>
                        {companies.then(|| view! { <th scope="col">{w.customer}</th> })}
                        <th scope="col">{w.status}</th>
                        <th scope="col">{w.placed}</th>
                        <th scope="col">{w.promised}</th>
                        <th scope="col">{w.po_number}</th>
                        <th scope="col">{w.part}</th>
                        {priced.then(|| view! { <th scope="col" class="num">{w.amount}</th> })}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| order_row(row, companies)).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A folded row leaves out what there is nothing of.
fn given(there: bool) -> &'static str {
    if there { "" } else { "drop" }
}

fn order_row(row: OrderRow, companies: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, word) = status(row.status, lang);
    let more = row.lines.saturating_sub(1);
    let base = format!("/desk/c/{}", row.company_id);
    let own_number = given(!row.po_number.is_empty());
    let customer = companies.then(|| {
        view! {
            <td class="all">
                <a href=base.clone() class="plain">
                    {row.company_name}
                </a>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="name first">
                <a href=format!("{base}/orders/{}", row.order_id)>
                    <span class="sku">{row.number}</span>
                </a>
                {row.acting_for.then(|| view! { <span class="sub">{w.by_clerk}</span> })}
            </th>
            {customer}
            <td class="first end">
                <span class=shape>{word}</span>
            </td>
            <td data-l=w.placed>{format::minute(row.placed_at, lang)}</td>
            <td class=given(row.promised_on.is_some()) data-l=w.promised>
                {row.promised_on.map(|day| format::date(day, lang))}
            </td>
            <td class=format!("sku dim {own_number}") data-l=w.po_number>
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
