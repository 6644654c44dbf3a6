//! Prices as the rest of the house asks for them: set-wise, for one company, on one day.
//!
//! The company is always given by the caller from its `OpContext`, never from a form. Buyers get [`PriceView`]; the trace
//! with cost and floor is for staff and read on the staff pool.

use crate::accounts::permission::{Actor, Permission};
use crate::catalog::numbers::part::find_one;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, CompanyId, ListId, PriceGroupId, SkuId};
use crate::op::{OpContext, Tx};
use crate::pricing::change::write::by_rung;
use crate::pricing::explanation::PriceView;
use crate::pricing::floor::{Cost, Floor};
use crate::pricing::memory::Place;
use crate::pricing::resolve::{Outcome, Resolved, resolve};
use crate::pricing::store::steps::LineRung;
use crate::pricing::store::{self, setup};
use crate::pricing::terms::{Terms, VatRate};
use crate::pricing::timeline::on;
use crate::pricing::trace::{StaffTrace, Written, trace_with_cost};
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::NaiveDate;
use std::collections::HashMap;

pub use crate::pricing::store::setup::{SkuToPrice, TopCategory};
pub use crate::pricing::trace::trace_without_cost;

/// Loads everything that decides the company's prices for a set of SKUs, in this operation's own transaction: three queries,
/// whatever their number, or one where this process remembers what does not change from price to price.
///
/// # Errors
/// Database errors; `Internal` when prices exist but no VAT rate holds on the day.
pub async fn load_terms_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    skus: &[SkuId],
    day: NaiveDate,
) -> Result<Terms> {
    let place = Place::of(op, company, day);
    let terms = store::load_terms(tx, &op.pools.prices, place, company, skus, day).await?;
    if terms.vat.is_empty() && !terms.lists.is_empty() {
        return Err(Error::Internal("no VAT rate holds on the day".into()));
    }
    Ok(terms)
}

/// The company's prices of a set of SKUs. A SKU without a price is missing from the answer; of a SKU asked for twice the
/// last quantity counts.
///
/// # Errors
/// As [`load_terms_in_tx`].
pub async fn price_set_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    wanted: &[(SkuId, Quantity)],
    day: NaiveDate,
) -> Result<HashMap<SkuId, Resolved>> {
    each_in_tx(tx, op, company, wanted, day, |resolved| resolved).await
}

/// What `keep` takes of each price of a set of SKUs.
async fn each_in_tx<T>(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    wanted: &[(SkuId, Quantity)],
    day: NaiveDate,
    keep: impl Fn(Resolved) -> T,
) -> Result<HashMap<SkuId, T>> {
    let mut found = HashMap::with_capacity(wanted.len());
    if wanted.is_empty() {
        return Ok(found);
    }
    let skus: Vec<SkuId> = wanted.iter().map(|(sku, _)| *sku).collect();
    let terms = load_terms_in_tx(tx, op, company, &skus, day).await?;
    for (sku, quantity) in wanted {
        if let Some(resolved) = resolve(&terms, *sku, *quantity, day) {
            found.insert(*sku, keep(resolved));
        }
    }
    Ok(found)
}

/// The prices of the company in force, as a buyer sees them.
///
/// # Errors
/// `SignedOut`, `Forbidden`, `NotFound` for staff without a company.
pub async fn prices_for(op: &OpContext, wanted: &[(SkuId, Quantity)]) -> Result<HashMap<SkuId, PriceView>> {
    op.require(Permission::SeePrices)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let view = |resolved| PriceView::of(&resolved);
    let found = each_in_tx(&mut tx, op, company, wanted, op.today(), view).await?;
    Ok(found)
}

/// Why a company would pay what for a part on a day, for staff.
///
/// # Errors
/// `SignedOut`, `Forbidden`; `Fields` for an unknown part; `NoPrice` when nothing prices it.
pub async fn explain(
    op: &OpContext,
    company: CompanyId,
    part_number: &str,
    quantity: Quantity,
    on: NaiveDate,
) -> Result<StaffTrace> {
    require_trace(op)?;
    if !crate::time::is_plausible(on) {
        let problem = Problem::OutOfRange { typed: on.to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("on", problem)]).into());
    }
    let mut tx = op.read().await?;
    let sku = match store::find_sku(&mut tx, part_number).await? {
        Some(sku) => sku,
        None => find_one(&mut tx, "part", part_number).await?.map_err(|p| Rejection::Fields(vec![p]))?,
    };
    let mut found = price_set_in_tx(&mut tx, op, company, &[(sku, quantity)], on).await?;
    let resolved =
        found.remove(&sku).ok_or_else(|| Rejection::NoPrice { part_number: part_number.to_owned() })?;
    let written = written_by(&mut tx, &resolved).await?;
    let trace = StaffTrace { written, ..staff_trace_in_tx(&mut tx, &resolved).await? };
    Ok(trace)
}

/// The document that set the price that holds.
async fn written_by(tx: &mut Tx, resolved: &Resolved) -> Result<Option<Written>> {
    let list = resolved.list.id;
    let won = resolved.considered.iter().find(|considered| considered.outcome == Outcome::Won);
    let by = match won.and_then(|won| won.percent) {
        None => {
            let rung = LineRung { list, sku: resolved.sku, min_qty: resolved.tier_from };
            let steps = by_rung(store::steps::lines_of(tx, &[rung]).await?).remove(&rung).unwrap_or_default();
            on(&steps, resolved.on).and_then(|step| step.by)
        }
        Some(percent) => {
            // of several targets with the same percentage it cannot be told which one it was
            let mut found: Vec<_> = by_rung(store::steps::discounts_of(tx, &[list.0]).await?)
                .into_values()
                .filter_map(|steps| on(&steps, resolved.on).cloned())
                .filter(|step| step.value == Some(percent))
                .map(|step| step.by)
                .collect();
            found.dedup();
            if found.len() == 1 { found.pop().flatten() } else { None }
        }
    };
    match by {
        Some(by) => store::changes::written(tx, by).await,
        None => Ok(None),
    }
}

