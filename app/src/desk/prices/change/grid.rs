//! The lines of a document as a grid: written cell by cell while it is a draft, read beside what holds afterwards.

use super::href;
use crate::api::desk::prices::changes::ChangePage;
use crate::api::form::Echo;
use crate::components::field::{TextArea, TextField};
use crate::components::grid_keys::GridKeys;
use crate::components::pager::Pager;
use crate::components::part::PartLink;
use crate::desk::prices::chip_class;
use crate::i18n::desk::price_changes::{effect, words};
use crate::i18n::numbers::words as number_words;
use crate::i18n::{current_lang, format};
use domain::pricing::change::{ChangeLine, Counts, Effect};
use leptos::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

/// Rows of the grid that are still empty.
const EMPTY: usize = 8;
/// Lines of a page.
const PAGE: u64 = 100;

/// The lines.
#[component]
pub fn Grid(page: ChangePage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let ChangePage { change, lines, effect: only, part, page: at, list, may_edit, .. } = page;
    let writes = may_edit && change.is_draft();
    let number = change.row.number.clone();
    let here = href(&number);
    let shown = only.map_or(change.counts.lines, |only| count_of(&change.counts, only));
    let total = u64::try_from(shown).unwrap_or(0);
    let pages = if part.is_empty() { u32::try_from(total.div_ceil(PAGE)).unwrap_or(u32::MAX) } else { 1 };
    let word = only.map_or("", Effect::as_str);
    let asked = format!("effect={word}&q={}", format::url_component(&part));
    let base = format!("{here}?{asked}&list={}", format::url_component(&list));
    let nothing = change.counts.lines == 0;
    let empty = nothing && change.discounts.is_empty() && change.heads.is_empty();
    view! {
        <section class="stack">
            {(!nothing).then(|| view! { <Filters counts=change.counts only=only part=part number=number.clone() list=list.clone() /> })}
            {empty
                .then(|| {
                    view! {
                        <div class="empty">
                            <b>{w.nothing_yet}</b>
                            {writes.then(|| view! { <p>{w.nothing_lead}</p> })}
                        </div>
                    }
                })}
            {if writes {
                view! {
                    <Written
                        lines=lines
                        number=number.clone()
                        list=list.clone()
                        back=format!("{asked}&page={at}")
                        echo=echo.clone()
                    />
                }
                    .into_any()
            } else {
                (!nothing).then(|| view! { <Read lines=lines /> }).into_any()
            }}
            <Pager
                page=at
                pages=pages
                href=Callback::new(move |page: u32| format!("{base}&page={page}"))
                label=(n.pages, n.previous, n.next)
            />
            {writes.then(|| view! { <Paste number=number list=list echo=echo /> })}
        </section>
    }
}

fn count_of(counts: &Counts, of: Effect) -> i64 {
    match of {
        Effect::New => counts.new,
        Effect::Changed => counts.changed,
        Effect::Same => counts.same,
        Effect::Ended => counts.ended,
    }
}

#[component]
fn Filters(
    counts: Counts,
    only: Option<Effect>,
    part: String,
    number: String,
    list: String,
) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let here = href(&number);
    let list = format::url_component(&list);
    let chip = |of: Option<Effect>, name: &'static str, count: i64| {
        let href = format!("{here}?effect={}&list={list}", of.map_or("", Effect::as_str));
        let count = format::count(usize::try_from(count).unwrap_or(0));
        view! { <a class=chip_class(of == only) href=href aria-current=(of == only).then_some("page")>{name} " " <b class="num">{count}</b></a> }
    };
    let effects = Effect::ALL.map(|of| chip(Some(of), effect(of, lang), count_of(&counts, of)));
    view! {
        <div class="chips">{chip(None, w.all, counts.lines)} {effects.collect_view()}</div>
        <form class="row" method="get" action=here.clone() role="search">
            {only.map(|only| view! { <input type="hidden" name="effect" value=only.as_str() /> })}
            <input type="search" name="q" aria-label=w.find placeholder=w.find maxlength="100" value=part />
            <button class="btn">{n.find}</button>
        </form>
    }
}

#[component]
fn Heads(writes: bool) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <thead>
            <tr>
                <th scope="col">{w.part}</th>
                <th scope="col" class="num">{w.min_qty}</th>
                <th scope="col" class="num">{w.now}</th>
                <th scope="col" class="num">{w.price}</th>
                <th scope="col" class="num">{w.per}</th>
                <th scope="col" class="num">{w.moved}</th>
                <th scope="col" class="num">{w.margin}</th>
                <th scope="col">{w.from}</th>
                <th scope="col">{w.until}</th>
                {writes.then(|| view! { <th scope="col">{w.remove}</th> })}
            </tr>
        </thead>
    }
}

/// The grid of a draft: a form of fields.
#[component]
fn Written(lines: Vec<ChangeLine>, number: String, list: String, back: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let known = lines.len();
    let rows =
        lines.into_iter().zip(0..).map(|(line, at)| view! { <Cells line=line at=at /> }).collect_view();
    let empty = (known..known + EMPTY).map(|at| view! { <Empty at=at /> }).collect_view();
    view! {
        <form class="stack" method="post" action="/api/desk_write_price_change">
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="back" value=back />
            <TextField name="grid_list" label=w.grid_list value=list echo=echo required=true />
            <p class="dim">{w.grid_hint}</p>
            <div class="scroll">
                <table class="tbl dense grid">
                    <caption class="vh">{w.title}</caption>
                    <Heads writes=true />
                    <tbody>{rows} {empty}</tbody>
                </table>
            </div>
            <div class="actions">
                <button class="btn go">{w.write}</button>
            </div>
            <GridKeys />
        </form>
    }
}

