//! SQL of carts, orders and their lines.

pub(super) mod records;
pub(super) mod shown;

use super::checkout::Payment;
use super::view::{PasteCandidate, ShipTo, Totals};
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{AddressId, AttemptKey, CartId, CompanyId, OrderId, OrderLineId, PersonId, SkuId};
use crate::op::Tx;
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;

/// Whose cart: one open cart for each.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub company: CompanyId,
    pub owner: PersonId,
    pub acting_for: bool,
}

pub(super) struct CartRow {
    pub id: CartId,
    pub attempt_key: AttemptKey,
    pub order_id: Option<OrderId>,
}

/// The open cart, made when there is none, locked: placing and changing it exclude each other.
pub(super) async fn lock_open_cart(tx: &mut Tx, holder: Holder) -> Result<CartRow> {
    sqlx::query!(
        "insert into orders.carts (id, company_id, owner_id, acting_for, attempt_key) values ($1, $2, $3, $4, $5)
         on conflict (company_id, owner_id, acting_for) where order_id is null do nothing",
        CartId::new().0,
        holder.company.0,
        holder.owner.0,
        holder.acting_for,
        AttemptKey::new().0
    )
    .execute(&mut **tx)
    .await
    .on_constraint("carts_company_id_fkey", Rejection::NotFound)?;
    let row = sqlx::query!(
        "select id, attempt_key from orders.carts
         where company_id = $1 and owner_id = $2 and acting_for = $3 and order_id is null for no key update",
        holder.company.0,
        holder.owner.0,
        holder.acting_for
    )
    .fetch_optional(&mut **tx)
    .await?
    // placed while we waited for the lock
    .ok_or(Rejection::Stale)?;
    Ok(CartRow { id: CartId(row.id), attempt_key: AttemptKey(row.attempt_key), order_id: None })
}

/// A cart of this holder, locked; `None` when it is somebody else's.
pub(super) async fn lock_cart(tx: &mut Tx, holder: Holder, cart: CartId) -> Result<Option<CartRow>> {
    let row = sqlx::query!(
        "select id, attempt_key, order_id from orders.carts
         where company_id = $1 and id = $2 and owner_id = $3 and acting_for = $4 for no key update",
        holder.company.0,
        cart.0,
        holder.owner.0,
        holder.acting_for
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| CartRow {
        id: CartId(r.id),
        attempt_key: AttemptKey(r.attempt_key),
        order_id: r.order_id.map(OrderId),
    }))
}

pub(super) struct CartLineRow {
    pub sku_id: Uuid,
    pub quantity: Decimal,
    pub shown_price: Option<Decimal>,
    pub shown_basis: Option<i32>,
    pub note: String,
    pub part_number: String,
    pub own_number: String,
    pub family_code: String,
    pub name_zh: String,
    pub name_en: String,
    pub unit: String,
    pub pack_size: Decimal,
    pub moq: Decimal,
    pub multiple: Decimal,
    pub lead_time_days: i32,
    pub status: String,
}

pub(super) async fn list_cart_lines(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
) -> Result<Vec<CartLineRow>> {
    Ok(sqlx::query_as!(
        CartLineRow,
        r#"select l.sku_id, l.quantity, l.shown_price, l.shown_basis, l.note, s.part_number, coalesce(o.number, '') as "own_number!",
           f.code as family_code, f.name_zh, f.name_en, s.unit, s.pack_size, s.moq, s.multiple, s.lead_time_days, s.status
         from orders.cart_lines l join catalog.skus s on s.id = l.sku_id join catalog.families f on f.id = s.family_id
         left join numbers.own o on o.company_id = l.company_id and o.sku_id = l.sku_id and o.printed
         where l.company_id = $1 and l.cart_id = $2 order by l.position, l.sku_id"#,
        company.0,
        cart.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub(super) async fn count_cart_lines(tx: &mut Tx, holder: Holder) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "select count(*) from orders.cart_lines l join orders.carts c on c.company_id = l.company_id and c.id = l.cart_id
         where c.company_id = $1 and c.owner_id = $2 and c.acting_for = $3 and c.order_id is null",
        holder.company.0,
        holder.owner.0,
        holder.acting_for
    )
    .fetch_one(&mut **tx)
    .await?
    .unwrap_or(0))
}

