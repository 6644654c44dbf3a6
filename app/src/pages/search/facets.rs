//! The filters: a column on a desk, a sheet on a phone, a plain form in both.

use super::href;
use crate::i18n::catalog::words;
use crate::i18n::{current_lang, format};
use domain::catalog::parameter::Bounds;
use domain::catalog::{FacetRange, FacetView, SearchQuery};
use leptos::prelude::*;
use leptos_router::components::A;

/// The rail of facets.
#[component]
pub fn Facets(facets: Vec<FacetView>, query: SearchQuery, total: u32, priced: bool) -> impl IntoView {
    let w = words(current_lang());
    let clear = href(&query.cleared());
    let sort = query.sort.as_ref().map(|s| s.code());
    let alone = query.is_of_family_alone();
    // a form forgets the pairs of its action: they are its fields
    let bare = SearchQuery { family: query.family.clone().filter(|_| alone), ..SearchQuery::default() };
    let (action, family) = (href(&bare), query.family.filter(|_| !alone));
    let columns = query.columns.into_iter().map(|code| ("col", Some(code)));
    let aside = query.compared.into_iter().map(|number| ("part", Some(number)));
    let hidden = [("q", Some(query.text.clone())), ("c", query.category), ("f", family), ("sort", sort)]
        .into_iter()
        .chain(columns)
        .chain(aside);
    view! {
        <form class="facets side" id="facets" method="get" action=action aria-label=w.filter>
            <div class="row apart">
                <h2>{w.filter}</h2>
                <a class="btn quiet shut" href="#main">
                    {w.close}
                </a>
            </div>
            {hidden
                .filter_map(|(name, value)| value.filter(|v| !v.is_empty()).map(|v| (name, v)))
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            {facets.into_iter().map(|facet| view! { <Facet facet=facet /> }).collect_view()}
            {priced.then(|| view! { <OwnPrice typed=query.price.clone().unwrap_or_default() /> })}
            <fieldset>
                <legend>{w.supply}</legend>
                <ul>
                    <li>
                        <label>
                            <input type="checkbox" name="stock" value="1" checked=query.in_stock />
                            " "
                            {w.in_stock}
                        </label>
                    </li>
                </ul>
            </fieldset>
            <div class="submit">
                <button class="btn go">{w.show_results} " (" {format::count(total as usize)} ")"</button>
                <A href=clear attr:class="btn">
                    {w.clear_all}
                </A>
            </div>
        </form>
    }
}

#[component]
fn Facet(facet: FacetView) -> impl IntoView {
    let lang = current_lang();
    let many = facet.values.len() > 3;
    let short = many && facet.values.iter().all(|v| v.name(lang).chars().count() <= 6);
    let name = format!("p.{}", facet.code);
    let label = facet.name(lang).to_owned();
    if let Some(only) = only_value(&facet) {
        return view! {
            <p class="only">
                <b>{label}</b>
                <span class="num">{format::quantity(only)} " " <span class="dim">{facet.unit}</span></span>
            </p>
        }
        .into_any();
    }
    let values = facet.values.clone();
    view! {
        <fieldset>
            <legend>
                {label.clone()}
                {(!facet.unit.is_empty()).then(|| view! { <span class="dim">{facet.unit.clone()}</span> })}
            </legend>
            {facet.range.clone().map(|range| view! { <Span code=facet.code.clone() label=label range=range /> })}
            {(!values.is_empty())
                .then(|| {
                    view! {
                        <ul class=if short { "two" } else { "" }>
                            {values
                                .into_iter()
                                .map(|v| {
                                    let off = v.count == 0 && !v.selected;
                                    view! {
                                        <li>
                                            <label>
                                                <input
                                                    type="checkbox"
                                                    name=name.clone()
                                                    value=v.code.clone()
                                                    checked=v.selected
                                                    disabled=off
                                                />
                                                " "
                                                {v.name(lang).to_owned()}
                                                " "
                                                <span class="n num">{format::count(v.count as usize)}</span>
                                            </label>
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                })}
        </fieldset>
    }
    .into_any()
}

/// The one value of a range that has no other: there is nothing to choose then.
fn only_value(facet: &FacetView) -> Option<rust_decimal::Decimal> {
    let range = facet.range.as_ref()?;
    let chosen = !range.typed.is_empty() || facet.values.iter().any(|value| value.selected);
    (range.min == range.max && !chosen).then_some(range.min)
}

/// Bounds of the own price.
#[component]
fn OwnPrice(typed: String) -> impl IntoView {
    let w = words(current_lang());
    let misread = !typed.is_empty() && Bounds::parse(&typed, "").is_none();
    view! {
        <fieldset>
            <legend>{w.your_price} <span class="dim">{w.per_one}</span></legend>
            <div class="range">
                <input
                    type="text"
                    name="price"
                    aria-label=format!("{} {}", w.your_price, w.value_or_bounds)
                    aria-describedby="is-price"
                    aria-invalid=misread.then_some("true")
                    value=typed
                    placeholder="≤ 2.50"
                    maxlength="40"
                />
            </div>
            <p id="is-price" class=if misread { "err" } else { "hint dim" }>
                {if misread { w.bounds_misread } else { w.price_hint }}
            </p>
        </fieldset>
    }
}

/// A number or bounds as people type them, and where the goods are.
#[component]
fn Span(code: String, label: String, range: FacetRange) -> impl IntoView {
    let w = words(current_lang());
    let hint = format!("is-{code}");
    let misread = !range.typed.is_empty() && range.bounds.is_none();
    let ends = format!("{}–{}", format::quantity(range.min), format::quantity(range.max));
    view! {
        <div class="range">
            <input
                type="text"
                name=format!("is.{code}")
                aria-label=format!("{label} {}", w.value_or_bounds)
                aria-describedby=hint.clone()
                aria-invalid=misread.then_some("true")
                value=range.typed.clone()
                placeholder=ends
                maxlength="40"
            />
        </div>
        <p id=hint class=if misread { "err" } else { "hint dim" }>
            {if misread { w.bounds_misread } else { w.bounds_hint }}
        </p>
        <Histogram range=range />
    }
}

#[component]
fn Histogram(range: FacetRange) -> impl IntoView {
    let most = range.histogram.iter().copied().max().unwrap_or(0);
    let slices = range.histogram.len();
    (most > 0 && slices > 1).then(|| {
        let width = 200 / slices.max(1);
        let span = range.max - range.min;
        let bars = range
            .histogram
            .iter()
            .enumerate()
            .map(|(i, n)| {
                let middle = range.min
                    + span * rust_decimal::Decimal::from(2 * i + 1) / rust_decimal::Decimal::from(2 * slices);
                let chosen = range
                    .bounds
                    .is_none_or(|b| b.min.is_none_or(|m| middle >= m) && b.max.is_none_or(|m| middle <= m));
                let tall = (28 * *n as usize).div_ceil(most as usize).max(1);
                view! {
                    <rect
                        class=if chosen { "on" } else { "un" }
                        x=i * width
                        y=30 - tall
                        width=width.saturating_sub(2).max(1)
                        height=tall
                    ></rect>
                }
            })
            .collect_view();
        view! {
            <svg class="scale" viewBox="0 0 200 32" preserveAspectRatio="none" aria-hidden="true">
                {bars}
                <line x1="0" x2="200" y1="30.5" y2="30.5"></line>
            </svg>
        }
    })
}
