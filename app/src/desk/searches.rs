//! The queue of failed searches, and one of them with the ways to close it.

use super::cross_references::CrossFields;
use crate::api::desk::searches::{SearchQueue, load_searches};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::field::TextField;
use crate::components::pager::Pager;
use crate::components::waits::answered;
use crate::i18n::desk::searches::{spellings, who, words};
use crate::i18n::numbers::words as number_words;
use crate::i18n::{current_lang, format};
use domain::catalog::searches::{FailedDetail, FailedText, ValueChoice};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

const BASE: &str = "/desk/searches";

/// The queue.
#[component]
pub fn FailedSearches() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let queue = load_searches(search.get_untracked());
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
            </div>
            {answered(queue, move |queue, echo| view! { <Drawn queue=queue echo=echo /> })}
        </div>
    }
}

fn address(text: &str) -> String {
    format!("{BASE}?text={}", format::url_component(text))
}

#[component]
fn Drawn(queue: SearchQueue, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let SearchQueue { list, most_often, chosen, find, may_answer } = queue;
    let (at, pages, nothing) = (list.page, list.pages, list.rows.is_empty());
    let sort = if most_often { "often" } else { "" };
    let order = |word: &'static str, name: &'static str, current: bool| {
        let href = if word.is_empty() { BASE.to_owned() } else { format!("{BASE}?sort={word}") };
        if current {
            return view! { <b>{name}</b> }.into_any();
        }
        view! {
            <a class="chip" href=href>
                {name}
            </a>
        }
        .into_any()
    };
    let rows =
        list.rows.into_iter().map(|text| view! { <Row text=text may_answer=may_answer /> }).collect_view();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            {chosen.filter(|_| may_answer).map(|chosen| view! { <Detail chosen=chosen find=find echo=echo /> })}
            {if nothing {
                view! {
                    <div class="empty">
                        <b>{w.none}</b>
                        <p>{w.none_lead}</p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="chips">
                        {order("", w.newest, !most_often)} {order("often", w.often, most_often)}
                    </div>
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{w.title}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.text}</th>
                                    <th scope="col" class="num">{w.times}</th>
                                    <th scope="col">{w.who}</th>
                                    <th scope="col">{w.last}</th>
                                    {may_answer.then(|| view! { <th scope="col"><span class="vh">{w.work_on}</span></th> })}
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
            <Pager
                page=at
                pages=pages
                href=Callback::new(move |n: u32| format!("{BASE}?sort={sort}&page={n}"))
                label=(n.pages, n.previous, n.next)
            />
        </div>
    }
}

#[component]
fn Row(text: FailedText, may_answer: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let label = format!("{} {}", w.work_on, text.typed);
    let others = spellings(&text, lang).map(|said| view! { " " <span class="sub">{said}</span> });
    view! {
        <tr>
            <th scope="row" class="name first">
                {text.typed.clone()} {others}
            </th>
            <td class="num" data-l=w.times>
                <b>{text.times}</b>
            </td>
            <td class="all">{who(&text, lang)}</td>
            <td data-l=w.last>{format::minute(text.last_at, lang)}</td>
            {may_answer
                .then(|| {
                    view! {
                        <td class="end">
                            <a class="btn s" href=address(&text.text_key) aria-label=label>
                                {w.work_on}
                            </a>
                        </td>
                    }
                })}
        </tr>
    }
}

/// One text and the four ways to close it.
#[component]
fn Detail(chosen: FailedDetail, find: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let FailedDetail { text, values } = chosen;
    let (key, typed) = (text.text_key.clone(), text.typed.clone());
    let said = who(&text, lang);
    // what one form was refused is not shown in the others
    let of = |form: &str| if echo.typed("form") == form { echo.clone() } else { Echo::default() };
    view! {
        <section class="block" id="text">
            <header>
                <h2>"“" {typed.clone()} "”"</h2>
                <p>
                    {text.times} " × · " {said} " · "
                    <a href=format!("/search?q={}", format::url_component(&typed))>{w.search_again}</a>
                    " · "
                    <a href=BASE>{w.back}</a>
                </p>
            </header>
            <div class="split half">
                <div class="stack l">
                    <ByAlias text=key.clone() typed=typed.clone() values=values find=find echo=of("alias") />
                    <ByPart text=key.clone() echo=of("part") />
                </div>
                <div class="stack l">
                    <ByCross text=key.clone() typed=typed echo=of("cross") />
                    <Dismiss text=key echo=of("dismiss") />
                </div>
            </div>
        </section>
    }
}

#[component]
fn ByAlias(text: String, typed: String, values: Vec<ValueChoice>, find: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "value", lang);
    let chosen = echo.typed("value");
    let nothing = values.is_empty();
    view! {
        <section class="stack" aria-label=w.by_alias>
            <h3>{w.by_alias}</h3>
            <p class="dim">{w.alias_lead}</p>
            <form class="row" method="get" action=BASE role="search">
                <input type="hidden" name="text" value=text.clone() />
                <input type="search" name="find" aria-label=w.find_value placeholder=w.find_value maxlength="100" value=find />
                <button class="btn s">{w.find}</button>
            </form>
            {nothing.then(|| view! { <p class="dim">{w.no_value}</p> })}
            <form class="form" method="post" action="/api/desk_answer_by_alias" hidden=nothing>
                <input type="hidden" name="text" value=text />
                <div class="field">
                    <label for="f-value">{w.value}</label>
                    <select id="f-value" name="value" aria-invalid=error.is_some().then_some("true")>
                        {values
                            .into_iter()
                            .map(|value| {
                                let name = value.name(lang);
                                let id = format!("{} {}", value.parameter, value.code);
                                let selected = id == chosen;
                                view! {
                                    <option value=id selected=selected>
                                        {name}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                    {error.map(|e| view! { <span class="error">{e}</span> })}
                </div>
                <TextField name="alias" label=w.alias value=typed required=true echo=echo />
                <div class="actions">
                    <button class="btn go">{w.do_alias}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn ByCross(text: String, typed: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="stack" aria-label=w.by_cross>
            <h3>{w.by_cross}</h3>
            <form class="form" method="post" action="/api/desk_answer_by_cross">
                <input type="hidden" name="text" value=text />
                <CrossFields editing=None number=typed echo=echo />
                <div class="actions">
                    <button class="btn">{w.do_cross}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn ByPart(text: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="stack" aria-label=w.by_part>
            <h3>{w.by_part}</h3>
            <p class="dim">{w.part_lead}</p>
            <form class="form" method="post" action="/api/desk_answer_by_part">
                <input type="hidden" name="text" value=text />
                <TextField name="answer_part" label=w.part required=true echo=echo />
                <div class="actions">
                    <button class="btn">{w.do_part}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Dismiss(text: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="stack" aria-label=w.dismiss>
            <h3>{w.dismiss}</h3>
            <p class="dim">{w.dismiss_lead}</p>
            <form class="form" method="post" action="/api/desk_dismiss_search">
                <input type="hidden" name="text" value=text />
                <TextField name="reason" label=w.reason required=true echo=echo />
                <div class="actions">
                    <button class="btn">{w.do_dismiss}</button>
                </div>
            </form>
        </section>
    }
}
