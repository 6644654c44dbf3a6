//! Price lists, contracts and promotions: all of them, and one with its prices on a day and its history.

use super::{Tabs, chip_class, days};
use crate::api::desk::prices::lists::{ListView, Lists, list_price_lists, load_price_list};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::pager::Pager;
use crate::components::part::PartLink;
use crate::components::waits::answered;
use crate::i18n::desk::price_changes;
use crate::i18n::desk::price_lists::{kind, words};
use crate::i18n::numbers::words as number_words;
use crate::i18n::{current_lang, format};
use domain::money::TaxMode;
use domain::pricing::change::ChangeRow;
use domain::pricing::change::views::{ListDiscount, ListLine, ListPage, ListRow};
use domain::pricing::terms::ListKind;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

const BASE: &str = "/desk/prices/lists";

/// A list's page.
pub(super) fn list_href(code: &str) -> String {
    format!("{BASE}/{}", format::url_component(code))
}

/// All lists.
#[component]
pub fn PriceLists() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let lists = list_price_lists(search.get_untracked());
    view! {
        <Title text=w.lists />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.lists}</h1>
                <p>{w.lists_lead}</p>
            </div>
            {answered(lists, |lists, echo| view! { <Found lists=lists echo=echo /> })}
        </div>
    }
}

#[component]
fn Found(lists: Lists, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let shown = lists.rows.len() as u64;
    let text = format::url_component(&lists.text);
    let chip = |of: Option<ListKind>, name: &'static str| {
        let word = of.map_or("", ListKind::as_str);
        let current = (of == lists.kind).then_some("page");
        view! { <a class=chip_class(current.is_some()) href=format!("{BASE}?q={text}&kind={word}") aria-current=current>{name}</a> }
    };
    let kinds = [ListKind::Base, ListKind::Group, ListKind::Promotion, ListKind::Contract];
    view! {
        <EchoNote echo=echo />
        <form class="row" method="get" action=BASE role="search">
            <input type="search" name="q" aria-label=w.find placeholder=w.find maxlength="200" value=lists.text.clone() />
            {lists.kind.map(|of| view! { <input type="hidden" name="kind" value=of.as_str() /> })}
            <button class="btn">{n.find}</button>
        </form>
        <div class="chips">
            {chip(None, w.any_kind)} {kinds.map(|of| chip(Some(of), kind(of, lang))).collect_view()}
        </div>
        {if lists.rows.is_empty() {
            view! {
                <div class="empty">
                    <b>{w.none}</b>
                    <p>{w.none_lead}</p>
                </div>
            }
                .into_any()
        } else {
            view! {
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.lists}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.code}</th>
                                <th scope="col">{w.kind}</th>
                                <th scope="col">{w.whose}</th>
                                <th scope="col">{w.holds}</th>
                                <th scope="col" class="num">{w.version}</th>
                                <th scope="col">{w.changed}</th>
                            </tr>
                        </thead>
                        <tbody>{lists.rows.into_iter().map(list_row).collect_view()}</tbody>
                    </table>
                </div>
                {(lists.total > shown).then(|| view! { <p class="dim">{w.shown_of} " · " {format::count(lists.total as usize)}</p> })}
            }
                .into_any()
        }}
    }
}

fn list_row(list: ListRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <tr>
            <th scope="row" class="name first">
                <a href=list_href(&list.code)>
                    <span class="sku">{list.code.clone()}</span>
                </a>
                <span class="sub">{list.name.clone()}</span>
            </th>
            <td>{kind(list.kind, lang)}</td>
            <td class="low">{whose(&list)}</td>
            <td class="low">{days(&list.validity)}</td>
            <td class="num" data-l=w.version>
                {list.version}
            </td>
            <td class="low">{format::minute(list.changed_at, lang)}</td>
        </tr>
    }
}

fn whose(list: &ListRow) -> String {
    if list.whose.is_empty() { words(current_lang()).everybody.to_owned() } else { list.whose.clone() }
}

