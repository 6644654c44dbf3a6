//! Numbers people know, as several screens show them: a company's list, why a number found a part, what is in stock instead.

use super::echo::EchoNote;
use super::field::{TextArea, TextField};
use super::pager::Pager;
use super::part::{PartLink, part_href};
use super::price::Price;
use crate::api::form::Echo;
use crate::api::numbers::{NumbersPage, load_found_notes};
use crate::components::frame::buyer_company;
use crate::components::waits::waits;
use crate::i18n::numbers::{differs, why_hit, words};
use crate::i18n::{catalog, current_lang, format};
use domain::catalog::numbers::{self, Alternative, NumberHit};
use domain::catalog::searches::FoundNote;
use domain::ids::{CompanyId, SkuId};
use domain::pricing::explanation::PriceView;
use leptos::prelude::*;
use std::collections::HashMap;

/// A company's list: search, rows, the form for one, the ways in and out for many.
#[component]
pub fn OwnNumbers(
    /// The list.
    page: NumbersPage,
    /// Its address without a query.
    base: String,
    /// What is said of the number: the reader's own, or the customer's.
    label: &'static str,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let NumbersPage { company, list, editing, text, may_edit } = page;
    let (nothing, searched) = (list.rows.is_empty(), !text.is_empty());
    let (at, pages) = (list.page, list.pages);
    let found = format!("{base}?q={}", format::url_component(&text));
    let here = base.clone();
    let rows = list
        .rows
        .into_iter()
        .map(|own| view! { <OwnRow own=own company=company.id base=here.clone() may_edit=may_edit /> })
        .collect_view();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            <Find base=base.clone() text=text label=w.find_label />
            {if nothing {
                view! {
                    <div class="empty">
                        <b>{if searched { w.none_found } else { w.none }}</b>
                        {(may_edit && !searched).then(|| view! { <p>{w.none_lead}</p> })}
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl rows">
                            <caption class="vh">{label}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{label}</th>
                                    <th scope="col">{w.part_number}</th>
                                    <th scope="col">{w.note}</th>
                                    {may_edit.then(|| view! { <th scope="col"><span class="vh">{w.change}</span></th> })}
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                    .into_any()
            }}
            <Pager
                page=at
                pages=pages
                href=Callback::new(move |n: u32| format!("{found}&page={n}"))
                label=(w.pages, w.previous, w.next)
            />
            {if may_edit {
                view! {
                    <OwnForm company=company.id editing=editing back=base.clone() label=label echo=echo.clone() />
                    <Lists
                        lead=w.import_own
                        upload="/uploads/numbers"
                        paste="/api/take_own_numbers"
                        company=company.id.to_string()
                        export=format!("/documents/numbers/own.{{}}?company={}", company.id)
                        echo=echo
                    />
                }
                    .into_any()
            } else {
                view! { <p class="dim">{w.read_only}</p> }.into_any()
            }}
        </div>
    }
}

/// The search line above a list.
#[component]
pub fn Find(
    /// The list's address.
    base: String,
    /// What was looked for.
    text: String,
    /// What can be looked for.
    label: &'static str,
) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="row" method="get" action=base role="search">
            <input type="search" name="q" aria-label=label placeholder=label maxlength="200" autocomplete="off" value=text />
            <button class="btn">{w.find}</button>
        </form>
    }
}

