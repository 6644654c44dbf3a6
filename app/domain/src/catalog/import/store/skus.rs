//! SKUs of a portion: written, compared, put back.

use super::Structure;
use crate::catalog::import::plan::PlannedSku;
use crate::error::{Error, Result};
use crate::ids::{ImportId, SkuId};
use crate::op::Tx;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uuid::Uuid;

/// A portion in columns, one array per column.
struct Columns {
    families: Vec<Option<Uuid>>,
    part_numbers: Vec<String>,
    part_keys: Vec<String>,
    units: Vec<Option<String>>,
    pack_sizes: Vec<Option<Decimal>>,
    moqs: Vec<Option<Decimal>>,
    multiples: Vec<Option<Decimal>>,
    price_bases: Vec<Option<i32>>,
    lead_times: Vec<Option<i32>>,
    parameters: Vec<Json>,
}

fn columns(skus: &[PlannedSku], structure: &Structure) -> Result<Columns> {
    let parameters: std::result::Result<Vec<Json>, _> =
        skus.iter().map(|s| serde_json::to_value(&s.parameters)).collect();
    let family = |s: &PlannedSku| s.family.as_ref().and_then(|code| structure.families.get(code)).copied();
    Ok(Columns {
        families: skus.iter().map(family).collect(),
        part_numbers: skus.iter().map(|s| s.part_number.clone()).collect(),
        part_keys: skus.iter().map(|s| s.part_key.clone()).collect(),
        units: skus.iter().map(|s| s.unit.clone()).collect(),
        pack_sizes: skus.iter().map(|s| s.pack_size).collect(),
        moqs: skus.iter().map(|s| s.moq).collect(),
        multiples: skus.iter().map(|s| s.multiple).collect(),
        price_bases: skus.iter().map(|s| s.price_basis).collect(),
        lead_times: skus.iter().map(|s| s.lead_time_days).collect(),
        parameters: parameters?,
    })
}

/// Inserts what is new, changes what differs, and keeps what it takes to undo it. Returns each with whether it is new.
pub(in crate::catalog::import) async fn upsert_skus(
    tx: &mut Tx,
    now: DateTime<Utc>,
    import: ImportId,
    skus: &[PlannedSku],
    structure: &Structure,
) -> Result<Vec<(Uuid, bool)>> {
    if skus.iter().any(|s| s.family.as_ref().is_some_and(|code| !structure.families.contains_key(code))) {
        return Err(Error::Internal("family of a planned sku".into()));
    }
    let c = columns(skus, structure)?;
    let ids: Vec<Uuid> = skus.iter().map(|_| SkuId::new().0).collect();
    let rows = sqlx::query!(
        r#"with incoming as materialized (
             select i.*, s.id as old_id, catalog.sku_state(s) as before
             from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[],
                         $10::numeric[], $11::int[], $12::int[], $13::jsonb[])
               as i(id, family_id, part_number, part_key, unit, pack_size, moq, multiple, price_basis, lead_time_days, parameters)
             left join catalog.skus s on s.part_number = i.part_number),
           changed as (
             update catalog.skus s set family_id = coalesce(i.family_id, s.family_id), part_key = i.part_key,
               unit = coalesce(i.unit, s.unit), pack_size = coalesce(i.pack_size, s.pack_size),
               moq = coalesce(i.moq, s.moq), multiple = coalesce(i.multiple, s.multiple),
               price_basis = coalesce(i.price_basis, s.price_basis),
               lead_time_days = coalesce(i.lead_time_days, s.lead_time_days),
               parameters = jsonb_strip_nulls(s.parameters || i.parameters), status = 'active', changed_at = $2
             from incoming i
             where s.id = i.old_id and (s.family_id, s.part_key, s.unit, s.pack_size, s.moq, s.multiple, s.price_basis,
                 s.lead_time_days, s.parameters, s.status) is distinct from
               (coalesce(i.family_id, s.family_id), i.part_key, coalesce(i.unit, s.unit),
                coalesce(i.pack_size, s.pack_size), coalesce(i.moq, s.moq), coalesce(i.multiple, s.multiple),
                coalesce(i.price_basis, s.price_basis), coalesce(i.lead_time_days, s.lead_time_days),
                jsonb_strip_nulls(s.parameters || i.parameters), 'active')
             returning s.id, i.before, md5(catalog.sku_state(s)::text)::uuid as after),
           added as (
             insert into catalog.skus as s (id, family_id, part_number, part_key, unit, pack_size, moq, multiple,
                                            price_basis, lead_time_days, parameters, changed_at)
             select i.id, i.family_id, i.part_number, i.part_key, coalesce(i.unit, 'piece'), coalesce(i.pack_size, 1),
               coalesce(i.moq, 1), coalesce(i.multiple, 1), coalesce(i.price_basis, 1), coalesce(i.lead_time_days, 15),
               jsonb_strip_nulls(i.parameters), $2
             from incoming i where i.old_id is null
             returning s.id, null::jsonb as before, md5(catalog.sku_state(s)::text)::uuid as after),
           noted as (
             insert into catalog.import_effects as e (import_id, sku_id, before, after)
             select $1::uuid, id, before, after from changed union all select $1::uuid, id, before, after from added
             on conflict (import_id, sku_id) do update set after = excluded.after, kept = false)
           select id as "id!", false as "new!" from changed union all select id, true from added"#,
        import.0,
        now,
        &ids,
        &c.families as &[Option<Uuid>],
        &c.part_numbers,
        &c.part_keys,
        &c.units as &[Option<String>],
        &c.pack_sizes as &[Option<Decimal>],
        &c.moqs as &[Option<Decimal>],
        &c.multiples as &[Option<Decimal>],
        &c.price_bases as &[Option<i32>],
        &c.lead_times as &[Option<i32>],
        &c.parameters
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.new)).collect())
}

