//! Placed orders: looking at them, the desk's queue, and what becomes of quantity that has not left.

use super::state::LineLedger;
use super::store::records::{self, Wanted};
use super::view::{OrderFilter, OrderPage, OrderRow, OrderView, QueuePage, QueueShow};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::error::Result;
use crate::ids::{AttemptKey, CompanyId, OrderId, OrderLineId, SkuId};
use crate::inventory;
use crate::keys::{self, KeyState};
use crate::op::{OpContext, Tx};
use crate::pricing::trace::StaffTrace;
use crate::quantity::Quantity;
use crate::rejection::Rejection;
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::BTreeMap;

pub use super::cart::{add_to_cart, cart, change, open_cart, set_note};
pub use super::pasting::add_pasted;
pub use super::placing::place_order;

/// Orders on one page of a list.
pub const PAGE_SIZE: u32 = 25;
/// Orders on one page of the desk's queue.
const QUEUE_SIZE: u32 = 100;
const CANCEL_LINE: &str = "cancel_line";

/// The company whose orders are looked at; none for staff who look at all.
fn scope(op: &OpContext) -> Result<Option<CompanyId>> {
    op.require(Permission::SeeOrders)?;
    match op.actor {
        Actor::Staff { .. } => Ok(op.company),
        _ => op.company().map(Some),
    }
}

/// Takes the money out of the rows of those who may not see prices.
fn shown<'a>(op: &OpContext, rows: impl Iterator<Item = &'a mut OrderRow>) {
    if !op.actor.may(Permission::SeePrices) {
        rows.for_each(|row| row.totals = None);
    }
}

/// Orders, newest first: the company's, or everybody's for staff without a company in force.
///
/// # Errors
/// `Forbidden`
pub async fn list_orders(op: &OpContext, filter: &OrderFilter) -> Result<OrderPage> {
    let company = scope(op)?;
    let text = filter.text.trim().replace('\0', "");
    let wanted = Wanted { company, text: &text, status: filter.status };
    let mut tx = op.read().await?;
    let total = records::count_orders(&mut tx, &wanted).await?;
    let pages = total.div_ceil(PAGE_SIZE).max(1);
    let page = filter.page.clamp(1, pages);
    let offset = i64::from(page - 1) * i64::from(PAGE_SIZE);
    let mut rows = records::list_orders(&mut tx, &wanted, i64::from(PAGE_SIZE), offset).await?;
    drop(tx);
    shown(op, rows.iter_mut());
    Ok(OrderPage { total, page, pages, rows })
}

/// One order with its lines; without its prices for those who may not see them.
///
/// # Errors
/// `NotFound`, also for another company's.
pub async fn load_order(op: &OpContext, order: OrderId) -> Result<OrderView> {
    let company = scope(op)?;
    let mut tx = op.read().await?;
    let found = records::find_order(&mut tx, company, order).await?.ok_or(Rejection::NotFound)?;
    Ok(if op.actor.may(Permission::SeePrices) { found } else { found.without_prices() })
}

/// Why each line of an order has the price it has, with cost and floor as they were when it was placed.
///
/// # Errors
/// `Forbidden` without `SeePriceTrace`; `NotFound`.
pub async fn order_traces(op: &OpContext, order: OrderId) -> Result<BTreeMap<OrderLineId, StaffTrace>> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let owner = owner_of(&mut tx, op.company, order).await?;
    let traces = records::list_traces(&mut tx, owner, order).await?;
    Ok(traces)
}

/// Orders of all companies with something reserved or still to be got, oldest first; the counts are of all of them.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn desk_queue(op: &OpContext, show: QueueShow, page: u32) -> Result<QueuePage> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let counts = records::count_queue(&mut tx, op.now, op.today()).await?;
    let mut queue = QueuePage { counts, show, ..QueuePage::default() };
    queue.pages = queue.count(show).orders.div_ceil(QUEUE_SIZE).max(1);
    queue.page = page.clamp(1, queue.pages);
    let offset = i64::from(queue.page - 1) * i64::from(QUEUE_SIZE);
    queue.rows =
        records::list_queue(&mut tx, op.now, (show, op.today()), i64::from(QUEUE_SIZE), offset).await?;
    drop(tx);
    shown(op, queue.rows.iter_mut().map(|row| &mut row.order));
    Ok(queue)
}

