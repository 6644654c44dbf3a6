//! One price change: what it is, what it wants line by line, what it would do, and its way.

mod grid;
mod more;
mod simulation;
mod way;

use super::Tabs;
use super::changes::BASE;
use crate::api::desk::prices::changes::{ChangePage, load_price_change};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextField;
use crate::components::waits::answered;
use crate::i18n::desk::price_changes::{state, words};
use crate::i18n::desk::price_lists;
use crate::i18n::{current_lang, format};
use domain::pricing::change::{Change, Hand, TouchedList};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

/// A document.
#[component]
pub fn PriceChangePage() -> impl IntoView {
    let params = use_params_map();
    let number = params.read_untracked().get("number").unwrap_or_default();
    let search = use_location().search;
    let page = load_price_change(number, search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            <Tabs />
            {answered(page, |page, echo| view! { <Drawn page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(page: ChangePage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, said) = state(page.change.row.state, lang);
    let row = page.change.row.clone();
    let writes = page.may_edit && page.change.is_draft();
    let simulation = page.simulation.clone();
    let change = page.change.clone();
    let list = page.list.clone();
    view! {
        <Title text=row.number.clone() />
        <EchoNote echo=echo.clone() />
        <div class="pagehead">
            <h1>{row.title.clone()}</h1>
            <p>
                <span class="sku">{row.number.clone()}</span>
                " "
                <span class=shape>{said}</span>
                " · "
                {format::date(row.starts_on, lang)}
                {(!change.reason.is_empty()).then(|| format!(" · {}", change.reason))}
            </p>
        </div>
        <div class="split tight">
            <div class="stack l">
                {page.is_too_large.then(|| view! { <p class="note" role="note" id="simulation">{w.too_large}</p> })}
                {simulation.map(|simulation| view! { <simulation::Simulated simulation=simulation number=row.number.clone() /> })}
                <Refused change=change.clone() /> <more::Lowered change=change.clone() /> <grid::Grid page=page.clone() echo=echo.clone() />
                <more::Discounts change=change.clone() list=list.clone() writes=writes echo=echo.clone() />
                <more::Heads change=change.clone() list=list.clone() writes=writes echo=echo.clone() />
                {writes.then(|| view! { <more::Ways number=row.number.clone() list=list echo=echo.clone() /> })}
            </div>
            <aside class="stack l">
                <way::Way page=page echo=echo.clone() /> <Touched lists=change.lists.clone() />
                {writes.then(|| view! { <Head change=change.clone() echo=echo /> })} <Hands change=change />
            </aside>
        </div>
    }
}

/// Rows of a file that were not taken.
#[component]
fn Refused(change: Change) -> impl IntoView {
    let w = words(current_lang());
    (change.refused > 0).then(|| {
        view! {
            <div class="note warn" role="note">
                <b>{format::count(change.refused as usize)} " " {w.refused}</b>
                " "
                <a href=format!("/documents/price-changes/{}.csv", change.row.number) download="">
                    {w.refused_file}
                </a>
            </div>
        }
    })
}

#[component]
fn Touched(lists: Vec<TouchedList>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    (!lists.is_empty()).then(|| {
        let row = |list: TouchedList| {
            let name = match list.is_new {
                true => view! { <span class="sku">{list.code}</span> " " <span class="st wait">{w.to_be_made}</span> }.into_any(),
                false => view! { <a class="sku" href=super::lists::list_href(&list.code)>{list.code.clone()}</a> }.into_any(),
            };
            view! {
                <li>
                    {name}
                    <span class="sub">
                        {list.name} " · " {price_lists::kind(list.kind, lang)}
                        {(!list.whose.is_empty()).then(|| format!(" · {}", list.whose))}
                        {usize::try_from(list.lines)
                            .ok()
                            .filter(|lines| *lines > 0)
                            .map(|lines| format!(" · {} {}", format::count(lines), w.lines_word))}
                    </span>
                </li>
            }
        };
        view! {
            <section class="block">
                <header>
                    <h2>{w.touched}</h2>
                </header>
                <ul class="plain stack">{lists.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Head(change: Change, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <details class="block">
            <summary>{w.head}</summary>
            <form class="stack" method="post" action="/api/desk_save_price_change">
                <input type="hidden" name="number" value=change.row.number />
                <TextField name="title" label=w.name value=change.row.title required=true echo=echo.clone() />
                <TextField name="reason" label=w.reason hint=w.reason_hint value=change.reason echo=echo.clone() />
                <TextField name="starts_on" label=w.day kind="date" value=change.row.starts_on.to_string() echo=echo />
                <div class="actions">
                    <button class="btn">{w.save}</button>
                </div>
            </form>
        </details>
    }
}

/// Who did what to it.
#[component]
fn Hands(change: Change) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = |what: &'static str, hand: Option<Hand>| {
        hand.map(|hand| {
            view! {
                <div>
                    <dt>{what}</dt>
                    <dd>{hand.name} " " <span class="dim">{format::minute(hand.at, lang)}</span></dd>
                </div>
            }
        })
    };
    view! {
        <dl class="sum">
            {row(w.made, Some(change.row.created))} {row(w.submitted, change.submitted)} {row(w.published, change.row.published)}
            {row(w.taken_back, change.taken_back)}
        </dl>
        {(change.below_floor > 0)
            .then(|| {
                view! {
                    <p class="note warn">
                        {format::count(change.below_floor as usize)} " " {w.published_below} ": " {change.floor_reason}
                    </p>
                }
            })}
        {(!change.taken_back_reason.is_empty())
            .then(|| view! { <p class="note">{w.back_reason} ": " {change.taken_back_reason}</p> })}
    }
}

/// A document's page.
fn href(number: &str) -> String {
    format!("{BASE}/{number}")
}
