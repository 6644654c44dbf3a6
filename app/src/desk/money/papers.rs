//! Statements and invoices of a customer: the list of each, and the form that makes the next one.

use crate::api::desk::billing::Papers;
use crate::api::form::Echo;
use crate::components::echo::field_error;
use crate::components::field::TextField;
use crate::components::icon::Icon;
use crate::components::once::once;
use crate::i18n::desk::billing::words;
use crate::i18n::{current_lang, format};
use chrono::NaiveDate;
use domain::billing::StatementBrief;
use domain::billing::invoice::{InvoiceBrief, UninvoicedView};
use domain::ids::CompanyId;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// Issued statements, the next one, and any period as a file.
#[component]
pub fn Statements(
    /// Whose.
    company: CompanyId,
    /// His papers.
    papers: Papers,
    /// Whether the reader issues them.
    may_keep: bool,
    /// The seller's day.
    today: NaiveDate,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let none = papers.statements.is_empty();
    let next = papers.next_period;
    view! {
        <section class="block stack">
            <header>
                <h2>{w.statements}</h2>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_statements}</p> })}
            {(!none).then(|| view! { <StatementTable list=papers.statements /> })}
            {may_keep
                .then(|| match next {
                    Some(period) => view! { <IssueForm company=company period=period echo=echo /> }.into_any(),
                    None => view! { <p class="dim">{w.up_to_date}</p> }.into_any(),
                })}
            <AnyPeriod company=company today=today />
        </section>
    }
}

#[component]
fn StatementTable(list: Vec<StatementBrief>) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <div class="fold scroll">
            <table class="tbl dense rows">
                <caption class="vh">{w.statements}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.number}</th>
                        <th scope="col">{w.status}</th>
                        <th scope="col">{w.period}</th>
                        <th scope="col" class="num">{w.opening}</th>
                        <th scope="col" class="num">{w.closing}</th>
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(statement_row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn statement_row(brief: StatementBrief) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, word) = match (brief.confirmed_at, brief.open_disputes) {
        (Some(_), _) => ("st done", w.confirmed),
        (None, 0) => ("st wait", w.waiting),
        (None, _) => ("st hold", w.disputed),
    };
    let open = (brief.open_disputes > 0).then(|| format!(" {}", brief.open_disputes));
    view! {
        <tr>
            <th scope="row" class="name first">
                <a href=format!("/desk/c/{}/statements/{}", brief.company_id, brief.id)>
                    <span class="sku">{brief.number}</span>
                </a>
            </th>
            <td class="first end">
                <span class=shape>{word} {open}</span>
                {brief.confirmed_at.map(|at| view! { <span class="sub">{format::minute(at, lang)}</span> })}
            </td>
            <td class="all">{format::date(brief.period_from, lang)} " – " {format::date(brief.period_to, lang)}</td>
            <td class="num" data-l=w.opening>
                {format::amount(brief.opening)}
            </td>
            <td class="num end" data-l=w.closing>
                <b>{format::money(brief.closing, brief.currency)}</b>
            </td>
        </tr>
    }
}

#[component]
fn IssueForm(company: CompanyId, period: (NaiveDate, NaiveDate), echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let action = once("/api/desk_issue_statement", &echo);
    view! {
        <form class="stack" method="post" action=action>
            <h3>{w.issue}</h3>
            <p class="sub">{w.issue_lead}</p>
            <input type="hidden" name="company" value=company.to_string() />
            <div class="fields">
                <TextField
                    name="period_from"
                    label=w.period_from
                    kind="date"
                    value=period.0.to_string()
                    required=true
                    echo=echo.clone()
                />
                <TextField
                    name="period_to"
                    label=w.period_to
                    kind="date"
                    value=period.1.to_string()
                    required=true
                    echo=echo
                />
            </div>
            <div class="actions">
                <button class="btn">{w.do_issue}</button>
            </div>
        </form>
    }
}

