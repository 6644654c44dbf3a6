//! What is in stock instead of what is not: the same part in another material or finish, or one that does the work of the
//! same other maker's part. One question for all rows of a page.

use super::{Alternative, Difference, Grade};
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::Tx;
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

/// Alternatives of one part at most, of each kind.
const MOST: i64 = 3;

struct Row {
    wanted: SkuId,
    part_number: String,
    unit: String,
    available: Decimal,
    grade: Option<String>,
    name_zh: Option<String>,
    name_en: Option<String>,
    wanted_code: Option<String>,
    wanted_zh: Option<String>,
    wanted_en: Option<String>,
    has_code: Option<String>,
    has_zh: Option<String>,
    has_en: Option<String>,
}

/// Alternatives of each of these parts, best stocked first; parts without any are missing.
pub(super) async fn list(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Vec<Alternative>>> {
    if skus.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"with wanted as (
             select s.id, s.family_id, s.part_key, s.parameters from catalog.skus s where s.id = any($1)),
           alike as (
             select w.id as wanted, a.id, a.available, null::text as grade, 0 as place from wanted w cross join lateral (
               select s.id, l.on_hand - l.reserved as available from catalog.skus s join inventory.levels l on l.sku_id = s.id
               where s.family_id = w.family_id and catalog.alike(s.parameters) = catalog.alike(w.parameters) and s.id <> w.id
                 and s.status = 'active' and l.on_hand > l.reserved
               order by l.on_hand - l.reserved desc, s.part_number limit $2) a),
           referred as (
             select w.id as wanted, a.id, a.available, a.grade, 1 as place from wanted w cross join lateral (
               select s.id, l.on_hand - l.reserved as available, min(x.grade) as grade
               from (
                 select c.sku_id, c.grade from numbers.cross_references mine
                 join numbers.cross_references c on c.brand_key = mine.brand_key and c.number_key = mine.number_key
                 where mine.sku_id = w.id
                 union all
                 select c.sku_id, c.grade from numbers.cross_references c where c.number_key = w.part_key) x
               join catalog.skus s on s.id = x.sku_id join inventory.levels l on l.sku_id = s.id
               where x.grade in ('drop_in', 'functional') and s.id <> w.id and s.status = 'active' and l.on_hand > l.reserved
               group by s.id, s.part_number, l.on_hand, l.reserved
               order by min(x.grade), l.on_hand - l.reserved desc, s.part_number limit $2) a),
           found as (
             select * from alike
             union all
             select * from referred r where not exists (select from alike a where a.wanted = r.wanted and a.id = r.id))
           select f.wanted as "wanted!: SkuId", s.part_number, s.unit, f.available as "available!", f.grade,
             p.name_zh as "name_zh?", p.name_en as "name_en?",
             w.parameters ->> p.code as wanted_code, wv.name_zh as "wanted_zh?", wv.name_en as "wanted_en?",
             s.parameters ->> p.code as has_code, hv.name_zh as "has_zh?", hv.name_en as "has_en?"
           from found f join catalog.skus s on s.id = f.id join wanted w on w.id = f.wanted
           left join catalog.parameters p on f.grade is null and p.code in ('material', 'finish', 'coating', 'surface', 'colour')
             and (w.parameters -> p.code) is distinct from (s.parameters -> p.code)
           left join catalog.parameter_values wv on wv.parameter_id = p.id and wv.code = w.parameters ->> p.code
           left join catalog.parameter_values hv on hv.parameter_id = p.id and hv.code = s.parameters ->> p.code
           order by f.wanted, f.place, f.grade, f.available desc, s.part_number, p.code desc"#,
        &ids,
        MOST
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<SkuId, Vec<Alternative>> = HashMap::new();
    for row in rows {
        let list = found.entry(row.wanted).or_default();
        if list.last().is_none_or(|last| last.part_number != row.part_number) {
            list.push(Alternative {
                part_number: row.part_number.clone(),
                available: row.available.normalize(),
                unit: row.unit.clone(),
                differs: Vec::new(),
                grade: row.grade.as_deref().and_then(Grade::parse),
            });
        }
        if let (Some(last), Some(difference)) = (list.last_mut(), difference(row)) {
            last.differs.push(difference);
        }
    }
    Ok(found)
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
