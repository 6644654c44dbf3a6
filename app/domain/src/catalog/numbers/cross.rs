//! Other makers' numbers: what of ours does their work, how well, and who says so. Kept by the desk, with an audit.

use super::part::{Known, find_each, find_one, one_of};
use super::{
    CrossReference, Grade, MAX_NUMBER, MAX_ROWS, NewCrossReference, NumberPage, PAGE_SIZE, TakenRows, rows,
};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::part_number::strict_key;
use crate::error::{OnConstraint, Result};
use crate::ids::{CrossReferenceId, SkuId};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

/// Longest name of a source.
const MAX_SOURCE: usize = 200;

struct Row {
    id: CrossReferenceId,
    brand: String,
    number: String,
    part_number: String,
    name_zh: String,
    name_en: String,
    grade: String,
    source: String,
    noted_on: NaiveDate,
}

fn view(row: Row) -> Option<CrossReference> {
    Some(CrossReference {
        id: row.id,
        brand: row.brand,
        number: row.number,
        part_number: row.part_number,
        name_zh: row.name_zh,
        name_en: row.name_en,
        grade: Grade::parse(&row.grade)?,
        source: row.source,
        noted_on: row.noted_on,
    })
}

/// One page of all cross references, by brand and number; `text` is looked for in brand, both numbers and source.
///
/// # Errors
/// `Forbidden`
pub async fn list(op: &OpContext, text: &str, page: u32) -> Result<NumberPage<CrossReference>> {
    op.require(Permission::UseDesk)?;
    let text = text.trim().replace('\0', "");
    let mut tx = op.read().await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from numbers.cross_references c join catalog.skus s on s.id = c.sku_id
           where $1 = '' or strpos(lower(c.brand || ' ' || c.number || ' ' || s.part_number || ' ' || c.source), lower($1)) > 0"#,
        text
    )
    .fetch_one(&mut *tx)
    .await?;
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.clamp(1, pages);
    let rows = read(&mut tx, &text, Wanted::All, i64::from(PAGE_SIZE), i64::from(page - 1)).await?;
    Ok(NumberPage { total, page, pages, rows })
}

/// All of them, for a file.
///
/// # Errors
/// `Forbidden`
pub async fn list_all(op: &OpContext) -> Result<Vec<CrossReference>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let rows = read(&mut tx, "", Wanted::All, i64::from(i32::MAX), 0).await?;
    Ok(rows)
}

/// One of them.
///
/// # Errors
/// `Forbidden`
pub async fn find(op: &OpContext, id: CrossReferenceId) -> Result<Option<CrossReference>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let found = read(&mut tx, "", Wanted::One(id), 1, 0).await?;
    Ok(found.into_iter().next())
}

/// Which cross references.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    One(CrossReferenceId),
    Of(SkuId),
}

/// Those a part does the work of.
pub(super) async fn of_part(tx: &mut Tx, sku: SkuId) -> Result<Vec<CrossReference>> {
    read(tx, "", Wanted::Of(sku), 50, 0).await
}

async fn read(tx: &mut Tx, text: &str, wanted: Wanted, limit: i64, page: i64) -> Result<Vec<CrossReference>> {
    let (id, sku) = match wanted {
        Wanted::All => (None, None),
        Wanted::One(id) => (Some(id.0), None),
        Wanted::Of(sku) => (None, Some(sku.0)),
    };
    let rows = sqlx::query_as!(
        Row,
        r#"select c.id as "id: CrossReferenceId", c.brand, c.number, s.part_number, f.name_zh, f.name_en, c.grade, c.source, c.noted_on
           from numbers.cross_references c join catalog.skus s on s.id = c.sku_id join catalog.families f on f.id = s.family_id
           where ($1 = '' or strpos(lower(c.brand || ' ' || c.number || ' ' || s.part_number || ' ' || c.source), lower($1)) > 0)
             and ($2::uuid is null or c.sku_id = $2) and ($5::uuid is null or c.id = $5)
           order by c.brand_key, c.number_key, s.part_number limit $3 offset $4"#,
        text,
        sku,
        limit,
        limit.saturating_mul(page),
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().filter_map(view).collect())
}

/// What was typed, read.
struct Typed {
    brand: String,
    brand_key: String,
    number: String,
    number_key: String,
    grade: Grade,
    source: String,
    noted_on: NaiveDate,
}

