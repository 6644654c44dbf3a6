//! SQL of the import. Everything goes through `unnest` in portions; ids of what exists are kept.

use super::mapping::Mapping;
use super::plan::{Plan, PlannedSku};
use super::{FieldProblem, ImportReport};
use crate::catalog::parameter::natural_cmp;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, FamilyId, ParameterId, SkuId};
use crate::op::{OpContext, Tx};
use crate::rejection::{Problem, Rejection};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// More changed SKUs than this are noted in one go.
const MOST_NOTICES: usize = 1_000;
/// Rows per statement.
const PORTION: usize = 5_000;

/// Ids of what SKUs hang on, and whether anything about it changed.
pub(super) struct Structure {
    families: HashMap<String, Uuid>,
    /// Families created or changed.
    pub(super) changed_families: usize,
    /// Anything at all.
    pub(super) changed: bool,
}

/// Writers of the catalogue one after the other: the versions in `catalog.changes` then appear in their order.
pub(super) async fn lock_catalogue(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(7215004)").execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn upsert_structure(tx: &mut Tx, mapping: &Mapping, plan: &Plan) -> Result<Structure> {
    let (categories, mut changed) = upsert_categories(tx, mapping).await?;
    let (parameters, parameters_changed) = upsert_parameters(tx, mapping).await?;
    changed |= parameters_changed;
    changed |= upsert_links(tx, mapping, plan, &categories, &parameters).await?;
    changed |= upsert_values(tx, plan, &parameters).await?;
    let (families, changed_families) = upsert_families(tx, plan, &categories).await?;
    Ok(Structure { families, changed_families, changed: changed || changed_families > 0 })
}

async fn upsert_categories(tx: &mut Tx, mapping: &Mapping) -> Result<(HashMap<String, Uuid>, bool)> {
    let mut changed = false;
    for def in &mapping.categories {
        let done = sqlx::query!(
            "insert into catalog.categories as c (id, parent_id, code, name_zh, name_en, position)
             values ($1, (select id from catalog.categories where code = $2), $3, $4, $5, $6)
             on conflict (code) do update set parent_id = excluded.parent_id, name_zh = excluded.name_zh,
               name_en = excluded.name_en, position = excluded.position
             where (c.parent_id, c.name_zh, c.name_en, c.position) is distinct from
               (excluded.parent_id, excluded.name_zh, excluded.name_en, excluded.position)",
            CategoryId::new().0,
            def.parent,
            def.code,
            def.name_zh,
            def.name_en,
            def.position
        )
        .execute(&mut **tx)
        .await?;
        changed |= done.rows_affected() > 0;
    }
    let rows = sqlx::query!("select id, code from catalog.categories").fetch_all(&mut **tx).await?;
    Ok((rows.into_iter().map(|r| (r.code, r.id)).collect(), changed))
}

/// Kind and unit of a parameter never change: values already stored are in them.
async fn upsert_parameters(tx: &mut Tx, mapping: &Mapping) -> Result<(HashMap<String, Uuid>, bool)> {
    let (mut ids, mut changed, mut problems) = (HashMap::new(), false, Vec::new());
    for def in &mapping.parameters {
        let done = sqlx::query!(
            "insert into catalog.parameters as p (id, code, name_zh, name_en, kind, unit) values ($1, $2, $3, $4, $5, $6)
             on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en
             where (p.name_zh, p.name_en) is distinct from (excluded.name_zh, excluded.name_en)
               and p.kind = excluded.kind and p.unit = excluded.unit",
            ParameterId::new().0,
            def.code,
            def.name_zh,
            def.name_en,
            def.kind.as_str(),
            def.unit
        )
        .execute(&mut **tx)
        .await?;
        changed |= done.rows_affected() > 0;
        let row = sqlx::query!("select id, kind, unit from catalog.parameters where code = $1", def.code)
            .fetch_one(&mut **tx)
            .await?;
        if row.kind != def.kind.as_str() || row.unit != def.unit {
            let typed = format!("{} {}", def.kind.as_str(), def.unit);
            problems.push(FieldProblem::new(&def.code, Problem::Malformed { typed }));
        }
        ids.insert(def.code.clone(), row.id);
    }
    if problems.is_empty() { Ok((ids, changed)) } else { Err(Rejection::Fields(problems).into()) }
}

async fn upsert_links(
    tx: &mut Tx,
    mapping: &Mapping,
    plan: &Plan,
    categories: &HashMap<String, Uuid>,
    parameters: &HashMap<String, Uuid>,
) -> Result<bool> {
    let mut changed = false;
    for (position, def) in (0i32..).zip(&mapping.parameters) {
        let used = plan.category_parameters.iter().filter(|(_, parameter)| *parameter == def.code);
        for category in used.filter_map(|(category, _)| categories.get(category)) {
            let done = sqlx::query!(
                "insert into catalog.category_parameters as cp (category_id, parameter_id, position, facet)
                 values ($1, $2, $3, $4)
                 on conflict (category_id, parameter_id) do update set position = excluded.position, facet = excluded.facet
                 where (cp.position, cp.facet) is distinct from (excluded.position, excluded.facet)",
                category,
                parameters.get(&def.code),
                position,
                def.facet
            )
            .execute(&mut **tx)
            .await?;
            changed |= done.rows_affected() > 0;
        }
    }
    Ok(changed)
}

