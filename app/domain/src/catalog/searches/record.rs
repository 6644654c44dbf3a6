//! Keeping what was looked for in vain: after the answer has gone out, in one statement, within bounds.

use super::normalise;
use crate::catalog::numbers::lookup::company_of;
use crate::error::Result;
use crate::op::OpContext;
use std::sync::LazyLock;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Written at the same time; what comes on top is not kept.
const AT_ONCE: usize = 4;
/// New texts of one person in a day.
const A_DAY: i64 = 200;
/// New texts of all visitors in a day.
const A_DAY_OF_VISITORS: i64 = 2_000;

static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE));

/// Keeps it later, without the searcher waiting; a busy house keeps less.
pub fn keep_later(op: &OpContext, text: &str) {
    let (op, text) = (op.clone(), text.to_owned());
    let Ok(slot) = SLOTS.try_acquire() else { return };
    tokio::spawn(async move {
        if let Err(problem) = keep(&op, &text).await {
            tracing::warn!(%problem, "failed search not kept");
        }
        drop(slot);
    });
}

/// Counts a text that found nothing, for who looked for it.
///
/// # Errors
/// Database errors.
pub async fn keep(op: &OpContext, text: &str) -> Result<()> {
    let Some((key, typed)) = normalise(text) else { return Ok(()) };
    let person = op.actor.person();
    let most = if person.is_some() { A_DAY } else { A_DAY_OF_VISITORS };
    let mut tx = op.begin().await?;
    sqlx::query!(
        "insert into searches.failed as f (id, text_key, typed, company_id, person_id, first_at, last_at)
         select $1, $2, $3, $4, $5, $6, $6
         where (case when $5::uuid is null
           then (select count(*) from searches.failed where person_id is null and first_at > $6::timestamptz - interval '1 day')
           else (select count(*) from searches.failed where person_id = $5 and first_at > $6::timestamptz - interval '1 day') end) < $7
         on conflict (text_key, company_id, person_id) where answer_id is null
         do update set times = f.times + 1, last_at = excluded.last_at, typed = excluded.typed",
        Uuid::now_v7(),
        key,
        typed,
        company_of(op).map(|c| c.0),
        person.map(|p| p.0),
        op.now,
        most
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
