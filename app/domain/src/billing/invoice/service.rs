//! Steps of invoices: issue over delivered lines, list, load.

use super::store::{self, NewInvoice};
use super::{InvoiceBrief, InvoiceView, UninvoicedView};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::billing::service::scope;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, InvoiceId, ShipmentId};
use crate::keys;
use crate::money::LineAmounts;
use crate::notifications::{Message, outbox};
use crate::op::OpContext;
use crate::receivables::service as receivables;
use crate::rejection::Rejection;
use chrono::Datelike;
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

const INVOICES_SHOWN: i64 = 200;
const ISSUE_INVOICE: &str = "issue_invoice";

/// Invoices whole shipments; None means everything delivered and not invoiced. Asked twice, the second is refused, but
/// for the same form: it gets the same invoice.
///
/// # Errors
/// `NotFound` for a shipment of another company, `AlreadyDone` naming the invoice a shipment is on, `MoreThanOpen` when
/// nothing is left to invoice.
pub async fn issue_invoice(
    op: &OpContext,
    company: CompanyId,
    shipments: Option<Vec<ShipmentId>>,
) -> Result<InvoiceId> {
    op.require(Permission::KeepAccounts)?;
    let wanted: Option<BTreeSet<Uuid>> = shipments.map(|list| list.into_iter().map(|id| id.0).collect());
    let ids: Option<Vec<Uuid>> = wanted.as_ref().map(|set| set.iter().copied().collect());
    let mut tx = op.begin().await?;
    let meaning = format!("{ids:?}");
    if let Some(made) = keys::once_in_tx(&mut tx, op, company, ISSUE_INVOICE, &meaning).await? {
        return Ok(InvoiceId(made));
    }
    // one invoice of a company at a time: the next one sees which lines this one took
    receivables::open_account_in_tx(&mut tx, company).await?;
    let mut lines = store::list_deliverables(&mut tx, company, ids.as_deref()).await?;
    if let Some(wanted) = wanted {
        let found: BTreeSet<Uuid> = lines.iter().map(|line| line.shipment).collect();
        if found != wanted {
            return Err(Rejection::NotFound.into());
        }
        if let Some(document) = lines.iter().find_map(|line| line.invoiced.clone()) {
            return Err(Rejection::AlreadyDone { document }.into());
        }
    }
    lines.retain(|line| line.invoiced.is_none());
    if lines.is_empty() {
        return Err(Rejection::MoreThanOpen { open: Decimal::ZERO }.into());
    }
    let mut totals = LineAmounts::default();
    lines.iter().for_each(|line| totals += line.amounts);
    let new = NewInvoice {
        id: InvoiceId::new(),
        company,
        number: keys::next_number_in_tx(&mut tx, "CI", op.today().year()).await?,
        issued_on: op.today(),
        title: store::find_title(&mut tx, company).await?.ok_or(Rejection::NotFound)?,
        totals,
        lines: lines.iter().map(|line| line.id).collect(),
    };
    store::insert_invoice(&mut tx, &new, (op.person()?, op.now)).await?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let issued = Message::InvoiceIssued { invoice_id: new.id };
    outbox::enqueue_in_tx(&mut tx, &op_for, &issued, &format!("invoice:{}", new.id)).await?;
    let detail = json!({ "number": new.number, "gross": new.totals.gross, "lines": new.lines.len() });
    audit::record_in_tx(&mut tx, &op_for, ISSUE_INVOICE, ("invoice", new.id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, company, ISSUE_INVOICE, new.id.0).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// The invoices of the company in force, newest first; without one, staff see everybody's.
///
/// # Errors
/// `Forbidden` without `SeeMoney`.
pub async fn list_invoices(op: &OpContext) -> Result<Vec<InvoiceBrief>> {
    op.require(Permission::SeeMoney)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let list = store::list_invoices(&mut tx, scope, INVOICES_SHOWN).await?;
    Ok(list)
}

/// One invoice with its lines.
///
/// # Errors
/// `NotFound` for an invoice of another company.
pub async fn load_invoice(op: &OpContext, id: InvoiceId) -> Result<InvoiceView> {
    op.require(Permission::SeeMoney)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let view = store::find_invoice(&mut tx, scope, id).await?;
    view.ok_or(Error::Rejected(Rejection::NotFound))
}

/// Shipments of the company in force with something still to invoice, oldest first.
///
/// # Errors
/// `Forbidden` without `SeeMoney`; `NotFound` for staff who chose no company.
pub async fn list_uninvoiced(op: &OpContext) -> Result<Vec<UninvoicedView>> {
    op.require(Permission::SeeMoney)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let list = store::list_uninvoiced(&mut tx, company).await?;
    Ok(list)
}
