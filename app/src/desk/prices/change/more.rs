//! The other ways to fill a draft: percentages, many prices at once, lists to be made or renamed or ended.

use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::desk::choice::Choice;
use crate::desk::prices::lists::target;
use crate::i18n::desk::price_changes::words;
use crate::i18n::desk::price_lists::kind;
use crate::i18n::{current_lang, format};
use domain::lang::Lang;
use domain::pricing::change::{Change, DraftDiscount, HeadChange, LoweredBelow, PartsBelow};
use domain::pricing::terms::ListKind;
use leptos::prelude::*;

/// The percentages a document sets.
#[component]
pub fn Discounts(change: Change, list: String, writes: bool, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let number = change.row.number;
    let any = !change.discounts.is_empty();
    let open = any || ["off_list", "target", "percent"].iter().any(|name| echo.typed.contains_key(*name));
    let of = number.clone();
    let rows =
        change.discounts.into_iter().map(move |row| discount_row(row, of.clone(), writes)).collect_view();
    (any || writes).then(|| {
        view! {
            <details class="block" open=open>
                <summary>{w.discounts}</summary>
                <div class="stack">
                    {any
                        .then(|| {
                            view! {
                                <div class="fold">
                                    <table class="tbl dense rows">
                                        <caption class="vh">{w.discounts}</caption>
                                        <thead>
                                            <tr>
                                                <th scope="col">{w.target}</th>
                                                <th scope="col" class="num">{w.min_qty}</th>
                                                <th scope="col" class="num">{w.off_now}</th>
                                                <th scope="col" class="num">{w.off}</th>
                                                <th scope="col">{w.from}</th>
                                                <th scope="col">{w.until}</th>
                                                {writes.then(|| view! { <th scope="col"><span class="vh">{w.remove}</span></th> })}
                                            </tr>
                                        </thead>
                                        <tbody>{rows}</tbody>
                                    </table>
                                </div>
                            }
                        })}
                    {writes.then(|| view! { <NewDiscount number=number list=list echo=echo /> })}
                </div>
            </details>
        }
    })
}

fn discount_row(row: DraftDiscount, number: String, writes: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let percent = |percent: rust_decimal::Decimal| format!("{}%", percent.normalize());
    let named = match (&row.category, &row.brand) {
        (Some(category), _) => category.clone(),
        (None, Some(brand)) => format!("brand:{brand}"),
        (None, None) => "*".to_owned(),
    };
    let warn = row.below.is_some().then_some("warn");
    view! {
        <tr class=warn>
            <th scope="row" class="name first">
                {target(row.category, row.brand)}
                <span class="sub sku">{row.list.clone()}</span>
                {row.below.map(|below| parts_below(below, lang))}
            </th>
            <td class="num" data-l=w.min_qty>
                {format::quantity(row.min_qty)}
            </td>
            <td class="num" data-l=w.off_now>
                {row.now.map(percent)}
            </td>
            <td class="num" data-l=w.off>
                {row.percent.map_or(w.taken_away.to_owned(), percent)}
            </td>
            <td class="low">{format::date(row.valid_from, lang)}</td>
            <td class="low">{row.valid_to.and_then(|to| to.pred_opt()).map(|last| format::date(last, lang))}</td>
            {writes
                .then(|| {
                    view! {
                        <td class="end">
                            <form method="post" action="/api/desk_remove_price_discount">
                                <input type="hidden" name="number" value=number />
                                <input type="hidden" name="list" value=row.list />
                                <input type="hidden" name="min_qty" value=row.min_qty.normalize().to_string() />
                                <input type="hidden" name="from" value=row.valid_from.to_string() />
                                <button class="btn s quiet" aria-label=format!("{} {named}", w.remove)>
                                    {w.remove}
                                </button>
                                <input type="hidden" name="target" value=named />
                            </form>
                        </td>
                    }
                })}
        </tr>
    }
}

