//! Placing the cart as an order, exactly once.
//!
//! The key is taken by the first statement of the transaction that makes the order; a duplicate waits there and gets the
//! same answer. A refusal that depends on the moment (credit, stock, price) is final for its key: it is written down before
//! the answer leaves, and the cart gets a new key. Locks: key → cart → credit account → stock by SKU → counter.

use super::cart::{EQUAL_WITHIN, holder, seen, wanted};
use super::checkout::{CheckedOut, Checkout, Destination, Payment};
use super::store::{self, CartLineRow, Holder, NewLine, NewOrder};
use super::view::{OrderPlaced, ShipTo, Totals};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::{OrderId, OrderLineId, SkuId};
use crate::inventory::{self, promise_date};
use crate::keys::{self, KeyState};
use crate::money::LineAmounts;
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::pricing::explanation::BuyerReason;
use crate::pricing::floor::Standing;
use crate::pricing::resolve::Resolved;
use crate::pricing::service::{price_set_in_tx, staff_traces_in_tx, trace_without_cost};
use crate::pricing::trace::StaffTrace;
use crate::quantity::{Quantity, QuantityRule};
use crate::receivables::service::{check_locked_in_tx, lock_account_in_tx};
use crate::rejection::{FieldProblem, PriceChange, Problem, Rejection, Shortage};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

/// The operation in the scope of its keys.
const PLACE_ORDER: &str = "place_order";
/// Tries of a transaction the database gave up for a reason of its own.
const TRIES: u32 = 3;

/// Places the cart as one order and reserves what is on hand, or says why not. Same key, same answer, for ever. A clerk
/// with a company in force places for that company, under his own name.
///
/// # Errors
/// `DrawnForOther`, `Fields` and `Stale` leave the key as it was; so does `AlreadyDone`, which asks whether an equal order
/// is meant again. `KeyReused` when the key made an order of another meaning. `PriceChanged`, `NoPrice`, `Short`,
/// `AccountTradeOff`, `OnHold`, `OverCredit` and `NeedsApproval` are final for the key.
pub async fn place_order(op: &OpContext, checkout: Checkout) -> Result<OrderPlaced> {
    let holder = holder(op)?;
    if checkout.company != holder.company {
        return Err(Rejection::DrawnForOther.into());
    }
    let typed = checkout.check(op.today()).map_err(Rejection::Fields)?;
    let print = keys::fingerprint(&checkout.meaning());
    let mut tries = 1;
    loop {
        match place_once(op, holder, &checkout, &typed, &print).await {
            Err(Error::Rejected(rejection)) if is_final(&rejection) => {
                return refuse(op, holder, &checkout, &print, rejection).await;
            }
            // keyed, so asking again cannot do it twice
            Err(Error::Unavailable(what)) if tries < TRIES && is_worth_another_try(&what) => {
                tokio::time::sleep(pause(tries)).await;
                tries += 1;
            }
            answer => return answer,
        }
    }
}

