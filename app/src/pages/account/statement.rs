//! A statement: opening, lines, closing as one column that adds up; confirming it, disputing a line of it.

use crate::api::account::{load_statement, preview_statement};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::icon::Icon;
use crate::i18n::account::{Words, dispute_reason, issued_as, kind, resolution, words};
use crate::i18n::catalog::per;
use crate::i18n::{Lang, current_lang, format, rejection};
use domain::billing::{DisputeReason, DisputeView, Issued, StatementLineView, StatementView};
use domain::ids::CompanyId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Any period, drawn up on the spot.
#[component]
pub fn StatementPreview() -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let query = use_query_map();
    let of = move |key: &str| query.read().get(key).unwrap_or_default();
    let drawn =
        Resource::new_blocking(move || (of("from"), of("to")), |(from, to)| preview_statement(from, to));
    view! {
        <Title text=w.preview />
        <Suspense>
            {move || Suspend::new(async move {
                match drawn.await {
                    Ok(view) => view! { <Paper view=view echo=Echo::default() /> }.into_any(),
                    Err(crate::api::AppError::Rejected(r @ domain::rejection::Rejection::Fields(_))) => {
                        let told = rejection::sentence(&crate::api::AppError::Rejected(r), lang);
                        view! {
                            <div class="pagehead">
                                <h1>{w.preview}</h1>
                            </div>
                            <div class="note bad" role="alert">
                                <b>{w.unknown_period}</b>
                                <span>{told}</span>
                            </div>
                            <super::PeriodForm from=of("from") to=of("to") />
                        }
                            .into_any()
                    }
                    Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// An issued statement.
#[component]
pub fn Statement() -> impl IntoView {
    let w = words(current_lang());
    let params = use_params_map();
    let query = use_query_map();
    let of = move || (params.read().get("id").unwrap_or_default(), query.read().get("echo"));
    let drawn = Resource::new_blocking(of, |(id, _)| load_statement(id));
    let echo = use_echo();
    view! {
        <Title text=w.statement />
        <Suspense>
            {move || Suspend::new(async move {
                let echo = echo.await;
                match drawn.await {
                    Ok(view) => view! { <Paper view=view echo=echo /> }.into_any(),
                    Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Paper(view: StatementView, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let period = format!("{} – {}", format::date(view.period_from, lang), format::date(view.period_to, lang));
    let head = match &view.issued {
        Some(issued) => issued_as(&issued.number, issued.version, lang),
        None => w.preview_lead.to_owned(),
    };
    let capitals = (lang == Lang::Zh).then(|| format!("{}{}", w.in_capitals, capital(&view)));
    let issued = view.issued.clone();
    let (from, to) = (view.period_from.to_string(), view.period_to.to_string());
    view! {
        <nav class="crumbs" aria-label=w.account>
            <ol>
                <li>
                    <A href="/account">{w.account}</A>
                </li>
            </ol>
        </nav>
        <div class="pagehead">
            <h1>{w.statement} " " {period}</h1>
            <p>{head} " · " {view.company_name.clone()}</p>
        </div>
        <EchoNote echo=echo.clone() />
        <div class="split">
            <section class="block">
                {issued.clone().map(|issued| view! { <Bar issued=issued /> })}
                <Lines view=view.clone() echo=echo />
                {capitals.map(|text| view! { <p class="sub">{text}</p> })}
            </section>
            <aside class="stack side">
                <Sums view=view.clone() />
                {match issued {
                    Some(issued) => view! { <Answer issued=issued company=view.company_id /> }.into_any(),
                    None => view! { <super::PeriodForm from=from to=to /> }.into_any(),
                }}
            </aside>
        </div>
    }
}

fn capital(view: &StatementView) -> String {
    domain::capital::capital_amount(view.closing).unwrap_or_default()
}

/// Its state, and the files.
#[component]
fn Bar(issued: Issued) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let state = match &issued.confirmed {
        Some((at, who)) => view! { <span class="st done">{w.confirmed} " · " {format::minute(*at, lang)} " · " {who.clone()}</span> }.into_any(),
        None => view! { <span class="st wait">{w.to_confirm}</span> }.into_any(),
    };
    let files = [("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV")];
    view! {
        <div class="row apart">
            <p>{state}</p>
            <div class="row noprint">
                {files
                    .map(|(kind, name)| {
                        let href = format!("/documents/statements/{}.{kind}", issued.id);
                        view! {
                            <a class="btn" href=href download="" rel="external">
                                <Icon name="down" />
                                {name}
                            </a>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Lines(view: StatementView, echo: Echo) -> impl IntoView {
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
    let open =
        view.issued.as_ref().filter(|i| i.confirmed.is_none()).map(|i| (i.id.to_string(), view.company_id));
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
    let (chosen, note) = if here { (echo.typed("reason"), echo.typed("note")) } else { Default::default() };
    view! {
        <details open=here>
            <summary class="why">{w.dispute}</summary>
            <form class="stack" method="post" action="/api/dispute_line">
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

#[component]
fn Sums(view: StatementView) -> impl IntoView {
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

/// Confirming, and what was disputed.
#[component]
fn Answer(issued: Issued, company: CompanyId) -> impl IntoView {
    let w = words(current_lang());
    let waiting = issued.disputes.iter().filter(|d| d.resolution.is_none()).count();
    let statement = issued.id.to_string();
    let form = issued.confirmed.is_none().then(|| {
        view! {
            <form class="stack" method="post" action="/api/confirm_statement">
                <input type="hidden" name="company" value=company.to_string() />
                <input type="hidden" name="statement" value=statement.clone() />
                <button class="btn go" disabled={waiting > 0}>
                    {w.confirm}
                </button>
                <p class="sub">{w.confirm_lead}</p>
            </form>
        }
    });
    view! {
        {form}
        {issued
            .disputes
            .into_iter()
            .map(|d| view! { <Disputed dispute=d statement=statement.clone() company=company w=w /> })
            .collect_view()}
    }
}

#[component]
fn Disputed(dispute: DisputeView, statement: String, company: CompanyId, w: &'static Words) -> impl IntoView {
    let lang = current_lang();
    let ended = dispute.resolution.map(|r| resolution(r, lang));
    let open = ended.is_none();
    view! {
        <div class=if open { "note warn" } else { "note" }>
            <b>{dispute_reason(dispute.reason, lang)}</b>
            <span>{dispute.note} " · " {dispute.raised_by} " · " {format::minute(dispute.raised_at, lang)}</span>
            {ended.map(|word| view! { <span>{word} " " {dispute.resolution_note}</span> })}
            {open
                .then(|| {
                    view! {
                        <form method="post" action="/api/withdraw_dispute">
                            <input type="hidden" name="company" value=company.to_string() />
                            <input type="hidden" name="statement" value=statement />
                            <input type="hidden" name="dispute" value=dispute.id.to_string() />
                            <button class="btn s quiet">{w.withdraw}</button>
                        </form>
                    }
                })}
        </div>
    }
}