async fn upsert_values(tx: &mut Tx, plan: &Plan, parameters: &HashMap<String, Uuid>) -> Result<bool> {
    let mut changed = false;
    let mut touched: BTreeMap<&str, Uuid> = BTreeMap::new();
    for ((parameter, code), value) in &plan.values {
        let Some(id) = parameters.get(parameter) else { continue };
        touched.insert(parameter, *id);
        let done = sqlx::query!(
            "insert into catalog.parameter_values as v (parameter_id, code, name_zh, name_en, aliases)
             values ($1, $2, $3, $4, $5)
             on conflict (parameter_id, code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en,
               aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(v.aliases || excluded.aliases) a)
             where (v.name_zh, v.name_en) is distinct from (excluded.name_zh, excluded.name_en)
               or not v.aliases @> excluded.aliases",
            id,
            code,
            value.name_zh,
            value.name_en,
            &value.aliases
        )
        .execute(&mut **tx)
        .await?;
        changed |= done.rows_affected() > 0;
    }
    for id in touched.values() {
        changed |= number_values(tx, *id).await?;
    }
    Ok(changed)
}

/// Gives the values of an enum their canonical order.
async fn number_values(tx: &mut Tx, parameter: Uuid) -> Result<bool> {
    let mut codes =
        sqlx::query_scalar!("select code from catalog.parameter_values where parameter_id = $1", parameter)
            .fetch_all(&mut **tx)
            .await?;
    codes.sort_by(|a, b| natural_cmp(a, b));
    let done = sqlx::query!(
        "update catalog.parameter_values v set position = n.at::int
         from unnest($2::text[]) with ordinality as n(code, at)
         where v.parameter_id = $1 and v.code = n.code and v.position is distinct from n.at::int",
        parameter,
        &codes
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

async fn upsert_families(
    tx: &mut Tx,
    plan: &Plan,
    categories: &HashMap<String, Uuid>,
) -> Result<(HashMap<String, Uuid>, usize)> {
    let mut changed = 0;
    for (code, family) in &plan.families {
        let category = categories.get(&family.category);
        let done = sqlx::query!(
            "insert into catalog.families as f (id, category_id, code, standard, brand, name_zh, name_en)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (code) do update set category_id = excluded.category_id, standard = excluded.standard,
               brand = excluded.brand, name_zh = excluded.name_zh, name_en = excluded.name_en
             where (f.category_id, f.standard, f.brand, f.name_zh, f.name_en) is distinct from
               (excluded.category_id, excluded.standard, excluded.brand, excluded.name_zh, excluded.name_en)",
            FamilyId::new().0,
            category,
            code,
            family.standard,
            family.brand,
            family.name_zh,
            family.name_en
        )
        .execute(&mut **tx)
        .await?;
        changed += usize::try_from(done.rows_affected()).unwrap_or(0);
    }
    let codes: Vec<String> = plan.families.keys().cloned().collect();
    let rows = sqlx::query!("select id, code from catalog.families where code = any($1)", &codes)
        .fetch_all(&mut **tx)
        .await?;
    Ok((rows.into_iter().map(|r| (r.code, r.id)).collect(), changed))
}

/// Inserts what is new, changes what differs, tells the indexes. Returns (inserted, updated).
pub(super) async fn upsert_skus(
    tx: &mut Tx,
    now: DateTime<Utc>,
    skus: &[PlannedSku],
    structure: &Structure,
) -> Result<(usize, usize)> {
    let (mut inserted, mut updated) = (0, 0);
    let mut changed = Vec::new();
    for portion in skus.chunks(PORTION) {
        for (id, new) in upsert_portion(tx, now, portion, structure).await? {
            changed.push(id);
            if new { inserted += 1 } else { updated += 1 }
        }
    }
    if changed.len() > MOST_NOTICES {
        sqlx::query!("insert into catalog.changes (kind) values ('all')").execute(&mut **tx).await?;
    } else {
        sqlx::query!("insert into catalog.changes (sku_id) select unnest($1::uuid[])", &changed)
            .execute(&mut **tx)
            .await?;
    }
    Ok((inserted, updated))
}

async fn upsert_portion(
    tx: &mut Tx,
    now: DateTime<Utc>,
    skus: &[PlannedSku],
    structure: &Structure,
) -> Result<Vec<(Uuid, bool)>> {
    let text = |of: fn(&PlannedSku) -> &String| skus.iter().map(|s| of(s).clone()).collect::<Vec<String>>();
    let number = |of: fn(&PlannedSku) -> Decimal| skus.iter().map(of).collect::<Vec<Decimal>>();
    let whole = |of: fn(&PlannedSku) -> i32| skus.iter().map(of).collect::<Vec<i32>>();
    let families: Vec<Uuid> = skus
        .iter()
        .map(|s| structure.families.get(&s.family).copied())
        .collect::<Option<_>>()
        .ok_or_else(|| Error::Internal("family of a planned sku".into()))?;
    let parameters: Vec<serde_json::Value> =
        skus.iter().map(|s| serde_json::to_value(&s.parameters)).collect::<std::result::Result<_, _>>()?;
    let ids: Vec<Uuid> = skus.iter().map(|_| SkuId::new().0).collect();
    let rows = sqlx::query!(
        r#"insert into catalog.skus as s (id, family_id, part_number, part_key, unit, pack_size, moq, multiple,
                                          price_basis, lead_time_days, parameters, changed_at)
           select r.*, $12::timestamptz
           from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[],
                       $8::numeric[], $9::int[], $10::int[], $11::jsonb[]) as r
           on conflict (part_number) do update set family_id = excluded.family_id, part_key = excluded.part_key,
             unit = excluded.unit, pack_size = excluded.pack_size, moq = excluded.moq, multiple = excluded.multiple,
             price_basis = excluded.price_basis, lead_time_days = excluded.lead_time_days,
             parameters = excluded.parameters, status = 'active', changed_at = excluded.changed_at
           where (s.family_id, s.part_key, s.unit, s.pack_size, s.moq, s.multiple, s.price_basis, s.lead_time_days,
                  s.parameters, s.status) is distinct from
             (excluded.family_id, excluded.part_key, excluded.unit, excluded.pack_size, excluded.moq, excluded.multiple,
              excluded.price_basis, excluded.lead_time_days, excluded.parameters, 'active')
           returning id, (xmax = 0) as "new!""#,
        &ids,
        &families,
        &text(|s| &s.part_number),
        &text(|s| &s.part_key),
        &text(|s| &s.unit),
        &number(|s| s.pack_size),
        &number(|s| s.moq),
        &number(|s| s.multiple),
        &whole(|s| s.price_basis),
        &whole(|s| s.lead_time_days),
        &parameters,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.new)).collect())
}

