//! Parts that go and the parts that take their place.

use super::cross_references::Tabs;
use crate::api::desk::cross::{ReplacementPage, load_replacements};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextField;
use crate::components::numbers::Find;
use crate::components::pager::Pager;
use crate::components::part::PartLink;
use crate::components::waits::answered;
use crate::i18n::desk::cross::words;
use crate::i18n::numbers::words as number_words;
use crate::i18n::{current_lang, format};
use domain::catalog::numbers::Replacement;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

const BASE: &str = "/desk/replacements";

/// The list.
#[component]
pub fn Replacements() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let page = load_replacements(search.get_untracked());
    view! {
        <Title text=w.replacements />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.replacements}</h1>
                <p>{w.replacements_lead}</p>
            </div>
            {answered(page, move |page, echo| view! { <Drawn page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(page: ReplacementPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    let ReplacementPage { list, text, may_edit, any_due } = page;
    let nothing = list.rows.is_empty();
    let (at, pages) = (list.page, list.pages);
    let found = format!("{BASE}?q={}", format::url_component(&text));
    let rows = list.rows.into_iter().map(|one| view! { <Row one=one may_edit=may_edit /> }).collect_view();
    view! {
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            {(any_due && may_edit)
                .then(|| {
                    view! {
                        <form class="note warn row" method="post" action="/api/desk_discontinue_due">
                            <b>{w.due}</b>
                            <button class="btn s">{w.discontinue}</button>
                        </form>
                    }
                })}
            <Find base=BASE.to_owned() text=text label=w.part_number />
            {if nothing {
                view! {
                    <div class="empty">
                        <b>{w.no_replacements}</b>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="fold">
                        <table class="tbl dense rows">
                            <caption class="vh">{w.replacements}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{w.old}</th>
                                    <th scope="col">{w.new}</th>
                                    <th scope="col">{w.from_on}</th>
                                    <th scope="col">{w.state}</th>
                                    <th scope="col">{w.note}</th>
                                    {may_edit.then(|| view! { <th scope="col"><span class="vh">{w.take_back}</span></th> })}
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
            {may_edit.then(|| view! { <NewForm echo=echo /> })}
        </div>
    }
}

#[component]
fn Row(one: Replacement, may_edit: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (shape, state) =
        if one.discontinued { ("st done", w.discontinued) } else { ("st wait", w.announced) };
    let label = format!("{} {}", w.take_back, one.part_number);
    view! {
        <tr>
            <th scope="row" class="name first">
                <PartLink number=one.part_number />
            </th>
            <td class="all">
                <PartLink number=one.replaced_by />
            </td>
            <td data-l=w.from_on>{format::date(one.from_on, lang)}</td>
            <td class="first end">
                <span class=shape>{state}</span>
            </td>
            <td class="low">{one.note}</td>
            {may_edit
                .then(|| {
                    view! {
                        <td class="end">
                            <form method="post" action="/api/desk_remove_replacement">
                                <input type="hidden" name="sku" value=one.sku_id.to_string() />
                                <button class="btn s quiet" aria-label=label title=w.take_back_hint>
                                    {w.take_back}
                                </button>
                            </form>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn NewForm(echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, n) = (words(lang), number_words(lang));
    view! {
        <section class="block">
            <header>
                <h2>{w.add_replacement}</h2>
            </header>
            <form class="form" method="post" action="/api/desk_save_replacement">
                <div class="fields">
                    <TextField name="part_number" label=w.old required=true echo=echo.clone() />
                    <TextField name="replaced_by" label=w.new required=true echo=echo.clone() />
                    <TextField name="from_on" label=w.from_on kind="date" hint=w.today_hint echo=echo.clone() />
                    <TextField name="note" label=w.note echo=echo />
                </div>
                <div class="actions">
                    <button class="btn go">{n.add}</button>
                </div>
            </form>
        </section>
    }
}
