//! A file of prices: what its columns are, filled in as guessed or by a saved mapping, and on into a draft.

use super::Tabs;
use super::changes::BASE;
use crate::api::desk::prices::files::load_price_file;
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::field::TextField;
use crate::components::waits::answered;
use crate::desk::saved_mappings::MappingChoice;
use crate::i18n::desk::imports::words as import_words;
use crate::i18n::desk::price_changes::{field, words};
use crate::i18n::{current_lang, format};
use domain::pricing::change::file::{FIELDS, PriceFile};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

/// Examples shown of a column.
const EXAMPLES: usize = 3;

/// A file.
#[component]
pub fn PriceFilePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let search = use_location().search;
    let file = load_price_file(id, search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            <Tabs />
            {answered(file, |file, echo| view! { <Drawn file=file echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(file: PriceFile, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let i = import_words(current_lang());
    let rows = usize::try_from(file.rows).unwrap_or(usize::MAX);
    let body = match file.number.clone() {
        Some(number) => view! {
            <p class="note">
                {w.became} " " <a class="sku" href=format!("{BASE}/{number}")>{number.clone()}</a>
            </p>
        }
        .into_any(),
        None => view! { <Columns file=file.clone() echo=echo.clone() /> }.into_any(),
    };
    view! {
        <Title text=file.file_name.clone() />
        <EchoNote echo=echo />
        <div class="pagehead">
            <h1>{file.file_name.clone()}</h1>
            <p>
                <a href=BASE>{w.title}</a>
                {(rows > 0).then(|| format!(" · {} {}", format::count(rows), i.rows))}
            </p>
        </div>
        {body}
    }
}

#[component]
fn Columns(file: PriceFile, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    let page = format!("/desk/prices/files/{}", file.id);
    let id = file.id.to_string();
    let error = field_error(&echo, "columns", lang).is_some();
    let saved = file.saved.clone();
    let has_saved = !saved.is_empty();
    let chosen = file.mapping.clone();
    let rows: Vec<_> = file
        .header
        .iter()
        .zip(&file.fields)
        .enumerate()
        .map(|(at, (heading, is))| {
            let typed = echo.error.as_ref().and_then(|_| echo.typed.get(&format!("columns[{at}]")));
            let cells = file.sample.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
            let sample = cells.take(EXAMPLES).cloned().collect::<Vec<_>>().join(" · ");
            column_row(at, heading.clone(), typed.unwrap_or(is).clone(), sample)
        })
        .collect();
    let first_row = echo.error.is_some() && !echo.typed("first_row").is_empty();
    view! {
        <section class="block stack" id="columns">
            <header>
                <h2>{i.columns}</h2>
                <p>{i.columns_lead}</p>
            </header>
            {has_saved
                .then(|| {
                    view! {
                        <form class="row ends" method="get" action=page>
                            <MappingChoice name="mapping" label=i.saved none=w.by_headings saved=saved chosen=chosen />
                            <button class="btn">{w.fill_in}</button>
                        </form>
                    }
                })}
            <p class=if error { "note bad" } else { "sub" } role=error.then_some("alert")>
                {w.need_columns}
            </p>
            <form class="stack" method="post" action="/api/desk_read_price_file">
                <input type="hidden" name="id" value=id.clone() />
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{i.columns}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{i.column}</th>
                                <th scope="col">{i.sample}</th>
                                <th scope="col">{i.is}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <label class="check">
                    <input type="checkbox" name="first_row" value="yes" checked=first_row />
                    {w.first_row}
                </label>
                <div class="fields">
                    <TextField name="list" label=w.file_list value=file.list echo=echo.clone() />
                    <TextField
                        name="starts_on"
                        label=w.day
                        kind="date"
                        value=file.starts_on.to_string()
                        hint=w.today_hint
                        echo=echo.clone()
                    />
                    <TextField name="save_as" label=i.save_as hint=i.save_hint echo=echo />
                </div>
                <div class="actions">
                    <button class="btn go">{w.read_in}</button>
                </div>
            </form>
            <form method="post" action="/api/desk_discard_price_file">
                <input type="hidden" name="id" value=id />
                <button class="btn quiet">{w.throw_away}</button>
            </form>
        </section>
    }
}

fn column_row(at: usize, heading: String, is: String, sample: String) -> impl IntoView {
    let lang = current_lang();
    let i = import_words(lang);
    let label = format!("{heading} {}", i.is);
    let option = |value: &'static str, words: &'static str| {
        let selected = value == is;
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    };
    let fields: Vec<_> = FIELDS.iter().map(|name| option(name, field(name, lang))).collect();
    view! {
        <tr>
            <th scope="row" class="name">{heading}</th>
            <td class="low all">{sample}</td>
            <td>
                <select name=format!("columns[{at}]") aria-label=label>
                    {option("", i.left_out)}
                    {fields}
                </select>
            </td>
        </tr>
    }
}
