//! SQL of what documents want of the heads of lists: names and ends.

use crate::error::{Error, Result};
use crate::ids::{ChangeId, ListId};
use crate::op::Tx;
use crate::pricing::change::HeadChange;
use crate::pricing::change::heads::{Head, Wanted};
use crate::pricing::terms::Validity;
use crate::rejection::Rejection;
use chrono::NaiveDate;

/// A list as it stands, and what a document wants of it.
pub(in crate::pricing) struct HeadWish {
    pub list: ListId,
    pub code: String,
    pub wanted: Wanted,
    pub now: Head,
}

impl HeadWish {
    /// Whether the list is to end later than it does.
    pub(in crate::pricing) fn moves_later(&self) -> bool {
        let (Some(old), Some(new)) = (self.now.end, self.wanted.end) else { return false };
        new.is_none_or(|new| new > old)
    }
}

fn refused(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.constraint() == Some("changes_draft_check") => {
            Rejection::Stale.into()
        }
        _ => error.into(),
    }
}

/// A name and an end as the columns hold them.
fn wanted(name: Option<String>, changes_end: bool, valid_to: Option<NaiveDate>) -> Wanted {
    Wanted { name, end: changes_end.then_some(valid_to) }
}

/// The head of the list of a code, and the days it holds; a quote stays what was offered.
pub(in crate::pricing) async fn find_head(
    tx: &mut Tx,
    code: &str,
) -> Result<Option<(ListId, String, Validity)>> {
    let row = sqlx::query!(
        "select id, name, valid_from, valid_to from pricing.lists where code = $1 and kind <> 'quote'",
        code
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (ListId(row.id), row.name, Validity { from: row.valid_from, to: row.valid_to })))
}

/// Writes what a draft wants of a list's head, over what it wanted before; what is not wanted now stays as it was wanted.
pub(in crate::pricing) async fn put_wish(
    tx: &mut Tx,
    change: ChangeId,
    list: ListId,
    wanted: &Wanted,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.change_heads (change_id, list_id, name, changes_end, valid_to) values ($1, $2, $3, $4, $5)
         on conflict on constraint change_heads_pkey do update
           set name = coalesce(excluded.name, change_heads.name), changes_end = excluded.changes_end or change_heads.changes_end,
             valid_to = case when excluded.changes_end then excluded.valid_to else change_heads.valid_to end",
        change.0,
        list.0,
        wanted.name.as_deref(),
        wanted.end.is_some(),
        wanted.end.flatten()
    )
    .execute(&mut **tx)
    .await
    .map_err(refused)?;
    Ok(())
}

/// Takes it out of a draft again; false when it was not in it.
pub(in crate::pricing) async fn remove_wish(tx: &mut Tx, change: ChangeId, code: &str) -> Result<bool> {
    let done = sqlx::query!(
        "delete from pricing.change_heads h using pricing.lists l where h.change_id = $1 and l.id = h.list_id and l.code = $2",
        change.0,
        code
    )
    .execute(&mut **tx)
    .await
    .map_err(refused)?;
    Ok(done.rows_affected() > 0)
}

/// What a document wants of heads, beside the lists as they stand.
pub(in crate::pricing) async fn wishes(tx: &mut Tx, change: ChangeId) -> Result<Vec<HeadWish>> {
    let rows = sqlx::query!(
        r#"select h.list_id, h.name as "wanted_name?", h.changes_end, h.valid_to as wanted_end, l.code, l.name, l.valid_to
           from pricing.change_heads h join pricing.lists l on l.id = h.list_id where h.change_id = $1 order by h.list_id"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| HeadWish {
            list: ListId(row.list_id),
            code: row.code,
            wanted: wanted(row.wanted_name, row.changes_end, row.wanted_end),
            now: Head { name: row.name, end: row.valid_to },
        })
        .collect())
}

/// Keeps what a list's head was when a document was published.
pub(in crate::pricing) async fn keep(tx: &mut Tx, change: ChangeId, list: ListId, was: &Head) -> Result<()> {
    sqlx::query!(
        "insert into pricing.heads_before (change_id, list_id, name, valid_to) values ($1, $2, $3, $4)",
        change.0,
        list.0,
        was.name,
        was.end
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a list's head.
pub(in crate::pricing) async fn write(tx: &mut Tx, list: ListId, head: &Head) -> Result<()> {
    sqlx::query!(
        "update pricing.lists set name = $2, valid_to = $3 where id = $1",
        list.0,
        head.name,
        head.end
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a list's head was before any document, and what the documents that stand want of it but one, in the order they were
/// published.
pub(in crate::pricing) async fn history(
    tx: &mut Tx,
    list: ListId,
    but: ChangeId,
) -> Result<(Option<Head>, Vec<Wanted>)> {
    let first = sqlx::query!(
        "select b.name, b.valid_to from pricing.heads_before b join pricing.changes c on c.id = b.change_id
         where b.list_id = $1 order by c.publication limit 1",
        list.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "select h.name, h.changes_end, h.valid_to from pricing.change_heads h join pricing.changes c on c.id = h.change_id
         where h.list_id = $1 and c.state = 'published' and c.id <> $2 order by c.publication",
        list.0,
        but.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let stand = rows.into_iter().map(|row| wanted(row.name, row.changes_end, row.valid_to)).collect();
    Ok((first.map(|row| Head { name: row.name, end: row.valid_to }), stand))
}

/// The changes of heads of a document as a page shows them; of a published one, beside what the lists were when it was.
pub(in crate::pricing) async fn shown(
    tx: &mut Tx,
    (change, published): (ChangeId, bool),
) -> Result<Vec<(ListId, HeadChange)>> {
    let rows = sqlx::query!(
        r#"select h.list_id, l.code, h.name as "wanted_name?", h.changes_end, h.valid_to as wanted_end,
             case when $2 then b.name else l.name end as "name!", case when $2 then b.valid_to else l.valid_to end as valid_to
           from pricing.change_heads h
           join pricing.lists l on l.id = h.list_id
           left join pricing.heads_before b on b.change_id = h.change_id and b.list_id = h.list_id
           where h.change_id = $1 order by l.code"#,
        change.0,
        published
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let head = HeadChange {
                list: row.code,
                name: row.wanted_name,
                changes_end: row.changes_end,
                end: row.wanted_end,
                name_before: row.name,
                end_before: row.valid_to,
                below: None,
            };
            (ListId(row.list_id), head)
        })
        .collect())
}
