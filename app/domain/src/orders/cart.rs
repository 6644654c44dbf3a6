//! Filling and looking at the open cart. One per person and company; a clerk's cart for a company is his own.

use super::store::shown::{self, ShownLine};
use super::store::{self, CartLineRow, Holder};
use super::view::{CartLineView, CartView, CreditView, Totals};
use crate::accounts::permission::Permission;
use crate::error::{Error, Result};
use crate::ids::{CartId, CompanyId, SkuId};
use crate::inventory::{self, promise_date};
use crate::keys;
use crate::money::LineAmounts;
use crate::op::{OpContext, Tx};
use crate::pricing::explanation::BuyerReason;
use crate::pricing::resolve::Resolved;
use crate::pricing::service::price_set_in_tx;
use crate::quantity::{Quantity, QuantityRule};
use crate::receivables::service::credit_in_tx;
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

const ADD: &str = "add_to_cart";
/// Most lines one cart holds.
pub const MAX_CART_LINES: i64 = 5_000;
/// Equal lines ordered again within this time draw a warning.
pub(super) const EQUAL_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// Who fills carts here, and whose.
pub(super) fn holder(op: &OpContext) -> Result<Holder> {
    op.require(Permission::PlaceOrders)?;
    Ok(Holder { company: op.company()?, owner: op.person()?, acting_for: op.acting_for() })
}

/// The open cart's id; made when there is none.
///
/// # Errors
/// `Forbidden` for those who may not order.
pub async fn open_cart(op: &OpContext) -> Result<CartId> {
    let holder = holder(op)?;
    let mut tx = op.begin().await?;
    let cart = store::lock_open_cart(&mut tx, holder).await?;
    tx.commit().await?;
    Ok(cart.id)
}

/// Puts SKUs into the open cart; of one that is in already there is more. The same form again adds nothing.
///
/// # Errors
/// `NotFound` for an unknown SKU, `Fields` when a line grows beyond what a line may carry or the cart is full.
pub async fn add_to_cart(op: &OpContext, wanted: Vec<(SkuId, Quantity)>) -> Result<CartId> {
    let holder = holder(op)?;
    let mut tx = op.begin().await?;
    let cart = add_once_in_tx(&mut tx, op, holder, &wanted).await?;
    tx.commit().await?;
    Ok(cart)
}

/// Puts one SKU into the open cart, and says how many lines there are then. The same form again adds nothing.
///
/// # Errors
/// As [`add_to_cart`].
pub async fn add_row(op: &OpContext, sku: SkuId, quantity: Quantity) -> Result<u32> {
    let holder = holder(op)?;
    let mut tx = op.begin().await?;
    add_once_in_tx(&mut tx, op, holder, &[(sku, quantity)]).await?;
    let lines = store::count_cart_lines(&mut tx, holder).await?;
    tx.commit().await?;
    Ok(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// Adds unless this form did so before.
pub(super) async fn add_once_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    holder: Holder,
    wanted: &[(SkuId, Quantity)],
) -> Result<CartId> {
    if let Some(cart) = keys::once_in_tx(tx, op, holder.company, ADD, &format!("{wanted:?}")).await? {
        return Ok(CartId(cart));
    }
    let cart = store::lock_open_cart(tx, holder).await?;
    add_in_tx(tx, op, holder, cart.id, wanted).await?;
    keys::made_in_tx(tx, op, holder.company, ADD, cart.id.0).await?;
    Ok(cart.id)
}

async fn add_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    holder: Holder,
    cart: CartId,
    wanted: &[(SkuId, Quantity)],
) -> Result<()> {
    let mut sums: BTreeMap<usize, (SkuId, Decimal)> = BTreeMap::new();
    let mut places: HashMap<SkuId, usize> = HashMap::new();
    for (nth, (sku, quantity)) in wanted.iter().enumerate() {
        let place = *places.entry(*sku).or_insert(nth);
        sums.entry(place).or_insert((*sku, Decimal::ZERO)).1 += quantity.get();
    }
    let merged: Vec<(SkuId, Quantity)> = sums
        .into_values()
        .map(|(sku, sum)| Quantity::new(sum).map(|q| (sku, q)).map_err(|_| too_much(&sum)))
        .collect::<std::result::Result<_, _>>()?;
    if merged.is_empty() {
        return Ok(());
    }
    let skus: Vec<SkuId> = merged.iter().map(|(sku, _)| *sku).collect();
    let before = shown::list_shown(tx, holder.company, cart, &skus).await?;
    store::add_cart_lines(tx, holder.company, cart, &merged).await?;
    accept_own_change(tx, op, holder.company, cart, &before).await?;
    if store::count_cart_lines(tx, holder).await? > MAX_CART_LINES {
        let full = Problem::TooLong { max: MAX_CART_LINES as u32 };
        return Err(Rejection::Fields(vec![FieldProblem::new("lines", full)]).into());
    }
    Ok(())
}

