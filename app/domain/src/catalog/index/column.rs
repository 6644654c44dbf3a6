//! A parameter over all SKUs: per SKU a cell, per value the SKUs that have it. Copied piecewise when one SKU changes.

use crate::catalog::parameter::{ParameterKind, ParameterValue, schema_order, together};
use crate::ids::ParameterId;
use roaring::RoaringBitmap;
use std::sync::Arc;

/// No value.
pub(in crate::catalog) const NONE: u32 = u32::MAX;

/// SKUs per piece; a power of two, and of roaring's containers.
const PIECE: usize = 1 << 16;

/// SKUs looked at first where only what occurs is asked.
const SAMPLE: usize = 2_000;

/// One number per SKU. A piece nobody has a value in takes no room.
#[derive(Clone, Debug, Default)]
pub(in crate::catalog) struct Column {
    pieces: Vec<Option<Arc<Vec<u32>>>>,
}

impl Column {
    /// The number of this SKU, or [`NONE`].
    pub(in crate::catalog) fn get(&self, doc: u32) -> u32 {
        let piece = self.pieces.get(doc as usize / PIECE).and_then(Option::as_ref);
        piece.map_or(NONE, |piece| piece[doc as usize % PIECE])
    }

    /// Sets the number of this SKU.
    pub(super) fn set(&mut self, doc: u32, to: u32) {
        let at = doc as usize / PIECE;
        if self.pieces.len() <= at {
            self.pieces.resize(at + 1, None);
        }
        let piece = self.pieces[at].get_or_insert_with(|| Arc::new(vec![NONE; PIECE]));
        Arc::make_mut(piece)[doc as usize % PIECE] = to;
    }

    /// Adds one to the count of each SKU's number; the SKUs ascend.
    pub(in crate::catalog) fn count(&self, docs: &[u32], counts: &mut [u32]) {
        self.each(docs, |_, cell| {
            if let Some(count) = counts.get_mut(cell as usize) {
                *count += 1;
            }
        });
    }

    /// Calls with every SKU, ascending, and its number.
    pub(in crate::catalog) fn each(&self, docs: &[u32], mut call: impl FnMut(u32, u32)) {
        let mut rest = docs;
        while let Some(first) = rest.first() {
            let at = *first as usize / PIECE;
            let same = rest.partition_point(|doc| *doc as usize / PIECE == at);
            let (here, behind) = rest.split_at(same);
            rest = behind;
            // of known length, so that a place in it needs no check
            let piece = self.pieces.get(at).and_then(Option::as_ref);
            match piece.and_then(|piece| <&[u32; PIECE]>::try_from(piece.as_slice()).ok()) {
                Some(piece) => here.iter().for_each(|doc| call(*doc, piece[*doc as usize % PIECE])),
                None => here.iter().for_each(|doc| call(*doc, NONE)),
            }
        }
    }
}

/// The SKUs of a bitmap, ascending. Taken by the piece: one by one costs three times as much.
pub(in crate::catalog) fn listed(docs: &RoaringBitmap) -> Vec<u32> {
    let mut list = vec![0; usize::try_from(docs.len()).unwrap_or(usize::MAX)];
    // roaring 0.12 passes over a container whose 65 536 members are one run when it takes by the piece
    if docs.iter().next_many(&mut list).len() < list.len() { docs.iter().collect() } else { list }
}

/// A parameter with its values.
#[derive(Clone, Debug)]
pub(in crate::catalog) struct Parameter {
    pub(in crate::catalog) id: ParameterId,
    pub(in crate::catalog) code: String,
    pub(in crate::catalog) name_zh: String,
    pub(in crate::catalog) name_en: String,
    pub(in crate::catalog) unit: String,
    pub(in crate::catalog) kind: ParameterKind,
    /// Values are numbered in the order they came to be known.
    pub(in crate::catalog) values: Vec<Value>,
    /// The numbers of the values in canonical order.
    pub(in crate::catalog) order: Vec<u32>,
    /// The place of each value in that order.
    pub(in crate::catalog) rank: Vec<u32>,
    /// Where SKUs have several values: which ones a cell stands for. A cell is a value's number otherwise.
    pub(in crate::catalog) sets: Option<Vec<Vec<u32>>>,
    /// Cell per SKU.
    pub(in crate::catalog) column: Column,
    /// SKUs that have any value.
    pub(in crate::catalog) any: RoaringBitmap,
    /// What counting by intersection costs, in steps of the walk; see [`Parameter::weigh`].
    pub(in crate::catalog) cost: u64,
}

/// A value of a parameter. Names are shared with the code where it has none of its own.
#[derive(Clone, Debug)]
pub(in crate::catalog) struct Value {
    pub(in crate::catalog) value: ParameterValue,
    pub(in crate::catalog) code: Arc<str>,
    pub(in crate::catalog) name_zh: Arc<str>,
    pub(in crate::catalog) name_en: Arc<str>,
    /// Set by people; values without come after, canonically.
    pub(in crate::catalog) position: Option<i32>,
    pub(in crate::catalog) docs: Arc<RoaringBitmap>,
}

