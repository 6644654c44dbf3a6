//! From rows to what shall be in the catalogue, and what cannot be taken. Pure: no database.
//!
//! A bad row is reported with its number and field and never stops a good one. Rows are numbered as a spreadsheet shows
//! them.

use super::mapping::{Field, Mapping, ParameterDef};
use crate::catalog::parameter::{ParameterKind, ParameterValue, StoredValue};
use crate::catalog::part_number::strict_key;
use crate::quantity::QuantityRule;
use crate::rejection::{FieldProblem, Problem};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A file as read: header and rows of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows with their number as a spreadsheet shows it; a short row has empty cells at its end.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Table {
    /// A table made by a program: the header is row 1, nothing was left out.
    pub fn new(header: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self { header, rows: (2u32..).zip(rows).collect() }
    }
}

/// What the file wants in the catalogue.
#[derive(Debug, Default)]
pub struct Plan {
    /// By code.
    pub families: BTreeMap<String, PlannedFamily>,
    /// In the order of the file; part numbers differ.
    pub skus: Vec<PlannedSku>,
    /// Named values by parameter and code.
    pub values: BTreeMap<(String, String), PlannedValue>,
    /// Parameters used, per category.
    pub category_parameters: BTreeSet<(String, String)>,
    /// What cannot be taken.
    pub problems: Vec<FieldProblem>,
    /// Rows of the file.
    pub rows: usize,
}

/// A product page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFamily {
    /// Code of its category.
    pub category: String,
    /// Standard.
    pub standard: String,
    /// Maker.
    pub brand: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedValue {
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// Other names.
    pub aliases: Vec<String>,
}

/// An orderable item.
#[derive(Clone, Debug)]
pub struct PlannedSku {
    /// Row of the file.
    pub row: u32,
    /// As the maker writes it.
    pub part_number: String,
    /// Its strict key.
    pub part_key: String,
    /// Code of its family.
    pub family: String,
    /// Unit.
    pub unit: String,
    /// Units in a pack.
    pub pack_size: Decimal,
    /// Smallest order.
    pub moq: Decimal,
    /// Step.
    pub multiple: Decimal,
    /// Units a price is for.
    pub price_basis: i32,
    /// Days.
    pub lead_time_days: i32,
    /// By parameter code.
    pub parameters: BTreeMap<String, StoredValue>,
}

/// Reads the file by the mapping.
pub fn plan(mapping: &Mapping, table: &Table, cross: Option<&Table>) -> Plan {
    let mut plan = Plan { rows: table.rows.len(), ..Plan::default() };
    let partners = partners(mapping, cross);
    plan.problems = missing_columns(mapping, table, cross);
    if !plan.problems.is_empty() {
        return plan;
    }
    let mut taken: HashSet<String> = HashSet::new();
    for (number, cells) in &table.rows {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        for partner in &partners {
            let mut row: HashMap<&str, &str> = pairs(&table.header, cells).collect();
            row.extend(partner.iter().map(|(column, cell)| (*column, *cell)));
            let mut reader = Reader { row: &row, number: *number, problems: Vec::new() };
            let read = reader.read(mapping);
            let problems = std::mem::take(&mut reader.problems);
            match read {
                Some(read) if problems.is_empty() => {
                    if taken.insert(read.sku.part_number.clone()) {
                        plan.take(mapping, read);
                    } else {
                        plan.problems.push(FieldProblem::in_row("part_number", *number, Problem::Taken));
                        break;
                    }
                }
                _ => {
                    plan.problems.extend(problems);
                    break; // crossed again and again, the row would be reported as often
                }
            }
        }
    }
    plan
}

fn pairs<'a>(header: &'a [String], cells: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
    header.iter().map(|h| h.trim()).zip(cells.iter().map(String::as_str))
}

/// Rows of the second file that apply; one empty partner when there is nothing to cross with.
fn partners<'a>(mapping: &Mapping, cross: Option<&'a Table>) -> Vec<HashMap<&'a str, &'a str>> {
    let (Some(def), Some(cross)) = (&mapping.cross, cross) else { return vec![HashMap::new()] };
    cross
        .rows
        .iter()
        .map(|(_, cells)| pairs(&cross.header, cells).collect::<HashMap<_, _>>())
        .filter(|row| row.get(def.column.as_str()).is_some_and(|v| v.trim() == def.equals))
        .collect()
}

