//! What the company owes: balance, credit, ageing, and every entry that made it.

mod lists;
mod statement;

pub use lists::PeriodForm;
pub use statement::{Statement, StatementPreview};

use crate::api::account::{AccountPage, load_account};
use crate::components::waits::waits;
use crate::i18n::account::{bucket, kind, terms, words};
use crate::i18n::{current_lang, format};
use chrono::Datelike;
use domain::receivables::{AccountView, EntryView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use lists::{Invoices, Statements};

/// The account of the company in force.
#[component]
pub fn Account() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let page = load_account(query.read_untracked().get("before").unwrap_or_default());
    view! {
        <Title text=w.account />
        {waits(async move {
            match page.await {
                Ok(page) => view! { <Shown page=page /> }.into_any(),
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}

#[component]
fn Shown(page: AccountPage) -> impl IntoView {
    let w = words(current_lang());
    let AccountPage { account, entries, statements, invoices, today } = page;
    let from = today.with_day(1).unwrap_or(today).to_string();
    let hold = account.hold_reason.clone();
    view! {
        <div class="pagehead">
            <h1>{w.account}</h1>
            <p>
                <a href="/account/quotes">{crate::i18n::quotes::words(current_lang()).title}</a>
            </p>
        </div>
        {hold
            .map(|reason| {
                view! {
                    <div class="note bad" role="status">
                        <b>{w.on_hold}</b>
                        <span>{reason}</span>
                    </div>
                }
            })}
        <div class="split sums">
            <Balance account=account.clone() />
            <div class="stack l">
                <Statements list=statements />
                <Invoices list=invoices />
                <Entries entries=entries />
            </div>
            <aside class="stack l">
                <Credit account=account.clone() />
                <Ageing account=account />
                <PeriodForm from=from to=today.to_string() />
            </aside>
        </div>
    }
}

/// Delivered less received: figures that add up.
#[component]
fn Balance(account: AccountView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let next = account.next_due.map(|(day, amount)| {
        view! {
            <div>
                <dt>{w.next_due} " " {format::date(day, lang)}</dt>
                <dd class="num">{format::amount(amount)}</dd>
            </div>
        }
    });
    view! {
        <dl class="sum">
            <div>
                <dt>{w.receivable}</dt>
                <dd class="num">{format::amount(account.receivable)}</dd>
            </div>
            <div>
                <dt>{w.advances}</dt>
                <dd class="num">{format::amount(-account.advances)}</dd>
            </div>
            <div class="total">
                <dt>{w.balance}</dt>
                <dd class="num">{format::money(account.balance, account.currency)}</dd>
            </div>
            <div>
                <dt>{w.overdue}</dt>
                <dd class="num">{format::amount(account.overdue)}</dd>
            </div>
            {next}
        </dl>
    }
}

/// The limit and what is left of it, or that there is none.
#[component]
fn Credit(account: AccountView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let Some(limit) = account.credit_limit else {
        return view! {
            <section class="block">
                <header>
                    <h2>{w.credit}</h2>
                </header>
                <p class="dim">{w.no_account}</p>
            </section>
        }
        .into_any();
    };
    let left = account.available.map(format::amount).unwrap_or_default();
    view! {
        <section class="block">
            <header>
                <h2>{w.credit}</h2>
                <p>{terms(&account.terms, lang)}</p>
            </header>
            <dl class="sum">
                <div>
                    <dt>{w.limit}</dt>
                    <dd class="num">{format::amount(limit)}</dd>
                </div>
                <div>
                    <dt>{w.exposure}</dt>
                    <dd class="num">{format::amount(account.exposure)}</dd>
                </div>
                <div class="total">
                    <dt>{w.available}</dt>
                    <dd class="num">{left}</dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// Open amounts by how late they are; the rows add up to the balance.
#[component]
fn Ageing(account: AccountView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let rows = account.ageing.into_iter().filter(|row| !row.amount.is_zero());
    view! {
        <section class="block">
            <header>
                <h2>{w.ageing}</h2>
            </header>
            <dl class="sum">
                {rows
                    .map(|row| {
                        view! {
                            <div>
                                <dt>{bucket(row.bucket, lang)}</dt>
                                <dd class="num">{format::amount(row.amount)}</dd>
                            </div>
                        }
                    })
                    .collect_view()} <div class="total">
                    <dt>{w.balance}</dt>
                    <dd class="num">{format::money(account.balance, account.currency)}</dd>
                </div>
            </dl>
        </section>
    }
}

#[component]
fn Entries(entries: Vec<EntryView>) -> impl IntoView {
    let w = words(current_lang());
    let older = entries.last().map(|e| e.seq).filter(|seq| *seq > 1);
    let nothing = entries.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.entries}</h2>
            </header>
            {nothing.then(|| view! { <div class="empty"><b>{w.no_entries}</b><p>{w.no_entries_lead}</p></div> })}
            <div class="fold" hidden=nothing>
                <table class="tbl dense rows">
                    <thead>
                        <tr>
                            <th scope="col">{w.date}</th>
                            <th scope="col">{w.kind}</th>
                            <th scope="col">{w.document}</th>
                            <th scope="col">{w.order}</th>
                            <th scope="col">{w.part_number}</th>
                            <th scope="col">{w.due}</th>
                            <th scope="col" class="num">{w.amount}</th>
                            <th scope="col" class="num">{w.running}</th>
                        </tr>
                    </thead>
                    <tbody>{entries.into_iter().map(|entry| view! { <Entry entry=entry /> }).collect_view()}</tbody>
                </table>
            </div>
            {older
                .map(|seq| {
                    view! {
                        <p>
                            <a href=format!("/account?before={seq}")>{w.older}</a>
                        </p>
                    }
                })}
        </section>
    }
}

#[component]
fn Entry(entry: EntryView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let order = match (entry.order_id, entry.order_number) {
        (Some(id), Some(number)) => {
            view! { <a href=format!("/orders/{id}")><span class="sku">{number}</span></a> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <time datetime=entry.occurred_on.to_string()>{format::date(entry.occurred_on, lang)}</time>
            </th>
            <td class="first">{kind(entry.kind, lang)}</td>
            <td class="sku" data-l=w.document>
                {entry.document_number}
            </td>
            <td data-l=w.order>{order}</td>
            <td class="name">
                <span class="sku">{entry.part_number}</span>
            </td>
            <td data-l=w.due>{entry.due_on.map(|day| format::date(day, lang))}</td>
            <td class="num" data-l=w.amount>
                <b>{format::amount(entry.amount)}</b>
            </td>
            <td class="num" data-l=w.running>
                {format::amount(entry.balance)}
            </td>
        </tr>
    }
}
