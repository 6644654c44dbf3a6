//! From a [`SearchQuery`] to hits, exact facet counts and columns. Pure over a [`Snapshot`]; stock comes as an argument.
//!
//! A facet counts without its own filter (drill-sideways); values the rest rules out stay, with 0. Few hits are counted
//! by walking the column, many by intersecting bitmaps.

use super::index::{Category, NONE, Parameter, Snapshot};
use super::parameter::ParameterKind;
use super::query::{Bounds, PAGE_ROWS, SearchQuery, Sort, SortKey};
use super::view::*;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Most facets shown where no category narrows the parameters down.
const MAX_FACETS: usize = 14;
/// A number of more values than this is chosen by its bounds only.
const MAX_NUMBER_VALUES: usize = 40;
/// Columns of the parameter table.
const MAX_COLUMNS: usize = 8;
/// Slices of a histogram.
const SLICES: usize = 12;
/// Per value of a column: below this many hits walking beats intersecting (spike G).
const WALK_BELOW: u64 = 1200;

/// The hits of a query and what is needed to count beside them.
#[derive(Debug)]
pub(super) struct Hits {
    /// All of them, in the catalogue's order.
    pub(super) docs: RoaringBitmap,
    /// Those whose part number was typed exactly.
    pub(super) exact: Vec<u32>,
    /// Text and stock only.
    open: RoaringBitmap,
    /// Text, stock, category and family.
    base: RoaringBitmap,
    /// Text, category and family: what values are shown from.
    scope: RoaringBitmap,
    filters: Vec<(usize, RoaringBitmap)>,
}

impl Snapshot {
    /// Finds the hits; `in_stock` is asked for by the query's own flag only.
    pub(super) fn find(&self, query: &SearchQuery, in_stock: Option<&RoaringBitmap>) -> Hits {
        let mut text = self.all();
        let mut exact = Vec::new();
        if !query.text.trim().is_empty() {
            let found = self.words.find(&query.text);
            (text, exact) = (found.docs, found.exact);
        }
        let mut place = self.all();
        if let Some(code) = &query.category {
            place &=
                self.categories.iter().find(|c| c.code == *code).map(|c| c.docs.clone()).unwrap_or_default();
        }
        if let Some(code) = &query.family {
            place &=
                self.families.iter().find(|f| f.code == *code).map(|f| f.docs.clone()).unwrap_or_default();
        }
        let scope = &text & &place;
        let open = in_stock.map_or_else(|| text.clone(), |stock| &text & stock);
        let base = &open & &place;
        let filters = self.filters(query);
        let docs = filters.iter().fold(base.clone(), |docs, (_, filter)| docs & filter);
        exact.retain(|doc| docs.contains(*doc));
        Hits { docs, exact, open, base, scope, filters }
    }

    fn all(&self) -> RoaringBitmap {
        (0u32..).take(self.skus.len()).collect()
    }

    /// One bitmap per parameter with something chosen. Parameters nobody knows filter nothing.
    fn filters(&self, query: &SearchQuery) -> Vec<(usize, RoaringBitmap)> {
        let mut filters = Vec::new();
        for (at, parameter) in self.parameters.iter().enumerate() {
            let (values, bounds) = (query.values.get(&parameter.code), query.ranges.get(&parameter.code));
            let bounds = bounds.filter(|_| parameter.kind.is_numeric());
            if values.is_none() && bounds.is_none() {
                continue;
            }
            let mut docs = RoaringBitmap::new();
            for value in &parameter.values {
                let chosen = values.is_none_or(|v| v.contains(&value.code));
                if chosen && bounds.is_none_or(|b| value.value.within(b.min, b.max)) {
                    docs |= &value.docs;
                }
            }
            filters.push((at, docs));
        }
        filters
    }

