//! Steps of shipping: send goods, note what happened to them, show it.

use super::plan::{self, Part};
use super::store::{self, LockedOrder, ShipmentRow};
use super::{NewEvent, NewShipment, ShipmentView, carrier};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, OrderId, ShipmentId, ShipmentLineId, TransactionId};
use crate::keys::{self, KeyState};
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::receivables::EntryKind;
use crate::receivables::ledger::{Posting, TransactionKind};
use crate::receivables::service::{self as receivables, AccountRow, NewAccountEntry, PostingFacts};
use crate::rejection::{FieldProblem, Problem, Rejection, Shortage};
use crate::time::is_plausible;
use chrono::{Datelike, Duration};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

const SHIP: &str = "ship";

/// Sends lines of an order: stock leaves, the customer owes, he is told. Same key, same shipment; a refusal is final for
/// its key.
///
/// # Errors
/// `Fields`, `NotFound`, `MoreThanOpen`, `Short`; `OnHold`, `AccountTradeOff`, `OverCredit` for orders on account;
/// `PrepaymentMissing` for prepaid ones; `KeyReused`.
pub async fn ship(op: &OpContext, new: NewShipment) -> Result<ShipmentId> {
    op.require(Permission::Ship)?;
    let problems = shipment_problems(&new);
    if !problems.is_empty() {
        return Err(Rejection::Fields(problems).into());
    }
    let print = keys::fingerprint(&meaning(&new));
    let mut tx = op.begin().await?;
    let company = store::find_order_company(&mut tx, new.order_id).await?.ok_or(Rejection::NotFound)?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    match keys::take_in_tx(&mut tx, company, SHIP, new.key, &print).await? {
        KeyState::Fresh => {}
        KeyState::Done { result_id, same_meaning: true } => return Ok(ShipmentId(result_id)),
        KeyState::Done { result_id, same_meaning: false } => {
            let made = store::find_shipment(&mut tx, Some(company), ShipmentId(result_id)).await?;
            let order_number = made.map(|(_, _, number)| number).unwrap_or_default();
            return Err(Rejection::KeyReused { order_number }.into());
        }
        KeyState::Rejected(rejection) => return Err(rejection.into()),
    }
    match ship_in_tx(&mut tx, &op_for, company, &new).await {
        Ok(id) => {
            keys::answer_in_tx(&mut tx, company, SHIP, new.key, id.0).await?;
            tx.commit().await?;
            Ok(id)
        }
        Err(Error::Rejected(rejection)) if is_final(&rejection) => {
            tx.rollback().await?;
            let mut tx = op.begin().await?;
            keys::reject_in_tx(&mut tx, company, SHIP, new.key, &print, &rejection).await?;
            tx.commit().await?;
            Err(rejection.into())
        }
        Err(error) => Err(error),
    }
}

async fn ship_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    new: &NewShipment,
) -> Result<ShipmentId> {
    let account = receivables::open_account_in_tx(tx, company).await?;
    let order = store::lock_order(tx, company, new.order_id).await?.ok_or(Rejection::NotFound)?;
    let lines = store::list_shippable(tx, company, new.order_id).await?;
    let parts = plan::cut(&lines, &new.lines)?;
    check_payment(tx, company, &account, &order, plan::total(&parts).gross).await?;
    let id = ShipmentId::new();
    take_stock(tx, op, id, &parts).await?;
    for part in &parts {
        store::update_order_line(tx, company, part).await?;
    }
    let number = keys::next_number_in_tx(tx, "DN", op.today().year()).await?;
    let mut parts: Vec<(ShipmentLineId, Part)> =
        parts.into_iter().map(|part| (ShipmentLineId::new(), part)).collect();
    parts.sort_by_key(|(_, part)| part.line.line_no);
    let transaction = charge(tx, op, &account, &order, (new.order_id, id, &number), &parts).await?;
    let row = ShipmentRow { id, company, number: &number, transaction };
    store::insert_shipment(tx, &row, new, &parts, (op.person()?, op.now)).await?;
    let prepaid_after = (order.payment != "account").then_some(account.last_seq);
    receivables::apply_advances_in_tx(tx, op, company, Some(id.0), op.today(), prepaid_after).await?;
    let shipped = Message::Shipped { shipment_id: id };
    outbox::enqueue_in_tx(tx, op, &shipped, &format!("shipped:{id}")).await?;
    let detail = json!({ "number": number, "order": order.number, "lines": parts.len() });
    audit::record_in_tx(tx, op, SHIP, ("shipment", id.0), detail).await?;
    Ok(id)
}

/// On account: the same check as when it was ordered, the order itself being counted already. Prepaid: the money is here.
async fn check_payment(
    tx: &mut Tx,
    company: CompanyId,
    account: &AccountRow,
    order: &LockedOrder,
    gross: Decimal,
) -> Result<()> {
    if order.currency != account.currency.code() {
        return Err(Error::Internal("order and account have two currencies".into()));
    }
    if order.payment == "account" {
        return receivables::check_locked_in_tx(tx, company, account, Decimal::ZERO).await;
    }
    let missing = gross - account.advances;
    if missing > Decimal::ZERO { Err(Rejection::PrepaymentMissing { missing }.into()) } else { Ok(()) }
}

