//! One category: its words and place, and the parameters it lists.

use super::completeness::ScoreBlock;
use super::fields::{Field, History, Pick, tree_options};
use super::{DeskHead, HOME};
use crate::api::desk::catalogue::{CategoryPage, load_catalogue_category};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{kind, words};
use domain::catalog::edit::{CategoryDesk, LinkRow};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of a category's id.
#[component]
pub fn CategoryDeskPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read_untracked().get("id").unwrap_or_default();
    let page = load_catalogue_category(id());
    view! {
        <div class="stack l" data-density="dense">
            {answered(page, move |page, echo| view! { <Shown page=page echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(page: CategoryPage, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let CategoryPage { desk, score } = page;
    let (name, id) = (desk.category.name(lang).to_owned(), desk.category.id);
    let known = desk.links.iter().map(|link| &link.parameter).chain(&desk.others);
    let names = known.map(|p| (p.code.clone(), p.name(lang).to_owned())).collect::<Vec<_>>();
    view! {
        <DeskHead title=name lead=desk.category.code.clone() />
        <EchoNote echo=echo.clone() />
        <div class="row">
            <a href=format!("{HOME}/families?category={id}") class="btn s">
                {w.families}
            </a>
            <a href=format!("{HOME}/skus?category={id}") class="btn s">
                {w.list_skus}
            </a>
        </div>
        <Links desk=desk.clone() echo=echo.clone() />
        {score.map(|score| view! { <ScoreBlock score=score /> })}
        <Words desk=desk.clone() echo=echo />
        <History rows=desk.history names=names />
    }
}

/// The table of what the category lists, as one form, and the form of one more.
#[component]
fn Links(desk: CategoryDesk, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let CategoryDesk { category, links, others, .. } = desk;
    let (id, version) = (category.id.to_string(), category.version.to_string());
    let none = links.is_empty();
    let problem = field_error(&echo, "place", lang);
    let rows = links.into_iter().enumerate().map(|(at, link)| link_row(at, link, &echo)).collect_view();
    let options = others.iter().map(|p| {
        let words = format!("{} ({})", p.name(lang), p.code);
        view! { <option value=p.id.to_string()>{words}</option> }
    });
    view! {
        <section class="block stack">
            <header>
                <h2>{w.links}</h2>
                <p>{w.links_lead}</p>
            </header>
            {none
                .then(|| {
                    view! {
                        <div class="empty">
                            <h3>{w.no_links}</h3>
                            <p>{w.no_links_lead}</p>
                        </div>
                    }
                })}
            {(!none)
                .then(|| {
                    view! {
                        <form class="stack" method="post" action="/api/desk_save_links">
                            <input type="hidden" name="id" value=id.clone() />
                            <input type="hidden" name="version" value=version.clone() />
                            <div class="fold">
                                <table class="tbl dense rows">
                                    <thead>
                                        <tr>
                                            <th scope="col">{w.parameter}</th>
                                            <th scope="col">{w.kind}</th>
                                            <th scope="col">{w.position}</th>
                                            <th scope="col">{w.facet}</th>
                                            <th scope="col">{w.required}</th>
                                            <th scope="col">{w.distinguishes}</th>
                                            <th scope="col">{w.remove}</th>
                                        </tr>
                                    </thead>
                                    <tbody>{rows}</tbody>
                                </table>
                            </div>
                            {problem.map(|p| view! { <p class="field"><span class="error">{p}</span></p> })}
                            <div class="actions">
                                <button class="btn go">{w.save}</button>
                            </div>
                        </form>
                    }
                })}
            <form class="row ends" method="post" action="/api/desk_add_link">
                <input type="hidden" name="id" value=id.clone() />
                <input type="hidden" name="version" value=version.clone() />
                <div class="field">
                    <label for="f-parameter">{w.add_parameter}</label>
                    <select id="f-parameter" name="parameter">
                        {options.collect_view()}
                    </select>
                </div>
                <button class="btn">{w.add}</button>
                <a href=format!("{HOME}/parameters")>{w.new_parameter}</a>
            </form>
        </section>
    }
}

fn link_row(at: usize, link: LinkRow, echo: &Echo) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let name = |field: &str| format!("rows[{at}][{field}]");
    let kept = echo.error.is_some() && echo.typed.contains_key(&name("position"));
    let stored = |field: &str, on: bool| if kept { echo.typed(&name(field)) == "yes" } else { on };
    let position = if kept { echo.typed(&name("position")) } else { link.position.to_string() };
    let parameter = link.parameter;
    let title = parameter.name(lang).to_owned();
    let tick = |field: &'static str, words: &'static str, on: bool| {
        let label = format!("{words} {title}");
        view! {
            <td data-l=words>
                <input type="checkbox" name=name(field) value="yes" checked=stored(field, on) aria-label=label />
            </td>
        }
    };
    let ticks = [
        tick("facet", w.facet, link.facet),
        tick("required", w.required, link.required),
        tick("distinguishes", w.distinguishes, link.distinguishes),
        tick("remove", w.remove, false),
    ];
    let unit = parameter.unit.clone();
    let place = format!("{} {title}", w.position);
    view! {
        <tr>
            <th scope="row" class="name all">
                <a href=format!("{HOME}/parameters/{}", parameter.id)>{title}</a>
                <span class="sub sku">{parameter.code}</span>
                <input type="hidden" name=name("parameter") value=parameter.id.to_string() />
            </th>
            <td class="low">{kind(parameter.kind, lang)} " " <span class="unit">{unit}</span></td>
            <td data-l=w.position>
                <input
                    class="num short"
                    name=name("position")
                    value=position
                    inputmode="numeric"
                    aria-label=place
                />
            </td>
            {ticks.into_iter().collect_view()}
        </tr>
    }
}

/// Names, the node above, the place.
#[component]
fn Words(desk: CategoryDesk, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let CategoryDesk { category, tree, .. } = desk;
    let mut parents = vec![(String::new(), w.root.to_owned())];
    parents.extend(tree_options(&tree));
    let parent = category.parent_id.map(|p| p.to_string()).unwrap_or_default();
    view! {
        <section class="block stack">
            <header>
                <h2>{w.category}</h2>
            </header>
            <form class="form" method="post" action="/api/desk_save_category">
                <input type="hidden" name="id" value=category.id.to_string() />
                <input type="hidden" name="version" value=category.version.to_string() />
                <div class="fields">
                    <Field name="name_zh" label=w.name_zh value=category.name_zh required=true echo=echo.clone() />
                    <Field name="name_en" label=w.name_en value=category.name_en required=true echo=echo.clone() />
                    <Pick name="parent" label=w.parent value=parent options=parents echo=echo.clone() />
                    <Field name="position" label=w.position value=category.position.to_string() echo=echo />
                </div>
                <div class="actions">
                    <button class="btn">{w.save}</button>
                </div>
            </form>
        </section>
    }
}
