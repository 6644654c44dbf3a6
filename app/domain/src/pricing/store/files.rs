//! SQL of files of prices that wait for somebody to say what their columns are. Staff only.

use crate::error::Result;
use crate::ids::{ChangeId, PersonId, PriceFileId};
use crate::op::Tx;
use crate::pricing::change::file::WaitingFile;
use crate::rejection::FieldProblem;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

/// A file as stored, without its rows.
pub(in crate::pricing) struct StoredFile {
    pub file_name: String,
    pub header: Vec<String>,
    pub list: String,
    pub starts_on: NaiveDate,
    pub change: Option<ChangeId>,
    /// Pieces its rows are in.
    pub parts: i32,
    pub rows: i64,
}

pub(in crate::pricing) async fn insert_file(
    tx: &mut Tx,
    id: PriceFileId,
    (file_name, header): (&str, &Json),
    (list, starts_on): (&str, NaiveDate),
    (person, at): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.files (id, person_id, file_name, header, list, starts_on, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        person.0,
        file_name,
        header,
        list,
        starts_on,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Files brought before this go, read or not.
pub(in crate::pricing) async fn delete_files_before(tx: &mut Tx, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from pricing.files where created_at < $1", at).execute(&mut **tx).await?;
    Ok(())
}

pub(in crate::pricing) async fn insert_rows(
    tx: &mut Tx,
    (id, part): (PriceFileId, i32),
    (rows, unread): (&Json, &Json),
    count: usize,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.file_rows (file_id, part, rows, unread, count) values ($1, $2, $3, $4, $5)",
        id.0,
        part,
        rows,
        unread,
        i32::try_from(count).unwrap_or(i32::MAX)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A file; with `lock`, nobody else reads it in or throws it away until this transaction ends.
pub(in crate::pricing) async fn find_file(
    tx: &mut Tx,
    id: PriceFileId,
    lock: bool,
) -> Result<Option<StoredFile>> {
    if lock {
        sqlx::query!("select id from pricing.files where id = $1 for update", id.0)
            .fetch_optional(&mut **tx)
            .await?;
    }
    let row = sqlx::query!(
        r#"select f.file_name, f.header, f.list, f.starts_on, f.change_id, count(r.part) as "parts!",
             coalesce(sum(r.count), 0) as "rows!"
           from pricing.files f left join pricing.file_rows r on r.file_id = f.id where f.id = $1 group by f.id"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(StoredFile {
            file_name: row.file_name,
            header: serde_json::from_value(row.header)?,
            list: row.list,
            starts_on: row.starts_on,
            change: row.change_id.map(ChangeId),
            parts: i32::try_from(row.parts).unwrap_or(i32::MAX),
            rows: row.rows,
        })
    })
    .transpose()
}

/// Its first rows, without their numbers.
pub(in crate::pricing) async fn first_rows(tx: &mut Tx, id: PriceFileId) -> Result<Vec<Vec<String>>> {
    let found = sqlx::query_scalar!(
        r#"select jsonb_path_query_array(rows, '$[0 to 4][1]') as "rows!" from pricing.file_rows
           where file_id = $1 and part = 0"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(serde_json::from_value).transpose()?.unwrap_or_default())
}

/// A piece of its rows with their numbers, and what of them could not be read.
pub(in crate::pricing) async fn load_rows(
    tx: &mut Tx,
    (id, part): (PriceFileId, i32),
) -> Result<(Vec<(u32, Vec<String>)>, Vec<FieldProblem>)> {
    let row = sqlx::query!(
        "select rows, unread from pricing.file_rows where file_id = $1 and part = $2",
        id.0,
        part
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((serde_json::from_value(row.rows)?, serde_json::from_value(row.unread)?))
}

/// Notes what a file became; its rows are let go of.
pub(in crate::pricing) async fn end_file(tx: &mut Tx, id: PriceFileId, change: ChangeId) -> Result<()> {
    sqlx::query!("update pricing.files set change_id = $2 where id = $1", id.0, change.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from pricing.file_rows where file_id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

/// Throws a file away that became nothing; false when there is none.
pub(in crate::pricing) async fn delete_file(tx: &mut Tx, id: PriceFileId) -> Result<bool> {
    let done = sqlx::query!("delete from pricing.files where id = $1 and change_id is null", id.0)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Those that wait, the newest first.
pub(in crate::pricing) async fn list_files(tx: &mut Tx) -> Result<Vec<WaitingFile>> {
    let rows = sqlx::query!(
        r#"select f.id, f.file_name, coalesce(p.name, '') as "who!", f.created_at
           from pricing.files f left join accounts.people p on p.id = f.person_id
           where f.change_id is null order by f.id desc limit 50"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let waiting = |id: Uuid, file_name, who, at| WaitingFile { id: PriceFileId(id), file_name, who, at };
    Ok(rows.into_iter().map(|row| waiting(row.id, row.file_name, row.who, row.created_at)).collect())
}
