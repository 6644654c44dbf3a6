//! From rows to what shall be in the catalogue, and what cannot be taken. Pure: no database.
//!
//! A bad row is reported with its number and field and never stops a good one. Rows are numbered as a spreadsheet shows
//! them. A file is read in portions; what a portion says of a SKU another one spoke of already is added to it when the
//! file has a row per parameter, and refused otherwise.

use super::guess::Guesses;
use super::job::Proposal;
use super::known::Known;
use super::mapping::Mapping;
use super::row::{ReadRow, Reader};
use crate::catalog::parameter::StoredValue;
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
    pub rows: Vec<NumberedRow>,
}

/// A row and its number as a spreadsheet shows it.
pub type NumberedRow = (u32, Vec<String>);

impl Table {
    /// A table made by a program: the header is row 1, nothing was left out.
    pub fn new(header: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self { header, rows: (2u32..).zip(rows).collect() }
    }
}

/// What a portion of the file wants in the catalogue.
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

/// A product page; what is not there stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedFamily {
    /// Code of its category.
    pub category: Option<String>,
    /// Standard.
    pub standard: Option<String>,
    /// Maker.
    pub brand: Option<String>,
    /// 中文
    pub name_zh: Option<String>,
    /// English
    pub name_en: Option<String>,
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

/// An orderable item; what is not there stays as it is, or is as usual when the SKU is new.
#[derive(Clone, Debug)]
pub struct PlannedSku {
    /// Row of the file.
    pub row: u32,
    /// As the maker writes it.
    pub part_number: String,
    /// Its strict key.
    pub part_key: String,
    /// Code of its family.
    pub family: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Units in a pack.
    pub pack_size: Option<Decimal>,
    /// Smallest order.
    pub moq: Option<Decimal>,
    /// Step.
    pub multiple: Option<Decimal>,
    /// Units a price is for.
    pub price_basis: Option<i32>,
    /// Days.
    pub lead_time_days: Option<i32>,
    /// By parameter code; nothing takes the value away.
    pub parameters: BTreeMap<String, Option<StoredValue>>,
    /// An earlier portion spoke of it.
    pub again: bool,
}

/// Reads a whole file by a mapping that needs nothing of the catalogue.
pub fn plan(mapping: &Mapping, table: &Table, cross: Option<&Table>) -> Plan {
    let (mut planner, problems) = Planner::new(mapping.clone(), &table.header, cross, Known::default());
    if problems.is_empty() {
        planner.read(&table.rows)
    } else {
        Plan { rows: table.rows.len(), problems, ..Plan::default() }
    }
}

/// Reads a file portion by portion.
pub struct Planner {
    mapping: Mapping,
    known: Known,
    /// Where the cell of a name stands: in the row, and behind it in the row of the second file.
    columns: HashMap<String, usize>,
    width: usize,
    partners: Vec<Vec<String>>,
    taken: HashSet<Box<str>>,
    unknown: Guesses,
    /// What the file calls a field, for who has to put a row right.
    headings: HashMap<String, String>,
}

impl Planner {
    /// Ready for the rows under this header, and what keeps it from reading any.
    pub fn new(
        mapping: Mapping,
        header: &[String],
        cross: Option<&Table>,
        known: Known,
    ) -> (Self, Vec<FieldProblem>) {
        let cross = cross.filter(|_| mapping.cross.is_some());
        let width = header.len();
        let mut columns: HashMap<String, usize> =
            header.iter().zip(0..).map(|(name, at)| (name.trim().to_owned(), at)).collect();
        columns.extend((0..width).map(|at| (format!("#{}", at + 1), at)));
        let second = cross.iter().flat_map(|c| &c.header).zip(width..);
        columns.extend(second.map(|(name, at)| (name.trim().to_owned(), at)));
        let partners = partners(&mapping, cross);
        let problems = missing_columns(&mapping, &columns, cross.is_some() && partners.is_empty());
        let (taken, unknown) = (HashSet::new(), Guesses::default());
        let headings = headings(&mapping, header);
        (Self { mapping, known, columns, width, partners, taken, unknown, headings }, problems)
    }

    /// A problem of a row under the heading its field has in the file.
    pub fn headed(&self, problem: FieldProblem) -> FieldProblem {
        let heading = self.headings.get(&problem.field).map(String::as_str);
        problem.under(heading)
    }

    /// The mapping it reads by.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Parameters nobody knows, as met so far.
    pub fn unknown(&self) -> Vec<Proposal> {
        self.unknown.proposals(&self.known)
    }

    /// What these rows want.
    pub fn read(&mut self, rows: &[NumberedRow]) -> Plan {
        let mut plan = Plan { rows: rows.len(), ..Plan::default() };
        // SKUs of this portion by part number, to put a row per parameter together
        let mut at: HashMap<String, usize> = HashMap::new();
        for (number, cells) in rows {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            for partner in &self.partners {
                let cell = |name: &str| cell_of(&self.columns, self.width, cells, partner, name);
                let mut reader = Reader::new(&cell, *number, &self.known, &mut self.unknown);
                let read = reader.read(&self.mapping);
                let problems = reader.problems;
                let Some(read) = read.filter(|_| problems.is_empty()) else {
                    plan.problems.extend(problems);
                    break; // crossed again and again, the row would be reported as often
                };
                if let Some((code, _)) = &read.family {
                    self.known.note_family(code);
                }
                let fresh = self.taken.insert(read.sku.part_number.as_str().into());
                if !fresh && self.mapping.long.is_none() {
                    let typed = read.sku.part_number.clone();
                    plan.problems.push(FieldProblem::in_row(
                        "part_number",
                        *number,
                        Problem::Twice { typed },
                    ));
                    break;
                }
                plan.take(read, !fresh, &mut at);
            }
        }
        plan.problems = std::mem::take(&mut plan.problems).into_iter().map(|p| self.headed(p)).collect();
        plan
    }
}

