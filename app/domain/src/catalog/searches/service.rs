//! The desk's queue of failed searches: an alias, a cross reference, the part that answers it, or a reason why nothing will.

use super::{FailedDetail, FailedText, FoundNote, ValueChoice, normalise};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::catalog::changes;
use crate::catalog::numbers::part::find_one;
use crate::catalog::numbers::{NewCrossReference, NumberPage, PAGE_SIZE, cross};
use crate::error::Result;
use crate::ids::{ParameterId, SearchAnswerId, SkuId};
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Longest alias.
const MAX_ALIAS: usize = 60;
/// Longest reason.
const MAX_REASON: usize = 500;
/// Values offered for an alias.
const MAX_VALUES: i64 = 30;

/// In which order the queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueOrder {
    /// Looked for last, first.
    Newest,
    /// Looked for most, first.
    MostOften,
}

struct Row {
    text_key: String,
    typed: String,
    spellings: Vec<String>,
    times: i64,
    by_visitors: i64,
    people: i64,
    companies: i64,
    names: Vec<String>,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
}

fn view(row: Row) -> FailedText {
    let small = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    FailedText {
        text_key: row.text_key,
        spellings: row.spellings.into_iter().filter(|other| *other != row.typed).collect(),
        typed: row.typed,
        times: small(row.times),
        by_visitors: small(row.by_visitors),
        people: small(row.people),
        companies: small(row.companies),
        names: row.names,
        first_at: row.first_at,
        last_at: row.last_at,
    }
}

/// One page of the texts nobody has answered yet.
///
/// # Errors
/// `Forbidden`
pub async fn list_open(op: &OpContext, order: QueueOrder, page: u32) -> Result<NumberPage<FailedText>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let total = count(&mut tx).await?;
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = page.clamp(1, pages);
    let offset = i64::from(page - 1) * i64::from(PAGE_SIZE);
    let rows = read(&mut tx, None, order == QueueOrder::MostOften, offset).await?;
    Ok(NumberPage { total, page, pages, rows })
}

/// How many texts wait, for the desk's first page.
///
/// # Errors
/// `Forbidden`
pub async fn count_open(op: &OpContext) -> Result<u32> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let total = count(&mut tx).await?;
    Ok(total)
}

async fn count(tx: &mut Tx) -> Result<u32> {
    let total = sqlx::query_scalar!(
        r#"select count(distinct text_key) as "n!" from searches.failed where answer_id is null"#
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(total).unwrap_or(u32::MAX))
}

async fn read(tx: &mut Tx, key: Option<&str>, most_first: bool, offset: i64) -> Result<Vec<FailedText>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select f.text_key, (array_agg(f.typed order by f.last_at desc, f.times desc))[1] as "typed!",
             (array_agg(distinct f.typed))[1:6] as "spellings!", sum(f.times) as "times!",
             coalesce(sum(f.times) filter (where f.person_id is null), 0) as "by_visitors!",
             count(distinct f.person_id) as "people!", count(distinct f.company_id) as "companies!",
             (array_remove(array_agg(distinct coalesce(c.name, p.name)), null))[1:5] as "names!",
             min(f.first_at) as "first_at!", max(f.last_at) as "last_at!"
           from searches.failed f left join accounts.companies c on c.id = f.company_id left join accounts.people p on p.id = f.person_id
           where f.answer_id is null and ($1::text is null or f.text_key = $1)
           group by f.text_key
           order by case when $2 then sum(f.times) end desc, max(f.last_at) desc, f.text_key limit $3 offset $4"#,
        key,
        most_first,
        i64::from(PAGE_SIZE),
        offset
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(view).collect())
}

