//! What the portal asks of the catalogue. Visitors may ask all of it: there is no price in any answer.

use super::hits::Known;
use super::index::{Catalog, Snapshot};
use super::numbers::{NumberHit, lookup};
use super::part_number::{confusable_key, strict_key};
use super::query::SearchQuery;
use super::store;
use super::view::*;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};

/// Suggestions shown beneath the search box.
const MAX_SUGGESTIONS: usize = 10;
/// Part numbers read in one call; a pasted order is shorter.
pub const MAX_PART_NUMBERS: usize = 5_000;

/// One page of what a query finds, with the stock of the rows as of now.
///
/// # Errors
/// Database errors.
pub async fn search(op: &OpContext, catalog: &Catalog, query: &SearchQuery) -> Result<SearchPage> {
    let mut page = catalog.loaded()?.answer(query, &Known::default(), None);
    let mut tx = op.read().await?;
    fill_stock_in_tx(&mut tx, &mut page.rows).await?;
    Ok(page)
}

/// Writes the stock as of now into rows.
///
/// # Errors
/// Database errors.
pub async fn fill_stock_in_tx(tx: &mut Tx, rows: &mut [SkuRow]) -> Result<()> {
    let shown: Vec<SkuId> = rows.iter().map(|row| row.sku_id).collect();
    let available = store::list_available(tx, &shown).await?;
    for row in rows {
        row.on_hand_available = available.get(&row.sku_id).copied().unwrap_or_default();
    }
    Ok(())
}

/// What a text means as somebody's number: the parts the whole of it is a number of without being their part number, unless
/// the search is narrowed down, where they would stand in the way; and those the company has a number of its own for with
/// the text in it.
///
/// # Errors
/// Database errors.
pub(crate) async fn known_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    query: &SearchQuery,
) -> Result<(Vec<NumberHit>, Known)> {
    let key = strict_key(&query.text);
    if key.is_empty() {
        return Ok(Default::default());
    }
    let company = lookup::company_of(op);
    let own = lookup::own_with_in_tx(tx, company, &key, op.today()).await?;
    let narrowed = query.chosen() > 0 || query.category.is_some() || query.family.is_some();
    let hits = if narrowed {
        Vec::new()
    } else {
        let mut found = lookup::find_by_numbers(tx, company, std::slice::from_ref(&key), op.today()).await?;
        found.remove(&key).unwrap_or_default()
    };
    let whole = hits.iter().map(|hit| hit.sku.sku_id).collect();
    Ok((hits, Known { whole, own }))
}

/// A family's page whose rows are those next to one of its parts: the sizes around it in the same material and finish.
///
/// # Errors
/// `NotFound` when there is no such family with anything to sell.
pub async fn family_around(op: &OpContext, catalog: &Catalog, code: &str, sku: SkuId) -> Result<FamilyPage> {
    let snapshot = catalog.loaded()?;
    let query = of_family(&snapshot, code, &SearchQuery::default())?;
    let mut page = snapshot.answer(&query, &Known::default(), None);
    page.rows = snapshot.around(&query, sku).unwrap_or(page.rows);
    let mut tx = op.read().await?;
    fill_stock_in_tx(&mut tx, &mut page.rows).await?;
    drop(tx);
    as_family(&snapshot, code, page)
}

/// The query confined to a family, whatever category it named.
///
/// # Errors
/// `NotFound` when there is no such family with anything to sell.
pub fn of_family(snapshot: &Snapshot, code: &str, query: &SearchQuery) -> Result<SearchQuery> {
    let family = snapshot.schema.family(code).filter(|f| !f.docs.is_disjoint(&snapshot.live));
    family.ok_or(Rejection::NotFound)?;
    Ok(SearchQuery { family: Some(code.to_owned()), category: None, ..query.clone() })
}

/// The category a query is in: its own, else its family's.
pub fn category_of(catalog: &Catalog, query: &SearchQuery) -> Option<String> {
    let snapshot = catalog.snapshot();
    let of_family = |code: &String| {
        let category = snapshot.schema.categories.get(snapshot.schema.family(code)?.category)?;
        Some(category.code.clone())
    };
    query.category.clone().or_else(|| query.family.as_ref().and_then(of_family))
}

/// A family's page around what was found of it.
///
/// # Errors
/// `NotFound` when there is no such family.
pub fn as_family(snapshot: &Snapshot, code: &str, mut page: SearchPage) -> Result<FamilyPage> {
    let family = snapshot.schema.family(code).ok_or(Rejection::NotFound)?;
    let category = snapshot.schema.categories.get(family.category).map(|c| c.code.clone());
    page.crumbs = snapshot.crumbs(category.as_deref());
    Ok(FamilyPage {
        code: family.code.clone(),
        name_zh: family.name_zh.clone(),
        name_en: family.name_en.clone(),
        standard: family.standard.clone(),
        brand: family.brand.clone(),
        page,
    })
}

