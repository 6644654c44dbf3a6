//! Floors, the rule of four eyes, and what was granted or sold below the floor.

use super::{Tabs, chip_class, lists::target};
use crate::api::desk::prices::lists::{Floors, list_price_exceptions, list_price_floors};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextField;
use crate::components::part::PartLink;
use crate::components::waits::answered;
use crate::desk::choice::Choice;
use crate::i18n::desk::price_changes;
use crate::i18n::desk::price_lists::words;
use crate::i18n::numbers::words as number_words;
use crate::i18n::{current_lang, format};
use domain::pricing::change::views::{ApprovedBelow, Exceptions, FloorRow, SoldBelow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

const BASE: &str = "/desk/prices/floors";

/// Floors and rules.
#[component]
pub fn PriceFloors() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let floors = list_price_floors(search.get_untracked());
    view! {
        <Title text=w.floors />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.floors}</h1>
                <p>{w.floors_lead}</p>
            </div>
            {answered(floors, |floors, echo| view! { <Drawn floors=floors echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(floors: Floors, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let may_set = floors.may_set;
    let rows = floors.rows.into_iter().map(|row| floor_row(row, may_set)).collect_view();
    let any = !rows.is_empty();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="split">
            <section class="stack">
                <form class="row" method="get" action=BASE role="search">
                    <input type="search" name="q" aria-label=w.part placeholder=w.part maxlength="100" value=floors.text />
                    <button class="btn">{n.find}</button>
                    <span class="dim">{format::count(floors.parts as usize)} " " {w.part_floors}</span>
                </form>
                {if any {
                    view! {
                        <div class="fold">
                            <table class="tbl dense rows">
                                <caption class="vh">{w.floors}</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">{w.floor_of}</th>
                                        <th scope="col" class="num">{w.lowest_price}</th>
                                        <th scope="col" class="num">{w.lowest_margin}</th>
                                        <th scope="col">{w.reason}</th>
                                        <th scope="col">{w.set_by}</th>
                                        {may_set.then(|| view! { <th scope="col"><span class="vh">{w.remove}</span></th> })}
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        <div class="empty">
                            <b>{w.no_floors}</b>
                        </div>
                    }
                        .into_any()
                }}
            </section>
            <aside class="stack l">
                {may_set.then(|| view! { <NewFloor echo=echo /> })} <FourEyes on=floors.four_eyes may_set=may_set />
            </aside>
        </div>
    }
}

fn floor_row(row: FloorRow, may_set: bool) -> impl IntoView {
    let w = words(current_lang());
    let of = match row.part.clone() {
        Some(part) => view! { <PartLink number=part /> }.into_any(),
        None => target(row.category.clone(), row.brand.clone()),
    };
    let name = row.part.or(row.category).or(row.brand).unwrap_or_default();
    let basis = row.floor.basis;
    view! {
        <tr>
            <th scope="row" class="name first">
                {of}
            </th>
            <td class="num" data-l=w.lowest_price>
                {row.floor.min_price.map(|price| format!("{} / {basis}", format::price(price)))}
            </td>
            <td class="num" data-l=w.lowest_margin>
                {row.floor.min_margin_percent.map(|margin| format!("{}%", margin.normalize()))}
            </td>
            <td class="low">{row.reason}</td>
            <td class="low">{if row.set_by.is_empty() { w.set_up.to_owned() } else { row.set_by }}</td>
            {may_set
                .then(|| {
                    view! {
                        <td class="end">
                            <form method="post" action="/api/desk_remove_floor">
                                <input type="hidden" name="id" value=row.id.to_string() />
                                <button class="btn s quiet" aria-label=format!("{} {name}", w.remove)>
                                    {w.remove}
                                </button>
                            </form>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn NewFloor(echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let scopes = [("category", w.category), ("brand", w.brand), ("sku", w.part_word)];
    let scopes = scopes.map(|(value, name)| (value.to_owned(), name.to_owned())).to_vec();
    let bases = ["1", "10", "100", "1000"].map(|n| (n.to_owned(), format!("{} {n}", w.per))).to_vec();
    view! {
        <section class="block">
            <header>
                <h2>{w.new_floor}</h2>
            </header>
            <form class="stack" method="post" action="/api/desk_set_floor">
                <Choice name="scope" label=w.scope options=scopes echo=echo.clone() />
                <TextField name="of" label=w.floor_of hint=w.of_hint required=true echo=echo.clone() />
                <div class="fields">
                    <TextField name="price" label=w.lowest_price echo=echo.clone() />
                    <Choice name="basis" label=w.per options=bases echo=echo.clone() />
                </div>
                <TextField name="margin" label=w.lowest_margin hint=w.margin_hint echo=echo.clone() />
                <TextField name="reason" label=w.reason echo=echo />
                <div class="actions">
                    <button class="btn go">{w.set}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn FourEyes(on: bool, may_set: bool) -> impl IntoView {
    let w = words(current_lang());
    let (said, button, next) =
        if on { (w.four_eyes_on, w.turn_off, "no") } else { (w.four_eyes_off, w.turn_on, "yes") };
    view! {
        <section class="block">
            <header>
                <h2>{w.four_eyes}</h2>
            </header>
            <p>{said}</p>
            {may_set
                .then(|| {
                    view! {
                        <form method="post" action="/api/desk_set_four_eyes">
                            <button class="btn" name="on" value=next>
                                {button}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
}

/// Prices below the floor.
#[component]
pub fn PriceExceptions() -> impl IntoView {
    let w = words(current_lang());
    let days = use_query_map().read_untracked().get("days").unwrap_or_default();
    let found = list_price_exceptions(days.clone());
    view! {
        <Title text=w.exceptions />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.exceptions}</h1>
                <p>{w.exceptions_lead}</p>
            </div>
            {answered(found, move |found, _| view! { <Report found=found days=days /> })}
        </div>
    }
}

#[component]
fn Report(found: Exceptions, days: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let days = days.trim().parse::<u32>().unwrap_or(90);
    let chip = |n: u32| {
        let href = format!("/desk/prices/exceptions?days={n}");
        view! { <a class=chip_class(n == days) href=href aria-current=(n == days).then_some("page")>{w.last_days} " " {n} " " {w.days_word}</a> }
    };
    let approved = found.approved.into_iter().map(approved_row).collect_view();
    let sold = found.sold.into_iter().map(sold_row).collect_view();
    view! {
        <div class="chips">{[30, 90, 365].map(chip).collect_view()}</div>
        <section class="block">
            <header>
                <h2>{w.approved}</h2>
            </header>
            {if approved.is_empty() {
                view! { <p class="dim">{w.none_approved}</p> }.into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{w.approved}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.by}</th>
                                    <th scope="col" class="num">{w.below_prices}</th>
                                    <th scope="col">{w.reason}</th>
                                    <th scope="col">{w.who}</th>
                                </tr>
                            </thead>
                            <tbody>{approved}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
        </section>
        <section class="block">
            <header>
                <h2>{w.sold}</h2>
                <p class="dim">
                    {format::count(found.looked_at as usize)} " " {w.looked_at}
                    {found.more.then(|| format!(" · {}", w.oldest_left_out))}
                </p>
            </header>
            {if sold.is_empty() {
                view! { <p class="dim">{w.none_sold}</p> }.into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{w.sold}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.part}</th>
                                    <th scope="col" class="num">{w.quantity}</th>
                                    <th scope="col" class="num">{w.price}</th>
                                    <th scope="col" class="num">{w.lowest}</th>
                                    <th scope="col" class="num">{w.margin}</th>
                                    <th scope="col">{w.customer}</th>
                                    <th scope="col">{w.order}</th>
                                </tr>
                            </thead>
                            <tbody>{sold}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
        </section>
    }
}

fn approved_row(row: ApprovedBelow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, state) = price_changes::state(row.state, lang);
    view! {
        <tr>
            <th scope="row" class="name first">
                <a class="sku" href=format!("/desk/prices/changes/{}", row.number)>
                    {row.number.clone()}
                </a>
                " "
                <span class=shape>{state}</span>
                <span class="sub">{row.title}</span>
            </th>
            <td class="num" data-l=w.below_prices>
                {format::count(row.lines as usize)}
            </td>
            <td class="all">{row.reason}</td>
            <td class="low">{row.by.name} " " <span class="dim">{format::minute(row.by.at, lang)}</span></td>
        </tr>
    }
}

fn sold_row(row: SoldBelow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (sign, basis) = (row.price.currency.sign(), row.price.basis);
    let price = |price| format!("{sign}{} / {basis}", format::price(price));
    view! {
        <tr>
            <th scope="row" class="name first">
                <PartLink number=row.part_number />
            </th>
            <td class="num" data-l=w.quantity>
                {format::quantity(row.quantity)}
            </td>
            <td class="num" data-l=w.price>
                {price(row.price.price)}
            </td>
            <td class="num" data-l=w.lowest>
                {row.lowest.map(price)}
            </td>
            <td class="num" data-l=w.margin>
                {row.margin.map(|margin| format!("{margin}%"))}
            </td>
            <td class="low">
                <a href=format!("/desk/c/{}", row.company_id)>{row.company}</a>
            </td>
            <td class="low">
                <a class="sku" href=format!("/desk/c/{}/orders/{}", row.company_id, row.order_id)>
                    {row.order}
                </a>
                " "
                {row.by.name}
                {row.acting_for.then(|| format!(" ({})", w.by_clerk))}
                " "
                <span class="dim">{format::minute(row.by.at, lang)}</span>
            </td>
        </tr>
    }
}
