//! The parameter table: one orderable part per row, own price by tier, one quantity each, one post for all.

use super::href;
use super::tools::COMPARE;
use crate::api::form::Echo;
use crate::components::numbers::{Instead, OwnNumber};
use crate::components::once::once;
use crate::components::part::{PartLink, Supply};
use crate::components::price::{Rung, ladder, smallest, tax_note};
use crate::components::quantity::QuantityInput;
use crate::i18n::catalog::{per, words};
use crate::i18n::{Lang, current_lang, format, selection};
use chrono::NaiveDate;
use domain::accounts::CompanyBrief;
use domain::catalog::numbers::Alternative;
use domain::catalog::query::SortKey;
use domain::catalog::{ColumnView, SearchQuery, SkuRow};
use domain::ids::SkuId;
use domain::pricing::explanation::PriceView;
use leptos::prelude::*;
use leptos_router::components::A;
use std::collections::HashMap;

/// Price columns at most; the part's page has them all.
const TIERS: usize = 3;

/// What stands beside the rows: the company's own numbers, what is in stock instead of those that are not, and the day
/// from which dates of delivery count.
pub struct Beside {
    pub own: HashMap<SkuId, String>,
    pub instead: HashMap<SkuId, Vec<Alternative>>,
    pub today: NaiveDate,
}

/// What every row needs to draw itself.
#[derive(Clone, Copy)]
struct Frame {
    lang: Lang,
    tiers: usize,
    buyer: bool,
    today: NaiveDate,
}

/// A parameter as a column, and how much room the table must have to show it; a phone shows all of them.
#[derive(Clone)]
struct Shown {
    column: ColumnView,
    room: &'static str,
}

/// The leading parameters always, the others as the table gets wider; the one sorted by is never left out.
fn shown(columns: Vec<ColumnView>, query: &SearchQuery) -> Vec<Shown> {
    let sorted = |c: &ColumnView| {
        query.sort.as_ref().is_some_and(|sort| sort.by == SortKey::Parameter(c.code.clone()))
    };
    let chosen = !query.columns.is_empty();
    let mut behind = 0;
    let mut room = |column: &ColumnView| {
        // what somebody chose is not left out for want of room: the table scrolls
        if chosen || sorted(column) {
            return "";
        }
        behind += 1;
        ["", "p2", "p3", "p4", "p5", "p6"].get(behind - 1).copied().unwrap_or("p7")
    };
    columns.into_iter().map(|column| Shown { room: room(&column), column }).collect()
}

/// Whether all prices are for the same number of pieces: then the head says it once.
fn one_basis(prices: &HashMap<SkuId, PriceView>) -> bool {
    let mut bases = prices.values().flat_map(|p| &p.tiers).map(|(_, unit)| unit.basis);
    bases.next().is_some_and(|first| bases.all(|basis| basis == first))
}

/// The table inside its form; without a company the same table without quantities.
#[component]
pub fn Rows(
    rows: Vec<SkuRow>,
    columns: Vec<ColumnView>,
    prices: HashMap<SkuId, PriceView>,
    mut beside: Beside,
    query: SearchQuery,
    company: Option<CompanyBrief>,
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let back = href(&query);
    let mut ladders: HashMap<SkuId, Vec<Rung>> = rows
        .iter()
        .filter_map(|row| Some((row.sku_id, ladder(prices.get(&row.sku_id)?, smallest(row)))))
        .collect();
    let tiers = ladders.values().map(Vec::len).max().unwrap_or(0).clamp(1, TIERS);
    let frame = Frame { lang, tiers, buyer: company.is_some(), today: beside.today };
    let columns = shown(columns, &query);
    let fold = if query.columns.is_empty() { "fold" } else { "fold wide" };
    let aside = query.compared.clone();
    let chosen = if query.columns.is_empty() { "" } else { " chosen" };
    let basis = if one_basis(&prices) { " basis" } else { "" };
    let class = format!("tbl rows dense sticky params{basis}{chosen}");
    let head = view! { <Head columns=columns.clone() query=query prices=prices.values().cloned().collect() frame=frame /> };
    let body = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let rungs = ladders.remove(&row.sku_id);
            let typed = echo.typed(&format!("q {}", row.sku_id));
            let own = beside.own.remove(&row.sku_id);
            let instead = beside.instead.remove(&row.sku_id).unwrap_or_default();
            let extra = Extra { own, instead, ticked: aside.contains(&row.part_number) };
            view! { <Row at=at row=row columns=columns.clone() rungs=rungs typed=typed extra=extra frame=frame /> }
        })
        .collect_view();
    let action = once("/api/add_to_cart", &echo);
    let table = view! {
        <div class=fold>
            <table class=class>
                {head} <tbody>{body}</tbody>
            </table>
        </div>
    };
    match company {
        Some(company) => view! {
            <form method="post" action=action class="stack" aria-label=w.add>
                <input type="hidden" name="company" value=company.id.to_string() />
                <input type="hidden" name="back" value=back />
                {table}
                <div class="deal">
                    <p>
                        <span class="picked"></span>
                        {w.rows_filled}
                        <span class="deskonly">" · " {w.fill_hint}</span>
                    </p>
                    <button class="btn go end">{w.add}</button>
                </div>
            </form>
        }
        .into_any(),
        None => view! { <div class="stack">{table}</div> }.into_any(),
    }
}

