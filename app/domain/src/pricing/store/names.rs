//! SQL that finds what rows of prices name: parts, categories, brands, by the thousand.

use super::known_basis;
use crate::error::Result;
use crate::ids::{CategoryId, SkuId};
use crate::op::Tx;
use std::collections::HashMap;

/// Parts by 型号, each with how many units its prices are stated for.
pub(in crate::pricing) async fn parts(
    tx: &mut Tx,
    wanted: &[String],
) -> Result<HashMap<String, (SkuId, u32)>> {
    let rows = sqlx::query!(
        "select id, part_number, price_basis from catalog.skus where part_number = any($1)",
        wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.part_number, (SkuId(row.id), known_basis(row.price_basis)?))))
        .collect()
}

/// Categories by code.
pub(in crate::pricing) async fn categories(
    tx: &mut Tx,
    wanted: &[String],
) -> Result<HashMap<String, CategoryId>> {
    let rows = sqlx::query!("select id, code from catalog.categories where code = any($1)", wanted)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.code, CategoryId(row.id))).collect())
}

/// Brands by how they were written: `brand:NSK` or `NSK`.
pub(in crate::pricing) async fn brands(tx: &mut Tx, wanted: &[String]) -> Result<HashMap<String, String>> {
    let names: Vec<String> =
        wanted.iter().map(|name| bare(name).to_owned()).filter(|n| !n.is_empty()).collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let known =
        sqlx::query_scalar!("select distinct brand from catalog.families where brand = any($1)", &names)
            .fetch_all(&mut **tx)
            .await?;
    let written = wanted.iter().filter(|name| known.iter().any(|brand| brand == bare(name)));
    Ok(written.map(|name| (name.clone(), bare(name).to_owned())).collect())
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("brand:").trim()
}

/// The 型号 of a part.
pub(in crate::pricing) async fn part_number(tx: &mut Tx, sku: SkuId) -> Result<String> {
    Ok(sqlx::query_scalar!("select part_number from catalog.skus where id = $1", sku.0)
        .fetch_one(&mut **tx)
        .await?)
}
