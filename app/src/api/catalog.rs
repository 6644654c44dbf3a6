//! Reading the catalogue with the company's own prices beside it.

use super::AppError;
use chrono::NaiveDate;
use domain::catalog::edit::ParameterBrief;
use domain::catalog::files::DocumentView;
use domain::catalog::numbers::{Alternative, NumberHit, PartNumbers};
use domain::catalog::searches::FoundNote;
#[cfg(feature = "ssr")]
use domain::catalog::service;
use domain::catalog::{CategoryView, FamilyPage, Instead, SearchPage, SearchQuery, SkuBrief, SkuRow};
use domain::ids::SkuId;
use domain::pricing::explanation::PriceView;
#[cfg(feature = "ssr")]
use domain::pricing::selection;
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A page of results and what its parts cost the company in force; no prices for visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The page.
    pub page: SearchPage,
    /// Prices at the smallest order.
    pub prices: HashMap<SkuId, PriceView>,
    /// What may have been meant when nothing was found.
    pub closest: Vec<SkuBrief>,
    /// Other texts that find something when this one finds nothing.
    pub others: Vec<Instead>,
    /// What the whole text is a number of, and why.
    pub known: Vec<NumberHit>,
    /// The company's own numbers of the rows.
    pub own: HashMap<SkuId, String>,
    /// What is in stock instead of rows that are not.
    pub instead: HashMap<SkuId, Vec<Alternative>>,
    /// What the reader once looked for in vain and is there now.
    pub notes: Vec<FoundNote>,
    /// The search with the columns this browser keeps, where the address names none.
    pub query: SearchQuery,
    /// The category they are kept for; empty for the whole catalogue.
    pub kept_for: String,
    /// The seller's calendar day, from which dates of delivery count.
    pub today: NaiveDate,
}

/// The pairs of a query string as browsers and forms write it.
pub fn pairs_of(query: &str) -> Vec<(String, String)> {
    let clean = |text: &str| Url::unescape(&text.replace('+', " "));
    query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (clean(key), clean(value)))
        .collect()
}

/// A part, its family, and what it costs the company in force at the smallest order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPage {
    /// The part.
    pub row: SkuRow,
    /// Its family with names of parameters and the other parts.
    pub family: FamilyPage,
    /// Its price, and those of what is in stock instead; none for visitors.
    pub prices: HashMap<SkuId, PriceView>,
    /// Numbers it is known by, what replaces it, what there is instead.
    pub numbers: PartNumbers,
    /// What its page says besides.
    pub told: Told,
    /// The seller's calendar day, from which dates of delivery count.
    pub today: NaiveDate,
}

/// What a part's page says besides figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Pictures and papers, its own first.
    pub documents: Vec<DocumentView>,
    /// What its family is: Chinese, English; lines between line ends.
    pub description: (String, String),
    /// What its parameters are called.
    pub names: Vec<ParameterBrief>,
}

/// Searches by the address's query string.
#[server]
pub async fn search_parts(query: String) -> Result<Results, AppError> {
    use super::backend::{Backend, answer, op};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let mut query = SearchQuery::from_pairs(&pairs_of(&query));
    let kept_for = super::selection::recall_columns(&backend.catalog, &mut query);
    let found = selection::search(&op, &backend.catalog, &backend.prices, &query).await.map_err(answer)?;
    let (closest, others) = match found.page.total {
        0 => in_vain(&op, &backend, &query).await?,
        _ => Default::default(),
    };
    let selection::Selection { page, prices, known, beside } = found;
    let domain::catalog::numbers::part::Beside { own, instead, notes } = beside;
    let today = op.today();
    Ok(Results { page, prices, closest, others, known, own, instead, notes, query, kept_for, today })
}

/// A line beneath the search box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// What kind of thing it is, in the reader's language.
    pub group: String,
    /// What it is called.
    pub label: String,
    /// What it is, or how many parts are called so.
    pub note: String,
    /// Where it leads.
    pub href: String,
}

/// What somebody typing this may be after: his own numbers first.
#[server(endpoint = "suggest")]
pub async fn suggest(#[server(default)] typed: String) -> Result<Vec<Suggested>, AppError> {
    use super::backend::{Backend, answer, op};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let typed: String = typed.chars().take(200).collect();
    let own = domain::catalog::numbers::lookup::own_with(&op, &typed, 4).await.map_err(answer)?;
    let found = service::type_ahead(&backend.catalog, &typed);
    let own = own.into_iter().map(crate::pages::search::suggested_own);
    Ok(own.chain(found.into_iter().map(crate::pages::search::suggested)).collect())
}

