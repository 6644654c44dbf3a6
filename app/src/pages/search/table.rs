//! The parameter table: one orderable part per row, own price by tier, one quantity each, one post for all.

use super::href;
use super::tools::COMPARE;
use crate::api::form::Echo;
use crate::components::echo::beside_field;
use crate::components::markup::Markup;
use crate::components::numbers::{Instead, OwnNumber, Priced, priced};
use crate::components::once::once;
use crate::components::part::{is_designation, write_part_link, write_supply};
use crate::components::price::{Rung, ladder, tax_note};
use crate::components::quantity::{QuantityField, QuantityProblem, write_quantity};
use crate::components::row_keys::RowKeys;
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
use rust_decimal::Decimal;
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
        .filter_map(|row| Some((row.sku_id, ladder(prices.get(&row.sku_id)?, row.smallest()))))
        .collect();
    let tiers = ladders.values().map(Vec::len).max().unwrap_or(0).clamp(1, TIERS);
    let frame = Frame { lang, tiers, buyer: company.is_some(), today: beside.today };
    let columns = shown(columns, &query);
    let wide = if query.columns.is_empty() { "across" } else { "across wide" };
    let aside = query.compared.clone();
    let chosen = if query.columns.is_empty() { "" } else { " chosen" };
    let basis = if one_basis(&prices) { " basis" } else { "" };
    let class = format!("tbl rows dense sticky params{basis}{chosen}");
    let head =
        view! { <Head columns=&columns query=query price=prices.values().next().cloned() frame=frame /> };
    let mut body = Markup::with_room(rows.len() * 2_500);
    for (at, row) in rows.iter().enumerate() {
        let extra = Extra {
            at,
            rungs: ladders.remove(&row.sku_id),
            typed: echo.typed(&format!("q {}", row.sku_id)),
            refused: beside_field(&echo, &format!("q {}", row.sku_id), lang),
            own: beside.own.remove(&row.sku_id),
            instead: priced(beside.instead.remove(&row.sku_id).unwrap_or_default(), &prices),
            ticked: aside.contains(&row.part_number),
        };
        write_row(&mut body, row, &columns, extra, frame);
    }
    let action = once("/api/add_to_cart", &echo);
    let table = view! {
        <div class=wide>
            <table class=class>
                {head} <tbody>{body.done()}</tbody>
            </table>
        </div>
    };
    match company {
        Some(company) => view! {
            // what is counted within the fold is not known outside: the bar stands in it too
            <div class="fold">
                <form method="post" action=action class="filled" aria-label=w.add>
                    <input type="hidden" name="company" value=company.id.to_string() />
                    <input type="hidden" name="back" value=back />
                    {table}
                    <div class="deal">
                        <p>
                            <span class="picked"></span>
                            {w.rows_filled}
                            <span class="hint">" · " {w.fill_hint}</span>
                        </p>
                        <button class="btn go end">{w.add}</button>
                    </div>
                    <RowKeys company=company.id.to_string() unsent=w.unsent.to_owned() />
                </form>
            </div>
        }
        .into_any(),
        None => view! { <div class="fold">{table}</div> }.into_any(),
    }
}

