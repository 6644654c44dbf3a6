//! Which parameters are columns: those that differ between the hits, those somebody chose, and all that occur for a file.

use super::hits::Known;
use super::index::{Parameter, Snapshot, small};
use super::order::{PriceOf, Stretch};
use super::query::SearchQuery;
use super::search::Counted;
use super::view::{ColumnView, CommonValue};
use roaring::RoaringBitmap;

/// Columns of the parameter table where nobody chose any.
pub(super) const USUAL_COLUMNS: usize = 8;
/// More parameters than this are no choice; a category narrows them down.
const MOST_CHOICES: usize = 40;

/// All that a query finds, in its order.
pub(crate) struct Listing {
    /// How many.
    pub(crate) total: u32,
    /// Their numbers; empty where they are more than was asked for.
    pub(crate) docs: Vec<u32>,
    /// Every parameter that occurs, in the order of the categories.
    pub(crate) columns: Vec<ColumnView>,
}

impl ColumnView {
    fn of(parameter: &Parameter) -> Self {
        Self {
            code: parameter.code.clone(),
            name_zh: parameter.name_zh.clone(),
            name_en: parameter.name_en.clone(),
            unit: parameter.unit.clone(),
            numeric: parameter.kind.is_numeric(),
        }
    }
}

impl Snapshot {
    /// All hits of a query when they are not more than `most`; prices as for [`Snapshot::answer`].
    pub(crate) fn listing(
        &self,
        query: &SearchQuery,
        known: &Known,
        price: Option<PriceOf>,
        most: usize,
    ) -> Listing {
        let hits = self.find_with(query, known, price);
        let total = small(hits.docs().len());
        if total as usize > most {
            return Listing { total, docs: Vec::new(), columns: Vec::new() };
        }
        let docs = self.sorted(query.sort.as_ref(), &hits, Stretch { skip: 0, take: most }, price);
        let mut seen: Vec<u32> = Vec::new();
        for category in self.schema.categories.iter().filter(|c| !c.docs.is_disjoint(hits.docs())) {
            for (at, _) in &category.parameters {
                if !seen.contains(at) && !self.parameters[*at as usize].any.is_disjoint(hits.docs()) {
                    seen.push(*at);
                }
            }
        }
        let columns = seen.iter().map(|at| ColumnView::of(&self.parameters[*at as usize])).collect();
        Listing { total, docs, columns }
    }

    /// These parameters as columns, in this order; unknown ones are left out.
    pub(crate) fn columns_of<'a>(&self, codes: impl Iterator<Item = &'a str>) -> Vec<ColumnView> {
        let find = |code: &str| self.parameters.iter().find(|p| p.code == code);
        codes.filter_map(find).map(|parameter| ColumnView::of(parameter)).collect()
    }

    /// What can be chosen as columns: every parameter listed that a hit has.
    pub(super) fn choices(
        &self,
        query: &SearchQuery,
        docs: &RoaringBitmap,
        listed: &[(usize, bool)],
    ) -> Vec<ColumnView> {
        let narrowed = query.category.is_some() || query.family.is_some() || !query.columns.is_empty();
        if listed.len() > MOST_CHOICES && !narrowed {
            return Vec::new();
        }
        let parameters = listed.iter().map(|(at, _)| &self.parameters[*at]);
        parameters.filter(|p| !p.any.is_disjoint(docs)).map(|p| ColumnView::of(p)).collect()
    }

    /// What differs between the hits becomes columns, or what was chosen; what they share is said once.
    pub(super) fn columns(
        &self,
        query: &SearchQuery,
        docs: &RoaringBitmap,
        counted: &[Counted],
        choices: &[ColumnView],
    ) -> (Vec<ColumnView>, Vec<CommonValue>) {
        let (mut columns, mut common) = (Vec::new(), Vec::new());
        let total = small(docs.len());
        for counted in counted {
            let parameter = &self.parameters[counted.parameter];
            let mut present = counted.hit.iter().enumerate().filter(|(_, n)| **n > 0);
            match (present.next(), present.next()) {
                (Some((only, count)), None) if *count == total && total > 1 => {
                    let value = &parameter.values[only];
                    let (value_zh, value_en) = (value.name_zh.to_string(), value.name_en.to_string());
                    common.push(CommonValue { column: ColumnView::of(parameter), value_zh, value_en });
                }
                (Some(_), _) if columns.len() < USUAL_COLUMNS => columns.push(ColumnView::of(parameter)),
                _ => {}
            }
        }
        let chosen: Vec<ColumnView> =
            choices.iter().filter(|c| query.columns.contains(&c.code)).cloned().collect();
        if !chosen.is_empty() {
            common.retain(|shared: &CommonValue| !query.columns.contains(&shared.column.code));
            columns = chosen;
        }
        (columns, common)
    }
}
