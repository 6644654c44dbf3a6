//! What a query found: the hits, what is counted beside them, and what stands before all others.

use super::index::{Parameter, Snapshot, listed};
use super::view::{Meaning, Understood};
use crate::ids::SkuId;
use roaring::RoaringBitmap;
use std::cell::OnceCell;
use std::sync::Arc;

/// SKUs as a bitmap and, once somebody walks them, as a list.
#[derive(Debug, Default)]
pub(super) struct Docs {
    pub(super) bitmap: RoaringBitmap,
    list: OnceCell<Arc<Vec<u32>>>,
}

impl Docs {
    pub(super) fn new(bitmap: RoaringBitmap) -> Self {
        Self { bitmap, list: OnceCell::new() }
    }

    pub(super) fn list(&self) -> Arc<Vec<u32>> {
        self.list.get_or_init(|| Arc::new(listed(&self.bitmap))).clone()
    }

    pub(super) fn counts(&self, parameter: &Parameter) -> Vec<u32> {
        parameter.counts(&self.bitmap, || self.list())
    }

    /// Which values occur among them, where some are known to.
    pub(super) fn occurring(&self, parameter: &Parameter, known: Vec<bool>) -> Vec<bool> {
        parameter.occurring(&self.bitmap, || self.list(), known)
    }
}

/// What is chosen of one parameter.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) parameter: usize,
    pub(super) docs: RoaringBitmap,
}

/// Parts a text means by numbers that are not in the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The whole text is a number of theirs.
    pub(crate) whole: Vec<SkuId>,
    /// The text is a piece of the company's own number of them; whether its beginning.
    pub(crate) own: Vec<(SkuId, bool)>,
}

/// The hits of a query and what is needed to count beside them.
#[derive(Debug)]
pub(super) struct Hits {
    /// All of them.
    pub(super) docs: Docs,
    /// Those whose part number was typed exactly.
    pub(super) exact: Vec<u32>,
    /// Those that stand before all others: typed exactly, or by the company's own number.
    pub(super) first: Vec<u32>,
    /// The text, piece by piece.
    pub(super) understood: Vec<Understood>,
    /// Text and stock only.
    pub(super) open: RoaringBitmap,
    /// Text, stock, category and family.
    pub(super) base: RoaringBitmap,
    /// Text, category and family: what values are shown from. None where that is the hits.
    pub(super) scope: Option<Docs>,
    pub(super) filters: Vec<Filter>,
}

impl Hits {
    pub(super) fn docs(&self) -> &RoaringBitmap {
        &self.docs.bitmap
    }

    pub(super) fn scope(&self) -> &Docs {
        self.scope.as_ref().unwrap_or(&self.docs)
    }

    pub(super) fn put_first(&mut self, whole: Vec<u32>) {
        if whole.is_empty() {
            return;
        }
        let before = |rest: &[u32]| -> Vec<u32> {
            let others = rest.iter().copied().filter(|doc| !whole.contains(doc));
            whole.iter().copied().chain(others).collect()
        };
        (self.exact, self.first) = (before(&self.exact), before(&self.first));
        let mut docs = std::mem::take(&mut self.docs).bitmap;
        docs.extend(whole);
        // what is among the hits is in scope: counts of the one are taken for the other
        if let Some(scope) = &mut self.scope {
            *scope = Docs::new(&scope.bitmap | &docs);
        }
        self.docs = Docs::new(docs);
    }
}

impl Snapshot {
    /// Parts by a piece of the company's own numbers. Within a number nothing is looked for that is a name or a measure:
    /// 304 is a steel before it is in the midst of a number.
    pub(super) fn own(&self, known: &Known, said: &[Understood]) -> Vec<u32> {
        let plain = |piece: &Understood| matches!(piece.meaning, Meaning::PartNumber | Meaning::Nothing);
        let within = said.iter().all(plain);
        let meant = known.own.iter().filter(|(_, begins)| *begins || within);
        meant.filter_map(|(sku, _)| self.skus.find(*sku)).collect()
    }
}
