//! Prices below the floor: which documents let them, with whose word and why, and which order lines were sold at one.

use super::floors::FloorBook;
use super::views::{Exceptions, SoldBelow};
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::OpContext;
use crate::pricing::floor::Standing;
use crate::pricing::store::{changes, floors as store};
use chrono::Days;

/// Order lines looked at, the newest.
const LOOKED_AT: usize = 50_000;
/// Order lines shown.
const SHOWN: usize = 500;

/// The exceptions of so many days.
///
/// # Errors
/// `Forbidden`.
pub async fn exceptions(op: &OpContext, days: u64) -> Result<Exceptions> {
    op.require(Permission::SeePriceTrace)?;
    let since = op.now.checked_sub_days(Days::new(days.clamp(1, 3660))).unwrap_or(op.now);
    let mut tx = op.read().await?;
    changes::take_page_time(&mut tx).await?;
    let approved = changes::below_floor(&mut tx, since).await?;
    let lines = store::sold_since(&mut tx, since, LOOKED_AT as i64).await?;
    let mut skus: Vec<SkuId> = lines.iter().map(|(sku, _)| *sku).collect();
    skus.sort_unstable();
    skus.dedup();
    let floors = FloorBook::load_in_tx(&mut tx, op, &skus).await?;
    drop(tx);
    let looked_at = lines.len();
    let below = |(sku, line): (SkuId, SoldBelow)| {
        let check = floors.check(sku, &line.price);
        let margin = floors.margin(sku, &line.price);
        (check.standing == Standing::Below).then_some(SoldBelow { lowest: check.lowest, margin, ..line })
    };
    Ok(Exceptions {
        approved,
        sold: lines.into_iter().filter_map(below).take(SHOWN).collect(),
        looked_at: looked_at as u64,
        more: looked_at == LOOKED_AT,
    })
}
