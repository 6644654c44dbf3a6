//! A statement as both sides read it: its lines, its sums, its files.

use super::icon::Icon;
use super::numbers::OwnNumber;
use super::once::once;
use crate::api::form::Echo;
use crate::i18n::account::{dispute_reason, kind, words};
use crate::i18n::catalog::per;
use crate::i18n::{current_lang, format};
use domain::billing::{DisputeReason, StatementLineView, StatementView};
use domain::ids::CompanyId;
use leptos::prelude::*;

/// PDF, Excel and CSV of a statement.
#[component]
pub fn Files(
    /// Address without the ending.
    #[prop(into)]
    path: String,
    /// What follows the ending, such as `?company=…`.
    #[prop(optional, into)]
    query: String,
) -> impl IntoView {
    let files = [("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV")];
    view! {
        <div class="row noprint">
            {files
                .map(|(kind, name)| {
                    view! {
                        <a class="btn" href=format!("{path}.{kind}{query}") download="" rel="external">
                            <Icon name="down" />
                            {name}
                        </a>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Opening, movements, closing: one column that adds up.
#[component]
pub fn StatementLines(
    /// The statement.
    view: StatementView,
    /// The page's echo.
    echo: Echo,
    /// Whether the reader may dispute its lines.
    answers: bool,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let heads = [
        (w.date, ""),
        (w.kind, ""),
        (w.document, ""),
        (w.order, ""),
        (w.part_number, ""),
        (w.quantity, "num"),
        (w.unit_price, "num"),
        (w.amount, "num"),
        (w.running, "num"),
    ];
    let open = view
        .issued
        .as_ref()
        .filter(|i| answers && i.confirmed.is_none())
        .map(|i| (i.id.to_string(), view.company_id));
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <thead>
                    <tr>
                        {heads.map(|(name, class)| view! { <th scope="col" class=class>{name}</th> }).collect_view()}
                        <th scope="col">
                            <span class="vh">{w.dispute}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">{format::date(view.period_from, lang)}</th>
                        <td colspan="7">{w.opening}</td>
                        <td class="num">{format::amount(view.opening)}</td>
                        <td></td>
                    </tr>
                    {view
                        .lines
                        .into_iter()
                        .map(|line| view! { <Line line=line open=open.clone() echo=echo.clone() /> })
                        .collect_view()}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{format::date(view.period_to, lang)}</th>
                        <td colspan="7">{w.closing}</td>
                        <td class="num">{format::amount(view.closing)}</td>
                        <td></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

#[component]
fn Line(line: StatementLineView, open: Option<(String, CompanyId)>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let basis = line.price_basis;
    let price = line.unit_price.map(|p| view! { {format::price(p)} <span class="unit">{per(basis)}</span> });
    let disputed = line.disputed;
    let seq = line.seq;
    view! {
        <tr class=if disputed { "warn" } else { "" }>
            <th scope="row">
                <time datetime=line.occurred_on.to_string()>{format::date(line.occurred_on, lang)}</time>
            </th>
            <td class="first">{kind(line.kind, lang)}</td>
            <td class="sku" data-l=w.document>
                {line.document_number}
            </td>
            <td class="sku dim" data-l=w.order>
                {line.order_number}
            </td>
            <td class="name">
                <span class="sku">{line.part_number}</span>
                {line.own_number.map(|number| view! { <OwnNumber number=number theirs=true /> })}
            </td>
            <td class="num" data-l=w.quantity>
                {line.quantity.map(format::quantity)}
            </td>
            <td class="num" data-l=w.unit_price>
                {price}
            </td>
            <td class="num" data-l=w.amount>
                <b>{format::amount(line.amount)}</b>
            </td>
            <td class="num" data-l=w.running>
                {format::amount(line.balance)}
            </td>
            <td class="all">
                {if disputed {
                    view! { <span class="st hold">{w.disputed}</span> }.into_any()
                } else {
                    open.map(|(statement, company)| {
                            view! { <Dispute statement=statement company=company seq=seq echo=echo /> }
                        })
                        .into_any()
                }}
            </td>
        </tr>
    }
}

/// What is wrong with a line; opens where it stands.
#[component]
fn Dispute(statement: String, company: CompanyId, seq: i64, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let here = echo.error.is_some() && echo.typed("seq") == seq.to_string();
    let action = once("/api/dispute_line", &echo);
    let (chosen, note) = if here { (echo.typed("reason"), echo.typed("note")) } else { Default::default() };
    view! {
        <details open=here>
            <summary class="why">{w.dispute}</summary>
            <form class="stack" method="post" action=action>
                <input type="hidden" name="company" value=company.to_string() />
                <input type="hidden" name="statement" value=statement />
                <input type="hidden" name="seq" value=seq.to_string() />
                <select name="reason" aria-label=w.dispute_reason>
                    {DisputeReason::ALL
                        .map(|reason| {
                            let code = reason.as_str();
                            view! {
                                <option value=code selected=chosen == code>
                                    {dispute_reason(reason, lang)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <input type="text" name="note" maxlength="1000" aria-label=w.note placeholder=w.note value=note />
                <button class="btn s">{w.send_dispute}</button>
            </form>
        </details>
    }
}

/// The same figures summed up.
#[component]
pub fn StatementSums(
    /// The statement.
    view: StatementView,
) -> impl IntoView {
    let w = words(current_lang());
    let (up, down): (Vec<_>, Vec<_>) =
        view.lines.iter().map(|l| l.amount).partition(|a| a.is_sign_positive());
    let sum = |amounts: Vec<rust_decimal::Decimal>| format::amount(amounts.into_iter().sum());
    view! {
        <dl class="sum">
            <div>
                <dt>{w.opening}</dt>
                <dd class="num">{format::amount(view.opening)}</dd>
            </div>
            <div>
                <dt>{w.charges}</dt>
                <dd class="num">{sum(up)}</dd>
            </div>
            <div>
                <dt>{w.credits}</dt>
                <dd class="num">{sum(down)}</dd>
            </div>
            <div class="total">
                <dt>{w.closing}</dt>
                <dd class="num">{format::money(view.closing, view.currency)}</dd>
            </div>
            <div>
                <dt>{w.overdue}</dt>
                <dd class="num">{format::amount(view.overdue)}</dd>
            </div>
        </dl>
    }
}
