//! A company's own numbers: its members and the desk keep one list.

use super::{MAX_NUMBER, MAX_ROWS, NewOwnNumber, NumberPage, OwnNumber, PAGE_SIZE, TakenRows, rows};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::part_number::strict_key;
use crate::error::{OnConstraint, Result};
use crate::ids::{CompanyId, OwnNumberId, SkuId};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Longest remark.
const MAX_NOTE: usize = 200;

struct Row {
    id: OwnNumberId,
    number: String,
    sku_id: SkuId,
    part_number: String,
    name_zh: String,
    name_en: String,
    note: String,
    printed: bool,
    status: String,
}

fn view(row: Row) -> OwnNumber {
    OwnNumber {
        id: row.id,
        number: row.number,
        sku_id: row.sku_id,
        part_number: row.part_number,
        name_zh: row.name_zh,
        name_en: row.name_en,
        note: row.note,
        printed: row.printed,
        discontinued: row.status != "active",
    }
}

/// One page of the company's numbers, by number; `text` is looked for in number, part number and note.
///
/// # Errors
/// `Forbidden`; `NotFound` for a company that is none.
pub async fn list(op: &OpContext, text: &str, page: u32) -> Result<NumberPage<OwnNumber>> {
    op.require(Permission::SeeOrders)?;
    let company = op.company()?;
    let text = text.trim().replace('\0', "");
    let mut tx = op.read().await?;
    company_exists(&mut tx, company).await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "n!" from numbers.own o join catalog.skus s on s.id = o.sku_id
           where o.company_id = $1 and ($2 = '' or strpos(lower(o.number || ' ' || s.part_number || ' ' || o.note), lower($2)) > 0)"#,
        company.0,
        text
    )
    .fetch_one(&mut *tx)
    .await?;
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.clamp(1, pages);
    let rows = read(&mut tx, company, &text, Wanted::All, i64::from(PAGE_SIZE), i64::from(page - 1)).await?;
    Ok(NumberPage { total, page, pages, rows })
}

/// All of them, for a file.
///
/// # Errors
/// As [`list`].
pub async fn list_all(op: &OpContext) -> Result<Vec<OwnNumber>> {
    op.require(Permission::SeeOrders)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    company_exists(&mut tx, company).await?;
    let rows = read(&mut tx, company, "", Wanted::All, i64::from(i32::MAX), 0).await?;
    Ok(rows)
}

/// One of the company's numbers.
///
/// # Errors
/// `Forbidden`
pub async fn find(op: &OpContext, id: OwnNumberId) -> Result<Option<OwnNumber>> {
    op.require(Permission::SeeOrders)?;
    let mut tx = op.read().await?;
    let found = read(&mut tx, op.company()?, "", Wanted::One(id), 1, 0).await?;
    Ok(found.into_iter().next())
}

/// Which numbers of a company.
#[derive(Clone, Copy)]
enum Wanted {
    All,
    One(OwnNumberId),
    Of(SkuId),
}

/// Those of one part, the printed one first.
pub(super) async fn of_part(tx: &mut Tx, company: CompanyId, sku: SkuId) -> Result<Vec<OwnNumber>> {
    let mut rows = read(tx, company, "", Wanted::Of(sku), 100, 0).await?;
    rows.sort_by_key(|own| !own.printed);
    Ok(rows)
}

async fn read(
    tx: &mut Tx,
    company: CompanyId,
    text: &str,
    wanted: Wanted,
    limit: i64,
    page: i64,
) -> Result<Vec<OwnNumber>> {
    let (id, sku) = match wanted {
        Wanted::All => (None, None),
        Wanted::One(id) => (Some(id.0), None),
        Wanted::Of(sku) => (None, Some(sku.0)),
    };
    let rows = sqlx::query_as!(
        Row,
        r#"select o.id as "id: OwnNumberId", o.number, o.sku_id as "sku_id: SkuId", s.part_number, f.name_zh, f.name_en, o.note,
             o.printed, s.status
           from numbers.own o join catalog.skus s on s.id = o.sku_id join catalog.families f on f.id = s.family_id
           where o.company_id = $1 and ($2 = '' or strpos(lower(o.number || ' ' || s.part_number || ' ' || o.note), lower($2)) > 0)
             and ($3::uuid is null or o.sku_id = $3) and ($6::uuid is null or o.id = $6)
           order by o.number_key, o.id limit $4 offset $5"#,
        company.0,
        text,
        sku,
        limit,
        limit.saturating_mul(page),
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(view).collect())
}

async fn company_exists(tx: &mut Tx, company: CompanyId) -> Result<()> {
    let found = sqlx::query_scalar!("select id from accounts.companies where id = $1", company.0)
        .fetch_optional(&mut **tx)
        .await?;
    if found.is_some() { Ok(()) } else { Err(Rejection::NotFound.into()) }
}

