//! From a number to the parts it may mean: the company's own word first, then other makers' numbers with or without
//! their brand, then numbers a part had before. One question for any count of numbers.

use super::{Grade, NumberHit, NumberWhy};
use crate::accounts::permission::Actor;
use crate::catalog::part_number::strict_key;
use crate::catalog::view::{SkuBrief, SkuRow};
use crate::error::Result;
use crate::ids::{CompanyId, PersonId, SkuId};
use crate::op::{OpContext, Tx};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Longer keys are nobody's number.
const MAX_KEY: usize = 200;
/// Shorter pieces are looked for at the beginning of a number only, as in part numbers.
const SHORTEST_PIECE: usize = 3;

/// The company whose own numbers count: a member's, or the one a clerk acts for.
pub fn company_of(op: &OpContext) -> Option<CompanyId> {
    op.company.filter(|_| !matches!(op.actor, Actor::Visitor | Actor::System))
}

/// What a whole text means as a number that is not a part number.
///
/// # Errors
/// Database errors.
pub async fn find(op: &OpContext, text: &str) -> Result<Vec<NumberHit>> {
    let key = strict_key(text);
    if key.is_empty() || key.len() > MAX_KEY {
        return Ok(Vec::new());
    }
    let mut tx = op.read().await?;
    let keys = [key.clone()];
    let mut found = find_by_numbers(&mut tx, company_of(op), &keys, op.today()).await?;
    Ok(found.remove(&key).unwrap_or_default())
}

struct Row {
    kind: String,
    key: String,
    number: String,
    brand: String,
    grade: String,
    from_on: Option<NaiveDate>,
    meant: String,
    id: SkuId,
    part_number: String,
    family_code: String,
    name_zh: String,
    name_en: String,
    standard: String,
    unit: String,
    pack_size: Decimal,
}

/// For each strict key, the active parts it means: none, one, or several to choose from, best first. A number of a part
/// that was replaced leads to what took its place and says so.
///
/// # Errors
/// Database errors.
pub async fn find_by_numbers(
    tx: &mut Tx,
    company: Option<CompanyId>,
    keys: &[String],
    today: NaiveDate,
) -> Result<HashMap<String, Vec<NumberHit>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"with found as (
             select 'own' as kind, 1 as place, o.number_key as key, o.sku_id, o.number, '' as brand, '' as grade, null::date as from_on
             from numbers.own o where o.company_id = $1 and o.number_key = any($2)
             union all
             select 'cross', case c.grade when 'drop_in' then 2 when 'functional' then 3 else 4 end, c.key, c.sku_id,
               c.number, c.brand, c.grade, null
             from (
               select number_key as key, sku_id, number, brand, grade from numbers.cross_references where number_key = any($2)
               union all
               select brand_key || number_key, sku_id, number, brand, grade from numbers.cross_references
               where brand_key || number_key = any($2)
               union all
               select number_key || brand_key, sku_id, number, brand, grade from numbers.cross_references
               where number_key || brand_key = any($2)) c
             union all
             select 'replaced', 5, s.part_key, s.id, s.part_number, '', '', r.from_on
             from catalog.skus s join numbers.replacements r on r.sku_id = s.id
             where s.part_key = any($2) and s.part_key <> '' and r.from_on <= $3),
           meant as (
             select f.*, s.part_number as meant,
               coalesce(case when f.kind = 'replaced' or s.status <> 'active' then numbers.successor(f.sku_id, $3) end, f.sku_id) as target
             from found f join catalog.skus s on s.id = f.sku_id)
           select m.kind as "kind!", m.key as "key!", m.number as "number!", m.brand as "brand!", m.grade as "grade!", m.from_on,
             m.meant as "meant!", t.id as "id: SkuId", t.part_number, f.code as family_code, f.name_zh, f.name_en, f.standard,
             t.unit, t.pack_size
           from meant m join catalog.skus t on t.id = m.target and t.status = 'active' join catalog.families f on f.id = t.family_id
           order by m.key, m.place, t.part_number"#,
        company.map(|c| c.0),
        keys,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<String, Vec<NumberHit>> = HashMap::new();
    let mut known: HashSet<(String, SkuId)> = HashSet::new();
    for row in rows {
        // one part is offered once, for its best reason
        if known.insert((row.key.clone(), row.id)) {
            let key = row.key.clone();
            found.entry(key).or_default().extend(hit(row));
        }
    }
    Ok(found)
}

fn hit(row: Row) -> Option<NumberHit> {
    let instead_of = (row.meant != row.part_number && row.kind != "replaced").then_some(row.meant);
    let why = match row.kind.as_str() {
        "own" => NumberWhy::Own { number: row.number },
        "cross" => {
            NumberWhy::Cross { brand: row.brand, number: row.number, grade: Grade::parse(&row.grade)? }
        }
        _ => NumberWhy::Replaced { number: row.number, from_on: row.from_on? },
    };
    let sku = SkuBrief {
        sku_id: row.id,
        part_number: row.part_number,
        family_code: row.family_code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        standard: row.standard,
        unit: row.unit,
    };
    Some(NumberHit { sku, pack_size: row.pack_size, why, instead_of })
}

