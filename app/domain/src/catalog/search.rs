//! From a [`SearchQuery`] to hits, exact facet counts and columns. Pure over a [`Snapshot`]; stock comes as an argument.
//!
//! A facet counts without its own filter (drill-sideways); values the rest rules out stay, with 0. Few hits are counted
//! by walking the column, many by intersecting bitmaps; how often the values of the whole catalogue occur is kept. The order of rows is in [`super::order`].

use super::columns::USUAL_COLUMNS;
use super::hits::{Docs, Filter, Hits, Known};
use super::index::{Category, Parameter, Snapshot, Value, listed, small};
use super::order::{PriceOf, Stretch, within};
use super::parameter::{Bounds, ParameterKind, ParameterValue};
use super::query::{PAGE_ROWS, SearchQuery};
use super::understand::Understanding;
use super::view::*;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Most facets shown where no category narrows the parameters down.
const MAX_FACETS: usize = 14;
/// A number of more values than this is chosen by its bounds only.
const MAX_NUMBER_VALUES: usize = 40;
/// Slices of a histogram.
const SLICES: usize = 12;
/// From so many values on a filter walks the column instead of uniting bitmaps.
const WALK_FROM: usize = 64;

impl Snapshot {
    /// One page of what a query finds, everything but stock figures filled in. SKUs the text is known to mean stand first.
    /// A price is that of one unit, in the currency the company pays in; without prices neither order nor bounds of price
    /// do anything.
    pub(crate) fn answer(&self, query: &SearchQuery, known: &Known, price: Option<PriceOf>) -> SearchPage {
        self.page(query, &self.find_with(query, known, price), price)
    }

    /// Finds the hits, those the text is known to mean before all others.
    pub(super) fn find_with(&self, query: &SearchQuery, known: &Known, price: Option<PriceOf>) -> Hits {
        let whole: Vec<u32> = known.whole.iter().filter_map(|sku| self.skus.find(*sku)).collect();
        let mut hits = self.find(query, price, known);
        // what is answered as somebody's number is no text with unknown words
        let unknown = |piece: &Understood| piece.meaning == Meaning::Nothing;
        let answered = !whole.is_empty() || !known.own.is_empty();
        if answered && hits.understood.iter().any(unknown) {
            hits.understood.clear();
        }
        hits.put_first(whole);
        hits
    }

    /// Finds the hits; slips of the finger are forgiven only where the text is nobody's number.
    fn find(&self, query: &SearchQuery, price: Option<PriceOf>, known: &Known) -> Hits {
        let typed = !query.text.trim().is_empty();
        let forgiving = known.whole.is_empty() && known.own.is_empty();
        let Understanding { docs: mut text, mut exact, said } =
            if typed { self.understand(&query.text, forgiving) } else { Understanding::default() };
        let own = self.own(known, &said);
        text.extend(own.iter().copied());
        let text = if typed { text } else { (*self.live).clone() };
        let scope = self.place(query).map_or_else(|| text.clone(), |place| place & &text);
        let (mut open, mut base) = (text, scope.clone());
        if query.in_stock {
            open &= self.in_stock.as_ref();
            base &= self.in_stock.as_ref();
        }
        let bounds = query.price.as_deref().and_then(|typed| Bounds::parse(typed, ""));
        if let (Some(bounds), Some(price)) = (bounds, price) {
            let within = within(&bounds);
            base = base.iter().filter(|doc| price(*doc).is_some_and(&within)).collect();
        }
        let filters = self.filters(query, &base);
        let docs = filters.iter().fold(base.clone(), |docs, filter| docs & &filter.docs);
        exact.retain(|doc| docs.contains(*doc));
        let mut first = exact.clone();
        first.extend(own.into_iter().filter(|doc| docs.contains(*doc) && !exact.contains(doc)));
        let narrowed = query.in_stock || query.price.is_some() || !filters.is_empty();
        let scope = narrowed.then(|| Docs::new(scope));
        Hits { docs: Docs::new(docs), exact, first, understood: said, open, base, scope, filters }
    }

    /// What is in the category and family a query is confined to; none where it is confined to neither.
    pub(super) fn place(&self, query: &SearchQuery) -> Option<RoaringBitmap> {
        let category = query.category.as_ref().map(|code| {
            let known = self.schema.category_at(code).map(|at| &self.schema.categories[at]);
            known.map(|category| (*category.docs).clone()).unwrap_or_default()
        });
        let family = query
            .family
            .as_ref()
            .map(|code| self.schema.family(code).map(|family| (*family.docs).clone()).unwrap_or_default());
        match (category, family) {
            (Some(category), Some(family)) => Some(category & family),
            (category, family) => category.or(family),
        }
    }

