//! The catalogue's desk: the tree in front, everything else one step away.

mod category;
mod completeness;
mod documents;
mod families;
mod fields;
mod import;
mod imports;
mod parameters;
mod skus;
mod table;

pub use category::CategoryDeskPage;
pub use completeness::CompletenessPage;
pub use families::{FamiliesPage, FamilyDeskPage};
pub use import::ImportPage;
pub use imports::ImportsPage;
pub use parameters::{ParameterDeskPage, ParametersPage};
pub use skus::SkuDeskPage;
pub use table::SkusPage;

use crate::api::desk::catalogue::{HOME, load_catalogue_tree};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::nav_link::NavLink;
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{holds, words};
use domain::catalog::edit::CategoryRow;
use fields::{Field, Pick, tree_options};
use leptos::prelude::*;
use leptos_meta::Title;

/// The parts of this desk as links.
#[component]
pub fn DeskNav() -> impl IntoView {
    let w = words(current_lang());
    let at = |path: &str| format!("{HOME}{path}");
    view! {
        <nav class="crumbs" aria-label=w.title>
            <ol>
                <li><NavLink href=HOME exact=true>{w.tree}</NavLink></li>
                <li><NavLink href=at("/parameters")>{w.parameters}</NavLink></li>
                <li><NavLink href=at("/families")>{w.families}</NavLink></li>
                <li><NavLink href=at("/skus")>{w.skus}</NavLink></li>
                <li><NavLink href=at("/completeness")>{w.completeness}</NavLink></li>
                <li><NavLink href=at("/imports")>{w.imports}</NavLink></li>
            </ol>
        </nav>
    }
}

/// The head of a page of this desk.
#[component]
pub fn DeskHead(
    /// What the page is of.
    #[prop(into)]
    title: String,
    /// One line of what it is.
    #[prop(optional, into)]
    lead: String,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <DeskNav />
        <div class="pagehead">
            <h1>{title}</h1>
            {(!lead.is_empty()).then(|| view! { <p>{lead}</p> })}
        </div>
    }
}

/// The tree, and the form of a new category.
#[component]
pub fn CataloguePage() -> impl IntoView {
    let w = words(current_lang());
    let tree = load_catalogue_tree();
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.title lead=w.lead />
            {answered(tree, move |tree, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <div class="split">
                        <Tree tree=tree.clone() />
                        <NewCategory tree=tree echo=echo />
                    </div>
                }
            })}
        </div>
    }
}

#[component]
fn Tree(tree: Vec<CategoryRow>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if tree.is_empty() {
        return view! {
            <section class="empty">
                <h2>{w.empty_tree}</h2>
                <p>{w.empty_tree_lead}</p>
            </section>
        }
        .into_any();
    }
    let rows = tree.into_iter().map(|c| {
        let page = format!("{HOME}/categories/{}", c.id);
        let inset = "\u{2003}".repeat(c.depth as usize);
        let name = c.name(lang).to_owned();
        view! {
            <tr>
                <th scope="row" class="name">
                    {inset}
                    <a href=page>{name}</a>
                </th>
                <td class="sku low">{c.code}</td>
                <td class="low end">{holds(c.families, c.skus, lang)}</td>
            </tr>
        }
    });
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.tree}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.category}</th>
                        <th scope="col">{w.code}</th>
                        <th scope="col">{w.families} " · " {w.skus}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn NewCategory(tree: Vec<CategoryRow>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let mut parents = vec![(String::new(), w.root.to_owned())];
    parents.extend(tree_options(&tree));
    view! {
        <section class="block stack">
            <header>
                <h2>{w.new_category}</h2>
            </header>
            <form class="stack" method="post" action="/api/desk_create_category">
                <Field name="code" label=w.code hint=w.code_hint required=true echo=echo.clone() />
                <Field name="name_zh" label=w.name_zh required=true echo=echo.clone() />
                <Field name="name_en" label=w.name_en required=true echo=echo.clone() />
                <Pick name="parent" label=w.parent options=parents echo=echo.clone() />
                <Field name="position" label=w.position echo=echo />
                <div class="actions">
                    <button class="btn go">{w.create}</button>
                </div>
            </form>
        </section>
    }
}
