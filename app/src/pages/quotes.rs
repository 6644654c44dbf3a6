//! The company's quotes: the list, and one with the button that accepts it.

use crate::api::quotes::{list_quotes, load_quote};
use crate::components::echo::EchoNote;
use crate::components::frame::{buyer_company, may};
use crate::components::quotes::{Quote as Shown, QuoteTable};
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::quotes::words;
use domain::accounts::permission::Permission;
use domain::pricing::quotes::{QuoteBrief, QuoteState, QuoteView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// Newest first.
#[component]
pub fn Quotes() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <Title text=w.title />
        {answered(list_quotes(), move |quotes, echo| {
            view! {
                <div class="pagehead">
                    <h1>{w.title}</h1>
                    <p>{w.lead}</p>
                </div>
                <EchoNote echo=echo />
                <List quotes=quotes />
            }
        })}
    }
}

#[component]
fn List(quotes: Vec<QuoteBrief>) -> impl IntoView {
    let w = words(current_lang());
    if quotes.is_empty() {
        return view! {
            <div class="empty">
                <b>{w.none}</b>
                <p>{w.none_lead}</p>
            </div>
        }
        .into_any();
    }
    view! { <QuoteTable quotes=quotes base="/account/quotes".to_owned() /> }.into_any()
}

/// One quote.
#[component]
pub fn Quote() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let w = words(current_lang());
    view! {
        {answered(load_quote(id), move |quote, echo| {
            let number = quote.brief.number.clone();
            view! {
                <Title text=number.clone() />
                <nav class="crumbs">
                    <ol>
                        <li>
                            <a href="/account/quotes">{w.title}</a>
                        </li>
                    </ol>
                </nav>
                <div class="pagehead">
                    <h1>{w.title} " " {number}</h1>
                </div>
                <EchoNote echo=echo />
                <div class="stack l">
                    <Accept quote=quote.clone() />
                    <Shown quote=quote />
                </div>
            }
        })}
    }
}

/// The one thing to do with an offer.
#[component]
fn Accept(quote: QuoteView) -> impl IntoView {
    let w = words(current_lang());
    let (QuoteState::Offered, Some(company)) = (quote.brief.state, buyer_company()) else {
        return ().into_any();
    };
    if !may(Permission::PlaceOrders) {
        return view! { <p class="dim">{w.may_not}</p> }.into_any();
    }
    view! {
        <form class="row" method="post" action="/api/accept_quote">
            <input type="hidden" name="company" value=company.id.to_string() />
            <input type="hidden" name="quote" value=quote.brief.id.to_string() />
            <button class="btn go">{w.accept}</button>
            <p class="sub">{w.accept_lead}</p>
        </form>
    }
    .into_any()
}