/// What a portion would change: its number in the portion, and the state before; none for a new SKU.
pub(in crate::catalog::import) async fn compare_skus(
    tx: &mut Tx,
    skus: &[PlannedSku],
    structure: &Structure,
) -> Result<Vec<(usize, Option<(Json, Json)>)>> {
    let c = columns(skus, structure)?;
    // to a family that is not there yet: no id, and yet another one than now
    let moves: Vec<bool> =
        skus.iter().zip(&c.families).map(|(s, id)| s.family.is_some() && id.is_none()).collect();
    let rows = sqlx::query!(
        r#"select i.at as "at!", (s.id is null) as "new!", catalog.sku_state(s) as before,
             case when s.id is not null then jsonb_build_object(
               'family_id', coalesce(i.family_id, s.family_id), 'unit', coalesce(i.unit, s.unit),
               'pack_size', coalesce(i.pack_size, s.pack_size), 'moq', coalesce(i.moq, s.moq),
               'multiple', coalesce(i.multiple, s.multiple), 'price_basis', coalesce(i.price_basis, s.price_basis),
               'lead_time_days', coalesce(i.lead_time_days, s.lead_time_days),
               'parameters', jsonb_strip_nulls(s.parameters || i.parameters), 'status', 'active') end as after
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[],
                       $8::int[], $9::int[], $10::jsonb[], $11::boolean[]) with ordinality
             as i(family_id, part_number, part_key, unit, pack_size, moq, multiple, price_basis, lead_time_days, parameters,
                  moves, at)
           left join catalog.skus s on s.part_number = i.part_number
           where s.id is null or i.moves or (s.family_id, s.part_key, s.unit, s.pack_size, s.moq, s.multiple, s.price_basis,
               s.lead_time_days, s.parameters, s.status) is distinct from
             (coalesce(i.family_id, s.family_id), i.part_key, coalesce(i.unit, s.unit),
              coalesce(i.pack_size, s.pack_size), coalesce(i.moq, s.moq), coalesce(i.multiple, s.multiple),
              coalesce(i.price_basis, s.price_basis), coalesce(i.lead_time_days, s.lead_time_days),
              jsonb_strip_nulls(s.parameters || i.parameters), 'active')
           order by i.at"#,
        &c.families as &[Option<Uuid>],
        &c.part_numbers,
        &c.part_keys,
        &c.units as &[Option<String>],
        &c.pack_sizes as &[Option<Decimal>],
        &c.moqs as &[Option<Decimal>],
        &c.multiples as &[Option<Decimal>],
        &c.price_bases as &[Option<i32>],
        &c.lead_times as &[Option<i32>],
        &c.parameters,
        &moves
    )
    .fetch_all(&mut **tx)
    .await?;
    let at = |n: i64| usize::try_from(n - 1).unwrap_or(0);
    Ok(rows.into_iter().map(|r| (at(r.at), r.before.zip(r.after).filter(|_| !r.new))).collect())
}

