//! The order of hits: the catalogue's own, by part number, by a parameter, by the own price. Only the rows of one page are
//! put in order, never all hits.

use super::index::{Parameter, Snapshot};
use super::query::{Sort, SortKey};
use super::search::Hits;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use std::cmp::Reverse;

/// What a SKU costs the one who asks; none where nothing prices it.
pub(crate) type PriceOf<'a> = &'a dyn Fn(u32) -> Option<Decimal>;

/// A stretch of the order.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) skip: usize,
    pub(super) take: usize,
}

impl Snapshot {
    /// These rows of the hits. Without prices an order by price is the catalogue's.
    pub(super) fn sorted(
        &self,
        sort: Option<&Sort>,
        hits: &Hits,
        rows: Stretch,
        price: Option<PriceOf>,
    ) -> Vec<u32> {
        let docs = hits.docs();
        let descending = sort.is_some_and(|s| s.descending);
        match (sort.map(|s| &s.by), price) {
            (Some(SortKey::PartNumber), _) => {
                let place = self.part_places();
                if descending {
                    by_key(docs, |doc| Reverse(place(doc)), rows)
                } else {
                    by_key(docs, place, rows)
                }
            }
            (Some(SortKey::Price), Some(price)) => {
                // those without a price stand last, whichever way round
                let key = |doc| {
                    price(doc).map_or((true, Decimal::ZERO), |p| (false, if descending { -p } else { p }))
                };
                by_key(docs, key, rows)
            }
            (Some(SortKey::Parameter(code)), _) => match self.parameters.iter().find(|p| p.code == *code) {
                Some(parameter) => by_values(parameter, docs, descending, rows),
                None => self.as_it_stands(docs, &[], rows),
            },
            (Some(SortKey::Price) | None, _) => self.as_it_stands(docs, &hits.exact, rows),
        }
    }

    /// The catalogue's order, with those typed exactly before all others. Late SKUs stand where they belong.
    fn as_it_stands(&self, docs: &RoaringBitmap, exact: &[u32], rows: Stretch) -> Vec<u32> {
        let mut bulk = docs.clone();
        let mut late = Vec::new();
        for (before, doc) in self.late.iter() {
            if bulk.remove(*doc) {
                late.push((*before, *doc));
            }
        }
        exact.iter().for_each(|doc| {
            bulk.remove(*doc);
        });
        late.retain(|(_, doc)| !exact.contains(doc));
        // places in the whole order: late SKUs after the bulk before them and the late before them
        let rank = |before: u32| before.checked_sub(1).map_or(0, |last| bulk.rank(last));
        let late: Vec<(usize, u32)> = (0..)
            .zip(late)
            .map(|(n, (before, doc))| (usize::try_from(rank(before)).unwrap_or(usize::MAX) + n, doc))
            .collect();
        let mut found: Vec<u32> = exact.iter().copied().skip(rows.skip).take(rows.take).collect();
        let skip = rows.skip.saturating_sub(exact.len());
        let passed = late.iter().filter(|(place, _)| *place < skip).count();
        let from = u32::try_from(skip - passed).unwrap_or(u32::MAX);
        let mut rest = bulk.select(from).map(|first| bulk.range(first..)).into_iter().flatten();
        let mut late = late.into_iter().skip(passed).peekable();
        for place in skip.. {
            if found.len() >= rows.take {
                break;
            }
            let next = late.next_if(|(at, _)| *at == place).map(|(_, doc)| doc).or_else(|| rest.next());
            let Some(doc) = next else { break };
            found.push(doc);
        }
        found
    }
}

/// Rows in the order of a parameter; those without it last, whichever way round. Counts how many hits each place has and
/// gathers only those of the places the page lies in.
fn by_values(parameter: &Parameter, docs: &RoaringBitmap, descending: bool, rows: Stretch) -> Vec<u32> {
    let list: Vec<u32> = docs.iter().collect();
    let last = parameter.values.len();
    let places: Vec<usize> = match &parameter.sets {
        None => (0u32..).take(last).map(|cell| parameter.place(cell) as usize).collect(),
        Some(sets) => (0u32..).take(sets.len()).map(|cell| parameter.place(cell) as usize).collect(),
    };
    let place = |cell: u32| match places.get(cell as usize) {
        None => last,
        Some(place) if descending => last - 1 - place,
        Some(place) => *place,
    };
    let mut sizes = vec![0usize; last + 1];
    parameter.column.each(&list, |_, cell| sizes[place(cell)] += 1);
    let (mut first, mut before) = (0, 0);
    while first < last && before + sizes[first] <= rows.skip {
        before += sizes[first];
        first += 1;
    }
    let (mut end, mut upto) = (first, before);
    while end <= last && upto < rows.skip + rows.take {
        upto += sizes[end];
        end += 1;
    }
    let mut wanted = Vec::with_capacity(upto - before);
    parameter.column.each(&list, |doc, cell| {
        let place = place(cell);
        if (first..end).contains(&place) {
            wanted.push((place, doc));
        }
    });
    wanted.sort_by_key(|(place, _)| *place);
    wanted.into_iter().map(|(_, doc)| doc).skip(rows.skip - before).take(rows.take).collect()
}

/// Rows in the order of a key; equals in that of their numbers.
fn by_key<K: Ord>(docs: &RoaringBitmap, key: impl Fn(u32) -> K, rows: Stretch) -> Vec<u32> {
    let mut keyed: Vec<(K, u32)> = docs.iter().map(|doc| (key(doc), doc)).collect();
    let end = (rows.skip + rows.take).min(keyed.len());
    if rows.skip >= end {
        return Vec::new();
    }
    if end < keyed.len() {
        keyed.select_nth_unstable(end);
    }
    keyed.truncate(end);
    keyed.sort_unstable();
    keyed.into_iter().skip(rows.skip).map(|(_, doc)| doc).collect()
}