fn missing_columns(mapping: &Mapping, table: &Table, cross: Option<&Table>) -> Vec<FieldProblem> {
    let mut known: HashSet<&str> = table.header.iter().map(|h| h.trim()).collect();
    known.extend(cross.iter().flat_map(|c| &c.header).map(|h| h.trim()));
    let wanted: BTreeSet<&str> = mapping.fields().into_iter().flat_map(|(_, f)| f.columns()).collect();
    let mut problems: Vec<FieldProblem> = wanted
        .into_iter()
        .filter(|column| !known.contains(column))
        .map(|column| FieldProblem::in_row(column, 1, Problem::Missing))
        .collect();
    if let (Some(def), true) = (&mapping.cross, cross.is_some() && partners(mapping, cross).is_empty()) {
        problems.push(FieldProblem::in_row(
            &def.column,
            1,
            Problem::UnknownChoice { typed: def.equals.clone() },
        ));
    }
    problems
}

/// One row, read.
struct ReadRow {
    category: String,
    family: PlannedFamily,
    sku: PlannedSku,
    values: Vec<((String, String), PlannedValue)>,
}

struct Reader<'a> {
    row: &'a HashMap<&'a str, &'a str>,
    number: u32,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::in_row(field, self.number, problem));
    }

    fn text(&mut self, name: &str, field: &Field) -> String {
        match field.render(self.row) {
            // PostgreSQL keeps no NUL; other control characters have no business in a catalogue either
            Ok(text) if text.chars().any(char::is_control) => {
                self.problem(name, Problem::Malformed { typed: text.escape_debug().to_string() });
                String::new()
            }
            Ok(text) => text,
            Err(typed) => {
                self.problem(
                    name,
                    if typed.is_empty() { Problem::Missing } else { Problem::UnknownChoice { typed } },
                );
                String::new()
            }
        }
    }

    fn required(&mut self, name: &str, field: &Field, max: u32) -> String {
        let before = self.problems.len();
        let text = self.text(name, field);
        if text.is_empty() && self.problems.len() == before {
            self.problem(name, Problem::Missing);
        } else if text.chars().count() > max as usize {
            self.problem(name, Problem::TooLong { max });
        }
        text
    }

    fn number(&mut self, name: &str, field: &Field, otherwise: Decimal) -> Decimal {
        let typed = self.text(name, field);
        if typed.is_empty() {
            return otherwise;
        }
        match typed.replace(',', "").parse::<Decimal>() {
            Err(_) => self.problem(name, Problem::NotANumber { typed }),
            Ok(n) if n.normalize().scale() > 4 || n.abs() > crate::quantity::MAX_QUANTITY => {
                self.problem(name, Problem::OutOfRange { typed });
            }
            Ok(n) => return n.normalize(),
        }
        otherwise
    }

    fn whole(&mut self, name: &str, field: &Field, otherwise: i32, allowed: impl Fn(i32) -> bool) -> i32 {
        let number = self.number(name, field, Decimal::from(otherwise));
        match i32::try_from(number) {
            Ok(n) if number.is_integer() && allowed(n) => n,
            _ => {
                self.problem(name, Problem::OutOfRange { typed: number.to_string() });
                otherwise
            }
        }
    }

    fn read(&mut self, mapping: &Mapping) -> Option<ReadRow> {
        let category = self.required("category", &mapping.category, 100);
        if !category.is_empty() && !mapping.categories.iter().any(|c| c.code == category) {
            self.problem("category", Problem::UnknownChoice { typed: category.clone() });
        }
        let code = self.required("family", &mapping.family.code, 100);
        let family = PlannedFamily {
            category: category.clone(),
            standard: self.text("standard", &mapping.family.standard),
            brand: self.text("brand", &mapping.family.brand),
            name_zh: self.required("name_zh", &mapping.family.name_zh, 200),
            name_en: self.required("name_en", &mapping.family.name_en, 200),
        };
        let (parameters, values) = self.parameters(mapping);
        let sku = self.sku(mapping, code, parameters);
        self.problems.is_empty().then_some(ReadRow { category, family, sku, values })
    }

    fn sku(
        &mut self,
        mapping: &Mapping,
        family: String,
        parameters: BTreeMap<String, StoredValue>,
    ) -> PlannedSku {
        let part_number = self.required("part_number", &mapping.part_number, 100);
        let part_key = strict_key(&part_number);
        if part_key.is_empty() && !part_number.is_empty() {
            self.problem("part_number", Problem::Malformed { typed: part_number.clone() });
        }
        let unit = self.text("unit", &mapping.unit);
        let pack_size = self.number("pack_size", &mapping.pack_size, Decimal::ONE);
        let rule = QuantityRule {
            moq: self.number("moq", &mapping.moq, Decimal::ONE),
            multiple: self.number("multiple", &mapping.multiple, Decimal::ONE),
        };
        if pack_size <= Decimal::ZERO {
            self.problem("pack_size", Problem::OutOfRange { typed: pack_size.to_string() });
        }
        if !rule.is_consistent() {
            self.problem("moq", Problem::OutOfRange { typed: format!("{} / {}", rule.moq, rule.multiple) });
        }
        let basis = |n| matches!(n, 1 | 10 | 100 | 1000);
        PlannedSku {
            row: self.number,
            part_number,
            part_key,
            family,
            unit: if unit.is_empty() { "piece".into() } else { unit },
            pack_size,
            moq: rule.moq,
            multiple: rule.multiple,
            price_basis: self.whole("price_basis", &mapping.price_basis, 1, basis),
            lead_time_days: self
                .whole("lead_time_days", &mapping.lead_time_days, 15, |n| (0..=730).contains(&n)),
            parameters,
        }
    }

    #[expect(clippy::type_complexity, reason = "two halves of one row, taken apart at once")]
    fn parameters(
        &mut self,
        mapping: &Mapping,
    ) -> (BTreeMap<String, StoredValue>, Vec<((String, String), PlannedValue)>) {
        let (mut stored, mut named) = (BTreeMap::new(), Vec::new());
        for def in &mapping.parameters {
            let Some(value) = self.value(def) else { continue };
            if let ParameterValue::Enum(code) = &value {
                let or_code = |text: String| if text.is_empty() { code.clone() } else { text };
                let name_zh = or_code(self.text(&def.code, &def.value_zh));
                let name_en = or_code(self.text(&def.code, &def.value_en));
                let aliases = self.text(&def.code, &def.aliases);
                let aliases = aliases.split(';').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned);
                let value = PlannedValue { name_zh, name_en, aliases: aliases.collect() };
                named.push(((def.code.clone(), code.clone()), value));
            }
            stored.insert(def.code.clone(), value.to_stored());
        }
        (stored, named)
    }

    fn value(&mut self, def: &ParameterDef) -> Option<ParameterValue> {
        let before = self.problems.len();
        let typed = self.text(&def.code, &def.value);
        if typed.is_empty() {
            if def.required && self.problems.len() == before {
                self.problem(&def.code, Problem::Missing);
            }
            return None;
        }
        let value = ParameterValue::parse(def.kind, &def.unit, &typed);
        if value.is_none() {
            self.problem(
                &def.code,
                match def.kind {
                    ParameterKind::Number => Problem::NotANumber { typed },
                    _ => Problem::Malformed { typed },
                },
            );
        }
        value
    }
}

impl Plan {
    fn take(&mut self, mapping: &Mapping, read: ReadRow) {
        for def in mapping.parameters.iter().filter(|p| read.sku.parameters.contains_key(&p.code)) {
            let pair = (read.category.clone(), def.code.clone());
            self.category_parameters.insert(pair);
        }
        self.values.extend(read.values);
        self.families.insert(read.sku.family.clone(), read.family);
        self.skus.push(read.sku);
    }
}
