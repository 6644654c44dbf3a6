//! The order desk: a clerk enters an order for a customer at the customer's prices, under his own name.

use super::company::{ActingFor, CompanyHead, company_param};
use crate::api::desk::entry::{OrderEntry, load_order_entry};
use crate::api::form::Echo;
use crate::api::orders::read_paste;
use crate::components::cart::{CheckoutForm, DESK, Lines, Pasted};
use crate::components::echo::{EchoNote, echo_id, use_echo};
use crate::components::field::{TextArea, TextField};
use crate::components::once::once;
use crate::components::waits::waits;
use crate::i18n::desk::customers::{kind, words as customer_words};
use crate::i18n::desk::order_entry::words;
use crate::i18n::orders::{status, words as order_words};
use crate::i18n::{current_lang, format};
use crate::pages::error::Failed;
use domain::accounts::CompanyView;
use domain::ids::CompanyId;
use domain::orders::{CreditView, OrderRow, PasteResult};
use leptos::prelude::*;

/// The page.
#[component]
pub fn OrderEntryPage() -> impl IntoView {
    let company = company_param();
    let id = echo_id();
    let entry = load_order_entry(company());
    let pasted = async move {
        let id = id?;
        let result = read_paste(id.clone()).await.unwrap_or_default()?;
        Some((id, result))
    };
    let echo = use_echo();
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let (echo, pasted) = (echo.await, pasted.await);
                match entry.await {
                    Ok(entry) => view! { <Drawn entry=entry pasted=pasted echo=echo /> }.into_any(),
                    Err(error) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}

#[component]
fn Drawn(entry: OrderEntry, pasted: Option<(String, PasteResult)>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let OrderEntry { company, page, recent } = entry;
    let (id, code) = (company.brief.id, company.brief.code.clone());
    let cart = page.cart.clone();
    let empty = cart.lines.is_empty();
    let told = echo.notice.is_some() || pasted.is_none();
    let open = empty || pasted.is_some() || echo.typed.contains_key("text");
    view! {
        <ActingFor brief=company.brief.clone() />
        <CompanyHead brief=company.brief.clone() />
        {told.then(|| view! { <EchoNote echo=echo.clone() /> })}
        <div class="split">
            <div class="stack l">
                <AddPart company=id echo=echo.clone() />
                {pasted
                    .map(|(kept, result)| view! { <Pasted result=result kept=kept company=id forms=&DESK echo=echo.clone() /> })}
                <details open=open>
                    <summary>{w.paste}</summary>
                    <PasteBox company=id echo=echo.clone() />
                </details>
                {if empty {
                    view! { <Nothing /> }.into_any()
                } else {
                    view! { <Lines cart=cart.clone() forms=&DESK explain=code echo=echo.clone() /> }.into_any()
                }}
            </div>
            <aside class="stack l">
                <Customer company=company credit=cart.credit recent=recent />
                {(!empty)
                    .then(|| view! { <CheckoutForm page=page echo=echo forms=&DESK po_label=w.po_number /> })}
            </aside>
        </div>
    }
}

/// One line at a time: part, quantity, Enter; the page comes back with the cursor where it was.
#[component]
fn AddPart(company: CompanyId, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    // what was typed and refused in another form of the page is not this one's
    let mine = echo.typed.contains_key("part_number");
    let starts = echo.error.is_none() || mine;
    let action = once("/api/desk_add_part", &echo);
    let echo = if mine { echo } else { Echo::default() };
    view! {
        <form class="row ends" method="post" action=action>
            <input type="hidden" name="company" value=company.to_string() />
            <TextField name="part_number" label=w.part_number required=true autofocus=starts echo=echo.clone() />
            <TextField name="quantity" label=w.quantity required=true echo=echo />
            <button class="btn">{w.add}</button>
        </form>
    }
}

#[component]
fn PasteBox(company: CompanyId, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let example = order_words(current_lang()).quick_example;
    let action = once("/api/desk_paste_order", &echo);
    view! {
        <form class="stack" method="post" action=action>
            <input type="hidden" name="company" value=company.to_string() />
            <TextArea name="text" label=w.paste_label rows=6 class="paste" placeholder=example echo=echo />
            <div class="row">
                <button class="btn">{w.read}</button>
                <span class="sub">{w.nothing_yet}</span>
            </div>
        </form>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="empty">
            <h2>{w.empty}</h2>
            <p>{w.empty_lead}</p>
        </section>
    }
}

/// What a clerk wants to know while the customer is on the phone.
#[component]
fn Customer(company: CompanyView, credit: Option<CreditView>, recent: Vec<OrderRow>) -> impl IntoView {
    let lang = current_lang();
    let (w, c) = (words(lang), customer_words(lang));
    let group = company.price_group.map(|(zh, en)| lang.pick(&zh, &en).to_owned());
    let none = recent.is_empty();
    view! {
        <section class="block stack">
            <header>
                <h2>{w.customer}</h2>
            </header>
            <dl class="sum">
                <div>
                    <dt>{c.kind}</dt>
                    <dd>{kind(&company.kind, lang)}</dd>
                </div>
                <div>
                    <dt>{c.price_group}</dt>
                    <dd>{group.unwrap_or_else(|| c.no_group.to_owned())}</dd>
                </div>
                {credit.map(|credit| view! { <div><dt>{w.credit}</dt><dd class="num">{credit_words(&credit)}</dd></div> })}
            </dl>
            <h3>{w.recent}</h3>
            {none.then(|| view! { <p class="dim">{w.first_order}</p> })}
            <dl class="sum">
                {recent.into_iter().map(|row| view! { <Recent row=row /> }).collect_view()}
            </dl>
        </section>
    }
}

fn credit_words(credit: &CreditView) -> String {
    let w = words(current_lang());
    match (&credit.hold, credit.limit) {
        (Some(reason), _) => format!("{} · {reason}", w.on_hold),
        (None, None) => w.prepaid.to_owned(),
        (None, Some(_)) => format::amount(credit.available),
    }
}

#[component]
fn Recent(row: OrderRow) -> impl IntoView {
    let lang = current_lang();
    let (shape, word) = status(row.status, lang);
    view! {
        <div>
            <dt>
                <a href=format!("/desk/c/{}/orders/{}", row.company_id, row.order_id)>
                    <span class="sku">{row.number}</span>
                </a>
                <span class="sub">{format::minute(row.placed_at, lang)}</span>
            </dt>
            <dd>
                <span class="num">{row.totals.map(|sum| format::amount(sum.amounts.gross))}</span>
                <span class="sub">
                    <span class=shape>{word}</span>
                </span>
            </dd>
        </div>
    }
}