/// Two days and three buttons: a file of what lies between.
#[component]
fn AnyPeriod(company: CompanyId, today: NaiveDate) -> impl IntoView {
    use chrono::Datelike;
    let w = words(current_lang());
    let files = [("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV")];
    let from = today.with_day(1).unwrap_or(today);
    view! {
        <details>
            <summary>{w.any_period}</summary>
            <form class="row ends" method="get" action="/documents/statement/any.pdf">
                <input type="hidden" name="company" value=company.to_string() />
                <div class="field">
                    <label for="f-any-from">{w.period_from}</label>
                    <input id="f-any-from" type="date" name="from" value=from.to_string() required />
                </div>
                <div class="field">
                    <label for="f-any-to">{w.period_to}</label>
                    <input id="f-any-to" type="date" name="to" value=today.to_string() required />
                </div>
                {files
                    .map(|(kind, name)| {
                        view! {
                            <button class="btn" formaction=format!("/documents/statement/any.{kind}")>
                                <Icon name="down" />
                                {name}
                            </button>
                        }
                    })
                    .collect_view()}
                <span class="sub">{w.any_lead}</span>
            </form>
        </details>
    }
}

/// What waits to be invoiced, and the invoices there are.
#[component]
pub fn Invoices(
    /// Whose.
    company: CompanyId,
    /// His papers.
    papers: Papers,
    /// Whether the reader issues them.
    may_keep: bool,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let none = papers.invoices.is_empty();
    view! {
        <section class="block stack">
            <header>
                <h2>{w.invoices}</h2>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_invoices}</p> })}
            {(!none).then(|| view! { <InvoiceTable list=papers.invoices /> })}
            <h3>{w.uninvoiced}</h3>
            {if papers.uninvoiced.is_empty() {
                view! { <p class="dim">{w.all_invoiced}</p> }.into_any()
            } else {
                view! { <ToInvoice company=company list=papers.uninvoiced may_keep=may_keep echo=echo /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn InvoiceTable(list: Vec<InvoiceBrief>) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <div class="fold scroll">
            <table class="tbl dense rows">
                <caption class="vh">{w.invoices}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.number}</th>
                        <th scope="col">{w.issued_on}</th>
                        <th scope="col" class="num">{w.net}</th>
                        <th scope="col" class="num">{w.tax}</th>
                        <th scope="col" class="num">{w.gross}</th>
                        <th scope="col">{w.download}</th>
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(invoice_row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn invoice_row(brief: InvoiceBrief) -> impl IntoView {
    let w = words(current_lang());
    let href = format!("/documents/invoices/{}.pdf?company={}", brief.id, brief.company_id);
    view! {
        <tr>
            <th scope="row" class="name first sku">
                {brief.number}
            </th>
            <td class="first end">{format::date(brief.issued_on, current_lang())}</td>
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
                <a class="btn s" href=href download="" rel="external">
                    <Icon name="down" />
                    "PDF"
                </a>
            </td>
        </tr>
    }
}

/// Shipments to tick; all are, since one invoice over everything is the usual one.
#[component]
fn ToInvoice(company: CompanyId, list: Vec<UninvoicedView>, may_keep: bool, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let total: Decimal = list.iter().map(|s| s.gross).sum();
    let action = once("/api/desk_issue_invoice", &echo);
    let error = field_error(&echo, "shipments", lang);
    let rows = list.into_iter().enumerate().map(|(at, s)| shipment_row(at, s, may_keep)).collect_view();
    view! {
        <form class="stack" method="post" action=action>
            <input type="hidden" name="company" value=company.to_string() />
            <div class="fold">
                <table class="tbl dense rows">
                    <caption class="vh">{w.uninvoiced}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.shipment}</th>
                            <th scope="col">{w.shipped}</th>
                            <th scope="col" class="num">{w.amount}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row" colspan="2">{w.total}</th>
                            <td class="num end">{format::amount(total)}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
            {error.map(|e| view! { <p class="st bad">{e}</p> })}
            {may_keep
                .then(|| {
                    view! {
                        <div class="actions">
                            <button class="btn">{w.do_invoice}</button>
                            <span class="sub">{w.invoice_lead}</span>
                        </div>
                    }
                })}
        </form>
    }
}

fn shipment_row(at: usize, shipment: UninvoicedView, may_keep: bool) -> impl IntoView {
    let lang = current_lang();
    let label = format!("{} {}", words(lang).take, shipment.number);
    let tick = may_keep.then(|| {
        view! {
            <input
                type="checkbox"
                name=format!("shipments[{at}]")
                value=shipment.shipment_id.to_string()
                aria-label=label
                checked
            />
            " "
        }
    });
    view! {
        <tr>
            <th scope="row" class="name first">
                {tick} <span class="sku">{shipment.number}</span>
            </th>
            <td>{format::minute(shipment.shipped_at, lang)}</td>
            <td class="num end">{format::amount(shipment.gross)}</td>
        </tr>
    }
}
