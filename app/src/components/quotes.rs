//! A quote and a list of them, as both sides see them.

use super::price::Price;
use crate::i18n::quotes::{state, words};
use crate::i18n::{current_lang, format};
use domain::pricing::quotes::{QuoteBrief, QuoteLine, QuoteState, QuoteView};
use leptos::prelude::*;

/// Quotes as rows.
#[component]
pub fn QuoteTable(
    /// Newest first.
    quotes: Vec<QuoteBrief>,
    /// Address their pages stand under.
    base: String,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = move |quote: QuoteBrief| {
        view! {
            <tr>
                <th scope="row" class="name first">
                    <a href=format!("{base}/{}", quote.id)>{quote.number}</a>
                </th>
                <td class="end">
                    <Stands at=quote.state />
                </td>
                <td data-l=w.offered_on>{format::date(quote.offered_on, lang)}</td>
                <td data-l=w.last_day>{format::date(quote.last_day, lang)}</td>
                <td class="num" data-l=w.lines>{format::count(quote.lines as usize)}</td>
            </tr>
        }
    };
    view! {
        <div class="fold">
            <table class="tbl rows">
                <caption class="vh">{w.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.number}</th>
                        <th scope="col">{w.status}</th>
                        <th scope="col">{w.offered_on}</th>
                        <th scope="col">{w.last_day}</th>
                        <th scope="col" class="num">{w.lines}</th>
                    </tr>
                </thead>
                <tbody>{quotes.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Where a quote stands: a shape and a word.
#[component]
fn Stands(at: QuoteState) -> impl IntoView {
    let (class, word) = state(at, current_lang());
    view! { <span class=class>{word}</span> }
}

/// A quote's head and its lines.
#[component]
pub fn Quote(
    /// The quote.
    quote: QuoteView,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let QuoteView { brief, note, lines } = quote;
    view! {
        <dl class="facts">
            <div>
                <dt>{w.status}</dt>
                <dd>
                    <Stands at=brief.state />
                </dd>
            </div>
            <div>
                <dt>{w.offered_on}</dt>
                <dd>{format::date(brief.offered_on, lang)}</dd>
            </div>
            <div>
                <dt>{w.last_day}</dt>
                <dd>{format::date(brief.last_day, lang)}</dd>
            </div>
            {brief
                .accepted_on
                .map(|day| {
                    view! {
                        <div>
                            <dt>{w.accepted_on}</dt>
                            <dd>{format::date(day, lang)}</dd>
                        </div>
                    }
                })}
            {(!note.is_empty())
                .then(|| {
                    view! {
                        <div>
                            <dt>{w.note}</dt>
                            <dd>{note}</dd>
                        </div>
                    }
                })}
        </dl>
        <Lines lines=lines />
    }
}

#[component]
fn Lines(lines: Vec<QuoteLine>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = move |line: QuoteLine| {
        let page = format!("/parts/{}", format::url_component(&line.part_number));
        view! {
            <tr>
                <th scope="row" class="name first">
                    <a class="sku" href=page>
                        {line.part_number}
                    </a>
                    " "
                    <span class="sub">{lang.pick(&line.name_zh, &line.name_en).to_owned()}</span>
                </th>
                <td class="num" data-l=w.from>{format::quantity(line.min_qty)}</td>
                <td class="num end">
                    <Price price=line.price />
                </td>
            </tr>
        }
    };
    view! {
        <div class="fold">
            <table class="tbl rows">
                <caption class="vh">{w.lines}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.part}</th>
                        <th scope="col" class="num">{w.from}</th>
                        <th scope="col" class="num">{w.price}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
