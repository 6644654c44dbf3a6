//! The order of hits: the catalogue's own, by part number, by a parameter, by the own price. Only the rows of one page are
//! put in order, never all hits.

use super::hits::{Hits, Known};
use super::index::{Parameter, Snapshot, listed};
use super::numbers::ALIKE;
use super::parameter::Bounds;
use super::query::{SearchQuery, Sort, SortKey};
use super::view::SkuRow;
use crate::ids::SkuId;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The price of one unit with VAT, as a whole number: a price has six decimals and is for a thousand at most, a rate of VAT
/// has four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PerOne(u128);

/// What a SKU costs the one who asks; none where nothing prices it.
pub(crate) type PriceOf<'a> = &'a dyn Fn(u32) -> Option<PerOne>;

impl PerOne {
    /// Decimals of the amount that are whole here.
    pub(crate) const DECIMALS: u32 = 13;
    /// More than any price.
    const MOST: u128 = 1 << 90;

    /// Of so many of the smallest parts.
    pub(crate) fn new(parts: u128) -> Self {
        Self(parts.min(Self::MOST))
    }

    /// Of an amount; what is beyond the decimals is cut off.
    pub(crate) fn of(amount: Decimal) -> Self {
        let parts = amount.checked_mul(Decimal::from_i128_with_scale(10i128.pow(Self::DECIMALS), 0));
        Self::new(parts.map_or(Self::MOST, |parts| parts.trunc().to_u128().unwrap_or(0)))
    }
}

/// Whether a price lies within bounds, both inclusive.
pub(super) fn within(bounds: &Bounds) -> impl Fn(PerOne) -> bool {
    let cut = |bound: Decimal| PerOne::of(bound);
    // what was typed may have more decimals than a price
    let above = |bound: Decimal| {
        let at = PerOne::of(bound);
        let whole = bound.normalize().scale() <= PerOne::DECIMALS;
        if whole { at } else { PerOne(at.0 + 1) }
    };
    let least = bounds.min.filter(|min| min.is_sign_positive()).map(above);
    let most = bounds.max.map(|max| (max.is_sign_positive() || max.is_zero()).then(|| cut(max)));
    move |price| {
        least.is_none_or(|least| price >= least)
            && most.is_none_or(|most| most.is_some_and(|most| price <= most))
    }
}

/// A stretch of the order.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) skip: usize,
    pub(super) take: usize,
}

/// Parts shown around one.
const AROUND: usize = 12;

