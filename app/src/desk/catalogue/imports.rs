//! Imports: the form of a new one, and those there were.

use super::{DeskHead, HOME};
use crate::api::desk::catalogue::imports::list_catalogue_imports;
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::pager::Pager;
use crate::components::waits::answered;
use crate::desk::saved_mappings::SavedMappings;
use crate::i18n::desk::catalogue;
use crate::i18n::desk::imports::{state, words};
use crate::i18n::{current_lang, format};
use domain::catalog::import::job::{ImportList, ImportRow, PAGE};
use domain::mappings::MappingKind;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list of imports.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let w = words(current_lang());
    let page = use_query_map().read_untracked().get("page").unwrap_or_default();
    let list = list_catalogue_imports(page);
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.title lead=w.lead />
            {answered(list, move |list, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <Upload echo=echo.clone() />
                    <SavedMappings kind=MappingKind::Catalogue saved=list.saved.clone() echo=echo />
                    <List list=list />
                }
            })}
        </div>
    }
}

#[component]
fn Upload(echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "file", lang);
    view! {
        <section class="block stack">
            <form class="form" method="post" action="/desk/catalogue/import-file" enctype="multipart/form-data">
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
                <p class="sub">{w.shapes}</p>
                <div class="actions">
                    <button class="btn go">{w.upload}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn List(list: ImportList) -> impl IntoView {
    let lang = current_lang();
    let (w, c) = (words(lang), catalogue::words(lang));
    if list.rows.is_empty() {
        return view! {
            <section class="empty">
                <h2>{w.none}</h2>
                <p>{w.none_lead}</p>
            </section>
        }
        .into_any();
    }
    let pages = u32::try_from(list.total.div_ceil(u64::from(PAGE))).unwrap_or(u32::MAX);
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.file}</th>
                        <th scope="col">{w.state}</th>
                        <th scope="col" class="num">{w.added}</th>
                        <th scope="col" class="num">{w.changed}</th>
                        <th scope="col" class="num">{w.refused}</th>
                        <th scope="col">{w.who}</th>
                    </tr>
                </thead>
                <tbody>{list.rows.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
        <Pager
            page=list.page
            pages=pages
            href=Callback::new(|n: u32| format!("{HOME}/imports?page={n}"))
            label=(c.pages, c.previous, c.next)
        />
    }
    .into_any()
}

fn line(row: ImportRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let n = |n: u32| format::count(n as usize);
    let who = if row.who.is_empty() { w.command_line.to_owned() } else { row.who };
    view! {
        <tr>
            <th scope="row" class="name">
                <a href=format!("{HOME}/imports/{}", row.id)>{row.file_name}</a>
                <span class="sub">{w.version} " " {row.version}</span>
            </th>
            <td class="low">{state(row.state, lang)}</td>
            <td class="num" data-l=w.added>
                {n(row.added)}
            </td>
            <td class="num" data-l=w.changed>
                {n(row.changed)}
            </td>
            <td class="num" data-l=w.refused>
                {n(row.refused)}
            </td>
            <td class="low">{who} " " <span class="dim">{format::minute(row.created_at, lang)}</span></td>
        </tr>
    }
}
