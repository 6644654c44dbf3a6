//! Orders as the desk works them: the queue, one order with its parcels, shipping, tracking, cancelling.

use crate::api::AppError;
use chrono::NaiveDate;
use domain::billing::StatementBrief;
use domain::ids::OrderLineId;
use domain::notifications::DeadLetters;
use domain::orders::{OrderPage, OrderView, QueuePage};
use domain::pricing::trace::StaffTrace;
use domain::shipping::ShipmentView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Today's queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// A page of it, oldest first.
    pub orders: QueuePage,
    /// The seller's day.
    pub today: NaiveDate,
    /// Statements with a dispute nobody answered, for those who see money.
    pub disputed: Vec<StatementBrief>,
    /// Letters that were given up.
    pub dead: DeadLetters,
    /// Texts somebody looked for in vain.
    pub searches: u32,
    /// Price changes that wait for review, for those who see why prices are what they are.
    pub price_changes: u32,
}

/// One order with its parcels and what its forms need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDesk {
    /// The order.
    pub order: OrderView,
    /// Its parcels.
    pub shipments: Vec<ShipmentView>,
    /// Why each line costs what it costs, for those who may know.
    pub traces: BTreeMap<OrderLineId, StaffTrace>,
    /// Whether the reader ships.
    pub may_ship: bool,
    /// Whether the reader enters and cancels orders.
    pub may_order: bool,
    /// The seller's clock as a form field writes it: `2026-11-22T09:15`.
    pub now: String,
}

/// A line of the ship form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedShipLine {
    /// The order line's id.
    pub line: String,
    /// As typed; empty ships nothing of it.
    pub quantity: String,
}

/// Orders with something to do; `show` and `page` are the address's.
#[server]
pub async fn load_queue(show: String, page: String) -> Result<Queue, AppError> {
    use crate::api::backend::{answer, op};
    use domain::accounts::permission::Permission;
    let op = op().await?;
    let (show, page) = (domain::orders::QueueShow::parse(&show), page.parse().unwrap_or(1));
    let orders = domain::orders::service::desk_queue(&op, show, page).await.map_err(answer)?;
    let mut disputed = Vec::new();
    if op.actor.may(Permission::SeeMoney) {
        disputed = domain::billing::service::list_disputed(&op).await.map_err(answer)?;
    }
    let dead = domain::notifications::dead::list_dead(&op).await.map_err(answer)?;
    let searches = domain::catalog::searches::service::count_open(&op).await.map_err(answer)?;
    let mut price_changes = 0;
    if op.actor.may(Permission::SeePriceTrace) {
        price_changes = domain::pricing::change::read::count_in_review(&op).await.map_err(answer)?;
    }
    Ok(Queue { orders, today: op.today(), disputed, dead, searches, price_changes })
}

/// Has a letter that was given up sent again.
#[server(endpoint = "desk_resend_letter")]
pub async fn resend_letter(#[server(default)] letter: String) -> Result<(), AppError> {
    let done = steps::resend(&letter).await;
    let sent = |()| ("/desk".to_owned(), Some(crate::api::form::Notice::LetterQueued));
    crate::api::form::lead_on("/desk", &[], done, sent).await
}

/// A customer's orders; `query` is the address's.
#[server]
pub async fn list_customer_orders(company: String, query: String) -> Result<OrderPage, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    let filter = crate::api::orders::filter_of(&query);
    domain::orders::service::list_orders(&op_at_desk(&company).await?, &filter).await.map_err(answer)
}

/// One order of a customer.
#[server]
pub async fn load_order_desk(company: String, id: String) -> Result<OrderDesk, AppError> {
    use super::typed::{Reader, field_time};
    use crate::api::backend::{answer, op_at_desk};
    use domain::accounts::permission::Permission;
    let (op, id) = (op_at_desk(&company).await?, Reader::id(&id)?);
    let order = domain::orders::service::load_order(&op, id).await.map_err(answer)?;
    let shipments = domain::shipping::service::order_shipments(&op, id).await.map_err(answer)?;
    let mut traces = BTreeMap::new();
    if op.actor.may(Permission::SeePriceTrace) {
        traces = domain::orders::service::order_traces(&op, id).await.map_err(answer)?;
    }
    let (may_ship, may_order) = (op.actor.may(Permission::Ship), op.actor.may(Permission::PlaceOrders));
    Ok(OrderDesk { order, shipments, traces, may_ship, may_order, now: field_time(&op) })
}

/// Ships lines of an order.
#[server(endpoint = "desk_ship")]
pub async fn ship(
    #[server(default)] company: String,
    #[server(default)] order: String,
    #[server(default)] carrier: String,
    #[server(default)] tracking_number: String,
    #[server(default)] key: String,
    #[server(default)] lines: Vec<TypedShipLine>,
) -> Result<(), AppError> {
    let done = steps::ship(&company, &order, &carrier, &tracking_number, &key, &lines).await;
    let names: Vec<String> = lines.iter().map(|l| format!("ship {}", l.line)).collect();
    let mut typed: Vec<_> = names.iter().zip(&lines).map(|(n, l)| (&**n, &*l.quantity)).collect();
    typed.extend([("carrier", &*carrier), ("tracking_number", &tracking_number), ("key", &key)]);
    steps::back(&company, &order, &typed, done, crate::api::form::Notice::Shipped).await
}