/// A line that is in the draft: its new price and last day can be written over.
#[component]
fn Cells(line: ChangeLine, at: usize) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let name = |field: &str| format!("rows[{at}][{field}]");
    let label = |what: &str| format!("{what} {} {}", line.part_number, format::quantity(line.min_qty));
    let price = line.price.map_or("-".to_owned(), |price| price.normalize().to_string());
    let last = line.valid_to.and_then(|to| to.pred_opt()).map(|last| last.to_string()).unwrap_or_default();
    view! {
        <tr class=line.below_floor.then_some("warn")>
            <th scope="row">
                <PartLink number=line.part_number.clone() />
                <span class="sub sku">{line.list.clone()}</span>
                <input type="hidden" name=name("list") value=line.list.clone() />
                <input type="hidden" name=name("part") value=line.part_number.clone() />
                <input type="hidden" name=name("min_qty") value=line.min_qty.normalize().to_string() />
                <input type="hidden" name=name("from") value=line.valid_from.to_string() />
                <input type="hidden" name=name("basis") value=line.basis.to_string() />
            </th>
            <td class="num">{format::quantity(line.min_qty)}</td>
            <td class="num">{line.now.map(format::price)}</td>
            <td class="num">
                <input class="short" name=name("price") inputmode="decimal" autocomplete="off" maxlength="30" aria-label=label(w.price) value=price />
            </td>
            <td class="num">{line.basis}</td>
            <td class="num">{moved(&line)}</td>
            <td class="num">{margin(&line)}</td>
            <td>{format::date(line.valid_from, lang)}</td>
            <td>
                <input type="date" name=name("until") aria-label=label(w.until) value=last />
            </td>
            <td>
                <input type="checkbox" name=name("remove") value="yes" aria-label=label(w.remove) />
            </td>
        </tr>
    }
}

#[component]
fn Empty(at: usize) -> impl IntoView {
    let w = words(current_lang());
    let name = |field: &str| format!("rows[{at}][{field}]");
    let label = |what: &str| format!("{what} {}", at + 1);
    view! {
        <tr>
            <th scope="row">
                <input name=name("part") autocomplete="off" maxlength="100" aria-label=label(w.part) />
            </th>
            <td class="num">
                <input class="short" name=name("min_qty") inputmode="decimal" autocomplete="off" maxlength="20" aria-label=label(w.min_qty) />
            </td>
            <td></td>
            <td class="num">
                <input class="short" name=name("price") inputmode="decimal" autocomplete="off" maxlength="30" aria-label=label(w.price) />
            </td>
            <td class="num">
                <input class="short" name=name("basis") inputmode="numeric" autocomplete="off" maxlength="4" aria-label=label(w.per) />
            </td>
            <td></td>
            <td></td>
            <td>
                <input type="date" name=name("from") aria-label=label(w.from) />
            </td>
            <td>
                <input type="date" name=name("until") aria-label=label(w.until) />
            </td>
            <td></td>
        </tr>
    }
}

/// The lines of a document that is no draft any more.
#[component]
fn Read(lines: Vec<ChangeLine>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = |line: ChangeLine| {
        view! {
            <tr class=line.below_floor.then_some("warn")>
                <th scope="row" class="name first">
                    <PartLink number=line.part_number.clone() />
                    <span class="sub sku">{line.list.clone()}</span>
                </th>
                <td class="num" data-l=w.min_qty>
                    {format::quantity(line.min_qty)}
                </td>
                <td class="num" data-l=w.now>
                    {line.now.map(format::price)}
                </td>
                <td class="num" data-l=w.price>
                    {line.price.map_or(w.taken_away.to_owned(), format::price)}
                </td>
                <td class="num" data-l=w.per>
                    {line.basis}
                </td>
                <td class="num">{moved(&line)}</td>
                <td class="num">{margin(&line)}</td>
                <td class="low">{format::date(line.valid_from, lang)}</td>
                <td class="low">
                    {line.valid_to.and_then(|to| to.pred_opt()).map(|last| format::date(last, lang))}
                </td>
            </tr>
        }
    };
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.title}</caption>
                <Heads writes=false />
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// How much the price moves: a percentage, or what the line does.
fn moved(line: &ChangeLine) -> AnyView {
    let lang = current_lang();
    let (Some(now), Some(price), Effect::Changed) = (line.now, line.price, line.effect) else {
        return view! { <span class="dim">{effect(line.effect, lang)}</span> }.into_any();
    };
    let percent = ((price - now) * Decimal::ONE_HUNDRED).checked_div(now).unwrap_or_default();
    let percent = percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    let sign = if percent > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{percent}%").into_any()
}

fn margin(line: &ChangeLine) -> AnyView {
    let w = words(current_lang());
    view! {
        {line.margin.map(|margin| format!("{margin}%"))}
        {line.below_floor.then(|| view! { <span class="sub"><span class="st bad">{w.below}</span></span> })}
    }
    .into_any()
}

/// A block from a spreadsheet.
#[component]
fn Paste(number: String, list: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block">
            <header>
                <h2>{w.paste}</h2>
            </header>
            <form class="stack" method="post" action="/api/desk_paste_price_change">
                <input type="hidden" name="number" value=number />
                <TextField name="list" label=w.paste_list value=list echo=echo.clone() />
                <TextArea name="rows" label=w.paste_hint rows=6 class="paste" echo=echo />
                <div class="actions">
                    <button class="btn go">{w.write}</button>
                </div>
            </form>
        </section>
    }
}
