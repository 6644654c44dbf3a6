//! What letters about statements, disputes and invoices need to know.

use crate::error::Result;
use crate::ids::{CompanyId, DisputeId, InvoiceId, StatementId};
use crate::rejection::Rejection;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgPool;

/// An issued statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFacts {
    /// The statement.
    pub id: StatementId,
    /// Its number.
    pub number: String,
    /// Whose.
    pub company_id: CompanyId,
    /// His name.
    pub company: String,
    /// Currency of the sums.
    pub currency: String,
    /// First day.
    pub period_from: NaiveDate,
    /// Last day, included.
    pub period_to: NaiveDate,
    /// Balance before.
    pub opening: Decimal,
    /// Balance after.
    pub closing: Decimal,
}

/// A disputed line with its statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeFacts {
    /// The statement it stands on.
    pub statement: StatementFacts,
    /// Delivery note or receipt.
    pub document_number: String,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// Signed.
    pub amount: Decimal,
    /// Why, as the database's word.
    pub reason: String,
    /// In the customer's words; may be empty.
    pub note: String,
    /// Who raised it.
    pub raised_by: String,
    /// How it ended, as the database's word.
    pub resolution: Option<String>,
    /// The answer's words.
    pub resolution_note: String,
}

/// An issued invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceFacts {
    /// Its number.
    pub number: String,
    /// Whose.
    pub company_id: CompanyId,
    /// His name.
    pub company: String,
    /// Currency of the sums.
    pub currency: String,
    /// Its date.
    pub issued_on: NaiveDate,
    /// Sums.
    pub net: Decimal,
    /// Sums.
    pub tax: Decimal,
    /// Sums.
    pub gross: Decimal,
}

/// The statement's facts.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn statement(worker: &PgPool, id: StatementId) -> Result<StatementFacts> {
    let row = sqlx::query!(
        "select s.number, s.company_id, c.name as company, a.currency, s.period_from, s.period_to, s.opening, s.closing
         from billing.statements s join accounts.companies c on c.id = s.company_id
           join receivables.accounts a on a.company_id = s.company_id
         where s.id = $1",
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    Ok(StatementFacts {
        id,
        number: row.number,
        company_id: CompanyId(row.company_id),
        company: row.company,
        currency: row.currency,
        period_from: row.period_from,
        period_to: row.period_to,
        opening: row.opening,
        closing: row.closing,
    })
}

/// The dispute's facts with its statement's.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn dispute(worker: &PgPool, id: DisputeId) -> Result<DisputeFacts> {
    let row = sqlx::query!(
        r#"select d.statement_id, e.document_number, e.occurred_on, e.amount, d.reason, d.note, p.name as raised_by,
             d.resolution, coalesce(d.resolution_note, '') as "resolution_note!"
           from billing.disputes d
             join receivables.account_entries e on e.company_id = d.company_id and e.seq = d.seq
             join accounts.people p on p.id = d.raised_by
           where d.id = $1"#,
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    Ok(DisputeFacts {
        statement: statement(worker, StatementId(row.statement_id)).await?,
        document_number: row.document_number,
        occurred_on: row.occurred_on,
        amount: row.amount,
        reason: row.reason,
        note: row.note,
        raised_by: row.raised_by,
        resolution: row.resolution,
        resolution_note: row.resolution_note,
    })
}

/// The invoice's facts.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn invoice(worker: &PgPool, id: InvoiceId) -> Result<InvoiceFacts> {
    let row = sqlx::query!(
        "select i.number, i.company_id, c.name as company, a.currency, i.issued_on, i.net, i.tax, i.gross
         from billing.invoices i join accounts.companies c on c.id = i.company_id
           join receivables.accounts a on a.company_id = i.company_id
         where i.id = $1",
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    Ok(InvoiceFacts {
        number: row.number,
        company_id: CompanyId(row.company_id),
        company: row.company,
        currency: row.currency,
        issued_on: row.issued_on,
        net: row.net,
        tax: row.tax,
        gross: row.gross,
    })
}
