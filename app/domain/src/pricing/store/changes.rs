//! SQL of documents that change prices: their heads, their way, the lists they touch.

use super::known_kind;
use crate::error::{Error, Result};
use crate::ids::{ChangeId, ListId, PersonId};
use crate::op::Tx;
use crate::pricing::change::views::ApprovedBelow;
use crate::pricing::change::{ChangeRow, ChangeState, Hand, TouchedList};
use crate::pricing::trace::Written;
use crate::rejection::{FieldProblem, Rejection};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

/// A head as stored.
pub(in crate::pricing) struct StoredChange {
    pub id: ChangeId,
    pub row: ChangeRow,
    pub reason: String,
    pub revision: i32,
    pub hands: Vec<Uuid>,
    pub submitted: Option<Hand>,
    pub taken_back: Option<Hand>,
    pub taken_back_reason: String,
    pub floor_reason: String,
    pub below_floor: i32,
    pub refused: i64,
}

pub(in crate::pricing) async fn insert_change(
    tx: &mut Tx,
    (id, number): (ChangeId, &str),
    (title, reason, starts_on): (&str, &str, NaiveDate),
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.changes (id, number, title, reason, starts_on, created_by, created_at, hands)
         values ($1, $2, $3, $4, $5, $6, $7, array[$6::uuid])",
        id.0,
        number,
        title,
        reason,
        starts_on,
        person.0,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn hand(name: Option<String>, at: Option<DateTime<Utc>>) -> Option<Hand> {
    Some(Hand { name: name?, at: at? })
}

fn known_state(word: &str) -> Result<ChangeState> {
    ChangeState::parse(word).ok_or_else(|| Error::Internal("unknown state of a price change".into()))
}

/// The document of a number; with `lock`, nobody else writes on it until this transaction ends.
pub(in crate::pricing) async fn find_change(
    tx: &mut Tx,
    number: &str,
    lock: bool,
) -> Result<Option<StoredChange>> {
    if lock {
        sqlx::query!("select id from pricing.changes where number = $1 for update", number)
            .fetch_optional(&mut **tx)
            .await?;
    }
    let row = sqlx::query!(
        r#"select c.id, c.number, c.title, c.reason, c.starts_on, c.state, c.revision, c.hands, c.created_at, c.submitted_at,
             c.published_at, c.taken_back_at, coalesce(c.taken_back_reason, '') as "taken_back_reason!",
             coalesce(c.floor_reason, '') as "floor_reason!", c.below_floor, m.name as made_by,
             (select count(*) from pricing.change_refused r where r.change_id = c.id and r.row_no > 0) as "refused!",
             s.name as "submitted_by?", p.name as "published_by?", t.name as "taken_back_by?"
           from pricing.changes c
           join accounts.people m on m.id = c.created_by
           left join accounts.people s on s.id = c.submitted_by
           left join accounts.people p on p.id = c.published_by
           left join accounts.people t on t.id = c.taken_back_by
           where c.number = $1"#,
        number
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredChange {
        id: ChangeId(row.id),
        row: ChangeRow {
            number: row.number,
            title: row.title,
            state: known_state(&row.state)?,
            starts_on: row.starts_on,
            created: Hand { name: row.made_by, at: row.created_at },
            published: hand(row.published_by, row.published_at),
        },
        reason: row.reason,
        revision: row.revision,
        hands: row.hands,
        submitted: hand(row.submitted_by, row.submitted_at),
        taken_back: hand(row.taken_back_by, row.taken_back_at),
        taken_back_reason: row.taken_back_reason,
        floor_reason: row.floor_reason,
        below_floor: row.below_floor,
        refused: row.refused,
    }))
}