/// By field, the headings its value is read from.
fn headings(mapping: &Mapping, header: &[String]) -> HashMap<String, String> {
    let heading = |column: &str| -> String {
        let place = column.strip_prefix('#').and_then(|at| at.parse::<usize>().ok());
        let named = place.and_then(|at| header.get(at.checked_sub(1)?));
        named.map_or(column, String::as_str).trim().to_owned()
    };
    let mut found = HashMap::new();
    for (field, template) in mapping.fields() {
        let read: Vec<String> = template.columns().map(heading).collect();
        if !read.is_empty() {
            found.entry(field.to_owned()).or_insert_with(|| read.join(" + "));
        }
    }
    found
}

fn cell_of<'a>(
    columns: &HashMap<String, usize>,
    width: usize,
    cells: &'a [String],
    partner: &'a [String],
    name: &str,
) -> &'a str {
    let found = match columns.get(name) {
        Some(at) if *at < width => cells.get(*at),
        Some(at) => partner.get(at - width),
        None => None,
    };
    found.map(String::as_str).unwrap_or_default()
}

/// Rows of the second file that apply; one empty partner when there is nothing to cross with.
fn partners(mapping: &Mapping, cross: Option<&Table>) -> Vec<Vec<String>> {
    let (Some(def), Some(cross)) = (&mapping.cross, cross) else { return vec![Vec::new()] };
    let column = cross.header.iter().position(|name| name.trim() == def.column);
    let applies = |cells: &&Vec<String>| {
        column.and_then(|at| cells.get(at)).is_some_and(|cell| cell.trim() == def.equals)
    };
    cross.rows.iter().map(|(_, cells)| cells).filter(applies).cloned().collect()
}

fn missing_columns(
    mapping: &Mapping,
    known: &HashMap<String, usize>,
    without_partner: bool,
) -> Vec<FieldProblem> {
    let wanted: BTreeSet<&str> = mapping.fields().into_iter().flat_map(|(_, f)| f.columns()).collect();
    let mut problems: Vec<FieldProblem> = wanted
        .into_iter()
        .filter(|column| !known.contains_key(*column))
        .map(|column| FieldProblem::in_row(column, 1, Problem::Missing))
        .collect();
    if mapping.part_number.is_empty() {
        problems.push(FieldProblem::in_row("part_number", 1, Problem::Missing));
    }
    if let (Some(def), true) = (&mapping.cross, without_partner) {
        let typed = def.equals.clone();
        problems.push(FieldProblem::in_row(&def.column, 1, Problem::UnknownChoice { typed }));
    }
    problems
}

impl Plan {
    fn take(&mut self, read: ReadRow, again: bool, at: &mut HashMap<String, usize>) {
        if let Some((code, family)) = read.family {
            if let Some(category) = &family.category {
                let used = read.sku.parameters.iter().filter(|(_, value)| value.is_some());
                for (parameter, _) in used {
                    let pair = (category.clone(), parameter.clone());
                    if !self.category_parameters.contains(&pair) {
                        self.category_parameters.insert(pair);
                    }
                }
            }
            match self.families.get_mut(&code) {
                Some(known) => known.add(family),
                None => drop(self.families.insert(code, family)),
            }
        }
        self.values.extend(read.values);
        if let Some(known) = at.get(&read.sku.part_number).and_then(|at| self.skus.get_mut(*at)) {
            known.add(read.sku);
            return;
        }
        at.insert(read.sku.part_number.clone(), self.skus.len());
        self.skus.push(PlannedSku { again, ..read.sku });
    }
}

impl PlannedFamily {
    /// What a later row says of the same family.
    fn add(&mut self, more: PlannedFamily) {
        self.category = more.category.or(self.category.take());
        self.standard = more.standard.or(self.standard.take());
        self.brand = more.brand.or(self.brand.take());
        self.name_zh = more.name_zh.or(self.name_zh.take());
        self.name_en = more.name_en.or(self.name_en.take());
    }
}

impl PlannedSku {
    /// What a later row says of the same SKU.
    fn add(&mut self, more: PlannedSku) {
        self.family = more.family.or(self.family.take());
        self.unit = more.unit.or(self.unit.take());
        self.pack_size = more.pack_size.or(self.pack_size);
        self.moq = more.moq.or(self.moq);
        self.multiple = more.multiple.or(self.multiple);
        self.price_basis = more.price_basis.or(self.price_basis);
        self.lead_time_days = more.lead_time_days.or(self.lead_time_days);
        self.parameters.extend(more.parameters);
    }
}
