//! SKUs in rows with the parameters of their category; one column of them can be filled in row by row.

use super::{DeskHead, HOME};
use crate::api::desk::catalogue::skus::{list_catalogue_skus, table_href};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::pager::Pager;
use crate::components::part::PartNumber;
use crate::components::waits::answered;
use crate::i18n::desk::catalogue::{several_hint, words};
use crate::i18n::{current_lang, format};
use domain::catalog::edit::{LinkRow, NO_DOCUMENT, NO_PICTURE, PAGE, SkuFilter, SkuLine, SkuTable};
use domain::catalog::parameter::ParameterKind;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Parameters shown as columns when none is filled in.
const COLUMNS: usize = 6;

/// The table the address asks for.
#[component]
pub fn SkusPage() -> impl IntoView {
    let w = words(current_lang());
    let table = list_catalogue_skus(use_location().search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.skus />
            {answered(table, move |table, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <Narrow table=table.clone() />
                    <Shown table=table echo=echo />
                }
            })}
        </div>
    }
}

/// What narrows the table, and which column is filled in.
#[component]
fn Narrow(table: SkuTable) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let SkuFilter { family, category, q, lacks, column, .. } = table.filter;
    let of = lang.pick(&table.of_zh, &table.of_en).to_owned();
    let parameters: Vec<(String, String)> =
        table.columns.iter().map(|l| (l.parameter.code.clone(), l.parameter.name(lang).to_owned())).collect();
    let mut lacking = vec![(String::new(), w.anything.to_owned())];
    lacking.extend(parameters.clone());
    lacking.push((NO_PICTURE.to_owned(), w.picture.to_owned()));
    lacking.push((NO_DOCUMENT.to_owned(), w.document.to_owned()));
    let mut columns = vec![(String::new(), "—".to_owned())];
    columns.extend(parameters);
    columns.push(("@lead_time_days".to_owned(), w.lead_time.to_owned()));
    columns.push(("@status".to_owned(), w.status.to_owned()));
    // asked for in the address of a table of several categories
    for (list, chosen) in [(&mut lacking, &lacks), (&mut columns, &column)] {
        if !list.iter().any(|(value, _)| value == chosen) {
            list.push((chosen.clone(), chosen.clone()));
        }
    }
    view! {
        {(!of.is_empty()).then(|| view! { <p class="row base"><b>{of}</b> <a href=format!("{HOME}/skus")>{w.all_categories}</a></p> })}
        <form class="row ends" method="get" action=format!("{HOME}/skus")>
            <input type="hidden" name="family" value=family />
            <input type="hidden" name="category" value=category />
            <div class="field">
                <label for="f-q">{w.part_number}</label>
                <input id="f-q" type="search" name="q" placeholder=w.find_sku maxlength="100" value=q />
            </div>
            <Select name="lacks" label=w.lacks chosen=lacks options=lacking />
            <Select name="column" label=w.column chosen=column options=columns />
            <button class="btn">{w.choose}</button>
        </form>
    }
}

