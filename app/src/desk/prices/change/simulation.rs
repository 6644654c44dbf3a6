//! What a document would have done to the last twelve months.

use crate::i18n::desk::price_changes::words;
use crate::i18n::{current_lang, format};
use domain::pricing::change::views::{Moved, Simulation};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The figures.
#[component]
pub fn Simulated(simulation: Simulation, number: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let s = simulation;
    view! {
        <section class="block" id="simulation" aria-label=w.simulated>
            <header>
                <h2>{w.simulated}</h2>
                <p class="dim">{w.simulated_on} ": " {format::date(s.on, lang)} " · " <span class="sku">{number}</span></p>
            </header>
            {if s.lines == 0 {
                view! {
                    <div class="stack">
                        <p>{w.none_bought}</p>
                        <dl class="sum">
                            {row(w.reach, s.reach.map_or(w.everybody.to_owned(), count))} {row(w.below_prices, count(s.below_floor))}
                        </dl>
                    </div>
                }
                    .into_any()
            } else {
                view! { <Reckoned simulation=s /> }.into_any()
            }}
        </section>
    }
}

/// What the order lines of the time come to, before and after.
#[component]
fn Reckoned(simulation: Simulation) -> impl IntoView {
    let w = words(current_lang());
    let s = simulation;
    view! {
        <div class="split half">
            <dl class="sum">
                {row(w.reach, s.reach.map_or(w.everybody.to_owned(), count))} {row(w.customers, count(s.customers))}
                {row(w.parts, count(s.parts))} {row(w.order_lines, lines(s.lines))} {row(w.changed_lines, lines(s.changed_lines))}
                {row(w.below_prices, count(s.below_floor))} {row(w.newly_below, lines(s.newly_below))}
            </dl>
            <table class="tbl dense">
                <caption class="vh">{w.simulated}</caption>
                <thead>
                    {heads()}
                </thead>
                <tbody>
                    {figures(w.revenue, s.before, s.after)} {figures(w.margin_sum, s.margin_before, s.margin_after)}
                </tbody>
            </table>
        </div>
        {(s.without_price > 0)
            .then(|| view! { <p class="note warn" role="note">{lines(s.without_price)} " " {w.without_price}</p> })}
        {(s.without_cost > 0).then(|| view! { <p class="dim">{lines(s.without_cost)} " " {w.without_cost}</p> })}
        <div class="split half">
            <MovedTable title=w.losers rows=s.losers /> <MovedTable title=w.winners rows=s.winners />
        </div>
        <MovedTable title=w.most_moved rows=s.most_moved />
    }
}

fn row(what: &'static str, figure: String) -> impl IntoView {
    view! {
        <div>
            <dt>{what}</dt>
            <dd class="num">{figure}</dd>
        </div>
    }
}

fn count(n: u64) -> String {
    format::count(usize::try_from(n).unwrap_or(usize::MAX))
}

fn lines(n: i64) -> String {
    count(u64::try_from(n).unwrap_or(0))
}

/// A difference with its sign.
fn signed(amount: Decimal) -> String {
    let sign = if amount > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", format::amount(amount))
}

fn heads() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <tr>
            <th scope="col"></th>
            <th scope="col" class="num">{w.before}</th>
            <th scope="col" class="num">{w.after}</th>
            <th scope="col" class="num">{w.more}</th>
        </tr>
    }
}

fn figures(what: &'static str, before: Decimal, after: Decimal) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{what}</th>
            <td class="num">{format::amount(before)}</td>
            <td class="num">{format::amount(after)}</td>
            <td class="num">{signed(after - before)}</td>
        </tr>
    }
}

#[component]
fn MovedTable(title: &'static str, rows: Vec<Moved>) -> impl IntoView {
    let w = words(current_lang());
    let nothing = rows.is_empty();
    let row = |moved: Moved| {
        let more = moved.more();
        view! {
            <tr>
                <th scope="row" class="name first">
                    <span class="sku">{moved.code}</span>
                    " "
                    {moved.name}
                </th>
                <td class="num" data-l=w.before>
                    {format::amount(moved.before)}
                </td>
                <td class="num" data-l=w.after>
                    {format::amount(moved.after)}
                </td>
                <td class="num" data-l=w.more>
                    {signed(more)}
                </td>
            </tr>
        }
    };
    view! {
        <section class="stack">
            <h3>{title}</h3>
            {if nothing {
                view! { <p class="dim">{w.nobody}</p> }.into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{title}</caption>
                            <thead>
                                {heads()}
                            </thead>
                            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
        </section>
    }
}