fn read_typed(new: &NewCrossReference, today: NaiveDate) -> std::result::Result<Typed, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut note = |field: &str, problem| problems.push(FieldProblem::new(field, problem));
    let (brand, number, source) = (new.brand.trim(), new.number.trim(), new.source.trim());
    for (field, text, max) in
        [("brand", brand, MAX_NUMBER), ("number", number, MAX_NUMBER), ("source", source, MAX_SOURCE)]
    {
        if text.is_empty() {
            note(field, Problem::Missing);
        } else if text.chars().count() > max {
            note(field, Problem::TooLong { max: max as u32 });
        } else if (field != "source" && strict_key(text).is_empty()) || text.chars().any(char::is_control) {
            note(field, Problem::Malformed { typed: text.to_owned() });
        }
    }
    let grade = Grade::parse(&new.grade).unwrap_or_else(|| {
        let typed = new.grade.trim().to_owned();
        note("grade", if typed.is_empty() { Problem::Missing } else { Problem::UnknownChoice { typed } });
        Grade::Functional
    });
    let noted_on = read_day("noted_on", &new.noted_on, today).unwrap_or_else(|problem| {
        problems.push(problem);
        today
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Typed {
        brand: brand.to_owned(),
        brand_key: strict_key(brand),
        number: number.to_owned(),
        number_key: strict_key(number),
        grade,
        source: source.to_owned(),
        noted_on,
    })
}

/// A day written `2026-11-30`; today when nothing was typed.
pub(super) fn read_day(
    field: &str,
    typed: &str,
    today: NaiveDate,
) -> std::result::Result<NaiveDate, FieldProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(today);
    }
    // a database knows no other years
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    day.filter(|day| (1900..=2999).contains(&chrono::Datelike::year(day)))
        .ok_or_else(|| FieldProblem::new(field, Problem::NotADate { typed: typed.to_owned() }))
}

/// Adds a cross reference, or changes the one given.
///
/// # Errors
/// `Fields`: also when it is there already; `Forbidden`, `NotFound`.
pub async fn save(
    op: &OpContext,
    id: Option<CrossReferenceId>,
    new: &NewCrossReference,
) -> Result<CrossReferenceId> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    let saved = save_in_tx(&mut tx, op, id, new).await?;
    tx.commit().await?;
    Ok(saved.0)
}

/// The same inside the caller's transaction; says the part too.
///
/// # Errors
/// As [`save`].
pub(in crate::catalog) async fn save_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    id: Option<CrossReferenceId>,
    new: &NewCrossReference,
) -> Result<(CrossReferenceId, SkuId)> {
    let read = read_typed(new, op.today());
    let sku = find_one(tx, "part_number", &new.part_number).await?;
    let (typed, sku) = match (read, sku) {
        (Ok(typed), Ok(sku)) => (typed, sku),
        (read, sku) => {
            let mut problems = read.err().unwrap_or_default();
            problems.extend(sku.err());
            return Err(Rejection::Fields(problems).into());
        }
    };
    let before = match id {
        Some(id) => Some(lock(tx, id).await?.ok_or(Rejection::NotFound)?),
        None => None,
    };
    let known = id.unwrap_or_else(CrossReferenceId::new);
    write(tx, op, known, sku, &typed).await?;
    let detail = json!({ "brand": typed.brand, "number": typed.number, "sku": sku, "grade": typed.grade,
        "source": typed.source, "noted_on": typed.noted_on, "before": before });
    audit::record_in_tx(tx, op, "set_cross_reference", ("cross_reference", known.0), detail).await?;
    Ok((known, sku))
}

async fn lock(tx: &mut Tx, id: CrossReferenceId) -> Result<Option<serde_json::Value>> {
    let row = sqlx::query!(
        "select brand, number, sku_id, grade, source, noted_on from numbers.cross_references where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| {
        json!({ "brand": r.brand, "number": r.number, "sku": r.sku_id, "grade": r.grade, "source": r.source, "noted_on": r.noted_on })
    }))
}

