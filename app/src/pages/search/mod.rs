//! Search and catalogue: filters beside a table of parameters, own prices, quantities, one post for all of them.

mod chosen;
mod facets;
mod results;
mod table;
mod tools;

use crate::api::catalog::{Results, Suggested, load_categories, search_parts};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::frame::buyer_company;
use crate::components::numbers::{KnownHits, Notes};
use crate::components::part::{PartLink, family_href, part_href};
use crate::components::waits::waits;
use crate::i18n::catalog::{parts, words};
use crate::i18n::{current_lang, format, selection};
use crate::pages::home::Categories;
use domain::accounts::CompanyBrief;
use domain::catalog::numbers::{NumberHit, NumberWhy};
use domain::catalog::{CategoryView, Instead, Named, SearchQuery, SkuBrief, SkuRow, Suggestion};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
pub use results::results_view;

/// Families named above a table; of more the table is not one of families.
const MOST_FAMILIES: usize = 6;

/// The address of a search; what is confined to a family alone is on the family's own page.
pub fn href(query: &SearchQuery) -> String {
    let home = query.family.as_ref().filter(|_| query.is_of_family_alone()).map(|code| family_href(code));
    let pairs = match home {
        Some(_) => SearchQuery { family: None, ..query.clone() }.to_query_string(),
        None => query.to_query_string(),
    };
    let path = home.unwrap_or_else(|| "/search".to_owned());
    if pairs.is_empty() { path } else { format!("{path}?{pairs}") }
}

/// A suggestion in the reader's language, with its address.
pub fn suggested(suggestion: Suggestion) -> Suggested {
    let lang = current_lang();
    let w = words(lang);
    let narrowed = |named: &Named, group: &str, query: SearchQuery| Suggested {
        group: group.to_owned(),
        label: lang.pick(&named.name_zh, &named.name_en).to_owned(),
        note: format!("{} {}", format::count(named.count as usize), parts(named.count as usize, lang)),
        href: href(&query),
    };
    let none = SearchQuery::default();
    match suggestion {
        Suggestion::Part(part) => Suggested {
            group: w.part_number.to_owned(),
            label: part.part_number.clone(),
            note: lang.pick(&part.name_zh, &part.name_en).to_owned(),
            href: part_href(&part.part_number),
        },
        Suggestion::Family(named) => {
            narrowed(&named, w.name, SearchQuery { family: Some(named.code.clone()), ..none })
        }
        Suggestion::Category(named) => {
            narrowed(&named, w.categories, SearchQuery { category: Some(named.code.clone()), ..none })
        }
        Suggestion::Value { parameter, parameter_zh, parameter_en, value } => {
            narrowed(&value, lang.pick(&parameter_zh, &parameter_en), none.toggled(&parameter, &value.code))
        }
    }
}

/// An own number as a suggestion.
pub fn suggested_own(hit: NumberHit) -> Suggested {
    let lang = current_lang();
    let (NumberWhy::Own { number } | NumberWhy::Cross { number, .. } | NumberWhy::Replaced { number, .. }) =
        hit.why;
    Suggested {
        group: crate::i18n::numbers::words(lang).own_number.to_owned(),
        label: number,
        note: format!("{} {}", hit.sku.part_number, lang.pick(&hit.sku.name_zh, &hit.sku.name_en)),
        href: part_href(&hit.sku.part_number),
    }
}

/// Results of the search in the address.
#[component]
pub fn Search() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let results = search_parts(search.get_untracked());
    let categories = load_categories();
    let echo = use_echo();
    view! {
        {waits(async move {
            let company = buyer_company();
            let echo = echo.await;
            match results.await {
                Ok(found) => {
                    let tree = if found.page.total == 0 {
                        categories.await.unwrap_or_default()
                    } else {
                        Vec::new()
                    };
                    view! { <Found found=found company=company echo=echo tree=tree /> }.into_any()
                }
                Err(error) => {
                    view! {
                        <Title text=w.catalogue />
                        <crate::pages::error::Failed error=error />
                    }
                        .into_any()
                }
            }
        })}
    }
}

#[component]
fn Found(
    found: Results,
    company: Option<CompanyBrief>,
    echo: Echo,
    tree: Vec<CategoryView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let (page, query) = (&found.page, found.query.clone());
    let title =
        page.crumbs.last().map(|c| lang.pick(&c.name_zh, &c.name_en).to_owned()).unwrap_or_else(|| {
            if query.text.is_empty() { w.catalogue.to_owned() } else { query.text.clone() }
        });
    let common: Vec<String> = page
        .common
        .iter()
        .map(|c| format!("{} {} {}", c.column.name(lang), lang.pick(&c.value_zh, &c.value_en), c.column.unit))
        .collect();
    // what was found as somebody's number is said with its reason instead
    let exact = page.exact.clone().filter(|_| found.known.is_empty()).map(|e| {
        view! {
            <p class="note act">
                <a href=part_href(&e.part_number)>
                    <span class="sku">{e.part_number.clone()}</span>
                </a>
                " "
                {lang.pick(&e.name_zh, &e.name_en).to_owned()}
            </p>
        }
    });
    let nothing = (page.total == 0)
        .then(|| view! { <Nothing query=query.clone() closest=found.closest.clone() others=found.others.clone() tree=tree /> });
    view! {
        <Title text=title.clone() />
        <Crumbs crumbs=page.crumbs.clone() query=query.clone() />
        <div class="pagehead">
            <h1>{title}</h1>
            {(!common.is_empty()).then(|| view! { <p>{common.join(" · ")}</p> })}
        </div>
        <EchoNote echo=echo.clone() />
        {company
            .as_ref()
            .map(|company| view! { <Notes notes=found.notes.clone() company=company.id back=href(&query) /> })}
        <KnownHits hits=found.known.clone() />
        {exact}
        <Branches branches=page.categories.clone() query=query.clone() />
        <Families rows=&page.rows />
        {results_view(found, company, echo, nothing)}
    }
}