/// Cancels quantity of a line that has not left: what is still to be got first, then what is reserved, which goes back to
/// stock. Same key, same answer.
///
/// # Errors
/// `NotFound`, `MoreThanOpen`; `Stale` when the key was used for something else.
pub async fn cancel_open_quantity(
    op: &OpContext,
    key: AttemptKey,
    order: OrderId,
    line: OrderLineId,
    quantity: Quantity,
) -> Result<()> {
    op.require(Permission::PlaceOrders)?;
    let company = scope(op)?;
    let print = keys::fingerprint(&format!("{CANCEL_LINE}\u{1e}{order}\u{1e}{line}\u{1e}{quantity}"));
    let mut tx = op.begin().await?;
    let owner = owner_of(&mut tx, company, order).await?;
    match keys::take_in_tx(&mut tx, owner, CANCEL_LINE, key, &print).await? {
        KeyState::Fresh => {}
        KeyState::Done { same_meaning: true, .. } => return Ok(()),
        KeyState::Done { .. } => return Err(Rejection::Stale.into()),
        KeyState::Rejected(rejection) => return Err(rejection.into()),
    }
    let lines = records::lock_lines(&mut tx, owner, order).await?;
    let held = lines.iter().find(|l| l.id == line).ok_or(Rejection::NotFound)?;
    let open = held.ledger.outstanding().normalize();
    let split = held.ledger.cancel(quantity.get()).ok_or(Rejection::MoreThanOpen { open })?;
    records::update_cancelled(&mut tx, owner, line, &split).await?;
    inventory::store::release_in_tx(&mut tx, &[(held.sku, split.from_reserved)]).await?;
    let detail = json!({ "line": line, "quantity": quantity, "from_reserved": split.from_reserved });
    let for_owner = OpContext { company: Some(owner), ..op.clone() };
    audit::record_in_tx(&mut tx, &for_owner, CANCEL_LINE, ("order", order.0), detail).await?;
    keys::answer_in_tx(&mut tx, owner, CANCEL_LINE, key, order.0).await?;
    tx.commit().await?;
    Ok(())
}

async fn owner_of(tx: &mut Tx, company: Option<CompanyId>, order: OrderId) -> Result<CompanyId> {
    match company {
        Some(company) => Ok(company),
        None => Ok(records::find_company_of(tx, order).await?.ok_or(Rejection::NotFound)?),
    }
}

/// Reserves what came in meanwhile for the open lines of an order. Says how much more is ready now.
///
/// # Errors
/// `Forbidden`, `NotFound`
pub async fn reserve_open(op: &OpContext, order: OrderId) -> Result<Decimal> {
    op.require(Permission::Ship)?;
    let mut tx = op.begin().await?;
    let owner = owner_of(&mut tx, op.company, order).await?;
    let lines = records::lock_lines(&mut tx, owner, order).await?;
    if lines.is_empty() {
        return Err(Rejection::NotFound.into());
    }
    let wish: Vec<(SkuId, Decimal)> = lines
        .iter()
        .map(|l| (l.sku, LineLedger::open(&l.ledger)))
        .filter(|(_, open)| *open > Decimal::ZERO)
        .collect();
    let got = inventory::store::reserve_in_tx(&mut tx, &wish).await?;
    for line in &lines {
        // a cart has one line of each SKU, and so has an order
        let more = got.get(&line.sku).copied().unwrap_or_default().min(line.ledger.open());
        if more > Decimal::ZERO {
            records::update_reserved(&mut tx, owner, line.id, more).await?;
        }
    }
    let total: Decimal = got.values().sum();
    if total > Decimal::ZERO {
        let for_owner = OpContext { company: Some(owner), ..op.clone() };
        let detail = json!({ "quantity": total });
        audit::record_in_tx(&mut tx, &for_owner, "reserve_open", ("order", order.0), detail).await?;
    }
    tx.commit().await?;
    Ok(total)
}
