//! Imports as jobs: their rows, files, problems and saved mappings.

use crate::catalog::import::job::{ImportRow, ImportState};
use crate::catalog::import::jobs::without_nul;
use crate::error::{Error, Result};
use crate::ids::{ImportId, PersonId};
use crate::op::Tx;
use crate::rejection::FieldProblem;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::PgPool;
use uuid::Uuid;

/// Bytes of a piece of a file.
const PIECE: usize = 1 << 20;

/// An import as stored, with what only the work at it needs.
pub(in crate::catalog::import) struct StoredImport {
    pub(in crate::catalog::import) row: ImportRow,
    pub(in crate::catalog::import) mapping: Json,
    pub(in crate::catalog::import) sample: Json,
    pub(in crate::catalog::import) report: Json,
    pub(in crate::catalog::import) has_file: bool,
}

/// A new import.
pub(in crate::catalog::import) struct NewImport<'a> {
    pub(in crate::catalog::import) id: ImportId,
    pub(in crate::catalog::import) person: PersonId,
    pub(in crate::catalog::import) file_name: &'a str,
    pub(in crate::catalog::import) mapping: &'a Json,
    pub(in crate::catalog::import) sample: &'a Json,
    pub(in crate::catalog::import) state: ImportState,
    pub(in crate::catalog::import) rows: i32,
    pub(in crate::catalog::import) now: DateTime<Utc>,
}

pub(in crate::catalog::import) async fn insert_import(tx: &mut Tx, new: &NewImport<'_>) -> Result<i64> {
    let leased = new.state == ImportState::Running;
    Ok(sqlx::query_scalar!(
        "insert into catalog.imports (id, person_id, file_name, mapping, sample, state, rows_total, created_at, lease_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then now() + interval '2 minutes' end) returning version",
        new.id.0,
        new.person.0,
        new.file_name,
        new.mapping,
        new.sample,
        new.state.as_str(),
        new.rows,
        new.now,
        leased
    )
    .fetch_one(&mut **tx)
    .await?)
}

