//! Other makers' numbers: the list, the form for one, the ways in and out for many.

use super::choice::Choice;
use crate::api::desk::cross::{CrossPage, load_cross};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextField;
use crate::components::nav_link::NavLink;
use crate::components::numbers::{Find, Lists};
use crate::components::pager::Pager;
use crate::components::part::PartLink;
use crate::components::waits::answered;
use crate::i18n::desk::cross::words;
use crate::i18n::numbers::{grade, words as number_words};
use crate::i18n::{Lang, current_lang, format};
use domain::catalog::numbers::{CrossReference, Grade};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

const BASE: &str = "/desk/cross-references";

/// The list.
#[component]
pub fn CrossReferences() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let page = load_cross(search.get_untracked());
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
            </div>
            {answered(page, move |page, echo| view! { <Drawn page=page echo=echo /> })}
        </div>
    }
}

/// Between cross references and replacements.
#[component]
pub fn Tabs() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <nav class="tabs" aria-label=w.title>
            <ul class="links">
                <li>
                    <NavLink href="/desk/cross-references">{w.title}</NavLink>
                </li>
                <li>
                    <NavLink href="/desk/replacements">{w.replacements}</NavLink>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn Drawn(page: CrossPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let CrossPage { list, editing, text, may_edit } = page;
    let nothing = list.rows.is_empty();
    let (at, pages) = (list.page, list.pages);
    let found = format!("{BASE}?q={}", format::url_component(&text));
    let rows = list.rows.into_iter().map(|one| view! { <Row one=one may_edit=may_edit /> }).collect_view();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            <Find base=BASE.to_owned() text=text label=w.find_label />
            {if nothing {
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
                            <caption class="vh">{w.title}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.number}</th>
                                    <th scope="col">{w.part_number}</th>
                                    <th scope="col">{w.grade}</th>
                                    <th scope="col">{w.source}</th>
                                    <th scope="col">{w.noted_on}</th>
                                    {may_edit.then(|| view! { <th scope="col"><span class="vh">{n.change}</span></th> })}
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
                label=(n.pages, n.previous, n.next)
            />
            {may_edit
                .then(|| {
                    view! {
                        <OneForm editing=editing echo=echo.clone() />
                        <Lists
                            lead=n.import_cross
                            upload="/uploads/cross-references"
                            paste="/api/desk_take_cross"
                            company=""
                            export="/documents/cross-references/all.{}".to_owned()
                            echo=echo
                        />
                    }
                })}
        </div>
    }
}

#[component]
fn Row(one: CrossReference, may_edit: bool) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let number = format!("{} {}", one.brand, one.number);
    let edit = format!("{BASE}?q={}&edit={}#f-brand", format::url_component(&one.number), one.id);
    let (change, remove) = (format!("{} {number}", n.change), format!("{} {number}", n.remove));
    view! {
        <tr>
            <th scope="row" class="name first">
                {one.brand} " " <span class="sku">{one.number}</span>
            </th>
            <td class="all">
                <PartLink number=one.part_number />
                <span class="sub">{lang.pick(&one.name_zh, &one.name_en).to_owned()}</span>
            </td>
            <td data-l=w.grade>{grade(one.grade, lang)}</td>
            <td data-l=w.source>{one.source}</td>
            <td data-l=w.noted_on>{format::date(one.noted_on, lang)}</td>
            {may_edit
                .then(|| {
                    view! {
                        <td class="end">
                            <div class="row">
                                <a class="btn s" href=edit aria-label=change>
                                    {n.change}
                                </a>
                                <form method="post" action="/api/desk_remove_cross">
                                    <input type="hidden" name="id" value=one.id.to_string() />
                                    <button class="btn s quiet" aria-label=remove>
                                        {n.remove}
                                    </button>
                                </form>
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn OneForm(editing: Option<CrossReference>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let changes = editing.is_some();
    let id = editing.as_ref().map(|one| one.id.to_string()).unwrap_or_default();
    let echo = if echo.typed.contains_key("rows") { Echo::default() } else { echo };
    view! {
        <section class="block">
            <header>
                <h2>{if changes { w.change_title } else { w.add_title }}</h2>
            </header>
            <form class="form" method="post" action="/api/desk_save_cross">
                <input type="hidden" name="id" value=id />
                <CrossFields editing=editing number=String::new() echo=echo />
                <div class="actions">
                    <button class="btn go">{if changes { n.save } else { n.add }}</button>
                    {changes
                        .then(|| {
                            view! {
                                <a href=BASE class="btn quiet">
                                    {n.cancel}
                                </a>
                            }
                        })}
                </div>
            </form>
        </section>
    }
}

/// The fields of one cross reference; `number` stands in the number's field before anything was typed.
#[component]
pub fn CrossFields(
    /// The one that is being changed.
    editing: Option<CrossReference>,
    /// Their number, when it is known already.
    number: String,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let day = editing.as_ref().map(|one| one.noted_on.to_string()).unwrap_or_default();
    let chosen = editing.as_ref().map_or(Grade::DropIn, |one| one.grade);
    let facts = editing.map(|one| (one.brand, one.number, one.part_number, one.source));
    let (brand, number, part, source) =
        facts.unwrap_or_else(|| (String::new(), number, String::new(), String::new()));
    view! {
        <div class="fields">
            <TextField name="brand" label=w.brand value=brand required=true echo=echo.clone() />
            <TextField name="number" label=w.number value=number required=true echo=echo.clone() />
            <TextField name="part_number" label=w.part_number value=part required=true echo=echo.clone() />
            <Choice name="grade" label=w.grade options=grades(lang) value=chosen.as_str() echo=echo.clone() />
            <TextField
                name="source"
                label=w.source
                hint=w.source_hint
                value=source
                required=true
                echo=echo.clone()
            />
            <TextField name="noted_on" label=w.noted_on kind="date" hint=w.today_hint value=day echo=echo />
        </div>
    }
}

fn grades(lang: Lang) -> Vec<(String, String)> {
    Grade::ALL.map(|one| (one.as_str().to_owned(), grade(one, lang).to_owned())).to_vec()
}