#[component]
fn OwnRow(own: numbers::OwnNumber, company: CompanyId, base: String, may_edit: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let name = own.name(lang).to_owned();
    let (change, remove) = (format!("{} {}", w.change, own.number), format!("{} {}", w.remove, own.number));
    let edit = format!("{base}?q={}&edit={}#f-number", format::url_component(&own.number), own.id);
    view! {
        <tr>
            <th scope="row" class="name first">
                <span class="sku">{own.number}</span>
                {own.printed.then(|| view! { <span class="sub">{w.printed_short}</span> })}
            </th>
            <td class="all">
                <PartLink number=own.part_number />
                <span class="sub">
                    {name} {own.discontinued.then(|| view! { " · " <span class="st hold">{w.discontinued}</span> })}
                </span>
            </td>
            <td class="low">{own.note}</td>
            {may_edit
                .then(|| {
                    view! {
                        <td class="end">
                            <div class="row">
                                <a class="btn s" href=edit aria-label=change>
                                    {w.change}
                                </a>
                                <form method="post" action="/api/remove_own_number">
                                    <input type="hidden" name="company" value=company.to_string() />
                                    <input type="hidden" name="id" value=own.id.to_string() />
                                    <button class="btn s quiet" aria-label=remove>
                                        {w.remove}
                                    </button>
                                </form>
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}

/// One number: added, or changed when there is one.
#[component]
fn OwnForm(
    company: CompanyId,
    editing: Option<numbers::OwnNumber>,
    back: String,
    label: &'static str,
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let changes = editing.is_some();
    let own = editing.map(|o| (o.id.to_string(), o.number, o.part_number, o.note, o.printed));
    let (id, number, part, note, printed) = own.unwrap_or_default();
    // rows of a list that were not taken are not this form's
    let echo = if echo.typed.contains_key("rows") { Echo::default() } else { echo };
    let printed = if echo.error.is_some() { echo.typed("printed") == "yes" } else { printed };
    view! {
        <section class="block">
            <header>
                <h2>{if changes { w.change_title } else { w.add_title }}</h2>
            </header>
            <form class="form" method="post" action="/api/set_own_number">
                <input type="hidden" name="company" value=company.to_string() />
                <input type="hidden" name="id" value=id />
                <div class="fields">
                    <TextField name="number" label=label value=number required=true echo=echo.clone() />
                    <TextField name="part_number" label=w.part_number value=part required=true echo=echo.clone() />
                    <TextField name="note" label=w.note value=note echo=echo />
                </div>
                <label class="check">
                    <input type="checkbox" name="printed" value="yes" checked=printed />
                    <span>{w.print_this}</span>
                </label>
                <div class="actions">
                    <button class="btn go">{if changes { w.save } else { w.add }}</button>
                    {changes
                        .then(|| {
                            view! {
                                <a href=back class="btn quiet">
                                    {w.cancel}
                                </a>
                            }
                        })}
                </div>
            </form>
        </section>
    }
}

/// The ways of a whole list: a file or a pasted sheet in, a file out.
#[component]
pub fn Lists(
    /// Which columns.
    lead: &'static str,
    /// Where a file is sent.
    upload: &'static str,
    /// Where pasted rows are sent.
    paste: &'static str,
    /// The company it is for; empty when it is for nobody.
    #[prop(into)]
    company: String,
    /// Address of the file, with `{}` for its ending.
    export: String,
    /// The page's echo: rows that were not taken.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let left = echo.typed.contains_key("rows");
    let files = ["xlsx", "csv"].map(|ending| (export.replace("{}", ending), ending.to_uppercase()));
    let named = (!company.is_empty()).then_some(company);
    let hidden = |company: Option<String>| {
        company.map(|company| view! { <input type="hidden" name="company" value=company /> })
    };
    view! {
        <section class="block stack" id="lists">
            <header>
                <h2>{w.import}</h2>
                <p class="row">
                    {files
                        .map(|(href, name)| {
                            view! {
                                <a class="btn s" href=href download="" rel="external">
                                    {w.export}
                                    " "
                                    {name}
                                </a>
                            }
                        })
                        .collect_view()}
                </p>
            </header>
            <p class="dim">{lead}</p>
            <form class="row ends" method="post" action=upload enctype="multipart/form-data">
                {hidden(named.clone())}
                <div class="field">
                    <label for="f-file">{w.file}</label>
                    <input id="f-file" type="file" name="file" accept=".csv,.txt,.xlsx" required />
                </div>
                <button class="btn">{w.upload}</button>
            </form>
            <details open=left>
                <summary>{w.pasted}</summary>
                <form class="stack" method="post" action=paste>
                    {hidden(named)}
                    <TextArea name="rows" label=w.pasted rows=6 class="paste" echo=echo />
                    <div class="actions">
                        <button class="btn">{w.take}</button>
                    </div>
                </form>
            </details>
        </section>
    }
}

/// The company's own number under our part number; nothing when there is none.
#[component]
pub fn OwnNumber(
    /// As the company writes it.
    #[prop(into)]
    number: String,
    /// Seen from the desk: it is the customer's.
    #[prop(default = false)]
    theirs: bool,
) -> impl IntoView {
    let w = words(current_lang());
    let label = if theirs { w.customer_number } else { w.own_number };
    (!number.is_empty())
        .then(|| view! { <span class="sub">{label} " " <span class="sku">{number}</span></span> })
}

/// What a search's text is a number of, above the results; several are a choice.
#[component]
pub fn KnownHits(
    /// The parts, best first.
    hits: Vec<NumberHit>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let several = hits.len() > 1;
    (!hits.is_empty()).then(|| {
        view! {
            <div class="note act" role="note" aria-label=w.known_as>
                {several.then(|| view! { <b>{w.choose}</b> })}
                <ul>
                    {hits
                        .into_iter()
                        .map(|hit| {
                            let why = why_hit(&hit, lang);
                            let name = lang.pick(&hit.sku.name_zh, &hit.sku.name_en).to_owned();
                            view! {
                                <li>
                                    {why} " = " <PartLink number=hit.sku.part_number /> " " <span class="dim">{name}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}

/// A part in stock instead, and what it costs the reader.
pub type Priced = (Alternative, Option<PriceView>);

/// Each with its price, where the reader sees any.
pub fn priced(list: Vec<Alternative>, prices: &HashMap<SkuId, PriceView>) -> Vec<Priced> {
    let with_price = |one: Alternative| {
        let price = prices.get(&one.sku_id).cloned();
        (one, price)
    };
    list.into_iter().map(with_price).collect()
}

/// What is in stock instead of a part that is not, folded away.
#[component]
pub fn Instead(
    /// Best first.
    list: Vec<Priced>,
    /// Unfolded from the start, on the part's own page.
    #[prop(default = false)]
    open: bool,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    (!list.is_empty()).then(|| {
        view! {
            <details class="instead" open=open>
                <summary>{w.instead} " " <span class="num">{format::count(list.len())}</span></summary>
                <ul>
                    {list
                        .into_iter()
                        .map(|(one, price)| {
                            let how = differs(&one, lang);
                            let price = price.map(|price| view! { " · ≥" {format::quantity(one.smallest)} " " <Price price=price.unit_price /> });
                            let stock = format!(
                                "{} {} {}",
                                catalog::words(lang).in_stock,
                                format::quantity(one.available),
                                catalog::unit(&one.unit, lang),
                            );
                            view! {
                                <li>
                                    <PartLink number=one.part_number />
                                    <span class="sub">{how} " · " {stock} {price}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </details>
        }
    })
}

/// What the reader looked for in vain and is there now; for members only.
#[component]
pub fn FoundNotes(
    /// The page the notes stand on.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    buyer_company().map(|company| {
        waits(async move {
            let notes = load_found_notes().await.unwrap_or_default();
            view! { <Notes notes=notes company=company.id back=back /> }
        })
    })
}

/// The notes themselves.
#[component]
pub fn Notes(
    /// What is there now.
    notes: Vec<FoundNote>,
    /// Whose page it is.
    company: CompanyId,
    /// The page they stand on.
    back: String,
) -> impl IntoView {
    let w = words(current_lang());
    (!notes.is_empty()).then(|| {
        view! {
            <section class="note act" aria-label=w.there_now>
                <b>{w.there_now}</b>
                <ul>
                    {notes
                        .into_iter()
                        .map(|note| {
                            let href = match &note.part_number {
                                Some(number) => part_href(number),
                                None => format!("/search?q={}", format::url_component(&note.search_for)),
                            };
                            let target = note.part_number.clone().unwrap_or_else(|| w.search_now.to_owned());
                            view! {
                                <li class="row">
                                    <span>"“" {note.typed} "”"</span>
                                    <a href=href>{target}</a>
                                    <form method="post" action="/api/put_away_note">
                                        <input type="hidden" name="company" value=company.to_string() />
                                        <input type="hidden" name="answer" value=note.answer.to_string() />
                                        <input type="hidden" name="back" value=back.clone() />
                                        <button class="btn s quiet">{w.put_away}</button>
                                    </form>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}
