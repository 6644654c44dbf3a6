//! What the columns of a file mean. Saved as JSON, so a supplier's file is mapped once.
//!
//! Every field is a template: text with `{column}` in it. `{column|slug}` gives lower case with dashes for codes,
//! `{column|key}` the strict key of a part number, `{column|number}` a plain number without trailing zeros; `{#3}` is the
//! third column whatever it is called. `cases` replaces the rendered text by another one; `*` stands for all others.
//!
//! A template that is not there says nothing: a SKU that exists keeps what it has. A parameter the mapping reads from a
//! column is what the file says, also when the cell is empty; parameters it does not speak of stay.

use crate::catalog::parameter::{ParameterKind, parse_measure};
use crate::catalog::part_number::strict_key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a file of a known shape brings into the catalogue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// Its name on the command line.
    pub name: String,
    /// Part of the tree the file needs; created or renamed.
    #[serde(default)]
    pub categories: Vec<CategoryDef>,
    /// Code of the family's category.
    #[serde(default)]
    pub category: Field,
    /// The product page.
    #[serde(default)]
    pub family: FamilyDef,
    /// The orderable item.
    pub part_number: Field,
    /// Unit, `piece` when empty.
    #[serde(default)]
    pub unit: Field,
    /// Units in a pack, 1 when empty.
    #[serde(default)]
    pub pack_size: Field,
    /// Smallest order, 1 when empty.
    #[serde(default)]
    pub moq: Field,
    /// Step of orders, 1 when empty.
    #[serde(default)]
    pub multiple: Field,
    /// Units a price is for, 1 when empty.
    #[serde(default)]
    pub price_basis: Field,
    /// 15 when empty.
    #[serde(default)]
    pub lead_time_days: Field,
    /// Parameters in the order of the table's columns.
    #[serde(default)]
    pub parameters: Vec<ParameterDef>,
    /// Columns with `bore=20 mm` in them, or several divided by `;`.
    #[serde(default)]
    pub pairs: Vec<Field>,
    /// One parameter per row.
    #[serde(default)]
    pub long: Option<LongDef>,
    /// Columns of parameters nobody knows yet: their values are looked at and proposed for the schema.
    #[serde(default)]
    pub watched: Vec<WatchDef>,
    /// Categories, families and values of the catalogue are meant by any of their names.
    #[serde(default)]
    pub by_name: bool,
    /// Crosses every row with the fitting rows of a second file.
    #[serde(default)]
    pub cross: Option<CrossDef>,
}

/// Rows of SKU, parameter, value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LongDef {
    /// Code or name of the parameter.
    pub parameter: Field,
    /// Its value.
    pub value: Field,
}

/// A column that is looked at only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WatchDef {
    /// What the file calls it.
    pub said: String,
    /// The value.
    pub value: Field,
}

/// A node of the tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CategoryDef {
    /// Code in addresses.
    pub code: String,
    /// Code of its parent; must stand before it.
    #[serde(default)]
    pub parent: Option<String>,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Place among its siblings.
    #[serde(default)]
    pub position: i32,
}

/// Where a family's words come from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FamilyDef {
    /// Code in addresses.
    #[serde(default)]
    pub code: Field,
    /// 中文
    #[serde(default)]
    pub name_zh: Field,
    /// English
    #[serde(default)]
    pub name_en: Field,
    /// Standard.
    #[serde(default)]
    pub standard: Field,
    /// Maker.
    #[serde(default)]
    pub brand: Field,
}

/// A parameter and where its value comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParameterDef {
    /// Code in addresses.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// What its values are; never changes once it exists.
    pub kind: ParameterKind,
    /// Unit of numbers.
    #[serde(default)]
    pub unit: String,
    /// Lists and texts: several values at once, divided by `;`.
    #[serde(default)]
    pub many: bool,
    /// To narrow down by, or only to be read.
    #[serde(default = "yes")]
    pub facet: bool,
    /// A row without it is refused.
    #[serde(default)]
    pub required: bool,
    /// The value; empty when only pairs or long rows bring it.
    #[serde(default)]
    pub value: Field,
    /// What the file calls it where it is named by pairs or long rows.
    #[serde(default)]
    pub said: String,
    /// Unit of bare numbers in the file when it is not the parameter's own.
    #[serde(default)]
    pub typed_unit: String,
    /// Name of an enum value, 中文; its code when empty.
    #[serde(default)]
    pub value_zh: Field,
    /// Name of an enum value, English; its code when empty.
    #[serde(default)]
    pub value_en: Field,
    /// Other names of the value, divided by `;`.
    #[serde(default)]
    pub aliases: Field,
}

impl ParameterDef {
    /// A cell of it may say several values; a measure never does.
    pub(super) fn says_several(&self) -> bool {
        self.many && matches!(self.kind, ParameterKind::Enum | ParameterKind::Text)
    }
}