#[component]
fn Select(
    name: &'static str,
    label: &'static str,
    chosen: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let id = format!("f-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>
                {options
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == chosen;
                        view! {
                            <option value=value selected=selected>
                                {words}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

#[component]
fn Shown(table: SkuTable, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let SkuTable { filter, rows, total, columns, .. } = table;
    if rows.is_empty() {
        return view! { <section class="empty"><h2>{w.none_found}</h2></section> }.into_any();
    }
    let pages = u32::try_from(total.div_ceil(u64::from(PAGE))).unwrap_or(1).max(1);
    let page = filter.page;
    let filling = !filter.column.is_empty();
    let several = columns.iter().any(|l| l.parameter.code == filter.column && l.parameter.many);
    let is_named = |l: &LinkRow| l.parameter.kind == ParameterKind::Enum && !l.parameter.many;
    let by_name = columns.iter().any(|l| l.parameter.code == filter.column && is_named(l));
    let label = column_name(&filter.column, &columns);
    let columns: Vec<LinkRow> =
        columns.into_iter().filter(|l| l.parameter.code != filter.column).take(COLUMNS).collect();
    let body = view! { <Rows rows=rows columns=columns column=filter.column.clone() label=label by_name=by_name echo=echo /> };
    let href = filter.clone();
    let query = table_href(&filter).split_once('?').map(|(_, q)| q.to_owned()).unwrap_or_default();
    view! {
        <p class="dim">{format::count(usize::try_from(total).unwrap_or(usize::MAX))} " " {w.skus}</p>
        {if filling {
            view! {
                <form class="stack" method="post" action="/api/desk_save_column">
                    <input type="hidden" name="query" value=query />
                    {several.then(|| view! { <p class="sub">{several_hint(&[], lang)}</p> })}
                    {body}
                    <div class="actions">
                        <button class="btn go">{w.save_column}</button>
                    </div>
                </form>
            }
                .into_any()
        } else {
            body.into_any()
        }}
        <Pager
            page=page
            pages=pages
            href=Callback::new(move |n: u32| table_href(&SkuFilter { page: n, ..href.clone() }))
            label=(w.pages, w.previous, w.next)
        />
    }
    .into_any()
}

/// The column that is filled in, in words.
fn column_name(column: &str, columns: &[LinkRow]) -> String {
    let lang = current_lang();
    let w = words(lang);
    match column {
        "@lead_time_days" => w.lead_time.to_owned(),
        "@status" => w.status.to_owned(),
        code => {
            let link = columns.iter().find(|l| l.parameter.code == code);
            link.map_or(code.to_owned(), |l| format!("{} {}", l.parameter.name(lang), l.parameter.unit))
        }
    }
}

#[component]
fn Rows(
    rows: Vec<SkuLine>,
    columns: Vec<LinkRow>,
    column: String,
    label: String,
    /// The column's values are called by their names.
    by_name: bool,
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let head = columns
        .iter()
        .map(|l| {
            let (name, unit) = (l.parameter.name(lang).to_owned(), l.parameter.unit.clone());
            view! {
                <th scope="col">
                    {name}
                    <span class="unit">{unit}</span>
                </th>
            }
        })
        .collect_view();
    let filling = !column.is_empty();
    let body = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            view! { <Line at=at row=row columns=columns.clone() column=column.clone() by_name=by_name echo=echo.clone() /> }
        })
        .collect_view();
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.skus}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.part_number}</th>
                        {filling.then(|| view! { <th scope="col">{label}</th> })}
                        {head}
                        <th scope="col">{w.status}</th>
                        <th scope="col" class="num">{w.score}</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(
    at: usize,
    row: SkuLine,
    columns: Vec<LinkRow>,
    column: String,
    /// The column's values are called by their names.
    by_name: bool,
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let name = |field: &str| format!("rows[{at}][{field}]");
    let filled = (!column.is_empty()).then(|| {
        let stored = row.values.get(&column).cloned().unwrap_or_default();
        let stored = if by_name { row.parameter(&column, lang).to_owned() } else { stored };
        let kept = echo.error.is_some() && echo.typed(&name("sku")) == row.id.to_string();
        let value = if kept { echo.typed(&name("value")) } else { stored };
        let label = format!("{} {}", w.column, row.part_number);
        let field = match column.as_str() {
            "@status" => {
                let options =
                    [("active", w.active), ("discontinued", w.discontinued)].map(|(state, word)| {
                        let selected = state == value;
                        view! {
                            <option value=state selected=selected>
                                {word}
                            </option>
                        }
                    });
                view! {
                    <select name=name("value") aria-label=label>
                        {options.into_iter().collect_view()}
                    </select>
                }
                .into_any()
            }
            _ => view! { <input name=name("value") value=value aria-label=label autocomplete="off" /> }
                .into_any(),
        };
        view! {
            <td class="all">
                <input type="hidden" name=name("sku") value=row.id.to_string() />
                <input type="hidden" name=name("version") value=row.version.to_string() />
                {field}
            </td>
        }
    });
    let cells = columns
        .into_iter()
        .map(|l| {
            let value = row.parameter(&l.parameter.code, lang).to_owned();
            let class = if value.is_empty() { "low drop" } else { "low" };
            let label = l.parameter.name(lang).to_owned();
            view! {
                <td class=class data-l=label>
                    {value}
                </td>
            }
        })
        .collect_view();
    let family = lang.pick(&row.family_zh, &row.family_en).to_owned();
    let (shape, word) = if row.active { ("st full", w.active) } else { ("st off none", w.discontinued) };
    view! {
        <tr>
            <th scope="row" class="name all">
                <a href=format!("{HOME}/skus/{}", row.id)>
                    <PartNumber number=row.part_number />
                </a>
                <span class="sub">{family}</span>
            </th>
            {filled}
            {cells}
            <td>
                <span class=shape>{word}</span>
            </td>
            <td class="num end" data-l=w.score>
                {row.percent}
                "%"
            </td>
        </tr>
    }
}
