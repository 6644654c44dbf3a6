//! Statements and invoices as finance issues them; the answer to what a customer disputes.

use crate::api::AppError;
#[cfg(feature = "ssr")]
use crate::api::form::{Notice, lead_on};
use chrono::NaiveDate;
use domain::billing::invoice::{InvoiceBrief, UninvoicedView};
use domain::billing::{StatementBrief, StatementView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A customer's papers and what the next ones would be made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// Newest first.
    pub statements: Vec<StatementBrief>,
    /// First and last day of the next statement; none when every day up to today is on one.
    pub next_period: Option<(NaiveDate, NaiveDate)>,
    /// Shipments on no invoice yet, oldest first.
    pub uninvoiced: Vec<UninvoicedView>,
    /// Newest first.
    pub invoices: Vec<InvoiceBrief>,
}

/// An issued statement as the house reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementDesk {
    /// The statement.
    pub view: StatementView,
    /// Whether the reader answers disputes.
    pub may_keep: bool,
}

#[cfg(feature = "ssr")]
pub(super) async fn papers(op: &domain::op::OpContext) -> domain::error::Result<Papers> {
    use domain::billing::{invoice, service, statement};
    let statements = service::list_statements(op).await?;
    // the account's first entry is the one before the second
    let first = domain::receivables::service::list_entries(op, Some(2)).await?;
    let first = first.first().map(|entry| entry.occurred_on);
    let last = statements.iter().map(|s| s.period_to).max();
    Ok(Papers {
        next_period: statement::next_period(last, first, op.today()),
        uninvoiced: invoice::service::list_uninvoiced(op).await?,
        invoices: invoice::service::list_invoices(op).await?,
        statements,
    })
}

/// An issued statement of a customer.
#[server]
pub async fn load_statement_desk(company: String, id: String) -> Result<StatementDesk, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    let op = op_at_desk(&company).await?;
    let id = super::typed::Reader::id(&id)?;
    let view = domain::billing::service::load_statement(&op, id).await.map_err(answer)?;
    let may_keep = op.actor.may(domain::accounts::permission::Permission::KeepAccounts);
    Ok(StatementDesk { view, may_keep })
}

/// Issues the next statement and goes to it.
#[server(endpoint = "desk_issue_statement")]
pub async fn issue_statement(
    #[server(default)] company: String,
    #[server(default)] period_from: String,
    #[server(default)] period_to: String,
) -> Result<(), AppError> {
    let issued = steps::issue(&company, &period_from, &period_to).await;
    let typed = [("period_from", &*period_from), ("period_to", &period_to)];
    lead_on(&super::money::money_page(&company), &typed, issued, |(id, number)| {
        (format!("/desk/c/{company}/statements/{id}"), Some(Notice::StatementIssued { number }))
    })
    .await
}

/// Answers a dispute.
#[server(endpoint = "desk_resolve_dispute")]
pub async fn resolve_dispute(
    #[server(default)] company: String,
    #[server(default)] statement: String,
    #[server(default)] dispute: String,
    #[server(default)] answer: String,
    #[server(default)] note: String,
) -> Result<(), AppError> {
    let done = steps::resolve(&company, &dispute, &answer, &note).await;
    let typed = [("dispute", &*dispute), ("answer", &answer), ("note", &note)];
    let page = format!("/desk/c/{company}/statements/{statement}");
    lead_on(&page, &typed, done, |()| (page.clone(), Some(Notice::DisputeResolved))).await
}

/// Invoices the ticked shipments.
#[server(endpoint = "desk_issue_invoice")]
pub async fn issue_invoice(
    #[server(default)] company: String,
    #[server(default)] shipments: Vec<String>,
) -> Result<(), AppError> {
    let issued = steps::invoice(&company, &shipments).await;
    let page = super::money::money_page(&company);
    lead_on(&page, &[], issued, |number| (page.clone(), Some(Notice::Invoiced { number }))).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use crate::api::AppError;
    use crate::api::backend::{answer, op_at_desk, reject};
    use crate::api::desk::typed::Reader;
    use domain::billing::{Resolution, invoice, service};
    use domain::ids::{ShipmentId, StatementId};
    use domain::rejection::{FieldProblem, Problem, Rejection};

    pub async fn issue(company: &str, from: &str, to: &str) -> Result<(StatementId, String), AppError> {
        let op = op_at_desk(company).await?;
        let mut read = Reader::default();
        read.needed("period_from", !from.trim().is_empty());
        read.needed("period_to", !to.trim().is_empty());
        let period = (read.day("period_from", from, op.today()), read.day("period_to", to, op.today()));
        let (from, to) = read.done(period)?;
        let company = op.company().map_err(answer)?;
        let id = service::issue_statement(&op, company, from, to).await.map_err(answer)?;
        let view = service::load_statement(&op, id).await.map_err(answer)?;
        Ok((id, view.issued.map(|issued| issued.number).unwrap_or_default()))
    }

    pub async fn resolve(company: &str, dispute: &str, typed: &str, note: &str) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        let upheld = match Resolution::parse(typed) {
            Some(Resolution::Upheld) => true,
            Some(Resolution::Rejected) => false,
            _ => return Err(reject(unknown_answer(typed))),
        };
        service::resolve(&op, Reader::id(dispute)?, upheld, note).await.map_err(answer)
    }

    fn unknown_answer(typed: &str) -> Rejection {
        let problem = match typed.trim() {
            "" => Problem::Missing,
            other => Problem::UnknownChoice { typed: other.to_owned() },
        };
        Rejection::Fields(vec![FieldProblem::new("answer", problem)])
    }

    pub async fn invoice(company: &str, shipments: &[String]) -> Result<String, AppError> {
        let op = op_at_desk(company).await?;
        let mut read = Reader::default();
        read.needed("shipments", !shipments.is_empty());
        read.done(())?;
        let ids = shipments.iter().map(|id| Reader::id(id)).collect::<Result<Vec<ShipmentId>, _>>()?;
        let company = op.company().map_err(answer)?;
        let id = invoice::service::issue_invoice(&op, company, Some(ids)).await.map_err(answer)?;
        Ok(invoice::service::load_invoice(&op, id).await.map_err(answer)?.number)
    }
}
