//! Keeping the catalogue at the desk: its tree, the parameters of each category and their values, families and SKUs.
//!
//! Invariants: whoever saves names the version he saw, and an older one is refused; every change leaves an audit row and
//! tells the indexes in the same transaction; a change that stored values would not survive is refused, never repaired.

pub mod forms;
pub mod unit;

#[cfg(feature = "ssr")]
pub mod families;
#[cfg(feature = "ssr")]
pub mod parameters;
#[cfg(feature = "ssr")]
pub mod schema;
#[cfg(feature = "ssr")]
pub mod skus;
#[cfg(feature = "ssr")]
pub(super) mod store;
#[cfg(feature = "ssr")]
mod typed;
#[cfg(feature = "ssr")]
mod values;

pub use forms::{CategoryForm, CellForm, FamilyForm, LinkForm, ParameterForm, SkuForm, ValueForm};

use super::parameter::ParameterKind;
use crate::ids::{CategoryId, FamilyId, ParameterId, SkuId};
use crate::lang::Lang;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows on a page of families or SKUs.
pub const PAGE: u32 = 50;
/// Asks for SKUs without a picture; no code of a parameter begins so.
pub const NO_PICTURE: &str = "@picture";
/// Asks for SKUs without a document.
pub const NO_DOCUMENT: &str = "@document";

/// A node of the tree as the desk keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRow {
    /// Its id.
    pub id: CategoryId,
    /// The node above.
    pub parent_id: Option<CategoryId>,
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Place among its neighbours.
    pub position: i32,
    /// Counts changes.
    pub version: i32,
    /// Families directly in it.
    pub families: u32,
    /// Active SKUs directly in it.
    pub skus: u32,
    /// Nodes above it.
    pub depth: u32,
}

impl CategoryRow {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// A parameter as a category lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The parameter.
    pub parameter: ParameterBrief,
    /// Place among the facets and columns.
    pub position: i32,
    /// Parts are narrowed down by it.
    pub facet: bool,
    /// A part without it is incomplete.
    pub required: bool,
    /// Tells the SKUs of a family from each other.
    pub distinguishes: bool,
}

/// A parameter in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterBrief {
    /// Its id.
    pub id: ParameterId,
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// What its values are.
    pub kind: ParameterKind,
    /// Unit shown; empty when there is none.
    pub unit: String,
    /// A SKU may have several of its values at once.
    pub many: bool,
}

impl ParameterBrief {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// What one change changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// As it was; empty when it was not there.
    pub before: String,
    /// As it became; empty when it was taken away.
    pub after: String,
}

/// A line of a record's own history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; empty for the server itself.
    pub who: String,
    /// What he did, as a word of the audit trail.
    pub operation: String,
    /// What became different.
    pub changes: Vec<Change>,
}

/// A category with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryDesk {
    /// The node.
    pub category: CategoryRow,
    /// The whole tree in its order.
    pub tree: Vec<CategoryRow>,
    /// Its parameters in their order.
    pub links: Vec<LinkRow>,
    /// Parameters it does not list.
    pub others: Vec<ParameterBrief>,
    /// Newest first.
    pub history: Vec<HistoryRow>,
}

/// A parameter in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterRow {
    /// The parameter.
    pub parameter: ParameterBrief,
    /// Named values it has.
    pub values: u32,
    /// Categories that list it.
    pub categories: u32,
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueRow {
    /// As stored in SKUs.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// What else people call it.
    pub aliases: Vec<String>,
    /// Place in the domain's order: M3 before M4.
    pub position: i32,
}

/// A parameter with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterDesk {
    /// The parameter.
    pub parameter: ParameterBrief,
    /// What else it is called.
    pub aliases: Vec<String>,
    /// Counts changes, also of its values.
    pub version: i32,
    /// Its named values in their order.
    pub values: Vec<ValueRow>,
    /// Categories that list it: id and names.
    pub categories: Vec<(CategoryId, String, String)>,
    /// SKUs that carry it.
    pub skus: u64,
    /// Newest first.
    pub history: Vec<HistoryRow>,
}

/// A family in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyRow {
    /// Its id.
    pub id: FamilyId,
    /// Code in addresses.
    pub code: String,
    /// Standard.
    pub standard: String,
    /// Maker.
    pub brand: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Its category.
    pub category_id: CategoryId,
    /// Name of the category, 中文
    pub category_zh: String,
    /// Name of the category, English
    pub category_en: String,
    /// SKUs, discontinued ones too.
    pub skus: u32,
}

impl FamilyRow {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// A page of families.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyList {
    /// This page.
    pub rows: Vec<FamilyRow>,
    /// All that fit.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// Categories to choose from.
    pub tree: Vec<CategoryRow>,
}

/// A family with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyDesk {
    /// The family.
    pub family: FamilyRow,
    /// What it is, 中文
    pub description_zh: String,
    /// What it is, English
    pub description_en: String,
    /// Counts changes.
    pub version: i32,
    /// Categories to choose from.
    pub tree: Vec<CategoryRow>,
    /// Newest first.
    pub history: Vec<HistoryRow>,
}