    /// One bitmap per parameter with something chosen. Parameters nobody knows, and bounds nobody understands, filter
    /// nothing.
    fn filters(&self, query: &SearchQuery, base: &RoaringBitmap) -> Vec<Filter> {
        let mut filters = Vec::new();
        for (at, parameter) in self.parameters.iter().enumerate() {
            let values = query.values.get(&parameter.code);
            let bounds = bounds_of(query, parameter);
            if values.is_none() && bounds.is_none() {
                continue;
            }
            let meets = |value: &Value| {
                values.is_none_or(|v| v.contains(&*value.code))
                    && bounds.is_none_or(|b| value.value.within(&b))
            };
            let accepted: Vec<bool> = parameter.values.iter().map(meets).collect();
            filters.push(Filter { parameter: at, docs: accept(parameter, &accepted, base) });
        }
        filters
    }

    /// The page of hits, everything but stock figures filled in.
    pub(super) fn page(&self, query: &SearchQuery, hits: &Hits, price: Option<PriceOf>) -> SearchPage {
        let total = small(hits.docs().len());
        let pages = total.div_ceil(PAGE_ROWS).max(1);
        let page = query.page.clamp(1, pages);
        let rows = Stretch { skip: ((page - 1) * PAGE_ROWS) as usize, take: PAGE_ROWS as usize };
        let docs = self.sorted(query.sort.as_ref(), hits, rows, price);
        let listed = self.parameters_in_scope(query, &hits.scope().bitmap);
        let counted = self.counted(query, hits, &listed);
        let choices = self.choices(query, hits.docs(), &listed);
        let (columns, common) = self.columns(query, hits.docs(), &counted, &choices);
        SearchPage {
            total,
            page,
            pages,
            rows: docs.into_iter().map(|doc| self.row(doc)).collect(),
            facets: self.facets(query, &counted),
            columns,
            choices,
            common,
            crumbs: self.crumbs(query.category.as_deref()),
            categories: self.categories_below(query.category.as_deref(), hits),
            exact: match hits.exact.as_slice() {
                [only] => Some(self.brief(*only)),
                _ => None,
            },
            understood: hits.understood.clone(),
        }
    }

    pub(crate) fn row(&self, doc: u32) -> SkuRow {
        let number = self.skus.family(doc);
        let family = &self.schema.families[number as usize];
        let category = self.schema.categories.get(family.category);
        let terms = self.skus.terms(doc);
        let shown = |parameter: &Parameter| {
            let (zh, en) = parameter.shown(doc)?;
            Some((parameter.code.clone(), zh, en))
        };
        let listed = self.schema.listed(number).iter();
        SkuRow {
            sku_id: self.skus.id(doc),
            part_number: self.skus.part_number(doc).to_owned(),
            family_code: family.code.clone(),
            name_zh: family.name_zh.clone(),
            name_en: family.name_en.clone(),
            standard: family.standard.clone(),
            category_code: category.map(|c| c.code.clone()).unwrap_or_default(),
            unit: terms.unit.clone(),
            price_basis: terms.price_basis,
            pack_size: terms.pack_size,
            moq: terms.moq,
            multiple: terms.multiple,
            lead_time_days: terms.lead_time_days,
            parameters: listed.filter_map(|(p, _)| shown(&self.parameters[*p as usize])).collect(),
            on_hand_available: Decimal::ZERO,
        }
    }

    /// Parameters of the categories the scope touches, in their order, and whether each is a facet.
    fn parameters_in_scope(&self, query: &SearchQuery, scope: &RoaringBitmap) -> Vec<(usize, bool)> {
        let touched = |c: &&Category| !c.docs.is_disjoint(scope);
        let mut seen: Vec<(usize, bool)> = Vec::new();
        for category in self.schema.categories.iter().filter(touched) {
            for (at, facet) in &category.parameters {
                match seen.iter_mut().find(|(known, _)| *known == *at as usize) {
                    Some((_, known)) => *known |= facet,
                    None => seen.push((*at as usize, *facet)),
                }
            }
        }
        if query.category.is_none() && query.family.is_none() && seen.len() > MAX_FACETS {
            // what most hits have comes first; the order among equals stays the catalogue's
            let covered = |at: usize| self.parameters[at].any.intersection_len(scope);
            seen.sort_by_cached_key(|(at, _)| std::cmp::Reverse(covered(*at)));
        }
        seen
    }