/// The second file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrossDef {
    /// Its column that says what a row applies to.
    pub column: String,
    /// The value to look for there.
    pub equals: String,
}

/// A template, optionally with cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "FieldShape")]
pub struct Field {
    /// Text with `{column}` in it.
    pub template: String,
    /// Rendered text → what to take instead.
    #[serde(default)]
    pub cases: BTreeMap<String, String>,
}

/// A plain text is a template without cases.
#[derive(Deserialize)]
#[serde(untagged)]
enum FieldShape {
    Plain(String),
    Cases {
        template: String,
        #[serde(default)]
        cases: BTreeMap<String, String>,
    },
}

impl From<FieldShape> for Field {
    fn from(shape: FieldShape) -> Self {
        match shape {
            FieldShape::Plain(template) => Field { template, cases: BTreeMap::new() },
            FieldShape::Cases { template, cases } => Field { template, cases },
        }
    }
}

impl From<&str> for Field {
    fn from(template: &str) -> Self {
        Field { template: template.to_owned(), cases: BTreeMap::new() }
    }
}

fn yes() -> bool {
    true
}

impl Field {
    /// Says nothing.
    pub fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// The columns it reads.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.template
            .split('{')
            .skip(1)
            .filter_map(|piece| piece.split_once('}').map(|(inner, _)| inner))
            .map(|inner| inner.split_once('|').map_or(inner, |(column, _)| column))
    }

    /// Fills in a row. `Err` carries the text no case is known for.
    pub(super) fn render<'a>(&self, cell: &dyn Fn(&str) -> &'a str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = self.template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (inner, tail) = after.split_once('}').unwrap_or((after, ""));
            let (column, filter) = inner.split_once('|').unwrap_or((inner, ""));
            out.push_str(&filtered(filter, cell(column).trim()));
            rest = tail;
        }
        out.push_str(rest);
        let out = out.trim().to_owned();
        if self.cases.is_empty() {
            return Ok(out);
        }
        self.cases.get(&out).or_else(|| self.cases.get("*")).cloned().ok_or(out)
    }
}

fn filtered(filter: &str, text: &str) -> String {
    match filter {
        "slug" => slug(text),
        "key" => strict_key(text),
        "number" => parse_measure(text, "").map_or_else(|| text.to_owned(), |n| n.normalize().to_string()),
        _ => text.to_owned(),
    }
}

/// Lower case letters and digits with single dashes between.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

impl Mapping {
    /// All fields with the name a problem is reported under.
    pub(super) fn fields(&self) -> Vec<(&str, &Field)> {
        let mut fields = vec![
            ("part_number", &self.part_number),
            ("category", &self.category),
            ("family", &self.family.code),
            ("name_zh", &self.family.name_zh),
            ("name_en", &self.family.name_en),
            ("standard", &self.family.standard),
            ("brand", &self.family.brand),
            ("unit", &self.unit),
            ("pack_size", &self.pack_size),
            ("moq", &self.moq),
            ("multiple", &self.multiple),
            ("price_basis", &self.price_basis),
            ("lead_time_days", &self.lead_time_days),
        ];
        for p in &self.parameters {
            fields.extend([&p.value, &p.value_zh, &p.value_en, &p.aliases].map(|f| (p.code.as_str(), f)));
        }
        fields.extend(self.pairs.iter().map(|f| ("pairs", f)));
        fields.extend(self.long.iter().flat_map(|l| [("parameter", &l.parameter), ("value", &l.value)]));
        fields.extend(self.watched.iter().map(|w| (w.said.as_str(), &w.value)));
        fields
    }

    /// Reads a saved mapping.
    ///
    /// # Errors
    /// The parser's message with line and column: the reader wrote the file himself.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// To be saved and edited.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_json(&self) -> crate::error::Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_from_the_row() {
        let row = |column: &str| match column {
            "standard" => "ISO 7380-1",
            "length" => "30.00",
            "kind" => "x",
            _ => "",
        };
        let render = |template: &str| Field::from(template).render(&row).unwrap();
        assert_eq!(render("{standard|slug}"), "iso-7380-1");
        assert_eq!(render("{standard|key}-{length|number}"), "ISO73801-30");
        assert_eq!(render("a {missing} b{"), "a  b");
        let cases = Field { template: "{kind}".into(), cases: [("y".into(), "z".into())].into() };
        assert_eq!(cases.render(&row), Err("x".into()));
        assert_eq!(Field::from("{a}-{b|slug}").columns().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_mapping_survives_being_saved() {
        for mapping in super::super::builtin::all() {
            let again = Mapping::from_json(&mapping.to_json().unwrap()).unwrap();
            assert_eq!(again.to_json().unwrap(), mapping.to_json().unwrap());
        }
        assert!(Mapping::from_json("{").is_err());
    }
}
