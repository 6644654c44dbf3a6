//! What is chosen, as chips that let go of it.

use super::href;
use crate::components::icon::Icon;
use crate::i18n::catalog::words;
use crate::i18n::current_lang;
use domain::catalog::parameter::Bounds;
use domain::catalog::{FacetView, Meaning, SearchQuery, Understood};
use leptos::prelude::*;

/// A chip: what it says, where it lets go of it, whether it does anything.
struct Chip {
    label: String,
    to: String,
    used: bool,
}

/// What is chosen beside the text.
fn chosen(facets: &[FacetView], query: &SearchQuery) -> Vec<Chip> {
    let w = words(current_lang());
    let mut chips: Vec<Chip> = facets.iter().flat_map(|facet| chips_of(facet, query)).collect();
    if let Some(price) = &query.price {
        let without = SearchQuery { price: None, page: 1, ..query.clone() };
        let used = Bounds::parse(price, "").is_some();
        chips.push(Chip { label: format!("{} {price}", w.your_price), to: href(&without), used });
    }
    if query.in_stock {
        let without = SearchQuery { in_stock: false, page: 1, ..query.clone() };
        chips.push(Chip { label: w.in_stock.to_owned(), to: href(&without), used: true });
    }
    chips
}

/// How many filters do something.
pub fn in_use(facets: &[FacetView], query: &SearchQuery) -> usize {
    chosen(facets, query).iter().filter(|chip| chip.used).count()
}

/// Chips and clear all; nothing while nothing is chosen.
#[component]
pub fn Chosen(facets: Vec<FacetView>, understood: Vec<Understood>, query: SearchQuery) -> impl IntoView {
    let w = words(current_lang());
    let typed = understood.iter().map(|piece| Chip {
        label: taken_for(piece),
        to: href(&query.saying(&piece.rest)),
        used: true,
    });
    let chips: Vec<Chip> = typed.chain(chosen(&facets, &query)).collect();
    (!chips.is_empty()).then(|| {
        view! {
            <div class="chips" role="group" aria-label=w.selected>
                {chips
                    .into_iter()
                    .map(|chip| {
                        let label = match chip.used {
                            true => chip.label,
                            false => format!("{}: {}", chip.label, w.misread),
                        };
                        let name = format!("{} {label}", w.remove);
                        view! {
                            <a href=chip.to class=if chip.used { "chip" } else { "chip off" } aria-label=name>
                                {label}
                                <Icon name="x" />
                            </a>
                        }
                    })
                    .collect_view()}
                {(query.chosen() > 0)
                    .then(|| {
                        view! {
                            <a href=href(&query.cleared()) class="btn s quiet noprint">
                                {w.clear_all}
                            </a>
                        }
                    })}
            </div>
        }
    })
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
        Meaning::Parameter { zh, en } => format!("{}: {}", lang.pick(zh, en), w.no_value),
        Meaning::Name { zh, en } => lang.pick(zh, en).to_owned(),
        Meaning::Names => format!("{} {text}", w.taken_for_names),
        Meaning::Size => format!("{} {text}", w.taken_for_size),
        Meaning::Measure => format!("{} {text}", w.taken_for_measure),
        Meaning::PartNumber => format!("{} {text}", w.taken_for_part),
        Meaning::Similar => format!("{} {text}", w.taken_for_similar),
        Meaning::Nothing => format!("{}: {text}", w.taken_for_nothing),
    }
}

fn chips_of(facet: &FacetView, query: &SearchQuery) -> Vec<Chip> {
    let lang = current_lang();
    let mut chips: Vec<Chip> = facet
        .values
        .iter()
        .filter(|v| v.selected)
        .map(|v| {
            let label = format!("{} {} {}", facet.name(lang), v.name(lang), facet.unit);
            let to = href(&query.toggled(&facet.code, &v.code));
            Chip { label: label.trim_end().to_owned(), to, used: true }
        })
        .collect();
    if let Some(typed) = query.ranges.get(&facet.code) {
        let unit = if typed.ends_with(|c: char| c.is_ascii_digit()) { facet.unit.as_str() } else { "" };
        let label = format!("{} {typed} {unit}", facet.name(lang));
        let to = href(&query.unbounded(&facet.code));
        chips.push(Chip { label: label.trim_end().to_owned(), to, used: facet.understands(typed) });
    }
    chips
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::chips_of;
    use domain::catalog::parameter::ParameterKind;
    use domain::catalog::{FacetView, SearchQuery};

    #[test]
    fn bounds_nobody_understands_are_no_filter_in_use() {
        let facet = FacetView {
            code: "bore".into(),
            name_zh: "内径 d".into(),
            name_en: "Bore d".into(),
            unit: "mm".into(),
            kind: ParameterKind::Number,
            values: Vec::new(),
            range: None,
        };
        for (typed, used) in [("abc", false), ("20", true), ("≥ 1/4\"", true), ("24V", false)] {
            let query = SearchQuery::from_pairs(&[("is.bore".to_owned(), typed.to_owned())]);
            let chips = chips_of(&facet, &query);
            assert_eq!(chips.iter().map(|chip| chip.used).collect::<Vec<_>>(), [used], "{typed}");
        }
    }
}