    /// Counts of the parameters shown: in scope, and among the hits without the parameter's own filter.
    fn counted(&self, query: &SearchQuery, hits: &Hits, listed: &[(usize, bool)]) -> Vec<Counted> {
        let mut counted = Vec::new();
        let mut facets = 0;
        let is_whole = |docs: &RoaringBitmap| docs.len() == self.live.len() && docs == self.live.as_ref();
        let (whole, all) = (is_whole(hits.docs()), is_whole(&hits.scope().bitmap));
        for (at, facet) in listed.iter().copied() {
            let parameter = &self.parameters[at];
            let active = is_active(query, parameter);
            let facet = (facet && facets < MAX_FACETS) || active;
            if !facet && counted.len() >= MAX_FACETS + USUAL_COLUMNS {
                continue;
            }
            let hit = if whole { self.totals(at).to_vec() } else { hits.docs.counts(parameter) };
            let without_own = self.without_own(hits, at).filter(|_| facet);
            let open = without_own.map(|docs| docs.counts(parameter));
            let scope = hits.scope.as_ref().filter(|_| facet);
            let shown = match scope {
                None => occurring(&hit),
                Some(_) if all => occurring(self.totals(at)),
                // what narrower hits have, the scope has
                Some(scope) => scope.occurring(parameter, occurring(open.as_deref().unwrap_or(&hit))),
            };
            let worth = shown.iter().filter(|occurs| **occurs).count() > 1;
            facets += usize::from(facet && worth);
            counted.push(Counted { parameter: at, facet, active, shown, open, hit });
        }
        counted
    }

    /// SKUs per value of a parameter in the whole catalogue, counted when first asked for.
    fn totals(&self, at: usize) -> &[u32] {
        let parameter = &self.parameters[at];
        let count = || Docs::new((*self.live).clone()).counts(parameter).into();
        match self.totals.get(at) {
            Some(totals) => totals.get_or_init(count),
            None => &[],
        }
    }

    /// The hits without what is chosen of this parameter; none where nothing is.
    fn without_own(&self, hits: &Hits, at: usize) -> Option<Docs> {
        let own = hits.filters.iter().any(|f| f.parameter == at);
        let others = hits.filters.iter().filter(|f| f.parameter != at);
        own.then(|| Docs::new(others.fold(hits.base.clone(), |docs, filter| docs & &filter.docs)))
    }

    fn facets(&self, query: &SearchQuery, counted: &[Counted]) -> Vec<FacetView> {
        let facets = counted.iter().filter(|c| c.facet);
        let built = facets.filter_map(|c| Some((c, self.facet(query, c)?)));
        built.filter(|(c, f)| c.active || f.values.len() > 1 || f.range.is_some()).map(|(_, f)| f).collect()
    }