/// How many parts something takes below their floor, and one of them.
fn parts_below(below: PartsBelow, lang: Lang) -> impl IntoView {
    let w = words(lang);
    let parts = usize::try_from(below.parts).unwrap_or(usize::MAX);
    view! {
        " "
        <span class="st bad">{w.below}</span>
        <span class="sub">
            {(parts > 1).then(|| format!("{} {} ", format::count(parts), w.parts_such_as))} <span class="sku">{below.first}</span>
        </span>
    }
}

#[component]
fn NewDiscount(number: String, list: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="stack" method="post" action="/api/desk_set_price_discount">
            <input type="hidden" name="number" value=number />
            <div class="fields">
                <TextField name="off_list" label=w.list value=list required=true echo=echo.clone() />
                <TextField name="target" label=w.target hint=w.target_hint required=true echo=echo.clone() />
                <TextField name="min_qty" label=w.min_qty echo=echo.clone() />
                <TextField name="percent" label=w.off required=true echo=echo.clone() />
                <TextField name="until" label=w.until kind="date" echo=echo />
            </div>
            <div class="actions">
                <button class="btn">{w.set}</button>
            </div>
        </form>
    }
}

/// Many prices at once, and lists to be made.
#[component]
pub fn Ways(number: String, list: String, echo: Echo) -> impl IntoView {
    view! {
        <Bulk number=number.clone() list=list echo=echo.clone() />
        <NewList number=number echo=echo />
    }
}

/// What of others' prices it takes below the floor, or that this page has not counted it.
#[component]
pub fn Lowered(change: Change) -> impl IntoView {
    let w = words(current_lang());
    let note = |lowered: LoweredBelow| {
        let parts = usize::try_from(lowered.below.parts).unwrap_or(usize::MAX);
        view! {
            <p class="note warn" role="note">
                <b>{format::count(parts)}</b>
                " "
                {w.lowered}
                " "
                <span class="sku">{lowered.below.first}</span>
                " · "
                {w.list}
                " "
                <span class="sku">{lowered.list}</span>
            </p>
        }
    };
    view! {
        {change.lowered.map(note)}
        {(!change.is_foretold).then(|| view! { <p class="note" role="note">{w.not_foretold}</p> })}
    }
}

/// What becomes of the names and ends of lists, and of promotions beside them.
#[component]
pub fn Heads(change: Change, list: String, writes: bool, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let number = change.row.number;
    let any = !change.heads.is_empty();
    let open = any || echo.typed.contains_key("head_list");
    let of = number.clone();
    let rows = change.heads.into_iter().map(move |head| head_row(head, of.clone(), writes)).collect_view();
    (any || writes).then(|| {
        view! {
            <details class="block" open=open>
                <summary>{w.heads}</summary>
                <div class="stack">
                    {any.then(|| view! { <ul class="plain stack">{rows}</ul> })}
                    {writes.then(|| view! { <NewHead number=number list=list echo=echo /> })}
                </div>
            </details>
        }
    })
}

fn head_row(head: HeadChange, number: String, writes: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let last = |end: Option<chrono::NaiveDate>| match end.and_then(|end| end.pred_opt()) {
        Some(last) => format::date(last, lang),
        None => w.open_end.to_owned(),
    };
    let promotions = |takes: bool| if takes { w.promotions_in } else { w.promotions_out };
    let moved = |what: &'static str, from: String, to: String| {
        view! { <span class="sub">{what} ": " <s>{from}</s> " → " <b>{to}</b></span> }
    };
    view! {
        <li class="row">
            <span>
                <a class="sku" href=super::super::lists::list_href(&head.list)>{head.list.clone()}</a>
                {head.name.map(|name| moved(w.list_name, head.name_before.clone(), name))}
                {head.changes_end.then(|| moved(w.until, last(head.end_before), last(head.end)))}
                {head
                    .promotions
                    .map(|takes| moved(w.promotions, promotions(!takes).to_owned(), promotions(takes).to_owned()))}
                {head.below.map(|below| parts_below(below, lang))}
            </span>
            {writes
                .then(|| {
                    view! {
                        <form method="post" action="/api/desk_keep_price_list">
                            <input type="hidden" name="number" value=number />
                            <button class="btn s quiet" aria-label=format!("{} {}", w.remove, head.list)>
                                {w.remove}
                            </button>
                            <input type="hidden" name="list" value=head.list />
                        </form>
                    }
                })}
        </li>
    }
}

