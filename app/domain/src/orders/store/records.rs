//! SQL of placed orders: lists, the desk's queue, one order, its line ledger.

use crate::error::{Error, Result};
use crate::ids::{CompanyId, OrderId, OrderLineId, SkuId};
use crate::money::{Currency, LineAmounts, TaxMode, UnitPrice};
use crate::op::Tx;
use crate::orders::checkout::Payment;
use crate::orders::state::{Cancellation, LineLedger, OrderStatus};
use crate::orders::view::{
    LinePrice, OrderLineView, OrderRow, OrderView, QueueCount, QueueRow, QueueShow, ShipTo, Totals,
};
use crate::pricing::trace::StaffTrace;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a list asks for. `None` as company means every company the role may see: staff only.
pub(in crate::orders) struct Wanted<'a> {
    pub company: Option<CompanyId>,
    pub text: &'a str,
    pub status: Option<OrderStatus>,
}

impl Wanted<'_> {
    /// The two facts a status is made of.
    fn facts(&self) -> (Option<bool>, Option<bool>) {
        match self.status {
            None => (None, None),
            Some(OrderStatus::Open) => (Some(false), Some(true)),
            Some(OrderStatus::PartShipped) => (Some(true), Some(true)),
            Some(OrderStatus::Shipped) => (Some(true), Some(false)),
            Some(OrderStatus::Cancelled) => (Some(false), Some(false)),
        }
    }
}

pub(in crate::orders) async fn count_orders(tx: &mut Tx, wanted: &Wanted<'_>) -> Result<u32> {
    let (shipped, outstanding) = wanted.facts();
    let total = sqlx::query_scalar!(
        r#"select count(*) from orders.orders o
           cross join lateral (
             select coalesce(bool_or(l.shipped > 0), false) as shipped,
               coalesce(bool_or(l.ordered > l.shipped + l.cancelled), false) as outstanding
             from orders.order_lines l where l.company_id = o.company_id and l.order_id = o.id) t
           where ($1::uuid is null or o.company_id = $1)
             and ($2 = '' or strpos(lower(o.number), lower($2)) > 0 or strpos(lower(o.po_number), lower($2)) > 0
               or exists (select from orders.order_lines l where l.company_id = o.company_id and l.order_id = o.id
                    and strpos(lower(l.part_number || ' ' || l.customer_part_number), lower($2)) > 0))
             and ($3::bool is null or t.shipped = $3) and ($4::bool is null or t.outstanding = $4)"#,
        wanted.company.map(|c| c.0),
        wanted.text,
        shipped,
        outstanding
    )
    .fetch_one(&mut **tx)
    .await?
    .unwrap_or(0);
    Ok(u32::try_from(total).unwrap_or(u32::MAX))
}

struct HeadRow {
    id: Uuid,
    number: String,
    company_id: Uuid,
    company_code: String,
    company_name: String,
    placed_at: DateTime<Utc>,
    acting_for: bool,
    po_number: String,
    currency: String,
    net: Decimal,
    tax: Decimal,
    gross: Decimal,
    lines: i64,
    first_part: String,
    shipped: bool,
    outstanding: bool,
    promised_on: Option<NaiveDate>,
    ready_lines: i64,
    waiting_lines: i64,
}

