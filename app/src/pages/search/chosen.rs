//! What is chosen, as chips that let go of it.

use super::href;
use crate::components::icon::Icon;
use crate::i18n::catalog::words;
use crate::i18n::current_lang;
use domain::catalog::{FacetView, Meaning, SearchQuery, Understood};
use leptos::prelude::*;

/// Chips, the phone's button for the filters, clear all.
#[component]
pub fn Chosen(facets: Vec<FacetView>, understood: Vec<Understood>, query: SearchQuery) -> impl IntoView {
    let w = words(current_lang());
    let count = query.chosen();
    let mut chips: Vec<(String, String)> =
        understood.iter().map(|piece| (taken_for(piece), href(&query.saying(&piece.rest)))).collect();
    for facet in &facets {
        chips.extend(chips_of(facet, &query));
    }
    if let Some(price) = &query.price {
        let without = SearchQuery { price: None, page: 1, ..query.clone() };
        chips.push((format!("{} {price}", w.your_price), href(&without)));
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
                        <a href=to class="chip" aria-label=name>
                            {label}
                            <Icon name="x" />
                        </a>
                    }
                })
                .collect_view()}
            {(count > 0)
                .then(|| {
                    view! {
                        <a href=href(&query.cleared()) class="btn s quiet noprint">
                            {w.clear_all}
                        </a>
                    }
                })}
        </div>
    }
}

/// A piece of the text and what it was taken for: 螺纹 M8.
fn taken_for(piece: &Understood) -> String {
    let lang = current_lang();
    let w = words(lang);
    let text = piece.text.as_str();
    match &piece.meaning {
        Meaning::Value { parameter_zh, parameter_en, value_zh, value_en } => {
            let value = lang.pick(value_zh, value_en);
            let value = if value.is_empty() { text } else { value };
            format!("{} {value}", lang.pick(parameter_zh, parameter_en))
        }
        Meaning::Name { zh, en } => lang.pick(zh, en).to_owned(),
        Meaning::Names => format!("{} {text}", w.taken_for_names),
        Meaning::Size => format!("{} {text}", w.taken_for_size),
        Meaning::Measure => format!("{} {text}", w.taken_for_measure),
        Meaning::PartNumber => format!("{} {text}", w.taken_for_part),
        Meaning::Similar => format!("{} {text}", w.taken_for_similar),
        Meaning::Nothing => format!("{}: {text}", w.taken_for_nothing),
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
    if let Some(typed) = query.ranges.get(&facet.code) {
        let unit = if typed.ends_with(|c: char| c.is_ascii_digit()) { facet.unit.as_str() } else { "" };
        let label = format!("{} {typed} {unit}", facet.name(lang));
        chips.push((label.trim_end().to_owned(), href(&query.unbounded(&facet.code))));
    }
    chips
}