/// One transaction: the order with all its consequences, or nothing.
async fn place_once(
    op: &OpContext,
    holder: Holder,
    checkout: &Checkout,
    typed: &CheckedOut,
    print: &[u8],
) -> Result<OrderPlaced> {
    let company = holder.company;
    let mut tx = op.begin().await?;
    match keys::take_in_tx(&mut tx, company, PLACE_ORDER, checkout.key, print).await? {
        KeyState::Fresh => {}
        known => return answer_of(&mut tx, holder, known).await,
    }
    let cart = store::lock_cart(&mut tx, holder, checkout.cart_id).await?.ok_or(Rejection::NotFound)?;
    if let Some(order) = cart.order_id {
        // another key on a placed cart: show the order; this key is not kept
        return placed(&mut tx, holder, order, true).await;
    }
    if cart.attempt_key != checkout.key {
        return Err(Rejection::Stale.into());
    }
    let rows = store::list_cart_lines(&mut tx, company, cart.id).await?;
    check_lines(&rows, &checkout.seen)?;
    let ship_to = ship_to(&mut tx, holder, &checkout.destination).await?;
    let prices = price_set_in_tx(&mut tx, op, company, &wanted(&rows)?, op.today()).await?;
    check_prices(&rows, &prices)?;
    if !checkout.again {
        let since = op.now - EQUAL_WITHIN;
        let equal = store::find_equal_order(&mut tx, company, cart.id, &typed.po_number, since).await?;
        if let Some(document) = equal {
            return Err(Rejection::AlreadyDone { document }.into());
        }
    }
    let (amounts, totals) = amounts_of(&rows, &prices)?;
    if checkout.payment == Payment::Account {
        check_account(&mut tx, holder, totals).await?;
    }
    let wish: Vec<(SkuId, Decimal)> = rows.iter().map(|r| (SkuId(r.sku_id), r.quantity)).collect();
    let got = inventory::store::reserve_in_tx(&mut tx, &wish).await?;
    check_stock(&rows, &got, checkout.from_stock_only)?;
    let traces = traces(&mut tx, op, &prices).await?;
    let below = below_floor(&rows, &traces);
    approve(op, &below, &typed.floor_reason)?;
    let lines = lines_of(rows, &prices, &amounts, &got, traces, op.today())?;
    let number = keys::next_number_in_tx(&mut tx, "SO", op.today().year()).await?;
    let order = NewOrder {
        id: OrderId::new(),
        holder,
        number: &number,
        cart: cart.id,
        placed_at: op.now,
        payment: checkout.payment,
        po_number: &typed.po_number,
        requested_on: typed.requested_on,
        note: &typed.note,
        ship_to: &ship_to,
        totals,
    };
    store::insert_order(&mut tx, &order).await?;
    store::insert_lines(&mut tx, company, order.id, &lines).await?;
    store::update_cart_placed(&mut tx, company, cart.id, order.id).await?;
    let message = Message::OrderPlaced { order_id: order.id };
    outbox::enqueue_in_tx(&mut tx, op, &message, &format!("order_placed:{}", order.id)).await?;
    let mut detail = json!({ "number": number, "gross": totals.amounts.gross, "lines": lines.len() });
    if !below.is_empty() {
        detail["below_floor"] = json!({ "parts": below, "reason": typed.floor_reason });
    }
    audit::record_in_tx(&mut tx, op, PLACE_ORDER, ("order", order.id.0), detail).await?;
    keys::answer_in_tx(&mut tx, company, PLACE_ORDER, checkout.key, order.id.0).await?;
    let order_id = order.id;
    tx.commit().await?;
    Ok(OrderPlaced { order_id, number, replayed: false })
}

/// What a key answered before.
async fn answer_of(tx: &mut Tx, holder: Holder, known: KeyState) -> Result<OrderPlaced> {
    match known {
        KeyState::Done { result_id, same_meaning } => {
            let answer = placed(tx, holder, OrderId(result_id), true).await?;
            if same_meaning {
                return Ok(answer);
            }
            Err(Rejection::KeyReused { order_number: answer.number }.into())
        }
        KeyState::Rejected(rejection) => Err(rejection.into()),
        KeyState::Fresh => Err(Error::Internal("a fresh key has no answer".into())),
    }
}

async fn placed(tx: &mut Tx, holder: Holder, order_id: OrderId, replayed: bool) -> Result<OrderPlaced> {
    let number = store::find_number(tx, holder.company, order_id).await?.ok_or(Rejection::NotFound)?;
    Ok(OrderPlaced { order_id, number, replayed })
}

/// Writes a final refusal under the key and gives the cart a new one. When a duplicate was faster, its answer stands.
async fn refuse(
    op: &OpContext,
    holder: Holder,
    checkout: &Checkout,
    print: &[u8],
    rejection: Rejection,
) -> Result<OrderPlaced> {
    let mut tx = op.begin().await?;
    keys::reject_in_tx(&mut tx, holder.company, PLACE_ORDER, checkout.key, print, &rejection).await?;
    let stands = keys::take_in_tx(&mut tx, holder.company, PLACE_ORDER, checkout.key, print).await?;
    if matches!(stands, KeyState::Rejected(_)) {
        store::update_attempt_key(&mut tx, holder, checkout.cart_id, checkout.key).await?;
    }
    let answer = answer_of(&mut tx, holder, stands).await;
    tx.commit().await?;
    answer
}

/// Whether an answer depends on the moment and so must never turn into an order by asking again with the same key.
fn is_final(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::PriceChanged(_)
            | Rejection::NoPrice { .. }
            | Rejection::NeedsApproval { .. }
            | Rejection::Short(_)
            | Rejection::AccountTradeOff
            | Rejection::OnHold { .. }
            | Rejection::OverCredit { .. }
    )
}