fn small(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn totals(currency: &str, amounts: LineAmounts) -> Result<Totals> {
    let currency = Currency::from_code(currency).ok_or(Error::Internal("unknown currency".into()))?;
    Ok(Totals { currency, amounts })
}

impl HeadRow {
    fn into_row(self) -> Result<OrderRow> {
        Ok(OrderRow {
            order_id: OrderId(self.id),
            number: self.number,
            company_id: CompanyId(self.company_id),
            company_name: self.company_name,
            placed_at: self.placed_at,
            acting_for: self.acting_for,
            po_number: self.po_number,
            lines: small(self.lines),
            first_part: self.first_part,
            totals: Some(totals(
                &self.currency,
                LineAmounts { net: self.net, tax: self.tax, gross: self.gross },
            )?),
            status: OrderStatus::derive(self.shipped, self.outstanding),
            promised_on: self.promised_on,
        })
    }
}

pub(in crate::orders) async fn list_orders(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrderRow>> {
    let (shipped, outstanding) = wanted.facts();
    let rows = sqlx::query_as!(
        HeadRow,
        r#"select o.id, o.number, o.company_id, c.code as company_code, c.name as company_name, o.placed_at, o.acting_for,
             o.po_number, o.currency, o.net, o.tax, o.gross, t.lines as "lines!", t.first_part as "first_part!",
             t.shipped as "shipped!", t.outstanding as "outstanding!", t.promised_on, t.ready_lines as "ready_lines!",
             t.waiting_lines as "waiting_lines!"
           from orders.orders o join accounts.companies c on c.id = o.company_id
           cross join lateral (
             select count(*) as lines, coalesce((array_agg(l.part_number order by l.line_no))[1], '') as first_part,
               coalesce(bool_or(l.shipped > 0), false) as shipped,
               coalesce(bool_or(l.ordered > l.shipped + l.cancelled), false) as outstanding,
               max(l.promised_on) filter (where l.ordered > l.shipped + l.cancelled) as promised_on,
               count(*) filter (where l.reserved > 0) as ready_lines, count(*) filter (where l.open > 0) as waiting_lines
             from orders.order_lines l where l.company_id = o.company_id and l.order_id = o.id) t
           where ($1::uuid is null or o.company_id = $1)
             and ($2 = '' or strpos(lower(o.number), lower($2)) > 0 or strpos(lower(o.po_number), lower($2)) > 0
               or exists (select from orders.order_lines l where l.company_id = o.company_id and l.order_id = o.id
                    and strpos(lower(l.part_number || ' ' || l.customer_part_number), lower($2)) > 0))
             and ($3::bool is null or t.shipped = $3) and ($4::bool is null or t.outstanding = $4)
           order by o.placed_at desc, o.id desc limit $5 offset $6"#,
        wanted.company.map(|c| c.0),
        wanted.text,
        shipped,
        outstanding,
        limit,
        offset
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(HeadRow::into_row).collect()
}

/// How many orders of each kind have something to do, and since when, in the order of `QueueShow::ALL`. Staff only.
pub(in crate::orders) async fn count_queue(
    tx: &mut Tx,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<[QueueCount; 4]> {
    let row = sqlx::query!(
        r#"with waiting as (
             select o.placed_at, bool_or(l.reserved > 0) as ready, max(l.promised_on) as promised_on
             from orders.order_lines l join orders.orders o on o.company_id = l.company_id and o.id = l.order_id
             where l.ordered > l.shipped + l.cancelled group by o.id, o.placed_at)
           select count(*) as "all!", min(placed_at) as all_since,
             count(*) filter (where ready) as "ready!", min(placed_at) filter (where ready) as ready_since,
             count(*) filter (where not ready) as "not_ready!", min(placed_at) filter (where not ready) as not_ready_since,
             count(*) filter (where promised_on < $1) as "late!", min(placed_at) filter (where promised_on < $1) as late_since
           from waiting"#,
        today
    )
    .fetch_one(&mut **tx)
    .await?;
    let count = |orders: i64, since: Option<DateTime<Utc>>| QueueCount {
        orders: small(orders),
        oldest_hours: since.map(|at| small((now - at).num_hours())),
    };
    Ok([
        count(row.all, row.all_since),
        count(row.ready, row.ready_since),
        count(row.not_ready, row.not_ready_since),
        count(row.late, row.late_since),
    ])
}

/// Orders with something still to do, oldest first. Staff only: no company stands in the way.
pub(in crate::orders) async fn list_queue(
    tx: &mut Tx,
    now: DateTime<Utc>,
    (show, today): (QueueShow, NaiveDate),
    limit: i64,
    offset: i64,
) -> Result<Vec<QueueRow>> {
    let rows = sqlx::query_as!(
        HeadRow,
        r#"select o.id, o.number, o.company_id, c.code as company_code, c.name as company_name, o.placed_at, o.acting_for,
             o.po_number, o.currency, o.net, o.tax, o.gross, t.lines as "lines!", t.first_part as "first_part!",
             t.shipped as "shipped!", t.outstanding as "outstanding!", t.promised_on, t.ready_lines as "ready_lines!",
             t.waiting_lines as "waiting_lines!"
           from orders.orders o join accounts.companies c on c.id = o.company_id
           cross join lateral (
             select count(*) as lines, coalesce((array_agg(l.part_number order by l.line_no))[1], '') as first_part,
               coalesce(bool_or(l.shipped > 0), false) as shipped,
               coalesce(bool_or(l.ordered > l.shipped + l.cancelled), false) as outstanding,
               max(l.promised_on) filter (where l.ordered > l.shipped + l.cancelled) as promised_on,
               count(*) filter (where l.reserved > 0) as ready_lines, count(*) filter (where l.open > 0) as waiting_lines
             from orders.order_lines l where l.company_id = o.company_id and l.order_id = o.id) t
           where (o.company_id, o.id) in
             (select l.company_id, l.order_id from orders.order_lines l where l.ordered > l.shipped + l.cancelled)
             and case $1 when 'ready' then t.ready_lines > 0 when 'waiting' then t.ready_lines = 0
               when 'late' then t.promised_on < $2 else true end
           order by o.placed_at, o.id limit $3 offset $4"#,
        show.as_str(),
        today,
        limit,
        offset
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let age_hours = small((now - row.placed_at).num_hours());
            let (ready_lines, waiting_lines) = (small(row.ready_lines), small(row.waiting_lines));
            let company_code = row.company_code.clone();
            Ok(QueueRow { order: row.into_row()?, company_code, age_hours, ready_lines, waiting_lines })
        })
        .collect()
}

/// One order; `None` as company means any: staff only.
pub(in crate::orders) async fn find_order(
    tx: &mut Tx,
    company: Option<CompanyId>,
    order: OrderId,
) -> Result<Option<OrderView>> {
    let Some(head) = sqlx::query!(
        r#"select o.id, o.number, o.company_id, c.code, c.name, o.placed_at, coalesce(p.name, '') as "placed_by!", o.acting_for,
             o.payment, o.po_number, o.requested_on, o.note, o.ship_to, o.currency, o.net, o.tax, o.gross
           from orders.orders o join accounts.companies c on c.id = o.company_id left join accounts.people p on p.id = o.placed_by
           where o.id = $1 and ($2::uuid is null or o.company_id = $2)"#,
        order.0,
        company.map(|c| c.0)
    )
    .fetch_optional(&mut **tx)
    .await?
    else {
        return Ok(None);
    };
    let owner = CompanyId(head.company_id);
    let lines = list_lines(tx, owner, order).await?;
    let ship_to: ShipTo = serde_json::from_value(head.ship_to)?;
    Ok(Some(OrderView {
        order_id: order,
        number: head.number,
        company_id: owner,
        company_code: head.code,
        company_name: head.name,
        placed_at: head.placed_at,
        placed_by: head.placed_by,
        acting_for: head.acting_for,
        payment: Payment::parse(&head.payment),
        po_number: head.po_number,
        requested_on: head.requested_on,
        note: head.note,
        ship_to,
        totals: Some(totals(
            &head.currency,
            LineAmounts { net: head.net, tax: head.tax, gross: head.gross },
        )?),
        status: OrderStatus::of(lines.iter().map(|line| &line.ledger)),
        lines,
    }))
}

async fn list_lines(tx: &mut Tx, company: CompanyId, order: OrderId) -> Result<Vec<OrderLineView>> {
    let rows = sqlx::query!(
        "select l.id, l.line_no, l.sku_id, l.part_number, l.customer_part_number, l.name_zh, l.name_en, l.unit, l.ordered, l.reserved, l.shipped, l.cancelled,
           l.unit_price, l.price_basis, l.tax_mode, l.vat_rate, l.net, l.tax, l.gross, l.explanation, l.promised_on, l.note, o.currency
         from orders.order_lines l join orders.orders o on o.company_id = l.company_id and o.id = l.order_id
         where l.company_id = $1 and l.order_id = $2 order by l.line_no",
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(OrderLineView {
                line_id: OrderLineId(r.id),
                line_no: u32::try_from(r.line_no).unwrap_or(0),
                sku_id: SkuId(r.sku_id),
                part_number: r.part_number,
                own_number: r.customer_part_number,
                name_zh: r.name_zh,
                name_en: r.name_en,
                unit: r.unit,
                ledger: LineLedger {
                    ordered: r.ordered.normalize(),
                    reserved: r.reserved.normalize(),
                    shipped: r.shipped.normalize(),
                    cancelled: r.cancelled.normalize(),
                },
                price: Some(LinePrice {
                    unit_price: UnitPrice {
                        price: r.unit_price,
                        basis: u32::try_from(r.price_basis).unwrap_or(1),
                        tax_mode: TaxMode::parse(&r.tax_mode),
                        currency: Currency::from_code(&r.currency)
                            .ok_or(Error::Internal("unknown currency".into()))?,
                    },
                    vat_rate: r.vat_rate.normalize(),
                    amounts: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
                    reason: serde_json::from_value(r.explanation).ok(),
                }),
                promised_on: r.promised_on,
                note: r.note,
            })
        })
        .collect()
}

/// The staff's traces of an order's prices, as frozen. Staff only: buyers have no grant.
pub(in crate::orders) async fn list_traces(
    tx: &mut Tx,
    company: CompanyId,
    order: OrderId,
) -> Result<BTreeMap<OrderLineId, StaffTrace>> {
    let rows = sqlx::query!(
        "select t.order_line_id, t.trace from orders.line_traces t
         join orders.order_lines l on l.company_id = t.company_id and l.id = t.order_line_id
         where l.company_id = $1 and l.order_id = $2",
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        // a trace of a form no longer known is left out, as a reason is
        Some((OrderLineId(row.order_line_id), serde_json::from_value(row.trace).ok()?))
    });
    Ok(read.collect())
}

