//! SQL of the catalogue's reading side.

use super::index::{Builder, Mark, Terms};
use super::parameter::{ParameterKind, ParameterValue, StoredValue, schema_order, together};
use super::view::{SkuBrief, SkuRow};
use crate::error::{Error, Result};
use crate::ids::{CategoryId, FamilyId, ParameterId, SkuId};
use crate::op::{Tx, begin_on};
use futures_util::TryStreamExt;
use rust_decimal::Decimal;
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The tree, parameters, values and families the index is built with.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaSource {
    pub(super) categories: Vec<CategorySource>,
    pub(super) parameters: Vec<ParameterSource>,
    pub(super) values: Vec<ValueSource>,
    pub(super) category_parameters: Vec<LinkSource>,
    pub(super) families: Vec<FamilySource>,
}

/// What was noted since a state of the index.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) horizon: String,
    pub(super) seen: HashSet<i64>,
    /// Too much to take over one by one.
    pub(super) all: bool,
    /// Something of `source` is another.
    pub(super) schema: bool,
    /// Empty when neither it nor a SKU changed.
    pub(super) source: SchemaSource,
    pub(super) touched: Vec<SkuId>,
    /// Those touched that are for sale, as they are now.
    pub(super) skus: Vec<SkuSource>,
    /// Whether anything can leave today.
    pub(super) stock: Vec<(SkuId, bool)>,
}

#[derive(Clone, Debug)]
pub(super) struct CategorySource {
    pub(super) id: CategoryId,
    pub(super) parent_id: Option<CategoryId>,
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
}

#[derive(Clone, Debug)]
pub(super) struct ParameterSource {
    pub(super) id: ParameterId,
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) kind: ParameterKind,
    pub(super) unit: String,
    /// A SKU may have several values.
    pub(super) many: bool,
    /// What else it is called.
    pub(super) aliases: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct ValueSource {
    pub(super) parameter_id: ParameterId,
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) aliases: Vec<String>,
    pub(super) position: i32,
}

#[derive(Clone, Debug)]
pub(super) struct LinkSource {
    pub(super) category_id: CategoryId,
    pub(super) parameter_id: ParameterId,
    pub(super) facet: bool,
}

#[derive(Clone, Debug)]
pub(super) struct FamilySource {
    pub(super) id: FamilyId,
    pub(super) category_id: CategoryId,
    pub(super) code: String,
    pub(super) standard: String,
    pub(super) brand: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
}

/// A SKU as stored; its parameters as JSON text.
#[derive(Debug)]
pub(super) struct SkuSource {
    pub(super) id: SkuId,
    pub(super) family_id: FamilyId,
    pub(super) part_number: String,
    pub(super) terms: Terms,
    pub(super) parameters: String,
}

struct SkuRecord {
    id: SkuId,
    family_id: FamilyId,
    part_number: String,
    unit: String,
    price_basis: i32,
    pack_size: Decimal,
    moq: Decimal,
    multiple: Decimal,
    lead_time_days: i32,
    parameters: String,
}

impl From<SkuRecord> for SkuSource {
    fn from(r: SkuRecord) -> Self {
        let terms = Terms {
            unit: r.unit,
            price_basis: u32::try_from(r.price_basis).unwrap_or(1),
            pack_size: r.pack_size.normalize(),
            moq: r.moq.normalize(),
            multiple: r.multiple.normalize(),
            lead_time_days: u32::try_from(r.lead_time_days).unwrap_or(0),
        };
        Self { id: r.id, family_id: r.family_id, part_number: r.part_number, terms, parameters: r.parameters }
    }
}

/// More notices than this and reading everything is quicker.
const MOST_NOTICES: usize = 2_000;

struct Notice {
    version: i64,
    kind: String,
    sku_id: Option<Uuid>,
}

