//! Imports: the form of a new one, and those there were.

use super::{DeskHead, HOME};
use crate::api::desk::catalogue::imports::list_catalogue_imports;
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::once::once;
use crate::components::pager::Pager;
use crate::components::waits::answered;
use crate::i18n::desk::catalogue;
use crate::i18n::desk::imports::{delete_mapping, state, words};
use crate::i18n::{current_lang, format};
use domain::catalog::import::job::{ImportList, ImportRow, PAGE, SavedMapping};
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
                    <Saved saved=list.saved.clone() echo=echo />
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

/// What is saved for the next file: renamed in its row, deleted after a second look.
#[component]
fn Saved(saved: Vec<SavedMapping>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    (!saved.is_empty()).then(|| {
        let rows: Vec<_> = saved.into_iter().enumerate().map(|(at, row)| saved_row(at, row, &echo)).collect();
        view! {
            <section class="block stack" id="saved">
                <header>
                    <h2>{w.saved_all}</h2>
                    <p>{w.saved_lead}</p>
                </header>
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.saved_all}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.name}</th>
                                <th scope="col">{w.saved_by}</th>
                                <th scope="col">{w.rename}</th>
                                <th scope="col">{w.delete}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn saved_row(at: usize, row: SavedMapping, echo: &Echo) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let seen = row.seen();
    let SavedMapping { name, who, saved_at } = row;
    let who = if who.is_empty() { w.command_line.to_owned() } else { who };
    let mine = echo.error.is_some() && echo.typed("name") == name;
    let kept = mine && echo.typed.contains_key("to");
    let to = if kept { echo.typed("to") } else { name.clone() };
    let error = field_error(echo, "to", lang).filter(|_| kept);
    let told = format!("e-saved-{at}");
    let label = format!("{}: {name}", w.rename);
    let who_when = format!("{who} {}", format::minute(saved_at, lang));
    let rename = once("/api/desk_rename_import_mapping", echo);
    let delete = once("/api/desk_delete_import_mapping", echo);
    let sure = delete_mapping(&name, lang);
    view! {
        <tr>
            <th scope="row" class="name">{name.clone()}</th>
            <td class="low">{who_when}</td>
            <td class="all">
                <form class="field" method="post" action=rename>
                    <input type="hidden" name="name" value=name.clone() />
                    <input type="hidden" name="seen" value=seen.clone() />
                    <span class="row">
                        <input
                            name="to"
                            value=to
                            required=true
                            aria-label=label
                            autocomplete="off"
                            aria-invalid=error.is_some().then_some("true")
                            aria-describedby=error.is_some().then(|| told.clone())
                        />
                        <button class="btn s">{w.rename}</button>
                    </span>
                    {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
                </form>
            </td>
            <td class="end">
                <details>
                    <summary>{w.delete}</summary>
                    <form class="stack" method="post" action=delete>
                        <input type="hidden" name="name" value=name />
                        <input type="hidden" name="seen" value=seen />
                        <p>{sure}</p>
                        <button class="btn stop s">{w.delete}</button>
                    </form>
                </details>
            </td>
        </tr>
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