#[component]
fn Head(columns: Vec<Shown>, query: SearchQuery, prices: Vec<PriceView>, frame: Frame) -> impl IntoView {
    let w = words(frame.lang);
    let currency = prices.first().map(|p| p.currency.code()).unwrap_or_default();
    let tax = prices.first().map(tax_note).unwrap_or_default();
    let basis = prices.first().map(|p| per(p.unit_price.basis)).unwrap_or_default();
    let sort_link = |key: SortKey| href(&query.sorted_by(key));
    let direction = |key: &SortKey| {
        let sort = query.sort.as_ref().filter(|s| s.by == *key)?;
        Some(if sort.descending { "descending" } else { "ascending" })
    };
    view! {
        <thead>
            <tr>
                <th scope="col" aria-sort=direction(&SortKey::PartNumber)>
                    <A href=sort_link(SortKey::PartNumber)>{w.part_number}</A>
                </th>
                {columns
                    .into_iter()
                    .map(|Shown { column: c, room }| {
                        let key = SortKey::Parameter(c.code.clone());
                        let unit = c.unit.clone();
                        let name = c.name(frame.lang).to_owned();
                        let class = if c.numeric { format!("num {room}") } else { room.to_owned() };
                        view! {
                            <th scope="col" class=class aria-sort=direction(&key)>
                                <A href=sort_link(key.clone())>
                                    {name}
                                    " "
                                    {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> })}
                                </A>
                            </th>
                        }
                    })
                    .collect_view()}
                <th scope="col">{w.supply}</th>
                <th
                    scope="col"
                    class="num"
                    colspan=frame.tiers.to_string()
                    aria-sort=direction(&SortKey::Price).filter(|_| frame.buyer)
                >
                    {if frame.buyer {
                        view! {
                            <A href=sort_link(SortKey::Price)>{w.your_price}</A>
                            " "
                            <span class="unit">{currency} " " <span class="per">{basis}</span> " " {tax}</span>
                        }
                            .into_any()
                    } else {
                        view! { {w.your_price} }.into_any()
                    }}
                </th>
                {frame.buyer.then(|| view! { <th scope="col" class="num">{w.quantity}</th> })}
            </tr>
        </thead>
    }
}

/// What stands beside one row.
struct Extra {
    own: Option<String>,
    instead: Vec<Alternative>,
    /// Put aside to be compared.
    ticked: bool,
}

#[component]
fn Row(
    at: usize,
    row: SkuRow,
    columns: Vec<Shown>,
    rungs: Option<Vec<Rung>>,
    typed: String,
    extra: Extra,
    frame: Frame,
) -> impl IntoView {
    let label = format!("{} {}", words(frame.lang).quantity, row.part_number);
    let tick = format!("{} {}", selection::words(frame.lang).compare, row.part_number);
    let cells = columns
        .iter()
        .map(|Shown { column: c, room }| {
            let value = row.parameter(&c.code, frame.lang).unwrap_or_default().to_owned();
            let name = c.name(frame.lang).to_owned();
            let kind = if c.numeric { "num" } else { "low" };
            // a folded row leaves out what the part does not have
            let class =
                if value.is_empty() { format!("{kind} {room} drop") } else { format!("{kind} {room}") };
            view! {
                <td class=class data-l=name data-u=c.unit.clone()>
                    {value}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row" class="name first">
                <label class="tick">
                    <input
                        type="checkbox"
                        form=COMPARE
                        name="part"
                        value=row.part_number.clone()
                        aria-label=tick
                        checked=extra.ticked
                    />
                </label>
                <PartLink number=row.part_number.clone() />
                {extra.own.map(|own| view! { <OwnNumber number=own /> })}
            </th>
            {cells}
            <td class="first end">
                <Supply available=row.on_hand_available lead_time_days=row.lead_time_days today=frame.today />
                <Instead list=extra.instead />
            </td>
            <Prices rungs=rungs frame=frame />
            {frame
                .buyer
                .then(|| {
                    view! {
                        <td class="num end">
                            <input type="hidden" name=format!("lines[{at}][sku]") value=row.sku_id.to_string() />
                            <QuantityInput
                                name=format!("lines[{at}][quantity]")
                                label=label
                                step=row.multiple
                                value=typed
                            />
                        </td>
                    }
                })}
        </tr>
    }
}

/// Tiers side by side, or why there are none.
#[component]
fn Prices(rungs: Option<Vec<Rung>>, frame: Frame) -> impl IntoView {
    let w = words(frame.lang);
    let Some(rungs) = rungs else {
        return if frame.buyer {
            view! {
                <td class="num tier dim" colspan=frame.tiers.to_string()>
                    {w.no_price}
                </td>
            }
            .into_any()
        } else {
            view! {
                <td class="num tier" colspan=frame.tiers.to_string()>
                    <A href="/sign-in">{w.sign_in_prices}</A>
                </td>
            }
            .into_any()
        };
    };
    rungs_row(&rungs, frame.tiers)
}

fn rungs_row(rungs: &[Rung], columns: usize) -> AnyView {
    let decimals = format::decimals(rungs.iter().take(columns).map(|rung| rung.price.price));
    (0..columns)
        .map(|n| match rungs.get(n) {
            Some(Rung { from, price, .. }) => {
                let class = if n == 0 { "num price" } else { "num tier" };
                view! {
                    <td class=class>
                        <span class="sub">"≥" {format::quantity(*from)}</span>
                        " "
                        {format::price_to(price.price, decimals)}
                        <span class="unit">{per(price.basis)}</span>
                    </td>
                }
                .into_any()
            }
            None => view! { <td class="num drop"></td> }.into_any(),
        })
        .collect_view()
        .into_any()
}
