//! A customer's quotes: those there are, the form of a new one, and one with what can be done about it.

use super::company::{CompanyHead, company_param};
use crate::api::AppError;
use crate::api::desk::customers::load_customer;
use crate::api::desk::quotes::{list_desk_quotes, load_desk_quote};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::{TextArea, TextField};
use crate::components::frame::may;
use crate::components::once::once;
use crate::components::quotes::{Quote as Shown, QuoteTable};
use crate::components::waits::waits;
use crate::i18n::quotes::words;
use crate::i18n::rejection::with_row;
use crate::i18n::{current_lang, format};
use crate::pages::error::Failed;
use domain::accounts::permission::Permission;
use domain::pricing::quotes::{QuoteBrief, QuoteDesk, QuoteState};
use domain::rejection::Rejection;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Problems of lines shown below the field.
const SHOWN: usize = 20;

/// The list and the form.
#[component]
pub fn CustomerQuotes() -> impl IntoView {
    let company = company_param();
    let (customer, quotes, echo) = (load_customer(company()), list_desk_quotes(company()), use_echo());
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let echo = echo.await;
                match (customer.await, quotes.await) {
                    (Ok(customer), Ok(quotes)) => {
                        let id = customer.brief.id.to_string();
                        view! {
                            <CompanyHead brief=customer.brief />
                            <EchoNote echo=echo.clone() rows_below=true />
                            <div class="stack l">
                                <List quotes=quotes base=format!("/desk/c/{id}/quotes") />
                                {may(Permission::EditPrices).then(|| view! { <OfferForm company=id echo=echo /> })}
                            </div>
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
fn List(quotes: Vec<QuoteBrief>, base: String) -> impl IntoView {
    let w = words(current_lang());
    if quotes.is_empty() {
        return view! {
            <div class="empty">
                <b>{w.none}</b>
                <p>{w.desk_none_lead}</p>
            </div>
        }
        .into_any();
    }
    view! { <QuoteTable quotes=quotes base=base /> }.into_any()
}

#[component]
fn OfferForm(company: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let action = once("/api/desk_offer_quote", &echo);
    let told: Vec<String> = match &echo.error {
        Some(AppError::Rejected(Rejection::Fields(problems))) => {
            problems.iter().filter(|p| p.field == "lines").map(|p| with_row(p, lang)).collect()
        }
        _ => Vec::new(),
    };
    let more = told.len().saturating_sub(SHOWN);
    // all of its problems stand below it, not only the first
    let typed = Echo { error: None, ..echo.clone() };
    view! {
        <section class="block">
            <header>
                <h2>{w.new}</h2>
                <p>{w.desk_lead}</p>
            </header>
            <form class="form" method="post" action=action>
                <input type="hidden" name="company" value=company />
                <TextArea
                    name="lines"
                    label=w.new_lines
                    rows=8
                    class="paste"
                    placeholder="6204-2RS 100 8.40"
                    echo=typed
                />
                {(!told.is_empty())
                    .then(|| {
                        view! {
                            <ul class="field plain" role="alert">
                                {told
                                    .into_iter()
                                    .take(SHOWN)
                                    .map(|line| view! { <li class="error">{line}</li> })
                                    .collect_view()}
                                {(more > 0).then(|| view! { <li class="error">"… " {format::count(more)}</li> })}
                            </ul>
                        }
                    })}
                <p class="sub">{w.new_hint}</p>
                <div class="fields">
                    <TextField name="last_day" label=w.last_day kind="date" required=true echo=echo.clone() />
                    <TextField name="note" label=w.note hint=w.note_hint echo=echo.clone() />
                </div>
                <TextField name="reason" label=w.reason hint=w.reason_hint echo=echo />
                <div class="actions">
                    <button class="btn go">{w.offer}</button>
                </div>
            </form>
        </section>
    }
}

/// One quote.
#[component]
pub fn CustomerQuote() -> impl IntoView {
    let company = company_param();
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let (customer, quote, echo) = (load_customer(company()), load_desk_quote(company(), id), use_echo());
    let w = words(current_lang());
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let echo = echo.await;
                match (customer.await, quote.await) {
                    (Ok(customer), Ok((quote, desk))) => {
                        let company = customer.brief.id.to_string();
                        let all = format!("/desk/c/{company}/quotes");
                        view! {
                            <CompanyHead brief=customer.brief />
                            <EchoNote echo=echo />
                            <div class="pagehead">
                                <h2>{w.number} " " {quote.brief.number.clone()}</h2>
                                <p>
                                    <a href=all>{w.all}</a>
                                </p>
                            </div>
                            <Steps company=company brief=quote.brief.clone() />
                            {desk.map(|desk| view! { <Known desk=desk /> })}
                            <Shown quote=quote />
                        }
                            .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}

/// What can be done about an offer.
#[component]
fn Steps(company: String, brief: QuoteBrief) -> impl IntoView {
    let w = words(current_lang());
    if brief.state != QuoteState::Offered {
        return ().into_any();
    }
    let quote = brief.id.to_string();
    let form = move |action: &'static str, class: &'static str, label: &'static str| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="company" value=company.clone() />
                <input type="hidden" name="quote" value=quote.clone() />
                <button class=class>{label}</button>
            </form>
        }
    };
    view! {
        <div class="row">
            {may(Permission::PlaceOrders).then(|| form("/api/desk_accept_quote", "btn", w.accept_for))}
            {may(Permission::EditPrices).then(|| form("/api/desk_withdraw_quote", "btn quiet", w.withdraw))}
        </div>
    }
    .into_any()
}

#[component]
fn Known(desk: QuoteDesk) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <dl class="facts">
            <div>
                <dt>{w.offered_by}</dt>
                <dd>{desk.offered_by}</dd>
            </div>
            {(!desk.below_floor_reason.is_empty())
                .then(|| {
                    view! {
                        <div>
                            <dt>{w.reason}</dt>
                            <dd>{desk.below_floor_reason}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}