/// How many documents wait for review.
pub(in crate::pricing) async fn count_in_review(tx: &mut Tx) -> Result<u32> {
    let waiting = sqlx::query_scalar!(
        r#"select count(*) as "n!" from pricing.changes where state = $1"#,
        ChangeState::Review.as_str()
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// Documents in a state, or in any; of one list, or of any: the newest first.
pub(in crate::pricing) async fn list_changes(
    tx: &mut Tx,
    state: Option<ChangeState>,
    list: Option<ListId>,
    most: i64,
) -> Result<Vec<ChangeRow>> {
    let rows = sqlx::query!(
        r#"select c.number, c.title, c.state, c.starts_on, c.created_at, c.published_at, m.name as made_by, p.name as "published_by?"
           from pricing.changes c
           join accounts.people m on m.id = c.created_by
           left join accounts.people p on p.id = c.published_by
           where ($1::text is null or c.state = $1) and ($2::uuid is null
             or exists (select from pricing.change_lines l where l.change_id = c.id and l.list_id = $2)
             or exists (select from pricing.change_discounts d where d.change_id = c.id and d.list_id = $2)
             or exists (select from pricing.change_heads w where w.change_id = c.id and w.list_id = $2)
             or exists (select from pricing.change_lists h where h.change_id = c.id and h.list_id = $2))
           order by c.created_at desc limit $3"#,
        state.map(ChangeState::as_str),
        list.map(|list| list.0),
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ChangeRow {
                number: row.number,
                title: row.title,
                state: known_state(&row.state)?,
                starts_on: row.starts_on,
                created: Hand { name: row.made_by, at: row.created_at },
                published: hand(row.published_by, row.published_at),
            })
        })
        .collect()
}

