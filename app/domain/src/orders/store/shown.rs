//! SQL of what a cart's lines were last shown at.

use crate::error::Result;
use crate::ids::{CartId, CompanyId, SkuId};
use crate::op::Tx;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A line that was shown at a price, at its present quantity.
pub(in crate::orders) struct ShownLine {
    pub sku: SkuId,
    pub quantity: Decimal,
    pub price: Decimal,
    pub basis: i32,
}

/// Those of these lines whose price was shown.
pub(in crate::orders) async fn list_shown(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    skus: &[SkuId],
) -> Result<Vec<ShownLine>> {
    let ids: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    Ok(sqlx::query_as!(
        ShownLine,
        r#"select sku_id as "sku: SkuId", quantity, shown_price as "price!", shown_basis as "basis!"
           from orders.cart_lines where company_id = $1 and cart_id = $2 and sku_id = any($3) and shown_price is not null"#,
        company.0,
        cart.0,
        &ids
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// The columns of lines with their prices.
fn columns(shown: &[(SkuId, Decimal, i32)]) -> (Vec<Uuid>, Vec<Decimal>, Vec<i32>) {
    let (ids, prices): (Vec<Uuid>, Vec<Decimal>) =
        shown.iter().map(|(sku, price, _)| (sku.0, *price)).unzip();
    (ids, prices, shown.iter().map(|(.., basis)| *basis).collect())
}

/// Remembers which prices the person has seen; of a line without a price, that he saw none.
pub(in crate::orders) async fn update_shown_prices(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    shown: &[(SkuId, Decimal, i32)],
) -> Result<()> {
    let (ids, prices, bases) = columns(shown);
    sqlx::query!(
        "update orders.cart_lines l set shown_price = w.price, shown_basis = w.basis
         from orders.cart_lines c left join unnest($3::uuid[], $4::numeric[], $5::int[]) as w (sku_id, price, basis) on w.sku_id = c.sku_id
         where c.company_id = $1 and c.cart_id = $2 and l.company_id = $1 and l.cart_id = $2 and l.sku_id = c.sku_id
           and (l.shown_price, l.shown_basis) is distinct from (w.price, w.basis)",
        company.0,
        cart.0,
        &ids,
        &prices,
        &bases
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for some lines only; the others stay as they were shown.
pub(in crate::orders) async fn renew_shown_prices(
    tx: &mut Tx,
    company: CompanyId,
    cart: CartId,
    shown: &[(SkuId, Decimal, i32)],
) -> Result<()> {
    let (ids, prices, bases) = columns(shown);
    sqlx::query!(
        "update orders.cart_lines l set shown_price = w.price, shown_basis = w.basis
         from unnest($3::uuid[], $4::numeric[], $5::int[]) as w (sku_id, price, basis)
         where l.company_id = $1 and l.cart_id = $2 and l.sku_id = w.sku_id",
        company.0,
        cart.0,
        &ids,
        &prices,
        &bases
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