/// The tree with its counts.
pub fn category_tree(catalog: &Catalog) -> Vec<CategoryView> {
    catalog.snapshot().tree()
}

/// For each text, the active SKUs whose strict key it has: none, the one, or several to choose from. Order and texts
/// are kept; texts beyond [`MAX_PART_NUMBERS`] are refused, never dropped.
///
/// # Errors
/// `Fields` when there are too many texts; database errors.
pub async fn find_skus_by_part_numbers(
    op: &OpContext,
    texts: &[String],
) -> Result<Vec<(String, Vec<SkuBrief>)>> {
    let mut tx = op.read().await?;
    let found = find_skus_by_part_numbers_in_tx(&mut tx, texts).await?;
    Ok(found)
}

/// The same inside the caller's transaction.
///
/// # Errors
/// `Fields` when there are too many texts; database errors.
pub async fn find_skus_by_part_numbers_in_tx(
    tx: &mut Tx,
    texts: &[String],
) -> Result<Vec<(String, Vec<SkuBrief>)>> {
    if texts.len() > MAX_PART_NUMBERS {
        let problem = Problem::OutOfRange { typed: texts.len().to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("part_number", problem)]).into());
    }
    let keys: Vec<String> = texts.iter().map(|text| strict_key(text)).collect();
    let found = store::list_by_keys(tx, &keys).await?;
    let of = |key: &String| found.get(key).cloned().unwrap_or_default();
    Ok(texts.iter().cloned().zip(keys.iter().map(of)).collect())
}

/// What somebody typing this may mean: exact, then beginning so, then anything found, then O for 0 mistaken.
pub fn suggest(catalog: &Catalog, text: &str) -> Vec<SkuBrief> {
    let snapshot = catalog.snapshot();
    let key = strict_key(text);
    let mut docs: Vec<u32> = Vec::new();
    if !key.is_empty() {
        docs.extend(snapshot.prefix(&key).take(MAX_SUGGESTIONS));
    }
    if docs.len() < MAX_SUGGESTIONS {
        let found = snapshot.understand(text, true).docs;
        docs.extend(found.iter().take(MAX_SUGGESTIONS * 2));
    }
    let guess = confusable_key(text);
    if docs.is_empty() && guess != key {
        docs.extend(snapshot.prefix(&guess).take(MAX_SUGGESTIONS));
    }
    let mut seen = std::collections::HashSet::new();
    docs.retain(|doc| seen.insert(*doc));
    docs.into_iter().take(MAX_SUGGESTIONS).map(|doc| snapshot.brief(doc)).collect()
}

/// Other texts to look for where a text finds nothing, each with what it finds, the most first.
pub fn instead(catalog: &Catalog, text: &str) -> Vec<Instead> {
    catalog.snapshot().instead(text)
}

/// The parts that come closest to a search that finds nothing: the next measures there are where it looked, then as [`suggest`], then but
/// for one slip of the finger, then what the best of the other texts finds.
pub fn closest(catalog: &Catalog, query: &SearchQuery, instead: &[Instead]) -> Vec<SkuBrief> {
    let (snapshot, text) = (catalog.snapshot(), query.text.as_str());
    let next = snapshot.next_to_asked(text, snapshot.place(query).as_ref());
    if !next.is_empty() {
        return next.into_iter().map(|doc| snapshot.brief(doc)).collect();
    }
    let suggested = suggest(catalog, text);
    if !suggested.is_empty() {
        return suggested;
    }
    let docs = snapshot.nearest(text, instead);
    docs.iter().take(MAX_SUGGESTIONS).map(|doc| snapshot.brief(doc)).collect()
}

/// What somebody typing this may be after, for a list beneath the search box.
pub fn type_ahead(catalog: &Catalog, typed: &str) -> Vec<Suggestion> {
    catalog.snapshot().suggestions(typed, MAX_SUGGESTIONS / 2)
}

/// These SKUs with parameters and stock, in this order, inside the caller's transaction. Discontinued ones too: orders
/// keep showing them.
///
/// # Errors
/// Database errors.
pub async fn load_skus(tx: &mut Tx, skus: &[SkuId]) -> Result<Vec<SkuRow>> {
    store::list_rows(tx, skus).await
}

/// The same in a transaction of its own.
///
/// # Errors
/// Database errors.
pub async fn list_skus_by_id(op: &OpContext, skus: &[SkuId]) -> Result<Vec<SkuRow>> {
    let mut tx = op.read().await?;
    let rows = store::list_rows(&mut tx, skus).await?;
    Ok(rows)
}

/// The first SKUs of the catalogue in its own order, for the command line.
pub fn list_skus(catalog: &Catalog, limit: usize) -> Vec<SkuBrief> {
    let snapshot = catalog.snapshot();
    snapshot.live.iter().take(limit).map(|doc| snapshot.brief(doc)).collect()
}
