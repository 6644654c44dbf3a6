//! A statement: opening, lines, closing as one column that adds up; confirming it, disputing a line of it.

use crate::api::account::{load_statement, preview_statement};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::once::once;
use crate::components::statement::{Files, StatementLines, StatementSums};
use crate::components::waits::{answered, waits};
use crate::i18n::account::{Words, dispute_reason, issued_as, resolution, words};
use crate::i18n::{Lang, current_lang, format, rejection};
use domain::billing::{DisputeView, Issued, StatementView};
use domain::ids::CompanyId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Any period, drawn up on the spot.
#[component]
pub fn StatementPreview() -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let query = use_query_map();
    let of = move |key: &str| query.read_untracked().get(key).unwrap_or_default();
    let drawn = preview_statement(of("from"), of("to"));
    view! {
        <Title text=w.preview />
        {waits(async move {
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
    }
}

/// An issued statement.
#[component]
pub fn Statement() -> impl IntoView {
    let w = words(current_lang());
    let drawn = load_statement(use_params_map().read_untracked().get("id").unwrap_or_default());
    view! {
        <Title text=w.statement />
        {answered(drawn, move |view, echo| view! { <Paper view=view echo=echo /> })}
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
                    <a href="/account">{w.account}</a>
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
                <StatementLines view=view.clone() echo=echo.clone() answers=true />
                {capitals.map(|text| view! { <p class="sub">{text}</p> })}
            </section>
            <aside class="stack side">
                <StatementSums view=view.clone() />
                {match issued {
                    Some(issued) => view! { <Answer issued=issued company=view.company_id echo=echo /> }.into_any(),
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
    view! {
        <div class="row apart">
            <p>{state}</p>
            <Files path=format!("/documents/statements/{}", issued.id) />
        </div>
    }
}

/// Confirming, and what was disputed.
#[component]
fn Answer(issued: Issued, company: CompanyId, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let waiting = issued.disputes.iter().filter(|d| d.resolution.is_none()).count();
    let statement = issued.id.to_string();
    let action = once("/api/confirm_statement", &echo);
    let form = issued.confirmed.is_none().then(|| {
        view! {
            <form class="stack" method="post" action=action>
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
            .map(|d| {
                let action = once("/api/withdraw_dispute", &echo);
                view! { <Disputed dispute=d statement=statement.clone() company=company action=action w=w /> }
            })
            .collect_view()}
    }
}

#[component]
fn Disputed(
    dispute: DisputeView,
    statement: String,
    company: CompanyId,
    action: String,
    w: &'static Words,
) -> impl IntoView {
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
                        <form method="post" action=action>
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
