//! A part number, never cut and free to wrap, and what there is of the part.

use super::markup::Markup;
use crate::i18n::{Lang, catalog, current_lang, format, selection};
use chrono::NaiveDate;
use domain::catalog::query::percent;
use domain::inventory::promise_date;
use leptos::prelude::*;
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
    let mut m = Markup::default();
    write_number(&mut m, &number);
    m.done()
}

fn write_number(m: &mut Markup, number: &str) {
    let (head, tail) = halves(number);
    m.raw(r#"<span class="sku">"#);
    write_half(m, head);
    if !tail.is_empty() {
        m.raw("<wbr>");
        write_half(m, tail);
    }
    m.raw("</span>");
}

fn write_half(m: &mut Markup, text: &str) {
    if text.chars().count() <= LINE {
        m.raw(r#"<span class="keep">"#).text(text).raw("</span>");
        return;
    }
    for piece in text.split_inclusive('-') {
        m.text(piece).raw("<wbr>");
    }
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
    let mut m = Markup::default();
    write_part_link(&mut m, &number);
    m.done()
}

/// The same among others.
pub fn write_part_link(m: &mut Markup, number: &str) {
    m.raw("<a").attr("href", part_href(number)).raw(r#" class="plain">"#);
    write_number(m, number);
    m.raw("</a>");
}

/// Whether a value is a designation, such as `ISO 7380-1`, that is not parted at its dashes and spaces.
pub fn is_designation(value: &str) -> bool {
    value.len() <= 16 && value.is_ascii() && value.bytes().any(|c| c.is_ascii_digit())
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
    let mut m = Markup::default();
    write_supply(&mut m, (available, wanted), lead_time_days, today, current_lang());
    m.done()
}

/// The same among others: what there is and what is wanted of it.
pub fn write_supply(
    m: &mut Markup,
    (available, wanted): (Decimal, Decimal),
    lead_time_days: u32,
    today: NaiveDate,
    lang: Lang,
) {
    let w = catalog::words(lang);
    let figure = format::quantity(available);
    if available > Decimal::ZERO && available >= wanted {
        m.raw(r#"<span class="st full">"#).text(w.in_stock).raw(" <b>").text(figure).raw("</b></span>");
        return;
    }
    let day = promise_date(today, wanted.max(available + Decimal::ONE), available, lead_time_days);
    let arrives = |m: &mut Markup| {
        let word = selection::words(lang).arrives;
        m.raw(r#"<span class="dim">"#);
        if available > Decimal::ZERO {
            m.text(w.rest).raw(" ");
        }
        if lang == Lang::En {
            m.text(word).raw(" ");
        }
        m.raw("<time").attr("datetime", day).raw(">").text(format::near(day, today, lang)).raw("</time>");
        if lang == Lang::Zh {
            m.raw(" ").text(word);
        }
        m.raw("</span>");
    };
    if available <= Decimal::ZERO {
        m.raw(r#"<span class="st open">"#).text(w.to_order).raw(" ");
        arrives(m);
        m.raw("</span>");
    } else {
        m.raw(r#"<span class="st half">"#).text(w.in_stock).raw(" <b>").text(figure).raw("</b></span> ");
        arrives(m);
    }
}

#[cfg(test)]
mod tests {
    use super::{halves, is_designation};

    #[test]
    fn a_standard_stays_on_its_line_and_words_may_wrap() {
        assert!(is_designation("ISO 7380-1") && is_designation("DIN 6885") && is_designation("M6"));
        assert!(!is_designation("hex socket") && !is_designation("304不锈钢 A2-70"));
        assert!(!is_designation("Hot dip galvanized 45 µm and more"));
    }

    #[test]
    fn a_part_number_is_parted_near_its_middle() {
        assert_eq!(halves("ISO4762-M6x20-12.9-black"), ("ISO4762-M6x20-", "12.9-black"));
        assert_eq!(halves("6204-2RS"), ("6204-", "2RS"));
        assert_eq!(halves("608ZZ"), ("608ZZ", ""));
        assert_eq!(halves("A-"), ("A-", ""));
    }
}
