//! What is in stock instead of what is not: one that does the work of the same other maker's part, or the same part in another
//! material or finish. What somebody recorded stands first, another class of material last. One question for all rows of a page.

use super::{ALIKE, Alternative, Difference, Grade, material};
use crate::catalog::Snapshot;
use crate::catalog::store::list_shown;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::Tx;
use crate::quantity::QuantityRule;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Alternatives of one part at most, of each kind.
const MOST: usize = 3;
/// Parts alike that are looked at, best stocked first: one size comes in no more materials and finishes.
const LOOKED_AT: i64 = 40;

/// A part and one that can take its place.
struct Found {
    wanted: SkuId,
    instead: SkuId,
    available: Decimal,
    grade: Option<String>,
    other_material: bool,
}

/// A part that differs in material or finish alone, before it is known which are best.
struct Alike {
    wanted: SkuId,
    instead: SkuId,
    available: Decimal,
    wanted_material: Option<String>,
    has_material: Option<String>,
    differences: i64,
}

/// Where the parameters of a part and its alternative differ; none where they do not.
struct Row {
    place: i64,
    part_number: String,
    unit: String,
    moq: Decimal,
    multiple: Decimal,
    code: Option<String>,
    several: bool,
    name_zh: Option<String>,
    name_en: Option<String>,
    wanted_code: Option<String>,
    wanted_zh: Option<String>,
    wanted_en: Option<String>,
    has_code: Option<String>,
    has_zh: Option<String>,
    has_en: Option<String>,
}

/// Alternatives of each of these parts, best first; parts without any are missing. Mostly there are none, so the
/// index, where there is one, says of which parts not to ask, and how they differ is asked only of those there are.
pub(super) async fn list(
    tx: &mut Tx,
    index: Option<&Snapshot>,
    skus: &[SkuId],
) -> Result<HashMap<SkuId, Vec<Alternative>>> {
    let found = find(tx, index, skus).await?;
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = describe(tx, &found).await?;
    let mut lists: HashMap<SkuId, Vec<Alternative>> = HashMap::new();
    let mut drawn = None;
    for row in rows {
        let Some(one) = usize::try_from(row.place).ok().and_then(|place| found.get(place - 1)) else {
            continue;
        };
        let list = lists.entry(one.wanted).or_default();
        if drawn != Some(row.place) {
            drawn = Some(row.place);
            list.push(Alternative {
                sku_id: one.instead,
                smallest: QuantityRule { moq: row.moq, multiple: row.multiple }.minimum(),
                part_number: row.part_number.clone(),
                available: one.available.normalize(),
                unit: row.unit.clone(),
                differs: Vec::new(),
                grade: one.grade.as_deref().and_then(Grade::parse),
                other_material: one.other_material,
            });
        }
        if let (Some(last), Some(difference)) = (list.last_mut(), difference(row)) {
            last.differs.push(difference);
        }
    }
    Ok(lists)
}

/// Which parts can take their places: those recorded for another maker's work, then the same in another material or finish.
async fn find(tx: &mut Tx, index: Option<&Snapshot>, skus: &[SkuId]) -> Result<Vec<Found>> {
    if skus.is_empty() || index.is_some_and(|index| !index.may_have_stock()) {
        return Ok(Vec::new());
    }
    let may = |sku: &&SkuId| index.is_none_or(|index| index.may_have_alike(**sku, &ALIKE));
    let like: Vec<Uuid> = skus.iter().filter(may).map(|sku| sku.0).collect();
    let mut found = find_referred(tx, skus).await?;
    let known: HashSet<(SkuId, SkuId)> = found.iter().map(|one| (one.wanted, one.instead)).collect();
    let alike = if like.is_empty() { Vec::new() } else { find_alike(tx, &like).await? };
    let alike = alike.into_iter().filter(|one| !known.contains(&(one.wanted, one.instead))).collect();
    found.extend(best(alike));
    Ok(found)
}

/// The best of each wanted part: the same class of material first, then the fewest differences, then the best stocked.
fn best(mut alike: Vec<Alike>) -> Vec<Found> {
    let other = |one: &Alike| material::differ(one.wanted_material.as_deref(), one.has_material.as_deref());
    // stable: they come best stocked first
    alike.sort_by_key(|one| (one.wanted, other(one), one.differences));
    let mut taken: HashMap<SkuId, usize> = HashMap::new();
    alike.retain(|one| {
        let so_far = taken.entry(one.wanted).or_default();
        *so_far += 1;
        *so_far <= MOST
    });
    let found = alike.into_iter().map(|one| Found {
        other_material: other(&one),
        wanted: one.wanted,
        instead: one.instead,
        available: one.available,
        grade: None,
    });
    found.collect()
}

