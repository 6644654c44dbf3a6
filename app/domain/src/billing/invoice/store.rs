//! SQL of invoices.

use super::{InvoiceBrief, InvoiceLineView, InvoiceView, UninvoicedView};
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{CompanyId, InvoiceId, PersonId, ShipmentId};
use crate::money::{Currency, LineAmounts};
use crate::op::Tx;
use crate::rejection::Rejection;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A delivered line and the invoice it is on.
pub(super) struct Deliverable {
    pub id: Uuid,
    pub shipment: Uuid,
    pub amounts: LineAmounts,
    pub invoiced: Option<String>,
}

/// The lines of these shipments, or of all when none are named, in the order they left.
pub(super) async fn list_deliverables(
    tx: &mut Tx,
    company: CompanyId,
    shipments: Option<&[Uuid]>,
) -> Result<Vec<Deliverable>> {
    let rows = sqlx::query!(
        r#"select l.id, l.shipment_id, l.net, l.tax, l.gross, i.number as "invoiced?"
           from shipping.shipment_lines l
           join shipping.shipments s on s.company_id = l.company_id and s.id = l.shipment_id
           join orders.order_lines o on o.company_id = l.company_id and o.id = l.order_line_id
           left join billing.invoice_lines il on il.company_id = l.company_id and il.shipment_line_id = l.id
           left join billing.invoices i on i.company_id = il.company_id and i.id = il.invoice_id
           where l.company_id = $1 and ($2::uuid[] is null or l.shipment_id = any($2))
           order by s.shipped_at, s.id, o.line_no"#,
        company.0,
        shipments
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Deliverable {
            id: r.id,
            shipment: r.shipment_id,
            amounts: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
            invoiced: r.invoiced,
        })
        .collect())
}

/// Name and tax number as they are printed.
pub(super) async fn find_title(tx: &mut Tx, company: CompanyId) -> Result<Option<(String, String)>> {
    let row = sqlx::query!("select name, uscc from accounts.companies where id = $1", company.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map(|r| (r.name, r.uscc.unwrap_or_default())))
}

/// An invoice to be written.
pub(super) struct NewInvoice {
    pub id: InvoiceId,
    pub company: CompanyId,
    pub number: String,
    pub issued_on: NaiveDate,
    pub title: (String, String),
    pub totals: LineAmounts,
    pub lines: Vec<Uuid>,
}

pub(super) async fn insert_invoice(
    tx: &mut Tx,
    new: &NewInvoice,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into billing.invoices (id, company_id, number, issued_at, issued_on, issued_by, title_name, title_tax_number, net,
           tax, gross)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.0,
        new.company.0,
        new.number,
        now,
        new.issued_on,
        by.0,
        new.title.0,
        new.title.1,
        new.totals.net,
        new.totals.tax,
        new.totals.gross
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into billing.invoice_lines (company_id, invoice_id, line_no, shipment_line_id)
         select $1, $2, l.n, l.id from unnest($3::uuid[]) with ordinality l(id, n)",
        new.company.0,
        new.id.0,
        &new.lines
    )
    .execute(&mut **tx)
    .await
    .on_constraint("invoice_lines_shipment_line_uniq", Rejection::AlreadyDone { document: String::new() })?;
    Ok(())
}

pub(super) async fn list_invoices(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    limit: i64,
) -> Result<Vec<InvoiceBrief>> {
    let rows = sqlx::query!(
        "select i.id, i.company_id, c.name, i.number, i.issued_on, i.net, i.tax, i.gross, a.currency
         from billing.invoices i join accounts.companies c on c.id = i.company_id
         join receivables.accounts a on a.company_id = i.company_id
         where $1::uuid is null or i.company_id = $1 order by i.issued_at desc, i.id desc limit $2",
        scope.map(|c| c.0),
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(InvoiceBrief {
                id: InvoiceId(r.id),
                company_id: CompanyId(r.company_id),
                company_name: r.name,
                number: r.number,
                issued_on: r.issued_on,
                totals: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
                currency: currency(&r.currency)?,
            })
        })
        .collect()
}

