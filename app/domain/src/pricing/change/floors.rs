//! Where many prices stand against their floors: read once for all of them, whatever their number.

use super::views::FloorRow;
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::SkuId;
use crate::money::UnitPrice;
use crate::op::{OpContext, Tx};
use crate::pricing::floor::{Cost, Floor, FloorCheck, Standing, check, margin_percent};
use crate::pricing::store::{floors as store, names};
use crate::rejection::{FieldProblem, Problem, Rejection, Thing};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Costs and floors of a set of SKUs.
pub struct FloorBook {
    pub(in crate::pricing) parts: HashMap<SkuId, (Option<Cost>, Option<Floor>)>,
    pub(in crate::pricing) vat_rate: Decimal,
}

impl FloorBook {
    /// The book of these SKUs. Staff pool only.
    ///
    /// # Errors
    /// Database errors; `Internal` when no VAT rate holds today.
    pub async fn load_in_tx(tx: &mut Tx, op: &OpContext, skus: &[SkuId]) -> Result<FloorBook> {
        store::load_book(tx, skus, op.today()).await
    }

    /// Where a price stands.
    pub fn check(&self, sku: SkuId, price: &UnitPrice) -> FloorCheck {
        let (cost, floor) = self.parts.get(&sku).copied().unwrap_or_default();
        check(price, self.vat_rate, cost.as_ref(), floor.as_ref())
    }

    /// True below the floor.
    pub fn is_below(&self, sku: SkuId, price: &UnitPrice) -> bool {
        self.check(sku, price).standing == Standing::Below
    }

    /// Margin in percent, both with VAT.
    pub fn margin(&self, sku: SkuId, price: &UnitPrice) -> Option<Decimal> {
        let (cost, _) = self.parts.get(&sku).copied().unwrap_or_default();
        margin_percent(price, self.vat_rate, cost.as_ref()?)
    }

    /// What one unit costs with VAT.
    pub fn cost(&self, sku: SkuId) -> Option<Decimal> {
        self.parts.get(&sku)?.0.map(|cost| cost.per_one())
    }
}

/// What a floor is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFloor {
    /// `sku`, `category` or `brand`.
    pub scope: String,
    /// Part number, code of a category, or brand.
    pub of: String,
    /// Smallest price with VAT for `basis` units, smallest margin, or both.
    pub floor: Floor,
    /// Why.
    pub reason: String,
}

/// All floors of brands and categories, and the first of those of parts; with how many those are.
///
/// # Errors
/// `Forbidden`.
pub async fn list(op: &OpContext, part: &str) -> Result<(Vec<FloorRow>, i64)> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let found = store::list_floors(&mut tx, part).await?;
    Ok(found)
}

/// Sets a floor, over the one there is at its place.
///
/// # Errors
/// `Forbidden`; `Fields` for what cannot be taken.
pub async fn set(op: &OpContext, new: NewFloor) -> Result<()> {
    op.require(Permission::ApproveFloors)?;
    let refused = |field: &str, problem| Rejection::Fields(vec![FieldProblem::new(field, problem)]);
    let out = |n: Option<Decimal>, most: Decimal| n.filter(|n| *n < Decimal::ZERO || *n >= most);
    if let Some(typed) = out(new.floor.min_margin_percent, Decimal::ONE_HUNDRED) {
        return Err(refused("margin", Problem::OutOfRange { typed: typed.to_string() }).into());
    }
    if let Some(typed) = out(new.floor.min_price, Decimal::from(1_000_000_000)) {
        return Err(refused("price", Problem::OutOfRange { typed: typed.to_string() }).into());
    }
    if new.floor.min_price.is_none() && new.floor.min_margin_percent.is_none() {
        return Err(refused("margin", Problem::Missing).into());
    }
    if new.reason.chars().count() > 500 {
        return Err(refused("reason", Problem::TooLong { max: 500 }).into());
    }
    let mut tx = op.begin().await?;
    let typed = new.of.trim().to_owned();
    let place = match new.scope.as_str() {
        _ if typed.is_empty() => Err(Problem::Missing),
        "sku" => store::place_of_part(&mut tx, &typed).await?.ok_or(Problem::UnknownPart { typed }),
        "category" => names::category(&mut tx, &typed).await?.map(store::Place::of_category),
        _ => {
            let place = store::place_of_brand(&mut tx, &typed).await?;
            place.ok_or(Problem::NoSuch { thing: Thing::Brand, typed })
        }
    };
    let place = place.map_err(|problem| refused("of", problem))?;
    let id = store::put_floor(&mut tx, &place, &new.floor, new.reason.trim(), (op.person()?, op.now)).await?;
    let detail = json!({ "scope": new.scope, "of": new.of, "floor": new.floor, "reason": new.reason });
    audit::record_in_tx(&mut tx, op, "set_floor", ("floor", id), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a floor.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn remove(op: &OpContext, id: Uuid) -> Result<()> {
    op.require(Permission::ApproveFloors)?;
    let mut tx = op.begin().await?;
    let Some(was) = store::remove_floor(&mut tx, id).await? else { return Err(Rejection::NotFound.into()) };
    audit::record_in_tx(&mut tx, op, "remove_floor", ("floor", id), was).await?;
    tx.commit().await?;
    Ok(())
}
