//! A part number, never cut and free to wrap, and what there is of the part.

use crate::i18n::{Lang, catalog, current_lang, format, selection};
use chrono::NaiveDate;
use domain::catalog::query::percent;
use domain::inventory::promise_date;
use leptos::prelude::*;
use leptos_router::components::A;
use rust_decimal::Decimal;

/// A half up to this many characters stays on its line; a longer one may wrap at every dash.
const LINE: usize = 24;

/// The part number on two lines at most, parted at the dash next to its middle.
#[component]
pub fn PartNumber(
    /// 型号
    #[prop(into)]
    number: String,
) -> impl IntoView {
    let (head, tail) = halves(&number);
    let tail = (!tail.is_empty()).then(|| {
        view! {
            <wbr />
            {half(tail)}
        }
    });
    view! { <span class="sku">{half(head)} {tail}</span> }
}

fn half(text: &str) -> impl IntoView + use<> {
    if text.chars().count() <= LINE {
        return view! { <span class="keep">{text.to_owned()}</span> }.into_any();
    }
    text.split_inclusive('-')
        .map(|piece| {
            view! {
                {piece.to_owned()}
                <wbr />
            }
        })
        .collect_view()
        .into_any()
}

/// Parts a number behind the dash that makes the longer half shortest; a number without one stays whole.
fn halves(number: &str) -> (&str, &str) {
    let dashes = number.match_indices('-').map(|(at, _)| at + 1).filter(|at| *at < number.len());
    let best = dashes.min_by_key(|at| (*at).max(number.len() - at));
    number.split_at(best.unwrap_or(number.len()))
}

/// The part number, leading to its page.
#[component]
pub fn PartLink(
    /// 型号
    #[prop(into)]
    number: String,
) -> impl IntoView {
    view! {
        <A href=part_href(&number) attr:class="plain">
            <PartNumber number=number />
        </A>
    }
}

/// Address of a family's page.
pub fn family_href(code: &str) -> String {
    format!("/families/{}", percent(code))
}

/// Address of a part's page.
pub fn part_href(number: &str) -> String {
    format!("/parts/{}", format::url_component(number))
}

/// What there is of a part: in stock, or to order with the day it arrives.
#[component]
pub fn Supply(
    /// What can still be promised, in the part's unit.
    available: Decimal,
    /// How long the rest takes.
    lead_time_days: u32,
    /// The seller's calendar day.
    today: NaiveDate,
    /// What is wanted; nothing means any.
    #[prop(optional)]
    wanted: Decimal,
) -> impl IntoView {
    let lang = current_lang();
    let w = catalog::words(lang);
    let figure = format::quantity(available);
    if available > Decimal::ZERO && available >= wanted {
        return view! { <span class="st full">{w.in_stock} " " <b>{figure}</b></span> }.into_any();
    }
    let day = promise_date(today, wanted.max(available + Decimal::ONE), available, lead_time_days);
    let (iso, day) = (day.to_string(), format::near(day, today, lang));
    let arrives = selection::words(lang).arrives;
    let arrives = match lang {
        Lang::Zh => view! { <time datetime=iso>{day}</time> " " {arrives} }.into_any(),
        Lang::En => view! { {arrives} " " <time datetime=iso>{day}</time> }.into_any(),
    };
    if available <= Decimal::ZERO {
        return view! { <span class="st open">{w.to_order} " " <span class="dim">{arrives}</span></span> }
            .into_any();
    }
    view! {
        <span class="st half">{w.in_stock} " " <b>{figure}</b></span>
        " "
        <span class="dim">{w.rest} " " {arrives}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn a_part_number_is_parted_near_its_middle() {
        assert_eq!(halves("ISO4762-M6x20-12.9-black"), ("ISO4762-M6x20-", "12.9-black"));
        assert_eq!(halves("6204-2RS"), ("6204-", "2RS"));
        assert_eq!(halves("608ZZ"), ("608ZZ", ""));
        assert_eq!(halves("A-"), ("A-", ""));
    }
}
