//! The account at a glance and its entries.

use crate::i18n::desk::money::{bucket, entry_kind, terms, words};
use crate::i18n::{current_lang, format};
use domain::ids::CompanyId;
use domain::receivables::{AccountView, EntryView};
use leptos::prelude::*;

/// Balance, credit and ageing as one column of figures.
#[component]
pub fn AccountSum(
    /// The account.
    account: AccountView,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let currency = account.currency;
    let limit = account.credit_limit.map(|l| format::money(l, currency));
    let next =
        account.next_due.map(|(day, sum)| format!("{} · {}", format::date(day, lang), format::amount(sum)));
    let aged: Vec<_> = account.ageing.iter().filter(|a| !a.amount.is_zero()).copied().collect();
    let figure = |label: &'static str, value: rust_decimal::Decimal| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd class="num">{format::amount(value)}</dd>
            </div>
        }
    };
    view! {
        {account.hold_reason.clone().map(|reason| view! { <div class="note bad"><b>{w.hold}</b> <span>{reason}</span></div> })}
        <dl class="sum">
            {figure(w.receivable, account.receivable)}
            {figure(w.advances, -account.advances)}
            <div class="total">
                <dt>{w.balance}</dt>
                <dd class="num">{format::money(account.balance, currency)}</dd>
            </div>
            {figure(w.overdue, account.overdue)}
            {figure(w.open_orders, account.open_orders)}
            {figure(w.exposure, account.exposure)}
            <div>
                <dt>{w.limit}</dt>
                <dd class="num">{limit.unwrap_or_else(|| w.account_off.to_owned())}</dd>
            </div>
            {account.available.map(|available| figure(w.available, available))}
            <div>
                <dt>{w.terms}</dt>
                <dd>{terms(&account.terms, lang)}</dd>
            </div>
            {next.map(|next| view! { <div><dt>{w.next_due}</dt><dd class="num">{next}</dd></div> })}
        </dl>
        <h3>{w.ageing}</h3>
        {aged.is_empty().then(|| view! { <p class="dim">{w.nothing_owed}</p> })}
        <dl class="sum">
            {aged
                .into_iter()
                .map(|a| {
                    view! {
                        <div>
                            <dt>{bucket(a.bucket, lang)}</dt>
                            <dd class="num">{format::amount(a.amount)}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// The account's entries, newest first.
#[component]
pub fn Entries(
    /// Whose.
    company: CompanyId,
    /// One page of them.
    entries: Vec<EntryView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if entries.is_empty() {
        return view! {
            <section class="empty">
                <h2>{w.no_entries}</h2>
                <p>{w.no_entries_lead}</p>
            </section>
        }
        .into_any();
    }
    let older = entries.last().map(|e| e.seq).filter(|seq| *seq > 1);
    view! {
        <section class="block">
            <header>
                <h2>{w.entries}</h2>
            </header>
            <div class="fold scroll">
                <table class="tbl dense rows">
                    <caption class="vh">{w.entries}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.date}</th>
                            <th scope="col">{w.kind}</th>
                            <th scope="col">{w.document}</th>
                            <th scope="col">{w.order}</th>
                            <th scope="col">{w.part}</th>
                            <th scope="col">{w.due}</th>
                            <th scope="col" class="num">{w.settled}</th>
                            <th scope="col" class="num">{w.amount}</th>
                            <th scope="col" class="num">{w.balance}</th>
                        </tr>
                    </thead>
                    <tbody>{entries.into_iter().map(|e| entry_row(company, e)).collect_view()}</tbody>
                </table>
            </div>
            {older
                .map(|seq| {
                    view! {
                        <nav class="pager">
                            <a href=format!("/desk/c/{company}/money?before={seq}")>{w.older}</a>
                        </nav>
                    }
                })}
        </section>
    }
    .into_any()
}

fn entry_row(company: CompanyId, entry: EntryView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let given = |there: bool| if there { "" } else { " drop" };
    let part = given(entry.part_number.is_some());
    let order = entry.order_id.zip(entry.order_number).map(|(id, number)| {
        view! { <a href=format!("/desk/c/{company}/orders/{id}")>{number}</a> }
    });
    let ordered = given(order.is_some());
    view! {
        <tr>
            <th scope="row" class="first">
                <time datetime=entry.occurred_on.to_string()>{format::date(entry.occurred_on, lang)}</time>
            </th>
            <td class="first">{entry_kind(entry.kind, lang)}</td>
            <td class="sku" data-l=w.document>
                {entry.document_number}
            </td>
            <td class=format!("sku{ordered}") data-l=w.order>
                {order}
            </td>
            <td class=format!("sku{part}")>{entry.part_number}</td>
            <td class=given(entry.due_on.is_some()) data-l=w.due>
                {entry.due_on.map(|day| format::date(day, lang))}
            </td>
            <td class=format!("num dim{}", given(!entry.settled.is_zero())) data-l=w.settled>
                {(!entry.settled.is_zero()).then(|| format::amount(entry.settled))}
            </td>
            <td class="num" data-l=w.amount>
                <b>{format::amount(entry.amount)}</b>
            </td>
            <td class="num" data-l=w.balance>
                {format::amount(entry.balance)}
            </td>
        </tr>
    }
}