/// The company's own numbers that begin so or have it in them, for suggestions; those that begin so first.
///
/// # Errors
/// Database errors.
pub async fn own_with(op: &OpContext, text: &str, limit: i64) -> Result<Vec<NumberHit>> {
    let (Some(company), key) = (company_of(op), strict_key(text)) else { return Ok(Vec::new()) };
    if key.is_empty() || key.len() > MAX_KEY {
        return Ok(Vec::new());
    }
    let mut tx = op.read().await?;
    let keys = sqlx::query_scalar!(
        "select number_key from numbers.own
         where company_id = $1 and (starts_with(number_key, $2) or ($4 and strpos(number_key, $2) > 0))
         order by starts_with(number_key, $2) desc, number_key limit $3",
        company.0,
        key,
        limit,
        key.len() >= SHORTEST_PIECE
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut found = find_by_numbers(&mut tx, Some(company), &keys, op.today()).await?;
    drop(tx);
    let own = |hit: &NumberHit| matches!(hit.why, NumberWhy::Own { .. });
    Ok(keys.iter().filter_map(|key| found.remove(key)?.into_iter().find(own)).collect())
}

/// The parts the company has a number of its own for with this key in it, and whether it begins so: those first, by number.
/// Instead of a part that is gone stands what takes its place.
///
/// # Errors
/// Database errors.
pub(crate) async fn own_with_in_tx(
    tx: &mut Tx,
    company: Option<CompanyId>,
    key: &str,
    today: NaiveDate,
) -> Result<Vec<(SkuId, bool)>> {
    let Some(company) = company.filter(|_| key.len() <= MAX_KEY) else { return Ok(Vec::new()) };
    let rows = sqlx::query!(
        r#"select coalesce(case when s.status <> 'active' then numbers.successor(o.sku_id, $4) end, o.sku_id) as "sku!: SkuId",
             starts_with(o.number_key, $2) as "begins!"
           from numbers.own o join catalog.skus s on s.id = o.sku_id
           where o.company_id = $1 and (starts_with(o.number_key, $2) or ($3 and strpos(o.number_key, $2) > 0))
           order by 2 desc, o.number_key"#,
        company.0,
        key,
        key.len() >= SHORTEST_PIECE,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut known = HashSet::new();
    Ok(rows.into_iter().filter(|row| known.insert(row.sku)).map(|row| (row.sku, row.begins)).collect())
}

/// What one question finds of the rows of a page.
#[derive(Debug, Default)]
pub struct Beside {
    /// The company's printed number of each row that has one.
    pub printed: HashMap<SkuId, String>,
    /// Whether somebody answered what the reader looked for in vain.
    pub answered: bool,
}

/// Writes the stock as of now into rows and finds what the company calls them; asks in passing whether there is more to
/// tell the reader, which there mostly is not.
///
/// # Errors
/// Database errors.
pub async fn fill_stock_and_printed(
    tx: &mut Tx,
    company: Option<CompanyId>,
    reader: Option<PersonId>,
    rows: &mut [SkuRow],
) -> Result<Beside> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.sku_id.0).collect();
    let found = sqlx::query!(
        r#"select w.id as "sku?: SkuId", l.on_hand - l.reserved as "available?", o.number as "number?",
             exists (select from searches.failed f where f.company_id = $2 and f.person_id = $3 and f.seen_at is null
               and f.answer_id is not null) as "answered!"
           from (select) one left join unnest($1::uuid[]) w (id) on true
           left join inventory.levels l on l.sku_id = w.id
           left join numbers.own o on o.company_id = $2 and o.sku_id = w.id and o.printed"#,
        &ids,
        company.map(|company| company.0),
        reader.map(|reader| reader.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    let available = |row: &SkuRow| found.iter().find(|one| one.sku == Some(row.sku_id))?.available;
    for row in rows {
        row.on_hand_available = available(row).unwrap_or_default().normalize();
    }
    let answered = found.iter().any(|one| one.answered);
    let printed = found.into_iter().filter_map(|one| Some((one.sku?, one.number?))).collect();
    Ok(Beside { printed, answered })
}

/// The number of its own a company's papers show for each of these parts.
///
/// # Errors
/// Database errors.
pub async fn printed(tx: &mut Tx, company: CompanyId, skus: &[SkuId]) -> Result<HashMap<SkuId, String>> {
    let ids: Vec<uuid::Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select sku_id as "sku_id: SkuId", number from numbers.own where company_id = $1 and sku_id = any($2) and printed"#,
        company.0,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.sku_id, r.number)).collect())
}
