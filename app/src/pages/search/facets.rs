//! The filters: a column on a desk, a sheet on a phone, a plain form in both.

use super::href;
use crate::components::markup::Markup;
use crate::i18n::catalog::words;
use crate::i18n::{Lang, current_lang, format};
use domain::catalog::parameter::Bounds;
use domain::catalog::{FacetRange, FacetView, SearchQuery};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The rail of facets.
#[component]
pub fn Facets(facets: Vec<FacetView>, query: SearchQuery, total: u32, priced: bool) -> impl IntoView {
    let w = words(current_lang());
    let clear = href(&query.cleared());
    let mut drawn = Markup::with_room(facets.len() * 2_000);
    facets.iter().for_each(|facet| write_facet(&mut drawn, facet));
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
            {drawn.done()}
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
                <a href=clear class="btn">
                    {w.clear_all}
                </a>
            </div>
        </form>
    }
}

fn write_facet(m: &mut Markup, facet: &FacetView) {
    let lang = current_lang();
    let label = facet.name(lang);
    if let Some(only) = only_value(facet) {
        m.raw(r#"<p class="only"><b>"#)
            .text(label)
            .raw(r#"</b><span class="num">"#)
            .text(format::quantity(only));
        m.raw(r#" <span class="dim">"#).text(&facet.unit).raw("</span></span></p>");
        return;
    }
    m.raw("<fieldset><legend>").text(label);
    if !facet.unit.is_empty() {
        m.raw(r#"<span class="dim">"#).text(&facet.unit).raw("</span>");
    }
    m.raw("</legend>");
    if let Some(range) = &facet.range {
        write_span(m, &facet.code, label, range);
    }
    if !facet.values.is_empty() {
        write_values(m, facet, lang);
    }
    m.raw("</fieldset>");
}

fn write_values(m: &mut Markup, facet: &FacetView, lang: Lang) {
    let many = facet.values.len() > 3;
    let short = many && facet.values.iter().all(|v| v.name(lang).chars().count() <= 6);
    m.raw(if short { r#"<ul class="two">"# } else { "<ul>" });
    for value in &facet.values {
        let off = value.count == 0 && !value.selected;
        m.raw(r#"<li><label><input type="checkbox""#)
            .attr("name", format_args!("p.{}", facet.code))
            .attr("value", &value.code)
            .flag("checked", value.selected)
            .flag("disabled", off)
            .raw("> ")
            .text(value.name(lang))
            .raw(r#" <span class="n num">"#)
            .text(format::count(value.count as usize))
            .raw("</span></label></li>");
    }
    m.raw("</ul>");
}

/// The one value of a range that has no other: there is nothing to choose then.
fn only_value(facet: &FacetView) -> Option<Decimal> {
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
fn write_span(m: &mut Markup, code: &str, label: &str, range: &FacetRange) {
    let w = words(current_lang());
    let misread = !range.typed.is_empty() && range.bounds.is_none();
    m.raw(r#"<div class="range"><input type="text""#)
        .attr("name", format_args!("is.{code}"))
        .attr("aria-label", format_args!("{label} {}", w.value_or_bounds))
        .attr("aria-describedby", format_args!("is-{code}"));
    if misread {
        m.raw(r#" aria-invalid="true""#);
    }
    m.attr("value", &range.typed)
        .attr("placeholder", format_args!("{}–{}", format::quantity(range.min), format::quantity(range.max)))
        .raw(r#" maxlength="40"></div><p"#)
        .attr("id", format_args!("is-{code}"))
        .attr("class", if misread { "err" } else { "hint dim" })
        .raw(">")
        .text(if misread { w.bounds_misread } else { w.bounds_hint })
        .raw("</p>");
    write_histogram(m, range);
}

fn write_histogram(m: &mut Markup, range: &FacetRange) {
    let most = range.histogram.iter().copied().max().unwrap_or(0);
    let slices = range.histogram.len();
    if most == 0 || slices < 2 {
        return;
    }
    let width = 200 / slices;
    let span = range.max - range.min;
    let within = |bounds: &Bounds, slice: usize| {
        let middle = range.min + span * Decimal::from(2 * slice + 1) / Decimal::from(2 * slices);
        bounds.min.is_none_or(|m| middle >= m) && bounds.max.is_none_or(|m| middle <= m)
    };
    m.raw(r#"<svg class="scale" viewBox="0 0 200 32" preserveAspectRatio="none" aria-hidden="true">"#);
    for (slice, parts) in range.histogram.iter().enumerate() {
        let chosen = range.bounds.as_ref().is_none_or(|bounds| within(bounds, slice));
        let tall = (28 * *parts as usize).div_ceil(most as usize).max(1);
        m.raw("<rect")
            .attr("class", if chosen { "on" } else { "un" })
            .attr("x", slice * width)
            .attr("y", 30 - tall)
            .attr("width", width.saturating_sub(2).max(1))
            .attr("height", tall)
            .raw("></rect>");
    }
    m.raw(r#"<line x1="0" x2="200" y1="30.5" y2="30.5"></line></svg>"#);
}