/// Puts SKUs into a cart; of one that is in already there is more. The SKUs must differ.
pub(super) async fn add_cart_lines(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    wanted: &[(SkuId, Quantity)],
) -> Result<()> {
    let ids: Vec<Uuid> = wanted.iter().map(|(sku, _)| sku.0).collect();
    let quantities: Vec<Decimal> = wanted.iter().map(|(_, q)| q.get()).collect();
    let too_much = Problem::OutOfRange { typed: String::new() };
    let too_much = Rejection::Fields(vec![FieldProblem::new("quantity", too_much)]);
    let done = sqlx::query!(
        "insert into orders.cart_lines (cart_id, company_id, sku_id, position, quantity)
         select $1, $2, w.sku_id, w.nth + (select coalesce(max(position), 0) from orders.cart_lines where company_id = $2 and cart_id = $1), w.quantity
         from unnest($3::uuid[], $4::numeric[]) with ordinality as w (sku_id, quantity, nth)
         on conflict (cart_id, sku_id) do update set quantity = orders.cart_lines.quantity + excluded.quantity",
        cart.0,
        company.0,
        &ids,
        &quantities
    )
    .execute(&mut **tx)
    .await;
    match done {
        Err(sqlx::Error::Database(db)) if db.constraint() == Some("cart_lines_sku_id_fkey") => {
            Err(Rejection::NotFound.into())
        }
        done => done.map(|_| ()).on_constraint("cart_lines_quantity_check", too_much),
    }
}