/// [`explain`] for a company known by its code, such as `C-10001`, or by so much of its name as no other has.
///
/// # Errors
/// As [`explain`]; `Fields` for a company that is none, or several.
pub async fn explain_by_code(
    op: &OpContext,
    company: &str,
    part_number: &str,
    quantity: Quantity,
    on: NaiveDate,
) -> Result<StaffTrace> {
    require_trace(op)?;
    let mut tx = op.read().await?;
    let called = store::names::company_called(&mut tx, company.trim()).await?;
    drop(tx);
    let company = called.map_err(|problem| Rejection::Fields(vec![FieldProblem::new("company", problem)]))?;
    explain(op, company, part_number, quantity, on).await
}

/// The staff trace of one price. Staff pool only: the buyers' role has no grant on costs and floors.
///
/// # Errors
/// Database errors, among them `Internal` on the buyer pool.
pub async fn staff_trace_in_tx(tx: &mut Tx, resolved: &Resolved) -> Result<StaffTrace> {
    let parts = store::floors::costs_and_floors(tx, &[resolved.sku]).await?;
    let (cost, floor) = parts.get(&resolved.sku).copied().unwrap_or_default();
    Ok(trace_with_cost(resolved, cost, floor))
}

/// The staff traces of many prices: the same few queries, whatever their number. Staff pool only.
///
/// # Errors
/// As [`staff_trace_in_tx`].
pub async fn staff_traces_in_tx(
    tx: &mut Tx,
    resolved: &HashMap<SkuId, Resolved>,
) -> Result<HashMap<SkuId, StaffTrace>> {
    let skus: Vec<SkuId> = resolved.keys().copied().collect();
    let parts = store::floors::costs_and_floors(tx, &skus).await?;
    let trace = |(sku, found): (&SkuId, &Resolved)| {
        let (cost, floor) = parts.get(sku).copied().unwrap_or_default();
        (*sku, trace_with_cost(found, cost, floor))
    };
    Ok(resolved.iter().map(trace).collect())
}

/// The part of the price book that is set up rather than edited: VAT, groups, costs, floors, and what there is to price.
///
/// # Errors
/// `Forbidden` for those who may not edit prices.
pub fn set_up(op: &OpContext) -> Result<SetUp<'_>> {
    op.require(Permission::EditPrices)?;
    Ok(SetUp { op })
}

/// Proof that the actor may edit prices; see [`set_up`].
pub struct SetUp<'a> {
    op: &'a OpContext,
}

impl SetUp<'_> {
    /// Opens the transaction the steps below share.
    ///
    /// # Errors
    /// `Unavailable`
    pub async fn begin(&self) -> Result<Tx> {
        self.op.begin().await
    }

    /// The list of a code, if there is one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn find_list(&self, tx: &mut Tx, code: &str) -> Result<Option<ListId>> {
        store::find_list(tx, code).await
    }

    /// The company of a code, if there is one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn find_company(&self, tx: &mut Tx, code: &str) -> Result<Option<CompanyId>> {
        store::find_company(tx, code).await
    }

    /// Every SKU, by part number.
    ///
    /// # Errors
    /// Database errors.
    pub async fn skus(&self, tx: &mut Tx) -> Result<Vec<SkuToPrice>> {
        setup::list_skus_to_price(tx).await
    }

    /// The top of the category tree.
    ///
    /// # Errors
    /// Database errors.
    pub async fn top_categories(&self, tx: &mut Tx) -> Result<Vec<TopCategory>> {
        setup::list_top_categories(tx).await
    }

    /// Writes a VAT rate unless one holds in those days already.
    ///
    /// # Errors
    /// Database errors.
    pub async fn ensure_vat(&self, tx: &mut Tx, rate: &VatRate) -> Result<()> {
        setup::ensure_vat_rate(tx, rate).await
    }

    /// The group of a code, made when missing; companies of `kind` without a group join it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn ensure_group(
        &self,
        tx: &mut Tx,
        (code, zh, en): (&str, &str, &str),
        kind: &str,
    ) -> Result<PriceGroupId> {
        let group = setup::ensure_group(tx, code, zh, en).await?;
        setup::assign_group(tx, group, kind).await?;
        Ok(group)
    }

    /// Writes what parts cost.
    ///
    /// # Errors
    /// Database errors.
    pub async fn put_costs(&self, tx: &mut Tx, costs: &[(SkuId, Cost)]) -> Result<u64> {
        setup::upsert_costs(tx, costs).await
    }

    /// Writes the floor of a category.
    ///
    /// # Errors
    /// Database errors.
    pub async fn put_category_floor(&self, tx: &mut Tx, category: CategoryId, floor: &Floor) -> Result<()> {
        setup::insert_category_floor(tx, category, floor).await
    }
}

fn require_trace(op: &OpContext) -> Result<()> {
    op.require(Permission::SeePriceTrace)?;
    match op.actor {
        Actor::Staff { .. } => Ok(()),
        // no member has the permission; should one ever get it, the trace is still not his
        _ => Err(Rejection::Forbidden.into()),
    }
}