    fn facet(&self, query: &SearchQuery, counted: &Counted) -> Option<FacetView> {
        let parameter = &self.parameters[counted.parameter];
        let (counts, shown) = (counted.open(), counted.shown.as_slice());
        let chosen = query.values.get(&parameter.code);
        let is_chosen = |code: &str| chosen.is_some_and(|c| c.contains(code));
        let range = range(parameter, counts, shown, query.ranges.get(&parameter.code));
        let present = parameter.order.iter().map(|at| *at as usize).filter(|at| shown[*at]);
        let many = range.is_some() && present.clone().count() > MAX_NUMBER_VALUES;
        let mut values = parameter
            .order
            .iter()
            .map(|at| (&parameter.values[*at as usize], *at as usize))
            .filter(|(value, at)| is_chosen(&value.code) || (shown[*at] && !many))
            .map(|(value, at)| FacetValue {
                code: value.code.to_string(),
                name_zh: value.name_zh.to_string(),
                name_en: value.name_en.to_string(),
                count: counts[at],
                selected: is_chosen(&value.code),
            })
            .collect::<Vec<_>>();
        // what is chosen can be let go of, also when nothing has it any more
        let known = |code: &str| values.iter().any(|v: &FacetValue| v.code == code);
        let gone: Vec<FacetValue> = chosen
            .into_iter()
            .flatten()
            .filter(|code| !known(code))
            .map(|code| FacetValue::gone(code))
            .collect();
        values.extend(gone);
        if values.is_empty() && !many {
            return None;
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

    pub(super) fn crumbs(&self, code: Option<&str>) -> Vec<Crumb> {
        let mut at = code.and_then(|code| self.schema.categories.iter().position(|c| c.code == code));
        let mut crumbs = Vec::new();
        while let Some(category) = at.map(|i| &self.schema.categories[i]) {
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
        let docs = hits.filters.iter().fold(hits.open.clone(), |docs, filter| docs & &filter.docs);
        let parent = code.and_then(|code| self.schema.categories.iter().position(|c| c.code == code));
        self.children(parent, &docs, false)
    }

    /// The children of a node, counted within `docs`.
    pub(super) fn children(
        &self,
        parent: Option<usize>,
        docs: &RoaringBitmap,
        deep: bool,
    ) -> Vec<CategoryView> {
        let mine = self.schema.categories.iter().enumerate().filter(|(_, c)| c.parent == parent);
        mine.map(|(at, c)| CategoryView {
            code: c.code.clone(),
            name_zh: c.name_zh.clone(),
            name_en: c.name_en.clone(),
            children: if deep { self.children(Some(at), docs, true) } else { Vec::new() },
            count: small(c.docs.intersection_len(docs)),
        })
        .collect()
    }

    /// The whole tree.
    pub(super) fn tree(&self) -> Vec<CategoryView> {
        self.children(None, &self.live, true)
    }
}

/// A parameter's counts, per value.
pub(super) struct Counted {
    pub(super) parameter: usize,
    facet: bool,
    /// Something of it is chosen.
    active: bool,
    /// Which values occur in scope; for facets.
    shown: Vec<bool>,
    /// Without the own filter, where there is one.
    open: Option<Vec<u32>>,
    pub(super) hit: Vec<u32>,
}

impl Counted {
    fn open(&self) -> &[u32] {
        self.open.as_deref().unwrap_or(&self.hit)
    }
}

fn occurring(counts: &[u32]) -> Vec<bool> {
    counts.iter().map(|count| *count > 0).collect()
}

/// The bounds chosen of a parameter, when they are understood.
fn bounds_of(query: &SearchQuery, parameter: &Parameter) -> Option<Bounds> {
    let typed = query.ranges.get(&parameter.code).filter(|_| parameter.kind.is_numeric())?;
    Bounds::parse(typed, &parameter.unit)
}

fn is_active(query: &SearchQuery, parameter: &Parameter) -> bool {
    query.values.contains_key(&parameter.code) || query.ranges.contains_key(&parameter.code)
}

/// SKUs with any of the accepted values: few bitmaps are united, of many the column is walked.
fn accept(parameter: &Parameter, accepted: &[bool], base: &RoaringBitmap) -> RoaringBitmap {
    let mut values = parameter.values.iter().zip(accepted).filter(|(_, yes)| **yes).map(|(value, _)| value);
    if values.clone().count() < WALK_FROM {
        return values.next().map_or_else(RoaringBitmap::new, |first| {
            values.fold((*first.docs).clone(), |docs, value| docs | value.docs.as_ref())
        });
    }
    let mut docs = Vec::new();
    let list = listed(&(&parameter.any & base));
    parameter.column.each(&list, |doc, cell| {
        if parameter.members(cell).any(|at| accepted[at as usize]) {
            docs.push(doc);
        }
    });
    docs.into_iter().collect()
}

fn range(
    parameter: &Parameter,
    counts: &[u32],
    shown: &[bool],
    typed: Option<&String>,
) -> Option<FacetRange> {
    if !matches!(parameter.kind, ParameterKind::Number | ParameterKind::Range) {
        return None;
    }
    let ends = |at: usize| match parameter.values[at].value {
        ParameterValue::Number(n) => Some((n, n)),
        ParameterValue::Range(lo, hi) => Some((lo, hi)),
        _ => None,
    };
    let present = || (0..shown.len()).filter(|at| shown[*at]).filter_map(ends);
    let min = present().map(|(lo, _)| lo).min()?;
    let max = present().map(|(_, hi)| hi).max()?;
    let width = max.checked_sub(min)?;
    let mut histogram = vec![0u32; SLICES];
    let slice = |value: Decimal| {
        let share = value.checked_sub(min)?.checked_mul(Decimal::from(SLICES))?.checked_div(width)?;
        share.trunc().to_usize().map(|s| s.min(SLICES - 1))
    };
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let slot = ends(at).and_then(|(lo, _)| slice(lo).or(width.is_zero().then_some(0)));
        if let Some(slot) = slot.and_then(|s| histogram.get_mut(s)) {
            *slot += count;
        }
    }
    let bounds = typed.and_then(|typed| Bounds::parse(typed, &parameter.unit));
    Some(FacetRange { min, max, typed: typed.cloned().unwrap_or_default(), bounds, histogram })
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
