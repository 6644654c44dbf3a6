//! How complete the catalogue is: the least complete category first, each gap a link to the parts that have it.

use super::{DeskHead, HOME};
use crate::api::desk::catalogue::load_completeness;
use crate::api::desk::catalogue::skus::table_href;
use crate::components::waits::waits;
use crate::i18n::desk::catalogue::{lacking, score_of, words};
use crate::i18n::{current_lang, format};
use crate::pages::error::Failed;
use domain::catalog::completeness::CategoryScore;
use domain::catalog::edit::{NO_DOCUMENT, NO_PICTURE, SkuFilter};
use leptos::prelude::*;

/// Gaps shown in a list's row; a category's page shows all.
const SHOWN: usize = 4;

/// All categories with SKUs.
#[component]
pub fn CompletenessPage() -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let scores = load_completeness();
    let line = move |score: CategoryScore| {
        let name = lang.pick(&score.name_zh, &score.name_en).to_owned();
        let skus = usize::try_from(score.skus).unwrap_or(usize::MAX);
        view! {
            <tr>
                <th scope="row" class="name">
                    <a href=format!("{HOME}/categories/{}", score.id)>{name}</a>
                </th>
                <td class="num" data-l=w.skus>
                    {format::count(skus)}
                </td>
                <td class="num end">
                    <Meter score=score.clone() />
                </td>
                <td class="all low">
                    <Gaps score=score most=SHOWN />
                </td>
            </tr>
        }
    };
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.completeness lead=w.completeness_lead />
            {waits(async move {
                match scores.await {
                    Ok(scores) if scores.is_empty() => {
                        view! { <section class="empty"><h2>{w.no_scores}</h2></section> }.into_any()
                    }
                    Ok(scores) => {
                        view! {
                            <div class="fold">
                                <table class="tbl dense rows">
                                    <caption class="vh">{w.completeness}</caption>
                                    <thead>
                                        <tr>
                                            <th scope="col">{w.category}</th>
                                            <th scope="col" class="num">{w.skus}</th>
                                            <th scope="col" class="num">{w.score}</th>
                                            <th scope="col">{w.missing_most}</th>
                                        </tr>
                                    </thead>
                                    <tbody>{scores.into_iter().map(line).collect_view()}</tbody>
                                </table>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}

/// A score as a figure and a bar.
#[component]
fn Meter(score: CategoryScore) -> impl IntoView {
    let label = score_of(&score, current_lang());
    let percent = score.percent;
    view! {
        <meter min="0" max="100" value=percent aria-label=label></meter>
        " "
        <b>{percent} "%"</b>
    }
}

/// What is missing, each with the SKUs that lack it as a link.
#[component]
fn Gaps(score: CategoryScore, most: usize) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let id = score.id.to_string();
    let href = |lacks: &str| {
        let column = if lacks.starts_with('@') { String::new() } else { lacks.to_owned() };
        let lacks = lacks.to_owned();
        table_href(&SkuFilter { category: id.clone(), lacks, column, page: 1, ..SkuFilter::default() })
    };
    let mut all: Vec<(String, String, u64, bool)> = score
        .gaps
        .iter()
        .map(|g| (g.parameter.name(lang).to_owned(), href(&g.parameter.code), g.missing, g.required))
        .collect();
    for (name, lacks, missing) in
        [(w.picture, NO_PICTURE, score.without_picture), (w.document, NO_DOCUMENT, score.without_document)]
    {
        if missing > 0 {
            all.push((name.to_owned(), href(lacks), missing, false));
        }
    }
    if all.is_empty() {
        return view! { <span class="st done">{w.complete}</span> }.into_any();
    }
    let line = |(name, href, missing, required): (String, String, u64, bool)| {
        view! {
            <li>
                <a href=href>{name}</a>
                " "
                <span class="dim">{lacking(missing, lang)}</span>
                {required.then(|| view! { " " <span class="st late">{w.required}</span> })}
            </li>
        }
    };
    view! { <ul class="row">{all.into_iter().take(most).map(line).collect_view()}</ul> }.into_any()
}

/// The score of one category with all its gaps.
#[component]
pub fn ScoreBlock(
    /// The category's.
    score: CategoryScore,
) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block stack">
            <header>
                <h2>{w.completeness}</h2>
                <p>
                    <Meter score=score.clone() />
                </p>
            </header>
            <Gaps score=score most=usize::MAX />
        </section>
    }
}