fn is_worth_another_try(what: &str) -> bool {
    ["40001", "40P01", "57P01", "connection lost"].iter().any(|sign| what.contains(sign))
}

/// 20–200 ms, different for each; the time-ordered id's tail is random.
fn pause(nth: u32) -> Duration {
    let random = OrderId::new().0.as_bytes()[15];
    Duration::from_millis(u64::from(20 * nth) + u64::from(random) / 2)
}

/// What can be said of the lines without a price: there are some, they are those the page showed, and minimum and step hold.
fn check_lines(rows: &[CartLineRow], seen_on_page: &str) -> Result<()> {
    if rows.is_empty() {
        return Err(Rejection::EmptyCart.into());
    }
    let shown = seen(rows.iter().map(|r| {
        let basis = r.shown_basis.and_then(|b| u32::try_from(b).ok());
        (SkuId(r.sku_id), r.quantity, r.shown_price.zip(basis))
    }));
    if !seen_on_page.is_empty() && seen_on_page != shown {
        return Err(Rejection::Stale.into());
    }
    let problems: Vec<FieldProblem> = rows
        .iter()
        .zip(1..)
        .filter_map(|(row, position)| {
            let quantity = Quantity::new(row.quantity).ok()?;
            let offer = QuantityRule { moq: row.moq, multiple: row.multiple }.check(quantity).err()?;
            Some(FieldProblem::in_row("quantity", position, Problem::Rounding(offer)))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}

/// Every line has a price, all in one currency, and each is the one that was shown.
fn check_prices(rows: &[CartLineRow], prices: &HashMap<SkuId, Resolved>) -> Result<()> {
    let (mut changes, mut strangers) = (Vec::new(), Vec::new());
    let mut currency = None;
    for (row, position) in rows.iter().zip(1..) {
        let Some(price) = prices.get(&SkuId(row.sku_id)).map(|p| p.unit_price) else {
            return Err(Rejection::NoPrice { part_number: row.part_number.clone() }.into());
        };
        if *currency.get_or_insert(price.currency) != price.currency {
            let problem = Problem::UnknownChoice { typed: price.currency.code().to_owned() };
            strangers.push(FieldProblem::in_row("currency", position, problem));
        }
        let basis = row.shown_basis.and_then(|b| u32::try_from(b).ok());
        if row.shown_price.zip(basis) != Some((price.price, price.basis)) {
            changes.push(PriceChange {
                part_number: row.part_number.clone(),
                was: row.shown_price.map(|p| p.normalize()),
                now: price.price.normalize(),
                basis: price.basis,
            });
        }
    }
    if !strangers.is_empty() {
        return Err(Rejection::Fields(strangers).into());
    }
    if changes.is_empty() { Ok(()) } else { Err(Rejection::PriceChanged(changes).into()) }
}

/// Net, tax and gross of each line, and their sums.
fn amounts_of(rows: &[CartLineRow], prices: &HashMap<SkuId, Resolved>) -> Result<(Vec<LineAmounts>, Totals)> {
    let mut totals = Totals::default();
    let mut lines = Vec::with_capacity(rows.len());
    for (sku, quantity) in wanted(rows)? {
        let price = price_of(prices, sku)?;
        let line = price.unit_price.line(quantity, price.vat_rate);
        totals.currency = price.unit_price.currency;
        totals.amounts += line;
        lines.push(line);
    }
    Ok((lines, totals))
}

fn price_of(prices: &HashMap<SkuId, Resolved>, sku: SkuId) -> Result<&Resolved> {
    prices.get(&sku).ok_or_else(|| Error::Internal("price checked before".into()))
}

/// Locks the account and decides whether this order still fits.
async fn check_account(tx: &mut Tx, holder: Holder, totals: Totals) -> Result<()> {
    let account = lock_account_in_tx(tx, holder.company).await?.ok_or(Rejection::AccountTradeOff)?;
    if account.currency != totals.currency {
        let problem = Problem::UnknownChoice { typed: totals.currency.code().to_owned() };
        return Err(Rejection::Fields(vec![FieldProblem::new("payment", problem)]).into());
    }
    check_locked_in_tx(tx, holder.company, &account, totals.amounts.gross).await
}

/// Lines that may not wait must be on hand in full.
fn check_stock(rows: &[CartLineRow], got: &HashMap<SkuId, Decimal>, from_stock_only: bool) -> Result<()> {
    let short: Vec<Shortage> = rows
        .iter()
        .filter(|row| from_stock_only || row.status != "active")
        .filter_map(|row| {
            let available = got.get(&SkuId(row.sku_id)).copied().unwrap_or_default();
            let part_number = row.part_number.clone();
            (available < row.quantity).then(|| Shortage { part_number, available: available.normalize() })
        })
        .collect();
    if short.is_empty() { Ok(()) } else { Err(Rejection::Short(short).into()) }
}

async fn ship_to(tx: &mut Tx, holder: Holder, destination: &Destination) -> Result<ShipTo> {
    match destination {
        Destination::Known(id) => {
            Ok(store::find_ship_to(tx, holder.company, *id).await?.ok_or(Rejection::NotFound)?)
        }
        Destination::New(address) => Ok(ShipTo {
            recipient: address.recipient.trim().to_owned(),
            phone: address.phone.trim().to_owned(),
            region: address.region.trim().to_owned(),
            street: address.street.trim().to_owned(),
        }),
    }
}

/// Why each price is what it is, for staff. A buyer's role cannot read costs, so his orders are traced without them.
async fn traces(
    tx: &mut Tx,
    op: &OpContext,
    prices: &HashMap<SkuId, Resolved>,
) -> Result<HashMap<SkuId, StaffTrace>> {
    match op.actor {
        Actor::Staff { .. } => staff_traces_in_tx(tx, prices).await,
        _ => Ok(prices.iter().map(|(sku, price)| (*sku, trace_without_cost(price))).collect()),
    }
}

/// Parts of the order that go below the house's own floor. Of a buyer's order nobody knows: his prices were agreed.
fn below_floor(rows: &[CartLineRow], traces: &HashMap<SkuId, StaffTrace>) -> Vec<String> {
    let below = |row: &&CartLineRow| {
        let check = traces.get(&SkuId(row.sku_id)).and_then(|trace| trace.floor);
        check.is_some_and(|floor| floor.standing == Standing::Below)
    };
    rows.iter().filter(below).map(|row| row.part_number.clone()).collect()
}

/// What goes below its floor is sold only by somebody who may set prices, and with a reason.
fn approve(op: &OpContext, below: &[String], reason: &str) -> Result<()> {
    let Some(part_number) = below.first().cloned() else { return Ok(()) };
    match (op.actor.may(Permission::EditPrices), reason.is_empty()) {
        (false, _) => Err(Rejection::NeedsApproval { part_number }.into()),
        (true, true) => {
            let missing = FieldProblem::new("floor_reason", Problem::Missing);
            Err(Rejection::Fields(vec![missing]).into())
        }
        (true, false) => Ok(()),
    }
}

fn lines_of(
    rows: Vec<CartLineRow>,
    prices: &HashMap<SkuId, Resolved>,
    amounts: &[LineAmounts],
    got: &HashMap<SkuId, Decimal>,
    traces: HashMap<SkuId, StaffTrace>,
    today: NaiveDate,
) -> Result<Vec<NewLine>> {
    rows.into_iter()
        .zip(amounts)
        .zip(1..)
        .map(|((row, amounts), line_no)| {
            let sku = SkuId(row.sku_id);
            let price = price_of(prices, sku)?;
            let reserved = got.get(&sku).copied().unwrap_or_default();
            let lead_time = u32::try_from(row.lead_time_days).unwrap_or(0);
            Ok(NewLine {
                id: OrderLineId::new(),
                line_no,
                sku_id: sku,
                part_number: row.part_number,
                customer_part_number: row.own_number,
                name_zh: row.name_zh,
                name_en: row.name_en,
                unit: row.unit,
                ordered: row.quantity,
                reserved,
                unit_price: price.unit_price.price,
                price_basis: i32::try_from(price.unit_price.basis).unwrap_or(1),
                tax_mode: price.unit_price.tax_mode.as_str(),
                vat_rate: price.vat_rate,
                net: amounts.net,
                tax: amounts.tax,
                gross: amounts.gross,
                explanation: serde_json::to_value(BuyerReason::of(price))?,
                promised_on: promise_date(today, row.quantity, reserved, lead_time),
                note: row.note,
                trace: serde_json::to_value(traces.get(&sku))?,
            })
        })
        .collect()
}