/// The page of a part number, written in any of its ways.
#[server]
pub async fn load_part(part_number: String) -> Result<PartPage, AppError> {
    use super::backend::{Backend, answer, op};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let row = row_of(&op, &part_number).await.map_err(answer)?;
    let family = family_of(&op, &backend.catalog, &row).await.map_err(answer)?;
    let numbers = domain::catalog::numbers::part::facts(&op, row.sku_id).await.map_err(answer)?;
    let prices = selection::own_prices(&op, &row, &numbers.alternatives).await.map_err(answer)?;
    let told = told_of(&op, &row).await.map_err(answer)?;
    Ok(PartPage { row, family, prices, numbers, told, today: op.today() })
}

/// The tree of categories with counts.
#[server]
pub async fn load_categories() -> Result<Vec<CategoryView>, AppError> {
    Ok(service::category_tree(&super::backend::Backend::of_request()?.catalog))
}

#[cfg(feature = "ssr")]
async fn row_of(op: &domain::op::OpContext, part_number: &str) -> domain::error::Result<SkuRow> {
    let texts = [part_number.to_owned()];
    let found = service::find_skus_by_part_numbers(op, &texts).await?;
    let brief = found.into_iter().flat_map(|(_, briefs)| briefs).next();
    let sku = match brief {
        Some(brief) => Some(brief.sku_id),
        // what is no longer made keeps its page: it says what takes its place
        None => domain::catalog::numbers::part::find_any(op, part_number).await?,
    };
    let sku = sku.ok_or(domain::rejection::Rejection::NotFound)?;
    let rows = service::list_skus_by_id(op, &[sku]).await?;
    Ok(rows.into_iter().next().ok_or(domain::rejection::Rejection::NotFound)?)
}

/// Pictures and papers of a part, what its family is and what its parameters are called.
#[cfg(feature = "ssr")]
async fn told_of(op: &domain::op::OpContext, row: &SkuRow) -> domain::error::Result<Told> {
    use domain::catalog::{edit, files};
    let documents = files::service::list_of_sku(op, row.sku_id).await?;
    let description = edit::families::describe_family(op, &row.family_code).await?;
    let codes: Vec<String> = row.parameters.iter().map(|(code, _, _)| code.clone()).collect();
    Ok(Told { documents, description, names: edit::parameters::name_parameters(op, &codes).await? })
}

/// Its family's page; for the last part of a family that is no longer made, the part alone.
#[cfg(feature = "ssr")]
async fn family_of(
    op: &domain::op::OpContext,
    catalog: &domain::catalog::Catalog,
    row: &SkuRow,
) -> domain::error::Result<FamilyPage> {
    use domain::error::Error;
    use domain::rejection::Rejection;
    match service::family_around(op, catalog, &row.family_code, row.sku_id).await {
        Err(Error::Rejected(Rejection::NotFound)) => {}
        found => return found,
    }
    let query = SearchQuery { family: Some(row.family_code.clone()), ..SearchQuery::default() };
    Ok(FamilyPage {
        code: row.family_code.clone(),
        name_zh: row.name_zh.clone(),
        name_en: row.name_en.clone(),
        standard: row.standard.clone(),
        brand: String::new(),
        page: service::search(op, catalog, &query).await?,
    })
}

/// Nothing was found: the desk hears of it afterwards, the searcher sees what comes close, his own numbers first.
#[cfg(feature = "ssr")]
async fn in_vain(
    op: &domain::op::OpContext,
    backend: &super::backend::Backend,
    query: &SearchQuery,
) -> Result<(Vec<SkuBrief>, Vec<Instead>), AppError> {
    let narrowed = query.chosen() > 0 || query.category.is_some() || query.family.is_some();
    if !narrowed {
        domain::catalog::searches::record::keep_later(op, &query.text);
    }
    let own = domain::catalog::numbers::lookup::own_with(op, &query.text, 5).await;
    let mut closest: Vec<SkuBrief> =
        own.map_err(super::backend::answer)?.into_iter().map(|hit| hit.sku).collect();
    let known: Vec<SkuId> = closest.iter().map(|brief| brief.sku_id).collect();
    let others = service::instead(&backend.catalog, &query.text);
    let suggested = service::closest(&backend.catalog, query, &others);
    closest.extend(suggested.into_iter().filter(|brief| !known.contains(&brief.sku_id)));
    Ok((closest, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_writes_spaces_as_plus() {
        let pairs = pairs_of("?q=M6+12.9&p.thread=M6%2B&c");
        assert_eq!(pairs[0], ("q".to_owned(), "M6 12.9".to_owned()));
        assert_eq!(pairs[1].1, "M6+");
        assert_eq!(pairs[2], ("c".to_owned(), String::new()));
    }
}