/// What was typed, read: number, its key, note.
struct Typed {
    number: String,
    key: String,
    note: String,
}

fn read_typed(number: &str, note: &str) -> std::result::Result<Typed, Vec<FieldProblem>> {
    let (number, note, key) = (number.trim(), note.trim(), strict_key(number));
    let mut problems = Vec::new();
    if number.is_empty() {
        problems.push(FieldProblem::new("number", Problem::Missing));
    } else if number.chars().count() > MAX_NUMBER {
        problems.push(FieldProblem::new("number", Problem::TooLong { max: MAX_NUMBER as u32 }));
    } else if key.is_empty() || number.chars().any(char::is_control) {
        problems.push(FieldProblem::new("number", Problem::Malformed { typed: number.to_owned() }));
    }
    if note.chars().count() > MAX_NOTE {
        problems.push(FieldProblem::new("note", Problem::TooLong { max: MAX_NOTE as u32 }));
    }
    if problems.is_empty() {
        Ok(Typed { number: number.to_owned(), key, note: note.to_owned() })
    } else {
        Err(problems)
    }
}

/// Adds a number, or changes the one given. The first number of a part is the one papers show.
///
/// # Errors
/// `Fields`: also when the company uses the number for another part already; `Forbidden`, `NotFound`.
pub async fn save(op: &OpContext, id: Option<OwnNumberId>, new: &NewOwnNumber) -> Result<OwnNumberId> {
    op.require(Permission::PlaceOrders)?;
    let company = op.company()?;
    let mut problems = Vec::new();
    let typed = read_typed(&new.number, &new.note).map_err(|found| problems.extend(found)).ok();
    let mut tx = op.begin().await?;
    company_exists(&mut tx, company).await?;
    let sku = match super::part::find_one(&mut tx, "part_number", &new.part_number).await? {
        Ok(sku) => Some(sku),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let (Some(typed), Some(sku)) = (typed, sku) else { return Err(Rejection::Fields(problems).into()) };
    let before = match id {
        Some(id) => Some(lock(&mut tx, company, id).await?.ok_or(Rejection::NotFound)?),
        None => None,
    };
    let taken = sqlx::query_scalar!(
        "select id from numbers.own where company_id = $1 and number_key = $2 and ($3::uuid is null or id <> $3)",
        company.0,
        typed.key,
        id.map(|i| i.0)
    )
    .fetch_optional(&mut *tx)
    .await?;
    if taken.is_some() {
        let used = Problem::UsedForOther { typed: typed.number };
        return Err(Rejection::Fields(vec![FieldProblem::new("number", used)]).into());
    }
    let known = id.unwrap_or_else(OwnNumberId::new);
    write(&mut tx, op, company, known, sku, &typed, new.printed).await?;
    if let Some((old_sku, _)) = &before {
        settle_printed(&mut tx, company, *old_sku).await?;
    }
    let before = before.map(|(sku, number)| json!({ "sku": sku, "number": number }));
    let detail = json!({ "number": typed.number, "sku": sku, "note": typed.note, "before": before });
    audit::record_in_tx(&mut tx, op, "set_own_number", ("own_number", known.0), detail).await?;
    tx.commit().await?;
    Ok(known)
}

async fn lock(tx: &mut Tx, company: CompanyId, id: OwnNumberId) -> Result<Option<(SkuId, String)>> {
    let row = sqlx::query!(
        r#"select sku_id as "sku_id: SkuId", number from numbers.own where company_id = $1 and id = $2 for no key update"#,
        company.0,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (r.sku_id, r.number)))
}

/// Writes one number; of a part's numbers exactly one stays printed.
async fn write(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    id: OwnNumberId,
    sku: SkuId,
    typed: &Typed,
    printed: bool,
) -> Result<()> {
    if printed {
        sqlx::query!(
            "update numbers.own set printed = false where company_id = $1 and sku_id = $2 and id <> $3 and printed",
            company.0,
            sku.0,
            id.0
        )
        .execute(&mut **tx)
        .await?;
    }
    sqlx::query!(
        "insert into numbers.own (id, company_id, sku_id, number, number_key, note, printed, changed_at, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id) do update set sku_id = excluded.sku_id, number = excluded.number, number_key = excluded.number_key,
           note = excluded.note, printed = excluded.printed, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        id.0,
        company.0,
        sku.0,
        typed.number,
        typed.key,
        typed.note,
        printed,
        op.now,
        op.person()?.0
    )
    .execute(&mut **tx)
    .await
    // somebody else of the company was faster
    .on_constraint("own_key_uniq", Rejection::Stale)?;
    settle_printed(tx, company, sku).await
}