impl Snapshot {
    /// The part among those before and behind it in the catalogue's order: in its own material and finish, and of the same
    /// leading parameter, such as the thread, where enough are. None for a part the index does not know.
    pub(super) fn around(&self, query: &SearchQuery, sku: SkuId) -> Option<Vec<SkuRow>> {
        let own = self.doc_of(sku)?;
        let leading = self.schema.listed(self.skus.family(own)).first().map(|(at, _)| *at as usize);
        let alike = |at: usize, p: &Parameter| ALIKE.contains(&p.code.as_str()) || Some(at) == leading;
        let mut query = query.clone();
        for (_, parameter) in self.parameters.iter().enumerate().filter(|(at, p)| alike(*at, p)) {
            let codes: BTreeSet<String> = parameter.values_of(own).map(|v| v.code.to_string()).collect();
            if !codes.is_empty() {
                query.values.insert(parameter.code.clone(), codes);
            }
        }
        let mut hits = self.find_with(&query, &Known::default(), None);
        if let Some(leading) = leading.filter(|_| hits.docs().len() <= AROUND as u64 / 2) {
            query.values.remove(&self.parameters[leading].code);
            hits = self.find_with(&query, &Known::default(), None);
        }
        let all = Stretch { skip: 0, take: usize::try_from(hits.docs().len()).ok()? };
        let docs = self.sorted(None, &hits, all, None);
        let at = docs.iter().position(|doc| *doc == own)?;
        let first = at.saturating_sub(AROUND / 2).min(docs.len().saturating_sub(AROUND + 1));
        Some(docs.into_iter().skip(first).take(AROUND + 1).map(|doc| self.row(doc)).collect())
    }

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
            (Some(SortKey::Price), Some(price)) => by_price(docs, price, descending, rows),
            (Some(SortKey::Parameter(code)), _) => match self.parameters.iter().find(|p| p.code == *code) {
                Some(parameter) => by_values(parameter, docs, descending, rows),
                None => self.as_it_stands(docs, &[], rows),
            },
            (Some(SortKey::Price) | None, _) => self.as_it_stands(docs, &hits.first, rows),
        }
    }

    /// The catalogue's order, with these before all others. Late SKUs stand where they belong.
    fn as_it_stands(&self, docs: &RoaringBitmap, first: &[u32], rows: Stretch) -> Vec<u32> {
        let mut bulk = docs.clone();
        let mut late = Vec::new();
        for (before, doc) in self.late.iter() {
            if bulk.remove(*doc) {
                late.push((*before, *doc));
            }
        }
        first.iter().for_each(|doc| {
            bulk.remove(*doc);
        });
        late.retain(|(_, doc)| !first.contains(doc));
        // places in the whole order: late SKUs after the bulk before them and the late before them
        let rank = |before: u32| before.checked_sub(1).map_or(0, |last| bulk.rank(last));
        let late: Vec<(usize, u32)> = (0..)
            .zip(late)
            .map(|(n, (before, doc))| (usize::try_from(rank(before)).unwrap_or(usize::MAX) + n, doc))
            .collect();
        let mut found: Vec<u32> = first.iter().copied().skip(rows.skip).take(rows.take).collect();
        let skip = rows.skip.saturating_sub(first.len());
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
    let list = listed(docs);
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

/// Rows in the order of their prices; those without one stand last, whichever way round, and equals as they are numbered.
fn by_price(docs: &RoaringBitmap, price: PriceOf, descending: bool, rows: Stretch) -> Vec<u32> {
    let place = |price: PerOne| if descending { PerOne::MOST - price.0 } else { price.0 };
    let key = |doc: u32| price(doc).map_or(u128::from(u32::MAX) << 95, |p| place(p) << 32) | u128::from(doc);
    let first = leading(docs.iter().map(key), rows.skip + rows.take);
    first.into_iter().skip(rows.skip).map(|key| (key & u128::from(u32::MAX)) as u32).collect()
}

/// The smallest of these different keys, in order. Most are passed over after one comparison.
fn leading(keys: impl Iterator<Item = u128>, count: usize) -> Vec<u128> {
    let room = count.saturating_mul(2).max(1_024);
    let mut kept = Vec::new();
    let mut last = u128::MAX;
    for key in keys.filter(|_| count > 0) {
        if key >= last {
            continue;
        }
        kept.push(key);
        if kept.len() >= room {
            last = *kept.select_nth_unstable(count - 1).1;
            kept.truncate(count);
        }
    }
    kept.sort_unstable();
    kept.truncate(count);
    kept
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(min: &str, max: &str) -> Bounds {
        Bounds { min: min.parse().ok(), max: max.parse().ok() }
    }

    #[test]
    fn bounds_of_price_are_inclusive_to_the_last_decimal() {
        let one = |text: &str| PerOne::of(text.parse().unwrap());
        let lies = |price: &str, min: &str, max: &str| within(&bounds(min, max))(one(price));
        assert!(lies("0.15", "0.15", "0.15") && lies("0.15", "-1", "") && lies("0", "", "0"));
        assert!(!lies("0.15", "0.15000000000001", "") && lies("0.15", "", "0.15000000000001"));
        assert!(!lies("0.15", "", "-0.1") && !lies("0.1500000000001", "", "0.15"));
    }

    proptest::proptest! {
        #[test]
        fn the_first_of_many_are_those_of_all_in_order(keys in proptest::collection::hash_set(0u128..5_000, 0..4_000), count in 0usize..1_500) {
            let mut all: Vec<u128> = keys.iter().copied().collect();
            all.sort_unstable();
            all.truncate(count);
            proptest::prop_assert_eq!(leading(keys.into_iter(), count), all);
        }
    }
}