/// One list.
#[component]
pub fn PriceListPage() -> impl IntoView {
    let params = use_params_map();
    let code = params.read_untracked().get("code").unwrap_or_default();
    let search = use_location().search;
    let list = load_price_list(code, search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            <Tabs />
            {answered(list, |list, echo| view! { <Shown list=list echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(list: ListView, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let ListView { page, part, on, at, may_edit } = list;
    let ListPage { list, lines, parts, discounts, changes } = page;
    let code = list.code.clone();
    view! {
        <Title text=list.code.clone() />
        <EchoNote echo=echo.clone() />
        <div class="pagehead">
            <h1>{list.name.clone()}</h1>
            <p>
                <span class="sku">{list.code.clone()}</span>
                " · "
                {kind(list.kind, lang)}
                " · "
                {whose(&list)}
                " · "
                {if list.tax_mode == TaxMode::Net { w.net } else { w.gross }}
                " · "
                {days(&list.validity)}
                " · "
                {if list.allows_promotion { w.promotions_in } else { w.promotions_out }}
            </p>
        </div>
        <div class="split">
            <div class="stack l">
                <Prices code=code.clone() lines=lines parts=parts part=part on=on at=at />
                <Discounts rows=discounts />
            </div>
            <aside class="stack l">
                {may_edit.then(|| view! { <Draft code=code name=list.name echo=echo /> })} <History rows=changes />
            </aside>
        </div>
    }
}

#[component]
fn Prices(
    code: String,
    lines: Vec<ListLine>,
    parts: i64,
    part: String,
    on: chrono::NaiveDate,
    at: u32,
) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let href = list_href(&code);
    let pages = u32::try_from(parts.max(0) as u64 / 50 + u64::from(parts % 50 != 0)).unwrap_or(u32::MAX);
    let found = format!("{href}?q={}&on={on}", format::url_component(&part));
    let nothing = lines.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.prices}</h2>
                <p class="dim">{format::count(usize::try_from(parts).unwrap_or(0))} " " {w.parts_priced}</p>
            </header>
            <form class="row" method="get" action=href>
                <input type="search" name="q" aria-label=w.part placeholder=w.part maxlength="100" value=part />
                <input type="date" name="on" aria-label=w.on value=on.to_string() />
                <button class="btn">{w.show}</button>
            </form>
            {if nothing {
                view! { <p class="dim">{w.no_lines}</p> }.into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{w.prices}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.part}</th>
                                    <th scope="col" class="num">{w.min_qty}</th>
                                    <th scope="col" class="num">{w.price}</th>
                                    <th scope="col" class="num">{w.margin}</th>
                                    <th scope="col">{w.days}</th>
                                    <th scope="col">{w.by}</th>
                                </tr>
                            </thead>
                            <tbody>{lines.into_iter().map(|line| price_row(line, on)).collect_view()}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
            <Pager
                page=at
                pages=pages
                href=Callback::new(move |page: u32| format!("{found}&page={page}"))
                label=(n.pages, n.previous, n.next)
            />
        </section>
    }
}

fn price_row(line: ListLine, on: chrono::NaiveDate) -> impl IntoView {
    let w = words(current_lang());
    let planned = line.validity.from > on;
    view! {
        <tr class=line.below_floor.then_some("warn")>
            <th scope="row" class="name first">
                <PartLink number=line.part_number />
                {planned.then(|| view! { " " <span class="st wait">{w.planned}</span> })}
                {line.below_floor.then(|| view! { " " <span class="st bad">{w.below}</span> })}
            </th>
            <td class="num" data-l=w.min_qty>
                {format::quantity(line.min_qty)}
            </td>
            <td class="num" data-l=w.price>
                {format::price(line.price)}
                " / "
                {line.basis}
            </td>
            <td class="num" data-l=w.margin>
                {line.margin.map(|margin| format!("{margin}%"))}
            </td>
            <td class="low">{days(&line.validity)}</td>
            <td class="low">{by(line.change)}</td>
        </tr>
    }
}

/// The document that set it, as a link.
fn by(number: Option<String>) -> AnyView {
    match number {
        Some(number) => {
            view! { <a class="sku" href=format!("/desk/prices/changes/{number}")>{number.clone()}</a> }
                .into_any()
        }
        None => view! { <span class="dim">{words(current_lang()).set_up}</span> }.into_any(),
    }
}

#[component]
fn Discounts(rows: Vec<ListDiscount>) -> impl IntoView {
    let w = words(current_lang());
    (!rows.is_empty()).then(|| {
        let row = |row: ListDiscount| {
            view! {
                <tr>
                    <th scope="row" class="name first">
                        {target(row.category, row.brand)}
                    </th>
                    <td class="num" data-l=w.min_qty>
                        {format::quantity(row.min_qty)}
                    </td>
                    <td class="num" data-l=w.percent>
                        {row.percent.normalize().to_string()}
                        "%"
                    </td>
                    <td class="low">{days(&row.validity)}</td>
                    <td class="low">{by(row.change)}</td>
                </tr>
            }
        };
        view! {
            <section class="block">
                <header>
                    <h2>{w.discounts}</h2>
                </header>
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.discounts}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.target}</th>
                                <th scope="col" class="num">{w.min_qty}</th>
                                <th scope="col" class="num">{w.percent}</th>
                                <th scope="col">{w.days}</th>
                                <th scope="col">{w.by}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

/// What a percentage is off, in words.
pub(super) fn target(category: Option<String>, brand: Option<String>) -> AnyView {
    let w = words(current_lang());
    match (category, brand) {
        (Some(category), _) => view! { {w.category} " " <span class="sku">{category}</span> }.into_any(),
        (None, Some(brand)) => view! { {w.brand} " " {brand} }.into_any(),
        (None, None) => w.everything.into_any(),
    }
}

/// The way into a document for this list.
#[component]
fn Draft(code: String, name: String, echo: Echo) -> impl IntoView {
    use crate::components::field::TextField;
    use crate::components::once::once;
    let lang = current_lang();
    let (w, c) = (words(lang), price_changes::words(lang));
    view! {
        <section class="block">
            <header>
                <h2>{w.change_prices}</h2>
                <p class="dim">{w.change_lead}</p>
            </header>
            <form class="stack" method="post" action=once("/api/desk_create_price_change", &echo)>
                <input type="hidden" name="list" value=code />
                <TextField name="title" label=c.name value=name required=true echo=echo.clone() />
                <TextField name="reason" label=c.reason hint=c.reason_hint echo=echo.clone() />
                <TextField name="starts_on" label=c.day kind="date" hint=c.today_hint echo=echo.clone() />
                <div class="actions">
                    <button class="btn go">{c.create}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn History(rows: Vec<ChangeRow>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <section class="block">
            <header>
                <h2>{w.history}</h2>
            </header>
            {if rows.is_empty() {
                view! { <p class="dim">{w.no_history}</p> }.into_any()
            } else {
                let row = |row: ChangeRow| {
                    let (shape, state) = price_changes::state(row.state, lang);
                    let who = row.published.unwrap_or(row.created);
                    view! {
                        <li>
                            <a class="sku" href=format!("/desk/prices/changes/{}", row.number)>
                                {row.number.clone()}
                            </a>
                            " "
                            <span class=shape>{state}</span>
                            <span class="sub">
                                {row.title} " · " {format::date(row.starts_on, lang)} " · " {who.name} " "
                                {format::minute(who.at, lang)}
                            </span>
                        </li>
                    }
                };
                view! { <ul class="plain stack">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}
