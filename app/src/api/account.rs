//! What the company owes and what moved it; statements with the customer's answer to them; invoices.

use super::AppError;
#[cfg(feature = "ssr")]
use super::form::Notice;
use chrono::NaiveDate;
use domain::billing::invoice::InvoiceBrief;
#[cfg(feature = "ssr")]
use domain::billing::service;
use domain::billing::{StatementBrief, StatementView};
use domain::receivables::{AccountView, EntryView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// Balance, credit, ageing.
    pub account: AccountView,
    /// The latest entries, newest first.
    pub entries: Vec<EntryView>,
    /// Statements, newest first.
    pub statements: Vec<StatementBrief>,
    /// Invoices, newest first.
    pub invoices: Vec<InvoiceBrief>,
    /// The seller's day.
    pub today: NaiveDate,
}

/// The account of the company in force; `before` is the number of the entry the page ends above.
#[server]
pub async fn load_account(before: String) -> Result<AccountPage, AppError> {
    use super::backend::{answer, op};
    let op = op().await?;
    let account = domain::receivables::service::account_summary(&op).await.map_err(answer)?;
    let entries =
        domain::receivables::service::list_entries(&op, before.parse().ok()).await.map_err(answer)?;
    let statements = service::list_statements(&op).await.map_err(answer)?;
    let invoices = domain::billing::invoice::service::list_invoices(&op).await.map_err(answer)?;
    Ok(AccountPage { account, entries, statements, invoices, today: op.today() })
}

/// A statement drawn up on the spot for any period.
#[server]
pub async fn preview_statement(from: String, to: String) -> Result<StatementView, AppError> {
    use super::backend::{answer, op};
    let (from, to) = (date_of("from", &from)?, date_of("to", &to)?);
    service::statement_preview(&op().await?, from, to).await.map_err(answer)
}

/// An issued statement.
#[server]
pub async fn load_statement(id: String) -> Result<StatementView, AppError> {
    use super::backend::{answer, op};
    service::load_statement(&op().await?, id_of(&id)?).await.map_err(answer)
}

/// The customer says it is right.
#[server(endpoint = "confirm_statement")]
pub async fn confirm_statement(
    #[server(default)] company: String,
    #[server(default)] statement: String,
) -> Result<(), AppError> {
    let here = format!("/statements/{statement}");
    let done = steps::confirm(&company, &statement).await;
    super::form::lead_on(&here, &[], done, |()| (here.clone(), Some(Notice::StatementConfirmed))).await
}

/// The customer says a line is wrong, and why.
#[server(endpoint = "dispute_line")]
pub async fn dispute_line(
    #[server(default)] company: String,
    #[server(default)] statement: String,
    #[server(default)] seq: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let here = format!("/statements/{statement}");
    let done = steps::dispute(&company, &statement, &seq, &reason, &note).await;
    let typed = [("seq", seq.as_str()), ("reason", &reason), ("note", &note)];
    super::form::lead_on(&here, &typed, done, |()| (here.clone(), Some(Notice::DisputeNoted))).await
}

/// The customer takes a dispute back.
#[server(endpoint = "withdraw_dispute")]
pub async fn withdraw_dispute(
    #[server(default)] company: String,
    #[server(default)] statement: String,
    #[server(default)] dispute: String,
) -> Result<(), AppError> {
    let here = format!("/statements/{statement}");
    let done = steps::withdraw(&company, &dispute).await;
    super::form::lead_on(&here, &[], done, |()| (here.clone(), Some(Notice::DisputeNoted))).await
}

#[cfg(feature = "ssr")]
use steps::{date_of, id_of};

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use crate::api::AppError;
    use crate::api::backend::{answer, op_for, reject};
    use chrono::NaiveDate;
    use domain::billing::{DisputeReason, service};
    use domain::rejection::{FieldProblem, Problem, Rejection};

    pub fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
        text.parse().map_err(|_| reject(Rejection::NotFound))
    }

    pub fn date_of(field: &str, typed: &str) -> Result<NaiveDate, AppError> {
        NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").map_err(|_| {
            let problem = if typed.trim().is_empty() {
                Problem::Missing
            } else {
                Problem::NotADate { typed: typed.to_owned() }
            };
            reject(Rejection::Fields(vec![FieldProblem::new(field, problem)]))
        })
    }

    pub async fn confirm(company: &str, statement: &str) -> Result<(), AppError> {
        service::confirm(&op_for(company).await?, id_of(statement)?).await.map_err(answer)
    }

    pub async fn dispute(
        company: &str,
        statement: &str,
        seq: &str,
        reason: &str,
        note: &str,
    ) -> Result<(), AppError> {
        let op = op_for(company).await?;
        let unknown = || {
            let problem = Problem::UnknownChoice { typed: reason.to_owned() };
            reject(Rejection::Fields(vec![FieldProblem::new("reason", problem)]))
        };
        let reason = DisputeReason::parse(reason).ok_or_else(unknown)?;
        service::dispute(&op, id_of(statement)?, id_of(seq)?, reason, note).await.map_err(answer)?;
        Ok(())
    }

    pub async fn withdraw(company: &str, dispute: &str) -> Result<(), AppError> {
        service::withdraw(&op_for(company).await?, id_of(dispute)?).await.map_err(answer)
    }
}