    /// The page of hits, everything but stock figures filled in.
    pub(super) fn page(&self, query: &SearchQuery, hits: &Hits) -> SearchPage {
        let total = u32::try_from(hits.docs.len()).unwrap_or(u32::MAX);
        let pages = total.div_ceil(PAGE_ROWS).max(1);
        let page = query.page.clamp(1, pages);
        let docs =
            self.sorted(query.sort.as_ref(), hits, ((page - 1) * PAGE_ROWS) as usize, PAGE_ROWS as usize);
        let (columns, common) = self.columns(query, hits);
        SearchPage {
            total,
            page,
            pages,
            rows: docs.into_iter().map(|doc| self.row(doc)).collect(),
            facets: self.facets(query, hits),
            columns,
            common,
            crumbs: self.crumbs(query.category.as_deref()),
            categories: self.categories_below(query.category.as_deref(), hits),
            exact: match hits.exact.as_slice() {
                [only] => Some(self.brief(*only)),
                _ => None,
            },
        }
    }

    fn sorted(&self, sort: Option<&Sort>, hits: &Hits, skip: usize, take: usize) -> Vec<u32> {
        let rest = || hits.docs.iter().filter(|doc| !hits.exact.contains(doc));
        let parameter = |code: &str| self.parameters.iter().find(|p| p.code == code);
        match sort.map(|s| (&s.by, s.descending)) {
            None => hits.exact.iter().copied().chain(rest()).skip(skip).take(take).collect(),
            Some((SortKey::PartNumber, descending)) => {
                let order = self.by_part_number.iter().copied().filter(|doc| hits.docs.contains(*doc));
                if descending {
                    order.rev().skip(skip).take(take).collect()
                } else {
                    order.skip(skip).take(take).collect()
                }
            }
            Some((SortKey::Parameter(code), descending)) => match parameter(code) {
                None => hits.docs.iter().skip(skip).take(take).collect(),
                Some(parameter) => by_values(parameter, &hits.docs, descending, skip, take),
            },
        }
    }

    fn row(&self, doc: u32) -> SkuRow {
        let sku = &self.skus[doc as usize];
        let family = &self.families[sku.family];
        let category = self.categories.get(family.category);
        let shown = |parameter: &Parameter| {
            let value = parameter.values.get(parameter.column[doc as usize] as usize)?;
            Some((parameter.code.clone(), value.name_zh.clone(), value.name_en.clone()))
        };
        let listed = category.map(|c| c.parameters.as_slice()).unwrap_or_default();
        SkuRow {
            sku_id: sku.id,
            part_number: sku.part_number.clone(),
            family_code: family.code.clone(),
            name_zh: family.name_zh.clone(),
            name_en: family.name_en.clone(),
            standard: family.standard.clone(),
            category_code: category.map(|c| c.code.clone()).unwrap_or_default(),
            unit: sku.unit.clone(),
            price_basis: sku.price_basis,
            pack_size: sku.pack_size,
            moq: sku.moq,
            multiple: sku.multiple,
            lead_time_days: sku.lead_time_days,
            parameters: listed.iter().filter_map(|(p, _)| shown(&self.parameters[*p])).collect(),
            on_hand_available: Decimal::ZERO,
        }
    }

    /// Parameters of the categories in scope, in their order; facets only on demand.
    fn parameters_in_scope(&self, query: &SearchQuery, scope: &RoaringBitmap, facets: bool) -> Vec<usize> {
        let touched = |c: &&Category| !c.docs.is_disjoint(scope);
        let mut seen: Vec<usize> = Vec::new();
        for category in self.categories.iter().filter(touched) {
            for (at, facet) in &category.parameters {
                if (*facet || !facets) && !seen.contains(at) {
                    seen.push(*at);
                }
            }
        }
        if query.category.is_none() && query.family.is_none() && seen.len() > MAX_FACETS {
            // what most hits have comes first; the order among equals stays the catalogue's
            let covered = |at: &usize| {
                scope.iter().filter(|d| self.parameters[*at].column[*d as usize] != NONE).count()
            };
            seen.sort_by_cached_key(|at| std::cmp::Reverse(covered(at)));
        }
        seen
    }

