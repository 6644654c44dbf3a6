//! What screens get to see of the catalogue: plain values, safe in a browser, without any price.

use super::parameter::{Bounds, ParameterKind};
use crate::ids::SkuId;
use crate::lang::Lang;
use crate::quantity::QuantityRule;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Code of the parameter that says which standard a part is made to, in catalogues where that is a parameter.
pub const STANDARD: &str = "standard";

/// A node of the tree with the number of active SKUs below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryView {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Children in their order.
    pub children: Vec<CategoryView>,
    /// Active SKUs in it and below.
    pub count: u32,
}

impl CategoryView {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// A parameter to narrow down by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetView {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Unit of numbers, empty when there is none.
    pub unit: String,
    /// What its values are.
    pub kind: ParameterKind,
    /// Values in canonical order; impossible ones stay, with count 0. Empty for numbers of too many values.
    pub values: Vec<FacetValue>,
    /// For numbers and ranges.
    pub range: Option<FacetRange>,
}

impl FacetView {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }

    /// True when something of it is chosen.
    pub fn is_active(&self) -> bool {
        self.values.iter().any(|v| v.selected) || self.range.as_ref().is_some_and(|r| !r.typed.is_empty())
    }

    /// True when bounds typed for it are understood and filter.
    pub fn understands(&self, typed: &str) -> bool {
        self.kind.is_numeric() && Bounds::parse(typed, &self.unit).is_some()
    }
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// SKUs one would see with this value, all other filters kept.
    pub count: u32,
    /// Chosen.
    pub selected: bool,
}

impl FacetValue {
    /// A chosen value nothing has.
    pub fn gone(code: &str) -> Self {
        Self { code: code.into(), name_zh: code.into(), name_en: code.into(), count: 0, selected: true }
    }

    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// The span of a numeric facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRange {
    /// Smallest value within category and text.
    pub min: Decimal,
    /// Largest value within category and text.
    pub max: Decimal,
    /// What was typed, empty when nothing was.
    pub typed: String,
    /// Chosen bounds, inclusive; none when nothing was typed or it was not understood.
    pub bounds: Option<Bounds>,
    /// SKUs per equal slice of `min..=max`, own filter excluded.
    pub histogram: Vec<u32>,
}

/// One orderable item in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuRow {
    /// The SKU.
    pub sku_id: SkuId,
    /// As the maker writes it.
    pub part_number: String,
    /// Code of its family.
    pub family_code: String,
    /// Name of the family, 中文
    pub name_zh: String,
    /// Name of the family, English
    pub name_en: String,
    /// Standard, empty when there is none.
    pub standard: String,
    /// Code of its category.
    pub category_code: String,
    /// Unit it is counted in.
    pub unit: String,
    /// Units a price is for: 1, 10, 100, 1000.
    pub price_basis: u32,
    /// Units in a pack.
    pub pack_size: Decimal,
    /// Smallest order.
    pub moq: Decimal,
    /// Step of orders.
    pub multiple: Decimal,
    /// Days until it can leave when not on hand.
    pub lead_time_days: u32,
    /// Code, shown in Chinese, shown in English; in the order of the category.
    pub parameters: Vec<(String, String, String)>,
    /// On hand and not reserved, in the SKU's unit.
    pub on_hand_available: Decimal,
}

impl SkuRow {
    /// The family's name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }

    /// The smallest order of it.
    pub fn smallest(&self) -> Decimal {
        QuantityRule { moq: self.moq, multiple: self.multiple }.minimum()
    }

    /// The standard it is made to: its own where that is a parameter, else its family's.
    pub fn standard(&self, lang: Lang) -> &str {
        self.parameter(STANDARD, lang).unwrap_or(&self.standard)
    }

    /// A parameter as shown, when the SKU has it.
    pub fn parameter(&self, code: &str, lang: Lang) -> Option<&str> {
        self.parameters.iter().find(|(c, _, _)| c == code).map(|(_, zh, en)| lang.pick(zh, en))
    }
}