async fn take_stock(tx: &mut Tx, op: &OpContext, id: ShipmentId, parts: &[Part]) -> Result<()> {
    let skus: Vec<Uuid> = parts.iter().map(|part| part.line.sku_id.0).collect();
    store::lock_levels(tx, &skus).await?;
    let mut short = Vec::new();
    for part in parts {
        if !store::take_stock(tx, part, id, (op.person()?, op.now)).await? {
            let available = store::available(tx, part.line.sku_id).await? + part.from_reserved;
            short.push(Shortage { part_number: part.line.part_number.clone(), available });
        }
    }
    if short.is_empty() { Ok(()) } else { Err(Rejection::Short(short).into()) }
}

/// Posts what the customer owes for the parts, one account entry each. None when all of it is free of charge.
async fn charge(
    tx: &mut Tx,
    op: &OpContext,
    account: &AccountRow,
    order: &LockedOrder,
    (order_id, shipment, number): (OrderId, ShipmentId, &str),
    parts: &[(ShipmentLineId, Part)],
) -> Result<Option<TransactionId>> {
    let total = plan::total(parts.iter().map(|(_, part)| part));
    if total.gross.is_zero() {
        return Ok(None);
    }
    let today = op.today();
    let due_on = if order.payment == "account" { account.terms.due_on(today) } else { today };
    let entries = parts
        .iter()
        .filter(|(_, part)| !part.amounts.gross.is_zero())
        .map(|(line, part)| NewAccountEntry {
            kind: EntryKind::Shipment,
            amount: part.amounts.gross,
            document_number: number.to_owned(),
            order_id: Some(order_id),
            order_line_id: Some(part.line.id),
            shipment_line_id: Some(*line),
            due_on: Some(due_on),
        })
        .collect();
    let facts = PostingFacts {
        company: op.company()?,
        kind: TransactionKind::Shipment,
        document: Some(shipment.0),
        occurred_on: today,
    };
    receivables::post_in_tx(tx, op, facts, &Posting::shipment(total), entries).await.map(Some)
}

/// What was shown stays true for the key; what was mistyped or is not his may be tried again.
fn is_final(rejection: &Rejection) -> bool {
    !matches!(rejection, Rejection::Fields(_) | Rejection::NotFound | Rejection::Forbidden)
}

fn meaning(new: &NewShipment) -> String {
    let mut lines: Vec<String> = new.lines.iter().map(|(line, q)| format!("{line}={q}")).collect();
    lines.sort();
    format!("{}|{}|{}|{}", new.order_id, new.carrier, new.tracking_number.trim(), lines.join(";"))
}

fn shipment_problems(new: &NewShipment) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if carrier::find(&new.carrier).is_none() {
        problems.push(FieldProblem::new("carrier", Problem::UnknownChoice { typed: new.carrier.clone() }));
    }
    match new.tracking_number.trim().chars().count() {
        0 => problems.push(FieldProblem::new("tracking_number", Problem::Missing)),
        1..=2 => problems.push(FieldProblem::new("tracking_number", Problem::TooShort { min: 3 })),
        3..=40 => {}
        _ => problems.push(FieldProblem::new("tracking_number", Problem::TooLong { max: 40 })),
    }
    problems
}

/// Notes what happened to a parcel. The same event twice is one event.
///
/// # Errors
/// `Fields` for an event of the future or too many words, `NotFound`, `Forbidden`.
pub async fn add_tracking_event(op: &OpContext, new: NewEvent) -> Result<()> {
    op.require(Permission::Ship)?;
    let mut problems = Vec::new();
    // carriers' clocks run a little ahead
    if new.happened_at > op.now + Duration::minutes(10) || !is_plausible(new.happened_at.date_naive()) {
        let typed = new.happened_at.to_string();
        problems.push(FieldProblem::new("happened_at", Problem::OutOfRange { typed }));
    }
    for (field, text, max) in [("place", &new.place, 200_u32), ("description", &new.description, 500)] {
        if text.trim().chars().count() > max as usize {
            problems.push(FieldProblem::new(field, Problem::TooLong { max }));
        }
    }
    if !problems.is_empty() {
        return Err(Rejection::Fields(problems).into());
    }
    let mut tx = op.begin().await?;
    let (company, _, _) =
        store::find_shipment(&mut tx, op.company, new.shipment_id).await?.ok_or(Rejection::NotFound)?;
    if store::insert_event(&mut tx, company, &new, op.now).await? {
        let op_for = OpContext { company: Some(company), ..op.clone() };
        let object = ("shipment", new.shipment_id.0);
        let detail = json!({ "state": new.state, "happened_at": new.happened_at });
        audit::record_in_tx(&mut tx, &op_for, "add_tracking_event", object, detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Members see their company's; staff everybody's, or those of the company they act for.
fn scope(op: &OpContext) -> Result<Option<CompanyId>> {
    match op.actor {
        Actor::Staff { .. } => Ok(op.company),
        _ => op.company().map(Some),
    }
}

/// The shipments of an order with their lines and events, for its company and for staff.
///
/// # Errors
/// `NotFound` for an order of another company.
pub async fn order_shipments(op: &OpContext, order: OrderId) -> Result<Vec<ShipmentView>> {
    op.require(Permission::SeeOrders)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let shipments = store::find_order_shipments(&mut tx, op, scope, order).await?;
    drop(tx);
    shipments.ok_or(Error::Rejected(Rejection::NotFound))
}

/// The order a shipment belongs to, for links that know only the shipment.
///
/// # Errors
/// `NotFound` for a shipment of another company.
pub async fn order_of_shipment(op: &OpContext, shipment: ShipmentId) -> Result<OrderId> {
    op.require(Permission::SeeOrders)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let found = store::find_shipment(&mut tx, scope, shipment).await?;
    drop(tx);
    found.map(|(_, order, _)| order).ok_or(Error::Rejected(Rejection::NotFound))
}
