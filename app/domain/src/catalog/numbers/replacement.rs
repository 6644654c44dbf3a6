//! What takes the place of a part, and when. From that day on the part that goes is discontinued.

use super::part::find_one;
use super::{NewReplacement, NumberPage, PAGE_SIZE, Replacement, cross::read_day};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;

/// Longest remark.
const MAX_NOTE: usize = 200;

/// One page of the replacements, latest first; `text` is looked for in both part numbers.
///
/// # Errors
/// `Forbidden`
pub async fn list(op: &OpContext, text: &str, page: u32) -> Result<NumberPage<Replacement>> {
    op.require(Permission::UseDesk)?;
    let text = text.trim().replace('\0', "");
    let mut tx = op.read().await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from numbers.replacements r join catalog.skus s on s.id = r.sku_id join catalog.skus t on t.id = r.replaced_by
           where $1 = '' or strpos(lower(s.part_number || ' ' || t.part_number), lower($1)) > 0"#,
        text
    )
    .fetch_one(&mut *tx)
    .await?;
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.clamp(1, pages);
    let rows = sqlx::query!(
        r#"select s.id as "id: SkuId", s.part_number, t.part_number as replaced_by, r.from_on, r.note, s.status
           from numbers.replacements r join catalog.skus s on s.id = r.sku_id join catalog.skus t on t.id = r.replaced_by
           where $1 = '' or strpos(lower(s.part_number || ' ' || t.part_number), lower($1)) > 0
           order by r.from_on desc, s.part_number limit $2 offset $3"#,
        text,
        i64::from(PAGE_SIZE),
        i64::from(PAGE_SIZE) * i64::from(page - 1)
    )
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let rows = rows
        .into_iter()
        .map(|r| Replacement {
            sku_id: r.id,
            part_number: r.part_number,
            replaced_by: r.replaced_by,
            from_on: r.from_on,
            note: r.note,
            discontinued: r.status != "active",
        })
        .collect();
    Ok(NumberPage { total, page, pages, rows })
}

/// Says what takes the place of a part, or changes it. When the day has come, the part that goes is discontinued.
///
/// # Errors
/// `Fields`: also when the part would take its own place; `Forbidden`.
pub async fn save(op: &OpContext, new: &NewReplacement) -> Result<()> {
    op.require(Permission::AnswerSearches)?;
    let mut problems = Vec::new();
    let from_on = read_day("from_on", &new.from_on, op.today()).unwrap_or_else(|problem| {
        problems.push(problem);
        op.today()
    });
    let note = new.note.trim();
    if note.chars().count() > MAX_NOTE {
        problems.push(FieldProblem::new("note", Problem::TooLong { max: MAX_NOTE as u32 }));
    }
    let mut tx = op.begin().await?;
    let goes = find_one(&mut tx, "part_number", &new.part_number).await?;
    let comes = find_one(&mut tx, "replaced_by", &new.replaced_by).await?;
    let (Ok(goes), Ok(comes), []) = (&goes, &comes, problems.as_slice()) else {
        problems.extend(goes.err().into_iter().chain(comes.err()));
        return Err(Rejection::Fields(problems).into());
    };
    let (goes, comes) = (*goes, *comes);
    crate::catalog::changes::lock_in_tx(&mut tx).await?;
    if leads_back(&mut tx, goes, comes).await? {
        let problem = Problem::Circle { typed: new.replaced_by.trim().to_owned() };
        return Err(Rejection::Fields(vec![FieldProblem::new("replaced_by", problem)]).into());
    }
    sqlx::query!(
        "insert into numbers.replacements (sku_id, replaced_by, from_on, note, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (sku_id) do update set replaced_by = excluded.replaced_by, from_on = excluded.from_on, note = excluded.note,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        goes.0,
        comes.0,
        from_on,
        note,
        op.now,
        op.person()?.0
    )
    .execute(&mut *tx)
    .await?;
    let detail = json!({ "replaced_by": comes, "from_on": from_on, "note": note });
    audit::record_in_tx(&mut tx, op, "set_replacement", ("sku", goes.0), detail).await?;
    if from_on <= op.today() {
        set_status(&mut tx, op, goes, "discontinued").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether the part that comes is, over others, replaced by the one that goes.
async fn leads_back(tx: &mut Tx, goes: SkuId, comes: SkuId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"with recursive chain(id) as (
             select $2::uuid
             union
             select r.replaced_by from chain c join numbers.replacements r on r.sku_id = c.id)
           select exists (select from chain where id = $1) as "found!""#,
        goes.0,
        comes.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(found)
}

async fn set_status(tx: &mut Tx, op: &OpContext, sku: SkuId, status: &str) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.skus set status = $2, changed_at = $3 where id = $1 and status <> $2",
        sku.0,
        status,
        op.now
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() > 0 {
        crate::catalog::changes::note_sku_in_tx(tx, sku.0).await?;
        let detail = json!({ "status": status });
        audit::record_in_tx(tx, op, "set_sku_status", ("sku", sku.0), detail).await?;
    }
    Ok(())
}

/// Discontinues the parts whose day has come since they were announced. Says how many.
///
/// # Errors
/// `Forbidden`
pub async fn discontinue_due(op: &OpContext) -> Result<u32> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    crate::catalog::changes::lock_in_tx(&mut tx).await?;
    let due = sqlx::query_scalar!(
        r#"select s.id as "id: SkuId" from numbers.replacements r join catalog.skus s on s.id = r.sku_id
           where r.from_on <= $1 and s.status = 'active' order by s.id"#,
        op.today()
    )
    .fetch_all(&mut *tx)
    .await?;
    for sku in &due {
        set_status(&mut tx, op, *sku, "discontinued").await?;
    }
    tx.commit().await?;
    Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
}

/// Takes a replacement back; the part is made again.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is none.
pub async fn remove(op: &OpContext, sku: SkuId) -> Result<()> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    crate::catalog::changes::lock_in_tx(&mut tx).await?;
    let before = sqlx::query!(
        "delete from numbers.replacements where sku_id = $1 returning replaced_by, from_on",
        sku.0
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Rejection::NotFound)?;
    let detail = json!({ "replaced_by": before.replaced_by, "from_on": before.from_on });
    audit::record_in_tx(&mut tx, op, "remove_replacement", ("sku", sku.0), detail).await?;
    set_status(&mut tx, op, sku, "active").await?;
    tx.commit().await?;
    Ok(())
}