/// Says that somebody wrote on a draft.
pub(in crate::pricing) async fn add_hand(tx: &mut Tx, id: ChangeId, person: PersonId) -> Result<()> {
    sqlx::query!(
        "update pricing.changes set revision = revision + 1,
           hands = case when $2 = any (hands) then hands else hands || $2::uuid end where id = $1",
        id.0,
        person.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::pricing) async fn update_head(
    tx: &mut Tx,
    id: ChangeId,
    (title, reason, starts_on): (&str, &str, NaiveDate),
) -> Result<()> {
    sqlx::query!(
        "update pricing.changes set title = $2, reason = $3, starts_on = $4 where id = $1",
        id.0,
        title,
        reason,
        starts_on
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A step on its way that nothing but the state tells.
pub(in crate::pricing) async fn set_state(tx: &mut Tx, id: ChangeId, state: ChangeState) -> Result<()> {
    sqlx::query!("update pricing.changes set state = $2 where id = $1", id.0, state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(in crate::pricing) async fn submit(
    tx: &mut Tx,
    id: ChangeId,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update pricing.changes set state = 'review', submitted_by = $2, submitted_at = $3 where id = $1",
        id.0,
        person.0,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// `Forbidden` where the house wants another pair of eyes.
pub(in crate::pricing) async fn publish(
    tx: &mut Tx,
    id: ChangeId,
    person: PersonId,
    at: DateTime<Utc>,
    below_floor: Option<(&str, usize)>,
) -> Result<()> {
    sqlx::query!(
        "update pricing.changes set state = 'published', published_by = $2, published_at = $3, floor_reason = $4, below_floor = $5,
           publication = nextval('pricing.publications') where id = $1",
        id.0,
        person.0,
        at,
        below_floor.map(|(reason, _)| reason),
        below_floor.map_or(0, |(_, lines)| i32::try_from(lines).unwrap_or(i32::MAX))
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| match &error {
        sqlx::Error::Database(db) if db.constraint() == Some("changes_four_eyes_check") => Rejection::Forbidden.into(),
        _ => Error::from(error),
    })?;
    Ok(())
}

pub(in crate::pricing) async fn take_back(
    tx: &mut Tx,
    id: ChangeId,
    person: PersonId,
    at: DateTime<Utc>,
    reason: &str,
) -> Result<()> {
    sqlx::query!(
        "update pricing.changes set state = 'rolled_back', taken_back_by = $2, taken_back_at = $3, taken_back_reason = $4
         where id = $1",
        id.0,
        person.0,
        at,
        reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the house wants another pair of eyes before a change is published.
pub(in crate::pricing) async fn four_eyes(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce((select (value ->> 'four_eyes')::boolean from app.settings where key = 'prices'), false) as "on!""#
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub(in crate::pricing) async fn set_four_eyes(tx: &mut Tx, on: bool) -> Result<()> {
    sqlx::query!(
        "insert into app.settings (key, value) values ('prices', jsonb_build_object('four_eyes', $1::boolean))
         on conflict (key) do update set value = app.settings.value || excluded.value",
        on
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The head of a list a document makes or changes.
pub(in crate::pricing) async fn put_list_head(
    tx: &mut Tx,
    change: ChangeId,
    list: ListId,
    head: &Json,
) -> Result<()> {
    sqlx::query!(
        "insert into pricing.change_lists (change_id, list_id, head) values ($1, $2, $3)
         on conflict on constraint change_lists_pkey do update set head = excluded.head",
        change.0,
        list.0,
        head
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The heads a document carries.
pub(in crate::pricing) async fn list_heads(tx: &mut Tx, change: ChangeId) -> Result<Vec<(ListId, Json)>> {
    let rows = sqlx::query!(
        "select list_id, head from pricing.change_lists where change_id = $1 order by list_id",
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (ListId(row.list_id), row.head)).collect())
}

/// Every list a document touches, locked one after the other in the same order by everybody, its version counted up.
pub(in crate::pricing) async fn touch_lists(
    tx: &mut Tx,
    change: ChangeId,
    at: DateTime<Utc>,
) -> Result<Vec<ListId>> {
    let lists = sqlx::query_scalar!(
        r#"select l.id from pricing.lists l where l.id in (
             select list_id from pricing.change_lines where change_id = $1
             union select list_id from pricing.change_discounts where change_id = $1
             union select list_id from pricing.change_heads where change_id = $1
             union select list_id from pricing.change_lists where change_id = $1)
           order by l.id for update"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "update pricing.lists set version = version + 1, changed_at = $2 where id = any($1)",
        &lists,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(lists.into_iter().map(ListId).collect())
}

/// The lists a document touches, those it makes among them.
pub(in crate::pricing) async fn touched_lists(tx: &mut Tx, change: ChangeId) -> Result<Vec<TouchedList>> {
    let rows = sqlx::query!(
        r#"with n as (select list_id, count(*) as lines from pricing.change_lines where change_id = $1 group by list_id),
             d as (select distinct list_id from pricing.change_discounts where change_id = $1),
             h as (select list_id, head from pricing.change_lists where change_id = $1),
             t as (select list_id from n union select list_id from d union select list_id from h
               union select list_id from pricing.change_heads where change_id = $1)
           select t.list_id as "id!", coalesce(l.code, h.head ->> 'code') as "code!", coalesce(l.name, h.head ->> 'name') as "name!",
             coalesce(l.kind, h.head ->> 'kind') as "kind!", l.id is null as "is_new!", coalesce(n.lines, 0) as "lines!",
             coalesce(c.name, g.name_zh, '') as "whose!"
           from t
           left join n on n.list_id = t.list_id
           left join h on h.list_id = t.list_id
           left join pricing.lists l on l.id = t.list_id
           left join accounts.companies c on c.id = coalesce(l.company_id, (h.head ->> 'company')::uuid)
           left join accounts.price_groups g on g.id = coalesce(l.group_id, (h.head ->> 'group')::uuid)
           order by 2 limit 200"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = known_kind(&row.kind)?;
            let (code, name, whose, lines) = (row.code, row.name, row.whose, row.lines);
            Ok(TouchedList { id: ListId(row.id), code, name, kind, whose, is_new: row.is_new, lines })
        })
        .collect()
}

/// The number of a document.
pub(in crate::pricing) async fn number_of(tx: &mut Tx, id: ChangeId) -> Result<String> {
    Ok(sqlx::query_scalar!("select number from pricing.changes where id = $1", id.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// Statements of this transaction may take as long as a hundred thousand lines need.
pub(in crate::pricing) async fn take_time(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set local statement_timeout = '10min'").execute(&mut **tx).await?;
    Ok(())
}

/// Statements of this transaction may take most of the time a page has.
pub(in crate::pricing) async fn take_page_time(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set local statement_timeout = '25s'").execute(&mut **tx).await?;
    Ok(())
}

/// True when a document wants nothing.
pub(in crate::pricing) async fn is_empty(tx: &mut Tx, id: ChangeId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select not exists (select from pricing.change_lines where change_id = $1)
             and not exists (select from pricing.change_discounts where change_id = $1)
             and not exists (select from pricing.change_heads where change_id = $1)
             and not exists (select from pricing.change_lists where change_id = $1) as "empty!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Rows of a file that were not taken, the heading as row 0; they take the place of those of the file before.
pub(in crate::pricing) async fn keep_refused(
    tx: &mut Tx,
    id: ChangeId,
    heading: &[String],
    rows: &[(FieldProblem, Vec<String>)],
) -> Result<()> {
    sqlx::query!("delete from pricing.change_refused where change_id = $1", id.0).execute(&mut **tx).await?;
    let heading = (None, heading.to_vec());
    let rows = rows.iter().map(|(problem, cells)| (Some(problem), cells.clone()));
    for (problem, cells) in std::iter::once(heading).chain(rows) {
        let row = problem.and_then(|problem: &FieldProblem| problem.row).unwrap_or(0);
        sqlx::query!(
            "insert into pricing.change_refused (change_id, row_no, problem, cells) values ($1, $2, $3, $4) on conflict do nothing",
            id.0,
            i32::try_from(row).unwrap_or(i32::MAX),
            problem.map(serde_json::to_value).transpose()?,
            &cells
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The heading of a file and its rows that were not taken.
pub(in crate::pricing) async fn list_refused(
    tx: &mut Tx,
    id: ChangeId,
) -> Result<(Vec<String>, Vec<(FieldProblem, Vec<String>)>)> {
    let rows = sqlx::query!(
        "select problem, cells from pricing.change_refused where change_id = $1 order by row_no",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let (mut heading, mut refused) = (Vec::new(), Vec::new());
    for row in rows {
        match row.problem {
            None => heading = row.cells,
            Some(problem) => refused.push((serde_json::from_value(problem)?, row.cells)),
        }
    }
    Ok((heading, refused))
}

/// Documents that let prices go below the floor, the newest first.
pub(in crate::pricing) async fn below_floor(tx: &mut Tx, since: DateTime<Utc>) -> Result<Vec<ApprovedBelow>> {
    let rows = sqlx::query!(
        r#"select c.number, c.title, c.state, c.below_floor, c.floor_reason as "reason!", p.name as by, c.published_at as "at!"
           from pricing.changes c join accounts.people p on p.id = c.published_by
           where c.below_floor > 0 and c.published_at >= $1 order by c.published_at desc limit 500"#,
        since
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ApprovedBelow {
                number: row.number,
                title: row.title,
                state: known_state(&row.state)?,
                lines: u64::try_from(row.below_floor).unwrap_or(0),
                reason: row.reason,
                by: Hand { name: row.by, at: row.at },
            })
        })
        .collect()
}

/// What is said of the document that wrote a price.
pub(in crate::pricing) async fn written(tx: &mut Tx, id: Uuid) -> Result<Option<Written>> {
    let row = sqlx::query!(
        r#"select c.number, c.title, c.reason, p.name, c.published_at as "at!" from pricing.changes c
           join accounts.people p on p.id = c.published_by where c.id = $1"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Written {
        number: row.number,
        title: row.title,
        reason: row.reason,
        by: Hand { name: row.name, at: row.at },
    }))
}
