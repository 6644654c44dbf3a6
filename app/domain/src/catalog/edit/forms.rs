//! What the desk writes into the catalogue, as its forms send it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A category as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    /// Code; of a new category only.
    pub code: String,
    /// Id of the node above; empty for a root.
    pub parent: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Place among its neighbours.
    pub position: String,
}

/// A row of a category's parameters as typed; a box that is not ticked is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// Id of the parameter.
    pub parameter: String,
    /// Place.
    pub position: String,
    /// `yes`
    pub facet: String,
    /// `yes`
    pub required: String,
    /// `yes`
    pub distinguishes: String,
    /// `yes` takes it off the list.
    pub remove: String,
}

/// A parameter as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParameterForm {
    /// Code; of a new parameter only.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// enum, number, range, text or boolean.
    pub kind: String,
    /// Unit shown.
    pub unit: String,
    /// `yes`: several values at once.
    pub many: String,
    /// Other names, `;` between them.
    pub aliases: String,
}

/// A named value as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueForm {
    /// As stored in SKUs.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Other names, `;` between them.
    pub aliases: String,
    /// Place.
    pub position: String,
}

/// A family as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FamilyForm {
    /// Code; of a new family only.
    pub code: String,
    /// Id of its category.
    pub category: String,
    /// Standard.
    pub standard: String,
    /// Maker.
    pub brand: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// What it is, 中文
    pub description_zh: String,
    /// What it is, English
    pub description_en: String,
}

/// A row of the table's one editable column, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CellForm {
    /// Id of the SKU.
    pub sku: String,
    /// The version he saw.
    pub version: String,
    /// As typed; empty takes the value away.
    pub value: String,
}

/// A SKU as typed, and as its form shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkuForm {
    /// As the maker writes it.
    pub part_number: String,
    /// Unit it is counted in.
    pub unit: String,
    /// Units in a pack.
    pub pack_size: String,
    /// Smallest order.
    pub moq: String,
    /// Step of orders.
    pub multiple: String,
    /// Units a price is for.
    pub price_basis: String,
    /// Days until it can leave when not on hand.
    pub lead_time_days: String,
    /// active or discontinued.
    pub status: String,
    /// By code; several values with `;` between them.
    pub parameters: BTreeMap<String, String>,
    /// By code: values ticked where several may be and the form offers boxes; they go before what was typed. An empty text
    /// says that there were boxes.
    pub ticked: BTreeMap<String, Vec<String>>,
}