    fn facets(&self, query: &SearchQuery, hits: &Hits) -> Vec<FacetView> {
        let mut facets = Vec::new();
        for at in self.parameters_in_scope(query, &hits.scope, true) {
            let parameter = &self.parameters[at];
            let active =
                query.values.contains_key(&parameter.code) || query.ranges.contains_key(&parameter.code);
            if facets.len() >= MAX_FACETS && !active {
                continue;
            }
            if let Some(facet) =
                self.facet(query, hits, at).filter(|f| active || f.values.len() > 1 || f.range.is_some())
            {
                facets.push(facet);
            }
        }
        facets
    }

    fn facet(&self, query: &SearchQuery, hits: &Hits, at: usize) -> Option<FacetView> {
        let parameter = &self.parameters[at];
        let others = hits.filters.iter().filter(|(p, _)| *p != at);
        let own = hits.filters.iter().any(|(p, _)| *p == at);
        let without_own = own.then(|| others.fold(hits.base.clone(), |docs, (_, filter)| docs & filter));
        let counts = count(parameter, without_own.as_ref().unwrap_or(&hits.docs));
        let shown = count(parameter, &hits.scope);
        let chosen = query.values.get(&parameter.code);
        let is_chosen = |code: &str| chosen.is_some_and(|c| c.contains(code));
        let mut values: Vec<FacetValue> = parameter
            .values
            .iter()
            .zip(counts.iter().zip(&shown))
            .filter(|(value, (_, in_scope))| **in_scope > 0 || is_chosen(&value.code))
            .map(|(value, (count, _))| FacetValue {
                code: value.code.clone(),
                name_zh: value.name_zh.clone(),
                name_en: value.name_en.clone(),
                count: *count,
                selected: is_chosen(&value.code),
            })
            .collect();
        if values.is_empty() {
            return None;
        }
        let range = range(parameter, &counts, &shown, query.ranges.get(&parameter.code));
        if range.is_some() && values.len() > MAX_NUMBER_VALUES {
            values.retain(|v| v.selected);
        }
        Some(FacetView {
            code: parameter.code.clone(),
            name_zh: parameter.name_zh.clone(),
            name_en: parameter.name_en.clone(),
            unit: parameter.unit.clone(),
            kind: parameter.kind,
            values,
            range,
        })
    }

    /// What differs between the hits becomes columns, what they share is said once.
    fn columns(&self, query: &SearchQuery, hits: &Hits) -> (Vec<ColumnView>, Vec<CommonValue>) {
        let (mut columns, mut common) = (Vec::new(), Vec::new());
        for at in self.parameters_in_scope(query, &hits.docs, false) {
            let parameter = &self.parameters[at];
            let column = ColumnView {
                code: parameter.code.clone(),
                name_zh: parameter.name_zh.clone(),
                name_en: parameter.name_en.clone(),
                unit: parameter.unit.clone(),
                numeric: parameter.kind.is_numeric(),
            };
            let mut present = parameter.values.iter().filter(|v| !v.docs.is_disjoint(&hits.docs));
            match (present.next(), present.next()) {
                (Some(only), None) if hits.docs.is_subset(&only.docs) && hits.docs.len() > 1 => {
                    common.push(CommonValue {
                        column,
                        value_zh: only.name_zh.clone(),
                        value_en: only.name_en.clone(),
                    })
                }
                (Some(_), _) if columns.len() < MAX_COLUMNS => columns.push(column),
                _ => {}
            }
        }
        (columns, common)
    }

    pub(super) fn crumbs(&self, code: Option<&str>) -> Vec<Crumb> {
        let mut at = code.and_then(|code| self.categories.iter().position(|c| c.code == code));
        let mut crumbs = Vec::new();
        while let Some(category) = at.map(|i| &self.categories[i]) {
            crumbs.insert(
                0,
                Crumb {
                    code: category.code.clone(),
                    name_zh: category.name_zh.clone(),
                    name_en: category.name_en.clone(),
                },
            );
            at = category.parent;
        }
        crumbs
    }

