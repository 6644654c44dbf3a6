//! Prices of parts somebody names by number, for programs: each with its price or why there is none.

use super::explanation::PriceView;
use super::resolve::resolve;
use super::service::load_terms_in_tx;
use crate::accounts::permission::{Actor, Permission};
use crate::accounts::tries;
use crate::catalog::numbers::part::find_all_in_tx;
use crate::catalog::service::load_skus;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::OpContext;
use crate::quantity::Quantity;
use crate::rejection::Rejection;
use std::collections::HashMap;

/// Most parts of one question.
pub const MOST_ASKED: usize = 200;

/// What was asked, and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As it was asked.
    pub asked: String,
    /// The part it means.
    pub part_number: Option<String>,
    /// Its price at the quantity asked for, else at the smallest order.
    pub price: Option<PriceView>,
}

/// The prices of the company in force, for its members only; one transaction, whatever the number of parts.
///
/// # Errors
/// `SignedOut`; `Forbidden` for staff and members who see no prices; `TooMany`.
pub async fn prices_of_parts(op: &OpContext, wanted: &[(String, Option<Quantity>)]) -> Result<Vec<Answer>> {
    op.require(Permission::SeePrices)?;
    if !matches!(op.actor, Actor::Buyer { .. }) {
        return Err(Rejection::Forbidden.into());
    }
    let company = op.company()?;
    tries::count_price_question(op).await?;
    let mut tx = op.read().await?;
    let texts: Vec<String> = wanted.iter().map(|(text, _)| text.clone()).collect();
    let found = find_all_in_tx(&mut tx, &texts).await?;
    let mut skus: Vec<SkuId> = found.iter().flatten().copied().collect();
    skus.sort_unstable();
    skus.dedup();
    let rows: HashMap<SkuId, _> =
        load_skus(&mut tx, &skus).await?.into_iter().map(|row| (row.sku_id, row)).collect();
    let smallest = |sku: SkuId| {
        let row = rows.get(&sku)?;
        Quantity::new(row.smallest()).ok()
    };
    let terms = load_terms_in_tx(&mut tx, op, company, &skus, op.today()).await?;
    drop(tx);
    let answer = |((asked, quantity), sku): (&(String, Option<Quantity>), Option<SkuId>)| {
        let price = sku.and_then(|sku| {
            let quantity = (*quantity).or_else(|| smallest(sku))?;
            resolve(&terms, sku, quantity, op.today())
        });
        Answer {
            asked: asked.clone(),
            part_number: sku.and_then(|sku| Some(rows.get(&sku)?.part_number.clone())),
            price: price.as_ref().map(PriceView::of),
        }
    };
    Ok(wanted.iter().zip(found).map(answer).collect())
}