#[component]
fn NewHead(number: String, list: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let promotions = [("", w.stays), ("yes", w.promotions_in), ("no", w.promotions_out)];
    let promotions = promotions.map(|(value, name)| (value.to_owned(), name.to_owned())).to_vec();
    view! {
        <form class="stack" method="post" action="/api/desk_change_price_list">
            <input type="hidden" name="number" value=number />
            <p class="dim">{w.heads_hint}</p>
            <div class="fields">
                <TextField name="head_list" label=w.list value=list required=true echo=echo.clone() />
                <TextField name="head_name" label=w.list_name hint=w.stays_hint echo=echo.clone() />
                <TextField name="head_until" label=w.until kind="date" hint=w.stays_hint echo=echo.clone() />
                <Choice name="head_promotions" label=w.promotions options=promotions echo=echo />
            </div>
            <label class="check">
                <input type="checkbox" name="head_open" value="yes" />
                {w.open_end}
            </label>
            <div class="actions">
                <button class="btn">{w.set}</button>
            </div>
        </form>
    }
}

#[component]
fn Bulk(number: String, list: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let open =
        ["bulk_list", "bulk_percent", "category", "brand"].iter().any(|name| echo.typed.contains_key(*name));
    let decimals = ["4", "3", "2", "1", "0"].map(|n| (n.to_owned(), n.to_owned())).to_vec();
    view! {
        <details class="block" open=open>
            <summary>{w.bulk}</summary>
            <form class="stack" method="post" action="/api/desk_bulk_price_change">
                <input type="hidden" name="number" value=number />
                <p class="dim">{w.bulk_hint}</p>
                <div class="fields">
                    <TextField name="bulk_list" label=w.list value=list required=true echo=echo.clone() />
                    <TextField name="category" label=w.category hint=w.any_hint echo=echo.clone() />
                    <TextField name="brand" label=w.brand hint=w.any_hint echo=echo.clone() />
                    <TextField name="bulk_percent" label=w.percent hint=w.percent_hint required=true echo=echo.clone() />
                    <Choice name="decimals" label=w.decimals options=decimals echo=echo />
                </div>
                <div class="actions">
                    <button class="btn go">{w.reckon}</button>
                </div>
            </form>
        </details>
    }
}

#[component]
fn NewList(number: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let open = echo.typed.contains_key("new_code");
    let kinds = [ListKind::Contract, ListKind::Group, ListKind::Promotion, ListKind::Base];
    let kinds = kinds.map(|of| (of.as_str().to_owned(), kind(of, lang).to_owned())).to_vec();
    let taxes = [("gross", w.gross), ("net", w.net)].map(|(value, name)| (value.to_owned(), name.to_owned()));
    view! {
        <details class="block" open=open>
            <summary>{w.new_list}</summary>
            <form class="stack" method="post" action="/api/desk_add_price_list">
                <input type="hidden" name="number" value=number />
                <p class="dim">{w.new_list_hint}</p>
                <div class="fields">
                    <Choice name="kind" label=w.kind options=kinds echo=echo.clone() />
                    <TextField name="new_code" label=w.code required=true echo=echo.clone() />
                    <TextField name="new_name" label=w.list_name required=true echo=echo.clone() />
                    <TextField name="owner" label=w.owner hint=w.owner_hint echo=echo.clone() />
                    <Choice name="tax_mode" label=w.tax options=taxes.to_vec() echo=echo.clone() />
                    <TextField name="list_from" label=w.from kind="date" hint=w.today_hint echo=echo.clone() />
                    <TextField name="list_until" label=w.until kind="date" echo=echo />
                </div>
                <label class="check">
                    <input type="checkbox" name="no_promotion" value="yes" />
                    {w.no_promotion}
                </label>
                <div class="actions">
                    <button class="btn go">{w.add}</button>
                </div>
            </form>
        </details>
    }
}
