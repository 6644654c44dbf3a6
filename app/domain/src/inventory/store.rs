//! SQL of the schema `inventory`.

use super::Level;
use crate::error::Result;
use crate::ids::{PersonId, ShipmentId, SkuId};
use crate::op::Tx;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Levels of these SKUs; one that never had stock has zero.
///
/// # Errors
/// Database errors.
pub async fn levels_in_tx(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Level>> {
    let ids: Vec<Uuid> = skus.iter().map(|s| s.0).collect();
    let rows =
        sqlx::query!("select sku_id, on_hand, reserved from inventory.levels where sku_id = any($1)", &ids)
            .fetch_all(&mut **tx)
            .await?;
    let mut levels: HashMap<SkuId, Level> = skus.iter().map(|s| (*s, Level::default())).collect();
    levels.extend(
        rows.into_iter().map(|r| (SkuId(r.sku_id), Level { on_hand: r.on_hand, reserved: r.reserved })),
    );
    Ok(levels)
}

/// What can still be promised of these SKUs.
///
/// # Errors
/// Database errors.
pub async fn available_in_tx(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Decimal>> {
    Ok(levels_in_tx(tx, skus).await?.into_iter().map(|(sku, level)| (sku, level.available())).collect())
}

/// Reserves up to the wanted quantities and says how much of each was had. SKUs are taken in the order of their ids, each by
/// one conditional update, so parallel orders neither deadlock nor promise a piece twice.
///
/// # Errors
/// Database errors.
pub async fn reserve_in_tx(tx: &mut Tx, wanted: &[(SkuId, Decimal)]) -> Result<HashMap<SkuId, Decimal>> {
    let mut sums: BTreeMap<SkuId, Decimal> = BTreeMap::new();
    for (sku, quantity) in wanted {
        *sums.entry(*sku).or_default() += *quantity;
    }
    let mut taken = HashMap::with_capacity(sums.len());
    for (sku, quantity) in sums {
        let got = if take_whole(tx, sku, quantity).await? {
            quantity
        } else {
            take_rest(tx, sku, quantity).await?
        };
        taken.insert(sku, got);
    }
    Ok(taken)
}

async fn take_whole(tx: &mut Tx, sku: SkuId, quantity: Decimal) -> Result<bool> {
    let row = sqlx::query_scalar!(
        "update inventory.levels set reserved = reserved + $2
         where sku_id = $1 and on_hand - reserved >= $2 returning sku_id",
        sku.0,
        quantity
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// What is left of a SKU, up to the wanted quantity; zero when nothing is.
async fn take_rest(tx: &mut Tx, sku: SkuId, wanted: Decimal) -> Result<Decimal> {
    // the lock in a statement of its own, so that the next one sees what the lock waited for
    let free = sqlx::query_scalar!(
        "select on_hand - reserved from inventory.levels where sku_id = $1 for no key update",
        sku.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .flatten()
    .unwrap_or_default();
    if free <= Decimal::ZERO {
        return Ok(Decimal::ZERO);
    }
    let take = free.min(wanted);
    Ok(if take_whole(tx, sku, take).await? { take } else { Decimal::ZERO })
}

/// Gives reservations back, in the order of the SKUs' ids.
///
/// # Errors
/// `levels_reserved_check` when more is given back than is reserved.
pub async fn release_in_tx(tx: &mut Tx, held: &[(SkuId, Decimal)]) -> Result<()> {
    let mut sums: BTreeMap<SkuId, Decimal> = BTreeMap::new();
    for (sku, quantity) in held {
        *sums.entry(*sku).or_default() += *quantity;
    }
    for (sku, quantity) in sums.into_iter().filter(|(_, q)| *q > Decimal::ZERO) {
        sqlx::query!(
            "update inventory.levels set reserved = reserved - $2 where sku_id = $1",
            sku.0,
            quantity
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Takes shipped quantities out of the warehouse: their reservations end and a movement is written for each, in the order of
/// the SKUs' ids.
///
/// # Errors
/// `levels_reserved_check` when more is shipped than was reserved.
pub async fn ship_in_tx(
    tx: &mut Tx,
    shipment: ShipmentId,
    actor: PersonId,
    now: DateTime<Utc>,
    shipped: &[(SkuId, Decimal)],
) -> Result<()> {
    let mut sums: BTreeMap<SkuId, Decimal> = BTreeMap::new();
    for (sku, quantity) in shipped {
        *sums.entry(*sku).or_default() += *quantity;
    }
    for (sku, quantity) in sums.into_iter().filter(|(_, q)| *q > Decimal::ZERO) {
        release_in_tx(tx, &[(sku, quantity)]).await?;
        move_in_tx(tx, sku, -quantity, "shipped", Some(shipment), Some(actor), now).await?;
    }
    Ok(())
}

/// Writes a movement; the level follows it. `reason` is `opening`, `received`, `shipped` or `counted`.
///
/// # Errors
/// `levels_reserved_check` when less would be on hand than is reserved.
pub async fn move_in_tx(
    tx: &mut Tx,
    sku: SkuId,
    delta: Decimal,
    reason: &str,
    shipment: Option<ShipmentId>,
    actor: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into inventory.movements (id, sku_id, delta, reason, shipment_id, actor, at) values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::now_v7(),
        sku.0,
        delta,
        reason,
        shipment.map(|s| s.0),
        actor.map(|a| a.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
