//! What is known of each SKU besides its parameters, packed: a million of them take some 60 MB.

use crate::ids::SkuId;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// How a SKU is sold; a catalogue has few different ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::catalog) struct Terms {
    pub(in crate::catalog) unit: String,
    pub(in crate::catalog) price_basis: u32,
    pub(in crate::catalog) pack_size: Decimal,
    pub(in crate::catalog) moq: Decimal,
    pub(in crate::catalog) multiple: Decimal,
    pub(in crate::catalog) lead_time_days: u32,
}

/// A SKU that came after the table was built.
#[derive(Clone, Debug)]
struct Late {
    id: SkuId,
    part_number: String,
    family: u32,
    terms: Terms,
}

/// The bulk, never changed.
#[derive(Debug, Default)]
struct Bulk {
    ids: Vec<SkuId>,
    part_numbers: String,
    part_ends: Vec<u32>,
    family: Vec<u32>,
    terms: Vec<u32>,
    all_terms: Vec<Terms>,
    by_id: HashMap<SkuId, u32>,
}

/// Which SKU has which number. Two states that number the bulk alike have the same one.
#[derive(Clone, Debug)]
pub(crate) struct Numbering(Arc<Bulk>);

impl PartialEq for Numbering {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Numbering {
    /// How many SKUs are numbered; later ones are not in it.
    pub(crate) fn len(&self) -> usize {
        self.0.ids.len()
    }

    /// The SKUs by number, each with its family, smallest order and step.
    pub(crate) fn skus(&self) -> impl Iterator<Item = (SkuId, u32, Decimal, Decimal)> {
        let bulk = &self.0;
        let sold = bulk.family.iter().zip(bulk.terms.iter().map(|at| &bulk.all_terms[*at as usize]));
        bulk.ids.iter().zip(sold).map(|(id, (family, terms))| (*id, *family, terms.moq, terms.multiple))
    }
}

/// All SKUs, by number. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(in crate::catalog) struct SkuTable {
    bulk: Arc<Bulk>,
    late: Vec<Late>,
    /// Where SKUs that came again are now; none when they went.
    moved: HashMap<SkuId, Option<u32>>,
}

/// A table in the making.
pub(super) struct Filling(Bulk);

impl Filling {
    pub(super) fn push(&mut self, id: SkuId, part_number: &str, family: u32, terms: u32) {
        let bulk = &mut self.0;
        bulk.ids.push(id);
        bulk.part_numbers.push_str(part_number);
        bulk.part_ends.push(u32::try_from(bulk.part_numbers.len()).unwrap_or(u32::MAX));
        bulk.family.push(family);
        bulk.terms.push(terms);
    }

    pub(super) fn seal(mut self) -> SkuTable {
        self.0.by_id = self.0.ids.iter().copied().zip(0u32..).collect();
        SkuTable { bulk: Arc::new(self.0), ..SkuTable::default() }
    }
}

impl SkuTable {
    pub(super) fn filling(terms: Vec<Terms>) -> Filling {
        Filling(Bulk { all_terms: terms, ..Bulk::default() })
    }

    /// Numbers given out, those of SKUs that went included.
    pub(in crate::catalog) fn len(&self) -> u32 {
        u32::try_from(self.bulk.ids.len() + self.late.len()).unwrap_or(u32::MAX)
    }

    pub(in crate::catalog) fn numbering(&self) -> Numbering {
        Numbering(Arc::clone(&self.bulk))
    }

    /// How many came after the table was built.
    pub(super) fn late(&self) -> usize {
        self.late.len()
    }

    /// The number of the first that came late.
    pub(super) fn first_late(&self) -> u32 {
        u32::try_from(self.bulk.ids.len()).unwrap_or(u32::MAX)
    }

    fn late_at(&self, doc: u32) -> Option<&Late> {
        (doc as usize).checked_sub(self.bulk.ids.len()).and_then(|at| self.late.get(at))
    }

    pub(in crate::catalog) fn id(&self, doc: u32) -> SkuId {
        self.late_at(doc).map_or_else(|| self.bulk.ids[doc as usize], |late| late.id)
    }

    pub(in crate::catalog) fn part_number(&self, doc: u32) -> &str {
        let bulk = |doc: usize| {
            let from = doc.checked_sub(1).map_or(0, |before| self.bulk.part_ends[before] as usize);
            &self.bulk.part_numbers[from..self.bulk.part_ends[doc] as usize]
        };
        self.late_at(doc).map_or_else(|| bulk(doc as usize), |late| &late.part_number)
    }

    pub(in crate::catalog) fn family(&self, doc: u32) -> u32 {
        self.late_at(doc).map_or_else(|| self.bulk.family[doc as usize], |late| late.family)
    }

    pub(in crate::catalog) fn terms(&self, doc: u32) -> &Terms {
        let bulk = || &self.bulk.all_terms[self.bulk.terms[doc as usize] as usize];
        self.late_at(doc).map_or_else(bulk, |late| &late.terms)
    }

    /// Where a SKU stands, if it does.
    pub(in crate::catalog) fn find(&self, id: SkuId) -> Option<u32> {
        match self.moved.get(&id) {
            Some(now) => *now,
            None => self.bulk.by_id.get(&id).copied(),
        }
    }

    /// Takes a SKU in under a new number; whatever it had before is no longer found.
    pub(super) fn add(&mut self, id: SkuId, part_number: &str, family: u32, terms: Terms) -> u32 {
        let doc = self.len();
        self.late.push(Late { id, part_number: part_number.to_owned(), family, terms });
        self.moved.insert(id, Some(doc));
        doc
    }

    /// Lets a SKU no longer be found.
    pub(super) fn drop(&mut self, id: SkuId) {
        self.moved.insert(id, None);
    }
}