    fn categories_below(&self, code: Option<&str>, hits: &Hits) -> Vec<CategoryView> {
        let docs = hits.filters.iter().fold(hits.open.clone(), |docs, (_, filter)| docs & filter);
        let parent = code.and_then(|code| self.categories.iter().position(|c| c.code == code));
        self.children(parent, &docs, false)
    }

    /// The children of a node, counted within `docs`.
    pub(super) fn children(
        &self,
        parent: Option<usize>,
        docs: &RoaringBitmap,
        deep: bool,
    ) -> Vec<CategoryView> {
        let mine = self.categories.iter().enumerate().filter(|(_, c)| c.parent == parent);
        mine.map(|(at, c)| CategoryView {
            code: c.code.clone(),
            name_zh: c.name_zh.clone(),
            name_en: c.name_en.clone(),
            children: if deep { self.children(Some(at), docs, true) } else { Vec::new() },
            count: u32::try_from(c.docs.intersection_len(docs)).unwrap_or(u32::MAX),
        })
        .collect()
    }

    /// The whole tree.
    pub(super) fn tree(&self) -> Vec<CategoryView> {
        self.children(None, &self.all(), true)
    }
}

/// Hits per value of the parameter.
fn count(parameter: &Parameter, docs: &RoaringBitmap) -> Vec<u32> {
    if docs.len() < WALK_BELOW.saturating_mul(parameter.values.len() as u64) {
        let mut counts = vec![0u32; parameter.values.len()];
        for doc in docs {
            if let Some(count) = counts.get_mut(parameter.column[doc as usize] as usize) {
                *count += 1;
            }
        }
        return counts;
    }
    let size = |docs: u64| u32::try_from(docs).unwrap_or(u32::MAX);
    parameter.values.iter().map(|v| size(v.docs.intersection_len(docs))).collect()
}

/// Rows in the order of a parameter; those without it last, whichever way round.
fn by_values(
    parameter: &Parameter,
    docs: &RoaringBitmap,
    descending: bool,
    skip: usize,
    take: usize,
) -> Vec<u32> {
    let mut order: Vec<u32> = docs.iter().collect();
    let value = |doc: &u32| parameter.column[*doc as usize];
    order.sort_by_key(|doc| match value(doc) {
        NONE => NONE,
        v if descending => NONE - 1 - v,
        v => v,
    });
    order.into_iter().skip(skip).take(take).collect()
}

fn range(
    parameter: &Parameter,
    counts: &[u32],
    shown: &[u32],
    bounds: Option<&Bounds>,
) -> Option<FacetRange> {
    use super::parameter::ParameterValue::{Number, Range};
    if !matches!(parameter.kind, ParameterKind::Number | ParameterKind::Range) {
        return None;
    }
    let ends = |at: usize| match parameter.values[at].value {
        Number(n) => Some((n, n)),
        Range(lo, hi) => Some((lo, hi)),
        _ => None,
    };
    let present = || (0..shown.len()).filter(|at| shown[*at] > 0).filter_map(ends);
    let min = present().map(|(lo, _)| lo).min()?;
    let max = present().map(|(_, hi)| hi).max()?;
    let width = max.checked_sub(min)?;
    let mut histogram = vec![0u32; SLICES];
    let slice = |value: Decimal| {
        let share = value.checked_sub(min)?.checked_mul(Decimal::from(SLICES))?.checked_div(width)?;
        share.trunc().to_usize().map(|s| s.min(SLICES - 1))
    };
    for (at, count) in counts.iter().enumerate() {
        let slot = ends(at).and_then(|(lo, _)| slice(lo).or(width.is_zero().then_some(0)));
        if let Some(slot) = slot.and_then(|s| histogram.get_mut(s)) {
            *slot += count;
        }
    }
    let bounds = bounds.copied().unwrap_or_default();
    Some(FacetRange { min, max, selected_min: bounds.min, selected_max: bounds.max, histogram })
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
