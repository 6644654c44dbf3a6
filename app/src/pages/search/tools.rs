//! Above the table: how many were found, comparing, columns, the whole of it as a file.

use super::href;
use crate::components::icon::Icon;
use crate::i18n::catalog::{self, parts};
use crate::i18n::selection::{put_aside, too_many_to_export, words};
use crate::i18n::{current_lang, format};
use domain::catalog::query::MOST_EXPORTED;
use domain::catalog::{ColumnView, SearchQuery};
use leptos::prelude::*;

/// The form the ticks of the rows belong to; the table stands in a form of its own.
pub const COMPARE: &str = "compare";

/// The count and what can be done with the result.
#[component]
pub fn Tools(
    total: u32,
    /// Part numbers of the rows.
    shown: Vec<String>,
    /// Parameters that can be columns.
    choices: Vec<ColumnView>,
    /// Those that are.
    columns: Vec<ColumnView>,
    query: SearchQuery,
    /// Category the columns are kept for.
    kept_for: String,
    /// How many filters do something.
    in_use: usize,
) -> impl IntoView {
    let lang = current_lang();
    let count = format::count(total as usize);
    view! {
        <div class="above">
            <p>
                <b class="lead">{count}</b>
                " "
                {parts(total as usize, lang)}
            </p>
            <a class="btn s openfacets" href="#facets">
                <Icon name="filter" />
                {catalog::words(lang).filter}
                {(in_use > 0).then(|| view! { <b>{in_use}</b> })}
            </a>
            {(total > 0)
                .then(|| {
                    view! {
                        // on a phone behind one button, and there by itself once a row is ticked
                        <input type="checkbox" id="more" class="vh" />
                        <label for="more" class="btn s noprint">
                            {words(lang).more}
                        </label>
                        <div class="handling">
                            <Compare shown=shown query=query.clone() />
                            {(choices.len() > 1)
                                .then(|| {
                                    view! { <Columns choices=choices columns=columns query=query.clone() kept_for=kept_for /> }
                                })}
                            <Export total=total query=query />
                        </div>
                    }
                })}
        </div>
    }
}

/// Compares what is ticked, and what was put aside on other pages.
#[component]
fn Compare(shown: Vec<String>, query: SearchQuery) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let from = SearchQuery { compared: Vec::new(), page: 1, ..query.clone() }.to_query_string();
    let elsewhere: Vec<String> =
        query.compared.into_iter().filter(|number| !shown.contains(number)).collect();
    let more = (!elsewhere.is_empty())
        .then(|| view! { <span class="dim">{put_aside(elsewhere.len(), lang)}</span> });
    view! {
        <form id=COMPARE class="row noprint" method="get" action="/compare">
            {elsewhere.iter().map(|number| view! { <input type="hidden" name="part" value=number.clone() /> }).collect_view()}
            <input type="hidden" name="from" value=from />
            <button class="btn s" title=w.compare_hint>
                {w.compare_chosen}
            </button>
            {more}
        </form>
    }
}

/// Which parameters are columns, kept by this browser.
#[component]
fn Columns(
    choices: Vec<ColumnView>,
    columns: Vec<ColumnView>,
    query: SearchQuery,
    kept_for: String,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let on = columns.iter().any(|column| column.code == choice.code);
            let name = choice.name(lang).to_owned();
            view! {
                <li>
                    <label>
                        <input type="checkbox" name=format!("columns[{at}]") value=choice.code checked=on />
                        " "
                        {name}
                        " "
                        <span class="unit">{choice.unit}</span>
                    </label>
                </li>
            }
        })
        .collect_view();
    let chosen = (!query.columns.is_empty()).then_some("chosen");
    view! {
        <details class="columns noprint">
            <summary class=["btn s", chosen.unwrap_or_default()].join(" ")>{w.columns}</summary>
            <form method="post" action="/api/choose_columns" class="stack">
                <p class="dim">{w.columns_lead}</p>
                <input type="hidden" name="category" value=kept_for />
                <input type="hidden" name="back" value=href(&query) />
                <ul>{boxes}</ul>
                <div class="row">
                    <button class="btn s go">{w.columns_apply}</button>
                    <button class="btn s quiet" name="usual" value="yes">
                        {w.columns_usual}
                    </button>
                </div>
            </form>
        </details>
    }
}

/// All rows as a file, or why there is none.
#[component]
fn Export(total: u32, query: SearchQuery) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if total > MOST_EXPORTED {
        return view! { <p class="dim noprint">{too_many_to_export(MOST_EXPORTED, lang)}</p> }.into_any();
    }
    let pairs = SearchQuery { page: 1, compared: Vec::new(), ..query }.to_query_string();
    let links = ["xlsx", "csv"].map(|ending| {
        let name = ending.to_uppercase();
        let label = format!("{} {name}", w.export);
        // without `download`: a refusal is a page to read, not a file that failed
        view! {
            <a class="btn s file" href=format!("/documents/results/parts.{ending}?{pairs}") rel="external" aria-label=label>
                {name}
            </a>
        }
    });
    view! {
        <p class="row noprint end" role="group" aria-label=w.export>
            <span class="dim said">{w.export}</span>
            {links.collect_view()}
        </p>
    }
    .into_any()
}