/// The families of the parts on this page.
#[component]
fn Families<'a>(rows: &'a [SkuRow]) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = selection::words(lang);
    let mut families: Vec<(String, String)> = Vec::new();
    for row in rows {
        let href = family_href(&row.family_code);
        if !families.iter().any(|(known, _)| *known == href) {
            families.push((href, format!("{} {}", row.name(lang), row.standard).trim_end().to_owned()));
        }
    }
    let some = (1..=MOST_FAMILIES).contains(&families.len());
    some.then(|| {
        let links = families.into_iter().map(|(href, name)| view! { <a href=href>{name}</a> });
        view! {
            <p class="row families">
                <span class="dim">{w.families}</span>
                {links.collect_view()}
            </p>
        }
    })
}

#[component]
fn Crumbs(crumbs: Vec<domain::catalog::Crumb>, query: SearchQuery) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let all = href(&query.in_category(None));
    (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label=w.catalogue>
                <ol>
                    <li>
                        <a href=all>{w.catalogue}</a>
                    </li>
                    {crumbs
                        .into_iter()
                        .map(|c| {
                            let to = href(&query.in_category(Some(&c.code)));
                            view! {
                                <li>
                                    <a href=to>{lang.pick(&c.name_zh, &c.name_en).to_owned()}</a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </nav>
        }
    })
}

/// Categories below the present one.
#[component]
fn Branches(branches: Vec<CategoryView>, query: SearchQuery) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let branches: Vec<_> = branches.into_iter().filter(|c| c.count > 0).collect();
    (!branches.is_empty()).then(|| {
        view! {
            <nav class="tabs" aria-label=w.categories>
                <ul class="links">
                    {branches
                        .into_iter()
                        .map(|c| {
                            let to = href(&query.in_category(Some(&c.code)));
                            view! {
                                <li>
                                    // all of them are /search: the router would call each the current one
                                    <a href=to>
                                        {c.name(lang).to_owned()} " "
                                        <span class="n num">{format::count(c.count as usize)}</span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </nav>
        }
    })
}

/// What else to try: closest parts, other texts with what they find, no filters, the tree.
#[component]
fn Nothing(
    query: SearchQuery,
    closest: Vec<SkuBrief>,
    others: Vec<Instead>,
    tree: Vec<CategoryView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let others = (!others.is_empty()).then(|| {
        let chips = others
            .into_iter()
            .map(|Instead { text, count }| {
                let to = href(&SearchQuery { text: text.clone(), page: 1, ..SearchQuery::default() });
                view! {
                    <a class="chip" href=to>
                        {text}
                        " "
                        <span class="n num">{format::count(count as usize)}</span>
                    </a>
                }
            })
            .collect_view();
        view! { <div class="chips">{w.instead} " " {chips}</div> }
    });
    let nothing = match query.text.as_str() {
        "" => w.nothing.to_owned(),
        text => w.nothing_for.replace("{}", text),
    };
    let near = (!closest.is_empty()).then(|| {
        view! {
            <p>{w.closest}</p>
            <ul>
                {closest
                    .into_iter()
                    .map(|c| {
                        let name = lang.pick(&c.name_zh, &c.name_en).to_owned();
                        view! { <li><PartLink number=c.part_number />" " {name}</li> }
                    })
                    .collect_view()}
            </ul>
        }
    });
    view! {
        <div class="empty">
            <b>{nothing}</b>
            <p>{w.nothing_lead}</p>
            {near} {others}
            {(query.chosen() > 0).then(|| view! { <a href=href(&query.cleared()) class="btn">{w.clear_all}</a> })}
        </div>
        {(!tree.is_empty()).then(|| view! { <Categories categories=tree /> })}
    }
}

#[cfg(test)]
mod tests {
    use super::href;
    use domain::catalog::SearchQuery;

    #[test]
    fn a_family_alone_has_its_own_address() {
        let pairs = [("f", "iso-4762"), ("p.thread", "M8")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let query = SearchQuery::from_pairs(&pairs);
        assert_eq!(href(&query), "/families/iso-4762?p.thread=M8");
        assert_eq!(href(&query.saying("black")), "/search?q=black&f=iso-4762&p.thread=M8");
        assert_eq!(href(&query.in_category(Some("screws"))), "/search?c=screws&f=iso-4762");
    }
}
