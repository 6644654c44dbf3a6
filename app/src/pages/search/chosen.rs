//! What is chosen, as chips that let go of it.

use super::href;
use crate::components::icon::Icon;
use crate::i18n::catalog::words;
use crate::i18n::{current_lang, format};
use domain::catalog::{FacetView, SearchQuery};
use leptos::prelude::*;
use leptos_router::components::A;

/// Chips, the phone's button for the filters, clear all.
#[component]
pub fn Chosen(facets: Vec<FacetView>, query: SearchQuery) -> impl IntoView {
    let w = words(current_lang());
    let count = query.chosen();
    let mut chips: Vec<(String, String)> = Vec::new();
    for facet in &facets {
        chips.extend(chips_of(facet, &query));
    }
    if query.in_stock {
        let without = SearchQuery { in_stock: false, page: 1, ..query.clone() };
        chips.push((w.in_stock.to_owned(), href(&without)));
    }
    view! {
        <div class="chips" role="group" aria-label=w.selected>
            <a class="btn s openfacets" href="#facets">
                <Icon name="filter" />
                {w.filter}
                {(count > 0).then(|| view! { <b>{count}</b> })}
            </a>
            {chips
                .into_iter()
                .map(|(label, to)| {
                    let name = format!("{} {label}", w.remove);
                    view! {
                        <A href=to attr:class="chip" attr:aria-label=name>
                            {label}
                            <Icon name="x" />
                        </A>
                    }
                })
                .collect_view()}
            {(count > 0)
                .then(|| {
                    view! {
                        <A href=href(&query.cleared()) attr:class="btn s quiet noprint">
                            {w.clear_all}
                        </A>
                    }
                })}
        </div>
    }
}

fn chips_of(facet: &FacetView, query: &SearchQuery) -> Vec<(String, String)> {
    let lang = current_lang();
    let mut chips: Vec<(String, String)> = facet
        .values
        .iter()
        .filter(|v| v.selected)
        .map(|v| {
            let label = format!("{} {} {}", facet.name(lang), v.name(lang), facet.unit);
            (label.trim_end().to_owned(), href(&query.toggled(&facet.code, &v.code)))
        })
        .collect();
    let bounds = query.ranges.get(&facet.code).filter(|b| b.min.is_some() || b.max.is_some());
    if let Some(bounds) = bounds {
        let end = |d: Option<rust_decimal::Decimal>| d.map(format::quantity).unwrap_or_default();
        let label = format!("{} {}–{} {}", facet.name(lang), end(bounds.min), end(bounds.max), facet.unit);
        let mut without = SearchQuery { page: 1, ..query.clone() };
        without.ranges.remove(&facet.code);
        chips.push((label.trim_end().to_owned(), href(&without)));
    }
    chips
}