/// Just enough to choose one out of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuBrief {
    /// The SKU.
    pub sku_id: SkuId,
    /// As the maker writes it.
    pub part_number: String,
    /// Code of its family.
    pub family_code: String,
    /// Name of the family, 中文
    pub name_zh: String,
    /// Name of the family, English
    pub name_en: String,
    /// Standard, empty when there is none.
    pub standard: String,
    /// Unit it is counted in.
    pub unit: String,
}

/// A column of the parameter table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Code of the parameter.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Unit for the head.
    pub unit: String,
    /// Right-aligned.
    pub numeric: bool,
}

impl ColumnView {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// A parameter all hits share: said once above the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommonValue {
    /// The parameter.
    pub column: ColumnView,
    /// Its value in Chinese.
    pub value_zh: String,
    /// Its value in English.
    pub value_en: String,
}

/// A step of the way to a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
}

/// A piece of what was typed, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// The piece.
    pub text: String,
    /// Everything typed but this piece.
    pub rest: String,
    /// What it was taken for.
    pub meaning: Meaning,
}

/// What a piece of a search was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meaning {
    /// Values of a parameter.
    Value {
        /// The parameter, 中文
        parameter_zh: String,
        /// The parameter, English
        parameter_en: String,
        /// The value, 中文
        value_zh: String,
        /// The value, English
        value_en: String,
    },
    /// A parameter without a value: it says nothing.
    Parameter {
        /// 中文
        zh: String,
        /// English
        en: String,
    },
    /// A family or category.
    Name {
        /// 中文
        zh: String,
        /// English
        en: String,
    },
    /// Several names.
    Names,
    /// One measure after the other: M8×40.
    Size,
    /// A number with its unit.
    Measure,
    /// Part of a part number, or the beginning of a name.
    PartNumber,
    /// Nothing is called so; taken for something spelt nearly so.
    Similar,
    /// Nothing is called so.
    Nothing,
}

/// Another text to look for, and what it finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instead {
    /// The text.
    pub text: String,
    /// SKUs for sale it finds; never none.
    pub count: u32,
}

/// One page of results with everything to narrow it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// All hits.
    pub total: u32,
    /// This page, from 1; never beyond `pages`.
    pub page: u32,
    /// Pages, at least 1.
    pub pages: u32,
    /// Hits of this page.
    pub rows: Vec<SkuRow>,
    /// What can narrow it down.
    pub facets: Vec<FacetView>,
    /// Parameters that differ between the hits, or those chosen.
    pub columns: Vec<ColumnView>,
    /// Parameters that can be chosen as columns.
    pub choices: Vec<ColumnView>,
    /// Parameters that do not.
    pub common: Vec<CommonValue>,
    /// From the root to the category; empty when none is chosen.
    pub crumbs: Vec<Crumb>,
    /// Categories below the chosen one with their hits (own filter excluded).
    pub categories: Vec<CategoryView>,
    /// The one SKU whose part number was typed exactly.
    pub exact: Option<SkuBrief>,
    /// What was typed, piece by piece.
    pub understood: Vec<Understood>,
}

/// A product page: the family and its selection table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyPage {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Standard, empty when there is none.
    pub standard: String,
    /// Maker, empty when there is none.
    pub brand: String,
    /// Its SKUs, filtered and paged like any search.
    pub page: SearchPage,
}

/// Something to go on with while a search is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suggestion {
    /// A part whose number begins so.
    Part(SkuBrief),
    /// A family.
    Family(Named),
    /// A category.
    Category(Named),
    /// A value of a parameter.
    Value {
        /// Code of the parameter.
        parameter: String,
        /// The parameter, 中文
        parameter_zh: String,
        /// The parameter, English
        parameter_en: String,
        /// The value.
        value: Named,
    },
}

/// Something with a code, names and SKUs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// SKUs for sale.
    pub count: u32,
}
