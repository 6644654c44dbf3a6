//! Finding parts with the company's own prices beside them, in its order and within its bounds: one transaction, whatever
//! is shown.

use super::book::PriceBook;
use super::explanation::PriceView;
use super::memory::Place;
use super::resolve::quick::{Discounts, Quick};
use super::service::price_set_in_tx;
use super::sheet::Tariff;
use super::store;
use super::terms::{FamilyFacts, PriceLine, Terms};
use crate::accounts::permission::Permission;
use crate::catalog::compare::{ComparedPart, Comparison, codes_of};
use crate::catalog::numbers::part::{Beside, beside_in_tx, find_all_in_tx};
use crate::catalog::numbers::{Alternative, NumberHit, lookup};
use crate::catalog::query::{MOST_COMPARED, SortKey};
use crate::catalog::{
    Catalog, FamilyPage, PerOne, PriceOf, SearchPage, SearchQuery, SkuRow, Snapshot, service,
};
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
    let mut tx = op.read().await?;
    let (known, means) = service::known_in_tx(&mut tx, op, query).await?;
    let mut page = match Ranked::load_when_asked(&mut tx, op, book, query).await? {
        Some(ranked) => ranked.ask(&snapshot, |price| snapshot.answer(query, &means, price)),
        None => snapshot.answer(query, &means, None),
    };
    let beside = beside_in_tx(&mut tx, op, Some(&snapshot), &mut page.rows).await?;
    let prices = own_prices_in_tx(&mut tx, op, shown(&page.rows, beside.instead.values().flatten())).await?;
    Ok(Selection { page, prices, known, beside })
}

/// A family's page with all that stands beside its rows.
///
/// # Errors
/// As [`search`]; `NotFound` when there is no such family with anything to sell.
pub async fn family(
    op: &OpContext,
    catalog: &Catalog,
    book: &PriceBook,
    code: &str,
    query: &SearchQuery,
) -> Result<(FamilyPage, OwnPrices, Beside)> {
    let snapshot = catalog.loaded()?;
    let query = service::of_family(&snapshot, code, query)?;
    let Selection { page, prices, beside, .. } = search(op, catalog, book, &query).await?;
    Ok((service::as_family(&snapshot, code, page)?, prices, beside))
}

/// Parts side by side, with what they cost the company in force; more than [`MOST_COMPARED`] are named and left out.
///
/// # Errors
/// Database errors; `Unavailable` while a starting process still reads the catalogue.
pub async fn compare(
    op: &OpContext,
    catalog: &Catalog,
    part_numbers: &[String],
) -> Result<(Comparison, OwnPrices)> {
    let snapshot = catalog.loaded()?;
    let (asked, left_out) = part_numbers.split_at(part_numbers.len().min(MOST_COMPARED));
    let mut tx = op.read().await?;
    let found = find_all_in_tx(&mut tx, asked).await?;
    let unknown = asked.iter().zip(&found).filter(|(_, sku)| sku.is_none());
    let unknown = unknown.map(|(text, _)| text.clone()).collect();
    let mut skus: Vec<SkuId> = Vec::new();
    // one part written in two ways is one part
    found.into_iter().flatten().for_each(|sku| {
        if !skus.contains(&sku) {
            skus.push(sku);
        }
    });
    let rows = service::load_skus(&mut tx, &skus).await?;
    let prices = own_prices_in_tx(&mut tx, op, shown(&rows, [])).await?;
    let mut own = own_numbers_in_tx(&mut tx, op, &rows).await?;
    drop(tx);
    let columns = snapshot.columns_of(codes_of(&rows).into_iter());
    let part = |row: SkuRow| ComparedPart {
        brand: snapshot.brand_of(&row.family_code),
        own: own.remove(&row.sku_id),
        row,
    };
    let parts = rows.into_iter().map(part).collect();
    Ok((Comparison { parts, columns, unknown, left_out: left_out.to_vec() }, prices))
}

/// What a part costs the company in force, and what is in stock instead of it.
///
/// # Errors
/// Database errors.
pub async fn own_prices(op: &OpContext, row: &SkuRow, instead: &[Alternative]) -> Result<OwnPrices> {
    let mut tx = op.read().await?;
    let prices = own_prices_in_tx(&mut tx, op, shown(std::slice::from_ref(row), instead)).await?;
    Ok(prices)
}

/// Parts a page shows prices of, and their smallest orders.
pub(super) fn shown<'a>(
    rows: &'a [SkuRow],
    instead: impl IntoIterator<Item = &'a Alternative>,
) -> impl Iterator<Item = (SkuId, Decimal)> {
    let rows = rows.iter().map(|row| (row.sku_id, row.smallest()));
    rows.chain(instead.into_iter().map(|one| (one.sku_id, one.smallest)))
}

