//! SQL of SKUs.

use super::offset;
use super::schema::{stale_unless, taken};
use crate::catalog::edit::{NO_DOCUMENT, NO_PICTURE, PAGE};
use crate::error::{OnConstraint, Result};
use crate::ids::{CategoryId, FamilyId, SkuId};
use crate::op::Tx;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A SKU as stored.
#[derive(Clone, Debug)]
pub(in crate::catalog::edit) struct FullSku {
    pub(in crate::catalog::edit) id: SkuId,
    pub(in crate::catalog::edit) family_id: FamilyId,
    pub(in crate::catalog::edit) part_number: String,
    pub(in crate::catalog::edit) part_key: String,
    pub(in crate::catalog::edit) unit: String,
    pub(in crate::catalog::edit) pack_size: Decimal,
    pub(in crate::catalog::edit) moq: Decimal,
    pub(in crate::catalog::edit) multiple: Decimal,
    pub(in crate::catalog::edit) price_basis: i32,
    pub(in crate::catalog::edit) lead_time_days: i32,
    pub(in crate::catalog::edit) status: String,
    pub(in crate::catalog::edit) parameters: BTreeMap<String, Json>,
    pub(in crate::catalog::edit) version: i32,
}

/// A SKU of the table, with what its family is called and whether it has a picture and a document.
pub(in crate::catalog::edit) struct ListedSku {
    pub(in crate::catalog::edit) sku: FullSku,
    pub(in crate::catalog::edit) family_zh: String,
    pub(in crate::catalog::edit) family_en: String,
    pub(in crate::catalog::edit) category_id: CategoryId,
    pub(in crate::catalog::edit) has_picture: bool,
    pub(in crate::catalog::edit) has_document: bool,
}

/// What the table is narrowed by.
#[derive(Clone, Debug, Default)]
pub(in crate::catalog::edit) struct Narrowed {
    pub(in crate::catalog::edit) family: Option<FamilyId>,
    pub(in crate::catalog::edit) category: Option<CategoryId>,
    /// Beginning of a strict key.
    pub(in crate::catalog::edit) key: String,
    pub(in crate::catalog::edit) lacks: String,
    pub(in crate::catalog::edit) page: u32,
}

/// What is asked in this transaction is planned for what was filled in: one plan for every way to narrow a table would read all
/// of it each time.
pub(in crate::catalog::edit) async fn plan_for_each(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set local plan_cache_mode = force_custom_plan").execute(&mut **tx).await?;
    Ok(())
}

/// How many SKUs fit.
pub(in crate::catalog::edit) async fn count_skus(tx: &mut Tx, by: &Narrowed) -> Result<u64> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from catalog.skus s join catalog.families f on f.id = s.family_id
           where ($1::uuid is null or s.family_id = $1) and ($2::uuid is null or f.category_id = $2)
             and starts_with(s.part_key, $3)
             and ($4 = '' or s.status = 'active')
             and case $4 when '' then true
               when $5 then not catalog.has_document(s.id, s.family_id, true)
               when $6 then not catalog.has_document(s.id, s.family_id, false)
               else not s.parameters ? $4 end"#,
        by.family.map(|f| f.0),
        by.category.map(|c| c.0),
        by.key,
        by.lacks,
        NO_PICTURE,
        NO_DOCUMENT
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// A page of SKUs by part number.
pub(in crate::catalog::edit) async fn list_skus(tx: &mut Tx, by: &Narrowed) -> Result<Vec<ListedSku>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: SkuId"
           from catalog.skus s join catalog.families f on f.id = s.family_id
           where ($1::uuid is null or s.family_id = $1) and ($2::uuid is null or f.category_id = $2)
             and starts_with(s.part_key, $3)
             and ($4 = '' or s.status = 'active')
             and case $4 when '' then true
               when $5 then not catalog.has_document(s.id, s.family_id, true)
               when $6 then not catalog.has_document(s.id, s.family_id, false)
               else not s.parameters ? $4 end
           order by s.part_number offset $7 limit $8"#,
        by.family.map(|f| f.0),
        by.category.map(|c| c.0),
        by.key,
        by.lacks,
        NO_PICTURE,
        NO_DOCUMENT,
        offset(by.page),
        i64::from(PAGE)
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: Vec<SkuId> = rows.into_iter().map(|r| r.id).collect();
    load_skus(tx, &ids).await
}

/// These SKUs by part number; unknown ones are missing.
pub(in crate::catalog::edit) async fn load_skus(tx: &mut Tx, ids: &[SkuId]) -> Result<Vec<ListedSku>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select s.id as "id: SkuId", s.family_id as "family_id: FamilyId", s.part_number, s.part_key, s.unit, s.pack_size,
                  s.moq, s.multiple, s.price_basis, s.lead_time_days, s.status, s.parameters, s.version,
                  f.name_zh as family_zh, f.name_en as family_en, f.category_id as "category_id: CategoryId",
                  catalog.has_document(s.id, s.family_id, true) as "has_picture!",
                  catalog.has_document(s.id, s.family_id, false) as "has_document!"
           from catalog.skus s join catalog.families f on f.id = s.family_id
           where s.id = any($1) order by s.part_number"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ListedSku {
            sku: FullSku {
                id: r.id,
                family_id: r.family_id,
                part_number: r.part_number,
                part_key: r.part_key,
                unit: r.unit,
                pack_size: r.pack_size,
                moq: r.moq,
                multiple: r.multiple,
                price_basis: r.price_basis,
                lead_time_days: r.lead_time_days,
                status: r.status,
                parameters: match r.parameters {
                    Json::Object(map) => map.into_iter().collect(),
                    _ => BTreeMap::new(),
                },
                version: r.version,
            },
            family_zh: r.family_zh,
            family_en: r.family_en,
            category_id: r.category_id,
            has_picture: r.has_picture,
            has_document: r.has_document,
        })
        .collect())
}

pub(in crate::catalog::edit) async fn insert_sku(
    tx: &mut Tx,
    new: &FullSku,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into catalog.skus (id, family_id, part_number, part_key, unit, pack_size, moq, multiple, price_basis,
           lead_time_days, status, parameters, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        new.id.0,
        new.family_id.0,
        new.part_number,
        new.part_key,
        new.unit,
        new.pack_size,
        new.moq,
        new.multiple,
        new.price_basis,
        new.lead_time_days,
        new.status,
        serde_json::to_value(&new.parameters)?,
        now
    )
    .execute(&mut **tx)
    .await
    .on_constraint("skus_part_number_uniq", taken("part_number"))?;
    Ok(())
}

/// Writes a SKU over the version named in it. `Stale` when another one stands there by now.
pub(in crate::catalog::edit) async fn update_sku(
    tx: &mut Tx,
    new: &FullSku,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.skus set part_number = $2, part_key = $3, unit = $4, pack_size = $5, moq = $6, multiple = $7,
           price_basis = $8, lead_time_days = $9, status = $10, parameters = $11, changed_at = $12
         where id = $1 and version = $13",
        new.id.0,
        new.part_number,
        new.part_key,
        new.unit,
        new.pack_size,
        new.moq,
        new.multiple,
        new.price_basis,
        new.lead_time_days,
        new.status,
        serde_json::to_value(&new.parameters)?,
        now,
        new.version
    )
    .execute(&mut **tx)
    .await
    .on_constraint("skus_part_number_uniq", taken("part_number"))?;
    stale_unless(done.rows_affected() == 1)
}
