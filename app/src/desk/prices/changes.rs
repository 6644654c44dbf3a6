//! Price changes: all documents, and the two ways to begin one.

use super::{Tabs, chip_class};
use crate::api::desk::prices::changes::{ChangeList, list_price_changes};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::field::TextField;
use crate::components::once::once;
use crate::components::waits::answered;
use crate::desk::saved_mappings::{MappingChoice, SavedMappings};
use crate::i18n::desk::price_changes::{state, words};
use crate::i18n::{current_lang, format};
use domain::mappings::MappingKind;
use domain::pricing::change::file::WaitingFile;
use domain::pricing::change::{ChangeRow, ChangeState};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The list's address.
pub(super) const BASE: &str = "/desk/prices/changes";

/// All documents.
#[component]
pub fn PriceChanges() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let list = list_price_changes(search.get_untracked());
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
            </div>
            {answered(list, |list, echo| view! { <Drawn list=list echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(list: ChangeList, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let chip = |of: Option<ChangeState>, name: &'static str| {
        let href = of.map_or(BASE.to_owned(), |of| format!("{BASE}?state={}", of.as_str()));
        view! { <a class=chip_class(of == list.state) href=href aria-current=(of == list.state).then_some("page")>{name}</a> }
    };
    let states = ChangeState::ALL.map(|of| chip(Some(of), state(of, lang).1));
    let names = list.saved.iter().map(|saved| saved.name.clone()).collect::<Vec<_>>();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="chips">{chip(None, w.any_state)} {states.collect_view()}</div>
        {if list.rows.is_empty() {
            view! {
                <div class="empty">
                    <b>{w.none}</b>
                    <p>{w.none_lead}</p>
                </div>
            }
                .into_any()
        } else {
            view! {
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.title}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.number}</th>
                                <th scope="col">{w.about}</th>
                                <th scope="col">{w.state}</th>
                                <th scope="col">{w.starts_on}</th>
                                <th scope="col">{w.made}</th>
                                <th scope="col">{w.published}</th>
                            </tr>
                        </thead>
                        <tbody>{list.rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            }
                .into_any()
        }}
        {list
            .may_edit
            .then(|| {
                view! {
                    <Waiting files=list.waiting />
                    <div class="split half">
                        <NewForm echo=echo.clone() />
                        <FileForm saved=names echo=echo.clone() />
                    </div>
                    <SavedMappings kind=MappingKind::Prices saved=list.saved echo=echo />
                }
            })}
    }
}

fn row(row: ChangeRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, state) = state(row.state, lang);
    let hand = |hand: domain::pricing::change::Hand| {
        view! { {hand.name} " " <span class="dim">{format::minute(hand.at, lang)}</span> }
    };
    view! {
        <tr>
            <th scope="row" class="name first">
                <a class="sku" href=format!("{BASE}/{}", row.number)>
                    {row.number.clone()}
                </a>
            </th>
            <td class="all">{row.title}</td>
            <td>
                <span class=shape>{state}</span>
            </td>
            <td data-l=w.starts_on>{format::date(row.starts_on, lang)}</td>
            <td class="low">{hand(row.created)}</td>
            <td class="low">{row.published.map(hand)}</td>
        </tr>
    }
}

#[component]
fn NewForm(echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block">
            <header>
                <h2>{w.new}</h2>
            </header>
            <form class="form" method="post" action=once("/api/desk_create_price_change", &echo)>
                <TextField name="title" label=w.name required=true echo=echo.clone() />
                <TextField name="reason" label=w.reason hint=w.reason_hint echo=echo.clone() />
                <TextField name="starts_on" label=w.day kind="date" hint=w.today_hint echo=echo.clone() />
                <div class="actions">
                    <button class="btn go">{w.create}</button>
                </div>
            </form>
        </section>
    }
}

/// Files whose columns nobody has told yet.
#[component]
fn Waiting(files: Vec<WaitingFile>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    (!files.is_empty()).then(|| {
        let row = |file: WaitingFile| {
            view! {
                <li class="row">
                    <a href=format!("/desk/prices/files/{}", file.id)>{file.file_name}</a>
                    <span class="sub">{w.brought} " " {file.who} " " {format::minute(file.at, lang)}</span>
                </li>
            }
        };
        view! {
            <section class="block stack">
                <header>
                    <h2>{w.files_wait}</h2>
                    <p>{w.files_wait_lead}</p>
                </header>
                <ul class="plain stack">{files.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn FileForm(saved: Vec<String>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "file", lang);
    let has_saved = !saved.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.from_file}</h2>
            </header>
            <form class="form" method="post" action="/desk/prices/import-file" enctype="multipart/form-data">
                <div class="field">
                    <label for="f-file">{w.file}</label>
                    <input
                        id="f-file"
                        type="file"
                        name="file"
                        accept=".csv,.txt,.tsv,.xlsx,text/csv"
                        required=true
                        aria-invalid=error.is_some().then_some("true")
                        aria-describedby="h-file"
                    />
                    <span class="hint" id="h-file">
                        {w.file_hint}
                    </span>
                    {error.map(|e| view! { <span class="error">{e}</span> })}
                </div>
                <div class="fields">
                    <div class="field">
                        <label for="f-import-list">{w.file_list}</label>
                        <input id="f-import-list" name="list" maxlength="60" autocomplete="off" />
                    </div>
                    <div class="field">
                        <label for="f-import-day">{w.day}</label>
                        <input id="f-import-day" name="starts_on" type="date" />
                        <span class="hint">{w.today_hint}</span>
                    </div>
                    {has_saved
                        .then(|| {
                            view! {
                                <MappingChoice name="mapping" label=w.by_mapping none=w.by_headings saved=saved />
                            }
                        })}
                </div>
                <div class="actions">
                    <button class="btn go">{w.bring}</button>
                    <button class="btn" name="look" value="yes">
                        {w.look}
                    </button>
                </div>
            </form>
        </section>
    }
}
