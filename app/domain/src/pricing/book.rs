//! What the lists for everybody and for groups say of every SKU, in this process's memory: for sorting and filtering a
//! result by the own price. A price that is shown is always read from the database; the book may be a moment behind.

use super::sheet::Sheet;
use super::store;
use super::terms::PriceLine;
use crate::catalog::Snapshot;
use crate::error::{Error, Result};
use crate::ids::{ListId, SkuId};
use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use sqlx::PgPool;
use std::sync::Arc;

/// The book of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    current: Arc<ArcSwap<Lines>>,
    /// What it says of the SKUs of the index, when that was worked out.
    sheet: Arc<ArcSwapOption<Sheet>>,
}

/// One state of it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Versions of the lists read.
    versions: Vec<(ListId, i32)>,
    lines: Vec<PriceLine>,
    /// Where the lines of a SKU are.
    places: FxHashMap<SkuId, (u32, u32)>,
}

impl PriceBook {
    /// Reads all again when a list changed; true when one did. Asked several times a second by every process.
    ///
    /// # Errors
    /// Database errors; the old state stays in use.
    pub async fn refresh_if_changed(&self, pool: &PgPool) -> Result<bool> {
        let versions = store::shared::list_versions(pool).await?;
        if versions == self.current.load().versions {
            return Ok(false);
        }
        let (versions, sorted) = store::shared::load_lines(pool).await?;
        self.current.store(Arc::new(Lines::new(versions, sorted)));
        Ok(true)
    }

    /// Works out what the book says of the SKUs of the index on a day, unless that is known; true when it was not. Until
    /// then each SKU is looked up by itself.
    ///
    /// # Errors
    /// When the work stops half way.
    pub async fn align(&self, snapshot: &Snapshot, day: NaiveDate) -> Result<bool> {
        let (lines, numbering) = (self.lines(), snapshot.numbering());
        if self.sheet.load().as_ref().is_some_and(|sheet| sheet.is_of(&lines, &numbering, day)) {
            return Ok(false);
        }
        let work = tokio::task::spawn_blocking(move || Sheet::new(lines, numbering, day));
        let sheet = work.await.map_err(|stopped| Error::Internal(stopped.to_string()))?;
        self.sheet.store(Some(Arc::new(sheet)));
        Ok(true)
    }

    /// The book's sheet, if it is this book's, of this index and this day.
    pub(super) fn sheet(
        &self,
        lines: &Arc<Lines>,
        snapshot: &Snapshot,
        day: NaiveDate,
    ) -> Option<Arc<Sheet>> {
        self.sheet.load_full().filter(|sheet| sheet.is_of(lines, &snapshot.numbering(), day))
    }

    /// The book as of now; stays as it is while held.
    pub(super) fn lines(&self) -> Arc<Lines> {
        self.current.load_full()
    }
}

impl Lines {
    /// Of lines that stand together by SKU.
    fn new(versions: Vec<(ListId, i32)>, sorted: Vec<(SkuId, PriceLine)>) -> Self {
        let mut book = Self { versions, ..Self::default() };
        for (sku, line) in sorted {
            let at = u32::try_from(book.lines.len()).unwrap_or(u32::MAX);
            book.lines.push(line);
            book.places.entry(sku).or_insert((at, at)).1 = at + 1;
        }
        book
    }

    /// The lines of a SKU.
    pub(super) fn of(&self, sku: SkuId) -> &[PriceLine] {
        let place = self.places.get(&sku).copied().unwrap_or_default();
        &self.lines[place.0 as usize..place.1 as usize]
    }
}
