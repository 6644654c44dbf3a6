//! Statements, invoices and any period, as the account page lists them.

use crate::components::icon::Icon;
use crate::i18n::account::words;
use crate::i18n::{current_lang, format};
use domain::billing::StatementBrief;
use domain::billing::invoice::InvoiceBrief;
use leptos::prelude::*;

/// Two dates, and the statement of what lies between.
#[component]
pub fn PeriodForm(
    /// First day, as typed.
    from: String,
    /// Last day, as typed.
    to: String,
) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="stack" method="get" action="/statement" aria-label=w.any_period>
            <h2>{w.any_period}</h2>
            <div class="field">
                <label for="f-from">{w.from}</label>
                <input id="f-from" type="date" name="from" value=from required />
            </div>
            <div class="field">
                <label for="f-to">{w.to}</label>
                <input id="f-to" type="date" name="to" value=to required />
            </div>
            <button class="btn">{w.show}</button>
        </form>
    }
}

/// Issued statements, newest first.
#[component]
pub fn Statements(
    /// The list.
    list: Vec<StatementBrief>,
) -> impl IntoView {
    let w = words(current_lang());
    let nothing = list.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.statements}</h2>
            </header>
            {if nothing {
                view! {
                    <div class="empty">
                        <b>{w.no_statements}</b>
                        <p>{w.no_statements_lead}</p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl rows">
                            <thead>
                                <tr>
                                    <th scope="col">{w.number}</th>
                                    <th scope="col">{w.status}</th>
                                    <th scope="col">{w.period}</th>
                                    <th scope="col" class="num">{w.opening}</th>
                                    <th scope="col" class="num">{w.closing}</th>
                                </tr>
                            </thead>
                            <tbody>{list.into_iter().map(|s| view! { <StatementRow brief=s /> }).collect_view()}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
        </section>
    }
}

#[component]
fn StatementRow(brief: StatementBrief) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, word) = match (brief.confirmed_at, brief.open_disputes) {
        (Some(_), _) => ("st done", w.confirmed),
        (None, 0) => ("st wait", w.to_confirm),
        (None, _) => ("st hold", w.disputed),
    };
    view! {
        <tr>
            <th scope="row" class="name first">
                <a href=format!("/statements/{}", brief.id)>
                    <span class="sku">{brief.number}</span>
                </a>
            </th>
            <td class="first end">
                <span class=shape>{word}</span>
            </td>
            <td data-l=w.period>{format::date(brief.period_from, lang)} " – " {format::date(brief.period_to, lang)}</td>
            <td class="num" data-l=w.opening>
                {format::amount(brief.opening)}
            </td>
            <td class="num" data-l=w.closing>
                <b>{format::money(brief.closing, brief.currency)}</b>
            </td>
        </tr>
    }
}

/// Invoices, newest first.
#[component]
pub fn Invoices(
    /// The list.
    list: Vec<InvoiceBrief>,
) -> impl IntoView {
    let w = words(current_lang());
    let nothing = list.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.invoices}</h2>
            </header>
            {nothing.then(|| view! { <p class="dim">{w.no_invoices}</p> })}
            {(!nothing)
                .then(|| {
                    view! {
                        <div class="fold">
                            <table class="tbl rows">
                                <thead>
                                    <tr>
                                        <th scope="col">{w.number}</th>
                                        <th scope="col">{w.issued}</th>
                                        <th scope="col" class="num">{w.net}</th>
                                        <th scope="col" class="num">{w.tax}</th>
                                        <th scope="col" class="num">{w.gross}</th>
                                        <th scope="col">{w.download}</th>
                                    </tr>
                                </thead>
                                <tbody>{list.into_iter().map(|i| view! { <InvoiceRow brief=i /> }).collect_view()}</tbody>
                            </table>
                        </div>
                    }
                })}
        </section>
    }
}

#[component]
fn InvoiceRow(brief: InvoiceBrief) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <tr>
            <th scope="row" class="name first">
                <span class="sku">{brief.number}</span>
            </th>
            <td data-l=w.issued>{format::date(brief.issued_on, lang)}</td>
            <td class="num" data-l=w.net>
                {format::amount(brief.totals.net)}
            </td>
            <td class="num" data-l=w.tax>
                {format::amount(brief.totals.tax)}
            </td>
            <td class="num" data-l=w.gross>
                <b>{format::money(brief.totals.gross, brief.currency)}</b>
            </td>
            <td class="end">
                <a class="btn s" href=format!("/documents/invoices/{}.pdf", brief.id) download="" rel="external">
                    <Icon name="down" />
                    "PDF"
                </a>
            </td>
        </tr>
    }
}