/// The company's own numbers of these rows.
pub(super) async fn own_numbers_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    rows: &[SkuRow],
) -> Result<HashMap<SkuId, String>> {
    let Some(company) = lookup::company_of(op) else { return Ok(HashMap::new()) };
    let skus: Vec<SkuId> = rows.iter().map(|row| row.sku_id).collect();
    lookup::printed(tx, company, &skus).await
}

/// The company whose prices the actor may see; who may not see prices still finds parts.
pub(super) fn payer(op: &OpContext) -> Option<CompanyId> {
    op.company.filter(|_| op.actor.may(Permission::SeePrices))
}

/// The same inside the caller's transaction.
pub(super) async fn own_prices_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    shown: impl Iterator<Item = (SkuId, Decimal)>,
) -> Result<OwnPrices> {
    let Some(company) = payer(op) else { return Ok(HashMap::new()) };
    let wanted: Vec<_> =
        shown.filter_map(|(sku, smallest)| Some((sku, Quantity::new(smallest).ok()?))).collect();
    let found = price_set_in_tx(tx, op, company, &wanted, op.today()).await?;
    Ok(found.iter().map(|(sku, resolved)| (*sku, PriceView::of(resolved))).collect())
}

/// Everything that says what any SKU costs a company, at the smallest order.
pub(super) struct Ranked {
    terms: Terms,
    contract: FxHashMap<SkuId, Vec<PriceLine>>,
    book: PriceBook,
    day: NaiveDate,
}

impl Ranked {
    /// For a query that asks for an order or bounds of price, of somebody who sees prices.
    pub(super) async fn load_when_asked(
        tx: &mut Tx,
        op: &OpContext,
        book: &PriceBook,
        query: &SearchQuery,
    ) -> Result<Option<Self>> {
        let by_price =
            query.price.is_some() || query.sort.as_ref().is_some_and(|sort| sort.by == SortKey::Price);
        let Some(company) = payer(op).filter(|_| by_price) else { return Ok(None) };
        let day = op.today();
        let terms = store::open_lists(tx, Place::of(op, company, day), company, day).await?.terms();
        let contract = store::shared::list_contract_lines(tx, company, &terms, day).await?;
        Ok(Some(Self { terms, contract, book: book.clone(), day }))
    }

    /// Asks the catalogue something with what each SKU costs; without any where no VAT rate holds.
    pub(super) fn ask<T>(&self, snapshot: &Snapshot, question: impl FnOnce(Option<PriceOf>) -> T) -> T {
        let Some(quick) = Quick::new(&self.terms, self.day) else { return question(None) };
        let lines = self.book.lines();
        let known: RefCell<FxHashMap<u32, Rc<Discounts<'_>>>> = RefCell::default();
        let discounts = |family: u32| {
            let mut known = known.borrow_mut();
            known.entry(family).or_insert_with(|| Rc::new(quick.discounts(&facts(snapshot, family)))).clone()
        };
        let smallest_of = |doc: u32| {
            let (moq, multiple) = snapshot.steps(doc);
            QuantityRule { moq, multiple }.minimum()
        };
        let alone = |doc: u32| {
            let sku = snapshot.sku_id(doc);
            let own = self.contract.get(&sku).map(Vec::as_slice).unwrap_or_default();
            let all = lines.of(sku).iter().chain(own);
            let price = quick.price(&discounts(snapshot.family_of(doc)), all, smallest_of(doc))?;
            Some(PerOne::of(quick.per_one(&price)))
        };
        let percents = |family, quantity| discounts(family).percents(quantity);
        let sheet = self.book.sheet(&lines, snapshot, self.day);
        let Some(tariff) = sheet.as_deref().and_then(|sheet| Tariff::new(sheet, &self.terms, &percents))
        else {
            return question(Some(&alone));
        };
        let mut own = vec![false; snapshot.numbering().len()];
        for doc in self.contract.keys().filter_map(|sku| snapshot.doc_of(*sku)) {
            if let Some(own) = own.get_mut(doc as usize) {
                *own = true;
            }
        }
        question(Some(&|doc| {
            let listed = own.get(doc as usize).is_some_and(|own| !own);
            listed.then(|| tariff.price(doc)).flatten().unwrap_or_else(|| alone(doc))
        }))
    }
}

fn facts(snapshot: &Snapshot, family: u32) -> FamilyFacts {
    let (brand, categories) = snapshot.place_of(family);
    FamilyFacts { categories, brand }
}