/// What was noted since this state; none when nothing was.
pub(super) async fn load_changes(pool: &PgPool, mark: &Mark) -> Result<Option<Changes>> {
    let mut tx = begin_on(pool, "begin isolation level repeatable read read only").await?;
    let seen: Vec<i64> = mark.seen.iter().copied().collect();
    let notices = sqlx::query_as!(
        Notice,
        "select version, kind, sku_id from catalog.changes
         where tx >= $1::text::xid8 and version <> all($2) order by version limit $3",
        mark.horizon,
        &seen,
        i64::try_from(MOST_NOTICES + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *tx)
    .await?;
    let Some(last) = notices.last().map(|n| n.version) else { return Ok(None) };
    let noted = |kind: &str| notices.iter().any(|n| n.kind == kind);
    let all = notices.len() > MOST_NOTICES || noted("all");
    let mut changes = Changes { all, schema: noted("schema"), ..Changes::default() };
    if all {
        tracing::info!(last, "much of the catalogue changed; all of it is read");
        return Ok(Some(changes));
    }
    changes.horizon = find_horizon(&mut tx).await?;
    changes.seen = list_versions(&mut tx, &changes.horizon).await?;
    let ids = |kind: &str| -> Vec<Uuid> {
        let of_kind = notices.iter().filter(|n| n.kind == kind);
        of_kind.filter_map(|n| n.sku_id).collect::<HashSet<_>>().into_iter().collect()
    };
    let (skus, stock) = (ids("sku"), ids("stock"));
    if changes.schema || !skus.is_empty() {
        changes.source = load_schema(&mut tx).await?;
    }
    changes.skus = list_sku_sources(&mut tx, &skus).await?;
    changes.touched = skus.iter().copied().map(SkuId).collect();
    // a SKU that comes back brings its stock with it
    let asked: Vec<Uuid> = stock.into_iter().chain(skus).collect();
    changes.stock = list_stock(&mut tx, &asked).await?;
    tx.commit().await?;
    Ok(Some(changes))
}

/// Notices of transactions from this one on that this transaction sees.
async fn list_versions(tx: &mut Tx, horizon: &str) -> Result<HashSet<i64>> {
    let versions =
        sqlx::query_scalar!("select version from catalog.changes where tx >= $1::text::xid8", horizon)
            .fetch_all(&mut **tx)
            .await?;
    Ok(versions.into_iter().collect())
}

/// Every transaction before this one is over, as seen by this transaction.
async fn find_horizon(tx: &mut Tx) -> Result<String> {
    Ok(sqlx::query_scalar!(r#"select pg_snapshot_xmin(pg_current_snapshot())::text as "xmin!""#)
        .fetch_one(&mut **tx)
        .await?)
}

/// All active SKUs with what describes them, and those in stock, from one state of the database.
pub(super) async fn load_source(pool: &PgPool) -> Result<(Builder, Mark, Vec<SkuId>)> {
    // a million rows take longer than a page's statement may
    let begin = "begin isolation level repeatable read read only; set local statement_timeout = '10min'";
    let mut tx = begin_on(pool, begin).await?;
    let horizon = find_horizon(&mut tx).await?;
    let seen = list_versions(&mut tx, &horizon).await?;
    let mut builder = Builder::new(load_schema(&mut tx).await?);
    let mut rows = sqlx::query_as!(
        SkuRecord,
        r#"select id as "id: SkuId", family_id as "family_id: FamilyId", part_number, unit, price_basis, pack_size, moq,
                  multiple, lead_time_days, parameters::text as "parameters!"
           from catalog.skus where status = 'active'"#
    )
    .fetch(&mut *tx);
    while let Some(row) = rows.try_next().await? {
        builder.push(&row.into());
    }
    drop(rows);
    let in_stock =
        sqlx::query_scalar!(r#"select sku_id as "id: SkuId" from inventory.levels where on_hand > reserved"#)
            .fetch_all(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok((builder, Mark::new(horizon, seen), in_stock))
}

async fn list_sku_sources(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<SkuSource>> {
    let rows = sqlx::query_as!(
        SkuRecord,
        r#"select id as "id: SkuId", family_id as "family_id: FamilyId", part_number, unit, price_basis, pack_size, moq,
                  multiple, lead_time_days, parameters::text as "parameters!"
           from catalog.skus where status = 'active' and id = any($1)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(SkuSource::from).collect())
}

async fn list_stock(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(SkuId, bool)>> {
    let rows = sqlx::query!(
        r#"select sku_id as "id: SkuId", on_hand > reserved as "available!" from inventory.levels where sku_id = any($1)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.available)).collect())
}

async fn load_schema(tx: &mut Tx) -> Result<SchemaSource> {
    let categories = sqlx::query_as!(
        CategorySource,
        r#"select id as "id: CategoryId", parent_id as "parent_id: CategoryId", code, name_zh, name_en
           from catalog.categories order by position, code"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let category_parameters = sqlx::query_as!(
        LinkSource,
        r#"select category_id as "category_id: CategoryId", parameter_id as "parameter_id: ParameterId", facet
           from catalog.category_parameters order by category_id, position"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let values = sqlx::query_as!(
        ValueSource,
        r#"select parameter_id as "parameter_id: ParameterId", code, name_zh, name_en, aliases, position
           from catalog.parameter_values"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let families = sqlx::query_as!(
        FamilySource,
        r#"select id as "id: FamilyId", category_id as "category_id: CategoryId", code, standard, brand, name_zh, name_en
           from catalog.families"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let parameters = load_parameters(tx).await?;
    Ok(SchemaSource { categories, parameters, values, category_parameters, families })
}

async fn load_parameters(tx: &mut Tx) -> Result<Vec<ParameterSource>> {
    let rows = sqlx::query!(
        r#"select id as "id: ParameterId", code, name_zh, name_en, kind, unit, many, aliases
           from catalog.parameters order by code"#
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let kind =
                ParameterKind::parse(&r.kind).ok_or_else(|| Error::Internal("parameter kind".into()))?;
            Ok(ParameterSource {
                id: r.id,
                code: r.code,
                name_zh: r.name_zh,
                name_en: r.name_en,
                kind,
                unit: r.unit,
                many: r.many,
                aliases: r.aliases,
            })
        })
        .collect()
}

/// On hand and not reserved, for these SKUs; SKUs without stock are missing.
pub(super) async fn list_available(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Decimal>> {
    let ids: Vec<Uuid> = skus.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select sku_id as "sku_id: SkuId", on_hand - reserved as "available!" from inventory.levels
           where sku_id = any($1)"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.sku_id, r.available.normalize())).collect())
}

/// Active SKUs by their strict key.
pub(super) async fn list_by_keys(tx: &mut Tx, keys: &[String]) -> Result<HashMap<String, Vec<SkuBrief>>> {
    let rows = sqlx::query!(
        r#"select s.part_key, s.id as "id: SkuId", s.part_number, s.unit, f.code, f.name_zh, f.name_en, f.standard
           from catalog.skus s join catalog.families f on f.id = s.family_id
           where s.part_key = any($1) and s.part_key <> '' and s.status = 'active'
           order by s.part_number"#,
        keys
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<String, Vec<SkuBrief>> = HashMap::new();
    for r in rows {
        found.entry(r.part_key).or_default().push(SkuBrief {
            sku_id: r.id,
            part_number: r.part_number,
            family_code: r.code,
            name_zh: r.name_zh,
            name_en: r.name_en,
            standard: r.standard,
            unit: r.unit,
        });
    }
    Ok(found)
}

struct FullRow {
    id: SkuId,
    part_number: String,
    family_code: String,
    name_zh: String,
    name_en: String,
    standard: String,
    category_code: String,
    unit: String,
    price_basis: i32,
    pack_size: Decimal,
    moq: Decimal,
    multiple: Decimal,
    lead_time_days: i32,
    available: Decimal,
}

/// SKUs with family, parameters and stock, in the order asked for; unknown ones are missing, discontinued ones not.
pub(super) async fn list_rows(tx: &mut Tx, skus: &[SkuId]) -> Result<Vec<SkuRow>> {
    let ids: Vec<Uuid> = skus.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        FullRow,
        r#"select s.id as "id: SkuId", s.part_number, f.code as family_code, f.name_zh, f.name_en, f.standard,
                  c.code as category_code, s.unit, s.price_basis, s.pack_size, s.moq, s.multiple, s.lead_time_days,
                  coalesce(l.on_hand - l.reserved, 0) as "available!"
           from unnest($1::uuid[]) with ordinality as wanted(id, at)
           join catalog.skus s on s.id = wanted.id
           join catalog.families f on f.id = s.family_id
           join catalog.categories c on c.id = f.category_id
           left join inventory.levels l on l.sku_id = s.id
           order by wanted.at"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut shown = list_shown(tx, skus).await?;
    Ok(rows
        .into_iter()
        .map(|r| SkuRow {
            sku_id: r.id,
            parameters: shown.remove(&r.id).unwrap_or_default(),
            part_number: r.part_number,
            family_code: r.family_code,
            name_zh: r.name_zh,
            name_en: r.name_en,
            standard: r.standard,
            category_code: r.category_code,
            unit: r.unit,
            price_basis: u32::try_from(r.price_basis).unwrap_or(1),
            pack_size: r.pack_size.normalize(),
            moq: r.moq.normalize(),
            multiple: r.multiple.normalize(),
            lead_time_days: u32::try_from(r.lead_time_days).unwrap_or(0),
            on_hand_available: r.available.normalize(),
        })
        .collect())
}

/// A parameter a SKU has: code, kind, what is stored, and those of its values that have names.
struct Shown {
    code: String,
    kind: ParameterKind,
    stored: StoredValue,
    named: Vec<NamedValue>,
}

/// A value with its names and its place in the schema.
struct NamedValue {
    code: String,
    zh: String,
    en: String,
    position: i32,
}

/// The parameters of these SKUs as people read them: code, Chinese, English. In the order of their category; those it does
/// not list come last.
pub(super) async fn list_shown(
    tx: &mut Tx,
    skus: &[SkuId],
) -> Result<HashMap<SkuId, Vec<(String, String, String)>>> {
    let ids: Vec<Uuid> = skus.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select s.id as "id: SkuId", p.code, p.kind, held.value as "stored!", v.code as "value?",
                  v.name_zh as "name_zh?", v.name_en as "name_en?", v.position as "position?"
           from catalog.skus s
           join catalog.families f on f.id = s.family_id
           cross join lateral jsonb_each(s.parameters) as held(key, value)
           join catalog.parameters p on p.code = held.key
           left join catalog.category_parameters cp on cp.category_id = f.category_id and cp.parameter_id = p.id
           left join catalog.parameter_values v on v.parameter_id = p.id
             and v.code = any(case jsonb_typeof(held.value)
               when 'array' then array(select jsonb_array_elements_text(held.value)) else array[held.value #>> '{}'] end)
           where s.id = any($1)
           order by s.id, cp.position nulls last, p.code"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut shown: HashMap<SkuId, Vec<Shown>> = HashMap::new();
    for r in rows {
        // what has not the shape of a value is left out rather than hiding the whole part
        let stored = serde_json::from_value(r.stored).ok();
        let (Some(kind), Some(stored)) = (ParameterKind::parse(&r.kind), stored) else { continue };
        let of_sku = shown.entry(r.id).or_default();
        if of_sku.last().is_none_or(|last| last.code != r.code) {
            of_sku.push(Shown { code: r.code, kind, stored, named: Vec::new() });
        }
        let named = r.value.zip(r.name_zh).zip(r.name_en).zip(r.position);
        if let (Some(last), Some((((code, zh), en), position))) = (of_sku.last_mut(), named) {
            last.named.push(NamedValue { code, zh, en, position });
        }
    }
    Ok(shown.into_iter().map(|(id, all)| (id, all.into_iter().filter_map(Shown::read).collect())).collect())
}

impl Shown {
    /// As people read it; a value without names of its own as it is written.
    fn read(self) -> Option<(String, String, String)> {
        let name = |value: ParameterValue| {
            let named = self.named.iter().find(|named| named.code == value.code());
            let names = named.map_or_else(|| value.display(), |named| (named.zh.clone(), named.en.clone()));
            (named.map(|named| named.position), value, names)
        };
        let mut values: Vec<_> = self.stored.values(self.kind).into_iter().map(name).collect();
        values.sort_by(|a, b| schema_order((a.0, &a.1), (b.0, &b.1)));
        let (zh, en) = together(values.iter().map(|(_, _, (zh, en))| (zh.as_str(), en.as_str())))?;
        Some((self.code, zh, en))
    }
}
