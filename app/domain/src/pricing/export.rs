//! The whole of a result for a file: every row with its parameters, own price and stock, read batch by batch from one state
//! of the database. Never a part of it: what is too large to write is refused with the limit.

use super::book::PriceBook;
use super::explanation::PriceView;
use super::selection::{Ranked, own_numbers_in_tx, own_prices_in_tx, payer, shown};
use super::store;
use crate::catalog::query::MOST_EXPORTED;
use crate::catalog::{Catalog, ColumnView, Listing, PriceOf, SearchQuery, SkuRow, Snapshot, service};
use crate::error::Result;
use crate::op::{OpContext, Tx};
use crate::rejection::Rejection;
use std::sync::Arc;

/// Rows read at a time.
const BATCH: usize = 500;

/// A row of the file.
#[derive(Clone, Debug)]
pub struct ExportRow {
    /// The part with its stock.
    pub row: SkuRow,
    /// Its maker, empty when there is none.
    pub brand: String,
    /// The company's own number of it.
    pub own: Option<String>,
    /// Its own price at the smallest order, with all its tiers.
    pub price: Option<PriceView>,
}

/// A result being read. Holds one transaction until it is closed.
pub struct Export {
    op: OpContext,
    snapshot: Arc<Snapshot>,
    tx: Tx,
    listing: Listing,
    read: usize,
}

impl Export {
    /// All that a query finds, in its order; its page does not matter.
    ///
    /// # Errors
    /// `TooLarge` above [`MOST_EXPORTED`]; database errors; `Unavailable` while a starting process still reads the catalogue.
    pub async fn open(
        op: &OpContext,
        catalog: &Catalog,
        book: &PriceBook,
        query: &SearchQuery,
    ) -> Result<Self> {
        let snapshot = catalog.loaded()?;
        let mut tx = op.read().await?;
        store::shared::hold_still(&mut tx).await?;
        let (_, known) = service::known_in_tx(&mut tx, op, query).await?;
        let all = |price: Option<PriceOf<'_>>| snapshot.listing(query, &known, price, MOST_EXPORTED as usize);
        let listing = match Ranked::load_when_asked(&mut tx, op, book, query).await? {
            Some(ranked) => ranked.ask(&snapshot, all),
            None => all(None),
        };
        if listing.total > MOST_EXPORTED {
            return Err(Rejection::TooLarge { rows: listing.total, limit: MOST_EXPORTED }.into());
        }
        Ok(Self { op: op.clone(), snapshot, tx, listing, read: 0 })
    }

    /// How many rows there are.
    pub fn total(&self) -> u32 {
        self.listing.total
    }

    /// Every parameter that occurs.
    pub fn columns(&self) -> &[ColumnView] {
        &self.listing.columns
    }

    /// Whether the reader sees prices at all.
    pub fn is_priced(&self) -> bool {
        payer(&self.op).is_some()
    }

    /// The next rows; none when all were read.
    ///
    /// # Errors
    /// Database errors.
    pub async fn next(&mut self) -> Result<Option<Vec<ExportRow>>> {
        let end = (self.read + BATCH).min(self.listing.docs.len());
        let docs = &self.listing.docs[self.read..end];
        if docs.is_empty() {
            return Ok(None);
        }
        let mut rows: Vec<SkuRow> = docs.iter().map(|doc| self.snapshot.row(*doc)).collect();
        let brands: Vec<String> =
            docs.iter().map(|doc| self.snapshot.place_of(self.snapshot.family_of(*doc)).0).collect();
        self.read = end;
        service::fill_stock_in_tx(&mut self.tx, &mut rows).await?;
        let mut prices = own_prices_in_tx(&mut self.tx, &self.op, shown(&rows, [])).await?;
        let mut own = own_numbers_in_tx(&mut self.tx, &self.op, &rows).await?;
        let row = |(row, brand): (SkuRow, String)| ExportRow {
            own: own.remove(&row.sku_id),
            price: prices.remove(&row.sku_id),
            row,
            brand,
        };
        Ok(Some(rows.into_iter().zip(brands).map(row).collect()))
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Database errors.
    pub async fn close(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}
