//! An issued statement as the house reads it: the customer's paper, its proof, and the answers to what he disputes.

use super::company::{CompanyHead, company_param};
use crate::api::desk::billing::{StatementDesk, load_statement_desk};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::once::once;
use crate::components::statement::{Files, StatementLines, StatementSums};
use crate::components::waits::answered;
use crate::i18n::account::{dispute_reason, issued_as, resolution};
use crate::i18n::desk::billing::words;
use crate::i18n::desk::money::bucket;
use crate::i18n::{current_lang, format};
use domain::accounts::CompanyBrief;
use domain::billing::{DisputeView, Issued, Resolution, StatementView};
use domain::ids::CompanyId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn StatementPage() -> impl IntoView {
    let company = company_param();
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let desk = load_statement_desk(company(), id);
    view! {
        <div class="stack" data-density="dense">
            {answered(desk, move |desk, echo| view! { <Drawn desk=desk echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(desk: StatementDesk, echo: Echo) -> impl IntoView {
    let StatementDesk { view, may_keep } = desk;
    let brief = CompanyBrief {
        id: view.company_id,
        code: view.company_code.clone(),
        name: view.company_name.clone(),
    };
    let issued = view.issued.clone();
    view! {
        <CompanyHead brief=brief />
        <EchoNote echo=echo.clone() />
        <div class="split">
            <section class="block stack">
                <Head view=view.clone() />
                <StatementLines view=view.clone() echo=Echo::default() answers=false />
            </section>
            <aside class="stack l side">
                <StatementSums view=view.clone() />
                <Ageing view=view.clone() />
                {issued
                    .map(|issued| {
                        view! {
                            <Disputes company=view.company_id issued=issued.clone() may_keep=may_keep echo=echo />
                            <Proof issued=issued />
                        }
                    })}
            </aside>
        </div>
    }
}

#[component]
fn Head(view: StatementView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let period = format!("{} – {}", format::date(view.period_from, lang), format::date(view.period_to, lang));
    view! {
        <header>
            <h2>{w.statement} " " {period}</h2>
            {view
                .issued
                .map(|issued| {
                    let query = format!("?company={}", view.company_id);
                    view! {
                        <p>{issued_as(&issued.number, issued.version, lang)}</p>
                        <p>{state(&issued)}</p>
                        <Files path=format!("/documents/statements/{}", issued.id) query=query />
                    }
                })}
        </header>
    }
}

fn state(issued: &Issued) -> AnyView {
    let lang = current_lang();
    let w = words(lang);
    let open = issued.disputes.iter().any(|d| d.resolution.is_none());
    match &issued.confirmed {
        Some((at, who)) => {
            let who = who.clone();
            view! { <span class="st done">{w.confirmed} " · " {format::minute(*at, lang)} " · " {who}</span> }
                .into_any()
        }
        None if open => view! { <span class="st hold">{w.disputed}</span> }.into_any(),
        None => view! { <span class="st wait">{w.waiting}</span> }.into_any(),
    }
}

#[component]
fn Ageing(view: StatementView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let rows = view.ageing.into_iter().filter(|a| !a.amount.is_zero());
    view! {
        <section class="block">
            <header>
                <h3>{w.ageing}</h3>
                <p>{w.on} " " {format::date(view.as_of, lang)}</p>
            </header>
            <dl class="sum">
                {rows
                    .map(|a| {
                        view! {
                            <div>
                                <dt>{bucket(a.bucket, lang)}</dt>
                                <dd class="num">{format::amount(a.amount)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
                <div class="total">
                    <dt>{w.closing}</dt>
                    <dd class="num">{format::money(view.closing, view.currency)}</dd>
                </div>
            </dl>
        </section>
    }
}

/// What makes it provable: when it was frozen, over which entries, and the hash it is read back against.
#[component]
fn Proof(issued: Issued) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <dl class="facts">
            <div>
                <dt>{w.issued_on}</dt>
                <dd>{format::date(issued.issued_on, lang)}</dd>
            </div>
            <div>
                <dt>{w.entries}</dt>
                <dd class="num">{issued.from_seq} " – " {issued.to_seq}</dd>
            </div>
            {issued
                .confirmed
                .map(|(at, who)| {
                    view! {
                        <div>
                            <dt>{w.confirmed_by}</dt>
                            <dd>{who} " " {format::minute(at, lang)}</dd>
                        </div>
                    }
                })}
            <div>
                <dt>{w.fingerprint}</dt>
                <dd class="sku">{issued.content_hash}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Disputes(company: CompanyId, issued: Issued, may_keep: bool, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let none = issued.disputes.is_empty();
    let statement = issued.id.to_string();
    view! {
        <section class="block stack">
            <header>
                <h3>{w.disputes}</h3>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_disputes}</p> })}
            {issued
                .disputes
                .into_iter()
                .map(|dispute| {
                    // what was typed belongs to one dispute's form only
                    let mine = echo.typed("dispute") == dispute.id.to_string();
                    let echo = if mine { echo.clone() } else { Echo::default() };
                    let answers = may_keep && dispute.resolution.is_none();
                    let form = answers
                        .then(|| {
                            let (statement, dispute) = (statement.clone(), dispute.id.to_string());
                            view! { <AnswerForm company=company statement=statement dispute=dispute echo=echo /> }
                        });
                    view! {
                        <Disputed dispute=dispute />
                        {form}
                    }
                })
                .collect_view()}
        </section>
    }
}

#[component]
fn Disputed(dispute: DisputeView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let ended = dispute.resolution.map(|r| resolution(r, lang));
    view! {
        <div class=if ended.is_none() { "note warn" } else { "note" }>
            <b>{dispute_reason(dispute.reason, lang)} " · " {w.line} " " {dispute.seq}</b>
            <span>{dispute.note}</span>
            <span class="sub">{dispute.raised_by} " · " {format::minute(dispute.raised_at, lang)}</span>
            {ended.map(|word| view! { <span>{word} ": " {dispute.resolution_note}</span> })}
        </div>
    }
}

#[component]
fn AnswerForm(company: CompanyId, statement: String, dispute: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let action = once("/api/desk_resolve_dispute", &echo);
    let chosen = echo.typed("answer");
    let error = field_error(&echo, "note", lang).or_else(|| field_error(&echo, "answer", lang));
    let choices = [(Resolution::Rejected, w.rejected), (Resolution::Upheld, w.upheld)];
    view! {
        <form class="stack" method="post" action=action>
            <input type="hidden" name="company" value=company.to_string() />
            <input type="hidden" name="statement" value=statement />
            <input type="hidden" name="dispute" value=dispute />
            <div class="options">
                {choices
                    .map(|(answer, words)| {
                        let value = answer.as_str();
                        view! {
                            <label class="check">
                                <input type="radio" name="answer" value=value checked=chosen == value required />
                                <span>{words}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
            <div class="field">
                <input
                    type="text"
                    name="note"
                    maxlength="1000"
                    required
                    aria-label=w.answer_note
                    placeholder=w.answer_note
                    value=echo.typed("note")
                    aria-invalid=error.is_some().then_some("true")
                />
                {error.map(|e| view! { <span class="error">{e}</span> })}
            </div>
            <div class="actions">
                <button class="btn go">{w.do_answer}</button>
            </div>
        </form>
    }
}
