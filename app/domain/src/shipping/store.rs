//! SQL of the schema `shipping`, and what a shipment changes in stock and order lines.

use super::plan::{Part, Shippable};
use super::tracking::{self, TrackingState};
use super::{EventView, NewEvent, NewShipment, ShipmentLineView, ShipmentView};
use crate::error::{Error, Result};
use crate::ids::{
    CompanyId, OrderId, OrderLineId, PersonId, ShipmentId, ShipmentLineId, SkuId, TransactionId,
};
use crate::money::{Currency, LineAmounts};
use crate::op::{OpContext, Tx};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn find_order_company(tx: &mut Tx, order: OrderId) -> Result<Option<CompanyId>> {
    Ok(sqlx::query_scalar!("select company_id from orders.orders where id = $1", order.0)
        .fetch_optional(&mut **tx)
        .await?
        .map(CompanyId))
}

pub(super) struct LockedOrder {
    pub number: String,
    pub payment: String,
    pub currency: String,
}

/// Locks an order by its lines: the header never changes and no role may update it.
pub(super) async fn lock_order(
    tx: &mut Tx,
    company: CompanyId,
    order: OrderId,
) -> Result<Option<LockedOrder>> {
    sqlx::query!(
        "select id from orders.order_lines where company_id = $1 and order_id = $2 order by id for no key update",
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(sqlx::query_as!(
        LockedOrder,
        "select number, payment, currency from orders.orders where company_id = $1 and id = $2",
        company.0,
        order.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) async fn list_shippable(
    tx: &mut Tx,
    company: CompanyId,
    order: OrderId,
) -> Result<Vec<Shippable>> {
    let rows = sqlx::query!(
        r#"select id, line_no, sku_id, part_number, ordered, reserved, shipped, open as "open!", net, tax, gross
           from orders.order_lines where company_id = $1 and order_id = $2 order by line_no"#,
        company.0,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Shippable {
            id: OrderLineId(r.id),
            line_no: r.line_no.unsigned_abs(),
            sku_id: SkuId(r.sku_id),
            part_number: r.part_number,
            ordered: r.ordered,
            reserved: r.reserved,
            shipped: r.shipped,
            open: r.open,
            amounts: LineAmounts { net: r.net, tax: r.tax, gross: r.gross },
        })
        .collect())
}

/// Locks the levels in the order of their SKUs.
pub(super) async fn lock_levels(tx: &mut Tx, skus: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "select sku_id from inventory.levels where sku_id = any($1) order by sku_id for no key update",
        skus
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a part out of stock: what was held, and free stock for the rest. False: not enough free.
pub(super) async fn take_stock(
    tx: &mut Tx,
    part: &Part,
    shipment: ShipmentId,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<bool> {
    let freed = sqlx::query!(
        "update inventory.levels set reserved = reserved - $2 where sku_id = $1 and on_hand - reserved >= $3",
        part.line.sku_id.0,
        part.from_reserved,
        part.from_open
    )
    .execute(&mut **tx)
    .await?;
    if freed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "insert into inventory.movements (id, sku_id, delta, reason, shipment_id, actor, at)
         values ($1, $2, $3, 'shipped', $4, $5, $6)",
        Uuid::now_v7(),
        part.line.sku_id.0,
        -part.quantity,
        shipment.0,
        by.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

pub(super) async fn available(tx: &mut Tx, sku: SkuId) -> Result<Decimal> {
    Ok(sqlx::query_scalar!(
        r#"select on_hand - reserved as "free!" from inventory.levels where sku_id = $1"#,
        sku.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .unwrap_or_default())
}

pub(super) async fn update_order_line(tx: &mut Tx, company: CompanyId, part: &Part) -> Result<()> {
    sqlx::query!(
        "update orders.order_lines set reserved = reserved - $3, shipped = shipped + $4 where company_id = $1 and id = $2",
        company.0,
        part.line.id.0,
        part.from_reserved,
        part.quantity
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) struct ShipmentRow<'a> {
    pub id: ShipmentId,
    pub company: CompanyId,
    pub number: &'a str,
    pub transaction: Option<TransactionId>,
}

pub(super) async fn insert_shipment(
    tx: &mut Tx,
    row: &ShipmentRow<'_>,
    new: &NewShipment,
    parts: &[(ShipmentLineId, Part)],
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into shipping.shipments (id, company_id, order_id, number, shipped_at, shipped_by, carrier, tracking_number,
           transaction_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id.0,
        row.company.0,
        new.order_id.0,
        row.number,
        now,
        by.0,
        new.carrier,
        new.tracking_number.trim(),
        row.transaction.map(|t| t.0)
    )
    .execute(&mut **tx)
    .await?;
    for (id, part) in parts {
        sqlx::query!(
            "insert into shipping.shipment_lines (id, company_id, shipment_id, order_id, order_line_id, quantity, net, tax, gross)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id.0,
            row.company.0,
            row.id.0,
            new.order_id.0,
            part.line.id.0,
            part.quantity,
            part.amounts.net,
            part.amounts.tax,
            part.amounts.gross
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn find_shipment(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    shipment: ShipmentId,
) -> Result<Option<(CompanyId, OrderId, String)>> {
    let row = sqlx::query!(
        "select company_id, order_id, number from shipping.shipments where id = $1 and ($2::uuid is null or company_id = $2)",
        shipment.0,
        scope.map(|c| c.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (CompanyId(r.company_id), OrderId(r.order_id), r.number)))
}

/// False: the same event was there before.
pub(super) async fn insert_event(
    tx: &mut Tx,
    company: CompanyId,
    new: &NewEvent,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into shipping.tracking_events (id, company_id, shipment_id, happened_at, state, place, description, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        Uuid::now_v7(),
        company.0,
        new.shipment_id.0,
        new.happened_at,
        new.state.as_str(),
        new.place.trim(),
        new.description.trim(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The shipments of an order the scope may see, oldest first. None when the order is not his.
pub(super) async fn find_order_shipments(
    tx: &mut Tx,
    op: &OpContext,
    scope: Option<CompanyId>,
    order: OrderId,
) -> Result<Option<Vec<ShipmentView>>> {
    let known = sqlx::query_scalar!(
        "select id from orders.orders where id = $1 and ($2::uuid is null or company_id = $2)",
        order.0,
        scope.map(|c| c.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    if known.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query!(
        r#"select s.id, s.company_id, s.number, s.shipped_at, s.carrier, s.tracking_number, o.number as order_number, o.currency,
             coalesce(p.name, '') as "shipped_by!"
           from shipping.shipments s join orders.orders o on o.company_id = s.company_id and o.id = s.order_id
           left join accounts.people p on p.id = s.shipped_by
           where s.order_id = $1 order by s.shipped_at, s.id"#,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines = lines_by_shipment(tx, order).await?;
    let mut events = events_by_shipment(tx, order).await?;
    rows.into_iter()
        .map(|r| {
            let events = events.remove(&r.id).unwrap_or_default();
            let states: Vec<_> = events.iter().map(|e| (e.happened_at, e.state)).collect();
            Ok(ShipmentView {
                id: ShipmentId(r.id),
                number: r.number,
                company_id: CompanyId(r.company_id),
                order_id: order,
                order_number: r.order_number,
                shipped_at: r.shipped_at,
                shipped_on: crate::time::day_at(r.shipped_at, op.zone),
                shipped_by: r.shipped_by,
                carrier: r.carrier,
                tracking_number: r.tracking_number,
                currency: Currency::from_code(&r.currency)
                    .ok_or_else(|| Error::Internal("unknown currency".into()))?,
                state: tracking::current(&states),
                lines: lines.remove(&r.id).unwrap_or_default(),
                events,
            })
        })
        .collect::<Result<Vec<_>>>()
        .map(Some)
}

async fn lines_by_shipment(tx: &mut Tx, order: OrderId) -> Result<HashMap<Uuid, Vec<ShipmentLineView>>> {
    let rows = sqlx::query!(
        "select s.shipment_id, s.id, s.order_line_id, s.quantity, l.line_no, l.part_number, l.name_zh, l.name_en, l.unit
         from shipping.shipment_lines s join orders.order_lines l on l.company_id = s.company_id and l.id = s.order_line_id
         where s.order_id = $1 order by l.line_no",
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines: HashMap<Uuid, Vec<ShipmentLineView>> = HashMap::new();
    for r in rows {
        lines.entry(r.shipment_id).or_default().push(ShipmentLineView {
            id: ShipmentLineId(r.id),
            order_line_id: OrderLineId(r.order_line_id),
            line_no: r.line_no.unsigned_abs(),
            part_number: r.part_number,
            name_zh: r.name_zh,
            name_en: r.name_en,
            unit: r.unit,
            quantity: r.quantity.normalize(),
        });
    }
    Ok(lines)
}

async fn events_by_shipment(tx: &mut Tx, order: OrderId) -> Result<HashMap<Uuid, Vec<EventView>>> {
    let rows = sqlx::query!(
        "select e.shipment_id, e.happened_at, e.state, e.place, e.description
         from shipping.tracking_events e join shipping.shipments s on s.company_id = e.company_id and s.id = e.shipment_id
         where s.order_id = $1 order by e.happened_at desc, e.id desc",
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut events: HashMap<Uuid, Vec<EventView>> = HashMap::new();
    for r in rows {
        let state =
            TrackingState::parse(&r.state).ok_or_else(|| Error::Internal("unknown tracking state".into()))?;
        let event =
            EventView { happened_at: r.happened_at, state, place: r.place, description: r.description };
        events.entry(r.shipment_id).or_default().push(event);
    }
    Ok(events)
}
