//! What a part's page says beside its parameters, and finding one part by what was typed for it.

use super::{Alternative, PartNumbers, alternatives, cross, lookup, own};
use crate::catalog::Snapshot;
use crate::catalog::part_number::strict_key;
use crate::catalog::searches::FoundNote;
use crate::catalog::searches::service::found_notes_in_tx;
use crate::catalog::view::{SkuBrief, SkuRow};
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Parts by strict key.
pub(super) type Known = HashMap<String, Vec<(SkuId, String)>>;

/// The parts these texts may mean, discontinued ones too.
pub(super) async fn find_each(tx: &mut Tx, texts: &[String]) -> Result<Known> {
    let keys: Vec<String> = texts.iter().map(|text| strict_key(text)).filter(|key| !key.is_empty()).collect();
    let rows = sqlx::query!(
        r#"select id as "id: SkuId", part_number, part_key from catalog.skus where part_key = any($1) and part_key <> ''"#,
        &keys
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut known = Known::new();
    for row in rows {
        known.entry(row.part_key).or_default().push((row.id, row.part_number));
    }
    Ok(known)
}

/// The one part a text means, or what is wrong with it. Written exactly it is that part, however others are written.
pub(super) fn one_of(known: &Known, field: &str, typed: &str) -> std::result::Result<SkuId, FieldProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(FieldProblem::new(field, Problem::Missing));
    }
    let found = known.get(&strict_key(typed)).map(Vec::as_slice).unwrap_or_default();
    let exact = found.iter().find(|(_, number)| number == typed);
    match (exact, found) {
        (Some((sku, _)), _) | (None, [(sku, _)]) => Ok(*sku),
        (None, []) => Err(FieldProblem::new(field, Problem::UnknownPart { typed: typed.to_owned() })),
        (None, _) => Err(FieldProblem::new(field, Problem::Ambiguous { typed: typed.to_owned() })),
    }
}

/// The same for a single text.
pub(crate) async fn find_one(
    tx: &mut Tx,
    field: &str,
    typed: &str,
) -> Result<std::result::Result<SkuId, FieldProblem>> {
    let known = find_each(tx, &[typed.to_owned()]).await?;
    Ok(one_of(&known, field, typed))
}

/// The part each of these numbers means, made or not; of several written so the one written exactly, else the first.
///
/// # Errors
/// Database errors.
pub async fn find_all_in_tx(tx: &mut Tx, texts: &[String]) -> Result<Vec<Option<SkuId>>> {
    let mut known = find_each(tx, texts).await?;
    known.values_mut().for_each(|parts| parts.sort_by(|a, b| a.1.cmp(&b.1)));
    let of = |text: &String| {
        let found = known.get(&strict_key(text))?;
        let exact = found.iter().find(|(_, number)| number == text.trim());
        exact.or(found.first()).map(|(sku, _)| *sku)
    };
    Ok(texts.iter().map(of).collect())
}

/// A part by its number, made or not: pages of discontinued parts stay.
///
/// # Errors
/// Database errors.
pub async fn find_any(op: &OpContext, text: &str) -> Result<Option<SkuId>> {
    let mut tx = op.read().await?;
    let rows = sqlx::query_scalar!(
        r#"select id as "id: SkuId" from catalog.skus where part_key = $1 and part_key <> ''
           order by (part_number = $2) desc, status, part_number limit 1"#,
        strict_key(text),
        text.trim()
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(rows)
}

/// Own numbers, cross references, replacement and alternatives of a part.
///
/// # Errors
/// Database errors.
pub async fn facts(op: &OpContext, sku: SkuId) -> Result<PartNumbers> {
    let mut tx = op.read().await?;
    let own = match lookup::company_of(op) {
        Some(company) => own::of_part(&mut tx, company, sku).await?,
        None => Vec::new(),
    };
    let stands_for = cross::of_part(&mut tx, sku).await?;
    let (discontinued, replaced_by) = successor(&mut tx, sku).await?;
    let replaces = sqlx::query_scalar!(
        "select s.part_number from numbers.replacements r join catalog.skus s on s.id = r.sku_id
         where r.replaced_by = $1 and r.from_on <= $2 order by s.part_number limit 20",
        sku.0,
        op.today()
    )
    .fetch_all(&mut *tx)
    .await?;
    let alternatives = alternatives::list(&mut tx, None, &[sku]).await?.remove(&sku).unwrap_or_default();
    Ok(PartNumbers { own, stands_for, discontinued, replaced_by, replaces, alternatives })
}

/// Whether the part is discontinued, and what takes its place from when; also one that is announced.
async fn successor(tx: &mut Tx, sku: SkuId) -> Result<(bool, Option<(SkuBrief, NaiveDate)>)> {
    let row = sqlx::query!(
        r#"select s.status, r.from_on as "from_on?", t.id as "id?: SkuId", t.part_number as "part_number?", t.unit as "unit?",
             f.code as "code?", f.name_zh as "name_zh?", f.name_en as "name_en?", f.standard as "standard?"
           from catalog.skus s left join numbers.replacements r on r.sku_id = s.id
           left join catalog.skus t on t.id = coalesce(numbers.successor(s.id, r.from_on), r.replaced_by)
           left join catalog.families f on f.id = t.family_id
           where s.id = $1"#,
        sku.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(r) = row else { return Ok((false, None)) };
    let discontinued = r.status != "active";
    let (Some(from_on), Some(sku_id), Some(part_number)) = (r.from_on, r.id, r.part_number) else {
        return Ok((discontinued, None));
    };
    let brief = SkuBrief {
        sku_id,
        part_number,
        family_code: r.code.unwrap_or_default(),
        name_zh: r.name_zh.unwrap_or_default(),
        name_en: r.name_en.unwrap_or_default(),
        standard: r.standard.unwrap_or_default(),
        unit: r.unit.unwrap_or_default(),
    };
    Ok((discontinued, Some((brief, from_on))))
}

/// What stands beside the rows of a page of results.
#[derive(Debug, Default)]
pub struct Beside {
    /// The company's printed number of each row that has one.
    pub own: HashMap<SkuId, String>,
    /// What is in stock instead of rows that are not.
    pub instead: HashMap<SkuId, Vec<Alternative>>,
    /// What the reader once looked for in vain and is there now.
    pub notes: Vec<FoundNote>,
}

/// Fills in the stock of the rows and finds what stands beside them: one question each for all rows, inside the caller's
/// transaction.
///
/// # Errors
/// Database errors.
pub async fn beside_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    index: Option<&Snapshot>,
    rows: &mut [SkuRow],
) -> Result<Beside> {
    let company = lookup::company_of(op);
    let lookup::Beside { printed, answered } =
        lookup::fill_stock_and_printed(tx, company, op.actor.person(), rows).await?;
    let empty = rows.iter().filter(|row| row.on_hand_available <= Decimal::ZERO);
    let empty: Vec<SkuId> = empty.map(|row| row.sku_id).collect();
    let notes = if answered { found_notes_in_tx(tx, op).await? } else { Vec::new() };
    let instead = alternatives::list(tx, index, &empty).await?;
    Ok(Beside { own: printed, instead, notes })
}
