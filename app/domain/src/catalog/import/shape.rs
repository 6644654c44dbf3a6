//! A mapping in either of its forms: columns said by a person, or templates of a program or a JSON file.

use super::columns::{ColumnPlan, KNOWN, LEAD_TIME, LONG_NAME, LONG_VALUE, NEW, PAIRS};
use super::guess::split_header;
use super::job::Proposal;
use super::known::Known;
use super::mapping::{FamilyDef, Field, LongDef, Mapping, ParameterDef, WatchDef};
use crate::catalog::parameter::ParameterKind;
use serde::{Deserialize, Serialize};

/// How a mapping is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// What each column is.
    Columns(ColumnPlan),
    /// Templates.
    Templates(Box<Mapping>),
}

impl Shape {
    /// The mapping rows are read by.
    pub fn mapping(&self, known: &Known) -> Mapping {
        match self {
            Shape::Columns(plan) => compile(plan, known),
            Shape::Templates(mapping) => (**mapping).clone(),
        }
    }
}

fn compile(plan: &ColumnPlan, known: &Known) -> Mapping {
    let column = |at: usize| Field::from(format!("{{#{at}}}").as_str());
    let field = |is: &str| plan.columns_of(is).next().map(column).unwrap_or_default();
    // what a person typed is no template
    let constant = |text: &str| Field::from(text.replace(['{', '}'], "").as_str());
    let or = |field: Field, other: Field| if field.is_empty() { other } else { field };
    let (name_zh, name_en) = (field("name_zh"), field("name_en"));
    let named = or(name_zh.clone(), name_en.clone());
    let (name, value) = (field(LONG_NAME), field(LONG_VALUE));
    let mut mapping = Mapping {
        name: "columns".into(),
        category: or(field("category"), constant(&plan.category)),
        family: FamilyDef {
            // parts of one name are one family when nothing else says what is
            code: or(or(field("family"), constant(&plan.family)), named),
            name_zh,
            name_en,
            standard: field("standard"),
            brand: field("brand"),
        },
        part_number: field("part_number"),
        unit: field("unit"),
        pack_size: field("pack_size"),
        moq: field("moq"),
        multiple: field("multiple"),
        price_basis: field("price_basis"),
        lead_time_days: field(LEAD_TIME),
        pairs: plan.columns_of(PAIRS).map(column).collect(),
        long: (!name.is_empty() && !value.is_empty()).then_some(LongDef { parameter: name, value }),
        by_name: true,
        ..Mapping::default()
    };
    for (at, said) in plan.columns.iter().zip(1..).map(|(c, at)| (at, c)) {
        let (_, unit) = split_header(&said.header);
        if let Some(parameter) = said.is.strip_prefix(KNOWN).and_then(|code| known.parameter(code)) {
            let typed_unit = if unit == parameter.def.unit { "" } else { unit };
            let def = parameter.def.clone();
            mapping.parameters.push(ParameterDef { value: column(at), typed_unit: typed_unit.into(), ..def });
        } else if said.is == NEW && !plan.create.iter().any(|p| p.said == said.header) {
            mapping.watched.push(WatchDef { said: said.header.clone(), value: column(at) });
        }
    }
    for made in &plan.create {
        let at = plan.columns.iter().position(|c| c.is == NEW && c.header == made.said);
        mapping.parameters.push(created(made, at.map(|at| column(at + 1)).unwrap_or_default()));
    }
    mapping
}

fn created(made: &Proposal, value: Field) -> ParameterDef {
    let (_, unit) = split_header(&made.said);
    ParameterDef {
        code: made.code.clone(),
        name_zh: made.name_zh.clone(),
        name_en: made.name_en.clone(),
        kind: made.kind,
        unit: made.unit.clone(),
        many: made.many,
        facet: made.kind != ParameterKind::Text,
        required: false,
        value,
        said: made.said.clone(),
        typed_unit: if unit == made.unit { String::new() } else { unit.to_owned() },
        value_zh: Field::default(),
        value_en: Field::default(),
        aliases: Field::default(),
    }
}
