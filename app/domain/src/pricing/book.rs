//! What the lists for everybody and for groups say of every SKU, in this process's memory: for sorting and filtering a
//! result by the own price. A price that is shown is always read from the database; the book may be a moment behind.

use super::store;
use super::terms::PriceLine;
use crate::error::Result;
use crate::ids::{ListId, SkuId};
use arc_swap::ArcSwap;
use rustc_hash::FxHashMap;
use sqlx::PgPool;
use std::sync::Arc;

/// The book of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    current: Arc<ArcSwap<Lines>>,
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
