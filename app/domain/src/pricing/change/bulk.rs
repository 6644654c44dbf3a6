//! A change of many prices at once: so many percent on a category, a brand or a whole list from a day on, as lines of a draft
//! that can still be looked at and corrected one by one.

use super::draft::open_in_tx;
use super::write::by_rung;
use crate::audit;
use crate::error::Result;
use crate::op::OpContext;
use crate::pricing::store::steps::Rate;
use crate::pricing::store::{change_lines, changes, names, steps};
use crate::pricing::timeline::{Wish, spans};
use crate::rejection::{FieldProblem, Problem, Rejection, Thing};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;

/// What is to become of which prices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// Code of the list, or a name no other has.
    pub list: String,
    /// Code of a category, or a name no other has; all below it included; empty means any.
    pub category: String,
    /// A brand; empty means any.
    pub brand: String,
    /// `3` raises by 3 %, `-2.5` lowers.
    pub percent: Decimal,
    /// Decimals of the new prices, 0 to 6.
    pub decimals: u32,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bulked {
    /// Lines written into the draft.
    pub lines: usize,
    /// Prices planned for later than the document's day: they stay as they are.
    pub planned: usize,
}

/// Writes the changed prices into a draft. A price that ends still ends then; one planned for later stays.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is no draft any more; `Fields` for what cannot be taken, and when nothing in
/// force on the document's day is meant.
pub async fn change_all(op: &OpContext, number: &str, bulk: &Bulk) -> Result<Bulked> {
    let refused = |field: &str, problem| Rejection::Fields(vec![FieldProblem::new(field, problem)]);
    let percent = bulk.percent.normalize();
    if percent <= -Decimal::ONE_HUNDRED
        || percent > Decimal::ONE_THOUSAND
        || percent.is_zero()
        || percent.scale() > 3
    {
        return Err(refused("percent", Problem::OutOfRange { typed: percent.to_string() }).into());
    }
    if bulk.decimals > 6 {
        return Err(refused("decimals", Problem::OutOfRange { typed: bulk.decimals.to_string() }).into());
    }
    let mut tx = op.begin().await?;
    changes::take_time(&mut tx).await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    let list =
        names::list(&mut tx, change.id, &bulk.list).await?.map_err(|problem| refused("list", problem))?;
    let category = match bulk.category.trim() {
        "" => None,
        typed => {
            let found = names::category(&mut tx, typed).await?;
            Some(found.map_err(|problem| refused("category", problem))?)
        }
    };
    let brand = bulk.brand.trim();
    if !brand.is_empty() && names::brands(&mut tx, &[brand.to_owned()]).await?.is_empty() {
        let (thing, typed) = (Thing::Brand, brand.to_owned());
        return Err(refused("brand", Problem::NoSuch { thing, typed }).into());
    }
    let day = change.row.starts_on;
    let rows = steps::lines_within(&mut tx, list, category, brand).await?;
    let mut done = Bulked::default();
    let mut wishes = Vec::new();
    for (rung, steps) in by_rung(rows) {
        done.planned += spans(&steps).filter(|(days, _)| days.from > day).count();
        let Some((days, rate)) = spans(&steps).find(|(days, _)| days.holds(day)) else { continue };
        let price = raised(rate.price, percent, bulk.decimals);
        if price != rate.price {
            let value = Some(Rate { price, basis: rate.basis });
            wishes.push((rung, Wish { from: day, to: days.to, value, by: None }));
        }
    }
    if wishes.is_empty() {
        return Err(refused("list", Problem::Missing).into());
    }
    done.lines = wishes.len();
    change_lines::put_draft_lines(&mut tx, change.id, &wishes).await?;
    let detail = json!({ "list": bulk.list, "category": bulk.category, "brand": bulk.brand, "percent": percent,
        "decimals": bulk.decimals, "lines": done.lines });
    audit::record_in_tx(&mut tx, op, "bulk_price_change", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(done)
}

/// A price so many percent higher, half-up at so many decimals.
fn raised(price: Decimal, percent: Decimal, decimals: u32) -> Decimal {
    let raised = price * (Decimal::ONE_HUNDRED + percent) * Decimal::new(1, 2);
    raised.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
}