/// One text, with the values an alias may be meant for; `find` narrows them, the text's own words do when it is empty.
///
/// # Errors
/// `Forbidden`; `NotFound` when it is closed or was never looked for.
pub async fn load_open(op: &OpContext, key: &str, find: &str) -> Result<FailedDetail> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let text = read(&mut tx, Some(key), false, 0).await?.into_iter().next().ok_or(Rejection::NotFound)?;
    let find = find.replace('\0', "");
    let words: Vec<String> = match find.trim() {
        "" => text.typed.to_lowercase().split_whitespace().map(str::to_owned).collect(),
        typed => vec![typed.to_lowercase()],
    };
    let rows = sqlx::query_as!(
        ValueChoice,
        r#"select p.id as "parameter: ParameterId", p.name_zh as parameter_zh, p.name_en as parameter_en, v.code, v.name_zh, v.name_en, v.aliases
           from catalog.parameter_values v join catalog.parameters p on p.id = v.parameter_id
           where exists (select from unnest($1::text[]) w
             where strpos(lower(v.code || ' ' || v.name_zh || ' ' || v.name_en || ' ' || p.name_zh || ' ' || p.name_en || ' '
               || array_to_string(v.aliases, ' ')), w) > 0)
           order by p.name_en, v.position, v.code limit $2"#,
        &words,
        MAX_VALUES
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(FailedDetail { text, values: rows })
}

