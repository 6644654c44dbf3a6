//! Finding parts with the company's own prices beside them: one transaction, whatever is shown.

use super::explanation::PriceView;
use super::service::price_set_in_tx;
use crate::accounts::permission::Permission;
use crate::catalog::{Catalog, SearchPage, SearchQuery, SkuRow};
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::{OpContext, Tx};
use crate::quantity::{Quantity, QuantityRule};
use std::collections::HashMap;

/// Prices at the smallest order; empty for who may not see any.
pub type OwnPrices = HashMap<SkuId, PriceView>;

/// A page of what a query finds, with stock and own prices as of now.
///
/// # Errors
/// Database errors.
pub async fn search(
    op: &OpContext,
    catalog: &Catalog,
    query: &SearchQuery,
) -> Result<(SearchPage, OwnPrices)> {
    let mut tx = op.begin().await?;
    let page = crate::catalog::service::search_in_tx(&mut tx, catalog, query).await?;
    let prices = own_prices_in_tx(&mut tx, op, &page.rows).await?;
    tx.commit().await?;
    Ok((page, prices))
}

/// What these parts cost the company in force.
///
/// # Errors
/// Database errors.
pub async fn own_prices(op: &OpContext, rows: &[SkuRow]) -> Result<OwnPrices> {
    let mut tx = op.begin().await?;
    let prices = own_prices_in_tx(&mut tx, op, rows).await?;
    tx.commit().await?;
    Ok(prices)
}

async fn own_prices_in_tx(tx: &mut Tx, op: &OpContext, rows: &[SkuRow]) -> Result<OwnPrices> {
    // who may not see prices still finds parts
    let Some(company) = op.company.filter(|_| op.actor.may(Permission::SeePrices)) else {
        return Ok(HashMap::new());
    };
    let smallest =
        |row: &SkuRow| Quantity::new(QuantityRule { moq: row.moq, multiple: row.multiple }.minimum()).ok();
    let wanted: Vec<_> = rows.iter().filter_map(|row| Some((row.sku_id, smallest(row)?))).collect();
    let found = price_set_in_tx(tx, company, &wanted, op.today()).await?;
    Ok(found.iter().map(|(sku, resolved)| (*sku, PriceView::of(resolved))).collect())
}