/// Whose order it is. Staff only.
pub(in crate::orders) async fn find_company_of(tx: &mut Tx, order: OrderId) -> Result<Option<CompanyId>> {
    let found = sqlx::query_scalar!("select company_id from orders.orders where id = $1", order.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.map(CompanyId))
}

pub(in crate::orders) struct LockedLine {
    pub id: OrderLineId,
    pub sku: SkuId,
    pub ledger: LineLedger,
}

/// All lines of an order, locked in the order of their ids. The lock stands in a statement of its own.
pub(in crate::orders) async fn lock_lines(
    tx: &mut Tx,
    company: CompanyId,
    order: OrderId,
) -> Result<Vec<LockedLine>> {
    sqlx::query!(
        "select id from orders.order_lines where company_id = $1 and order_id = $2 order by id for no key update",
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "select id, sku_id, ordered, reserved, shipped, cancelled from orders.order_lines
         where company_id = $1 and order_id = $2 order by id",
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| LockedLine {
            id: OrderLineId(r.id),
            sku: SkuId(r.sku_id),
            ledger: LineLedger {
                ordered: r.ordered,
                reserved: r.reserved,
                shipped: r.shipped,
                cancelled: r.cancelled,
            },
        })
        .collect())
}

pub(in crate::orders) async fn update_cancelled(
    tx: &mut Tx,
    company: CompanyId,
    line: OrderLineId,
    split: &Cancellation,
) -> Result<()> {
    sqlx::query!(
        "update orders.order_lines set reserved = reserved - $3, cancelled = cancelled + $3 + $4
         where company_id = $1 and id = $2",
        company.0,
        line.0,
        split.from_reserved,
        split.from_open
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::orders) async fn update_reserved(
    tx: &mut Tx,
    company: CompanyId,
    line: OrderLineId,
    more: Decimal,
) -> Result<()> {
    sqlx::query!(
        "update orders.order_lines set reserved = reserved + $3 where company_id = $1 and id = $2",
        company.0,
        line.0,
        more
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