/// Those of these part numbers the catalogue has.
pub(in crate::catalog::import) async fn list_existing(tx: &mut Tx, parts: &[String]) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!("select part_number from catalog.skus where part_number = any($1)", parts)
        .fetch_all(&mut **tx)
        .await?)
}

/// Points the indexes at these SKUs.
pub(in crate::catalog::import) async fn insert_sku_changes(tx: &mut Tx, skus: &[Uuid]) -> Result<()> {
    sqlx::query!("insert into catalog.changes (sku_id) select unnest($1::uuid[])", skus)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Puts a portion of an import's SKUs back: changed ones as they were, new ones withdrawn. What was changed since is left
/// alone and marked. Returns which were put back and how many left alone; nothing is left to do when there are none of both.
pub(in crate::catalog::import) async fn undo_skus(
    tx: &mut Tx,
    now: DateTime<Utc>,
    import: ImportId,
    most: i64,
) -> Result<(Vec<Uuid>, u64)> {
    let row = sqlx::query!(
        r#"with batch as materialized (
             select e.sku_id, e.before, (md5(catalog.sku_state(s)::text)::uuid = e.after) as fits
             -- taken before it is looked at, or each portion looks at all that are left
             from (select * from catalog.import_effects where import_id = $1 and not kept order by sku_id limit $3) e
             left join catalog.skus s on s.id = e.sku_id),
           back as (
             update catalog.skus s set
               family_id = coalesce((b.before->>'family_id')::uuid, s.family_id),
               part_key = coalesce(b.before->>'part_key', s.part_key), unit = coalesce(b.before->>'unit', s.unit),
               pack_size = coalesce((b.before->>'pack_size')::numeric, s.pack_size),
               moq = coalesce((b.before->>'moq')::numeric, s.moq),
               multiple = coalesce((b.before->>'multiple')::numeric, s.multiple),
               price_basis = coalesce((b.before->>'price_basis')::int, s.price_basis),
               lead_time_days = coalesce((b.before->>'lead_time_days')::int, s.lead_time_days),
               parameters = coalesce(b.before->'parameters', s.parameters),
               status = coalesce(b.before->>'status', 'discontinued'), changed_at = $2
             from batch b where s.id = b.sku_id and b.fits returning s.id),
           done as (
             delete from catalog.import_effects e using back where e.import_id = $1 and e.sku_id = back.id
             returning e.sku_id, e.before),
           withdrawn as (
             insert into catalog.import_withdrawn (import_id, sku_id) select $1, sku_id from done where before is null
             on conflict do nothing),
           left_alone as (
             update catalog.import_effects e set kept = true from batch b
             where e.import_id = $1 and e.sku_id = b.sku_id and b.fits is not true returning e.sku_id)
           select array(select id from back) as "back!", (select count(*) from left_alone) as "kept!""#,
        import.0,
        now,
        most
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.back, u64::try_from(row.kept).unwrap_or(0)))
}

/// Gives the import's families their words back, unless somebody changed them since.
pub(in crate::catalog::import) async fn undo_families(tx: &mut Tx, import: ImportId) -> Result<u64> {
    let done = sqlx::query!(
        "with back as (
           update catalog.families f set category_id = (e.before->>'category_id')::uuid, standard = e.before->>'standard',
             brand = e.before->>'brand', name_zh = e.before->>'name_zh', name_en = e.before->>'name_en'
           from catalog.import_families e
           where e.import_id = $1 and f.id = e.family_id and md5(catalog.family_state(f)::text)::uuid = e.after
           returning f.id)
         delete from catalog.import_families e using back where e.import_id = $1 and e.family_id = back.id",
        import.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Part numbers an undo left alone, and how many they are.
pub(in crate::catalog::import) async fn list_kept(
    tx: &mut Tx,
    import: ImportId,
    most: i64,
) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select s.part_number from catalog.import_effects e join catalog.skus s on s.id = e.sku_id
         where e.import_id = $1 and e.kept order by s.part_number limit $2",
        import.0,
        most
    )
    .fetch_all(&mut **tx)
    .await?)
}
