//! What a letter about a quote needs to know.

use crate::error::Result;
use crate::ids::{CompanyId, ListId};
use crate::rejection::Rejection;
use chrono::NaiveDate;
use sqlx::PgPool;

/// A quote that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteFacts {
    /// Its number.
    pub number: String,
    /// Whose.
    pub company_id: CompanyId,
    /// His name.
    pub company: String,
    /// How many lines it has.
    pub lines: i64,
    /// The last day it can be accepted.
    pub last_day: NaiveDate,
    /// What the house says to it.
    pub note: String,
    /// Whether it still waits for an answer.
    pub is_open: bool,
}

/// The quote's facts.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn quote(worker: &PgPool, id: ListId) -> Result<QuoteFacts> {
    let row = sqlx::query!(
        r#"select q.number, q.company_id, c.name as company, q.last_day, q.note, q.state = 'offered' as "is_open!",
             (select count(*) from pricing.lines l where l.list_id = q.list_id) as "lines!"
           from pricing.quotes q join accounts.companies c on c.id = q.company_id where q.list_id = $1"#,
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    Ok(QuoteFacts {
        number: row.number,
        company_id: CompanyId(row.company_id),
        company: row.company,
        lines: row.lines,
        last_day: row.last_day,
        note: row.note,
        is_open: row.is_open,
    })
}