fn count(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn state(text: &str) -> Result<ImportState> {
    ImportState::parse(text).ok_or_else(|| Error::Internal("state of an import".into()))
}

/// A row of imports as the screens show it.
struct Record {
    id: Uuid,
    version: i64,
    who: String,
    file_name: String,
    state: String,
    rows_total: i32,
    rows_done: i32,
    added: i32,
    changed: i32,
    unchanged: i32,
    refused: i32,
    restored: i32,
    kept: i32,
    created_at: DateTime<Utc>,
    failure: String,
    revision: i32,
}

impl Record {
    fn read(self) -> Result<ImportRow> {
        Ok(ImportRow {
            id: ImportId(self.id),
            version: self.version,
            who: self.who,
            file_name: self.file_name,
            state: state(&self.state)?,
            rows_total: count(self.rows_total),
            rows_done: count(self.rows_done),
            added: count(self.added),
            changed: count(self.changed),
            unchanged: count(self.unchanged),
            refused: count(self.refused),
            restored: count(self.restored),
            kept: count(self.kept),
            created_at: self.created_at,
            failure: serde_json::from_str(&self.failure).ok(),
            revision: self.revision,
        })
    }
}

/// The import, locked for a change of its state.
pub(in crate::catalog::import) async fn lock_import(
    tx: &mut Tx,
    id: ImportId,
) -> Result<Option<StoredImport>> {
    sqlx::query!("select id from catalog.imports where id = $1 for no key update", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    find_import(tx, id).await
}

pub(in crate::catalog::import) async fn find_import(
    tx: &mut Tx,
    id: ImportId,
) -> Result<Option<StoredImport>> {
    let record = sqlx::query_as!(
        Record,
        r#"select i.id, i.version, coalesce(p.name, '') as "who!", i.file_name, i.state, i.rows_total, i.rows_done, i.added,
             i.changed, i.unchanged, i.refused, i.restored, i.kept, i.created_at, i.failure, i.revision
           from catalog.imports i left join accounts.people p on p.id = i.person_id where i.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(record) = record else { return Ok(None) };
    let kept = sqlx::query!(
        r#"select mapping, sample, report,
             exists (select from catalog.import_files f where f.import_id = i.id) as "has_file!"
           from catalog.imports i where i.id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Some(StoredImport {
        row: record.read()?,
        mapping: kept.mapping,
        sample: kept.sample,
        report: kept.report,
        has_file: kept.has_file,
    }))
}

/// Newest first, and how many there are.
pub(in crate::catalog::import) async fn list_imports(
    tx: &mut Tx,
    limit: i64,
    offset: i64,
) -> Result<(Vec<ImportRow>, i64)> {
    let total = sqlx::query_scalar!(r#"select count(*) as "count!" from catalog.imports"#)
        .fetch_one(&mut **tx)
        .await?;
    let rows = sqlx::query_as!(
        Record,
        r#"select i.id, i.version, coalesce(p.name, '') as "who!", i.file_name, i.state, i.rows_total, i.rows_done, i.added,
             i.changed, i.unchanged, i.refused, i.restored, i.kept, i.created_at, i.failure, i.revision
           from catalog.imports i left join accounts.people p on p.id = i.person_id
           order by i.version desc limit $1 offset $2"#,
        limit,
        offset
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok((rows.into_iter().map(Record::read).collect::<Result<_>>()?, total))
}

pub(in crate::catalog::import) async fn find_by_version(
    tx: &mut Tx,
    version: i64,
) -> Result<Option<ImportId>> {
    let id = sqlx::query_scalar!("select id from catalog.imports where version = $1", version)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(id.map(ImportId))
}

pub(in crate::catalog::import) async fn insert_file(tx: &mut Tx, id: ImportId, bytes: &[u8]) -> Result<()> {
    for (part, piece) in (0i32..).zip(bytes.chunks(PIECE)) {
        sqlx::query!(
            "insert into catalog.import_files (import_id, part, bytes) values ($1, $2, $3)",
            id.0,
            part,
            piece
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub(in crate::catalog::import) async fn load_file(tx: &mut Tx, id: ImportId) -> Result<Vec<u8>> {
    let parts = sqlx::query_scalar!(
        "select bytes from catalog.import_files where import_id = $1 order by part",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(parts.concat())
}

pub(in crate::catalog::import) async fn delete_file(tx: &mut Tx, id: ImportId) -> Result<()> {
    sqlx::query!("delete from catalog.import_files where import_id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

/// What the columns are, and the check begins from the first row.
pub(in crate::catalog::import) async fn update_to_check(
    tx: &mut Tx,
    id: ImportId,
    mapping: &Json,
) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set mapping = $2, state = 'checking', report = '{}', failure = '', revision = revision + 1,
           lease_until = null where id = $1",
        id.0,
        mapping
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The figures are counted anew.
pub(in crate::catalog::import) async fn update_from_start(tx: &mut Tx, id: ImportId) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set rows_done = 0, added = 0, changed = 0, unchanged = 0, refused = 0 where id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from catalog.import_problems where import_id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

/// Another state; an import that came to its end says when.
pub(in crate::catalog::import) async fn update_state(
    tx: &mut Tx,
    id: ImportId,
    to: ImportState,
    ended: Option<DateTime<Utc>>,
    failure: &str,
) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set state = $2, ended_at = coalesce($3, ended_at), failure = $4, revision = revision + 1,
           lease_until = null where id = $1",
        id.0,
        to.as_str(),
        ended,
        failure
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a portion did.
#[derive(Clone, Copy, Default)]
pub(in crate::catalog::import) struct Step {
    pub(in crate::catalog::import) rows_done: i32,
    pub(in crate::catalog::import) unchanged: i32,
    pub(in crate::catalog::import) refused: i32,
}

/// Notes a portion, and that somebody is at it. False when the import is no longer in this state.
pub(in crate::catalog::import) async fn update_progress(
    tx: &mut Tx,
    id: ImportId,
    in_state: ImportState,
    step: Step,
) -> Result<bool> {
    let done = sqlx::query!(
        "update catalog.imports set rows_done = $3, rows_total = greatest(rows_total, $3), unchanged = unchanged + $4,
           refused = refused + $5, lease_until = now() + interval '2 minutes' where id = $1 and state = $2",
        id.0,
        in_state.as_str(),
        step.rows_done,
        step.unchanged,
        step.refused
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The figures of a check and what it found.
pub(in crate::catalog::import) async fn update_report(
    tx: &mut Tx,
    id: ImportId,
    (added, changed, unchanged): (i32, i32, i32),
    report: &Json,
) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set added = $2, changed = $3, unchanged = $4, report = $5 where id = $1",
        id.0,
        added,
        changed,
        unchanged,
        report
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The figures of what was written, from what it takes to undo it. Returns new and changed.
pub(in crate::catalog::import) async fn update_effects(tx: &mut Tx, id: ImportId) -> Result<(i32, i32)> {
    let row = sqlx::query!(
        "update catalog.imports i set added = e.added, changed = e.changed
         from (select count(*) filter (where before is null)::int as added,
                      count(*) filter (where before is not null)::int as changed
               from catalog.import_effects where import_id = $1) e
         where i.id = $1 returning i.added, i.changed, i.unchanged",
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.added, row.changed))
}

/// What a portion of an undo did.
pub(in crate::catalog::import) async fn update_undone(
    tx: &mut Tx,
    id: ImportId,
    restored: i32,
    kept: i32,
) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set restored = restored + $2, kept = kept + $3, lease_until = now() + interval '2 minutes'
         where id = $1",
        id.0,
        restored,
        kept
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::catalog::import) async fn insert_problems(
    tx: &mut Tx,
    id: ImportId,
    problems: &[(FieldProblem, Json)],
) -> Result<()> {
    let rows: Vec<i32> =
        problems.iter().map(|(p, _)| p.row.and_then(|row| i32::try_from(row).ok()).unwrap_or(0)).collect();
    let texts: Result<Vec<Json>> =
        problems.iter().map(|(p, _)| without_nul(serde_json::to_value(p)?)).collect();
    let cells: Result<Vec<Json>> = problems.iter().map(|(_, cells)| without_nul(cells.clone())).collect();
    sqlx::query!(
        "insert into catalog.import_problems (import_id, in_row, problem, cells)
         select $1, w.in_row, w.problem, w.cells from unnest($2::int[], $3::jsonb[], $4::jsonb[]) as w(in_row, problem, cells)",
        id.0,
        &rows,
        &texts?,
        &cells?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Problems in the order of the rows: field and fault with what stood in the row, behind this place in the list.
pub(in crate::catalog::import) async fn list_problems(
    tx: &mut Tx,
    id: ImportId,
    after: (i32, i32),
    most: i64,
) -> Result<Vec<((i32, i32), FieldProblem, Vec<String>)>> {
    let rows = sqlx::query!(
        "select in_row, number, problem, cells from catalog.import_problems
         where import_id = $1 and (in_row, number) > ($2, $3) order by in_row, number limit $4",
        id.0,
        after.0,
        after.1,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let cells = serde_json::from_value(r.cells)?;
            Ok(((r.in_row, r.number), serde_json::from_value(r.problem)?, cells))
        })
        .collect()
}

/// Takes the next thing to do from the list: id, who asked, where it stands.
pub(in crate::catalog::import) async fn claim(
    worker: &PgPool,
) -> Result<Option<(ImportId, PersonId, ImportState)>> {
    let row = sqlx::query!(
        "update catalog.imports set lease_until = now() + interval '2 minutes'
         where id = (select id from catalog.imports where state in ('checking', 'running', 'undoing')
                       and (lease_until is null or lease_until < now())
                     order by version limit 1 for update skip locked)
         returning id, person_id, state"
    )
    .fetch_optional(worker)
    .await?;
    row.map(|r| Ok((ImportId(r.id), PersonId(r.person_id), state(&r.state)?))).transpose()
}

/// Lets another one take it at once.
pub(in crate::catalog::import) async fn release(worker: &PgPool, id: ImportId) -> Result<()> {
    sqlx::query!("update catalog.imports set lease_until = null where id = $1", id.0).execute(worker).await?;
    Ok(())
}

/// Where it stood when it broke off, and that the indexes should look.
pub(in crate::catalog::import) async fn fail(staff: &PgPool, id: ImportId, failure: &str) -> Result<()> {
    let mut tx = staff.begin().await?;
    super::be_patient(&mut tx).await?;
    sqlx::query!(
        "update catalog.imports set state = 'failed', failure = $2, revision = revision + 1, lease_until = null,
           added = (select count(*) from catalog.import_effects where import_id = $1 and before is null)::int,
           changed = (select count(*) from catalog.import_effects where import_id = $1 and before is not null)::int
         where id = $1 and state in ('checking', 'running', 'undoing')",
        id.0,
        failure
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into catalog.changes (kind) select 'all' where exists (select from catalog.import_effects where import_id = $1)",
        id.0
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
