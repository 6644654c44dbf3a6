//! A family: what it is, its drawing and papers, and its own selection table.

use crate::api::form::Echo;
use crate::api::selection::{FamilyShown, load_family_page};
use crate::components::documents::{Papers, Pictures, described};
use crate::components::drawing::{DimensionDrawing, drawing_of};
use crate::components::echo::{EchoNote, use_echo};
use crate::components::frame::buyer_company;
use crate::components::numbers::Notes;
use crate::components::part::{PartLink, family_href};
use crate::components::waits::waits;
use crate::i18n::catalog::words;
use crate::i18n::{current_lang, format, selection};
use crate::pages::search::{href, results_view};
use domain::accounts::CompanyBrief;
use domain::catalog::{SearchQuery, SkuRow};
use leptos::prelude::*;
use leptos_meta::{Link, Title};
use leptos_router::hooks::{use_location, use_params_map};

/// The page of a family's code.
#[component]
pub fn Family() -> impl IntoView {
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let family = load_family_page(code, use_location().search.get_untracked());
    let echo = use_echo();
    view! {
        {waits(async move {
            let company = buyer_company();
            let echo = echo.await;
            match family.await {
                Ok(family) => view! { <Shown family=family company=company echo=echo /> }.into_any(),
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}

#[component]
fn Shown(family: FamilyShown, company: Option<CompanyBrief>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let FamilyShown { code, name, marks, description, documents, results } = family;
    let name = lang.pick(&name.0, &name.1).to_owned();
    let description = lang.pick(&description.0, &description.1).to_owned();
    let drawn = results.page.rows.iter().find_map(|row| Some((drawing_of(row)?, row.clone())));
    let crumbs = results
        .page
        .crumbs
        .iter()
        .map(|c| {
            let query = SearchQuery { category: Some(c.code.clone()), page: 1, ..SearchQuery::default() };
            view! {
                <li>
                    <a href=href(&query)>{lang.pick(&c.name_zh, &c.name_en).to_owned()}</a>
                </li>
            }
        })
        .collect_view();
    let notes = company.as_ref().map(|company| {
        view! { <Notes notes=results.notes.clone() company=company.id back=href(&results.query) /> }
    });
    let nothing = (results.page.total == 0).then(|| nothing_left(&results.query));
    view! {
        <Title text=name.clone() />
        <Link rel="canonical" href=family_href(&code) />
        <nav class="crumbs" aria-label=w.catalogue>
            <ol>
                <li>
                    <a href="/search">{w.catalogue}</a>
                </li>
                {crumbs}
            </ol>
        </nav>
        <div class="pagehead">
            <h1>{name}</h1>
            <p>{marks.join(" · ")}</p>
            // on a phone what the family is stands first and its table far below
            <p class="noprint">
                <a href="#table">
                    {selection::words(lang).family_table} " " <span class="num">{format::count(results.page.total as usize)}</span>
                </a>
            </p>
        </div>
        <EchoNote echo=echo.clone() />
        {notes}
        <div class="about">
            <div class="stack">
                {described(&description)}
                <Pictures documents=documents.clone() />
                <Papers documents=documents />
            </div>
            {drawn.map(|(drawing, row)| view! { <Drawn drawing=drawing row=row /> })}
        </div>
        <section class="block">
            <header>
                <h2>{selection::words(lang).family_table}</h2>
            </header>
            {results_view(results, company, echo, nothing)}
        </section>
    }
}

/// The drawing of one of its parts.
#[component]
fn Drawn(drawing: domain::catalog::drawing::Drawing, row: SkuRow) -> impl IntoView {
    let w = selection::words(current_lang());
    view! {
        <div class="stack">
            <DimensionDrawing drawing=drawing />
            <p class="dim">{w.example} " " <PartLink number=row.part_number /></p>
        </div>
    }
}

/// The filters leave nothing of the family.
fn nothing_left(query: &SearchQuery) -> impl IntoView + use<> {
    let w = words(current_lang());
    view! {
        <div class="empty">
            <b>{w.nothing}</b>
            <p>
                <a href=href(&query.cleared()) class="btn">
                    {w.clear_all}
                </a>
            </p>
        </div>
    }
}
