//! The front page: what waits for an answer, what is on its way, where to go, what one can look for.

use crate::api::catalog::load_categories;
use crate::api::orders::list_orders;
use crate::api::quotes::list_waiting_quotes;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::frame::{buyer_company, may};
use crate::components::numbers::FoundNotes;
use crate::components::quotes::QuoteTable;
use crate::components::waits::waits;
use crate::i18n::orders::words;
use crate::i18n::quotes::words as quote_words;
use crate::i18n::{current_lang, format};
use crate::pages::orders::OrderTable;
use domain::accounts::permission::Permission;
use domain::catalog::{CategoryView, SearchQuery};
use domain::pricing::quotes::QuoteBrief;
use leptos::prelude::*;
use leptos_meta::Title;

/// Where all quotes are.
const QUOTES: &str = "/account/quotes";

/// For members with their open orders, for visitors the catalogue.
#[component]
pub fn Home() -> impl IntoView {
    let w = words(current_lang());
    let categories = load_categories();
    let open = list_orders("status=open".to_owned());
    let part = list_orders("status=part_shipped".to_owned());
    let quotes = list_waiting_quotes();
    let echo = use_echo();
    view! {
        <Title text="" />
        {waits(async move {
            let echo = echo.await;
            let company = buyer_company();
            let categories = categories.await.unwrap_or_default();
            let mut rows = part.await.map(|p| p.rows).unwrap_or_default();
            rows.extend(open.await.map(|p| p.rows).unwrap_or_default());
            rows.truncate(8);
            let quotes = match company.is_some() && may(Permission::SeePrices) {
                true => quotes.await.unwrap_or_default(),
                false => Vec::new(),
            };
            let title = company.as_ref().map_or(w.welcome.to_owned(), |c| c.name.clone());
            view! {
                <div class="pagehead">
                    <h1>{title}</h1>
                </div>
                <EchoNote echo=echo />
                <FoundNotes back="/" />
                <div class="stack l">
                    {(!quotes.is_empty()).then(|| view! { <Waiting quotes=quotes /> })}
                    <Ways signed_in=company.is_some() />
                    {company.is_some().then(|| view! { <Open rows=rows /> })}
                    <Categories categories=categories />
                </div>
            }
        })}
    }
}

/// Quotes nobody has answered yet.
#[component]
fn Waiting(quotes: Vec<QuoteBrief>) -> impl IntoView {
    let w = quote_words(current_lang());
    view! {
        <section class="block">
            <header>
                <h2>{w.waiting}</h2>
                <a href=QUOTES>{w.all}</a>
            </header>
            <QuoteTable quotes=quotes base=QUOTES.to_owned() />
        </section>
    }
}

#[component]
fn Ways(signed_in: bool) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block">
            <header>
                <h2>{w.try_search}</h2>
            </header>
            <div class="chips">
                {w.examples
                    .map(|text| {
                        view! {
                            <a href=format!("/search?q={}", format::url_component(text)) class="chip">
                                {text}
                            </a>
                        }
                    })
                    .collect_view()}
            </div>
        </section>
        {signed_in
            .then(|| {
                view! {
                    <nav class="row" aria-label=w.usual>
                        <a href="/quick-order" class="btn go">
                            {w.quick_title}
                        </a>
                        <a href="/orders" class="btn">
                            {w.all_orders}
                        </a>
                        <a href="/cart" class="btn">
                            {w.cart}
                        </a>
                        <a href="/numbers" class="btn">
                            {crate::i18n::frame::words(current_lang()).numbers}
                        </a>
                        {may(Permission::SeePrices)
                            .then(|| {
                                view! {
                                    <a href=QUOTES class="btn">
                                        {quote_words(current_lang()).title}
                                    </a>
                                }
                            })}
                        <a href="/account" class="btn">
                            {w.statements}
                        </a>
                    </nav>
                }
            })}
    }
}

#[component]
fn Open(rows: Vec<domain::orders::OrderRow>) -> impl IntoView {
    let w = words(current_lang());
    let nothing = rows.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.open_orders}</h2>
                <a href="/orders">{w.all_orders}</a>
            </header>
            {if nothing {
                view! { <p class="dim">{w.no_open_orders}</p> }.into_any()
            } else {
                view! { <OrderTable rows=rows /> }.into_any()
            }}
        </section>
    }
}

/// The two upper levels of the tree, as links.
#[component]
pub fn Categories(
    /// The tree.
    categories: Vec<CategoryView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let to = |code: &str| {
        let query = SearchQuery { category: Some(code.to_owned()), page: 1, ..SearchQuery::default() };
        super::search::href(&query)
    };
    view! {
        <section class="block">
            <header>
                <h2>{w.categories}</h2>
                <a href="/search">{w.all}</a>
            </header>
            <dl class="facts">
                {categories
                    .into_iter()
                    .map(|top| {
                        let name = top.name(lang).to_owned();
                        let count = format::count(top.count as usize);
                        let below = top
                            .children
                            .iter()
                            .map(|c| {
                                let (name, href) = (c.name(lang).to_owned(), to(&c.code));
                                view! {
                                    <a href=href>{name}</a>
                                    " "
                                }
                            })
                            .collect_view();
                        view! {
                            <div>
                                <dt>
                                    <a href=to(&top.code)>{name}</a>
                                    " "
                                    <span class="dim num">{count}</span>
                                </dt>
                                <dd>{below}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