impl Parameter {
    /// The values of this SKU.
    pub(in crate::catalog) fn values_of(&self, doc: u32) -> impl Iterator<Item = &Value> {
        self.members(self.column.get(doc)).filter_map(|at| self.values.get(at as usize))
    }

    /// The values of this SKU as people read them, in the order of the schema: Chinese, English.
    pub(in crate::catalog) fn shown(&self, doc: u32) -> Option<(String, String)> {
        let mut numbers: Vec<u32> = self.members(self.column.get(doc)).collect();
        numbers.sort_unstable_by_key(|at| self.rank.get(*at as usize));
        let values = numbers.iter().filter_map(|at| self.values.get(*at as usize));
        together(values.map(|value| (&*value.name_zh, &*value.name_en)))
    }

    /// The numbers of the values a cell stands for.
    pub(in crate::catalog) fn members(&self, cell: u32) -> impl Iterator<Item = u32> {
        let set = self.sets.as_ref().and_then(|sets| sets.get(cell as usize));
        let one = (self.sets.is_none() && cell != NONE).then_some(cell);
        set.into_iter().flatten().copied().chain(one)
    }

    /// What a SKU is sorted by: the place of its first value; those without stand last, whichever way round.
    pub(in crate::catalog) fn place(&self, cell: u32) -> u32 {
        self.members(cell).map(|at| self.rank[at as usize]).min().unwrap_or(NONE)
    }

    /// SKUs per value among these, which ascend and are as many as the bitmap has.
    pub(in crate::catalog) fn counts(
        &self,
        docs: &RoaringBitmap,
        listed: impl FnOnce() -> Arc<Vec<u32>>,
    ) -> Vec<u32> {
        if docs.len() > self.cost {
            return self.values.iter().map(|v| small(v.docs.intersection_len(docs))).collect();
        }
        self.walked(&listed())
    }

    /// SKUs per value among these, which ascend, each looked at.
    fn walked(&self, listed: &[u32]) -> Vec<u32> {
        let mut counts = vec![0u32; self.values.len()];
        let Some(sets) = &self.sets else {
            self.column.count(listed, &mut counts);
            return counts;
        };
        let mut cells = vec![0u32; sets.len()];
        self.column.count(listed, &mut cells);
        for (set, count) in sets.iter().zip(cells) {
            set.iter().for_each(|at| counts[*at as usize] += count);
        }
        counts
    }

    /// Which values these SKUs have, where some are known to occur. What is missing is looked for by itself; where that is much,
    /// few SKUs from all over are looked at first, which mostly have whatever occurs, or all are counted where that is less.
    pub(in crate::catalog) fn occurring(
        &self,
        docs: &RoaringBitmap,
        listed: impl Fn() -> Arc<Vec<u32>>,
        mut occurs: Vec<bool>,
    ) -> Vec<bool> {
        let alone = |occurs: &[bool]| -> u64 {
            let missing = self.values.iter().zip(occurs).filter(|(_, occurs)| !**occurs);
            missing.map(|(value, _)| value.docs.len().min(docs.len()) + 100).sum()
        };
        if alone(&occurs) > SAMPLE as u64 && docs.len() > 2 * SAMPLE as u64 {
            let listed = listed();
            let sample: Vec<u32> = listed.iter().step_by(listed.len() / SAMPLE).copied().collect();
            for (occurs, count) in occurs.iter_mut().zip(self.walked(&sample)) {
                *occurs |= count > 0;
            }
        }
        if alone(&occurs) > docs.len() {
            return self.counts(docs, listed).into_iter().map(|count| count > 0).collect();
        }
        for (value, occurs) in self.values.iter().zip(&mut occurs) {
            *occurs = *occurs || !value.docs.is_disjoint(docs);
        }
        occurs
    }

    /// Puts the values in order and prices an intersection with all of them: a container of a value's bitmap costs about
    /// as much as its members, or as 600 steps of the walk once it is dense.
    pub(super) fn weigh(&mut self) {
        let mut order: Vec<u32> = (0u32..).take(self.values.len()).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&self.values[*a as usize], &self.values[*b as usize]);
            schema_order((a.position, &a.value), (b.position, &b.value))
        });
        self.rank = vec![0; self.values.len()];
        for (place, at) in (0u32..).zip(&order) {
            self.rank[*at as usize] = place;
        }
        self.order = order;
        let containers = self.any.len().div_ceil(PIECE as u64).max(1);
        self.cost = self.values.iter().map(|v| 20 + v.docs.len().min(containers * 600)).sum();
    }
}

/// A count as shown; nobody has four billion SKUs.
pub(in crate::catalog) fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
