//! One part: its parameters, own price with its tiers and reason, into the cart; its family beside it.

use crate::api::catalog::{PartPage, Told, load_part};
use crate::api::form::Echo;
use crate::components::documents::{Papers, Pictures, described};
use crate::components::drawing::{DimensionDrawing, drawing_of};
use crate::components::echo::{EchoNote, beside_field, use_echo};
use crate::components::frame::buyer_company;
use crate::components::numbers::{Instead, priced};
use crate::components::once::once;
use crate::components::part::{PartLink, PartNumber, Supply, family_href, part_href};
use crate::components::part_numbers::{Known, Replaced};
use crate::components::price::{Price, Tiers, Why, ladder, tax_note};
use crate::components::quantity::{QuantityInput, QuantityProblem};
use crate::components::waits::waits;
use crate::i18n::catalog::{ordering, parts, steps, unit, words};
use crate::i18n::{Lang, current_lang, format};
use chrono::NaiveDate;
use domain::accounts::CompanyBrief;
use domain::catalog::edit::ParameterBrief;
use domain::catalog::numbers::PartNumbers;
use domain::catalog::{FamilyPage, SearchQuery, SkuRow};
use domain::ids::SkuId;
use domain::pricing::explanation::PriceView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::collections::HashMap;

/// The page of a part number.
#[component]
pub fn Part() -> impl IntoView {
    let params = use_params_map();
    let part = load_part(params.read_untracked().get("part_number").unwrap_or_default());
    let echo = use_echo();
    view! {
        {waits(async move {
            let company = buyer_company();
            let echo = echo.await;
            match part.await {
                Ok(part) => view! { <Shown part=part company=company echo=echo /> }.into_any(),
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}

#[component]
fn Shown(part: PartPage, company: Option<CompanyBrief>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let PartPage { row, family, prices, numbers, told, today } = part;
    let Told { documents, description, names } = told;
    let description = lang.pick(&description.0, &description.1).to_owned();
    let drawing = drawing_of(&row);
    let number = row.part_number.clone();
    // a family without anything to sell has no page
    let home = (family.page.total > 0).then(|| family_href(&family.code));
    let name = row.name(lang).to_owned();
    let marks: String = [&family.standard, &family.brand]
        .into_iter()
        .filter(|t| !t.is_empty())
        .map(|mark| format!(" · {mark}"))
        .collect();
    let crumbs = family
        .page
        .crumbs
        .iter()
        .map(|c| {
            let query = SearchQuery { category: Some(c.code.clone()), page: 1, ..SearchQuery::default() };
            let name = lang.pick(&c.name_zh, &c.name_en).to_owned();
            view! {
                <li>
                    <a href=super::search::href(&query)>{name}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Title text=number.clone() />
        <nav class="crumbs" aria-label=w.catalogue>
            <ol>
                <li>
                    <a href="/search">{w.catalogue}</a>
                </li>
                {crumbs}
            </ol>
        </nav>
        <div class="pagehead">
            <h1>
                <PartNumber number=number />
            </h1>
            <p>
                {match home {
                    Some(home) => view! { <a href=home>{name}</a> }.into_any(),
                    None => name.into_any(),
                }}
                {marks}
            </p>
        </div>
        <EchoNote echo=echo.clone() />
        <Replaced numbers=numbers.clone() />
        <div class="split bought">
            <aside class="stack side">
                <Buy row=row.clone() numbers=numbers.clone() prices=prices company=company.clone() echo=echo.clone() today=today />
            </aside>
            <div class="stack l">
                {described(&description)}
                <Pictures documents=documents.clone() />
                {drawing.map(|drawing| view! { <DimensionDrawing drawing=drawing /> })}
                <Parameters row=row.clone() names=names />
                <Papers documents=documents />
                <Known
                    numbers=numbers
                    part_number=row.part_number.clone()
                    company=company
                    echo=echo
                />
                <Siblings family=family but=row.part_number today=today />
            </div>
        </div>
    }
}

/// Name, value and unit of each parameter, then how it is ordered.
#[component]
fn Parameters(row: SkuRow, names: Vec<ParameterBrief>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let facts: Vec<(String, String, String)> = row
        .parameters
        .iter()
        .map(|(code, zh, en)| {
            let named = names.iter().find(|p| p.code == *code);
            let name = named.map_or(code.clone(), |p| p.name(lang).to_owned());
            (name, lang.pick(zh, en).to_owned(), named.map(|p| p.unit.clone()).unwrap_or_default())
        })
        .collect();
    view! {
        <section class="block">
            <header>
                <h2>{w.parameters}</h2>
            </header>
            <dl class="facts">
                {facts
                    .into_iter()
                    .map(|(name, value, unit)| {
                        view! {
                            <div>
                                <dt>{name}</dt>
                                <dd>{value} " " <span class="unit">{unit}</span></dd>
                            </div>
                        }
                    })
                    .collect_view()} <div>
                    <dt>{w.unit}</dt>
                    <dd>{unit(&row.unit, lang)}</dd>
                </div> <div>
                    <dt>{w.pack}</dt>
                    <dd class="num">{format::quantity(row.pack_size)}</dd>
                </div> <div>
                    <dt>{w.moq}</dt>
                    <dd>{steps(row.moq, row.multiple, lang)}</dd>
                </div> <div>
                    <dt>{w.lead_time}</dt>
                    <dd>{row.lead_time_days} " " {w.days}</dd>
                </div>
            </dl>
        </section>
    }
}

/// Smallest order, step and pack beside the quantity; nothing where any number of pieces can be ordered.
fn packed(row: &SkuRow, lang: Lang) -> Option<String> {
    let one = rust_decimal::Decimal::ONE;
    let rule = (row.moq > one || row.multiple > one).then(|| ordering(row.moq, row.multiple, lang));
    let pack =
        (row.pack_size > one).then(|| format!("{} {}", words(lang).pack, format::quantity(row.pack_size)));
    let said: Vec<String> = rule.into_iter().chain(pack).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

/// Price, tiers, reason, stock, and the form.
#[component]
fn Buy(
    row: SkuRow,
    numbers: PartNumbers,
    prices: HashMap<SkuId, PriceView>,
    company: Option<CompanyBrief>,
    echo: Echo,
    today: NaiveDate,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let signed_in = company.is_some();
    let gone = numbers.discontinued;
    let field = format!("q {}", row.sku_id);
    let (typed, refused) = (echo.typed(&field), beside_field(&echo, &field, lang));
    let why = refused.as_ref().map(|_| "refused".to_owned()).unwrap_or_default();
    let rule = packed(&row, lang);
    let action = once("/api/add_to_cart", &echo);
    let label = format!("{} {}", w.quantity, row.part_number);
    let money = match prices.get(&row.sku_id).cloned() {
        Some(price) => view! {
            <p class="lead">
                <Price price=price.unit_price />
                " "
                <span class="dim">{tax_note(&price)}</span>
            </p>
            <Tiers rungs=ladder(&price, row.smallest()) />
            <details>
                <summary class="why">{w.why}</summary>
                <Why reason=price.reason />
            </details>
        }
        .into_any(),
        None if signed_in => view! { <p class="dim">{w.no_price}</p> }.into_any(),
        None => view! {
            <a href=format!("/sign-in?next={}", format::url_component(&part_href(&row.part_number))) class="btn">
                {w.sign_in_prices}
            </a>
        }
        .into_any(),
    };
    view! {
        <p>
            {if gone && row.on_hand_available <= rust_decimal::Decimal::ZERO {
                view! { <span class="st hold">{w.discontinued}</span> }.into_any()
            } else {
                view! { <Supply available=row.on_hand_available lead_time_days=row.lead_time_days today=today /> }.into_any()
            }}
        </p>
        {money}
        {company
            // what is no longer made is sold from the shelf only
            .filter(|_| !gone || row.on_hand_available > rust_decimal::Decimal::ZERO)
            .map(|company| {
                view! {
                    <form method="post" action=action class="stack">
                        <input type="hidden" name="company" value=company.id.to_string() />
                        <input type="hidden" name="back" value=part_href(&row.part_number) />
                        <input type="hidden" name="lines[0][sku]" value=row.sku_id.to_string() />
                        <div class="row">
                            <QuantityInput
                                name="lines[0][quantity]".to_owned()
                                label=label
                                step=row.multiple
                                value=typed
                                problem=why.clone()
                                form=String::new()
                            />
                            <span class="dim">{unit(&row.unit, lang)}</span>
                        </div>
                        <QuantityProblem id=why said=refused />
                        {rule.map(|rule| view! { <p class="dim">{rule}</p> })}
                        <button class="btn go">{w.add}</button>
                    </form>
                }
            })}
        {(row.on_hand_available <= rust_decimal::Decimal::ZERO)
            .then(|| view! { <Instead list=priced(numbers.alternatives, &prices) open=true /> })}
    }
}

/// The rest of the family, as links.
#[component]
fn Siblings(family: FamilyPage, but: String, today: NaiveDate) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let columns: Vec<_> = family.page.columns.into_iter().take(4).collect();
    let head = columns
        .iter()
        .map(|c| {
            let (name, unit) = (c.name(lang).to_owned(), c.unit.clone());
            view! {
                <th scope="col" class=if c.numeric { "num" } else { "" }>
                    {name}
                    <span class="unit">{unit}</span>
                </th>
            }
        })
        .collect_view();
    let rows: Vec<_> = family.page.rows.into_iter().filter(|r| r.part_number != but).take(12).collect();
    let name = lang.pick(&family.name_zh, &family.name_en).to_owned();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="block">
                <header>
                    <h2>{name}</h2>
                    <a href=family_href(&family.code)>
                        {format::count(family.page.total as usize)} " " {parts(family.page.total as usize, lang)}
                    </a>
                </header>
                <div class="fold across">
                    <table class="tbl rows dense params">
                        <thead>
                            <tr>
                                <th scope="col">{w.part_number}</th>
                                {head}
                                <th scope="col">{w.supply}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows.into_iter().map(|row| view! { <Sibling row=row columns=columns.clone() today=today /> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Sibling(row: SkuRow, columns: Vec<domain::catalog::ColumnView>, today: NaiveDate) -> impl IntoView {
    let lang = current_lang();
    let cells = columns
        .into_iter()
        .map(|c| {
            let value = row.parameter(&c.code, lang).unwrap_or_default().to_owned();
            let class = if c.numeric { "num" } else { "low" };
            let class = if value.is_empty() { format!("{class} drop") } else { class.to_owned() };
            let name = c.name(lang).to_owned();
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
                <PartLink number=row.part_number.clone() />
            </th>
            {cells}
            <td class="first end">
                <Supply available=row.on_hand_available lead_time_days=row.lead_time_days today=today />
            </td>
        </tr>
    }
}