/// Adds what the carrier said about a parcel.
#[server(endpoint = "desk_track")]
pub async fn track(
    #[server(default)] company: String,
    #[server(default)] order: String,
    #[server(default)] shipment: String,
    #[server(default)] happened_at: String,
    #[server(default)] state: String,
    #[server(default)] place: String,
    #[server(default)] description: String,
) -> Result<(), AppError> {
    let done = steps::track(&company, &shipment, &happened_at, &state, &place, &description).await;
    let typed = [("shipment", &*shipment), ("happened_at", &happened_at), ("state", &state)];
    let typed = [&typed[..], &[("place", &place), ("description", &description)]].concat();
    steps::back(&company, &order, &typed, done, crate::api::form::Notice::Tracked).await
}

/// Reserves what came in meanwhile.
#[server(endpoint = "desk_reserve")]
pub async fn reserve(
    #[server(default)] company: String,
    #[server(default)] order: String,
) -> Result<(), AppError> {
    let done = steps::reserve(&company, &order).await;
    steps::back(&company, &order, &[], done, crate::api::form::Notice::Saved).await
}

/// Cancels quantity of a line that has not left.
#[server(endpoint = "desk_cancel")]
pub async fn cancel(
    #[server(default)] company: String,
    #[server(default)] order: String,
    #[server(default)] line: String,
    #[server(default)] quantity: String,
    #[server(default)] key: String,
) -> Result<(), AppError> {
    let done = steps::cancel(&company, &order, &line, &quantity, &key).await;
    let typed = [("cancel", &*line), ("cancel_quantity", &quantity), ("key", &key)];
    steps::back(&company, &order, &typed, done, crate::api::form::Notice::Saved).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use super::TypedShipLine;
    use crate::api::AppError;
    use crate::api::backend::{answer, op_at_desk, reject};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Notice, lead_on};
    use domain::orders::service as orders;
    use domain::rejection::{FieldProblem, Problem, Rejection};
    use domain::shipping::tracking::TrackingState;
    use domain::shipping::{NewEvent, NewShipment, service};

    pub async fn resend(letter: &str) -> Result<(), AppError> {
        let op = crate::api::backend::op().await?;
        domain::notifications::dead::resend(&op, Reader::id(letter)?).await.map_err(answer)
    }

    /// Back to the order's page, whatever came of it.
    pub async fn back(
        company: &str,
        order: &str,
        typed: &[(&str, &str)],
        done: Result<(), AppError>,
        notice: Notice,
    ) -> Result<(), AppError> {
        let page = format!("/desk/c/{company}/orders/{order}");
        lead_on(&page, typed, done, |()| (page.clone(), Some(notice))).await
    }

    pub async fn ship(
        company: &str,
        order: &str,
        carrier: &str,
        tracking_number: &str,
        key: &str,
        lines: &[TypedShipLine],
    ) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        let mut read = Reader::default();
        let mut wanted = Vec::new();
        for (row, line) in (1..).zip(lines).filter(|(_, l)| !l.quantity.trim().is_empty()) {
            let id = Reader::id(&line.line)?;
            wanted.extend(read.row_quantity(row, &line.quantity).map(|quantity| (id, quantity)));
        }
        read.needed("quantity", lines.iter().any(|l| !l.quantity.trim().is_empty()));
        let new = read.done(NewShipment {
            order_id: Reader::id(order)?,
            carrier: carrier.to_owned(),
            tracking_number: tracking_number.to_owned(),
            lines: wanted,
            key: Reader::id(key)?,
        })?;
        service::ship(&op, new).await.map(|_| ()).map_err(answer)
    }

    pub async fn track(
        company: &str,
        shipment: &str,
        happened_at: &str,
        state: &str,
        place: &str,
        description: &str,
    ) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        let mut read = Reader::default();
        let happened_at = read.instant("happened_at", happened_at, &op);
        let problem = || FieldProblem::new("state", Problem::UnknownChoice { typed: state.to_owned() });
        let state = TrackingState::parse(state).ok_or_else(|| reject(Rejection::Fields(vec![problem()])))?;
        let new = read.done(NewEvent {
            shipment_id: Reader::id(shipment)?,
            happened_at,
            state,
            place: place.trim().to_owned(),
            description: description.trim().to_owned(),
        })?;
        service::add_tracking_event(&op, new).await.map_err(answer)
    }

    pub async fn reserve(company: &str, order: &str) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        orders::reserve_open(&op, Reader::id(order)?).await.map(|_| ()).map_err(answer)
    }

    pub async fn cancel(
        company: &str,
        order: &str,
        line: &str,
        quantity: &str,
        key: &str,
    ) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        let mut read = Reader::default();
        let typed = read.quantity("cancel_quantity", quantity);
        let quantity = read.done(typed)?.ok_or_else(|| reject(Rejection::Stale))?;
        let (order, line) = (Reader::id(order)?, Reader::id(line)?);
        orders::cancel_open_quantity(&op, Reader::id(key)?, order, line, quantity).await.map_err(answer)
    }
}
