//! What a letter about a search that was answered needs to know.

use super::{Recipient, recipient};
use crate::error::Result;
use crate::ids::SearchAnswerId;
use crate::rejection::Rejection;
use sqlx::PgPool;

/// An answer to a search that had found nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchAnswerFacts {
    /// The part that answers it.
    pub part_number: Option<String>,
    /// What to search for now.
    pub search_for: String,
    /// Who looked for it while signed in and still has a seat or works here, with what he typed.
    pub searchers: Vec<(Recipient, String)>,
}

/// The answer's facts.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn search_answer(worker: &PgPool, id: SearchAnswerId) -> Result<SearchAnswerFacts> {
    let answer = sqlx::query!(
        r#"select a.search_for, s.part_number as "part_number?" from searches.answers a left join catalog.skus s on s.id = a.sku_id
           where a.id = $1"#,
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    let rows = sqlx::query!(
        "select distinct on (p.id) p.id, p.email, p.language, f.typed
         from searches.failed f join accounts.people p on p.id = f.person_id
         where f.answer_id = $1 and (
           exists (select from accounts.memberships m where m.company_id = f.company_id and m.person_id = p.id)
           or exists (select from accounts.staff_roles r where r.person_id = p.id))
         order by p.id, f.last_at desc",
        id.0
    )
    .fetch_all(worker)
    .await?;
    let searchers = rows.into_iter().map(|r| (recipient(r.id, r.email, &r.language), r.typed)).collect();
    Ok(SearchAnswerFacts { part_number: answer.part_number, search_for: answer.search_for, searchers })
}