/// Which SKUs the desk's table shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkuFilter {
    /// Id of a family.
    pub family: String,
    /// Id of a category.
    pub category: String,
    /// Beginning of a part number, written in any way.
    pub q: String,
    /// Code of a parameter they lack; [`NO_PICTURE`] and [`NO_DOCUMENT`] for these.
    pub lacks: String,
    /// Parameter or field to fill in row by row.
    pub column: String,
    /// From 1.
    pub page: u32,
}

/// A SKU in the desk's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuLine {
    /// Its id.
    pub id: SkuId,
    /// As the maker writes it.
    pub part_number: String,
    /// Counts changes.
    pub version: i32,
    /// Still sold.
    pub active: bool,
    /// The family's name, 中文
    pub family_zh: String,
    /// The family's name, English
    pub family_en: String,
    /// How complete, in percent.
    pub percent: u32,
    /// By code: as a person types it.
    pub values: BTreeMap<String, String>,
    /// Parameters as people read them: code, Chinese, English.
    pub shown: Vec<(String, String, String)>,
}

impl SkuLine {
    /// A parameter as shown; empty when it has none.
    pub fn parameter(&self, code: &str, lang: Lang) -> &str {
        let found = self.shown.iter().find(|(c, _, _)| c == code);
        found.map_or("", |(_, zh, en)| lang.pick(zh, en))
    }
}

/// A page of SKUs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuTable {
    /// What was asked.
    pub filter: SkuFilter,
    /// This page.
    pub rows: Vec<SkuLine>,
    /// All that fit.
    pub total: u64,
    /// Columns: parameters of the category, when all rows have the same.
    pub columns: Vec<LinkRow>,
    /// What is shown, 中文: family or category.
    pub of_zh: String,
    /// What is shown, English.
    pub of_en: String,
}

/// A parameter of a SKU's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuField {
    /// The parameter and what its category says of it.
    pub link: LinkRow,
    /// Named values to choose from.
    pub values: Vec<ValueRow>,
}

/// A SKU, or the empty form of a new one, with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuDesk {
    /// Its id; none for a new one.
    pub id: Option<SkuId>,
    /// Counts changes.
    pub version: i32,
    /// Its family.
    pub family: FamilyRow,
    /// What stands in the form.
    pub form: SkuForm,
    /// Parameters of its category, then those it carries besides.
    pub fields: Vec<SkuField>,
    /// How complete, in percent.
    pub percent: u32,
    /// Newest first.
    pub history: Vec<HistoryRow>,
}

/// Puts categories below each other: parents before children, neighbours by place, depth noted. A node whose parent is
/// not among them is a root.
pub fn in_tree_order(rows: Vec<CategoryRow>) -> Vec<CategoryRow> {
    let known: std::collections::BTreeSet<CategoryId> = rows.iter().map(|r| r.id).collect();
    let mut below: BTreeMap<Option<CategoryId>, Vec<CategoryRow>> = BTreeMap::new();
    for row in rows {
        below.entry(row.parent_id.filter(|p| known.contains(p))).or_default().push(row);
    }
    for list in below.values_mut() {
        // taken from the end
        list.sort_by(|a, b| (b.position, &b.code).cmp(&(a.position, &a.code)));
    }
    let mut ordered = Vec::new();
    let mut open: Vec<(u32, CategoryRow)> =
        below.remove(&None).unwrap_or_default().into_iter().map(|r| (0, r)).collect();
    while let Some((depth, row)) = open.pop() {
        open.extend(below.remove(&Some(row.id)).unwrap_or_default().into_iter().map(|r| (depth + 1, r)));
        ordered.push(CategoryRow { depth, ..row });
    }
    ordered
}

/// A number as a person types it.
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn row(id: u128, parent: Option<u128>, code: &str, position: i32) -> CategoryRow {
        CategoryRow {
            id: CategoryId(Uuid::from_u128(id)),
            parent_id: parent.map(|p| CategoryId(Uuid::from_u128(p))),
            code: code.into(),
            name_zh: code.into(),
            name_en: code.into(),
            position,
            version: 1,
            families: 0,
            skus: 0,
            depth: 0,
        }
    }

    #[test]
    fn the_tree_reads_from_the_top_and_loses_nobody() {
        let rows = vec![
            row(3, Some(1), "b", 2),
            row(1, None, "top", 2),
            row(4, Some(3), "deep", 1),
            row(2, Some(1), "a", 1),
            row(5, None, "first", 1),
            row(6, Some(99), "orphan", 9),
        ];
        let shown: Vec<_> = in_tree_order(rows).into_iter().map(|r| (r.depth, r.code)).collect();
        let want = [(0, "first"), (0, "top"), (1, "a"), (1, "b"), (2, "deep"), (0, "orphan")];
        assert_eq!(shown, want.map(|(d, c)| (d, c.to_owned())));
    }
}