fn currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| Error::Internal("unknown currency".into()))
}

pub(super) async fn find_invoice(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    id: InvoiceId,
) -> Result<Option<InvoiceView>> {
    let row = sqlx::query!(
        "select i.id, i.company_id, i.number, i.issued_on, i.title_name, i.title_tax_number, i.net, i.tax, i.gross, a.currency
         from billing.invoices i join receivables.accounts a on a.company_id = i.company_id
         where i.id = $1 and ($2::uuid is null or i.company_id = $2)",
        id.0,
        scope.map(|c| c.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(r) = row else { return Ok(None) };
    let (lines, due_on) = list_lines(tx, CompanyId(r.company_id), id).await?;
    Ok(Some(InvoiceView {
        id,
        company_id: CompanyId(r.company_id),
        number: r.number,
        issued_on: r.issued_on,
        title_name: r.title_name,
        title_tax_number: r.title_tax_number,
        currency: currency(&r.currency)?,
        totals: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
        due_on,
        lines,
    }))
}

async fn list_lines(
    tx: &mut Tx,
    company: CompanyId,
    id: InvoiceId,
) -> Result<(Vec<InvoiceLineView>, Option<NaiveDate>)> {
    let rows = sqlx::query!(
        r#"select il.line_no, o.part_number, o.customer_part_number, o.name_zh, o.name_en, o.unit, l.quantity, o.price_basis, o.vat_rate, l.net, l.tax,
             l.gross, h.number as order_number, s.number as delivery_note, e.due_on as "due_on?",
             case when o.tax_mode = 'net' then round(o.unit_price * (1 + o.vat_rate), 6) else o.unit_price end as "unit_price!"
           from billing.invoice_lines il
           join shipping.shipment_lines l on l.company_id = il.company_id and l.id = il.shipment_line_id
           join shipping.shipments s on s.company_id = il.company_id and s.id = l.shipment_id
           join orders.order_lines o on o.company_id = il.company_id and o.id = l.order_line_id
           join orders.orders h on h.company_id = il.company_id and h.id = l.order_id
           left join receivables.account_entries e on e.company_id = il.company_id and e.shipment_line_id = l.id
           where il.company_id = $1 and il.invoice_id = $2 order by il.line_no"#,
        company.0,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let due_on = rows.iter().filter_map(|r| r.due_on).max();
    let lines = rows
        .into_iter()
        .map(|r| InvoiceLineView {
            line_no: r.line_no.unsigned_abs(),
            part_number: r.part_number,
            own_number: r.customer_part_number,
            name_zh: r.name_zh,
            name_en: r.name_en,
            unit: r.unit,
            quantity: r.quantity.normalize(),
            unit_price: r.unit_price.normalize(),
            price_basis: r.price_basis.unsigned_abs(),
            vat_rate: r.vat_rate.normalize(),
            amounts: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
            order_number: r.order_number,
            delivery_note: r.delivery_note,
        })
        .collect();
    Ok((lines, due_on))
}

pub(super) async fn list_uninvoiced(tx: &mut Tx, company: CompanyId) -> Result<Vec<UninvoicedView>> {
    let rows = sqlx::query!(
        r#"select s.id, s.number, s.shipped_at, sum(l.gross) as "gross!"
           from shipping.shipments s join shipping.shipment_lines l on l.company_id = s.company_id and l.shipment_id = s.id
           where s.company_id = $1 and not exists (select from billing.invoice_lines il where il.shipment_line_id = l.id)
           group by s.id, s.number, s.shipped_at order by s.shipped_at, s.id"#,
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| UninvoicedView {
            shipment_id: ShipmentId(r.id),
            number: r.number,
            shipped_at: r.shipped_at,
            gross: r.gross,
        })
        .collect())
}