async fn write(tx: &mut Tx, op: &OpContext, id: CrossReferenceId, sku: SkuId, typed: &Typed) -> Result<()> {
    let twice = Problem::Twice { typed: format!("{} {}", typed.brand, typed.number) };
    sqlx::query!(
        "insert into numbers.cross_references (id, brand, brand_key, number, number_key, sku_id, grade, source, noted_on, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (id) do update set brand = excluded.brand, brand_key = excluded.brand_key, number = excluded.number,
           number_key = excluded.number_key, sku_id = excluded.sku_id, grade = excluded.grade, source = excluded.source,
           noted_on = excluded.noted_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        id.0,
        typed.brand,
        typed.brand_key,
        typed.number,
        typed.number_key,
        sku.0,
        typed.grade.as_str(),
        typed.source,
        typed.noted_on,
        op.now,
        op.person()?.0
    )
    .execute(&mut **tx)
    .await
    .on_constraint("cross_references_uniq", Rejection::Fields(vec![FieldProblem::new("number", twice)]))?;
    Ok(())
}

/// Takes a cross reference away.
///
/// # Errors
/// `Forbidden`, `NotFound`
pub async fn remove(op: &OpContext, id: CrossReferenceId) -> Result<()> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    let before = lock(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    sqlx::query!("delete from numbers.cross_references where id = $1", id.0).execute(&mut *tx).await?;
    audit::record_in_tx(&mut tx, op, "remove_cross_reference", ("cross_reference", id.0), before).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a list: brand, number, part number, grade, source, date. Good rows go in, the others come back with what is wrong.
///
/// # Errors
/// `Fields` when there are too many rows: nothing was taken. `Forbidden`.
pub async fn take_rows(op: &OpContext, list: rows::Numbered) -> Result<TakenRows> {
    op.require(Permission::AnswerSearches)?;
    let list = rows::in_order(list, rows::CROSS);
    if list.len() > MAX_ROWS {
        let problem = Problem::OutOfRange { typed: list.len().to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("rows", problem)]).into());
    }
    let mut tx = op.begin().await?;
    let parts: Vec<String> =
        list.iter().map(|(_, cells)| cells.get(2).cloned().unwrap_or_default()).collect();
    let known = find_each(&mut tx, &parts).await?;
    let mut taken = TakenRows::default();
    for (row, cells) in list {
        match read_row(&cells, &known, op.today()) {
            Ok((typed, sku)) => take(&mut tx, op, &typed, sku, &mut taken).await?,
            Err(problem) => taken.refused.push((cells, FieldProblem { row: Some(row), ..problem })),
        }
    }
    let detail = json!({ "added": taken.added, "changed": taken.changed, "refused": taken.refused.len() });
    audit::record_in_tx(&mut tx, op, "import_cross_references", ("cross_reference", Uuid::nil()), detail)
        .await?;
    tx.commit().await?;
    Ok(taken)
}

fn read_row(
    cells: &[String],
    known: &Known,
    today: NaiveDate,
) -> std::result::Result<(Typed, SkuId), FieldProblem> {
    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
    let new = NewCrossReference {
        brand: cell(0),
        number: cell(1),
        part_number: cell(2),
        grade: cell(3),
        source: cell(4),
        noted_on: cell(5),
    };
    let typed = read_typed(&new, today).map_err(|mut problems| problems.remove(0))?;
    Ok((typed, one_of(known, "part_number", &new.part_number)?))
}

async fn take(tx: &mut Tx, op: &OpContext, typed: &Typed, sku: SkuId, taken: &mut TakenRows) -> Result<()> {
    let present = sqlx::query!(
        r#"select id as "id: CrossReferenceId", (brand, number, grade, source, noted_on) = ($4, $5, $6, $7, $8) as "same!"
           from numbers.cross_references where brand_key = $1 and number_key = $2 and sku_id = $3"#,
        typed.brand_key,
        typed.number_key,
        sku.0,
        typed.brand,
        typed.number,
        typed.grade.as_str(),
        typed.source,
        typed.noted_on
    )
    .fetch_optional(&mut **tx)
    .await?;
    match present {
        Some(row) if row.same => taken.unchanged += 1,
        Some(row) => {
            write(tx, op, row.id, sku, typed).await?;
            taken.changed += 1;
        }
        None => {
            write(tx, op, CrossReferenceId::new(), sku, typed).await?;
            taken.added += 1;
        }
    }
    Ok(())
}