fn too_much(sum: &Decimal) -> Error {
    let problem = Problem::OutOfRange { typed: sum.normalize().to_string() };
    Rejection::Fields(vec![FieldProblem::new("quantity", problem)]).into()
}

/// Sets quantities of lines and takes one out: what is done on the cart's page with one click.
///
/// # Errors
/// `NotFound` when one of the SKUs whose quantity is set is not in the cart: nothing is changed then. One that is taken out
/// and not in is out already.
pub async fn change(op: &OpContext, quantities: &[(SkuId, Quantity)], out: Option<SkuId>) -> Result<()> {
    let holder = holder(op)?;
    let mut tx = op.begin().await?;
    let cart = store::lock_open_cart(&mut tx, holder).await?;
    let skus: Vec<SkuId> = quantities.iter().map(|(sku, _)| *sku).collect();
    let before = shown::list_shown(&mut tx, holder.company, cart.id, &skus).await?;
    for (sku, quantity) in quantities {
        if !store::update_cart_quantity(&mut tx, holder.company, cart.id, *sku, *quantity).await? {
            return Err(Rejection::NotFound.into());
        }
    }
    accept_own_change(&mut tx, op, holder.company, cart.id, &before).await?;
    if let Some(sku) = out {
        store::delete_cart_line(&mut tx, holder.company, cart.id, sku).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who changes a quantity takes what the new one costs: that is no change of price. Where the price of the quantity that
/// was shown has moved meanwhile as well, the line stays as it was shown, and the cart says then and now.
async fn accept_own_change(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    cart: CartId,
    before: &[ShownLine],
) -> Result<()> {
    if before.is_empty() {
        return Ok(());
    }
    let skus: Vec<SkuId> = before.iter().map(|line| line.sku).collect();
    let now = shown::list_shown(tx, company, cart, &skus).await?;
    let wanted: Vec<_> =
        now.iter().map(|line| Ok((line.sku, stored(line.quantity)?))).collect::<Result<_>>()?;
    let mut prices = price_set_in_tx(tx, op, company, &wanted, op.today()).await?;
    let still: HashSet<SkuId> = before
        .iter()
        .filter(|line| {
            let ladder = prices.get(&line.sku).map(|p| p.tiers.as_slice()).unwrap_or_default();
            let rung = ladder.iter().rev().find(|(from, _)| *from <= line.quantity);
            rung.is_some_and(|(_, unit)| {
                unit.price == line.price && i64::from(unit.basis) == i64::from(line.basis)
            })
        })
        .map(|line| line.sku)
        .collect();
    prices.retain(|sku, _| still.contains(sku));
    shown::renew_shown_prices(tx, company, cart, &shown_of(&prices)?).await
}

/// Sets the remark of a line.
///
/// # Errors
/// `Fields` when it is too long, `NotFound` when the SKU is not in the cart.
pub async fn set_note(op: &OpContext, sku: SkuId, note: &str) -> Result<()> {
    let holder = holder(op)?;
    let note = note.trim().replace('\0', "");
    if note.chars().count() > 500 {
        return Err(Rejection::Fields(vec![FieldProblem::new("note", Problem::TooLong { max: 500 })]).into());
    }
    let mut tx = op.begin().await?;
    let cart = store::lock_open_cart(&mut tx, holder).await?;
    if !store::update_cart_note(&mut tx, holder.company, cart.id, sku, &note).await? {
        return Err(Rejection::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// The open cart at today's prices. What it shows is remembered: an order is placed at shown prices only.
///
/// # Errors
/// `Forbidden` for those who may not order.
pub async fn cart(op: &OpContext) -> Result<CartView> {
    let holder = holder(op)?;
    let today = op.today();
    let mut tx = op.begin().await?;
    let cart = store::lock_open_cart(&mut tx, holder).await?;
    let rows = store::list_cart_lines(&mut tx, holder.company, cart.id).await?;
    let prices = price_set_in_tx(&mut tx, op, holder.company, &wanted(&rows)?, today).await?;
    let skus: Vec<SkuId> = rows.iter().map(|r| SkuId(r.sku_id)).collect();
    let free = inventory::store::available_in_tx(&mut tx, &skus).await?;
    shown::update_shown_prices(&mut tx, holder.company, cart.id, &shown_of(&prices)?).await?;
    let po_warning = match rows.is_empty() {
        true => None,
        false => store::find_equal_order(&mut tx, holder.company, cart.id, "", op.now - EQUAL_WITHIN).await?,
    };
    let account = credit_in_tx(&mut tx, holder.company).await?;
    tx.commit().await?;
    let account_open = account.is_open();
    // a clerk at the order desk has to tell the customer whether it fits
    let told = op.actor.may(Permission::SeeMoney) || op.actor.may(Permission::EnterOrders);
    let credit =
        told.then_some(CreditView { limit: account.limit, available: account.available, hold: account.hold });
    let seen = seen(rows.iter().map(|r| {
        let price = prices.get(&SkuId(r.sku_id)).map(|p| (p.unit_price.price, p.unit_price.basis));
        (SkuId(r.sku_id), r.quantity, price)
    }));
    let lines: Vec<CartLineView> = rows
        .into_iter()
        .zip(1..)
        .map(|(row, position)| {
            let sku = SkuId(row.sku_id);
            let available = free.get(&sku).copied().unwrap_or_default();
            line_view(row, position, prices.get(&sku), available, today)
        })
        .collect::<Result<_>>()?;
    let (totals, mixed_currencies) = totals_of(&lines);
    Ok(CartView {
        cart_id: cart.id,
        company: holder.company,
        attempt_key: cart.attempt_key,
        seen,
        lines,
        totals,
        mixed_currencies,
        account_open,
        credit,
        po_warning,
    })
}

pub(super) fn wanted(rows: &[CartLineRow]) -> Result<Vec<(SkuId, Quantity)>> {
    rows.iter().map(|r| Ok((SkuId(r.sku_id), stored(r.quantity)?))).collect()
}

fn stored(quantity: Decimal) -> Result<Quantity> {
    Quantity::new(quantity).map_err(|e| Error::Internal(e.to_string()))
}

fn shown_of(prices: &HashMap<SkuId, Resolved>) -> Result<Vec<(SkuId, Decimal, i32)>> {
    prices
        .iter()
        .map(|(sku, p)| {
            let basis =
                i32::try_from(p.unit_price.basis).map_err(|_| Error::Internal("price basis".into()))?;
            Ok((*sku, p.unit_price.price, basis))
        })
        .collect()
}

/// Which lines at which prices a page showed, in short. Lines without a price count as such.
pub(super) fn seen(lines: impl Iterator<Item = (SkuId, Decimal, Option<(Decimal, u32)>)>) -> String {
    let mut parts: Vec<String> = lines
        .map(|(sku, quantity, price)| {
            let price = price.map(|(p, basis)| format!("{}/{basis}", p.normalize())).unwrap_or_default();
            format!("{sku} {} {price}", quantity.normalize())
        })
        .collect();
    parts.sort();
    let print = crate::keys::fingerprint(&parts.join("\n"));
    print.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn line_view(
    row: CartLineRow,
    position: u32,
    price: Option<&Resolved>,
    available: Decimal,
    today: NaiveDate,
) -> Result<CartLineView> {
    let quantity = stored(row.quantity)?;
    let rule = QuantityRule { moq: row.moq, multiple: row.multiple };
    let now = price.map(|p| (p.unit_price.price, i32::try_from(p.unit_price.basis).unwrap_or(1)));
    let before = row.shown_price.zip(row.shown_basis);
    Ok(CartLineView {
        position,
        sku_id: SkuId(row.sku_id),
        part_number: row.part_number,
        own_number: row.own_number,
        family_code: row.family_code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        unit: row.unit,
        quantity,
        unit_price: price.map(|p| p.unit_price),
        amounts: price.map(|p| p.unit_price.line(quantity, p.vat_rate)),
        was: before.filter(|_| before != now).map(|(price, _)| price.normalize()),
        reason: price.map(BuyerReason::of),
        available: available.normalize(),
        promised_on: promise_date(
            today,
            quantity.get(),
            available,
            u32::try_from(row.lead_time_days).unwrap_or(0),
        ),
        moq: row.moq.normalize(),
        multiple: row.multiple.normalize(),
        pack_size: row.pack_size.normalize(),
        rounding: rule.check(quantity).err(),
        discontinued: row.status != "active",
        note: row.note,
    })
}

fn totals_of(lines: &[CartLineView]) -> (Totals, bool) {
    let mut priced = lines.iter().filter_map(|l| Some((l.unit_price?.currency, l.amounts?))).peekable();
    let currency = priced.peek().map(|(currency, _)| *currency).unwrap_or_default();
    let (mut amounts, mut mixed) = (LineAmounts::default(), false);
    for (of, line) in priced {
        match of == currency {
            true => amounts += line,
            false => mixed = true,
        }
    }
    (Totals { currency, amounts }, mixed)
}