#[component]
fn Head<'a>(
    columns: &'a [Shown],
    query: SearchQuery,
    price: Option<PriceView>,
    frame: Frame,
) -> impl IntoView + use<> {
    let w = words(frame.lang);
    let currency = price.as_ref().map(|p| p.currency.code()).unwrap_or_default();
    let tax = price.as_ref().map(tax_note).unwrap_or_default();
    let basis = price.map(|p| per(p.unit_price.basis)).unwrap_or_default();
    let sort_link = |key: SortKey| href(&query.sorted_by(key));
    let direction = |key: &SortKey| {
        let sort = query.sort.as_ref().filter(|s| s.by == *key)?;
        Some(if sort.descending { "descending" } else { "ascending" })
    };
    view! {
        <thead>
            <tr>
                <th scope="col" aria-sort=direction(&SortKey::PartNumber)>
                    <a href=sort_link(SortKey::PartNumber)>{w.part_number}</a>
                </th>
                {columns
                    .iter()
                    .map(|Shown { column: c, room }| {
                        let key = SortKey::Parameter(c.code.clone());
                        let unit = c.unit.clone();
                        let name = c.name(frame.lang).to_owned();
                        let class = if c.numeric { format!("num {room}") } else { (*room).to_owned() };
                        view! {
                            <th scope="col" class=class aria-sort=direction(&key)>
                                <a href=sort_link(key.clone())>
                                    {name}
                                    " "
                                    {(!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> })}
                                </a>
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
                            <a href=sort_link(SortKey::Price)>{w.your_price}</a>
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
    /// Its place on the page.
    at: usize,
    rungs: Option<Vec<Rung>>,
    /// Left in its quantity field by a form that was refused.
    typed: String,
    /// Why that form was refused because of it.
    refused: Option<String>,
    own: Option<String>,
    instead: Vec<Priced>,
    /// Put aside to be compared.
    ticked: bool,
}

fn write_row(m: &mut Markup, row: &SkuRow, columns: &[Shown], extra: Extra, frame: Frame) {
    let number = &row.part_number;
    m.raw(if extra.refused.is_some() { r#"<tr class="bad">"# } else { "<tr>" });
    m.raw(r#"<th scope="row" class="name first"><label class="tick"><input type="checkbox""#)
        .attr("form", COMPARE)
        .raw(r#" name="part""#)
        .attr("value", number)
        .attr("aria-label", format_args!("{} {number}", selection::words(frame.lang).compare))
        .flag("checked", extra.ticked)
        .raw("></label>");
    write_part_link(m, number);
    if let Some(own) = extra.own {
        m.view(view! { <OwnNumber number=own /> });
    }
    m.raw("</th>");
    columns.iter().for_each(|column| write_cell(m, row, column, frame.lang));
    m.raw(r#"<td class="first end">"#);
    let available = (row.on_hand_available, Decimal::ZERO);
    write_supply(m, available, row.lead_time_days, frame.today, frame.lang);
    if !extra.instead.is_empty() {
        m.view(view! { <Instead list=extra.instead /> });
    }
    m.raw("</td>");
    write_prices(m, extra.rungs.as_deref(), frame);
    if frame.buyer {
        let name = |field| format!("lines[{}][{field}]", extra.at);
        let label = format!("{} {number}", words(frame.lang).quantity);
        let why = extra.refused.as_ref().map(|_| format!("refused-{}", extra.at)).unwrap_or_default();
        m.raw(r#"<td class="num end"><input type="hidden""#)
            .attr("name", name("sku"))
            .attr("value", row.sku_id)
            .raw(">");
        write_quantity(
            m,
            &QuantityField {
                name: &name("quantity"),
                label: &label,
                step: row.multiple,
                value: &extra.typed,
                problem: &why,
                form: "",
            },
        );
        if extra.refused.is_some() {
            m.view(view! { <QuantityProblem id=why said=extra.refused /> });
        }
        m.raw("</td>");
    }
    m.raw("</tr>");
}

fn write_cell(m: &mut Markup, row: &SkuRow, Shown { column, room }: &Shown, lang: Lang) {
    let value = row.parameter(&column.code, lang).unwrap_or_default();
    m.raw(if column.numeric { r#"<td class="num"# } else { r#"<td class="low"# });
    if !room.is_empty() {
        m.raw(" ").raw(room);
    }
    if is_designation(value) {
        m.raw(" keep");
    }
    // a folded row leaves out what the part does not have
    m.raw(if value.is_empty() { r#" drop""# } else { r#"""# }).attr("data-l", column.name(lang));
    if !column.unit.is_empty() {
        m.attr("data-u", &column.unit);
    }
    m.raw(">").text(value).raw("</td>");
}

/// Tiers side by side, or why there are none.
fn write_prices(m: &mut Markup, rungs: Option<&[Rung]>, frame: Frame) {
    let w = words(frame.lang);
    let Some(rungs) = rungs else {
        m.raw("<td").attr("class", if frame.buyer { "num tier dim" } else { "num tier" });
        m.attr("colspan", frame.tiers).raw(">");
        if frame.buyer {
            m.text(w.no_price);
        } else {
            m.raw(r#"<a href="/sign-in">"#).text(w.sign_in_prices).raw("</a>");
        }
        m.raw("</td>");
        return;
    };
    let decimals = format::decimals(rungs.iter().take(frame.tiers).map(|rung| rung.price.price));
    for n in 0..frame.tiers {
        let Some(Rung { from, price, .. }) = rungs.get(n) else {
            m.raw(r#"<td class="num drop"></td>"#);
            continue;
        };
        m.raw(if n == 0 { r#"<td class="num price">"# } else { r#"<td class="num tier">"# })
            .raw(r#"<span class="sub">≥"#)
            .text(format::quantity(*from))
            .raw("</span> ")
            .text(format::price_to(price.price, decimals))
            .raw(r#"<span class="unit">"#)
            .text(per(price.basis))
            .raw("</span></td>");
    }
}
