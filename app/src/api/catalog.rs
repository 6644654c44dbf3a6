//! Reading the catalogue with the company's own prices beside it.

use super::AppError;
use domain::catalog::edit::ParameterBrief;
use domain::catalog::files::DocumentView;
#[cfg(feature = "ssr")]
use domain::catalog::service;
use domain::catalog::{CategoryView, FamilyPage, SearchPage, SkuBrief, SkuRow};
use domain::ids::SkuId;
use domain::pricing::explanation::PriceView;
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
    /// Its price; none for visitors and parts without one.
    pub price: Option<PriceView>,
    /// What its page says besides.
    pub told: Told,
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
    let query = domain::catalog::SearchQuery::from_pairs(&pairs_of(&query));
    let page = service::search(&op, &backend.catalog, &query).await.map_err(answer)?;
    let closest = if page.total == 0 { service::suggest(&backend.catalog, &query.text) } else { Vec::new() };
    let prices = prices_of(&op, &page.rows).await?;
    Ok(Results { page, prices, closest })
}

/// The page of a part number, written in any of its ways.
#[server]
pub async fn load_part(part_number: String) -> Result<PartPage, AppError> {
    use super::backend::{Backend, answer, op};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let row = row_of(&op, &part_number).await.map_err(answer)?;
    let query = domain::catalog::SearchQuery::default();
    let family =
        service::family_page(&op, &backend.catalog, &row.family_code, &query).await.map_err(answer)?;
    let price = prices_of(&op, std::slice::from_ref(&row)).await?.remove(&row.sku_id);
    let told = told_of(&op, &row).await.map_err(answer)?;
    Ok(PartPage { row, family, price, told })
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
    let brief = brief.ok_or(domain::rejection::Rejection::NotFound)?;
    let rows = service::list_skus_by_id(op, &[brief.sku_id]).await?;
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

#[cfg(feature = "ssr")]
async fn prices_of(
    op: &domain::op::OpContext,
    rows: &[SkuRow],
) -> Result<HashMap<SkuId, PriceView>, AppError> {
    // who may not see prices still finds parts
    if op.company.is_none() || !op.actor.may(domain::accounts::permission::Permission::SeePrices) {
        return Ok(HashMap::new());
    }
    use domain::quantity::{Quantity, QuantityRule};
    let smallest =
        |row: &SkuRow| Quantity::new(QuantityRule { moq: row.moq, multiple: row.multiple }.minimum()).ok();
    let wanted: Vec<_> = rows.iter().filter_map(|row| Some((row.sku_id, smallest(row)?))).collect();
    domain::pricing::service::prices_for(op, &wanted).await.map_err(super::backend::answer)
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