/// Makes the words an alias of a parameter's value: whoever types them finds that value from now on.
///
/// # Errors
/// `Fields`, `Forbidden`; `Stale` when somebody closed the text meanwhile.
pub async fn answer_by_alias(
    op: &OpContext,
    key: &str,
    (parameter, code): (ParameterId, &str),
    alias: &str,
) -> Result<SearchAnswerId> {
    op.require(Permission::AnswerSearches)?;
    let alias = alias.split_whitespace().collect::<Vec<_>>().join(" ");
    let problem = match alias.chars().count() {
        0 => Some(Problem::Missing),
        n if n > MAX_ALIAS => Some(Problem::TooLong { max: MAX_ALIAS as u32 }),
        _ if normalise(&alias).is_none() || alias.chars().any(char::is_control) => {
            Some(Problem::Malformed { typed: alias.clone() })
        }
        _ => None,
    };
    if let Some(problem) = problem {
        return Err(Rejection::Fields(vec![FieldProblem::new("alias", problem)]).into());
    }
    let mut tx = op.begin().await?;
    changes::lock_in_tx(&mut tx).await?;
    let done = sqlx::query!(
        "update catalog.parameter_values set aliases = case when aliases @> array[$3::text] then aliases else aliases || $3::text end
         where parameter_id = $1 and code = $2",
        parameter.0,
        code,
        alias
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        let problem = Problem::UnknownChoice { typed: code.to_owned() };
        return Err(Rejection::Fields(vec![FieldProblem::new("value", problem)]).into());
    }
    changes::note_schema_in_tx(&mut tx).await?;
    let detail = json!({ "value": code, "alias": alias });
    audit::record_in_tx(&mut tx, op, "add_alias", ("parameter", parameter.0), detail).await?;
    let closing = Closing { kind: "alias", sku: None, reason: "" };
    let answer = close(&mut tx, op, key, &closing).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Records whose number it is and what of ours does its work.
///
/// # Errors
/// `Fields`, `Forbidden`; `Stale` when somebody closed the text meanwhile.
pub async fn answer_by_cross(op: &OpContext, key: &str, new: &NewCrossReference) -> Result<SearchAnswerId> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    let (_, sku) = cross::save_in_tx(&mut tx, op, None, new).await?;
    let closing = Closing { kind: "cross_reference", sku: Some(sku), reason: "" };
    let answer = close(&mut tx, op, key, &closing).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Says which part answers it.
///
/// # Errors
/// `Fields`, `Forbidden`; `Stale` when somebody closed the text meanwhile.
pub async fn answer_by_sku(op: &OpContext, key: &str, part_number: &str) -> Result<SearchAnswerId> {
    op.require(Permission::AnswerSearches)?;
    let mut tx = op.begin().await?;
    let sku = find_one(&mut tx, "answer_part", part_number).await?;
    let sku = sku.map_err(|problem| Rejection::Fields(vec![problem]))?;
    let answer = close(&mut tx, op, key, &Closing { kind: "sku", sku: Some(sku), reason: "" }).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Closes the text with a reason; nobody is told.
///
/// # Errors
/// `Fields` without a reason, `Forbidden`; `Stale` when somebody closed the text meanwhile.
pub async fn dismiss(op: &OpContext, key: &str, reason: &str) -> Result<SearchAnswerId> {
    op.require(Permission::AnswerSearches)?;
    let reason = reason.trim();
    let problem = match reason.chars().count() {
        0 => Some(Problem::Missing),
        n if n > MAX_REASON => Some(Problem::TooLong { max: MAX_REASON as u32 }),
        _ => None,
    };
    if let Some(problem) = problem {
        return Err(Rejection::Fields(vec![FieldProblem::new("reason", problem)]).into());
    }
    let mut tx = op.begin().await?;
    let answer = close(&mut tx, op, key, &Closing { kind: "dismissed", sku: None, reason }).await?;
    tx.commit().await?;
    Ok(answer)
}

struct Closing<'a> {
    kind: &'a str,
    sku: Option<SkuId>,
    reason: &'a str,
}

/// Closes a text for everybody who looked for it; who was signed in is written to.
async fn close(tx: &mut Tx, op: &OpContext, key: &str, closing: &Closing<'_>) -> Result<SearchAnswerId> {
    let open = sqlx::query!(
        "select id, typed, person_id from searches.failed where text_key = $1 and answer_id is null order by last_at desc for no key update",
        key
    )
    .fetch_all(&mut **tx)
    .await?;
    let typed = open.first().ok_or(Rejection::Stale)?.typed.clone();
    let answer = SearchAnswerId::new();
    sqlx::query!(
        "insert into searches.answers (id, text_key, kind, sku_id, search_for, reason, answered_at, answered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        answer.0,
        key,
        closing.kind,
        closing.sku.map(|s| s.0),
        typed,
        closing.reason,
        op.now,
        op.person()?.0
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = open.iter().map(|row| row.id).collect();
    sqlx::query!("update searches.failed set answer_id = $2 where id = any($1)", &ids, answer.0)
        .execute(&mut **tx)
        .await?;
    let detail = json!({ "text": key, "kind": closing.kind, "sku": closing.sku, "reason": closing.reason });
    audit::record_in_tx(tx, op, "answer_search", ("search_answer", answer.0), detail).await?;
    if closing.kind != "dismissed" && open.iter().any(|row| row.person_id.is_some()) {
        let message = Message::SearchAnswered { answer_id: answer };
        outbox::enqueue_in_tx(tx, op, &message, &format!("search_answered:{answer}")).await?;
    }
    Ok(answer)
}

/// What a member looked for in vain and is there now, as long as he has not put the note away.
///
/// # Errors
/// Database errors.
pub async fn found_notes(op: &OpContext) -> Result<Vec<FoundNote>> {
    if !matches!(op.actor, Actor::Buyer { .. }) {
        return Ok(Vec::new());
    }
    let mut tx = op.read().await?;
    let notes = found_notes_in_tx(&mut tx, op).await?;
    Ok(notes)
}

/// The same inside the caller's transaction; nothing for others than members.
///
/// # Errors
/// Database errors.
pub async fn found_notes_in_tx(tx: &mut Tx, op: &OpContext) -> Result<Vec<FoundNote>> {
    let (Actor::Buyer { person, .. }, Some(company)) = (&op.actor, op.company) else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query!(
        r#"select a.id, f.typed, s.part_number as "part_number?", a.search_for
           from searches.failed f join searches.answers a on a.id = f.answer_id left join catalog.skus s on s.id = a.sku_id
           where f.company_id = $1 and f.person_id = $2 and f.seen_at is null and f.answer_id is not null and a.kind <> 'dismissed'
             and a.answered_at > $3::timestamptz - interval '60 days'
           order by a.answered_at desc, a.id limit 5"#,
        company.0,
        person.0,
        op.now
    )
    .fetch_all(&mut **tx)
    .await?;
    let note = |r: (Uuid, String, Option<String>, String)| FoundNote {
        answer: SearchAnswerId(r.0),
        typed: r.1,
        part_number: r.2,
        search_for: r.3,
    };
    Ok(rows.into_iter().map(|r| note((r.id, r.typed, r.part_number, r.search_for))).collect())
}

/// The member has read it.
///
/// # Errors
/// `SignedOut`; `NotFound` when it is not his.
pub async fn put_away(op: &OpContext, answer: SearchAnswerId) -> Result<()> {
    let (company, person) = (op.company()?, op.person()?);
    let mut tx = op.begin().await?;
    let done = sqlx::query!(
        "update searches.failed set seen_at = $4 where company_id = $1 and person_id = $2 and answer_id = $3",
        company.0,
        person.0,
        answer.0,
        op.now
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Rejection::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}