/// The best stocked of the same family that differ in material or finish alone.
async fn find_alike(tx: &mut Tx, wanted: &[Uuid]) -> Result<Vec<Alike>> {
    let found = sqlx::query_as!(
        Alike,
        r#"select w.id as "wanted!: SkuId", a.id as "instead!: SkuId", a.available as "available!",
             w.parameters ->> 'material' as wanted_material, a.parameters ->> 'material' as has_material,
             (select count(*) from unnest(array['material', 'finish', 'coating', 'surface', 'colour']) p (code)
              where (w.parameters -> p.code) is distinct from (a.parameters -> p.code)) as "differences!"
           from (select s.id, s.family_id, s.parameters, catalog.alike(s.parameters) as alike from catalog.skus s
                 where s.id = any($1) offset 0) w
           cross join lateral (
             select s.id, s.part_number, s.parameters, l.on_hand - l.reserved as available
             from catalog.skus s join inventory.levels l on l.sku_id = s.id
             where s.family_id = w.family_id and catalog.alike(s.parameters) = w.alike and s.id <> w.id
               and s.status = 'active' and l.on_hand > l.reserved
             order by l.on_hand - l.reserved desc, s.part_number limit $2) a
           order by w.id, a.available desc, a.part_number"#,
        wanted,
        LOOKED_AT
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(found)
}

/// Those that cross references say do the same work.
async fn find_referred(tx: &mut Tx, skus: &[SkuId]) -> Result<Vec<Found>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let found = sqlx::query_as!(
        Found,
        r#"select w.id as "wanted!: SkuId", a.id as "instead!: SkuId", a.available as "available!", a.grade,
             false as "other_material!"
           from catalog.skus w cross join lateral (
             select s.id, s.part_number, l.on_hand - l.reserved as available, min(x.grade) as grade
             from (
               select c.sku_id, c.grade from numbers.cross_references mine
               join numbers.cross_references c on c.brand_key = mine.brand_key and c.number_key = mine.number_key
               where mine.sku_id = w.id
               union all
               select c.sku_id, c.grade from numbers.cross_references c where c.number_key = w.part_key) x
             join catalog.skus s on s.id = x.sku_id join inventory.levels l on l.sku_id = s.id
             where x.grade in ('drop_in', 'functional', 'upgrade') and s.id <> w.id and s.status = 'active' and l.on_hand > l.reserved
             group by s.id, s.part_number, l.on_hand, l.reserved
             order by min(x.grade), l.on_hand - l.reserved desc, s.part_number limit $2) a
           where w.id = any($1)
           order by w.id, a.grade, a.available desc, a.part_number"#,
        &wanted,
        MOST as i64
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(found)
}

/// What they are called and how those of the same kind differ from what was wanted.
async fn describe(tx: &mut Tx, found: &[Found]) -> Result<Vec<Row>> {
    let wanted: Vec<Uuid> = found.iter().map(|one| one.wanted.0).collect();
    let instead: Vec<Uuid> = found.iter().map(|one| one.instead.0).collect();
    let alike: Vec<bool> = found.iter().map(|one| one.grade.is_none()).collect();
    let mut rows = sqlx::query_as!(
        Row,
        r#"select f.place as "place!", s.part_number, s.unit, s.moq, s.multiple, p.code as "code?", p.name_zh as "name_zh?",
             p.name_en as "name_en?", coalesce(jsonb_typeof(w.parameters -> p.code) = 'array'
               or jsonb_typeof(s.parameters -> p.code) = 'array', false) as "several!",
             w.parameters ->> p.code as wanted_code, wv.name_zh as "wanted_zh?", wv.name_en as "wanted_en?",
             s.parameters ->> p.code as has_code, hv.name_zh as "has_zh?", hv.name_en as "has_en?"
           from unnest($1::uuid[], $2::uuid[], $3::boolean[]) with ordinality f (wanted, instead, alike, place)
           join catalog.skus w on w.id = f.wanted join catalog.skus s on s.id = f.instead
           left join catalog.parameters p on f.alike and p.code in ('material', 'finish', 'coating', 'surface', 'colour')
             and (w.parameters -> p.code) is distinct from (s.parameters -> p.code)
           left join catalog.parameter_values wv on wv.parameter_id = p.id and wv.code = w.parameters ->> p.code
           left join catalog.parameter_values hv on hv.parameter_id = p.id and hv.code = s.parameters ->> p.code
           order by f.place, p.code desc"#,
        &wanted,
        &instead,
        &alike
    )
    .fetch_all(&mut **tx)
    .await?;
    if rows.iter().any(|row| row.several) {
        name_several(tx, found, &mut rows).await?;
    }
    Ok(rows)
}

/// Several values of one parameter, rarely met here, are read as they are everywhere else.
async fn name_several(tx: &mut Tx, found: &[Found], rows: &mut [Row]) -> Result<()> {
    let skus: Vec<SkuId> = found.iter().flat_map(|one| [one.wanted, one.instead]).collect();
    let shown = list_shown(tx, &skus).await?;
    for row in rows.iter_mut().filter(|row| row.several) {
        let one = usize::try_from(row.place).ok().and_then(|place| found.get(place - 1));
        let (Some(one), Some(code)) = (one, &row.code) else { continue };
        let of = |sku: &SkuId| {
            let all = shown.get(sku).into_iter().flatten();
            all.filter(|(c, _, _)| c == code).map(|(_, zh, en)| (zh.clone(), en.clone())).next().unzip()
        };
        ((row.wanted_zh, row.wanted_en), (row.has_zh, row.has_en)) = (of(&one.wanted), of(&one.instead));
    }
    Ok(())
}

/// A value without a name of its own is shown by its code.
fn difference(row: Row) -> Option<Difference> {
    let shown =
        |name: Option<String>, code: &Option<String>| name.or_else(|| code.clone()).unwrap_or_default();
    Some(Difference {
        name_zh: row.name_zh?,
        name_en: row.name_en?,
        wanted_zh: shown(row.wanted_zh, &row.wanted_code),
        wanted_en: shown(row.wanted_en, &row.wanted_code),
        has_zh: shown(row.has_zh, &row.has_code),
        has_en: shown(row.has_en, &row.has_code),
    })
}