/// Names or the tree changed: no single SKU to point at.
pub(super) async fn insert_schema_change(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind) values ('schema')").execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn record_import(
    tx: &mut Tx,
    op: &OpContext,
    mapping: &Mapping,
    report: &ImportReport,
) -> Result<()> {
    let detail = serde_json::json!({
        "mapping": mapping.name, "rows": report.rows, "inserted": report.inserted, "updated": report.updated,
    });
    crate::audit::record_in_tx(tx, op, "import_catalogue", ("catalogue", Uuid::nil()), detail).await
}

/// Rows (from 1) whose part number nobody knows.
pub(super) async fn list_unknown(tx: &mut Tx, stock: &[(String, Decimal)]) -> Result<Vec<(u32, String)>> {
    let parts: Vec<String> = stock.iter().map(|(part, _)| part.clone()).collect();
    let rows = sqlx::query!(
        r#"select w.at as "at!", w.part as "part!" from unnest($1::text[]) with ordinality as w(part, at)
           where not exists (select from catalog.skus s where s.part_number = w.part) order by w.at"#,
        &parts
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (u32::try_from(r.at).unwrap_or(u32::MAX), r.part)).collect())
}

pub(super) async fn insert_opening(
    tx: &mut Tx,
    op: &OpContext,
    stock: &[(String, Decimal)],
) -> Result<usize> {
    let actor = op.person()?.0;
    let mut booked = 0;
    for portion in stock.chunks(PORTION) {
        let ids: Vec<Uuid> = portion.iter().map(|_| Uuid::now_v7()).collect();
        let parts: Vec<String> = portion.iter().map(|(part, _)| part.clone()).collect();
        let quantities: Vec<Decimal> = portion.iter().map(|(_, quantity)| *quantity).collect();
        let done = sqlx::query!(
            "insert into inventory.movements (id, sku_id, delta, reason, actor, at)
             select w.id, s.id, w.quantity, 'opening', $4, $5
             from unnest($1::uuid[], $2::text[], $3::numeric[]) as w(id, part, quantity)
             join catalog.skus s on s.part_number = w.part
             where w.quantity > 0 and not exists (select from inventory.movements m where m.sku_id = s.id)",
            &ids,
            &parts,
            &quantities,
            actor,
            op.now
        )
        .execute(&mut **tx)
        .await?;
        booked += usize::try_from(done.rows_affected()).unwrap_or(0);
    }
    Ok(booked)
}
