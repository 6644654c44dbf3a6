//! Customer groups: who is in them, how they are called, and which kinds of customers fall into which.

use super::choice::Choice;
use crate::api::desk::standing::{GroupsPage, load_groups};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::field::TextField;
use crate::components::once::once;
use crate::components::waits::answered;
use crate::i18n::desk::customers::kind as kind_words;
use crate::i18n::desk::standing::{Words, words};
use crate::i18n::{Lang, current_lang, format};
use domain::accounts::standing::{COMPANY_KINDS, GroupView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The list and its forms.
#[component]
pub fn Groups() -> impl IntoView {
    let w = words(current_lang());
    let edit = use_query_map().read_untracked().get("edit").unwrap_or_default();
    let page = load_groups(edit);
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <super::prices::Tabs />
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
            </div>
            {answered(page, move |page, echo| view! { <Drawn page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Drawn(page: GroupsPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let GroupsPage { groups, editing, may_edit } = page;
    view! {
        <EchoNote echo=echo.clone() />
        <div class="stack l">
            <Table groups=groups.clone() may_edit=may_edit />
            {may_edit
                .then(|| {
                    view! {
                        <OneForm editing=editing echo=echo.clone() />
                        {(!groups.is_empty())
                            .then(|| {
                                view! {
                                    <section class="block">
                                        <header>
                                            <h2>{w.kinds_title}</h2>
                                            <p>{w.kinds_lead}</p>
                                        </header>
                                        <KindsForm groups=groups echo=echo />
                                    </section>
                                }
                            })}
                    }
                })}
        </div>
    }
}

#[component]
fn Table(groups: Vec<GroupView>, may_edit: bool) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if groups.is_empty() {
        return view! {
            <div class="empty">
                <b>{w.none}</b>
                <p>{w.none_lead}</p>
            </div>
        }
        .into_any();
    }
    let rows = groups.into_iter().map(|group| row(group, may_edit, lang, w)).collect_view();
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.names}</th>
                        <th scope="col">{w.code}</th>
                        <th scope="col" class="num">
                            {w.companies}
                        </th>
                        <th scope="col" class="num">
                            {w.lists}
                        </th>
                        <th scope="col">{w.kinds}</th>
                        {may_edit.then(|| view! { <th scope="col"><span class="vh">{w.change}</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(group: GroupView, may_edit: bool, lang: Lang, w: &'static Words) -> impl IntoView {
    let name = lang.pick(&group.name_zh, &group.name_en).to_owned();
    let kinds: Vec<&str> = group.kinds.iter().map(|kind| kind_words(kind, lang)).collect();
    let label = format!("{} {name}", w.change);
    let edit = format!("/desk/groups?edit={}#f-name_zh", group.id);
    view! {
        <tr>
            <th scope="row" class="name first">{name}</th>
            <td class="sku">{group.code}</td>
            <td class="num" data-l=w.companies>{format::count(usize::try_from(group.companies).unwrap_or(0))}</td>
            <td class="num" data-l=w.lists>{format::count(usize::try_from(group.lists).unwrap_or(0))}</td>
            <td data-l=w.kinds>{kinds.join(lang.pick("、", ", "))}</td>
            {may_edit
                .then(|| {
                    view! {
                        <td class="end">
                            <a class="btn s" href=edit aria-label=label>
                                {w.change}
                            </a>
                        </td>
                    }
                })}
        </tr>
    }
}

#[component]
fn OneForm(editing: Option<GroupView>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let (title, button) = if editing.is_some() { (w.rename_title, w.save) } else { (w.add_title, w.add) };
    let fields = |zh: String, en: String, echo: Echo| {
        view! {
            <TextField name="name_zh" label=w.name_zh value=zh required=true echo=echo.clone() />
            <TextField name="name_en" label=w.name_en value=en required=true echo=echo />
        }
    };
    let form = match editing {
        Some(group) => view! {
            <form class="form" method="post" action="/api/desk_rename_group">
                <input type="hidden" name="id" value=group.id.to_string() />
                <p class="sku">{group.code}</p>
                <div class="fields">{fields(group.name_zh, group.name_en, echo)}</div>
                <div class="actions">
                    <button class="btn go">{button}</button>
                    <a href="/desk/groups">{w.cancel}</a>
                </div>
            </form>
        }
        .into_any(),
        None => {
            let action = once("/api/desk_create_group", &echo);
            view! {
                <form class="form" method="post" action=action>
                    <div class="fields">
                        <TextField
                            name="code"
                            label=w.code
                            hint=w.code_hint
                            required=true
                            echo=echo.clone()
                        />
                        {fields(String::new(), String::new(), echo)}
                    </div>
                    <div class="actions">
                        <button class="btn go">{button}</button>
                    </div>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <section class="block">
            <header>
                <h2>{title}</h2>
            </header>
            {form}
        </section>
    }
}

#[component]
fn KindsForm(groups: Vec<GroupView>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let none = (String::new(), w.no_group.to_owned());
    let name = |g: &GroupView| (g.id.to_string(), lang.pick(&g.name_zh, &g.name_en).to_owned());
    let options: Vec<_> = std::iter::once(none).chain(groups.iter().map(name)).collect();
    let field = move |kind: &'static str| {
        let chosen = groups.iter().find(|g| g.kinds.iter().any(|k| k == kind));
        let value = chosen.map(|g| g.id.to_string()).unwrap_or_default();
        view! {
            <Choice name=kind label=kind_words(kind, lang) options=options.clone() value=value echo=echo.clone() />
        }
    };
    view! {
        <form class="form" method="post" action="/api/desk_put_kind_groups">
            <div class="fields">{COMPANY_KINDS.map(field).collect_view()}</div>
            <div class="actions">
                <button class="btn">{w.save}</button>
            </div>
        </form>
    }
}
