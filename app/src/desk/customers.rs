//! Finding a customer.

use super::orders::OrderTable;
use crate::api::desk::customers::{Found, find};
use crate::components::echo::EchoNote;
use crate::components::frame::may;
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::desk::customers::words;
use domain::accounts::CompanyBrief;
use domain::accounts::permission::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The list, narrowed by the address's `q`.
#[component]
pub fn Customers() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let typed = move || query.read_untracked().get("q").unwrap_or_default();
    let found = find(typed());
    let enters = may(Permission::EnterOrders);
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
                {may(Permission::EditPrices)
                    .then(|| {
                        view! {
                            <nav class="row">
                                <a href="/desk/groups">{crate::i18n::desk::standing::words(current_lang()).title}</a>
                                <a href="/desk/customers/imports">
                                    {crate::i18n::desk::customer_imports::words(current_lang()).title}
                                </a>
                            </nav>
                        }
                    })}
                {enters
                    .then(|| {
                        view! {
                            <a href="/desk/customers/new" class="btn go end">
                                {w.new}
                            </a>
                        }
                    })}
            </div>
            <form class="row" method="get" action="/desk/customers" role="search">
                <input
                    type="search"
                    name="q"
                    aria-label=w.find_label
                    placeholder=w.find_label
                    maxlength="200"
                    autocomplete="off"
                    autofocus
                    value=typed
                />
                <button class="btn">{w.find}</button>
            </form>
            {answered(found, move |Found { companies, orders }, echo| {
                let found_orders = !orders.is_empty();
                let drawn = !companies.is_empty() || !found_orders;
                view! {
                    <EchoNote echo=echo />
                    {drawn.then(|| view! { <CompanyTable companies=companies enters=enters /> })}
                    {found_orders.then(|| view! { <OrderTable rows=orders companies=true /> })}
                }
            })}
        </div>
    }
}

#[component]
fn CompanyTable(companies: Vec<CompanyBrief>, enters: bool) -> impl IntoView {
    let w = words(current_lang());
    if companies.is_empty() {
        return view! {
            <section class="empty">
                <h2>{w.none}</h2>
                <p>{w.none_lead}</p>
                {enters
                    .then(|| {
                        view! {
                            <a href="/desk/customers/new" class="btn">
                                {w.new}
                            </a>
                        }
                    })}
            </section>
        }
        .into_any();
    }
    let cut = companies.len() >= 50;
    let rows = companies
        .into_iter()
        .map(|c| {
            let page = format!("/desk/c/{}", c.id);
            let order = format!("{page}/order");
            view! {
                <tr>
                    <th scope="row" class="name all">
                        <a href=page>{c.name}</a>
                    </th>
                    <td class="sku">{c.code}</td>
                    {enters.then(|| view! { <td class="num end"><a href=order>{w.tab_order}</a></td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.name}</th>
                        <th scope="col">{w.code}</th>
                        {enters.then(|| view! { <th scope="col"><span class="vh">{w.tab_order}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {cut.then(|| view! { <p class="sub">{w.first_fifty}</p> })}
    }
    .into_any()
}
