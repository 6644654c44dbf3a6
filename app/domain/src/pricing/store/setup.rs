//! SQL of what is set up for the whole price book at once: costs, floors, VAT, groups, and all there is to price.

use super::known_basis;
use crate::error::Result;
use crate::ids::{CategoryId, PriceGroupId, SkuId};
use crate::op::Tx;
use crate::pricing::floor::{Cost, Floor};
use crate::pricing::terms::{VAT_CODE, VatRate};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Writes what parts cost, over what was known before.
pub(in crate::pricing) async fn upsert_costs(tx: &mut Tx, costs: &[(SkuId, Cost)]) -> Result<u64> {
    let skus: Vec<Uuid> = costs.iter().map(|(sku, _)| sku.0).collect();
    let figures: Vec<Decimal> = costs.iter().map(|(_, cost)| cost.cost).collect();
    let bases: Vec<i32> = costs.iter().map(|(_, cost)| i32::try_from(cost.basis).unwrap_or(0)).collect();
    let done = sqlx::query!(
        "insert into pricing.costs (sku_id, cost, price_basis)
         select * from unnest($1::uuid[], $2::numeric[], $3::int[])
         on conflict (sku_id) do update set cost = excluded.cost, price_basis = excluded.price_basis",
        &skus,
        &figures,
        &bases
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Writes the floor of a category.
pub(in crate::pricing) async fn insert_category_floor(
    tx: &mut Tx,
    category: CategoryId,
    floor: &Floor,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.floors (id, category_id, min_price, price_basis, min_margin_percent)
         values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        category.0,
        floor.min_price,
        i32::try_from(floor.basis).unwrap_or(0),
        floor.min_margin_percent
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a VAT rate unless one of its code begins that day already.
pub(in crate::pricing) async fn ensure_vat_rate(tx: &mut Tx, rate: &VatRate) -> Result<()> {
    sqlx::query!(
        "insert into pricing.vat_rates (code, rate, valid_from, valid_to) values ($1, $2, $3, $4) on conflict do nothing",
        VAT_CODE,
        rate.rate,
        rate.validity.from,
        rate.validity.to
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The group of a code, made when it is missing.
pub(in crate::pricing) async fn ensure_group(
    tx: &mut Tx,
    code: &str,
    zh: &str,
    en: &str,
) -> Result<PriceGroupId> {
    sqlx::query!(
        "insert into accounts.price_groups (id, code, name_zh, name_en) values ($1, $2, $3, $4) on conflict do nothing",
        Uuid::now_v7(),
        code,
        zh,
        en
    )
    .execute(&mut **tx)
    .await?;
    let id = sqlx::query_scalar!("select id from accounts.price_groups where code = $1", code)
        .fetch_one(&mut **tx)
        .await?;
    Ok(PriceGroupId(id))
}

/// Puts companies of a kind that have no group yet into one, and those that will be created.
pub(in crate::pricing) async fn assign_group(tx: &mut Tx, group: PriceGroupId, kind: &str) -> Result<u64> {
    let done = sqlx::query!(
        "update accounts.companies set price_group_id = $1 where kind = $2 and price_group_id is null",
        group.0,
        kind
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update accounts.kind_groups set price_group_id = $1 where kind = $2 and price_group_id is null",
        group.0,
        kind
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// A category at the top of the tree.
pub struct TopCategory {
    /// Its id.
    pub id: CategoryId,
    /// Its code.
    pub code: String,
}

/// The top of the category tree.
pub(in crate::pricing) async fn list_top_categories(tx: &mut Tx) -> Result<Vec<TopCategory>> {
    let rows = sqlx::query!("select id, code from catalog.categories where parent_id is null order by code")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| TopCategory { id: CategoryId(row.id), code: row.code }).collect())
}

/// A SKU as one who makes prices for all of them needs it.
pub struct SkuToPrice {
    /// Its id.
    pub id: SkuId,
    /// 型号
    pub part_number: String,
    /// Pieces in a pack.
    pub pack_size: Decimal,
    /// How many units prices are stated for.
    pub price_basis: u32,
    /// Code of its family.
    pub family: String,
    /// Code of its own category.
    pub category: String,
    /// Parameters by code.
    pub parameters: serde_json::Value,
}

/// Every SKU, by part number.
pub(in crate::pricing) async fn list_skus_to_price(tx: &mut Tx) -> Result<Vec<SkuToPrice>> {
    let rows = sqlx::query!(
        "select s.id, s.part_number, s.pack_size, s.price_basis, s.parameters, f.code as family, c.code as category
         from catalog.skus s
         join catalog.families f on f.id = s.family_id
         join catalog.categories c on c.id = f.category_id
         order by s.part_number"
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SkuToPrice {
                id: SkuId(row.id),
                part_number: row.part_number,
                pack_size: row.pack_size,
                price_basis: known_basis(row.price_basis)?,
                family: row.family,
                category: row.category,
                parameters: row.parameters,
            })
        })
        .collect()
}