/// When none of a part's numbers is printed, the oldest one is.
async fn settle_printed(tx: &mut Tx, company: CompanyId, sku: SkuId) -> Result<()> {
    sqlx::query!(
        "update numbers.own set printed = true
         where id = (select id from numbers.own where company_id = $1 and sku_id = $2 order by id limit 1)
           and not exists (select from numbers.own where company_id = $1 and sku_id = $2 and printed)",
        company.0,
        sku.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a number out of the list.
///
/// # Errors
/// `Forbidden`; `NotFound`, also for another company's.
pub async fn remove(op: &OpContext, id: OwnNumberId) -> Result<()> {
    op.require(Permission::PlaceOrders)?;
    let company = op.company()?;
    let mut tx = op.begin().await?;
    let (sku, number) = lock(&mut tx, company, id).await?.ok_or(Rejection::NotFound)?;
    sqlx::query!("delete from numbers.own where company_id = $1 and id = $2", company.0, id.0)
        .execute(&mut *tx)
        .await?;
    settle_printed(&mut tx, company, sku).await?;
    let detail = json!({ "number": number, "sku": sku });
    audit::record_in_tx(&mut tx, op, "remove_own_number", ("own_number", id.0), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a list: own number, part number, note. Good rows go in, the others come back with what is wrong with them. A number
/// the company has already is moved to the part the list says.
///
/// # Errors
/// `Fields` when there are too many rows: nothing was taken. `Forbidden`, `NotFound` for a company that is none.
pub async fn take_rows(op: &OpContext, list: rows::Numbered) -> Result<TakenRows> {
    op.require(Permission::PlaceOrders)?;
    let company = op.company()?;
    let list = rows::in_order(list, rows::OWN);
    if list.len() > MAX_ROWS {
        let problem = Problem::OutOfRange { typed: list.len().to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("rows", problem)]).into());
    }
    let mut tx = op.begin().await?;
    company_exists(&mut tx, company).await?;
    let cell = |cells: &[String], at: usize| cells.get(at).cloned().unwrap_or_default();
    let parts: Vec<String> = list.iter().map(|(_, cells)| cell(cells, 1)).collect();
    let known = super::part::find_each(&mut tx, &parts).await?;
    let present = present(&mut tx, company).await?;
    let (mut taken, mut seen) = (TakenRows::default(), HashSet::new());
    for (row, cells) in list {
        let (number, part, note) = (cell(&cells, 0), cell(&cells, 1), cell(&cells, 2));
        let read = read_typed(&number, &note).map_err(|mut found| found.remove(0)).and_then(|typed| {
            let sku = super::part::one_of(&known, "part_number", &part)?;
            let twice = Problem::Twice { typed: typed.number.clone() };
            if seen.insert(typed.key.clone()) {
                Ok((typed, sku))
            } else {
                Err(FieldProblem::new("number", twice))
            }
        });
        match read {
            Err(problem) => taken.refused.push((cells, FieldProblem { row: Some(row), ..problem })),
            Ok((typed, sku)) => {
                let before = present.get(&typed.key);
                let same =
                    before.is_some_and(|b| (b.sku, &b.number, &b.note) == (sku, &typed.number, &typed.note));
                match before {
                    Some(_) if same => taken.unchanged += 1,
                    Some(b) => {
                        let printed = b.printed && b.sku == sku;
                        write(&mut tx, op, company, b.id, sku, &typed, printed).await?;
                        settle_printed(&mut tx, company, b.sku).await?;
                        taken.changed += 1;
                    }
                    None => {
                        write(&mut tx, op, company, OwnNumberId::new(), sku, &typed, false).await?;
                        taken.added += 1;
                    }
                }
            }
        }
    }
    let detail = json!({ "added": taken.added, "changed": taken.changed, "refused": taken.refused.len() });
    audit::record_in_tx(&mut tx, op, "import_own_numbers", ("company", company.0), detail).await?;
    tx.commit().await?;
    Ok(taken)
}

struct Present {
    id: OwnNumberId,
    sku: SkuId,
    number: String,
    note: String,
    printed: bool,
}

async fn present(tx: &mut Tx, company: CompanyId) -> Result<HashMap<String, Present>> {
    let rows = sqlx::query!(
        "select id, sku_id, number, number_key, note, printed from numbers.own where company_id = $1 for no key update",
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = |id: Uuid, sku: Uuid, number, note, printed| Present {
        id: OwnNumberId(id),
        sku: SkuId(sku),
        number,
        note,
        printed,
    };
    Ok(rows.into_iter().map(|r| (r.number_key, read(r.id, r.sku_id, r.number, r.note, r.printed))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_something_to_be_found_by() {
        let problem = |number: &str| read_typed(number, "").err().map(|mut p| p.remove(0).problem);
        assert_eq!(problem(" 47-11 "), None);
        assert_eq!(read_typed("47-11", "").ok().map(|t| t.key), Some("4711".into()));
        assert_eq!(problem(""), Some(Problem::Missing));
        assert_eq!(problem("---"), Some(Problem::Malformed { typed: "---".into() }));
        assert_eq!(problem(&"9".repeat(61)), Some(Problem::TooLong { max: 60 }));
    }
}