pub(super) async fn update_cart_quantity(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    sku: SkuId,
    quantity: Quantity,
) -> Result<bool> {
    let done = sqlx::query!(
        "update orders.cart_lines set quantity = $4 where company_id = $1 and cart_id = $2 and sku_id = $3",
        company.0,
        cart.0,
        sku.0,
        quantity.get()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update_cart_note(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    sku: SkuId,
    note: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update orders.cart_lines set note = $4 where company_id = $1 and cart_id = $2 and sku_id = $3",
        company.0,
        cart.0,
        sku.0,
        note
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete_cart_line(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    sku: SkuId,
) -> Result<()> {
    sqlx::query!(
        "delete from orders.cart_lines where company_id = $1 and cart_id = $2 and sku_id = $3",
        company.0,
        cart.0,
        sku.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A refused attempt gets a new key, once.
pub(super) async fn update_attempt_key(
    tx: &mut Tx,
    holder: Holder,
    cart: CartId,
    old: AttemptKey,
) -> Result<()> {
    sqlx::query!(
        "update orders.carts set attempt_key = $5
         where company_id = $1 and id = $2 and owner_id = $3 and attempt_key = $4 and order_id is null",
        holder.company.0,
        cart.0,
        holder.owner.0,
        old.0,
        AttemptKey::new().0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn update_cart_placed(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    order: OrderId,
) -> Result<()> {
    sqlx::query!(
        "update orders.carts set order_id = $3 where company_id = $1 and id = $2",
        company.0,
        cart.0,
        order.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find_ship_to(
    tx: &mut Tx,
    company: CompanyId,
    address: AddressId,
) -> Result<Option<ShipTo>> {
    Ok(sqlx::query_as!(
        ShipTo,
        "select recipient, phone, region, street from accounts.addresses where company_id = $1 and id = $2",
        company.0,
        address.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The number of an order of this company with the same PO number, or with the cart's very lines since an instant.
pub(super) async fn find_equal_order(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    po_number: &str,
    since: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select o.number from orders.orders o where o.company_id = $1
           and (($3 <> '' and o.po_number = $3)
             or (o.placed_at > $4 and exists (select from orders.order_lines l where l.company_id = $1 and l.order_id = o.id)
               and not exists (
                 select from (select sku_id, quantity from orders.cart_lines where company_id = $1 and cart_id = $2) c
                 full join (select sku_id, ordered from orders.order_lines where company_id = $1 and order_id = o.id) l
                   on l.sku_id = c.sku_id and l.ordered = c.quantity
                 where c.sku_id is null or l.sku_id is null)))
         order by o.placed_at desc limit 1",
        company.0,
        cart.0,
        po_number,
        since
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) struct NewOrder<'a> {
    pub id: OrderId,
    pub holder: Holder,
    pub number: &'a str,
    pub cart: CartId,
    pub placed_at: DateTime<Utc>,
    pub payment: Payment,
    pub po_number: &'a str,
    pub requested_on: Option<NaiveDate>,
    pub note: &'a str,
    pub ship_to: &'a ShipTo,
    pub totals: Totals,
}

pub(super) async fn insert_order(tx: &mut Tx, order: &NewOrder<'_>) -> Result<()> {
    let amounts = order.totals.amounts;
    sqlx::query!(
        "insert into orders.orders (id, company_id, number, cart_id, placed_at, placed_by, acting_for, payment, po_number,
           requested_on, note, ship_to, currency, net, tax, gross)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        order.id.0,
        order.holder.company.0,
        order.number,
        order.cart.0,
        order.placed_at,
        order.holder.owner.0,
        order.holder.acting_for,
        order.payment.as_str(),
        order.po_number,
        order.requested_on,
        order.note,
        serde_json::to_value(order.ship_to)?,
        order.totals.currency.code(),
        amounts.net,
        amounts.tax,
        amounts.gross
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A line as it is written; the names are the columns'.
#[derive(Serialize)]
pub(super) struct NewLine {
    pub id: OrderLineId,
    pub line_no: i32,
    pub sku_id: SkuId,
    pub part_number: String,
    pub customer_part_number: String,
    pub name_zh: String,
    pub name_en: String,
    pub unit: String,
    pub ordered: Decimal,
    pub reserved: Decimal,
    pub unit_price: Decimal,
    pub price_basis: i32,
    pub tax_mode: &'static str,
    pub vat_rate: Decimal,
    pub net: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
    pub explanation: serde_json::Value,
    pub promised_on: NaiveDate,
    pub note: String,
    pub trace: serde_json::Value,
}

/// Writes all lines of an order and the staff's traces of their prices.
pub(super) async fn insert_lines(
    tx: &mut Tx,
    company: CompanyId,
    order: OrderId,
    lines: &[NewLine],
) -> Result<()> {
    let rows = serde_json::to_value(lines)?;
    sqlx::query!(
        "insert into orders.order_lines (id, company_id, order_id, line_no, sku_id, part_number, customer_part_number, name_zh, name_en,
           unit, ordered, reserved, unit_price, price_basis, tax_mode, vat_rate, net, tax, gross, explanation, promised_on, note)
         select id, $1, $2, line_no, sku_id, part_number, customer_part_number, name_zh, name_en, unit, ordered, reserved, unit_price, price_basis,
           tax_mode, vat_rate, net, tax, gross, explanation, promised_on, note
         from jsonb_to_recordset($3) as r (id uuid, line_no int, sku_id uuid, part_number text, customer_part_number text, name_zh text,
           name_en text, unit text, ordered numeric, reserved numeric, unit_price numeric, price_basis int, tax_mode text, vat_rate numeric,
           net numeric, tax numeric, gross numeric, explanation jsonb, promised_on date, note text)",
        company.0,
        order.0,
        rows
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into orders.line_traces (order_line_id, company_id, trace)
         select id, $1, trace from jsonb_to_recordset($2) as r (id uuid, trace jsonb)",
        company.0,
        rows
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find_number(tx: &mut Tx, company: CompanyId, order: OrderId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select number from orders.orders where company_id = $1 and id = $2",
        company.0,
        order.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// SKUs whose strict key is one of these.
pub(super) async fn list_by_keys(
    tx: &mut Tx,
    keys: &[String],
) -> Result<Vec<(String, Decimal, PasteCandidate)>> {
    let rows = sqlx::query!(
        "select s.id, s.part_key, s.part_number, s.unit, s.pack_size, f.name_zh, f.name_en
         from catalog.skus s join catalog.families f on f.id = s.family_id
         where s.part_key = any($1) and s.status = 'active' order by s.part_number",
        keys
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let candidate = PasteCandidate {
                sku_id: SkuId(r.id),
                part_number: r.part_number,
                why: None,
                instead_of: None,
                name_zh: r.name_zh,
                name_en: r.name_en,
                unit: r.unit,
                quantity: Quantity::new(Decimal::ONE).map_err(|e| Error::Internal(e.to_string()))?,
            };
            Ok((r.part_key, r.pack_size, candidate))
        })
        .collect()
}
