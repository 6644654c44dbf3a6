//! SQL of what documents want of the heads of lists: names, ends, and whether promotions may undercut them.

use super::known_kind;
use crate::error::{Error, Result};
use crate::ids::{ChangeId, ListId};
use crate::op::Tx;
use crate::pricing::change::HeadChange;
use crate::pricing::change::heads::{Head, Wanted};
use crate::pricing::terms::{ListKind, PriceList};
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

    /// Whether it lets promotions undercut a list they may not undercut now.
    pub(in crate::pricing) fn lets_promotions_in(&self) -> bool {
        self.wanted.promotions == Some(true) && !self.now.promotions
    }

    /// Makes of the list what is wanted, but for its name.
    pub(in crate::pricing) fn fulfil(&self, list: &mut PriceList) {
        list.validity.to = self.wanted.end.unwrap_or(list.validity.to);
        list.allows_promotion = self.wanted.promotions.unwrap_or(list.allows_promotion);
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

/// A list as a document finds it.
pub(in crate::pricing) struct FoundHead {
    pub list: ListId,
    pub kind: ListKind,
    pub head: Head,
    /// Its first day.
    pub from: NaiveDate,
}

/// The head of the list of a code; a quote stays what was offered.
pub(in crate::pricing) async fn find_head(tx: &mut Tx, code: &str) -> Result<Option<FoundHead>> {
    let row = sqlx::query!(
        "select id, kind, name, allows_promotion, valid_from, valid_to from pricing.lists where code = $1 and kind <> 'quote'",
        code
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(FoundHead {
        list: ListId(row.id),
        kind: known_kind(&row.kind)?,
        head: Head { name: row.name, end: row.valid_to, promotions: row.allows_promotion },
        from: row.valid_from,
    }))
}

/// Writes what a draft wants of a list's head, over what it wanted before; what is not wanted now stays as it was wanted.
pub(in crate::pricing) async fn put_wish(
    tx: &mut Tx,
    change: ChangeId,
    list: ListId,
    wanted: &Wanted,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.change_heads (change_id, list_id, name, changes_end, valid_to, allows_promotion)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint change_heads_pkey do update
           set name = coalesce(excluded.name, change_heads.name), changes_end = excluded.changes_end or change_heads.changes_end,
             valid_to = case when excluded.changes_end then excluded.valid_to else change_heads.valid_to end,
             allows_promotion = coalesce(excluded.allows_promotion, change_heads.allows_promotion)",
        change.0,
        list.0,
        wanted.name.as_deref(),
        wanted.end.is_some(),
        wanted.end.flatten(),
        wanted.promotions
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
        r#"select h.list_id, h.name as "wanted_name?", h.changes_end, h.valid_to as wanted_end,
             h.allows_promotion as "wanted_promotions?", l.code, l.name, l.valid_to, l.allows_promotion
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
            wanted: Wanted {
                name: row.wanted_name,
                end: row.changes_end.then_some(row.wanted_end),
                promotions: row.wanted_promotions,
            },
            now: Head { name: row.name, end: row.valid_to, promotions: row.allows_promotion },
        })
        .collect())
}

/// Keeps what a list's head was when a document was published.
pub(in crate::pricing) async fn keep(tx: &mut Tx, change: ChangeId, list: ListId, was: &Head) -> Result<()> {
    sqlx::query!(
        "insert into pricing.heads_before (change_id, list_id, name, valid_to, allows_promotion) values ($1, $2, $3, $4, $5)",
        change.0,
        list.0,
        was.name,
        was.end,
        was.promotions
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a list's head.
pub(in crate::pricing) async fn write(tx: &mut Tx, list: ListId, head: &Head) -> Result<()> {
    sqlx::query!(
        "update pricing.lists set name = $2, valid_to = $3, allows_promotion = $4 where id = $1",
        list.0,
        head.name,
        head.end,
        head.promotions
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
        "select b.name, b.valid_to, b.allows_promotion from pricing.heads_before b join pricing.changes c on c.id = b.change_id
         where b.list_id = $1 order by c.publication limit 1",
        list.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        r#"select h.name as "name?", h.changes_end, h.valid_to, h.allows_promotion as "promotions?"
           from pricing.change_heads h join pricing.changes c on c.id = h.change_id
           where h.list_id = $1 and c.state = 'published' and c.id <> $2 order by c.publication"#,
        list.0,
        but.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let stand = rows.into_iter().map(|row| Wanted {
        name: row.name,
        end: row.changes_end.then_some(row.valid_to),
        promotions: row.promotions,
    });
    let first = first.map(|row| Head { name: row.name, end: row.valid_to, promotions: row.allows_promotion });
    Ok((first, stand.collect()))
}

/// The changes of heads of a document as a page shows them; of a published one, beside what the lists were when it was.
pub(in crate::pricing) async fn shown(
    tx: &mut Tx,
    (change, published): (ChangeId, bool),
) -> Result<Vec<(ListId, HeadChange)>> {
    let rows = sqlx::query!(
        r#"select h.list_id, l.code, h.name as "wanted_name?", h.changes_end, h.valid_to as wanted_end, h.allows_promotion as "promotions?",
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
                promotions: row.promotions,
                below: None,
            };
            (ListId(row.list_id), head)
        })
        .collect())
}
