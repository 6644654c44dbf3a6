//! Finding parts with the company's own prices beside them, in its order and within its bounds: one transaction, whatever
//! is shown.

use super::book::{Lines, PriceBook};
use super::explanation::PriceView;
use super::resolve::quick::{Discounts, Quick};
use super::service::price_set_in_tx;
use super::store;
use super::terms::{PriceLine, SkuFacts, Terms};
use crate::accounts::permission::Permission;
use crate::catalog::numbers::NumberHit;
use crate::catalog::numbers::part::{Beside, beside_in_tx};
use crate::catalog::query::SortKey;
use crate::catalog::{Catalog, SearchPage, SearchQuery, SkuRow, Snapshot};
use crate::error::Result;
use crate::ids::{CompanyId, SkuId};
use crate::op::{OpContext, Tx};
use crate::quantity::{Quantity, QuantityRule};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Prices at the smallest order; empty for who may not see any.
pub type OwnPrices = HashMap<SkuId, PriceView>;

/// What a query finds.
#[derive(Debug)]
pub struct Selection {
    /// The page, with stock as of now.
    pub page: SearchPage,
    /// Own prices as of now.
    pub prices: OwnPrices,
    /// Parts the whole text is a number of without being their part number: first in the list, with why.
    pub known: Vec<NumberHit>,
    /// Own numbers of the rows, what is in stock instead of those that are not, what is there now.
    pub beside: Beside,
}

/// A page of what a query finds, with all that stands beside its rows.
///
/// # Errors
/// Database errors; `Unavailable` while a starting process still reads the catalogue.
pub async fn search(
    op: &OpContext,
    catalog: &Catalog,
    book: &PriceBook,
    query: &SearchQuery,
) -> Result<Selection> {
    let snapshot = catalog.loaded()?;
    let mut tx = op.begin().await?;
    let by_price = query.price.is_some() || query.sort.as_ref().is_some_and(|sort| sort.by == SortKey::Price);
    let known = crate::catalog::service::known_numbers_in_tx(&mut tx, op, query).await?;
    let first: Vec<SkuId> = known.iter().map(|hit| hit.sku.sku_id).collect();
    let company = payer(op);
    let mut page = match company.filter(|_| by_price) {
        Some(company) => {
            let ranked = Ranked::load(&mut tx, company, book, op.today()).await?;
            ranked.page(&snapshot, query, &first)
        }
        None => snapshot.answer(query, &first, None),
    };
    crate::catalog::service::fill_stock_in_tx(&mut tx, &mut page.rows).await?;
    let prices = own_prices_in_tx(&mut tx, op, &page.rows).await?;
    let beside = beside_in_tx(&mut tx, op, &page.rows).await?;
    tx.commit().await?;
    Ok(Selection { page, prices, known, beside })
}

/// What these parts cost the company in force.
///
/// # Errors
/// Database errors.
pub async fn own_prices(op: &OpContext, rows: &[SkuRow]) -> Result<OwnPrices> {
    let mut tx = op.begin().await?;
    let prices = own_prices_in_tx(&mut tx, op, rows).await?;
    tx.commit().await?;
    Ok(prices)
}

/// The company whose prices the actor may see; who may not see prices still finds parts.
fn payer(op: &OpContext) -> Option<CompanyId> {
    op.company.filter(|_| op.actor.may(Permission::SeePrices))
}

async fn own_prices_in_tx(tx: &mut Tx, op: &OpContext, rows: &[SkuRow]) -> Result<OwnPrices> {
    let Some(company) = payer(op) else { return Ok(HashMap::new()) };
    let wanted: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.sku_id, Quantity::new(smallest(row.moq, row.multiple)).ok()?)))
        .collect();
    let found = price_set_in_tx(tx, company, &wanted, op.today()).await?;
    Ok(found.iter().map(|(sku, resolved)| (*sku, PriceView::of(resolved))).collect())
}

fn smallest(moq: Decimal, multiple: Decimal) -> Decimal {
    QuantityRule { moq, multiple }.minimum()
}

/// Everything that says what any SKU costs a company, at the smallest order.
struct Ranked {
    terms: Terms,
    contract: FxHashMap<SkuId, Vec<PriceLine>>,
    book: Arc<Lines>,
    day: NaiveDate,
}

impl Ranked {
    async fn load(tx: &mut Tx, company: CompanyId, book: &PriceBook, day: NaiveDate) -> Result<Self> {
        let terms = store::load_terms_without_lines(tx, company, day).await?;
        let contract = store::shared::list_contract_lines(tx, company, day).await?;
        Ok(Self { terms, contract, book: book.lines(), day })
    }

    fn page(&self, snapshot: &Snapshot, query: &SearchQuery, first: &[SkuId]) -> SearchPage {
        let Some(quick) = Quick::new(&self.terms, self.day) else {
            return snapshot.answer(query, first, None);
        };
        let known: RefCell<FxHashMap<u32, Rc<Discounts<'_>>>> = RefCell::default();
        let price = |doc: u32| {
            let (sku, family) = (snapshot.sku_id(doc), snapshot.family_of(doc));
            let discounts = known
                .borrow_mut()
                .entry(family)
                .or_insert_with(|| Rc::new(quick.discounts(&facts(snapshot, family))))
                .clone();
            let own = self.contract.get(&sku).map(Vec::as_slice).unwrap_or_default();
            let (moq, multiple) = snapshot.steps(doc);
            let price =
                quick.price(&discounts, self.book.of(sku).iter().chain(own), smallest(moq, multiple))?;
            Some(quick.per_one(&price))
        };
        snapshot.answer(query, first, Some(&price))
    }
}

/// What discounts look at; they ask for no part number.
fn facts(snapshot: &Snapshot, family: u32) -> SkuFacts {
    let (brand, categories) = snapshot.place_of(family);
    SkuFacts { part_number: String::new(), categories, brand }
}
