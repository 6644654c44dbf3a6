//! Families: the list, and one with its documents.

use super::documents::Documents;
use super::fields::{Field, History, Pick, tree_options};
use super::{DeskHead, HOME};
use crate::api::desk::catalogue::families::{FamilyPage, list_catalogue_families, load_catalogue_family};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextArea;
use crate::components::pager::Pager;
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::words;
use crate::i18n::format;
use domain::catalog::edit::{CategoryRow, FamilyDesk, FamilyList, FamilyRow, PAGE};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Families of a category or of all, and the form of a new one.
#[component]
pub fn FamiliesPage() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let read = move |key: &str| query.read_untracked().get(key).unwrap_or_default();
    let list = list_catalogue_families(read("category"), read("q"), read("page"));
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.families />
            {answered(list, move |list, echo| {
                let (category, q) = (read("category"), read("q"));
                view! {
                    <EchoNote echo=echo.clone() />
                    <Narrow tree=list.tree.clone() category=category.clone() q=q.clone() />
                    <div class="split">
                        <List list=list.clone() category=category.clone() q=q />
                        <NewFamily tree=list.tree category=category echo=echo />
                    </div>
                }
            })}
        </div>
    }
}

#[component]
fn Narrow(tree: Vec<CategoryRow>, category: String, q: String) -> impl IntoView {
    let w = words(current_lang());
    let mut options = vec![(String::new(), w.all_categories.to_owned())];
    options.extend(tree_options(&tree));
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == category;
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    });
    view! {
        <form class="row" method="get" action=format!("{HOME}/families")>
            <select name="category" aria-label=w.category>
                {options.collect_view()}
            </select>
            <input
                type="search"
                name="q"
                aria-label=w.find_family
                placeholder=w.find_family
                maxlength="100"
                value=q
            />
            <button class="btn">{w.find}</button>
        </form>
    }
}

#[component]
fn List(list: FamilyList, category: String, q: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if list.rows.is_empty() {
        return view! { <section class="empty"><h2>{w.none_found}</h2></section> }.into_any();
    }
    let pages = u32::try_from(list.total.div_ceil(u64::from(PAGE))).unwrap_or(1).max(1);
    let line = |row: FamilyRow| {
        let name = row.name(lang).to_owned();
        let category = lang.pick(&row.category_zh, &row.category_en).to_owned();
        view! {
            <tr>
                <th scope="row" class="name">
                    <a href=format!("{HOME}/families/{}", row.id)>{name}</a>
                    <span class="sub sku">{row.code}</span>
                </th>
                <td class="low">{row.standard}</td>
                <td class="low">{category}</td>
                <td class="num end">
                    <a href=format!("{HOME}/skus?family={}", row.id)>{format::count(row.skus as usize)}</a>
                </td>
            </tr>
        }
    };
    view! {
        <div class="stack">
            <div class="fold">
                <table class="tbl dense rows">
                    <caption class="vh">{w.families}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.families}</th>
                            <th scope="col">{w.standard}</th>
                            <th scope="col">{w.category}</th>
                            <th scope="col" class="num">{w.skus}</th>
                        </tr>
                    </thead>
                    <tbody>{list.rows.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            <Pager
                page=list.page
                pages=pages
                href=Callback::new(move |n: u32| {
                    let (c, q) = (format::url_component(&category), format::url_component(&q));
                    format!("{HOME}/families?category={c}&q={q}&page={n}")
                })
                label=(w.pages, w.previous, w.next)
            />
        </div>
    }
    .into_any()
}

#[component]
fn NewFamily(tree: Vec<CategoryRow>, category: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block stack">
            <header>
                <h2>{w.new_family}</h2>
            </header>
            <form class="stack" method="post" action="/api/desk_create_family">
                <Field name="code" label=w.code hint=w.code_hint required=true echo=echo.clone() />
                <FamilyFields tree=tree category=category echo=echo />
                <div class="actions">
                    <button class="btn go">{w.create}</button>
                </div>
            </form>
        </section>
    }
}

/// What both the form of a new family and that of a known one ask.
#[component]
fn FamilyFields(
    tree: Vec<CategoryRow>,
    category: String,
    #[prop(optional)] known: Option<FamilyDesk>,
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let stored = |of: fn(&FamilyDesk) -> &String| known.as_ref().map(|k| of(k).clone()).unwrap_or_default();
    view! {
        <div class="fields">
            <Pick name="category" label=w.category value=category options=tree_options(&tree) echo=echo.clone() />
            <Field name="standard" label=w.standard value=stored(|k| &k.family.standard) echo=echo.clone() />
            <Field name="brand" label=w.brand value=stored(|k| &k.family.brand) echo=echo.clone() />
            <Field
                name="name_zh"
                label=w.name_zh
                value=stored(|k| &k.family.name_zh)
                required=true
                echo=echo.clone()
            />
            <Field
                name="name_en"
                label=w.name_en
                value=stored(|k| &k.family.name_en)
                required=true
                echo=echo.clone()
            />
        </div>
        <TextArea
            name="description_zh"
            posted="form[description_zh]"
            label=w.description_zh
            value=stored(|k| &k.description_zh)
            echo=echo.clone()
        />
        <TextArea
            name="description_en"
            posted="form[description_en]"
            label=w.description_en
            value=stored(|k| &k.description_en)
            echo=echo
        />
    }
}

/// The page of a family's id.
#[component]
pub fn FamilyDeskPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read_untracked().get("id").unwrap_or_default();
    let page = load_catalogue_family(id());
    view! {
        <div class="stack l" data-density="dense">
            {answered(page, move |page, echo| view! { <Shown page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(page: FamilyPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let FamilyPage { desk, documents } = page;
    let (family, history) = (desk.family.clone(), desk.history.clone());
    let (id, version) = (family.id.to_string(), desk.version.to_string());
    let category = family.category_id.to_string();
    view! {
        <DeskHead title=family.name(lang) lead=family.code.clone() />
        <EchoNote echo=echo.clone() />
        <div class="row">
            <a href=format!("{HOME}/skus?family={id}") class="btn s">
                {w.list_skus} " " {format::count(family.skus as usize)}
            </a>
            <a href=format!("{HOME}/skus/new?family={id}") class="btn s">
                {w.new_sku}
            </a>
        </div>
        <section class="block stack">
            <form class="form" method="post" action="/api/desk_save_family">
                <input type="hidden" name="id" value=id.clone() />
                <input type="hidden" name="version" value=version />
                <FamilyFields tree=desk.tree.clone() category=category known=desk echo=echo.clone() />
                <div class="actions">
                    <button class="btn go">{w.save}</button>
                </div>
            </form>
        </section>
        <Documents owner="family" id=id.clone() back=format!("{HOME}/families/{id}") documents=documents echo=echo />
        <History rows=history />
    }
}
